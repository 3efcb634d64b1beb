//! The interface, called as C calls it.
#![allow(unsafe_code, reason = "the interface takes pointers")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]
#![allow(
    clippy::unsafe_derive_deserialize,
    reason = "a vector keeps no promise that could be broken"
)]

mod buffers;
mod callbacks;
mod pointers;
mod replies;
mod support;
mod vectors;
