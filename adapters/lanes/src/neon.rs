//! NEON: two interleaved sets of 4 words.

use crate::function::Block;
use core::arch::aarch64::*;

const LANES: usize = 8;
type V = [uint32x4_t; 2];

#[inline]
#[target_feature(enable = "neon")]
fn load(from: &[u32; LANES]) -> V {
    // SAFETY: each reads 16 of the 32 bytes of `from`.
    unsafe { [vld1q_u32(from.as_ptr()), vld1q_u32(from.as_ptr().add(4))] }
}

#[inline]
#[target_feature(enable = "neon")]
fn store(from: V, to: &mut [u32; LANES]) {
    // SAFETY: each writes 16 of the 32 bytes of `to`.
    unsafe {
        vst1q_u32(to.as_mut_ptr(), from[0]);
        vst1q_u32(to.as_mut_ptr().add(4), from[1]);
    }
}

#[inline]
#[target_feature(enable = "neon")]
fn splat(word: u32) -> V {
    [vdupq_n_u32(word); 2]
}

#[inline]
#[target_feature(enable = "neon")]
fn add(x: V, y: V) -> V {
    [vaddq_u32(x[0], y[0]), vaddq_u32(x[1], y[1])]
}

/// The bits of `y` where `x` has ones, else those of `z`.
#[inline]
#[target_feature(enable = "neon")]
fn select(x: V, y: V, z: V) -> V {
    [vbslq_u32(x[0], y[0], z[0]), vbslq_u32(x[1], y[1], z[1])]
}

#[inline]
#[target_feature(enable = "neon")]
fn majority(x: V, y: V, z: V) -> V {
    select(xor(x, y), z, x)
}

#[inline]
#[target_feature(enable = "neon")]
fn xor(x: V, y: V) -> V {
    [veorq_u32(x[0], y[0]), veorq_u32(x[1], y[1])]
}

#[inline]
#[target_feature(enable = "neon")]
fn xor3(x: V, y: V, z: V) -> V {
    xor(xor(x, y), z)
}

/// `(x | !y) ^ z`.
#[inline]
#[target_feature(enable = "neon")]
fn or_not_xor(x: V, y: V, z: V) -> V {
    [
        veorq_u32(vornq_u32(x[0], y[0]), z[0]),
        veorq_u32(vornq_u32(x[1], y[1]), z[1]),
    ]
}

#[inline]
#[target_feature(enable = "neon")]
fn rotate_left<const LEFT: i32, const RIGHT: i32>(x: V) -> V {
    [
        vsliq_n_u32::<LEFT>(vshrq_n_u32::<RIGHT>(x[0]), x[0]),
        vsliq_n_u32::<LEFT>(vshrq_n_u32::<RIGHT>(x[1]), x[1]),
    ]
}

#[inline]
#[target_feature(enable = "neon")]
fn shift_right<const BITS: i32>(x: V) -> V {
    [vshrq_n_u32::<BITS>(x[0]), vshrq_n_u32::<BITS>(x[1])]
}

#[inline]
#[target_feature(enable = "neon")]
fn swap_bytes(x: V) -> V {
    x.map(|x| vreinterpretq_u32_u8(vrev32q_u8(vreinterpretq_u8_u32(x))))
}

/// The blocks word by word, a vector for each word.
#[inline]
#[target_feature(enable = "neon")]
fn words(blocks: &[&Block; LANES]) -> [V; 16] {
    let mut words = [splat(0); 16];
    for (quarter, words) in words.as_chunks_mut::<4>().0.iter_mut().enumerate() {
        for set in 0..2 {
            let row = |lane: usize| {
                let block = blocks[4 * set + lane];
                // SAFETY: reads 16 of the 64 bytes of the block, at 0, 16, 32 or 48.
                vreinterpretq_u32_u8(unsafe { vld1q_u8(block.as_ptr().add(16 * quarter)) })
            };
            let (even01, odd01) = (vtrn1q_u32(row(0), row(1)), vtrn2q_u32(row(0), row(1)));
            let (even23, odd23) = (vtrn1q_u32(row(2), row(3)), vtrn2q_u32(row(2), row(3)));
            words[0][set] = pair::<1>(even01, even23);
            words[1][set] = pair::<1>(odd01, odd23);
            words[2][set] = pair::<2>(even01, even23);
            words[3][set] = pair::<2>(odd01, odd23);
        }
    }
    words
}

/// The first or the second halves of both.
#[inline]
#[target_feature(enable = "neon")]
fn pair<const HALF: u8>(x: uint32x4_t, y: uint32x4_t) -> uint32x4_t {
    let (x, y) = (vreinterpretq_u64_u32(x), vreinterpretq_u64_u32(y));
    vreinterpretq_u32_u64(if HALF == 1 {
        vtrn1q_u64(x, y)
    } else {
        vtrn2q_u64(x, y)
    })
}

crate::md5::kernel!("neon", LANES);
crate::sha1::kernel!("neon", LANES);
crate::sha256::kernel!("neon", LANES);
