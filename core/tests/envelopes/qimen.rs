//! What Qimen answers: bare payloads, `response`, and an envelope that does not belong there.

use core::time::Duration;
use gatekit_core::api::qianniu::{BizOrder, CallType, SelfIntercept, SelfInterceptReply};
use gatekit_core::call::Generic;
use gatekit_core::callback::Answers;
use gatekit_core::repeat::{Attempts, Happened, Jitter, Next, Policy};
use gatekit_core::reply::{Fault, Owner, Problem, ReadError, Reason, Repeat};
use gatekit_core::transport::Answer;
use gatekit_core::{Gateway, Qimen};
use serde_json::Value;

pub(crate) const CALL: SelfIntercept<'_> = SelfIntercept {
    seller_nick: "苏宁易购官方旗舰店",
    buyer_nick: "翔_ouyang",
    biz_order: BizOrder {
        tid: "30753531820144197",
        sub_order_ids: &["30753531820144191"],
    },
    call_type: CallType::Synchronous,
    buyer_open_uid: None,
};
const LOCKED: &str = r#"{"result":{"errorMsg":"","errorCode":"","success":true}}"#;
const LOCKED_XML: &str = "<result>\n    <success>true</success>\n</result>";
pub(crate) const SHIPPED: &str = r#"{"result":{"errorMsg":"\u5df2\u53d1\u8d27\u62e6\u622a\u5931\u8d25","errorCode":"1001","success":false}}"#;
/// The sample of the API page.
pub(crate) const SHIPPED_XML: &str = "<result>\n    <errorMsg>已发货拦截失败</errorMsg>\n    <errorCode>1001</errorCode>\n    <success>false</success>\n</result>";
pub(crate) const FAILURE: &str = r#"{"response":{"flag":"failure","code":"25","message":"Invalid signature","sub_code":"isv.sig","sub_message":"\u7b7e\u540d","request_id":"r9"}}"#;
pub(crate) const FAILURE_XML: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?><response><flag>failure</flag><code>25</code><message>Invalid signature</message><sub_code>isv.sig</sub_code><sub_message>签名</sub_message><request_id>r9</request_id></response>";

pub(crate) type Read = Result<SelfInterceptReply<String>, ReadError<String>>;

pub(crate) fn json() -> Qimen {
    Qimen::new("12345678", "helloworld", "23300032").unwrap()
}

pub(crate) fn xml() -> Qimen {
    json().with_xml()
}

pub(crate) fn read_with(qimen: &Qimen, status: u16, body: &str) -> Read {
    let mut body = body.as_bytes().to_vec();
    let answer = Answer::new(status, body.len());
    qimen.read_answer::<_, String>(&CALL, &answer, &mut body)
}

pub(crate) fn read(qimen: &Qimen, body: &str) -> Read {
    read_with(qimen, 200, body)
}

/// What a call of which only the outcome matters makes of it.
pub(crate) fn outcome(qimen: &impl Gateway, body: &str) -> Result<Value, ReadError<String>> {
    let mut body = body.as_bytes().to_vec();
    let call = Generic::<Value>::reading("taobao.qimen.itemlack.report", &[]);
    let answer = Answer::new(200, body.len());
    qimen.read_answer::<_, String>(&call, &answer, &mut body)
}

fn problem<T: core::fmt::Debug>(read: Result<T, ReadError<String>>) -> Problem {
    match read {
        Err(ReadError::Unreadable(unreadable)) => unreadable.problem,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn fault<T: core::fmt::Debug>(read: Result<T, ReadError<String>>) -> Fault<String> {
    match read {
        Err(ReadError::Refused(fault)) => fault,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_payload_stands_at_the_root() {
    assert!(read(&json(), LOCKED).unwrap().result.success);
    assert!(
        read(&json(), &LOCKED.replace("true", "\"true\""))
            .unwrap()
            .result
            .success
    );
    assert!(read(&xml(), LOCKED_XML).unwrap().result.success);
    assert!(
        read(
            &xml(),
            &format!("<?xml version='1.0'?>{LOCKED_XML}<!--x-->")
        )
        .is_ok()
    );
}

#[test]
fn a_provider_may_call_its_payload_response() {
    let body = r#"{"response":{"success":"true","errorCode":"OK","retry":"NO"}}"#;
    assert_eq!(outcome(&json(), body).unwrap()["errorCode"], "OK");
    let flagged = r#"{"response":{"flag":"success","code":"0","message":"ok","itemId":"7"}}"#;
    assert_eq!(outcome(&json(), flagged).unwrap()["itemId"], "7");
    let refused = body.replace("true", "false").replace("OK", "E1");
    let fault = fault(outcome(&json(), &refused));
    assert_eq!(
        (fault.owner(), fault.sub_code.as_deref()),
        (Owner::Business, Some("E1"))
    );
    let text = r#"{"response":"done","result":{"success":true}}"#;
    assert!(read(&json(), text).unwrap().result.success);
}

#[test]
fn a_standard_answer_needs_the_flag_of_success() {
    let standard = Qimen::standard("testerp_appkey", "test", "stub-cust-code").unwrap();
    let ok = "<response><flag>success</flag><code>0</code><message>ok</message></response>";
    assert!(outcome(&standard, ok).is_ok());
    for body in [
        "<response/>",
        "<response></response>",
        "<response><code>25</code><message>Invalid signature</message></response>",
        "<result><success>true</success></result>",
    ] {
        assert!(outcome(&standard, body).is_err(), "{body}");
    }
}

#[test]
fn an_envelope_of_another_method_is_no_reply() {
    let body = r#"{"x_response":{"result":{"success":true}}}"#;
    assert_eq!(problem(read(&json(), body)), Problem::OtherMethod);
    let own = r#"{"qimen_taobao_qianniu_cloudkefu_order_self_intercept_response":{"result":{"success":true}}}"#;
    assert!(read(&json(), own).unwrap().result.success);
}

#[test]
fn nothing_is_no_reply() {
    for body in ["{}", "[]", "null", "1", "\"success\"", "true"] {
        assert_eq!(
            problem(outcome(&json(), body)),
            Problem::NoEnvelope,
            "{body}"
        );
    }
    for body in ["", " ", "\n"] {
        assert_eq!(problem(outcome(&json(), body)).to_string(), "it is empty");
        assert_eq!(problem(outcome(&xml(), body)).to_string(), "it is empty");
    }
    assert!(matches!(
        problem(read(&json(), r#"{"other":1}"#)),
        Problem::Decode(_)
    ));
    assert_eq!(problem(read(&xml(), "<other/>")), Problem::NoEnvelope);
    assert_eq!(problem(read(&xml(), "<h1>404</h1>")), Problem::Html);
    assert_eq!(
        problem(outcome(&json(), "[{\"success\":true}]")),
        Problem::NoEnvelope
    );
    assert!(matches!(
        problem(read(&json(), r#"{"result":{"success":null}}"#)),
        Problem::Decode(_)
    ));
    assert!(matches!(
        problem(read(&json(), r#"{"result":{}}"#)),
        Problem::Decode(_)
    ));
}

#[test]
fn a_web_page_is_no_reply() {
    for qimen in [json(), xml()] {
        for body in [
            "<html><body>oops</body></html>",
            "<!DOCTYPE html><html><body><br></body></html>",
            "<HTML><HEAD></HEAD></HTML>",
            "<Html><Body>oops</Body></Html>",
        ] {
            assert_eq!(problem(read(&qimen, body)), Problem::Html, "{body}");
            assert_eq!(problem(outcome(&qimen, body)), Problem::Html, "{body}");
        }
    }
}

#[test]
fn the_other_format_and_error_statuses_are_no_reply() {
    assert_eq!(problem(read(&json(), LOCKED_XML)), Problem::OtherFormat);
    assert_eq!(problem(read(&xml(), LOCKED)), Problem::OtherFormat);
    assert_eq!(problem(read_with(&json(), 500, LOCKED)), Problem::Status);
    assert_eq!(
        problem(read_with(&json(), 302, LOCKED)),
        Problem::Redirected
    );
}

/// Under Miri, a cut at each byte would take minutes.
const EVERY: usize = if cfg!(miri) { 37 } else { 1 };

#[test]
fn a_body_that_is_cut_off_anywhere_is_no_reply() {
    for (qimen, body) in [
        (json(), LOCKED),
        (json(), SHIPPED),
        (json(), FAILURE),
        (xml(), LOCKED_XML),
        (xml(), SHIPPED_XML),
        (xml(), FAILURE_XML),
    ] {
        let bytes = body.as_bytes();
        for length in (0..bytes.len()).step_by(EVERY) {
            let mut cut = bytes[..length].to_vec();
            let call = Generic::new("taobao.qimen.itemlack.report", &[]);
            let read = qimen.read(&call, &mut cut);
            assert!(
                matches!(read, Err(ReadError::Unreadable(_))),
                "{length} of {body}"
            );
        }
    }
}

#[test]
fn what_stands_under_response_is_judged_and_read() {
    let refused = r#"{"response":{"result":{"success":false,"errorCode":"1001"}}}"#;
    let flagged = r#"{"response":{"flag":"success","code":"0","result":{"success":false}}}"#;
    for body in [refused, flagged] {
        assert_eq!(
            fault(outcome(&json(), body)).owner(),
            Owner::Business,
            "{body}"
        );
    }
    let in_xml = "<response><result><success>false</success></result></response>";
    assert_eq!(fault(outcome(&xml(), in_xml)).owner(), Owner::Business);
    let body = r#"{"response":{"result":{"success":true}}}"#;
    assert!(read(&json(), body).unwrap().result.success);
    let code = r#"{"response":{"code":"25","message":"Invalid signature"}}"#;
    assert_eq!(fault(outcome(&json(), code)).code.as_deref(), Some("25"));
    for empty in [r#"{"response":{}}"#, r#"{"response":{"flag":""}}"#] {
        assert_eq!(
            problem(outcome(&json(), empty)),
            Problem::NoEnvelope,
            "{empty}"
        );
    }
}

#[test]
fn a_sub_code_is_the_platforms_wherever_it_stands() {
    for body in [
        r#"{"response":{"sub_code":"isp.http-read-timeout","sub_message":"x"}}"#,
        r#"{"response":{"code":"0","sub_code":"isp.http-read-timeout"}}"#,
        r#"{"code":"50","message":"m","sub_code":"isp.http-read-timeout","request_id":"1"}"#,
        "<response><code>0</code><sub_code>isp.http-read-timeout</sub_code></response>",
    ] {
        let qimen = if body.starts_with('<') { xml() } else { json() };
        let fault = fault(outcome(&qimen, body));
        assert_eq!(
            fault.sub_code.as_deref(),
            Some("isp.http-read-timeout"),
            "{body}"
        );
        assert_eq!(fault.repeat(), Repeat::AskFirst, "{body}");
    }
    let succeeded = r#"{"response":{"success":true,"sub_code":"S1"}}"#;
    assert!(outcome(&json(), succeeded).is_ok());
}

#[test]
fn a_number_of_the_providers_is_no_code_of_the_platform() {
    for code in ["7", "10", "25"] {
        let body = format!(
            "<response><flag>failure</flag><code>{code}</code><message>单据已发货</message></response>"
        );
        let fault = fault(outcome(&xml(), &body));
        assert_eq!(
            (fault.reason, fault.repeat()),
            (Reason::Unknown, Repeat::AskFirst)
        );
        assert_eq!(fault.code.as_deref(), Some(code));
        let policy = Policy::new();
        let mut attempts = Attempts::new(&policy, xml().rules(), false);
        let next = attempts.next(
            &Happened::Refused((&fault).into()),
            Duration::ZERO,
            &mut Jitter::new(1),
        );
        assert_eq!(next, Next::AskFirst);
    }
    let known = FAILURE.replace("isv.sig", "");
    assert_eq!(
        fault(outcome(&json(), &known)).reason,
        Reason::SignatureInvalid
    );
}

#[test]
fn a_provider_that_refuses_the_signature_is_understood() {
    for (qimen, body) in [
        (json(), Answers::JSON.refused),
        (xml(), Answers::XML.refused),
        (
            json(),
            r#"{"response":{"errorCode":"sign-check-failure","errorMsg":"Illegal request"}}"#,
        ),
        (
            json(),
            r#"{"errorCode":"sign-check-failure","errorMsg":"Illegal request"}"#,
        ),
    ] {
        let fault = fault(outcome(&qimen, body));
        assert_eq!(fault.reason, Reason::SignatureInvalid, "{body}");
        assert_eq!(
            fault.sub_code.as_deref(),
            Some("sign-check-failure"),
            "{body}"
        );
        assert_eq!(fault.message.as_deref(), Some("Illegal request"), "{body}");
    }
}

#[test]
fn a_response_that_holds_no_members_is_no_reply() {
    for value in ["\"failure\"", "[]", "[{}]", "1", "true", "null"] {
        let body = format!(r#"{{"response":{value}}}"#);
        assert_eq!(
            problem(outcome(&json(), &body)),
            Problem::NoEnvelope,
            "{body}"
        );
    }
}
