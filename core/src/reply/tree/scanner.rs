//! One scanner for both formats.

#[cfg(feature = "json")]
use super::super::json;
#[cfg(feature = "xml")]
use super::super::xml;
use super::super::{
    error::SyntaxError,
    text::{Format, Inside, Leniency, Lexeme, Notes, Part, Token},
};
use super::Kind;

/// The scanner of either format.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Scanner {
    #[cfg(feature = "json")]
    Json(json::Scanner),
    #[cfg(feature = "xml")]
    Xml(xml::Scanner),
}

impl Scanner {
    pub(crate) const fn document(format: Format, leniency: Leniency) -> Self {
        each_format!(
            format,
            Format::Json => Self::Json(json::Scanner::document(leniency)),
            Format::Xml => Self::Xml(xml::Scanner::document()),
        )
    }

    /// For an XML document of which the byte order mark has been read, or white space.
    #[cfg(feature = "xml")]
    pub(crate) const fn xml_behind(white: bool) -> Self {
        Self::Xml(xml::Scanner::behind(white))
    }

    pub(crate) const fn format(&self) -> Format {
        each_format!(self, Self::Json(_) => Format::Json, Self::Xml(_) => Format::Xml)
    }

    pub(crate) fn next(&mut self, bytes: &[u8], at: &mut usize) -> Result<Lexeme, SyntaxError> {
        each_format!(
            self,
            Self::Json(scanner) => scanner.next(bytes, at),
            Self::Xml(scanner) => scanner.next(bytes, at),
        )
    }

    /// Reads on behind the end of what `opened` starts. Returns where its content ends, and what
    /// kind of value it was.
    pub(crate) fn skip(
        &mut self,
        bytes: &[u8],
        at: &mut usize,
        opened: &Lexeme,
        notes: &mut Notes,
    ) -> Result<(usize, Kind), SyntaxError> {
        each_format!(
            self,
            Self::Json(scanner) => {
                scanner.skip(bytes, at, opened, notes)?;
                Ok((*at, json_kind(opened.token)))
            },
            Self::Xml(scanner) => {
                let (end_tag, children) = scanner.skip(bytes, at, opened, notes)?;
                Ok((end_tag.start, xml_kind(children)))
            },
        )
    }

    /// Reads the part at `at` and moves `at` behind it, or stops before an XML tag.
    pub(crate) fn part(
        &mut self,
        inside: &mut Inside,
        bytes: &[u8],
        at: &mut usize,
    ) -> Result<Part, SyntaxError> {
        each_format!(
            self,
            Self::Json(scanner) => scanner.part(inside, bytes, at),
            Self::Xml(scanner) => scanner.part(inside, bytes, at),
        )
    }

    /// Reads the XML tag that comes next, if it is whole.
    pub(crate) fn whole_tag(
        &mut self,
        bytes: &[u8],
        at: &mut usize,
    ) -> Result<Option<Lexeme>, SyntaxError> {
        each_format!(
            self,
            Self::Json(_) => Ok(None),
            Self::Xml(scanner) => scanner.whole_tag(bytes, at),
        )
    }

    /// What XML text is that starts at `at`, outside of the root element.
    pub(crate) const fn stray(&self, at: usize) -> SyntaxError {
        each_format!(
            self,
            Self::Json(_) => SyntaxError::Unexpected { at },
            Self::Xml(scanner) => scanner.stray(at),
        )
    }

    /// Whether what comes next is the XML declaration, if it is longer than a name.
    pub(crate) const fn is_at_declaration(&self) -> bool {
        each_format!(
            self,
            Self::Json(_) => false,
            Self::Xml(scanner) => scanner.is_at_declaration(),
        )
    }

    /// Whether nothing but white space has been read of an XML document.
    pub(crate) const fn is_blank(&self) -> bool {
        each_format!(self, Self::Json(_) => false, Self::Xml(scanner) => scanner.is_blank())
    }
}

/// The kind of the value that starts with this token.
const fn json_kind(token: Token) -> Kind {
    match token {
        Token::ObjectStart => Kind::Object,
        Token::ListStart => Kind::List,
        Token::Number => Kind::Number,
        Token::Boolean => Kind::Boolean,
        Token::Null => Kind::Null,
        _ => Kind::Text,
    }
}

const fn xml_kind(children: bool) -> Kind {
    if children { Kind::Object } else { Kind::Text }
}
