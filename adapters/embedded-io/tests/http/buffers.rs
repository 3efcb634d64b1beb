//! The caller's memory: at what is needed, and one byte less.

use crate::answers::{RIGHT, UNTIL_CLOSED};
use crate::socket::{Script, exchange};
use gatekit_core::transport::TransportError;
use gatekit_embedded_io::{HttpError, Limits, Malformed};

#[test]
fn a_buffer_of_one_byte_less_is_too_small() {
    for (bytes, _, body, ..) in RIGHT.iter().chain(UNTIL_CLOSED) {
        for capacity in 0..body.len() {
            for piece in [1, 3, 1000] {
                let (received, goes_on) = exchange(Script::in_pieces(*bytes, piece), capacity);
                let Err(TransportError::AnswerTooLarge {
                    capacity: reported,
                    needed,
                }) = received
                else {
                    panic!("{received:?} {bytes}");
                };
                let told = bytes.to_lowercase().contains("content-length")
                    && !bytes.to_lowercase().contains("chunked");
                assert_eq!(needed, told.then_some(body.len()), "{bytes}");
                assert_eq!(reported, capacity);
                assert!(!goes_on);
            }
        }
    }
}

/// Receives with these limits: the bytes taken from the socket, and the error.
fn limited(answer: &str, limits: Limits) -> Result<usize, Malformed> {
    use crate::socket::{URL, with_request};
    use gatekit_core::transport::Transport as _;
    let script = Script::in_pieces(answer, 1);
    let mut http = gatekit_embedded_io::Http::new(script, URL)
        .unwrap()
        .with_limits(limits);
    with_request(|request| http.send(request)).unwrap();
    match http.receive(&mut [0; 64]) {
        Ok(answer) => Ok(answer.length),
        Err(TransportError::Unreadable(HttpError::Malformed(malformed))) => Err(malformed),
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn a_head_has_as_many_bytes_and_fields_as_are_allowed() {
    let head =
        "HTTP/1.1 100 Continue\r\nA: 1\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\nB: 2\r\n\r\n";
    let answer = format!("{head}ok");
    let exact = Limits {
        bytes: head.len(),
        fields: 3,
    };
    assert_eq!(limited(&answer, exact), Ok(2));
    let fewer = Limits {
        bytes: head.len() - 1,
        ..exact
    };
    assert_eq!(limited(&answer, fewer), Err(Malformed::HeadTooLarge));
    let fewer = Limits { fields: 2, ..exact };
    assert_eq!(limited(&answer, fewer), Err(Malformed::TooManyFields));
}

#[test]
fn a_trailer_has_as_many_bytes_and_fields_as_are_allowed() {
    let answer =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nA: 1\r\nB: 2\r\n\r\n";
    let exact = Limits {
        bytes: 47,
        fields: 2,
    };
    assert_eq!(limited(answer, exact), Ok(2));
    assert_eq!(
        limited(answer, Limits { fields: 1, ..exact }),
        Err(Malformed::TooManyFields)
    );
    let long = answer.replace("B: 2", &format!("B: {}", "2".repeat(60)));
    assert_eq!(limited(&long, exact), Err(Malformed::HeadTooLarge));
}

#[test]
fn endless_heads_and_chunk_lines_come_to_an_end() {
    let start = "HTTP/1.1 200 OK\r\n";
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (answer, expected) in [
        (
            "HTTP/1.1 100 Continue\r\n\r\n".repeat(10_000),
            Malformed::HeadTooLarge,
        ),
        (
            format!("{start}{}", "A: 1\r\n".repeat(10_000)),
            Malformed::TooManyFields,
        ),
        (
            format!("{start}A: {}", "1".repeat(100_000)),
            Malformed::HeadTooLarge,
        ),
        (
            format!("{start}{}", "A".repeat(100_000)),
            Malformed::HeadTooLarge,
        ),
        ("H".repeat(100_000), Malformed::HeadTooLarge),
        (
            format!("{chunked}0\r\n{}", "A: 1\r\n".repeat(10_000)),
            Malformed::TooManyFields,
        ),
        (
            format!("{chunked}2;{}", "x".repeat(100_000)),
            Malformed::Chunk,
        ),
        (
            format!("{chunked}{}", "0".repeat(100_000)),
            Malformed::Chunk,
        ),
    ] {
        assert_eq!(
            limited(&answer, Limits::default()),
            Err(expected),
            "{answer:.60}"
        );
    }
}
