//! The gateways: what differs between them, as data, and the road that they share.
//!
//! A gateway is a [`Dialect`] (its system parameters in signing order and where they travel), a
//! [`SignMethod`] and an envelope rule ([`Gateway::open`]). A further platform of this family is one
//! file beside these four.

mod borrowed;
mod dialect;
mod draft;
pub mod phalapi;
mod prepared;
pub mod qianmi;
pub mod qimen;
pub mod top;

pub use dialect::{Dialect, Slot, SystemParam, SystemParams};
pub use draft::Draft;
use draft::check_content_type;
pub use prepared::Prepared;

use crate::SMALL;
use crate::call::Call;
use crate::clock::Timestamp;
use crate::repeat::Rule;
use crate::reply::{self, Excerpt, Format, Node, PathError, Problem, ReadError, Reading, Unopened};
use crate::request::sign::{Resumable, SecretError, SignMethod};
use crate::request::{
    Blanks, Param, ParamError, ParamProblem, ParamsView, Place, Request, is_blank,
};
use crate::transport::Answer;
use core::fmt;
use serde::Deserialize;

/// A platform's gateway: signs calls and reads answers.
///
/// ```
/// use gatekit_core::{Gateway, Params, Qimen, Timestamp};
/// use gatekit_core::api::qianniu::{BizOrder, CallType, SelfIntercept};
///
/// let qimen = Qimen::new("12345678", "helloworld", "23300032")?;
/// let call = SelfIntercept {
///     seller_nick: "苏宁易购官方旗舰店",
///     buyer_nick: "翔_ouyang",
///     biz_order: BizOrder { tid: "30753531820144197", sub_order_ids: &["30753531820144191"] },
///     call_type: CallType::Synchronous,
///     buyer_open_uid: None,
/// };
/// let mut room = [0; 128];
/// let mut params = Params::<5>::new(&mut room);
/// let request = qimen.sign(&call, Timestamp::from_unix(1_451_620_800).unwrap(), &mut params)?;
/// assert_eq!(request.signature().map(str::len), Some(64));
///
/// let mut answer = *br#"{"result":{"success":true,"errorCode":"","errorMsg":""}}"#;
/// let reply = qimen.read(&call, &mut answer).unwrap();
/// assert!(reply.result.success);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Gateway {
    /// How it signs.
    type Method: SignMethod;

    /// Its table.
    fn dialect(&self) -> &'static Dialect;

    /// How requests are signed, and with what key.
    fn sign_method(&self) -> &Self::Method;

    /// The reply format that it asks for.
    fn format(&self) -> Format {
        Format::Json
    }

    /// The value of a system parameter, `None` for one that is not sent. [`Slot::Method`],
    /// [`Slot::Timestamp`] and [`Slot::Signature`] are not asked for.
    fn system_value(&self, slot: Slot) -> Option<&str>;

    /// Whether the platform signs a parameter of this name as it is sent. Others are refused, because
    /// the signature would not be what the platform expects.
    ///
    /// ```
    /// use gatekit_core::{Gateway, Qianmi};
    /// assert!(!Qianmi::new("10000000", "0123456789abcdef")?.can_sign(b"logo"));
    /// # Ok::<(), gatekit_core::gateway::CredentialError>(())
    /// ```
    fn can_sign(&self, name: &[u8]) -> bool {
        let _ = name;
        true
    }

    /// Whether the platform's signature covers a call's raw body. Where it does not, a call with one is
    /// refused.
    ///
    /// ```
    /// use gatekit_core::{Gateway, Qianmi, Qimen};
    /// assert!(Qimen::md5("12345678", "helloworld", "87654321")?.can_sign_body());
    /// assert!(!Qianmi::new("10000000", "0123456789abcdef")?.can_sign_body());
    /// # Ok::<(), gatekit_core::gateway::CredentialError>(())
    /// ```
    fn can_sign_body(&self) -> bool {
        true
    }

    /// What its codes say about sending again, for
    /// [`call_repeating`](crate::Client::call_repeating). Apart from the table, so that
    /// firmware that repeats nothing does not have them.
    fn rules(&self) -> &'static [Rule] {
        &[]
    }

    /// The envelope rule: finds the payload of an answer, or says why there is none. Without a
    /// method any method's answer is taken.
    fn open<'d>(&self, method: Option<&str>, document: Node<'d>) -> Result<Node<'d>, Unopened<'d>>;

    /// Checks a whole body and returns it as a tree; the format is seen from its first byte where
    /// the gateway speaks both.
    fn document<'d>(&self, body: &'d [u8]) -> Result<Node<'d>, Problem> {
        reading(self).document(body)
    }

    /// Cuts an answer that is larger than memory down to what the envelope rule looks at and
    /// to what is at the ends of these paths, for [`read`](Self::read) or
    /// [`read_answer`](Self::read_answer), as it is received. A few hundred bytes are enough for the
    /// envelope.
    ///
    /// ```
    /// use gatekit_core::{Gateway, Qianmi, api::d2p::TradeCancel};
    ///
    /// let qianmi = Qianmi::new("10000000", "0123456789abcdef")?;
    /// let mut buffer = [0; 512];
    /// let mut excerpt = qianmi.excerpt(&[], &mut buffer)?;
    /// excerpt.feed(br#"{"d2p_trade_cancel_response":{"trade":{"log":[{"#)?; // and so on
    /// excerpt.feed(br#""by":"x"}],"is_success":true}}}"#)?;
    /// let reply = qianmi.read(&TradeCancel::order("T1"), excerpt.finish()?).unwrap();
    /// assert!(reply.trade.is_success);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    fn excerpt<'p, 'b>(
        &self,
        paths: &'p [&'p str],
        buffer: &'b mut [u8],
    ) -> Result<Excerpt<'p, 'b>, PathError> {
        let Dialect {
            xml,
            leniency,
            envelope,
            ..
        } = self.dialect();
        #[cfg(feature = "xml")]
        if *xml {
            return Excerpt::of_either_format(*leniency, envelope, paths, buffer);
        }
        Excerpt::with_envelope(self.format(), *leniency, envelope, paths, buffer)
    }

    /// Signs a call. `params` lends its room for the timestamp (19 bytes) and for what the call
    /// writes; the request borrows from it. What a call before left in the table is dropped; the room
    /// that it took is not free again.
    fn sign<'r, 'a, C: Call + ?Sized>(
        &'a self,
        call: &'a C,
        now: Timestamp,
        params: &'r mut ParamsView<'a>,
    ) -> Result<Request<'r>, ParamError> {
        let draft = self.draft(call, now, params)?;
        Ok(draft.sign(self.sign_method()))
    }

    /// What [`sign`](Self::sign) makes before it signs, for signatures that are made elsewhere or
    /// many at once.
    ///
    /// ```
    /// use gatekit_core::request::sign::{Md5, SignMethod};
    /// use gatekit_core::{Gateway, Params, Timestamp, Top, api::damai::CancelLockStock};
    /// let top = Top::md5("12345678", "helloworld")?;
    /// let (call, now) = (CancelLockStock::order("1"), Timestamp::from_unix(0).unwrap());
    /// let mut room = [0; 128];
    /// let mut params = Params::<1>::new(&mut room);
    /// let draft = top.draft(&call, now, &mut params)?;
    /// let elsewhere = Md5::new("helloworld")?.sign(&draft.canonical());
    /// assert_eq!(draft.seal(elsewhere).signature().map(str::len), Some(32));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    fn draft<'r, 'a, C: Call + ?Sized>(
        &'a self,
        call: &'a C,
        now: Timestamp,
        params: &'r mut ParamsView<'a>,
    ) -> Result<Draft<'r>, ParamError> {
        collect(self, call, params)?;
        let dialect = self.dialect();
        params.clear_system();
        let mut signature_place = Place::Query;
        let given = |slot| self.system_value(slot).unwrap_or_default().as_bytes();
        // Asked for one after the other, each is a constant question: there is no jump to guess.
        let all_given = (!SMALL).then(|| Slot::GIVEN.map(given));
        for row in dialect.system {
            let value = match row.slot {
                Slot::Method if is_blank(call.method().as_bytes()) => {
                    return Err(ParamError::new(row.name.as_bytes(), ParamProblem::Blank));
                }
                Slot::Method => call.method().as_bytes(),
                Slot::Timestamp => params.write_timestamp(row.name, now)?,
                Slot::Signature => {
                    signature_place = row.place;
                    continue;
                }
                Slot::Reserved => continue,
                slot => match &all_given {
                    Some(values) => values.get(slot as usize).copied().unwrap_or_default(),
                    None => given(slot),
                },
            };
            if !is_blank(value) {
                params.push_system(Param::new(row.name.as_bytes(), value), row.place)?;
            }
        }
        if call.body().is_some() && !self.can_sign_body() {
            return Err(ParamError::new(b"", ParamProblem::Body));
        }
        check_content_type(call.body())?;
        Ok(Draft {
            params,
            body: call.body(),
            layout: self.sign_method().layout(),
            signature_place,
        })
    }

    /// Prepares calls like this one: the parameters that are the same in all calls of its method are
    /// hashed once, up to the timestamp or to the call's first parameter. Only the names of its
    /// parameters count. `params` has to hold the call.
    fn prepare<'g, C: Call + ?Sized>(
        &'g self,
        call: &'g C,
        params: &mut ParamsView<'g>,
    ) -> Result<Prepared<'g, Self>, ParamError>
    where
        Self: Sized,
        Self::Method: Resumable,
    {
        Prepared::new(self, call, params)
    }

    /// Asks a call once more and names the parameters that it gives and that are neither signed nor
    /// sent, because they are blank: for explanations, beside
    /// [`Request::explain`]. `params` is a table of its own, with room for
    /// what the call writes.
    ///
    /// ```
    /// use gatekit_core::{Gateway, Params, Qianmi, call::Generic};
    /// let qianmi = Qianmi::new("10000000", "0123456789abcdef")?;
    /// let call = Generic::new("qianmi.cloudshop.d2p.trade.cancel", &[("tid", "T1"), ("note", " ")]);
    /// let mut names = Vec::new();
    /// let mut params = Params::<2>::new(&mut []);
    /// qianmi.left_out(&call, &mut params, |name| names.push(name.to_vec()))?;
    /// assert_eq!(names, [b"note"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    fn left_out<'a, C: Call + ?Sized>(
        &self,
        call: &'a C,
        params: &mut ParamsView<'a>,
        mut visit: impl FnMut(&[u8]),
    ) -> Result<(), ParamError> {
        let dialect = self.dialect();
        if dialect.blanks == Blanks::Dropped {
            params.receive(dialect.order);
            call.params(params)?;
            let blank = params.as_slice().iter();
            for param in blank.filter(|param| is_blank(param.value())) {
                visit(param.name());
            }
        }
        Ok(())
    }

    /// The payload of an answer as a tree: for whoever wants single values by their paths and has no
    /// type to decode. The verdicts are those of [`Self::read_answer`]; the body is not changed.
    ///
    /// ```
    /// use gatekit_core::{Gateway, PhalApi, transport::Answer};
    /// let body = br#"{"ret":200,"data":{"orderId":"7"},"msg":""}"#;
    /// let payload = PhalApi::unsigned().payload(None, &Answer::new(200, body.len()), body);
    /// assert!(payload.unwrap().at("orderId").is_some_and(|order| order.text_is("7")));
    /// ```
    fn payload<'d>(
        &self,
        method: Option<&str>,
        answer: &Answer,
        body: &'d [u8],
    ) -> Result<Node<'d>, Unopened<'d>> {
        reply::payload(reading(self), answer, body, |document| {
            self.open(method, document)
        })
    }

    /// Reads the body of an answer with status 200 in place; the reply borrows from it.
    fn read<'b, C: Call + ?Sized>(
        &self,
        call: &C,
        body: &'b mut [u8],
    ) -> Result<C::Reply<&'b str>, ReadError<&'b str>>
    where
        C::Reply<&'b str>: Deserialize<'b>,
    {
        let answer = Answer::new(200, body.len());
        self.read_answer::<C, &'b str>(call, &answer, body)
    }

    /// Reads an answer with texts of type `S`; [`Self::read`] borrows them.
    fn read_answer<'b, C, S>(
        &self,
        call: &C,
        answer: &Answer,
        body: &'b mut [u8],
    ) -> Result<C::Reply<S>, ReadError<S>>
    where
        C: Call + ?Sized,
        C::Reply<S>: Deserialize<'b>,
        S: From<&'b str>,
    {
        reply::read(reading(self), answer, body, C::REFUSALS, |document| {
            self.open(Some(call.method()), document)
        })
    }
}

fn reading<G: Gateway + ?Sized>(gateway: &G) -> Reading {
    let dialect = gateway.dialect();
    Reading {
        asked: gateway.format(),
        both: dialect.xml,
        leniency: dialect.leniency,
    }
}

/// The call's own parameters, as the platform wants them. Each gateway has its own: of a dialect that
/// is handed over, all is linked, and what other dialects need.
fn collect<'a, G: Gateway + ?Sized, C: Call + ?Sized>(
    gateway: &G,
    call: &'a C,
    params: &mut ParamsView<'a>,
) -> Result<(), ParamError> {
    let dialect = gateway.dialect();
    params.clear();
    params.set_blanks(dialect.blanks);
    params.set_order(dialect.order);
    call.params(params)?;
    let mut names = params.as_slice().iter().map(|param| param.name());
    names.try_for_each(|name| {
        // A caller's parameter must not meet a system parameter, sent or not: SDKs and servers
        // disagree on which of the two counts.
        let mut rows = dialect.system.iter();
        if rows.any(|row| row.name.as_bytes() == name) {
            Err(ParamError::new(name, ParamProblem::Reserved))
        } else if is_blank(name) {
            // SDKs pass over it, and a server may have read nothing from it.
            Err(ParamError::new(name, ParamProblem::Nameless))
        } else if gateway.can_sign(name) {
            Ok(())
        } else {
            Err(ParamError::new(name, ParamProblem::NotSignable))
        }
    })
}

/// Credentials that cannot be used: the caller's to mend.
///
/// ```
/// use gatekit_core::{Top, gateway::CredentialError};
/// assert_eq!(Top::md5(" ", "helloworld").unwrap_err(), CredentialError::AppKeyMissing);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CredentialError {
    /// The application key is blank.
    AppKeyMissing,
    /// The secret cannot be used.
    Secret(SecretError),
}

impl CredentialError {
    /// A stable number: 111 no application key, 112 no secret, 113 the secret is too long, 114 the
    /// hash engine refuses it. The hundreds are those of [`Error::code`](crate::Error::code):
    /// nothing can be sent.
    ///
    /// ```
    /// assert_eq!(gatekit_core::gateway::CredentialError::AppKeyMissing.code(), 111);
    /// ```
    #[must_use]
    pub const fn code(self) -> u16 {
        match self {
            Self::AppKeyMissing => 111,
            Self::Secret(SecretError::Empty) => 112,
            Self::Secret(SecretError::TooLong { .. }) => 113,
            Self::Secret(SecretError::EngineRefused) => 114,
        }
    }
}

impl From<SecretError> for CredentialError {
    fn from(error: SecretError) -> Self {
        Self::Secret(error)
    }
}

impl fmt::Display for CredentialError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AppKeyMissing => formatter.write_str("the application key is missing"),
            Self::Secret(error) => error.fmt(formatter),
        }
    }
}

impl core::error::Error for CredentialError {}

fn checked_app_key<S: AsRef<str>>(app_key: S) -> Result<S, CredentialError> {
    if is_blank(app_key.as_ref().as_bytes()) {
        return Err(CredentialError::AppKeyMissing);
    }
    Ok(app_key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::Generic;
    use crate::{Params, PhalApi, Top};

    #[test]
    fn a_call_without_a_method_is_refused() {
        let now = Timestamp::from_unix(0).unwrap();
        let call = Generic::new(" ", &[]);
        let (top, site) = (Top::md5("1", "s").unwrap(), PhalApi::unsigned());
        let mut room = [0; 19];
        let error = top
            .sign(&call, now, &mut Params::<1>::new(&mut room))
            .unwrap_err();
        assert_eq!(std::format!("{error}"), "parameter method is blank");
        let error = site
            .sign(&call, now, &mut Params::<1>::new(&mut []))
            .unwrap_err();
        assert_eq!(std::format!("{error}"), "parameter service is blank");
    }
}
