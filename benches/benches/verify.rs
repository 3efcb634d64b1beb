//! A callback, verified: signature, timestamp, and that it was not taken before.
//! `cargo bench -p gatekit-benches --bench verify`.

#![allow(clippy::unwrap_used, missing_docs)] // A bench that cannot start should stop.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use gatekit_benches::callback::{Callback, verified, verifier};
use gatekit_benches::timing::criterion;
use gatekit_benches::{SECRET, SIZES};
use gatekit_core::callback::ReplayGuard;
use gatekit_core::request::sign::{HmacMd5, HmacSha256, Md5, SignMethod};

fn verify(criterion: &mut Criterion) {
    with(criterion, &Md5::new(SECRET).unwrap());
    with(criterion, &HmacMd5::new(SECRET).unwrap());
    with(criterion, &HmacSha256::new(SECRET).unwrap());
}

fn with(criterion: &mut Criterion, method: &impl SignMethod) {
    let (verifier, mut guard) = (verifier().unwrap(), ReplayGuard::<64>::new());
    let mut group = criterion.benchmark_group("verify");
    for (size, bytes) in SIZES {
        let callback = Callback::signed_with(method, bytes);
        let received = callback.received();
        assert_eq!(verified(&verifier, &received, &mut guard), Ok(7));
        group.throughput(Throughput::Bytes(bytes as u64));
        group.bench_function(BenchmarkId::new(method.name(), size), |bencher| {
            bencher.iter(|| verified(&verifier, &received, &mut guard));
        });
    }
}

criterion_group! { name = group; config = criterion(); targets = verify }
criterion_main!(group);
