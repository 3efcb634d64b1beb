//! The given signatures, as far as a client of the four gateways sends such requests: with the
//! gateway's own system parameters. (The rest is about hashing alone, which the core's tests cover.)

use crate::support::*;
use gatekit_c::*;
use gatekit_core::Timestamp;
use std::collections::BTreeMap;

const VECTORS: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../tests/vectors/signatures.jsonl"
);

#[derive(serde::Deserialize)]
struct Vector {
    name: String,
    gateway: String,
    sign_method: String,
    secret: String,
    params: BTreeMap<String, String>,
    #[serde(default)]
    body: String,
    empties: String,
    sign: String,
}

impl Vector {
    /// Takes a system parameter out, which must be the gateway's own if `expected`.
    fn take(&mut self, name: &str, expected: Option<&str>) -> Option<String> {
        let value = self.params.remove(name)?;
        expected
            .is_none_or(|expected| value == expected)
            .then_some(value)
    }

    /// The signature that the library makes of it, `None` if no client of that gateway sends it.
    fn signed(mut self) -> Option<String> {
        self.params.remove("sign");
        match self.gateway.as_str() {
            "top" | "qimen" => self.alibaba(),
            "qianmi" => self.qianmi(),
            _ => self.phalapi(),
        }
    }

    fn alibaba(mut self) -> Option<String> {
        let top = self.gateway == "top";
        let sign_method = match self.sign_method.as_str() {
            "md5" => &raw const gk_md5,
            "hmac" => &raw const gk_hmac,
            _ => &raw const gk_hmac_sha256,
        };
        self.take("v", Some("2.0"))?;
        let named = self.sign_method.clone();
        self.take("sign_method", Some(&named))?;
        let format = self.take("format", None)?;
        let app_key = self.take("app_key", None)?;
        let mut optional = |name| self.take(name, None).unwrap_or_default();
        let session = optional("session");
        let partner_id = optional("partner_id");
        let target_app_key = optional("target_app_key");
        let customer_id = if top {
            String::new()
        } else {
            optional("customerId")
        };
        let simplify = if top {
            optional("simplify")
        } else {
            String::new()
        };
        let xml = u8::from(format == "xml");
        if xml == 0 && format != "json" {
            return None;
        }
        if top {
            let gateway = gk_top {
                app_key: text(&app_key),
                secret: text(&self.secret),
                sign_method,
                session: text(&session),
                partner_id: text(&partner_id),
                target_app_key: text(&target_app_key),
                xml,
                simplify: u8::from(simplify == "true"),
            };
            self.request("method", &gateway, gk_top_sign)
        } else {
            let gateway = gk_qimen {
                app_key: text(&app_key),
                secret: text(&self.secret),
                sign_method,
                target_app_key: text(&target_app_key),
                customer_id: text(&customer_id),
                session: text(&session),
                partner_id: text(&partner_id),
                xml,
            };
            self.request("method", &gateway, gk_qimen_sign)
        }
    }

    fn qianmi(mut self) -> Option<String> {
        self.take("v", Some("1.1"))?;
        self.take("format", Some("json"))?;
        let app_key = self.take("appKey", None)?;
        let access_token = self.take("access_token", None).unwrap_or_default();
        let partner_id = self.take("partner_id", None).unwrap_or_default();
        let gateway = gk_qianmi {
            app_key: text(&app_key),
            secret: text(&self.secret),
            access_token: text(&access_token),
            partner_id: text(&partner_id),
        };
        self.request("method", &gateway, gk_qianmi_sign)
    }

    fn phalapi(mut self) -> Option<String> {
        let pro = self.gateway == "phalapi-pro";
        if self.sign_method.starts_with("pairs-md5") {
            return None;
        }
        let access_token = self.take("access_token", None).unwrap_or_default();
        let mut of_pro = |name| if pro { self.take(name, None) } else { None };
        let (app_key, user_id) = (of_pro("app_key"), of_pro("uid").unwrap_or_default());
        if pro && app_key.is_none() {
            return None;
        }
        let app_key = app_key.unwrap_or_default();
        let protection = if pro {
            gk_protection::GK_PHALAPI_PRO
        } else {
            gk_protection::GK_PHALAPI_VALUES_MD5
        };
        let gateway = gk_phalapi {
            protection: protection as i32,
            access_token: text(&access_token),
            app_key: text(&app_key),
            secret: text(&self.secret),
            user_id: text(&user_id),
        };
        self.request("service", &gateway, gk_phalapi_sign)
    }

    /// Signs what is left.
    fn request<G>(&self, method: &str, gateway: &G, sign: Sign<G>) -> Option<String> {
        let now = match self.params.get("timestamp") {
            Some(written) => Timestamp::parse(written.as_bytes())?.unix(),
            None if method == "service" => 0,
            None => return None,
        };
        let own = [method, "timestamp"];
        let own = |name: &str| own[..if method == "service" { 1 } else { 2 }].contains(&name);
        let rest = self.params.iter().filter(|(name, _)| !own(name));
        let params: Vec<_> = rest.map(|(name, value)| param(name, value)).collect();
        let mut call = call(self.params.get(method)?, &params);
        if !self.body.is_empty() {
            (call.body, call.body_length) = (self.body.as_ptr(), self.body.len());
        }
        let mut request = blank();
        // SAFETY: all of them are there.
        match unsafe { sign(gateway, &raw const call, now, &raw mut request) } {
            gk_status::GK_OK => {}
            // Qianmi's and PhalApi's reserved names, which no client of theirs sends.
            gk_status::GK_PARAM_RESERVED => return None,
            status => panic!("{}: {status:?}", self.name),
        }
        let signature = signature(&request);
        let written = written(gk_write_query, &request) + "&" + &written(gk_write_body, &request);
        assert!(
            written
                .split('&')
                .any(|pair| pair == format!("sign={signature}"))
        );
        Some(signature)
    }
}

type Sign<G> = unsafe extern "C" fn(*const G, *const gk_call, i64, *mut gk_request) -> gk_status;

#[test]
fn the_sdks_signatures_are_reproduced() {
    let lines = std::fs::read_to_string(VECTORS).unwrap();
    let (mut compared, mut others) = (BTreeMap::<String, usize>::new(), 0);
    for line in lines.lines() {
        let vector: Vector = serde_json::from_str(line).unwrap();
        let keeps_blanks = vector.gateway.starts_with("phalapi");
        let for_a_client = match vector.empties.as_str() {
            "any" => true,
            "dropped" => !keeps_blanks,
            _ => keeps_blanks,
        };
        let (name, sign, kind) = (
            vector.name.clone(),
            vector.sign.clone(),
            format!("{} {}", vector.gateway, vector.sign_method),
        );
        match vector.signed().filter(|_| for_a_client) {
            Some(signature) => {
                assert_eq!(signature, sign, "{name}");
                *compared.entry(kind).or_default() += 1;
            }
            None => others += 1,
        }
    }
    assert_eq!(
        (compared.values().sum::<usize>(), others),
        (114, 65),
        "{compared:?}"
    );
    // All that the gateways can sign with, but PhalApi's filter with a separator.
    assert_eq!(compared.len(), 9, "{compared:?}");
}
