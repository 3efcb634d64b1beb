//! MD5 of one message. Each step waits for the one before it, so what counts is how many
//! instructions stand between them: four or five, one cycle each. Compilers put slower ones there.

use crate::function::Block;
use crate::md5::K;
use core::arch::asm;

/// Four steps of a round: how it mixes, its rotations, and for each step its place and its word.
macro_rules! steps {
    ($mix:ident by $r0:literal $r1:literal $r2:literal $r3:literal:
     $i0:literal $w0:literal, $i1:literal $w1:literal, $i2:literal $w2:literal, $i3:literal $w3:literal) => {
        concat!(
            step!($mix, "a" "b" "c" "d", $i0, $w0, $r0),
            step!($mix, "d" "a" "b" "c", $i1, $w1, $r1),
            step!($mix, "c" "d" "a" "b", $i2, $w2, $r2),
            step!($mix, "b" "c" "d" "a", $i3, $w3, $r3),
        )
    };
}

/// `a = b + rotated(a + word + constant + mixed)`. What does not wait for `b` comes first.
macro_rules! step {
    ($mix:ident, $a:literal $b:literal $c:literal $d:literal, $i:literal, $word:literal, $left:literal) => {
        concat!(
            "add {", $a, ":e}, dword ptr [{words} + 4*", $word, "]\n",
            "add {", $a, ":e}, dword ptr [{constants} + 4*", $i, "]\n",
            $mix!($a $b $c $d),
            "add {", $a, ":e}, {t:e}\n",
            "rol {", $a, ":e}, ", $left, "\n",
            "add {", $a, ":e}, {", $b, ":e}\n",
        )
    };
}

/// `d ^ (b & (c ^ d))`.
macro_rules! f {
    ($a:literal $b:literal $c:literal $d:literal) => {
        concat!(
            "mov {t:e}, {",
            $c,
            ":e}\n",
            "xor {t:e}, {",
            $d,
            ":e}\n",
            "and {t:e}, {",
            $b,
            ":e}\n",
            "xor {t:e}, {",
            $d,
            ":e}\n",
        )
    };
}

/// `(c & !d) + (b & d)`: no bit is in both, and the first does not wait for `b`.
macro_rules! g {
    ($a:literal $b:literal $c:literal $d:literal) => {
        concat!(
            "mov {t:e}, {",
            $d,
            ":e}\n",
            "not {t:e}\n",
            "and {t:e}, {",
            $c,
            ":e}\n",
            "add {",
            $a,
            ":e}, {t:e}\n",
            "mov {t:e}, {",
            $d,
            ":e}\n",
            "and {t:e}, {",
            $b,
            ":e}\n",
        )
    };
}

/// `b ^ c ^ d`.
macro_rules! h {
    ($a:literal $b:literal $c:literal $d:literal) => {
        concat!(
            "mov {t:e}, {",
            $c,
            ":e}\n",
            "xor {t:e}, {",
            $d,
            ":e}\n",
            "xor {t:e}, {",
            $b,
            ":e}\n",
        )
    };
}

/// `c ^ (b | !d)`.
macro_rules! i {
    ($a:literal $b:literal $c:literal $d:literal) => {
        concat!(
            "mov {t:e}, {",
            $d,
            ":e}\n",
            "not {t:e}\n",
            "or {t:e}, {",
            $b,
            ":e}\n",
            "xor {t:e}, {",
            $c,
            ":e}\n",
        )
    };
}

pub(crate) fn compress(state: &mut [u32; 4], blocks: &[Block]) {
    for block in blocks {
        let [mut a, mut b, mut c, mut d] = *state;
        // SAFETY: reads the 16 words of the block and the 64 constants, which need no alignment;
        // writes registers only. The instructions are those that every x86-64 processor has.
        unsafe {
            asm!(
                steps!(f by 7 12 17 22: 0 0, 1 1, 2 2, 3 3),
                steps!(f by 7 12 17 22: 4 4, 5 5, 6 6, 7 7),
                steps!(f by 7 12 17 22: 8 8, 9 9, 10 10, 11 11),
                steps!(f by 7 12 17 22: 12 12, 13 13, 14 14, 15 15),
                steps!(g by 5 9 14 20: 16 1, 17 6, 18 11, 19 0),
                steps!(g by 5 9 14 20: 20 5, 21 10, 22 15, 23 4),
                steps!(g by 5 9 14 20: 24 9, 25 14, 26 3, 27 8),
                steps!(g by 5 9 14 20: 28 13, 29 2, 30 7, 31 12),
                steps!(h by 4 11 16 23: 32 5, 33 8, 34 11, 35 14),
                steps!(h by 4 11 16 23: 36 1, 37 4, 38 7, 39 10),
                steps!(h by 4 11 16 23: 40 13, 41 0, 42 3, 43 6),
                steps!(h by 4 11 16 23: 44 9, 45 12, 46 15, 47 2),
                steps!(i by 6 10 15 21: 48 0, 49 7, 50 14, 51 5),
                steps!(i by 6 10 15 21: 52 12, 53 3, 54 10, 55 1),
                steps!(i by 6 10 15 21: 56 8, 57 15, 58 6, 59 13),
                steps!(i by 6 10 15 21: 60 4, 61 11, 62 2, 63 9),
                a = inout(reg) a,
                b = inout(reg) b,
                c = inout(reg) c,
                d = inout(reg) d,
                t = out(reg) _,
                words = in(reg) block.as_ptr(),
                constants = in(reg) K.as_ptr(),
                options(pure, readonly, nostack),
            );
        }
        for (word, new) in state.iter_mut().zip([a, b, c, d]) {
            *word = word.wrapping_add(new);
        }
    }
}
