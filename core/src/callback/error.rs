//! Why a request is not taken.

use core::fmt;

/// Why a request is not taken. It holds neither a secret nor a signature, and nothing of what the
/// sender wrote: it may be logged.
///
/// ```
/// use gatekit_core::callback::{CallbackError, Side};
/// let error = CallbackError::TimestampOutside { behind: -700 };
/// assert_eq!(error.side(), Side::Sender);
/// assert_eq!(error.to_string(), "the timestamp is 700 seconds ahead of our clock");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CallbackError {
    /// The request is larger than [`Verifier::with_max_size`](super::Verifier::with_max_size) allows.
    TooLarge {
        /// Bytes of the request.
        size: usize,
        /// Bytes that are allowed.
        limit: usize,
    },
    /// The body is neither a form nor JSON, XML or plain text in a known charset, or does not say
    /// what it is.
    ContentType,
    /// An escape (`%XX`) is none, or a parameter has no name or no `=`.
    Malformed,
    /// A name occurs twice; platforms disagree on which value counts.
    Repeated,
    /// There is no signature.
    SignatureMissing,
    /// The signature is not that of this request: the secret differs, or somebody changed it.
    SignatureWrong,
    /// There is no timestamp.
    TimestampMissing,
    /// The timestamp is neither `yyyy-MM-dd HH:mm:ss` nor epoch milliseconds.
    TimestampMalformed,
    /// The timestamp is too far from our clock. The request is authentic: one of the two clocks is
    /// wrong, or it was held back.
    TimestampOutside {
        /// Seconds that the timestamp lies behind our clock; negative if it lies ahead.
        behind: i64,
    },
    /// The request was taken before, or may have been: it is as old as one that the
    /// [`ReplayGuard`](super::ReplayGuard) had to let go.
    Replayed,
    /// The [`ReplayGuard`](super::ReplayGuard) is full of requests that could still be repeated.
    GuardFull {
        /// How many it remembers.
        capacity: usize,
    },
    /// The table of [`Params`](crate::Params) is too small.
    TableFull {
        /// Parameters of this request.
        needed: usize,
        /// Parameters that the table can hold.
        capacity: usize,
    },
    /// The room of [`Params`](crate::Params) is too small.
    RoomTooSmall {
        /// Bytes of room that decoding needs.
        needed: usize,
        /// Bytes of room that are free.
        available: usize,
    },
}

impl CallbackError {
    /// Whose fault it is.
    ///
    /// ```
    /// use gatekit_core::callback::{CallbackError, Side};
    /// assert_eq!(CallbackError::GuardFull { capacity: 8 }.side(), Side::Receiver);
    /// ```
    #[must_use]
    pub const fn side(&self) -> Side {
        match self {
            Self::GuardFull { .. } | Self::TableFull { .. } | Self::RoomTooSmall { .. } => {
                Side::Receiver
            }
            _ => Side::Sender,
        }
    }

    /// A stable number: 801 too large, 802 content type, 803 malformed, 804 repeated, 805 no
    /// signature, 806 wrong signature, 807 no timestamp, 808 timestamp malformed, 809 timestamp
    /// outside, 810 replayed; of the receiver's: 821 guard full, 822 table full, 823 room too small.
    /// No other error has the hundred 8.
    ///
    /// ```
    /// assert_eq!(gatekit_core::callback::CallbackError::SignatureWrong.code(), 806);
    /// ```
    #[must_use]
    pub const fn code(&self) -> u16 {
        match self {
            Self::TooLarge { .. } => 801,
            Self::ContentType => 802,
            Self::Malformed => 803,
            Self::Repeated => 804,
            Self::SignatureMissing => 805,
            Self::SignatureWrong => 806,
            Self::TimestampMissing => 807,
            Self::TimestampMalformed => 808,
            Self::TimestampOutside { .. } => 809,
            Self::Replayed => 810,
            Self::GuardFull { .. } => 821,
            Self::TableFull { .. } => 822,
            Self::RoomTooSmall { .. } => 823,
        }
    }

    /// Its name in lower case, for logs and machines.
    ///
    /// ```
    /// let error = gatekit_core::callback::CallbackError::SignatureWrong;
    /// assert_eq!(error.name(), "signature-wrong");
    /// ```
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "too-large",
            Self::ContentType => "content-type",
            Self::Malformed => "malformed",
            Self::Repeated => "repeated",
            Self::SignatureMissing => "signature-missing",
            Self::SignatureWrong => "signature-wrong",
            Self::TimestampMissing => "timestamp-missing",
            Self::TimestampMalformed => "timestamp-malformed",
            Self::TimestampOutside { .. } => "timestamp-outside",
            Self::Replayed => "replayed",
            Self::GuardFull { .. } => "guard-full",
            Self::TableFull { .. } => "table-full",
            Self::RoomTooSmall { .. } => "room-too-small",
        }
    }
}

/// Whose fault a refused request is.
///
/// ```
/// use gatekit_core::callback::{CallbackError, Side};
/// assert_eq!(CallbackError::SignatureWrong.side(), Side::Sender);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Who sent it: answer with [`Answers::refused`](super::Answers::refused).
    Sender,
    /// Us: memory is too small, the request may be in order. Answer with HTTP status 503, so that
    /// the platform repeats it.
    Receiver,
}

impl fmt::Display for CallbackError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match *self {
            Self::TooLarge { size, limit } => {
                return write!(formatter, "the request has {size} bytes, more than {limit}");
            }
            Self::TimestampOutside { behind } => {
                let seconds = behind.unsigned_abs();
                let direction = if behind < 0 { "ahead of" } else { "behind" };
                return write!(
                    formatter,
                    "the timestamp is {seconds} seconds {direction} our clock"
                );
            }
            Self::GuardFull { capacity } => {
                return write!(
                    formatter,
                    "the replay guard is full: it remembers {capacity} requests"
                );
            }
            Self::TableFull { needed, capacity } => {
                return write!(
                    formatter,
                    "the request has {needed} parameters, the table holds {capacity}"
                );
            }
            Self::RoomTooSmall { needed, available } => {
                return write!(
                    formatter,
                    "the room needs {needed} bytes, it has {available}"
                );
            }
            Self::ContentType => "the content type is not one that can be verified",
            Self::Malformed => "an escape is malformed, or a parameter has no name or no `=`",
            Self::Repeated => "a name occurs twice",
            Self::SignatureMissing => "the signature is missing",
            Self::SignatureWrong => "the signature is wrong",
            Self::TimestampMissing => "the timestamp is missing",
            Self::TimestampMalformed => "the timestamp cannot be read",
            Self::Replayed => "the request was taken before",
        };
        formatter.write_str(text)
    }
}

impl core::error::Error for CallbackError {}
