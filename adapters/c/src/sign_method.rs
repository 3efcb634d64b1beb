//! The signatures of TOP and Qimen, each a constant that the caller points at: a linker that drops
//! unused sections drops the hashes that are not pointed at.

use gatekit_core::gateway::phalapi::{Unsigned, ValuesMd5, ValuesMd5Secret};
use gatekit_core::gateway::top::TopSign;
use gatekit_core::request::sign::{
    Canonical, HmacMd5, HmacSha256, Layout, Md5, SecretPlace, Sha1, SignMethod, Signature, Style,
};

/// How calls to TOP and Qimen are signed: &gk_md5, &gk_hmac or &gk_hmac_sha256. Only those that a
/// program names are linked.
pub struct gk_sign_method {
    name: &'static str,
    layout: Layout,
    sign: fn(&[u8], &Canonical<'_>) -> Option<Signature>,
}

/// `md5`: the smallest in flash.
#[unsafe(no_mangle)]
pub static gk_md5: gk_sign_method = gk_sign_method {
    name: TopSign::NAMES[0],
    layout: Layout::WRAPPED,
    sign: |secret, canonical| Md5::with_key(secret).sign(canonical),
};

/// `hmac`, which is HMAC-MD5.
#[unsafe(no_mangle)]
pub static gk_hmac: gk_sign_method = gk_sign_method {
    name: TopSign::NAMES[1],
    layout: Layout::KEYED,
    sign: |secret, canonical| HmacMd5::with_key(secret).ok()?.sign(canonical),
};

/// `hmac-sha256`, the default of the platform's SDKs.
#[unsafe(no_mangle)]
pub static gk_hmac_sha256: gk_sign_method = gk_sign_method {
    name: TopSign::NAMES[2],
    layout: Layout::KEYED,
    sign: |secret, canonical| HmacSha256::with_key(secret).ok()?.sign(canonical),
};

/// Qianmi's.
pub(crate) static SHA1: gk_sign_method = gk_sign_method {
    name: "sha1",
    layout: Layout::WRAPPED,
    sign: |secret, canonical| Sha1::with_key(secret).sign(canonical),
};

pub(crate) static UNSIGNED: gk_sign_method = gk_sign_method {
    name: "none",
    layout: VALUES,
    sign: |_, canonical| Unsigned.sign(canonical),
};

pub(crate) static VALUES_MD5: gk_sign_method = gk_sign_method {
    name: "values-md5",
    layout: VALUES,
    sign: |_, canonical| <ValuesMd5>::new().sign(canonical),
};

/// PhalApi-Pro's.
pub(crate) static VALUES_MD5_SECRET: gk_sign_method = gk_sign_method {
    name: "values-md5-secret",
    layout: Layout {
        style: Style::Values,
        secret: SecretPlace::AtEnd,
    },
    sign: |secret, canonical| ValuesMd5Secret::with_key(secret).sign(canonical),
};

const VALUES: Layout = Layout {
    style: Style::Values,
    secret: SecretPlace::Apart,
};

/// A sign method at work for one request.
#[derive(Clone, Copy)]
pub(crate) struct Signer<'s> {
    pub(crate) method: &'static gk_sign_method,
    pub(crate) made: Made<'s>,
}

/// When the signature is made.
#[derive(Clone, Copy)]
pub(crate) enum Made<'s> {
    /// Now, with this secret.
    Now(&'s [u8]),
    /// It was made before; the request is put together once more to be written. Empty: unsigned.
    Before(&'s [u8]),
}

impl SignMethod for Signer<'_> {
    fn name(&self) -> &'static str {
        self.method.name
    }

    fn layout(&self) -> Layout {
        self.method.layout
    }

    fn sign(&self, canonical: &Canonical<'_>) -> Option<Signature> {
        match self.made {
            Made::Now(secret) => (self.method.sign)(secret, canonical),
            Made::Before([]) => None,
            Made::Before(hex) => Signature::from_hex(hex),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_layouts_are_the_cores() {
        let key = &b"s"[..];
        let phalapi_filter: ValuesMd5 = ValuesMd5::new();
        let pairs: [(&gk_sign_method, &dyn SignMethod); 7] = [
            (&gk_md5, &Md5::with_key(key)),
            (&gk_hmac, &HmacMd5::with_key(key).unwrap()),
            (&gk_hmac_sha256, &HmacSha256::with_key(key).unwrap()),
            (&SHA1, &Sha1::with_key(key)),
            (&UNSIGNED, &Unsigned),
            (&VALUES_MD5, &phalapi_filter),
            (&VALUES_MD5_SECRET, &ValuesMd5Secret::with_key(key)),
        ];
        let canonical = Canonical::new(&[], b"body");
        for (ours, core) in pairs {
            assert_eq!(ours.name, core.name());
            assert_eq!(ours.layout, core.layout());
            assert_eq!((ours.sign)(key, &canonical), core.sign(&canonical));
        }
    }
}
