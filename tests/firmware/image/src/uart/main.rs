//! Cancels orders on all four gateways of `gatekit sandbox`, through the UART of a microcontroller whose
//! other end is one connection to the sandbox. Exit status 0 only if each ends as its id says.

#![no_std]
#![no_main]

#[path = "../report.rs"]
mod report;
mod socket;

use core::fmt::{self, Display};
use cortex_m_rt::entry;
use gatekit_core::api::d2p::TradeCancel;
use gatekit_core::api::damai::CancelLockStock;
use gatekit_core::api::logistics::CancelOrder;
use gatekit_core::api::qianniu::{BizOrder, CallType, SelfIntercept};
use gatekit_core::{Call, Client, Error, Gateway, PhalApi, Qianmi, Qimen, Timestamp, Top};
use gatekit_embedded_io::Http;
use report::Report;
use serde::Deserialize;
use socket::Uart;

const APP_KEY: &str = "12345678";
const SECRET: &str = "sandbox-secret";
const SESSION: &str = "sandbox-session";

/// What the sandbox makes of an order, by the end of its id.
const ORDERS: [(&str, Outcome); 2] = [
    ("20151104141013", Outcome::Cancelled),
    ("20151104140404", Outcome::Refused),
];

/// Each cancels an order; `None` if nothing could be tried.
type Cancel = fn(&mut Line, &str) -> Option<Outcome>;
const GATEWAYS: [(&str, Cancel); 4] = [
    ("TOP", top),
    ("Qimen", qimen),
    ("Qianmi", qianmi),
    ("PhalApi", phalapi),
];

#[derive(PartialEq)]
enum Outcome {
    Cancelled,
    Refused,
    Failed,
}

#[entry]
fn main() -> ! {
    let mut report = Report::default();
    let mut line = Line::open();
    for (gateway, cancel) in GATEWAYS {
        for (order, expected) in &ORDERS {
            let outcome = line.as_mut().and_then(|line| cancel(line, order));
            let what = format_args!("UART, {gateway}: order {order} is {expected}");
            report.check(what, outcome.as_ref() == Some(expected));
        }
    }
    report.exit()
}

fn top(line: &mut Line, order: &str) -> Option<Outcome> {
    let top = Top::new(APP_KEY, SECRET).ok()?.with_session(SESSION);
    let call = CancelLockStock::order(order);
    line.call("http://sandbox/router/rest", top, &call)
}

fn qimen(line: &mut Line, order: &str) -> Option<Outcome> {
    let qimen = Qimen::new(APP_KEY, SECRET, "23300032").ok()?;
    let call = SelfIntercept {
        seller_nick: "seller",
        buyer_nick: "buyer",
        biz_order: BizOrder {
            tid: order,
            sub_order_ids: &[order],
        },
        call_type: CallType::Synchronous,
        buyer_open_uid: None,
    };
    line.call(
        "http://sandbox/router/qm",
        qimen.with_session(SESSION),
        &call,
    )
}

fn qianmi(line: &mut Line, order: &str) -> Option<Outcome> {
    let qianmi = Qianmi::new(APP_KEY, SECRET).ok()?;
    let qianmi = qianmi.with_access_token(SESSION);
    line.call("http://sandbox/api", qianmi, &TradeCancel::order(order))
}

fn phalapi(line: &mut Line, order: &str) -> Option<Outcome> {
    let phalapi = PhalApi::pro(APP_KEY, SECRET).ok()?;
    let call = CancelOrder {
        order_id: order,
        task_id: "1",
        cancel_msg: "不要了",
    };
    line.call("http://sandbox/pro/api/app", phalapi, &call)
}

/// The connection, kept alive from call to call, and the time of the host.
struct Line {
    uart: Uart,
    now: Timestamp,
}

impl Line {
    fn open() -> Option<Self> {
        let seconds = semihosting::sys::arm_compat::sys_time().ok()?;
        let now = Timestamp::from_unix(i64::try_from(seconds).ok()?)?;
        let uart = Uart::take()?;
        Some(Self { uart, now })
    }

    fn call<G: Gateway, C: Call>(&mut self, url: &str, gateway: G, call: &C) -> Option<Outcome>
    where
        for<'b> C::Reply<&'b str>: Deserialize<'b>,
    {
        let http = Http::new(&mut self.uart, url).ok()?;
        let mut client = Client::<_, _, 8>::sized(gateway, http);
        let mut buffer = [0; 512];
        let outcome = match client.call(call, self.now, &mut buffer) {
            Ok(_) => Outcome::Cancelled,
            Err(Error::Refused(_)) => Outcome::Refused,
            Err(error) => {
                semihosting::println!("{error}");
                Outcome::Failed
            }
        };
        Some(outcome)
    }
}

impl Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Cancelled => "cancelled",
            Self::Refused => "refused",
            Self::Failed => "neither",
        })
    }
}
