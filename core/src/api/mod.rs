//! The calls that are documented here, with all their fields. Any other method is called by name
//! ([`crate::call::Generic`]) or by a type of the caller's ([`crate::Call`]).

pub mod auth;
pub mod d2p;
pub mod damai;
pub mod logistics;
pub mod qianniu;

/// The default of an optional text: serde's own would ask for a default of the text type.
const fn none<T>() -> Option<T> {
    None
}
