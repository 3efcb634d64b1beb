//! The pieces of XML's markup: where each ends. Nothing of them is kept but names.

use super::super::{
    error::SyntaxError,
    text::{Lexeme, Span, Token, find_stop, is_white, skip_white, stands_at, xml_reference},
};

/// Where the comment or CDATA section at `at` ends, and whether it is text.
pub(super) fn declaration(bytes: &[u8], at: usize) -> Result<(usize, bool), SyntaxError> {
    let rest = bytes.get(at..).unwrap_or_default();
    let start = rest.get(..9).unwrap_or(rest);
    if start.starts_with(b"<!--") {
        let end = until(bytes, at + 4, b"--")?;
        if !stands_at(bytes, end, b">")? {
            return Err(SyntaxError::Unexpected { at: end });
        }
        return Ok((end + 1, false));
    }
    if start == b"<![CDATA[" {
        return Ok((until(bytes, at + 9, b"]]>")?, true));
    }
    if start.eq_ignore_ascii_case(b"<!DOCTYPE") {
        return Err(SyntaxError::Doctype { at });
    }
    let doctype = b"<!DOCTYPE".get(..start.len()).unwrap_or_default();
    if b"<!--".starts_with(start)
        || b"<![CDATA[".starts_with(start)
        || start.eq_ignore_ascii_case(doctype)
    {
        return Err(SyntaxError::Truncated { at: bytes.len() });
    }
    Err(SyntaxError::Unexpected { at })
}

/// Where the processing instruction at `at` ends. Its name cannot be `xml`: that is the
/// declaration, which stands first or nowhere.
pub(super) fn instruction(bytes: &[u8], at: usize) -> Result<usize, SyntaxError> {
    let end = name(bytes, at + 2)?;
    let target = bytes.get(at + 2..end).unwrap_or_default();
    if target.eq_ignore_ascii_case(b"xml") {
        return Err(SyntaxError::Unexpected { at });
    }
    if bytes.get(end).is_some_and(|&byte| is_white(byte)) || stands_at(bytes, end, b"?>")? {
        return until(bytes, end, b"?>");
    }
    Err(SyntaxError::Unexpected { at: end })
}

/// Where the first `closing` ends; before it no control character may stand.
fn until(bytes: &[u8], at: usize, closing: &[u8]) -> Result<usize, SyntaxError> {
    let stop = closing.first().copied().unwrap_or_default();
    let mut here = at;
    loop {
        here = find_stop(bytes, here, [stop]);
        match bytes.get(here) {
            None => return Err(SyntaxError::Truncated { at: bytes.len() }),
            Some(&byte) if byte == stop => {
                if stands_at(bytes, here, closing)? {
                    return Ok(here + closing.len());
                }
            }
            Some(&byte) if is_white(byte) => {}
            Some(_) => return Err(SyntaxError::ControlCharacter { at: here }),
        }
        here += 1;
    }
}

pub(super) fn end_tag(bytes: &[u8], at: usize) -> Result<Lexeme, SyntaxError> {
    let inner = Span {
        start: at + 2,
        end: name(bytes, at + 2)?,
    };
    let end = skip_white(bytes, inner.end);
    if !stands_at(bytes, end, b">")? {
        return Err(SyntaxError::Unexpected { at: end });
    }
    let whole = Span::new(at, end + 1);
    Ok(Lexeme {
        token: Token::ElementEnd,
        whole,
        inner,
        coded: false,
    })
}

/// The start tag, and whether the element ends with it.
pub(super) fn start_tag(bytes: &[u8], at: usize) -> Result<(Lexeme, bool), SyntaxError> {
    let inner = Span {
        start: at + 1,
        end: name(bytes, at + 1)?,
    };
    let close = attributes(bytes, inner.end)?;
    let empty = stands_at(bytes, close, b"/>")?;
    if !empty && !stands_at(bytes, close, b">")? {
        return Err(SyntaxError::Unexpected { at: close });
    }
    let whole = Span::new(at, close + 1 + usize::from(empty));
    Ok((
        Lexeme {
            token: Token::ElementStart,
            whole,
            inner,
            coded: false,
        },
        empty,
    ))
}

/// Where the attributes end, and the white space after them.
pub(super) fn attributes(bytes: &[u8], at: usize) -> Result<usize, SyntaxError> {
    let mut here = at;
    loop {
        let start = skip_white(bytes, here);
        match bytes.get(start) {
            None => return Err(SyntaxError::Truncated { at: start }),
            Some(&byte) if start > here && is_name_start(byte) => {}
            Some(_) => return Ok(start),
        }
        let equals = skip_white(bytes, name(bytes, start)?);
        if !stands_at(bytes, equals, b"=")? {
            return Err(SyntaxError::Unexpected { at: equals });
        }
        here = attribute_value(bytes, skip_white(bytes, equals + 1))?;
    }
}

/// Where the quoted value at `at` ends.
fn attribute_value(bytes: &[u8], at: usize) -> Result<usize, SyntaxError> {
    let quote = match bytes.get(at) {
        None => return Err(SyntaxError::Truncated { at }),
        Some(&quote @ (b'"' | b'\'')) => quote,
        Some(_) => return Err(SyntaxError::Unexpected { at }),
    };
    let mut here = at + 1;
    loop {
        here = find_stop(bytes, here, [quote, b'<', b'&']);
        here = match bytes.get(here) {
            None => return Err(SyntaxError::Truncated { at: here }),
            Some(&byte) if byte == quote => return Ok(here + 1),
            Some(b'&') => xml_reference(bytes, here)?.1,
            Some(b'<') => return Err(SyntaxError::Unexpected { at: here }),
            Some(&byte) if is_white(byte) => here + 1,
            Some(_) => return Err(SyntaxError::ControlCharacter { at: here }),
        };
    }
}

/// Where the name at `at` ends.
fn name(bytes: &[u8], at: usize) -> Result<usize, SyntaxError> {
    let rest = bytes.get(at..).unwrap_or_default();
    match rest.first() {
        None => return Err(SyntaxError::Truncated { at: bytes.len() }),
        Some(&byte) if is_name_start(byte) => {}
        Some(_) => return Err(SyntaxError::Unexpected { at }),
    }
    match rest.iter().position(|&byte| !is_name_byte(byte)) {
        Some(length) => Ok(at + length),
        None => Err(SyntaxError::Truncated { at: bytes.len() }),
    }
}

const fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':' | 0x80..)
}

pub(super) const fn is_name_byte(byte: u8) -> bool {
    is_name_start(byte) || byte.is_ascii_digit() || matches!(byte, b'-' | b'.')
}
