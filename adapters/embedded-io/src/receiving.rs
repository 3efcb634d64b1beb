//! Where an answer's body goes.

use crate::exchange::Exchange;
use crate::head::Limits;
use crate::incoming::{Incoming, Piece};
use crate::outgoing::BLOCK;
use crate::{HttpError, Malformed, PieceError};
use core::convert::Infallible;
use gatekit_core::transport::{Answer, TransportError};

/// What takes the body.
pub(crate) trait Sink {
    type Refusal;

    /// Memory for the next bytes from the socket: never empty.
    fn space(&mut self) -> &mut [u8];

    /// Of the bytes in the space, these are the body's next.
    fn body<E>(&mut self, at: usize, length: usize) -> Result<(), Failure<E, Self::Refusal>>;

    /// All of the bytes in the space were sorted.
    fn sorted(&mut self) {}

    /// How large a body it can take.
    fn capacity(&self) -> usize {
        usize::MAX
    }
}

/// An answer that is being received.
pub(crate) struct Receiving<K> {
    incoming: Incoming,
    sink: K,
    /// There were bytes behind it.
    surplus: bool,
    length: usize,
}

impl<K: Sink> Receiving<K> {
    pub(crate) const fn new(limits: Limits, sink: K) -> Self {
        Self {
            incoming: Incoming::new(limits),
            sink,
            surplus: false,
            length: 0,
        }
    }

    /// Memory for the next bytes from the socket.
    pub(crate) fn space(&mut self) -> &mut [u8] {
        self.sink.space()
    }

    /// So many bytes are in the space now, 0 if the connection has ended. Whether the answer is
    /// whole.
    pub(crate) fn take<E>(&mut self, count: usize) -> Result<bool, Failure<E, K::Refusal>> {
        if count == 0 {
            return if self.incoming.may_end() {
                Ok(true)
            } else {
                Err(Failure::ClosedEarly)
            };
        }
        let mut at = 0;
        while !self.incoming.is_done()
            && let Some(rest) = self.sink.space().get(at..count)
            && !rest.is_empty()
        {
            match self.incoming.next(rest)? {
                Piece::Framing(length) => at += length,
                Piece::Body(length) => {
                    self.sink.body(at, length)?;
                    self.length = self.length.saturating_add(length);
                    at += length;
                }
            }
            let capacity = self.sink.capacity();
            if self
                .incoming
                .announced()
                .is_some_and(|length| length > capacity)
            {
                let needed = self.incoming.announced();
                return Err(Failure::TooLarge { capacity, needed });
            }
        }
        self.surplus = at < count;
        self.sink.sorted();
        Ok(self.incoming.is_done())
    }

    /// What the connection can be used for behind the answer.
    pub(crate) const fn exchange(&self) -> Exchange {
        if self.surplus || self.incoming.head().is_last() {
            Exchange::Over
        } else {
            Exchange::Ready
        }
    }

    pub(crate) const fn answer(&self) -> Answer {
        let head = self.incoming.head();
        Answer::new(head.status, self.length)
            .with_media(head.media)
            .with_date(head.date())
    }
}

/// Why an answer cannot be received.
#[derive(Debug)]
pub(crate) enum Failure<E, R> {
    Socket(E),
    Malformed(Malformed),
    ClosedEarly,
    TooLarge {
        capacity: usize,
        needed: Option<usize>,
    },
    Refused(R),
}

impl<E, R> From<Malformed> for Failure<E, R> {
    fn from(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }
}

impl<E, R> From<Failure<E, R>> for PieceError<E, R> {
    fn from(failure: Failure<E, R>) -> Self {
        Self::Transport(match failure {
            Failure::Socket(error) => TransportError::Unclear(HttpError::Socket(error)),
            Failure::ClosedEarly => TransportError::Unclear(HttpError::ClosedEarly),
            Failure::Malformed(what) => TransportError::Unreadable(HttpError::Malformed(what)),
            Failure::TooLarge { capacity, needed } => {
                TransportError::AnswerTooLarge { capacity, needed }
            }
            Failure::Refused(refusal) => return Self::Refused(refusal),
        })
    }
}

impl<E> PieceError<E, Infallible> {
    pub(crate) fn into_transport_error(self) -> TransportError<HttpError<E>> {
        match self {
            Self::Transport(error) => error,
            Self::Refused(never) => match never {},
        }
    }
}

/// Collects the body at the start of a buffer, into which the socket's bytes go too: what is not of
/// the body is closed up.
pub(crate) struct Collect<'b> {
    buffer: &'b mut [u8],
    /// How much of the body is there.
    length: usize,
    /// The same without what came last.
    before: usize,
    /// For the framing behind a body that fills the buffer.
    tail: [u8; 16],
}

impl<'b> Collect<'b> {
    pub(crate) const fn new(buffer: &'b mut [u8]) -> Self {
        Self {
            buffer,
            length: 0,
            before: 0,
            tail: [0; 16],
        }
    }
}

impl Sink for Collect<'_> {
    type Refusal = Infallible;

    fn space(&mut self) -> &mut [u8] {
        match self.buffer.get_mut(self.before..) {
            Some(space) if !space.is_empty() => space,
            _ => &mut self.tail,
        }
    }

    fn body<E>(&mut self, at: usize, length: usize) -> Result<(), Failure<E, Infallible>> {
        if self.before == self.buffer.len() {
            let capacity = self.buffer.len();
            return Err(Failure::TooLarge {
                capacity,
                needed: None,
            });
        }
        let to = self.length - self.before;
        if at > to {
            let space = core::cell::Cell::from_mut(self.space()).as_slice_of_cells();
            let from = space.get(at..at + length).unwrap_or_default();
            let to = space.get(to..).unwrap_or_default();
            for (to, from) in to.iter().zip(from) {
                to.set(from.get());
            }
        }
        self.length += length;
        Ok(())
    }

    fn sorted(&mut self) {
        self.before = self.length;
    }

    fn capacity(&self) -> usize {
        self.buffer.len()
    }
}

/// Hands each piece of the body on.
pub(crate) struct PassOn<F> {
    block: [u8; BLOCK],
    take: F,
}

impl<F> PassOn<F> {
    pub(crate) const fn new(take: F) -> Self {
        Self {
            block: [0; BLOCK],
            take,
        }
    }
}

impl<T, F: FnMut(&[u8]) -> Result<(), T>> Sink for PassOn<F> {
    type Refusal = T;

    fn space(&mut self) -> &mut [u8] {
        &mut self.block
    }

    fn body<E>(&mut self, at: usize, length: usize) -> Result<(), Failure<E, T>> {
        let piece = self.block.get(at..at + length).unwrap_or_default();
        (self.take)(piece).map_err(Failure::Refused)
    }
}
