//! What `gatekit diagnose --canonical` does not show.

use crate::diagnosed::{QIANMI, SITE, TOP};
use crate::support::{Run, gatekit};

/// Of another application, or of this one where nobody says so.
const OTHER: &str = "0fbb5e21e9d9c0a1";
const TOKEN: &str = "6100e23f7c";

fn wrapped(secret: &str, string: &str) -> String {
    format!("{secret}{string}{secret}")
}

fn assert_hides(run: &Run, hidden: &str) {
    let pieces = hidden
        .as_bytes()
        .windows(5)
        .filter_map(|piece| str::from_utf8(piece).ok());
    for piece in pieces {
        assert!(
            !run.out.contains(piece),
            "{piece} of {hidden} is printed: {run:?}"
        );
    }
}

fn without_secret(string: &str) -> Run {
    gatekit([
        "diagnose",
        "top",
        "--sign-method",
        "md5",
        "app_key=12345678",
        "fields=tid",
    ])
    .args(["format=json", "method=x.y", "sign_method=md5", "v=2.0"])
    .args(["timestamp=2016-01-01 12:00:00", "--canonical", string])
    .run()
}

const STRING: &str =
    "app_key12345678fieldstidformatjsonmethodx.ysign_methodmd5timestamp2016-01-01 12:00:00v2.0";

#[test]
fn a_secret_that_was_not_given_is_not_shown() {
    let without = STRING.replace("fieldstid", "");
    for string in [
        wrapped(OTHER, &STRING.replace("app_key", "appkey")),
        wrapped(OTHER, &STRING.replace("v2.0", "v2.1")),
        wrapped(OTHER, &without),
        format!("{OTHER}{STRING}"),
        format!("{STRING}{OTHER}"),
        format!("{OTHER}{without}"),
    ] {
        let run = without_secret(&string);
        assert!(run.out.contains(">>"), "{run:?}");
        assert_hides(&run, OTHER);
    }
}

#[test]
fn a_secret_that_was_not_given_is_seen_at_both_ends() {
    let run = without_secret(&wrapped(OTHER, STRING));
    assert!(run.out.starts_with("mistake: none\n"), "{run:?}");
    assert!(run.out.contains("No secret was given"), "{run:?}");
    let run = without_secret(&wrapped(OTHER, &STRING.replace("fieldstid", "")));
    assert!(
        run.out
            .starts_with("mistake: business-parameter-left-out\n"),
        "{run:?}"
    );
    let run = without_secret(&wrapped("{secret}", STRING));
    assert!(run.out.starts_with("mistake: none\n"), "{run:?}");
    assert!(!run.out.contains("No secret was given"), "{run:?}");
}

#[test]
fn another_secret_is_named_and_not_shown() {
    for case in [TOP, QIANMI] {
        for string in [
            wrapped(OTHER, &case.string()),
            format!("hidden-secret{}{OTHER}", case.string()),
            format!("{OTHER}{}hidden-secret", case.string()),
        ] {
            let run = case.run(&["--canonical", &string], &[]);
            assert!(run.out.starts_with("mistake: wrong-secret\n"), "{run:?}");
            assert_eq!(run.code, 0);
            assert_hides(&run, OTHER);
        }
        let changed = case.string().replace("fields", "field");
        let run = case.run(&["--canonical", &wrapped(OTHER, &changed)], &[]);
        assert!(run.out.starts_with("mistake: unknown\n"), "{run:?}");
        assert_hides(&run, OTHER);
        let nothing = case.run(&["--canonical", "hidden-secretmethoda.bxyz"], &[]);
        assert!(nothing.out.starts_with("mistake: unknown\n"), "{nothing:?}");
        let more = format!("hidden-secret{}zone1hidden-secret", case.string());
        let run = case.run(&["--canonical", &more], &[]);
        assert!(run.out.starts_with("mistake: unknown\n"), "{run:?}");
    }
}

#[test]
fn tokens_that_were_not_given_are_not_shown() {
    for (case, name) in [(TOP, "session"), (QIANMI, "access_token")] {
        let other = case.string().replace("hidden-token", TOKEN);
        for (case, string) in [
            (case, other.clone()),
            (case.without(name), other.clone()),
            (case, other.replace(name, &name.to_uppercase())),
        ] {
            let string = wrapped("hidden-secret", &string);
            let run = case.run(&["--canonical", &string], &[]);
            assert!(run.out.contains(">>"), "{run:?}");
            assert_hides(&run, TOKEN);
        }
    }
    let string = SITE.string().replace("hidden-token", TOKEN);
    for case in [SITE, SITE.without("access_token")] {
        let run = case.run(&["--canonical", &string], &[]);
        assert!(run.out.contains(">>"), "{run:?}");
        assert_hides(&run, TOKEN);
    }
}

#[test]
fn where_there_is_no_secret_none_is_assumed() {
    let given = ["diagnose", "phalapi", "a=1000", "b=5", "c=1000"];
    let run = gatekit(given).args(["--canonical", "100051000"]).run();
    assert!(run.out.starts_with("mistake: none\n"), "{run:?}");
    assert!(!run.out.contains("No secret was given"), "{run:?}");
}

#[test]
fn uploads_are_passed_over() {
    let case = QIANMI.and("logo", "x.png");
    let right = case.signature(&QIANMI.string());
    let run = case.diagnose(&right);
    assert!(run.out.starts_with("mistake: none\n"), "{run:?}");
    assert!(run.out.contains("`logo` is not signed"), "{run:?}");
    case.assert("upload-included", &case.string(), str::to_owned);
}
