//! The bytes of which XML names consist.

use super::SMALL;
use crate::byte_set::ByteSet;

/// What a byte can be in a name, as bits.
const ASCII: u8 = 1;
const START: u8 = 2;

const NAME_BYTES: [u8; 256] = {
    let mut table = [0; 256];
    let mut rest: &mut [u8] = &mut table;
    let mut byte = 0_u8;
    while let [first, others @ ..] = rest {
        if can_stand_in_name(byte) && byte.is_ascii() {
            *first |= ASCII;
        }
        if can_start_name(byte) {
            *first |= START;
        }
        byte = byte.wrapping_add(1);
        rest = others;
    }
    table
};

const fn can_start_name(byte: u8) -> bool {
    can_stand_in_name(byte) && !byte.is_ascii_digit() && !matches!(byte, b'-' | b'.')
}

#[inline]
const fn can_stand_in_name(byte: u8) -> bool {
    static NAME: ByteSet =
        ByteSet::of(b"-.:_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
            .with_beyond_ascii();
    NAME.has(byte)
}

#[inline]
fn kind(byte: u8) -> u8 {
    NAME_BYTES.get(usize::from(byte)).copied().unwrap_or(0)
}

#[inline]
pub(crate) fn is_name_start(byte: u8) -> bool {
    if SMALL {
        can_start_name(byte)
    } else {
        kind(byte) & START != 0
    }
}

#[inline]
pub(crate) fn is_name_byte(byte: u8) -> bool {
    if SMALL {
        can_stand_in_name(byte)
    } else {
        kind(byte) != 0
    }
}

/// Where the ASCII bytes at `at` end that can stand in a name.
#[inline]
pub(crate) fn behind_ascii_name(bytes: &[u8], at: usize) -> usize {
    let is_ascii = |byte: u8| kind(byte) & ASCII != 0;
    let mut here = at;
    // Pieces of one length are looked through without a loop.
    while let Some(piece) = bytes.get(here..).and_then(<[u8]>::first_chunk::<16>) {
        match piece.iter().position(|&byte| !is_ascii(byte)) {
            None => here += 16,
            Some(length) => return here + length,
        }
    }
    while bytes.get(here).is_some_and(|&byte| is_ascii(byte)) {
        here += 1;
    }
    here
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_end_where_a_byte_cannot_stand_in_one() {
        for byte in 0..=u8::MAX {
            for place in 0..16 {
                let mut text = *b"namename.nameName>";
                text[place] = byte;
                let stays = byte.is_ascii() && can_stand_in_name(byte);
                for at in 0..4 {
                    let end = if stays || place < at { 17 } else { place };
                    assert_eq!(behind_ascii_name(&text, at), end);
                    assert_eq!(behind_ascii_name(&text[..17], at), end);
                }
            }
        }
    }

    #[test]
    fn names_are_of_letters_digits_and_a_few_signs() {
        for byte in 0..=u8::MAX {
            let starts = byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':' | 0x80..);
            let stands = starts || byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
            assert_eq!(is_name_start(byte), starts);
            assert_eq!(can_stand_in_name(byte), stands);
            assert_eq!(is_name_byte(byte), stands);
        }
    }
}
