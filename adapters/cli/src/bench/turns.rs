//! Measuring so that a figure can be believed on a busy computer: all that is measured takes turns
//! in short slices, and the lower quartile counts.

#![allow(clippy::cast_precision_loss)] // Signatures of a slice are few.

use super::findings::Subject;
use std::thread;
use std::time::{Duration, Instant};

const SLICE: Duration = Duration::from_millis(3);
/// A slice is cut into portions: those in which another program had the core do not count.
const PORTION: Duration = Duration::from_micros(150);
const PORTIONS_AT_LEAST: usize = 4;
/// The next slice goes on with other requests.
const TURNS_APART: usize = 61;

/// Something that is measured. Its work does what is due in the turn of that number, and returns
/// how many signatures that were.
pub(super) struct Turn<'w> {
    pub(super) subject: Subject,
    /// Nanoseconds a signature, one for each round.
    pub(super) taken: Vec<f64>,
    cores: usize,
    /// The number of its next turn.
    next: usize,
    work: Box<dyn Fn(usize) -> usize + Sync + 'w>,
}

/// Lets them take turns for that long, once at least; returns the seconds that it took.
pub(super) fn take_turns(
    turns: &mut [Turn<'_>],
    time: Duration,
    mut progress: impl FnMut(f64),
) -> f64 {
    let start = Instant::now();
    loop {
        for turn in &mut *turns {
            turn.take();
            progress(start.elapsed().as_secs_f64() / time.as_secs_f64());
        }
        let elapsed = start.elapsed();
        if elapsed >= time {
            return elapsed.as_secs_f64();
        }
    }
}

impl<'w> Turn<'w> {
    pub(super) fn new(
        subject: Subject,
        cores: usize,
        work: impl Fn(usize) -> usize + Sync + 'w,
    ) -> Self {
        Self {
            subject,
            taken: Vec::new(),
            cores,
            next: 0,
            work: Box::new(work),
        }
    }

    /// On all cores each of them signs on its own.
    fn take(&mut self) {
        let (work, first) = (&*self.work, self.next);
        self.next += TURNS_APART;
        let nanoseconds = if self.cores == 1 {
            slice(work, first)
        } else {
            let rates: f64 = thread::scope(|scope| {
                let turns = (0..self.cores).map(|core| first + core * 7);
                let threads: Vec<_> = turns
                    .map(|turn| scope.spawn(move || 1.0 / slice(work, turn)))
                    .collect();
                let rates = threads.into_iter().map(thread::ScopedJoinHandle::join);
                rates.map(Result::unwrap_or_default).sum()
            });
            1.0 / rates
        };
        self.taken.push(nanoseconds);
    }
}

/// The lower quartile of a slice's portions, in nanoseconds a signature.
fn slice(work: &(dyn Fn(usize) -> usize + Sync), first: usize) -> f64 {
    let (start, mut portions, mut turn) = (Instant::now(), Vec::new(), first);
    while start.elapsed() < SLICE || portions.len() < PORTIONS_AT_LEAST {
        let mut signed = 0;
        let start = Instant::now();
        while start.elapsed() < PORTION {
            signed += work(turn);
            turn += 1;
        }
        portions.push(start.elapsed().as_secs_f64() * 1e9 / signed as f64);
    }
    lower_quartile(portions)
}

pub(super) fn lower_quartile(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 4).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_of_the_figures_is_below() {
        assert!((lower_quartile(vec![4.0, 1.0, 3.0, 2.0]) - 2.0).abs() < 1e-9);
    }

    #[test]
    fn everything_has_its_turn_however_short_the_time() {
        let subject = Subject::Hash { name: "md5" };
        let mut turns = [1, 2].map(|cores| Turn::new(subject, cores, |_| 1));
        take_turns(&mut turns, Duration::from_nanos(1), |_| ());
        for turn in turns {
            assert_eq!(turn.taken.len(), 1);
            assert!(turn.taken[0] > 0.0);
        }
    }
}
