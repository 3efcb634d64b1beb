//! Ten thousand calls over a way on which two of five requests meet a fault. What the sandbox has
//! executed is the judge of what the clients say.
//!
//! `GATEKIT_SEED=7 cargo test -p gatekit-tests --test faults` tries another way.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

mod devices;

use devices::{Board, Desk, NOON};
use gatekit_core::api::auth::ApplyToken;
use gatekit_core::api::d2p::TradeCancel;
use gatekit_core::api::damai::CancelLockStock;
use gatekit_core::api::logistics::{CancelOrder, CancelOrderReply};
use gatekit_core::client::GaveUp;
use gatekit_core::reply::Repeat;
use gatekit_sandbox::{Config, Fault, Gateway as At, Recorded, Sandbox};
use std::collections::HashMap;
use std::time::Duration;

/// On each gateway, half of them by the firmware's client and half by the desktop's.
const CALLS: usize = 2500;

/// How long a client waits for an answer. On a machine that is slower than this more is unclear, and
/// nothing is wrong.
const PATIENCE: Duration = Duration::from_millis(100);

/// After this nobody waits any more, however long the machine stands still: a late answer is one that
/// its client does not get.
const LATE: Duration = Duration::from_secs(600);

/// What a client says became of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    Cancelled,
    NotCancelled,
    /// "It may have been executed: ask."
    Unclear,
}

fn said<R, S, E>(outcome: Result<R, GaveUp<S, E>>, is_confirmed: impl Fn(&R) -> bool) -> Said {
    match outcome {
        Ok(reply) if is_confirmed(&reply) => Said::Cancelled,
        // A reply without the word that it was done.
        Ok(_) => Said::Unclear,
        Err(gave_up) if gave_up.repeat() == Repeat::AskFirst => Said::Unclear,
        Err(_) => Said::NotCancelled,
    }
}

fn seed() -> u64 {
    let given = std::env::var("GATEKIT_SEED").ok();
    given.map_or(20_160_101, |seed| seed.parse().unwrap())
}

/// Both clients with clocks that are wrong at first, and a call for each order.
macro_rules! campaign {
    ($at:expr, $gateway:expr, $order:ident => $call:expr, $confirmed:expr) => {{
        let config = Config {
            now: Some(NOON),
            slow: LATE,
            faults: Some(seed() ^ $at as u64),
            ..Config::default()
        };
        let sandbox = Sandbox::start(config.clone()).unwrap();
        let mut board = Board::new(&sandbox, $at, $gateway(&config), 5, PATIENCE);
        let mut desk = Desk::new(&sandbox, $at, $gateway(&config), NOON - 3 * 3600, PATIENCE);
        let mut told = Vec::new();
        for number in 0..CALLS {
            let order = format!("T{number:04}-");
            let $order = order.as_str();
            let said = if number % 2 == 0 {
                said(board.call(&$call), $confirmed)
            } else {
                said(desk.call(&$call), $confirmed)
            };
            told.push((order, said));
        }
        judge($at, &told, &sandbox.requests());
        (sandbox, board)
    }};
}

/// What was executed, against what was said.
fn judge(at: At, told: &[(String, Said)], journal: &[Recorded]) {
    let seed = seed();
    // What is told further down is told by all of it.
    assert!(journal.len() < 10_000, "seed {seed}: the journal is full");
    let mut requests: HashMap<&str, Vec<&Recorded>> = HashMap::new();
    for request in journal {
        if let Some(order) = &request.order {
            requests.entry(order).or_default().push(request);
        }
    }
    let mut counts = [0; 3];
    for (order, said) in told {
        counts[*said as usize] += 1;
        let requests = requests.get(order.as_str()).map_or(&[][..], Vec::as_slice);
        let executed = requests.iter().filter(|request| request.executed).count();
        let lost = requests
            .iter()
            .any(|request| request.executed && loses(request.fault));
        let context = || format!("seed {seed}, {at:?}, {order}: {said:?}, {requests:?}");
        assert!(executed <= 1, "executed twice: {}", context());
        match said {
            Said::Cancelled => assert_eq!(executed, 1, "{}", context()),
            Said::NotCancelled => assert_eq!(executed, 0, "{}", context()),
            Said::Unclear => {}
        }
        if lost {
            assert_eq!(*said, Said::Unclear, "{}", context());
        }
    }
    for fault in Fault::ALL {
        let met = journal.iter().any(|request| request.fault == Some(*fault));
        assert!(met, "seed {seed}, {at:?}: nobody met {fault:?}");
    }
    let [cancelled, refused, unclear] = counts;
    assert!(cancelled > CALLS / 2, "seed {seed}, {at:?}: {counts:?}");
    assert!(
        unclear > 0 && refused < CALLS / 10,
        "seed {seed}, {at:?}: {counts:?}"
    );
}

/// Whether the answer that tells what was executed never arrives.
fn loses(fault: Option<Fault>) -> bool {
    !matches!(fault, None | Some(Fault::Twice))
}

#[test]
fn top() {
    campaign!(At::Top, devices::top, order => CancelLockStock::order(order), |_| true);
}

#[test]
fn qimen() {
    campaign!(At::Qimen, devices::qimen, order => devices::intercept(order), |_| true);
}

#[test]
fn qianmi() {
    campaign!(At::Qianmi, devices::qianmi, order => TradeCancel::order(order), |_| true);
}

#[test]
fn phalapi() {
    let (_sandbox, mut board) = campaign!(
        At::PhalApi,
        |_| devices::phalapi(),
        order => CancelOrder { order_id: order, task_id: "1", cancel_msg: "取消" },
        CancelOrderReply::is_confirmed
    );
    // A call that may be executed twice is repeated where it is unclear, and seldom fails.
    let apply = ApplyToken {
        app_key: "12345678",
        app_secret: "sandbox-secret",
    };
    let mut failed = 0;
    for _ in 0..500 {
        match board.call(&apply) {
            Ok(reply) => assert_eq!(reply.access_token, "sandbox-token"),
            Err(_) => failed += 1,
        }
    }
    assert!(failed < 100, "{failed} of 500");
}
