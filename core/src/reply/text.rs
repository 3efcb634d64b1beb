//! What both formats share: the words a scanner cuts a document into, and the decoding of text.

mod decode;
mod name;
mod number;
mod outline;
mod part;
mod stop;
mod utf8;

pub use decode::Characters;
pub(super) use decode::{decode_in_place, json_escape, xml_reference};
pub(crate) use name::{behind_ascii_name, is_name_byte, is_name_start};
pub(super) use number::{behind_digits, digits, is_number, number};
pub(super) use outline::{Level, NAMED_LEVELS, Notes, Outline};
pub(crate) use part::{Inside, Part, incomplete};
pub(crate) use stop::{Stop, find_end_of_ascii, find_stop};
pub(crate) use utf8::{behind_usual_text, check_utf8, first_character, utf8};

use super::error::SyntaxError;

/// The deepest nesting of containers, or of elements, that is read.
///
/// ```
/// use gatekit_core::reply::{Format, Leniency, MAX_DEPTH, Node, SyntaxError};
/// let lists = |depth| "[".repeat(depth) + &"]".repeat(depth);
/// let error = |depth| Node::document(Format::Json, Leniency::default(), lists(depth).as_bytes()).err();
/// assert_eq!(error(MAX_DEPTH), None);
/// assert_eq!(error(MAX_DEPTH + 1), Some(SyntaxError::TooDeep { at: 64 }));
/// ```
pub const MAX_DEPTH: usize = 64;

/// How a document is written.
///
/// ```
/// use gatekit_core::reply::{Format, Leniency, Node};
/// for (format, bytes) in [(Format::Json, &br#"{"code":15}"#[..]), (Format::Xml, b"<code>15</code>")] {
///     let document = Node::document(format, Leniency::default(), bytes)?;
///     assert_eq!(document.at("code").and_then(Node::number), Some(15));
/// }
/// # Ok::<(), gatekit_core::reply::SyntaxError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON as in RFC 8259. With the feature `json`.
    #[cfg(feature = "json")]
    Json,
    /// XML without a document type declaration. With the feature `xml`.
    #[cfg(feature = "xml")]
    Xml,
}

impl Format {
    #[inline]
    pub(crate) const fn is_json(self) -> bool {
        each_format!(self, Self::Json => true, Self::Xml => false)
    }

    #[inline]
    pub(crate) const fn is_xml(self) -> bool {
        !self.is_json()
    }
}

/// Departures from the letter of a format that some gateways make necessary. None by default.
///
/// ```
/// use gatekit_core::reply::{Format, Leniency, Node};
///
/// let bytes = b"\"two\nlines\"";
/// assert!(Node::document(Format::Json, Leniency::default(), bytes).is_err());
/// let lenient = Leniency { control_characters: true };
/// assert!(Node::document(Format::Json, lenient, bytes).is_ok());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Leniency {
    /// Take raw control characters (a line feed, a tab) inside of JSON strings, as TOP's item
    /// methods send them in descriptions.
    pub control_characters: bool,
}

/// Offsets of a first byte and of the byte after the last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Span {
    pub(crate) const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }
}

/// What a scanner found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// `{`
    ObjectStart,
    /// `}`
    ObjectEnd,
    /// `[`
    ListStart,
    /// `]`
    ListEnd,
    /// The name of a JSON object's member.
    Name,
    /// A JSON string, or XML text that is more than white space, up to the next tag.
    Text,
    /// A JSON number.
    Number,
    /// `true` or `false`
    Boolean,
    /// `null`
    Null,
    /// A start tag, or an empty-element tag, after which an [`ElementEnd`](Self::ElementEnd) of no
    /// bytes follows.
    ElementStart,
    /// An end tag. Whether it is the right one is for the reader to check, who knows the names.
    ElementEnd,
    /// The end of the document.
    Finished,
}

/// A token and where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lexeme {
    pub(crate) token: Token,
    /// All of it.
    pub(crate) whole: Span,
    /// A string without its quotes, the name in a tag; otherwise all of it.
    pub(crate) inner: Span,
    /// The text has to be decoded. (On a tag or on `Finished`: what stands before it has.)
    pub(crate) coded: bool,
}

impl Lexeme {
    /// A token that stands for nothing but itself.
    pub(crate) const fn new(token: Token, start: usize, end: usize) -> Self {
        let whole = Span::new(start, end);
        Self {
            token,
            whole,
            inner: whole,
            coded: false,
        }
    }
}

pub(crate) use crate::SMALL;

/// White space of both formats.
pub(crate) const fn is_white(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// The offset of the first byte, from `at` on, that is not white space.
#[inline]
pub(crate) fn skip_white(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at) {
        Some(..=b' ') => skip_more_white(bytes, at),
        _ => at,
    }
}

#[inline(never)]
fn skip_more_white(bytes: &[u8], at: usize) -> usize {
    let mut here = at;
    while bytes.get(here).is_some_and(|&byte| is_white(byte)) {
        here += 1;
    }
    here
}

/// The byte order mark.
pub(crate) const MARK: &[u8] = b"\xef\xbb\xbf";

/// Whether `word` stands at `at`; an error if the bytes end within it.
pub(crate) fn stands_at(bytes: &[u8], at: usize, word: &[u8]) -> Result<bool, SyntaxError> {
    match behind_word(bytes, at, word) {
        Ok(_) => Ok(true),
        Err(SyntaxError::Unexpected { .. }) => Ok(false),
        Err(cut_off) => Err(cut_off),
    }
}

/// What stands behind the word, if the bytes start with it.
#[inline]
pub(crate) fn strip_prefix<'a>(bytes: &'a [u8], word: &[u8]) -> Option<&'a [u8]> {
    if SMALL {
        bytes.get(behind_word(bytes, 0, word).ok()?..)
    } else {
        bytes.strip_prefix(word)
    }
}

/// Where `word` ends, which must stand at `at`.
pub(crate) fn behind_word(bytes: &[u8], at: usize, word: &[u8]) -> Result<usize, SyntaxError> {
    let mut at = at;
    for wanted in word {
        match bytes.get(at) {
            Some(byte) if byte == wanted => at += 1,
            Some(_) => return Err(SyntaxError::Unexpected { at }),
            None => return Err(SyntaxError::Truncated { at: bytes.len() }),
        }
    }
    Ok(at)
}

/// The boolean at `at`, and where it ends.
#[inline]
pub(crate) fn plain_boolean(bytes: &[u8], at: usize) -> Option<(bool, usize)> {
    match bytes.get(at..)? {
        [b't', b'r', b'u', b'e', ..] => Some((true, at + 4)),
        [b'f', b'a', b'l', b's', b'e', ..] => Some((false, at + 5)),
        _ => None,
    }
}

/// Why a text is no integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotInteger {
    /// It is not digits after an optional minus.
    Form,
    /// It is more than 64 bits can hold.
    Range,
}

/// Whether the integer is below zero, and its magnitude.
pub(crate) fn integer(
    mut characters: impl Iterator<Item = char>,
) -> Result<(bool, u64), NotInteger> {
    let mut next = characters.next();
    let negative = next == Some('-');
    if negative {
        next = characters.next();
    }
    let (mut magnitude, mut fits) = (0_u64, true);
    if next.is_none() {
        return Err(NotInteger::Form);
    }
    while let Some(character) = next {
        let digit = u32::from(character).wrapping_sub(u32::from('0'));
        if digit > 9 {
            return Err(NotInteger::Form);
        }
        let overflows;
        fits &= magnitude <= u64::MAX / 10;
        (magnitude, overflows) = (magnitude.wrapping_mul(10)).overflowing_add(u64::from(digit));
        fits &= !overflows;
        next = characters.next();
    }
    if fits {
        Ok((negative, magnitude))
    } else {
        Err(NotInteger::Range)
    }
}

/// The same as an `i64`.
pub(crate) fn signed(negative: bool, magnitude: u64) -> Result<i64, NotInteger> {
    let value = if negative {
        0_i64.checked_sub_unsigned(magnitude)
    } else {
        i64::try_from(magnitude).ok()
    };
    value.ok_or(NotInteger::Range)
}

/// `true` and `false`, whatever the case.
pub(crate) fn boolean(characters: &(impl Iterator<Item = char> + Clone)) -> Option<bool> {
    let is = |word: &str| {
        characters
            .clone()
            .map(|c| c.to_ascii_lowercase())
            .eq(word.chars())
    };
    if is("true") {
        Some(true)
    } else {
        is("false").then_some(false)
    }
}
