//! Callbacks: the recorded ones, and what is refused.

mod memory;

use crate::support::*;
use gatekit_c::gk_status::*;
use gatekit_c::*;
use gatekit_core::callback::Answers;
use std::collections::BTreeMap;
use std::mem::MaybeUninit;
use std::ptr::{null, null_mut};

const FORM: &str = "application/x-www-form-urlencoded";
/// `a=1` and noon, signed with `helloworld` (Python's hashlib).
const AT_NOON: &str = "a=1&timestamp=2016-01-01+12%3A00%3A00&sign=6B670150F9AB0225832EB4F0B1C0BD2C";
const WITHOUT_TIME: &str = "a=1&sign=711A7BC01EEE0BAD3FC55F77D377B26B";

#[derive(serde::Deserialize)]
struct Vector {
    name: String,
    secret: String,
    query: String,
    content_type: Option<String>,
    headers: BTreeMap<String, String>,
    form: BTreeMap<String, String>,
    body_hex: Option<String>,
    charset: String,
    accepted: bool,
}

impl Vector {
    fn all() -> Vec<Self> {
        let files = [
            include_str!("../../../../tests/vectors/callbacks.jsonl"),
            include_str!("../../../../tests/vectors/callbacks-made.jsonl"),
        ];
        let lines = files.iter().flat_map(|lines| lines.lines());
        lines
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    fn body(&self) -> Vec<u8> {
        if let Some(hex) = &self.body_hex {
            let byte = |pair: &[u8]| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap();
            return hex.as_bytes().chunks(2).map(byte).collect();
        }
        let charset = encoding_rs::Encoding::for_label(self.charset.as_bytes()).unwrap();
        let encode = |text: &str| -> String {
            let bytes = charset.encode(text).0;
            let escaped = bytes.iter().map(|byte| format!("%{byte:02X}"));
            escaped.collect()
        };
        let form = self.form.iter();
        let form = form.map(|(name, value)| format!("{}={}", encode(name), encode(value)));
        form.collect::<Vec<_>>().join("&").into_bytes()
    }

    fn headers(&self) -> Vec<gk_param> {
        let headers = self.headers.iter();
        headers.map(|(name, value)| param(name, value)).collect()
    }
}

fn bytes(bytes: &[u8]) -> gk_text {
    gk_text {
        start: bytes.as_ptr().cast(),
        length: bytes.len(),
    }
}

fn spi(secret: &str) -> gk_spi {
    gk_spi {
        secret: text(secret),
        window: 0,
        without_window: 0,
        max_size: 0,
    }
}

fn callback(query: &[u8], content_type: &str, body: &[u8]) -> gk_callback {
    gk_callback {
        query: bytes(query),
        content_type: text(content_type),
        headers: null(),
        headers_count: 0,
        body: body.as_ptr(),
        body_length: body.len(),
    }
}

/// Memory, and what stood in it before.
struct Memory {
    params: Vec<MaybeUninit<gk_param>>,
    room: Vec<u8>,
    guard: Vec<u64>,
}

impl Memory {
    fn of(params: usize, room: usize) -> Self {
        Self {
            params: (0..params).map(|_| MaybeUninit::new(untouched())).collect(),
            room: vec![0; room],
            guard: Vec::new(),
        }
    }

    fn ample() -> Self {
        Self::of(GK_PARAMS_MAX, 1024)
    }

    fn with_guard(mut self, callbacks: usize) -> Self {
        self.guard = vec![0; 2 + 3 * callbacks];
        self
    }

    fn described(&mut self) -> gk_callback_memory {
        gk_callback_memory {
            params: self.params.as_mut_ptr().cast(),
            params_size: self.params.len(),
            room: self.room.as_mut_ptr(),
            room_size: self.room.len(),
            guard: match self.guard.as_mut_slice() {
                [] => null_mut(),
                guard => guard.as_mut_ptr(),
            },
            guard_words: self.guard.len(),
        }
    }

    fn param(&self, at: usize) -> (Vec<u8>, Vec<u8>) {
        // SAFETY: all of them were written by `of`, and those that the library wrote point at memory
        // that is still there.
        unsafe {
            let param = self.params[at].assume_init_ref();
            let copy = |text: gk_text| match text.length {
                0 => Vec::new(),
                length => std::slice::from_raw_parts(text.start.cast::<u8>(), length).to_vec(),
            };
            (copy(param.name), copy(param.value))
        }
    }

    fn is_untouched(&self) -> bool {
        let untouched = |at| self.param(at) == (b"untouched".to_vec(), Vec::new());
        (0..self.params.len()).all(untouched)
    }
}

fn untouched() -> gk_param {
    param("untouched", "")
}

fn verify(
    spi: &gk_spi,
    callback: &gk_callback,
    now: i64,
    memory: &mut Memory,
) -> (gk_status, gk_verified) {
    let mut verified = MaybeUninit::uninit();
    let memory = memory.described();
    // SAFETY: all of them are there; the result is written in any case.
    unsafe {
        let status = gk_spi_verify(spi, callback, now, &raw const memory, verified.as_mut_ptr());
        (status, verified.assume_init())
    }
}

/// With ample memory and no window.
fn status_of(callback: &gk_callback) -> gk_status {
    let mut without_window = spi("helloworld");
    without_window.without_window = 1;
    let mut memory = Memory::ample();
    let (status, verified) = verify(&without_window, callback, NOW, &mut memory);
    assert_eq!(status != GK_OK, memory.is_untouched());
    assert!(status == GK_OK || (verified.params_count, verified.body) == (0, null()));
    status
}

#[test]
fn each_recorded_callback_is_taken_or_refused_as_it_was_and_holds_what_the_core_finds() {
    use gatekit_core::callback::{Received, Verifier};
    let vectors = Vector::all();
    assert_eq!(vectors.len(), 30);
    for vector in vectors {
        let (body, headers) = (vector.body(), vector.headers());
        let content_type = vector.content_type.as_deref().unwrap_or_default();
        let mut given = callback(vector.query.as_bytes(), content_type, &body);
        (given.headers, given.headers_count) = (headers.as_ptr(), headers.len());
        let mut settings = spi(&vector.secret);
        settings.without_window = 1;
        let mut memory = Memory::ample();
        let (status, verified) = verify(&settings, &given, NOW, &mut memory);
        assert_eq!(
            status == GK_OK,
            vector.accepted,
            "{}: {status:?}",
            vector.name
        );

        let headers = vector.headers.iter();
        let headers: Vec<_> = headers
            .map(|(name, value)| (name.as_str(), value.as_bytes()))
            .collect();
        let received = Received::new(&vector.query, &body)
            .with_content_type(content_type)
            .with_headers(&headers);
        let mut room = [0; 1024];
        let mut params = gatekit_core::Params::<64>::new(&mut room);
        let now = gatekit_core::Timestamp::from_unix(NOW).unwrap();
        let core = Verifier::spi(&vector.secret).unwrap().without_window();
        match core.verify(&received, now, &mut params, None) {
            Ok(core) => {
                assert_eq!(verified.params_count, core.params().len());
                for (at, param) in core.params().iter().enumerate() {
                    let pair = (param.name().to_vec(), param.value().to_vec());
                    assert_eq!(memory.param(at), pair, "{}", vector.name);
                }
                assert_eq!(verified.body_length, core.body().len());
                assert_eq!(verified.body.is_null(), core.body().is_empty());
                assert_eq!(verified.charset == 1, vector.charset.starts_with("GB"));
                assert_eq!(verified.signed_at, 0);
            }
            Err(error) => {
                assert_eq!(status as u16, error.code(), "{}", vector.name);
                assert!(memory.is_untouched());
            }
        }
    }
}

#[test]
fn no_byte_of_the_query_can_change() {
    for at in 0..AT_NOON.len() {
        let mut query = AT_NOON.as_bytes().to_vec();
        query[at] ^= 1;
        assert_ne!(status_of(&callback(&query, "", b"")), GK_OK, "{at}");
    }
    assert_eq!(status_of(&callback(AT_NOON.as_bytes(), "", b"")), GK_OK);
}

#[test]
fn every_refusal_has_the_cores_number() {
    let of = |query: &str| status_of(&callback(query.as_bytes(), "", b""));
    assert_eq!(of("a=1"), GK_CALLBACK_SIGNATURE_MISSING);
    assert_eq!(of("a=1&sign=00"), GK_CALLBACK_SIGNATURE_WRONG);
    assert_eq!(of("a=%4&sign=00"), GK_CALLBACK_MALFORMED);
    assert_eq!(of("a=1&a=1&sign=00"), GK_CALLBACK_REPEATED);
    let typed = |content_type, body| status_of(&callback(b"sign=00", content_type, body));
    assert_eq!(typed("", b"x"), GK_CALLBACK_CONTENT_TYPE);
    assert_eq!(typed("image/png", b"x"), GK_CALLBACK_CONTENT_TYPE);
    assert_eq!(typed(FORM, b"a"), GK_CALLBACK_MALFORMED);
    let mut foreign = callback(b"sign=00", "", b"x");
    foreign.content_type = bytes(b"\xff");
    assert_eq!(status_of(&foreign), GK_CALLBACK_CONTENT_TYPE);

    let noon = callback(AT_NOON.as_bytes(), "", b"");
    let settings = spi("helloworld");
    for (now, expected) in [
        (NOW - 601, GK_CALLBACK_TIMESTAMP_OUTSIDE),
        (NOW - 600, GK_OK),
        (NOW + 600, GK_OK),
        (NOW + 601, GK_CALLBACK_TIMESTAMP_OUTSIDE),
    ] {
        let (status, verified) = verify(&settings, &noon, now, &mut Memory::ample());
        assert_eq!(status, expected);
        let (behind, signed_at) = match expected {
            GK_OK => (0, NOW),
            _ => (now - NOW, 0),
        };
        assert_eq!(
            (verified.seconds_behind, verified.signed_at),
            (behind, signed_at)
        );
    }
    let mut narrow = spi("helloworld");
    narrow.window = 1;
    assert_eq!(
        verify(&narrow, &noon, NOW + 1, &mut Memory::ample()).0,
        GK_OK
    );
    let (status, _) = verify(&narrow, &noon, NOW + 2, &mut Memory::ample());
    assert_eq!(status, GK_CALLBACK_TIMESTAMP_OUTSIDE);
    let timeless = callback(WITHOUT_TIME.as_bytes(), "", b"");
    let (status, _) = verify(&settings, &timeless, NOW, &mut Memory::ample());
    assert_eq!(status, GK_CALLBACK_TIMESTAMP_MISSING);
    assert_eq!(status_of(&timeless), GK_OK);

    let mut small = spi("helloworld");
    small.max_size = AT_NOON.len();
    assert_eq!(verify(&small, &noon, NOW, &mut Memory::ample()).0, GK_OK);
    small.max_size -= 1;
    let (status, _) = verify(&small, &noon, NOW, &mut Memory::ample());
    assert_eq!(status, GK_CALLBACK_TOO_LARGE);
}

#[test]
fn settings_and_time_are_checked() {
    let noon = callback(AT_NOON.as_bytes(), "", b"");
    let with = |secret: &str, now| verify(&spi(secret), &noon, now, &mut Memory::ample()).0;
    assert_eq!(with("", NOW), GK_SECRET_MISSING);
    assert_eq!(with(&"x".repeat(129), NOW), GK_SECRET_TOO_LONG);
    assert_eq!(with(&"x".repeat(128), NOW), GK_CALLBACK_SIGNATURE_WRONG);
    assert_eq!(with("helloworle", NOW), GK_CALLBACK_SIGNATURE_WRONG);
    assert_eq!(with("helloworld", i64::MAX), GK_TIME);
    let mut broken = spi("");
    broken.secret = bytes(b"\xff");
    assert_eq!(
        verify(&broken, &noon, NOW, &mut Memory::ample()).0,
        GK_NOT_UTF8
    );
}

#[test]
fn the_body_is_a_document_that_paths_lead_into() {
    let document = |verified: &gk_verified| {
        let mut value = unread().payload;
        // SAFETY: both are there.
        let status = unsafe { gk_verified_document(verified, &raw mut value) };
        (status, value)
    };
    let vectors = Vector::all();
    let of = |name: &str| {
        let vector = vectors.iter().find(|vector| vector.name == name).unwrap();
        let (body, headers) = (vector.body(), vector.headers());
        let content_type = vector.content_type.as_deref().unwrap_or_default();
        let mut given = callback(vector.query.as_bytes(), content_type, &body);
        (given.headers, given.headers_count) = (headers.as_ptr(), headers.len());
        let mut settings = spi("helloworld");
        settings.without_window = 1;
        let (status, verified) = verify(&settings, &given, NOW, &mut Memory::ample());
        assert_eq!(status, GK_OK);
        let (status, value) = document(&verified);
        (
            status,
            text_at(&value, c"bizOrder.tid").or(text_at(&value, c"request.a")),
        )
    };
    assert_eq!(of("spi_json"), (GK_OK, Ok("30753531820144197".to_owned())));
    assert_eq!(of("spi_xml_hdr"), (GK_OK, Ok("1".to_owned())));
    assert_eq!(of("spi_form"), (GK_REPLY_EMPTY, Err(GK_REPLY_NO_VALUE)));
    assert_eq!(of("gbk_json"), (GK_REPLY_NOT_UTF8, Err(GK_REPLY_NO_VALUE)));
    // Two bytes that are a character of UTF-8 and of GBK.
    let (_, mut verified) = verify(
        &spi("helloworld"),
        &callback(AT_NOON.as_bytes(), "", b""),
        NOW,
        &mut Memory::ample(),
    );
    let both = b"[\"\xc2\xa0\"]";
    (verified.body, verified.body_length) = (both.as_ptr(), both.len());
    assert_eq!(document(&verified).0, GK_OK);
    verified.charset = 1;
    assert_eq!(document(&verified).0, GK_REPLY_NOT_UTF8);
    // SAFETY: what is not NULL is there.
    unsafe {
        let mut value = unread().payload;
        assert_eq!(gk_verified_document(null(), &raw mut value), GK_POINTER);
        assert_eq!(value.kind, gk_kind::GK_ABSENT as u8);
        let (_, verified) = verify(
            &spi("helloworld"),
            &callback(b"", "", b""),
            NOW,
            &mut Memory::ample(),
        );
        assert_eq!(
            gk_verified_document(&raw const verified, null_mut()),
            GK_REPLY_EMPTY
        );
    }
}

#[test]
fn a_byte_order_mark_does_not_hide_what_a_document_is() {
    for (body, expected) in [
        ("\u{feff}<request><a>1</a></request>", 1),
        ("\u{feff} \n<request><a>1</a></request>", 1),
        ("\u{feff}{\"request\":{\"a\":1}}", 0),
        (" <request><a>1</a></request>", 1),
    ] {
        let (_, mut verified) = verify(
            &spi("helloworld"),
            &callback(b"", "", b""),
            NOW,
            &mut Memory::ample(),
        );
        (verified.body, verified.body_length) = (body.as_ptr(), body.len());
        let mut value = unread().payload;
        // SAFETY: all of them are there.
        let status = unsafe { gk_verified_document(&raw const verified, &raw mut value) };
        assert_eq!((status, value.format), (GK_OK, expected), "{body}");
        assert_eq!(text_at(&value, c"request.a").as_deref(), Ok("1"), "{body}");
    }
}

#[test]
fn the_answers_are_the_cores() {
    for (ours, core) in [
        (gk_answers_json(), Answers::JSON),
        (gk_answers_xml(), Answers::XML),
        (gk_answers_qimen_standard(), Answers::QIMEN_STANDARD),
    ] {
        assert_eq!(string(ours.content_type), core.content_type);
        assert_eq!(string(ours.accepted), core.accepted);
        assert_eq!(string(ours.refused), core.refused);
    }
}
