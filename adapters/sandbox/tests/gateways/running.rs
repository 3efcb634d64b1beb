//! Starting, serving many, stopping.

use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use gatekit_sandbox::{Config, Gateway, Sandbox};

use crate::support::{Client, Form, sandbox};

/// What a stop may take on a busy machine; whatever it could wait for takes ten seconds or more.
const PROMPT: Duration = Duration::from_secs(8);

fn cancel(order: &str) -> String {
    let form = Form::new(&[
        ("s", "App.Logistics.CCancelOrder"),
        ("orderId", order),
        ("taskId", "2"),
        ("cancelMsg", "3"),
        ("access_token", "sandbox-token"),
    ]);
    format!(
        "GET /api/app?{} HTTP/1.1\r\nHost: x\r\n\r\n",
        form.encoded()
    )
}

fn stop(sandbox: Sandbox) {
    let start = Instant::now();
    sandbox.stop();
    assert!(start.elapsed() < PROMPT, "{:?}", start.elapsed());
}

#[test]
fn only_loopback_is_listened_on() {
    let listen = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0));
    let refused = Sandbox::start(Config {
        listen,
        ..Config::default()
    })
    .map(|_| ());
    assert_eq!(
        refused.map_err(|error| error.kind()),
        Err(std::io::ErrorKind::InvalidInput)
    );
}

#[test]
fn urls_name_the_real_port() {
    let sandbox = sandbox();
    let port = sandbox.address().port();
    assert_ne!(port, 0);
    assert_eq!(
        sandbox.url(Gateway::Qimen),
        format!("http://127.0.0.1:{port}/router/qm")
    );
}

#[test]
fn debug_shows_no_credentials() {
    let sandbox = sandbox();
    Client::new(&sandbox).send(cancel("1"));
    let shown = format!(
        "{sandbox:?} {:?} {:?}",
        Config::default(),
        sandbox.requests()
    );
    for hidden in ["sandbox-secret", "sandbox-session", "sandbox-token"] {
        assert!(!shown.contains(hidden), "{shown}");
    }
}

#[test]
fn twenty_connections_are_served_at_once() {
    let config = Config {
        slow: Duration::from_secs(1),
        ..Config::default()
    };
    let sandbox = Sandbox::start(config).expect("a free port");
    let start = Instant::now();
    thread::scope(|scope| {
        for _ in 0..20 {
            scope.spawn(|| {
                let mut client = Client::new(&sandbox);
                client.send(cancel("0408"));
                assert_eq!(client.receive().expect("an answer").json()["ret"], 200);
            });
        }
    });
    // One after the other they would take twenty delays.
    assert!(
        start.elapsed() < Duration::from_secs(10),
        "{:?}",
        start.elapsed()
    );
    assert_eq!(
        sandbox
            .requests()
            .iter()
            .filter(|seen| seen.executed)
            .count(),
        20
    );
}

#[test]
fn more_clients_than_places_are_served_in_turn() {
    let sandbox = sandbox();
    thread::scope(|scope| {
        for _ in 0..150 {
            scope.spawn(|| {
                let mut client = Client::new(&sandbox);
                client.send(cancel("1"));
                assert!(client.receive().is_some());
            });
        }
    });
    assert_eq!(sandbox.requests().len(), 150);
}

#[test]
fn stopping_does_not_wait_for_idle_connections() {
    let sandbox = sandbox();
    let silent = TcpStream::connect(sandbox.address()).expect("the sandbox listens");
    let mut half = Client::new(&sandbox);
    half.send("POST /api/app HTTP/1.1\r\nHost: x\r\nContent-Le");
    let mut client = Client::new(&sandbox);
    client.send(cancel("1"));
    assert!(client.receive().is_some());
    stop(sandbox);
    assert!(client.is_closed() && half.is_closed());
    drop(silent);
}

#[test]
fn stopping_does_not_wait_for_slow_answers() {
    let config = Config {
        slow: Duration::from_secs(60),
        ..Config::default()
    };
    let sandbox = Sandbox::start(config).expect("a free port");
    let mut client = Client::new(&sandbox);
    client.send(cancel("0408"));
    while sandbox.requests().is_empty() {
        thread::sleep(Duration::from_millis(5));
    }
    assert!(sandbox.requests()[0].executed);
    stop(sandbox);
    assert!(client.is_closed());
}

#[test]
fn stopping_does_not_wait_for_a_full_house() {
    let sandbox = sandbox();
    let idle: Vec<_> = (0..80)
        .map(|_| TcpStream::connect(sandbox.address()))
        .collect();
    thread::sleep(Duration::from_millis(50));
    stop(sandbox);
    drop(idle);
}

#[test]
fn dropping_stops() {
    let sandbox = sandbox();
    let mut client = Client::new(&sandbox);
    client.send(cancel("1"));
    assert!(client.receive().is_some());
    drop(sandbox);
    assert!(client.is_closed());
}

#[test]
fn the_last_ten_thousand_requests_are_kept() {
    let sandbox = sandbox();
    let mut client = Client::new(&sandbox);
    for _ in 0..101 {
        client.send("GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n".repeat(100));
        for _ in 0..100 {
            assert!(client.receive().is_some());
        }
    }
    assert_eq!(sandbox.requests().len(), 10_000);
}
