//! Whether text is what it seems to be, asked once for all of it.

use super::super::super::{
    error::SyntaxError,
    text::{Notes, Span, Token, find_stop, utf8},
    xml::Scanner,
};

/// The bytes in which there may be text: what follows a document's root is none, nor is the
/// declaration.
pub(super) fn text_of(bytes: &[u8], document: bool) -> &[u8] {
    if !document {
        return bytes;
    }
    let mut text = bytes;
    // The root's end tag is the last.
    while let Some(tag) = text.iter().rposition(|&byte| byte == b'<') {
        let closes = text.get(tag + 1) == Some(&b'/');
        text = text.get(..tag).unwrap_or_default();
        if closes {
            break;
        }
    }
    if text.starts_with(b"<?xml") {
        let declaration = find_stop(text, 0, *b">").at;
        text = text.get(declaration..).unwrap_or_default();
    }
    text
}

/// Whether there is a byte that those characters are written with that the next two look for. Without
/// a way out within a piece, so that the compiler can compare many bytes at once.
pub(super) fn has_unusual_bytes(text: &[u8]) -> bool {
    let mut pieces = text.chunks(256);
    pieces.any(|piece| {
        let each = piece.iter().map(|&byte| {
            let is = |wanted| u8::from(byte == wanted);
            is(b'&') | is(b'\r') | is(b'!') | is(b'?') | is(0xef)
        });
        each.fold(0, |any, one| any | one) > 0
    })
}

/// Whether there may be text that has to be decoded: references, carriage returns, and what is
/// passed over within a text.
pub(super) fn is_coded(text: &[u8]) -> bool {
    matches!(text.last(), Some(b'&' | b'\r'))
        || text
            .windows(2)
            .any(|pair| matches!(pair, [b'&' | b'\r', _] | [b'<', b'!' | b'?']))
}

/// Whether there are U+FFFE or U+FFFF, the only characters without a reference that XML forbids
/// beside control characters.
pub(super) fn has_noncharacters(text: &[u8]) -> bool {
    text.windows(3)
        .any(|three| matches!(three, [0xef, 0xbf, 0xbe | 0xbf]))
}

/// The bytes as text; or what is wrong with them first.
pub(super) fn checked(bytes: &[u8], mut scanner: Scanner) -> Result<&str, SyntaxError> {
    let error = match utf8(bytes, Span::new(0, bytes.len())) {
        Ok(text) => return Ok(text),
        Err(error) => error,
    };
    let mut at = 0;
    loop {
        let lexeme = scanner.next(bytes, &mut at)?;
        match lexeme.token {
            Token::ElementStart => {
                scanner.skip(bytes, &mut at, &lexeme, &mut Notes::default())?;
            }
            Token::Finished => return Err(error),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::reply::{DecodeError, Format, Leniency, SyntaxError, from_slice};
    use std::collections::BTreeMap;
    use std::string::String;
    use std::vec::Vec;

    fn read(content: &str) -> Result<BTreeMap<String, String>, DecodeError> {
        let mut content = Vec::from(content);
        from_slice(Format::Xml, Leniency::default(), &mut content)
    }

    #[test]
    fn characters_that_xml_forbids_are_seen_wherever_they_stand() {
        for text in [
            "\u{fffe}",
            "\u{ffff}",
            "a\u{ffff}",
            "\u{4e2d}\u{fffe}\u{4e2d}",
        ] {
            let at = 3 + text.find(['\u{fffe}', '\u{ffff}']).unwrap();
            let error = DecodeError::Syntax(SyntaxError::Unexpected { at });
            for content in ["<b>T</b>", "<b>T</b> <c>!</c>", "<b>T<!----></b>"] {
                assert_eq!(
                    read(&content.replace('T', text)),
                    Err(error),
                    "{content} {text:?}"
                );
            }
        }
        for text in ["\u{fffd}", "\u{ffbe}", "\u{ff01}\u{ff1f}", "a?b!c"] {
            assert_eq!(read(&std::format!("<b>{text}</b>")).unwrap()["b"], text);
        }
    }

    #[test]
    fn the_last_byte_may_be_the_only_one_that_is_decoded() {
        let mut text = *b"a\r";
        let read: &str = from_slice(Format::Xml, Leniency::default(), &mut text).unwrap();
        assert_eq!(read, "a\n");
        let mut text = *b"\r";
        let read: &str = from_slice(Format::Xml, Leniency::default(), &mut text).unwrap();
        assert_eq!(read, "\n");
    }
}
