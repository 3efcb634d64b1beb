//! Qianmi.

use gatekit_sandbox::Gateway;
use serde_json::{Value, json};

use crate::support::{Client, Form, REFUSED, TIMESTAMP, assert_answers_go_wrong, sandbox};

fn cancel(order: &str) -> Form {
    Form::new(&[
        ("method", "qianmi.cloudshop.d2p.trade.cancel"),
        ("appKey", "12345678"),
        ("access_token", "sandbox-session"),
        ("v", "1.1"),
        ("timestamp", TIMESTAMP),
        ("format", "json"),
        ("tid", order),
    ])
}

fn send(form: &Form) -> Value {
    let reply = form.post(&sandbox(), Gateway::Qianmi);
    assert_eq!(reply.status, 200);
    reply.json()
}

/// `code` and the first sub code of an error.
fn error(form: &Form) -> (String, String) {
    let error = send(form);
    assert_eq!(error["errorToken"], "@@$-ERROR_TOKEN$-@@", "{error}");
    assert!(error["message"].is_string() && error["solution"].is_string());
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    (
        text(&error["code"]),
        text(&error["subErrors"]["subError"][0]["code"]),
    )
}

fn code(form: &Form) -> String {
    error(form).0
}

#[test]
fn a_signed_call_cancels_the_order() {
    let cancelled = json!({"d2p_trade_cancel_response": {"trade": {"is_success": true}}});
    assert_eq!(send(&cancel("T20151104141011234").qianmi()), cancelled);
    assert_eq!(
        send(&cancel("1").with("timestamp", "1451620800000").qianmi()),
        cancelled
    );
    assert_eq!(
        send(&cancel("1").with("partner_id", "").qianmi()),
        cancelled
    );
    assert_eq!(
        cancel("1").qianmi().get(&sandbox(), Gateway::Qianmi).json(),
        cancelled
    );
}

#[test]
fn simplify_leaves_the_envelope_away() {
    let reply = send(&cancel("1").with("simplify", "true").qianmi());
    assert_eq!(reply, json!({"trade": {"is_success": true}}));
}

#[test]
fn refused_orders_have_their_codes() {
    for (order, number) in REFUSED
        .into_iter()
        .zip(["01042001", "01042002", "01049991"])
    {
        let sub_code = format!("isv.qianmi-cloudshop-d2p-trade-cancel-service-error:{number}");
        assert_eq!(error(&cancel(order).qianmi()), ("9".to_owned(), sub_code));
    }
    assert_eq!(
        error(&cancel("0503").qianmi()),
        ("7".to_owned(), String::new())
    );
}

#[test]
fn answers_go_wrong_on_their_way() {
    assert_answers_go_wrong(Gateway::Qianmi, |order| cancel(order).qianmi());
}

#[test]
fn a_wrong_signature_is_refused_and_the_right_one_is_not_told() {
    let form = cancel("1").qianmi();
    assert_eq!(code(&form.clone().forged()), "25");
    assert_eq!(
        code(&form.clone().with("sign", &form.sign().to_lowercase())),
        "25"
    );
    let reply = form.clone().forged().post(&sandbox(), Gateway::Qianmi);
    assert!(!reply.text().contains(form.sign()));
}

#[test]
fn uploads_are_not_signed() {
    let form = cancel("1")
        .qianmi()
        .with("image", "x")
        .with("logo", "y")
        .with("file", "z");
    assert!(send(&form)["d2p_trade_cancel_response"].is_object());
}

#[test]
fn timestamps_are_refused_when_stale_and_when_early() {
    for timestamp in ["2016-01-01 11:49:59", "2016-01-01 12:10:01", "now"] {
        let found = error(&cancel("1").with("timestamp", timestamp).qianmi());
        assert_eq!(
            found,
            ("33".to_owned(), "isv.invalid-paramete:timestamp".to_owned())
        );
    }
}

#[test]
fn each_parameter_has_its_codes() {
    for (name, missing) in [
        ("appKey", "22"),
        ("access_token", "20"),
        ("method", "26"),
        ("v", "28"),
        ("format", "31"),
    ] {
        assert_eq!(code(&cancel("1").without(name).qianmi()), missing, "{name}");
    }
    assert_eq!(code(&cancel("1")), "24");
    for (name, invalid) in [
        ("appKey", "23"),
        ("access_token", "21"),
        ("method", "27"),
        ("v", "29"),
        ("format", "31"),
    ] {
        assert_eq!(
            code(&cancel("1").with(name, "nonsense").qianmi()),
            invalid,
            "{name}"
        );
    }
    for name in ["tid", "timestamp"] {
        let missing = ("32".to_owned(), format!("isv.missing-parameter:{name}"));
        assert_eq!(error(&cancel("1").without(name).qianmi()), missing);
    }
}

#[test]
fn checks_go_in_the_order_of_the_framework() {
    let mut form = cancel("1")
        .without("timestamp")
        .with("format", "xml")
        .with("sign", "0");
    for (name, code_before) in [
        ("v", "28"),
        ("method", "26"),
        ("access_token", "20"),
        ("appKey", "22"),
    ] {
        form = form.without(name);
        assert_eq!(code(&form), code_before);
    }
    let stale = cancel("1")
        .with("timestamp", "2001-01-01 00:00:00")
        .with("sign", "0");
    assert_eq!(code(&stale), "25");
}

#[test]
fn a_name_that_occurs_twice_is_refused() {
    let mut form = cancel("1").qianmi();
    form.0.push(("tid".to_owned(), "2".to_owned()));
    assert_eq!(
        error(&form),
        ("33".to_owned(), "isv.invalid-paramete:tid".to_owned())
    );
}

#[test]
fn other_http_methods_are_forbidden() {
    let sandbox = sandbox();
    let mut client = Client::new(&sandbox);
    let query = cancel("1").qianmi().encoded();
    client.send(format!(
        "PUT {}?{query} HTTP/1.1\r\nHost: x\r\n\r\n",
        Gateway::Qianmi.path()
    ));
    let reply = client.receive().expect("an answer");
    assert_eq!(
        (reply.status, reply.json()["code"].as_str()),
        (405, Some("5"))
    );
}
