//! `gatekit verify`.

use crate::support::{Gatekit, Run, Scratch, gatekit};
use serde_json::{Value, json};

const ARRIVED: &str = "1451620900";
const JSON: &str = "application/json;charset=UTF-8";

/// A recorded callback, by the Java SDK's verifier or by other means.
fn recorded(name: &str) -> Value {
    let given = include_str!("../../../../tests/vectors/callbacks.jsonl");
    let made = include_str!("../../../../tests/vectors/callbacks-made.jsonl");
    let lines = given.lines().chain(made.lines());
    let mut vectors = lines.map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let found = vectors.find(|vector| vector["name"] == name);
    found.unwrap_or_else(|| panic!("{name} is not recorded"))
}

fn text<'v>(vector: &'v Value, member: &str) -> &'v str {
    vector[member].as_str().unwrap_or_default()
}

fn body(vector: &Value) -> Scratch {
    let hex = text(vector, "body_hex").as_bytes().chunks(2);
    let byte = |pair: &[u8]| u8::from_str_radix(&String::from_utf8_lossy(pair), 16);
    let bytes: Result<Vec<_>, _> = hex.map(byte).collect();
    Scratch::new(bytes.expect("hexadecimal"))
}

/// A check of the callback with its secret and headers.
fn check(vector: &Value, query: &str, body: &Scratch) -> Gatekit {
    let mut check = gatekit(["verify", "--query", query, "--body-file", body.path()])
        .args(["--content-type", text(vector, "content_type")])
        .env("GATEKIT_APP_SECRET", text(vector, "secret"));
    for (name, value) in vector["headers"].as_object().expect("headers") {
        let header = format!("{name}: {}", value.as_str().expect("a text"));
        check = check.args(["--header", &header]);
    }
    check
}

fn check_recorded(name: &str) -> Gatekit {
    let vector = recorded(name);
    let (query, body) = (text(&vector, "query"), body(&vector));
    // The file must be there until the command has run.
    check(&vector, query, &body).keeping(body)
}

/// Refused for this reason, with a hint, on lines of their own.
fn assert_refused(run: &Run, reason: &str) {
    assert_eq!((run.code, run.err.as_str()), (1, ""), "{run:?}");
    let lines: Vec<_> = run.out.lines().collect();
    let [refused, hint] = lines[..] else {
        panic!("{run:?}")
    };
    assert!(
        refused.starts_with("refused: ") && refused.ends_with(&format!("({reason})")),
        "{run:?}"
    );
    assert!(hint.starts_with("hint: ") && hint.len() > 20, "{run:?}");
}

/// `sign` of `gatekit sign`, which its own tests compare with what others signed.
fn signature<'a>(args: impl IntoIterator<Item = &'a str>) -> String {
    let run = gatekit(["sign"])
        .args(args)
        .env("GATEKIT_APP_SECRET", "hidden-secret")
        .run();
    run.out.trim_end().to_owned()
}

/// A signed query of TOP, without a body.
fn query(pairs: &[&str]) -> String {
    let args = [&["top", "--method", "md5"], pairs].concat();
    format!("{}&sign={}", pairs.join("&"), signature(args))
}

fn verify(query: &str) -> Gatekit {
    gatekit(["verify", "--query", query]).env("GATEKIT_APP_SECRET", "hidden-secret")
}

#[test]
fn what_was_signed_is_accepted_and_shown() {
    let run = check_recorded("spi_json").args(["--now", ARRIVED]).run();
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
    let first = "accepted: the signature is right, signed at 2016-01-01 12:00:00 GMT+8\n";
    assert!(run.out.starts_with(first), "{run:?}");
    assert!(run.out.contains("\n  target_app_key = 23300032\n"));
    assert!(
        run.out.ends_with("\n  and a body of 83 bytes, in UTF-8\n"),
        "{run:?}"
    );
}

#[test]
fn a_value_writes_no_line_of_its_own() {
    let pairs = ["timestamp=2016-01-01 12:00:00", "a=x\n  b = forged"];
    let signed = signature([&["top", "--method", "md5"], &pairs[..]].concat());
    let query = format!("a=x%0A++b+%3D+forged&timestamp=2016-01-01+12:00:00&sign={signed}");
    let run = verify(&query).args(["--now", ARRIVED]).run();
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.out.contains("\n  a = x\\n  b = forged\n"), "{run:?}");
}

#[test]
fn machines_get_one_object() {
    let run = check_recorded("spi_json")
        .args(["--now", ARRIVED, "--json"])
        .run();
    let accepted = run.json();
    assert_eq!(accepted["outcome"], "accepted");
    assert_eq!(accepted["timestamp"], "2016-01-01 12:00:00");
    assert_eq!(accepted["charset"], "UTF-8");
    assert_eq!(accepted["params"]["app_key"], "12345678");
    assert_eq!(accepted["params"]["sign"], Value::Null);
    assert_eq!(accepted["body_length"], 83);

    let run = check_recorded("spi_json").args(["--json"]).run();
    assert_eq!(run.code, 1);
    let refused = run.json();
    assert_eq!(refused["outcome"], "refused");
    assert_eq!(refused["reason"], "timestamp-outside");
    assert_eq!(refused["code"], 809);
    let hint = refused["hint"].as_str().expect("a hint");
    assert!(hint.starts_with("The signature is right. "));
}

#[test]
fn callbacks_without_a_timestamp_need_a_switch() {
    let run = check_recorded("spi_xml_hdr").run();
    assert_refused(&run, "timestamp-missing");
    assert!(run.out.contains("--without-window"));
    let run = check_recorded("spi_xml_hdr")
        .args(["--without-window"])
        .run();
    assert_eq!(run.code, 0, "{run:?}");
    assert!(
        run.out
            .starts_with("accepted: the signature is right, its time was not looked at\n")
    );
    assert!(run.out.contains("\n  X-Ca-Nonce = abc d\n"));
}

#[test]
fn the_window_has_two_sides_and_a_width() {
    for (now, window, code) in [
        ("1451620200", "600", 0),
        ("1451620199", "600", 1),
        ("1451621400", "600", 0),
        ("1451621401", "600", 1),
        ("1451621401", "601", 0),
        ("2016-01-01 12:00:01", "0", 1),
        ("2016-01-01 12:00:00", "0", 0),
    ] {
        let run = check_recorded("spi_json")
            .args(["--now", now, "--window", window])
            .run();
        assert_eq!(run.code, code, "{now} {window} {run:?}");
    }
}

#[test]
fn gbk_is_verified_as_it_came_and_shown_as_text() {
    let run = check_recorded("gbk_json").args(["--now", ARRIVED]).run();
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.out.ends_with(" bytes, in GB18030\n"));
    let run = check_recorded("gbk_xml_header")
        .args(["--now", ARRIVED])
        .run();
    assert!(run.out.contains("\n  X-Nick = 翔 a\n"), "{run:?}");

    let vector = recorded("gbk_form");
    // The form in GBK, as the browser of 2016 sent it.
    let form = "%CB%B5%C3%F7=%B0%D9%B7%D6%BA%C5%25%D3%EB%BC%D3%BA%C5%2B&%BF%D5=&amount=1.50";
    let file = Scratch::new(form);
    let run = check(&vector, text(&vector, "query"), &file)
        .args(["--now", ARRIVED])
        .run();
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.out.contains("\n  说明 = 百分号%与加号+\n"), "{run:?}");
    let file = Scratch::new(form.replace("1.50", "9.50"));
    let run = check(&vector, text(&vector, "query"), &file)
        .args(["--now", ARRIVED])
        .run();
    assert_refused(&run, "signature-wrong");
}

#[test]
fn the_content_type_may_stand_among_the_headers() {
    let vector = recorded("spi_json");
    let body = body(&vector);
    let args = [
        "verify",
        "--query",
        text(&vector, "query"),
        "--body-file",
        body.path(),
    ];
    let check = || {
        gatekit(args)
            .env("GATEKIT_APP_SECRET", text(&vector, "secret"))
            .args(["--now", ARRIVED])
    };
    assert_refused(&check().run(), "content-type");
    let header = format!("content-TYPE:{JSON}");
    assert_eq!(check().args(["--header", &header]).run().code, 0);
}

#[test]
fn a_question_mark_in_front_of_the_query_is_passed_over() {
    let query = query(&["a=1"]);
    assert_eq!(
        verify(&format!("?{query}"))
            .args(["--without-window"])
            .run()
            .code,
        0
    );
}

#[test]
fn every_refusal_says_why_and_what_to_do() {
    let time = "timestamp=2016-01-01 12:00:00";
    let many: Vec<_> = (0..1025).map(|n| format!("p{n}=")).collect();
    for (query, reason) in [
        (query(&["a=1"]).replace("a=1", "a=2"), "signature-wrong"),
        (query(&["a=1"]), "timestamp-missing"),
        (query(&["timestamp=noon"]), "timestamp-malformed"),
        (query(&[time]), "timestamp-outside"),
        ("a=1".to_owned(), "signature-missing"),
        ("a=%4&sign=00".to_owned(), "malformed"),
        ("a&sign=00".to_owned(), "malformed"),
        ("a=1&a=2&sign=00".to_owned(), "repeated"),
        (format!("{}&sign=00", many.join("&")), "table-full"),
    ] {
        assert_refused(&verify(&query).run(), reason);
    }
    let large = Scratch::new(vec![b' '; 1 << 20]);
    let run = verify("sign=00")
        .args(["--body-file", large.path(), "--content-type", JSON])
        .run();
    assert_refused(&run, "too-large");
}

#[test]
fn neither_the_right_signature_nor_a_secret_is_printed() {
    let right = query(&["session=hidden-token", "a=1"]);
    let sign = right.rsplit('=').next().expect("a signature");
    let wrong = right.replace("a=1", "a=2");
    for args in [&["--without-window"][..], &["--without-window", "--json"]] {
        let run = verify(&wrong).args(args.iter().copied()).run();
        assert_eq!(run.code, 1);
        let made = signature(["top", "--method", "md5", "session=hidden-token", "a=2"]);
        assert!(
            !run.out.contains(sign) && !run.out.contains(&made),
            "{run:?}"
        );
        // The helper looks for the secret and the token.
        let run = verify(&right).args(args.iter().copied()).run();
        assert_eq!(run.code, 0);
        assert!(
            run.out.contains("***") && !run.out.contains(sign),
            "{run:?}"
        );
    }
}

#[test]
fn the_secret_comes_from_where_all_others_do() {
    let query = query(&["a=1"]);
    let check = |args: &[&str]| {
        gatekit(["verify", "--without-window", "--query", &query])
            .args(args.iter().copied())
            .run()
    };
    check(&[]).assert_fails(2, "the application secret is missing");
    assert_eq!(check(&["--secret", "hidden-secret"]).code, 0);
    assert_eq!(check(&["--app-secret", "hidden-secret"]).code, 0);
    let config = Scratch::new("app_secret = \"other\"\n[qimen]\napp_secret = \"hidden-secret\"\n");
    assert_eq!(check(&["qimen", "--config", config.path()]).code, 0);
    assert_refused(
        &check(&["top", "--config", config.path()]),
        "signature-wrong",
    );
    check(&["--secret", &"x".repeat(129)]).assert_fails(2, "128");
}

#[test]
fn the_other_gateways_rules_count_too() {
    let sign = signature(["qianmi", "a=1", "timestamp=2016-01-01 12:00:00"]);
    let query = format!("a=1&timestamp=2016-01-01+12:00:00&sign={sign}");
    let run = verify(&query).args(["qianmi", "--now", ARRIVED]).run();
    assert_eq!(run.code, 0, "{run:?}");
    assert_refused(
        &verify(&query).args(["top", "--now", ARRIVED]).run(),
        "signature-wrong",
    );

    let sign = signature(["phalapi-pro", "a=1"]);
    let query = format!("a=1&sign={sign}");
    let run = verify(&query).args(["phalapi-pro"]).run();
    assert_eq!(run.code, 0, "{run:?}");
    verify(&query)
        .args(["phalapi"])
        .run()
        .assert_fails(2, "phalapi signs without a secret");
}

#[test]
fn wrong_usage_is_told() {
    verify("sign=00")
        .args(["--body-file", "no/such/file"])
        .run()
        .assert_fails(2, "no/such/file cannot be read");
    for (args, message) in [
        (&["--header", "X-Nonce"][..], "Name: value"),
        (&["--now", "noon"], "Unix seconds"),
        (&["--without-window", "--now", "1"], "cannot be used with"),
        (&["--window", "ten"], "--window"),
        (&["jd"], "top, qimen, qianmi"),
    ] {
        let run = verify("sign=00").args(args.iter().copied()).run();
        run.assert_fails(2, message);
    }
}

#[test]
fn the_objects_members_are_those_that_are_documented() {
    let run = verify(&query(&["a=1"]))
        .args(["--without-window", "--json"])
        .run();
    let expected = json!({"outcome": "accepted", "timestamp": null, "charset": "UTF-8",
                          "params": {"a": "1"}, "body_length": 0});
    assert_eq!(run.json(), expected);
}

#[test]
fn the_query_is_found_in_whatever_it_was_copied_with() {
    let vector = recorded("spi_json");
    let query = text(&vector, "query");
    for query in [
        format!("https://example.com/callback?{query}"),
        format!("/callback?{query}"),
        format!("?{query}#top"),
        format!("{query}\r\n"),
    ] {
        let body = body(&vector);
        let run = check(&vector, &query, &body).args(["--now", ARRIVED]).run();
        assert_eq!(run.code, 0, "{query}: {run:?}");
    }
}

#[test]
fn a_form_has_no_body_beside_its_parameters() {
    let vector = recorded("gbk_form");
    let form = "%CB%B5%C3%F7=%B0%D9%B7%D6%BA%C5%25%D3%EB%BC%D3%BA%C5%2B&%BF%D5=&amount=1.50";
    let file = Scratch::new(form);
    let run = check(&vector, text(&vector, "query"), &file)
        .args(["--now", ARRIVED])
        .run();
    assert!(run.out.ends_with("\n  in GB18030\n"), "{run:?}");
}
