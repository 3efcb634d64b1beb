//! What a client makes of an answer, in the words of `careful-verdicts.jsonl`.

use core::convert::Infallible;
use core::fmt::{self, Write};
use gatekit_core::api::logistics::{CancelOrder, CancelOrderReply};
use gatekit_core::api::qianniu::{BizOrder, CallType, SelfIntercept};
use gatekit_core::call::Generic;
use gatekit_core::reply::{Problem, ReadError, SyntaxError};
use gatekit_core::transport::{Answer, Media};
use gatekit_core::{Call, Error, Gateway, PhalApi, Qimen, Top};
use serde::Deserialize;

#[derive(Deserialize)]
struct Reply<'b> {
    #[serde(rename = "result")]
    _result: serde::de::IgnoredAny,
    request_id: &'b str,
}

const INTERCEPT: SelfIntercept<'_> = SelfIntercept {
    seller_nick: "苏宁易购官方旗舰店",
    buyer_nick: "翔_ouyang",
    biz_order: BizOrder {
        tid: "30753531820144197",
        sub_order_ids: &["30753531820144191"],
    },
    call_type: CallType::Synchronous,
    buyer_open_uid: None,
};

const CANCEL: CancelOrder<'_> = CancelOrder {
    order_id: "1",
    task_id: "2",
    cancel_msg: "3",
};

/// Reads `body` in one of the ways that the vectors name.
pub fn write(
    out: &mut impl Write,
    way: &str,
    status: u16,
    content_type: &str,
    body: &mut [u8],
) -> fmt::Result {
    let answer = Answer::new(status, body.len()).with_media(Media::of(content_type));
    let top = || Top::new("12345678", "helloworld");
    let x = Generic::<Reply<'_>>::reading("taobao.x", &[]);
    let id = |reply: Reply<'_>, out: &mut _| member(out, "request_id", Some(reply.request_id));
    match way {
        "json" => judged(out, top(), &x, &answer, body, id),
        "xml" => judged(out, top().map(Top::with_xml), &x, &answer, body, id),
        "qimencloud-json" => {
            let qimen = Qimen::new("12345678", "helloworld", "23300032");
            judged(out, qimen, &INTERCEPT, &answer, body, |_, _| Ok(()))
        }
        "qimen-std" => {
            let qimen = Qimen::standard("testerp_appkey", "test", "stub-cust-code");
            let report = Generic::new("taobao.qimen.itemlack.report", &[]);
            judged(out, qimen, &report, &answer, body, |_, _| Ok(()))
        }
        _ => {
            let site = Ok::<_, Infallible>(PhalApi::unsigned());
            judged(out, site, &CANCEL, &answer, body, cancelled)
        }
    }
}

fn cancelled(reply: CancelOrderReply<&str>, out: &mut impl Write) -> fmt::Result {
    write!(out, "code={:?} ", reply.code)?;
    member(out, "message", reply.message)?;
    member(out, "data", reply.data)
}

fn judged<'b, W: Write, G: Gateway, E, C: Call>(
    out: &mut W,
    gateway: Result<G, E>,
    call: &C,
    answer: &Answer,
    body: &'b mut [u8],
    show: impl FnOnce(C::Reply<&'b str>, &mut W) -> fmt::Result,
) -> fmt::Result
where
    C::Reply<&'b str>: Deserialize<'b>,
{
    let gateway = gateway.map_err(|_| fmt::Error)?;
    match gateway.read_answer::<C, &str>(call, answer, body) {
        Ok(reply) => {
            member(out, "verdict", Some("reply"))?;
            show(reply, out)
        }
        Err(ReadError::Refused(fault)) => {
            member(out, "verdict", Some("fault"))?;
            write!(out, "reason={} ", fault.reason.name())?;
            member(out, "owner", Some(fault.owner().as_str()))?;
            member(out, "repeat", Some(fault.repeat().as_str()))?;
            member(out, "code", fault.code)?;
            member(out, "sub_code", fault.sub_code)?;
            member(out, "message", fault.message)?;
            member(out, "sub_message", fault.sub_message)?;
            member(out, "solution", fault.solution)?;
            member(out, "request_id", fault.request_id)
        }
        Err(ReadError::Unreadable(unreadable)) => {
            let error = Error::<&str, Infallible>::Unreadable(unreadable);
            member(out, "verdict", Some("unreadable"))?;
            member(out, "problem", Some(problem(unreadable.problem)))?;
            member(out, "repeat", Some(error.repeat().as_str()))
        }
    }
}

fn problem(problem: Problem) -> &'static str {
    match problem {
        Problem::Syntax(SyntaxError::Empty) => "empty",
        Problem::Syntax(SyntaxError::Truncated { .. }) => "truncated",
        Problem::Html => "html",
        Problem::Redirected => "redirected",
        Problem::OtherMethod => "other-method",
        _ => "another",
    }
}

fn member(out: &mut impl Write, name: &str, text: Option<&str>) -> fmt::Result {
    text.map_or(Ok(()), |text| write!(out, "{name}={text} "))
}
