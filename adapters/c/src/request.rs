//! The way out: a call is signed, then written.

use crate::border::{buffer, gk_text};
use crate::build::{again, gk_platform, sign};
use crate::gateway::{gk_phalapi, gk_qianmi, gk_qimen, gk_top};
use crate::status::gk_status;
use core::ffi::{c_char, c_int, c_void};
use core::fmt::{self, Write as _};
use gatekit_core::request::Request;
use gatekit_core::request::hash::DIGEST_MAX;

/// Bytes of the longest signature and a NUL.
pub const GK_SIGNATURE_SIZE: usize = 65;
/// Business parameters that a call may have. Calls of at most 8 take the least stack, those of more
/// than 24 the most.
pub const GK_PARAMS_MAX: usize = 64;

const _: () = assert!(GK_SIGNATURE_SIZE == 2 * DIGEST_MAX + 1);

/// A business parameter, in UTF-8 and not percent-encoded. Nested objects are written as JSON by the
/// caller.
#[repr(C)]
pub struct gk_param {
    /// The name.
    pub name: gk_text,
    /// The value. Blank ones are neither signed nor sent, except to PhalApi sites.
    pub value: gk_text,
}

/// A method's name and what is sent with it.
#[repr(C)]
pub struct gk_call {
    /// The method's full name, for example taobao.trade.get.
    pub method: gk_text,
    /// The business parameters, in any order; the gateway's own ones must not be among them.
    pub params: *const gk_param,
    /// How many there are: at most GK_PARAMS_MAX.
    pub params_count: usize,
    /// A raw body that is signed and sent instead of a form (Qimen's XML and JSON calls); the
    /// parameters then travel in the query. NULL: none.
    pub body: *const u8,
    /// Bytes of the raw body; 0 if there is none.
    pub body_length: usize,
    /// Value of the Content-Type header of the raw body.
    pub content_type: gk_text,
}

/// A signed request: POST, a query and a body, all of known length. It points at the gateway and the
/// call that it was made of, which must stay as they are until it is written: it is put together of
/// them again each time. If its lengths are others then, nothing is written (GK_NOT_SIGNED); a change
/// that keeps them goes unnoticed here. It may be copied.
#[repr(C)]
pub struct gk_request {
    /// The signature in ASCII and a NUL; "" if the site wants none.
    pub signature: [c_char; GK_SIGNATURE_SIZE],
    /// Bytes of the encoded query, without the question mark.
    pub query_length: usize,
    /// Bytes of the body: the value of the Content-Length header.
    pub body_length: usize,
    /// Value of the Content-Type header.
    pub content_type: gk_text,
    /// If a parameter was refused: its name; absent if that is missing or itself not UTF-8.
    pub refused: gk_text,
    /// Private.
    pub platform: *const gk_platform,
    /// Private.
    pub gateway: *const c_void,
    /// Private.
    pub call: *const gk_call,
    /// Private.
    pub unix_seconds: i64,
}

/// Takes the next bytes of a query or a body, of which it need not keep the pointer; `length` is never
/// 0. Returns 0 to go on. Anything else ends the writing and is what the writing function returns;
/// negative numbers cannot be taken for a gk_status. Must return: no longjmp, no C++ exception.
pub type gk_write =
    Option<unsafe extern "C" fn(context: *mut c_void, bytes: *const u8, length: usize) -> c_int>;

/// Signs a call to TOP. `unix_seconds`: the time in seconds since 1970-01-01 00:00:00 UTC, which TOP
/// wants within 10 minutes of its own. `request` is written in any case.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gk_top_sign(
    top: *const gk_top,
    call: *const gk_call,
    unix_seconds: i64,
    request: *mut gk_request,
) -> gk_status {
    // SAFETY: the caller keeps to README.md.
    unsafe { sign(top, call, unix_seconds, request) }
}

/// The same for Qimen.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gk_qimen_sign(
    qimen: *const gk_qimen,
    call: *const gk_call,
    unix_seconds: i64,
    request: *mut gk_request,
) -> gk_status {
    // SAFETY: the caller keeps to README.md.
    unsafe { sign(qimen, call, unix_seconds, request) }
}

/// The same for Qianmi.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gk_qianmi_sign(
    qianmi: *const gk_qianmi,
    call: *const gk_call,
    unix_seconds: i64,
    request: *mut gk_request,
) -> gk_status {
    // SAFETY: the caller keeps to README.md.
    unsafe { sign(qianmi, call, unix_seconds, request) }
}

/// The same for a PhalApi site, which does not use the time: any valid one will do, such as 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gk_phalapi_sign(
    phalapi: *const gk_phalapi,
    call: *const gk_call,
    unix_seconds: i64,
    request: *mut gk_request,
) -> gk_status {
    // SAFETY: the caller keeps to README.md.
    unsafe { sign(phalapi, call, unix_seconds, request) }
}

/// Writes the encoded query, `query_length` bytes without the question mark, in pieces. Returns
/// GK_OK, a gk_status, or what `write` returned if that was not 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gk_write_query(
    request: *const gk_request,
    write: gk_write,
    context: *mut c_void,
) -> c_int {
    // SAFETY: the caller keeps to README.md.
    unsafe {
        written(request, write, context, |request, to| {
            request.write_query(to)
        })
    }
}

/// Writes the body, `body_length` bytes, in pieces. Returns as gk_write_query does.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gk_write_body(
    request: *const gk_request,
    write: gk_write,
    context: *mut c_void,
) -> c_int {
    // SAFETY: the caller keeps to README.md.
    unsafe {
        written(request, write, context, |request, to| {
            request.write_body(to)
        })
    }
}

/// Writes the text that was hashed, in UTF-8, with secrets, tokens and the like masked: what to look
/// at when a gateway says "Invalid signature". Returns as gk_write_query does.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gk_write_explanation(
    request: *const gk_request,
    write: gk_write,
    context: *mut c_void,
) -> c_int {
    // SAFETY: the caller keeps to README.md.
    unsafe {
        written(request, write, context, |request, to| {
            let mut text = Text { to, result: Ok(()) };
            // Formatting fails only where the writer does.
            let _ = write!(text, "{}", request.masked());
            text.result
        })
    }
}

/// Writes the query into a buffer, without a NUL. GK_BUFFER_TOO_SMALL if it has fewer than
/// `query_length` bytes; nothing is written then.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gk_encode_query(
    request: *const gk_request,
    out: *mut c_char,
    size: usize,
) -> gk_status {
    // SAFETY: the caller keeps to README.md.
    unsafe {
        encoded(request, out.cast(), size, |request, out| {
            let out = out.get_mut(..request.query_length());
            out.is_some_and(|out| request.encode_query(out).is_ok())
        })
    }
}

/// Writes the body into a buffer. GK_BUFFER_TOO_SMALL if it has fewer than `body_length` bytes;
/// nothing is written then.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gk_encode_body(
    request: *const gk_request,
    out: *mut u8,
    size: usize,
) -> gk_status {
    // SAFETY: the caller keeps to README.md.
    unsafe {
        encoded(request, out, size, |request, out| {
            let out = out.get_mut(..request.body_length());
            out.is_some_and(|out| request.encode_body(out).is_ok())
        })
    }
}

type Sink<'w> = &'w mut dyn FnMut(&[u8]) -> Result<(), c_int>;

/// # Safety
///
/// As README.md says.
unsafe fn written(
    request: *const gk_request,
    write: gk_write,
    context: *mut c_void,
    part: impl Fn(&Request<'_>, Sink<'_>) -> Result<(), c_int>,
) -> c_int {
    let Some(write) = write else {
        return gk_status::GK_POINTER as c_int;
    };
    let mut sink = |bytes: &[u8]| {
        if bytes.is_empty() {
            return Ok(());
        }
        // SAFETY: a function of the caller's, who says so by its type; the bytes are there.
        match unsafe { write(context, bytes.as_ptr(), bytes.len()) } {
            0 => Ok(()),
            other => Err(other),
        }
    };
    let mut result = 0;
    // SAFETY: the caller's promise.
    let again = unsafe {
        again(request, &mut |request| {
            result = part(request, &mut sink).err().unwrap_or(0);
        })
    };
    again.err().map_or(result, |status| status as c_int)
}

/// # Safety
///
/// As README.md says.
unsafe fn encoded(
    request: *const gk_request,
    out: *mut u8,
    size: usize,
    part: impl Fn(&Request<'_>, &mut [u8]) -> bool,
) -> gk_status {
    let mut fits = false;
    // SAFETY: the caller's promise.
    let result = unsafe { buffer(out, size) }.and_then(|out| {
        // SAFETY: the caller's promise.
        unsafe { again(request, &mut |request| fits = part(request, out)) }
    });
    match result {
        Ok(()) if fits => gk_status::GK_OK,
        Ok(()) => gk_status::GK_BUFFER_TOO_SMALL,
        Err(status) => status,
    }
}

/// Writes formatted text to a sink.
struct Text<'w> {
    to: Sink<'w>,
    result: Result<(), c_int>,
}

impl fmt::Write for Text<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.result = self.result.and_then(|()| (self.to)(text.as_bytes()));
        self.result.map_err(|_| fmt::Error)
    }
}
