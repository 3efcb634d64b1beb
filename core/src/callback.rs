//! Verifies what a platform sends to a provider: TOP and Qimen by the rules of the Java SDK's
//! `SpiUtils`, and requests in the dialect of any other gateway.
//!
//! `received.rs` (`escapes.rs`) -> `check.rs` -> the time window -> `replay.rs` -> `verified.rs`;
//! `answers.rs` is what to say, `peer.rs` whom to listen to.
//!
//! A request is looked at in this order: its size, its signature, its timestamp, whether it came
//! before; nothing of its payload is read until all of that holds. All that arrived is signed,
//! blank or not, and nothing that was not signed is handed on.
//!
//! ```
//! use gatekit_core::{Params, Timestamp};
//! use gatekit_core::callback::{Answers, Received, ReplayGuard, Verifier};
//!
//! let verifier = Verifier::spi("helloworld")?;
//! let mut guard = ReplayGuard::<64>::new();
//!
//! let received = Received::new(
//!     "method=qimen.taobao.qianniu.cloudkefu.order.self.intercept&timestamp=2016-01-01+12%3A00%3A00\
//!      &app_key=12345678&format=json&v=2.0&target_app_key=23300032&sign_method=md5\
//!      &sign=6916773997EC494B7F86902F4164ECCB",
//!     r#"{"sellerNick":"苏宁易购官方旗舰店","bizOrder":{"tid":"30753531820144197"}}"#.as_bytes(),
//! )
//! .with_content_type("application/json;charset=UTF-8");
//!
//! let now = Timestamp::from_unix(1_451_620_900).unwrap();
//! let mut room = [0; 64]; // for what is percent-encoded
//! let mut params = Params::<16>::new(&mut room);
//! let verified = verifier.verify(&received, now, &mut params, Some(&mut guard))?;
//! let tid = verified.document().unwrap().at("bizOrder.tid").and_then(|tid| tid.number());
//! assert_eq!(tid, Some(30_753_531_820_144_197));
//! let answer = Answers::JSON.accepted;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answers;
mod check;
mod error;
mod escapes;
mod peer;
mod received;
mod replay;
mod verified;

pub use answers::Answers;
pub use check::{Check, SpiSecret};
pub use error::{CallbackError, Side};
pub use peer::{Cidr, CidrError};
pub use received::Received;
pub use replay::{ReplayGuard, ReplayGuardInner, ReplayGuardView, Taken};
pub use verified::{Charset, Verified};

use crate::clock::Timestamp;
use crate::gateway::{Dialect, Slot, SystemParam, top};
use crate::request::sign::{Canonical, SecretError};
use crate::request::{ParamProblem, ParamsView};
use received::Media;

/// Seconds that a timestamp may differ from the clock: ten minutes, as the gateways themselves allow
/// (TOP document 101617, Qianmi's API page).
///
/// ```
/// assert_eq!(gatekit_core::callback::DEFAULT_WINDOW, 10 * 60);
/// ```
pub const DEFAULT_WINDOW: u32 = 600;

/// Bytes that a request may have; no platform states a limit.
///
/// ```
/// assert_eq!(gatekit_core::callback::DEFAULT_MAX_SIZE, 1024 * 1024);
/// ```
pub const DEFAULT_MAX_SIZE: usize = 1 << 20;

/// Verifies requests that are signed with one secret.
///
/// ```
/// use gatekit_core::callback::Verifier;
/// use gatekit_core::gateway::{phalapi, qianmi};
/// use gatekit_core::request::sign::Sha1;
///
/// let spi = Verifier::spi("helloworld")?.with_window(300).with_max_size(64 * 1024);
/// let qianmi = Verifier::new(&qianmi::DIALECT, Sha1::new("0123456789abcdef")?);
/// let secret = phalapi::ValuesMd5Secret::new("testAppSecret")?;
/// let site = Verifier::new(&phalapi::PRO, secret);
/// assert!(!format!("{spi:?}").contains("helloworld"));
/// # Ok::<(), gatekit_core::request::sign::SecretError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Verifier<C> {
    check: C,
    dialect: &'static Dialect,
    window: Option<u32>,
    max_size: usize,
}

impl Verifier<SpiSecret> {
    /// What TOP and Qimen send to the application with this secret, in whichever way they sign.
    ///
    /// ```
    /// use gatekit_core::{callback::Verifier, request::sign::SecretError};
    /// assert_eq!(Verifier::spi("").unwrap_err(), SecretError::Empty);
    /// ```
    pub fn spi(secret: &str) -> Result<Self, SecretError> {
        SpiSecret::new(secret).map(|secret| Self::new(&top::DIALECT, secret))
    }
}

impl<C: Check> Verifier<C> {
    /// Requests in a gateway's dialect, signed with one method.
    ///
    /// A dialect without a timestamp (`PhalApi`) has no window; only a [`ReplayGuard`] tells a
    /// repeated request then, and it fills for good. Signatures of values alone do not cover names,
    /// and those without a secret (`SimpleMD5Filter`) prove nothing.
    ///
    /// ```
    /// use gatekit_core::{callback::Verifier, gateway::top, request::sign::HmacSha256};
    /// let verifier = Verifier::new(&top::DIALECT, HmacSha256::new("helloworld")?);
    /// # Ok::<(), gatekit_core::request::sign::SecretError>(())
    /// ```
    #[must_use]
    pub fn new(dialect: &'static Dialect, check: C) -> Self {
        Self {
            check,
            dialect,
            window: row(dialect, Slot::Timestamp).map(|_| DEFAULT_WINDOW),
            max_size: DEFAULT_MAX_SIZE,
        }
    }

    /// Takes requests whose timestamp lies at most so many seconds before or after the clock;
    /// without it [`DEFAULT_WINDOW`].
    ///
    /// ```
    /// # use gatekit_core::callback::Verifier;
    /// let verifier = Verifier::spi("helloworld")?.with_window(300); // as older `SpiUtils`
    /// # Ok::<(), gatekit_core::request::sign::SecretError>(())
    /// ```
    #[must_use]
    pub const fn with_window(mut self, seconds: u32) -> Self {
        self.window = Some(seconds);
        self
    }

    /// Does not look at the timestamp, for requests that have none. A [`ReplayGuard`] then remembers
    /// them for ever.
    ///
    /// ```
    /// # use gatekit_core::callback::Verifier;
    /// let verifier = Verifier::spi("helloworld")?.without_window();
    /// # Ok::<(), gatekit_core::request::sign::SecretError>(())
    /// ```
    #[must_use]
    pub const fn without_window(mut self) -> Self {
        self.window = None;
        self
    }

    /// Takes requests of at most so many bytes, headers included; without it [`DEFAULT_MAX_SIZE`].
    ///
    /// ```
    /// # use gatekit_core::callback::Verifier;
    /// let verifier = Verifier::spi("helloworld")?.with_max_size(4096);
    /// # Ok::<(), gatekit_core::request::sign::SecretError>(())
    /// ```
    #[must_use]
    pub const fn with_max_size(mut self, bytes: usize) -> Self {
        self.max_size = bytes;
        self
    }

    /// Verifies a request. `params` lends its table, and its room for every name and value that is
    /// percent-encoded (at most as many bytes as query, form and listed headers have); what was in
    /// the table is dropped. Of the headers that are listed as signed, none is looked for where there
    /// are more of them than the table holds. With a guard, a request is taken once.
    ///
    /// ```
    /// use gatekit_core::{Params, Timestamp, callback::{CallbackError, Received, Verifier}};
    /// let verifier = Verifier::spi("helloworld")?;
    /// let received = Received::new("method=x.y&sign=00", b"");
    /// let now = Timestamp::from_unix(1_451_620_800).unwrap();
    /// let mut params = Params::<16>::new(&mut []);
    /// let error = verifier.verify(&received, now, &mut params, None).unwrap_err();
    /// assert_eq!(error, CallbackError::SignatureWrong);
    /// # Ok::<(), gatekit_core::request::sign::SecretError>(())
    /// ```
    pub fn verify<'r, 'a>(
        &self,
        received: &Received<'a>,
        now: Timestamp,
        params: &'r mut ParamsView<'a>,
        guard: Option<&mut ReplayGuardView>,
    ) -> Result<Verified<'r>, CallbackError> {
        params.receive(self.dialect.order);
        match self.verify_into(received, now, params, guard) {
            Ok((media, charset, timestamp)) => Ok(Verified {
                params: params.as_slice(),
                media,
                charset,
                timestamp,
                dialect: self.dialect,
            }),
            Err(error) => {
                // What was not verified must not be found in the table.
                params.clear();
                Err(error)
            }
        }
    }

    fn verify_into<'a>(
        &self,
        received: &Received<'a>,
        now: Timestamp,
        params: &mut ParamsView<'a>,
        guard: Option<&mut ReplayGuardView>,
    ) -> Result<(Media<'a>, Charset, Option<Timestamp>), CallbackError> {
        let (size, limit) = (received.size(), self.max_size);
        if size > limit {
            return Err(CallbackError::TooLarge { size, limit });
        }
        let (media, charset) = received.media()?;
        let signature = self.decode(received, media, params)?;
        let canonical = Canonical::new(params.as_slice(), media.text());
        if !self.check.accepts(&canonical, signature) {
            return Err(CallbackError::SignatureWrong);
        }
        let timestamp = self.timestamp(params, now)?;
        if let Some(guard) = guard {
            // Without a window nothing is known to have left it.
            guard.take(signature, timestamp, now, self.window.unwrap_or(u32::MAX))?;
        }
        Ok((media, charset, timestamp))
    }

    /// Decodes all that arrived into the table, but for the signature, which is returned.
    fn decode<'a>(
        &self,
        received: &Received<'a>,
        media: Media<'a>,
        params: &mut ParamsView<'a>,
    ) -> Result<&'a [u8], CallbackError> {
        let malformed = CallbackError::Malformed;
        let sign = row(self.dialect, Slot::Signature).map_or("sign", |row| row.name);
        refuse_too_many(received.names(media), sign, params.capacity())?;
        let mut needed = 0_usize;
        for pair in received.pairs(media) {
            let pair = pair?;
            for text in [pair.name, pair.value] {
                needed = needed.saturating_add(text.room().ok_or(malformed)?);
            }
        }
        let available = params.free_room();
        let no_room = CallbackError::RoomTooSmall { needed, available };
        if needed > available {
            return Err(no_room);
        }
        let mut signature = None;
        for pair in received.pairs(media) {
            let pair = pair?;
            let name = pair.name.decode(params).ok_or(no_room)?;
            let value = pair.value.decode(params).ok_or(no_room)?;
            if name == sign.as_bytes() {
                signature = Some(value);
            } else if let Err(error) = params.bytes(name, value) {
                return Err(match error.problem {
                    ParamProblem::Repeated => CallbackError::Repeated,
                    _ => malformed,
                });
            }
        }
        signature
            .filter(|signature| !signature.is_empty())
            .ok_or(CallbackError::SignatureMissing)
    }

    /// The timestamp, if there is a window and it lies inside.
    fn timestamp(
        &self,
        params: &ParamsView<'_>,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, CallbackError> {
        let Some(window) = self.window else {
            return Ok(None);
        };
        let name = row(self.dialect, Slot::Timestamp).map_or("timestamp", |row| row.name);
        let mut found = params.as_slice().iter();
        let found = found.find(|param| param.name() == name.as_bytes());
        let text = found.ok_or(CallbackError::TimestampMissing)?.value();
        let timestamp = Timestamp::parse(text).or_else(|| from_milliseconds(text));
        let timestamp = timestamp.ok_or(CallbackError::TimestampMalformed)?;
        let behind = now.unix().saturating_sub(timestamp.unix());
        if behind.unsigned_abs() > u64::from(window) {
            return Err(CallbackError::TimestampOutside { behind });
        }
        Ok(Some(timestamp))
    }
}

/// No more names than the table holds, and one signature: only then are headers looked up, each among
/// all of them.
fn refuse_too_many<'a>(
    names: impl Iterator<Item = Result<escapes::Text<'a>, CallbackError>>,
    sign: &str,
    capacity: usize,
) -> Result<(), CallbackError> {
    let (mut needed, mut signatures) = (0_usize, 0_usize);
    for name in names {
        let count = if name?.is(sign.as_bytes()) {
            &mut signatures
        } else {
            &mut needed
        };
        *count = count.saturating_add(1);
    }
    if needed > capacity {
        return Err(CallbackError::TableFull { needed, capacity });
    }
    if signatures > 1 {
        return Err(CallbackError::Repeated);
    }
    Ok(())
}

fn row(dialect: &'static Dialect, slot: Slot) -> Option<&'static SystemParam> {
    dialect.system.iter().find(|row| row.slot == slot)
}

/// Epoch milliseconds in 13 digits: what the Python SDK of TOP and the PHP SDK of Qianmi write.
fn from_milliseconds(text: &[u8]) -> Option<Timestamp> {
    let (seconds, _) = text.split_at_checked(10)?;
    if text.len() != 13 || !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let seconds = seconds.iter().fold(0_i64, |seconds, digit| {
        seconds
            .saturating_mul(10)
            .saturating_add(i64::from(digit.wrapping_sub(b'0')))
    });
    Timestamp::from_unix(seconds)
}
