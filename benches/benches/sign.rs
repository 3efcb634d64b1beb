//! One signature, from a call's parameters to the signed request:
//! `cargo bench -p gatekit-benches --bench sign`.
//!
//! Cold or with a prepared gateway, with the core's hash functions or those of `gatekit-lanes`.

#![allow(clippy::unwrap_used, missing_docs)] // A bench that cannot start should stop.

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput};
use criterion::{criterion_group, criterion_main};
use gatekit_benches::parameters::Parameters;
use gatekit_benches::timing::criterion;
use gatekit_benches::{SECRET, application, call, with_signed};
use gatekit_core::call::Generic;
use gatekit_core::request::sign::{Hmac, HmacMd5, HmacSha256, Md5, Resumable, Wrapped};
use gatekit_core::{Gateway, Params};
use gatekit_lanes::hash;

fn sign(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("sign");
    let core = Md5::new(SECRET).unwrap();
    let lanes = Wrapped::<hash::Md5>::new(SECRET).unwrap();
    with_both(&mut group, core, lanes);
    let core = HmacMd5::new(SECRET).unwrap();
    let lanes = Hmac::<hash::HmacMd5>::new(SECRET).unwrap();
    with_both(&mut group, core, lanes);
    let core = HmacSha256::new(SECRET).unwrap();
    let lanes = Hmac::<hash::HmacSha256>::new(SECRET).unwrap();
    with_both(&mut group, core, lanes);
}

type Group<'g> = BenchmarkGroup<'g, WallTime>;

/// Signatures must be the same whatever makes them.
fn with_both(group: &mut Group<'_>, core: impl Resumable, lanes: impl Resumable) {
    let name = core.name();
    let (core, lanes) = (application(core).unwrap(), application(lanes).unwrap());
    for parameters in Parameters::all(&core) {
        let pairs = parameters.pairs();
        let call = call(&pairs);
        assert_eq!(signature(&core, &call), signature(&lanes, &call));
        group.throughput(Throughput::Bytes(parameters.bytes as u64));
        cold_and_prepared(
            group,
            &core,
            &call,
            &format!("{name} core"),
            parameters.name,
        );
        cold_and_prepared(
            group,
            &lanes,
            &call,
            &format!("{name} lanes"),
            parameters.name,
        );
    }
}

fn cold_and_prepared<G: Gateway>(
    group: &mut Group<'_>,
    gateway: &G,
    call: &Generic<'_>,
    name: &str,
    parameters: &str,
) where
    G::Method: Resumable,
{
    let mut room = [0; 32];
    let mut table = Params::<12>::new(&mut room);
    let prepared = gateway.prepare(call, &mut table).unwrap();
    assert_eq!(signature(&prepared, call), signature(gateway, call));
    let cold = BenchmarkId::new(format!("{name} cold"), parameters);
    group.bench_function(cold, |bencher| bencher.iter(|| signed(gateway, call)));
    let id = BenchmarkId::new(format!("{name} prepared"), parameters);
    group.bench_function(id, |bencher| bencher.iter(|| signed(&prepared, call)));
}

fn signature(gateway: &impl Gateway, call: &Generic<'_>) -> String {
    with_signed(gateway, call, |request| {
        request.signature().unwrap().to_owned()
    })
}

fn signed(gateway: &impl Gateway, call: &Generic<'_>) -> usize {
    with_signed(gateway, call, |request| {
        request.signature().map_or(0, str::len)
    })
}

criterion_group! { name = group; config = criterion(); targets = sign }
criterion_main!(group);
