//! Signatures that begin alike: what comes first is hashed once.

use super::params::System;
use super::sign::{Canonical, Layout, Resumable, SignMethod, Signature};
use core::fmt;

/// A sign method that goes on where its calls begin to differ. A call that begins differently is
/// signed from its start, so a signature is never that of other parameters.
///
/// ```
/// use gatekit_core::{Gateway, Params, Qianmi, Timestamp, api::d2p::TradeCancel};
/// use gatekit_core::request::{Resumed, sign::{Sha1, SignMethod}};
/// # let qianmi = Qianmi::new("10000000", "0123456789abcdef")?;
/// # let (call, now) = (TradeCancel::order("T1"), Timestamp::from_unix(0).unwrap());
/// # let mut rooms = [[0; 19]; 2];
/// # let [one, other] = &mut rooms;
/// # let (mut one, mut other) = (Params::<1>::new(one), Params::<1>::new(other));
/// let prepared = qianmi.prepare(&call, &mut one)?;
/// let resumed: &Resumed<'_, Sha1> = prepared.sign_method();
/// let draft = qianmi.draft(&call, now, &mut other)?;
/// let signature = qianmi.sign_method().sign(&draft.canonical());
/// assert_eq!(resumed.sign(&draft.canonical()), signature);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
