//! `gatekit verify`: whether one callback is what a platform sent.

use crate::callback::{Callback, Signed};
use crate::console::{Console, one_line};
use crate::credentials::{self, SecretOptions};
use crate::endpoint::query;
use crate::failure::{Exit, Failure};
use crate::hints;
use crate::platform::Platform;
use crate::read::as_json;
use clap::Args;
use encoding_rs::GB18030;
use gatekit_core::Timestamp;
use gatekit_core::callback::{CallbackError, Charset, DEFAULT_WINDOW, Verified, Verifier};
use gatekit_core::request::mask::Value;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Checks one callback: what a platform sent to an address of yours.
///
/// Prints `accepted` and what was signed, or `refused` and why. Everything must be as it arrived: the
/// query percent-encoded, the body byte for byte. Whether a callback came before is not seen from one
/// alone.
///
/// Exit codes: 0 accepted, 1 refused, 2 wrong usage.
#[derive(Args)]
pub(crate) struct Options {
    /// Whose rules count
    #[arg(ignore_case = true, default_value = "top")]
    gateway: Platform,
    /// The query of its address, or the whole address, in quotes for the shell
    #[arg(long, default_value = "", hide_default_value = true)]
    query: String,
    /// A header, as often as there are some; `top-sign-list` names those that are signed
    #[arg(long = "header", value_name = "NAME: VALUE")]
    headers: Vec<String>,
    /// Value of its Content-Type header, if that is not among the headers
    #[arg(long, value_name = "TYPE")]
    content_type: Option<String>,
    /// File with its body
    #[arg(long, value_name = "FILE")]
    body_file: Option<PathBuf>,
    /// When it arrived: Unix seconds, or `yyyy-MM-dd HH:mm:ss` in GMT+8; now, if not given
    #[arg(long, value_name = "TIME", value_parser = time)]
    now: Option<Timestamp>,
    /// How far its timestamp may be from that time, on both sides
    #[arg(long, value_name = "SECONDS", default_value_t = DEFAULT_WINDOW)]
    window: u32,
    /// Do not look at the timestamp, for callbacks that have none
    #[arg(long, conflicts_with_all = ["now", "window"])]
    without_window: bool,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    secret: SecretOptions,
}

pub(crate) fn run(options: &Options, console: &mut Console) -> Result<Exit, Failure> {
    let callback = options.callback()?;
    let verifier = options.verifier(console)?;
    let now = options.now.unwrap_or_else(gatekit_ureq::now);
    let outcome = match callback.verify(&verifier, now, Outcome::accepted) {
        Ok(accepted) => accepted,
        Err(error) => Outcome::refused(&error),
    };
    if options.json {
        console.line(as_json(&outcome))?;
    } else {
        for line in outcome.lines() {
            console.line(one_line(&line))?;
        }
    }
    Ok(match outcome {
        Outcome::Accepted { .. } => Exit::Done,
        Outcome::Refused { .. } => Exit::Unexpected,
    })
}

impl Options {
    fn callback(&self) -> Result<Callback, Failure> {
        let headers = self.headers()?;
        let mut named = headers.iter();
        let content_type = named.find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let content_type = content_type.map(|(_, value)| value);
        Ok(Callback {
            query: query(&self.query).into(),
            content_type: self
                .content_type
                .as_ref()
                .or(content_type)
                .cloned()
                .unwrap_or_default(),
            headers: headers
                .into_iter()
                .map(|(name, value)| (name, value.into_bytes()))
                .collect(),
            body: self.body_file.as_deref().map_or(Ok(Vec::new()), read)?,
        })
    }

    /// What is none is told by its place: it may be a secret.
    fn headers(&self) -> Result<Vec<(String, String)>, Failure> {
        let headers = self.headers.iter().zip(1..).map(|(text, place)| {
            header(text).ok_or_else(|| {
                Failure::usage(
                    format!("--header {place}: expected `Name: value`"),
                    "Write it as it arrived, in quotes: --header 'top-sign-list: X-Nonce'.",
                )
            })
        });
        headers.collect()
    }

    fn verifier(&self, console: &mut Console) -> Result<Verifier<Signed>, Failure> {
        let platform = self.gateway;
        if platform == Platform::Phalapi {
            return Err(Failure::usage(
                "phalapi signs without a secret: anybody can",
                "Let the site tell its callers by other means; phalapi-pro signs with a secret.",
            ));
        }
        let secret = self.secret.find(platform)?;
        credentials::note_white_space("the application secret", secret.reveal(), console)?;
        let signed = Signed::by(platform, &secret).map_err(|problem| {
            Failure::usage(problem, "Give the secret of the platform's console.")
        })?;
        let verifier = Verifier::new(platform.dialect(), signed);
        let has_no_timestamp = platform == Platform::PhalapiPro;
        Ok(if self.without_window || has_no_timestamp {
            verifier.without_window()
        } else {
            verifier.with_window(self.window)
        })
    }
}

/// What is printed.
#[derive(Serialize)]
#[serde(tag = "outcome", rename_all = "lowercase")]
enum Outcome {
    Accepted {
        /// When it was signed, if that was looked at.
        timestamp: Option<String>,
        charset: &'static str,
        /// Everything that was signed but the body, secrets masked.
        params: BTreeMap<String, String>,
        body_length: usize,
    },
    Refused {
        reason: &'static str,
        code: u16,
        message: String,
        hint: &'static str,
    },
}

impl Outcome {
    fn accepted(verified: &Verified<'_>) -> Self {
        let text = |bytes| match verified.charset() {
            Charset::Gb18030 => GB18030.decode_without_bom_handling(bytes).0,
            _ => String::from_utf8_lossy(bytes),
        };
        let params = verified.params().iter().map(|param| {
            let (name, value) = (text(param.name()), text(param.value()));
            let shown = Value {
                name: name.as_bytes(),
                value: value.as_bytes(),
            };
            (name.to_string(), shown.to_string())
        });
        Self::Accepted {
            timestamp: verified.timestamp().map(|timestamp| timestamp.to_string()),
            charset: match verified.charset() {
                Charset::Gb18030 => "GB18030",
                _ => "UTF-8",
            },
            params: params.collect(),
            body_length: verified.body().len(),
        }
    }

    fn refused(error: &CallbackError) -> Self {
        Self::Refused {
            reason: error.name(),
            code: error.code(),
            message: error.to_string(),
            hint: hints::callback(error),
        }
    }

    fn lines(&self) -> Vec<String> {
        match self {
            Self::Accepted {
                timestamp,
                charset,
                params,
                body_length,
            } => {
                let time = match timestamp {
                    Some(timestamp) => format!("signed at {timestamp} GMT+8"),
                    None => "its time was not looked at".to_owned(),
                };
                let mut lines = vec![format!("accepted: the signature is right, {time}")];
                let params = params.iter();
                lines.extend(params.map(|(name, value)| format!("  {name} = {value}")));
                // A form's parameters are among the others.
                lines.push(match body_length {
                    0 => format!("  in {charset}"),
                    length => format!("  and a body of {length} bytes, in {charset}"),
                });
                lines
            }
            Self::Refused {
                reason,
                message,
                hint,
                ..
            } => vec![
                format!("refused: {message} ({reason})"),
                format!("hint: {hint}"),
            ],
        }
    }
}

fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(file).map_err(|error| {
        Failure::usage(
            format!("{} cannot be read: {error}", file.display()),
            "Check the path of the body's file.",
        )
    })
}

fn header(text: &str) -> Option<(String, String)> {
    let (name, value) = text.split_once(':')?;
    let (name, value) = (name.trim().to_owned(), value.trim().to_owned());
    (!name.is_empty()).then_some((name, value))
}

fn time(text: &str) -> Result<Timestamp, String> {
    let seconds = text.parse().ok().and_then(Timestamp::from_unix);
    seconds
        .or_else(|| Timestamp::parse(text.as_bytes()))
        .ok_or_else(|| {
            "expected Unix seconds or `yyyy-MM-dd HH:mm:ss` of the years 1970 to 2999".to_owned()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_a_name_and_a_value_without_the_white_space_around() {
        let pair = |name: &str, value: &str| Some((name.to_owned(), value.to_owned()));
        assert_eq!(header("X-Ca-Nonce:  a:b "), pair("X-Ca-Nonce", "a:b"));
        assert_eq!(header("empty:"), pair("empty", ""));
        assert_eq!(header("X-Ca-Nonce"), None);
        assert_eq!(header(" : a"), None);
    }

    #[test]
    fn a_time_is_written_in_two_ways() {
        let noon = Timestamp::from_unix(1_451_620_800);
        assert_eq!(time("1451620800").ok(), noon);
        assert_eq!(time("2016-01-01 12:00:00").ok(), noon);
        for text in ["", "noon", "-99999999", "2016-01-01"] {
            assert!(time(text).unwrap_err().contains("Unix seconds"), "{text}");
        }
    }
}
