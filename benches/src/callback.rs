//! Requests that a platform sends to a provider.

use crate::{SECRET, hashed, moment};
use gatekit_core::callback::{CallbackError, Received, ReplayGuardView, SpiSecret, Verifier};
use gatekit_core::request::sign::{Canonical, Layout, SecretError, SignMethod};
use gatekit_core::{Params, Timestamp};
use std::hint::black_box;

const EPOCH: Timestamp = match Timestamp::from_unix(0) {
    Some(epoch) => epoch,
    None => unreachable!(),
};

/// The parameters in its query, but for `sign_method` and `sign`.
const QUERY: [(&str, &str); 6] = [
    (
        "method",
        "qimen.taobao.qianniu.cloudkefu.order.self.intercept",
    ),
    ("timestamp", "2016-01-01 12:00:00"),
    ("app_key", "12345678"),
    ("format", "json"),
    ("v", "2.0"),
    ("target_app_key", "23300032"),
];

/// What stands in its body around a memo of any length.
const BODY: [&str; 2] = [
    "{\"bizOrder\":{\"tid\":\"30753531820144197\"},\"memo\":\"",
    "\"}",
];

/// A request of Qimen, signed: seven parameters in its query, JSON in its body.
#[derive(Debug)]
pub struct Callback {
    query: String,
    body: String,
}

impl Callback {
    /// One of which so many bytes are hashed, secret apart.
    ///
    /// ```
    /// use gatekit_benches::{SECRET, callback::{Callback, verifier}, moment};
    /// use gatekit_core::{Params, request::sign::HmacMd5};
    /// let callback = Callback::signed_with(&HmacMd5::new(SECRET)?, 588);
    /// let mut room = [0; 64];
    /// let mut params = Params::<7>::new(&mut room);
    /// let verified = verifier()?.verify(&callback.received(), moment(), &mut params, None)?;
    /// let order = verified.document().unwrap().at("bizOrder.tid");
    /// assert!(order.is_some_and(|tid| tid.text_is("30753531820144197")));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Panics
    /// If that is fewer than an empty memo needs.
    #[must_use]
    pub fn signed_with(method: &impl SignMethod, bytes: usize) -> Self {
        let mut params = Params::<7>::new(&mut []);
        let sign_method = [("sign_method", method.name())];
        for (name, value) in QUERY.into_iter().chain(sign_method) {
            params.text(name, value).expect("a place for it");
        }
        let without_memo = BODY.concat();
        let without_memo = Canonical::new(params.as_slice(), without_memo.as_bytes());
        let memo = "x".repeat(bytes - hashed(&without_memo, Layout::KEYED).len());
        let body = BODY.join(&memo);
        let signature = method.sign(&Canonical::new(params.as_slice(), body.as_bytes()));
        let signature = signature.expect("a method that signs").to_string();
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(QUERY)
            .extend_pairs(sign_method)
            .append_pair("sign", &signature)
            .finish();
        Self { query, body }
    }

    /// As it arrives.
    #[must_use]
    pub fn received(&self) -> Received<'_> {
        Received::new(&self.query, self.body.as_bytes())
            .with_content_type("application/json;charset=UTF-8")
    }
}

/// The provider's.
pub fn verifier() -> Result<Verifier<SpiSecret>, SecretError> {
    Verifier::spi(SECRET)
}

/// Verifies a callback as often as it is asked to: the guard forgets first. Returns how many
/// parameters can be read.
///
/// ```
/// use gatekit_benches::{SECRET, callback::{Callback, verified, verifier}};
/// use gatekit_core::{callback::ReplayGuard, request::sign::Md5};
/// let (verifier, mut guard) = (verifier()?, ReplayGuard::<64>::new());
/// let callback = Callback::signed_with(&Md5::new(SECRET)?, 588);
/// for _ in 0..2 {
///     assert_eq!(verified(&verifier, &callback.received(), &mut guard), Ok(7));
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn verified(
    verifier: &Verifier<SpiSecret>,
    received: &Received<'_>,
    guard: &mut ReplayGuardView,
) -> Result<usize, CallbackError> {
    guard.restart(EPOCH);
    let mut room = [0; 64];
    let mut params = Params::<7>::new(&mut room);
    let callback = verifier.verify(black_box(received), moment(), &mut params, Some(guard))?;
    Ok(black_box(&callback).params().len())
}
