//! The masked explanation of a request shows neither secrets nor tokens, wherever they stand.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use gatekit_core::api::auth::ApplyToken;
use gatekit_core::api::damai::{CancelLockStock, RequestHead};
use gatekit_core::call::Generic;
use gatekit_core::request::RawBody;
use gatekit_core::{Gateway, Params, PhalApi, Qianmi, Qimen, Timestamp, Top};

const SECRET: &str = "s3cr3t-of-the-app";
const TOKEN: &str = "t0k3n-of-the-user";

/// Explains a request, and looks for what must not be seen.
fn masked(gateway: &impl Gateway, call: &impl gatekit_core::Call) -> String {
    let mut room = [0; 512];
    let mut params = Params::<8>::new(&mut room);
    let now = Timestamp::from_unix(1_451_620_800).unwrap();
    let request = gateway.sign(call, now, &mut params).unwrap();
    let masked = request.masked().to_string();
    for hidden in [SECRET, TOKEN].into_iter().chain(request.signature()) {
        assert!(!masked.contains(hidden), "{masked}");
    }
    masked
}

fn top() -> Top {
    Top::new("12345678", SECRET).unwrap().with_session(TOKEN)
}

fn head() -> RequestHead<'static> {
    RequestHead {
        supplier_secret: Some(SECRET),
        signed: Some(TOKEN),
        version: Some("1"),
        ..RequestHead::default()
    }
}

#[test]
fn requests_are_masked() {
    let call = CancelLockStock {
        order_id: Some("12345"),
        head: Some(head()),
    };
    let shown = masked(&top(), &call);
    assert_eq!(
        shown,
        "app_key12345678formatjsonmethodalibaba.damai.yuntoc.order.cancellockstock\
         param_cancel_stock_lock_request{\"cancel_stock_lock_request_body\":{\
         \"cancel_stock_lock_req_param\":{\"order_id\":\"12345\"}},\"head\":{\"signed\":\"***\",\
         \"supplier_secret\":\"***\",\"version\":\"1\"}}session***sign_methodhmac-sha256\
         timestamp2016-01-01 12:00:00v2.0"
    );
    let md5 = Top::md5("12345678", SECRET).unwrap().with_session(TOKEN);
    let shown = masked(&md5, &call);
    assert!(
        shown.starts_with("{secret}app_key") && shown.ends_with("v2.0{secret}"),
        "{shown}"
    );
    let qianmi = Qianmi::new("10000000", SECRET)
        .unwrap()
        .with_access_token(TOKEN);
    masked(
        &qianmi,
        &Generic::new("qianmi.x.y", &[("refresh_token", TOKEN)]),
    );
    let apply = ApplyToken {
        app_key: "testAppKey",
        app_secret: SECRET,
    };
    let shown = masked(&PhalApi::token(TOKEN), &apply);
    assert_eq!(shown, "***testAppKey***App.Auth.ApplyToken");
    let pro = PhalApi::pro("testAppKey", SECRET)
        .unwrap()
        .with_access_token(TOKEN);
    let shown = masked(&pro, &Generic::new("App.X.Y", &[("password", SECRET)]));
    assert_eq!(shown, "***testAppKey***App.X.Y{secret}");
}

#[test]
fn members_of_bodies_are_masked() {
    let qimen = Qimen::new("12345678", SECRET, "23300032")
        .unwrap()
        .with_session(TOKEN);
    for json in [
        format!(r#"{{"supplier_secret" : "{SECRET}","b":[{{"access_token":"{TOKEN}"}}]}}"#),
        format!(r#"{{"session":"a\"{SECRET}\\","secret":null,"signed":["{TOKEN}"]}}"#),
        format!(r#"{{"supplier_secret":"{SECRET}"#),
        format!(r#"{{"signed":["x","{TOKEN}"],"secret":{{"a":1,"b":"{SECRET}"}}}}"#),
    ] {
        let body = RawBody {
            content_type: "application/json",
            bytes: json.as_bytes(),
        };
        let business = [("head", json.as_str())];
        let call = Generic::new("qimen.x", &business).with_body(body);
        masked(&qimen, &call);
    }
}

/// Explains a standard Qimen call with this body.
fn assert_xml_masked(xml: &str) {
    let standard = Qimen::standard("12345678", SECRET, "c").unwrap();
    let body = RawBody {
        content_type: "text/xml",
        bytes: xml.as_bytes(),
    };
    masked(
        &standard,
        &Generic::new("taobao.qimen.x", &[]).with_body(body),
    );
}

#[test]
fn elements_of_bodies_are_masked() {
    assert_xml_masked(&format!("<a><access_token>{TOKEN}</access_token></a>"));
    assert_xml_masked(&format!("<a><b><secret>\n{SECRET}</secret></b></a>"));
}

#[test]
fn elements_with_attributes_and_character_data_are_masked() {
    assert_xml_masked(&format!("<a><secret x=\"1\">{SECRET}</secret></a>"));
    assert_xml_masked(&format!("<a><session><![CDATA[{TOKEN}]]></session></a>"));
}
