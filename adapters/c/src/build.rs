//! A request is put together from what C describes: once to sign it, and once more, with the
//! signature that it got, for each part that is written. So nothing but plain C structures lives
//! between the calls.

use crate::border::{Checked, borrow, gk_text, list, put};
use crate::gateway::{Platform, Purpose};
use crate::request::{GK_PARAMS_MAX, GK_SIGNATURE_SIZE, gk_call, gk_param, gk_request};
use crate::status::{gk_status, of_code};
use core::cell::Cell;
use core::ffi::c_char;
use core::ptr::null;
use gatekit_core::request::sign::Signature;
use gatekit_core::request::{FORM, Name, ParamError, ParamProblem, ParamsView, RawBody, Request};
use gatekit_core::{Call, Gateway, Params, TIMESTAMP_BYTES, Timestamp};

/// Private: which gateway a request is for.
pub struct gk_platform {
    again: unsafe fn(&gk_request, Use<'_>) -> Checked<()>,
}

/// What is done with a request.
type Use<'u> = &'u mut dyn FnMut(&Request<'_>);

pub(crate) const fn platform_of<P: Platform>() -> gk_platform {
    gk_platform {
        again: again_for::<P>,
    }
}

/// Signs and describes the request.
///
/// # Safety
///
/// As README.md says.
pub(crate) unsafe fn sign<P: Platform>(
    gateway: *const P,
    call: *const gk_call,
    unix_seconds: i64,
    to: *mut gk_request,
) -> gk_status {
    let mut signed = gk_request {
        signature: [0; GK_SIGNATURE_SIZE],
        query_length: 0,
        body_length: 0,
        content_type: gk_text::ABSENT,
        refused: gk_text::ABSENT,
        platform: null(),
        gateway: gateway.cast(),
        call,
        unix_seconds,
    };
    // SAFETY: the caller's promise.
    let result = unsafe { sign_into(&mut signed, gateway) };
    // SAFETY: the caller's promise.
    let put = unsafe { put(to, signed) };
    result.and(put).err().unwrap_or(gk_status::GK_OK)
}

/// # Safety
///
/// As README.md says.
unsafe fn sign_into<P: Platform>(signed: &mut gk_request, gateway: *const P) -> Checked<()> {
    // SAFETY: the caller's promise.
    let (gateway, call) = unsafe { (borrow(gateway)?, borrow(signed.call)?) };
    let mut refused = gk_text::ABSENT;
    let mut describe = |request: &Request<'_>| {
        let signature = request.signature().unwrap_or_default();
        for (to, from) in signed.signature.iter_mut().zip(signature.bytes()) {
            *to = c_char::from_ne_bytes([from]);
        }
        signed.query_length = request.query_length();
        signed.body_length = request.body_length();
    };
    let (now, purpose) = (signed.unix_seconds, Purpose::Sign);
    // SAFETY: the caller's promise.
    let built = unsafe { build(gateway, call, now, purpose, &mut refused, &mut describe) };
    signed.refused = refused;
    built?;
    signed.content_type = if call.body.is_null() {
        gk_text::of(FORM)
    } else {
        call.content_type
    };
    signed.platform = P::PLATFORM;
    Ok(())
}

/// Puts a signed request together again.
///
/// # Safety
///
/// As README.md says.
pub(crate) unsafe fn again(request: *const gk_request, use_it: Use<'_>) -> Checked<()> {
    // SAFETY: the caller's promise.
    let request = unsafe { borrow(request) }?;
    // SAFETY: the caller's promise: the request was written by `sign`.
    let platform = unsafe { borrow(request.platform) }.map_err(|_| gk_status::GK_NOT_SIGNED)?;
    // SAFETY: `sign` wrote the platform beside a gateway of its type.
    unsafe { (platform.again)(request, use_it) }
}

/// # Safety
///
/// The request was written by `sign::<P>`, and the rest as README.md says.
unsafe fn again_for<P: Platform>(request: &gk_request, use_it: Use<'_>) -> Checked<()> {
    // SAFETY: `c_char` and `u8` are bytes.
    let signature = unsafe { list(request.signature.as_ptr().cast::<u8>(), GK_SIGNATURE_SIZE) }?;
    let length = signature.iter().take_while(|byte| **byte != 0).count();
    let signature = signature.get(..length).unwrap_or_default();
    if !signature.is_empty() && Signature::from_hex(signature).is_none() {
        return Err(gk_status::GK_NOT_SIGNED);
    }
    let announced = (request.query_length, request.body_length);
    let mut result = Err(gk_status::GK_NOT_SIGNED);
    // SAFETY: the caller's promise.
    unsafe {
        build(
            borrow(request.gateway.cast::<P>())?,
            borrow(request.call)?,
            request.unix_seconds,
            Purpose::Write(signature),
            &mut gk_text::ABSENT.clone(),
            &mut |again| {
                // Of another length it would not end where the request's header says.
                if announced == (again.query_length(), again.body_length()) {
                    use_it(again);
                    result = Ok(());
                }
            },
        )
    }?;
    result
}

/// # Safety
///
/// As README.md says.
unsafe fn build<P: Platform>(
    gateway: &P,
    call: &gk_call,
    unix_seconds: i64,
    purpose: Purpose<'_>,
    refused: &mut gk_text,
    use_it: Use<'_>,
) -> Checked<()> {
    let now = Timestamp::from_unix(unix_seconds).ok_or(gk_status::GK_TIME)?;
    // SAFETY: the caller's promise.
    let gateway = unsafe { gateway.gateway(purpose) }?;
    // SAFETY: the caller's promise.
    let call = unsafe { Described::new(call, refused) }?;
    let mut room = [0; TIMESTAMP_BYTES];
    let mut result = Ok(());
    with_table(call.params.len(), &mut room, &mut |params| {
        // By reference: a request takes 400 bytes of stack, and a copy as many.
        match &gateway.sign(&call, now, params) {
            Ok(request) => use_it(request),
            Err(error) => result = Err(*error),
        }
    });
    result.map_err(|error: ParamError| {
        // The error holds the beginning of a name, which others may have as well.
        let is_it = |param: &&gk_param| {
            // SAFETY: `Described::new` has read the name.
            let name = unsafe { bytes(param.name) };
            Name::new(name) == error.name
                && (error.problem != ParamProblem::NotSignable || !gateway.can_sign(name))
        };
        let found = call
            .untaken
            .get()
            .or_else(|| call.params.iter().find(is_it));
        if let Some(param) = found {
            *refused = param.name;
        }
        of_code(error.problem.code())
    })
}

/// Lends a table on the stack that is not much larger than needed.
pub(crate) fn with_table<'a>(
    count: usize,
    room: &'a mut [u8],
    with: &mut dyn FnMut(&mut ParamsView<'a>),
) {
    #[inline(never)] // Each with a stack of its own.
    fn sized<'a, const N: usize>(room: &'a mut [u8], with: &mut dyn FnMut(&mut ParamsView<'a>)) {
        with(&mut Params::<'a, N>::new(room));
    }
    match count {
        0..=8 => sized::<8>(room, with),
        9..=24 => sized::<24>(room, with),
        _ => sized::<GK_PARAMS_MAX>(room, with),
    }
}

/// A call of which the pointers are checked.
struct Described<'c> {
    method: &'c str,
    params: &'c [gk_param],
    body: Option<RawBody<'c>>,
    /// The parameter that the table did not take.
    untaken: Cell<Option<&'c gk_param>>,
}

impl Described<'_> {
    /// # Safety
    ///
    /// As README.md says.
    unsafe fn new(call: &gk_call, refused: &mut gk_text) -> Checked<Self> {
        if call.params_count > GK_PARAMS_MAX {
            return Err(gk_status::GK_PARAM_TABLE_FULL);
        }
        // SAFETY: the caller's promise, for all that the call points at.
        unsafe {
            let params = list(call.params, call.params_count)?;
            for param in params {
                param.name.get()?;
                param.value.get().inspect_err(|_| *refused = param.name)?;
            }
            let body = if call.body.is_null() && call.body_length == 0 {
                None
            } else {
                Some(RawBody {
                    content_type: call.content_type.get()?,
                    bytes: list(call.body, call.body_length)?,
                })
            };
            let method = call.method.get()?;
            Ok(Self {
                method,
                params,
                body,
                untaken: Cell::new(None),
            })
        }
    }
}

impl Call for Described<'_> {
    type Reply<S> = ();

    fn method(&self) -> &str {
        self.method
    }

    fn params<'a>(&'a self, params: &mut ParamsView<'a>) -> Result<(), ParamError> {
        self.params.iter().try_for_each(|param| {
            // SAFETY: `Described::new` has read both.
            let (name, value) = unsafe { (bytes(param.name), bytes(param.value)) };
            self.untaken.set(Some(param));
            params.bytes(name, value)
        })?;
        self.untaken.set(None);
        Ok(())
    }

    fn body(&self) -> Option<RawBody<'_>> {
        self.body
    }
}

/// The bytes of a text in [`Described::params`].
///
/// # Safety
///
/// [`Described::new`] has read this text, whose memory is lent during `'c`.
unsafe fn bytes<'c>(text: gk_text) -> &'c [u8] {
    // SAFETY: the caller's promise.
    unsafe { text.bytes() }.unwrap_or_default()
}
