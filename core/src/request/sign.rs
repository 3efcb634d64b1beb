//! Signatures: how a canonical string is laid out, hashed and written.
//!
//! The canonical string is never built: names, values, secret and body go to the hash piece by
//! piece, in the steps of which [`Canonical::walk`] consists, which an explanation takes: what is
//! explained is what is signed.

pub use super::canonical::{Canonical, Layout, Merged, Piece, SecretPlace, Style};
pub use super::secret::{Secret, SecretError};
pub use super::signature::Signature;

use super::hash::{self, Digest, Hash, Keyed, Unkeyed};
use super::staging::Staging;
use core::fmt;
use core::marker::PhantomData;

/// A way to sign, with its key.
///
/// ```
/// use gatekit_core::request::sign::{Canonical, HmacSha256, SignMethod};
/// let method = HmacSha256::new("helloworld")?;
/// assert_eq!(method.name(), "hmac-sha256");
/// // What the Java SDK signs when there are no parameters.
/// assert!(method.sign(&Canonical::new(&[], b"")).unwrap().as_str().starts_with("98776DE1F62F9AFC"));
/// # Ok::<(), gatekit_core::request::sign::SecretError>(())
/// ```
pub trait SignMethod {
    /// The platform's name for it: the value of `sign_method` where there is such a parameter.
    fn name(&self) -> &'static str;

    /// How the hashed string is laid out.
    fn layout(&self) -> Layout;

    /// The signature; `None` for [`Unsigned`](crate::gateway::phalapi::Unsigned) calls.
    fn sign(&self, canonical: &Canonical<'_>) -> Option<Signature>;
}

/// A sign method that can stop after the first parameters and go on from there.
///
/// ```
/// use gatekit_core::request::sign::{Canonical, Md5, Resumable, SignMethod};
/// let (mut first, mut rest) = (gatekit_core::Params::<1>::new(&mut []), gatekit_core::Params::<1>::new(&mut []));
/// first.text("a", "1")?;
/// rest.text("b", "2")?;
/// let method = Md5::new("helloworld")?;
/// let state = method.begin(&Canonical::new(first.as_slice(), b""));
/// let signature = method.resume(&state, &Canonical::new(rest.as_slice(), b""));
/// let whole = [first.as_slice(), rest.as_slice()].concat();
/// assert_eq!(Some(signature), method.sign(&Canonical::new(&whole, b"")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Resumable: SignMethod {
    /// Stands for the secret and all parameters so far.
    type State;

    /// Takes the parameters that come first.
    fn begin(&self, first: &Canonical<'_>) -> Self::State;

    /// The signature, once all that follows is taken.
    fn resume(&self, state: &Self::State, rest: &Canonical<'_>) -> Signature;
}

/// Names and values between two copies of the secret, hashed with `H`, in upper-case hexadecimal.
///
/// `K` holds the secret: [`Secret`] by default, borrowed bytes where the caller keeps it.
///
/// ```
/// use gatekit_core::request::sign::{Canonical, Md5, SignMethod};
/// let borrowed = Md5::with_key(&b"helloworld"[..]);
/// let signature = borrowed.sign(&Canonical::new(&[], b"")).unwrap();
/// assert_eq!(signature.as_str(), "8BE363CF63C20050AAAD7DBE737ACD73"); // Java SDK 2021
/// ```
#[derive(Clone)]
pub struct Wrapped<H, K = Secret> {
    secret: K,
    engine: PhantomData<H>,
}

impl<H: Hash, K> fmt::Debug for Wrapped<H, K> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Wrapped({}, ..)", H::SIGN_METHOD)
    }
}

/// TOP's and Qimen's `md5`.
///
/// ```
/// use gatekit_core::request::sign::{Md5, SignMethod};
/// assert_eq!(Md5::new("helloworld")?.name(), "md5");
/// # Ok::<(), gatekit_core::request::sign::SecretError>(())
/// ```
pub type Md5<K = Secret> = Wrapped<hash::Md5, K>;
/// Qianmi's signature.
///
/// ```
/// use gatekit_core::request::sign::{Canonical, Sha1, SignMethod};
/// let signature = Sha1::new("helloworld")?.sign(&Canonical::new(&[], b"")).unwrap();
/// assert_eq!(signature.as_str().len(), 40);
/// # Ok::<(), gatekit_core::request::sign::SecretError>(())
/// ```
pub type Sha1<K = Secret> = Wrapped<hash::Sha1, K>;

impl<H> Wrapped<H> {
    /// Copies the secret, which is wiped when dropped.
    ///
    /// ```
    /// use gatekit_core::request::sign::{Sha1, SecretError};
    /// assert!(matches!(Sha1::new(""), Err(SecretError::Empty)));
    /// ```
    pub fn new(secret: &str) -> Result<Self, SecretError> {
        Secret::new(secret).map(Self::with_key)
    }
}

impl<H, K> Wrapped<H, K> {
    /// Takes the secret in the form that the caller keeps it in, an empty one too.
    ///
    /// ```
    /// use gatekit_core::request::sign::Sha1;
    /// let method = Sha1::with_key(b"secret");
    /// ```
    pub const fn with_key(secret: K) -> Self {
        Self {
            secret,
            engine: PhantomData,
        }
    }
}

impl<H: Unkeyed, K: AsRef<[u8]>> Resumable for Wrapped<H, K> {
    type State = Staging<H>;

    fn begin(&self, first: &Canonical<'_>) -> Staging<H> {
        begun(H::default(), self.secret.as_ref(), self.layout(), first)
    }

    fn resume(&self, state: &Staging<H>, rest: &Canonical<'_>) -> Signature {
        let secret = self.secret.as_ref();
        let mut staging = state.clone();
        Signature::upper(&ended(&mut staging, secret, self.layout(), rest))
    }
}

impl<H: Unkeyed, K: AsRef<[u8]>> SignMethod for Wrapped<H, K> {
    fn name(&self) -> &'static str {
        H::SIGN_METHOD
    }

    fn layout(&self) -> Layout {
        Layout::WRAPPED
    }

    fn sign(&self, canonical: &Canonical<'_>) -> Option<Signature> {
        let digest = hashed(H::default(), self.secret.as_ref(), self.layout(), canonical);
        Some(Signature::upper(&digest))
    }
}

/// Names and values hashed with a key, in upper-case hexadecimal. Keeps the keyed state instead
/// of the secret; the state is wiped when dropped.
///
/// ```
/// use gatekit_core::request::sign::{Canonical, HmacMd5, SignMethod};
/// let signature = HmacMd5::new("helloworld")?.sign(&Canonical::new(&[], b"")).unwrap();
/// assert_eq!(signature.as_str(), "3A5476455882FF8AF0F857DEC8850FC8"); // Java SDK 2021
/// # Ok::<(), gatekit_core::request::sign::SecretError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Hmac<H> {
    keyed: H,
}

/// TOP's and Qimen's `hmac`.
///
/// ```
/// use gatekit_core::request::sign::{HmacMd5, SignMethod};
/// assert_eq!(HmacMd5::new("helloworld")?.name(), "hmac");
/// # Ok::<(), gatekit_core::request::sign::SecretError>(())
/// ```
pub type HmacMd5 = Hmac<hash::HmacMd5>;
/// TOP's and Qimen's `hmac-sha256`.
///
/// ```
/// use gatekit_core::request::sign::{Canonical, HmacSha256, SignMethod};
/// let signature = HmacSha256::new("helloworld")?.sign(&Canonical::new(&[], b"")).unwrap();
/// assert_eq!(signature.as_str().len(), 64);
/// # Ok::<(), gatekit_core::request::sign::SecretError>(())
/// ```
pub type HmacSha256 = Hmac<hash::HmacSha256>;

impl<H: Keyed> Hmac<H> {
    /// Prepares the key.
    ///
    /// ```
    /// assert!(gatekit_core::request::sign::HmacSha256::new("secret").is_ok());
    /// ```
    pub fn new(secret: &str) -> Result<Self, SecretError> {
        if secret.is_empty() {
            return Err(SecretError::Empty);
        }
        Self::with_key(secret.as_bytes())
    }

    /// Prepares a key of any bytes, empty ones included.
    ///
    /// ```
    /// assert!(gatekit_core::request::sign::HmacMd5::with_key(&[0xb5, 0xea]).is_ok());
    /// ```
    pub fn with_key(key: &[u8]) -> Result<Self, SecretError> {
        let keyed = H::keyed(key).ok_or(SecretError::EngineRefused)?;
        Ok(Self { keyed })
    }
}

impl<H: Keyed> Resumable for Hmac<H> {
    type State = Staging<H>;

    fn begin(&self, first: &Canonical<'_>) -> Staging<H> {
        begun(self.keyed.clone(), b"", self.layout(), first)
    }

    fn resume(&self, state: &Staging<H>, rest: &Canonical<'_>) -> Signature {
        let mut staging = state.clone();
        Signature::upper(&ended(&mut staging, b"", self.layout(), rest))
    }
}

impl<H: Keyed> SignMethod for Hmac<H> {
    fn name(&self) -> &'static str {
        H::SIGN_METHOD
    }

    fn layout(&self) -> Layout {
        Layout::KEYED
    }

    fn sign(&self, canonical: &Canonical<'_>) -> Option<Signature> {
        let mut staging = Staging::copied(&self.keyed);
        let digest = ended(&mut staging, b"", self.layout(), canonical);
        Some(Signature::upper(&digest))
    }
}

#[inline]
pub(crate) fn hashed<H: Hash>(
    hash: H,
    secret: &[u8],
    layout: Layout,
    canonical: &Canonical<'_>,
) -> Digest {
    let mut staging = Staging::new(hash);
    open(&mut staging, secret, layout);
    ended(&mut staging, secret, layout, canonical)
}

fn begun<H: Hash>(hash: H, secret: &[u8], layout: Layout, first: &Canonical<'_>) -> Staging<H> {
    let mut staging = Staging::new(hash);
    open(&mut staging, secret, layout);
    first.walk_params(layout.style, |piece| staging.update(piece.bytes(secret)));
    staging.settle();
    staging
}

#[inline]
fn open<H: Hash>(staging: &mut Staging<H>, secret: &[u8], layout: Layout) {
    if layout.secret == SecretPlace::BothEnds {
        staging.update(secret);
    }
}

#[inline]
fn ended<H: Hash>(
    staging: &mut Staging<H>,
    secret: &[u8],
    layout: Layout,
    rest: &Canonical<'_>,
) -> Digest {
    rest.walk_params(layout.style, |piece| staging.update(piece.bytes(secret)));
    rest.walk_end(layout.secret, |piece| staging.update(piece.bytes(secret)));
    staging.finish()
}
