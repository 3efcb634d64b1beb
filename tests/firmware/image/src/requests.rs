//! The documented requests, byte for byte, as `core/tests/requests.rs` has them.

use crate::expected::{Expected, Unexpected};
use crate::report::Report;
use gatekit_core::api::d2p::TradeCancel;
use gatekit_core::api::damai::{CancelLockStock, RequestHead};
use gatekit_core::api::logistics::CancelOrder;
use gatekit_core::api::qianniu::{BizOrder, CallType, SelfIntercept};
use gatekit_core::{Call, Gateway, Params, PhalApi, Qianmi, Qimen, Timestamp, Top};

const DAMAI: CancelLockStock<'_> = CancelLockStock {
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

pub fn check(report: &mut Report) {
    let top = Top::new("12345678", "helloworld").map(|top| {
        sends(
            &top,
            &DAMAI,
            b"2016-01-01 12:00:00",
            "app_key=12345678&format=json&method=alibaba.damai.yuntoc.order.cancellockstock\
             &sign_method=hmac-sha256&timestamp=2016-01-01+12%3A00%3A00&v=2.0\
             &sign=9B809D222EAD856CB67E30352F266475FCEE132F34E1FAD7BC464B9C96E1F171",
            "param_cancel_stock_lock_request=%7B%22cancel_stock_lock_request_body%22%3A%7B%22\
             cancel_stock_lock_req_param%22%3A%7B%22order_id%22%3A%2212345%22%7D%7D%2C%22head%22\
             %3A%7B%22msg_id%22%3A%221%22%2C%22signed%22%3A%221%22%2C%22supplier_key%22%3A%221\
             %22%2C%22supplier_secret%22%3A%221%22%2C%22time_stamp%22%3A%221%22%2C%22version%22\
             %3A%221%22%7D%7D",
        )
    });
    report.check("request TOP, hmac-sha256", top == Ok(true));

    let qimen = Qimen::md5("12345678", "helloworld", "23300032").map(|qimen| {
        sends(
            &qimen,
            &INTERCEPT,
            b"2016-01-01 12:00:00",
            "app_key=12345678&format=json\
             &method=qimen.taobao.qianniu.cloudkefu.order.self.intercept&sign_method=md5\
             &target_app_key=23300032&timestamp=2016-01-01+12%3A00%3A00&v=2.0\
             &sign=F7276CF1A3B7FB81CA5A18FA745C49DF",
            "bizOrder=%7B%22tid%22%3A%2230753531820144197%22%2C%22subOrderIds%22%3A%22\
             30753531820144191%2C30753531820144192%2C30753531820144193%22%7D\
             &buyerNick=%E7%BF%94_ouyang&buyer_open_uid=1&callType=synchronous\
             &sellerNick=%E8%8B%8F%E5%AE%81%E6%98%93%E8%B4%AD%E5%AE%98%E6%96%B9%E6%97%97\
             %E8%88%B0%E5%BA%97",
        )
    });
    report.check("request Qimen, md5", qimen == Ok(true));

    let qianmi = Qianmi::new("10000000", "0123456789abcdef0123456789ABCDEF").map(|qianmi| {
        let qianmi = qianmi.with_access_token("00112233445566778899aabbccddeeff");
        sends(
            &qianmi.with_partner_id("qianmi-open-sdk-java-20160108"),
            &TradeCancel::order("T2015 110&4+不"),
            b"2015-11-04 14:10:13",
            "access_token=00112233445566778899aabbccddeeff&appKey=10000000&format=json\
             &method=qianmi.cloudshop.d2p.trade.cancel&partner_id=qianmi-open-sdk-java-20160108\
             &timestamp=2015-11-04+14%3A10%3A13&v=1.1\
             &sign=446CB662F54442F45D96F124A91F34FB6C11ED27",
            "tid=T2015+110%264%2B%E4%B8%8D",
        )
    });
    report.check("request Qianmi, sha1", qianmi == Ok(true));

    let phalapi = sends(
        &PhalApi::simple_md5(),
        &LOGISTICS,
        b"2016-01-01 12:00:00",
        "service=App.Logistics.CCancelOrder",
        "cancelMsg=%E4%B8%8D%E8%A6%81%E4%BA%86&orderId=100012021107633\
         &taskId=BAB7EDF04019A6C7876096B88B611769&sign=372a4cb6873fcba6a9daa8de27aad192",
    );
    report.check("request PhalApi, values-md5", phalapi);
}

/// Whether the request is these bytes, streamed and in memory of just their length.
fn sends(gateway: &impl Gateway, call: &impl Call, now: &[u8], query: &str, body: &str) -> bool {
    let mut room = [0; 256];
    let mut params = Params::<8>::new(&mut room);
    let Some(now) = Timestamp::parse(now) else {
        return false;
    };
    let Ok(request) = gateway.sign(call, now, &mut params) else {
        return false;
    };
    let mut memory = [0; 512];
    let Some(memory) = memory.get_mut(..body.len().max(query.len())) else {
        return false;
    };
    request.query_length() == query.len()
        && request.body_length() == body.len()
        && request.encode_query(memory) == Ok(query)
        && request.encode_body(memory) == Ok(body.as_bytes())
        && streams(query, |take| request.write_query(take))
        && streams(body, |take| request.write_body(take))
}

type Take<'t> = &'t mut dyn FnMut(&[u8]) -> Result<(), Unexpected>;

fn streams(text: &str, write: impl FnOnce(Take<'_>) -> Result<(), Unexpected>) -> bool {
    let mut expected = Expected(text);
    write(&mut |bytes| expected.take(bytes)).is_ok() && expected.is_met()
}
