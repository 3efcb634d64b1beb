//! Sockets that fail: what happened to the request is never told wrong.

use crate::answers::{RIGHT, UNTIL_CLOSED};
use crate::socket::{Script, TIMED_OUT, exchange, with_request};
use gatekit_core::transport::{Transport as _, TransportError};
use gatekit_embedded_io::{Http, HttpError};

#[test]
fn an_answer_that_ends_early_leaves_the_outcome_unclear() {
    for (bytes, ..) in RIGHT {
        for end in 0..bytes.len() {
            for piece in [1, 64, 1000] {
                let script = Script::in_pieces(&bytes.as_bytes()[..end], piece);
                let (received, goes_on) = exchange(script, 512);
                let early = TransportError::Unclear(HttpError::ClosedEarly);
                assert_eq!(received, Err(early), "{end} of {bytes}");
                assert!(!goes_on);
            }
        }
    }
}

#[test]
fn without_a_length_an_answer_may_end_anywhere_behind_its_head() {
    for (bytes, ..) in UNTIL_CLOSED {
        let head = bytes.find("\r\n\r\n").unwrap() + 4;
        for end in 0..bytes.len() {
            let (received, _) = exchange(Script::new(&bytes.as_bytes()[..end]), 512);
            assert_eq!(received.is_ok(), end >= head, "{end} of {bytes}");
        }
    }
}

#[test]
fn a_socket_that_fails_while_reading_leaves_the_outcome_unclear() {
    for (bytes, ..) in RIGHT.iter().chain(UNTIL_CLOSED) {
        for fails_at in 0..bytes.len() {
            let script = Script {
                reading_fails_at: fails_at,
                ..Script::new(*bytes)
            };
            let (received, goes_on) = exchange(script, 512);
            let unclear = TransportError::Unclear(HttpError::Socket(TIMED_OUT));
            assert_eq!(received, Err(unclear), "{fails_at} of {bytes}");
            assert!(!goes_on);
        }
    }
}

#[test]
fn a_socket_that_fails_while_writing_tells_whether_anything_was_sent() {
    let whole = {
        let mut http = Http::new(Script::new(""), "http://shop.example/api?v=1").unwrap();
        with_request(|request| http.send(request)).unwrap();
        http.socket_mut().written.clone()
    };
    for writing_fails_at in 0..whole.len() {
        for piece in [1, 5, 128, 1000] {
            for takes_none in [false, true] {
                let script = Script {
                    writing_fails_at,
                    takes_none,
                    ..Script::in_pieces("", piece)
                };
                let mut http = Http::new(script, "http://shop.example/api?v=1").unwrap();
                let error = with_request(|request| http.send(request)).unwrap_err();
                let cause = if takes_none {
                    HttpError::Closed
                } else {
                    HttpError::Socket(TIMED_OUT)
                };
                let expected = match writing_fails_at {
                    0 => TransportError::NotSent(cause),
                    _ => TransportError::Unclear(cause),
                };
                assert_eq!(error, expected, "{writing_fails_at}");
                assert!(whole.starts_with(&http.socket_mut().written) && !http.is_ready());
            }
        }
    }
}

#[test]
fn a_request_that_cannot_be_flushed_may_have_been_executed() {
    let script = Script {
        flushing_fails: true,
        ..Script::new("")
    };
    let (received, goes_on) = exchange(script, 512);
    assert_eq!(
        received,
        Err(TransportError::Unclear(HttpError::Socket(TIMED_OUT)))
    );
    assert!(!goes_on);
}
