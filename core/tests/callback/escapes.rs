//! Names and values are decoded as a form is.

use crate::support::{encoded, md5, verify};
use gatekit_core::callback::{CallbackError, Received};
use proptest::collection::btree_map;
use proptest::prelude::*;

proptest! {
    #[test]
    fn what_was_encoded_arrives(
        sent in btree_map(any::<Vec<u8>>(), any::<Vec<u8>>(), 0..12),
        body in any::<Vec<u8>>(),
    ) {
        let sent: Vec<_> = sent.into_iter()
            .filter(|(name, _)| !name.is_empty() && name != b"sign")
            .collect();
        let pairs: Vec<_> = sent.iter().map(|(name, value)| (&name[..], &value[..])).collect();
        let query = format!("{}&sign={}", encoded(&pairs), md5(&pairs, &body));
        let received = Received::new(&query, &body).with_content_type("text/plain");
        prop_assert_eq!(verify(&received), Ok((sent, body)));
    }

    #[test]
    fn decoding_agrees_with_a_naive_decoder(query in "[a-c=&+%0-9A-F]{0,40}") {
        let mut expected: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let decode = |text: &str| {
                let mut bytes = Vec::new();
                let mut rest = text.bytes();
                while let Some(byte) = rest.next() {
                    let mut digit = || char::from(rest.next()?).to_digit(16);
                    bytes.push(match byte {
                        b'%' => u8::try_from(digit()? * 16 + digit()?).ok()?,
                        b'+' => b' ',
                        byte => byte,
                    });
                }
                Some(bytes)
            };
            let halves = pair.split_once('=');
            let decoded = halves.and_then(|(name, value)| decode(name).zip(decode(value)));
            let Some(decoded) = decoded else {
                let result = verify(&Received::new(&query, b""));
                prop_assert_eq!(result, Err(CallbackError::Malformed));
                return Ok(());
            };
            expected.push(decoded);
        }
        expected.sort();
        prop_assume!(expected.iter().all(|(name, _)| !name.is_empty()));
        prop_assume!(expected.windows(2).all(|pair| pair[0].0 != pair[1].0));
        let pairs: Vec<_> = expected.iter().map(|(name, value)| (&name[..], &value[..])).collect();
        let signed = format!("{query}&sign={}", md5(&pairs, b""));
        prop_assert_eq!(verify(&Received::new(&signed, b"")), Ok((expected, Vec::new())));
    }

    #[test]
    fn nothing_that_arrives_panics(
        query in any::<Vec<u8>>(),
        content_type in "(application/x-www-form-urlencoded|text/xml|.{0,12})(;charset=(gbk|.{0,4}))?",
        list in any::<Vec<u8>>(),
        body in any::<Vec<u8>>(),
    ) {
        let headers: [(&str, &[u8]); 2] = [("top-sign-list", &list), ("a", &body)];
        let received = Received::new(&query, &body)
            .with_content_type(&content_type)
            .with_headers(&headers);
        prop_assert!(verify(&received).is_err());
    }
}

#[test]
fn a_second_equals_sign_belongs_to_the_value() {
    let sign = md5(&[(b"a", b"1=2="), (b"b", b"=")], b"");
    let query = format!("a=1=2=&b==&sign={sign}");
    let (params, _) = verify(&Received::new(&query, b"")).unwrap();
    assert_eq!(params[0].1, b"1=2=");
    assert_eq!(params[1].1, b"=");
}

#[test]
fn a_name_without_an_equals_sign_is_refused_since_it_could_be_a_value() {
    let sign = md5(&[(b"method", b"x.y")], b"");
    let query = |pairs: &str| format!("{pairs}&sign={sign}");
    assert!(verify(&Received::new(&query("method=x.y"), b"")).is_ok());
    for pairs in ["method&x.y=", "method=&x.y", "method&x.y", "methodx.y"] {
        let query = query(pairs);
        let result = verify(&Received::new(&query, b""));
        assert_eq!(result, Err(CallbackError::Malformed), "{pairs}");
    }
}

#[test]
fn empty_pairs_are_none() {
    let sign = md5(&[(b"a", b"1")], b"");
    let query = format!("&&a=1&&sign={sign}&");
    assert!(verify(&Received::new(&query, b"")).is_ok());
}

#[test]
fn blank_values_are_signed_and_handed_on() {
    let sign = md5(&[(b"a", b""), (b"b", b" "), (b"c", b"")], b"");
    let query = format!("c=&b=+&a=&sign={sign}");
    let (params, _) = verify(&Received::new(&query, b"")).unwrap();
    let names: Vec<_> = params.iter().map(|(name, _)| &name[..]).collect();
    assert_eq!(names, [b"a", b"b", b"c"]);
    let dropped = md5(&[], b"");
    let query = format!("a=&sign={dropped}&a2=");
    assert_eq!(
        verify(&Received::new(&query, b"")),
        Err(CallbackError::SignatureWrong)
    );
}
