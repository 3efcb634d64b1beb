//! A body in chunks: size, data, line end, until a chunk of no bytes; then a trailer.

use crate::Malformed;
use crate::head::{Limits, Line, Lines};
use crate::incoming::Piece;

/// A chunk's line with its size has at most so many bytes: extensions are passed over.
const LINE: u16 = 1024;

/// Where the reading of the body stands.
pub(crate) struct Chunks {
    at: At,
    /// Bytes of the chunk that are still to come.
    left: u64,
    /// How long the line with the size is, so far.
    line: u16,
    trailer: Lines,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    /// Before the first digit.
    Size,
    Digits,
    /// Behind the size.
    Extension,
    LineFeed,
    Data,
    DataReturn,
    DataFeed,
    Trailer,
    End,
}

impl Chunks {
    pub(crate) const fn new(limits: Limits) -> Self {
        Self {
            at: At::Size,
            left: 0,
            line: 0,
            trailer: Lines::new(limits),
        }
    }

    pub(crate) fn is_done(&self) -> bool {
        self.at == At::End
    }

    /// The piece that the bytes, of which there must be some, start with.
    pub(crate) fn next(&mut self, bytes: &[u8]) -> Result<Piece, Malformed> {
        for (passed, &byte) in bytes.iter().enumerate() {
            match self.at {
                At::End => return Ok(Piece::Framing(passed)),
                At::Data if passed > 0 => return Ok(Piece::Framing(passed)),
                At::Data => {
                    let there = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                    let length = self.left.min(there);
                    self.left -= length;
                    if self.left == 0 {
                        self.at = At::DataReturn;
                    }
                    return Ok(Piece::Body(usize::try_from(length).unwrap_or(bytes.len())));
                }
                _ => self.pass(byte)?,
            }
        }
        Ok(Piece::Framing(bytes.len()))
    }

    /// Passes over a byte that is not of the body.
    fn pass(&mut self, byte: u8) -> Result<(), Malformed> {
        self.line += 1;
        if self.line > LINE {
            return Err(Malformed::Chunk);
        }
        self.at = match (self.at, byte) {
            (At::Size | At::Digits, b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F') => {
                let digit = char::from(byte).to_digit(16).unwrap_or_default();
                self.left = self
                    .left
                    .checked_mul(16)
                    .and_then(|left| left.checked_add(digit.into()))
                    .ok_or(Malformed::Chunk)?;
                At::Digits
            }
            (At::Digits | At::Extension, b'\r') => At::LineFeed,
            (At::Digits, b';' | b' ' | b'\t') | (At::Extension, b'\t' | b' '..=b'~' | 0x80..) => {
                At::Extension
            }
            (At::LineFeed, b'\n') if self.left == 0 => At::Trailer,
            (At::LineFeed, b'\n') => At::Data,
            (At::DataReturn, b'\r') => At::DataFeed,
            (At::DataFeed, b'\n') => At::Size,
            (At::Trailer, _) => {
                // Its own limits count.
                self.line = 0;
                match self.trailer.push(byte, false)? {
                    Some(Line::Empty) => At::End,
                    _ => At::Trailer,
                }
            }
            _ => return Err(Malformed::Chunk),
        };
        if matches!(self.at, At::Data | At::Size) {
            self.line = 0;
        }
        Ok(())
    }
}
