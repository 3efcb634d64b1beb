use crate::support::gatekit;
use std::process::{Command, Stdio};

#[test]
fn unknown_words_end_with_code_2_and_the_known_ones() {
    gatekit(["cancel"])
        .run()
        .assert_fails(2, "unrecognized subcommand 'cancel'");
    gatekit(["read", "taobao"])
        .run()
        .assert_fails(2, "top, qimen, qianmi, phalapi, phalapi-pro");
    gatekit(["call", "jd", "x"])
        .run()
        .assert_fails(2, "top, qimen, qianmi, phalapi, phalapi-pro");
    gatekit(["demo", "--yaml"])
        .run()
        .assert_fails(2, "'--yaml'");
}

#[test]
fn wrong_usage_ends_with_a_hint() {
    for (args, message, hint) in [
        (&["demo", "--yaml"][..], "'--yaml'", "`gatekit demo --help`"),
        (&["cal"], "'cal'", "Did you mean `call`?"),
        (
            &["sandbox", "--listen", "127.0.0.1"],
            "127.0.0.1:8480",
            "`gatekit sandbox --help`",
        ),
        (
            &["sandbox", "--slow", "nan"],
            "'nan'",
            "`gatekit sandbox --help`",
        ),
        (
            &["sandbox", "--slow", "-1"],
            "'-1'",
            "`gatekit sandbox --help`",
        ),
        (&["call", "top"], "<METHOD>", "Give what is missing"),
        (
            &["call", "top", "x", "--url", "u", "--environment", "sandbox"],
            "cannot be used with",
            "Give one of the two",
        ),
        (
            &["sign", "top", "--seperator", ":"],
            "'--seperator'",
            "Did you mean `--separator`?",
        ),
    ] {
        let run = gatekit(args.iter().copied()).run();
        run.assert_fails(2, message);
        let last = run.err.lines().last().unwrap_or_default();
        assert!(last.starts_with("hint: ") && last.contains(hint), "{run:?}");
    }
}

#[test]
fn an_unknown_option_is_not_offered_as_a_value() {
    let run = gatekit(["sign", "top", "--canonical", "x"]).run();
    run.assert_fails(2, "'--canonical'");
    assert!(!run.err.contains("-- --canonical"), "{run:?}");
}

#[test]
fn help_and_version_are_no_errors() {
    for args in [
        &["--help"][..],
        &["--version"],
        &["bench", "--help"],
        &["call", "--help"],
        &["demo", "--help"],
        &["diagnose", "--help"],
        &["read", "--help"],
        &["sign", "--help"],
        &["vectors", "--help"],
        &["verify", "--help"],
    ] {
        let run = gatekit(args.iter().copied()).run();
        assert_eq!(run.code, 0);
        assert!(!run.out.is_empty());
    }
}

#[test]
fn help_does_not_show_what_the_environment_holds() {
    let run = gatekit(["call", "--help"])
        .env("GATEKIT_APP_SECRET", "hidden-secret")
        .env("GATEKIT_SESSION", "hidden-token")
        .run();
    assert!(run.out.contains("GATEKIT_APP_SECRET"));
}

#[test]
fn gateways_may_be_written_in_capitals() {
    let run = gatekit(["sign", "PhalApi", "a=1"]).run();
    assert_eq!(run.code, 0);
}

#[test]
fn a_reader_that_goes_away_is_no_panic() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_gatekit"))
        .arg("demo")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the command ends");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[cfg(target_os = "linux")]
#[test]
fn a_refused_output_is_told() {
    for args in [
        &["read", "top"][..],
        &["sign", "phalapi", "a=1"],
        &["--help"],
    ] {
        let full = std::fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .expect("a full device");
        let output = Command::new(env!("CARGO_BIN_EXE_gatekit"))
            .args(args)
            .stdin(Stdio::null())
            .stdout(full)
            .output()
            .expect("the command starts");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{args:?} {errors}");
        assert!(
            errors.starts_with("error: the result cannot be written: "),
            "{errors}"
        );
        assert!(errors.contains("\nhint: "), "{errors}");
    }
}

#[test]
fn a_number_that_cannot_be_is_told_with_those_that_can() {
    for (args, message) in [
        (
            &["call", "top", "--timeout", "-1", "m"][..],
            "from 0.001 to 86400",
        ),
        (
            &["call", "top", "--timeout", "1e30", "m"],
            "from 0.001 to 86400",
        ),
        (&["call", "top", "--tries", "-1", "m"], "1..=255"),
        (&["bench", "--seconds", "-1"], "from 0.001 to 86400"),
        (&["sandbox", "--slow", "-1"], "expected a number of seconds"),
        (
            &["sandbox", "--faults", "x"],
            "expected a whole number from 0 to",
        ),
    ] {
        let run = gatekit(args.iter().copied()).run();
        run.assert_fails(2, message);
    }
}
