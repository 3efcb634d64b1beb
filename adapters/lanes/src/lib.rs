//! Signs many requests at once: the hashes of up to 16 messages run in the lanes of vector
//! registers. Single requests are signed faster too, with the engines in [`hash`]. No heap;
//! signatures are those of `gatekit-core`.
//!
//! [`Md5`], [`HmacMd5`], [`HmacSha256`], [`Sha1`] and those in [`phalapi`] take the places of the
//! core's sign methods. A gateway signs single calls with them, and batches of its drafts:
//!
//! ```
//! use gatekit_core::{Gateway, Params, Timestamp, Top, api::damai::CancelLockStock};
//! use gatekit_lanes::SignBatch;
//!
//! let top = Top::with_sign_method("12345678", gatekit_lanes::Md5::new("helloworld")?)?;
//! let calls = ["1001", "1002", "1003"].map(CancelLockStock::order);
//! let now = Timestamp::from_unix(1_451_620_800).unwrap();
//!
//! let mut rooms = [[0; 128]; 3];
//! let mut tables = rooms.each_mut().map(|room| Params::<1>::new(room));
//! let drafts = calls.iter().zip(&mut tables).map(|(call, table)| top.draft(call, now, table));
//! let drafts = drafts.collect::<Result<Vec<_>, _>>()?;
//!
//! let mut signatures = [None; 3];
//! top.sign_method().sign_batch(&drafts, &mut signatures)?;
//! for (draft, signature) in drafts.into_iter().zip(signatures) {
//!     let request = draft.seal(signature);
//!     assert_eq!(request.signature().map(str::len), Some(32)); // send it
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What the processor can do is found out when the program runs; where there is no operating system,
//! it is what the program was compiled for ([`InstructionSet`]).
//!
//! # The map
//!
//! ```text
//! sign_batch.rs       the shape of a batch
//! method.rs           the sign methods; phalapi.rs: those of PhalApi sites
//! batch.rs            lanes: each takes the next message when its own ends
//! lane.rs             one message, a few blocks of it at a time, and its padding
//! message.rs          the pieces that it consists of; copy.rs: copies what is short
//! hash.rs             engines for single calls; single.rs: how they hash
//! function.rs         MD5, SHA-1 and SHA-256, and which kernel runs them
//! md5.rs, sha*.rs     the kernels for lanes, written once over vectors
//! x86/, neon.rs       vectors; x86/md5.rs, x86/sha256.rs: kernels for one message
//! instruction_set.rs  what the processor can do
//! ```

#![no_std]
// Where there are no vectors, one message is hashed after the other.
#![cfg_attr(
    not(any(
        target_arch = "x86_64",
        all(target_arch = "aarch64", target_feature = "neon")
    )),
    allow(unused)
)]
// Names of the instructions are taken as they are.
#![allow(clippy::wildcard_imports, clippy::many_single_char_names)]
#![allow(unsafe_code, reason = "the processor's vector instructions")]
#![deny(clippy::undocumented_unsafe_blocks)]

#[cfg(test)]
extern crate std;

mod batch;
mod copy;
mod function;
pub mod hash;
mod instruction_set;
mod lane;
#[cfg(any(
    target_arch = "x86_64",
    all(target_arch = "aarch64", target_feature = "neon")
))]
mod md5;
mod message;
mod method;
#[cfg(all(target_arch = "aarch64", target_feature = "neon"))]
mod neon;
pub mod phalapi;
#[cfg(any(
    target_arch = "x86_64",
    all(target_arch = "aarch64", target_feature = "neon")
))]
mod sha1;
#[cfg(any(
    target_arch = "x86_64",
    all(target_arch = "aarch64", target_feature = "neon")
))]
mod sha256;
mod sign_batch;
mod single;
#[cfg(target_arch = "x86_64")]
mod x86;

pub use instruction_set::InstructionSet;
pub use method::{HmacMd5, HmacSha256, Md5, Sha1};
pub use sign_batch::{SignBatch, Signable, TooFewPlaces};
