//! What a verified request hands on.

use crate::support::{NOW, SECRET, at, encoded, md5, query, verify};
use gatekit_core::callback::{CallbackError, Charset, Received, Verifier};
use gatekit_core::reply::{Node, Problem, SyntaxError};
use gatekit_core::{Params, Timestamp};

const FORM: &str = "application/x-www-form-urlencoded;charset=UTF-8";

#[test]
fn a_forms_fields_are_parameters_and_its_body_is_empty() {
    let pairs: [(&[u8], &[u8]); 2] = [(b"q", b"1"), (b"f", "表单".as_bytes())];
    let query = format!("q=1&sign={}", md5(&pairs, b""));
    let form = encoded(&pairs[1..]);
    let received = Received::new(&query, form.as_bytes()).with_content_type(FORM);
    let (params, body) = verify(&received).unwrap();
    assert_eq!(params[0], (b"f".to_vec(), "表单".as_bytes().to_vec()));
    assert!(body.is_empty());
}

#[test]
fn a_form_is_not_taken_for_a_body_nor_a_body_for_a_form() {
    let as_form = format!("sign={}", md5(&[(b"a", b"1")], b""));
    let as_text = format!("sign={}", md5(&[], b"a=1"));
    for (query, right, wrong) in [
        (&as_form, FORM, "text/plain"),
        (&as_text, "text/plain", FORM),
    ] {
        let received = Received::new(query, b"a=1");
        assert!(verify(&received.with_content_type(right)).is_ok());
        let error = verify(&received.with_content_type(wrong));
        assert_eq!(error, Err(CallbackError::SignatureWrong));
    }
}

#[test]
fn headers_are_signed_as_they_are_listed_and_no_others_are_handed_on() {
    let pairs: [(&[u8], &[u8]); 4] = [
        (b"X-Nonce", b"a b"),
        (b"missing", b""),
        (b"blank", b""),
        (b" spaced", b""),
    ];
    let query = format!("sign={}", md5(&pairs, b""));
    let headers: [(&str, &[u8]); 5] = [
        ("x-nonce", b"a%20b"),
        ("TOP-SIGN-LIST", b"X-Nonce,missing,,blank, spaced,"),
        ("blank", b" \t"),
        ("spaced", b"1"),
        ("X-Forwarded-For", b"140.205.144.1"),
    ];
    let (params, _) = verify(&Received::new(&query, b"").with_headers(&headers)).unwrap();
    let names: Vec<_> = params.iter().map(|(name, _)| &name[..]).collect();
    assert_eq!(names, [&b" spaced"[..], b"X-Nonce", b"blank", b"missing"]);
}

#[test]
fn gbk_is_signed_and_handed_on_as_it_arrived() {
    // "中文" in GBK.
    let gbk = b"\xd6\xd0\xce\xc4";
    let sign = md5(&[(b"nick", gbk)], gbk);
    let query = format!("nick=%D6%D0%CE%C4&sign={sign}");
    let spi = Verifier::spi(SECRET).unwrap().without_window();
    let received = Received::new(&query, gbk).with_content_type("application/json;charset=GBK");
    let mut room = [0; 4];
    let mut params = Params::<1>::new(&mut room);
    let verified = spi.verify(&received, at(NOW), &mut params, None).unwrap();
    assert_eq!(verified.get("nick"), Some(&gbk[..]));
    assert_eq!(verified.text("nick"), None);
    assert_eq!(verified.get("other"), None);
    assert_eq!(verified.body(), gbk);
    assert_eq!(verified.charset(), Charset::Gb18030);
    assert_eq!(verified.timestamp(), None);
    let shown = format!("{verified:?}");
    assert_eq!(shown, "[nick=(4 bytes), 4 bytes of body]");
}

/// Of two bytes that are a character in either encoding.
#[test]
fn a_document_in_gbk_is_not_read_as_another_text() {
    let spi = Verifier::spi(SECRET).unwrap().without_window();
    for (body, content_type, read) in [
        (
            &b"{\"a\":\"\xc2\xa0\"}"[..],
            "application/json;charset=GBK",
            false,
        ),
        (b"{\"a\":\"\xc2\xa0\"}", "application/json", true),
        (b"{\"a\":\"x\"}", "application/json;charset=GBK", true),
    ] {
        let query = format!("sign={}", md5(&[], body));
        let received = Received::new(&query, body).with_content_type(content_type);
        let mut params = Params::<1>::new(&mut []);
        let verified = spi.verify(&received, at(NOW), &mut params, None).unwrap();
        let document = verified.document();
        assert_eq!(document.is_ok(), read, "{content_type}");
        if let Err(problem) = document {
            assert_eq!(problem, Problem::Syntax(SyntaxError::NotUtf8 { at: 6 }));
        }
    }
}

#[test]
fn the_body_is_read_as_what_it_is_and_not_as_what_the_header_says() {
    let spi = Verifier::spi(SECRET).unwrap();
    let noon = ("timestamp", "2016-01-01 12:00:00");
    for (body, content_type) in [
        (r#"{"request":{"a":7}}"#, "text/xml"),
        ("<request><a>7</a></request>", "application/json"),
    ] {
        let query = query(&[noon], body);
        let received = Received::new(&query, body.as_bytes()).with_content_type(content_type);
        let mut room = [0; 32];
        let mut params = Params::<1>::new(&mut room);
        let verified = spi.verify(&received, at(NOW), &mut params, None).unwrap();
        let document = verified.document().unwrap();
        assert_eq!(document.at("request.a").and_then(Node::number), Some(7));
        assert_eq!(verified.timestamp(), Timestamp::from_unix(NOW));
        assert_eq!(verified.charset(), Charset::Utf8);
    }
}

#[test]
fn a_request_of_nothing_but_a_signature_is_one() {
    let (params, body) = verify(&Received::new(&query(&[], ""), b"")).unwrap();
    assert!(params.is_empty() && body.is_empty());
}
