//! The timestamp.

use crate::diagnose::attempt::Attempt;
use crate::diagnose::given::Facts;
use crate::diagnose::mistake::Variant;
use crate::diagnose::moment::Moment;
use gatekit_core::Timestamp;

const HALF_HOUR: i64 = 1800;
/// From one end of the world's time zones to the other.
const HALF_HOURS: i64 = 52;
/// UTC, Europe, America, India, Japan, seen from GMT+8; and the same seen from there.
const USUAL: [i64; 16] = [
    -16, -14, -12, -26, -24, -32, -30, -5, 2, 16, 14, 12, 26, 24, 32, 30,
];

pub(in crate::diagnose) fn local_time<'a>(right: &'a Attempt, _: &'a Facts) -> Vec<Variant<'a>> {
    let halves = (1..=HALF_HOURS).flat_map(|half| [half, -half]);
    let shifted = |half: i64| {
        let variant = moved(right, half * HALF_HOUR, hours(half))?;
        Some(variant.rare_if(!USUAL.contains(&half)))
    };
    halves.filter_map(shifted).collect()
}

pub(in crate::diagnose) fn taken_twice<'a>(right: &'a Attempt, _: &'a Facts) -> Vec<Variant<'a>> {
    let seconds = (1..=10).flat_map(|second| [second, -second]);
    let shifted = |second: i64| {
        let side = if second > 0 { "after" } else { "before" };
        let count = second.abs();
        let plural = if count == 1 { "" } else { "s" };
        moved(right, second, format!("{count} second{plural} {side}")).map(Variant::rare)
    };
    seconds.filter_map(shifted).collect()
}

pub(in crate::diagnose) fn epoch<'a>(right: &'a Attempt, _: &'a Facts) -> Vec<Variant<'a>> {
    const MILLISECONDS: &str = "milliseconds since 1970";
    let Some(moment) = moment_of(right) else {
        return Vec::new();
    };
    let (seconds, milliseconds) = (moment.time.unix(), moment.milliseconds());
    let mut variants = vec![
        at(moment.time.to_string(), "a date here and as a number there"),
        at(milliseconds.to_string(), MILLISECONDS),
        at(seconds.to_string(), "seconds since 1970"),
    ];
    // A date has no fraction of the second; the clock that was read had one.
    let fractions = (seconds * 1000..).take(1000);
    variants.extend(fractions.map(|time| at(time.to_string(), MILLISECONDS).rare()));
    variants
}

/// `half` half hours in words.
pub(in crate::diagnose) fn hours(half: i64) -> String {
    let side = if half > 0 { "ahead of" } else { "behind" };
    let fraction = if half % 2 == 0 { "" } else { ".5" };
    let hours = half.abs() / 2;
    let plural = if half.abs() == 2 { "" } else { "s" };
    format!("{hours}{fraction} hour{plural} {side}")
}

fn moved<'v>(right: &Attempt, seconds: i64, about: String) -> Option<Variant<'v>> {
    let moment = moment_of(right)?;
    let time = Timestamp::from_unix(moment.time.unix().checked_add(seconds)?)?;
    Some(at(time.to_string(), about))
}

fn moment_of(attempt: &Attempt) -> Option<Moment> {
    Moment::parse(&attempt.param("timestamp")?.value)
}

fn at<'v>(timestamp: String, about: impl Into<String>) -> Variant<'v> {
    Variant::new(about, move |attempt| attempt.set("timestamp", &timestamp))
}
