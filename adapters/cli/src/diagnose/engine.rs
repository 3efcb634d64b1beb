//! The hashes that programs sign with: the core's, and two that no gateway takes.

use gatekit_core::request::hash::{self, Digest, Hash, Unkeyed};
use gatekit_core::request::sign::{
    Canonical, HmacMd5, HmacSha256, Md5, Sha1, SignMethod, Signature, Wrapped,
};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Digest as _;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Engine {
    Md5,
    Sha1,
    Sha256,
    HmacMd5,
    HmacSha1,
    HmacSha256,
}

impl Engine {
    /// The signature of a whole string; `key` counts where the hash has one.
    pub(super) fn sign(self, key: &[u8], string: &[u8]) -> Signature {
        let canonical = Canonical::new(&[], string);
        let alone = b"";
        let signature = match self {
            Self::Md5 => Md5::with_key(alone).sign(&canonical),
            Self::Sha1 => Sha1::with_key(alone).sign(&canonical),
            Self::Sha256 => Wrapped::<Sha256, _>::with_key(alone).sign(&canonical),
            Self::HmacMd5 => HmacMd5::with_key(key)
                .ok()
                .and_then(|method| method.sign(&canonical)),
            Self::HmacSha1 => hmac_sha1(key, string),
            Self::HmacSha256 => HmacSha256::with_key(key)
                .ok()
                .and_then(|method| method.sign(&canonical)),
        };
        signature.unwrap_or_else(|| Signature::upper(&Digest::new(&[])))
    }

    /// The same hash without a key.
    pub(super) const fn plain(self) -> Self {
        match self {
            Self::HmacMd5 => Self::Md5,
            Self::HmacSha1 => Self::Sha1,
            Self::HmacSha256 => Self::Sha256,
            plain => plain,
        }
    }

    pub(super) fn has_key(self) -> bool {
        self.plain() != self
    }

    /// Length of its signatures.
    pub(super) const fn digits(self) -> usize {
        match self {
            Self::Md5 | Self::HmacMd5 => 32,
            Self::Sha1 | Self::HmacSha1 => 40,
            Self::Sha256 | Self::HmacSha256 => 2 * hash::DIGEST_MAX,
        }
    }
}

/// SHA-256 without a key, which no gateway signs with.
#[derive(Clone, Default)]
struct Sha256(sha2::Sha256);

impl Hash for Sha256 {
    const SIGN_METHOD: &'static str = "sha256";

    fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&mut self) -> Digest {
        Digest::new(&self.0.finalize_reset())
    }
}

impl Unkeyed for Sha256 {}

fn hmac_sha1(key: &[u8], string: &[u8]) -> Option<Signature> {
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(key).ok()?;
    mac.update(string);
    Some(Signature::upper(&Digest::new(&mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_engine_makes_the_published_digests() {
        // RFC 1321, FIPS 180 and RFC 2202, RFC 4231.
        let jefe = b"what do ya want for nothing?";
        for (engine, text, digest) in [
            (Engine::Md5, &b"abc"[..], "900150983CD24FB0D6963F7D28E17F72"),
            (
                Engine::Sha1,
                b"abc",
                "A9993E364706816ABA3E25717850C26C9CD0D89D",
            ),
            (
                Engine::Sha256,
                b"abc",
                "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
            ),
            (Engine::HmacMd5, jefe, "750C783E6AB0B503EAA86E310A5DB738"),
            (
                Engine::HmacSha1,
                jefe,
                "EFFCDF6AE5EB2FA2D27416D5F184DF9C259A7C79",
            ),
            (
                Engine::HmacSha256,
                jefe,
                "5BDCC146BF60754E6A042426089575C75A003F089D2739839DEC58B964EC3843",
            ),
        ] {
            assert_eq!(engine.sign(b"Jefe", text).as_str(), digest);
            assert_eq!(engine.digits(), digest.len());
        }
    }
}
