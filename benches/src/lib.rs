//! What the benches measure: calls in three sizes, batches, replies, callbacks.

pub mod batch;
pub mod callback;
pub mod interleaved;
pub mod parameters;
pub mod replies;
pub mod report;
pub mod timing;

use gatekit_core::call::Generic;
use gatekit_core::request::Request;
use gatekit_core::request::sign::{Canonical, Layout, Piece, SignMethod};
use gatekit_core::{Gateway, Params, Timestamp, Top, gateway::CredentialError};
use std::hint::black_box;

/// The application's secret, 32 bytes.
pub const SECRET: &str = "0123456789abcdef0123456789abcdef";

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
    json_value(canonical - hashed_length(top, &[("param", "x")]) + 1)
}

/// Bytes that are hashed of the measured call with these parameters, secret apart.
///
/// ```
/// use gatekit_benches::{SECRET, application, hashed_length};
/// use gatekit_core::request::sign::Md5;
/// let top = application(Md5::new(SECRET)?)?;
/// assert_eq!(hashed_length(&top, &[("ab", "c")]), hashed_length(&top, &[]) + "abc".len());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn hashed_length<M: SignMethod>(top: &Top<&'static str, M>, params: &[(&str, &str)]) -> usize {
    with_signed(top, &call(params), |request| {
        hashed(&request.canonical(), Layout::KEYED).len()
    })
}

/// Signs a call, from its parameters to a [`Request`] with its signature: what the benches call
/// signing.
///
/// ```
/// use gatekit_benches::{SECRET, application, call, with_signed};
/// use gatekit_core::request::sign::Md5;
/// let top = application(Md5::new(SECRET)?)?;
/// let length = with_signed(&top, &call(&[("param", "x")]), |request| request.body_length());
/// assert_eq!(length, "param=x".len());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Panics
/// If the call has more than 20 parameters.
pub fn with_signed<G: Gateway, T>(
    gateway: &G,
    call: &Generic<'_>,
    then: impl FnOnce(&Request<'_>) -> T,
) -> T {
    let mut room = [0; 32];
    let mut table = Params::<20>::new(&mut room);
    let request = black_box(gateway)
        .sign(black_box(call), moment(), &mut table)
        .expect("room for it");
    then(black_box(&request))
}

/// Whether the encoded query and body, as others decode them, have every parameter that was signed.
///
/// ```
/// use gatekit_benches::{SECRET, application, call, sends_what_was_signed, with_signed};
/// use gatekit_core::request::sign::Md5;
/// let top = application(Md5::new(SECRET)?)?;
/// with_signed(&top, &call(&[("param", "值 1")]), |request| {
///     let mut query = [0; 512];
///     let query = request.encode_query(&mut query).unwrap().as_bytes();
///     assert!(sends_what_was_signed(request, query, b"param=%E5%80%BC+1"));
///     assert!(!sends_what_was_signed(request, query, b"param=%E5%80%BC1"));
/// });
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn sends_what_was_signed(request: &Request<'_>, query: &[u8], body: &[u8]) -> bool {
    let sent: Vec<_> = form_urlencoded::parse(query)
        .chain(form_urlencoded::parse(body))
        .collect();
    request.canonical().params().all(|param| {
        sent.iter().any(|(name, value)| {
            name.as_bytes() == param.name() && value.as_bytes() == param.value()
        })
    })
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

/// What is hashed, as one string: for hashes that take it whole.
///
/// ```
/// use gatekit_benches::{SECRET, hashed};
/// use gatekit_core::request::sign::{Canonical, Layout};
/// assert_eq!(hashed(&Canonical::new(&[], b"body"), Layout::KEYED), b"body");
/// assert_eq!(hashed(&Canonical::new(&[], b""), Layout::WRAPPED), SECRET.repeat(2).as_bytes());
/// ```
#[must_use]
pub fn hashed(canonical: &Canonical<'_>, layout: Layout) -> Vec<u8> {
    let mut string = Vec::new();
    canonical.walk(layout, |piece| {
        string.extend_from_slice(match piece {
            Piece::Secret => SECRET.as_bytes(),
            Piece::Separator(separator) => separator.as_bytes(),
            Piece::Name(bytes) | Piece::Body(bytes) | Piece::Value { value: bytes, .. } => bytes,
        });
    });
    string
}
