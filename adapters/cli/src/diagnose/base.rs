//! What would have been right, as far as it is known: parameters that nobody gave may have been
//! sent with their documented values, or not at all.

use super::attempt::{Attempt, Parameter};
use super::given::{Given, system};
use super::method::Method;
use super::mistake::{EPOCH, Found, LOCAL_TIME, SYSTEM_LEFT_OUT};
use super::mistakes::parameters::quoted;
use super::mistakes::time::hours;
use super::moment::{Moment, Written};
use crate::credentials::Secret;
use crate::platform::Platform;
use gatekit_core::gateway::Slot;
use std::rc::Rc;

const HALF_HOUR: i64 = 1800;
/// What the gateways' clocks may differ by.
const TOLERANCE: i64 = 600;

/// A hypothesis of what should be signed.
pub(super) struct Base {
    pub(super) attempt: Attempt,
    /// What is wrong already where this is what was signed.
    pub(super) mistakes: Vec<Found>,
}

/// All hypotheses, those without a mistake first.
pub(super) fn all(given: &Given) -> Vec<Base> {
    let mut bases = Vec::new();
    let secret = Rc::new(Secret::new(given.facts.secret.reveal().trim()));
    for method in &given.methods {
        for format in formats(given) {
            bases.extend(with_defaults(given, &secret, method, format));
        }
    }
    bases.sort_by_key(|base| base.mistakes.len());
    bases
}

/// What answers are asked for in: XML for the standard calls of Qimen.
fn formats(given: &Given) -> &'static [&'static str] {
    if !given.facts.platform.signs_bodies()
        || given.params.iter().any(|param| param.name == "format")
    {
        &["json"]
    } else if given.body.trim_start().starts_with('<') {
        &["xml", "json"]
    } else {
        &["json", "xml"]
    }
}

/// With every choice of the defaults.
fn with_defaults(given: &Given, secret: &Rc<Secret>, method: &Method, format: &str) -> Vec<Base> {
    let platform = given.facts.platform;
    let rows = platform.dialect().system.iter();
    let defaults = rows.filter_map(|row| {
        let value = default(platform, row.slot, format, method)?;
        let is_missing = given.params.iter().all(|param| param.name != row.name);
        is_missing.then(|| Parameter {
            is_assumed: true,
            ..system(row.name, value, given.params.len())
        })
    });
    let defaults: Vec<_> = defaults.collect();
    let names_system = given.params.iter().any(|param| param.is_system);
    let all_optional = defaults
        .iter()
        .all(|param| is_optional(platform, &param.name));
    let timing = timing(given);

    let choices = 0..1_u32 << defaults.len();
    let base = |choice: u32| {
        let is_left_out = |index: usize| choice >> index & 1 == 1;
        let (mut params, mut missing) = (given.params.clone(), Vec::new());
        for (index, param) in defaults.iter().enumerate() {
            if is_left_out(index) {
                missing.push(param.name.clone());
            } else {
                params.push(param.clone());
            }
        }
        // Whoever gives no system parameter at all wants to know about exactly these.
        let is_bare = !names_system && missing.len() == defaults.len();
        let mut mistakes = Vec::new();
        if !missing.is_empty() && !is_bare && !all_optional {
            mistakes.push(Found::new(&SYSTEM_LEFT_OUT, quoted(&missing)));
        }
        mistakes.extend(timing.clone());
        Base {
            attempt: right(given, params, secret, method),
            mistakes,
        }
    };
    choices.map(base).collect()
}

fn right(given: &Given, params: Vec<Parameter>, secret: &Rc<Secret>, method: &Method) -> Attempt {
    let dialect = given.facts.platform.dialect();
    Attempt::right(
        params,
        dialect.blanks,
        dialect.order,
        &given.body,
        Rc::clone(secret),
        method,
    )
}

/// The value that the documents name.
fn default<'v>(
    platform: Platform,
    slot: Slot,
    format: &'v str,
    method: &'v Method,
) -> Option<&'v str> {
    match (platform, slot) {
        (Platform::Top | Platform::Qimen, Slot::Version) => Some("2.0"),
        (Platform::Top | Platform::Qimen, Slot::SignMethod) => Some(method.name),
        (Platform::Top | Platform::Qimen, Slot::Format) => Some(format),
        (Platform::Qianmi, Slot::Version) => Some("1.1"),
        (Platform::Qianmi, Slot::Format) => Some("json"),
        _ => None,
    }
}

/// Whether requests without it are answered.
fn is_optional(platform: Platform, name: &str) -> bool {
    match platform {
        Platform::Top => name == "format",
        // Custom scenes go without a version.
        Platform::Qimen => matches!(name, "format" | "v"),
        _ => false,
    }
}

/// What a parameter `timestamp` tells without any signature.
fn timing(given: &Given) -> Option<Found> {
    let mut rows = given.facts.platform.dialect().system.iter();
    if !rows.any(|row| row.slot == Slot::Timestamp) {
        return None;
    }
    let mut params = given.params.iter();
    let param = params.find(|param| param.name == "timestamp")?;
    let sent = Moment::parse(&param.value)?;
    if sent.written == Written::Seconds {
        return Some(Found::new(&EPOCH, "seconds since 1970".to_owned()));
    }
    let off = sent.time.unix() - given.now?.time.unix();
    let half_hours = (off + off.signum() * HALF_HOUR / 2) / HALF_HOUR;
    let is_zone = half_hours != 0 && (off - half_hours * HALF_HOUR).abs() <= TOLERANCE;
    is_zone.then(|| Found::new(&LOCAL_TIME, hours(half_hours)))
}
