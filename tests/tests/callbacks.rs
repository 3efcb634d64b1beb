//! Requests that the Java SDK's verifier or others took or refused: so do we, and no byte of one can
//! change.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use gatekit_core::callback::{
    CallbackError, Received, ReplayGuard, ReplayGuardView, SpiSecret, Verifier,
};
use gatekit_core::{Params, Timestamp};
use std::collections::BTreeMap;

const VECTORS: [&str; 2] = [
    include_str!("../vectors/callbacks.jsonl"),
    include_str!("../vectors/callbacks-made.jsonl"),
];

#[derive(serde::Deserialize)]
struct Vector {
    name: String,
    secret: String,
    query: String,
    content_type: Option<String>,
    headers: BTreeMap<String, String>,
    form: BTreeMap<String, String>,
    body_hex: Option<String>,
    charset: String,
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
        let lines = VECTORS.iter().flat_map(|lines| lines.lines());
        let vectors = lines.map(|line| serde_json::from_str(line).unwrap());
        vectors.collect()
    }

    fn accepted() -> Vec<Self> {
        let mut vectors = Self::all();
        vectors.retain(|vector| vector.accepted);
        vectors
    }

    fn request(&self) -> Request {
        let charset = encoding_rs::Encoding::for_label(self.charset.as_bytes()).unwrap();
        let encode = |text: &str| {
            let bytes = charset.encode(text).0;
            let escaped = bytes.iter().map(|byte| format!("%{byte:02X}"));
            escaped.collect::<String>()
        };
        let form = self.form.iter();
        let form = form.map(|(name, value)| format!("{}={}", encode(name), encode(value)));
        let form = form.collect::<Vec<_>>().join("&").into_bytes();
        let headers = self.headers.iter();
        Request {
            query: self.query.clone().into_bytes(),
            content_type: self.content_type.clone().unwrap_or_default(),
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
        self.verified_by(&spi, 0, None)
    }

    fn verified_by(
        &self,
        spi: &Verifier<SpiSecret>,
        now: i64,
        guard: Option<&mut ReplayGuardView>,
    ) -> Result<(), CallbackError> {
        let headers = self.headers.iter();
        let headers: Vec<_> = headers
            .map(|(name, value)| (name.as_str(), value.as_slice()))
            .collect();
        let received = Received::new(&self.query, &self.body)
            .with_content_type(&self.content_type)
            .with_headers(&headers);
        let mut room = [0; 1024];
        let mut params = Params::<32>::new(&mut room);
        let now = Timestamp::from_unix(now).unwrap();
        let verified = spi.verify(&received, now, &mut params, guard)?;
        assert!(verified.get("sign").is_none());
        Ok(())
    }

    /// Places of the headers that are signed and not blank, and of the one that lists them.
    fn signed_headers(&self) -> Vec<usize> {
        let listing = |(name, _): &&(String, Vec<u8>)| name == "top-sign-list";
        let list = self.headers.iter().find(listing);
        let list = list.map(|(_, list)| String::from_utf8(list.clone()).unwrap());
        let list = list.unwrap_or_default();
        let signed = |name: &str| name == "top-sign-list" || list.split(',').any(|it| it == name);
        let headers = self.headers.iter().enumerate();
        headers
            .filter(|(_, (name, value))| signed(name) && !value.is_empty())
            .map(|(place, _)| place)
            .collect()
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
fn each_is_taken_or_refused_as_it_was() {
    let vectors = Vector::all();
    assert_eq!(vectors.len(), 30);
    for vector in vectors {
        let result = vector.request().verified(&vector.secret);
        assert_eq!(
            result.is_ok(),
            vector.accepted,
            "{}: {result:?}",
            vector.name
        );
        let ends_with_it = vector.query.ends_with(&vector.sign);
        assert!(ends_with_it || !vector.accepted, "{}", vector.name);
    }
}

#[test]
fn no_byte_of_the_body_can_change() {
    for vector in Vector::accepted() {
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
    for vector in Vector::accepted() {
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
    for vector in Vector::accepted() {
        let request = vector.request();
        for header in request.signed_headers() {
            let (name, value) = &request.headers[header];
            for (at, byte) in value.iter().enumerate() {
                for other in others(*byte).filter(|other| !are_the_same(value, at, *other)) {
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
    for vector in Vector::accepted() {
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
    for vector in Vector::accepted() {
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
        for header in request.signed_headers() {
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
    for vector in Vector::accepted() {
        for secret in ["helloworle", "Helloworld", "helloworld\n", "h"] {
            let result = vector.request().verified(secret);
            assert_eq!(result, Err(CallbackError::SignatureWrong));
        }
    }
}

#[test]
fn inside_the_window_each_is_taken_once() {
    let mut guard = ReplayGuard::<12>::new();
    let mut vectors = Vector::accepted();
    vectors.retain(|vector| vector.query.contains("timestamp="));
    assert_eq!(vectors.len(), 12);
    let mut verify = |vector: &Vector, now| {
        let verifier = Verifier::spi(&vector.secret).unwrap();
        vector
            .request()
            .verified_by(&verifier, now, Some(&mut guard))
    };
    let noon = 1_451_620_800;
    for (vector, now) in vectors.iter().zip([noon - 600, noon + 600].iter().cycle()) {
        assert_eq!(verify(vector, *now), Ok(()), "{}", vector.name);
    }
    for vector in vectors {
        for now in [noon - 600, noon, noon + 600] {
            assert_eq!(verify(&vector, now), Err(CallbackError::Replayed));
        }
        for behind in [-601, 601] {
            let outside = CallbackError::TimestampOutside { behind };
            assert_eq!(verify(&vector, noon + behind), Err(outside));
        }
    }
}
