//! What the core knows of a platform's methods: the shapes of replies and the refusals.

use crate::platform::Platform;
use gatekit_core::Call;
use gatekit_core::api::auth::ApplyToken;
use gatekit_core::api::d2p::{self, TradeCancel};
use gatekit_core::api::damai::CancelLockStock;
use gatekit_core::api::logistics::CancelOrder;
use gatekit_core::api::qianniu::{BizOrder, CallType, SelfIntercept};
use gatekit_core::reply::KnownRefusal;
use gatekit_core::request::{ParamError, ParamsView};
use serde::de::IgnoredAny;

/// Any method, with the refusals of the documented one: Qianmi's codes name their method.
pub(crate) struct AnyOfQianmi;

impl Call for AnyOfQianmi {
    type Reply<S> = IgnoredAny;
    const REFUSALS: &'static [&'static KnownRefusal] = d2p::REFUSALS;

    fn method(&self) -> &'static str {
        ""
    }

    fn params<'a>(&'a self, _: &mut ParamsView<'a>) -> Result<(), ParamError> {
        Ok(())
    }
}

/// The calls whose replies have a documented shape. Only that shape is used here: their
/// arguments are empty.
pub(crate) enum Documented {
    CancelLockStock(CancelLockStock<'static>),
    SelfIntercept(SelfIntercept<'static>),
    TradeCancel(TradeCancel<'static>),
    CancelOrder(CancelOrder<'static>),
    ApplyToken(ApplyToken<'static>),
}

pub(crate) fn documented(platform: Platform, api: &str) -> Option<Documented> {
    let all = match platform {
        Platform::Top => vec![Documented::CancelLockStock(CancelLockStock::default())],
        Platform::Qimen => vec![Documented::SelfIntercept(SelfIntercept {
            seller_nick: "",
            buyer_nick: "",
            biz_order: BizOrder {
                tid: "",
                sub_order_ids: &[],
            },
            call_type: CallType::Synchronous,
            buyer_open_uid: None,
        })],
        Platform::Qianmi => vec![Documented::TradeCancel(TradeCancel::order(""))],
        Platform::Phalapi | Platform::PhalapiPro => vec![
            Documented::CancelOrder(CancelOrder {
                order_id: "",
                task_id: "",
                cancel_msg: "",
            }),
            Documented::ApplyToken(ApplyToken {
                app_key: "",
                app_secret: "",
            }),
        ],
    };
    all.into_iter().find(|call| call.method() == api)
}

impl Documented {
    fn method(&self) -> &str {
        match self {
            Self::CancelLockStock(call) => call.method(),
            Self::SelfIntercept(call) => call.method(),
            Self::TradeCancel(call) => call.method(),
            Self::CancelOrder(call) => call.method(),
            Self::ApplyToken(call) => call.method(),
        }
    }
}
