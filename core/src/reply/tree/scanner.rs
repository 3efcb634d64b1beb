//! One scanner for both formats.

use super::super::{
    error::SyntaxError,
    json,
    text::{Format, Leniency, Lexeme, Notes, Token},
    xml,
};
use super::Kind;

/// The scanner of either format.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Scanner {
    Json(json::Scanner),
    Xml(xml::Scanner),
}

impl Scanner {
    pub(crate) const fn document(format: Format, leniency: Leniency) -> Self {
        match format {
            Format::Json => Self::Json(json::Scanner::document(leniency)),
            Format::Xml => Self::Xml(xml::Scanner::document()),
        }
    }

    /// For one JSON value, or for the content of an XML element.
    pub(crate) const fn value(format: Format, leniency: Leniency) -> Self {
        match format {
            Format::Json => Self::Json(json::Scanner::value(leniency)),
            Format::Xml => Self::Xml(xml::Scanner::content()),
        }
    }

    pub(crate) fn next(&mut self, bytes: &[u8], at: &mut usize) -> Result<Lexeme, SyntaxError> {
        match self {
            Self::Json(scanner) => scanner.next(bytes, at),
            Self::Xml(scanner) => scanner.next(bytes, at),
        }
    }

    /// Reads on behind the end of what `opened` starts, and returns where its content ends.
    pub(crate) fn skip_value(
        &mut self,
        bytes: &[u8],
        at: &mut usize,
        opened: &Lexeme,
    ) -> Result<(usize, Kind), SyntaxError> {
        let (last, kind) = self.skip(bytes, at, opened, &mut Notes::default())?;
        let end = match self {
            Self::Json(_) => last.whole.end,
            Self::Xml(_) => last.whole.start,
        };
        Ok((end, kind))
    }

    /// Goes past what `opened` starts, of which the end is known. Returns where its content ends.
    pub(crate) fn pass(
        &mut self,
        bytes: &[u8],
        at: &mut usize,
        opened: &Lexeme,
        end: usize,
    ) -> (usize, Kind) {
        *at = end;
        match self {
            Self::Json(scanner) => {
                scanner.leave();
                (end, json_kind(opened.token))
            }
            Self::Xml(scanner) => {
                scanner.leave();
                let before = bytes.get(..end).unwrap_or_default();
                let end_tag = before.iter().rposition(|&byte| byte == b'<');
                (end_tag.unwrap_or(end), Kind::Object)
            }
        }
    }

    /// Reads on behind the end of what `opened` starts, and returns its last token and what kind
    /// of value it was.
    pub(crate) fn skip(
        &mut self,
        bytes: &[u8],
        at: &mut usize,
        opened: &Lexeme,
        notes: &mut Notes,
    ) -> Result<(Lexeme, Kind), SyntaxError> {
        match self {
            Self::Json(scanner) => {
                let kind = json_kind(opened.token);
                Ok((scanner.skip(bytes, at, opened, notes)?, kind))
            }
            Self::Xml(scanner) => {
                let (last, children) = scanner.skip(bytes, at, opened, notes)?;
                Ok((last, xml_kind(children)))
            }
        }
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
