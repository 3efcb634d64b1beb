//! A call: a method's name, its parameters and the shape of its reply.

use crate::reply::KnownRefusal;
use crate::request::{ParamError, ParamsView, RawBody};
use core::fmt;

/// One method of a platform's API.
///
/// ```
/// use gatekit_core::{Call, ParamError, request::ParamsView};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize)]
/// struct TradeGet<'a> { fields: &'a [&'a str], tid: u64 }
///
/// #[derive(Deserialize)]
/// struct TradeGetReply<S> { trade: Trade<S> }
///
/// #[derive(Deserialize)]
/// struct Trade<S> { tid: u64, status: S }
///
/// impl Call for TradeGet<'_> {
///     type Reply<S> = TradeGetReply<S>;
///     fn method(&self) -> &str { "taobao.trade.get" }
///     fn params<'a>(&'a self, params: &mut ParamsView<'a>) -> Result<(), ParamError> {
///         params.fields(self)
///     }
/// }
/// assert_eq!(TradeGet { fields: &["tid"], tid: 1 }.method(), "taobao.trade.get");
/// ```
pub trait Call {
    /// What a successful answer holds. `S` is the type of its texts: `&str` borrowed from the
    /// received bytes, or `String` where there is a heap.
    type Reply<S>;

    /// Refusals that the method's documentation lists.
    const REFUSALS: &'static [&'static KnownRefusal] = &[];

    /// The method's full name, for example `taobao.trade.get`.
    fn method(&self) -> &str;

    /// Adds the business parameters.
    fn params<'a>(&'a self, params: &mut ParamsView<'a>) -> Result<(), ParamError>;

    /// A raw body that is signed and sent instead of a form (Qimen's XML and JSON calls); the
    /// parameters then travel in the query.
    fn body(&self) -> Option<RawBody<'_>> {
        None
    }

    /// Whether it may be executed twice without harm, as a query may. Only such a call is sent again
    /// when it may have been executed already ([`repeat`](crate::repeat)).
    fn is_idempotent(&self) -> bool {
        false
    }
}

impl<C: Call + ?Sized> Call for &C {
    type Reply<S> = C::Reply<S>;
    const REFUSALS: &'static [&'static KnownRefusal] = C::REFUSALS;

    fn method(&self) -> &str {
        (**self).method()
    }

    fn params<'a>(&'a self, params: &mut ParamsView<'a>) -> Result<(), ParamError> {
        (**self).params(params)
    }

    fn body(&self) -> Option<RawBody<'_>> {
        (**self).body()
    }

    fn is_idempotent(&self) -> bool {
        (**self).is_idempotent()
    }
}

/// Any method by name and parameters; the reply is of the type `R` that the caller chooses.
///
/// ```
/// use gatekit_core::{Call, call::Generic};
/// #[derive(serde::Deserialize)]
/// struct Time { time: String }
/// let call = Generic::<Time>::reading("taobao.time.get", &[("a", "1")]);
/// assert_eq!(call.method(), "taobao.time.get");
/// ```
pub struct Generic<'c, R = serde::de::IgnoredAny> {
    method: &'c str,
    params: &'c [(&'c str, &'c str)],
    body: Option<RawBody<'c>>,
    idempotent: bool,
    reply: core::marker::PhantomData<fn() -> R>,
}

impl<'c> Generic<'c> {
    /// A call of which only the outcome matters.
    ///
    /// ```
    /// use gatekit_core::call::Generic;
    /// let call = Generic::new("taobao.time.get", &[]);
    /// ```
    #[must_use]
    pub const fn new(method: &'c str, params: &'c [(&'c str, &'c str)]) -> Self {
        Self::reading(method, params)
    }
}

impl<'c, R> Generic<'c, R> {
    /// A call whose reply is an `R`.
    ///
    /// ```
    /// use gatekit_core::call::Generic;
    /// let call = Generic::<u32>::reading("App.Counter.Get", &[("name", "orders")]);
    /// ```
    #[must_use]
    pub const fn reading(method: &'c str, params: &'c [(&'c str, &'c str)]) -> Self {
        Self {
            method,
            params,
            body: None,
            idempotent: false,
            reply: core::marker::PhantomData,
        }
    }

    /// Sends this body instead of a form.
    ///
    /// ```
    /// use gatekit_core::{Call, call::Generic, request::RawBody};
    /// let body = RawBody { content_type: "text/xml;charset=utf-8", bytes: b"<request/>" };
    /// assert!(Generic::new("taobao.qimen.stock.query", &[]).with_body(body).body().is_some());
    /// ```
    #[must_use]
    pub const fn with_body(mut self, body: RawBody<'c>) -> Self {
        self.body = Some(body);
        self
    }

    /// Declares that it may be executed twice without harm: a query.
    ///
    /// ```
    /// use gatekit_core::{Call, call::Generic};
    /// assert!(Generic::new("taobao.time.get", &[]).idempotent().is_idempotent());
    /// assert!(!Generic::new("taobao.trade.close", &[]).is_idempotent());
    /// ```
    #[must_use]
    pub const fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }
}

// Whatever the reply can do.
impl<R> Copy for Generic<'_, R> {}
impl<R> Clone for Generic<'_, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> fmt::Debug for Generic<'_, R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Values may be secrets.
        let names = self.params.iter().map(|(name, _)| name);
        write!(formatter, "{} ", self.method)?;
        formatter.debug_list().entries(names).finish()
    }
}

impl<R> Call for Generic<'_, R> {
    type Reply<S> = R;

    fn method(&self) -> &str {
        self.method
    }

    fn params<'a>(&'a self, params: &mut ParamsView<'a>) -> Result<(), ParamError> {
        self.params
            .iter()
            .try_for_each(|(name, value)| params.text(name, value))
    }

    fn body(&self) -> Option<RawBody<'_>> {
        self.body
    }

    fn is_idempotent(&self) -> bool {
        self.idempotent
    }
}
