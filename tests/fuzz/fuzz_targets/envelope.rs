//! Answers as the gateways read them. The first byte chooses the gateway, the second the HTTP
//! status, by their remainders (`0` is the first of each); the body is the rest.
#![no_main]

use std::fmt::Debug;

use gatekit_core::api::{
    auth::ApplyToken,
    d2p::TradeCancel,
    damai::CancelLockStock,
    logistics::CancelOrder,
    qianniu::{BizOrder, CallType, SelfIntercept},
};
use gatekit_core::call::{Call, Generic};
use gatekit_core::reply::{Fault, Format, Node, Problem, ReadError, Unopened};
use gatekit_core::transport::Answer;
use gatekit_core::{Gateway, PhalApi, Qianmi, Qimen, Top};
use gatekit_fuzz::{guard::guarded, words::replace_word};
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

const STATUSES: [u16; 4] = [200, 302, 400, 502];
/// The method of the sample replies.
const METHOD: &str = "x";

fuzz_target!(|input: &[u8]| {
    let [gateway, status, body @ ..] = input else {
        return;
    };
    let exchange = Exchange {
        status: STATUSES[usize::from(*status) % STATUSES.len()],
        body,
    };
    let top = || Top::new("12345678", "helloworld").unwrap();
    let qimen = || Qimen::new("12345678", "helloworld", "23300032").unwrap();
    match gateway % 8 {
        0 => exchange.with_flags(&top()),
        1 => exchange.with_flags(&top().with_xml()),
        2 => exchange.with_flags(&top().with_simplify()),
        3 => exchange.with_flags(&qimen()),
        4 => exchange.with_flags(&qimen().with_xml()),
        5 => exchange.with_flags(&Qimen::standard("12345678", "helloworld", "customer-1").unwrap()),
        6 => exchange.with_flags(&Qianmi::new("10000000", "0123456789abcdef").unwrap()),
        _ => exchange.with_two_codes(&PhalApi::unsigned()),
    }
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let words = seed.is_multiple_of(4);
    if words {
        replace_word(data, size, max_size, seed)
    } else {
        fuzzer_mutate(data, size, max_size)
    }
});

const TRADE_CANCEL: TradeCancel<'_> = TradeCancel::order("T1");
const SELF_INTERCEPT: SelfIntercept<'_> = SelfIntercept {
    seller_nick: "s",
    buyer_nick: "b",
    biz_order: BizOrder {
        tid: "1",
        sub_order_ids: &["2"],
    },
    call_type: CallType::Synchronous,
    buyer_open_uid: None,
};
const CANCEL_ORDER: CancelOrder<'_> = CancelOrder {
    order_id: "1",
    task_id: "2",
    cancel_msg: "3",
};
const APPLY_TOKEN: ApplyToken<'_> = ApplyToken {
    app_key: "k",
    app_secret: "s",
};

struct Exchange<'d> {
    status: u16,
    body: &'d [u8],
}

impl Exchange<'_> {
    /// The gateways at which a business says no by a flag.
    fn with_flags(&self, gateway: &impl Gateway) {
        self.opened(gateway);
        self.any_call(gateway);
        if let Some(reply) = self.read(gateway, &TRADE_CANCEL) {
            assert!(reply.trade.is_success, "a denial read as a reply");
        }
        if let Some(reply) = self.read(gateway, &SELF_INTERCEPT) {
            assert!(reply.result.success, "a denial read as a reply");
        }
        self.read(gateway, &CANCEL_ORDER);
    }

    /// `PhalApi`, where both levels have a code.
    fn with_two_codes(&self, gateway: &impl Gateway) {
        self.opened(gateway);
        self.any_call(gateway);
        self.read(gateway, &TRADE_CANCEL);
        self.read(gateway, &SELF_INTERCEPT);
        let reply = self.read(gateway, &CANCEL_ORDER);
        let Some(any) = self.read(gateway, &Generic::<Value>::reading(METHOD, &[])) else {
            return; // a refusal, or too large a number
        };
        let code = &any["code"];
        let refused = code.as_f64().or(integer(code).map(|code| code as f64));
        assert!(
            matches!(refused, None | Some(0.0 | 200.0)),
            "a refusal read as a reply"
        );
        let text = self.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(self.body);
        let Ok(document) = serde_json::from_slice::<Value>(text) else {
            return; // too large a number
        };
        assert!(
            is_two_hundred(&document["ret"]),
            "a refusal read as a reply"
        );
        assert_eq!(any, document["data"]);
        if let Some(reply) = reply {
            assert!(
                matches!(reply.code, None | Some(0 | 200)),
                "a refusal read as a reply"
            );
            assert_eq!(reply.code, integer(code));
        }
    }

    fn any_call(&self, gateway: &impl Gateway) {
        self.read(gateway, &CancelLockStock::order("12345"));
        self.read(gateway, &APPLY_TOKEN);
        self.read(gateway, &Generic::<Value>::reading(METHOD, &[]));
    }

    /// The envelope by itself, and a call of which only the outcome matters: they agree.
    fn opened(&self, gateway: &impl Gateway) {
        let outcome = self.outcome::<_, String>(gateway, &Generic::new(METHOD, &[]));
        let document = match gateway.document(self.body) {
            Ok(document) => document,
            Err(problem) => return assert_unreadable(&outcome, self.status, problem),
        };
        let is_page = document.format() == Format::Xml && root_is_html(document);
        assert!(!(is_page && outcome.is_ok()), "a web page read as a reply");
        if (300..400).contains(&self.status) {
            return assert_unreadable(&outcome, self.status, Problem::Redirected);
        }
        let any_method = gateway.open(None, document);
        match gateway.open(Some(METHOD), document) {
            Ok(payload) => {
                assert!(payload.range().end <= self.body.len());
                assert!(any_method.is_ok(), "{any_method:?}");
                let fits = document.format() == gateway.format();
                assert_eq!(outcome.is_ok(), self.status == 200 && fits && !is_page);
            }
            Err(Unopened::Refused(refusal)) => {
                if let Err(ReadError::Refused(fault)) = &outcome {
                    assert_eq!(fault.reason, refusal.reason);
                    assert_eq!(fault.code.is_some(), refusal.code.is_some());
                    assert_eq!(fault.message.is_some(), refusal.message.is_some());
                    assert_eq!(fault.sub_code.is_some(), refusal.sub_code.is_some());
                    assert_eq!(fault.sub_message.is_some(), refusal.sub_message.is_some());
                    assert_eq!(fault.solution.is_some(), refusal.solution.is_some());
                    assert_eq!(fault.request_id.is_some(), refusal.request_id.is_some());
                } else {
                    assert!(is_page, "a refusal that is lost: {outcome:?}");
                }
            }
            Err(Unopened::Problem(problem)) => {
                let problem = if is_page { Problem::Html } else { problem };
                assert_unreadable(&outcome, self.status, problem);
            }
        }
    }

    /// The reply to this call, if there is one, after both kinds of text gave the same.
    fn read<C: Call>(&self, gateway: &impl Gateway, call: &C) -> Option<C::Reply<String>>
    where
        for<'b> C::Reply<&'b str>: Deserialize<'b> + Debug,
        C::Reply<String>: DeserializeOwned + Debug,
    {
        let owned = self.outcome::<C, String>(gateway, call);
        let answer = Answer::new(self.status, self.body.len());
        let borrowed = guarded(self.body, |copy| {
            let inside = copy.as_ptr().addr()..copy.as_ptr().addr() + copy.len();
            match gateway.read_answer::<C, &str>(call, &answer, copy) {
                Ok(reply) => format!("{:?}", Ok::<_, ReadError<&str>>(reply)),
                Err(error) => {
                    if let ReadError::Refused(fault) = &error {
                        assert_texts(fault, inside.start, inside.end);
                    }
                    assert!(!error.to_string().is_empty());
                    format!("{:?}", Err::<C::Reply<&str>, _>(error))
                }
            }
        });
        assert_eq!(format!("{owned:?}"), borrowed);
        owned.ok()
    }

    fn outcome<C: Call, S>(
        &self,
        gateway: &impl Gateway,
        call: &C,
    ) -> Result<C::Reply<S>, ReadError<S>>
    where
        C::Reply<S>: DeserializeOwned,
        S: for<'b> From<&'b str>,
    {
        let answer = Answer::new(self.status, self.body.len());
        let outcome = guarded(self.body, |copy| {
            gateway.read_answer::<C, S>(call, &answer, copy)
        });
        match &outcome {
            Ok(_) => assert_eq!(self.status, 200, "a reply under a status that denies it"),
            Err(ReadError::Refused(_)) => assert_ne!(self.status, 302, "a redirect was read"),
            Err(ReadError::Unreadable(unreadable)) => assert_eq!(unreadable.status, self.status),
        }
        outcome
    }
}

fn assert_unreadable<T: Debug>(
    outcome: &Result<T, ReadError<String>>,
    status: u16,
    problem: Problem,
) {
    let Err(ReadError::Unreadable(unreadable)) = outcome else {
        panic!("{outcome:?} but {problem:?}");
    };
    // Where there is no envelope, reading also looks whether it is a web page.
    let page = problem == Problem::NoEnvelope && unreadable.problem == Problem::Html;
    if status != 302 && !page {
        assert_eq!(unreadable.problem, problem);
    }
}

/// The texts stand in the body, and none in another; none is blank.
fn assert_texts(fault: &Fault<&str>, start: usize, end: usize) {
    let texts = [
        fault.code,
        fault.sub_code,
        fault.message,
        fault.sub_message,
        fault.solution,
        fault.request_id,
    ];
    let mut places: Vec<_> = texts
        .into_iter()
        .flatten()
        .inspect(|text| assert!(!text.trim().is_empty()))
        .map(|text| (text.as_ptr().addr(), text.as_ptr().addr() + text.len()))
        .collect();
    places.sort_unstable();
    let mut from = start;
    for (text_start, text_end) in places {
        assert!(
            from <= text_start && text_end <= end,
            "a text outside of its place"
        );
        from = text_end;
    }
    assert!(fault.known.is_none() || fault.code.is_some() || fault.sub_code.is_some());
    assert!(!fault.hint().is_empty());
}

fn root_is_html(document: Node<'_>) -> bool {
    const ROOTS: [&str; 7] = ["html", "head", "body", "h1", "h2", "center", "title"];
    let mut roots = document.children();
    roots.any(|(name, _)| {
        let name = name.to_string();
        ROOTS.iter().any(|root| name.eq_ignore_ascii_case(root))
    })
}

/// 200, also as text and with zeros behind a point.
fn is_two_hundred(value: &Value) -> bool {
    let zeros = |text: &str| {
        let zeros = text.strip_prefix("200.").unwrap_or_default();
        !zeros.is_empty() && zeros.bytes().all(|digit| digit == b'0')
    };
    integer(value) == Some(200)
        || value.as_f64() == Some(200.0)
        || value.as_str().is_some_and(zeros)
}

/// The integer, also where it is written as text.
fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::String(text) if !text.starts_with('+') => text.parse().ok(),
        // The other reader takes `-0` for a fraction.
        Value::Number(number) if number.as_f64() == Some(0.0) => Some(0),
        other => other.as_i64(),
    }
}
