//! What was measured, as tables and for machines.

#![allow(clippy::cast_precision_loss)] // Lengths are short.

use super::turns::{Turn, lower_quartile};
use super::{AT_ONCE, BYTES};
use gatekit_lanes::InstructionSet;
use serde::Serialize;
use std::fmt;

/// What a figure is of. The name is a sign method's.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    /// The plain hash of the mixed requests.
    Hash {
        name: &'static str,
    },
    /// Mixed requests.
    OneCore {
        name: &'static str,
        at_once: usize,
    },
    AllCores {
        name: &'static str,
        at_once: usize,
    },
    /// One request of this length.
    Length {
        name: &'static str,
        bytes: usize,
    },
}

#[derive(Serialize)]
pub(super) struct Findings {
    version: &'static str,
    instruction_set: String,
    cores: usize,
    seconds: f64,
    /// Bytes of the mixed requests that are hashed, on average, the secret apart.
    mixed_bytes: usize,
    sign: Vec<Batch>,
    length: Vec<Length>,
}

/// Signatures of requests of mixed lengths.
#[derive(Serialize)]
struct Batch {
    sign_method: &'static str,
    at_once: usize,
    one_core_per_second: f64,
    all_cores_per_second: f64,
    nanoseconds: f64,
    hash_nanoseconds: f64,
    /// The time of a signature to that of the plain hash.
    to_hash: f64,
}

/// The signature of one request.
#[derive(Serialize)]
struct Length {
    sign_method: &'static str,
    bytes: usize,
    nanoseconds: f64,
}

impl Findings {
    pub(super) fn new(
        names: &[&'static str],
        mixed_bytes: usize,
        cores: usize,
        seconds: f64,
        turns: &[Turn<'_>],
    ) -> Self {
        let taken = |subject| {
            let turn = turns.iter().find(|turn| turn.subject == subject);
            turn.map_or(&[][..], |turn| &turn.taken)
        };
        let nanoseconds = |subject| lower_quartile(taken(subject).to_vec());
        let batch = |name, at_once| {
            let one_core = Subject::OneCore { name, at_once };
            let hash = Subject::Hash { name };
            Batch {
                sign_method: name,
                at_once,
                one_core_per_second: 1e9 / nanoseconds(one_core),
                all_cores_per_second: 1e9 / nanoseconds(Subject::AllCores { name, at_once }),
                nanoseconds: nanoseconds(one_core),
                hash_nanoseconds: nanoseconds(hash),
                to_hash: ratio(taken(one_core), taken(hash)),
            }
        };
        let length = |name, bytes| Length {
            sign_method: name,
            bytes,
            nanoseconds: nanoseconds(Subject::Length { name, bytes }),
        };
        let names = names.iter().copied();
        Self {
            version: env!("CARGO_PKG_VERSION"),
            instruction_set: InstructionSet::best().to_string(),
            cores,
            seconds,
            mixed_bytes,
            sign: names
                .clone()
                .flat_map(|name| AT_ONCE.map(|at_once| batch(name, at_once)))
                .collect(),
            length: names
                .flat_map(|name| BYTES.map(|bytes| length(name, bytes)))
                .collect(),
        }
    }
}

/// The median over the rounds.
fn ratio(own: &[f64], other: &[f64]) -> f64 {
    let mut ratios: Vec<_> = own
        .iter()
        .zip(other)
        .map(|(own, other)| own / other)
        .collect();
    ratios.sort_by(f64::total_cmp);
    ratios.get(ratios.len() / 2).copied().unwrap_or(f64::NAN)
}

impl fmt::Display for Findings {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            out,
            "gatekit {}, batches with {}, measured for {:.1} s\n",
            self.version, self.instruction_set, self.seconds
        )?;
        self.batches(out)?;
        writeln!(out)?;
        self.lengths(out)
    }
}

impl Findings {
    fn batches(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.mixed_bytes;
        writeln!(
            out,
            "Requests of {bytes} bytes on average, from parameters to signatures, a second."
        )?;
        writeln!(
            out,
            "Of the hash: the time to that of the plain hash of the same bytes.\n"
        )?;
        let (one, all) = ("1 core", format!("{} cores", self.cores));
        writeln!(
            out,
            "{:14}at once{one:>12}{all:>12}{:>12}{:>14}",
            "", "ns", "of the hash"
        )?;
        for batch in &self.sign {
            let is_first = batch.at_once == AT_ONCE[0];
            let name = if is_first { batch.sign_method } else { "" };
            let one = per_second(batch.one_core_per_second);
            let all = per_second(batch.all_cores_per_second);
            let (at_once, time, ratio) = (batch.at_once, batch.nanoseconds, batch.to_hash);
            writeln!(
                out,
                "{name:14}{at_once:>7}{one:>12}{all:>12}{time:>12.0}{ratio:>14.2}"
            )?;
        }
        let [_, few, .., most] = AT_ONCE;
        write!(out, "A signature among {most} costs, to one among {few}:")?;
        for (at, name) in self.names().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            write!(out, "{comma} {name} {:.2}", self.growth(name))?;
        }
        writeln!(out, ".")
    }

    fn lengths(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            out,
            "One request, ns; in brackets what each byte costs beyond the line above.\n"
        )?;
        write!(out, "{:>8}", "bytes")?;
        for name in self.names() {
            write!(out, "{name:>18}")?;
        }
        let mut before = 0;
        for bytes in BYTES {
            write!(out, "\n{bytes:>8}")?;
            for name in self.names() {
                let time = self.time_of(name, bytes);
                let each = (time - self.time_of(name, before)) / bytes.abs_diff(before) as f64;
                let each = if each.is_nan() {
                    String::new()
                } else {
                    format!("({each:.2})")
                };
                write!(out, "{time:>10.0} {each:7}")?;
            }
            before = bytes;
        }
        Ok(())
    }

    fn names(&self) -> impl Iterator<Item = &'static str> {
        let firsts = self.sign.iter().filter(|batch| batch.at_once == AT_ONCE[0]);
        firsts.map(|batch| batch.sign_method)
    }

    /// Nanoseconds of one request; no number where it was not measured.
    fn time_of(&self, name: &str, bytes: usize) -> f64 {
        let is_it = |length: &&Length| length.sign_method == name && length.bytes == bytes;
        self.length
            .iter()
            .find(is_it)
            .map_or(f64::NAN, |length| length.nanoseconds)
    }

    /// What a signature among the most costs, to one among few.
    fn growth(&self, name: &str) -> f64 {
        let of = |at_once| {
            let mut batches = self.sign.iter();
            let batch = batches.find(|batch| batch.sign_method == name && batch.at_once == at_once);
            batch.map_or(f64::NAN, |batch| batch.nanoseconds)
        };
        let [_, few, .., most] = AT_ONCE;
        of(most) / of(few)
    }
}

/// Three digits and their unit.
fn per_second(rate: f64) -> String {
    match rate {
        _ if rate >= 1e7 => format!("{:.1} M", rate / 1e6),
        _ if rate >= 1e6 => format!("{:.2} M", rate / 1e6),
        _ => format!("{:.0} k", rate / 1e3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_have_three_digits() {
        assert_eq!(per_second(12_345_678.0), "12.3 M");
        assert_eq!(per_second(1_234_567.0), "1.23 M");
        assert_eq!(per_second(123_456.0), "123 k");
    }

    #[test]
    fn each_method_batch_and_length_has_its_line() {
        let mut turns = Vec::new();
        for name in ["md5", "hmac"] {
            let batches = AT_ONCE.into_iter().flat_map(|at_once| {
                [
                    (Subject::OneCore { name, at_once }, 500.0),
                    (Subject::AllCores { name, at_once }, 250.0),
                ]
            });
            let lengths = BYTES.map(|bytes| (Subject::Length { name, bytes }, 2.0 * bytes as f64));
            let hash = [(Subject::Hash { name }, 1000.0)];
            for (subject, time) in batches.chain(lengths).chain(hash) {
                let mut turn = Turn::new(subject, 1, |_| 1);
                turn.taken = vec![time; 3];
                turns.push(turn);
            }
        }
        let text = Findings::new(&["md5", "hmac"], 433, 2, 10.0, &turns).to_string();
        for line in [
            "              at once      1 core     2 cores          ns   of the hash",
            "hmac                1      2.00 M      4.00 M         500          0.50",
            "                 4096      2.00 M      4.00 M         500          0.50",
            "A signature among 4096 costs, to one among 16: md5 1.00, hmac 1.00.",
            "    8192     16384 (2.00)      16384 (2.00) ",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
    }

    #[test]
    fn a_ratio_is_formed_inside_each_round() {
        assert!((ratio(&[1.0, 3.0, 9.0], &[2.0, 6.0, 1.0]) - 0.5).abs() < 1e-9);
        assert!(ratio(&[], &[]).is_nan());
    }
}
