//! The whole road: the desktop client against the sandbox, which signs by itself.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use gatekit_core::api::auth::ApplyToken;
use gatekit_core::api::d2p::TradeCancel;
use gatekit_core::api::damai::CancelLockStock;
use gatekit_core::api::logistics::CancelOrder;
use gatekit_core::api::qianniu::{BizOrder, CallType, SelfIntercept};
use gatekit_core::gateway::top::TopSign;
use gatekit_core::reply::Repeat;
use gatekit_core::{PhalApi, Qianmi, Qimen, Timestamp, Top};
use gatekit_sandbox::{Config, Gateway, Sandbox};
use gatekit_ureq::{Client, Settings};

const KEY: &str = "12345678";
const SECRET: &str = "sandbox-secret";
const SESSION: &str = "sandbox-session";
const TOKEN: &str = "sandbox-token";

/// The sandbox's clock stands still at this moment.
const NOW: i64 = 1_451_620_800;

fn now() -> Timestamp {
    Timestamp::from_unix(NOW).unwrap()
}

fn sandbox() -> Sandbox {
    Sandbox::start(Config {
        now: Some(NOW),
        ..Config::default()
    })
    .unwrap()
}

fn client<G: gatekit_core::Gateway>(sandbox: &Sandbox, at: Gateway, gateway: G) -> Client<G> {
    Client::with_settings(gateway, &Settings::new(sandbox.url(at))).unwrap()
}

fn intercept(tid: &str) -> SelfIntercept<'_> {
    SelfIntercept {
        seller_nick: "苏宁易购官方旗舰店",
        buyer_nick: "翔_ouyang & 不=?+%",
        biz_order: BizOrder {
            tid,
            sub_order_ids: &["30753531820144191", "30753531820144192"],
        },
        call_type: CallType::Synchronous,
        buyer_open_uid: None,
    }
}

fn logistics(order_id: &str) -> CancelOrder<'_> {
    CancelOrder {
        order_id,
        task_id: "BAB7EDF04019A6C7876096B88B611769",
        cancel_msg: "不要了",
    }
}

#[test]
fn top_cancels_in_every_form_and_with_every_signature() {
    let sandbox = sandbox();
    let call = CancelLockStock::order("订单 12345");
    for name in TopSign::NAMES {
        let top = || {
            let sign = TopSign::named(name, SECRET).unwrap().unwrap();
            Top::with_sign_method(KEY, sign).unwrap()
        };
        for gateway in [
            top(),
            top().with_session(SESSION),
            top().with_simplify(),
            top().with_xml(),
            top()
                .with_xml()
                .with_simplify()
                .with_partner_id("kiosk 1.0")
                .with_target_app_key("7"),
        ] {
            let shown = format!("{gateway:?}");
            let client = client(&sandbox, Gateway::Top, gateway);
            let reply = client
                .call_at(&call, now())
                .unwrap_or_else(|e| panic!("{name} {shown}: {e}"));
            let body = reply.result.cancel_stock_lock_result_body.unwrap();
            assert_eq!(body.order_id.as_deref(), Some("订单 12345"));
            assert_eq!(reply.result.head.unwrap().return_code.as_deref(), Some("0"));
            assert!(reply.request_id.is_some());
        }
    }
    assert_all_executed(&sandbox, 15);
}

#[test]
fn qimen_locks_in_both_formats_and_with_every_signature() {
    let sandbox = sandbox();
    for name in TopSign::NAMES {
        let qimen = || {
            let sign = TopSign::named(name, SECRET).unwrap().unwrap();
            Qimen::with_sign_method(KEY, sign).unwrap()
        };
        for gateway in [
            qimen(),
            qimen()
                .with_target_app_key("23300032")
                .with_session(SESSION),
            qimen()
                .with_target_app_key("23300032")
                .with_customer_id("顾客 1")
                .with_partner_id("p"),
            qimen().with_target_app_key("23300032").with_xml(),
        ] {
            let client = client(&sandbox, Gateway::Qimen, gateway);
            let reply = client
                .call_at(&intercept("30753531820144197"), now())
                .unwrap();
            assert!(reply.result.success);
        }
    }
    assert_all_executed(&sandbox, 12);
}

#[test]
fn qianmi_voids() {
    let sandbox = sandbox();
    let qianmi = Qianmi::new(KEY, SECRET).unwrap().with_access_token(SESSION);
    for gateway in [qianmi.clone(), qianmi.with_partner_id("kiosk 1.0")] {
        let client = client(&sandbox, Gateway::Qianmi, gateway);
        let reply = client
            .call_at(&TradeCancel::order("T2015 110&4+不"), now())
            .unwrap();
        assert!(reply.trade.is_success);
    }
    assert_all_executed(&sandbox, 2);
}

#[test]
fn phalapi_cancels_with_a_token_that_was_applied_for() {
    let sandbox = sandbox();
    let without = client(&sandbox, Gateway::PhalApi, PhalApi::unsigned());
    let apply = ApplyToken {
        app_key: KEY,
        app_secret: SECRET,
    };
    let token = without.call_at(&apply, now()).unwrap();
    assert_eq!(token.access_token, TOKEN);
    assert!(token.expire_at.is_some_and(|moment| moment > NOW));
    let expires = token.expire_time.unwrap();
    let expires = Timestamp::parse(expires.as_bytes()).map(Timestamp::unix);
    assert_eq!(expires, token.expire_at, "the time is written in GMT+8");
    assert!(
        without
            .call_at(&logistics("100012021107633"), now())
            .is_err(),
        "no token yet"
    );
    let client = client(
        &sandbox,
        Gateway::PhalApi,
        PhalApi::token(token.access_token),
    );
    let reply = client
        .call_at(&logistics("100012021107633"), now())
        .unwrap();
    assert!(reply.is_confirmed());
    assert_eq!(reply.data.as_deref(), Some("取消成功"));
    let executed: Vec<_> = sandbox
        .requests()
        .iter()
        .map(|request| request.executed)
        .collect();
    assert_eq!(executed, [false, false, true]);
}

#[test]
fn phalapi_cancels_with_signatures() {
    let sandbox = sandbox();
    let simple = client(&sandbox, Gateway::PhalApiMd5, PhalApi::simple_md5());
    assert!(
        simple
            .call_at(&logistics("100012021107633"), now())
            .unwrap()
            .is_confirmed()
    );
    let pro = PhalApi::pro(KEY, SECRET).unwrap();
    for gateway in [pro.clone(), pro.with_user_id("7").with_access_token("t")] {
        let client = client(&sandbox, Gateway::PhalApiPro, gateway);
        assert!(
            client
                .call_at(&logistics("100012021107633"), now())
                .unwrap()
                .is_confirmed()
        );
    }
    // PhalApi keeps empty values, and signs them.
    let empty = CancelOrder {
        cancel_msg: "",
        ..logistics("1")
    };
    assert!(simple.call_at(&empty, now()).unwrap().is_confirmed());
    assert_all_executed(&sandbox, 4);
}

#[test]
fn the_systems_clock_is_right() {
    let sandbox = Sandbox::start(Config::default()).unwrap();
    let client = client(&sandbox, Gateway::Top, Top::new(KEY, SECRET).unwrap());
    assert!(client.call(&CancelLockStock::order("1")).is_ok());
}

#[test]
fn one_client_serves_many_threads() {
    let sandbox = sandbox();
    let top = &client(&sandbox, Gateway::Top, Top::new(KEY, SECRET).unwrap());
    let qianmi = Qianmi::new(KEY, SECRET).unwrap().with_access_token(SESSION);
    let qianmi = &client(&sandbox, Gateway::Qianmi, qianmi);
    std::thread::scope(|scope| {
        for thread in 0..8 {
            scope.spawn(move || {
                for turn in 0..20 {
                    let order = format!("{thread}{turn:02}77");
                    let reply = top.call_at(&CancelLockStock::order(&order), now()).unwrap();
                    let body = reply.result.cancel_stock_lock_result_body.unwrap();
                    assert_eq!(body.order_id, Some(order), "the answer of another thread");
                    let shipped = format!("{thread}{turn:02}0409");
                    let error = qianmi
                        .call_at(&TradeCancel::order(&shipped), now())
                        .unwrap_err();
                    assert_eq!(error.code(), 6, "{error}");
                }
            });
        }
    });
    let requests = sandbox.requests();
    assert_eq!(requests.len(), 320);
    assert_eq!(
        requests.iter().filter(|request| request.executed).count(),
        160
    );
}

#[test]
fn a_call_lost_on_a_pooled_connection_is_not_repeated() {
    let sandbox = sandbox();
    let qianmi = Qianmi::new(KEY, SECRET).unwrap().with_access_token(SESSION);
    let client = client(&sandbox, Gateway::Qianmi, qianmi);
    for turn in 1..=3 {
        assert!(client.call_at(&TradeCancel::order("1"), now()).is_ok());
        let error = client
            .call_at(&TradeCancel::order("10444"), now())
            .unwrap_err();
        assert_eq!(error.repeat(), Repeat::AskFirst, "{error}");
        assert_eq!(sandbox.requests().len(), 2 * turn);
    }
    assert_all_executed(&sandbox, 6);
}

fn assert_all_executed(sandbox: &Sandbox, count: usize) {
    let requests = sandbox.requests();
    assert_eq!(requests.len(), count);
    for request in requests {
        assert!(request.executed, "{request:?}");
        assert!(request.request_line.starts_with("POST "));
        let form = "application/x-www-form-urlencoded;charset=UTF-8";
        let is_form = |(name, value): &(String, String)| {
            name.eq_ignore_ascii_case("content-type") && value == form
        };
        assert!(request.headers.iter().any(is_form), "{:?}", request.headers);
    }
}
