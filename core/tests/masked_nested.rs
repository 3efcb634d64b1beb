//! Secrets are masked wherever they stand in a value: nested, escaped, damaged.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use gatekit_core::request::mask::Value;

fn shown(value: &str) -> String {
    let (name, value) = (&b"content"[..], value.as_bytes());
    Value { name, value }.to_string()
}

#[track_caller]
fn assert_shown(cases: &[(&str, &str)]) {
    for (value, expected) in cases {
        assert_eq!(&shown(value), expected, "{value}");
    }
}

#[test]
fn an_element_ends_at_its_own_end_tag() {
    assert_shown(&[
        (
            "<secret>a</secretary>LEAK</secret><id>7</id>",
            "<secret>***</secret><id>7</id>",
        ),
        (
            "<token>a<token>b</token>LEAK</token><id>7</id>",
            "<token>***</token><id>7</id>",
        ),
        (
            "<token>a<token/>b<tokens>LEAK</tokens></token>c",
            "<token>***</token>c",
        ),
        (
            "<secret><!-- </secret> -->LEAK</secret>b",
            "<secret>***</secret>b",
        ),
        (
            "<secret><![CDATA[</secret>]]>LEAK</secret>b",
            "<secret>***</secret>b",
        ),
        (
            "<secret><?x </secret>?>LEAK</secret>b",
            "<secret>***</secret>b",
        ),
        (
            r#"<secret><a x="</secret>"/>LEAK</secret>b"#,
            "<secret>***</secret>b",
        ),
        (
            "<secret>LEAK&lt;/secret>LEAK< /secret></secret>b",
            "<secret>***</secret>b",
        ),
        ("<secret><<</secret>b", "<secret>***</secret>b"),
        (
            "<ns:secret>LEAK</ns:secret>b",
            "<ns:secret>***</ns:secret>b",
        ),
        (
            "<ns:secret>LEAK</secret>LEAK</ns:secret>b",
            "<ns:secret>***</ns:secret>b",
        ),
        ("<a.secret>LEAK</a.secret>b", "<a.secret>***</a.secret>b"),
        ("<secret>LEAK</secret", "<secret>***</secret"),
        ("<secret>LEAK</Secret>LEAK", "<secret>***"),
        ("<secret>LEAK<b x='", "<secret>***"),
    ]);
}

#[test]
fn attributes_are_masked() {
    assert_shown(&[
        (
            r#"<a session="LEAK" id='7'/>"#,
            r#"<a session="***" id='7'/>"#,
        ),
        ("<a ns:token = 'LE\"AK'>b</a>", "<a ns:token = '***'>b</a>"),
        ("<a session=LEAK id=7>", "<a session=*** id=7>"),
        (
            r#"<secret value="LEAK" x=">"/>b<id>7</id>"#,
            "<secret ***/>b<id>7</id>",
        ),
        (
            r#"<secret id="a>LEAK">LEAK</secret>b"#,
            "<secret ***>***</secret>b",
        ),
        (r#"<secret value="LEAK"#, "<secret ***"),
        ("<secret x", "<secret ***"),
    ]);
}

#[test]
fn a_document_inside_a_text_of_another_is_masked() {
    assert_shown(&[
        (
            r#"{"extra":"{\"secret\":\"LEAK\",\"id\":7}","x":1}"#,
            r#"{"extra":"{\"secret\":\"***\",\"id\":7}","x":1}"#,
        ),
        (
            r#"{"a":"{\"b\":\"{\\\"secret\\\":\\\"LE\\\\\\\"AK\\\",\\\"id\\\":7}\"}","x":1}"#,
            r#"{"a":"{\"b\":\"{\\\"secret\\\":\\\"***\\\",\\\"id\\\":7}\"}","x":1}"#,
        ),
        (
            r#"{"extra":"{\"secret\":12}","x":1}"#,
            r#"{"extra":"{\"secret\":***}","x":1}"#,
        ),
        (
            r#"{"extra":"{\u0022secret\u0022:\u0022LE\\\u0022AK\u0022}","x":1}"#,
            r#"{"extra":"{\u0022secret\u0022:\u0022***\u0022}","x":1}"#,
        ),
        (
            r#"{"xml":"\u003csecret\u003eLEAK\u003c/secret\u003e\u003cid\u003e7","x":1}"#,
            r#"{"xml":"\u003csecret\u003e***\u003c/secret\u003e\u003cid\u003e7","x":1}"#,
        ),
        (
            r#"{"xml":"<a session=\"LEAK\"><secret>LEAK<\/secret><\/a>","x":1}"#,
            r#"{"xml":"<a session=\"***\"><secret>***<\/secret><\/a>","x":1}"#,
        ),
        (
            "<extend>{&quot;secret&quot;:&quot;LEAK&quot;,&quot;id&quot;:7}</extend>",
            "<extend>{&quot;secret&quot;:&quot;***&quot;,&quot;id&quot;:7}</extend>",
        ),
        (
            "<a>&lt;secret&gt;LE&amp;lt;/secret&amp;gt;AK&lt;/secret&gt;</a><id>7</id>",
            "<a>&lt;secret&gt;***&lt;/secret&gt;</a><id>7</id>",
        ),
        (
            "<a><![CDATA[<secret>LEAK</secret>]]></a><id>7</id>",
            "<a><![CDATA[<secret>***</secret>]]></a><id>7</id>",
        ),
        (
            "http://x/?a=1&u=http%3A%2F%2Fy%3Fsession%3DLE%2526AK%26b%3D2&c=3",
            "http://x/?a=1&u=http%3A%2F%2Fy%3Fsession%3D***%26b%3D2&c=3",
        ),
        (
            "j=%7B%22secret%22+%3A+%22LE%5C%22AK%22%2C%22id%22%3A7%7D",
            "j=%7B%22secret%22+%3A+%22***%22%2C%22id%22%3A7%7D",
        ),
        (
            "x=%3Csecret+id%3D%221%22%3ELEAK%3C%2Fsecret%3E%3Cid%3E",
            "x=%3Csecret+***%3E***%3C%2Fsecret%3E%3Cid%3E",
        ),
    ]);
}

#[test]
fn where_it_is_not_clear_which_quote_ends_a_text_the_rest_is_masked() {
    for value in [
        r"<a>{&quot;secret&quot;:[&quot;\\&quot;,&quot;]]&gt;LEAK&quot;]}</a><id>7</id>",
        r#"{"xml":"<a>{&quot;secret&quot;:&quot;LE\\&quot;,LEAK&quot;}</a>","x":1}"#,
    ] {
        assert!(shown(value).ends_with("***"), "{}", shown(value));
        assert!(!shown(value).contains("LEAK"));
    }
}

#[test]
fn a_name_is_known_however_it_is_escaped() {
    assert_shown(&[
        (
            r#"{"s\u0065cret":"LEAK","x":1}"#,
            r#"{"s\u0065cret":"***","x":1}"#,
        ),
        (
            r#"{"a":"{\"s\\u0065cret\":\"LEAK\"}","x":1}"#,
            r#"{"a":"{\"s\\u0065cret\":\"***\"}","x":1}"#,
        ),
        ("a=1&%73ecret=LEAK&b=2", "a=1&%73ecret=***&b=2"),
        ("a=1&user[secret]=LEAK&b=2", "a=1&user[secret]=***&b=2"),
        ("a=1&secret[0]=LEAK&b=2", "a=1&secret[0]=***&b=2"),
        (
            r#"{"user.secret":"LEAK","ns:token":"LEAK","x":1}"#,
            r#"{"user.secret":"***","ns:token":"***","x":1}"#,
        ),
    ]);
}

#[test]
fn a_form_inside_a_value_is_masked() {
    assert_shown(&[
        ("a=1&secret=LEAK", "a=1&secret=***"),
        ("secret=LEAK&a=1", "secret=***&a=1"),
        ("secret=LE,AK&LEAK;LEAK&a=1", "secret=***&a=1"),
        ("secret=[x]LEAK{LEAK}LEAK&a=1", "secret=***&a=1"),
        ("session=LEAK; Path=/; id=7", "session=***; Path=/; id=7"),
        ("token: LEAK\nid: 7", "token: ***\nid: 7"),
        (
            r#"{"note":"a=1&secret=LE\",AK}, LEAK","id":7}"#,
            r#"{"note":"a=1&secret=***","id":7}"#,
        ),
        (
            r#"<a note="a=1&amp;secret=LEAK" id="7"/>"#,
            r#"<a note="a=1&amp;secret=***" id="7"/>"#,
        ),
        (
            "<note>a=1&amp;secret=LEAK</note><id>7</id>",
            "<note>a=1&amp;secret=***</note><id>7</id>",
        ),
    ]);
}

#[test]
fn a_secret_of_any_shape_is_masked_whole() {
    assert_shown(&[
        (r#"{"secret":["LEAK"],"x":1}"#, r#"{"secret":***,"x":1}"#),
        (
            r#"{"secret":{"x":"LEAK","y":["}",{"z":"]"}]},"x":1}"#,
            r#"{"secret":***,"x":1}"#,
        ),
        (r#"[{"secret":[1]},{"x":2}]"#, r#"[{"secret":***},{"x":2}]"#),
        (r#"{"secret":-1.5e3,"x":1}"#, r#"{"secret":***,"x":1}"#),
        (r#"{"secret" : null , "x":1}"#, r#"{"secret" : ***, "x":1}"#),
        (
            r#"{"secret":7,"a b":1,"x":1}"#,
            r#"{"secret":***,"a b":1,"x":1}"#,
        ),
        (r#"{"secret":""}"#, r#"{"secret":"***"}"#),
    ]);
}

#[test]
fn nothing_is_shown_of_a_secret_that_was_cut_off() {
    assert_shown(&[
        (r#"{"secret":"LEAK"#, r#"{"secret":"***"#),
        (r#"{"secret":"LEAK\"#, r#"{"secret":"***"#),
        (r#"{"secret":LEAK"#, r#"{"secret":***"#),
        (r#"{"secret":["LEAK","#, r#"{"secret":***"#),
        (
            r#"{"a":"{\"secret\":\"LEAK","x":1}"#,
            r#"{"a":"{\"secret\":\"***","x":1}"#,
        ),
        ("<secret>LEAK", "<secret>***"),
        ("<secret><![CDATA[LEAK", "<secret>***"),
        ("<secret><!-- LEAK", "<secret>***"),
    ]);
}

#[test]
fn what_only_resembles_json_is_masked() {
    assert_shown(&[
        (r"{'secret':'LE\'AK','x':1}", "{'secret':'***','x':1}"),
        ("{'secret':'it''s LEAK','x':1}", "{'secret':'***','x':1}"),
        ("{secret:LEAK,x:1}", "{secret:***,x:1}"),
        ("{secret: LE,AK, x: 1}", "{secret: ***, x: 1}"),
        ("{secret:LE}AK,x:1}", "{secret:***,x:1}"),
        ("{secret:LE\"AK}", "{secret:***}"),
        (r#"{"secret":"a"LEAK","x":1}"#, r#"{"secret":"***","x":1}"#),
        (
            "array('secret' => 'LEAK', 'x' => 1)",
            "array('secret' =***, 'x' => 1)",
        ),
        ("User(token=LEAK, id=7)", "User(token=***, id=7)"),
    ]);
}

#[test]
fn ordinary_documents_are_shown_as_they_are() {
    for value in [
        r#"{"tid":"T1","title":"the secret of a \"session\"","n":[1,2,{"tokenizer_type":"x"}]}"#,
        r#"["session","secret"]"#,
        r#"{"x":"session","secretary":"y","tokens":1}"#,
        "<r xmlns:x='urn:y'><!-- session --><x:id a=\"1\">7</x:id><![CDATA[<b>]]></r>",
        "a=1&b=2;c=%20&sessions=3",
        "店铺: 5\" wide, it's 100% new & <cheap>",
        r"C:\secret\token",
        "<secret/>b",
        "<secret",
        "token",
        "",
    ] {
        assert_eq!(shown(value), value);
    }
}
