//! What a caller chooses when the sandbox starts.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

/// Where the sandbox listens, and which credentials it takes for right.
///
/// ```
/// let config = gatekit_sandbox::Config { now: Some(1_451_620_800), ..Default::default() };
/// assert_eq!(config.app_key, "12345678");
/// assert!(!format!("{config:?}").contains(&config.app_secret));
/// ```
#[derive(Clone)]
pub struct Config {
    /// Address to listen on; must be loopback. Default: `127.0.0.1`, any free port.
    pub listen: SocketAddr,
    /// The one application that the sandbox knows. Default: `12345678`.
    pub app_key: String,
    /// Its secret. Default: `sandbox-secret`.
    pub app_secret: String,
    /// TOP and Qimen `session`, Qianmi `access_token`. Default: `sandbox-session`.
    pub session: String,
    /// A fixed clock in Unix seconds, or `None` for the system's.
    pub now: Option<i64>,
    /// How long the slow outcome takes. Default: 3 s.
    pub slow: Duration,
    /// Whether answers say in a `Date` what time it is. Default: they do.
    pub date: bool,
    /// A seed by which requests and answers meet a [`Fault`](crate::Fault), or `None` for a way
    /// without faults.
    pub faults: Option<u64>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            app_key: "12345678".to_owned(),
            app_secret: "sandbox-secret".to_owned(),
            session: "sandbox-session".to_owned(),
            now: None,
            slow: Duration::from_secs(3),
            date: true,
            faults: None,
        }
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("listen", &self.listen)
            .field("app_key", &self.app_key)
            .field("app_secret", &format_args!("<redacted>"))
            .field("session", &format_args!("<redacted>"))
            .field("now", &self.now)
            .field("slow", &self.slow)
            .field("date", &self.date)
            .field("faults", &self.faults)
            .finish()
    }
}
