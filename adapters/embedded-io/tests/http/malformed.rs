//! Answers that are no HTTP: the outcome is unreadable, wherever they are cut.

use crate::socket::{Script, exchange};
use gatekit_core::transport::TransportError;
use gatekit_embedded_io::{HttpError, Malformed};

const OK: &str = "HTTP/1.1 200 OK\r\n";

fn is_malformed(answer: &str, expected: Malformed) {
    for piece in 1..=answer.len() {
        let (received, goes_on) = exchange(Script::in_pieces(answer, piece), 512);
        let unreadable = TransportError::Unreadable(HttpError::Malformed(expected));
        assert_eq!(received, Err(unreadable), "{answer:?}");
        assert!(!goes_on);
    }
}

#[test]
fn garbage_instead_of_a_status_line() {
    for line in [
        "",
        "HTTP/1.1",
        "HTTP/1.1 ",
        "HTTP/1.1 20",
        "HTTP/1.1 2000",
        "HTTP/1.1 2x0 OK",
        "HTTP/1.1 099 Low",
        "HTTP/1.1  200 OK",
        "HTTP/1.1\t200 OK",
        " HTTP/1.1 200 OK",
        "HTTP/1.2 200 OK",
        "HTTP/2 200",
        "HTTP/11 200 OK",
        "http/1.1 200 OK",
        "ICY 200 OK",
        "<!DOCTYPE html>",
        "{\"a\":1}",
        "SSH-2.0-OpenSSH",
        "HTTP/1.1 -20 OK",
        "HTTP/1.1 200\tOK",
        "HTTP/1.1 200 O\x00K",
        "HTTP/1.1 200 O\rK",
        "\x16\x03\x01",
    ] {
        is_malformed(
            &format!("{line}\r\nContent-Length: 0\r\n\r\n"),
            Malformed::StatusLine,
        );
    }
}

#[test]
fn garbage_instead_of_a_field() {
    for line in [
        ": no name",
        "no colon",
        "space before : colon",
        " folded",
        "\tfolded",
        "Náme: 1",
        "na\x00me: 1",
        "name: va\x00lue",
        "name: va\x7flue",
        "name: va\rlue",
        "na(me: 1",
        "na\"me: 1",
        "\x01: 1",
    ] {
        is_malformed(
            &format!("{OK}{line}\r\nContent-Length: 0\r\n\r\n"),
            Malformed::Field,
        );
        let trailer = format!("{OK}Transfer-Encoding: chunked\r\n\r\n0\r\n{line}\r\n\r\n");
        is_malformed(&trailer, Malformed::Field);
    }
}

#[test]
fn a_length_that_is_no_number() {
    for value in [
        "",
        "-1",
        "+1",
        "1.0",
        "0x10",
        "1 2",
        "1,2",
        "two",
        "18446744073709551616",
        "99999999999999999999999",
        "1\r\nContent-Length: 2",
        "00000000000000000000000000000000000000000000000000000000002",
    ] {
        is_malformed(
            &format!("{OK}Content-Length: {value}\r\n\r\nxx"),
            Malformed::Length,
        );
    }
}

#[test]
fn a_coding_that_was_not_asked_for() {
    for field in [
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: identity",
        "Transfer-Encoding:",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Content-Encoding: gzip",
        "Content-Encoding: br",
    ] {
        is_malformed(
            &format!("{OK}{field}\r\nContent-Length: 2\r\n\r\nxx"),
            Malformed::Coding,
        );
    }
}

#[test]
fn a_chunk_that_is_none() {
    for chunks in [
        "\r\n",
        ";x\r\n",
        "g\r\n",
        "-1\r\n",
        "0x2\r\nok\r\n0\r\n\r\n",
        " 2\r\nok\r\n0\r\n\r\n",
        "2\nok\r\n0\r\n\r\n",
        "2\r\nokk\r\n0\r\n\r\n",
        "2\r\nok0\r\n\r\n",
        "2\r\nok\n0\r\n\r\n",
        "2\r\nok\r0\r\n\r\n",
        "2\rok",
        "2;a\x00\r\nok",
        "10000000000000000\r\n",
        "ffffffffffffffffffff\r\n",
        "2;a\rb\r\nok\r\n",
    ] {
        is_malformed(
            &format!("{OK}Transfer-Encoding: chunked\r\n\r\n{chunks}"),
            Malformed::Chunk,
        );
    }
}

#[test]
fn another_protocol() {
    is_malformed(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n",
        Malformed::Upgrade,
    );
}

#[test]
fn the_largest_length_is_too_large_and_read_no_further() {
    let answer = format!("{OK}Content-Length: 18446744073709551615\r\n\r\n{{}}");
    let (received, _) = exchange(Script::new(answer), 512);
    let needed = usize::try_from(u64::MAX).ok();
    assert_eq!(
        received,
        Err(TransportError::AnswerTooLarge {
            capacity: 512,
            needed
        })
    );
    let answer = format!("{OK}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{{}}");
    let (received, _) = exchange(Script::new(answer), 512);
    assert_eq!(
        received,
        Err(TransportError::Unclear(HttpError::ClosedEarly))
    );
}
