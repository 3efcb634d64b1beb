//! Desktop client for Chinese e-commerce open platforms: ureq and rustls under
//! [`gatekit_core::Client`].
//!
//! ```no_run
//! use gatekit_core::{Top, api::damai::CancelLockStock};
//!
//! let client = gatekit_ureq::Client::new(Top::new("12345678", "app secret")?);
//! let reply = client.call(&CancelLockStock::order("12345"))?;
//! println!("{:?}", reply.result.head);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! - HTTPS to the platform's production address unless told otherwise; certificates are always
//!   checked.
//! - Nothing is repeated unless [`Client::call_repeating`] is told to: an error says whether the
//!   request may have been executed.
//! - Redirects are not followed, since they would carry signed parameters elsewhere.
//! - HTTP error statuses are answers: gateways explain refusals in their bodies.
//! - Connections are pooled; gzip is asked for.
//! - HTTP proxies come from the environment (the first of `ALL_PROXY`, `HTTPS_PROXY`, `HTTP_PROXY`;
//!   `NO_PROXY`), but none leads to a loopback address. With a SOCKS proxy, or one
//!   whose address is wrong, nothing is sent.
//! - This crate logs nothing. ureq does under the crate `log`: at the level `trace` it writes whole
//!   requests, with their tokens. Keep `ureq` and `ureq_proto` at `debug` or below.

#![forbid(unsafe_code)]

mod error;
mod http;
mod repeating;
mod settings;

pub use error::HttpError;
pub use http::Http;
pub use repeating::{GaveUp, Road, System, repeating};
pub use settings::{Settings, SettingsError};

use gatekit_core::{Call, Gateway, Timestamp};
use serde::de::DeserializeOwned;
use std::time::{SystemTime, UNIX_EPOCH};

/// A call that brought no reply.
///
/// ```
/// use gatekit_core::reply::Repeat;
/// use gatekit_ureq::{Client, Error, Settings};
/// # use gatekit_core::{Qianmi, api::d2p::TradeCancel};
/// # use gatekit_sandbox::{Config, Gateway, Sandbox};
/// # let config = Config::default();
/// # let qianmi = Qianmi::new(config.app_key.clone(), &config.app_secret)?
/// #     .with_access_token(config.session.clone());
/// # let sandbox = Sandbox::start(config)?;
/// # let client = Client::with_settings(qianmi, &Settings::new(sandbox.url(Gateway::Qianmi)))?;
/// let error: Error = client.call(&TradeCancel::order("T0409")).unwrap_err(); // already shipped
/// assert!(matches!(error, Error::Refused(_)));
/// assert_eq!(error.repeat(), Repeat::No);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub type Error = gatekit_core::Error<String, HttpError>;

/// Business parameters that a call may have.
///
/// ```
/// use gatekit_core::{call::Generic, request::ParamProblem};
/// use gatekit_ureq::{Client, Error, PARAMS_MAX, Settings};
/// # use gatekit_core::Qianmi;
/// # use gatekit_sandbox::{Config, Gateway, Sandbox};
/// # let config = Config::default();
/// # let qianmi = Qianmi::new(config.app_key.clone(), &config.app_secret)?
/// #     .with_access_token(config.session.clone());
/// # let sandbox = Sandbox::start(config)?;
/// # let client = Client::with_settings(qianmi, &Settings::new(sandbox.url(Gateway::Qianmi)))?;
/// let names: Vec<_> = (0..=PARAMS_MAX).map(|nth| format!("field{nth}")).collect();
/// let params: Vec<_> = names.iter().map(|name| (name.as_str(), "1")).collect();
/// let call = Generic::new("qianmi.cloudshop.d2p.trade.cancel", &params);
/// let Err(Error::Params(error)) = client.call(&call) else { panic!("one too many") };
/// assert_eq!(error.problem, ParamProblem::TableFull { capacity: PARAMS_MAX });
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub const PARAMS_MAX: usize = 64;

/// A gateway reached over HTTPS. Share it between threads: [`Self::call`] needs `&self` only.
/// [`Self::call_repeating`] may change its tokens: give each thread a clone, which shares the
/// connections.
///
/// ```
/// use gatekit_core::{Qianmi, api::d2p::TradeCancel};
/// use gatekit_sandbox::{Config, Gateway, Sandbox};
/// use gatekit_ureq::{Client, Settings};
///
/// let config = Config::default();
/// let qianmi = Qianmi::new(config.app_key.clone(), &config.app_secret)?
///     .with_access_token(config.session.clone());
/// let sandbox = Sandbox::start(config)?;
/// let client = Client::with_settings(qianmi, &Settings::new(sandbox.url(Gateway::Qianmi)))?;
/// assert!(client.call(&TradeCancel::order("T20151104141011234"))?.trade.is_success);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Client<G> {
    road: Road<G>,
}

impl<G: Gateway> Client<G> {
    /// Calls the platform's production address with the default settings.
    ///
    /// ```
    /// use gatekit_core::PhalApi;
    /// let client = gatekit_ureq::Client::new(PhalApi::unsigned().with_access_token("t0k"));
    /// ```
    pub fn new(gateway: G) -> Self {
        let http = Http::production(gateway.dialect());
        let road = Road::sized(gateway, http);
        Self { road }
    }

    /// Calls the address in `settings`.
    ///
    /// ```
    /// use gatekit_core::{Gateway, Top};
    /// use gatekit_ureq::{Client, Settings};
    /// let top = Top::new("12345678", "app secret")?;
    /// let sandbox = top.dialect().sandbox.unwrap();
    /// let client = Client::with_settings(top, &Settings::new(sandbox))?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_settings(gateway: G, settings: &Settings) -> Result<Self, SettingsError> {
        let road = Road::sized(gateway, Http::new(settings)?);
        Ok(Self { road })
    }

    /// Calls once, with the time of the system's clock.
    ///
    /// ```
    /// use gatekit_ureq::{Client, Settings};
    /// # use gatekit_core::{Qianmi, api::d2p::TradeCancel};
    /// # use gatekit_sandbox::{Config, Gateway, Sandbox};
    /// # let config = Config::default();
    /// # let qianmi = Qianmi::new(config.app_key.clone(), &config.app_secret)?
    /// #     .with_access_token(config.session.clone());
    /// # let sandbox = Sandbox::start(config)?;
    /// # let client = Client::with_settings(qianmi, &Settings::new(sandbox.url(Gateway::Qianmi)))?;
    /// let reply = client.call(&TradeCancel::order("T1"))?;
    /// assert!(reply.trade.is_success);
    ///
    /// let error = client.call(&TradeCancel::order("T0404")).unwrap_err(); // no such order
    /// assert!(matches!(error, gatekit_ureq::Error::Refused(_)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn call<C>(&self, call: &C) -> Result<C::Reply<String>, Error>
    where
        C: Call + ?Sized,
        C::Reply<String>: DeserializeOwned,
    {
        self.call_at(call, now())
    }

    /// Calls once, with the time that the caller says it is.
    ///
    /// ```
    /// use gatekit_core::Timestamp;
    /// use gatekit_ureq::{Client, Settings};
    /// # use gatekit_core::{Qianmi, api::d2p::TradeCancel};
    /// # use gatekit_sandbox::{Config, Gateway, Sandbox};
    /// # let config = Config { now: Some(1_451_620_800), ..Config::default() };
    /// # let qianmi = Qianmi::new(config.app_key.clone(), &config.app_secret)?
    /// #     .with_access_token(config.session.clone());
    /// # let sandbox = Sandbox::start(config)?;
    /// # let client = Client::with_settings(qianmi, &Settings::new(sandbox.url(Gateway::Qianmi)))?;
    /// // The sandbox's clock stands still at this moment.
    /// let noon = Timestamp::parse(b"2016-01-01 12:00:00").unwrap();
    /// assert!(client.call_at(&TradeCancel::order("T1"), noon)?.trade.is_success);
    /// assert!(client.call(&TradeCancel::order("T1")).is_err()); // years later
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn call_at<C>(&self, call: &C, now: Timestamp) -> Result<C::Reply<String>, Error>
    where
        C: Call + ?Sized,
        C::Reply<String>: DeserializeOwned,
    {
        let http = self.road.transport();
        let mut buffer = vec![0; http.answer_limit()];
        Road::sized(self.road.gateway(), http.clone()).call_as::<C, String>(call, now, &mut buffer)
    }

    /// The gateway, to change its tokens.
    ///
    /// ```
    /// use gatekit_ureq::{Client, Settings};
    /// # use gatekit_core::{Qianmi, api::d2p::TradeCancel};
    /// # use gatekit_sandbox::{Config, Gateway, Sandbox};
    /// # let config = Config::default();
    /// # let qianmi = Qianmi::new(config.app_key.clone(), &config.app_secret)?
    /// #     .with_access_token("expired".to_owned());
    /// # let session = config.session.clone();
    /// # let sandbox = Sandbox::start(config)?;
    /// # let mut client = Client::with_settings(qianmi, &Settings::new(sandbox.url(Gateway::Qianmi)))?;
    /// assert!(client.call(&TradeCancel::order("T1")).is_err()); // its token has expired
    ///
    /// let renewed = client.gateway_mut().clone().with_access_token(session);
    /// *client.gateway_mut() = renewed;
    /// assert!(client.call(&TradeCancel::order("T1"))?.trade.is_success);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub const fn gateway_mut(&mut self) -> &mut G {
        self.road.gateway_mut()
    }

    /// The gateway.
    ///
    /// ```
    /// use gatekit_core::{Gateway, Top};
    /// let client = gatekit_ureq::Client::new(Top::new("12345678", "app secret")?);
    /// assert_eq!(client.gateway().dialect().name, "top");
    /// # Ok::<(), gatekit_core::gateway::CredentialError>(())
    /// ```
    pub const fn gateway(&self) -> &G {
        self.road.gateway()
    }
}

/// The system's clock; the first moment of 1970 if it stands before that.
///
/// ```
/// assert!(gatekit_ureq::now().unix() > 1_700_000_000);
/// ```
#[must_use]
pub fn now() -> Timestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let seconds = i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
    Timestamp::from_unix(seconds).unwrap_or_else(first_moment)
}

fn first_moment() -> Timestamp {
    const FIRST: Timestamp = match Timestamp::from_unix(0) {
        Some(first) => first,
        None => unreachable!(),
    };
    FIRST
}
