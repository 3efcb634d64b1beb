//! Refusals of Qimen: the shop's, the platform's, and an envelope that does not belong there.

use crate::qimen::{
    FAILURE, FAILURE_XML, SHIPPED, SHIPPED_XML, fault, json, outcome, read, read_with, xml,
};
use gatekit_core::Gateway;
use gatekit_core::api::qianniu::{self};
use gatekit_core::call::Generic;
use gatekit_core::reply::{Owner, ReadError, Reason, Repeat};
use gatekit_core::transport::Answer;

#[test]
fn a_denial_with_a_code_of_the_platforms_side_may_have_been_executed() {
    let mut body = *br#"{"result":{"success":false,"errorCode":"isp.http-read-timeout"}}"#;
    let call = Generic::new("qimen.some.scene", &[]);
    let read = json().read(&call, &mut body).map(drop);
    let Err(ReadError::Refused(fault)) = read else {
        panic!("{read:?}");
    };
    assert_eq!(
        (fault.reason, fault.repeat()),
        (Reason::ServiceFailed, Repeat::AskFirst)
    );
}

#[test]
fn a_shop_that_says_no_is_the_business() {
    for (qimen, body) in [(json(), SHIPPED), (xml(), SHIPPED_XML)] {
        for body in [
            body.to_owned(),
            body.replace("false", "\"false\"")
                .replace(">\"false\"<", ">FALSE<"),
        ] {
            let fault = fault(read(&qimen, &body));
            assert_eq!(
                (fault.reason, fault.owner()),
                (Reason::BusinessRefused, Owner::Business)
            );
            assert_eq!(fault.repeat(), Repeat::No);
            assert_eq!(fault.sub_code.as_deref(), Some("1001"));
            assert_eq!(fault.message.as_deref(), Some("已发货拦截失败"));
            assert_eq!(fault.known, Some(&qianniu::ALREADY_SHIPPED));
            assert_eq!(fault.hint(), qianniu::ALREADY_SHIPPED.hint);
        }
    }
}

#[test]
fn a_flag_in_a_wrapper_of_tops_is_one() {
    let call = Generic::new("qimen.some.scene", &[]);
    for (flag, refused) in [("failure", true), ("", false), ("success", false)] {
        let body = format!(
            r#"{{"qimen_some_scene_response":{{"flag":"{flag}","code":"S1","message":"m","a":1}}}}"#
        );
        let mut bytes = body.clone().into_bytes();
        let read = json().read(&call, &mut bytes);
        assert_eq!(read.is_err(), refused, "{body}");
        if let Err(error) = read {
            let ReadError::Refused(fault) = error else {
                panic!("{error:?}")
            };
            assert_eq!((fault.code, fault.message), (Some("S1"), Some("m")));
        }
        // Without a method, too.
        let answer = Answer::new(200, body.len());
        let payload = json().payload(None, &answer, body.as_bytes()).is_err();
        assert_eq!(payload, refused, "{body}");
    }
}

#[test]
fn a_failure_of_the_platform_is_read_in_every_form() {
    for qimen in [json(), xml()] {
        for body in [FAILURE, FAILURE_XML, &FAILURE.replace("\"25\"", "25")] {
            for status in [200, 400, 500] {
                let fault = fault(read_with(&qimen, status, body));
                assert_eq!(
                    (fault.reason, fault.owner()),
                    (Reason::SignatureInvalid, Owner::Caller)
                );
                assert_eq!(fault.code.as_deref(), Some("25"));
                assert_eq!(fault.sub_code.as_deref(), Some("isv.sig"));
                assert_eq!(fault.message.as_deref(), Some("Invalid signature"));
                assert_eq!(fault.sub_message.as_deref(), Some("签名"));
                assert_eq!(fault.request_id.as_deref(), Some("r9"));
            }
        }
    }
}

#[test]
fn any_flag_but_success_is_a_failure() {
    for flag in ["failure", "Failure", "fail", "error"] {
        assert!(matches!(
            read(&json(), &FAILURE.replace("failure", flag)),
            Err(ReadError::Refused(_))
        ));
    }
    let code = r#"{"response":{"flag":"failure","code":"sign-check-failure","message":"Illegal request"}}"#;
    let fault = fault(read(&json(), code));
    assert_eq!(fault.reason, Reason::SignatureInvalid);
    assert_eq!(fault.code.as_deref(), Some("sign-check-failure"));
}

#[test]
fn a_failure_without_flag_is_one() {
    // The Java library of 2021: a failure unless code is absent or 0 and sub code and flag absent.
    for body in [
        r#"{"response":{"code":"25","message":"Invalid signature","sub_code":"isv.sig"}}"#,
        r#"{"response":{"code":15,"sub_code":"isp.top-remote-connection-timeout"}}"#,
    ] {
        assert!(
            matches!(outcome(&json(), body), Err(ReadError::Refused(_))),
            "{body}"
        );
    }
}

#[test]
fn a_stray_error_response_is_a_refusal() {
    let body = r#"{"error_response":{"code":15,"msg":"Remote service error","sub_code":"isp.http-read-timeout","sub_msg":"x","request_id":"r1"}}"#;
    for qimen in [json(), xml()] {
        let fault = fault(read(&qimen, body));
        assert_eq!(fault.code.as_deref(), Some("15"));
        assert_eq!(fault.known, Some(&qianniu::HTTP_READ_TIMEOUT));
        assert_eq!(
            (fault.owner(), fault.repeat()),
            (Owner::Gateway, Repeat::AskFirst)
        );
        assert_eq!(fault.request_id.as_deref(), Some("r1"));
    }
    let body = "<error_response><code>50</code><msg>Remote service error</msg><sub_code>isv.invalid-parameter</sub_code><sub_msg>非法参数</sub_msg></error_response>";
    for qimen in [json(), xml()] {
        let fault = fault(read(&qimen, body));
        assert_eq!((fault.reason, fault.known), (Reason::ArgumentInvalid, None));
        assert_eq!(fault.sub_message.as_deref(), Some("非法参数"));
    }
}

#[test]
fn every_code_of_the_api_page_is_known() {
    for refusal in qianniu::REFUSALS {
        let said = SHIPPED.replace("1001", refusal.code);
        assert_eq!(fault(read(&json(), &said)).known, Some(*refusal));
        let failed = format!(
            r#"{{"response":{{"flag":"failure","code":"{}"}}}}"#,
            refusal.code
        );
        let fault = fault(read(&json(), &failed));
        assert_eq!(fault.known, Some(*refusal));
        assert_eq!(
            (fault.owner(), fault.repeat()),
            (refusal.owner, refusal.repeat)
        );
        assert_eq!(fault.hint(), refusal.hint);
    }
    let mut codes: Vec<_> = qianniu::REFUSALS
        .iter()
        .map(|refusal| refusal.code)
        .collect();
    codes.sort_unstable();
    assert_eq!(
        codes,
        [
            "10001",
            "1001",
            "1008",
            "1101",
            "1103",
            "400",
            "http-service-status-error",
            "isp.http-read-timeout",
            "modify-address-forbid",
            "modify-orderselfintercept-failed",
            "unknown",
        ]
    );
}

#[test]
fn a_parameter_called_unknown_is_not_the_code_unknown() {
    let body = FAILURE
        .replace("isv.sig", "isv.missing-parameter:unknown")
        .replace("25", "40");
    let fault = fault(read(&json(), &body));
    assert_eq!((fault.known, fault.reason), (None, Reason::ArgumentMissing));
    assert_eq!(fault.owner(), Owner::Caller);
}
