//! Every signature of `signatures.jsonl`, as client and as verifier.

use crate::report::Report;
use gatekit_core::gateway::phalapi::{PairsMd5, ValuesMd5, ValuesMd5Secret};
use gatekit_core::gateway::top::TopSign;
use gatekit_core::request::sign::{Canonical, Sha1, SignMethod, Signature};
use gatekit_core::request::Blanks;
use gatekit_core::Params;

pub struct Vector {
    pub name: &'static str,
    pub sign_method: &'static str,
    pub secret: &'static str,
    pub params: &'static [(&'static str, &'static str)],
    pub body: &'static str,
    /// Whether a client of this gateway leaves blank values out.
    pub drops: bool,
    /// Who must make the signature.
    pub client: bool,
    pub verifier: bool,
    pub sign: &'static str,
}

pub fn check(report: &mut Report, vectors: &[Vector]) {
    for vector in vectors {
        let client = !vector.client || vector.is_made(vector.drops);
        let verifier = !vector.verifier || vector.is_made(false);
        report.check(
            format_args!("signature {}", vector.name),
            client && verifier && (vector.client || vector.verifier),
        );
    }
}

impl Vector {
    fn is_made(&self, drops: bool) -> bool {
        let mut params = Params::<32>::new(&mut []);
        if !drops {
            params.set_blanks(Blanks::Kept);
        }
        let mut pairs = self.params.iter();
        pairs.all(|(name, value)| params.text(name, value).is_ok())
            && self
                .signature(&Canonical::new(params.as_slice(), self.body.as_bytes()))
                .is_some_and(|signature| signature.as_str() == self.sign)
    }

    fn signature(&self, canonical: &Canonical<'_>) -> Option<Signature> {
        match self.sign_method {
            "sha1" => Sha1::new(self.secret).ok()?.sign(canonical),
            "values-md5" => ValuesMd5::<gatekit_core::request::hash::Md5>::new().sign(canonical),
            "values-md5-secret" => ValuesMd5Secret::new(self.secret).ok()?.sign(canonical),
            method => match method.strip_prefix("pairs-md5 separator ") {
                Some(separator) => PairsMd5::new(separator).sign(canonical),
                None => TopSign::named(method, self.secret).ok()??.sign(canonical),
            },
        }
    }
}
