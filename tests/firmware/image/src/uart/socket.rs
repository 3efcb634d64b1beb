//! The UART of an nRF51 as a socket that waits for ever: a time limit is set to the emulator.

use core::convert::Infallible;
use embedded_io::{ErrorType, Read, Write};
use nrf51_hal::gpio::{p0, Level};
use nrf51_hal::pac::{Peripherals, UART0};
use nrf51_hal::uart::{self, Baudrate, Parity, Pins};

/// The registers of the UART, which is started.
pub struct Uart(UART0);

impl Uart {
    /// Starts the UART, once.
    pub fn take() -> Option<Self> {
        let peripherals = Peripherals::take()?;
        let port = p0::Parts::new(peripherals.GPIO);
        let pins = Pins {
            rxd: port.p0_25.into_floating_input().degrade(),
            txd: port.p0_24.into_push_pull_output(Level::High).degrade(),
            cts: None,
            rts: None,
        };
        let (registers, _) = uart::Uart::new(
            peripherals.UART0,
            pins,
            Parity::EXCLUDED,
            Baudrate::BAUD115200,
        )
        .free();
        // The driver's own `Write` waits for an event of a byte that was written before the start: QEMU
        // has none.
        Some(Self(registers))
    }
}

impl ErrorType for Uart {
    type Error = Infallible;
}

impl Read for Uart {
    fn read(&mut self, to: &mut [u8]) -> Result<usize, Infallible> {
        let Some(to) = to.first_mut() else {
            return Ok(0);
        };
        while self.0.events_rxdrdy.read().bits() == 0 {}
        self.0.events_rxdrdy.reset();
        *to = self.0.rxd.read().rxd().bits();
        Ok(1)
    }
}

impl Write for Uart {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Infallible> {
        let Some(&byte) = bytes.first() else {
            return Ok(0);
        };
        self.0.events_txdrdy.reset();
        self.0.txd.write(|register| register.txd().variant(byte));
        while self.0.events_txdrdy.read().bits() == 0 {}
        Ok(1)
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}
