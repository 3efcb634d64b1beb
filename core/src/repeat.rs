//! Whether a call that brought no reply is sent again: a policy as data, and the attempts of one call
//! as a machine without I/O. [`Client::call_repeating`](crate::Client::call_repeating) walks it.
//!
//! ```text
//! rules.rs      what a code says about repeating: a row of a gateway's rules
//! backoff.rs    how long to pause: doubled each time, with jitter
//! happened.rs   what came of an attempt, as far as the decision depends on it
//! attempts.rs   Attempts: what happened -> give up, repeat after a pause, or ask first
//! ```
//!
//! # What is repeated, and what never is
//!
//! | what happened | what follows |
//! |---|---|
//! | nothing was sent; the platform was busy; a flow limit | repeated after a pause |
//! | the timestamp was refused | once, signed again with the time that the answer's `Date` tells |
//! | the token was refused | once, if the caller has brought a new token |
//! | no answer, or one that cannot be read; the service failed | repeated only if the call is idempotent ([`Call::is_idempotent`](crate::Call::is_idempotent)); otherwise the caller must ask for the order's state |
//! | any other refusal | never |
//!
//! Of an idempotent call, too, it is remembered that an attempt may have been executed: whatever is
//! said at last, the outcome is then [`Why::MayBeExecuted`].

mod attempts;
mod backoff;
mod happened;
mod rules;

pub use attempts::Attempts;
pub use backoff::{Backoff, Jitter};
pub use happened::{Happened, Refused};
pub use rules::Rule;

use crate::clock::Skew;
use core::fmt;
use core::time::Duration;

/// How calls are repeated, beyond what the gateway's own rules say ([`Gateway::rules`]).
///
/// [`Gateway::rules`]: crate::Gateway::rules
///
/// ```
/// use gatekit_core::repeat::{Budget, Policy, Rule};
/// use gatekit_core::reply::Repeat;
/// use core::time::Duration;
///
/// // One method is known to refuse so before it does anything.
/// const OURS: &[Rule] = &[Rule { code: "isv.stock-locked", repeat: Repeat::Later, pause: Duration::from_secs(5) }];
/// let policy = Policy::new()
///     .with_rules(OURS)
///     .with_budget(Budget { tries: 4, time: Duration::from_secs(20) });
/// assert_eq!(policy.budget.tries, 4);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy<'p> {
    /// The caller's own rules, which go before the gateway's.
    pub rules: &'p [Rule],
    /// How often and how long.
    pub budget: Budget,
    /// How long the pauses are.
    pub backoff: Backoff,
}

impl<'p> Policy<'p> {
    /// The gateway's rules alone, with the default budget and pauses.
    ///
    /// ```
    /// use gatekit_core::repeat::Policy;
    /// assert_eq!(Policy::new().budget.tries, 3);
    /// ```
    #[must_use]
    pub const fn new() -> Self {
        Self {
            rules: &[],
            budget: Budget::DEFAULT,
            backoff: Backoff::DEFAULT,
        }
    }

    /// The same with rules of the caller's own.
    ///
    /// ```
    /// use gatekit_core::repeat::{Policy, Rule};
    /// const OURS: &[Rule] = &[Rule::limit("isv.stock-locked")];
    /// assert_eq!(Policy::new().with_rules(OURS).rules[0].code, "isv.stock-locked");
    /// ```
    #[must_use]
    pub const fn with_rules(mut self, rules: &'p [Rule]) -> Self {
        self.rules = rules;
        self
    }

    /// The same with another budget.
    ///
    /// ```
    /// use gatekit_core::repeat::{Budget, Policy};
    /// // Never a second time.
    /// let policy = Policy::new().with_budget(Budget { tries: 1, ..Budget::default() });
    /// assert_eq!(policy.budget.tries, 1);
    /// ```
    #[must_use]
    pub const fn with_budget(mut self, budget: Budget) -> Self {
        self.budget = budget;
        self
    }

    /// The same with other pauses.
    ///
    /// ```
    /// use gatekit_core::repeat::{Backoff, Policy};
    /// use core::time::Duration;
    /// let slow = Backoff { first: Duration::from_secs(2), longest: Duration::from_secs(60) };
    /// assert_eq!(Policy::new().with_backoff(slow).backoff.first.as_secs(), 2);
    /// ```
    #[must_use]
    pub const fn with_backoff(mut self, backoff: Backoff) -> Self {
        self.backoff = backoff;
        self
    }
}

impl Default for Policy<'_> {
    fn default() -> Self {
        Self::new()
    }
}

/// What one call may spend.
///
/// ```
/// use gatekit_core::repeat::Budget;
/// assert_eq!(Budget::default().time.as_secs(), 60);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Attempts, the first among them; 0 counts as 1.
    pub tries: u8,
    /// From the first attempt to the end of the last pause. An attempt that is under way is not
    /// broken off: how long that may take is the transport's timeout.
    pub time: Duration,
}

impl Budget {
    const DEFAULT: Self = Self {
        tries: 3,
        time: Duration::from_secs(60),
    };
}

impl Default for Budget {
    /// 3 tries within a minute.
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// What to do after an attempt that brought no reply.
///
/// ```
/// use gatekit_core::{gateway::top, repeat::{Attempts, Happened, Jitter, Next, Policy, Why}};
/// # use core::time::Duration;
/// let (policy, mut jitter) = (Policy::new(), Jitter::new(7));
/// let mut next = |happened| {
///     Attempts::new(&policy, top::RULES, false).next(&happened, Duration::ZERO, &mut jitter)
/// };
/// assert!(matches!(next(Happened::NotSent), Next::Repeat { .. }));
/// assert_eq!(next(Happened::Unclear), Next::AskFirst);
/// assert_eq!(next(Happened::Unsendable), Next::GiveUp(Why::Final));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing was executed, and nothing more is tried.
    GiveUp(Why),
    /// Send it again, signed anew.
    Repeat {
        /// After this pause.
        after: Duration,
        /// And after this was done.
        remedy: Remedy,
    },
    /// It may have been executed: ask for the order's state before anything else.
    AskFirst,
}

/// What must be done before a call is sent again.
///
/// ```
/// # use gatekit_core::{Gateway, Top, api::damai::CancelLockStock, reply::ReadError};
/// use gatekit_core::repeat::{Attempts, Happened, Jitter, Next, Policy, Remedy};
/// # use core::time::Duration;
/// # let top = Top::md5("12345678", "helloworld")?;
/// let mut body = *br#"{"error_response":{"code":27,"msg":"Invalid session"}}"#;
/// # let Err(ReadError::Refused(fault)) = top.read(&CancelLockStock::order("1"), &mut body) else {
/// #     unreachable!()
/// # };
/// # let (policy, mut jitter) = (Policy::new(), Jitter::new(7));
/// # let mut attempts = Attempts::new(&policy, top.rules(), false);
/// let next = attempts.next(&Happened::Refused((&fault).into()), Duration::ZERO, &mut jitter);
/// assert_eq!(next, Next::Repeat { after: Duration::ZERO, remedy: Remedy::Token });
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Nothing but to wait.
    Pause,
    /// The clock must be corrected: [`ClockOffset::learn`](crate::ClockOffset::learn).
    Clock,
    /// A new token is needed (`PhalApi`: [`ApplyToken`](crate::api::auth::ApplyToken); Qianmi:
    /// `grant_type=refresh_token` at its OAuth address).
    Token,
}

/// Why nothing more is tried.
///
/// ```
/// use gatekit_core::repeat::Why;
/// assert_eq!(Why::TriesSpent.to_string(), "no tries are left");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// It would be refused again until something changes.
    Final,
    /// It, or an attempt before it, may have been executed.
    MayBeExecuted,
    /// [`Budget::tries`] are spent.
    TriesSpent,
    /// The pause would end after [`Budget::time`].
    TimeSpent,
    /// The timestamp was refused, and the answer does not help to correct the clock.
    Clock(Skew),
    /// The token was refused, and there is no new one.
    Token,
    /// It could be sent again, but the host gave up, or the transport is not ready.
    NotReady,
}

impl fmt::Display for Why {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Final => "it would be refused again",
            Self::MayBeExecuted => {
                "it may have been executed: ask for the order's state before calling again"
            }
            Self::TriesSpent => "no tries are left",
            Self::TimeSpent => "no time is left for another pause",
            Self::Clock(skew) => return skew.fmt(formatter),
            Self::Token => "there is no new token",
            Self::NotReady => "the connection was not made ready for another try",
        })
    }
}
