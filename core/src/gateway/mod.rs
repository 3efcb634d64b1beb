//! The gateways: what differs between them, as data, and the road that they share.
//!
//! A gateway is a [`Dialect`] (its system parameters in signing order and where they travel), a
//! [`SignMethod`] and an envelope rule ([`Gateway::open`]). A further platform of this family is one
//! file beside these four.

pub mod phalapi;
pub mod qianmi;
pub mod qimen;
pub mod top;

use crate::call::Call;
use crate::clock::Timestamp;
use crate::reply::{
    self, Excerpt, Format, Leniency, Node, PathError, Problem, ReadError, Reading, Unopened,
};
use crate::request::sign::{SecretError, SignMethod};
use crate::request::{
    Blanks, Order, Param, ParamError, ParamProblem, ParamsView, Place, Request, is_blank,
};
use crate::transport::Answer;
use core::fmt;
use serde::Deserialize;

/// What differs between gateways in requests and in reading, as data.
///
/// ```
/// use gatekit_core::gateway::qianmi;
/// assert_eq!(qianmi::DIALECT.production, "https://api.qianmi.com/api");
/// ```
#[derive(Debug)]
pub struct Dialect {
    /// Short lower-case name.
    pub name: &'static str,
    /// URL for real calls.
    pub production: &'static str,
    /// URL of the platform's own sandbox, if it has one.
    pub sandbox: Option<&'static str>,
    /// System parameters in byte order of their names, `sign` among them.
    pub system: &'static [SystemParam],
    /// What becomes of blank values.
    pub blanks: Blanks,
    /// In which order parameters are signed.
    pub order: Order,
    /// What its JSON may hold beyond RFC 8259.
    pub leniency: Leniency,
    /// Whether it also speaks XML.
    pub xml: bool,
    /// The paths at which its envelope rule looks.
    pub envelope: &'static [&'static str],
}

impl Dialect {
    /// Whether the system parameters stand in byte order, each once. Checked when the crate is
    /// compiled.
    const fn is_sorted(&self) -> bool {
        let mut rest = self.system;
        while let [first, tail @ ..] = rest {
            if let [second, ..] = tail
                && !precedes(first.name.as_bytes(), second.name.as_bytes())
            {
                return false;
            }
            rest = tail;
        }
        true
    }
}

const fn precedes(mut left: &[u8], mut right: &[u8]) -> bool {
    loop {
        match (left, right) {
            ([a, left_tail @ ..], [b, right_tail @ ..]) if *a == *b => {
                left = left_tail;
                right = right_tail;
            }
            ([a, ..], [b, ..]) => return *a < *b,
            ([], [_, ..]) => return true,
            (_, []) => return false,
        }
    }
}

const _: () = assert!(
    top::DIALECT.is_sorted()
        && qimen::DIALECT.is_sorted()
        && qianmi::DIALECT.is_sorted()
        && phalapi::DIALECT.is_sorted()
        && phalapi::PRO.is_sorted()
);

/// One system parameter.
///
/// ```
/// use gatekit_core::gateway::{Slot, SystemParam};
/// use gatekit_core::request::Place;
/// const VERSION: SystemParam = SystemParam::new("v", Slot::Version, Place::Query);
/// ```
#[derive(Debug)]
pub struct SystemParam {
    /// Its name on the wire.
    pub name: &'static str,
    /// What fills it.
    pub slot: Slot,
    /// Where it travels.
    pub place: Place,
}

impl SystemParam {
    /// A row of the table.
    ///
    /// ```
    /// use gatekit_core::{gateway::{Slot, SystemParam}, request::Place};
    /// assert_eq!(SystemParam::new("v", Slot::Version, Place::Query).name, "v");
    /// ```
    #[must_use]
    pub const fn new(name: &'static str, slot: Slot, place: Place) -> Self {
        Self { name, slot, place }
    }
}

/// What fills a system parameter.
///
/// ```
/// use gatekit_core::{Gateway, Top, gateway::Slot};
/// let top = Top::md5("12345678", "helloworld")?;
/// assert_eq!(top.system_value(Slot::SignMethod), Some("md5"));
/// assert_eq!(top.system_value(Slot::Session), None);
/// # Ok::<(), gatekit_core::gateway::CredentialError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Slot {
    /// The call's method.
    Method,
    /// The moment of the call.
    Timestamp,
    /// The signature: never signed itself.
    Signature,
    /// The name is kept from callers, nothing is sent.
    Reserved,
    /// The application key.
    AppKey,
    /// The user's token.
    Session,
    /// The reply format.
    Format,
    /// The protocol version.
    Version,
    /// How it is signed.
    SignMethod,
    /// The name of the software that calls.
    PartnerId,
    /// The application that provides the method.
    TargetAppKey,
    /// Whether JSON replies come without their outer level.
    Simplify,
    /// The customer to whom Qimen routes.
    CustomerId,
    /// The user on whose behalf PhalApi-Pro is called.
    UserId,
}

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
        let paths = [*envelope, paths];
        #[cfg(feature = "xml")]
        if *xml {
            return Excerpt::of_either_format(*leniency, paths, buffer);
        }
        Excerpt::new(self.format(), *leniency, paths, buffer)
    }

    /// Signs a call. `params` lends its room for the timestamp (19 bytes) and for what the call
    /// writes; the request borrows from it.
    fn sign<'r, 'a, C: Call + ?Sized>(
        &'a self,
        call: &'a C,
        now: Timestamp,
        params: &'r mut ParamsView<'a>,
    ) -> Result<Request<'r>, ParamError> {
        let dialect = self.dialect();
        params.set_blanks(dialect.blanks);
        params.set_order(dialect.order);
        call.params(params)?;
        let mut timestamp = &b""[..];
        if let Some(row) = dialect
            .system
            .iter()
            .find(|row| row.slot == Slot::Timestamp)
        {
            timestamp = params.write_timestamp(row.name, now)?;
        }
        let business = params.as_slice();
        refuse_reserved(dialect, business)?;

        let method = self.sign_method();
        let mut request = Request::new(business, call.body(), method.layout());
        let mut signature_place = Place::Query;
        for row in dialect.system {
            let value = match row.slot {
                Slot::Method if is_blank(call.method().as_bytes()) => {
                    return Err(ParamError::new(row.name.as_bytes(), ParamProblem::Blank));
                }
                Slot::Method => call.method().as_bytes(),
                Slot::Timestamp => timestamp,
                Slot::Signature => {
                    signature_place = row.place;
                    continue;
                }
                slot => self.system_value(slot).unwrap_or_default().as_bytes(),
            };
            if !is_blank(value) {
                request.push_system(Param::new(row.name.as_bytes(), value), row.place)?;
            }
        }
        let signature = method.sign(&request.canonical());
        request.seal(signature, signature_place);
        Ok(request)
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

impl<G: Gateway + ?Sized> Gateway for &G {
    type Method = G::Method;

    fn dialect(&self) -> &'static Dialect {
        (**self).dialect()
    }

    fn sign_method(&self) -> &Self::Method {
        (**self).sign_method()
    }

    fn format(&self) -> Format {
        (**self).format()
    }

    fn system_value(&self, slot: Slot) -> Option<&str> {
        (**self).system_value(slot)
    }

    fn open<'d>(&self, method: Option<&str>, document: Node<'d>) -> Result<Node<'d>, Unopened<'d>> {
        (**self).open(method, document)
    }
    fn document<'d>(&self, body: &'d [u8]) -> Result<Node<'d>, Problem> {
        (**self).document(body)
    }

    fn sign<'r, 'a, C: Call + ?Sized>(
        &'a self,
        call: &'a C,
        now: Timestamp,
        params: &'r mut ParamsView<'a>,
    ) -> Result<Request<'r>, ParamError> {
        (**self).sign(call, now, params)
    }

    fn read<'b, C: Call + ?Sized>(
        &self,
        call: &C,
        body: &'b mut [u8],
    ) -> Result<C::Reply<&'b str>, ReadError<&'b str>>
    where
        C::Reply<&'b str>: Deserialize<'b>,
    {
        (**self).read(call, body)
    }

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
        (**self).read_answer(call, answer, body)
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

/// A caller's parameter must not meet a system parameter, sent or not: SDKs and servers disagree
/// on which of the two counts. Both lists are sorted.
fn refuse_reserved(dialect: &Dialect, business: &[Param<'_>]) -> Result<(), ParamError> {
    let mut rows = dialect.system.iter().peekable();
    for param in business {
        while rows
            .next_if(|row| row.name.as_bytes() < param.name())
            .is_some()
        {}
        if rows
            .peek()
            .is_some_and(|row| row.name.as_bytes() == param.name())
        {
            return Err(ParamError::new(param.name(), ParamProblem::Reserved));
        }
    }
    Ok(())
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
    use std::vec::Vec;

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

    /// Whether a table of these names is sorted.
    fn is_sorted(names: &[&'static str]) -> bool {
        let row = |name: &&'static str| SystemParam::new(name, Slot::Reserved, Place::Query);
        let rows: Vec<_> = names.iter().map(row).collect();
        let system = rows.leak();
        Dialect {
            system,
            ..top::DIALECT
        }
        .is_sorted()
    }

    #[test]
    fn tables_that_are_not_sorted_do_not_compile() {
        assert!(precedes(b"a", b"ab") && precedes(b"app_key", b"format"));
        assert!(!precedes(b"a", b"a") && !precedes(b"b", b"a") && !precedes(b"ab", b"a"));
        assert!(is_sorted(&[]) && is_sorted(&["a", "ab", "b"]));
        assert!(!is_sorted(&["a", "a"]) && !is_sorted(&["ab", "a"]));
        assert!(!is_sorted(&["a", "c", "b"]) && !is_sorted(&["b", "a", "c"]));
    }
}
