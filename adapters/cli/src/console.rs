//! Where everything is written.

use crate::failure::{Exit, Failure};
use std::fmt::{Display, Write as _};
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

/// Servers' texts may hold control characters, with which a terminal can be told anything, and such as
/// turn the direction of what follows.
pub(crate) fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\t' => shown.push(character),
            _ if character.is_control() => shown.push(char::REPLACEMENT_CHARACTER),
            _ if is_directing(character) => shown.extend(character.escape_unicode()),
            _ => shown.push(character),
        }
    }
    shown
}

/// The same on one line: a text of somebody else's could write lines of ours.
pub(crate) fn one_line(text: &str) -> String {
    printable(text).replace('\n', "\\n")
}

/// The same JSON with escapes where a terminal would act on a character.
pub(crate) fn printable_json(json: &str) -> String {
    let mut shown = String::with_capacity(json.len());
    for character in json.chars() {
        // They stand in texts only: the marks of JSON and its white space are none.
        let acts = character > '\u{7e}' && character.is_control() || is_directing(character);
        if acts {
            // Writing into memory cannot fail.
            let _ = write!(shown, "\\u{:04x}", u32::from(character));
        } else {
            shown.push(character);
        }
    }
    shown
}

const fn is_directing(character: char) -> bool {
    matches!(
        character,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        assert_eq!(printable("\u{1b}[31m取消\n"), "\u{fffd}[31m取消\n");
    }

    #[test]
    fn nothing_turns_the_direction_of_the_line() {
        for character in "\u{61c}\u{200e}\u{200f}\u{202a}\u{202e}\u{2066}\u{2069}".chars() {
            let escaped = format!("a\\u{{{:x}}}b", u32::from(character));
            assert_eq!(printable(&format!("a{character}b")), escaped);
        }
        let json = "{\"a\":\"\u{202e}\u{9b}\u{7f}取消\"}";
        let shown = r#"{"a":"\u202e\u009b\u007f取消"}"#;
        assert_eq!(printable_json(json), shown);
        let same = |text| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(same(json), same(shown));
    }
}
