//! The sign methods of `PhalApi` sites.

use crate::batch;
use crate::function::{self, Function};
use crate::instruction_set::InstructionSet;
use crate::lane::Job;
use crate::method::sign_method;
use crate::sign_batch::{SignBatch, Signable, TooFewPlaces};
use core::fmt;
use gatekit_core::gateway::phalapi::Unsigned;
use gatekit_core::request::sign::{
    Canonical, Layout, Secret, SecretError, SecretPlace, SignMethod, Signature, Style,
};

/// `SimpleMD5Filter`: all values, lower-case.
///
/// ```
/// use gatekit_core::PhalApi;
/// let site = PhalApi::<&str, _>::with_sign_method(gatekit_lanes::phalapi::ValuesMd5::new());
/// ```
#[derive(Clone, Copy)]
pub struct ValuesMd5 {
    set: InstructionSet,
}

impl ValuesMd5 {
    /// The filter; it has no secret.
    ///
    /// ```
    /// let method = gatekit_lanes::phalapi::ValuesMd5::new();
    /// ```
    #[must_use]
    pub fn new() -> Self {
        Self {
            set: InstructionSet::best(),
        }
    }

    #[allow(
        clippy::unused_self,
        clippy::trivially_copy_pass_by_ref,
        reason = "as the others have it"
    )]
    fn job(&self) -> Job<'static, 4> {
        let layout = Layout {
            style: Style::Values,
            secret: SecretPlace::Apart,
        };
        Job::unkeyed::<function::Md5>(layout, b"")
    }
}

impl Default for ValuesMd5 {
    fn default() -> Self {
        Self::new()
    }
}

sign_method!(
    ValuesMd5,
    Md5,
    "values-md5",
    lower,
    "phalapi::ValuesMd5::new()"
);

/// `SimpleMD5Filter('sign', SEPARATOR)`: name, separator, value, lower-case; values that are empty
/// or `0` are passed over.
///
/// ```
/// use gatekit_core::PhalApi;
/// let site = PhalApi::<&str, _>::with_sign_method(gatekit_lanes::phalapi::PairsMd5::new("="));
/// ```
#[derive(Clone, Copy)]
pub struct PairsMd5 {
    separator: &'static str,
    set: InstructionSet,
}

impl PairsMd5 {
    /// The filter with its separator.
    ///
    /// ```
    /// let method = gatekit_lanes::phalapi::PairsMd5::new(":");
    /// ```
    #[must_use]
    pub fn new(separator: &'static str) -> Self {
        Self {
            separator,
            set: InstructionSet::best(),
        }
    }

    fn job(&self) -> Job<'static, 4> {
        let layout = Layout {
            style: Style::Pairs(self.separator),
            secret: SecretPlace::Apart,
        };
        Job::unkeyed::<function::Md5>(layout, b"")
    }
}

sign_method!(
    PairsMd5,
    Md5,
    "pairs-md5",
    lower,
    "phalapi::PairsMd5::new(\"=\")"
);

/// PhalApi-Pro and `YesAPI`: all values and the secret, upper-case. Copies the secret, which is
/// wiped when dropped.
///
/// ```
/// use gatekit_core::PhalApi;
/// let method = gatekit_lanes::phalapi::ValuesMd5Secret::new("testAppSecret")?;
/// let site = PhalApi::with_sign_method(method).with_app_key("testAppKey")?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct ValuesMd5Secret {
    secret: Secret,
    set: InstructionSet,
}

impl ValuesMd5Secret {
    /// Copies the secret.
    ///
    /// ```
    /// assert!(gatekit_lanes::phalapi::ValuesMd5Secret::new("").is_err());
    /// ```
    pub fn new(secret: &str) -> Result<Self, SecretError> {
        Ok(Self {
            secret: Secret::new(secret)?,
            set: InstructionSet::best(),
        })
    }

    fn job(&self) -> Job<'_, 4> {
        let layout = Layout {
            style: Style::Values,
            secret: SecretPlace::AtEnd,
        };
        Job::unkeyed::<function::Md5>(layout, self.secret.as_ref())
    }
}

sign_method!(
    ValuesMd5Secret,
    Md5,
    "values-md5-secret",
    upper,
    "phalapi::ValuesMd5Secret::new(\"helloworld\")?"
);

/// There is nothing to do.
impl SignBatch for Unsigned {
    fn sign_batch<'s, T: Signable>(
        &self,
        requests: &[T],
        signatures: &'s mut [Option<Signature>],
    ) -> Result<&'s mut [Option<Signature>], TooFewPlaces> {
        let signatures = TooFewPlaces::check(requests.len(), signatures)?;
        signatures.fill(None);
        Ok(signatures)
    }
}
