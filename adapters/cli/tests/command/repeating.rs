//! Calls that are sent again.

use crate::support::{Gatekit, gatekit, sandbox, scripted};
use gatekit_sandbox::{Config, Gateway, Sandbox};

/// A cancellation on Qianmi, with the sandbox's credentials.
fn cancel<'a>(
    sandbox: &Sandbox,
    order: &'a str,
    args: impl IntoIterator<Item = &'a str>,
) -> Gatekit {
    let call = ["call", "qianmi", "qianmi.cloudshop.d2p.trade.cancel", order];
    gatekit(call)
        .args(["--url", &sandbox.url(Gateway::Qianmi)])
        .args(args)
        .env("GATEKIT_APP_KEY", "12345678")
        .env("GATEKIT_APP_SECRET", "sandbox-secret")
        .env("GATEKIT_ACCESS_TOKEN", "sandbox-session")
}

#[test]
fn a_busy_platform_is_asked_as_often_as_allowed() {
    for (tries, requests) in [("1", 1), ("2", 2)] {
        let sandbox = sandbox();
        let run = cancel(&sandbox, "tid=T10503", ["--tries", tries]).run();
        run.assert_fails(4, "service-busy");
        assert_eq!(run.err.contains("attempt 1:"), requests == 2, "{run:?}");
        assert_eq!(sandbox.requests().len(), requests);
    }
}

#[test]
fn an_unclear_outcome_is_repeated_only_for_a_call_that_is_idempotent() {
    for (args, requests) in [
        (&["--tries", "2"][..], 1),
        (&["--tries", "2", "--idempotent"], 2),
    ] {
        let sandbox = sandbox();
        let run = cancel(&sandbox, "tid=T10444", args.iter().copied()).run();
        run.assert_fails(3, "may have been executed");
        assert_eq!(sandbox.requests().len(), requests);
    }
}

#[test]
fn a_wrong_clock_is_corrected_from_the_answer_if_it_has_a_date() {
    let three_hours_ago = (gatekit_ureq::now().unix() - 3 * 3600).to_string();
    let args = ["--at", &three_hours_ago, "--tries", "2"];
    let with_date = sandbox();
    let run = cancel(&with_date, "tid=T1", args).run();
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.err.contains("signed again"), "{run:?}");
    assert_eq!(with_date.requests().len(), 2);

    let config = Config {
        date: false,
        ..Config::default()
    };
    let without = Sandbox::start(config).expect("a free port");
    let run = cancel(&without, "tid=T1", args).run();
    run.assert_fails(4, "no Date to learn the time from");
    assert_eq!(without.requests().len(), 1);
}

#[test]
fn no_try_is_none() {
    let run = cancel(&sandbox(), "tid=T1", ["--tries", "0"]).run();
    run.assert_fails(2, "--tries");
}

/// No new token, and no date to learn the time from: nothing more is tried, whatever came before.
#[test]
fn an_attempt_that_may_have_been_executed_is_not_forgotten() {
    const TOKEN: &str = r#"{"error_response":{"code":27,"msg":"Invalid Session"}}"#;
    const CLOCK: &str = r#"{"error_response":{"code":31,"msg":"Invalid Timestamp"}}"#;
    let cases: [(&[_], _, _); 4] = [
        (&[None, Some(TOKEN)], "session-invalid", true),
        (&[None, Some(CLOCK)], "timestamp-invalid", true),
        (&[Some(TOKEN)], "session-invalid", false),
        (&[Some(CLOCK)], "timestamp-invalid", false),
    ];
    for (answers, reason, is_noted) in cases {
        let url = scripted(answers);
        let run = gatekit(["call", "top", "x", "--tries", "3", "--idempotent"])
            .args(["--url", &url])
            .with_keys()
            .run();
        run.assert_fails(4, reason);
        let note = "an attempt before may have been executed: ask for the order's state";
        assert_eq!(run.err.contains(note), is_noted, "{run:?}");
    }
}
