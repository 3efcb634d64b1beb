//! Every outcome of the sandbox on every gateway, and what a wrong secret or clock leads to.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use gatekit_core::api::d2p::{self, TradeCancel};
use gatekit_core::api::damai::CancelLockStock;
use gatekit_core::api::logistics::CancelOrder;
use gatekit_core::api::qianniu::{self, BizOrder, CallType, SelfIntercept};
use gatekit_core::reply::{Fault, KnownRefusal, Owner, Problem, Reason, Repeat, SyntaxError};
use gatekit_core::transport::TransportError;
use gatekit_core::{Call, PhalApi, Qianmi, Qimen, Timestamp, Top};
use gatekit_sandbox::{Config, Gateway, OUTCOMES, Sandbox};
use gatekit_ureq::{Client, Error, HttpError, Settings};
use std::time::Duration;

const NOW: i64 = 1_451_620_800;

/// Every gateway in every format.
const WAYS: [&str; 8] = [
    "top",
    "simplify",
    "top xml",
    "qimen",
    "qimen xml",
    "qianmi",
    "token",
    "pro",
];

/// Those whose signature has a secret.
const SIGNED: [&str; 7] = [
    "top",
    "simplify",
    "top xml",
    "qimen",
    "qimen xml",
    "qianmi",
    "pro",
];

struct Road {
    sandbox: Sandbox,
    patience: Duration,
    secret: String,
}

impl Road {
    fn new() -> Self {
        Self::with_slow(Duration::from_millis(400))
    }

    /// Slow answers take so long.
    fn with_slow(slow: Duration) -> Self {
        let config = Config {
            now: Some(NOW),
            slow,
            ..Config::default()
        };
        let secret = config.app_secret.clone();
        let sandbox = Sandbox::start(config).unwrap();
        Self {
            sandbox,
            patience: Duration::from_secs(20),
            secret,
        }
    }

    /// Calls once, at a moment so many seconds from the sandbox's; `Ok` says cancelled.
    fn call_off(&self, way: &str, order: &str, seconds: i64) -> Result<(), Error> {
        let now = Timestamp::from_unix(NOW + seconds).unwrap();
        let secret = self.secret.as_str();
        let top = || Top::new("12345678", secret).unwrap();
        let qimen = || Qimen::new("12345678", secret, "23300032").unwrap();
        let stock = CancelLockStock::order(order);
        let intercept = SelfIntercept {
            seller_nick: "苏宁易购官方旗舰店",
            buyer_nick: "翔_ouyang",
            biz_order: BizOrder {
                tid: order,
                sub_order_ids: &["1", "2"],
            },
            call_type: CallType::Synchronous,
            buyer_open_uid: None,
        };
        let logistics = CancelOrder {
            order_id: order,
            task_id: "B",
            cancel_msg: "不要了",
        };
        match way {
            "top" => self.send(Gateway::Top, top(), &stock, now).map(drop),
            "simplify" => self
                .send(Gateway::Top, top().with_simplify(), &stock, now)
                .map(drop),
            "top xml" => self
                .send(Gateway::Top, top().with_xml(), &stock, now)
                .map(drop),
            "qimen" => self
                .send(Gateway::Qimen, qimen(), &intercept, now)
                .map(drop),
            "qimen xml" => self
                .send(Gateway::Qimen, qimen().with_xml(), &intercept, now)
                .map(drop),
            "qianmi" => {
                let qianmi = Qianmi::new("12345678", secret).unwrap();
                let qianmi = qianmi.with_access_token("sandbox-session");
                self.send(Gateway::Qianmi, qianmi, &TradeCancel::order(order), now)
                    .map(drop)
            }
            "token" => {
                let site = PhalApi::token("sandbox-token");
                let reply = self.send(Gateway::PhalApi, site, &logistics, now);
                reply.map(|reply| assert!(reply.is_confirmed()))
            }
            "pro" => {
                let pro = PhalApi::pro("12345678", secret).unwrap();
                let reply = self.send(Gateway::PhalApiPro, pro, &logistics, now);
                reply.map(|reply| assert!(reply.is_confirmed()))
            }
            other => panic!("{other}"),
        }
    }

    fn send<C: Call>(
        &self,
        at: Gateway,
        gateway: impl gatekit_core::Gateway,
        call: &C,
        now: Timestamp,
    ) -> Result<C::Reply<String>, Error>
    where
        C::Reply<String>: serde::de::DeserializeOwned,
    {
        self.client(at, gateway).call_at(call, now)
    }

    fn call(&self, way: &str, order: &str) -> Result<(), Error> {
        self.call_off(way, order, 0)
    }

    fn client<G: gatekit_core::Gateway>(&self, at: Gateway, gateway: G) -> Client<G> {
        let settings = Settings::new(self.sandbox.url(at)).with_answer_timeout(self.patience);
        Client::with_settings(gateway, &settings).unwrap()
    }

    /// Whether the last request was executed, and how many there were.
    fn executed(&self) -> (bool, usize) {
        let requests = self.sandbox.requests();
        (requests.last().unwrap().executed, requests.len())
    }
}

fn fault(error: Error) -> Fault<String> {
    match error {
        Error::Refused(fault) => fault,
        other => panic!("{other}"),
    }
}

/// What a refused cancellation is on this road: reason, owner, documented refusal.
fn expected(way: &str, order: &str) -> (Reason, Owner, Option<&'static KnownRefusal>) {
    let known: Option<&KnownRefusal> = match (way, order) {
        ("qimen" | "qimen xml", "0404") => Some(&qianniu::CODE_1101),
        ("qimen" | "qimen xml", "0409") => Some(&qianniu::ALREADY_SHIPPED),
        ("qimen" | "qimen xml", "0403") => Some(&qianniu::CODE_1103),
        ("qianmi", "0404") => Some(&d2p::TRADE_NOT_FOUND),
        ("qianmi", "0409") => Some(&d2p::WRONG_TRADE_STATE),
        ("qianmi", "0403") => Some(&d2p::NOT_PERMITTED),
        _ => None,
    };
    match way {
        "top" | "simplify" | "top xml" => (Reason::ServiceRefused, Owner::Caller, known),
        _ => (Reason::BusinessRefused, Owner::Business, known),
    }
}

#[test]
fn every_outcome_is_told_as_what_it_is() {
    let road = Road::new();
    let mut sent = 0;
    for way in WAYS {
        for outcome in OUTCOMES {
            let ending = outcome.order.strip_prefix("...").unwrap_or("7633");
            let result = road.call(way, &format!("10001202110{ending}"));
            let (executed, requests) = road.executed();
            sent += 1;
            assert_eq!(requests, sent, "{way} {ending}: nothing is repeated");
            let say = format!("{way} {ending} {}: {result:?}", outcome.meaning);
            match ending {
                "7633" | "0408" => {
                    assert!(result.is_ok(), "{say}");
                    assert!(executed, "{say}");
                }
                "0404" | "0409" | "0403" => {
                    let fault = fault(result.unwrap_err());
                    let found = (fault.reason, fault.owner(), fault.known);
                    assert_eq!(found, expected(way, ending), "{say}");
                    assert_eq!((fault.repeat(), executed), (Repeat::No, false), "{say}");
                    assert!(
                        fault.message.is_some() || fault.sub_message.is_some(),
                        "{say}"
                    );
                }
                "0503" => {
                    let fault = fault(result.unwrap_err());
                    assert_ne!(fault.repeat(), Repeat::No, "{say}");
                    assert!(!executed, "{say}");
                }
                "0500" | "0502" | "0204" => {
                    let error = result.unwrap_err();
                    let found = (error.repeat(), error.code());
                    assert_eq!(found, (Repeat::AskFirst, 7), "{say}");
                    let Error::Unreadable(unreadable) = error else {
                        panic!("{say}")
                    };
                    let told = match unreadable.problem {
                        Problem::Syntax(SyntaxError::Truncated { .. }) => "0500",
                        Problem::Html if unreadable.status == 502 => "0502",
                        Problem::Syntax(SyntaxError::Empty) => "0204",
                        _ => "another",
                    };
                    assert_eq!(told, ending, "{say}");
                    assert_eq!(executed, ending != "0502", "{say}");
                }
                "0444" => {
                    let error = result.unwrap_err();
                    let found = (error.repeat(), error.code());
                    assert_eq!(found, (Repeat::AskFirst, 3), "{say}");
                    let lost = Error::Transport(TransportError::Unclear(HttpError::ClosedEarly));
                    assert_eq!(error, lost, "{say}");
                    assert!(executed, "{say}");
                }
                other => panic!("an outcome without a test: {other}"),
            }
        }
    }
}

#[test]
fn a_busy_platform_may_be_asked_again_later_where_it_says_so_itself() {
    let road = Road::new();
    let answered = WAYS.map(|way| (way, fault(road.call(way, "10503").unwrap_err()).repeat()));
    // PhalApi has no answer for "busy" that an action could not have thrown too.
    let expected = |way| match way {
        "token" | "pro" => Repeat::AskFirst,
        _ => Repeat::Later,
    };
    assert_eq!(answered, WAYS.map(|way| (way, expected(way))));
}

#[test]
fn an_answer_that_is_too_slow_leaves_it_unclear() {
    let mut road = Road::with_slow(Duration::from_secs(600));
    road.patience = Duration::from_millis(300);
    for way in WAYS {
        let error = road.call(way, "100408").unwrap_err();
        let late = TransportError::Unclear(HttpError::AnswerTimeout);
        assert_eq!(error, Error::Transport(late), "{way}");
        assert_eq!(error.repeat(), Repeat::AskFirst);
        assert!(road.executed().0, "{way}: it was cancelled all the same");
    }
}

#[test]
fn a_secret_that_is_wrong_in_one_character_is_refused_by_all_that_sign() {
    let mut road = Road::new();
    let right = road.secret.clone();
    let changed = (0..right.len()).map(|at| format!("{}X{}", &right[..at], &right[at + 1..]));
    let spaced = [
        format!("{right} "),
        format!("{right}\n"),
        format!(" {right}"),
    ];
    for wrong in changed.chain(spaced) {
        road.secret = wrong;
        for way in SIGNED {
            let error = road.call(way, "1").unwrap_err();
            let (text, code) = (error.to_string(), error.code());
            let fault = fault(error);
            assert_eq!(fault.reason, Reason::SignatureInvalid, "{way}: {text}");
            let found = (fault.owner(), fault.repeat(), code);
            assert_eq!(found, (Owner::Caller, Repeat::No, 4));
            assert!(fault.hint().contains("secret"), "{}", fault.hint());
            assert!(text.contains("ignature") || text.contains("签名"), "{text}");
            assert!(!text.contains(&road.secret) && !text.contains(&right));
            assert!(!road.executed().0);
        }
    }
}

#[test]
fn a_clock_that_is_eleven_minutes_off_is_told() {
    let road = Road::new();
    for way in WAYS {
        for seconds in [-660, 660] {
            let result = road.call_off(way, "1", seconds);
            if matches!(way, "token" | "pro") {
                assert!(result.is_ok(), "{way} has no timestamp");
                continue;
            }
            let fault = fault(result.unwrap_err());
            assert_eq!(fault.reason, Reason::TimestampInvalid, "{way} {seconds}");
            assert!(fault.hint().contains("clock"));
            assert_eq!((fault.repeat(), road.executed().0), (Repeat::No, false));
        }
        for seconds in [-600, 600] {
            assert!(road.call_off(way, "1", seconds).is_ok(), "{way} {seconds}");
        }
    }
}
