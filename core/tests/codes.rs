//! The stable numbers of errors: programs outside of Rust compare with them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use gatekit_core::callback::{CallbackError, Side};
use gatekit_core::gateway::CredentialError;
use gatekit_core::reply::{DecodeError, Fault, Problem, ReadError, Reason, SyntaxError};
use gatekit_core::request::{ParamProblem, sign::SecretError};
use gatekit_core::transport::Answer;
use gatekit_core::{Call, Error, Gateway, PhalApi, Qianmi, call::Generic};

#[test]
fn the_reasons_numbers_are_what_they_were_when_they_were_given() {
    let numbers: Vec<_> = Reason::ALL.iter().map(|reason| reason.code()).collect();
    let given = [
        401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418,
        419, 420, 421, 422, 523, 524, 625, 526,
    ];
    assert_eq!(numbers[..given.len()], given);
}

#[test]
fn the_hundreds_of_a_reason_are_the_errors_code() {
    for (body, number) in [
        (r#"{"ret":406,"msg":"wrong sign"}"#, 402),
        (r#"{"ret":500,"msg":""}"#, 524),
        (r#"{"ret":200,"data":{"success":false}}"#, 625),
    ] {
        let call = Generic::new("App.Site.Index", &[]);
        let mut body = body.as_bytes().to_vec();
        let error = PhalApi::unsigned().read(&call, &mut body).unwrap_err();
        let ReadError::Refused(Fault { reason, .. }) = error else {
            panic!("{error}")
        };
        assert_eq!(reason.code(), number);
        assert_eq!(u16::from(Error::<_, ()>::from(error).code()), number / 100);
    }
}

#[test]
fn numbers_are_given_once() {
    let at = 0;
    let mut numbers = vec![
        ParamProblem::Nameless.code(),
        ParamProblem::Blank.code(),
        ParamProblem::Repeated.code(),
        ParamProblem::Reserved.code(),
        ParamProblem::TableFull { capacity: 1 }.code(),
        ParamProblem::RoomTooSmall {
            needed: 1,
            available: 0,
        }
        .code(),
        ParamProblem::NotRepresentable.code(),
        ParamProblem::CommaInList.code(),
        ParamProblem::NotSignable.code(),
        ParamProblem::ContentType.code(),
        CredentialError::AppKeyMissing.code(),
        CredentialError::Secret(SecretError::Empty).code(),
        CredentialError::Secret(SecretError::TooLong { length: 129 }).code(),
        CredentialError::Secret(SecretError::EngineRefused).code(),
        SyntaxError::Empty.code(),
        SyntaxError::NotUtf8 { at }.code(),
        SyntaxError::Truncated { at }.code(),
        SyntaxError::TooDeep { at }.code(),
        SyntaxError::Unexpected { at }.code(),
        SyntaxError::BadEscape { at }.code(),
        SyntaxError::LoneSurrogate { at }.code(),
        SyntaxError::ControlCharacter { at }.code(),
        SyntaxError::TrailingBytes { at }.code(),
        SyntaxError::MismatchedTag { at }.code(),
        SyntaxError::Doctype { at }.code(),
        SyntaxError::UnknownEntity { at }.code(),
        SyntaxError::Encoding { at }.code(),
        SyntaxError::DuplicateAttribute { at }.code(),
        SyntaxError::TooManyAttributes { at }.code(),
        DecodeError::WrongType { expected: "", at }.code(),
        DecodeError::MissingField("").code(),
        DecodeError::DuplicateField("").code(),
        DecodeError::UnknownField.code(),
        DecodeError::UnknownVariant.code(),
        DecodeError::NumberOutOfRange { at }.code(),
        DecodeError::TooLong.code(),
        DecodeError::Custom.code(),
        Problem::Html.code(),
        Problem::NoEnvelope.code(),
        Problem::OtherMethod.code(),
        Problem::OtherFormat.code(),
        Problem::Redirected.code(),
        Problem::Status.code(),
    ];
    assert!(numbers.is_sorted() && numbers.iter().all(|number| matches!(number / 100, 1 | 7)));
    let count = numbers.len();
    numbers.dedup();
    assert_eq!(numbers.len(), count);
    let inner = SyntaxError::Truncated { at };
    assert_eq!(Problem::Syntax(inner).code(), inner.code());
    assert_eq!(Problem::Decode(inner.into()).code(), inner.code());
}

#[test]
fn the_numbers_and_names_of_callbacks_are_what_they_were_when_they_were_given() {
    use CallbackError as E;
    let (needed, capacity, available) = (1, 0, 0);
    for (error, code, name) in [
        (E::TooLarge { size: 1, limit: 0 }, 801, "too-large"),
        (E::ContentType, 802, "content-type"),
        (E::Malformed, 803, "malformed"),
        (E::Repeated, 804, "repeated"),
        (E::SignatureMissing, 805, "signature-missing"),
        (E::SignatureWrong, 806, "signature-wrong"),
        (E::TimestampMissing, 807, "timestamp-missing"),
        (E::TimestampMalformed, 808, "timestamp-malformed"),
        (
            E::TimestampOutside { behind: 601 },
            809,
            "timestamp-outside",
        ),
        (E::Replayed, 810, "replayed"),
        (E::GuardFull { capacity }, 821, "guard-full"),
        (E::TableFull { needed, capacity }, 822, "table-full"),
        (E::RoomTooSmall { needed, available }, 823, "room-too-small"),
    ] {
        assert_eq!((error.code(), error.name()), (code, name));
        assert_eq!(error.side() == Side::Receiver, code > 820, "{error}");
    }
}

#[test]
fn a_payload_is_what_a_typed_reply_is_read_from() {
    let qianmi = Qianmi::new("10000000", "0123456789abcdef").unwrap();
    let call = Generic::new("qianmi.cloudshop.d2p.trade.cancel", &[]);
    for (status, body) in [
        (
            200,
            r#"{"d2p_trade_cancel_response":{"trade":{"is_success":true}}}"#,
        ),
        (
            200,
            r#"{"d2p_trade_cancel_response":{"trade":{"is_success":false}}}"#,
        ),
        (200, r#"{"errorToken":"@@$-ERROR_TOKEN$-@@","code":"40"}"#),
        (200, "<html>"),
        (200, ""),
        (302, r#"{"d2p_trade_cancel_response":{}}"#),
        (500, r#"{"d2p_trade_cancel_response":{}}"#),
    ] {
        use gatekit_core::reply::Unopened;
        let answer = Answer::new(status, body.len());
        let payload = qianmi.payload(Some(call.method()), &answer, body.as_bytes());
        let mut read = body.as_bytes().to_vec();
        match (
            qianmi.read_answer::<_, &str>(&call, &answer, &mut read),
            payload,
        ) {
            (Ok(_), Ok(payload)) => assert!(payload.at("trade.is_success").is_some()),
            (Err(ReadError::Refused(fault)), Err(Unopened::Refused(refusal))) => {
                assert_eq!(fault.reason, refusal.reason);
                assert_eq!(fault.code.is_some(), refusal.code.is_some());
            }
            (Err(ReadError::Unreadable(unreadable)), Err(Unopened::Problem(problem))) => {
                assert_eq!(unreadable.problem, problem);
            }
            (read, payload) => panic!("{body}: {read:?}, but {payload:?}"),
        }
    }
}
