//! What happens on the way between a client and its gateway, by a seed.

use crate::answer::Answer;
use crate::gateway::Gateway;

/// What a request or its answer meets, if the sandbox was started with
/// [`Config::faults`](crate::Config::faults).
///
/// A client can be expected to see through all of them: each ends in an answer that is missing, cut
/// off, foreign or a refusal. What no client can see is not played here: a success that a broken
/// platform tells without having executed anything, and the answer to the same method for another
/// order where the platform does not repeat the order's number (TOP does, Qimen, Qianmi and PhalApi
/// do not).
///
/// ```
/// use gatekit_sandbox::Fault;
/// let met: Vec<_> = (0..1000).filter_map(|nth| Fault::met(7, nth)).collect();
/// assert!((300..500).contains(&met.len())); // two of five requests
/// assert!(Fault::ALL.iter().all(|fault| met.contains(fault)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The connection closes; nothing is executed.
    DroppedBefore,
    /// Executed; the connection closes without an answer.
    DroppedAfter,
    /// Executed; the answer comes after [`Config::slow`](crate::Config::slow).
    Late,
    /// Not executed; the platform says in its own words that it is busy.
    Busy,
    /// Executed; the connection closes in the middle of the answer.
    Half,
    /// Executed; half of the answer comes as if it were all.
    Cut,
    /// Executed; `Content-Length` is smaller than the answer, of which the rest follows.
    ShortLength,
    /// Executed; the answer has no body.
    Empty,
    /// Not executed; a proxy answers with a web page and status 502.
    Page,
    /// Not executed; a proxy answers with a web page and status 200.
    PageAsSuccess,
    /// Executed; a proxy gives up waiting: a web page and status 504.
    PageAfter,
    /// Executed; the answer is that of another method.
    Foreign,
    /// Executed; the answer comes twice, and the connection stays open.
    Twice,
}

impl Fault {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::DroppedBefore,
        Self::DroppedAfter,
        Self::Late,
        Self::Busy,
        Self::Half,
        Self::Cut,
        Self::ShortLength,
        Self::Empty,
        Self::Page,
        Self::PageAsSuccess,
        Self::PageAfter,
        Self::Foreign,
        Self::Twice,
    ];

    /// What the `nth` request meets: two of five meet something, one of a hundred has to wait. The
    /// same seed gives the same faults.
    #[must_use]
    pub fn met(seed: u64, nth: u64) -> Option<Self> {
        let random = mixed(seed.wrapping_add(mixed(nth)));
        let others = Self::ALL.iter().filter(|fault| **fault != Self::Late);
        match random % 100 {
            0 => Some(Self::Late),
            1..40 => {
                let others: Vec<_> = others.collect();
                let chosen = usize::try_from(random / 100).unwrap_or_default() % others.len();
                Some(*others[chosen])
            }
            _ => None,
        }
    }

    /// What it does, in a line.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::DroppedBefore => "not executed, the connection closes",
            Self::DroppedAfter => "executed, the connection closes without an answer",
            Self::Late => "executed, the answer is slow",
            Self::Busy => "not executed, the platform is busy",
            Self::Half => "executed, the connection closes in the middle of the answer",
            Self::Cut => "executed, half of the answer comes as if it were all",
            Self::ShortLength => "executed, Content-Length is smaller than the answer",
            Self::Empty => "executed, the answer is empty",
            Self::Page => "not executed, a proxy's web page with status 502",
            Self::PageAsSuccess => "not executed, a proxy's web page with status 200",
            Self::PageAfter => "executed, a proxy's web page with status 504",
            Self::Foreign => "executed, the answer is that of another method",
            Self::Twice => "executed, the answer comes twice",
        }
    }

    /// What is answered without asking the gateway.
    pub(crate) fn instead(self) -> Option<Answer> {
        match self {
            Self::DroppedBefore => Some(Answer::html(502, "").never()),
            Self::Page => Some(page(502, "502 Bad Gateway")),
            Self::PageAsSuccess => Some(page(200, "Sign in to the network")),
            _ => None,
        }
    }

    /// What becomes of the gateway's answer.
    pub(crate) fn spoil(self, gateway: Option<Gateway>, answer: Answer) -> Answer {
        match self {
            Self::DroppedAfter => answer.never(),
            Self::Late => answer.late(),
            Self::Half => answer.broken_off(),
            Self::Cut => answer.cut(),
            Self::ShortLength => answer.short_length(),
            Self::Empty => answer.without_body(),
            Self::PageAfter => answer.replaced(page(504, "504 Gateway Time-out")),
            Self::Foreign => match gateway.map(foreign) {
                Some(body) => answer.replaced(Answer::json(body.to_owned())),
                None => answer,
            },
            Self::Twice => answer.twice(),
            Self::DroppedBefore | Self::Busy | Self::Page | Self::PageAsSuccess => answer,
        }
    }
}

fn page(status: u16, title: &str) -> Answer {
    let page = format!(
        "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n\
         <center><h1>{title}</h1></center>\r\n</body>\r\n</html>\r\n"
    );
    Answer::html(status, &page)
}

/// A right answer of the platform, to another method.
fn foreign(gateway: Gateway) -> &'static str {
    match gateway {
        Gateway::Top => r#"{"time_get_response":{"time":"2016-01-01 12:00:00"}}"#,
        Gateway::Qimen => r#"{"response":{"flag":"success","code":"0","message":""}}"#,
        Gateway::Qianmi => r#"{"d2p_trades_sold_get_response":{"trades":{"trade":[]}}}"#,
        Gateway::PhalApi | Gateway::PhalApiMd5 | Gateway::PhalApiPro => {
            r#"{"ret":200,"data":[{"comCode":"yuantong","noPre":"YT"}],"msg":""}"#
        }
    }
}

/// `SplitMix64`.
const fn mixed(seed: u64) -> u64 {
    let mut mixed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_faults_and_another_seed_others() {
        let met = |seed| -> Vec<_> { (0..200).map(|nth| Fault::met(seed, nth)).collect() };
        assert_eq!(met(1), met(1));
        assert_ne!(met(1), met(2));
    }
}
