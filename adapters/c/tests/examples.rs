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

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A compiler that finds the header, if there is one.
fn compiler(name: &str, standard: &str) -> Option<Command> {
    if Command::new(name).arg("--version").output().is_err() {
        println!("SKIPPED: no {name}");
        return None;
    }
    let mut compiler = Command::new(name);
    compiler.args([standard, "-Wall", "-Wextra", "-Werror", "-pedantic", "-I"]);
    compiler.arg(here().join("include"));
    Some(compiler)
}

fn run(example: &str) -> Option<String> {
    let (succeeded, said) = run_changed(example, example, &[])?;
    assert!(succeeded, "{example}: {said}");
    Some(said)
}

/// Runs an example in which these texts were replaced: whether it succeeded, and what it said.
fn run_changed(example: &str, name: &str, changes: &[(&str, &str)]) -> Option<(bool, String)> {
    let Some(library) = library() else {
        println!("SKIPPED {example}: no static library beside the test");
        return None;
    };
    let path = here().join("examples").join(example).with_extension("c");
    let mut source = std::fs::read_to_string(path).unwrap();
    for (from, to) in changes {
        assert_eq!(source.matches(from).count(), 1, "{from}");
        source = source.replace(from, to);
    }
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let copy = program.with_extension("c");
    std::fs::write(&copy, source).unwrap();
    let compiled = compiler("cc", "-std=c99")?
        .args([&copy, &library])
        .args(["-lpthread", "-ldl", "-lm", "-o"])
        .arg(&program)
        .output()
        .unwrap();
    let complaints = String::from_utf8_lossy(&compiled.stderr);
    assert!(compiled.status.success(), "{complaints}");
    let ran = Command::new(program).output().unwrap();
    assert!(ran.status.code().is_some(), "{name}: {}", ran.status);
    let said = String::from_utf8(ran.stdout).unwrap();
    Some((ran.status.success(), said))
}

/// Whether lines at file scope compile.
fn compiles(name: &str, standard: &str, lines: &str) -> Option<bool> {
    let end = if name == "cc" { "c" } else { "cpp" };
    let source = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("text.{end}"));
    let lines = format!("#include \"gatekit.h\"\n{lines}\n");
    std::fs::write(&source, lines).unwrap();
    let compiled = compiler(name, standard)?
        .arg("-fsyntax-only")
        .arg(&source)
        .output();
    Some(compiled.unwrap().status.success())
}

#[test]
fn a_text_is_initialised_from_a_literal_and_from_nothing_else() {
    let standards = [
        ("cc", "-std=c99"),
        ("cc", "-std=c11"),
        ("c++", "-std=c++11"),
    ];
    for (name, standard) in standards {
        let with = |initialiser: &str| {
            let before = "extern const char *pointer;\nextern const char array[8];\n\
                          extern const gk_text text;\nconst gk_text text = ";
            compiles(name, standard, &format!("{before}{initialiser};"))
        };
        for right in ["GK_TEXT(\"abc\")", "GK_TEXT(\"\")", "GK_TEXT(\"a\" \"b\")"] {
            assert!(with(right).is_none_or(|fits| fits), "{name} {right}");
        }
        for wrong in [
            "GK_TEXT(pointer)",
            "GK_TEXT(array)",
            "GK_TEXT(&array[1])",
            "GK_TEXT(\"abc\" + 1)",
            "GK_TEXT(L\"abc\")",
        ] {
            assert!(with(wrong).is_none_or(|fits| !fits), "{name} {wrong}");
        }
    }
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
fn an_authentic_callback_that_cannot_be_read_is_refused() {
    let changes = [("\"bizOrder.tid\"", "\"bizOrder.none\"")];
    let Some((_, said)) = run_changed("callback", "callback_unread", &changes) else {
        return;
    };
    let refused = "200 {\"response\":{\"success\":\"false\"},\"errorCode\":\"sign-check-failure\",\
                   \"errorMsg\":\"Illegal request\"}\n";
    assert_eq!(
        said,
        format!(
            "There is no such value, or it is null.\n{refused}\
             The callback was taken before.\n{refused}"
        )
    );
}

#[test]
fn a_request_that_was_begun_is_perhaps_sent() {
    for (size, end) in [
        ("1", "\nnot sent: -1\n"),
        ("100", "\nperhaps sent: query the order (-1)\n"),
        ("500", "\nperhaps sent: query the order (-1)\n"),
    ] {
        let changes = [("bytes[1024]", &*format!("bytes[{size}]"))];
        let name = format!("cancel_order_{size}");
        if let Some((succeeded, said)) = run_changed("cancel_order", &name, &changes) {
            assert!(!succeeded && said.ends_with(end), "{size}: {said}");
        }
    }
}

#[test]
fn an_order_whose_answer_cannot_be_read_is_perhaps_cancelled() {
    for (name, from, to) in [
        ("unread", "\\\"return_code\\\"", "\\\"other\\\""),
        (
            "unheaded",
            "\\\"head\\\":{\\\"return_code",
            "\\\"other\\\":{\\\"return_code",
        ),
        ("cut", "sizeof received - 1", "sizeof received - 3"),
        ("missing", "(const uint8_t *)received", "NULL"),
    ] {
        let name = format!("cancel_order_{name}");
        if let Some((succeeded, said)) = run_changed("cancel_order", &name, &[(from, to)]) {
            let end = "\nperhaps cancelled: query the order\n";
            assert!(!succeeded && said.ends_with(end), "{name}: {said}");
        }
    }
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
