//! What is on the wire.

use gatekit_core::Error;
use gatekit_core::call::Generic;
use gatekit_core::request::{ParamProblem, RawBody};
use gatekit_ureq::{Client, HttpError};

use crate::server::{Received, Server};
use crate::support::{ORDER, ask_bodiless, ask_server, client, http, not_sent, ok, settings, top};

fn only(server: &Server) -> Received {
    let mut requests = server.requests();
    assert_eq!(requests.len(), 1);
    requests.remove(0)
}

#[test]
fn the_head_holds_what_a_gateway_expects() {
    let server = Server::once(ok("noon"));
    ask_server(&server).expect("an answer");
    let request = only(&server);
    let line = request.request_line();
    assert!(
        line.starts_with("POST /router/rest?app_key=12345678&format=json&"),
        "{line}"
    );
    assert!(line.ends_with(" HTTP/1.1"), "{line}");
    let version = concat!("gatekit/", env!("CARGO_PKG_VERSION"));
    for (name, values) in [
        ("host", vec![server.address().to_string().as_str()]),
        ("user-agent", vec![version]),
        (
            "accept",
            vec!["application/json, text/xml, text/javascript"],
        ),
        ("accept-encoding", vec!["gzip"]),
        (
            "content-type",
            vec!["application/x-www-form-urlencoded;charset=UTF-8"],
        ),
        (
            "content-length",
            vec![request.body.len().to_string().as_str()],
        ),
        ("transfer-encoding", vec![]),
        ("expect", vec![]),
        ("authorization", vec![]),
        ("cookie", vec![]),
    ] {
        assert_eq!(request.all(name), values, "{name}");
    }
    assert_eq!(request.body, format!("order_id={ORDER}"));
}

#[test]
fn an_empty_body_is_announced_and_nothing_follows() {
    let answer = http("200 OK", "", r#"{"ret":200,"data":{},"msg":""}"#);
    let server = Server::always(answer);
    ask_bodiless(&settings(server.url())).expect("an answer");
    let request = only(&server);
    assert_eq!(
        request.request_line(),
        "POST /router/rest?service=App.Site.Index HTTP/1.1"
    );
    assert_eq!(request.all("content-length"), ["0"]);
    assert!(request.all("transfer-encoding").is_empty());
    assert!(server.wire().ends_with(b"\r\n\r\n"));
}

#[test]
fn a_raw_body_travels_as_it_is() {
    let server = Server::once(ok("noon"));
    let body = RawBody {
        content_type: "text/xml;charset=utf-8",
        bytes: "<order>单号</order>".as_bytes(),
    };
    let call = Generic::new("taobao.time.get", &[("customer", "c")]).with_body(body);
    client(&settings(server.url()))
        .call(&call)
        .expect("an answer");
    let request = only(&server);
    assert_eq!(request.body, "<order>单号</order>");
    assert_eq!(request.all("content-type"), ["text/xml;charset=utf-8"]);
    assert!(request.request_line().contains("customer=c"));
}

#[test]
fn a_large_body_arrives_whole() {
    let server = Server::once(ok("noon"));
    let value = "x".repeat(700_000);
    let params = [("order_id", value.as_str())];
    let call = Generic::new("taobao.time.get", &params);
    client(&settings(server.url()))
        .call(&call)
        .expect("an answer");
    assert_eq!(only(&server).body.len(), "order_id=".len() + value.len());
}

#[test]
fn an_address_without_path_gets_one() {
    let server = Server::once(ok("noon"));
    let address = format!("http://{}", server.address());
    let client = Client::with_settings(top(), &settings(address)).expect("a good address");
    client
        .call(&Generic::new("taobao.time.get", &[]))
        .expect("an answer");
    assert!(only(&server).request_line().starts_with("POST /?app_key="));
}

#[test]
fn a_content_type_that_is_none_sends_nothing() {
    let server = Server::once(ok("noon"));
    for bytes in [&b"<order/>"[..], b""] {
        let body = RawBody {
            content_type: "text/xml\r\nX-Injected: yes",
            bytes,
        };
        let call = Generic::new("taobao.time.get", &[]).with_body(body);
        let error = client(&settings(server.url())).call(&call).unwrap_err();
        let Error::Params(error) = error else {
            panic!("{error:?}");
        };
        assert_eq!(error.problem, ParamProblem::ContentType);
    }
    assert!(server.wire().is_empty());
}

#[test]
fn an_address_that_is_too_long_sends_nothing() {
    let server = Server::once(ok("noon"));
    let value = "x".repeat(70_000);
    let params = [("order_id", value.as_str())];
    let body = RawBody {
        content_type: "text/xml",
        bytes: b"<order/>",
    };
    let call = Generic::new("taobao.time.get", &params).with_body(body);
    let error = not_sent(client(&settings(server.url())).call(&call));
    assert!(matches!(error, HttpError::Request(_)), "{error:?}");
    assert!(error.to_string().contains("too long"), "{error}");
    assert!(server.wire().is_empty());
}
