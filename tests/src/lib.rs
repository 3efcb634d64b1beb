//! Tests across the crates of gatekit live in `tests/tests`, their facts in `tests/vectors`.

/// The README's examples, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
