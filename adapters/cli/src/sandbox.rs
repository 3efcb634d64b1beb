//! `gatekit sandbox`: the loopback gateway, until Ctrl-C.

use crate::console::Console;
use crate::failure::{Exit, Failure};
use clap::Args;
use gatekit_sandbox::{Config, Fault, Gateway, OUTCOMES, Sandbox};
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::time::Duration;

/// Plays the four gateways on this computer, until Ctrl-C; checks every signature.
#[derive(Args)]
#[command(after_help = after_help())]
pub(crate) struct Options {
    /// Loopback address and port; port 0 takes any that is free
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0", value_parser = address)]
    listen: SocketAddr,
    /// How long the slow outcome takes
    #[arg(long, value_name = "SECONDS", default_value = "3", value_parser = pause, allow_negative_numbers = true)]
    slow: Duration,
    /// Let two of five requests meet a fault (dropped, late, busy, broken off, foreign answers); the
    /// same seed gives the same faults
    #[arg(long, value_name = "SEED", value_parser = seed, allow_negative_numbers = true)]
    faults: Option<u64>,
}

pub(crate) fn run(options: &Options, console: &mut Console) -> Result<Exit, Failure> {
    let config = Config {
        listen: options.listen,
        slow: options.slow,
        faults: options.faults,
        ..Config::default()
    };
    let sandbox = Sandbox::start(config.clone()).map_err(|error| {
        Failure::new(
            Exit::Usage,
            format!("cannot listen on {}: {error}", options.listen),
            "Give a loopback address and a port that is free: --listen 127.0.0.1:0",
        )
    })?;
    console.line("gateways")?;
    for gateway in Gateway::ALL {
        console.line(format_args!(
            "  {:16} {}",
            name(gateway),
            sandbox.url(gateway)
        ))?;
    }
    console.line(credentials(&config))?;
    console.line(outcomes())?;
    if options.faults.is_some() {
        console.line(faults())?;
    }
    console.line("Ctrl-C ends it")?;
    loop {
        std::thread::park();
    }
}

fn address(text: &str) -> Result<SocketAddr, String> {
    let address = text.parse().ok();
    address.ok_or_else(|| "expected address and port, for example 127.0.0.1:8480".to_owned())
}

fn pause(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok();
    let pause = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    pause.ok_or_else(|| "expected a number of seconds, for example 0.5".to_owned())
}

fn seed(text: &str) -> Result<u64, String> {
    let seed = text.parse().ok();
    seed.ok_or_else(|| format!("expected a whole number from 0 to {}", u64::MAX))
}

const fn name(gateway: Gateway) -> &'static str {
    match gateway {
        Gateway::Top => "top",
        Gateway::Qimen => "qimen",
        Gateway::Qianmi => "qianmi",
        Gateway::PhalApi => "phalapi, token",
        Gateway::PhalApiMd5 => "phalapi, md5",
        Gateway::PhalApiPro => "phalapi-pro",
    }
}

fn after_help() -> String {
    let mut paths = String::from("paths of the gateways");
    for gateway in Gateway::ALL {
        // Writing into memory cannot fail.
        let _ = write!(paths, "\n  {:16} {}", name(gateway), gateway.path());
    }
    let credentials = credentials(&Config::default());
    format!(
        "{paths}\n\n{credentials}\n\n{}\n\nwith --faults {}",
        outcomes(),
        faults()
    )
}

fn credentials(config: &Config) -> String {
    let mut table = String::from("credentials (of this sandbox only)");
    for (name, value) in [
        ("app key", config.app_key.as_str()),
        ("app secret", &config.app_secret),
        ("session", &config.session),
        (
            "access token",
            "the same on Qianmi; PhalApi's comes from App.Auth.ApplyToken",
        ),
    ] {
        // Writing into memory cannot fail.
        let _ = write!(table, "\n  {name:16} {value}");
    }
    table
}

fn faults() -> String {
    let mut list = String::from("two of five requests meet one of these");
    for fault in Fault::ALL {
        // Writing into memory cannot fail.
        let _ = write!(list, "\n  {}", fault.meaning());
    }
    list
}

fn outcomes() -> String {
    let mut table = String::from("order ids choose the outcome");
    for outcome in OUTCOMES {
        // Writing into memory cannot fail.
        let _ = write!(table, "\n  {:16} {}", outcome.order, outcome.meaning);
    }
    table
}
