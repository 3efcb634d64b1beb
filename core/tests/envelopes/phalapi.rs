//! What PhalApi sites answer: every transcript of the real framework, and shapes beyond them.

use gatekit_core::api::auth::ApplyToken;
use gatekit_core::api::logistics::{CancelOrder, CancelOrderReply};
use gatekit_core::call::Generic;
use gatekit_core::reply::{Fault, Owner, Problem, ReadError, Reason, Repeat, SyntaxError};
use gatekit_core::transport::{Answer, Media};
use gatekit_core::{Gateway, PhalApi};
use serde_json::Value;
use std::sync::LazyLock;

pub(crate) const FILE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../tests/vectors/phalapi-transcripts.jsonl"
);
pub(crate) const CALL: CancelOrder<'_> = CancelOrder {
    order_id: "1",
    task_id: "2",
    cancel_msg: "3",
};

type Read = Result<CancelOrderReply<String>, ReadError<String>>;

pub(crate) struct Transcript {
    pub(crate) n: u64,
    pub(crate) status: u16,
    pub(crate) media: Media,
    pub(crate) body: String,
}

pub(crate) static TRANSCRIPTS: LazyLock<Vec<Transcript>> = LazyLock::new(|| {
    let text = std::fs::read_to_string(FILE).unwrap();
    let lines = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let transcripts = lines.map(|line| {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let body = line.get("body").map_or_else(
            || {
                let parts = &line["body_repeated"];
                let times = usize::try_from(parts["times"].as_u64().unwrap()).unwrap();
                text(&parts["start"]) + &text(&parts["unit"]).repeat(times) + &text(&parts["end"])
            },
            text,
        );
        Transcript {
            n: line["n"].as_u64().unwrap(),
            status: u16::try_from(line["status"].as_u64().unwrap()).unwrap(),
            media: Media::of(line["content_type"].as_str().unwrap()),
            body,
        }
    });
    transcripts.collect()
});

pub(crate) fn transcript(n: u64) -> &'static Transcript {
    TRANSCRIPTS
        .iter()
        .find(|transcript| transcript.n == n)
        .unwrap()
}

pub(crate) fn read_transcript(transcript: &Transcript) -> Read {
    let mut body = transcript.body.clone().into_bytes();
    let answer = Answer::new(transcript.status, body.len()).with_media(transcript.media);
    PhalApi::unsigned().read_answer::<_, String>(&CALL, &answer, &mut body)
}

fn fault(read: Read) -> Fault<String> {
    match read {
        Err(ReadError::Refused(fault)) => fault,
        other => panic!("{other:?}"),
    }
}

fn problem(read: Read) -> Problem {
    match read {
        Err(ReadError::Unreadable(unreadable)) => unreadable.problem,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn confirmed() -> CancelOrderReply<String> {
    let (message, data) = (Some("success".to_owned()), Some("取消成功".to_owned()));
    CancelOrderReply {
        code: Some(200),
        message,
        data,
    }
}

#[test]
fn there_are_38_transcripts() {
    let numbers: Vec<_> = TRANSCRIPTS.iter().map(|transcript| transcript.n).collect();
    assert_eq!(numbers, (1..=38).collect::<Vec<_>>());
}

#[test]
fn cancelled_orders_are_confirmed() {
    for n in [1, 2, 3, 4, 5, 11, 15, 30, 32, 35, 37, 38] {
        let reply = read_transcript(transcript(n)).unwrap();
        assert_eq!(reply, confirmed(), "{n}");
        assert!(reply.is_confirmed());
    }
}

#[test]
#[cfg_attr(miri, ignore = "hours under Miri: it reads 2.4 MB")]
fn two_megabytes_are_read() {
    let large = transcript(27);
    assert_eq!(large.body.len(), 2_400_070);
    let reply = read_transcript(large).unwrap();
    assert!(reply.is_confirmed());
    assert_eq!(reply.data.unwrap(), "取消".repeat(200_000));
}

#[test]
fn answers_that_do_not_say_cancelled_are_not_confirmed() {
    for (n, data) in [
        (22, None),
        (23, None),
        (24, None),
        (25, Some("取消成功")),
        (28, None),
    ] {
        let reply = read_transcript(transcript(n)).unwrap();
        assert_eq!(
            (reply.code, reply.message.as_deref(), reply.data.as_deref()),
            (None, None, data)
        );
        assert!(!reply.is_confirmed(), "{n}");
    }
}

/// Checks a refusal: `ret`, message, meaning, and whether to call again.
fn assert_refused(n: u64, ret: &str, message: &str, reason: Reason, repeat: Repeat) {
    let fault = fault(read_transcript(transcript(n)));
    assert_eq!(fault.code.as_deref(), Some(ret), "{n}");
    assert_eq!(fault.message.as_deref(), Some(message), "{n}");
    assert_eq!((fault.reason, fault.repeat()), (reason, repeat), "{n}");
    assert_eq!(
        (fault.sub_code, fault.request_id, fault.known),
        (None, None, None),
        "{n}"
    );
}

#[test]
fn missing_parameters_are_named_before_a_wrong_signature() {
    for n in [6, 7] {
        let message = "非法请求：缺少必要参数cancelMsg";
        assert_refused(n, "400", message, Reason::ArgumentMissing, Repeat::No);
    }
}

#[test]
fn wrong_and_absent_signatures_are_refused() {
    for (n, ret) in [(8, "406"), (9, "406"), (10, "406"), (33, "400")] {
        assert_refused(
            n,
            ret,
            "非法请求：签名错误",
            Reason::SignatureInvalid,
            Repeat::No,
        );
    }
}

#[test]
fn a_wrong_token_is_refused() {
    let message = "非法请求：access_token校验不通过";
    assert_refused(36, "406", message, Reason::SessionInvalid, Repeat::No);
}

#[test]
fn unknown_services_are_refused() {
    for (n, name) in [(12, "App.Nope.X"), (13, "App.Logistics.CCancelOrderx")] {
        let message = format!("非法请求：接口服务{name}不存在");
        assert_refused(n, "404", &message, Reason::MethodUnknown, Repeat::No);
    }
    let message = "非法请求：非法服务：App.Logistics.";
    let fault = fault(read_transcript(transcript(14)));
    assert_eq!(
        (fault.message.as_deref(), fault.owner()),
        (Some(message), Owner::Caller)
    );
    assert_eq!(
        (fault.code.as_deref(), fault.repeat()),
        (Some("400"), Repeat::No)
    );
}

#[test]
fn a_wrong_http_method_is_the_callers_fault() {
    let fault = fault(read_transcript(transcript(16)));
    assert_eq!(
        fault.message.as_deref(),
        Some("非法请求：请求方式错误，仅支持：POST */")
    );
    assert_eq!((fault.owner(), fault.repeat()), (Owner::Caller, Repeat::No));
}

#[test]
fn a_refusal_of_the_sites_own_is_the_callers_fault() {
    let fault = fault(read_transcript(transcript(18)));
    assert_eq!(fault.message.as_deref(), Some("非法请求：order not yours"));
    assert_eq!((fault.owner(), fault.repeat()), (Owner::Caller, Repeat::No));
}

/// `ret` 503 is 500 and the site's own code 3, thrown inside of the action: nothing says that it
/// happened before the carrier was told.
#[test]
fn a_failure_inside_of_the_action_may_have_cancelled() {
    let fault = fault(read_transcript(transcript(17)));
    assert_eq!(fault.code.as_deref(), Some("503"));
    assert_eq!(
        fault.message.as_deref(),
        Some("服务器运行错误: carrier down")
    );
    assert_eq!(
        (fault.owner(), fault.repeat()),
        (Owner::Gateway, Repeat::AskFirst)
    );
}

#[test]
fn an_exception_that_nobody_caught_may_have_cancelled() {
    assert_refused(31, "42", "boom", Reason::Unknown, Repeat::AskFirst);
    for n in [19, 20] {
        let found = problem(read_transcript(transcript(n)));
        assert_eq!(found, Problem::Syntax(SyntaxError::Empty));
    }
    let error = read_transcript(transcript(19)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the answer cannot be read (HTTP 500, text/html): it is empty"
    );
}

#[test]
fn the_second_level_says_no() {
    let fault = fault(read_transcript(transcript(21)));
    assert_eq!(
        (fault.reason, fault.owner()),
        (Reason::BusinessRefused, Owner::Business)
    );
    assert_eq!(fault.repeat(), Repeat::No);
    assert_eq!(
        (fault.code.as_deref(), fault.sub_code.as_deref()),
        (Some("200"), Some("500"))
    );
    assert_eq!(fault.message.as_deref(), Some("订单已揽收，无法取消"));
}

#[test]
fn pages_are_no_reply() {
    for n in [26, 29] {
        assert_eq!(problem(read_transcript(transcript(n))), Problem::Html);
    }
}

#[test]
fn a_token_is_read() {
    let Transcript { body, .. } = transcript(34);
    let call = ApplyToken {
        app_key: "testAppKey",
        app_secret: "testAppSecret",
    };
    let mut bytes = body.clone().into_bytes();
    let reply = PhalApi::unsigned().read(&call, &mut bytes).unwrap();
    assert_eq!(reply.access_token, "test-access-token");
    assert_eq!(
        (reply.expire_at, reply.expire_time),
        (Some(1_797_904_678), Some("2026-12-22 09:57:58"))
    );
    let cancel = read_transcript(transcript(34)).unwrap();
    assert!(!cancel.is_confirmed(), "an answer to something else");
}

/// Under Miri, a cut at each byte would take minutes.
const EVERY: usize = if cfg!(miri) { 37 } else { 1 };

#[test]
fn every_transcript_that_is_cut_off_is_no_reply() {
    for transcript in TRANSCRIPTS
        .iter()
        .filter(|transcript| transcript.body.len() < 10_000)
    {
        for length in (0..transcript.body.len()).step_by(EVERY) {
            let mut cut = transcript.body.as_bytes()[..length].to_vec();
            let call = Generic::new("App.X.Y", &[]);
            let read = PhalApi::unsigned().read(&call, &mut cut);
            assert!(
                matches!(read, Err(ReadError::Unreadable(_))),
                "{length} of {}",
                transcript.n
            );
        }
    }
}
