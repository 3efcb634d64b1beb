//! The limit of an answer.

use gatekit_core::transport::TransportError;
use gatekit_ureq::Error;

use crate::server::Server;
use crate::support::{Outcome, ask, http, reply, settings};

const LIMIT: usize = 600;

fn ask_limited(server: &Server) -> Outcome {
    ask(&settings(server.url()).with_answer_limit(LIMIT))
}

#[track_caller]
fn needed(outcome: Outcome) -> Option<usize> {
    match outcome {
        Err(Error::Transport(TransportError::AnswerTooLarge {
            capacity: LIMIT,
            needed,
        })) => needed,
        other => panic!("expected AnswerTooLarge, got {other:?}"),
    }
}

fn body_of(bytes: usize) -> String {
    let around = reply("").len();
    reply(&"x".repeat(bytes - around))
}

fn chunked(body: &str) -> String {
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    format!("{head}{:x}\r\n{body}\r\n0\r\n\r\n", body.len())
}

#[test]
fn an_answer_of_exactly_the_limit_is_read() {
    let body = body_of(LIMIT);
    assert!(ask_limited(&Server::once(http("200 OK", "", &body))).is_ok());
    assert!(ask_limited(&Server::once(chunked(&body))).is_ok());
    let until_close = format!("HTTP/1.0 200 OK\r\n\r\n{body}");
    assert!(ask_limited(&Server::once(until_close)).is_ok());
}

#[test]
fn an_answer_that_announces_more_than_the_limit_is_refused_unread() {
    let server = Server::plain(|visit| {
        visit.request();
        visit.send(b"HTTP/1.1 200 OK\r\nContent-Length: 123456789\r\n\r\n{");
        visit.hold();
    });
    assert_eq!(needed(ask_limited(&server)), Some(123_456_789));
}

#[test]
fn an_answer_that_is_one_byte_too_long_is_refused() {
    let body = body_of(LIMIT + 1);
    let server = Server::once(http("200 OK", "", &body));
    assert_eq!(needed(ask_limited(&server)), Some(LIMIT + 1));
    assert_eq!(needed(ask_limited(&Server::once(chunked(&body)))), None);
    let until_close = format!("HTTP/1.0 200 OK\r\n\r\n{body}");
    assert_eq!(needed(ask_limited(&Server::once(until_close))), None);
}

#[test]
fn an_answer_without_end_stops_at_the_limit() {
    let server = Server::plain(|visit| {
        visit.request();
        visit.send(b"HTTP/1.1 200 OK\r\n\r\n");
        for _ in 0..100 {
            visit.send(&[b' '; 4096]);
        }
        visit.hold();
    });
    assert_eq!(needed(ask_limited(&server)), None);
}

#[test]
fn an_answer_that_is_too_large_may_have_been_executed() {
    let server = Server::once(http("200 OK", "", body_of(LIMIT + 1)));
    match ask_limited(&server) {
        Err(Error::Transport(error)) => {
            assert!(error.may_have_been_executed());
            assert_eq!(
                error.to_string(),
                "the answer has 601 bytes, the buffer 600"
            );
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn there_is_no_limit_beyond_a_gibibyte() {
    let server = Server::once(http("200 OK", "", reply("x")));
    let http = gatekit_ureq::Http::new(&settings(server.url()).with_answer_limit(usize::MAX));
    let shown = format!("{http:?}");
    assert!(shown.contains("answer_limit: 1073741824,"), "{shown}");
}
