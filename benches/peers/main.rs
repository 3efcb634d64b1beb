//! Times signers of the package registries beside gatekit, in turns of one run, on the same nine
//! parameters: `benches/peers/run`. All must make the same signatures. `--write` puts the table
//! into the README. What cannot be run here is left out, and said to be.

#![allow(clippy::unwrap_used)] // A bench that cannot start should stop.

mod peer;

use gatekit_benches::interleaved::{Candidate, calls_of_a_portion, lower_quartile, slice};
use gatekit_benches::{SECRET, SIZES, application, call, moment, value_for, with_signed};
use gatekit_core::request::sign::Md5;
use gatekit_core::{Gateway, Params, Top};
use gatekit_lanes::{InstructionSet, SignBatch};
use peer::{Peer, Signer};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::process::{Command, ExitCode};

const ROUNDS: usize = 15;
const BATCH: u8 = 16;
const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md");
const BEGIN: &str = "<!-- benches/peers/run -->\n";
const END: &str = "<!-- end of benches/peers/run -->\n";

/// Names and values, and the signature.
struct Signed {
    params: BTreeMap<String, String>,
    signature: String,
}

/// Nanoseconds a signature, one for each round.
struct Row {
    name: String,
    short: Vec<f64>,
    long: Vec<f64>,
}

fn main() -> ExitCode {
    let top = application(Md5::new(SECRET).unwrap()).unwrap();
    let [short, long, ..] = SIZES.map(|(_, length)| value_for(&top, length));
    let sets = [signed(&top, &short), signed(&top, &long)];
    let mut signers = Vec::new();
    for peer in [Peer::npm(), Peer::pypi()] {
        let name = peer.packages.join(", ");
        match peer.start(&sets) {
            Ok(started) => signers.extend(started),
            Err(reason) => eprintln!("left out: {name}: {reason}"),
        }
    }
    for signer in &mut signers {
        for (at, set) in sets.iter().enumerate() {
            if signer.sign(at).signature != set.signature {
                eprintln!("{} signs otherwise", signer.name);
                return ExitCode::FAILURE;
            }
        }
    }
    let table = table(&measured(&top, [&short, &long], &mut signers));
    print!("{table}");
    if std::env::args().any(|argument| argument == "--write") {
        write_readme(&table);
    }
    ExitCode::SUCCESS
}

fn signed(top: &Top<&'static str, Md5>, value: &str) -> Signed {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    with_signed(top, &call(&[("param", value)]), |request| {
        let params = request.canonical().params();
        Signed {
            params: params
                .map(|param| (text(param.name()), text(param.value())))
                .collect(),
            signature: request.signature().unwrap().to_owned(),
        }
    })
}

fn measured(top: &Top<&'static str, Md5>, values: [&str; 2], signers: &mut [Signer]) -> Vec<Row> {
    let rows = [
        "gatekit, from parameters to the signed request".to_owned(),
        format!("gatekit, {BATCH} at once with {}", InstructionSet::best()),
    ];
    let names = rows
        .into_iter()
        .chain(signers.iter().map(|signer| signer.name.clone()));
    let mut rows: Vec<_> = names
        .map(|name| Row {
            name,
            short: vec![],
            long: vec![],
        })
        .collect();
    let mut own = values.map(|value| [one(top, value), many(value)]);
    let own_calls = own
        .each_mut()
        .map(|set| set.each_mut().map(calls_of_a_portion));
    for _ in 0..ROUNDS {
        for set in 0..values.len() {
            let own = own[set].iter_mut().zip(own_calls[set]).zip([1, BATCH]);
            let own = own.map(|((work, calls), each)| slice(work, calls) / f64::from(each));
            let own: Vec<_> = own.collect();
            let peers = signers
                .iter_mut()
                .map(|signer| signer.sign(set).nanoseconds);
            for (row, time) in rows.iter_mut().zip(own.into_iter().chain(peers)) {
                [&mut row.short, &mut row.long][set].push(time);
            }
        }
    }
    rows
}

fn one<'w>(top: &'w Top<&'static str, Md5>, value: &'w str) -> Candidate<'w> {
    Box::new(move || {
        with_signed(top, &call(&[("param", value)]), |request| {
            request.signature().map_or(0, str::len)
        })
    })
}

fn many(value: &str) -> Candidate<'_> {
    let top = application(gatekit_lanes::Md5::new(SECRET).unwrap()).unwrap();
    Box::new(move || {
        let params = [("param", value)];
        let call = call(&params);
        let mut rooms = [[0; 32]; BATCH as usize];
        let mut tables = rooms.each_mut().map(|room| Params::<1>::new(room));
        let drafts = tables
            .each_mut()
            .map(|table| black_box(&top).draft(&call, moment(), table).unwrap());
        let mut signatures = [None; BATCH as usize];
        top.sign_method()
            .sign_batch(&drafts, &mut signatures)
            .unwrap();
        for (draft, signature) in drafts.into_iter().zip(signatures) {
            black_box(&draft.seal(signature));
        }
        signatures.len()
    })
}

fn table(rows: &[Row]) -> String {
    let [short, long, ..] = SIZES.map(|(_, length)| length);
    let mut table = format!(
        "| md5 of nine parameters | {short} bytes, ns | {long} bytes, ns | a second, {short} bytes | to gatekit |\n|---|--:|--:|--:|--:|\n"
    );
    for Row { name, short, long } in rows {
        let times: Vec<_> = short
            .iter()
            .zip(&rows[0].short)
            .map(|(own, first)| own / first)
            .collect();
        let (factor, short, long) = (
            median(times),
            lower_quartile(short.clone()),
            lower_quartile(long.clone()),
        );
        let rate = 1e6 / short;
        writeln!(
            table,
            "| {name} | {short:.0} | {long:.0} | {rate:.0} k | {factor:.1} x |"
        )
        .unwrap();
    }
    writeln!(table, "\nOne core of {}; {}.", processor(), rustc()).unwrap();
    table
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn processor() -> String {
    let file = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let line = file.lines().find(|line| line.starts_with("model name"));
    let name = line.and_then(|line| line.split_once(": "));
    name.map_or(std::env::consts::ARCH, |(_, name)| name)
        .to_owned()
}

fn rustc() -> String {
    let output = Command::new("rustc").arg("--version").output();
    let text = String::from_utf8(output.map(|output| output.stdout).unwrap_or_default());
    let text = text.unwrap_or_default();
    text.split(" (").next().unwrap_or_default().to_owned()
}

/// Puts the table between its marks.
fn write_readme(table: &str) {
    let readme = fs::read_to_string(README).unwrap();
    let (before, rest) = readme.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    fs::write(README, format!("{before}{BEGIN}\n{table}\n{END}{after}")).unwrap();
}
