//! What a dry run says beside the request.

use crate::support::{Gatekit, Scratch, gatekit};

const VOID: &str = "qianmi.cloudshop.d2p.trade.cancel";

fn dry_run<'a>(args: impl IntoIterator<Item = &'a str>) -> Gatekit {
    gatekit(["call", "--dry-run"]).args(args)
}

#[test]
fn a_dry_run_tells_that_plain_text_would_be_refused() {
    let sandbox = ["qianmi", VOID, "tid=1", "--environment", "sandbox"];
    let run = dry_run(sandbox).with_keys().run();
    assert_eq!(run.code, 0);
    assert!(run.out.starts_with("POST /api?"), "{run:?}");
    assert!(
        run.err
            .starts_with("note: http://gw.api.demo.qianmi.com/api is not encrypted"),
        "{run:?}"
    );
    assert!(run.err.contains("hint: ") && run.err.contains("--allow-http"));
    for args in [
        &["--allow-http"][..],
        &["--url", "http://127.0.0.1:1/api"],
        &["--url", "https://example.com/api"],
    ] {
        let call = ["qianmi", VOID, "tid=1", "--environment", "sandbox"];
        let call = if args.len() > 1 { &call[..3] } else { &call };
        let run = dry_run(call.iter().chain(args).copied()).with_keys().run();
        assert_eq!((run.code, run.err.as_str()), (0, ""));
    }
}

#[test]
fn a_raw_body_has_the_option_of_sign_too() {
    let body = Scratch::new("<request/>");
    let run = dry_run(["qimen", "x", "--body-file", body.path()]);
    let run = run.args(["--sign-method", "MD5"]).with_keys().run();
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.out.contains("&sign_method=md5&") && run.out.contains("<request/>"));
}

#[test]
fn nothing_is_shown_of_an_address_that_cannot_be_called() {
    for (url, shown) in [
        ("https://me:hid/den@example.com/a", "://…@example.com/a`"),
        (
            "https://me:hid-den@example.com/a?token=hid-den",
            "://…@example.com/a?…`",
        ),
        (
            "http://me:hid-den@example.com/a?token=hid-den",
            "://…@example.com/a?…`",
        ),
    ] {
        for args in [&["--dry-run"][..], &["--dry-run", "--explain"], &[]] {
            let run = gatekit(["call", "top", "x", "--url", url])
                .args(args.iter().copied())
                .with_keys()
                .run();
            run.assert_fails(2, &format!("{shown} is no address"));
            assert!(!run.err.contains("hid"), "{run:?}");
        }
    }
}

#[test]
fn secrets_that_only_their_words_tell_are_masked() {
    let names = [
        "top_session",
        "auth_session",
        "userToken",
        "id_token",
        "partner_secret",
        "api_key",
        "userPassword",
        "jwt",
        "auth_code",
    ];
    for name in names {
        let param = format!("{name}=hid-den");
        let nested = format!(r#"p={{"{name}":"hid-den"}}"#);
        let run = dry_run(["top", "x", "--explain", &param, "--json-param", &nested]);
        let run = run.with_keys().run();
        assert_eq!(run.code, 0, "{run:?}");
        assert!(
            !run.out.contains("hid-den") && !run.err.contains("hid-den"),
            "{run:?}"
        );
        assert!(run.out.contains("app_key=1&"), "{run:?}");
    }
}
