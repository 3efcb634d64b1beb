//! The client under test, its one call, and what became of it.

use std::time::Duration;

use gatekit_core::call::Generic;
use gatekit_core::transport::TransportError;
use gatekit_core::{PhalApi, Top};
use gatekit_ureq::{Client, Error, HttpError, Settings};

use crate::server::Server;

/// What must never be seen in an error or a `Debug` output.
pub(crate) const SECRET: &str = "s3cret-of-the-app";
pub(crate) const SESSION: &str = "t0ken-of-the-user";
pub(crate) const ORDER: &str = "0rder-in-the-body";

/// The part of the answer that a test looks at.
#[derive(serde::Deserialize)]
pub(crate) struct Time {
    pub(crate) time: String,
}

/// What a call brought.
pub(crate) type Outcome = Result<String, Error>;

/// What nobody waits for, even if the machine stands still for a while.
const PATIENT: Duration = Duration::from_secs(30);
/// A call that lasted so long has waited for the wrong thing.
pub(crate) const ENDLESS: Duration = Duration::from_secs(15);

pub(crate) fn settings(url: impl Into<String>) -> Settings {
    Settings::new(url)
        .with_connect_timeout(PATIENT)
        .with_answer_timeout(PATIENT)
}

/// The same, but an answer may take a moment only.
pub(crate) fn hasty(url: impl Into<String>) -> Settings {
    settings(url).with_answer_timeout(Duration::from_millis(400))
}

/// The same, but a connection may take a moment only.
pub(crate) fn hasty_to_connect(url: impl Into<String>) -> Settings {
    settings(url).with_connect_timeout(Duration::from_millis(400))
}

pub(crate) fn top() -> Top {
    let top = Top::new("12345678", SECRET).expect("good credentials");
    top.with_session(SESSION)
}

pub(crate) fn client(settings: &Settings) -> Client<Top> {
    Client::with_settings(top(), settings).expect("a good address")
}

/// The session travels in the query, the order in the body.
pub(crate) fn call(client: &Client<Top>) -> Outcome {
    let call = Generic::<Time>::reading("taobao.time.get", &[("order_id", ORDER)]);
    client.call(&call).map(|reply| reply.time)
}

pub(crate) fn ask(settings: &Settings) -> Outcome {
    call(&client(settings))
}

/// One call to a server that does this.
pub(crate) fn ask_server(server: &Server) -> Outcome {
    ask(&settings(server.url()))
}

/// One call without business parameters: its body is empty.
pub(crate) fn ask_bodiless(settings: &Settings) -> Result<(), Error> {
    let client = Client::with_settings(PhalApi::unsigned(), settings).expect("a good address");
    client
        .call(&Generic::new("App.Site.Index", &[]))
        .map(|_| ())
}

/// A good answer's body.
pub(crate) fn reply(time: &str) -> String {
    format!(r#"{{"time_get_response":{{"time":"{time}"}}}}"#)
}

/// A whole answer.
pub(crate) fn http(status: &str, fields: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\n{fields}\r\n");
    [head.as_bytes(), body].concat()
}

/// A good answer.
pub(crate) fn ok(time: &str) -> Vec<u8> {
    http("200 OK", "Content-Type: application/json\r\n", reply(time))
}

#[track_caller]
pub(crate) fn not_sent<T: std::fmt::Debug>(outcome: Result<T, Error>) -> HttpError {
    match outcome {
        Err(Error::Transport(TransportError::NotSent(error))) => sound(error),
        other => panic!("expected NotSent, got {other:?}"),
    }
}

#[track_caller]
pub(crate) fn unclear<T: std::fmt::Debug>(outcome: Result<T, Error>) -> HttpError {
    match outcome {
        Err(Error::Transport(TransportError::Unclear(error))) => sound(error),
        other => panic!("expected Unclear, got {other:?}"),
    }
}

#[track_caller]
pub(crate) fn unreadable<T: std::fmt::Debug>(outcome: Result<T, Error>) -> HttpError {
    match outcome {
        Err(Error::Transport(TransportError::Unreadable(error))) => sound(error),
        other => panic!("expected Unreadable, got {other:?}"),
    }
}

/// An error that explains itself and shows nothing that it must not.
#[track_caller]
fn sound(error: HttpError) -> HttpError {
    let shown = format!("{error} / {error:?}");
    for hidden in [SECRET, SESSION, ORDER, "app_key", "sign=", "?"] {
        assert!(!shown.contains(hidden), "{shown}");
    }
    assert!(error.hint().len() > 15 && error.hint().ends_with('.'));
    error
}
