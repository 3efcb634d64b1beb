//! XML elements as JSON.

use super::members::Members;
use super::text;
use gatekit_core::reply::{Format, Leniency, Node};
use std::borrow::Cow;

/// An element whose end has not come yet.
struct Element<'d> {
    /// Where its content starts.
    content: usize,
    /// Once there is an element in it.
    members: Option<Members<'d>>,
}

impl<'d> Element<'d> {
    const fn new(content: usize) -> Self {
        Self {
            content,
            members: None,
        }
    }

    fn close(self, out: &mut String, document: &'d str, end: usize) {
        if let Some(members) = self.members {
            members.close(out, Format::Xml);
        } else {
            let content = document.get(self.content..end).unwrap_or_default();
            text(out, &decoded(content));
        }
    }
}

/// What stands between two tags, or a whole document; it has been checked.
pub(super) fn write(document: &str) -> String {
    let mut out = String::with_capacity(document.len());
    let mut around = Vec::new();
    let mut element = Element::new(0);
    let mut at = 0;
    while let Some(tag) = position(document, at, b'<') {
        let markup = document.get(tag..).unwrap_or_default();
        at = if markup.starts_with("</") {
            let Some(outer) = around.pop() else { break };
            std::mem::replace(&mut element, outer).close(&mut out, document, tag);
            end_member(&mut element, &out);
            position(document, tag, b'>').map_or(document.len(), |end| end + 1)
        } else if markup.starts_with("<!--") {
            behind(document, tag + 4, "-->")
        } else if markup.starts_with("<!") {
            behind(document, tag, "]]>")
        } else if markup.starts_with("<?") {
            behind(document, tag, "?>")
        } else {
            let end = behind_start_tag(document, tag);
            let members = element
                .members
                .get_or_insert_with(|| Members::open(&mut out));
            members.name(&mut out, Cow::Borrowed(name(markup)));
            if document.get(..end).is_some_and(|tag| tag.ends_with("/>")) {
                text(&mut out, "");
                end_member(&mut element, &out);
            } else {
                around.push(std::mem::replace(&mut element, Element::new(end)));
            }
            end
        };
    }
    element.close(&mut out, document, document.len());
    out
}

fn end_member(element: &mut Element<'_>, out: &str) {
    if let Some(members) = &mut element.members {
        members.end_value(out);
    }
}

/// The name in a start tag.
fn name(tag: &str) -> &str {
    let is_end = |character: char| character.is_ascii_whitespace() || "/>".contains(character);
    let name = tag.get(1..).unwrap_or_default();
    name.split(is_end).next().unwrap_or_default()
}

fn position(document: &str, at: usize, wanted: u8) -> Option<usize> {
    let rest = document.as_bytes().get(at..).unwrap_or_default();
    let found = rest.iter().position(|byte| *byte == wanted);
    found.map(|found| at + found)
}

/// Where `wanted` ends that is the next from `at` on.
fn behind(document: &str, at: usize, wanted: &str) -> usize {
    let rest = document.get(at..).unwrap_or_default();
    let found = rest.find(wanted);
    found.map_or(document.len(), |found| at + found + wanted.len())
}

/// Where a start tag ends: a `>` may stand in the value of an attribute.
fn behind_start_tag(document: &str, at: usize) -> usize {
    let mut quote = None;
    for (here, byte) in document.bytes().enumerate().skip(at) {
        match (quote, byte) {
            (None, b'>') => return here + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    document.len()
}

/// The text of an element in which there is no other.
fn decoded(content: &str) -> Cow<'_, str> {
    if !content.contains(['<', '&', '\r']) {
        return Cow::Borrowed(content);
    }
    let document = format!("<a>{content}</a>");
    let node = Node::document(Format::Xml, Leniency::default(), document.as_bytes());
    let root = node.ok().and_then(|node| node.get("a"));
    Cow::Owned(root.map_or_else(String::new, |root| root.text_chars().collect()))
}
