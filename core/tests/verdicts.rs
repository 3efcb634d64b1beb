//! Every reply of `java-sdk-observed.jsonl` with the verdict that a careful client gives; several
//! of the Java library's own are its bugs.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use gatekit_core::api::qianniu::{BizOrder, CallType, SelfIntercept};
use gatekit_core::call::Generic;
use gatekit_core::reply::{Fault, Problem, ReadError, SyntaxError};
use gatekit_core::transport::{Answer, Media};
use gatekit_core::{Call, Error, Gateway, Qimen, Top};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;
use std::convert::Infallible;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/vectors/");

fn lines(file: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(format!("{FOLDER}{file}")).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// What is compared: the verdict in the names of the file.
type Verdict = BTreeMap<&'static str, String>;

const COMPARED: [&str; 12] = [
    "verdict",
    "problem",
    "repeat",
    "owner",
    "reason",
    "code",
    "sub_code",
    "message",
    "sub_message",
    "solution",
    "request_id",
    "result",
];

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

fn of_fault(fault: Fault<String>) -> Verdict {
    let mut verdict = Verdict::from([
        ("verdict", "fault".to_owned()),
        ("reason", fault.reason.name().to_string()),
        ("owner", fault.owner().as_str().to_owned()),
        ("repeat", fault.repeat().as_str().to_owned()),
    ]);
    for (name, text) in [
        ("code", fault.code),
        ("sub_code", fault.sub_code),
        ("message", fault.message),
        ("sub_message", fault.sub_message),
        ("solution", fault.solution),
        ("request_id", fault.request_id),
    ] {
        verdict.extend(text.map(|text| (name, text)));
    }
    verdict
}

fn verdict<C: Call>(
    gateway: &impl Gateway,
    call: &C,
    line: &Value,
    show: fn(C::Reply<String>) -> Verdict,
) -> Verdict
where
    C::Reply<String>: DeserializeOwned,
{
    let mut body = line["body"].as_str().unwrap().as_bytes().to_vec();
    let status = u16::try_from(line["status"].as_u64().unwrap()).unwrap();
    let media = Media::of(line["content_type"].as_str().unwrap());
    let answer = Answer::new(status, body.len()).with_media(media);
    match gateway.read_answer::<C, String>(call, &answer, &mut body) {
        Ok(reply) => show(reply),
        Err(ReadError::Refused(fault)) => of_fault(fault),
        Err(ReadError::Unreadable(unreadable)) => {
            assert_eq!((unreadable.status, unreadable.media), (status, media));
            let error = Error::<String, Infallible>::Unreadable(unreadable);
            Verdict::from([
                ("verdict", "unreadable".to_owned()),
                ("problem", problem(unreadable.problem).to_owned()),
                ("repeat", error.repeat().as_str().to_owned()),
            ])
        }
    }
}

#[derive(serde::Deserialize)]
struct Reply {
    result: Value,
    request_id: String,
}

fn show(reply: Reply) -> Verdict {
    let mut verdict = Verdict::from([
        ("verdict", "reply".to_owned()),
        ("request_id", reply.request_id),
    ]);
    verdict.extend(
        reply
            .result
            .as_str()
            .map(|text| ("result", text.to_owned())),
    );
    verdict
}

fn show_nothing<R>(_: R) -> Verdict {
    Verdict::from([("verdict", "reply".to_owned())])
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

fn judged(line: &Value) -> Verdict {
    let top = Top::new("12345678", "helloworld").unwrap();
    let qimen = Qimen::new("12345678", "helloworld", "23300032").unwrap();
    let standard = Qimen::standard("testerp_appkey", "test", "stub-cust-code").unwrap();
    let x = Generic::<Reply>::reading("taobao.x", &[]);
    match line["fmt"].as_str().unwrap() {
        "json" => verdict(&top, &x, line, show),
        "xml" => verdict(&top.with_xml(), &x, line, show),
        "qimencloud-json" => verdict(&qimen, &INTERCEPT, line, show_nothing),
        "qimen-std" => {
            let report = Generic::new("taobao.qimen.itemlack.report", &[]);
            verdict(&standard, &report, line, show_nothing)
        }
        other => panic!("{other}"),
    }
}

#[test]
fn every_observed_reply_gets_the_verdict_of_a_careful_client() {
    for line in lines("careful-verdicts.jsonl") {
        let text = |name: &'static str| Some((name, line.get(name)?.as_str()?.to_owned()));
        let expected: Verdict = COMPARED.into_iter().filter_map(text).collect();
        assert_eq!(judged(&line), expected, "{} {}", line["resp"], line["fmt"]);
    }
}

#[test]
fn every_observed_reply_has_a_verdict_and_its_own_body() {
    let verdicts = lines("careful-verdicts.jsonl");
    let observed: Vec<_> = lines("java-sdk-observed.jsonl")
        .into_iter()
        .filter(|line| line.get("resp").is_some())
        .collect();
    assert_eq!((observed.len(), verdicts.len()), (25, 25));
    for (observed, verdict) in observed.iter().zip(&verdicts) {
        assert_eq!(
            (&observed["resp"], &observed["fmt"]),
            (&verdict["resp"], &verdict["fmt"])
        );
        if let Some(body) = observed.get("body") {
            assert_eq!(body, &verdict["body"]);
        }
    }
}
