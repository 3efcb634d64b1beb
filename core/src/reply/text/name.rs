//! The bytes of which XML names consist.

use super::SMALL;

pub(crate) const fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':' | 0x80..)
}

const fn can_stand_in_name(byte: u8) -> bool {
    is_name_start(byte) || byte.is_ascii_digit() || matches!(byte, b'-' | b'.')
}

/// For each byte whether it can stand in a name.
const NAME_BYTES: [bool; 256] = {
    let mut table = [false; 256];
    let mut rest: &mut [bool] = &mut table;
    let mut byte = 0_u8;
    while let [first, others @ ..] = rest {
        *first = can_stand_in_name(byte);
        byte = byte.wrapping_add(1);
        rest = others;
    }
    table
};

#[inline]
pub(crate) fn is_name_byte(byte: u8) -> bool {
    if SMALL {
        can_stand_in_name(byte)
    } else {
        NAME_BYTES.get(usize::from(byte)) == Some(&true)
    }
}
