//! What can go wrong with HTTP over a socket.

use core::fmt;
use gatekit_core::transport::TransportError;

/// An exchange over a socket failed. The `TransportError` around it tells what that means for the
/// request.
///
/// ```
/// use gatekit_embedded_io::{HttpError, Malformed};
/// let error: HttpError<&str> = HttpError::Malformed(Malformed::StatusLine);
/// assert_eq!(error.to_string(), "the answer does not start with a status line");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HttpError<E> {
    /// The socket's own error, a timeout for example.
    Socket(E),
    /// The connection ended before the whole answer was there.
    ClosedEarly,
    /// The connection has ended; the next request needs a new socket
    /// ([`Http::reconnect`](crate::Http::reconnect)).
    Closed,
    /// A request was sent of which the answer was not received: it would be taken for the next
    /// one's.
    Unanswered,
    /// An answer was asked for before a request was sent.
    NothingSent,
    /// The answer breaks the rules of HTTP.
    Malformed(Malformed),
}

/// What is wrong with an answer.
///
/// ```
/// use gatekit_embedded_io::Malformed;
/// assert_eq!(Malformed::Chunk.to_string(), "a chunk of the answer is malformed");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Malformed {
    /// No `HTTP/1.0` or `HTTP/1.1` and a status of three digits.
    StatusLine,
    /// A header field without a name, a line that is folded, a control character.
    Field,
    /// A `Content-Length` that is no number, or two that differ.
    Length,
    /// A chunk's size that is no number or too large, or no line end behind a chunk.
    Chunk,
    /// A `Transfer-Encoding` other than `chunked`, or a `Content-Encoding` that was not asked for.
    Coding,
    /// Status 101, which was not asked for.
    Upgrade,
    /// The head, or the trailer, has more bytes than [`Limits::bytes`](crate::Limits::bytes).
    HeadTooLarge,
    /// It has more fields than [`Limits::fields`](crate::Limits::fields).
    TooManyFields,
}

impl<E: fmt::Display> fmt::Display for HttpError<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Socket(error) => return error.fmt(formatter),
            Self::Malformed(what) => return what.fmt(formatter),
            Self::ClosedEarly => "the connection ended before the whole answer was there",
            Self::Closed => "the connection has ended: give the client a new socket",
            Self::Unanswered => "the answer to the last request was not received",
            Self::NothingSent => "no request was sent",
        })
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::StatusLine => "the answer does not start with a status line",
            Self::Field => "a header field of the answer is malformed",
            Self::Length => "the answer's Content-Length is no number, or there are two",
            Self::Chunk => "a chunk of the answer is malformed",
            Self::Coding => "the answer is encoded in a way that was not asked for",
            Self::Upgrade => "the answer switches to another protocol",
            Self::HeadTooLarge => "the answer's head is too large",
            Self::TooManyFields => "the answer's head has too many fields",
        })
    }
}

impl<E: core::error::Error + 'static> core::error::Error for HttpError<E> {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Socket(error) => Some(error),
            Self::Malformed(what) => Some(what),
            _ => None,
        }
    }
}

impl core::error::Error for Malformed {}

/// An answer could not be passed on piece by piece.
///
/// ```
/// use gatekit_core::transport::TransportError;
/// use gatekit_embedded_io::{HttpError, PieceError};
/// let error: PieceError<&str, &str> = PieceError::Refused("flash is full");
/// assert_eq!(error.to_string(), "flash is full");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceError<E, T> {
    /// The transport's.
    Transport(TransportError<HttpError<E>>),
    /// The error of what took the pieces. The rest of the answer was not received.
    Refused(T),
}

impl<E: fmt::Display, T: fmt::Display> fmt::Display for PieceError<E, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport(error) => error.fmt(formatter),
            Self::Refused(error) => error.fmt(formatter),
        }
    }
}

impl<E, T> core::error::Error for PieceError<E, T>
where
    E: core::error::Error + 'static,
    T: core::error::Error + 'static,
{
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Transport(error) => Some(error),
            Self::Refused(error) => Some(error),
        }
    }
}
