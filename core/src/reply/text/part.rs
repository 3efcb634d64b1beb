//! The parts into which a scanner cuts a document of which the bytes come one after the other.

use super::Span;
use crate::reply::tree::Kind;

/// In the midst of what the next part starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Inside {
    /// Between tokens; in XML also in text.
    Nothing,
    /// A JSON string.
    Text,
    /// The name of a member.
    Name,
    /// Between a name and its colon.
    Member,
    /// An XML comment.
    Comment,
    /// A CDATA section.
    Section,
    /// A processing instruction.
    Instruction,
}

/// A token, or a part of one that never ends within a character or an escape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// None: more bytes are needed.
    More,
    /// White space, comments, or a part of a text.
    Passed,
    /// The comma in a JSON container.
    Comma,
    /// The quote before a JSON name.
    NameStart,
    /// A part of a JSON name, without quotes.
    NameText(Span),
    /// The colon behind a JSON name.
    NameEnd,
    /// The quote before a JSON string.
    TextStart,
    /// The rest of a JSON string.
    TextEnd,
    /// A JSON number, boolean or `null`.
    Scalar(Kind),
    /// The start of a JSON object or list.
    Start(Kind),
    /// The end of a JSON object or list.
    End,
    /// XML text outside of the root element starts here. What is wrong before the next tag counts
    /// first.
    Stray(usize),
    /// An XML tag comes next.
    Tag,
    /// An XML start tag, or the tag of an empty element; where the name stands.
    Element(Span),
    /// An XML end tag, or the end of an empty element.
    ElementEnd,
}

/// How many bytes are missing from the front of a last character that is not whole.
pub(crate) fn incomplete(bytes: &[u8]) -> usize {
    let mut last = bytes.iter().rev().take(3);
    last.position(|&byte| byte >= 0xc0)
        .map_or(0, |place| place + 1)
}
