//! What the processor can do.

use core::fmt;

/// A set of vector instructions that this processor has: there is no value for others.
///
/// ```
/// use gatekit_lanes::InstructionSet;
/// let best = InstructionSet::best();
/// assert!(InstructionSet::available().any(|set| set == best));
/// println!("{best}");
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct InstructionSet(pub(crate) Set);

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Set {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx2Sha,
    #[cfg(target_arch = "x86_64")]
    Avx512,
    #[cfg(all(target_arch = "aarch64", target_feature = "neon"))]
    Neon,
}

// Found out once, when the program runs; the operating system must know the registers too.
#[cfg(target_arch = "x86_64")]
mod detected {
    cpufeatures::new!(avx2, "avx2");
    cpufeatures::new!(avx2_bmi, "avx2", "bmi1", "bmi2");
    // The compiler takes AVX2, FMA and F16C for granted where the other two are enabled. F16C is not
    // looked for: nothing here has numbers of 16 bits that it could convert.
    cpufeatures::new!(avx512, "avx512f", "avx512bw", "avx2", "fma");
    cpufeatures::new!(sha, "sha");

    pub(super) fn has_avx2() -> bool {
        avx2::get()
    }

    pub(super) fn has_avx512() -> bool {
        avx512::get()
    }

    /// AVX2, BMI1 and BMI2.
    #[cfg(not(miri))]
    pub(crate) fn has_avx2_bmi() -> bool {
        avx2_bmi::get()
    }

    /// Instructions made for SHA-1 and SHA-256.
    pub(crate) fn has_sha() -> bool {
        sha::get()
    }
}
#[cfg(all(target_arch = "x86_64", not(miri)))]
pub(crate) use detected::has_avx2_bmi;
#[cfg(target_arch = "x86_64")]
pub(crate) use detected::has_sha;

impl InstructionSet {
    /// No vector instructions: one message after the other.
    ///
    /// ```
    /// assert_eq!(gatekit_lanes::InstructionSet::portable().to_string(), "portable");
    /// ```
    #[must_use]
    pub const fn portable() -> Self {
        Self(Set::Portable)
    }

    /// The fastest.
    ///
    /// ```
    /// let set = gatekit_lanes::InstructionSet::best();
    /// ```
    #[must_use]
    pub fn best() -> Self {
        Self::available().last().unwrap_or(Self::portable())
    }

    /// All that this processor has, the fastest last.
    ///
    /// ```
    /// use gatekit_lanes::InstructionSet;
    /// assert_eq!(InstructionSet::available().next(), Some(InstructionSet::portable()));
    /// ```
    pub fn available() -> impl Iterator<Item = Self> {
        let sets = [
            Some(Set::Portable),
            #[cfg(target_arch = "x86_64")]
            detected::has_avx2().then_some(Set::Avx2),
            #[cfg(target_arch = "x86_64")]
            (detected::has_avx2() && has_sha()).then_some(Set::Avx2Sha),
            #[cfg(target_arch = "x86_64")]
            detected::has_avx512().then_some(Set::Avx512),
            // All but those that are compiled for without floating point.
            #[cfg(all(target_arch = "aarch64", target_feature = "neon"))]
            Some(Set::Neon),
        ];
        sets.into_iter().flatten().map(Self)
    }
}

impl fmt::Display for InstructionSet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.0 {
            Set::Portable => "portable",
            #[cfg(target_arch = "x86_64")]
            Set::Avx2 => "AVX2",
            #[cfg(target_arch = "x86_64")]
            Set::Avx2Sha => "AVX2 and SHA",
            #[cfg(target_arch = "x86_64")]
            Set::Avx512 => "AVX-512",
            #[cfg(all(target_arch = "aarch64", target_feature = "neon"))]
            Set::Neon => "NEON",
        })
    }
}

impl fmt::Debug for InstructionSet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "InstructionSet({self})")
    }
}
