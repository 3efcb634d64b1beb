//! Answers that are huge, slow or without an end: the limit, the deadline and the memory hold.

use std::sync::{Mutex, mpsc};
use std::time::{Duration, Instant};

use gatekit_core::PhalApi;
use gatekit_core::call::Generic;
use gatekit_core::request::RawBody;
use gatekit_core::transport::TransportError;
use gatekit_ureq::{Client, Error, HttpError, Settings};

use crate::compressed::gzip;
use crate::server::Server;
use crate::support::{
    ENDLESS, Outcome, ask, ask_server, call, client, hasty, http, reply, settings, unclear,
    unreadable,
};

const HEAD: &str = "HTTP/1.1 200 OK\r\n";
const CHUNKED: &str = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
const GZIP: &str = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n";
const LARGE: usize = 10_000_000;

/// A beginning, and what is sent after it again and again.
#[derive(Clone)]
struct Flood {
    start: Vec<u8>,
    piece: Vec<u8>,
}

impl Flood {
    fn new(start: impl Into<Vec<u8>>, piece: impl Into<Vec<u8>>) -> Self {
        let (start, piece) = (start.into(), piece.into());
        Self { start, piece }
    }

    /// As fast as the client takes it: more than a client could read before its deadline.
    fn pour(&self) -> Server {
        let flood = self.clone();
        Server::plain(move |visit| {
            visit.request();
            visit.send(&flood.start);
            let many = flood.piece.repeat(1 + 65_536 / flood.piece.len());
            for _ in 0..10_000 {
                visit.send(&many);
            }
        })
    }

    /// Byte by byte, each well within the deadline, all of them never.
    fn drip(&self) -> Server {
        let flood = self.clone();
        Server::plain(move |visit| {
            visit.request();
            visit.send(&flood.start);
            visit.drip(&flood.piece.repeat(1000), Duration::from_millis(20));
        })
    }
}

/// Asks with little patience.
#[track_caller]
fn ask_soon(server: &Server) -> Outcome {
    let started = Instant::now();
    let outcome = ask(&hasty(server.url()));
    assert!(started.elapsed() < ENDLESS, "{outcome:?}");
    outcome
}

/// Heads without an end.
fn heads() -> [Flood; 7] {
    [
        Flood::new("", "\r\n"),
        Flood::new("HTTP/1.1 200 ", "O"),
        Flood::new(HEAD, "X: y\r\n"),
        Flood::new("HTTP/1.1 200 OK\r\nX: ", "y"),
        Flood::new(HEAD, "X"),
        Flood::new("", "HTTP/1.1 100 Continue\r\n\r\n"),
        Flood::new("", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
    ]
}

/// Bodies without an end that never bring a byte of the document.
fn hollow() -> [Flood; 3] {
    let part = |head: &[u8]| [GZIP.as_bytes(), b"\x1f\x8b\x08", head].concat();
    [
        Flood::new(format!("{CHUNKED}0\r\n"), "X: y\r\n"),
        Flood::new(GZIP, gzip(b"")),
        Flood::new(part(b"\0\0\0\0\0\0\xff"), b"\0\0\0\xff\xff"),
    ]
}

/// Lines of a chunked body without an end.
fn lines() -> [Flood; 4] {
    [
        Flood::new(CHUNKED, "0"),
        Flood::new(format!("{CHUNKED}5;x="), "y"),
        Flood::new(format!("{CHUNKED}1\r\n{{"), "x"),
        Flood::new(format!("{CHUNKED}0\r\nX: "), "y"),
    ]
}

/// Names and comments of gzip without an end.
fn names() -> [Flood; 2] {
    [b"\x08\0\0\0\0\0\xff", b"\x10\0\0\0\0\0\xff"].map(|head| {
        let start = [GZIP.as_bytes(), b"\x1f\x8b\x08", head].concat();
        Flood::new(start, "x")
    })
}

#[test]
fn a_head_without_end_is_no_http() {
    for flood in heads() {
        let error = unreadable(ask_soon(&flood.pour()));
        assert!(matches!(error, HttpError::Protocol(_)), "{error:?}");
    }
}

#[test]
fn a_head_that_drips_ends_in_the_answer_timeout() {
    for flood in heads() {
        assert_eq!(unclear(ask_soon(&flood.drip())), HttpError::AnswerTimeout);
    }
}

#[test]
fn a_body_that_brings_nothing_ends_in_the_answer_timeout() {
    for flood in hollow() {
        assert_eq!(unclear(ask_soon(&flood.pour())), HttpError::AnswerTimeout);
        assert_eq!(unclear(ask_soon(&flood.drip())), HttpError::AnswerTimeout);
    }
}

#[test]
fn a_line_without_end_in_a_chunked_body_leaves_the_outcome_unclear() {
    for flood in lines() {
        assert_eq!(unclear(ask_soon(&flood.pour())), HttpError::ClosedEarly);
        assert_eq!(unclear(ask_soon(&flood.drip())), HttpError::AnswerTimeout);
    }
}

#[test]
fn a_gzip_name_without_end_cannot_be_read() {
    for flood in names() {
        assert_eq!(unreadable(ask_soon(&flood.pour())), HttpError::Compression);
        assert_eq!(unclear(ask_soon(&flood.drip())), HttpError::AnswerTimeout);
    }
}

#[test]
fn a_body_that_drips_for_ever_ends_in_the_answer_timeout() {
    for start in [
        "HTTP/1.0 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n",
        "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\n\r\n",
        "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 100000\r\n\r\n",
    ] {
        let server = Flood::new(start, " ").drip();
        assert_eq!(
            unclear(ask_soon(&server)),
            HttpError::AnswerTimeout,
            "{start}"
        );
    }
    let server = Flood::new(CHUNKED, "1\r\n \r\n").drip();
    assert_eq!(unclear(ask_soon(&server)), HttpError::AnswerTimeout);
}

#[test]
fn a_chunked_answer_that_comes_byte_by_byte_in_chunks_of_one_is_read() {
    let mut answer = CHUNKED.to_owned();
    for character in reply("noon").chars() {
        answer += "1\r\n";
        answer.push(character);
        answer += "\r\n";
    }
    answer += "0\r\n\r\n";
    let server = Server::plain(move |visit| {
        visit.request();
        visit.drip(answer.as_bytes(), Duration::from_millis(1));
    });
    assert_eq!(ask_server(&server).as_deref(), Ok("noon"));
}

/// The same 10 MB in every form that a body has.
fn large() -> [Vec<u8>; 4] {
    let body = reply(&"x".repeat(LARGE));
    let chunks = format!("{CHUNKED}{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
    [
        http("200 OK", "", &body),
        chunks.into_bytes(),
        format!("HTTP/1.0 200 OK\r\n\r\n{body}").into_bytes(),
        http(
            "200 OK",
            "Content-Encoding: gzip\r\n",
            gzip(body.as_bytes()),
        ),
    ]
}

#[test]
fn ten_megabytes_are_read_where_they_are_allowed() {
    let [length, _, _, gzip] = large();
    for answer in [length, gzip] {
        let server = Server::once(answer);
        let outcome = ask(&settings(server.url()).with_answer_limit(LARGE + 100));
        assert_eq!(outcome.map(|time| time.len()), Ok(LARGE));
    }
}

#[test]
fn ten_megabytes_are_refused_by_default() {
    let whole = reply("").len() + LARGE;
    for (answer, announced) in large().into_iter().zip([Some(whole), None, None, None]) {
        match ask_server(&Server::once(answer)) {
            Err(Error::Transport(TransportError::AnswerTooLarge { capacity, needed })) => {
                assert_eq!((capacity, needed), (1 << 20, announced));
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_large_request_that_nobody_reads_leaves_the_outcome_unclear() {
    // More than the kernels on both sides take.
    let bytes = vec![b' '; 16_000_000];
    let body = RawBody {
        content_type: "text/xml",
        bytes: &bytes,
    };
    let call = Generic::new("App.Site.Index", &[]).with_body(body);
    let send = |settings: &Settings| {
        let client = Client::with_settings(PhalApi::unsigned(), settings);
        client.expect("a good address").call(&call)
    };
    let (over, until) = mpsc::channel::<()>();
    let until = Mutex::new(until);
    let server = Server::plain(move |visit| {
        visit.head();
        let until = until.lock().expect("one visit");
        let _ = until.recv_timeout(ENDLESS * 2);
    });
    let started = Instant::now();
    let outcome = send(&hasty(server.url()));
    assert_eq!(unclear(outcome), HttpError::AnswerTimeout);
    assert!(started.elapsed() < ENDLESS);
    drop(over);
    // Refused in the middle: the answer is lost with the connection.
    let server = Server::plain(|visit| {
        visit.head();
        visit.send(&http("413 Too Large", "Connection: close\r\n", ""));
    });
    let outcome = send(&settings(server.url()));
    assert_eq!(unclear(outcome), HttpError::ClosedEarly);
}

#[cfg(target_os = "linux")]
mod memory {
    use super::*;
    use crate::compressed::peak;
    use crate::proxy::{Child, asked};

    #[test]
    fn no_flood_costs_memory() {
        let body = Flood::new("HTTP/1.1 200 OK\r\n\r\n", " ");
        let tiny = Flood::new(CHUNKED, "1\r\n \r\n");
        let floods = heads().into_iter().chain(hollow()).chain(lines());
        for flood in floods.chain(names()).chain([body, tiny]) {
            let server = flood.pour();
            let said = Child::new("floods::memory::child_meets_a_flood", &server.url()).said();
            let kib = said.strip_prefix("KiB: ").and_then(|kib| kib.parse().ok());
            let kib: u64 = kib.unwrap_or_else(|| panic!("{said}"));
            assert!(kib < 4096, "{kib} KiB");
        }
    }

    #[test]
    #[ignore = "runs in a process of its own, started by another test"]
    fn child_meets_a_flood() {
        let Some(url) = asked() else { return };
        let client = client(&hasty(url).with_answer_limit(65_536));
        let before = peak();
        let outcome = call(&client);
        let cost = peak() - before;
        match outcome {
            Err(Error::Transport(_)) => println!("\nsaid KiB: {cost}"),
            other => println!("\nsaid {other:?}"),
        }
    }
}
