//! Requests that `gatekit diagnose` takes as they were captured.

use crate::support::{Run, gatekit};

fn diagnose(gateway: &str, args: &[&str]) -> Run {
    let run = gatekit(["diagnose", gateway]).args(args.iter().copied());
    run.env("GATEKIT_APP_SECRET", "hidden-secret").run()
}

#[test]
fn a_captured_name_that_occurs_twice_is_told() {
    let url = "https://example.com/a?app_key=1&sign=AB";
    for (gateway, args) in [
        (
            "top",
            &["--url", "https://example.com/a?a=hid&a=den&sign=AB"][..],
        ),
        (
            "top",
            &["--url", "https://example.com/a?a=hid&a=hid&sign=AB"],
        ),
        ("top", &["--url", url, "--body", "a=hid&%61=den"]),
        (
            "top",
            &[
                "--url",
                "https://example.com/?a=hid&sign=AB",
                "--body",
                "a=den",
            ],
        ),
        (
            "phalapi",
            &["--sign", "AB", "--body", r#"{"a":"hid","a":"den"}"#],
        ),
        (
            "phalapi",
            &[
                "--url",
                "https://example.com/?a=hid&sign=AB",
                "--body",
                r#"{"a":"den"}"#,
            ],
        ),
    ] {
        let run = diagnose(gateway, args);
        run.assert_fails(2, "parameter a occurs twice");
        assert!(
            !run.err.contains("hid") && !run.err.contains("den"),
            "{run:?}"
        );
    }
}

#[test]
fn the_command_line_counts_before_what_was_captured() {
    let sign = gatekit([
        "sign",
        "top",
        "--secret",
        "hidden-secret",
        "sign_method=md5",
    ]);
    let sign = sign.args(["format=json", "v=2.0", "a=2"]).run().out;
    let url = "https://example.com/?sign_method=md5&format=json&v=2.0&a=1";
    let run = diagnose("top", &["--url", url, "--sign", sign.trim(), "a=2"]);
    assert!(run.out.starts_with("mistake: none\n"), "{run:?}");
}

/// As the official SDKs for Java and Node sort.
#[test]
fn names_in_the_order_of_utf_16_are_known() {
    let params = [
        "method=taobao.test",
        "app_key=1",
        "v=2.0",
        "format=json",
        "sign_method=md5",
        "timestamp=2016-01-01 12:00:00",
        "\u{ff21}k=a",
        "\u{1f600}k=b",
    ];
    let run = |sign: &str| {
        let run = gatekit(["diagnose", "top", "--sign", sign]).args(params);
        run.env("GATEKIT_APP_SECRET", "helloworld").run()
    };
    let found = run("8B1F93B08D53FB31DB7C9DD602527F45");
    assert_eq!(found.code, 0, "{found:?}");
    assert!(found.out.starts_with("mistake: utf16-order\n"), "{found:?}");
    let right = gatekit(["sign", "top"]).args(params);
    let right = right.env("GATEKIT_APP_SECRET", "helloworld").run();
    let found = run(right.out.trim());
    assert!(found.out.starts_with("mistake: none\n"), "{found:?}");
}
