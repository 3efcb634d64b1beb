//! The way out: parameters are signed, then written as an HTTP request.
//!
//! `params.rs` (`blank.rs`, `order.rs`; `fields.rs`, `field.rs`, `scalar.rs` and `json.rs` write what
//! is not text) -> `canonical.rs` -> `sign.rs` (`secret.rs`, `hash.rs`, `staging.rs`, `resumed.rs`,
//! `signature.rs`) -> `form.rs`. [`Request`] is what a transport sends; `explain.rs` and `mask.rs` show
//! it.

mod blank;
mod canonical;
pub mod explain;
mod field;
mod fields;
pub mod form;
pub mod hash;
mod json;
pub mod mask;
mod order;
mod param_error;
mod params;
mod resumed;
pub mod room;
mod scalar;
mod secret;
pub mod sign;
mod signature;
mod staging;

pub use blank::Blanks;
pub(crate) use blank::is_blank;
pub use order::Order;
pub use param_error::{Name, ParamError, ParamProblem};
pub(crate) use params::System;
pub use params::{Param, Params, ParamsInner, ParamsView};
pub use resumed::Resumed;

use core::fmt;
use form::{Form, Pairs};
use mask::Masked;
use sign::{Canonical, Layout, Signature};

/// System parameters that one gateway may have.
///
/// ```
/// use gatekit_core::{gateway::top, request::SYSTEM_MAX};
/// assert!(top::DIALECT.system.len() <= SYSTEM_MAX);
/// ```
pub const SYSTEM_MAX: usize = 14;

/// Content type of a form body.
///
/// ```
/// use gatekit_core::request::FORM;
/// assert!(FORM.starts_with("application/x-www-form-urlencoded;"));
/// ```
pub const FORM: &str = "application/x-www-form-urlencoded;charset=UTF-8";

/// Where a system parameter travels.
///
/// ```
/// use gatekit_core::gateway::{Gateway, top};
/// use gatekit_core::request::Place;
/// assert!(top::DIALECT.system.iter().all(|param| param.place == Place::Query));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the URL.
    Query,
    /// In the form body.
    Body,
}

/// A raw body that is signed with the parameters (Qimen's XML and JSON calls).
///
/// ```
/// use gatekit_core::request::RawBody;
/// let body = RawBody { content_type: "text/xml;charset=utf-8", bytes: b"<request/>" };
/// ```
#[derive(Clone, Copy)]
pub struct RawBody<'a> {
    /// Value of the `Content-Type` header: plain ASCII, or signing refuses it.
    pub content_type: &'a str,
    /// The body as it is sent.
    pub bytes: &'a [u8],
}

impl fmt::Debug for RawBody<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "RawBody({}, {} bytes)",
            self.content_type,
            self.bytes.len()
        )
    }
}

/// A signed request: `POST`, a query and a body, all of known length. It can no longer change, so
/// what is sent is what was signed.
///
/// ```
/// use gatekit_core::{Gateway, Params, Timestamp, Top, api::damai::CancelLockStock};
/// let top = Top::md5("12345678", "helloworld")?;
/// let call = CancelLockStock::order("12345");
/// let mut room = [0; 256];
/// let mut params = Params::<4>::new(&mut room);
/// let now = Timestamp::from_unix(1_451_620_800).unwrap();
/// let request = top.sign(&call, now, &mut params)?;
///
/// let mut query = [0; 512];
/// let query = request.encode_query(&mut query)?;
/// assert!(query.starts_with("app_key=12345678&format=json&method=alibaba.damai."));
/// let mut body = vec![0; request.body_length()];
/// assert!(request.encode_body(&mut body)?.starts_with(b"param_cancel_stock_lock_request=%7B"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Request<'r> {
    system: &'r [Param<'r>],
    /// A bit for each of them that travels in the body.
    in_body: u16,
    business: &'r [Param<'r>],
    raw: Option<RawBody<'r>>,
    layout: Layout,
    signature: Option<Signature>,
    signature_place: Place,
}

impl<'r> Request<'r> {
    /// What is in the table, with its signature. If there is a raw body, all parameters travel in the
    /// query.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "a request that is moved costs a small stack a copy"
    )]
    pub(crate) fn signed(
        params: &'r ParamsView<'_>,
        raw: Option<RawBody<'r>>,
        layout: Layout,
        sign: impl FnOnce(&Canonical<'_>) -> Option<Signature>,
        signature_place: Place,
    ) -> Self {
        let system = params.system();
        let body = raw.map_or(&b""[..], |raw| raw.bytes);
        let canonical = Canonical::merged(&system.params, params.as_slice(), body);
        Self {
            system: &system.params,
            in_body: if raw.is_some() { 0 } else { system.in_body },
            business: params.as_slice(),
            raw,
            layout,
            signature: sign(&canonical),
            signature_place: if raw.is_some() {
                Place::Query
            } else {
                signature_place
            },
        }
    }

    /// What was signed.
    ///
    /// ```
    /// # use gatekit_core::{Gateway, Params, PhalApi, Timestamp, call::Generic};
    /// # let now = Timestamp::from_unix(0).unwrap();
    /// # let phalapi = PhalApi::unsigned();
    /// # let call = Generic::new("App.Site.Index", &[("b", "2"), ("a", "1")]);
    /// # let mut params = Params::<4>::new(&mut []);
    /// let request = phalapi.sign(&call, now, &mut params)?;
    /// assert_eq!(request.canonical().params().count(), 3);
    /// # Ok::<(), gatekit_core::ParamError>(())
    /// ```
    #[must_use]
    pub fn canonical(&self) -> Canonical<'_> {
        let body = self.raw.map_or(&b""[..], |raw| raw.bytes);
        Canonical::merged(self.system, self.business, body)
    }

    /// The string that was hashed, with secrets masked: what to compare when a gateway says
    /// "Invalid signature".
    ///
    /// ```
    /// # use gatekit_core::{Gateway, Params, Qianmi, Timestamp, api::d2p::TradeCancel};
    /// # let now = Timestamp::from_unix(1_446_617_413).unwrap();
    /// # let qianmi = Qianmi::new("10000000", "0123456789abcdef")?.with_access_token("t0k");
    /// # let call = TradeCancel::order("T1");
    /// # let mut room = [0; 19];
    /// # let mut params = Params::<1>::new(&mut room);
    /// let request = qianmi.sign(&call, now, &mut params)?;
    /// assert_eq!(
    ///     request.masked().to_string(),
    ///     "{secret}access_token***appKey10000000formatjsonmethodqianmi.cloudshop.d2p.trade.cancel\
    ///      tidT1timestamp2015-11-04 14:10:13v1.1{secret}"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn masked(&self) -> Masked<'_> {
        Masked::new(self.canonical(), self.layout)
    }

    /// The signature, if the gateway wants one.
    ///
    /// ```
    /// # use gatekit_core::{Gateway, Params, PhalApi, Timestamp, call::Generic};
    /// # let now = Timestamp::from_unix(0).unwrap();
    /// # let phalapi = PhalApi::unsigned();
    /// let call = Generic::new("App.Site.Index", &[]);
    /// # let mut params = Params::<4>::new(&mut []);
    /// assert!(phalapi.sign(&call, now, &mut params)?.signature().is_none());
    /// # Ok::<(), gatekit_core::ParamError>(())
    /// ```
    #[must_use]
    pub fn signature(&self) -> Option<&str> {
        self.signature.as_ref().map(Signature::as_str)
    }

    /// Value of the `Content-Type` header.
    ///
    /// ```
    /// # use gatekit_core::{Gateway, Params, PhalApi, Timestamp, call::Generic};
    /// # let now = Timestamp::from_unix(0).unwrap();
    /// # let phalapi = PhalApi::unsigned();
    /// # let call = Generic::new("App.Site.Index", &[]);
    /// # let mut params = Params::<4>::new(&mut []);
    /// let request = phalapi.sign(&call, now, &mut params)?;
    /// assert_eq!(request.content_type(), gatekit_core::request::FORM);
    /// # Ok::<(), gatekit_core::ParamError>(())
    /// ```
    #[must_use]
    pub fn content_type(&self) -> &str {
        self.raw.map_or(FORM, |raw| raw.content_type)
    }

    /// Length in bytes of the encoded query (without `?`).
    ///
    /// ```
    /// # use gatekit_core::{Gateway, Params, PhalApi, Timestamp, call::Generic};
    /// # let now = Timestamp::from_unix(0).unwrap();
    /// # let phalapi = PhalApi::unsigned();
    /// # let call = Generic::new("App.Site.Index", &[]);
    /// # let mut params = Params::<4>::new(&mut []);
    /// let request = phalapi.sign(&call, now, &mut params)?;
    /// assert_eq!(request.query_length(), "service=App.Site.Index".len());
    /// # Ok::<(), gatekit_core::ParamError>(())
    /// ```
    #[must_use]
    pub fn query_length(&self) -> usize {
        self.pairs(Place::Query).encoded_length()
    }

    /// Length in bytes of the body: the value of `Content-Length`.
    ///
    /// ```
    /// # use gatekit_core::{Gateway, Params, PhalApi, Timestamp, call::Generic};
    /// # let now = Timestamp::from_unix(0).unwrap();
    /// # let phalapi = PhalApi::unsigned();
    /// let call = Generic::new("App.Site.Index", &[("id", "a b")]);
    /// # let mut params = Params::<4>::new(&mut []);
    /// assert_eq!(phalapi.sign(&call, now, &mut params)?.body_length(), "id=a+b".len());
    /// # Ok::<(), gatekit_core::ParamError>(())
    /// ```
    #[must_use]
    pub fn body_length(&self) -> usize {
        self.raw.map_or_else(
            || self.pairs(Place::Body).encoded_length(),
            |raw| raw.bytes.len(),
        )
    }

    /// The encoded query (without `?`), to be read block by block.
    ///
    /// ```
    /// # use gatekit_core::{Gateway, Params, PhalApi, Timestamp, call::Generic};
    /// # let now = Timestamp::from_unix(0).unwrap();
    /// # let phalapi = PhalApi::unsigned();
    /// # let call = Generic::new("App.Site.Index", &[]);
    /// # let mut params = Params::<4>::new(&mut []);
    /// let request = phalapi.sign(&call, now, &mut params)?;
    /// let mut block = [0; 8];
    /// assert_eq!(request.query().read(&mut block), 8);
    /// assert_eq!(&block, b"service=");
    /// # Ok::<(), gatekit_core::ParamError>(())
    /// ```
    #[must_use]
    pub fn query(&self) -> Form<'_> {
        Form::new(b"", self.pairs(Place::Query))
    }

    /// The body, to be read block by block.
    ///
    /// ```
    /// # use gatekit_core::{Gateway, Params, PhalApi, Timestamp, call::Generic};
    /// # let now = Timestamp::from_unix(0).unwrap();
    /// # let phalapi = PhalApi::unsigned();
    /// # let call = Generic::new("App.Site.Index", &[("id", "7")]);
    /// # let mut params = Params::<4>::new(&mut []);
    /// let request = phalapi.sign(&call, now, &mut params)?;
    /// let mut block = [0; 8];
    /// assert_eq!(request.body().read(&mut block), request.body_length());
    /// # Ok::<(), gatekit_core::ParamError>(())
    /// ```
    #[must_use]
    pub fn body(&self) -> Form<'_> {
        let raw = self.raw.map_or(&b""[..], |raw| raw.bytes);
        Form::new(raw, self.pairs(Place::Body))
    }

    /// Writes the query in chunks; stops at the writer's first error.
    ///
    /// ```
    /// # use gatekit_core::{Gateway, Params, PhalApi, Timestamp, call::Generic};
    /// # let now = Timestamp::from_unix(0).unwrap();
    /// # let phalapi = PhalApi::unsigned();
    /// # let call = Generic::new("App.Site.Index", &[]);
    /// # let mut params = Params::<4>::new(&mut []);
    /// let request = phalapi.sign(&call, now, &mut params)?;
    /// let mut wire = Vec::new();
    /// request.write_query(|chunk| Ok::<(), ()>(wire.extend_from_slice(chunk))).unwrap();
    /// assert_eq!(wire, b"service=App.Site.Index");
    /// # Ok::<(), gatekit_core::ParamError>(())
    /// ```
    pub fn write_query<E>(&self, write: impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        self.query().write(write)
    }

    /// Writes the body in chunks; stops at the writer's first error.
    ///
    /// ```
    /// # use gatekit_core::{Gateway, Params, PhalApi, Timestamp, call::Generic};
    /// # let now = Timestamp::from_unix(0).unwrap();
    /// # let phalapi = PhalApi::unsigned();
    /// # let call = Generic::new("App.Site.Index", &[("id", "7")]);
    /// # let mut params = Params::<4>::new(&mut []);
    /// let request = phalapi.sign(&call, now, &mut params)?;
    /// let mut wire = Vec::new();
    /// request.write_body(|chunk| Ok::<(), ()>(wire.extend_from_slice(chunk))).unwrap();
    /// assert_eq!(wire, b"id=7");
    /// # Ok::<(), gatekit_core::ParamError>(())
    /// ```
    pub fn write_body<E>(&self, mut write: impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        match self.raw {
            Some(raw) => write(raw.bytes),
            None => self.body().write(write),
        }
    }

    /// The query, encoded into `out`; what stands behind it is not touched.
    ///
    /// ```
    /// # use gatekit_core::{Gateway, Params, PhalApi, Timestamp, call::Generic};
    /// # let now = Timestamp::from_unix(0).unwrap();
    /// # let phalapi = PhalApi::unsigned();
    /// # let call = Generic::new("App.Site.Index", &[]);
    /// # let mut params = Params::<4>::new(&mut []);
    /// let request = phalapi.sign(&call, now, &mut params)?;
    /// assert_eq!(request.encode_query(&mut [0; 21]).unwrap_err().needed, 22);
    /// # Ok::<(), gatekit_core::ParamError>(())
    /// ```
    pub fn encode_query<'o>(&self, out: &'o mut [u8]) -> Result<&'o str, BufferTooSmall> {
        let query = encode(self.query(), || self.query_length(), out)?;
        Ok(core::str::from_utf8(query).unwrap_or_default())
    }

    /// The body, encoded into `out`; what stands behind it is not touched.
    ///
    /// ```
    /// # use gatekit_core::{Gateway, Params, PhalApi, Timestamp, call::Generic};
    /// # let now = Timestamp::from_unix(0).unwrap();
    /// # let phalapi = PhalApi::unsigned();
    /// # let call = Generic::new("App.Site.Index", &[("id", "7")]);
    /// # let mut params = Params::<4>::new(&mut []);
    /// let request = phalapi.sign(&call, now, &mut params)?;
    /// assert_eq!(request.encode_body(&mut [0; 8]).unwrap(), b"id=7");
    /// # Ok::<(), gatekit_core::ParamError>(())
    /// ```
    pub fn encode_body<'o>(&self, out: &'o mut [u8]) -> Result<&'o [u8], BufferTooSmall> {
        encode(self.body(), || self.body_length(), out)
    }

    fn pairs(&self, place: Place) -> Pairs<'_> {
        let business_place = if self.raw.is_some() {
            Place::Query
        } else {
            Place::Body
        };
        let signature = self.signature.as_ref();
        let signature = signature.filter(|_| place == self.signature_place);
        Pairs {
            place,
            system: self.system,
            in_body: self.in_body,
            business: if place == business_place {
                self.business
            } else {
                &[]
            },
            signature: signature.map(|signature| Param::new(b"sign", signature.as_bytes())),
        }
    }
}

/// Its length is asked for only where `out` is too small.
fn encode<'o>(
    mut form: Form<'_>,
    length: impl FnOnce() -> usize,
    out: &'o mut [u8],
) -> Result<&'o [u8], BufferTooSmall> {
    let written = form.read(out);
    if form.is_at_end() {
        return Ok(out.get(..written).unwrap_or_default());
    }
    Err(BufferTooSmall {
        needed: length(),
        available: out.len(),
    })
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Request({})", self.masked())
    }
}

/// The memory is too small: the caller's to mend.
///
/// ```
/// let error = gatekit_core::request::BufferTooSmall { needed: 40, available: 32 };
/// assert_eq!(error.to_string(), "the buffer needs 40 bytes, it has 32");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BufferTooSmall {
    /// Bytes that are needed.
    pub needed: usize,
    /// Bytes that there are.
    pub available: usize,
}

impl fmt::Display for BufferTooSmall {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { needed, available } = self;
        write!(
            formatter,
            "the buffer needs {needed} bytes, it has {available}"
        )
    }
}

impl core::error::Error for BufferTooSmall {}
