//! Each way in which a request is refused, and what the refusal says.

use crate::support::{NOW, SECRET, at, at_noon, md5, query, verify, verify_at};
use gatekit_core::Params;
use gatekit_core::callback::{CallbackError, Check as _, Received, Side, Verifier};
use gatekit_core::request::hash::Digest;
use gatekit_core::request::sign::{Canonical, Layout, SecretError, SignMethod, Signature};

const FORM: &str = "application/x-www-form-urlencoded";

fn error(query: &str) -> CallbackError {
    verify(&Received::new(query, b"")).unwrap_err()
}

#[test]
fn a_request_of_the_largest_size_is_taken_and_one_byte_more_is_not() {
    let query = query(&[("a", "1")], "body");
    let headers: [(&str, &[u8]); 1] = [("X-Unsigned", b"1234")];
    let received = Received::new(&query, b"body")
        .with_content_type("text/xml")
        .with_headers(&headers);
    let size = query.len() + "body".len() + "text/xml".len() + "X-Unsigned1234".len();
    let verifier = Verifier::spi(SECRET).unwrap().without_window();
    assert!(verify_at(&verifier.clone().with_max_size(size), &received, NOW).is_ok());
    let limit = size - 1;
    let error = verify_at(&verifier.with_max_size(limit), &received, NOW).unwrap_err();
    assert_eq!(error, CallbackError::TooLarge { size, limit });
}

#[test]
fn the_size_is_looked_at_before_anything_else() {
    let received = Received::new("%", b"").with_content_type("image/png");
    let verifier = Verifier::spi(SECRET).unwrap().with_max_size(9);
    let error = verify_at(&verifier, &received, NOW).unwrap_err();
    assert_eq!(error, CallbackError::TooLarge { size: 10, limit: 9 });
}

#[test]
fn content_types_that_are_not_signed_are_refused() {
    let query = query(&[("a", "1")], "x");
    for content_type in [
        "",
        " ",
        "multipart/form-data;boundary=1",
        "application/octet-stream",
        "application/jsonx",
        "application",
        ";charset=utf-8",
        "text/xml;charset=utf-16",
        "text/xml;charset=",
        "text/xml;charset",
        "text/xml;version=1",
        "text/xml;charset=utf-8;charset=gbk",
        "text/xml;charset=\"utf-8",
    ] {
        let received = Received::new(&query, b"x").with_content_type(content_type);
        let result = verify(&received);
        assert_eq!(result, Err(CallbackError::ContentType), "{content_type}");
    }
}

#[test]
fn content_types_of_text_are_taken_in_any_spelling() {
    let query = query(&[("a", "1")], "x");
    for content_type in [
        "text/xml",
        "application/xml",
        "application/json",
        "text/plain",
        "Text/XML; Charset=UTF-8",
        "text/xml;charset=\"utf-8\"",
        "text/xml ; charset = utf8 ;",
        "application/json;charset=GBK",
        "application/json;charset=gb2312",
        "application/json;charset=GB18030",
    ] {
        let received = Received::new(&query, b"x").with_content_type(content_type);
        assert!(verify(&received).is_ok(), "{content_type}");
    }
}

#[test]
fn a_name_that_occurs_twice_is_refused_wherever_it_stands() {
    assert_eq!(error("a=1&a=1&sign=00"), CallbackError::Repeated);
    assert_eq!(error("a=1&%61=2&sign=00"), CallbackError::Repeated);
    assert_eq!(error("sign=00&a=1&sign=00"), CallbackError::Repeated);
    assert_eq!(error("sign=00&si%67n="), CallbackError::Repeated);
    let form = Received::new("a=1&sign=00", b"a=1").with_content_type(FORM);
    assert_eq!(verify(&form), Err(CallbackError::Repeated));
    let sign_in_form = Received::new("a=1&sign=00", b"sign=00").with_content_type(FORM);
    assert_eq!(verify(&sign_in_form), Err(CallbackError::Repeated));
}

#[test]
fn a_header_that_occurs_twice_is_refused() {
    let cases: [&[(&str, &[u8])]; 4] = [
        &[("top-sign-list", b"a"), ("Top-Sign-List", b"a")],
        &[("top-sign-list", b"a"), ("a", b"1"), ("A", b"1")],
        &[("top-sign-list", b"a,a"), ("a", b"1")],
        &[("top-sign-list", b"q"), ("q", b"1")],
    ];
    for headers in cases {
        let received = Received::new("q=1&sign=00", b"").with_headers(headers);
        assert_eq!(
            verify(&received),
            Err(CallbackError::Repeated),
            "{headers:?}"
        );
    }
}

#[test]
fn escapes_that_are_none_and_parameters_without_a_name_are_refused() {
    for query in [
        "a=%", "a=%4", "a=%4g", "a=%g4", "%=1", "a=%zz%41", "=1", "=", "%=&a=1",
    ] {
        let query = format!("{query}&sign=00");
        assert_eq!(error(&query), CallbackError::Malformed, "{query}");
    }
    let headers: [(&str, &[u8]); 2] = [("top-sign-list", b"a"), ("a", b"100%")];
    let received = Received::new("sign=00", b"").with_headers(&headers);
    assert_eq!(verify(&received), Err(CallbackError::Malformed));
    let form = Received::new("sign=00", b"a=%").with_content_type(FORM);
    assert_eq!(verify(&form), Err(CallbackError::Malformed));
}

#[test]
fn without_a_signature_there_is_none_to_compare() {
    for query in ["", "&", "a=1", "sign=", "SIGN=00", "a=1&sign="] {
        assert_eq!(error(query), CallbackError::SignatureMissing, "{query}");
    }
}

#[test]
fn a_signature_that_differs_anywhere_is_refused() {
    let right = md5(&[(b"a", b"1")], b"");
    assert!(verify(&Received::new(&format!("a=1&sign={right}"), b"")).is_ok());
    for at in 0..right.len() {
        let mut wrong = right.clone().into_bytes();
        wrong[at] = if wrong[at] == b'0' { b'1' } else { b'0' };
        let wrong = String::from_utf8(wrong).unwrap();
        assert_eq!(
            error(&format!("a=1&sign={wrong}")),
            CallbackError::SignatureWrong
        );
    }
    for wrong in [
        &right[1..],
        &right[..31],
        &format!("{right}0"),
        &format!("{right}%00"),
        &format!("{right}+"),
        &right.to_lowercase(),
        "0",
    ] {
        assert_eq!(
            error(&format!("a=1&sign={wrong}")),
            CallbackError::SignatureWrong
        );
    }
}

#[test]
fn the_signature_is_looked_at_before_the_timestamp() {
    let verifier = Verifier::spi(SECRET).unwrap();
    for query in [
        "sign=00",
        "timestamp=1&sign=00",
        "timestamp=1970-01-01+08:00:00&sign=00",
    ] {
        let error = verify_at(&verifier, &Received::new(query, b""), NOW).unwrap_err();
        assert_eq!(error, CallbackError::SignatureWrong);
    }
}

#[test]
fn the_window_has_two_sides() {
    let verifier = Verifier::spi(SECRET).unwrap();
    let query = at_noon();
    let received = Received::new(&query, b"");
    for (now, behind) in [
        (NOW - 601, Some(-601)),
        (NOW - 600, None),
        (NOW, None),
        (NOW + 600, None),
        (NOW + 601, Some(601)),
        (0, Some(-NOW)),
    ] {
        let error = verify_at(&verifier, &received, now).err();
        let expected = behind.map(|behind| CallbackError::TimestampOutside { behind });
        assert_eq!(error, expected, "{now}");
    }
    let narrow = verifier.clone().with_window(0);
    assert!(verify_at(&narrow, &received, NOW).is_ok());
    assert!(verify_at(&narrow, &received, NOW + 1).is_err());
    assert!(verify_at(&narrow, &received, NOW - 1).is_err());
    assert!(verify_at(&verifier.without_window(), &received, 0).is_ok());
}

#[test]
fn a_window_needs_a_timestamp_that_can_be_read() {
    let verifier = Verifier::spi(SECRET).unwrap();
    let result = |pairs: &[(&str, &str)]| {
        let query = query(pairs, "");
        verify_at(&verifier, &Received::new(&query, b""), NOW).err()
    };
    assert_eq!(result(&[]), Some(CallbackError::TimestampMissing));
    assert_eq!(
        result(&[("Timestamp", "x")]),
        Some(CallbackError::TimestampMissing)
    );
    for text in [
        "",
        "2016-01-01T12:00:00",
        "2016-02-30 12:00:00",
        "1451620800",
        "145162080000",
        "14516208000000",
        "145162080000x",
        "-451620800000",
        "9999999999999中",
    ] {
        let error = result(&[("timestamp", text)]);
        assert_eq!(error, Some(CallbackError::TimestampMalformed), "{text}");
    }
    assert_eq!(result(&[("timestamp", "1451620800999")]), None);
    assert_eq!(result(&[("timestamp", "1451620800000")]), None);
    let skew = CallbackError::TimestampOutside { behind: 601 };
    assert_eq!(result(&[("timestamp", "1451620199999")]), Some(skew));
}

#[test]
fn what_was_refused_is_not_left_in_the_table() {
    let verifier = Verifier::spi(SECRET).unwrap();
    let wrong = "a=1&b=2&sign=00";
    let stale = at_noon();
    for (query, now) in [
        (wrong, NOW),
        (stale.as_str(), 0),
        ("a=1&b=2&a=3&sign=00", NOW),
    ] {
        let mut room = [0; 64];
        let mut params = Params::<4>::new(&mut room);
        params.text("before", "1").unwrap();
        let received = Received::new(query, b"");
        assert!(
            verifier
                .verify(&received, at(now), &mut params, None)
                .is_err()
        );
        assert!(params.as_slice().is_empty());
    }
}

#[test]
fn what_the_caller_left_in_the_table_is_not_signed() {
    let spi = Verifier::spi(SECRET).unwrap();
    let query = at_noon();
    let received = Received::new(&query, b"");
    let mut room = [0; 64];
    let mut params = Params::<4>::new(&mut room);
    params.text("a", "1").unwrap();
    let verified = spi.verify(&received, at(NOW), &mut params, None).unwrap();
    assert_eq!(verified.params().len(), 1);
}

#[test]
fn errors_say_whose_fault_it_is_and_in_what_numbers() {
    use CallbackError as E;
    for (error, side, text) in [
        (
            E::TooLarge { size: 2, limit: 1 },
            Side::Sender,
            "the request has 2 bytes, more than 1",
        ),
        (
            E::ContentType,
            Side::Sender,
            "the content type is not one that can be verified",
        ),
        (
            E::Malformed,
            Side::Sender,
            "an escape is malformed, or a parameter has no name or no `=`",
        ),
        (E::Repeated, Side::Sender, "a name occurs twice"),
        (
            E::SignatureMissing,
            Side::Sender,
            "the signature is missing",
        ),
        (E::SignatureWrong, Side::Sender, "the signature is wrong"),
        (
            E::TimestampMissing,
            Side::Sender,
            "the timestamp is missing",
        ),
        (
            E::TimestampMalformed,
            Side::Sender,
            "the timestamp cannot be read",
        ),
        (
            E::TimestampOutside { behind: 601 },
            Side::Sender,
            "the timestamp is 601 seconds behind our clock",
        ),
        (
            E::TimestampOutside { behind: i64::MIN },
            Side::Sender,
            "the timestamp is 9223372036854775808 seconds ahead of our clock",
        ),
        (E::Replayed, Side::Sender, "the request was taken before"),
        (
            E::GuardFull { capacity: 8 },
            Side::Receiver,
            "the replay guard is full: it remembers 8 requests",
        ),
        (
            E::TableFull {
                needed: 3,
                capacity: 2,
            },
            Side::Receiver,
            "the request has 3 parameters, the table holds 2",
        ),
        (
            E::RoomTooSmall {
                needed: 3,
                available: 2,
            },
            Side::Receiver,
            "the room needs 3 bytes, it has 2",
        ),
    ] {
        assert_eq!((error.side(), error.to_string().as_str()), (side, text));
    }
}

#[test]
fn nothing_that_is_shown_holds_the_secret_or_a_signature() {
    let verifier = Verifier::spi(SECRET).unwrap();
    let right = md5(&[(b"a", b"1")], b"");
    let received = Received::new("a=1&sign=FF00FF00FF00FF00FF00FF00FF00FF00", b"");
    let error = verify(&received).unwrap_err();
    let shown = format!("{verifier:?} {error:?} {error} {received:?}");
    for hidden in [SECRET, &right, "FF00FF"] {
        assert!(!shown.contains(hidden), "{shown}");
    }
    assert_eq!(
        Verifier::spi(&"x".repeat(129)).unwrap_err(),
        SecretError::TooLong { length: 129 }
    );
}

/// A method whose signature is empty.
struct Hollow;

impl SignMethod for Hollow {
    fn name(&self) -> &'static str {
        "hollow"
    }

    fn layout(&self) -> Layout {
        Layout::WRAPPED
    }

    fn sign(&self, _: &Canonical<'_>) -> Option<Signature> {
        Some(Signature::upper(&Digest::new(&[])))
    }
}

#[test]
fn an_empty_signature_is_never_right() {
    let nothing = Canonical::new(&[], b"");
    assert!(!Hollow.accepts(&nothing, b""));
    assert!(!Hollow.accepts(&nothing, b"00"));
    let received = Received::new("a=1&sign=", b"");
    let verifier = Verifier::new(&gatekit_core::gateway::phalapi::PRO, Hollow);
    assert_eq!(
        verify_at(&verifier, &received, NOW),
        Err(CallbackError::SignatureMissing)
    );
}
