//! Elements of XML whose name is masked.

use super::is_masked;
use super::scanner::Scanner;
use super::symbol::{self, Depth, Symbol};

/// Where the attributes and the content of a masked element lie.
pub(super) struct Element<'t> {
    /// From the first attribute to its end.
    pub(super) attributes: [Scanner<'t>; 2],
    /// From the content to its end tag; nothing for an element without content.
    pub(super) content: Option<[Scanner<'t>; 2]>,
}

impl<'t> Element<'t> {
    /// Behind its `<`.
    pub(super) fn open(start: Symbol, mut scanner: Scanner<'t>) -> Option<Self> {
        let name = take_name(&mut scanner)?;
        let is_whole = scanner.peek().is_some_and(is_behind_name);
        if !is_whole || !is_masked(local(name)) {
            return None;
        }
        scanner.skip_gap();
        let attributes = scanner;
        let end = skip_tag(&mut scanner, start.depth);
        let tag_end = scanner;
        scanner.next();
        let content = (end == TagEnd::Start).then(|| {
            let content = scanner;
            skip_content(&mut scanner, name, start.depth);
            [content, scanner]
        });
        Some(Self {
            attributes: [attributes, tag_end],
            content,
        })
    }
}

/// Takes a name with its prefix.
fn take_name<'t>(scanner: &mut Scanner<'t>) -> Option<&'t [u8]> {
    let text = scanner.rest;
    scanner.skip_while(|symbol| {
        symbol.is_of_name() || !symbol.byte.is_ascii() || matches!(symbol.byte, b':' | b'.')
    });
    let length = text.len().saturating_sub(scanner.rest.len());
    text.get(..length).filter(|name| !name.is_empty())
}

/// The name without its prefix.
fn local(mut name: &[u8]) -> &[u8] {
    let mut rest = name;
    while let Some(symbol) = symbol::next(&mut rest) {
        if matches!(symbol.byte, b':' | b'.') {
            name = rest;
        }
    }
    name
}

fn is_behind_name(symbol: Symbol) -> bool {
    symbol.is_gap() || matches!(symbol.byte, b'>' | b'/')
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum TagEnd {
    /// `>`: the content follows.
    Start,
    /// `/>`: there is no content.
    Empty,
    /// The text ends before the tag does.
    Missing,
}

/// Goes to the `>` or `/>` of a tag, over the attributes.
fn skip_tag(scanner: &mut Scanner<'_>, depth: Depth) -> TagEnd {
    let mut ahead = *scanner;
    let mut before_slash = None;
    while let Some(symbol) = ahead.next() {
        if symbol.byte == b'>' && symbol.depth.is_within(depth) {
            let Some(slash) = before_slash else {
                return TagEnd::Start;
            };
            *scanner = slash;
            return TagEnd::Empty;
        }
        if symbol.is_quote() {
            ahead.skip_text(symbol);
            ahead.next();
        }
        before_slash = (symbol.byte == b'/').then_some(*scanner);
        *scanner = ahead;
    }
    TagEnd::Missing
}

/// Goes to the end tag of an element, over elements of the same name inside of it.
fn skip_content(scanner: &mut Scanner<'_>, name: &[u8], depth: Depth) {
    let mut inside = 0_usize;
    let mut ahead = *scanner;
    while let Some(symbol) = ahead.next() {
        if symbol.byte == b'<' && symbol.depth.is_within(depth) {
            match take_markup(&mut ahead, name, depth) {
                Markup::Start => inside += 1,
                Markup::End if inside == 0 => return,
                Markup::End => inside -= 1,
                Markup::Other => {}
            }
        }
        *scanner = ahead;
    }
}

/// Markup as the element around it sees it.
enum Markup {
    /// A start tag of the same name.
    Start,
    /// An end tag of the same name.
    End,
    Other,
}

/// Behind its `<`.
fn take_markup(scanner: &mut Scanner<'_>, name: &[u8], depth: Depth) -> Markup {
    for (start, end) in [
        (&b"!--"[..], &b"-->"[..]),
        (b"![CDATA[", b"]]>"),
        (b"?", b"?>"),
    ] {
        if scanner.take(start, depth) {
            scanner.skip_past(end, depth);
            return Markup::Other;
        }
    }
    let is_end = scanner.peek().is_some_and(|symbol| symbol.byte == b'/');
    if is_end {
        scanner.next();
    }
    let Some(tag) = take_name(scanner) else {
        return Markup::Other;
    };
    let is_same = symbol::bytes(tag).eq(symbol::bytes(name));
    let is_same = is_same && scanner.peek().is_none_or(is_behind_name);
    if is_end {
        return if is_same { Markup::End } else { Markup::Other };
    }
    match skip_tag(scanner, depth) {
        TagEnd::Start if is_same => Markup::Start,
        _ => Markup::Other,
    }
}
