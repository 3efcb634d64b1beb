//! Answers that are passed on piece by piece.

use crate::answers::{RIGHT, UNTIL_CLOSED};
use crate::socket::{Script, URL, with_request};
use gatekit_core::transport::{Transport as _, TransportError};
use gatekit_core::{Gateway as _, Qianmi, api::d2p::TradeCancel};
use gatekit_embedded_io::{Http, HttpError, Malformed, PieceError};

#[test]
fn the_pieces_are_the_body() {
    for (bytes, status, body, media, ready) in RIGHT.iter().chain(UNTIL_CLOSED) {
        for piece in 1..=bytes.len() {
            let mut http = Http::new(Script::in_pieces(*bytes, piece), URL).unwrap();
            with_request(|request| http.send(request)).unwrap();
            let mut received = Vec::new();
            let take = |piece: &[u8]| {
                assert!(!piece.is_empty() && piece.len() <= 128);
                received.extend_from_slice(piece);
                Ok::<(), ()>(())
            };
            let answer = http.receive_pieces(take).unwrap();
            assert_eq!(received, body.as_bytes(), "{bytes}");
            assert_eq!(
                (answer.status, answer.media, answer.length),
                (*status, *media, body.len())
            );
            assert_eq!(http.is_ready(), *ready);
        }
    }
}

#[test]
fn a_megabyte_is_read_in_half_a_kilobyte() {
    let log = r#"{"by":"x","note":"取消"},"#.repeat(40_000);
    let body = format!(
        r#"{{"d2p_trade_cancel_response":{{"trade":{{"log":[{log}0],"is_success":true}}}}}}"#
    );
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    assert!(body.len() > 1 << 20);
    let mut http = Http::new(Script::new(answer), URL).unwrap();
    with_request(|request| http.send(request)).unwrap();
    let qianmi = Qianmi::new("10000000", "0123456789abcdef").unwrap();
    let mut window = [0; 512];
    let mut excerpt = qianmi.excerpt(&[], &mut window).unwrap();
    let answer = http.receive_pieces(|piece| excerpt.feed(piece)).unwrap();
    assert_eq!(answer.length, body.len());
    let reply = qianmi.read_answer::<_, &str>(
        &TradeCancel::order("T1"),
        &answer,
        excerpt.finish().unwrap(),
    );
    assert!(reply.unwrap().trade.is_success);
}

#[test]
fn who_takes_the_pieces_can_refuse_one() {
    let answer =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n3\r\nbad\r\n0\r\n\r\n";
    let mut http = Http::new(Script::new(answer), URL).unwrap();
    with_request(|request| http.send(request)).unwrap();
    let take = |piece: &[u8]| {
        if piece == b"bad" {
            Err("refused")
        } else {
            Ok(())
        }
    };
    assert_eq!(
        http.receive_pieces(take),
        Err(PieceError::Refused("refused"))
    );
    assert!(!http.is_ready());
    let error = http.receive_pieces(|_| Ok::<(), &str>(())).unwrap_err();
    assert_eq!(
        error,
        PieceError::Transport(TransportError::Unclear(HttpError::Closed))
    );
}

#[test]
fn an_unreadable_answer_is_so_in_pieces_too() {
    let mut http = Http::new(Script::new("garbage\r\n"), URL).unwrap();
    with_request(|request| http.send(request)).unwrap();
    let error = http.receive_pieces(|_| Ok::<(), &str>(())).unwrap_err();
    let malformed = HttpError::Malformed(Malformed::StatusLine);
    assert_eq!(
        error,
        PieceError::Transport(TransportError::Unreadable(malformed))
    );
    assert_eq!(
        error.to_string(),
        "the answer cannot be read: the answer does not start with a status line"
    );
}
