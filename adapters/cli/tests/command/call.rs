//! Calls to a sandbox in the process of the test.

use crate::support::{Gatekit, Scratch, gatekit, sandbox};
use gatekit_sandbox::Gateway;

const DAMAI: &str = "alibaba.damai.yuntoc.order.cancellockstock";
const INTERCEPT: &str = "qimen.taobao.qianniu.cloudkefu.order.self.intercept";
const VOID: &str = "qianmi.cloudshop.d2p.trade.cancel";
const PICK_UP: [&str; 4] = [
    "App.Logistics.CCancelOrder",
    "orderId=1001",
    "taskId=1",
    "cancelMsg=不要了",
];

/// The sandbox's credentials, from the environment.
fn with_credentials(run: Gatekit) -> Gatekit {
    run.env("GATEKIT_APP_KEY", "12345678")
        .env("GATEKIT_APP_SECRET", "sandbox-secret")
        .env("GATEKIT_SESSION", "sandbox-session")
        .env("GATEKIT_ACCESS_TOKEN", "sandbox-session")
}

fn damai(order: &str) -> String {
    format!(
        r#"param_cancel_stock_lock_request={{ "cancel_stock_lock_request_body": {{"cancel_stock_lock_req_param":{{"order_id":"{order}"}}}}}}"#
    )
}

#[test]
fn a_reply_is_printed_as_json_on_every_gateway() {
    let sandbox = sandbox();
    let damai = damai("1001");
    let qimen = [
        "sellerNick=a",
        "buyerNick=b",
        "callType=synchronous",
        "--json-param",
        r#"bizOrder={"tid":"1001","subOrderIds":"1"}"#,
    ];
    for (gateway, at, args, holds) in [
        (
            "top",
            Gateway::Top,
            &[DAMAI, "--json-param", &damai][..],
            r#""order_id":"1001""#,
        ),
        (
            "top",
            Gateway::Top,
            &[
                DAMAI,
                "--json-param",
                &damai,
                "--format",
                "xml",
                "--sign-method",
                "md5",
            ],
            r#""order_id":"1001""#,
        ),
        (
            "top",
            Gateway::Top,
            &[
                DAMAI,
                "--json-param",
                &damai,
                "--simplify",
                "--sign-method",
                "hmac",
            ],
            r#""order_id":"1001""#,
        ),
        (
            "qimen",
            Gateway::Qimen,
            &[&[INTERCEPT][..], &qimen].concat(),
            r#""success":true"#,
        ),
        (
            "qianmi",
            Gateway::Qianmi,
            &[VOID, "tid=1001"],
            r#""is_success":true"#,
        ),
        (
            "phalapi",
            Gateway::PhalApiMd5,
            &[&PICK_UP[..], &["--sign-method", "values-md5"]].concat(),
            "取消成功",
        ),
        ("phalapi-pro", Gateway::PhalApiPro, &PICK_UP, "取消成功"),
    ] {
        let url = sandbox.url(at);
        let run = gatekit(["call", gateway, "--url", &url]).args(args.iter().copied());
        let run = with_credentials(run).run();
        assert_eq!(run.code, 0, "{gateway}: {run:?}");
        assert!(
            run.json().is_object() && run.out.contains(holds),
            "{gateway}: {run:?}"
        );
        assert_eq!(run.err, "");
    }
    assert!(sandbox.requests().iter().all(|request| request.executed));
}

#[test]
fn a_token_is_applied_for_and_used() {
    let sandbox = sandbox();
    let url = sandbox.url(Gateway::PhalApi);
    let run = gatekit(["call", "phalapi", "App.Auth.ApplyToken", "--url", &url])
        .args(["app_key=12345678", "app_secret=sandbox-secret"])
        .showing_credentials()
        .run();
    assert_eq!(run.code, 0, "{run:?}");
    assert!(!run.out.contains("sandbox-secret"));
    let token = run.json()["access_token"]
        .as_str()
        .expect("a token")
        .to_owned();
    let run = gatekit(["call", "phalapi", "--url", &url]).args(PICK_UP);
    let run = run.args(["--access-token", &token]).run();
    assert_eq!(run.code, 0, "{run:?}");
}

#[test]
fn a_raw_body_is_signed_and_sent() {
    let sandbox = sandbox();
    let body = Scratch::new(
        r#"{"sellerNick":"a","buyerNick":"b","callType":"synchronous","bizOrder":{"tid":"1001"}}"#,
    );
    let run = gatekit(["call", "qimen", INTERCEPT, "--raw-body-file", body.path()])
        .args(["--content-type", "application/json", "--customer-id", "c"])
        .args(["--url", &sandbox.url(Gateway::Qimen)]);
    let run = with_credentials(run).run();
    assert_eq!(
        (run.code, run.out.as_str()),
        (0, "{\"result\":{\"success\":true}}\n"),
        "{run:?}"
    );
    let requests = sandbox.requests();
    assert!(requests[0].request_line.contains("sign_method=md5"));
    assert!(requests[0].body.starts_with(b"{\"sellerNick\""));
}

#[test]
fn refusals_and_broken_answers_have_codes_of_their_own() {
    let sandbox = sandbox();
    let url = sandbox.url(Gateway::Qianmi);
    for (order, code, message) in [
        ("0409", 5, "the business refused: code 9"),
        ("0404", 5, "reason: business-refused; calling again: no"),
        ("0503", 4, "reason: service-busy; calling again: later"),
        (
            "0500",
            6,
            "the answer cannot be read (HTTP 200): the document is cut off",
        ),
        (
            "0502",
            6,
            "the answer cannot be read (HTTP 502, text/html): it is a web page",
        ),
        ("0204", 6, "it is empty"),
        ("0444", 3, "the request may have been executed"),
    ] {
        let tid = format!("tid={order}");
        let run = with_credentials(gatekit(["call", "qianmi", VOID, &tid, "--url", &url])).run();
        run.assert_fails(code, message);
    }
}

#[test]
fn a_late_answer_is_not_waited_for_and_may_have_been_executed() {
    let sandbox = sandbox();
    let url = sandbox.url(Gateway::Qianmi);
    let run = gatekit([
        "call",
        "qianmi",
        VOID,
        "tid=0408",
        "--url",
        &url,
        "--timeout",
        "0.5",
    ]);
    let run = with_credentials(run).run();
    run.assert_fails(
        3,
        "the request may have been executed: no answer within the time allowed",
    );
    assert!(run.err.contains("Ask for the order's state"));
}

#[test]
fn a_secret_with_one_character_changed_is_told_in_words_that_help() {
    let sandbox = sandbox();
    let damai = damai("1001");
    let qimen = [
        "sellerNick=a",
        "buyerNick=b",
        "callType=synchronous",
        "bizOrder={\"tid\":\"1\"}",
    ];
    for (gateway, at, args) in [
        ("top", Gateway::Top, &[DAMAI, "--json-param", &damai][..]),
        (
            "qimen",
            Gateway::Qimen,
            &[&[INTERCEPT][..], &qimen].concat(),
        ),
        ("qianmi", Gateway::Qianmi, &[VOID, "tid=1001"]),
        ("phalapi-pro", Gateway::PhalApiPro, &PICK_UP),
    ] {
        let url = sandbox.url(at);
        let run = gatekit(["call", gateway, "--url", &url]).args(args.iter().copied());
        let run = with_credentials(run)
            .env("GATEKIT_APP_SECRET", "sandbox-secreT")
            .run();
        run.assert_fails(4, "signature-invalid");
        assert!(run.err.contains("hint: Check the secret"), "{run:?}");
        assert!(!run.err.contains("sandbox-secreT"));
    }
}

#[test]
fn nobody_listening_is_a_failure_of_transport() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}/api", listener.local_addr().expect("an address"));
    drop(listener);
    let run = with_credentials(gatekit(["call", "qianmi", VOID, "tid=1", "--url", &url])).run();
    run.assert_fails(3, "nothing was sent: the connection was refused");
}

#[test]
fn a_dry_run_prints_the_request_and_sends_nothing() {
    let sandbox = sandbox();
    let url = sandbox.url(Gateway::Qianmi);
    let args = [
        "call",
        "qianmi",
        VOID,
        "tid=取 1",
        "--dry-run",
        "--at",
        "1446617413",
    ];
    let run = with_credentials(gatekit(args).args(["--url", &url])).run();
    assert_eq!(run.code, 0, "{run:?}");
    let (head, body) = run.out.split_once("\n\n").expect("head and body");
    let line = head.lines().next().unwrap_or_default();
    assert!(line.starts_with("POST /api?access_token=***&appKey=12345678&format=json&method="));
    assert!(line.contains("timestamp=2015-11-04+14%3A10%3A13&v=1.1&sign="));
    assert!(line.ends_with(" HTTP/1.1"));
    assert!(head.contains(&format!("\nHost: {}\n", sandbox.address())));
    assert!(head.ends_with("\nContent-Length: 15"), "{head}");
    assert_eq!(body, "tid=%E5%8F%96+1\n");
    assert!(sandbox.requests().is_empty());
}

#[test]
fn an_explanation_stands_beside_the_reply() {
    let sandbox = sandbox();
    let url = sandbox.url(Gateway::Qianmi);
    let run = gatekit([
        "call",
        "qianmi",
        VOID,
        "tid=1001",
        "remark= ",
        "--url",
        &url,
        "--explain",
    ]);
    let run = with_credentials(run).run();
    assert_eq!(run.out, "{\"trade\":{\"is_success\":true}}\n");
    for shown in [
        "   access_token = ***\n   appKey = ",
        "   tid = 1001\n",
        "   remark is left out: blank values are neither signed nor sent\n",
        "POST /api?access_token=***",
        "{secret}access_token***",
        "HTTP 200, ",
    ] {
        assert!(run.err.contains(shown), "{shown} is missing in {}", run.err);
    }
}
