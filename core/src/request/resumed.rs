//! Signatures that begin alike: what comes first is hashed once.

use super::params::System;
use super::sign::{Canonical, Layout, Resumable, SignMethod, Signature};
use core::fmt;

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
