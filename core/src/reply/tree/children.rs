//! What is in an object or a list.

use core::{fmt, iter::FusedIterator};

#[cfg(feature = "json")]
use super::super::json;
use super::super::text::{Characters, Format, SMALL, Span};
#[cfg(feature = "xml")]
use super::super::xml;
use super::{Kind, Node};

/// The values in an object or a list; see [`Node::children`].
///
/// ```
/// # use gatekit_core::reply::{Format, Leniency, Node};
/// let document = Node::document(Format::Json, Leniency::default(), br#"{"tid":7,"status":"PAID"}"#)?;
/// let names: Vec<_> = document.children().map(|(name, _)| name.to_string()).collect();
/// assert_eq!(names, ["tid", "status"]);
/// # Ok::<(), gatekit_core::reply::SyntaxError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Children<'a> {
    parent: Node<'a>,
    at: usize,
}

/// Where a value stands among the children of a container.
pub(crate) struct Child {
    pub(crate) name: Span,
    pub(crate) value: Span,
    pub(crate) kind: Kind,
    /// Where the next one is to be looked for.
    pub(crate) end: usize,
}

impl<'a> Children<'a> {
    pub(super) fn new(parent: Node<'a>) -> Self {
        let at = match parent.kind {
            // Behind the bracket.
            Kind::Object | Kind::List if parent.format.is_json() => parent.start + 1,
            Kind::Object => parent.start,
            _ => parent.document.len(),
        };
        Self { parent, at }
    }
}

impl<'a> Iterator for Children<'a> {
    type Item = (Name<'a>, Node<'a>);

    #[cfg_attr(
        target_pointer_width = "64",
        expect(
            clippy::inline_always,
            reason = "who only looks at names needs no nodes"
        ),
        inline(always)
    )]
    fn next(&mut self) -> Option<Self::Item> {
        let Node {
            format,
            level,
            document: bytes,
            outline,
            ..
        } = self.parent;
        let child = each_format!(
            format,
            Format::Json => json::child(bytes, self.at, &outline),
            Format::Xml => xml::child(bytes, self.at, &outline),
        )?;
        // In bytes that were never checked (`Node::from_raw`) there may be nothing to go behind.
        if child.end <= self.at {
            return None;
        }
        self.at = child.end;
        let raw = bytes.get(child.name.start..child.name.end);
        let name = Name {
            format,
            raw: raw.unwrap_or_default(),
        };
        let node = Node {
            kind: child.kind,
            level: level.inside(),
            start: child.value.start,
            document: bytes.get(..child.value.end).unwrap_or_default(),
            ..self.parent
        };
        Some((name, node))
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
    ///
    /// ```
    /// # use gatekit_core::reply::{Format, Leniency, Node};
    /// let document = Node::document(Format::Json, Leniency::default(), br#"{"\u0063ode":15}"#)?;
    /// let (name, _) = document.children().next().unwrap();
    /// assert!(name.is("code"));
    /// assert!(!name.is("Code"));
    /// # Ok::<(), gatekit_core::reply::SyntaxError>(())
    /// ```
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.is_written(name.as_bytes())
    }

    /// Whether the unescaped name is this, which is UTF-8.
    pub(super) fn is_written(&self, name: &[u8]) -> bool {
        // Escapes are longer than what they stand for.
        if !SMALL && (self.raw.len() < name.len() || self.plain().is_some()) {
            return self.raw == name;
        }
        self.chars().are(Characters::plain(self.format, name))
    }

    /// Whether the name consists of these characters.
    pub(crate) fn consists_of(&self, characters: impl Iterator<Item = char>) -> bool {
        if !SMALL
            && let Some(raw) = self.plain()
            && raw.is_ascii()
        {
            return raw.iter().copied().map(char::from).eq(characters);
        }
        self.chars().eq(characters)
    }

    /// Whether the name is this one but for the case of its letters.
    pub(crate) fn is_ignoring_case(&self, name: &str) -> bool {
        if !SMALL && let Some(raw) = self.plain() {
            return raw.eq_ignore_ascii_case(name.as_bytes());
        }
        let lower = self.chars().map(|character| character.to_ascii_lowercase());
        lower.eq(name.chars())
    }

    /// Whether the name ends so, once escapes are resolved.
    ///
    /// ```
    /// # use gatekit_core::reply::{Format, Leniency, Node};
    /// let document = Node::document(Format::Json, Leniency::default(), br#"{"item_get\u005fresponse":{}}"#)?;
    /// let (name, _) = document.children().next().unwrap();
    /// assert!(name.ends_with("_response"));
    /// # Ok::<(), gatekit_core::reply::SyntaxError>(())
    /// ```
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
        let escaped = self.format.is_json() && self.raw.contains(&b'\\');
        (!escaped).then_some(self.raw)
    }

    /// Whether gateways give this name to the items of a list of that name.
    pub(crate) fn is_for_items_of(&self, list: &[u8]) -> bool {
        let starts_it = if !SMALL && let Some(raw) = self.plain() {
            list.len() > raw.len() && list.starts_with(raw)
        } else {
            let list = Characters::plain(self.format, list);
            matches!(self.chars().difference(list), (None, Some(_)))
        };
        starts_it
            || ["item", "string", "number", "boolean"]
                .iter()
                .any(|usual| self.is(usual))
    }

    /// The characters of the name, escapes resolved.
    ///
    /// ```
    /// # use gatekit_core::reply::{Format, Leniency, Node};
    /// let document = Node::document(Format::Json, Leniency::default(), br#"{"\u8ba2\u5355":7}"#)?;
    /// let (name, _) = document.children().next().unwrap();
    /// assert!(name.chars().eq("订单".chars()));
    /// # Ok::<(), gatekit_core::reply::SyntaxError>(())
    /// ```
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
