//! The gateways: their paths, and which module answers for each.

use crate::answer::Answer;
use crate::config::Config;
use crate::http::Request;
use crate::outcome::{Outcome, Verdict};
use crate::{phalapi, qianmi, qimen, top};

/// One of the gateways that the sandbox plays.
///
/// ```
/// use gatekit_sandbox::Gateway;
/// assert_eq!(Gateway::Top.path(), "/router/rest");
/// assert_eq!(Gateway::ALL.len(), 6);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gateway {
    /// Taobao Open Platform.
    Top,
    /// Qimen custom scenes.
    Qimen,
    /// Qianmi Open Platform.
    Qianmi,
    /// PhalApi with an `access_token`, as APIUSB runs it.
    PhalApi,
    /// PhalApi with the framework's `SimpleMD5Filter`.
    PhalApiMd5,
    /// PhalApi-Pro with `app_key` and a signature.
    PhalApiPro,
}

impl Gateway {
    /// Every gateway.
    ///
    /// ```
    /// use gatekit_sandbox::Gateway;
    /// let paths = Gateway::ALL.map(Gateway::path);
    /// assert_eq!(paths[..4], ["/router/rest", "/router/qm", "/api", "/api/app"]);
    /// ```
    pub const ALL: [Self; 6] = [
        Self::Top,
        Self::Qimen,
        Self::Qianmi,
        Self::PhalApi,
        Self::PhalApiMd5,
        Self::PhalApiPro,
    ];

    /// The path at which the gateway answers.
    ///
    /// ```
    /// use gatekit_sandbox::Gateway;
    /// assert_eq!(Gateway::Qianmi.path(), "/api");
    /// assert_eq!(Gateway::PhalApiPro.path(), "/pro/api/app");
    /// ```
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Top => "/router/rest",
            Self::Qimen => "/router/qm",
            Self::Qianmi => "/api",
            Self::PhalApi => "/api/app",
            Self::PhalApiMd5 => "/md5/api/app",
            Self::PhalApiPro => "/pro/api/app",
        }
    }

    pub(crate) fn at(path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|gateway| gateway.path() == path)
    }
}

/// One request as a gateway sees it.
pub(crate) struct Call<'a> {
    pub(crate) config: &'a Config,
    pub(crate) request: &'a Request,
    /// The sandbox's clock, Unix seconds.
    pub(crate) now: i64,
    /// Tells one answer of the platform from the others.
    pub(crate) request_id: String,
    /// Whatever the order, the platform is busy.
    pub(crate) is_busy: bool,
}

impl Call<'_> {
    /// What becomes of an order, as it leaves the sandbox.
    pub(crate) fn deliver(&self, order: &str, say: impl FnOnce(Verdict) -> Answer) -> Answer {
        let outcome = if self.is_busy {
            Outcome::busy()
        } else {
            Outcome::of(order)
        };
        let mut answer = outcome.deliver(say);
        answer.order = Some(order.to_owned());
        answer
    }
}

/// What the gateway at this path says to the call.
pub(crate) fn answer(gateway: Option<Gateway>, call: &Call<'_>) -> Answer {
    let Some(gateway) = gateway else {
        return Answer::html(404, "<h1>404 Not Found</h1>");
    };
    if call.request.method == "HEAD" {
        return Answer::html(405, "");
    }
    if call.request.content_type() == "multipart/form-data" {
        return Answer::html(415, "<h1>415 multipart/form-data is not played here</h1>");
    }
    match gateway {
        Gateway::Top => top::answer(call),
        Gateway::Qimen => qimen::answer(call),
        Gateway::Qianmi => qianmi::answer(call),
        Gateway::PhalApi => phalapi::answer(call, phalapi::Filter::Token),
        Gateway::PhalApiMd5 => phalapi::answer(call, phalapi::Filter::Md5),
        Gateway::PhalApiPro => phalapi::answer(call, phalapi::Filter::Pro),
    }
}
