use crate::support::gatekit;

#[test]
fn ends_with_one_line_for_each_gateway_and_code_0() {
    let run = gatekit(["demo"]).run();
    assert_eq!(run.code, 0, "{run:?}");
    let lines: Vec<_> = run.out.lines().rev().take(4).collect();
    for (line, gateway) in lines
        .iter()
        .rev()
        .zip(["TOP", "Qimen", "Qianmi", "PhalApi"])
    {
        assert!(line.starts_with(gateway) && line.contains(" ok "), "{line}");
        assert!(line.ends_with("outcomes as expected"), "{line}");
    }
}

#[test]
fn shows_every_stage_with_secrets_masked() {
    let run = gatekit(["demo"]).run();
    for shown in [
        "POST /router/rest?app_key=12345678&format=json&method=",
        "{secret}access_token***appKey12345678",
        "signature  ",
        "HTTP 200, ",
        "取消成功",
        "isv.order-already-shipped",
        "Check the secret (no stray space or line end)",
        "This user may not void the order",
        "expected   service-refused: yes",
    ] {
        assert!(run.out.contains(shown), "{shown} is missing in {}", run.out);
    }
    assert_eq!(run.err, "");
}

#[test]
fn is_one_json_document_for_machines() {
    let run = gatekit(["demo", "--json"]).run();
    assert_eq!(run.code, 0);
    let report = run.json();
    assert_eq!(report["passed"], true);
    assert_eq!(report["gateways"].as_array().map(Vec::len), Some(4));
    let steps = report["steps"].as_array().expect("steps");
    let count = |gateway: &str, outcome: &str| {
        let of = steps.iter().filter(|step| step["gateway"] == gateway);
        of.filter(|step| step["answer"]["outcome"] == outcome)
            .count()
    };
    for (gateway, replies) in [("TOP", 2), ("Qimen", 1), ("Qianmi", 1), ("PhalApi", 4)] {
        assert_eq!(count(gateway, "reply"), replies, "{gateway}");
        assert!(count(gateway, "fault") >= 2, "{gateway}");
    }
    for step in steps {
        assert_eq!(step["passed"], true);
        assert_eq!(step["status"], 200);
        let is_signed = step["signature"].is_string();
        assert_eq!(step["canonical"].is_string(), is_signed);
        assert!(step["milliseconds"].as_f64().is_some_and(|time| time > 0.0));
    }
}

#[test]
fn a_proxy_in_the_environment_does_not_matter() {
    let proxy = "http://127.0.0.1:9";
    let run = gatekit(["demo"])
        .env("ALL_PROXY", proxy)
        .env("HTTP_PROXY", proxy)
        .run();
    assert_eq!(run.code, 0, "{run:?}");
}
