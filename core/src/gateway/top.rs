//! TOP, Taobao's open platform.
//!
//! Sources: the Java SDK of 2021 (`DefaultTaobaoClient`, `TaobaoUtils`, `TaobaoResponse`), platform
//! documents 101617 (calls) and 102707 (error codes).

use super::{CredentialError, Dialect, Gateway, Slot, SystemParam, SystemParams, checked_app_key};
use crate::repeat::Rule;
use crate::reply::{
    AT_ROOT, Format, INSIDE, Kind, Leniency, Node, Problem, Reason, Refusal, Unopened, scalar,
    starts_with, unless_denied,
};
use crate::request::sign::{
    Canonical, HmacMd5, HmacSha256, Layout, Md5, SecretError, SignMethod, Signature,
};
use crate::request::{Blanks, Order, Place};
use core::fmt;

/// What refusals consist of, of the platform and of a business: at the root, where a simplified reply
/// and Qimen's custom scenes have it, in the wrapper, and in one object in it.
pub(super) const ENVELOPE: &[&[&str]] = &[
    AT_ROOT,
    INSIDE,
    &[
        "sub_msg",
        "sub_message",
        "flag",
        "*.sub_msg",
        "*.sub_message",
        "*.flag",
    ],
];

/// TOP's table: everything but the business parameters travels in the URL, as in the Java, PHP and
/// Python SDKs.
///
/// ```
/// use gatekit_core::gateway::top;
/// assert_eq!(top::DIALECT.production, "https://gw.api.taobao.com/router/rest");
/// assert_eq!(top::DIALECT.sandbox, Some("https://gw.api.tbsandbox.com/router/rest"));
/// ```
pub const DIALECT: Dialect = Dialect {
    name: "top",
    production: "https://gw.api.taobao.com/router/rest",
    sandbox: Some("https://gw.api.tbsandbox.com/router/rest"),
    system: SystemParams::new(&[
        SystemParam::new("app_key", Slot::AppKey, Place::Query),
        SystemParam::new("format", Slot::Format, Place::Query),
        SystemParam::new("method", Slot::Method, Place::Query),
        SystemParam::new("partner_id", Slot::PartnerId, Place::Query),
        SystemParam::new("session", Slot::Session, Place::Query),
        SystemParam::new("sign", Slot::Signature, Place::Query),
        SystemParam::new("sign_method", Slot::SignMethod, Place::Query),
        SystemParam::new("simplify", Slot::Simplify, Place::Query),
        SystemParam::new("target_app_key", Slot::TargetAppKey, Place::Query),
        SystemParam::new("timestamp", Slot::Timestamp, Place::Query),
        SystemParam::new("v", Slot::Version, Place::Query),
    ]),
    blanks: Blanks::Dropped,
    order: Order::Bytes,
    // Item APIs send raw control characters inside strings.
    leniency: Leniency {
        control_characters: true,
    },
    xml: true,
    envelope: ENVELOPE,
};

/// The flow limits: codes 4 to 8 and their sub codes (document 102707). How long a ban lasts stands
/// in `sub_msg`: "This ban will last for 1 more seconds".
///
/// ```
/// use gatekit_core::{gateway::top, repeat::Rule};
/// assert!(top::RULES.contains(&Rule::limit("accesscontrol.limited-by-*")));
/// assert!(top::RULES.iter().all(|rule| rule.pause.as_secs() == 1));
/// ```
pub const RULES: &[Rule] = &[
    Rule::limit("accesscontrol.limited-by-*"),
    Rule::limit("isv.access-limited-by-*"),
    Rule::limit("4"),
    Rule::limit("5"),
    Rule::limit("6"),
    Rule::limit("7"),
    Rule::limit("8"),
];

/// TOP with one application's credentials. `S` holds its texts (`&str`, `String`), `M` is the
/// signature: `hmac-sha256` unless another is chosen.
///
/// ```
/// use gatekit_core::Top;
/// let top = Top::new("12345678", "helloworld")?.with_session("6100e23f").with_xml();
/// assert!(!format!("{top:?}").contains("6100e23f"));
/// # Ok::<(), gatekit_core::gateway::CredentialError>(())
/// ```
#[derive(Clone)]
pub struct Top<S = &'static str, M = HmacSha256> {
    app_key: S,
    sign_method: M,
    session: Option<S>,
    partner_id: Option<S>,
    target_app_key: Option<S>,
    format: Format,
    simplify: bool,
}

impl<S: AsRef<str>> Top<S> {
    /// Signs with `hmac-sha256`, the Java SDK's default.
    ///
    /// ```
    /// assert!(gatekit_core::Top::new("12345678", "helloworld").is_ok());
    /// ```
    pub fn new(app_key: S, secret: &str) -> Result<Self, CredentialError> {
        Self::with_sign_method(app_key, HmacSha256::new(secret)?)
    }
}

impl<S: AsRef<str>> Top<S, Md5> {
    /// Signs with `md5`: the smallest in flash, and what every SDK speaks.
    ///
    /// ```
    /// assert!(gatekit_core::Top::md5("12345678", "helloworld").is_ok());
    /// ```
    pub fn md5(app_key: S, secret: &str) -> Result<Self, CredentialError> {
        Self::with_sign_method(app_key, Md5::new(secret)?)
    }
}

impl<S: AsRef<str>, M: SignMethod> Top<S, M> {
    /// Signs with a method of the caller's choice, chosen at run time ([`TopSign`]) or with an
    /// engine of its own.
    ///
    /// ```
    /// use gatekit_core::{Top, request::sign::HmacMd5};
    /// let top = Top::with_sign_method("12345678", HmacMd5::new("helloworld")?)?;
    /// # Ok::<(), gatekit_core::gateway::CredentialError>(())
    /// ```
    pub fn with_sign_method(app_key: S, sign_method: M) -> Result<Self, CredentialError> {
        Ok(Self {
            app_key: checked_app_key(app_key)?,
            sign_method,
            session: None,
            partner_id: None,
            target_app_key: None,
            format: Format::Json,
            simplify: false,
        })
    }

    /// Calls on behalf of the user with this token.
    ///
    /// ```
    /// let top = gatekit_core::Top::md5("12345678", "helloworld")?.with_session("6100e23f");
    /// # Ok::<(), gatekit_core::gateway::CredentialError>(())
    /// ```
    #[must_use]
    pub fn with_session(mut self, session: S) -> Self {
        self.session = Some(session);
        self
    }

    /// Names the software that calls.
    ///
    /// ```
    /// let top = gatekit_core::Top::md5("12345678", "helloworld")?.with_partner_id("kiosk-1.0");
    /// # Ok::<(), gatekit_core::gateway::CredentialError>(())
    /// ```
    #[must_use]
    pub fn with_partner_id(mut self, partner_id: S) -> Self {
        self.partner_id = Some(partner_id);
        self
    }

    /// Names the application that provides the method (third-party APIs).
    ///
    /// ```
    /// let top = gatekit_core::Top::md5("12345678", "helloworld")?.with_target_app_key("23300032");
    /// # Ok::<(), gatekit_core::gateway::CredentialError>(())
    /// ```
    #[must_use]
    pub fn with_target_app_key(mut self, target_app_key: S) -> Self {
        self.target_app_key = Some(target_app_key);
        self
    }

    /// Asks for XML instead of JSON.
    ///
    /// ```
    /// use gatekit_core::{Gateway, Top, reply::Format};
    /// assert_eq!(Top::md5("12345678", "helloworld")?.with_xml().format(), Format::Xml);
    /// # Ok::<(), gatekit_core::gateway::CredentialError>(())
    /// ```
    #[cfg(feature = "xml")]
    #[must_use]
    pub fn with_xml(mut self) -> Self {
        self.format = Format::Xml;
        self
    }

    /// Asks for JSON without the outer level and with plain lists. XML has no such form.
    ///
    /// ```
    /// let top = gatekit_core::Top::md5("12345678", "helloworld")?.with_simplify();
    /// # Ok::<(), gatekit_core::gateway::CredentialError>(())
    /// ```
    #[must_use]
    pub fn with_simplify(mut self) -> Self {
        self.simplify = true;
        self
    }
}

impl<S: AsRef<str>, M: SignMethod> Gateway for Top<S, M> {
    type Method = M;

    fn dialect(&self) -> &'static Dialect {
        &DIALECT
    }

    fn rules(&self) -> &'static [Rule] {
        RULES
    }

    fn sign_method(&self) -> &M {
        &self.sign_method
    }

    fn format(&self) -> Format {
        self.format
    }

    fn system_value(&self, slot: Slot) -> Option<&str> {
        match slot {
            Slot::AppKey => Some(self.app_key.as_ref()),
            Slot::Format => Some(format_name(self.format)),
            Slot::PartnerId => self.partner_id.as_ref().map(S::as_ref),
            Slot::Session => self.session.as_ref().map(S::as_ref),
            Slot::SignMethod => Some(self.sign_method.name()),
            Slot::Simplify => (self.simplify && self.format.is_json()).then_some("true"),
            Slot::TargetAppKey => self.target_app_key.as_ref().map(S::as_ref),
            Slot::Version => Some("2.0"),
            _ => None,
        }
    }

    fn open<'d>(&self, method: Option<&str>, document: Node<'d>) -> Result<Node<'d>, Unopened<'d>> {
        if let Some(error) = document.get("error_response") {
            return Err(Unopened::Refused(refusal(error)));
        }
        let wrapped = wrapper(method, document);
        let simplified = self.simplify && self.format.is_json();
        let payload = match wrapped {
            // Fields at the root, or a server that pays no heed to `simplify`.
            Err(Problem::NoEnvelope)
                if simplified
                    && document.kind() == Kind::Object
                    && document.children().next().is_some() =>
            {
                document
            }
            wrapped => wrapped?,
        };
        unless_denied(payload)
    }
}

impl<S, M> fmt::Debug for Top<S, M>
where
    S: AsRef<str>,
{
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Top({})", self.app_key.as_ref())
    }
}

/// The value of the parameter `format`.
pub(super) const fn format_name(format: Format) -> &'static str {
    if format.is_json() { "json" } else { "xml" }
}

/// The object under `<method>_response`: the method without a leading `taobao.`, dots written as
/// underscores (the rule of the Node SDKs). The last one counts, as of any
/// member.
pub(super) fn wrapper<'d>(method: Option<&str>, document: Node<'d>) -> Result<Node<'d>, Problem> {
    let wrappers = document.children().filter(|(name, node)| {
        let holds = node.kind() == Kind::Object || node.is_blank();
        holds && name.ends_with("_response")
    });
    let Some(method) = method else {
        return wrappers
            .last()
            .map(|(_, node)| node)
            .ok_or(Problem::NoEnvelope);
    };
    let stem = method.strip_prefix("taobao.").unwrap_or(method);
    let expected = || {
        let stem = stem
            .chars()
            .map(|character| if character == '.' { '_' } else { character });
        stem.chain("_response".chars())
    };
    let mut found = Err(Problem::NoEnvelope);
    for (name, node) in wrappers {
        if name.consists_of(expected()) {
            found = Ok(node);
        } else if found.is_err() {
            found = Err(Problem::OtherMethod);
        }
    }
    found
}

/// The fields of `error_response`.
pub(super) fn refusal(error: Node<'_>) -> Refusal<'_> {
    let code = error.get("code");
    let sub_code = scalar(error.get("sub_code"));
    Refusal {
        code: scalar(code),
        sub_code,
        message: scalar(error.get("msg").or_else(|| error.get("message"))),
        sub_message: scalar(error.get("sub_msg").or_else(|| error.get("sub_message"))),
        request_id: scalar(error.get("request_id")),
        ..Refusal::new(reason(code.and_then(Node::number), sub_code))
    }
}

/// The platform's codes (document 102707); a service's refusal (15, or 50 in newer samples) is
/// told by its sub code.
pub(super) fn reason(code: Option<i64>, sub_code: Option<Node<'_>>) -> Reason {
    match code {
        Some(3) => Reason::UploadFailed,
        Some(4..=8) => Reason::FlowLimited,
        Some(9) => Reason::HttpMethodInvalid,
        // "Mostly an unknown exception", which may have come after the service did its work.
        Some(10) => sub_code.map_or(Reason::ServiceFailed, sub_reason),
        Some(11..=13 | 42 | 53) => Reason::NotPermitted,
        Some(21) => Reason::MethodMissing,
        Some(22) => Reason::MethodUnknown,
        Some(23) => Reason::FormatInvalid,
        Some(24) => Reason::SignatureMissing,
        Some(25) => Reason::SignatureInvalid,
        Some(26) => Reason::SessionMissing,
        Some(27) => Reason::SessionInvalid,
        Some(28) => Reason::AppKeyMissing,
        Some(29) => Reason::AppKeyInvalid,
        Some(30) => Reason::TimestampMissing,
        Some(31) => Reason::TimestampInvalid,
        Some(32..=34) => Reason::VersionInvalid,
        Some(40) => Reason::ArgumentMissing,
        Some(41 | 43) => Reason::ArgumentInvalid,
        _ => sub_code.map_or(Reason::Unknown, sub_reason),
    }
}

/// `isv.*` is the caller's, `isp.*` the platform's; of those, the ones that never reached the
/// service are safe to repeat.
pub(super) fn sub_reason(sub_code: Node<'_>) -> Reason {
    const NOT_EXECUTED: [&str; 4] = [
        "isp.system-busy",
        "isp.top-remote-service-unavailable",
        "isp.top-remote-service-unavailable-tmall",
        "isp.remote-service-unavailable",
    ];
    let starts = |prefix| starts_with(sub_code, prefix);
    if sub_code.text_is("sign-check-failure") {
        Reason::SignatureInvalid
    } else if sub_code.text_is("isv.timestamp-limit-error") {
        Reason::TimestampInvalid
    } else if starts("accesscontrol.limited") || starts("isv.access-limited") {
        Reason::FlowLimited
    } else if starts("isv.missing-parameter") {
        Reason::ArgumentMissing
    } else if starts("isv.invalid-parameter") {
        Reason::ArgumentInvalid
    } else if starts("isv.permission") {
        Reason::NotPermitted
    } else if starts("isv.") {
        Reason::ServiceRefused
    } else if NOT_EXECUTED.iter().any(|code| sub_code.text_is(code)) {
        Reason::ServiceBusy
    } else if starts("isp.") {
        Reason::ServiceFailed
    } else {
        Reason::Unknown
    }
}

/// The signatures of TOP and Qimen, chosen at run time. Code for all three is linked; firmware
/// that needs one names its type instead.
///
/// ```
/// use gatekit_core::{Top, gateway::top::TopSign};
/// let top = Top::with_sign_method("12345678", TopSign::named("hmac", "helloworld")?.unwrap())?;
/// assert!(TopSign::named("sha512", "helloworld")?.is_none());
/// # Ok::<(), gatekit_core::gateway::CredentialError>(())
/// ```
#[derive(Clone, Debug)]
pub enum TopSign {
    /// `md5`
    Md5(Md5),
    /// `hmac`
    Hmac(HmacMd5),
    /// `hmac-sha256`
    HmacSha256(HmacSha256),
}

impl TopSign {
    /// The names that [`Self::named`] takes.
    ///
    /// ```
    /// # use gatekit_core::gateway::top::TopSign;
    /// for name in TopSign::NAMES {
    ///     assert!(TopSign::named(name, "helloworld")?.is_some());
    /// }
    /// # Ok::<(), gatekit_core::request::sign::SecretError>(())
    /// ```
    pub const NAMES: [&str; 3] = ["md5", "hmac", "hmac-sha256"];

    /// The method of that name, `None` if there is no such name.
    ///
    /// ```
    /// # use gatekit_core::gateway::top::TopSign;
    /// assert!(matches!(TopSign::named("md5", "s"), Ok(Some(TopSign::Md5(_)))));
    /// ```
    pub fn named(name: &str, secret: &str) -> Result<Option<Self>, SecretError> {
        Ok(Some(match name {
            "md5" => Self::Md5(Md5::new(secret)?),
            "hmac" => Self::Hmac(HmacMd5::new(secret)?),
            "hmac-sha256" => Self::HmacSha256(HmacSha256::new(secret)?),
            _ => return Ok(None),
        }))
    }
}

impl SignMethod for TopSign {
    fn name(&self) -> &'static str {
        match self {
            Self::Md5(method) => method.name(),
            Self::Hmac(method) => method.name(),
            Self::HmacSha256(method) => method.name(),
        }
    }

    fn layout(&self) -> Layout {
        match self {
            Self::Md5(method) => method.layout(),
            Self::Hmac(method) => method.layout(),
            Self::HmacSha256(method) => method.layout(),
        }
    }

    fn sign(&self, canonical: &Canonical<'_>) -> Option<Signature> {
        match self {
            Self::Md5(method) => method.sign(canonical),
            Self::Hmac(method) => method.sign(canonical),
            Self::HmacSha256(method) => method.sign(canonical),
        }
    }
}
