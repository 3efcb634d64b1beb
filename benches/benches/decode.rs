//! An answer, checked, decoded and read in place: `cargo bench -p gatekit-benches --bench decode`.

#![allow(clippy::unwrap_used, missing_docs)] // A bench that cannot start should stop.

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput};
use criterion::{criterion_group, criterion_main};
use gatekit_benches::replies::{TRADES, application, json, read_json, read_xml, xml};
use gatekit_benches::timing::criterion;

fn decode(criterion: &mut Criterion) {
    let top = application().unwrap();
    let with_xml = top.clone().with_xml();
    for (size, trades) in TRADES {
        let (json, xml) = (json(trades), xml(trades));
        let both = [&json, &xml].map(|text| text.as_bytes().to_vec());
        let [mut in_json, mut in_xml] = both;
        let weight = read_json(&top, &mut in_json).unwrap();
        assert_eq!(read_xml(&with_xml, &mut in_xml), Some(weight));
        read(criterion, ("json", size), &json, |body| {
            read_json(&top, body)
        });
        read(criterion, ("xml", size), &xml, |body| {
            read_xml(&with_xml, body)
        });
    }
}

/// The answer changes where it is read: each reading has its own.
fn read(
    criterion: &mut Criterion,
    (format, size): (&str, &str),
    answer: &str,
    mut reading: impl FnMut(&mut [u8]) -> Option<usize>,
) {
    let mut group = criterion.benchmark_group("decode");
    group.throughput(Throughput::Bytes(answer.len() as u64));
    group.bench_function(BenchmarkId::new(format, size), |bencher| {
        bencher.iter_batched_ref(
            || answer.as_bytes().to_vec(),
            |body| reading(body),
            BatchSize::SmallInput,
        );
    });
}

criterion_group! { name = group; config = criterion(); targets = decode }
criterion_main!(group);
