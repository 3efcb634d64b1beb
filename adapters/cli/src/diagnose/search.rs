//! The search for the mistakes that make what somebody has: single ones first, then pairs.

use super::attempt::Attempt;
use super::base::Base;
use super::given::Facts;
use super::mistake::{Found, KNOWN, LOWER_CASE, Mistake, UPPER_CASE, Variant};

/// How many mistakes are looked for at once, apart from the case of letters.
const MISTAKES_MAX: usize = 2;
/// Of which a signature may have more than one.
const REPEATED: [&str; 2] = ["system-parameter-left-out", "business-parameter-left-out"];

/// Whether an attempt makes what somebody has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    No,
    /// But for the case of its letters.
    OtherCase,
    Yes,
}

pub(super) struct Search<'s> {
    pub(super) bases: &'s [Base],
    pub(super) facts: &'s Facts,
    /// Mistakes that are not looked for.
    pub(super) passed_over: &'s [&'s str],
    pub(super) fit: &'s dyn Fn(&Attempt) -> Fit,
}

impl Search<'_> {
    /// The fewest mistakes that explain it, none if it is right; `None` if nothing explains it.
    pub(super) fn mistakes(&self) -> Option<Vec<Found>> {
        (0..=MISTAKES_MAX).find_map(|count| self.of_count(count))
    }

    fn of_count(&self, count: usize) -> Option<Vec<Found>> {
        let mut but_for_case = None;
        for base in self.bases {
            let Some(more) = count.checked_sub(base.mistakes.len()) else {
                continue;
            };
            let mut seen = |attempt: &Attempt, found: &[Found]| {
                let fit = (self.fit)(attempt);
                if fit == Fit::No {
                    return None;
                }
                let mut mistakes = base.mistakes.clone();
                for more in found {
                    more.join(&mut mistakes);
                }
                if fit == Fit::Yes {
                    return Some(mistakes);
                }
                let case = if attempt.upper_case {
                    &LOWER_CASE
                } else {
                    &UPPER_CASE
                };
                mistakes.push(Found::new(case, String::new()));
                but_for_case.get_or_insert(mistakes);
                None
            };
            let found = match more {
                0 => seen(&base.attempt, &[]),
                1 => self.singles(base, &mut seen),
                _ if base.mistakes.is_empty() => self.pairs(base, &mut seen),
                _ => None,
            };
            if found.is_some() {
                return found;
            }
        }
        but_for_case
    }

    fn singles(&self, base: &Base, seen: &mut Seen<'_>) -> Option<Vec<Found>> {
        // Where something is wrong already, a second mistake is a usual one.
        let mut ways = self.ways(base).into_iter();
        let is_only = base.mistakes.is_empty();
        ways.find_map(|(mistake, variant)| {
            if variant.is_rare && !is_only {
                return None;
            }
            let attempt = variant.of(&base.attempt);
            seen(&attempt, &[Found::new(mistake, variant.about)])
        })
    }

    fn pairs(&self, base: &Base, seen: &mut Seen<'_>) -> Option<Vec<Found>> {
        let mut ways = self.ways(base);
        ways.retain(|(_, variant)| !variant.is_rare);
        for (index, (first, one)) in ways.iter().enumerate() {
            let attempt = one.of(&base.attempt);
            for (second, other) in &ways[index + 1..] {
                if first.slug == second.slug && !REPEATED.contains(&first.slug) {
                    continue;
                }
                let both = [(first, one), (second, other)]
                    .map(|(mistake, variant)| Found::new(mistake, variant.about.clone()));
                let mistakes = seen(&other.of(&attempt), &both);
                if mistakes.is_some() {
                    return mistakes;
                }
            }
        }
        None
    }

    /// Every way to make a mistake, in the order in which they are thought of.
    fn ways<'b>(&'b self, base: &'b Base) -> Vec<(&'static Mistake, Variant<'b>)> {
        let known = self.known();
        let ways = known.flat_map(|mistake| {
            let variants = (mistake.variants)(&base.attempt, self.facts);
            variants.into_iter().map(move |variant| (mistake, variant))
        });
        ways.collect()
    }

    fn known(&self) -> impl Iterator<Item = &'static Mistake> {
        let known = KNOWN.iter().copied();
        known.filter(|mistake| !self.passed_over.contains(&mistake.slug))
    }
}

type Seen<'s> = dyn FnMut(&Attempt, &[Found]) -> Option<Vec<Found>> + 's;
