//! What the targets under `fuzz_targets` share.

pub mod guard;
pub mod reading;
pub mod words;
