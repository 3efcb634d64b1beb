//! Where a call's settings come from, and what is refused before anything is sent.

use crate::support::{Gatekit, Scratch, gatekit};
use std::io::{Read, Write};

/// A call that sends nothing.
fn dry_run<'a>(args: impl IntoIterator<Item = &'a str>) -> Gatekit {
    gatekit(["call", "--dry-run"]).args(args)
}

#[test]
fn options_count_before_the_environment_and_that_before_the_file() {
    let file = Scratch::new(
        "app_key = 'all'\napp_secret = 'hidden-secret'\nurl = 'https://file.example/f'\n\
         session = 'hidden-token'\n[top]\napp_key = 'file'\n[qianmi]\napp_key = 'other'\n",
    );
    let config = ["top", "taobao.time.get", "--config", file.path()];
    let run = dry_run(config).run();
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.out.starts_with("POST /f?app_key=file&"), "{run:?}");
    assert!(run.out.contains("&session=***&") && run.out.contains("Host: file.example"));

    let environment = dry_run(config)
        .env("GATEKIT_APP_KEY", "environment")
        .env("GATEKIT_URL", "https://environment.example");
    let run = environment.run();
    assert!(
        run.out.starts_with("POST /?app_key=environment&"),
        "{run:?}"
    );

    let option = dry_run(config)
        .env("GATEKIT_APP_KEY", "environment")
        .env("GATEKIT_URL", "https://environment.example")
        .args(["--app-key", "option", "--environment", "sandbox"]);
    let run = option.run();
    assert!(
        run.out.starts_with("POST /router/rest?app_key=option&"),
        "{run:?}"
    );
    assert!(run.out.contains("Host: gw.api.tbsandbox.com"));
}

/// The shell's `--app-key "$SHOP_KEY"`, where there is no such variable.
#[test]
fn an_empty_option_does_not_take_another_shops_credentials() {
    for option in ["--app-key", "--app-secret", "--session", "--target-app-key"] {
        let run = dry_run(["top", "taobao.time.get", option, ""])
            .env("GATEKIT_APP_KEY", "environment")
            .env("GATEKIT_APP_SECRET", "hidden-secret")
            .run();
        run.assert_fails(2, &format!("{option} is empty"));
    }
}

#[test]
fn a_token_does_not_travel_to_another_platform() {
    for (gateway, variable) in [
        ("qianmi", "GATEKIT_SESSION"),
        ("top", "GATEKIT_ACCESS_TOKEN"),
    ] {
        let run = dry_run([gateway, "x"])
            .with_keys()
            .env(variable, "hidden-token")
            .run();
        assert_eq!(run.code, 0);
        assert!(!run.out.contains("***"), "{run:?}");
    }
}

#[test]
fn every_platform_has_its_own_addresses() {
    for (gateway, args, host) in [
        ("top", &[][..], "gw.api.taobao.com"),
        (
            "qimen",
            &["--environment", "production"],
            "qimen.api.taobao.com",
        ),
        (
            "qimen",
            &["--environment", "sandbox"],
            "qimen.api.taobao.com",
        ),
        ("qianmi", &[], "api.qianmi.com"),
        (
            "qianmi",
            &["--environment", "sandbox"],
            "gw.api.demo.qianmi.com",
        ),
        ("phalapi", &[], "api.apiusb.com"),
    ] {
        let run = dry_run([gateway, "x"])
            .with_keys()
            .args(args.iter().copied())
            .run();
        assert_eq!(run.code, 0, "{run:?}");
        assert!(run.out.contains(&format!("\nHost: {host}\n")), "{run:?}");
    }
    let run = dry_run(["phalapi", "x", "--environment", "sandbox"]).run();
    run.assert_fails(2, "phalapi has no sandbox of its own");
}

#[test]
fn a_missing_key_names_the_option_and_the_variable() {
    let run = dry_run(["top", "taobao.time.get"])
        .env("GATEKIT_APP_SECRET", "hidden-secret")
        .run();
    run.assert_fails(2, "the application key is missing");
    assert!(run.err.contains("--app-key") && run.err.contains("GATEKIT_APP_KEY"));
    let run = dry_run(["qianmi", VOID, "--app-key", "1"]).run();
    run.assert_fails(2, "the application secret is missing");
    assert!(run.err.contains("--app-secret") && run.err.contains("GATEKIT_APP_SECRET"));
}

const VOID: &str = "qianmi.cloudshop.d2p.trade.cancel";

#[test]
fn parameters_that_cannot_be_sent_are_named() {
    for (args, message) in [
        (&["top", "x", "tid"][..], "expected name=value"),
        (&["top", "x", "--json-param", "a"], "expected name=JSON"),
        (
            &["top", "x", "--json-param", "a={"],
            "the value of a is no JSON",
        ),
        (&["top", "x", "a=1", "a=2"], "parameter a occurs twice"),
        (
            &["top", "x", "a=1", "--json-param", "a=2"],
            "parameter a occurs twice",
        ),
        (
            &["top", "x", "session=1"],
            "parameter session is a system parameter",
        ),
        (
            &["qianmi", "x", "sign=1"],
            "parameter sign is a system parameter",
        ),
        (
            &["phalapi", "x", "s=1"],
            "parameter s is a system parameter",
        ),
    ] {
        dry_run(args.iter().copied())
            .with_keys()
            .run()
            .assert_fails(2, message);
    }
}

#[test]
fn options_that_do_not_fit_the_gateway_are_refused() {
    for (args, message) in [
        (
            &["top", "x", "--sign-method", "sha1"][..],
            "top has no sign method `sha1`",
        ),
        (
            &["qianmi", "x", "--sign-method", "md5"],
            "qianmi has no sign method `md5`",
        ),
        (
            &["phalapi", "x", "--sign-method", "pairs-md5"],
            "needs the separator",
        ),
        (
            &["qianmi", "x", "--format", "xml"],
            "qianmi answers in JSON only",
        ),
        (
            &["top", "x", "--customer-id", "c"],
            "top has no parameter for --customer-id",
        ),
        (
            &[
                "top",
                "x",
                "--content-type",
                "text/xml\r\nX-Evil: 1",
                "--raw-body-file",
                "Cargo.toml",
            ],
            "the raw body's content type cannot stand in a header",
        ),
        (
            &[
                "phalapi",
                "x",
                "--json-param",
                r#"p={"a":1,"b":{"a":1,"a":2}}"#,
            ],
            "a occurs twice in the JSON of p",
        ),
        (
            &["phalapi", "x", "--app-key", "1"],
            "phalapi has no parameter for --app-key",
        ),
        (
            &["phalapi", "x", "--partner-id", "p"],
            "phalapi has no parameter for --partner-id",
        ),
        (
            &["qianmi", "x", "--raw-body-file", "f"],
            "qianmi signs no bodies",
        ),
        (
            &["top", "x", "--raw-body-file", "no/such"],
            "no/such cannot be read",
        ),
        (
            &["top", "x", "--timeout", "0"],
            "expected a number of seconds",
        ),
        (
            &["top", "x", "--at", "99999999999"],
            "expected Unix seconds",
        ),
    ] {
        dry_run(args.iter().copied())
            .with_keys()
            .run()
            .assert_fails(2, message);
    }
}

#[test]
fn a_site_with_a_separator_is_signed_for() {
    let args = [
        "phalapi",
        "x",
        "a=1",
        "--sign-method",
        "pairs-md5",
        "--separator",
        "=",
    ];
    let run = dry_run(args).run();
    assert_eq!(run.code, 0, "{run:?}");
    let signed = gatekit([
        "sign",
        "phalapi",
        "--method",
        "pairs-md5",
        "--separator",
        "=",
    ])
    .args(["a=1", "service=x"])
    .run();
    assert!(
        run.out
            .trim_end()
            .ends_with(&format!("sign={}", signed.out.trim_end())),
        "{run:?}"
    );
}

#[test]
fn a_file_with_mistakes_is_refused_without_showing_it() {
    for (content, message) in [
        ("app_secret = hidden-secret", "line 1 is not TOML"),
        ("app_secret = 5", "app_secret is no text"),
        ("appsecret = 'hidden-secret'", "unknown entry appsecret"),
        (
            "[taobao]\napp_secret = 'hidden-secret'",
            "unknown entry taobao",
        ),
    ] {
        let file = Scratch::new(content);
        dry_run(["top", "x", "--config", file.path()])
            .run()
            .assert_fails(2, message);
    }
    dry_run(["top", "x", "--config", "no/such"])
        .run()
        .assert_fails(2, "no/such cannot be read");
}

#[test]
fn plain_text_does_not_leave_this_computer() {
    let call = ["call", "qianmi", VOID, "tid=1", "--environment", "sandbox"];
    let run = gatekit(call).with_keys().run();
    run.assert_fails(2, "http://gw.api.demo.qianmi.com/api is not encrypted");
    assert!(run.err.contains("--allow-http"));
}

#[test]
fn an_address_that_cannot_be_called_is_shown_without_its_password() {
    for (url, shown) in [
        (
            "https://me:hidden-token@example.com/api",
            "`https://…@example.com/api` is no address",
        ),
        (
            "https://example.com/api?a=hidden-token",
            "`https://example.com/api?…` is no address",
        ),
    ] {
        let run = gatekit(["call", "top", "x", "--url", url])
            .with_keys()
            .run();
        run.assert_fails(2, shown);
    }
    let run = gatekit(["call", "top", "x", "--url", "example.com"])
        .with_keys()
        .run();
    run.assert_fails(2, "`example.com` is no address");
    let both = [
        "call",
        "top",
        "x",
        "--url",
        "https://a",
        "--environment",
        "sandbox",
    ];
    gatekit(both)
        .with_keys()
        .run()
        .assert_fails(2, "cannot be used with");
}

#[test]
fn a_host_that_does_not_exist_is_a_failure_of_transport() {
    let url = "https://gateway.invalid/api";
    let run = gatekit(["call", "top", "x", "--url", url, "--timeout", "5"])
        .with_keys()
        .run();
    run.assert_fails(3, "nothing was sent");
}

/// Answers one request with this status, and its address.
fn answering(status: &'static str) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}/api", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        // The request ends with its body.
        let mut request = Vec::new();
        while !request.ends_with(b"tid=1") {
            let mut piece = [0; 1024];
            let length = stream.read(&mut piece).expect("a request");
            assert!(length > 0, "the request is cut off");
            request.extend_from_slice(&piece[..length]);
        }
        let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        stream.write_all(answer.as_bytes()).expect("an answer");
    });
    url
}

/// As `gatekit read` ends with an answer that it cannot read.
#[test]
fn an_answer_that_breaks_the_rules_of_http_is_unreadable() {
    for answer in [
        "200 OK\r\nContent-Length: 9",
        "200 OK\r\nContent-Encoding: br\r\nX-Ignored: 1",
    ] {
        let url = answering(answer);
        let run = gatekit(["call", "top", "x", "tid=1", "--url", &url])
            .with_keys()
            .run();
        run.assert_fails(6, "the answer cannot be read");
    }
}

#[test]
fn a_redirect_is_told_with_a_way_to_see_where_it_leads() {
    for (status, hint) in [
        ("302 Found", "hint: See where it leads (`curl -I`"),
        ("304 Not Modified", "hint: Check the address: "),
    ] {
        let url = answering(status);
        let run = gatekit(["call", "qianmi", "a.b", "tid=1", "--url", &url]);
        let run = run.with_keys().run();
        run.assert_fails(6, "redirect");
        assert!(run.err.contains(hint), "{run:?}");
    }
}

#[test]
fn names_that_the_platform_signs_otherwise_are_refused() {
    for args in [
        &["qianmi", "a.b", "logo=1"][..],
        &["phalapi", "App.A.B", "a.b=1", "--sign-method", "values-md5"],
    ] {
        let run = gatekit(["call", "--dry-run"]).args(args.iter().copied());
        let run = run.env("GATEKIT_APP_KEY", "1");
        let run = if args[0] == "qianmi" {
            run.with_keys()
        } else {
            run
        };
        let run = run.run();
        run.assert_fails(2, "changes or passes over when it signs");
        assert!(run.err.contains("hint: Give it another name"), "{run:?}");
    }
    let unsigned = gatekit(["call", "--dry-run", "phalapi", "App.A.B", "a.b=1"]).run();
    assert_eq!(unsigned.code, 0, "{unsigned:?}");
}

#[test]
fn the_proxy_of_every_variable_is_named_where_it_cannot_be_used() {
    let call = ["call", "top", "x", "--url", "https://gateway.invalid/api"];
    let run = gatekit(call).with_keys();
    let run = run.env("HTTP_PROXY", "http://127.0.0.1:1").run();
    run.assert_fails(3, "the proxy cannot be used");
    assert!(run.err.contains(" HTTP_PROXY"), "{run:?}");
}
