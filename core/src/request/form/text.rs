//! One text, form-encoded: what each byte becomes.

use crate::SMALL;
use crate::byte_set::ByteSet;

/// Bytes that `text` takes when encoded.
///
/// ```
/// assert_eq!(gatekit_core::request::form::encoded_length("a b中".as_bytes()), "a+b%E4%B8%AD".len());
/// ```
#[must_use]
pub fn encoded_length(text: &[u8]) -> usize {
    let is_escaped = |byte: &&u8| !SINGLE.has(**byte);
    let (blocks, rest) = if SMALL {
        (&[][..], text)
    } else {
        text.as_chunks::<32>()
    };
    let in_blocks: usize = blocks.iter().map(escapes).sum();
    let escapes = in_blocks.saturating_add(rest.iter().filter(is_escaped).count());
    text.len().saturating_add(escapes.saturating_mul(2))
}

/// How many bytes of a block become three, in vectors: no branch, no table.
fn escapes(block: &[u8; 32]) -> usize {
    let is_escaped = |byte: u8| {
        let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
        let digit = byte.wrapping_sub(b'0') < 10;
        let mark = byte == b'-' || byte == b'.' || byte == b'_' || byte == b'*';
        !(letter || digit || mark || byte == b' ')
    };
    let count: u8 = block.iter().map(|byte| u8::from(is_escaped(*byte))).sum();
    count.into()
}

/// Encodes a text alone, in blocks of at most 64 bytes; stops at the first error.
pub(in crate::request) fn write_encoded<E>(
    mut text: &[u8],
    mut write: impl FnMut(&[u8]) -> Result<(), E>,
) -> Result<(), E> {
    let mut block = [0; super::BLOCK];
    while !text.is_empty() {
        let (taken, written) = encode(text, &mut block);
        write(block.get(..written).unwrap_or_default())?;
        text = text.get(taken..).unwrap_or_default();
    }
    Ok(())
}

/// Encodes as much of the text as there is room for; returns the bytes taken and written. What stands
/// behind a whole text is not touched.
#[inline(never)] // Alone it has registers enough.
pub(super) fn encode(text: &[u8], room: &mut [u8]) -> (usize, usize) {
    let (taken, written) = if SMALL {
        (0, 0)
    } else {
        // The last three bytes cover what a word reaches beyond.
        let before = text.len().saturating_sub(3);
        encode_by_table(text.get(..before).unwrap_or_default(), room)
    };
    let mut from = text.get(taken..).unwrap_or_default();
    let mut to = room.get_mut(written..).unwrap_or_default();
    let (all, room) = (from.len(), to.len());
    let mut left = room;
    while let [byte, after @ ..] = from {
        if SINGLE.has(*byte) {
            let [one, behind @ ..] = to else { break };
            *one = if *byte == b' ' { b'+' } else { *byte };
            to = behind;
        } else {
            let [first, high, low, behind @ ..] = to else {
                break;
            };
            [*first, *high, *low] = escape(*byte);
            to = behind;
        }
        left = to.len();
        from = after;
    }
    (taken + all - from.len(), written + room - left)
}

/// The same without a branch for each byte, as long as there is room for a word: what a byte becomes
/// is written with what stands behind it, and that is written over by the next.
#[inline(never)] // Alone it has registers enough.
pub(super) fn encode_by_table(text: &[u8], room: &mut [u8]) -> (usize, usize) {
    let (words, _) = text.as_chunks();
    let (mut taken, mut written) = (0, 0);
    for word in words {
        let Some(to) = room_at::<25>(room, written) else {
            break;
        };
        // Read once: each byte's own load costs as much as its entry's.
        let mut bytes = u64::from_le_bytes(*word);
        let mut reached = 0;
        for _ in 0..word.len() {
            let [first, ..] = bytes.to_le_bytes();
            reached += write_entry(entry(first), to, reached);
            bytes >>= 8;
        }
        written += reached;
        taken += word.len();
    }
    for byte in text.get(taken..).unwrap_or_default() {
        let Some(to) = room_at::<4>(room, written) else {
            break;
        };
        written += write_entry(entry(*byte), to, 0);
        taken += 1;
    }
    (taken, written)
}

/// `ROOM` bytes at this place. Eight bytes become three times as many, and a word ends one byte
/// behind: that they fit is seen once for all of them.
#[inline]
fn room_at<const ROOM: usize>(room: &mut [u8], written: usize) -> Option<&mut [u8; ROOM]> {
    room.get_mut(written..)?.first_chunk_mut()
}

/// Writes the whole word, and returns how many of its bytes count.
#[inline]
fn write_entry(entry: u32, room: &mut [u8], at: usize) -> usize {
    if let Some(to) = room.get_mut(at..).and_then(<[u8]>::first_chunk_mut) {
        *to = entry.to_le_bytes();
    }
    length(entry)
}

/// Whether a text is seen to stay as it is: most names and ids are letters, digits and `-._`.
#[inline]
pub(super) fn is_plain(text: &[u8]) -> bool {
    let (words, _) = text.as_chunks();
    if let Some(last) = text.last_chunk() {
        return words.iter().all(|word| is_plain_word(*word)) && is_plain_word(*last);
    }
    if let (Some(&[a, b, c, d]), Some(&[e, f, g, h])) = (text.first_chunk(), text.last_chunk()) {
        return is_plain_word([a, b, c, d, e, f, g, h]);
    }
    text.iter().all(|byte| SINGLE.has(*byte) && *byte != b' ')
}

/// The same for eight bytes at once.
#[inline]
fn is_plain_word(word: [u8; 8]) -> bool {
    const ONES: u64 = u64::MAX / 255;
    let word = u64::from_le_bytes(word);
    let small = word | (ONES * 0x20);
    // The high bit of a byte that is ASCII tells whether it stands between two others.
    let between = |word: u64, first: u8, last: u8| {
        let from = word.wrapping_add(ONES * u64::from(0x80 - first));
        from & !word.wrapping_add(ONES * u64::from(0x7f - last))
    };
    let plain = between(small, b'a', b'z')
        | between(word, b'0', b'9')
        | between(word, b'-', b'.')
        | between(word, b'_', b'_');
    plain & !word & (ONES * 0x80) == ONES * 0x80
}

pub(super) const fn escape(byte: u8) -> [u8; 3] {
    [b'%', digit(byte >> 4), digit(byte & 15)]
}

/// What is one byte when encoded, too.
static SINGLE: ByteSet =
    ByteSet::of(b" *-._0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

/// What each byte becomes, the first of its bytes lowest, and above them how many there are: two bits,
/// so that the compiler knows how far eight of them reach.
#[repr(align(64))]
struct Table([u32; 256]);

const ONE: u8 = 1 << 6;
const THREE: u8 = 3 << 6;

static TABLE: Table = {
    let mut table = [0; 256];
    let (mut rest, mut byte): (&mut [u32], u8) = (&mut table, 0);
    while let [entry, behind @ ..] = rest {
        let [first, second, third] = escape(byte);
        *entry = u32::from_le_bytes(match byte {
            b' ' => [b'+', 0, 0, ONE],
            _ if SINGLE.has(byte) => [byte, 0, 0, ONE],
            _ => [first, second, third, THREE],
        });
        (rest, byte) = (behind, byte.wrapping_add(1));
    }
    Table(table)
};

#[inline]
fn entry(byte: u8) -> u32 {
    TABLE.0.get(usize::from(byte)).copied().unwrap_or_default()
}

#[inline]
const fn length(entry: u32) -> usize {
    (entry >> 30) as usize
}

const fn digit(value: u8) -> u8 {
    if value < 10 {
        b'0' + value
    } else {
        b'A' - 10 + value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec;

    #[test]
    fn a_block_has_the_length_of_its_bytes() {
        for byte in 0..=u8::MAX {
            let (single, mut block) = (encoded_length(&[byte]), [b'z'; 40]);
            for place in 0..block.len() {
                block[place] = byte;
                assert_eq!(encoded_length(&block), 39 + single, "{byte} at {place}");
                block[place] = b'z';
            }
            assert_eq!(encoded_length(&[byte; 70]), 70 * single, "{byte}");
        }
    }

    #[test]
    fn a_text_is_plain_if_each_of_its_bytes_is() {
        for length in [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 24] {
            for place in 0..length {
                for byte in 0..=u8::MAX {
                    let mut text = vec![b'z'; length];
                    text[place] = byte;
                    let stays = matches!(byte, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_');
                    assert_eq!(is_plain(&text), stays || byte == b'*' && length < 4);
                }
            }
        }
        assert!(is_plain(b"") && is_plain(b"taobao.trade.memo.update"));
    }
}
