//! Credentials: which are refused and in which words, and the names of what is made with them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use gatekit_core::gateway::CredentialError;
use gatekit_core::gateway::phalapi::{PairsMd5, Unsigned, ValuesMd5, ValuesMd5Secret};
use gatekit_core::gateway::top::TopSign;
use gatekit_core::request::hash::{Digest, Hash, Keyed};
use gatekit_core::request::sign::{
    Canonical, Hmac, HmacMd5, HmacSha256, Md5, Secret, SecretError, Sha1, SignMethod, Signature,
};
use gatekit_core::{Params, PhalApi, Qianmi, Qimen, Top};

#[test]
fn a_blank_application_key_is_refused_by_every_gateway() {
    for key in ["", " ", "\u{3000}\t"] {
        for refused in [
            Top::new(key, "s").unwrap_err(),
            Top::md5(key, "s").unwrap_err(),
            Qimen::new(key, "s", "t").unwrap_err(),
            Qimen::md5(key, "s", "t").unwrap_err(),
            Qimen::standard(key, "s", "c").unwrap_err(),
            Qianmi::new(key, "s").unwrap_err(),
            PhalApi::pro(key, "s").unwrap_err(),
            PhalApi::unsigned().with_app_key(key).unwrap_err(),
        ] {
            assert_eq!(refused, CredentialError::AppKeyMissing);
        }
    }
    let words = CredentialError::AppKeyMissing.to_string();
    assert_eq!(words, "the application key is missing");
}

#[test]
fn an_empty_secret_is_refused_by_every_gateway() {
    for refused in [
        Top::new("1", "").unwrap_err(),
        Top::md5("1", "").unwrap_err(),
        Qimen::new("1", "", "t").unwrap_err(),
        Qimen::md5("1", "", "t").unwrap_err(),
        Qimen::standard("1", "", "c").unwrap_err(),
        Qianmi::new("1", "").unwrap_err(),
        PhalApi::pro("1", "").unwrap_err(),
    ] {
        assert_eq!(refused, CredentialError::Secret(SecretError::Empty));
        assert_eq!(refused.to_string(), "the secret is empty");
    }
    for name in TopSign::NAMES {
        assert_eq!(TopSign::named(name, "").unwrap_err(), SecretError::Empty);
    }
}

#[test]
fn a_secret_is_kept_up_to_its_capacity_in_bytes() {
    let longest = "x".repeat(128);
    assert_eq!(Secret::new(&longest).unwrap().as_ref(), longest.as_bytes());
    let chinese = "密".repeat(43);
    for secret in [&"x".repeat(129), &chinese] {
        let too_long = SecretError::TooLong { length: 129 };
        assert_eq!(Secret::new(secret).unwrap_err(), too_long);
        let refused = Top::md5("1", secret).unwrap_err();
        assert_eq!(refused, CredentialError::Secret(too_long));
        assert_eq!(
            refused.to_string(),
            "the secret has 129 bytes, more than 128"
        );
        assert!(
            Top::new("1", secret).is_ok(),
            "a keyed hash keeps its state instead"
        );
    }
}

#[test]
fn a_borrowed_key_signs_like_a_kept_secret() {
    let mut params = Params::<1>::new(&mut []);
    params.text("tid", "T1").unwrap();
    let canonical = Canonical::new(params.as_slice(), b"");
    let sign = |method: &dyn SignMethod| method.sign(&canonical).unwrap();
    let key = &b"helloworld"[..];
    assert_eq!(
        sign(&Md5::with_key(key)),
        sign(&Md5::new("helloworld").unwrap())
    );
    assert_eq!(
        sign(&Sha1::with_key(key)),
        sign(&Sha1::new("helloworld").unwrap())
    );
    assert_eq!(
        sign(&HmacMd5::with_key(key).unwrap()),
        sign(&HmacMd5::new("helloworld").unwrap())
    );
    assert_eq!(
        sign(&ValuesMd5Secret::with_key(key)),
        sign(&ValuesMd5Secret::new("helloworld").unwrap())
    );
    assert_ne!(
        sign(&Md5::with_key(key)),
        sign(&Md5::new("helloworlds").unwrap())
    );
}

/// A hash peripheral that takes keys of 32 bits.
#[derive(Clone)]
struct Peripheral([u8; 4]);

impl Hash for Peripheral {
    const SIGN_METHOD: &'static str = "xor";

    fn update(&mut self, bytes: &[u8]) {
        for (at, byte) in bytes.iter().enumerate() {
            self.0[at % 4] ^= byte;
        }
    }

    fn finish(&mut self) -> Digest {
        Digest::new(&self.0)
    }
}

impl Keyed for Peripheral {
    fn keyed(key: &[u8]) -> Option<Self> {
        key.try_into().ok().map(Self)
    }
}

#[test]
fn an_engine_of_the_callers_signs_and_may_refuse_a_key() {
    let refused = Hmac::<Peripheral>::new("12345").err().unwrap();
    assert_eq!(refused, SecretError::EngineRefused);
    assert_eq!(refused.to_string(), "the hash engine refuses this key");
    assert_eq!(
        CredentialError::from(refused).to_string(),
        "the hash engine refuses this key"
    );
    let method = Hmac::<Peripheral>::with_key(&[0x0f; 4]).unwrap();
    assert_eq!(method.name(), "xor");
    let signature = method.sign(&Canonical::new(&[], &[0xf0, 0, 0x0f])).unwrap();
    assert_eq!(signature.as_str(), "FF0F000F");
}

#[test]
fn a_sign_method_has_the_name_that_the_platform_gives_it() {
    for name in TopSign::NAMES {
        let method = TopSign::named(name, "s").unwrap().unwrap();
        assert_eq!(method.name(), name);
    }
    for unknown in ["", "MD5", "hmac-sha512", "hmac_sha256"] {
        assert!(TopSign::named(unknown, "s").unwrap().is_none(), "{unknown}");
    }
    assert_eq!(Sha1::new("s").unwrap().name(), "sha1");
    assert_eq!(HmacMd5::new("s").unwrap().name(), "hmac");
    assert_eq!(HmacSha256::new("s").unwrap().name(), "hmac-sha256");
    let values: ValuesMd5 = ValuesMd5::new();
    assert_eq!(values.name(), "values-md5");
    assert_eq!(PairsMd5::new("=").name(), "pairs-md5");
    assert_eq!(
        ValuesMd5Secret::new("s").unwrap().name(),
        "values-md5-secret"
    );
    assert_eq!(Unsigned.name(), "none");
}

#[test]
fn a_signature_displays_its_hexadecimal_text() {
    let digest = Digest::new(&[0x0a, 0xbc, 0xff]);
    let (upper, lower) = (Signature::upper(&digest), Signature::lower(&digest));
    assert_eq!((upper.as_str(), lower.as_str()), ("0ABCFF", "0abcff"));
    assert_eq!(
        (upper.to_string(), lower.to_string()),
        ("0ABCFF".into(), "0abcff".into())
    );
    let longest = Signature::upper(&Digest::new(&[0xee; 40]));
    assert_eq!(longest.to_string(), "EE".repeat(32));
}
