//! `gatekit read`: the outcome of one HTTP body.

use crate::console::{Console, printable_json};
use crate::failure::{Exit, Failure};
use crate::gateway::{AnyGateway, Wanted};
use crate::platform::Platform;
use crate::verdict;
use clap::{Args, ValueEnum};
use gatekit_core::reply::Format;
use gatekit_core::transport::Answer;
use std::io::{self, Read};

/// Bytes that a body may have.
const LIMIT: u64 = 64 << 20;

/// Reads one answer's body from standard input and prints the outcome as JSON.
///
/// The outcome is a `reply` or a `fault`. A body that cannot be read is a fault too, with the reason
/// `unreadable`: the request may have been executed.
///
/// Exit codes: 0 a reply, 4 the gateway refused, 5 the business refused, 6 unreadable or not an
/// answer to this method.
#[derive(Args)]
pub(crate) struct Options {
    /// Who answered
    #[arg(ignore_case = true)]
    gateway: Platform,
    /// The format that was asked for; seen from the body if not given
    #[arg(long)]
    format: Option<Encoding>,
    /// The method that was called; any method's answer is accepted if not given
    #[arg(long, value_name = "METHOD")]
    api: Option<String>,
    /// The call asked TOP for simplified JSON
    #[arg(long)]
    simplify: bool,
}

/// An answer's format by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Encoding {
    Json,
    Xml,
}

impl Encoding {
    pub(crate) const fn format(self) -> Format {
        match self {
            Self::Json => Format::Json,
            Self::Xml => Format::Xml,
        }
    }
}

pub(crate) fn run(options: &Options, console: &mut Console) -> Result<Exit, Failure> {
    let platform = options.gateway;
    refuse_xml(platform, options.format)?;
    refuse_simplify(platform, options.simplify)?;
    let body = standard_input()?;
    let format = options
        .format
        .map_or_else(|| guessed(platform, &body), Encoding::format);
    let wanted = Wanted {
        format,
        simplify: options.simplify,
    };
    let gateway = AnyGateway::reader(platform, wanted)?;
    let answer = Answer::new(200, body.len());
    let verdict = verdict::of(&gateway, options.api.as_deref(), &answer, &body);
    console.line(as_json(&verdict.outcome(platform)))?;
    Ok(verdict.exit())
}

/// Qianmi and PhalApi have no XML.
pub(crate) fn refuse_xml(platform: Platform, format: Option<Encoding>) -> Result<(), Failure> {
    if format == Some(Encoding::Xml) && !platform.dialect().xml {
        return Err(Failure::usage(
            format!("{} answers in JSON only", platform.name()),
            "Leave --format out.",
        ));
    }
    Ok(())
}

/// Only TOP can leave the outer level of its JSON out.
pub(crate) fn refuse_simplify(platform: Platform, simplify: bool) -> Result<(), Failure> {
    if simplify && platform != Platform::Top {
        return Err(Failure::usage(
            format!("{} has no simplified answers", platform.name()),
            "Leave --simplify out; it is for top.",
        ));
    }
    Ok(())
}

pub(crate) fn as_json(value: &impl serde::Serialize) -> String {
    // Only maps whose keys are no text could fail, and there are none.
    printable_json(&serde_json::to_string(value).unwrap_or_default())
}

fn guessed(platform: Platform, body: &[u8]) -> Format {
    let text = body
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(body)
        .trim_ascii_start();
    if platform.dialect().xml && text.starts_with(b"<") {
        Format::Xml
    } else {
        Format::Json
    }
}

fn standard_input() -> Result<Vec<u8>, Failure> {
    let mut body = Vec::new();
    let read = io::stdin().lock().take(LIMIT + 1).read_to_end(&mut body);
    if let Err(error) = read {
        return Err(Failure::usage(
            format!("standard input cannot be read: {error}"),
            "Pass the body of one answer: gatekit read top < answer.json",
        ));
    }
    if body.len() as u64 > LIMIT {
        return Err(Failure::new(
            Exit::Unreadable,
            format!("the body has more than {} MiB", LIMIT >> 20),
            "No gateway answers with so much: pass the body of one answer.",
        ));
    }
    Ok(body)
}
