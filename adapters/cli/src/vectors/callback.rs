//! One callback that somebody's verifier took or refused.

use super::vector::optional;
use crate::callback::{Callback, Signed};
use crate::credentials::Secret;
use crate::platform::Platform;
use encoding_rs::{Encoding, UTF_8};
use form_urlencoded::byte_serialize;
use gatekit_core::Timestamp;
use gatekit_core::callback::{Side, Verifier};
use serde_json::{Map, Value};

pub(super) struct CallbackVector {
    callback: Callback,
    verifier: Verifier<Signed>,
    accepted: bool,
}

impl CallbackVector {
    pub(super) fn of(members: &Map<String, Value>) -> Result<Self, String> {
        let secret = Secret::new(optional(members, "secret")?.ok_or("`secret` is missing")?);
        let content_type = optional(members, "content_type")?.unwrap_or_default();
        let charset = Charset::of(members, content_type)?;
        let query = optional(members, "query")?.ok_or("`query` is missing")?;
        let headers = pairs(members, "headers")?.into_iter();
        let headers = headers.map(|(name, value)| Ok((name.to_owned(), charset.encode(value)?)));
        Ok(Self {
            callback: Callback {
                query: charset.encode(query)?,
                content_type: content_type.to_owned(),
                headers: headers.collect::<Result<_, String>>()?,
                body: body(members, &charset)?,
            },
            // Whether the signature is right is what the line tells; when it arrived, it does not.
            verifier: Verifier::new(Platform::Top.dialect(), Signed::by(Platform::Top, &secret)?)
                .without_window(),
            accepted: match members.get("accepted") {
                Some(Value::Bool(accepted)) => *accepted,
                _ => return Err("`accepted` is neither true nor false".to_owned()),
            },
        })
    }

    /// Whether it is taken or refused as it was by others.
    pub(super) fn check(&self) -> Result<(), String> {
        let any_time = Timestamp::from_unix(0).ok_or("no time")?;
        match self.callback.verify(&self.verifier, any_time, |_| ()) {
            Ok(()) if !self.accepted => Err("it is accepted, and must be refused".to_owned()),
            Err(error) if self.accepted || error.side() == Side::Receiver => {
                Err(format!("it is refused: {error}"))
            }
            _ => Ok(()),
        }
    }
}

/// The bytes of the body: those that were recorded, the form, or the text.
fn body(members: &Map<String, Value>, charset: &Charset) -> Result<Vec<u8>, String> {
    if let Some(hex) = optional(members, "body_hex")? {
        return bytes_of(hex).ok_or_else(|| "`body_hex` is not hexadecimal".to_owned());
    }
    if let Some(text) = optional(members, "body")? {
        return charset.encode(text);
    }
    let mut form = String::new();
    for (name, value) in pairs(members, "form")? {
        let (name, value) = (charset.encode(name)?, charset.encode(value)?);
        if !form.is_empty() {
            form.push('&');
        }
        form.extend(
            byte_serialize(&name)
                .chain(["="])
                .chain(byte_serialize(&value)),
        );
    }
    Ok(form.into_bytes())
}

fn bytes_of(hex: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = hex.as_bytes().as_chunks::<2>();
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let bytes = pairs.iter().map(|[high, low]| {
        let byte = digit(*high)? << 4 | digit(*low)?;
        u8::try_from(byte).ok()
    });
    bytes.collect::<Option<_>>().filter(|_| rest.is_empty())
}

/// An object of texts; absent and null are an empty one.
fn pairs<'v>(
    members: &'v Map<String, Value>,
    name: &str,
) -> Result<Vec<(&'v str, &'v str)>, String> {
    let pairs = match members.get(name) {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Object(pairs)) => pairs.iter(),
        Some(_) => return Err(format!("`{name}` is no object")),
    };
    let pairs = pairs.map(|(member, value)| match value {
        Value::String(value) => Ok((member.as_str(), value.as_str())),
        _ => Err(format!("`{member}` in `{name}` is no text")),
    });
    pairs.collect()
}

/// In which the texts of a line were bytes.
struct Charset(&'static Encoding);

impl Charset {
    /// What the line says, or else its content type; UTF-8 where neither does.
    fn of(members: &Map<String, Value>, content_type: &str) -> Result<Self, String> {
        let parameters = content_type.split(';').map(str::trim);
        let pairs = parameters.filter_map(|parameter| parameter.split_once('='));
        let mut named = pairs.filter(|(name, _)| name.eq_ignore_ascii_case("charset"));
        let named = named.next().map(|(_, charset)| charset);
        let Some(name) = optional(members, "charset")?.or(named) else {
            return Ok(Self(UTF_8));
        };
        let encoding = Encoding::for_label(name.as_bytes());
        encoding
            .map(Self)
            .ok_or_else(|| format!("unknown charset `{name}`"))
    }

    fn encode(&self, text: &str) -> Result<Vec<u8>, String> {
        match self.0.encode(text) {
            (bytes, _, false) => Ok(bytes.into_owned()),
            (_, _, true) => Err(format!(
                "a text has characters that {} has not",
                self.0.name()
            )),
        }
    }
}
