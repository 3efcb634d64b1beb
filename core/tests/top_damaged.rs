//! What is no answer of TOP: empty, cut off, a web page, more than a document.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use gatekit_core::api::damai::{CancelLockStock, CancelLockStockReply};
use gatekit_core::call::Generic;
use gatekit_core::reply::{Problem, ReadError, SyntaxError};
use gatekit_core::transport::Answer;
use gatekit_core::{Gateway, Top};

const JSON: &str = r#"{"alibaba_damai_yuntoc_order_cancellockstock_response":{"result":{"cancel_stock_lock_result_body":{"order_id":"12345"},"head":{"return_code":"1","return_desc":"\u5df2\u53d6\u6d88"}},"request_id":"r1"}}"#;
const SIMPLE: &str = r#"{"result":{"cancel_stock_lock_result_body":{"order_id":"12345"},"head":{"return_code":"1","return_desc":"\u5df2\u53d6\u6d88"}},"request_id":"r1"}"#;
/// The sample of the API page, with values and the comment that the platform adds.
const XML: &str = "<?xml version=\"1.0\" encoding=\"utf-8\" ?>\n<alibaba_damai_yuntoc_order_cancellockstock_response>\n    <result>\n        <cancel_stock_lock_result_body>\n            <order_id>12345</order_id>\n        </cancel_stock_lock_result_body>\n        <head>\n            <return_code>1</return_code>\n            <return_desc>&#x5df2;\u{53d6}\u{6d88}</return_desc>\n        </head>\n    </result>\n    <request_id>r1</request_id>\n</alibaba_damai_yuntoc_order_cancellockstock_response>";
const ERROR: &str = r#"{"error_response":{"code":50,"msg":"Remote service error","sub_code":"isv.invalid-parameter","sub_msg":"\u975e\u6cd5\u53c2\u6570","request_id":"r1"}}"#;
const ERROR_XML: &str = "<error_response>\n    <code>50</code>\n    <msg>Remote service error</msg>\n    <sub_code>isv.invalid-parameter</sub_code>\n    <sub_msg>非法参数</sub_msg>\n    <request_id>r1</request_id>\n</error_response>";

type Read = Result<CancelLockStockReply<String>, ReadError<String>>;

fn json() -> Top {
    Top::new("12345678", "helloworld").unwrap()
}

fn simple() -> Top {
    json().with_simplify()
}

fn xml() -> Top {
    json().with_xml()
}

fn read_with(top: &Top, status: u16, body: &str) -> Read {
    let mut body = body.as_bytes().to_vec();
    let answer = Answer::new(status, body.len());
    top.read_answer::<_, String>(&CancelLockStock::order("12345"), &answer, &mut body)
}

fn read(top: &Top, body: &str) -> Read {
    read_with(top, 200, body)
}

fn problem(read: Read) -> Problem {
    match read {
        Err(ReadError::Unreadable(unreadable)) => unreadable.problem,
        other => panic!("{other:?}"),
    }
}

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
