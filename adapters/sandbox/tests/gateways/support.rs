//! A client of plain sockets, and parameters to sign and send.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use gatekit_sandbox::{Config, Gateway, Sandbox};
use md5::{Digest, Md5};
use serde_json::Value;
use sha1::Sha1;

/// 2016-01-01 12:00:00 in GMT+8.
pub(crate) const NOW: i64 = 1_451_620_800;
pub(crate) const TIMESTAMP: &str = "2016-01-01 12:00:00";
/// The delay of the slow outcome.
pub(crate) const SLOW: Duration = Duration::from_millis(300);
/// Ends of the order ids that a platform refuses.
pub(crate) const REFUSED: [&str; 4] = ["0404", "0409", "0403", "0503"];

pub(crate) fn sandbox() -> Sandbox {
    Sandbox::start(Config {
        now: Some(NOW),
        slow: SLOW,
        ..Config::default()
    })
    .expect("a free port")
}

/// One connection to the sandbox.
pub(crate) struct Client(BufReader<TcpStream>);

impl Client {
    pub(crate) fn new(sandbox: &Sandbox) -> Self {
        let stream = TcpStream::connect(sandbox.address()).expect("the sandbox listens");
        stream
            .set_read_timeout(Some(Duration::from_secs(5)))
            .expect("a timeout");
        Self(BufReader::new(stream))
    }

    pub(crate) fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.0
            .get_mut()
            .write_all(bytes.as_ref())
            .expect("the sandbox reads");
    }

    /// The next answer, or `None` if the connection closed instead.
    pub(crate) fn receive(&mut self) -> Option<Reply> {
        let status_line = self.line()?;
        let mut headers = Vec::new();
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(": ") else {
                break;
            };
            headers.push((name.to_ascii_lowercase(), value.to_owned()));
        }
        let mut reply = Reply {
            status: status_line[9..12].parse().expect("a status"),
            headers,
            body: Vec::new(),
        };
        let length = reply
            .header("content-length")
            .map_or(0, |length| length.parse().expect("a length"));
        reply.body.resize(length, 0);
        self.0.read_exact(&mut reply.body).ok()?;
        Some(reply)
    }

    pub(crate) fn is_closed(&mut self) -> bool {
        matches!(self.0.read(&mut [0; 1]), Ok(0) | Err(_))
    }

    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        let length = self.0.read_line(&mut line).ok()?;
        (length > 0).then(|| line.trim_end().to_owned())
    }
}

#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(found, _)| found == name)
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("UTF-8")
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }
}

/// Parameters of a call, to be changed, signed and sent.
#[derive(Clone)]
pub(crate) struct Form(pub(crate) Vec<(String, String)>);

impl Form {
    pub(crate) fn new(pairs: &[(&str, &str)]) -> Self {
        Self(
            pairs
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        )
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.0.retain(|(found, _)| found != name);
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.0.retain(|(found, _)| found != name);
        self
    }

    /// Signed with the secret of the sandbox, as TOP's md5 has it.
    pub(crate) fn top(self) -> Self {
        self.top_with_body("")
    }

    pub(crate) fn top_with_body(self, body: &str) -> Self {
        let text = format!("sandbox-secret{}{body}sandbox-secret", self.joined(true));
        self.with("sign", &hex(&Md5::digest(text)))
    }

    pub(crate) fn qianmi(self) -> Self {
        let sign = hex(&Sha1::digest(format!(
            "sandbox-secret{}sandbox-secret",
            self.joined(true)
        )));
        self.with("sign", &sign)
    }

    pub(crate) fn phalapi_md5(self) -> Self {
        let sign = hex(&Md5::digest(self.joined(false))).to_lowercase();
        self.with("sign", &sign)
    }

    pub(crate) fn phalapi_pro(self) -> Self {
        let sign = hex(&Md5::digest(self.joined(false) + "sandbox-secret"));
        self.with("sign", &sign)
    }

    /// One character of the signature changed.
    pub(crate) fn forged(mut self) -> Self {
        let (_, sign) = self
            .0
            .iter_mut()
            .find(|(name, _)| name == "sign")
            .expect("a signature");
        let other = if sign.starts_with('0') { "1" } else { "0" };
        sign.replace_range(0..1, other);
        self
    }

    pub(crate) fn sign(&self) -> &str {
        self.0
            .iter()
            .find(|(name, _)| name == "sign")
            .map_or("", |(_, sign)| sign)
    }

    pub(crate) fn encoded(&self) -> String {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.0)
            .finish()
    }

    /// POST, everything in the form body.
    pub(crate) fn post(&self, sandbox: &Sandbox, gateway: Gateway) -> Reply {
        let mut client = Client::new(sandbox);
        client.send(post(
            gateway.path(),
            "application/x-www-form-urlencoded",
            &self.encoded(),
        ));
        client.receive().expect("an answer")
    }

    /// GET, everything in the query.
    pub(crate) fn get(&self, sandbox: &Sandbox, gateway: Gateway) -> Reply {
        let mut client = Client::new(sandbox);
        client.send(format!(
            "GET {}?{} HTTP/1.1\r\nHost: x\r\n\r\n",
            gateway.path(),
            self.encoded()
        ));
        client.receive().expect("an answer")
    }

    fn joined(&self, has_names: bool) -> String {
        let mut pairs = self.0.clone();
        pairs.sort();
        let text = |(name, value): (String, String)| if has_names { name + &value } else { value };
        pairs.into_iter().map(text).collect()
    }
}

pub(crate) fn post(target: &str, content_type: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "POST {target} HTTP/1.1\r\nHost: x\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n{body}"
    )
}

fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or_default();
    let digits = bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]);
    digits.map(|digit| digit.to_ascii_uppercase()).collect()
}

/// What every gateway does with the ids whose answer goes wrong on its way.
pub(crate) fn assert_answers_go_wrong(gateway: Gateway, call: impl Fn(&str) -> Form) {
    let sandbox = sandbox();
    let whole = call("1001").post(&sandbox, gateway).body.len();

    let broken = call("0500").post(&sandbox, gateway);
    assert_eq!(broken.status, 200);
    assert!(!broken.body.is_empty() && broken.body.len() < whole);

    let page = call("0502").post(&sandbox, gateway);
    assert_eq!(page.status, 502);
    assert!(page.text().starts_with("<html>"));

    let empty = call("0204").post(&sandbox, gateway);
    assert_eq!((empty.status, empty.body.len()), (200, 0));

    let mut client = Client::new(&sandbox);
    let body = call("0444").encoded();
    client.send(post(
        gateway.path(),
        "application/x-www-form-urlencoded",
        &body,
    ));
    assert!(client.receive().is_none());

    let start = std::time::Instant::now();
    let slow = call("0408").post(&sandbox, gateway);
    assert!(start.elapsed() >= SLOW);
    assert_eq!(slow.body.len(), whole);

    let seen: Vec<_> = sandbox
        .requests()
        .iter()
        .map(|seen| (seen.status, seen.executed))
        .collect();
    assert_eq!(
        seen,
        [
            (200, true),
            (200, true),
            (502, false),
            (200, true),
            (0, true),
            (200, true)
        ]
    );
}
