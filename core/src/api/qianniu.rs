//! Qimen, Qianniu: `qimen.taobao.qianniu.cloudkefu.order.self.intercept` (API page 39568).

use super::none;
use crate::call::Call;
use crate::reply::{KnownRefusal, Owner, Repeat};
use crate::request::{ParamError, ParamsView};
use core::fmt;
use serde::{Deserialize, Serialize, Serializer};

/// Locks parts of an order so that they are not shipped, as the buyer asked.
///
/// ```
/// use gatekit_core::api::qianniu::{BizOrder, CallType, SelfIntercept};
/// let call = SelfIntercept {
///     seller_nick: "苏宁易购官方旗舰店",
///     buyer_nick: "翔_ouyang",
///     biz_order: BizOrder { tid: "30753531820144197", sub_order_ids: &["30753531820144191"] },
///     call_type: CallType::Synchronous,
///     buyer_open_uid: None,
/// };
/// ```
#[derive(Clone, Copy, Debug)]
pub struct SelfIntercept<'a> {
    /// The shop's main account.
    pub seller_nick: &'a str,
    /// The buyer's account.
    pub buyer_nick: &'a str,
    /// What is to be locked.
    pub biz_order: BizOrder<'a>,
    /// Whether the answer is the outcome.
    pub call_type: CallType,
    /// The buyer's id, which takes the place of the account name.
    pub buyer_open_uid: Option<&'a str>,
}

/// An order and some of its parts.
///
/// ```
/// use gatekit_core::api::qianniu::BizOrder;
/// let order = BizOrder { tid: "1", sub_order_ids: &["2", "3"] };
/// ```
#[derive(Clone, Copy, Debug, Serialize)]
pub struct BizOrder<'a> {
    /// The order's id.
    pub tid: &'a str,
    /// The ids of its parts; sent comma-joined.
    #[serde(rename = "subOrderIds", serialize_with = "comma_joined")]
    pub sub_order_ids: &'a [&'a str],
}

/// Whether the answer is the outcome, or the outcome follows.
///
/// ```
/// assert_eq!(gatekit_core::api::qianniu::CallType::Asynchronous.as_str(), "asynchronous");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallType {
    /// The answer is the outcome.
    Synchronous,
    /// The outcome follows.
    Asynchronous,
}

impl CallType {
    /// As it is sent.
    ///
    /// ```
    /// assert_eq!(gatekit_core::api::qianniu::CallType::Synchronous.as_str(), "synchronous");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Synchronous => "synchronous",
            Self::Asynchronous => "asynchronous",
        }
    }
}

impl Call for SelfIntercept<'_> {
    type Reply<S> = SelfInterceptReply<S>;
    const REFUSALS: &'static [&'static KnownRefusal] = REFUSALS;

    fn method(&self) -> &'static str {
        "qimen.taobao.qianniu.cloudkefu.order.self.intercept"
    }

    fn params<'a>(&'a self, params: &mut ParamsView<'a>) -> Result<(), ParamError> {
        params.json("bizOrder", &self.biz_order)?;
        params.text("buyerNick", self.buyer_nick)?;
        params.optional("buyer_open_uid", self.buyer_open_uid)?;
        params.text("callType", self.call_type.as_str())?;
        params.text("sellerNick", self.seller_nick)
    }
}

fn comma_joined<S: Serializer>(list: &&[&str], serializer: S) -> Result<S::Ok, S::Error> {
    struct Joined<'a>(&'a [&'a str]);

    impl fmt::Display for Joined<'_> {
        fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            let mut separator = "";
            self.0.iter().try_for_each(|element| {
                write!(
                    formatter,
                    "{}{element}",
                    core::mem::replace(&mut separator, ",")
                )
            })
        }
    }

    serializer.collect_str(&Joined(list))
}

/// The answer to [`SelfIntercept`].
///
/// A `success` of false does not come here: it is a [`crate::reply::Fault`] of the business.
///
/// ```
/// # use gatekit_core::{Gateway, Qimen, api::qianniu::{BizOrder, CallType, SelfIntercept}};
/// # let qimen = Qimen::new("12345678", "helloworld", "23300032")?;
/// # let call = SelfIntercept {
/// #     seller_nick: "苏宁易购官方旗舰店",
/// #     buyer_nick: "翔_ouyang",
/// #     biz_order: BizOrder { tid: "30753531820144197", sub_order_ids: &["30753531820144191"] },
/// #     call_type: CallType::Synchronous,
/// #     buyer_open_uid: None,
/// # };
/// let mut locked = *br#"{"result":{"success":true,"errorCode":"","errorMsg":""}}"#;
/// assert!(qimen.read(&call, &mut locked).unwrap().result.success);
/// let mut shipped = *br#"{"result":{"success":false,"errorCode":"1001","errorMsg":""}}"#;
/// assert!(qimen.read(&call, &mut shipped).is_err());
/// # Ok::<(), gatekit_core::gateway::CredentialError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SelfInterceptReply<S> {
    /// The result.
    pub result: SelfInterceptResult<S>,
}

/// Result of [`SelfIntercept`].
///
/// ```
/// # use gatekit_core::{Gateway, Qimen, api::qianniu::{BizOrder, CallType, SelfIntercept}};
/// # let qimen = Qimen::new("12345678", "helloworld", "23300032")?;
/// # let call = SelfIntercept {
/// #     seller_nick: "苏宁易购官方旗舰店",
/// #     buyer_nick: "翔_ouyang",
/// #     biz_order: BizOrder { tid: "30753531820144197", sub_order_ids: &["30753531820144191"] },
/// #     call_type: CallType::Synchronous,
/// #     buyer_open_uid: None,
/// # };
/// let mut body = *br#"{"result":{"success":true,"errorCode":""}}"#;
/// let result = qimen.read(&call, &mut body).unwrap().result;
/// assert_eq!((result.error_code, result.error_msg), (Some(""), None));
/// # Ok::<(), gatekit_core::gateway::CredentialError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SelfInterceptResult<S> {
    /// Whether the parts are locked.
    pub success: bool,
    /// The provider's code.
    #[serde(default = "none")]
    pub error_code: Option<S>,
    /// Its text.
    #[serde(default = "none")]
    pub error_msg: Option<S>,
}

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $owner:ident, $repeat:ident, $hint:literal;)*) => {
        $(
            $(#[$doc])*
            ///
            /// ```
            #[doc = concat!("assert_eq!(gatekit_core::api::qianniu::", stringify!($name), ".code, ", stringify!($code), ");")]
            /// ```
            pub static $name: KnownRefusal = KnownRefusal {
                code: $code,
                owner: Owner::$owner,
                repeat: Repeat::$repeat,
                hint: $hint,
            };
        )*

        /// The codes that the API page lists. It explains only `modify-address-forbid`; the sample
        /// explains `1001`. One entry of the page is a stray request id and left out.
        ///
        /// ```
        /// # use gatekit_core::{Gateway, Qimen, api::qianniu::{BizOrder, CallType, SelfIntercept}};
        /// # use gatekit_core::{api::qianniu::{ALREADY_SHIPPED, REFUSALS}, reply::ReadError};
        /// # let qimen = Qimen::new("12345678", "helloworld", "23300032")?;
        /// # let call = SelfIntercept {
        /// #     seller_nick: "苏宁易购官方旗舰店",
        /// #     buyer_nick: "翔_ouyang",
        /// #     biz_order: BizOrder { tid: "30753531820144197", sub_order_ids: &["30753531820144191"] },
        /// #     call_type: CallType::Synchronous,
        /// #     buyer_open_uid: None,
        /// # };
        /// let mut shipped = *br#"{"result":{"success":false,"errorCode":"1001","errorMsg":""}}"#;
        /// let Err(ReadError::Refused(fault)) = qimen.read(&call, &mut shipped) else { unreachable!() };
        /// assert_eq!(fault.known, Some(&ALREADY_SHIPPED));
        /// assert!(REFUSALS.contains(&&ALREADY_SHIPPED));
        /// # Ok::<(), gatekit_core::gateway::CredentialError>(())
        /// ```
        pub const REFUSALS: &[&KnownRefusal] = &[$(&$name),*];
    };
}

refusals! {
    /// The shop forbids the change: a regular answer.
    MODIFY_ADDRESS_FORBID = "modify-address-forbid", Business, No,
        "The shop does not allow the change; tell the buyer.";
    /// The parts cannot be locked: shipped already (sample of the API page).
    ALREADY_SHIPPED = "1001", Business, No,
        "The order has been shipped and cannot be locked; offer a return instead.";
    /// Not explained by the API page.
    CODE_1008 = "1008", Business, No,
        "The shop's software refused (code 1008, not explained by the API page); read its message.";
    /// Not explained by the API page.
    CODE_1101 = "1101", Business, No,
        "The shop's software refused (code 1101, not explained by the API page); read its message.";
    /// Not explained by the API page.
    CODE_1103 = "1103", Business, No,
        "The shop's software refused (code 1103, not explained by the API page); read its message.";
    /// Not explained by the API page.
    CODE_10001 = "10001", Business, No,
        "The shop's software refused (code 10001, not explained by the API page); read its message.";
    /// The lock failed in the shop's software.
    SELF_INTERCEPT_FAILED = "modify-orderselfintercept-failed", Business, AskFirst,
        "The shop's software failed to lock the order; ask for its state before calling again.";
    /// The shop's software did not answer in time: the lock may be set.
    HTTP_READ_TIMEOUT = "isp.http-read-timeout", Gateway, AskFirst,
        "The shop's software did not answer the platform in time; ask for the order's state before calling again.";
    /// The shop's software answered the platform with an HTTP error.
    HTTP_SERVICE_STATUS_ERROR = "http-service-status-error", Gateway, AskFirst,
        "The shop's software answered the platform with an HTTP error; ask for the order's state before calling again.";
    /// The shop's software found the request wrong.
    BAD_REQUEST = "400", Caller, No,
        "The shop's software found the request wrong; check the parameters.";
    /// Not explained by the API page.
    UNKNOWN = "unknown", Gateway, AskFirst,
        "The cause is unknown; ask for the order's state before calling again.";
}
