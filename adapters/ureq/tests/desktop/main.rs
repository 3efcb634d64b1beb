//! The desktop client against scripted servers: whatever they do, an error says whether the
//! request may have been executed. Everything is on loopback.

mod answers;
mod compressed;
mod connecting;
mod envelopes;
mod floods;
mod framing;
mod limits;
mod phases;
mod pool;
mod proxy;
mod requests;
mod sandbox;
mod secrets;
mod server;
mod support;
mod tls;
