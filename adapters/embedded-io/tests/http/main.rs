//! The client over scripted sockets: every cut, every failing point, every limit.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

mod answers;
#[cfg(feature = "async")]
mod awaited;
mod buffers;
mod exchanges;
mod failures;
mod heads;
mod malformed;
mod pieces;
mod socket;
