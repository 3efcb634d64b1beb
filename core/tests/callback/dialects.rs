//! The ways to sign, and the dialects of the other gateways.

use crate::support::{NOW, SECRET, at, encoded, hex, verify_at};
use gatekit_core::call::Generic;
use gatekit_core::callback::{CallbackError, Check, Received, Verifier};
use gatekit_core::gateway::phalapi::{self, PairsMd5, Unsigned, ValuesMd5, ValuesMd5Secret};
use gatekit_core::gateway::{Gateway, qianmi, qimen, top};
use gatekit_core::request::sign::{HmacMd5, HmacSha256, Sha1};
use gatekit_core::{Params, PhalApi, Qianmi, Qimen, Top};
use hmac::{KeyInit, Mac};
use md5::Digest;

fn mac<M: Mac + KeyInit>(text: &str) -> String {
    let mut mac = <M as KeyInit>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    hex(&mac.finalize().into_bytes())
}

fn md5(text: &str) -> String {
    hex(&md5::Md5::digest(format!("{SECRET}{text}{SECRET}")))
}

fn spi(query: &str) -> Result<(), CallbackError> {
    let verifier = Verifier::spi(SECRET).unwrap().without_window();
    verify_at(&verifier, &Received::new(query, b""), NOW).map(|_| ())
}

#[test]
fn the_signature_that_sign_method_names_counts_and_so_does_md5() {
    for named in ["md5", "hmac", "hmac-sha256", "", "sha512", "HMAC"] {
        let text = format!("a1sign_method{named}");
        let digests = [
            ("md5", md5(&text)),
            ("hmac", mac::<hmac::Hmac<md5::Md5>>(&text)),
            ("hmac-sha256", mac::<hmac::Hmac<sha2::Sha256>>(&text)),
        ];
        for (method, sign) in digests {
            let result = spi(&format!("a=1&sign_method={named}&sign={sign}"));
            let counts = method == "md5" || method == named;
            assert_eq!(result.is_ok(), counts, "{method} where {named} is named");
        }
    }
    assert_eq!(spi(&format!("a=1&sign={}", md5("a1"))), Ok(()));
    let unnamed = mac::<hmac::Hmac<md5::Md5>>("a1");
    assert_eq!(
        spi(&format!("a=1&sign={unnamed}")),
        Err(CallbackError::SignatureWrong)
    );
}

#[test]
fn one_method_takes_its_own_signature_whatever_is_named() {
    let sign = mac::<hmac::Hmac<sha2::Sha256>>("sign_methodmd5");
    let query = format!("sign_method=md5&sign={sign}");
    let received = Received::new(&query, b"");
    let right = Verifier::new(&top::DIALECT, HmacSha256::new(SECRET).unwrap()).without_window();
    assert!(verify_at(&right, &received, NOW).is_ok());
    let wrong = Verifier::new(&top::DIALECT, HmacMd5::new(SECRET).unwrap()).without_window();
    assert_eq!(
        verify_at(&wrong, &received, NOW),
        Err(CallbackError::SignatureWrong)
    );
}

/// What the gateway signs is what the verifier takes, and not with another secret.
fn assert_taken(
    gateway: &impl Gateway,
    right: &Verifier<impl Check>,
    wrong: &Verifier<impl Check>,
) {
    let fields = [
        ("tid", "T2015 110&4+不"),
        ("note", "a=b"),
        ("10", "x"),
        ("9", "y"),
    ];
    let call = Generic::new("x.y.z", &fields);
    let mut room = [0; 64];
    let mut params = Params::<8>::new(&mut room);
    let request = gateway.sign(&call, at(NOW), &mut params).unwrap();
    let (mut query, mut body) = ([0; 512], [0; 512]);
    let query = request.encode_query(&mut query).unwrap();
    let body = request.encode_body(&mut body).unwrap();
    let received = Received::new(query, body).with_content_type(request.content_type());
    let (params, _) = verify_at(right, &received, NOW + 60).unwrap();
    assert!(params.contains(&(b"tid".to_vec(), "T2015 110&4+不".as_bytes().to_vec())));
    assert!(params.iter().all(|(name, _)| name != b"sign"));
    assert_eq!(
        verify_at(wrong, &received, NOW),
        Err(CallbackError::SignatureWrong)
    );
}

#[test]
fn what_each_gateway_signs_is_taken() {
    let spi = |secret| Verifier::spi(secret).unwrap();
    assert_taken(&Top::new("1", "s").unwrap(), &spi("s"), &spi("t"));
    assert_taken(&Top::md5("1", "s").unwrap(), &spi("s"), &spi("t"));
    assert_taken(&Qimen::new("1", "s", "2").unwrap(), &spi("s"), &spi("t"));
    let hmac = |secret| HmacMd5::new(secret).unwrap();
    let verifier = |secret| Verifier::new(&qimen::DIALECT, hmac(secret));
    let gateway = Qimen::with_sign_method("1", hmac("s")).unwrap();
    assert_taken(&gateway, &verifier("s"), &verifier("t"));
    assert_taken(&gateway, &spi("s"), &spi("t"));
    let verifier = |secret| Verifier::new(&qianmi::DIALECT, Sha1::new(secret).unwrap());
    assert_taken(
        &Qianmi::new("1", "s").unwrap(),
        &verifier("s"),
        &verifier("t"),
    );
    let verifier = |secret| Verifier::new(&phalapi::PRO, ValuesMd5Secret::new(secret).unwrap());
    assert_taken(
        &PhalApi::pro("1", "s").unwrap(),
        &verifier("s"),
        &verifier("t"),
    );
    // No secret in either: another separator stands for another method.
    let pairs = |separator| Verifier::new(&phalapi::DIALECT, PairsMd5::new(separator));
    let gateway = PhalApi::<&str, _>::with_sign_method(PairsMd5::new("="));
    assert_taken(&gateway, &pairs("="), &pairs(":"));
    let values: ValuesMd5 = ValuesMd5::new();
    let verifier = Verifier::new(&phalapi::DIALECT, values);
    assert_taken(&PhalApi::simple_md5(), &verifier, &pairs("="));
}

#[test]
fn a_raw_body_is_signed_in_every_dialect() {
    let verifier = Verifier::new(&phalapi::PRO, ValuesMd5Secret::new("s").unwrap());
    let sign = hex(&md5::Md5::digest("1s"));
    let query = format!("a=1&sign={sign}");
    assert!(verify_at(&verifier, &Received::new(&query, b""), NOW).is_ok());
    let json = Received::new(&query, br#"{"b":2}"#).with_content_type("application/json");
    assert_eq!(
        verify_at(&verifier, &json, NOW),
        Err(CallbackError::SignatureWrong)
    );
}

#[test]
fn where_nothing_is_signed_nothing_is_taken() {
    let verifier = Verifier::new(&phalapi::DIALECT, Unsigned);
    for query in ["a=1&sign=0", "a=1&sign=D41D8CD98F00B204E9800998ECF8427E"] {
        let result = verify_at(&verifier, &Received::new(query, b""), NOW);
        assert_eq!(result, Err(CallbackError::SignatureWrong));
    }
}

#[test]
fn a_dialect_without_a_timestamp_has_a_window_only_if_it_is_given_one() {
    let verifier = Verifier::new(&phalapi::PRO, ValuesMd5Secret::new("s").unwrap());
    let sign = hex(&md5::Md5::digest("1s"));
    let query = format!("a=1&sign={sign}");
    let received = Received::new(&query, b"");
    assert!(verify_at(&verifier, &received, NOW).is_ok());
    let result = verify_at(&verifier.with_window(600), &received, NOW);
    assert_eq!(result, Err(CallbackError::TimestampMissing));
}

#[test]
fn the_names_that_qianmis_client_leaves_out_are_signed_by_a_verifier() {
    let verifier = Verifier::new(&qianmi::DIALECT, Sha1::new(SECRET).unwrap()).without_window();
    let sha1 = |text: &str| hex(&sha1::Sha1::digest(format!("{SECRET}{text}{SECRET}")));
    let query = |sign: &str| format!("{}&sign={sign}", encoded(&[(b"a", b"1"), (b"logo", b"x")]));
    let left_out = query(&sha1("a1"));
    let result = verify_at(&verifier, &Received::new(&left_out, b""), NOW);
    assert_eq!(result, Err(CallbackError::SignatureWrong));
    let signed = query(&sha1("a1logox"));
    assert!(verify_at(&verifier, &Received::new(&signed, b""), NOW).is_ok());
}
