//! What `Debug` shows: whose value it is, and nothing that is secret.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use gatekit_core::api::auth::{ApplyToken, ApplyTokenReply};
use gatekit_core::api::damai::{CancelLockStock, RequestHead};
use gatekit_core::call::Generic;
use gatekit_core::gateway::phalapi::{PairsMd5, ValuesMd5Secret};
use gatekit_core::gateway::top::TopSign;
use gatekit_core::request::hash::{self, Hash, Keyed};
use gatekit_core::request::mask::{Masked, Value};
use gatekit_core::request::sign::{Canonical, Layout, Md5, Secret, Sha1, SignMethod};
use gatekit_core::request::{Name, RawBody};
use gatekit_core::{Gateway, Params, PhalApi, Qianmi, Qimen, Timestamp, Top};

const SECRET: &str = "s3cret";

#[test]
fn a_gateway_shows_its_application_and_neither_secret_nor_token() {
    let top = Top::new("12345678", SECRET).unwrap().with_session("t0k");
    assert_eq!(format!("{top:?}"), "Top(12345678)");
    let qimen = Qimen::md5("87654321", SECRET, "23300032")
        .unwrap()
        .with_session("t0k");
    assert_eq!(format!("{qimen:?}"), "Qimen(87654321)");
    let qianmi = Qianmi::new("10000000", SECRET)
        .unwrap()
        .with_access_token("t0k");
    assert_eq!(format!("{qianmi:?}"), "Qianmi(10000000)");
    let pro = PhalApi::pro("testAppKey", SECRET)
        .unwrap()
        .with_access_token("t0k");
    assert_eq!(format!("{pro:?}"), "PhalApi(..)");
}

#[test]
fn a_sign_method_shows_its_hash_and_no_key() {
    let secret = Secret::new(SECRET).unwrap();
    assert_eq!(format!("{secret:?}"), "Secret(..)");
    assert_eq!(
        format!("{:?}", Md5::new(SECRET).unwrap()),
        "Wrapped(md5, ..)"
    );
    assert_eq!(format!("{:?}", Sha1::with_key(SECRET)), "Wrapped(sha1, ..)");
    for (name, shown) in [
        ("md5", "Md5(Wrapped(md5, ..))"),
        ("hmac", "Hmac(Hmac { keyed: HmacMd5(..) })"),
        ("hmac-sha256", "HmacSha256(Hmac { keyed: HmacSha256(..) })"),
    ] {
        let method = TopSign::named(name, SECRET).unwrap().unwrap();
        assert_eq!(format!("{method:?}"), shown);
    }
    let pro = ValuesMd5Secret::new(SECRET).unwrap();
    assert_eq!(format!("{pro:?}"), "ValuesMd5Secret(..)");
}

#[test]
fn a_hash_does_not_show_the_state_that_the_secret_went_into() {
    fn fed(mut hash: impl Hash + core::fmt::Debug) -> String {
        let empty = format!("{hash:?}");
        hash.update(SECRET.as_bytes());
        assert_eq!(format!("{hash:?}"), empty);
        empty
    }
    assert_eq!(fed(hash::Md5::default()), "Md5(..)");
    assert_eq!(fed(hash::Sha1::default()), "Sha1(..)");
    let key = SECRET.as_bytes();
    assert_eq!(fed(hash::HmacMd5::keyed(key).unwrap()), "HmacMd5(..)");
    assert_eq!(fed(hash::HmacSha256::keyed(key).unwrap()), "HmacSha256(..)");
}

#[test]
fn parameters_show_their_names_and_how_long_their_values_are() {
    let mut params = Params::<4>::new(&mut []);
    params.text("tid", "T1").unwrap();
    params.text("session", "6100e23f").unwrap();
    assert_eq!(format!("{params:?}"), "[session=(8 bytes), tid=(2 bytes)]");
    let canonical = Canonical::new(params.as_slice(), b"<request/>");
    let shown = "[session=(8 bytes), tid=(2 bytes), 10 bytes of body]";
    assert_eq!(format!("{canonical:?}"), shown);
    let masked = Masked::new(canonical, Layout::WRAPPED);
    assert_eq!(format!("{masked:?}"), format!("Masked({shown})"));
}

#[test]
fn a_piece_of_what_is_signed_shows_how_much_it_is() {
    let mut params = Params::<2>::new(&mut []);
    params.text("tid", "T1").unwrap();
    let canonical = Canonical::new(params.as_slice(), b"<r/>");
    let pieces = |layout| {
        let mut pieces = Vec::new();
        canonical.walk(layout, |piece| pieces.push(format!("{piece:?}")));
        pieces
    };
    assert_eq!(
        pieces(Layout::WRAPPED),
        [
            "Secret",
            "Name(tid)",
            "Value(tid, 2 bytes)",
            "Body(4 bytes)",
            "Secret"
        ]
    );
    assert_eq!(
        pieces(PairsMd5::new("=").layout()),
        [
            "Name(tid)",
            "Separator(\"=\")",
            "Value(tid, 2 bytes)",
            "Body(4 bytes)"
        ]
    );
}

#[test]
fn a_request_shows_what_was_signed_with_its_secrets_masked() {
    let site = PhalApi::token("t0k");
    let call = Generic::new("App.User.Login", &[("user", "ann"), ("password", "pw")]);
    let mut params = Params::<2>::new(&mut []);
    let now = Timestamp::from_unix(0).unwrap();
    let request = site.sign(&call, now, &mut params).unwrap();
    assert_eq!(format!("{request:?}"), "Request(******App.User.Loginann)");
}

#[test]
fn a_masked_value_shows_the_same_in_every_way() {
    for (name, shown) in [(&b"access_token"[..], "***"), (b"tid", "T1")] {
        let value = Value { name, value: b"T1" };
        assert_eq!(
            (format!("{value}"), format!("{value:?}")),
            (shown.into(), shown.into())
        );
    }
}

#[test]
fn a_raw_body_shows_its_type_and_length() {
    let body = RawBody {
        content_type: "text/xml;charset=utf-8",
        bytes: b"<secret>x</secret>",
    };
    assert_eq!(
        format!("{body:?}"),
        "RawBody(text/xml;charset=utf-8, 18 bytes)"
    );
}

#[test]
fn a_generic_call_shows_the_names_of_its_parameters() {
    let call = Generic::new("App.User.Login", &[("user", "ann"), ("password", "pw")]);
    assert_eq!(
        format!("{call:?}"),
        r#"App.User.Login ["user", "password"]"#
    );
}

#[test]
fn a_name_is_shown_in_quotes() {
    assert_eq!(format!("{:?}", Name::new(b"tid")), r#""tid""#);
    let long = "x".repeat(33);
    let cut = format!("\"{}...\"", "x".repeat(32));
    assert_eq!(format!("{:?}", Name::new(long.as_bytes())), cut);
}

#[test]
fn applying_for_a_token_shows_the_application_and_when_the_token_expires() {
    let call = ApplyToken {
        app_key: "testAppKey",
        app_secret: SECRET,
    };
    assert_eq!(format!("{call:?}"), "ApplyToken(testAppKey)");
    let reply = ApplyTokenReply {
        access_token: "t0k",
        expire_at: Some(1_451_620_800),
        expire_time: Some("2016-01-01 12:00:00"),
    };
    assert_eq!(
        format!("{reply:?}"),
        "ApplyTokenReply(expires at Some(1451620800))"
    );
}

#[test]
fn the_head_of_a_damai_call_hides_the_suppliers_secret_and_signature() {
    let call = CancelLockStock {
        order_id: Some("12345"),
        head: Some(RequestHead {
            msg_id: Some("m1"),
            signed: Some("s1gned"),
            supplier_key: Some("k1"),
            supplier_secret: Some(SECRET),
            time_stamp: None,
            version: Some("1"),
        }),
    };
    assert_eq!(
        format!("{call:?}"),
        "CancelLockStock { order_id: Some(\"12345\"), head: Some(RequestHead { \
         msg_id: Some(\"m1\"), supplier_key: Some(\"k1\"), time_stamp: None, \
         version: Some(\"1\"), .. }) }"
    );
}
