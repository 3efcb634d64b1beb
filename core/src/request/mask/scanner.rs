//! A place in the text, and how to go from there to where a value ends. When in doubt it ends
//! later: what is masked too much can be asked for, what is shown too much cannot be taken back.

use super::symbol::{self, Depth, Symbol};

/// A longer key does not end the value before it, so a hostile text is not read over and over.
const KEY_MAX: usize = 128;

#[derive(Clone, Copy)]
pub(super) struct Scanner<'t> {
    pub(super) rest: &'t [u8],
    around: Around,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t [u8]) -> Self {
        let around = Around::default();
        Self { rest: text, around }
    }

    pub(super) fn next(&mut self) -> Option<Symbol> {
        let symbol = symbol::next(&mut self.rest)?;
        if symbol.byte == b'"' {
            self.around.pass(symbol);
        }
        Some(symbol)
    }

    pub(super) fn peek(&self) -> Option<Symbol> {
        symbol::next(&mut { self.rest })
    }

    pub(super) fn skip_while(&mut self, is_skipped: impl Fn(Symbol) -> bool) {
        while self.peek().is_some_and(&is_skipped) {
            self.next();
        }
    }

    pub(super) fn skip_gap(&mut self) {
        self.skip_while(Symbol::is_gap);
    }

    /// Takes what may follow a name before its value (`"`, `']`, `[0]`), and the separator.
    pub(super) fn take_separator(&mut self) -> Option<Symbol> {
        let mut ahead = *self;
        ahead.skip_while(|symbol| {
            let is_index = symbol.byte.is_ascii_digit() || matches!(symbol.byte, b'[' | b']');
            symbol.is_gap() || symbol.is_quote() || is_index
        });
        let symbol = ahead.next()?;
        let is_separator = matches!(symbol.byte, b':' | b'=');
        is_separator.then(|| {
            *self = ahead;
            symbol
        })
    }

    /// Goes to the first byte of a value and returns where it ends.
    pub(super) fn enter_value(&mut self, separator: Symbol) -> Self {
        self.skip_gap();
        let mut end = *self;
        match end.next() {
            Some(quote) if quote.is_quote() && !quote.depth.is_more_encoded(separator.depth) => {
                *self = end;
                end.skip_text(quote);
            }
            _ => {
                end = *self;
                end.skip_bare_value(separator);
            }
        }
        end
    }

    /// Goes to the quote that ends a text, or to the end.
    pub(super) fn skip_text(&mut self, quote: Symbol) {
        let mut ahead = *self;
        while let Some(symbol) = ahead.next() {
            if symbol.depth.is_unclear(quote.depth) {
                self.rest = b"";
                return;
            }
            if symbol.byte == quote.byte && symbol.depth.is_within(quote.depth) {
                let is_doubled = ahead.peek() == Some(symbol);
                if is_doubled {
                    ahead.next();
                } else if ahead.is_behind_value() {
                    return;
                }
            }
            *self = ahead;
        }
    }

    /// Goes to the end of a number, a list, an object, or of words without quotes.
    fn skip_bare_value(&mut self, separator: Symbol) {
        let around = self.around;
        let mut brackets = 0_usize;
        let mut ahead = *self;
        while let Some(symbol) = ahead.next() {
            let ends = match symbol.byte {
                _ if symbol.depth.is_more_encoded(separator.depth) => false,
                b'"' | b'\'' if brackets > 0 => {
                    ahead.skip_text(symbol);
                    ahead.next();
                    false
                }
                b'"' => around.ends_at(symbol) && ahead.is_behind_value(),
                _ if !symbol.depth.is_within(separator.depth) => false,
                b'[' | b'{' => {
                    brackets += 1;
                    false
                }
                b']' | b'}' if brackets > 0 => {
                    brackets -= 1;
                    false
                }
                _ if brackets > 0 => false,
                b']' | b'}' => !around.inside && ahead.is_behind_value(),
                b'<' => !around.inside && ahead.peek().is_some_and(|next| next.byte == b'/'),
                byte if symbol.is_blank() || matches!(byte, b',' | b'&' | b';') => {
                    ahead.skip_gap();
                    ahead.is_at_member(separator.depth)
                }
                _ => false,
            };
            if ends {
                return;
            }
            *self = ahead;
        }
    }

    /// Whether a value may have ended here. A quote or bracket with anything else behind it is
    /// part of the value.
    fn is_behind_value(&self) -> bool {
        self.peek().is_none_or(|symbol| {
            let is_mark = b"\"',;:&=<>/?)]}".contains(&symbol.byte);
            is_mark || symbol.is_blank()
        })
    }

    /// Whether a further name with a separator stands here.
    fn is_at_member(mut self, depth: Depth) -> bool {
        self.rest = self.rest.get(..KEY_MAX).unwrap_or(self.rest);
        match self.peek() {
            Some(quote) if quote.is_quote() => {
                self.next();
                self.skip_while(|symbol| symbol.byte != quote.byte);
            }
            Some(symbol) if is_of_key(symbol) => self.skip_while(is_of_key),
            _ => return false,
        }
        let separator = self.take_separator();
        separator.is_some_and(|symbol| symbol.depth.is_within(depth))
    }

    /// Goes behind the next of these marks, or to the end.
    pub(super) fn skip_past(&mut self, mark: &[u8], depth: Depth) {
        while !self.take(mark, depth) && self.next().is_some() {}
    }

    /// Takes this mark, if it stands here and no deeper.
    pub(super) fn take(&mut self, mark: &[u8], depth: Depth) -> bool {
        let mut ahead = *self;
        let mut bytes = mark.iter();
        let is_here = bytes.all(|byte| {
            let symbol = ahead.next();
            symbol.is_some_and(|symbol| symbol.byte == *byte && symbol.depth.is_within(depth))
        });
        if is_here {
            *self = ahead;
        }
        is_here
    }
}

fn is_of_key(symbol: Symbol) -> bool {
    symbol.is_of_name() || !symbol.byte.is_ascii() || matches!(symbol.byte, b'.' | b'$' | b'@')
}

/// The text in double quotes around a place, as far as one number tells.
#[derive(Clone, Copy, Default)]
struct Around {
    /// How deep the last quote was.
    depth: Depth,
    /// Whether that quote began a text.
    inside: bool,
}

impl Around {
    fn pass(&mut self, quote: Symbol) {
        self.inside = if quote.depth == self.depth {
            !self.inside
        } else {
            !quote.depth.is_within(self.depth)
        };
        self.depth = quote.depth;
    }

    fn ends_at(self, quote: Symbol) -> bool {
        quote.depth.is_within(self.depth) && (quote.depth != self.depth || self.inside)
    }
}
