//! Prepared calls: whatever is signed, the signature is the one that the gateway itself makes.
#![allow(clippy::unwrap_used)]

use gatekit_core::call::Generic;
use gatekit_core::request::sign::{HmacSha256, Resumable, SignMethod};
use gatekit_core::request::{ParamProblem, RawBody};
use gatekit_core::{Gateway, Params, Qianmi, Qimen, Timestamp, Top};
use proptest::prelude::*;

fn moment() -> Timestamp {
    Timestamp::from_unix(1_451_620_800).unwrap()
}

/// Query and body of a call.
fn wire(gateway: &impl Gateway, call: &Generic<'_>) -> (String, Vec<u8>) {
    let mut room = [0; 64];
    let mut params = Params::<16>::new(&mut room);
    let request = gateway.sign(call, moment(), &mut params).unwrap();
    let (mut query, mut body) = ([0; 4096], [0; 4096]);
    let query = request.encode_query(&mut query).unwrap().to_owned();
    (query, request.encode_body(&mut body).unwrap().to_vec())
}

fn same_as_prepared<G: Gateway>(gateway: &G, sample: &Generic<'_>, call: &Generic<'_>)
where
    G::Method: Resumable,
{
    let mut room = [0; 64];
    let mut params = Params::<16>::new(&mut room);
    let prepared = gateway.prepare(sample, &mut params).unwrap();
    for _ in 0..2 {
        assert_eq!(wire(&prepared, call), wire(gateway, call));
    }
}

fn top<M: SignMethod>(sign_method: M) -> Top<&'static str, M> {
    let top = Top::with_sign_method("12345678", sign_method).unwrap();
    top.with_session("6100e").with_partner_id("gatekit")
}

proptest! {
    #[test]
    fn prepared_calls_have_the_signatures_of_their_gateway(
        sample in "[a-z]{1,12}",
        name in "[a-z]{1,12}",
        value in "\\PC{0,80}",
        keyed: bool,
    ) {
        const SYSTEM: [&str; 11] = [
            "format", "method", "session", "sign", "v", "simplify", "timestamp", "access", "fields", "ext", "tid",
        ];
        prop_assume!(!SYSTEM[..7].contains(&&*name) && !SYSTEM[..7].contains(&&*sample));
        let (sample, params) = ([(&*sample, "x")], [(&*name, &*value), ("Z", "1")]);
        let sample = Generic::new("taobao.trade.memo.update", &sample);
        for method in ["taobao.trade.memo.update", "taobao.time.get"] {
            let call = Generic::new(method, &params);
            if keyed {
                same_as_prepared(&top(HmacSha256::new("helloworld").unwrap()), &sample, &call);
            } else {
                same_as_prepared(&top(gatekit_core::request::sign::Md5::new("helloworld").unwrap()), &sample, &call);
            }
        }
    }
}

#[test]
fn a_name_that_sorts_into_the_prepared_ones_is_signed_in_its_place() {
    let top = top(gatekit_core::request::sign::Md5::new("helloworld").unwrap());
    let sample = Generic::new("taobao.trade.get", &[("tid", "1")]);
    for name in ["a", "app_key1", "fields", "n", "session1", "tid", "z"] {
        let params = [(name, "value")];
        same_as_prepared(&top, &sample, &Generic::new("taobao.trade.get", &params));
    }
}

#[test]
fn a_raw_body_is_signed_behind_what_is_prepared() {
    let qimen = Qimen::new("12345678", "helloworld", "23300032").unwrap();
    let body = RawBody {
        content_type: "text/xml;charset=utf-8",
        bytes: b"<request/>",
    };
    let plain = Generic::new("taobao.qimen.itemlack.report", &[]);
    same_as_prepared(&qimen, &plain, &plain.with_body(body));
    same_as_prepared(&qimen, &plain.with_body(body), &plain);
}

#[test]
fn qianmi_calls_are_prepared_too() {
    let qianmi = Qianmi::new("10000000", "secret")
        .unwrap()
        .with_access_token("t0k");
    let sample = Generic::new("qianmi.cloudshop.d2p.trade.cancel", &[("tid", "0")]);
    let call = Generic::new("qianmi.cloudshop.d2p.trade.cancel", &[("tid", "T1")]);
    same_as_prepared(&qianmi, &sample, &call);
}

#[test]
fn every_call_has_its_own_timestamp() {
    let top = top(gatekit_core::request::sign::Md5::new("helloworld").unwrap());
    let call = Generic::new("taobao.time.get", &[]);
    let mut room = [0; 19];
    let mut params = Params::<1>::new(&mut room);
    let prepared = top.prepare(&call, &mut params).unwrap();
    let sign = |seconds| {
        let (mut one, mut other) = ([0; 19], [0; 19]);
        let (mut one, mut other) = (Params::<1>::new(&mut one), Params::<1>::new(&mut other));
        let now = Timestamp::from_unix(seconds).unwrap();
        let signed = prepared.sign(&call, now, &mut one).unwrap();
        let expected = top.sign(&call, now, &mut other).unwrap();
        assert_eq!(signed.signature(), expected.signature());
        signed.signature().unwrap().to_owned()
    };
    assert_ne!(sign(0), sign(1));
}

#[test]
fn a_prepared_call_refuses_what_its_gateway_refuses() {
    let top = top(gatekit_core::request::sign::Md5::new("helloworld").unwrap());
    let call = Generic::new("taobao.time.get", &[]);
    let mut room = [0; 19];
    let mut params = Params::<1>::new(&mut room);
    let prepared = top.prepare(&call, &mut params).unwrap();

    let reserved = Generic::new("taobao.time.get", &[("session", "mine")]);
    let error = prepared
        .sign(&reserved, moment(), &mut Params::<1>::new(&mut [0; 19]))
        .unwrap_err();
    assert_eq!(error.problem, ParamProblem::Reserved);
    let error = prepared
        .sign(&call, moment(), &mut Params::<1>::new(&mut [0; 18]))
        .unwrap_err();
    assert!(matches!(
        error.problem,
        ParamProblem::RoomTooSmall {
            needed: 19,
            available: 18
        }
    ));
    let error = top
        .prepare(&call, &mut Params::<1>::new(&mut [0; 18]))
        .map(drop)
        .unwrap_err();
    assert!(matches!(
        error.problem,
        ParamProblem::RoomTooSmall {
            needed: 19,
            available: 18
        }
    ));
}

#[test]
fn no_value_is_shown() {
    let top = top(gatekit_core::request::sign::Md5::new("helloworld").unwrap());
    let call = Generic::new("taobao.time.get", &[]);
    let mut room = [0; 19];
    let mut params = Params::<1>::new(&mut room);
    let shown = format!("{:?}", top.prepare(&call, &mut params).unwrap());
    assert!(
        shown.starts_with("Prepared(taobao.time.get, Resumed(md5, [app_key=(8 bytes)"),
        "{shown}"
    );
    assert!(!shown.contains("6100e"));
}
