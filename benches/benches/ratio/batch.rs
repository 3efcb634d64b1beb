//! A batch against the raw hash, per message, with all instructions that there are.

use gatekit_benches::batch::with_drafts;
use gatekit_benches::interleaved::Candidate;
use gatekit_benches::report::Report;
use gatekit_benches::{SECRET, SIZES, application, hashed};
use gatekit_core::gateway::Draft;
use gatekit_lanes::{HmacSha256, InstructionSet, Md5, SignBatch};
use md5::Digest;
use std::hint::black_box;

const BATCH: usize = 16;

pub(crate) fn ratios(report: &mut Report) {
    for set in InstructionSet::available() {
        let md5 = Md5::new(SECRET).unwrap().with_instruction_set(set);
        measured(report, "batch16_md5_s", set, &md5, |bytes| {
            usize::from(md5::Md5::digest(bytes)[0])
        });
    }
    for set in InstructionSet::available() {
        let sha256 = HmacSha256::new(SECRET).unwrap().with_instruction_set(set);
        measured(report, "batch16_hmac_sha256_s", set, &sha256, |bytes| {
            usize::from(sha2::Sha256::digest(bytes)[0])
        });
    }
}

/// Signs drafts of size S that differ in their values.
fn measured<M: SignBatch + Clone>(
    report: &mut Report,
    name: &str,
    set: InstructionSet,
    method: &M,
    raw: impl Fn(&[u8]) -> usize,
) {
    let top = application(method.clone()).unwrap();
    let [(_, length), ..] = SIZES;
    with_drafts(&top, [length; BATCH], |drafts| {
        compared(report, name, set, method, drafts, raw);
    });
}

fn compared(
    report: &mut Report,
    name: &str,
    set: InstructionSet,
    method: &impl SignBatch,
    drafts: &[Draft<'_>],
    raw: impl Fn(&[u8]) -> usize,
) {
    let strings: Vec<_> = drafts
        .iter()
        .map(|draft| hashed(&draft.canonical(), method.layout()))
        .collect();

    let mut signatures = [None; BATCH];
    method.sign_batch(drafts, &mut signatures).unwrap();
    for (draft, signature) in drafts.iter().zip(&signatures) {
        assert_eq!(*signature, method.sign(&draft.canonical()));
    }
    let batch: Candidate<'_> = Box::new(|| {
        let signatures = method
            .sign_batch(black_box(drafts), &mut signatures)
            .unwrap();
        signatures.len()
    });
    let raw: Candidate<'_> = Box::new(|| strings.iter().map(|string| raw(black_box(string))).sum());
    // The best instructions have the plain name.
    let name = if set == InstructionSet::best() {
        name.to_owned()
    } else {
        format!("{name}_{set}").to_lowercase()
    };
    report.ratios([(name, batch)], raw);
}
