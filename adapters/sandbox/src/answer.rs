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
    /// The order was cancelled.
    pub(crate) executed: bool,
    pub(crate) delivery: Delivery,
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

    pub(crate) fn to_bytes(&self, now: i64, keep_alive: bool, is_head: bool) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status));
        // Writing to a String cannot fail.
        let _ = write!(head, "Date: {}\r\n", clock::http_date(now));
        let _ = write!(head, "Content-Type: {}\r\n", self.content_type);
        let _ = write!(head, "Content-Length: {}\r\n", self.body.len());
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
            bytes.extend_from_slice(&self.body);
        }
        bytes
    }

    fn ok(content_type: &'static str, body: String) -> Self {
        Self {
            status: 200,
            content_type,
            body: body.into_bytes(),
            executed: false,
            delivery: Delivery::Whole,
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
        505 => "HTTP Version Not Supported",
        _ => "",
    }
}
