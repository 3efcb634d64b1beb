//! A message as the pieces that it consists of.

use crate::copy::copy;
use crate::function::Block;
use gatekit_core::request::sign::{Canonical, Merged};

/// The pieces of secret, parameters, body, secret that are not staged yet.
pub(crate) struct Message<'c> {
    /// Of the piece that has been begun.
    rest: &'c [u8],
    next: Next<'c>,
    params: Merged<'c>,
    body: &'c [u8],
    secret: &'c [u8],
    /// Of what has been staged or hashed where it is, in bytes.
    length: u64,
}

#[derive(Clone, Copy)]
enum Next<'c> {
    Param,
    Value(&'c [u8]),
    Secret,
    Nothing,
}

impl<'c> Message<'c> {
    pub(crate) const NONE: Self = Self {
        rest: b"",
        next: Next::Nothing,
        params: Canonical::new(&[], b"").params(),
        body: b"",
        secret: b"",
        length: 0,
    };

    pub(crate) const fn new(secret: &'c [u8], length: u64, canonical: &Canonical<'c>) -> Self {
        Self {
            rest: secret,
            next: Next::Param,
            params: canonical.params(),
            body: canonical.body(),
            secret,
            length,
        }
    }

    /// Of what has been taken, in bytes.
    pub(crate) const fn length(&self) -> u64 {
        self.length
    }

    /// The whole blocks of the piece that has been begun, if there are at least so many.
    pub(crate) fn take_blocks(&mut self, at_least: usize) -> &'c [Block] {
        let (blocks, rest) = self.rest.as_chunks();
        if blocks.len() < at_least {
            return &[];
        }
        self.rest = rest;
        self.length += blocks.as_flattened().len() as u64;
        blocks
    }

    /// Fills the stage; returns how much of it, less than all at the end of the message.
    pub(crate) fn fill(&mut self, stage: &mut [u8]) -> usize {
        let mut used = 0;
        loop {
            let room = &mut stage[used..];
            let (now, later) = self.rest.split_at(self.rest.len().min(room.len()));
            copy(now, room);
            self.rest = later;
            used += now.len();
            if used == stage.len() {
                break;
            }
            match self.next {
                Next::Param => used += self.params(&mut stage[used..]),
                Next::Value(value) => (self.rest, self.next) = (value, Next::Param),
                Next::Secret => (self.rest, self.next) = (self.secret, Next::Nothing),
                Next::Nothing => break,
            }
        }
        self.length += used as u64;
        used
    }

    /// Stages the parameters that fit whole; returns their length. The next piece is begun.
    #[inline]
    fn params(&mut self, room: &mut [u8]) -> usize {
        let mut used = 0;
        // A copy stays in registers.
        let mut params = self.params.clone();
        (self.rest, self.next) = loop {
            let Some(param) = params.next() else {
                break (self.body, Next::Secret);
            };
            let (name, value) = (param.name(), param.value());
            let room = &mut room[used..];
            let length = name.len() + value.len();
            if length > room.len() {
                break (name, Next::Value(value));
            }
            let (to_name, to_value) = room[..length].split_at_mut(name.len());
            copy(name, to_name);
            copy(value, to_value);
            used += length;
        };
        self.params = params;
        used
    }
}
