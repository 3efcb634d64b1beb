//! A mutation that leaves the grammar alone: one word of the input takes the place of another, or
//! one that envelopes turn on.

const WORDS: [&str; 20] = [
    "true",
    "false",
    "False",
    "null",
    "0",
    "1",
    "200",
    "500",
    "-1",
    "success",
    "failure",
    "code",
    "sub_code",
    "is_success",
    "isSuccess",
    "response",
    "x_response",
    "error_response",
    "data",
    "ret",
];

/// Replaces a word among the first `size` bytes and returns how many there are then.
pub fn replace_word(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let mut random = seed;
    let mut choose = |from: usize| {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (random >> 8) as usize % from.max(1)
    };
    let input = data[..size].to_vec();
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | 0x80..);
    let words: Vec<&[u8]> = input
        .split(|byte| !is_part(byte))
        .filter(|word| !word.is_empty())
        .collect();
    let Some(word) = words.get(choose(words.len())) else {
        return size;
    };
    let place = choose(words.len() + WORDS.len());
    let other = match words.get(place) {
        Some(other) => other,
        None => WORDS[place - words.len()].as_bytes(),
    };
    let start = word.as_ptr().addr() - input.as_ptr().addr();
    let output = [&input[..start], other, &input[start + word.len()..]].concat();
    if output.len() > max_size.min(data.len()) {
        return size;
    }
    data[..output.len()].copy_from_slice(&output);
    output.len()
}
