//! One message, block after block, in the fastest way that there is.

use crate::function::Block;
#[cfg(all(target_arch = "x86_64", not(miri)))]
use crate::{instruction_set, x86};

pub(crate) fn md5(state: &mut [u32; 4], blocks: &[Block]) {
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    x86::md5::compress(state, blocks);
    #[cfg(not(all(target_arch = "x86_64", not(miri))))]
    ::md5::block_api::compress(state, blocks);
}

pub(crate) fn sha1(state: &mut [u32; 5], blocks: &[Block]) {
    ::sha1::block_api::compress(state, blocks);
}

pub(crate) fn sha256(state: &mut [u32; 8], blocks: &[Block]) {
    // Instructions made for SHA-256 are faster still; `RustCrypto` knows them.
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    if !instruction_set::has_sha() && instruction_set::has_avx2_bmi() {
        // SAFETY: the processor has the instructions.
        return unsafe { x86::sha256::compress(state, blocks) };
    }
    sha2::block_api::compress256(state, blocks);
}

#[cfg(all(test, target_arch = "x86_64", not(miri)))]
mod tests {
    use super::*;

    /// Both ways compress 0 to 5 blocks of noise.
    fn compare<const W: usize>(
        one: impl Fn(&mut [u32; W], &[Block]),
        other: impl Fn(&mut [u32; W], &[Block]),
    ) {
        let mut noise = 1_u64;
        let mut word = || {
            noise = noise
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (noise >> 32) as u32
        };
        for count in (0..=5).cycle().take(10_000) {
            let blocks: [Block; 5] =
                core::array::from_fn(|_| core::array::from_fn(|_| word().to_le_bytes()[3]));
            let start: [u32; W] = core::array::from_fn(|_| word());
            let (mut left, mut right) = (start, start);
            one(&mut left, &blocks[..count]);
            other(&mut right, &blocks[..count]);
            assert_eq!(left, right, "{count} blocks");
        }
    }

    #[test]
    fn md5_of_one_message_is_rustcryptos() {
        compare(md5, ::md5::block_api::compress);
    }

    #[test]
    fn sha256_of_one_message_is_rustcryptos() {
        if instruction_set::has_avx2_bmi() {
            // SAFETY: the processor has the instructions.
            let avx2 =
                |state: &mut _, blocks: &[_]| unsafe { x86::sha256::compress(state, blocks) };
            compare(avx2, sha2::block_api::compress256);
        }
    }
}
