//! Signatures that begin alike: what comes first is hashed once.

use super::hash::{Digest, Hash};
use super::params::System;
use super::sign::{Canonical, Layout, SecretPlace, SignMethod, Signature};
use super::staging::Staging;
use core::fmt;

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

/// A sign method that goes on where its calls begin to differ. A call that begins differently is
/// signed from its start, so a signature is never that of other parameters.
pub struct Resumed<'g, M: Resumable> {
    method: &'g M,
    first: System<'g>,
    state: M::State,
}

impl<'g, M: Resumable> Resumed<'g, M> {
    /// `first` are those system parameters that come first in every call.
    pub(crate) fn new(method: &'g M, first: System<'g>) -> Self {
        let state = method.begin(&Canonical::new(&first.params, b""));
        Self {
            method,
            first,
            state,
        }
    }
}

/// Shows no values: they may be secrets.
impl<M: Resumable> fmt::Debug for Resumed<'_, M> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "Resumed({}, {:?}, ..)",
            self.name(),
            self.first.params
        )
    }
}

impl<M: Resumable> SignMethod for Resumed<'_, M> {
    fn name(&self) -> &'static str {
        self.method.name()
    }

    fn layout(&self) -> Layout {
        self.method.layout()
    }

    fn sign(&self, canonical: &Canonical<'_>) -> Option<Signature> {
        match canonical.after(&self.first.params) {
            Some(rest) => Some(self.method.resume(&self.state, &rest)),
            None => self.method.sign(canonical),
        }
    }
}

pub(super) fn begun<H: Hash>(
    mut hash: H,
    secret: &[u8],
    layout: Layout,
    first: &Canonical<'_>,
) -> H {
    if layout.secret == SecretPlace::BothEnds {
        hash.update(secret);
    }
    first.walk_params(layout.style, |piece| hash.update(piece.bytes(secret)));
    hash
}

#[inline]
pub(super) fn ended<H: Hash>(
    staging: &mut Staging<H>,
    secret: &[u8],
    layout: Layout,
    rest: &Canonical<'_>,
) -> Digest {
    rest.walk_params(layout.style, |piece| staging.update(piece.bytes(secret)));
    rest.walk_end(layout.secret, |piece| staging.update(piece.bytes(secret)));
    staging.finish()
}
