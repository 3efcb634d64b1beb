//! UTF-8, character by character.

use super::stop::find_end_of_ascii;
use super::{SMALL, Span};
use crate::reply::error::SyntaxError;

/// The text at `span`, if it is UTF-8.
pub(crate) fn utf8(bytes: &[u8], span: Span) -> Result<&str, SyntaxError> {
    let text = bytes.get(span.start..span.end).unwrap_or_default();
    core::str::from_utf8(text).map_err(|error| match error.error_len() {
        None if span.end >= bytes.len() => SyntaxError::Truncated { at: bytes.len() },
        _ => SyntaxError::NotUtf8 {
            at: span.start + error.valid_up_to(),
        },
    })
}

/// Whether what stands at `span` is UTF-8.
pub(crate) fn check_utf8(bytes: &[u8], span: Span) -> Result<(), SyntaxError> {
    let text = bytes.get(..span.end).unwrap_or_default();
    let mut at = span.start;
    while at < text.len() {
        if !SMALL {
            at = behind_ascii(text, behind_usual_characters(text, at));
            if at == text.len() {
                break;
            }
        }
        at += match first_character(text.get(at..).unwrap_or_default()) {
            Ok((_, length)) => length,
            Err(NoCharacter::Truncated) if text.len() == bytes.len() => {
                return Err(SyntaxError::Truncated { at: bytes.len() });
            }
            Err(_) => return Err(SyntaxError::NotUtf8 { at }),
        };
    }
    Ok(())
}

fn behind_ascii(text: &[u8], at: usize) -> usize {
    let mut here = at;
    while let Some(chunk) = text.get(here..).and_then(<[u8]>::first_chunk) {
        match (u64::from_le_bytes(*chunk) & 0x8080_8080_8080_8080).trailing_zeros() / 8 {
            8 => here += 8,
            more => return here + more as usize,
        }
    }
    here
}

/// Behind the characters of three bytes at `at`, as those of Chinese are, but U+FFFE and U+FFFF. The
/// last of all may be left.
#[inline]
fn behind_usual_characters(bytes: &[u8], at: usize) -> usize {
    let mut here = at;
    // 1110aaaa 10bbbbbb 10cccccc. Without a bit in aaaab it would be too long a form; 11011 are
    // surrogates.
    while let Some(chunk) = bytes.get(here..).and_then(<[u8]>::first_chunk)
        && let word = u32::from_le_bytes(*chunk)
        && word & 0x00c0_c0f0 == 0x0080_80e0
        && !matches!(word & 0x200f, 0 | 0x200d)
        && word & 0x00fe_ffff != 0x00be_bfef
    {
        here += 3;
    }
    here
}

/// Behind such characters and plain ASCII at `at`: where one of `stops` stands, or what only a closer
/// look can tell.
pub(crate) fn behind_usual_text<const N: usize>(bytes: &[u8], at: usize, stops: [u8; N]) -> usize {
    let mut here = at;
    loop {
        let behind = behind_usual_characters(bytes, here);
        if behind == here {
            return here;
        }
        here = find_end_of_ascii(bytes, behind, stops);
    }
}

/// Why bytes do not start with a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoCharacter {
    /// They could, if there were more of them.
    Truncated,
    /// They are not UTF-8.
    Wrong,
}

/// The first character and its length.
pub(crate) fn first_character(bytes: &[u8]) -> Result<(char, usize), NoCharacter> {
    let (&first, rest) = bytes.split_first().ok_or(NoCharacter::Truncated)?;
    // The least character of each length: less is written too long.
    let (length, least) = match first {
        0..0x80 => return Ok((char::from(first), 1)),
        0xc2..0xe0 => (2, 0x80),
        0xe0..0xf0 => (3, 0x800),
        0xf0..0xf5 => (4, 0x1_0000),
        _ => return Err(NoCharacter::Wrong),
    };
    // The bits that the bytes so far have set, in their places.
    let mut shift = 6 * (length - 1);
    let mut code = u32::from(first & 0x7f >> length) << shift;
    for byte in rest {
        shift -= 6;
        code |= u32::from(byte & 0x3f) << shift;
        let character = char::from_u32(code).filter(|_| byte & 0xc0 == 0x80 && code >= least);
        let character = character.ok_or(NoCharacter::Wrong)?;
        if shift == 0 {
            return Ok((character, length));
        }
    }
    Err(NoCharacter::Truncated)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec::Vec;

    /// Under Miri every so many bytes and characters are tried.
    const BYTES: usize = if cfg!(miri) { 4 } else { 1 };
    const CHARACTERS: usize = if cfg!(miri) { 9973 } else { 1 };

    #[test]
    fn the_check_is_the_same_as_that_of_the_language() {
        let edges = [
            0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0,
            0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff,
        ];
        let mut texts = Vec::from([Vec::new()]);
        for length in 0..4 {
            let longer = texts
                .clone()
                .into_iter()
                .filter(|text| text.len() == length);
            for text in longer {
                let bytes = edges.iter().step_by(BYTES);
                texts.extend(bytes.map(|&byte| [&text[..], &[byte]].concat()));
            }
        }
        for text in texts {
            for end in [text.len(), text.len().saturating_sub(1)] {
                let span = Span::new(0, end);
                assert_eq!(
                    check_utf8(&text, span),
                    utf8(&text, span).map(drop),
                    "{text:x?} {end}"
                );
            }
        }
        let all: std::string::String = ('\0'..=char::MAX).step_by(CHARACTERS).collect();
        assert_eq!(check_utf8(all.as_bytes(), Span::new(0, all.len())), Ok(()));
    }
}
