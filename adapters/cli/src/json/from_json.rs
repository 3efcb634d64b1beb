//! JSON without white space and needless escapes.

use super::members::Members;
use super::text;
use gatekit_core::reply::{Format, Leniency, Node};
use std::borrow::Cow;

/// The value has been checked, so its structure can be taken as it is. Not by recursion: how deep
/// an answer is nested is for its sender to decide.
pub(super) fn write(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    // `None` is a list.
    let mut open: Vec<Option<Members<'_>>> = Vec::new();
    let mut at = 0;
    while let Some(&byte) = value.as_bytes().get(at) {
        let start = at;
        at += 1;
        match byte {
            b'"' => {
                at = end_of_string(value, at);
                let string = unescaped(value.get(start..at).unwrap_or_default());
                match open.last_mut() {
                    Some(Some(members)) if members.wants_name() => members.name(&mut out, string),
                    _ => text(&mut out, &string),
                }
            }
            b'{' => open.push(Some(Members::open(&mut out))),
            b'[' => {
                out.push('[');
                open.push(None);
            }
            b'}' => {
                if let Some(members) = open.pop().flatten() {
                    members.close(&mut out, Format::Json);
                }
            }
            b']' => {
                out.push(']');
                open.pop();
            }
            b',' => match open.last_mut() {
                Some(Some(members)) => members.end_value(&out),
                _ => out.push(','),
            },
            // Around a document there may be a byte order mark.
            b':' | b' ' | b'\t' | b'\r' | b'\n' | 0x80.. => {}
            _ => out.push(char::from(byte)),
        }
    }
    out
}

/// Where the string ends whose text starts at `at`.
fn end_of_string(value: &str, at: usize) -> usize {
    let mut bytes = value.bytes().enumerate().skip(at);
    while let Some((here, byte)) = bytes.next() {
        match byte {
            b'"' => return here + 1,
            b'\\' => {
                bytes.next();
            }
            _ => {}
        }
    }
    value.len()
}

/// The text of a string that stands in its quotes.
fn unescaped(string: &str) -> Cow<'_, str> {
    if !string.contains('\\') {
        let inside = 1..string.len().saturating_sub(1);
        return Cow::Borrowed(string.get(inside).unwrap_or_default());
    }
    let leniency = Leniency {
        control_characters: true,
    };
    let node = Node::document(Format::Json, leniency, string.as_bytes());
    Cow::Owned(node.map_or_else(|_| String::new(), |node| node.text_chars().collect()))
}
