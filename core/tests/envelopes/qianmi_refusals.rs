//! Refusals of Qianmi: the shapes of `subErrors`, the main codes, the five documented sub codes.

use crate::qianmi::{ERROR, fault, read};
use gatekit_core::api::d2p::{self};
use gatekit_core::reply::{Owner, Reason, Repeat};

const PREFIX: &str = "isv.qianmi-cloudshop-d2p-trade-cancel-service-error:";

#[test]
fn the_sample_of_the_api_page_is_a_refusal() {
    let fault = fault(read(ERROR));
    assert_eq!(
        (fault.reason, fault.owner()),
        (Reason::ArgumentInvalid, Owner::Caller)
    );
    assert_eq!(fault.repeat(), Repeat::No);
    assert_eq!(fault.code.as_deref(), Some("33"));
    assert_eq!(fault.message.as_deref(), Some("非法的参数"));
    assert_eq!(
        fault.solution.as_deref(),
        Some("请查看根据服务接口对参数格式的要求")
    );
    assert_eq!(fault.sub_code.as_deref(), Some("isv.invalid-paramete:XXXX"));
    assert_eq!(
        fault.sub_message.as_deref(),
        Some("参数XXXX无效,格式不对、非法值、越界等")
    );
    assert_eq!((fault.request_id, fault.known), (None, None));
}

#[test]
fn sub_errors_have_many_shapes() {
    let refusal = |sub_errors: &str| {
        fault(read(&format!(
            r#"{{"errorToken":"@@$-ERROR_TOKEN$-@@","code":"9","message":"m","subErrors":{sub_errors}}}"#
        )))
    };
    let one = r#"{"code":"isv.x:1","message":"first"}"#;
    for sub_errors in [
        format!(r#"{{"subError":[{one}]}}"#),
        format!(r#"{{"subError":{one}}}"#),
        format!("[{one}]"),
        format!(r#"[{one},{{"code":"isv.x:2","message":"second"}}]"#),
        one.to_owned(),
    ] {
        let fault = refusal(&sub_errors);
        assert_eq!(fault.sub_code.as_deref(), Some("isv.x:1"), "{sub_errors}");
        assert_eq!(fault.sub_message.as_deref(), Some("first"), "{sub_errors}");
        assert_eq!(fault.message.as_deref(), Some("m"));
    }
    for sub_errors in [
        "[]",
        "{}",
        "null",
        "\"\"",
        r#"{"subError":[]}"#,
        r#"{"subError":null}"#,
    ] {
        let fault = refusal(sub_errors);
        assert_eq!(
            (fault.code.as_deref(), fault.sub_code),
            (Some("9"), None),
            "{sub_errors}"
        );
    }
    let fault = fault(read(
        r#"{"errorToken":"@@$-ERROR_TOKEN$-@@","code":25,"message":"无效签名"}"#,
    ));
    assert_eq!(
        (fault.reason, fault.code.as_deref()),
        (Reason::SignatureInvalid, Some("25"))
    );
    assert_eq!(fault.sub_code, None);
}

#[test]
fn the_rewritten_refusal_of_the_java_library_is_one() {
    let body = r#"{"error_response":{"code":"9","msg":"m","sub_code":"isv.qianmi-cloudshop-d2p-trade-cancel-service-error:01042001","sub_msg":"s"}}"#;
    let fault = fault(read(body));
    assert_eq!(fault.known, Some(&d2p::TRADE_NOT_FOUND));
    assert_eq!(
        (fault.message.as_deref(), fault.sub_message.as_deref()),
        (Some("m"), Some("s"))
    );
}

#[test]
fn the_five_documented_refusals_are_known() {
    for (code, known, owner, repeat) in [
        (
            "01042001",
            &d2p::TRADE_NOT_FOUND,
            Owner::Business,
            Repeat::No,
        ),
        (
            "01042002",
            &d2p::WRONG_TRADE_STATE,
            Owner::Business,
            Repeat::No,
        ),
        (
            "01042003",
            &d2p::STOCK_RELEASE_FAILED,
            Owner::Gateway,
            Repeat::AskFirst,
        ),
        ("01042009", &d2p::RETURN_OPEN, Owner::Business, Repeat::No),
        ("01049991", &d2p::NOT_PERMITTED, Owner::Business, Repeat::No),
    ] {
        let body = ERROR
            .replace("\"33\"", "\"9\"")
            .replace("isv.invalid-paramete:XXXX", &format!("{PREFIX}{code}"));
        let fault = fault(read(&body));
        assert_eq!(fault.known, Some(known));
        assert_eq!(fault.reason, Reason::BusinessRefused);
        assert_eq!((fault.owner(), fault.repeat()), (owner, repeat));
        assert_eq!(fault.hint(), known.hint);
        assert!(fault.to_string().contains(code), "{fault}");
    }
    assert_eq!(d2p::REFUSALS.len(), 5);
    let other = ERROR.replace("isv.invalid-paramete:XXXX", &format!("{PREFIX}01049999"));
    let fault = fault(read(&other));
    assert_eq!((fault.known, fault.owner()), (None, Owner::Business));
}

#[test]
fn every_main_code_says_what_to_do() {
    use Reason as R;
    let table = [
        (2, R::NotPermitted),
        (3, R::NotPermitted),
        (4, R::UploadFailed),
        (5, R::HttpMethodInvalid),
        (6, R::EncodingInvalid),
        (7, R::ServiceBusy),
        (8, R::MethodObsolete),
        (9, R::BusinessRefused),
        (20, R::SessionMissing),
        (21, R::SessionInvalid),
        (22, R::AppKeyMissing),
        (23, R::AppKeyInvalid),
        (24, R::SignatureMissing),
        (25, R::SignatureInvalid),
        (26, R::MethodMissing),
        (27, R::MethodUnknown),
        (28, R::VersionInvalid),
        (29, R::VersionInvalid),
        (30, R::VersionInvalid),
        (31, R::FormatInvalid),
        (32, R::ArgumentMissing),
        (33, R::ArgumentInvalid),
        (34, R::FlowLimited),
        (35, R::FlowLimited),
        (36, R::QuotaExhausted),
        (37, R::FlowLimited),
        (1, R::ServiceFailed),
        (10, R::Unknown),
        (38, R::Unknown),
        (-1, R::Unknown),
    ];
    for (code, reason) in table {
        for code in [format!("\"{code}\""), code.to_string()] {
            let fault = fault(read(&format!(r#"{{"errorToken":"t","code":{code}}}"#)));
            assert_eq!(fault.reason, reason, "{code}");
            assert_eq!(
                (fault.owner(), fault.repeat()),
                (reason.owner(), reason.repeat())
            );
        }
    }
    for later in [R::ServiceBusy, R::FlowLimited] {
        assert_eq!(later.repeat(), Repeat::Later);
    }
}

#[test]
fn a_service_that_failed_may_have_done_it() {
    let failed = (Reason::ServiceFailed, Repeat::AskFirst, Owner::Gateway);
    for (sub_code, (reason, repeat, owner)) in [
        (
            "isp.qianmi-cloudshop-d2p-trade-cancel-service-unavailable",
            failed,
        ),
        (
            "isp.qianmi-cloudshop-d2p-trade-cancel-service-timeout",
            failed,
        ),
        ("isp.anything", failed),
        (
            "isv.anything",
            (Reason::ServiceRefused, Repeat::No, Owner::Caller),
        ),
    ] {
        for code in ["\"1\"", "\"9\""] {
            let body = ERROR
                .replace("\"33\"", code)
                .replace("isv.invalid-paramete:XXXX", sub_code);
            let fault = fault(read(&body));
            assert_eq!(
                (fault.reason, fault.repeat(), fault.owner()),
                (reason, repeat, owner),
                "{code} {sub_code}"
            );
        }
    }
}

#[test]
fn a_timestamp_that_is_refused_is_the_clock() {
    let body = ERROR.replace("XXXX", "timestamp");
    assert_eq!(fault(read(&body)).reason, Reason::TimestampInvalid);
}
