//! Every stage of a signature as data, for people who compare it with another program's.
//!
//! Nothing is recorded for it while a request is made: what was signed is walked once more. What a
//! gateway leaves out, `Gateway::left_out` names. Programs that explain nothing do not have it.

use super::form::{self, Pairs};
use super::mask::{Masked, Value};
use super::sign::{Canonical, Layout, SignMethod, Signature};
use super::{Param, Place, Request};
use core::fmt::{self, Write as _};

/// A stage of a signature. None of them displays a secret.
///
/// ```
/// use gatekit_core::request::{explain::Stage, mask::Value};
/// let stage = Stage::Param(Value { name: b"session", value: b"6100e23f" });
/// assert_eq!(format!("{stage:?}"), "Param(***)");
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Stage<'s> {
    /// A parameter that is signed; they come in the order in which they are signed.
    Param(Value<'s>),
    /// A parameter that is sent and not signed: empty or `0`, in `PhalApi`'s pairs.
    PassedOver(Value<'s>),
    /// The raw body that is signed after the parameters.
    Body {
        /// Its length in bytes.
        length: usize,
    },
    /// The string that is hashed.
    Canonical(Masked<'s>),
    /// The digest as it is sent.
    Signature(Signature),
    /// The parameters as they are sent.
    Wire(Wire<'s>),
}

impl Request<'_> {
    /// Visits every stage of the signature, from the parameters to the wire.
    ///
    /// ```
    /// use gatekit_core::{Gateway, Params, Timestamp, Top, call::Generic, request::explain::Stage};
    /// let top = Top::md5("12345678", "helloworld")?.with_session("6100e23f");
    /// let call = Generic::new("taobao.trade.get", &[("tid", "a b")]);
    /// let mut room = [0; 19];
    /// let mut params = Params::<1>::new(&mut room);
    /// let request = top.sign(&call, Timestamp::from_unix(0).unwrap(), &mut params)?;
    /// let mut shown = String::new();
    /// request.explain(|stage| match stage {
    ///     Stage::Param(param) if param.name == b"session" => shown += &param.to_string(),
    ///     Stage::Wire(wire) if !wire.is_query() => shown += &wire.to_string(),
    ///     _ => {}
    /// });
    /// assert_eq!(shown, "***tid=a+b");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn explain(&self, mut visit: impl FnMut(Stage<'_>)) {
        let signature = self.signature.as_ref();
        stages(&self.canonical(), self.layout, signature, &mut visit);
        for place in [Place::Query, Place::Body] {
            let pairs = self.pairs(place);
            visit(Stage::Wire(Wire { pairs }));
        }
    }
}

impl Canonical<'_> {
    /// Visits every stage of a signature that stands for itself; on the wire, all parameters are in
    /// one form.
    ///
    /// ```
    /// use gatekit_core::request::{explain::Stage, sign::{Canonical, Md5}};
    /// let mut params = gatekit_core::Params::<4>::new(&mut []);
    /// params.text("a", "1")?;
    /// let mut lines = Vec::new();
    /// let canonical = Canonical::new(params.as_slice(), b"");
    /// canonical.explain(&Md5::new("helloworld")?, |stage| if let Stage::Canonical(string) = stage {
    ///     lines.push(string.to_string());
    /// });
    /// assert_eq!(lines, ["{secret}a1{secret}"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn explain<M: SignMethod>(&self, method: &M, mut visit: impl FnMut(Stage<'_>)) {
        let signature = method.sign(self);
        stages(self, method.layout(), signature.as_ref(), &mut visit);
        let pairs = Pairs {
            place: Place::Query,
            system: self.system,
            in_body: 0,
            business: self.business,
            signature: signature
                .as_ref()
                .map(|signature| Param::new(b"sign", signature.as_bytes())),
        };
        visit(Stage::Wire(Wire { pairs }));
    }
}

fn stages(
    canonical: &Canonical<'_>,
    layout: Layout,
    signature: Option<&Signature>,
    visit: &mut dyn FnMut(Stage<'_>),
) {
    for param in canonical.params() {
        let (name, value) = (param.name(), param.value());
        let shown = Value { name, value };
        visit(if layout.style.passes_over(value) {
            Stage::PassedOver(shown)
        } else {
            Stage::Param(shown)
        });
    }
    let length = canonical.body().len();
    if length > 0 {
        visit(Stage::Body { length });
    }
    visit(Stage::Canonical(Masked::new(*canonical, layout)));
    if let Some(signature) = signature {
        visit(Stage::Signature(*signature));
    }
}

/// Displays parameters as they are sent, form-encoded, with `***` for values that nobody should see.
///
/// ```
/// use gatekit_core::request::{explain::Stage, sign::{Canonical, Md5}};
/// let mut params = gatekit_core::Params::<4>::new(&mut []);
/// params.text("nick", "a b")?;
/// params.text("session", "6100e23f")?;
/// Canonical::new(params.as_slice(), b"").explain(&Md5::new("helloworld")?, |stage| {
///     if let Stage::Wire(wire) = stage {
///         assert!(wire.to_string().starts_with("nick=a+b&session=***&sign="));
///     }
/// });
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Wire<'s> {
    pairs: Pairs<'s>,
}

impl Wire<'_> {
    /// Whether they travel in the URL, not in the body.
    ///
    /// ```
    /// # use gatekit_core::{Gateway, Params, PhalApi, Timestamp, call::Generic};
    /// # use gatekit_core::request::explain::Stage;
    /// # let now = Timestamp::from_unix(0).unwrap();
    /// # let phalapi = PhalApi::unsigned();
    /// let call = Generic::new("App.Site.Index", &[("id", "7")]);
    /// # let mut params = Params::<4>::new(&mut []);
    /// phalapi.sign(&call, now, &mut params)?.explain(|stage| {
    ///     if let Stage::Wire(wire) = stage {
    ///         let expected = if wire.is_query() { "service=App.Site.Index" } else { "id=7" };
    ///         assert_eq!(wire.to_string(), expected);
    ///     }
    /// });
    /// # Ok::<(), gatekit_core::ParamError>(())
    /// ```
    #[must_use]
    pub fn is_query(&self) -> bool {
        self.pairs.place == Place::Query
    }
}

impl fmt::Display for Wire<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for param in self.pairs.clone() {
            let (name, value) = (param.name(), param.value());
            formatter.write_str(separator)?;
            let shown = Value {
                name: b"",
                value: name,
            };
            write!(Encoded(formatter), "{shown}")?;
            formatter.write_char('=')?;
            write!(Encoded(formatter), "{}", Value { name, value })?;
            separator = "&";
        }
        Ok(())
    }
}

impl fmt::Debug for Wire<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// Encodes what is written as a form does.
struct Encoded<'e, 'f>(&'e mut fmt::Formatter<'f>);

impl fmt::Write for Encoded<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        form::write_encoded(text.as_bytes(), |block| {
            let encoded = core::str::from_utf8(block).map_err(|_| fmt::Error)?;
            self.0.write_str(encoded)
        })
    }
}

#[cfg(all(test, feature = "json"))]
mod tests {
    use super::*;
    use crate::gateway::phalapi::PairsMd5;
    use crate::request::{Blanks, Params};
    use std::string::{String, ToString};
    use std::vec::Vec;

    fn names(canonical: &Canonical<'_>, method: &impl SignMethod) -> Vec<String> {
        let mut stages = Vec::new();
        canonical.explain(method, |stage| {
            stages.push(match stage {
                Stage::Param(param) => String::from_utf8_lossy(param.name).into_owned(),
                Stage::PassedOver(param) => {
                    std::format!("({})", String::from_utf8_lossy(param.name))
                }
                Stage::Body { length } => length.to_string(),
                Stage::Canonical(string) => string.to_string(),
                Stage::Signature(signature) => signature.as_str().len().to_string(),
                Stage::Wire(wire) => wire.to_string(),
            });
        });
        stages
    }

    #[test]
    fn stages_come_from_the_parameters_to_the_wire() -> Result<(), crate::ParamError> {
        let mut params = Params::<4>::new(&mut []);
        params.set_blanks(Blanks::Kept);
        params.text("b", "0")?;
        params.text("a", "\u{4e2d}*~")?;
        let canonical = Canonical::new(params.as_slice(), b"body");
        let stages = names(&canonical, &PairsMd5::new("="));
        assert_eq!(stages[..5], ["a", "(b)", "4", "a=\u{4e2d}*~body", "32"]);
        assert!(stages[5].starts_with("a=%E4%B8%AD*%7E&b=0&sign="));
        assert_eq!(stages.len(), 6);
        Ok(())
    }
}
