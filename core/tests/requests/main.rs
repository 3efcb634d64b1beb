//! What is sent, byte for byte.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

mod documented;
mod raw;
