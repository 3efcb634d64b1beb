//! JSON: what is let in and what is not.

extern crate std;

use std::{format, string::String, vec::Vec};

use serde_json::Value;

use super::Scanner;
use crate::reply::stream::tests::LISTED;
use crate::reply::text::Token;
use crate::reply::{
    DecodeError, Format, Leniency, Node, SyntaxError, SyntaxError as E, document_from_slice, stream,
};

pub(super) fn check(bytes: &[u8]) -> Result<(), SyntaxError> {
    stream::tests::same_verdict(Format::Json, Leniency::default(), bytes);
    Node::document(Format::Json, Leniency::default(), bytes).map(|_| ())
}

/// The same by way of the deserializer, which has to agree.
pub(super) fn decode(bytes: &[u8]) -> Result<Value, DecodeError> {
    let mut bytes = bytes.to_vec();
    document_from_slice(Format::Json, Leniency::default(), &mut bytes)
}

const ACCEPTED: &[&str] = &[
    "[]",
    "{}",
    "[[]   ]",
    "[\"\"]",
    "[false]",
    "[null, 1, \"1\", {}]",
    "[null]",
    "[1\n]",
    " [1]",
    "[1,null,null,null,2]",
    "[2] ",
    "[0e+1]",
    "[0e1]",
    "[ 4]",
    "[-0.000000000000000000000000000000000000000000000000000000000000000000000000000001]",
    "[20e1]",
    "[-0]",
    "[-123]",
    "[-1]",
    "[1E22]",
    "[1E-2]",
    "[1E+2]",
    "[123e45]",
    "[123.456e78]",
    "[1e-2]",
    "[1e+2]",
    "[123]",
    "[123.456789]",
    "[18446744073709551616]",
    "{\"asd\":\"sdf\", \"dfg\":\"fgh\"}",
    "{\"asd\":\"sdf\"}",
    "{\"a\":\"b\",\"a\":\"c\"}",
    "{\"a\":\"b\",\"a\":\"b\"}",
    "{\"\":0}",
    "{\"foo\\u0000bar\": 42}",
    "{ \"min\": -1.0e+28, \"max\": 1.0e+28 }",
    "{\"x\":[{\"id\": \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}]}",
    "{\"a\":[]}",
    "{\"title\":\"\\u041f\\u043e\\u043b\\u0442\\u043e\\u0440\\u0430\"}",
    "{\n\"a\": \"b\"\n}",
    "[\"\\u0060\\u012a\\u12AB\"]",
    "[\"\\uD801\\udc37\"]",
    "[\"\\ud83d\\ude39\\ud83d\\udc8d\"]",
    "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]",
    "[\"\\\\u0000\"]",
    "[\"\\\"\"]",
    "[\"a/*b*/c/*d//e\"]",
    "[\"\\\\a\"]",
    "[\"\\\\n\"]",
    "[\"\\u0012\"]",
    "[\"\\uFFFF\"]",
    "[\"asd\"]",
    "[ \"asd\"]",
    "[\"\\uDBFF\\uDFFF\"]",
    "[\"new\\u00A0line\"]",
    "[\"\u{10ffff}\"]",
    "[\"\u{ffff}\"]",
    "[\"\\u0000\"]",
    "[\"\\u002c\"]",
    "[\"π\"]",
    "[\"\u{1bfff}\"]",
    "[\"asd \"]",
    "\" \"",
    "[\"\\uD834\\uDd1e\"]",
    "[\"\\u0821\"]",
    "[\"\u{2028}\u{2029}\"]",
    "[\"\\u0061\\u30af\\u30EA\\u30b9\"]",
    "[\"new\u{a0}line\"]",
    "[\"\u{7f}\"]",
    "[\"\\uA66D\"]",
    "[\"\\u005C\"]",
    "[\"\\u0022\"]",
    "[\"\\uDBFF\\uDFFE\"]",
    "[\"€𝄞\"]",
    "[\"aa\u{7f}a\"]",
    "false",
    "42",
    "-0.1",
    "null",
    "\"asd\"",
    "true",
    "\"\"",
    "[\"a\"]\n",
    "[true]",
    " [] ",
    "\r\n\t{\"a\"\t:\r1 ,\n\"b\" : 2 }\r\n\t ",
    "[\"中文，全角！\"]",
];

const REFUSED: &[&[u8]] = &[
    b"[1 true]",
    b"[\"\": 1]",
    b"[\"\"],",
    b"[,1]",
    b"[1,,2]",
    b"[\"x\",,]",
    b"[\"x\"]]",
    b"[\"\",]",
    b"[\"x\"",
    b"[x",
    b"[3[4]]",
    b"[:1]",
    b"[,]",
    b"[-]",
    b"[   , \"\"]",
    b"[\"a\",\n4\n,1,",
    b"[1,]",
    b"[1,,]",
    b"[\"\x0ba\"\\f]",
    b"[*]",
    b"[\"\"",
    b"[1,",
    b"[1,\n1\n,1",
    b"[{}",
    b"[fals]",
    b"[nul]",
    b"[tru]",
    b"[++1234]",
    b"[+1]",
    b"[+Inf]",
    b"[-01]",
    b"[-1.0.]",
    b"[-2.]",
    b"[-NaN]",
    b"[.-1]",
    b"[.2e-3]",
    b"[0.1.2]",
    b"[0.3e+]",
    b"[0.3e]",
    b"[0.e1]",
    b"[0e+]",
    b"[0e]",
    b"[0E]",
    b"[0E+]",
    b"[1.0e+]",
    b"[1.0e-]",
    b"[1.0e]",
    b"[1 000.0]",
    b"[1eE2]",
    b"[2.e+3]",
    b"[2.e-3]",
    b"[2.e3]",
    b"[9.e+]",
    b"[Inf]",
    b"[NaN]",
    b"[1+2]",
    b"[0x1]",
    b"[0x42]",
    b"[Infinity]",
    b"[0e+-1]",
    b"[-123.123foo]",
    b"[-Infinity]",
    b"[-foo]",
    b"[- 1]",
    b"[-012]",
    b"[-.123]",
    b"[-1x]",
    b"[1ea]",
    b"[1.]",
    b"[.123]",
    b"[1.2a-3]",
    b"[1.8011670033376514H-308]",
    b"[012]",
    b"[\"x\", truth]",
    b"{[: \"x\"}",
    b"{\"x\", null}",
    b"{\"x\"::\"b\"}",
    b"{\"a\":\"a\" 123}",
    b"{key: 'value'}",
    b"{\"a\" b}",
    b"{:\"b\"}",
    b"{\"a\":",
    b"{\"a\"",
    b"{1:1}",
    b"{9999E9999:1}",
    b"{null:null,null:null}",
    b"{\"id\":0,,,,,}",
    b"{'a':0}",
    b"{\"id\":0,}",
    b"{\"a\":\"b\"}/**/",
    b"{\"a\":\"b\"}/**//",
    b"{\"a\":\"b\"}//",
    b"{\"a\":\"b\"}/",
    b"{\"a\":\"b\",,\"c\":\"d\"}",
    b"{a: \"b\"}",
    b"{\"a\":\"a",
    b"{ \"foo\" : \"bar\", \"a\" }",
    b"{\"a\":\"b\"}#",
    b" ",
    b"",
    b"[\"\\uD800\\\"]",
    b"[\"\\uD800\\u\"]",
    b"[\"\\uD800\\u1\"]",
    b"[\"\\uD800\\u1x\"]",
    b"[\"\\ud800\"]",
    b"[\"\\ud800abc\"]",
    b"[\"\\udc00\\ud800\"]",
    b"[\"\\ud800\\ud800\"]",
    b"[\"\\ud800\\n\"]",
    b"[\"\\\x00\"]",
    b"[\"\\\\\\\"]",
    b"[\"\\\t\"]",
    b"[\"\\\"]",
    b"[\"\\u00A\"]",
    b"[\"\\uqqqq\"]",
    b"[\"\\a\"]",
    b"[\"\\'\"]",
    b"[\"\\x00\"]",
    b"[\"\\U0041\"]",
    b"[\\u0020\"asd\"]",
    b"[\\n]",
    b"\"",
    b"['single quote']",
    b"abc",
    b"[\"\\",
    b"[\"a\x00a\"]",
    b"[\"new\nline\"]",
    b"[\"\t\"]",
    b"\"\\UA66D\"",
    b"\"\"x",
    b"<.>",
    b"[<null>]",
    b"[1]x",
    b"[1]]",
    b"[\"asd]",
    b"[True]",
    b"TRUE",
    b"1]",
    b"{\"x\": true,",
    b"[][]",
    b"]",
    b"\xef\xbb{}",
    b"\xe5",
    b"[",
    b"2@",
    b"{}}",
    b"{\"\":",
    b"{\"a\":/*comment*/\"b\"}",
    b"{\"a\": true} \"x\"",
    b"['",
    b"[,",
    b"[{",
    b"[\"a",
    b"{",
    b"{]",
    b"[}",
    b"{,",
    b"{[",
    b"{\"a",
    b"{'a'",
    b"[1}",
    b"{\"a\":1]",
    b"*",
    b"[\"\\{[\"\\{[\"\\{[\"\\{",
    b"\xe2\x81\xa0",
    b"[\xe2\x81\xa0]",
    b"[\x0c]",
    b"[1]\x0c",
    b"[\xff]",
    b"[\"\xff\"]",
    b"[\"\xed\xa0\x80\"]",
    b"[\"\xc0\xaf\"]",
    b"{\"skipped\":{\"deep\":[01]}}",
    b"1 2",
    b"-",
    b"1.",
    b"1e",
    b"tru",
    b"nulll",
];

#[test]
fn every_conforming_document_is_accepted() {
    for document in ACCEPTED.iter().step_by(LISTED) {
        assert_eq!(check(document.as_bytes()), Ok(()), "{document}");
        let theirs: Value = serde_json::from_str(document).unwrap();
        assert_eq!(decode(document.as_bytes()), Ok(theirs), "{document}");
    }
}

#[test]
fn every_other_document_is_refused() {
    for document in REFUSED.iter().step_by(LISTED) {
        let shown = String::from_utf8_lossy(document);
        let error = check(document).expect_err(&shown);
        assert_eq!(decode(document), Err(DecodeError::Syntax(error)), "{shown}");
        assert!(
            serde_json::from_slice::<Value>(document).is_err(),
            "{shown}"
        );
        let inside = [b"{\"skipped\":", *document, b"}"].concat();
        if !document.trim_ascii().is_empty() && *document != b"\"\"x" {
            assert!(check(&inside).is_err(), "{shown}");
        }
    }
}

#[test]
fn every_error_says_where() {
    let cases: &[(&[u8], SyntaxError)] = &[
        (b"", E::Empty),
        (b" \r\n\t", E::Empty),
        (b"\xef\xbb\xbf", E::Empty),
        (b"[\"ab\xff\"]", E::NotUtf8 { at: 4 }),
        (b"[\"ab\xe4\xb8", E::Truncated { at: 6 }),
        (b"[\"ab", E::Truncated { at: 4 }),
        (b"[1", E::Truncated { at: 2 }),
        (b"[1 ", E::Truncated { at: 3 }),
        (b"[\"\\u12", E::Truncated { at: 6 }),
        (b"[\"\\ud800", E::Truncated { at: 8 }),
        (b"[\"\\ud800\\", E::Truncated { at: 9 }),
        (b"-", E::Truncated { at: 1 }),
        (b"nu", E::Truncated { at: 2 }),
        (b"[1,]", E::Unexpected { at: 3 }),
        (b"[nulx]", E::Unexpected { at: 4 }),
        (b"[01]", E::Unexpected { at: 2 }),
        (b"[1.]", E::Unexpected { at: 3 }),
        (b"{\"a\" 1}", E::Unexpected { at: 5 }),
        (b"[\"a\\x\"]", E::BadEscape { at: 3 }),
        (b"[\"a\\u00g0\"]", E::BadEscape { at: 3 }),
        (b"[\"a\\ud800\\u00g0\"]", E::BadEscape { at: 9 }),
        (b"[\"a\\ud800\"]", E::LoneSurrogate { at: 3 }),
        (b"[\"a\\udc00\"]", E::LoneSurrogate { at: 3 }),
        (b"[\"a\\ud800\\u0041\"]", E::LoneSurrogate { at: 3 }),
        (b"[\"a\n\"]", E::ControlCharacter { at: 3 }),
        (b"{\"a\t\":1}", E::ControlCharacter { at: 3 }),
        (b"[] []", E::TrailingBytes { at: 3 }),
        (b"1 ,", E::TrailingBytes { at: 2 }),
    ];
    for (document, error) in cases.iter().step_by(LISTED) {
        assert_eq!(
            check(document),
            Err(*error),
            "{}",
            String::from_utf8_lossy(document)
        );
    }
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    assert_eq!(check(b"\xef\xbb\xbf {\"a\":1}"), Ok(()));
    assert_eq!(
        check(b"\xef\xbb\xbf\xef\xbb\xbf1"),
        Err(E::Unexpected { at: 3 })
    );
    assert_eq!(decode(b"\xef\xbb\xbf7"), Ok(Value::from(7)));
}

#[test]
fn control_characters_pass_only_where_they_are_let() {
    let leniency = Leniency {
        control_characters: true,
    };
    let bytes = b"{\"a\tb\":\"line\nline\x00\"}";
    let node = Node::document(Format::Json, leniency, bytes).unwrap();
    assert!(node.get("a\tb").unwrap().text_is("line\nline\0"));
    assert_eq!(check(bytes), Err(E::ControlCharacter { at: 3 }));
    let outside = Node::document(Format::Json, leniency, b"[1,\x0c2]");
    assert_eq!(outside.unwrap_err(), E::Unexpected { at: 3 });
}

/// More than can be nested.
const SIDE_BY_SIDE: usize = if cfg!(miri) { 70 } else { 500 };

#[test]
fn nesting_ends_at_64() {
    let shapes = [("[{\"a\":", "}]"), ("[", "]"), ("{\"a\":", "}")];
    for (open, close) in shapes.into_iter().step_by(LISTED) {
        let levels = open.matches(['[', '{']).count();
        let nested = |depth: usize| {
            let times = depth / levels;
            format!("{}1{}", open.repeat(times), close.repeat(times)).into_bytes()
        };
        assert_eq!(check(&nested(64)), Ok(()));
        assert!(decode(&nested(64)).is_ok());
        let too_deep = nested(64 + levels);
        let at = open.repeat(64 / levels).len();
        assert_eq!(check(&too_deep), Err(E::TooDeep { at }));
        assert_eq!(decode(&too_deep), Err(E::TooDeep { at }.into()));
    }
    // Containers side by side are not nested.
    assert_eq!(
        check(format!("[{}[]]", "[{}],".repeat(SIDE_BY_SIDE)).as_bytes()),
        Ok(())
    );
}

#[test]
fn reading_goes_on_when_there_are_more_bytes() {
    for document in ACCEPTED
        .iter()
        .step_by(LISTED)
        .chain(&["\u{feff} {\"a\":[1,2]}"])
    {
        let bytes = document.as_bytes();
        let tokens = |windows: &mut dyn Iterator<Item = usize>| {
            let mut scanner = Scanner::document(Leniency::default());
            let (mut at, mut tokens) = (0, Vec::new());
            for end in windows {
                loop {
                    match scanner.next(&bytes[..end], &mut at) {
                        Ok(lexeme) if lexeme.token == Token::Finished => break,
                        Ok(lexeme) => tokens.push((lexeme.token, lexeme.whole, lexeme.inner)),
                        Err(E::Truncated { .. } | E::Empty) => break,
                        Err(error) => panic!("{document}: {error}"),
                    }
                }
            }
            tokens
        };
        // A number outside of all containers is the one thing that does not show its end.
        if bytes[0] != b'4' && bytes[0] != b'-' {
            let whole = tokens(&mut core::iter::once(bytes.len()));
            assert_eq!(tokens(&mut (0..=bytes.len())), whole, "{document}");
        }
    }
}

#[test]
fn every_prefix_is_cut_off() {
    let document =
        "{\"a\":[1,-2.5e+7,\"\\u53d6\\ud83d\\ude39\\n取\",true,false,null,{\"b\":{}}],\"c\":[]}";
    for length in (1..document.len()).step_by(LISTED) {
        let prefix = &document.as_bytes()[..length];
        assert_eq!(check(prefix), Err(E::Truncated { at: length }), "{length}");
        assert_eq!(
            decode(prefix),
            Err(E::Truncated { at: length }.into()),
            "{length}"
        );
    }
    assert_eq!(check(document.as_bytes()), Ok(()));
}
