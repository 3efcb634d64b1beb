//! Qianmi cloud ordering: `qianmi.cloudshop.d2p.trade.cancel` (API page A1100275196).

use crate::call::Call;
use crate::reply::{KnownRefusal, Owner, Repeat};
use crate::request::{ParamError, ParamsView};
use serde::Deserialize;

/// Voids an order.
///
/// ```
/// use gatekit_core::api::d2p::TradeCancel;
/// assert_eq!(TradeCancel::order("T20151104141011234").tid, "T20151104141011234");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct TradeCancel<'a> {
    /// The order's number.
    pub tid: &'a str,
}

impl<'a> TradeCancel<'a> {
    /// Voids this order.
    ///
    /// ```
    /// let call = gatekit_core::api::d2p::TradeCancel::order("T1");
    /// ```
    #[must_use]
    pub const fn order(tid: &'a str) -> Self {
        Self { tid }
    }
}

impl Call for TradeCancel<'_> {
    type Reply<S> = TradeCancelReply;
    const REFUSALS: &'static [&'static KnownRefusal] = REFUSALS;

    fn method(&self) -> &'static str {
        "qianmi.cloudshop.d2p.trade.cancel"
    }

    fn params<'a>(&'a self, params: &mut ParamsView<'a>) -> Result<(), ParamError> {
        params.text("tid", self.tid)
    }
}

/// The answer to [`TradeCancel`].
///
/// An `is_success` of false does not come here: it is a [`crate::reply::Fault`] of the business.
///
/// ```
/// use gatekit_core::{Gateway, Qianmi, api::d2p::TradeCancel};
/// let qianmi = Qianmi::new("10000000", "0123456789abcdef")?;
/// let mut void = *br#"{"d2p_trade_cancel_response":{"trade":{"is_success":true}}}"#;
/// assert!(qianmi.read(&TradeCancel::order("T1"), &mut void).unwrap().trade.is_success);
/// let mut kept = *br#"{"d2p_trade_cancel_response":{"trade":{"is_success":false}}}"#;
/// assert!(qianmi.read(&TradeCancel::order("T1"), &mut kept).is_err());
/// # Ok::<(), gatekit_core::gateway::CredentialError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct TradeCancelReply {
    /// The order.
    pub trade: Trade,
}

/// The voided order.
///
/// ```
/// # use gatekit_core::{Gateway, Qianmi, api::d2p::{Trade, TradeCancel}};
/// # let qianmi = Qianmi::new("10000000", "0123456789abcdef")?;
/// let mut body = *br#"{"d2p_trade_cancel_response":{"trade":{"is_success":true}}}"#;
/// let reply = qianmi.read(&TradeCancel::order("T1"), &mut body).unwrap();
/// assert_eq!(reply.trade, Trade { is_success: true });
/// # Ok::<(), gatekit_core::gateway::CredentialError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Trade {
    /// Whether it is void.
    pub is_success: bool,
}

/// Documented refusals.
///
/// ```
/// use gatekit_core::{api::d2p::{REFUSALS, STOCK_RELEASE_FAILED}, reply::Repeat};
/// let mut unclear = REFUSALS.iter().filter(|refusal| refusal.repeat == Repeat::AskFirst);
/// assert_eq!(unclear.next(), Some(&&STOCK_RELEASE_FAILED));
/// assert_eq!(unclear.next(), None);
/// ```
pub const REFUSALS: &[&KnownRefusal] = &[
    &TRADE_NOT_FOUND,
    &WRONG_TRADE_STATE,
    &STOCK_RELEASE_FAILED,
    &RETURN_OPEN,
    &NOT_PERMITTED,
];

/// There is no such order.
///
/// ```
/// use gatekit_core::{Gateway, Qianmi, api::d2p::{TRADE_NOT_FOUND, TradeCancel}, reply::ReadError};
/// let qianmi = Qianmi::new("10000000", "0123456789abcdef")?;
/// let mut body = *br#"{"errorToken":"x","code":"9","subErrors":[
///     {"code":"isv.qianmi-cloudshop-d2p-trade-cancel-service-error:01042001"}]}"#;
/// let Err(ReadError::Refused(fault)) = qianmi.read(&TradeCancel::order("T1"), &mut body) else {
///     unreachable!()
/// };
/// assert_eq!(fault.known, Some(&TRADE_NOT_FOUND));
/// # Ok::<(), gatekit_core::gateway::CredentialError>(())
/// ```
pub static TRADE_NOT_FOUND: KnownRefusal = KnownRefusal {
    code: "isv.qianmi-cloudshop-d2p-trade-cancel-service-error:01042001",
    owner: Owner::Business,
    repeat: Repeat::No,
    hint: "There is no such order: check its number, and that it belongs to this shop.",
};

/// The order cannot be voided in its state. After a lost answer this may mean "void already".
///
/// ```
/// use gatekit_core::api::d2p::WRONG_TRADE_STATE;
/// assert!(WRONG_TRADE_STATE.hint.ends_with("query the order."));
/// ```
pub static WRONG_TRADE_STATE: KnownRefusal = KnownRefusal {
    code: "isv.qianmi-cloudshop-d2p-trade-cancel-service-error:01042002",
    owner: Owner::Business,
    repeat: Repeat::No,
    hint: "The order's state does not allow it (shipped, or void already): query the order.",
};

/// The stock could not be released: whether the order is void is unclear.
///
/// ```
/// use gatekit_core::{api::d2p::STOCK_RELEASE_FAILED, reply::Repeat};
/// assert_eq!(STOCK_RELEASE_FAILED.repeat, Repeat::AskFirst);
/// ```
pub static STOCK_RELEASE_FAILED: KnownRefusal = KnownRefusal {
    code: "isv.qianmi-cloudshop-d2p-trade-cancel-service-error:01042003",
    owner: Owner::Gateway,
    repeat: Repeat::AskFirst,
    hint: "Releasing the stock failed: query the order, and contact the platform's operations.",
};

/// The order has an open return or refund.
///
/// ```
/// use gatekit_core::{api::d2p::RETURN_OPEN, reply::Owner};
/// assert_eq!(RETURN_OPEN.owner, Owner::Business);
/// ```
pub static RETURN_OPEN: KnownRefusal = KnownRefusal {
    code: "isv.qianmi-cloudshop-d2p-trade-cancel-service-error:01042009",
    owner: Owner::Business,
    repeat: Repeat::No,
    hint: "The order has an open return or refund: settle that first.",
};

/// The order belongs to somebody else.
///
/// ```
/// use gatekit_core::api::d2p::NOT_PERMITTED;
/// assert!(NOT_PERMITTED.code.ends_with("service-error:01049991"));
/// ```
pub static NOT_PERMITTED: KnownRefusal = KnownRefusal {
    code: "isv.qianmi-cloudshop-d2p-trade-cancel-service-error:01049991",
    owner: Owner::Business,
    repeat: Repeat::No,
    hint: "This user may not void the order: check whose it is.",
};
