//! A wanted value, as it stands in the window.

use core::fmt;

use serde::Deserialize;

use crate::reply::{
    de::from_slice,
    error::DecodeError,
    text::{Format, Leniency},
    tree::{Kind, Node},
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
    ///
    /// ```
    /// # use gatekit_core::reply::{Format, Leniency, Progress, Stream};
    /// # let mut window = [0; 32];
    /// let mut stream = Stream::new(Format::Json, Leniency::default(), &["tid", "title"], &mut window)?;
    /// let mut input = &br#"{"title":"A"}"#[..];
    /// let Progress::Found(found) = stream.feed(&mut input)? else { unreachable!() };
    /// assert_eq!(found.path(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn path(&self) -> usize {
        self.path
    }

    /// What it is.
    ///
    /// ```
    /// # use gatekit_core::reply::{Format, Kind, Leniency, Progress, Stream};
    /// # let mut window = [0; 32];
    /// # let mut stream = Stream::new(Format::Json, Leniency::default(), &["trade"], &mut window)?;
    /// let mut input = &br#"{"trade":[{"tid":1}]}"#[..];
    /// let Progress::Found(found) = stream.feed(&mut input)? else { unreachable!() };
    /// assert_eq!(found.kind(), Kind::List);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Its bytes as they stand in the document: in JSON all of it, a string with its quotes; in XML
    /// what stands between the tags.
    ///
    /// ```
    /// # use gatekit_core::reply::{Format, Leniency, Progress, Stream};
    /// # let mut window = [0; 32];
    /// # let mut stream = Stream::new(Format::Json, Leniency::default(), &["title"], &mut window)?;
    /// let mut input = &br#"{"title":"\u0041"}"#[..];
    /// let Progress::Found(found) = stream.feed(&mut input)? else { unreachable!() };
    /// assert_eq!(found.raw(), br#""\u0041""#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn raw(&self) -> &[u8] {
        self.value
    }

    /// Its text, escapes resolved in place: of a text, a number or a boolean.
    ///
    /// ```
    /// # use gatekit_core::reply::{Format, Leniency, Progress, Stream};
    /// # let mut window = [0; 32];
    /// # let mut stream = Stream::new(Format::Json, Leniency::default(), &["title"], &mut window)?;
    /// let mut input = &br#"{"title":"\u0041"}"#[..];
    /// let Progress::Found(found) = stream.feed(&mut input)? else { unreachable!() };
    /// assert_eq!(found.text(), Some("A"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn text(self) -> Option<&'s str> {
        match self.kind {
            Kind::Text | Kind::Number | Kind::Boolean => self.decode().ok(),
            Kind::Object | Kind::List | Kind::Null => None,
        }
    }

    /// The integer, if this is one that fits, or text that is one.
    ///
    /// ```
    /// # use gatekit_core::reply::{Format, Leniency, Progress, Stream};
    /// # let mut window = [0; 32];
    /// # let mut stream = Stream::new(Format::Json, Leniency::default(), &["tid"], &mut window)?;
    /// let mut input = &br#"{"tid":"7091800003790954036"}"#[..];
    /// let Progress::Found(found) = stream.feed(&mut input)? else { unreachable!() };
    /// assert_eq!(found.number(), Some(7_091_800_003_790_954_036));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn number(&self) -> Option<i64> {
        self.node().number()
    }

    /// The boolean, if this is one, or the text `true` or `false` in whatever case.
    ///
    /// ```
    /// # use gatekit_core::reply::{Format, Leniency, Progress, Stream};
    /// # let mut window = [0; 64];
    /// # let mut stream = Stream::new(Format::Xml, Leniency::default(), &["r.success"], &mut window)?;
    /// let mut input = &b"<r><success>True</success></r>"[..];
    /// let Progress::Found(found) = stream.feed(&mut input)? else { unreachable!() };
    /// assert_eq!(found.boolean(), Some(true));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn boolean(&self) -> Option<bool> {
        self.node().boolean()
    }

    /// Decodes it in place, as [`from_slice`] does.
    ///
    /// ```
    /// # use gatekit_core::reply::{Format, Leniency, Progress, Stream};
    /// # let mut window = [0; 32];
    /// # let mut stream = Stream::new(Format::Json, Leniency::default(), &["size"], &mut window)?;
    /// let mut input = &br#"{"size":[640,480]}"#[..];
    /// let Progress::Found(found) = stream.feed(&mut input)? else { unreachable!() };
    /// let size: (u16, u16) = found.decode()?;
    /// assert_eq!(size, (640, 480));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn decode<T: Deserialize<'s>>(self) -> Result<T, DecodeError> {
        from_slice(self.format, self.leniency, self.value)
    }

    fn node(&self) -> Node<'_> {
        Node::from_raw(self.format, self.kind, self.value)
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
