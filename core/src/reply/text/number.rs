//! Numbers as JSON writes them.

use crate::reply::error::SyntaxError;

/// Where the number at `at` ends.
pub(crate) fn number(bytes: &[u8], at: usize) -> Result<usize, SyntaxError> {
    let byte_at = |place: usize| bytes.get(place).copied();
    let mut here = at;
    if byte_at(here) == Some(b'-') {
        here += 1;
    }
    here = match byte_at(here) {
        Some(b'0') => here + 1,
        _ => digits(bytes, here)?,
    };
    if byte_at(here) == Some(b'.') {
        here = digits(bytes, here + 1)?;
    }
    if let Some(b'e' | b'E') = byte_at(here) {
        here += 1;
        if let Some(b'+' | b'-') = byte_at(here) {
            here += 1;
        }
        here = digits(bytes, here)?;
    }
    Ok(here)
}

/// Where the digits at `at` end, of which there must be one.
fn digits(bytes: &[u8], at: usize) -> Result<usize, SyntaxError> {
    let rest = bytes.get(at..).unwrap_or_default();
    match rest.iter().position(|byte| !byte.is_ascii_digit()) {
        Some(0) => Err(SyntaxError::Unexpected { at }),
        None if rest.is_empty() => Err(SyntaxError::Truncated { at }),
        length => Ok(at + length.unwrap_or(rest.len())),
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
