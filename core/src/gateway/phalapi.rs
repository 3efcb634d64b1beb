//! Sites built with `PhalApi` 2.x, APIUSB among them.
//!
//! A site chooses one of four protections: none or an `access_token` ([`PhalApi::unsigned`]), the
//! framework's `SimpleMD5Filter` ([`ValuesMd5`], [`PairsMd5`]), or PhalApi-Pro's signature
//! ([`ValuesMd5Secret`]). Sources: `PhalApi` 2.23 (`Request`, `SimpleMD5Filter`, `Response`),
//! the `YesAPI` SDKs, the Pro documentation.

mod sign;

pub use sign::{PairsMd5, Unsigned, ValuesMd5, ValuesMd5Secret};

use super::{CredentialError, Dialect, Gateway, Slot, SystemParam, SystemParams, checked_app_key};
use crate::repeat::Rule;
use crate::reply::{
    Kind, Leniency, Node, Problem, Reason, Refusal, Unopened, contains, contains_word, denies,
    scalar,
};
use crate::request::sign::SignMethod;
use crate::request::{Blanks, Order, Place};
use core::fmt;

/// `PhalApi`'s table. The service is named in the URL, as in the PHP client; tokens travel in the
/// body, where proxies do not log them. Nothing is dropped: the framework hashes values as they
/// arrive and takes an empty value for present.
///
/// ```
/// use gatekit_core::{gateway::{Slot, phalapi}, request::{Blanks, Place}};
/// let token = phalapi::DIALECT.system.iter().find(|param| param.slot == Slot::Session).unwrap();
/// assert_eq!((token.name, token.place), ("access_token", Place::Body));
/// assert_eq!(phalapi::DIALECT.blanks, Blanks::Kept);
/// ```
pub const DIALECT: Dialect = Dialect {
    name: "phalapi",
    production: "https://api.apiusb.com/api/app",
    sandbox: None,
    system: SystemParams::new(&[
        SystemParam::new("access_token", Slot::Session, Place::Body),
        // The short name of `service`, which wins over it: sending both hides mistakes.
        SystemParam::new("s", Slot::Reserved, Place::Query),
        SystemParam::new("service", Slot::Method, Place::Query),
        SystemParam::new("sign", Slot::Signature, Place::Body),
    ]),
    blanks: Blanks::Kept,
    order: Order::Php,
    leniency: Leniency {
        control_characters: false,
    },
    xml: false,
    envelope: &[&[
        "ret",
        "msg",
        "data.code",
        "data.err_code",
        "data.err_msg",
        "data.message",
        "data.msg",
        "data.success",
        "data.is_success",
        "data.isSuccess",
    ]],
};

/// The same for PhalApi-Pro's signature, which names the application and its user.
///
/// ```
/// use gatekit_core::{Gateway, PhalApi, gateway::phalapi};
/// let site = PhalApi::pro("testAppKey", "testAppSecret")?;
/// assert_eq!(site.dialect().name, phalapi::PRO.name);
/// assert!(phalapi::PRO.system.iter().any(|param| param.name == "uid"));
/// # Ok::<(), gatekit_core::gateway::CredentialError>(())
/// ```
pub const PRO: Dialect = Dialect {
    name: "phalapi-pro",
    system: SystemParams::new(&[
        SystemParam::new("access_token", Slot::Session, Place::Body),
        SystemParam::new("app_key", Slot::AppKey, Place::Body),
        SystemParam::new("s", Slot::Reserved, Place::Query),
        SystemParam::new("service", Slot::Method, Place::Query),
        SystemParam::new("sign", Slot::Signature, Place::Body),
        SystemParam::new("uid", Slot::UserId, Place::Body),
    ]),
    ..DIALECT
};

/// None: the framework knows no limit. Its 4xx and 5xx an action may have thrown at any point; a site
/// that has a limit is called with a rule of the caller's.
///
/// ```
/// use gatekit_core::{gateway::phalapi, repeat::{Policy, Rule}};
/// assert!(phalapi::RULES.is_empty());
/// const LIMIT: &[Rule] = &[Rule::limit("429")];
/// let policy = Policy::new().with_rules(LIMIT);
/// ```
pub const RULES: &[Rule] = &[];

/// A `PhalApi` site.
///
/// ```
/// use gatekit_core::PhalApi;
/// let apiusb = PhalApi::token("t0k");
/// assert_eq!(format!("{apiusb:?}"), "PhalApi(..)");
/// ```
#[derive(Clone)]
pub struct PhalApi<S = &'static str, M = Unsigned> {
    sign_method: M,
    app_key: Option<S>,
    access_token: Option<S>,
    user_id: Option<S>,
    /// `data.code` is a verdict.
    data_code: bool,
}

impl PhalApi {
    /// A site that checks no signature.
    ///
    /// ```
    /// let apiusb = gatekit_core::PhalApi::unsigned();
    /// ```
    #[must_use]
    pub const fn unsigned() -> Self {
        Self::with_sign_method(Unsigned)
    }
}

impl<S: AsRef<str>> PhalApi<S> {
    /// A site that checks no signature but a token (APIUSB), which
    /// [`ApplyToken`](crate::api::auth::ApplyToken) brings.
    ///
    /// ```
    /// let apiusb = gatekit_core::PhalApi::token(String::from("t0k"));
    /// ```
    #[must_use]
    pub fn token(access_token: S) -> Self {
        Self::with_sign_method(Unsigned).with_access_token(access_token)
    }
}

impl PhalApi<&'static str, ValuesMd5> {
    /// A site with the framework's `SimpleMD5Filter`.
    ///
    /// ```
    /// let site = gatekit_core::PhalApi::simple_md5();
    /// ```
    #[must_use]
    pub const fn simple_md5() -> Self {
        Self::with_sign_method(ValuesMd5::new())
    }
}

impl<S: AsRef<str>> PhalApi<S, ValuesMd5Secret> {
    /// A PhalApi-Pro site with signature ("second scheme").
    ///
    /// ```
    /// assert!(gatekit_core::PhalApi::pro("testAppKey", "testAppSecret").is_ok());
    /// ```
    pub fn pro(app_key: S, secret: &str) -> Result<Self, CredentialError> {
        Self::with_sign_method(ValuesMd5Secret::new(secret)?).with_app_key(app_key)
    }
}

impl<S: AsRef<str>, M> PhalApi<S, M> {
    /// Signs with a method of the caller's choice.
    ///
    /// ```
    /// use gatekit_core::{PhalApi, gateway::phalapi::PairsMd5};
    /// let site = PhalApi::<&str, _>::with_sign_method(PairsMd5::new("="));
    /// ```
    #[must_use]
    pub const fn with_sign_method(sign_method: M) -> Self {
        Self {
            sign_method,
            app_key: None,
            access_token: None,
            user_id: None,
            data_code: true,
        }
    }

    /// Names the application (PhalApi-Pro).
    ///
    /// ```
    /// use gatekit_core::{PhalApi, gateway::phalapi::ValuesMd5Secret};
    /// let method = ValuesMd5Secret::with_key(&b"testAppSecret"[..]);
    /// let site = PhalApi::with_sign_method(method).with_app_key("testAppKey")?;
    /// # Ok::<(), gatekit_core::gateway::CredentialError>(())
    /// ```
    pub fn with_app_key(mut self, app_key: S) -> Result<Self, CredentialError> {
        self.app_key = Some(checked_app_key(app_key)?);
        Ok(self)
    }

    /// Sends this token.
    ///
    /// ```
    /// let apiusb = gatekit_core::PhalApi::unsigned().with_access_token("t0k");
    /// ```
    #[must_use]
    pub fn with_access_token(mut self, access_token: S) -> Self {
        self.access_token = Some(access_token);
        self
    }

    /// Calls on behalf of this user (PhalApi-Pro).
    ///
    /// ```
    /// # use gatekit_core::PhalApi;
    /// let site = PhalApi::pro("testAppKey", "testAppSecret")?.with_user_id("1");
    /// # Ok::<(), gatekit_core::gateway::CredentialError>(())
    /// ```
    #[must_use]
    pub fn with_user_id(mut self, user_id: S) -> Self {
        self.user_id = Some(user_id);
        self
    }

    /// For sites whose `data.code` is no verdict (a region's code, say): `ret` alone decides, and
    /// `success` or `is_success` in the data.
    ///
    /// ```
    /// use gatekit_core::{Gateway, PhalApi, call::Generic};
    /// let site = PhalApi::unsigned().without_data_code();
    /// let call = Generic::new("App.Region.Get", &[]);
    /// let mut body = *br#"{"ret":200,"data":{"code":110000},"msg":""}"#;
    /// assert!(site.read(&call, &mut body).is_ok());
    /// ```
    #[must_use]
    pub fn without_data_code(mut self) -> Self {
        self.data_code = false;
        self
    }
}

impl<S: AsRef<str>, M: SignMethod> Gateway for PhalApi<S, M> {
    type Method = M;

    fn dialect(&self) -> &'static Dialect {
        if self.app_key.is_some() {
            &PRO
        } else {
            &DIALECT
        }
    }

    fn rules(&self) -> &'static [Rule] {
        RULES
    }

    fn sign_method(&self) -> &M {
        &self.sign_method
    }

    /// PHP receives `a.b` and `a b` as `a_b`, and `a[]` as an array. It takes `01`, `1e3` and `+5` for
    /// numbers when it sorts, and gives `1a` another place for each number beside it.
    fn can_sign(&self, name: &[u8]) -> bool {
        let renamed = |byte: &u8| matches!(byte, b'.' | b' ' | b'[' | 0);
        let signable = !name.iter().any(renamed) && (is_integer(name) || !starts_as_number(name));
        signable || self.is_unsigned()
    }

    fn can_sign_body(&self) -> bool {
        self.is_unsigned()
    }

    fn system_value(&self, slot: Slot) -> Option<&str> {
        match slot {
            Slot::AppKey => self.app_key.as_ref().map(S::as_ref),
            Slot::Session => self.access_token.as_ref().map(S::as_ref),
            Slot::UserId => self.user_id.as_ref().map(S::as_ref),
            _ => None,
        }
    }

    /// `ret` is 200, and the second level's `data.code`, if there is one, is 200 or 0 (YesAPI:
    /// `data.err_code`).
    fn open<'d>(&self, _: Option<&str>, document: Node<'d>) -> Result<Node<'d>, Unopened<'d>> {
        let code = document.get("ret").ok_or(Problem::NoEnvelope)?;
        let ret = match code.number() {
            None if is_two_hundred(code) => 200,
            ret => ret.ok_or(Problem::NoEnvelope)?,
        };
        let message = scalar(document.get("msg"));
        if ret != 200 {
            return Err(Unopened::Refused(Refusal {
                code: scalar(Some(code)),
                message,
                ..Refusal::new(reason(ret, message))
            }));
        }
        let payload = document.get("data").ok_or(Problem::NoEnvelope)?;
        let inner = scalar(payload.get("code")).or_else(|| scalar(payload.get("err_code")));
        let refused = inner.is_some_and(|inner| {
            self.data_code && !is_two_hundred(inner) && is_verdict(inner, payload)
        });
        if refused || denies(payload) {
            return Err(Unopened::Refused(Refusal {
                code: scalar(Some(code)),
                sub_code: inner,
                message: inner_message(payload).or(message),
                ..Refusal::new(Reason::BusinessRefused)
            }));
        }
        Ok(payload)
    }
}

impl<S, M: SignMethod> PhalApi<S, M> {
    fn is_unsigned(&self) -> bool {
        self.sign_method.name() == Unsigned.name()
    }
}

impl<S, M> fmt::Debug for PhalApi<S, M> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PhalApi(..)")
    }
}

/// A second level's code is a number, of which 0 is success on many sites; another text is one only where
/// a message stands beside it (a carrier may have a code too).
fn is_verdict(code: Node<'_>, data: Node<'_>) -> bool {
    match code.number() {
        Some(number) => number != 0,
        None => code.kind() == Kind::Number || inner_message(data).is_some(),
    }
}

fn inner_message(data: Node<'_>) -> Option<Node<'_>> {
    let mut names = ["message", "msg", "err_msg"].iter();
    names.find_map(|name| scalar(data.get(name)))
}

/// 200, also as text and as `200.0`.
fn is_two_hundred(code: Node<'_>) -> bool {
    let mut rest = code.text_chars();
    let digits = "200".chars().all(|digit| rest.next() == Some(digit));
    digits
        && match rest.next() {
            None => true,
            Some('.') => rest.next() == Some('0') && rest.all(|digit| digit == '0'),
            Some(_) => false,
        }
}

/// `BadRequestException` adds its code to 400, `InternalServerErrorException` to 500; what is
/// neither comes from an exception that nobody caught.
fn reason(ret: i64, message: Option<Node<'_>>) -> Reason {
    let says = |part| message.is_some_and(|message| contains(message, part));
    let says_word = |word| message.is_some_and(|message| contains_word(message, word));
    match ret {
        // 406 from both filters, 400 from Pro; the framework's other languages are English and
        // traditional Chinese.
        400 | 406 if says("access_token") => Reason::SessionInvalid,
        406 => Reason::SignatureInvalid,
        400 if says("签名") || says("簽名") => Reason::SignatureInvalid,
        400 if says("缺少") || says("require") => Reason::ArgumentMissing,
        400 if says_word("sign") || says_word("signature") => Reason::SignatureInvalid,
        400 => Reason::ArgumentInvalid,
        401 | 403 => Reason::NotPermitted,
        404 => Reason::MethodUnknown,
        402..=499 => Reason::ServiceRefused,
        // 503 is 500 and an exception's code 3, thrown inside the action: not HTTP's "busy".
        500..=599 => Reason::ServiceFailed,
        _ => Reason::Unknown,
    }
}

/// Whether a name is an integer as PHP writes one, of at most 18 digits.
fn is_integer(name: &[u8]) -> bool {
    match name.strip_prefix(b"-").unwrap_or(name) {
        [b'0'] => name.len() == 1,
        [b'1'..=b'9', more @ ..] => more.len() < 18 && more.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

fn starts_as_number(name: &[u8]) -> bool {
    let name = name.trim_ascii_start();
    let unsigned = match name {
        [b'+' | b'-', unsigned @ ..] => unsigned,
        _ => name,
    };
    unsigned.first().is_some_and(u8::is_ascii_digit)
}
