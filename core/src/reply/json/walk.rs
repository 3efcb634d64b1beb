//! Steps in a document that was checked: nothing is checked again.

use crate::reply::{
    text::{Outline, Span, find_stop, skip_white},
    tree::{Child, Kind},
};

/// The child at `at`: behind the bracket that opens its container, or behind the child before it.
pub(crate) fn child(bytes: &[u8], at: usize, outline: &Outline) -> Option<Child> {
    let mut start = skip_white(bytes, at);
    if bytes.get(start) == Some(&b',') {
        start = skip_white(bytes, start + 1);
    }
    let mut name = Span::default();
    if bytes.get(start) == Some(&b'"') {
        let end = behind_string(bytes, start);
        let colon = skip_white(bytes, end);
        // Without one it is a text in a list.
        if bytes.get(colon) == Some(&b':') {
            name = Span::new(start + 1, end - 1);
            start = skip_white(bytes, colon + 1);
        }
    }
    let kind = kind(*bytes.get(start)?)?;
    let end = match outline.end_of(start) {
        Some(end) => end,
        None => behind_value(bytes, start),
    };
    Some(Child {
        name,
        value: Span::new(start, end),
        kind,
        end,
    })
}

/// The kind of the value that starts with this byte; none starts with that which ends a container.
fn kind(first: u8) -> Option<Kind> {
    Some(match first {
        b'{' => Kind::Object,
        b'[' => Kind::List,
        b'"' => Kind::Text,
        b't' | b'f' => Kind::Boolean,
        b'n' => Kind::Null,
        b'}' | b']' => return None,
        _ => Kind::Number,
    })
}

fn behind_value(bytes: &[u8], start: usize) -> usize {
    let (mut at, mut open) = (start, 0_usize);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => {
                at = behind_string(bytes, at);
                if open == 0 {
                    return at;
                }
                continue;
            }
            b'{' | b'[' => open += 1,
            b'}' | b']' if open > 1 => open -= 1,
            b'}' | b']' if open == 1 => return at + 1,
            b',' | b'}' | b']' | ..=b' ' if open == 0 => return at,
            _ => {}
        }
        at += 1;
    }
    at
}

/// Where the string ends that starts with the quote at `at`.
#[inline(never)]
fn behind_string(bytes: &[u8], at: usize) -> usize {
    let mut here = at + 1;
    loop {
        here = find_stop(bytes, here, [b'"', b'\\']).at;
        here += match bytes.get(here) {
            Some(b'"') => return here + 1,
            Some(b'\\') => 2,
            // A control character.
            Some(_) => 1,
            None => return here,
        };
    }
}
