//! Typed decoding.

extern crate std;

use std::{collections::BTreeMap, fmt, string::String, vec, vec::Vec};

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, Visitor},
};

use super::{document_from_slice, from_slice};
use crate::reply::{DecodeError, Format, Leniency, SyntaxError};

fn read<T: for<'b> Deserialize<'b>>(format: Format, value: &str) -> Result<T, DecodeError> {
    let mut bytes = value.as_bytes().to_vec();
    from_slice(format, Leniency::default(), &mut bytes)
}

pub(super) fn json<T: for<'b> Deserialize<'b>>(value: &str) -> Result<T, DecodeError> {
    read(Format::Json, value)
}

pub(super) fn xml<T: for<'b> Deserialize<'b>>(content: &str) -> Result<T, DecodeError> {
    read(Format::Xml, content)
}

pub(super) fn wrong<T>(expected: &'static str, at: usize) -> Result<T, DecodeError> {
    Err(DecodeError::WrongType { expected, at })
}

pub(super) fn out_of_range<T>(at: usize) -> Result<T, DecodeError> {
    Err(DecodeError::NumberOutOfRange { at })
}

pub(super) fn syntax<T>(error: SyntaxError) -> Result<T, DecodeError> {
    Err(DecodeError::Syntax(error))
}

#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(default)]
pub(super) struct Order {
    pub(super) oid: u64,
    pub(super) title: String,
}

#[test]
fn text_borrows_from_the_bytes() {
    let mut bytes = *br#"{"a\u002fb":"x\ud83d\ude39\u0000y","c":"\b\f\n\r\t\/\\\""}"#;
    let range = bytes.as_ptr_range();
    let map: BTreeMap<&str, &str> =
        from_slice(Format::Json, Leniency::default(), &mut bytes).unwrap();
    let expected = [("a/b", "x\u{1f639}\0y"), ("c", "\u{8}\u{c}\n\r\t/\\\"")];
    assert!(map.iter().map(|(name, text)| (*name, *text)).eq(expected));
    assert!(map.values().all(|text| range.contains(&text.as_ptr())));

    let mut bytes =
        *b"<a>x &lt;&#x1f639;&amp;<!-- > --><![CDATA[<&amp;\r\n]]]]>\r\n\r&#13;<?y?></a>";
    let map: BTreeMap<&str, &str> =
        from_slice(Format::Xml, Leniency::default(), &mut bytes).unwrap();
    assert_eq!(map["a"], "x <\u{1f639}&<&amp;\n]]\n\n\r");
}

#[test]
fn options_and_units() {
    #[derive(Debug, Deserialize, PartialEq)]
    struct Unit;
    #[derive(Debug, Deserialize, PartialEq)]
    struct Id(u64);
    #[derive(Debug, Deserialize, PartialEq)]
    struct Pair(u8, String);

    assert_eq!(json::<Option<u8>>("null"), Ok(None));
    assert_eq!(json("\"1\""), Ok(Some(1_u8)));
    assert_eq!(json("[null,[1]]"), Ok((None::<u8>, Some(vec![1_u8]))));
    assert_eq!(xml(""), Ok(Some(String::new())));
    assert_eq!(
        xml("<oid>1</oid>"),
        Ok(Some(Order {
            oid: 1,
            ..Order::default()
        }))
    );
    assert_eq!(xml(""), Ok(Some(Order::default())));
    assert_eq!(json("null"), Ok(()));
    assert_eq!(json::<()>("0"), wrong("null", 0));
    assert_eq!(json::<()>("{}"), wrong("null", 0));
    assert_eq!(xml(" <!-- --> "), Ok(()));
    assert_eq!(xml::<()>("x"), wrong("null", 0));

    assert_eq!(
        json("[null,\"5\",[6,7]]"),
        Ok((Unit, Id(5), Pair(6, String::from("7"))))
    );
    assert_eq!(xml("<i>1</i><i>2</i>"), Ok((Id(1), Id(2))));
}

#[test]
fn structs_and_maps() {
    #[derive(Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd)]
    struct Name(String);
    #[derive(Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd)]
    enum Letter {
        A,
        B,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Strict {
        a: u8,
    }
    assert_eq!(json("{\"a\":1}"), Ok(Strict { a: 1 }));
    assert_eq!(json("{\"\\u0061\":1}"), Ok(Strict { a: 1 }));
    assert_eq!(json::<Strict>("{}"), Err(DecodeError::MissingField("a")));
    assert_eq!(json::<Strict>("{\"b\":1}"), Err(DecodeError::UnknownField));
    assert_eq!(
        json::<Strict>("{\"a\":1,\"a\":1}"),
        Err(DecodeError::DuplicateField("a"))
    );
    assert_eq!(json::<Strict>("[1]"), wrong("an object", 0));
    assert_eq!(json::<Strict>("null"), wrong("an object", 0));
    assert_eq!(xml::<Strict>("x"), wrong("an object", 0));
    assert_eq!(xml::<Strict>(""), Err(DecodeError::MissingField("a")));
    assert_eq!(xml("x<a>1</a>y"), Ok(Strict { a: 1 }));
    // What is passed over is checked nevertheless.
    assert_eq!(
        json::<Order>("{\"x\":[01]}"),
        syntax(SyntaxError::Unexpected { at: 7 })
    );
    assert_eq!(
        xml::<Order>("<x><y></x></y>"),
        syntax(SyntaxError::MismatchedTag { at: 8 })
    );
    assert_eq!(
        xml::<Order>("<oid>1</oi>"),
        syntax(SyntaxError::MismatchedTag { at: 8 })
    );
    assert_eq!(
        xml::<Order>("<oid>1</oids>"),
        syntax(SyntaxError::MismatchedTag { at: 8 })
    );
    assert_eq!(
        xml::<Order>("<x></y>"),
        syntax(SyntaxError::MismatchedTag { at: 5 })
    );
    assert_eq!(
        xml::<Order>("<oid>1</oid></a>"),
        syntax(SyntaxError::MismatchedTag { at: 14 })
    );
    assert_eq!(
        json::<Order>("{\"oid\":1}}"),
        syntax(SyntaxError::TrailingBytes { at: 9 })
    );
    assert_eq!(json::<Order>(" "), syntax(SyntaxError::Empty));

    assert_eq!(
        json("{\"1\":2,\"-3\":4}"),
        Ok(BTreeMap::from([(1_i32, 2), (-3, 4)]))
    );
    assert_eq!(json("{\"1\":2}"), Ok(BTreeMap::from([(1_u64, 2)])));
    assert_eq!(
        json::<BTreeMap<u8, u8>>("{\"x\":2}"),
        wrong("an integer", 1)
    );
    assert_eq!(json::<BTreeMap<u8, u8>>("{\"-1\":2}"), out_of_range(1));
    assert_eq!(json::<BTreeMap<u8, u8>>("{\"256\":2}"), out_of_range(1));
    assert_eq!(
        json::<BTreeMap<char, u8>>("{\"ab\":2}"),
        wrong("of the type that was asked for", 1)
    );
    assert_eq!(json::<BTreeMap<String, u8>>("[1]"), wrong("an object", 0));
    let huge = json::<BTreeMap<i64, u8>>("{\"9223372036854775808\":2}");
    assert_eq!(huge, out_of_range(1));
    assert_eq!(
        json("{\"x\":1}"),
        Ok(BTreeMap::from([(Some(Name(String::from("x"))), 1)]))
    );
    assert_eq!(
        json("{\"B\":1,\"A\":2}"),
        Ok(BTreeMap::from([(Letter::A, 2), (Letter::B, 1)]))
    );
    assert_eq!(
        json::<BTreeMap<Letter, u8>>("{\"C\":1}"),
        Err(DecodeError::UnknownVariant)
    );
}

#[test]
fn enums() {
    #[derive(Debug, Deserialize, PartialEq)]
    enum Status {
        #[serde(rename = "1")]
        Open,
        Closed,
        Because(String),
        At(u8, u8),
        Of {
            oid: u64,
        },
    }
    for open in ["1", "\"1\"", "{\"1\":null}"] {
        assert_eq!(json(open), Ok(Status::Open));
    }
    assert_eq!(json("\"Clos\\u0065d\""), Ok(Status::Closed));
    assert_eq!(xml("Closed"), Ok(Status::Closed));
    assert_eq!(xml("<Closed/>"), Ok(Status::Closed));
    assert_eq!(
        json("{\"Because\":\"x\"}"),
        Ok(Status::Because(String::from("x")))
    );
    assert_eq!(
        xml("<Because>x</Because>"),
        Ok(Status::Because(String::from("x")))
    );
    assert_eq!(json("{\"At\":[1,2]}"), Ok(Status::At(1, 2)));
    assert_eq!(xml("<At><x>1</x><x>2</x></At>"), Ok(Status::At(1, 2)));
    assert_eq!(json("{\"Of\":{\"oid\":3}}"), Ok(Status::Of { oid: 3 }));
    assert_eq!(xml("<Of><oid>3</oid></Of>"), Ok(Status::Of { oid: 3 }));
    assert_eq!(
        json("[{\"Of\":{\"oid\":3}},\"1\"]"),
        Ok(vec![Status::Of { oid: 3 }, Status::Open])
    );
    assert_eq!(json::<Status>("\"2\""), Err(DecodeError::UnknownVariant));
    assert_eq!(
        json::<Status>("{\"2\":null}"),
        Err(DecodeError::UnknownVariant)
    );
    assert_eq!(json::<Status>("{}"), wrong("the name of a variant", 1));
    assert_eq!(json::<Status>("null"), wrong("the name of a variant", 0));
    assert_eq!(json::<Status>("[]"), wrong("the name of a variant", 0));
    assert_eq!(json::<Status>("{\"Closed\":1}"), wrong("null", 10));
    let two = json::<Status>("{\"Closed\":null,\"1\":null}");
    assert_eq!(two, wrong("a single variant", 0));
    assert_eq!(
        json::<Status>("\"Because\""),
        wrong("of the type that was asked for", 0)
    );
}

#[test]
fn a_field_may_be_named_as_items_are() {
    #[derive(Debug, Deserialize, PartialEq)]
    struct Line {
        order: u8,
    }
    let lines = BTreeMap::from([(
        String::from("orders"),
        vec![Line { order: 1 }, Line { order: 2 }],
    )]);
    let document = "<orders><order>1</order></orders><orders><order>2</order></orders>";
    assert_eq!(xml(document), Ok(lines));
}

#[test]
fn a_text_names_a_field() {
    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(field_identifier, rename_all = "lowercase")]
    enum Field {
        Tid,
        Title,
    }
    assert_eq!(
        json("[\"t\\u0069d\",\"title\"]"),
        Ok([Field::Tid, Field::Title])
    );
    assert_eq!(
        xml("<a>tid</a><a>title</a>"),
        Ok([Field::Tid, Field::Title])
    );
    assert_eq!(json::<Field>("\"x\""), Err(DecodeError::UnknownField));
}

#[test]
fn bytes_are_those_of_the_text() {
    #[derive(Debug, PartialEq)]
    struct Bytes(Vec<u8>);
    impl<'b> Deserialize<'b> for Bytes {
        fn deserialize<D: Deserializer<'b>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_byte_buf(BytesVisitor)
        }
    }
    struct BytesVisitor;
    impl Visitor<'_> for BytesVisitor {
        type Value = Bytes;
        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("bytes")
        }
        fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Bytes, E> {
            Ok(Bytes(bytes.to_vec()))
        }
    }
    let bytes = |text: &str| Ok(Bytes(text.as_bytes().to_vec()));
    assert_eq!(json("\"a\\u53d6\""), bytes("a\u{53d6}"));
    assert_eq!(xml("a&amp;"), bytes("a&"));
    assert_eq!(json::<Bytes>("[1]"), wrong("text", 0));
}

#[test]
fn values_of_no_type_asked_for() {
    use serde_json::{Value, json as value};
    let document =
        "{\"a\":[1,-1,1.5,18446744073709551615,18446744073709551616,-9223372036854775808]}";
    assert_eq!(
        json::<Value>(document),
        Ok(serde_json::from_str(document).unwrap())
    );
    assert_eq!(
        xml("<a>1</a><b><c/>x</b>"),
        Ok(value!({"a": "1", "b": {"c": ""}}))
    );
    assert_eq!(json("{\"x\":[{\"y\":null}]}"), Ok(IgnoredAny));
    assert_eq!(xml("<x><y/>x</x>"), Ok(IgnoredAny));
    assert_eq!(xml("x"), Ok(IgnoredAny));
    assert_eq!(json("[[1],[]]"), Ok(vec![IgnoredAny, IgnoredAny]));
    assert_eq!(xml("<a>x</a><a><b/></a>"), Ok(vec![IgnoredAny, IgnoredAny]));
}

#[test]
fn whole_documents() {
    #[derive(Debug, Deserialize, PartialEq)]
    struct Document {
        order: Order,
    }
    let expected = Ok(Document {
        order: Order {
            oid: 1,
            title: String::from("x"),
        },
    });
    for (format, document) in [
        (
            Format::Json,
            "\u{feff} {\"order\":{\"oid\":1,\"title\":\"x\"}} ",
        ),
        (
            Format::Xml,
            "\u{feff}<?xml version='1.0'?>\n<order><oid>1</oid><title>x</title></order><!--x-->",
        ),
    ] {
        let mut bytes = document.as_bytes().to_vec();
        assert_eq!(
            document_from_slice(format, Leniency::default(), &mut bytes),
            expected
        );
    }
    // Content may have what a document may not, and the reverse.
    assert_eq!(xml("x"), Ok(String::from("x")));
    let text =
        document_from_slice::<IgnoredAny>(Format::Xml, Leniency::default(), &mut b"x".to_vec());
    assert_eq!(text.err(), Some(SyntaxError::Unexpected { at: 0 }.into()));
    assert_eq!(xml("\u{feff}x"), Ok(String::from("\u{feff}x")));
    let bytes = &mut b"\"\xff\"".to_vec();
    let not_text = from_slice::<IgnoredAny>(Format::Json, Leniency::default(), bytes);
    assert_eq!(not_text.err(), Some(SyntaxError::NotUtf8 { at: 1 }.into()));
}

#[test]
fn leniency_about_control_characters() {
    let leniency = Leniency {
        control_characters: true,
    };
    let mut bytes = b"{\"oid\":1,\"title\":\"a\n\tb\\n\"}".to_vec();
    let order: Order = from_slice(Format::Json, leniency, &mut bytes).unwrap();
    assert_eq!(order.title, "a\n\tb\n");
    let strict = json::<Order>("{\"title\":\"a\n\"}");
    assert_eq!(strict, syntax(SyntaxError::ControlCharacter { at: 11 }));
}
