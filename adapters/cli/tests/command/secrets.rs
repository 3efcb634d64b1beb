//! What no message shows: values that were given where something else was expected.

use crate::support::{Run, Scratch, gatekit};

fn told<'a>(args: impl IntoIterator<Item = &'a str>) -> Run {
    // `run` looks for the hidden texts in everything that is printed.
    gatekit(args).run()
}

#[test]
fn what_is_no_parameter_is_told_by_its_place() {
    for command in [
        &["call", "top", "taobao.time.get"][..],
        &["sign", "top"],
        &["diagnose", "top", "--sign", "AB"],
    ] {
        let args = ["a=1", "session:hidden-token"];
        told(command.iter().copied().chain(args))
            .assert_fails(2, "parameter 2: expected name=value");
    }
}

#[test]
fn json_that_is_none_is_not_shown() {
    let call = ["call", "top", "taobao.time.get", "--json-param"];
    for (given, message) in [
        (
            r#"param={"supplier_secret":"hidden-secret",}"#,
            "the value of param is no JSON",
        ),
        (
            r#"{"supplier_secret":"hidden-secret="}"#,
            "the value of --json-param 1 is no JSON",
        ),
        (
            r#"{"supplier_secret":"hidden-secret"}"#,
            "--json-param 1: expected name=JSON",
        ),
    ] {
        told(call.into_iter().chain([given])).assert_fails(2, message);
    }
}

#[test]
fn headers_that_are_none_are_told_by_their_place() {
    let headers = ["--header", "a: b", "--header", "Authorization hidden-token"];
    told(["verify", "top"].into_iter().chain(headers))
        .assert_fails(2, "--header 2: expected `Name: value`");
}

#[test]
fn words_in_the_wrong_place_are_not_shown() {
    for args in [
        &["sign", "session=hidden-token", "top"][..],
        &["session=hidden-token"],
        &["demo", "session=hidden-token"],
        &["read", "top", "hidden-token"],
        &["sign", "top", "a=1", "--sessoin=hidden-token"],
        &["demo", "--json=hidden-token"],
    ] {
        let run = told(args.iter().copied());
        assert_eq!((run.code, run.out.as_str()), (2, ""));
        let last = run.err.lines().last();
        assert!(
            last.is_some_and(|last| last.starts_with("hint: ")),
            "{run:?}"
        );
    }
}

#[test]
fn a_blank_secret_is_none() {
    let config = Scratch::new("app_secret = ' '");
    let file = ["--config", config.path()];
    for command in [
        &["sign", "top", "a=1"][..],
        &["call", "top", "x", "--app-key", "1", "--dry-run"],
        &["diagnose", "top", "a=1", "--sign", "AB"],
        &["verify", "top"],
    ] {
        let run = || gatekit(command.iter().copied());
        for run in [
            run().args(["--app-secret", " "]),
            run().env("GATEKIT_APP_SECRET", " \n"),
            run().args(file),
        ] {
            run.run().assert_fails(2, "the application secret is blank");
        }
    }
}

#[test]
fn white_space_around_a_secret_is_noted() {
    for command in [
        &["sign", "top", "a=1"][..],
        &["call", "top", "x", "--app-key", "1", "--dry-run"],
        &["diagnose", "top", "a=1", "--sign", "AB"],
        &["verify", "top"],
    ] {
        for (secret, is_noted) in [("hidden-secret\n", true), ("hidden-secret", false)] {
            let run = gatekit(command.iter().copied());
            let run = run.env("GATEKIT_APP_SECRET", secret).run();
            let note = "note: the application secret begins or ends with white space\nhint: ";
            assert_eq!(run.err.contains(note), is_noted, "{run:?}");
            assert!(!run.out.is_empty(), "{run:?}");
        }
    }
}

#[test]
fn white_space_around_a_key_or_a_token_is_noted() {
    for (key, token, what) in [
        ("1\n", "hidden-token", "the application key"),
        ("1", "hidden-token\r", "the token"),
    ] {
        for command in [
            &["call", "top", "x", "--dry-run"][..],
            &["diagnose", "top", "a=1", "--sign", "AB"],
        ] {
            let run = gatekit(command.iter().copied())
                .env("GATEKIT_APP_KEY", key)
                .env("GATEKIT_APP_SECRET", "hidden-secret")
                .env("GATEKIT_SESSION", token)
                .run();
            let note = format!("note: {what} begins or ends with white space\nhint: ");
            assert_eq!(run.err.matches("note: ").count(), 1, "{run:?}");
            assert!(run.err.contains(&note), "{run:?}");
        }
    }
}
