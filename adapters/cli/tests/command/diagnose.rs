use crate::diagnosed::{Case, QIANMI, QIMEN, SITE, TOP, TOP_HMAC};
use crate::support::gatekit;

const EACH: [Case; 4] = [TOP, TOP_HMAC, QIMEN, QIANMI];

#[test]
fn a_right_signature_has_no_mistake() {
    for case in EACH.into_iter().chain([SITE]) {
        let run = case.diagnose(&case.signature(&case.string()));
        assert_eq!(run.code, 0, "{run:?}");
        assert!(run.out.starts_with("mistake: none\n"), "{run:?}");
    }
}

#[test]
fn hexadecimal_in_the_wrong_case_is_named() {
    for case in EACH {
        case.assert("lower-case-hex", &case.string(), str::to_ascii_lowercase);
    }
    SITE.assert("upper-case-hex", &SITE.string(), str::to_ascii_uppercase);
}

#[test]
fn wrong_values_are_named() {
    for case in EACH {
        for (slug, name, value) in [
            ("url-encoded-values", "nick", "%E5%BA%97+%E9%93%BA%2F1"),
            ("object-object", "bizOrder", "[object Object]"),
            (
                "json-spaces",
                "bizOrder",
                r#"{"tid": "7", "note": "a/中", "n": [1, 2]}"#,
            ),
            (
                "json-unicode-escapes",
                "bizOrder",
                r#"{"tid":"7","note":"a/\u4e2d","n":[1,2]}"#,
            ),
            (
                "json-slash-escapes",
                "bizOrder",
                r#"{"tid":"7","note":"a\/中","n":[1,2]}"#,
            ),
            ("local-time", "timestamp", "2016-01-01 04:00:00"),
            ("local-time", "timestamp", "2016-01-01 09:30:00"),
            ("local-time", "timestamp", "2016-01-01 13:00:00"),
            ("epoch-milliseconds", "timestamp", "1451620800000"),
            ("epoch-milliseconds", "timestamp", "1451620800321"),
            ("epoch-milliseconds", "timestamp", "1451620800"),
            ("timestamp-taken-twice", "timestamp", "2016-01-01 12:00:02"),
        ] {
            let encoded = case.with(name, value);
            // The whole of a call is encoded by one function.
            let encoded = if slug == "url-encoded-values" {
                let encoded = encoded.with_all("timestamp", "2016-01-01+12%3A00%3A00");
                let encoded = encoded.with_all("fields", "tid%2Cstatus");
                encoded.with_all(
                    "bizOrder",
                    "%7B%22tid%22%3A%227%22%2C%22note%22%3A%22a%2F%E4%B8%AD%22%2C%22n%22%3A%5B1%2C2%5D%7D",
                )
            } else {
                encoded
            };
            case.assert(slug, &encoded.string(), str::to_owned);
        }
    }
}

#[test]
fn what_is_left_out_or_too_much_is_named() {
    for case in EACH {
        for name in case.names() {
            let run = case.diagnose(&case.signature(&case.without(name).string()));
            let slug = match name {
                "session" | "access_token" => "session-left-out",
                "Zone" | "fields" | "nick" | "bizOrder" => "business-parameter-left-out",
                _ => "system-parameter-left-out",
            };
            assert!(
                run.out.starts_with(&format!("mistake: {slug}\n")),
                "{run:?}"
            );
            assert!(run.out.contains(&format!("`{name}`")), "{run:?}");
        }
        let with = |name: &'static str| case.and(name, "").string();
        case.assert("blank-included", &with("remark"), str::to_owned);
        case.assert("blank-included", &with("partner_id"), str::to_owned);
        case.assert("sign-included", &with("sign"), str::to_owned);
    }
}

#[test]
fn wrong_order_is_named() {
    for case in EACH {
        let given = case.joined(|params| params);
        case.assert("unsorted", &given, str::to_owned);
        let folded = case.joined(|mut params| {
            params.sort_by_key(|(name, _)| name.to_lowercase());
            params
        });
        case.assert("case-insensitive-order", &folded, str::to_owned);
        let business = ["Zone", "fields", "nick", "bizOrder"];
        let apart = case.joined(|mut params| {
            params.sort_by_key(|(name, _)| (business.contains(name), *name));
            params
        });
        case.assert("unsorted", &apart, str::to_owned);
        for system_last in [false, true] {
            let half = case.joined(|mut params| {
                params.sort_by_key(|(name, _)| {
                    let is_business = business.contains(name);
                    let name = if is_business { "" } else { name };
                    (is_business != system_last, name)
                });
                params
            });
            case.assert("unsorted", &half, str::to_owned);
        }
    }
}

#[test]
fn names_and_separators_are_named() {
    for case in EACH {
        let sorted = case.sorted();
        let values: String = sorted.iter().map(|(_, value)| *value).collect();
        case.assert("names-left-out", &values, str::to_owned);
        let pairs: Vec<_> = sorted
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        case.assert("separators-added", &pairs.join("&"), str::to_owned);
        case.assert("separators-added", &pairs.concat(), str::to_owned);
        case.assert("separators-added", &(pairs.join("&") + "&"), str::to_owned);
    }
    let named: Vec<_> = SITE
        .sorted()
        .iter()
        .map(|(name, value)| format!("{name}{value}"))
        .collect();
    SITE.assert("names-included", &named.concat(), str::to_owned);
}

#[test]
fn mistakes_with_the_secret_are_named() {
    for case in EACH {
        let string = case.string();
        for secret in ["hidden-secret\n", "hidden-secret ", "hidden-secret\r\n"] {
            let sign = case.hashed(secret, &string);
            case.assert_sign("wrong-secret-whitespace", &sign);
        }
        if case.is_keyed() {
            let wrapped = format!("hidden-secret{string}hidden-secret");
            case.assert("hmac-over-wrapped", &wrapped, str::to_owned);
            case.assert_sign("secret-missing", &case.hashed("", &string));
        } else {
            case.assert_sign(
                "secret-prefix-only",
                &case.plain(&format!("hidden-secret{string}")),
            );
            case.assert_sign(
                "secret-suffix-only",
                &case.plain(&format!("{string}hidden-secret")),
            );
            case.assert_sign("secret-missing", &case.plain(&string));
        }
    }
}

#[test]
fn another_method_is_named() {
    for (case, other) in [
        (TOP, TOP_HMAC),
        (TOP_HMAC, TOP),
        (QIMEN, TOP),
        (QIANMI, TOP),
    ] {
        let run = case.diagnose(&other.signature(&case.string()));
        assert!(run.out.starts_with("mistake: wrong-method\n"), "{run:?}");
        assert!(
            run.out.contains(&format!("with {},", other.method)),
            "{run:?}"
        );
    }
}

#[test]
fn bytes_of_gbk_are_named() {
    for case in EACH {
        case.assert_sign(
            "gbk-bytes",
            &case.hashed_bytes("hidden-secret", &case.gbk()),
        );
    }
}

#[test]
fn a_site_of_phalapi_signs_blank_values() {
    let site = SITE.and("note", " ").and("zero", "0");
    assert!(
        site.diagnose(&site.signature(&site.string()))
            .out
            .starts_with("mistake: none")
    );
    site.assert(
        "blank-dropped",
        &site.without("note").string(),
        str::to_owned,
    );
    site.assert(
        "blank-dropped",
        &site.without("zero").string(),
        str::to_owned,
    );
    SITE.assert(
        "business-parameter-left-out",
        &SITE.without("orderId").string(),
        str::to_owned,
    );
    SITE.assert(
        "session-left-out",
        &SITE.without("access_token").string(),
        str::to_owned,
    );
    SITE.assert("unsorted", &SITE.joined(|params| params), str::to_owned);
    SITE.assert_sign("gbk-bytes", &SITE.hashed_bytes("", &SITE.gbk()));
}

#[test]
fn two_mistakes_are_both_named() {
    for case in EACH {
        let python = r#"{"tid": "7", "note": "a/\u4e2d", "n": [1, 2]}"#;
        let run = case.diagnose(&case.signature(&case.with("bizOrder", python).string()));
        assert!(
            run.out
                .starts_with("mistake: json-spaces\nmistake: json-unicode-escapes\n"),
            "{run:?}"
        );
        let string = case
            .with("timestamp", "2016-01-01 04:00:00")
            .without("fields")
            .string();
        let run = case.diagnose(&case.signature(&string).to_ascii_lowercase());
        for slug in [
            "business-parameter-left-out",
            "local-time",
            "lower-case-hex",
        ] {
            assert!(run.out.contains(&format!("mistake: {slug}\n")), "{run:?}");
        }
    }
}

#[test]
fn what_nothing_explains_is_unknown() {
    for case in EACH.into_iter().chain([SITE]) {
        let run = case.diagnose(&case.signature(&(case.string() + "?")));
        assert_eq!(run.code, 1, "{run:?}");
        assert!(run.out.starts_with("mistake: unknown\n"), "{run:?}");
        assert_eq!(run.err, "");
    }
}

#[test]
fn the_right_signature_is_never_printed() {
    for case in EACH {
        let right = case.signature(&case.string());
        let wrong = case.signature(&case.without("fields").string());
        for json in [&[][..], &["--json"]] {
            let run = case.run(&["--sign", &wrong], json);
            let printed = run.out.to_ascii_uppercase();
            assert!(!printed.contains(&right), "{run:?}");
        }
    }
}

#[test]
fn machines_get_one_document() {
    let sign = TOP.signature(&TOP.without("v").string());
    let json = TOP.run(&["--sign", &sign], &["--json"]).json();
    assert_eq!(json["mistake"], "system-parameter-left-out");
    assert_eq!(json["mistakes"][0]["about"], "v");
    assert!(
        json["mistakes"][0]["remedy"]
            .as_str()
            .is_some_and(|text| !text.is_empty())
    );
    let right = TOP
        .run(&["--sign", &TOP.signature(&TOP.string())], &["--json"])
        .json();
    assert_eq!(
        (
            right["mistake"].as_str(),
            right["mistakes"].as_array().map(Vec::len)
        ),
        (Some("none"), Some(0))
    );
}

#[test]
fn vectors_of_official_sdks_have_no_mistake() {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/vectors/signatures.jsonl"
    );
    let vectors = std::fs::read_to_string(file).expect("the given vectors");
    let mut checked = 0;
    for line in vectors.lines().step_by(7) {
        let vector: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let text = |name: &str| vector[name].as_str().unwrap_or_default();
        if vector["empties"] == "signed" && !text("gateway").starts_with("phalapi") {
            continue;
        }
        let params = vector["params"].as_object().expect("parameters");
        let pairs = params
            .iter()
            .map(|(name, value)| format!("{name}={}", value.as_str().unwrap_or_default()));
        let pairs: Vec<_> = pairs.collect();
        let run = gatekit(["diagnose", text("gateway"), "--method", text("sign_method")])
            .args(["--sign", text("sign"), "--body", text("body"), "--"])
            .args(pairs.iter().map(String::as_str))
            .env("GATEKIT_APP_SECRET", text("secret"))
            .run();
        assert!(run.out.starts_with("mistake: none\n"), "{vector} {run:?}");
        checked += 1;
    }
    assert!(checked > 15, "{checked}");
}
