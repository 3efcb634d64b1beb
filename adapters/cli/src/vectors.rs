//! `gatekit vectors`: signatures and verdicts on callbacks that others made, made again.

mod callback;
mod vector;

use crate::console::{Console, printable};
use crate::failure::{Exit, Failure};
use crate::file;
use crate::json;
use callback::CallbackVector;
use clap::Args;
use serde_json::Value;
use std::path::{Path, PathBuf};
use vector::{Vector, optional};

/// Checks files of signatures and of callbacks, one JSON object a line.
///
/// Signatures are made as client and as verifier: a client of TOP, Qimen and Qianmi leaves blank values
/// out, a verifier signs all that arrived. PhalApi leaves nothing out. Callbacks (TOP, Qimen) are
/// verified. Ends with `N passed, N failed`.
///
/// Exit codes: 0 all passed, 1 some failed, 2 none failed, but a file cannot be read or holds no
/// vector.
#[derive(Args)]
#[command(after_help = FIELDS)]
pub(crate) struct Options {
    /// Files of vectors
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// For `--help`.
const FIELDS: &str = "\
The fields of a signature's line (others are passed over; all are text but params):
  name         what messages call it; its line if absent
  gateway      top, qimen, qianmi, phalapi or phalapi-pro
  sign_method  as `gatekit sign --sign-method` has it; `pairs-md5 separator :` names its separator
  secret       the application secret; may be absent where the method has no key
  params       object of names and values as text; `sign` among them is passed over
  body         the raw body that is signed too; absent or null if there is none
  empties      what the signer did with blank values: `any` (there are none: client and verifier
               must make the signature), `dropped` (those who leave them out must), `signed` (those
               who sign them must); absent or null: one of the two must
  sign         the signature

The fields of a callback's line, which is told by its query:
  name         what messages call it; its line if absent
  secret       the application secret
  query        the query as it arrived, percent-encoded, `sign` in it
  content_type, headers
               its header fields as they arrived; `top-sign-list` names those that are signed
  form         object of the decoded names and values of a form
  body, body_hex
               any other body, as text and as bytes (which count)
  charset      in which texts are bytes: UTF-8, GBK, GB18030; what content_type says if absent
  accepted     whether a verifier takes it, true or false";

pub(crate) fn run(options: &Options, console: &mut Console) -> Result<Exit, Failure> {
    let (mut passed, mut failed, mut unusable) = (0_u64, 0_u64, false);
    for file in &options.files {
        let text = match read(file) {
            Ok(text) => text,
            Err(failure) => {
                console.fail(&failure);
                unusable = true;
                continue;
            }
        };
        for (number, line) in lines(&text) {
            match check(line) {
                Ok(()) => passed += 1,
                Err(problem) => {
                    failed += 1;
                    let problem = printable(&problem);
                    console.line(format_args!("{}:{number}: {problem}", file.display()))?;
                }
            }
        }
    }
    console.line(format_args!("{passed} passed, {failed} failed"))?;
    Ok(match (failed, unusable) {
        (0, false) => Exit::Done,
        (0, true) => Exit::Usage,
        _ => Exit::Unexpected,
    })
}

fn read(file: &Path) -> Result<String, Failure> {
    let shown = file.display();
    let text = file::text(file, "Check the path of the file.")?;
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
    // A line without a name is told by its number alone.
    let name = optional(&members, "name")?;
    let of_name = |problem: String| match name {
        Some(name) => format!("{name}: {problem}"),
        None => problem,
    };
    // Of two values only one would be checked.
    if let Some(name) = json::repeated(line) {
        return Err(of_name(format!("the name `{name}` occurs twice")));
    }
    let checked = if members.contains_key("query") {
        CallbackVector::of(&members).and_then(|callback| callback.check())
    } else {
        Vector::of(&members).and_then(|vector| vector.check())
    };
    checked.map_err(of_name)
}
