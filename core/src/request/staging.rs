//! Pieces gathered into whole blocks: a hash that is fed many short pieces spends its time between
//! them.

use super::hash::{Digest, Hash};
use crate::SMALL;
use core::fmt;
use zeroize::optimization_barrier;

/// Bytes that are gathered: four blocks of MD5, SHA-1 or SHA-256. None on small processors, where
/// flash and stack count for more.
const STAGED: usize = if SMALL { 0 } else { 256 };
const GATHERS: bool = STAGED > 0;

/// A hash and what it was not fed yet, which is wiped when dropped: the secret is in it.
#[derive(Clone)]
pub struct Staging<H> {
    hash: H,
    bytes: [u8; STAGED],
    used: usize,
}

impl<H: Hash> Staging<H> {
    #[inline]
    pub(super) const fn new(hash: H) -> Self {
        Self {
            hash,
            bytes: [0; STAGED],
            used: 0,
        }
    }

    /// A copy of what is kept, made where it is used: moved, it costs a small stack one more.
    #[inline]
    pub(super) fn copied(hash: &H) -> Self {
        Self {
            hash: hash.clone(),
            bytes: [0; STAGED],
            used: 0,
        }
    }

    #[cfg_attr(
        target_pointer_width = "64",
        expect(clippy::inline_always, reason = "a call takes longer than a piece"),
        inline(always)
    )]
    pub(super) fn update(&mut self, piece: &[u8]) {
        let room = self.bytes.get_mut(self.used..).unwrap_or_default();
        match room.get_mut(..piece.len()) {
            Some(room) if GATHERS => {
                copy(piece, room);
                self.used = self.used.wrapping_add(piece.len());
            }
            _ => self.overflow(piece),
        }
    }

    /// Hands over the whole blocks, so that they are hashed once for all copies.
    pub(super) fn settle(&mut self) {
        let staged = self.bytes.get(..self.used).unwrap_or_default();
        let (blocks, rest) = staged.as_chunks::<64>();
        self.hash.update(blocks.as_flattened());
        self.used = rest.len();
        let from = blocks.as_flattened().len();
        self.bytes.copy_within(from.., 0);
        // What was handed over goes into no copy.
        self.bytes.get_mut(self.used..).unwrap_or_default().fill(0);
    }

    #[inline]
    pub(super) fn finish(&mut self) -> Digest {
        if GATHERS {
            let staged = self.bytes.get(..self.used).unwrap_or_default();
            self.hash.update(staged);
        }
        self.hash.finish()
    }

    /// Fills the blocks up, hands them over with the whole blocks of the rest, and keeps what is
    /// left.
    #[inline(never)]
    fn overflow(&mut self, piece: &[u8]) {
        if !GATHERS {
            return self.hash.update(piece);
        }
        let room = self.bytes.get_mut(self.used..).unwrap_or_default();
        let (head, rest) = piece.split_at_checked(room.len()).unwrap_or((piece, b""));
        copy(head, room);
        self.hash.update(&self.bytes);
        let (blocks, rest) = rest.as_chunks::<64>();
        self.hash.update(blocks.as_flattened());
        copy(rest, self.bytes.get_mut(..rest.len()).unwrap_or_default());
        self.used = rest.len();
    }
}

/// Shows nothing of it.
impl<H> fmt::Debug for Staging<H> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Staging(..)")
    }
}

impl<H> Drop for Staging<H> {
    #[inline]
    fn drop(&mut self) {
        if GATHERS {
            self.bytes = [0; STAGED];
            optimization_barrier(&self.bytes);
        }
    }
}

/// Copies a few bytes without a call: as two words that overlap. Most pieces have 4 to 16.
#[inline]
pub(super) fn copy(from: &[u8], to: &mut [u8]) {
    if from.len() >= 8 {
        if from.len() <= 16 {
            ends::<8>(from, to);
        } else if from.len() <= 32 {
            ends::<16>(from, to);
        } else if from.len() <= 64 {
            ends::<32>(from, to);
        } else {
            for (to, from) in to.iter_mut().zip(from) {
                *to = *from;
            }
        }
    } else if !(ends::<4>(from, to) || ends::<2>(from, to))
        && let ([to], [from]) = (to, from)
    {
        *to = *from;
    }
}

/// Copies the first and the last `N` bytes, if there are so many; the two slices are of one length.
#[inline]
fn ends<const N: usize>(from: &[u8], to: &mut [u8]) -> bool {
    let (Some(first), Some(last)) = (from.first_chunk::<N>(), from.last_chunk::<N>()) else {
        return false;
    };
    if let Some(to) = to.first_chunk_mut() {
        *to = *first;
    }
    if let Some(to) = to.last_chunk_mut() {
        *to = *last;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::hash::{HmacSha256, Keyed, Md5};
    use proptest::prelude::*;
    use std::vec::Vec;

    fn staged<H: Hash>(hash: H, pieces: &[Vec<u8>]) -> Digest {
        let mut staging = Staging::new(hash);
        for piece in pieces {
            staging.update(piece);
        }
        staging.finish()
    }

    fn whole<H: Hash>(mut hash: H, pieces: &[Vec<u8>]) -> Digest {
        hash.update(&pieces.concat());
        hash.finish()
    }

    proptest! {
        #[test]
        fn pieces_are_hashed_as_their_whole(
            pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..600), 0..12),
        ) {
            prop_assert_eq!(staged(Md5::default(), &pieces), whole(Md5::default(), &pieces));
            let keyed = HmacSha256::keyed(b"key").unwrap();
            prop_assert_eq!(staged(keyed.clone(), &pieces), whole(keyed, &pieces));
        }
    }

    #[test]
    fn copies_go_on_where_the_original_stands() {
        let bytes: Vec<u8> = (0..=255).cycle().take(900).collect();
        for first in [0, 1, 63, 64, 65, 91, 128, 255, 256, 257, 320, 700] {
            let (begun, rest) = bytes.split_at(first);
            let mut staging = Staging::new(Md5::default());
            begun.chunks(7).for_each(|piece| staging.update(piece));
            staging.settle();
            for piece in [7, 64, 200] {
                let mut copy = staging.clone();
                rest.chunks(piece).for_each(|piece| copy.update(piece));
                assert_eq!(
                    copy.finish(),
                    whole(Md5::default(), core::slice::from_ref(&bytes))
                );
            }
        }
    }

    #[test]
    fn nothing_staged_is_shown() {
        let mut staging = Staging::new(Md5::default());
        staging.update(b"helloworld");
        assert_eq!(std::format!("{staging:?}"), "Staging(..)");
    }

    #[test]
    fn every_length_of_a_piece_meets_every_fill() {
        let bytes: Vec<u8> = (0..=255).cycle().take(700).collect();
        // Under Miri, every fill would take half an hour.
        let step = if cfg!(miri) { 37 } else { 1 };
        for before in (0..STAGED + 2).step_by(step) {
            for length in [
                0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 33, 63, 64, 65, 255, 256, 257, 400,
            ] {
                let pieces = [bytes[..before].to_vec(), bytes[before..][..length].to_vec()];
                assert_eq!(
                    staged(Md5::default(), &pieces),
                    whole(Md5::default(), &pieces)
                );
            }
        }
    }
}
