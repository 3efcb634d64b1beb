//! How long to pause before a call is sent again.

use core::time::Duration;

/// Pauses that double each time, up to a longest. The upper half of each is random, so that devices
/// that failed together do not come back together.
///
/// ```
/// use gatekit_core::repeat::{Backoff, Jitter};
/// let backoff = Backoff::default();
/// let mut jitter = Jitter::new(7);
/// let third = backoff.pause(3, &mut jitter).as_millis();
/// assert!((400..=800).contains(&third)); // 200 ms, doubled twice
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// The first pause at its longest.
    pub first: Duration,
    /// No pause is longer.
    pub longest: Duration,
}

impl Backoff {
    pub(super) const DEFAULT: Self = Self {
        first: Duration::from_millis(200),
        longest: Duration::from_secs(30),
    };

    /// The pause after so many attempts, counted from 1.
    ///
    /// ```
    /// # use gatekit_core::repeat::{Backoff, Jitter};
    /// # use core::time::Duration;
    /// let backoff = Backoff { first: Duration::from_secs(1), longest: Duration::from_secs(10) };
    /// let mut jitter = Jitter::new(7);
    /// assert!((500..=1_000).contains(&backoff.pause(1, &mut jitter).as_millis()));
    /// assert!((5_000..=10_000).contains(&backoff.pause(9, &mut jitter).as_millis()));
    /// ```
    #[must_use]
    pub fn pause(&self, attempts: u8, jitter: &mut Jitter) -> Duration {
        let doubled = 1_u64.checked_shl(u32::from(attempts.saturating_sub(1)));
        let whole = milliseconds(self.first).saturating_mul(doubled.unwrap_or(u64::MAX));
        let whole = whole.min(milliseconds(self.longest));
        let half = whole / 2;
        Duration::from_millis(half.saturating_add(jitter.up_to(whole - half)))
    }
}

impl Default for Backoff {
    /// 200 ms, doubled up to 30 s.
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Numbers that look random (xorshift of 32 bits), for nothing but pauses.
///
/// ```
/// use gatekit_core::repeat::{Backoff, Jitter};
/// let pause = |seed| Backoff::default().pause(9, &mut Jitter::new(seed));
/// assert_eq!(pause(7), pause(7));
/// assert_ne!(pause(7), pause(8)); // another device
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Jitter(u32);

impl Jitter {
    /// The seed should differ between devices: a serial number, what an ADC reads.
    ///
    /// ```
    /// let jitter = gatekit_core::repeat::Jitter::new(0x2f1a_90c3);
    /// ```
    #[must_use]
    pub const fn new(seed: u32) -> Self {
        // The one state that xorshift never leaves.
        Self(if seed == 0 { 0x9e37_79b9 } else { seed })
    }

    /// A number up to this one; at most `u32::MAX`.
    fn up_to(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        u64::from(self.0)
            .checked_rem(most.saturating_add(1))
            .unwrap_or_default()
    }

    /// A time from nothing up to this one.
    pub(super) fn within(&mut self, time: Duration) -> Duration {
        Duration::from_millis(self.up_to(milliseconds(time)))
    }
}

/// Pauses are counted in these: sums of [`Duration`] keep a panic in the image.
fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// The sum of two times, to the millisecond.
pub(super) fn sum(one: Duration, other: Duration) -> Duration {
    Duration::from_millis(milliseconds(one).saturating_add(milliseconds(other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest_and_vary_in_their_upper_half() {
        let backoff = Backoff::default();
        let mut jitter = Jitter::new(1);
        for (attempts, longest) in [(1, 200), (2, 400), (3, 800), (8, 25_600), (9, 30_000)] {
            let mut pauses = std::vec::Vec::new();
            for _ in 0..200 {
                pauses.push(backoff.pause(attempts, &mut jitter).as_millis());
            }
            assert!(
                pauses
                    .iter()
                    .all(|pause| (longest / 2..=longest).contains(pause))
            );
            assert!(
                pauses.iter().any(|pause| *pause > longest * 9 / 10),
                "{attempts}"
            );
            assert!(
                pauses.iter().any(|pause| *pause < longest * 6 / 10),
                "{attempts}"
            );
        }
        assert!(backoff.pause(255, &mut jitter) <= backoff.longest);
    }

    #[test]
    fn the_same_seed_gives_the_same_pauses_and_nought_is_a_seed_too() {
        let pauses = |seed| {
            let mut jitter = Jitter::new(seed);
            [1; 8].map(|attempts| Backoff::default().pause(attempts, &mut jitter))
        };
        assert_eq!(pauses(7), pauses(7));
        assert_ne!(pauses(7), pauses(8));
        assert!(pauses(0).windows(2).any(|pair| pair[0] != pair[1]));
    }

    #[test]
    fn times_of_any_length_are_taken() {
        let mut jitter = Jitter::new(3);
        assert_eq!(jitter.within(Duration::ZERO), Duration::ZERO);
        assert!(jitter.within(Duration::MAX) <= Duration::from_millis(u64::from(u32::MAX)));
        let forever = Backoff {
            first: Duration::MAX,
            longest: Duration::MAX,
        };
        assert!(forever.pause(200, &mut jitter) >= Duration::from_millis(u64::MAX / 2));
    }
}
