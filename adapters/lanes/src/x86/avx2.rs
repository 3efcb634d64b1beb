//! AVX2: vectors of 8 words. One MD5 stream waits for itself at every step, so two sets of lanes
//! are interleaved; the others keep the processor busy with one.

use crate::function::Block;
use core::arch::x86_64::*;

pub(crate) use double::md5;
pub(crate) use simple::{sha1, sha256};

mod simple {
    use super::*;

    pub(crate) const LANES: usize = 8;
    pub(super) type V = __m256i;

    #[inline]
    #[target_feature(enable = "avx2")]
    pub(super) fn load(from: &[u32; LANES]) -> V {
        // SAFETY: reads the 32 bytes of `from`; needs no alignment.
        unsafe { _mm256_loadu_si256(from.as_ptr().cast()) }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    pub(super) fn store(from: V, to: &mut [u32; LANES]) {
        // SAFETY: writes the 32 bytes of `to`; needs no alignment.
        unsafe { _mm256_storeu_si256(to.as_mut_ptr().cast(), from) }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    pub(super) fn splat(word: u32) -> V {
        _mm256_set1_epi32(word.cast_signed())
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    pub(super) fn add(x: V, y: V) -> V {
        _mm256_add_epi32(x, y)
    }

    /// The bits of `y` where `x` has ones, else those of `z`.
    #[inline]
    #[target_feature(enable = "avx2")]
    pub(super) fn select(x: V, y: V, z: V) -> V {
        _mm256_or_si256(_mm256_and_si256(x, y), _mm256_andnot_si256(x, z))
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn majority(x: V, y: V, z: V) -> V {
        _mm256_or_si256(
            _mm256_and_si256(x, y),
            _mm256_and_si256(z, _mm256_or_si256(x, y)),
        )
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn xor(x: V, y: V) -> V {
        _mm256_xor_si256(x, y)
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    pub(super) fn xor3(x: V, y: V, z: V) -> V {
        _mm256_xor_si256(_mm256_xor_si256(x, y), z)
    }

    /// `(x | !y) ^ z`.
    #[inline]
    #[target_feature(enable = "avx2")]
    pub(super) fn or_not_xor(x: V, y: V, z: V) -> V {
        let not_y = _mm256_xor_si256(y, _mm256_set1_epi32(-1));
        _mm256_xor_si256(_mm256_or_si256(x, not_y), z)
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    pub(super) fn rotate_left<const LEFT: i32, const RIGHT: i32>(x: V) -> V {
        _mm256_or_si256(_mm256_slli_epi32::<LEFT>(x), _mm256_srli_epi32::<RIGHT>(x))
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn shift_right<const BITS: i32>(x: V) -> V {
        _mm256_srli_epi32::<BITS>(x)
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn swap_bytes(x: V) -> V {
        let word = 0x0405_0607_0001_0203;
        let order = _mm256_set_epi64x(
            word + 0x0808_0808_0808_0808,
            word,
            word + 0x0808_0808_0808_0808,
            word,
        );
        _mm256_shuffle_epi8(x, order)
    }

    /// The blocks word by word, a vector for each word.
    #[inline]
    #[target_feature(enable = "avx2")]
    pub(super) fn words(blocks: &[&Block; LANES]) -> [V; 16] {
        let mut words = [splat(0); 16];
        for (quarter, words) in words.as_chunks_mut::<4>().0.iter_mut().enumerate() {
            // Lanes 0 to 3 in the lower halves, 4 to 7 in the upper ones.
            let mut rows = [splat(0); 4];
            for (lane, row) in rows.iter_mut().enumerate() {
                let words = |block: &Block| {
                    // SAFETY: reads 16 of the 64 bytes of the block, at 0, 16, 32 or 48; needs
                    // no alignment.
                    unsafe { _mm_loadu_si128(block.as_ptr().add(16 * quarter).cast()) }
                };
                *row = _mm256_set_m128i(words(blocks[lane + 4]), words(blocks[lane]));
            }
            let (low01, high01) = (
                _mm256_unpacklo_epi32(rows[0], rows[1]),
                _mm256_unpackhi_epi32(rows[0], rows[1]),
            );
            let (low23, high23) = (
                _mm256_unpacklo_epi32(rows[2], rows[3]),
                _mm256_unpackhi_epi32(rows[2], rows[3]),
            );
            *words = [
                _mm256_unpacklo_epi64(low01, low23),
                _mm256_unpackhi_epi64(low01, low23),
                _mm256_unpacklo_epi64(high01, high23),
                _mm256_unpackhi_epi64(high01, high23),
            ];
        }
        words
    }

    crate::sha1::kernel!("avx2", LANES);
    crate::sha256::kernel!("avx2", LANES);
}

mod double {
    use super::*;

    pub(crate) const LANES: usize = 2 * simple::LANES;
    type V = [simple::V; 2];

    #[inline]
    #[target_feature(enable = "avx2")]
    fn load(from: &[u32; LANES]) -> V {
        let (low, high) = halves(from);
        [simple::load(low), simple::load(high)]
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn store(from: V, to: &mut [u32; LANES]) {
        let (halves, _) = to.as_chunks_mut();
        for (to, from) in halves.iter_mut().zip(from) {
            simple::store(from, to);
        }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn splat(word: u32) -> V {
        [simple::splat(word); 2]
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn add(x: V, y: V) -> V {
        [simple::add(x[0], y[0]), simple::add(x[1], y[1])]
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn select(x: V, y: V, z: V) -> V {
        [
            simple::select(x[0], y[0], z[0]),
            simple::select(x[1], y[1], z[1]),
        ]
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn xor3(x: V, y: V, z: V) -> V {
        [
            simple::xor3(x[0], y[0], z[0]),
            simple::xor3(x[1], y[1], z[1]),
        ]
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn or_not_xor(x: V, y: V, z: V) -> V {
        [
            simple::or_not_xor(x[0], y[0], z[0]),
            simple::or_not_xor(x[1], y[1], z[1]),
        ]
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn rotate_left<const LEFT: i32, const RIGHT: i32>(x: V) -> V {
        [
            simple::rotate_left::<LEFT, RIGHT>(x[0]),
            simple::rotate_left::<LEFT, RIGHT>(x[1]),
        ]
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn words(blocks: &[&Block; LANES]) -> [V; 16] {
        let (low, high) = halves(blocks);
        let (low, high) = (simple::words(low), simple::words(high));
        let mut words = [splat(0); 16];
        for (word, (low, high)) in words.iter_mut().zip(low.into_iter().zip(high)) {
            *word = [low, high];
        }
        words
    }

    /// Lanes 0 to 7 and 8 to 15.
    fn halves<T>(lanes: &[T; LANES]) -> (&[T; LANES / 2], &[T; LANES / 2]) {
        let [low, high] = lanes.as_chunks().0 else {
            unreachable!("two halves")
        };
        (low, high)
    }

    crate::md5::kernel!("avx2", LANES);
}
