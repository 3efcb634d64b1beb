use crate::support::{Run, Scratch, gatekit};
use serde_json::Value;

const GIVEN: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../tests/vectors/signatures.jsonl"
);

fn given() -> String {
    std::fs::read_to_string(GIVEN).expect("the given vectors")
}

fn check(content: impl AsRef<[u8]>) -> Run {
    let file = Scratch::new(content);
    gatekit(["vectors", file.path()]).run()
}

fn assert_one_failed(line: &str, problem: &str) {
    let run = check(line);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(
        run.out.contains(&format!(":1: {problem}")),
        "{problem}: {run:?}"
    );
    assert!(run.out.ends_with("\n0 passed, 1 failed\n"), "{run:?}");
}

#[test]
fn all_given_vectors_pass() {
    let run = gatekit(["vectors", GIVEN]).run();
    assert_eq!((run.code, run.out.as_str()), (0, "179 passed, 0 failed\n"));
}

#[test]
fn several_files_are_counted_together() {
    let run = gatekit(["vectors", GIVEN, GIVEN]).run();
    assert_eq!((run.code, run.out.as_str()), (0, "358 passed, 0 failed\n"));
}

#[test]
fn every_changed_signature_fails() {
    let changed = given().lines().fold(String::new(), |text, line| {
        let mut vector: Value = serde_json::from_str(line).expect("JSON");
        let sign = vector["sign"].as_str().expect("a signature");
        let first = if sign.starts_with('0') { "1" } else { "0" };
        vector["sign"] = format!("{first}{}", &sign[1..]).into();
        text + &vector.to_string() + "\n"
    });
    let run = check(changed);
    assert_eq!(run.code, 1);
    assert!(run.out.ends_with("\n0 passed, 179 failed\n"));
    assert!(run.out.contains("as client the signature is not "));
    assert!(run.out.contains("as verifier the signature is not "));
}

#[test]
fn one_changed_secret_fails_and_neither_it_nor_the_right_signature_is_shown() {
    let line = r#"{"name":"n","gateway":"top","sign_method":"md5","secret":"hidden-secret","params":{"a":"1"},"empties":"any","sign":"00"}"#;
    let run = check(line);
    assert_eq!(run.code, 1);
    let right = gatekit(["sign", "top", "--method", "md5", "a=1"])
        .env("GATEKIT_APP_SECRET", "hidden-secret")
        .run();
    assert_eq!(right.out.trim().len(), 32);
    assert!(!run.out.contains(right.out.trim()));
    let expected =
        ":1: n: as client the signature is not 00; as verifier the signature is not 00\n";
    assert!(run.out.contains(expected), "{run:?}");
}

#[test]
fn who_leaves_blanks_out_is_told_from_who_signs_them() {
    let line = |empties: &str, sign: &str| {
        format!(
            r#"{{"name":"n","gateway":"qimen","sign_method":"md5","secret":"secret","params":{{"a":"1","b":" ","sign":"x"}},"empties":"{empties}","sign":"{sign}"}}"#
        )
    };
    let made = gatekit([
        "sign", "qimen", "--method", "md5", "--secret", "secret", "a=1",
    ])
    .run();
    let made = made.out.trim();
    assert_eq!(check(line("dropped", made)).code, 0);
    assert_eq!(check(line("signed", made)).code, 1);
    assert_eq!(check(line("any", made)).code, 1);
}

#[test]
fn malformed_lines_count_as_failed() {
    for (line, problem) in [
        ("{", "not a vector"),
        ("[1]", "not a vector"),
        (r#"{"gateway":"top"}"#, "`name` is missing"),
        (r#"{"name":1}"#, "`name` is no text"),
    ] {
        assert_one_failed(line, problem);
    }
}

#[test]
fn what_is_wrong_with_a_vector_is_named() {
    let good = r#"{"name":"n","gateway":"top","sign_method":"md5","secret":"hidden-secret","params":{"a":"1"},"empties":"any","sign":"0"}"#;
    for (part, replacement, problem) in [
        (
            r#""top""#,
            r#""taobao""#,
            "n: unknown gateway `taobao`, known are top, qimen",
        ),
        (
            r#""md5""#,
            r#""md6""#,
            "n: top has no sign method `md6` (Known for top: ",
        ),
        (r#""md5""#, r#""sha1""#, "n: top has no sign method `sha1`"),
        (
            r#"{"a":"1"}"#,
            r#"{"a":1}"#,
            "n: the parameter `a` is no text",
        ),
        (r#"{"a":"1"}"#, "[]", "n: `params` is no object"),
        (r#"{"a":"1"}"#, r#"{"":"1"}"#, "n: a parameter has no name"),
        (r#""hidden-secret""#, "5", "n: `secret` is no text"),
        (r#""any""#, r#""some""#, "n: `empties` is none of"),
        (
            r#""empties""#,
            r#""body":7,"empties""#,
            "n: `body` is no text",
        ),
    ] {
        assert!(good.contains(part));
        assert_one_failed(&good.replace(part, replacement), problem);
    }
}

#[test]
fn many_parameters_and_a_long_secret_are_no_problem() {
    let params: Vec<_> = (0..256).map(|n| format!(r#""p{n}":"{n}""#)).collect();
    let line = format!(
        r#"{{"name":"n","gateway":"phalapi-pro","sign_method":"values-md5-secret","secret":"{}","params":{{{}}},"empties":"any","sign":"0"}}"#,
        "s".repeat(5000),
        params.join(",")
    );
    assert_one_failed(&line, "n: as client the signature is not 0");
}

#[test]
fn blank_lines_and_line_ends_of_windows_do_not_matter() {
    let text = "\u{feff}".to_owned() + &given().replace('\n', "\r\n\r\n");
    assert_eq!(check(text).out, "179 passed, 0 failed\n");
}

#[test]
fn files_without_vectors_are_wrong_usage() {
    gatekit(["vectors", "no/such/file"])
        .run()
        .assert_fails(2, "no/such/file cannot be read");
    check("\n \n").assert_fails(2, "holds no vector");
    check([0xff, 0xfe]).assert_fails(2, "cannot be read");
    gatekit(["vectors"]).run().assert_fails(2, "<FILE>");
}
