//! Requests before they are signed.

use crate::request::sign::{Canonical, Layout, SignMethod, Signature};
use crate::request::{ParamError, ParamProblem, ParamsView, Place, RawBody, Request};

/// A request that lacks nothing but its signature: what [`Gateway::draft`](super::Gateway::draft)
/// makes.
///
/// ```
/// use gatekit_core::{Gateway, Params, Timestamp, Top, call::Generic};
/// let top = Top::md5("12345678", "helloworld")?;
/// let call = Generic::new("taobao.time.get", &[]);
/// let mut room = [0; 19];
/// let mut params = Params::<1>::new(&mut room);
/// let draft = top.draft(&call, Timestamp::from_unix(0).unwrap(), &mut params)?;
/// assert_eq!(draft.canonical().params().count(), 6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Draft<'r> {
    pub(super) params: &'r ParamsView<'r>,
    pub(super) body: Option<RawBody<'r>>,
    pub(super) layout: Layout,
    pub(super) signature_place: Place,
}

impl<'r> Draft<'r> {
    /// What is to be signed.
    ///
    /// ```
    /// # use gatekit_core::{Gateway, Params, Timestamp, Top, call::Generic};
    /// # let top = Top::md5("12345678", "helloworld")?;
    /// # let call = Generic::new("taobao.time.get", &[]);
    /// # let mut room = [0; 19];
    /// # let mut params = Params::<1>::new(&mut room);
    /// # let now = Timestamp::from_unix(0).unwrap();
    /// let draft = top.draft(&call, now, &mut params)?;
    /// let names: Vec<_> = draft.canonical().params().map(|param| param.name()).collect();
    /// assert_eq!(names, [&b"app_key"[..], b"format", b"method", b"sign_method", b"timestamp", b"v"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn canonical(&self) -> Canonical<'r> {
        let body = self.body.map_or(&b""[..], |body| body.bytes);
        Canonical::merged(&self.params.system().params, self.params.as_slice(), body)
    }

    /// The request with its signature, `None` for a platform that wants none. Nothing checks here
    /// that it is the signature of this draft: the gateway does.
    ///
    /// ```
    /// # use gatekit_core::{Gateway, Params, Timestamp, Top, call::Generic, request::sign::Signature};
    /// # let top = Top::md5("12345678", "helloworld")?;
    /// # let call = Generic::new("taobao.time.get", &[]);
    /// # let mut room = [0; 19];
    /// # let mut params = Params::<1>::new(&mut room);
    /// # let now = Timestamp::from_unix(0).unwrap();
    /// let draft = top.draft(&call, now, &mut params)?;
    /// let request = draft.seal(Signature::from_hex(b"8BE363CF63C20050AAAD7DBE737ACD73"));
    /// let mut query = [0; 256];
    /// let query = request.encode_query(&mut query)?;
    /// assert!(query.ends_with("&sign=8BE363CF63C20050AAAD7DBE737ACD73"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn seal(self, signature: Option<Signature>) -> Request<'r> {
        let layout = self.layout;
        self.signed(layout, |_| signature)
    }

    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "a request that is moved costs a small stack a copy"
    )]
    pub(super) fn sign<M: SignMethod>(self, method: &M) -> Request<'r> {
        self.signed(method.layout(), |canonical| method.sign(canonical))
    }

    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "a request that is moved costs a small stack a copy"
    )]
    fn signed(
        self,
        layout: Layout,
        sign: impl FnOnce(&Canonical<'_>) -> Option<Signature>,
    ) -> Request<'r> {
        Request::signed(self.params, self.body, layout, sign, self.signature_place)
    }
}

/// Refuses a body whose content type no transport can send: what is not plain ASCII is not taken, or
/// ends the header.
pub(super) fn check_content_type(body: Option<RawBody<'_>>) -> Result<(), ParamError> {
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~');
    if body.is_none_or(|body| body.content_type.bytes().all(is_plain)) {
        Ok(())
    } else {
        Err(ParamError::new(b"", ParamProblem::ContentType))
    }
}
