//! SHA-256 of one message: the rounds with BMI2's rotations, the words of two blocks at a time
//! with AVX2. The words are four ahead of the rounds, so that both run side by side.

use crate::function::Block;
use crate::sha256::K;
use core::arch::asm;
use core::arch::x86_64::*;
use core::mem::MaybeUninit;

/// For four rounds of two blocks, the words with their constants added: those of the first block
/// in the lower half.
type Words = [MaybeUninit<__m256i>; 16];

/// Words of a half.
const HALF: usize = 4;

/// Four rounds on the eight words of state, whose roles are given in order.
macro_rules! rounds {
    ($words:expr, $a:ident $b:ident $c:ident $d:ident $e:ident $f:ident $g:ident $h:ident) => {
        // SAFETY: reads four initialized words; writes registers only. The processor has BMI1
        // and BMI2: the functions around this say so.
        unsafe {
            asm!(
                "mov {x:e}, {b:e}",
                "xor {x:e}, {c:e}",
                round!("a" "b" "c" "d" "e" "f" "g" "h", 0, "x" "y"),
                round!("h" "a" "b" "c" "d" "e" "f" "g", 1, "y" "x"),
                round!("g" "h" "a" "b" "c" "d" "e" "f", 2, "x" "y"),
                round!("f" "g" "h" "a" "b" "c" "d" "e", 3, "y" "x"),
                a = inout(reg) $a,
                b = inout(reg) $b,
                c = inout(reg) $c,
                d = inout(reg) $d,
                e = inout(reg) $e,
                f = inout(reg) $f,
                g = inout(reg) $g,
                h = inout(reg) $h,
                t = out(reg) _,
                u = out(reg) _,
                x = out(reg) _,
                y = out(reg) _,
                words = in(reg) $words,
                options(pure, readonly, nostack),
            );
        }
    };
}

/// One round. `x` holds `b ^ c` for the majority, `y` becomes `a ^ b`: the next round's.
macro_rules! round {
    ($a:literal $b:literal $c:literal $d:literal $e:literal $f:literal $g:literal $h:literal,
     $word:literal, $x:literal $y:literal) => {
        concat!(
            "add {",
            $h,
            ":e}, dword ptr [{words} + 4*",
            $word,
            "]\n",
            "rorx {t:e}, {",
            $e,
            ":e}, 25\n",
            "rorx {u:e}, {",
            $e,
            ":e}, 11\n",
            "xor {t:e}, {u:e}\n",
            "rorx {u:e}, {",
            $e,
            ":e}, 6\n",
            "xor {t:e}, {u:e}\n",
            // Choice: no bit is in both terms.
            "andn {u:e}, {",
            $e,
            ":e}, {",
            $g,
            ":e}\n",
            "add {",
            $h,
            ":e}, {u:e}\n",
            "mov {u:e}, {",
            $f,
            ":e}\n",
            "and {u:e}, {",
            $e,
            ":e}\n",
            "add {",
            $h,
            ":e}, {u:e}\n",
            "mov {",
            $y,
            ":e}, {",
            $a,
            ":e}\n",
            "add {",
            $h,
            ":e}, {t:e}\n",
            "xor {",
            $y,
            ":e}, {",
            $b,
            ":e}\n",
            "add {",
            $d,
            ":e}, {",
            $h,
            ":e}\n",
            "rorx {t:e}, {",
            $a,
            ":e}, 22\n",
            "rorx {u:e}, {",
            $a,
            ":e}, 13\n",
            // Majority: b ^ ((a ^ b) & (b ^ c)).
            "and {",
            $x,
            ":e}, {",
            $y,
            ":e}\n",
            "xor {t:e}, {u:e}\n",
            "rorx {u:e}, {",
            $a,
            ":e}, 2\n",
            "xor {",
            $x,
            ":e}, {",
            $b,
            ":e}\n",
            "xor {t:e}, {u:e}\n",
            "add {",
            $h,
            ":e}, {",
            $x,
            ":e}\n",
            "add {",
            $h,
            ":e}, {t:e}\n",
        )
    };
}

#[target_feature(enable = "avx2,bmi1,bmi2")]
pub(crate) fn compress(state: &mut [u32; 8], blocks: &[Block]) {
    let mut words = [const { MaybeUninit::uninit() }; 16];
    for pair in blocks.chunks(2) {
        match pair {
            [one, two] => {
                first(state, &mut words, one, two);
                second(state, &words);
            }
            _ => pair
                .iter()
                .for_each(|one| first(state, &mut words, one, one)),
        }
    }
}

/// Compresses the first block, and makes the words of both.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn first(state: &mut [u32; 8], words: &mut Words, one: &Block, two: &Block) {
    let mut last = [_mm256_setzero_si256(); 4];
    for (at, four) in last.iter_mut().enumerate() {
        *four = load(one, two, at);
        words[at].write(_mm256_add_epi32(*four, constants(at)));
    }
    let mut next = |words: &mut Words, at: usize| {
        if let Some(word) = words.get_mut(at) {
            let four = expanded(last);
            last = [last[1], last[2], last[3], four];
            word.write(_mm256_add_epi32(four, constants(at)));
        }
    };
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
    for at in (0..16).step_by(2) {
        next(words, at + 4);
        rounds!(words[at].as_ptr(), a b c d e f g h);
        next(words, at + 5);
        rounds!(words[at + 1].as_ptr(), e f g h a b c d);
    }
    add(state, [a, b, c, d, e, f, g, h]);
}

/// Compresses the second block.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn second(state: &mut [u32; 8], words: &Words) {
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
    let half = |at: usize| words[at].as_ptr().cast::<u32>().wrapping_add(HALF);
    for at in (0..16).step_by(2) {
        rounds!(half(at), a b c d e f g h);
        rounds!(half(at + 1), e f g h a b c d);
    }
    add(state, [a, b, c, d, e, f, g, h]);
}

fn add(state: &mut [u32; 8], new: [u32; 8]) {
    for (word, new) in state.iter_mut().zip(new) {
        *word = word.wrapping_add(new);
    }
}

/// Four words of both blocks.
#[inline]
#[target_feature(enable = "avx2")]
fn load(one: &Block, two: &Block, at: usize) -> __m256i {
    // SAFETY: reads 16 of the 64 bytes of the block, at 0, 16, 32 or 48; needs no alignment.
    let four = |block: &Block| unsafe { _mm_loadu_si128(block.as_ptr().add(16 * at).cast()) };
    let order = _mm_set_epi8(12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3);
    let words = _mm256_set_m128i(four(two), four(one));
    _mm256_shuffle_epi8(words, _mm256_broadcastsi128_si256(order))
}

/// The constants of four rounds, for both blocks.
#[inline]
#[target_feature(enable = "avx2")]
fn constants(at: usize) -> __m256i {
    let four = &K.as_chunks::<4>().0[at];
    // SAFETY: reads the four words; needs no alignment.
    _mm256_broadcastsi128_si256(unsafe { _mm_loadu_si128(four.as_ptr().cast()) })
}

/// The next four words after these sixteen.
#[inline]
#[target_feature(enable = "avx2")]
fn expanded([x0, x1, x2, x3]: [__m256i; 4]) -> __m256i {
    /// Takes no byte.
    const NONE: i8 = -1;
    let early = _mm256_alignr_epi8::<4>(x1, x0);
    let late = _mm256_alignr_epi8::<4>(x3, x2);
    let sigma0 = _mm256_xor_si256(
        _mm256_xor_si256(
            rotated_right::<7, 25>(early),
            rotated_right::<18, 14>(early),
        ),
        _mm256_srli_epi32::<3>(early),
    );
    let sum = _mm256_add_epi32(_mm256_add_epi32(x0, late), sigma0);
    // The last two of the four words depend on the first two.
    let low = sigma1(_mm256_shuffle_epi32::<0b11_11_10_10>(x3));
    let to_low = _mm_set_epi8(
        NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, 11, 10, 9, 8, 3, 2, 1, 0,
    );
    let low = _mm256_shuffle_epi8(low, _mm256_broadcastsi128_si256(to_low));
    let sum = _mm256_add_epi32(sum, low);
    let high = sigma1(_mm256_shuffle_epi32::<0b01_01_00_00>(sum));
    let to_high = _mm_set_epi8(
        11, 10, 9, 8, 3, 2, 1, 0, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
    );
    let high = _mm256_shuffle_epi8(high, _mm256_broadcastsi128_si256(to_high));
    _mm256_add_epi32(sum, high)
}

#[inline]
#[target_feature(enable = "avx2")]
fn rotated_right<const RIGHT: i32, const LEFT: i32>(x: __m256i) -> __m256i {
    _mm256_or_si256(_mm256_srli_epi32::<RIGHT>(x), _mm256_slli_epi32::<LEFT>(x))
}

/// Of words that stand there twice, so that shifts of 64 bits are rotations of their lower 32.
#[inline]
#[target_feature(enable = "avx2")]
fn sigma1(twice: __m256i) -> __m256i {
    let rotated = _mm256_xor_si256(
        _mm256_srli_epi64::<17>(twice),
        _mm256_srli_epi64::<19>(twice),
    );
    _mm256_xor_si256(rotated, _mm256_srli_epi32::<10>(twice))
}
