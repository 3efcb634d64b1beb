//! The order of parameters.

use crate::diagnose::attempt::{Attempt, Sorting};
use crate::diagnose::given::Facts;
use crate::diagnose::mistake::Variant;

pub(in crate::diagnose) fn case_insensitive<'a>(_: &'a Attempt, _: &'a Facts) -> Vec<Variant<'a>> {
    sorted(&[
        (Sorting::Lower, ""),
        (Sorting::Upper, ""),
        (Sorting::Dictionary, ""),
    ])
}

/// The two orders are one where no name has a character beyond U+FFFF.
pub(in crate::diagnose) fn utf16<'a>(right: &'a Attempt, _: &'a Facts) -> Vec<Variant<'a>> {
    let mut letters = right.params.iter().flat_map(|param| param.name.chars());
    if letters.any(|letter| letter > '\u{ffff}') {
        sorted(&[(Sorting::Utf16, "")])
    } else {
        Vec::new()
    }
}

pub(in crate::diagnose) fn unsorted<'a>(_: &'a Attempt, _: &'a Facts) -> Vec<Variant<'a>> {
    sorted(&[
        (Sorting::AsGiven, "as they were given"),
        (Sorting::SystemFirst, "the system parameters first"),
        (Sorting::BusinessFirst, "the system parameters last"),
        (
            Sorting::SortedSystemFirst,
            "the system parameters sorted first, the others as they were given",
        ),
        (
            Sorting::SortedSystemLast,
            "the system parameters sorted last, the others as they were given",
        ),
        (
            Sorting::SystemThenBusiness,
            "the system parameters sorted first, the others sorted after them",
        ),
        (
            Sorting::BusinessThenSystem,
            "the system parameters sorted last, the others sorted before them",
        ),
        (Sorting::Descending, "in descending order"),
        (
            Sorting::ByBytes,
            "by their bytes alone, where PHP compares numbers by value",
        ),
        (Sorting::ByPair, "sorted as texts name=value"),
        (Sorting::ByValue, "in order of their values"),
    ])
}

fn sorted<'v>(sortings: &[(Sorting, &str)]) -> Vec<Variant<'v>> {
    let variant = |(sorting, about): &(Sorting, &str)| {
        let sorting = *sorting;
        Variant::new(*about, move |attempt| attempt.sorting = sorting)
    };
    sortings.iter().map(variant).collect()
}
