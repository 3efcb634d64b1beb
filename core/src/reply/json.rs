//! The scanner for JSON: RFC 8259 to the letter, one token at a time, without recursion.

use super::{
    error::SyntaxError,
    text::{
        Leniency, Lexeme, MAX_DEPTH, Span, Token, find_stop, json_escape, skip_mark, skip_white,
        stands_at,
    },
};

/// What may come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wants {
    /// The document, perhaps after a byte order mark.
    Document,
    /// A value.
    Value,
    /// A value, or the end of the list that was just opened.
    FirstItem,
    /// A name.
    Name,
    /// A name, or the end of the object that was just opened.
    FirstName,
    /// A colon and a value.
    Colon,
    /// A comma or the end of a container; outside of all containers the end of the document.
    Comma,
}

/// Where the reading of a document stands: small, and `Copy`, so that looking ahead is reading on
/// with a copy.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scanner {
    wants: Wants,
    depth: usize,
    /// One bit for each open container, the innermost lowest: 1 is an object.
    objects: u64,
    control_characters: bool,
}

impl Scanner {
    /// For a whole document, which may start with a byte order mark.
    pub(crate) const fn document(leniency: Leniency) -> Self {
        let control_characters = leniency.control_characters;
        Self {
            wants: Wants::Document,
            depth: 0,
            objects: 0,
            control_characters,
        }
    }

    /// For one value.
    pub(crate) const fn value(leniency: Leniency) -> Self {
        Self {
            wants: Wants::Value,
            ..Self::document(leniency)
        }
    }

    /// Reads the token at `at` and moves `at` behind it.
    ///
    /// Ends the input before the token does, then the answer is `Truncated`, and nothing has
    /// changed: the call can be repeated when there are more bytes. Only a number outside of all
    /// containers cannot know whether it goes on.
    pub(crate) fn next(&mut self, bytes: &[u8], at: &mut usize) -> Result<Lexeme, SyntaxError> {
        let mut here = *at;
        let mut wants = self.wants;
        if wants == Wants::Document {
            here = skip_mark(bytes, here)?;
            wants = Wants::Value;
        }
        here = skip_white(bytes, here);
        match (wants, bytes.get(here)) {
            (Wants::Colon, Some(b':')) => {
                wants = Wants::Value;
                here = skip_white(bytes, here + 1);
            }
            (Wants::Comma, Some(b',')) if self.depth > 0 => {
                wants = if self.in_object() {
                    Wants::Name
                } else {
                    Wants::Value
                };
                here = skip_white(bytes, here + 1);
            }
            _ => {}
        }
        let Some(&byte) = bytes.get(here) else {
            return self.at_the_end(bytes, here, wants, at);
        };
        let value = matches!(wants, Wants::Value | Wants::FirstItem);
        let name = matches!(wants, Wants::Name | Wants::FirstName);
        let (token, end, coded) = match byte {
            b'"' if value || name => {
                let (end, coded) = self.string(bytes, here)?;
                (if name { Token::Name } else { Token::Text }, end, coded)
            }
            b'-' | b'0'..=b'9' if value => (Token::Number, number(bytes, here)?, false),
            b'{' if value => (Token::ObjectStart, here + 1, false),
            b'[' if value => (Token::ListStart, here + 1, false),
            b'}' if self.may_close(wants, true) => (Token::ObjectEnd, here + 1, false),
            b']' if self.may_close(wants, false) => (Token::ListEnd, here + 1, false),
            b't' if value => (Token::Boolean, word(bytes, here, b"true")?, false),
            b'f' if value => (Token::Boolean, word(bytes, here, b"false")?, false),
            b'n' if value => (Token::Null, word(bytes, here, b"null")?, false),
            _ if wants == Wants::Comma && self.depth == 0 => {
                return Err(SyntaxError::TrailingBytes { at: here });
            }
            _ => return Err(SyntaxError::Unexpected { at: here }),
        };
        if token == Token::Number && end == bytes.len() && self.depth > 0 {
            return Err(SyntaxError::Truncated { at: end });
        }
        self.wants = match token {
            Token::ObjectStart | Token::ListStart => {
                if self.depth == MAX_DEPTH {
                    return Err(SyntaxError::TooDeep { at: here });
                }
                self.depth += 1;
                let object = token == Token::ObjectStart;
                self.objects = self.objects << 1 | u64::from(object);
                if object {
                    Wants::FirstName
                } else {
                    Wants::FirstItem
                }
            }
            Token::ObjectEnd | Token::ListEnd => {
                self.depth = self.depth.saturating_sub(1);
                self.objects >>= 1;
                Wants::Comma
            }
            Token::Name => Wants::Colon,
            _ => Wants::Comma,
        };
        *at = end;
        let whole = Span::new(here, end);
        let inner = match token {
            Token::Name | Token::Text => Span::new(here + 1, end - 1),
            _ => whole,
        };
        Ok(Lexeme {
            token,
            whole,
            inner,
            coded,
        })
    }

    /// Reads on behind the end of the container that `opened` starts, and returns its last token.
    /// Any other token is a whole value by itself.
    pub(crate) fn skip(
        &mut self,
        bytes: &[u8],
        at: &mut usize,
        opened: &Lexeme,
    ) -> Result<Lexeme, SyntaxError> {
        if !matches!(opened.token, Token::ObjectStart | Token::ListStart) {
            return Ok(*opened);
        }
        let outside = self.depth.saturating_sub(1);
        loop {
            let lexeme = self.next(bytes, at)?;
            if self.depth <= outside {
                return Ok(lexeme);
            }
        }
    }

    /// The same in bytes that have been checked: looks for nothing but the matching bracket.
    pub(crate) fn skip_checked(&mut self, bytes: &[u8], at: &mut usize, opened: &Lexeme) {
        if !matches!(opened.token, Token::ObjectStart | Token::ListStart) {
            return;
        }
        *at = behind_bracket(bytes, *at);
        self.depth = self.depth.saturating_sub(1);
        self.objects >>= 1;
        self.wants = Wants::Comma;
    }

    fn at_the_end(
        &self,
        bytes: &[u8],
        here: usize,
        wants: Wants,
        at: &mut usize,
    ) -> Result<Lexeme, SyntaxError> {
        if wants == Wants::Comma && self.depth == 0 {
            *at = here;
            let whole = Span::new(here, here);
            return Ok(Lexeme {
                token: Token::Finished,
                whole,
                inner: whole,
                coded: false,
            });
        }
        // Only the first value can be wanted outside of all containers.
        if wants == Wants::Value && self.depth == 0 {
            return Err(SyntaxError::Empty);
        }
        Err(SyntaxError::Truncated { at: bytes.len() })
    }

    const fn in_object(&self) -> bool {
        self.objects & 1 == 1
    }

    /// Whether the innermost container can end here and is an object, or a list.
    fn may_close(&self, wants: Wants, object: bool) -> bool {
        let first = if object {
            Wants::FirstName
        } else {
            Wants::FirstItem
        };
        let here = wants == first || (wants == Wants::Comma && self.depth > 0);
        here && self.in_object() == object
    }

    /// Where the string at `at` ends, and whether it has escapes.
    fn string(&self, bytes: &[u8], at: usize) -> Result<(usize, bool), SyntaxError> {
        let mut coded = false;
        let mut here = at + 1;
        loop {
            here = find_stop(bytes, here, [b'"', b'\\']);
            match bytes.get(here) {
                None => return Err(SyntaxError::Truncated { at: here }),
                Some(b'"') => return Ok((here + 1, coded)),
                Some(b'\\') => {
                    coded = true;
                    (_, here) = json_escape(bytes, here)?;
                }
                Some(_) if self.control_characters => here += 1,
                Some(_) => return Err(SyntaxError::ControlCharacter { at: here }),
            }
        }
    }
}

/// Where the container ends whose first bracket stands before `at`.
fn behind_bracket(bytes: &[u8], at: usize) -> usize {
    let (mut here, mut open) = (at, 1_usize);
    while let Some(byte) = bytes.get(here) {
        here += 1;
        // A bracket and a brace differ in one bit.
        match byte | 0x20 {
            b'"' if *byte == b'"' => here = behind_quote(bytes, here),
            b'{' => open += 1,
            b'}' if open == 1 => return here,
            b'}' => open -= 1,
            _ => {}
        }
    }
    here
}

/// Where the string ends whose first quote stands before `at`.
fn behind_quote(bytes: &[u8], at: usize) -> usize {
    let mut here = at;
    loop {
        here = find_stop(bytes, here, [b'"', b'\\']);
        match bytes.get(here) {
            None => return here,
            Some(b'"') => return here + 1,
            Some(b'\\') => here += 2,
            Some(_) => here += 1,
        }
    }
}

/// Where the word ends that stands at `at`.
fn word(bytes: &[u8], at: usize, word: &[u8]) -> Result<usize, SyntaxError> {
    if stands_at(bytes, at, word)? {
        return Ok(at + word.len());
    }
    let same = bytes
        .iter()
        .skip(at)
        .zip(word)
        .take_while(|(found, wanted)| found == wanted);
    Err(SyntaxError::Unexpected {
        at: at + same.count(),
    })
}

/// Where the number at `at` ends.
pub(crate) fn number(bytes: &[u8], at: usize) -> Result<usize, SyntaxError> {
    let byte_at = |place: usize| bytes.get(place).copied();
    let mut here = at;
    if byte_at(here) == Some(b'-') {
        here += 1;
    }
    here = match byte_at(here) {
        Some(b'0') => here + 1,
        _ => digits(bytes, here)?,
    };
    if byte_at(here) == Some(b'.') {
        here = digits(bytes, here + 1)?;
    }
    if let Some(b'e' | b'E') = byte_at(here) {
        here += 1;
        if let Some(b'+' | b'-') = byte_at(here) {
            here += 1;
        }
        here = digits(bytes, here)?;
    }
    Ok(here)
}

/// Where the digits at `at` end, of which there must be one.
fn digits(bytes: &[u8], at: usize) -> Result<usize, SyntaxError> {
    let rest = bytes.get(at..).unwrap_or_default();
    match rest.iter().position(|byte| !byte.is_ascii_digit()) {
        Some(0) => Err(SyntaxError::Unexpected { at }),
        None if rest.is_empty() => Err(SyntaxError::Truncated { at }),
        length => Ok(at + length.unwrap_or(rest.len())),
    }
}

/// Whether the text is a number as JSON writes it, but for zeros in front.
pub(crate) fn is_number(text: &str) -> bool {
    let mut unsigned = text.strip_prefix('-').unwrap_or(text);
    while let Some(shorter) = unsigned.strip_prefix('0')
        && shorter.starts_with(|next: char| next.is_ascii_digit())
    {
        unsigned = shorter;
    }
    !unsigned.starts_with('-') && number(unsigned.as_bytes(), 0) == Ok(unsigned.len())
}

#[cfg(test)]
#[path = "tests_json_differential.rs"]
mod differential;
#[cfg(test)]
#[path = "tests_json.rs"]
mod tests;
