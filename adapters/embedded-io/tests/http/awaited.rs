//! The same over sockets that are awaited, and that keep one waiting.

use crate::answers::{RIGHT, UNTIL_CLOSED};
use crate::socket::{Failed, Script, URL, exchange, with_request};
use embedded_io::{ErrorKind, ErrorType};
use gatekit_core::transport::{Answer, AsyncTransport as _};
use gatekit_core::{Client, Qianmi, Timestamp, api::d2p::TradeCancel};
use gatekit_embedded_io::Http;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// Is not ready at every other time.
struct Slow {
    script: Script,
    ready: bool,
}

impl Slow {
    const fn new(script: Script) -> Self {
        Self {
            script,
            ready: false,
        }
    }

    async fn wait(&mut self) {
        poll_fn(|context| {
            self.ready = !self.ready;
            if self.ready {
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            Poll::Ready(())
        })
        .await;
    }
}

impl ErrorType for Slow {
    type Error = ErrorKind;
}

impl embedded_io_async::Read for Slow {
    async fn read(&mut self, to: &mut [u8]) -> Result<usize, ErrorKind> {
        self.wait().await;
        self.script.next_read(to)
    }
}

impl embedded_io_async::Write for Slow {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> {
        self.wait().await;
        self.script.next_write(bytes)
    }

    async fn flush(&mut self) -> Result<(), ErrorKind> {
        self.wait().await;
        embedded_io::Write::flush(&mut self.script)
    }
}

/// Polls until the future is ready.
fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}

fn exchange_async(script: Script, size: usize) -> (Result<(Answer, Vec<u8>), Failed>, bool) {
    let mut http = Http::new(Slow::new(script), URL).unwrap();
    let mut buffer = vec![0; size];
    let received = with_request(|request| block_on(http.send(request)))
        .and_then(|()| block_on(http.receive(&mut buffer)));
    let received = received.map(|answer| (answer, buffer[..answer.length].to_vec()));
    (received, http.is_ready())
}

#[test]
fn an_awaited_socket_brings_the_same_answers_and_errors() {
    for (bytes, _, body, ..) in RIGHT.iter().chain(UNTIL_CLOSED) {
        for piece in [1, 2, 7, 64, 1000] {
            for size in [body.len().saturating_sub(1), body.len(), 512] {
                let script = Script::in_pieces(*bytes, piece);
                assert_eq!(exchange_async(script.clone(), size), exchange(script, size));
            }
        }
        for at in 0..bytes.len() {
            let cut = Script::new(&bytes.as_bytes()[..at]);
            assert_eq!(exchange_async(cut.clone(), 512), exchange(cut, 512));
            let failing = Script {
                reading_fails_at: at,
                ..Script::new(*bytes)
            };
            assert_eq!(exchange_async(failing.clone(), 512), exchange(failing, 512));
        }
    }
}

#[test]
fn an_awaited_socket_that_fails_while_writing_tells_whether_anything_was_sent() {
    for writing_fails_at in 0..300 {
        for flushing_fails in [false, true] {
            let script = Script {
                writing_fails_at,
                flushing_fails,
                ..Script::in_pieces("", 9)
            };
            assert_eq!(exchange_async(script.clone(), 64), exchange(script, 64));
        }
    }
}

#[test]
fn a_future_that_is_dropped_leaves_a_connection_of_no_use() {
    let mut http = Http::new(Slow::new(Script::new("")), URL).unwrap();
    with_request(|request| {
        let mut sending = Box::pin(http.send(request));
        let mut context = Context::from_waker(Waker::noop());
        assert!(sending.as_mut().poll(&mut context).is_pending());
    });
    assert!(!http.is_ready());
    assert!(with_request(|request| block_on(http.send(request))).is_err());
}

#[test]
fn pieces_are_passed_on() {
    let mut http = Http::new(Slow::new(Script::new(RIGHT[12].0)), URL).unwrap();
    with_request(|request| block_on(http.send(request))).unwrap();
    let mut received = Vec::new();
    let take = |piece: &[u8]| {
        received.extend_from_slice(piece);
        Ok::<(), ()>(())
    };
    assert_eq!(
        block_on(http.receive_pieces_async(take)).unwrap().length,
        received.len()
    );
    assert_eq!(received, RIGHT[12].2.as_bytes());
}

#[test]
fn a_client_walks_the_whole_road() {
    let body = r#"{"d2p_trade_cancel_response":{"trade":{"is_success":true}}}"#;
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let http = Http::new(Slow::new(Script::new(answer)), URL).unwrap();
    let qianmi = Qianmi::new("10000000", "0123456789abcdef").unwrap();
    let mut client = Client::new(qianmi, http);
    let (now, mut buffer) = (Timestamp::from_unix(1_446_617_413).unwrap(), [0; 512]);
    let call = TradeCancel::order("T1");
    assert!(
        block_on(client.call_async(&call, now, &mut buffer))
            .unwrap()
            .trade
            .is_success
    );
    // The script has no second answer.
    let error = block_on(client.call_async(&call, now, &mut buffer)).unwrap_err();
    assert_eq!(error.repeat(), gatekit_core::reply::Repeat::AskFirst);
}
