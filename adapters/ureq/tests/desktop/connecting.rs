//! Before a connection stands, nothing can have been sent.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use gatekit_ureq::HttpError;

use crate::server::{Server, Visit};
use crate::support::{
    ENDLESS, ask, ask_bodiless, ask_server, hasty, hasty_to_connect, not_sent, ok, settings,
    unclear,
};

fn closed_port() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("an address")
}

#[test]
fn a_refused_connection_sends_nothing() {
    let settings = settings(format!("http://{}/", closed_port()));
    assert_eq!(not_sent(ask(&settings)), HttpError::ConnectionRefused);
    assert_eq!(
        not_sent(ask_bodiless(&settings)),
        HttpError::ConnectionRefused
    );
}

#[test]
fn a_refused_tls_connection_sends_nothing() {
    let settings = settings(format!("https://{}/", closed_port()));
    assert_eq!(not_sent(ask(&settings)), HttpError::ConnectionRefused);
}

/// A machine without a name server answers late or not at all; where the tests run behind a proxy,
/// it is asked for the address.
fn is_no_address(error: &HttpError) -> bool {
    match error {
        HttpError::HostNotFound | HttpError::ConnectTimeout | HttpError::Unreachable(_) => true,
        HttpError::Proxy(_) => crate::proxy::is_in_environment(),
        _ => false,
    }
}

#[test]
fn a_host_without_address_sends_nothing() {
    for scheme in ["http", "https"] {
        let settings = hasty_to_connect(format!("{scheme}://gateway.invalid/"));
        let error = not_sent(ask(&settings));
        assert!(is_no_address(&error), "{error:?}");
        let error = not_sent(ask_bodiless(&settings));
        assert!(is_no_address(&error), "{error:?}");
    }
}

#[test]
fn a_full_backlog_ends_in_the_connect_timeout() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let address = listener.local_addr().expect("an address");
    // Nobody accepts: after so many connections the kernel takes no more.
    let mut waiting = Vec::new();
    let full = loop {
        match TcpStream::connect_timeout(&address, Duration::from_millis(200)) {
            Ok(stream) if waiting.len() < 800 => waiting.push(stream),
            Ok(_) => break false,
            Err(_) => break true,
        }
    };
    if !full {
        println!("this kernel's backlog is too long: not tested");
        return;
    }
    let started = Instant::now();
    let settings = hasty_to_connect(format!("http://{address}/"));
    assert_eq!(not_sent(ask(&settings)), HttpError::ConnectTimeout);
    assert_eq!(not_sent(ask_bodiless(&settings)), HttpError::ConnectTimeout);
    assert!(started.elapsed() < ENDLESS);
}

#[test]
fn a_tls_handshake_that_is_never_answered_ends_in_the_connect_timeout() {
    let server = Server::plain(Visit::hold);
    let settings = hasty_to_connect(server.https_url("127.0.0.1"));
    assert_eq!(not_sent(ask(&settings)), HttpError::ConnectTimeout);
    assert_eq!(not_sent(ask_bodiless(&settings)), HttpError::ConnectTimeout);
}

#[test]
fn a_server_that_closes_during_the_tls_handshake_got_nothing() {
    let server = Server::plain(|_| {});
    let error = not_sent(ask(&settings(server.https_url("127.0.0.1"))));
    assert!(matches!(error, HttpError::Tls(_)), "{error:?}");
    assert!(!error.hint().contains("order"), "{}", error.hint());
}

#[test]
fn plain_text_where_tls_is_expected_sends_nothing() {
    let server = Server::plain(|visit| {
        visit.send(&ok("never"));
        visit.hold();
    });
    let error = not_sent(ask(&settings(server.https_url("127.0.0.1"))));
    assert!(matches!(error, HttpError::Tls(_)), "{error:?}");
    assert!(error.hint().contains("TLS"), "{}", error.hint());
}

#[test]
fn an_empty_body_leaves_it_unclear_whether_tls_failed_before_or_after_the_request() {
    // ureq does not tell, and nothing of the body was to be taken. So it errs on the safe side.
    let server = Server::plain(|_| {});
    let error = unclear(ask_bodiless(&settings(server.https_url("127.0.0.1"))));
    assert_eq!(error, HttpError::ClosedEarly);
    let server = Server::plain(|visit| {
        visit.send(&ok("never"));
        visit.hold();
    });
    let error = unclear(ask_bodiless(&settings(server.https_url("127.0.0.1"))));
    assert!(matches!(error, HttpError::Io(_)), "{error:?}");
}

#[test]
fn a_server_that_never_answers_leaves_the_outcome_unclear() {
    let server = Server::plain(Visit::hold);
    let started = Instant::now();
    let settings = hasty(server.url());
    assert_eq!(unclear(ask(&settings)), HttpError::AnswerTimeout);
    assert_eq!(unclear(ask_bodiless(&settings)), HttpError::AnswerTimeout);
    assert!(started.elapsed() < ENDLESS);
}

#[test]
fn a_server_that_closes_before_its_answer_leaves_the_outcome_unclear() {
    let server = Server::plain(|visit| {
        visit.request();
    });
    assert_eq!(unclear(ask_server(&server)), HttpError::ClosedEarly);
    let settings = settings(server.url());
    assert_eq!(unclear(ask_bodiless(&settings)), HttpError::ClosedEarly);
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn a_server_that_closes_after_the_head_leaves_the_outcome_unclear() {
    // The client cannot see that its body was never read.
    let server = Server::plain(|visit| {
        visit.head();
    });
    assert_eq!(unclear(ask_server(&server)), HttpError::ClosedEarly);
}

#[test]
fn a_reset_connection_leaves_the_outcome_unclear() {
    let server = Server::plain(Visit::reset);
    assert_eq!(unclear(ask_server(&server)), HttpError::ClosedEarly);
    let settings = settings(server.url());
    assert_eq!(unclear(ask_bodiless(&settings)), HttpError::ClosedEarly);
}

#[test]
fn time_without_end_may_be_allowed() {
    let server = Server::once(ok("noon"));
    let settings = settings(server.url())
        .with_connect_timeout(Duration::MAX)
        .with_answer_timeout(Duration::MAX);
    assert_eq!(ask(&settings).as_deref(), Ok("noon"));
}
