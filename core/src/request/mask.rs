//! The string that was signed, for people to read: secrets and tokens are masked.

mod element;
mod scanner;
mod symbol;
mod words;

use element::Element;
use scanner::Scanner;
use symbol::Symbol;

use super::sign::{Canonical, Layout, Piece};
use core::fmt::{self, Write as _};
use core::ops::Range;

/// Parameters, members of JSON and forms, elements and attributes of XML that are never shown, beside
/// those whose words tell it: in lower case, without `_`, `-` and digits.
///
/// ```
/// use gatekit_core::request::mask::NAMES;
/// assert!(NAMES.contains(&"accesstoken")); // also `access_token`, `accessToken`
/// ```
pub const NAMES: [&str; 25] = [
    "accesstoken",
    "apikey",
    "apisecret",
    "apptoken",
    "appsecret",
    "authcode",
    "authorization",
    "authorizationcode",
    "clientsecret",
    "cookie",
    "idtoken",
    "jwt",
    "passwd",
    "password",
    "privatekey",
    "pwd",
    "refreshtoken",
    "secret",
    "secretkey",
    "session",
    "sessionkey",
    "signed",
    "signkey",
    "suppliersecret",
    "token",
];

/// Of PHP's arrays, each part counts: `data[token]`, `password[]`.
fn is_masked(name: &[u8]) -> bool {
    let mut parts = name.split(|byte| matches!(byte, b'[' | b']'));
    parts.any(is_secret)
}

fn is_secret(name: &[u8]) -> bool {
    let letters = symbol::bytes(name).filter(|byte| !matches!(byte, b'_' | b'-' | b'0'..=b'9'));
    let plain = letters.map(|byte| byte.to_ascii_lowercase());
    let is_listed = NAMES.iter().any(|masked| plain.clone().eq(masked.bytes()));
    is_listed || words::tell(symbol::bytes(name))
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

/// Displays one parameter's value, masked where it must be: whole if the parameter is a secret,
/// otherwise what stands under a secret's name inside of it. Where a document is damaged, more is
/// masked. What is not seen: a secret whose name is a value too (`{"name":"token","value":"x"}`),
/// and what was packed by other means than JSON, XML and percent-encoding.
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

/// Writes text in which the values of masked members, elements and attributes are replaced.
fn members(formatter: &mut fmt::Formatter<'_>, text: &[u8]) -> fmt::Result {
    let mut shown = 0;
    for hidden in Hidden::new(text) {
        lossy(formatter, text.get(shown..hidden.start).unwrap_or_default())?;
        formatter.write_str(MASK)?;
        shown = hidden.end;
    }
    lossy(formatter, text.get(shown..).unwrap_or_default())
}

/// Where masked values lie in a text, in whatever notation and however deep they are nested: a
/// name is seen wherever it stands, if a separator follows or a `<` precedes it.
struct Hidden<'t> {
    text: &'t [u8],
    scanner: Scanner<'t>,
    content: Option<[Scanner<'t>; 2]>,
}

impl<'t> Hidden<'t> {
    fn new(text: &'t [u8]) -> Self {
        Self {
            text,
            scanner: Scanner::new(text),
            content: None,
        }
    }

    /// Goes on at the end of what is hidden.
    fn hide(&mut self, [from, to]: [Scanner<'t>; 2]) -> Range<usize> {
        self.scanner = to;
        let position = |scanner: Scanner<'_>| self.text.len().saturating_sub(scanner.rest.len());
        position(from)..position(to)
    }

    /// The value of the name that begins here, if it is masked. Goes behind the name.
    fn value(&mut self) -> Option<[Scanner<'t>; 2]> {
        let text = self.scanner.rest;
        self.scanner.skip_while(Symbol::is_of_name);
        let length = text.len().saturating_sub(self.scanner.rest.len());
        if !is_masked(text.get(..length)?) {
            return None;
        }
        let mut value = self.scanner;
        let separator = value.take_separator()?;
        let end = value.enter_value(separator);
        Some([value, end])
    }
}

impl Iterator for Hidden<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        loop {
            if let Some(content) = self.content.take() {
                return Some(self.hide(content));
            }
            let symbol = self.scanner.peek()?;
            if symbol.is_of_name() {
                if let Some(value) = self.value() {
                    return Some(self.hide(value));
                }
                continue;
            }
            self.scanner.next();
            if symbol.byte == b'<'
                && let Some(element) = Element::open(symbol, self.scanner)
            {
                self.content = element.content;
                let attributes = self.hide(element.attributes);
                if !attributes.is_empty() {
                    return Some(attributes);
                }
            }
        }
    }
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
                r"<secret ***>***</secret >b",
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
