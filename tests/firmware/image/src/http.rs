//! A whole call over a scripted socket: answers however they come, and each way to fail.

use crate::report::Report;
use crate::socket::Script;
use core::fmt::Display;
use embedded_io::ErrorKind;
use gatekit_core::api::d2p::TradeCancel;
use gatekit_core::reply::{Problem, SyntaxError};
use gatekit_core::transport::TransportError;
use gatekit_core::{Client, Error, Qianmi, Timestamp};
use gatekit_embedded_io::{Http, HttpError, Malformed};

/// `None` if the script could not be played.
type Outcome = Option<Result<bool, Failure>>;

/// What is compared of an error: its texts are in the buffer, which is gone.
#[derive(PartialEq)]
enum Failure {
    Transport(TransportError<HttpError<ErrorKind>>),
    Unreadable(Problem),
    Other,
}

const REQUEST: &str = concat!(
    "POST /api?access_token=00112233445566778899aabbccddeeff&appKey=10000000&format=json",
    "&method=qianmi.cloudshop.d2p.trade.cancel&partner_id=qianmi-open-sdk-java-20160108",
    "&timestamp=2015-11-04+14%3A10%3A13&v=1.1&sign=446CB662F54442F45D96F124A91F34FB6C11ED27",
    " HTTP/1.1\r\nHost: api.qianmi.com\r\n",
    "Content-Type: application/x-www-form-urlencoded;charset=UTF-8\r\nContent-Length: 29\r\n",
    "Accept: application/json, text/xml, text/javascript\r\nUser-Agent: gatekit/0.1.0\r\n\r\n",
    "tid=T2015+110%264%2B%E4%B8%8D",
);
const WHOLE: &str = concat!(
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 59\r\n\r\n",
    r#"{"d2p_trade_cancel_response":{"trade":{"is_success":true}}}"#
);
const CHUNKED: &str = concat!(
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
    "1b;x=y\r\n{\"d2p_trade_cancel_response\r\n20\r\n\":{\"trade\":{\"is_success\":true}}}\r\n",
    "0\r\nTrailer: yes\r\n\r\n"
);
const TO_CLOSE: &str = concat!(
    "HTTP/1.0 200 OK\r\n\r\n",
    r#"{"d2p_trade_cancel_response":{"trade":{"is_success":true}}}"#
);

pub fn check(report: &mut Report) {
    for (framing, answer) in [("length", WHOLE), ("chunks", CHUNKED), ("close", TO_CLOSE)] {
        let script = || Script::new(REQUEST, answer);
        for (pieces, script) in [
            ("whole", script()),
            ("byte by byte", script().byte_by_byte()),
        ] {
            let what = format_args!("HTTP, framed by {framing}, {pieces}");
            report.check(what, called(script) == Some(Ok(true)));
        }
    }
    fails_while_sending(report);
    ends_early(report);
    broken(report);
}

fn fails_while_sending(report: &mut Report) {
    let timed_out = HttpError::Socket(ErrorKind::TimedOut);
    let failing = |writes| called(Script::new(REQUEST, WHOLE).failing_behind(writes, 0));
    let not_sent = Failure::Transport(TransportError::NotSent(timed_out));
    report.check("HTTP, nothing was sent", failing(0) == Some(Err(not_sent)));
    let unclear = Failure::Transport(TransportError::Unclear(timed_out));
    let unclear = Some(Err(unclear));
    // At the end it is the answer that does not come.
    let passed = (1..=REQUEST.len()).all(|writes| failing(writes) == unclear);
    report.check(
        "HTTP, the socket fails behind any byte of the request",
        passed,
    );
    let failing = |reads| called(Script::new(REQUEST, CHUNKED).failing_behind(usize::MAX, reads));
    let passed = (0..CHUNKED.len()).all(|reads| failing(reads) == unclear);
    report.check(
        "HTTP, the socket fails behind any byte of the answer",
        passed,
    );
}

fn ends_early(report: &mut Report) {
    let early = Failure::Transport(TransportError::Unclear(HttpError::ClosedEarly));
    let early = Some(Err(early));
    for (framing, answer) in [("length", WHOLE), ("chunks", CHUNKED)] {
        let mut ends = 0..answer.len();
        let passed = ends.all(|end| called(Script::new(REQUEST, &answer[..end])) == early);
        let what = format_args!("HTTP, framed by {framing}, ends behind any byte");
        report.check(what, passed);
    }
}

fn broken(report: &mut Report) {
    let malformed =
        |what| Failure::Transport(TransportError::Unreadable(HttpError::Malformed(what)));
    let too_large = TransportError::AnswerTooLarge {
        capacity: 128,
        needed: Some(129),
    };
    let head = "HTTP/1.1 200 OK\r\n";
    let flood = "a: b\r\n";
    for (what, answer, failure) in [
        (
            "garbage",
            "\0\u{1}SSH-2.0\r\n\r\n",
            malformed(Malformed::StatusLine),
        ),
        (
            "a length that is no number",
            "HTTP/1.1 200 OK\r\nContent-Length: 5x\r\n\r\n",
            malformed(Malformed::Length),
        ),
        (
            "two lengths",
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
            malformed(Malformed::Length),
        ),
        (
            "a chunk that overflows",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10000000000000000\r\n",
            malformed(Malformed::Chunk),
        ),
        (
            "a coding that was not asked for",
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\u{1f}\u{b}",
            malformed(Malformed::Coding),
        ),
        (
            "another protocol",
            "HTTP/1.1 101 Switching Protocols\r\n\r\n",
            malformed(Malformed::Upgrade),
        ),
        (
            "more than the buffer holds",
            "HTTP/1.1 200 OK\r\nContent-Length: 129\r\n\r\n",
            Failure::Transport(too_large),
        ),
        (
            "a web page",
            "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 6\r\n\r\n<html>",
            Failure::Unreadable(Problem::Html),
        ),
        (
            "an empty body",
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
            Failure::Unreadable(Problem::Syntax(SyntaxError::Empty)),
        ),
    ] {
        refused(report, what, Script::new(REQUEST, answer), &failure);
    }
    let mut answer = [0; 2048];
    let fields = head.bytes().chain(flood.bytes().cycle());
    for (to, from) in answer.iter_mut().zip(fields) {
        *to = from;
    }
    let script = Script::new(REQUEST, core::str::from_utf8(&answer).unwrap_or_default());
    refused(
        report,
        "a flood of fields",
        script,
        &malformed(Malformed::TooManyFields),
    );
}

fn refused(report: &mut Report, what: impl Display, script: Script<'_>, failure: &Failure) {
    let outcome = called(script);
    let passed = matches!(&outcome, Some(Err(found)) if found == failure);
    report.check(format_args!("HTTP, {what}"), passed);
}

fn called(script: Script<'_>) -> Outcome {
    let qianmi = Qianmi::new("10000000", "0123456789abcdef0123456789ABCDEF").ok()?;
    let qianmi = qianmi
        .with_access_token("00112233445566778899aabbccddeeff")
        .with_partner_id("qianmi-open-sdk-java-20160108");
    let http = Http::new(script, "https://api.qianmi.com/api").ok()?;
    let mut client = Client::<_, _>::new(qianmi, http);
    let now = Timestamp::parse(b"2015-11-04 14:10:13")?;
    let mut buffer = [0; 128];
    let outcome = client.call(&TradeCancel::order("T2015 110&4+不"), now, &mut buffer);
    let outcome = outcome.map(|reply| reply.trade.is_success);
    let outcome = outcome.map_err(|error| match error {
        Error::Transport(error) => Failure::Transport(error),
        Error::Unreadable(unreadable) => Failure::Unreadable(unreadable.problem),
        _ => Failure::Other,
    });
    let asked = client.transport_mut().socket_mut().is_asked();
    (asked || outcome != Ok(true)).then_some(outcome)
}
