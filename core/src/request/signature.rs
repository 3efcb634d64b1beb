//! Signatures as they are sent.

use super::hash::{self, Digest};
use core::fmt;

/// A signature as it is sent: hexadecimal text of 32, 40 or 64 bytes.
///
/// ```
/// use gatekit_core::request::{hash::Digest, sign::Signature};
/// assert_eq!(Signature::upper(&Digest::new(&[0xab, 0x0f])).as_str(), "AB0F");
/// assert_eq!(Signature::lower(&Digest::new(&[0xab, 0x0f])).as_str(), "ab0f");
/// ```
#[derive(Clone, Copy, Debug)]
#[cfg_attr(target_pointer_width = "64", repr(align(8)))] // So that it is looked at in words.
pub struct Signature {
    hex: [u8; 2 * hash::DIGEST_MAX],
    /// Of the text; what stands behind it is of no meaning.
    length: u8,
}

impl Signature {
    /// Upper-case hexadecimal: TOP, Qimen, Qianmi and PhalApi-Pro compare case-sensitively.
    ///
    /// ```
    /// # use gatekit_core::request::{hash::Digest, sign::Signature};
    /// assert_eq!(Signature::upper(&Digest::new(&[0xff])).as_str(), "FF");
    /// ```
    #[must_use]
    pub fn upper(digest: &Digest) -> Self {
        Self::written(digest, b'A')
    }

    /// Lower-case hexadecimal: `PhalApi`'s `SimpleMD5Filter` takes no other.
    ///
    /// ```
    /// # use gatekit_core::request::{hash::Digest, sign::Signature};
    /// assert_eq!(Signature::lower(&Digest::new(&[0xff])).as_str(), "ff");
    /// ```
    #[must_use]
    pub fn lower(digest: &Digest) -> Self {
        Self::written(digest, b'a')
    }

    fn written(digest: &Digest, ten: u8) -> Self {
        let mut hex = [0; 2 * hash::DIGEST_MAX];
        let halves = hex.as_chunks_mut::<32>().0.iter_mut();
        let halves = halves.zip(digest.bytes.as_chunks::<16>().0);
        // Of a length that is known, the compiler makes vectors.
        for (to, from) in halves.take(usize::from(digest.length).div_ceil(16)) {
            for (to, from) in to.as_chunks_mut().0.iter_mut().zip(from.as_chunks().0) {
                *to = digits(*from, ten);
            }
        }
        let length = digest.length * 2;
        Self { hex, length }
    }

    /// A signature that was made before: 1 to 64 hexadecimal digits, kept as they are.
    ///
    /// ```
    /// # use gatekit_core::request::sign::Signature;
    /// assert_eq!(Signature::from_hex(b"AB0F").unwrap().as_str(), "AB0F");
    /// assert!(Signature::from_hex(b"sign").is_none());
    /// assert!(Signature::from_hex(b"").is_none());
    /// ```
    #[must_use]
    pub fn from_hex(text: &[u8]) -> Option<Self> {
        let mut signature = Self {
            hex: [0; 2 * hash::DIGEST_MAX],
            length: 0,
        };
        let fits = (1..=signature.hex.len()).contains(&text.len());
        if !fits || !text.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        for (to, from) in signature.hex.iter_mut().zip(text) {
            *to = *from;
            signature.length += 1;
        }
        Some(signature)
    }

    /// The text as ASCII bytes.
    ///
    /// ```
    /// # use gatekit_core::request::{hash::Digest, sign::Signature};
    /// assert_eq!(Signature::upper(&Digest::new(&[1])).as_bytes(), b"01");
    /// ```
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.hex.get(..usize::from(self.length)).unwrap_or_default()
    }

    /// The text.
    ///
    /// ```
    /// # use gatekit_core::request::{hash::Digest, sign::Signature};
    /// assert_eq!(Signature::upper(&Digest::new(&[])).as_str(), "");
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl PartialEq for Signature {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for Signature {}

/// Two bytes as four digits, `ten` being the first of those that are letters.
const fn digits([first, second]: [u8; 2], ten: u8) -> [u8; 4] {
    let both = first as u32 | (second as u32) << 16;
    let values = both >> 4 & 0x000f_000f | (both & 0x000f_000f) << 8;
    let letters = (values + 0x0606_0606) >> 4 & 0x0101_0101;
    (values + 0x3030_3030 + letters * (ten - b'0' - 10) as u32).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{fmt::Write, string::String, vec::Vec};

    #[test]
    fn every_byte_is_two_digits() {
        let all: Vec<u8> = (0..=255).collect();
        // Under Miri, all of them would take minutes.
        let step = if cfg!(miri) { 31 } else { 1 };
        for length in [1, 2, 15, 16, 20, 31, 32] {
            for bytes in all.windows(length).step_by(step) {
                let mut upper = String::new();
                for byte in bytes {
                    write!(upper, "{byte:02X}").unwrap();
                }
                let signature = Signature::upper(&Digest::new(bytes));
                assert_eq!(signature.as_str(), upper);
                assert_eq!(Signature::from_hex(upper.as_bytes()), Some(signature));
                let lower = Signature::lower(&Digest::new(bytes));
                assert_eq!(lower.as_str(), upper.to_lowercase());
            }
        }
        assert_eq!(Signature::upper(&Digest::new(b"")).as_str(), "");
    }
}
