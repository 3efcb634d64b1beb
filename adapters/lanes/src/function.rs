//! The hash functions: what they have in common, where they differ, and their kernels.

use crate::batch;
use crate::instruction_set::{InstructionSet, Set};
use crate::lane::{Job, Sink, Source};
#[cfg(target_arch = "aarch64")]
use crate::neon;
#[cfg(target_arch = "x86_64")]
use crate::x86;

/// What is compressed at once.
pub(crate) type Block = [u8; 64];

/// A hash function over 64-byte blocks, with a state of `W` words.
pub(crate) trait Function<const W: usize>: Sized {
    const INITIAL: [u32; W];

    /// A word as the function writes it.
    fn word(word: u32) -> [u8; 4];

    /// The length of a message as its padding has it.
    fn bits(bits: u64) -> [u8; 8];

    /// One message, block after block.
    fn compress(state: &mut [u32; W], blocks: &[Block]);

    /// Many messages at once.
    fn run<'c>(set: InstructionSet, job: &Job<'c, W>, source: impl Source<'c>, sink: impl Sink);

    /// The digest.
    fn bytes(state: [u32; W]) -> [[u8; 4]; W] {
        state.map(Self::word)
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Md5;

impl Function<4> for Md5 {
    const INITIAL: [u32; 4] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];

    fn word(word: u32) -> [u8; 4] {
        word.to_le_bytes()
    }

    fn bits(bits: u64) -> [u8; 8] {
        bits.to_le_bytes()
    }

    fn compress(state: &mut [u32; 4], blocks: &[Block]) {
        ::md5::block_api::compress(state, blocks);
    }

    fn run<'c>(set: InstructionSet, job: &Job<'c, 4>, source: impl Source<'c>, sink: impl Sink) {
        match set.0 {
            Set::Portable => batch::one_by_one::<Self, 4>(job, source, sink),
            // SAFETY, here and below: there is no such value where the processor has not the
            // instructions.
            #[cfg(target_arch = "x86_64")]
            Set::Avx2 => batch::run::<Self, 4, { x86::avx2::MD5_LANES }>(
                // SAFETY: see above.
                |state, blocks| unsafe { x86::avx2::md5(state, blocks) },
                job,
                source,
                sink,
            ),
            #[cfg(all(target_arch = "x86_64", feature = "avx512"))]
            Set::Avx512 => batch::run::<Self, 4, { x86::avx512::LANES }>(
                // SAFETY: see above.
                |state, blocks| unsafe { x86::avx512::md5(state, blocks) },
                job,
                source,
                sink,
            ),
            #[cfg(target_arch = "aarch64")]
            Set::Neon => batch::run::<Self, 4, { neon::LANES }>(
                // SAFETY: see above.
                |state, blocks| unsafe { neon::md5(state, blocks) },
                job,
                source,
                sink,
            ),
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Sha256;

impl Function<8> for Sha256 {
    const INITIAL: [u32; 8] = [
        0x6a09_e667,
        0xbb67_ae85,
        0x3c6e_f372,
        0xa54f_f53a,
        0x510e_527f,
        0x9b05_688c,
        0x1f83_d9ab,
        0x5be0_cd19,
    ];

    fn word(word: u32) -> [u8; 4] {
        word.to_be_bytes()
    }

    fn bits(bits: u64) -> [u8; 8] {
        bits.to_be_bytes()
    }

    fn compress(state: &mut [u32; 8], blocks: &[Block]) {
        sha2::block_api::compress256(state, blocks);
    }

    fn run<'c>(set: InstructionSet, job: &Job<'c, 8>, source: impl Source<'c>, sink: impl Sink) {
        match set.0 {
            Set::Portable => batch::one_by_one::<Self, 8>(job, source, sink),
            // SAFETY, here and below: there is no such value where the processor has not the
            // instructions.
            #[cfg(target_arch = "x86_64")]
            Set::Avx2 => batch::run::<Self, 8, { x86::avx2::SHA256_LANES }>(
                // SAFETY: see above.
                |state, blocks| unsafe { x86::avx2::sha256(state, blocks) },
                job,
                source,
                sink,
            ),
            #[cfg(all(target_arch = "x86_64", feature = "avx512"))]
            Set::Avx512 => batch::run::<Self, 8, { x86::avx512::LANES }>(
                // SAFETY: see above.
                |state, blocks| unsafe { x86::avx512::sha256(state, blocks) },
                job,
                source,
                sink,
            ),
            #[cfg(target_arch = "aarch64")]
            Set::Neon => batch::run::<Self, 8, { neon::LANES }>(
                // SAFETY: see above.
                |state, blocks| unsafe { neon::sha256(state, blocks) },
                job,
                source,
                sink,
            ),
        }
    }
}
