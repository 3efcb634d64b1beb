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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature {
    hex: [u8; 2 * hash::DIGEST_MAX],
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
        Self::written(digest, *b"0123456789ABCDEF")
    }

    /// Lower-case hexadecimal: `PhalApi`'s `SimpleMD5Filter` takes no other.
    ///
    /// ```
    /// # use gatekit_core::request::{hash::Digest, sign::Signature};
    /// assert_eq!(Signature::lower(&Digest::new(&[0xff])).as_str(), "ff");
    /// ```
    #[must_use]
    pub fn lower(digest: &Digest) -> Self {
        Self::written(digest, *b"0123456789abcdef")
    }

    fn written(digest: &Digest, digits: [u8; 16]) -> Self {
        let mut hex = [0; 2 * hash::DIGEST_MAX];
        let mut length = 0;
        let digit = |value: u8| {
            digits
                .get(usize::from(value & 15))
                .copied()
                .unwrap_or_default()
        };
        for (to, byte) in hex.as_chunks_mut::<2>().0.iter_mut().zip(digest.as_ref()) {
            *to = [digit(byte >> 4), digit(*byte)];
            length += 2;
        }
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
