//! The figures of the `ratio` bench, what they may be at most, and which of them are wanted.

use crate::interleaved::{Candidate, measure, quartile, ratio};
use std::process::ExitCode;

/// Ratios that have a limit: at most the first number, hoped for is the second.
const LIMITS: [(&str, f64, f64); 19] = [
    ("sign_md5_s", 1.05, 0.90),
    ("sign_md5_m", 1.02, 0.85),
    ("sign_md5_l", 1.02, 0.85),
    ("prepared_md5_s", 0.90, 0.72),
    ("prepared_md5_s_lanes", 0.90, 0.72),
    ("sign_hmac_s", 1.25, 1.00),
    ("sign_hmac_sha256_s", 1.25, 0.75),
    ("sign_md5_s_lanes", 1.05, 0.90),
    ("sign_md5_m_lanes", 1.02, 0.85),
    ("sign_md5_l_lanes", 1.02, 0.85),
    ("sign_hmac_sha256_s_lanes", 1.25, 0.75),
    ("sign_and_encode_s", 1.35, 1.20),
    ("encode_vs_percent_encoding", 0.20, 0.14),
    ("batch16_md5_s", 0.22, 0.15),
    ("batch16_hmac_sha256_s", 0.25, 0.12),
    ("decode_json_s", 0.60, 0.40),
    ("decode_json_l", 0.60, 0.40),
    ("decode_xml_s", 0.60, 0.40),
    ("decode_xml_l", 0.60, 0.40),
];

const USAGE: &str = "\
usage: cargo bench -p gatekit-benches --bench ratio -- [--check] [PART OF A NAME]...

Prints one `name value` a line, for all figures or for those with one of the parts in their names.
--check prints a table with the limits too, and fails if a figure is above its own.";

/// Measures what is wanted and prints it line by line.
#[derive(Debug, Default)]
pub struct Report {
    /// A figure is wanted if one of these occurs in its name, or if there are none.
    parts: Vec<String>,
    check: bool,
    figures: Vec<Figure>,
}

#[derive(Debug)]
struct Figure {
    name: String,
    ratio: f64,
    /// Lower quartiles of the candidate and of what it is compared with.
    nanoseconds: [f64; 2],
}

impl Report {
    /// What the command line asks for; `Err` where there is nothing to measure.
    ///
    /// ```
    /// use gatekit_benches::report::Report;
    /// let arguments = |text: &'static str| text.split(' ').map(str::to_owned);
    /// assert!(Report::asked_for(arguments("--bench --check sign")).is_ok());
    /// assert!(Report::asked_for(arguments("--table")).is_err());
    /// ```
    pub fn asked_for(arguments: impl IntoIterator<Item = String>) -> Result<Self, ExitCode> {
        let mut report = Self::default();
        for argument in arguments {
            match argument.as_str() {
                // Cargo says so to every bench.
                "--bench" => {}
                "--check" => report.check = true,
                // Asked for when benches are run as tests.
                "--list" => return Err(ExitCode::SUCCESS),
                option if option.starts_with('-') => {
                    eprintln!("{USAGE}");
                    return Err(ExitCode::from(2));
                }
                part => report.parts.push(part.to_owned()),
            }
        }
        Ok(report)
    }

    /// Lets candidates and `to` take turns, and prints the ratio of each candidate to it. What is
    /// not wanted is left out.
    ///
    /// ```
    /// use gatekit_benches::report::Report;
    /// let mut report = Report::asked_for([]).unwrap();
    /// report.ratios([("nothing_to_nothing", Box::new(|| 1))], Box::new(|| 2));
    /// ```
    pub fn ratios<'c, N: Into<String>, const K: usize>(
        &mut self,
        candidates: [(N, Candidate<'c>); K],
        to: Candidate<'c>,
    ) {
        let candidates = candidates
            .into_iter()
            .map(|(name, candidate)| (name.into(), candidate))
            .filter(|(name, _)| self.wants(name));
        let (names, mut candidates): (Vec<String>, Vec<_>) = candidates.unzip();
        if names.is_empty() {
            return;
        }
        candidates.push(to);
        let rounds = measure(&mut candidates);
        let other = names.len();
        for (column, name) in names.into_iter().enumerate() {
            let ratio = ratio(&rounds, column, other);
            println!("{name} {ratio:.3}");
            self.figures.push(Figure {
                name,
                ratio,
                nanoseconds: [quartile(&rounds, column), quartile(&rounds, other)],
            });
        }
    }

    fn wants(&self, name: &str) -> bool {
        self.parts.is_empty() || self.parts.iter().any(|part| name.contains(part))
    }

    /// The end of the program: the table of limits, if it was asked for.
    ///
    /// ```
    /// use gatekit_benches::report::Report;
    /// let report = Report::asked_for([]).unwrap();
    /// assert_eq!(report.end(), std::process::ExitCode::from(2)); // nothing was measured
    /// ```
    #[must_use]
    pub fn end(&self) -> ExitCode {
        if self.figures.is_empty() {
            eprintln!("no figure has such a name\n{USAGE}");
            return ExitCode::from(2);
        }
        if !self.check {
            return ExitCode::SUCCESS;
        }
        println!("\n| figure | ratio | at most | aim | ns | ns of the other | |");
        println!("|---|--:|--:|--:|--:|--:|---|");
        let mut exit = ExitCode::SUCCESS;
        for figure in &self.figures {
            if figure.is_above_its_limit() {
                exit = ExitCode::FAILURE;
            }
            println!("{}", figure.row());
        }
        exit
    }
}

impl Figure {
    fn limit(&self) -> Option<&'static (&'static str, f64, f64)> {
        LIMITS.iter().find(|(name, ..)| *name == self.name)
    }

    fn is_above_its_limit(&self) -> bool {
        self.limit()
            .is_some_and(|(_, at_most, _)| self.ratio > *at_most)
    }

    fn row(&self) -> String {
        let Self { name, ratio, .. } = self;
        let [own, other] = self.nanoseconds;
        let (at_most, aim, verdict) = match self.limit() {
            None => (String::new(), String::new(), ""),
            Some((_, at_most, aim)) => {
                let verdict = match *ratio {
                    ratio if ratio <= *aim => "as hoped",
                    ratio if ratio <= *at_most => "within",
                    _ => "ABOVE",
                };
                (format!("{at_most:.2}"), format!("{aim:.2}"), verdict)
            }
        };
        format!("| {name} | {ratio:.3} | {at_most} | {aim} | {own:.0} | {other:.0} | {verdict} |")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(name: &str, ratio: f64) -> Figure {
        Figure {
            name: name.to_owned(),
            ratio,
            nanoseconds: [ratio * 100.0, 100.0],
        }
    }

    #[test]
    fn a_figure_above_its_limit_fails_the_check() {
        for (ratio, is_above) in [(1.05, false), (1.051, true)] {
            let report = Report {
                check: true,
                figures: vec![figure("read_xml_s", 9.0), figure("sign_md5_s", ratio)],
                ..Report::default()
            };
            assert_eq!(report.end() == ExitCode::FAILURE, is_above);
        }
    }

    #[test]
    fn a_row_says_what_is_asked_and_what_is_hoped_for() {
        assert_eq!(
            figure("prepared_md5_s", 0.8).row(),
            "| prepared_md5_s | 0.800 | 0.90 | 0.72 | 80 | 100 | within |"
        );
        assert!(figure("prepared_md5_s", 0.7).row().ends_with("as hoped |"));
        assert!(figure("prepared_md5_s", 0.91).row().ends_with("ABOVE |"));
        assert!(figure("read_xml_s", 0.8).row().contains("| 0.800 |  |  |"));
    }

    #[test]
    fn parts_of_names_choose() {
        let arguments = ["sign_", "xml"].map(str::to_owned);
        let report = Report::asked_for(arguments).expect("parts of names");
        assert!(report.wants("sign_md5_s") && report.wants("read_xml_l"));
        assert!(!report.wants("batch16_md5_s"));
    }
}
