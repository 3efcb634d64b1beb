//! Calls whose signatures are made by hand, rightly and wrongly, with the hashes of `RustCrypto`.

use crate::support::{Run, gatekit};
use hmac::{Hmac, KeyInit, Mac};
use md5::Digest;

const SECRET: &str = "hidden-secret";
const MAX: usize = 16;

/// A call with every parameter given, in no order.
#[derive(Clone, Copy)]
pub(crate) struct Case {
    gateway: &'static str,
    pub(crate) method: &'static str,
    params: [(&'static str, &'static str); MAX],
}

const fn params<const N: usize>(
    given: [(&'static str, &'static str); N],
) -> [(&'static str, &'static str); MAX] {
    let mut params = [("", ""); MAX];
    let mut index = 0;
    while index < N {
        params[index] = given[index];
        index += 1;
    }
    params
}

const ORDER: &str = r#"{"tid":"7","note":"a/中","n":[1,2]}"#;

const fn taobao(gateway: &'static str, method: &'static str, target: &'static str) -> Case {
    Case {
        gateway,
        method,
        params: params([
            ("method", "taobao.trade.get"),
            ("app_key", "12345678"),
            ("nick", "店 铺/1"),
            ("timestamp", "2016-01-01 12:00:00"),
            ("v", "2.0"),
            ("sign_method", method),
            ("format", "json"),
            ("session", "hidden-token"),
            ("target_app_key", target),
            ("Zone", "x"),
            ("fields", "tid,status"),
            ("bizOrder", ORDER),
        ]),
    }
}

pub(crate) const TOP: Case = taobao("top", "md5", "2330");
pub(crate) const TOP_HMAC: Case = taobao("top", "hmac", "2330");
pub(crate) const QIMEN: Case = taobao("qimen", "hmac-sha256", "23300032");
pub(crate) const QIANMI: Case = Case {
    gateway: "qianmi",
    method: "sha1",
    params: params([
        ("method", "qianmi.cloudshop.d2p.trade.cancel"),
        ("appKey", "10000000"),
        ("nick", "店 铺/1"),
        ("timestamp", "2016-01-01 12:00:00"),
        ("v", "1.1"),
        ("format", "json"),
        ("access_token", "hidden-token"),
        ("Zone", "x"),
        ("fields", "tid,status"),
        ("bizOrder", ORDER),
    ]),
};
pub(crate) const SITE: Case = Case {
    gateway: "phalapi",
    method: "values-md5",
    params: params([
        ("service", "App.Logistics.CCancelOrder"),
        ("orderId", "1000"),
        ("access_token", "hidden-token"),
        ("cancelMsg", "不要了"),
    ]),
};

impl Case {
    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.given().iter().map(|(name, _)| *name).collect()
    }

    pub(crate) fn with(self, name: &'static str, value: &'static str) -> Self {
        assert!(self.names().contains(&name), "{name}");
        self.with_all(name, value)
    }

    pub(crate) fn with_all(mut self, name: &str, value: &'static str) -> Self {
        for param in self.params.iter_mut().filter(|param| param.0 == name) {
            param.1 = value;
        }
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        for param in self.params.iter_mut().filter(|param| param.0 == name) {
            *param = ("", "");
        }
        self
    }

    pub(crate) fn and(mut self, name: &'static str, value: &'static str) -> Self {
        let free = self.params.iter_mut().find(|param| param.0.is_empty());
        *free.expect("room for one more") = (name, value);
        self
    }

    pub(crate) fn sorted(&self) -> Vec<(&'static str, &'static str)> {
        let mut params = self.given();
        params.sort_unstable();
        params
    }

    /// The right string, without the secret.
    pub(crate) fn string(&self) -> String {
        self.joined(|mut params| {
            params.sort_unstable();
            params
        })
    }

    pub(crate) fn joined(
        &self,
        order: impl Fn(Vec<(&'static str, &'static str)>) -> Vec<(&'static str, &'static str)>,
    ) -> String {
        let has_names = self.gateway != "phalapi";
        let piece = |(name, value): (&str, &str)| {
            let name = if has_names { name } else { "" };
            format!("{name}{value}")
        };
        order(self.given()).into_iter().map(piece).collect()
    }

    pub(crate) fn gbk(&self) -> Vec<u8> {
        encoding_rs::GBK.encode(&self.string()).0.into_owned()
    }

    pub(crate) fn is_keyed(&self) -> bool {
        self.method.starts_with("hmac")
    }

    pub(crate) fn signature(&self, string: &str) -> String {
        self.hashed(SECRET, string)
    }

    pub(crate) fn hashed(&self, secret: &str, string: &str) -> String {
        self.hashed_bytes(secret, string.as_bytes())
    }

    pub(crate) fn hashed_bytes(&self, secret: &str, string: &[u8]) -> String {
        let secret = secret.as_bytes();
        let wrapped = [secret, string, secret].concat();
        match self.method {
            "md5" => hex(&md5::Md5::digest(wrapped)),
            "sha1" => hex(&sha1::Sha1::digest(wrapped)),
            "hmac" => {
                let mut mac = Hmac::<md5::Md5>::new_from_slice(secret).expect("any key");
                mac.update(string);
                hex(&mac.finalize().into_bytes())
            }
            "hmac-sha256" => {
                let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret).expect("any key");
                mac.update(string);
                hex(&mac.finalize().into_bytes())
            }
            _ => hex(&md5::Md5::digest(string)).to_ascii_lowercase(),
        }
    }

    /// The hash of the text alone.
    pub(crate) fn plain(&self, text: &str) -> String {
        match self.method {
            "sha1" => hex(&sha1::Sha1::digest(text)),
            _ => hex(&md5::Md5::digest(text)),
        }
    }

    pub(crate) fn diagnose(&self, sign: &str) -> Run {
        self.run(&["--sign", sign], &[])
    }

    pub(crate) fn run(&self, what: &[&str], more: &[&str]) -> Run {
        let given = self.given().into_iter();
        let pairs: Vec<_> = given
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let blank = if self.gateway == "phalapi" {
            None
        } else {
            Some("remark=")
        };
        gatekit(["diagnose", self.gateway, "--method", self.method])
            .args(["--secret", SECRET])
            .args(what.iter().copied())
            .args(more.iter().copied())
            .args(pairs.iter().map(String::as_str))
            .args(blank)
            .run()
    }

    /// The mistake that makes the signature of this string, as `write` has it.
    pub(crate) fn assert(&self, slug: &str, string: &str, write: impl Fn(&str) -> String) {
        self.assert_sign(slug, &write(&self.signature(string)));
    }

    pub(crate) fn assert_sign(&self, slug: &str, sign: &str) {
        let run = self.diagnose(sign);
        let first = run.out.lines().next();
        assert_eq!(
            first,
            Some(&*format!("mistake: {slug}")),
            "{} {run:?}",
            self.method
        );
        assert!(
            run.out.lines().nth(1).is_some_and(|told| told.len() > 20),
            "{run:?}"
        );
        assert_eq!((run.code, run.err.as_str()), (0, ""));
    }

    fn given(&self) -> Vec<(&'static str, &'static str)> {
        let params = self.params.iter().copied();
        params.filter(|(name, _)| !name.is_empty()).collect()
    }
}

fn hex(bytes: &[u8]) -> String {
    let bytes: Vec<_> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    bytes.concat()
}
