//! JSON texts written anew, digit for digit and member for member.

/// How white space is written.
#[derive(Clone, Copy)]
pub(super) enum Spaces {
    None,
    /// After commas and colons.
    After {
        comma: &'static str,
        colon: &'static str,
    },
    /// Each member on its own line.
    Lines {
        indent: &'static str,
        colon: &'static str,
    },
}

/// Whether an object or a list is written here.
pub(super) fn is_nested(text: &str) -> bool {
    text.trim_start().starts_with(['{', '['])
        && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

pub(super) fn spaced(text: &str, spaces: Spaces) -> String {
    let tokens = tokens(text).into_iter();
    let tokens: Vec<_> = tokens.filter(|token| !token.is_space()).collect();
    let mut written = String::new();
    let mut depth: usize = 0;
    for (index, token) in tokens.iter().enumerate() {
        let next = tokens.get(index + 1).and_then(Token::mark);
        let before = index.checked_sub(1).and_then(|index| tokens.get(index));
        let before = before.and_then(Token::mark);
        if let (Spaces::Lines { indent, .. }, Some('}' | ']')) = (spaces, token.mark()) {
            depth = depth.saturating_sub(1);
            if !matches!(before, Some('{' | '[')) {
                line(&mut written, indent, depth);
            }
        }
        written.push_str(token.text);
        match (spaces, token.mark()) {
            (Spaces::After { comma, .. }, Some(',')) => written.push_str(comma),
            (Spaces::After { colon, .. } | Spaces::Lines { colon, .. }, Some(':')) => {
                written.push_str(colon);
            }
            (Spaces::Lines { indent, .. }, Some(',')) => line(&mut written, indent, depth),
            (Spaces::Lines { indent, .. }, Some('{' | '[')) => {
                depth += 1;
                if !matches!(next, Some('}' | ']')) {
                    line(&mut written, indent, depth);
                }
            }
            _ => {}
        }
    }
    written
}

/// The text with the characters of its strings written by `write`, which is given each as it is
/// meant; `None` leaves it as it is.
pub(super) fn escaped(text: &str, write: &dyn Fn(char) -> Option<String>) -> String {
    let tokens = tokens(text).into_iter();
    let written = tokens.map(|token| {
        let anew = token.meaning().and_then(write);
        anew.unwrap_or_else(|| token.text.to_owned())
    });
    written.collect()
}

/// White space, a mark, or a character of a string as it is written.
struct Token<'t> {
    text: &'t str,
    in_string: bool,
}

impl Token<'_> {
    fn is_space(&self) -> bool {
        !self.in_string && self.text.chars().all(char::is_whitespace)
    }

    fn mark(&self) -> Option<char> {
        self.text.chars().next().filter(|_| !self.in_string)
    }

    /// The character of a string that is meant.
    fn meaning(&self) -> Option<char> {
        let quoted = format!("\"{}\"", self.text);
        let text: String = serde_json::from_str(&quoted).ok()?;
        text.chars().next().filter(|_| self.in_string)
    }
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    let mut in_string = false;
    while let Some(first) = rest.chars().next() {
        let is_quote = first == '"';
        let length = match first {
            '\\' if in_string => escape_length(rest),
            first => first.len_utf8(),
        };
        let (token, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        tokens.push(Token {
            text: token,
            in_string: in_string && !is_quote,
        });
        in_string ^= is_quote;
        rest = after;
    }
    tokens
}

/// The bytes of the escape that begins here; a pair of surrogates is one.
fn escape_length(text: &str) -> usize {
    let unit = |at: usize| {
        let digits = text.get(at..)?.strip_prefix("\\u")?.get(..4)?;
        u16::from_str_radix(digits, 16).ok()
    };
    match (unit(0), unit(6)) {
        (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
        (Some(_), _) => 6,
        _ => 2,
    }
}

fn line(written: &mut String, indent: &str, depth: usize) {
    written.push('\n');
    written.extend(std::iter::repeat_n(indent, depth));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_written_anew_outside_of_strings_only() {
        let text = r#" {"a" : [1.10, { } ,"x, y: \" z"],"b":{"c":null} }"#;
        assert_eq!(
            spaced(text, Spaces::None),
            r#"{"a":[1.10,{},"x, y: \" z"],"b":{"c":null}}"#
        );
        let (comma, colon) = (" ", " ");
        assert_eq!(
            spaced(text, Spaces::After { comma, colon }),
            r#"{"a": [1.10, {}, "x, y: \" z"], "b": {"c": null}}"#
        );
        let indent = "  ";
        assert_eq!(
            spaced(r#"{"a":[1,{}],"b":[]}"#, Spaces::Lines { indent, colon }),
            "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}"
        );
    }

    #[test]
    fn characters_are_seen_as_they_are_meant() {
        let text = r#"{"\u4e2d": "a\/b\ud83d\ude00\\n\ud800"}"#;
        let raw = |meant: char| (!meant.is_ascii() || meant == '/').then(|| meant.to_string());
        assert_eq!(escaped(text, &raw), r#"{"中": "a/b😀\\n\ud800"}"#);
    }

    #[test]
    fn only_objects_and_lists_are_nested() {
        assert!(is_nested(" {\"a\":1}") && is_nested("[]"));
        for text in ["", "1", "\"a\"", "{", "{a}", "2016-01-01"] {
            assert!(!is_nested(text), "{text}");
        }
    }
}
