//! Text, numbers and booleans, which gateways write as one another.

extern crate std;

use std::{format, string::String, string::ToString as _};

use proptest::prelude::*;

use super::super::{
    from_slice,
    tests::{json, out_of_range, wrong, xml},
};
use crate::reply::{Format, Leniency};

#[test]
fn integers() {
    for text in [
        "7091800003790954036",
        "\"7091800003790954036\"",
        "\"07091800003790954036\"",
    ] {
        assert_eq!(json(text), Ok(7_091_800_003_790_954_036_i64));
        assert_eq!(json(text), Ok(7_091_800_003_790_954_036_u64));
        assert_eq!(json(text), Ok(7_091_800_003_790_954_036_i128));
    }
    assert_eq!(json("9007199254740993"), Ok(9_007_199_254_740_993_u64));
    assert_eq!(xml("9007199254740993"), Ok(9_007_199_254_740_993_u64));
    assert_eq!(xml("&#49;<!-- -->2"), Ok(12_u8));

    macro_rules! bounds {
        ($($integer:ty)*) => {$(
            for bound in [<$integer>::MIN, <$integer>::MAX] {
                assert_eq!(json(&bound.to_string()), Ok(bound));
                assert_eq!(json(&format!("\"{bound}\"")), Ok(bound));
                assert_eq!(xml(&bound.to_string()), Ok(bound));
            }
            for outside in ["-170141183460469231731687303715884105729", "340282366920938463463374607431768211456"] {
                assert_eq!(json::<$integer>(outside), out_of_range(0));
            }
            for none in ["1.0", "1e2", "true", "\"\"", "\"1x\"", "\"+1\"", "\" 1\"", "null", "[1]", "{}"] {
                assert_eq!(json::<$integer>(none), wrong("an integer", 0), "{none}");
            }
            assert_eq!(json::<$integer>("-0"), Ok(0));
        )*};
    }
    bounds! { i8 i16 i32 i64 u8 u16 u32 u64 i128 u128 }

    assert_eq!(json::<[u8; 2]>("[0, 256]"), out_of_range(4));
    assert_eq!(json::<u8>("-1"), out_of_range(0));
    assert_eq!(json::<i8>("-129"), out_of_range(0));
    assert_eq!(json::<i64>("9223372036854775808"), out_of_range(0));
    assert_eq!(json::<i64>("-9223372036854775809"), out_of_range(0));
    assert_eq!(json::<u64>("18446744073709551616"), out_of_range(0));
    assert_eq!(json::<core::num::NonZeroU8>(" 0"), out_of_range(1));
}

#[test]
fn floats() {
    for (text, number) in [("1.5", 1.5), ("-0.25e2", -25.0), ("3", 3.0), ("1E-2", 0.01)] {
        assert_eq!(json(text), Ok(number));
        assert_eq!(json(&format!("\"{text}\"")), Ok(number));
        assert_eq!(xml(text), Ok(number));
    }
    assert_eq!(json("\"-007.50\""), Ok(-7.5));
    assert_eq!(json("\"00\""), Ok(0.0));
    assert_eq!(json::<f64>("\"--1\""), wrong("a number", 0));
    assert_eq!(json("0.1"), Ok(0.1_f32));
    for none in [
        "\"\"", "\"inf\"", "\"NaN\"", "\".5\"", "\"5.\"", "\"+1\"", "\"1_0\"", "true", "{}",
    ] {
        assert_eq!(json::<f64>(none), wrong("a number", 0), "{none}");
        assert_eq!(json::<f32>(none), wrong("a number", 0), "{none}");
    }
    assert_eq!(json::<f64>("1e999"), out_of_range(0));
    assert_eq!(json::<f32>("1e39"), out_of_range(0));
    assert_eq!(json("1e39"), Ok(1e39_f64));
}

#[test]
fn text_from_other_scalars() {
    assert_eq!(json::<String>("\"x\"").as_deref(), Ok("x"));
    assert_eq!(json::<String>("-1.50e3").as_deref(), Ok("-1.50e3"));
    assert_eq!(
        json::<String>("7091800003790954036").as_deref(),
        Ok("7091800003790954036")
    );
    assert_eq!(json::<String>("true").as_deref(), Ok("true"));
    assert_eq!(json::<String>("null"), wrong("text", 0));
    assert_eq!(json::<String>("[]"), wrong("text", 0));
    assert_eq!(json::<(String, String)>("[\"\", {}]"), wrong("text", 5));
    assert_eq!(xml::<String>(" x\r\ny ").as_deref(), Ok(" x\ny "));
    assert_eq!(xml::<String>("").as_deref(), Ok(""));
    assert_eq!(xml::<String>("x<b/>"), wrong("text", 1));
    assert_eq!(json("\"取\""), Ok('取'));
    assert_eq!(json("\"\\ud83d\\ude39\""), Ok('\u{1f639}'));
    assert_eq!(json::<char>("\"ab\""), wrong("a single character", 0));
    assert_eq!(json::<char>("\"\""), wrong("a single character", 0));
    let mut bytes = *b"\"\\u0001x\"";
    assert_eq!(
        from_slice(Format::Json, Leniency::default(), &mut bytes),
        Ok(&b"\x01x"[..])
    );
}

#[test]
fn booleans() {
    for (text, value) in [
        ("true", true),
        ("false", false),
        ("TRUE", true),
        ("False", false),
    ] {
        assert_eq!(json(&format!("\"{text}\"")), Ok(value));
        assert_eq!(xml(text), Ok(value));
    }
    assert_eq!(json("[true, false]"), Ok([true, false]));
    for none in [
        "1",
        "0",
        "\"1\"",
        "\"\"",
        "\"yes\"",
        "null",
        "[]",
        "\"true \"",
    ] {
        assert_eq!(json::<bool>(none), wrong("a boolean", 0), "{none}");
    }
}

proptest! {
    #[test]
    fn numbers_survive(id in any::<u64>(), below in any::<i64>(), price in any::<f64>()) {
        prop_assume!(price.is_finite());
        let document = format!("[{id},\"{id}\",{below},\"{below}\",{price},\"{price:e}\"]");
        let expected = (id, id, below, below, price, price);
        prop_assert_eq!(json(&document), Ok(expected));
    }
}
