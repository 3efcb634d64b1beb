//! What is written plainly, found in a few steps: tags with nothing in them but an ASCII name, text
//! without references, and whole elements of such. What is wrong or written otherwise is `None` here,
//! and for the scanner to read.

use super::{Scanner, closed, markup, run, start_tag};
use crate::reply::text::{
    Lexeme, MAX_DEPTH, Notes, SMALL, Span, Token, behind_ascii_name, behind_usual_text,
    find_end_of_ascii, find_stop, is_name_start,
};

impl Scanner {
    /// Whether what comes next is in an element; on small machines that is not asked.
    #[inline]
    pub(crate) const fn is_in_element(self) -> bool {
        !SMALL && !self.owes_end && self.depth > 0
    }

    /// The start tag at `at`, within an element.
    #[inline]
    pub(crate) fn plain_start_tag(&mut self, bytes: &[u8], at: usize) -> Option<Lexeme> {
        if !self.is_in_element() || usize::from(self.depth) == MAX_DEPTH {
            return None;
        }
        let end = plain_tag(bytes, at)?;
        self.depth += 1;
        Some(Lexeme {
            token: Token::ElementStart,
            whole: Span::new(at, end + 1),
            inner: Span::new(at + 1, end),
            coded: false,
        })
    }

    /// Where the end tag at `at` ends, if it is plainly that of the element of this name.
    #[inline]
    pub(crate) fn plain_end_tag(&mut self, bytes: &[u8], at: usize, name: &[u8]) -> Option<usize> {
        if SMALL || self.owes_end || name.is_empty() {
            return None;
        }
        let end = plain_end_tag(bytes, at, name)?;
        self.depth = self.depth.saturating_sub(1);
        Some(end)
    }

    /// Whether some end tag comes next, of which the name is ASCII.
    #[inline]
    pub(crate) fn plain_end_follows(self, bytes: &[u8], at: usize) -> bool {
        self.is_in_element()
            && bytes.get(at..).is_some_and(|rest| rest.starts_with(b"</"))
            && plain_name(bytes, at + 2).is_some()
    }

    /// Where the text at `at` ends that is all there is in an element. Of its characters only those
    /// that are ASCII are checked.
    #[inline]
    pub(crate) fn plain_text(self, bytes: &[u8], at: usize) -> Option<usize> {
        if !self.is_in_element() || matches!(bytes.get(at)?, b' ' | b'<') {
            return None;
        }
        let end = find_stop(bytes, at, *b"<&]").at;
        matches!(bytes.get(end..)?, [b'<', b'/', ..]).then_some(end)
    }
}

/// Reads on behind the end of the element whose start tag stands at `at`, within `depth` others.
/// Returns where the end tag stands, and whether there were elements in it.
pub(super) fn element(
    bytes: &[u8],
    at: usize,
    depth: usize,
    notes: &mut Notes,
) -> Option<(Span, bool)> {
    // Where the names of the open elements start.
    let mut names = [at; MAX_DEPTH];
    let mut open = 0_usize;
    let (mut children, mut leaf) = (false, true);
    let mut here = at;
    loop {
        let end_tag = match bytes.get(here..)? {
            [b'<', b'/', ..] => {
                let tag = markup::end_tag(bytes, here).ok()?;
                let name = *names.get(open.checked_sub(1)?)?;
                closed(bytes, &tag, bytes.get(name..)?).ok()?;
                open -= 1;
                tag.whole
            }
            [b'<', first, ..] if !matches!(first, b'!' | b'?') => {
                let level = depth + open;
                if level == MAX_DEPTH {
                    return None;
                }
                let (name, behind, empty) = if let Some(end) = plain_tag(bytes, here) {
                    (Span::new(here + 1, end), end + 1, false)
                } else {
                    let (tag, empty) = start_tag(bytes, here).ok()?;
                    (tag.inner, tag.whole.end, empty)
                };
                let written = bytes.get(name.start..name.end)?;
                notes.name(level, written);
                (children, leaf) = (open > 0, true);
                let content = if empty {
                    behind
                } else {
                    behind_text(bytes, behind)?
                };
                let end = if empty {
                    Some(behind)
                } else {
                    plain_end_tag(bytes, content, written)
                };
                let Some(end) = end else {
                    notes.start(level, here);
                    *names.get_mut(open)? = name.start;
                    open += 1;
                    here = content;
                    continue;
                };
                Span::new(content, end)
            }
            [] => return None,
            _ => {
                here = behind_text(bytes, here)?;
                continue;
            }
        };
        here = end_tag.end;
        if !leaf {
            notes.end(depth + open, here);
        }
        if open == 0 {
            return Some((end_tag, children));
        }
        leaf = false;
    }
}

/// Where the next tag stands behind the text at `at`.
#[expect(clippy::inline_always, reason = "once for each element")]
#[inline(always)]
fn behind_text(bytes: &[u8], at: usize) -> Option<usize> {
    let end = find_end_of_ascii(bytes, at, *b"<&]");
    if is_tag(bytes, end) {
        return Some(end);
    }
    behind_characters(bytes, at, end)
}

/// The same for a text that is plain ASCII as far as `end`.
#[inline(never)]
fn behind_characters(bytes: &[u8], at: usize, end: usize) -> Option<usize> {
    let end = behind_usual_text(bytes, end, *b"<&]");
    if is_tag(bytes, end) {
        return Some(end);
    }
    Some(run(bytes, at, true).ok()?.end)
}

/// Whether an element's tag starts at `at`.
#[inline]
fn is_tag(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at..), Some([b'<', next, ..]) if !matches!(next, b'!' | b'?'))
}

/// Where the XML declaration at `at` ends, if it is the one that gateways write.
pub(super) fn usual_declaration(bytes: &[u8], at: usize) -> Option<usize> {
    let declaration = bytes.get(at..)?;
    let rest = declaration.strip_prefix(b"<?xml version=\"1.0\" encoding=\"")?;
    let (encoding, rest) = rest.split_first_chunk::<5>()?;
    if !encoding.eq_ignore_ascii_case(b"utf-8") {
        return None;
    }
    let rest = rest.strip_prefix(b"\"")?;
    let rest = rest.strip_prefix(b" ").unwrap_or(rest);
    let rest = rest.strip_prefix(b"?>")?;
    Some(bytes.len() - rest.len())
}

/// Where the name ends in the start tag at `at`.
#[inline]
fn plain_tag(bytes: &[u8], at: usize) -> Option<usize> {
    if bytes.get(at) == Some(&b'<') {
        plain_name(bytes, at + 1)
    } else {
        None
    }
}

/// Where the name at `at` ends, if it ends its tag.
#[inline]
fn plain_name(bytes: &[u8], at: usize) -> Option<usize> {
    let end = behind_ascii_name(bytes, at);
    let first = *bytes.get(at)?;
    (first.is_ascii() && is_name_start(first) && bytes.get(end) == Some(&b'>')).then_some(end)
}

/// Where the end tag of this name ends.
#[expect(clippy::inline_always, reason = "once for each element")]
#[inline(always)]
fn plain_end_tag(bytes: &[u8], at: usize, name: &[u8]) -> Option<usize> {
    match bytes.get(at..)? {
        [b'<', b'/', rest @ ..] => {
            let (closing, rest) = rest.split_at_checked(name.len())?;
            (rest.first() == Some(&b'>') && same(closing, name)).then_some(at + 3 + name.len())
        }
        _ => None,
    }
}

/// Whether two names of one length are the same: two words of each say so of most.
#[expect(clippy::inline_always, reason = "once for each element")]
#[inline(always)]
fn same(one: &[u8], other: &[u8]) -> bool {
    match one.len() {
        4..=7 => ends::<4>(one) == ends::<4>(other),
        8..=16 => ends::<8>(one) == ends::<8>(other),
        1..=3 => one.iter().eq(other),
        _ => one == other,
    }
}

#[inline]
fn ends<const N: usize>(name: &[u8]) -> Option<(&[u8; N], &[u8; N])> {
    name.first_chunk().zip(name.last_chunk())
}
