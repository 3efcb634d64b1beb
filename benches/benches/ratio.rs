//! Ratios inside one run, one `name value` a line: `cargo bench -p gatekit-benches --bench ratio`.
//! Parts of names choose (`-- sign_md5`); `-- --check` adds a table with the limits, and fails where
//! one is passed.

#![allow(clippy::unwrap_used)] // A bench that cannot start should stop.

#[path = "ratio/batch.rs"]
mod batch;
#[path = "ratio/decode.rs"]
mod decode;
#[path = "ratio/encode.rs"]
mod encode;
#[path = "ratio/lanes.rs"]
mod lanes;
#[path = "ratio/sign.rs"]
mod sign;

use gatekit_benches::report::Report;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut report = match Report::asked_for(std::env::args().skip(1)) {
        Ok(report) => report,
        Err(exit) => return exit,
    };
    sign::ratios(&mut report);
    lanes::ratios(&mut report);
    encode::ratios(&mut report);
    batch::ratios(&mut report);
    decode::ratios(&mut report);
    report.end()
}
