//! The client against the sandbox's gateways.

use std::time::Duration;

use gatekit_core::api::d2p::TradeCancel;
use gatekit_core::{Qianmi, Timestamp};
use gatekit_sandbox::{Config, Gateway, Sandbox};
use gatekit_ureq::{Client, Error, HttpError, Settings, now};

use crate::support::{settings, unclear};

/// 2016-01-01 12:00:00 in GMT+8.
const NOON: i64 = 1_451_620_800;

fn start(fixed: Option<i64>) -> (Sandbox, Client<Qianmi<String>>) {
    let config = Config {
        now: fixed,
        slow: Duration::from_secs(2),
        ..Config::default()
    };
    let qianmi = Qianmi::new(config.app_key.clone(), &config.app_secret).expect("good credentials");
    let qianmi = qianmi.with_access_token(config.session.clone());
    let sandbox = Sandbox::start(config).expect("a free port");
    let settings = settings(sandbox.url(Gateway::Qianmi));
    let client = Client::with_settings(qianmi, &settings).expect("a good address");
    (sandbox, client)
}

fn at(unix: i64) -> Timestamp {
    Timestamp::from_unix(unix).expect("a year of four digits")
}

#[test]
fn a_call_at_the_sandboxs_time_is_taken() {
    let (_sandbox, client) = start(Some(NOON));
    for moment in [NOON, NOON - 600, NOON + 600] {
        let reply = client
            .call_at(&TradeCancel::order("T1"), at(moment))
            .expect("a reply");
        assert!(reply.trade.is_success);
    }
}

#[test]
fn a_call_at_another_time_is_refused() {
    let (_sandbox, client) = start(Some(NOON));
    for outcome in [
        client.call_at(&TradeCancel::order("T1"), at(NOON + 601)),
        client.call(&TradeCancel::order("T1")),
    ] {
        assert!(matches!(outcome, Err(Error::Refused(_))), "{outcome:?}");
    }
}

#[test]
fn a_call_takes_the_systems_time() {
    let (_sandbox, client) = start(None);
    assert!(client.call(&TradeCancel::order("T1")).is_ok());
    assert!(client.call_at(&TradeCancel::order("T1"), now()).is_ok());
}

#[test]
fn a_slow_cancellation_is_unclear_because_it_was_executed() {
    let (sandbox, client) = start(None);
    let url = sandbox.url(Gateway::Qianmi);
    let hasty = Settings::new(url).with_answer_timeout(Duration::from_millis(300));
    let mut gateway = client.clone();
    let client = Client::with_settings(gateway.gateway_mut().clone(), &hasty).expect("good");
    let outcome = client.call(&TradeCancel::order("T0408"));
    assert_eq!(unclear(outcome.map(|_| ())), HttpError::AnswerTimeout);
    let requests = sandbox.requests();
    assert_eq!(requests.len(), 1);
    assert!(requests[0].executed);
}

#[test]
fn a_changed_token_is_sent_from_then_on() {
    let (_sandbox, mut client) = start(None);
    *client.gateway_mut() = client
        .gateway_mut()
        .clone()
        .with_access_token("stale".into());
    assert!(matches!(
        client.call(&TradeCancel::order("T1")),
        Err(Error::Refused(_))
    ));
}
