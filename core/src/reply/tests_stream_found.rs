//! A value that was found, and what is shown of it.

extern crate std;

use std::{format, string::String, vec, vec::Vec};

use super::super::tests::STRICT;
use super::super::{Excerpt, Found, Progress, Stream};
use crate::reply::{DecodeError, Format};

/// What `read` makes of the value at `a`.
fn found<T>(format: Format, document: &str, read: impl Fn(Found<'_>) -> T) -> T {
    let mut window = [0; 64];
    let mut stream = Stream::new(format, STRICT, &["a"], &mut window).unwrap();
    match stream.feed(&mut document.as_bytes()) {
        Ok(Progress::Found(found)) => read(found),
        other => panic!("{document}: {other:?}"),
    }
}

fn integers(found: Found<'_>) -> Result<Vec<u8>, DecodeError> {
    found.decode()
}

#[test]
fn a_value_is_read_where_it_was_found() {
    let (json, xml) = (Format::Json, Format::Xml);
    for (format, document, text, number, boolean) in [
        (json, r#"{"a":"\u53d6\n"}"#, Some("取\n"), None, None),
        (json, r#"{"a":"\u0031"}"#, Some("1"), Some(1), None),
        (json, r#"{"a":"True"}"#, Some("True"), None, Some(true)),
        (json, r#"{"a":-12}"#, Some("-12"), Some(-12), None),
        (json, r#"{"a":1.5}"#, Some("1.5"), None, None),
        (json, r#"{"a":false}"#, Some("false"), None, Some(false)),
        (json, r#"{"a":null}"#, None, None, None),
        (json, r#"{"a":[1]}"#, None, None, None),
        (json, r#"{"a":{}}"#, None, None, None),
        (xml, "<a>x&amp;\"</a>", Some("x&\""), None, None),
        (xml, "<a>&#49;</a>", Some("1"), Some(1), None),
        (xml, "<a>TRUE</a>", Some("TRUE"), None, Some(true)),
        (xml, "<a>1<b/></a>", None, None, None),
    ] {
        let read = found(format, document, |found| {
            (
                found.number(),
                found.boolean(),
                found.text().map(String::from),
            )
        });
        assert_eq!(
            read,
            (number, boolean, text.map(String::from)),
            "{document}"
        );
    }
    let list = found(json, r#"{"a":[1,"2"]}"#, integers);
    assert_eq!(list, Ok(vec![1, 2]));
    let error = found(json, r#"{"a":[1,"x"]}"#, integers).unwrap_err();
    let (expected, at) = ("an integer", 3);
    assert_eq!(error, DecodeError::WrongType { expected, at });
}

#[test]
fn what_is_shown_for_debugging_has_no_text_in_it() {
    let shown = found(Format::Json, r#"{"a":"secret"}"#, |found| {
        format!("{found:?}")
    });
    assert_eq!(shown, "Found { path: 0, kind: Text }");
    let mut window = [0; 64];
    let mut stream = Stream::new(Format::Json, STRICT, &[], &mut window).unwrap();
    stream.feed(&mut &br#"{"a":"secret"}"#[..]).unwrap();
    let shown = format!("{stream:?}");
    assert_eq!(shown, "Stream { taken: 14, failed: None, .. }");
    let mut excerpt = Excerpt::new(Format::Json, STRICT, &["a"], &mut window).unwrap();
    excerpt.feed(br#"{"a":"secret"}"#).unwrap();
    let shown = format!("{excerpt:?}");
    assert_eq!(shown, "Excerpt { taken: 14, kept: 14, failed: None, .. }");
}
