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
    /// Executed; the platform says that its service did not answer.
    FailedAfter,
    /// Executed; the platform says that it failed, and not where.
    FailedAfterUntold,
}

impl Fault {
    /// All of them.
    ///
    /// ```
    /// use gatekit_sandbox::Fault;
    /// let executed = Fault::ALL.iter().filter(|fault| fault.meaning().starts_with("executed"));
    /// assert_eq!((executed.count(), Fault::ALL.len()), (11, 15));
    /// ```
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
        Self::FailedAfter,
        Self::FailedAfterUntold,
    ];

    /// What the `nth` request meets: two of five meet something, one of a hundred has to wait. The
    /// same seed gives the same faults.
    ///
    /// ```
    /// # use std::io::{Read, Write};
    /// use gatekit_sandbox::{Config, Fault, Sandbox};
    /// // A seed with which the first request is answered by half.
    /// let seed = (0..).find(|seed| Fault::met(*seed, 0) == Some(Fault::Half));
    /// let sandbox = Sandbox::start(Config { faults: seed, ..Config::default() })?;
    /// # let mut socket = std::net::TcpStream::connect(sandbox.address())?;
    /// # socket.write_all(b"GET /api/app?s=App.Nope.X HTTP/1.1\r\nHost: sandbox\r\n\r\n")?;
    /// # let _ = socket.read_to_end(&mut Vec::new());
    /// // Here a client calls.
    /// assert_eq!(sandbox.requests()[0].fault, Some(Fault::Half));
    /// # Ok::<(), std::io::Error>(())
    /// ```
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
    ///
    /// ```
    /// use gatekit_sandbox::Fault;
    /// assert_eq!(Fault::Busy.meaning(), "not executed, the platform is busy");
    /// ```
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
            Self::FailedAfter => "executed, the platform says that its service did not answer",
            Self::FailedAfterUntold => "executed, the platform says that it failed, and not where",
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
            Self::Foreign => answer.told(gateway.map(foreign)),
            Self::FailedAfter => answer.told(gateway.map(failed)),
            Self::FailedAfterUntold => answer.told(gateway.map(failed_untold)),
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

/// A service behind the platform did its work, which the platform did not hear of.
fn failed(gateway: Gateway) -> &'static str {
    match gateway {
        Gateway::Top => {
            r#"{"error_response":{"code":10,"msg":"Service Currently Unavailable","sub_code":"isp.remote-service-timeout"}}"#
        }
        Gateway::Qimen => {
            r#"{"response":{"flag":"failure","code":"15","message":"Remote service error","sub_code":"isp.remote-service-timeout"}}"#
        }
        Gateway::Qianmi => {
            r#"{"errorToken":"@@$-ERROR_TOKEN$-@@","code":"1","message":"服务不可用","solution":"请稍后重试","subErrors":{"subError":[{"code":"isp.qianmi-cloudshop-d2p-trade-cancel-service-unavailable","message":"服务不可用"}]}}"#
        }
        Gateway::PhalApi | Gateway::PhalApiMd5 | Gateway::PhalApiPro => {
            r#"{"ret":503,"data":{},"msg":"服务器运行错误: 快递公司接口超时"}"#
        }
    }
}

fn failed_untold(gateway: Gateway) -> &'static str {
    match gateway {
        Gateway::Top => r#"{"error_response":{"code":10,"msg":"Service Currently Unavailable"}}"#,
        Gateway::Qimen => {
            r#"{"response":{"flag":"failure","code":"10","message":"Service Currently Unavailable"}}"#
        }
        Gateway::Qianmi => {
            r#"{"errorToken":"@@$-ERROR_TOKEN$-@@","code":"1","message":"服务不可用","solution":"请稍后重试"}"#
        }
        Gateway::PhalApi | Gateway::PhalApiMd5 | Gateway::PhalApiPro => {
            r#"{"ret":500,"data":{},"msg":"服务器运行错误"}"#
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
