//! What TOP answers, in JSON, in XML and simplified.

use gatekit_core::api::damai::{CancelLockStock, CancelLockStockReply};
use gatekit_core::call::Generic;
use gatekit_core::reply::{DecodeError, Fault, Problem, ReadError, Reason, Repeat};
use gatekit_core::transport::Answer;
use gatekit_core::{Gateway, Top};

pub(crate) const JSON: &str = r#"{"alibaba_damai_yuntoc_order_cancellockstock_response":{"result":{"cancel_stock_lock_result_body":{"order_id":"12345"},"head":{"return_code":"1","return_desc":"\u5df2\u53d6\u6d88"}},"request_id":"r1"}}"#;
pub(crate) const SIMPLE: &str = r#"{"result":{"cancel_stock_lock_result_body":{"order_id":"12345"},"head":{"return_code":"1","return_desc":"\u5df2\u53d6\u6d88"}},"request_id":"r1"}"#;
/// The sample of the API page, with values and the comment that the platform adds.
pub(crate) const XML: &str = "<?xml version=\"1.0\" encoding=\"utf-8\" ?>\n<alibaba_damai_yuntoc_order_cancellockstock_response>\n    <result>\n        <cancel_stock_lock_result_body>\n            <order_id>12345</order_id>\n        </cancel_stock_lock_result_body>\n        <head>\n            <return_code>1</return_code>\n            <return_desc>&#x5df2;\u{53d6}\u{6d88}</return_desc>\n        </head>\n    </result>\n    <request_id>r1</request_id>\n</alibaba_damai_yuntoc_order_cancellockstock_response>";
const COMMENT: &str = "<!--top010179031191.s.et2-->";
pub(crate) const ERROR: &str = r#"{"error_response":{"code":50,"msg":"Remote service error","sub_code":"isv.invalid-parameter","sub_msg":"\u975e\u6cd5\u53c2\u6570","request_id":"r1"}}"#;
pub(crate) const ERROR_XML: &str = "<error_response>\n    <code>50</code>\n    <msg>Remote service error</msg>\n    <sub_code>isv.invalid-parameter</sub_code>\n    <sub_msg>非法参数</sub_msg>\n    <request_id>r1</request_id>\n</error_response>";
const METHOD: &str = "alibaba_damai_yuntoc_order_cancellockstock_response";

pub(crate) type Read = Result<CancelLockStockReply<String>, ReadError<String>>;

pub(crate) fn json() -> Top {
    Top::new("12345678", "helloworld").unwrap()
}

pub(crate) fn simple() -> Top {
    json().with_simplify()
}

pub(crate) fn xml() -> Top {
    json().with_xml()
}

pub(crate) fn read_with(top: &Top, status: u16, body: &str) -> Read {
    let mut body = body.as_bytes().to_vec();
    let answer = Answer::new(status, body.len());
    top.read_answer::<_, String>(&CancelLockStock::order("12345"), &answer, &mut body)
}

pub(crate) fn read(top: &Top, body: &str) -> Read {
    read_with(top, 200, body)
}

pub(crate) fn problem(read: Read) -> Problem {
    match read {
        Err(ReadError::Unreadable(unreadable)) => unreadable.problem,
        other => panic!("{other:?}"),
    }
}

fn fault(read: Read) -> Fault<String> {
    match read {
        Err(ReadError::Refused(fault)) => fault,
        other => panic!("{other:?}"),
    }
}

fn assert_cancelled(read: Read) {
    let reply = read.unwrap();
    assert_eq!(reply.request_id.as_deref(), Some("r1"));
    let body = reply.result.cancel_stock_lock_result_body.unwrap();
    assert_eq!(body.order_id.as_deref(), Some("12345"));
    let head = reply.result.head.unwrap();
    assert_eq!(
        head.return_code.as_deref(),
        Some("1"),
        "handed on, not judged"
    );
    assert_eq!(head.return_desc.as_deref(), Some("已取消"));
}

#[test]
fn a_reply_is_read_in_every_form() {
    assert_cancelled(read(&json(), JSON));
    assert_cancelled(read(&json(), &format!("\u{feff} {JSON}\r\n")));
    assert_cancelled(read(&simple(), SIMPLE));
    assert_cancelled(read(&simple(), JSON)); // a server that pays no heed
    assert_cancelled(read(&xml(), XML));
    assert_cancelled(read(&xml(), &format!("{XML}{COMMENT}")));
    assert_cancelled(read(&xml(), &format!("\u{feff}{XML}\n{COMMENT}\n")));
    assert_cancelled(read(&xml().with_simplify(), XML));
    assert_cancelled(read_with(&json(), 201, JSON));
}

fn assert_refused(read: Read) {
    let fault = fault(read);
    assert_eq!(fault.reason, Reason::ArgumentInvalid);
    assert_eq!(fault.code.as_deref(), Some("50"));
    assert_eq!(fault.message.as_deref(), Some("Remote service error"));
    assert_eq!(fault.sub_code.as_deref(), Some("isv.invalid-parameter"));
    assert_eq!(fault.sub_message.as_deref(), Some("非法参数"));
    assert_eq!(fault.request_id.as_deref(), Some("r1"));
    assert_eq!((fault.solution.as_deref(), fault.known), (None, None));
    assert_eq!(fault.repeat(), Repeat::No);
    assert_eq!(
        fault.to_string(),
        "the gateway refused: code 50, Remote service error, isv.invalid-parameter, 非法参数, request r1"
    );
}

#[test]
fn a_refusal_is_read_in_every_form_whatever_was_asked_for() {
    for top in [json(), simple(), xml()] {
        assert_refused(read(&top, ERROR));
        assert_refused(read(&top, &ERROR.replace(":50,", ":\"50\",")));
        assert_refused(read(&top, ERROR_XML));
        assert_refused(read(
            &top,
            &format!("<?xml version='1.0'?>{ERROR_XML}{COMMENT}"),
        ));
    }
}

#[test]
fn a_refusal_wins_over_a_reply_beside_it() {
    let both = format!("{},{}", &JSON[..JSON.len() - 1], &ERROR[1..]);
    assert_refused(read(&json(), &both));
}

#[test]
fn a_refusal_with_an_error_status_is_a_refusal() {
    for status in [200, 400, 403, 405, 500, 502] {
        assert_refused(read_with(&json(), status, ERROR));
        assert_refused(read_with(&xml(), status, ERROR_XML));
    }
}

#[test]
fn a_reply_needs_a_status_that_does_not_deny_it() {
    for status in [301, 302, 307] {
        assert_eq!(
            problem(read_with(&json(), status, JSON)),
            Problem::Redirected
        );
        assert_eq!(
            problem(read_with(&json(), status, ERROR)),
            Problem::Redirected
        );
    }
    for status in [400, 404, 500, 502, 503] {
        assert_eq!(problem(read_with(&json(), status, JSON)), Problem::Status);
        assert_eq!(
            problem(read_with(&simple(), status, SIMPLE)),
            Problem::Status
        );
        assert_eq!(problem(read_with(&xml(), status, XML)), Problem::Status);
    }
}

#[test]
fn the_other_format_is_no_reply() {
    assert_eq!(problem(read(&json(), XML)), Problem::OtherFormat);
    assert_eq!(problem(read(&xml(), JSON)), Problem::OtherFormat);
    let error = read(&xml(), JSON).unwrap_err().to_string();
    assert!(
        error.contains("it is not in the format that was asked for"),
        "{error}"
    );
}

#[test]
fn an_answer_to_another_method_is_no_reply() {
    let other = JSON.replace("_cancellockstock_", "_query_");
    assert_eq!(problem(read(&json(), &other)), Problem::OtherMethod);
    assert_eq!(problem(read(&simple(), &other)), Problem::OtherMethod);
    let other = XML.replace("_cancellockstock_", "_query_");
    assert_eq!(problem(read(&xml(), &other)), Problem::OtherMethod);
    let longer = JSON.replace("\"alibaba_", "\"x_alibaba_");
    assert_eq!(problem(read(&json(), &longer)), Problem::OtherMethod);
}

#[test]
fn an_answer_without_envelope_is_no_reply() {
    for body in [
        SIMPLE,
        "{}",
        "[]",
        "[{\"result\":1}]",
        "null",
        "true",
        "1",
        "\"text\"",
    ] {
        assert_eq!(problem(read(&json(), body)), Problem::NoEnvelope, "{body}");
    }
    for body in ["{}", "[]", "[1]", "[{\"result\":1}]", "null", "\"text\""] {
        assert_eq!(
            problem(read(&simple(), body)),
            Problem::NoEnvelope,
            "{body}"
        );
    }
    for body in [
        "<result/>",
        "<response><flag>success</flag></response>",
        "<a>1</a>",
    ] {
        assert_eq!(problem(read(&xml(), body)), Problem::NoEnvelope, "{body}");
    }
}

/// Parsers of JSON take the last of members of one name.
#[test]
fn of_two_envelopes_the_last_counts() {
    let (first, last) = (JSON.replace("12345", "1"), JSON.replace("r1", "r2"));
    let both = format!("{},{}", &first[..first.len() - 1], &last[1..]);
    let reply = read(&json(), &both).unwrap();
    assert_eq!(reply.request_id.as_deref(), Some("r2"));
    let id = reply.result.cancel_stock_lock_result_body.unwrap().order_id;
    assert_eq!(id.as_deref(), Some("12345"));
    // One of another method behind it or before it is not asked for.
    for both in [
        format!("{},\"x_response\":{{}}}}", &last[..last.len() - 1]),
        format!("{{\"x_response\":{{}},{}", &last[1..]),
    ] {
        let reply = read(&json(), &both).unwrap();
        assert_eq!(reply.request_id.as_deref(), Some("r2"), "{both}");
    }
}

/// The SDKs take it for a reply; nothing was executed.
#[test]
fn a_refusal_that_is_wrapped_like_a_reply_is_one() {
    let call = Generic::new("taobao.x", &[]);
    let inner = r#"{"code":15,"msg":"Remote service error","sub_code":"isv.x","sub_msg":"m"}"#;
    for (sub_code, refused) in [("isv.x", true), ("isp.x", true), ("7", false), ("", false)] {
        let inner = inner.replace("isv.x", sub_code);
        let mut body = format!("{{\"x_response\":{inner}}}").into_bytes();
        let read = json().read(&call, &mut body);
        assert_eq!(read.is_err(), refused, "{sub_code}");
        let Err(error) = read else { continue };
        let ReadError::Refused(fault) = error else {
            panic!("{error:?}")
        };
        assert_eq!(fault.sub_code, Some(sub_code));
        assert_eq!(fault.message, Some("Remote service error"));
        assert_ne!(fault.repeat(), Repeat::Later);
    }
}

#[test]
fn an_empty_envelope_is_no_reply_of_this_method() {
    let missing = Problem::Decode(DecodeError::MissingField("result"));
    assert_eq!(
        problem(read(&json(), &format!("{{\"{METHOD}\":{{}}}}"))),
        missing
    );
    assert!(matches!(
        problem(read(&xml(), &format!("<{METHOD}/>"))),
        Problem::Decode(_)
    ));
    assert!(matches!(
        problem(read(&json(), &format!("{{\"{METHOD}\":null}}"))),
        Problem::Decode(_)
    ));
    assert_eq!(
        problem(read(&json(), &format!("{{\"{METHOD}\":[]}}"))),
        Problem::NoEnvelope
    );
    assert_eq!(
        problem(read(&json(), &format!("{{\"{METHOD}\":\"done\"}}"))),
        Problem::NoEnvelope
    );
}

#[test]
fn a_member_called_html_is_no_web_page() {
    for name in ["html", "HTML"] {
        let mut body = format!(r#"{{"{name}":"<p>1<\/p>"}}"#).into_bytes();
        let call = Generic::<serde_json::Value>::reading("taobao.item.desc.get", &[]);
        assert_eq!(simple().read(&call, &mut body).unwrap()[name], "<p>1</p>");
    }
}
