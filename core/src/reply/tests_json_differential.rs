//! JSON: `serde_json` comes to the same verdicts and values.

extern crate std;

use std::{fmt::Write as _, string::String, string::ToString as _, vec::Vec};

use proptest::prelude::*;
use serde_json::Value;

use super::tests::{check, decode};

/// Writes a value with whatever white space and escapes the choices say.
struct Writer {
    choices: Vec<u8>,
    next: usize,
    out: String,
}

impl Writer {
    fn choice(&mut self) -> u8 {
        self.next += 1;
        self.choices
            .get(self.next % self.choices.len().max(1))
            .copied()
            .unwrap_or(0)
    }

    fn white(&mut self) {
        for _ in 0..self.choice() % 3 {
            let choice = usize::from(self.choice() % 4);
            self.out.push([' ', '\t', '\n', '\r'][choice]);
        }
    }

    fn text(&mut self, text: &str) {
        self.out.push('"');
        for character in text.chars() {
            let must = character < ' ' || matches!(character, '"' | '\\');
            if must || self.choice().is_multiple_of(4) {
                let short = match character {
                    '"' => "\\\"",
                    '\\' => "\\\\",
                    '/' => "\\/",
                    '\n' => "\\n",
                    '\u{8}' => "\\b",
                    '\u{c}' => "\\f",
                    _ => "",
                };
                if !short.is_empty() && self.choice().is_multiple_of(2) {
                    self.out.push_str(short);
                } else {
                    for unit in character.encode_utf16(&mut [0; 2]) {
                        write!(self.out, "\\u{unit:04x}").unwrap();
                    }
                }
            } else {
                self.out.push(character);
            }
        }
        self.out.push('"');
    }

    fn value(&mut self, value: &Value) {
        self.white();
        match value {
            Value::Array(items) => {
                self.out.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        self.out.push(',');
                    }
                    self.value(item);
                }
                self.white();
                self.out.push(']');
            }
            Value::Object(members) => {
                self.out.push('{');
                for (index, (name, member)) in members.iter().enumerate() {
                    if index > 0 {
                        self.out.push(',');
                    }
                    self.white();
                    self.text(name);
                    self.white();
                    self.out.push(':');
                    self.value(member);
                }
                self.white();
                self.out.push('}');
            }
            Value::String(text) => self.text(text),
            other => self.out.push_str(&other.to_string()),
        }
        self.white();
    }
}

fn written(value: &Value, choices: Vec<u8>) -> String {
    let mut writer = Writer {
        choices,
        next: 0,
        out: String::new(),
    };
    writer.value(value);
    writer.out
}

fn any_value() -> impl Strategy<Value = Value> {
    let text = prop_oneof!["[a-z\"\\\\/\n中文，\u{1f639}\u{0}]{0,12}", any::<String>()];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i32>().prop_map(|eighths| Value::from(f64::from(eighths) / 8.0)),
        text.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((text.clone(), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Whether the values are the same, but for the last digits of floats, in which `serde_json` is
/// not exact.
fn alike(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Array(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(a, b)| alike(a, b))
        }
        (Value::Object(ours), Value::Object(theirs)) => {
            ours.len() == theirs.len()
                && ours
                    .iter()
                    .zip(theirs)
                    .all(|(a, b)| a.0 == b.0 && alike(a.1, b.1))
        }
        (Value::Number(ours), Value::Number(theirs)) if theirs.is_f64() && ours.is_f64() => {
            let (ours, theirs) = (ours.as_f64().unwrap(), theirs.as_f64().unwrap());
            (ours - theirs).abs() <= theirs.abs() * 1e-12
        }
        _ => ours == theirs,
    }
}

/// The two verdicts on a document, where they have to be the same.
fn same_verdict(document: &[u8]) -> Result<(), TestCaseError> {
    let ours = check(document);
    let theirs = serde_json::from_slice::<Value>(document);
    // Only `serde_json` minds a float that is too large before anybody asks for it, and only we
    // let a byte order mark pass.
    let huge = theirs
        .as_ref()
        .is_err_and(|error| error.to_string().contains("out of range"));
    if huge || document.starts_with(b"\xef\xbb\xbf") {
        return Ok(());
    }
    prop_assert_eq!(ours.is_ok(), theirs.is_ok(), "{:?} {:?}", ours, theirs);
    if let Ok(theirs) = theirs {
        let decoded = decode(document).unwrap();
        prop_assert!(alike(&decoded, &theirs), "{decoded} {theirs}");
    } else {
        prop_assert_eq!(decode(document).err(), ours.err().map(Into::into));
    }
    Ok(())
}

proptest! {
    #[test]
    #[cfg_attr(miri, ignore = "minutes under Miri: it makes values of any shape")]
    fn what_serde_json_reads_is_read_the_same(value in any_value(), choices in any::<Vec<u8>>()) {
        let document = written(&value, choices);
        prop_assert_eq!(check(document.as_bytes()), Ok(()));
        prop_assert_eq!(decode(document.as_bytes()), Ok(value));
    }

    #[test]
    #[cfg_attr(miri, ignore = "minutes under Miri: it makes values of any shape")]
    fn what_serde_json_refuses_is_refused(
        value in any_value(),
        choices in any::<Vec<u8>>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0..4, any::<u8>()), 1..4),
    ) {
        let mut document = written(&value, choices).into_bytes();
        for (place, change, byte) in changes {
            let place = place.index(document.len() + 1);
            let grammar = b"{}[]\",:\\u0123456789.eE+-tfn ud8dc";
            let byte = if change == 3 { byte } else { grammar[usize::from(byte) % grammar.len()] };
            match change {
                0 => document.truncate(place),
                1 if place < document.len() => { document.remove(place); }
                _ if place < document.len() => document[place] = byte,
                _ => document.push(byte),
            }
        }
        same_verdict(&document)?;
    }

    #[test]
    fn words_of_the_grammar_in_any_order(
        words in prop::collection::vec(prop::sample::select(&[
            "{", "}", "[", "]", ",", ":", "\"a\"", "\"\\u0041\"", "0", "-1", "1.5", "2e3", "true",
            "false", "null", " ", "\n", "\"", "\\", "-", "01", "\u{c}",
        ][..]), 0..12),
    ) {
        same_verdict(words.concat().as_bytes())?;
    }

    #[test]
    fn random_bytes_do_no_harm(bytes in any::<Vec<u8>>()) {
        same_verdict(&bytes)?;
    }
}
