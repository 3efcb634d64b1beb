//! Descriptions as C makes them.

use gatekit_c::*;
use std::ffi::{c_char, c_int, c_void};
use std::ptr::{null, null_mut};

pub(crate) const ABSENT: gk_text = gk_text {
    start: null(),
    length: 0,
};
pub(crate) const NOW: i64 = 1_451_620_800;

pub(crate) fn text(text: &str) -> gk_text {
    gk_text {
        start: text.as_ptr().cast(),
        length: text.len(),
    }
}

pub(crate) fn param(name: &str, value: &str) -> gk_param {
    gk_param {
        name: text(name),
        value: text(value),
    }
}

pub(crate) fn top() -> gk_top {
    gk_top {
        app_key: text("12345678"),
        secret: text("helloworld"),
        sign_method: &raw const gk_md5,
        session: ABSENT,
        partner_id: ABSENT,
        target_app_key: ABSENT,
        xml: 0,
        simplify: 0,
    }
}

pub(crate) fn call(method: &str, params: &[gk_param]) -> gk_call {
    gk_call {
        method: text(method),
        params: params.as_ptr(),
        params_count: params.len(),
        body: null(),
        body_length: 0,
        content_type: ABSENT,
    }
}

/// A request that nobody wrote yet.
pub(crate) fn blank() -> gk_request {
    gk_request {
        signature: [0; GK_SIGNATURE_SIZE],
        query_length: 0,
        body_length: 0,
        content_type: ABSENT,
        refused: ABSENT,
        platform: null(),
        gateway: null(),
        call: null(),
        unix_seconds: 0,
    }
}

pub(crate) fn sign_top(top: &gk_top, call: &gk_call) -> Result<gk_request, (gk_status, String)> {
    let mut request = blank();
    // SAFETY: all of them are there.
    match unsafe { gk_top_sign(top, call, NOW, &raw mut request) } {
        gk_status::GK_OK => Ok(request),
        status => Err((status, string(request.refused))),
    }
}

pub(crate) fn string(text: gk_text) -> String {
    if text.length == 0 {
        return String::new();
    }
    // SAFETY: a text of these tests, or a constant of the library.
    let bytes = unsafe { std::slice::from_raw_parts(text.start.cast::<u8>(), text.length) };
    String::from_utf8(bytes.to_vec()).unwrap()
}

pub(crate) fn signature(request: &gk_request) -> String {
    let bytes = request
        .signature
        .map(|character| character.to_ne_bytes()[0]);
    let length = bytes.iter().position(|byte| *byte == 0).unwrap();
    String::from_utf8(bytes[..length].to_vec()).unwrap()
}

pub(crate) type Writing = unsafe extern "C" fn(*const gk_request, gk_write, *mut c_void) -> c_int;

/// What a writing function writes.
pub(crate) fn written(write: Writing, request: &gk_request) -> String {
    let mut bytes = Vec::<u8>::new();
    // SAFETY: all of them are there.
    let result = unsafe { write(request, Some(append), (&raw mut bytes).cast()) };
    assert_eq!(result, 0);
    String::from_utf8(bytes).unwrap()
}

unsafe extern "C" fn append(context: *mut c_void, bytes: *const u8, length: usize) -> c_int {
    // SAFETY: `written` lends a vector, the library `length` bytes.
    unsafe {
        let to = &mut *context.cast::<Vec<u8>>();
        to.extend_from_slice(std::slice::from_raw_parts(bytes, length));
    }
    0
}

/// A reply that nobody wrote yet.
pub(crate) fn unread() -> gk_reply {
    let absent = gk_value {
        raw: null(),
        length: 0,
        kind: 99,
        format: 99,
    };
    gk_reply {
        payload: absent,
        code: absent,
        sub_code: absent,
        message: absent,
        sub_message: absent,
        solution: absent,
        request_id: absent,
        stopped_at: 99,
    }
}

/// The text at the end of a path.
pub(crate) fn text_at(value: &gk_value, path: &std::ffi::CStr) -> Result<String, gk_status> {
    let mut buffer = [b'#'; 256];
    let mut length = 0;
    let out = buffer.as_mut_ptr().cast::<c_char>();
    // SAFETY: all of them are there.
    match unsafe { gk_text_at(value, path.as_ptr(), out, buffer.len(), &raw mut length) } {
        gk_status::GK_OK => {
            assert_eq!(buffer[length], 0);
            Ok(String::from_utf8(buffer[..length].to_vec()).unwrap())
        }
        status => Err(status),
    }
}

pub(crate) const NOBODY: *mut c_void = null_mut();
