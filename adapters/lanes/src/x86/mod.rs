//! Kernels for x86-64: many messages at once, and one.

pub(crate) mod avx2;
pub(crate) mod avx512;
#[cfg(not(miri))] // Miri knows no assembly.
pub(crate) mod md5;
pub(crate) mod sha;
#[cfg(not(miri))]
pub(crate) mod sha256;
