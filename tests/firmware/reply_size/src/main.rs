//! Reads one value of a reply by its path: what is linked is what such a firmware pays.

#![no_std]
#![no_main]

use core::hint::black_box;

#[cfg(any(feature = "json", feature = "xml"))]
fn value(reply: &[u8]) -> Option<i64> {
    use gatekit_core::reply::{Format, Leniency, Node};
    #[cfg(feature = "json")]
    const FORMAT: Format = Format::Json;
    #[cfg(not(feature = "json"))]
    const FORMAT: Format = Format::Xml;
    let document = Node::document(FORMAT, Leniency::default(), reply).ok()?;
    document.at(black_box("trades_sold_get_response.trades.trade[0].tid"))?.number()
}

#[cfg(not(any(feature = "json", feature = "xml")))]
fn value(reply: &[u8]) -> Option<i64> {
    reply.first().map(|&byte| i64::from(byte))
}

/// The linker's entry; nothing is run, the image is only measured.
#[no_mangle]
pub extern "C" fn entry() -> i64 {
    let reply: &'static [u8] = black_box(&[]);
    value(reply).unwrap_or(-1)
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}
