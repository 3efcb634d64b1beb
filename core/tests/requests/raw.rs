//! Requests with a raw body, without blanks, and to a writer that fails.

use crate::documented::{DAMAI, NEW_YEAR, assert_wire, signed};
use gatekit_core::api::d2p::TradeCancel;
use gatekit_core::api::damai::{CancelLockStock, RequestHead};
use gatekit_core::call::Generic;
use gatekit_core::request::{ParamProblem, RawBody};
use gatekit_core::{Gateway, ParamError, Params, PhalApi, Qianmi, Qimen, Timestamp, Top};

#[test]
fn blank_values_are_not_sent() {
    let call = Generic::new(
        "taobao.test",
        &[("a", " "), ("b", "\u{3000}"), ("c", "1"), ("d", "")],
    );
    signed(&Top::md5("1", "s").unwrap(), &call, NEW_YEAR, |request| {
        assert_eq!(request.encode_body(&mut [0; 16]).unwrap(), b"c=1");
    });
    let qianmi = Qianmi::new("1", "s")
        .unwrap()
        .with_access_token(" ")
        .with_partner_id("");
    signed(
        &qianmi,
        &TradeCancel::order("\u{3000}"),
        NEW_YEAR,
        |request| {
            let mut query = [0; 256];
            let query = request.encode_query(&mut query).unwrap();
            assert!(
                !query.contains("token") && !query.contains("partner"),
                "{query}"
            );
            assert_eq!(request.body_length(), 0);
            assert_eq!(request.encode_body(&mut []).unwrap(), b"");
        },
    );
}

#[test]
fn a_raw_body_is_sent_as_it_is_and_everything_else_in_the_query() {
    let xml = "<?xml version=\"1.0\" encoding=\"utf-8\"?><request><ownerCode>C123</ownerCode>\
        <remark>中文 &amp; &lt;x&gt;</remark></request>";
    let body = RawBody {
        content_type: "text/xml;charset=utf-8",
        bytes: xml.as_bytes(),
    };
    let qimen = Qimen::standard("testerp_appkey", "test", "stub-cust-code")
        .unwrap()
        .with_partner_id("top-sdk-java-dynamicVersionNo");
    let call = Generic::new("taobao.qimen.itemlack.report", &[]).with_body(body);
    signed(&qimen, &call, b"2015-04-26 00:00:07", |request| {
        let query = "app_key=testerp_appkey&customerId=stub-cust-code&format=xml\
            &method=taobao.qimen.itemlack.report&partner_id=top-sdk-java-dynamicVersionNo\
            &sign_method=md5&timestamp=2015-04-26+00%3A00%3A07&v=2.0\
            &sign=A8DC67F16D1EB9229DB2466BC6F6B91C";
        assert_wire(request, query, xml);
        assert_eq!(request.content_type(), "text/xml;charset=utf-8");
    });
    let business = [("ownerCode", "C 1"), ("aa", "中")];
    let call = Generic::new("taobao.qimen.itemlack.report", &business).with_body(body);
    signed(&qimen, &call, b"2015-04-26 00:00:07", |request| {
        let mut query = [0; 512];
        let query = request.encode_query(&mut query).unwrap();
        assert!(
            query.contains("&aa=%E4%B8%AD&ownerCode=C+1&sign="),
            "{query}"
        );
        assert_eq!(request.encode_body(&mut [0; 256]).unwrap(), xml.as_bytes());
    });
}

#[test]
fn a_raw_body_draws_the_token_of_phalapi_into_the_query() {
    let body = RawBody {
        content_type: "application/json",
        bytes: b"{}",
    };
    let call = Generic::new("App.X.Y", &[("a", "1")]).with_body(body);
    let site = PhalApi::token("t");
    signed(&site, &call, NEW_YEAR, |request| {
        let mut query = [0; 128];
        let query = request.encode_query(&mut query).unwrap();
        assert_eq!(query, "access_token=t&service=App.X.Y&a=1");
        assert_eq!(request.body_length(), 2);
    });
}

fn refusal(gateway: &impl Gateway, call: &Generic<'_>) -> ParamError {
    let mut room = [0; 19];
    let mut params = Params::<1>::new(&mut room);
    let now = Timestamp::parse(NEW_YEAR).unwrap();
    gateway.sign(call, now, &mut params).unwrap_err()
}

#[test]
fn a_raw_body_that_the_signature_would_not_cover_is_refused() {
    let body = RawBody {
        content_type: "application/json",
        bytes: b"{}",
    };
    let call = Generic::new("a.b", &[]).with_body(body);
    let qianmi = Qianmi::new("10000000", "helloworld").unwrap();
    let error = refusal(&qianmi, &call);
    assert_eq!(
        (error.problem, error.problem.code()),
        (ParamProblem::Body, 115)
    );
    let told = "the raw body is not covered by this platform's signature";
    assert_eq!(error.to_string(), told);
    assert_eq!(refusal(&&qianmi, &call), error);
    assert_eq!(refusal(&PhalApi::simple_md5(), &call), error);
    assert_eq!(refusal(&PhalApi::pro("k", "s").unwrap(), &call), error);
    assert!(PhalApi::unsigned().can_sign_body());
}

type Written = Result<(), &'static str>;
type Write<'w> = &'w mut dyn FnMut(&[u8]) -> Written;

#[test]
fn a_writer_that_fails_is_asked_no_more() {
    let top = Top::new("12345678", "helloworld").unwrap();
    signed(&top, &DAMAI, NEW_YEAR, |request| {
        let query = |write: Write<'_>| request.write_query(write);
        let body = |write: Write<'_>| request.write_body(write);
        let parts: [&dyn Fn(Write<'_>) -> Written; 2] = [&query, &body];
        for (part, fails_at) in parts
            .into_iter()
            .flat_map(|part| (1..=3).map(move |n| (part, n)))
        {
            let mut calls = 0;
            let mut write = |_: &[u8]| {
                calls += 1;
                if calls == fails_at {
                    Err("line is down")
                } else {
                    Ok(())
                }
            };
            assert_eq!(part(&mut write), Err("line is down"));
            assert_eq!(calls, fails_at);
        }
    });
}

#[test]
fn absent_parts_of_the_damai_request_are_left_out() {
    let top = Top::new("1", "s").unwrap();
    let head = RequestHead {
        version: Some(""),
        ..RequestHead::default()
    };
    for (call, json) in [
        (CancelLockStock::default(), "{}"),
        (
            CancelLockStock {
                order_id: None,
                head: Some(head),
            },
            r#"{"head":{"version":""}}"#,
        ),
    ] {
        signed(&top, &call, NEW_YEAR, |request| {
            let canonical = request.canonical();
            let sent = canonical
                .params()
                .find(|param| param.name().starts_with(b"param_"));
            assert_eq!(sent.unwrap().value(), json.as_bytes());
        });
    }
}
