use crate::support::gatekit;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

#[test]
fn says_where_it_listens_what_it_takes_and_what_order_ids_mean() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_gatekit"))
        .args(["sandbox", "--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let lines: Vec<String> = lines
        .map_while(Result::ok)
        .take_while(|line| !line.starts_with("Ctrl-C"))
        .collect();
    let text = lines.join("\n");
    let url = text
        .split_whitespace()
        .find(|word| word.ends_with("/api"))
        .expect("Qianmi's address");
    let run = gatekit([
        "call",
        "qianmi",
        "qianmi.cloudshop.d2p.trade.cancel",
        "tid=T1",
        "--url",
        url,
    ])
    .env("GATEKIT_APP_KEY", "12345678")
    .env("GATEKIT_APP_SECRET", "sandbox-secret")
    .env("GATEKIT_ACCESS_TOKEN", "sandbox-session")
    .run();
    child.kill().expect("it runs");
    child.wait().expect("it ends");
    assert_eq!(
        (run.code, run.out.as_str()),
        (0, "{\"trade\":{\"is_success\":true}}\n")
    );
    for shown in [
        "/router/rest",
        "/pro/api/app",
        "12345678",
        "sandbox-secret",
        "...0409",
    ] {
        assert!(text.contains(shown), "{shown} is missing in {text}");
    }
}

#[test]
fn help_lists_the_order_ids() {
    let run = gatekit(["sandbox", "--help"]).showing_credentials().run();
    assert_eq!(run.code, 0);
    assert!(run.out.contains("...0503") && run.out.contains("platform busy"));
}

#[test]
fn help_lists_credentials_and_paths() {
    let run = gatekit(["sandbox", "--help"]).showing_credentials().run();
    for shown in [
        "12345678",
        "sandbox-secret",
        "sandbox-session",
        "App.Auth.ApplyToken",
        "/router/rest",
        "/router/qm",
        "  /api\n",
        "  /api/app\n",
        "/md5/api/app",
        "/pro/api/app",
    ] {
        assert!(run.out.contains(shown), "{shown} is missing in {}", run.out);
    }
}

#[test]
fn a_slow_outcome_may_take_parts_of_a_second() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_gatekit"))
        .args(["sandbox", "--slow", "0.25"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut first = String::new();
    let out = child.stdout.take().expect("a pipe");
    BufReader::new(out).read_line(&mut first).expect("a line");
    child.kill().expect("it runs");
    child.wait().expect("it ends");
    assert_eq!(first, "gateways\n");
}

#[test]
fn an_address_that_is_not_loopback_is_refused() {
    let run = gatekit(["sandbox", "--listen", "0.0.0.0:0"]).run();
    run.assert_fails(2, "cannot listen on 0.0.0.0:0");
    gatekit(["sandbox", "--listen", "here"])
        .run()
        .assert_fails(2, "'here'");
}
