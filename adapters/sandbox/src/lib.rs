//! A loopback HTTP/1.1 server that plays the four gateways.
//!
//! It recomputes every signature from what arrived, checks timestamps, tokens and required
//! parameters, and answers as the platforms document. Canonical order and digests are written
//! here a second time, apart from `gatekit-core`, so that a mistake there cannot hide.
//!
//! ```
//! use std::io::{Read, Write};
//! use gatekit_sandbox::{Config, Gateway, Sandbox};
//!
//! let sandbox = Sandbox::start(Config::default())?;
//! assert!(sandbox.url(Gateway::PhalApi).ends_with("/api/app"));
//!
//! let mut socket = std::net::TcpStream::connect(sandbox.address())?;
//! socket.write_all(b"GET /api/app?s=App.Nope.X HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\n\r\n")?;
//! let mut reply = String::new();
//! socket.read_to_string(&mut reply)?;
//! assert!(reply.contains(r#"{"ret":404,"data":{},"msg":"#));
//!
//! assert_eq!(sandbox.requests()[0].gateway, Some(Gateway::PhalApi));
//! sandbox.stop();
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! # The map
//! `server` accepts, `connection` walks one exchange after the other: `http` reads a request,
//! `gateway` hands it to `top`, `qimen`, `qianmi` or `phalapi`, `record` remembers it, `answer`
//! writes what they say. The gateways use `params` (what arrived), `sign` (canonical order and
//! digests), `clock`, `fault` (what happens on the way), `system` (the checks that TOP and Qimen share), `outcome` (what an order id
//! means) and `tree` (an answer's fields, as JSON or XML).
//!
//! # What works here
//! Four calls: `alibaba.damai.yuntoc.order.cancellockstock` on TOP,
//! `qimen.taobao.qianniu.cloudkefu.order.self.intercept` on Qimen,
//! `qianmi.cloudshop.d2p.trade.cancel` on Qianmi, `App.Logistics.CCancelOrder` on PhalApi; and
//! `App.Auth.ApplyToken` on PhalApi, which gives the token `sandbox-token`. The order id chooses
//! the outcome: see [`OUTCOMES`]. There is no memory: an id has the same outcome every time.
//!
//! With [`Config::faults`] two of five requests meet a [`Fault`], by a seed: the nth request that
//! arrives always meets the same. Whatever the answer said, [`Recorded::executed`] tells what was done.
//!
//! GET and POST, parameters in the query and in a form body; a JSON body on PhalApi; a signed raw
//! body on TOP and Qimen. `multipart/form-data` is refused with HTTP 415.
//!
//! # What is documented, and what is this sandbox's choice
//! | | documented by the platform or measured | chosen here |
//! |---|---|---|
//! | all | signature rules, timestamps in GMT+8 or epoch milliseconds, ten minutes of tolerance | limits (head 16 KiB, body 1 MiB), HTTP 405 for methods other than GET and POST, names sort by their UTF-8 bytes |
//! | TOP | envelope, codes 7, 9, 15, 21-33, 40, 41, `simplify`, XML when `format` is absent, the comment that ends XML | order of the checks; 41 for a name that occurs twice; 40 for an absent `sign_method` and 25 for an unknown one; `param_cancel_stock_lock_request` and its `order_id` are required; `session` may be absent, but not wrong; sub codes of refused orders; `return_code` 0 |
//! | Qimen | payload at the root, platform failures as `response` with `flag`, error code 1001, signed bodies | as TOP; `v`, `session`, `target_app_key` and `subOrderIds` may be absent; error codes 1101 (no such order) and 1103 (no permission), whose meaning the platform does not tell |
//! | Qianmi | envelopes, main codes, sub codes, order of the checks (ROP) | `access_token` is required; 33 `isv.invalid-paramete:timestamp` for a stale timestamp (the real code is not known) and for a name that occurs twice; 7 for a busy platform |
//! | PhalApi | order of the checks, `ret`, messages, `\uXXXX` escapes, renamed names, arrays, JSON bodies, body before query | `data.code` 404 and 403, `ret` 503 for a busy service, 406 for a wrong secret in `ApplyToken`, which needs no signature in any mode |

#![forbid(unsafe_code)]
// PhalApi is a name, not an item.
#![allow(clippy::doc_markdown)]

mod answer;
mod clock;
mod config;
mod connection;
mod fault;
mod gateway;
mod http;
mod outcome;
mod params;
mod phalapi;
mod qianmi;
mod qimen;
mod record;
mod server;
mod sign;
mod system;
mod top;
mod tree;

pub use config::Config;
pub use fault::Fault;
pub use gateway::Gateway;
pub use outcome::{OUTCOMES, Outcome};
pub use record::Recorded;
pub use server::Sandbox;
