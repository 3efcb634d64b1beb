//! A call that is sent again by the core's policy (`gatekit call --tries`).

use crate::console::{Console, printable};
use crate::failure::Failure;
use gatekit_core::repeat::{Attempts, Budget, Jitter, Next, Policy, Remedy, Rule, Why};
use gatekit_core::reply::Repeat;
use gatekit_core::{ClockOffset, Timestamp};
use gatekit_ureq::Error;
use std::time::{Duration, Instant};

/// How long a call may take with all its pauses.
const TIME: Duration = Duration::from_secs(120);

/// So many attempts.
pub(crate) fn policy(tries: u8) -> Policy<'static> {
    Policy::new().with_budget(Budget { tries, time: TIME })
}

pub(crate) struct Repeating<'p> {
    attempts: Attempts<'p>,
    clock: ClockOffset,
    jitter: Jitter,
    started: Instant,
}

impl<'p> Repeating<'p> {
    pub(crate) fn new(policy: &'p Policy<'p>, rules: &'p [Rule], is_idempotent: bool) -> Self {
        Self {
            attempts: Attempts::new(policy, rules, is_idempotent),
            clock: gatekit_ureq::repeating(*policy).clock,
            // One process makes one call.
            jitter: Jitter::new(std::process::id()),
            started: Instant::now(),
        }
    }

    /// The time to sign with.
    pub(crate) fn time(&self, device: Timestamp) -> Timestamp {
        self.clock.time(device)
    }

    /// After an attempt that was made at `device` by this computer's clock: pauses if there is to be
    /// another one. `date` is what its answer says.
    pub(crate) fn goes_on(
        &mut self,
        error: &Error,
        device: Timestamp,
        date: Option<Timestamp>,
        console: &mut Console,
    ) -> Result<bool, Failure> {
        let elapsed = self.started.elapsed();
        let next = self
            .attempts
            .next(&error.happened(), elapsed, &mut self.jitter);
        let tries = self.attempts.tries();
        match next {
            Next::Repeat {
                after,
                remedy: Remedy::Pause,
            } => {
                let seconds = after.as_secs_f64();
                let note = format!("attempt {tries}: {error}; again in {seconds:.1} s");
                console.note(printable(&note))?;
                std::thread::sleep(after);
                Ok(true)
            }
            Next::Repeat {
                remedy: Remedy::Clock,
                ..
            } => match self.clock.learn(device, date) {
                Ok(()) => {
                    let seconds = self.clock.seconds();
                    let note = format!(
                        "attempt {tries}: {error}; the gateway's clock is {seconds} s from this one's: signed again"
                    );
                    console.note(printable(&note))?;
                    Ok(true)
                }
                Err(skew) => {
                    console.note(skew)?;
                    self.stops(error, Why::Clock(skew), console)
                }
            },
            // The command has no way to a new token.
            Next::Repeat {
                remedy: Remedy::Token,
                ..
            } => self.stops(error, Why::Token, console),
            Next::GiveUp(why) => self.stops(error, why, console),
            Next::AskFirst => self.stops(error, Why::MayBeExecuted, console),
        }
    }

    /// There is no further attempt. That one before may have been executed weighs more than this
    /// one's error, which does not say it.
    fn stops(&self, error: &Error, why: Why, console: &mut Console) -> Result<bool, Failure> {
        let may_be_executed = self.attempts.verdict(why) == Why::MayBeExecuted;
        if may_be_executed && error.repeat() != Repeat::AskFirst {
            console.note("an attempt before may have been executed: ask for the order's state before calling again")?;
        }
        Ok(false)
    }
}
