//! Reading a document of which only a small part is in memory at a time.
//!
//! `cutter.rs` cuts what comes through the `window.rs` into parts, with the scanners that also read in
//! place; `trail.rs` follows the paths (`path.rs`) to the wanted values (`found.rs`).

mod cutter;
mod error;
mod excerpt;
mod found;
mod oversize;
mod path;
mod trail;
mod window;

pub use error::{PathError, StreamError};
pub use excerpt::Excerpt;
pub use found::Found;
pub use path::MAX_PATHS;

use core::fmt;

use self::{cutter::Cutter, path::PathList, trail::Trail};
use super::{
    text::{Format, Leniency, MAX_DEPTH, Part},
    tree::Kind,
};

/// Reads a document through a window that can be far smaller, and finds the values at the ends of
/// paths. The rest passes by without being stored; all of it is checked as
/// [`Node::document`](super::Node::document) checks a document, and the verdict is the same. Every
/// result is the same however the input is cut.
///
/// A path is names with dots between them. `*` is any name, `[]` behind a name is every item of a
/// list, `[3]` the fourth, counted from 0. In XML the first name is the root element's, and lists are
/// elements that repeat: `trades.trade` and `trades.trade[]` are every `trade` in `trades`,
/// `trades.trade[3]` is the fourth. In JSON `trades.trade` is the list as a whole; the items of a
/// list that is the document are `[]`. An object in place of a list is its only item. Names in which
/// there are dots or brackets cannot be reached.
/// Unlike with [`Node::at`](super::Node::at), a list with its items' name around it is not looked
/// through, and of several JSON members of one name each is found.
///
/// Each value is found once: if several paths lead to it, by the first of them; if a path leads on
/// into a value that is wanted itself, only the outer one is found.
///
/// # The window
///
/// It must hold the longest wanted value whole; in JSON 16 bytes besides would do, in XML also
/// the names of the open elements, each with one byte more, and the longest tag. What is too long is
/// an error that says how many bytes are needed; texts, comments and the like may be of any length.
///
/// The stream itself takes 408 bytes on a 64-bit machine, 304 on a 32-bit one.
///
/// ```
/// use gatekit_core::reply::{Format, Leniency, Progress, Stream};
///
/// let mut window = [0; 32];
/// let paths = ["result.success", "result.errorCode"];
/// let mut stream = Stream::new(Format::Json, Leniency::default(), &paths, &mut window)?;
/// let (mut success, mut code) = (None, String::new());
/// for received in [&br#"{"result":{"success":fal"#[..], br#"se,"errorCode":"E\u0031"}}"#] {
///     let mut input = received;
///     while let Progress::Found(found) = stream.feed(&mut input)? {
///         match found.path() {
///             0 => success = found.boolean(),
///             _ => code.push_str(found.text().unwrap_or_default()),
///         }
///     }
/// }
/// stream.finish()?;
/// assert_eq!((success, code.as_str()), (Some(false), "E1"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Stream<'p, 'w> {
    cutter: Cutter<'w>,
    trail: Trail<'p, MAX_PATHS>,
    leniency: Leniency,
    wanted: Option<Wanted>,
    failed: Option<StreamError>,
}

/// What a [`Stream`] has come to.
///
/// ```
/// use gatekit_core::reply::{Format, Leniency, Progress, Stream};
/// # let mut window = [0; 16];
/// let mut stream = Stream::new(Format::Json, Leniency::default(), &["tid"], &mut window)?;
/// let (mut first, mut second) = (&br#"{"tid":1"#[..], &br#"2,"total":1}"#[..]);
/// assert!(matches!(stream.feed(&mut first)?, Progress::Partial));
/// let Progress::Found(tid) = stream.feed(&mut second)? else { unreachable!() };
/// assert_eq!(tid.number(), Some(12));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub enum Progress<'s> {
    /// All of the input was used. More is needed, unless the document is complete, which
    /// [`Stream::finish`] says.
    Partial,
    /// A wanted value. The rest of the input is left.
    Found(Found<'s>),
}

/// A wanted value that is being read.
#[derive(Clone, Copy, Debug)]
struct Wanted {
    path: u8,
    kind: Kind,
    /// Containers or elements that are open in it.
    depth: u8,
}

impl<'p, 'w> Stream<'p, 'w> {
    /// For one document. A window of less than 16 bytes is an error once there is input.
    ///
    /// ```
    /// use gatekit_core::reply::{Format, Leniency, PathError, Stream};
    /// let mut window = [0; 64];
    /// let paths = ["trades.trade[].tid", "trades.trade[first]"];
    /// let stream = Stream::new(Format::Json, Leniency::default(), &paths, &mut window);
    /// assert_eq!(stream.unwrap_err(), PathError::BadIndex { path: 1 });
    /// ```
    pub fn new(
        format: Format,
        leniency: Leniency,
        paths: &'p [&'p str],
        window: &'w mut [u8],
    ) -> Result<Self, PathError> {
        let paths = PathList::new(&[], paths);
        paths.check(format, [MAX_PATHS, MAX_DEPTH])?;
        Ok(Self {
            cutter: Cutter::new(format, leniency, window),
            trail: Trail::new(format, paths),
            leniency,
            wanted: None,
            failed: None,
        })
    }

    /// Takes bytes from the front of the input until a wanted value is complete or the input is used
    /// up. The bytes behind a number are needed to know that it is complete.
    ///
    /// Behind a [`StreamError::ValueTooLong`] reading can go on; every other error is final.
    ///
    /// ```
    /// # use gatekit_core::reply::{Format, Leniency, Progress, Stream, StreamError};
    /// let mut window = [0; 16];
    /// let mut stream = Stream::new(Format::Json, Leniency::default(), &["[]"], &mut window)?;
    /// let mut input = &br#"["a text of more than 16 bytes","short"]"#[..];
    /// let too_long = StreamError::ValueTooLong { path: 0, needed: 30 };
    /// assert_eq!(stream.feed(&mut input).unwrap_err(), too_long);
    /// let Progress::Found(found) = stream.feed(&mut input)? else { unreachable!() };
    /// assert_eq!(found.text(), Some("short"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn feed(&mut self, input: &mut &[u8]) -> Result<Progress<'_>, StreamError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        match self.advance(input) {
            Ok(None) => Ok(Progress::Partial),
            Ok(Some(wanted)) => Ok(Progress::Found(Found {
                path: usize::from(wanted.path),
                kind: wanted.kind,
                format: self.cutter.format(),
                leniency: self.leniency,
                value: self.cutter.window.kept_mut(),
            })),
            Err(error) => {
                if !matches!(error, StreamError::ValueTooLong { .. }) {
                    self.failed = Some(error);
                }
                Err(error)
            }
        }
    }

    /// The input has ended: the document must be complete.
    ///
    /// ```
    /// # use gatekit_core::reply::{Format, Leniency, Stream, StreamError, SyntaxError};
    /// # let mut window = [0; 16];
    /// let mut stream = Stream::new(Format::Json, Leniency::default(), &["tid"], &mut window)?;
    /// stream.feed(&mut &br#"{"total":1"#[..])?;
    /// let cut_off = StreamError::Syntax(SyntaxError::Truncated { at: 10 });
    /// assert_eq!(stream.finish(), Err(cut_off));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn finish(mut self) -> Result<(), StreamError> {
        match self.failed {
            Some(error) => Err(error),
            None => self.cutter.finish(),
        }
    }

    fn advance(&mut self, input: &mut &[u8]) -> Result<Option<Wanted>, StreamError> {
        if self.wanted.is_none() {
            self.cutter.window.begin_keeping();
        }
        loop {
            let part = self.cutter.part()?;
            if part == Part::More {
                if input.is_empty() {
                    return Ok(None);
                }
                self.cutter.fill(input)?;
                continue;
            }
            if self.wanted.is_none() {
                self.follow(part);
            }
            if self.keep(part) {
                return self.complete();
            }
        }
    }

    /// Follows the paths outside of wanted values.
    fn follow(&mut self, part: Part) {
        let window = &self.cutter.window;
        let paths = match part {
            Part::NameStart => return self.trail.begin_name(),
            Part::NameText(text) => return self.trail.extend_name(window.piece(text)),
            Part::NameEnd => return self.trail.end_name(),
            Part::End | Part::ElementEnd => return self.trail.leave(),
            Part::TextStart | Part::Scalar(_) | Part::Start(_) => self.trail.value(),
            Part::Element(name) => self.trail.element(window.piece(name)),
            _ => return,
        };
        let kind = match part {
            Part::Scalar(kind) | Part::Start(kind) => kind,
            _ => Kind::Text,
        };
        if let Some(path) = self.trail.wanted(paths, kind) {
            self.cutter.window.begin_keeping();
            self.wanted = Some(Wanted {
                path: u8::try_from(path).unwrap_or_default(),
                kind,
                depth: 0,
            });
        } else if matches!(part, Part::Start(_) | Part::Element(_)) {
            self.trail.enter(paths, kind);
        }
    }

    /// Keeps the part if it is one of the wanted value. Whether the value is complete.
    fn keep(&mut self, part: Part) -> bool {
        let Some(wanted) = &mut self.wanted else {
            return false;
        };
        match part {
            Part::Start(_) | Part::Element(_) => wanted.depth = wanted.depth.saturating_add(1),
            Part::End | Part::ElementEnd => wanted.depth = wanted.depth.saturating_sub(1),
            _ => {}
        }
        match (part, wanted.depth) {
            // The tags around the value.
            (Part::Element(_), 1) => return false,
            (Part::ElementEnd, 0) => return true,
            (Part::Element(_), _) => wanted.kind = Kind::Object,
            _ => {}
        }
        self.cutter.window.keep();
        if part == Part::Scalar(Kind::Number) {
            // The byte that ends it.
            self.cutter.window.measure(1);
        }
        wanted.depth == 0 && matches!(part, Part::End | Part::TextEnd | Part::Scalar(_))
    }

    fn complete(&mut self) -> Result<Option<Wanted>, StreamError> {
        let Some(wanted) = self.wanted.take() else {
            return Ok(None);
        };
        match self.cutter.window.needed() {
            None => Ok(Some(wanted)),
            Some(needed) => Err(StreamError::ValueTooLong {
                path: usize::from(wanted.path),
                needed,
            }),
        }
    }
}

/// The window is not shown: what passes by may be somebody's token.
impl fmt::Debug for Stream<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream")
            .field("taken", &self.cutter.window.taken())
            .field("failed", &self.failed)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "tests_stream_refusals.rs"]
mod refusals;
#[cfg(test)]
#[path = "tests_stream.rs"]
pub(super) mod tests;
