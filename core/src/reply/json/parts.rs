//! JSON in parts: what is longer than the bytes at hand is read as far as it goes.

use super::{Scanner, wants};
use crate::reply::{
    error::SyntaxError,
    text::{
        Inside, MARK, Part, Span, Stop, Token, check_utf8, find_stop, incomplete, json_escape,
        skip_white, stands_at,
    },
    tree::Kind,
};

impl Scanner {
    /// Reads the part at `at` and moves `at` behind it. What is left when the bytes end is to be read
    /// by [`next`](Self::next).
    pub(crate) fn part(
        &mut self,
        inside: &mut Inside,
        bytes: &[u8],
        at: &mut usize,
    ) -> Result<Part, SyntaxError> {
        match *inside {
            Inside::Text | Inside::Name => self.string_part(inside, bytes, at),
            Inside::Member => self.colon(inside, bytes, at),
            _ => self.token(inside, bytes, at),
        }
    }

    fn string_part(
        &mut self,
        inside: &mut Inside,
        bytes: &[u8],
        at: &mut usize,
    ) -> Result<Part, SyntaxError> {
        let start = *at;
        let first = find_stop(bytes, start, [b'"', b'\\']);
        let mut run = string_run(bytes, start, first, self.leniency.control_characters)?;
        if !run.whole {
            run.end -= incomplete(bytes).min(run.end - start);
        }
        *at = run.end + usize::from(run.closed);
        Ok(match (*inside, run.closed) {
            (_, false) if run.end == start => Part::More,
            (Inside::Name, closed) => {
                if closed {
                    *inside = Inside::Member;
                }
                Part::NameText(Span::new(start, run.end))
            }
            (_, false) => Part::Passed,
            (_, true) => {
                *inside = Inside::Nothing;
                self.wants = self.after_value();
                Part::TextEnd
            }
        })
    }

    fn colon(
        &mut self,
        inside: &mut Inside,
        bytes: &[u8],
        at: &mut usize,
    ) -> Result<Part, SyntaxError> {
        let colon = skip_white(bytes, *at);
        if colon > *at {
            *at = colon;
            return Ok(Part::Passed);
        }
        match bytes.get(colon) {
            None => Ok(Part::More),
            Some(b':') => {
                *at = colon + 1;
                *inside = Inside::Nothing;
                self.wants = wants::VALUE;
                Ok(Part::NameEnd)
            }
            Some(_) => Err(SyntaxError::Unexpected { at: colon }),
        }
    }

    fn token(
        &mut self,
        inside: &mut Inside,
        bytes: &[u8],
        at: &mut usize,
    ) -> Result<Part, SyntaxError> {
        let here = skip_white(bytes, *at);
        if here > *at {
            self.wants &= !wants::MARK;
            *at = here;
            return Ok(Part::Passed);
        }
        let Some(&byte) = bytes.get(here) else {
            return Ok(Part::More);
        };
        if self.wants & wants::MARK != 0 && MARK.first() == Some(&byte) {
            return match stands_at(bytes, here, MARK) {
                Ok(true) => {
                    self.wants &= !wants::MARK;
                    *at = here + MARK.len();
                    Ok(Part::Passed)
                }
                Ok(false) => Err(SyntaxError::Unexpected { at: here }),
                Err(_) => Ok(Part::More),
            };
        }
        if byte == b',' && self.wants & wants::COMMA != 0 {
            *at = here + 1;
            self.wants = if self.in_object() {
                wants::NAME
            } else {
                wants::VALUE
            };
            return Ok(Part::Comma);
        }
        if byte == b'"' && self.wants & (wants::NAME | wants::VALUE) != 0 {
            *at = here + 1;
            let name = self.wants & wants::NAME != 0;
            *inside = if name { Inside::Name } else { Inside::Text };
            return Ok(if name {
                Part::NameStart
            } else {
                Part::TextStart
            });
        }
        let (mut ahead, mut end) = (*self, here);
        let lexeme = match ahead.next(bytes, &mut end) {
            Err(SyntaxError::Truncated { .. }) => return Ok(Part::More),
            lexeme => lexeme?,
        };
        if lexeme.token == Token::Number && end == bytes.len() {
            return Ok(Part::More);
        }
        (*self, *at) = (ahead, end);
        Ok(match lexeme.token {
            Token::ObjectStart => Part::Start(Kind::Object),
            Token::ListStart => Part::Start(Kind::List),
            Token::ObjectEnd | Token::ListEnd => Part::End,
            Token::Number => Part::Scalar(Kind::Number),
            Token::Boolean => Part::Scalar(Kind::Boolean),
            _ => Part::Scalar(Kind::Null),
        })
    }
}

/// How far the text of a string was read.
pub(super) struct StringRun {
    /// Where its closing quote stands, or the end of the bytes or of what is whole of its escapes.
    pub(super) end: usize,
    pub(super) closed: bool,
    /// Its last character is whole.
    whole: bool,
    /// There are escapes in it.
    pub(super) coded: bool,
}

/// Reads the text of a string from `start` on, `first` being where to look first.
pub(super) fn string_run(
    bytes: &[u8],
    start: usize,
    first: Stop,
    control_characters: bool,
) -> Result<StringRun, SyntaxError> {
    let (mut stop, mut ascii, mut coded) = (first, first.ascii, false);
    let outcome = loop {
        let here = stop.at;
        let next = match bytes.get(here) {
            Some(b'"') => break Ok(true),
            Some(b'\\') => {
                coded = true;
                match json_escape(bytes, here) {
                    Err(SyntaxError::Truncated { .. }) => break Ok(false),
                    escape => escape.map(|(_, end)| end),
                }
            }
            Some(_) if control_characters => Ok(here + 1),
            Some(_) => Err(SyntaxError::ControlCharacter { at: here }),
            None => break Ok(false),
        };
        match next {
            Ok(next) => stop = find_stop(bytes, next, [b'"', b'\\']),
            Err(error) => break Err(error),
        }
        ascii &= stop.ascii;
    };
    let mut whole = true;
    if !ascii {
        match check_utf8(bytes, Span::new(start, stop.at)) {
            Err(SyntaxError::Truncated { .. }) => whole = false,
            checked => checked?,
        }
    }
    Ok(StringRun {
        end: stop.at,
        closed: outcome?,
        coded,
        whole,
    })
}
