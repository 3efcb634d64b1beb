//! Other programs that sign: one process for the packages of a registry.

use crate::Signed;
use gatekit_benches::SECRET;
use serde_json::json;
use std::cell::RefCell;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::rc::Rc;

const HERE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/peers");

/// A registry's packages.
pub(crate) struct Peer {
    pub(crate) packages: [&'static str; 2],
    language: &'static str,
    program: &'static str,
    script: &'static str,
    installer: Command,
}

/// One package, in a process that it shares with the others of its registry.
pub(crate) struct Signer {
    pub(crate) name: String,
    number: usize,
    process: Rc<RefCell<Process>>,
}

pub(crate) struct Turn {
    pub(crate) nanoseconds: f64,
    pub(crate) signature: String,
}

struct Process {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Peer {
    pub(crate) fn npm() -> Self {
        let packages = ["topsdk@1.0.13", "node-taobao-topclient@0.1.7"];
        let mut installer = Command::new("npm");
        installer.args(["install", "--silent", "--no-fund", "--no-audit", "--prefix"]);
        installer.arg(installed("signers.js")).args(packages);
        Self {
            packages,
            language: "npm, Node.js",
            program: "node",
            script: "signers.js",
            installer,
        }
    }

    pub(crate) fn pypi() -> Self {
        let packages = ["topsdk==20.4.21.40", "pytaobao==1.0.4"];
        let mut installer = Command::new("python3");
        installer.args(["-m", "pip", "install", "--quiet", "--upgrade", "--target"]);
        installer.arg(installed("signers.py")).args(packages);
        Self {
            packages,
            language: "PyPI, Python",
            program: "python3",
            script: "signers.py",
            installer,
        }
    }

    /// Installs the packages and starts the process; or says why not.
    pub(crate) fn start(mut self, sets: &[Signed]) -> Result<Vec<Signer>, String> {
        let version = Command::new(self.program).arg("--version").output();
        let version = version.map_err(|_| format!("{} is not installed here", self.program))?;
        let version = String::from_utf8_lossy(&version.stdout).trim().to_owned();
        let number = version.trim_start_matches(|letter: char| !letter.is_ascii_digit());
        let installed = self
            .installer
            .output()
            .map_err(|error| format!("they cannot be installed: {error}"))?;
        if !installed.status.success() {
            let errors = String::from_utf8_lossy(&installed.stderr);
            let last = errors.trim().lines().last().unwrap_or_default();
            return Err(format!("they cannot be installed: {last}"));
        }
        let process = Rc::new(RefCell::new(self.process(sets)?));
        let signers = self
            .packages
            .iter()
            .enumerate()
            .map(|(at, package)| Signer {
                name: format!(
                    "{}, {} {number}",
                    package.replace(['@', '='], " ").replace("  ", " "),
                    self.language
                ),
                number: at,
                process: Rc::clone(&process),
            });
        Ok(signers.collect())
    }

    fn process(&self, sets: &[Signed]) -> Result<Process, String> {
        let mut child = Command::new(self.program)
            .arg(Path::new(HERE).join(self.script))
            .arg(installed(self.script))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| error.to_string())?;
        let mut input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let sets: Vec<_> = sets.iter().map(|set| &set.params).collect();
        let work = json!({ "secret": SECRET, "sets": sets });
        writeln!(input, "{work}").map_err(|error| error.to_string())?;
        Ok(Process {
            child,
            input,
            output,
        })
    }
}

impl Signer {
    /// Signs that set of parameters for a slice of time.
    pub(crate) fn sign(&mut self, set: usize) -> Turn {
        let mut process = self.process.borrow_mut();
        writeln!(process.input, "{} {set}", self.number).unwrap();
        let mut answer = String::new();
        process.output.read_line(&mut answer).unwrap();
        let (time, signature) = answer.trim().split_once(' ').unwrap();
        Turn {
            nanoseconds: time.parse().unwrap(),
            signature: signature.to_owned(),
        }
    }
}

/// Where packages are installed, beside this program.
fn installed(script: &str) -> PathBuf {
    let program = std::env::current_exe().unwrap();
    program.with_file_name("packages").join(script)
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
