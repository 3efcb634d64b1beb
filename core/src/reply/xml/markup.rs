//! The pieces of XML's markup: where each ends. Nothing of them is kept but names.

use super::super::{
    error::SyntaxError,
    text::{
        Inside, Lexeme, SMALL, Span, Token, behind_ascii_name, behind_word, check_utf8, find_stop,
        first_character, is_name_byte, is_name_start, is_white, skip_white, stands_at,
        xml_reference,
    },
};

/// What starts at `at`, a comment, a CDATA section or a processing instruction, and where its
/// content starts.
pub(super) fn opening(bytes: &[u8], at: usize) -> Result<(Inside, usize), SyntaxError> {
    if bytes.get(at + 1) == Some(&b'?') {
        return Ok((Inside::Instruction, instruction(bytes, at)?));
    }
    let mut cut_off = false;
    let asides: [(_, &[u8]); 2] = [(Inside::Comment, b"<!--"), (Inside::Section, b"<![CDATA[")];
    for (inside, opening) in asides {
        match behind_word(bytes, at, opening) {
            Ok(content) => return Ok((inside, content)),
            Err(error) => cut_off |= matches!(error, SyntaxError::Truncated { .. }),
        }
    }
    let rest = bytes.get(at..).unwrap_or_default();
    let start = rest.get(..9).unwrap_or(rest);
    let doctype = b"<!DOCTYPE".get(..start.len()).unwrap_or_default();
    if start.eq_ignore_ascii_case(doctype) {
        if start.len() == 9 {
            return Err(SyntaxError::Doctype { at });
        }
        cut_off = true;
    }
    if cut_off {
        return Err(SyntaxError::Truncated { at: bytes.len() });
    }
    Err(SyntaxError::Unexpected { at })
}

/// Where the name of the processing instruction at `at` ends. It cannot be `xml`: that is the
/// declaration, which stands first or nowhere.
fn instruction(bytes: &[u8], at: usize) -> Result<usize, SyntaxError> {
    let (end, _) = name(bytes, at + 2)?;
    let target = bytes.get(at + 2..end).unwrap_or_default();
    if target.eq_ignore_ascii_case(b"xml") {
        return Err(SyntaxError::Unexpected { at });
    }
    if bytes.get(end).is_some_and(|&byte| is_white(byte)) || stands_at(bytes, end, b"?>")? {
        return Ok(end);
    }
    Err(SyntaxError::Unexpected { at: end })
}

/// Where that ends of which the content starts at `at`.
pub(super) fn closing(inside: Inside, bytes: &[u8], at: usize) -> Result<usize, SyntaxError> {
    let mut here = at;
    if pass(inside, bytes, &mut here)? {
        Ok(here)
    } else {
        Err(SyntaxError::Truncated { at: bytes.len() })
    }
}

/// Moves `at` behind what closes the comment, CDATA section or processing instruction, or as far
/// as what is there is content. Before the end no control character may stand.
pub(super) fn pass(inside: Inside, bytes: &[u8], at: &mut usize) -> Result<bool, SyntaxError> {
    let closing: &[u8] = match inside {
        Inside::Comment => b"-->",
        Inside::Section => b"]]>",
        _ => b"?>",
    };
    let stop = closing.first().copied().unwrap_or_default();
    loop {
        let here = find_stop(bytes, *at, [stop]).at;
        *at = here;
        match bytes.get(here) {
            None => return Ok(false),
            Some(&byte) if byte == stop => match stands_at(bytes, here, closing) {
                Ok(true) => {
                    *at = here + closing.len();
                    return Ok(true);
                }
                // Two hyphens end a comment or are wrong.
                Ok(false) if closing == b"-->" && bytes.get(here + 1) == Some(&stop) => {
                    return Err(SyntaxError::Unexpected { at: here + 2 });
                }
                Ok(false) => {}
                Err(_) => return Ok(false),
            },
            Some(&byte) if is_white(byte) => {}
            Some(_) => return Err(SyntaxError::ControlCharacter { at: here }),
        }
        *at = here + 1;
    }
}

#[inline]
pub(super) fn end_tag(bytes: &[u8], at: usize) -> Result<Lexeme, SyntaxError> {
    let start = at + 2;
    let (name_end, ascii) = name(bytes, start)?;
    let mut end = name_end + 1;
    if !ascii || bytes.get(name_end) != Some(&b'>') {
        end = rest_of_end_tag(bytes, at, name_end)?;
    }
    Ok(Lexeme {
        token: Token::ElementEnd,
        whole: Span::new(at, end),
        inner: Span::new(start, name_end),
        coded: false,
    })
}

#[cold]
fn rest_of_end_tag(bytes: &[u8], at: usize, name_end: usize) -> Result<usize, SyntaxError> {
    let end = behind(bytes, skip_white(bytes, name_end), b">");
    let end = end.map_err(|error| first_error(bytes, at, error))?;
    characters(bytes, Span::new(at, end))?;
    Ok(end)
}

/// The start tag, and whether the element ends with it.
#[inline]
pub(super) fn start_tag(bytes: &[u8], at: usize) -> Result<(Lexeme, bool), SyntaxError> {
    let start = at + 1;
    let (name_end, ascii) = name(bytes, start)?;
    let (mut end, mut empty) = (name_end + 1, false);
    if !ascii || bytes.get(name_end) != Some(&b'>') {
        (end, empty) = rest_of_start_tag(bytes, at, name_end)?;
    }
    let lexeme = Lexeme {
        token: Token::ElementStart,
        whole: Span::new(at, end),
        inner: Span::new(start, name_end),
        coded: false,
    };
    Ok((lexeme, empty))
}

#[inline(never)]
fn rest_of_start_tag(
    bytes: &[u8],
    at: usize,
    name_end: usize,
) -> Result<(usize, bool), SyntaxError> {
    let end = attributes(bytes, name_end).and_then(|close| {
        let empty = bytes.get(close) == Some(&b'/');
        let closing: &[u8] = if empty { b"/>" } else { b">" };
        Ok((behind(bytes, close, closing)?, empty))
    });
    let (end, empty) = end.map_err(|error| first_error(bytes, at, error))?;
    characters(bytes, Span::new(at, end))?;
    Ok((end, empty))
}

/// Where the XML declaration at `at` ends, if there is one. It cannot announce another encoding
/// than UTF-8.
pub(super) fn xml_declaration(bytes: &[u8], at: usize) -> Result<usize, SyntaxError> {
    let Ok(mut end) = behind_word(bytes, at, b"<?xml") else {
        return Ok(at);
    };
    if !bytes.get(end).is_some_and(|&byte| is_white(byte)) {
        return Ok(at);
    }
    let mut missing = true;
    let attributes: [&[u8]; 3] = [b"version", b"encoding", b"standalone"];
    for (place, known) in attributes.into_iter().enumerate() {
        let Some(Attribute { name, value }) = attribute(bytes, end)? else {
            break;
        };
        if behind_word(bytes, name.start, known) == Ok(name.end) {
            let at = value.start;
            let text = bytes.get(at..value.end).unwrap_or_default();
            match place {
                0 if is_version(text) => {}
                1 if is_utf8(text) => {}
                2 if is_yes_or_no(text) => {}
                1 => return Err(SyntaxError::Encoding { at }),
                _ => return Err(SyntaxError::Unexpected { at }),
            }
            end = value.end + 1;
        } else if missing {
            break;
        }
        missing = false;
    }
    let close = skip_white(bytes, end);
    if missing {
        return Err(SyntaxError::Unexpected { at: close });
    }
    behind(bytes, close, b"?>")
}

fn is_version(value: &[u8]) -> bool {
    matches!(value, [b'1', b'.', minor @ ..] if !minor.is_empty() && minor.iter().all(u8::is_ascii_digit))
}

fn is_utf8(encoding: &[u8]) -> bool {
    [&b"utf-8"[..], b"utf8", b"us-ascii"]
        .iter()
        .any(|known| encoding.eq_ignore_ascii_case(known))
}

fn is_yes_or_no(value: &[u8]) -> bool {
    matches!(value, b"yes" | b"no")
}

/// A tag with more attributes is refused: each must be compared with all before it.
const MAX_ATTRIBUTES: usize = 32;

/// Where the attributes end, and the white space after them. No name may occur twice.
fn attributes(bytes: &[u8], at: usize) -> Result<usize, SyntaxError> {
    let (mut end, mut count) = (at, 0);
    // The name is judged before the value is read, which may not be there yet.
    while let Some(name) = attribute_name(bytes, end)? {
        if count == MAX_ATTRIBUTES {
            return Err(SyntaxError::TooManyAttributes { at: name.start });
        }
        let text = bytes.get(name.start..name.end).unwrap_or_default();
        let mut before = at;
        for _ in 0..count {
            if let Some(other) = attribute(bytes, before)? {
                if behind_word(bytes, other.name.start, text) == Ok(other.name.end) {
                    return Err(SyntaxError::DuplicateAttribute { at: name.start });
                }
                before = other.value.end + 1;
            }
        }
        count += 1;
        end = attribute_value(bytes, name.end)?.end + 1;
    }
    Ok(skip_white(bytes, end))
}

/// An attribute of a tag, the value without its quotes.
struct Attribute {
    name: Span,
    value: Span,
}

/// The attribute that stands behind white space at `at`.
#[inline(never)]
fn attribute(bytes: &[u8], at: usize) -> Result<Option<Attribute>, SyntaxError> {
    let Some(name) = attribute_name(bytes, at)? else {
        return Ok(None);
    };
    let value = attribute_value(bytes, name.end)?;
    Ok(Some(Attribute { name, value }))
}

#[inline(never)]
fn attribute_name(bytes: &[u8], at: usize) -> Result<Option<Span>, SyntaxError> {
    let start = skip_white(bytes, at);
    match bytes.get(start) {
        None => return Err(SyntaxError::Truncated { at: start }),
        Some(&byte) if start > at && is_name_start(byte) => {}
        Some(_) => return Ok(None),
    }
    let (end, _) = name(bytes, start)?;
    Ok(Some(Span::new(start, end)))
}

/// The value behind the name that ends at `at`, without its quotes.
#[inline(never)]
fn attribute_value(bytes: &[u8], at: usize) -> Result<Span, SyntaxError> {
    let equals = skip_white(bytes, at);
    let quote = skip_white(bytes, behind(bytes, equals, b"=")?);
    let closing = closing_quote(bytes, quote)?;
    Ok(Span::new(quote + 1, closing))
}

/// Where the quote stands that ends the value whose first quote is at `at`.
fn closing_quote(bytes: &[u8], at: usize) -> Result<usize, SyntaxError> {
    let quote = match bytes.get(at) {
        None => return Err(SyntaxError::Truncated { at }),
        Some(&quote @ (b'"' | b'\'')) => quote,
        Some(_) => return Err(SyntaxError::Unexpected { at }),
    };
    let mut here = at + 1;
    loop {
        here = find_stop(bytes, here, [quote, b'<', b'&']).at;
        here = match bytes.get(here) {
            None => return Err(SyntaxError::Truncated { at: here }),
            Some(&byte) if byte == quote => return Ok(here),
            Some(b'&') => xml_reference(bytes, here)?.1,
            Some(b'<') => return Err(SyntaxError::Unexpected { at: here }),
            Some(&byte) if is_white(byte) => here + 1,
            Some(_) => return Err(SyntaxError::ControlCharacter { at: here }),
        };
    }
}

/// Checks that the span is UTF-8, of characters that XML allows.
#[cold]
pub(super) fn characters(bytes: &[u8], span: Span) -> Result<(), SyntaxError> {
    let text = bytes.get(span.start..span.end);
    if !SMALL && text.is_some_and(<[u8]>::is_ascii) {
        return Ok(());
    }
    let wrong = check_utf8(bytes, span);
    let end = wrong.map_or_else(|error| error.at().min(span.end), |()| span.end);
    let text = bytes.get(..end).unwrap_or_default();
    let mut from = span.start;
    while let Some(rest) = text.get(from..)
        && let Some(length) = rest.iter().position(|&byte| byte == 0xef)
    {
        // U+FFFE and U+FFFF are EF BF BE and EF BF BF.
        if let Some([0xbf, 0xbe | 0xbf]) = rest.get(length + 1..length + 3) {
            return Err(SyntaxError::Unexpected { at: from + length });
        }
        from += length + 1;
    }
    wrong
}

/// What comes first: this error in the markup that starts at `start`, or a wrong character.
#[cold]
pub(super) fn first_error(bytes: &[u8], start: usize, error: SyntaxError) -> SyntaxError {
    let before = Span::new(start, error.at().min(bytes.len()));
    characters(bytes, before).err().unwrap_or(error)
}

/// Where `word` ends, which must stand at `at`.
fn behind(bytes: &[u8], at: usize, word: &[u8]) -> Result<usize, SyntaxError> {
    if stands_at(bytes, at, word)? {
        Ok(at + word.len())
    } else {
        Err(SyntaxError::Unexpected { at })
    }
}

/// Where the name at `at` ends, and whether it is ASCII.
#[inline]
fn name(bytes: &[u8], at: usize) -> Result<(usize, bool), SyntaxError> {
    let (mut end, mut all) = (at, 0);
    if !SMALL {
        end = behind_ascii_name(bytes, at);
    }
    while let Some(&byte) = bytes.get(end)
        && is_name_byte(byte)
    {
        all |= byte;
        end += 1;
    }
    match bytes.get(at) {
        Some(&first) if !is_name_start(first) => Err(SyntaxError::Unexpected { at }),
        _ if end >= bytes.len() => Err(SyntaxError::Truncated { at: bytes.len() }),
        _ if all.is_ascii() => Ok((end, true)),
        _ => name_characters(bytes, Span::new(at, end)),
    }
}

/// Checks that the characters of a name are such as XML 1.0 (fifth edition) allows.
#[cold]
fn name_characters(bytes: &[u8], span: Span) -> Result<(usize, bool), SyntaxError> {
    check_utf8(bytes, span)?;
    let mut at = span.start;
    while at < span.end {
        match first_character(bytes.get(at..).unwrap_or_default()) {
            Ok((character, length)) if is_name_character(character, at == span.start) => {
                at += length;
            }
            _ => return Err(SyntaxError::Unexpected { at }),
        }
    }
    Ok((span.end, false))
}

const fn is_name_character(character: char, first: bool) -> bool {
    match character {
        '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}' => !first,
        '\u{d7}' | '\u{f7}' | '\u{37e}' => false,
        ..='\u{7f}'
        | '\u{c0}'..='\u{1fff}'
        | '\u{200c}'..='\u{200d}'
        | '\u{2070}'..='\u{218f}'
        | '\u{2c00}'..='\u{2fef}'
        | '\u{3001}'..='\u{d7ff}'
        | '\u{f900}'..='\u{fdcf}'
        | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}' => true,
        _ => false,
    }
}
