//! A request for people to read: tokens and secrets masked.

use crate::console::one_line;
use crate::endpoint;
use gatekit_core::request::Request;
use gatekit_core::request::explain::Stage;
use gatekit_core::request::mask::Value;

/// What is sent, piece by piece.
pub(crate) struct Shown {
    pub(crate) request_line: String,
    pub(crate) headers: [String; 3],
    pub(crate) body: String,
    /// The string that is hashed, with `{secret}` where the secret stands.
    pub(crate) canonical: String,
    pub(crate) signature: Option<String>,
}

impl Shown {
    pub(crate) fn new(request: &Request<'_>, url: &str) -> Self {
        let (host, path) = endpoint::parts(url);
        let (mut query, mut body) = (String::new(), String::new());
        request.explain(|stage| {
            if let Stage::Wire(wire) = stage {
                let form = if wire.is_query() {
                    &mut query
                } else {
                    &mut body
                };
                *form = wire.to_string();
            }
        });
        let raw = request.canonical().body();
        if !raw.is_empty() {
            let (name, value) = (&b""[..], raw);
            body = Value { name, value }.to_string();
        }
        Self {
            request_line: format!("POST {path}?{query} HTTP/1.1"),
            headers: [
                format!("Host: {host}"),
                format!("Content-Type: {}", request.content_type()),
                format!("Content-Length: {}", request.body_length()),
            ],
            body,
            canonical: request.masked().to_string(),
            signature: request.signature().map(str::to_owned),
        }
    }

    /// The message as it travels.
    pub(crate) fn message(&self) -> String {
        format!(
            "{}\n{}\n\n{}",
            self.request_line,
            self.headers.join("\n"),
            self.body
        )
    }
}

/// A parameter that is signed, in an explanation.
pub(crate) fn parameter(param: Value<'_>) -> String {
    let name = String::from_utf8_lossy(param.name);
    format!("   {} = {}", one_line(&name), one_line(&param.to_string()))
}

/// One that is sent and not signed.
pub(crate) fn passed_over(param: Value<'_>) -> String {
    format!(
        "{} is sent, not signed: empty values and 0 are passed over",
        parameter(param)
    )
}

/// One that is neither.
pub(crate) fn left_out(name: &str) -> String {
    let name = one_line(name);
    format!("   {name} is left out: blank values are neither signed nor sent")
}

#[cfg(test)]
mod tests {
    use super::*;
    use gatekit_core::call::Generic;
    use gatekit_core::request::RawBody;
    use gatekit_core::{Gateway as _, Params, Qimen, Timestamp};

    const HEAD: (&str, &str) = ("head", r#"{"supplier_secret":"s3cret"}"#);

    fn shown(call: &Generic<'_>) -> Shown {
        let qimen = Qimen::new("12345678", "helloworld", "23300032").unwrap();
        let qimen = qimen.with_session("t0k");
        let mut room = [0; 64];
        let mut params = Params::<2>::new(&mut room);
        let now = Timestamp::from_unix(0).unwrap();
        let request = qimen.sign(call, now, &mut params).unwrap();
        Shown::new(&request, "https://example.com/router")
    }

    #[test]
    fn tokens_and_nested_secrets_are_masked() {
        let shown = shown(&Generic::new("a.b", &[HEAD, ("tid", "1 2")]));
        assert!(shown.request_line.contains("&session=***&"));
        assert_eq!(
            shown.body,
            "head=%7B%22supplier_secret%22%3A%22***%22%7D&tid=1+2"
        );
    }

    #[test]
    fn a_raw_body_is_shown_as_it_is_sent_and_masked() {
        let body = RawBody {
            content_type: "application/json",
            bytes: HEAD.1.as_bytes(),
        };
        let shown = shown(&Generic::new("a.b", &[("tid", "1 2")]).with_body(body));
        assert!(shown.request_line.contains("&tid=1+2&"));
        assert_eq!(shown.body, r#"{"supplier_secret":"***"}"#);
    }
}
