//! Qianmi's open platform (QMOP).
//!
//! Sources: the Java SDKs of 2016 and 2017, the PHP SDK, and ROP, the framework of its server
//! (`MainErrorType`, `DefaultSecurityManager`).

use super::{CredentialError, Dialect, Gateway, Slot, SystemParam, SystemParams, checked_app_key};
use crate::repeat::Rule;
use crate::reply::{
    INSIDE, Kind, Leniency, Node, Problem, Reason, Refusal, Unopened, contains, scalar,
    starts_with, unless_denied,
};
use crate::request::sign::{Sha1, SignMethod};
use crate::request::{Blanks, Order, Place};
use core::fmt;

/// Qianmi's table: system parameters in the URL, as in the Java SDK. Its sandbox has no HTTPS
/// address.
///
/// ```
/// use gatekit_core::gateway::qianmi;
/// assert!(qianmi::DIALECT.production.starts_with("https://"));
/// assert!(qianmi::DIALECT.sandbox.unwrap().starts_with("http://"));
/// ```
pub const DIALECT: Dialect = Dialect {
    name: "qianmi",
    production: "https://api.qianmi.com/api",
    sandbox: Some("http://gw.api.demo.qianmi.com/api"),
    system: SystemParams::new(&[
        SystemParam::new("access_token", Slot::Session, Place::Query),
        SystemParam::new("appKey", Slot::AppKey, Place::Query),
        SystemParam::new("format", Slot::Format, Place::Query),
        SystemParam::new("method", Slot::Method, Place::Query),
        SystemParam::new("partner_id", Slot::PartnerId, Place::Query),
        SystemParam::new("sign", Slot::Signature, Place::Query),
        SystemParam::new("simplify", Slot::Reserved, Place::Query),
        SystemParam::new("timestamp", Slot::Timestamp, Place::Query),
        SystemParam::new("v", Slot::Version, Place::Query),
    ]),
    blanks: Blanks::Dropped,
    order: Order::Bytes,
    leniency: Leniency {
        control_characters: false,
    },
    xml: false,
    envelope: &[
        INSIDE,
        &[
            "errorToken",
            "code",
            "message",
            "msg",
            "solution",
            "request_id",
            "sub_code",
            "sub_msg",
            "*.solution",
            "*.sub_msg",
            "subErrors[0].code",
            "subErrors[0].message",
            "subErrors.subError[0].code",
            "subErrors.subError[0].message",
            "error_response.subErrors[0].code",
            "error_response.subErrors[0].message",
            "error_response.subErrors.subError.code",
            "error_response.subErrors.subError.message",
            "error_response.subErrors.subError[0].code",
            "error_response.subErrors.subError[0].message",
        ],
    ],
};

/// Full load, and the limits by user, by session, by frequency. 36 is the day's quota, for which
/// nobody waits (ROP's `MainErrorType`).
///
/// ```
/// use gatekit_core::{gateway::qianmi, repeat::Rule};
/// assert!(qianmi::RULES.contains(&Rule::limit("37")));
/// assert!(!qianmi::RULES.iter().any(|rule| rule.code == "36"));
/// ```
pub const RULES: &[Rule] = &[
    Rule::limit("7"),
    Rule::limit("34"),
    Rule::limit("35"),
    Rule::limit("37"),
];

/// Qianmi with one application's credentials.
///
/// ```
/// use gatekit_core::Qianmi;
/// let qianmi = Qianmi::new("10000000", "0123456789abcdef")?.with_access_token("00112233");
/// assert!(!format!("{qianmi:?}").contains("00112233"));
/// # Ok::<(), gatekit_core::gateway::CredentialError>(())
/// ```
#[derive(Clone)]
pub struct Qianmi<S = &'static str, M = Sha1> {
    app_key: S,
    sign_method: M,
    access_token: Option<S>,
    partner_id: Option<S>,
}

impl<S: AsRef<str>> Qianmi<S> {
    /// An application.
    ///
    /// ```
    /// assert!(gatekit_core::Qianmi::new("10000000", "0123456789abcdef").is_ok());
    /// ```
    pub fn new(app_key: S, secret: &str) -> Result<Self, CredentialError> {
        Self::with_sign_method(app_key, Sha1::new(secret)?)
    }
}

impl<S: AsRef<str>, M: SignMethod> Qianmi<S, M> {
    /// Signs with an engine of the caller's.
    ///
    /// ```
    /// use gatekit_core::{Qianmi, request::sign::Sha1};
    /// let method = Sha1::with_key(&b"0123456789abcdef"[..]);
    /// let qianmi = Qianmi::with_sign_method("10000000", method)?;
    /// # Ok::<(), gatekit_core::gateway::CredentialError>(())
    /// ```
    pub fn with_sign_method(app_key: S, sign_method: M) -> Result<Self, CredentialError> {
        Ok(Self {
            app_key: checked_app_key(app_key)?,
            sign_method,
            access_token: None,
            partner_id: None,
        })
    }
}

impl<S: AsRef<str>, M> Qianmi<S, M> {
    /// Calls on behalf of the user with this token; nearly all methods need one.
    ///
    /// ```
    /// # use gatekit_core::Qianmi;
    /// let qianmi = Qianmi::new("10000000", "0123456789abcdef")?.with_access_token("00112233");
    /// # Ok::<(), gatekit_core::gateway::CredentialError>(())
    /// ```
    #[must_use]
    pub fn with_access_token(mut self, access_token: S) -> Self {
        self.access_token = Some(access_token);
        self
    }

    /// Names the software that calls.
    ///
    /// ```
    /// # use gatekit_core::Qianmi;
    /// let qianmi = Qianmi::new("10000000", "0123456789abcdef")?.with_partner_id("kiosk-1.0");
    /// # Ok::<(), gatekit_core::gateway::CredentialError>(())
    /// ```
    #[must_use]
    pub fn with_partner_id(mut self, partner_id: S) -> Self {
        self.partner_id = Some(partner_id);
        self
    }
}

impl<S: AsRef<str>, M: SignMethod> Gateway for Qianmi<S, M> {
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

    /// The Java SDK and the server pass over uploads by their names.
    fn can_sign(&self, name: &[u8]) -> bool {
        !matches!(name, b"file" | b"image" | b"logo")
    }

    fn can_sign_body(&self) -> bool {
        false
    }

    fn system_value(&self, slot: Slot) -> Option<&str> {
        match slot {
            Slot::AppKey => Some(self.app_key.as_ref()),
            Slot::Format => Some("json"),
            Slot::PartnerId => self.partner_id.as_ref().map(S::as_ref),
            Slot::Session => self.access_token.as_ref().map(S::as_ref),
            Slot::Version => Some("1.1"),
            _ => None,
        }
    }

    /// A refusal has the member `errorToken`; a reply has one object whose name ends with
    /// `_response`. How the platform spells camel-case methods there is not established, so the
    /// name is not compared with the method.
    fn open<'d>(&self, _: Option<&str>, document: Node<'d>) -> Result<Node<'d>, Unopened<'d>> {
        if document.get("errorToken").is_some() {
            return Err(Unopened::Refused(refusal(document)));
        }
        // One wrapper; scalars (a request id) may stand beside it.
        let mut objects = document
            .children()
            .filter(|(_, node)| matches!(node.kind(), Kind::Object | Kind::List));
        let payload = match (objects.next(), objects.next()) {
            (Some((name, node)), None)
                if node.kind() == Kind::Object && name.ends_with("_response") =>
            {
                // What the Java SDK rewrites refusals into.
                if name.is("error_response") {
                    return Err(Unopened::Refused(refusal(node)));
                }
                node
            }
            _ => return Err(Problem::NoEnvelope.into()),
        };
        unless_denied(payload)
    }
}

impl<S: AsRef<str>, M> fmt::Debug for Qianmi<S, M> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Qianmi({})", self.app_key.as_ref())
    }
}

fn refusal(error: Node<'_>) -> Refusal<'_> {
    let code = scalar(error.get("code"));
    let sub = first_sub_error(error);
    let sub_code = sub
        .and_then(|sub| scalar(sub.get("code")))
        .or(scalar(error.get("sub_code")));
    let sub_message = sub
        .and_then(|sub| scalar(sub.get("message")))
        .or(scalar(error.get("sub_msg")));
    Refusal {
        code,
        sub_code,
        message: scalar(error.get("message").or_else(|| error.get("msg"))),
        sub_message,
        solution: scalar(error.get("solution")),
        request_id: scalar(error.get("request_id")),
        ..Refusal::new(reason(code.and_then(Node::number), sub_code))
    }
}

/// `subErrors` is a list (Java SDK), an object with `subError` as list or single object (API page,
/// PHP bridges), or absent.
fn first_sub_error(error: Node<'_>) -> Option<Node<'_>> {
    let errors = error.get("subErrors")?;
    let errors = errors.get("subError").unwrap_or(errors);
    if errors.kind() == Kind::List {
        return errors.children().next().map(|(_, node)| node);
    }
    Some(errors)
}

/// ROP's main codes; what stands behind 9 and 1 is told by the sub code.
fn reason(code: Option<i64>, sub_code: Option<Node<'_>>) -> Reason {
    if sub_code.is_some_and(is_service_error) {
        return Reason::BusinessRefused;
    }
    match code {
        // The server's framework answers so whatever the service threw, and when its answer could
        // not be written.
        Some(1) if sub_code.is_some_and(|code| starts_with(code, "isv.")) => Reason::ServiceRefused,
        Some(1) => Reason::ServiceFailed,
        Some(2 | 3) => Reason::NotPermitted,
        Some(4) => Reason::UploadFailed,
        Some(5) => Reason::HttpMethodInvalid,
        Some(6) => Reason::EncodingInvalid,
        Some(7) => Reason::ServiceBusy,
        Some(8) => Reason::MethodObsolete,
        // What failed on the platform's side, whatever the main code says.
        Some(9) if sub_code.is_some_and(|code| starts_with(code, "isp.")) => Reason::ServiceFailed,
        // "Business logic error": the method's own sub codes were seen above.
        Some(9) if sub_code.is_some() => Reason::ServiceRefused,
        Some(9) => Reason::BusinessRefused,
        Some(20) => Reason::SessionMissing,
        Some(21) => Reason::SessionInvalid,
        Some(22) => Reason::AppKeyMissing,
        Some(23) => Reason::AppKeyInvalid,
        Some(24) => Reason::SignatureMissing,
        Some(25) => Reason::SignatureInvalid,
        Some(26) => Reason::MethodMissing,
        Some(27) => Reason::MethodUnknown,
        Some(28..=30) => Reason::VersionInvalid,
        Some(31) => Reason::FormatInvalid,
        Some(32) => Reason::ArgumentMissing,
        // The code for a stale timestamp is not documented; where the sub code names the
        // parameter, the clock is the cause.
        Some(33) if sub_code.is_some_and(|code| contains(code, "timestamp")) => {
            Reason::TimestampInvalid
        }
        Some(33) => Reason::ArgumentInvalid,
        Some(34 | 35 | 37) => Reason::FlowLimited,
        Some(36) => Reason::QuotaExhausted,
        _ => Reason::Unknown,
    }
}

/// `isv.<method>-service-error:<code>`
fn is_service_error(sub_code: Node<'_>) -> bool {
    contains(sub_code, "-service-error:")
}
