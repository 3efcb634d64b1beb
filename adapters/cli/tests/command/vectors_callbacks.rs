//! `gatekit vectors` on files of callbacks.

use crate::support::{Run, Scratch, gatekit};
use serde_json::{Value, json};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/");

fn file(name: &str) -> String {
    format!("{FOLDER}{name}")
}

/// Every line of both files.
fn all() -> Vec<Value> {
    let files = ["callbacks.jsonl", "callbacks-made.jsonl"].map(file);
    let texts = files.map(|file| std::fs::read_to_string(file).expect("the vectors"));
    let lines = texts.iter().flat_map(|text| text.lines());
    lines
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

fn check(vectors: &[Value]) -> Run {
    let lines: Vec<_> = vectors.iter().map(Value::to_string).collect();
    let file = Scratch::new(lines.join("\n"));
    gatekit(["vectors", file.path()]).run()
}

fn assert_one_failed(vector: &Value, problem: &str) {
    let run = check(std::slice::from_ref(vector));
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.out.contains(problem), "{problem}: {run:?}");
    assert!(run.out.ends_with("\n0 passed, 1 failed\n"), "{run:?}");
}

#[test]
fn all_given_callbacks_are_taken_or_refused_as_they_were() {
    for (name, count) in [("callbacks.jsonl", 3), ("callbacks-made.jsonl", 27)] {
        let run = gatekit(["vectors", &file(name)]).run();
        let expected = format!("{count} passed, 0 failed\n");
        assert_eq!((run.code, run.out), (0, expected));
    }
}

#[test]
fn signatures_and_callbacks_may_stand_in_one_file() {
    let names = [
        "signatures.jsonl",
        "callbacks.jsonl",
        "callbacks-made.jsonl",
    ];
    let texts = names.map(|name| std::fs::read_to_string(file(name)).expect("the vectors"));
    let both = Scratch::new(texts.concat());
    let run = gatekit(["vectors", both.path()]).run();
    assert_eq!((run.code, run.out.as_str()), (0, "209 passed, 0 failed\n"));
}

#[test]
fn the_opposite_verdict_fails_and_says_why() {
    let mut vectors = all();
    for vector in &mut vectors {
        let accepted = vector["accepted"].as_bool().expect("a verdict");
        vector["accepted"] = (!accepted).into();
    }
    let run = check(&vectors);
    assert_eq!(run.code, 1);
    assert!(run.out.ends_with("\n0 passed, 30 failed\n"), "{run:?}");
    assert!(
        run.out
            .contains("spi_form: it is accepted, and must be refused\n")
    );
    assert!(
        run.out
            .contains("gbk_form_read_as_utf8: it is refused: the signature is wrong\n")
    );
    assert!(
        run.out
            .contains("signature_missing: it is refused: the signature is missing\n")
    );
}

#[test]
fn every_changed_callback_fails() {
    for (part, change) in [
        ("secret", (|text| format!("{text}x")) as fn(&str) -> String),
        ("query", |text| format!("{text}&a=1")),
        ("body_hex", |text| format!("{text}20")),
    ] {
        let mut vectors = all();
        vectors.retain(|vector| vector["accepted"] == true && vector[part].is_string());
        for vector in &mut vectors {
            vector[part] = change(vector[part].as_str().expect("a text")).into();
        }
        let run = check(&vectors);
        assert!(
            run.out
                .ends_with(&format!("\n0 passed, {} failed\n", vectors.len())),
            "{run:?}"
        );
    }
}

#[test]
fn the_text_of_a_body_counts_where_its_bytes_are_not_given() {
    let mut vectors = all();
    vectors.retain(|vector| vector["accepted"] == true);
    for vector in &mut vectors {
        vector["body_hex"] = Value::Null;
    }
    let run = check(&vectors);
    assert_eq!((run.code, run.out.as_str()), (0, "13 passed, 0 failed\n"));
}

#[test]
fn without_a_charset_the_content_type_tells_it() {
    let mut vectors = all();
    vectors.retain(|vector| vector["accepted"] == true);
    for vector in &mut vectors {
        vector["body_hex"] = Value::Null;
        vector["charset"] = Value::Null;
    }
    let run = check(&vectors);
    assert_eq!((run.code, run.out.as_str()), (0, "13 passed, 0 failed\n"));
}

#[test]
fn what_is_wrong_with_a_callback_is_named() {
    let good = all().swap_remove(0);
    let with = |member: &str, value: Value| {
        let mut vector = good.clone();
        vector[member] = value;
        vector
    };
    for (member, value, problem) in [
        ("secret", Value::Null, "spi_form: `secret` is missing"),
        ("secret", "".into(), "spi_form: the secret is empty"),
        ("query", 1.into(), "spi_form: `query` is no text"),
        ("query", Value::Null, "spi_form: `query` is missing"),
        (
            "content_type",
            1.into(),
            "spi_form: `content_type` is no text",
        ),
        (
            "content_type",
            Value::Null,
            "spi_form: it is refused: the content type is not one",
        ),
        ("headers", 1.into(), "spi_form: `headers` is no object"),
        (
            "headers",
            json!({"a": 1}),
            "spi_form: `a` in `headers` is no text",
        ),
        ("form", json!([]), "spi_form: `form` is no object"),
        (
            "form",
            json!({"f1": null}),
            "spi_form: `f1` in `form` is no text",
        ),
        (
            "form",
            json!({"f1": "😀"}),
            "spi_form: it is refused: the signature is wrong",
        ),
        ("body", 1.into(), "spi_form: `body` is no text"),
        (
            "body_hex",
            "0".into(),
            "spi_form: `body_hex` is not hexadecimal",
        ),
        (
            "body_hex",
            "0g".into(),
            "spi_form: `body_hex` is not hexadecimal",
        ),
        (
            "charset",
            "EBCDIC".into(),
            "spi_form: unknown charset `EBCDIC`",
        ),
        (
            "accepted",
            "yes".into(),
            "spi_form: `accepted` is neither true nor false",
        ),
    ] {
        assert_one_failed(&with(member, value), problem);
    }
    let mut emoji = with("charset", "GBK".into());
    emoji["form"] = json!({"f1": "😀"});
    assert_one_failed(&emoji, "spi_form: a text has characters that GBK has not");
}

#[test]
fn a_callback_that_is_too_large_for_the_tool_is_not_passed_as_refused() {
    let many: Vec<_> = (0..1025).map(|n| format!("p{n}=")).collect();
    let vector = json!({"secret": "hidden-secret", "query": format!("{}&sign=00", many.join("&")),
                        "accepted": false});
    assert_one_failed(&vector, "it is refused: the request has 1025 parameters");
}

#[test]
fn help_names_the_fields_of_a_callback() {
    let run = gatekit(["vectors", "--help"]).run();
    let mut fields = all().swap_remove(0);
    let fields = fields.as_object_mut().expect("an object");
    for (field, _) in fields
        .iter()
        .filter(|(name, _)| !["canonical", "sign", "signed_by"].contains(&name.as_str()))
    {
        assert!(run.out.contains(field), "{field}: {}", run.out);
    }
}
