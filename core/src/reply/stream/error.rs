//! What can be wrong with paths and windows.

use core::fmt;

use crate::reply::error::SyntaxError;

/// A path that cannot be followed. Paths are counted from 0.
///
/// ```
/// use gatekit_core::reply::{Format, Leniency, PathError, Stream};
///
/// let stream = Stream::new(Format::Json, Leniency::default(), &["a", "b..c"], &mut []);
/// assert_eq!(stream.unwrap_err(), PathError::BlankStep { path: 1 });
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathError {
    /// There are more than [`MAX_PATHS`](super::MAX_PATHS), or for an
    /// [`Excerpt`](super::Excerpt) 64.
    TooManyPaths,
    /// A step without a name.
    BlankStep {
        /// Which path it is in.
        path: usize,
    },
    /// What is in brackets is no number below 65535, or in XML no name stands before it.
    BadIndex {
        /// Which path it is in.
        path: usize,
    },
    /// The path has more than 64 steps, or for an [`Excerpt`](super::Excerpt) 8.
    TooDeep {
        /// Which path.
        path: usize,
    },
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (problem, path) = match self {
            Self::TooManyPaths => return f.write_str("there are too many paths"),
            Self::BlankStep { path } => ("has a step without a name", path),
            Self::BadIndex { path } => ("has an index that is none", path),
            Self::TooDeep { path } => ("has too many steps", path),
        };
        write!(f, "path {path} {problem}")
    }
}

impl core::error::Error for PathError {}

/// Why the reading of a document cannot go on, or not in this window.
///
/// ```
/// use gatekit_core::reply::{Format, Leniency, Stream, StreamError};
///
/// let mut window = [0; 16];
/// let mut stream = Stream::new(Format::Json, Leniency::default(), &["title"], &mut window)?;
/// let mut input = &br#"{"title":"a text of more than 16 bytes"}"#[..];
/// let error = stream.feed(&mut input).unwrap_err();
/// assert_eq!(error, StreamError::ValueTooLong { path: 0, needed: 30 });
/// assert_eq!(error.needed(), Some(30));
/// # Ok::<(), gatekit_core::reply::PathError>(())
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamError {
    /// The document is not well-formed, or is cut off. Offsets count from its start.
    Syntax(SyntaxError),
    /// A wanted value is longer than the window. It was passed over; reading can go on behind it.
    ValueTooLong {
        /// Which path leads to it.
        path: usize,
        /// The bytes that the window needs to hold it.
        needed: usize,
    },
    /// The window cannot hold a tag whole, or the names of the open elements, or what any document
    /// takes (16 bytes).
    WindowTooSmall {
        /// The bytes that the window needs to come past this place.
        needed: usize,
    },
}

impl StreamError {
    /// The bytes that the window would have to have, if that is what is wrong.
    ///
    /// ```
    /// use gatekit_core::reply::{StreamError, SyntaxError};
    /// assert_eq!(StreamError::WindowTooSmall { needed: 16 }.needed(), Some(16));
    /// assert_eq!(StreamError::Syntax(SyntaxError::Empty).needed(), None);
    /// ```
    #[must_use]
    pub const fn needed(&self) -> Option<usize> {
        match *self {
            Self::Syntax(_) => None,
            Self::ValueTooLong { needed, .. } | Self::WindowTooSmall { needed } => Some(needed),
        }
    }
}

impl From<SyntaxError> for StreamError {
    fn from(error: SyntaxError) -> Self {
        Self::Syntax(error)
    }
}

impl fmt::Display for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(error) => error.fmt(f),
            Self::ValueTooLong { path, needed } => {
                write!(
                    f,
                    "the value of path {path} needs a window of {needed} bytes"
                )
            }
            Self::WindowTooSmall { needed } => {
                write!(f, "the document needs a window of {needed} bytes")
            }
        }
    }
}

impl core::error::Error for StreamError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Syntax(error) => Some(error),
            _ => None,
        }
    }
}
