//! An answer, and how it goes to the wire.

use std::fmt::Write as _;

use crate::clock;

const JSON: &str = "application/json;charset=utf-8";
const XML: &str = "text/xml;charset=utf-8";
const HTML: &str = "text/html;charset=UTF-8";

/// When the answer is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Delivery {
    Whole,
    /// After the configured delay.
    Late,
    /// The connection closes instead.
    Never,
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    content_type: &'static str,
    body: Vec<u8>,
    /// The order that was named.
    pub(crate) order: Option<String>,
    /// The order was cancelled.
    pub(crate) executed: bool,
    pub(crate) delivery: Delivery,
    framing: Framing,
}

/// How the body stands on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Framing {
    Right,
    /// Half of the body that was announced, and then the end.
    Half,
    /// The announced length is too small.
    Short,
    /// All of the answer two times.
    Twice,
}

impl Answer {
    pub(crate) fn json(body: String) -> Self {
        Self::ok(JSON, body)
    }

    pub(crate) fn xml(body: String) -> Self {
        Self::ok(XML, body)
    }

    pub(crate) fn html(status: u16, body: &str) -> Self {
        Self {
            status,
            ..Self::ok(HTML, body.to_owned())
        }
    }

    pub(crate) fn with_status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    /// Half of the body, sent as if it were all.
    pub(crate) fn cut(mut self) -> Self {
        self.body.truncate(self.body.len() / 2);
        self
    }

    pub(crate) fn without_body(mut self) -> Self {
        self.body.clear();
        self
    }

    pub(crate) fn never(self) -> Self {
        let delivery = Delivery::Never;
        Self { delivery, ..self }
    }

    pub(crate) fn late(self) -> Self {
        let delivery = Delivery::Late;
        Self { delivery, ..self }
    }

    /// The connection ends in the middle of the body.
    pub(crate) fn broken_off(self) -> Self {
        let framing = Framing::Half;
        Self { framing, ..self }
    }

    pub(crate) fn short_length(self) -> Self {
        let framing = Framing::Short;
        Self { framing, ..self }
    }

    pub(crate) fn twice(self) -> Self {
        let framing = Framing::Twice;
        Self { framing, ..self }
    }

    /// Other bytes in its place; what was done is done.
    pub(crate) fn replaced(self, other: Self) -> Self {
        Self {
            order: self.order,
            executed: self.executed,
            ..other
        }
    }

    /// Another document in its place, if there is one.
    pub(crate) fn told(self, json: Option<&str>) -> Self {
        match json {
            Some(json) => self.replaced(Self::json(json.to_owned())),
            None => self,
        }
    }

    /// Whether the connection can be used for another exchange.
    pub(crate) fn ends_connection(&self) -> bool {
        self.framing == Framing::Half
    }

    /// The bytes on the wire; without a time there is no `Date`.
    pub(crate) fn to_bytes(&self, now: Option<i64>, keep_alive: bool, is_head: bool) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status));
        // Writing to a String cannot fail.
        if let Some(now) = now {
            let _ = write!(head, "Date: {}\r\n", clock::http_date(now));
        }
        let _ = write!(head, "Content-Type: {}\r\n", self.content_type);
        let length = match self.framing {
            Framing::Short => self.body.len().saturating_sub(3),
            Framing::Right | Framing::Half | Framing::Twice => self.body.len(),
        };
        let _ = write!(head, "Content-Length: {length}\r\n");
        if self.status == 405 {
            head.push_str("Allow: GET, POST\r\n");
        }
        head.push_str(if keep_alive {
            "Connection: keep-alive\r\n\r\n"
        } else {
            "Connection: close\r\n\r\n"
        });
        let mut bytes = head.into_bytes();
        if !is_head {
            let half = self.framing == Framing::Half;
            let end = self.body.len() / if half { 2 } else { 1 };
            bytes.extend_from_slice(&self.body[..end]);
        }
        if self.framing == Framing::Twice {
            bytes.extend_from_within(..);
        }
        bytes
    }

    fn ok(content_type: &'static str, body: String) -> Self {
        Self {
            status: 200,
            content_type,
            body: body.into_bytes(),
            order: None,
            executed: false,
            delivery: Delivery::Whole,
            framing: Framing::Right,
        }
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        400 => "Bad Request",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        417 => "Expectation Failed",
        431 => "Request Header Fields Too Large",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        504 => "Gateway Timeout",
        505 => "HTTP Version Not Supported",
        _ => "",
    }
}
