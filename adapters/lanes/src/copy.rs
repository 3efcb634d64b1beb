//! Copying what is short.

/// Copies `from` to the beginning of `to`, which is not shorter. Pieces of a call are a few bytes
/// long: two overlapping moves take less than a call of `memcpy`.
#[inline]
pub(crate) fn copy(from: &[u8], to: &mut [u8]) {
    let to = &mut to[..from.len()];
    match from.len() {
        0 => {}
        1..4 => {
            let (middle, last) = (from.len() / 2, from.len() - 1);
            to[0] = from[0];
            to[middle] = from[middle];
            to[last] = from[last];
        }
        4..8 => both_ends::<4>(from, to),
        8..16 => both_ends::<8>(from, to),
        16..32 => both_ends::<16>(from, to),
        32..64 => both_ends::<32>(from, to),
        _ => to.copy_from_slice(from),
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
