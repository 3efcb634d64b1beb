//! What is signed with where nobody names a method.

use crate::support::{Run, Scratch, gatekit};

fn sign(args: &[&str]) -> Run {
    let run = gatekit(["sign"]).args(args.iter().copied());
    run.env("GATEKIT_APP_SECRET", "hidden-secret").run()
}

/// Both end well, with the same signature.
fn assert_same(left: &[&str], right: &[&str]) {
    let (left, right) = (sign(left), sign(right));
    assert_eq!((left.code, right.code), (0, 0), "{left:?} {right:?}");
    assert_eq!(left.out, right.out);
}

#[test]
fn standard_calls_of_qimen_are_signed_with_md5() {
    let body = Scratch::new("<request/>");
    let file = ["--body-file", body.path()];
    let md5 = ["--sign-method", "md5"];
    for params in [&["qimen", "customerId=c", "a=1"][..], &["qimen", "a=1"]] {
        let named = [params, &file, &md5].concat();
        assert_same(&[params, &file].concat(), &named);
    }
    let standard = ["qimen", "customerId=c", "a=1"];
    assert_same(&standard, &[&standard[..], &md5].concat());
    // With a target application it is none.
    let custom = ["qimen", "customerId=c", "target_app_key=2", "a=1"];
    let hmac = ["--sign-method", "hmac-sha256"];
    assert_same(&custom, &[&custom[..], &hmac].concat());

    let call = ["call", "qimen", "x", "--customer-id", "c", "--dry-run"];
    let run = gatekit(call).with_keys().run();
    assert!(run.out.contains("&sign_method=md5&"), "{run:?}");
}

#[test]
fn diagnose_takes_a_standard_call_for_one_with_md5() {
    let call = ["diagnose", "qimen", "--customer-id", "c", "--app-key", "1"];
    let run = gatekit(call)
        .args(["--method", "x", "--now", "1451620800"])
        .args(["--canonical", "unknown", "--json"])
        .env("GATEKIT_APP_SECRET", "hidden-secret")
        .run();
    let canonical = run.json()["canonical"].to_string();
    assert!(canonical.contains("sign_methodmd5"), "{run:?}");
}

#[test]
fn a_separator_stands_for_the_method_that_has_one() {
    let named = ["phalapi", "a=1", "--sign-method", "pairs-md5"];
    let separator = ["--separator", ":"];
    let right = [&named[..], &separator].concat();
    assert_same(&["phalapi", "a=1", "--separator", ":"], &right);
    let file = Scratch::new("[phalapi]\nseparator = ':'");
    assert_same(&["phalapi", "a=1", "--config", file.path()], &right);

    let signature = sign(&["phalapi", "a=1", "s=x", "--separator", ":"]).out;
    for args in [["--separator", ":"], ["--config", file.path()]] {
        let run = gatekit(["call", "phalapi", "x", "a=1", "--dry-run"]).args(args);
        let run = run.run();
        assert_eq!(run.code, 0, "{run:?}");
        assert!(run.out.contains("sign="), "{run:?}");
    }
    let diagnose = ["diagnose", "phalapi", "a=1", "s=x", "--separator", ":"];
    let run = gatekit(diagnose).args(["--sign", signature.trim()]).run();
    assert!(run.out.starts_with("mistake: none\n"), "{run:?}");
}

#[test]
fn a_separator_is_not_passed_over() {
    let keys = ["--app-key", "1"];
    for args in [
        &["sign", "top", "a=1"][..],
        &["sign", "phalapi", "a=1", "--sign-method", "values-md5"],
        &[
            "call",
            "phalapi",
            "x",
            "--dry-run",
            "--sign-method",
            "values-md5",
        ],
        &["diagnose", "top", "a=1", "--sign", "AB"],
        &["call", "top", "x", "--dry-run", keys[0], keys[1]],
        &["call", "qianmi", "x", "--dry-run", keys[0], keys[1]],
        &[
            "diagnose",
            "phalapi",
            "a=1",
            "--sign",
            "AB",
            "--sign-method",
            "values-md5",
        ],
    ] {
        let run = gatekit(args.iter().copied()).args(["--separator", ":"]);
        let run = run.env("GATEKIT_APP_SECRET", "hidden-secret").run();
        run.assert_fails(2, "only pairs-md5 (phalapi) has a separator");
    }
    // One for all gateways counts where there is a method for it.
    let file = Scratch::new("separator = ':'");
    assert_same(&["top", "a=1", "--config", file.path()], &["top", "a=1"]);
    let values = ["phalapi", "a=1", "--sign-method", "values-md5"];
    let configured = [&values[..], &["--config", file.path()]].concat();
    assert_same(&configured, &values);
}
