//! Where everything is written.

use crate::failure::{Exit, Failure};
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

/// Results on one stream, explanations and errors on the other.
pub(crate) struct Console {
    out: Box<dyn Write>,
    err: Box<dyn Write>,
}

impl Console {
    pub(crate) fn standard() -> Self {
        Self {
            out: Box::new(io::stdout()),
            err: Box::new(io::stderr()),
        }
    }

    /// A line of the result.
    pub(crate) fn line(&mut self, text: impl Display) -> io::Result<()> {
        writeln!(self.out, "{text}")
    }

    /// A line beside the result.
    pub(crate) fn note(&mut self, text: impl Display) -> io::Result<()> {
        writeln!(self.err, "{text}")
    }

    /// Shows how much of something longer is done, if there is a terminal to show it on.
    pub(crate) fn progress(&mut self, share: f64) {
        const BAR: [&str; 2] = [
            "########################################",
            "----------------------------------------",
        ];
        if io::stderr().is_terminal() {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0 to 40
            let done = (share.clamp(0.0, 1.0) * 40.0) as usize;
            let [full, open] = BAR.map(|bar| bar.split_at(done));
            let percent = share.clamp(0.0, 1.0) * 100.0;
            let _ = write!(self.err, "\r[{}{}] {percent:3.0} %", full.0, open.1);
        }
    }

    /// Takes the bar away.
    pub(crate) fn end_progress(&mut self) {
        if io::stderr().is_terminal() {
            let _ = write!(self.err, "\r\u{1b}[K");
        }
    }

    /// Says what went wrong and what to do about it.
    pub(crate) fn fail(&mut self, failure: &Failure) -> Exit {
        match failure {
            Failure::Told {
                exit,
                message,
                hint,
            } => {
                // Without a reader of errors, the exit code has to do.
                let _ = writeln!(self.err, "error: {}\nhint: {}", printable(message), hint);
                *exit
            }
            // Nobody reads the result any more (`gatekit demo | head -1`).
            Failure::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Unexpected,
            Failure::Output(error) => {
                let hint = "Check where the output goes: a full disk, or a file that is read-only.";
                let message = format_args!("error: the result cannot be written: {error}");
                let _ = writeln!(self.err, "{message}\nhint: {hint}");
                Exit::Unexpected
            }
        }
    }

    /// Says what would go wrong, if it came to that.
    pub(crate) fn warn(&mut self, failure: &Failure) {
        if let Failure::Told { message, hint, .. } = failure {
            let _ = writeln!(self.err, "note: {}\nhint: {hint}", printable(message));
        }
    }
}

/// Servers' texts may hold control characters, with which a terminal can be told anything.
pub(crate) fn printable(text: &str) -> String {
    let shown = |character: char| match character {
        '\n' | '\t' => character,
        _ if character.is_control() => char::REPLACEMENT_CHARACTER,
        _ => character,
    };
    text.chars().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        assert_eq!(printable("\u{1b}[31m取消\n"), "\u{fffd}[31m取消\n");
    }
}
