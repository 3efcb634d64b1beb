//! Whatever the instructions and the company in the batch: the signatures are the core's.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

mod gateways;
mod lengths;
mod places;
mod random;
mod support;
mod vectors;
