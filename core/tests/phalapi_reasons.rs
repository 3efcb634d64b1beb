//! What the codes of PhalApi sites mean.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use gatekit_core::call::Generic;
use gatekit_core::reply::{Problem, ReadError, Reason};
use gatekit_core::{Gateway, PhalApi};

fn reason(ret: i64, message: &str) -> Reason {
    let body = serde_json::json!({ "ret": ret, "data": {}, "msg": message });
    let mut body = body.to_string().into_bytes();
    let call = Generic::new("App.A.B", &[]);
    match PhalApi::unsigned().read(&call, &mut body).map(|_| ()) {
        Err(ReadError::Refused(fault)) => fault.reason,
        other => panic!("{other:?}"),
    }
}

/// What comes of an answer with this `ret`, as it is written.
fn outcome(ret: &str) -> Result<(), ReadError<String>> {
    let mut body = format!(r#"{{"ret":{ret},"data":{{}},"msg":""}}"#).into_bytes();
    let call = Generic::new("App.A.B", &[]);
    let read = PhalApi::unsigned().read(&call, &mut body);
    read.map(|_| ()).map_err(|error| error.map(String::from))
}

#[test]
fn two_hundred_is_success_however_it_is_written() {
    for ret in ["200", "\"200\"", "200.0", "200.00", "\"200.0\""] {
        assert_eq!(outcome(ret), Ok(()), "{ret}");
    }
    for ret in ["201", "2000", "20", "-200", "\"404\""] {
        let refused = matches!(outcome(ret), Err(ReadError::Refused(_)));
        assert!(refused, "{ret}");
    }
    for ret in [
        "200.5",
        "\"200.\"",
        "200.01",
        "\"200 OK\"",
        "\"\"",
        "null",
        "[200]",
    ] {
        let Err(ReadError::Unreadable(unreadable)) = outcome(ret) else {
            panic!("{ret}")
        };
        assert_eq!(unreadable.problem, Problem::NoEnvelope, "{ret}");
    }
}

#[test]
fn every_code_has_a_reason() {
    for (ret, expected) in [
        (-1, Reason::Unknown),
        (0, Reason::Unknown),
        (199, Reason::Unknown),
        (201, Reason::Unknown),
        (399, Reason::Unknown),
        (400, Reason::ArgumentInvalid),
        (401, Reason::NotPermitted),
        (402, Reason::ServiceRefused),
        (403, Reason::NotPermitted),
        (404, Reason::MethodUnknown),
        (405, Reason::ServiceRefused),
        (406, Reason::SignatureInvalid),
        (407, Reason::ServiceRefused),
        (428, Reason::ServiceRefused),
        (429, Reason::ServiceRefused),
        (430, Reason::ServiceRefused),
        (499, Reason::ServiceRefused),
        (500, Reason::ServiceFailed),
        (503, Reason::ServiceFailed),
        (599, Reason::ServiceFailed),
        (600, Reason::Unknown),
    ] {
        assert_eq!(reason(ret, ""), expected, "{ret}");
    }
}

#[test]
fn a_bad_request_is_told_by_its_message_in_every_language_of_the_framework() {
    for (ret, message, expected) in [
        (400, "非法请求：签名错误", Reason::SignatureInvalid),
        (400, "非法請求：簽名錯誤", Reason::SignatureInvalid),
        (400, "Bad Request: wrong sign", Reason::SignatureInvalid),
        (400, "非法请求：缺少必要参数tid", Reason::ArgumentMissing),
        (
            400,
            "Bad Request: tid require, but miss",
            Reason::ArgumentMissing,
        ),
        (400, "access_token校验不通过", Reason::SessionInvalid),
        (406, "access_token校验不通过", Reason::SessionInvalid),
        (400, "tid应该大于或等于1", Reason::ArgumentInvalid),
        (401, "access_token", Reason::NotPermitted),
    ] {
        assert_eq!(reason(ret, message), expected, "{ret} {message}");
    }
}
