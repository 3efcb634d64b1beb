//! Many signatures at once, of drafts of mixed lengths: without vector instructions, and with the
//! best that the processor has. `cargo bench -p gatekit-benches --bench batch`.

#![allow(clippy::unwrap_used, missing_docs)] // A bench that cannot start should stop.

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput};
use criterion::{criterion_group, criterion_main};
use gatekit_benches::batch::{MIXED, with_drafts};
use gatekit_benches::timing::criterion;
use gatekit_benches::{SECRET, application};
use gatekit_lanes::{HmacMd5, HmacSha256, InstructionSet, Md5, SignBatch};
use std::hint::black_box;

const REQUESTS: [usize; 4] = [1, 16, 256, 4096];

fn batch(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("batch");
    for set in [InstructionSet::portable(), InstructionSet::best()] {
        let md5 = Md5::new(SECRET).unwrap();
        with(&mut group, &md5.with_instruction_set(set), set);
        let hmac = HmacMd5::new(SECRET).unwrap();
        with(&mut group, &hmac.with_instruction_set(set), set);
        let hmac_sha256 = HmacSha256::new(SECRET).unwrap();
        with(&mut group, &hmac_sha256.with_instruction_set(set), set);
    }
}

fn with<M>(group: &mut BenchmarkGroup<'_, WallTime>, method: &M, set: InstructionSet)
where
    M: SignBatch + Clone,
{
    let top = application(method.clone()).unwrap();
    for requests in REQUESTS {
        let lengths = MIXED.into_iter().cycle().take(requests);
        let mut signatures = vec![None; requests];
        with_drafts(&top, lengths, |drafts| {
            method.sign_batch(drafts, &mut signatures).unwrap();
            for (draft, signature) in drafts.iter().zip(&signatures) {
                assert_eq!(*signature, method.sign(&draft.canonical()));
            }
            group.throughput(Throughput::Elements(requests as u64));
            let id = BenchmarkId::new(format!("{} {set}", method.name()), requests);
            group.bench_function(id, |bencher| {
                bencher.iter(|| {
                    let signatures = method.sign_batch(black_box(drafts), &mut signatures);
                    signatures.unwrap().len()
                });
            });
        });
    }
}

criterion_group! { name = group; config = criterion(); targets = batch }
criterion_main!(group);
