//! PhalApi in its three modes.

use gatekit_sandbox::Gateway;
use serde_json::{Value, json};

use crate::support::{Client, Form, REFUSED, assert_answers_go_wrong, post, sandbox};

fn cancel(order: &str) -> Form {
    Form::new(&[
        ("s", "App.Logistics.CCancelOrder"),
        ("orderId", order),
        ("taskId", "BAB7EDF04019A6C7876096B88B611769"),
        ("cancelMsg", "不要了"),
    ])
}

/// With what the filter of the mode wants.
fn passing(gateway: Gateway, form: Form) -> Form {
    match gateway {
        Gateway::PhalApiMd5 => form.phalapi_md5(),
        Gateway::PhalApiPro => form.with("app_key", "12345678").phalapi_pro(),
        _ => form.with("access_token", "sandbox-token"),
    }
}

const MODES: [Gateway; 3] = [Gateway::PhalApi, Gateway::PhalApiMd5, Gateway::PhalApiPro];

fn send(form: &Form, gateway: Gateway) -> Value {
    let reply = form.post(&sandbox(), gateway);
    assert_eq!(reply.status, 200);
    assert_eq!(
        reply.header("content-type"),
        Some("application/json;charset=utf-8")
    );
    assert!(reply.body.is_ascii(), "PHP escapes");
    reply.json()
}

fn refusal(ret: i64, message: &str) -> Value {
    json!({"ret": ret, "data": {}, "msg": message})
}

#[test]
fn a_call_that_passes_the_filter_cancels_the_order() {
    for mode in MODES {
        let sandbox = sandbox();
        let form = passing(mode, cancel("100012021107633"));
        for reply in [form.post(&sandbox, mode), form.get(&sandbox, mode)] {
            assert_eq!(
                reply.text(),
                r#"{"ret":200,"data":{"code":200,"message":"success","data":"\u53d6\u6d88\u6210\u529f"},"msg":""}"#
            );
        }
    }
}

#[test]
fn a_json_body_counts_and_wins_over_the_query() {
    let sandbox = sandbox();
    let body = json!({"s": "App.Logistics.CCancelOrder", "orderId": 1_000_409, "taskId": "T",
        "cancelMsg": "", "access_token": "sandbox-token"});
    let mut client = Client::new(&sandbox);
    client.send(post(
        "/api/app?orderId=1",
        "application/json",
        &body.to_string(),
    ));
    let reply = client.receive().expect("an answer").json();
    assert_eq!(reply["data"]["message"], "订单已揽收，无法取消");
}

#[test]
fn refused_orders_fail_inside_data() {
    for mode in MODES {
        for (order, code) in REFUSED.into_iter().zip([404, 500, 403]) {
            let reply = send(&passing(mode, cancel(order)), mode);
            assert_eq!(
                (&reply["ret"], &reply["data"]["code"]),
                (&json!(200), &json!(code))
            );
            assert_eq!(reply["data"]["data"], Value::Null);
        }
        let busy = send(&passing(mode, cancel("0503")), mode);
        assert_eq!(busy, refusal(503, "服务器运行错误: 服务繁忙，请稍后重试"));
    }
}

#[test]
fn answers_go_wrong_on_their_way() {
    for mode in MODES {
        assert_answers_go_wrong(mode, |order| passing(mode, cancel(order)));
    }
}

#[test]
fn a_wrong_signature_is_refused_and_the_right_one_is_not_told() {
    for (mode, ret) in [(Gateway::PhalApiMd5, 406), (Gateway::PhalApiPro, 400)] {
        let form = passing(mode, cancel("1"));
        let swapped = if mode == Gateway::PhalApiMd5 {
            form.sign().to_uppercase()
        } else {
            form.sign().to_lowercase()
        };
        for wrong in [
            form.clone().forged(),
            form.clone().with("sign", &swapped),
            form.clone().without("sign"),
        ] {
            let reply = wrong.post(&sandbox(), mode);
            assert_eq!(reply.json(), refusal(ret, "非法请求：签名错误"));
            assert!(!reply.text().contains(form.sign()));
        }
    }
    let other_key = cancel("1").with("app_key", "other").phalapi_pro();
    assert_eq!(
        send(&other_key, Gateway::PhalApiPro),
        refusal(400, "非法请求：签名错误")
    );
    let no_key = send(&cancel("1").phalapi_pro(), Gateway::PhalApiPro);
    assert_eq!(no_key, refusal(400, "非法请求：缺少必要参数app_key"));
}

#[test]
fn a_signature_over_names_that_php_changes_is_refused() {
    let signed = [(Gateway::PhalApiMd5, 406), (Gateway::PhalApiPro, 400)];
    for (mode, ret) in signed {
        // An array is no longer its value; `aZ` and `a^` stand between what is sent and `a_b`.
        for added in [
            &[("a[]", "1")][..],
            &[("a[b]", "1")],
            &[("a.b", "1"), ("aZ", "2")],
            &[("a b", "1"), ("aZ", "2")],
            &[("a[b", "1"), ("a^", "2")],
        ] {
            let with = |form: Form, (name, value): &(&str, &str)| form.with(name, value);
            let form = added.iter().fold(cancel("1"), with);
            let reply = send(&passing(mode, form), mode);
            assert_eq!(reply, refusal(ret, "非法请求：签名错误"), "{added:?}");
        }
    }
}

#[test]
fn the_token_mode_wants_a_token() {
    for form in [cancel("1"), cancel("1").with("access_token", "old")] {
        let reply = send(&form, Gateway::PhalApi);
        assert_eq!(reply, refusal(406, "非法请求：access_token校验不通过"));
    }
}

#[test]
fn a_missing_parameter_hides_a_bad_signature_and_an_empty_one_is_there() {
    for mode in MODES {
        for name in ["orderId", "taskId", "cancelMsg"] {
            let reply = send(&cancel("1").without(name).with("sign", "bad"), mode);
            assert_eq!(
                reply,
                refusal(400, &format!("非法请求：缺少必要参数{name}"))
            );
        }
        let reply = send(&passing(mode, cancel("1").with("cancelMsg", "")), mode);
        assert_eq!(reply["ret"], 200);
    }
}

#[test]
fn services_are_found_as_the_framework_finds_them() {
    let mode = Gateway::PhalApiMd5;
    let call = |service: &str| send(&cancel("1").with("s", service).phalapi_md5(), mode);
    for service in ["App.logistics.ccancelorder", "Logistics.CCancelOrder"] {
        assert_eq!(call(service)["ret"], 200, "{service}");
    }
    for (service, named) in [
        ("App.Nope.X", "App.Nope.X"),
        ("App.Logistics.CCancelOrderx", "App.Logistics.CCancelOrderx"),
        ("App.LOGISTICS.CCancelOrder", "App.LOGISTICS.CCancelOrder"),
        ("Nope", "App.Nope.Index"),
        ("", "App.Site.Index"),
    ] {
        assert_eq!(
            call(service),
            refusal(404, &format!("非法请求：接口服务{named}不存在"))
        );
    }
    assert_eq!(
        call("App.Logistics."),
        refusal(400, "非法请求：非法服务：App.Logistics.")
    );
}

#[test]
fn service_wins_over_s() {
    let form = cancel("1")
        .with("service", "App.Logistics.CCancelOrderx")
        .phalapi_md5();
    assert_eq!(send(&form, Gateway::PhalApiMd5)["ret"], 404);
}

#[test]
fn apply_token_gives_the_token_that_the_filter_takes() {
    let apply = |secret: &str| {
        let form = Form::new(&[
            ("s", "App.Auth.ApplyToken"),
            ("app_key", "12345678"),
            ("app_secret", secret),
        ]);
        send(&form, Gateway::PhalApi)
    };
    assert_eq!(
        apply("sandbox-secret"),
        json!({"ret": 200, "msg": "", "data": {"access_token": "sandbox-token",
            "expire_at": 1_454_212_800, "expire_time": "2016-01-31 12:00:00"}})
    );
    assert_eq!(apply("wrong")["ret"], 406);
}
