//! The order of `PhalApi`'s parameters: what `ksort` of PHP 8.2 makes of these names.
#![allow(clippy::unwrap_used)]

use gatekit_core::Params;
use gatekit_core::request::{Order, ParamProblem};

/// Names as they arrive, and as PHP 8.2 sorts them.
const SORTED_BY_PHP: [(&[&str], &[&str]); 7] = [
    (
        &["b", "10", "9", "1", "2", "a"],
        &["1", "2", "9", "10", "a", "b"],
    ),
    (&["2", "1a"], &["1a", "2"]),
    (&["010", "9", "01", "1"], &["01", "1", "9", "010"]),
    (&["_", "Z", "9", "-5", "3"], &["-5", "3", "9", "Z", "_"]),
    (&["x9", "x10"], &["x10", "x9"]),
    (&["5", "!"], &["!", "5"]),
    (&["-1", "-10", "-9", "1"], &["-10", "-9", "-1", "1"]),
];

fn sorted(names: &[&'static str], order: Order) -> Vec<String> {
    let mut params = Params::<8>::new(&mut []);
    params.set_order(order);
    for name in names {
        params.text(name, "x").unwrap();
    }
    let names = params.as_slice().iter().map(|param| param.name());
    names
        .map(|name| String::from_utf8(name.to_vec()).unwrap())
        .collect()
}

#[test]
fn names_are_sorted_as_php_does() {
    for (arrived, expected) in SORTED_BY_PHP {
        assert_eq!(sorted(arrived, Order::Php), expected);
    }
}

#[test]
fn other_gateways_sort_numbers_as_text() {
    assert_eq!(sorted(&["9", "10", "a"], Order::Bytes), ["10", "9", "a"]);
}

#[test]
fn a_repeated_name_is_found_where_php_order_is_not_transitive() {
    let mut params = Params::<8>::new(&mut []);
    params.set_order(Order::Php);
    for name in ["2", "10", "1a"] {
        params.text(name, "x").unwrap();
    }
    let error = params.text("2", "y").unwrap_err();
    assert_eq!(error.problem, ParamProblem::Repeated);
}
