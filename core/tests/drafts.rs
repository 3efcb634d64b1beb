//! Requests whose signature comes from elsewhere.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use gatekit_core::api::d2p::TradeCancel;
use gatekit_core::call::Generic;
use gatekit_core::request::sign::{Canonical, Signature};
use gatekit_core::request::{ParamProblem, RawBody, Request};
use gatekit_core::{Call, Gateway, Params, PhalApi, Qianmi, Qimen, Timestamp, Top};

/// All that is sent, the body behind an empty line.
fn wire(request: &Request<'_>) -> String {
    let mut wire = Vec::new();
    let mut write = |bytes: &[u8]| {
        wire.extend_from_slice(bytes);
        Ok::<(), ()>(())
    };
    request.write_query(&mut write).unwrap();
    write(b"\n").unwrap();
    request.write_body(&mut write).unwrap();
    String::from_utf8(wire).unwrap()
}

/// All that is signed.
fn signed(canonical: &Canonical<'_>) -> (Vec<String>, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let params = canonical.params();
    let params = params.map(|param| format!("{}={}", text(param.name()), text(param.value())));
    (params.collect(), text(canonical.body()))
}

/// A draft with the signature of the request is the request.
fn same<G: Gateway>(gateway: &G, call: &impl Call) {
    let now = Timestamp::from_unix(1_446_617_413).unwrap();
    let (mut room, mut other_room) = ([0; 64], [0; 64]);
    let mut params = Params::<4>::new(&mut room);
    let request = gateway.sign(call, now, &mut params).unwrap();
    let mut other_params = Params::<4>::new(&mut other_room);
    // By reference too it is a gateway.
    let draft = Gateway::draft(&gateway, call, now, &mut other_params).unwrap();
    assert_eq!(signed(&draft.canonical()), signed(&request.canonical()));
    let signature = request.signature();
    let sealed = draft.seal(signature.and_then(|text| Signature::from_hex(text.as_bytes())));
    assert_eq!(sealed.signature(), signature);
    assert_eq!(wire(&sealed), wire(&request));
}

#[test]
fn a_content_type_that_cannot_stand_in_a_header_is_refused() {
    let top = Top::md5("1", "s").unwrap();
    let now = Timestamp::from_unix(0).unwrap();
    let refused = |content_type| {
        let body = RawBody {
            content_type,
            bytes: b"<request/>",
        };
        let call = Generic::new("taobao.qimen.stock.query", &[]).with_body(body);
        let mut room = [0; 38];
        let mut params = Params::<1>::new(&mut room);
        let signed = top.sign(&call, now, &mut params).err();
        let prepared = || {
            let plain = Generic::new("taobao.qimen.stock.query", &[]);
            let mut room = [0; 38];
            let prepared = top
                .prepare(&plain, &mut Params::<1>::new(&mut room))
                .unwrap();
            let mut room = [0; 38];
            prepared
                .sign(&call, now, &mut Params::<1>::new(&mut room))
                .err()
        };
        assert_eq!(signed, prepared());
        signed.map(|error| (error.problem, error.to_string()))
    };
    let words = "the raw body's content type cannot stand in a header".to_owned();
    for content_type in [
        "text/xml\r\nHost: elsewhere",
        "text/xml; a=\u{e9}",
        "a\u{7f}",
    ] {
        let expected = (ParamProblem::ContentType, words.clone());
        assert_eq!(refused(content_type), Some(expected), "{content_type:?}");
    }
    for content_type in ["text/xml", "text/xml; charset=\"utf-8\" ~"] {
        assert_eq!(refused(content_type), None);
    }
}

#[test]
fn a_draft_with_its_signature_is_the_request() {
    let call = TradeCancel::order("T1");
    let body = RawBody {
        content_type: "text/xml",
        bytes: b"<request/>",
    };
    let raw = Generic::new("taobao.qimen.order.cancel", &[]).with_body(body);
    same(&Top::new("12345678", "secret").unwrap(), &call);
    same(&Top::md5("12345678", "secret").unwrap(), &call);
    same(&Qimen::standard("12345678", "secret", "c").unwrap(), &raw);
    same(&Qianmi::new("10000000", "secret").unwrap(), &call);
    same(&PhalApi::simple_md5(), &call);
    same(&PhalApi::pro("key", "secret").unwrap(), &call);
    same(&PhalApi::unsigned(), &call);
}

#[test]
fn a_signature_is_1_to_64_hexadecimal_digits() {
    let longest = "aB".repeat(32);
    let signature = Signature::from_hex(longest.as_bytes()).unwrap();
    assert_eq!(signature.as_str(), longest);
    for text in ["", &*format!("{longest}0"), "0123456g", "12 4", "签"] {
        assert!(Signature::from_hex(text.as_bytes()).is_none(), "{text}");
    }
}
