//! What is in an object or a list.

use core::{fmt, iter::FusedIterator};

use super::super::{
    error::SyntaxError,
    text::{Characters, Format, Notes, SMALL, Span, Token},
};
use super::{Node, Scanner};

/// The values in an object or a list; see [`Node::children`].
#[derive(Clone, Debug)]
pub struct Children<'a> {
    parent: Node<'a>,
    scanner: Scanner,
    at: usize,
    ended: bool,
}

impl<'a> Children<'a> {
    pub(super) const fn new(parent: Node<'a>, scanner: Scanner, at: usize, ended: bool) -> Self {
        Self {
            parent,
            scanner,
            at,
            ended,
        }
    }

    fn read(&mut self) -> Result<Option<(Name<'a>, Node<'a>)>, SyntaxError> {
        let Node {
            format,
            document: bytes,
            outline,
            ..
        } = self.parent;
        let mut name = Span::default();
        loop {
            let lexeme = self.scanner.next(bytes, &mut self.at)?;
            match lexeme.token {
                Token::Name => name = lexeme.inner,
                Token::Finished | Token::ObjectEnd | Token::ListEnd | Token::ElementEnd => {
                    return Ok(None);
                }
                Token::Text if format.is_xml() => {}
                _ => {
                    let (scanner, at) = (&mut self.scanner, &mut self.at);
                    let (end, kind) = match outline.end_of(lexeme.whole.start) {
                        Some(end) => scanner.pass(bytes, at, &lexeme, end),
                        None => scanner.skip(bytes, at, &lexeme, &mut Notes::default())?,
                    };
                    let mut start = lexeme.whole.start;
                    if format.is_xml() {
                        name = lexeme.inner;
                        start = lexeme.whole.end;
                    }
                    let raw = bytes.get(name.start..name.end).unwrap_or_default();
                    let node = Node {
                        format,
                        kind,
                        around_root: false,
                        start,
                        document: bytes.get(..end).unwrap_or_default(),
                        outline,
                    };
                    return Ok(Some((Name { format, raw }, node)));
                }
            }
        }
    }
}

impl<'a> Iterator for Children<'a> {
    type Item = (Name<'a>, Node<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let child = self.read().ok().flatten();
        self.ended = child.is_none();
        child
    }
}

impl FusedIterator for Children<'_> {}

/// The name of a member or element.
///
/// ```
/// use gatekit_core::reply::{Format, Leniency, Node};
///
/// let bytes = br#"{"item_get_response":{}}"#;
/// let document = Node::document(Format::Json, Leniency::default(), bytes)?;
/// let (name, _) = document.children().next().unwrap();
/// assert!(name.ends_with("_response") && !name.is("error_response"));
/// assert_eq!(name.to_string(), "item_get_response");
/// # Ok::<(), gatekit_core::reply::SyntaxError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Name<'a> {
    format: Format,
    raw: &'a [u8],
}

impl<'a> Name<'a> {
    pub(crate) const fn new(format: Format, raw: &'a [u8]) -> Self {
        Self { format, raw }
    }

    /// Whether the name is this one, once escapes are resolved.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.is_written(name.as_bytes())
    }

    /// Whether the unescaped name is this, which is UTF-8.
    pub(super) fn is_written(&self, name: &[u8]) -> bool {
        if !SMALL && let Some(raw) = self.plain() {
            return raw == name;
        }
        self.chars().are(Characters::plain(self.format, name))
    }

    /// Whether the name ends so, once escapes are resolved.
    #[must_use]
    pub fn ends_with(&self, end: &str) -> bool {
        if let Some(raw) = self.plain() {
            return raw.ends_with(end.as_bytes());
        }
        let before = self.chars().count().checked_sub(end.chars().count());
        before.is_some_and(|before| self.chars().skip(before).eq(end.chars()))
    }

    #[inline(never)]
    pub(super) fn is_same_as(self, other: Self) -> bool {
        self.chars().are(other.chars())
    }

    /// The name, if it has no escapes.
    fn plain(&self) -> Option<&'a [u8]> {
        (!self.raw.contains(&b'\\')).then_some(self.raw)
    }

    /// Whether gateways give this name to the items of a list of that name.
    pub(crate) fn is_for_items_of(&self, list: &[u8]) -> bool {
        let list = Characters::plain(self.format, list);
        let starts_it = matches!(self.chars().difference(list), (None, Some(_)));
        starts_it
            || ["item", "string", "number", "boolean"]
                .iter()
                .any(|usual| self.is(usual))
    }

    /// The characters of the name, escapes resolved.
    #[must_use]
    pub fn chars(&self) -> Characters<'a> {
        Characters::new(self.format, self.raw)
    }
}

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;
        self.chars()
            .try_for_each(|character| f.write_char(character))
    }
}

impl fmt::Debug for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
