//! A value of an answer as JSON text, written in one pass over its bytes.

mod from_json;
mod from_xml;
mod members;
#[cfg(test)]
mod reference;
mod repeated;

pub(crate) use repeated::repeated;

use gatekit_core::reply::{Format, Node};

/// Compact JSON: numbers as they were written, text unescaped. Of a name that occurs twice in
/// JSON the last value counts; XML elements of one name become a list.
pub(crate) fn write(node: Node<'_>) -> String {
    // A checked document is UTF-8.
    let raw = str::from_utf8(node.raw()).unwrap_or_default();
    match node.format() {
        Format::Json => from_json::write(raw),
        Format::Xml => from_xml::write(raw),
    }
}

/// Text in quotes.
fn text(out: &mut String, text: &str) {
    let is_plain = |byte: u8| byte >= b' ' && byte != b'"' && byte != b'\\';
    if text.bytes().all(is_plain) {
        out.push('"');
        out.push_str(text);
        out.push('"');
    } else {
        // Writing text into memory cannot fail.
        out.push_str(&serde_json::to_string(text).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gatekit_core::reply::Leniency;

    fn written(format: Format, document: &str) -> String {
        let leniency = Leniency {
            control_characters: true,
        };
        let node = Node::document(format, leniency, document.as_bytes()).unwrap();
        let written = write(node);
        assert_eq!(written, reference::write(node), "{document}");
        for (_, child) in node.children() {
            assert_eq!(write(child), reference::write(child), "{document}");
        }
        written
    }

    #[test]
    fn numbers_keep_their_digits() {
        let json = r#"{"id":9007199254740993,"price":1.10,"big":1e400,"list":[-0.0,true,null]}"#;
        assert_eq!(written(Format::Json, json), json);
    }

    #[test]
    fn text_is_unescaped_and_stays_json() {
        let json = r#"{"a\u0062": "\u53d6\u6d88 \ud83d\ude00 \"\\\/", "c": "#.to_owned()
            + "\"x\u{1}\ny\"}";
        let expected = "{\"ab\":\"取消 😀 \\\"\\\\/\",\"c\":\"x\\u0001\\ny\"}";
        assert_eq!(written(Format::Json, &json), expected);
    }

    #[test]
    fn the_last_of_two_equal_names_counts() {
        assert_eq!(
            written(Format::Json, r#"{"a":1,"b":2,"a":{"c":3}}"#),
            r#"{"a":{"c":3},"b":2}"#
        );
    }

    #[test]
    fn empty_containers_stay_empty() {
        assert_eq!(
            written(Format::Json, r#" { "a" : { } , "b" : [ ] } "#),
            r#"{"a":{},"b":[]}"#
        );
    }

    #[test]
    fn repeated_elements_become_a_list() {
        let xml =
            "<r><items><item><id>1</id></item><x/><item>2 &amp; 3</item></items><t>1.10</t></r>";
        let json = r#"{"r":{"items":{"item":[{"id":"1"},"2 & 3"],"x":""},"t":"1.10"}}"#;
        assert_eq!(written(Format::Xml, xml), json);
    }

    #[test]
    fn the_deepest_document_is_written() {
        let json = "[".repeat(64) + &"]".repeat(64);
        assert_eq!(written(Format::Json, &json), json);
    }

    #[test]
    fn whatever_is_odd_comes_out_as_a_walk_over_nodes_has_it() {
        for json in [
            r#"{"a":1,"\u0061":[{"b":1,"b":{"c":1,"c":[2]},"d":"}{,:"}],"e":null,"a":-1.5E+3}"#,
            "{\"\u{1}\":\"\u{7f}\t\",\"\\\"\":\"\\\\\",\"\":{},\"\":[[],[{}],\"\"]}",
            "\u{feff} [ 1 , [ ] , { } , true , false , \"取消\\ud83d\\ude00\" ] \r\n",
            "\" \\\" \"",
            "0",
        ] {
            written(Format::Json, json);
        }
        for xml in [
            "\u{feff}<?xml version=\"1.0\"?>\r\n<!-- <a> --><a x='>' y=\"/>\"><?p <b> ?><b/></a><!--host-->",
            "<a>1<b>2</b>3<c/>4<b x='1' >5\r\n6</b><b><![CDATA[<b>]]&gt;]]></b><取 /></a>",
            "<a> <b> </b>\n<b>&#x53d6;&quot;\\\u{7f}</b > <c><!-- - --></c></a>",
            "<a><a><a>1</a><b/><a>2</a></a><b><b/></b><a/></a>",
            "<a/>",
            "<a> x </a>",
        ] {
            written(Format::Xml, xml);
        }
    }

    #[test]
    fn a_large_answer_comes_out_as_a_walk_over_nodes_has_it() {
        let items = r#"{"id":1,"t":"\u53d6\n","id":[2,{"x":null}]},"#.repeat(2000);
        let json = format!("{}{items}0{}", "[".repeat(60), "]".repeat(60));
        assert!(written(Format::Json, &json).contains(r#"{"id":[2,{"x":null}],"t":"取\n"},{"#));
        let elements = "<k>1</k><m a='1'>&lt;</m>".repeat(2000);
        let xml = format!("{}{elements}{}", "<d>".repeat(60), "</d>".repeat(60));
        assert!(written(Format::Xml, &xml).contains(r#"{"k":["1","1","#));
    }
}
