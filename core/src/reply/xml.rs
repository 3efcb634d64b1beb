//! The scanner for XML as gateways send it: elements, text, CDATA, references; no document types.
//!
//! Attributes, comments and processing instructions have to be well formed, and are passed over.

mod markup;
mod parts;
mod quick;
mod walk;

pub(crate) use self::walk::child;

use self::markup::{
    characters, closing, end_tag, first_error, opening, start_tag, xml_declaration,
};
use self::quick::{element, usual_declaration};
use super::{
    error::SyntaxError,
    text::{
        Inside, Lexeme, MARK, MAX_DEPTH, Notes, SMALL, Span, Token, find_stop, is_name_byte,
        skip_white, stands_at, strip_prefix, xml_reference,
    },
};

/// How far the scanner has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Progress {
    /// Nothing was read: a byte order mark or the XML declaration may come.
    Nothing,
    /// White space was read in parts, but nothing else.
    White,
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
        let mut start = *at;
        if self.progress == Progress::Nothing {
            start = prolog(bytes, start)?;
        }
        let lexeme = self.step(bytes, start)?;
        *at = lexeme.whole.end;
        Ok(lexeme)
    }

    /// Reads on behind the end of the element that `opened` starts; every element in it must be
    /// closed by its own name. Returns where the end tag stands, and whether there were elements in it.
    pub(crate) fn skip(
        &mut self,
        bytes: &[u8],
        at: &mut usize,
        opened: &Lexeme,
        notes: &mut Notes,
    ) -> Result<(Span, bool), SyntaxError> {
        let outside = self.depth.saturating_sub(1);
        if !SMALL
            && let Some((end_tag, children)) =
                element(bytes, opened.whole.start, usize::from(outside), notes)
        {
            (self.depth, self.owes_end) = (outside, false);
            *at = end_tag.end;
            return Ok((end_tag, children));
        }
        // Where the names of the open elements start.
        let mut names = [opened.inner.start; MAX_DEPTH];
        let mut open = 1_usize;
        let mut children = false;
        let mut leaf = true;
        let note = |notes: &mut Notes, depth: u8, tag: &Lexeme| {
            let level = usize::from(depth).wrapping_sub(1);
            let Span { start, end } = tag.inner;
            notes.start(level, tag.whole.start);
            notes.name(level, bytes.get(start..end).unwrap_or_default());
        };
        note(notes, self.depth, opened);
        let (mut scanner, mut here) = (*self, *at);
        loop {
            let lexeme = scanner.step(bytes, here)?;
            here = lexeme.whole.end;
            match lexeme.token {
                Token::ElementStart => {
                    let too_deep = SyntaxError::TooDeep {
                        at: lexeme.whole.start,
                    };
                    *names.get_mut(open).ok_or(too_deep)? = lexeme.inner.start;
                    open += 1;
                    (children, leaf) = (true, true);
                    note(notes, scanner.depth, &lexeme);
                }
                Token::ElementEnd => {
                    open = open.saturating_sub(1);
                    let name = names.get(open).and_then(|&start| bytes.get(start..));
                    closed(bytes, &lexeme, name.unwrap_or_default())?;
                    if !leaf {
                        notes.end(usize::from(scanner.depth), here);
                    }
                    leaf = false;
                    if open == 0 {
                        *self = scanner;
                        *at = here;
                        return Ok((lexeme.whole, children));
                    }
                }
                Token::Finished => return Err(SyntaxError::Truncated { at: bytes.len() }),
                _ => {}
            }
        }
    }

    /// One token.
    #[cfg_attr(
        target_pointer_width = "64",
        expect(
            clippy::inline_always,
            reason = "a token stays in registers: half the time of a call"
        ),
        inline(always)
    )]
    fn step(&mut self, bytes: &[u8], start: usize) -> Result<Lexeme, SyntaxError> {
        if self.owes_end {
            self.owes_end = false;
            self.depth = self.depth.saturating_sub(1);
            return Ok(Lexeme::new(Token::ElementEnd, start, start));
        }
        let (mut at, mut coded) = (start, false);
        let tag_follows = match bytes.get(start..) {
            Some([b'<', next, ..]) => !matches!(next, b'!' | b'?'),
            _ => false,
        };
        if !tag_follows || self.depth == 0 {
            let run = run(bytes, start, self.document || self.depth > 0)?;
            if let Some(before) = self.before_tag(bytes, start, &run)? {
                return Ok(before);
            }
            (at, coded) = (run.end, run.coded);
        }
        if bytes.get(at + 1) == Some(&b'/') {
            let lexeme = end_tag(bytes, at)?;
            if self.depth == 0 {
                let at = lexeme.inner.start;
                return Err(SyntaxError::MismatchedTag { at });
            }
            self.depth -= 1;
            return Ok(Lexeme { coded, ..lexeme });
        }
        if usize::from(self.depth) == MAX_DEPTH {
            return Err(SyntaxError::TooDeep { at });
        }
        let (lexeme, empty) = start_tag(bytes, at)?;
        self.owes_end = empty;
        self.depth += 1;
        self.progress = Progress::Element;
        Ok(Lexeme { coded, ..lexeme })
    }

    /// What stands before the next tag, if that is a token.
    fn before_tag(
        &mut self,
        bytes: &[u8],
        start: usize,
        run: &Run,
    ) -> Result<Option<Lexeme>, SyntaxError> {
        let at = run.end;
        let outside = self.document && self.depth == 0;
        let rooted = self.progress == Progress::Element;
        let token = match (run.text, bytes.get(at)) {
            (Some(at), _) if outside && rooted => return Err(SyntaxError::TrailingBytes { at }),
            (Some(at), _) if outside => return Err(SyntaxError::Unexpected { at }),
            (_, None) if self.depth > 0 || (outside && !rooted) => {
                return Err(SyntaxError::Truncated { at });
            }
            (None, Some(_)) if outside && rooted && bytes.get(at + 1) != Some(&b'/') => {
                return Err(SyntaxError::TrailingBytes { at });
            }
            (Some(_), _) => Lexeme::new(Token::Text, start, at),
            (None, None) => Lexeme::new(Token::Finished, at, at),
            (None, Some(_)) => return Ok(None),
        };
        Ok(Some(Lexeme {
            coded: run.coded,
            ..token
        }))
    }
}

/// Where the document goes on behind the byte order mark and the XML declaration.
#[cold]
fn prolog(bytes: &[u8], at: usize) -> Result<usize, SyntaxError> {
    let marked = !bytes.is_empty() && stands_at(bytes, at, MARK)?;
    let start = if marked { at + MARK.len() } else { at };
    if !SMALL && let Some(end) = usual_declaration(bytes, start) {
        return Ok(end);
    }
    if skip_white(bytes, start) == bytes.len() {
        return Err(SyntaxError::Empty);
    }
    xml_declaration(bytes, start)
}

/// Checks that the end tag closes the element whose name starts `name`, which may be longer.
#[inline]
pub(crate) fn closed(bytes: &[u8], end_tag: &Lexeme, name: &[u8]) -> Result<(), SyntaxError> {
    let Span { start, end } = end_tag.inner;
    let closing = bytes.get(start..end).unwrap_or_default();
    let after = strip_prefix(name, closing);
    let closes = after.is_some_and(|after| !after.first().is_some_and(|&byte| is_name_byte(byte)));
    // An empty-element tag ends its element with nothing.
    if closes || end_tag.whole.start == end_tag.whole.end {
        Ok(())
    } else {
        Err(SyntaxError::MismatchedTag { at: start })
    }
}

/// What stands before the next tag.
struct Run {
    end: usize,
    /// The first byte of text that is more than white space.
    text: Option<usize>,
    /// There is more in it than plain text.
    coded: bool,
}

/// Reads text, CDATA sections, comments and processing instructions up to the next tag, which
/// `must_follow`.
#[inline]
fn run(bytes: &[u8], at: usize, must_follow: bool) -> Result<Run, SyntaxError> {
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
        if run.text.is_none() {
            let mut first = from;
            while first < stop.at && bytes.get(first) == Some(&b' ') {
                first += 1;
            }
            run.text = (first < stop.at).then_some(first);
        }
        match (bytes.get(stop.at), bytes.get(stop.at + 1)) {
            (Some(b'<'), Some(b'!' | b'?')) => run.aside(bytes)?,
            (None, _) | (Some(b'<'), Some(_)) => return Ok(run),
            (Some(b'<'), None) => return Err(SyntaxError::Truncated { at: bytes.len() }),
            (Some(&byte), _) => run.special(bytes, byte, must_follow)?,
        }
    }
}

impl Run {
    /// Reads a comment, a CDATA section or a processing instruction.
    #[cold]
    fn aside(&mut self, bytes: &[u8]) -> Result<(), SyntaxError> {
        let start = self.end;
        let whole = |(inside, content)| Ok((inside, closing(inside, bytes, content)?));
        let (inside, end) = opening(bytes, start)
            .and_then(whole)
            .map_err(|error| first_error(bytes, start, error))?;
        characters(bytes, Span::new(start, end))?;
        self.text = self.text.or((inside == Inside::Section).then_some(start));
        self.coded = true;
        self.end = end;
        Ok(())
    }

    /// Reads a byte that is not simply text.
    #[cold]
    fn special(&mut self, bytes: &[u8], byte: u8, must_follow: bool) -> Result<(), SyntaxError> {
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
            b']' => match stands_at(bytes, here, b"]]>") {
                Ok(true) => return Err(SyntaxError::Unexpected { at: here }),
                Err(cut_off) if must_follow => return Err(cut_off),
                _ => {}
            },
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
