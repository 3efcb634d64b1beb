//! Measuring so that a figure can be believed on a busy machine: all candidates take turns in
//! short slices, and ratios are formed inside a round. A slice is cut into portions; those in which
//! another program had the processor do not count.

use std::hint::black_box;
use std::time::{Duration, Instant};

const SLICE: Duration = Duration::from_millis(2);
/// Portions of a slice.
const PORTIONS: u32 = 16;
const ROUNDS: usize = 61;

/// One candidate: does its work once and returns something that depends on it.
pub type Candidate<'c> = Box<dyn FnMut() -> usize + 'c>;

/// Nanoseconds per call, one row a round, one column a candidate.
///
/// ```
/// let rounds = gatekit_benches::interleaved::measure(&mut [Box::new(|| 1), Box::new(|| 2)]);
/// assert!(rounds.iter().all(|round| round.len() == 2));
/// ```
pub fn measure(candidates: &mut [Candidate<'_>]) -> Vec<Vec<f64>> {
    let portions: Vec<u32> = candidates.iter_mut().map(calls_of_a_portion).collect();
    let mut round = || {
        let turns = candidates.iter_mut().zip(&portions);
        turns
            .map(|(candidate, calls)| slice(candidate, *calls))
            .collect()
    };
    (0..ROUNDS).map(|_| round()).collect()
}

/// The calls that fill a portion of a slice; warms up, too.
///
/// ```
/// use gatekit_benches::interleaved::{Candidate, calls_of_a_portion};
/// let mut nothing: Candidate<'_> = Box::new(|| 1);
/// assert!(calls_of_a_portion(&mut nothing) > 0);
/// ```
pub fn calls_of_a_portion(candidate: &mut Candidate<'_>) -> u32 {
    let calls = |portion: Duration| {
        let start = Instant::now();
        let mut calls = 0;
        while start.elapsed() < portion {
            black_box(candidate());
            calls += 1;
        }
        calls
    };
    [SLICE / PORTIONS; 5]
        .map(calls)
        .into_iter()
        .max()
        .unwrap_or(1)
}

/// The lower quartile of a slice's portions, in nanoseconds per call.
///
/// ```
/// use gatekit_benches::interleaved::{Candidate, slice};
/// let mut nothing: Candidate<'_> = Box::new(|| 1);
/// assert!(slice(&mut nothing, 10) > 0.0);
/// ```
pub fn slice(candidate: &mut Candidate<'_>, calls: u32) -> f64 {
    let portions = (0..PORTIONS).map(|_| {
        let start = Instant::now();
        for _ in 0..calls {
            black_box(candidate());
        }
        start.elapsed().as_secs_f64() * 1e9 / f64::from(calls)
    });
    lower_quartile(portions.collect())
}

/// The median over rounds of one candidate's time to another's.
///
/// ```
/// use gatekit_benches::interleaved::ratio;
/// assert_eq!(ratio(&[vec![1.0, 2.0], vec![3.0, 6.0], vec![9.0, 1.0]], 0, 1), 0.5);
/// ```
#[must_use]
pub fn ratio(rounds: &[Vec<f64>], candidate: usize, to: usize) -> f64 {
    let mut ratios: Vec<f64> = rounds
        .iter()
        .filter_map(|round| Some(round.get(candidate)? / round.get(to)?))
        .collect();
    ratios.sort_by(f64::total_cmp);
    ratios.get(ratios.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The lower quartile over rounds of one candidate's nanoseconds.
///
/// ```
/// use gatekit_benches::interleaved::quartile;
/// assert_eq!(quartile(&[vec![4.0], vec![1.0], vec![2.0], vec![3.0]], 0), 2.0);
/// ```
#[must_use]
pub fn quartile(rounds: &[Vec<f64>], candidate: usize) -> f64 {
    let times = rounds
        .iter()
        .filter_map(|round| round.get(candidate).copied());
    lower_quartile(times.collect())
}

/// A quarter of the values is below it.
///
/// ```
/// use gatekit_benches::interleaved::lower_quartile;
/// assert_eq!(lower_quartile(vec![4.0, 1.0, 3.0, 2.0]), 2.0);
/// ```
#[must_use]
pub fn lower_quartile(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 4).copied().unwrap_or(f64::NAN)
}
