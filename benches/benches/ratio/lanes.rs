//! One signature with the engines of `gatekit-lanes` against `RustCrypto`'s raw hash.

use crate::sign::measured;
use gatekit_benches::report::Report;
use gatekit_benches::{SECRET, SIZES};
use gatekit_core::request::sign::{Hmac, Wrapped};
use gatekit_lanes::hash;
use hmac::{KeyInit, Mac};
use md5::Digest;

pub(crate) fn ratios(report: &mut Report) {
    let key = SECRET.as_bytes();
    let names = ["sign_md5_s_lanes", "sign_md5_m_lanes", "sign_md5_l_lanes"];
    for (name, (_, length)) in names.into_iter().zip(SIZES) {
        let method = Wrapped::<hash::Md5>::new(SECRET).unwrap();
        let raw = |bytes: &[u8]| md5::Md5::digest(bytes).to_vec();
        measured::<md5::Md5, _>(report, name, length, &method, raw);
    }
    let [(_, length), ..] = SIZES;
    let method = Hmac::<hash::HmacMd5>::new(SECRET).unwrap();
    measured::<md5::Md5, _>(report, "sign_hmac_s_lanes", length, &method, |bytes| {
        let hmac = hmac::Hmac::<md5::Md5>::new_from_slice(key).unwrap();
        hmac.chain_update(bytes).finalize().into_bytes().to_vec()
    });
    let method = Hmac::<hash::HmacSha256>::new(SECRET).unwrap();
    let name = "sign_hmac_sha256_s_lanes";
    measured::<sha2::Sha256, _>(report, name, length, &method, |bytes| {
        let hmac = hmac::Hmac::<sha2::Sha256>::new_from_slice(key).unwrap();
        hmac.chain_update(bytes).finalize().into_bytes().to_vec()
    });
}
