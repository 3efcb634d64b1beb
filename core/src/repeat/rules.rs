//! What the codes of a gateway say about repeating. Whether a refusal is safe to repeat is known by
//! its [`Reason`](crate::reply::Reason); these tables add how long to pause, and what differs.

use crate::gateway::Dialect;
use crate::reply::Repeat;
use core::time::Duration;

/// One row: refusals with this code.
///
/// ```
/// use gatekit_core::{repeat::Rule, reply::Repeat};
/// // All sub codes that start so.
/// let rule = Rule { code: "isp.my-service-*", repeat: Repeat::Later, pause: core::time::Duration::ZERO };
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The whole sub code or the whole code; with a `*` at its end, how they start.
    pub code: &'static str,
    /// Whether sending again is safe. [`Repeat::Later`] claims that nothing was executed.
    pub repeat: Repeat,
    /// The shortest pause. A ban whose length the refusal names is waited for as a whole.
    pub pause: Duration,
}

/// Limits count calls in a second (document 108426).
const WINDOW: Duration = Duration::from_secs(1);

const fn later(code: &'static str) -> Rule {
    Rule {
        code,
        repeat: Repeat::Later,
        pause: WINDOW,
    }
}

/// TOP: the flow limits, codes 4 to 8 and their sub codes (document 102707). How long a ban lasts
/// stands in `sub_msg`: "This ban will last for 1 more seconds".
pub const TOP: &[Rule] = &[
    later("accesscontrol.limited-by-*"),
    later("isv.access-limited-by-*"),
    later("4"),
    later("5"),
    later("6"),
    later("7"),
    later("8"),
];

/// Qimen: the platform's refusals are TOP's.
pub const QIMEN: &[Rule] = TOP;

/// Qianmi: full load (7), limits by user (34), by session (35), by frequency (37). 36 is the day's
/// quota, for which nobody waits (ROP's `MainErrorType`).
pub const QIANMI: &[Rule] = &[later("7"), later("34"), later("35"), later("37")];

/// `PhalApi` sites: 429, where a site has a limit. What the framework calls 5xx may have been
/// executed.
pub const PHALAPI: &[Rule] = &[later("429")];

/// The rules of a gateway, by its table; none for a gateway of the caller's own.
///
/// ```
/// use gatekit_core::{gateway::qianmi, repeat};
/// assert_eq!(repeat::rules_of(&qianmi::DIALECT), repeat::QIANMI);
/// ```
#[must_use]
pub fn rules_of(dialect: &Dialect) -> &'static [Rule] {
    match dialect.name {
        "top" => TOP,
        "qimen" => QIMEN,
        "qianmi" => QIANMI,
        "phalapi" | "phalapi-pro" => PHALAPI,
        _ => &[],
    }
}
