//! Qimen.

use gatekit_sandbox::Gateway;
use serde_json::{Value, json};

use crate::support::{Client, Form, REFUSED, TIMESTAMP, assert_answers_go_wrong, post, sandbox};

fn intercept(order: &str) -> Form {
    system()
        .with("sellerNick", "苏宁易购官方旗舰店")
        .with("buyerNick", "翔_ouyang")
        .with(
            "bizOrder",
            &format!(r#"{{"tid":"{order}","subOrderIds":"1,2"}}"#),
        )
        .with("callType", "synchronous")
}

fn system() -> Form {
    Form::new(&[
        (
            "method",
            "qimen.taobao.qianniu.cloudkefu.order.self.intercept",
        ),
        ("app_key", "12345678"),
        ("target_app_key", "23300032"),
        ("timestamp", TIMESTAMP),
        ("sign_method", "md5"),
        ("format", "json"),
    ])
}

fn send(form: &Form) -> Value {
    form.post(&sandbox(), Gateway::Qimen).json()
}

#[test]
fn a_signed_call_locks_the_order() {
    let locked = json!({"result": {"success": true}});
    assert_eq!(send(&intercept("30753531820144197").top()), locked);
    assert_eq!(
        send(
            &intercept("1")
                .with("v", "2.0")
                .with("session", "sandbox-session")
                .top()
        ),
        locked
    );
    assert_eq!(send(&intercept("1").with("format", "json2").top()), locked);
    let reply = intercept("1").top().get(&sandbox(), Gateway::Qimen);
    assert_eq!(reply.json(), locked);
}

#[test]
fn refused_orders_have_their_codes() {
    for (order, code) in REFUSED.into_iter().zip(["1101", "1001", "1103"]) {
        let result = &send(&intercept(order).top())["result"];
        assert_eq!(
            (&result["success"], &result["errorCode"]),
            (&json!(false), &json!(code))
        );
    }
    let shipped = send(&intercept("0409").top());
    assert_eq!(shipped["result"]["errorMsg"], "已发货拦截失败");
    let busy = &send(&intercept("0503").top())["response"];
    assert_eq!(
        (&busy["flag"], &busy["code"]),
        (&json!("failure"), &json!("7"))
    );
    assert_eq!(
        busy["sub_code"],
        "accesscontrol.limited-by-app-access-count"
    );
    assert_eq!(busy["sub_message"], "This ban will last for 1 more seconds");
}

#[test]
fn answers_go_wrong_on_their_way() {
    assert_answers_go_wrong(Gateway::Qimen, |order| intercept(order).top());
}

#[test]
fn xml_is_the_default() {
    let sandbox = sandbox();
    let xml = |form: Form| {
        let reply = form.top().post(&sandbox, Gateway::Qimen);
        assert_eq!(reply.header("content-type"), Some("text/xml;charset=utf-8"));
        reply.text().to_owned()
    };
    assert_eq!(
        xml(intercept("1").without("format")),
        "<result><success>true</success></result>"
    );
    assert_eq!(
        xml(intercept("0409").with("format", "xml")),
        "<result><success>false</success><errorCode>1001</errorCode><errorMsg>已发货拦截失败</errorMsg></result>"
    );
    let failure = xml(intercept("1").with("format", "xml").with("app_key", "1"));
    assert!(failure.starts_with("<response><flag>failure</flag><code>29</code><message>"));
}

#[test]
fn platform_failures_stand_in_response() {
    let code = |form: Form| {
        send(&form)["response"]["code"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    let signed = intercept("1").top();
    assert_eq!(code(signed.clone().forged()), "25");
    assert_eq!(code(signed.clone().without("sign")), "24");
    assert_eq!(
        code(intercept("1").with("method", "qimen.nope").top()),
        "22"
    );
    assert_eq!(code(intercept("1").with("v", "1.0").top()), "33");
    assert_eq!(code(intercept("1").with("session", "other").top()), "27");
    assert_eq!(
        code(
            intercept("1")
                .with("timestamp", "2016-01-01 11:49:59")
                .top()
        ),
        "31"
    );
    assert_eq!(
        code(
            intercept("1")
                .with("timestamp", "2016-01-01 12:10:01")
                .top()
        ),
        "31"
    );
    let reply = signed.clone().forged().post(&sandbox(), Gateway::Qimen);
    assert!(!reply.text().contains(signed.sign()));
}

#[test]
fn arguments_are_required_and_must_be_readable() {
    for name in ["sellerNick", "buyerNick", "bizOrder", "callType"] {
        let response = &send(&intercept("1").without(name).top())["response"];
        assert_eq!(response["code"], "40");
        assert_eq!(
            response["message"],
            format!("Missing required arguments:{name}")
        );
        assert_eq!(
            response["sub_code"],
            format!("isv.missing-parameter:{name}")
        );
    }
    for (name, value) in [("callType", "later"), ("bizOrder", "{")] {
        assert_eq!(
            send(&intercept("1").with(name, value).top())["response"]["code"],
            "41"
        );
    }
    assert_eq!(
        send(&intercept("").top())["response"]["sub_code"],
        "isv.missing-parameter:tid"
    );
}

#[test]
fn a_json_body_is_signed_and_read() {
    let sandbox = sandbox();
    let body =
        r#"{"sellerNick":"s","buyerNick":"b","callType":"asynchronous","bizOrder":{"tid":"0409"}}"#;
    let sent = |body: &str, signed: &str| {
        let query = system().top_with_body(signed).encoded();
        let mut client = Client::new(&sandbox);
        let target = format!("{}?{query}", Gateway::Qimen.path());
        client.send(post(&target, "application/json;charset=utf-8", body));
        client.receive().expect("an answer").json()
    };
    assert_eq!(sent(body, body)["result"]["errorCode"], "1001");
    assert_eq!(
        sent(&body.replace("0409", "0408"), body)["response"]["code"],
        "25"
    );
}
