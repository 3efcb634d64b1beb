//! What clap refuses, told like every other failure. No value is shown but those of options that
//! never hold a secret.

use crate::failure::Failure;
use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// `subcommand` is the one that was called, if there is one of that name.
pub(crate) fn failure(mut error: Error, subcommand: Option<&str>) -> Failure {
    let kind = error.kind();
    hide_values(&mut error);
    let help = match subcommand {
        Some(name) => format!("`gatekit {name} --help`"),
        None => "`gatekit --help`".to_owned(),
    };
    let hint = match (suggestion(&error), kind) {
        (Some(known), _) => format!("Did you mean `{known}`? See {help}."),
        (None, ErrorKind::UnknownArgument | ErrorKind::InvalidSubcommand) => {
            format!("See {help} for what it takes.")
        }
        (None, ErrorKind::InvalidValue | ErrorKind::ValueValidation) => {
            format!("Correct the value: see {help}.")
        }
        (None, ErrorKind::MissingRequiredArgument) => format!("Give what is missing: see {help}."),
        (None, ErrorKind::ArgumentConflict) => format!("Give one of the two: see {help}."),
        (None, ErrorKind::InvalidUtf8) => "Use a terminal that writes UTF-8.".to_owned(),
        (None, _) => format!("See {help}."),
    };
    Failure::usage(message(&error), hint)
}

/// Of a word in a gateway's or subcommand's place nobody knows what it is; it may be a parameter.
fn hide_values(error: &mut Error) {
    let text = |error: &Error, kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        _ => None,
    };
    let arg = text(error, ContextKind::InvalidArg);
    if error.kind() == ErrorKind::UnknownArgument {
        let shown = arg.as_deref().map_or("", before_value);
        let shown = if shown.starts_with('-') { shown } else { "..." };
        let shown = ContextValue::String(shown.to_owned());
        error.insert(ContextKind::InvalidArg, shown);
    }
    let is_option = arg.is_some_and(|arg| arg.starts_with("--"));
    let takes_value = error.kind() != ErrorKind::TooManyValues;
    if error.get(ContextKind::InvalidValue).is_some() && !(is_option && takes_value) {
        error.insert(
            ContextKind::InvalidValue,
            ContextValue::String("...".to_owned()),
        );
    }
    if let Some(word) = text(error, ContextKind::InvalidSubcommand) {
        let shown = ContextValue::String(before_value(&word).to_owned());
        error.insert(ContextKind::InvalidSubcommand, shown);
    }
}

/// A name without what follows it.
fn before_value(word: &str) -> &str {
    word.split(['=', ':']).next().unwrap_or_default()
}

/// The first of the names that are like the one that was given.
fn suggestion(error: &Error) -> Option<String> {
    let kinds = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ];
    kinds.iter().find_map(|kind| match error.get(*kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => texts.first().cloned(),
        _ => None,
    })
}

/// clap's own message, without its tips and its usage.
fn message(error: &Error) -> String {
    let text = error.render().to_string();
    let text = text.split("\n\n").next().unwrap_or_default().trim_end();
    text.strip_prefix("error: ").unwrap_or(text).to_owned()
}
