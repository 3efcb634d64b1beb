//! A wanted value, as it stands in the window.

use core::fmt;

use serde::Deserialize;

use crate::reply::{
    de::from_slice,
    error::DecodeError,
    text::{self, Characters, Format, Leniency, integer, signed},
    tree::Kind,
};

/// A wanted value. It stands whole in the window, and is gone with the next
/// [`feed`](super::Stream::feed).
///
/// ```
/// use gatekit_core::reply::{Format, Kind, Leniency, Progress, Stream};
///
/// #[derive(serde::Deserialize)]
/// struct Trade<'b> {
///     tid: u64,
///     title: &'b str,
/// }
///
/// let mut window = [0; 64];
/// let mut stream =
///     Stream::new(Format::Json, Leniency::default(), &["trades.trade[]"], &mut window)?;
/// let mut input = &br#"{"trades":{"trade":[{"tid":1,"title":"A"},{"tid":2,"title":"B"}]}}"#[..];
/// let mut titles = String::new();
/// while let Progress::Found(found) = stream.feed(&mut input)? {
///     assert_eq!((found.path(), found.kind()), (0, Kind::Object));
///     let trade: Trade = found.decode()?;
///     titles += trade.title;
/// }
/// stream.finish()?;
/// assert_eq!(titles, "AB");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Found<'s> {
    pub(super) path: usize,
    pub(super) kind: Kind,
    pub(super) format: Format,
    pub(super) leniency: Leniency,
    pub(super) value: &'s mut [u8],
}

impl<'s> Found<'s> {
    /// Which of the paths leads to it, counted from 0.
    #[must_use]
    pub const fn path(&self) -> usize {
        self.path
    }

    /// What it is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Its bytes as they stand in the document: in JSON all of it, a string with its quotes; in XML
    /// what stands between the tags.
    #[must_use]
    pub const fn raw(&self) -> &[u8] {
        self.value
    }

    /// Its text, escapes resolved in place: of a text, a number or a boolean.
    #[must_use]
    pub fn text(self) -> Option<&'s str> {
        match self.kind {
            Kind::Text | Kind::Number | Kind::Boolean => self.decode().ok(),
            Kind::Object | Kind::List | Kind::Null => None,
        }
    }

    /// The integer, if this is one that fits, or text that is one.
    #[must_use]
    pub fn number(&self) -> Option<i64> {
        if !matches!(self.kind, Kind::Text | Kind::Number) {
            return None;
        }
        let (negative, magnitude) = integer(self.characters()).ok()?;
        signed(negative, magnitude).ok()
    }

    /// The boolean, if this is one, or the text `true` or `false` in whatever case.
    #[must_use]
    pub fn boolean(&self) -> Option<bool> {
        if !matches!(self.kind, Kind::Text | Kind::Boolean) {
            return None;
        }
        text::boolean(&self.characters())
    }

    /// Decodes it in place, as [`from_slice`] does.
    pub fn decode<T: Deserialize<'s>>(self) -> Result<T, DecodeError> {
        from_slice(self.format, self.leniency, self.value)
    }

    fn characters(&self) -> Characters<'_> {
        let text = match &*self.value {
            [b'"', text @ .., b'"'] if self.format.is_json() => text,
            text => text,
        };
        Characters::new(self.format, text)
    }
}

/// Path and kind only: the text may be somebody's token.
impl fmt::Debug for Found<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Found")
            .field("path", &self.path)
            .field("kind", &self.kind)
            .finish()
    }
}

#[cfg(test)]
#[path = "../tests_stream_found.rs"]
mod tests;
