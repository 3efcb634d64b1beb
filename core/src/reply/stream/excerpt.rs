//! Cutting a document down to what is wanted of it.

mod way;

use core::fmt;

use super::{
    PathError, StreamError, cutter::Cutter, path::PathList, trail::Trail, window::RESERVE,
};
use crate::reply::text::{Format, Leniency, MARK, Part, is_white};

/// The most paths, and the most steps of one.
const LIMITS: [usize; 2] = [64, LEVELS - 1];

const LEVELS: usize = 9;

/// Cuts a document down, as it passes by, to the wanted values and what is around them. What remains
/// is a document of the same format, in the buffer that was lent, for the readers in place:
/// [`Node`](super::super::Node), [`from_slice`](super::super::from_slice) and
/// [`Gateway::read`](crate::Gateway::read), so that envelope rules work unchanged on a reply that is
/// larger than memory.
///
/// Paths are those of a [`Stream`](super::Stream). Values at their ends are kept as they are.
/// What a path would lead on through is kept as far as verdicts depend on it: containers and elements
/// with what is kept in them, be it nothing; scalars as they are, but three dots for a text of more
/// than 64 bytes. Below the outermost level, what only a `*` would lead through is left out if
/// something before it was kept in its place. Of lists only the items that paths lead to
/// remain, so that indices change; so do offsets in errors. An object in place of a list, of which
/// nothing but a list remains, reads as that list: a path to a second member prevents it.
///
/// The buffer must hold what remains, and besides it what the window of a stream holds. The whole
/// document is checked. The excerpt itself takes 728 bytes on a 64-bit machine, 552 on a 32-bit one.
///
/// ```
/// use gatekit_core::reply::{Excerpt, Format, Leniency};
///
/// let mut buffer = [0; 64];
/// let paths = ["result.success", "result.trades[].tid"];
/// let mut excerpt = Excerpt::new(Format::Json, Leniency::default(), &paths, &mut buffer)?;
/// excerpt.feed(br#"{"result":{"success":true,"trades":[{"title":"..","#)?;
/// excerpt.feed(br#""tid":1},{"tid":2,"x":{}}],"total":2}}"#)?;
/// let kept = excerpt.finish()?;
/// assert_eq!(kept, br#"{"result":{"success":true,"trades":[{"tid":1},{"tid":2}]}}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Excerpt<'p, 'b> {
    cutter: Cutter<'b>,
    trail: Trail<'p, { LIMITS[0] }>,
    start: Start,
    mode: Mode,
    /// How much was kept before the member, item or element that is being read.
    mark: usize,
    /// By depth: the first stands for what is outside of the root.
    levels: [Level; LEVELS],
    /// The value that is being read remains even if nothing in it is wanted.
    firm: bool,
    /// Where the kept text starts.
    text: usize,
    /// It was too long.
    dotted: bool,
    failed: Option<StreamError>,
}

/// A container or element on the way.
#[derive(Clone, Copy, Debug)]
struct Level {
    /// How much was kept before it, a comma and its name being no part of that.
    mark: usize,
    /// It is kept even if nothing in it is.
    firm: bool,
    /// Something in it is kept.
    filled: bool,
    /// Something in it is kept that is surely not blank.
    solid: bool,
}

impl Level {
    const OUTSIDE: Self = Self {
        mark: 0,
        firm: true,
        filled: false,
        solid: false,
    };
}

/// Whether the format is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Start {
    Decided,
    /// It is read as JSON, but XML may come.
    Either,
    /// The same, and it cannot start with an XML declaration.
    EitherBehindWhite,
}

/// Depths are those of what is open in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// On the way to wanted values.
    Way,
    /// In a name to which no path leads.
    Name,
    /// In a JSON text on the way.
    Text,
    /// In a wanted value.
    Whole(u8),
    /// In an element of which only the tags are kept.
    Hollow(u8),
    /// In what is left out.
    Skip(u8),
}

impl<'p, 'b> Excerpt<'p, 'b> {
    /// For one document, with up to 64 paths of up to 8 steps.
    ///
    /// ```
    /// use gatekit_core::reply::{Excerpt, Format, Leniency, PathError};
    /// let mut buffer = [0; 64];
    /// let paths = ["a.b.c.d.e.f.g.h", "a.b.c.d.e.f.g.h.i"];
    /// let excerpt = Excerpt::new(Format::Json, Leniency::default(), &paths, &mut buffer);
    /// assert_eq!(excerpt.unwrap_err(), PathError::TooDeep { path: 1 });
    /// ```
    pub fn new(
        format: Format,
        leniency: Leniency,
        paths: &'p [&'p str],
        buffer: &'b mut [u8],
    ) -> Result<Self, PathError> {
        Self::with_envelope(format, leniency, &[], paths, buffer)
    }

    /// The same with the paths of a gateway's envelope rule before the caller's.
    pub(crate) fn with_envelope(
        format: Format,
        leniency: Leniency,
        envelope: &'p [&'p [&'p str]],
        paths: &'p [&'p str],
        buffer: &'b mut [u8],
    ) -> Result<Self, PathError> {
        let paths = PathList::new(envelope, paths);
        paths.check(format, LIMITS)?;
        Ok(Self {
            cutter: Cutter::new(format, leniency, buffer),
            trail: Trail::new(format, paths),
            start: Start::Decided,
            mode: Mode::Way,
            mark: 0,
            levels: [Level::OUTSIDE; LEVELS],
            firm: true,
            text: 0,
            dotted: false,
            failed: None,
        })
    }

    /// The same for a document of which the first byte tells the format.
    #[cfg(all(feature = "json", feature = "xml"))]
    pub(crate) fn of_either_format(
        leniency: Leniency,
        envelope: &'p [&'p [&'p str]],
        paths: &'p [&'p str],
        buffer: &'b mut [u8],
    ) -> Result<Self, PathError> {
        // Whatever can be followed in XML can be in JSON.
        PathList::new(envelope, paths).check(Format::Xml, LIMITS)?;
        let mut excerpt = Self::with_envelope(Format::Json, leniency, envelope, paths, buffer)?;
        excerpt.start = Start::Either;
        Ok(excerpt)
    }

    /// Takes the next bytes of the document. Every error is final, but a buffer that is too small for
    /// what remains is reported at the end, when it is known how much that is.
    ///
    /// ```
    /// use gatekit_core::reply::{Excerpt, Format, Leniency, StreamError, SyntaxError};
    /// # let mut buffer = [0; 64];
    /// let mut excerpt = Excerpt::new(Format::Json, Leniency::default(), &["code"], &mut buffer)?;
    /// let error = StreamError::Syntax(SyntaxError::Unexpected { at: 0 });
    /// assert_eq!(excerpt.feed(b"<html>502 Bad Gateway</html>"), Err(error));
    /// # Ok::<(), gatekit_core::reply::PathError>(())
    /// ```
    pub fn feed(&mut self, input: &[u8]) -> Result<(), StreamError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let advanced = self.decide(input);
        self.failed = advanced.err();
        advanced
    }

    /// The document has ended: what remains of it.
    ///
    /// ```
    /// use gatekit_core::reply::{Excerpt, Format, Leniency};
    /// # let mut buffer = [0; 64];
    /// let mut excerpt = Excerpt::new(Format::Xml, Leniency::default(), &["r.code"], &mut buffer)?;
    /// excerpt.feed(b"<r><code>0</code><html>a page of many bytes</html></r>")?;
    /// assert_eq!(excerpt.finish()?, b"<r><code>0</code></r>");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn finish(mut self) -> Result<&'b mut [u8], StreamError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        self.cutter.finish()?;
        // A number outside of all containers is known to be complete only now.
        if self.cutter.window.kept() == 0 {
            self.cutter.window.keep();
        }
        match self.cutter.window.needed() {
            Some(needed) => Err(StreamError::WindowTooSmall { needed }),
            None => Ok(self.cutter.window.into_kept()),
        }
    }

    fn decide(&mut self, input: &[u8]) -> Result<(), StreamError> {
        if self.start == Start::Decided {
            return self.advance(input);
        }
        let tells = |byte: &u8| !is_white(*byte) && !MARK.contains(byte);
        let before = input.iter().position(tells).unwrap_or(input.len());
        let (before, rest) = input.split_at_checked(before).unwrap_or_default();
        if before.iter().any(|&byte| is_white(byte)) {
            self.start = Start::EitherBehindWhite;
        }
        self.advance(before)?;
        if let Some(byte) = rest.first() {
            let white = self.start == Start::EitherBehindWhite;
            self.start = Start::Decided;
            #[cfg(feature = "xml")]
            if *byte == b'<' && self.cutter.turn_to_xml(white) {
                self.trail.turn_to_xml();
            }
        }
        self.advance(rest)
    }

    fn advance(&mut self, input: &[u8]) -> Result<(), StreamError> {
        let mut input = input;
        loop {
            match self.cutter.part()? {
                Part::More if input.is_empty() => return Ok(()),
                Part::More => self.cutter.fill(&mut input)?,
                part => self.sort(part),
            }
        }
    }

    /// Keeps the part or leaves it out.
    fn sort(&mut self, part: Part) {
        let inner = |depth: u8| match part {
            Part::Start(_) | Part::Element(_) => depth.saturating_add(1),
            Part::End | Part::ElementEnd => depth.saturating_sub(1),
            _ => depth,
        };
        let last = matches!(
            part,
            Part::End | Part::ElementEnd | Part::TextEnd | Part::Scalar(_)
        );
        match self.mode {
            Mode::Way | Mode::Name => self.on_the_way(part),
            Mode::Text => self.keep_text(part),
            Mode::Whole(depth) => {
                self.cutter.window.keep();
                self.mode = Mode::Whole(inner(depth));
            }
            Mode::Hollow(depth) => {
                if last && inner(depth) == 0 {
                    self.cutter.window.keep();
                }
                self.mode = Mode::Hollow(inner(depth));
            }
            Mode::Skip(depth) => self.mode = Mode::Skip(inner(depth)),
        }
        match self.mode {
            Mode::Whole(0) | Mode::Hollow(0) if last => {
                self.mode = Mode::Way;
                self.here().filled = true;
            }
            Mode::Skip(0) if last => self.mode = Mode::Way,
            _ => {}
        }
        self.cutter.window.measure(RESERVE);
    }

    /// What is known of the container or element in which the reading stands.
    fn here(&mut self) -> &mut Level {
        let depth = usize::from(self.trail.depth());
        let [outside, levels @ ..] = &mut self.levels;
        match depth.checked_sub(1) {
            Some(level) => levels.get_mut(level).unwrap_or(outside),
            None => outside,
        }
    }
}

/// The buffer is not shown: what is in it may be somebody's token.
impl fmt::Debug for Excerpt<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Excerpt")
            .field("taken", &self.cutter.window.taken())
            .field("kept", &self.cutter.window.kept())
            .field("failed", &self.failed)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "../tests_stream_excerpt.rs"]
mod tests;
