//! A request for people to read: tokens and secrets masked.

use crate::endpoint;
use gatekit_core::request::Request;
use gatekit_core::request::mask::Value;
use std::convert::Infallible;

/// What is sent, made from the bytes that are sent.
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
        let mut query = Vec::new();
        infallible(request.write_query(|chunk| {
            query.extend_from_slice(chunk);
            Ok(())
        }));
        let mut body = Vec::new();
        infallible(request.write_body(|chunk| {
            body.extend_from_slice(chunk);
            Ok(())
        }));
        let is_form = request.content_type() == gatekit_core::request::FORM;
        Self {
            request_line: format!("POST {path}?{} HTTP/1.1", masked_form(&query)),
            headers: [
                format!("Host: {host}"),
                format!("Content-Type: {}", request.content_type()),
                format!("Content-Length: {}", request.body_length()),
            ],
            body: if is_form {
                masked_form(&body)
            } else {
                Value {
                    name: b"",
                    value: &body,
                }
                .to_string()
            },
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
    format!("   {} = {param}", String::from_utf8_lossy(param.name))
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
    format!("   {name} is left out: blank values are neither signed nor sent")
}

/// Form-encoded pairs with the values masked that nobody should see.
pub(crate) fn masked_form(form: &[u8]) -> String {
    let mut masked = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(form) {
        let shown = Value {
            name: name.as_bytes(),
            value: value.as_bytes(),
        };
        masked.append_pair(&name, &shown.to_string());
    }
    masked.finish()
}

fn infallible(result: Result<(), Infallible>) {
    match result {
        Ok(()) => {}
        Err(never) => match never {},
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_and_nested_secrets_are_masked() {
        let form = b"session=t0k&head=%7B%22supplier_secret%22%3A%22s3cret%22%7D&tid=1+2";
        let masked = masked_form(form);
        assert_eq!(
            masked,
            "session=***&head=%7B%22supplier_secret%22%3A%22***%22%7D&tid=1+2"
        );
    }
}
