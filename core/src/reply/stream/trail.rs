//! Where in a document the paths lead.

use core::ops::Range;

use super::path::{Index, PathList, Unit, Units};
use crate::reply::text::{Characters, Format};
use crate::reply::tree::Kind;

/// One bit for each path, the first lowest.
pub(super) type Paths = u64;

/// How far each path has been followed on the way to where the reading stands.
#[derive(Debug)]
pub(super) struct Trail<'p, const N: usize> {
    paths: PathList<'p>,
    format: Format,
    /// Open containers or elements.
    depth: u8,
    /// How many units of each path have been met.
    met: [u8; N],
    /// Where the next unit of each path starts.
    starts: [u16; N],
    /// Of what the next unit counts, how many have passed by.
    counts: [u16; N],
    /// A bit for each level of which the container is a JSON object.
    objects: u64,
    /// The paths that ask for the name that was read, as far as it was.
    named: Paths,
    /// The bytes of the name that were read, if there was one before the next value.
    name: Option<u16>,
}

impl<'p, const N: usize> Trail<'p, N> {
    pub(super) const fn new(format: Format, paths: PathList<'p>) -> Self {
        Self {
            paths,
            format,
            depth: 0,
            met: [0; N],
            starts: [0; N],
            counts: [0; N],
            objects: 0,
            named: 0,
            name: None,
        }
    }

    /// A JSON name begins.
    pub(super) fn begin_name(&mut self) {
        self.name = Some(0);
        self.named = self.select(|_, unit| unit.name.is_some());
    }

    /// The next part of a JSON name.
    pub(super) fn extend_name(&mut self, raw: &[u8]) {
        let Some(mut length) = self.name else {
            return;
        };
        if raw.contains(&b'\\') {
            for character in Characters::new(self.format, raw) {
                let mut buffer = [0; 4];
                length = self.extend_by(character.encode_utf8(&mut buffer).as_bytes(), length);
            }
        } else {
            length = self.extend_by(raw, length);
        }
        self.name = Some(length);
    }

    /// Returns how long the name is with these bytes.
    fn extend_by(&mut self, bytes: &[u8], length: u16) -> u16 {
        let (level, from, named) = (self.level(), usize::from(length), self.named);
        if named != 0 {
            self.named &= self.select_all(|path| {
                named >> path & 1 == 1
                    && self.unit(path, level).is_some_and(|unit| {
                        let name = unit.name.unwrap_or_default().as_bytes();
                        let rest = name.get(from..).unwrap_or_default();
                        unit.is_any_name() || rest.starts_with(bytes)
                    })
            });
        }
        length.saturating_add(u16::try_from(bytes.len()).unwrap_or(u16::MAX))
    }

    /// The name is complete.
    pub(super) fn end_name(&mut self) {
        let length = usize::from(self.name.unwrap_or_default());
        self.named &= self.select(|_, unit| {
            unit.is_any_name() || unit.name.is_some_and(|name| name.len() == length)
        });
    }

    /// Whether the JSON value that comes next is an item of a list.
    pub(super) const fn is_item(&self) -> bool {
        self.name.is_none() && self.depth > 0
    }

    /// A JSON value begins: the paths that lead to it, or through it.
    pub(super) fn value(&mut self) -> Paths {
        if self.name.take().is_some() {
            return self.named;
        }
        if self.depth == 0 {
            return self.select_all(|_| true);
        }
        let items = self.select(|_, unit| unit.name.is_none());
        self.count(items)
    }

    /// An XML element begins: the paths that lead to it, or through it.
    pub(super) fn element(&mut self, name: &[u8]) -> Paths {
        let named = self.select(|_, unit| {
            unit.is_any_name() || unit.name.is_some_and(|wanted| wanted.as_bytes() == name)
        });
        self.count(named)
    }

    /// Of these paths the first that ends here, at a value of this kind.
    pub(super) fn wanted(&self, paths: Paths, kind: Kind) -> Option<usize> {
        // The value of a JSON document is at the end of no path.
        if self.format.is_json() && self.depth == 0 {
            return None;
        }
        let ends = |path: &usize| {
            let mut units = self.units(*path);
            units.go_through(kind == Kind::Object);
            units.next().is_none()
        };
        self.each().filter(|path| paths >> path & 1 == 1).find(ends)
    }

    /// Goes into the container or element to which these paths lead.
    pub(super) fn enter(&mut self, paths: Paths, kind: Kind) {
        let root = self.format.is_json() && self.depth == 0;
        let level = self.level().saturating_add(usize::from(!root));
        let bit = u32::try_from(level)
            .ok()
            .and_then(|level| 1_u64.checked_shl(level));
        let bit = bit.unwrap_or_default();
        self.objects &= !bit;
        if kind == Kind::Object {
            self.objects |= bit;
        }
        self.depth = self.depth.saturating_add(1);
        for path in self.each().filter(|path| paths >> path & 1 == 1 && !root) {
            self.set(path, level, 0);
        }
    }

    /// Goes out of a container or element.
    pub(super) fn leave(&mut self) {
        self.name = None;
        self.depth = self.depth.saturating_sub(1);
        let level = self.level();
        for path in self.each() {
            if self.met(path) <= level {
                continue;
            }
            // The one that was asked for has passed by.
            let passed = match self.unit(path, level).map(|unit| unit.index) {
                Some(Index::At(index)) => index.saturating_add(1),
                _ => 0,
            };
            self.set(path, level, passed);
        }
    }

    /// So many units of the path have been met.
    fn set(&mut self, path: usize, level: usize, passed: u16) {
        let start = self
            .paths
            .get(path)
            .and_then(|text| u16::try_from(self.units_from(text, level).offset_in(text)).ok());
        if let (Some(met), Some(to), Some(count)) = (
            self.met.get_mut(path),
            self.starts.get_mut(path),
            self.counts.get_mut(path),
        ) {
            *met = u8::try_from(level).unwrap_or(u8::MAX);
            *to = start.unwrap_or_default();
            *count = passed;
        }
    }

    /// Whether any path asks for the name, as far as it was read.
    pub(super) const fn is_named(&self) -> bool {
        self.named != 0
    }

    /// Whether what comes next stands at the outermost level, or one of the paths leads to it not
    /// only by a `*`.
    pub(super) fn is_firm(&self, paths: Paths) -> bool {
        let level = self.level();
        let firm = |path| {
            self.unit(path, level)
                .is_some_and(|unit| !unit.is_any_name())
        };
        level == 0 || self.select_all(|path| paths >> path & 1 == 1 && firm(path)) != 0
    }

    /// The document has turned out to be XML.
    #[cfg(feature = "xml")]
    pub(super) const fn turn_to_xml(&mut self) {
        self.format = Format::Xml;
    }

    pub(super) const fn depth(&self) -> u8 {
        self.depth
    }

    /// How many units have been met where a path is live.
    fn level(&self) -> usize {
        let depth = usize::from(self.depth);
        depth.saturating_sub(usize::from(self.format.is_json()))
    }

    fn met(&self, path: usize) -> usize {
        self.met.get(path).copied().map_or(0, usize::from)
    }

    /// What the path asks for at this level, which it has met.
    fn unit(&self, path: usize, level: usize) -> Option<Unit<'p>> {
        if self.met(path) == level {
            self.units(path).next()
        } else {
            self.units_from(self.paths.get(path)?, level).next()
        }
    }

    /// What the path asks for from where it has been followed to.
    fn units(&self, path: usize) -> Units<'p> {
        let start = self.starts.get(path).copied().map_or(0, usize::from);
        Units::behind(self.paths.get(path).unwrap_or_default(), start, self.format)
    }

    /// What the path asks for from this level on.
    fn units_from(&self, path: &'p str, level: usize) -> Units<'p> {
        let mut units = Units::new(path, self.format);
        for inside in 1..=level {
            let bit = u32::try_from(inside)
                .ok()
                .and_then(|level| self.objects.checked_shr(level));
            units.go_through(bit.unwrap_or_default() & 1 == 1);
        }
        units
    }

    fn each(&self) -> Range<usize> {
        0..self.paths.count().min(N)
    }

    fn select_all(&self, takes: impl Fn(usize) -> bool) -> Paths {
        self.each()
            .filter(|path| takes(*path))
            .fold(0, |paths, path| paths | 1 << path)
    }

    /// The paths that are live here, and of which the next unit is such.
    fn select(&self, takes: impl Fn(usize, Unit<'p>) -> bool) -> Paths {
        let level = self.level();
        self.select_all(|path| {
            self.met(path) == level && self.unit(path, level).is_some_and(|unit| takes(path, unit))
        })
    }

    /// Counts one more for each of the paths, and returns those of which it is the one.
    fn count(&mut self, paths: Paths) -> Paths {
        let level = self.level();
        let taken = self.select_all(|path| {
            let count = self.counts.get(path).copied().unwrap_or_default();
            paths >> path & 1 == 1 && self.unit(path, level).is_some_and(|unit| unit.takes(count))
        });
        let each = self.each();
        for (path, count) in each.zip(&mut self.counts) {
            *count = count.saturating_add(u16::from(paths >> path & 1 == 1));
        }
        taken
    }
}
