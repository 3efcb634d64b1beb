//! What is written of parameters, and in which bytes.

use crate::diagnose::attempt::{Attempt, Charset, Parameter};
use crate::diagnose::given::Facts;
use crate::diagnose::mistake::Variant;
use std::fmt::Write as _;

/// What common functions leave as it is, beside letters, digits, `-`, `_` and `.`.
const KEPT: [&str; 8] = [
    "",                  // PHP's urlencode
    "*",                 // Java's URLEncoder
    "~",                 // Python's quote_plus, Go, PHP's rawurlencode
    "!*'()~",            // JavaScript's encodeURIComponent
    "/~",                // Python's quote
    "/",                 // Python's quote before 3.7
    "!*()",              // .NET's UrlEncode
    "!#$&'()*+,/:;=?@~", // JavaScript's encodeURI
];

pub(in crate::diagnose) fn names_left_out<'a>(
    right: &'a Attempt,
    _: &'a Facts,
) -> Vec<Variant<'a>> {
    let variant = Variant::new("", |attempt| attempt.joints.names = false);
    vec![variant.rare_if(!right.joints.names)]
}

pub(in crate::diagnose) fn names_included<'a>(
    right: &'a Attempt,
    _: &'a Facts,
) -> Vec<Variant<'a>> {
    let variant = Variant::new("", |attempt| attempt.joints.names = true);
    vec![variant.rare_if(right.joints.names)]
}

pub(in crate::diagnose) fn separators_added<'a>(
    right: &'a Attempt,
    _: &'a Facts,
) -> Vec<Variant<'a>> {
    const PAIRS: [(&str, &str); 15] = [
        ("=", "&"),
        ("=", ""),
        ("", "&"),
        (":", ""),
        (":", "&"),
        (":", ","),
        (":", ";"),
        ("=", ","),
        ("=", ";"),
        ("=", "|"),
        ("=", "\n"),
        ("", ","),
        ("", "|"),
        ("", "\n"),
        ("", " "),
    ];
    let is_named = right.joints.names;
    let mut variants = Vec::new();
    for (index, (equals, ampersand)) in PAIRS.into_iter().enumerate() {
        for (closed, around) in [(false, false), (true, false), (false, true), (true, true)] {
            let used = [equals, ampersand]
                .into_iter()
                .filter(|text| !text.is_empty());
            let about: Vec<_> = used
                .map(|text| format!("`{}`", text.escape_debug()))
                .collect();
            let join = move |attempt: &mut Attempt| {
                // A name comes with what stands after it.
                attempt.joints.names |= !equals.is_empty();
                (attempt.joints.equals, attempt.joints.ampersand) = (equals, ampersand);
                (attempt.joints.closed, attempt.joints.around) = (closed, around);
            };
            let is_rare = index > 2 || closed || around || (equals.is_empty() && is_named);
            variants.push(Variant::new(about.join(" and "), join).rare_if(is_rare));
        }
    }
    variants
}

pub(in crate::diagnose) fn url_encoded<'a>(_: &'a Attempt, _: &'a Facts) -> Vec<Variant<'a>> {
    let captured = |param: &Parameter| {
        let encoded = param.encoded.as_ref();
        encoded.unwrap_or(&param.value).clone()
    };
    let mut variants = vec![changed(true, captured), changed(false, captured)];
    for (index, kept) in KEPT.into_iter().enumerate() {
        for space in ["+", "%20"] {
            for upper in [true, false] {
                let encode = move |param: &Parameter| encoded(&param.value, kept, space, upper);
                let is_rare = !upper || index > 3 || (index < 2) != (space == "+");
                variants.push(changed(true, encode).rare_if(is_rare));
                variants.push(changed(false, encode).rare());
            }
        }
    }
    variants
}

pub(in crate::diagnose) fn gbk<'a>(_: &'a Attempt, _: &'a Facts) -> Vec<Variant<'a>> {
    vec![Variant::new("", |attempt| attempt.charset = Charset::Gbk)]
}

/// All values changed, or those of business parameters alone.
fn changed<'v>(all: bool, change: impl Fn(&Parameter) -> String + 'v) -> Variant<'v> {
    Variant::new("", move |attempt| {
        for param in &mut attempt.params {
            if all || !param.is_system {
                param.value = change(param);
            }
        }
    })
}

fn encoded(value: &str, kept: &str, space: &str, upper: bool) -> String {
    let mut text = String::new();
    for byte in value.bytes() {
        let letter = char::from(byte);
        let _ = match byte {
            b' ' => write!(text, "{space}"),
            _ if byte.is_ascii_alphanumeric()
                || b"-_.".contains(&byte)
                || kept.contains(letter) =>
            {
                write!(text, "{letter}")
            }
            _ if upper => write!(text, "%{byte:02X}"),
            _ => write!(text, "%{byte:02x}"),
        };
    }
    text
}
