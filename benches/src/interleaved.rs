//! Measuring so that a figure can be believed on a busy machine: all candidates take turns in
//! short slices, and ratios are formed inside a round.

use std::hint::black_box;
use std::time::{Duration, Instant};

const SLICE: Duration = Duration::from_millis(2);
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
    for candidate in candidates.iter_mut() {
        slice(candidate); // warm
    }
    let mut round = || candidates.iter_mut().map(slice).collect();
    (0..ROUNDS).map(|_| round()).collect()
}

fn slice(candidate: &mut Candidate<'_>) -> f64 {
    let start = Instant::now();
    let mut calls = 0_u32;
    loop {
        for _ in 0..16 {
            black_box(candidate());
        }
        calls += 16;
        let elapsed = start.elapsed();
        if elapsed >= SLICE {
            return elapsed.as_secs_f64() * 1e9 / f64::from(calls);
        }
    }
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
    let mut times: Vec<f64> = rounds
        .iter()
        .filter_map(|round| round.get(candidate).copied())
        .collect();
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 4).copied().unwrap_or(f64::NAN)
}
