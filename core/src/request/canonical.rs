//! The string that is hashed, piece by piece: it is never built.

use super::order::precedes;
use super::param_error::Name;
use super::params::Param;
use core::fmt;

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

    /// All parameters in the order in which they are signed.
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

    #[cfg_attr(
        target_pointer_width = "64",
        expect(
            clippy::inline_always,
            reason = "the visitor has its state in registers"
        ),
        inline(always)
    )]
    pub(super) fn walk_params(&self, style: Style, mut visit: impl FnMut(Piece<'c>)) {
        for param in self.params() {
            let (name, value) = (param.name(), param.value());
            match style {
                Style::NamesAndValues => visit(Piece::Name(name)),
                Style::Values => {}
                Style::Pairs(separator) => {
                    if style.passes_over(value) {
                        continue;
                    }
                    visit(Piece::Name(name));
                    visit(Piece::Separator(separator));
                }
            }
            visit(Piece::Value { name, value });
        }
    }

    #[cfg_attr(
        target_pointer_width = "64",
        expect(
            clippy::inline_always,
            reason = "the visitor has its state in registers"
        ),
        inline(always)
    )]
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
    ///
    /// ```
    /// # use gatekit_core::request::{mask::Masked, sign::{Canonical, Layout}};
    /// # let mut params = gatekit_core::Params::<2>::new(&mut []);
    /// params.text("a", "1")?;
    /// params.text("b", "2")?;
    /// let canonical = Canonical::new(params.as_slice(), b"");
    /// assert_eq!(Masked::new(canonical, Layout::WRAPPED).to_string(), "{secret}a1b2{secret}");
    /// # Ok::<(), gatekit_core::ParamError>(())
    /// ```
    pub const WRAPPED: Self = Self {
        style: Style::NamesAndValues,
        secret: SecretPlace::BothEnds,
    };
    /// Names and values; the secret is the key of the hash (TOP and Qimen `hmac`, `hmac-sha256`).
    ///
    /// ```
    /// # use gatekit_core::request::{mask::Masked, sign::{Canonical, Layout}};
    /// # let mut params = gatekit_core::Params::<2>::new(&mut []);
    /// params.text("a", "1")?;
    /// params.text("b", "2")?;
    /// let canonical = Canonical::new(params.as_slice(), b"");
    /// assert_eq!(Masked::new(canonical, Layout::KEYED).to_string(), "a1b2");
    /// # Ok::<(), gatekit_core::ParamError>(())
    /// ```
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

impl Style {
    /// Whether a parameter with this value is sent and not signed: the separator mode of `PhalApi`'s
    /// `SimpleMD5Filter` passes over what PHP holds for false.
    ///
    /// ```
    /// use gatekit_core::request::sign::Style;
    /// assert!(Style::Pairs("=").passes_over(b"0") && !Style::Values.passes_over(b"0"));
    /// ```
    #[inline]
    #[must_use]
    pub const fn passes_over(self, value: &[u8]) -> bool {
        matches!(self, Self::Pairs(_)) && matches!(value, b"" | b"0")
    }
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
