//! Answers of PhalApi sites beyond the transcripts.

use crate::phalapi::{Transcript, confirmed, read_transcript, transcript};
use gatekit_core::api::logistics::CancelOrderReply;
use gatekit_core::call::Generic;
use gatekit_core::reply::{Fault, Problem, ReadError, Reason};
use gatekit_core::transport::Media;
use gatekit_core::{Gateway, PhalApi};

type Read<T = CancelOrderReply<String>> = Result<T, ReadError<String>>;

fn read(body: &str) -> Read {
    read_with(200, body)
}

fn read_with(status: u16, body: &str) -> Read {
    read_transcript(&Transcript {
        n: 0,
        status,
        media: Media::Json,
        body: body.to_owned(),
    })
}

fn fault<T: core::fmt::Debug>(read: Read<T>) -> Fault<String> {
    match read {
        Err(ReadError::Refused(fault)) => fault,
        other => panic!("{other:?}"),
    }
}

fn problem<T: core::fmt::Debug>(read: Read<T>) -> Problem {
    match read {
        Err(ReadError::Unreadable(unreadable)) => unreadable.problem,
        other => panic!("{other:?}"),
    }
}

#[test]
fn numbers_may_be_texts() {
    let body = r#"{"ret":"200","data":{"code":"200","message":"success","data":"\u53d6\u6d88\u6210\u529f"},"msg":""}"#;
    assert_eq!(read(body).unwrap(), confirmed());
    let body = r#"{"ret":"406","data":{},"msg":"access_token"}"#;
    assert_eq!(fault(read(body)).reason, Reason::SessionInvalid);
    let body = r#"{"ret":200,"data":{"code":"404","message":"m"},"msg":""}"#;
    assert_eq!(fault(read(body)).sub_code.as_deref(), Some("404"));
}

/// The page calls `data` "an object or mixed".
#[test]
fn what_is_inside_does_not_matter_once_the_code_confirms() {
    for inside in [
        "{\"x\":[1]}",
        "[1,2]",
        "[]",
        "{}",
        "true",
        "7",
        "null",
        "1.5",
    ] {
        let body = format!(
            r#"{{"ret":200,"data":{{"code":200,"message":"success","data":{inside}}},"msg":""}}"#
        );
        let reply = read(&body);
        assert!(
            reply.as_ref().is_ok_and(CancelOrderReply::is_confirmed),
            "{inside}: {reply:?}"
        );
    }
    for message in ["null", "[]", "{}", "7"] {
        let body = format!(r#"{{"ret":200,"data":{{"code":200,"message":{message}}},"msg":""}}"#);
        let reply = read(&body);
        assert!(
            reply.as_ref().is_ok_and(CancelOrderReply::is_confirmed),
            "{message}: {reply:?}"
        );
    }
}

#[test]
fn a_code_that_is_no_number_confirms_nothing() {
    for code in ["\"ok\"", "null", "\"\"", "true", "[200]", "{}", "200.5"] {
        let body = format!(r#"{{"ret":200,"data":{{"code":{code},"data":"x"}},"msg":""}}"#);
        assert!(
            !read(&body).is_ok_and(|reply| reply.is_confirmed()),
            "{code}"
        );
    }
    for data in ["7", "true", "1.5", "\"\"", "[{\"code\":200}]"] {
        let reply = read(&format!(r#"{{"ret":200,"data":{data},"msg":""}}"#)).unwrap();
        assert!(!reply.is_confirmed(), "{data}");
    }
}

#[test]
fn an_answer_without_ret_or_data_is_no_reply() {
    for body in [
        r#"{"data":{"code":200},"msg":""}"#,
        r#"{"ret":null,"data":{"code":200}}"#,
        r#"{"ret":"ok","data":{"code":200}}"#,
        r#"{"ret":200.5,"data":{"code":200}}"#,
        r#"{"ret":200,"msg":""}"#,
        "{}",
        "[]",
        "200",
        "null",
    ] {
        assert_eq!(problem(read(body)), Problem::NoEnvelope, "{body}");
    }
    // The sample of the API page, with its comma too many.
    let sample = r#"{"ret": 200, "data": {"code": 200}, "msg": "",}"#;
    assert!(matches!(problem(read(sample)), Problem::Syntax(_)));
}

#[test]
fn statuses_count() {
    let Transcript { body, .. } = transcript(1);
    assert_eq!(problem(read_with(302, body)), Problem::Redirected);
    assert_eq!(problem(read_with(500, body)), Problem::Status);
    let Transcript { body, .. } = transcript(8);
    assert_eq!(fault(read_with(406, body)).reason, Reason::SignatureInvalid);
}

#[test]
fn a_second_code_other_than_two_hundred_is_a_refusal() {
    for code in [
        "500",
        "\"500\"",
        "200.5",
        "-200",
        "99999999999999999999",
        "2000",
    ] {
        let body = format!(r#"{{"ret":200,"data":{{"code":{code}}},"msg":""}}"#);
        assert_eq!(fault(read(&body)).reason, Reason::BusinessRefused, "{body}");
    }
    for code in ["\"E1\"", "true"] {
        let body = format!(r#"{{"ret":200,"data":{{"code":{code},"message":"no"}},"msg":""}}"#);
        assert_eq!(fault(read(&body)).message.as_deref(), Some("no"), "{body}");
    }
    for data in [
        "{\"success\":false}",
        "{\"code\":200,\"is_success\":\"false\"}",
    ] {
        let body = format!(r#"{{"ret":200,"data":{data},"msg":""}}"#);
        assert_eq!(fault(read(&body)).reason, Reason::BusinessRefused, "{body}");
    }
}

/// YesAPI: `err_code` and `err_msg`.
#[test]
fn yesapis_second_level_says_no() {
    let body = r#"{"ret":200,"data":{"err_code":1,"err_msg":"no stock"},"msg":"API"}"#;
    let refused = fault(read(body));
    assert_eq!(refused.reason, Reason::BusinessRefused);
    assert_eq!(refused.sub_code.as_deref(), Some("1"));
    assert_eq!(refused.message.as_deref(), Some("no stock"));
    for done in [
        body.replace(":1,", ":0,"),
        body.replace(":1,", ":\"0\","),
        body.replace(":1,", ":null,"),
        body.replace("{\"err_code\":1", "{\"code\":200,\"err_code\":1"),
    ] {
        assert!(read(&done).is_ok(), "{done}");
    }
}

#[test]
fn a_code_that_is_no_verdict_is_handed_on() {
    let call = Generic::new("App.Carrier.Get", &[]);
    for code in [
        "\"zhongtong\"",
        "200",
        "\"200\"",
        "200.0",
        "0",
        "\"0\"",
        "null",
        "[500]",
    ] {
        let mut body = format!(r#"{{"ret":200,"data":{{"code":{code}}},"msg":""}}"#).into_bytes();
        let reply = Gateway::read(&PhalApi::unsigned(), &call, &mut body);
        assert!(reply.is_ok(), "{code}");
    }
}

#[test]
fn a_site_may_have_no_code_in_its_data() {
    let call = Generic::new("App.Region.Get", &[]);
    let site = PhalApi::unsigned().without_data_code();
    for (data, ok) in [
        ("{\"code\":110000,\"msg\":\"m\"}", true),
        ("{\"code\":\"E1\",\"message\":\"m\"}", true),
        ("{\"code\":200,\"success\":false}", false),
    ] {
        let mut body = format!(r#"{{"ret":200,"data":{data},"msg":""}}"#).into_bytes();
        assert_eq!(site.read(&call, &mut body).is_ok(), ok, "{data}");
    }
    let mut refused = br#"{"ret":400,"data":{"code":0},"msg":""}"#.to_vec();
    assert!(site.read(&call, &mut refused).is_err());
}

#[test]
fn only_the_word_sign_is_about_the_signature() {
    for (message, reason) in [
        ("非法请求：缺少必要参数designId", Reason::ArgumentMissing),
        ("非法请求：缺少必要参数sign_in", Reason::ArgumentMissing),
        ("assignee require, but miss", Reason::ArgumentMissing),
        ("wrong assignee", Reason::ArgumentInvalid),
        ("wrong sign_in", Reason::ArgumentInvalid),
        ("wrong sign", Reason::SignatureInvalid),
        ("sign: wrong", Reason::SignatureInvalid),
        ("assign sign", Reason::SignatureInvalid),
        ("bad signature", Reason::SignatureInvalid),
        ("签名错误", Reason::SignatureInvalid),
    ] {
        let body = format!(r#"{{"ret":400,"data":{{}},"msg":"{message}"}}"#);
        assert_eq!(fault(read(&body)).reason, reason, "{message}");
    }
}

#[test]
fn a_member_that_occurs_twice_is_an_error_and_one_of_no_interest_is_not() {
    for twice in [
        "\"code\":200",
        "\"message\":\"a\"",
        "\"data\":1",
        "\"message\":null",
    ] {
        let body = format!(r#"{{"ret":200,"data":{{"code":200,{twice},{twice}}},"msg":""}}"#);
        let problem = problem(read(&body));
        assert!(matches!(problem, Problem::Decode(_)), "{body} {problem}");
    }
    let body = r#"{"ret":200,"data":{"code":200,"x":1,"x":2,"message":{"a":1,"a":1}},"msg":""}"#;
    assert!(read(body).is_ok());
}
