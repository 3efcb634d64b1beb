//! Reading the content of XML elements one by one.

mod ahead;
mod plain;

use self::ahead::Ahead;
use super::super::{
    error::{DecodeError, SyntaxError},
    text::{Format, Lexeme, Notes, SMALL, Span, Token, digits, is_white, plain_boolean},
    tree::{Kind, Name},
    xml::{Scanner, closed},
};
use super::{
    list::{A_LIST, Layout},
    scalar::Scalar,
    source::Source,
};

/// Stands behind a start tag, at the content; or behind the content, before the end tag, which
/// belongs to whoever read the start tag.
pub(super) struct Reader<'b> {
    source: Source<'b>,
    scanner: Scanner,
    at: usize,
    /// The last token that was read.
    lexeme: Lexeme,
    /// It is to be read again.
    peeked: bool,
    /// Where the content starts.
    content: usize,
    /// The name of the element in which the value stands that comes next, unless that is the item
    /// of a list already.
    element: Option<&'b str>,
    /// The offset of the tag or content that was read last.
    place: usize,
    /// All characters that are not ASCII are known to be such as XML allows.
    allowed: bool,
}

impl<'b> Reader<'b> {
    pub(super) fn new(bytes: &'b mut [u8], document: bool) -> Result<Self, DecodeError> {
        let scanner = if document {
            Scanner::document()
        } else {
            Scanner::content()
        };
        let text = plain::text_of(bytes, document);
        let unusual = SMALL || plain::has_unusual_bytes(text);
        let allowed = !unusual || (!SMALL && !plain::has_noncharacters(text));
        let source = if unusual && plain::is_coded(text) {
            Source::Coded {
                rest: bytes,
                base: 0,
            }
        } else {
            Source::Plain(plain::checked(bytes, scanner)?)
        };
        Ok(Self {
            allowed,
            source,
            scanner,
            at: 0,
            lexeme: Lexeme::new(Token::Finished, 0, 0),
            peeked: false,
            content: 0,
            element: None,
            place: 0,
        })
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
        Err(self.source.error(error))
    }

    /// Where the next token stands.
    pub(super) fn offset(&mut self) -> Result<usize, DecodeError> {
        self.peek()?;
        Ok(self.source.offset(self.lexeme.whole.start))
    }

    /// What kind of value comes.
    pub(super) fn kind(&mut self) -> Result<Kind, DecodeError> {
        Ok(match self.peek()? {
            Token::Text if self.look_ahead().next()?.token == Token::ElementStart => Kind::Object,
            Token::ElementStart => Kind::Object,
            _ => Kind::Text,
        })
    }

    /// Reads a text if it is written plainly; otherwise it is left.
    #[inline]
    pub(super) fn short_text(&mut self) -> Option<&'b str> {
        let Source::Plain(text) = self.source else {
            return None;
        };
        if !self.allowed || self.peeked {
            return None;
        }
        let end = self.scanner.plain_text(text.as_bytes(), self.at)?;
        let found = text.get(self.at..end)?;
        self.place = self.at;
        self.at = end;
        Some(found)
    }

    /// Reads an integer if it is written plainly.
    #[inline]
    pub(super) fn short_integer(&mut self) -> Option<u64> {
        self.short_scalar(digits)
    }

    /// Reads a boolean if it is written plainly.
    #[inline]
    pub(super) fn short_boolean(&mut self) -> Option<bool> {
        self.short_scalar(plain_boolean)
    }

    /// Reads what `read` finds if that is all there is in an element.
    #[inline]
    fn short_scalar<T>(
        &mut self,
        read: impl FnOnce(&[u8], usize) -> Option<(T, usize)>,
    ) -> Option<T> {
        let Source::Plain(text) = self.source else {
            return None;
        };
        if self.peeked || !self.scanner.is_in_element() {
            return None;
        }
        let (value, end) = read(text.as_bytes(), self.at)?;
        if !matches!(text.as_bytes().get(end..)?, [b'<', b'/', ..]) {
            return None;
        }
        self.place = self.at;
        self.at = end;
        Some(value)
    }

    /// Reads the content of an element in which there are no elements.
    pub(super) fn scalar(&mut self, expected: &'static str) -> Result<Scalar<'b>, DecodeError> {
        let at = self.offset()?;
        self.place = at;
        let mut coded = self.lexeme.coded;
        if self.lexeme.token == Token::Text {
            self.peeked = false;
            let end = self.lexeme.whole.end;
            let rest = self.source.bytes().get(end..).unwrap_or_default();
            if rest.starts_with(b"</") {
                let text = self.text(Span::new(self.content, end), coded)?;
                let kind = Kind::Text;
                return Ok(Scalar { text, kind, at });
            }
            self.peek()?;
            coded |= self.lexeme.coded;
        }
        if self.lexeme.token == Token::ElementStart {
            let at = self.offset()?;
            return Err(DecodeError::WrongType { expected, at });
        }
        let text = self.text(Span::new(self.content, self.lexeme.whole.start), coded)?;
        let kind = Kind::Text;
        Ok(Scalar { text, kind, at })
    }

    /// Passes over a value, which is checked but not decoded.
    pub(super) fn skip(&mut self) -> Result<(), DecodeError> {
        if self.short_text().is_some() {
            return Ok(());
        }
        loop {
            match self.peek()? {
                Token::ElementEnd | Token::Finished => return Ok(()),
                Token::ElementStart => {
                    let (bytes, lexeme) = (self.source.bytes(), &self.lexeme);
                    let skipped =
                        self.scanner
                            .skip(bytes, &mut self.at, lexeme, &mut Notes::default());
                    skipped.map_err(|error| self.source.error(error))?;
                }
                _ => {}
            }
            self.peeked = false;
        }
    }

    /// Whether the value can be read as an object: an empty element can.
    pub(super) fn is_object(&mut self) -> Result<bool, DecodeError> {
        Ok(self.peek()? != Token::Text || self.kind()? == Kind::Object)
    }

    pub(super) fn enter_object(&mut self) -> Result<usize, DecodeError> {
        let at = self.offset()?;
        if self.is_object()? {
            return Ok(at);
        }
        let expected = "an object";
        Err(DecodeError::WrongType { expected, at })
    }

    /// Goes into the next element of the element and returns its name, if that is written plainly.
    #[inline(never)]
    pub(super) fn short_member(&mut self) -> Option<&'b str> {
        let Source::Plain(text) = self.source else {
            return None;
        };
        if !self.peeked {
            self.lexeme = self.scanner.plain_start_tag(text.as_bytes(), self.at)?;
            self.at = self.lexeme.whole.end;
        } else if self.lexeme.token != Token::ElementStart {
            return None;
        }
        let Lexeme { whole, inner, .. } = self.lexeme;
        self.peeked = false;
        self.place = whole.start;
        self.content = whole.end;
        self.element = text.get(inner.start..inner.end);
        self.element
    }

    /// Goes into the next element of the element and returns its name, if there is one.
    pub(super) fn next_member(&mut self) -> Result<Option<&'b str>, DecodeError> {
        if !self.peeked && self.scanner.plain_end_follows(self.source.bytes(), self.at) {
            return Ok(None);
        }
        loop {
            match self.peek()? {
                Token::ElementEnd | Token::Finished => return Ok(None),
                Token::ElementStart => {
                    self.peeked = false;
                    self.content = self.lexeme.whole.end;
                    self.place = self.source.offset(self.lexeme.whole.start);
                    let name = self.text(self.lexeme.inner, false)?;
                    self.element = Some(name);
                    return Ok(Some(name));
                }
                _ => self.peeked = false,
            }
        }
    }

    pub(super) const fn place(&self) -> usize {
        self.place
    }

    /// Goes out of the element of this name.
    pub(super) fn end_member(&mut self, name: &str) -> Result<(), DecodeError> {
        if !self.peeked {
            let bytes = self.source.bytes();
            let end = self.scanner.plain_end_tag(bytes, self.at, name.as_bytes());
            if let Some(end) = end {
                self.at = end;
                return Ok(());
            }
        }
        let at = match self.take()? {
            Token::ElementEnd => {
                let ended = closed(self.source.bytes(), &self.lexeme, name.as_bytes());
                return ended.map_err(|error| self.source.error(error));
            }
            Token::Finished => {
                let at = self.lexeme.whole.start;
                return Err(self.source.error(SyntaxError::Truncated { at }));
            }
            _ => self.lexeme.whole.start,
        };
        Err(self.source.error(SyntaxError::Unexpected { at }))
    }

    /// Goes into a list: finds out how it is laid out.
    pub(super) fn enter_list(&mut self) -> Result<Layout<'b>, DecodeError> {
        let first = self.peek()?;
        if let Some(element) = self.element
            && first == Token::ElementStart
            && self.name(&self.lexeme).is_for_items_of(element.as_bytes())
        {
            return Ok(Layout::Undecided);
        }
        self.layout()
    }

    /// Goes to the first item of a list whose layout was undecided: a struct with these fields, or
    /// none.
    pub(super) fn settle(&mut self, fields: &[&str]) -> Result<Layout<'b>, DecodeError> {
        if self.starts_with_one_of(fields)? {
            return Ok(match self.layout()? {
                Layout::Siblings(name) => Layout::AfterSibling(name),
                _ => Layout::Ended,
            });
        }
        self.enter_object()?;
        let name = self.next_member()?;
        self.element = None;
        Ok(name.map_or(Layout::Ended, Layout::AfterMember))
    }

    /// Reads ahead over the whole list.
    fn layout(&mut self) -> Result<Layout<'b>, DecodeError> {
        let first = self.peek()?;
        let mut ahead = self.look_ahead();
        let mut lexeme = self.lexeme;
        // The name of the elements in the element, while it is one.
        let mut name: Option<&[u8]> = None;
        let mut one_name = true;
        while let Token::Text | Token::ElementStart = lexeme.token {
            if lexeme.token == Token::ElementStart {
                let this = ahead.raw(&lexeme);
                one_name &= this == *name.get_or_insert(this);
                ahead.skip(&lexeme)?;
            }
            lexeme = ahead.next()?;
        }
        let named = name.is_some();
        if let Some(element) = self.element
            && lexeme.token != Token::Finished
            && ahead.stands_before(element)?
        {
            return Ok(Layout::Siblings(element));
        }
        Ok(match first {
            Token::ElementEnd | Token::Finished => Layout::Ended,
            _ if named && one_name => Layout::Undecided,
            _ => Layout::Alone,
        })
    }

    /// Whether the first element has one of these names.
    fn starts_with_one_of(&mut self, names: &[&str]) -> Result<bool, DecodeError> {
        self.peek()?;
        let (mut ahead, mut lexeme) = (self.look_ahead(), self.lexeme);
        while lexeme.token == Token::Text {
            lexeme = ahead.next()?;
        }
        let name = Name::new(Format::Xml, ahead.raw(&lexeme));
        Ok(names.iter().any(|known| name.is(known)))
    }

    /// Goes to the next item, if there is one, and otherwise out of the list.
    pub(super) fn next_item(&mut self, layout: &mut Layout<'b>) -> Result<bool, DecodeError> {
        let element = self.element.take();
        let (more, next) = match *layout {
            Layout::Undecided => {
                self.element = element;
                return Ok(true);
            }
            Layout::Siblings(name) => (true, Layout::AfterSibling(name)),
            Layout::AfterSibling(name) if self.short_sibling(name) => (true, *layout),
            Layout::AfterSibling(name) if self.has_sibling(name)? => {
                self.end_member(name)?;
                self.next_member()?;
                (true, *layout)
            }
            Layout::AfterMember(name) => {
                self.end_member(name)?;
                let at = self.offset()?;
                let next = match self.short_member() {
                    None => self.next_member()?,
                    next => next,
                };
                match next {
                    None => (false, Layout::Ended),
                    Some(next) if next == name => (true, *layout),
                    Some(_) => {
                        let expected = A_LIST;
                        return Err(DecodeError::WrongType { expected, at });
                    }
                }
            }
            Layout::Alone => (true, Layout::Ended),
            _ => (false, Layout::Ended),
        };
        self.element = None;
        *layout = next;
        Ok(more)
    }

    /// Goes into the next element, behind the end of this one, if it has the same name and that is
    /// written plainly.
    fn short_sibling(&mut self, name: &str) -> bool {
        let (bytes, mut scanner) = (self.source.bytes(), self.scanner);
        if self.peeked || !matches!(self.source, Source::Plain(_)) {
            return false;
        }
        let end = scanner.plain_end_tag(bytes, self.at, name.as_bytes());
        let tag = end.and_then(|end| scanner.plain_start_tag(bytes, end));
        match tag {
            Some(Lexeme { whole, inner, .. })
                if bytes.get(inner.start..inner.end) == Some(name.as_bytes()) =>
            {
                self.scanner = scanner;
                self.at = whole.end;
                self.place = whole.start;
                self.content = whole.end;
                true
            }
            _ => false,
        }
    }

    /// Whether the next element, behind the end of this one, has the same name.
    fn has_sibling(&mut self, name: &str) -> Result<bool, DecodeError> {
        self.peek()?;
        self.look_ahead().stands_before(name)
    }

    fn name(&self, tag: &Lexeme) -> Name<'_> {
        let Span { start, end } = tag.inner;
        let raw = self.source.bytes().get(start..end).unwrap_or_default();
        Name::new(Format::Xml, raw)
    }

    /// Reads the next token, which remains the next.
    #[inline]
    fn peek(&mut self) -> Result<Token, DecodeError> {
        if !self.peeked {
            let bytes = self.source.bytes();
            if let Some(tag) = self.scanner.plain_start_tag(bytes, self.at) {
                self.at = tag.whole.end;
                self.lexeme = tag;
            } else {
                let next = self.scanner.next(bytes, &mut self.at);
                self.lexeme = next.map_err(|error| self.source.error(error))?;
            }
            self.peeked = true;
        }
        Ok(self.lexeme.token)
    }

    #[inline]
    fn take(&mut self) -> Result<Token, DecodeError> {
        let token = self.peek()?;
        self.peeked = false;
        Ok(token)
    }

    /// Reads on behind the peeked token without going on.
    fn look_ahead(&self) -> Ahead<'_, 'b> {
        Ahead {
            source: &self.source,
            scanner: self.scanner,
            at: self.at,
        }
    }

    #[inline]
    fn text(&mut self, span: Span, coded: bool) -> Result<&'b str, DecodeError> {
        let (text, less) = self.source.text(Format::Xml, span, coded)?;
        if less > 0 {
            self.content = self.content.saturating_sub(less);
            self.at = self.at.saturating_sub(less);
            let Lexeme { whole, inner, .. } = &mut self.lexeme;
            for offset in [
                &mut whole.start,
                &mut whole.end,
                &mut inner.start,
                &mut inner.end,
            ] {
                *offset = offset.saturating_sub(less);
            }
        }
        Ok(text)
    }
}

/// Whether a text is nothing but what XML takes for an empty one.
pub(super) fn is_blank(text: &str) -> bool {
    text.bytes().all(is_white)
}
