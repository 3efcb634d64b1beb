//! The decoding of text: what escapes, references, CDATA sections and line ends stand for.

use super::super::error::SyntaxError;
use super::{Format, behind_word, first_character};

/// The character for which the JSON escape at `at` stands, and where it ends.
pub(crate) fn json_escape(bytes: &[u8], at: usize) -> Result<(char, usize), SyntaxError> {
    let Some(&letter) = bytes.get(at + 1) else {
        return Err(SyntaxError::Truncated { at: bytes.len() });
    };
    let character = match letter {
        b'"' | b'\\' | b'/' => char::from(letter),
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unicode_escape(bytes, at),
        _ => return Err(SyntaxError::BadEscape { at }),
    };
    Ok((character, at + 2))
}

fn unicode_escape(bytes: &[u8], at: usize) -> Result<(char, usize), SyntaxError> {
    let (mut code, mut end) = (four_digits(bytes, at)?, at + 6);
    let lone = SyntaxError::LoneSurrogate { at };
    // Only surrogates are no characters: the first of a pair needs its second.
    if code & 0xfc00 == 0xd800 {
        behind_word(bytes, end, b"\\u").map_err(|error| match error {
            SyntaxError::Unexpected { .. } => lone,
            cut_off => cut_off,
        })?;
        let second = four_digits(bytes, end)?;
        if second & 0xfc00 != 0xdc00 {
            return Err(lone);
        }
        code = 0x1_0000 + ((code & 0x3ff) << 10) + (second & 0x3ff);
        end += 6;
    }
    let character = char::from_u32(code).ok_or(lone)?;
    Ok((character, end))
}

/// The value of the four digits of the `\u` escape at `at`.
fn four_digits(bytes: &[u8], at: usize) -> Result<u32, SyntaxError> {
    let mut value = 0;
    for place in at + 2..at + 6 {
        let Some(&digit) = bytes.get(place) else {
            return Err(SyntaxError::Truncated { at: bytes.len() });
        };
        let digit = char::from(digit).to_digit(16);
        value = value << 4 | digit.ok_or(SyntaxError::BadEscape { at })?;
    }
    Ok(value)
}

/// The character for which the XML reference at `at` stands, and where it ends.
pub(crate) fn xml_reference(bytes: &[u8], at: usize) -> Result<(char, usize), SyntaxError> {
    let rest = bytes.get(at + 1..).unwrap_or_default();
    let Some(length) = rest
        .iter()
        .position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'#')
    else {
        return Err(SyntaxError::Truncated { at: bytes.len() });
    };
    let (name, after) = rest.split_at_checked(length).unwrap_or_default();
    if !after.starts_with(b";") || name.is_empty() {
        return Err(SyntaxError::BadEscape { at });
    }
    let character = match name {
        b"lt" => '<',
        b"gt" => '>',
        b"amp" => '&',
        b"quot" => '"',
        b"apos" => '\'',
        [b'#', b'x', digits @ ..] => xml_character(digits, 16, at)?,
        [b'#', digits @ ..] => xml_character(digits, 10, at)?,
        _ => return Err(SyntaxError::UnknownEntity { at }),
    };
    Ok((character, at + length + 2))
}

/// The character of this number, if XML allows it.
fn xml_character(digits: &[u8], radix: u32, at: usize) -> Result<char, SyntaxError> {
    let bad = SyntaxError::BadEscape { at };
    if digits.is_empty() {
        return Err(bad);
    }
    let mut value = 0_u32;
    for digit in digits {
        let digit = char::from(*digit).to_digit(radix).ok_or(bad)?;
        value = value.saturating_mul(radix).saturating_add(digit);
    }
    match char::from_u32(value) {
        Some('\u{fffe}' | '\u{ffff}') | None => Err(bad),
        Some(character @ ('\t' | '\n' | '\r' | ' '..)) => Ok(character),
        Some(_) => Err(bad),
    }
}

/// Whether the reading of XML text is inside of a CDATA section, where `&` and `<` are plain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Section(bool);

/// What stands at `at`, if that is not simply itself: the character meant, if any (a comment means
/// none), and where it ends.
fn decode(
    format: Format,
    bytes: &[u8],
    at: usize,
    section: &mut Section,
) -> Result<Option<(Option<char>, usize)>, SyntaxError> {
    let Some(&byte) = bytes.get(at) else {
        return Ok(None);
    };
    let starts = |word: &[u8]| behind_word(bytes, at, word).is_ok();
    let meant = |(character, end)| (Some(character), end);
    if format.is_json() {
        return match byte {
            b'\\' => Ok(Some(json_escape(bytes, at).map(meant)?)),
            _ => Ok(None),
        };
    }
    Ok(match (byte, section.0) {
        (b'\r', _) => {
            let end = if starts(b"\r\n") { at + 2 } else { at + 1 };
            Some((Some('\n'), end))
        }
        (b']', true) if starts(b"]]>") => {
            *section = Section(false);
            Some((None, at + 3))
        }
        (b'&', false) => Some(xml_reference(bytes, at).map(meant)?),
        (b'<', false) if starts(b"<![CDATA[") => {
            *section = Section(true);
            Some((None, at + 9))
        }
        (b'<', false) => {
            let (start, ends_with): (_, &[u8]) = if starts(b"<!--") {
                (at + 4, b"-->")
            } else {
                (at + 2, b"?>")
            };
            let mut here = start;
            while here < bytes.len() && behind_word(bytes, here, ends_with).is_err() {
                here += 1;
            }
            Some((None, bytes.len().min(here + ends_with.len())))
        }
        _ => None,
    })
}

/// Decodes text where it stands and returns how many bytes are left of it, which are never more.
pub(crate) fn decode_in_place(format: Format, text: &mut [u8]) -> Result<usize, SyntaxError> {
    let mut section = Section::default();
    let (mut from, mut to) = (0, 0);
    while let Some(&byte) = text.get(from) {
        match decode(format, text, from, &mut section)? {
            None => {
                if let Some(place) = text.get_mut(to) {
                    *place = byte;
                }
                (from, to) = (from + 1, to + 1);
            }
            Some((character, end)) => {
                if let Some(character) = character {
                    let mut encoded = [0; 4];
                    let encoded = character.encode_utf8(&mut encoded).as_bytes();
                    for (place, byte) in text.iter_mut().skip(to).zip(encoded) {
                        *place = *byte;
                    }
                    to += encoded.len();
                }
                from = end;
            }
        }
    }
    Ok(to)
}

/// The characters of a text, escapes resolved.
///
/// ```
/// use gatekit_core::reply::{Format, Leniency, Node};
/// let document = Node::document(Format::Xml, Leniency::default(), b"<name>A&amp;<![CDATA[B]]></name>")?;
/// let name: String = document.get("name").unwrap().text_chars().collect();
/// assert_eq!(name, "A&B");
/// # Ok::<(), gatekit_core::reply::SyntaxError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Characters<'a> {
    format: Format,
    /// Checked bytes.
    raw: &'a [u8],
    at: usize,
    section: Section,
    /// Every character stands for itself.
    plain: bool,
}

impl<'a> Characters<'a> {
    /// Of raw text, without the quotes.
    pub(crate) const fn new(format: Format, raw: &'a [u8]) -> Self {
        Self {
            format,
            raw,
            at: 0,
            section: Section(false),
            plain: false,
        }
    }

    /// Of text without escapes.
    pub(crate) const fn plain(format: Format, text: &'a [u8]) -> Self {
        Self {
            plain: true,
            ..Self::new(format, text)
        }
    }

    /// Whether the others are the same.
    pub(crate) fn are(self, others: Self) -> bool {
        self.difference(others) == (None, None)
    }

    /// The first of these and of the others that are not the same.
    pub(crate) fn difference(mut self, mut others: Self) -> (Option<char>, Option<char>) {
        loop {
            let (this, other) = (self.next(), others.next());
            if this != other || this.is_none() {
                return (this, other);
            }
        }
    }
}

impl Iterator for Characters<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        loop {
            let decoded = if self.plain {
                None
            } else {
                decode(self.format, self.raw, self.at, &mut self.section).ok()?
            };
            let Some((character, end)) = decoded else {
                let (character, length) = first_character(self.raw.get(self.at..)?).ok()?;
                self.at += length;
                return Some(character);
            };
            self.at = end;
            if character.is_some() {
                return character;
            }
        }
    }
}
