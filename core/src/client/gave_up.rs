//! How a repeated call ended that brought no reply.

use super::Error;
use crate::repeat::Why;
use crate::reply::Repeat;
use core::fmt;

/// A repeated call that brought no reply: the last attempt's error, and why there is no further one.
///
/// ```
/// use gatekit_core::{Error, client::GaveUp, repeat::Why, reply::Repeat, transport::TransportError};
/// let error: Error<&str, &str> = Error::Transport(TransportError::NotSent("no route"));
/// let gave_up = GaveUp { error, why: Why::TriesSpent, tries: 3 };
/// assert_eq!(gave_up.to_string(), "nothing was sent: no route (3 tries: no tries are left)");
/// assert_eq!(gave_up.repeat(), Repeat::Later);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GaveUp<S, E> {
    /// What the last attempt brought.
    pub error: Error<S, E>,
    /// Why it is the last.
    pub why: Why,
    /// Attempts that were made.
    pub tries: u8,
}

impl<S, E> GaveUp<S, E> {
    /// Whether asking again is safe, whatever was tried.
    ///
    /// ```
    /// use gatekit_core::{Error, client::GaveUp, repeat::Why, reply::Repeat, transport::TransportError};
    /// // The last try reached nobody, but one before it may have.
    /// let error: Error<&str, &str> = Error::Transport(TransportError::NotSent("no route"));
    /// let gave_up = GaveUp { error, why: Why::MayBeExecuted, tries: 3 };
    /// assert_eq!(gave_up.repeat(), Repeat::AskFirst);
    /// ```
    #[must_use]
    pub const fn repeat(&self) -> Repeat {
        match self.why {
            Why::MayBeExecuted => Repeat::AskFirst,
            // A policy may know better than the code: what it gave up was not executed.
            Why::TriesSpent | Why::TimeSpent | Why::NotReady => Repeat::Later,
            Why::Final | Why::Clock(_) | Why::Token => Repeat::No,
        }
    }

    /// The same with texts of another type: `gave_up.map(String::from)` detaches it from the buffer.
    ///
    /// ```
    /// use gatekit_core::{Error, client::GaveUp, repeat::Why};
    /// # use gatekit_core::{Gateway, Top, api::damai::CancelLockStock, reply::ReadError};
    /// # let top = Top::md5("12345678", "helloworld")?;
    /// # let mut body = *br#"{"error_response":{"code":25,"msg":"Invalid signature"}}"#;
    /// # let Err(ReadError::Refused(fault)) = top.read(&CancelLockStock::order("1"), &mut body) else {
    /// #     unreachable!()
    /// # };
    /// # let error: Error<&str, &str> = Error::Refused(fault);
    /// # let gave_up = GaveUp { error, why: Why::Final, tries: 1 };
    /// let owned: GaveUp<String, _> = gave_up.map(String::from);
    /// # body.fill(0);
    /// let Error::Refused(fault) = owned.error else { unreachable!() };
    /// assert_eq!(fault.message.as_deref(), Some("Invalid signature"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn map<T>(self, text: impl FnMut(S) -> T) -> GaveUp<T, E> {
        GaveUp {
            error: self.error.map(text),
            why: self.why,
            tries: self.tries,
        }
    }
}

impl<S: fmt::Display, E: fmt::Display> fmt::Display for GaveUp<S, E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { error, why, tries } = self;
        let unit = if *tries == 1 { "try" } else { "tries" };
        write!(formatter, "{error} ({tries} {unit}: {why})")
    }
}

impl<S, E> core::error::Error for GaveUp<S, E>
where
    S: fmt::Debug + fmt::Display,
    E: core::error::Error + 'static,
{
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        self.error.source()
    }
}
