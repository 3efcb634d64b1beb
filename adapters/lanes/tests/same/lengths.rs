//! Messages that end at every place of a block, and lanes that do not end together.

use crate::support::{METHODS, Request, compare};
use gatekit_core::request::hash::Hash;
use gatekit_core::request::sign::Canonical;
use gatekit_lanes::{HmacMd5, SignBatch, hash};
use std::collections::BTreeMap;

/// Miri hashes ten blocks a second.
const fn every(under_miri: usize) -> usize {
    if cfg!(miri) { under_miri } else { 1 }
}

fn bodies(lengths: impl Iterator<Item = usize>) -> Vec<Request> {
    lengths
        .map(|length| (BTreeMap::new(), vec![b'x'; length]))
        .collect()
}

#[test]
fn every_length_up_to_four_stages() {
    compare("helloworld", &bodies((0..1600).step_by(every(900))));
}

#[test]
#[cfg_attr(miri, ignore = "an hour under Miri")]
fn a_long_message_among_short_ones() {
    for place in [0, 20, 40] {
        let length = |at: usize| if at == place { 100_000 } else { 10 * at };
        compare("helloworld", &bodies((0..41).map(length)));
    }
}

#[test]
fn every_size_of_a_batch_up_to_three_times_the_lanes() {
    let (first, step, longest) = if cfg!(miri) {
        (17, 49, 40)
    } else {
        (0, 1, 300)
    };
    for requests in (first..=49).step_by(step) {
        compare(
            "helloworld",
            &bodies((0..requests).map(|at| 37 * at % longest)),
        );
    }
}

/// A piece is cut by the end of a stage at each of its bytes.
#[test]
fn every_cut_of_name_separator_and_value() {
    // A stage has 384 bytes.
    for length in (270..390).step_by(every(120)) {
        let params = [("a", length), ("bb", 3), ("c-long-name", 30), ("d", 0)];
        let params = params.map(|(name, length)| (name.into(), vec![b'v'; length]));
        let requests = if cfg!(miri) { 1 } else { 3 };
        compare("helloworld", &vec![(params.into(), Vec::new()); requests]);
    }
}

/// Secrets as long as a block, shorter, longer; a key longer than a block is hashed first.
#[test]
fn every_length_of_a_secret() {
    let canonicals = [Canonical::new(&[], b"body"); 4];
    for length in (1..=128).step_by(every(64)) {
        for method in METHODS {
            method.compare(&"k".repeat(length), &canonicals);
        }
    }
}

#[test]
fn a_key_of_any_length() {
    use gatekit_core::request::sign::{self, SignMethod};
    let requests = [Canonical::new(&[], b"body"); 3];
    for length in [0, 1, 63, 64, 65, 127, 128, 129, 1000] {
        let key = vec![0xb5; length];
        let expected = sign::HmacMd5::with_key(&key).unwrap().sign(&requests[0]);
        let mut signatures = [None; 3];
        HmacMd5::with_key(&key)
            .sign_batch(&requests, &mut signatures)
            .unwrap();
        assert_eq!(signatures, [expected; 3]);
    }
}

#[test]
fn an_engine_takes_pieces_of_every_length_wherever_it_stands() {
    let bytes: Vec<u8> = (0..=255).cycle().take(350).collect();
    let of = |mut engine: hash::Md5, pieces: [&[u8]; 3]| {
        for piece in pieces {
            engine.update(piece);
        }
        engine.finish()
    };
    // What is gathered is two blocks.
    for before in (0..=130).step_by(every(43)) {
        for length in (0..=200).step_by(every(67)) {
            let (first, rest) = bytes.split_at(before);
            let (second, third) = rest.split_at(length);
            let mut core = gatekit_core::request::hash::Md5::default();
            core.update(&bytes);
            let pieces = [first, second, third];
            assert_eq!(
                of(hash::Md5::default(), pieces),
                core.finish(),
                "{before}, {length}"
            );
        }
    }
}
