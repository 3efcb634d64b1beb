//! The core allocates nothing: signing, encoding and decoding are counted by an allocator.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use gatekit_core::api::auth::ApplyToken;
use gatekit_core::api::d2p::TradeCancel;
use gatekit_core::api::damai::{CancelLockStock, RequestHead};
use gatekit_core::api::logistics::CancelOrder;
use gatekit_core::api::qianniu::{BizOrder, CallType, SelfIntercept};
use gatekit_core::callback::{Cidr, Received, ReplayGuard, Verifier};
use gatekit_core::reply::ReadError;
use gatekit_core::{Call, Gateway, Params, PhalApi, Qianmi, Qimen, Timestamp, Top};
use serde::Deserialize;
use std::fmt::Write as _;

const DAMAI: CancelLockStock<'_> = CancelLockStock {
    order_id: Some("12345"),
    head: Some(RequestHead {
        msg_id: Some("1"),
        signed: Some("1"),
        supplier_key: Some("1"),
        supplier_secret: Some("订\"单"),
        time_stamp: Some("1"),
        version: Some("1"),
    }),
};
const INTERCEPT: SelfIntercept<'_> = SelfIntercept {
    seller_nick: "苏宁易购官方旗舰店",
    buyer_nick: "翔_ouyang",
    biz_order: BizOrder {
        tid: "30753531820144197",
        sub_order_ids: &["1", "2"],
    },
    call_type: CallType::Synchronous,
    buyer_open_uid: Some("1"),
};
const LOGISTICS: CancelOrder<'_> = CancelOrder {
    order_id: "100012021107633",
    task_id: "BAB7",
    cancel_msg: "不要了",
};

/// Allocations and deallocations while `work` runs on this thread.
fn allocations(work: impl FnOnce()) -> u64 {
    allocation_counter::measure(work).count_total
}

/// Signs and encodes once outside of the count, so that what is counted is known to succeed.
fn assert_silent_out(gateway: &impl Gateway, call: &impl Call) {
    let way_out = || {
        let mut room = [0; 512];
        let mut params = Params::<8>::new(&mut room);
        let now = Timestamp::from_unix(1_451_620_800).unwrap();
        let request = gateway.sign(call, now, &mut params).unwrap();
        let (mut query, mut body) = ([0; 1024], [0; 1024]);
        let query = request.encode_query(&mut query).unwrap().len();
        let body = request.encode_body(&mut body).unwrap().len();
        let mut shown = heapless::String::<2048>::new();
        write!(shown, "{}", request.masked()).unwrap();
        assert_eq!(
            (query, body),
            (request.query_length(), request.body_length())
        );
        assert!(!shown.is_empty());
    };
    way_out();
    assert_eq!(allocations(way_out), 0);
}

/// Reads a reply and a refusal; `Debug` and `Display` of the refusal are written too.
fn assert_silent_in<C: Call>(gateway: &impl Gateway, call: &C, reply: &str, refusal: &str)
where
    for<'b> C::Reply<&'b str>: Deserialize<'b>,
{
    let reading = |body: &str, refused: bool| {
        let mut buffer = [0; 1024];
        let buffer = &mut buffer[..body.len()];
        buffer.copy_from_slice(body.as_bytes());
        match gateway.read(call, buffer) {
            Ok(_) => assert!(!refused),
            Err(ReadError::Refused(fault)) => {
                assert!(refused);
                let mut shown = heapless::String::<512>::new();
                write!(shown, "{fault} {}", fault.hint()).unwrap();
                assert!(fault.message.is_some());
            }
            Err(ReadError::Unreadable(unreadable)) => panic!("{unreadable}"),
        }
    };
    for (body, refused) in [(reply, false), (refusal, true)] {
        reading(body, refused);
        assert_eq!(allocations(|| reading(body, refused)), 0, "{body}");
        // Unreadable answers too.
        let silent = allocations(|| {
            let mut buffer = [0; 1024];
            for length in (0..body.len()).step_by(7) {
                let cut = &mut buffer[..length];
                cut.copy_from_slice(&body.as_bytes()[..length]);
                assert!(gateway.read(call, cut).is_err());
            }
        });
        assert_eq!(silent, 0, "{body}");
    }
}

#[test]
fn the_counter_counts() {
    assert_eq!(allocations(|| drop(std::hint::black_box(vec![1_u8]))), 1);
    assert_eq!(allocations(|| ()), 0);
}

const TOP_ERROR: &str = r#"{"error_response":{"code":15,"msg":"Remote service error","sub_code":"isv.invalid-parameter","sub_msg":"\u975e\u6cd5","request_id":"r"}}"#;
const TOP_ERROR_XML: &str = "<error_response><code>15</code><msg>Remote &amp; service</msg><sub_code>isv.x</sub_code></error_response>";

#[test]
fn top_in_json_simplified_and_xml() {
    let top = Top::new("12345678", "helloworld")
        .unwrap()
        .with_session("6100e23f");
    assert_silent_out(&top, &DAMAI);
    assert_silent_out(&Top::md5("12345678", "helloworld").unwrap(), &DAMAI);
    let fields = r#"{"result":{"cancel_stock_lock_result_body":{"order_id":12345},"head":{"return_code":"1","return_desc":"\u53d6\ud83d\ude00"}},"request_id":"r"}"#;
    let json = format!(r#"{{"alibaba_damai_yuntoc_order_cancellockstock_response":{fields}}}"#);
    assert_silent_in(&top, &DAMAI, &json, TOP_ERROR);
    assert_silent_in(&top.clone().with_simplify(), &DAMAI, fields, TOP_ERROR);
    let xml = "<alibaba_damai_yuntoc_order_cancellockstock_response><result><head><return_code>1</return_code><return_desc>&lt;取消&gt;<![CDATA[x]]></return_desc></head></result></alibaba_damai_yuntoc_order_cancellockstock_response>";
    let top = top.with_xml();
    assert_silent_out(&top, &DAMAI);
    assert_silent_in(&top, &DAMAI, xml, TOP_ERROR_XML);
}

#[test]
fn qimen_in_json_and_xml() {
    let qimen = Qimen::new("12345678", "helloworld", "23300032").unwrap();
    let json = r#"{"result":{"success":true,"errorCode":"","errorMsg":"\u53d6"}}"#;
    let failure = r#"{"response":{"flag":"failure","code":"25","message":"Invalid signature","sub_code":"isv.sig"}}"#;
    assert_silent_out(&qimen, &INTERCEPT);
    assert_silent_in(&qimen, &INTERCEPT, json, failure);
    assert_silent_in(&qimen, &INTERCEPT, json, TOP_ERROR);
    let denied = r#"{"result":{"success":false,"errorCode":"1001","errorMsg":"\u53d6"}}"#;
    assert_silent_in(&qimen, &INTERCEPT, json, denied);
    let qimen = qimen.with_xml();
    let xml = "<result><success>true</success><errorMsg>&#x53d6;</errorMsg></result>";
    let failure = "<response><flag>failure</flag><code>25</code><message>Invalid signature</message></response>";
    assert_silent_out(&qimen, &INTERCEPT);
    assert_silent_in(&qimen, &INTERCEPT, xml, failure);
}

#[test]
fn qianmi() {
    let qianmi = Qianmi::new("10000000", "0123456789abcdef")
        .unwrap()
        .with_access_token("0011");
    let call = TradeCancel::order("T2015 110&4+不");
    let json = r#"{"d2p_trade_cancel_response":{"trade":{"is_success":"true"}}}"#;
    let error = r#"{"errorToken":"@@$-ERROR_TOKEN$-@@","code":"9","message":"\u975e","solution":"s","subErrors":{"subError":[{"code":"isv.qianmi-cloudshop-d2p-trade-cancel-service-error:01042001","message":"m"}]}}"#;
    assert_silent_out(&qianmi, &call);
    assert_silent_in(&qianmi, &call, json, error);
}

#[test]
fn phalapi() {
    let apiusb = PhalApi::token("t0k");
    let json =
        r#"{"ret":200,"data":{"code":200,"message":"success","data":"\u53d6\u6d88"},"msg":""}"#;
    let error = r#"{"ret":406,"data":{},"msg":"\u975e\u6cd5"}"#;
    assert_silent_out(&apiusb, &LOGISTICS);
    assert_silent_out(&PhalApi::simple_md5(), &LOGISTICS);
    assert_silent_out(
        &PhalApi::pro("testAppKey", "testAppSecret").unwrap(),
        &LOGISTICS,
    );
    assert_silent_in(&apiusb, &LOGISTICS, json, error);
    let denied = r#"{"ret":200,"data":{"code":500,"message":"\u8ba2","data":null},"msg":""}"#;
    assert_silent_in(&apiusb, &LOGISTICS, json, denied);
    let token = ApplyToken {
        app_key: "testAppKey",
        app_secret: "testAppSecret",
    };
    let json = r#"{"ret":200,"data":{"access_token":"t","expire_at":1797904678,"expire_time":"x"},"msg":""}"#;
    assert_silent_out(&apiusb, &token);
    assert_silent_in(&apiusb, &token, json, error);
}

#[test]
fn credentials() {
    let silent = allocations(|| {
        let top = Top::new("12345678", "helloworld")
            .unwrap()
            .with_session("s");
        let qimen = Qimen::md5("12345678", "helloworld", "23300032").unwrap();
        let qianmi = Qianmi::new("10000000", "0123456789abcdef").unwrap();
        let phalapi = PhalApi::pro("testAppKey", "testAppSecret").unwrap();
        std::hint::black_box((top, qimen, qianmi, phalapi));
    });
    assert_eq!(silent, 0);
}

#[test]
fn callbacks() {
    let received = Received::new(
        "method=qimen.taobao.qianniu.cloudkefu.order.self.intercept\
         &timestamp=2016-01-01+12%3A00%3A00&app_key=12345678&format=json&v=2.0\
         &target_app_key=23300032&sign_method=md5&sign=6916773997EC494B7F86902F4164ECCB",
        r#"{"sellerNick":"苏宁易购官方旗舰店","bizOrder":{"tid":"30753531820144197"}}"#.as_bytes(),
    )
    .with_content_type("application/json;charset=UTF-8");
    let silent = allocations(|| {
        let verifier = Verifier::spi("helloworld").unwrap();
        let mut guard = ReplayGuard::<4>::new();
        let now = Timestamp::from_unix(1_451_620_800).unwrap();
        for taken in [true, false] {
            let mut room = [0; 64];
            let mut params = Params::<8>::new(&mut room);
            let result = verifier.verify(&received, now, &mut params, Some(&mut guard));
            assert_eq!(result.is_ok(), taken);
            if let Ok(request) = result {
                assert!(request.document().unwrap().at("bizOrder.tid").is_some());
            }
        }
        let block: Cidr = "2001:db8::/32".parse().unwrap();
        assert!(!block.contains([127, 0, 0, 1].into()));
    });
    assert_eq!(silent, 0);
}
