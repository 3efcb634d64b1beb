//! Calls that are repeated, by both clients: clocks that are wrong, tokens that have expired.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

mod devices;

use devices::{Board, Desk, NOON, PATIENT, intercept, moment};
use gatekit_core::api::auth::ApplyToken;
use gatekit_core::api::d2p::TradeCancel;
use gatekit_core::api::damai::CancelLockStock;
use gatekit_core::api::logistics::CancelOrder;
use gatekit_core::client::{Host, Repeating};
use gatekit_core::repeat::{Policy, Remedy, Why};
use gatekit_core::reply::Repeat;
use gatekit_core::{Call, ClockOffset, Gateway, PhalApi, Qianmi, Skew, Timestamp};
use gatekit_sandbox::{Config, Gateway as At, Sandbox};
use gatekit_ureq::{Client, Road, Settings};
use serde::de::DeserializeOwned;
use std::fmt::Debug;
use std::time::Duration;

fn config() -> Config {
    Config {
        now: Some(NOON),
        ..Config::default()
    }
}

/// Calls with both clients, whose clocks show `shows`; how often each asked, and what it was told.
fn both<G, C>(
    config: &Config,
    at: At,
    gateway: &G,
    call: &C,
    shows: i64,
) -> [(usize, Result<(), Why>); 2]
where
    G: Gateway + Clone,
    C: Call,
    C::Reply<String>: DeserializeOwned + Debug,
{
    let asked = |tell: &dyn Fn(&Sandbox) -> Result<(), Why>| {
        let sandbox = Sandbox::start(config.clone()).unwrap();
        let told = tell(&sandbox);
        let requests = sandbox.requests();
        let executed = requests.iter().filter(|request| request.executed).count();
        assert_eq!(executed, usize::from(told.is_ok()));
        (requests.len(), told)
    };
    let firmware = |sandbox: &Sandbox| {
        let mut board = Board::new(sandbox, at, gateway.clone(), shows, PATIENT);
        board.call(call).map(drop).map_err(|error| error.why)
    };
    let desktop = |sandbox: &Sandbox| {
        let mut desk = Desk::new(sandbox, at, gateway.clone(), shows, PATIENT);
        desk.call(call).map(drop).map_err(|error| error.why)
    };
    [asked(&firmware), asked(&desktop)]
}

/// Three hours late, three hours early, and counted from the moment it was switched on.
const WRONG_CLOCKS: [i64; 3] = [NOON - 3 * 3600, NOON + 3 * 3600, 5];

#[test]
fn a_device_whose_clock_is_wrong_succeeds_at_the_second_attempt() {
    let config = config();
    let order = CancelLockStock::order("T1");
    let trade = TradeCancel::order("T1");
    for shows in WRONG_CLOCKS {
        let top = devices::top(&config);
        let qianmi = devices::qianmi(&config);
        for (attempts, told) in [
            both(&config, At::Top, &top, &order, shows),
            both(&config, At::Qianmi, &qianmi, &trade, shows),
            both(
                &config,
                At::Qimen,
                &devices::qimen(&config),
                &intercept("T1"),
                shows,
            ),
        ]
        .concat()
        {
            assert_eq!((attempts, told), (2, Ok(())), "{shows}");
        }
    }
}

#[test]
fn a_device_that_has_learnt_the_time_needs_one_attempt() {
    let config = config();
    let sandbox = Sandbox::start(config.clone()).unwrap();
    let mut board = Board::new(&sandbox, At::Top, devices::top(&config), 5, PATIENT);
    for requests in [2, 3, 4] {
        board.call(&CancelLockStock::order("T1")).unwrap();
        assert_eq!(sandbox.requests().len(), requests);
    }
}

#[test]
fn without_a_date_the_skew_is_named_and_nothing_is_repeated() {
    let config = Config {
        date: false,
        ..config()
    };
    let (top, order) = (devices::top(&config), CancelLockStock::order("T1"));
    let signed = moment(5);
    for (attempts, told) in both(&config, At::Top, &top, &order, 5) {
        let unknown = Why::Clock(Skew::Unknown { signed });
        assert_eq!((attempts, told), (1, Err(unknown)));
    }
}

/// Applies for a token when one is refused.
struct Clerk {
    config: Config,
    right: bool,
}

impl Host<Road<PhalApi<String>>> for Clerk {
    fn now(&mut self) -> Timestamp {
        moment(NOON)
    }

    fn wait(&mut self, _: Duration) {}

    fn prepare(&mut self, client: &mut Road<PhalApi<String>>, remedy: Remedy) -> bool {
        assert_eq!(remedy, Remedy::Token);
        let apply = ApplyToken {
            app_key: &self.config.app_key,
            app_secret: &self.config.app_secret,
        };
        let now = moment(NOON);
        let reply = client.call_as::<_, String>(&apply, now, &mut [0; 512]);
        let token = reply.unwrap().access_token;
        let token = if self.right {
            token
        } else {
            String::from("also stale")
        };
        *client.gateway_mut() = PhalApi::token(token);
        true
    }
}

#[test]
fn an_expired_token_is_applied_for_once() {
    for right in [true, false] {
        let config = config();
        let sandbox = Sandbox::start(config.clone()).unwrap();
        let settings = Settings::new(sandbox.url(At::PhalApi));
        let site = PhalApi::token(String::from("stale"));
        let mut client = Client::with_settings(site, &settings).unwrap();
        let clock = ClockOffset::between(moment(NOON), moment(NOON));
        let host = Clerk { config, right };
        let mut repeating = Repeating::new(Policy::new(), clock, 1, host);
        let call = CancelOrder {
            order_id: "T1",
            task_id: "1",
            cancel_msg: "取消",
        };
        let told = client.call_repeating(&call, &mut repeating);
        assert_eq!(
            told.map(drop).map_err(|error| error.why),
            if right { Ok(()) } else { Err(Why::Final) }
        );
        assert_eq!(sandbox.requests().len(), 3);
    }
}

#[test]
fn an_expired_token_without_a_new_one_is_said_to_be_that() {
    let config = config();
    let stale = Qianmi::new(config.app_key.clone(), &config.app_secret).unwrap();
    let stale = stale.with_access_token(String::from("stale"));
    for (attempts, told) in both(&config, At::Qianmi, &stale, &TradeCancel::order("T1"), NOON) {
        assert_eq!((attempts, told), (1, Err(Why::Token)));
    }
}

#[test]
fn a_busy_platform_is_asked_three_times_and_an_unclear_outcome_once() {
    let config = config();
    let top = devices::top(&config);
    for (ending, requests, why) in [
        ("0503", 3, Why::TriesSpent),
        ("0502", 1, Why::MayBeExecuted),
        ("0409", 1, Why::Final),
    ] {
        let order = format!("T1{ending}");
        let call = CancelLockStock::order(&order);
        for (attempts, told) in both(&config, At::Top, &top, &call, NOON) {
            assert_eq!((attempts, told), (requests, Err(why)), "{ending}");
        }
    }
    let sandbox = Sandbox::start(config).unwrap();
    let mut board = Board::new(&sandbox, At::Top, top, NOON, PATIENT);
    let told = board.call(&CancelLockStock::order("T10503"));
    assert_eq!(told.unwrap_err().repeat(), Repeat::Later);
    // "This ban will last for 1 more seconds"
    assert!(board.repeating.host.waited >= Duration::from_secs(2));
}

#[test]
fn a_gateway_that_cannot_be_reached_is_tried_again() {
    let top = devices::top(&config());
    let address = ([127, 0, 0, 1], 1).into();
    let mut desk = Desk::at(
        address,
        "http://127.0.0.1:1/router/rest",
        top,
        NOON,
        PATIENT,
    );
    let gave_up = desk.call(&CancelLockStock::order("T1")).unwrap_err();
    assert_eq!((gave_up.why, gave_up.tries), (Why::TriesSpent, 3));
    assert_eq!(desk.repeating.host.waits, 2);
}
