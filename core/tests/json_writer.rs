//! The JSON writer against `serde_json` and `serde-json-core`.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use gatekit_core::Params;
use gatekit_core::request::ParamProblem;
use proptest::prelude::*;
use serde::Serialize;
use serde_json::Value;

/// The JSON that the library writes, in a room of just its size between guards.
fn written(value: &impl Serialize) -> String {
    let needed = match Params::<1>::new(&mut []).json("value", value) {
        Ok(()) => return "null".into(),
        Err(error) => match error.problem {
            ParamProblem::RoomTooSmall {
                needed,
                available: 0,
            } => needed,
            problem => panic!("{problem}"),
        },
    };
    let mut memory = vec![0x55; needed + 16];
    let (before, rest) = memory.split_at_mut(8);
    let (room, after) = rest.split_at_mut(needed);
    let mut params = Params::<1>::new(room);
    params.json("value", value).unwrap();
    let text = params.as_slice().first().map_or_else(
        || "null".into(),
        |param| String::from_utf8(param.value().to_vec()).unwrap(),
    );
    assert!(before.iter().chain(after.iter()).all(|byte| *byte == 0x55));
    text
}

fn value(text: &'static str) -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i32>().prop_map(|whole| Value::from(f64::from(whole) + 0.5)),
        text.prop_map(Value::from),
    ];
    scalar.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::btree_map(text, inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Every character, the rare ones often.
const ANY: &str = "([\\x00-\\x20\"\\\\/\u{7f}\u{85}\u{2028}<&>']|[ -~]|\\PC|\u{1f600}|不){0,12}";
/// What needs no `\u00XX`.
const PLAIN: &str = "[ -~不订单\u{1f600}\n\t\r]{0,12}";

proptest! {
    #[test]
    fn what_is_written_is_what_serde_json_reads_and_writes(value in value(ANY)) {
        let text = written(&value);
        prop_assert_eq!(&serde_json::from_str::<Value>(&text).unwrap(), &value);
        prop_assert_eq!(text, serde_json::to_string(&value).unwrap());
    }

    #[test]
    fn what_is_written_is_what_serde_json_core_writes(value in value(PLAIN)) {
        let mut buffer = vec![0; 64 * 1024];
        if let Ok(length) = serde_json_core::to_slice(&value, &mut buffer) {
            let text = written(&value);
            prop_assert_eq!(text.as_bytes(), &buffer[..length]);
        }
    }

    #[test]
    fn every_float_is_a_json_number_of_its_value(float: f64, single: f32) {
        prop_assume!(float.is_finite() && single.is_finite());
        let text = written(&float);
        prop_assert!(serde_json::from_str::<Value>(&text).unwrap().is_number());
        prop_assert_eq!(text.parse::<f64>().unwrap().to_bits(), float.to_bits());
        let text = written(&single);
        prop_assert!(serde_json::from_str::<Value>(&text).unwrap().is_number());
        prop_assert_eq!(text.parse::<f32>().unwrap().to_bits(), single.to_bits());
    }

    #[test]
    fn a_room_that_is_too_small_keeps_what_lies_behind_it(value in value(ANY), share in 0_usize..100) {
        let needed = written(&value).len();
        let size = needed * share / 100;
        let mut memory = vec![0x55; size + 8];
        let (room, guard) = memory.split_at_mut(size);
        let mut params = Params::<1>::new(room);
        if !value.is_null() {
            let error = params.json("value", &value).unwrap_err();
            let problem = ParamProblem::RoomTooSmall { needed, available: size };
            prop_assert_eq!(error.problem, problem);
        }
        prop_assert!(guard.iter().all(|byte| *byte == 0x55));
    }
}

#[test]
fn serde_json_core_is_really_compared() {
    let value: Value = serde_json::from_str(r#"{"a":[1,-2,"不\n",true],"b":{"c":0.5}}"#).unwrap();
    let mut buffer = [0; 64];
    let length = serde_json_core::to_slice(&value, &mut buffer).unwrap();
    assert_eq!(written(&value).as_bytes(), &buffer[..length]);
}

#[test]
fn text_stays_utf_8_and_only_the_necessary_is_escaped() {
    assert_eq!(
        written(&"订/单\u{7f}\u{2028}<&>'😀"),
        "\"订/单\u{7f}\u{2028}<&>'😀\""
    );
    assert_eq!(
        written(&"\"\\\u{8}\u{c}\n\r\t\0\u{1f}"),
        r#""\"\\\b\f\n\r\t\u0000\u001f""#
    );
    assert_eq!(written(&format_args!("{}", "\"")), r#""\"""#);
}

#[test]
fn every_shape_of_serde_is_written_as_serde_json_does() {
    #[derive(Serialize)]
    struct Unit;
    #[derive(Serialize)]
    struct Newtype(u8);
    #[derive(Serialize)]
    struct Pair(u8, Newtype);
    #[derive(Serialize)]
    enum Shape {
        Unit,
        Newtype(u8),
        Tuple(u8, u8),
        Struct { a: Option<u8> },
    }
    #[derive(Serialize)]
    struct All {
        unit: Unit,
        nothing: (),
        pair: Pair,
        shapes: [Shape; 4],
        tuple: (u8, char, Option<&'static str>),
        empty: [u8; 0],
        wide: (u128, i128),
        #[serde(skip_serializing_if = "Option::is_none")]
        skipped: Option<u8>,
    }
    let all = All {
        unit: Unit,
        nothing: (),
        pair: Pair(1, Newtype(2)),
        shapes: [
            Shape::Unit,
            Shape::Newtype(3),
            Shape::Tuple(4, 5),
            Shape::Struct { a: None },
        ],
        tuple: (6, '"', Some("x")),
        empty: [],
        wide: (u128::MAX, i128::MIN),
        skipped: None,
    };
    assert_eq!(written(&all), serde_json::to_string(&all).unwrap());
}

#[test]
fn the_java_sdk_writes_the_same_but_for_slashes_and_capitals() {
    // `java-sdk-observed.jsonl`, "misc"; Java escapes `/`, and writes large floats in its own way.
    #[derive(Serialize)]
    struct Misc {
        amount: i64,
        gmt_create: &'static str,
        ok: bool,
        sku_list: [&'static str; 2],
    }
    let misc = Misc {
        amount: 9_007_199_254_740_993,
        gmt_create: "2016-01-01 12:00:00",
        ok: true,
        sku_list: ["a", "b/c"],
    };
    assert_eq!(
        written(&misc),
        r#"{"amount":9007199254740993,"gmt_create":"2016-01-01 12:00:00","ok":true,"sku_list":["a","b/c"]}"#
    );
}
