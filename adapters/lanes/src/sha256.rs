//! SHA-256 (FIPS 180-4) over lanes.

/// The constants of the 64 rounds.
#[rustfmt::skip]
pub(crate) const K: [u32; 64] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5,
    0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3,
    0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc,
    0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
    0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13,
    0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3,
    0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5,
    0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208,
    0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
];

/// Defines `sha256`: compresses one block of each lane. To be used beside the operations on
/// vectors `V` of `LANES` words that these instructions have.
macro_rules! kernel {
    ($features:literal, $lanes:expr) => {
        #[target_feature(enable = $features)]
        pub(crate) fn sha256(state: &mut [[u32; $lanes]; 8], blocks: &[&Block; $lanes]) {
            use $crate::sha256::K;
            let mut words = words(blocks);
            for word in &mut words {
                *word = swap_bytes(*word);
            }
            let mut working = [splat(0); 8];
            for (to, from) in working.iter_mut().zip(&*state) {
                *to = load(from);
            }
            let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = working;
            for i in (0..64).step_by(8) {
                if i >= 16 {
                    for t in i..i + 8 {
                        let (s0, s1) = (words[(t + 1) % 16], words[(t + 14) % 16]);
                        let s0 = small_sigma::<7, 25, 18, 14, 3>(s0);
                        let s1 = small_sigma::<17, 15, 19, 13, 10>(s1);
                        let sum = add(words[t % 16], words[(t + 9) % 16]);
                        words[t % 16] = add(sum, add(s0, s1));
                    }
                }
                let at = |t: usize| add(words[(i + t) % 16], splat(K[i + t]));
                (d, h) = round([a, b, c, d, e, f, g, h], at(0));
                (c, g) = round([h, a, b, c, d, e, f, g], at(1));
                (b, f) = round([g, h, a, b, c, d, e, f], at(2));
                (a, e) = round([f, g, h, a, b, c, d, e], at(3));
                (h, d) = round([e, f, g, h, a, b, c, d], at(4));
                (g, c) = round([d, e, f, g, h, a, b, c], at(5));
                (f, b) = round([c, d, e, f, g, h, a, b], at(6));
                (e, a) = round([b, c, d, e, f, g, h, a], at(7));
            }
            for (word, new) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
                store(add(load(word), new), word);
            }
        }

        /// The new values of `d` and `h`, the two that a round changes.
        #[inline]
        #[target_feature(enable = $features)]
        fn round([a, b, c, d, e, f, g, h]: [V; 8], word: V) -> (V, V) {
            let t1 = add(
                add(h, word),
                add(big_sigma::<6, 26, 11, 21, 25, 7>(e), select(e, f, g)),
            );
            let t2 = add(big_sigma::<2, 30, 13, 19, 22, 10>(a), majority(a, b, c));
            (add(d, t1), add(t1, t2))
        }

        /// Three rotations to the right, each with its complement.
        #[inline]
        #[target_feature(enable = $features)]
        fn big_sigma<
            const R1: i32,
            const L1: i32,
            const R2: i32,
            const L2: i32,
            const R3: i32,
            const L3: i32,
        >(
            x: V,
        ) -> V {
            let (r1, r2) = (rotate_left::<L1, R1>(x), rotate_left::<L2, R2>(x));
            xor3(r1, r2, rotate_left::<L3, R3>(x))
        }

        /// Two rotations to the right, each with its complement, and a shift.
        #[inline]
        #[target_feature(enable = $features)]
        fn small_sigma<
            const R1: i32,
            const L1: i32,
            const R2: i32,
            const L2: i32,
            const SHIFT: i32,
        >(
            x: V,
        ) -> V {
            let (r1, r2) = (rotate_left::<L1, R1>(x), rotate_left::<L2, R2>(x));
            xor3(r1, r2, shift_right::<SHIFT>(x))
        }
    };
}
pub(crate) use kernel;
