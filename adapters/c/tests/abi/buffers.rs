//! Lengths that are given, buffers that are too small, writers that fail.

use crate::support::*;
use gatekit_c::gk_status::*;
use gatekit_c::*;
use std::ffi::{c_int, c_void};
use std::ptr::null;

#[test]
fn the_query_and_the_body_have_the_given_lengths() {
    let params = [
        param("title", "翔 a&b"),
        param("tid", "7"),
        param("blank", " "),
    ];
    let (top, call) = (top(), call("taobao.trade.get", &params));
    let request = sign_top(&top, &call).ok().unwrap();
    let query = written(gk_write_query, &request);
    assert_eq!(
        query,
        format!(
            "app_key=12345678&format=json&method=taobao.trade.get&sign_method=md5&\
             timestamp=2016-01-01+12%3A00%3A00&v=2.0&sign={}",
            signature(&request)
        )
    );
    let body = written(gk_write_body, &request);
    assert_eq!(body, "tid=7&title=%E7%BF%94+a%26b");
    assert_eq!(
        (request.query_length, request.body_length),
        (query.len(), body.len())
    );
    assert_eq!(string(request.content_type), gatekit_core::request::FORM);

    for size in 0..request.query_length + 2 {
        let mut out = vec![b'#'; request.query_length + 2];
        // SAFETY: as many bytes are there.
        let status = unsafe { gk_encode_query(&raw const request, out.as_mut_ptr().cast(), size) };
        if size < query.len() {
            assert_eq!(status, GK_BUFFER_TOO_SMALL, "{size}");
            assert!(out.iter().all(|byte| *byte == b'#'));
        } else {
            assert_eq!(status, GK_OK, "{size}");
            assert_eq!(out, [query.as_bytes(), b"##"].concat());
        }
    }
    for (size, status) in [(body.len() - 1, GK_BUFFER_TOO_SMALL), (body.len(), GK_OK)] {
        let mut out = vec![b'#'; size];
        // SAFETY: as many bytes are there.
        let result = unsafe { gk_encode_body(&raw const request, out.as_mut_ptr(), size) };
        assert_eq!(result, status);
        assert_eq!(out == body.as_bytes(), status == GK_OK);
    }
}

#[test]
fn a_raw_body_is_signed_and_sent_as_it_is() {
    let body = b"<request/>";
    let params = [param("a", "1")];
    let mut call = call("taobao.qimen.stock.query", &params);
    (call.body, call.body_length) = (body.as_ptr(), body.len());
    call.content_type = text("text/xml;charset=utf-8");
    let qimen = gk_qimen {
        app_key: text("12345678"),
        secret: text("helloworld"),
        sign_method: &raw const gk_md5,
        target_app_key: ABSENT,
        customer_id: text("customer-1"),
        session: ABSENT,
        partner_id: ABSENT,
        xml: 1,
    };
    let mut request = blank();
    // SAFETY: all of them are there.
    let status = unsafe { gk_qimen_sign(&raw const qimen, &raw const call, NOW, &raw mut request) };
    assert_eq!(status, GK_OK);
    assert_eq!(written(gk_write_body, &request), "<request/>");
    assert!(written(gk_write_query, &request).contains("&a=1&sign="));
    assert_eq!(string(request.content_type), "text/xml;charset=utf-8");
    // SAFETY: the same request, in another place.
    let copy = unsafe { std::ptr::read(&raw const request) };
    assert_eq!(written(gk_write_body, &copy), "<request/>");
}

#[test]
fn an_explanation_shows_no_secret() {
    let mut top = top();
    top.session = text("6100e23f");
    let params = [param("password", "hunter2"), param("tid", "7")];
    let call = call("taobao.trade.get", &params);
    let request = sign_top(&top, &call).ok().unwrap();
    assert_eq!(
        written(gk_write_explanation, &request),
        "{secret}app_key12345678formatjsonmethodtaobao.trade.getpassword***session***\
         sign_methodmd5tid7timestamp2016-01-01 12:00:00v2.0{secret}"
    );
}

/// Fails when it has written that many pieces.
struct Failing {
    after: usize,
    result: c_int,
}

unsafe extern "C" fn failing(context: *mut c_void, _: *const u8, length: usize) -> c_int {
    assert_ne!(length, 0);
    // SAFETY: the tests lend a `Failing`.
    let failing = unsafe { &mut *context.cast::<Failing>() };
    if failing.after == 0 {
        return failing.result;
    }
    failing.after -= 1;
    0
}

unsafe extern "C" fn count_empty(context: *mut c_void, _: *const u8, length: usize) -> c_int {
    // SAFETY: the test lends a number.
    unsafe { *context.cast::<usize>() += usize::from(length == 0) };
    0
}

#[test]
fn a_writer_never_gets_nothing() {
    let parts: [Writing; 3] = [gk_write_query, gk_write_body, gk_write_explanation];
    for values in [["1", "2"], ["", " "]] {
        let params = [param("a", values[0]), param("b", values[1])];
        for body in [null(), b"".as_ptr()] {
            let (top, mut call) = (top(), call("taobao.trade.get", &params));
            (call.body, call.content_type) = (body, text("text/plain"));
            let request = sign_top(&top, &call).ok().unwrap();
            for write in parts {
                let mut empty = 0_usize;
                let context = (&raw mut empty).cast();
                // SAFETY: all of them are there.
                let status = unsafe { write(&raw const request, Some(count_empty), context) };
                assert_eq!((status, empty), (0, 0));
            }
        }
    }
}

#[test]
fn a_call_that_was_changed_after_it_was_signed_is_not_written() {
    let mut params = [param("title", "a"), param("tid", "7")];
    let start = params.as_mut_ptr();
    let (top, mut call) = (top(), call("taobao.trade.get", &[]));
    (call.params, call.params_count) = (start, 2);
    for raw in [null(), b"body".as_ptr()] {
        (call.body, call.body_length) = (raw, if raw.is_null() { 0 } else { 4 });
        let request = sign_top(&top, &call).ok().unwrap();
        for (value, status) in [("ab", GK_NOT_SIGNED), ("", GK_NOT_SIGNED), ("a", GK_OK)] {
            // SAFETY: the parameters are there, and nobody else looks at them now.
            unsafe { (*start).value = text(value) };
            let parts: [Writing; 3] = [gk_write_query, gk_write_body, gk_write_explanation];
            for write in parts {
                let mut context = Failing {
                    after: usize::from(status == GK_OK) * 100,
                    result: -1,
                };
                // SAFETY: all of them are there.
                let returned =
                    unsafe { write(&raw const request, Some(failing), (&raw mut context).cast()) };
                assert_eq!(returned, status as c_int, "{value:?}");
            }
            let mut out = [b'#'; 256];
            // SAFETY: as many bytes are there.
            let encoded = unsafe {
                [
                    gk_encode_query(&raw const request, out.as_mut_ptr().cast(), out.len()),
                    gk_encode_body(&raw const request, out.as_mut_ptr(), out.len()),
                ]
            };
            assert_eq!(encoded, [status; 2], "{value:?}");
            assert!(status == GK_OK || out == [b'#'; 256]);
        }
    }
}

#[test]
fn what_a_writer_returns_is_returned() {
    let params = [param("a", "1")];
    let (top, call) = (top(), call("taobao.trade.get", &params));
    let request = sign_top(&top, &call).ok().unwrap();
    let parts: [Writing; 3] = [gk_write_query, gk_write_body, gk_write_explanation];
    for write in parts {
        for result in [-1, 7, GK_NOT_SENT as c_int, c_int::MIN] {
            let mut pieces = 0;
            loop {
                let mut context = Failing {
                    after: pieces,
                    result,
                };
                // SAFETY: all of them are there.
                let returned =
                    unsafe { write(&raw const request, Some(failing), (&raw mut context).cast()) };
                if returned == 0 {
                    break;
                }
                assert_eq!((returned, context.after), (result, 0));
                pieces += 1;
            }
            assert_ne!(pieces, 0);
        }
    }
}

#[test]
fn tables_of_all_sizes_are_signed_alike() {
    for count in [0, 1, 8, 9, 24, 25, GK_PARAMS_MAX] {
        let names: Vec<_> = (0..count).map(|at| format!("p{at:02}")).collect();
        let params: Vec<_> = names.iter().rev().map(|name| param(name, "x")).collect();
        let (top, call) = (top(), call("m", &params));
        let request = sign_top(&top, &call).ok().unwrap();
        let pairs: Vec<_> = names.iter().map(|name| format!("{name}=x")).collect();
        assert_eq!(written(gk_write_body, &request), pairs.join("&"));
    }
}
