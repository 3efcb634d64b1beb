//! Requests that were taken, remembered for as long as they could be sent again.

use super::CallbackError;
use crate::clock::Timestamp;
use core::fmt;
use core::ops::{Deref, DerefMut};

/// Remembers at most `N` requests by their signatures, 24 bytes each, so that none is taken twice.
///
/// A request is let go only when its timestamp has left the window. While all `N` are inside, the
/// guard refuses instead of forgetting: `N` is the number of requests that may arrive in twice the
/// window. A clock that is set back does not bring the forgotten ones to life, since none is taken
/// that is as old as they were. Functions take the [`ReplayGuardView`].
///
/// Verifiers that share a guard are to have the same window: one with a smaller window lets go what
/// the others could still be sent, and these then refuse whatever is as old.
///
/// It lives in memory: a device that restarts begins with [`ReplayGuard::since`].
///
/// ```
/// use gatekit_core::{Params, Timestamp};
/// use gatekit_core::callback::{CallbackError, Received, ReplayGuard, Verifier};
///
/// let verifier = Verifier::spi("helloworld")?;
/// let received = Received::new(
///     "timestamp=2016-01-01+12%3A00%3A00&sign=676B2FF9A26F735803CC30447B9F73BD",
///     b"",
/// );
/// let now = Timestamp::from_unix(1_451_620_800).unwrap();
/// let mut guard = ReplayGuard::<64>::new();
/// let mut verify = || {
///     let mut room = [0; 19];
///     let mut params = Params::<1>::new(&mut room);
///     verifier.verify(&received, now, &mut params, Some(&mut guard)).map(|_| ())
/// };
/// assert_eq!(verify(), Ok(()));
/// assert_eq!(verify(), Err(CallbackError::Replayed));
/// # Ok::<(), gatekit_core::request::sign::SecretError>(())
/// ```
pub type ReplayGuard<const N: usize> = ReplayGuardInner<[Taken; N]>;

/// [`ReplayGuard`] of any capacity.
///
/// ```
/// use gatekit_core::callback::{ReplayGuard, ReplayGuardView};
/// fn capacity(guard: &ReplayGuardView) -> usize {
///     guard.capacity()
/// }
/// assert_eq!(capacity(&ReplayGuard::<8>::new()), 8);
/// ```
pub type ReplayGuardView = ReplayGuardInner<[Taken]>;

/// The type behind [`ReplayGuard`] and [`ReplayGuardView`].
///
/// Whatever its bytes are, it is one, and all zeros are one that takes nothing from before 1970: so C
/// can lend memory for it.
///
/// ```
/// use gatekit_core::callback::{ReplayGuard, ReplayGuardInner, Taken};
/// let guard: ReplayGuardInner<[Taken; 64]> = ReplayGuard::<64>::new();
/// let view: &ReplayGuardInner<[Taken]> = &guard;
/// assert_eq!(view.capacity(), 64);
/// ```
#[repr(C)]
pub struct ReplayGuardInner<S: ?Sized> {
    /// The timestamp of the latest request that was let go.
    forgotten: i64,
    /// How many are remembered, in front.
    count: usize,
    taken: S,
}

/// A request that was taken.
///
/// ```
/// use gatekit_core::callback::Taken;
/// assert_eq!(size_of::<Taken>(), 24);
/// ```
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Taken {
    /// The first half of an HMAC-SHA256, the whole of an MD5.
    key: [u8; 16],
    timestamp: i64,
}

impl Taken {
    const NONE: Self = Self {
        key: [0; 16],
        timestamp: 0,
    };
}

/// For requests without a timestamp: they never leave the window.
const NEVER: i64 = i64::MAX;

impl<const N: usize> ReplayGuard<N> {
    /// Remembers nothing yet.
    ///
    /// ```
    /// static GUARD_SIZE: usize = size_of::<gatekit_core::callback::ReplayGuard<64>>();
    /// let guard = gatekit_core::callback::ReplayGuard::<64>::new();
    /// assert!(GUARD_SIZE < 64 * 24 + 32);
    /// ```
    #[must_use]
    pub const fn new() -> Self {
        Self {
            forgotten: i64::MIN,
            count: 0,
            taken: [Taken::NONE; N],
        }
    }

    /// Takes nothing that was signed at this moment or before: for a device that restarts, and
    /// does not know what it took. A verifier [without a window](super::Verifier::without_window)
    /// looks at no timestamp: to it the guard is as good as new.
    ///
    /// ```
    /// use gatekit_core::{Timestamp, callback::ReplayGuard};
    /// let started = Timestamp::from_unix(1_451_620_800).unwrap();
    /// let guard = ReplayGuard::<64>::since(started);
    /// ```
    #[must_use]
    pub const fn since(moment: Timestamp) -> Self {
        let mut guard = Self::new();
        guard.forgotten = moment.unix();
        guard
    }
}

impl<const N: usize> Default for ReplayGuard<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const N: usize> Deref for ReplayGuard<N> {
    type Target = ReplayGuardView;

    fn deref(&self) -> &ReplayGuardView {
        self
    }
}

impl<const N: usize> DerefMut for ReplayGuard<N> {
    fn deref_mut(&mut self) -> &mut ReplayGuardView {
        self
    }
}

impl ReplayGuardView {
    /// How many requests it can remember.
    ///
    /// ```
    /// assert_eq!(gatekit_core::callback::ReplayGuard::<64>::new().capacity(), 64);
    /// ```
    #[must_use]
    pub const fn capacity(&self) -> usize {
        self.taken.len()
    }

    /// Forgets all and takes nothing that was signed at this moment or before, as
    /// [`ReplayGuard::since`] does. What came without a window is taken once more.
    ///
    /// ```
    /// use gatekit_core::{Timestamp, callback::ReplayGuard};
    /// let mut guard = ReplayGuard::<64>::new();
    /// guard.restart(Timestamp::from_unix(1_451_620_800).unwrap());
    /// ```
    pub const fn restart(&mut self, moment: Timestamp) {
        self.forgotten = moment.unix();
        self.count = 0;
    }

    /// Remembers an authentic request, or says why it must not be taken. `window` in seconds.
    pub(super) fn take(
        &mut self,
        signature: &[u8],
        timestamp: Option<Timestamp>,
        now: Timestamp,
        window: u32,
    ) -> Result<(), CallbackError> {
        let key = key(signature);
        let timestamp = timestamp.map_or(NEVER, Timestamp::unix);
        let mut remembered = self.taken.iter().take(self.count);
        if timestamp <= self.forgotten || remembered.any(|taken| taken.key == key) {
            return Err(CallbackError::Replayed);
        }
        let taken = Taken { key, timestamp };
        if let Some(free) = self.taken.get_mut(self.count) {
            *free = taken;
            self.count = self.count.saturating_add(1);
            return Ok(());
        }
        let outside =
            |taken: &&mut Taken| taken.timestamp.saturating_add(i64::from(window)) < now.unix();
        let capacity = self.taken.len();
        let full = CallbackError::GuardFull { capacity };
        let place = self.taken.iter_mut().find(outside).ok_or(full)?;
        self.forgotten = self.forgotten.max(place.timestamp);
        *place = taken;
        Ok(())
    }
}

/// The bytes that the signature's first 32 hexadecimal digits stand for.
fn key(signature: &[u8]) -> [u8; 16] {
    let digit = |byte: u8| (byte & 15).wrapping_add(9 * (byte >> 6));
    let mut key = [0; 16];
    for (to, [high, low]) in key.iter_mut().zip(signature.as_chunks::<2>().0) {
        *to = digit(*high) << 4 | digit(*low);
    }
    key
}

impl<S: AsRef<[Taken]> + ?Sized> fmt::Debug for ReplayGuardInner<S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, capacity) = (self.count, self.taken.as_ref().len());
        write!(formatter, "ReplayGuard({count} of {capacity})")
    }
}

impl fmt::Debug for Taken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Taken(..)")
    }
}
