//! The string that was signed, for people to read: secrets and tokens are masked.

use super::sign::{Canonical, Layout, Piece};
use core::fmt::{self, Write as _};
use core::ops::Range;

/// Parameters, members of JSON values and elements of XML ones that are never shown: in lower
/// case, without `_` and `-`.
const MASKED: [&[u8]; 14] = [
    b"accesstoken",
    b"apisecret",
    b"apptoken",
    b"appsecret",
    b"clientsecret",
    b"password",
    b"refreshtoken",
    b"secret",
    b"secretkey",
    b"session",
    b"sessionkey",
    b"signed",
    b"suppliersecret",
    b"token",
];

fn is_masked(name: &[u8]) -> bool {
    let plain = || {
        let letters = name.iter().filter(|byte| !matches!(byte, b'_' | b'-'));
        letters.map(u8::to_ascii_lowercase)
    };
    MASKED
        .iter()
        .any(|masked| plain().eq(masked.iter().copied()))
}

const MASK: &str = "***";

/// Displays the string that is hashed, with `{secret}` where the secret stands and `***` for
/// values that nobody should see.
///
/// ```
/// use gatekit_core::request::mask::Masked;
/// use gatekit_core::request::sign::{Canonical, Layout};
/// let mut params = gatekit_core::Params::<4>::new(&mut []);
/// params.text("session", "6100e23f")?;
/// params.text("head", r#"{"supplier_secret":"s3cret","version":"1"}"#)?;
/// let canonical = Canonical::new(params.as_slice(), b"");
/// assert_eq!(
///     Masked::new(canonical, Layout::WRAPPED).to_string(),
///     r#"{secret}head{"supplier_secret":"***","version":"1"}session***{secret}"#
/// );
/// # Ok::<(), gatekit_core::ParamError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Masked<'c> {
    canonical: Canonical<'c>,
    layout: Layout,
}

impl<'c> Masked<'c> {
    /// What `layout` makes of these parameters.
    ///
    /// ```
    /// use gatekit_core::request::{mask::Masked, sign::{Canonical, Layout}};
    /// assert_eq!(Masked::new(Canonical::new(&[], b"x"), Layout::KEYED).to_string(), "x");
    /// ```
    #[must_use]
    pub const fn new(canonical: Canonical<'c>, layout: Layout) -> Self {
        Self { canonical, layout }
    }
}

impl fmt::Debug for Masked<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Masked({:?})", self.canonical)
    }
}

impl fmt::Display for Masked<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut result = Ok(());
        self.canonical.walk(self.layout, |piece| {
            result = result.and_then(|()| match piece {
                Piece::Secret => formatter.write_str("{secret}"),
                Piece::Name(bytes) => lossy(formatter, bytes),
                Piece::Separator(text) => formatter.write_str(text),
                Piece::Value { name, value } => Value { name, value }.fmt(formatter),
                Piece::Body(bytes) => members(formatter, bytes),
            });
        });
        result
    }
}

/// Displays one parameter's value, masked where it must be.
///
/// ```
/// use gatekit_core::request::mask::Value;
/// assert_eq!(Value { name: b"access_token", value: b"t0k" }.to_string(), "***");
/// assert_eq!(Value { name: b"tid", value: b"T1" }.to_string(), "T1");
/// ```
#[derive(Clone, Copy)]
pub struct Value<'c> {
    /// Whose value it is.
    pub name: &'c [u8],
    /// The raw value.
    pub value: &'c [u8],
}

impl fmt::Display for Value<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if is_masked(self.name) {
            formatter.write_str(MASK)
        } else {
            members(formatter, self.value)
        }
    }
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// Writes text in which the values of masked JSON members and XML elements are replaced.
fn members(formatter: &mut fmt::Formatter<'_>, mut text: &[u8]) -> fmt::Result {
    while let Some(start) = text.iter().position(|byte| matches!(byte, b'"' | b'<')) {
        let (before, rest) = text.split_at_checked(start + 1).unwrap_or((text, b""));
        lossy(formatter, before)?;
        let value = if before.ends_with(b"<") {
            element_value(rest)
        } else {
            member_value(rest)
        };
        let Some(value) = value else {
            text = rest;
            continue;
        };
        lossy(formatter, rest.get(..value.start).unwrap_or_default())?;
        formatter.write_str(MASK)?;
        text = rest.get(value.end..).unwrap_or_default();
    }
    lossy(formatter, text)
}

/// Behind a `<`: where the content of a masked element lies, up to its end tag.
fn element_value(text: &[u8]) -> Option<Range<usize>> {
    let ends_name = |byte: u8| byte == b'>' || byte.is_ascii_whitespace();
    let name = masked_name(text, ends_name)?;
    let tag_end = text.iter().position(|byte| *byte == b'>')?;
    if text.get(..tag_end)?.ends_with(b"/") {
        return None;
    }
    let ends = |at: &usize| {
        let rest = text.get(*at..).and_then(|rest| rest.strip_prefix(b"</"));
        rest.is_some_and(|rest| rest.starts_with(name))
    };
    let end = (tag_end..text.len()).find(ends).unwrap_or(text.len());
    Some(tag_end + 1..end)
}

/// Behind a quote: where the value of a masked member lies; a text without its quotes.
fn member_value(text: &[u8]) -> Option<Range<usize>> {
    let blank = |from: usize| {
        let rest = text.get(from..).unwrap_or_default();
        rest.iter()
            .take_while(|byte| byte.is_ascii_whitespace())
            .count()
    };
    let mut at = masked_name(text, |byte| byte == b'"')?.len() + 1;
    at += blank(at);
    if text.get(at) != Some(&b':') {
        return None;
    }
    at += 1;
    at += blank(at);
    let value = text.get(at..)?;
    if let Some(inside) = value.strip_prefix(b"\"") {
        return Some(at + 1..at + 1 + text_length(inside));
    }
    let (mut length, mut depth) = (0, 0_usize);
    while let Some(byte) = value.get(length) {
        match byte {
            b'"' => length += 1 + text_length(value.get(length + 1..).unwrap_or_default()),
            b'[' | b'{' => depth += 1,
            b',' | b']' | b'}' if depth == 0 => break,
            b']' | b'}' => depth -= 1,
            _ => {}
        }
        length += 1;
    }
    Some(at..at + length.min(value.len()))
}

/// The length of a JSON text whose first quote is behind us.
fn text_length(inside: &[u8]) -> usize {
    let mut escaped = false;
    let rest = inside.iter().take_while(|byte| {
        let ends = **byte == b'"' && !escaped;
        escaped = **byte == b'\\' && !escaped;
        !ends
    });
    rest.count()
}

/// The name that stands here up to one of its ends, if it is masked.
fn masked_name(text: &[u8], is_end: impl Fn(u8) -> bool) -> Option<&[u8]> {
    let end = text.iter().position(|byte| is_end(*byte))?;
    text.get(..end).filter(|name| is_masked(name))
}

fn lossy(formatter: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    for chunk in bytes.utf8_chunks() {
        formatter.write_str(chunk.valid())?;
        if !chunk.invalid().is_empty() {
            formatter.write_char(char::REPLACEMENT_CHARACTER)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Value;
    use std::string::ToString;

    #[test]
    fn secrets_inside_json_and_xml_are_masked() {
        for (value, shown) in [
            (
                r#"{"session":"a\"b","x":"session"}"#,
                r#"{"session":"***","x":"session"}"#,
            ),
            (r#"{"secret" : 12,"y":1}"#, r#"{"secret" : ***,"y":1}"#),
            (r#"["session","secret"]"#, r#"["session","secret"]"#),
            (
                "<r><session>zz</session><a>1</a></r>",
                "<r><session>***</session><a>1</a></r>",
            ),
            ("<sessions>zz</sessions>", "<sessions>zz</sessions>"),
            (r#"{"secret":"cut"#, r#"{"secret":"***"#),
            (
                r#"{"appSecret":"a","Supplier_Secret":"b"}"#,
                r#"{"appSecret":"***","Supplier_Secret":"***"}"#,
            ),
            ("<secret", "<secret"),
            ("<secret/>a", "<secret/>a"),
            (
                r#"<secret x="1"><![CDATA[a</b>]]></secret >b"#,
                r#"<secret x="1">***</secret >b"#,
            ),
            (
                r#"{"signed":["a",{"b":"]"}],"c":1}"#,
                r#"{"signed":***,"c":1}"#,
            ),
            (r#"{"signed":[[[""#, r#"{"signed":***"#),
            (r#""session""#, r#""session""#),
        ] {
            let value = Value {
                name: b"content",
                value: value.as_bytes(),
            };
            assert_eq!(value.to_string(), shown);
        }
    }
}
