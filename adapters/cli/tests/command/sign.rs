use crate::support::{Run, Scratch, gatekit};
use serde_json::Value;

fn given() -> Vec<Value> {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/vectors/signatures.jsonl"
    );
    let text = std::fs::read_to_string(file).expect("the given vectors");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

fn sign(vector: &Value) -> Run {
    let text = |name: &str| vector[name].as_str().unwrap_or_default();
    let params = vector["params"].as_object().expect("parameters");
    let pairs = params
        .iter()
        .map(|(name, value)| format!("{name}={}", value.as_str().unwrap_or_default()));
    let pairs: Vec<_> = pairs.collect();
    let body = vector["body"].as_str().map(Scratch::new);
    let mut run = gatekit(["sign", text("gateway"), "--method", text("sign_method")])
        .env("GATEKIT_APP_SECRET", text("secret"));
    if let Some(body) = &body {
        run = run.args(["--body-file", body.path()]);
    }
    run.args(["--"])
        .args(pairs.iter().map(String::as_str))
        .showing_credentials()
        .run()
}

#[test]
fn every_method_makes_the_signatures_that_a_client_makes() {
    let is_clients = |vector: &&Value| {
        let gateway = vector["gateway"].as_str().unwrap_or_default();
        vector["empties"] != "signed" || gateway.starts_with("phalapi")
    };
    let mut methods = std::collections::BTreeSet::new();
    for vector in given().iter().filter(is_clients) {
        let run = sign(vector);
        assert_eq!(run.code, 0, "{vector} {run:?}");
        assert_eq!(run.out.trim_end(), vector["sign"], "{}", vector["name"]);
        assert_eq!(run.err, "");
        let of_body = if vector["body"].is_string() {
            " with body"
        } else {
            ""
        };
        let method = format!("{} {}{of_body}", vector["gateway"], vector["sign_method"]);
        methods.insert(method);
    }
    assert_eq!(methods.len(), 17, "{methods:?}");
}

#[test]
fn a_gateways_usual_method_needs_no_name() {
    for (gateway, length) in [
        ("top", 64),
        ("qimen", 64),
        ("qianmi", 40),
        ("phalapi", 32),
        ("phalapi-pro", 32),
    ] {
        let run = gatekit(["sign", gateway, "a=1"])
            .env("GATEKIT_APP_SECRET", "hidden-secret")
            .run();
        assert_eq!(
            (run.code, run.out.trim_end().len()),
            (0, length),
            "{gateway}"
        );
    }
}

#[test]
fn the_sign_method_among_the_parameters_counts_if_no_other_is_named() {
    let secret = ["--secret", "hidden-secret", "a=1", "sign_method=md5"];
    let told = gatekit(["sign", "top"]).args(secret).run();
    let named = gatekit(["sign", "top", "--method", "md5"])
        .args(secret)
        .run();
    assert_eq!((told.code, told.out.len()), (0, 33));
    assert_eq!(told.out, named.out);
}

#[test]
fn a_sign_method_among_the_parameters_does_not_contradict_the_option() {
    let sign = |told: &str, named: &str| {
        let secret = ["--secret", "hidden-secret", "a=1"];
        let run = gatekit(["sign", "top", "--sign-method", named]).args(secret);
        run.args([format!("sign_method={told}").as_str()]).run()
    };
    sign("md5", "hmac").assert_fails(2, "another method than --sign-method hmac");
    assert_eq!(sign("md5", "MD5").code, 0);
    assert_eq!(sign("", "hmac").code, 0);
}

#[test]
fn secret_and_method_may_stand_in_a_file() {
    let config = Scratch::new(
        "[top]\napp_secret = 'hidden-secret'\nsign_method = 'md5'\n[phalapi]\n\
         sign_method = 'pairs-md5'\nseparator = ':'",
    );
    let file = ["--config", config.path()];
    let options = ["--secret", "hidden-secret", "--sign-method", "md5"];
    let expected = gatekit(["sign", "top", "a=1"]).args(options).run().out;
    let found = gatekit(["sign", "top", "a=1"]).args(file).run();
    assert_eq!((found.code, &found.out), (0, &expected));
    let site = gatekit(["sign", "phalapi", "b=2", "a=1"]).args(file).run();
    assert_eq!(site.out, "9869e2a9859d54fb6905dafc54d8a503\n"); // PhalApi 2.23
    let other = gatekit(["sign", "top", "a=1", "--secret", "other"]).args(file);
    assert_ne!(other.run().out, found.out);
}

#[test]
fn a_file_in_another_encoding_is_told() {
    let utf16: Vec<u8> = "app_secret = 'x'"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let marked = [&b"\xff\xfe"[..], &utf16].concat();
    for bytes in [&b"# \xc3\xdc\xd4\xbf"[..], &utf16, &marked] {
        let file = Scratch::new(bytes);
        for args in [
            &["sign", "top", "a=1", "--config"][..],
            &["call", "top", "x", "--config"],
        ] {
            let run = gatekit(args.iter().copied()).args([file.path()]).run();
            run.assert_fails(2, "it is not UTF-8");
            assert!(run.err.contains("\nhint: Save it as UTF-8"), "{run:?}");
        }
        let run = gatekit(["vectors", file.path()]).run();
        assert_eq!(run.code, 2);
        assert!(run.err.contains("\nhint: Save it as UTF-8"), "{run:?}");
    }
}

#[test]
fn an_explanation_names_the_order_of_the_platform() {
    for (gateway, order) in [
        ("phalapi", "1. parameters in the order of PHP's ksort"),
        (
            "top",
            "1. parameters in order of their names' bytes\n   10 = a\n   9 = b\n",
        ),
    ] {
        let run = gatekit(["sign", gateway, "--explain", "10=a", "9=b"]);
        let run = run.env("GATEKIT_APP_SECRET", "hidden-secret").run();
        assert!(run.out.starts_with(order), "{run:?}");
    }
}

#[test]
fn the_separator_may_be_an_option_of_its_own() {
    let expected = "9869e2a9859d54fb6905dafc54d8a503\n"; // PhalApi 2.23
    let option = [
        "sign",
        "phalapi",
        "--method",
        "pairs-md5",
        "--separator",
        ":",
        "b=2",
        "a=1",
    ];
    assert_eq!(gatekit(option).run().out, expected);
    let whole = [
        "sign",
        "phalapi",
        "--method",
        "pairs-md5 separator :",
        "b=2",
        "a=1",
    ];
    assert_eq!(gatekit(whole).run().out, expected);
    gatekit(["sign", "phalapi", "--method", "pairs-md5", "a=1"])
        .run()
        .assert_fails(2, "needs the separator");
}

#[test]
fn an_explanation_ends_with_the_signature_alone() {
    let run = gatekit([
        "sign",
        "top",
        "--explain",
        "--method",
        "md5",
        "--secret",
        "hidden-secret",
    ])
    .args([
        "session=hidden-token",
        "a=1",
        "blank= ",
        "sign=x",
        "name=中",
    ])
    .run();
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let signature = run.out.lines().last().unwrap_or_default();
    assert_eq!(signature.len(), 32);
    for shown in [
        "a = 1\n   name = 中\n   session = ***\n",
        "blank is left out: blank values are neither signed nor sent",
        "sign is left out",
        "{secret}a1name中session***{secret}",
        &format!("upper-case hexadecimal: {signature}"),
        &format!("a=1&name=%E4%B8%AD&session=***&sign={signature}"),
    ] {
        assert!(run.out.contains(shown), "{shown} is missing in {}", run.out);
    }
}

#[test]
fn an_explanation_tells_what_is_sent_and_not_signed() {
    let run = gatekit(["sign", "phalapi", "--explain", "--method", "pairs-md5"])
        .args(["--separator", ":", "b=2", "a=0"])
        .run();
    assert!(
        run.out
            .contains("   a = 0 is sent, not signed: empty values and 0"),
        "{run:?}"
    );
    assert!(run.out.contains("   b:2\n") && run.out.contains("   a=0&b=2&sign="));
}

#[test]
fn a_body_is_signed_where_the_platform_signs_bodies() {
    let body = Scratch::new("<request/>");
    let file = [
        "--body-file",
        body.path(),
        "--secret",
        "hidden-secret",
        "a=1",
    ];
    let explained = gatekit(["sign", "qimen", "--explain", "--method", "md5"])
        .args(file)
        .run();
    assert!(
        explained.out.contains("{secret}a1<request/>{secret}"),
        "{explained:?}"
    );
    assert!(
        explained
            .out
            .contains("as the body: 10 bytes, Content-Type: text/xml;charset=utf-8"),
        "{explained:?}"
    );
    assert!(explained.out.contains("in the query: a=1&sign="));
    gatekit(["sign", "qianmi"])
        .args(file)
        .run()
        .assert_fails(2, "qianmi signs no bodies");
    gatekit(["sign", "top", "--body-file", "no/such/file"])
        .run()
        .assert_fails(2, "no/such/file cannot be read");
}

#[test]
fn what_cannot_be_signed_is_named() {
    let secret = ["--secret", "hidden-secret"];
    for (args, message) in [
        (&["top", "a=1", "a=2"][..], "parameter a occurs twice"),
        (
            &["top", "--method", "sha1", "a=1"],
            "top has no sign method `sha1`",
        ),
        (
            &["qianmi", "--method", "md5", "a=1"],
            "qianmi has no sign method `md5`",
        ),
        (
            &["phalapi", "--method", "none", "a=1"],
            "phalapi has no sign method `none`",
        ),
        (&["top", "a"], "expected name=value"),
        (&["top", "=1"], "expected name=value"),
        (
            &["taobao", "a=1"],
            "possible values: top, qimen, qianmi, phalapi, phalapi-pro",
        ),
    ] {
        gatekit(["sign"])
            .args(secret)
            .args(args.iter().copied())
            .run()
            .assert_fails(2, message);
    }
    let run = gatekit(["sign", "top", "a=1"]).run();
    run.assert_fails(2, "the application secret is missing");
    assert!(run.err.contains("GATEKIT_APP_SECRET") && run.err.contains("--app-secret"));
}

#[test]
fn a_parameter_writes_no_line_of_the_explanation() {
    let forged = "a\n4. digest, in lower-case hexadecimal: 0";
    let run = gatekit([
        "sign",
        "top",
        "--explain",
        &format!("{forged}=x"),
        &format!("b={forged}"),
    ]);
    let run = run.env("GATEKIT_APP_SECRET", "s").run();
    assert_eq!(run.code, 0, "{run:?}");
    let list = run.out.split("\n2. ").next().unwrap();
    assert!(!list.contains("\n4. digest"), "{list}");
    assert_eq!(list.matches("a\\n4. digest").count(), 2, "{list}");
}

#[test]
fn an_empty_secret_is_told_from_a_missing_one() {
    for (gateway, method) in [
        ("top", "md5"),
        ("qimen", "hmac-sha256"),
        ("qianmi", "sha1"),
        ("phalapi-pro", "values-md5-secret"),
    ] {
        let run = gatekit(["sign", gateway, "--method", method, "--secret", "", "a=1"]).run();
        run.assert_fails(2, "the secret is empty");
    }
    let run = gatekit(["sign", "phalapi", "--secret", "", "a=1"]).run();
    assert_eq!(run.code, 0);
}

#[test]
fn methods_may_be_written_in_capitals() {
    let sign = |args: &[&str]| {
        let run = gatekit(["sign"]).args(args.iter().copied());
        let run = run.env("GATEKIT_APP_SECRET", "hidden-secret").run();
        assert_eq!(run.code, 0, "{run:?}");
        run.out
    };
    for (gateway, small, capital) in [
        ("top", "md5", "MD5"),
        ("qimen", "hmac-sha256", "HMAC-SHA256"),
        ("qianmi", "sha1", "Sha1"),
        ("phalapi", "pairs-md5 separator x", "PAIRS-MD5 Separator x"),
    ] {
        let usual = sign(&[gateway, "a=1", "--method", small]);
        assert_eq!(usual, sign(&[gateway, "a=1", "--method", capital]));
        assert_eq!(usual, sign(&[gateway, "a=1", "--sign-method", capital]));
    }
}

#[test]
fn a_name_that_the_platform_does_not_sign_so_is_refused() {
    for arguments in [
        ["sign", "qianmi", "file=abc"],
        ["sign", "phalapi", "a.b=1"],
        ["sign", "phalapi-pro", "a[]=1"],
    ] {
        let run = gatekit(arguments).env("GATEKIT_APP_SECRET", "s").run();
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{run:?}");
        assert!(run.err.contains("changes or passes over"), "{run:?}");
        assert!(run.err.contains("\nhint: Give it another name"), "{run:?}");
    }
}
