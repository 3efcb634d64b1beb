//! Answers in every shape that HTTP has, and in some that it has not.

use std::time::Duration;

use gatekit_core::reply::Problem;
use gatekit_core::transport::Media;
use gatekit_ureq::{Error, HttpError};

use crate::server::Server;
use crate::support::{Outcome, ask, ask_server, hasty, http, ok, reply, unclear, unreadable};

#[track_caller]
pub(crate) fn problem(outcome: Outcome) -> (u16, Media, Problem) {
    match outcome {
        Err(Error::Unreadable(unreadable)) => {
            (unreadable.status, unreadable.media, unreadable.problem)
        }
        other => panic!("expected an unreadable answer, got {other:?}"),
    }
}

#[test]
fn a_whole_answer_is_read() {
    assert_eq!(ask_server(&Server::once(ok("noon"))).as_deref(), Ok("noon"));
}

#[test]
fn an_answer_that_comes_byte_by_byte_is_read() {
    let server = Server::plain(|visit| {
        visit.request();
        visit.drip(&ok("noon"), Duration::from_millis(1));
    });
    assert_eq!(ask_server(&server).as_deref(), Ok("noon"));
}

#[test]
fn a_chunked_answer_is_read() {
    let body = reply("noon");
    let (one, two) = body.split_at(9);
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let chunks = format!("9;x=y\r\n{one}\r\n{:X}\r\n{two}\r\n0\r\n\r\n", two.len());
    let server = Server::once(format!("{head}{chunks}"));
    assert_eq!(ask_server(&server).as_deref(), Ok("noon"));
}

#[test]
fn a_chunked_answer_that_breaks_off_leaves_the_outcome_unclear() {
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let server = Server::once(format!("{head}40\r\n{{\"time_get"));
    assert_eq!(unclear(ask_server(&server)), HttpError::ClosedEarly);
}

#[test]
fn a_broken_chunk_length_is_no_http() {
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let server = Server::once(format!("{head}xyz\r\n{}\r\n0\r\n\r\n", reply("noon")));
    let error = unreadable(ask_server(&server));
    assert!(matches!(error, HttpError::Protocol(_)), "{error:?}");
}

#[test]
fn an_answer_of_http_1_0_ends_with_its_connection() {
    let server = Server::once(format!(
        "HTTP/1.0 200 OK\r\nContent-Type: text/javascript\r\n\r\n{}",
        reply("noon")
    ));
    assert_eq!(ask_server(&server).as_deref(), Ok("noon"));
}

#[test]
fn a_connection_that_closes_in_the_head_leaves_the_outcome_unclear() {
    for part in ["", "HTTP/1.1", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n"] {
        let server = Server::once(part);
        assert_eq!(
            unclear(ask_server(&server)),
            HttpError::ClosedEarly,
            "{part}"
        );
    }
}

#[test]
fn a_connection_that_closes_mid_body_leaves_the_outcome_unclear() {
    let mut answer = ok("noon");
    answer.truncate(answer.len() - 3);
    assert_eq!(
        unclear(ask_server(&Server::once(answer))),
        HttpError::ClosedEarly
    );
}

#[test]
fn an_answer_that_stops_mid_body_ends_in_the_answer_timeout() {
    let server = Server::plain(|visit| {
        visit.request();
        let answer = ok("noon");
        visit.send(&answer[..answer.len() - 3]);
        visit.hold();
    });
    assert_eq!(unclear(ask(&hasty(server.url()))), HttpError::AnswerTimeout);
}

#[test]
fn an_answer_that_drips_for_longer_than_allowed_ends_in_the_answer_timeout() {
    let server = Server::plain(|visit| {
        visit.request();
        visit.drip(&ok("noon"), Duration::from_millis(30));
    });
    assert_eq!(unclear(ask(&hasty(server.url()))), HttpError::AnswerTimeout);
}

#[test]
fn an_answer_longer_than_announced_is_cut_and_never_success() {
    let body = reply("noon");
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{body}");
    let (status, _, problem) = problem(ask_server(&Server::once(answer)));
    assert_eq!(status, 200);
    assert!(matches!(problem, Problem::Syntax(_)), "{problem:?}");
}

#[test]
fn an_empty_answer_is_never_success() {
    for status in ["200 OK", "204 No Content", "205 Reset Content"] {
        let outcome = ask_server(&Server::once(http(status, "", "")));
        assert_eq!(problem(outcome).2.to_string(), "it is empty", "{status}");
    }
}

#[test]
fn a_garbage_status_line_is_no_http() {
    for line in [
        "SSH-2.0-OpenSSH_9.6\r\n\r\n",
        "HTTP/1.1 abc\r\n\r\n",
        "\0\x01\x02\r\n\r\n",
    ] {
        let error = unreadable(ask_server(&Server::once(line)));
        assert!(matches!(error, HttpError::Protocol(_)), "{error:?}");
    }
}

#[test]
fn contradicting_lengths_are_no_http() {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\n";
    let error = unreadable(ask_server(&Server::once(format!("{head}12345"))));
    assert!(matches!(error, HttpError::Protocol(_)), "{error:?}");
}

#[test]
fn a_huge_head_is_refused() {
    let field = format!("X-Long: {}\r\n", "x".repeat(100_000));
    let error = unreadable(ask_server(&Server::once(http(
        "200 OK",
        &field,
        reply("noon"),
    ))));
    assert!(matches!(error, HttpError::Protocol(_)), "{error:?}");
}

#[test]
fn a_head_of_many_fields_is_refused() {
    let fields = "X-Field: x\r\n".repeat(500);
    let error = unreadable(ask_server(&Server::once(http(
        "200 OK",
        &fields,
        reply("noon"),
    ))));
    assert!(matches!(error, HttpError::Protocol(_)), "{error:?}");
}

#[test]
fn informational_answers_are_passed_over() {
    let answer = [
        b"HTTP/1.1 100 Continue\r\n\r\n".to_vec(),
        b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".to_vec(),
        ok("noon"),
    ];
    let server = Server::once(answer.concat());
    assert_eq!(ask_server(&server).as_deref(), Ok("noon"));

    let server = Server::plain(|visit| {
        visit.request();
        visit.drip(b"HTTP/1.1 100 Continue\r\n\r\n", Duration::from_millis(1));
        visit.send(&ok("later"));
    });
    assert_eq!(ask_server(&server).as_deref(), Ok("later"));
}

#[test]
fn a_switch_of_protocols_is_never_success() {
    let answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n";
    assert!(ask_server(&Server::once(answer)).is_err());
}

#[test]
fn bodies_of_http_errors_are_read_as_answers() {
    let refusal = r#"{"error_response":{"code":25,"msg":"Invalid signature"}}"#;
    for status in [
        "400 Bad Request",
        "401 Unauthorized",
        "500 Oh",
        "502 Bad Gateway",
    ] {
        let server = Server::once(http(status, "", refusal));
        match ask_server(&server) {
            Err(Error::Refused(fault)) => assert_eq!(fault.code.as_deref(), Some("25")),
            other => panic!("{status}: {other:?}"),
        }
    }
}

#[test]
fn a_web_page_of_a_502_is_explained() {
    let page = http(
        "502 Bad Gateway",
        "Content-Type: text/html\r\n",
        "<html>nginx</html>",
    );
    let (status, media, problem) = problem(ask_server(&Server::once(page)));
    assert_eq!((status, media, problem), (502, Media::Html, Problem::Html));
}

#[test]
fn an_http_error_denies_the_reply_that_it_carries() {
    let outcome = ask_server(&Server::once(http("500 Oh", "", reply("noon"))));
    assert_eq!(problem(outcome), (500, Media::Unknown, Problem::Status));
}

#[test]
fn redirects_are_not_followed() {
    let elsewhere = Server::once(ok("never"));
    for status in [
        "301 Moved",
        "302 Found",
        "303 See Other",
        "307 Temporary",
        "308 Permanent",
    ] {
        for body in ["", "<html>moved</html>"] {
            let location = format!("Location: {}\r\n", elsewhere.url());
            let server = Server::once(http(status, &location, body));
            let (_, _, problem) = problem(ask_server(&server));
            assert_eq!(problem, Problem::Redirected, "{status}");
            assert_eq!(server.requests().len(), 1);
        }
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[test]
fn a_redirect_without_an_end_of_its_head_is_not_followed() {
    let elsewhere = Server::once(ok("never"));
    let location = elsewhere.url();
    let server = Server::once(format!("HTTP/1.1 302 Found\r\nLocation: {location}\r\n"));
    assert_eq!(unclear(ask_server(&server)), HttpError::ClosedEarly);
    assert_eq!(elsewhere.connections(), 0);
}
