//! Sign, encode and decode, in three sizes: `cargo bench -p gatekit-benches`.

#![allow(clippy::unwrap_used, missing_docs)] // A bench that cannot start should stop.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use gatekit_benches::{SIZES, application, call, moment, value_for};
use gatekit_core::api::damai::CancelLockStock;
use gatekit_core::request::sign::{HmacMd5, HmacSha256, Md5, SignMethod};
use gatekit_core::{Gateway, Params, Top};
use std::hint::black_box;

const SECRET: &str = "0123456789abcdef0123456789abcdef";

fn sign(criterion: &mut Criterion) {
    signed_with(criterion, "sign/md5", Md5::new(SECRET).unwrap());
    signed_with(criterion, "sign/hmac", HmacMd5::new(SECRET).unwrap());
    signed_with(
        criterion,
        "sign/hmac-sha256",
        HmacSha256::new(SECRET).unwrap(),
    );
}

fn signed_with<M: SignMethod>(criterion: &mut Criterion, name: &str, method: M) {
    let top = application(method).unwrap();
    let mut group = criterion.benchmark_group(name);
    for (size, canonical) in SIZES {
        let value = value_for(&top, canonical);
        let params = [("param", value.as_str())];
        let call = call(&params);
        group.throughput(Throughput::Bytes(canonical as u64));
        group.bench_function(size, |bencher| {
            bencher.iter(|| {
                let mut room = [0; 32];
                let mut table = Params::<4>::new(&mut room);
                let request = top.sign(black_box(&call), moment(), &mut table).unwrap();
                black_box(request.signature().map(str::len))
            });
        });
    }
}

fn encode(criterion: &mut Criterion) {
    let top = application(Md5::new(SECRET).unwrap()).unwrap();
    let mut group = criterion.benchmark_group("encode");
    for (size, canonical) in SIZES {
        let value = value_for(&top, canonical);
        let params = [("param", value.as_str())];
        let call = call(&params);
        let mut room = [0; 32];
        let mut table = Params::<4>::new(&mut room);
        let request = top.sign(&call, moment(), &mut table).unwrap();
        let mut out = vec![0; request.query_length().max(request.body_length())];
        group.throughput(Throughput::Bytes(canonical as u64));
        group.bench_function(size, |bencher| {
            bencher.iter(|| {
                let query = request.encode_query(&mut out).unwrap().len();
                query + request.encode_body(&mut out).unwrap().len()
            });
        });
    }
}

fn decode(criterion: &mut Criterion) {
    let json = br#"{"alibaba_damai_yuntoc_order_cancellockstock_response":{"result":{"cancel_stock_lock_result_body":{"order_id":"30753531820144197"},"head":{"return_code":"0","return_desc":"\u53d6\u6d88\u6210\u529f"}},"request_id":"15qtbmvfw7c4k"}}"#;
    let xml = "<?xml version=\"1.0\" encoding=\"utf-8\" ?><alibaba_damai_yuntoc_order_cancellockstock_response><result><cancel_stock_lock_result_body><order_id>30753531820144197</order_id></cancel_stock_lock_result_body><head><return_code>0</return_code><return_desc>取消成功</return_desc></head></result><request_id>15qtbmvfw7c4k</request_id></alibaba_damai_yuntoc_order_cancellockstock_response>";
    let call = CancelLockStock::order("30753531820144197");
    let top = Top::md5("12345678", SECRET).unwrap();
    let mut group = criterion.benchmark_group("decode");
    group.bench_function("json", |bencher| {
        bencher.iter_batched_ref(
            || *json,
            |body| top.read(&call, body).unwrap().result.head.is_some(),
            BatchSize::SmallInput,
        );
    });
    let top = Top::md5("12345678", SECRET).unwrap().with_xml();
    group.bench_function("xml", |bencher| {
        bencher.iter_batched_ref(
            || xml.as_bytes().to_vec(),
            |body| top.read(&call, body).unwrap().result.head.is_some(),
            BatchSize::SmallInput,
        );
    });
}

criterion_group!(road, sign, encode, decode);
criterion_main!(road);
