//! The answer, for people and for machines.

use super::difference::Difference;
use super::mistake::Found;
use crate::console::{Console, printable};
use crate::failure::{Exit, Failure};
use crate::read::as_json;
use serde::Serialize;

pub(super) struct Answer {
    /// None if it is right, `None` if nothing fits.
    pub(super) mistakes: Option<Vec<Found>>,
    pub(super) notes: Vec<String>,
    pub(super) difference: Option<Difference>,
    /// The right string, secrets masked: for what nothing fits.
    pub(super) canonical: String,
}

impl Answer {
    pub(super) fn show(&self, json: bool, console: &mut Console) -> Result<Exit, Failure> {
        if json {
            console.line(as_json(&self.document()))?;
        } else {
            for line in self.lines() {
                console.line(printable(&line))?;
            }
        }
        Ok(if self.mistakes.is_some() {
            Exit::Done
        } else {
            Exit::Unexpected
        })
    }

    fn lines(&self) -> Vec<String> {
        let slugs = self.slugs();
        let mut lines: Vec<_> = slugs
            .iter()
            .map(|slug| format!("mistake: {slug}"))
            .collect();
        match self.mistakes.as_deref() {
            Some([]) => lines.push(RIGHT.to_owned()),
            Some(found) => {
                let told = |found: &Found| format!("{} {}", found.what(), found.mistake.remedy);
                lines.extend(found.iter().map(told));
            }
            None => {
                lines.push(UNKNOWN.to_owned());
                lines.push(format!(
                    "What should be hashed, secrets masked: {}",
                    self.canonical
                ));
            }
        }
        lines.extend(self.notes.iter().cloned());
        lines.extend(self.difference.iter().flat_map(Difference::lines));
        lines
    }

    fn slugs(&self) -> Vec<&'static str> {
        match self.mistakes.as_deref() {
            Some([]) => vec!["none"],
            Some(found) => found.iter().map(|found| found.mistake.slug).collect(),
            None => vec!["unknown"],
        }
    }

    fn document(&self) -> Document<'_> {
        let found = self.mistakes.as_deref().unwrap_or_default();
        Document {
            mistake: self.slugs().first().copied().unwrap_or_default(),
            mistakes: found.iter().map(Told::of).collect(),
            notes: &self.notes,
            difference: self.difference.as_ref(),
            canonical: self.mistakes.is_none().then_some(&self.canonical),
        }
    }
}

const RIGHT: &str = "It is right for these parameters and this secret. If the gateway refuses it, it \
    received other bytes: give what was sent with --url and --body.";
const UNKNOWN: &str = "No known mistake makes this. Check that the secret belongs to this \
    application key, and that these are the parameters of this very request, its timestamp included.";

/// The answer as it is written for machines.
#[derive(Serialize)]
struct Document<'a> {
    /// The first one's slug, `none` or `unknown`.
    mistake: &'a str,
    mistakes: Vec<Told<'a>>,
    notes: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    difference: Option<&'a Difference>,
    #[serde(skip_serializing_if = "Option::is_none")]
    canonical: Option<&'a String>,
}

#[derive(Serialize)]
struct Told<'a> {
    mistake: &'a str,
    /// The parameter, the method or whatever else it is about.
    #[serde(skip_serializing_if = "String::is_empty")]
    about: String,
    what: String,
    remedy: &'a str,
}

impl<'a> Told<'a> {
    fn of(found: &'a Found) -> Self {
        Self {
            mistake: found.mistake.slug,
            // Names, without the marks that set them off in a sentence.
            about: found.about.replace('`', ""),
            what: found.what(),
            remedy: found.mistake.remedy,
        }
    }
}
