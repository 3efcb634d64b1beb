//! The road walked again: calls that are repeated by a policy.

use super::{Client, Error, GaveUp, read};
use crate::call::Call;
use crate::clock::{ClockOffset, Timestamp};
use crate::gateway::Gateway;
use crate::repeat::{Attempts, Happened, Jitter, Next, Policy, Refused, Remedy, Why};
use crate::reply::{Problem, Unopened, Unreadable};
use crate::transport::{Answer, AsyncTransport, Transport, TransportError};
use core::future::ready;
use core::ops::Range;
use core::time::Duration;
use serde::Deserialize;

/// What a repeated call asks of whoever runs the client `C`: its clock, its delay, and what must be
/// done before a call is sent again.
///
/// ```
/// use gatekit_core::client::Host;
/// use gatekit_core::repeat::Remedy;
/// use gatekit_core::{Client, Qianmi, Timestamp};
/// use core::time::Duration;
///
/// /// Counts from the moment at which it was switched on.
/// struct Board { uptime: fn() -> i64, delay: fn(Duration), new_token: fn() -> Option<&'static str> }
///
/// impl<T> Host<Client<Qianmi, T>> for Board {
///     fn now(&mut self) -> Timestamp {
///         Timestamp::from_unix((self.uptime)()).unwrap()
///     }
///     fn wait(&mut self, pause: Duration) {
///         (self.delay)(pause);
///     }
///     fn prepare(&mut self, client: &mut Client<Qianmi, T>, remedy: Remedy) -> bool {
///         // Here a connection that has ended is made anew: client.transport_mut().
///         if remedy == Remedy::Token {
///             let Some(token) = (self.new_token)() else { return false };
///             *client.gateway_mut() = client.gateway().clone().with_access_token(token);
///         }
///         true
///     }
/// }
/// ```
pub trait Host<C> {
    /// What the device's clock shows. It need not be right: see [`ClockOffset`].
    fn now(&mut self) -> Timestamp;

    /// Lets time pass.
    fn wait(&mut self, pause: Duration);

    /// Makes the client ready for another attempt, after the pause, and for the first one where the
    /// transport is not ready ([`Transport::is_ready`]): the call before may have ended the connection.
    /// `false` gives up before another attempt, as does a transport that is not ready then: the error
    /// is that of the last attempt. For [`Remedy::Clock`] there is nothing to do: [`Repeating::clock`] has learnt what the
    /// clock is wrong by, and a clock that is set here would be corrected twice. Without a body of its
    /// own it has no new token and no new connection.
    fn prepare(&mut self, client: &mut C, remedy: Remedy) -> bool {
        let _ = client;
        remedy != Remedy::Token
    }
}

/// The same where time is awaited.
///
/// ```
/// use gatekit_core::Timestamp;
/// use gatekit_core::client::AsyncHost;
/// use core::time::Duration;
///
/// struct Board;
/// impl<C> AsyncHost<C> for Board {
///     fn now(&mut self) -> Timestamp { Timestamp::from_unix(0).unwrap() }
///     async fn wait(&mut self, pause: Duration) { /* Timer::after(pause).await */ }
/// }
/// ```
pub trait AsyncHost<C> {
    /// What the device's clock shows.
    fn now(&mut self) -> Timestamp;

    /// Lets time pass.
    fn wait(&mut self, pause: Duration) -> impl Future<Output = ()>;

    /// Makes the client ready for another attempt, as [`Host::prepare`] does.
    fn prepare(&mut self, client: &mut C, remedy: Remedy) -> impl Future<Output = bool> {
        let _ = client;
        ready(remedy != Remedy::Token)
    }
}

/// How calls are repeated here: kept beside the client, because what was learnt of the clock is
/// kept in it.
///
/// ```
/// use gatekit_core::client::Repeating;
/// use gatekit_core::repeat::Policy;
/// use gatekit_core::{ClockOffset, Timestamp};
/// # struct Board;
/// let built = Timestamp::parse(b"2026-01-01 00:00:00").unwrap();
/// let end = Timestamp::parse(b"2045-12-31 23:59:59").unwrap();
/// let serial_number = 4711;
/// let repeating = Repeating::new(Policy::new(), ClockOffset::between(built, end), serial_number, Board);
/// assert_eq!(repeating.clock.seconds(), 0);
/// ```
#[derive(Clone, Debug)]
pub struct Repeating<'p, H> {
    /// What is repeated, how often, and after which pauses.
    pub policy: Policy<'p>,
    /// What was learnt of the clock.
    pub clock: ClockOffset,
    /// Whoever runs the client.
    pub host: H,
    jitter: Jitter,
}

impl<'p, H> Repeating<'p, H> {
    /// Repeats by this policy; the seed, of which pauses are made, should differ between devices.
    ///
    /// ```
    /// # use gatekit_core::{ClockOffset, Timestamp, client::Repeating};
    /// use gatekit_core::repeat::{Budget, Policy};
    /// # use core::time::Duration;
    /// # struct Board;
    /// # let built = Timestamp::parse(b"2026-01-01 00:00:00").unwrap();
    /// # let end = Timestamp::parse(b"2045-12-31 23:59:59").unwrap();
    /// # let (clock, serial_number) = (ClockOffset::between(built, end), 4711);
    /// let policy = Policy::new().with_budget(Budget { tries: 5, time: Duration::from_secs(120) });
    /// let repeating = Repeating::new(policy, clock, serial_number, Board);
    /// assert_eq!(repeating.policy.budget.tries, 5);
    /// ```
    pub const fn new(policy: Policy<'p>, clock: ClockOffset, seed: u32, host: H) -> Self {
        Self {
            policy,
            clock,
            host,
            jitter: Jitter::new(seed),
        }
    }
}

impl<G: Gateway, T: Transport, const N: usize> Client<G, T, N> {
    /// Walks the road until there is a reply, or the policy says that enough was tried. Each attempt
    /// is signed anew; the reply borrows from `buffer`.
    ///
    /// ```
    /// use gatekit_core::client::{GaveUp, Host, Repeating};
    /// use gatekit_core::repeat::Why;
    /// use gatekit_core::{Client, Qianmi, Transport, api::d2p::TradeCancel};
    ///
    /// fn cancel<T: Transport, H: Host<Client<Qianmi, T>>>(
    ///     client: &mut Client<Qianmi, T>,
    ///     repeating: &mut Repeating<'_, H>,
    /// ) -> &'static str {
    ///     let mut buffer = [0; 512];
    ///     match client.call_repeating(&TradeCancel::order("T1"), repeating, &mut buffer) {
    ///         Ok(_) => "cancelled",
    ///         Err(GaveUp { why: Why::MayBeExecuted, .. }) => "perhaps cancelled: query the order",
    ///         Err(_) => "not cancelled",
    ///     }
    /// }
    /// ```
    pub fn call_repeating<'b, C, H>(
        &mut self,
        call: &C,
        repeating: &mut Repeating<'_, H>,
        buffer: &'b mut [u8],
    ) -> Result<C::Reply<&'b str>, GaveUp<&'b str, T::Error>>
    where
        C: Call + ?Sized,
        C::Reply<&'b str>: Deserialize<'b>,
        H: Host<Self>,
    {
        self.call_repeating_as::<C, &'b str, H>(call, repeating, buffer)
    }

    /// The same with texts of type `S`: `String` where the reply must outlive the buffer.
    ///
    /// ```
    /// # use gatekit_core::{Client, ClockOffset, Timestamp, Top, api::damai::CancelLockStock};
    /// # use gatekit_core::{client::{Host, Repeating}, repeat::Policy, request::Request};
    /// # use gatekit_core::transport::{Answer, Transport, TransportError};
    /// # struct Modem { sent: u8 }
    /// # impl Transport for Modem {
    /// #     type Error = &'static str;
    /// #     fn send(&mut self, _: &Request<'_>) -> Result<(), TransportError<Self::Error>> {
    /// #         self.sent += 1;
    /// #         if self.sent == 1 { Err(TransportError::NotSent("no route")) } else { Ok(()) }
    /// #     }
    /// #     fn receive(&mut self, buffer: &mut [u8]) -> Result<Answer, TransportError<Self::Error>> {
    /// #         let body = br#"{"alibaba_damai_yuntoc_order_cancellockstock_response":{"result":
    /// #             {"head":{"return_code":"0"}}}}"#;
    /// #         buffer[..body.len()].copy_from_slice(body);
    /// #         Ok(Answer::new(200, body.len()))
    /// #     }
    /// # }
    /// # struct Board;
    /// # impl<C> Host<C> for Board {
    /// #     fn now(&mut self) -> Timestamp { Timestamp::from_unix(1_451_620_800).unwrap() }
    /// #     fn wait(&mut self, _: core::time::Duration) {}
    /// # }
    /// # let now = Timestamp::from_unix(1_451_620_800).unwrap();
    /// # let clock = ClockOffset::between(now, now);
    /// # let mut repeating = Repeating::new(Policy::new(), clock, 4711, Board);
    /// # let modem = Modem { sent: 0 };
    /// # let mut client: Client<_, _> = Client::new(Top::new("12345678", "helloworld")?, modem);
    /// let call = CancelLockStock::order("12345");
    /// let reply = {
    ///     let mut buffer = [0; 512];
    ///     client.call_repeating_as::<_, String, _>(&call, &mut repeating, &mut buffer).unwrap()
    /// };
    /// assert_eq!(reply.result.head.unwrap().return_code.as_deref(), Some("0"));
    /// assert_eq!(client.transport().sent, 2); // the first time there was no route
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn call_repeating_as<'b, C, S, H>(
        &mut self,
        call: &C,
        repeating: &mut Repeating<'_, H>,
        buffer: &'b mut [u8],
    ) -> Result<C::Reply<S>, GaveUp<S, T::Error>>
    where
        C: Call + ?Sized,
        C::Reply<S>: Deserialize<'b>,
        S: From<&'b str>,
        H: Host<Self>,
    {
        let policy = repeating.policy;
        let mut walk = Walk::new(&policy, &self.gateway, call, repeating.host.now());
        if !self.transport.is_ready() {
            repeating.host.prepare(self, Remedy::Pause);
        }
        loop {
            let device = repeating.host.now();
            let tried = self.exchange(call, repeating.clock.time(device), buffer);
            let times = device..repeating.host.now();
            let step = walk.step(&self.gateway, call, &tried, buffer, times, repeating);
            let why = match step {
                Step::Read => None,
                Step::Stop(why) => Some(why),
                Step::Again(after, remedy) => {
                    repeating.host.wait(after);
                    if !repeating.host.prepare(self, remedy) {
                        Some(walk.attempts.verdict(unprepared(remedy)))
                    } else if !self.transport.is_ready() {
                        Some(walk.attempts.verdict(Why::NotReady))
                    } else {
                        continue;
                    }
                }
            };
            return walk.end(&self.gateway, call, tried, why, buffer);
        }
    }
}

impl<G: Gateway, T: AsyncTransport, const N: usize> Client<G, T, N> {
    /// [`call_repeating`](Self::call_repeating) over a connection that is awaited. A call whose future
    /// is dropped may have been executed.
    ///
    /// ```
    /// use gatekit_core::client::{AsyncHost, Repeating};
    /// use gatekit_core::{Client, Qianmi, api::d2p::TradeCancel, transport::AsyncTransport};
    ///
    /// async fn cancel<T: AsyncTransport, H: AsyncHost<Client<Qianmi, T>>>(
    ///     client: &mut Client<Qianmi, T>,
    ///     repeating: &mut Repeating<'_, H>,
    /// ) -> bool {
    ///     let mut buffer = [0; 512];
    ///     client.call_repeating_async(&TradeCancel::order("T1"), repeating, &mut buffer).await.is_ok()
    /// }
    /// ```
    pub async fn call_repeating_async<'b, C, H>(
        &mut self,
        call: &C,
        repeating: &mut Repeating<'_, H>,
        buffer: &'b mut [u8],
    ) -> Result<C::Reply<&'b str>, GaveUp<&'b str, T::Error>>
    where
        C: Call + ?Sized,
        C::Reply<&'b str>: Deserialize<'b>,
        H: AsyncHost<Self>,
    {
        let policy = repeating.policy;
        let mut walk = Walk::new(&policy, &self.gateway, call, repeating.host.now());
        if !self.transport.is_ready() {
            repeating.host.prepare(self, Remedy::Pause).await;
        }
        loop {
            let device = repeating.host.now();
            let now = repeating.clock.time(device);
            let tried = self.exchange_async(call, now, buffer).await;
            let times = device..repeating.host.now();
            let step = walk.step(&self.gateway, call, &tried, buffer, times, repeating);
            let why = match step {
                Step::Read => None,
                Step::Stop(why) => Some(why),
                Step::Again(after, remedy) => {
                    repeating.host.wait(after).await;
                    if !repeating.host.prepare(self, remedy).await {
                        Some(walk.attempts.verdict(unprepared(remedy)))
                    } else if !self.transport.is_ready() {
                        Some(walk.attempts.verdict(Why::NotReady))
                    } else {
                        continue;
                    }
                }
            };
            return walk.end(&self.gateway, call, tried, why, buffer);
        }
    }
}

/// What is the same whether it is awaited or not.
struct Walk<'p> {
    attempts: Attempts<'p>,
    started: Timestamp,
}

enum Step {
    /// There is a reply to read.
    Read,
    Again(Duration, Remedy),
    Stop(Why),
}

impl<'p> Walk<'p> {
    fn new<G: Gateway, C: Call + ?Sized>(
        policy: &'p Policy<'p>,
        gateway: &G,
        call: &C,
        started: Timestamp,
    ) -> Self {
        Self {
            attempts: Attempts::new(policy, gateway.rules(), call.is_idempotent()),
            started,
        }
    }

    /// What follows from an attempt; `times` are what the device's clock showed before and after it.
    fn step<G: Gateway, C: Call + ?Sized, S, E, H>(
        &mut self,
        gateway: &G,
        call: &C,
        tried: &Result<Answer, Error<S, E>>,
        buffer: &[u8],
        times: Range<Timestamp>,
        repeating: &mut Repeating<'_, H>,
    ) -> Step {
        let happened = match tried {
            Ok(answer) => match refusal(gateway, call, answer, buffer) {
                Some(happened) => happened,
                None => return Step::Read,
            },
            Err(error) => error.failed(),
        };
        let seconds = times.end.unix().saturating_sub(self.started.unix());
        let elapsed = Duration::from_secs(u64::try_from(seconds).unwrap_or_default());
        let jitter = &mut repeating.jitter;
        match self.attempts.next(&happened, elapsed, jitter) {
            Next::GiveUp(why) => Step::Stop(why),
            Next::AskFirst => Step::Stop(Why::MayBeExecuted),
            Next::Repeat { after, remedy } => {
                if remedy == Remedy::Clock {
                    let date = tried.as_ref().ok().and_then(|answer| answer.date);
                    if let Err(skew) = repeating.clock.learn(times.start, date) {
                        return Step::Stop(self.attempts.verdict(Why::Clock(skew)));
                    }
                }
                Step::Again(after, remedy)
            }
        }
    }

    /// The end of the road: the reply, or the last attempt's error and why it is the last.
    fn end<'b, G: Gateway, C, S, E>(
        self,
        gateway: &G,
        call: &C,
        tried: Result<Answer, Error<S, E>>,
        why: Option<Why>,
        buffer: &'b mut [u8],
    ) -> Result<C::Reply<S>, GaveUp<S, E>>
    where
        C: Call + ?Sized,
        C::Reply<S>: Deserialize<'b>,
        S: From<&'b str>,
    {
        let read = tried.and_then(|answer| read(gateway, call, &answer, buffer));
        read.map_err(|error| GaveUp {
            error,
            // What opened and cannot be decoded may have been executed.
            why: why.unwrap_or(Why::MayBeExecuted),
            // What opened was not counted yet.
            tries: self.attempts.tries().saturating_add(why.is_none().into()),
        })
    }
}

/// Why there is no further attempt where the host gives up.
const fn unprepared(remedy: Remedy) -> Why {
    match remedy {
        Remedy::Token => Why::Token,
        Remedy::Pause | Remedy::Clock => Why::NotReady,
    }
}

/// What the answer at the start of the buffer says, if it is no reply. The texts stay where they
/// stand: who repeats the call needs the buffer again.
fn refusal<'d, G: Gateway, C: Call + ?Sized>(
    gateway: &G,
    call: &C,
    answer: &Answer,
    buffer: &'d [u8],
) -> Option<Happened<'d>> {
    let Some(body) = buffer.get(..answer.length) else {
        return Some(Happened::Unusable);
    };
    match gateway.payload(Some(call.method()), answer, body) {
        Ok(_) => None,
        Err(Unopened::Problem(_)) => Some(Happened::Unclear),
        Err(Unopened::Refused(refusal)) => {
            Some(Happened::Refused(Refused::standing(&refusal, C::REFUSALS)))
        }
    }
}

impl<S: AsRef<str>, E> Error<S, E> {
    /// What happened, for [`Attempts::next`].
    ///
    /// ```
    /// use gatekit_core::{Error, repeat::Happened, transport::TransportError};
    /// let error: Error<&str, &str> = Error::Transport(TransportError::NotSent("no route"));
    /// assert!(matches!(error.happened(), Happened::NotSent));
    /// ```
    #[must_use]
    pub fn happened(&self) -> Happened<'_> {
        match self {
            Self::Refused(fault) => Happened::Refused(fault.into()),
            other => other.failed(),
        }
    }
}

impl<S, E> Error<S, E> {
    /// The same of an error that is no refusal.
    const fn failed(&self) -> Happened<'static> {
        match self {
            Self::Params(_) => Happened::Unsendable,
            Self::Transport(TransportError::NotSent(_)) => Happened::NotSent,
            Self::Transport(TransportError::AnswerTooLarge { .. })
            | Self::Unreadable(Unreadable {
                problem: Problem::Decode(_),
                ..
            }) => Happened::Unusable,
            Self::Transport(_) | Self::Unreadable(_) | Self::Refused(_) => Happened::Unclear,
        }
    }
}
