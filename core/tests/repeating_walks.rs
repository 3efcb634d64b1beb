//! The road walked again, awaited or not.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use core::pin::pin;
use core::task::{Context, Poll, Waker};
use core::time::Duration;
use gatekit_core::api::d2p::{self, TradeCancel};
use gatekit_core::call::Generic;
use gatekit_core::client::{AsyncHost, GaveUp, Host, Repeating};
use gatekit_core::repeat::{Policy, Remedy, Rule, Why};
use gatekit_core::reply::Repeat;
use gatekit_core::request::Request;
use gatekit_core::transport::{Answer, AsyncTransport, Transport, TransportError};
use gatekit_core::{Client, ClockOffset, Qianmi, Skew, Timestamp};

/// A body and its date, or what goes wrong.
type Scene = Result<(&'static str, Option<i64>), TransportError<&'static str>>;

/// Answers one after the other, with or without a date.
#[derive(Default)]
struct Scripted {
    answers: Vec<Scene>,
    sent: Vec<String>,
    /// Nothing can be sent over it any more.
    over: bool,
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

    fn is_ready(&self) -> bool {
        !self.over
    }
}

struct Awaited(Scripted);

impl AsyncTransport for Awaited {
    type Error = &'static str;

    async fn send(&mut self, request: &Request<'_>) -> Result<(), TransportError<Self::Error>> {
        self.0.send(request)
    }

    async fn receive(&mut self, buffer: &mut [u8]) -> Result<Answer, TransportError<Self::Error>> {
        self.0.receive(buffer)
    }

    fn is_ready(&self) -> bool {
        self.0.is_ready()
    }
}

/// Waiting is written down, and takes no time.
#[derive(Clone, Debug, Default)]
struct Board {
    waited: Vec<Duration>,
    token: Option<&'static str>,
    /// Seconds between two looks at the clock.
    pace: i64,
    looks: i64,
}

impl<T> Host<Client<Qianmi, T>> for Board {
    fn now(&mut self) -> Timestamp {
        self.looks += 1;
        Timestamp::from_unix(5 + self.pace * (self.looks - 1)).unwrap()
    }

    fn wait(&mut self, pause: Duration) {
        self.waited.push(pause);
    }

    fn prepare(&mut self, client: &mut Client<Qianmi, T>, remedy: Remedy) -> bool {
        self.mend(client.gateway_mut(), remedy)
    }
}

impl<T> AsyncHost<Client<Qianmi, T>> for Board {
    fn now(&mut self) -> Timestamp {
        self.looks += 1;
        Timestamp::from_unix(5 + self.pace * (self.looks - 1)).unwrap()
    }

    async fn wait(&mut self, pause: Duration) {
        self.waited.push(pause);
    }

    async fn prepare(&mut self, client: &mut Client<Qianmi, T>, remedy: Remedy) -> bool {
        self.mend(client.gateway_mut(), remedy)
    }
}

impl Board {
    fn mend(&mut self, qianmi: &mut Qianmi, remedy: Remedy) -> bool {
        if remedy != Remedy::Token {
            return true;
        }
        let Some(token) = self.token.take() else {
            return false;
        };
        *qianmi = qianmi.clone().with_access_token(token);
        true
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

type Walked = (Outcome, Vec<String>, Board);

/// Awaited or not, a walk comes to the same.
fn walk(answers: Vec<Scene>, board: Board) -> Walked {
    walk_by(Policy::new(), answers, board, false)
}

fn walk_by(policy: Policy<'_>, answers: Vec<Scene>, board: Board, over: bool) -> Walked {
    let script = |answers| Scripted {
        answers,
        over,
        ..Scripted::default()
    };
    let awaited = walk_awaited(policy, script(answers.clone()), board.clone());
    let walked = walk_blocking(policy, script(answers), board);
    assert_eq!(format!("{walked:?}"), format!("{awaited:?}"));
    walked
}

fn walk_awaited(policy: Policy<'_>, script: Scripted, board: Board) -> Walked {
    let qianmi = Qianmi::new("1", "s").unwrap().with_access_token("old");
    let mut awaited = Awaited(script);
    let mut client = Client::new(qianmi, &mut awaited);
    let mut repeating = Repeating::new(policy, clock(), 7, board);
    let mut buffer = [0; 512];
    let call = TradeCancel::order("T1");
    let outcome = {
        let mut walk = pin!(client.call_repeating_async(&call, &mut repeating, &mut buffer));
        match walk.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(outcome) => outcome.map_err(|gave_up| gave_up.map(String::from)),
            Poll::Pending => panic!("nothing here waits"),
        }
    };
    let sent = std::mem::take(&mut client.transport_mut().0.sent);
    (outcome, sent, repeating.host)
}

/// Within a day of noon.
fn clock() -> ClockOffset {
    let moment = |unix| Timestamp::from_unix(unix).unwrap();
    ClockOffset::between(moment(NOON - 86_400), moment(NOON + 86_400))
}

fn walk_blocking(policy: Policy<'_>, script: Scripted, board: Board) -> Walked {
    let qianmi = Qianmi::new("1", "s").unwrap().with_access_token("old");
    let mut script = script;
    let mut client = Client::new(qianmi, &mut script);
    let mut repeating = Repeating::new(policy, clock(), 7, board);
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
    let mut client = Client::new(qianmi, Scripted::default());
    let moment = Timestamp::from_unix(NOON).unwrap();
    let clock = ClockOffset::between(moment, moment);
    let mut repeating = Repeating::new(Policy::new(), clock, 7, Board::default());
    let mut buffer = [0; 64];
    let gave_up = client
        .call_repeating(&call, &mut repeating, &mut buffer)
        .unwrap_err();
    assert_eq!((gave_up.why, gave_up.tries), (Why::Final, 1));
}

#[test]
fn attempts_count_towards_the_time_that_a_call_may_take() {
    // From look to look at the clock 25 s: before the first attempt, before and after each.
    let board = Board {
        pace: 25,
        ..Board::default()
    };
    let (outcome, sent, _) = walk(vec![Ok((BUSY, None)), Ok((BUSY, None))], board);
    // Half a minute and the pause are left behind the first attempt, nothing behind the second.
    assert_eq!((outcome.unwrap_err().why, sent.len()), (Why::TimeSpent, 2));
}

#[test]
fn an_answer_of_another_shape_counts_as_a_try() {
    let strange = r#"{"d2p_trade_cancel_response":{}}"#;
    let answers = vec![Ok((BUSY, None)), Ok((strange, None))];
    let (outcome, sent, _) = walk(answers, Board::default());
    let gave_up = outcome.unwrap_err();
    assert_eq!((gave_up.why, gave_up.tries), (Why::MayBeExecuted, 2));
    assert_eq!(sent.len(), 2);
}

#[test]
fn over_a_connection_that_is_not_ready_nothing_is_repeated() {
    let policy = Policy::new();
    let (outcome, sent, _) = walk_by(policy, vec![Ok((BUSY, None))], Board::default(), true);
    let gave_up = outcome.unwrap_err();
    assert_eq!((gave_up.why, gave_up.tries), (Why::NotReady, 1));
    assert_eq!((gave_up.repeat(), sent.len()), (Repeat::Later, 1));
    // Though there was a new token.
    let board = Board {
        token: Some("new"),
        ..Board::default()
    };
    let (outcome, sent, _) = walk_by(policy, vec![Ok((EXPIRED, None))], board, true);
    assert_eq!((outcome.unwrap_err().why, sent.len()), (Why::NotReady, 1));
    // The refusal is told, not the connection.
    let told = gave_up.to_string();
    assert!(
        told.contains("busy") && told.ends_with("not made ready for another try)"),
        "{told}"
    );
}

#[test]
fn what_the_callers_own_rule_calls_final_is_not_mended() {
    const OURS: &[Rule] = &[Rule {
        code: "21",
        repeat: Repeat::No,
        pause: Duration::ZERO,
    }];
    let board = Board {
        token: Some("new"),
        ..Board::default()
    };
    let policy = Policy::new().with_rules(OURS);
    let (outcome, sent, _) = walk_by(policy, vec![Ok((EXPIRED, None))], board, false);
    assert_eq!((outcome.unwrap_err().why, sent.len()), (Why::Final, 1));
}

/// Connects where it is asked to, if it can.
struct Plug {
    fits: bool,
    asked: Vec<Remedy>,
}

impl Plug {
    fn connect(&mut self, script: &mut Scripted, remedy: Remedy) -> bool {
        self.asked.push(remedy);
        script.over = !self.fits;
        self.fits
    }
}

impl Host<Client<Qianmi, Scripted>> for Plug {
    fn now(&mut self) -> Timestamp {
        Timestamp::from_unix(NOON).unwrap()
    }

    fn wait(&mut self, _: Duration) {}

    fn prepare(&mut self, client: &mut Client<Qianmi, Scripted>, remedy: Remedy) -> bool {
        self.connect(client.transport_mut(), remedy)
    }
}

impl AsyncHost<Client<Qianmi, Awaited>> for Plug {
    fn now(&mut self) -> Timestamp {
        Timestamp::from_unix(NOON).unwrap()
    }

    async fn wait(&mut self, _: Duration) {}

    async fn prepare(&mut self, client: &mut Client<Qianmi, Awaited>, remedy: Remedy) -> bool {
        self.connect(&mut client.transport_mut().0, remedy)
    }
}

#[test]
fn what_the_call_before_has_ended_is_made_ready_for_the_first_attempt() {
    for (over, fits, asked) in [
        (true, true, &[Remedy::Pause][..]),
        (true, false, &[Remedy::Pause]),
        (false, true, &[]),
    ] {
        let script = || Scripted {
            answers: vec![Ok((VOID, None))],
            over,
            ..Scripted::default()
        };
        let plug = || Plug {
            fits,
            asked: Vec::new(),
        };
        let qianmi = || Qianmi::new("1", "s").unwrap();
        let call = TradeCancel::order("T1");
        let mut buffer = [0; 512];
        let mut client = Client::new(qianmi(), script());
        let mut repeating = Repeating::new(Policy::new(), clock(), 7, plug());
        let outcome = client.call_repeating(&call, &mut repeating, &mut buffer);
        // Whoever cannot connect hears from the transport what is wrong.
        assert!(outcome.is_ok());
        assert_eq!(repeating.host.asked, asked);

        let mut client = Client::new(qianmi(), Awaited(script()));
        let mut repeating = Repeating::new(Policy::new(), clock(), 7, plug());
        {
            let mut walk = pin!(client.call_repeating_async(&call, &mut repeating, &mut buffer));
            let polled = walk.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            assert!(matches!(polled, Poll::Ready(Ok(_))), "{polled:?}");
        }
        assert_eq!(repeating.host.asked, asked);
    }
}
