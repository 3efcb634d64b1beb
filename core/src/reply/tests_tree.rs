//! Look-ups.

extern crate std;

use std::{format, string::String, string::ToString as _, vec::Vec};

use proptest::prelude::*;

use crate::reply::{Format, Kind, Leniency, Node, SyntaxError};

fn json(document: &str) -> Node<'_> {
    Node::document(Format::Json, Leniency::default(), document.as_bytes()).unwrap()
}

fn xml(document: &str) -> Node<'_> {
    Node::document(Format::Xml, Leniency::default(), document.as_bytes()).unwrap()
}

fn raw(node: Option<Node<'_>>) -> Option<&str> {
    node.map(|node| core::str::from_utf8(node.raw()).unwrap())
}

#[test]
fn kinds() {
    for (document, kind) in [
        ("{}", Kind::Object),
        ("[1]", Kind::List),
        ("\"\"", Kind::Text),
        ("-1", Kind::Number),
        ("true", Kind::Boolean),
        ("false", Kind::Boolean),
        ("null", Kind::Null),
    ] {
        assert_eq!(json(document).kind(), kind);
        let member = format!("{{\"a\" : {document} }}");
        assert_eq!(json(&member).get("a").unwrap().kind(), kind);
        assert_eq!(raw(json(&member).get("a")), Some(document));
    }
    let document = xml("<a><b/><c> </c><d>x</d><e>x<f/></e><g><!--x--></g></a>");
    assert_eq!(document.kind(), Kind::Object);
    let kinds = document
        .get("a")
        .unwrap()
        .children()
        .map(|(name, node)| (name.to_string(), node.kind()));
    let expected = [
        ("b", Kind::Text),
        ("c", Kind::Text),
        ("d", Kind::Text),
        ("e", Kind::Object),
        ("g", Kind::Text),
    ];
    assert!(kinds.eq(expected.map(|(name, kind)| (String::from(name), kind))));
}

#[test]
fn ranges_are_those_of_the_document() {
    let document = " {\"a\" : \"x\\n\" , \"b\":[ 1 ,{}] } ";
    let node = json(document);
    assert_eq!(node.range(), 1..document.len() - 1);
    let a = node.get("a").unwrap();
    assert_eq!(
        (&document[a.range()], a.raw()),
        ("\"x\\n\"", &b"\"x\\n\""[..])
    );
    assert_eq!(&document[node.get("b").unwrap().range()], "[ 1 ,{}]");
    assert_eq!(&document[node.at("b[0]").unwrap().range()], "1");

    let document = "\u{feff}<?xml version='1.0'?><a x='y'> <b>1 </b><c/></a ><!--x-->";
    let node = xml(document);
    assert_eq!(node.range(), 0..document.len());
    assert_eq!(&document[node.get("a").unwrap().range()], " <b>1 </b><c/>");
    assert_eq!(&document[node.at("a.b").unwrap().range()], "1 ");
    let empty = node.at("a.c").unwrap().range();
    assert!(empty.is_empty() && document[empty.start..].starts_with("</a >"));
}

#[test]
fn of_members_of_one_name_the_last_counts_and_of_elements_the_first() {
    assert_eq!(
        raw(json("{\"a\":1,\"b\":2,\"\\u0061\":3}").get("a")),
        Some("3")
    );
    assert_eq!(raw(xml("<a><b>1</b><c/><b>2</b></a>").at("a.b")), Some("1"));
    assert_eq!(
        raw(xml("<a><b>1</b><c/><b>2</b></a>").at("a.b[1]")),
        Some("2")
    );
}

#[test]
fn paths() {
    let lists = [
        json("{\"r\":{\"items\":{\"item\":[{\"id\":\"1\"},{\"id\":\"2\"}]}}}"),
        json("{\"r\":{\"items\":[{\"id\":\"1\"},{\"id\":\"2\"}]}}"),
        xml("<r><items><item><id>1</id></item>\n<item><id>2</id></item></items></r>"),
        xml("<r><items><id>1</id></items><items><id>2</id></items></r>"),
    ];
    for list in lists {
        assert!(
            list.at("r.items[0].id").is_some_and(|id| id.text_is("1")),
            "{list:?}"
        );
        assert!(
            list.at("r.items[1].id").is_some_and(|id| id.text_is("2")),
            "{list:?}"
        );
        assert!(list.at("r.items[2]").is_none());
        assert!(list.at("r.items[2].id").is_none());
    }
    for wrapped in [&lists[0], &lists[2]] {
        assert_eq!(
            wrapped.at("r.items.item[1].id").and_then(Node::number),
            Some(2)
        );
    }
    let ones = [
        json("{\"trades\":{\"trade\":[{\"tid\":1}]}}"),
        json("{\"trades\":[{\"tid\":1}]}"),
        json("{\"trades\":{\"trade\":{\"tid\":1}}}"),
        xml("<trades><trade><tid>1</tid></trade></trades>"),
    ];
    for one in ones {
        assert_eq!(
            one.at("trades[0].tid").and_then(Node::number),
            Some(1),
            "{one:?}"
        );
        assert!(one.at("trades[1]").is_none());
    }
    for one in [&ones[0], &ones[2], &ones[3]] {
        let tid = one.at("trades.trade[0].tid").and_then(Node::number);
        assert_eq!(tid, Some(1), "{one:?}");
        assert!(one.at("trades.trade[1]").is_none());
    }
    for no_object in ["null", "1", "\"\"", "[]"] {
        let one = format!("{{\"trade\":{no_object}}}");
        assert!(json(&one).at("trade[0]").is_none(), "{one}");
    }
    for empty in [
        json("{\"trade\":{}}"),
        json("{\"trade\":{ \n}}"),
        xml("<trade/>"),
        xml("<trade> \n</trade>"),
        xml("<trade><!-- none --></trade>"),
    ] {
        assert!(empty.at("trade").is_some(), "{empty:?}");
        assert!(empty.at("trade[0]").is_none(), "{empty:?}");
        assert!(empty.at("trade[0].tid").is_none(), "{empty:?}");
    }
    // A trade of orders is a trade, not a list of orders.
    let orders = xml("<trade><order>1</order><order>2</order></trade>");
    assert_eq!(raw(orders.at("trade[0].order[1]")), Some("2"));
    assert_eq!(
        raw(xml("<ids><number>1</number><number>2</number></ids>").at("ids[1]")),
        Some("2")
    );

    let matrix = json("[[1,2],[3,{\"a\":[null]}]]");
    assert_eq!(raw(matrix.at("[1][0]")), Some("3"));
    assert_eq!(raw(matrix.at("[1][1].a[0]")), Some("null"));
    assert_eq!(matrix.at("").map(Node::range), Some(matrix.range()));
    for nothing in [
        "a",
        "[2]",
        "[0",
        "[x]",
        "[0]x",
        "[0].",
        ".",
        "[",
        "]",
        "[0]]",
        "[0][0][0]",
        "[-1]",
        "[0].",
    ] {
        assert!(matrix.at(nothing).is_none(), "{nothing}");
    }
    assert!(json("1").at("[0]").is_none());
    let lone = json("{\"a\":{\"b\":1,\"c\":[2]}}");
    assert_eq!(raw(lone.at("a[0].b")), Some("1"));
    assert!(lone.at("a[1]").is_none() && lone.at("a[0][0]").is_none());
    assert!(xml("<a>x</a>").at("a.b").is_none());
    assert!(xml("<a>x</a>").at("a[0][0]").is_none());
}

#[test]
fn text_is_compared_without_its_escapes() {
    let node = json("{\"\\u53d6\\u6d88\":\"a\\/\\ud83d\\ude39\\n\",\"n\":-1.50,\"t\":true}");
    let (name, value) = node.children().next().unwrap();
    assert!(name.is("取消") && !name.is("取") && !name.is("\\u53d6\\u6d88"));
    assert!(name.ends_with("消") && name.ends_with("") && !name.ends_with("x取消"));
    assert_eq!(format!("{name} {name:?}"), "取消 取消");
    assert!(value.text_is("a/\u{1f639}\n") && !value.text_is("a/"));
    assert!(node.get("n").unwrap().text_is("-1.50") && node.get("t").unwrap().text_is("true"));
    assert!(!json("null").text_is("null") && !json("[]").text_is(""));
    let response = json("{\"item_get_response\":{}}")
        .children()
        .next()
        .unwrap()
        .0;
    assert!(response.ends_with("_response") && !response.is("item_get"));

    let node = xml("<a>x &lt;&#x1f639;&amp;<!-- > --><![CDATA[<&amp;]]]]>\r\n\r&#13;<?y?></a>");
    assert!(
        node.get("a")
            .unwrap()
            .text_is("x <\u{1f639}&<&amp;]]\n\n\r")
    );
    assert_eq!(
        xml("<a><b/>x</a>").get("a").unwrap().text_chars().count(),
        0
    );
}

#[test]
fn blanks() {
    for blank in ["null", "\"\"", "\" \\t\\u3000\\n\""] {
        assert!(json(blank).is_blank(), "{blank}");
    }
    for other in ["0", "false", "{}", "[]", "\"x\"", "\"null\""] {
        assert!(!json(other).is_blank(), "{other}");
    }
    let document = xml("<a><b/><b> \n </b><b>&#32;<!--x--></b><c>x</c><c><d/></c></a>");
    for index in 0..3 {
        assert!(document.at(&format!("a.b[{index}]")).unwrap().is_blank());
    }
    assert!(!document.at("a.c[0]").unwrap().is_blank());
    assert!(!document.at("a.c[1]").unwrap().is_blank());
}

#[test]
fn numbers_are_exact() {
    for (document, number) in [
        ("0", Some(0)),
        ("-0", Some(0)),
        ("9007199254740993", Some(9_007_199_254_740_993)),
        ("\"7091800003790954036\"", Some(7_091_800_003_790_954_036)),
        ("9223372036854775807", Some(i64::MAX)),
        ("-9223372036854775808", Some(i64::MIN)),
        ("9223372036854775808", None),
        ("-9223372036854775809", None),
        ("99999999999999999999999999", None),
        ("\"007\"", Some(7)),
        ("\"\\u0031\"", Some(1)),
        ("1.0", None),
        ("1e3", None),
        ("\"\"", None),
        ("\"-\"", None),
        ("\"+1\"", None),
        ("\" 1\"", None),
        ("\"1x\"", None),
        ("\"１\"", None),
        ("true", None),
        ("null", None),
        ("[1]", None),
    ] {
        assert_eq!(json(document).number(), number, "{document}");
    }
    assert_eq!(
        xml("<a>&#49;2</a>").get("a").and_then(Node::number),
        Some(12)
    );
}

#[test]
fn booleans() {
    for (document, boolean) in [
        ("true", Some(true)),
        ("false", Some(false)),
        ("\"true\"", Some(true)),
        ("\"False\"", Some(false)),
        ("\"TRU\\u0045\"", Some(true)),
        ("1", None),
        ("0", None),
        ("\"1\"", None),
        ("\"yes\"", None),
        ("\"true \"", None),
        ("\"truefalse\"", None),
        ("\"\"", None),
        ("null", None),
        ("{}", None),
    ] {
        assert_eq!(json(document).boolean(), boolean, "{document}");
    }
    assert_eq!(
        xml("<a>TRUE</a>").get("a").and_then(Node::boolean),
        Some(true)
    );
}

#[test]
fn what_is_shown_for_debugging_has_no_text_in_it() {
    let node = json("{\"access_token\":\"secret\"}");
    assert_eq!(format!("{node:?}"), "Node { kind: Object, range: 0..25 }");
    assert!(!format!("{:?}", node.get("access_token")).contains("secret"));
}

#[test]
fn children_end_and_stay_ended() {
    let document = json("[1,[2],{}]");
    let mut children = document.children();
    let items: Vec<_> = children
        .by_ref()
        .map(|(name, node)| (name.to_string(), node))
        .collect();
    assert!(items.iter().all(|(name, _)| name.is_empty()));
    assert_eq!(
        items.iter().map(|(_, node)| node.raw()).collect::<Vec<_>>(),
        [&b"1"[..], b"[2]", b"{}"]
    );
    assert!(children.next().is_none() && children.next().is_none());
    assert!(json("\"a\"").children().next().is_none());
    assert!(json("{}").children().next().is_none());
    assert!(xml("<a/>").get("a").unwrap().children().next().is_none());
}

#[test]
fn errors_are_shown_in_words() {
    use SyntaxError as E;
    for (error, words) in [
        (E::Empty, "the document is empty"),
        (E::NotUtf8 { at: 1 }, "the document is not UTF-8 (byte 1)"),
        (E::Truncated { at: 1 }, "the document is cut off (byte 1)"),
        (
            E::TooDeep { at: 1 },
            "the document is nested too deep (byte 1)",
        ),
        (
            E::Unexpected { at: 1 },
            "a byte that cannot stand here (byte 1)",
        ),
        (
            E::BadEscape { at: 1 },
            "an escape that stands for no character (byte 1)",
        ),
        (
            E::LoneSurrogate { at: 1 },
            "half of a surrogate pair (byte 1)",
        ),
        (
            E::ControlCharacter { at: 1 },
            "a control character that is not escaped (byte 1)",
        ),
        (
            E::TrailingBytes { at: 1 },
            "the document goes on after its end (byte 1)",
        ),
        (
            E::MismatchedTag { at: 1 },
            "an end tag that closes no open element (byte 1)",
        ),
        (
            E::Doctype { at: 1 },
            "a document type declaration, which is refused (byte 1)",
        ),
        (E::UnknownEntity { at: 1 }, "an unknown entity (byte 1)"),
        (
            E::Encoding { at: 1 },
            "an encoding other than UTF-8 (byte 1)",
        ),
        (
            E::DuplicateAttribute { at: 1 },
            "an attribute that occurs twice in a tag (byte 1)",
        ),
        (
            E::TooManyAttributes { at: 1 },
            "a tag with more than 32 attributes (byte 1)",
        ),
    ] {
        assert_eq!(error.to_string(), words);
        assert_eq!(error.at(), usize::from(error != E::Empty));
        assert_eq!(error.moved(2).at(), if error == E::Empty { 0 } else { 3 });
    }
}

fn walk(node: Node<'_>, depth: usize) -> usize {
    let own = node.text_chars().count() + node.number().map_or(0, |_| 1);
    assert!(depth <= 66);
    own + node
        .children()
        .map(|(name, node)| name.chars().count() + walk(node, depth + 1))
        .sum::<usize>()
}

proptest! {
    #[test]
    fn look_ups_in_whatever_passes_do_no_harm(
        words in prop::collection::vec(prop::sample::select(&[
            "<a>", "</a>", "<b x='y'>", "</b>", "<a/>", "&amp;", "x", "<![CDATA[<]]>", "{", "}",
            "[", "]", ",", ":", "\"a\"", "\"\\u0041\"", "1", "null",
        ][..]), 0..14),
        path in "[ab.\\[\\]01]{0,8}",
    ) {
        let document = words.concat();
        for format in [Format::Json, Format::Xml] {
            let leniency = Leniency { control_characters: true };
            if let Ok(node) = Node::document(format, leniency, document.as_bytes()) {
                walk(node, 0);
                let _ = node.at(&path);
            }
        }
    }
}

proptest! {
    #[test]
    fn values_that_never_were_checked_can_be_walked(
        raw in proptest::collection::vec(
            prop_oneof![any::<u8>(), proptest::sample::select(&b"{}[]\":,\\<>/!?-=a1 \x01"[..])],
            0..64,
        ),
    ) {
        for format in [Format::Json, Format::Xml] {
            for kind in [Kind::Object, Kind::List, Kind::Text, Kind::Number, Kind::Boolean, Kind::Null] {
                let node = Node::from_raw(format, kind, &raw);
                prop_assert!(node.children().count() <= raw.len());
                prop_assert!(node.text_chars().count() <= raw.len());
                let _ = (node.at("a[1].a"), node.number(), node.boolean());
            }
        }
    }
}
