//! The signatures that should have arrived: written for themselves, not taken from `gatekit-core`.
//!
//! Everything that arrived is signed, blank values too, only `sign` itself is not.

use std::cmp::Ordering;

use md5::{Digest, Md5};
use sha1::Sha1;
use sha2::Sha256;

use crate::params::Params;

/// Block length of MD5 and SHA-256.
const BLOCK: usize = 64;

/// `sign_method` of TOP and Qimen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignMethod {
    Md5,
    Hmac,
    HmacSha256,
}

impl SignMethod {
    pub(crate) fn of(name: &str) -> Option<Self> {
        match name {
            "md5" => Some(Self::Md5),
            "hmac" => Some(Self::Hmac),
            "hmac-sha256" => Some(Self::HmacSha256),
            _ => None,
        }
    }
}

/// TOP and Qimen: names and values, then the raw body of a body-signed request.
pub(crate) fn top(method: SignMethod, secret: &str, params: &Params, body: &[u8]) -> String {
    let mut text = names_and_values(params, &[]);
    text.extend_from_slice(body);
    let secret = secret.as_bytes();
    upper_hex(&match method {
        SignMethod::Md5 => Md5::digest([secret, &text, secret].concat()).to_vec(),
        SignMethod::Hmac => hmac::<Md5>(secret, &text),
        SignMethod::HmacSha256 => hmac::<Sha256>(secret, &text),
    })
}

/// Qianmi: names and values between two secrets; uploads are left out.
pub(crate) fn qianmi(secret: &str, params: &Params) -> String {
    let text = names_and_values(params, &["file", "image", "logo"]);
    let secret = secret.as_bytes();
    upper_hex(&Sha1::digest([secret, &text, secret].concat()))
}

/// PhalApi's `SimpleMD5Filter`: values only, no secret.
pub(crate) fn phalapi(params: &Params) -> String {
    upper_hex(&Md5::digest(values(params))).to_ascii_lowercase()
}

/// PhalApi-Pro: values, then the secret.
pub(crate) fn phalapi_pro(secret: &str, params: &Params) -> String {
    upper_hex(&Md5::digest(values(params) + secret))
}

fn names_and_values(params: &Params, unsigned: &[&str]) -> Vec<u8> {
    let is_signed = |name: &str| name != "sign" && !unsigned.contains(&name);
    let mut pairs: Vec<_> = params.iter().filter(|(name, _)| is_signed(name)).collect();
    pairs.sort_by_key(|(name, _)| *name);
    let mut text = Vec::new();
    for (name, value) in pairs {
        text.extend_from_slice(name.as_bytes());
        text.extend_from_slice(value.as_bytes());
    }
    text
}

fn values(params: &Params) -> String {
    // PHP's order is not transitive, which Rust's sort does not forgive: pairs are put in one by one.
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    for (name, value) in params.iter().filter(|(name, _)| *name != "sign") {
        let after = |(earlier, _): &(&str, &str)| php_order(earlier, name) != Ordering::Greater;
        let place = pairs.iter().rposition(after).map_or(0, |last| last + 1);
        pairs.insert(place, (name, value));
    }
    pairs.into_iter().map(|(_, value)| value).collect()
}

/// `ksort` of PHP 8.2: two names that are whole numbers go by their value, `010` too, all others by
/// their bytes. (PHP compares `1e1` and `+5` by value too.)
fn php_order(left: &str, right: &str) -> Ordering {
    let number =
        |name: &str| -> Option<i128> { name.parse().ok().filter(|_| !name.starts_with('+')) };
    let by_value = match (number(left), number(right)) {
        (Some(left), Some(right)) => left.cmp(&right),
        _ => Ordering::Equal,
    };
    by_value.then_with(|| left.cmp(right))
}

/// HMAC (RFC 2104) over a hash with blocks of [`BLOCK`] bytes.
fn hmac<D: Digest>(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut block = [0; BLOCK];
    if key.len() > BLOCK {
        let short = D::digest(key);
        block[..short.len()].copy_from_slice(&short);
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let inner = D::digest([&block.map(|byte| byte ^ 0x36)[..], text].concat());
    D::digest([&block.map(|byte| byte ^ 0x5c)[..], &inner].concat()).to_vec()
}

fn upper_hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from(b"0123456789ABCDEF"[usize::from(value)]);
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// Signatures made by official SDKs and frameworks, one JSON object a line.
    const FACTS: &str = include_str!("../tests/data/signatures.jsonl");

    #[test]
    fn signatures_of_official_sdks_are_recomputed() {
        let mut checked = 0;
        for line in FACTS.lines() {
            let fact: Value = serde_json::from_str(line).expect("JSON");
            let text = |name: &str| fact[name].as_str().unwrap_or_default();
            let params: Params = fact["params"]
                .as_object()
                .expect("parameters")
                .iter()
                .map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()))
                .collect();
            let secret = text("secret");
            let sign = match (text("gateway"), text("sign_method")) {
                ("top" | "qimen", method) => top(
                    SignMethod::of(method).expect("a sign_method"),
                    secret,
                    &params,
                    text("body").as_bytes(),
                ),
                ("qianmi", "sha1") => qianmi(secret, &params),
                ("phalapi", "values-md5") => phalapi(&params),
                ("phalapi-pro", "values-md5-secret") => phalapi_pro(secret, &params),
                other => panic!("{other:?}"),
            };
            assert_eq!(sign, text("sign"), "{}", text("name"));
            checked += 1;
        }
        assert!(checked > 20);
    }

    #[test]
    fn hmac_agrees_with_rfc_4231_and_rfc_2202() {
        let hex = |bytes: Vec<u8>| upper_hex(&bytes).to_ascii_lowercase();
        assert_eq!(
            hex(hmac::<Sha256>(&[0x0b; 20], b"Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        );
        assert_eq!(
            hex(hmac::<Sha256>(
                &[0xaa; 131],
                b"Test Using Larger Than Block-Size Key - Hash Key First"
            )),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        );
        assert_eq!(
            hex(hmac::<Md5>(b"Jefe", b"what do ya want for nothing?")),
            "750c783e6ab0b503eaa86e310a5db738"
        );
    }

    #[test]
    fn integer_names_sort_as_numbers_in_php_only() {
        let params: Params = [("10", "d"), ("9", "c"), ("a", "e"), ("1", "a"), ("2", "b")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into_iter()
            .collect();
        assert_eq!(values(&params), "abcde");
        assert_eq!(names_and_values(&params, &[]), b"1a10d2b9cae");
    }

    #[test]
    fn zeros_in_front_do_not_change_a_number_in_php() {
        // ksort of PHP 8.2
        for sorted in [
            &["9", "010", "a"][..],
            &["7", "08", "9", "00010"],
            &["-10", "-05", "3"],
            &["1", "099999999999999999998", "99999999999999999999"],
            &["1", "10x", "2"],
        ] {
            let pairs = sorted.iter().rev();
            let params: Params = pairs
                .map(|name| ((*name).to_owned(), format!("{name},")))
                .collect();
            assert_eq!(values(&params), sorted.join(",") + ",");
        }
    }
}
