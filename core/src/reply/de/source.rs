//! The bytes that are read, and how text is lent from them.

use core::mem::take;

use super::super::{
    error::{DecodeError, SyntaxError},
    text::{Format, Span, decode_in_place, utf8},
};

/// Text that needs no decoding is lent as it stands. If some needs it, text is cut out of the
/// bytes one by one: only what was not read yet can be changed.
pub(super) enum Source<'b> {
    Plain(&'b str),
    Coded {
        /// What was not cut off yet.
        rest: &'b mut [u8],
        /// The offset of `rest`.
        base: usize,
    },
}

impl<'b> Source<'b> {
    #[inline]
    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Self::Plain(text) => text.as_bytes(),
            Self::Coded { rest, .. } => rest,
        }
    }

    /// Whether all of it was found to be UTF-8.
    #[inline]
    pub(super) const fn is_checked(&self) -> bool {
        matches!(self, Self::Plain(_))
    }

    /// The offset, in the bytes that were handed in, of what stands at `at`.
    #[inline]
    pub(super) const fn offset(&self, at: usize) -> usize {
        match self {
            Self::Plain(_) => at,
            Self::Coded { base, .. } => *base + at,
        }
    }

    #[cold]
    pub(super) fn error(&self, error: SyntaxError) -> DecodeError {
        DecodeError::Syntax(error.moved(self.offset(0)))
    }

    /// The text at `span`, and by how much the offsets of what stands behind it become less.
    #[inline]
    pub(super) fn text(
        &mut self,
        format: Format,
        span: Span,
        coded: bool,
    ) -> Result<(&'b str, usize), DecodeError> {
        match self {
            Self::Plain(text) => Ok((text.get(span.start..span.end).unwrap_or_default(), 0)),
            Self::Coded { .. } => self.cut(format, span, coded),
        }
    }

    #[inline(never)]
    fn cut(
        &mut self,
        format: Format,
        span: Span,
        coded: bool,
    ) -> Result<(&'b str, usize), DecodeError> {
        let Self::Coded { rest, base } = self else {
            return Ok(("", 0));
        };
        let place = *base + span.start;
        let (cut, behind) = take(rest)
            .split_at_mut_checked(span.end)
            .unwrap_or_default();
        *rest = behind;
        *base += span.end;
        let mut text = cut.get_mut(span.start..).unwrap_or_default();
        if coded {
            let length = decode_in_place(format, text).map_err(|error| error.moved(place))?;
            text = text.split_at_mut_checked(length).unwrap_or_default().0;
        }
        let text = utf8(text, Span::new(0, text.len())).map_err(|error| error.moved(place))?;
        Ok((text, span.end))
    }
}
