//! The request, block by block.

use crate::Url;
use gatekit_core::request::Request;
use gatekit_core::request::form::Form;

/// How many bytes go to the socket at once, or are passed on at once.
pub(crate) const BLOCK: usize = 128;

const FIELDS: &[u8] = concat!(
    "\r\nAccept: application/json, text/xml, text/javascript\r\nUser-Agent: gatekit/",
    env!("CARGO_PKG_VERSION"),
    "\r\n\r\n"
)
.as_bytes();

/// What is still to be sent of a request.
pub(crate) struct Outgoing<'r> {
    /// The rest of each; the query comes before the last seven, the body behind them.
    texts: [&'r [u8]; 11],
    query: Form<'r>,
    body: Form<'r>,
    step: usize,
}

const QUERY: usize = 4;
const BODY: usize = 12;

impl<'r> Outgoing<'r> {
    pub(crate) fn new(url: Url<'r>, request: &'r Request<'_>, length: &'r Decimal) -> Self {
        let path = url.path();
        let root = if path.starts_with('/') { "" } else { "/" };
        let join = match (request.query_length(), path.contains('?')) {
            (0, _) => "",
            (_, false) => "?",
            (_, true) if path.ends_with(['?', '&']) => "",
            (_, true) => "&",
        };
        Self {
            texts: [
                b"POST ",
                root.as_bytes(),
                path.as_bytes(),
                join.as_bytes(),
                b" HTTP/1.1\r\nHost: ",
                url.host().as_bytes(),
                b"\r\nContent-Type: ",
                request.content_type().as_bytes(),
                b"\r\nContent-Length: ",
                length.as_bytes(),
                FIELDS,
            ],
            query: request.query(),
            body: request.body(),
            step: 0,
        }
    }

    /// Fills the block as long as there is something to send; returns how much it wrote.
    pub(crate) fn fill(&mut self, block: &mut [u8]) -> usize {
        let mut written = 0;
        while self.step <= BODY
            && let Some(room) = block.get_mut(written..)
            && !room.is_empty()
        {
            let length = match self.step {
                QUERY => self.query.read(room),
                BODY => self.body.read(room),
                step => {
                    let place = step - usize::from(step > QUERY);
                    self.texts.get_mut(place).map_or(0, |text| take(text, room))
                }
            };
            written += length;
            if length == 0 {
                self.step += 1;
            }
        }
        written
    }
}

/// Moves what there is room for from the front of the text.
fn take(text: &mut &[u8], room: &mut [u8]) -> usize {
    let length = text.len().min(room.len());
    for (to, from) in room.iter_mut().zip(*text) {
        *to = *from;
    }
    *text = text.get(length..).unwrap_or_default();
    length
}

/// A number in decimal.
pub(crate) struct Decimal {
    digits: [u8; 20],
    start: usize,
}

impl Decimal {
    pub(crate) fn new(number: usize) -> Self {
        let mut decimal = Self {
            digits: [b'0'; 20],
            start: 20,
        };
        let mut rest = number;
        for digit in decimal.digits.iter_mut().rev() {
            *digit = b'0' + u8::try_from(rest % 10).unwrap_or_default();
            rest /= 10;
            decimal.start -= 1;
            if rest == 0 {
                break;
            }
        }
        decimal
    }

    fn as_bytes(&self) -> &[u8] {
        self.digits.get(self.start..).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gatekit_core::call::Generic;
    use gatekit_core::request::RawBody;
    use gatekit_core::{Call, Gateway, Params, PhalApi, Timestamp, Top};
    use std::{string::String, vec, vec::Vec};

    fn sent<G: Gateway, C: Call>(gateway: &G, call: &C, url: &str, block: usize) -> String {
        let mut room = [0; 19];
        let mut params = Params::<4>::new(&mut room);
        let now = Timestamp::from_unix(0).unwrap();
        let request = gateway.sign(call, now, &mut params).unwrap();
        let length = Decimal::new(request.body_length());
        let mut outgoing = Outgoing::new(Url::parse(url).unwrap(), &request, &length);
        let (mut wire, mut block) = (Vec::new(), vec![0; block]);
        loop {
            let length = outgoing.fill(&mut block);
            if length == 0 {
                return String::from_utf8(wire).unwrap();
            }
            wire.extend_from_slice(&block[..length]);
        }
    }

    #[test]
    fn a_request_is_the_same_in_blocks_of_any_size() {
        let call = Generic::new("App.Site.Index", &[("id", "a b"), ("名", "1")]);
        let expected = concat!(
            "POST /api?service=App.Site.Index HTTP/1.1\r\nHost: api.example:81\r\n",
            "Content-Type: application/x-www-form-urlencoded;charset=UTF-8\r\n",
            "Content-Length: 18\r\nAccept: application/json, text/xml, text/javascript\r\n",
            "User-Agent: gatekit/",
            env!("CARGO_PKG_VERSION"),
            "\r\n\r\nid=a+b&%E5%90%8D=1"
        );
        for block in 1..300 {
            let wire = sent(
                &PhalApi::unsigned(),
                &call,
                "http://api.example:81/api",
                block,
            );
            assert_eq!(wire, expected, "{block}");
        }
    }

    #[test]
    fn the_query_joins_that_of_the_address() {
        let call = Generic::new("App.Site.Index", &[]);
        for (url, line) in [
            ("https://a", "POST /?service=App.Site.Index HTTP"),
            ("https://a?x=1", "POST /?x=1&service=App.Site.Index HTTP"),
            ("https://a/?", "POST /?service=App.Site.Index HTTP"),
            (
                "https://a/b?x=1&",
                "POST /b?x=1&service=App.Site.Index HTTP",
            ),
        ] {
            let wire = sent(&PhalApi::unsigned(), &call, url, 64);
            assert!(wire.starts_with(line), "{wire}");
            assert!(wire.contains("Content-Length: 0\r\n"), "{wire}");
        }
    }

    #[test]
    fn a_raw_body_goes_out_as_it_is() {
        let body = |content_type| RawBody {
            content_type,
            bytes: b"<request/>",
        };
        let top = Top::md5("1", "s").unwrap();
        let call = Generic::new("m", &[]).with_body(body("text/xml"));
        let wire = sent(&top, &call, "https://a/", 128);
        assert!(
            wire.contains("Content-Type: text/xml\r\n") && wire.ends_with("\r\n\r\n<request/>")
        );
    }

    #[test]
    fn lengths_are_decimal() {
        for number in [0, 9, 10, 1234, usize::MAX] {
            assert_eq!(
                Decimal::new(number).as_bytes(),
                std::format!("{number}").as_bytes()
            );
        }
    }
}
