//! Requests that the Java SDK's verifier took or refused: so do we, and no byte of one can change.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use gatekit_core::callback::{CallbackError, Received, ReplayGuard, Verifier};
use gatekit_core::{Params, Timestamp};
use std::collections::BTreeMap;

const VECTORS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/vectors/callbacks.jsonl");

#[derive(serde::Deserialize)]
struct Vector {
    name: String,
    secret: String,
    query: String,
    content_type: String,
    headers: BTreeMap<String, String>,
    form: BTreeMap<String, String>,
    body_hex: Option<String>,
    sign: String,
    accepted: bool,
}

/// A request in memory of its own, so that bytes of it can be changed.
#[derive(Clone)]
struct Request {
    query: Vec<u8>,
    content_type: String,
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
}

impl Vector {
    fn all() -> Vec<Self> {
        let lines = std::fs::read_to_string(VECTORS).unwrap();
        let vectors = lines
            .lines()
            .map(|line| serde_json::from_str(line).unwrap());
        vectors.collect()
    }

    fn request(&self) -> Request {
        let encode = |text: &str| {
            let escaped = text.bytes().map(|byte| format!("%{byte:02X}"));
            escaped.collect::<String>()
        };
        let form = self.form.iter();
        let form = form.map(|(name, value)| format!("{}={}", encode(name), encode(value)));
        let form = form.collect::<Vec<_>>().join("&").into_bytes();
        let headers = self.headers.iter();
        Request {
            query: self.query.clone().into_bytes(),
            content_type: self.content_type.clone(),
            headers: headers
                .map(|(name, value)| (name.clone(), value.clone().into_bytes()))
                .collect(),
            body: self.body_hex.as_deref().map_or(form, from_hex),
        }
    }
}

impl Request {
    fn verified(&self, secret: &str) -> Result<(), CallbackError> {
        let spi = Verifier::spi(secret).unwrap().without_window();
        let headers = self.headers.iter();
        let headers: Vec<_> = headers
            .map(|(name, value)| (name.as_str(), value.as_slice()))
            .collect();
        let received = Received::new(&self.query, &self.body)
            .with_content_type(&self.content_type)
            .with_headers(&headers);
        let mut room = [0; 1024];
        let mut params = Params::<32>::new(&mut room);
        let now = Timestamp::from_unix(1_451_620_800).unwrap();
        let verified = spi.verify(&received, now, &mut params, None)?;
        assert!(verified.get("sign").is_none());
        Ok(())
    }
}

fn from_hex(text: &str) -> Vec<u8> {
    let pairs = text.as_bytes().chunks(2);
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    pairs.map(byte).collect()
}

/// Each bit flipped, and what means something in a query.
fn others(byte: u8) -> impl Iterator<Item = u8> {
    let flipped = (0..8).map(move |bit| byte ^ 1 << bit);
    let others = flipped.chain(*b"&=+% ,;\"\0");
    others.filter(move |other| *other != byte)
}

fn others_but_for_case(byte: u8) -> impl Iterator<Item = u8> {
    others(byte).filter(move |other| other.is_ascii() && !other.eq_ignore_ascii_case(&byte))
}

/// Whether pairs with this byte changed are still the same: the digits of an escape in the other
/// case, or a space for `+`.
fn are_the_same(pairs: &[u8], at: usize, other: u8) -> bool {
    let byte = pairs[at];
    let in_escape = (1..=2).any(|back| at >= back && pairs[at - back] == b'%');
    (byte == b'+' && other == b' ') || (in_escape && other.eq_ignore_ascii_case(&byte))
}

#[test]
fn each_is_taken_or_refused_as_spi_utils_does() {
    let vectors = Vector::all();
    assert_eq!(vectors.len(), 3);
    for vector in vectors {
        let result = vector.request().verified(&vector.secret);
        assert_eq!(
            result.is_ok(),
            vector.accepted,
            "{}: {result:?}",
            vector.name
        );
        assert!(vector.query.ends_with(&vector.sign), "{}", vector.name);
    }
}

#[test]
fn no_byte_of_the_body_can_change() {
    for vector in Vector::all() {
        let request = vector.request();
        for (at, byte) in request.body.iter().enumerate() {
            for other in others(*byte) {
                if vector.body_hex.is_none() && are_the_same(&request.body, at, other) {
                    continue;
                }
                let mut changed = request.clone();
                changed.body[at] = other;
                let result = changed.verified(&vector.secret);
                assert!(result.is_err(), "{}, body byte {at}: {other}", vector.name);
            }
        }
    }
}

#[test]
fn no_byte_of_the_query_can_change() {
    for vector in Vector::all() {
        let request = vector.request();
        for (at, byte) in request.query.iter().enumerate() {
            for other in others(*byte).filter(|other| !are_the_same(&request.query, at, *other)) {
                let mut changed = request.clone();
                changed.query[at] = other;
                let result = changed.verified(&vector.secret);
                assert!(result.is_err(), "{}, query byte {at}: {other}", vector.name);
            }
        }
    }
}

#[test]
fn no_byte_of_a_listed_header_can_change() {
    for vector in Vector::all() {
        let request = vector.request();
        for (header, (name, value)) in request.headers.iter().enumerate() {
            for (at, byte) in value.iter().enumerate() {
                for other in others(*byte) {
                    let mut changed = request.clone();
                    changed.headers[header].1[at] = other;
                    let result = changed.verified(&vector.secret);
                    assert!(
                        result.is_err(),
                        "{}, {name} byte {at}: {other}",
                        vector.name
                    );
                }
            }
            for at in 0..name.len() {
                for other in others_but_for_case(name.as_bytes()[at]) {
                    let mut changed = request.clone();
                    let mut bytes = name.clone().into_bytes();
                    bytes[at] = other;
                    changed.headers[header].0 = String::from_utf8(bytes).unwrap();
                    let result = changed.verified(&vector.secret);
                    assert!(
                        result.is_err(),
                        "{}, {name} byte {at}: {other}",
                        vector.name
                    );
                }
            }
        }
    }
}

#[test]
fn no_byte_of_the_content_type_can_change() {
    for vector in Vector::all() {
        let request = vector.request();
        let content_type = request.content_type.as_bytes();
        for at in 0..content_type.len() {
            for other in others_but_for_case(content_type[at]) {
                let mut bytes = content_type.to_vec();
                bytes[at] = other;
                let mut changed = request.clone();
                changed.content_type = String::from_utf8(bytes).unwrap();
                let result = changed.verified(&vector.secret);
                assert!(result.is_err(), "{}, {}", vector.name, changed.content_type);
            }
        }
    }
}

#[test]
fn no_part_can_be_left_out_or_added() {
    for vector in Vector::all() {
        let request = vector.request();
        let check = |changed: &Request, what: &str| {
            let result = changed.verified(&vector.secret);
            assert!(result.is_err(), "{}: {what}", vector.name);
        };
        for length in 0..request.query.len() {
            let mut changed = request.clone();
            changed.query.truncate(length);
            check(&changed, "a shorter query");
        }
        for length in 0..request.body.len() {
            let mut changed = request.clone();
            changed.body.truncate(length);
            check(&changed, "a shorter body");
        }
        for header in 0..request.headers.len() {
            let mut changed = request.clone();
            changed.headers.remove(header);
            check(&changed, "one header less");
        }
        let mut changed = request.clone();
        changed.query.extend_from_slice(b"&added=1");
        check(&changed, "one parameter more");
        let mut changed = request.clone();
        changed.body.extend_from_slice(b"&a");
        check(&changed, "a longer body");
    }
}

#[test]
fn another_secret_does_not_fit() {
    for vector in Vector::all() {
        let result = vector.request().verified("helloworle");
        assert_eq!(result, Err(CallbackError::SignatureWrong));
    }
}

#[test]
fn inside_the_window_each_is_taken_once() {
    let mut guard = ReplayGuard::<8>::new();
    for vector in Vector::all() {
        let request = vector.request();
        let mut verify = |now| {
            let verifier = Verifier::spi(&vector.secret).unwrap();
            let received = Received::new(&request.query, &request.body)
                .with_content_type(&request.content_type);
            let mut room = [0; 1024];
            let mut params = Params::<32>::new(&mut room);
            let now = Timestamp::from_unix(now).unwrap();
            verifier
                .verify(&received, now, &mut params, Some(&mut guard))
                .map(|_| ())
        };
        if vector.headers.is_empty() {
            assert_eq!(verify(1_451_620_800 + 600), Ok(()), "{}", vector.name);
            assert_eq!(verify(1_451_620_800 - 600), Err(CallbackError::Replayed));
            let behind = 601;
            assert_eq!(
                verify(1_451_621_401),
                Err(CallbackError::TimestampOutside { behind })
            );
        }
    }
}
