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
        (r#"{"gateway":"top"}"#, "`sign_method` is missing"),
        (r#"{"name":null}"#, "`gateway` is missing"),
        (r#"{"name":1}"#, "`name` is no text"),
        (
            r#"{"name":"n","gateway":"top","params":{"b":"1","a":"1","b":"2"}}"#,
            "n: the name `b` occurs twice",
        ),
        (
            r#"{"query":"a=1","form":{"a":"1","a":"2"}}"#,
            "the name `a` occurs twice",
        ),
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
        (r#""hidden-secret""#, "5", "n: `secret` is no text"),
        (r#""hidden-secret""#, "null", "n: `secret` is missing"),
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
    let params: Vec<_> = (0..4096)
        .rev()
        .map(|n| format!(r#""p{n}":"{n}""#))
        .collect();
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
    for (run, problem) in [
        (
            gatekit(["vectors", "no/such/file"]).run(),
            "no/such/file cannot be read",
        ),
        (check("\n \n"), "holds no vector"),
        (check([0xff, 0xfe]), "cannot be read"),
    ] {
        assert_eq!(
            (run.code, run.out.as_str()),
            (2, "0 passed, 0 failed\n"),
            "{run:?}"
        );
        assert!(
            run.err.contains(problem) && run.err.contains("hint: "),
            "{run:?}"
        );
    }
    gatekit(["vectors"]).run().assert_fails(2, "<FILE>");
}

#[test]
fn the_other_files_are_checked_beside_one_that_cannot_be_read() {
    let run = gatekit(["vectors", "no/such/file", GIVEN]).run();
    assert_eq!((run.code, run.out.as_str()), (2, "179 passed, 0 failed\n"));
    assert!(run.err.contains("no/such/file cannot be read"));
    let failing = Scratch::new("{}");
    let run = gatekit(["vectors", failing.path(), "no/such/file", GIVEN]).run();
    assert_eq!(run.code, 1);
    assert!(run.out.ends_with("\n179 passed, 1 failed\n"), "{}", run.out);
}

/// A signature of `gatekit sign`, which its own tests compare with what others signed.
fn signed<'a>(args: impl IntoIterator<Item = &'a str>) -> String {
    let run = gatekit(["sign"]).args(args).run();
    run.out.trim_end().to_owned()
}

#[test]
fn what_may_be_absent_may_be_null() {
    let sign = signed(["phalapi", "a=1"]);
    for absent in [
        "",
        r#""secret":null,"body":null,"empties":null,"name":null,"#,
    ] {
        let line = format!(
            r#"{{{absent}"gateway":"phalapi","sign_method":"values-md5","params":{{"a":"1"}},"sign":"{sign}"}}"#
        );
        assert_eq!(check(line).code, 0, "{absent}");
    }
}

#[test]
fn without_empties_one_of_the_two_must_make_the_signature() {
    let secret = ["--method", "md5", "--secret", "secret"];
    let clients = signed([&["top", "a=1"][..], &secret].concat());
    // Names and values together are the same text, in the same order.
    let verifiers = signed([&["top", "a=1b "][..], &secret].concat());
    let line = |sign: &str| {
        format!(
            r#"{{"gateway":"top","sign_method":"MD5","secret":"secret","params":{{"a":"1","b":" "}},"sign":"{sign}"}}"#
        )
    };
    assert_eq!(check(line(&clients)).code, 0);
    assert_eq!(check(line(&verifiers)).code, 0);
    assert_one_failed(&line("00"), "nobody's signature is 00");
}

#[test]
fn a_parameter_without_name_is_signed_by_verifiers_only() {
    let secret = ["--method", "md5", "--secret", "secret"];
    let clients = signed([&["top", "a=1"][..], &secret].concat());
    let verifiers = signed([&["top", "z=a1"][..], &secret].concat());
    let line = |empties: &str, sign: &str| {
        format!(
            r#"{{"name":"n","gateway":"top","sign_method":"md5","secret":"secret","params":{{"a":"1","":"z"}},"empties":"{empties}","sign":"{sign}"}}"#
        )
    };
    assert_eq!(check(line("dropped", &clients)).code, 0);
    assert_eq!(check(line("signed", &verifiers)).code, 0);
    assert_one_failed(&line("signed", &clients), "n: as verifier");
    assert_one_failed(&line("dropped", &verifiers), "n: as client");
    let phalapi = signed(["phalapi", "a=z1"]);
    let line = format!(
        r#"{{"gateway":"phalapi","sign_method":"values-md5","params":{{"a":"1","":"z"}},"empties":"signed","sign":"{phalapi}"}}"#
    );
    assert_eq!(check(line).code, 0);
}

#[test]
fn more_parameters_than_the_table_holds_are_named() {
    let params: Vec<_> = (0..4097).map(|n| format!(r#""p{n}":"{n}""#)).collect();
    let line = format!(
        r#"{{"gateway":"phalapi","sign_method":"values-md5","params":{{{}}},"sign":"0"}}"#,
        params.join(",")
    );
    let run = check(line);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("the table holds 4096 parameters"));
}

#[test]
fn help_names_the_fields_of_a_line() {
    let run = gatekit(["vectors", "--help"]).run();
    for field in [
        "name",
        "gateway",
        "sign_method",
        "secret",
        "params",
        "body",
        "empties",
        "sign",
    ] {
        let is_named = |line: &str| line.trim_start().starts_with(&format!("{field} "));
        assert!(run.out.lines().any(is_named), "{field}: {}", run.out);
    }
}
