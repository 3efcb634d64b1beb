//! Every given signature that a gateway can produce is produced by its `sign`.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use gatekit_core::api::d2p::TradeCancel;
use gatekit_core::api::logistics::CancelOrder;
use gatekit_core::call::Generic;
use gatekit_core::gateway::phalapi::{PairsMd5, ValuesMd5, ValuesMd5Secret};
use gatekit_core::gateway::top::TopSign;
use gatekit_core::request::RawBody;
use gatekit_core::{Call, Gateway, Params, PhalApi, Qianmi, Qimen, Timestamp, Top};
use std::collections::{BTreeMap, BTreeSet};

const VECTORS: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../tests/vectors/signatures.jsonl"
);

struct Vector {
    name: String,
    gateway: String,
    sign_method: String,
    secret: String,
    params: BTreeMap<String, String>,
    body: Option<String>,
    drops_blanks: bool,
    sign: String,
}

/// Under Miri all of them would take an hour.
const EVERY: usize = if cfg!(miri) { 37 } else { 1 };

impl Vector {
    fn all() -> Vec<Self> {
        let lines = std::fs::read_to_string(VECTORS).unwrap();
        lines.lines().step_by(EVERY).map(Self::read).collect()
    }

    fn named(name: &str) -> Self {
        let lines = std::fs::read_to_string(VECTORS).unwrap();
        let name = serde_json::Value::from(name).to_string();
        let mut named = lines.lines().filter(|line| line.contains(&name));
        Self::read(named.next().unwrap())
    }

    fn read(line: &str) -> Self {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| line[name].as_str().map(str::to_owned);
        let params = line["params"].as_object().unwrap().iter();
        let owned = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        Self {
            name: text("name").unwrap(),
            gateway: text("gateway").unwrap(),
            sign_method: text("sign_method").unwrap(),
            secret: text("secret").unwrap(),
            params: params
                .map(|(name, value)| (name.clone(), owned(value)))
                .collect(),
            body: text("body"),
            drops_blanks: line["empties"] != "signed",
            sign: text("sign").unwrap(),
        }
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.params.get(name).map(String::as_str)
    }

    /// The signature that `gateway` makes of these parameters, if it can send just these.
    fn signed_by(&self, gateway: &impl Gateway) -> Option<String> {
        let system: Vec<_> = gateway
            .dialect()
            .system
            .iter()
            .map(|row| row.name)
            .collect();
        let business = self
            .params
            .iter()
            .filter(|(name, _)| !system.contains(&name.as_str()));
        let business: Vec<_> = business
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let method = self.get("method").or_else(|| self.get("service"))?;
        let mut call = Generic::new(method, &business);
        if let Some(body) = &self.body {
            call = call.with_body(RawBody {
                content_type: "text/xml",
                bytes: body.as_bytes(),
            });
        }
        let moment = match self.get("timestamp") {
            Some(timestamp) => Timestamp::parse(timestamp.as_bytes())?,
            None => Timestamp::from_unix(0)?,
        };
        let mut room = [0; 32];
        let mut params = Params::<24>::new(&mut room);
        let request = gateway.sign(&call, moment, &mut params).unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let canonical = request.canonical();
        let sent: BTreeMap<_, _> = canonical
            .params()
            .map(|param| (text(param.name()), text(param.value())))
            .collect();
        let wanted = self.params.iter().filter(|(name, value)| {
            // Java does not count the no-break space as white space.
            let blank = value.chars().all(|c| c.is_whitespace() && c != '\u{a0}');
            *name != "sign" && !(blank && self.drops_blanks)
        });
        let wanted: BTreeMap<_, _> = wanted
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        (sent == wanted).then(|| request.signature().unwrap().to_owned())
    }

    fn top(&self) -> Option<String> {
        let sign = TopSign::named(&self.sign_method, &self.secret).unwrap()?;
        let mut top = Top::with_sign_method(self.get("app_key")?, sign).unwrap();
        top = match self.get("session") {
            Some(text) => top.with_session(text),
            None => top,
        };
        top = match self.get("partner_id") {
            Some(text) => top.with_partner_id(text),
            None => top,
        };
        if let Some(target) = self.get("target_app_key") {
            top = top.with_target_app_key(target);
        }
        top = if self.get("simplify").is_some() {
            top.with_simplify()
        } else {
            top
        };
        top = if self.get("format") == Some("xml") {
            top.with_xml()
        } else {
            top
        };
        self.signed_by(&top)
    }

    fn qimen(&self) -> Option<String> {
        let sign = TopSign::named(&self.sign_method, &self.secret).unwrap()?;
        let mut qimen = Qimen::with_sign_method(self.get("app_key")?, sign).unwrap();
        qimen = match self.get("session") {
            Some(text) => qimen.with_session(text),
            None => qimen,
        };
        if let Some(partner) = self.get("partner_id") {
            qimen = qimen.with_partner_id(partner);
        }
        if let Some(customer) = self.get("customerId") {
            qimen = qimen.with_customer_id(customer);
        }
        if let Some(target) = self.get("target_app_key") {
            qimen = qimen.with_target_app_key(target);
        }
        qimen = if self.get("format") == Some("xml") {
            qimen.with_xml()
        } else {
            qimen
        };
        self.signed_by(&qimen)
    }

    fn qianmi(&self) -> Option<String> {
        let mut qianmi = Qianmi::new(self.get("appKey")?, &self.secret).unwrap();
        if let Some(token) = self.get("access_token") {
            qianmi = qianmi.with_access_token(token);
        }
        if let Some(partner) = self.get("partner_id") {
            qianmi = qianmi.with_partner_id(partner);
        }
        self.signed_by(&qianmi)
    }

    fn phalapi(&self) -> Option<String> {
        let token = self.get("access_token").unwrap_or_default();
        match self.sign_method.as_str() {
            "values-md5" => {
                let method: ValuesMd5 = ValuesMd5::new();
                self.signed_by(&PhalApi::with_sign_method(method).with_access_token(token))
            }
            "pairs-md5 separator =" => {
                self.signed_by(&PhalApi::<&str, _>::with_sign_method(PairsMd5::new("=")))
            }
            "values-md5-secret" if self.get("app_key").is_none() => {
                let method = ValuesMd5Secret::new(&self.secret).unwrap();
                self.signed_by(&PhalApi::<&str, _>::with_sign_method(method))
            }
            "values-md5-secret" => {
                let site = PhalApi::pro(self.get("app_key")?, &self.secret).unwrap();
                let user = self.get("uid").unwrap_or_default();
                self.signed_by(&site.with_access_token(token).with_user_id(user))
            }
            _ => None,
        }
    }

    fn produced(&self) -> Option<String> {
        match self.gateway.as_str() {
            _ if !self.drops_blanks && !self.gateway.starts_with("phalapi") => None,
            "top" => self.top(),
            "qimen" => self.qimen(),
            "qianmi" => self.qianmi(),
            _ => self.phalapi(),
        }
    }
}

#[test]
fn gateways_sign_as_the_sdks_do() {
    let mut produced = BTreeSet::new();
    for vector in Vector::all() {
        if let Some(sign) = vector.produced() {
            assert_eq!(sign, vector.sign, "{}", vector.name);
            produced.insert(vector.name);
        }
    }
    if cfg!(miri) {
        assert!(!produced.is_empty());
        return;
    }
    for name in [
        "qm_cancel_no_token",
        "qm_cancel_with_token",
        "qm_u3000_value_skipped",
        "damai_json.md5.1",
        "damai_json.hmac.2",
        "damai_json.hmac-sha256.2",
        "damai_xml.md5.3",
        "damai_simplify.md5.2",
        "damai_simplify.hmac-sha256.1",
        "qimen_intercept_json.md5.4",
        "qimen_intercept_json.hmac.1",
        "qimen_intercept_json.hmac-sha256.3",
        "qimen_intercept_session.md5.1",
        "qimen_std_0.md5",
        "qimen_std_0.hmac-sha256",
        "qimen_doc_params_body_empty.md5",
        "qimencloud_body_json.hmac",
        "chinese.md5.3",
        "empty_values.md5.1",
        "upload.md5",
        "pa_cancel_service",
    ] {
        assert!(
            produced.contains(name),
            "{name} was not produced, only {produced:?}"
        );
    }
    assert!(
        produced.len() >= 90,
        "only {}: {produced:?}",
        produced.len()
    );
}

fn sign(gateway: &impl Gateway, call: &impl Call) -> String {
    let mut room = [0; 256];
    let mut params = Params::<8>::new(&mut room);
    let now = Timestamp::parse(b"2015-11-04 14:10:13").unwrap();
    gateway
        .sign(call, now, &mut params)
        .unwrap()
        .signature()
        .unwrap()
        .to_owned()
}

#[test]
fn typed_calls_sign_as_the_sdks_do() {
    let secret = "0123456789abcdef0123456789ABCDEF";
    let call = TradeCancel::order("T20151104141013082");
    let qianmi = Qianmi::new("10000000", secret).unwrap();
    assert_eq!(
        sign(&qianmi, &call),
        Vector::named("qm_cancel_no_token").sign
    );
    let qianmi = qianmi.with_access_token("00112233445566778899aabbccddeeff");
    assert_eq!(
        sign(&qianmi, &call),
        Vector::named("qm_cancel_with_token").sign
    );

    // `service` stands where `s` does, and only values are hashed.
    let call = CancelOrder {
        order_id: "100012021107633",
        task_id: "BAB7EDF04019A6C7876096B88B611769",
        cancel_msg: "不要了",
    };
    let site = PhalApi::simple_md5();
    assert_eq!(sign(&site, &call), Vector::named("pa_cancel_service").sign);
    let site = site.with_access_token("tok-123");
    assert_eq!(
        sign(&site, &call),
        Vector::named("pa_cancel_with_token").sign
    );
    let pro = PhalApi::pro("testAppKey", "testAppSecret").unwrap();
    assert_eq!(sign(&pro, &call), Vector::named("yes_cancel").sign);
}
