//! What a check of a document remembers, so that looking things up need not read it again.

use super::SMALL;

/// Of how many of the outer levels the longest container is remembered: as far in as a gateway's items
/// stand.
const LEVELS: usize = if SMALL { 0 } else { 4 };
/// Of how many the names are: of each item's it would cost more than it is worth.
pub(crate) const NAMED_LEVELS: usize = if SMALL { 0 } else { 3 };
const ONCE: usize = if SMALL { 0 } else { 1 };

/// Where the longest container of each of the outer levels stands: who looks for what is beside it
/// goes past it in one step. And which names may occur on all but the innermost of these levels: what does
/// not need not be looked for. 40 bytes, on small machines none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outline {
    longest: [(u32, u32); LEVELS],
    /// One bit for each name, which it shares with others.
    names: [u64; ONCE],
}

/// On which level stands what is looked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Level([u8; ONCE]);

impl Level {
    pub(crate) const OUTERMOST: Self = Self([0; ONCE]);

    /// For what is in a container that stands where things were looked for so far.
    #[inline]
    pub(crate) fn inside(mut self) -> Self {
        for level in &mut self.0 {
            *level = level.saturating_add(1);
        }
        self
    }
}

impl Outline {
    /// Of a document that was not checked.
    pub(crate) const UNKNOWN: Self = Self {
        names: [u64::MAX; ONCE],
        ..Self::EMPTY
    };

    const EMPTY: Self = Self {
        longest: [(0, 0); LEVELS],
        names: [0; ONCE],
    };

    /// Whether there may be something of this name on this level.
    #[inline]
    pub(crate) fn may_hold(&self, level: Level, name: &[u8]) -> bool {
        let mut levels = level.0.iter().zip(&self.names);
        levels.all(|(&level, names)| usize::from(level) >= NAMED_LEVELS || names & bit(name) != 0)
    }

    /// Where the container ends that starts at `start`, if it is remembered.
    pub(crate) fn end_of(&self, start: usize) -> Option<usize> {
        let start = u32::try_from(start).ok()?;
        let found = self
            .longest
            .iter()
            .find(|(from, to)| *from == start && to > from)?;
        usize::try_from(found.1).ok()
    }
}

/// The bit for a name.
fn bit(name: &[u8]) -> u64 {
    let (&first, &last) = (name.first().unwrap_or(&0), name.last().unwrap_or(&0));
    let mixed = usize::from(first) + 3 * usize::from(last) + 7 * name.len();
    1 << (mixed % 64)
}

/// Notes an outline in the course of a check.
#[derive(Debug)]
pub(crate) struct Notes {
    outline: Outline,
    /// Where the container starts that is open at each level.
    open: [u32; LEVELS],
}

impl Default for Notes {
    fn default() -> Self {
        Self {
            outline: Outline::EMPTY,
            open: [0; LEVELS],
        }
    }
}

impl Notes {
    pub(crate) const fn outline(&self) -> Outline {
        self.outline
    }

    /// Something on this level has this name, as it is written.
    #[inline]
    pub(crate) fn name(&mut self, level: usize, name: &[u8]) {
        if level < NAMED_LEVELS {
            self.name_of_outer_level(name);
        }
    }

    #[inline(never)]
    fn name_of_outer_level(&mut self, name: &[u8]) {
        // With escapes it may be any.
        let escaped = name.contains(&b'\\');
        for names in &mut self.outline.names {
            *names |= if escaped { u64::MAX } else { bit(name) };
        }
    }

    #[inline]
    pub(crate) fn start(&mut self, level: usize, at: usize) {
        if let Some(open) = self.open.get_mut(level) {
            *open = u32::try_from(at).unwrap_or(u32::MAX);
        }
    }

    #[inline]
    pub(crate) fn end(&mut self, level: usize, at: usize) {
        if let Some(longest) = self.outline.longest.get_mut(level)
            && let Some(&start) = self.open.get(level)
            && let Ok(end) = u32::try_from(at)
            && end.saturating_sub(start) > longest.1.saturating_sub(longest.0)
        {
            *longest = (start, end);
        }
    }
}
