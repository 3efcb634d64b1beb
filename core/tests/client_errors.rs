//! The parts of a client, and the words and causes of its errors.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use gatekit_core::api::damai::CancelLockStock;
use gatekit_core::call::Generic;
use gatekit_core::reply::{DecodeError, Problem, ReadError, SyntaxError, Unreadable};
use gatekit_core::request::{ParamProblem, Request};
use gatekit_core::transport::{Answer, Media, Transport, TransportError};
use gatekit_core::{Client, Error, Gateway, Params, PhalApi, Timestamp, Top};
use std::error::Error as _;
use std::io;

/// Keeps the query of what it is asked to send; answers with the same bytes.
struct Scripted {
    sent: Vec<String>,
    answer: &'static str,
}

impl Scripted {
    const fn answering(answer: &'static str) -> Self {
        Self {
            sent: Vec::new(),
            answer,
        }
    }
}

impl Transport for Scripted {
    type Error = io::Error;

    fn send(&mut self, request: &Request<'_>) -> Result<(), TransportError<io::Error>> {
        let mut query = vec![0; request.query_length()];
        self.sent
            .push(request.encode_query(&mut query).unwrap().to_owned());
        Ok(())
    }

    fn receive(&mut self, buffer: &mut [u8]) -> Result<Answer, TransportError<io::Error>> {
        buffer[..self.answer.len()].copy_from_slice(self.answer.as_bytes());
        Ok(Answer::new(200, self.answer.len()))
    }
}

fn noon() -> Timestamp {
    Timestamp::from_unix(1_451_620_800).unwrap()
}

#[test]
fn the_texts_of_a_reply_lie_in_the_buffer() {
    const CANCELLED: &str = r#"{"alibaba_damai_yuntoc_order_cancellockstock_response":{"result":{"head":{"return_desc":"\u5df2\u53d6\u6d88"}}}}"#;
    let top = Top::md5("12345678", "helloworld").unwrap();
    let mut client = Client::new(top, Scripted::answering(CANCELLED));
    let mut buffer = [0; 256];
    let memory = buffer.as_ptr_range();
    let reply = client
        .call(&CancelLockStock::order("12345"), noon(), &mut buffer)
        .unwrap();
    let text = reply.result.head.unwrap().return_desc.unwrap();
    assert_eq!(text, "已取消");
    assert!(memory.contains(&text.as_ptr()));
}

#[test]
fn a_token_can_be_changed_between_calls() {
    let top = Top::md5("12345678", "helloworld").unwrap();
    let mut client = Client::new(top, Scripted::answering(r#"{"time_get_response":{}}"#));
    let call = Generic::new("taobao.time.get", &[]);
    let mut buffer = [0; 64];
    client.call(&call, noon(), &mut buffer).unwrap();
    *client.gateway_mut() = client.gateway().clone().with_session("6100e23f");
    client.call(&call, noon(), &mut buffer).unwrap();
    let sent = core::mem::take(&mut client.transport_mut().sent);
    assert_eq!(sent.len(), 2);
    assert!(!sent[0].contains("session="), "{}", sent[0]);
    assert!(sent[1].contains("&session=6100e23f&"), "{}", sent[1]);
}

#[test]
fn a_client_takes_sixteen_parameters_unless_it_is_told_how_many() {
    const NAMES: [(&str, &str); 17] = [
        ("a", "1"),
        ("b", "1"),
        ("c", "1"),
        ("d", "1"),
        ("e", "1"),
        ("f", "1"),
        ("g", "1"),
        ("h", "1"),
        ("i", "1"),
        ("j", "1"),
        ("k", "1"),
        ("l", "1"),
        ("m", "1"),
        ("n", "1"),
        ("o", "1"),
        ("p", "1"),
        ("q", "1"),
    ];
    const DONE: &str = r#"{"ret":200,"data":1,"msg":""}"#;
    let call = Generic::new("App.A.B", &NAMES);
    let mut buffer = [0; 64];
    let mut client = Client::new(PhalApi::unsigned(), Scripted::answering(DONE));
    let Err(Error::Params(error)) = client.call(&call, noon(), &mut buffer) else {
        panic!("17 parameters fit")
    };
    assert_eq!(error.problem, ParamProblem::TableFull { capacity: 16 });
    assert!(client.transport_mut().sent.is_empty());
    let sixteen = Generic::new("App.A.B", &NAMES[1..]);
    client.call(&sixteen, noon(), &mut buffer).unwrap();
    let mut client = Client::<_, _, 17>::sized(PhalApi::unsigned(), Scripted::answering(DONE));
    client.call(&call, noon(), &mut buffer).unwrap();
}

/// The error of a transport that lost its line.
fn lost() -> io::Error {
    io::Error::other("the line is lost")
}

#[test]
fn a_transport_error_says_what_may_have_happened() {
    for (error, executed, words) in [
        (
            TransportError::NotSent(lost()),
            false,
            "nothing was sent: the line is lost",
        ),
        (
            TransportError::Unclear(lost()),
            true,
            "the request may have been executed: the line is lost",
        ),
        (
            TransportError::Unreadable(lost()),
            true,
            "the answer cannot be read: the line is lost",
        ),
        (
            TransportError::AnswerTooLarge {
                capacity: 512,
                needed: Some(600),
            },
            true,
            "the answer has 600 bytes, the buffer 512",
        ),
        (
            TransportError::AnswerTooLarge {
                capacity: 512,
                needed: None,
            },
            true,
            "the answer does not fit into 512 bytes",
        ),
    ] {
        assert_eq!(error.to_string(), words);
        assert_eq!(error.may_have_been_executed(), executed, "{words}");
        let cause = error.source().map(ToString::to_string);
        let has_cause = !matches!(error, TransportError::AnswerTooLarge { .. });
        assert_eq!(cause.as_deref(), has_cause.then_some("the line is lost"));
        let error = Error::<&str, _>::Transport(error);
        assert_eq!(error.to_string(), words);
        let cause = error.source().map(ToString::to_string);
        assert_eq!(
            cause.as_deref(),
            has_cause.then_some("the line is lost"),
            "the cause follows at once, its words are not said twice"
        );
    }
}

#[test]
fn an_answer_that_cannot_be_read_says_why() {
    let (expected, at) = ("a list", 3);
    for (problem, words) in [
        (Problem::Syntax(SyntaxError::Empty), "it is empty"),
        (
            Problem::Syntax(SyntaxError::Truncated { at }),
            "the document is cut off (byte 3)",
        ),
        (Problem::Html, "it is a web page"),
        (Problem::NoEnvelope, "it is not what this gateway sends"),
        (Problem::OtherMethod, "it answers another method"),
        (
            Problem::OtherFormat,
            "it is not in the format that was asked for",
        ),
        (
            Problem::Redirected,
            "it is a redirect, which is not followed",
        ),
        (
            Problem::Status,
            "it holds a reply, but its HTTP status denies it",
        ),
        (
            Problem::Decode(DecodeError::WrongType { expected, at }),
            "its payload has another shape: the value is not a list (byte 3)",
        ),
    ] {
        assert_eq!(problem.to_string(), words);
        for (media, shown) in [
            (Media::Unknown, ""),
            (Media::Xml, ""),
            (Media::Html, ", text/html"),
            (Media::Other, ", neither JSON nor XML by its content type"),
        ] {
            let status = 302;
            let unreadable = Unreadable {
                status,
                media,
                problem,
            };
            let words = format!("the answer cannot be read (HTTP 302{shown}): {words}");
            assert_eq!(unreadable.to_string(), words);
            assert_eq!(ReadError::<&str>::Unreadable(unreadable).to_string(), words);
        }
    }
}

#[test]
fn an_error_says_what_its_part_says() {
    let mut body = br#"{"ret":406,"data":{},"msg":"\u7b7e\u540d\u9519\u8bef"}"#.to_vec();
    let site = PhalApi::unsigned();
    let refused = site.read(&Generic::new("App.A.B", &[]), &mut body);
    let refused = refused.map(|_| ()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the gateway refused: code 406, 签名错误"
    );
    let refused = Error::<&str, io::Error>::from(refused);
    assert_eq!(
        refused.to_string(),
        "the gateway refused: code 406, 签名错误"
    );
    assert!(refused.source().is_none());

    let unreadable = Error::<&str, io::Error>::Unreadable(Unreadable {
        status: 502,
        media: Media::Html,
        problem: Problem::Html,
    });
    assert_eq!(
        unreadable.to_string(),
        "the answer cannot be read (HTTP 502, text/html): it is a web page"
    );
    assert!(unreadable.source().is_none());

    let params = Params::<1>::new(&mut []).integer("num", 7).unwrap_err();
    let params = Error::<&str, io::Error>::Params(params);
    assert_eq!(
        params.to_string(),
        "parameter num does not fit: the room needs 1 bytes, it has 0"
    );
    assert!(params.source().is_none());
}
