//! One signature against the raw hash of the same bytes, which stand in one piece for it.

use gatekit_benches::interleaved::Candidate;
use gatekit_benches::report::Report;
use gatekit_benches::{SECRET, SIZES, application, call, hashed, value_for, with_signed};
use gatekit_core::request::sign::{HmacMd5, HmacSha256, Layout, Md5, Resumable};
use gatekit_core::{Gateway, Params};
use hmac::{Hmac, KeyInit, Mac};
use md5::Digest;
use std::hint::black_box;

pub(crate) fn ratios(report: &mut Report) {
    let key = SECRET.as_bytes();
    let names = ["sign_md5_s", "sign_md5_m", "sign_md5_l"];
    for (name, (_, length)) in names.into_iter().zip(SIZES) {
        let method = Md5::new(SECRET).unwrap();
        let raw = |bytes: &[u8]| md5::Md5::digest(bytes).to_vec();
        measured::<md5::Md5, _>(report, name, length, &method, raw);
    }
    let [(_, length), ..] = SIZES;
    let method = HmacMd5::new(SECRET).unwrap();
    measured::<md5::Md5, _>(report, "sign_hmac_s", length, &method, |bytes| {
        let hmac = Hmac::<md5::Md5>::new_from_slice(key).unwrap();
        hmac.chain_update(bytes).finalize().into_bytes().to_vec()
    });
    let method = HmacSha256::new(SECRET).unwrap();
    measured::<sha2::Sha256, _>(report, "sign_hmac_sha256_s", length, &method, |bytes| {
        let hmac = Hmac::<sha2::Sha256>::new_from_slice(key).unwrap();
        hmac.chain_update(bytes).finalize().into_bytes().to_vec()
    });
}

/// `H` is the raw hash: of secret, canonical string and secret, or of the canonical string alone
/// where the secret is the key. `digest` is what a signature of the same bytes holds.
pub(crate) fn measured<H: Digest, M: Resumable + Clone>(
    report: &mut Report,
    name: &str,
    length: usize,
    method: &M,
    digest: impl Fn(&[u8]) -> Vec<u8>,
) {
    let top = application(method.clone()).unwrap();
    let value = value_for(&top, length);
    let params = [("param", value.as_str())];
    let call = call(&params);
    let string = with_signed(&top, &call, |request| {
        assert_eq!(hashed(&request.canonical(), Layout::KEYED).len(), length);
        let string = hashed(&request.canonical(), method.layout());
        let hexadecimal = digest(&string)
            .into_iter()
            .map(|byte| format!("{byte:02X}"));
        assert_eq!(request.signature(), Some(&*hexadecimal.collect::<String>()));
        string
    });
    let sign: Candidate<'_> = Box::new(|| {
        with_signed(&top, &call, |request| {
            request.signature().map_or(0, str::len)
        })
    });
    let mut room = [0; 32];
    let mut table = Params::<1>::new(&mut room);
    let top_prepared = top.prepare(&call, &mut table).unwrap();
    let signed =
        |request: &gatekit_core::request::Request<'_>| request.signature().map(str::to_owned);
    assert_eq!(
        with_signed(&top_prepared, &call, signed),
        with_signed(&top, &call, signed)
    );
    let prepared: Candidate<'_> = Box::new(|| {
        with_signed(&top_prepared, &call, |request| {
            request.signature().map_or(0, str::len)
        })
    });
    let prepared_name = name.replace("sign_", "prepared_");
    let raw: Candidate<'_> = Box::new(|| usize::from(H::digest(black_box(&string))[0]));
    report.ratios([(name, sign), (&prepared_name, prepared)], raw);
}
