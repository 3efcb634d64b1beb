//! The sandbox over the wire, seen by a client of plain sockets.

// PhalApi is a name, not an item.
#![allow(clippy::doc_markdown)]

mod facts;
mod http;
mod phalapi;
mod qianmi;
mod qimen;
mod running;
mod support;
mod top;
