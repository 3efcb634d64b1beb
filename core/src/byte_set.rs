//! A set of bytes, a bit for each.

/// Tells in six instructions of a small processor whether a byte is in it, and takes 32 bytes of
/// flash: a `static`, not a `const`, so that there is one.
pub(crate) struct ByteSet([u32; 8]);

#[allow(clippy::indexing_slicing)] // Three bits choose one of eight.
impl ByteSet {
    pub(crate) const fn of(mut members: &[u8]) -> Self {
        let mut set = Self([0; 8]);
        while let [member, others @ ..] = members {
            set.0[(*member >> 5) as usize] |= 1 << (*member & 31);
            members = others;
        }
        set
    }

    /// The same with all bytes that are not ASCII.
    pub(crate) const fn with_beyond_ascii(self) -> Self {
        let [a, b, c, d, ..] = self.0;
        Self([a, b, c, d, u32::MAX, u32::MAX, u32::MAX, u32::MAX])
    }

    #[inline(always)] // A call takes longer, even where size counts.
    #[allow(clippy::inline_always)]
    pub(crate) const fn has(&self, byte: u8) -> bool {
        self.0[(byte >> 5) as usize] >> (byte & 31) & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_its_members_and_no_others() {
        let members = b" 09AZ_az~\0\x7f\x80\xff";
        let (set, beyond) = (ByteSet::of(members), ByteSet::of(b"a").with_beyond_ascii());
        for byte in 0..=u8::MAX {
            assert_eq!(set.has(byte), members.contains(&byte));
            assert_eq!(beyond.has(byte), byte == b'a' || !byte.is_ascii());
        }
    }
}
