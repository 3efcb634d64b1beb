//! How `PhalApi` sites sign.

use crate::request::hash::{self, Unkeyed};
use crate::request::sign::{
    Canonical, Layout, Secret, SecretError, SecretPlace, SignMethod, Signature, Style, hashed,
};
use core::fmt;
use core::marker::PhantomData;

/// Calls that are not signed.
///
/// ```
/// use gatekit_core::{gateway::phalapi::Unsigned, request::sign::{Canonical, SignMethod}};
/// assert!(Unsigned.sign(&Canonical::new(&[], b"")).is_none());
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Unsigned;

impl SignMethod for Unsigned {
    fn name(&self) -> &'static str {
        "none"
    }

    fn layout(&self) -> Layout {
        VALUES
    }

    fn sign(&self, _: &Canonical<'_>) -> Option<Signature> {
        None
    }
}

const VALUES: Layout = Layout {
    style: Style::Values,
    secret: SecretPlace::Apart,
};

/// `SimpleMD5Filter`: MD5 of all values in order of their names, lower-case. Without a secret it
/// proves nothing about the sender.
///
/// ```
/// use gatekit_core::{Params, gateway::phalapi::ValuesMd5, request::sign::{Canonical, SignMethod}};
/// let mut params = Params::<3>::new(&mut []);
/// params.text("service", "ImplApi.Add")?;
/// params.text("left", "1")?;
/// params.text("right", "1")?;
/// let filter: ValuesMd5 = ValuesMd5::new();
/// let signature = filter.sign(&Canonical::new(params.as_slice(), b"")).unwrap();
/// assert_eq!(signature.as_str(), "6d35103bff93178d073b185f5e4c32fa"); // PhalApi's own test
/// # Ok::<(), gatekit_core::ParamError>(())
/// ```
#[derive(Debug, Default)]
pub struct ValuesMd5<H = hash::Md5>(PhantomData<fn() -> H>);

// Whatever the engine can do.
impl<H> Copy for ValuesMd5<H> {}
impl<H> Clone for ValuesMd5<H> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<H> ValuesMd5<H> {
    /// The filter; it has no secret.
    ///
    /// ```
    /// use gatekit_core::gateway::phalapi::ValuesMd5;
    /// let method: ValuesMd5 = ValuesMd5::new();
    /// ```
    #[must_use]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<H: Unkeyed> SignMethod for ValuesMd5<H> {
    fn name(&self) -> &'static str {
        "values-md5"
    }

    fn layout(&self) -> Layout {
        VALUES
    }

    fn sign(&self, canonical: &Canonical<'_>) -> Option<Signature> {
        Some(Signature::lower(&hashed(
            H::default(),
            b"",
            self.layout(),
            canonical,
        )))
    }
}

/// `SimpleMD5Filter('sign', SEPARATOR)`: MD5 of name, separator, value; values that are empty or
/// `0` are passed over.
///
/// ```
/// use gatekit_core::{Params, gateway::phalapi::PairsMd5, request::sign::{Canonical, SignMethod}};
/// let mut params = Params::<3>::new(&mut []);
/// params.text("b", "2")?;
/// params.text("a", "1")?;
/// let signature = PairsMd5::new(":").sign(&Canonical::new(params.as_slice(), b"")).unwrap();
/// assert_eq!(signature.as_str(), "9869e2a9859d54fb6905dafc54d8a503"); // PhalApi 2.23
/// # Ok::<(), gatekit_core::ParamError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct PairsMd5 {
    separator: &'static str,
}

impl PairsMd5 {
    /// The filter with its separator.
    ///
    /// ```
    /// let method = gatekit_core::gateway::phalapi::PairsMd5::new("=");
    /// ```
    #[must_use]
    pub const fn new(separator: &'static str) -> Self {
        Self { separator }
    }
}

impl SignMethod for PairsMd5 {
    fn name(&self) -> &'static str {
        "pairs-md5"
    }

    fn layout(&self) -> Layout {
        Layout {
            style: Style::Pairs(self.separator),
            secret: SecretPlace::Apart,
        }
    }

    fn sign(&self, canonical: &Canonical<'_>) -> Option<Signature> {
        Some(Signature::lower(&hashed(
            hash::Md5::default(),
            b"",
            self.layout(),
            canonical,
        )))
    }
}

/// PhalApi-Pro and `YesAPI`: MD5 of all values in order of their names and the secret, upper-case.
///
/// ```
/// use gatekit_core::{Params, gateway::phalapi::ValuesMd5Secret};
/// use gatekit_core::request::sign::{Canonical, SignMethod};
/// let mut params = Params::<3>::new(&mut []);
/// params.text("s", "App.Site.Index")?;
/// params.text("app_key", "testAppKey")?;
/// let method = ValuesMd5Secret::new("testAppSecret")?;
/// let signature = method.sign(&Canonical::new(params.as_slice(), b"")).unwrap();
/// assert_eq!(signature.as_str(), "1EF92FB1CBB8BBD98F3BC263D48581A6"); // YesAPI PHP SDK
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct ValuesMd5Secret<K = Secret> {
    secret: K,
}

impl<K> fmt::Debug for ValuesMd5Secret<K> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ValuesMd5Secret(..)")
    }
}

impl ValuesMd5Secret {
    /// Copies the secret, which is wiped when dropped.
    ///
    /// ```
    /// assert!(gatekit_core::gateway::phalapi::ValuesMd5Secret::new("").is_err());
    /// ```
    pub fn new(secret: &str) -> Result<Self, SecretError> {
        Ok(Self::with_key(Secret::new(secret)?))
    }
}

impl<K> ValuesMd5Secret<K> {
    /// Takes the secret in the form that the caller keeps it in, an empty one too.
    ///
    /// ```
    /// let method = gatekit_core::gateway::phalapi::ValuesMd5Secret::with_key(b"secret");
    /// ```
    pub const fn with_key(secret: K) -> Self {
        Self { secret }
    }
}

impl<K: AsRef<[u8]>> SignMethod for ValuesMd5Secret<K> {
    fn name(&self) -> &'static str {
        "values-md5-secret"
    }

    fn layout(&self) -> Layout {
        Layout {
            style: Style::Values,
            secret: SecretPlace::AtEnd,
        }
    }

    fn sign(&self, canonical: &Canonical<'_>) -> Option<Signature> {
        let secret = self.secret.as_ref();
        Some(Signature::upper(&hashed(
            hash::Md5::default(),
            secret,
            self.layout(),
            canonical,
        )))
    }
}
