//! What is read from an excerpt is what is read from the whole reply.

extern crate std;

use std::{fmt::Write as _, format, string::String, vec, vec::Vec};

use proptest::prelude::*;
use serde::de::IgnoredAny;

use super::super::tests::{EVERY, LISTED, PIECE, samples};
use super::Excerpt;
use crate::call::Call;
use crate::reply::{Format, Leniency, Problem, ReadError, StreamError, SyntaxError, Unreadable};
use crate::request::ParamsView;
use crate::{Gateway, ParamError, PhalApi, Qianmi, Qimen, Top};

const STRICT: Leniency = Leniency {
    control_characters: false,
};

/// What remains of a document.
fn excerpt<'d>(
    mut excerpt: Excerpt<'_, '_>,
    pieces: impl IntoIterator<Item = &'d [u8]>,
) -> Result<Vec<u8>, StreamError> {
    for piece in pieces {
        excerpt.feed(piece)?;
    }
    excerpt.finish().map(|kept| kept.to_vec())
}

fn kept(format: Format, paths: &[&str], document: &str) -> String {
    let cut = |size: usize, length: usize| {
        let mut buffer = vec![0xa5; size + 32];
        let new = Excerpt::new(format, STRICT, paths, &mut buffer[..size]).unwrap();
        let kept = excerpt(new, document.as_bytes().chunks(length));
        assert!(buffer[size..].iter().all(|&byte| byte == 0xa5));
        kept
    };
    let whole = cut(document.len() + 64, document.len()).unwrap();
    let mut largest = 0;
    for size in (0..document.len() + 64).step_by(EVERY) {
        let kept = cut(size, PIECE);
        assert_eq!(kept, cut(size, 7), "{size}");
        match kept {
            Err(error) => {
                assert!(
                    error.needed().is_some_and(|needed| needed > size),
                    "{error}"
                );
                largest = size;
            }
            Ok(kept) => assert_eq!(kept, whole),
        }
    }
    assert!(largest < whole.len() + 64, "{largest}");
    String::from_utf8(whole).unwrap()
}

#[test]
fn what_remains_of_json() {
    let document =
        r#" { "a" : {"b":1,"c":[2,{"d":"x"}]}, "e":"f" , "g":[] ,"h":null,"\u0061":{"z":{}}} "#;
    for (paths, wanted) in [
        (&["a.b"][..], r#"{"a":{"b":1},"\u0061":{}}"#),
        (&["a.c[1].d"], r#"{"a":{"c":[{"d":"x"}]},"\u0061":{}}"#),
        (&["a.c[]"], r#"{"a":{"c":[2,{"d":"x"}]},"\u0061":{}}"#),
        (&["e", "g.x", "h.x"], r#"{"e":"f","g":[],"h":null}"#),
        (&["a.c"], r#"{"a":{"c":[2,{"d":"x"}]},"\u0061":{}}"#),
        (
            &["*.*.x"],
            r#"{"a":{"b":1},"e":"f","g":[],"h":null,"\u0061":{"z":{}}}"#,
        ),
        (&["nothing"], "{}"),
        (&[], "{}"),
    ]
    .into_iter()
    .step_by(LISTED)
    {
        assert_eq!(kept(Format::Json, paths, document), wanted);
    }
    let long = format!("[\"{}\",\"{}\"]", "x".repeat(64), "x".repeat(65));
    let wanted = format!("[\"{}\",\"...\"]", "x".repeat(64));
    assert_eq!(kept(Format::Json, &["[].a"], &long), wanted);
    let scalars = ["12", "\"a\"", "null", "true", "-1.5e3"];
    for scalar in scalars.into_iter().step_by(LISTED) {
        assert_eq!(kept(Format::Json, &["a"], scalar), scalar);
    }
}

#[test]
fn what_remains_of_xml() {
    let document = "<?xml version='1.0'?><!--x--><r a='b'> <x><y>1</y></x><b>1</b><c>2<d/>3</c>\
        <e>t<!--x-->&amp;</e><f/></r><!--y-->";
    for (paths, wanted) in [
        (&["r.b"][..], "<r a='b'> <x></x><b>1</b></r>"),
        (
            &["r.x.y", "r.c.d"],
            "<r a='b'> <x><y>1</y></x><c>2<d/></c></r>",
        ),
        (
            &["r.e.z", "r.f.z"],
            "<r a='b'> <x></x><e>t<!--x-->&amp;</e><f/></r>",
        ),
        (&["other"], "<r a='b'> <x></x></r>"),
    ]
    .into_iter()
    .step_by(LISTED)
    {
        assert_eq!(kept(Format::Xml, paths, document), wanted);
    }
}

#[test]
fn an_excerpt_reports_errors_as_the_readers_do() {
    for (document, error) in [
        ("", SyntaxError::Empty),
        ("{\"a\":tru", SyntaxError::Truncated { at: 8 }),
        ("{\"a\":1}x", SyntaxError::TrailingBytes { at: 7 }),
    ] {
        let mut buffer = [0; 64];
        let new = Excerpt::new(Format::Json, STRICT, &[], &mut buffer).unwrap();
        assert_eq!(excerpt(new, [document.as_bytes()]), Err(error.into()));
    }
}

#[test]
fn white_space_in_front_may_come_alone() {
    let top = Top::md5("1", "s").unwrap();
    for body in [
        " \u{feff}<x_response/>",
        "\r\n\t{\"x_response\":{}}",
        "\u{feff} <x_response/>",
    ] {
        let whole = {
            let mut buffer = [0; 64];
            let new = top.excerpt(&[], &mut buffer).unwrap();
            excerpt(new, [body.as_bytes()])
        };
        let mut buffer = [0; 64];
        let new = top.excerpt(&[], &mut buffer).unwrap();
        assert_eq!(excerpt(new, body.as_bytes().chunks(1)), whole, "{body:?}");
    }
}

struct Any(&'static str);

impl Call for Any {
    type Reply<S> = IgnoredAny;
    fn method(&self) -> &str {
        self.0
    }
    fn params<'a>(&'a self, _: &mut ParamsView<'a>) -> Result<(), ParamError> {
        Ok(())
    }
}

type Verdict = Result<(), ReadError<String>>;

fn read<G: Gateway>(gateway: &G, method: &'static str, body: &[u8]) -> Verdict {
    let mut body = body.to_vec();
    let read = gateway.read(&Any(method), &mut body).map(|_| ());
    read.map_err(|error| error.map(String::from))
}

/// The verdict on an excerpt is the verdict on the whole.
fn same<G: Gateway>(gateway: &G, method: &'static str, body: &[u8], size: usize) {
    let whole = read(gateway, method, body);
    let mut buffer = vec![0; size];
    let new = gateway.excerpt(&[], &mut buffer).unwrap();
    let context = || String::from_utf8_lossy(body.get(..2000).unwrap_or(body)).into_owned();
    let kept = match excerpt(new, body.chunks(100)) {
        Ok(kept) => kept,
        Err(StreamError::Syntax(error)) => {
            // A web page is one of the things that are no document.
            if let Err(ReadError::Unreadable(Unreadable { problem, .. })) = whole {
                let same = problem == Problem::Syntax(error) || problem == Problem::Html;
                assert!(same, "{problem} {error} {}", context());
                return;
            }
            panic!("{whole:?} {error} {}", context());
        }
        Err(error) => panic!("{error} {}", context()),
    };
    let remains = String::from_utf8_lossy(&kept);
    assert_eq!(
        read(gateway, method, &kept),
        whole,
        "{remains} {}",
        context()
    );
}

fn same_everywhere(body: &[u8], size: usize) {
    for method in [
        "taobao.x",
        "alibaba.damai.yuntoc.order.cancellockstock",
        "d2p.trade.cancel",
    ]
    .into_iter()
    .step_by(LISTED)
    {
        let top = Top::md5("1", "s").unwrap();
        same(&top, method, body, size);
        same(&top.clone().with_xml(), method, body, size);
        if cfg!(miri) {
            // The others would take minutes.
            continue;
        }
        same(&top.with_simplify(), method, body, size);
        let qimen = Qimen::md5("1", "s", "2").unwrap();
        same(&qimen, method, body, size);
        same(&qimen.with_xml(), method, body, size);
        same(&Qimen::standard("1", "s", "2").unwrap(), method, body, size);
        same(&Qianmi::new("1", "s").unwrap(), method, body, size);
        same(&PhalApi::unsigned(), method, body, size);
    }
}

/// Further replies: refusals of businesses and in other shapes.
const REPLIES: &[&str] = &[
    r#"{"x_response":{"result":{"success":false,"errorCode":"E1","errorMsg":"no"}}}"#,
    r#"{"x_response":{"success":"False","err_msg":"n\u006f","request_id":"r"}}"#,
    r#"{"x_response":{"a":{"is_success":true},"b":{"is_success":false,"code":5}}}"#,
    r#"{"x_response":""}"#,
    r#"{"x_response":" ","y_response":{"a":1}}"#,
    r#"{"request_id":"r","d2p_trade_cancel_response":{"trade":{"is_success":true}}}"#,
    r#"{"a_response":{"a":1},"b":[],"c":{}}"#,
    r#"{"errorToken":"t","code":"9","message":"m","subErrors":[{"code":"isv.x-service-error:1","message":"s"},{"code":"2"}]}"#,
    r#"{"errorToken":"t","code":"9","subErrors":{"subError":[{"code":"isv.x-service-error:1"}]}}"#,
    r#"{"error_response":{"code":"9","subErrors":{"subError":{"code":"a","message":"b"}},"solution":"s"}}"#,
    r#"{"response":{"flag":"failure","code":"isv.x","message":"m","sub_msg":"s"}}"#,
    r#"{"response":{"flag":"","code":"","foo":"bar"}}"#,
    r#"{"response":{"flag":"success","a":{"success":false,"msg":"m"}}}"#,
    r#"{"x_response":{"flag":"failure","code":"isv.x","message":"m"}}"#,
    r#"{"x_response":{"sub_code":"isp.x","msg":"m"}}"#,
    r#"{"x_response":{"success":"1","a":{"success":0}}}"#,
    r#"{"ret":200,"data":{"err_code":7,"err_msg":"m"},"msg":""}"#,
    r#"{"response":{"a":"","b":null}}"#,
    r#"{"response":{"a":"","b":{"c":1}}}"#,
    r#"{"success":false,"errorCode":"E"}"#,
    r#"{"result":{"success":true}}"#,
    r#"{"ret":200,"data":{"code":404,"message":"m"},"msg":""}"#,
    r#"{"ret":"200.0","data":{"code":"sf","x":1},"msg":""}"#,
    r#"{"ret":406,"data":{},"msg":"wrong sign"}"#,
    r#"{"ret":200,"data":[{"success":false}],"msg":null}"#,
    "{}",
    "[]",
    "[{\"a\":1}]",
    "null",
    "12",
    "\"x_response\"",
    "<x_response><result><success>false</success><errorMsg>no</errorMsg></result></x_response>",
    "<response><flag>failure</flag><code>isv.x</code><message>m &amp; n</message></response>",
    "<response><a/><b>x</b></response>",
    "<response><a/><b> </b></response>",
    "<response><a><b>1</b></a></response>",
    "<response><flag>success</flag><x><y/></x></response>",
    "<response>text</response>",
    "<error_response><code>15</code><sub_code>isv.x</sub_code></error_response>",
    "<html><body><h1>502</h1></body></html>",
    "<x_response/>",
    "<x_response>a<b/></x_response>",
    " \u{feff}<x_response/>",
    "\u{feff} <x_response/>",
    "\u{feff}<?xml version='1.0'?><x_response/>",
    " <?xml version='1.0'?><x_response/>",
];

#[test]
fn verdicts_on_excerpts_are_those_on_whole_replies() {
    for (_, reply) in samples().into_iter().step_by(EVERY) {
        same_everywhere(reply.as_bytes(), 1024);
    }
    for reply in REPLIES.iter().step_by(LISTED) {
        same_everywhere(reply.as_bytes(), 1024);
    }
}

/// The documents with a filling at each of the places where members or elements can start.
fn filled(reply: &str, filling: &str) -> Vec<String> {
    let bytes = reply.as_bytes();
    let xml = reply.starts_with('<');
    let places = (1..bytes.len()).filter(|&place| match bytes[place - 1..=place] {
        [b'{', b'"'] => !xml,
        [b'>', b'<'] => xml && bytes[place + 1] != b'/' && reply[..place].matches('<').count() == 1,
        _ => false,
    });
    let insert = |place: usize| format!("{}{filling}{}", &reply[..place], &reply[place..]);
    places.map(insert).collect()
}

#[test]
#[cfg_attr(miri, ignore = "hours under Miri: it reads megabytes")]
fn half_a_kilobyte_is_enough_for_a_megabyte() {
    let long = |part: &str, length: usize| part.repeat(length / part.len());
    let lists = long(r#"{"success":false,"code":"x"},"#, 1 << 20);
    let body = REPLIES[0].replace("{\"result", &format!("{{\"zz\":[{lists}0],\"result"));
    same(&Top::md5("1", "s").unwrap(), "x", body.as_bytes(), 512);
    let lists = format!(
        "\"zz\":[{}0],",
        long(r#"{"success":false,"code":"x"},"#, 1 << 14)
    );
    let text = format!("\"zz\":\"{}\",", long("text \\u4e2d ", 1 << 14));
    let elements = format!(
        "<zz>{}</zz>",
        long("<item><success>0</success></item>", 1 << 14)
    );
    for reply in [REPLIES[0], REPLIES[9], REPLIES[10], REPLIES[17]] {
        let size = 512;
        for body in [filled(reply, &lists), filled(reply, &text)].concat() {
            let gateways = [0, 1, 2, 3];
            for gateway in gateways {
                match gateway {
                    0 => same(&Top::md5("1", "s").unwrap(), "x", body.as_bytes(), size),
                    1 => same(
                        &Qimen::md5("1", "s", "2").unwrap(),
                        "x",
                        body.as_bytes(),
                        size,
                    ),
                    2 => same(&Qianmi::new("1", "s").unwrap(), "x", body.as_bytes(), size),
                    _ => same(&PhalApi::unsigned(), "x", body.as_bytes(), size),
                }
            }
        }
    }
    for reply in REPLIES.iter().filter(|reply| reply.starts_with("<x_r")) {
        for body in filled(reply, &elements) {
            same(
                &Top::md5("1", "s").unwrap().with_xml(),
                "x",
                body.as_bytes(),
                512,
            );
        }
    }
}

#[test]
fn a_number_of_any_length_passes_by() {
    // Longer than the buffer below.
    let long = "5".repeat(if cfg!(miri) { 40 } else { 200 });
    let json = format!(r#"{{"a":1,"skipped":[{long},-0.{long}],"b":{{}}}}"#);
    assert_eq!(kept(Format::Json, &["a"], &json), r#"{"a":1}"#);
    let mut buffer = [0; 32];
    let cut = Excerpt::new(Format::Json, STRICT, &["a"], &mut buffer).unwrap();
    assert_eq!(
        excerpt(cut, json.as_bytes().chunks(9)).unwrap(),
        br#"{"a":1}"#
    );
}

#[test]
#[cfg_attr(miri, ignore = "minutes under Miri: it reads many kilobytes")]
fn many_small_members_pass_by() {
    let mut scalars = String::new();
    let mut containers = String::new();
    for number in 0..500 {
        write!(scalars, "\"z{number}\":{number},").unwrap();
        write!(containers, "\"z{number}\":{{\"a\":1}},").unwrap();
    }
    for reply in &REPLIES[..3] {
        for filling in [&scalars, &containers] {
            for body in filled(reply, filling).iter().skip(1) {
                same(&Top::md5("1", "s").unwrap(), "x", body.as_bytes(), 512);
            }
        }
    }
}

proptest! {
    #[test]
    fn replies_of_any_words(
        words in prop::collection::vec(prop::sample::select(&[
            "{", "}", "{\"x_response\":", "{\"response\":", "\"success\":false", "\"success\":true", ",", "[", "]",
            "\"code\":\"5\"", "\"a\":", "{\"a\":", "null", "\"\"", "1", "\"error_response\":{", "\"flag\":\"x\"",
            "\"ret\":200", "\"data\":{", "\"msg\":\"m\"",
        ][..]), 0..14),
    ) {
        let mut document = words.concat();
        let mut open = Vec::new();
        for byte in document.bytes() {
            match byte {
                b'{' => open.push('}'),
                b'[' => open.push(']'),
                b'}' | b']' => { open.pop(); }
                _ => {}
            }
        }
        document.extend(open.into_iter().rev());
        same_everywhere(document.as_bytes(), 1024);
    }

    #[test]
    fn replies_of_any_elements(
        words in prop::collection::vec(prop::sample::select(&[
            "<success>false</success>", "<flag>failure</flag>", "<a>", "<b>", "</>", "</>", "<c/>", "text", " ",
            "<code>5</code>", "<msg><![CDATA[m]]></msg>", "<d> </d>", "<!-- -->", "<message>&lt;</message>",
        ][..]), 0..14),
        root in prop::sample::select(&["x_response", "response", "error_response", "y"][..]),
    ) {
        let mut document = format!("<{root}>");
        let mut open = vec![root];
        for word in words {
            match word {
                "<a>" => open.push("a"),
                "<b>" => open.push("b"),
                "</>" => {
                    if open.len() > 1 {
                        write!(document, "</{}>", open.pop().unwrap()).unwrap();
                    }
                    continue;
                }
                _ => {}
            }
            document += word;
        }
        for name in open.into_iter().rev() {
            write!(document, "</{name}>").unwrap();
        }
        same_everywhere(document.as_bytes(), 1024);
    }
}
