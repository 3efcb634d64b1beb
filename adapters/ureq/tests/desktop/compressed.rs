//! Compressed answers, good and bad.

use std::io::Write;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use gatekit_core::reply::Problem;
use gatekit_core::transport::TransportError;
use gatekit_ureq::{Error, HttpError};

use crate::answers::problem;
use crate::proxy::{Child, asked};
use crate::server::Server;
use crate::support::{ask, ask_server, call, client, http, reply, settings, unclear, unreadable};

const GZIP: &str = "Content-Encoding: gzip\r\n";

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

#[test]
fn a_gzip_answer_is_decoded() {
    let server = Server::once(http("200 OK", GZIP, gzip(reply("noon").as_bytes())));
    assert_eq!(ask_server(&server).as_deref(), Ok("noon"));
}

#[test]
fn a_gzip_answer_that_comes_byte_by_byte_is_read() {
    let answer = http("200 OK", GZIP, gzip(reply("noon").as_bytes()));
    let server = Server::plain(move |visit| {
        visit.request();
        visit.drip(&answer, Duration::from_millis(1));
    });
    assert_eq!(ask_server(&server).as_deref(), Ok("noon"));
}

#[test]
fn a_chunked_gzip_answer_is_decoded() {
    let body = gzip(reply("noon").as_bytes());
    let head = format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n{GZIP}\r\n");
    let length = format!("{:x}\r\n", body.len());
    let parts = [head.as_bytes(), length.as_bytes(), &body, b"\r\n0\r\n\r\n"];
    assert_eq!(
        ask_server(&Server::once(parts.concat())).as_deref(),
        Ok("noon")
    );
}

#[test]
fn a_gzip_answer_leaves_its_connection_for_the_next() {
    let server = Server::always(http("200 OK", GZIP, gzip(reply("noon").as_bytes())));
    let client = client(&settings(server.url()));
    for _ in 0..3 {
        assert_eq!(call(&client).as_deref(), Ok("noon"));
    }
    assert_eq!(server.connections(), 1);
}

#[test]
fn broken_gzip_cannot_be_read() {
    let mut flipped = gzip(reply("noon").as_bytes());
    let last = flipped.len() - 6;
    flipped[last] ^= 0xff;
    for body in [
        reply("noon").into_bytes(),
        b"\x1f\x8b\x08garbage".to_vec(),
        flipped,
    ] {
        let server = Server::once(http("200 OK", GZIP, body));
        assert_eq!(unreadable(ask_server(&server)), HttpError::Compression);
    }
}

#[test]
fn a_connection_that_closes_in_gzip_leaves_the_outcome_unclear() {
    let mut answer = http("200 OK", GZIP, gzip(reply("noon").as_bytes()));
    answer.truncate(answer.len() - 12);
    assert_eq!(
        unclear(ask_server(&Server::once(answer))),
        HttpError::ClosedEarly
    );
}

#[test]
fn gzip_that_ends_too_early_leaves_the_outcome_unclear() {
    let mut body = gzip(reply("noon").as_bytes());
    body.truncate(body.len() - 12);
    let server = Server::once(http("200 OK", GZIP, body));
    assert_eq!(unclear(ask_server(&server)), HttpError::ClosedEarly);
}

#[test]
fn gzip_whose_frame_is_another_length_is_never_success() {
    let body = gzip(reply("noon").as_bytes());
    let head = |fields: &str| format!("HTTP/1.1 200 OK\r\n{GZIP}{fields}\r\n").into_bytes();
    for length in [body.len() - 5, body.len() + 5, 0] {
        let head = head(&format!("Content-Length: {length}\r\n"));
        let server = Server::once([head, body.clone()].concat());
        assert_eq!(unclear(ask_server(&server)), HttpError::ClosedEarly);
    }
    let head = head("Transfer-Encoding: chunked\r\n");
    let chunk = [format!("{:x}\r\n", body.len()).as_bytes(), &body].concat();
    let server = Server::once([&head, &chunk, &b"\r\n"[..]].concat());
    assert_eq!(unclear(ask_server(&server)), HttpError::ClosedEarly);
    let server = Server::once([&head, &chunk, &b"\r\nzz\r\n"[..]].concat());
    let error = unreadable(ask_server(&server));
    assert!(matches!(error, HttpError::Protocol(_)), "{error:?}");
}

#[test]
fn what_follows_gzip_is_never_ignored() {
    let body = gzip(reply("noon").as_bytes());
    for rest in [&b"garbage garbage garbage"[..], &[0; 100]] {
        let server = Server::once(http("200 OK", GZIP, [&body, rest].concat()));
        assert_eq!(unreadable(ask_server(&server)), HttpError::Compression);
    }
    let twice = Server::once(http("200 OK", GZIP, [&body[..], &body].concat()));
    let inside = Server::once(http("200 OK", GZIP, gzip(&body)));
    for server in [twice, inside] {
        let (_, _, problem) = problem(ask_server(&server));
        assert!(matches!(problem, Problem::Syntax(_)), "{problem:?}");
    }
}

/// Ways to write the coding that was asked for.
const NAMES: [&str; 6] = [
    "GZIP",
    "Gzip",
    "gziP",
    "identity, gzip",
    "Identity,GZip",
    "gzip,",
];

/// An answer whose coding is written in this way.
fn coded(name: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    http("200 OK", &format!("Content-Encoding: {name}\r\n"), body)
}

#[test]
fn gzip_is_known_however_it_is_written() {
    for name in NAMES {
        let server = Server::always(coded(name, gzip(reply("noon").as_bytes())));
        let client = client(&settings(server.url()));
        for _ in 0..2 {
            assert_eq!(call(&client).as_deref(), Ok("noon"), "{name}");
        }
        assert_eq!(server.connections(), 1, "{name}");
    }
}

#[test]
fn of_nothing_there_is_no_coding() {
    for name in ["GZIP", "br"] {
        let coding = format!("Content-Encoding: {name}\r\n");
        let answer = http("502 Bad Gateway", &coding, "");
        let (status, _, problem) = problem(ask_server(&Server::once(answer)));
        assert_eq!(
            (status, problem.to_string().as_str()),
            (502, "it is empty"),
            "{name}"
        );
    }
}

#[test]
fn gzip_ends_as_the_same_failures_however_it_is_written() {
    let whole = gzip(reply("noon").as_bytes());
    let part = &whole[..whole.len() - 12];
    for name in NAMES {
        let outcome = |answer: Vec<u8>| ask_server(&Server::once(answer));
        let plain = outcome(coded(name, reply("noon")));
        assert_eq!(unreadable(plain), HttpError::Compression, "{name}");
        let behind = outcome(coded(name, [&whole, &b"garbage garbage"[..]].concat()));
        assert_eq!(unreadable(behind), HttpError::Compression, "{name}");
        let early = outcome(coded(name, part));
        assert_eq!(unclear(early), HttpError::ClosedEarly, "{name}");
        let mut closed = coded(name, &whole);
        closed.truncate(closed.len() - 12);
        assert_eq!(unclear(outcome(closed)), HttpError::ClosedEarly, "{name}");
        let broken = format!(
            "HTTP/1.1 200 OK\r\nContent-Encoding: {name}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
        );
        let error = unreadable(outcome(broken.into_bytes()));
        assert!(matches!(error, HttpError::Protocol(_)), "{name}: {error:?}");
    }
}

#[test]
fn the_limit_is_that_of_the_decoded_answer_however_gzip_is_written() {
    let zeros = gzip(&vec![0; 10_000_000]);
    let time = "x".repeat(600);
    let body = reply(&time);
    for name in NAMES {
        let server = Server::once(coded(name, &zeros));
        match ask(&settings(server.url()).with_answer_limit(65_536)) {
            Err(Error::Transport(TransportError::AnswerTooLarge { capacity, needed })) => {
                assert_eq!((capacity, needed), (65_536, None), "{name}");
            }
            other => panic!("{name}: {other:?}"),
        }
        let server = Server::once(coded(name, gzip(body.as_bytes())));
        let outcome = ask(&settings(server.url()).with_answer_limit(body.len()));
        assert_eq!(outcome.as_deref(), Ok(time.as_str()), "{name}");
    }
}

#[test]
fn a_coding_that_was_not_asked_for_cannot_be_read() {
    for name in [
        "br",
        "BR",
        "deflate",
        "zstd",
        "x-gzip",
        "gzip, gzip",
        "GZIP,br",
        "none",
        "\u{ff}",
    ] {
        for body in [gzip(reply("noon").as_bytes()), reply("noon").into_bytes()] {
            let outcome = ask_server(&Server::once(coded(name, body)));
            assert_eq!(unreadable(outcome), HttpError::Compression, "{name}");
        }
    }
}

#[test]
fn an_answer_without_coding_is_read_as_it_is() {
    for name in ["identity", "Identity", "identity, identity", ""] {
        let outcome = ask_server(&Server::once(coded(name, reply("noon"))));
        assert_eq!(outcome.as_deref(), Ok("noon"), "{name}");
    }
}

#[test]
fn a_compressed_web_page_of_a_502_is_explained() {
    let fields = format!("{GZIP}Content-Type: text/html\r\n");
    let page = http("502 Bad Gateway", &fields, gzip(b"<html>nginx</html>"));
    let (status, _, problem) = problem(ask_server(&Server::once(page)));
    assert_eq!((status, problem), (502, Problem::Html));
}

/// 10 MB of zeros in 10 KB, and 200 MB as twenty members of it.
fn bomb(members: usize) -> Vec<u8> {
    http("200 OK", GZIP, gzip(&vec![0; 10_000_000]).repeat(members))
}

#[test]
fn a_gzip_bomb_stops_at_the_limit() {
    let answer = bomb(1);
    assert!(answer.len() < 20_000);
    let server = Server::once(answer);
    match ask(&settings(server.url()).with_answer_limit(65_536)) {
        Err(Error::Transport(TransportError::AnswerTooLarge { capacity, needed })) => {
            assert_eq!((capacity, needed), (65_536, None));
        }
        other => panic!("{other:?}"),
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_gzip_bomb_costs_no_memory() {
    let server = Server::once(bomb(20));
    let said = Child::new("compressed::child_meets_a_bomb", &server.url()).said();
    let kib = said.strip_prefix("KiB: ").and_then(|kib| kib.parse().ok());
    let kib: u64 = kib.unwrap_or_else(|| panic!("{said}"));
    assert!(kib < 4096, "200 MB of zeros cost {kib} KiB");
}

/// The most memory that this process ever had.
#[cfg(target_os = "linux")]
pub(crate) fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = line.and_then(|line| line.trim().strip_suffix(" kB"));
    peak.and_then(|peak| peak.trim().parse().ok())
        .expect("a number")
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "runs in a process of its own, started by another test"]
fn child_meets_a_bomb() {
    let Some(url) = asked() else { return };
    let client = client(&settings(url).with_answer_limit(65_536));
    let before = peak();
    let outcome = call(&client);
    let cost = peak() - before;
    match outcome {
        Err(Error::Transport(TransportError::AnswerTooLarge { .. })) => {
            println!("\nsaid KiB: {cost}");
        }
        other => println!("\nsaid {other:?}"),
    }
}
