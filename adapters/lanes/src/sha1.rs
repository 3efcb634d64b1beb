//! SHA-1 (FIPS 180-4) over lanes.

/// The constants of the four times 20 rounds.
pub(crate) const K: [u32; 4] = [0x5a82_7999, 0x6ed9_eba1, 0x8f1b_bcdc, 0xca62_c1d6];

/// Defines `sha1`: compresses one block of each lane. To be used beside the operations on vectors
/// `V` of `LANES` words that these instructions have.
macro_rules! kernel {
    ($features:literal, $lanes:expr) => {
        #[target_feature(enable = $features)]
        pub(crate) fn sha1(state: &mut [[u32; $lanes]; 5], blocks: &[&Block; $lanes]) {
            use $crate::sha1::K;
            let mut words = words(blocks);
            for word in &mut words {
                *word = swap_bytes(*word);
            }
            let mut working = [splat(0); 5];
            for (to, from) in working.iter_mut().zip(&*state) {
                *to = load(from);
            }
            let [mut a, mut b, mut c, mut d, mut e] = working;
            for i in (0..80).step_by(5) {
                let constant = splat(K[i / 20]);
                let mut at = |round: usize| {
                    let t = i + round;
                    if t >= 16 {
                        let three = xor3(
                            words[(t + 13) % 16],
                            words[(t + 8) % 16],
                            words[(t + 2) % 16],
                        );
                        words[t % 16] = rotate_left::<1, 31>(xor(three, words[t % 16]));
                    }
                    add(words[t % 16], constant)
                };
                let mixed = |x: V, y: V, z: V| match i / 20 {
                    0 => select(x, y, z),
                    2 => majority(x, y, z),
                    _ => xor3(x, y, z),
                };
                (e, b) = sha1_round(a, b, e, mixed(b, c, d), at(0));
                (d, a) = sha1_round(e, a, d, mixed(a, b, c), at(1));
                (c, e) = sha1_round(d, e, c, mixed(e, a, b), at(2));
                (b, d) = sha1_round(c, d, b, mixed(d, e, a), at(3));
                (a, c) = sha1_round(b, c, a, mixed(c, d, e), at(4));
            }
            for (word, new) in state.iter_mut().zip([a, b, c, d, e]) {
                store(add(load(word), new), word);
            }
        }

        /// The new values of `e` and `b`, the two that a round changes.
        #[inline]
        #[target_feature(enable = $features)]
        fn sha1_round(a: V, b: V, e: V, mixed: V, word: V) -> (V, V) {
            let sum = add(add(e, word), mixed);
            (add(sum, rotate_left::<5, 27>(a)), rotate_left::<30, 2>(b))
        }
    };
}
pub(crate) use kernel;
