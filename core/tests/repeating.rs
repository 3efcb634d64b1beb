//! What follows from an attempt.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use core::time::Duration;
use gatekit_core::call::Generic;
use gatekit_core::gateway::{phalapi, qianmi, qimen, top};
use gatekit_core::repeat::{Attempts, Budget, Jitter, Next, Policy, Remedy, Rule, Why};
use gatekit_core::reply::{ReadError, Repeat};
use gatekit_core::transport::TransportError;
use gatekit_core::{Error, Gateway, PhalApi, Qianmi, Qimen, Top};

type Failed = Error<String, &'static str>;

const NOT_SENT: Failed = Error::Transport(TransportError::NotSent("no route"));
const UNCLEAR: Failed = Error::Transport(TransportError::Unclear("timeout"));
const FOREVER: Duration = Duration::from_secs(3600);

fn refused(gateway: &impl Gateway, body: &str) -> Failed {
    let mut body = body.as_bytes().to_vec();
    let call = Generic::new("a.b.c", &[]);
    match gateway.read(&call, &mut body).unwrap_err() {
        ReadError::Refused(fault) => Error::Refused(fault.map(String::from)),
        ReadError::Unreadable(what) => Error::Unreadable(what),
    }
}

fn top_refused(code: u16, sub_code: &str, sub_message: &str) -> Failed {
    let body = format!(
        r#"{{"error_response":{{"code":{code},"msg":"x","sub_code":"{sub_code}","sub_msg":"{sub_message}"}}}}"#
    );
    refused(&Top::md5("1", "s").unwrap(), &body)
}

fn qianmi_refused(code: u16) -> Failed {
    let body = format!(r#"{{"errorToken":"@@$-ERROR_TOKEN$-@@","code":"{code}","message":"x"}}"#);
    refused(&Qianmi::new("1", "s").unwrap(), &body)
}

fn phalapi_refused(ret: u16, message: &str) -> Failed {
    let body = format!(r#"{{"ret":{ret},"data":{{}},"msg":"{message}"}}"#);
    refused(&PhalApi::unsigned(), &body)
}

/// What follows from the first attempt of a call.
fn after(rules: &'static [Rule], error: &Failed, idempotent: bool) -> Next {
    let policy = Policy::new();
    let mut attempts = Attempts::new(&policy, rules, idempotent);
    attempts.next(&error.happened(), Duration::ZERO, &mut Jitter::new(1))
}

fn pause(next: Next) -> Option<Duration> {
    match next {
        Next::Repeat { after, remedy } => {
            assert_eq!(remedy, Remedy::Pause);
            Some(after)
        }
        Next::GiveUp(_) | Next::AskFirst => None,
    }
}

#[test]
fn what_was_not_executed_is_repeated_and_what_may_have_been_is_not() {
    let later = [
        (top::RULES, NOT_SENT),
        (
            top::RULES,
            top_refused(7, "accesscontrol.limited-by-app-access-count", ""),
        ),
        (top::RULES, top_refused(10, "isp.system-busy", "")),
        (qimen::RULES, top_refused(15, "isp.system-busy", "")),
        (
            top::RULES,
            top_refused(15, "isp.top-remote-service-unavailable", ""),
        ),
        (qianmi::RULES, qianmi_refused(7)),
        (qianmi::RULES, qianmi_refused(34)),
        (qianmi::RULES, qianmi_refused(37)),
    ];
    for (rules, error) in later {
        assert!(pause(after(rules, &error, false)).is_some(), "{error}");
    }
    let ask = [
        (top::RULES, UNCLEAR),
        (
            top::RULES,
            top_refused(15, "isp.top-remote-connection-timeout", ""),
        ),
        (top::RULES, top_refused(15, "isp.service-error", "")),
        (top::RULES, top_refused(999, "", "")),
        (top::RULES, top_refused(10, "", "")),
        (
            top::RULES,
            top_refused(10, "isp.remote-service-timeout", ""),
        ),
        (qianmi::RULES, qianmi_refused(1)),
        (phalapi::RULES, phalapi_refused(503, "busy")),
        (
            top::RULES,
            Error::Transport(TransportError::Unreadable("no HTTP")),
        ),
    ];
    for (rules, error) in ask {
        assert_eq!(after(rules, &error, false), Next::AskFirst, "{error}");
        assert!(pause(after(rules, &error, true)).is_some(), "{error}");
    }
}

/// A service that threw, and a business that says no, with what would be a limit of the platform's.
#[test]
fn numbers_of_services_and_businesses_are_not_the_platforms_limits() {
    const OURS: &[Rule] = &[Rule::limit("7")];
    for sub_code in ["7", "5"] {
        let error = top_refused(15, sub_code, "");
        assert_eq!(after(top::RULES, &error, false), Next::AskFirst, "{error}");
    }
    let top = Top::md5("1", "s").unwrap();
    let denied = r#"{"a_b_c_response":{"success":false,"errorCode":"7","errorMsg":"shipped"}}"#;
    let error = refused(&top, denied);
    assert_eq!(after(top::RULES, &error, true), Next::GiveUp(Why::Final));
    // The caller's own rules look at both.
    let policy = Policy::new().with_rules(OURS);
    let error = top_refused(15, "7", "");
    let mut attempts = Attempts::new(&policy, top::RULES, false);
    let next = attempts.next(&error.happened(), Duration::ZERO, &mut Jitter::new(1));
    assert!(pause(next).is_some());
}

#[test]
fn other_refusals_are_final_for_every_call() {
    for (rules, error) in [
        (top::RULES, top_refused(25, "isv.invalid-signature", "")),
        (top::RULES, top_refused(15, "isv.trade-not-exist", "")),
        (qianmi::RULES, qianmi_refused(36)),
        (phalapi::RULES, phalapi_refused(404, "no such service")),
    ] {
        for idempotent in [false, true] {
            let next = after(rules, &error, idempotent);
            assert_eq!(next, Next::GiveUp(Why::Final), "{error}");
        }
    }
}

#[test]
fn an_answer_that_would_come_again_is_not_asked_for_again() {
    let error: Failed = Error::Transport(TransportError::AnswerTooLarge {
        capacity: 1,
        needed: None,
    });
    assert_eq!(after(top::RULES, &error, true), Next::AskFirst);
}

#[test]
fn a_ban_is_waited_for_to_its_end_and_not_long_behind_it() {
    let error = top_refused(
        7,
        "accesscontrol.limited-by-app-access-count",
        "This ban will last for 9 more seconds",
    );
    let ban = Duration::from_secs(9);
    for seed in 1..200 {
        let policy = Policy::new();
        let mut attempts = Attempts::new(&policy, top::RULES, false);
        let next = attempts.next(&error.happened(), Duration::ZERO, &mut Jitter::new(seed));
        let pause = pause(next).unwrap();
        assert!(
            pause >= ban && pause <= ban + policy.backoff.first,
            "{seed} {pause:?}"
        );
    }
    let without = top_refused(7, "accesscontrol.limited-by-app-access-count", "");
    assert!(pause(after(top::RULES, &without, false)).unwrap() >= Duration::from_secs(1));
}

#[test]
fn a_ban_that_ends_behind_the_budget_is_not_waited_for() {
    let error = top_refused(7, "", "This ban will last for 3600 seconds");
    assert_eq!(
        after(top::RULES, &error, false),
        Next::GiveUp(Why::TimeSpent)
    );
    let error = top_refused(7, "", "This ban will last for 99999999999999999999 seconds");
    assert_eq!(
        after(top::RULES, &error, false),
        Next::GiveUp(Why::TimeSpent)
    );
}

#[test]
fn tries_and_time_are_bounded() {
    for (tries, made) in [(0, 1), (1, 1), (2, 2), (5, 5)] {
        let budget = Budget {
            tries,
            time: FOREVER,
        };
        let policy = Policy::new().with_budget(budget);
        let mut attempts = Attempts::new(&policy, top::RULES, false);
        let mut jitter = Jitter::new(3);
        let mut count = 1;
        while pause(attempts.next(&NOT_SENT.happened(), Duration::ZERO, &mut jitter)).is_some() {
            count += 1;
        }
        assert_eq!((count, attempts.tries()), (made, made), "{tries}");
    }
    let budget = Budget {
        tries: 9,
        time: Duration::from_secs(10),
    };
    let policy = Policy::new().with_budget(budget);
    let mut attempts = Attempts::new(&policy, top::RULES, false);
    let next = attempts.next(
        &NOT_SENT.happened(),
        Duration::from_secs(10),
        &mut Jitter::new(3),
    );
    assert_eq!(next, Next::GiveUp(Why::TimeSpent));
}

#[test]
fn pauses_count_where_no_clock_runs() {
    let budget = Budget {
        tries: 200,
        time: Duration::from_secs(10),
    };
    let policy = Policy::new().with_budget(budget);
    let mut attempts = Attempts::new(&policy, top::RULES, false);
    let (mut jitter, mut waited) = (Jitter::new(3), Duration::ZERO);
    while let Some(after) = pause(attempts.next(&NOT_SENT.happened(), Duration::ZERO, &mut jitter))
    {
        waited += after;
    }
    assert!(waited <= budget.time && attempts.tries() < 12, "{waited:?}");
}

#[test]
fn an_idempotent_call_whose_attempt_was_unclear_stays_unclear() {
    for last in [
        NOT_SENT,
        top_refused(25, "", ""),
        top_refused(7, "", ""),
        UNCLEAR,
    ] {
        let policy = Policy::new().with_budget(Budget {
            tries: 2,
            time: FOREVER,
        });
        let mut attempts = Attempts::new(&policy, top::RULES, true);
        let mut jitter = Jitter::new(3);
        let mut next =
            |error: &Failed| attempts.next(&error.happened(), Duration::ZERO, &mut jitter);
        assert!(pause(next(&UNCLEAR)).is_some());
        assert_eq!(next(&last), Next::AskFirst, "{last}");
    }
}

#[test]
fn clock_and_token_are_mended_once_each_and_without_a_pause() {
    let stale = top_refused(31, "isv.timestamp-limit-error", "");
    let expired = top_refused(27, "isv.invalid-session", "");
    let policy = Policy::new().with_budget(Budget {
        tries: 9,
        time: FOREVER,
    });
    for (error, remedy) in [(stale, Remedy::Clock), (expired, Remedy::Token)] {
        let mut attempts = Attempts::new(&policy, top::RULES, false);
        let mut jitter = Jitter::new(3);
        let mut next = || attempts.next(&error.happened(), Duration::ZERO, &mut jitter);
        let after = Duration::ZERO;
        assert_eq!(next(), Next::Repeat { after, remedy });
        assert_eq!(next(), Next::GiveUp(Why::Final));
    }
}

#[test]
fn a_caller_s_rules_go_before_all_others() {
    const OURS: &[Rule] = &[
        Rule {
            code: "isv.stock-*",
            repeat: Repeat::Later,
            pause: Duration::from_secs(5),
        },
        Rule {
            code: "7",
            repeat: Repeat::No,
            pause: Duration::ZERO,
        },
        Rule {
            code: "isp.*",
            repeat: Repeat::AskFirst,
            pause: Duration::from_secs(2),
        },
    ];
    let policy = Policy::new().with_rules(OURS);
    let next = |error: Failed, idempotent| {
        let mut attempts = Attempts::new(&policy, top::RULES, idempotent);
        attempts.next(&error.happened(), Duration::ZERO, &mut Jitter::new(1))
    };
    assert!(
        pause(next(top_refused(15, "isv.stock-locked", ""), false)).unwrap()
            >= Duration::from_secs(5)
    );
    assert_eq!(
        next(top_refused(7, "", ""), false),
        Next::GiveUp(Why::Final)
    );
    assert_eq!(
        next(top_refused(15, "isp.system-busy", ""), false),
        Next::AskFirst
    );
    assert!(
        pause(next(top_refused(15, "isp.system-busy", ""), true)).unwrap()
            >= Duration::from_secs(2)
    );
}

#[test]
fn a_token_or_a_clock_that_was_refused_is_not_mended_by_waiting() {
    let once = Policy::new().with_budget(Budget {
        tries: 1,
        ..Budget::default()
    });
    let spent = |policy: &Policy<'_>, error: &Failed, elapsed| {
        let mut attempts = Attempts::new(policy, top::RULES, false);
        attempts.next(&error.happened(), elapsed, &mut Jitter::new(1))
    };
    for (error, why) in [
        (top_refused(27, "", ""), Why::Token),
        (top_refused(31, "", ""), Why::Final),
        (NOT_SENT, Why::TriesSpent),
    ] {
        let next = spent(&once, &error, Duration::ZERO);
        assert_eq!(next, Next::GiveUp(why), "{error}");
    }
    let late = spent(&Policy::new(), &top_refused(27, "", ""), FOREVER);
    assert_eq!(late, Next::GiveUp(Why::Token));
}

#[test]
fn every_gateway_has_its_rules() {
    assert_eq!(Top::md5("1", "s").unwrap().rules(), top::RULES);
    assert_eq!(Qimen::new("1", "s", "2").unwrap().rules(), qimen::RULES);
    assert_eq!(Qianmi::new("1", "s").unwrap().rules(), qianmi::RULES);
    assert_eq!(PhalApi::unsigned().rules(), phalapi::RULES);
    assert_eq!(PhalApi::pro("1", "s").unwrap().rules(), phalapi::RULES);
}
