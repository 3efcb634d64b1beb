//! What a platform sent to a provider, in memory of its own, and whether its signature is right.

use crate::credentials::Secret;
use crate::platform::Platform;
use crate::sign_method::Chosen;
use gatekit_core::callback::{CallbackError, Check, Received, SpiSecret, Verified, Verifier};
use gatekit_core::request::sign::Canonical;
use gatekit_core::{Params, Timestamp};

/// Parameters that a callback may have.
const PARAMS_MAX: usize = 1024;

pub(crate) struct Callback {
    /// As it arrived, without `?`.
    pub(crate) query: Vec<u8>,
    pub(crate) content_type: String,
    pub(crate) headers: Vec<(String, Vec<u8>)>,
    pub(crate) body: Vec<u8>,
}

impl Callback {
    /// `with` sees what was verified.
    pub(crate) fn verify<T>(
        &self,
        verifier: &Verifier<impl Check>,
        now: Timestamp,
        with: impl FnOnce(&Verified<'_>) -> T,
    ) -> Result<T, CallbackError> {
        let headers = self.headers.iter();
        let headers: Vec<_> = headers
            .map(|(name, value)| (name.as_str(), value.as_slice()))
            .collect();
        let received = Received::new(&self.query, &self.body)
            .with_content_type(&self.content_type)
            .with_headers(&headers);
        // Decoding makes nothing longer.
        let headers = headers.iter().map(|(_, value)| value.len());
        let mut room = vec![0; self.query.len() + self.body.len() + headers.sum::<usize>()];
        // Too large for a stack that may be small.
        let mut params = Box::new(Params::<PARAMS_MAX>::new(&mut room));
        let taken = verifier.verify(&received, now, &mut params, None)?;
        Ok(with(&taken))
    }
}

/// How a platform signs what it sends.
pub(crate) enum Signed {
    Spi(SpiSecret),
    Usual(Chosen),
}

impl Signed {
    /// Says what is wrong with the secret, without it.
    pub(crate) fn by(platform: Platform, secret: &Secret) -> Result<Self, String> {
        if platform.signs_bodies() {
            let secret = SpiSecret::new(secret.reveal());
            return secret.map(Self::Spi).map_err(|error| error.to_string());
        }
        let usual = platform.sign_methods().first().copied();
        let method = Chosen::named(platform, usual.unwrap_or_default(), None, Some(secret));
        method
            .map(Self::Usual)
            .map_err(|failure| failure.to_string())
    }
}

impl Check for Signed {
    fn accepts(&self, canonical: &Canonical<'_>, signature: &[u8]) -> bool {
        match self {
            Self::Spi(secret) => secret.accepts(canonical, signature),
            Self::Usual(method) => method.accepts(canonical, signature),
        }
    }
}
