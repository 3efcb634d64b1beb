//! The explanation of a signature: the very string that is hashed, with secrets masked.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use gatekit_core::call::Generic;
use gatekit_core::gateway::phalapi::PairsMd5;
use gatekit_core::request::mask::{Masked, Value};
use gatekit_core::request::sign::{Canonical, Layout};
use gatekit_core::request::{RawBody, Request};
use gatekit_core::{Call, Gateway, Params, PhalApi, Qianmi, Qimen, Timestamp, Top};
use hmac::{KeyInit, Mac};
use md5::Digest;
use std::fmt::{self, Write};

const SECRET: &str = "helloworld";

fn signed<T>(gateway: &impl Gateway, call: &impl Call, look: impl FnOnce(&Request<'_>) -> T) -> T {
    let mut room = [0; 19];
    let mut params = Params::<4>::new(&mut room);
    let now = Timestamp::from_unix(1_451_620_800).unwrap();
    look(&gateway.sign(call, now, &mut params).unwrap())
}

fn explained(gateway: &impl Gateway, call: &impl Call) -> String {
    signed(gateway, call, |request| request.masked().to_string())
}

fn value(name: &[u8], value: &[u8]) -> String {
    Value { name, value }.to_string()
}

fn upper(digest: impl AsRef<[u8]>) -> String {
    let mut text = String::new();
    for byte in digest.as_ref() {
        write!(text, "{byte:02X}").unwrap();
    }
    text
}

#[test]
fn a_secret_in_an_array_of_php_is_masked() {
    for name in ["data[token]", "token[]", "user[password]", "a[session][0]"] {
        assert_eq!(value(name.as_bytes(), b"t0k"), "***", "{name}");
    }
    for name in ["data[tid]", "tid[]", "a[][0]"] {
        assert_eq!(value(name.as_bytes(), b"T1"), "T1", "{name}");
    }
}

#[test]
fn digits_and_a_version_do_not_show_a_secret() {
    for name in [
        "accessTokenV2",
        "access_token_v2",
        "refreshtoken1",
        "password_2",
        "idtoken",
    ] {
        assert_eq!(value(name.as_bytes(), b"t0k"), "***", "{name}");
    }
    assert_eq!(value(b"app_key2", b"12345678"), "12345678");
}

#[test]
fn every_gateway_explains_its_own_layout() {
    let call = Generic::new("a.b", &[("tid", "T1")]);
    let system = "app_key12345678formatjsonmethoda.b";
    let top = Top::md5("12345678", SECRET).unwrap().with_session("t0k");
    assert_eq!(
        explained(&top, &call),
        format!(
            "{{secret}}{system}session***sign_methodmd5tidT1timestamp2016-01-01 12:00:00v2.0{{secret}}"
        )
    );
    let qimen = Qimen::new("12345678", SECRET, "23300032").unwrap();
    assert_eq!(
        explained(&qimen, &call),
        format!(
            "{system}sign_methodhmac-sha256target_app_key23300032tidT1\
             timestamp2016-01-01 12:00:00v2.0"
        )
    );
    let qianmi = Qianmi::new("10000000", SECRET)
        .unwrap()
        .with_access_token("t0k");
    assert_eq!(
        explained(&qianmi, &call),
        "{secret}access_token***appKey10000000formatjsonmethoda.btidT1\
         timestamp2016-01-01 12:00:00v1.1{secret}"
    );
    let pro = PhalApi::pro("key", SECRET)
        .unwrap()
        .with_access_token("t0k");
    assert_eq!(explained(&pro, &call), "***keya.bT1{secret}");
}

#[test]
fn a_filter_with_a_separator_passes_over_what_php_holds_for_false() {
    let site = PhalApi::<&str, _>::with_sign_method(PairsMd5::new(":"));
    let call = Generic::new(
        "A.B",
        &[("a", "0"), ("b", ""), ("c", "00"), ("token", "t0k")],
    );
    assert_eq!(explained(&site, &call), "c:00service:A.Btoken:***");
}

#[test]
fn what_is_explained_is_what_is_signed() {
    let body = RawBody {
        content_type: "text/xml",
        bytes: "<单/>".as_bytes(),
    };
    let call = Generic::new("a.b", &[("tid", "T1"), ("nick", "店")]).with_body(body);
    let both = |gateway: &dyn Fn(&Generic<'_>) -> (String, String)| gateway(&call);
    let look = |request: &Request<'_>| {
        let plain = request.masked().to_string().replace("{secret}", SECRET);
        (plain, request.signature().unwrap().to_owned())
    };

    let top = Top::md5("12345678", SECRET).unwrap();
    let (plain, signature) = both(&|call| signed(&top, call, look));
    assert!(plain.contains("nick店") && plain.ends_with("v2.0<单/>helloworld"));
    assert_eq!(upper(md5::Md5::digest(plain)), signature);

    let top = Top::new("12345678", SECRET).unwrap();
    let (plain, signature) = both(&|call| signed(&top, call, look));
    let mut mac = hmac::Hmac::<sha2::Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(plain.as_bytes());
    assert_eq!(upper(mac.finalize().into_bytes()), signature);

    // These sign parameters alone.
    let call = Generic::new("a.b", &[("tid", "T1"), ("nick", "店")]);
    let both = |gateway: &dyn Fn(&Generic<'_>) -> (String, String)| gateway(&call);

    let qianmi = Qianmi::new("10000000", SECRET).unwrap();
    let (plain, signature) = both(&|call| signed(&qianmi, call, look));
    assert_eq!(upper(sha1::Sha1::digest(plain)), signature);

    let pro = PhalApi::pro("key", SECRET).unwrap();
    let (plain, signature) = both(&|call| signed(&pro, call, look));
    assert_eq!(upper(md5::Md5::digest(plain)), signature);

    let filter = PhalApi::simple_md5();
    let (plain, signature) = both(&|call| signed(&filter, call, look));
    assert_eq!(upper(md5::Md5::digest(plain)).to_lowercase(), signature);
}

#[test]
fn secrets_inside_a_raw_body_are_masked() {
    let qimen = Qimen::standard("1", SECRET, "c").unwrap();
    let explained = |bytes: &'static [u8]| {
        let content_type = "text/xml";
        let body = RawBody {
            content_type,
            bytes,
        };
        explained(&qimen, &Generic::new("a.b", &[]).with_body(body))
    };
    let xml = explained(b"<r><Session_Key>zz</Session_Key><id>7</id></r>");
    let shown = "v2.0<r><Session_Key>***</Session_Key><id>7</id></r>{secret}";
    assert!(xml.ends_with(shown), "{xml}");
    let json = explained(br#"{"apiSecret":"zz","id":7}"#);
    assert!(
        json.ends_with(r#"v2.0{"apiSecret":"***","id":7}{secret}"#),
        "{json}"
    );
}

#[test]
fn names_are_masked_whatever_their_case_and_hyphens() {
    for name in [
        "access_token",
        "accessToken",
        "ACCESS-TOKEN",
        "password",
        "Supplier_Secret",
        "__token",
        "access.token",
    ] {
        assert_eq!(value(name.as_bytes(), b"x"), "***", "{name}");
    }
    for name in ["", "tokens", "passwords", "sign", "nick"] {
        assert_eq!(value(name.as_bytes(), b"x"), "x", "{name}");
    }
}

#[test]
fn an_element_without_content_hides_nothing_behind_it() {
    assert_eq!(value(b"a", b"<secret />b"), "<secret />b");
    assert_eq!(
        value(b"a", b"<secret/>b<token>c</token>"),
        "<secret/>b<token>***</token>"
    );
}

#[test]
fn bytes_that_are_no_text_are_shown_as_replacements() {
    let mut params = Params::<1>::new(&mut []);
    params.bytes(b"n\xb5", b"a\xb5\xeab").unwrap();
    let canonical = Canonical::new(params.as_slice(), b"\xff\"token\":\"\xb5\"");
    assert_eq!(
        Masked::new(canonical, Layout::KEYED).to_string(),
        "n\u{fffd}a\u{fffd}\u{fffd}b\u{fffd}\"token\":\"***\""
    );
}

/// Takes so many pieces of text, then fails, and counts.
struct Failing {
    takes: usize,
    asked: usize,
}

impl Write for Failing {
    fn write_str(&mut self, _: &str) -> fmt::Result {
        self.asked += 1;
        if self.asked > self.takes {
            return Err(fmt::Error);
        }
        Ok(())
    }
}

#[test]
fn an_explanation_stops_at_the_first_error_of_its_writer() {
    let mut params = Params::<4>::new(&mut []);
    params.text("tid", "T1").unwrap();
    params.text("token", "t0k").unwrap();
    let masked = Masked::new(Canonical::new(params.as_slice(), b"body"), Layout::WRAPPED);
    let mut whole = Failing {
        takes: usize::MAX,
        asked: 0,
    };
    write!(whole, "{masked}").unwrap();
    assert_eq!(
        whole.asked,
        "secret tid T1 token *** body secret".split(' ').count()
    );
    for takes in 0..whole.asked {
        let mut failing = Failing { takes, asked: 0 };
        assert_eq!(write!(failing, "{masked}"), Err(fmt::Error));
        assert_eq!(failing.asked, takes + 1);
    }
}

#[test]
fn what_secrets_are_called_elsewhere_is_masked_too() {
    for name in [
        "pwd",
        "passwd",
        "Password",
        "Authorization",
        "cookie",
        "privateKey",
        "private_key",
        "access-token",
        "pwd_hint",
    ] {
        assert_eq!(value(name.as_bytes(), b"x"), "***", "{name}");
        let nested = format!(r#"{{"{name}":"x"}}"#);
        assert!(!value(b"head", nested.as_bytes()).contains('x'), "{name}");
    }
    for name in ["hint_of_pwds", "cookies", "key"] {
        assert_eq!(value(name.as_bytes(), b"x"), "x", "{name}");
    }
}
