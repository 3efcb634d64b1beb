//! Prepared calls: whatever is signed, the signature is the one that the gateway itself makes.
#![allow(clippy::unwrap_used)]

use gatekit_core::call::Generic;
use gatekit_core::gateway::Prepared;
use gatekit_core::request::sign::{HmacSha256, Md5, Resumable, SignMethod};
use gatekit_core::request::{ParamProblem, RawBody};
use gatekit_core::{Gateway, Params, Qianmi, Qimen, Timestamp, Top};
use proptest::prelude::*;

const TIME: Generic<'static> = Generic::new("taobao.time.get", &[]);
const ROOM_TOO_SMALL: ParamProblem = ParamProblem::RoomTooSmall {
    needed: 19,
    available: 18,
};

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

/// What `look` makes of a call that is prepared.
fn prepared<G: Gateway, T>(
    gateway: &G,
    sample: &Generic<'_>,
    look: impl FnOnce(&Prepared<'_, G>) -> T,
) -> T
where
    G::Method: Resumable,
{
    let mut room = [0; 64];
    let mut params = Params::<16>::new(&mut room);
    look(&gateway.prepare(sample, &mut params).unwrap())
}

fn same_as_prepared<G: Gateway>(gateway: &G, sample: &Generic<'_>, call: &Generic<'_>)
where
    G::Method: Resumable,
{
    prepared(gateway, sample, |prepared| {
        for _ in 0..2 {
            assert_eq!(wire(prepared, call), wire(gateway, call));
        }
    });
}

fn md5() -> Md5 {
    Md5::new("helloworld").unwrap()
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
                same_as_prepared(&top(md5()), &sample, &call);
            }
        }
    }
}

#[test]
fn a_name_that_sorts_into_the_prepared_ones_is_signed_in_its_place() {
    let top = top(md5());
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
fn what_cannot_be_signed_cannot_be_signed_prepared() {
    let qianmi = Qianmi::new("10000000", "secret").unwrap();
    let call = Generic::new("a.b", &[]);
    prepared(&qianmi, &call, |prepared| {
        assert!(prepared.can_sign(b"tid") && !prepared.can_sign(b"logo"));
    });
}

#[test]
fn every_call_has_its_own_timestamp() {
    fn signature(gateway: &impl Gateway, seconds: i64) -> String {
        let now = Timestamp::from_unix(seconds).unwrap();
        let mut room = [0; 19];
        let mut params = Params::<1>::new(&mut room);
        let request = gateway.sign(&TIME, now, &mut params).unwrap();
        request.signature().unwrap().to_owned()
    }
    let top = top(md5());
    prepared(&top, &TIME, |prepared| {
        for seconds in [0, 1] {
            assert_eq!(signature(prepared, seconds), signature(&top, seconds));
        }
        assert_ne!(signature(prepared, 0), signature(prepared, 1));
    });
}

#[test]
fn a_prepared_call_refuses_what_its_gateway_refuses() {
    let top = top(md5());
    prepared(&top, &TIME, |prepared| {
        let refused = |call: &Generic<'_>, room: &mut [u8]| {
            let mut params = Params::<1>::new(room);
            let signed = prepared.sign(call, moment(), &mut params);
            signed.unwrap_err().problem
        };
        let reserved = Generic::new("taobao.time.get", &[("session", "mine")]);
        assert_eq!(refused(&reserved, &mut [0; 19]), ParamProblem::Reserved);
        assert_eq!(refused(&TIME, &mut [0; 18]), ROOM_TOO_SMALL);
    });
    let mut room = [0; 18];
    let mut params = Params::<1>::new(&mut room);
    let unprepared = top.prepare(&TIME, &mut params).map(drop);
    assert_eq!(unprepared.unwrap_err().problem, ROOM_TOO_SMALL);
}

#[test]
fn a_prepared_call_is_repeated_by_the_rules_of_its_gateway() {
    let top = top(md5());
    let rules = prepared(&top, &TIME, |prepared| prepared.rules());
    assert_eq!(rules, top.rules());
    assert!(!rules.is_empty());
}

#[test]
fn no_value_is_shown() {
    let top = top(md5());
    let shown = prepared(&top, &TIME, |prepared| format!("{prepared:?}"));
    assert!(
        shown.starts_with("Prepared(taobao.time.get, Resumed(md5, [app_key=(8 bytes)"),
        "{shown}"
    );
    assert!(!shown.contains("6100e"));
}
