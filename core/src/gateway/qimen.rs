//! Qimen, Alibaba's platform between merchants and their software.
//!
//! Two kinds of call: *custom scenes* (form parameters, a target application key; answers are the
//! provider's payload with no envelope) and the *standard* ones (an XML or JSON body that is signed
//! too, a customer id). Sources: the Java SDK of 2021 (`DefaultQimenCloudClient`,
//! `DefaultQimenClient`, `QimenCloudResponse`), platform documents 104651 and 118404.

use super::top::{ENVELOPE, format_name, reason, refusal, sub_reason, wrapper};
use super::{CredentialError, Dialect, Gateway, Slot, SystemParam, SystemParams, checked_app_key};
use crate::repeat::Rule;
use crate::reply::{
    Format, Kind, Leniency, Node, Problem, Reason, Refusal, Unopened, scalar, unless_denied,
};
use crate::request::sign::{HmacSha256, Md5, SignMethod};
use crate::request::{Blanks, Order, Place};
use core::fmt;

/// Qimen's table: system parameters in the URL, as in the Java SDK.
///
/// ```
/// use gatekit_core::gateway::qimen;
/// assert_eq!(qimen::DIALECT.production, "https://qimen.api.taobao.com/router/qm");
/// ```
pub const DIALECT: Dialect = Dialect {
    name: "qimen",
    production: "https://qimen.api.taobao.com/router/qm",
    sandbox: Some("https://qimen.api.taobao.com/router/qmtest"),
    system: SystemParams::new(&[
        SystemParam::new("app_key", Slot::AppKey, Place::Query),
        SystemParam::new("customerId", Slot::CustomerId, Place::Query),
        SystemParam::new("format", Slot::Format, Place::Query),
        SystemParam::new("method", Slot::Method, Place::Query),
        SystemParam::new("partner_id", Slot::PartnerId, Place::Query),
        SystemParam::new("session", Slot::Session, Place::Query),
        SystemParam::new("sign", Slot::Signature, Place::Query),
        SystemParam::new("sign_method", Slot::SignMethod, Place::Query),
        SystemParam::new("target_app_key", Slot::TargetAppKey, Place::Query),
        SystemParam::new("timestamp", Slot::Timestamp, Place::Query),
        SystemParam::new("v", Slot::Version, Place::Query),
    ]),
    blanks: Blanks::Dropped,
    order: Order::Bytes,
    leniency: Leniency {
        control_characters: true,
    },
    xml: true,
    envelope: ENVELOPE,
};

/// What the platform's sub codes say about repeating. A bare code, which TOP's rules have too, may be a
/// provider's own.
///
/// ```
/// use gatekit_core::gateway::qimen;
/// use gatekit_core::repeat::Rule;
/// assert!(qimen::RULES.contains(&Rule::limit("isv.access-limited-by-*")));
/// assert!(!qimen::RULES.contains(&Rule::limit("7")));
/// ```
pub const RULES: &[Rule] = &[
    Rule::limit("accesscontrol.limited-by-*"),
    Rule::limit("isv.access-limited-by-*"),
];

/// URL of the standard (XML body) calls.
///
/// ```
/// use gatekit_core::gateway::qimen;
/// assert_ne!(qimen::STANDARD, qimen::DIALECT.production); // that of the custom scenes
/// ```
pub const STANDARD: &str = "https://qimen.api.taobao.com/router/qimen/service";
/// The same in the platform's sandbox.
///
/// ```
/// use gatekit_core::gateway::qimen;
/// assert_ne!(Some(qimen::STANDARD_SANDBOX), qimen::DIALECT.sandbox); // that of the custom scenes
/// ```
pub const STANDARD_SANDBOX: &str = "https://qimenapi.tbsandbox.com/router/qimen/service";

/// Qimen with one application's credentials.
///
/// ```
/// use gatekit_core::Qimen;
/// let qimen = Qimen::new("12345678", "helloworld", "23300032")?;
/// # Ok::<(), gatekit_core::gateway::CredentialError>(())
/// ```
#[derive(Clone)]
pub struct Qimen<S = &'static str, M = HmacSha256> {
    app_key: S,
    sign_method: M,
    target_app_key: Option<S>,
    customer_id: Option<S>,
    session: Option<S>,
    partner_id: Option<S>,
    format: Format,
}

impl<S: AsRef<str>> Qimen<S> {
    /// A custom scene, signed with `hmac-sha256` (the SDKs' default); `target_app_key` is the
    /// application that provides the method.
    ///
    /// ```
    /// assert!(gatekit_core::Qimen::new("12345678", "helloworld", "23300032").is_ok());
    /// ```
    pub fn new(app_key: S, secret: &str, target_app_key: S) -> Result<Self, CredentialError> {
        let qimen = Self::with_sign_method(app_key, HmacSha256::new(secret)?)?;
        Ok(qimen.with_target_app_key(target_app_key))
    }
}

impl<S: AsRef<str>> Qimen<S, Md5> {
    /// A custom scene, signed with `md5`.
    ///
    /// ```
    /// assert!(gatekit_core::Qimen::md5("12345678", "helloworld", "23300032").is_ok());
    /// ```
    pub fn md5(app_key: S, secret: &str, target_app_key: S) -> Result<Self, CredentialError> {
        let qimen = Self::with_sign_method(app_key, Md5::new(secret)?)?;
        Ok(qimen.with_target_app_key(target_app_key))
    }

    /// A standard call with an XML body ([`crate::Call::body`]), signed with `md5` as the SDKs do;
    /// send it to [`STANDARD`].
    ///
    /// ```
    /// use gatekit_core::{Gateway, Qimen, reply::Format};
    /// let qimen = Qimen::standard("12345678", "helloworld", "customer-1")?;
    /// assert_eq!(qimen.format(), Format::Xml);
    /// # Ok::<(), gatekit_core::gateway::CredentialError>(())
    /// ```
    #[cfg(feature = "xml")]
    pub fn standard(app_key: S, secret: &str, customer_id: S) -> Result<Self, CredentialError> {
        let mut qimen = Self::with_sign_method(app_key, Md5::new(secret)?)?;
        qimen.customer_id = Some(customer_id);
        Ok(qimen.with_xml())
    }
}

impl<S: AsRef<str>, M: SignMethod> Qimen<S, M> {
    /// Signs with a method of the caller's choice.
    ///
    /// ```
    /// use gatekit_core::{Qimen, request::sign::HmacMd5};
    /// let qimen = Qimen::with_sign_method("12345678", HmacMd5::new("helloworld")?)?;
    /// # Ok::<(), gatekit_core::gateway::CredentialError>(())
    /// ```
    pub fn with_sign_method(app_key: S, sign_method: M) -> Result<Self, CredentialError> {
        Ok(Self {
            app_key: checked_app_key(app_key)?,
            sign_method,
            target_app_key: None,
            customer_id: None,
            session: None,
            partner_id: None,
            format: Format::Json,
        })
    }

    /// Names the application that provides the method.
    ///
    /// ```
    /// # use gatekit_core::{Qimen, request::sign::HmacMd5};
    /// let qimen = Qimen::with_sign_method("12345678", HmacMd5::new("helloworld")?)?
    ///     .with_target_app_key("23300032");
    /// # Ok::<(), gatekit_core::gateway::CredentialError>(())
    /// ```
    #[must_use]
    pub fn with_target_app_key(mut self, target_app_key: S) -> Self {
        self.target_app_key = Some(target_app_key);
        self
    }

    /// Names the customer to whom the platform routes.
    ///
    /// ```
    /// # use gatekit_core::{Qimen, request::sign::HmacMd5};
    /// let qimen = Qimen::with_sign_method("12345678", HmacMd5::new("helloworld")?)?
    ///     .with_customer_id("customer-1");
    /// # Ok::<(), gatekit_core::gateway::CredentialError>(())
    /// ```
    #[must_use]
    pub fn with_customer_id(mut self, customer_id: S) -> Self {
        self.customer_id = Some(customer_id);
        self
    }

    /// Calls on behalf of the user with this token.
    ///
    /// ```
    /// let qimen = gatekit_core::Qimen::md5("12345678", "helloworld", "23300032")?
    ///     .with_session("6100e23f");
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
    /// let qimen = gatekit_core::Qimen::md5("12345678", "helloworld", "23300032")?
    ///     .with_partner_id("kiosk-1.0");
    /// # Ok::<(), gatekit_core::gateway::CredentialError>(())
    /// ```
    #[must_use]
    pub fn with_partner_id(mut self, partner_id: S) -> Self {
        self.partner_id = Some(partner_id);
        self
    }

    /// Asks for XML instead of JSON.
    ///
    /// ```
    /// let qimen = gatekit_core::Qimen::md5("12345678", "helloworld", "23300032")?.with_xml();
    /// # Ok::<(), gatekit_core::gateway::CredentialError>(())
    /// ```
    #[cfg(feature = "xml")]
    #[must_use]
    pub fn with_xml(mut self) -> Self {
        self.format = Format::Xml;
        self
    }
}

impl<S, M> Qimen<S, M> {
    /// Standard calls name a customer and no target application, and speak XML.
    fn is_standard(&self) -> bool {
        let routed = self.customer_id.is_some() && self.target_app_key.is_none();
        routed && self.format.is_xml()
    }
}

impl<S: AsRef<str>, M: SignMethod> Gateway for Qimen<S, M> {
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
            Slot::CustomerId => self.customer_id.as_ref().map(S::as_ref),
            Slot::Format => Some(format_name(self.format)),
            Slot::PartnerId => self.partner_id.as_ref().map(S::as_ref),
            Slot::Session => self.session.as_ref().map(S::as_ref),
            Slot::SignMethod => Some(self.sign_method.name()),
            Slot::TargetAppKey => self.target_app_key.as_ref().map(S::as_ref),
            Slot::Version => Some("2.0"),
            _ => None,
        }
    }

    /// The payload is the object under `response` if there is one, else the root. A refusal is
    /// `response.flag` other than `success`, or a stray `error_response`, which the Java SDK takes
    /// for a success. Standard calls always answer with a flag.
    fn open<'d>(&self, method: Option<&str>, document: Node<'d>) -> Result<Node<'d>, Unopened<'d>> {
        if let Some(error) = document.get("error_response") {
            return Err(Unopened::Refused(refusal(error)));
        }
        // A list, a bare text or `<h1>404</h1>` is nobody's payload.
        let first = document.children().next().map(|(_, node)| node.kind());
        let holds_members = if document.format().is_json() {
            document.kind() == Kind::Object && first.is_some()
        } else {
            first == Some(Kind::Object)
        };
        if !holds_members {
            return Err(Problem::NoEnvelope.into());
        }
        let envelope = document.get("response");
        let response = envelope.filter(|node| node.kind() == Kind::Object);
        let alone = || document.children().nth(1).is_none();
        if envelope.is_some() && response.is_none() && alone() {
            return Err(Problem::NoEnvelope.into());
        }
        let outer = response.unwrap_or(document);
        if outer.children().all(|(_, node)| node.is_blank()) {
            return Err(Problem::NoEnvelope.into());
        }
        let flag = scalar(outer.get("flag"));
        let refused = match flag {
            Some(flag) => !flag.text_is("success"),
            None => !succeeded(outer) && has_error_code(outer, response.is_some()),
        };
        if refused {
            return Err(Unopened::Refused(failure(outer)));
        }
        if let Some(error) = unauthentic(document).or_else(|| unauthentic(response?)) {
            return Err(Unopened::Refused(error));
        }
        if self.is_standard() && flag.is_none() {
            return Err(Problem::NoEnvelope.into());
        }
        let payload = match wrapper(method, document) {
            Ok(payload) => payload,
            Err(Problem::OtherMethod) => return Err(Problem::OtherMethod.into()),
            Err(_) => return unless_denied(outer),
        };
        // Wrapped as TOP wraps, a flag is one, too.
        match scalar(payload.get("flag")) {
            Some(flag) if !flag.text_is("success") => Err(Unopened::Refused(failure(payload))),
            _ => unless_denied(payload),
        }
    }
}

impl<S: AsRef<str>, M> fmt::Debug for Qimen<S, M> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Qimen({})", self.app_key.as_ref())
    }
}

/// Whether the provider says that it succeeded.
fn succeeded(outer: Node<'_>) -> bool {
    outer.get("success").and_then(Node::boolean) == Some(true)
}

/// A sub code, which is the platform's wherever it stands, or in `response` a code other than 0.
fn has_error_code(outer: Node<'_>, in_response: bool) -> bool {
    let code = || scalar(outer.get("code"));
    scalar(outer.get("sub_code")).is_some()
        || in_response && code().is_some_and(|code| !code.text_is("0"))
}

/// What a provider says of a signature that does not fit (`SpiUtils` in the Java SDK).
fn unauthentic(object: Node<'_>) -> Option<Refusal<'_>> {
    let either = |names: [&str; 2]| names.iter().find_map(|name| scalar(object.get(name)));
    let code = either(["errorCode", "error_code"]);
    let code = code.filter(|code| code.text_is("sign-check-failure"))?;
    Some(Refusal {
        sub_code: Some(code),
        message: either(["errorMsg", "error_message"]),
        ..Refusal::new(Reason::SignatureInvalid)
    })
}

/// The fields of a refused `response` (`QimenErrorField` in the Java SDK).
fn failure(outer: Node<'_>) -> Refusal<'_> {
    let code = scalar(outer.get("code"));
    let sub_code = scalar(outer.get("sub_code"));
    let request_id = scalar(outer.get("request_id"));
    let number = code.and_then(Node::number);
    // Without a sub code or a request's id it may be the provider who speaks, with numbers of its own.
    let by_platform = sub_code.is_some() || request_id.is_some();
    let reason = match code {
        Some(code) if number.is_none() => sub_reason(code),
        _ if by_platform => reason(number, sub_code),
        _ => Reason::Unknown,
    };
    Refusal {
        code,
        sub_code,
        message: scalar(outer.get("message").or_else(|| outer.get("msg"))),
        sub_message: scalar(outer.get("sub_message").or_else(|| outer.get("sub_msg"))),
        request_id,
        ..Refusal::new(reason)
    }
}
