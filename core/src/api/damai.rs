//! TOP, Damai ticketing: `alibaba.damai.yuntoc.order.cancellockstock` (API page 35157).

use super::none;
use crate::call::Call;
use crate::request::{ParamError, ParamsView};
use core::fmt;
use serde::{Deserialize, Serialize};

/// Cancels an order and releases the stock that it locked.
///
/// ```
/// use gatekit_core::{Call, api::damai::{CancelLockStock, RequestHead}};
/// let head = RequestHead { msg_id: Some("1"), version: Some("1"), ..RequestHead::default() };
/// let call = CancelLockStock { order_id: Some("12345"), head: Some(head) };
/// assert_eq!(call.method(), "alibaba.damai.yuntoc.order.cancellockstock");
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct CancelLockStock<'a> {
    /// The order.
    pub order_id: Option<&'a str>,
    /// The supplier's head.
    pub head: Option<RequestHead<'a>>,
}

impl<'a> CancelLockStock<'a> {
    /// Cancels this order, without a head.
    ///
    /// ```
    /// use gatekit_core::api::damai::CancelLockStock;
    /// assert_eq!(CancelLockStock::order("12345").order_id, Some("12345"));
    /// ```
    #[must_use]
    pub const fn order(order_id: &'a str) -> Self {
        Self {
            order_id: Some(order_id),
            head: None,
        }
    }
}

/// Head of a Damai request; what its fields mean is not documented beyond their names.
///
/// ```
/// use gatekit_core::api::damai::RequestHead;
/// let head = RequestHead { supplier_secret: Some("s3cret"), ..RequestHead::default() };
/// assert!(!format!("{head:?}").contains("s3cret"));
/// ```
#[derive(Clone, Copy, Default, Serialize)]
pub struct RequestHead<'a> {
    /// Message id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub msg_id: Option<&'a str>,
    /// Signature value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed: Option<&'a str>,
    /// Supplier key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supplier_key: Option<&'a str>,
    /// Supplier secret: travels as it is, and is masked in explanations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supplier_secret: Option<&'a str>,
    /// Timestamp.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_stamp: Option<&'a str>,
    /// Version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<&'a str>,
}

impl fmt::Debug for RequestHead<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RequestHead")
            .field("msg_id", &self.msg_id)
            .field("supplier_key", &self.supplier_key)
            .field("time_stamp", &self.time_stamp)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

impl Call for CancelLockStock<'_> {
    type Reply<S> = CancelLockStockReply<S>;

    fn method(&self) -> &'static str {
        "alibaba.damai.yuntoc.order.cancellockstock"
    }

    fn params<'a>(&'a self, params: &mut ParamsView<'a>) -> Result<(), ParamError> {
        params.json("param_cancel_stock_lock_request", &Nested::from(self))
    }
}

/// The request as it is nested on the wire.
#[derive(Serialize)]
struct Nested<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    cancel_stock_lock_request_body: Option<Body<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    head: Option<&'a RequestHead<'a>>,
}

#[derive(Serialize)]
struct Body<'a> {
    cancel_stock_lock_req_param: Param<'a>,
}

#[derive(Serialize)]
struct Param<'a> {
    order_id: &'a str,
}

impl<'a> From<&'a CancelLockStock<'a>> for Nested<'a> {
    fn from(call: &'a CancelLockStock<'a>) -> Self {
        Self {
            cancel_stock_lock_request_body: call.order_id.map(|order_id| Body {
                cancel_stock_lock_req_param: Param { order_id },
            }),
            head: call.head.as_ref(),
        }
    }
}

/// The answer. What `return_code` means is not documented: it is handed on, not judged.
///
/// ```
/// use gatekit_core::{Gateway, Top, api::damai::CancelLockStock};
/// let top = Top::md5("12345678", "helloworld")?.with_xml();
/// let mut xml = *b"<alibaba_damai_yuntoc_order_cancellockstock_response><result><head>\
///     <return_code>1</return_code></head></result>\
///     </alibaba_damai_yuntoc_order_cancellockstock_response>";
/// let reply = top.read(&CancelLockStock::order("1"), &mut xml).unwrap();
/// assert_eq!(reply.result.head.unwrap().return_code, Some("1"));
/// # Ok::<(), gatekit_core::gateway::CredentialError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct CancelLockStockReply<S> {
    /// The result.
    pub result: CancelLockStockResult<S>,
    /// The platform's name for the request.
    #[serde(default = "none")]
    pub request_id: Option<S>,
}

/// Result of [`CancelLockStock`].
///
/// ```
/// # use gatekit_core::{Gateway, Top, api::damai::CancelLockStock};
/// # let top = Top::md5("12345678", "helloworld")?;
/// # let mut body = *br#"{"alibaba_damai_yuntoc_order_cancellockstock_response":{"result":
/// #     {"cancel_stock_lock_result_body":{"order_id":"12345"},"head":{"return_code":"0"}}}}"#;
/// let result = top.read(&CancelLockStock::order("12345"), &mut body).unwrap().result;
/// assert!(result.cancel_stock_lock_result_body.is_some() && result.head.is_some());
/// # Ok::<(), gatekit_core::gateway::CredentialError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct CancelLockStockResult<S> {
    /// What was cancelled.
    #[serde(default = "none")]
    pub cancel_stock_lock_result_body: Option<CancelLockStockResultBody<S>>,
    /// The provider's verdict.
    #[serde(default = "none")]
    pub head: Option<ReplyHead<S>>,
}

/// What was cancelled.
///
/// ```
/// # use gatekit_core::{Gateway, Top, api::damai::CancelLockStock};
/// # let top = Top::md5("12345678", "helloworld")?;
/// # let mut body = *br#"{"alibaba_damai_yuntoc_order_cancellockstock_response":{"result":
/// #     {"cancel_stock_lock_result_body":{"order_id":"12345"},"head":{"return_code":"0"}}}}"#;
/// let result = top.read(&CancelLockStock::order("12345"), &mut body).unwrap().result;
/// assert_eq!(result.cancel_stock_lock_result_body.unwrap().order_id, Some("12345"));
/// # Ok::<(), gatekit_core::gateway::CredentialError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct CancelLockStockResultBody<S> {
    /// The order.
    #[serde(default = "none")]
    pub order_id: Option<S>,
}

/// Head of a Damai reply.
///
/// ```
/// # use gatekit_core::{Gateway, Top, api::damai::{CancelLockStock, ReplyHead}};
/// # let top = Top::md5("12345678", "helloworld")?;
/// # let mut body = *br#"{"alibaba_damai_yuntoc_order_cancellockstock_response":{"result":
/// #     {"cancel_stock_lock_result_body":{"order_id":"12345"},"head":{"return_code":"0"}}}}"#;
/// let result = top.read(&CancelLockStock::order("12345"), &mut body).unwrap().result;
/// assert_eq!(result.head, Some(ReplyHead { return_code: Some("0"), return_desc: None }));
/// # Ok::<(), gatekit_core::gateway::CredentialError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ReplyHead<S> {
    /// The provider's code.
    #[serde(default = "none")]
    pub return_code: Option<S>,
    /// Its description.
    #[serde(default = "none")]
    pub return_desc: Option<S>,
}
