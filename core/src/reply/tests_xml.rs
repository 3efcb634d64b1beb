//! XML: what is let in and what is not.

extern crate std;

use std::{format, string::String, vec::Vec};

use serde::de::IgnoredAny;

use super::Scanner;
use crate::reply::stream::tests::LISTED;
use crate::reply::text::Token;
use crate::reply::{
    DecodeError, Format, Leniency, Node, SyntaxError, SyntaxError as E, document_from_slice, stream,
};

pub(super) fn check(bytes: &[u8]) -> Result<(), SyntaxError> {
    stream::tests::same_verdict(Format::Xml, Leniency::default(), bytes);
    Node::document(Format::Xml, Leniency::default(), bytes).map(|_| ())
}

/// The same by way of the deserializer, which has to agree.
pub(super) fn decode(bytes: &[u8]) -> Result<(), DecodeError> {
    let mut bytes = bytes.to_vec();
    document_from_slice::<IgnoredAny>(Format::Xml, Leniency::default(), &mut bytes).map(|_| ())
}

const ACCEPTED: &[&str] = &[
    "<a/>",
    "<a />",
    "<a></a>",
    "<a ></a >",
    "<a\n/>",
    " <a/> ",
    "\r\n<a/>\r\n",
    "<_/>",
    "<:a/>",
    "<a:b/>",
    "<a-b.c_d1/>",
    "<订单/>",
    "<é/>",
    "<A/>",
    "<?xml version=\"1.0\"?><a/>",
    "<?xml version='1.0'?><a/>",
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a/>",
    "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\" ?><a/>",
    "<?xml\tversion = \"1.0\"?><a/>",
    "<?xml version=\"1.0\"?><!--x--><?y z?><a/>",
    "<!----><a/>",
    "<!-- a - b --><a/>",
    "<!--<b>&unknown;--><a/>",
    "<!-->--><a/>",
    "<a/><!--top010179031191.s.et2-->",
    "<a/>\n<!--x--> <?y?>\n",
    "<?y?><a/>",
    "<?y ?><a/>",
    "<?y ? > ?><a/>",
    "<?y ??><a/>",
    "<?xml-stylesheet href=\"x\"?><a/>",
    "<a><?y <b>&x; ?></a>",
    "<a>text</a>",
    "<a> </a>",
    "<a>a > b</a>",
    "<a>a]b</a>",
    "<a>]]</a>",
    "<a>] ]></a>",
    "<a>]]&gt;</a>",
    "<a>\"'</a>",
    "<a>&lt;&gt;&amp;&quot;&apos;</a>",
    "<a>&#65;&#x41;&#x6d4B;&#000065;</a>",
    "<a>&#9;&#10;&#13;&#x20;&#xD7FF;&#xE000;&#xFFFD;&#x10000;&#x10FFFF;</a>",
    "<a>&#x1f639;</a>",
    "<a>中文，全角！\u{1f639}</a>",
    "<a>\t\r\n</a>",
    "<a>\u{7f}\u{85}</a>",
    "<a><![CDATA[]]></a>",
    "<a><![CDATA[<b>&amp;]]></a>",
    "<a><![CDATA[]]]]></a>",
    "<a><![CDATA[]]]]><![CDATA[>]]></a>",
    "<a>x<![CDATA[y]]>z</a>",
    "<a><!-- x --></a>",
    "<a>x<!-- y -->z</a>",
    "<a><b/></a>",
    "<a><b></b></a>",
    "<a><b/><b/></a>",
    "<a>x<b/>y</a>",
    "<a><a><a/></a></a>",
    "<a><ab/></a>",
    "<ab><a></a></ab>",
    "<a b=\"c\"/>",
    "<a b='c' d=\"e\"></a>",
    "<a b = 'c'/>",
    "<a\nb\n=\n'c'\n/>",
    "<a b=''/>",
    "<a b='\"' c=\"'\"/>",
    "<a b='>' c='/>'/>",
    "<a b='&lt;&#65;&quot;'/>",
    "<a b='\t\r\n'/>",
    "<\u{c0}\u{b7}\u{203f}\u{10000} \u{4e00}='1'/>",
    "<a b='1' c='2'/>",
    "<a b='1' B='2'/>",
    "<?xml version='1.1' encoding='US-ASCII'?><a/>",
    "<?xml version='1.0' standalone='no'?><a/>",
    "<a xmlns=\"x\" xmlns:b=\"y\"><b:c/></a>",
    "<订单 号='1'><数量>2</数量></订单>",
    "\u{feff}<a/>",
    "\u{feff}<?xml version=\"1.0\"?><a/>",
    "<a>\u{feff}</a>",
];

const REFUSED: &[&[u8]] = &[
    b"",
    b" ",
    b"\xef\xbb\xbf ",
    b"a",
    b"<",
    b"<a",
    b"<a ",
    b"<a/",
    b"<a>",
    b"<a><",
    b"<a></",
    b"<a></a",
    b"<a></a ",
    b"<a></b>",
    b"<a></A>",
    b"<a></ab>",
    b"<ab></a>",
    b"<a></ a>",
    b"< a/>",
    b"<a/ >",
    b"<a><b></a></b>",
    b"<a><b></a>",
    b"<a></a></a>",
    b"</a>",
    b"<a/></a>",
    b"<a/><b/>",
    b"<a/><a/>",
    b"<a/>x",
    b"x<a/>",
    b"<a/>&amp;",
    b"<a/><![CDATA[]]>",
    b"<![CDATA[]]><a/>",
    b"&#32;<a/>",
    b"<>",
    b"<1/>",
    b"<-a/>",
    b"<.a/>",
    b"<a@b/>",
    b"<a$/>",
    b"<a b/>",
    b"<a b></a>",
    b"<a b=/>",
    b"<a b=c/>",
    b"<a b='c/>",
    b"<a b='c\"/>",
    b"<a b='<'/>",
    b"<a b='&'/>",
    b"<a b='&x;'/>",
    b"<a b='&#0;'/>",
    b"<a b='c'd='e'/>",
    b"<a'b'/>",
    b"<a 1='b'/>",
    b"<a ='b'/>",
    b"<a b='\x00'/>",
    b"<a></a b='c'>",
    b"<a>&</a>",
    b"<a>& </a>",
    b"<a>&;</a>",
    b"<a>&amp</a>",
    b"<a>&amp </a>",
    b"<a>&AMP;</a>",
    b"<a>&nbsp;</a>",
    b"<a>&#;</a>",
    b"<a>&#x;</a>",
    b"<a>&#xg;</a>",
    b"<a>&#X41;</a>",
    b"<a>&#a;</a>",
    b"<a>&#-1;</a>",
    b"<a>&#0;</a>",
    b"<a>&#8;</a>",
    b"<a>&#x1F;</a>",
    b"<a>&#xD800;</a>",
    b"<a>&#xDFFF;</a>",
    b"<a>&#xFFFE;</a>",
    b"<a>&#65535;</a>",
    b"<a>&#x110000;</a>",
    b"<a>&#99999999999999999999;</a>",
    b"<a>]]></a>",
    b"<a>x]]]></a>",
    b"<a>\x00</a>",
    b"<a>\x08</a>",
    b"<a>\x0c</a>",
    b"<a>\x1f</a>",
    b"<a><![CDATA[</a>",
    b"<a><![CDATA[]]</a>",
    b"<a><![CDATA[\x01]]></a>",
    b"<a><![cdata[]]></a>",
    b"<a><![CDATA []]></a>",
    b"<!-- -- --><a/>",
    b"<!-- ---><a/>",
    b"<!--",
    b"<!-- \x02 --><a/>",
    b"<!-- x ->",
    b"<!- x --><a/>",
    b"<!><a/>",
    b"<!DOCTYPE a><a/>",
    b"<!doctype html><html></html>",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
    b"<a><!DOCTYPE a></a>",
    b"<a><!ELEMENT a></a>",
    b"<? y?><a/>",
    b"<?><a/>",
    b"<??><a/>",
    b"<?y",
    b"<?y><a/>",
    b"<?y??><a/>",
    b"<?y\x03?><a/>",
    b"<?y@?><a/>",
    b" <?xml version=\"1.0\"?><a/>",
    b"<a/><?xml version=\"1.0\"?>",
    b"<a><?xml version=\"1.0\"?></a>",
    b"<?XML version=\"1.0\"?><a/>",
    b"<?xml version=\"1.0\"?><?xml version=\"1.0\"?><a/>",
    b"<?xml?><a/>",
    b"<?xml ?><a/>",
    b"<?xml encoding=\"UTF-8\"?><a/>",
    b"<?xml version=1.0?><a/>",
    b"<?xml version=\"1.0\"><a/>",
    b"<?xml version=\"1.0\"?>",
    b"<a>\xff</a>",
    b"<\xff/>",
    b"<a b='\xff'/>",
    b"\xff\xfe<\x00a\x00/\x00>\x00",
    b"{\"a\":1}",
    b"<a>x</a",
    b"<html><br></html>",
    b"<a b='1' b='2'/>",
    b"<a b='1' c='2' b='1'></a>",
    b"<?xml version='1.0' encoding='GBK'?><a/>",
    b"<?xml version='1.0' encoding=''?><a/>",
    b"<?xml version='2.0'?><a/>",
    b"<?xml version='1.'?><a/>",
    b"<?xml versionx='1.0'?><a/>",
    b"<?xml version='1.0' standalone='maybe'?><a/>",
    b"<?xml version='1.0' standalone='yes' encoding='utf-8'?><a/>",
    b"<?xml version='1.0' x='1'?><a/>",
    "<a>\u{fffe}</a>".as_bytes(),
    "<a b='\u{ffff}'/>".as_bytes(),
    "<a><!--\u{fffe}--></a>".as_bytes(),
    "<a\u{ffff}/>".as_bytes(),
    b"<a>x</a\xff>",
    "<\u{b7}a/>".as_bytes(),
    "<a\u{d7}/>".as_bytes(),
    "<a \u{300}=''/>".as_bytes(),
    "<a\u{200b}></a\u{200b}>".as_bytes(),
    "<a\u{3000}/>".as_bytes(),
];

#[test]
fn a_tag_has_32_attributes_at_most() {
    let tag = |count: usize| -> String {
        let attributes = (0..count).map(|index| std::format!(" a{index}=''"));
        std::format!("<a{}/>", attributes.collect::<String>())
    };
    assert_eq!(check(tag(32).as_bytes()), Ok(()));
    let error = check(tag(33).as_bytes()).unwrap_err();
    assert_eq!(
        error,
        E::TooManyAttributes {
            at: tag(32).len() - 1
        }
    );
}

#[test]
fn every_conforming_document_is_accepted() {
    for document in ACCEPTED.iter().step_by(LISTED) {
        assert_eq!(check(document.as_bytes()), Ok(()), "{document}");
        assert_eq!(decode(document.as_bytes()), Ok(()), "{document}");
    }
}

#[test]
fn every_other_document_is_refused() {
    for document in REFUSED.iter().step_by(LISTED) {
        let shown = String::from_utf8_lossy(document);
        let error = check(document).expect_err(&shown);
        assert_eq!(decode(document), Err(DecodeError::Syntax(error)), "{shown}");
    }
}

#[test]
fn every_error_says_where() {
    let cases: &[(&[u8], SyntaxError)] = &[
        (b"", E::Empty),
        (b"\xef\xbb\xbf\n", E::Empty),
        (b"<a>\xff</a>", E::NotUtf8 { at: 3 }),
        (b"<a>\xe4\xb8", E::Truncated { at: 5 }),
        (b"<a>x", E::Truncated { at: 4 }),
        (b"<!--x-->", E::Truncated { at: 8 }),
        (b"<a><1/></a>", E::Unexpected { at: 4 }),
        (b"<a b=c/>", E::Unexpected { at: 5 }),
        (b"<a b='' b=''/>", E::DuplicateAttribute { at: 8 }),
        (b"<a b='' b='", E::DuplicateAttribute { at: 8 }),
        (b"<a b='' b='\xff'", E::DuplicateAttribute { at: 8 }),
        (b"<a b='\xff' b=''", E::NotUtf8 { at: 6 }),
        (
            b"<?xml version='1.0' encoding='GB18030'?><a/>",
            E::Encoding { at: 30 },
        ),
        ("<a>x\u{ffff}</a>".as_bytes(), E::Unexpected { at: 4 }),
        (b"<a>]]></a>", E::Unexpected { at: 3 }),
        (b"<!-- -- -->", E::Unexpected { at: 7 }),
        (b" x<a/>", E::Unexpected { at: 1 }),
        (b"<a>&#0;</a>", E::BadEscape { at: 3 }),
        (b"<a>&amp</a>", E::BadEscape { at: 3 }),
        (b"<a>x&nbsp;</a>", E::UnknownEntity { at: 4 }),
        (b"<a b='&x;'/>", E::UnknownEntity { at: 6 }),
        (b"<a>x\x01</a>", E::ControlCharacter { at: 4 }),
        (b"<a b='\x01'/>", E::ControlCharacter { at: 6 }),
        (b"<a><![CDATA[\x01]]></a>", E::ControlCharacter { at: 12 }),
        (b"<a/> <b/>", E::TrailingBytes { at: 5 }),
        (b"<a/> x", E::TrailingBytes { at: 5 }),
        (b"<a><b></a></b>", E::MismatchedTag { at: 8 }),
        (b"<a/></a>", E::MismatchedTag { at: 6 }),
        (b"<?x?><!DOCTYPE a><a/>", E::Doctype { at: 5 }),
        (b"<a><!doctype a></a>", E::Doctype { at: 3 }),
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

/// More than can be nested.
const SIDE_BY_SIDE: usize = if cfg!(miri) { 70 } else { 500 };

#[test]
fn nesting_ends_at_64() {
    let nested = |depth: usize| format!("{}x{}", "<a>".repeat(depth), "</a>".repeat(depth));
    assert_eq!(check(nested(64).as_bytes()), Ok(()));
    assert_eq!(decode(nested(64).as_bytes()), Ok(()));
    assert_eq!(check(nested(65).as_bytes()), Err(E::TooDeep { at: 192 }));
    assert_eq!(
        decode(nested(65).as_bytes()),
        Err(E::TooDeep { at: 192 }.into())
    );
    let empty = format!("{}<a/>{}", "<a>".repeat(64), "</a>".repeat(64));
    assert_eq!(check(empty.as_bytes()), Err(E::TooDeep { at: 192 }));
    // Elements side by side are not nested.
    assert_eq!(
        check(format!("<a>{}</a>", "<b/>".repeat(SIDE_BY_SIDE)).as_bytes()),
        Ok(())
    );
}

#[test]
fn reading_goes_on_when_there_are_more_bytes() {
    for document in ACCEPTED.iter().step_by(LISTED) {
        let bytes = document.as_bytes();
        let tokens = |windows: &mut dyn Iterator<Item = usize>| {
            let mut scanner = Scanner::document();
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
        let whole = tokens(&mut core::iter::once(bytes.len()));
        assert_eq!(tokens(&mut (0..=bytes.len())), whole, "{document}");
    }
}

#[test]
fn every_prefix_is_cut_off() {
    let document = "<?xml version='1.0' encoding=\"UTF-8\"?><!--x--><?y z?>\n<a b='&lt;c' d=\"e\">\
                    中&amp;&#65;\r\n<![CDATA[<x>]]>]<b/><c ></c ><!-- - --></a>";
    for length in (0..document.len()).step_by(LISTED) {
        let prefix = &document.as_bytes()[..length];
        let error = if length == 0 {
            E::Empty
        } else {
            E::Truncated { at: length }
        };
        assert_eq!(check(prefix), Err(error), "{length}");
        assert_eq!(decode(prefix), Err(error.into()), "{length}");
    }
    assert_eq!(check(document.as_bytes()), Ok(()));
}

#[test]
fn a_declaration_does_not_end_within_a_value() {
    let document = b"<?xml version=\"1?>\"?><a/>";
    let verdict = Node::document(Format::Xml, Leniency::default(), document);
    assert_eq!(verdict.err(), Some(SyntaxError::Unexpected { at: 15 }));
}

#[test]
fn content_may_end_with_a_bracket() {
    for (content, text) in [("]", "]"), ("x]]", "x]]"), ("<a/>]", "")] {
        let document = std::format!("<r>{content}</r>");
        let node = Node::document(Format::Xml, Leniency::default(), document.as_bytes()).unwrap();
        let inside = node.get("r").unwrap();
        assert!(inside.text_is(text) || text.is_empty());
        let mut copy = inside.raw().to_vec();
        let decoded =
            crate::reply::from_slice::<IgnoredAny>(Format::Xml, Leniency::default(), &mut copy);
        assert!(decoded.is_ok(), "{content}");
    }
}
