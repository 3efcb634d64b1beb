//! The attempts of one call.

use super::backoff::sum;
use super::{Happened, Jitter, Next, Policy, Remedy, Rule, Why};
use crate::reply::Repeat;
use core::time::Duration;

/// The attempts of one call: a machine without I/O, which is told what happened and says what to do.
///
/// ```
/// use gatekit_core::gateway::top;
/// use gatekit_core::repeat::{Attempts, Happened, Jitter, Next, Policy};
/// use core::time::Duration;
///
/// let policy = Policy::new();
/// let mut jitter = Jitter::new(7);
/// let mut cancel = Attempts::new(&policy, top::RULES, false); // not idempotent
/// let Next::Repeat { after, .. } = cancel.next(&Happened::NotSent, Duration::ZERO, &mut jitter) else {
///     unreachable!()
/// };
/// assert!(after >= Duration::from_millis(100));
/// assert_eq!(cancel.next(&Happened::Unclear, after, &mut jitter), Next::AskFirst);
/// ```
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "what can happen once, each apart from the others"
)]
pub struct Attempts<'p> {
    policy: &'p Policy<'p>,
    rules: &'p [Rule],
    idempotent: bool,
    tries: u8,
    waited: Duration,
    /// One of them may have been executed.
    unclear: bool,
    clock_set: bool,
    token_renewed: bool,
}

impl<'p> Attempts<'p> {
    /// Before the first attempt. `rules` are [the gateway's](crate::Gateway::rules).
    ///
    /// ```
    /// use gatekit_core::{Call, Gateway, Top, api::damai::CancelLockStock};
    /// use gatekit_core::repeat::{Attempts, Policy};
    /// let top = Top::new("12345678", "helloworld")?;
    /// let (call, policy) = (CancelLockStock::order("12345"), Policy::new());
    /// let attempts = Attempts::new(&policy, top.rules(), call.is_idempotent());
    /// assert_eq!(attempts.tries(), 0);
    /// # Ok::<(), gatekit_core::gateway::CredentialError>(())
    /// ```
    #[must_use]
    pub const fn new(policy: &'p Policy<'p>, rules: &'p [Rule], idempotent: bool) -> Self {
        Self {
            policy,
            rules,
            idempotent,
            tries: 0,
            waited: Duration::ZERO,
            unclear: false,
            clock_set: false,
            token_renewed: false,
        }
    }

    /// How many attempts were made.
    ///
    /// ```
    /// # use gatekit_core::{gateway::top, repeat::{Attempts, Happened, Jitter, Policy}};
    /// # use core::time::Duration;
    /// # let (policy, mut jitter) = (Policy::new(), Jitter::new(7));
    /// let mut attempts = Attempts::new(&policy, top::RULES, false);
    /// attempts.next(&Happened::NotSent, Duration::ZERO, &mut jitter);
    /// assert_eq!(attempts.tries(), 1);
    /// ```
    #[must_use]
    pub const fn tries(&self) -> u8 {
        self.tries
    }

    /// Why nothing more is tried: `why`, unless an attempt may have been executed. That weighs more.
    ///
    /// ```
    /// # use gatekit_core::{gateway::top, repeat::{Attempts, Happened, Jitter, Policy, Why}};
    /// # use core::time::Duration;
    /// # let (policy, mut jitter) = (Policy::new(), Jitter::new(7));
    /// let mut query = Attempts::new(&policy, top::RULES, true); // idempotent
    /// assert_eq!(query.verdict(Why::NotReady), Why::NotReady);
    /// query.next(&Happened::Unclear, Duration::ZERO, &mut jitter);
    /// assert_eq!(query.verdict(Why::NotReady), Why::MayBeExecuted);
    /// ```
    #[must_use]
    pub const fn verdict(&self, why: Why) -> Why {
        if self.unclear {
            Why::MayBeExecuted
        } else {
            why
        }
    }

    /// What to do after an attempt. `elapsed` is the time since the first one began, as far as the
    /// caller knows it; the pauses are counted here too.
    ///
    /// ```
    /// # use gatekit_core::{gateway::top, repeat::{Attempts, Happened, Jitter, Next, Policy, Why}};
    /// # use core::time::Duration;
    /// # let (policy, mut jitter) = (Policy::new(), Jitter::new(7));
    /// let mut cancel = Attempts::new(&policy, top::RULES, false);
    /// let mut not_sent = || cancel.next(&Happened::NotSent, Duration::ZERO, &mut jitter);
    /// assert!(matches!(not_sent(), Next::Repeat { .. }));
    /// assert!(matches!(not_sent(), Next::Repeat { .. }));
    /// assert_eq!(not_sent(), Next::GiveUp(Why::TriesSpent)); // 3 of them
    /// ```
    pub fn next(
        &mut self,
        happened: &Happened<'_>,
        elapsed: Duration,
        jitter: &mut Jitter,
    ) -> Next {
        self.tries = self.tries.saturating_add(1);
        let (pause, remedy) = match happened {
            Happened::Unsendable => return self.give_up(Why::Final),
            Happened::NotSent => (Duration::ZERO, Remedy::Pause),
            Happened::Unclear if self.may_repeat_unclear() => (Duration::ZERO, Remedy::Pause),
            Happened::Unclear | Happened::Unusable => return self.ask_first(),
            Happened::Refused(refused) => match refused.judged(self.policy.rules, self.rules) {
                (Repeat::Later, pause) => (pause, Remedy::Pause),
                (Repeat::AskFirst, pause) if self.may_repeat_unclear() => (pause, Remedy::Pause),
                (Repeat::AskFirst, _) => return self.ask_first(),
                (Repeat::No, _) => match refused.remedy(self.policy.rules) {
                    Some(remedy) if self.first_time(remedy) => (Duration::ZERO, remedy),
                    _ => return self.give_up(Why::Final),
                },
            },
        };
        // What waits for a clock or a token is not repeated by waiting.
        let spent = |why| match remedy {
            Remedy::Pause => why,
            Remedy::Clock => Why::Final,
            Remedy::Token => Why::Token,
        };
        if self.tries >= self.policy.budget.tries {
            return self.give_up(spent(Why::TriesSpent));
        }
        let after = match (remedy, pause) {
            (Remedy::Clock | Remedy::Token, _) => Duration::ZERO,
            (Remedy::Pause, Duration::ZERO) => self.policy.backoff.pause(self.tries, jitter),
            // Never before the time that was named, and not all at once behind it.
            (Remedy::Pause, pause) => {
                let spread = jitter.within(self.policy.backoff.first);
                let backoff = self.policy.backoff.pause(self.tries, jitter);
                sum(pause, spread).max(backoff)
            }
        };
        if sum(elapsed.max(self.waited), after) > self.policy.budget.time {
            return self.give_up(spent(Why::TimeSpent));
        }
        self.waited = sum(self.waited, after);
        Next::Repeat { after, remedy }
    }

    const fn give_up(&self, why: Why) -> Next {
        match self.verdict(why) {
            Why::MayBeExecuted => Next::AskFirst,
            why => Next::GiveUp(why),
        }
    }

    const fn ask_first(&mut self) -> Next {
        self.unclear = true;
        Next::AskFirst
    }

    /// An attempt may have been executed: whether there may be another one.
    const fn may_repeat_unclear(&mut self) -> bool {
        self.unclear = true;
        self.idempotent
    }

    /// What was mended once and is refused again is not mended twice.
    const fn first_time(&mut self, remedy: Remedy) -> bool {
        let done = match remedy {
            Remedy::Clock => &mut self.clock_set,
            Remedy::Token => &mut self.token_renewed,
            Remedy::Pause => return true,
        };
        !core::mem::replace(done, true)
    }
}
