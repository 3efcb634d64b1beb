//! The search for the byte at which a text ends or goes on otherwise.

use super::SMALL;

const WORD: usize = size_of::<usize>();
const ONES: usize = usize::MAX / 255;
const HIGH_BITS: usize = ONES * 128;

/// Where a search ended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stop {
    /// The offset of what was looked for, or of the end.
    pub(crate) at: usize,
    /// All bytes before it are ASCII.
    pub(crate) ascii: bool,
}

/// The first byte, from `at` on, that is a control character or one of `stops`.
#[expect(clippy::inline_always, reason = "its stops are constants")]
#[inline(always)]
pub(crate) fn find_stop<const N: usize>(bytes: &[u8], at: usize, stops: [u8; N]) -> Stop {
    if SMALL {
        return find_stop_by_bytes(bytes, at, packed(stops));
    }
    let mut rest = bytes.get(at..).unwrap_or_default();
    let mut here = at;
    let mut passed = 0;
    while let Some((chunk, after)) = rest.split_first_chunk::<WORD>() {
        let word = usize::from_le_bytes(*chunk);
        let hits = less(word, stops) & !word & HIGH_BITS;
        if hits != 0 {
            passed |= word & (hits ^ hits.wrapping_sub(1));
            return Stop {
                at: here + hits.trailing_zeros() as usize / 8,
                ascii: passed & HIGH_BITS == 0,
            };
        }
        passed |= word;
        here += WORD;
        rest = after;
    }
    let end = find_stop_by_bytes(bytes, here, packed(stops));
    Stop {
        ascii: end.ascii && passed & HIGH_BITS == 0,
        ..end
    }
}

/// A byte of the word that is ASCII has its high bit set here if it is a control character or one of
/// `stops`, all of which are ASCII. The subtractions can carry such a hit upwards into bytes that are
/// not, never downwards, so the lowest is true.
#[expect(clippy::inline_always, reason = "its stops are constants")]
#[inline(always)]
fn less<const N: usize>(word: usize, stops: [u8; N]) -> usize {
    // Control characters are less than 0x20. With bits turned over that are less than that they still
    // are, and some stop or other comes next to them.
    let next = stops.into_iter().find(|stop| stop & 0xe0 == 0x20);
    let mut less = match next {
        Some(next) => (word ^ (ONES * usize::from(next ^ 0x20))).wrapping_sub(ONES * 0x21),
        None => word.wrapping_sub(ONES * 0x20),
    };
    for stop in stops {
        if Some(stop) != next {
            less |= (word ^ (ONES * usize::from(stop))).wrapping_sub(ONES);
        }
    }
    less
}

/// The first byte, from `at` on, that is a control character, one of `stops` or not ASCII; or where
/// the bytes end.
#[expect(
    clippy::inline_always,
    reason = "most names and texts end in the first word"
)]
#[inline(always)]
pub(crate) fn find_end_of_ascii<const N: usize>(bytes: &[u8], at: usize, stops: [u8; N]) -> usize {
    let mut here = at;
    while let Some(chunk) = bytes.get(here..).and_then(<[u8]>::first_chunk) {
        let word = usize::from_le_bytes(*chunk);
        let hits = (less(word, stops) | word) & HIGH_BITS;
        if hits != 0 {
            return here + hits.trailing_zeros() as usize / 8;
        }
        here += WORD;
    }
    find_end_of_ascii_by_bytes(bytes, here, &stops)
}

#[cold]
fn find_end_of_ascii_by_bytes(bytes: &[u8], at: usize, stops: &[u8]) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let ends = |byte: &u8| !matches!(byte, 0x20..0x80) || stops.contains(byte);
    at + rest.iter().position(ends).unwrap_or(rest.len())
}

/// At most four stops, a byte for each.
#[inline]
fn packed<const N: usize>(stops: [u8; N]) -> usize {
    const { assert!(N <= 4) };
    let stop = |place: usize| stops.get(place).copied().unwrap_or_default();
    u32::from_le_bytes([stop(0), stop(1), stop(2), stop(3)]) as usize
}

/// Compares each byte with all stops at once. A stop that is 0 is none: control characters end the
/// search before that.
fn find_stop_by_bytes(bytes: &[u8], at: usize, stops: usize) -> Stop {
    let mut here = at;
    let mut passed = 0;
    while let Some(&byte) = bytes.get(here)
        && byte >= 0x20
    {
        // One of its bytes is 0 if the byte is a stop.
        let differences = stops ^ (ONES * usize::from(byte));
        if differences.wrapping_sub(ONES) & !differences & HIGH_BITS != 0 {
            break;
        }
        passed |= byte;
        here += 1;
    }
    Stop {
        at: here,
        ascii: passed.is_ascii(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same_as_told<const N: usize>(text: &[u8], at: usize, stops: [u8; N]) {
        let stops_at = |byte: &u8| *byte < 0x20 || stops.contains(byte);
        let rest = text.get(at..).unwrap_or_default();
        let length = rest.iter().position(stops_at).unwrap_or(rest.len());
        let ascii = rest[..length].is_ascii();
        for found in [
            find_stop(text, at, stops),
            find_stop_by_bytes(text, at, packed(stops)),
        ] {
            assert_eq!((found.at, found.ascii), (at + length, ascii));
        }
    }

    #[test]
    fn words_are_searched_as_bytes_are() {
        // Under Miri, all pairs would take an hour.
        let step = if cfg!(miri) { 31 } else { 1 };
        for first in (0..=u8::MAX).step_by(step) {
            for second in (0..=u8::MAX).step_by(step) {
                let text = [
                    b'a', first, second, b'a', b'a', b'a', b'a', b'a', b'a', b'a',
                ];
                for at in 0..4 {
                    same_as_told(&text, at, *b"\"\\");
                    same_as_told(&text, at, *b"<&]");
                }
            }
        }
    }

    #[test]
    fn a_search_ends_where_the_bytes_do() {
        let text = "abcdefg\u{4e2d}hijklmno";
        for end in 0..=text.len() {
            for at in 0..=end + 1 {
                same_as_told(&text.as_bytes()[..end], at, *b"<");
                same_as_told(&text.as_bytes()[..end], at, *b"~}|{");
            }
        }
    }
}
