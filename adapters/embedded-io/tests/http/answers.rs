//! Answers that are right.

use crate::socket::{Script, exchange};
use gatekit_core::transport::Media;

/// An answer, its status, body and media, and whether the connection goes on behind it.
pub(crate) type Right = (&'static str, u16, &'static str, Media, bool);

pub(crate) const RIGHT: &[Right] = &[
    (
        "HTTP/1.1 200 OK\r\nContent-Length: 7\r\nContent-Type: application/json;charset=utf-8\r\n\r\n{\"a\":1}",
        200,
        "{\"a\":1}",
        Media::Json,
        true,
    ),
    (
        "HTTP/1.1 502 Bad Gateway\r\ncontent-length:6\r\nCONTENT-TYPE:text/html\r\n\r\n<html>",
        502,
        "<html>",
        Media::Html,
        true,
    ),
    (
        "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n",
        200,
        "",
        Media::Unknown,
        true,
    ),
    (
        "HTTP/1.1 200 \r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok",
        200,
        "ok",
        Media::Unknown,
        true,
    ),
    (
        "HTTP/1.1 200 OK\nContent-Length: 2\n\nok",
        200,
        "ok",
        Media::Unknown,
        true,
    ),
    (
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
        200,
        "ok",
        Media::Unknown,
        false,
    ),
    (
        "HTTP/1.1 200 OK\r\nConnection: Upgrade, CLOSE\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok",
        200,
        "ok",
        Media::Unknown,
        false,
    ),
    (
        "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
        200,
        "ok",
        Media::Unknown,
        false,
    ),
    (
        "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 2\r\n\r\nok",
        200,
        "ok",
        Media::Unknown,
        true,
    ),
    (
        "HTTP/1.1 204 No Content\r\n\r\n",
        204,
        "",
        Media::Unknown,
        true,
    ),
    (
        "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n",
        204,
        "",
        Media::Unknown,
        true,
    ),
    // What such an answer announces may follow, and is not the next answer.
    (
        "HTTP/1.1 204 No Content\r\nContent-Length: 7\r\n\r\n",
        204,
        "",
        Media::Unknown,
        false,
    ),
    (
        "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n",
        204,
        "",
        Media::Unknown,
        false,
    ),
    (
        "HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n",
        304,
        "",
        Media::Unknown,
        false,
    ),
    (
        "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        200,
        "ok",
        Media::Unknown,
        false,
    ),
    (
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\nContent-Length: 9\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        200,
        "ok",
        Media::Unknown,
        true,
    ),
    (
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/xml\r\n\r\n4\r\n<a>1\r\n4\r\n</a>\r\n0\r\n\r\n",
        200,
        "<a>1</a>",
        Media::Xml,
        true,
    ),
    (
        "HTTP/1.1 200 OK\r\ntransfer-encoding:Chunked\r\n\r\n1;n=\"v\"\r\n{\r\n0001 \t;x\r\n}\r\n000\r\nTrailer: 1\r\nContent-Length: 9\r\n\r\n",
        200,
        "{}",
        Media::Unknown,
        true,
    ),
    (
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 99\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        200,
        "ok",
        Media::Unknown,
        false,
    ),
    (
        "HTTP/1.1 200 OK\r\nContent-Encoding: identity\r\nServer: 服务器\r\nX-Very-Long-Field-Name-That-Nobody-Wants-To-Keep-In-Memory-At-All-12345: 1\r\nContent-Length: 2\r\n\r\nok",
        200,
        "ok",
        Media::Unknown,
        true,
    ),
    (
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain;a-parameter-that-is-longer-than-what-is-kept-of-a-line=1;html\r\nContent-Length: 2\r\n\r\nok",
        200,
        "ok",
        Media::Other,
        true,
    ),
    (
        "HTTP/1.1 200 OK\r\nConnection: a-list-of-options-that-is-longer-than-what-is-kept-of-a-line, x\r\nContent-Length: 2\r\n\r\nok",
        200,
        "ok",
        Media::Unknown,
        false,
    ),
];

/// Answers that last until the connection ends.
pub(crate) const UNTIL_CLOSED: &[Right] = &[
    (
        "HTTP/1.1 200 OK\r\n\r\nall of it",
        200,
        "all of it",
        Media::Unknown,
        false,
    ),
    (
        "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Type: text/javascript\r\n\r\n{}",
        200,
        "{}",
        Media::Json,
        false,
    ),
    ("HTTP/1.1 500 Oops\r\n\r\n", 500, "", Media::Unknown, false),
];

#[test]
fn an_answer_is_read_however_it_is_cut() {
    for (bytes, status, body, media, ready) in RIGHT.iter().chain(UNTIL_CLOSED) {
        for piece in 1..=bytes.len() {
            for size in [body.len(), body.len() + 1, 512] {
                let (received, goes_on) = exchange(Script::in_pieces(*bytes, piece), size);
                let (answer, received) = received.unwrap();
                assert_eq!(String::from_utf8_lossy(&received), *body, "{bytes} {piece}");
                assert_eq!((answer.status, answer.media), (*status, *media), "{bytes}");
                assert_eq!(goes_on, *ready, "{bytes}");
            }
        }
    }
}

#[cfg(feature = "date")]
#[test]
fn the_date_of_an_answer_is_read_and_one_that_is_none_is_passed_over() {
    let noon = Some(1_451_620_800);
    for (field, unix) in [
        ("Date: Fri, 01 Jan 2016 04:00:00 GMT\r\n", noon),
        ("DATE:Fri, 01 Jan 2016 04:00:00 GMT \r\n", noon),
        ("Date: now\r\n", None),
        ("Date: Friday, 01-Jan-16 04:00:00 GMT\r\n", None),
        ("X-Date: Fri, 01 Jan 2016 04:00:00 GMT\r\n", None),
        ("", None),
    ] {
        let bytes = format!("HTTP/1.1 200 OK\r\n{field}Content-Length: 2\r\n\r\nok");
        for piece in [1, 7, bytes.len()] {
            let (received, _) = exchange(Script::in_pieces(bytes.as_str(), piece), 64);
            let date = received.unwrap().0.date;
            assert_eq!(date.map(gatekit_core::Timestamp::unix), unix, "{field}");
        }
    }
}

#[test]
fn a_large_body_is_read_in_chunks_of_any_size() {
    let body: Vec<u8> = (0..5000_u32)
        .map(|number| number.to_le_bytes()[0])
        .collect();
    for chunk in [1, 2, 15, 16, 17, 255, 4096, 5000] {
        let mut answer = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
        for chunk in body.chunks(chunk) {
            answer.extend(format!("{:X}\r\n", chunk.len()).bytes());
            answer.extend(chunk);
            answer.extend(b"\r\n");
        }
        answer.extend(b"0\r\n\r\n");
        for piece in [1, 7, 64, 100_000] {
            let (received, goes_on) =
                exchange(Script::in_pieces(answer.clone(), piece), body.len());
            assert_eq!(received.unwrap().1, body, "{chunk} {piece}");
            assert!(goes_on);
        }
    }
}
