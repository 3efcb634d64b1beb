//! Signatures: how a canonical string is laid out, hashed and written.
//!
//! The canonical string is never built: names, values, secret and body go to the hash piece by
//! piece, in one walk ([`Canonical::walk`]) that an explanation takes too, so that what is explained
//! is what is signed.

pub use super::resumed::{Resumable, Resumed};
pub use super::secret::{Secret, SecretError};
pub use super::signature::Signature;

use super::hash::{self, Digest, Hash, Keyed, Unkeyed};
use super::param_error::Name;
use super::params::{Param, precedes};
use super::resumed::{begun, ended};
use super::staging::Staging;
use core::fmt;
use core::marker::PhantomData;

/// What is signed: the parameters in order of their names, then a raw body, if one is signed.
///
/// ```
/// use gatekit_core::request::sign::{Canonical, Md5, SignMethod};
/// use gatekit_core::Params;
/// let mut params = Params::<4>::new(&mut []);
/// params.text("foo", "1")?;
/// params.text("bar", "2")?;
/// let signature = Md5::new("helloworld")?.sign(&Canonical::new(params.as_slice(), b"")).unwrap();
/// assert_eq!(signature.as_str().len(), 32);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Canonical<'c> {
    pub(super) system: &'c [Param<'c>],
    pub(super) business: &'c [Param<'c>],
    body: &'c [u8],
}

impl<'c> Canonical<'c> {
    /// Parameters that are in order already (as [`super::ParamsView`] keeps them) and the body
    /// that is appended, empty for none.
    ///
    /// ```
    /// use gatekit_core::request::sign::Canonical;
    /// assert_eq!(Canonical::new(&[], b"body").params().count(), 0);
    /// ```
    #[must_use]
    pub const fn new(params: &'c [Param<'c>], body: &'c [u8]) -> Self {
        Self::merged(&[], params, body)
    }

    pub(crate) const fn merged(
        system: &'c [Param<'c>],
        business: &'c [Param<'c>],
        body: &'c [u8],
    ) -> Self {
        Self {
            system,
            business,
            body,
        }
    }

    /// All parameters in byte order of their names.
    ///
    /// ```
    /// use gatekit_core::request::sign::Canonical;
    /// assert!(Canonical::new(&[], b"").params().next().is_none());
    /// ```
    #[must_use]
    pub const fn params(&self) -> Merged<'c> {
        Merged {
            system: self.system,
            business: self.business,
        }
    }

    /// The raw body that is signed after the parameters, empty for none.
    ///
    /// ```
    /// use gatekit_core::request::sign::Canonical;
    /// assert_eq!(Canonical::new(&[], b"<request/>").body(), b"<request/>");
    /// ```
    #[must_use]
    pub const fn body(&self) -> &'c [u8] {
        self.body
    }

    /// Visits every piece of the string that is hashed, in order.
    ///
    /// ```
    /// use gatekit_core::request::sign::{Canonical, Layout, Piece};
    /// let mut params = gatekit_core::Params::<4>::new(&mut []);
    /// params.text("a", "1")?;
    /// let mut pieces = 0;
    /// Canonical::new(params.as_slice(), b"").walk(Layout::WRAPPED, |piece| {
    ///     pieces += 1;
    ///     assert!(pieces != 1 || piece == Piece::Secret);
    /// });
    /// assert_eq!(pieces, 4); // secret, a, 1, secret
    /// # Ok::<(), gatekit_core::ParamError>(())
    /// ```
    #[inline]
    pub fn walk(&self, layout: Layout, mut visit: impl FnMut(Piece<'c>)) {
        if layout.secret == SecretPlace::BothEnds {
            visit(Piece::Secret);
        }
        self.walk_params(layout.style, &mut visit);
        self.walk_end(layout.secret, visit);
    }

    #[cfg_attr(target_pointer_width = "64", inline(always))] // So that the visitor has its state in registers.
    #[allow(clippy::inline_always)]
    pub(super) fn walk_params(&self, style: Style, mut visit: impl FnMut(Piece<'c>)) {
        for param in self.params() {
            let (name, value) = (param.name(), param.value());
            match style {
                Style::NamesAndValues => visit(Piece::Name(name)),
                Style::Values => {}
                Style::Pairs(separator) => {
                    // The separator mode of PhalApi's SimpleMD5Filter passes over what PHP holds
                    // for false.
                    if value.is_empty() || value == b"0" {
                        continue;
                    }
                    visit(Piece::Name(name));
                    visit(Piece::Separator(separator));
                }
            }
            visit(Piece::Value { name, value });
        }
    }

    #[cfg_attr(target_pointer_width = "64", inline(always))]
    #[allow(clippy::inline_always)]
    pub(super) fn walk_end(&self, secret: SecretPlace, mut visit: impl FnMut(Piece<'c>)) {
        if !self.body.is_empty() {
            visit(Piece::Body(self.body));
        }
        if secret != SecretPlace::Apart {
            visit(Piece::Secret);
        }
    }

    /// What follows these system parameters, if they come first of all.
    pub(super) fn after(&self, first: &[Param<'_>]) -> Option<Self> {
        let (theirs, system) = self.system.split_at_checked(first.len())?;
        let last = first.last()?.name();
        let interrupted = |business: &Param<'_>| precedes(business.name(), last);
        let same = theirs
            .iter()
            .zip(first)
            .all(|(one, other)| one.same(*other));
        let follows = same && !self.business.first().is_some_and(interrupted);
        follows.then_some(Self { system, ..*self })
    }
}

impl fmt::Debug for Canonical<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = format_args!("{} bytes of body", self.body.len());
        formatter
            .debug_list()
            .entries(self.params())
            .entry(&body)
            .finish()
    }
}

/// The two sorted parameter lists of a request as one.
///
/// ```
/// use gatekit_core::request::sign::Canonical;
/// for param in Canonical::new(&[], b"").params() {
///     println!("{param:?}");
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Merged<'c> {
    system: &'c [Param<'c>],
    business: &'c [Param<'c>],
}

impl<'c> Iterator for Merged<'c> {
    type Item = Param<'c>;

    #[inline]
    fn next(&mut self) -> Option<Param<'c>> {
        let business_first = match (self.system.first(), self.business.first()) {
            (Some(system), Some(business)) => precedes(business.name(), system.name()),
            (system, _) => system.is_none(),
        };
        // Two branches, not one place to write to: the lists stay in registers.
        let first;
        if business_first {
            (first, self.business) = self.business.split_first()?;
        } else {
            (first, self.system) = self.system.split_first()?;
        }
        Some(*first)
    }
}

/// How the string that is hashed is put together.
///
/// ```
/// use gatekit_core::request::sign::{HmacMd5, Layout, SignMethod};
/// assert_eq!(HmacMd5::new("secret")?.layout(), Layout::KEYED);
/// # Ok::<(), gatekit_core::request::sign::SecretError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// What of each parameter is hashed.
    pub style: Style,
    /// Where the secret stands.
    pub secret: SecretPlace,
}

impl Layout {
    /// Names and values between two copies of the secret (TOP and Qimen `md5`, Qianmi).
    pub const WRAPPED: Self = Self {
        style: Style::NamesAndValues,
        secret: SecretPlace::BothEnds,
    };
    /// Names and values; the secret is the key of the hash (TOP and Qimen `hmac`, `hmac-sha256`).
    pub const KEYED: Self = Self {
        style: Style::NamesAndValues,
        secret: SecretPlace::Apart,
    };
}

/// What of each parameter is hashed.
///
/// ```
/// use gatekit_core::request::sign::Style;
/// assert_ne!(Style::Values, Style::Pairs("="));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Name, then value.
    NamesAndValues,
    /// The value alone (`PhalApi`).
    Values,
    /// Name, separator, value; values that are empty or `0` are passed over (`PhalApi`).
    Pairs(&'static str),
}

/// Where the secret stands in the string that is hashed.
///
/// ```
/// use gatekit_core::request::sign::{Layout, SecretPlace};
/// assert_eq!(Layout::WRAPPED.secret, SecretPlace::BothEnds);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretPlace {
    /// Before and after everything else.
    BothEnds,
    /// After everything else.
    AtEnd,
    /// Not in the string: it is the key, or there is none.
    Apart,
}

/// A piece of the string that is hashed. The secret shows only its place.
///
/// ```
/// use gatekit_core::request::sign::Piece;
/// assert_ne!(Piece::Name(b"tid"), Piece::Secret);
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Piece<'c> {
    /// The application's secret.
    Secret,
    /// A parameter's name.
    Name(&'c [u8]),
    /// What stands between name and value.
    Separator(&'static str),
    /// A parameter's value.
    Value {
        /// Whose value it is.
        name: &'c [u8],
        /// The raw value.
        value: &'c [u8],
    },
    /// The raw body.
    Body(&'c [u8]),
}

impl<'c> Piece<'c> {
    /// What is hashed.
    #[inline]
    pub(super) const fn bytes(self, secret: &'c [u8]) -> &'c [u8] {
        match self {
            Self::Secret => secret,
            Self::Name(bytes) | Self::Value { value: bytes, .. } | Self::Body(bytes) => bytes,
            Self::Separator(text) => text.as_bytes(),
        }
    }
}

impl fmt::Debug for Piece<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Secret => formatter.write_str("Secret"),
            Self::Name(name) => write!(formatter, "Name({})", Name::new(name)),
            Self::Separator(text) => write!(formatter, "Separator({text:?})"),
            Self::Value { name, value } => {
                write!(
                    formatter,
                    "Value({}, {} bytes)",
                    Name::new(name),
                    value.len()
                )
            }
            Self::Body(bytes) => write!(formatter, "Body({} bytes)", bytes.len()),
        }
    }
}

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
pub type Md5<K = Secret> = Wrapped<hash::Md5, K>;
/// Qianmi's signature.
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
    /// Takes the secret in the form that the caller keeps it in.
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
    type State = H;

    fn begin(&self, first: &Canonical<'_>) -> H {
        begun(H::default(), self.secret.as_ref(), self.layout(), first)
    }

    fn resume(&self, state: &H, rest: &Canonical<'_>) -> Signature {
        let secret = self.secret.as_ref();
        let mut staging = Staging::new(state.clone());
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
pub type HmacMd5 = Hmac<hash::HmacMd5>;
/// TOP's and Qimen's `hmac-sha256`.
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
    type State = H;

    fn begin(&self, first: &Canonical<'_>) -> H {
        begun(self.keyed.clone(), b"", self.layout(), first)
    }

    fn resume(&self, state: &H, rest: &Canonical<'_>) -> Signature {
        let mut staging = Staging::new(state.clone());
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
        let digest = hashed(self.keyed.clone(), b"", self.layout(), canonical);
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
    if layout.secret == SecretPlace::BothEnds {
        staging.update(secret);
    }
    ended(&mut staging, secret, layout, canonical)
}
