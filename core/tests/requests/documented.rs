//! The documented calls, byte for byte, and requests in memory that is too small.

use gatekit_core::api::auth::ApplyToken;
use gatekit_core::api::d2p::TradeCancel;
use gatekit_core::api::damai::{CancelLockStock, RequestHead};
use gatekit_core::api::logistics::CancelOrder;
use gatekit_core::api::qianniu::{BizOrder, CallType, SelfIntercept};
use gatekit_core::request::{BufferTooSmall, FORM, Request};
use gatekit_core::{Call, Gateway, Params, PhalApi, Qianmi, Qimen, Timestamp, Top};

pub(crate) const NEW_YEAR: &[u8] = b"2016-01-01 12:00:00";
const QIANMI_DAY: &[u8] = b"2015-11-04 14:10:13";
pub(crate) const DAMAI: CancelLockStock<'_> = CancelLockStock {
    order_id: Some("12345"),
    head: Some(RequestHead {
        msg_id: Some("1"),
        signed: Some("1"),
        supplier_key: Some("1"),
        supplier_secret: Some("1"),
        time_stamp: Some("1"),
        version: Some("1"),
    }),
};
const DAMAI_BODY: &str = "param_cancel_stock_lock_request=%7B%22cancel_stock_lock_request_body%22\
    %3A%7B%22cancel_stock_lock_req_param%22%3A%7B%22order_id%22%3A%2212345%22%7D%7D%2C%22head%22\
    %3A%7B%22msg_id%22%3A%221%22%2C%22signed%22%3A%221%22%2C%22supplier_key%22%3A%221%22%2C%22\
    supplier_secret%22%3A%221%22%2C%22time_stamp%22%3A%221%22%2C%22version%22%3A%221%22%7D%7D";

const INTERCEPT: SelfIntercept<'_> = SelfIntercept {
    seller_nick: "苏宁易购官方旗舰店",
    buyer_nick: "翔_ouyang",
    biz_order: BizOrder {
        tid: "30753531820144197",
        sub_order_ids: &[
            "30753531820144191",
            "30753531820144192",
            "30753531820144193",
        ],
    },
    call_type: CallType::Synchronous,
    buyer_open_uid: Some("1"),
};
const LOGISTICS: CancelOrder<'_> = CancelOrder {
    order_id: "100012021107633",
    task_id: "BAB7EDF04019A6C7876096B88B611769",
    cancel_msg: "不要了",
};
const LOGISTICS_BODY: &str = "cancelMsg=%E4%B8%8D%E8%A6%81%E4%BA%86&orderId=100012021107633\
    &taskId=BAB7EDF04019A6C7876096B88B611769";

/// Signs, and hands the request to `look`.
pub(crate) fn signed(
    gateway: &impl Gateway,
    call: &impl Call,
    moment: &[u8],
    look: impl FnOnce(&Request<'_>),
) {
    let mut room = [0; 1024];
    let mut params = Params::<8>::new(&mut room);
    let now = Timestamp::parse(moment).unwrap();
    look(&gateway.sign(call, now, &mut params).unwrap());
}

/// Checks the bytes, their lengths, and memory that is one byte too small.
pub(crate) fn assert_wire(request: &Request<'_>, query: &str, body: &str) {
    assert_eq!(request.query_length(), query.len());
    assert_eq!(request.body_length(), body.len());
    let mut memory = [0x55; 2048];
    let (needed, available) = (query.len(), query.len() - 1);
    let error = request.encode_query(&mut memory[..available]).unwrap_err();
    assert_eq!(error, BufferTooSmall { needed, available });
    assert_eq!(request.encode_query(&mut memory[..needed]).unwrap(), query);
    assert_eq!(request.encode_query(&mut memory).unwrap(), query);
    if let Some(available) = body.len().checked_sub(1) {
        let error = request.encode_body(&mut memory[..available]).unwrap_err();
        assert_eq!(
            error,
            BufferTooSmall {
                needed: body.len(),
                available
            }
        );
        let words = format!("the buffer needs {} bytes, it has {available}", body.len());
        assert_eq!(error.to_string(), words);
    }
    let encoded = request.encode_body(&mut memory[..body.len()]).unwrap();
    assert_eq!(core::str::from_utf8(encoded).unwrap(), body);
    assert!(
        memory[query.len().max(body.len())..]
            .iter()
            .all(|byte| *byte == 0x55)
    );
    let mut streamed = Vec::new();
    request
        .write_query(|chunk| {
            streamed.extend_from_slice(chunk);
            Ok::<(), ()>(())
        })
        .unwrap();
    assert_eq!(streamed, query.as_bytes());
    streamed.clear();
    request
        .write_body(|chunk| {
            streamed.extend_from_slice(chunk);
            Ok::<(), ()>(())
        })
        .unwrap();
    assert_eq!(streamed, body.as_bytes());
}

#[test]
fn top_sends_system_parameters_in_the_query() {
    let top = Top::new("12345678", "helloworld").unwrap();
    signed(&top, &DAMAI, NEW_YEAR, |request| {
        let query = "app_key=12345678&format=json&method=alibaba.damai.yuntoc.order.cancellockstock\
            &sign_method=hmac-sha256&timestamp=2016-01-01+12%3A00%3A00&v=2.0\
            &sign=9B809D222EAD856CB67E30352F266475FCEE132F34E1FAD7BC464B9C96E1F171";
        assert_wire(request, query, DAMAI_BODY);
        assert_eq!(request.content_type(), FORM);
    });
}

#[test]
fn qimen_sends_business_parameters_in_the_body() {
    let qimen = Qimen::md5("12345678", "helloworld", "23300032").unwrap();
    signed(&qimen, &INTERCEPT, NEW_YEAR, |request| {
        let query = "app_key=12345678&format=json\
            &method=qimen.taobao.qianniu.cloudkefu.order.self.intercept&sign_method=md5\
            &target_app_key=23300032&timestamp=2016-01-01+12%3A00%3A00&v=2.0\
            &sign=F7276CF1A3B7FB81CA5A18FA745C49DF";
        let body = "bizOrder=%7B%22tid%22%3A%2230753531820144197%22%2C%22subOrderIds%22%3A%22\
            30753531820144191%2C30753531820144192%2C30753531820144193%22%7D\
            &buyerNick=%E7%BF%94_ouyang&buyer_open_uid=1&callType=synchronous\
            &sellerNick=%E8%8B%8F%E5%AE%81%E6%98%93%E8%B4%AD%E5%AE%98%E6%96%B9%E6%97%97%E8%88%B0%E5%BA%97";
        assert_wire(request, query, body);
    });
}

/// What the official Java library sent to a capturing server, in another order.
#[test]
fn qianmi_sends_what_its_own_library_sends() {
    let qianmi = Qianmi::new("10000000", "0123456789abcdef0123456789ABCDEF")
        .unwrap()
        .with_access_token("00112233445566778899aabbccddeeff")
        .with_partner_id("qianmi-open-sdk-java-20160108");
    signed(
        &qianmi,
        &TradeCancel::order("T2015 110&4+不"),
        QIANMI_DAY,
        |request| {
            let query = "access_token=00112233445566778899aabbccddeeff&appKey=10000000&format=json\
            &method=qianmi.cloudshop.d2p.trade.cancel&partner_id=qianmi-open-sdk-java-20160108\
            &timestamp=2015-11-04+14%3A10%3A13&v=1.1&sign=446CB662F54442F45D96F124A91F34FB6C11ED27";
            assert_wire(request, query, "tid=T2015+110%264%2B%E4%B8%8D");
        },
    );
}

#[test]
fn phalapi_sends_the_service_in_the_query_and_secrets_in_the_body() {
    let query = "service=App.Logistics.CCancelOrder";
    signed(&PhalApi::unsigned(), &LOGISTICS, NEW_YEAR, |request| {
        assert_wire(request, query, LOGISTICS_BODY);
        assert_eq!(request.signature(), None);
    });
    let apiusb = PhalApi::token("tok-123");
    signed(&apiusb, &LOGISTICS, NEW_YEAR, |request| {
        assert_wire(
            request,
            query,
            &format!("access_token=tok-123&{LOGISTICS_BODY}"),
        );
    });
    signed(&PhalApi::simple_md5(), &LOGISTICS, NEW_YEAR, |request| {
        let body = format!("{LOGISTICS_BODY}&sign=372a4cb6873fcba6a9daa8de27aad192");
        assert_wire(request, query, &body);
    });
    let pro = PhalApi::pro("testAppKey", "testAppSecret").unwrap();
    signed(&pro, &LOGISTICS, NEW_YEAR, |request| {
        let sign = "sign=252CB43F7053F8C4F385BA14BF7C03B1";
        assert_wire(
            request,
            query,
            &format!("app_key=testAppKey&{LOGISTICS_BODY}&{sign}"),
        );
    });
}

#[test]
fn phalapi_keeps_empty_values() {
    let call = CancelOrder {
        cancel_msg: "",
        ..LOGISTICS
    };
    signed(&PhalApi::simple_md5(), &call, NEW_YEAR, |request| {
        // The signature of transcript 11.
        let body = "cancelMsg=&orderId=100012021107633&taskId=BAB7EDF04019A6C7876096B88B611769\
            &sign=80575ab556355d43e8bdac6fc5baee0c";
        assert_wire(request, "service=App.Logistics.CCancelOrder", body);
    });
}

#[test]
fn the_token_is_applied_for_with_key_and_secret() {
    let call = ApplyToken {
        app_key: "testAppKey",
        app_secret: "testAppSecret",
    };
    signed(&PhalApi::unsigned(), &call, NEW_YEAR, |request| {
        let body = "app_key=testAppKey&app_secret=testAppSecret";
        assert_wire(request, "service=App.Auth.ApplyToken", body);
    });
}
