//! The short way: what stands as most programs write it, without white space and escapes. What is
//! written otherwise is `None` here, and read the long way.

use super::super::super::text::find_stop;

/// The name behind the comma at `at`, or at once if it is the first, and where its value starts.
#[inline]
pub(super) fn name(text: &str, at: usize, first: bool) -> Option<(&str, usize)> {
    let start = match text.as_bytes().get(at..)? {
        [b',', b'"', ..] if !first => at + 2,
        [b'"', ..] if first => at + 1,
        _ => return None,
    };
    let (name, end) = up_to_quote(text, start)?;
    (text.as_bytes().get(end) == Some(&b':')).then_some((name, end + 1))
}

/// The text that starts with the quote at `at`, and where it ends.
#[inline]
pub(super) fn string(text: &str, at: usize) -> Option<(&str, usize)> {
    if text.as_bytes().get(at) == Some(&b'"') {
        up_to_quote(text, at + 1)
    } else {
        None
    }
}

#[inline]
fn up_to_quote(text: &str, start: usize) -> Option<(&str, usize)> {
    let end = find_stop(text.as_bytes(), start, [b'"']).at;
    if text.as_bytes().get(end) == Some(&b'"') {
        Some((text.get(start..end)?, end + 1))
    } else {
        None
    }
}

/// The number at `at` of at most 18 digits and no sign, and where it ends.
#[inline]
pub(super) fn integer(text: &str, at: usize) -> Option<(u64, usize)> {
    let mut digits = text.as_bytes().get(at..)?.iter();
    let (mut value, mut end) = (0_u64, at);
    let next = loop {
        match digits.next()? {
            digit @ b'0'..=b'9' if end < at + 18 => {
                value = value * 10 + u64::from(digit - b'0');
                end += 1;
            }
            next => break next,
        }
    };
    let one = end == at + 1;
    let starts_with_zero = text.as_bytes().get(at) == Some(&b'0');
    let ends = matches!(next, b',' | b'}' | b']');
    (ends && end > at && (one || !starts_with_zero)).then_some((value, end))
}
