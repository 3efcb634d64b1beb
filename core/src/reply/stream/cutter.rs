//! Cuts a document into parts as it comes through the window.

use super::{
    StreamError,
    oversize::Oversize,
    window::{RESERVE, Window},
};
use crate::reply::{
    error::SyntaxError,
    text::{Format, Inside, Leniency, Lexeme, Part, Span, Token},
    tree::Scanner,
};

pub(super) struct Cutter<'w> {
    scanner: Scanner,
    inside: Inside,
    /// Where XML text starts outside of the root element.
    stray: Option<usize>,
    /// What is too long for the window, and passes by.
    oversize: Option<Oversize>,
    pub(super) window: Window<'w>,
}

impl<'w> Cutter<'w> {
    pub(super) const fn new(format: Format, leniency: Leniency, window: &'w mut [u8]) -> Self {
        Self {
            scanner: Scanner::document(format, leniency),
            inside: Inside::Nothing,
            stray: None,
            oversize: None,
            window: Window::new(window),
        }
    }

    pub(super) const fn format(&self) -> Format {
        self.scanner.format()
    }

    /// Reads the next part, which is `More` if bytes are missing.
    pub(super) fn part(&mut self) -> Result<Part, StreamError> {
        if self.oversize.is_some() {
            return Ok(Part::More);
        }
        self.window.begin_part();
        let mut at = self.window.at;
        let bytes = self.window.bytes();
        let part = self.scanner.part(&mut self.inside, bytes, &mut at);
        let part = part.map_err(|error| error.moved(self.window.shift()))?;
        self.window.at = at;
        match part {
            Part::Tag => self.tag(),
            Part::Stray(at) => {
                let at = at.saturating_add(self.window.shift());
                self.stray = self.stray.or(Some(at));
                Ok(Part::Passed)
            }
            part => Ok(part),
        }
    }

    /// Takes input into the window; there must be some.
    pub(super) fn fill(&mut self, input: &mut &[u8]) -> Result<(), StreamError> {
        if self.window.capacity() < RESERVE {
            return Err(StreamError::WindowTooSmall { needed: RESERVE });
        }
        if self.oversize.is_none() {
            self.window.drop_read();
            let at_number = self.format().is_json() && self.inside == Inside::Nothing;
            if self.window.room() == 0 && at_number {
                // Before what is kept is let go: nobody may want the number.
                self.window.shorten_number();
            }
            if self.window.room() == 0 && !self.window.spill() {
                self.make_room()?;
            }
        }
        if self.oversize.is_some() {
            return self.pass_oversize(input);
        }
        // Behind a tag there must be room for its name.
        let until = self.format().is_xml().then_some(b'>');
        self.window.take(input, until);
        Ok(())
    }

    /// Goes on as XML, if JSON was expected and nothing but white space and a byte order mark was
    /// read whole.
    #[cfg(feature = "xml")]
    pub(super) fn turn_to_xml(&mut self, white: bool) -> bool {
        let blank = self.window.bytes().len() == self.window.at;
        if blank {
            self.scanner = Scanner::xml_behind(white);
        }
        blank
    }

    /// The document ends here.
    pub(super) fn finish(&mut self) -> Result<(), StreamError> {
        if let Some(oversize) = self.oversize {
            // Not known: it may be wrong, or be cut off.
            let needed = self.needed(oversize.count(), 0);
            return Err(StreamError::WindowTooSmall { needed });
        }
        if self.inside != Inside::Nothing {
            let at = self.window.taken();
            return Err(SyntaxError::Truncated { at }.into());
        }
        let shift = self.window.shift();
        let mut at = self.window.at;
        let left = self.window.bytes();
        if at == left.len() {
            if let Some(at) = self.stray {
                return Err(self.scanner.stray(at).into());
            }
            if self.scanner.is_blank() {
                return Err(SyntaxError::Empty.into());
            }
        }
        let mut number = None;
        loop {
            let from = at;
            let lexeme = self.scanner.next(left, &mut at);
            match lexeme.map_err(|error| error.moved(shift))?.token {
                Token::Finished => break,
                Token::Number => number = Some(Span::new(from, at)),
                _ => {}
            }
        }
        if let Some(number) = number {
            self.window.set_part(number);
        }
        Ok(())
    }

    fn tag(&mut self) -> Result<Part, StreamError> {
        if let Some(at) = self.stray {
            return Err(self.scanner.stray(at).into());
        }
        self.window.drop_read();
        let shift = self.window.shift();
        let mut at = self.window.at;
        let tag = self.scanner.whole_tag(self.window.bytes(), &mut at);
        let Some(tag) = tag.map_err(|error| error.moved(shift))? else {
            return Ok(Part::More);
        };
        self.window.at = at;
        if tag.token == Token::ElementStart {
            return self.start_tag(tag);
        }
        if tag.whole.end > tag.whole.start {
            self.window.measure(self.window.part());
            if self.window.piece(tag.inner) != self.window.top_name() {
                let at = tag.inner.start.saturating_add(shift);
                return Err(SyntaxError::MismatchedTag { at }.into());
            }
            self.window.pop_name();
        }
        Ok(Part::ElementEnd)
    }

    fn start_tag(&mut self, tag: Lexeme) -> Result<Part, StreamError> {
        let name_length = tag.inner.end.saturating_sub(tag.inner.start);
        let mut grows = name_length.saturating_add(1);
        if self.window.piece(tag.whole).ends_with(b"/>") {
            grows = 0;
        }
        let length = self.window.part();
        let names = self.window.names().saturating_add(grows);
        let alone = names.saturating_add(length.max(RESERVE));
        if alone > self.window.capacity() {
            let needed = alone.max(self.needed(length, grows));
            return Err(StreamError::WindowTooSmall { needed });
        }
        let mut name = tag.inner;
        if grows > 0 {
            if !self.window.push_name(name) {
                self.window.spill();
                let start = self.window.at.saturating_sub(length).saturating_add(1);
                name = Span::new(start, start.saturating_add(name_length));
                self.window.push_name(name);
            }
            self.window.measure(length);
        }
        Ok(Part::Element(name))
    }

    /// The bytes needed to hold so much more than what is kept.
    fn needed(&self, length: usize, grows: usize) -> usize {
        let held = self.window.kept().saturating_add(self.window.names());
        held.saturating_add(length).saturating_add(grows)
    }

    fn make_room(&mut self) -> Result<(), StreamError> {
        if self.format().is_json() {
            let needed = self.window.capacity().saturating_add(1);
            return Err(StreamError::WindowTooSmall { needed });
        }
        let rest = self.window.bytes().get(self.window.at..);
        let rest = rest.unwrap_or_default();
        let mut oversize = Oversize::new(self.scanner.is_at_declaration());
        for byte in rest {
            if let Some((length, grows)) = oversize.pass(*byte) {
                let needed = self.needed(length, grows);
                return Err(StreamError::WindowTooSmall { needed });
            }
        }
        self.oversize = Some(oversize);
        Ok(())
    }

    fn pass_oversize(&mut self, input: &mut &[u8]) -> Result<(), StreamError> {
        while let Some(oversize) = &mut self.oversize
            && let Some(byte) = self.window.pass(input)
        {
            if let Some((length, grows)) = oversize.pass(byte) {
                let needed = self.needed(length, grows);
                return Err(StreamError::WindowTooSmall { needed });
            }
        }
        Ok(())
    }
}
