//! The sign methods.

use crate::batch;
use crate::function::{self, Block, Function};
use crate::instruction_set::InstructionSet;
use crate::lane::Job;
use crate::sign_batch::{SignBatch, Signable, TooFewPlaces};
use core::fmt;
use gatekit_core::request::sign::{Canonical, Layout, Secret, SecretError, SignMethod, Signature};
use zeroize::Zeroize;

macro_rules! methods {
    ($name:ident, $function:ident, $sign_method:literal, $layout:expr) => {
        impl $name {
            /// Uses these instructions instead of the best that there are.
            ///
            /// ```
            #[doc = concat!("use gatekit_lanes::{InstructionSet, ", stringify!($name), "};")]
            #[doc = concat!("let method = ", stringify!($name), "::new(\"helloworld\")?;")]
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
                let (needed, available) = (requests.len(), signatures.len());
                let signatures = signatures
                    .get_mut(..needed)
                    .ok_or(TooFewPlaces { needed, available })?;
                let requests = requests.iter().map(T::canonical);
                function::$function::run(self.set, &self.job(), requests, |at, digest| {
                    signatures[at] = Some(Signature::upper(&digest));
                });
                Ok(signatures)
            }
        }

        impl SignMethod for $name {
            fn name(&self) -> &'static str {
                $sign_method
            }

            fn layout(&self) -> Layout {
                $layout
            }

            fn sign(&self, canonical: &Canonical<'_>) -> Option<Signature> {
                let mut signature = None;
                let one = core::iter::once(*canonical);
                batch::one_by_one::<function::$function, _>(&self.job(), one, |_, digest| {
                    signature = Some(Signature::upper(&digest));
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

/// TOP's and Qimen's `md5`. Copies the secret, which is wiped when dropped.
///
/// ```
/// use gatekit_core::request::sign::{Canonical, SignMethod};
/// let signature = gatekit_lanes::Md5::new("helloworld")?.sign(&Canonical::new(&[], b"")).unwrap();
/// assert_eq!(signature.as_str(), "8BE363CF63C20050AAAD7DBE737ACD73"); // Java SDK 2021
/// # Ok::<(), gatekit_core::request::sign::SecretError>(())
/// ```
#[derive(Clone)]
pub struct Md5 {
    secret: Secret,
    set: InstructionSet,
}

impl Md5 {
    /// Copies the secret.
    ///
    /// ```
    /// assert!(gatekit_lanes::Md5::new("").is_err());
    /// ```
    pub fn new(secret: &str) -> Result<Self, SecretError> {
        Ok(Self {
            secret: Secret::new(secret)?,
            set: InstructionSet::best(),
        })
    }

    fn job(&self) -> Job<'_, 4> {
        Job {
            secret: self.secret.as_ref(),
            start: &function::Md5::INITIAL,
            taken: 0,
            outer: None,
        }
    }
}

methods!(Md5, Md5, "md5", Layout::WRAPPED);

macro_rules! hmac {
    ($(#[$doc:meta])* $name:ident, $function:ident, $words:literal, $sign_method:literal) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name {
            inner: [u32; $words],
            outer: [u32; $words],
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
                let [inner, outer] = keyed::<function::$function, $words>(key);
                let set = InstructionSet::best();
                Self { inner, outer, set }
            }

            const fn job(&self) -> Job<'_, $words> {
                Job {
                    secret: b"",
                    start: &self.inner,
                    taken: size_of::<Block>() as u64,
                    outer: Some(&self.outer),
                }
            }
        }

        impl Drop for $name {
            fn drop(&mut self) {
                self.inner.zeroize();
                self.outer.zeroize();
            }
        }

        methods!($name, $function, $sign_method, Layout::KEYED);
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

/// The states after the inner and the outer key (RFC 2104).
fn keyed<F: Function<W>, const W: usize>(key: &[u8]) -> [[u32; W]; 2] {
    let mut block: Block = [0; size_of::<Block>()];
    if let Some(to) = block.get_mut(..key.len()) {
        to.copy_from_slice(key);
    } else {
        let job = Job {
            secret: b"",
            start: &F::INITIAL,
            taken: 0,
            outer: None,
        };
        let key = core::iter::once(Canonical::new(&[], key));
        batch::one_by_one::<F, W>(&job, key, |_, digest| {
            for (to, from) in block.iter_mut().zip(digest.as_ref()) {
                *to = *from;
            }
        });
    }
    let states = [0x36, 0x5c].map(|pad| {
        let mut state = F::INITIAL;
        let mut padded = block.map(|byte| byte ^ pad);
        F::compress(&mut state, &[padded]);
        padded.zeroize();
        state
    });
    block.zeroize();
    states
}
