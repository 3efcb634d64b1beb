//! Steps whose instructions are counted: `benches/counts` runs this under callgrind.

#![allow(clippy::unwrap_used)] // A bench that cannot start should stop.

use gatekit_benches::batch::{MIXED, with_drafts};
use gatekit_benches::callback::{Callback, verified, verifier};
use gatekit_benches::replies::{self, read_json, read_xml};
use gatekit_benches::{SECRET, SIZES, application, call, value_for, with_signed};
use gatekit_core::callback::ReplayGuard;
use gatekit_core::request::sign::{Hmac, HmacMd5, HmacSha256, Md5, Resumable, Wrapped};
use gatekit_core::{Gateway, Params};
use gatekit_lanes::{InstructionSet, SignBatch, hash};
use std::hint::black_box;

fn main() {
    sign("md5", Md5::new(SECRET).unwrap());
    sign("hmac", HmacMd5::new(SECRET).unwrap());
    sign("hmac-sha256", HmacSha256::new(SECRET).unwrap());
    let md5 = Wrapped::<hash::Md5>::new(SECRET).unwrap();
    sign("md5 by lanes' engine", md5);
    let hmac_sha256 = Hmac::<hash::HmacSha256>::new(SECRET).unwrap();
    sign("hmac-sha256 by lanes' engine", hmac_sha256);
    encode();
    decode();
    verify();
    for set in InstructionSet::available() {
        let md5 = gatekit_lanes::Md5::new(SECRET).unwrap();
        batch("md5", set, md5.with_instruction_set(set));
        let hmac_sha256 = gatekit_lanes::HmacSha256::new(SECRET).unwrap();
        batch("hmac-sha256", set, hmac_sha256.with_instruction_set(set));
    }
}

/// Does a step twice: what is found out or filled but once does not count. Prints its name.
fn count(name: &str, mut step: impl FnMut() -> usize) {
    let first = step();
    assert_ne!(first, 0, "{name}");
    assert_eq!(counted(&mut step), first, "{name}");
    println!("{name}");
}

/// Callgrind counts from here to the end of it, by its name.
#[inline(never)]
fn counted(step: &mut dyn FnMut() -> usize) -> usize {
    black_box(step())
}

fn sign(name: &str, method: impl Resumable) {
    let top = application(method).unwrap();
    let [(_, short), ..] = SIZES;
    let value = value_for(&top, short);
    let params = [("param", value.as_str())];
    let call = call(&params);
    let mut room = [0; 32];
    let mut table = Params::<1>::new(&mut room);
    let prepared = top.prepare(&call, &mut table).unwrap();
    count(&format!("sign, {name}, {short} bytes"), || {
        with_signed(&top, &call, |request| {
            request.signature().map_or(0, str::len)
        })
    });
    count(&format!("sign prepared, {name}, {short} bytes"), || {
        with_signed(&prepared, &call, |request| {
            request.signature().map_or(0, str::len)
        })
    });
}

fn encode() {
    let top = application(Md5::new(SECRET).unwrap()).unwrap();
    let [(_, short), ..] = SIZES;
    let value = value_for(&top, short);
    let mut out = [0; 1024];
    with_signed(&top, &call(&[("param", &value)]), |request| {
        count(&format!("encode, {short} bytes"), || {
            let query = black_box(request).encode_query(&mut out).unwrap().len();
            query + request.encode_body(&mut out).unwrap().len()
        });
    });
}

fn decode() {
    let top = replies::application().unwrap();
    let mut body = [0; 512];
    let json = replies::json(1);
    count(&format!("decode, JSON, {} bytes", json.len()), || {
        let body = &mut body[..json.len()];
        body.copy_from_slice(json.as_bytes());
        read_json(&top, body).unwrap()
    });
    let top = top.with_xml();
    let xml = replies::xml(1);
    count(&format!("decode, XML, {} bytes", xml.len()), || {
        let body = &mut body[..xml.len()];
        body.copy_from_slice(xml.as_bytes());
        read_xml(&top, body).unwrap()
    });
}

fn verify() {
    let (verifier, mut guard) = (verifier().unwrap(), ReplayGuard::<64>::new());
    let [(_, short), ..] = SIZES;
    let callback = Callback::signed_with(&Md5::new(SECRET).unwrap(), short);
    let received = callback.received();
    count(&format!("verify a callback, md5, {short} bytes"), || {
        verified(&verifier, &received, &mut guard).unwrap()
    });
}

/// Sixteen requests of mixed lengths.
fn batch(name: &str, set: InstructionSet, method: impl SignBatch) {
    let top = application(method).unwrap();
    with_drafts(&top, MIXED, |drafts| {
        let mut signatures = [None; MIXED.len()];
        let name = format!("batch of {}, {name}, {set}", drafts.len());
        count(&name, || {
            let method = black_box(&top).sign_method();
            let signatures = method.sign_batch(black_box(drafts), &mut signatures);
            signatures
                .unwrap()
                .iter()
                .flatten()
                .map(|signature| signature.as_str().len())
                .sum()
        });
    });
}
