//! The shape of a batch.

use core::fmt;
use gatekit_core::gateway::Draft;
use gatekit_core::request::sign::{Canonical, SignMethod, Signature};

/// What can be signed in a batch.
///
/// ```
/// use gatekit_core::request::sign::Canonical;
/// use gatekit_lanes::Signable;
/// assert_eq!(Signable::canonical(&Canonical::new(&[], b"")).params().count(), 0);
/// ```
pub trait Signable {
    /// What is signed.
    fn canonical(&self) -> Canonical<'_>;
}

impl Signable for Canonical<'_> {
    fn canonical(&self) -> Canonical<'_> {
        *self
    }
}

impl Signable for Draft<'_> {
    fn canonical(&self) -> Canonical<'_> {
        self.canonical()
    }
}

impl<T: Signable + ?Sized> Signable for &T {
    fn canonical(&self) -> Canonical<'_> {
        (**self).canonical()
    }
}

/// There are more requests than places for their signatures: the caller's to mend.
///
/// ```
/// let error = gatekit_lanes::TooFewPlaces { needed: 3, available: 2 };
/// assert_eq!(error.to_string(), "3 signatures were asked for, there is room for 2");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooFewPlaces {
    /// Requests.
    pub needed: usize,
    /// Places for signatures.
    pub available: usize,
}

impl TooFewPlaces {
    /// The places that so many requests need.
    pub(crate) fn check<T>(needed: usize, places: &mut [T]) -> Result<&mut [T], Self> {
        let available = places.len();
        let error = Self { needed, available };
        places.get_mut(..needed).ok_or(error)
    }
}

impl fmt::Display for TooFewPlaces {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { needed, available } = self;
        write!(
            formatter,
            "{needed} signatures were asked for, there is room for {available}"
        )
    }
}

impl core::error::Error for TooFewPlaces {}

/// A way to sign that signs many requests at once.
///
/// ```
/// use gatekit_core::request::sign::{Canonical, SignMethod};
/// use gatekit_lanes::{HmacSha256, SignBatch};
/// let method = HmacSha256::new("helloworld")?;
/// let requests = [Canonical::new(&[], b"<a/>"), Canonical::new(&[], b"<b/>")];
/// let mut signatures = [None; 16];
/// let signatures = method.sign_batch(&requests, &mut signatures)?;
/// assert_eq!(signatures.len(), 2);
/// assert_eq!(signatures[1], method.sign(&requests[1]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait SignBatch: SignMethod {
    /// Signs all requests and returns their signatures, the part of `signatures` that was needed.
    /// Each is what [`SignMethod::sign`] gives. If there are too few places, none is written.
    fn sign_batch<'s, T: Signable>(
        &self,
        requests: &[T],
        signatures: &'s mut [Option<Signature>],
    ) -> Result<&'s mut [Option<Signature>], TooFewPlaces>;
}
