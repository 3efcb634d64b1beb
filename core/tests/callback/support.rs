//! A platform of our own that signs by the text of the documents.

use gatekit_core::callback::{CallbackError, Check, Received, Verifier};
use gatekit_core::{Params, Timestamp};
use md5::{Digest as _, Md5};
use std::fmt::Write as _;

pub(crate) const SECRET: &str = "helloworld";
/// 2016-01-01 12:00:00 GMT+8.
pub(crate) const NOW: i64 = 1_451_620_800;

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix(seconds).unwrap()
}

/// `secret name value .. body secret`, sorted.
pub(crate) fn md5(pairs: &[(&[u8], &[u8])], body: &[u8]) -> String {
    let mut pairs = pairs.to_vec();
    pairs.sort_unstable();
    let mut md5 = Md5::new_with_prefix(SECRET);
    for (name, value) in pairs {
        md5.update(name);
        md5.update(value);
    }
    md5.update(body);
    md5.update(SECRET);
    hex(&md5.finalize())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02X}").unwrap();
        hex
    })
}

/// Percent-encoded.
pub(crate) fn encoded(pairs: &[(&[u8], &[u8])]) -> String {
    let text = |bytes: &[u8]| form_urlencoded::byte_serialize(bytes).collect::<String>();
    let pairs = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", text(name), text(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// A query with the right signature of it and the body.
pub(crate) fn query(pairs: &[(&str, &str)], body: &str) -> String {
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(name, value)| (name.as_bytes(), value.as_bytes()))
        .collect();
    let sign = md5(&pairs, body.as_bytes());
    let query = encoded(&pairs);
    let and = if query.is_empty() { "" } else { "&" };
    format!("{query}{and}sign={sign}")
}

/// A query at 12:00:00.
pub(crate) fn at_noon() -> String {
    query(&[("timestamp", "2016-01-01 12:00:00")], "")
}

/// Names and values, and the body.
pub(crate) type Found = (Vec<(Vec<u8>, Vec<u8>)>, Vec<u8>);

pub(crate) fn verify_at(
    verifier: &Verifier<impl Check>,
    received: &Received<'_>,
    now: i64,
) -> Result<Found, CallbackError> {
    let mut room = [0; 4096];
    let mut params = Params::<32>::new(&mut room);
    let result = verifier.verify(received, at(now), &mut params, None);
    result.map(|verified| {
        let params = verified.params().iter();
        let params = params.map(|param| (param.name().to_vec(), param.value().to_vec()));
        (params.collect(), verified.body().to_vec())
    })
}

/// Without a window.
pub(crate) fn verify(received: &Received<'_>) -> Result<Found, CallbackError> {
    let verifier = Verifier::spi(SECRET).unwrap().without_window();
    verify_at(&verifier, received, NOW)
}
