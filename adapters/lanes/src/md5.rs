//! MD5 (RFC 1321) over lanes.

/// The constants of the 64 steps.
#[rustfmt::skip]
pub(crate) const K: [u32; 64] = [
    0xd76a_a478, 0xe8c7_b756, 0x2420_70db, 0xc1bd_ceee,
    0xf57c_0faf, 0x4787_c62a, 0xa830_4613, 0xfd46_9501,
    0x6980_98d8, 0x8b44_f7af, 0xffff_5bb1, 0x895c_d7be,
    0x6b90_1122, 0xfd98_7193, 0xa679_438e, 0x49b4_0821,
    0xf61e_2562, 0xc040_b340, 0x265e_5a51, 0xe9b6_c7aa,
    0xd62f_105d, 0x0244_1453, 0xd8a1_e681, 0xe7d3_fbc8,
    0x21e1_cde6, 0xc337_07d6, 0xf4d5_0d87, 0x455a_14ed,
    0xa9e3_e905, 0xfcef_a3f8, 0x676f_02d9, 0x8d2a_4c8a,
    0xfffa_3942, 0x8771_f681, 0x6d9d_6122, 0xfde5_380c,
    0xa4be_ea44, 0x4bde_cfa9, 0xf6bb_4b60, 0xbebf_bc70,
    0x289b_7ec6, 0xeaa1_27fa, 0xd4ef_3085, 0x0488_1d05,
    0xd9d4_d039, 0xe6db_99e5, 0x1fa2_7cf8, 0xc4ac_5665,
    0xf429_2244, 0x432a_ff97, 0xab94_23a7, 0xfc93_a039,
    0x655b_59c3, 0x8f0c_cc92, 0xffef_f47d, 0x8584_5dd1,
    0x6fa8_7e4f, 0xfe2c_e6e0, 0xa301_4314, 0x4e08_11a1,
    0xf753_7e82, 0xbd3a_f235, 0x2ad7_d2bb, 0xeb86_d391,
];

/// Defines `md5`: compresses one block of each lane. To be used beside the operations on vectors
/// `V` of `LANES` words that these instructions have.
macro_rules! kernel {
    ($features:literal, $lanes:expr) => {
        #[target_feature(enable = $features)]
        pub(crate) fn md5(state: &mut [[u32; $lanes]; 4], blocks: &[&Block; $lanes]) {
            use $crate::md5::K;
            let words = words(blocks);
            let [mut a, mut b, mut c, mut d] = [
                load(&state[0]),
                load(&state[1]),
                load(&state[2]),
                load(&state[3]),
            ];
            let (a0, b0, c0, d0) = (a, b, c, d);
            for i in (0..16).step_by(4) {
                let at = |step: usize| add(words[i + step], splat(K[i + step]));
                a = step::<7, 25>(a, b, select(b, c, d), at(0));
                d = step::<12, 20>(d, a, select(a, b, c), at(1));
                c = step::<17, 15>(c, d, select(d, a, b), at(2));
                b = step::<22, 10>(b, c, select(c, d, a), at(3));
            }
            for i in (16..32).step_by(4) {
                let at = |step: usize| add(words[(5 * (i + step) + 1) % 16], splat(K[i + step]));
                a = step::<5, 27>(a, b, select(d, b, c), at(0));
                d = step::<9, 23>(d, a, select(c, a, b), at(1));
                c = step::<14, 18>(c, d, select(b, d, a), at(2));
                b = step::<20, 12>(b, c, select(a, c, d), at(3));
            }
            for i in (32..48).step_by(4) {
                let at = |step: usize| add(words[(3 * (i + step) + 5) % 16], splat(K[i + step]));
                a = step::<4, 28>(a, b, xor3(d, c, b), at(0));
                d = step::<11, 21>(d, a, xor3(c, b, a), at(1));
                c = step::<16, 16>(c, d, xor3(b, a, d), at(2));
                b = step::<23, 9>(b, c, xor3(a, d, c), at(3));
            }
            for i in (48..64).step_by(4) {
                let at = |step: usize| add(words[(7 * (i + step)) % 16], splat(K[i + step]));
                a = step::<6, 26>(a, b, or_not_xor(b, d, c), at(0));
                d = step::<10, 22>(d, a, or_not_xor(a, c, b), at(1));
                c = step::<15, 17>(c, d, or_not_xor(d, b, a), at(2));
                b = step::<21, 11>(b, c, or_not_xor(c, a, d), at(3));
            }
            store(add(a, a0), &mut state[0]);
            store(add(b, b0), &mut state[1]);
            store(add(c, c0), &mut state[2]);
            store(add(d, d0), &mut state[3]);
        }

        #[inline]
        #[target_feature(enable = $features)]
        fn step<const LEFT: i32, const RIGHT: i32>(a: V, b: V, mixed: V, word: V) -> V {
            add(rotate_left::<LEFT, RIGHT>(add(add(a, word), mixed)), b)
        }
    };
}
pub(crate) use kernel;
