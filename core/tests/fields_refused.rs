//! What is no struct becomes no parameters.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use gatekit_core::Params;
use gatekit_core::request::ParamProblem;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

fn problem<T: Serialize>(value: T) -> ParamProblem {
    let mut room = [0; 64];
    let mut params = Params::<4>::new(&mut room);
    params.fields(&value).unwrap_err().problem
}

/// Writes itself.
struct Displayed(&'static str);

impl Serialize for Displayed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self.0)
    }
}

struct Bytes;

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(b"x")
    }
}

#[derive(Serialize)]
struct Unit;

#[derive(Serialize)]
struct Pair(u8, u8);

#[derive(Serialize)]
enum Variant {
    Unit,
    Newtype(u8),
    Tuple(u8, u8),
    Struct { a: u8 },
}

#[test]
fn only_structs_and_maps_become_parameters() {
    let refused = ParamProblem::NotRepresentable;
    assert_eq!(problem(true), refused);
    assert_eq!(
        (
            problem(1_i8),
            problem(1_i16),
            problem(1_i32),
            problem(1_i64)
        ),
        (refused, refused, refused, refused)
    );
    assert_eq!(
        (
            problem(1_u8),
            problem(1_u16),
            problem(1_u32),
            problem(1_u64)
        ),
        (refused, refused, refused, refused)
    );
    assert_eq!(
        (problem(1_f32), problem(1_f64), problem('a'), problem("a")),
        (refused, refused, refused, refused)
    );
    assert_eq!(
        (
            problem(Displayed("x")),
            problem(Bytes),
            problem(Unit),
            problem(Pair(1, 2))
        ),
        (refused, refused, refused, refused)
    );
    assert_eq!(
        (problem([1_u8]), problem(vec![1_u8]), problem(Some(1_u8))),
        (refused, refused, refused)
    );
    for variant in [
        Variant::Unit,
        Variant::Newtype(1),
        Variant::Tuple(1, 2),
        Variant::Struct { a: 1 },
    ] {
        assert_eq!(problem(variant), refused);
    }
}

#[test]
fn what_is_no_struct_or_map_is_told_what_becomes_parameters() {
    let mut params = Params::<1>::new(&mut []);
    let error = params.fields(&7).unwrap_err();
    assert_eq!(error.problem, ParamProblem::NotRepresentable);
    assert_eq!(
        error.to_string(),
        "only a struct or a map becomes parameters"
    );
}

#[test]
fn a_missing_name_is_told_before_what_is_wrong_with_the_value() {
    let mut params = Params::<1>::new(&mut []);
    for error in [params.integer("", 7), params.json("", &f64::NAN)] {
        assert_eq!(error.unwrap_err().to_string(), "a parameter has no name");
    }
}

#[test]
fn nothing_adds_no_parameters() {
    let mut params = Params::<1>::new(&mut []);
    params.fields(&None::<BTreeMap<u8, u8>>).unwrap();
    params.fields(&()).unwrap();
    assert!(params.as_slice().is_empty());
}

#[test]
fn keys_of_maps_are_scalars() {
    let mut room = [0; 64];
    let mut params = Params::<4>::new(&mut room);
    params.fields(&BTreeMap::from([(7_u8, 'a')])).unwrap();
    params
        .fields(&BTreeMap::from([(true, Displayed("displayed"))]))
        .unwrap();
    let pairs: Vec<_> = params
        .as_slice()
        .iter()
        .map(|param| (param.name(), param.value()))
        .collect();
    assert_eq!(pairs, [(&b"7"[..], &b"a"[..]), (b"true", b"displayed")]);
    assert_eq!(
        problem(BTreeMap::from([((), 1)])),
        ParamProblem::NotRepresentable
    );
    assert_eq!(
        problem(BTreeMap::from([(vec![1], 1)])),
        ParamProblem::NotRepresentable
    );
    assert_eq!(
        problem(BTreeMap::from([((1, 2), 1)])),
        ParamProblem::NotRepresentable
    );
    assert_eq!(
        problem(BTreeMap::from([(None::<u8>, 1)])),
        ParamProblem::NotRepresentable
    );
    assert_eq!(
        problem(BTreeMap::from([(BTreeMap::from([(1, 2)]), 1)])),
        ParamProblem::NotRepresentable
    );
}
