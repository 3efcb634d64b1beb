//! A request on its way into a socket.

use crate::HttpError;
use crate::outgoing::{BLOCK, Outgoing};
use gatekit_core::transport::TransportError;

/// What was written, and what is to be written next.
pub(crate) struct Sending {
    block: [u8; BLOCK],
    /// The part of the block that the socket did not take yet.
    from: usize,
    to: usize,
    /// The socket took something: the gateway may have it.
    begun: bool,
}

impl Sending {
    pub(crate) const fn new() -> Self {
        Self {
            block: [0; BLOCK],
            from: 0,
            to: 0,
            begun: false,
        }
    }

    /// The bytes to write next, none at the end.
    pub(crate) fn block(&mut self, outgoing: &mut Outgoing<'_>) -> &[u8] {
        if self.from == self.to {
            self.from = 0;
            self.to = outgoing.fill(&mut self.block);
        }
        self.block.get(self.from..self.to).unwrap_or_default()
    }

    /// The socket took so many bytes of the block, or failed.
    pub(crate) fn written<E>(
        &mut self,
        count: Result<usize, E>,
    ) -> Result<(), TransportError<HttpError<E>>> {
        match count {
            Ok(0) => Err(self.failed(HttpError::Closed)),
            Ok(count) => {
                self.begun = true;
                self.from = self.from.saturating_add(count).min(self.to);
                Ok(())
            }
            Err(error) => Err(self.failed(HttpError::Socket(error))),
        }
    }

    /// The socket handed on what it took, or failed.
    pub(crate) fn flushed<E>(
        &self,
        flushed: Result<(), E>,
    ) -> Result<(), TransportError<HttpError<E>>> {
        flushed.map_err(|error| self.failed(HttpError::Socket(error)))
    }

    fn failed<E>(&self, error: HttpError<E>) -> TransportError<HttpError<E>> {
        if self.begun {
            TransportError::Unclear(error)
        } else {
            TransportError::NotSent(error)
        }
    }
}
