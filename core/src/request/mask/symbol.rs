//! Text as the one who unpacks it reads it: JSON inside a JSON text, XML inside JSON, a form inside
//! an address. Escapes are undone symbol by symbol, nothing is copied.

/// How deep inside other documents a symbol is written. What ends at one depth does not end at a
/// greater one: `\"` is part of a text that began with `"`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Depth {
    percent: u32,
    entity: u32,
    code_unit: u32,
    backslash: u32,
}

/// Two backslashes before `&quot;` are one at the end of a text, or in JSON around the XML they
/// escape the quote.
const UNCLEAR: u32 = u32::MAX;

impl Depth {
    /// Whether nobody can tell if a quote here ends what began at `other`.
    pub(super) const fn is_unclear(self, other: Self) -> bool {
        let unescaped = Self {
            backslash: 0,
            ..self
        };
        other.backslash == UNCLEAR || self.backslash == UNCLEAR && unescaped.is_within(other)
    }

    /// Whether a symbol here can end what began at `other`.
    pub(super) const fn is_within(self, other: Self) -> bool {
        self.percent <= other.percent
            && self.entity <= other.entity
            && self.code_unit <= other.code_unit
            && self.backslash <= other.backslash
    }

    pub(super) const fn is_more_encoded(self, than: Self) -> bool {
        self.percent > than.percent
    }
}

/// One character, if it is ASCII; otherwise a byte of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Symbol {
    pub(super) byte: u8,
    pub(super) depth: Depth,
}

/// Stands for all characters beyond ASCII.
const FOREIGN: u8 = 0xff;

impl Symbol {
    pub(super) const fn is_blank(self) -> bool {
        self.byte.is_ascii_whitespace()
    }

    /// Whether nothing but room is meant, in a form too.
    pub(super) const fn is_gap(self) -> bool {
        self.is_blank() || self.byte == b'+'
    }

    pub(super) const fn is_quote(self) -> bool {
        matches!(self.byte, b'"' | b'\'')
    }

    /// Whether names like `access_token` are made of it.
    pub(super) const fn is_of_name(self) -> bool {
        self.byte.is_ascii_alphanumeric() || matches!(self.byte, b'_' | b'-')
    }
}

/// The text without its escapes.
pub(super) fn bytes(mut text: &[u8]) -> impl Iterator<Item = u8> + Clone {
    core::iter::from_fn(move || next(&mut text)).map(|symbol| symbol.byte)
}

/// Takes the next symbol off the text.
pub(super) fn next(text: &mut &[u8]) -> Option<Symbol> {
    let (mut symbol, backslashes) = unescaped(text)?;
    if symbol.byte == b'&' {
        while let Some(rest) = behind(text, b"amp;") {
            symbol.depth.entity += 1;
            *text = rest;
        }
        if let Some((byte, rest)) = named(text).or_else(|| numbered(text)) {
            symbol.byte = byte;
            symbol.depth.entity += 1;
            *text = rest;
        }
    }
    if symbol.is_quote() {
        symbol.depth.backslash = match backslashes {
            1.. if symbol.depth.entity > 0 && backslashes % 2 == 0 => UNCLEAR,
            _ => quote_depth(backslashes),
        };
    }
    Some(symbol)
}

/// Behind the `&` of an XML entity with a name.
fn named(text: &[u8]) -> Option<(u8, &[u8])> {
    let entities: [(&[u8], u8); 4] = [
        (b"quot;", b'"'),
        (b"apos;", b'\''),
        (b"lt;", b'<'),
        (b"gt;", b'>'),
    ];
    let mut found = entities.iter();
    found.find_map(|(name, byte)| Some((*byte, behind(text, name)?)))
}

/// Behind the `&` of an XML entity with a number.
fn numbered(text: &[u8]) -> Option<(u8, &[u8])> {
    let mut rest = behind(text, b"#")?;
    let mut radix = 10;
    if let Some(digits) = behind(rest, b"x") {
        (radix, rest) = (16, digits);
    }
    let mut value = 0_u32;
    // No character needs more digits, so a hostile text is not read over and over.
    for _ in 0..8 {
        let (digit, _) = unescaped(&mut rest)?;
        if digit.byte == b';' {
            return Some((ascii(value), rest));
        }
        let digit = char::from(digit.byte).to_digit(radix)?;
        value = value.saturating_mul(radix).saturating_add(digit);
    }
    None
}

/// What follows these bytes, if they stand here.
fn behind<'t>(mut text: &'t [u8], bytes: &[u8]) -> Option<&'t [u8]> {
    let mut bytes = bytes.iter();
    bytes
        .all(|byte| unescaped(&mut text).is_some_and(|(symbol, _)| symbol.byte == *byte))
        .then_some(text)
}

/// A symbol, and how many backslashes stood before it.
fn unescaped(text: &mut &[u8]) -> Option<(Symbol, u32)> {
    let mut symbol = decoded(text)?;
    // Of an escape that was percent-encoded, letters and digits were left as they are.
    let percent = symbol.depth.percent;
    let mut backslashes = 0_u32;
    loop {
        match symbol.byte {
            b'\\' => {}
            b'u' if backslashes > 0 => match code_unit(text) {
                Some(b'\\') => {}
                Some(byte) => {
                    symbol.byte = byte;
                    // Each text around `\u0022` doubles its backslash; those before are the text's.
                    let doubled = backslashes.trailing_zeros();
                    symbol.depth.code_unit = doubled + 1;
                    symbol.depth.percent = percent;
                    return Some((symbol, (backslashes >> doubled) / 2));
                }
                None => break,
            },
            b'b' | b'f' | b'n' | b'r' | b't' if backslashes > 0 => {
                symbol.byte = b' ';
                break;
            }
            _ => break,
        }
        backslashes += 1;
        let Some(following) = decoded(text) else {
            break;
        };
        symbol = following;
    }
    Some((symbol, backslashes))
}

/// Each text around a quote doubles the backslashes before it and adds one: 0, 1, 3, 7. Others
/// before those are escaped themselves.
const fn quote_depth(backslashes: u32) -> u32 {
    (backslashes + 1).trailing_zeros()
}

/// Behind `\u`: four hexadecimal digits.
fn code_unit(text: &mut &[u8]) -> Option<u8> {
    let mut rest = *text;
    let mut value = 0;
    for _ in 0..4 {
        let digit = decoded(&mut rest)?;
        value = value * 16 + char::from(digit.byte).to_digit(16)?;
    }
    *text = rest;
    Some(ascii(value))
}

fn ascii(value: u32) -> u8 {
    u8::try_from(value)
        .ok()
        .filter(u8::is_ascii)
        .unwrap_or(FOREIGN)
}

/// A byte, percent-encoded or not.
fn decoded(text: &mut &[u8]) -> Option<Symbol> {
    let (byte, mut rest) = text.split_first()?;
    let (mut byte, mut depth) = (*byte, Depth::default());
    if byte == b'%' {
        while let Some(inner) = rest.strip_prefix(b"25") {
            rest = inner;
            depth.percent += 1;
        }
        if let Some((high, low, behind)) = hex_digits(rest) {
            byte = high << 4 | low;
            rest = behind;
            depth.percent += 1;
        }
    }
    *text = rest;
    Some(Symbol { byte, depth })
}

fn hex_digits(text: &[u8]) -> Option<(u8, u8, &[u8])> {
    let (high, rest) = text.split_first()?;
    let (low, rest) = rest.split_first()?;
    let digit = |byte: u8| u8::try_from(char::from(byte).to_digit(16)?).ok();
    Some((digit(*high)?, digit(*low)?, rest))
}

#[cfg(test)]
mod tests {
    use super::{Depth, Symbol, next};
    use std::string::String;
    use std::vec::Vec;

    fn symbols(text: &str) -> Vec<Symbol> {
        let mut rest = text.as_bytes();
        core::iter::from_fn(|| next(&mut rest)).collect()
    }

    fn read(text: &str) -> String {
        let symbols = symbols(text).into_iter();
        symbols.map(|symbol| char::from(symbol.byte)).collect()
    }

    #[test]
    fn escapes_are_undone_however_often_they_were_applied() {
        for (text, unpacked) in [
            (r#"s\u0065c\\u0072et\\\"\n"#, "secret\" "),
            ("&lt;&amp;lt;&gt;&quot;&apos;&#34;&#x3C;&amp;", "<<>\"'\"<&"),
            ("%22%2522%3d%3D%", "\"\"==%"),
            (r"\u0026quot;%26quot%3B\u005c\u0022", "\"\"\""),
            ("%zz%2&x;&#z;&#12", "%zz%2&x;&#z;&#12"),
            (r"\u00\", "u00\\"),
            (r"\", "\\"),
            (r"\u4e2d&#20013;&#99999999;", "\u{ff}\u{ff}&#99999999;"),
        ] {
            assert_eq!(read(text), unpacked, "{text}");
        }
    }

    #[test]
    fn a_quote_is_the_deeper_the_more_often_it_was_escaped() {
        let depth = |text: &str| symbols(text)[0].depth;
        let depth_of = |code_unit, backslash| Depth {
            code_unit,
            backslash,
            ..Depth::default()
        };
        for (text, code_unit, backslash) in [
            ("\"", 0, 0),
            (r#"\\""#, 0, 0),
            (r#"\""#, 0, 1),
            (r#"\\\\\""#, 0, 1),
            (r#"\\\""#, 0, 2),
            (r#"\u005c\""#, 0, 2),
            (r"\u0022", 1, 0),
            (r"\\u0022", 2, 0),
            (r"\\\u0022", 1, 1),
            (r"\\\\u0022", 3, 0),
            (r"\\\\\\u0022", 2, 1),
        ] {
            assert_eq!(depth(text), depth_of(code_unit, backslash), "{text}");
        }
        for [less, more] in [
            ["\"", "&quot;"],
            ["&quot;", "&amp;quot;"],
            ["\"", "%22"],
            ["%22", "%2522"],
        ] {
            let (less, more) = (depth(less), depth(more));
            assert!(less.is_within(more) && !more.is_within(less));
        }
        assert!(!depth(r"\u0022").is_within(depth("&quot;")));
        assert!(!depth("&quot;").is_within(depth("%22")));
    }
}
