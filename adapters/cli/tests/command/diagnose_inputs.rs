//! What `gatekit diagnose` takes.

use crate::diagnosed::{QIANMI, QIMEN, TOP};
use crate::support::{Gatekit, Scratch, gatekit};

const OF_TOP: [&str; 9] = [
    "diagnose",
    "top",
    "--secret",
    "hidden-secret",
    "--app-key",
    "12345678",
    "--now",
    "1451620800",
    "fields=tid",
];
/// md5 over the parameters above and the documented values of the others.
const STRING: &str = "app_key12345678fieldstidformatjsonmethodtaobao.time.get\
    sign_methodmd5timestamp2016-01-01 12:00:00v2.0";

fn top() -> Gatekit {
    gatekit(OF_TOP).args(["--sign-method", "md5", "--method", "taobao.time.get"])
}

#[test]
fn system_parameters_that_nobody_gives_have_their_documented_values() {
    let run = top().args(["--sign", &TOP.signature(STRING)]).run();
    assert!(run.out.starts_with("mistake: none\n"), "{run:?}");
    let xml = STRING.replace("json", "xml");
    let run = top().args(["--sign", &TOP.signature(&xml)]).run();
    assert!(run.out.starts_with("mistake: none\n"), "{run:?}");
    for name in ["formatjson", "sign_methodmd5", "v2.0", "app_key12345678"] {
        let run = top()
            .args(["--sign", &TOP.signature(&STRING.replace(name, ""))])
            .run();
        assert!(
            run.out.starts_with("mistake: system-parameter-left-out\n"),
            "{run:?}"
        );
        let name = name.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
        assert!(
            run.out
                .contains(name.trim_end_matches("json").trim_end_matches("md")),
            "{run:?}"
        );
    }
    let run = top().args(["--sign", &TOP.signature("fieldstid")]).run();
    assert!(
        run.out.starts_with("mistake: system-parameter-left-out\n"),
        "{run:?}"
    );
}

#[test]
fn exactly_what_is_given_may_be_right_too() {
    let sign = gatekit([
        "sign",
        "top",
        "--method",
        "md5",
        "--secret",
        "hidden-secret",
        "b=2",
        "a=1",
    ]);
    let sign = sign.run().out;
    let run = gatekit(["diagnose", "top", "--secret", "hidden-secret", "b=2", "a=1"]);
    let run = run.args(["--sign", sign.trim()]).run();
    assert!(run.out.starts_with("mistake: none\n"), "{run:?}");
    assert!(run.out.contains("No timestamp was given"), "{run:?}");
}

#[test]
fn a_captured_url_holds_parameters_and_signature() {
    let string = "app_key1methodxnick店 1sign_methodmd5timestamp2016-01-01 12:00:00v2.0";
    let query = "app_key=1&method=x&sign_method=md5&timestamp=2016-01-01+12%3A00%3A00&v=2.0";
    let url = |sign: &str| format!("https://example.com/router/rest?{query}&sign={sign}#top");
    let diagnose = |sign: &str, body: &str| {
        gatekit([
            "diagnose",
            "top",
            "--secret",
            "hidden-secret",
            "--url",
            &url(sign),
        ])
        .args(["--body", body])
        .env("GATEKIT_SESSION", "hidden-token")
        .run()
    };
    let body = "nick=%E5%BA%97+1";
    let run = diagnose(&TOP.signature(string), body);
    assert!(run.out.starts_with("mistake: none\n"), "{run:?}");
    let encoded = string.replace("店 1", "%E5%BA%97+1");
    let encoded = encoded.replace("2016-01-01 12:00:00", "2016-01-01+12%3A00%3A00");
    let run = diagnose(&TOP.signature(&encoded), body);
    assert!(
        run.out.starts_with("mistake: url-encoded-values\n"),
        "{run:?}"
    );
    let without = string.replace("nick店 1", "");
    let run = diagnose(&TOP.signature(&without), body);
    assert!(
        run.out
            .starts_with("mistake: business-parameter-left-out\n"),
        "{run:?}"
    );
}

#[test]
fn a_raw_body_is_signed_after_the_parameters() {
    let body = "<request><id>1</id></request>";
    let file = Scratch::new(body);
    let params = "app_key1customerIdcformatxmlmethodxsign_methodmd5\
        timestamp2016-01-01 12:00:00v2.0";
    let options = [
        "--method",
        "md5",
        "--method",
        "x",
        "--app-key",
        "1",
        "--customer-id",
        "c",
    ];
    let diagnose = |string: &str, body: [&str; 2]| {
        gatekit(["diagnose", "qimen", "--secret", "hidden-secret", "--sign"])
            .args([TOP.signature(string).as_str()])
            .args(options)
            .args(["timestamp=2016-01-01 12:00:00"])
            .args(body)
            .run()
    };
    for given in [["--body", body], ["--body-file", file.path()]] {
        let run = diagnose(&format!("{params}{body}"), given);
        assert!(run.out.starts_with("mistake: none\n"), "{run:?}");
        let run = diagnose(params, given);
        assert!(run.out.starts_with("mistake: body-left-out\n"), "{run:?}");
    }
}

#[test]
fn a_string_shows_its_mistake_and_where_it_parts() {
    for case in [TOP, QIANMI] {
        let right = format!("hidden-secret{}hidden-secret", case.string());
        let run = case.run(&["--canonical", &right], &[]);
        assert!(run.out.starts_with("mistake: none\n"), "{run:?}");
        assert!(!run.out.contains("part at byte"), "{run:?}");
        let masked = right.replace("hidden-secret", "{secret}");
        assert!(
            case.run(&["--canonical", &masked], &[])
                .out
                .starts_with("mistake: none\n")
        );

        let wrong = right.replace("v2.0", "").replace("v1.1", "");
        let run = case.run(&["--canonical", &wrong], &[]);
        assert!(
            run.out.starts_with("mistake: system-parameter-left-out\n"),
            "{run:?}"
        );
        let at = wrong.len() - "hidden-secret".len() + 1;
        assert!(run.out.contains(&format!("part at byte {at},")), "{run:?}");
        assert!(run.out.contains("2016-01-01 12:00:00>>{secret}"), "{run:?}");
        assert!(run.out.contains("2016-01-01 12:00:00>>v"), "{run:?}");

        let run = case.run(&["--canonical", &case.string()], &[]);
        assert!(run.out.starts_with("mistake: secret-missing\n"), "{run:?}");

        let unknown = right.replace("fields", "field");
        let run = case.run(&["--canonical", &unknown], &[]);
        assert_eq!(run.code, 1);
        assert!(
            run.out.contains(">>tid,status") && run.out.contains(">>stid,status"),
            "{run:?}"
        );
        let json = case.run(&["--canonical", &unknown], &["--json"]).json();
        assert_eq!(json["mistake"], "unknown");
        assert!(json["difference"]["byte"].as_u64() > Some(1));
    }
    let wrapped = format!("hidden-secret{}hidden-secret", QIMEN.string());
    let run = QIMEN.run(&["--canonical", &wrapped], &[]);
    assert!(
        run.out.starts_with("mistake: hmac-over-wrapped\n"),
        "{run:?}"
    );
}

#[test]
fn a_string_and_a_signature_are_compared_with_each_other() {
    let right = TOP.string();
    let wrapped = |string: &str| format!("hidden-secret{string}hidden-secret");
    let other = right.replace("fields", "field");
    let run = TOP.run(
        &[
            "--sign",
            &TOP.signature(&other),
            "--canonical",
            &wrapped(&other),
        ],
        &[],
    );
    assert!(run.out.starts_with("mistake: unknown\n"), "{run:?}");
    assert!(
        run.out.contains("The signature is that of the string."),
        "{run:?}"
    );
    let run = TOP.run(
        &[
            "--sign",
            &TOP.signature(&right),
            "--canonical",
            &wrapped(&other),
        ],
        &[],
    );
    assert!(run.out.starts_with("mistake: none\n"), "{run:?}");
    assert!(run.out.contains("not the one that was signed"), "{run:?}");
}

#[test]
fn a_timestamp_is_compared_with_the_time() {
    let local = TOP.with("timestamp", "2016-01-01 04:02:00");
    let sign = local.signature(&local.string());
    let run = local.run(&["--sign", &sign], &["--now", "2016-01-01 12:00:00"]);
    assert!(run.out.starts_with("mistake: local-time\n"), "{run:?}");
    assert!(run.out.contains("8 hours behind"), "{run:?}");
    let seconds = QIANMI.with("timestamp", "1451620800");
    let run = seconds.diagnose(&seconds.signature(&seconds.string()));
    assert!(
        run.out.starts_with("mistake: epoch-milliseconds\n"),
        "{run:?}"
    );
    let run = seconds.diagnose(&seconds.signature(&QIANMI.string()));
    assert!(
        run.out.starts_with("mistake: epoch-milliseconds\n"),
        "{run:?}"
    );
    let milliseconds = TOP.with("timestamp", "1451620800000");
    let run = milliseconds.diagnose(&milliseconds.signature(&milliseconds.string()));
    assert!(run.out.starts_with("mistake: none\n"), "{run:?}");
    assert!(run.out.contains("in milliseconds"), "{run:?}");
}

#[test]
fn what_cannot_be_diagnosed_is_refused() {
    for (args, message) in [
        (&["top", "a=1"][..], "nothing to compare with"),
        (
            &["top", "a=1", "a=2", "--sign", "AB"],
            "parameter a occurs twice",
        ),
        (
            &["top", "a=1", "--sign", "AB", "--sign-method", "sha3"],
            "no sign method `sha3`",
        ),
        (
            &["qianmi", "a=1", "--sign", "AB", "--method", "md5"],
            "no sign method `md5`",
        ),
        (
            &["phalapi", "a=1", "--sign", "AB", "--method", "pairs-md5"],
            "needs the separator",
        ),
        (
            &["top", "a=1", "--sign", "AB", "--timestamp", "noon"],
            "expected seconds since 1970",
        ),
        (
            &["qianmi", "--sign", "AB", "--body-file", "x"],
            "qianmi signs no bodies",
        ),
    ] {
        let run = gatekit(["diagnose"]).args(args.iter().copied());
        run.args(["--secret", "hidden-secret"])
            .run()
            .assert_fails(2, message);
    }
    let run = gatekit(["diagnose", "top", "a=1", "--sign", "AB"]).run();
    run.assert_fails(2, "the application secret is missing");
}
