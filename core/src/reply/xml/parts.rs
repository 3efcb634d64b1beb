//! XML in parts: what is longer than the bytes at hand is read as far as it goes. Tags are read
//! whole.

use super::{
    Progress, Run, Scanner, characters, first_error,
    markup::{end_tag, opening, pass, start_tag, xml_declaration},
};
use crate::reply::{
    error::SyntaxError,
    text::{
        Inside, Lexeme, MARK, Part, Span, find_stop, incomplete, is_white, skip_white, stands_at,
    },
};

impl Scanner {
    /// For a document of which the byte order mark has been read, or white space.
    pub(crate) const fn behind(white: bool) -> Self {
        Self {
            progress: if white {
                Progress::White
            } else {
                Progress::Nothing
            },
            ..Self::document()
        }
    }

    /// Reads the part at `at` and moves `at` behind it, or stops before a tag. What is left when the
    /// bytes end is to be read by [`next`](Self::next).
    pub(crate) fn part(
        &mut self,
        inside: &mut Inside,
        bytes: &[u8],
        at: &mut usize,
    ) -> Result<Part, SyntaxError> {
        let start = *at;
        if self.owes_end {
            return Ok(Part::Tag);
        }
        let part = match *inside {
            Inside::Comment | Inside::Section | Inside::Instruction => {
                aside_part(inside, bytes, at)?
            }
            _ if self.progress == Progress::Nothing => self.prolog_part(bytes, at)?,
            _ => self.text_part(inside, bytes, at)?,
        };
        Ok(match part {
            Part::More | Part::Tag if *at > start => Part::Passed,
            part => part,
        })
    }

    /// Reads the tag that comes next.
    pub(crate) fn whole_tag(
        &mut self,
        bytes: &[u8],
        at: &mut usize,
    ) -> Result<Option<Lexeme>, SyntaxError> {
        let start = *at;
        match self.next(bytes, at) {
            Ok(lexeme) => Ok(Some(lexeme)),
            Err(error @ (SyntaxError::TooDeep { .. } | SyntaxError::TrailingBytes { .. })) => {
                Err(error)
            }
            Err(error) => {
                // What follows can show an error that comes before the wrong character.
                let tag = match bytes.get(start + 1) {
                    Some(b'/') => end_tag(bytes, start).map(drop),
                    _ => start_tag(bytes, start).map(drop),
                };
                match tag {
                    Err(SyntaxError::Truncated { .. }) => Ok(None),
                    _ => Err(error),
                }
            }
        }
    }

    /// What text is that starts at `at`, outside of the root element.
    pub(crate) const fn stray(self, at: usize) -> SyntaxError {
        match self.progress {
            Progress::Element => SyntaxError::TrailingBytes { at },
            _ => SyntaxError::Unexpected { at },
        }
    }

    /// Whether what comes next is the XML declaration, if it is longer than a name.
    pub(crate) const fn is_at_declaration(self) -> bool {
        matches!(self.progress, Progress::Nothing)
    }

    /// Whether nothing but white space has been read.
    pub(crate) const fn is_blank(self) -> bool {
        matches!(self.progress, Progress::White)
    }

    /// Passes over the byte order mark and the XML declaration.
    fn prolog_part(&mut self, bytes: &[u8], at: &mut usize) -> Result<Part, SyntaxError> {
        let start = match stands_at(bytes, *at, MARK) {
            Ok(true) => *at + MARK.len(),
            Ok(false) => *at,
            Err(_) => return Ok(Part::More),
        };
        match bytes.get(start) {
            None => return Ok(Part::More),
            Some(&byte) if is_white(byte) => {
                *at = skip_white(bytes, start);
                self.progress = Progress::White;
                return Ok(Part::Passed);
            }
            Some(_) => {}
        }
        let rest = bytes.get(start..).unwrap_or_default();
        if rest.len() <= 5 && b"<?xml".starts_with(rest) {
            return Ok(Part::More);
        }
        *at = match xml_declaration(bytes, start) {
            Err(SyntaxError::Truncated { .. }) => return Ok(Part::More),
            end => end?,
        };
        self.progress = Progress::Text;
        Ok(Part::Passed)
    }

    fn text_part(
        &mut self,
        inside: &mut Inside,
        bytes: &[u8],
        at: &mut usize,
    ) -> Result<Part, SyntaxError> {
        let mut run = Run {
            end: *at,
            text: None,
            coded: false,
        };
        let mut part = Part::Passed;
        while part == Part::Passed && run.text.is_none() && *inside == Inside::Nothing {
            let from = run.end;
            let stop = find_stop(bytes, from, *b"<&]");
            run.end = stop.at;
            if !stop.ascii {
                run.end = whole_characters(bytes, Span::new(from, stop.at))?;
            }
            if from < run.end {
                let mut text = bytes.iter().take(run.end).skip(from);
                run.text = text
                    .position(|&byte| byte != b' ')
                    .map(|spaces| from + spaces);
            }
            *at = run.end;
            part = match (bytes.get(stop.at), bytes.get(stop.at + 1)) {
                (None, _) | (Some(b'<'), None) => Part::More,
                (Some(b'<'), Some(b'!' | b'?')) => match opening(bytes, stop.at) {
                    Ok((opened, content)) => {
                        *inside = opened;
                        *at = content;
                        let is_text = opened == Inside::Section;
                        run.text = run.text.or(is_text.then_some(stop.at));
                        self.progress = self.progress.past_white();
                        Part::Passed
                    }
                    Err(SyntaxError::Truncated { .. }) => Part::More,
                    Err(error) => return Err(first_error(bytes, stop.at, error)),
                },
                (Some(b'<'), Some(_)) => Part::Tag,
                (Some(&byte), _) => match run.special(bytes, byte, true) {
                    Err(SyntaxError::Truncated { .. }) => Part::More,
                    special => {
                        special?;
                        *at = run.end;
                        Part::Passed
                    }
                },
            };
        }
        if run.text.is_some() {
            self.progress = self.progress.past_white();
        }
        Ok(match run.text {
            Some(text) if self.depth == 0 => Part::Stray(text),
            // The tag, or what is not whole, is come upon again.
            Some(_) => Part::Passed,
            None => part,
        })
    }
}

impl Progress {
    fn past_white(self) -> Self {
        match self {
            Self::White => Self::Text,
            progress => progress,
        }
    }
}

fn aside_part(inside: &mut Inside, bytes: &[u8], at: &mut usize) -> Result<Part, SyntaxError> {
    let start = *at;
    let closed = pass(*inside, bytes, at).map_err(|error| first_error(bytes, start, error))?;
    *at = whole_characters(bytes, Span::new(start, *at))?;
    if closed {
        *inside = Inside::Nothing;
        return Ok(Part::Passed);
    }
    Ok(Part::More)
}

/// Where the characters end that are whole, if all are such as XML allows.
fn whole_characters(bytes: &[u8], span: Span) -> Result<usize, SyntaxError> {
    match characters(bytes, span) {
        Err(SyntaxError::Truncated { .. }) => {
            Ok(span.end - incomplete(bytes).min(span.end - span.start))
        }
        checked => checked.map(|()| span.end),
    }
}
