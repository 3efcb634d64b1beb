//! What a type refuses, and what it leaves unread: nothing broken is passed over, and nothing that was
//! not checked does harm.

extern crate std;

use std::{
    boxed::Box,
    collections::BTreeMap,
    fmt, format,
    string::{String, ToString as _},
    vec,
    vec::Vec,
};

use proptest::prelude::*;
use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, Visitor},
};

use super::tests::{json, syntax, xml};
use super::{document_from_slice, from_slice};
use crate::reply::{DecodeError, Format, Leniency, SyntaxError};

/// Reads so many members, or asks for one more than there are.
#[derive(Debug, PartialEq)]
struct Leaving<const MEMBERS: usize>(Vec<(String, u8)>);

impl<'b, const MEMBERS: usize> Deserialize<'b> for Leaving<MEMBERS> {
    fn deserialize<D: Deserializer<'b>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members<const MEMBERS: usize>;
        impl<'b, const MEMBERS: usize> Visitor<'b> for Members<MEMBERS> {
            type Value = Leaving<MEMBERS>;
            fn expecting(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
                Ok(())
            }
            fn visit_map<A: MapAccess<'b>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let entries = (0..MEMBERS).map(|_| map.next_entry());
                let read = entries.collect::<Result<Vec<_>, _>>()?;
                Ok(Leaving(read.into_iter().flatten().collect()))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

#[test]
fn members_that_a_type_leaves_are_passed_over_and_checked() {
    let first = || Ok(vec![Leaving::<1>(vec![(String::from("a"), 1)])]);
    assert_eq!(json("[{\"a\":1,\"b\":[2],\"c\":{}}]"), first());
    assert_eq!(xml("<x><a>1</a><b><c/></b>y</x>"), first());
    assert_eq!(
        json::<Leaving<1>>("{\"a\":1,\"b\":[01]}"),
        syntax(SyntaxError::Unexpected { at: 13 })
    );
    assert_eq!(
        xml::<Leaving<1>>("<a>1</a><b></c>"),
        syntax(SyntaxError::MismatchedTag { at: 13 })
    );
}

#[test]
fn what_is_no_value_is_not_passed_over() {
    assert_eq!(
        json::<Leaving<1>>("{\"a\":1,\"b\":@}"),
        syntax(SyntaxError::Unexpected { at: 11 })
    );
    assert_eq!(
        json::<IgnoredAny>("]"),
        syntax(SyntaxError::Unexpected { at: 0 })
    );
}

#[test]
fn behind_the_last_member_there_are_none() {
    let all = || {
        Ok(vec![
            Leaving::<4>(vec![(String::from("a"), 1)]),
            Leaving(vec![]),
        ])
    };
    assert_eq!(json("[{\"a\":1},{}]"), all());
    assert_eq!(xml("<x><a>1</a></x><x/>"), all());
}

#[test]
fn an_end_tag_behind_a_value_is_refused() {
    let mismatched = SyntaxError::MismatchedTag { at: 3 };
    assert_eq!(xml::<String>("x</a>"), syntax(mismatched));
    assert_eq!(xml::<u8>("1</b>"), syntax(mismatched));
    assert_eq!(xml::<()>(" </b>"), syntax(mismatched));
    let behind = xml::<Vec<u8>>("<a>1</a></b>");
    assert_eq!(behind, syntax(SyntaxError::MismatchedTag { at: 10 }));
}

#[test]
fn a_broken_list_in_the_place_of_an_object_is_broken() {
    use crate::api::logistics::CancelOrderReply;
    let reply = json::<CancelOrderReply<String>>("[1,x]");
    assert_eq!(reply.err(), Some(SyntaxError::Unexpected { at: 3 }.into()));
}

#[test]
fn a_types_own_refusal() {
    let address = json::<core::net::Ipv4Addr>("\"1.2.3\"");
    assert_eq!(address, Err(DecodeError::Custom));
}

#[test]
fn errors_are_shown_in_words() {
    use DecodeError as E;
    use core::error::Error as _;
    for (error, words) in [
        (
            E::Syntax(SyntaxError::Truncated { at: 3 }),
            "the document is cut off (byte 3)",
        ),
        (
            E::WrongType {
                expected: "a list",
                at: 3,
            },
            "the value is not a list (byte 3)",
        ),
        (E::MissingField("tid"), "the member `tid` is missing"),
        (E::DuplicateField("tid"), "the member `tid` occurs twice"),
        (E::UnknownField, "a member that the type does not know"),
        (
            E::UnknownVariant,
            "a text that names no variant of the enum",
        ),
        (
            E::NumberOutOfRange { at: 3 },
            "the number does not fit its type (byte 3)",
        ),
        (
            E::TooLong,
            "a list or text is longer than its type can hold",
        ),
        (E::Custom, "the type refused the value"),
    ] {
        assert_eq!(error.to_string(), words);
        assert_eq!(error.source().is_some(), matches!(error, E::Syntax(_)));
    }
}

/// A type that can hold itself, to decode as deep as documents go.
#[derive(Debug, Deserialize)]
struct Nested {
    #[serde(default)]
    a: Option<Box<Nested>>,
}

#[test]
fn types_that_hold_themselves_end_where_documents_do() {
    let depth =
        |nested: Nested| core::iter::successors(Some(&nested), |inner| inner.a.as_deref()).count();
    let document = |times| format!("{}{{}}{}", "{\"a\":".repeat(times), "}".repeat(times));
    assert_eq!(json(&document(63)).map(depth), Ok(64));
    assert_eq!(
        json::<Nested>(&document(64)).err(),
        Some(SyntaxError::TooDeep { at: 320 }.into())
    );
    let content = |times| format!("{}{}", "<a>".repeat(times), "</a>".repeat(times));
    assert_eq!(xml(&content(64)).map(depth), Ok(65));
    assert_eq!(
        xml::<Nested>(&content(65)).err(),
        Some(SyntaxError::TooDeep { at: 192 }.into())
    );
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only decoded")]
struct Everything<'b> {
    a: Option<u8>,
    b: Option<Vec<Everything<'b>>>,
    #[serde(borrow)]
    c: Option<&'b str>,
    d: Option<Vec<Vec<i64>>>,
    e: Option<(bool, f32)>,
    f: Option<BTreeMap<String, Vec<String>>>,
}

proptest! {
    #[test]
    fn bytes_that_were_not_checked_do_no_harm(
        words in prop::collection::vec(prop::sample::select(&[
            "<a>", "</a>", "<b>", "</b>", "<c>", "</c>", "<d>", "</d>", "<a/>", "<b/>", "&amp;", "1",
            "<![CDATA[", "]]>", "<!--", "-->", "{", "}", "[", "]", ",", ":", "\"a\":", "\"b\":",
            "\"c\":", "\"d\":", "\"f\":", "\"\\u0041\"", "null", "true", " ", "\u{53d6}",
        ][..]), 0..20),
        noise in any::<Option<(prop::sample::Index, u8)>>(),
    ) {
        for format in [Format::Json, Format::Xml] {
            let mut bytes = words.concat().into_bytes();
            if let Some((place, byte)) = &noise && !bytes.is_empty() {
                let place = place.index(bytes.len());
                bytes[place] = *byte;
            }
            let _ = from_slice::<Everything<'_>>(format, Leniency::default(), &mut bytes.clone());
            let _ = document_from_slice::<Everything<'_>>(format, Leniency::default(), &mut bytes.clone());
            let _ = from_slice::<Vec<Vec<Everything<'_>>>>(format, Leniency::default(), &mut bytes.clone());
            let _ = from_slice::<serde_json::Value>(format, Leniency::default(), &mut bytes);
        }
    }
}
