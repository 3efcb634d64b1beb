//! What a code says about repeating.

use crate::reply::Repeat;
use core::time::Duration;

/// One row of a gateway's rules: refusals with this code. Whether a refusal is safe to repeat is known by its
/// [`Reason`](crate::reply::Reason); the rules add how long to pause, and what differs.
///
/// ```
/// use gatekit_core::{repeat::Rule, reply::Repeat};
/// // All sub codes that start so.
/// let rule = Rule { code: "isp.my-service-*", repeat: Repeat::Later, pause: core::time::Duration::ZERO };
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The whole sub code or the whole code; with a `*` at its end, how they start. A number in a
    /// gateway's rules is the code's alone: what a service or a business numbers so is something else.
    pub code: &'static str,
    /// Whether sending again is safe. [`Repeat::Later`] claims that nothing was executed.
    pub repeat: Repeat,
    /// The shortest pause. A ban whose length the refusal names is waited for as a whole.
    pub pause: Duration,
}

impl Rule {
    /// A flow limit: nothing was executed, and a second later there is room again. Limits count calls
    /// in a second (document 108426).
    ///
    /// ```
    /// use gatekit_core::repeat::Rule;
    /// assert_eq!(Rule::limit("429").pause.as_secs(), 1);
    /// ```
    #[must_use]
    pub const fn limit(code: &'static str) -> Self {
        Self {
            code,
            repeat: Repeat::Later,
            pause: Duration::from_secs(1),
        }
    }
}
