//! Where an answer begins and ends: lengths, chunks and statuses that contradict what is sent.

use std::time::Duration;

use gatekit_core::reply::{Problem, SyntaxError};
use gatekit_core::transport::TransportError;
use gatekit_ureq::{Error, HttpError};

use crate::answers::problem;
use crate::server::Server;
use crate::support::{ask, ask_server, hasty, http, ok, reply, unclear, unreadable};

const EMPTY: Problem = Problem::Syntax(SyntaxError::Empty);

fn answer(fields: &str, body: &str) -> Server {
    Server::once(format!("HTTP/1.1 200 OK\r\n{fields}\r\n{body}"))
}

fn chunked(chunks: &str) -> Server {
    answer("Transfer-Encoding: chunked\r\n", chunks)
}

#[track_caller]
fn is_no_http(server: &Server, what: &str) {
    let error = unreadable(ask_server(server));
    assert!(matches!(error, HttpError::Protocol(_)), "{what}: {error:?}");
}

#[track_caller]
fn ends_early(server: &Server, what: &str) {
    assert_eq!(
        unclear(ask_server(server)),
        HttpError::ClosedEarly,
        "{what}"
    );
}

#[test]
fn a_length_that_is_no_number_is_no_http() {
    for length in [
        "-1",
        "-0",
        "+38",
        "0x26",
        "38.0",
        "3 8",
        "abc",
        "",
        "38,",
        "18446744073709551616",
        "99999999999999999999999999",
    ] {
        let server = answer(&format!("Content-Length: {length}\r\n"), &reply("noon"));
        is_no_http(&server, length);
    }
}

#[test]
fn two_lengths_must_be_the_same() {
    let body = reply("noon");
    let length = body.len();
    for (one, two) in [(length, length - 1), (length - 1, length), (0, length)] {
        let fields = format!("Content-Length: {one}\r\nContent-Length: {two}\r\n");
        is_no_http(&answer(&fields, &body), &fields);
        let list = format!("Content-Length: {one}, {two}\r\n");
        is_no_http(&answer(&list, &body), &list);
    }
    for fields in [
        format!("Content-Length: {length}\r\nContent-Length: {length}\r\n"),
        format!("Content-Length: {length}, {length}\r\n"),
    ] {
        let outcome = ask_server(&answer(&fields, &body));
        assert_eq!(outcome.as_deref(), Ok("noon"), "{fields}");
    }
}

#[test]
fn the_greatest_length_is_refused_unread() {
    let server = answer("Content-Length: 18446744073709551615\r\n", "{");
    match ask_server(&server) {
        Err(Error::Transport(TransportError::AnswerTooLarge { needed, .. })) => {
            assert_eq!(needed, usize::try_from(u64::MAX).ok());
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_length_that_is_too_large_by_one_is_never_success() {
    let body = reply("noon");
    let fields = format!("Content-Length: {}\r\n", body.len() + 1);
    ends_early(&answer(&fields, &body), "closed");
    let server = Server::plain(move |visit| {
        visit.request();
        visit.send(format!("HTTP/1.1 200 OK\r\n{fields}\r\n{body}").as_bytes());
        visit.hold();
    });
    assert_eq!(unclear(ask(&hasty(server.url()))), HttpError::AnswerTimeout);
}

#[test]
fn a_length_that_is_too_small_is_never_success() {
    for missing in [1, 2, 20] {
        let body = reply("noon");
        let fields = format!("Content-Length: {}\r\n", body.len() - missing);
        let (status, _, problem) = problem(ask_server(&answer(&fields, &body)));
        let cut = matches!(problem, Problem::Syntax(SyntaxError::Truncated { .. }));
        assert!(status == 200 && cut, "{problem:?}");
    }
    let outcome = ask_server(&answer("Content-Length: 0\r\n", &reply("noon")));
    assert_eq!(problem(outcome).2, EMPTY);
}

#[test]
fn chunks_win_over_a_length() {
    let body = reply("noon");
    let fields = "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n";
    let chunks = format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
    let outcome = ask_server(&answer(fields, &chunks));
    assert_eq!(outcome.as_deref(), Ok("noon"));
    // Without a chunk's length the body is none, whatever the other field says.
    let fields = format!(
        "Content-Length: {}\r\nTransfer-Encoding: chunked\r\n",
        body.len()
    );
    ends_early(&answer(&fields, &body), "no chunks");
}

#[test]
fn a_chunk_length_that_is_no_number_is_no_http() {
    let body = reply("noon");
    for size in [
        "",
        "-26",
        "0x26",
        "2 6",
        "g",
        "２６",
        "26,",
        "10000000000000000",
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
    ] {
        let server = chunked(&format!("{size}\r\n{body}\r\n0\r\n\r\n"));
        is_no_http(&server, size);
    }
}

#[test]
fn a_chunk_of_another_length_is_never_success() {
    let body = reply("noon");
    let length = body.len();
    for wrong in [1, length - 1, length + 1] {
        let server = chunked(&format!("{wrong:x}\r\n{body}\r\n0\r\n\r\n"));
        is_no_http(&server, &wrong.to_string());
    }
    for wrong in [length + 7, length + 9, usize::MAX] {
        let server = chunked(&format!("{wrong:x}\r\n{body}\r\n0\r\n\r\n"));
        ends_early(&server, &wrong.to_string());
    }
}

#[test]
fn chunks_end_with_a_chunk_of_none() {
    let body = reply("noon");
    let length = body.len();
    for end in ["", "\r\n", "\r\n0", "\r\n0\r", "\n0\n\n"] {
        ends_early(&chunked(&format!("{length:x}\r\n{body}{end}")), end);
    }
    ends_early(&chunked(&format!("{length:x}\n{body}\n0\n\n")), "no CR");
    // The body is whole with the last chunk; fields may follow it.
    for end in [
        "0\r\n",
        "0\r\n\r\n",
        "0\r\nX-Sum: 1\r\nX: y\r\n\r\n",
        "000\r\n\r\n",
    ] {
        let outcome = ask_server(&chunked(&format!("{length:x}\r\n{body}\r\n{end}")));
        assert_eq!(outcome.as_deref(), Ok("noon"), "{end}");
    }
    let outcome = ask_server(&chunked("0\r\n\r\n"));
    assert_eq!(problem(outcome).2, EMPTY);
}

#[test]
fn http_1_0_knows_no_chunks() {
    let body = reply("noon");
    let chunks = format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
    let fields = "Transfer-Encoding: chunked\r\n";
    let server = Server::once(format!("HTTP/1.0 200 OK\r\n{fields}\r\n{chunks}"));
    let (_, _, problem) = problem(ask_server(&server));
    assert!(matches!(problem, Problem::Syntax(_)), "{problem:?}");
}

#[test]
fn without_a_length_only_the_document_tells_that_it_is_cut() {
    let body = reply("noon");
    for version in ["HTTP/1.0", "HTTP/1.1"] {
        for length in 1..body.len() {
            let server = Server::once(format!("{version} 200 OK\r\n\r\n{}", &body[..length]));
            let (_, _, problem) = problem(ask_server(&server));
            let cut = matches!(problem, Problem::Syntax(SyntaxError::Truncated { .. }));
            assert!(cut, "{length}: {problem:?}");
        }
        let outcome = ask_server(&Server::once(format!("{version} 200 OK\r\n\r\n")));
        assert_eq!(problem(outcome).2, EMPTY);
        let outcome = ask_server(&Server::once(format!("{version} 200 OK\r\n\r\n{body}")));
        assert_eq!(outcome.as_deref(), Ok("noon"));
    }
}

#[test]
fn a_status_without_body_has_none_whatever_follows() {
    for (status, expected) in [
        ("204 No Content", EMPTY),
        ("304 Not Modified", Problem::Redirected),
        ("101 Switching Protocols", EMPTY),
    ] {
        let code = status[..3].parse().expect("a status");
        let bare = format!("HTTP/1.1 {status}\r\n\r\n").into_bytes();
        let announced = format!("HTTP/1.1 {status}\r\nContent-Length: 500\r\n\r\n").into_bytes();
        for answer in [bare, announced, http(status, "", reply("noon"))] {
            let (status, _, problem) = problem(ask_server(&Server::once(answer)));
            assert_eq!((status, problem), (code, expected));
        }
    }
}

#[test]
fn informational_answers_alone_are_no_answer() {
    let cut = &ok("noon")[..20];
    for interim in ["100 Continue", "102 Processing", "103 Early Hints", "199 X"] {
        let interim = format!("HTTP/1.1 {interim}\r\n\r\n").into_bytes();
        ends_early(&Server::once(interim.clone()), "nothing follows");
        ends_early(&Server::once([&interim, cut].concat()), "a part follows");
        let whole = [interim, ok("noon")].concat();
        assert_eq!(ask_server(&Server::once(whole)).as_deref(), Ok("noon"));
    }
    // Only the others may have fields, says the library.
    let named = [
        b"HTTP/1.1 100 Continue\r\nServer: x\r\n\r\n".to_vec(),
        ok("noon"),
    ];
    is_no_http(&Server::once(named.concat()), "a field");
    let body = [b"HTTP/1.1 102 Processing\r\n\r\n{}".to_vec(), ok("noon")];
    is_no_http(&Server::once(body.concat()), "a body");
}

#[test]
fn garbage_instead_of_http_is_no_http() {
    let body = reply("noon");
    for garbage in [
        body.as_str(),
        "<html><body>nginx</body></html>",
        "<?xml version=\"1.0\"?><time_get_response/>",
        "HTTP/2 200 OK\r\n\r\n",
        "HTTP/2.0 200 OK\r\n\r\n",
        "HTTP/0.9 200 OK\r\n\r\n",
        "http/1.1 200 OK\r\n\r\n",
        "ICY 200 OK\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "HTTP/1.1 099 X\r\n\r\n",
        "HTTP/1.1 1000 X\r\n\r\n",
        "HTTP/1.1 20 X\r\n\r\n",
        "HTTP/1.1 -20 X\r\n\r\n",
        "HTTP/1.1 200 OK\r\n: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA b\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA : b\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA: \0\r\n\r\n",
        "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0",
        "\0",
    ] {
        is_no_http(&Server::once(garbage), garbage);
    }
    ends_early(&Server::once("\r\n\r\n\r\n"), "empty lines");
    let server = Server::plain(move |visit| {
        visit.request();
        visit.drip(b"SSH-2.0-OpenSSH_9.6\r\n", Duration::from_millis(1));
        visit.hold();
    });
    is_no_http(&server, "byte by byte");
}
