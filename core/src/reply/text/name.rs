//! The bytes of which XML names consist.

pub(crate) const fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':' | 0x80..)
}

/// For each byte whether it can stand in a name.
const NAME_BYTES: [bool; 256] = {
    let mut table = [false; 256];
    let mut rest: &mut [bool] = &mut table;
    let mut byte = 0_u8;
    while let [first, others @ ..] = rest {
        *first = is_name_start(byte) || byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
        byte = byte.wrapping_add(1);
        rest = others;
    }
    table
};

#[inline]
pub(crate) fn is_name_byte(byte: u8) -> bool {
    NAME_BYTES.get(usize::from(byte)) == Some(&true)
}
