//! Whatever the instructions and the company in the batch: the signatures are the core's.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use gatekit_core::request::sign::{self, Canonical, SignMethod, Signature};
use gatekit_core::request::{Blanks, Params};
use gatekit_lanes::{HmacMd5, HmacSha256, InstructionSet, Md5, SignBatch};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// What one request signs: parameters, body.
type Request = (BTreeMap<Vec<u8>, Vec<u8>>, Vec<u8>);

/// Signed by the core and, with all instructions, in one batch and alone.
fn compare(secret: &str, requests: &[Request]) {
    let mut tables: Vec<_> = requests
        .iter()
        .map(|_| Params::<16>::new(&mut []))
        .collect();
    for (table, (params, _)) in tables.iter_mut().zip(requests) {
        table.set_blanks(Blanks::Kept);
        for (name, value) in params {
            table.bytes(name, value).unwrap();
        }
    }
    let both = tables.iter().zip(requests);
    let canonicals: Vec<_> = both
        .map(|(table, (_, body))| Canonical::new(table.as_slice(), body))
        .collect();
    for (method, batches) in batches(secret, &canonicals) {
        for (set, batch) in batches {
            for (at, (canonical, signature)) in canonicals.iter().zip(&batch).enumerate() {
                let expected = method.sign(canonical);
                assert_eq!(*signature, expected, "{} {set} {at}", method.name());
            }
        }
    }
}

type Batch = (String, Vec<Option<Signature>>);

/// The core's methods, each with what the lanes give for it.
fn batches(secret: &str, canonicals: &[Canonical<'_>]) -> Vec<(Box<dyn SignMethod>, Vec<Batch>)> {
    macro_rules! batches {
        ($method:ident) => {{
            let method = $method::new(secret).unwrap();
            let with = |set: InstructionSet| {
                let method = method.clone().with_instruction_set(set);
                let mut signatures = vec![None; canonicals.len()];
                method.sign_batch(canonicals, &mut signatures).unwrap();
                (set.to_string(), signatures)
            };
            let alone = canonicals.iter().map(|one| method.sign(one)).collect();
            let core: Box<dyn SignMethod> = Box::new(sign::$method::new(secret).unwrap());
            let sets = InstructionSet::available().map(with);
            (core, sets.chain([("alone".to_owned(), alone)]).collect())
        }};
    }
    vec![batches!(Md5), batches!(HmacMd5), batches!(HmacSha256)]
}

/// Around the ends of blocks and of the stage, for all secrets of interest.
fn length() -> impl Strategy<Value = usize> {
    prop_oneof![
        4 => 0..200_usize,
        2 => (0..20_usize, 0..20_usize).prop_map(|(blocks, more)| (64 * blocks + more).saturating_sub(10)),
        1 => 0..5000_usize,
    ]
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    (length(), any::<u64>()).prop_map(|(length, seed)| {
        let mut state = seed | 1;
        let next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            state.to_be_bytes()[0]
        };
        std::iter::repeat_with(next).take(length).collect()
    })
}

fn request() -> impl Strategy<Value = Request> {
    let params = proptest::collection::btree_map(vec(any::<u8>(), 1..20), bytes(), 0..6);
    (params, prop_oneof![Just(Vec::new()), bytes()])
}

fn sets(cases: u32) {
    let config = ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let strategy = ("[a-z0-9]{1,128}", vec(request(), 0..70));
    proptest::test_runner::TestRunner::new(config)
        .run(&strategy, |(secret, requests)| {
            compare(&secret, &requests);
            Ok(())
        })
        .unwrap();
}

#[test]
fn random_sets() {
    sets(16);
}

/// `LANES_SETS=30000 cargo test --release -p gatekit-lanes --features avx512 -- --ignored` signs
/// about 10^6 requests with each method and all instructions.
#[test]
#[ignore = "takes minutes"]
fn a_million_random_requests() {
    let sets_of_35 = std::env::var("LANES_SETS").map_or(30_000, |sets| sets.parse().unwrap());
    sets(sets_of_35);
}

#[test]
fn every_length_up_to_three_stages() {
    let requests: Vec<Request> = (0..1600)
        .map(|length| (BTreeMap::new(), vec![b'x'; length]))
        .collect();
    compare("helloworld", &requests);
}

#[test]
fn a_long_message_among_short_ones() {
    for place in [0, 20, 40] {
        let length = |at: usize| if at == place { 100_000 } else { 10 * at };
        let requests: Vec<Request> = (0..41)
            .map(|at| (BTreeMap::new(), vec![b'x'; length(at)]))
            .collect();
        compare("helloworld", &requests);
    }
}

#[derive(serde::Deserialize)]
struct Vector {
    sign_method: String,
    gateway: String,
    secret: String,
    params: BTreeMap<String, String>,
    #[serde(default)]
    body: String,
    empties: String,
    sign: String,
}

#[test]
fn what_official_sdks_signed() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/vectors/signatures.jsonl"
    );
    let lines = std::fs::read_to_string(path).unwrap();
    let vectors = lines
        .lines()
        .map(|line| serde_json::from_str::<Vector>(line).unwrap())
        .filter(|vector| ["top", "qimen"].contains(&vector.gateway.as_str()));
    let mut groups = BTreeMap::<String, Vec<Vector>>::new();
    for vector in vectors {
        groups
            .entry(vector.secret.clone())
            .or_default()
            .push(vector);
    }
    let mut compared = 0;
    for (secret, vectors) in groups {
        let mut tables: Vec<_> = vectors.iter().map(|_| Params::<32>::new(&mut [])).collect();
        for (table, vector) in tables.iter_mut().zip(&vectors) {
            if vector.empties == "signed" {
                table.set_blanks(Blanks::Kept);
            }
            for (name, value) in vector.params.iter().filter(|(name, _)| *name != "sign") {
                table.text(name, value).unwrap();
            }
        }
        let both = tables.iter().zip(&vectors);
        let canonicals: Vec<_> = both
            .map(|(table, vector)| Canonical::new(table.as_slice(), vector.body.as_bytes()))
            .collect();
        for (method, batches) in batches(&secret, &canonicals) {
            for (set, batch) in batches {
                let both = vectors.iter().zip(batch);
                for (vector, signature) in
                    both.filter(|(vector, _)| vector.sign_method == method.name())
                {
                    let signature = signature.unwrap();
                    assert_eq!(signature.as_str(), vector.sign, "{set} {:?}", vector.params);
                    compared += usize::from(set == "alone");
                }
            }
        }
    }
    assert_eq!(compared, 128);
}

#[test]
fn too_few_places_are_refused() {
    let method = Md5::new("helloworld").unwrap();
    let requests = [Canonical::new(&[], b""); 3];
    let error = method.sign_batch(&requests, &mut [None; 2]).unwrap_err();
    assert_eq!((error.needed, error.available), (3, 2));
}

#[test]
fn neither_secrets_nor_states_are_printed() {
    let (md5, hmac) = (
        Md5::new("helloworld").unwrap(),
        HmacMd5::new("helloworld").unwrap(),
    );
    let set = InstructionSet::best();
    assert_eq!(format!("{md5:?}"), format!("Md5({set}, ..)"));
    assert_eq!(format!("{hmac:?}"), format!("HmacMd5({set}, ..)"));
}
