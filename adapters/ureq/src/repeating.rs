//! Calls that are repeated by a policy.

use crate::{Client, Http, HttpError, PARAMS_MAX, now};
use gatekit_core::client::{Host, Repeating};
use gatekit_core::repeat::Policy;
use gatekit_core::{Call, ClockOffset, Gateway, Timestamp};
use serde::de::DeserializeOwned;
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// What a [`Host`] prepares: the core's client over this transport.
///
/// ```
/// # use gatekit_core::{ClockOffset, Timestamp, client::Repeating, repeat::Policy};
/// # use gatekit_core::repeat::Remedy;
/// # use gatekit_ureq::{Client, Road, Settings};
/// # use gatekit_core::{Qianmi, api::d2p::TradeCancel};
/// # use gatekit_sandbox::{Config, Gateway, Sandbox};
/// # let config = Config::default();
/// # let qianmi = Qianmi::new(config.app_key.clone(), &config.app_secret)?
/// #     .with_access_token("expired".to_owned());
/// # let session = config.session.clone();
/// # let sandbox = Sandbox::start(config)?;
/// # let mut client = Client::with_settings(qianmi, &Settings::new(sandbox.url(Gateway::Qianmi)))?;
/// # let moment = |unix| Timestamp::from_unix(unix).unwrap();
/// # let clock = ClockOffset::between(moment(1_767_225_600), moment(4_102_444_799));
/// struct Desk(String); // its new token
/// impl gatekit_core::client::Host<Road<Qianmi<String>>> for Desk {
/// #     fn now(&mut self) -> Timestamp { gatekit_ureq::now() }
/// #     fn wait(&mut self, pause: std::time::Duration) { std::thread::sleep(pause) }
///     fn prepare(&mut self, road: &mut Road<Qianmi<String>>, _: Remedy) -> bool {
///         *road.gateway_mut() = road.gateway().clone().with_access_token(self.0.clone());
///         true
///     }
/// }
/// # let mut repeating = Repeating::new(Policy::new(), clock, 4711, Desk(session));
/// assert!(client.call_repeating(&TradeCancel::order("T1"), &mut repeating)?.trade.is_success);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub type Road<G> = gatekit_core::Client<G, Http, PARAMS_MAX>;

/// A repeated call that brought no reply.
///
/// ```
/// use gatekit_core::repeat::{Policy, Why};
/// use gatekit_ureq::{Client, GaveUp, Settings, repeating};
/// # use gatekit_core::{Qianmi, api::d2p::TradeCancel};
/// # use gatekit_sandbox::{Config, Gateway, Sandbox};
/// # let config = Config::default();
/// # let qianmi = Qianmi::new(config.app_key.clone(), &config.app_secret)?
/// #     .with_access_token(config.session.clone());
/// # let sandbox = Sandbox::start(config)?;
/// # let mut client = Client::with_settings(qianmi, &Settings::new(sandbox.url(Gateway::Qianmi)))?;
/// # let mut repeating = repeating(Policy::new());
/// // The sandbox cancels this order, and closes the connection without an answer.
/// let outcome = client.call_repeating(&TradeCancel::order("T0444"), &mut repeating);
/// let gave_up: GaveUp = outcome.unwrap_err();
/// assert_eq!((gave_up.tries, gave_up.why), (1, Why::MayBeExecuted));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub type GaveUp = gatekit_core::client::GaveUp<String, HttpError>;

/// This computer: the system's clock, and a thread that sleeps. It has no new tokens: who has, writes
/// a [`Host`] of his own.
///
/// ```
/// # use gatekit_core::Timestamp;
/// use gatekit_core::{ClockOffset, client::Repeating, repeat::{Policy, Why}};
/// use gatekit_ureq::{Client, Settings, System};
/// # use gatekit_core::{Qianmi, api::d2p::TradeCancel};
/// # use gatekit_sandbox::{Config, Gateway, Sandbox};
/// # let config = Config::default();
/// # let qianmi = Qianmi::new(config.app_key.clone(), &config.app_secret)?
/// #     .with_access_token("expired".to_owned());
/// # let sandbox = Sandbox::start(config)?;
/// # let mut client = Client::with_settings(qianmi, &Settings::new(sandbox.url(Gateway::Qianmi)))?;
/// # let moment = |unix| Timestamp::from_unix(unix).unwrap();
/// # let (earliest, latest) = (moment(1_767_225_600), moment(4_102_444_799));
/// let clock = ClockOffset::between(earliest, latest);
/// let mut repeating = Repeating::new(Policy::new(), clock, 4711, System);
/// let outcome = client.call_repeating(&TradeCancel::order("T1"), &mut repeating);
/// assert_eq!(outcome.unwrap_err().why, Why::Token); // the client's has expired
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
