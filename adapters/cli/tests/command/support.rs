//! Running the command.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use gatekit_sandbox::{Config, Sandbox};
use serde_json::Value;

/// Whatever else a test does: none of these may be printed.
const HIDDEN: [&str; 6] = [
    "sandbox-secret",
    "sandbox-session",
    "sandbox-token",
    "hidden-secret",
    "hidden-token",
    "helloworld",
];

/// One run of the command, without the variables of whoever runs the tests.
pub(crate) struct Gatekit {
    command: Command,
    input: Vec<u8>,
    kept: Option<Scratch>,
    shows_credentials: bool,
}

#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) fn gatekit<'a>(args: impl IntoIterator<Item = &'a str>) -> Gatekit {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gatekit"));
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("GATEKIT_") || name.to_ascii_lowercase().ends_with("_proxy") {
            command.env_remove(name);
        }
    }
    command.args(args);
    Gatekit {
        command,
        input: Vec::new(),
        kept: None,
        shows_credentials: false,
    }
}

impl Gatekit {
    pub(crate) fn args<'a>(mut self, args: impl IntoIterator<Item = &'a str>) -> Self {
        self.command.args(args);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn with_keys(self) -> Self {
        self.env("GATEKIT_APP_KEY", "1")
            .env("GATEKIT_APP_SECRET", "hidden-secret")
    }

    pub(crate) fn input(mut self, input: impl AsRef<[u8]>) -> Self {
        self.input = input.as_ref().to_vec();
        self
    }

    /// A file that it reads.
    pub(crate) fn keeping(mut self, file: Scratch) -> Self {
        self.kept = Some(file);
        self
    }

    /// For answers in which a credential is what was asked for.
    pub(crate) fn showing_credentials(mut self) -> Self {
        self.shows_credentials = true;
        self
    }

    pub(crate) fn run(mut self) -> Run {
        self.command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = self.command.spawn().expect("the command starts");
        // A command that reads no input may have ended before.
        let _ = child.stdin.take().expect("a pipe").write_all(&self.input);
        let output = child.wait_with_output().expect("the command ends");
        let run = Run {
            code: output.status.code().expect("an exit code, no signal"),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        };
        assert!(!run.err.contains("panicked"), "{}", run.err);
        for hidden in HIDDEN.iter().filter(|_| !self.shows_credentials) {
            assert!(
                !run.out.contains(hidden) && !run.err.contains(hidden),
                "{hidden} is printed: {run:?}"
            );
        }
        run
    }
}

impl Run {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Ended with this code, this message and some hint, and printed no result.
    pub(crate) fn assert_fails(&self, code: i32, message: &str) {
        assert_eq!(self.code, code, "{self:?}");
        assert_eq!(self.out, "", "{self:?}");
        assert!(self.err.contains(message), "{self:?}");
        let last = self.err.lines().last().unwrap_or_default();
        let has_hint = last
            .strip_prefix("hint: ")
            .is_some_and(|hint| !hint.is_empty());
        assert!(has_hint || last.contains("--help"), "{self:?}");
    }
}

pub(crate) fn sandbox() -> Sandbox {
    Sandbox::start(Config::default()).expect("a free port")
}

/// A file that is gone after the test.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new(content: impl AsRef<[u8]>) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("gatekit-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, content).expect("a place for temporary files");
        Self(path)
    }

    pub(crate) fn path(&self) -> &str {
        self.0.to_str().expect("UTF-8")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// A server that answers each request with one of these bodies, and ends the connection without an
/// answer where there is none; its address.
pub(crate) fn scripted(answers: &'static [Option<&'static str>]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}/api", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().expect("a connection");
            let mut request = Vec::new();
            while !is_whole(&request) {
                let mut piece = [0; 1024];
                let length = stream.read(&mut piece).expect("a request");
                assert!(length > 0, "the request is cut off");
                request.extend_from_slice(&piece[..length]);
            }
            if let Some(body) = answer {
                let length = body.len();
                let head =
                    format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close");
                let answer = format!("{head}\r\n\r\n{body}");
                stream.write_all(answer.as_bytes()).expect("an answer");
            }
        }
    });
    url
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_ascii_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let mut lengths = head
        .lines()
        .filter_map(|line| line.strip_prefix("content-length: "));
    let length = lengths.next().map_or(Ok(0), str::parse::<usize>);
    body.len() >= length.expect("a number")
}
