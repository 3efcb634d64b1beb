//! NULL, lengths that cannot be, text that is none, parameters that cannot be sent.

use crate::support::*;
use gatekit_c::gk_status::*;
use gatekit_c::*;
use std::ptr::{dangling, null, null_mut, without_provenance};

#[test]
fn null_is_refused_wherever_something_must_be() {
    let (top, call) = (top(), call("taobao.time.get", &[]));
    let mut request = blank();
    let to = &raw mut request;
    // SAFETY: what is not NULL is there.
    unsafe {
        assert_eq!(gk_top_sign(null(), &raw const call, NOW, to), GK_POINTER);
        assert_eq!(gk_top_sign(&raw const top, null(), NOW, to), GK_POINTER);
        let status = gk_top_sign(&raw const top, &raw const call, NOW, null_mut());
        assert_eq!(status, GK_POINTER);
        assert_eq!(gk_encode_query(null(), null_mut(), 0), GK_POINTER);
        assert_eq!(gk_write_query(null(), None, NOBODY), GK_POINTER as i32);

        assert_eq!(gk_top_sign(&raw const top, &raw const call, NOW, to), GK_OK);
        assert_eq!(gk_write_body(to, None, NOBODY), GK_POINTER as i32);
        assert_eq!(gk_encode_query(to, null_mut(), 500), GK_POINTER);
        assert_eq!(gk_encode_body(to, null_mut(), 0), GK_OK);

        let mut reply = unread();
        let status = gk_top_read(
            &raw const top,
            &raw const call,
            200,
            null(),
            1,
            &raw mut reply,
        );
        assert_eq!(status, GK_POINTER);
        let status = gk_top_read(&raw const top, &raw const call, 200, null(), 0, null_mut());
        assert_eq!(status, GK_REPLY_EMPTY);
        assert_eq!(gk_at(null(), c"a".as_ptr(), null_mut()), GK_POINTER);
        assert_eq!(gk_string(null()).length, 0);
        assert_eq!(gk_string(c"abc".as_ptr()).length, 3);
    }
}

#[test]
fn what_is_misaligned_or_too_long_is_refused() {
    let (top, mut call) = (top(), call("taobao.time.get", &[]));
    let mut request = blank();
    let to = &raw mut request;
    // SAFETY: what is wrong is refused before it is looked at.
    unsafe {
        let odd = without_provenance::<gk_top>(dangling::<gk_top>().addr() + 1);
        assert_eq!(gk_top_sign(odd, &raw const call, NOW, to), GK_POINTER);
        for length in [usize::MAX, isize::MAX as usize + 1] {
            call.method = gk_text {
                start: c"x".as_ptr(),
                length,
            };
            let status = gk_top_sign(&raw const top, &raw const call, NOW, to);
            assert_eq!(status, GK_POINTER, "{length}");
        }
        call.method = gk_text {
            start: null(),
            length: 1,
        };
        assert_eq!(
            gk_top_sign(&raw const top, &raw const call, NOW, to),
            GK_POINTER
        );
    }
    let params = [param("a", "1")];
    let mut many = self::call("taobao.time.get", &params);
    many.params_count = GK_PARAMS_MAX + 1;
    assert_eq!(sign_top(&top, &many).err().unwrap().0, GK_PARAM_TABLE_FULL);
    many.params_count = usize::MAX;
    assert_eq!(sign_top(&top, &many).err().unwrap().0, GK_PARAM_TABLE_FULL);
    many.params = null();
    many.params_count = 1;
    assert_eq!(sign_top(&top, &many).err().unwrap().0, GK_POINTER);
}

#[test]
fn a_raw_body_with_a_length_and_no_bytes_is_refused() {
    let mut call = call("taobao.qimen.stock.query", &[]);
    call.body_length = 10;
    assert_eq!(sign_top(&top(), &call).err().unwrap().0, GK_POINTER);
}

fn call(method: &str, params: &[gk_param]) -> gk_call {
    crate::support::call(method, params)
}

#[test]
fn of_names_that_begin_alike_the_one_that_is_repeated_is_named() {
    let names = ["a", "b", "b"].map(|end| format!("{}{end}", "x".repeat(32)));
    let params = names.each_ref().map(|name| gk_param {
        name: text(name),
        value: text("1"),
    });
    let refused = sign_top(&top(), &call("m", &params)).err().unwrap();
    assert_eq!(refused, (GK_PARAM_REPEATED, names[1].clone()));
}

#[test]
fn text_that_is_not_utf8_is_refused_wherever_it_is() {
    let bytes = b"a\xff";
    let broken = gk_text {
        start: bytes.as_ptr().cast(),
        length: bytes.len(),
    };
    let params = [gk_param {
        name: text("a"),
        value: broken,
    }];
    let refused = sign_top(&top(), &call("m", &params)).err().unwrap();
    assert_eq!(refused, (GK_NOT_UTF8, "a".into()));
    let params = [gk_param {
        name: broken,
        value: text("a"),
    }];
    let refused = sign_top(&top(), &call("m", &params)).err().unwrap();
    assert_eq!(refused, (GK_NOT_UTF8, String::new()));
    let mut call = call("m", &[]);
    call.method = broken;
    assert_eq!(sign_top(&top(), &call).err().unwrap().0, GK_NOT_UTF8);
    for place in 0..5 {
        let mut top = top();
        let texts = [
            &mut top.app_key,
            &mut top.secret,
            &mut top.session,
            &mut top.partner_id,
            &mut top.target_app_key,
        ];
        *texts.into_iter().nth(place).unwrap() = broken;
        let status = sign_top(&top, &self::call("m", &[])).err().unwrap().0;
        assert_eq!(status, GK_NOT_UTF8, "{place}");
    }
}

#[test]
fn what_the_core_refuses_has_the_cores_number_and_names_the_parameter() {
    let refused = |params: &[gk_param]| sign_top(&top(), &call("m", params)).err().unwrap();
    let twice = [param("tid", "1"), param("b", "1"), param("tid", "2")];
    assert_eq!(refused(&twice), (GK_PARAM_REPEATED, "tid".into()));
    let reserved = [param("b", "1"), param("session", "2")];
    assert_eq!(refused(&reserved), (GK_PARAM_RESERVED, "session".into()));
    assert_eq!(
        refused(&[param("", "2")]),
        (GK_PARAM_NAMELESS, String::new())
    );
    let long = "n".repeat(40);
    let long = [param(&long, "1"), param(&long, "1")];
    assert_eq!(refused(&long), (GK_PARAM_REPEATED, "n".repeat(40)));
    let status = sign_top(&top(), &call(" ", &[])).err().unwrap().0;
    assert_eq!(status, GK_PARAM_BLANK);
}

#[test]
fn a_name_that_the_platform_does_not_sign_is_refused() {
    // Of two names that are shown alike, the second is not signable.
    let long = "n".repeat(32);
    let [signed, renamed] = ["ab", "a."].map(|end| format!("{long}{end}"));
    let alike = [param(&signed, "1"), param(&renamed, "1")];
    let alike = call("m", &alike);
    let params = [param("a", "1"), param("b.c", "2"), param("logo", "3")];
    let call = call("m", &params);
    let mut request = blank();
    let site = |protection| gk_phalapi {
        protection: protection as i32,
        access_token: ABSENT,
        app_key: ABSENT,
        secret: ABSENT,
        user_id: ABSENT,
    };
    let qianmi = gk_qianmi {
        app_key: text("10000000"),
        secret: text("helloworld"),
        access_token: ABSENT,
        partner_id: ABSENT,
    };
    // SAFETY: all of them are there.
    unsafe {
        let (call, to) = (&raw const call, &raw mut request);
        let filtered = site(gk_protection::GK_PHALAPI_VALUES_MD5);
        let status = gk_phalapi_sign(&raw const filtered, call, NOW, to);
        assert_eq!(status, GK_PARAM_NOT_SIGNABLE);
        assert_eq!(string((*to).refused), "b.c");
        let status = gk_phalapi_sign(&raw const filtered, &raw const alike, NOW, to);
        assert_eq!(status, GK_PARAM_NOT_SIGNABLE);
        assert_eq!(string((*to).refused), renamed);
        let unsigned = site(gk_protection::GK_PHALAPI_UNSIGNED);
        assert_eq!(gk_phalapi_sign(&raw const unsigned, call, NOW, to), GK_OK);
        let status = gk_qianmi_sign(&raw const qianmi, call, NOW, to);
        assert_eq!(status, GK_PARAM_NOT_SIGNABLE);
        assert_eq!(string((*to).refused), "logo");

        let mut raw = crate::support::call("m", &[]);
        let body = text("{}");
        (raw.body, raw.body_length) = (body.start.cast(), body.length);
        raw.content_type = text("application/json");
        let raw = &raw const raw;
        assert_eq!(gk_qianmi_sign(&raw const qianmi, raw, NOW, to), GK_RAW_BODY);
        assert_eq!(
            gk_phalapi_sign(&raw const filtered, raw, NOW, to),
            GK_RAW_BODY
        );
        assert!(string((*to).refused).is_empty());
        assert_eq!(gk_phalapi_sign(&raw const unsigned, raw, NOW, to), GK_OK);
    }
}

#[test]
fn credentials_and_time_are_checked() {
    let call = call("m", &[]);
    let status = |change: fn(&mut gk_top)| {
        let mut top = top();
        change(&mut top);
        sign_top(&top, &call).err().unwrap().0
    };
    assert_eq!(status(|top| top.app_key = text(" ")), GK_APP_KEY_MISSING);
    assert_eq!(status(|top| top.app_key = ABSENT), GK_APP_KEY_MISSING);
    assert_eq!(status(|top| top.secret = ABSENT), GK_SECRET_MISSING);
    assert_eq!(status(|top| top.sign_method = null()), GK_SIGN_METHOD);
    let mut request = blank();
    for time in [i64::MIN, -28_801, 32_503_651_200, i64::MAX] {
        // SAFETY: all of them are there.
        let status = unsafe { gk_top_sign(&top(), &raw const call, time, &raw mut request) };
        assert_eq!(status, GK_TIME, "{time}");
    }
    let site = gk_phalapi {
        protection: 7,
        access_token: ABSENT,
        app_key: ABSENT,
        secret: ABSENT,
        user_id: ABSENT,
    };
    // SAFETY: all of them are there.
    let status = unsafe { gk_phalapi_sign(&raw const site, &raw const call, 0, &raw mut request) };
    assert_eq!(status, GK_SIGN_METHOD);
}

#[test]
fn a_request_that_was_not_signed_is_not_written() {
    let params = [param("a", "1"), param("a", "1")];
    let (top, call) = (top(), call("m", &params));
    let mut request = blank();
    // SAFETY: all of them are there.
    unsafe {
        assert_eq!(
            gk_encode_body(&raw const request, null_mut(), 0),
            GK_NOT_SIGNED
        );
        let status = gk_top_sign(&raw const top, &raw const call, NOW, &raw mut request);
        assert_ne!(status, GK_OK);
        assert_eq!(
            gk_encode_body(&raw const request, null_mut(), 0),
            GK_NOT_SIGNED
        );
    }
    let call = self::call("m", &[]);
    let mut request = sign_top(&top, &call).ok().unwrap();
    request.signature[3] = b'x'.try_into().unwrap();
    // SAFETY: all of them are there.
    let status = unsafe { gk_encode_body(&raw const request, null_mut(), 0) };
    assert_eq!(status, GK_NOT_SIGNED);
}
