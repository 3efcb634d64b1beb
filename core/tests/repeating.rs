//! What follows from an attempt, and the road walked again.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use core::time::Duration;
use gatekit_core::api::d2p::{self, TradeCancel};
use gatekit_core::call::Generic;
use gatekit_core::client::{GaveUp, Host, Repeating};
use gatekit_core::repeat::{self, Attempts, Budget, Jitter, Next, Policy, Remedy, Rule, Why};
use gatekit_core::reply::{ReadError, Repeat};
use gatekit_core::request::Request;
use gatekit_core::transport::{Answer, Transport, TransportError};
use gatekit_core::{Client, ClockOffset, Error, Gateway, PhalApi, Qianmi, Skew, Timestamp, Top};

type Failed = Error<String, &'static str>;

const NOT_SENT: Failed = Error::Transport(TransportError::NotSent("no route"));
const UNCLEAR: Failed = Error::Transport(TransportError::Unclear("timeout"));
const FOREVER: Duration = Duration::from_secs(3600);

fn refused(gateway: &impl Gateway, body: &str) -> Failed {
    let mut body = body.as_bytes().to_vec();
    let call = Generic::new("a.b.c", &[]);
    match gateway.read(&call, &mut body).unwrap_err() {
        ReadError::Refused(fault) => Error::Refused(fault.map(String::from)),
        ReadError::Unreadable(what) => Error::Unreadable(what),
    }
}

fn top(code: u16, sub_code: &str, sub_message: &str) -> Failed {
    let body = format!(
        r#"{{"error_response":{{"code":{code},"msg":"x","sub_code":"{sub_code}","sub_msg":"{sub_message}"}}}}"#
    );
    refused(&Top::md5("1", "s").unwrap(), &body)
}

fn qianmi(code: u16) -> Failed {
    let body = format!(r#"{{"errorToken":"@@$-ERROR_TOKEN$-@@","code":"{code}","message":"x"}}"#);
    refused(&Qianmi::new("1", "s").unwrap(), &body)
}

fn phalapi(ret: u16, message: &str) -> Failed {
    let body = format!(r#"{{"ret":{ret},"data":{{}},"msg":"{message}"}}"#);
    refused(&PhalApi::unsigned(), &body)
}

/// What follows from the first attempt of a call.
fn after(rules: &'static [Rule], error: &Failed, idempotent: bool) -> Next {
    let policy = Policy::new(rules);
    let mut attempts = Attempts::new(&policy, idempotent);
    attempts.next(&error.happened(), Duration::ZERO, &mut Jitter::new(1))
}

fn pause(next: Next) -> Option<Duration> {
    match next {
        Next::Repeat { after, remedy } => {
            assert_eq!(remedy, Remedy::Pause);
            Some(after)
        }
        Next::GiveUp(_) | Next::AskFirst => None,
    }
}

#[test]
fn what_was_not_executed_is_repeated_and_what_may_have_been_is_not() {
    let later = [
        (repeat::TOP, NOT_SENT),
        (
            repeat::TOP,
            top(7, "accesscontrol.limited-by-app-access-count", ""),
        ),
        (repeat::TOP, top(10, "", "")),
        (repeat::QIMEN, top(15, "isp.system-busy", "")),
        (
            repeat::TOP,
            top(15, "isp.top-remote-service-unavailable", ""),
        ),
        (repeat::QIANMI, qianmi(7)),
        (repeat::QIANMI, qianmi(34)),
        (repeat::QIANMI, qianmi(37)),
        (repeat::PHALAPI, phalapi(429, "slow down")),
    ];
    for (rules, error) in later {
        assert!(pause(after(rules, &error, false)).is_some(), "{error}");
    }
    let ask = [
        (repeat::TOP, UNCLEAR),
        (
            repeat::TOP,
            top(15, "isp.top-remote-connection-timeout", ""),
        ),
        (repeat::TOP, top(15, "isp.service-error", "")),
        (repeat::TOP, top(999, "", "")),
        (repeat::PHALAPI, phalapi(503, "busy")),
        (
            repeat::TOP,
            Error::Transport(TransportError::Unreadable("no HTTP")),
        ),
    ];
    for (rules, error) in ask {
        assert_eq!(after(rules, &error, false), Next::AskFirst, "{error}");
        assert!(pause(after(rules, &error, true)).is_some(), "{error}");
    }
}

#[test]
fn other_refusals_are_final_for_every_call() {
    for (rules, error) in [
        (repeat::TOP, top(25, "isv.invalid-signature", "")),
        (repeat::TOP, top(15, "isv.trade-not-exist", "")),
        (repeat::QIANMI, qianmi(36)),
        (repeat::PHALAPI, phalapi(404, "no such service")),
    ] {
        for idempotent in [false, true] {
            let next = after(rules, &error, idempotent);
            assert_eq!(next, Next::GiveUp(Why::Final), "{error}");
        }
    }
}

#[test]
fn an_answer_that_would_come_again_is_not_asked_for_again() {
    let error: Failed = Error::Transport(TransportError::AnswerTooLarge {
        capacity: 1,
        needed: None,
    });
    assert_eq!(after(repeat::TOP, &error, true), Next::AskFirst);
}

#[test]
fn a_ban_is_waited_for_to_its_end_and_not_long_behind_it() {
    let error = top(
        7,
        "accesscontrol.limited-by-app-access-count",
        "This ban will last for 9 more seconds",
    );
    let ban = Duration::from_secs(9);
    for seed in 1..200 {
        let policy = Policy::new(repeat::TOP);
        let mut attempts = Attempts::new(&policy, false);
        let next = attempts.next(&error.happened(), Duration::ZERO, &mut Jitter::new(seed));
        let pause = pause(next).unwrap();
        assert!(
            pause >= ban && pause <= ban + policy.backoff.first,
            "{seed} {pause:?}"
        );
    }
    let without = top(7, "accesscontrol.limited-by-app-access-count", "");
    assert!(pause(after(repeat::TOP, &without, false)).unwrap() >= Duration::from_secs(1));
}

#[test]
fn a_ban_that_ends_behind_the_budget_is_not_waited_for() {
    let error = top(7, "", "This ban will last for 3600 seconds");
    assert_eq!(
        after(repeat::TOP, &error, false),
        Next::GiveUp(Why::TimeSpent)
    );
    let error = top(7, "", "This ban will last for 99999999999999999999 seconds");
    assert_eq!(
        after(repeat::TOP, &error, false),
        Next::GiveUp(Why::TimeSpent)
    );
}

#[test]
fn tries_and_time_are_bounded() {
    for (tries, made) in [(0, 1), (1, 1), (2, 2), (5, 5)] {
        let budget = Budget {
            tries,
            time: FOREVER,
        };
        let policy = Policy::new(repeat::TOP).with_budget(budget);
        let mut attempts = Attempts::new(&policy, false);
        let mut jitter = Jitter::new(3);
        let mut count = 1;
        while pause(attempts.next(&NOT_SENT.happened(), Duration::ZERO, &mut jitter)).is_some() {
            count += 1;
        }
        assert_eq!((count, attempts.tries()), (made, made), "{tries}");
    }
    let budget = Budget {
        tries: 9,
        time: Duration::from_secs(10),
    };
    let policy = Policy::new(repeat::TOP).with_budget(budget);
    let mut attempts = Attempts::new(&policy, false);
    let next = attempts.next(
        &NOT_SENT.happened(),
        Duration::from_secs(10),
        &mut Jitter::new(3),
    );
    assert_eq!(next, Next::GiveUp(Why::TimeSpent));
}

#[test]
fn pauses_count_where_no_clock_runs() {
    let budget = Budget {
        tries: 200,
        time: Duration::from_secs(10),
    };
    let policy = Policy::new(repeat::TOP).with_budget(budget);
    let mut attempts = Attempts::new(&policy, false);
    let (mut jitter, mut waited) = (Jitter::new(3), Duration::ZERO);
    while let Some(after) = pause(attempts.next(&NOT_SENT.happened(), Duration::ZERO, &mut jitter))
    {
        waited += after;
    }
    assert!(waited <= budget.time && attempts.tries() < 12, "{waited:?}");
}

#[test]
fn an_idempotent_call_whose_attempt_was_unclear_stays_unclear() {
    for last in [NOT_SENT, top(25, "", ""), top(7, "", ""), UNCLEAR] {
        let policy = Policy::new(repeat::TOP).with_budget(Budget {
            tries: 2,
            time: FOREVER,
        });
        let mut attempts = Attempts::new(&policy, true);
        let mut jitter = Jitter::new(3);
        let mut next =
            |error: &Failed| attempts.next(&error.happened(), Duration::ZERO, &mut jitter);
        assert!(pause(next(&UNCLEAR)).is_some());
        assert_eq!(next(&last), Next::AskFirst, "{last}");
    }
}

#[test]
fn clock_and_token_are_mended_once_each_and_without_a_pause() {
    let stale = top(31, "isv.timestamp-limit-error", "");
    let expired = top(27, "isv.invalid-session", "");
    let policy = Policy::new(repeat::TOP).with_budget(Budget {
        tries: 9,
        time: FOREVER,
    });
    for (error, remedy) in [(stale, Remedy::Clock), (expired, Remedy::Token)] {
        let mut attempts = Attempts::new(&policy, false);
        let mut jitter = Jitter::new(3);
        let mut next = || attempts.next(&error.happened(), Duration::ZERO, &mut jitter);
        let after = Duration::ZERO;
        assert_eq!(next(), Next::Repeat { after, remedy });
        assert_eq!(next(), Next::GiveUp(Why::Final));
    }
}

#[test]
fn a_caller_s_rules_go_before_all_others() {
    const OURS: &[Rule] = &[
        Rule {
            code: "isv.stock-*",
            repeat: Repeat::Later,
            pause: Duration::from_secs(5),
        },
        Rule {
            code: "7",
            repeat: Repeat::No,
            pause: Duration::ZERO,
        },
        Rule {
            code: "isp.*",
            repeat: Repeat::AskFirst,
            pause: Duration::from_secs(2),
        },
    ];
    let policy = Policy::new(repeat::TOP).with_rules(OURS);
    let next = |error: Failed, idempotent| {
        let mut attempts = Attempts::new(&policy, idempotent);
        attempts.next(&error.happened(), Duration::ZERO, &mut Jitter::new(1))
    };
    assert!(pause(next(top(15, "isv.stock-locked", ""), false)).unwrap() >= Duration::from_secs(5));
    assert_eq!(next(top(7, "", ""), false), Next::GiveUp(Why::Final));
    assert_eq!(next(top(15, "isp.system-busy", ""), false), Next::AskFirst);
    assert!(pause(next(top(15, "isp.system-busy", ""), true)).unwrap() >= Duration::from_secs(2));
}

#[test]
fn every_gateway_has_its_rules() {
    use gatekit_core::gateway::{phalapi, qianmi, qimen, top};
    assert_eq!(repeat::rules_of(&top::DIALECT), repeat::TOP);
    assert_eq!(repeat::rules_of(&qimen::DIALECT), repeat::QIMEN);
    assert_eq!(repeat::rules_of(&qianmi::DIALECT), repeat::QIANMI);
    assert_eq!(repeat::rules_of(&phalapi::DIALECT), repeat::PHALAPI);
    assert_eq!(repeat::rules_of(&phalapi::PRO), repeat::PHALAPI);
}

/// A body and its date, or what goes wrong.
type Scene = Result<(&'static str, Option<i64>), TransportError<&'static str>>;

/// Answers one after the other, with or without a date.
struct Scripted {
    answers: Vec<Scene>,
    sent: Vec<String>,
}

impl Transport for Scripted {
    type Error = &'static str;

    fn send(&mut self, request: &Request<'_>) -> Result<(), TransportError<Self::Error>> {
        let mut query = Vec::new();
        let written = request.write_query(|bytes| {
            query.extend_from_slice(bytes);
            Ok::<(), ()>(())
        });
        written.unwrap();
        self.sent.push(String::from_utf8(query).unwrap());
        Ok(())
    }

    fn receive(&mut self, buffer: &mut [u8]) -> Result<Answer, TransportError<Self::Error>> {
        let (body, date) = self.answers.remove(0)?;
        buffer[..body.len()].copy_from_slice(body.as_bytes());
        Ok(Answer::new(200, body.len()).with_date(date.and_then(Timestamp::from_unix)))
    }
}

/// A clock that stands still; waiting is written down.
#[derive(Default)]
struct Board {
    waited: Vec<Duration>,
    token: Option<&'static str>,
}

impl Host<Client<Qianmi, Scripted>> for Board {
    fn now(&mut self) -> Timestamp {
        Timestamp::from_unix(5).unwrap()
    }

    fn wait(&mut self, pause: Duration) {
        self.waited.push(pause);
    }

    fn prepare(&mut self, client: &mut Client<Qianmi, Scripted>, remedy: Remedy) -> bool {
        match (remedy, self.token.take()) {
            (Remedy::Token, Some(token)) => {
                *client.gateway_mut() = client.gateway().clone().with_access_token(token);
                true
            }
            (Remedy::Token, None) => false,
            _ => true,
        }
    }
}

const VOID: &str = r#"{"d2p_trade_cancel_response":{"trade":{"is_success":true}}}"#;
const STALE: &str = r#"{"errorToken":"@@$-ERROR_TOKEN$-@@","code":"33","message":"x","subErrors":[{"code":"isv.invalid-paramete:timestamp","message":"x"}]}"#;
const EXPIRED: &str = r#"{"errorToken":"@@$-ERROR_TOKEN$-@@","code":"21","message":"x"}"#;
const BUSY: &str = r#"{"errorToken":"@@$-ERROR_TOKEN$-@@","code":"7","message":"busy"}"#;
const RELEASE_FAILED: &str = r#"{"errorToken":"@@$-ERROR_TOKEN$-@@","code":"9","message":"x","subErrors":[{"code":"isv.qianmi-cloudshop-d2p-trade-cancel-service-error:01042003","message":"x"}]}"#;
/// 2016-01-01 12:00:00 in GMT+8.
const NOON: i64 = 1_451_620_800;

type Outcome = Result<d2p::TradeCancelReply, GaveUp<String, &'static str>>;

fn walk(answers: Vec<Scene>, board: Board) -> (Outcome, Vec<String>, Board) {
    let qianmi = Qianmi::new("1", "s").unwrap().with_access_token("old");
    let mut client = Client::new(
        qianmi,
        Scripted {
            answers,
            sent: Vec::new(),
        },
    );
    let moment = |unix| Timestamp::from_unix(unix).unwrap();
    let clock = ClockOffset::between(moment(NOON - 86_400), moment(NOON + 86_400));
    let mut repeating = Repeating::new(Policy::new(repeat::QIANMI), clock, 7, board);
    let mut buffer = [0; 512];
    let call = TradeCancel::order("T1");
    let outcome = client.call_repeating(&call, &mut repeating, &mut buffer);
    let outcome = outcome.map_err(|gave_up| gave_up.map(String::from));
    let sent = std::mem::take(&mut client.transport_mut().sent);
    (outcome, sent, repeating.host)
}

#[test]
fn a_busy_platform_is_asked_again_with_the_buffer_of_the_first_answer() {
    let (outcome, sent, board) = walk(vec![Ok((BUSY, None)), Ok((VOID, None))], Board::default());
    assert!(outcome.unwrap().trade.is_success);
    assert_eq!((sent.len(), board.waited.len()), (2, 1));
    assert!(board.waited[0] >= Duration::from_secs(1));
}

#[test]
fn a_request_of_1970_is_signed_again_with_the_time_of_the_answer() {
    let answers = vec![Ok((STALE, Some(NOON))), Ok((VOID, None))];
    let (outcome, sent, board) = walk(answers, Board::default());
    assert!(outcome.unwrap().trade.is_success);
    assert!(
        sent[0].contains("timestamp=1970-01-01+08%3A00%3A05&"),
        "{}",
        sent[0]
    );
    assert!(
        sent[1].contains("timestamp=2016-01-01+12%3A00%3A00&"),
        "{}",
        sent[1]
    );
    assert_eq!(board.waited, [Duration::ZERO]);
}

#[test]
fn a_refused_timestamp_without_a_believable_date_names_the_skew() {
    let signed = Timestamp::from_unix(5).unwrap();
    let (outcome, sent, _) = walk(vec![Ok((STALE, None))], Board::default());
    let gave_up = outcome.unwrap_err();
    assert_eq!(gave_up.why, Why::Clock(Skew::Unknown { signed }));
    assert_eq!((sent.len(), gave_up.repeat()), (1, Repeat::No));
    assert!(
        gave_up.to_string().contains("1970-01-01 08:00:05"),
        "{gave_up}"
    );

    let (outcome, ..) = walk(vec![Ok((STALE, Some(NOON + 86_401)))], Board::default());
    let why = outcome.unwrap_err().why;
    assert!(
        matches!(why, Why::Clock(Skew::Unbelievable { .. })),
        "{why}"
    );
    let (outcome, ..) = walk(vec![Ok((STALE, Some(600)))], Board::default());
    let why = outcome.unwrap_err().why;
    assert!(matches!(why, Why::Clock(Skew::None { .. })), "{why}");
}

#[test]
fn a_refused_token_is_renewed_once_by_the_host() {
    let token = Some("new");
    let answers = vec![Ok((EXPIRED, None)), Ok((VOID, None))];
    let (outcome, sent, _) = walk(
        answers,
        Board {
            token,
            ..Board::default()
        },
    );
    assert!(outcome.is_ok());
    assert!(sent[0].contains("access_token=old&") && sent[1].contains("access_token=new&"));

    let answers = vec![Ok((EXPIRED, None)), Ok((EXPIRED, None))];
    let (outcome, sent, _) = walk(
        answers,
        Board {
            token,
            ..Board::default()
        },
    );
    assert_eq!((outcome.unwrap_err().why, sent.len()), (Why::Final, 2));

    let (outcome, sent, _) = walk(vec![Ok((EXPIRED, None))], Board::default());
    assert_eq!((outcome.unwrap_err().why, sent.len()), (Why::Token, 1));
}

#[test]
fn a_cancellation_that_may_have_been_executed_is_sent_once() {
    for answer in [
        Err(TransportError::Unclear("timeout")),
        Ok(("<html>502</html>", None)),
        Ok((r#"{"d2p_trade_cancel_response":{}}"#, None)),
        Ok((RELEASE_FAILED, None)),
    ] {
        let (outcome, sent, _) = walk(vec![answer], Board::default());
        let gave_up = outcome.unwrap_err();
        assert_eq!(
            (gave_up.why, sent.len()),
            (Why::MayBeExecuted, 1),
            "{gave_up}"
        );
        assert_eq!(gave_up.repeat(), Repeat::AskFirst);
    }
}

#[test]
fn a_call_that_cannot_be_sent_is_not_repeated() {
    let call = Generic::new("a.b.c", &[("access_token", "x")]);
    let qianmi = Qianmi::new("1", "s").unwrap();
    let script = Scripted {
        answers: Vec::new(),
        sent: Vec::new(),
    };
    let mut client = Client::new(qianmi, script);
    let moment = Timestamp::from_unix(NOON).unwrap();
    let clock = ClockOffset::between(moment, moment);
    let mut repeating = Repeating::new(Policy::new(repeat::QIANMI), clock, 7, Board::default());
    let mut buffer = [0; 64];
    let gave_up = client
        .call_repeating(&call, &mut repeating, &mut buffer)
        .unwrap_err();
    assert_eq!((gave_up.why, gave_up.tries), (Why::Final, 1));
}
