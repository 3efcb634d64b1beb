//! Rarer shapes in `Params::fields`, and what a type that writes itself gets to hear.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use gatekit_core::Params;
use gatekit_core::request::{ParamError, ParamProblem};
use serde::ser::{Error as _, SerializeStruct as _};
use serde::{Serialize, Serializer};
use std::cell::RefCell;
use std::fmt::{self, Display};

fn fields(value: &impl Serialize) -> Result<Vec<String>, ParamError> {
    let mut room = [0; 256];
    let mut params = Params::<4>::new(&mut room);
    params.fields(value)?;
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let pairs = params.as_slice().iter();
    Ok(pairs
        .map(|param| format!("{}={}", text(param.name()), text(param.value())))
        .collect())
}

#[derive(Serialize)]
struct One<T> {
    value: T,
}

fn one(value: impl Serialize) -> String {
    fields(&One { value }).unwrap().concat()
}

fn refused(value: impl Serialize) -> String {
    fields(&One { value }).unwrap_err().to_string()
}

#[derive(Serialize)]
struct Pair(u8, &'static str);

#[derive(Serialize)]
struct Newtype<T>(T);

#[derive(Serialize)]
enum Status {
    Wait,
    Days(u8),
    Range(u8, u8),
    Window { from: u8 },
}

#[test]
fn a_tuple_struct_is_a_list() {
    assert_eq!(one(Pair(1, "a")), "value=1,a");
    assert_eq!(
        one([Pair(1, "a"), Pair(2, "b")]),
        r#"value=[[1,"a"],[2,"b"]]"#
    );
    let refused = refused(Pair(1, "a,b"));
    assert_eq!(
        refused,
        "parameter value has a comma inside an element of its comma-joined list"
    );
}

#[test]
fn a_list_that_begins_with_a_variant_that_holds_something_is_json() {
    assert_eq!(
        one([Status::Range(3, 4), Status::Wait]),
        r#"value=[{"Range":[3,4]},"Wait"]"#
    );
    assert_eq!(
        one([Status::Window { from: 1 }, Status::Days(2)]),
        r#"value=[{"Window":{"from":1}},{"Days":2}]"#
    );
    assert_eq!(
        refused([Status::Wait, Status::Days(2)]),
        "parameter value cannot be written as a parameter"
    );
}

#[test]
fn a_newtype_has_the_fields_of_what_it_holds() {
    assert_eq!(fields(&Newtype(One { value: 7 })).unwrap(), ["value=7"]);
    assert_eq!(
        fields(&Newtype(Some(Newtype(One { value: 7 })))).unwrap(),
        ["value=7"]
    );
    let error = fields(&Newtype(7)).unwrap_err();
    assert_eq!(error.problem, ParamProblem::NotRepresentable);
}

/// Displays nothing but an error.
struct Failing;

impl Display for Failing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("half")?;
        Err(fmt::Error)
    }
}

impl Serialize for Failing {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Variants that hold something.
#[derive(Serialize)]
enum Held<T> {
    One(T),
    Two(u8, T),
    Named { value: T },
}

/// Refuses itself.
struct Unwilling;

impl Serialize for Unwilling {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(S::Error::custom("not today"))
    }
}

#[test]
fn a_value_that_fails_to_write_itself_is_refused() {
    let words = "parameter value cannot be written as a parameter";
    assert_eq!(refused(Failing), words);
    assert_eq!(refused([Failing]), words);
    assert_eq!(refused(One { value: Failing }), words);
    assert_eq!(refused(Unwilling), words);
    assert_eq!(refused([Unwilling]), words);
    assert_eq!(refused(One { value: Unwilling }), words);
    assert_eq!(refused(Some(Held::One(Unwilling))), words);
    assert_eq!(refused(Held::Two(1, Unwilling)), words);
    assert_eq!(refused(Held::Named { value: Unwilling }), words);
    let error = fields(&Unwilling).unwrap_err();
    assert_eq!(error.problem, ParamProblem::NotRepresentable);
}

#[test]
fn a_value_that_failed_leaves_nothing_behind() {
    let mut room = [0; 8];
    let mut params = Params::<2>::new(&mut room);
    params.fields(&One { value: Failing }).unwrap_err();
    params.fields(&One { value: "12345678" }).unwrap();
    assert_eq!(params.as_slice().len(), 1);
    assert_eq!(params.as_slice()[0].value(), b"12345678");
}

/// Tries bytes, and writes down what it is told.
struct Curious<'t>(&'t RefCell<Vec<String>>);

impl Curious<'_> {
    fn note<T, E: Display + fmt::Debug>(&self, result: Result<T, E>) -> Result<T, E> {
        if let Err(error) = &result {
            self.0.borrow_mut().push(format!("{error} / {error:?}"));
        }
        result
    }
}

impl Serialize for Curious<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.note(serializer.serialize_bytes(b"x"))
    }
}

/// A struct with a field that has no name.
struct Nameless<'t>(Curious<'t>);

impl Serialize for Nameless<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Nameless", 1)?;
        self.0.note(fields.serialize_field("", &1))?;
        fields.end()
    }
}

#[test]
fn a_type_that_writes_itself_is_told_why_it_cannot() {
    let told = RefCell::default();
    let as_field = One {
        value: Curious(&told),
    };
    fields(&as_field).unwrap_err();
    fields(&Curious(&told)).unwrap_err();
    let error = fields(&Nameless(Curious(&told))).unwrap_err();
    assert_eq!(error.problem, ParamProblem::Nameless);
    assert_eq!(
        told.into_inner(),
        [
            "the value cannot be written as a parameter / NotRepresentable",
            "only a struct or a map becomes parameters / only a struct or a map becomes parameters",
            "a parameter has no name / a parameter has no name",
        ]
    );
}
