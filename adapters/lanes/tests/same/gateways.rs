//! Drafts of all gateways, signed in a batch and sealed, are the requests that they sign alone.

use gatekit_core::call::Generic;
use gatekit_core::gateway::phalapi::Unsigned;
use gatekit_core::{Gateway, Params, PhalApi, Qianmi, Qimen, Timestamp, Top};
use gatekit_lanes::{HmacSha256, Md5, Sha1, SignBatch, phalapi};

const BATCH: usize = if cfg!(miri) { 3 } else { 20 };

fn compare<G: Gateway>(gateway: &G)
where
    G::Method: SignBatch,
{
    let now = Timestamp::from_unix(1_451_620_800).unwrap();
    let values: Vec<_> = (0..BATCH).map(|at| "值".repeat(3 * at)).collect();
    let params: Vec<_> = values
        .iter()
        .map(|value| [("b", "0"), ("memo", value)])
        .collect();
    let calls: Vec<_> = params
        .iter()
        .map(|params| Generic::new("a.method", params))
        .collect();
    let mut rooms = [[0; 32]; BATCH];
    let mut tables = rooms.each_mut().map(|room| Params::<4>::new(room));
    let drafts = calls
        .iter()
        .zip(&mut tables)
        .map(|(call, table)| gateway.draft(call, now, table));
    let drafts: Vec<_> = drafts.collect::<Result<_, _>>().unwrap();
    let mut signatures = [None; BATCH];
    gateway
        .sign_method()
        .sign_batch(&drafts, &mut signatures)
        .unwrap();
    for ((draft, signature), call) in drafts.into_iter().zip(signatures).zip(&calls) {
        let mut room = [0; 32];
        let mut table = Params::<4>::new(&mut room);
        let alone = gateway.sign(call, now, &mut table).unwrap();
        let sealed = draft.seal(signature);
        assert_eq!(sealed.signature(), alone.signature());
        let body = |request: &gatekit_core::request::Request<'_>| {
            let mut body = Vec::new();
            let written = request.write_body(|bytes| {
                body.extend_from_slice(bytes);
                Ok::<(), ()>(())
            });
            written.map(|()| body)
        };
        assert_eq!(body(&sealed), body(&alone));
    }
}

#[test]
fn top() {
    compare(&Top::with_sign_method("1", Md5::new("helloworld").unwrap()).unwrap());
}

#[test]
fn qimen() {
    let method = HmacSha256::new("helloworld").unwrap();
    compare(&Qimen::with_sign_method("1", method).unwrap());
}

#[test]
fn qianmi() {
    compare(&Qianmi::with_sign_method("1", Sha1::new("helloworld").unwrap()).unwrap());
}

#[test]
fn phalapi_of_all_kinds() {
    compare(&PhalApi::<&str, Unsigned>::unsigned());
    compare(&PhalApi::<&str, _>::with_sign_method(
        phalapi::ValuesMd5::new(),
    ));
    compare(&PhalApi::<&str, _>::with_sign_method(
        phalapi::PairsMd5::new("="),
    ));
    let pro = phalapi::ValuesMd5Secret::new("helloworld").unwrap();
    compare(&PhalApi::with_sign_method(pro).with_app_key("1").unwrap());
}
