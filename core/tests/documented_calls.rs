//! The documented calls: their parameters one by one, and a reply of another shape.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use gatekit_core::api::auth::ApplyToken;
use gatekit_core::api::logistics::{CancelOrder, CancelOrderReply};
use gatekit_core::api::qianniu::{BizOrder, CallType, SelfIntercept};
use gatekit_core::request::{ParamProblem, ParamsView};
use gatekit_core::{Call, Gateway, Params, Qimen, Timestamp};

const INTERCEPT: SelfIntercept<'_> = SelfIntercept {
    seller_nick: "s",
    buyer_nick: "b",
    biz_order: BizOrder {
        tid: "1",
        sub_order_ids: &["2", "3"],
    },
    call_type: CallType::Synchronous,
    buyer_open_uid: Some("1"),
};

/// Which parameter does not fit into a table of that capacity.
fn overflow<const N: usize>(call: &impl Call) -> Option<String> {
    let mut room = [0; 64];
    let mut params = Params::<N>::new(&mut room);
    let view: &mut ParamsView<'_> = &mut params;
    let error = call.params(view).err()?;
    assert_eq!(error.problem, ParamProblem::TableFull { capacity: N });
    Some(error.name.to_string())
}

#[test]
fn a_documented_call_names_the_parameter_for_which_the_table_is_too_small() {
    let cancel = CancelOrder {
        order_id: "1",
        task_id: "2",
        cancel_msg: "3",
    };
    assert_eq!(overflow::<0>(&cancel).unwrap(), "cancelMsg");
    assert_eq!(overflow::<1>(&cancel).unwrap(), "orderId");
    assert_eq!(overflow::<2>(&cancel).unwrap(), "taskId");
    assert_eq!(overflow::<3>(&cancel), None);
    assert_eq!(overflow::<0>(&INTERCEPT).unwrap(), "bizOrder");
    assert_eq!(overflow::<1>(&INTERCEPT).unwrap(), "buyerNick");
    assert_eq!(overflow::<2>(&INTERCEPT).unwrap(), "buyer_open_uid");
    assert_eq!(overflow::<3>(&INTERCEPT).unwrap(), "callType");
    assert_eq!(overflow::<4>(&INTERCEPT).unwrap(), "sellerNick");
    assert_eq!(overflow::<5>(&INTERCEPT), None);
    let apply = ApplyToken {
        app_key: "k",
        app_secret: "s",
    };
    assert_eq!(overflow::<0>(&apply).unwrap(), "app_key");
    assert_eq!(overflow::<1>(&apply).unwrap(), "app_secret");
    assert_eq!(overflow::<2>(&apply), None);
}

#[test]
fn data_that_is_a_bare_number_is_no_reply_of_the_carrier() {
    let error = serde_json::from_str::<CancelOrderReply<&str>>("7").unwrap_err();
    assert_eq!(
        error.to_string(),
        "invalid type: integer `7`, expected data of a PhalApi answer at line 1 column 1"
    );
}

#[test]
fn an_interception_is_asked_for_in_either_way() {
    let qimen = Qimen::md5("1", "s", "2").unwrap();
    for (call_type, text) in [
        (CallType::Synchronous, &b"synchronous"[..]),
        (CallType::Asynchronous, b"asynchronous"),
    ] {
        let call = SelfIntercept {
            call_type,
            ..INTERCEPT
        };
        let mut room = [0; 64];
        let mut params = Params::<5>::new(&mut room);
        let now = Timestamp::from_unix(0).unwrap();
        let request = qimen.sign(&call, now, &mut params).unwrap();
        let canonical = request.canonical();
        let mut sent = canonical.params();
        let sent = sent.find(|param| param.name() == b"callType").unwrap();
        assert_eq!(sent.value(), text);
    }
}
