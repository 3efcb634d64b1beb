//! Where two strings part, with secrets masked.

use super::hidden::tokens;
use serde::Serialize;
use std::ops::Range;

/// Characters shown on each side.
const CONTEXT: usize = 24;

/// The first byte in which the string that somebody signed differs from the right one.
#[derive(Serialize)]
pub(super) struct Difference {
    /// Counted from 1.
    pub(super) byte: usize,
    yours: String,
    right: String,
}

impl Difference {
    /// `None` if there is none. `hidden` holds texts that are not shown, and what stands for them;
    /// `untold` is what else of `yours` is not.
    pub(super) fn of(
        yours: &str,
        right: &str,
        hidden: &[(String, &str)],
        untold: &[Range<usize>],
    ) -> Option<Self> {
        if yours == right {
            return None;
        }
        let same = yours.bytes().zip(right.bytes());
        let mut at = same.take_while(|(left, right)| left == right).count();
        let byte = at + 1;
        while !(yours.is_char_boundary(at) && right.is_char_boundary(at)) {
            at -= 1;
        }
        Some(Self {
            byte,
            yours: context(yours, at, hidden, untold),
            right: context(right, at, hidden, &[]),
        })
    }

    pub(super) fn lines(&self) -> [String; 3] {
        [
            format!("the strings part at byte {}, marked with >>:", self.byte),
            format!("  yours  {}", self.yours),
            format!("  right  {}", self.right),
        ]
    }
}

/// How many bytes are alike at the start of both.
pub(super) fn alike(left: &str, right: &str) -> usize {
    let pairs = left.bytes().zip(right.bytes());
    pairs.take_while(|(left, right)| left == right).count()
}

/// What stands around the byte `at`.
fn context(text: &str, at: usize, hidden: &[(String, &str)], untold: &[Range<usize>]) -> String {
    let tokens = tokens(text, hidden, untold);
    let reached = |(range, _): &(Range<usize>, String)| range.end > at;
    let middle = tokens.iter().position(reached).unwrap_or(tokens.len());
    let start = middle.saturating_sub(CONTEXT);
    let end = tokens.len().min(middle + CONTEXT);
    let shown = |tokens: &[(Range<usize>, String)]| {
        tokens
            .iter()
            .map(|(_, shown)| shown.as_str())
            .collect::<String>()
    };
    let (before, after) = (&tokens[start..middle], &tokens[middle..end]);
    let more = |is_more: bool| if is_more { "…" } else { "" };
    let after = if after.is_empty() {
        "(end)".to_owned()
    } else {
        shown(after)
    };
    format!(
        "{}{}>>{after}{}",
        more(start > 0),
        shown(before),
        more(end < tokens.len())
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn difference(yours: &str, right: &str) -> Option<(usize, String, String)> {
        let hidden = [
            ("s3cret".to_owned(), "{secret}"),
            ("t0ken".to_owned(), "***"),
        ];
        let found = Difference::of(yours, right, &hidden, &[])?;
        Some((found.byte, found.yours, found.right))
    }

    #[test]
    fn the_first_differing_byte_is_shown_from_both_sides() {
        assert!(difference("a", "a").is_none());
        let shown =
            |byte, yours: &str, right: &str| Some((byte, yours.to_owned(), right.to_owned()));
        assert_eq!(difference("abc", "axc"), shown(2, "a>>bc", "a>>xc"));
        assert_eq!(difference("ab", "a"), shown(2, "a>>b", "a>>(end)"));
        assert_eq!(difference("中", "丮"), shown(3, ">>中", ">>丮"));
        assert_eq!(difference("a\n", "a b"), shown(2, "a>>\\n", "a>> b"));
    }

    #[test]
    fn secrets_are_not_shown_in_part_either() {
        assert_eq!(
            difference("s3cretat0kenb", "s3cretat0kenc"),
            Some((
                13,
                "{secret}a***>>b".to_owned(),
                "{secret}a***>>c".to_owned()
            ))
        );
        let found = difference("t0kes", "t0ken").map(|found| found.2);
        assert_eq!(found.as_deref(), Some(">>***"));
    }

    #[test]
    fn long_strings_are_cut_around_the_difference() {
        let long = "x".repeat(100);
        let (_, yours, _) = difference(&format!("{long}a{long}"), &format!("{long}b")).unwrap();
        let side = "x".repeat(CONTEXT);
        assert_eq!(yours, format!("…{side}>>a{}…", &side[1..]));
    }
}
