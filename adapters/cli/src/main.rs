//! The command `gatekit`: calls, signs for, reads and tries out Chinese e-commerce open platforms.
//!
//! # The map
//! One file for each subcommand: `demo`, `call`, `sign`, `diagnose`, `read`, `verify`, `vectors`,
//! `sandbox`, `bench`. Below them:
//!
//! ```text
//! platform.rs, documented.rs   what names stand for; what the core knows of a platform's methods
//! gateway.rs, sign_method.rs   a gateway of the core with credentials, chosen at run time
//! credentials.rs, config.rs    where keys and tokens come from
//! callback.rs                  a callback, and whether its signature is right
//! pair.rs, endpoint.rs         name=value; the address that is called
//! repeating.rs                 whether a call is sent again
//! shown.rs                     a request with its secrets masked
//! file.rs                      a file of text
//! verdict.rs, json.rs          what an answer is; its payload as JSON
//! failure.rs, hints.rs, usage.rs
//!                              what went wrong, and what to do about it
//! console.rs                   where all of it is written
//! ```

#![forbid(unsafe_code)]
// PhalApi is a name, not an item.
#![allow(clippy::doc_markdown)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod bench;
mod call;
mod callback;
mod config;
mod console;
mod credentials;
mod demo;
mod diagnose;
mod documented;
mod endpoint;
mod failure;
mod file;
mod gateway;
mod hints;
mod json;
mod pair;
mod platform;
mod read;
mod repeating;
mod sandbox;
mod shown;
mod sign;
mod sign_method;
mod usage;
mod vectors;
mod verdict;
mod verify;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser, Subcommand};
use console::Console;
use failure::{Exit, Failure};
use std::process::ExitCode;

/// Signs calls to TOP, Qimen, Qianmi and PhalApi gateways, sends them and reads the answers.
///
/// Exit codes: 0 done, 1 something is not as expected, 2 wrong usage, 3 transport, 4 the gateway
/// refused, 5 the business refused, 6 unreadable answer.
#[derive(Parser)]
#[command(name = "gatekit", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// Whoever gives nothing gets help.
const HELP: ErrorKind = ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;

#[derive(Subcommand)]
enum Command {
    Demo(demo::Options),
    Call(Box<call::Options>),
    Sign(sign::Options),
    Diagnose(Box<diagnose::Options>),
    Read(read::Options),
    Verify(verify::Options),
    Vectors(vectors::Options),
    Sandbox(sandbox::Options),
    Bench(bench::Options),
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() && error.kind() != HELP => {
            let name = std::env::args_os().nth(1);
            let command = Cli::command();
            let name = name.and_then(|name| command.find_subcommand(name));
            let failure = usage::failure(error, name.map(clap::Command::get_name));
            return ExitCode::from(Console::standard().fail(&failure) as u8);
        }
        Err(error) => {
            let code = ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
            return match error.print() {
                // Nobody reads it: then there is nobody to tell either.
                Err(unwritten) if unwritten.kind() != std::io::ErrorKind::BrokenPipe => {
                    ExitCode::from(Console::standard().fail(&unwritten.into()) as u8)
                }
                _ => code,
            };
        }
    };
    let mut console = Console::standard();
    let exit = run(cli.command, &mut console).unwrap_or_else(|failure| console.fail(&failure));
    ExitCode::from(exit as u8)
}

fn run(command: Command, console: &mut Console) -> Result<Exit, Failure> {
    match command {
        Command::Demo(options) => demo::run(&options, console),
        Command::Call(options) => call::run(&options, console),
        Command::Sign(options) => sign::run(&options, console),
        Command::Diagnose(options) => diagnose::run(&options, console),
        Command::Read(options) => read::run(&options, console),
        Command::Verify(options) => verify::run(&options, console),
        Command::Vectors(options) => vectors::run(&options, console),
        Command::Sandbox(options) => sandbox::run(&options, console),
        Command::Bench(options) => bench::run(&options, console),
    }
}
