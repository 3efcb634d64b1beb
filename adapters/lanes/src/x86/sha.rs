//! AVX2, and for SHA-256 the instructions that are made for it. A message waits for itself at every
//! step, so two are interleaved.

use crate::function::Block;
use crate::sha256::K;
use core::arch::x86_64::*;

pub(crate) use super::avx2::{md5, sha1};

const LANES: usize = 4;

type V = __m128i;

/// A lane's state as the instructions take it: words a, b, e and f, and c, d, g and h, each from the
/// highest down.
#[derive(Clone, Copy)]
struct State {
    abef: V,
    cdgh: V,
}

#[target_feature(enable = "avx2,sha")]
pub(crate) fn sha256(state: &mut [[u32; LANES]; 8], blocks: &[&Block; LANES]) {
    let [a, b, c, d, e, f, g, h] = &*state;
    let abef = transposed([load(f), load(e), load(b), load(a)]);
    let cdgh = transposed([load(h), load(g), load(d), load(c)]);
    let lane = |at: usize| State {
        abef: abef[at],
        cdgh: cdgh[at],
    };
    let [first, second] = rounds([lane(0), lane(1)], [blocks[0], blocks[1]]);
    let [third, fourth] = rounds([lane(2), lane(3)], [blocks[2], blocks[3]]);
    let lanes = [first, second, third, fourth];
    let [f, e, b, a] = transposed(lanes.map(|lane| lane.abef));
    let [h, g, d, c] = transposed(lanes.map(|lane| lane.cdgh));
    for (word, new) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
        store(_mm_add_epi32(load(word), new), word);
    }
}

/// Sixty-four rounds of two lanes.
#[inline]
#[target_feature(enable = "avx2,sha")]
fn rounds(mut lanes: [State; 2], blocks: [&Block; 2]) -> [State; 2] {
    let mut words = [quarters(blocks[0]), quarters(blocks[1])];
    for (sixteen, k) in K.as_chunks::<4>().0.as_chunks::<4>().0.iter().enumerate() {
        for (at, k) in k.iter().enumerate() {
            for (lane, words) in lanes.iter_mut().zip(&mut words) {
                if sixteen > 0 {
                    words[at] = following([0, 1, 2, 3].map(|next| words[(at + next) % 4]));
                }
                let sum = _mm_add_epi32(words[at], load(k));
                lane.cdgh = _mm_sha256rnds2_epu32(lane.cdgh, lane.abef, sum);
                let upper = _mm_shuffle_epi32::<0b1110>(sum);
                lane.abef = _mm_sha256rnds2_epu32(lane.abef, lane.cdgh, upper);
            }
        }
    }
    lanes
}

/// The next four words of the schedule.
#[inline]
#[target_feature(enable = "avx2,sha")]
fn following([first, second, third, fourth]: [V; 4]) -> V {
    let seven_back = _mm_alignr_epi8::<4>(fourth, third);
    let sum = _mm_add_epi32(_mm_sha256msg1_epu32(first, second), seven_back);
    _mm_sha256msg2_epu32(sum, fourth)
}

/// The sixteen words of a block.
#[inline]
#[target_feature(enable = "avx2,sha")]
fn quarters(block: &Block) -> [V; 4] {
    let order = _mm_set_epi64x(0x0c0d_0e0f_0809_0a0b, 0x0405_0607_0001_0203);
    let mut words = [_mm_setzero_si128(); 4];
    for (word, bytes) in words.iter_mut().zip(block.as_chunks::<16>().0) {
        // SAFETY: reads the 16 bytes; needs no alignment.
        let bytes = unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) };
        *word = _mm_shuffle_epi8(bytes, order);
    }
    words
}

/// Lanes of words from words of lanes, and back.
#[inline]
#[target_feature(enable = "avx2,sha")]
fn transposed([a, b, c, d]: [V; LANES]) -> [V; LANES] {
    let (low_ab, high_ab) = (_mm_unpacklo_epi32(a, b), _mm_unpackhi_epi32(a, b));
    let (low_cd, high_cd) = (_mm_unpacklo_epi32(c, d), _mm_unpackhi_epi32(c, d));
    [
        _mm_unpacklo_epi64(low_ab, low_cd),
        _mm_unpackhi_epi64(low_ab, low_cd),
        _mm_unpacklo_epi64(high_ab, high_cd),
        _mm_unpackhi_epi64(high_ab, high_cd),
    ]
}

#[inline]
#[target_feature(enable = "avx2,sha")]
fn load(from: &[u32; LANES]) -> V {
    // SAFETY: reads the 16 bytes of `from`; needs no alignment.
    unsafe { _mm_loadu_si128(from.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx2,sha")]
fn store(from: V, to: &mut [u32; LANES]) {
    // SAFETY: writes the 16 bytes of `to`; needs no alignment.
    unsafe { _mm_storeu_si128(to.as_mut_ptr().cast(), from) }
}
