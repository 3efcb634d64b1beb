//! Numbers as JSON writes them.

use super::SMALL;
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
        here = if zero {
            here + 1
        } else {
            one_or_more(bytes, here)?
        };
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
fn one_or_more(bytes: &[u8], at: usize) -> Result<usize, SyntaxError> {
    let here = behind_digits(bytes, at);
    match bytes.get(here) {
        _ if here > at => Ok(here),
        Some(_) => Err(SyntaxError::Unexpected { at }),
        None => Err(SyntaxError::Truncated { at }),
    }
}

/// Where the digits at `at` end, if there are any.
#[inline]
pub(crate) fn behind_digits(bytes: &[u8], at: usize) -> usize {
    let mut here = at;
    while !SMALL && eight_digits(bytes, here).is_some() {
        here += 8;
    }
    while bytes.get(here).is_some_and(u8::is_ascii_digit) {
        here += 1;
    }
    here
}

/// The value of the digits at `at`, at most 18, and where they end; or where the 18th does.
#[inline]
pub(crate) fn digits(bytes: &[u8], at: usize) -> Option<(u64, usize)> {
    let (mut value, mut end) = (0_u64, at);
    while !SMALL
        && end < at + 16
        && let Some(eight) = eight_digits(bytes, end)
    {
        value = value * 100_000_000 + eight;
        end += 8;
    }
    while end < at + 18
        && let Some(digit @ b'0'..=b'9') = bytes.get(end)
    {
        value = value * 10 + u64::from(digit - b'0');
        end += 1;
    }
    (end > at).then_some((value, end))
}

/// The value of eight digits at `at`.
#[inline]
fn eight_digits(bytes: &[u8], at: usize) -> Option<u64> {
    let digits = u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?) ^ 0x3030_3030_3030_3030;
    // With 0x76 more, only what is above nine reaches the high bit.
    if (digits | digits.wrapping_add(0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080 != 0 {
        return None;
    }
    // Neighbours are put together: to pairs, to fours, to eight.
    let pairs = digits.wrapping_mul(10 << 8 | 1) >> 8 & 0x00ff_00ff_00ff_00ff;
    let fours = pairs.wrapping_mul(100 << 16 | 1) >> 16 & 0x0000_ffff_0000_ffff;
    Some(fours.wrapping_mul(10_000 << 32 | 1) >> 32)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_digits_are_read_at_once() {
        for (text, value) in [
            (b"01234567,", Some(1_234_567)),
            (b"98765432,", Some(98_765_432)),
            (b"99999999,", Some(99_999_999)),
            (b"9876543,,", None),
            (b"1234.678,", None),
        ] {
            assert_eq!(eight_digits(text, 0), value);
        }
        for byte in 0..=u8::MAX {
            for place in 0..8 {
                let mut text = *b"90909090";
                text[place] = byte;
                let value = core::str::from_utf8(&text)
                    .ok()
                    .filter(|_| byte.is_ascii_digit());
                assert_eq!(
                    eight_digits(&text, 0),
                    value.map(|text| text.parse().unwrap())
                );
            }
        }
        assert_eq!(eight_digits(b"1234567", 0), None);
    }
}
