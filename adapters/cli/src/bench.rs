//! `gatekit bench`: signatures per second on this computer.

mod findings;
mod requests;
mod signing;
mod turns;

use crate::call::duration;
use crate::console::Console;
use crate::failure::{Exit, Failure};
use crate::hints;
use crate::read::as_json;
use clap::Args;
use findings::{Findings, Subject};
use gatekit_lanes::InstructionSet;
use requests::Requests;
use signing::Method;
use std::time::Duration;
use turns::{Turn, take_turns};

/// Requests that are there to be signed at once.
const AT_ONCE: [usize; 4] = [1, 16, 256, 4096];
/// Bytes that are hashed of a single request, the secret apart.
const BYTES: [usize; 6] = [256, 512, 1024, 2048, 4096, 8192];

/// Measures signatures per second on this computer: one by one and in batches, on one core and on
/// all, against the plain hash of the same bytes.
///
/// Exit codes: 0 measured, 1 two ways to sign differ (then nothing is measured), 2 wrong usage.
#[derive(Args)]
pub(crate) struct Options {
    /// How long to measure
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = duration, allow_negative_numbers = true)]
    seconds: Duration,
    /// One JSON document instead of tables
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(options: &Options, console: &mut Console) -> Result<Exit, Failure> {
    let methods = signing::methods().map_err(|error| hints::credentials(&error))?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mixed = Requests::of_mixed_lengths();
    let one_length = BYTES.map(Requests::of_one_length);
    let mut strings = Vec::new();
    for method in &methods {
        strings.push(checked(method, &mixed)?);
    }

    let (mut turns, mixed) = (Vec::new(), &mixed);
    for (method, strings) in methods.iter().zip(&strings) {
        let name = method.name;
        let hash = move |turn| method.hash(strings, turn);
        turns.push(Turn::new(Subject::Hash { name }, 1, hash));
        for at_once in AT_ONCE {
            let sign = move |turn| method.sign(mixed.waiting(turn, at_once), at_once);
            turns.push(Turn::new(Subject::OneCore { name, at_once }, 1, sign));
            turns.push(Turn::new(Subject::AllCores { name, at_once }, cores, sign));
        }
        for (requests, bytes) in one_length.iter().zip(BYTES) {
            let sign = move |turn| method.sign(requests.waiting(turn, 1), 1);
            turns.push(Turn::new(Subject::Length { name, bytes }, 1, sign));
        }
    }
    let seconds = take_turns(&mut turns, options.seconds, |share| console.progress(share));
    console.end_progress();
    let names = methods.each_ref().map(|method| method.name);
    let findings = Findings::new(&names, Requests::average(), cores, seconds, &turns);
    if options.json {
        console.line(as_json(&findings))?;
    } else {
        console.line(&findings)?;
    }
    Ok(Exit::Done)
}

/// What is hashed for each request, if all ways to sign make the same signature of it.
fn checked(method: &Method, requests: &Requests) -> Result<Vec<Vec<u8>>, Failure> {
    let strings = method.strings(requests.all());
    let strings = strings.map_err(|error| hints::params(&error))?;
    strings.ok_or_else(|| {
        let set = InstructionSet::best();
        Failure::new(
            Exit::Unexpected,
            format!("{}: signatures made with {set} are others", method.name),
            "Sign one by one on this computer, and report its processor to the makers of gatekit.",
        )
    })
}
