//! A socket of which the compiler knows nothing: it takes every request and hands over one answer.

use core::convert::Infallible;
use core::hint::black_box;
use embedded_io::{ErrorType, Read, Write};

pub struct Socket(pub &'static [u8]);

impl ErrorType for Socket {
    type Error = Infallible;
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Infallible> {
        Ok(black_box(bytes).len())
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

impl Read for Socket {
    fn read(&mut self, to: &mut [u8]) -> Result<usize, Infallible> {
        let length = self.0.len().min(to.len());
        for (to, from) in to.iter_mut().zip(black_box(self.0)) {
            *to = *from;
        }
        self.0 = self.0.get(length..).unwrap_or_default();
        Ok(length)
    }
}
