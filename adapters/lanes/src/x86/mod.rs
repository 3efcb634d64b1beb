//! Kernels for x86-64.

pub(crate) mod avx2;
#[cfg(feature = "avx512")]
pub(crate) mod avx512;
