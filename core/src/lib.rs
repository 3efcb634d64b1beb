//! Signs calls to Chinese e-commerce open platforms and reads their answers: without allocation,
//! without `std`, under `forbid(unsafe_code)`, in memory that the caller lends.
//!
//! The gateways: TOP ([`Top`]), Qimen ([`Qimen`]), Qianmi ([`Qianmi`]) and sites built with
//! `PhalApi` such as APIUSB ([`PhalApi`]).
//!
//! ```
//! use gatekit_core::{Gateway, Params, Timestamp, Top, api::damai::CancelLockStock};
//!
//! let top = Top::new("12345678", "helloworld")?;
//! let call = CancelLockStock::order("12345");
//!
//! // Sign: the room holds the timestamp and the call's nested JSON.
//! let mut room = [0; 128];
//! let mut params = Params::<1>::new(&mut room);
//! let request = top.sign(&call, Timestamp::from_unix(1_451_620_800).unwrap(), &mut params)?;
//! let mut body = [0; 256];
//! let body = request.encode_body(&mut body)?; // send it with request.write_query(..)
//!
//! // Read: the reply borrows from the received bytes.
//! let mut received = *br#"{"alibaba_damai_yuntoc_order_cancellockstock_response":{"result":
//!     {"cancel_stock_lock_result_body":{"order_id":"12345"},"head":{"return_code":"0"}}}}"#;
//! let reply = top.read(&call, &mut received).unwrap();
//! assert_eq!(reply.result.head.unwrap().return_code, Some("0"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The map
//!
//! A call travels out and in again; a module uses only what stands below it or to its right.
//!
//! ```text
//! client.rs      Client<Gateway, Transport>: the one place where the whole road is walked, once or
//!                (client/repeating.rs) again
//! repeat.rs      whether a call is sent again: policy, rules, pauses
//! transport.rs   traits Transport, AsyncTransport: a request is sent, an answer received
//! callback.rs    Verifier: what a platform sends to a provider is checked before anybody reads it
//! api/           the documented calls: damai.rs, qianniu.rs, d2p.rs, logistics.rs, auth.rs
//! gateway/       top.rs, qimen.rs, qianmi.rs, phalapi.rs: each a table and an envelope rule
//! call.rs        trait Call: a method's name, its parameters, its reply
//! request/  OUT  params.rs (fields.rs, json.rs) -> sign.rs (hash.rs) -> form.rs -> mod.rs (Request)
//!                mask.rs, explain.rs: what was signed, for people to read
//! reply/    IN   json.rs, xml.rs -> tree.rs, de/ (serde) -> mod.rs (envelope, outcome); fault.rs
//!                stream.rs: the same through a window that is smaller than the reply
//! clock.rs       Timestamp in GMT+8; ClockOffset: what a device learns from a Date header
//! ```
//!
//! The features `json` and `xml`, both on by default, say which replies can be read. Firmware that
//! leaves one out does not pay for it; the gateways and the callbacks need `json`.
//!
//! # Laws
//!
//! - What is signed is what is sent: both come from the same [`Params`], and a [`request::Request`]
//!   cannot change. A name may occur once; a caller's parameter that meets a system parameter is
//!   an error.
//! - Blank values are neither signed nor sent, except to `PhalApi` sites. A verifier signs all that
//!   arrived.
//! - Time is passed in; nothing here reads a clock.
//! - Memory is the caller's. Every "does not fit" says how many bytes are needed, as
//!   far as that is known: an answer without an announced length does not tell.
//! - Nothing that touches bytes from outside recurses or panics.
//! - Every error says whose fault it is and whether repeating is safe.
//! - Secrets are redacted in `Debug`, wiped where they are dropped, masked in explanations. (A value that
//!   is moved may leave a copy behind: keep gateways where they are made.)

#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::unwrap_used
    )
)]
#![cfg_attr(test, allow(clippy::unwrap_used))]
// What is there for the format that was left out is not looked for in a hundred places.
#![cfg_attr(
    not(all(feature = "json", feature = "xml")),
    allow(unused, clippy::unnecessary_wraps)
)]
// What is left out, for small processors too, is empty and compared with 0.
#![cfg_attr(
    not(all(feature = "json", feature = "xml", target_pointer_width = "64")),
    allow(clippy::absurd_extreme_comparisons, clippy::trivially_copy_pass_by_ref)
)]

#[cfg(test)]
extern crate std;

#[cfg(not(any(feature = "json", feature = "xml")))]
compile_error!("gatekit-core reads replies: ask for the feature `json`, for `xml`, or for both");

pub mod api;
mod byte_set;
pub mod call;
#[cfg(feature = "json")]
pub mod callback;
#[cfg(feature = "json")]
pub mod client;
mod clock;
#[cfg(feature = "json")]
pub mod gateway;
#[cfg(feature = "json")]
pub mod repeat;
pub mod reply;
pub mod request;
pub mod transport;

pub use call::Call;
#[cfg(feature = "json")]
pub use client::{Client, Error};
pub use clock::{ClockOffset, Skew, TIMESTAMP_BYTES, Timestamp};
#[cfg(feature = "json")]
pub use gateway::{Gateway, phalapi::PhalApi, qianmi::Qianmi, qimen::Qimen, top::Top};
pub use request::{ParamError, Params};
pub use transport::Transport;

/// Where there is little flash, loops are short; elsewhere they are fast.
const SMALL: bool = cfg!(not(target_pointer_width = "64"));
