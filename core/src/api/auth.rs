//! `PhalApi`-Pro sites: `App.Auth.ApplyToken`, where `access_token` comes from (Pro documentation).

use super::none;
use crate::call::Call;
use crate::request::{ParamError, ParamsView};
use core::fmt;
use serde::Deserialize;

/// Exchanges the application's key and secret for an `access_token`. The call itself is not signed:
/// [`PhalApi::unsigned`](crate::PhalApi::unsigned). Send it over HTTPS only: the
/// secret travels as a parameter.
///
/// ```
/// use gatekit_core::api::auth::ApplyToken;
/// let call = ApplyToken { app_key: "testAppKey", app_secret: "testAppSecret" };
/// assert!(!format!("{call:?}").contains("testAppSecret"));
/// ```
#[derive(Clone, Copy)]
pub struct ApplyToken<'a> {
    /// The application.
    pub app_key: &'a str,
    /// Its secret.
    pub app_secret: &'a str,
}

impl fmt::Debug for ApplyToken<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ApplyToken({})", self.app_key)
    }
}

impl Call for ApplyToken<'_> {
    type Reply<S> = ApplyTokenReply<S>;

    fn method(&self) -> &'static str {
        "App.Auth.ApplyToken"
    }

    fn params<'a>(&'a self, params: &mut ParamsView<'a>) -> Result<(), ParamError> {
        params.text("app_key", self.app_key)?;
        params.text("app_secret", self.app_secret)
    }

    /// A further token does no harm: where a site keeps but one, the last answer brings it.
    fn is_idempotent(&self) -> bool {
        true
    }
}

/// The answer to [`ApplyToken`]. Tokens live 7 or 30 days, by the site's settings.
///
/// ```
/// use gatekit_core::api::auth::ApplyTokenReply;
/// let reply = ApplyTokenReply { access_token: "t0k", expire_at: Some(1), expire_time: None };
/// assert!(!format!("{reply:?}").contains("t0k"));
/// ```
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct ApplyTokenReply<S> {
    /// The token.
    pub access_token: S,
    /// When it expires, in Unix seconds.
    #[serde(default)]
    pub expire_at: Option<i64>,
    /// The same as `yyyy-MM-dd HH:mm:ss`.
    #[serde(default = "none")]
    pub expire_time: Option<S>,
}

impl<S> fmt::Debug for ApplyTokenReply<S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "ApplyTokenReply(expires at {:?})",
            self.expire_at
        )
    }
}
