//! `gatekit vectors`: signatures that others made, made again.

use crate::console::Console;
use crate::credentials::Secret;
use crate::failure::{Exit, Failure};
use crate::platform::{self, Platform};
use crate::sign_method::Chosen;
use clap::Args;
use gatekit_core::Params;
use gatekit_core::request::Blanks;
use gatekit_core::request::sign::{Canonical, SignMethod};
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

/// Parameters that a vector may have.
const PARAMS_MAX: usize = 1024;

/// Checks files of signatures, one JSON object a line, as client and as verifier.
///
/// A client of TOP, Qimen and Qianmi leaves blank values out; a verifier signs all that arrived.
/// PhalApi leaves nothing out. Ends with `N passed, N failed`.
///
/// Exit codes: 0 all passed, 1 some failed, 2 a file cannot be read or holds no vector.
#[derive(Args)]
pub(crate) struct Options {
    /// Files of vectors
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

pub(crate) fn run(options: &Options, console: &mut Console) -> Result<Exit, Failure> {
    let files = options.files.iter().map(|file| Ok((file, read(file)?)));
    let files = files.collect::<Result<Vec<_>, Failure>>()?;
    let (mut passed, mut failed) = (0_u64, 0_u64);
    for (file, text) in &files {
        for (number, line) in lines(text) {
            match check(line) {
                Ok(()) => passed += 1,
                Err(problem) => {
                    failed += 1;
                    console.line(format_args!("{}:{number}: {problem}", file.display()))?;
                }
            }
        }
    }
    console.line(format_args!("{passed} passed, {failed} failed"))?;
    Ok(if failed == 0 {
        Exit::Done
    } else {
        Exit::Unexpected
    })
}

fn read(file: &Path) -> Result<String, Failure> {
    let shown = file.display();
    let text = std::fs::read_to_string(file).map_err(|error| {
        Failure::usage(
            format!("{shown} cannot be read: {error}"),
            "Check the path of the file.",
        )
    })?;
    if lines(&text).next().is_none() {
        return Err(Failure::usage(
            format!("{shown} holds no vector"),
            "Give a file with one JSON object a line.",
        ));
    }
    Ok(text)
}

/// Lines that are not blank, with their numbers.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let text = text.trim_start_matches('\u{feff}');
    let numbered = text
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line));
    numbered.filter(|(_, line)| !line.trim().is_empty())
}

/// What is wrong with a line, in words that do not hold its secret.
fn check(line: &str) -> Result<(), String> {
    let Ok(Value::Object(members)) = serde_json::from_str(line) else {
        return Err("not a vector: the line is no JSON object".to_owned());
    };
    let name = text(&members, "name")?;
    let of_name = |problem: String| format!("{name}: {problem}");
    let vector = Vector::of(&members).map_err(of_name)?;
    vector.check().map_err(of_name)
}

struct Vector<'v> {
    platform: Platform,
    method: Chosen,
    params: Vec<(&'v str, &'v str)>,
    body: &'v str,
    empties: Empties,
    sign: &'v str,
}

/// What the signer did with blank values.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Empties {
    Any,
    Dropped,
    Signed,
}

#[derive(Clone, Copy)]
enum Role {
    Client,
    Verifier,
}

impl<'v> Vector<'v> {
    fn of(members: &'v Map<String, Value>) -> Result<Self, String> {
        let gateway = text(members, "gateway")?;
        let platform = Platform::named(gateway).ok_or_else(|| {
            format!(
                "unknown gateway `{gateway}`, known are {}",
                platform::known()
            )
        })?;
        let secret = Secret::new(text(members, "secret")?);
        let method = Chosen::named(platform, text(members, "sign_method")?, None, Some(&secret));
        let Some(Value::Object(params)) = members.get("params") else {
            return Err("`params` is no object".to_owned());
        };
        let params = params.iter().filter(|(name, _)| *name != "sign");
        let params = params.map(|(name, value)| match value {
            Value::String(value) => Ok((name.as_str(), value.as_str())),
            _ => Err(format!("the parameter `{name}` is no text")),
        });
        Ok(Self {
            platform,
            method: method.map_err(|failure| match failure {
                Failure::Told { message, hint, .. } => format!("{message} ({hint})"),
                Failure::Output(error) => error.to_string(),
            })?,
            params: params.collect::<Result<_, _>>()?,
            body: if members.contains_key("body") {
                text(members, "body")?
            } else {
                ""
            },
            empties: match text(members, "empties")? {
                "any" => Empties::Any,
                "dropped" => Empties::Dropped,
                "signed" => Empties::Signed,
                _ => return Err("`empties` is none of any, dropped, signed".to_owned()),
            },
            sign: text(members, "sign")?,
        })
    }

    /// Whether each role that must reproduce the signature does, and at least one.
    fn check(&self) -> Result<(), String> {
        let mut reproduced = false;
        let mut problems = Vec::new();
        for role in [Role::Client, Role::Verifier] {
            match self.signature(role)? {
                signature if signature == self.sign => reproduced = true,
                // The signature that was made is not shown: it is the right one for somebody who
                // knows the secret.
                _ if self.is_for(role) => problems.push(format!(
                    "as {} the signature is not {}",
                    role.name(),
                    self.sign
                )),
                _ => {}
            }
        }
        if problems.is_empty() && !reproduced {
            problems.push(format!("nobody's signature is {}", self.sign));
        }
        if problems.is_empty() {
            Ok(())
        } else {
            Err(problems.join("; "))
        }
    }

    fn is_for(&self, role: Role) -> bool {
        match (self.empties, role) {
            (Empties::Any, _) | (Empties::Signed, Role::Verifier) => true,
            (Empties::Dropped, Role::Client) => self.client_blanks() == Blanks::Dropped,
            (Empties::Signed, Role::Client) => self.client_blanks() == Blanks::Kept,
            (Empties::Dropped, Role::Verifier) => false,
        }
    }

    fn client_blanks(&self) -> Blanks {
        self.platform.dialect().blanks
    }

    fn signature(&self, role: Role) -> Result<String, String> {
        let mut params = Params::<PARAMS_MAX>::new(&mut []);
        params.set_blanks(match role {
            Role::Client => self.client_blanks(),
            Role::Verifier => Blanks::Kept,
        });
        params.set_order(self.platform.dialect().order);
        for (name, value) in &self.params {
            params
                .text(name, value)
                .map_err(|error| error.to_string())?;
        }
        let canonical = Canonical::new(params.as_slice(), self.body.as_bytes());
        let signature = self.method.sign(&canonical);
        Ok(signature
            .map(|signature| signature.to_string())
            .unwrap_or_default())
    }
}

impl Role {
    const fn name(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Verifier => "verifier",
        }
    }
}

fn text<'v>(members: &'v Map<String, Value>, name: &str) -> Result<&'v str, String> {
    match members.get(name) {
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(format!("`{name}` is no text")),
        None => Err(format!("`{name}` is missing")),
    }
}
