//! What is no answer of TOP: empty, cut off, a web page, more than a document.

use crate::top::{
    ERROR, ERROR_XML, JSON, SIMPLE, XML, json, problem, read, read_with, simple, xml,
};
use gatekit_core::Gateway;
use gatekit_core::call::Generic;
use gatekit_core::reply::{Problem, ReadError, SyntaxError};

#[test]
fn an_empty_body_is_no_reply() {
    for top in [json(), simple(), xml()] {
        for body in ["", " ", "\r\n\t", "\u{feff}"] {
            let found = problem(read(&top, body));
            assert_eq!(found, Problem::Syntax(SyntaxError::Empty), "{body:?}");
            assert_eq!(found.to_string(), "it is empty");
        }
    }
}

/// Under Miri, a cut at each byte would take minutes.
const EVERY: usize = if cfg!(miri) { 37 } else { 1 };

#[test]
fn a_body_that_is_cut_off_anywhere_is_no_reply() {
    let call = Generic::new("alibaba.damai.yuntoc.order.cancellockstock", &[]);
    for (top, body) in [(json(), JSON), (simple(), SIMPLE), (xml(), XML)] {
        for length in (0..body.len()).step_by(EVERY) {
            let mut cut = body.as_bytes()[..length].to_vec();
            let error = top.read(&call, &mut cut).unwrap_err();
            let ReadError::Unreadable(unreadable) = error else {
                panic!("{length}: {error:?}")
            };
            let expected = matches!(
                unreadable.problem,
                Problem::Syntax(SyntaxError::Truncated { .. } | SyntaxError::Empty)
            );
            assert!(expected, "{length}: {unreadable}");
        }
    }
    for (top, body) in [(json(), ERROR), (xml(), ERROR_XML)] {
        for length in (0..body.len()).step_by(EVERY) {
            let mut cut = body.as_bytes()[..length].to_vec();
            assert!(
                matches!(top.read(&call, &mut cut), Err(ReadError::Unreadable(_))),
                "{length}"
            );
        }
    }
}

#[test]
fn a_web_page_is_no_reply() {
    for top in [json(), simple(), xml()] {
        for body in [
            "<html><body>oops</body></html>",
            "<HTML><BODY>oops</BODY></HTML>",
            "<!DOCTYPE html><html><head><meta charset=utf-8></head><body><br></body></html>",
            "<!doctype HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\"><html></html>",
            "\r\n<html>\n<head><title>502 Bad Gateway</title></head><body><hr></body></html>",
            "<html><body><p>not closed",
        ] {
            for status in [200, 404, 502] {
                let found = problem(read_with(&top, status, body));
                assert_eq!(found, Problem::Html, "{body}");
            }
        }
    }
}

#[test]
fn a_page_in_any_spelling_is_no_reply_to_any_call() {
    for body in [
        "<html/>",
        "<Html><Body>oops</Body></Html>",
        "<h1>404</h1>",
        "<center>502</center>",
    ] {
        for top in [json(), simple(), xml()] {
            let mut bytes = body.as_bytes().to_vec();
            let read = top.read(&Generic::new("taobao.x", &[]), &mut bytes);
            assert!(matches!(read, Err(ReadError::Unreadable(_))), "{body}");
        }
    }
}

#[test]
fn what_stands_around_the_document_is_no_reply() {
    assert!(matches!(
        problem(read(&json(), &format!("{JSON}x"))),
        Problem::Syntax(_)
    ));
    assert!(matches!(
        problem(read(&json(), &format!("{JSON}{JSON}"))),
        Problem::Syntax(_)
    ));
    assert!(matches!(
        problem(read(&xml(), &format!("{XML}<a/>"))),
        Problem::Syntax(_)
    ));
    let found = problem(read(&json(), &format!("<br />\n{JSON}")));
    assert!(
        matches!(found, Problem::Html | Problem::Syntax(_)),
        "{found}"
    );
}

#[test]
fn a_document_type_is_refused() {
    let body = format!("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>{XML}");
    let found = problem(read(&xml(), &body));
    assert!(
        matches!(found, Problem::Syntax(SyntaxError::Doctype { at: 0 })),
        "{found}"
    );
}
