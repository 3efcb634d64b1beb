//! The sign methods of TOP, Qimen and Qianmi.

use crate::batch;
use crate::function::{self, Function};
use crate::hash::Key;
use crate::instruction_set::InstructionSet;
use crate::lane::Job;
use crate::sign_batch::{SignBatch, Signable, TooFewPlaces};
use core::fmt;
use gatekit_core::request::sign::{Canonical, Layout, Secret, SecretError, SignMethod, Signature};

/// What every sign method does with its job; `$made` is how an example makes one.
macro_rules! sign_method {
    ($name:ident, $function:ident, $sign_method:literal, $case:ident, $made:expr) => {
        impl $name {
            /// Uses these instructions instead of the best that there are.
            ///
            /// ```
            /// use gatekit_lanes::InstructionSet;
            #[doc = concat!("let method = gatekit_lanes::", $made, ";")]
            /// let method = method.with_instruction_set(InstructionSet::portable());
            /// # Ok::<(), gatekit_core::request::sign::SecretError>(())
            /// ```
            #[must_use]
            pub const fn with_instruction_set(mut self, set: InstructionSet) -> Self {
                self.set = set;
                self
            }
        }

        impl SignBatch for $name {
            fn sign_batch<'s, T: Signable>(
                &self,
                requests: &[T],
                signatures: &'s mut [Option<Signature>],
            ) -> Result<&'s mut [Option<Signature>], TooFewPlaces> {
                let signatures = TooFewPlaces::check(requests.len(), signatures)?;
                let requests = requests.iter().map(T::canonical);
                function::$function::run(self.set, &self.job(), requests, |at, digest| {
                    signatures[at] = Some(Signature::$case(&digest));
                });
                Ok(signatures)
            }
        }

        impl SignMethod for $name {
            fn name(&self) -> &'static str {
                $sign_method
            }

            fn layout(&self) -> Layout {
                self.job().layout
            }

            fn sign(&self, canonical: &Canonical<'_>) -> Option<Signature> {
                let mut signature = None;
                let one = core::iter::once(*canonical);
                batch::one_by_one(function::$function, &self.job(), one, |_, digest| {
                    signature = Some(Signature::$case(&digest));
                });
                signature
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, concat!(stringify!($name), "({}, ..)"), self.set)
            }
        }
    };
}
pub(crate) use sign_method;

macro_rules! wrapped {
    ($(#[$doc:meta])* $name:ident, $sign_method:literal) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name {
            secret: Secret,
            set: InstructionSet,
        }

        impl $name {
            /// Copies the secret.
            ///
            /// ```
            #[doc = concat!("assert!(gatekit_lanes::", stringify!($name), "::new(\"\").is_err());")]
            /// ```
            pub fn new(secret: &str) -> Result<Self, SecretError> {
                Ok(Self {
                    secret: Secret::new(secret)?,
                    set: InstructionSet::best(),
                })
            }

            fn job(&self) -> Job<'_, { function::$name::INITIAL.len() }> {
                Job::unkeyed::<function::$name>(Layout::WRAPPED, self.secret.as_ref())
            }
        }

        sign_method!(
            $name,
            $name,
            $sign_method,
            upper,
            concat!(stringify!($name), "::new(\"helloworld\")?")
        );
    };
}

wrapped! {
    /// TOP's and Qimen's `md5`. Copies the secret, which is wiped when dropped.
    ///
    /// ```
    /// use gatekit_core::request::sign::{Canonical, SignMethod};
    /// let signature = gatekit_lanes::Md5::new("helloworld")?.sign(&Canonical::new(&[], b"")).unwrap();
    /// assert_eq!(signature.as_str(), "8BE363CF63C20050AAAD7DBE737ACD73"); // Java SDK 2021
    /// # Ok::<(), gatekit_core::request::sign::SecretError>(())
    /// ```
    Md5, "md5"
}

wrapped! {
    /// Qianmi's signature. Copies the secret, which is wiped when dropped.
    ///
    /// ```
    /// use gatekit_core::Qianmi;
    /// let qianmi = Qianmi::with_sign_method("10000000", gatekit_lanes::Sha1::new("app secret")?)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    Sha1, "sha1"
}

macro_rules! hmac {
    ($(#[$doc:meta])* $name:ident, $function:ident, $words:literal, $sign_method:literal) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name {
            key: Key<$words>,
            set: InstructionSet,
        }

        impl $name {
            /// Prepares the key.
            ///
            /// ```
            #[doc = concat!("assert!(gatekit_lanes::", stringify!($name), "::new(\"\").is_err());")]
            /// ```
            pub fn new(secret: &str) -> Result<Self, SecretError> {
                if secret.is_empty() {
                    return Err(SecretError::Empty);
                }
                Ok(Self::with_key(secret.as_bytes()))
            }

            /// Prepares a key of any bytes, empty ones included.
            ///
            /// ```
            #[doc = concat!("let method = gatekit_lanes::", stringify!($name), "::with_key(&[0xb5, 0xea]);")]
            /// ```
            #[must_use]
            pub fn with_key(key: &[u8]) -> Self {
                Self {
                    key: Key::new::<function::$function>(key),
                    set: InstructionSet::best(),
                }
            }

            const fn job(&self) -> Job<'_, $words> {
                Job::keyed(&self.key)
            }
        }

        sign_method!(
            $name,
            $function,
            $sign_method,
            upper,
            concat!(stringify!($name), "::new(\"helloworld\")?")
        );
    };
}

hmac! {
    /// TOP's and Qimen's `hmac`. Keeps the keyed states, which are wiped when dropped.
    ///
    /// ```
    /// use gatekit_core::request::sign::{Canonical, SignMethod};
    /// let method = gatekit_lanes::HmacMd5::new("helloworld")?;
    /// let signature = method.sign(&Canonical::new(&[], b"")).unwrap();
    /// assert_eq!(signature.as_str(), "3A5476455882FF8AF0F857DEC8850FC8"); // Java SDK 2021
    /// # Ok::<(), gatekit_core::request::sign::SecretError>(())
    /// ```
    HmacMd5, Md5, 4, "hmac"
}

hmac! {
    /// TOP's and Qimen's `hmac-sha256`. Keeps the keyed states, which are wiped when dropped.
    ///
    /// ```
    /// use gatekit_core::request::sign::{Canonical, SignMethod};
    /// let method = gatekit_lanes::HmacSha256::new("helloworld")?;
    /// // What the Java SDK signs when there are no parameters.
    /// assert!(method.sign(&Canonical::new(&[], b"")).unwrap().as_str().starts_with("98776DE1F62F9AFC"));
    /// # Ok::<(), gatekit_core::request::sign::SecretError>(())
    /// ```
    HmacSha256, Sha256, 8, "hmac-sha256"
}
