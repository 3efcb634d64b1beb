//! The scanner for XML as gateways send it: elements, text, CDATA, references; no document types.
//!
//! Attributes, comments and processing instructions have to be well formed, and are passed over.

mod markup;

use self::markup::{attributes, declaration, end_tag, instruction, is_name_byte, start_tag};
use super::{
    error::SyntaxError,
    text::{
        Lexeme, MAX_DEPTH, Token, find_stop, is_white, skip_mark, skip_white, stands_at,
        xml_reference,
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
    depth: usize,
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
            Progress::Nothing => self.prolog(bytes, *at)?,
            _ => *at,
        };
        let run = run(bytes, start)?;
        let outside = self.document && self.depth == 0;
        let lexeme = match (run.text, bytes.get(run.end)) {
            (_, None) if self.depth > 0 => return Err(SyntaxError::Truncated { at: run.end }),
            (Some(text), _) if outside => return Err(self.outside_of_root(text)),
            (Some(_), _) => Lexeme::new(Token::Text, start, run.end),
            (None, None) if outside && self.progress != Progress::Element => {
                return Err(SyntaxError::Truncated { at: run.end });
            }
            (None, None) => Lexeme::new(Token::Finished, run.end, run.end),
            (None, Some(_)) => self.tag(bytes, run.end)?,
        };
        if self.progress == Progress::Nothing {
            self.progress = Progress::Text;
        }
        *at = lexeme.whole.end;
        Ok(Lexeme {
            coded: run.coded,
            ..lexeme
        })
    }

    fn tag(&mut self, bytes: &[u8], at: usize) -> Result<Lexeme, SyntaxError> {
        if stands_at(bytes, at, b"</")? {
            let lexeme = end_tag(bytes, at)?;
            let depth = self.depth.checked_sub(1);
            self.depth = depth.ok_or(SyntaxError::MismatchedTag {
                at: lexeme.inner.start,
            })?;
            return Ok(lexeme);
        }
        if self.document && self.depth == 0 && self.progress == Progress::Element {
            return Err(SyntaxError::TrailingBytes { at });
        }
        if self.depth == MAX_DEPTH {
            return Err(SyntaxError::TooDeep { at });
        }
        let (lexeme, empty) = start_tag(bytes, at)?;
        self.owes_end = empty;
        self.depth += 1;
        self.progress = Progress::Element;
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
        // Where the names of the open elements start.
        let mut names = [opened.inner.start; MAX_DEPTH];
        let mut open = 1_usize;
        let mut children = false;
        loop {
            let lexeme = self.next(bytes, at)?;
            match lexeme.token {
                Token::ElementStart => {
                    let place = names.get_mut(open);
                    *place.ok_or(SyntaxError::TooDeep {
                        at: lexeme.whole.start,
                    })? = lexeme.inner.start;
                    open += 1;
                    children = true;
                }
                Token::ElementEnd => {
                    open = open.saturating_sub(1);
                    let name = names.get(open).and_then(|&start| bytes.get(start..));
                    if !closes(bytes, &lexeme, name.unwrap_or_default()) {
                        return Err(SyntaxError::MismatchedTag {
                            at: lexeme.inner.start,
                        });
                    }
                    if open == 0 {
                        return Ok((lexeme, children));
                    }
                }
                Token::Finished => return Err(SyntaxError::Truncated { at: bytes.len() }),
                _ => {}
            }
        }
    }

    /// The same in bytes that have been checked: looks for nothing but the end tag. Returns where
    /// that starts, and whether there were elements.
    pub(crate) fn skip_checked(&mut self, bytes: &[u8], at: &mut usize) -> (usize, bool) {
        self.depth = self.depth.saturating_sub(1);
        if core::mem::take(&mut self.owes_end) {
            return (*at, false);
        }
        let (content_end, children) = end_of_content(bytes, *at);
        *at = behind(bytes, content_end, b">");
        (content_end, children)
    }

    /// Where the document goes on behind the byte order mark and the XML declaration.
    fn prolog(&self, bytes: &[u8], at: usize) -> Result<usize, SyntaxError> {
        let mut here = at;
        if self.document {
            here = skip_mark(bytes, here)?;
            if skip_white(bytes, here) == bytes.len() {
                return Err(SyntaxError::Empty);
            }
        }
        let declared = bytes
            .get(here..)
            .is_some_and(|rest| rest.starts_with(b"<?xml"))
            && bytes.get(here + 5).is_some_and(|&byte| is_white(byte));
        if !declared {
            return Ok(here);
        }
        let version = skip_white(bytes, here + 5);
        if !stands_at(bytes, version, b"version")? {
            return Err(SyntaxError::Unexpected { at: version });
        }
        let end = attributes(bytes, here + 5)?;
        // Versions, encodings and the like hold no such mark.
        let values = bytes.get(here + 5..end).unwrap_or_default();
        if let Some(mark) = values.iter().position(|&byte| byte == b'?') {
            return Err(SyntaxError::Unexpected {
                at: here + 5 + mark,
            });
        }
        if !stands_at(bytes, end, b"?>")? {
            return Err(SyntaxError::Unexpected { at: end });
        }
        Ok(end + 2)
    }

    fn outside_of_root(&self, at: usize) -> SyntaxError {
        if self.progress == Progress::Element {
            SyntaxError::TrailingBytes { at }
        } else {
            SyntaxError::Unexpected { at }
        }
    }
}

/// Where the end tag stands of the element whose content starts at `at`, and whether there are
/// elements in it.
fn end_of_content(bytes: &[u8], at: usize) -> (usize, bool) {
    let (mut here, mut open, mut children) = (at, 1_usize, false);
    loop {
        let tag = here + position(bytes.get(here..).unwrap_or_default(), b'<');
        let markup = bytes.get(tag..).unwrap_or_default();
        here = match markup {
            [_, b'/', ..] if open == 1 => return (tag, children),
            [_, b'/', ..] => {
                open -= 1;
                behind(bytes, tag, b">")
            }
            [_, b'!', b'-', ..] => behind(bytes, tag + 4, b"-->"),
            [_, b'!', ..] => behind(bytes, tag + 9, b"]]>"),
            [_, b'?', ..] => behind(bytes, tag, b"?>"),
            [_, _, ..] => {
                children = true;
                let end = behind_start_tag(bytes, tag);
                let empty = bytes.get(..end).is_some_and(|tag| tag.ends_with(b"/>"));
                open += usize::from(!empty);
                end
            }
            _ => return (bytes.len(), children),
        };
    }
}

/// Where a start tag ends: a `>` may stand in the value of an attribute.
fn behind_start_tag(bytes: &[u8], at: usize) -> usize {
    let mut quote = None;
    let rest = bytes.get(at..).unwrap_or_default();
    let end = rest.iter().position(|&byte| {
        match quote {
            None if matches!(byte, b'"' | b'\'') => quote = Some(byte),
            None => return byte == b'>',
            Some(open) if open == byte => quote = None,
            Some(_) => {}
        }
        false
    });
    end.map_or(bytes.len(), |end| at + end + 1)
}

/// Where `word` ends that is the next from `at` on.
fn behind(bytes: &[u8], at: usize, word: &[u8]) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let found = rest.windows(word.len()).position(|window| window == word);
    found.map_or(bytes.len(), |found| at + found + word.len())
}

fn position(bytes: &[u8], wanted: u8) -> usize {
    bytes
        .iter()
        .position(|&byte| byte == wanted)
        .unwrap_or(bytes.len())
}

/// Whether the end tag closes the element whose name starts `name`, which may be longer.
pub(crate) fn closes(bytes: &[u8], end_tag: &Lexeme, name: &[u8]) -> bool {
    if end_tag.whole.start == end_tag.whole.end {
        return true; // the end of an empty-element tag
    }
    let closing = bytes
        .get(end_tag.inner.start..end_tag.inner.end)
        .unwrap_or_default();
    name.strip_prefix(closing)
        .is_some_and(|after| !after.first().is_some_and(|&byte| is_name_byte(byte)))
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
fn run(bytes: &[u8], at: usize) -> Result<Run, SyntaxError> {
    let mut run = Run {
        end: at,
        text: None,
        coded: false,
    };
    loop {
        let from = run.end;
        let here = find_stop(bytes, from, *b"<&]");
        if run.text.is_none() {
            let mut before = bytes.iter().take(here).skip(from);
            run.text = before
                .position(|&byte| byte != b' ')
                .map(|spaces| from + spaces);
        }
        let Some(&byte) = bytes.get(here) else {
            run.end = here;
            return Ok(run);
        };
        run.end = match byte {
            b'\t' | b'\n' => here + 1,
            b'\r' => {
                run.coded = true;
                here + 1
            }
            b'&' => {
                run.text = run.text.or(Some(here));
                run.coded = true;
                xml_reference(bytes, here)?.1
            }
            b']' if bytes
                .get(here..)
                .is_some_and(|rest| rest.starts_with(b"]]>")) =>
            {
                return Err(SyntaxError::Unexpected { at: here });
            }
            b']' => {
                run.text = run.text.or(Some(here));
                here + 1
            }
            b'<' => match bytes.get(here + 1) {
                None => return Err(SyntaxError::Truncated { at: here + 1 }),
                Some(b'!') => {
                    let (end, is_text) = declaration(bytes, here)?;
                    run.text = run.text.or(is_text.then_some(here));
                    run.coded = true;
                    end
                }
                Some(b'?') => {
                    run.coded = true;
                    instruction(bytes, here)?
                }
                _ => {
                    run.end = here;
                    return Ok(run);
                }
            },
            _ => return Err(SyntaxError::ControlCharacter { at: here }),
        };
    }
}

#[cfg(test)]
#[path = "tests_xml_differential.rs"]
mod differential;
#[cfg(test)]
#[path = "tests_xml.rs"]
mod tests;
