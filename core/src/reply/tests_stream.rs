//! The stream comes to what the readers in place come to, however the bytes are cut.

extern crate std;

use std::{format, string::String, vec, vec::Vec};

use proptest::prelude::*;

use super::super::{Format, Kind, Leniency, Node};
use super::{Progress, Stream, StreamError};

pub(super) const STRICT: Leniency = Leniency {
    control_characters: false,
};

/// All the ways to cut and to store a document would take hours under Miri: of the sizes and cuts
/// it tries every so many, these windows, and pieces of so many bytes.
pub(super) const EVERY: usize = if cfg!(miri) { 97 } else { 1 };
const WINDOWS: &[usize] = if cfg!(miri) { &[256] } else { &[16, 64, 4096] };
pub(super) const PIECE: usize = if cfg!(miri) { 7 } else { 1 };
/// Of a table of documents it tries every so many.
pub(in crate::reply) const LISTED: usize = if cfg!(miri) { 11 } else { 1 };

/// A value that was found: path, kind, raw bytes.
pub(in crate::reply) type Event = (usize, Kind, String);

#[derive(Clone, Debug, PartialEq)]
pub(in crate::reply) struct Outcome {
    pub(in crate::reply) events: Vec<Event>,
    pub(in crate::reply) verdict: Result<(), StreamError>,
}

/// Reads a document cut into such pieces through a window of this size, between guard bytes.
pub(in crate::reply) fn stream<'d>(
    format: Format,
    leniency: Leniency,
    paths: &[&str],
    size: usize,
    pieces: impl IntoIterator<Item = &'d [u8]>,
) -> Outcome {
    let mut room = vec![0xa5; size + 64];
    let mut events = Vec::new();
    let window = &mut room[32..32 + size];
    let mut stream = Stream::new(format, leniency, paths, window).unwrap();
    let verdict = 'read: {
        for mut piece in pieces {
            loop {
                match stream.feed(&mut piece) {
                    Ok(Progress::Partial) => break,
                    Ok(Progress::Found(found)) => {
                        let raw = String::from_utf8(found.raw().to_vec()).unwrap();
                        events.push((found.path(), found.kind(), raw));
                    }
                    Err(error) => break 'read Err(error),
                }
            }
            assert!(piece.is_empty());
        }
        stream.finish()
    };
    let guards = room[..32].iter().chain(&room[32 + size..]);
    assert!(guards.copied().all(|byte| byte == 0xa5), "{size}");
    Outcome { events, verdict }
}

/// The verdict is that of the tree, in any window that suffices, whole and byte by byte.
pub(in crate::reply) fn same_verdict(format: Format, leniency: Leniency, document: &[u8]) {
    let wanted = Node::document(format, leniency, document).map(|_| ());
    let wanted = wanted.map_err(StreamError::from);
    for &size in WINDOWS {
        let mut size = size;
        loop {
            let whole = stream(format, leniency, &[], size, [document]);
            let bytes = stream(format, leniency, &[], size, document.chunks(PIECE));
            let context = || format!("{size} {:?}", String::from_utf8_lossy(document));
            assert_eq!(whole, bytes, "{}", context());
            let Some(needed) = whole.verdict.err().and_then(|error| error.needed()) else {
                assert_eq!(whole.verdict, wanted, "{}", context());
                break;
            };
            assert!(needed > size, "{needed} {}", context());
            size = needed;
        }
    }
}

/// The values at the ends of the paths, by way of the tree.
fn expected(document: Node<'_>, paths: &[&str]) -> Vec<Event> {
    let mut steps = Vec::new();
    for path in paths {
        let path = match document.format() {
            Format::Json => path.replace('[', ".["),
            Format::Xml => path.replace('[', "\u{0}["),
        };
        let path = path.strip_prefix('.').unwrap_or(&path);
        steps.push(path.split('.').map(String::from).collect::<Vec<_>>());
    }
    let live = steps
        .iter()
        .map(|steps| Some(&steps[..]))
        .collect::<Vec<_>>();
    let mut events = Vec::new();
    visit(document, &live, &mut events);
    events
}

fn visit(node: Node<'_>, live: &[Option<&[String]>], events: &mut Vec<Event>) {
    let mut counts = vec![0; live.len()];
    for (name, child) in node.children() {
        let mut inner = vec![None; live.len()];
        for (path, steps) in live.iter().enumerate() {
            let Some([first, rest @ ..]) = *steps else {
                continue;
            };
            let (wanted, index) = match first.split_once('\u{0}') {
                Some((wanted, index)) => (wanted, index),
                None if first.starts_with('[') => ("", &first[..]),
                None => (&first[..], "[]"),
            };
            let is_item = node.kind() == Kind::List;
            if is_item != wanted.is_empty() || !(is_item || wanted == "*" || name.is(wanted)) {
                continue;
            }
            if index == "[]" || index == format!("[{}]", counts[path]) {
                let alone = !is_item && child.kind() == Kind::Object;
                inner[path] = Some(match rest {
                    [item, behind @ ..] if alone && matches!(&item[..], "[]" | "[0]") => behind,
                    rest => rest,
                });
            }
            counts[path] += 1;
        }
        let ends = |steps: Option<&[String]>| steps.is_some_and(<[String]>::is_empty);
        if let Some(path) = inner.iter().position(|steps| ends(*steps)) {
            let raw = String::from_utf8(child.raw().to_vec()).unwrap();
            events.push((path, child.kind(), raw));
        } else {
            visit(child, &inner, events);
        }
    }
}

/// Whatever the cuts and the window, the events and the verdict are the same.
fn check(format: Format, leniency: Leniency, document: &[u8], paths: &[&str]) {
    let context = String::from_utf8_lossy(document);
    let whole = stream(format, leniency, paths, document.len() + 64, [document]);
    match Node::document(format, leniency, document) {
        Ok(node) => {
            assert_eq!(whole.verdict, Ok(()), "{context}");
            assert_eq!(whole.events, expected(node, paths), "{context}");
        }
        Err(error) => assert_eq!(whole.verdict, Err(error.into()), "{context}"),
    }
    let bytes = stream(
        format,
        leniency,
        paths,
        document.len() + 64,
        document.chunks(PIECE),
    );
    assert_eq!(bytes, whole, "{context}");
    for cut in (0..=document.len()).step_by(EVERY) {
        let (front, back) = document.split_at(cut);
        let cut = stream(format, leniency, paths, document.len() + 64, [front, back]);
        assert_eq!(cut, whole, "{context}");
    }
    let mut needed = 0;
    let sizes = (0..document.len() + 64).filter(|size| *size < 150 || size % 13 == 0);
    for size in sizes.step_by(EVERY) {
        let cut = stream(format, leniency, paths, size, document.chunks(PIECE));
        let again = stream(format, leniency, paths, size, document.chunks(7));
        assert_eq!(cut, again, "{size} {context}");
        if let Some(reported) = cut.verdict.err().and_then(|error| error.needed()) {
            assert!(reported > size, "{reported} {size} {context}");
            let same = whole.events.starts_with(&cut.events);
            assert!(same, "{size} {context} {whole:?} {cut:?}");
            needed = needed.max(reported);
        } else {
            // Of a wrong tag the end is not known.
            let exact = whole.verdict.is_ok();
            assert!(!exact || needed <= size, "{needed} {size} {context}");
            assert_eq!(cut, whole, "{size} {context}");
        }
    }
}

/// Replies as gateways send them.
pub(super) fn samples() -> Vec<(Format, String)> {
    const VECTORS: [&str; 3] = [
        include_str!("../../../tests/vectors/careful-verdicts.jsonl"),
        include_str!("../../../tests/vectors/phalapi-transcripts.jsonl"),
        include_str!("../../../tests/vectors/java-sdk-observed.jsonl"),
    ];
    let mut samples = Vec::new();
    for line in VECTORS.iter().flat_map(|file| file.lines()) {
        let Ok(case) = serde_json::from_str::<serde_json::Value>(line) else {
            continue;
        };
        let mut open = vec![&case];
        while let Some(value) = open.pop() {
            match value {
                serde_json::Value::Object(members) => open.extend(members.values()),
                serde_json::Value::Array(items) => open.extend(items),
                serde_json::Value::String(text) => {
                    let format = match text.trim_start().chars().next() {
                        Some('<') => Format::Xml,
                        Some('{' | '[') => Format::Json,
                        _ => continue,
                    };
                    samples.push((format, text.clone()));
                }
                _ => {}
            }
        }
    }
    samples.sort_by(|a, b| a.1.cmp(&b.1));
    samples.dedup();
    assert!(samples.len() > 20, "{}", samples.len());
    // A byte takes milliseconds there.
    samples.retain(|(_, text)| !cfg!(miri) || text.len() < 150);
    samples
}

const PATHS: [&str; 12] = [
    "*.code",
    "*.*.success",
    "error_response.sub_code",
    "response.flag",
    "response.*",
    "ret",
    "data",
    "msg",
    "*.trade[].is_success",
    "*.trades.trade[1]",
    "result.*",
    "*.request_id",
];

#[test]
fn the_sample_replies_are_read_the_same_however_they_are_cut() {
    let lenient = Leniency {
        control_characters: true,
    };
    for (format, reply) in samples().into_iter().step_by(EVERY) {
        check(format, STRICT, reply.as_bytes(), &PATHS);
        check(format, lenient, reply.as_bytes(), &PATHS[..1]);
        check(format, STRICT, reply.as_bytes(), &["*"]);
    }
}

#[test]
fn what_is_wanted_is_found_in_json() {
    let document = r#" {"a" : {"b":[1, "x\u0031", {"c":null},[true]] , "\u0062" : -1.5e3},
        "a":{"b":2}, "d":{"e":{"f":"\ud83d\ude00"}}, "":{}, "list":[[1,2],[3,4]]} "#;
    for paths in [
        &["a.b"][..],
        &["a.b[]"],
        &["a[].b"],
        &["a[0]"],
        &["a[1]"],
        &["a.b[1]", "a.b[0]", "a.b[3][0]"],
        &["*.*"],
        &["a.b[2].c", "d.e.f", "d.e"],
        &["list[1][0]", "list[][1]"],
        &["list[]"],
        &["d", "d.e", "*"],
        &["[0]", "x", "a.b[9]", "a.c", "a.b.c"],
    ]
    .into_iter()
    .step_by(LISTED)
    {
        check(Format::Json, STRICT, document.as_bytes(), paths);
    }
    let lists = [&["[]"][..], &["[1].a", "[0]"], &["[1]", "[]"], &["*"]];
    for paths in lists.into_iter().step_by(LISTED) {
        check(Format::Json, STRICT, br#"[1,{"a":"b"},[]]"#, paths);
    }
}

#[test]
fn what_is_wanted_is_found_in_xml() {
    let document = "<?xml version=\"1.0\" encoding='utf-8'?><!-- c --><r a='>'>\n<b>1</b><c/> \
        <b><d>x &amp; <![CDATA[y]]]]></d><d>\u{4e2d}\r\n</d>text</b><b x=\"/\"/><e><b>3</b></e>\
        <?p i?></r ><!--top-->";
    for paths in [
        &["r.b"][..],
        &["r.b[1]", "r.b"],
        &["r.b[1].d[1]", "r.b[2]", "r.c"],
        &["r.*"],
        &["r.*[2]", "r.*.d"],
        &["r"],
        &["*.e.b[0]", "r.b[].d[0]"],
        &["x", "r.b.x", "b"],
    ]
    .into_iter()
    .step_by(LISTED)
    {
        check(Format::Xml, STRICT, document.as_bytes(), paths);
    }
    for document in [
        "<?instruction-to-somebody x?><r><?and-another-one?><b>1</b></r>",
        "<?instruction-to-somebody?><r><b>1</b></r>",
    ] {
        check(Format::Xml, STRICT, document.as_bytes(), &["r.b"]);
    }
}

/// A megabyte in the place of `@`.
fn with_filling(document: &str, filling: &str) -> String {
    document.replace('@', &filling.repeat((1 << 20) / filling.len()))
}

fn read_large(format: Format, document: &str, paths: &[&str], wanted: &[&str]) {
    let bytes = document.as_bytes();
    {
        let read = stream(format, STRICT, paths, 512, bytes.chunks(1460));
        assert_eq!(read.verdict, Ok(()));
        assert!(
            read.events
                .iter()
                .map(|event| &event.2[..])
                .eq(wanted.iter().copied())
        );
    }
    assert!(Node::document(format, STRICT, bytes).is_ok());
}

#[test]
#[cfg_attr(miri, ignore = "hours under Miri: it reads megabytes")]
fn a_megabyte_passes_through_512_bytes() {
    for (document, filling) in [
        (
            r#"{"a":"@","result":{"success":true,"x":[0]}}"#,
            "text \\u4e2d\u{4e2d}",
        ),
        (
            r#"{"a":[@1],"result":{"success":true}}"#,
            r#"{"result":{"success":1}},"#,
        ),
        (r#"{"@":1,"result":{"success":true}}"#, "result"),
        (r#"{"a":@,"result":{"success":true}}"#, "1234567890"),
        (r#"{"a":0.5@e+1@,"result":{"success":true}}"#, "0"),
        (
            r#"@{"result":@{"success"@:@true@}@,@"a":@[@]@}@"#,
            " \t\r\n",
        ),
    ] {
        let document = with_filling(document, filling);
        read_large(Format::Json, &document, &["result.success"], &["true"]);
    }
    for (document, filling) in [
        (
            "<r><a>@</a><result><success>true</success></result></r>",
            "text &#x4e2d;\u{4e2d}]] ",
        ),
        (
            "<r><!--@--><result><success>true</success></result></r>",
            "- <a> &\u{4e2d}",
        ),
        (
            "<r><![CDATA[@]]><result><success>true</success></result></r>",
            "]<a>&\u{4e2d}]]",
        ),
        (
            "@<r>@<result>@<success>true</success>@</result>@</r>@",
            " \t\r\n",
        ),
        (
            "<!--@--><r><?p @?><result><success>true</success></result></r><?q @?>",
            "? >\u{4e2d}",
        ),
        (
            "<r>@<result><success>true</success></result></r>",
            "<result>1<b>2</b></result>",
        ),
    ] {
        let document = with_filling(document, filling);
        read_large(Format::Xml, &document, &["r.result.success"], &["true"]);
    }
}

proptest! {
    #[test]
    fn escapes_and_characters_cut_anywhere(
        words in prop::collection::vec(prop::sample::select(&[
            "\\ud83d", "\\ude00", "\\u004", "\\n", "\\", "\"", "中", "\u{1f639}", "a", "\\u00e9", "{", "x",
        ][..]), 0..30),
    ) {
        let document = format!("[\"{}\"]", words.concat());
        check(Format::Json, STRICT, document.as_bytes(), &["[]"]);
    }

    #[test]
    fn markup_cut_anywhere(
        words in prop::collection::vec(prop::sample::select(&[
            "<!--", "-->", "-", "--", "<![CDATA[", "]]>", "]]", "]", "<?p", " ", "?>", "?", "&amp;", "&#65;", "\r\n",
            "中", "\u{1f639}", "\u{fffe}", "a", "<b>", "</b>", "<c d='>'/>", "<b c='1' d=\"2\" >", "\u{1}", ">", "<",
        ][..]), 0..20),
    ) {
        let document = format!("<b>{}</b>", words.concat());
        check(Format::Xml, STRICT, document.as_bytes(), &["b.b", "b.c"]);
    }
}

#[cfg(target_pointer_width = "64")]
#[test]
fn sizes_are_as_documented() {
    assert_eq!(size_of::<Stream<'_, '_>>(), 408);
    assert_eq!(size_of::<super::Excerpt<'_, '_>>(), 728);
}
