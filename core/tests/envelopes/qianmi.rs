//! What Qianmi answers: one wrapper of any name, and `errorToken` in the shapes that were seen.

use gatekit_core::api::d2p::{TradeCancel, TradeCancelReply};
use gatekit_core::call::Generic;
use gatekit_core::reply::{Fault, Owner, Problem, ReadError, Reason, Repeat};
use gatekit_core::transport::Answer;
use gatekit_core::{Gateway, Qianmi};

const VOID: &str = r#"{"d2p_trade_cancel_response":{"trade":{"is_success":true}}}"#;
/// The sample of the API page, with the brace that it lacks.
pub(crate) const ERROR: &str = r#"{
    "errorToken": "@@$-ERROR_TOKEN$-@@",
    "code": "33",
    "message": "\u975e\u6cd5\u7684\u53c2\u6570",
    "solution": "请查看根据服务接口对参数格式的要求",
    "subErrors": {
      "subError": [{
          "code": "isv.invalid-paramete:XXXX",
          "message": "参数XXXX无效,格式不对、非法值、越界等"
        }]
  }
}"#;

pub(crate) type Read = Result<TradeCancelReply, ReadError<String>>;

pub(crate) fn qianmi() -> Qianmi {
    Qianmi::new("10000000", "0123456789abcdef").unwrap()
}

pub(crate) fn read_with(status: u16, body: &str) -> Read {
    let mut body = body.as_bytes().to_vec();
    let answer = Answer::new(status, body.len());
    qianmi().read_answer::<_, String>(&TradeCancel::order("T1"), &answer, &mut body)
}

pub(crate) fn read(body: &str) -> Read {
    read_with(200, body)
}

fn problem(read: Read) -> Problem {
    match read {
        Err(ReadError::Unreadable(unreadable)) => unreadable.problem,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn fault(read: Read) -> Fault<String> {
    match read {
        Err(ReadError::Refused(fault)) => fault,
        other => panic!("{other:?}"),
    }
}

#[test]
fn any_single_wrapper_holds_the_reply() {
    for body in [
        VOID.to_owned(),
        VOID.replace("d2p_trade_cancel", "cloudshop_d2p_trade_cancel"),
        VOID.replace("true", "\"true\""),
        VOID.replace("{\"is", "{\"unknown\":[1,{}],\"is"),
        format!("\u{feff}\n{VOID}\n"),
    ] {
        assert!(read(&body).unwrap().trade.is_success, "{body}");
    }
}

#[test]
fn the_word_error_token_inside_a_value_is_no_refusal() {
    let body = VOID.replace(
        "{\"is",
        "{\"remark\":\"errorToken @@$-ERROR_TOKEN$-@@\",\"is",
    );
    assert!(read(&body).unwrap().trade.is_success);
    let body = VOID.replace("{\"is", "{\"errorToken\":\"@@$-ERROR_TOKEN$-@@\",\"is");
    assert!(
        read(&body).unwrap().trade.is_success,
        "a member further in is no refusal either"
    );
}

#[test]
fn a_payload_without_wrapper_is_no_reply() {
    for body in [
        r#"{"trade":{"is_success":true}}"#,
        r#"{"is_success":true}"#,
        "{}",
        "[]",
        "null",
        "true",
        "\"is_success\"",
        r#"[{"d2p_trade_cancel_response":{"trade":{"is_success":true}}}]"#,
        r#"{"d2p_trade_cancel_response":"done"}"#,
        r#"{"d2p_trade_cancel_response":[{"trade":{"is_success":true}}]}"#,
        r#"{"d2p_trade_cancel_response":null}"#,
    ] {
        assert_eq!(problem(read(body)), Problem::NoEnvelope, "{body}");
    }
}

#[test]
fn a_trade_that_is_not_void_is_the_business() {
    for no in ["false", "\"false\"", "\"FALSE\""] {
        let fault = fault(read(&VOID.replace("true", no)));
        assert_eq!(
            (fault.reason, fault.owner()),
            (Reason::BusinessRefused, Owner::Business)
        );
        assert_eq!(fault.repeat(), Repeat::No);
    }
}

#[test]
fn a_trade_that_does_not_say_is_no_reply() {
    for no in ["null", "\"\"", "1", "\"yes\"", "[]", "{}"] {
        assert!(
            matches!(problem(read(&VOID.replace("true", no))), Problem::Decode(_)),
            "{no}"
        );
    }
    for body in [
        r#"{"d2p_trade_cancel_response":{}}"#,
        r#"{"d2p_trade_cancel_response":{"trade":null}}"#,
        r#"{"d2p_trade_cancel_response":{"trade":{}}}"#,
    ] {
        assert!(matches!(problem(read(body)), Problem::Decode(_)), "{body}");
    }
}

#[test]
fn statuses_pages_and_other_formats_are_no_reply() {
    assert_eq!(problem(read_with(302, VOID)), Problem::Redirected);
    assert_eq!(problem(read_with(500, VOID)), Problem::Status);
    assert_eq!(fault(read_with(400, ERROR)).code.as_deref(), Some("33"));
    assert_eq!(
        problem(read("<html><body>oops</body></html>")),
        Problem::Html
    );
    assert_eq!(
        problem(read_with(502, "<!DOCTYPE html><html><br></html>")),
        Problem::Html
    );
    assert_eq!(problem(read("")).to_string(), "it is empty");
    let control = VOID.replace("{\"is", "{\"remark\":\"a\tb\",\"is");
    assert!(matches!(problem(read(&control)), Problem::Syntax(_)));
}

#[test]
fn the_sample_without_its_last_brace_is_cut_off() {
    assert!(matches!(
        problem(read(&ERROR[..ERROR.len() - 1])),
        Problem::Syntax(_)
    ));
}

/// Under Miri, a cut at each byte would take minutes.
const EVERY: usize = if cfg!(miri) { 37 } else { 1 };

#[test]
fn a_body_that_is_cut_off_anywhere_is_no_reply() {
    for body in [VOID, ERROR] {
        for length in (0..body.len()).step_by(EVERY) {
            let mut cut = body.as_bytes()[..length].to_vec();
            let read = qianmi().read(&Generic::new("qianmi.x.y", &[]), &mut cut);
            assert!(
                matches!(read, Err(ReadError::Unreadable(_))),
                "{length} of {body}"
            );
        }
    }
}
