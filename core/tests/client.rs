//! The road of a call over a transport that plays a script.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use gatekit_core::api::d2p::{self, TradeCancel};
use gatekit_core::reply::{Owner, Problem, Repeat};
use gatekit_core::request::{ParamProblem, Request};
use gatekit_core::transport::{Answer, AsyncTransport, Media, Transport, TransportError};
use gatekit_core::{Client, Error, Qianmi, Timestamp};
use std::task::{Context, Poll, Waker};

/// What it is asked to send is kept; what it answers is given.
struct Scripted {
    sent: Vec<String>,
    sending: Result<(), TransportError<&'static str>>,
    answer: Result<(u16, &'static str), TransportError<&'static str>>,
    announces: Option<usize>,
}

impl Scripted {
    fn answering(status: u16, body: &'static str) -> Self {
        Self {
            sent: Vec::new(),
            sending: Ok(()),
            answer: Ok((status, body)),
            announces: None,
        }
    }
}

impl Transport for &mut Scripted {
    type Error = &'static str;

    fn send(&mut self, request: &Request<'_>) -> Result<(), TransportError<Self::Error>> {
        let mut wire = Vec::new();
        let mut write = |bytes: &[u8]| {
            wire.extend_from_slice(bytes);
            Ok::<(), ()>(())
        };
        request.write_query(&mut write).unwrap();
        write(b"\n").unwrap();
        request.write_body(&mut write).unwrap();
        self.sent.push(String::from_utf8(wire).unwrap());
        self.sending
    }

    fn receive(&mut self, buffer: &mut [u8]) -> Result<Answer, TransportError<Self::Error>> {
        let (status, body) = self.answer?;
        let capacity = buffer.len();
        let needed = Some(body.len());
        let to = buffer.get_mut(..body.len());
        to.ok_or(TransportError::AnswerTooLarge { capacity, needed })?
            .copy_from_slice(body.as_bytes());
        let length = self.announces.unwrap_or(body.len());
        Ok(Answer::new(status, length).with_media(Media::Json))
    }
}

/// The same, awaited.
struct Awaited<'s>(&'s mut Scripted);

impl AsyncTransport for Awaited<'_> {
    type Error = &'static str;

    async fn send(&mut self, request: &Request<'_>) -> Result<(), TransportError<Self::Error>> {
        Transport::send(&mut self.0, request)
    }

    async fn receive(&mut self, buffer: &mut [u8]) -> Result<Answer, TransportError<Self::Error>> {
        Transport::receive(&mut self.0, buffer)
    }
}

const VOID: &str = r#"{"d2p_trade_cancel_response":{"trade":{"is_success":true}}}"#;

fn call(
    script: &mut Scripted,
    buffer: &mut [u8],
) -> Result<d2p::TradeCancelReply, Error<String, &'static str>> {
    let qianmi = Qianmi::new("10000000", "0123456789abcdef").unwrap();
    let now = Timestamp::from_unix(1_446_617_413).unwrap();
    let mut client = Client::<_, _, 1>::sized(qianmi, script);
    let reply = client.call_as::<_, &str>(&TradeCancel::order("T1"), now, buffer);
    reply.map_err(|error| error.map(String::from))
}

/// The same over a transport that is awaited; nothing in it waits.
fn call_awaited(
    script: &mut Scripted,
    buffer: &mut [u8],
) -> Result<d2p::TradeCancelReply, Error<String, &'static str>> {
    let qianmi = Qianmi::new("10000000", "0123456789abcdef").unwrap();
    let now = Timestamp::from_unix(1_446_617_413).unwrap();
    let mut client = Client::<_, _, 1>::sized(qianmi, Awaited(script));
    let order = TradeCancel::order("T1");
    let mut reply = std::pin::pin!(client.call_async(&order, now, buffer));
    match reply.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(reply) => reply.map_err(|error| error.map(String::from)),
        Poll::Pending => panic!("a transport that waits for nothing is not ready"),
    }
}

#[test]
fn an_awaited_call_comes_to_what_one_that_is_not_comes_to() {
    let failure = TransportError::Unclear("reset");
    let scripts = || {
        let [mut unsent, mut unanswered] = [(); 2].map(|()| Scripted::answering(200, VOID));
        unsent.sending = Err(failure);
        unanswered.answer = Err(failure);
        let refused = Scripted::answering(200, r#"{"errorToken":"x","code":"25"}"#);
        let page = Scripted::answering(502, "<html>");
        [
            Scripted::answering(200, VOID),
            unsent,
            unanswered,
            refused,
            page,
        ]
    };
    for size in [18, 64] {
        for (mut awaited, mut script) in scripts().into_iter().zip(scripts()) {
            assert_eq!(
                call_awaited(&mut awaited, &mut vec![0; size]),
                call(&mut script, &mut vec![0; size])
            );
            assert_eq!(awaited.sent, script.sent);
        }
    }
}

#[test]
fn a_call_is_sent_once_and_its_reply_is_read_from_the_same_buffer() {
    let mut script = Scripted::answering(200, VOID);
    assert!(call(&mut script, &mut [0; 64]).unwrap().trade.is_success);
    assert_eq!(script.sent.len(), 1);
    let (query, body) = script.sent[0].split_once('\n').unwrap();
    assert!(query.contains("&timestamp=2015-11-04+14%3A10%3A13&") && query.contains("&sign="));
    assert_eq!(body, "tid=T1");
}

#[test]
fn a_buffer_without_room_for_the_timestamp_sends_nothing() {
    let mut script = Scripted::answering(200, VOID);
    let error = call(&mut script, &mut [0; 18]).unwrap_err();
    let Error::Params(problem) = &error else {
        panic!("{error}")
    };
    let room = ParamProblem::RoomTooSmall {
        needed: 19,
        available: 18,
    };
    assert_eq!(problem.problem, room);
    assert_eq!((error.code(), error.repeat()), (1, Repeat::No));
    assert!(script.sent.is_empty());
}

#[test]
fn an_answer_needs_its_bytes_and_no_more() {
    let error = call(
        &mut Scripted::answering(200, VOID),
        &mut vec![0; VOID.len() - 1],
    )
    .unwrap_err();
    let (capacity, needed) = (VOID.len() - 1, Some(VOID.len()));
    assert_eq!(
        error,
        Error::Transport(TransportError::AnswerTooLarge { capacity, needed })
    );
    assert_eq!((error.code(), error.repeat()), (3, Repeat::AskFirst));
    assert!(
        call(
            &mut Scripted::answering(200, VOID),
            &mut vec![0; VOID.len()]
        )
        .is_ok()
    );
}

#[test]
fn a_transport_that_announces_more_than_it_could_write_is_not_believed() {
    let mut script = Scripted::answering(200, VOID);
    script.announces = Some(65);
    let error = call(&mut script, &mut [0; 64]).unwrap_err();
    let too_large = TransportError::AnswerTooLarge {
        capacity: 64,
        needed: Some(65),
    };
    assert_eq!(error, Error::Transport(too_large));
}

#[test]
fn what_was_not_sent_is_told_from_what_is_unclear() {
    for (failure, code, repeat) in [
        (TransportError::NotSent("no route"), 2, Repeat::Later),
        (TransportError::Unclear("reset"), 3, Repeat::AskFirst),
        (
            TransportError::Unreadable("no status line"),
            3,
            Repeat::AskFirst,
        ),
    ] {
        let mut script = Scripted::answering(200, VOID);
        script.sending = Err(failure);
        let error = call(&mut script, &mut [0; 64]).unwrap_err();
        assert_eq!((error.code(), error.repeat()), (code, repeat), "{error}");
        let mut script = Scripted::answering(200, VOID);
        script.answer = Err(failure);
        assert_eq!(
            call(&mut script, &mut [0; 64]).unwrap_err(),
            Error::Transport(failure)
        );
    }
}

#[test]
fn refusals_are_numbered_by_whose_they_are() {
    let business = r#"{"errorToken":"x","code":"9","subErrors":[{"code":"isv.qianmi-cloudshop-d2p-trade-cancel-service-error:01042003","message":"m"}]}"#;
    for (body, code, owner, repeat) in [
        (
            r#"{"errorToken":"x","code":"25","message":"m"}"#,
            4,
            Owner::Caller,
            Repeat::No,
        ),
        (
            r#"{"errorToken":"x","code":"7","message":"m"}"#,
            5,
            Owner::Gateway,
            Repeat::Later,
        ),
        (business, 6, Owner::Gateway, Repeat::AskFirst),
    ] {
        let error = call(&mut Scripted::answering(200, body), &mut [0; 256]).unwrap_err();
        assert_eq!((error.code(), error.repeat()), (code, repeat), "{error}");
        let Error::Refused(fault) = error else {
            panic!("{error}")
        };
        assert_eq!(fault.owner(), owner);
    }
}

#[test]
fn an_unreadable_answer_says_its_status() {
    let error = call(&mut Scripted::answering(502, ""), &mut [0; 64]).unwrap_err();
    assert_eq!((error.code(), error.repeat()), (7, Repeat::AskFirst));
    assert_eq!(
        error.to_string(),
        "the answer cannot be read (HTTP 502): it is empty"
    );
    let error = call(&mut Scripted::answering(302, VOID), &mut [0; 64]).unwrap_err();
    let Error::Unreadable(unreadable) = error else {
        panic!("{error}")
    };
    assert_eq!(unreadable.problem, Problem::Redirected);
}

#[test]
fn content_types_are_told_by_a_word() {
    for (content_type, media) in [
        ("application/json;charset=utf-8", Media::Json),
        ("text/javascript", Media::Json),
        ("Text/XML", Media::Xml),
        ("application/xhtml+xml", Media::Html),
        ("text/html;charset=UTF-8", Media::Html),
        ("image/png", Media::Other),
        ("", Media::Unknown),
    ] {
        assert_eq!(Media::of(content_type), media, "{content_type}");
    }
}
