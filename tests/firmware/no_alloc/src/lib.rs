//! A call signed and an answer read with what a microcontroller has: no heap, no `std`.

#![no_std]
#![forbid(unsafe_code)]

use gatekit_core::{Gateway, Params, Qianmi, Timestamp, api::d2p::TradeCancel};

/// Signs a call and reads its answer; the number of bytes of the request's body, 0 on any error.
pub extern "C" fn round_trip(seconds: i64, answer: &mut [u8; 128]) -> usize {
    let Ok(qianmi) = Qianmi::new("10000000", "0123456789abcdef") else {
        return 0;
    };
    let call = TradeCancel::order("T20151104141011234");
    let mut room = [0; 19];
    let mut params = Params::<1>::new(&mut room);
    let Some(now) = Timestamp::from_unix(seconds) else {
        return 0;
    };
    let Ok(request) = qianmi.sign(&call, now, &mut params) else {
        return 0;
    };
    match qianmi.read(&call, answer) {
        Ok(reply) if reply.trade.is_success => request.body_length(),
        _ => 0,
    }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}
