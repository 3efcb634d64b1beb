//! HTTP/1.1 for [`gatekit_core`] over any [`embedded_io`] socket: a TLS session, a modem's socket, a
//! UART. Without a heap, and without a buffer for the request: its exact length is sent first, then
//! its bytes, encoded on the fly.
//!
//! ```
//! use gatekit_core::{Client, Qianmi, Timestamp, api::d2p::TradeCancel, gateway::qianmi};
//! use gatekit_embedded_io::Http;
//! # /// A socket that answers at once.
//! # struct Modem(&'static [u8]);
//! # impl embedded_io::ErrorType for Modem { type Error = core::convert::Infallible; }
//! # impl embedded_io::Read for Modem {
//! #     fn read(&mut self, to: &mut [u8]) -> Result<usize, Self::Error> { self.0.read(to) }
//! # }
//! # impl embedded_io::Write for Modem {
//! #     fn write(&mut self, bytes: &[u8]) -> Result<usize, Self::Error> { Ok(bytes.len()) }
//! #     fn flush(&mut self) -> Result<(), Self::Error> { Ok(()) }
//! # }
//! # use embedded_io::Read as _;
//! # let socket = Modem(b"HTTP/1.1 200 OK\r\nContent-Length: 59\r\n\r\n{\"d2p_trade_cancel_response\":{\"trade\":{\"is_success\":true}}}");
//! # let now = Timestamp::from_unix(1_446_617_413).unwrap(); // from the RTC
//!
//! // `socket` is connected to the gateway's host, through TLS if the URL says so.
//! let http = Http::new(socket, qianmi::DIALECT.production)?;
//! let gateway = Qianmi::new("10000000", "0123456789abcdef")?.with_access_token("00112233");
//! let mut client = Client::new(gateway, http);
//! let mut buffer = [0; 512];
//! let reply = client.call(&TradeCancel::order("T20151104141013082"), now, &mut buffer).unwrap();
//! assert!(reply.trade.is_success);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The socket brings its own timeouts: its errors come back in [`HttpError::Socket`], and the
//! [`TransportError`](gatekit_core::transport::TransportError) around them tells whether nothing
//! was sent, the request may have been executed, or the answer is unreadable.
//!
//! With the feature `date` an answer brings what the gateway's clock shows, so that a device without a
//! clock learns the time ([`ClockOffset`](gatekit_core::ClockOffset)).
//!
//! # The map
//!
//! ```text
//! http.rs       Http: a socket, one request and one answer at a time
//! awaited.rs    the same over embedded-io-async (feature `async`)
//! exchange.rs   what the connection can be used for
//! sending.rs    the request on its way: outgoing.rs, block by block
//! receiving.rs  the answer on its way: collected in a buffer, or passed on
//! incoming.rs   its bytes, piece by piece: head.rs, then the body's framing (chunks.rs)
//! ```

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

#[cfg(test)]
extern crate std;

#[cfg(feature = "async")]
mod awaited;
mod chunks;
mod error;
mod exchange;
mod head;
mod http;
mod incoming;
mod outgoing;
mod receiving;
mod sending;
mod url;

pub use error::{HttpError, Malformed, PieceError};
pub use head::Limits;
pub use http::Http;
pub use url::{Url, UrlError};
