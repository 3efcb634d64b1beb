//! The lanes of a batch: each takes the next message when its own ends, so that none waits.

use crate::function::{Block, Function};
use crate::lane::{Advanced, Job, Lane, Sink, Source};

/// With so few lanes left, their messages are hashed faster one after the other.
const ALONE: usize = 2;

/// One message after the other.
pub(crate) fn one_by_one<'c, F: Function<W>, const W: usize>(
    _: F,
    job: &Job<'c, W>,
    source: impl Source<'c>,
    mut sink: impl Sink,
) {
    let mut lane = Lane::new();
    for (index, canonical) in source.enumerate() {
        lane.start::<F, W>(job, index, &canonical);
        sink(index, lane.finish::<F, W>(job, *job.start));
    }
}

/// `L` messages at once. The kernel compresses one block of each lane.
pub(crate) fn run<'c, F: Function<W>, const W: usize, const L: usize>(
    function: F,
    kernel: impl Fn(&mut [[u32; L]; W], &[&Block; L]),
    job: &Job<'c, W>,
    source: impl Source<'c>,
    mut sink: impl Sink,
) {
    if source.size_hint().1.is_some_and(|most| most <= ALONE) {
        return one_by_one(function, job, source, sink);
    }
    let mut source = source.enumerate();
    let mut lanes = [const { Lane::new() }; L];
    // Word by word, as the kernel takes it.
    let mut states = [[0; L]; W];
    let mut active = 0;
    for (at, lane) in lanes.iter_mut().enumerate() {
        if let Some((index, canonical)) = source.next() {
            lane.start::<F, W>(job, index, &canonical);
            set(&mut states, at, job.start);
            active += 1;
        }
    }
    while active > ALONE {
        let steps = compress(&kernel, &mut states, &lanes);
        for (at, lane) in lanes.iter_mut().enumerate() {
            match lane.advance::<F, W>(job, steps, || states.each_ref().map(|word| word[at])) {
                Advanced::Goes => {}
                Advanced::Outer(state) => set(&mut states, at, &state),
                Advanced::Ended(digest) => {
                    sink(lane.index(), digest);
                    if let Some((index, canonical)) = source.next() {
                        lane.start::<F, W>(job, index, &canonical);
                        set(&mut states, at, job.start);
                    } else {
                        active -= 1;
                    }
                }
            }
        }
    }
    for (at, lane) in lanes.iter_mut().enumerate() {
        if !lane.is_idle() {
            let state = states.each_ref().map(|word| word[at]);
            sink(lane.index(), lane.finish::<F, W>(job, state));
        }
    }
}

/// As many blocks as every busy lane has ready; returns how many.
fn compress<const W: usize, const L: usize>(
    kernel: impl Fn(&mut [[u32; L]; W], &[&Block; L]),
    states: &mut [[u32; L]; W],
    lanes: &[Lane<'_>; L],
) -> usize {
    static IDLE: Block = [0; size_of::<Block>()];
    let ready = lanes.each_ref().map(Lane::blocks);
    let busy = ready.iter().filter(|blocks| !blocks.is_empty());
    let steps = busy.map(|blocks| blocks.len()).min().unwrap_or(0);
    for step in 0..steps {
        kernel(
            states,
            &ready.map(|blocks| blocks.get(step).unwrap_or(&IDLE)),
        );
    }
    steps
}

fn set<const W: usize, const L: usize>(states: &mut [[u32; L]; W], at: usize, to: &[u32; W]) {
    for (word, to) in states.iter_mut().zip(to) {
        word[at] = *to;
    }
}
