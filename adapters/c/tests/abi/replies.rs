//! Answers: outcome, texts of refusals, values by path.

use crate::support::*;
use gatekit_c::gk_status::*;
use gatekit_c::*;
use std::ffi::c_char;
use std::ptr::{null, null_mut};

const METHOD: &str = "alibaba.damai.yuntoc.order.cancellockstock";

fn read(top: &gk_top, http_status: u16, body: &str) -> (gk_status, gk_reply) {
    let (call, mut reply) = (call(METHOD, &[]), unread());
    // SAFETY: all of them are there.
    let status = unsafe {
        gk_top_read(
            top,
            &raw const call,
            http_status,
            body.as_ptr(),
            body.len(),
            &raw mut reply,
        )
    };
    (status, reply)
}

#[test]
fn values_are_found_by_their_paths_in_json_and_xml() {
    let json = r#"{"alibaba_damai_yuntoc_order_cancellockstock_response":{"result":{
        "ids":[1,-9223372036854775808],"text":"\u53d6\u6d88 \"x\"","yes":true,"none":null,"big":1e3}}}"#;
    let xml = "<?xml version='1.0'?><alibaba_damai_yuntoc_order_cancellockstock_response><result>\
        <ids>1</ids><ids>-9223372036854775808</ids><text>&#x53d6;消 \"x\"</text><yes>TRUE</yes>\
        <big>1e3</big></result></alibaba_damai_yuntoc_order_cancellockstock_response>";
    for (flag, body) in [(0, json), (1, xml)] {
        let mut top = top();
        top.xml = flag;
        let (status, reply) = read(&top, 200, body);
        assert_eq!(status, GK_OK);
        assert_eq!(reply.payload.format, flag);
        assert_eq!(reply.message.kind, gk_kind::GK_ABSENT as u8);
        let payload = &reply.payload;
        assert_eq!(
            text_at(payload, c"result.text").as_deref(),
            Ok("取消 \"x\"")
        );
        assert_eq!(text_at(payload, c"result.big").as_deref(), Ok("1e3"));
        assert_eq!(text_at(payload, c"result.none"), Err(GK_REPLY_NO_VALUE));
        assert_eq!(text_at(payload, c"result"), Err(GK_REPLY_WRONG_TYPE));
        let (mut number, mut yes) = (7, false);
        let mut result = unread().payload;
        // SAFETY: all of them are there.
        unsafe {
            let status = gk_int64_at(payload, c"result.ids[1]".as_ptr(), &raw mut number);
            assert_eq!((status, number), (GK_OK, i64::MIN));
            let status = gk_int64_at(payload, c"result.big".as_ptr(), &raw mut number);
            assert_eq!((status, number), (GK_REPLY_WRONG_TYPE, i64::MIN));
            let status = gk_bool_at(payload, c"result.yes".as_ptr(), &raw mut yes);
            assert_eq!((status, yes), (GK_OK, true));
            let status = gk_bool_at(payload, c"result.text".as_ptr(), &raw mut yes);
            assert_eq!(status, GK_REPLY_WRONG_TYPE);
            let status = gk_bool_at(payload, c"result.no".as_ptr(), &raw mut yes);
            assert_eq!(status, GK_REPLY_NO_VALUE);

            assert_eq!(gk_at(payload, c"result".as_ptr(), &raw mut result), GK_OK);
            assert_eq!(result.kind, gk_kind::GK_OBJECT as u8);
            // What is found may take the place of what it was found in.
            let place = &raw mut result;
            assert_eq!(gk_at(place, c"ids[0]".as_ptr(), place), GK_OK);
            assert_eq!(gk_int64_at(place, null(), &raw mut number), GK_OK);
            assert_eq!(number, 1);
            assert_eq!(gk_at(place, c"ids[0]".as_ptr(), place), GK_REPLY_NO_VALUE);
            assert_eq!(result.kind, gk_kind::GK_ABSENT as u8);
            assert_eq!(gk_at(place, c"".as_ptr(), null_mut()), GK_REPLY_NO_VALUE);
            assert_eq!(gk_at(payload, c"".as_ptr(), null_mut()), GK_POINTER);
        }
    }
}

#[test]
fn a_text_is_cut_between_characters_and_its_length_given() {
    let body = r#"{"alibaba_damai_yuntoc_order_cancellockstock_response":{"t":"a\u6d88\u0000b"}}"#;
    let (_, reply) = read(&top(), 200, body);
    let text = "a消\0b";
    for size in 0..8 {
        let (mut out, mut length) = ([b'#'; 8], 99);
        // SAFETY: as many bytes are there.
        let status = unsafe {
            let start = out.as_mut_ptr().cast::<c_char>();
            gk_text_at(
                &raw const reply.payload,
                c"t".as_ptr(),
                start,
                size,
                &raw mut length,
            )
        };
        assert_eq!(length, text.len());
        assert_eq!(status == GK_OK, size > text.len(), "{size}");
        let kept = [0, 0, 1, 1, 1, 4, 5, 6][size];
        assert_eq!(&out[..kept], &text.as_bytes()[..kept], "{size}");
        assert!(size == 0 || out[kept] == 0);
        assert!(out[size.min(kept + 1)..].iter().all(|byte| *byte == b'#'));
    }
}

#[test]
fn where_there_is_no_text_it_is_empty() {
    let body = r#"{"alibaba_damai_yuntoc_order_cancellockstock_response":{"a":{"t":1},"n":null}}"#;
    let (_, reply) = read(&top(), 200, body);
    let absent = unread().payload;
    let payload = &raw const reply.payload;
    let mut lengths = [99_usize; 2];
    let length = lengths.as_mut_ptr();
    for (value, path, length, expected) in [
        (payload, c"b", length, GK_REPLY_NO_VALUE),
        (payload, c"n", length, GK_REPLY_NO_VALUE),
        (payload, c"a", length, GK_REPLY_WRONG_TYPE),
        (payload, c"\xff", length, GK_NOT_UTF8),
        (&raw const absent, c"a", length, GK_POINTER),
        (null(), c"a", length, GK_POINTER),
        (payload, c"a.t", length.wrapping_byte_add(1), GK_POINTER),
    ] {
        for size in [0, 1, 4] {
            let mut out = [b'#'; 4];
            // SAFETY: what is right is there, what is wrong is refused before it is looked at.
            let status = unsafe {
                *lengths.as_mut_ptr() = 99;
                gk_text_at(value, path.as_ptr(), out.as_mut_ptr().cast(), size, length)
            };
            assert_eq!(status, expected, "{path:?}");
            assert_eq!(
                out,
                if size == 0 { *b"####" } else { *b"\0###" },
                "{path:?}"
            );
            // SAFETY: the numbers are there.
            let told = unsafe { lengths.as_ptr().read() };
            assert_eq!(told, if length.is_aligned() { 0 } else { 99 }, "{path:?}");
        }
    }
}

#[test]
fn a_refusal_has_its_number_and_texts() {
    let body = r#"{"error_response":{"code":25,"msg":"Invalid signature","sub_code":"isv.x",
        "sub_msg":"\u7b7e\u540d","request_id":"r1"}}"#;
    let (status, reply) = read(&top(), 200, body);
    assert_eq!(status, GK_REFUSED_SIGNATURE_INVALID);
    assert_eq!(reply.payload.kind, gk_kind::GK_ABSENT as u8);
    assert_eq!(text_at(&reply.code, c"").as_deref(), Ok("25"));
    assert_eq!(text_at(&reply.sub_code, c"").as_deref(), Ok("isv.x"));
    assert_eq!(
        text_at(&reply.message, c"").as_deref(),
        Ok("Invalid signature")
    );
    assert_eq!(text_at(&reply.sub_message, c"").as_deref(), Ok("签名"));
    assert_eq!(text_at(&reply.request_id, c"").as_deref(), Ok("r1"));
    assert_eq!(text_at(&reply.solution, c""), Err(GK_REPLY_NO_VALUE));
    assert_eq!(gk_status_owner(status as i32), gk_owner::GK_CALLER);
    assert_eq!(gk_status_repeat(status as i32), gk_repeat::GK_REPEAT_NO);
}

#[test]
fn what_is_no_reply_says_why() {
    let other = r#"{"taobao_time_get_response":{"time":"x"}}"#;
    let wrapped = r#"{"alibaba_damai_yuntoc_order_cancellockstock_response":{"a":1}}"#;
    let denied = r#"{"alibaba_damai_yuntoc_order_cancellockstock_response":{"success":false}}"#;
    for (http_status, body, expected, stopped_at) in [
        (200, "", GK_REPLY_EMPTY, 0),
        (200, "{\"a\":1", GK_REPLY_TRUNCATED, 6),
        (502, "<html><body>502</body></html>", GK_REPLY_HTML, 0),
        (200, other, GK_REPLY_OTHER_METHOD, 0),
        (200, "[]", GK_REPLY_NO_ENVELOPE, 0),
        (302, wrapped, GK_REPLY_REDIRECTED, 0),
        (500, wrapped, GK_REPLY_STATUS, 0),
        (200, denied, GK_REFUSED_BY_BUSINESS, 0),
    ] {
        let (status, reply) = read(&top(), http_status, body);
        assert_eq!((status, reply.stopped_at), (expected, stopped_at), "{body}");
        assert_eq!(reply.payload.kind, gk_kind::GK_ABSENT as u8);
    }
    assert_eq!(gk_status_owner(GK_REPLY_HTML as i32), gk_owner::GK_GATEWAY);
    assert_eq!(
        gk_status_repeat(GK_REPLY_HTML as i32),
        gk_repeat::GK_REPEAT_ASK_FIRST
    );
    assert_eq!(
        gk_status_repeat(GK_NOT_SENT as i32),
        gk_repeat::GK_REPEAT_LATER
    );
    assert_eq!(gk_status_repeat(GK_OK as i32), gk_repeat::GK_REPEAT_NO);
    for number in [i32::MIN, -1, 1, 108, 599, 65_636 + 401, i32::MAX] {
        // SAFETY: a constant of the library.
        let text = unsafe { std::ffi::CStr::from_ptr(gk_status_text(number)) };
        assert_eq!(text, c"There is no such status.");
    }
}

#[test]
fn a_writers_own_number_is_the_transports_and_repeats_nothing() {
    for number in [i32::MIN, -401, -100, -99, -1, 1, 99, 900, 1_101, i32::MAX] {
        assert_eq!(gk_status_owner(number), gk_owner::GK_TRANSPORT, "{number}");
        let repeat = gk_status_repeat(number);
        assert_eq!(repeat, gk_repeat::GK_REPEAT_ASK_FIRST, "{number}");
    }
    assert_eq!(gk_status_owner(0), gk_owner::GK_NOBODY);
    assert_eq!(gk_status_repeat(0), gk_repeat::GK_REPEAT_NO);
    for (number, owner) in [
        (100, gk_owner::GK_CALLER),
        (299, gk_owner::GK_TRANSPORT),
        (300, gk_owner::GK_TRANSPORT),
        (599, gk_owner::GK_GATEWAY),
        (700, gk_owner::GK_GATEWAY),
        (899, gk_owner::GK_CALLER),
    ] {
        assert_eq!(gk_status_owner(number), owner, "{number}");
    }
}

#[test]
fn the_other_gateways_answers_are_read_by_their_own_rules() {
    let call = call("", &[]);
    let mut reply = unread();
    let qianmi = gk_qianmi {
        app_key: text("10000000"),
        secret: ABSENT, // not needed to read
        access_token: ABSENT,
        partner_id: ABSENT,
    };
    let body = r#"{"d2p_trade_cancel_response":{"trade":{"is_success":true}}}"#;
    // SAFETY: all of them are there.
    let status = unsafe {
        gk_qianmi_read(
            &raw const qianmi,
            &raw const call,
            200,
            body.as_ptr(),
            body.len(),
            &raw mut reply,
        )
    };
    assert_eq!(status, GK_OK);
    assert_eq!(
        text_at(&reply.payload, c"trade.is_success").as_deref(),
        Ok("true")
    );
    // As only the call's documentation tells, whether the order is void is unclear.
    for (code, status, repeat) in [
        (1, GK_REFUSED_BY_BUSINESS, gk_repeat::GK_REPEAT_NO),
        (3, GK_REFUSED_SERVICE_FAILED, gk_repeat::GK_REPEAT_ASK_FIRST),
    ] {
        let body = format!(
            r#"{{"errorToken":"x","code":"9","subErrors":[
                {{"code":"isv.qianmi-cloudshop-d2p-trade-cancel-service-error:0104200{code}"}}]}}"#
        );
        // SAFETY: all of them are there.
        let read = unsafe {
            gk_qianmi_read(
                &raw const qianmi,
                &raw const call,
                200,
                body.as_ptr(),
                body.len(),
                &raw mut reply,
            )
        };
        assert_eq!((read, gk_status_repeat(read as i32)), (status, repeat));
    }

    let site = gk_phalapi {
        protection: gk_protection::GK_PHALAPI_UNSIGNED as i32,
        access_token: ABSENT,
        app_key: ABSENT,
        secret: ABSENT,
        user_id: ABSENT,
    };
    let body = r#"{"ret":406,"data":{},"msg":"wrong sign"}"#;
    // SAFETY: all of them are there.
    let status = unsafe {
        gk_phalapi_read(
            &raw const site,
            &raw const call,
            200,
            body.as_ptr(),
            body.len(),
            &raw mut reply,
        )
    };
    assert_eq!(status, GK_REFUSED_SIGNATURE_INVALID);

    let qimen = gk_qimen {
        app_key: text("12345678"),
        secret: ABSENT,
        sign_method: null(),
        target_app_key: text("23300032"),
        customer_id: ABSENT,
        session: ABSENT,
        partner_id: ABSENT,
        xml: 0,
    };
    let body = r#"{"result":{"success":true,"errorCode":"","errorMsg":""}}"#;
    // SAFETY: all of them are there.
    let status = unsafe {
        gk_qimen_read(
            &raw const qimen,
            &raw const call,
            200,
            body.as_ptr(),
            body.len(),
            &raw mut reply,
        )
    };
    assert_eq!(status, GK_OK);
    assert_eq!(
        text_at(&reply.payload, c"result.success").as_deref(),
        Ok("true")
    );
}

#[test]
fn values_that_nobody_read_are_refused() {
    let value = unread().payload;
    let mut found = value;
    // SAFETY: what is wrong is refused before it is looked at.
    let status = unsafe { gk_at(&raw const value, c"a".as_ptr(), &raw mut found) };
    assert_eq!(status, GK_POINTER);
    let value = gk_value {
        kind: gk_kind::GK_OBJECT as u8,
        format: 9,
        ..value
    };
    // SAFETY: what is wrong is refused before it is looked at.
    let status = unsafe { gk_at(&raw const value, c"a".as_ptr(), &raw mut found) };
    assert_eq!(status, GK_POINTER);
}
