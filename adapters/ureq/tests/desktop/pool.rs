//! Connections are kept, requests never repeated.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use gatekit_core::call::Generic;
use gatekit_ureq::{Error, HttpError};

use crate::server::Server;
use crate::support::{Time, call, client, http, ok, reply, settings, unclear};

#[test]
fn two_calls_share_a_connection() {
    let server = Server::always(ok("noon"));
    let client = client(&settings(server.url()));
    for _ in 0..2 {
        assert_eq!(call(&client).as_deref(), Ok("noon"));
    }
    assert_eq!((server.connections(), server.requests().len()), (1, 2));
}

#[test]
fn clones_share_their_connections() {
    let server = Server::always(ok("noon"));
    let first = client(&settings(server.url()));
    assert!(call(&first).is_ok());
    assert!(call(&first.clone()).is_ok());
    assert_eq!(server.connections(), 1);
}

#[test]
fn a_connection_that_says_close_is_not_used_again() {
    let server = Server::always(http("200 OK", "Connection: close\r\n", reply("noon")));
    let client = client(&settings(server.url()));
    for _ in 0..2 {
        assert!(call(&client).is_ok());
    }
    assert_eq!(server.connections(), 2);
}

#[test]
fn a_pooled_connection_that_was_closed_in_between_is_replaced() {
    let server = Server::once(ok("noon"));
    let client = client(&settings(server.url()));
    for count in 1..=3 {
        assert_eq!(call(&client).as_deref(), Ok("noon"));
        assert_eq!(server.requests().len(), count);
        server.wait_for_ends();
    }
    assert_eq!(server.connections(), 3);
}

#[test]
fn a_pooled_connection_that_closes_under_the_second_request_is_reported_and_not_repeated() {
    // Looks alive until the request is on its way.
    let server = Server::plain(|visit| {
        if visit.request() {
            visit.send(&ok("noon"));
        }
        visit.request();
    });
    let client = client(&settings(server.url()));
    assert!(call(&client).is_ok());
    assert_eq!(unclear(call(&client)), HttpError::ClosedEarly);
    assert_eq!((server.connections(), server.requests().len()), (1, 2));
    // The broken connection is not kept.
    assert!(call(&client).is_ok());
    assert_eq!((server.connections(), server.requests().len()), (2, 3));
}

#[test]
fn a_pooled_connection_that_is_reset_under_the_second_request_is_reported_and_not_repeated() {
    let server = Server::plain(|visit| {
        if visit.request() {
            visit.send(&ok("noon"));
        }
        visit.reset();
    });
    let client = client(&settings(server.url()));
    assert!(call(&client).is_ok());
    assert_eq!(unclear(call(&client)), HttpError::ClosedEarly);
    assert_eq!((server.connections(), server.requests().len()), (1, 1));
}

#[test]
fn a_connection_with_bytes_left_over_is_not_used_again() {
    let answer = [ok("noon"), ok("smuggled")].concat();
    let server = Server::always(answer);
    let client = client(&settings(server.url()));
    for _ in 0..3 {
        assert_eq!(call(&client).as_deref(), Ok("noon"));
    }
    assert_eq!(server.connections(), 3);
}

#[test]
fn an_answer_that_comes_too_late_is_not_taken_for_the_next() {
    let answers = Arc::new(AtomicUsize::new(0));
    let (arrive, arrives) = mpsc::channel::<()>();
    let arrives = Mutex::new(arrives);
    let server = Server::plain({
        let answers = Arc::clone(&answers);
        move |visit| {
            let late = answers.fetch_add(1, Ordering::SeqCst) == 0;
            while visit.request() {
                if late {
                    let _ = arrives.lock().expect("one is late").recv();
                }
                visit.send(&ok(if late { "late" } else { "noon" }));
                answers.fetch_add(1, Ordering::SeqCst);
            }
        }
    });
    let settings = settings(server.url()).with_answer_timeout(Duration::from_secs(3));
    let client = client(&settings);
    assert_eq!(unclear(call(&client)), HttpError::AnswerTimeout);
    assert_eq!(call(&client).as_deref(), Ok("noon"));
    drop(arrive);
    wait_for(&answers, 4);
    assert_eq!(call(&client).as_deref(), Ok("noon"));
    assert_eq!((server.connections(), server.requests().len()), (2, 3));
}

#[test]
fn an_answer_that_nobody_asked_for_is_not_taken() {
    let sent = Arc::new(AtomicUsize::new(0));
    let server = Server::plain({
        let sent = Arc::clone(&sent);
        move |visit| {
            while visit.request() {
                visit.send(&ok("noon"));
                thread::sleep(Duration::from_millis(50));
                visit.send(&ok("smuggled"));
                sent.fetch_add(1, Ordering::SeqCst);
            }
        }
    });
    let client = client(&settings(server.url()));
    for count in 1..=3 {
        assert_eq!(call(&client).as_deref(), Ok("noon"));
        assert_eq!(server.connections(), count);
        wait_for(&sent, count);
    }
}

/// Waits until so much has happened.
fn wait_for(events: &AtomicUsize, count: usize) {
    for _ in 0..1000 {
        if events.load(Ordering::SeqCst) >= count {
            return;
        }
        thread::sleep(Duration::from_millis(5));
    }
    panic!("it never happened");
}

#[test]
fn a_body_where_none_belongs_is_not_taken_for_the_next_answer() {
    for status in ["204 No Content", "304 Not Modified"] {
        let server = Server::always(http(status, "", ok("smuggled")));
        let client = client(&settings(server.url()));
        for count in 1..=3 {
            let outcome = call(&client);
            assert!(matches!(outcome, Err(Error::Unreadable(_))), "{outcome:?}");
            assert_eq!(server.connections(), count);
        }
    }
}

#[test]
fn a_connection_with_an_unread_rest_is_not_used_again() {
    let long = http("200 OK", "", ok(&"x".repeat(100_000)));
    let gzip = http("200 OK", "Content-Encoding: gzip\r\n", ok("smuggled"));
    for answer in [long, gzip] {
        let server = Server::always(answer);
        let client = client(&settings(server.url()).with_answer_limit(600));
        for count in 1..=2 {
            let outcome = call(&client);
            assert!(matches!(outcome, Err(Error::Transport(_))), "{outcome:?}");
            assert_eq!(
                (server.connections(), server.requests().len()),
                (count, count)
            );
        }
    }
}

#[test]
fn a_failed_answer_is_not_repeated() {
    for answer in [
        &b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"[..],
        b"garbage\r\n\r\n",
        b"",
    ] {
        let server = Server::once(answer);
        assert!(call(&client(&settings(server.url()))).is_err());
        thread::sleep(Duration::from_millis(20));
        assert_eq!((server.connections(), server.requests().len()), (1, 1));
    }
}

#[test]
fn sixteen_threads_share_a_client() {
    const THREADS: usize = 16;
    const CALLS: usize = 8;
    // Each answer holds what the request asked for.
    let server = Server::plain(|visit| {
        while visit.request() {
            let answer = ok(visit.body.trim_start_matches("order_id="));
            visit.send(&answer);
        }
    });
    let client = client(&settings(server.url()));
    let answers: BTreeSet<String> = thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|thread| {
                let client = &client;
                scope.spawn(move || {
                    let ask = |index: usize| {
                        let order = format!("T{thread}-{index}");
                        let params = [("order_id", order.as_str())];
                        let call = Generic::<Time>::reading("taobao.time.get", &params);
                        let answer = client.call(&call).expect("an answer");
                        assert_eq!(answer.time, order);
                        answer.time
                    };
                    (0..CALLS).map(ask).collect::<Vec<_>>()
                })
            })
            .collect();
        let answers = threads
            .into_iter()
            .map(|thread| thread.join().expect("no panic"));
        answers.flatten().collect()
    });
    assert_eq!(answers.len(), THREADS * CALLS);
}
