//! Whole containers at once: what is written without faults is passed over in one loop. Where
//! something is wrong, or only unusual, the scanner reads it again and says what.

use super::string;
use crate::reply::text::{
    Leniency, MAX_DEPTH, NAMED_LEVELS, Notes, behind_digits, behind_usual_text, behind_word,
    find_end_of_ascii, number, skip_white,
};

/// Where the object or list ends whose bracket stands at `at`, within `depth` others.
pub(super) fn behind_container(
    bytes: &[u8],
    at: usize,
    depth: usize,
    leniency: Leniency,
    notes: &mut Notes,
) -> Option<usize> {
    let (mut level, mut here) = (depth, at);
    // One bit for each open container, the innermost lowest: 1 is an object.
    let mut objects = 0_u64;
    let mut byte = *bytes.get(at)?;
    let mut closing = b']';
    loop {
        if closing == b'}' {
            if byte != b'"' {
                return None;
            }
            let name = here + 1;
            here = behind_string(bytes, here, leniency)?;
            if level <= NAMED_LEVELS {
                notes.name(level - 1, bytes.get(name..here - 1)?);
            }
            if next_byte(bytes, &mut here)? != b':' {
                return None;
            }
            here += 1;
            byte = next_byte(bytes, &mut here)?;
        }
        here = match byte {
            b'"' => behind_string(bytes, here, leniency)?,
            b'1'..=b'9' => behind_number(bytes, here)?,
            b'{' | b'[' => {
                if level == MAX_DEPTH {
                    return None;
                }
                // The document's own value is on no level.
                notes.start(level.wrapping_sub(1), here);
                level += 1;
                let object = byte == b'{';
                objects = objects << 1 | u64::from(object);
                closing = if object { b'}' } else { b']' };
                here += 1;
                byte = next_byte(bytes, &mut here)?;
                if byte != closing {
                    continue;
                }
                here
            }
            b'-' | b'0' => number(bytes, here).ok()?,
            b't' => behind_word(bytes, here, b"true").ok()?,
            b'f' => behind_word(bytes, here, b"false").ok()?,
            b'n' => behind_word(bytes, here, b"null").ok()?,
            _ => return None,
        };
        byte = next_byte(bytes, &mut here)?;
        while byte != b',' {
            if byte != closing {
                return None;
            }
            here += 1;
            level -= 1;
            notes.end(level.wrapping_sub(1), here);
            if level == depth {
                return Some(here);
            }
            objects >>= 1;
            closing = if objects & 1 == 1 { b'}' } else { b']' };
            byte = next_byte(bytes, &mut here)?;
        }
        here += 1;
        byte = next_byte(bytes, &mut here)?;
    }
}

/// The first byte that is not white space. Goes there.
#[expect(clippy::inline_always, reason = "four times for each member")]
#[inline(always)]
fn next_byte(bytes: &[u8], at: &mut usize) -> Option<u8> {
    match bytes.get(*at) {
        Some(..=b' ') => {
            *at = skip_white(bytes, *at);
            bytes.get(*at).copied()
        }
        byte => byte.copied(),
    }
}

/// Where the string ends whose first quote is at `at`.
#[expect(clippy::inline_always, reason = "once or twice for each member")]
#[inline(always)]
fn behind_string(bytes: &[u8], at: usize, leniency: Leniency) -> Option<usize> {
    let end = find_end_of_ascii(bytes, at + 1, *b"\"\\");
    if bytes.get(end) == Some(&b'"') {
        return Some(end + 1);
    }
    behind_text(bytes, end, at + 1, leniency)
}

/// The same for a string whose text starts at `start` and is plain ASCII as far as `at`.
#[inline(never)]
fn behind_text(bytes: &[u8], at: usize, start: usize, leniency: Leniency) -> Option<usize> {
    let end = behind_usual_text(bytes, at, *b"\"\\");
    if bytes.get(end) == Some(&b'"') {
        return Some(end + 1);
    }
    Some(string(bytes, start, leniency, false).ok()?.0 + 1)
}

/// Where the number at `at` ends, which does not start with a sign or a zero.
#[inline]
fn behind_number(bytes: &[u8], at: usize) -> Option<usize> {
    let end = behind_digits(bytes, at);
    match bytes.get(end)? {
        b'.' | b'e' | b'E' => number(bytes, at).ok(),
        _ => Some(end),
    }
}
