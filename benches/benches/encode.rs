//! A signed request, percent-encoded: its query and its body.
//! `cargo bench -p gatekit-benches --bench encode`.

#![allow(clippy::unwrap_used, missing_docs)] // A bench that cannot start should stop.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use gatekit_benches::parameters::Parameters;
use gatekit_benches::timing::criterion;
use gatekit_benches::{SECRET, application, call, sends_what_was_signed, with_signed};
use gatekit_core::request::sign::Md5;
use std::hint::black_box;

fn encode(criterion: &mut Criterion) {
    let top = application(Md5::new(SECRET).unwrap()).unwrap();
    let mut group = criterion.benchmark_group("encode");
    for parameters in Parameters::all(&top) {
        with_signed(&top, &call(&parameters.pairs()), |request| {
            let (mut query, mut body) = (vec![0; 1024], vec![0; 16 * 1024]);
            let sent = request.encode_query(&mut query).unwrap();
            let form = request.encode_body(&mut body).unwrap();
            assert!(sends_what_was_signed(request, sent.as_bytes(), form));
            group.throughput(Throughput::Bytes((sent.len() + form.len()) as u64));
            group.bench_function(parameters.name, |bencher| {
                bencher.iter(|| {
                    let query = black_box(request).encode_query(&mut query).unwrap().len();
                    query + request.encode_body(&mut body).unwrap().len()
                });
            });
        });
    }
}

criterion_group! { name = group; config = criterion(); targets = encode }
criterion_main!(group);
