//! The scanner for JSON: RFC 8259 to the letter, one token at a time, without recursion.

mod parts;
mod quick;
mod walk;

pub(crate) use self::walk::child;

use self::{parts::string_run, quick::behind_container};
use super::{
    error::SyntaxError,
    text::{
        Leniency, Lexeme, MARK, MAX_DEPTH, Notes, SMALL, Span, Stop, Token, behind_word, find_stop,
        number, skip_white, stands_at,
    },
};

/// What may come next, one bit each.
mod wants {
    /// A value.
    pub(super) const VALUE: u8 = 1;
    /// The name of a member.
    pub(super) const NAME: u8 = 2;
    /// The end of the innermost container.
    pub(super) const END: u8 = 4;
    /// A comma, and behind it a name or a value.
    pub(super) const COMMA: u8 = 8;
    /// A byte order mark.
    pub(super) const MARK: u8 = 16;
    /// The end of the document.
    pub(super) const NOTHING: u8 = 0;
}

/// Where the reading of a document stands: small, and `Copy`, so that looking ahead is reading on
/// with a copy.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scanner {
    wants: u8,
    depth: u8,
    /// One bit for each open container, the innermost lowest: 1 is an object.
    objects: u64,
    leniency: Leniency,
}

impl Scanner {
    /// For a whole document, which may start with a byte order mark.
    pub(crate) const fn document(leniency: Leniency) -> Self {
        Self {
            wants: wants::VALUE | wants::MARK,
            ..Self::value(leniency)
        }
    }

    /// For one value.
    pub(crate) const fn value(leniency: Leniency) -> Self {
        Self {
            wants: wants::VALUE,
            depth: 0,
            objects: 0,
            leniency,
        }
    }

    /// For one value within this many containers.
    pub(crate) fn inside(depth: usize, leniency: Leniency) -> Self {
        Self {
            depth: u8::try_from(depth).unwrap_or(u8::MAX),
            ..Self::value(leniency)
        }
    }

    /// Reads the token at `at` and moves `at` behind it; behind a name that is behind the colon.
    ///
    /// Ends the input before the token does, then the answer is `Truncated`, and nothing has
    /// changed: the call can be repeated when there are more bytes. Only a number outside of all
    /// containers cannot know whether it goes on.
    pub(crate) fn next(&mut self, bytes: &[u8], at: &mut usize) -> Result<Lexeme, SyntaxError> {
        let mut start = *at;
        if self.wants & wants::MARK != 0
            && bytes.get(start) == MARK.first()
            && stands_at(bytes, start, MARK)?
        {
            start += MARK.len();
        }
        let lexeme = self.step(bytes, start);
        if let Ok(Lexeme { whole, .. }) = lexeme {
            *at = whole.end;
        }
        lexeme
    }

    /// Reads on behind the end of the container that `opened` starts, and returns its last token.
    /// Any other token is a whole value by itself.
    pub(crate) fn skip(
        &mut self,
        bytes: &[u8],
        at: &mut usize,
        opened: &Lexeme,
        notes: &mut Notes,
    ) -> Result<(), SyntaxError> {
        if !matches!(opened.token, Token::ObjectStart | Token::ListStart) {
            return Ok(());
        }
        let outside = self.depth.saturating_sub(1);
        if !SMALL
            && let depth = usize::from(outside)
            && let Some(end) =
                behind_container(bytes, opened.whole.start, depth, self.leniency, notes)
        {
            *at = end;
            self.depth = outside;
            self.objects >>= 1;
            self.wants = self.after_value();
            return Ok(());
        }
        let (mut scanner, mut here) = (*self, *at);
        loop {
            let lexeme = scanner.step(bytes, here)?;
            here = lexeme.whole.end;
            // The document's own value is on no level.
            match lexeme.token {
                Token::ObjectStart | Token::ListStart => {
                    notes.start(
                        usize::from(scanner.depth).wrapping_sub(2),
                        lexeme.whole.start,
                    );
                }
                Token::ObjectEnd | Token::ListEnd => {
                    notes.end(usize::from(scanner.depth).wrapping_sub(1), here);
                }
                Token::Name => {
                    let Span { start, end } = lexeme.inner;
                    let name = bytes.get(start..end).unwrap_or_default();
                    notes.name(usize::from(scanner.depth).wrapping_sub(1), name);
                }
                _ => {}
            }
            if scanner.depth == outside {
                *self = scanner;
                *at = here;
                return Ok(());
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
    fn step(&mut self, bytes: &[u8], at: usize) -> Result<Lexeme, SyntaxError> {
        let mut wants = self.wants;
        let mut here = skip_white(bytes, at);
        let mut next = bytes.get(here).copied();
        if next == Some(b',') && wants & wants::COMMA != 0 {
            here = skip_white(bytes, here + 1);
            next = bytes.get(here).copied();
            wants = if self.in_object() {
                wants::NAME
            } else {
                wants::VALUE
            };
        }
        let Some(byte) = next else {
            return at_the_end(bytes, wants, self.depth);
        };
        let mut inner = Span::new(here, here);
        let mut coded = false;
        let token;
        if byte == b'"' && wants & (wants::NAME | wants::VALUE) != 0 {
            inner.start = here + 1;
            (inner.end, coded) = string(bytes, here + 1, self.leniency, false)?;
            let mut end = inner.end + 1;
            if wants & wants::NAME == 0 {
                token = Token::Text;
                self.wants = self.after_value();
            } else {
                token = Token::Name;
                end = behind_colon(bytes, end)?;
                self.wants = wants::VALUE;
            }
            let whole = Span::new(here, end);
            return Ok(Lexeme {
                token,
                whole,
                inner,
                coded,
            });
        }
        let value = wants & wants::VALUE != 0;
        let may_end = wants & wants::END != 0;
        inner.end = here + 1;
        match byte {
            b'}' | b']' if may_end && self.in_object() == (byte == b'}') => {
                token = if byte == b'}' {
                    Token::ObjectEnd
                } else {
                    Token::ListEnd
                };
                self.depth = self.depth.saturating_sub(1);
                self.objects >>= 1;
            }
            b'{' | b'[' if value => {
                if usize::from(self.depth) == MAX_DEPTH {
                    return Err(SyntaxError::TooDeep { at: here });
                }
                let object = byte == b'{';
                self.depth += 1;
                self.objects = self.objects << 1 | u64::from(object);
                self.wants = wants::END | if object { wants::NAME } else { wants::VALUE };
                let token = if object {
                    Token::ObjectStart
                } else {
                    Token::ListStart
                };
                return Ok(Lexeme::new(token, here, here + 1));
            }
            b'-' | b'0'..=b'9' if value => {
                token = Token::Number;
                inner.end = number(bytes, here)?;
                if inner.end == bytes.len() && self.depth > 0 {
                    return Err(SyntaxError::Truncated { at: inner.end });
                }
            }
            b't' | b'f' | b'n' if value => {
                let word: &[u8] = match byte {
                    b't' => b"true",
                    b'f' => b"false",
                    _ => b"null",
                };
                token = if byte == b'n' {
                    Token::Null
                } else {
                    Token::Boolean
                };
                inner.end = behind_word(bytes, here, word)?;
            }
            _ if wants == wants::NOTHING => return Err(SyntaxError::TrailingBytes { at: here }),
            _ => return Err(SyntaxError::Unexpected { at: here }),
        }
        self.wants = self.after_value();
        Ok(Lexeme {
            token,
            whole: inner,
            inner,
            coded,
        })
    }

    const fn after_value(&self) -> u8 {
        if self.depth == 0 {
            wants::NOTHING
        } else {
            wants::COMMA | wants::END
        }
    }

    const fn in_object(&self) -> bool {
        self.objects & 1 == 1
    }
}

#[cold]
fn at_the_end(bytes: &[u8], wants: u8, depth: u8) -> Result<Lexeme, SyntaxError> {
    let at = bytes.len();
    match wants {
        wants::NOTHING => Ok(Lexeme::new(Token::Finished, at, at)),
        // Only the first value can be wanted outside of all containers.
        _ if depth == 0 => Err(SyntaxError::Empty),
        _ => Err(SyntaxError::Truncated { at }),
    }
}

/// Where the closing quote stands of the string whose text starts at `start`, and whether there
/// are escapes in it. What was checked is UTF-8.
#[inline]
pub(super) fn string(
    bytes: &[u8],
    start: usize,
    leniency: Leniency,
    checked: bool,
) -> Result<(usize, bool), SyntaxError> {
    let stop = find_stop(bytes, start, [b'"', b'\\']);
    if (stop.ascii || checked) && bytes.get(stop.at) == Some(&b'"') {
        return Ok((stop.at, false));
    }
    long_string(bytes, start, stop, leniency)
}

/// The same if there is more in it than plain ASCII.
#[inline(never)]
fn long_string(
    bytes: &[u8],
    start: usize,
    first: Stop,
    leniency: Leniency,
) -> Result<(usize, bool), SyntaxError> {
    let run = string_run(bytes, start, first, leniency.control_characters)?;
    if run.closed {
        Ok((run.end, run.coded))
    } else {
        Err(SyntaxError::Truncated { at: bytes.len() })
    }
}

/// Where the colon ends that follows the name that ends at `at`.
#[inline]
pub(super) fn behind_colon(bytes: &[u8], at: usize) -> Result<usize, SyntaxError> {
    let colon = skip_white(bytes, at);
    match bytes.get(colon) {
        Some(b':') => Ok(colon + 1),
        Some(_) => Err(SyntaxError::Unexpected { at: colon }),
        None => Err(SyntaxError::Truncated { at: colon }),
    }
}

#[cfg(test)]
#[path = "tests_json_differential.rs"]
mod differential;
#[cfg(test)]
#[path = "tests_json.rs"]
mod tests;
