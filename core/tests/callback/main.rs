//! Requests that a platform sends to a provider are verified.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

mod answers;
mod dialects;
mod escapes;
mod memory;
mod peer;
mod refusals;
mod replay;
mod support;
mod verified;
