//! One lane: a message that is gathered piece by piece, padded, and hashed a few blocks at a time.

use crate::function::{Block, Function};
use crate::hash::Key;
use crate::message::Message;
use gatekit_core::request::hash::Digest;
use gatekit_core::request::sign::{Canonical, Layout};
use zeroize::optimization_barrier;

/// Blocks that are gathered at once: as many as most calls fill.
const STAGE: usize = 6;

const BLOCK: usize = size_of::<Block>();

/// The messages to hash.
pub(crate) trait Source<'c>: Iterator<Item = Canonical<'c>> {}
impl<'c, T: Iterator<Item = Canonical<'c>>> Source<'c> for T {}

/// Takes digests, with the places of their messages.
pub(crate) trait Sink: FnMut(usize, Digest) {}
impl<T: FnMut(usize, Digest)> Sink for T {}

/// What all messages of a batch share.
pub(crate) struct Job<'c, const W: usize> {
    pub(crate) layout: Layout,
    /// Hashed where the layout has it.
    pub(crate) secret: &'c [u8],
    /// The state to start from, and how many bytes it has taken.
    pub(crate) start: &'c [u32; W],
    pub(crate) taken: u64,
    /// The state that takes the inner digest of an HMAC.
    pub(crate) outer: Option<&'c [u32; W]>,
}

impl<'c, const W: usize> Job<'c, W> {
    pub(crate) const fn unkeyed<F: Function<W>>(layout: Layout, secret: &'c [u8]) -> Self {
        Self {
            layout,
            secret,
            start: &F::INITIAL,
            taken: 0,
            outer: None,
        }
    }

    pub(crate) const fn keyed(key: &'c Key<W>) -> Self {
        Self {
            layout: Layout::KEYED,
            secret: b"",
            start: &key.inner,
            taken: Key::<W>::TAKEN,
            outer: Some(&key.outer),
        }
    }
}

pub(crate) struct Lane<'c> {
    stage: [Block; STAGE],
    ready: Ready<'c>,
    phase: Phase,
    index: usize,
    message: Message<'c>,
}

/// Blocks that are gathered and not yet hashed.
enum Ready<'c> {
    Staged {
        next: usize,
        end: usize,
    },
    /// The middle of a long value is hashed where it is.
    InPlace(&'c [Block]),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Idle,
    /// There are pieces to come.
    Gathering,
    /// The message ended too late in the stage for its length to fit.
    LengthMissing,
    /// The message ends with the blocks that are ready.
    Ending,
    /// The inner digest of an HMAC is the block that is ready.
    Outer,
}

impl<'c> Lane<'c> {
    pub(crate) const fn new() -> Self {
        Self {
            stage: [[0; BLOCK]; STAGE],
            ready: Ready::Staged { next: 0, end: 0 },
            phase: Phase::Idle,
            index: 0,
            message: Message::NONE,
        }
    }

    pub(crate) const fn is_idle(&self) -> bool {
        matches!(self.phase, Phase::Idle)
    }

    /// The place of its message in the batch.
    pub(crate) const fn index(&self) -> usize {
        self.index
    }

    /// Takes the next message; its first blocks are ready then.
    pub(crate) fn start<F: Function<W>, const W: usize>(
        &mut self,
        job: &Job<'c, W>,
        index: usize,
        canonical: &Canonical<'c>,
    ) {
        self.index = index;
        self.message = Message::new(job.layout, job.secret, job.taken, canonical);
        self.phase = Phase::Gathering;
        self.gather::<F, W>();
    }

    /// Blocks that are ready, at least one if the lane is not idle.
    #[inline]
    pub(crate) fn blocks(&self) -> &[Block] {
        match self.ready {
            Ready::Staged { next, end } => &self.stage[next..end],
            Ready::InPlace(blocks) => blocks,
        }
    }

    /// So many blocks have been hashed. The state counts if the message ended with them: then the
    /// digest is returned, or the state becomes the one that takes an HMAC's inner digest.
    #[inline]
    pub(crate) fn advance<F: Function<W>, const W: usize>(
        &mut self,
        job: &Job<'c, W>,
        blocks: usize,
        state: impl FnOnce() -> [u32; W],
    ) -> Advanced<W> {
        if self.is_idle() {
            return Advanced::Goes;
        }
        let left = match &mut self.ready {
            Ready::Staged { next, end } => {
                *next += blocks;
                *end - *next
            }
            Ready::InPlace(ready) => {
                *ready = &ready[blocks..];
                ready.len()
            }
        };
        if left > 0 {
            return Advanced::Goes;
        }
        match (self.phase, job.outer) {
            (Phase::Ending, Some(outer)) => {
                let digest = F::bytes(state());
                self.pad_outer::<F, W>(digest.as_flattened());
                Advanced::Outer(*outer)
            }
            (Phase::Ending | Phase::Outer, _) => {
                self.phase = Phase::Idle;
                self.ready = Ready::Staged { next: 0, end: 0 };
                Advanced::Ended(Digest::new(F::bytes(state()).as_flattened()))
            }
            _ => {
                self.gather::<F, W>();
                Advanced::Goes
            }
        }
    }

    /// Hashes the message to its end, alone.
    pub(crate) fn finish<F: Function<W>, const W: usize>(
        &mut self,
        job: &Job<'c, W>,
        mut state: [u32; W],
    ) -> Digest {
        loop {
            let blocks = self.blocks();
            F::compress(&mut state, blocks);
            let count = blocks.len();
            match self.advance::<F, W>(job, count, || state) {
                Advanced::Goes => {}
                Advanced::Outer(outer) => state = outer,
                Advanced::Ended(digest) => return digest,
            }
        }
    }

    /// Gathers the next blocks.
    fn gather<F: Function<W>, const W: usize>(&mut self) {
        let message = &mut self.message;
        let stage = self.stage.as_flattened_mut();
        let mut used = 0;
        if self.phase == Phase::Gathering {
            let blocks = message.take_blocks(STAGE);
            if !blocks.is_empty() {
                self.ready = Ready::InPlace(blocks);
                return;
            }
            used = message.fill(stage);
            if used == stage.len() {
                self.ready = Ready::Staged {
                    next: 0,
                    end: STAGE,
                };
                return;
            }
            stage[used] = 0x80;
            used += 1;
        }
        let bits = F::bits(message.length().wrapping_mul(8));
        let blocks = (used + bits.len()).div_ceil(BLOCK);
        self.phase = if blocks > STAGE {
            Phase::LengthMissing
        } else {
            Phase::Ending
        };
        let end = blocks.min(STAGE);
        stage[used..end * BLOCK].fill(0);
        if blocks <= STAGE
            && let Some(last) = stage[..end * BLOCK].last_chunk_mut()
        {
            *last = bits;
        }
        self.ready = Ready::Staged { next: 0, end };
    }

    /// Makes the second message of an HMAC ready: one block.
    fn pad_outer<F: Function<W>, const W: usize>(&mut self, digest: &[u8]) {
        let block = &mut self.stage[0];
        let (message, padding) = block.split_at_mut(digest.len());
        message.copy_from_slice(digest);
        padding.fill(0);
        padding[0] = 0x80;
        if let Some(last) = padding.last_chunk_mut() {
            *last = F::bits(8 * (BLOCK + digest.len()) as u64);
        }
        self.phase = Phase::Outer;
        self.ready = Ready::Staged { next: 0, end: 1 };
    }
}

/// What became of a lane.
pub(crate) enum Advanced<const W: usize> {
    /// It has more blocks, or is idle.
    Goes,
    /// It goes on from this state.
    Outer([u32; W]),
    /// Its message is hashed; it is idle.
    Ended(Digest),
}

impl Drop for Lane<'_> {
    fn drop(&mut self) {
        // What was staged has the secret in it.
        self.stage = [[0; BLOCK]; STAGE];
        optimization_barrier(&self.stage);
    }
}
