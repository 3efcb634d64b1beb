//! What is not shown of a string: the secret, and what the core masks.

use super::attempt::Parameter;
use gatekit_core::request::mask::Value;
use std::ops::Range;

const MASK: &str = "***";

/// Texts that must not be printed, the longest first, and what is printed in their place.
pub(super) fn texts<'p>(
    secret: &str,
    params: impl Iterator<Item = &'p Parameter>,
    body: &'p str,
) -> Vec<(String, &'static str)> {
    let mut hidden = vec![(secret.to_owned(), "{secret}")];
    let values = params.map(|param| (param.name.as_str(), param.value.as_str()));
    for (name, value) in values.chain([("", body)]) {
        let masked = Value {
            name: name.as_bytes(),
            value: value.as_bytes(),
        };
        hidden.extend(parts(value, &masked.to_string()));
    }
    hidden.retain(|(text, _)| !text.is_empty());
    hidden.sort_by_key(|(text, _)| std::cmp::Reverse(text.len()));
    hidden
}

/// What of a text stands where its masked form has the mask.
fn parts(text: &str, masked: &str) -> Vec<(String, &'static str)> {
    let mut shown = masked.split(MASK);
    let first = shown.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return vec![(text.to_owned(), MASK)];
    };
    let mut parts = Vec::new();
    let mut shown = shown.peekable();
    while let Some(next) = shown.next() {
        let end = if shown.peek().is_none() {
            rest.len().checked_sub(next.len())
        } else {
            rest.find(next)
        };
        let end = end.unwrap_or(rest.len());
        parts.push((rest.get(..end).unwrap_or(rest).to_owned(), MASK));
        rest = rest.get(end + next.len()..).unwrap_or_default();
    }
    parts
}

/// The text with masks in place of what is hidden.
pub(super) fn masked(text: &str, hidden: &[(String, &str)]) -> String {
    let tokens = tokens(text, hidden, &[]).into_iter();
    tokens.map(|(_, shown)| shown).collect()
}

/// The characters of a text, each hidden text and each of the ranges as one.
pub(super) fn tokens(
    text: &str,
    hidden: &[(String, &str)],
    ranges: &[Range<usize>],
) -> Vec<(Range<usize>, String)> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let is_here = |(secret, _): &&(String, &str)| text[at..].starts_with(secret.as_str());
        if let Some(range) = ranges.iter().find(|range| range.contains(&at)) {
            tokens.push((at..range.end, MASK.to_owned()));
            at = range.end;
            continue;
        }
        let (length, shown) = match hidden.iter().find(is_here) {
            Some((secret, mask)) => (secret.len(), (*mask).to_owned()),
            None if first.is_control() => (first.len_utf8(), first.escape_default().to_string()),
            None => (first.len_utf8(), first.to_string()),
        };
        tokens.push((at..at + length, shown));
        at += length;
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masked_parts_are_found_in_nested_values() {
        let text = r#"{"session":"abc","tid":"1","secret":"def"}"#;
        let masked = r#"{"session":"***","tid":"1","secret":"***"}"#;
        let hidden: Vec<_> = parts(text, masked)
            .into_iter()
            .map(|(text, _)| text)
            .collect();
        assert_eq!(hidden, ["abc", "def"]);
        assert_eq!(parts("t0k", "***"), [("t0k".to_owned(), MASK)]);
        assert!(parts("plain", "plain").is_empty());
    }
}
