//! Whether a signature is right, in time that does not depend on where it is wrong.

use crate::request::Param;
use crate::request::sign::{
    Canonical, HmacMd5, HmacSha256, Md5, Secret, SecretError, SignMethod, Signature,
};
use ctutils::CtEq as _;

/// What tells whether a signature is right: every [`SignMethod`], and [`SpiSecret`].
///
/// ```
/// use gatekit_core::{callback::Check, gateway::phalapi::Unsigned};
/// use gatekit_core::request::sign::{Canonical, Md5};
/// let nothing = Canonical::new(&[], b"");
/// let right = b"8BE363CF63C20050AAAD7DBE737ACD73"; // Java SDK 2021
/// assert!(Md5::new("helloworld")?.accepts(&nothing, right));
/// assert!(!Md5::new("helloworld")?.accepts(&nothing, &right.to_ascii_lowercase()));
/// assert!(!Unsigned.accepts(&nothing, b""));
/// # Ok::<(), gatekit_core::request::sign::SecretError>(())
/// ```
pub trait Check {
    /// Whether this is the signature of what was received. Letter case counts, as it does for
    /// `SpiUtils` and ROP.
    fn accepts(&self, canonical: &Canonical<'_>, signature: &[u8]) -> bool;
}

impl<M: SignMethod> Check for M {
    fn accepts(&self, canonical: &Canonical<'_>, signature: &[u8]) -> bool {
        let expected = self.sign(canonical);
        expected.is_some_and(|expected| is_same(&expected, signature))
    }
}

/// Compares all bytes, whatever the first ones are. Only the length, which is public, ends it early.
/// An empty text is no signature, whatever a method of the caller's own makes.
fn is_same(expected: &Signature, received: &[u8]) -> bool {
    !received.is_empty() && expected.as_bytes().ct_eq(received).to_bool()
}

/// The secret of a provider to whom TOP or Qimen sends requests, for each way in which they sign.
///
/// The Java SDK's `SpiUtils` takes `md5` whatever `sign_method` says; other providers go by
/// `sign_method`. Either signature proves the secret, so either counts.
///
/// ```
/// use gatekit_core::callback::{Check, SpiSecret};
/// use gatekit_core::request::sign::{Canonical, HmacMd5, SignMethod};
/// let mut params = gatekit_core::Params::<1>::new(&mut []);
/// params.text("sign_method", "hmac")?;
/// let canonical = Canonical::new(params.as_slice(), b"");
/// let signature = HmacMd5::new("helloworld")?.sign(&canonical).unwrap();
/// assert!(SpiSecret::new("helloworld")?.accepts(&canonical, signature.as_bytes()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct SpiSecret(Secret);

impl SpiSecret {
    /// Copies the secret, which is wiped when dropped.
    ///
    /// ```
    /// use gatekit_core::{callback::SpiSecret, request::sign::SecretError};
    /// assert_eq!(SpiSecret::new("").unwrap_err(), SecretError::Empty);
    /// ```
    pub fn new(secret: &str) -> Result<Self, SecretError> {
        Secret::new(secret).map(Self)
    }
}

impl Check for SpiSecret {
    fn accepts(&self, canonical: &Canonical<'_>, signature: &[u8]) -> bool {
        let key = self.0.as_ref();
        let mut params = canonical.params();
        let named = params.find(|param| param.name() == b"sign_method");
        let named = match named.map(Param::value) {
            Some(b"hmac") => is_signed(HmacMd5::with_key(key).ok(), canonical, signature),
            Some(b"hmac-sha256") => is_signed(HmacSha256::with_key(key).ok(), canonical, signature),
            _ => false,
        };
        named || is_signed(Some(Md5::with_key(key)), canonical, signature)
    }
}

/// In a stack frame of its own: the methods' states would stand in one side by side.
#[inline(never)]
fn is_signed<M: SignMethod>(
    method: Option<M>,
    canonical: &Canonical<'_>,
    signature: &[u8],
) -> bool {
    method.is_some_and(|method| method.accepts(canonical, signature))
}
