//! HMAC for keys and messages of any length, against the crate `hmac`.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use gatekit_core::request::hash::{HmacMd5, HmacSha256, Keyed};
use hmac::{KeyInit, Mac};

/// Lengths about the ends of blocks, which are of 64 bytes.
const LENGTHS: [usize; 13] = [0, 1, 16, 55, 56, 63, 64, 65, 119, 120, 127, 128, 129];

fn bytes(length: usize, step: u8) -> Vec<u8> {
    let bytes = (0..=u8::MAX).map(|place| place.wrapping_mul(step));
    bytes.take(length).collect()
}

fn same<H: Keyed, M: Mac + KeyInit + Clone>() {
    for key in LENGTHS.map(|length| bytes(length, 7)) {
        let keyed = H::keyed(&key).unwrap();
        for message in LENGTHS.map(|length| bytes(length, 13)) {
            let theirs = M::new_from_slice(&key).unwrap().chain_update(&message);
            for cut in [0, message.len() / 2, message.len()] {
                let mut ours = keyed.clone();
                ours.update(&message[..cut]);
                ours.update(&message[cut..]);
                let theirs = theirs.clone().finalize().into_bytes();
                assert_eq!(ours.finish().as_ref(), &theirs[..], "{}", key.len());
            }
        }
    }
}

#[test]
fn keys_of_every_length_sign_as_with_the_crate() {
    same::<HmacMd5, hmac::Hmac<md5::Md5>>();
    same::<HmacSha256, hmac::Hmac<sha2::Sha256>>();
}
