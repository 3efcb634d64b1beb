//! What stands in a text, by which refusals are told apart.

use super::Node;

/// Whether the unescaped text starts so.
pub(crate) fn starts_with(text: Node<'_>, start: &str) -> bool {
    let mut rest = text.text_chars();
    start
        .chars()
        .all(|character| rest.next() == Some(character))
}

/// Whether the unescaped text holds this.
pub(crate) fn contains(text: Node<'_>, part: &str) -> bool {
    contains_where(text, part, |_, _| true)
}

/// Whether it holds this English word, not as a part of a name.
pub(crate) fn contains_word(text: Node<'_>, word: &str) -> bool {
    let in_name = |beside: Option<char>| {
        beside.is_some_and(|beside| beside.is_ascii_alphanumeric() || beside == '_')
    };
    contains_where(text, word, |before, after| {
        !in_name(before) && !in_name(after)
    })
}

/// Whether it holds this between such characters.
fn contains_where(
    text: Node<'_>,
    part: &str,
    between: impl Fn(Option<char>, Option<char>) -> bool,
) -> bool {
    let (mut before, mut rest) = (None, text.text_chars());
    loop {
        let mut here = rest.clone();
        let is_here = part.chars().all(|character| here.next() == Some(character));
        if is_here && between(before, here.next()) {
            return true;
        }
        before = rest.next();
        if before.is_none() {
            return false;
        }
    }
}
