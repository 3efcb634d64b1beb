//! What a check of a document remembers, so that looking things up need not read it again.

use super::SMALL;

/// How many of the outer levels are remembered.
const LEVELS: usize = if SMALL { 0 } else { 3 };

/// Where the longest container of each of the outer levels stands: who looks for what is beside it
/// goes past it in one step. 24 bytes, on small machines none.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Outline {
    longest: [(u32, u32); LEVELS],
}

impl Outline {
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

/// Notes an outline in the course of a check.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    outline: Outline,
    /// Where the container starts that is open at each level.
    open: [u32; LEVELS],
}

impl Notes {
    pub(crate) const fn outline(&self) -> Outline {
        self.outline
    }

    #[inline]
    pub(crate) fn start(&mut self, level: u8, at: usize) {
        if let Some(open) = self.open.get_mut(usize::from(level)) {
            *open = u32::try_from(at).unwrap_or(u32::MAX);
        }
    }

    #[inline]
    pub(crate) fn end(&mut self, level: u8, at: usize) {
        let level = usize::from(level);
        if let Some(longest) = self.outline.longest.get_mut(level)
            && let Some(&start) = self.open.get(level)
            && let Ok(end) = u32::try_from(at)
            && end.saturating_sub(start) > longest.1.saturating_sub(longest.0)
        {
            *longest = (start, end);
        }
    }
}
