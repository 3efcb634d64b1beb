//! The C examples, compiled and run where there is a C compiler.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use std::path::{Path, PathBuf};
use std::process::Command;

/// The static library that cargo made beside this test: of several the newest.
fn library() -> Option<PathBuf> {
    let test = std::env::current_exe().ok()?;
    let files = std::fs::read_dir(test.parent()?).ok()?.flatten();
    let libraries = files.filter(|file| {
        let name = file.file_name();
        let name = name.to_string_lossy();
        name.starts_with("libgatekit_c-")
            && Path::new(&*name).extension().is_some_and(|end| end == "a")
    });
    let newest =
        libraries.max_by_key(|file| file.metadata().and_then(|data| data.modified()).ok())?;
    Some(newest.path())
}

fn run(example: &str) -> Option<String> {
    let Some(library) = library() else {
        println!("SKIPPED {example}: no static library beside the test");
        return None;
    };
    if Command::new("cc").arg("--version").output().is_err() {
        println!("SKIPPED {example}: no cc");
        return None;
    }
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join(example);
    let compiled = Command::new("cc")
        .args(["-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic", "-I"])
        .arg(here.join("include"))
        .arg(here.join("examples").join(example).with_extension("c"))
        .arg(library)
        .args(["-lpthread", "-ldl", "-lm", "-o"])
        .arg(&program)
        .output()
        .unwrap();
    let complaints = String::from_utf8_lossy(&compiled.stderr);
    assert!(compiled.status.success(), "{complaints}");
    let ran = Command::new(program).output().unwrap();
    assert!(ran.status.success(), "{example}: {}", ran.status);
    Some(String::from_utf8(ran.stdout).unwrap())
}

#[test]
fn the_first_call_has_the_signature_of_qianmis_sdk() {
    if let Some(said) = run("first_call") {
        assert_eq!(said, "FBBF6C9B4A1CB8B8AAE31805FF38FD9731436216\n");
    }
}

#[test]
fn the_first_call_takes_at_most_15_lines() {
    let example = include_str!("../examples/first_call.c");
    assert!(example.lines().count() <= 15);
    assert!(include_str!("../README.md").contains(example));
}

#[test]
fn a_callback_is_taken_once() {
    let Some(said) = run("callback") else {
        return;
    };
    assert_eq!(
        said,
        "intercept 30753531820144197\n\
         200 {\"response\":{\"success\":\"true\"}}\n\
         The callback was taken before.\n\
         200 {\"response\":{\"success\":\"false\"},\"errorCode\":\"sign-check-failure\",\
         \"errorMsg\":\"Illegal request\"}\n"
    );
}

#[test]
fn an_order_is_cancelled_with_the_signature_of_tops_sdks() {
    let Some(said) = run("cancel_order") else {
        return;
    };
    let sign = "8FE0954E8B31001FF17E3BDB6B78D884";
    assert!(said.starts_with(sign));
    assert!(said.contains(&format!("&sign={sign} HTTP/1.1\r\n")));
    let (_, body) = said.split_once("\r\n\r\n").unwrap();
    let (body, rest) = body.split_once('\n').unwrap();
    assert!(said.contains(&format!("Content-Length: {}\r\n", body.len())));
    assert_eq!(rest, "return code 0: 成功\n");
}
