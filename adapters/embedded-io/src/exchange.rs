//! What a connection can be used for.

use crate::{HttpError, PieceError};
use gatekit_core::transport::TransportError;

/// Where the connection stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exchange {
    /// A request can be sent.
    Ready,
    /// Its answer can be received.
    Sent,
    /// Nothing: it has ended, or cannot be trusted any more.
    Over,
}

impl Exchange {
    /// Starts to send. Until that has gone well, the connection is of no use.
    pub(crate) const fn send<E>(self) -> Result<Self, TransportError<HttpError<E>>> {
        match self {
            Self::Ready => Ok(Self::Over),
            Self::Sent => Err(TransportError::NotSent(HttpError::Unanswered)),
            Self::Over => Err(TransportError::NotSent(HttpError::Closed)),
        }
    }

    /// Starts to receive, likewise.
    pub(crate) const fn receive<E, T>(self) -> Result<Self, PieceError<E, T>> {
        match self {
            Self::Sent => Ok(Self::Over),
            Self::Ready => Err(PieceError::Transport(TransportError::NotSent(
                HttpError::NothingSent,
            ))),
            // A request may have gone out before the connection ended.
            Self::Over => Err(PieceError::Transport(TransportError::Unclear(
                HttpError::Closed,
            ))),
        }
    }
}
