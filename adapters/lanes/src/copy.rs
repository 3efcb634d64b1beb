//! Copying what is short.

/// Copies `from` to the beginning of `to`, which is not shorter. Pieces of a call are a few bytes
/// long: two overlapping moves take less than a call of `memcpy`.
#[inline]
pub(crate) fn copy(from: &[u8], to: &mut [u8]) {
    let to = &mut to[..from.len()];
    if from.len() >= 8 {
        if from.len() <= 16 {
            both_ends::<8>(from, to);
        } else if from.len() <= 32 {
            both_ends::<16>(from, to);
        } else if from.len() <= 64 {
            both_ends::<32>(from, to);
        } else {
            to.copy_from_slice(from);
        }
    } else if from.len() >= 4 {
        both_ends::<4>(from, to);
    } else if let [first, .., last] = from {
        to[0] = *first;
        to[from.len() / 2] = from[from.len() / 2];
        to[from.len() - 1] = *last;
    } else if let [byte] = from {
        to[0] = *byte;
    }
}

/// Copies the first and the last `N` bytes: all of `N` to 2 x `N`.
#[inline]
fn both_ends<const N: usize>(from: &[u8], to: &mut [u8]) {
    if let (Some(first), Some(last)) = (from.first_chunk::<N>(), from.last_chunk::<N>()) {
        if let Some(to) = to.first_chunk_mut() {
            *to = *first;
        }
        if let Some(to) = to.last_chunk_mut() {
            *to = *last;
        }
    }
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
