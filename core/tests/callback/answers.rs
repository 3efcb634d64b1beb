//! Answers are those of the documents, byte for byte, and well-formed.

use gatekit_core::callback::Answers;
use gatekit_core::reply::{Format, Leniency, Node};

fn text_at(format: Format, document: &str, path: &str) -> String {
    let document = Node::document(format, Leniency::default(), document.as_bytes()).unwrap();
    document.at(path).unwrap().text_chars().collect()
}

#[test]
fn refusals_are_those_of_the_documents() {
    assert_eq!(
        Answers::JSON.refused,
        r#"{"response":{"success":"false"},"errorCode":"sign-check-failure","errorMsg":"Illegal request"}"#
    );
    assert_eq!(
        Answers::XML.refused,
        "<response><success>false</success><error_code>sign-check-failure</error_code><error_message>Illegal request</error_message></response>"
    );
    assert_eq!(
        Answers::QIMEN_STANDARD.refused,
        "<response><flag>failure</flag><code>sign-check-failure</code><message>Illegal request</message></response>"
    );
}

#[test]
fn every_answer_can_be_read() {
    for (answers, format, path, yes, no) in [
        (
            Answers::JSON,
            Format::Json,
            "response.success",
            "true",
            "false",
        ),
        (
            Answers::XML,
            Format::Xml,
            "response.success",
            "true",
            "false",
        ),
        (
            Answers::QIMEN_STANDARD,
            Format::Xml,
            "response.flag",
            "success",
            "failure",
        ),
    ] {
        assert_eq!(text_at(format, answers.accepted, path), yes);
        assert_eq!(text_at(format, answers.refused, path), no);
        let media = if format == Format::Json {
            "application/json"
        } else {
            "text/xml"
        };
        assert_eq!(answers.content_type, format!("{media};charset=utf-8"));
    }
}
