//! The way in: an answer is judged.

use crate::border::{Checked, borrow, list, put};
use crate::gateway::{Platform, Purpose, gk_phalapi, gk_qianmi, gk_qimen, gk_top};
use crate::request::gk_call;
use crate::status::{gk_status, of_code};
use crate::value::gk_value;
use gatekit_core::Gateway;
use gatekit_core::reply::{Node, Problem, Reason, Repeat, Unopened};
use gatekit_core::transport::Answer;

/// An answer that was read: the payload of a reply, or the texts of a refusal.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct gk_reply {
    /// What the method's documentation describes, without the gateway's envelope. Absent unless
    /// GK_OK.
    pub payload: gk_value,
    /// Of a refusal: the platform's code (`25`, `406`).
    pub code: gk_value,
    /// Of a refusal: the finer code (`isv.invalid-parameter`).
    pub sub_code: gk_value,
    /// Of a refusal: the platform's text.
    pub message: gk_value,
    /// Of a refusal: the finer text.
    pub sub_message: gk_value,
    /// Of a refusal: what the platform advises (Qianmi).
    pub solution: gk_value,
    /// Of a refusal: the platform's name for this request, to be quoted when asking its support.
    pub request_id: gk_value,
    /// Of an answer that cannot be read: the byte of the body at which reading had to stop.
    pub stopped_at: usize,
}

/// Reads TOP's answer to a call. `http_status`: its HTTP status code. The whole body is checked, and
/// not changed. GK_OK: a reply. 4xx, 5xx, 6xx: a refusal. 7xx: no reply of this gateway; the call may
/// have been executed. `reply` is written in any case and points into the body. If the call has no
/// method, the answer to any is taken.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gk_top_read(
    top: *const gk_top,
    call: *const gk_call,
    http_status: u16,
    body: *const u8,
    body_length: usize,
    reply: *mut gk_reply,
) -> gk_status {
    // SAFETY: the caller keeps to README.md.
    unsafe { read(top, call, http_status, body, body_length, reply) }
}

/// The same for Qimen.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gk_qimen_read(
    qimen: *const gk_qimen,
    call: *const gk_call,
    http_status: u16,
    body: *const u8,
    body_length: usize,
    reply: *mut gk_reply,
) -> gk_status {
    // SAFETY: the caller keeps to README.md.
    unsafe { read(qimen, call, http_status, body, body_length, reply) }
}

/// The same for Qianmi.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gk_qianmi_read(
    qianmi: *const gk_qianmi,
    call: *const gk_call,
    http_status: u16,
    body: *const u8,
    body_length: usize,
    reply: *mut gk_reply,
) -> gk_status {
    // SAFETY: the caller keeps to README.md.
    unsafe { read(qianmi, call, http_status, body, body_length, reply) }
}

/// The same for a PhalApi site.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gk_phalapi_read(
    phalapi: *const gk_phalapi,
    call: *const gk_call,
    http_status: u16,
    body: *const u8,
    body_length: usize,
    reply: *mut gk_reply,
) -> gk_status {
    // SAFETY: the caller keeps to README.md.
    unsafe { read(phalapi, call, http_status, body, body_length, reply) }
}

/// # Safety
///
/// As README.md says.
unsafe fn read<P: Platform>(
    gateway: *const P,
    call: *const gk_call,
    http_status: u16,
    body: *const u8,
    body_length: usize,
    to: *mut gk_reply,
) -> gk_status {
    let mut reply = gk_reply::EMPTY;
    // SAFETY: the caller's promise.
    let result = unsafe { judge(gateway, call, http_status, body, body_length, &mut reply) };
    // SAFETY: the caller's promise.
    let put = unsafe { put(to, reply) };
    result.and(put).err().unwrap_or(gk_status::GK_OK)
}

/// # Safety
///
/// As README.md says.
unsafe fn judge<P: Platform>(
    gateway: *const P,
    call: *const gk_call,
    http_status: u16,
    body: *const u8,
    body_length: usize,
    reply: &mut gk_reply,
) -> Checked<()> {
    // SAFETY: the caller's promise.
    let (gateway, method, body) = unsafe {
        (
            borrow(gateway)?.gateway(Purpose::Read)?,
            borrow(call)?.method.present()?,
            list(body, body_length)?,
        )
    };
    let answer = Answer::new(http_status, body_length);
    match gateway.payload(method, &answer, body) {
        Ok(payload) => {
            reply.payload = gk_value::of(payload);
            Ok(())
        }
        Err(Unopened::Refused(refusal)) => {
            let text = |node: Option<Node<'_>>| node.map_or(gk_value::ABSENT, gk_value::of);
            reply.code = text(refusal.code);
            reply.sub_code = text(refusal.sub_code);
            reply.message = text(refusal.message);
            reply.sub_message = text(refusal.sub_message);
            reply.solution = text(refusal.solution);
            reply.request_id = text(refusal.request_id);
            // A number says whether to repeat: one of which only the documentation of the call
            // tells that it may have been executed must not say no.
            let unclear = refusal
                .known(P::REFUSALS)
                .is_some_and(|known| known.repeat == Repeat::AskFirst);
            let reason = if unclear {
                Reason::ServiceFailed
            } else {
                refusal.reason
            };
            Err(of_code(reason.code()))
        }
        Err(Unopened::Problem(problem)) => {
            if let Problem::Syntax(error) = problem {
                reply.stopped_at = error.at();
            }
            Err(of_code(problem.code()))
        }
    }
}

impl gk_reply {
    const EMPTY: Self = Self {
        payload: gk_value::ABSENT,
        code: gk_value::ABSENT,
        sub_code: gk_value::ABSENT,
        message: gk_value::ABSENT,
        sub_message: gk_value::ABSENT,
        solution: gk_value::ABSENT,
        request_id: gk_value::ABSENT,
        stopped_at: 0,
    };
}
