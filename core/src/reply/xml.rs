//! The scanner for XML as gateways send it: elements, text, CDATA, references; no document types.
//!
//! Attributes, comments and processing instructions have to be well formed, and are passed over.

mod markup;

use self::markup::{declaration, end_tag, instruction, is_name_byte, start_tag, xml_declaration};
use super::{
    error::SyntaxError,
    text::{
        Lexeme, MARK, MAX_DEPTH, Span, Token, find_stop, skip_white, stands_at, utf8, xml_reference,
    },
};

/// How far the scanner has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Progress {
    /// Nothing was read: a byte order mark or the XML declaration may come.
    Nothing,
    /// Text was read, but no element.
    Text,
    /// An element was read, of which a document has one.
    Element,
}

/// Where the reading of a document stands: small, and `Copy`, so that looking ahead is reading on
/// with a copy.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scanner {
    /// A whole document has one root, and no text outside of it; content may have any.
    document: bool,
    progress: Progress,
    /// An empty-element tag was read: the end of the element comes next.
    owes_end: bool,
    depth: u8,
}

impl Scanner {
    /// For a whole document, which may start with a byte order mark.
    pub(crate) const fn document() -> Self {
        let progress = Progress::Nothing;
        Self {
            document: true,
            progress,
            owes_end: false,
            depth: 0,
        }
    }

    /// For what stands between the tags of an element.
    pub(crate) const fn content() -> Self {
        Self {
            document: false,
            progress: Progress::Text,
            ..Self::document()
        }
    }

    /// Reads the token at `at` and moves `at` behind it.
    ///
    /// Ends the input before the token does, then the answer is `Truncated`, and nothing has
    /// changed: the call can be repeated when there are more bytes. Only content outside of all
    /// elements cannot know whether it goes on.
    pub(crate) fn next(&mut self, bytes: &[u8], at: &mut usize) -> Result<Lexeme, SyntaxError> {
        if self.owes_end {
            self.owes_end = false;
            self.depth = self.depth.saturating_sub(1);
            return Ok(Lexeme::new(Token::ElementEnd, *at, *at));
        }
        let start = match self.progress {
            Progress::Nothing => prolog(bytes, *at)?,
            _ => *at,
        };
        let run = run(bytes, start)?;
        let next = bytes.get(run.end);
        let mut lexeme = if self.depth == 0 && (self.document || next.is_none()) {
            self.outside_of_elements(bytes, start, &run)?
        } else if next.is_none() {
            return Err(SyntaxError::Truncated { at: run.end });
        } else if run.text.is_some() {
            Lexeme::new(Token::Text, start, run.end)
        } else {
            self.tag(bytes, run.end)?
        };
        if self.progress == Progress::Nothing {
            self.progress = Progress::Text;
        }
        lexeme.coded |= run.coded;
        *at = lexeme.whole.end;
        Ok(lexeme)
    }

    /// Reads on behind the end of the element that `opened` starts; every element in it must be
    /// closed by its own name. Returns the end tag, and whether there were elements in it.
    pub(crate) fn skip(
        &mut self,
        bytes: &[u8],
        at: &mut usize,
        opened: &Lexeme,
    ) -> Result<(Lexeme, bool), SyntaxError> {
        let mut lexeme = self.next(bytes, at)?;
        if lexeme.token == Token::Text {
            lexeme = self.next(bytes, at)?;
        }
        if lexeme.token == Token::ElementEnd {
            let name = bytes.get(opened.inner.start..).unwrap_or_default();
            return Ok((closed(bytes, lexeme, name)?, false));
        }
        Ok((self.skip_elements(bytes, at, opened, lexeme)?, true))
    }

    /// The same behind the first start tag in the element.
    fn skip_elements(
        &mut self,
        bytes: &[u8],
        at: &mut usize,
        opened: &Lexeme,
        first: Lexeme,
    ) -> Result<Lexeme, SyntaxError> {
        // Where the names of the open elements start.
        let mut names = [opened.inner.start; MAX_DEPTH];
        let mut open = 1_usize;
        let mut lexeme = first;
        loop {
            match lexeme.token {
                Token::ElementStart => {
                    let too_deep = SyntaxError::TooDeep {
                        at: lexeme.whole.start,
                    };
                    *names.get_mut(open).ok_or(too_deep)? = lexeme.inner.start;
                    open += 1;
                }
                Token::ElementEnd => {
                    open = open.saturating_sub(1);
                    let name = names.get(open).and_then(|&start| bytes.get(start..));
                    lexeme = closed(bytes, lexeme, name.unwrap_or_default())?;
                    if open == 0 {
                        return Ok(lexeme);
                    }
                }
                Token::Finished => return Err(SyntaxError::Truncated { at: bytes.len() }),
                _ => {}
            }
            lexeme = self.next(bytes, at)?;
        }
    }

    #[inline]
    fn tag(&mut self, bytes: &[u8], at: usize) -> Result<Lexeme, SyntaxError> {
        let first_error = |error| first_error(bytes, at, error);
        if bytes.get(at + 1) == Some(&b'/') {
            let (lexeme, ascii) = end_tag(bytes, at).map_err(first_error)?;
            if !ascii {
                characters(bytes, lexeme.whole)?;
            }
            let depth = self.depth.checked_sub(1);
            self.depth = depth.ok_or(SyntaxError::MismatchedTag {
                at: lexeme.inner.start,
            })?;
            return Ok(lexeme);
        }
        if usize::from(self.depth) == MAX_DEPTH {
            return Err(SyntaxError::TooDeep { at });
        }
        let (lexeme, ascii) = start_tag(bytes, at).map_err(first_error)?;
        let tag = bytes.get(..lexeme.whole.end).unwrap_or_default();
        let empty = tag.ends_with(b"/>");
        if !ascii {
            characters(bytes, lexeme.whole)?;
        }
        self.owes_end = empty;
        self.depth += 1;
        self.progress = Progress::Element;
        Ok(lexeme)
    }

    /// What stands around the root element, or ends the content.
    #[cold]
    fn outside_of_elements(
        &mut self,
        bytes: &[u8],
        start: usize,
        run: &Run,
    ) -> Result<Lexeme, SyntaxError> {
        let at = run.end;
        let rooted = self.progress == Progress::Element;
        match (run.text, bytes.get(at)) {
            (Some(at), _) if self.document && rooted => Err(SyntaxError::TrailingBytes { at }),
            (Some(at), _) if self.document => Err(SyntaxError::Unexpected { at }),
            (Some(_), _) => Ok(Lexeme::new(Token::Text, start, at)),
            (None, None) if self.document && !rooted => Err(SyntaxError::Truncated { at }),
            (None, None) => Ok(Lexeme::new(Token::Finished, at, at)),
            (None, Some(_)) if rooted && bytes.get(at + 1) != Some(&b'/') => {
                Err(SyntaxError::TrailingBytes { at })
            }
            (None, Some(_)) => self.tag(bytes, at),
        }
    }
}

/// Where the document goes on behind the byte order mark and the XML declaration.
#[cold]
fn prolog(bytes: &[u8], at: usize) -> Result<usize, SyntaxError> {
    let marked = !bytes.is_empty() && stands_at(bytes, at, MARK)?;
    let start = if marked { at + MARK.len() } else { at };
    if skip_white(bytes, start) == bytes.len() {
        return Err(SyntaxError::Empty);
    }
    xml_declaration(bytes, start)
}

/// The end tag, if it closes the element whose name starts `name`, which may be longer.
#[inline]
pub(crate) fn closed(bytes: &[u8], end_tag: Lexeme, name: &[u8]) -> Result<Lexeme, SyntaxError> {
    let Span { start, end } = end_tag.inner;
    let closing = bytes.get(start..end).unwrap_or_default();
    let after = name.strip_prefix(closing);
    let closes = after.is_some_and(|after| !after.first().is_some_and(|&byte| is_name_byte(byte)));
    // An empty-element tag ends its element with nothing.
    if closes || end_tag.whole.start == end_tag.whole.end {
        Ok(end_tag)
    } else {
        Err(SyntaxError::MismatchedTag { at: start })
    }
}

/// Checks that the span is UTF-8, of characters that XML allows.
#[cold]
fn characters(bytes: &[u8], span: Span) -> Result<(), SyntaxError> {
    utf8(bytes, span)?;
    // U+FFFE and U+FFFF are EF BF BE and EF BF BF.
    let text = bytes.get(..span.end).unwrap_or_default();
    let mut offsets = text.iter().enumerate().skip(span.start);
    let not_a_character = |at: usize| {
        let rest = text.get(at..).unwrap_or_default();
        rest.starts_with(b"\xef\xbf\xbe") || rest.starts_with(b"\xef\xbf\xbf")
    };
    match offsets.find(|&(at, &byte)| byte == 0xef && not_a_character(at)) {
        Some((at, _)) => Err(SyntaxError::Unexpected { at }),
        None => Ok(()),
    }
}

/// What comes first: this error in the markup that starts at `start`, or a wrong character.
#[cold]
fn first_error(bytes: &[u8], start: usize, error: SyntaxError) -> SyntaxError {
    let before = Span::new(start, error.at().min(bytes.len()));
    characters(bytes, before).err().unwrap_or(error)
}

/// What stands before the next tag.
struct Run {
    end: usize,
    /// The first byte of text that is more than white space.
    text: Option<usize>,
    /// There is more in it than plain text.
    coded: bool,
}

/// Reads text, CDATA sections, comments and processing instructions up to the next tag.
#[inline]
fn run(bytes: &[u8], at: usize) -> Result<Run, SyntaxError> {
    let mut run = Run {
        end: at,
        text: None,
        coded: false,
    };
    loop {
        let from = run.end;
        let stop = find_stop(bytes, from, *b"<&]");
        run.end = stop.at;
        if !stop.ascii {
            characters(bytes, Span::new(from, stop.at))?;
        }
        if run.text.is_none() && from < stop.at {
            let mut text = bytes.iter().take(stop.at).skip(from);
            run.text = text
                .position(|&byte| byte != b' ')
                .map(|spaces| from + spaces);
        }
        match (bytes.get(stop.at), bytes.get(stop.at + 1)) {
            (Some(b'<'), Some(b'!' | b'?')) => run.aside(bytes)?,
            (None, _) | (Some(b'<'), Some(_)) => return Ok(run),
            (Some(b'<'), None) => return Err(SyntaxError::Truncated { at: bytes.len() }),
            (Some(&byte), _) => run.special(bytes, byte)?,
        }
    }
}

impl Run {
    /// Reads a comment, a CDATA section or a processing instruction.
    #[cold]
    fn aside(&mut self, bytes: &[u8]) -> Result<(), SyntaxError> {
        let start = self.end;
        let (end, is_text) = if bytes.get(start + 1) == Some(&b'!') {
            declaration(bytes, start)
        } else {
            instruction(bytes, start).map(|end| (end, false))
        }
        .map_err(|error| first_error(bytes, start, error))?;
        characters(bytes, Span::new(start, end))?;
        self.text = self.text.or(is_text.then_some(start));
        self.coded = true;
        self.end = end;
        Ok(())
    }

    /// Reads a byte that is not simply text.
    #[cold]
    fn special(&mut self, bytes: &[u8], byte: u8) -> Result<(), SyntaxError> {
        let here = self.end;
        self.end = here + 1;
        match byte {
            b'\t' | b'\n' => return Ok(()),
            b'\r' => {
                self.coded = true;
                return Ok(());
            }
            b'&' => {
                self.end = xml_reference(bytes, here)?.1;
                self.coded = true;
            }
            b']' if stands_at(bytes, here, b"]]>")? => {
                return Err(SyntaxError::Unexpected { at: here });
            }
            b']' => {}
            _ => return Err(SyntaxError::ControlCharacter { at: here }),
        }
        self.text = self.text.or(Some(here));
        Ok(())
    }
}

#[cfg(test)]
#[path = "tests_xml_differential.rs"]
mod differential;
#[cfg(test)]
#[path = "tests_xml.rs"]
mod tests;
