//! TOP.

use gatekit_sandbox::Gateway;

use crate::support::{
    Client, Form, REFUSED, Reply, TIMESTAMP, assert_answers_go_wrong, post, sandbox,
};

const REQUEST: &str = "param_cancel_stock_lock_request";

fn cancel(order: &str) -> Form {
    let request = format!(
        r#"{{"cancel_stock_lock_request_body":{{"cancel_stock_lock_req_param":{{"order_id":"{order}"}}}}}}"#
    );
    Form::new(&[
        ("method", "alibaba.damai.yuntoc.order.cancellockstock"),
        ("app_key", "12345678"),
        ("v", "2.0"),
        ("timestamp", TIMESTAMP),
        ("sign_method", "md5"),
        ("format", "json"),
        (REQUEST, &request),
    ])
}

fn send(form: &Form) -> Reply {
    form.post(&sandbox(), Gateway::Top)
}

/// `code` and `sub_code` of an error.
fn error(form: &Form) -> (i64, String) {
    let reply = send(form);
    assert_eq!(reply.status, 200);
    let error = reply.json()["error_response"].clone();
    assert!(
        error["msg"].is_string() && error["request_id"].is_string(),
        "{error}"
    );
    let sub_code = error["sub_code"].as_str().unwrap_or_default().to_owned();
    (error["code"].as_i64().expect("a code"), sub_code)
}

#[test]
fn a_signed_call_cancels_the_order() {
    let sandbox = sandbox();
    for reply in [
        cancel("12345").top().post(&sandbox, Gateway::Top),
        cancel("12345").top().get(&sandbox, Gateway::Top),
        cancel("12345")
            .with("session", "sandbox-session")
            .top()
            .post(&sandbox, Gateway::Top),
        cancel("12345")
            .with("timestamp", "1451620800000")
            .top()
            .post(&sandbox, Gateway::Top),
        cancel("12345")
            .with("note", "")
            .top()
            .post(&sandbox, Gateway::Top),
    ] {
        let result = &reply.json()["alibaba_damai_yuntoc_order_cancellockstock_response"]["result"];
        assert_eq!(result["head"]["return_desc"], "success", "{}", reply.text());
        assert_eq!(result["cancel_stock_lock_result_body"]["order_id"], "12345");
    }
    assert!(sandbox.requests().iter().all(|seen| seen.executed));
}

#[test]
fn system_parameters_may_stand_in_the_query() {
    let sandbox = sandbox();
    let form = cancel("1").top();
    let (body, query): (Vec<_>, Vec<_>) = form.0.into_iter().partition(|(name, _)| name == REQUEST);
    let target = format!("{}?{}", Gateway::Top.path(), Form(query).encoded());
    let mut client = Client::new(&sandbox);
    client.send(post(
        &target,
        "application/x-www-form-urlencoded;charset=UTF-8",
        &Form(body).encoded(),
    ));
    let reply = client.receive().expect("an answer");
    assert!(
        reply.text().contains("\"return_code\":\"0\""),
        "{}",
        reply.text()
    );
}

#[test]
fn simplify_leaves_the_envelope_away_in_json_only() {
    let json = send(&cancel("1").with("simplify", "true").top()).json();
    assert_eq!(json["result"]["head"]["return_code"], "0");
    assert!(json["request_id"].is_string());
    let xml = send(
        &cancel("1")
            .with("simplify", "true")
            .with("format", "xml")
            .top(),
    );
    assert!(
        xml.text()
            .contains("<alibaba_damai_yuntoc_order_cancellockstock_response><result>")
    );
    assert_eq!(error(&cancel("0404").with("simplify", "true").top()).0, 15);
}

#[test]
fn xml_is_the_default_and_ends_with_a_comment() {
    for form in [
        cancel("a<b").with("format", "xml"),
        cancel("a<b").without("format"),
    ] {
        let reply = send(&form.top());
        assert_eq!(reply.header("content-type"), Some("text/xml;charset=utf-8"));
        let xml = reply.text();
        assert!(xml.contains("<order_id>a&lt;b</order_id>"), "{xml}");
        assert!(
            xml.contains("</alibaba_damai_yuntoc_order_cancellockstock_response><!--top"),
            "{xml}"
        );
        assert!(xml.ends_with("-->"), "{xml}");
    }
    let xml = send(&cancel("0404").with("format", "xml").top());
    assert!(
        xml.text().contains("<error_response><code>15</code>"),
        "{}",
        xml.text()
    );
    assert!(
        xml.text().contains("<sub_msg>交易不存在</sub_msg>"),
        "{}",
        xml.text()
    );
}

#[test]
fn refused_orders_have_their_codes() {
    let expected = [
        (15, "isv.trade-not-exist"),
        (15, "isv.order-already-shipped"),
        (15, "isv.invalid-permission"),
        (7, "accesscontrol.limited-by-app-access-count"),
    ];
    for (order, (code, sub_code)) in REFUSED.into_iter().zip(expected) {
        assert_eq!(error(&cancel(order).top()), (code, sub_code.to_owned()));
    }
}

#[test]
fn answers_go_wrong_on_their_way() {
    assert_answers_go_wrong(Gateway::Top, |order| cancel(order).top());
    assert_answers_go_wrong(Gateway::Top, |order| {
        cancel(order).with("format", "xml").top()
    });
}

#[test]
fn a_wrong_signature_is_refused_and_the_right_one_is_not_told() {
    let sandbox = sandbox();
    let form = cancel("1").top();
    for wrong in [
        form.clone().forged(),
        form.clone().with("sign", &form.sign().to_lowercase()),
        form.clone().with("v", "2.0").with("added", "later"),
        cancel("1").with("sign_method", "sha512").top(),
    ] {
        let reply = wrong.post(&sandbox, Gateway::Top);
        let error = &reply.json()["error_response"];
        assert_eq!(error["code"], 25);
        assert_eq!(error["msg"], "Invalid signature");
        assert_eq!(error["sub_code"], "isv.invalid-signature");
        assert!(!reply.text().contains(form.sign()));
    }
    assert!(sandbox.requests().iter().all(|seen| !seen.executed));
}

#[test]
fn timestamps_are_refused_when_stale_and_when_early() {
    for timestamp in [
        "2016-01-01 11:49:59",
        "2016-01-01 12:10:01",
        "2016-01-01",
        "1451619000000",
    ] {
        let found = error(&cancel("1").with("timestamp", timestamp).top());
        assert_eq!(
            found,
            (31, "isv.timestamp-limit-error".to_owned()),
            "{timestamp}"
        );
    }
}

#[test]
fn each_system_parameter_has_its_codes() {
    for (name, missing) in [
        ("method", 21),
        ("sign", 24),
        ("app_key", 28),
        ("timestamp", 30),
        ("v", 32),
        ("sign_method", 40),
    ] {
        assert_eq!(error(&cancel("1").top().without(name)).0, missing, "{name}");
        assert_eq!(
            error(&cancel("1").top().with(name, " ")).0,
            missing,
            "{name}"
        );
    }
    for (name, invalid) in [("method", 22), ("app_key", 29), ("v", 33), ("session", 27)] {
        assert_eq!(
            error(&cancel("1").with(name, "nonsense").top()).0,
            invalid,
            "{name}"
        );
    }
    let reply = send(&cancel("1").with("format", "yaml").top());
    assert!(reply.text().contains("<code>23</code>"));
}

#[test]
fn arguments_are_required_and_must_be_readable() {
    let missing = error(&cancel("1").without(REQUEST).top());
    assert_eq!(missing, (40, format!("isv.missing-parameter:{REQUEST}")));
    assert_eq!(
        error(&cancel("").top()),
        (40, "isv.missing-parameter:order_id".to_owned())
    );
    let broken = error(&cancel("1").with(REQUEST, "{\"cancel").top());
    assert_eq!(broken, (41, "isv.invalid-parameter".to_owned()));
}

#[test]
fn a_name_that_occurs_twice_is_refused() {
    let mut form = cancel("1").top();
    form.0.push(("v".to_owned(), "2.0".to_owned()));
    assert_eq!(error(&form), (41, "isv.invalid-parameter".to_owned()));
}

#[test]
fn other_http_methods_are_not_allowed() {
    let sandbox = sandbox();
    let mut client = Client::new(&sandbox);
    let target = format!("{}?{}", Gateway::Top.path(), cancel("1").top().encoded());
    client.send(format!("DELETE {target} HTTP/1.1\r\nHost: x\r\n\r\n"));
    let reply = client.receive().expect("an answer");
    assert_eq!(reply.status, 405);
    assert_eq!(reply.json()["error_response"]["code"], 9);
}
