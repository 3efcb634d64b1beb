//! Where to call and how long to wait.

use std::fmt;
use std::time::Duration;

/// Settings of a connection.
///
/// ```
/// use gatekit_ureq::Settings;
/// use std::time::Duration;
/// let settings = Settings::new("https://gw.api.taobao.com/router/rest")
///     .with_connect_timeout(Duration::from_secs(2))
///     .with_answer_timeout(Duration::from_secs(10))
///     .with_answer_limit(64 * 1024);
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct Settings {
    /// Address of the gateway, without a query.
    pub url: String,
    /// Time for name resolution, connection and TLS handshake; 5 s.
    pub connect_timeout: Duration,
    /// Time for each of: sending, waiting for the answer's head, reading its body; 30 s.
    pub answer_timeout: Duration,
    /// Bytes that an answer may have, decompressed; 1 MiB, at most 1 GiB. What a call writes (nested JSON,
    /// numbers, the timestamp) must fit into as many.
    pub answer_limit: usize,
    /// DER certificates to trust instead of the usual roots; none by default.
    pub root_certificates: Vec<Vec<u8>>,
}

impl Settings {
    /// Default settings for this address.
    ///
    /// ```
    /// assert_eq!(gatekit_ureq::Settings::new("https://api.qianmi.com/api").answer_limit, 1 << 20);
    /// ```
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            connect_timeout: Duration::from_secs(5),
            answer_timeout: Duration::from_secs(30),
            answer_limit: 1 << 20,
            root_certificates: Vec::new(),
        }
    }

    /// Sets [`Self::connect_timeout`].
    ///
    /// ```
    /// use std::time::Duration;
    /// let settings = gatekit_ureq::Settings::new("https://gw.api.taobao.com/router/rest")
    ///     .with_connect_timeout(Duration::from_secs(2));
    /// assert_eq!(settings.connect_timeout, Duration::from_secs(2));
    /// assert_eq!(settings.answer_timeout, Duration::from_secs(30)); // as it was
    /// ```
    #[must_use]
    pub fn with_connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets [`Self::answer_timeout`].
    ///
    /// ```
    /// use gatekit_core::reply::Repeat;
    /// use gatekit_ureq::{Client, Settings};
    /// use std::time::Duration;
    /// # use gatekit_core::{Qianmi, api::d2p::TradeCancel};
    /// # use gatekit_sandbox::{Config, Gateway, Sandbox};
    /// # let config = Config::default();
    /// # let qianmi = Qianmi::new(config.app_key.clone(), &config.app_secret)?
    /// #     .with_access_token(config.session.clone());
    /// # let sandbox = Sandbox::start(config)?;
    /// # let url = sandbox.url(Gateway::Qianmi);
    /// let settings = Settings::new(url).with_answer_timeout(Duration::from_millis(300));
    /// let client = Client::with_settings(qianmi, &settings)?;
    /// let error = client.call(&TradeCancel::order("T0408")).unwrap_err(); // answered after 3 s
    /// assert_eq!(error.repeat(), Repeat::AskFirst); // it was sent
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_answer_timeout(mut self, timeout: Duration) -> Self {
        self.answer_timeout = timeout;
        self
    }

    /// Sets [`Self::answer_limit`].
    ///
    /// ```
    /// use gatekit_core::transport::TransportError;
    /// use gatekit_ureq::{Client, Error, Settings};
    /// # use gatekit_core::{Qianmi, api::d2p::TradeCancel};
    /// # use gatekit_sandbox::{Config, Gateway, Sandbox};
    /// # let config = Config::default();
    /// # let qianmi = Qianmi::new(config.app_key.clone(), &config.app_secret)?
    /// #     .with_access_token(config.session.clone());
    /// # let sandbox = Sandbox::start(config)?;
    /// # let url = sandbox.url(Gateway::Qianmi);
    /// let settings = Settings::new(url).with_answer_limit(32);
    /// let client = Client::with_settings(qianmi, &settings)?;
    /// let Err(Error::Transport(error)) = client.call(&TradeCancel::order("T1")) else { panic!() };
    /// assert!(matches!(error, TransportError::AnswerTooLarge { capacity: 32, .. }));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_answer_limit(mut self, bytes: usize) -> Self {
        self.answer_limit = bytes;
        self
    }

    /// Trusts this DER certificate (a company's own authority) instead of the usual roots.
    ///
    /// ```
    /// use gatekit_ureq::{Http, Settings, SettingsError};
    /// # let made = rcgen::generate_simple_self_signed(["gateway.example".to_owned()])?;
    /// # let (der, pem) = (made.cert.der().to_vec(), made.cert.pem());
    /// let settings = Settings::new("https://gateway.example/api");
    /// assert!(Http::new(&settings.clone().with_root_certificate(der)).is_ok());
    /// let error = Http::new(&settings.with_root_certificate(pem)).unwrap_err();
    /// assert_eq!(error, SettingsError::Certificate); // not DER
    /// # Ok::<(), rcgen::Error>(())
    /// ```
    #[must_use]
    pub fn with_root_certificate(mut self, der: impl Into<Vec<u8>>) -> Self {
        self.root_certificates.push(der.into());
        self
    }

    /// The address with `…` for what may be secret: user, password, query, fragment.
    pub(crate) fn shown_url(&self) -> String {
        let (scheme, rest) = self.url.split_once("://").unwrap_or(("", &self.url));
        let separator = if scheme.is_empty() { "" } else { "://" };
        // A password may hold any of the other signs.
        let (user, rest) = match rest.rsplit_once('@') {
            Some((_, rest)) => ("…@", rest),
            None => ("", rest),
        };
        let end = rest.find(['?', '#']).unwrap_or(rest.len());
        let (shown, hidden) = rest.split_at(end);
        let mark = hidden.get(..1).unwrap_or_default();
        let tail = if mark.is_empty() { "" } else { "…" };
        format!("{scheme}{separator}{user}{shown}{mark}{tail}")
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Settings")
            .field("url", &self.shown_url())
            .field("connect_timeout", &self.connect_timeout)
            .field("answer_timeout", &self.answer_timeout)
            .field("answer_limit", &self.answer_limit)
            .field("root_certificates", &self.root_certificates.len())
            .finish()
    }
}

/// Settings that cannot be used.
///
/// ```
/// use gatekit_ureq::{Http, Settings, SettingsError};
/// let error = Http::new(&Settings::new("gw.api.taobao.com/router/rest")).unwrap_err();
/// assert_eq!(error, SettingsError::Url("gw.api.taobao.com/router/rest".into()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SettingsError {
    /// Not an `http://` or `https://` address, or one with a query, a fragment or a password
    /// (with `…` in their place here).
    Url(String),
    /// A root certificate that cannot be read as DER.
    Certificate,
}

impl fmt::Display for SettingsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(url) => write!(
                formatter,
                "`{url}` is no address such as https://host/path, without query and password"
            ),
            Self::Certificate => formatter
                .write_str("a root certificate is no X.509 certificate in DER (PEM is not read)"),
        }
    }
}

impl std::error::Error for SettingsError {}
