//! A socket that plays its part.

use crate::expected::Expected;
use embedded_io::{ErrorKind, ErrorType, Read, Write};

pub struct Script<'s> {
    /// What the peer sends.
    answer: &'s str,
    /// How many bytes it hands over, or takes, at a time.
    piece: usize,
    /// How many bytes go out and come in before it fails.
    writes: usize,
    reads: usize,
    /// What must be sent.
    request: Expected<'s>,
}

impl<'s> Script<'s> {
    pub fn new(request: &'s str, answer: &'s str) -> Self {
        Self {
            answer,
            piece: usize::MAX,
            writes: usize::MAX,
            reads: usize::MAX,
            request: Expected(request),
        }
    }

    pub fn byte_by_byte(self) -> Self {
        Self { piece: 1, ..self }
    }

    pub fn failing_behind(self, writes: usize, reads: usize) -> Self {
        Self {
            writes,
            reads,
            ..self
        }
    }

    /// Whether the whole request was sent.
    pub fn is_asked(&self) -> bool {
        self.request.is_met()
    }
}

impl ErrorType for Script<'_> {
    type Error = ErrorKind;
}

impl Write for Script<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> {
        let length = bytes.len().min(self.piece).min(self.writes);
        if length == 0 {
            return Err(ErrorKind::TimedOut);
        }
        let taken = bytes.get(..length).unwrap_or_default();
        self.request
            .take(taken)
            .map_err(|_| ErrorKind::InvalidData)?;
        self.writes -= length;
        Ok(length)
    }

    fn flush(&mut self) -> Result<(), ErrorKind> {
        Ok(())
    }
}

impl Read for Script<'_> {
    fn read(&mut self, to: &mut [u8]) -> Result<usize, ErrorKind> {
        if self.reads == 0 {
            return Err(ErrorKind::TimedOut);
        }
        let length = to.len().min(self.answer.len());
        let length = length.min(self.piece).min(self.reads);
        let (sent, rest) = self.answer.split_at_checked(length).unwrap_or_default();
        for (to, from) in to.iter_mut().zip(sent.bytes()) {
            *to = from;
        }
        self.answer = rest;
        self.reads -= length;
        Ok(length)
    }
}
