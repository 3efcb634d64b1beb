//! JSON: `serde_json` comes to the same verdicts and to the same values, floats to the last bit.
//!
//! The documented differences, which are all that is let pass here:
//!
//! - We refuse half of a surrogate pair, and bytes that are not UTF-8, wherever they stand;
//!   `serde_json` passes over them in members that nobody asks for.
//! - We stop at a depth of 64, `serde_json` at its own.
//! - A number that is too large for a float is a well-formed number to us; it is an error only for
//!   those who ask for its value. `serde_json` refuses it in any value that is not skipped.
//! - A byte order mark may stand in front.
//! - Leniently, control characters may stand in strings as they are.
//!
//! That the last of several members counts in untyped values is true of both.
#![no_main]

use gatekit_core::reply::{
    DecodeError, Format, Leniency, MAX_DEPTH, Node, SyntaxError, document_from_slice,
};
use gatekit_fuzz::guard::guarded;
use libfuzzer_sys::fuzz_target;
use serde::de::IgnoredAny;
use serde_json::Value;

fuzz_target!(|document: &[u8]| {
    let plain = document.strip_prefix(b"\xef\xbb\xbf").unwrap_or(document);
    compare(Leniency::default(), document, plain);
    let lenient = Leniency {
        control_characters: true,
    };
    compare(lenient, document, &with_control_characters_escaped(plain));
});

/// Compares what we read in `ours` with what `serde_json` reads in `theirs`.
fn compare(leniency: Leniency, ours: &[u8], theirs: &[u8]) {
    let verdict = Node::document(Format::Json, leniency, ours).map(|_| ());
    let value = guarded(ours, |copy| {
        document_from_slice::<Value>(Format::Json, leniency, copy)
    });
    let skipped = serde_json::from_slice::<IgnoredAny>(theirs).map(|_| ());
    let their_value = serde_json::from_slice::<Value>(theirs);
    match verdict {
        Ok(()) => {
            assert!(skipped.is_ok(), "only we accept it: {skipped:?}");
            match (value, their_value) {
                (Ok(value), Ok(their_value)) => {
                    assert!(same(&value, &their_value), "{value} {their_value}");
                }
                (Err(DecodeError::NumberOutOfRange { at }), Err(error)) => {
                    assert!(
                        is_out_of_range(&error),
                        "{error} but for us a number at {at}"
                    );
                }
                (value, their_value) => panic!("{value:?} {their_value:?}"),
            }
        }
        Err(SyntaxError::TooDeep { at }) => assert!(is_deep(&ours[..at])),
        Err(error) => {
            assert!(value.is_err(), "{value:?} {error:?}");
            assert!(their_value.is_err(), "only we refuse it: {error:?}");
            let skips = matches!(
                error,
                SyntaxError::NotUtf8 { .. }
                    | SyntaxError::LoneSurrogate { .. }
                    | SyntaxError::Truncated { .. }
            );
            assert!(skipped.is_err() || skips, "only we refuse it: {error:?}");
            // A document that seems cut off within a character is one with wrong UTF-8 to them.
            if let (Ok(()), SyntaxError::Truncated { .. }) = (skipped, error) {
                assert!(std::str::from_utf8(ours).is_err());
            }
        }
    }
}

fn is_out_of_range(error: &serde_json::Error) -> bool {
    error.to_string().starts_with("number out of range")
}

/// Whether all containers that a document may have are open behind these bytes.
fn is_deep(bytes: &[u8]) -> bool {
    let mut depth = 0_usize;
    for (byte, place) in Placed::new(bytes) {
        match (byte, place) {
            (b'[' | b'{', Place::Outside) => depth += 1,
            (b']' | b'}', Place::Outside) => depth -= 1,
            _ => {}
        }
    }
    depth == MAX_DEPTH
}

/// What a strict reader has to be shown so that it reads what we read leniently.
fn with_control_characters_escaped(bytes: &[u8]) -> Vec<u8> {
    let mut escaped = Vec::with_capacity(bytes.len());
    for (byte, place) in Placed::new(bytes) {
        match (byte, place) {
            (0..0x20, Place::Text) => escaped.extend(format!("\\u{byte:04x}").bytes()),
            _ => escaped.push(byte),
        }
    }
    escaped
}

/// Where a byte stands.
#[derive(Clone, Copy)]
enum Place {
    Outside,
    Text,
    /// Behind a backslash.
    Escape,
}

/// The bytes of a document, each with its place.
struct Placed<'d> {
    bytes: std::slice::Iter<'d, u8>,
    next: Place,
}

impl<'d> Placed<'d> {
    fn new(bytes: &'d [u8]) -> Self {
        Self {
            bytes: bytes.iter(),
            next: Place::Outside,
        }
    }
}

impl Iterator for Placed<'_> {
    type Item = (u8, Place);

    fn next(&mut self) -> Option<Self::Item> {
        let byte = *self.bytes.next()?;
        let place = self.next;
        self.next = match (place, byte) {
            (Place::Outside, b'"') | (Place::Escape, _) => Place::Text,
            (Place::Text, b'"') => Place::Outside,
            (Place::Text, b'\\') => Place::Escape,
            _ => place,
        };
        Some((byte, place))
    }
}

/// Whether the values are the same, integers exactly and floats by their bits.
fn same(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Array(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(a, b)| same(a, b))
        }
        (Value::Object(ours), Value::Object(theirs)) => {
            let alike = |((a, x), (b, y)): ((&String, _), (&String, _))| a == b && same(x, y);
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(alike)
        }
        (Value::Number(ours), Value::Number(theirs)) => {
            (ours.as_i64(), ours.as_u64()) == (theirs.as_i64(), theirs.as_u64())
                && ours.as_f64().map(f64::to_bits) == theirs.as_f64().map(f64::to_bits)
        }
        _ => ours == theirs,
    }
}
