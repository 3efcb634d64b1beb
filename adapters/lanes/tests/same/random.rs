//! Random sets of parameters, in batches of random size.

use crate::support::METHODS;
use gatekit_core::request::sign::Canonical;
use gatekit_core::request::{Blanks, Params};

/// Sets of parameters. More with `LANES_SETS=100000000 cargo test -p gatekit-lanes random`.
const SETS: usize = 1_000_000;

/// Requests of the largest batch, parameters of the largest set.
const BATCH: usize = 70;
const PARAMS: usize = 6;

/// Knuth's MMIX generator: the same sets in every run.
struct Noise(u64);

impl Noise {
    fn next(&mut self, below: usize) -> usize {
        let Self(state) = self;
        *state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(*state >> 33).unwrap() % below
    }

    /// Mostly short, often around the ends of blocks, sometimes longer than what is staged.
    fn length(&mut self) -> usize {
        match self.next(256) {
            0 => self.next(5000),
            1..20 => (64 * self.next(12) + self.next(20)).saturating_sub(10),
            20..50 => 0,
            _ => self.next(60),
        }
    }

    fn slice<'p>(&mut self, length: usize, pool: &'p [u8]) -> &'p [u8] {
        let start = self.next(pool.len() - length);
        &pool[start..start + length]
    }
}

#[test]
#[cfg_attr(miri, ignore = "many minutes under Miri")]
fn random_sets_are_signed_as_the_core_signs_them() {
    let mut sets = std::env::var("LANES_SETS").map_or(SETS, |sets| sets.parse().unwrap());
    let mut noise = Noise(1);
    let pool: Vec<u8> = (0..8192)
        .map(|_| u8::try_from(noise.next(256)).unwrap())
        .collect();
    for method in METHODS.iter().cycle() {
        let requests = noise.next(BATCH + 1).min(sets);
        let secret: String = (0..=noise.next(128))
            .map(|_| char::from(b'a' + u8::try_from(noise.next(26)).unwrap()))
            .collect();
        let mut tables: Vec<_> = (0..requests)
            .map(|_| Params::<PARAMS>::new(&mut []))
            .collect();
        let mut bodies = vec![&b""[..]; requests];
        for (table, body) in tables.iter_mut().zip(&mut bodies) {
            table.set_blanks(Blanks::Kept);
            for _ in 0..noise.next(PARAMS + 1) {
                let (name, value) = (1 + noise.next(20), noise.length());
                let (name, value) = (noise.slice(name, &pool), noise.slice(value, &pool));
                let value = if noise.next(16) == 0 { b"0" } else { value };
                // A name that is there already is passed over.
                let _ = table.bytes(name, value);
            }
            if noise.next(4) == 0 {
                let length = noise.length();
                *body = noise.slice(length, &pool);
            }
        }
        let both = tables.iter().zip(&bodies);
        let canonicals: Vec<_> = both
            .map(|(table, body)| Canonical::new(table.as_slice(), body))
            .collect();
        method.compare(&secret, &canonicals);
        sets -= requests;
        if sets == 0 {
            break;
        }
    }
}
