//! How a command ends.

use std::{fmt, io};

/// Exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    Done = 0,
    /// Something that was checked is not as expected.
    Unexpected = 1,
    Usage = 2,
    Transport = 3,
    GatewayRefused = 4,
    BusinessRefused = 5,
    Unreadable = 6,
}

/// Why a command does not come to its end.
#[derive(Debug)]
pub(crate) enum Failure {
    Told {
        exit: Exit,
        message: String,
        /// What a person can do about it.
        hint: String,
    },
    /// The result cannot be written.
    Output(io::Error),
}

impl Failure {
    pub(crate) fn new(exit: Exit, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Told {
            exit,
            message: message.into(),
            hint: hint.into(),
        }
    }

    pub(crate) fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message, hint)
    }
}

/// On one line, for lists of failures.
impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Told { message, hint, .. } => write!(formatter, "{message} ({hint})"),
            Self::Output(error) => error.fmt(formatter),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}
