//! Neither secrets nor tokens stand in `Debug`, `Display` or the masked explanation.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use gatekit_core::api::auth::{ApplyToken, ApplyTokenReply};
use gatekit_core::api::damai::{CancelLockStock, RequestHead};
use gatekit_core::call::Generic;
use gatekit_core::gateway::phalapi::ValuesMd5Secret;
use gatekit_core::gateway::top::TopSign;
use gatekit_core::request::RawBody;
use gatekit_core::request::mask::{Masked, Value};
use gatekit_core::request::sign::{
    Canonical, HmacMd5, HmacSha256, Layout, Md5, Piece, Secret, Sha1,
};
use gatekit_core::{Gateway, Params, PhalApi, Qianmi, Qimen, Timestamp, Top};
use gatekit_ureq::{Client, Http, Settings};
use std::fmt::Debug;

const SECRET: &str = "s3cr3t-of-the-app";
const TOKEN: &str = "t0k3n-of-the-user";

/// Neither as text nor as a list of bytes.
fn assert_hidden(shown: &str) {
    for hidden in [SECRET, TOKEN] {
        assert!(!shown.contains(hidden), "{shown}");
        let bytes = format!("{:?}", hidden.as_bytes());
        let bytes = bytes.trim_matches(['[', ']']);
        let packed: String = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(!packed.contains(bytes), "{shown}");
    }
}

fn assert_redacted(value: &impl Debug) {
    assert_hidden(&format!("{value:?}"));
    assert_hidden(&format!("{value:#?}"));
}

fn top() -> Top {
    Top::new("12345678", SECRET).unwrap().with_session(TOKEN)
}

fn head() -> RequestHead<'static> {
    RequestHead {
        supplier_secret: Some(SECRET),
        signed: Some(TOKEN),
        version: Some("1"),
        ..RequestHead::default()
    }
}

#[test]
fn gateways_are_redacted() {
    assert_redacted(&top());
    assert_redacted(&Top::md5("12345678", SECRET).unwrap().with_session(TOKEN));
    assert_redacted(
        &Qimen::new("12345678", SECRET, "23300032")
            .unwrap()
            .with_session(TOKEN),
    );
    assert_redacted(
        &Qimen::standard("12345678", SECRET, "c")
            .unwrap()
            .with_session(TOKEN),
    );
    assert_redacted(
        &Qianmi::new("10000000", SECRET)
            .unwrap()
            .with_access_token(TOKEN),
    );
    assert_redacted(&PhalApi::token(TOKEN));
    assert_redacted(
        &PhalApi::pro("testAppKey", SECRET)
            .unwrap()
            .with_access_token(TOKEN),
    );
    let owned = Top::new(String::from("12345678"), SECRET).unwrap();
    assert_redacted(&owned.with_session(TOKEN.to_owned()));
}

#[test]
fn clients_are_redacted() {
    assert_redacted(&Client::new(top()));
    let http = Http::new(&Settings::new("https://api.qianmi.com/api")).unwrap();
    assert_redacted(&http);
    let qianmi = Qianmi::new("10000000", SECRET)
        .unwrap()
        .with_access_token(TOKEN);
    assert_redacted(&gatekit_core::Client::<_, _>::new(qianmi, http));
}

#[test]
fn sign_methods_are_redacted() {
    assert_redacted(&Secret::new(SECRET).unwrap());
    assert_redacted(&Md5::new(SECRET).unwrap());
    assert_redacted(&Sha1::new(SECRET).unwrap());
    assert_redacted(&HmacMd5::new(SECRET).unwrap());
    assert_redacted(&HmacSha256::new(SECRET).unwrap());
    assert_redacted(&ValuesMd5Secret::new(SECRET).unwrap());
    for name in TopSign::NAMES {
        assert_redacted(&TopSign::named(name, SECRET).unwrap().unwrap());
    }
}

#[test]
fn borrowed_keys_are_redacted_too() {
    assert_redacted(&Md5::with_key(SECRET.as_bytes()));
    assert_redacted(&Sha1::with_key(SECRET));
    assert_redacted(&ValuesMd5Secret::with_key(SECRET));
    assert_redacted(&ValuesMd5Secret::with_key(SECRET.as_bytes().to_vec()));
}

#[test]
fn calls_and_replies_are_redacted() {
    assert_redacted(&head());
    assert_redacted(&CancelLockStock {
        order_id: Some("1"),
        head: Some(head()),
    });
    assert_redacted(&ApplyToken {
        app_key: "testAppKey",
        app_secret: SECRET,
    });
    assert_redacted(&ApplyTokenReply {
        access_token: TOKEN,
        expire_at: None,
        expire_time: None,
    });
}

#[test]
fn a_generic_call_does_not_show_its_values() {
    let params = [("app_secret", SECRET), ("access_token", TOKEN)];
    assert_redacted(&Generic::new("App.Auth.ApplyToken", &params));
}

#[test]
fn raw_bodies_are_not_shown() {
    let bytes = TOKEN.as_bytes();
    let body = RawBody {
        content_type: "text/xml",
        bytes,
    };
    assert_redacted(&body);
    assert_redacted(&Generic::new("taobao.x", &[]).with_body(body));
    assert_redacted(&Canonical::new(&[], bytes));
    assert_redacted(&Masked::new(Canonical::new(&[], bytes), Layout::WRAPPED));
}

#[test]
fn pieces_do_not_show_values() {
    let canonical = Canonical::new(&[], TOKEN.as_bytes());
    canonical.walk(Layout::WRAPPED, |piece| assert_redacted(&piece));
    let (name, value) = (&b"session"[..], TOKEN.as_bytes());
    assert_redacted(&Piece::Value { name, value });
}

#[test]
fn parameters_are_redacted() {
    let mut room = [0; 256];
    let mut params = Params::<4>::new(&mut room);
    params.text("session", TOKEN).unwrap();
    params.text("app_secret", SECRET).unwrap();
    params.json("head", &head()).unwrap();
    assert_redacted(&params);
    assert_redacted(&params.as_slice());
    let canonical = Canonical::new(params.as_slice(), b"");
    assert_redacted(&canonical);
    assert_redacted(&canonical.params());
    assert_redacted(&Masked::new(
        Canonical::new(params.as_slice(), b""),
        Layout::WRAPPED,
    ));
    assert_redacted(&Value {
        name: b"session",
        value: TOKEN.as_bytes(),
    });
}

#[test]
fn errors_do_not_name_values() {
    let mut params = Params::<1>::new(&mut []);
    params.text("session", TOKEN).unwrap();
    for error in [
        params.text("session", SECRET).unwrap_err(),
        params.text("app_secret", SECRET).unwrap_err(),
        params.json("head", &head()).unwrap_err(),
    ] {
        assert_redacted(&error);
        assert_hidden(&error.to_string());
    }
    let long = SECRET.repeat(20);
    assert_hidden(&format!("{0} {0:?}", Md5::new(&long).unwrap_err()));
    let refused = Client::with_settings(
        top(),
        &Settings::new(format!(
            "https://user:{SECRET}@gw.api.taobao.com/router/rest"
        )),
    );
    let error = refused.unwrap_err();
    assert_hidden(&error.to_string());
    assert_redacted(&error);
}

#[test]
fn a_failing_connection_does_not_name_the_query() {
    let settings = Settings::new("http://127.0.0.1:1/router/rest");
    let client = Client::with_settings(top(), &settings).unwrap();
    let error = client.call(&CancelLockStock::order("1")).unwrap_err();
    assert_hidden(&error.to_string());
    assert_redacted(&error);
}

#[test]
fn requests_are_redacted() {
    let call = CancelLockStock {
        order_id: Some("1"),
        head: Some(head()),
    };
    let now = Timestamp::from_unix(1_451_620_800).unwrap();
    let gateway = top();
    let mut room = [0; 256];
    let mut params = Params::<4>::new(&mut room);
    let request = gateway.sign(&call, now, &mut params).unwrap();
    assert_redacted(&request);
    assert_redacted(&request.masked());
    assert_redacted(&request.canonical());
}
