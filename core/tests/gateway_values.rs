//! What every gateway offers to code that does not know which one it is.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use gatekit_core::api::d2p::{self, TradeCancel};
use gatekit_core::call::Generic;
use gatekit_core::gateway::{Dialect, Slot};
use gatekit_core::reply::{Format, Problem, ReadError, Reason, Unopened};
use gatekit_core::request::RawBody;
use gatekit_core::{Call, Gateway, Params, PhalApi, Qianmi, Qimen, Timestamp, Top};

/// The query and the body that are sent.
fn sent(gateway: impl Gateway, call: &(impl Call + ?Sized)) -> (String, Vec<u8>, String) {
    let mut room = [0; 19];
    let mut params = Params::<2>::new(&mut room);
    let now = Timestamp::from_unix(1_451_620_800).unwrap();
    let request = gateway.sign(call, now, &mut params).unwrap();
    let (mut query, mut body) = ([0; 512], [0; 64]);
    let query = request.encode_query(&mut query).unwrap().to_owned();
    let body = request.encode_body(&mut body).unwrap().to_vec();
    (query, body, request.content_type().to_owned())
}

#[test]
fn a_borrowed_gateway_signs_the_same_request() {
    let call = Generic::new("a.b", &[("tid", "T1")]);
    let top = Top::new("12345678", "helloworld").unwrap().with_xml();
    let (query, body, _) = sent(&top, &call);
    assert!(
        query.starts_with("app_key=12345678&format=xml&method=a.b&"),
        "{query}"
    );
    assert_eq!(body, b"tid=T1");
    assert_eq!(sent(top.clone(), &call).0, query);
}

/// Why an answer is a refusal.
fn reason(gateway: impl Gateway, body: &[u8]) -> Reason {
    let call = Generic::new("a.b", &[]);
    match gateway.read(&call, &mut body.to_vec()).map(|_| ()) {
        Err(ReadError::Refused(fault)) => fault.reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_borrowed_gateway_reads_the_same_format_and_envelope() {
    const XML: &[u8] = b"<error_response><code>25</code></error_response>";
    let top = Top::new("12345678", "helloworld").unwrap().with_xml();
    let borrowed = &top;
    assert_eq!(Gateway::format(&borrowed), Format::Xml);
    assert_eq!(Gateway::dialect(&borrowed).name, "top");
    assert_eq!(Gateway::system_value(&borrowed, Slot::Format), Some("xml"));
    assert_eq!(reason(top.clone(), XML), Reason::SignatureInvalid);
    assert_eq!(reason(borrowed, XML), Reason::SignatureInvalid);
    assert!(std::ptr::eq(
        Gateway::sign_method(&borrowed),
        top.sign_method()
    ));
    let document = Gateway::document(&borrowed, XML).unwrap();
    let opened = Gateway::open(&borrowed, None, document);
    assert!(matches!(opened, Err(Unopened::Refused(_))));
}

#[test]
fn a_borrowed_call_is_the_call() {
    let qianmi = Qianmi::new("10000000", "0123456789abcdef").unwrap();
    let cancel = TradeCancel::order("T1");
    let borrowed = &cancel;
    assert_eq!(Call::method(&borrowed), "qianmi.cloudshop.d2p.trade.cancel");
    assert_eq!(sent(&qianmi, &borrowed), sent(&qianmi, &cancel));
    let mut body = *br#"{"errorToken":"x","code":"9","subErrors":[{"code":"isv.qianmi-cloudshop-d2p-trade-cancel-service-error:01042009"}]}"#;
    let Err(ReadError::Refused(fault)) = qianmi.read(&borrowed, &mut body) else {
        panic!("no refusal")
    };
    assert_eq!(fault.known, Some(&d2p::RETURN_OPEN));

    let raw = RawBody {
        content_type: "application/json",
        bytes: b"{}",
    };
    let raw = Generic::new("a.b", &[("tid", "T1")]).with_body(raw);
    let top = Top::new("12345678", "helloworld").unwrap();
    let (query, body, content_type) = sent(&top, &&raw);
    assert!(query.contains("&tid=T1&sign="), "{query}");
    assert_eq!(
        (&body[..], &content_type[..]),
        (&b"{}"[..], "application/json")
    );
}

/// The payload that is found without naming a method.
fn opened(gateway: &impl Gateway, body: &str) -> Result<String, Problem> {
    let document = gateway.document(body.as_bytes())?;
    match gateway.open(None, document) {
        Ok(payload) => Ok(String::from_utf8(payload.raw().to_vec()).unwrap()),
        Err(Unopened::Problem(problem)) => Err(problem),
        Err(Unopened::Refused(refusal)) => panic!("{refusal:?}"),
    }
}

#[test]
fn without_a_method_any_methods_answer_is_taken() {
    let top = Top::md5("1", "s").unwrap();
    let body = r#"{"any_method_response":{"id":1}}"#;
    assert_eq!(opened(&top, body).unwrap(), r#"{"id":1}"#);
    assert_eq!(opened(&top, "{\"id\":1}"), Err(Problem::NoEnvelope));
    let qimen = Qimen::md5("1", "s", "t").unwrap();
    assert_eq!(
        opened(&qimen, r#"{"response":{"flag":"success","id":1}}"#).unwrap(),
        r#"{"flag":"success","id":1}"#
    );
    let qianmi = Qianmi::new("1", "s").unwrap();
    assert_eq!(opened(&qianmi, body).unwrap(), r#"{"id":1}"#);
    let site = PhalApi::unsigned();
    assert_eq!(
        opened(&site, r#"{"ret":200,"data":{"id":1},"msg":""}"#).unwrap(),
        r#"{"id":1}"#
    );
}

#[test]
fn a_document_is_read_in_the_formats_that_the_gateway_speaks() {
    const XML: &[u8] = b"<r><id>1</id></r>";
    let (top, site) = (Top::md5("1", "s").unwrap(), PhalApi::unsigned());
    assert_eq!(top.document(b"{}").unwrap().format(), Format::Json);
    assert_eq!(top.document(XML).unwrap().format(), Format::Xml);
    assert_eq!(site.document(b"{}").unwrap().format(), Format::Json);
    assert_eq!(site.document(XML).unwrap_err(), Problem::Html);
    assert_eq!(
        top.document(b"<!DOCTYPE html><p>").unwrap_err(),
        Problem::Html
    );
}

/// What a gateway sends of the parameters that are set once.
fn values(gateway: &impl Gateway) -> Vec<(Slot, &str)> {
    const SET: [Slot; 10] = [
        Slot::AppKey,
        Slot::Session,
        Slot::Format,
        Slot::Version,
        Slot::SignMethod,
        Slot::PartnerId,
        Slot::TargetAppKey,
        Slot::Simplify,
        Slot::CustomerId,
        Slot::UserId,
    ];
    let value = |slot| Some((slot, gateway.system_value(slot)?));
    SET.into_iter().filter_map(value).collect()
}

#[test]
fn a_gateway_has_values_for_its_own_parameters_only() {
    let top = Top::md5("1", "s").unwrap();
    let fixed = [
        (Slot::AppKey, "1"),
        (Slot::Format, "json"),
        (Slot::Version, "2.0"),
        (Slot::SignMethod, "md5"),
    ];
    assert_eq!(values(&top), fixed);
    let qimen = Qimen::md5("1", "s", "2").unwrap().with_customer_id("c");
    let routed = [(Slot::TargetAppKey, "2"), (Slot::CustomerId, "c")];
    assert_eq!(values(&qimen), [&fixed[..], &routed].concat());
    let qianmi = Qianmi::new("1", "s").unwrap().with_partner_id("p");
    assert_eq!(
        values(&qianmi),
        [
            (Slot::AppKey, "1"),
            (Slot::Format, "json"),
            (Slot::Version, "1.1"),
            (Slot::PartnerId, "p")
        ]
    );
    let pro = PhalApi::pro("1", "s").unwrap().with_user_id("u");
    assert_eq!(values(&pro), [(Slot::AppKey, "1"), (Slot::UserId, "u")]);
    assert_eq!(values(&PhalApi::unsigned()), []);
}

#[test]
fn what_has_a_value_stands_in_the_table() {
    fn check(gateway: &impl Gateway) {
        let dialect: &Dialect = gateway.dialect();
        for (slot, _) in values(gateway) {
            let rows = dialect.system.iter().filter(|row| row.slot == slot);
            assert_eq!(rows.count(), 1, "{} {slot:?}", dialect.name);
        }
    }
    check(
        &Top::md5("1", "s")
            .unwrap()
            .with_session("t")
            .with_simplify(),
    );
    check(&Qimen::standard("1", "s", "c").unwrap().with_session("t"));
    check(&Qianmi::new("1", "s").unwrap().with_access_token("t"));
    check(&PhalApi::token("t"));
    check(&PhalApi::pro("1", "s").unwrap().with_user_id("u"));
}
