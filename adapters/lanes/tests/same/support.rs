//! Signing by the core and by the lanes, with all instructions that there are.

use gatekit_core::gateway::phalapi::{PairsMd5, ValuesMd5, ValuesMd5Secret};
use gatekit_core::request::hash::{Hash, Keyed, Unkeyed};
use gatekit_core::request::sign::{self, Canonical, Hmac, SignMethod, Wrapped};
use gatekit_core::request::{Blanks, Params};
use gatekit_lanes::{InstructionSet, SignBatch, phalapi};
use std::collections::BTreeMap;

/// What one request signs: parameters, body.
pub(crate) type Request = (BTreeMap<Vec<u8>, Vec<u8>>, Vec<u8>);

/// The requests' signatures, in the place of each.
pub(crate) type Signatures = Vec<String>;

/// Signatures by the ways in which the lanes make them: instruction sets, alone, the engine.
pub(crate) type Ways = Vec<(String, Signatures)>;

/// A sign method of the core, and how the lanes do the same.
pub(crate) struct Method {
    pub(crate) name: &'static str,
    core: fn(&str, &[Canonical<'_>]) -> Signatures,
    lanes: fn(&str, &[Canonical<'_>]) -> Ways,
    /// The core's method over the lanes' engine.
    engine: Option<fn(&str, &[Canonical<'_>]) -> Signatures>,
}

macro_rules! method {
    ($name:literal, |$secret:ident| $core:expr, $lanes:expr, $engine:expr) => {
        Method {
            name: $name,
            core: |$secret, canonicals| alone(&$core, canonicals),
            lanes: |$secret, canonicals| {
                let method = $lanes;
                let with = |set| batch(&method.clone().with_instruction_set(set), canonicals);
                let sets = InstructionSet::available().map(|set| (set.to_string(), with(set)));
                sets.chain([("alone".to_owned(), alone(&method, canonicals))])
                    .collect()
            },
            engine: $engine,
        }
    };
}

pub(crate) const METHODS: [Method; 7] = [
    method!(
        "md5",
        |secret| sign::Md5::<sign::Secret>::new(secret).unwrap(),
        gatekit_lanes::Md5::new(secret).unwrap(),
        Some(wrapped::<gatekit_lanes::hash::Md5>)
    ),
    method!(
        "hmac",
        |secret| sign::HmacMd5::new(secret).unwrap(),
        gatekit_lanes::HmacMd5::new(secret).unwrap(),
        Some(keyed::<gatekit_lanes::hash::HmacMd5>)
    ),
    method!(
        "hmac-sha256",
        |secret| sign::HmacSha256::new(secret).unwrap(),
        gatekit_lanes::HmacSha256::new(secret).unwrap(),
        Some(keyed::<gatekit_lanes::hash::HmacSha256>)
    ),
    method!(
        "sha1",
        |secret| sign::Sha1::<sign::Secret>::new(secret).unwrap(),
        gatekit_lanes::Sha1::new(secret).unwrap(),
        None
    ),
    method!(
        "values-md5",
        |_secret| ValuesMd5::<gatekit_core::request::hash::Md5>::new(),
        phalapi::ValuesMd5::new(),
        None
    ),
    // Any separator will do.
    method!(
        "pairs-md5",
        |secret| PairsMd5::new(separator(secret)),
        phalapi::PairsMd5::new(separator(secret)),
        None
    ),
    method!(
        "values-md5-secret",
        |secret| ValuesMd5Secret::new(secret).unwrap(),
        phalapi::ValuesMd5Secret::new(secret).unwrap(),
        None
    ),
];

pub(crate) fn separator(secret: &str) -> &'static str {
    ["=", ":", "", "-- a long separator of 32 bytes --"][secret.len() % 4]
}

fn alone(method: &impl SignMethod, canonicals: &[Canonical<'_>]) -> Signatures {
    let sign = |one| method.sign(one).unwrap().to_string();
    canonicals.iter().map(sign).collect()
}

fn batch(method: &impl SignBatch, canonicals: &[Canonical<'_>]) -> Signatures {
    let mut signatures = vec![None; canonicals.len()];
    method.sign_batch(canonicals, &mut signatures).unwrap();
    let text = |signature: Option<sign::Signature>| signature.unwrap().to_string();
    signatures.into_iter().map(text).collect()
}

fn wrapped<H: Unkeyed>(secret: &str, canonicals: &[Canonical<'_>]) -> Signatures {
    alone(&Wrapped::<H>::new(secret).unwrap(), canonicals)
}

fn keyed<H: Hash + Keyed>(secret: &str, canonicals: &[Canonical<'_>]) -> Signatures {
    alone(&Hmac::<H>::new(secret).unwrap(), canonicals)
}

impl Method {
    /// All that the lanes offer.
    pub(crate) fn by_the_lanes(&self, secret: &str, canonicals: &[Canonical<'_>]) -> Ways {
        let mut all = (self.lanes)(secret, canonicals);
        if let Some(engine) = self.engine {
            all.push(("engine".to_owned(), engine(secret, canonicals)));
        }
        all
    }

    /// Whether the lanes sign as the core does.
    pub(crate) fn compare(&self, secret: &str, canonicals: &[Canonical<'_>]) {
        let expected = (self.core)(secret, canonicals);
        for (how, signatures) in self.by_the_lanes(secret, canonicals) {
            for (at, (signature, expected)) in signatures.iter().zip(&expected).enumerate() {
                let Self { name, .. } = self;
                assert_eq!(signature, expected, "{name} {how}, request {at}");
            }
        }
    }
}

/// Signs the requests with all methods.
pub(crate) fn compare(secret: &str, requests: &[Request]) {
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
    for method in METHODS {
        method.compare(secret, &canonicals);
    }
}
