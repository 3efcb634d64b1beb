//! What `Params::fields` makes of types that derive `Serialize`.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use gatekit_core::Params;
use gatekit_core::request::{Blanks, ParamProblem};
use serde::Serialize;
use std::collections::BTreeMap;

/// `name=value` in signing order, or the error's words.
fn fields(value: &impl Serialize) -> Result<Vec<String>, String> {
    let mut room = [0; 1024];
    let mut params = Params::<16>::new(&mut room);
    params.fields(value).map_err(|error| error.to_string())?;
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let pair = |param: &gatekit_core::request::Param<'_>| {
        format!("{}={}", text(param.name()), text(param.value()))
    };
    Ok(params.as_slice().iter().map(pair).collect())
}

#[derive(Serialize)]
struct One<T> {
    value: T,
}

fn one(value: impl Serialize) -> String {
    match fields(&One { value }) {
        Ok(pairs) if pairs.is_empty() => "absent".into(),
        Ok(pairs) => pairs[0].strip_prefix("value=").unwrap().into(),
        Err(message) => message,
    }
}

#[derive(Serialize)]
enum Status {
    #[serde(rename = "WAIT_SELLER_SEND_GOODS")]
    Wait,
    Days(u8),
    Range(u8, u8),
    Window {
        from: u8,
    },
}

#[derive(Serialize)]
struct Tid(u64);

#[derive(Serialize)]
struct Unit;

#[derive(Serialize)]
struct Order<'a> {
    tid: u64,
    note: Option<&'a str>,
}

#[test]
fn each_field_becomes_a_parameter_in_signing_order() {
    #[derive(Serialize)]
    struct Query<'a> {
        nick: &'a str,
        #[serde(rename = "buyerNick")]
        buyer: &'a str,
        has_more: bool,
        absent: Option<u8>,
        price: f64,
        fields: &'a [&'a str],
        order: Order<'a>,
        orders: [Order<'a>; 2],
        tid: Tid,
    }
    let query = Query {
        nick: "翔_ouyang",
        buyer: " x ",
        has_more: false,
        absent: None,
        price: 12.5,
        fields: &["tid", "status"],
        order: Order {
            tid: 7_091_800_003_790_954_036,
            note: None,
        },
        orders: [
            Order {
                tid: 1,
                note: Some("a\"b"),
            },
            Order { tid: 2, note: None },
        ],
        tid: Tid(u64::MAX),
    };
    assert_eq!(
        fields(&query).unwrap(),
        [
            "buyerNick= x ",
            "fields=tid,status",
            "has_more=false",
            "nick=翔_ouyang",
            r#"order={"tid":7091800003790954036,"note":null}"#,
            r#"orders=[{"tid":1,"note":"a\"b"},{"tid":2,"note":null}]"#,
            "price=12.5",
            "tid=18446744073709551615",
        ]
    );
}

#[test]
fn scalars_become_their_text() {
    assert_eq!(one(-7_i8), "-7");
    assert_eq!(one(u128::MAX), u128::MAX.to_string());
    assert_eq!(one(i128::MIN), i128::MIN.to_string());
    assert_eq!(one('不'), "不");
    assert_eq!(one("a\"\n\\"), "a\"\n\\");
    assert_eq!(one(true), "true");
    assert_eq!(one(0.1_f32), "0.1");
    assert_eq!(one(9_007_199_254_740_993_i64), "9007199254740993");
    assert_eq!(one(format_args!("{}-{}", 1, 2)), "1-2");
}

#[test]
fn absent_values_become_nothing() {
    assert_eq!(one(None::<u8>), "absent");
    assert_eq!(one(()), "absent");
    assert_eq!(one(Unit), "absent");
    assert_eq!(one(Some(None::<u8>)), "absent");
    assert_eq!(one(Some(3)), "3");
    let mut params = Params::<2>::new(&mut []);
    params.set_blanks(Blanks::Kept);
    params.fields(&One { value: None::<u8> }).unwrap();
    assert!(
        params.as_slice().is_empty(),
        "None is no blank: PhalApi does not get it either"
    );
}

#[test]
fn newtypes_and_options_are_what_they_hold() {
    assert_eq!(one(Tid(7)), "7");
    assert_eq!(one(Some(Tid(7))), "7");
    assert_eq!(one([Tid(7), Tid(8)]), "7,8");
    assert_eq!(fields(&Some(One { value: 1 })).unwrap(), ["value=1"]);
}

#[test]
fn enums_are_their_name_or_json() {
    assert_eq!(one(Status::Wait), "WAIT_SELLER_SEND_GOODS");
    assert_eq!(
        one([Status::Wait, Status::Wait]),
        "WAIT_SELLER_SEND_GOODS,WAIT_SELLER_SEND_GOODS"
    );
    assert_eq!(one(Status::Days(3)), r#"{"Days":3}"#);
    assert_eq!(one(Status::Range(3, 4)), r#"{"Range":[3,4]}"#);
    assert_eq!(one(Status::Window { from: 1 }), r#"{"Window":{"from":1}}"#);
    assert_eq!(one([Status::Days(3)]), r#"[{"Days":3}]"#);
}

#[test]
fn lists_of_scalars_are_comma_joined_and_other_lists_are_json() {
    assert_eq!(one([1, 2, 3]), "1,2,3");
    assert_eq!(one(["a"]), "a");
    assert_eq!(one((1, "b", true)), "1,b,true");
    assert_eq!(one(Vec::<u8>::new()), "absent");
    assert_eq!(one([[1, 2], [3, 4]]), "[[1,2],[3,4]]");
    assert_eq!(
        one([Order { tid: 1, note: None }]),
        r#"[{"tid":1,"note":null}]"#
    );
    assert_eq!(one([BTreeMap::from([("k", "v")])]), r#"[{"k":"v"}]"#);
    assert_eq!(
        one((Order { tid: 1, note: None }, 2)),
        r#"[{"tid":1,"note":null},2]"#
    );
    assert_eq!(one(BTreeMap::from([("list", [1, 2])])), r#"{"list":[1,2]}"#);
}

#[test]
fn a_list_that_begins_with_a_scalar_holds_scalars() {
    let refused = "parameter value cannot be written as a parameter";
    assert_eq!(one((2, Order { tid: 1, note: None })), refused);
    assert_eq!(one([Some(1), None]), refused);
    assert_eq!(one([None, Some(1)]), refused);
}

#[test]
fn a_comma_inside_an_element_is_refused() {
    let refused = "parameter value has a comma inside an element of its comma-joined list";
    assert_eq!(one(["a,b"]), refused);
    assert_eq!(one(["a", "b", ",c"]), refused);
    assert_eq!(one([',']), refused);
    assert_eq!(one([["a,b"]]), r#"[["a,b"]]"#, "JSON has quotes around it");
    assert_eq!(one("a,b"), "a,b", "a text is no list");
}

#[test]
fn a_comma_is_refused_once_the_list_fits() {
    for size in 0..=4 {
        let mut room = vec![0; size];
        let mut params = Params::<2>::new(&mut room);
        let error = params.fields(&One { value: ["abc,"] }).unwrap_err();
        let too_small = ParamProblem::RoomTooSmall {
            needed: 4,
            available: size,
        };
        let expected = if size < 4 {
            too_small
        } else {
            ParamProblem::CommaInList
        };
        assert_eq!(error.problem, expected, "{size}");
    }
}

#[test]
fn floats_that_are_no_numbers_are_refused() {
    let refused = "parameter value cannot be written as a parameter";
    assert_eq!(one(f64::NAN), refused);
    assert_eq!(one(f64::INFINITY), refused);
    assert_eq!(one(f32::NEG_INFINITY), refused);
    assert_eq!(one([1.0, f64::NAN]), refused);
    assert_eq!(one(One { value: f32::NAN }), refused);
    let mut params = Params::<2>::new(&mut []);
    assert_eq!(
        params.json("x", &f64::NAN).unwrap_err().problem,
        ParamProblem::NotRepresentable
    );
}

#[test]
fn keys_of_nested_maps_must_be_text() {
    let refused = "parameter value cannot be written as a parameter";
    assert_eq!(one(BTreeMap::from([(1, 2)])), refused);
    assert_eq!(one(BTreeMap::from([(true, 2)])), refused);
    assert_eq!(one(BTreeMap::from([(Some("a"), 2), (None, 3)])), refused);
    assert_eq!(one(BTreeMap::from([((1, 2), 2)])), refused);
    assert_eq!(one(BTreeMap::from([('c', 2)])), r#"{"c":2}"#);
    assert_eq!(one([BTreeMap::from([(1, 2)])]), refused);
}

#[test]
fn entries_of_a_map_become_parameters() {
    let map = BTreeMap::from([("b", Some("2")), ("a", Some("1")), ("c", None)]);
    assert_eq!(fields(&map).unwrap(), ["a=1", "b=2"]);
    assert_eq!(
        fields(&BTreeMap::from([(2, 'x'), (10, 'y')])).unwrap(),
        ["10=y", "2=x"]
    );
    let error = fields(&BTreeMap::from([("", 1)])).unwrap_err();
    assert!(error.ends_with("has no name"), "{error}");
}

#[test]
fn only_a_struct_or_a_map_has_fields() {
    for error in [
        fields(&1).unwrap_err(),
        fields(&"text").unwrap_err(),
        fields(&[1, 2]).unwrap_err(),
        fields(&(1, 2)).unwrap_err(),
        fields(&Status::Window { from: 1 }).unwrap_err(),
        fields(&Unit).unwrap_err(),
    ] {
        assert_eq!(error, "only a struct or a map becomes parameters");
    }
    assert_eq!(fields(&None::<One<u8>>).unwrap(), [""; 0]);
}

#[test]
fn a_repeated_field_is_named() {
    let mut room = [0; 8];
    let mut params = Params::<4>::new(&mut room);
    params.text("value", "x").unwrap();
    let error = params.fields(&One { value: 1 }).unwrap_err();
    assert_eq!(error.to_string(), "parameter value occurs twice");
}

#[test]
fn bytes_are_no_parameter() {
    struct Bytes;
    impl Serialize for Bytes {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_bytes(b"\xff")
        }
    }
    let refused = "parameter value cannot be written as a parameter";
    assert_eq!(one(Bytes), refused);
    assert_eq!(one(One { value: Bytes }), refused);
}
