//! Answers: what was observed and recorded, with its verdict, and the documented replies, field by
//! field.

use crate::expected::Expected;
use crate::report::Report;
use crate::verdict;
use gatekit_core::api::d2p::TradeCancel;
use gatekit_core::api::damai::CancelLockStock;
use gatekit_core::{Gateway, Qianmi, Top};

pub struct Answered {
    pub title: &'static str,
    pub way: &'static str,
    pub status: u16,
    pub content_type: &'static str,
    pub body: &'static str,
    pub expected: &'static str,
}

pub fn check(report: &mut Report, answers: &[Answered]) {
    for answer in answers {
        let passed = answer.is_read().unwrap_or_default();
        report.check(format_args!("answer {}", answer.title), passed);
    }
    let top = Top::new("12345678", "helloworld");
    let json = top.as_ref().map(|top| cancelled(top, TOP_JSON));
    report.check("reply of TOP, JSON", json == Ok(true));
    let xml = top.map(|top| cancelled(&top.with_xml(), TOP_XML));
    report.check("reply of TOP, XML", xml == Ok(true));
    for (what, body, outcome) in [("void", VOID, Some(true)), ("not void", KEPT, None)] {
        let voided = voided(body);
        report.check(format_args!("reply of Qianmi, {what}"), voided == outcome);
    }
}

impl Answered {
    fn is_read(&self) -> Option<bool> {
        let mut memory = [0; 1024];
        let body = copied(self.body, &mut memory)?;
        let mut expected = Expected(self.expected);
        let (status, content_type) = (self.status, self.content_type);
        verdict::write(&mut expected, self.way, status, content_type, body).ok()?;
        Some(expected.is_met())
    }
}

/// Replies are read where they were received, in memory that can be written.
fn copied<'m>(body: &str, memory: &'m mut [u8]) -> Option<&'m mut [u8]> {
    let memory = memory.get_mut(..body.len())?;
    memory.copy_from_slice(body.as_bytes());
    Some(memory)
}

const TOP_JSON: &str = r#"{"alibaba_damai_yuntoc_order_cancellockstock_response":{"result":{
    "cancel_stock_lock_result_body":{"order_id":"12345"},
    "head":{"return_code":"1","return_desc":"\u5df2\u53d6\u6d88"}},"request_id":"r1"}}"#;
const TOP_XML: &str = "<?xml version=\"1.0\" encoding=\"utf-8\" ?>
<alibaba_damai_yuntoc_order_cancellockstock_response>
    <result>
        <cancel_stock_lock_result_body><order_id>12345</order_id></cancel_stock_lock_result_body>
        <head><return_code>1</return_code><return_desc>&#x5df2;取消</return_desc></head>
    </result>
    <request_id>r1</request_id>
</alibaba_damai_yuntoc_order_cancellockstock_response><!--top010179031191.s.et2-->";
const VOID: &str = r#"{"d2p_trade_cancel_response":{"trade":{"is_success":true}}}"#;
const KEPT: &str = r#"{"d2p_trade_cancel_response":{"trade":{"is_success":false}}}"#;

fn cancelled(top: &Top, body: &str) -> bool {
    let mut memory = [0; 512];
    let Some(body) = copied(body, &mut memory) else {
        return false;
    };
    let Ok(reply) = top.read(&CancelLockStock::order("12345"), body) else {
        return false;
    };
    let order = reply.result.cancel_stock_lock_result_body;
    let head = reply.result.head;
    reply.request_id == Some("r1")
        && order.and_then(|order| order.order_id) == Some("12345")
        && head
            .is_some_and(|head| (head.return_code, head.return_desc) == (Some("1"), Some("已取消")))
}

fn voided(body: &str) -> Option<bool> {
    let qianmi = Qianmi::new("10000000", "0123456789abcdef").ok()?;
    let mut memory = [0; 64];
    let body = copied(body, &mut memory)?;
    let reply = qianmi.read(&TradeCancel::order("T1"), body).ok()?;
    Some(reply.trade.is_success)
}
