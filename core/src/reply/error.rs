//! What can be wrong with the bytes of a reply, and what can keep them from becoming a value.

use core::fmt;

/// The document is not JSON, or not the XML that gateways send.
///
/// `at` is the offset of the byte at which reading had to stop, counted from the start of the bytes
/// that were handed in.
///
/// ```
/// use gatekit_core::reply::{Format, Leniency, Node, SyntaxError};
///
/// let cut_off = Node::document(Format::Json, Leniency::default(), br#"{"code":15,"msg":"Re"#);
/// assert_eq!(cut_off.unwrap_err(), SyntaxError::Truncated { at: 20 });
///
/// let page = Node::document(Format::Json, Leniency::default(), b"<html>502 Bad Gateway</html>");
/// assert_eq!(page.unwrap_err().at(), 0);
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyntaxError {
    /// There are no bytes but white space.
    Empty,
    /// A byte sequence is not UTF-8.
    NotUtf8 {
        /// Where the sequence starts.
        at: usize,
    },
    /// The bytes end before the document does.
    Truncated {
        /// Where the bytes end.
        at: usize,
    },
    /// Containers are nested deeper than 64 levels.
    TooDeep {
        /// Where the container starts that is one too deep.
        at: usize,
    },
    /// A byte that cannot stand here.
    Unexpected {
        /// Where it stands.
        at: usize,
    },
    /// A backslash or a character reference that stands for no character.
    BadEscape {
        /// Where the escape starts.
        at: usize,
    },
    /// Half of a surrogate pair (`\ud800`), which is not text in any encoding.
    LoneSurrogate {
        /// Where its escape starts.
        at: usize,
    },
    /// A raw control character where it would have to be escaped.
    ControlCharacter {
        /// Where it stands.
        at: usize,
    },
    /// Something follows the end of the document.
    TrailingBytes {
        /// Where it starts.
        at: usize,
    },
    /// An end tag that does not close the element that was opened last.
    MismatchedTag {
        /// Where the end tag's name starts.
        at: usize,
    },
    /// A document type declaration. It is refused, because it can define entities and name files.
    Doctype {
        /// Where it starts.
        at: usize,
    },
    /// An entity other than `lt`, `gt`, `amp`, `quot` and `apos`.
    UnknownEntity {
        /// Where the reference starts.
        at: usize,
    },
    /// The XML declaration announces an encoding other than UTF-8.
    Encoding {
        /// Where the encoding's name starts.
        at: usize,
    },
    /// A tag has two attributes of one name.
    DuplicateAttribute {
        /// Where the second starts.
        at: usize,
    },
    /// A tag has more than 32 attributes.
    TooManyAttributes {
        /// Where the one starts that is too many.
        at: usize,
    },
}

impl SyntaxError {
    /// The offset of the byte at which reading had to stop.
    ///
    /// ```
    /// # use gatekit_core::reply::{Format, Leniency, Node};
    /// let bytes = br#"{"code":15,"msg":}"#;
    /// let error = Node::document(Format::Json, Leniency::default(), bytes).unwrap_err();
    /// assert_eq!(bytes[error.at()], b'}');
    /// ```
    #[must_use]
    pub const fn at(&self) -> usize {
        match *self {
            Self::Empty => 0,
            Self::NotUtf8 { at }
            | Self::Truncated { at }
            | Self::TooDeep { at }
            | Self::Unexpected { at }
            | Self::BadEscape { at }
            | Self::LoneSurrogate { at }
            | Self::ControlCharacter { at }
            | Self::TrailingBytes { at }
            | Self::MismatchedTag { at }
            | Self::Doctype { at }
            | Self::UnknownEntity { at }
            | Self::Encoding { at }
            | Self::DuplicateAttribute { at }
            | Self::TooManyAttributes { at } => at,
        }
    }

    /// A stable number: 701 empty, 702 not UTF-8, 703 truncated, and so on in the order of this
    /// enum.
    ///
    /// ```
    /// assert_eq!(gatekit_core::reply::SyntaxError::Truncated { at: 7 }.code(), 703);
    /// ```
    #[must_use]
    pub const fn code(self) -> u16 {
        match self {
            Self::Empty => 701,
            Self::NotUtf8 { .. } => 702,
            Self::Truncated { .. } => 703,
            Self::TooDeep { .. } => 704,
            Self::Unexpected { .. } => 705,
            Self::BadEscape { .. } => 706,
            Self::LoneSurrogate { .. } => 707,
            Self::ControlCharacter { .. } => 708,
            Self::TrailingBytes { .. } => 709,
            Self::MismatchedTag { .. } => 710,
            Self::Doctype { .. } => 711,
            Self::UnknownEntity { .. } => 712,
            Self::Encoding { .. } => 713,
            Self::DuplicateAttribute { .. } => 714,
            Self::TooManyAttributes { .. } => 715,
        }
    }

    /// The same error in a document of which `by` more bytes came before.
    pub(crate) fn moved(mut self, by: usize) -> Self {
        match &mut self {
            Self::Empty => {}
            Self::NotUtf8 { at }
            | Self::Truncated { at }
            | Self::TooDeep { at }
            | Self::Unexpected { at }
            | Self::BadEscape { at }
            | Self::LoneSurrogate { at }
            | Self::ControlCharacter { at }
            | Self::TrailingBytes { at }
            | Self::MismatchedTag { at }
            | Self::Doctype { at }
            | Self::UnknownEntity { at }
            | Self::Encoding { at }
            | Self::DuplicateAttribute { at }
            | Self::TooManyAttributes { at } => *at = at.saturating_add(by),
        }
        self
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => return f.write_str("the document is empty"),
            Self::NotUtf8 { .. } => "the document is not UTF-8",
            Self::Truncated { .. } => "the document is cut off",
            Self::TooDeep { .. } => "the document is nested too deep",
            Self::Unexpected { .. } => "a byte that cannot stand here",
            Self::BadEscape { .. } => "an escape that stands for no character",
            Self::LoneSurrogate { .. } => "half of a surrogate pair",
            Self::ControlCharacter { .. } => "a control character that is not escaped",
            Self::TrailingBytes { .. } => "the document goes on after its end",
            Self::MismatchedTag { .. } => "an end tag that closes no open element",
            Self::Doctype { .. } => "a document type declaration, which is refused",
            Self::UnknownEntity { .. } => "an unknown entity",
            Self::Encoding { .. } => "an encoding other than UTF-8",
            Self::DuplicateAttribute { .. } => "an attribute that occurs twice in a tag",
            Self::TooManyAttributes { .. } => "a tag with more than 32 attributes",
        })?;
        write!(f, " (byte {})", self.at())
    }
}

impl core::error::Error for SyntaxError {}

/// Marks an error made by a visitor, which does not know where it is.
const UNPLACED: usize = usize::MAX;

/// The bytes could not become a value of the type that was asked for.
///
/// ```
/// use gatekit_core::reply::{DecodeError, Format, Leniency, from_slice};
///
/// let mut bytes = *br#"[1, 300]"#;
/// let decoded = from_slice::<(u8, u8)>(Format::Json, Leniency::default(), &mut bytes);
/// assert_eq!(decoded, Err(DecodeError::NumberOutOfRange { at: 4 }));
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// The bytes are not a document of their format.
    Syntax(SyntaxError),
    /// A value does not fit the type that was asked for.
    WrongType {
        /// What was asked for.
        expected: &'static str,
        /// Where the value starts.
        at: usize,
    },
    /// A member that the type needs is missing.
    MissingField(&'static str),
    /// A member occurs twice. (Looking it up with [`Node::get`](super::Node::get) takes one of the
    /// two; a typed value that could have been either is refused.)
    DuplicateField(&'static str),
    /// A member that a type with `deny_unknown_fields` does not know.
    UnknownField,
    /// A text that names no variant of the enum.
    UnknownVariant,
    /// A number that the integer or float type cannot hold.
    NumberOutOfRange {
        /// Where the number starts.
        at: usize,
    },
    /// A list or text is longer than the fixed capacity of its type.
    TooLong,
    /// A type's own `Deserialize` refused the value. Its message is not kept: there is no memory
    /// to keep it in.
    Custom,
}

impl DecodeError {
    /// A stable number: those of [`SyntaxError::code`], 721 wrong type, 722 missing member, and so on
    /// in the order of this enum.
    ///
    /// ```
    /// assert_eq!(gatekit_core::reply::DecodeError::MissingField("tid").code(), 722);
    /// ```
    #[must_use]
    pub const fn code(self) -> u16 {
        match self {
            Self::Syntax(error) => error.code(),
            Self::WrongType { .. } => 721,
            Self::MissingField(_) => 722,
            Self::DuplicateField(_) => 723,
            Self::UnknownField => 724,
            Self::UnknownVariant => 725,
            Self::NumberOutOfRange { .. } => 726,
            Self::TooLong => 727,
            Self::Custom => 728,
        }
    }

    /// Tells an error made by a visitor where the value is that the visitor was shown.
    pub(crate) fn placed(mut self, place: usize) -> Self {
        if let Self::WrongType { at, .. } | Self::NumberOutOfRange { at } = &mut self
            && *at == UNPLACED
        {
            *at = place;
        }
        self
    }
}

impl From<SyntaxError> for DecodeError {
    fn from(error: SyntaxError) -> Self {
        Self::Syntax(error)
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(error) => error.fmt(f),
            Self::WrongType { expected, at } => {
                write!(f, "the value is not {expected} (byte {at})")
            }
            Self::MissingField(name) => write!(f, "the member `{name}` is missing"),
            Self::DuplicateField(name) => write!(f, "the member `{name}` occurs twice"),
            Self::UnknownField => f.write_str("a member that the type does not know"),
            Self::UnknownVariant => f.write_str("a text that names no variant of the enum"),
            Self::NumberOutOfRange { at } => {
                write!(f, "the number does not fit its type (byte {at})")
            }
            Self::TooLong => f.write_str("a list or text is longer than its type can hold"),
            Self::Custom => f.write_str("the type refused the value"),
        }
    }
}

impl core::error::Error for DecodeError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Syntax(error) => Some(error),
            _ => None,
        }
    }
}

impl serde::de::Error for DecodeError {
    fn custom<T: fmt::Display>(_message: T) -> Self {
        Self::Custom
    }

    fn invalid_type(_: serde::de::Unexpected<'_>, _: &dyn serde::de::Expected) -> Self {
        Self::WrongType {
            expected: "of the type that was asked for",
            at: UNPLACED,
        }
    }

    fn invalid_value(
        unexpected: serde::de::Unexpected<'_>,
        expected: &dyn serde::de::Expected,
    ) -> Self {
        use serde::de::Unexpected::{Float, Signed, Unsigned};
        match unexpected {
            Unsigned(_) | Signed(_) | Float(_) => Self::NumberOutOfRange { at: UNPLACED },
            other => Self::invalid_type(other, expected),
        }
    }

    fn invalid_length(_: usize, _: &dyn serde::de::Expected) -> Self {
        Self::TooLong
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self::UnknownVariant
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self::UnknownField
    }

    fn missing_field(name: &'static str) -> Self {
        Self::MissingField(name)
    }

    fn duplicate_field(name: &'static str) -> Self {
        Self::DuplicateField(name)
    }
}
