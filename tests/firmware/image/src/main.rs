//! The library on a microcontroller: signs, builds requests, reads answers, talks HTTP, and says for each
//! check whether the outcome is what the vectors say. Exit status 0 only if all are.

#![no_std]
#![no_main]

mod answers;
mod expected;
mod http;
mod report;
mod requests;
mod signatures;
mod socket;
mod verdict;

use report::Report;

include!(concat!(env!("OUT_DIR"), "/tables.rs"));

use answers::Answered;
use signatures::Vector;

#[cfg(target_arch = "arm")]
use cortex_m_rt::entry;
#[cfg(target_arch = "riscv32")]
use riscv_rt::entry;

#[entry]
fn main() -> ! {
    let mut report = Report::default();
    signatures::check(&mut report, SIGNATURES);
    requests::check(&mut report);
    answers::check(&mut report, ANSWERS);
    http::check(&mut report);
    report.exit()
}
