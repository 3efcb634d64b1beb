//! What TOP and Qimen send to a provider, verified before anything in it is read.

mod guard;

pub use guard::gk_guard_restart;

use crate::border::{Checked, borrow, buffer, gk_text, list, places, put};
use crate::build::with_table;
use crate::request::{GK_PARAMS_MAX, gk_param};
use crate::status::{gk_status, of_code};
use crate::value::gk_value;
use core::mem::MaybeUninit;
use core::ptr::null;
use gatekit_core::Timestamp;
use gatekit_core::callback::{
    Answers, CallbackError, Charset, Received, ReplayGuardView, SpiSecret, Verified, Verifier,
};
use gatekit_core::gateway::{CredentialError, top};
use gatekit_core::reply::{Format, Node};

/// Headers that a callback may have.
pub const GK_HEADERS_MAX: usize = 32;

/// How callbacks of TOP and Qimen are verified. All but the secret may be 0.
#[repr(C)]
pub struct gk_spi {
    /// The application's secret, at most 128 bytes.
    pub secret: gk_text,
    /// Seconds that a timestamp may lie before or after the clock; 0: 600.
    pub window: u32,
    /// Not 0: the timestamp is not looked at, for callbacks that have none. A guard then remembers
    /// them for ever, but after gk_guard_restart takes them once more.
    pub without_window: u8,
    /// Bytes that a callback may have, headers included; 0: 1 MiB.
    pub max_size: usize,
}

/// A callback as it arrived. Its texts are bytes, in whatever encoding, but for the content type and
/// the names of headers.
#[repr(C)]
pub struct gk_callback {
    /// The query of its address, percent-encoded, without the question mark.
    pub query: gk_text,
    /// Value of its Content-Type header; if that is absent there must be no body.
    pub content_type: gk_text,
    /// Its headers: top-sign-list, if there is one, and those that it names; others may be there.
    pub headers: *const gk_param,
    /// How many: at most GK_HEADERS_MAX.
    pub headers_count: usize,
    /// The body.
    pub body: *const u8,
    /// Bytes of the body.
    pub body_length: usize,
}

/// Memory of the caller's for what a callback holds.
#[repr(C)]
pub struct gk_callback_memory {
    /// Gets the parameters once they are verified, and is not touched before. Their texts are bytes
    /// in the callback's charset; they point into the callback or into the room.
    pub params: *mut gk_param,
    /// How many parameters it can hold: 8, 24 or 64; of another number, the next lower of these
    /// counts. The more, the more stack is taken.
    pub params_size: usize,
    /// Gets names and values that are percent-encoded, in any case: as many bytes as query, form and
    /// listed headers have are enough.
    pub room: *mut u8,
    /// Bytes of the room.
    pub room_size: usize,
    /// A guard, so that a callback is taken once: GK_GUARD_WORDS(N) numbers remember N callbacks,
    /// which is to be as many as arrive in twice the window. All zeros are a guard that remembers
    /// none; see gk_guard_restart. It belongs to one caller at a time, and to callbacks of one window.
    /// NULL: none.
    pub guard: *mut u64,
    /// How many numbers the guard has; 0 only without one.
    pub guard_words: usize,
}

/// What is known of a callback.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct gk_verified {
    /// How many parameters were written: all that was signed, in signing order, the signature left
    /// out. With GK_CALLBACK_TABLE_FULL: the params_size that suffices, 8, 24 or 64; more than
    /// GK_PARAMS_MAX if no table is large enough; 8 if fewer were lent, without a look at the
    /// callback; 0 if it has too many headers.
    pub params_count: usize,
    /// The body as it arrived; NULL if it is a form, of which the fields are among the parameters.
    pub body: *const u8,
    /// Bytes of the body.
    pub body_length: usize,
    /// 0: texts and body are in UTF-8; 1: in GBK or GB18030.
    pub charset: u8,
    /// When it was signed, in Unix seconds; 0 if that was not looked at.
    pub signed_at: i64,
    /// With GK_CALLBACK_TIMESTAMP_OUTSIDE: how many seconds its timestamp lies behind the clock,
    /// negative if it lies ahead.
    pub seconds_behind: i64,
    /// With GK_CALLBACK_ROOM_TOO_SMALL: how many bytes of room are needed.
    pub room_needed: usize,
}

/// What a provider answers, with HTTP status 200. Scenes that document an answer of their own want
/// that instead.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct gk_answers {
    /// Value of the Content-Type header.
    pub content_type: gk_text,
    /// The callback was taken.
    pub accepted: gk_text,
    /// sign-check-failure, whatever was wrong.
    pub refused: gk_text,
}

/// Verifies a callback of TOP or Qimen: its size, its signature in constant time, its timestamp on
/// both sides of `unix_seconds`, whether it came before. GK_OK: it is authentic, and its parameters
/// stand in `memory`. Otherwise nothing of it is handed out, and the guard remembers nothing of it.
/// `verified` is written in any case. With a status of GK_SENDER answer gk_answers.refused, with
/// 82x and 1xx HTTP status 503, so that the platform sends it again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gk_spi_verify(
    spi: *const gk_spi,
    callback: *const gk_callback,
    unix_seconds: i64,
    memory: *const gk_callback_memory,
    verified: *mut gk_verified,
) -> gk_status {
    let mut found = gk_verified::NOTHING;
    // SAFETY: the caller keeps to README.md. It is written first, for what cannot be must be known
    // before the guard takes the callback.
    let result = unsafe { put(verified, found) }.and_then(|()| {
        // SAFETY: the caller keeps to README.md.
        unsafe { verify(spi, callback, unix_seconds, memory, &mut found) }
    });
    // SAFETY: the caller keeps to README.md.
    let put = unsafe { put(verified, found) };
    result.and(put).err().unwrap_or(gk_status::GK_OK)
}

/// Checks the body of a verified callback as a document of JSON or XML in UTF-8, for gk_text_at and
/// the like. The GK_REPLY_ numbers say what is wrong with it; GK_REPLY_EMPTY also of a form.
/// A callback that turns out to be of no use is answered gk_answers.refused: sent again it would find
/// that the guard has taken it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gk_verified_document(
    verified: *const gk_verified,
    document: *mut gk_value,
) -> gk_status {
    // SAFETY: the caller keeps to README.md.
    let body = unsafe {
        borrow(verified).and_then(|verified| {
            let body = list(verified.body, verified.body_length)?;
            // Of what is in GBK some bytes are UTF-8 as well.
            if verified.charset == 0 || body.is_ascii() {
                Ok(body)
            } else {
                Err(gk_status::GK_REPLY_NOT_UTF8)
            }
        })
    };
    let node = body.and_then(|body| {
        let text = body.trim_ascii_start();
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text); // byte order mark
        let format = match text.trim_ascii_start() {
            #[cfg(feature = "xml")]
            [b'<', ..] => Format::Xml,
            _ => Format::Json,
        };
        let node = Node::document(format, top::DIALECT.leniency, body);
        node.map_err(|error| of_code(error.code()))
    });
    // SAFETY: the caller keeps to README.md.
    let put = unsafe { put(document, node.map_or(gk_value::ABSENT, gk_value::of)) };
    node.and(put).err().unwrap_or(gk_status::GK_OK)
}

/// The answers of scenes that ask for JSON.
#[unsafe(no_mangle)]
pub extern "C" fn gk_answers_json() -> gk_answers {
    answers(&Answers::JSON)
}

/// The answers of scenes that ask for XML.
#[unsafe(no_mangle)]
pub extern "C" fn gk_answers_xml() -> gk_answers {
    answers(&Answers::XML)
}

/// The answers of Qimen's standard calls.
#[unsafe(no_mangle)]
pub extern "C" fn gk_answers_qimen_standard() -> gk_answers {
    answers(&Answers::QIMEN_STANDARD)
}

fn answers(answers: &Answers) -> gk_answers {
    gk_answers {
        content_type: gk_text::of(answers.content_type),
        accepted: gk_text::of(answers.accepted),
        refused: gk_text::of(answers.refused),
    }
}

/// # Safety
///
/// As README.md says.
unsafe fn verify(
    spi: *const gk_spi,
    callback: *const gk_callback,
    unix_seconds: i64,
    memory: *const gk_callback_memory,
    found: &mut gk_verified,
) -> Checked<()> {
    // SAFETY: the caller's promise.
    let (verifier, callback, memory) =
        unsafe { (borrow(spi)?.verifier()?, borrow(callback)?, borrow(memory)?) };
    let now = Timestamp::from_unix(unix_seconds).ok_or(gk_status::GK_TIME)?;
    // SAFETY: the caller's promise.
    let (received, headers) = unsafe { (callback.received()?, callback.headers()?) };
    // SAFETY: the caller's promise.
    let (places, room, mut guard) = unsafe {
        (
            places(memory.params, memory.params_size)?,
            buffer(memory.room, memory.room_size)?,
            guard::of(memory.guard, memory.guard_words)?,
        )
    };
    let table = match places.len() {
        0..=7 => {
            found.params_count = 8;
            return Err(gk_status::GK_CALLBACK_TABLE_FULL);
        }
        8..=23 => 8,
        24..GK_PARAMS_MAX => 24,
        _ => GK_PARAMS_MAX,
    };
    let mut result = Ok(());
    let mut verify = |headers: &[Header<'_>]| {
        with_table(table, room, &mut |params| {
            let guard: Option<&mut ReplayGuardView> = guard.as_deref_mut();
            match verifier.verify(&received.with_headers(headers), now, params, guard) {
                Ok(taken) => found.hand_out(&taken, places),
                Err(error) => {
                    found.explain(error);
                    result = Err(of_code(error.code()));
                }
            }
        });
    };
    // SAFETY: the caller's promise.
    unsafe { with_headers(headers, &mut verify) }?;
    result
}

/// A header's name and value.
type Header<'c> = (&'c str, &'c [u8]);

/// Lends the headers as the core wants them, in no more stack than is needed.
///
/// # Safety
///
/// The headers' texts can be read, as README.md says.
unsafe fn with_headers(given: &[gk_param], with: &mut dyn FnMut(&[Header<'_>])) -> Checked<()> {
    /// # Safety
    ///
    /// The same.
    #[inline(never)] // Each with a stack of its own.
    unsafe fn sized<const N: usize>(
        given: &[gk_param],
        with: &mut dyn FnMut(&[Header<'_>]),
    ) -> Checked<()> {
        let mut headers = [("", &b""[..]); N];
        for (slot, header) in headers.iter_mut().zip(given) {
            // SAFETY: the caller's promise.
            let (name, value) = unsafe { (header.name.get(), header.value.bytes()?) };
            let name = name.map_err(of_the_sender(gk_status::GK_CALLBACK_MALFORMED))?;
            *slot = (name, value);
        }
        with(headers.get(..given.len()).unwrap_or_default());
        Ok(())
    }
    // SAFETY: the caller's promise.
    unsafe {
        match given.len() {
            0..=8 => sized::<8>(given, with),
            9..=GK_HEADERS_MAX => sized::<GK_HEADERS_MAX>(given, with),
            _ => Err(gk_status::GK_CALLBACK_TABLE_FULL),
        }
    }
}

/// What is not UTF-8 in a callback is its sender's fault.
const fn of_the_sender(fault: gk_status) -> impl Fn(gk_status) -> gk_status {
    move |status| match status {
        gk_status::GK_NOT_UTF8 => fault,
        other => other,
    }
}

impl gk_spi {
    /// # Safety
    ///
    /// As README.md says.
    #[inline(never)] // Its copies of the secret do not stay on the stack.
    unsafe fn verifier(&self) -> Checked<Verifier<SpiSecret>> {
        // SAFETY: the caller's promise.
        let secret = unsafe { self.secret.get() }?;
        let mut verifier =
            Verifier::spi(secret).map_err(|error| of_code(CredentialError::from(error).code()))?;
        if self.without_window != 0 {
            verifier = verifier.without_window();
        } else if self.window != 0 {
            verifier = verifier.with_window(self.window);
        }
        if self.max_size != 0 {
            verifier = verifier.with_max_size(self.max_size);
        }
        Ok(verifier)
    }
}

impl gk_callback {
    /// All but the headers.
    ///
    /// # Safety
    ///
    /// As README.md says.
    unsafe fn received<'c>(&self) -> Checked<Received<'c>> {
        // SAFETY: the caller's promise, for all that the callback points at.
        unsafe {
            let body = list(self.body, self.body_length)?;
            let received = Received::new(self.query.bytes()?, body);
            let content_type = self.content_type.get();
            let content_type =
                content_type.map_err(of_the_sender(gk_status::GK_CALLBACK_CONTENT_TYPE))?;
            Ok(received.with_content_type(content_type))
        }
    }

    /// # Safety
    ///
    /// As README.md says.
    unsafe fn headers<'c>(&self) -> Checked<&'c [gk_param]> {
        // SAFETY: the caller's promise.
        unsafe { list(self.headers, self.headers_count) }
    }
}

impl gk_verified {
    const NOTHING: Self = Self {
        params_count: 0,
        body: null(),
        body_length: 0,
        charset: 0,
        signed_at: 0,
        seconds_behind: 0,
        room_needed: 0,
    };

    /// There are at least as many places as parameters.
    fn hand_out(&mut self, verified: &Verified<'_>, places: &mut [MaybeUninit<gk_param>]) {
        let text = |bytes: &[u8]| gk_text {
            start: bytes.as_ptr().cast(),
            length: bytes.len(),
        };
        for (place, param) in places.iter_mut().zip(verified.params()) {
            place.write(gk_param {
                name: text(param.name()),
                value: text(param.value()),
            });
        }
        self.params_count = verified.params().len();
        if !verified.body().is_empty() {
            self.body = verified.body().as_ptr();
            self.body_length = verified.body().len();
        }
        self.charset = u8::from(verified.charset() != Charset::Utf8);
        self.signed_at = verified.timestamp().map_or(0, Timestamp::unix);
    }

    fn explain(&mut self, error: CallbackError) {
        match error {
            CallbackError::TableFull { needed, .. } => {
                let mut sizes = [8, 24, GK_PARAMS_MAX].into_iter();
                self.params_count = sizes.find(|size| *size >= needed).unwrap_or(needed);
            }
            CallbackError::RoomTooSmall { needed, .. } => self.room_needed = needed,
            CallbackError::TimestampOutside { behind } => self.seconds_behind = behind,
            _ => {}
        }
    }
}
