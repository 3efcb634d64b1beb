//! The window: what is kept, then the bytes that are being read, and the names of the open elements
//! at the end.

use core::cell::Cell;

use crate::reply::text::Span;

/// What the window has to hold besides what is kept: an escape, a character, the start of a CDATA
/// section.
pub(super) const RESERVE: usize = 16;

pub(super) struct Window<'w> {
    bytes: &'w mut [u8],
    /// What is kept stands before this.
    kept: usize,
    /// Where the part starts that was read last.
    from: usize,
    /// How far the reading has come.
    pub(super) at: usize,
    /// How far there are bytes.
    length: usize,
    /// How long the names are: the innermost first, a slash behind each.
    names: usize,
    /// How many bytes were taken from the document.
    taken: usize,
    /// What should have been kept has become too long, and is counted only.
    spilled: bool,
    /// How much of it was let go.
    lost: usize,
    /// How many digits were let go of the number that is being read.
    shortened: usize,
    /// The bytes that would have been needed since the keeping began.
    needed: usize,
}

impl<'w> Window<'w> {
    pub(super) const fn new(bytes: &'w mut [u8]) -> Self {
        Self {
            bytes,
            kept: 0,
            from: 0,
            at: 0,
            length: 0,
            names: 0,
            taken: 0,
            spilled: false,
            lost: 0,
            shortened: 0,
            needed: 0,
        }
    }

    /// What there is to read, from `at` on.
    pub(super) fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }

    pub(super) fn piece(&self, span: Span) -> &[u8] {
        self.bytes.get(span.start..span.end).unwrap_or_default()
    }

    /// The bytes that were kept.
    pub(super) fn kept_mut(&mut self) -> &mut [u8] {
        self.bytes.get_mut(..self.kept).unwrap_or_default()
    }

    pub(super) fn into_kept(self) -> &'w mut [u8] {
        self.bytes.get_mut(..self.kept).unwrap_or_default()
    }

    pub(super) const fn capacity(&self) -> usize {
        self.bytes.len()
    }

    pub(super) const fn room(&self) -> usize {
        self.bytes
            .len()
            .saturating_sub(self.length.saturating_add(self.names))
    }

    /// How many bytes of the document were taken.
    pub(super) const fn taken(&self) -> usize {
        self.taken
    }

    /// How much farther in the document a byte stands than in the window.
    pub(super) const fn shift(&self) -> usize {
        self.taken.saturating_sub(self.length)
    }

    /// The next part starts here.
    pub(super) const fn begin_part(&mut self) {
        if self.at > self.from {
            self.shortened = 0;
        }
        self.from = self.at;
    }

    /// This is the part that was read last.
    pub(super) const fn set_part(&mut self, part: Span) {
        (self.from, self.at) = (part.start, part.end);
    }

    /// How long the part is that was read last.
    pub(super) const fn part(&self) -> usize {
        self.at.saturating_sub(self.from)
    }

    /// What is kept from now on is a new value.
    pub(super) const fn begin_keeping(&mut self) {
        self.kept = 0;
        self.lost = 0;
        self.needed = 0;
        self.spilled = false;
    }

    /// Keeps the part that was read last.
    pub(super) fn keep(&mut self) {
        let length = self.part();
        if self.shortened > 0 {
            self.lost = self.lost.saturating_add(self.kept);
            self.lost = self.lost.saturating_add(self.shortened);
            self.kept = 0;
            self.spilled = true;
        }
        if self.spilled {
            self.lost = self.lost.saturating_add(length);
        } else {
            if self.from != self.kept {
                self.copy(Span::new(self.from, self.at), self.kept);
            }
            self.kept = self.kept.saturating_add(length);
        }
        self.measure(0);
    }

    /// How much is kept, or would be.
    pub(super) const fn kept(&self) -> usize {
        self.kept.saturating_add(self.lost)
    }

    /// Keeps no more than so much of what is kept.
    pub(super) const fn keep_only(&mut self, length: usize) {
        if self.spilled {
            self.lost = length;
        } else {
            self.kept = length;
        }
    }

    /// Keeps, of what was kept and the part that was read last, no more than so much, and the word in
    /// place of the rest, which must be longer.
    pub(super) fn keep_instead(&mut self, length: usize, word: &[u8]) {
        self.keep_only(length);
        if self.spilled {
            self.lost = self.lost.saturating_add(word.len());
            return;
        }
        let place = self.bytes.get_mut(self.kept..self.at).unwrap_or_default();
        for (place, byte) in place.iter_mut().zip(word) {
            *place = *byte;
        }
        self.kept = self.kept.saturating_add(word.len());
        self.from = self.at;
    }

    /// What was kept from `start` on, if it is still there.
    pub(super) fn kept_from(&self, start: usize) -> &[u8] {
        let start = start.saturating_sub(self.lost);
        self.bytes.get(start..self.kept).unwrap_or_default()
    }

    /// Notes that so many more bytes had to be held now.
    pub(super) fn measure(&mut self, more: usize) {
        let now = self.kept().saturating_add(self.names).saturating_add(more);
        self.needed = self.needed.max(now);
    }

    /// The bytes that the window needs to hold what is kept, if it does not.
    pub(super) const fn needed(&self) -> Option<usize> {
        if self.spilled {
            Some(self.needed)
        } else {
            None
        }
    }

    /// Lets go what is kept. False if that is nothing.
    pub(super) fn spill(&mut self) -> bool {
        if self.kept == 0 {
            return false;
        }
        self.lost = self.lost.saturating_add(self.kept);
        self.kept = 0;
        self.spilled = true;
        self.close_up();
        true
    }

    /// Lets go what was read and is not kept.
    pub(super) fn drop_read(&mut self) {
        self.from = self.at;
        self.close_up();
    }

    /// Closes the gap between what is kept and the part that was read last.
    fn close_up(&mut self) {
        let gap = self.from.saturating_sub(self.kept);
        if gap > 0 {
            self.copy(Span::new(self.from, self.length), self.kept);
            self.from = self.kept;
            self.at = self.at.saturating_sub(gap);
            self.length = self.length.saturating_sub(gap);
        }
    }

    /// Copies bytes downwards, or to where they do not stand: one by one, because a copy of slices
    /// that may overlap brings a panic into the image.
    fn copy(&mut self, from: Span, to: usize) {
        let bytes = Cell::from_mut(&mut *self.bytes).as_slice_of_cells();
        let from = bytes.get(from.start..from.end).unwrap_or_default();
        let to = bytes.get(to..).unwrap_or_default();
        for (to, from) in to.iter().zip(from) {
            to.set(from.get());
        }
    }

    /// Takes as much of the input as there is room for; if `until` is given, up to this byte.
    pub(super) fn take(&mut self, input: &mut &[u8], until: Option<u8>) {
        let mut count = input.len().min(self.room());
        if let Some(until) = until {
            let mut near = input.iter().take(count);
            count = near
                .position(|&byte| byte == until)
                .map_or(count, |place| place.saturating_add(1));
        }
        let (front, rest) = input.split_at_checked(count).unwrap_or_default();
        let place = self.bytes.get_mut(self.length..).unwrap_or_default();
        for (place, byte) in place.iter_mut().zip(front) {
            *place = *byte;
        }
        self.length = self.length.saturating_add(count);
        self.taken = self.taken.saturating_add(count);
        *input = rest;
    }

    /// Takes a byte that is not stored.
    pub(super) fn pass(&mut self, input: &mut &[u8]) -> Option<u8> {
        let (first, rest) = input.split_first()?;
        self.taken = self.taken.saturating_add(1);
        *input = rest;
        Some(*first)
    }

    /// Makes a number shorter that fills the window: of its last digits only the first counts for
    /// what can follow.
    pub(super) fn shorten_number(&mut self) {
        let rest = self.bytes().get(self.at..).unwrap_or_default();
        let digits = rest.iter().rev().take_while(|byte| byte.is_ascii_digit());
        let count = digits.count().saturating_sub(1);
        self.length = self.length.saturating_sub(count);
        self.shortened = self.shortened.saturating_add(count);
    }

    pub(super) const fn names(&self) -> usize {
        self.names
    }

    /// Puts a name on top of those of the open elements. False if there is no room.
    pub(super) fn push_name(&mut self, name: Span) -> bool {
        let length = name.end.saturating_sub(name.start);
        if self.room() <= length {
            return false;
        }
        let slash = self.bytes.len().saturating_sub(self.names).wrapping_sub(1);
        let to = slash.saturating_sub(length);
        if let Some(place) = self.bytes.get_mut(slash)
            && name.end <= to
        {
            *place = b'/';
            self.copy(name, to);
            self.names = self.names.saturating_add(length).saturating_add(1);
        }
        true
    }

    /// The name on top.
    pub(super) fn top_name(&self) -> &[u8] {
        let start = self.bytes.len().saturating_sub(self.names);
        let names = self.bytes.get(start..).unwrap_or_default();
        names.split(|&byte| byte == b'/').next().unwrap_or_default()
    }

    pub(super) fn pop_name(&mut self) {
        let length = self.top_name().len().saturating_add(1);
        self.names = self.names.saturating_sub(length);
    }
}
