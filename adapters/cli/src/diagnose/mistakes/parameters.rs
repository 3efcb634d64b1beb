//! Parameters that are missing, and ones that should not be there.

use crate::diagnose::attempt::{Attempt, Parameter};
use crate::diagnose::given::{Facts, system};
use crate::diagnose::mistake::Variant;
use gatekit_core::gateway::{Slot, SystemParam};

/// How languages write a value that is not there.
const NOTHING: [&str; 4] = ["", "null", "None", "undefined"];

pub(in crate::diagnose) fn session_left_out<'a>(
    right: &'a Attempt,
    facts: &'a Facts,
) -> Vec<Variant<'a>> {
    let token = facts.platform.token_name();
    let names = names(right, |param| param.name == token);
    let variant = Variant::new(names.concat(), move |attempt| remove(attempt, &names));
    vec![variant]
}

pub(in crate::diagnose) fn system_left_out<'a>(
    right: &'a Attempt,
    facts: &'a Facts,
) -> Vec<Variant<'a>> {
    let token = facts.platform.token_name();
    let names = names(right, |param| param.is_system);
    let others: Vec<_> = names
        .iter()
        .filter(|name| *name != token)
        .cloned()
        .collect();
    let singles = others.iter().map(|name| without(vec![name.clone()]));
    let mut variants: Vec<_> = singles.collect();
    variants.extend([names, others].map(without));
    variants
}

pub(in crate::diagnose) fn business_left_out<'a>(
    right: &'a Attempt,
    _: &'a Facts,
) -> Vec<Variant<'a>> {
    let names = names(right, |param| !param.is_system);
    let singles = names.iter().map(|name| without(vec![name.clone()]));
    let mut variants: Vec<_> = singles.collect();
    variants.push(without(names));
    variants
}

pub(in crate::diagnose) fn body_left_out<'a>(right: &'a Attempt, _: &'a Facts) -> Vec<Variant<'a>> {
    let variant = Variant::new("", |attempt| attempt.body.clear());
    vec![variant.rare_if(right.body.is_empty())]
}

pub(in crate::diagnose) fn upload_included<'a>(
    _: &'a Attempt,
    facts: &'a Facts,
) -> Vec<Variant<'a>> {
    let all = facts.uploads.iter().collect::<Vec<_>>();
    if all.is_empty() {
        return Vec::new();
    }
    let singles = all.iter().map(|param| included(vec![*param], None));
    let mut variants: Vec<_> = singles.collect();
    variants.push(included(all, None));
    variants
}

pub(in crate::diagnose) fn sign_included<'a>(_: &'a Attempt, facts: &'a Facts) -> Vec<Variant<'a>> {
    let place = facts.sign.as_ref().map_or(usize::MAX, |param| param.place);
    let with = |about: &str, value: String| {
        Variant::new(about, move |attempt| {
            attempt.params.push(system("sign", &value, place));
        })
    };
    let twice = |is_upper: bool| {
        Variant::new(" with a first signature", move |attempt| {
            let once = attempt.signature().to_string();
            let once = if is_upper {
                once
            } else {
                once.to_ascii_lowercase()
            };
            attempt.params.push(system("sign", &once, usize::MAX));
        })
    };
    let given = facts.sign.as_ref();
    let given = given.map(|param| with(" with the value that was given", param.value.clone()));
    let mut variants: Vec<_> = given.into_iter().collect();
    variants.push(with(" with an empty value", String::new()));
    variants.extend([twice(true), twice(false).rare()]);
    variants.extend(
        NOTHING[1..]
            .iter()
            .map(|text| with("", (*text).to_owned()).rare()),
    );
    variants
}

pub(in crate::diagnose) fn blank_included<'a>(
    right: &'a Attempt,
    facts: &'a Facts,
) -> Vec<Variant<'a>> {
    let mut variants = Vec::new();
    if right.joints.skips_false {
        variants.push(Variant::new("empty values and `0`", |attempt| {
            attempt.joints.skips_false = false;
        }));
    }
    let blank: Vec<_> = right.dropped.iter().collect();
    let (empty, spaces): (Vec<_>, Vec<_>) = blank
        .iter()
        .copied()
        .partition(|param| param.value.is_empty());
    if !blank.is_empty() {
        variants.push(included(blank.clone(), None));
        variants.push(included(spaces, None));
        variants.push(included(empty, None));
        let others = NOTHING.iter();
        variants.extend(others.map(|text| included(blank.clone(), Some(text)).rare()));
    }
    for blank in blank {
        variants.push(included(vec![blank], None).rare());
        variants.push(included(vec![blank], Some("")).rare());
    }
    // Members of a map that nobody filled in.
    let rows = facts.platform.dialect().system.iter();
    let is_unfilled = |row: &&SystemParam| {
        right.param(row.name).is_none() && !matches!(row.slot, Slot::Signature | Slot::Reserved)
    };
    for row in rows.filter(is_unfilled).filter(|_| facts.drops_blanks()) {
        variants.extend(NOTHING.map(|text| {
            let about = format!("`{}`, written as {text:?}", row.name);
            let add = move |attempt: &mut Attempt| {
                attempt.params.push(system(row.name, text, usize::MAX));
            };
            Variant::new(about, add).rare()
        }));
    }
    variants
}

/// Blank parameters as they are, or with a text for nothing.
fn included<'a>(blank: Vec<&'a Parameter>, text: Option<&'a str>) -> Variant<'a> {
    let names: Vec<_> = blank.iter().map(|param| param.name.clone()).collect();
    Variant::new(quoted(&names), move |attempt| {
        for param in &blank {
            let mut param = (*param).clone();
            if let Some(text) = text {
                text.clone_into(&mut param.value);
            }
            attempt.params.push(param);
        }
    })
}

/// Only where nothing is to be dropped.
pub(in crate::diagnose) fn blank_dropped<'a>(
    right: &'a Attempt,
    facts: &'a Facts,
) -> Vec<Variant<'a>> {
    if facts.drops_blanks() {
        return Vec::new();
    }
    let is_trimmed = |param: &Parameter| param.value.trim().is_empty();
    let is_false = |param: &Parameter| matches!(&*param.value, "" | "0");
    let is_any = |param: &Parameter| is_trimmed(param) || is_false(param) || param.is_blank();
    let singles = names(right, is_any);
    let mut variants = vec![
        without(names(right, Parameter::is_blank)),
        without(names(right, is_trimmed)),
        without(names(right, is_false)),
        without(singles.clone()),
    ];
    let singles = singles.into_iter().map(|name| without(vec![name]).rare());
    variants.extend(singles);
    variants
}

/// `` `a`, `b` ``
pub(in crate::diagnose) fn quoted(names: &[String]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

fn names(right: &Attempt, is_wanted: impl Fn(&Parameter) -> bool) -> Vec<String> {
    let wanted = right.params.iter().filter(|param| is_wanted(param));
    wanted.map(|param| param.name.clone()).collect()
}

fn without<'v>(names: Vec<String>) -> Variant<'v> {
    Variant::new(quoted(&names), move |attempt| remove(attempt, &names))
}

fn remove(attempt: &mut Attempt, names: &[String]) {
    attempt.params.retain(|param| !names.contains(&param.name));
}
