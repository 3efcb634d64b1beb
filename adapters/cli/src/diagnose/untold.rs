//! Where a string that somebody signed holds what nobody told: another secret at its ends, tokens.

use super::attempt::Parameter;
use gatekit_core::request::mask::{NAMES, Value};
use std::ops::Range;

/// Shorter texts occur at both ends by chance.
const SECRET_MIN: usize = 4;
/// Shorter names occur in secrets by chance; they are seen with their values alone.
const NAME_MIN: usize = 4;
/// So do names with values, or several of them one behind the other.
const RUN_MIN: usize = 4;
/// How long the name is that a text starts with, in whatever case, with or without `_` and `-` in it.
fn written(text: &str, name: &str) -> Option<usize> {
    let mut rest = name.bytes().peekable();
    for (at, byte) in text.bytes().enumerate() {
        match rest.peek() {
            None => return Some(at),
            Some(next) if byte.eq_ignore_ascii_case(next) => drop(rest.next()),
            Some(_) if at > 0 && matches!(byte, b'_' | b'-') => {}
            Some(_) => return None,
        }
    }
    rest.peek().is_none().then_some(text.len())
}

/// What stands at both ends of a string: whoever gives no secret has it there.
pub(super) fn secret(string: &str) -> Option<&str> {
    let lengths = (SECRET_MIN..=string.len() / 2).rev();
    let mut ends = lengths.filter_map(|length| string.get(..length));
    ends.find(|end| string.ends_with(end))
}

/// What is known of a string.
pub(super) struct Known<'k> {
    /// Empty if it is not known.
    pub(super) secret: &'k str,
    pub(super) params: Vec<&'k Parameter>,
    pub(super) body: &'k str,
    /// Of the platform's own parameters.
    pub(super) names: Vec<&'k str>,
    /// Whether names are signed.
    pub(super) has_names: bool,
}

/// What of the string is not shown.
pub(super) fn ranges(string: &str, known: &Known<'_>) -> Vec<Range<usize>> {
    let secret = known.secret;
    let at_start = !secret.is_empty() && string.starts_with(secret);
    let start = if at_start { secret.len() } else { 0 };
    let rest = string.get(start..).unwrap_or_default();
    let at_end = !secret.is_empty() && rest.ends_with(secret);
    let end = string.len() - if at_end { secret.len() } else { 0 };
    let pieces = known.pieces(string, start..end);
    let mut ranges: Vec<_> = pieces
        .iter()
        .filter(|piece| piece.is_hidden)
        .map(|piece| piece.range.clone())
        .collect();
    let told = |piece: &&Piece| piece.is_told;
    let both = self::secret(string).map_or(0, str::len);
    if !at_start {
        let first = pieces
            .iter()
            .find(told)
            .map_or(end, |piece| piece.range.start);
        ranges.push(0..first.max(both));
    }
    if !at_end {
        let last = pieces.iter().rfind(told).map_or(0, |piece| piece.range.end);
        ranges.push(last.min(string.len() - both)..end);
    }
    joined(ranges)
}

/// Without gaps inside of one, in order.
fn joined(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.retain(|range| !range.is_empty());
    ranges.sort_by_key(|range| range.start);
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

struct Piece {
    range: Range<usize>,
    /// Whether it is a name or value that is known.
    is_told: bool,
    is_hidden: bool,
}

impl Known<'_> {
    fn pieces(&self, string: &str, within: Range<usize>) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        let mut at = within.start;
        // Without names nobody sees whose value it is.
        let mut is_secret = !self.has_names;
        let mut in_run = false;
        while let Some(text) = string.get(at..within.end).filter(|text| !text.is_empty()) {
            let letter = text.chars().next().map_or(1, char::len_utf8);
            let known = self
                .known(text)
                .filter(|_| in_run || self.run(text) >= RUN_MIN);
            in_run = known.is_some();
            let (length, is_told, is_hidden) = if let Some(length) = known {
                is_secret = !self.has_names;
                (length, true, false)
            } else if let Some((length, is_own)) = self.secret_name(text, is_secret) {
                is_secret = true;
                (length, is_own, false)
            } else if let Some(length) = self.name(text).filter(|_| !is_secret) {
                // Before another value than the one that is known: that may be a secret's, too.
                (length, false, false)
            } else {
                (letter, false, is_secret)
            };
            pieces.push(Piece {
                range: at..at + length,
                is_told,
                is_hidden,
            });
            at += length;
        }
        pieces
    }

    /// How long all that begins here is known, without a gap.
    fn run(&self, text: &str) -> usize {
        let mut length = 0;
        while let Some(rest) = text.get(length..)
            && length < RUN_MIN
            && let Some(more) = self.known(rest).or_else(|| self.name(rest))
        {
            length += more;
        }
        length
    }

    /// How long the parameter, or the body, is that begins here as it is known.
    fn known(&self, text: &str) -> Option<usize> {
        let lengths = self.params.iter().filter_map(|param| {
            let (value, name) = if self.has_names {
                let rest = text.strip_prefix(param.name.as_str())?;
                let value = rest.trim_start_matches(['=', ':']);
                (value, text.len() - value.len())
            } else {
                (text, 0)
            };
            let is_whole = !param.value.is_empty() && value.starts_with(param.value.as_str());
            is_whole.then_some(name + param.value.len())
        });
        let body = !self.body.is_empty() && text.starts_with(self.body);
        lengths.chain(body.then_some(self.body.len())).max()
    }

    fn name(&self, text: &str) -> Option<usize> {
        let names = self.own().filter(|_| self.has_names);
        let here = names.filter(|name| name.len() >= NAME_MIN && text.starts_with(name));
        here.map(str::len).max()
    }

    /// How long the name of a secret is that begins here, and whether it is known. What is hidden
    /// already may look like one that is not.
    fn secret_name(&self, text: &str, is_hidden: bool) -> Option<(usize, bool)> {
        if !self.has_names {
            return None;
        }
        let is_masked = |name: &&str| {
            let (name, value) = (name.as_bytes(), &b"value"[..]);
            Value { name, value }.to_string() != "value"
        };
        let own = self.own().filter(is_masked);
        let own = own.filter(|name| text.starts_with(name)).map(str::len);
        let others = NAMES.iter().filter(|_| !is_hidden);
        let others = others.filter_map(|name| Some((written(text, name)?, false)));
        own.map(|length| (length, true)).chain(others).max()
    }

    /// The names that are known.
    fn own(&self) -> impl Iterator<Item = &str> {
        let given = self.params.iter().map(|param| param.name.as_str());
        given.chain(self.names.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnose::given::system;

    fn shown(string: &str, secret: &str, params: &[(&str, &str)], has_names: bool) -> String {
        let params: Vec<_> = params
            .iter()
            .map(|(name, value)| system(name, value, 0))
            .collect();
        let known = Known {
            secret,
            params: params.iter().collect(),
            body: "",
            names: vec!["app_key", "method", "session", "v"],
            has_names,
        };
        let mut shown = string.to_owned();
        for range in ranges(string, &known).into_iter().rev() {
            shown.replace_range(range, "***");
        }
        shown
    }

    #[test]
    fn the_ends_are_hidden_up_to_what_is_known() {
        let params = [("a", "1"), ("app_key", "1"), ("v", "2.0")];
        for (string, expected) in [
            ("app_key1v2.0", "app_key1v2.0"),
            ("0therapp_key1v2.00ther", "***app_key1v2.0***"),
            ("0therapp_key1v2.0", "***app_key1v2.0"),
            ("app_key1v2.00ther", "app_key1v2.0***"),
            ("app_key1v3.0", "app_key1***"),
            ("s3cretapp_key1v3.0s3cret", "s3cretapp_key1v3.0s3cret"),
            ("s3cretapp_key1v2.00ther", "s3cretapp_key1v2.0***"),
            // Names inside a secret.
            ("v2x-method-9app_key1v2.0v2x-method-9", "***app_key1v2.0***"),
            ("9a1fapp_key1v2.0", "***app_key1v2.0"),
            ("app_key1v2.09a1f", "app_key1v2.0***"),
            ("a1app_key1", "a1app_key1"),
            ("methodABCDEFapp_key1", "***app_key1"),
            ("app_key1methodABCDEFv2.0", "app_key1methodABCDEFv2.0"),
            ("nothing known", "***"),
        ] {
            assert_eq!(shown(string, "s3cret", &params, true), expected);
        }
    }

    #[test]
    fn values_of_secret_names_are_hidden_up_to_the_next_name() {
        let params = [
            ("a", "1"),
            ("app_key", "1"),
            ("method", "a.b"),
            ("v", "2.0"),
        ];
        for (string, expected) in [
            (
                "app_key1methoda.csession6100v2.0",
                "app_key1methoda.csession***v2.0",
            ),
            ("app_key1access_tokenABCmethodx", "app_key1***"),
            (
                "app_key1sessionTOKEN-a1-secretv2.0",
                "app_key1session***v2.0",
            ),
            ("app_key=1&Session=6100&v=2.0", "app_key=1&Session***v=2.0"),
        ] {
            assert_eq!(shown(string, "", &params, true), expected);
        }
    }

    #[test]
    fn without_names_only_known_values_are_shown() {
        let params = [("id", "1000"), ("msg", "不要了")];
        assert_eq!(
            shown("1000t0ken不要了", "", &params, false),
            "1000***不要了"
        );
    }

    #[test]
    fn what_stands_at_both_ends_is_the_secret() {
        assert_eq!(secret("s3creta1b2s3cret"), Some("s3cret"));
        assert_eq!(secret("中文a1中文"), Some("中文"));
        assert_eq!(secret("app_key1a"), None);
        assert_eq!(secret(""), None);
    }
}
