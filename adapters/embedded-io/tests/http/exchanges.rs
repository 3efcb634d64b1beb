//! One exchange after the other.

use crate::socket::{Script, TIMED_OUT, URL, with_request};
use gatekit_core::transport::{Transport as _, TransportError};
use gatekit_embedded_io::{Http, HttpError, PieceError};

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const LAST: &str = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok";

#[test]
fn a_connection_carries_one_exchange_after_the_other() {
    // In pieces, as a peer that answers only what it was asked.
    let mut http = Http::new(Script::in_pieces(OK.repeat(3), OK.len()), URL).unwrap();
    for _ in 0..3 {
        assert!(http.is_ready());
        with_request(|request| http.send(request)).unwrap();
        assert!(!http.is_ready());
        assert_eq!(http.receive(&mut [0; 64]).unwrap().length, 2);
    }
    let written = String::from_utf8(http.socket_mut().written.clone()).unwrap();
    assert_eq!(
        written
            .matches("POST /api?v=1&service=App.Order.Cancel HTTP/1.1\r\nHost: shop.example\r\n")
            .count(),
        3
    );
    assert_eq!(
        written
            .matches("\r\n\r\nid=a+b&note=%E5%8F%96%E6%B6%88")
            .count(),
        3
    );
}

#[test]
fn what_comes_behind_an_answer_is_not_the_next_answer() {
    let mut http = Http::new(Script::new(OK.repeat(2)), URL).unwrap();
    with_request(|request| http.send(request)).unwrap();
    assert_eq!(http.receive(&mut [0; 64]).unwrap().length, 2);
    assert!(!http.is_ready());
    let error = with_request(|request| http.send(request)).unwrap_err();
    assert_eq!(error, TransportError::NotSent(HttpError::Closed));
}

#[test]
fn an_answer_that_was_not_received_is_not_the_next_answer() {
    let mut http = Http::new(Script::new(OK), URL).unwrap();
    with_request(|request| http.send(request)).unwrap();
    let error = with_request(|request| http.send(request)).unwrap_err();
    assert_eq!(error, TransportError::NotSent(HttpError::Unanswered));
    assert_eq!(http.receive(&mut [0; 64]).unwrap().length, 2); // the first one's
}

#[test]
fn nothing_is_received_before_a_request_is_sent() {
    let mut http = Http::new(Script::new(OK), URL).unwrap();
    let error = http.receive(&mut [0; 64]).unwrap_err();
    assert_eq!(error, TransportError::NotSent(HttpError::NothingSent));
    assert!(http.is_ready());
}

#[test]
fn what_may_have_been_executed_stays_unclear_when_its_answer_is_asked_for_again() {
    let closed = TransportError::Unclear(HttpError::Closed);
    // The answer does not fit, breaks off, or was received.
    for (answer, size) in [(OK, 1), ("HTTP/1.1 200 OK\r\nContent-", 64), (LAST, 64)] {
        let mut http = Http::new(Script::new(answer), URL).unwrap();
        with_request(|request| http.send(request)).unwrap();
        let first = http.receive(&mut [0; 64][..size]);
        assert_eq!(first.is_ok(), answer == LAST);
        assert_eq!(http.receive(&mut [0; 64]).unwrap_err(), closed);
        let refused = http.receive_pieces(|_| Ok::<_, ()>(())).unwrap_err();
        assert_eq!(refused, PieceError::Transport(closed));
    }
}

#[test]
fn a_new_socket_starts_anew() {
    let mut http = Http::new(Script::new("HTTP/1.1 200 OK\r\n\r\n"), URL).unwrap();
    with_request(|request| http.send(request)).unwrap();
    http.receive(&mut [0; 64]).unwrap();
    assert!(!http.is_ready());
    let old = http.reconnect(Script::new(OK));
    assert!(old.written.starts_with(b"POST "));
    with_request(|request| http.send(request)).unwrap();
    assert_eq!(http.receive(&mut [0; 64]).unwrap().length, 2);
}

#[test]
fn a_socket_that_was_connected_anew_starts_anew() {
    let mut http = Http::new(Script::new(LAST), URL).unwrap();
    with_request(|request| http.send(request)).unwrap();
    http.receive(&mut [0; 64]).unwrap();
    assert!(!http.is_ready());
    *http.socket_mut() = Script::new(OK);
    let error = with_request(|request| http.send(request)).unwrap_err();
    assert_eq!(error, TransportError::NotSent(HttpError::Closed));
    http.restart();
    assert!(http.is_ready());
    with_request(|request| http.send(request)).unwrap();
    assert_eq!(http.receive(&mut [0; 64]).unwrap().length, 2);
}

#[test]
fn errors_say_what_happened_in_words() {
    let words =
        |error: HttpError<embedded_io::ErrorKind>| TransportError::Unclear(error).to_string();
    assert_eq!(
        words(HttpError::Socket(TIMED_OUT)),
        format!("the request may have been executed: {TIMED_OUT}")
    );
    assert!(words(HttpError::ClosedEarly).ends_with("before the whole answer was there"));
    assert!(words(HttpError::Closed).ends_with("give the client a new socket"));
    for error in [HttpError::Unanswered, HttpError::NothingSent] {
        assert!(words(error).len() > "the request may have been executed: ".len());
    }
    let source = std::error::Error::source(&HttpError::Socket(TIMED_OUT)).map(ToString::to_string);
    assert_eq!(source, Some(TIMED_OUT.to_string()));
    assert!(std::error::Error::source(&HttpError::<embedded_io::ErrorKind>::Closed).is_none());
}
