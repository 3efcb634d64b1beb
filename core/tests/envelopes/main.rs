//! What each gateway answers, and what is made of it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

mod phalapi;
mod phalapi_shapes;
mod qianmi;
mod qianmi_refusals;
mod qimen;
mod qimen_refusals;
mod top;
mod top_damaged;
