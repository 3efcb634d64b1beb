//! Percent-decoding of what arrived: Java's `URLDecoder`, without its tolerance for bytes that the
//! charset does not have. The bytes stay in the encoding that the sender chose.

use crate::request::ParamsView;

/// A name or value as it arrived.
#[derive(Clone, Copy)]
pub(super) struct Text<'a> {
    bytes: &'a [u8],
    escaped: bool,
}

impl<'a> Text<'a> {
    /// Of a query, of a form, of a signed header.
    pub(super) fn encoded(bytes: &'a [u8]) -> Self {
        let escaped = bytes.iter().any(|byte| matches!(byte, b'%' | b'+'));
        Self { bytes, escaped }
    }

    /// As it is signed.
    pub(super) const fn plain(bytes: &'a [u8]) -> Self {
        let escaped = false;
        Self { bytes, escaped }
    }

    /// Bytes of room that decoding takes, none where nothing is escaped; `None` for an escape that
    /// is none.
    pub(super) fn room(self) -> Option<usize> {
        if !self.escaped {
            return Some(0);
        }
        let mut length = 0_usize;
        for byte in self.decoded() {
            byte?;
            length = length.saturating_add(1);
        }
        Some(length)
    }

    /// Whether it decodes to `text`.
    pub(super) fn is(self, text: &[u8]) -> bool {
        if !self.escaped {
            return self.bytes == text;
        }
        self.decoded().eq(text.iter().copied().map(Some))
    }

    /// Decodes into the room; `None` if it does not fit or an escape is none.
    pub(super) fn decode(self, params: &mut ParamsView<'a>) -> Option<&'a [u8]> {
        if !self.escaped {
            return Some(self.bytes);
        }
        let room = params.cut_room(self.room()?)?;
        for (to, byte) in room.iter_mut().zip(self.decoded()) {
            *to = byte?;
        }
        Some(room)
    }

    const fn decoded(self) -> Decoded<'a> {
        Decoded {
            rest: self.bytes,
            escaped: self.escaped,
        }
    }
}

/// The decoded bytes; `None` in place of an escape that is none.
struct Decoded<'a> {
    rest: &'a [u8],
    escaped: bool,
}

impl Iterator for Decoded<'_> {
    type Item = Option<u8>;

    fn next(&mut self) -> Option<Option<u8>> {
        let (byte, rest) = match *self.rest {
            [b'%', high, low, ref rest @ ..] if self.escaped => {
                let byte = digit(high).zip(digit(low));
                (byte.map(|(high, low)| high << 4 | low), rest)
            }
            [b'%', ref rest @ ..] if self.escaped => (None, rest),
            [b'+', ref rest @ ..] if self.escaped => (Some(b' '), rest),
            [byte, ref rest @ ..] => (Some(byte), rest),
            [] => return None,
        };
        self.rest = rest;
        Some(byte)
    }
}

const fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}
