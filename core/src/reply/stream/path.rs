//! Paths, cut into units: what has to hold at one level of a document.

use super::PathError;
use crate::reply::text::Format;

/// The most paths that a [`Stream`](super::Stream) follows at once.
///
/// ```
/// use gatekit_core::reply::{Format, Leniency, MAX_PATHS, PathError, Stream};
/// let paths = ["tid"; MAX_PATHS + 1];
/// let stream = Stream::new(Format::Json, Leniency::default(), &paths, &mut []);
/// assert_eq!(stream.unwrap_err(), PathError::TooManyPaths);
/// ```
pub const MAX_PATHS: usize = 32;

/// What a path asks for at one level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unit<'p> {
    /// The member's or element's; none for the items of a JSON list.
    pub(super) name: Option<&'p str>,
    pub(super) index: Index,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Index {
    Any,
    At(u16),
}

impl Unit<'_> {
    pub(super) fn is_any_name(self) -> bool {
        self.name == Some("*")
    }

    /// Whether the one that comes after so many like it is asked for.
    pub(super) fn takes(self, count: u16) -> bool {
        match self.index {
            Index::Any => true,
            Index::At(index) => index == count,
        }
    }
}

/// The units of a path. One that is wrong is the last.
#[derive(Clone, Debug)]
pub(super) struct Units<'p> {
    /// Nothing at the end.
    rest: Option<&'p str>,
    format: Format,
}

impl<'p> Units<'p> {
    pub(super) const fn new(path: &'p str, format: Format) -> Self {
        Self {
            rest: Some(path),
            format,
        }
    }

    /// The units from this byte on; behind the last there are none.
    pub(super) fn behind(path: &'p str, start: usize, format: Format) -> Self {
        let rest = path.get(start..);
        Self {
            rest: rest.filter(|rest| !rest.is_empty() || path.is_empty()),
            format,
        }
    }

    /// Goes behind the next unit, which a value has met. An object is its own only item where its name
    /// is followed by `[]` or `[0]`.
    pub(super) fn go_through(&mut self, is_object: bool) {
        let named = self.next().is_some_and(|unit| unit.name.is_some());
        let mut behind = self.clone();
        let item = behind
            .next()
            .is_some_and(|unit| unit.name.is_none() && unit.takes(0));
        if is_object && named && item {
            *self = behind;
        }
    }

    /// Where the next unit starts.
    pub(super) fn offset_in(&self, path: &str) -> usize {
        path.len() - self.rest.map_or(0, str::len).min(path.len())
    }

    fn read(&mut self, rest: &'p str, path: usize) -> Result<Unit<'p>, PathError> {
        let length = rest.find(['.', '[']).unwrap_or(rest.len());
        let (name, after) = rest.split_at_checked(length).unwrap_or_default();
        let is_json = self.format.is_json();
        if is_json && !name.is_empty() {
            self.rest = behind(after);
            return Ok(Unit {
                name: Some(name),
                index: Index::Any,
            });
        }
        let Some(bracket) = after.strip_prefix('[') else {
            self.rest = behind(after);
            return match name {
                "" => Err(PathError::BlankStep { path }),
                name => Ok(Unit {
                    name: Some(name),
                    index: Index::Any,
                }),
            };
        };
        let bad = PathError::BadIndex { path };
        let (digits, after) = bracket.split_once(']').ok_or(bad)?;
        let more_may_follow = after.is_empty() || after.starts_with('.');
        if !(more_may_follow || is_json && after.starts_with('[')) || name.is_empty() != is_json {
            return Err(bad);
        }
        self.rest = behind(after);
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
        let index = match digits.parse() {
            _ if digits.is_empty() => Index::Any,
            Ok(index) if is_number && index < u16::MAX => Index::At(index),
            _ => return Err(bad),
        };
        Ok(Unit {
            name: (!is_json).then_some(name),
            index,
        })
    }
}

impl<'p> Iterator for Units<'p> {
    type Item = Unit<'p>;

    fn next(&mut self) -> Option<Unit<'p>> {
        let rest = self.rest.take()?;
        self.read(rest, 0).ok()
    }
}

/// What stands behind a step.
fn behind(after: &str) -> Option<&str> {
    match after.strip_prefix('.') {
        None if after.is_empty() => None,
        None => Some(after),
        next => next,
    }
}

/// The paths that are followed together.
#[derive(Clone, Copy, Debug)]
pub(super) struct PathList<'p> {
    /// A gateway's, in groups; they come first.
    envelope: &'p [&'p [&'p str]],
    own: &'p [&'p str],
}

impl<'p> PathList<'p> {
    pub(super) const fn new(envelope: &'p [&'p [&'p str]], own: &'p [&'p str]) -> Self {
        Self { envelope, own }
    }

    pub(super) fn count(self) -> usize {
        let envelope = self.envelope.iter().map(|group| group.len());
        envelope.fold(self.own.len(), usize::saturating_add)
    }

    pub(super) fn get(self, mut place: usize) -> Option<&'p str> {
        for group in self.envelope {
            match place.checked_sub(group.len()) {
                Some(behind) => place = behind,
                None => return group.get(place).copied(),
            }
        }
        self.own.get(place).copied()
    }

    /// Whether all of them can be followed.
    pub(super) fn check(
        self,
        format: Format,
        [most, deepest]: [usize; 2],
    ) -> Result<(), PathError> {
        if self.count() > most {
            return Err(PathError::TooManyPaths);
        }
        let mut path = 0;
        while let Some(text) = self.get(path) {
            if text.len() > usize::from(u16::MAX) {
                return Err(PathError::TooDeep { path });
            }
            let mut units = Units::new(text, format);
            let mut count = 0;
            while let Some(rest) = units.rest.take() {
                units.read(rest, path)?;
                count += 1;
            }
            if count > deepest {
                return Err(PathError::TooDeep { path });
            }
            path += 1;
        }
        Ok(())
    }
}
