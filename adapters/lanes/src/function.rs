//! The hash functions: what they have in common, where they differ, and their kernels.

use crate::batch;
use crate::instruction_set::{InstructionSet, Set};
use crate::lane::{Job, Sink, Source};
#[cfg(all(target_arch = "aarch64", target_feature = "neon"))]
use crate::neon;
use crate::single;
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

/// With the kernel of an instruction set that there is a value for.
macro_rules! in_lanes {
    ($kernel:path, $job:ident, $source:ident, $sink:ident) => {
        batch::run(
            Self,
            // SAFETY: there is no such value where the processor has not the instructions.
            |state, blocks| unsafe { $kernel(state, blocks) },
            $job,
            $source,
            $sink,
        )
    };
}

macro_rules! function {
    ($(#[$doc:meta])* $name:ident, $kernel:ident, $words:literal, $to_bytes:ident, $initial:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub(crate) struct $name;

        impl Function<$words> for $name {
            const INITIAL: [u32; $words] = $initial;

            fn word(word: u32) -> [u8; 4] {
                word.$to_bytes()
            }

            fn bits(bits: u64) -> [u8; 8] {
                bits.$to_bytes()
            }

            fn compress(state: &mut [u32; $words], blocks: &[Block]) {
                single::$kernel(state, blocks);
            }

            fn run<'c>(
                set: InstructionSet,
                job: &Job<'c, $words>,
                source: impl Source<'c>,
                sink: impl Sink,
            ) {
                match set.0 {
                    Set::Portable => batch::one_by_one(Self, job, source, sink),
                    #[cfg(target_arch = "x86_64")]
                    Set::Avx2 => in_lanes!(x86::avx2::$kernel, job, source, sink),
                    #[cfg(target_arch = "x86_64")]
                    Set::Avx2Sha => in_lanes!(x86::sha::$kernel, job, source, sink),
                    #[cfg(target_arch = "x86_64")]
                    Set::Avx512 => in_lanes!(x86::avx512::$kernel, job, source, sink),
                    #[cfg(all(target_arch = "aarch64", target_feature = "neon"))]
                    Set::Neon => in_lanes!(neon::$kernel, job, source, sink),
                }
            }
        }
    };
}

function! {
    /// RFC 1321.
    Md5, md5, 4, to_le_bytes,
    [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476]
}
function! {
    /// FIPS 180-4.
    Sha1, sha1, 5, to_be_bytes,
    [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0]
}
function! {
    /// FIPS 180-4.
    Sha256, sha256, 8, to_be_bytes,
    [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
        0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]
}
