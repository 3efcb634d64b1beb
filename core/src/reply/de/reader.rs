//! The reader: cuts decoded text out of the bytes as it goes through them.

use core::mem::take;

use super::super::{
    error::{DecodeError, SyntaxError},
    text::{Characters, Format, Lexeme, Span, Token, decode_in_place, is_white},
    tree::{Kind, Scanner},
    xml,
};
use super::scalar::Scalar;

/// Goes through the bytes once.
///
/// At a value it stands before the value's first token; in XML, behind the start tag. Behind a value
/// it stands in JSON behind the last token; in XML before the end tag, which belongs to whoever
/// read the start tag.
pub(super) struct Reader<'b> {
    scanner: Scanner,
    /// What was not cut off yet. Its start may have been read already.
    rest: &'b mut [u8],
    /// The offset of `rest`.
    base: usize,
    /// How far the scanner has come.
    at: usize,
    /// The last token that was read. Offsets in it are those in `rest`.
    pub(super) lexeme: Lexeme,
    /// It is to be read again.
    peeked: bool,
    /// The name of the XML element in which the value stands that comes next, unless that is the
    /// item of a list already.
    pub(super) element: Option<&'b [u8]>,
}

impl<'b> Reader<'b> {
    pub(super) fn new(scanner: Scanner, bytes: &'b mut [u8]) -> Self {
        Self {
            scanner,
            rest: bytes,
            base: 0,
            at: 0,
            lexeme: Lexeme::new(Token::Finished, 0, 0),
            peeked: false,
            element: None,
        }
    }

    pub(super) const fn format(&self) -> Format {
        match self.scanner {
            Scanner::Json(_) => Format::Json,
            Scanner::Xml(_) => Format::Xml,
        }
    }

    /// The value was read: nothing can follow it.
    pub(super) fn finish(mut self) -> Result<(), DecodeError> {
        let error = match self.take()? {
            Token::Finished => return Ok(()),
            Token::ElementEnd => SyntaxError::MismatchedTag {
                at: self.lexeme.inner.start,
            },
            _ => SyntaxError::TrailingBytes {
                at: self.lexeme.whole.start,
            },
        };
        Err(error.moved(self.base).into())
    }

    /// Reads the next token, which remains the next.
    #[inline]
    pub(super) fn peek(&mut self) -> Result<Token, DecodeError> {
        if !self.peeked {
            self.scan()?;
        }
        Ok(self.lexeme.token)
    }

    fn scan(&mut self) -> Result<(), DecodeError> {
        let next = self.scanner.next(self.rest, &mut self.at);
        self.lexeme = next.map_err(|error| error.moved(self.base))?;
        self.peeked = true;
        Ok(())
    }

    #[inline]
    pub(super) fn take(&mut self) -> Result<Token, DecodeError> {
        let token = self.peek()?;
        self.peeked = false;
        Ok(token)
    }

    /// A scanner that stands behind the peeked token.
    pub(super) fn look_ahead(&mut self) -> Result<(Lexeme, Ahead<'_>), DecodeError> {
        self.peek()?;
        let Self {
            scanner,
            base,
            at,
            lexeme,
            ..
        } = *self;
        Ok((
            lexeme,
            Ahead {
                scanner,
                bytes: self.rest,
                base,
                at,
            },
        ))
    }

    /// What kind of value comes.
    pub(super) fn kind(&mut self) -> Result<Kind, DecodeError> {
        Ok(match self.peek()? {
            Token::Text if self.format() == Format::Xml => {
                let (_, mut ahead) = self.look_ahead()?;
                match ahead.next()?.token {
                    Token::ElementStart => Kind::Object,
                    _ => Kind::Text,
                }
            }
            Token::ObjectStart | Token::ElementStart => Kind::Object,
            Token::ListStart => Kind::List,
            Token::Number => Kind::Number,
            Token::Boolean => Kind::Boolean,
            Token::Null => Kind::Null,
            _ => Kind::Text,
        })
    }

    /// Reads a value that is neither an object nor a list.
    pub(super) fn scalar(&mut self, expected: &'static str) -> Result<Scalar<'b>, DecodeError> {
        let at = self.offset()?;
        let kind = match self.lexeme.token {
            _ if self.format() == Format::Xml => {
                let raw = self.content(expected)?;
                let kind = Kind::Text;
                return Ok(Scalar { raw, kind, at });
            }
            Token::Text => Kind::Text,
            Token::Number => Kind::Number,
            Token::Boolean => Kind::Boolean,
            Token::Null => Kind::Null,
            _ => return Err(DecodeError::WrongType { expected, at }),
        };
        self.peeked = false;
        let raw = self.text(self.lexeme.inner, self.lexeme.coded)?;
        Ok(Scalar { raw, kind, at })
    }

    /// Where the next token stands in the bytes that were handed in.
    #[inline]
    pub(super) fn offset(&mut self) -> Result<usize, DecodeError> {
        self.peek()?;
        Ok(self.lexeme.whole.start + self.base)
    }

    /// The content of an element in which there are no elements.
    fn content(&mut self, expected: &'static str) -> Result<&'b [u8], DecodeError> {
        let mut coded = false;
        loop {
            let token = self.peek()?;
            coded |= self.lexeme.coded;
            match token {
                Token::Text => self.peeked = false,
                Token::ElementStart => {
                    return Err(DecodeError::WrongType {
                        expected,
                        at: self.offset()?,
                    });
                }
                _ => return self.text(Span::new(0, self.lexeme.whole.start), coded),
            }
        }
    }

    /// Passes over a value, which is checked but not decoded.
    pub(super) fn skip(&mut self) -> Result<(), DecodeError> {
        loop {
            let token = self.peek()?;
            match (self.format(), token) {
                (Format::Xml, Token::ElementEnd | Token::Finished) => return Ok(()),
                (Format::Xml, Token::Text) => self.peeked = false,
                (format, _) => {
                    self.peeked = false;
                    let Self {
                        scanner,
                        rest,
                        base,
                        at,
                        lexeme,
                        ..
                    } = self;
                    scanner
                        .skip(rest, at, lexeme)
                        .map_err(|error| error.moved(*base))?;
                    if format == Format::Json {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// Goes into an object and returns where it starts.
    pub(super) fn enter_object(&mut self) -> Result<usize, DecodeError> {
        let at = self.offset()?;
        if !self.is_object()? {
            return Err(DecodeError::WrongType {
                expected: "an object",
                at,
            });
        }
        if self.format() == Format::Json {
            self.peeked = false;
        }
        Ok(at)
    }

    /// Whether the value can be read as an object: an empty element can.
    pub(super) fn is_object(&mut self) -> Result<bool, DecodeError> {
        let first = self.peek()?;
        Ok(match self.format() {
            Format::Json => first == Token::ObjectStart,
            Format::Xml => first != Token::Text || self.kind()? == Kind::Object,
        })
    }

    /// Goes to the next value of the object and returns its name, or goes out of the object.
    pub(super) fn next_member(&mut self) -> Result<Option<&'b [u8]>, DecodeError> {
        loop {
            match self.peek()? {
                // Left for whoever read the start tag.
                Token::ElementEnd | Token::Finished => return Ok(None),
                Token::ObjectEnd => {
                    self.peeked = false;
                    return Ok(None);
                }
                Token::Text => self.peeked = false,
                token => {
                    self.peeked = false;
                    let Lexeme {
                        whole,
                        inner,
                        coded,
                        ..
                    } = self.lexeme;
                    let name = self.text(inner, coded)?;
                    if token == Token::ElementStart {
                        // So that `rest` starts where the content does.
                        self.cut(whole.end - inner.end);
                        self.element = Some(name);
                    }
                    return Ok(Some(name));
                }
            }
        }
    }

    /// Ends the value of the member of this name.
    #[inline]
    pub(super) fn end_member(&mut self, name: &[u8]) -> Result<(), DecodeError> {
        match self.format() {
            Format::Json => Ok(()),
            Format::Xml => self.end_element(name),
        }
    }

    fn end_element(&mut self, name: &[u8]) -> Result<(), DecodeError> {
        let token = self.take()?;
        let Span { start: at, .. } = self.lexeme.whole;
        let ended = match token {
            Token::ElementEnd => xml::closed(self.rest, self.lexeme, name).map(drop),
            Token::Finished => Err(SyntaxError::Truncated { at }),
            _ => Err(SyntaxError::Unexpected { at }),
        };
        Ok(ended.map_err(|error| error.moved(self.base))?)
    }

    /// Whether the next element, behind the end of this one, has the same name.
    pub(super) fn has_sibling(&mut self, name: &[u8]) -> Result<bool, DecodeError> {
        let (_, mut ahead) = self.look_ahead()?;
        ahead.stands_before(name)
    }

    /// Whether the first member of the object has one of these names.
    pub(super) fn starts_with_one_of(&mut self, names: &[&str]) -> Result<bool, DecodeError> {
        let format = self.format();
        let (mut lexeme, mut ahead) = self.look_ahead()?;
        while matches!(lexeme.token, Token::ObjectStart | Token::Text) {
            lexeme = ahead.next()?;
        }
        let name = Characters::new(format, ahead.raw(&lexeme));
        Ok(names.iter().any(|known| name.clone().eq(known.chars())))
    }

    /// Whether this is a value of nothing but white space in XML.
    pub(super) fn is_blank_element(&self, scalar: &Scalar<'_>) -> bool {
        self.format() == Format::Xml && scalar.raw.iter().copied().all(is_white)
    }

    /// Decodes what stands there in `rest`, which starts behind it then.
    fn text(&mut self, span: Span, coded: bool) -> Result<&'b [u8], DecodeError> {
        let text = self.cut(span.end).get_mut(span.start..).unwrap_or_default();
        if !coded {
            return Ok(text);
        }
        let place = self.base.saturating_sub(text.len());
        let length = decode_in_place(self.format(), text).map_err(|error| error.moved(place))?;
        Ok(text.get(..length).unwrap_or_default())
    }

    /// Cuts off the start of `rest`.
    #[inline]
    fn cut(&mut self, length: usize) -> &'b mut [u8] {
        let (cut, rest) = take(&mut self.rest)
            .split_at_mut_checked(length)
            .unwrap_or_default();
        self.rest = rest;
        self.base += length;
        self.at = self.at.saturating_sub(length);
        if self.peeked {
            let Lexeme { whole, inner, .. } = &mut self.lexeme;
            for offset in [
                &mut whole.start,
                &mut whole.end,
                &mut inner.start,
                &mut inner.end,
            ] {
                *offset = offset.saturating_sub(length);
            }
        }
        cut
    }
}

/// Reads on without going on.
pub(super) struct Ahead<'a> {
    scanner: Scanner,
    bytes: &'a [u8],
    base: usize,
    at: usize,
}

impl<'a> Ahead<'a> {
    pub(super) fn next(&mut self) -> Result<Lexeme, DecodeError> {
        let lexeme = self.scanner.next(self.bytes, &mut self.at);
        Ok(lexeme.map_err(|error| error.moved(self.base))?)
    }

    pub(super) fn skip(&mut self, opened: &Lexeme) -> Result<(), DecodeError> {
        let skipped = self.scanner.skip(self.bytes, &mut self.at, opened);
        skipped.map_err(|error| error.moved(self.base))?;
        Ok(())
    }

    /// The name in a tag, or before a value, as it is written.
    pub(super) fn raw(&self, lexeme: &Lexeme) -> &'a [u8] {
        self.bytes
            .get(lexeme.inner.start..lexeme.inner.end)
            .unwrap_or_default()
    }
}
