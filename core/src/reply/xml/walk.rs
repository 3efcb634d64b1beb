//! Steps in a document that was checked: nothing is checked again.

use crate::reply::{
    text::{Outline, Span, behind_word, find_stop, is_name_byte},
    tree::{Child, Kind},
};

/// The next element, in a document or in the content of an element.
pub(crate) fn child(bytes: &[u8], at: usize, outline: &Outline) -> Option<Child> {
    let tag = next_tag(bytes, at)?;
    let name = bytes.get(tag.start + 1..tag.end)?;
    let length = name.iter().position(|&byte| !is_name_byte(byte))?;
    let mut child = Child {
        name: Span::new(tag.start + 1, tag.start + 1 + length),
        value: Span::new(tag.end, tag.end),
        kind: Kind::Text,
        end: tag.end,
    };
    match tag.kind {
        TagKind::End => return None,
        TagKind::Empty => return Some(child),
        TagKind::Start => {}
    }
    if let Some(end) = outline.end_of(tag.start) {
        let inside = bytes.get(..end)?;
        child.value.end = inside.iter().rposition(|&byte| byte == b'<')?;
        child.kind = Kind::Object;
        child.end = end;
        return Some(child);
    }
    let mut open = 1_usize;
    while open > 0 {
        let tag = next_tag(bytes, child.end)?;
        child.value.end = tag.start;
        child.end = tag.end;
        match tag.kind {
            TagKind::End => {
                open -= 1;
                continue;
            }
            TagKind::Start => open += 1,
            TagKind::Empty => {}
        }
        child.kind = Kind::Object;
    }
    Some(child)
}

enum TagKind {
    Start,
    Empty,
    End,
}

struct Tag {
    start: usize,
    end: usize,
    kind: TagKind,
}

#[inline(never)]
fn next_tag(bytes: &[u8], at: usize) -> Option<Tag> {
    let mut start = find(bytes, at, b'<');
    while let b'!' | b'?' = bytes.get(start + 1)? {
        start = find(bytes, behind_aside(bytes, start), b'<');
    }
    let mut end = start + 1;
    loop {
        end = find_stop(bytes, end, *b">\"'").at;
        match *bytes.get(end)? {
            b'>' => break,
            quote @ (b'"' | b'\'') => end = find(bytes, end + 1, quote),
            _ => {} // A control character: white space.
        }
        end += 1;
    }
    end += 1;
    let kind = if bytes.get(start + 1) == Some(&b'/') {
        TagKind::End
    } else if bytes.get(end - 2) == Some(&b'/') {
        TagKind::Empty
    } else {
        TagKind::Start
    };
    Some(Tag { start, end, kind })
}

/// Where the comment, CDATA section, processing instruction or XML declaration at `at` ends.
fn behind_aside(bytes: &[u8], at: usize) -> usize {
    let (opening, closing): (_, &[u8]) = match bytes.get(at + 2) {
        Some(b'-') => (4, b"-->"),
        Some(b'[') => (9, b"]]>"),
        _ => (2, b"?>"),
    };
    let first = closing.first().copied().unwrap_or_default();
    let mut here = at + opening;
    loop {
        here = find(bytes, here, first);
        match behind_word(bytes, here, closing) {
            Ok(end) => return end,
            Err(_) if here >= bytes.len() => return here,
            Err(_) => here += 1,
        }
    }
}

/// The first of these bytes from `at` on, or the end.
#[inline(never)]
fn find(bytes: &[u8], at: usize, wanted: u8) -> usize {
    let mut here = at;
    loop {
        here = find_stop(bytes, here, [wanted]).at;
        match bytes.get(here) {
            // A control character.
            Some(&byte) if byte != wanted => here += 1,
            _ => return here,
        }
    }
}
