//! A message as the pieces that it consists of.

use crate::copy::copy;
use crate::function::Block;
use gatekit_core::request::sign::{Canonical, Layout, Merged, SecretPlace, Style};

/// The pieces of secret, parameters, body, secret that are not staged yet: what
/// [`Canonical::walk`] visits, but in turns with other messages.
pub(crate) struct Message<'c> {
    /// Of the piece that has been begun.
    rest: &'c [u8],
    next: Next<'c>,
    style: Style,
    params: Merged<'c>,
    body: &'c [u8],
    /// Empty where it does not stand at the end.
    secret: &'c [u8],
    /// Of what has been staged or hashed where it is, in bytes.
    length: u64,
}

#[derive(Clone, Copy)]
enum Next<'c> {
    Param,
    Separator(&'static str, &'c [u8]),
    Value(&'c [u8]),
    Secret,
    Nothing,
}

impl<'c> Message<'c> {
    pub(crate) const NONE: Self = Self {
        rest: b"",
        next: Next::Nothing,
        style: Style::Values,
        params: Canonical::new(&[], b"").params(),
        body: b"",
        secret: b"",
        length: 0,
    };

    /// `length` bytes have been hashed before the message.
    pub(crate) const fn new(
        layout: Layout,
        secret: &'c [u8],
        length: u64,
        canonical: &Canonical<'c>,
    ) -> Self {
        const NOTHING: &[u8] = b"";
        let (first, last) = match layout.secret {
            SecretPlace::BothEnds => (secret, secret),
            SecretPlace::AtEnd => (NOTHING, secret),
            SecretPlace::Apart => (NOTHING, NOTHING),
        };
        Self {
            rest: first,
            next: Next::Param,
            style: layout.style,
            params: canonical.params(),
            body: canonical.body(),
            secret: last,
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
                Next::Separator(separator, value) => {
                    (self.rest, self.next) = (separator.as_bytes(), Next::Value(value));
                }
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
        match self.style {
            Style::NamesAndValues => self.pieces(room, |name, value| Some((name, "", value))),
            Style::Values => self.pieces(room, |_, value| Some((b"", "", value))),
            style @ Style::Pairs(separator) => self.pieces(room, |name, value| {
                (!style.passes_over(value)).then_some((name, separator, value))
            }),
        }
    }

    /// The same, once it is known what of a parameter is staged.
    #[inline]
    fn pieces(
        &mut self,
        room: &mut [u8],
        of: impl Fn(&'c [u8], &'c [u8]) -> Option<(&'c [u8], &'static str, &'c [u8])>,
    ) -> usize {
        let all = room.len();
        let (mut free, mut left) = (all, room);
        // A copy stays in registers.
        let mut params = self.params.clone();
        (self.rest, self.next) = loop {
            let Some(param) = params.next() else {
                break (self.body, Next::Secret);
            };
            let Some((name, separator, value)) = of(param.name(), param.value()) else {
                continue;
            };
            let length = name.len() + separator.len() + value.len();
            let Some((room, behind)) = left.split_at_mut_checked(length) else {
                break (name, Next::Separator(separator, value));
            };
            let (to, room) = room.split_at_mut(name.len());
            copy(name, to);
            let (to, room) = room.split_at_mut(separator.len());
            copy(separator.as_bytes(), to);
            copy(value, room);
            (free, left) = (behind.len(), behind);
        };
        let used = all - free;
        self.params = params;
        used
    }
}
