//! HTTP itself.

use gatekit_sandbox::{Gateway, Sandbox};

use crate::support::{Client, Form, NOW, Reply, post, sandbox};

const GET: &str = "GET /api/app?s=App.Nope.X HTTP/1.1\r\nHost: x\r\n\r\n";

fn cancel() -> String {
    Form::new(&[
        ("s", "App.Logistics.CCancelOrder"),
        ("orderId", "1"),
        ("taskId", "2"),
        ("cancelMsg", "3"),
        ("access_token", "sandbox-token"),
    ])
    .encoded()
}

fn send(sandbox: &Sandbox, bytes: impl AsRef<[u8]>) -> Reply {
    let mut client = Client::new(sandbox);
    client.send(bytes);
    client.receive().expect("an answer")
}

#[test]
fn a_connection_serves_request_after_request() {
    let sandbox = sandbox();
    let mut client = Client::new(&sandbox);
    for _ in 0..3 {
        client.send(post(
            "/api/app",
            "application/x-www-form-urlencoded",
            &cancel(),
        ));
        let reply = client.receive().expect("an answer");
        assert_eq!(reply.json()["ret"], 200);
        assert_eq!(reply.header("connection"), Some("keep-alive"));
    }
    // Two at once are answered one after the other.
    client.send(format!("{GET}{GET}"));
    assert!(client.receive().is_some() && client.receive().is_some());
    assert_eq!(sandbox.requests().len(), 5);
}

#[test]
fn a_connection_closes_when_the_client_wants_it() {
    let sandbox = sandbox();
    for request in [
        "GET /api/app HTTP/1.1\r\nHost: x\r\nConnection: Close\r\n\r\n",
        "GET /api/app HTTP/1.0\r\n\r\n",
    ] {
        let mut client = Client::new(&sandbox);
        client.send(request);
        let reply = client.receive().expect("an answer");
        assert_eq!(reply.header("connection"), Some("close"));
        assert!(client.is_closed());
    }
}

#[test]
fn a_chunked_body_is_put_together() {
    let sandbox = sandbox();
    let body = cancel();
    let (first, second) = body.split_at(20);
    let mut client = Client::new(&sandbox);
    client.send(format!(
        "POST /api/app HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Transfer-Encoding: chunked\r\n\r\n14;name=value\r\n{first}\r\n"
    ));
    client.send(format!(
        "{:X}\r\n{second}\r\n0\r\nTrailer: x\r\n\r\n{GET}",
        second.len()
    ));
    assert_eq!(client.receive().expect("an answer").json()["ret"], 200);
    assert_eq!(client.receive().expect("the next one").json()["ret"], 404);
    assert_eq!(sandbox.requests()[0].body, body.as_bytes());
}

#[test]
fn a_request_may_come_byte_by_byte() {
    let sandbox = sandbox();
    let mut client = Client::new(&sandbox);
    for byte in post("/api/app", "application/x-www-form-urlencoded", &cancel()).bytes() {
        client.send([byte]);
    }
    assert_eq!(client.receive().expect("an answer").json()["ret"], 200);
}

#[test]
fn a_client_that_waits_is_told_to_continue() {
    let sandbox = sandbox();
    let mut client = Client::new(&sandbox);
    let body = cancel();
    client.send(format!(
        "POST /api/app HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Expect: 100-continue\r\nContent-Length: {}\r\n\r\n",
        body.len()
    ));
    assert_eq!(client.receive().expect("an interim answer").status, 100);
    client.send(body);
    assert_eq!(client.receive().expect("an answer").json()["ret"], 200);
}

#[test]
fn a_url_is_as_good_as_a_path() {
    let sandbox = sandbox();
    let reply = send(
        &sandbox,
        format!(
            "GET {}?s=X.Y HTTP/1.1\r\nHost: x\r\n\r\n",
            sandbox.url(Gateway::PhalApi)
        ),
    );
    assert_eq!(reply.json()["ret"], 404);
}

#[test]
fn unknown_paths_are_not_found() {
    let sandbox = sandbox();
    let reply = send(&sandbox, "GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_eq!(
        (reply.status, reply.text()),
        (404, "<h1>404 Not Found</h1>")
    );
    assert_eq!(
        reply.header("content-type"),
        Some("text/html;charset=UTF-8")
    );
    assert_eq!(sandbox.requests()[0].gateway, None);
}

#[test]
fn answers_carry_the_date_of_the_sandbox_clock() {
    let reply = send(&sandbox(), GET);
    assert_eq!(NOW, 1_451_620_800);
    assert_eq!(reply.header("date"), Some("Fri, 01 Jan 2016 04:00:00 GMT"));
}

#[test]
fn head_and_other_methods_are_not_allowed() {
    let sandbox = sandbox();
    for gateway in Gateway::ALL {
        let mut client = Client::new(&sandbox);
        client.send(format!(
            "HEAD {} HTTP/1.1\r\nHost: x\r\n\r\n{GET}",
            gateway.path()
        ));
        let reply = client.receive().expect("an answer");
        assert_eq!(
            (reply.status, reply.header("allow")),
            (405, Some("GET, POST"))
        );
        assert_eq!(client.receive().expect("the next one").status, 200);
    }
    let reply = send(&sandbox, "PUT /api/app HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_eq!(reply.status, 405);
}

#[test]
fn multipart_is_refused() {
    let reply = send(
        &sandbox(),
        post("/router/rest", "multipart/form-data; boundary=b", "--b--"),
    );
    assert_eq!(reply.status, 415);
}

#[test]
fn malformed_requests_are_refused() {
    let sandbox = sandbox();
    let head = "POST /api/app HTTP/1.1\r\nHost: x\r\n";
    for (request, status) in [
        ("nonsense\r\n\r\n".to_owned(), 400),
        ("GET /api/app HTTP/1.1\r\nHost x\r\n\r\n".to_owned(), 400),
        ("GET /api/app HTTP/1.1\r\n\r\n".to_owned(), 400),
        (
            "GET /api/app HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n".to_owned(),
            400,
        ),
        ("GET /api/app HTTP/3.0\r\nHost: x\r\n\r\n".to_owned(), 505),
        (format!("{head}Content-Length: -1\r\n\r\n"), 400),
        (
            format!("{head}Content-Length: 1\r\nContent-Length: 2\r\n\r\n"),
            400,
        ),
        (
            format!("{head}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"),
            400,
        ),
        (format!("{head}Transfer-Encoding: gzip\r\n\r\n"), 501),
        (
            format!("{head}Transfer-Encoding: chunked\r\n\r\nxyz\r\n"),
            400,
        ),
        (
            format!("{head}Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n"),
            400,
        ),
        (
            format!("{head}Expect: a miracle\r\nContent-Length: 1\r\n\r\n"),
            417,
        ),
    ] {
        let mut client = Client::new(&sandbox);
        client.send(&request);
        let reply = client.receive().expect("an answer");
        assert_eq!(reply.status, status, "{request}");
        assert!(client.is_closed());
    }
    let seen = sandbox.requests();
    assert_eq!(
        (seen.len(), seen[0].request_line.as_str()),
        (12, "nonsense")
    );
}

#[test]
fn too_much_is_refused() {
    let sandbox = sandbox();
    let long = "x".repeat(17 * 1024);
    let head = "POST /api/app HTTP/1.1\r\nHost: x\r\n";
    for (request, status) in [
        (format!("GET /{long} HTTP/1.1\r\nHost: x\r\n\r\n"), 431),
        (format!("GET / HTTP/1.1\r\nHost: x\r\nA: {long}"), 431),
        (
            format!("GET / HTTP/1.1\r\n{}\r\n", "A: b\r\n".repeat(65)),
            431,
        ),
        (format!("{head}Content-Length: 1048577\r\n\r\n"), 413),
        (
            format!("{head}Content-Length: 99999999999999999999999999\r\n\r\n"),
            413,
        ),
        (
            format!("{head}Transfer-Encoding: chunked\r\n\r\n100001\r\n"),
            413,
        ),
        (
            format!(
                "{head}Transfer-Encoding: chunked\r\n\r\n{}",
                "1".repeat(300)
            ),
            400,
        ),
    ] {
        assert_eq!(send(&sandbox, &request).status, status);
    }
}

#[test]
fn the_largest_body_is_read() {
    let body = cancel() + "&padding=" + &"x".repeat(1_048_576 - cancel().len() - "&padding=".len());
    let reply = send(
        &sandbox(),
        post("/api/app", "application/x-www-form-urlencoded", &body),
    );
    assert_eq!(reply.json()["ret"], 200);
}

#[test]
fn a_refused_client_that_goes_on_sending_still_reads_the_answer() {
    let request = post("/api/app", "text/plain", &"x".repeat(2 * 1024 * 1024));
    let sandbox = sandbox();
    let mut client = Client::new(&sandbox);
    client.send(request);
    assert_eq!(client.receive().expect("an answer").status, 413);
}
