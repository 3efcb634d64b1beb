//! Looking ahead in the content of an element.

use super::super::super::{
    error::DecodeError,
    text::{Lexeme, Notes, Span, Token},
    xml::Scanner,
};
use super::Source;

/// Reads on in the content of an element without going on.
pub(super) struct Ahead<'a, 'b> {
    pub(super) source: &'a Source<'b>,
    pub(super) scanner: Scanner,
    pub(super) at: usize,
}

impl<'a> Ahead<'a, '_> {
    pub(super) fn next(&mut self) -> Result<Lexeme, DecodeError> {
        let lexeme = self.scanner.next(self.source.bytes(), &mut self.at);
        lexeme.map_err(|error| self.source.error(error))
    }

    pub(super) fn skip(&mut self, opened: &Lexeme) -> Result<(), DecodeError> {
        let skipped = self.scanner.skip(
            self.source.bytes(),
            &mut self.at,
            opened,
            &mut Notes::default(),
        );
        skipped.map(drop).map_err(|error| self.source.error(error))
    }

    /// The name in a tag as it is written.
    pub(super) fn raw(&self, lexeme: &Lexeme) -> &'a [u8] {
        let Span { start, end } = lexeme.inner;
        self.source.bytes().get(start..end).unwrap_or_default()
    }

    /// Whether an element of this name comes next.
    pub(super) fn stands_before(&mut self, name: &str) -> Result<bool, DecodeError> {
        let next = self.next()?;
        Ok(next.token == Token::ElementStart && self.raw(&next) == name.as_bytes())
    }
}
