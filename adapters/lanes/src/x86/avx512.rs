//! AVX-512: vectors of 16 words, with rotations and any function of three inputs.

use crate::function::Block;
use core::arch::x86_64::*;

const LANES: usize = 16;
type V = __m512i;

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn load(from: &[u32; LANES]) -> V {
    // SAFETY: reads the 64 bytes of `from`; needs no alignment.
    unsafe { _mm512_loadu_si512(from.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn store(from: V, to: &mut [u32; LANES]) {
    // SAFETY: writes the 64 bytes of `to`; needs no alignment.
    unsafe { _mm512_storeu_si512(to.as_mut_ptr().cast(), from) }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn splat(word: u32) -> V {
    _mm512_set1_epi32(word.cast_signed())
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn add(x: V, y: V) -> V {
    _mm512_add_epi32(x, y)
}

// Functions of three inputs are given by their truth tables: x is 0xf0, y is 0xcc, z is 0xaa.

/// The bits of `y` where `x` has ones, else those of `z`.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn select(x: V, y: V, z: V) -> V {
    _mm512_ternarylogic_epi32::<{ 0xf0 & 0xcc | 0x0f & 0xaa }>(x, y, z)
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn majority(x: V, y: V, z: V) -> V {
    _mm512_ternarylogic_epi32::<{ 0xf0 & 0xcc | 0xf0 & 0xaa | 0xcc & 0xaa }>(x, y, z)
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn xor(x: V, y: V) -> V {
    _mm512_xor_si512(x, y)
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn xor3(x: V, y: V, z: V) -> V {
    _mm512_ternarylogic_epi32::<{ 0xf0 ^ 0xcc ^ 0xaa }>(x, y, z)
}

/// `(x | !y) ^ z`.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn or_not_xor(x: V, y: V, z: V) -> V {
    _mm512_ternarylogic_epi32::<{ (0xf0 | 0x33) ^ 0xaa }>(x, y, z)
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn rotate_left<const LEFT: i32, const RIGHT: i32>(x: V) -> V {
    _mm512_rol_epi32::<LEFT>(x)
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn shift_right<const BITS: i32>(x: V) -> V {
    // Becomes the instruction with an immediate, whose intrinsic wants it unsigned.
    _mm512_srlv_epi32(x, _mm512_set1_epi32(BITS))
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn swap_bytes(x: V) -> V {
    let order = _mm512_set4_epi32(0x0c0d_0e0f, 0x0809_0a0b, 0x0405_0607, 0x0001_0203);
    _mm512_shuffle_epi8(x, order)
}

/// The blocks word by word, a vector for each word.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn words(blocks: &[&Block; LANES]) -> [V; 16] {
    let mut words = [splat(0); 16];
    for (quarter, words) in words.as_chunks_mut::<4>().0.iter_mut().enumerate() {
        // Each quarter of a row is a quarter of a block: lane, lane + 4, + 8, + 12.
        let mut rows = [splat(0); 4];
        for (lane, row) in rows.iter_mut().enumerate() {
            let words = |block: &Block| {
                // SAFETY: reads 16 of the 64 bytes of the block, at 0, 16, 32 or 48; needs no
                // alignment.
                unsafe { _mm_loadu_si128(block.as_ptr().add(16 * quarter).cast()) }
            };
            let zero = _mm512_castsi128_si512(words(blocks[lane]));
            let one = _mm512_inserti32x4::<1>(zero, words(blocks[lane + 4]));
            let two = _mm512_inserti32x4::<2>(one, words(blocks[lane + 8]));
            *row = _mm512_inserti32x4::<3>(two, words(blocks[lane + 12]));
        }
        let (low01, high01) = (
            _mm512_unpacklo_epi32(rows[0], rows[1]),
            _mm512_unpackhi_epi32(rows[0], rows[1]),
        );
        let (low23, high23) = (
            _mm512_unpacklo_epi32(rows[2], rows[3]),
            _mm512_unpackhi_epi32(rows[2], rows[3]),
        );
        *words = [
            _mm512_unpacklo_epi64(low01, low23),
            _mm512_unpackhi_epi64(low01, low23),
            _mm512_unpacklo_epi64(high01, high23),
            _mm512_unpackhi_epi64(high01, high23),
        ];
    }
    words
}

crate::md5::kernel!("avx512f,avx512bw", LANES);
crate::sha1::kernel!("avx512f,avx512bw", LANES);
crate::sha256::kernel!("avx512f,avx512bw", LANES);
