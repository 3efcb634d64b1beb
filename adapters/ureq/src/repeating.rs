//! Calls that are repeated by a policy.

use crate::{Client, Http, HttpError, PARAMS_MAX, now};
use gatekit_core::client::{Host, Repeating};
use gatekit_core::repeat::Policy;
use gatekit_core::{Call, ClockOffset, Gateway, Timestamp};
use serde::de::DeserializeOwned;
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// What a [`Host`] prepares: the core's client over this transport.
pub type Road<G> = gatekit_core::Client<G, Http, PARAMS_MAX>;

/// A repeated call that brought no reply.
pub type GaveUp = gatekit_core::client::GaveUp<String, HttpError>;

/// This computer: the system's clock, and a thread that sleeps. It has no new tokens: who has, writes
/// a [`Host`] of his own.
#[derive(Clone, Copy, Debug, Default)]
pub struct System;

impl<C> Host<C> for System {
    fn now(&mut self) -> Timestamp {
        now()
    }

    fn wait(&mut self, pause: Duration) {
        std::thread::sleep(pause);
    }
}

/// Repeats by this policy, with the system's clock, and believes dates of the years 2026 to 2099.
///
/// ```
/// use gatekit_core::repeat::Policy;
/// let repeating = gatekit_ureq::repeating(Policy::new());
/// ```
#[must_use]
pub fn repeating(policy: Policy<'_>) -> Repeating<'_, System> {
    const FIRST: i64 = 1_767_225_600;
    const LAST: i64 = 4_102_444_799;
    let moment = |unix| Timestamp::from_unix(unix).unwrap_or_else(now);
    let clock = ClockOffset::between(moment(FIRST), moment(LAST));
    let [a, b, c, d, ..] = RandomState::new().hash_one(()).to_ne_bytes();
    Repeating::new(policy, clock, u32::from_ne_bytes([a, b, c, d]), System)
}

impl<G: Gateway> Client<G> {
    /// Calls until there is a reply, or the policy says that enough was tried.
    ///
    /// ```
    /// use gatekit_core::repeat::Policy;
    /// use gatekit_core::{Qianmi, api::d2p::TradeCancel};
    /// use gatekit_sandbox::{Config, Gateway, Sandbox};
    /// use gatekit_ureq::{Client, Settings, repeating};
    ///
    /// let config = Config::default();
    /// let qianmi = Qianmi::new(config.app_key.clone(), &config.app_secret)?
    ///     .with_access_token(config.session.clone());
    /// let sandbox = Sandbox::start(config)?;
    /// let mut client = Client::with_settings(qianmi, &Settings::new(sandbox.url(Gateway::Qianmi)))?;
    /// let mut repeating = repeating(Policy::new());
    /// let reply = client.call_repeating(&TradeCancel::order("T1"), &mut repeating)?;
    /// assert!(reply.trade.is_success);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn call_repeating<C, H>(
        &mut self,
        call: &C,
        repeating: &mut Repeating<'_, H>,
    ) -> Result<C::Reply<String>, GaveUp>
    where
        C: Call + ?Sized,
        C::Reply<String>: DeserializeOwned,
        H: Host<Road<G>>,
    {
        let mut buffer = vec![0; self.road.transport().answer_limit()];
        self.road
            .call_repeating_as::<C, String, H>(call, repeating, &mut buffer)
    }
}
