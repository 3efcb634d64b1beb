//! The two halves of an exchange: an answer is received once, and what was sent is not forgotten.

use gatekit_core::call::Generic;
use gatekit_core::transport::{Transport, TransportError};
use gatekit_core::{Gateway, Params, PhalApi};
use gatekit_ureq::{Http, HttpError, Settings, now};

use crate::server::{Server, Visit};
use crate::support::{ORDER, hasty, ok, settings};

fn send(http: &mut Http) -> Result<(), TransportError<HttpError>> {
    let pairs = [("order_id", ORDER)];
    let call = Generic::new("App.Site.Index", &pairs);
    let site = PhalApi::unsigned();
    let mut params = Params::<4>::new(&mut []);
    let request = site.sign(&call, now(), &mut params).expect("good");
    http.send(&request)
}

fn received(http: &mut Http) -> Result<u16, TransportError<HttpError>> {
    http.receive(&mut [0; 1024]).map(|answer| answer.status)
}

fn http(settings: &Settings) -> Http {
    Http::new(settings).expect("a good address")
}

const NOTHING_SENT: TransportError<HttpError> = TransportError::NotSent(HttpError::NothingSent);
const NONE_LEFT: TransportError<HttpError> = TransportError::Unclear(HttpError::NoAnswerLeft);

#[test]
fn an_answer_without_a_request_was_not_sent() {
    let server = Server::always(ok("noon"));
    let mut http = http(&settings(server.url()));
    assert_eq!(received(&mut http), Err(NOTHING_SENT));
    assert_eq!(send(&mut http), Ok(()));
    // A clone has asked nothing.
    assert_eq!(received(&mut http.clone()), Err(NOTHING_SENT));
    assert_eq!(received(&mut http), Ok(200));
}

#[test]
fn an_answer_that_is_asked_for_again_leaves_the_outcome_unclear() {
    let server = Server::always(ok("noon"));
    let mut http = http(&settings(server.url()));
    for _ in 0..2 {
        assert_eq!(send(&mut http), Ok(()));
        assert_eq!(received(&mut http), Ok(200));
        for _ in 0..2 {
            assert_eq!(received(&mut http), Err(NONE_LEFT));
        }
    }
}

#[test]
fn an_answer_behind_one_that_failed_leaves_the_outcome_unclear() {
    let mut answer = ok("noon");
    answer.truncate(answer.len() - 3);
    let server = Server::once(answer);
    let mut http = http(&settings(server.url()));
    assert_eq!(send(&mut http), Ok(()));
    let early = TransportError::Unclear(HttpError::ClosedEarly);
    assert_eq!(received(&mut http), Err(early));
    assert_eq!(received(&mut http), Err(NONE_LEFT));
}

#[test]
fn an_answer_behind_a_request_that_failed_is_as_unclear_as_that() {
    let server = Server::plain(Visit::hold);
    let mut http = http(&hasty(server.url()));
    let late = TransportError::Unclear(HttpError::AnswerTimeout);
    assert_eq!(send(&mut http), Err(late));
    assert_eq!(received(&mut http), Err(NONE_LEFT));
}

#[test]
fn an_answer_behind_a_request_that_was_not_sent_was_not_sent_either() {
    let mut server = Server::once(ok("noon"));
    let mut http = http(&settings(server.url()));
    assert_eq!(send(&mut http), Ok(()));
    assert_eq!(received(&mut http), Ok(200));
    server.wait_for_ends();
    server.close();
    let refused = TransportError::NotSent(HttpError::ConnectionRefused);
    assert_eq!(send(&mut http), Err(refused));
    assert_eq!(received(&mut http), Err(NOTHING_SENT));
}
