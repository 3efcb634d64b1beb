//! Replies that do not say that the order is cancelled.

use crate::support::{gatekit, scripted};

const CANCEL: &str = "App.Logistics.CCancelOrder";
const NOTHING: &str = r#"{"ret":200,"data":null,"msg":""}"#;

#[test]
fn a_cancellation_that_nothing_confirms_is_asked_about() {
    for data in [
        "null",
        "{}",
        "[]",
        r#""""#,
        "false",
        r#"{"message":"x"}"#,
        r#"{"code":0}"#,
        r#"{"code":null,"data":"ok"}"#,
        r#"{"access_token":"x","expire_at":1}"#,
    ] {
        let body = format!(r#"{{"ret":200,"data":{data},"msg":""}}"#);
        for gateway in ["phalapi", "phalapi-pro"] {
            let run = gatekit(["read", gateway, "--api", CANCEL]);
            let run = run.input(&body).run();
            assert_eq!(run.code, 6, "{run:?}");
            assert_eq!(run.json()["repeat"], "ask-first");
        }
    }
    let confirmed = r#"{"ret":200,"data":{"code":200,"message":"success"},"msg":""}"#;
    let run = gatekit(["read", "phalapi", "--api", CANCEL]);
    assert_eq!(run.input(confirmed).run().code, 0);
    // Of another method nobody knows what confirms it.
    let run = gatekit(["read", "phalapi", "--api", "App.A.B"]);
    assert_eq!(run.input(NOTHING).run().code, 0);
}

#[test]
fn a_call_that_nothing_confirms_is_no_success_and_not_repeated() {
    let url = scripted(&[Some(NOTHING), Some(NOTHING)]);
    let call = ["call", "phalapi", CANCEL, "orderId=1", "--tries", "2"];
    let run = gatekit(call).args(["--url", &url]).run();
    run.assert_fails(6, "the member `code: 200` is missing");
    assert!(run.err.contains("Ask for the order's state"), "{run:?}");
    assert!(!run.err.contains("attempt 1"), "{run:?}");
}
