//! The answers of `java-sdk-observed.jsonl`, with the verdicts of a careful client (several of the
//! Java SDK's own are its mistakes).

use crate::support::gatekit;
use serde_json::Value;

/// The cases whose body the observation holds: all JSON, read with any method.
#[test]
fn recorded_bodies_get_a_careful_verdict() {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/vectors/java-sdk-observed.jsonl"
    );
    let text = std::fs::read_to_string(file).expect("the observations");
    let mut seen = Vec::new();
    for line in text.lines() {
        let case: Value = serde_json::from_str(line).expect("JSON");
        let (Some(name), Some(body)) = (case["resp"].as_str(), case["body"].as_str()) else {
            continue;
        };
        let expected = match name {
            "okj" | "gzip" | "ctrl" | "e302" => 0,
            "errj" | "e400" => 4,
            // A success for the Java SDK.
            "empty200" => 6,
            other => panic!("a case without a verdict: {other}"),
        };
        let run = gatekit(["read", "top", "--format", "json"])
            .input(body)
            .run();
        assert_eq!(run.code, expected, "{name}: {run:?}");
        if expected == 0 {
            assert_eq!(
                run.json()["reply"]["request_id"],
                case["request_id"],
                "{name}"
            );
        } else if expected == 4 {
            assert_eq!(run.json()["code"], case["code"], "{name}");
            assert_eq!(run.json()["sub_code"], case["sub_code"], "{name}");
            assert_eq!(run.json()["sub_message"], "非法参数", "{name}");
            assert_eq!(run.json()["request_id"], "r1", "{name}");
        }
        seen.push(name.to_owned());
    }
    assert_eq!(seen.len(), 7, "{seen:?}");
}

/// The cases whose body is not recorded.
#[test]
fn other_observed_cases_get_a_careful_verdict() {
    let xml_error = "<error_response><code>15</code><msg>Remote service error</msg>\
        <sub_code>isv.invalid-parameter</sub_code><sub_msg>非法参数</sub_msg>\
        <request_id>r1</request_id></error_response>";
    let json_error = r#"{"error_response":{"code":15,"msg":"Remote service error","sub_code":"isv.invalid-parameter","request_id":"r1"}}"#;
    let html = "<html><body>oops</body></html>";
    let xml_reply = "<x_response><result>true</result><request_id>abc123</request_id></x_response>";
    let json_reply = r#"{"x_response":{"result":{"ok":true},"request_id":"abc123"}}"#;
    let qimen_failure = r#"{"response":{"flag":"failure","code":"25","message":"Invalid signature","sub_code":"isv.sig","sub_message":"x","request_id":"r9"}}"#;
    let qimen_xml = "<response><flag>success</flag><code>0</code><message>ok</message></response>";
    let qimen_xml_failure = "<response><flag>failure</flag><code>sign-check-failure</code>\
        <message>Illegal request</message></response>";
    for (name, gateway, format, body, expected, holds) in [
        ("html200", "top", "json", html, 6, "web page"),
        (
            "trunc",
            "top",
            "json",
            r#"{"x_response":{"resu"#,
            6,
            "cut off",
        ),
        ("e500", "top", "json", "", 6, "empty"),
        (
            "e502",
            "top",
            "json",
            "<html>502 Bad Gateway</html>",
            6,
            "web page",
        ),
        ("okx", "top", "xml", xml_reply, 0, "abc123"),
        ("errx", "top", "xml", xml_error, 4, "isv.invalid-parameter"),
        // A success for the Java SDK.
        ("html200", "top", "xml", html, 6, "web page"),
        ("empty200", "top", "xml", "", 6, "empty"),
        ("trunc", "top", "xml", "<x_response><resu", 6, "cut off"),
        (
            "qmok",
            "qimen",
            "json",
            r#"{"result":{"success":true}}"#,
            0,
            r#""success":true"#,
        ),
        (
            "qmfail",
            "qimen",
            "json",
            qimen_failure,
            4,
            "signature-invalid",
        ),
        // A success for the Java SDK.
        (
            "errj",
            "qimen",
            "json",
            json_error,
            4,
            "isv.invalid-parameter",
        ),
        ("html200", "qimen", "json", html, 6, "web page"),
        ("okj", "qimen", "json", json_reply, 0, "abc123"),
        ("qmxmlok", "qimen", "xml", qimen_xml, 0, "success"),
        (
            "qmxmlfail",
            "qimen",
            "xml",
            qimen_xml_failure,
            4,
            "signature-invalid",
        ),
        (
            "errx",
            "qimen",
            "xml",
            xml_error,
            4,
            "isv.invalid-parameter",
        ),
        ("html200", "qimen", "xml", html, 6, "web page"),
    ] {
        let run = gatekit(["read", gateway, "--format", format])
            .input(body)
            .run();
        assert_eq!(run.code, expected, "{name} {gateway} {format}: {run:?}");
        assert!(
            run.out.contains(holds),
            "{name} {gateway} {format}: {run:?}"
        );
    }
}

/// Qimen's payload has no name of its own: only the method's documentation tells it from others.
#[test]
fn the_method_tells_another_methods_reply_on_qimen() {
    let api = "qimen.taobao.qianniu.cloudkefu.order.self.intercept";
    let json_reply = r#"{"x_response":{"result":{"ok":true},"request_id":"abc123"}}"#;
    let run = gatekit(["read", "qimen", "--api", api])
        .input(json_reply)
        .run();
    assert_eq!(run.code, 6, "{run:?}");
}
