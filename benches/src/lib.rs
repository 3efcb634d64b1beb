//! The calls that the benches measure, in three sizes.

pub mod interleaved;

use gatekit_core::call::Generic;
use gatekit_core::request::sign::SignMethod;
use gatekit_core::{Gateway, Params, Timestamp, Top, gateway::CredentialError};

/// One business parameter of a size; with the eight system parameters the string that is hashed
/// has 248, 588 or 4088 bytes (S, M, L), secret apart.
///
/// ```
/// assert_eq!(gatekit_benches::SIZES.len(), 3);
/// ```
pub const SIZES: [(&str, usize); 3] = [("S", 248), ("M", 588), ("L", 4088)];

/// The application whose calls are measured: eight system parameters.
pub fn application<M: SignMethod>(sign_method: M) -> Result<Top<&'static str, M>, CredentialError> {
    Ok(Top::with_sign_method("12345678", sign_method)?
        .with_session("6100e23f1a0b45c0d9e8f7a6b5c4d3e2f1a0b9c8d7e6f5a4")
        .with_partner_id("gatekit"))
}

/// The value of the one parameter of [`call`] that brings the hashed string to `canonical` bytes.
///
/// # Panics
/// If that is fewer than the system parameters have.
#[must_use]
pub fn value_for<M: SignMethod>(top: &Top<&'static str, M>, canonical: usize) -> String {
    let call = call(&[("memo", "x")]);
    let mut room = [0; 32];
    let mut table = Params::<4>::new(&mut room);
    let request = top.sign(&call, moment(), &mut table).expect("room for it");
    let parts = request
        .canonical()
        .params()
        .map(|param| param.name().len() + param.value().len());
    json_value(canonical + 1 - parts.sum::<usize>())
}

/// A nested parameter as JSON of that length.
#[must_use]
pub fn json_value(length: usize) -> String {
    const UNIT: &str = "{\"tid\":\"30753531820144197\",\"nick\":\"苏宁易购\"},";
    let mut value = String::from("[");
    while value.len() < length {
        let room = length - value.len();
        match UNIT.get(..room.min(UNIT.len())) {
            Some(part) => value.push_str(part),
            None => value.push('x'),
        }
    }
    value
}

/// The measured call.
#[must_use]
pub fn call<'c>(params: &'c [(&'c str, &'c str)]) -> Generic<'c> {
    Generic::new("taobao.trade.memo.update", params)
}

/// 2016-01-01 12:00:00 GMT+8.
#[must_use]
pub fn moment() -> Timestamp {
    const MOMENT: Timestamp = match Timestamp::from_unix(1_451_620_800) {
        Some(moment) => moment,
        None => unreachable!(),
    };
    MOMENT
}
