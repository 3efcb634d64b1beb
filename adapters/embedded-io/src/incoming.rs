//! The answer, piece by piece.

use crate::Malformed;
use crate::chunks::Chunks;
use crate::head::{Head, Limits, Line, Lines};

/// What the next bytes of an answer are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// So many bytes that are not of the body.
    Framing(usize),
    /// So many bytes of the body.
    Body(usize),
}

/// Where the reading of an answer stands.
pub(crate) struct Incoming {
    limits: Limits,
    head: Head,
    body: Body,
}

enum Body {
    /// The head is being read; whether its first line is.
    Head(Lines, bool),
    /// So many bytes are still to come.
    Sized(u64),
    Chunked(Chunks),
    /// All that comes.
    UntilClosed,
}

impl Incoming {
    pub(crate) const fn new(limits: Limits) -> Self {
        Self {
            limits,
            head: Head::new(),
            body: Body::Head(Lines::new(limits), true),
        }
    }

    pub(crate) const fn head(&self) -> &Head {
        &self.head
    }

    /// The length of the body, once it is known.
    pub(crate) fn announced(&self) -> Option<usize> {
        match self.body {
            Body::Sized(_) => self
                .head
                .length
                .and_then(|length| usize::try_from(length).ok()),
            _ => None,
        }
    }

    /// Whether the whole answer was read. One that lasts until the connection ends never is.
    pub(crate) fn is_done(&self) -> bool {
        match &self.body {
            Body::Sized(left) => *left == 0,
            Body::Chunked(chunks) => chunks.is_done(),
            Body::Head(..) | Body::UntilClosed => false,
        }
    }

    /// Whether the answer may end where the connection does.
    pub(crate) fn may_end(&self) -> bool {
        matches!(self.body, Body::UntilClosed) || self.is_done()
    }

    /// The piece that the bytes start with. There must be some, and the answer must not be done.
    pub(crate) fn next(&mut self, bytes: &[u8]) -> Result<Piece, Malformed> {
        match &mut self.body {
            Body::Head(..) => self.head_piece(bytes),
            Body::Sized(left) => {
                let there = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                let length = (*left).min(there);
                *left -= length;
                Ok(Piece::Body(usize::try_from(length).unwrap_or(bytes.len())))
            }
            Body::Chunked(chunks) => chunks.next(bytes),
            Body::UntilClosed => Ok(Piece::Body(bytes.len())),
        }
    }

    fn head_piece(&mut self, bytes: &[u8]) -> Result<Piece, Malformed> {
        for (passed, &byte) in bytes.iter().enumerate() {
            let Body::Head(lines, status) = &mut self.body else {
                return Ok(Piece::Framing(passed));
            };
            match lines.push(byte, *status)? {
                None => {}
                Some(Line::Status(line)) => {
                    self.head.status_line(line)?;
                    *status = false;
                }
                Some(Line::Field { name, value, whole }) => self.head.field(name, value, whole)?,
                Some(Line::Empty) => self.behind_head()?,
            }
        }
        Ok(Piece::Framing(bytes.len()))
    }

    /// The head is whole: an interim one is forgotten, but counts towards the limits.
    fn behind_head(&mut self) -> Result<(), Malformed> {
        let head = &mut self.head;
        if head.status == 101 {
            return Err(Malformed::Upgrade);
        }
        if head.status < 200 {
            *head = Head::new();
            if let Body::Head(_, status) = &mut self.body {
                *status = true;
            }
            return Ok(());
        }
        let bodiless = matches!(head.status, 204 | 304);
        let announced = head.chunked || head.length.is_some_and(|length| length > 0);
        // Where such an answer ends, a proxy may see otherwise: what follows may be somebody else's
        // answer, so that nothing more is taken from the connection.
        if head.chunked && (head.length.is_some() || head.is_old()) || bodiless && announced {
            head.close();
        }
        if bodiless {
            head.length = Some(0);
            head.chunked = false;
        }
        self.body = match head.length {
            _ if head.chunked => Body::Chunked(Chunks::new(self.limits)),
            Some(length) => Body::Sized(length),
            None => {
                head.close();
                Body::UntilClosed
            }
        };
        Ok(())
    }
}
