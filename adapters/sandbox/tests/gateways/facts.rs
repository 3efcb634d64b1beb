//! Requests that official SDKs signed, sent as they would send them.

use gatekit_sandbox::{Config, Gateway, Sandbox};
use serde_json::Value;

use crate::support::{Client, Form, NOW, Reply, post};

const FACTS: &str = include_str!("../data/signatures.jsonl");

/// Sends a fact to a sandbox that has its credentials.
fn send(name: &str, gateway: Gateway) -> Reply {
    let fact: Value = FACTS
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .find(|fact: &Value| fact["name"] == name)
        .expect("a fact of this name");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let param = |name: &str| text(&fact["params"][name]);
    let sandbox = Sandbox::start(Config {
        app_key: param("app_key") + &param("appKey"),
        app_secret: text(&fact["secret"]),
        session: param("session") + &param("access_token"),
        now: Some(if gateway == Gateway::Qianmi {
            1_446_617_413
        } else {
            NOW
        }),
        ..Config::default()
    })
    .expect("a free port");
    let pairs = fact["params"].as_object().expect("parameters");
    let form = Form(
        pairs
            .iter()
            .map(|(name, value)| (name.clone(), text(value)))
            .collect(),
    );
    let form = form.with("sign", &text(&fact["sign"]));
    let Some(body) = fact["body"].as_str() else {
        return form.post(&sandbox, gateway);
    };
    let mut client = Client::new(&sandbox);
    let target = format!("{}?{}", gateway.path(), form.encoded());
    client.send(post(&target, "application/json;charset=utf-8", body));
    client.receive().expect("an answer")
}

#[test]
fn top_takes_what_its_sdks_sign() {
    for name in [
        "damai_json.md5.2",
        "damai_json.hmac.2",
        "damai_json.hmac-sha256.1",
        "damai_xml.md5.1",
    ] {
        let reply = send(name, Gateway::Top);
        assert!(reply.text().contains("success"), "{name}: {}", reply.text());
    }
}

#[test]
fn qimen_takes_what_its_sdks_sign() {
    for name in [
        "qimen_intercept_json.md5.1",
        "qimen_intercept_json.hmac.1",
        "qimen_intercept_json.hmac-sha256.2",
    ] {
        let reply = send(name, Gateway::Qimen);
        assert_eq!(
            reply.json()["result"]["success"],
            true,
            "{name}: {}",
            reply.text()
        );
    }
}

#[test]
fn qimen_takes_signed_bodies() {
    for method in ["md5", "hmac", "hmac-sha256"] {
        let reply = send(&format!("qimencloud_body_json.{method}"), Gateway::Qimen).json();
        // Its arguments are incomplete; its signature is not.
        assert_eq!(
            reply["response"]["sub_code"], "isv.missing-parameter:buyerNick",
            "{method}"
        );
    }
}

#[test]
fn qianmi_takes_what_its_sdks_sign() {
    let reply = send("qm_cancel_with_token", Gateway::Qianmi).json();
    assert_eq!(
        reply["d2p_trade_cancel_response"]["trade"]["is_success"], true,
        "{reply}"
    );
    assert_eq!(
        send("qm_cancel_no_token", Gateway::Qianmi).json()["code"],
        "20"
    );
}

#[test]
fn phalapi_takes_what_its_sdks_sign() {
    for (name, gateway) in [
        ("pa_cancel_service", Gateway::PhalApiMd5),
        ("yes_cancel", Gateway::PhalApiPro),
    ] {
        let reply = send(name, gateway).json();
        assert_eq!(reply["data"]["code"], 200, "{name}: {reply}");
    }
}
