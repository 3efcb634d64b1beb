//! What a stream refuses, and how it says so.

extern crate std;

use std::string::ToString as _;

use super::super::{Format, SyntaxError};
use super::tests::STRICT;
use super::{Excerpt, PathError, Progress, Stream, StreamError};

#[test]
fn reading_goes_on_behind_a_value_that_is_too_long() {
    let document = br#"{"a":"0123456789abcdef","b":1}"#;
    let (mut window, paths) = ([0; 16], ["a", "b"]);
    let mut stream = Stream::new(Format::Json, STRICT, &paths, &mut window).unwrap();
    let mut input = &document[..];
    let error = stream.feed(&mut input).unwrap_err();
    assert_eq!(
        error,
        StreamError::ValueTooLong {
            path: 0,
            needed: 18
        }
    );
    assert!(matches!(stream.feed(&mut input), Ok(Progress::Found(b)) if b.number() == Some(1)));
    assert!(matches!(stream.feed(&mut input), Ok(Progress::Partial)));
    assert_eq!(stream.finish(), Ok(()));
}

#[test]
fn errors_are_shown_in_words() {
    use core::error::Error as _;
    for (error, words) in [
        (PathError::TooManyPaths, "there are too many paths"),
        (
            PathError::BlankStep { path: 1 },
            "path 1 has a step without a name",
        ),
        (
            PathError::BadIndex { path: 2 },
            "path 2 has an index that is none",
        ),
        (PathError::TooDeep { path: 3 }, "path 3 has too many steps"),
    ] {
        assert_eq!(error.to_string(), words);
    }
    let (path, needed) = (1, 30);
    for (error, words) in [
        (SyntaxError::Empty.into(), "the document is empty"),
        (
            StreamError::ValueTooLong { path, needed },
            "the value of path 1 needs a window of 30 bytes",
        ),
        (
            StreamError::WindowTooSmall { needed },
            "the document needs a window of 30 bytes",
        ),
    ] {
        assert_eq!(error.to_string(), words);
        let syntax = matches!(error, StreamError::Syntax(_));
        assert_eq!(error.source().is_some(), syntax);
        assert_eq!(error.needed().is_none(), syntax);
    }
}

#[test]
fn an_error_is_final() {
    let mut window = [0; 16];
    let mut stream = Stream::new(Format::Json, STRICT, &[], &mut window).unwrap();
    let error = StreamError::Syntax(SyntaxError::Unexpected { at: 0 });
    assert_eq!(stream.feed(&mut &b"x"[..]).unwrap_err(), error);
    assert_eq!(stream.feed(&mut &b"{}"[..]).unwrap_err(), error);
    assert_eq!(stream.finish(), Err(error));
    let mut excerpt = Excerpt::new(Format::Json, STRICT, &[], &mut window).unwrap();
    assert_eq!(excerpt.feed(b"x"), Err(error));
    assert_eq!(excerpt.feed(b"{}"), Err(error));
    assert_eq!(excerpt.finish(), Err(error));
}

#[test]
fn paths_that_cannot_be_followed_are_refused() {
    let check = |format, paths: &[&str]| Stream::new(format, STRICT, paths, &mut []).map(drop);
    for format in [Format::Json, Format::Xml] {
        for blank in ["", ".", "a.", ".a", "a..b"] {
            let error = PathError::BlankStep { path: 1 };
            assert_eq!(check(format, &["a", blank]), Err(error), "{blank}");
        }
        for bad in [
            "a[", "a]b[", "a[-1]", "a[+1]", "a[x]", "a[1]b", "a[65535]", "a[0]]",
        ] {
            let error = PathError::BadIndex { path: 0 };
            assert_eq!(check(format, &[bad]), Err(error), "{bad}");
        }
        assert_eq!(check(format, &["a"; 32]), Ok(()));
        assert_eq!(check(format, &["a"; 33]), Err(PathError::TooManyPaths));
        let deep = [&["a"; 65][..]].concat().join(".");
        assert_eq!(check(format, &[&deep]), Err(PathError::TooDeep { path: 0 }));
        let long = "a".repeat(1 << 16);
        assert_eq!(check(format, &[&long]), Err(PathError::TooDeep { path: 0 }));
        assert_eq!(check(format, &["a[65534].b[]", "*[0]", "订单"]), Ok(()));
    }
    assert_eq!(check(Format::Json, &["[0][1].a[][2]"]), Ok(()));
    let error = PathError::BadIndex { path: 0 };
    assert_eq!(check(Format::Xml, &["[0]"]), Err(error));
    assert_eq!(check(Format::Xml, &["a.[0]"]), Err(error));
    assert_eq!(check(Format::Xml, &["a[0][1]"]), Err(error));
}
