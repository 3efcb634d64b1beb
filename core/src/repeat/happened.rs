//! What came of an attempt, as far as repeating depends on it.

use super::{Remedy, Rule};
use crate::reply::{Fault, KnownRefusal, Node, Reason, Refusal, Repeat};
use core::time::Duration;

/// What came of an attempt that brought no reply.
///
/// ```
/// use gatekit_core::{Error, repeat::Happened, transport::TransportError};
/// let error: Error<&str, &str> = Error::Transport(TransportError::Unclear("timeout"));
/// assert!(matches!(error.happened(), Happened::Unclear));
/// ```
#[derive(Clone, Copy, Debug)]
pub enum Happened<'h> {
    /// The call's parameters cannot be sent.
    Unsendable,
    /// Nothing reached the gateway.
    NotSent,
    /// No answer, or none that can be read: it may have been executed.
    Unclear,
    /// An answer came whole, but is larger than memory or of another shape than the method's reply:
    /// it may have been executed, and the same answer would come again.
    Unusable,
    /// The gateway or the business refused.
    Refused(Refused<'h>),
}

/// A refusal.
///
/// ```
/// # use gatekit_core::{Gateway, Top, api::damai::CancelLockStock, reply::ReadError};
/// use gatekit_core::repeat::{Attempts, Happened, Jitter, Next, Policy, Refused, Why};
/// # use core::time::Duration;
/// # let top = Top::md5("12345678", "helloworld")?;
/// let mut body = *br#"{"error_response":{"code":25,"msg":"Invalid signature"}}"#;
/// # let Err(ReadError::Refused(fault)) = top.read(&CancelLockStock::order("1"), &mut body) else {
/// #     unreachable!()
/// # };
/// # let (policy, mut jitter) = (Policy::new(), Jitter::new(7));
/// # let mut attempts = Attempts::new(&policy, top.rules(), false);
/// let refused = Refused::from(&fault);
/// let next = attempts.next(&Happened::Refused(refused), Duration::ZERO, &mut jitter);
/// assert_eq!(next, Next::GiveUp(Why::Final));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Refused<'h> {
    reason: Reason,
    known: Option<&'static KnownRefusal>,
    code: Option<Text<'h>>,
    sub_code: Option<Text<'h>>,
    sub_message: Option<Text<'h>>,
}

impl<'h, S: AsRef<str>> From<&'h Fault<S>> for Refused<'h> {
    fn from(fault: &'h Fault<S>) -> Self {
        let text = |text: &'h Option<S>| text.as_ref().map(|text| Text::Decoded(text.as_ref()));
        Self {
            reason: fault.reason,
            known: fault.known,
            code: text(&fault.code),
            sub_code: text(&fault.sub_code),
            sub_message: text(&fault.sub_message),
        }
    }
}

impl<'h> Refused<'h> {
    /// One whose texts still stand in the answer.
    pub(crate) fn standing(
        refusal: &Refusal<'h>,
        refusals: &'static [&'static KnownRefusal],
    ) -> Self {
        Self {
            reason: refusal.reason,
            known: refusal.known(refusals),
            code: refusal.code.map(Text::Standing),
            sub_code: refusal.sub_code.map(Text::Standing),
            sub_message: refusal.sub_message.map(Text::Standing),
        }
    }

    /// Whether repeating is safe, and the shortest pause: the caller's rules, then what the method's
    /// documentation says, the gateway's rules, and what the code means everywhere.
    pub(super) fn judged(&self, own: &[Rule], gateway: &[Rule]) -> (Repeat, Duration) {
        let platforms = gateway.iter().find(|rule| self.platform_has(rule.code));
        let (repeat, pause) = match (self.row(own), self.known, platforms) {
            (Some(rule), _, _) | (None, None, Some(rule)) => (rule.repeat, rule.pause),
            (None, Some(known), _) => (known.repeat, Duration::ZERO),
            (None, None, None) => (self.reason.repeat(), Duration::ZERO),
        };
        let ban = self.sub_message.and_then(Text::ban).unwrap_or_default();
        (repeat, pause.max(ban))
    }

    /// What makes a refusal pass that would be final otherwise, if the caller's rules leave it open.
    pub(super) fn remedy(&self, own: &[Rule]) -> Option<Remedy> {
        match self.reason {
            _ if self.row(own).is_some() => None,
            Reason::TimestampInvalid => Some(Remedy::Clock),
            Reason::SessionInvalid => Some(Remedy::Token),
            _ => None,
        }
    }

    fn row<'r>(&self, rules: &'r [Rule]) -> Option<&'r Rule> {
        rules.iter().find(|rule| self.has(rule.code))
    }

    /// Services and businesses number their refusals as well, so a platform's number is its code only.
    fn platform_has(&self, code: &str) -> bool {
        if code.bytes().all(|byte| byte.is_ascii_digit()) {
            self.code.is_some_and(|text| text.fits(code))
        } else {
            self.has(code)
        }
    }

    fn has(&self, code: &str) -> bool {
        let texts = [self.sub_code, self.code];
        texts.into_iter().flatten().any(|text| text.fits(code))
    }
}

/// A text of a refusal, decoded or as it stands in the answer.
#[derive(Clone, Copy, Debug)]
enum Text<'h> {
    Decoded(&'h str),
    Standing(Node<'h>),
}

impl<'h> Text<'h> {
    fn chars(self) -> impl Iterator<Item = char> + Clone + 'h {
        let (decoded, standing) = match self {
            Self::Decoded(text) => (Some(text.chars()), None),
            Self::Standing(node) => (None, Some(node.text_chars())),
        };
        let decoded = decoded.into_iter().flatten();
        decoded.chain(standing.into_iter().flatten())
    }

    /// Whether it is this text, or starts with what stands in front of a `*`.
    fn fits(self, pattern: &str) -> bool {
        let mut rest = self.chars();
        let (start, open) = match pattern.strip_suffix('*') {
            Some(start) => (start, true),
            None => (pattern, false),
        };
        start
            .chars()
            .all(|character| rest.next() == Some(character))
            && (open || rest.next().is_none())
    }

    /// How long a ban lasts: "This ban will last for 1 more seconds".
    fn ban(self) -> Option<Duration> {
        const WORDS: &str = "ban will last for ";
        let mut rest = self.chars();
        loop {
            let mut here = rest.clone();
            if WORDS
                .chars()
                .all(|character| here.next() == Some(character))
            {
                let digits = here.map_while(|character| character.to_digit(10));
                let seconds = digits.fold(0_u64, |seconds, digit| {
                    seconds.saturating_mul(10).saturating_add(digit.into())
                });
                return Some(Duration::from_secs(seconds));
            }
            rest.next()?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reply::{Format, Leniency};

    #[test]
    fn codes_are_compared_whole_unless_the_rule_ends_with_a_star() {
        let text = Text::Decoded("isp.system-busy");
        for (pattern, fits) in [
            ("isp.system-busy", true),
            ("isp.system-bus", false),
            ("isp.system-busy-", false),
            ("isp.*", true),
            ("*", true),
            ("isp.system-busy*", true),
            ("isv.*", false),
            ("", false),
        ] {
            assert_eq!(text.fits(pattern), fits, "{pattern}");
        }
    }

    #[test]
    fn a_ban_names_its_seconds() {
        for (text, seconds) in [
            ("This ban will last for 1 more seconds", Some(1)),
            ("This ban will last for 3600 seconds", Some(3600)),
            ("ban will last for ever", Some(0)),
            (
                "ban will last for 99999999999999999999999 seconds",
                Some(u64::MAX),
            ),
            ("ban ban will last for 12", Some(12)),
            ("This ban will last", None),
            ("wait 5 seconds", None),
            ("", None),
        ] {
            let ban = Text::Decoded(text).ban().map(|ban| ban.as_secs());
            assert_eq!(ban, seconds, "{text}");
        }
    }

    #[test]
    fn a_text_in_the_answer_is_read_with_its_escapes() {
        let body = br#""This b\u0061n will last for 7 more seconds""#;
        let node = Node::document(Format::Json, Leniency::default(), body).unwrap();
        assert_eq!(Text::Standing(node).ban(), Some(Duration::from_secs(7)));
        assert!(Text::Standing(node).fits("This ban*"));
    }
}
