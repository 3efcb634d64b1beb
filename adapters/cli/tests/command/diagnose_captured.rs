//! Requests that `gatekit diagnose` takes as they were captured.

use crate::support::gatekit;

/// As the official SDKs for Java and Node sort.
#[test]
fn names_in_the_order_of_utf_16_are_known() {
    let params = [
        "method=taobao.test",
        "app_key=1",
        "v=2.0",
        "format=json",
        "sign_method=md5",
        "timestamp=2016-01-01 12:00:00",
        "\u{ff21}k=a",
        "\u{1f600}k=b",
    ];
    let run = |sign: &str| {
        let run = gatekit(["diagnose", "top", "--sign", sign]).args(params);
        run.env("GATEKIT_APP_SECRET", "helloworld").run()
    };
    let found = run("8B1F93B08D53FB31DB7C9DD602527F45");
    assert_eq!(found.code, 0, "{found:?}");
    assert!(found.out.starts_with("mistake: utf16-order\n"), "{found:?}");
    let right = gatekit(["sign", "top"]).args(params);
    let right = right.env("GATEKIT_APP_SECRET", "helloworld").run();
    let found = run(right.out.trim());
    assert!(found.out.starts_with("mistake: none\n"), "{found:?}");
}
