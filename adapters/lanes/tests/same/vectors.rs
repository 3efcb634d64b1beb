//! What official SDKs and frameworks signed.

use crate::support::{METHODS, separator};
use gatekit_core::request::sign::Canonical;
use gatekit_core::request::{Blanks, Order, Params};
use std::collections::BTreeMap;

/// Of so many vectors one is looked at.
const EVERY: usize = if cfg!(miri) { 17 } else { 1 };

#[derive(serde::Deserialize)]
struct Vector {
    name: String,
    gateway: String,
    sign_method: String,
    secret: String,
    params: BTreeMap<String, String>,
    #[serde(default)]
    body: String,
    empties: String,
    sign: String,
}

/// Each in a batch of its like: with the same method and secret.
#[test]
fn all_vectors_are_signed_with_all_instructions() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/vectors/signatures.jsonl"
    );
    let lines = std::fs::read_to_string(path).unwrap();
    let mut groups = BTreeMap::<(String, String), Vec<Vector>>::new();
    for line in lines.lines().step_by(EVERY) {
        let mut vector: Vector = serde_json::from_str(line).unwrap();
        if let Some((method, between)) = vector.sign_method.clone().split_once(" separator ") {
            // The test's method takes its separator from the length of the secret.
            vector.secret = ["xxxx", "x"][usize::from(between == ":")].to_owned();
            vector.sign_method = method.to_owned();
            assert_eq!(separator(&vector.secret), between);
        } else if vector.secret.is_empty() {
            "it has none".clone_into(&mut vector.secret);
        }
        let group = (vector.sign_method.clone(), vector.secret.clone());
        groups.entry(group).or_default().push(vector);
    }
    let mut compared = 0;
    for ((name, secret), vectors) in &groups {
        let method = METHODS.iter().find(|method| method.name == name).unwrap();
        let mut tables: Vec<_> = vectors.iter().map(|_| Params::<64>::new(&mut [])).collect();
        for (table, vector) in tables.iter_mut().zip(vectors) {
            if vector.empties == "signed" {
                table.set_blanks(Blanks::Kept);
            }
            if vector.gateway.starts_with("phalapi") {
                table.set_order(Order::Php);
            }
            for (name, value) in vector.params.iter().filter(|(name, _)| *name != "sign") {
                table.text(name, value).unwrap();
            }
        }
        let both = tables.iter().zip(vectors);
        let canonicals: Vec<_> = both
            .map(|(table, vector)| Canonical::new(table.as_slice(), vector.body.as_bytes()))
            .collect();
        for (how, signatures) in method.by_the_lanes(secret, &canonicals) {
            for (vector, signature) in vectors.iter().zip(&signatures) {
                assert_eq!(*signature, vector.sign, "{how}, {}", vector.name);
                compared += usize::from(how == "alone");
            }
        }
    }
    assert_eq!(compared, 179_usize.div_ceil(EVERY));
}
