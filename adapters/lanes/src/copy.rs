//! Copying what is short.

/// Copies `from` to the beginning of `to`, which is not shorter. Pieces of a call are a few bytes
/// long: two overlapping moves take less than a call of `memcpy`.
#[inline]
pub(crate) fn copy(from: &[u8], to: &mut [u8]) {
    let length = from.len();
    let to = &mut to[..length];
    if length > 64 {
        to.copy_from_slice(from);
    } else if !(both_ends::<32>(from, to)
        || both_ends::<16>(from, to)
        || both_ends::<8>(from, to)
        || both_ends::<4>(from, to)
        || both_ends::<2>(from, to))
    {
        both_ends::<1>(from, to);
    }
}

/// Copies the first and the last `N` bytes, if there are so many. Complete up to 2 x `N`.
#[inline]
fn both_ends<const N: usize>(from: &[u8], to: &mut [u8]) -> bool {
    let (Some(first), Some(last)) = (from.first_chunk::<N>(), from.last_chunk::<N>()) else {
        return false;
    };
    if let Some(to) = to.first_chunk_mut() {
        *to = *first;
    }
    if let Some(to) = to.last_chunk_mut() {
        *to = *last;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_is_copied_and_nothing_beyond() {
        let from: [u8; 100] = core::array::from_fn(|at| u8::try_from(at + 1).unwrap());
        for length in 0..=from.len() {
            let mut to = [0; 100];
            copy(&from[..length], &mut to);
            assert_eq!(to[..length], from[..length]);
            assert!(to[length..].iter().all(|byte| *byte == 0));
        }
    }
}
