//! What arrives, decoded by others and signed again by a few plain lines, has the signature that
//! was sent.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use gatekit_core::call::Generic;
use gatekit_core::gateway::phalapi::{PairsMd5, ValuesMd5};
use gatekit_core::gateway::top::TopSign;
use gatekit_core::request::RawBody;
use gatekit_core::{Gateway, Params, PhalApi, Qianmi, Qimen, Timestamp, Top};
use hmac::{KeyInit, Mac};
use md5::Digest;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Write as _;

type Pairs = BTreeMap<String, String>;

const VALUES: ValuesMd5 = ValuesMd5::new();
const SECRET: &str = "0123456789abcdef密";

fn hex(digest: impl AsRef<[u8]>) -> String {
    let mut text = String::new();
    for byte in digest.as_ref() {
        write!(text, "{byte:02X}").unwrap();
    }
    text
}

fn mac<M: Mac + KeyInit>(text: &str) -> String {
    let mut mac = <M as KeyInit>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    hex(mac.finalize().into_bytes())
}

fn names_and_values(pairs: &Pairs) -> String {
    let pieces = pairs
        .iter()
        .flat_map(|(name, value)| [name.as_str(), value]);
    pieces.collect()
}

fn values(pairs: &Pairs) -> String {
    pairs.values().map(String::as_str).collect()
}

fn md5(pairs: &Pairs, body: &str) -> String {
    hex(md5::Md5::digest(format!(
        "{SECRET}{}{body}{SECRET}",
        names_and_values(pairs)
    )))
}

/// Sends `business`, decodes what comes out, and compares the signature and the pairs.
fn roundtrip(
    gateway: &impl Gateway,
    business: &Pairs,
    body: Option<&str>,
    sign: impl FnOnce(&Pairs) -> String,
) -> Result<(), TestCaseError> {
    let borrowed: Vec<_> = business
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let mut call = Generic::new("some.api.method", &borrowed);
    if let Some(body) = body {
        call = call.with_body(RawBody {
            content_type: "text/xml",
            bytes: body.as_bytes(),
        });
    }
    let mut room = [0; 19];
    let mut params = Params::<16>::new(&mut room);
    let now = Timestamp::from_unix(1_451_620_800).unwrap();
    let request = gateway.sign(&call, now, &mut params).unwrap();
    let mut wire = Vec::new();
    request
        .write_query(|chunk| {
            wire.extend_from_slice(chunk);
            Ok::<(), ()>(())
        })
        .unwrap();
    prop_assert_eq!(request.query_length(), wire.len());
    prop_assert!(wire.iter().all(u8::is_ascii_graphic));
    let mut sent = Vec::new();
    request
        .write_body(|chunk| {
            sent.extend_from_slice(chunk);
            Ok::<(), ()>(())
        })
        .unwrap();
    prop_assert_eq!(request.body_length(), sent.len());
    if let Some(body) = body {
        prop_assert_eq!(&sent, body.as_bytes());
    } else {
        wire.push(b'&');
        wire.extend_from_slice(&sent);
    }
    let mut arrived = Pairs::new();
    for (name, value) in form_urlencoded::parse(&wire) {
        let before = arrived.insert(name.clone().into_owned(), value.into_owned());
        prop_assert_eq!(before, None, "{} arrived twice", name);
    }
    let signature = arrived.remove("sign");
    prop_assert_eq!(request.signature(), signature.as_deref());
    if let Some(signature) = signature {
        prop_assert_eq!(signature, sign(&arrived));
    }
    let listed = |name: &str| gateway.dialect().system.iter().any(|row| row.name == name);
    arrived.retain(|name, _| !listed(name));
    prop_assert_eq!(&arrived, business);
    Ok(())
}

fn name() -> impl Strategy<Value = String> {
    // No gateway has a system parameter with a capital N in front.
    "N[a-zA-Z0-9_.&=+% ~*订\u{e000}\u{1f600}-]{0,6}"
}

/// Values that are not blank: blank ones are not sent.
fn business() -> impl Strategy<Value = Pairs> {
    let value = "[ -~\t\n订\u{1f600}\u{a0}\u{3000}]{0,12}[!-~不]";
    proptest::collection::btree_map(name(), value, 0..10)
}

/// The same under names that PHP does not change.
fn signable(pairs: Pairs) -> Pairs {
    let changed = [' ', '.', '['];
    let named = |(name, value): (String, String)| (name.replace(changed, "-"), value);
    pairs.into_iter().map(named).collect()
}

/// What PhalApi gets: blanks too, and what counts as false in PHP.
fn with_blanks() -> impl Strategy<Value = Pairs> {
    let value = prop_oneof![
        "[ -~订\u{3000}]{0,6}",
        Just(String::new()),
        Just("0".to_owned())
    ];
    proptest::collection::btree_map(name(), value, 0..10)
}

proptest! {
    #[test]
    fn top(business in business(), token in "[!-~订 ]{0,8}[!-~]") {
        let md5_gateway = Top::md5("12345678", SECRET).unwrap().with_session(token.as_str());
        roundtrip(&md5_gateway, &business, None, |pairs| md5(pairs, ""))?;
        let sha = Top::new("12345678", SECRET).unwrap().with_partner_id(token.as_str());
        roundtrip(&sha.with_simplify(), &business, None, |pairs| {
            mac::<hmac::Hmac<sha2::Sha256>>(&names_and_values(pairs))
        })?;
        let hmac = TopSign::named("hmac", SECRET).unwrap().unwrap();
        let hmac = Top::with_sign_method(token.as_str(), hmac).unwrap().with_target_app_key("Z");
        roundtrip(&hmac.with_xml(), &business, None, |pairs| {
            mac::<hmac::Hmac<md5::Md5>>(&names_and_values(pairs))
        })?;
    }

    #[test]
    fn qimen(business in business(), body in "\\PC{0,40}") {
        let custom = Qimen::md5("12345678", SECRET, "23300032").unwrap();
        roundtrip(&custom, &business, None, |pairs| md5(pairs, ""))?;
        let standard = Qimen::standard("12345678", SECRET, "顾客").unwrap();
        roundtrip(&standard, &business, Some(&body), |pairs| md5(pairs, &body))?;
        let sha = Qimen::new("12345678", SECRET, "23300032").unwrap().with_session("s");
        roundtrip(&sha, &business, Some(&body), |pairs| {
            mac::<hmac::Hmac<sha2::Sha256>>(&(names_and_values(pairs) + &body))
        })?;
    }

    #[test]
    fn qianmi(business in business(), token in "[!-~订 ]{0,8}[!-~]") {
        let qianmi = Qianmi::new("10000000", SECRET).unwrap().with_access_token(token.as_str());
        roundtrip(&qianmi, &business, None, |pairs| {
            hex(sha1::Sha1::digest(format!("{SECRET}{}{SECRET}", names_and_values(pairs))))
        })?;
    }

    #[test]
    fn phalapi(business in with_blanks(), token in "[!-~订 ]{0,8}[!-~]") {
        let unsigned = PhalApi::token(token.as_str());
        roundtrip(&unsigned, &business, None, |_| unreachable!("there is no signature"))?;
        let business = signable(business);
        let simple = PhalApi::with_sign_method(VALUES).with_access_token(token.as_str());
        roundtrip(&simple, &business, None, |pairs| {
            hex(md5::Md5::digest(values(pairs))).to_lowercase()
        })?;
        let paired = PhalApi::<&str, _>::with_sign_method(PairsMd5::new("="));
        roundtrip(&paired, &business, None, |pairs| {
            let kept = pairs.iter().filter(|(_, value)| !matches!(value.as_str(), "" | "0"));
            let text: String = kept.flat_map(|(name, value)| [name.as_str(), "=", value]).collect();
            hex(md5::Md5::digest(text)).to_lowercase()
        })?;
        let pro = PhalApi::pro("testAppKey", SECRET).unwrap().with_user_id(token.as_str());
        roundtrip(&pro, &business, None, |pairs| {
            hex(md5::Md5::digest(values(pairs) + SECRET))
        })?;
    }
}
