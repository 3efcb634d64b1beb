//! Reading JSON values one by one.

mod plain;

use core::mem::take;

use super::super::{
    error::{DecodeError, SyntaxError},
    json::{self, Scanner},
    text::{
        Format, Leniency, MARK, MAX_DEPTH, Notes, SMALL, Span, Token, behind_word, number,
        plain_boolean, skip_white, stands_at, utf8,
    },
    tree::{Kind, Name},
};
use super::{
    list::{A_LIST, Layout},
    scalar::Scalar,
    source::Source,
};

/// Stands before a value or behind one.
pub(super) struct Reader<'b> {
    source: Source<'b>,
    at: usize,
    depth: usize,
    /// Nothing was read in the container that was entered last.
    first: bool,
    /// The offset of the name or scalar that was read last.
    place: usize,
    leniency: Leniency,
}

impl<'b> Reader<'b> {
    pub(super) fn new(
        bytes: &'b mut [u8],
        leniency: Leniency,
        document: bool,
    ) -> Result<Self, DecodeError> {
        let marked = document && !bytes.is_empty() && stands_at(bytes, 0, MARK)?;
        let source = if has_escapes(bytes) {
            Source::Coded {
                rest: bytes,
                base: 0,
            }
        } else {
            Source::Plain(checked(bytes, leniency, document)?)
        };
        Ok(Self {
            source,
            at: if marked { MARK.len() } else { 0 },
            depth: 0,
            first: false,
            place: 0,
            leniency,
        })
    }

    /// The value was read: nothing can follow it.
    pub(super) fn finish(self) -> Result<(), DecodeError> {
        let bytes = self.source.bytes();
        let at = skip_white(bytes, self.at);
        if at < bytes.len() {
            return Err(self.source.error(SyntaxError::TrailingBytes { at }));
        }
        Ok(())
    }

    /// Where the next name or value starts, or the bracket that comes next.
    #[inline]
    pub(super) fn offset(&mut self) -> Result<usize, DecodeError> {
        let comma = self.next_byte()? == b',';
        let mut at = self.at;
        if comma {
            at = skip_white(self.source.bytes(), self.at + 1);
        }
        Ok(self.source.offset(at))
    }

    /// What kind of value comes.
    #[inline]
    pub(super) fn kind(&mut self) -> Result<Kind, DecodeError> {
        Ok(match self.next_byte()? {
            b'"' => Kind::Text,
            b'{' => Kind::Object,
            b'[' => Kind::List,
            b'-' | b'0'..=b'9' => Kind::Number,
            b't' | b'f' => Kind::Boolean,
            b'n' => Kind::Null,
            _ => return Err(self.unexpected()),
        })
    }

    /// Reads a text if it is written shortly; otherwise it is left.
    #[cfg_attr(
        target_pointer_width = "64",
        expect(
            clippy::inline_always,
            reason = "a third of what decoding a text costs"
        ),
        inline(always)
    )]
    pub(super) fn short_text(&mut self) -> Option<&'b str> {
        let Source::Plain(text) = self.source else {
            return None;
        };
        let (found, end) = plain::string(text, self.at)?;
        self.place = self.at;
        self.at = end;
        Some(found)
    }

    /// Reads a value as text, whatever scalar it is.
    #[inline(never)]
    pub(super) fn text_value(&mut self, expected: &'static str) -> Result<&'b str, DecodeError> {
        if self.next_byte()? != b'"' {
            let scalar = self.scalar(expected)?;
            self.place = scalar.at;
            if scalar.kind == Kind::Null {
                return Err(scalar.is_not(expected));
            }
            return Ok(scalar.text);
        }
        self.place = self.source.offset(self.at);
        let text = self.string()?;
        self.at += 1;
        Ok(text)
    }

    /// Reads an integer if it is written shortly.
    #[inline]
    pub(super) fn short_integer(&mut self) -> Option<u64> {
        let Source::Plain(text) = self.source else {
            return None;
        };
        let (value, end) = plain::integer(text, self.at)?;
        self.place = self.at;
        self.at = end;
        Some(value)
    }

    /// Reads a boolean if it is written shortly.
    #[inline]
    pub(super) fn short_boolean(&mut self) -> Option<bool> {
        let Source::Plain(text) = self.source else {
            return None;
        };
        let (value, end) = plain_boolean(text.as_bytes(), self.at)?;
        self.place = self.at;
        self.at = end;
        Some(value)
    }

    /// Reads a value that is neither an object nor a list.
    pub(super) fn scalar(&mut self, expected: &'static str) -> Result<Scalar<'b>, DecodeError> {
        let kind = self.kind()?;
        let (start, bytes) = (self.at, self.source.bytes());
        let at = self.source.offset(start);
        if kind == Kind::Text {
            let text = self.string()?;
            self.at += 1;
            return Ok(Scalar { text, kind, at });
        }
        let end = match kind {
            Kind::Number => number(bytes, start),
            Kind::Null => behind_word(bytes, start, b"null"),
            Kind::Boolean if bytes.get(start) == Some(&b't') => behind_word(bytes, start, b"true"),
            Kind::Boolean => behind_word(bytes, start, b"false"),
            _ => return Err(DecodeError::WrongType { expected, at }),
        };
        self.at = end.map_err(|error| self.source.error(error))?;
        let text = self.text(Span::new(start, self.at), false)?;
        Ok(Scalar { text, kind, at })
    }

    /// Passes over a value, which is checked but not decoded.
    pub(super) fn skip(&mut self) -> Result<(), DecodeError> {
        if self.short_text().is_some() {
            return Ok(());
        }
        let (bytes, at) = (self.source.bytes(), &mut self.at);
        let mut scanner = Scanner::inside(self.depth, self.leniency);
        let skipped = match scanner.next(bytes, at) {
            Ok(first) => scanner.skip(bytes, at, &first, &mut Notes::default()),
            Err(error) => Err(error),
        };
        skipped.map_err(|error| self.source.error(error))
    }

    /// Goes into an object; returns where it starts.
    #[inline]
    pub(super) fn enter_object(&mut self) -> Result<usize, DecodeError> {
        if SMALL || !self.stands_at(b'{') {
            self.expect_object()?;
        }
        let at = self.source.offset(self.at);
        self.enter()?;
        Ok(at)
    }

    fn expect_object(&mut self) -> Result<(), DecodeError> {
        if self.kind()? == Kind::Object {
            return Ok(());
        }
        Err(DecodeError::WrongType {
            expected: "an object",
            at: self.source.offset(self.at),
        })
    }

    /// Goes to the next value of the object and returns its name, if that is written shortly.
    #[cfg_attr(
        target_pointer_width = "64",
        expect(
            clippy::inline_always,
            reason = "a third of what finding a member costs"
        ),
        inline(always)
    )]
    pub(super) fn short_member(&mut self) -> Option<&'b str> {
        let Source::Plain(text) = self.source else {
            return None;
        };
        let (name, end) = plain::name(text, self.at, self.first)?;
        self.place = self.at + usize::from(!self.first);
        self.at = end;
        self.first = false;
        Some(name)
    }

    /// Goes out of the object if its bracket comes at once.
    #[inline]
    pub(super) fn short_end(&mut self) -> bool {
        let ends = self.stands_at(b'}');
        if ends {
            self.leave();
        }
        ends
    }

    /// Goes to the next value of the object and returns its name, or goes out of the object.
    #[inline(never)]
    pub(super) fn next_member(&mut self) -> Result<Option<&'b str>, DecodeError> {
        let mut byte = self.next_byte()?;
        if byte == b'}' {
            self.leave();
            return Ok(None);
        }
        if !take(&mut self.first) {
            if byte != b',' {
                return Err(self.unexpected());
            }
            self.at += 1;
            byte = self.next_byte()?;
        }
        if byte != b'"' {
            return Err(self.unexpected());
        }
        self.place = self.source.offset(self.at);
        let name = self.string()?;
        match json::behind_colon(self.source.bytes(), self.at + 1) {
            Ok(behind) => self.at = behind,
            Err(error) => return Err(self.source.error(error)),
        }
        Ok(Some(name))
    }

    pub(super) const fn place(&self) -> usize {
        self.place
    }

    /// Goes into a list: finds out how it is laid out.
    pub(super) fn enter_list(&mut self) -> Result<Layout<'b>, DecodeError> {
        let kind = self.kind()?;
        let not_a_list = DecodeError::WrongType {
            expected: A_LIST,
            at: self.source.offset(self.at),
        };
        match kind {
            Kind::List => {
                self.enter()?;
                Ok(Layout::List { wrapped: false })
            }
            Kind::Text if self.scalar(A_LIST)?.text.is_empty() => Ok(Layout::Ended),
            Kind::Object => self.enter_wrapped_list(),
            _ => Err(not_a_list),
        }
    }

    fn enter_wrapped_list(&mut self) -> Result<Layout<'b>, DecodeError> {
        let layout = self
            .look_ahead()
            .map_err(|error| self.source.error(error))?;
        match layout {
            Layout::Ended => {
                self.enter()?;
                self.next_member()?;
            }
            Layout::List { .. } => {
                self.enter()?;
                self.next_member()?;
                self.next_byte()?;
                self.enter()?;
            }
            _ => {}
        }
        Ok(layout)
    }

    /// How the list is laid out that stands for an object.
    fn look_ahead(&self) -> Result<Layout<'b>, SyntaxError> {
        let (bytes, at) = (self.source.bytes(), &mut { self.at });
        let mut scanner = Scanner::inside(self.depth, self.leniency);
        scanner.next(bytes, at)?;
        if scanner.next(bytes, at)?.token == Token::ObjectEnd {
            return Ok(Layout::Ended);
        }
        let value = scanner.next(bytes, at)?;
        if value.token == Token::ListStart {
            return Ok(match scanner.next(bytes, at)?.token {
                Token::ListEnd | Token::Null => Layout::List { wrapped: true },
                _ => Layout::Undecided,
            });
        }
        scanner.skip(bytes, at, &value, &mut Notes::default())?;
        let only_member = scanner.next(bytes, at)?.token == Token::ObjectEnd;
        Ok(if only_member {
            Layout::Undecided
        } else {
            Layout::Alone
        })
    }

    /// Goes to the first item of a list whose layout was undecided: a struct with these fields, or
    /// none.
    pub(super) fn settle(&mut self, fields: &[&str]) -> Result<Layout<'b>, DecodeError> {
        if self.starts_with_one_of(fields)? {
            return Ok(Layout::Ended);
        }
        self.enter()?;
        let name = self.next_member()?;
        if self.next_byte()? == b'[' {
            self.enter()?;
            self.first = false;
            return Ok(Layout::List { wrapped: true });
        }
        Ok(name.map_or(Layout::Ended, Layout::AfterMember))
    }

    /// Whether the first member of the object has one of these names.
    fn starts_with_one_of(&self, names: &[&str]) -> Result<bool, DecodeError> {
        let (bytes, at) = (self.source.bytes(), &mut { self.at });
        let mut scanner = Scanner::inside(self.depth, self.leniency);
        let name = match scanner.next(bytes, at) {
            Ok(_) => scanner.next(bytes, at),
            Err(error) => Err(error),
        };
        let Span { start, end } = name.map_err(|error| self.source.error(error))?.inner;
        let name = Name::new(Format::Json, bytes.get(start..end).unwrap_or_default());
        Ok(names.iter().any(|known| name.is(known)))
    }

    /// Goes to the next item, if there is one, and otherwise out of the list.
    #[inline]
    pub(super) fn next_item(&mut self, layout: &mut Layout<'b>) -> Result<bool, DecodeError> {
        match *layout {
            Layout::List { wrapped } => {
                let byte = self.next_byte()?;
                if byte != b']' {
                    if !take(&mut self.first) {
                        if byte != b',' {
                            return Err(self.unexpected());
                        }
                        self.at += 1;
                    }
                    return Ok(true);
                }
                self.leave();
                *layout = Layout::Ended;
                if wrapped {
                    self.end_of_wrapped_list()?;
                }
                Ok(false)
            }
            Layout::Undecided => Ok(true),
            Layout::Alone => {
                *layout = Layout::Ended;
                Ok(true)
            }
            Layout::AfterMember(_) => {
                *layout = Layout::Ended;
                self.end_of_wrapped_list()?;
                Ok(false)
            }
            _ => Ok(false),
        }
    }

    /// The list was the only member of its object.
    fn end_of_wrapped_list(&mut self) -> Result<(), DecodeError> {
        let at = self.offset()?;
        match self.next_member()? {
            None => Ok(()),
            Some(_) => Err(DecodeError::WrongType {
                expected: A_LIST,
                at,
            }),
        }
    }

    #[inline]
    fn enter(&mut self) -> Result<(), DecodeError> {
        if self.depth == MAX_DEPTH {
            return Err(self.source.error(SyntaxError::TooDeep { at: self.at }));
        }
        self.at += 1;
        self.depth += 1;
        self.first = true;
        Ok(())
    }

    fn leave(&mut self) {
        self.at += 1;
        self.depth = self.depth.saturating_sub(1);
        self.first = false;
    }

    #[inline]
    fn stands_at(&self, byte: u8) -> bool {
        self.source.bytes().get(self.at) == Some(&byte)
    }

    /// The byte behind white space, to which it goes.
    #[inline]
    fn next_byte(&mut self) -> Result<u8, DecodeError> {
        let bytes = self.source.bytes();
        self.at = skip_white(bytes, self.at);
        match bytes.get(self.at) {
            Some(&byte) => Ok(byte),
            None if self.depth == 0 => Err(SyntaxError::Empty.into()),
            None => Err(self.source.error(SyntaxError::Truncated { at: self.at })),
        }
    }

    /// Reads the string at which it stands, up to its closing quote.
    #[cfg_attr(
        target_pointer_width = "64",
        expect(
            clippy::inline_always,
            reason = "names and texts are most of a document: two calls fewer for each"
        ),
        inline(always)
    )]
    fn string(&mut self) -> Result<&'b str, DecodeError> {
        let start = self.at + 1;
        let checked = self.source.is_checked();
        match json::string(self.source.bytes(), start, self.leniency, checked) {
            Ok((closing, coded)) => {
                self.at = closing;
                self.text(Span::new(start, closing), coded)
            }
            Err(error) => Err(self.source.error(error)),
        }
    }

    #[inline]
    fn text(&mut self, span: Span, coded: bool) -> Result<&'b str, DecodeError> {
        let (text, less) = self.source.text(Format::Json, span, coded)?;
        self.at = self.at.saturating_sub(less);
        Ok(text)
    }

    #[cold]
    fn unexpected(&self) -> DecodeError {
        self.source.error(SyntaxError::Unexpected { at: self.at })
    }
}

/// Without a way out within a piece, so that the compiler can compare many bytes at once.
fn has_escapes(bytes: &[u8]) -> bool {
    let mut pieces = bytes.chunks(256);
    pieces.any(|piece| {
        let each = piece.iter().map(|&byte| u8::from(byte == b'\\'));
        each.fold(0, |any, one| any | one) > 0
    })
}

/// The bytes as text; or what is wrong with them first.
fn checked(bytes: &[u8], leniency: Leniency, document: bool) -> Result<&str, SyntaxError> {
    let error = match utf8(bytes, Span::new(0, bytes.len())) {
        Ok(text) => return Ok(text),
        Err(error) => error,
    };
    let mut scanner = if document {
        Scanner::document(leniency)
    } else {
        Scanner::value(leniency)
    };
    let mut at = 0;
    while scanner.next(bytes, &mut at)?.token != Token::Finished {}
    Err(error)
}
