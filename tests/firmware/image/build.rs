//! Turns the vectors into tables of Rust: the image needs no parser for them.

#[path = "../link.rs"]
mod link;
#[path = "src/verdict.rs"]
mod verdict;

use serde_json::Value;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The members of `careful-verdicts.jsonl` that the image compares, in the order of `verdict.rs`.
const COMPARED: [&str; 11] = [
    "verdict",
    "problem",
    "reason",
    "owner",
    "repeat",
    "code",
    "sub_code",
    "message",
    "sub_message",
    "solution",
    "request_id",
];

fn main() {
    link::image();
    let tables = signatures() + &answers();
    let out = PathBuf::from(std::env::var("OUT_DIR").unwrap());
    std::fs::write(out.join("tables.rs"), tables).unwrap();
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=src/verdict.rs");
}

fn lines(file: &str) -> Vec<Value> {
    let path = Path::new("../../vectors").join(file);
    println!("cargo:rerun-if-changed={}", path.display());
    let text = std::fs::read_to_string(path).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn text<'l>(line: &'l Value, name: &str) -> &'l str {
    line[name].as_str().unwrap_or_default()
}

fn signatures() -> String {
    let mut table = "static SIGNATURES: &[Vector] = &[\n".to_owned();
    for line in lines("signatures.jsonl") {
        let params: Vec<_> = line["params"]
            .as_object()
            .unwrap()
            .iter()
            .filter(|(name, _)| *name != "sign")
            .map(|(name, value)| (name, value.as_str().unwrap()))
            .collect();
        let empties = text(&line, "empties");
        assert!(["any", "dropped", "signed"].contains(&empties), "{line}");
        let drops = !text(&line, "gateway").starts_with("phalapi");
        let client = match empties {
            "any" => true,
            "dropped" => drops,
            _ => !drops,
        };
        writeln!(
            table,
            "Vector {{ name: {:?}, sign_method: {:?}, secret: {:?}, params: &{params:?}, \
             body: {:?}, drops: {drops}, client: {client}, verifier: {}, sign: {:?} }},",
            text(&line, "name"),
            text(&line, "sign_method"),
            text(&line, "secret"),
            text(&line, "body"),
            empties != "dropped",
            text(&line, "sign"),
        )
        .unwrap();
    }
    table + "];\n"
}

fn answers() -> String {
    let mut table = "static ANSWERS: &[Answered] = &[\n".to_owned();
    for line in lines("careful-verdicts.jsonl") {
        let mut expected = String::new();
        for name in COMPARED {
            if let Some(text) = line.get(name).and_then(Value::as_str) {
                write!(expected, "{name}={text} ").unwrap();
            }
        }
        let title = format!("{} as {}", text(&line, "resp"), text(&line, "fmt"));
        answer(&mut table, &line, &title, text(&line, "fmt"), &expected);
    }
    for line in lines("phalapi-transcripts.jsonl") {
        // More than two megabytes: for desktops.
        if line.get("body").is_none() {
            continue;
        }
        // The host's verdict is tested by `core/tests/envelopes/phalapi.rs`.
        let mut expected = String::new();
        let status = u16::try_from(line["status"].as_u64().unwrap()).unwrap();
        let mut body = text(&line, "body").as_bytes().to_vec();
        let kind = text(&line, "content_type");
        verdict::write(&mut expected, "phalapi", status, kind, &mut body).unwrap();
        let title = format!("phalapi transcript {}", line["n"]);
        answer(&mut table, &line, &title, "phalapi", &expected);
    }
    table + "];\n"
}

fn answer(table: &mut String, line: &Value, title: &str, way: &str, expected: &str) {
    writeln!(
        table,
        "Answered {{ title: {title:?}, way: {way:?}, status: {}, content_type: {:?}, \
         body: {:?}, expected: {expected:?} }},",
        line["status"],
        text(line, "content_type"),
        text(line, "body"),
    )
    .unwrap();
}
