//! The parameter table's room: how much is needed, and what an error says.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use gatekit_core::call::Generic;
use gatekit_core::request::{ParamProblem, ParamsView};
use gatekit_core::{Gateway, ParamError, Params, PhalApi, Timestamp, Top};
use std::collections::BTreeMap;

fn noon() -> Timestamp {
    Timestamp::from_unix(1_451_620_800).unwrap()
}

fn pairs<'a>(params: &'a ParamsView<'_>) -> Vec<(&'a str, &'a str)> {
    let text = |bytes| core::str::from_utf8(bytes).unwrap();
    params
        .as_slice()
        .iter()
        .map(|param| (text(param.name()), text(param.value())))
        .collect()
}

#[test]
fn the_timestamp_of_a_request_needs_room_and_says_so() {
    let top = Top::new("12345678", "helloworld").unwrap();
    let call = Generic::new("m", &[]);
    let mut room = [0; 18];
    let error = top
        .sign(&call, noon(), &mut Params::<1>::new(&mut room))
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "parameter timestamp does not fit: the room needs 19 bytes, it has 18"
    );
    let mut room = [0; 19];
    assert!(
        top.sign(&call, noon(), &mut Params::<0>::new(&mut room))
            .is_ok()
    );
    let phalapi = PhalApi::unsigned();
    assert!(
        phalapi
            .sign(&call, noon(), &mut Params::<0>::new(&mut []))
            .is_ok()
    );
}

/// Adds one value after `before` bytes of room are taken.
fn assert_needs(
    needed: usize,
    add: impl for<'a> Fn(&mut ParamsView<'a>) -> Result<(), ParamError>,
) {
    for before in [0, 3] {
        for available in 0..needed {
            let mut memory = [0x55; 128];
            let total = before + available;
            let (room, guard) = memory.split_at_mut(total);
            let mut params = Params::<4>::new(room);
            if before > 0 {
                params.integer("before", 123).unwrap();
            }
            let error = add(&mut params).unwrap_err();
            let problem = ParamProblem::RoomTooSmall {
                needed: before + needed,
                available: total,
            };
            assert_eq!(error.problem, problem);
            assert_eq!(
                error.to_string(),
                format!(
                    "parameter value does not fit: the room needs {} bytes, it has {total}",
                    before + needed
                )
            );
            assert!(
                guard.iter().all(|byte| *byte == 0x55),
                "written past the end of the room"
            );
        }
        let mut memory = [0x55; 128];
        let (room, guard) = memory.split_at_mut(before + needed);
        let mut params = Params::<4>::new(room);
        if before > 0 {
            params.integer("before", 123).unwrap();
        }
        add(&mut params).unwrap();
        assert_eq!(params.as_slice().len(), usize::from(before > 0) + 1);
        assert!(
            guard.iter().all(|byte| *byte == 0x55),
            "written past the end of the room"
        );
    }
}

#[test]
fn what_has_to_be_written_needs_exactly_its_length() {
    assert_needs(20, |params| params.integer("value", i64::MIN));
    assert_needs(1, |params| params.integer("value", 0));
    assert_needs(19, |params| params.timestamp("value", noon()));
    let list = [["订单", "a\"b\\c\n"], ["\u{1}", ""]];
    let written = serde_json::to_string(&list).unwrap().len();
    assert_needs(written, |params| params.json("value", &list));
    assert_needs(6, |params| params.fields(&Field { value: "订单" }));
    assert_needs(11, |params| {
        params.fields(&Field {
            value: BTreeMap::from([("a", [1, 2])]),
        })
    });
    assert_needs(6, |params| {
        params.fields(&Field {
            value: Some([1, 20, 3]),
        })
    });
}

#[derive(serde::Serialize)]
struct Field<T> {
    value: T,
}

#[test]
fn texts_and_booleans_need_no_room() {
    let mut params = Params::<4>::new(&mut []);
    params.text("a", "订单").unwrap();
    params.boolean("b", true).unwrap();
    params.boolean("bb", false).unwrap();
    params.optional("c", Some("1")).unwrap();
    params.optional("d", None).unwrap();
    assert_eq!(
        pairs(&params),
        [("a", "订单"), ("b", "true"), ("bb", "false"), ("c", "1")]
    );
}

#[test]
fn a_value_that_did_not_fit_leaves_the_room_to_a_smaller_one() {
    let mut room = [0; 4];
    let mut params = Params::<4>::new(&mut room);
    params.integer("large", 12345).unwrap_err();
    params.integer("small", 1234).unwrap();
    assert_eq!(pairs(&params), [("small", "1234")]);
}

#[test]
fn a_value_that_is_absent_needs_no_room() {
    let mut params = Params::<4>::new(&mut []);
    params.json("filter", &None::<u8>).unwrap();
    assert!(params.as_slice().is_empty());
}
