//! Refusals of TOP: what each code means, whose fault it is, whether to call again; and texts.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use gatekit_core::call::Generic;
use gatekit_core::reply::{Fault, Owner, ReadError, Reason, Repeat};
use gatekit_core::{Gateway, Qimen, Top};

fn fault(gateway: &impl Gateway, body: &str) -> Fault<String> {
    let mut body = body.as_bytes().to_vec();
    match gateway.read(&Generic::new("taobao.x", &[]), &mut body) {
        Err(ReadError::Refused(fault)) => fault.map(String::from),
        other => panic!("{other:?}"),
    }
}

fn top() -> Top {
    Top::new("12345678", "helloworld").unwrap()
}

#[test]
fn owners_and_ways_to_go_on_have_names() {
    let owners = [Owner::Caller, Owner::Gateway, Owner::Business];
    assert_eq!(owners.map(Owner::as_str), ["caller", "gateway", "business"]);
    let repeats = [Repeat::No, Repeat::Later, Repeat::AskFirst];
    assert_eq!(repeats.map(Repeat::as_str), ["no", "later", "ask-first"]);
}

/// The reasons that TOP and Qimen give for this code and sub code, in each of their forms.
fn reason(code: i64, sub_code: Option<&str>) -> Reason {
    let xml_sub = sub_code.map_or(String::new(), |sub| format!("<sub_code>{sub}</sub_code>"));
    let json_sub = sub_code.map_or(String::new(), |sub| format!(r#","sub_code":"{sub}""#));
    let qimen = Qimen::new("12345678", "helloworld", "23300032").unwrap();
    let found = [
        fault(
            &top(),
            &format!(r#"{{"error_response":{{"code":{code}{json_sub}}}}}"#),
        ),
        fault(
            &top(),
            &format!(r#"{{"error_response":{{"code":"{code}"{json_sub}}}}}"#),
        ),
        fault(
            &top(),
            &format!("<error_response><code>{code}</code>{xml_sub}</error_response>"),
        ),
        fault(
            &qimen,
            &format!(
                r#"{{"response":{{"flag":"failure","code":"{code}"{json_sub},"request_id":"r"}}}}"#
            ),
        ),
    ];
    for other in &found {
        assert_eq!(other.reason, found[0].reason, "{code} {sub_code:?}");
        assert_eq!(other.code.as_deref(), Some(code.to_string().as_str()));
        assert_eq!(other.sub_code.as_deref(), sub_code);
        assert_eq!(other.owner(), other.reason.owner());
        assert_eq!(other.hint(), other.reason.hint());
    }
    found[0].reason
}

/// Each of them takes seconds under Miri.
const LISTED: usize = if cfg!(miri) { 7 } else { 1 };

#[test]
fn every_code_of_the_platform_has_a_reason() {
    use Reason as R;
    let cases = [
        (3, R::UploadFailed),
        (4, R::FlowLimited),
        (5, R::FlowLimited),
        (6, R::FlowLimited),
        (7, R::FlowLimited),
        (8, R::FlowLimited),
        (9, R::HttpMethodInvalid),
        (10, R::ServiceFailed),
        (11, R::NotPermitted),
        (12, R::NotPermitted),
        (13, R::NotPermitted),
        (15, R::Unknown),
        (21, R::MethodMissing),
        (22, R::MethodUnknown),
        (23, R::FormatInvalid),
        (24, R::SignatureMissing),
        (25, R::SignatureInvalid),
        (26, R::SessionMissing),
        (27, R::SessionInvalid),
        (28, R::AppKeyMissing),
        (29, R::AppKeyInvalid),
        (30, R::TimestampMissing),
        (31, R::TimestampInvalid),
        (32, R::VersionInvalid),
        (33, R::VersionInvalid),
        (34, R::VersionInvalid),
        (40, R::ArgumentMissing),
        (41, R::ArgumentInvalid),
        (42, R::NotPermitted),
        (43, R::ArgumentInvalid),
        (53, R::NotPermitted),
        (0, R::Unknown),
        (47, R::Unknown),
        (i64::MAX, R::Unknown),
    ];
    for (code, expected) in cases.into_iter().step_by(LISTED) {
        assert_eq!(reason(code, None), expected, "{code}");
    }
}

#[test]
fn a_remote_service_error_is_told_by_its_sub_code() {
    use Reason as R;
    let cases = [
        ("isv.invalid-parameter", R::ArgumentInvalid),
        ("isv.missing-parameter", R::ArgumentMissing),
        ("isv.missing-parameter:tid", R::ArgumentMissing),
        ("isv.trade-not-exist", R::ServiceRefused),
        ("isv.permission-api-package-limit", R::NotPermitted),
        ("isv.timestamp-limit-error", R::TimestampInvalid),
        ("isv.access-limited-by-app-access-count", R::FlowLimited),
        (
            "accesscontrol.limited-by-dynamic-access-count",
            R::FlowLimited,
        ),
        ("isp.system-busy", R::ServiceBusy),
        ("isp.top-remote-service-unavailable", R::ServiceBusy),
        ("isp.top-remote-service-unavailable-tmall", R::ServiceBusy),
        ("isp.top-remote-connection-timeout", R::ServiceFailed),
        ("isp.top-remote-connection-timeout-tmall", R::ServiceFailed),
        ("isp.top-remote-unknown-error", R::ServiceFailed),
        ("isp.service-error", R::ServiceFailed),
        ("isp.http-read-timeout", R::ServiceFailed),
        ("something-else", R::Unknown),
    ];
    for (sub_code, expected) in cases.into_iter().step_by(LISTED) {
        for code in [15, 50] {
            assert_eq!(reason(code, Some(sub_code)), expected, "{code} {sub_code}");
        }
    }
}

#[test]
fn only_what_was_not_executed_may_be_repeated() {
    for reason in Reason::ALL {
        let expected = match reason {
            Reason::FlowLimited | Reason::ServiceBusy => Repeat::Later,
            Reason::ServiceFailed | Reason::Unknown => Repeat::AskFirst,
            _ => Repeat::No,
        };
        assert_eq!(reason.repeat(), expected, "{reason:?}");
        assert!(!reason.hint().is_empty());
        let owner = match reason {
            Reason::BusinessRefused => Owner::Business,
            Reason::ServiceBusy | Reason::ServiceFailed | Reason::Unknown => Owner::Gateway,
            _ => Owner::Caller,
        };
        assert_eq!(reason.owner(), owner, "{reason:?}");
    }
}

#[test]
fn texts_stand_in_any_order_and_escapes_are_resolved() {
    let body = r#"{"error_response":{"sub_msg":"\u975e\u6cd5\u53c2\u6570 \ud83d\ude00 \"a\\b\/\n","request_id":12345678901234567890123,"msg":"Remote\tservice error","code":15,"sub_code":"isv.invalid\u002dparameter"}}"#;
    let fault = fault(&top(), body);
    assert_eq!(fault.sub_message.as_deref(), Some("非法参数 😀 \"a\\b/\n"));
    assert_eq!(fault.message.as_deref(), Some("Remote\tservice error"));
    assert_eq!(fault.request_id.as_deref(), Some("12345678901234567890123"));
    assert_eq!(fault.sub_code.as_deref(), Some("isv.invalid-parameter"));
    assert_eq!(
        fault.reason,
        Reason::ArgumentInvalid,
        "escaped codes are codes"
    );
}

#[test]
fn references_and_character_data_are_resolved() {
    let body = "<error_response><code>15</code><msg><![CDATA[a < b & c]]></msg><sub_code>isv&#46;invalid-parameter</sub_code><sub_msg>&lt;&#x975e;法&gt; &amp;&quot;&apos;</sub_msg></error_response>";
    let fault = fault(&top(), body);
    assert_eq!(fault.message.as_deref(), Some("a < b & c"));
    assert_eq!(fault.sub_message.as_deref(), Some("<非法> &\"'"));
    assert_eq!(fault.reason, Reason::ArgumentInvalid);
}

#[test]
fn blank_texts_are_absent() {
    let body =
        r#"{"error_response":{"code":15,"msg":"","sub_code":" ","sub_msg":null,"request_id":{}}}"#;
    let found = fault(&top(), body);
    assert_eq!(
        (
            found.message,
            found.sub_code,
            found.sub_message,
            found.request_id
        ),
        (None, None, None, None)
    );
    assert_eq!(found.reason, Reason::Unknown);
    for body in [
        r#"{"error_response":null}"#,
        r#"{"error_response":"busy"}"#,
        r#"{"error_response":{}}"#,
    ] {
        assert_eq!(fault(&top(), body).reason, Reason::Unknown, "{body}");
    }
    assert_eq!(fault(&top(), "<error_response/>").code, None);
}

#[test]
fn a_raw_control_character_in_a_message_is_kept() {
    let found = fault(
        &top(),
        "{\"error_response\":{\"code\":25,\"msg\":\"a\u{1}b\tc\nd\"}}",
    );
    assert_eq!(found.message.as_deref(), Some("a\u{1}b\tc\nd"));
}

#[test]
fn a_success_of_false_is_the_business_wherever_it_stands() {
    for body in [
        r#"{"x_response":{"success":false,"error_code":"E1","error_message":"m","request_id":"r"}}"#,
        r#"{"x_response":{"result":{"is_success":"false","err_code":"E1","err_msg":"m"},"request_id":"r"}}"#,
        r#"{"x_response":{"result":{"isSuccess":false,"code":"E1","msg":"m"},"request_id":"r"}}"#,
        r#"{"x_response":{"success":0,"code":"E1","msg":"m","request_id":"r"}}"#,
        r#"{"x_response":{"result":{"success":"0","code":"E1","msg":"m"},"request_id":"r"}}"#,
    ] {
        let found = fault(&top(), body);
        assert_eq!(
            (found.reason, found.owner()),
            (Reason::BusinessRefused, Owner::Business)
        );
        assert_eq!(found.sub_code.as_deref(), Some("E1"));
        assert_eq!(found.message.as_deref(), Some("m"));
        assert_eq!(found.request_id.as_deref(), Some("r"));
    }
}

#[test]
fn what_says_that_it_succeeded_is_not_denied_by_a_part_of_it() {
    for (body, ok) in [
        (
            r#"{"x_response":{"success":true,"notice":{"success":false}}}"#,
            true,
        ),
        (
            r#"{"x_response":{"notice":{"success":false},"is_success":"true"}}"#,
            true,
        ),
        (
            r#"{"x_response":{"success":1,"notice":{"success":false}}}"#,
            true,
        ),
        (
            r#"{"x_response":{"tid":1,"notice":{"success":false}}}"#,
            false,
        ),
        (
            r#"{"x_response":{"success":true,"is_success":false}}"#,
            false,
        ),
        (r#"{"x_response":{"success":2}}"#, true),
    ] {
        let mut bytes = body.as_bytes().to_vec();
        let read = top().read(&Generic::new("taobao.x", &[]), &mut bytes);
        assert_eq!(read.is_ok(), ok, "{body}");
    }
}
