//! Numbers as JSON writes them.

use crate::reply::error::SyntaxError;

/// Where the number at `at` ends.
pub(crate) fn number(bytes: &[u8], at: usize) -> Result<usize, SyntaxError> {
    let byte_at = |place: usize| bytes.get(place).copied();
    let mut here = at;
    if byte_at(here) == Some(b'-') {
        here += 1;
    }
    let mut zero = byte_at(here) == Some(b'0');
    let (mut fraction, mut exponent) = (false, false);
    loop {
        here = if zero { here + 1 } else { digits(bytes, here)? };
        zero = false;
        match byte_at(here) {
            Some(b'.') if !fraction && !exponent => fraction = true,
            Some(b'e' | b'E') if !exponent => {
                exponent = true;
                if let Some(b'+' | b'-') = byte_at(here + 1) {
                    here += 1;
                }
            }
            _ => return Ok(here),
        }
        here += 1;
    }
}

/// Where the digits at `at` end, of which there must be one.
fn digits(bytes: &[u8], at: usize) -> Result<usize, SyntaxError> {
    let mut here = at;
    while bytes.get(here).is_some_and(u8::is_ascii_digit) {
        here += 1;
    }
    match bytes.get(here) {
        _ if here > at => Ok(here),
        Some(_) => Err(SyntaxError::Unexpected { at }),
        None => Err(SyntaxError::Truncated { at }),
    }
}

/// Whether the text is a number as JSON writes it, but for zeros in front.
pub(crate) fn is_number(text: &str) -> bool {
    let mut unsigned = text.strip_prefix('-').unwrap_or(text);
    while let Some(shorter) = unsigned.strip_prefix('0')
        && shorter.starts_with(|next: char| next.is_ascii_digit())
    {
        unsigned = shorter;
    }
    !unsigned.starts_with('-') && number(unsigned.as_bytes(), 0) == Ok(unsigned.len())
}
