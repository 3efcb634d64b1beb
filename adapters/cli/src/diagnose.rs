//! `gatekit diagnose`: which mistake makes a signature that a gateway refuses.

mod answer;
mod attempt;
mod base;
mod captured;
mod difference;
mod engine;
mod given;
mod hidden;
mod method;
mod mistake;
mod mistakes;
mod moment;
mod search;
mod untold;

use crate::console::Console;
use crate::credentials;
use crate::failure::{Exit, Failure};
use crate::platform::Platform;
use answer::Answer;
use attempt::Attempt;
use base::Base;
use clap::Args;
use difference::{Difference, alike};
use gatekit_core::gateway::Slot;
use given::Given;
use mistake::{Found, WRONG_SECRET};
use moment::{Moment, Written};
use search::{Fit, Search};
use std::ops::Range;
use std::path::PathBuf;
use untold::Known;

/// How `gatekit sign --explain` writes the secret.
const SECRET: &str = "{secret}";

/// Names the mistake that makes a signature, or a string that was signed, wrong.
///
/// The first line is `mistake: ` and a name: `none` if it is right, `unknown` if no known mistake
/// makes it. Give the parameters as they are meant: all of them, or the business parameters alone,
/// with the options for the others; what is given nowhere has its documented value.
///
/// Exit codes: 0 right or explained, 1 unknown, 2 wrong usage.
#[derive(Args)]
pub(crate) struct Options {
    /// Whose rules count
    #[arg(ignore_case = true)]
    gateway: Platform,
    /// Parameters; `sign` among them is the signature if --sign is not given
    #[arg(value_name = "NAME=VALUE")]
    params: Vec<String>,
    /// How it was signed, as for `gatekit sign`, or the method that is called
    #[arg(long, value_name = "METHOD")]
    method: Vec<String>,
    /// How it was signed: md5, hmac, hmac-sha256 (top, qimen), sha1 (qianmi), values-md5, pairs-md5
    /// (phalapi), values-md5-secret (phalapi-pro)
    #[arg(long, value_name = "METHOD")]
    sign_method: Option<String>,
    /// What stands between name and value in pairs-md5, which it stands for if no method is named
    #[arg(long, value_name = "TEXT")]
    separator: Option<String>,
    /// The signature in question
    #[arg(long, visible_alias = "signature", allow_hyphen_values = true)]
    sign: Option<String>,
    /// The string that was signed; `{secret}` may stand for the secret
    #[arg(long, value_name = "STRING", allow_hyphen_values = true)]
    canonical: Option<String>,
    /// A URL as it was called
    #[arg(long)]
    url: Option<String>,
    /// The body that was sent: a form, or a raw one that is signed too
    #[arg(long, allow_hyphen_values = true)]
    body: Option<String>,
    /// File with the raw body (top, qimen)
    #[arg(long, value_name = "FILE", conflicts_with = "body")]
    body_file: Option<PathBuf>,
    /// The time of the call: seconds or milliseconds since 1970, or "yyyy-MM-dd HH:mm:ss" in GMT+8
    #[arg(long, visible_aliases = ["now", "at"], value_name = "TIME", value_parser = moment::option)]
    timestamp: Option<Moment>,
    /// One JSON document instead of text
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    credentials: credentials::Options,
}

pub(crate) fn run(options: &Options, console: &mut Console) -> Result<Exit, Failure> {
    let given = Given::of(options, console)?;
    let diagnosis = Diagnosis {
        bases: base::all(&given),
        given: &given,
    };
    diagnosis.answer().show(options.json, console)
}

struct Diagnosis<'d> {
    given: &'d Given,
    bases: Vec<Base>,
}

impl Diagnosis<'_> {
    fn answer(&self) -> Answer {
        let Given {
            signature,
            canonical,
            ..
        } = self.given;
        let mut notes = self.notes();
        let of_string = canonical.as_deref().map(|_| self.of_string());
        let of_signature = signature.as_deref().map(|text| self.of_signature(text));
        let is_right = |found: &Option<Vec<Found>>| found.as_ref().is_some_and(Vec::is_empty);
        let parts = of_string.as_ref().is_some_and(|string| !is_right(string));
        let mistakes = match (of_signature, of_string) {
            (Some(Some(found)), _) => {
                if found.is_empty() && parts {
                    notes.push("The string is not the one that was signed.".to_owned());
                }
                Some(found)
            }
            (Some(None), Some(string)) if self.signs_string() => {
                notes.push("The signature is that of the string.".to_owned());
                string
            }
            (Some(None), _) => None,
            (None, string) => string.flatten(),
        };
        Answer {
            mistakes,
            notes,
            difference: if parts { self.difference() } else { None },
            canonical: self.canonical(),
        }
    }

    fn of_signature(&self, signature: &str) -> Option<Vec<Found>> {
        self.search(&[], &|attempt| fit(attempt, signature))
    }

    fn of_string(&self) -> Option<Vec<Found>> {
        let yours = self.yours();
        // The string does not tell how it was hashed.
        let found = self.search(&["wrong-method"], &|attempt| {
            let is_it = attempt.text(attempt.secret.reveal()) == yours;
            if is_it { Fit::Yes } else { Fit::No }
        });
        found.or_else(|| {
            self.has_other_secret(&yours)
                .then(|| vec![Found::new(&WRONG_SECRET, String::new())])
        })
    }

    /// Whether the string is right but for what stands in the secret's place.
    fn has_other_secret(&self, yours: &str) -> bool {
        let secret = self.secret();
        let is_other = |end: &str| !end.is_empty() && !end.contains(secret);
        let right = self.bases.iter().filter(|base| base.mistakes.is_empty());
        let mut right = right.map(|base| &base.attempt);
        !secret.is_empty()
            && right.any(|right| {
                let text = right.text("");
                // Values alone have no borders that tell them from a secret.
                if text.is_empty() || !right.joints.names {
                    return false;
                }
                match (right.secret_before, right.secret_after) {
                    (true, true) => yours.match_indices(&text).any(|(start, _)| {
                        let (before, after) = (&yours[..start], &yours[start + text.len()..]);
                        let ends = [before, after];
                        let is_one = before == after || ends.contains(&secret);
                        is_one && ends.iter().all(|end| *end == secret || is_other(end))
                    }),
                    (true, false) => yours.strip_suffix(&text).is_some_and(is_other),
                    (false, true) => yours.strip_prefix(&text).is_some_and(is_other),
                    (false, false) => false,
                }
            })
    }

    fn search(&self, passed_over: &[&str], fit: &dyn Fn(&Attempt) -> Fit) -> Option<Vec<Found>> {
        let search = Search {
            bases: &self.bases,
            facts: &self.given.facts,
            passed_over,
            fit,
        };
        search.mistakes()
    }

    /// Whether the signature was made of the string, with the secret around it or without.
    fn signs_string(&self) -> bool {
        let (yours, secret) = (self.yours(), self.secret());
        let wrapped = format!("{secret}{yours}{secret}");
        let signature = self.given.signature.as_deref().unwrap_or_default();
        self.given.methods.iter().any(|method| {
            let made = |text: &str| method.engine.sign(secret.as_bytes(), text.as_bytes());
            [made(&yours), made(&wrapped)]
                .iter()
                .any(|made| made.as_str().eq_ignore_ascii_case(signature))
        })
    }

    /// The string in question with the secret in its place.
    fn yours(&self) -> String {
        let canonical = self.given.canonical.as_deref().unwrap_or_default();
        canonical.replace(SECRET, self.secret())
    }

    fn secret(&self) -> &str {
        self.given.facts.secret.reveal().trim()
    }

    fn difference(&self) -> Option<Difference> {
        self.given.canonical.as_ref()?;
        let (yours, right) = (self.yours(), self.nearest()?);
        let untold = self.untold(&yours, right);
        Difference::of(
            &yours,
            &right.text(right.secret.reveal()),
            &self.hidden(),
            &untold,
        )
    }

    /// What of the string in question is not shown beside what is hidden everywhere.
    fn untold(&self, yours: &str, right: &Attempt) -> Vec<Range<usize>> {
        let Given { facts, body, .. } = self.given;
        let params: Vec<_> = right
            .params
            .iter()
            .chain(&right.dropped)
            .chain(&facts.uploads)
            .collect();
        let rows = facts.platform.dialect().system.iter();
        let known = Known {
            secret: self.secret(),
            params,
            body,
            names: rows.map(|row| row.name).collect(),
            has_names: right.joints.names,
        };
        untold::ranges(yours, &known)
    }

    /// The right string that is most like the one in question; the likeliest of those equally alike.
    fn nearest(&self) -> Option<&Attempt> {
        let yours = self.yours();
        let length = |attempt: &Attempt| alike(&yours, &attempt.text(attempt.secret.reveal()));
        let attempts = self.bases.iter().map(|base| &base.attempt);
        attempts.rev().max_by_key(|attempt| length(attempt))
    }

    /// What should be hashed, secrets masked.
    fn canonical(&self) -> String {
        let right = self.bases.first().map(|base| &base.attempt);
        right.map_or_else(String::new, |right| {
            hidden::masked(&right.text(right.secret.reveal()), &self.hidden())
        })
    }

    fn hidden(&self) -> Vec<(String, &'static str)> {
        let uploads = self.given.facts.uploads.iter();
        let params = self.given.params.iter().chain(uploads);
        hidden::texts(self.secret(), params, &self.given.body)
    }

    /// What a signature cannot tell.
    fn notes(&self) -> Vec<String> {
        let dialect = self.given.facts.platform.dialect();
        let is_timed = dialect.system.iter().any(|row| row.slot == Slot::Timestamp);
        let mut params = self.given.params.iter();
        let sent = params.find(|param| param.name == "timestamp");
        let mut notes = Vec::new();
        match sent.map(|param| Moment::parse(&param.value)) {
            None if is_timed => notes.push(
                "No timestamp was given: without it only what was given is looked at.".to_owned(),
            ),
            Some(Some(moment)) if is_timed && moment.written == Written::Milliseconds => notes.push(
                "The timestamp is in milliseconds; the documents have yyyy-MM-dd HH:mm:ss in GMT+8."
                    .to_owned(),
            ),
            _ => {}
        }
        if self.given.assumes_secret {
            notes.push(
                "No secret was given: what stands at both ends of the string is taken for it."
                    .to_owned(),
            );
        }
        notes.extend(self.given.facts.uploads.iter().map(|param| {
            let name = &param.name;
            format!("`{name}` is not signed: the platform passes over it when it checks.")
        }));
        let signature = self.given.signature.as_deref().unwrap_or_default();
        if !signature.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            notes.push("The signature is not hexadecimal.".to_owned());
        }
        notes
    }
}

fn fit(attempt: &Attempt, signature: &str) -> Fit {
    let made = attempt.signature();
    if !made.as_str().eq_ignore_ascii_case(signature) {
        return Fit::No;
    }
    let is_other = |letter: u8| {
        if attempt.upper_case {
            letter.is_ascii_lowercase()
        } else {
            letter.is_ascii_uppercase()
        }
    };
    if signature.bytes().any(is_other) {
        Fit::OtherCase
    } else {
        Fit::Yes
    }
}
