//! Nested values: JSON that was made twice, and objects that were not made JSON at all.

use super::json_text::{Spaces, escaped, is_nested, spaced};
use crate::diagnose::attempt::Attempt;
use crate::diagnose::given::Facts;
use crate::diagnose::mistake::Variant;
use serde_json::Value;
use std::fmt::Write as _;

pub(in crate::diagnose) fn spaces<'a>(right: &'a Attempt, _: &'a Facts) -> Vec<Variant<'a>> {
    const STYLES: [Spaces; 7] = [
        after(" ", " "), // Python
        Spaces::None,
        lines("  ", " "),   // JavaScript, Go
        lines("    ", " "), // PHP
        after(" ", ""),
        after("", " "),
        lines("\t", " "),
    ];
    const fn after(comma: &'static str, colon: &'static str) -> Spaces {
        Spaces::After { comma, colon }
    }
    const fn lines(indent: &'static str, colon: &'static str) -> Spaces {
        Spaces::Lines { indent, colon }
    }
    let styles = STYLES.into_iter();
    styles
        .flat_map(|style| rewritten(right, "", move |text| spaced(text, style)))
        .collect()
}

pub(in crate::diagnose) fn unicode_escapes<'a>(
    right: &'a Attempt,
    _: &'a Facts,
) -> Vec<Variant<'a>> {
    let beyond_ascii = |meant: char| !meant.is_ascii();
    // Go writes these so.
    let of_markup = |meant: char| matches!(meant, '<' | '>' | '&');
    let small = |meant: char| escape(meant, false);
    let capital = |meant: char| escape(meant, true);
    let raw = |meant: char| meant.to_string();
    let mut variants = characters(right, beyond_ascii, small);
    variants.extend(characters(right, beyond_ascii, capital));
    variants.extend(characters(right, beyond_ascii, raw));
    variants.extend(characters(right, of_markup, small));
    variants.extend(characters(right, of_markup, raw));
    variants
}

pub(in crate::diagnose) fn slash_escapes<'a>(right: &'a Attempt, _: &'a Facts) -> Vec<Variant<'a>> {
    let is_slash = |meant: char| meant == '/';
    let mut variants = characters(right, is_slash, |_| "\\/".to_owned());
    variants.extend(characters(right, is_slash, |_| "/".to_owned()));
    variants
}

fn characters(
    right: &Attempt,
    is_wanted: fn(char) -> bool,
    write: fn(char) -> String,
) -> Vec<Variant<'_>> {
    rewritten(right, "", move |text| {
        escaped(text, &|meant| is_wanted(meant).then(|| write(meant)))
    })
}

pub(in crate::diagnose) fn printed_objects<'a>(
    right: &'a Attempt,
    _: &'a Facts,
) -> Vec<Variant<'a>> {
    const PRINTERS: [(&str, Print); 5] = [
        ("[object Object]", javascript),
        ("PHP's `Array`", |_| "Array".to_owned()),
        ("Python prints it", python),
        ("Java prints it", java),
        ("PHP's `Object`", |_| "Object".to_owned()),
    ];
    let printed = |(about, print): (&str, Print)| {
        rewritten(right, about, move |text| {
            let parsed = serde_json::from_str(text);
            parsed.map_or_else(|_| text.to_owned(), |value| print(&value))
        })
    };
    PRINTERS.into_iter().flat_map(printed).collect()
}

/// How a language prints what was JSON.
type Print = fn(&Value) -> String;

/// All nested values written anew, the body with them, and each alone if there are several.
fn rewritten<'a>(
    right: &'a Attempt,
    about: &str,
    write: impl Fn(&str) -> String + Copy + 'a,
) -> Vec<Variant<'a>> {
    let nested = right.params.iter().filter(|param| is_nested(&param.value));
    let names: Vec<_> = nested.map(|param| param.name.as_str()).collect();
    let with_body = is_nested(&right.body);
    let changed = |names: Vec<&'a str>, with_body: bool| {
        Variant::new(about, move |attempt| {
            for param in &mut attempt.params {
                if names.contains(&param.name.as_str()) && is_nested(&param.value) {
                    param.value = write(&param.value);
                }
            }
            if with_body {
                attempt.body = write(&attempt.body);
            }
        })
    };
    let count = names.len() + usize::from(with_body);
    let mut variants = Vec::new();
    if count > 1 {
        let singles = names.iter().map(|name| changed(vec![name], false).rare());
        variants.extend(singles);
        variants.push(changed(Vec::new(), with_body).rare());
    }
    if count > 0 {
        variants.push(changed(names, with_body));
    }
    variants
}

/// `\uXXXX`, twice for what is beyond 16 bits.
fn escape(meant: char, upper: bool) -> String {
    let mut units = [0; 2];
    let mut text = String::new();
    for unit in meant.encode_utf16(&mut units) {
        let _ = if upper {
            write!(text, "\\u{unit:04X}")
        } else {
            write!(text, "\\u{unit:04x}")
        };
    }
    text
}

/// `String(value)`
fn javascript(value: &Value) -> String {
    match value {
        Value::Object(_) => "[object Object]".to_owned(),
        Value::Array(items) => {
            let items = items.iter().map(|item| match item {
                Value::Null => String::new(),
                item => javascript(item),
            });
            items.collect::<Vec<_>>().join(",")
        }
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// `str(value)`
fn python(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::String(text) if text.contains('\'') && !text.contains('"') => format!("\"{text}\""),
        Value::String(text) => format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'")),
        Value::Array(items) => format!("[{}]", listed(items.iter().map(python))),
        Value::Object(members) => {
            let members = members.iter();
            let members = members.map(|(name, value)| {
                let name = python(&Value::String(name.clone()));
                format!("{name}: {}", python(value))
            });
            format!("{{{}}}", listed(members))
        }
        number @ Value::Number(_) => number.to_string(),
    }
}

/// `Map.toString()`
fn java(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => format!("[{}]", listed(items.iter().map(java))),
        Value::Object(members) => {
            let members = members.iter();
            let members = members.map(|(name, value)| format!("{name}={}", java(value)));
            format!("{{{}}}", listed(members))
        }
        other => other.to_string(),
    }
}

fn listed(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_print_objects_in_their_own_ways() {
        let value = serde_json::from_str(r#"{"a":"it","b":[1,null,true,{"c":"x'y"}]}"#).unwrap();
        assert_eq!(
            python(&value),
            r#"{'a': 'it', 'b': [1, None, True, {'c': "x'y"}]}"#
        );
        assert_eq!(java(&value), "{a=it, b=[1, null, true, {c=x'y}]}");
        assert_eq!(javascript(&value), "[object Object]");
        let list = serde_json::from_str(r#"[1,null,["a"],{}]"#).unwrap();
        assert_eq!(javascript(&list), "1,,a,[object Object]");
    }

    #[test]
    fn what_is_beyond_16_bits_is_a_pair_of_escapes() {
        assert_eq!(escape('中', false), "\\u4e2d");
        assert_eq!(escape('中', true), "\\u4E2D");
        assert_eq!(escape('😀', false), "\\ud83d\\ude00");
    }
}
