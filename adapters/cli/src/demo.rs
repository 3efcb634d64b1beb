//! `gatekit demo`: orders are cancelled on all four gateways, in a sandbox in this process.

mod cases;
mod step;

use crate::console::Console;
use crate::failure::{Exit, Failure};
use crate::read::as_json;
use cases::Cases;
use clap::Args;
use gatekit_sandbox::{Config, Sandbox};
use serde::Serialize;
use step::Step;

/// Starts a sandbox in this process, cancels orders on all four gateways and shows each stage.
///
/// Exit codes: 0 every outcome is the expected one, 1 some are not.
#[derive(Args)]
pub(crate) struct Options {
    /// One JSON document instead of text
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(options: &Options, console: &mut Console) -> Result<Exit, Failure> {
    let config = Config::default();
    let sandbox = Sandbox::start(config.clone()).map_err(|error| {
        Failure::new(
            Exit::Unexpected,
            format!("the sandbox cannot listen on {}: {error}", config.listen),
            "Allow programs to listen on loopback addresses.",
        )
    })?;
    let mut steps = Vec::new();
    Cases::new(&config, &sandbox).walk(&mut |step| {
        if !options.json {
            step.show(console)?;
        }
        steps.push(step);
        Ok(())
    })?;
    sandbox.stop();

    let gateways: Vec<_> = step::GATEWAYS
        .iter()
        .map(|name| Summary::of(name, &steps))
        .collect();
    let passed = gateways.iter().all(|summary| summary.passed);
    if options.json {
        console.line(as_json(&Report {
            steps: &steps,
            gateways: &gateways,
            passed,
        }))?;
    } else {
        for summary in &gateways {
            summary.show(console)?;
        }
    }
    Ok(if passed { Exit::Done } else { Exit::Unexpected })
}

#[derive(Serialize)]
struct Report<'r> {
    steps: &'r [Step],
    gateways: &'r [Summary],
    passed: bool,
}

/// One gateway's line at the end.
#[derive(Serialize)]
struct Summary {
    gateway: &'static str,
    passed: bool,
    expected: usize,
    steps: usize,
    unexpected: Vec<String>,
}

impl Summary {
    fn of(gateway: &'static str, steps: &[Step]) -> Self {
        let steps: Vec<_> = steps
            .iter()
            .filter(|step| step.gateway == gateway)
            .collect();
        let unexpected: Vec<_> = steps
            .iter()
            .filter(|step| !step.passed)
            .map(|step| step.title.clone())
            .collect();
        Self {
            gateway,
            passed: unexpected.is_empty() && !steps.is_empty(),
            expected: steps.len() - unexpected.len(),
            steps: steps.len(),
            unexpected,
        }
    }

    fn show(&self, console: &mut Console) -> Result<(), Failure> {
        let Self {
            gateway,
            expected,
            steps,
            ..
        } = self;
        let mark = if self.passed { "ok    " } else { "FAILED" };
        let mut line = format!("{gateway:8} {mark}  {expected} of {steps} outcomes as expected");
        if !self.unexpected.is_empty() {
            line.push_str("; not: ");
            line.push_str(&self.unexpected.join(", "));
        }
        console.line(line)?;
        Ok(())
    }
}
