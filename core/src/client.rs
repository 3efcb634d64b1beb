//! The whole road of a call: parameters, signature, transport, answer.

mod gave_up;
mod repeating;

pub use gave_up::GaveUp;
pub use repeating::{AsyncHost, Host, Repeating};

use crate::call::Call;
use crate::clock::Timestamp;
use crate::gateway::Gateway;
use crate::reply::{Fault, Owner, ReadError, Reason, Repeat, Unreadable};
use crate::request::{ParamError, Params};
use crate::transport::{Answer, AsyncTransport, Transport, TransportError};
use core::fmt;
use serde::Deserialize;

/// A gateway reached over a transport, for calls of at most `N` business parameters.
///
/// The buffer of a call first holds what the call writes (19 bytes of timestamp, nested JSON,
/// numbers), then the answer.
///
/// ```
/// use gatekit_core::{Client, Qianmi, Timestamp, api::d2p::TradeCancel};
/// # use gatekit_core::transport::{Answer, Transport, TransportError};
/// # use gatekit_core::request::Request;
/// # struct Modem;
/// # impl Transport for Modem {
/// #     type Error = std::io::Error;
/// #     fn send(&mut self, _: &Request<'_>) -> Result<(), TransportError<Self::Error>> { Ok(()) }
/// #     fn receive(&mut self, buffer: &mut [u8]) -> Result<Answer, TransportError<Self::Error>> {
/// #         let body = br#"{"d2p_trade_cancel_response":{"trade":{"is_success":true}}}"#;
/// #         buffer[..body.len()].copy_from_slice(body);
/// #         Ok(Answer::new(200, body.len()))
/// #     }
/// # }
/// # let modem = Modem;
/// # let now = Timestamp::from_unix(1_446_617_413).unwrap();
/// let qianmi = Qianmi::new("10000000", "0123456789abcdef")?.with_access_token("00112233");
/// let mut client = Client::new(qianmi, modem);
/// let mut buffer = [0; 512];
/// let reply = client.call(&TradeCancel::order("T20151104141013082"), now, &mut buffer).unwrap();
/// assert!(reply.trade.is_success);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Client<G, T, const N: usize = 16> {
    gateway: G,
    transport: T,
}

impl<G, T> Client<G, T> {
    /// A client for calls of at most 16 business parameters.
    ///
    /// ```
    /// # use gatekit_core::{Client, Qianmi};
    /// # struct Modem;
    /// let qianmi = Qianmi::new("10000000", "0123456789abcdef")?.with_access_token("00112233");
    /// let client: Client<Qianmi, Modem, 16> = Client::new(qianmi, Modem);
    /// # Ok::<(), gatekit_core::gateway::CredentialError>(())
    /// ```
    pub const fn new(gateway: G, transport: T) -> Self {
        Self::sized(gateway, transport)
    }
}

impl<G, T, const N: usize> Client<G, T, N> {
    /// A client for calls of at most `N` business parameters; each takes two slices on the stack
    /// while a call is sent.
    ///
    /// ```
    /// # use gatekit_core::{Client, PhalApi, Transport};
    /// fn small<T: Transport>(transport: T) -> Client<PhalApi, T, 4> {
    ///     Client::sized(PhalApi::unsigned(), transport)
    /// }
    /// ```
    pub const fn sized(gateway: G, transport: T) -> Self {
        Self { gateway, transport }
    }

    /// The gateway.
    ///
    /// ```
    /// use gatekit_core::{Client, Gateway, Params, Qianmi, Timestamp, api::d2p::TradeCancel};
    /// # let qianmi = Qianmi::new("10000000", "0123456789abcdef")?.with_access_token("00112233");
    /// # let client: Client<_, ()> = Client::new(qianmi, ());
    /// # let now = Timestamp::from_unix(1_446_617_413).unwrap();
    /// // What a call would send, without sending it.
    /// let call = TradeCancel::order("T20151104141013082");
    /// let mut room = [0; 32];
    /// let mut params = Params::<1>::new(&mut room);
    /// let request = client.gateway().sign(&call, now, &mut params)?;
    /// let mut body = [0; 64];
    /// assert_eq!(request.encode_body(&mut body)?, b"tid=T20151104141013082");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub const fn gateway(&self) -> &G {
        &self.gateway
    }

    /// The gateway, to change its tokens.
    ///
    /// ```
    /// # use gatekit_core::{Client, Gateway, Qianmi, gateway::Slot};
    /// # let qianmi = Qianmi::new("10000000", "0123456789abcdef")?.with_access_token("00112233");
    /// # let mut client: Client<_, ()> = Client::new(qianmi, ());
    /// let renewed = client.gateway().clone().with_access_token("44556677");
    /// *client.gateway_mut() = renewed;
    /// assert_eq!(client.gateway().system_value(Slot::Session), Some("44556677"));
    /// # Ok::<(), gatekit_core::gateway::CredentialError>(())
    /// ```
    pub const fn gateway_mut(&mut self) -> &mut G {
        &mut self.gateway
    }

    /// The transport.
    ///
    /// ```
    /// # use gatekit_core::{Client, PhalApi};
    /// struct Modem { signal: i8 }
    /// let client: Client<_, Modem> = Client::new(PhalApi::unsigned(), Modem { signal: -71 });
    /// assert_eq!(client.transport().signal, -71);
    /// ```
    pub const fn transport(&self) -> &T {
        &self.transport
    }

    /// The transport, to connect it anew.
    ///
    /// ```
    /// # use gatekit_core::{Client, PhalApi};
    /// struct Modem { connected: bool }
    /// let mut client: Client<_, Modem> = Client::new(PhalApi::unsigned(), Modem { connected: false });
    /// client.transport_mut().connected = true;
    /// assert!(client.transport().connected);
    /// ```
    pub const fn transport_mut(&mut self) -> &mut T {
        &mut self.transport
    }
}

impl<G: Gateway, T: Transport, const N: usize> Client<G, T, N> {
    /// Walks the road once: the reply borrows from `buffer`. Nothing is repeated.
    ///
    /// ```
    /// use gatekit_core::{Client, Error, Qianmi, Timestamp, api::d2p::TradeCancel, reply::Repeat};
    /// # use gatekit_core::transport::{Answer, Transport, TransportError};
    /// # use gatekit_core::request::Request;
    /// # struct Modem;
    /// # impl Transport for Modem {
    /// #     type Error = std::io::Error;
    /// #     fn send(&mut self, _: &Request<'_>) -> Result<(), TransportError<Self::Error>> { Ok(()) }
    /// #     fn receive(&mut self, buffer: &mut [u8]) -> Result<Answer, TransportError<Self::Error>> {
    /// #         let body = br#"{"errorToken":"x","code":"1"}"#;
    /// #         buffer[..body.len()].copy_from_slice(body);
    /// #         Ok(Answer::new(200, body.len()))
    /// #     }
    /// # }
    /// # let qianmi = Qianmi::new("10000000", "0123456789abcdef")?.with_access_token("00112233");
    /// # let mut client: Client<_, _> = Client::new(qianmi, Modem);
    /// # let now = Timestamp::from_unix(1_446_617_413).unwrap();
    /// # let mut buffer = [0; 512];
    /// // The service failed; it may have done what was asked.
    /// match client.call(&TradeCancel::order("T20151104141013082"), now, &mut buffer) {
    ///     Err(Error::Refused(fault)) => assert_eq!(fault.repeat(), Repeat::AskFirst),
    ///     other => unreachable!("{other:?}"),
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn call<'b, C: Call + ?Sized>(
        &mut self,
        call: &C,
        now: Timestamp,
        buffer: &'b mut [u8],
    ) -> Result<C::Reply<&'b str>, Error<&'b str, T::Error>>
    where
        C::Reply<&'b str>: Deserialize<'b>,
    {
        self.call_as::<C, &'b str>(call, now, buffer)
    }

    /// The same with texts of type `S`: `String` where the reply must outlive the buffer.
    ///
    /// ```
    /// # use gatekit_core::{Client, Timestamp, Top, api::damai::CancelLockStock};
    /// # use gatekit_core::transport::{Answer, Transport, TransportError};
    /// # use gatekit_core::request::Request;
    /// # struct Modem;
    /// # impl Transport for Modem {
    /// #     type Error = std::io::Error;
    /// #     fn send(&mut self, _: &Request<'_>) -> Result<(), TransportError<Self::Error>> { Ok(()) }
    /// #     fn receive(&mut self, buffer: &mut [u8]) -> Result<Answer, TransportError<Self::Error>> {
    /// #         let body = br#"{"alibaba_damai_yuntoc_order_cancellockstock_response":{"result":
    /// #             {"head":{"return_code":"0"}}}}"#;
    /// #         buffer[..body.len()].copy_from_slice(body);
    /// #         Ok(Answer::new(200, body.len()))
    /// #     }
    /// # }
    /// # let mut client: Client<_, _> = Client::new(Top::new("12345678", "helloworld")?, Modem);
    /// # let now = Timestamp::from_unix(1_451_620_800).unwrap();
    /// let reply = {
    ///     let mut buffer = [0; 512];
    ///     client.call_as::<_, String>(&CancelLockStock::order("12345"), now, &mut buffer).unwrap()
    /// };
    /// assert_eq!(reply.result.head.unwrap().return_code.as_deref(), Some("0"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn call_as<'b, C, S>(
        &mut self,
        call: &C,
        now: Timestamp,
        buffer: &'b mut [u8],
    ) -> Result<C::Reply<S>, Error<S, T::Error>>
    where
        C: Call + ?Sized,
        C::Reply<S>: Deserialize<'b>,
        S: From<&'b str>,
    {
        let answer = self.exchange(call, now, buffer)?;
        read(&self.gateway, call, &answer, buffer)
    }

    /// Half of the road: until an answer stands at the start of the buffer.
    #[inline]
    fn exchange<C: Call + ?Sized, S>(
        &mut self,
        call: &C,
        now: Timestamp,
        buffer: &mut [u8],
    ) -> Result<Answer, Error<S, T::Error>> {
        {
            let mut params = Params::<N>::new(buffer);
            let request = self.gateway.sign(call, now, &mut params);
            let request = request.map_err(Error::Params)?;
            self.transport.send(&request).map_err(Error::Transport)?;
        }
        self.transport.receive(buffer).map_err(Error::Transport)
    }
}

impl<G: Gateway, T: AsyncTransport, const N: usize> Client<G, T, N> {
    /// Walks the road once over a connection that is awaited. A call whose future is dropped may have
    /// been executed.
    ///
    /// ```
    /// use gatekit_core::{Client, Qianmi, Timestamp, api::d2p::TradeCancel};
    /// use gatekit_core::transport::AsyncTransport;
    ///
    /// async fn cancel<T: AsyncTransport>(client: &mut Client<Qianmi, T>, now: Timestamp) -> bool {
    ///     let mut buffer = [0; 512];
    ///     let reply = client.call_async(&TradeCancel::order("T1"), now, &mut buffer).await;
    ///     reply.is_ok_and(|reply| reply.trade.is_success)
    /// }
    /// ```
    pub async fn call_async<'b, C: Call + ?Sized>(
        &mut self,
        call: &C,
        now: Timestamp,
        buffer: &'b mut [u8],
    ) -> Result<C::Reply<&'b str>, Error<&'b str, T::Error>>
    where
        C::Reply<&'b str>: Deserialize<'b>,
    {
        let answer = self.exchange_async(call, now, buffer).await?;
        read(&self.gateway, call, &answer, buffer)
    }

    #[inline]
    async fn exchange_async<C: Call + ?Sized, S>(
        &mut self,
        call: &C,
        now: Timestamp,
        buffer: &mut [u8],
    ) -> Result<Answer, Error<S, T::Error>> {
        {
            let mut params = Params::<N>::new(buffer);
            let request = self.gateway.sign(call, now, &mut params);
            let request = request.map_err(Error::Params)?;
            let sent = self.transport.send(&request).await;
            sent.map_err(Error::Transport)?;
        }
        let answer = self.transport.receive(buffer).await;
        answer.map_err(Error::Transport)
    }
}

/// The end of the road: what the answer at the start of the buffer says.
fn read<'b, G: Gateway, C, S, E>(
    gateway: &G,
    call: &C,
    answer: &Answer,
    buffer: &'b mut [u8],
) -> Result<C::Reply<S>, Error<S, E>>
where
    C: Call + ?Sized,
    C::Reply<S>: Deserialize<'b>,
    S: From<&'b str>,
{
    let capacity = buffer.len();
    let needed = Some(answer.length);
    let too_large = TransportError::AnswerTooLarge { capacity, needed };
    let body = buffer
        .get_mut(..answer.length)
        .ok_or(Error::Transport(too_large))?;
    Ok(gateway.read_answer(call, answer, body)?)
}

/// A call that brought no reply, by whose fault it is.
///
/// ```
/// use gatekit_core::{Error, reply::Repeat, transport::TransportError};
/// let error: Error<&str, &str> = Error::Transport(TransportError::Unclear("timeout"));
/// assert_eq!(error.repeat(), Repeat::AskFirst);
/// assert_eq!(error.to_string(), "the request may have been executed: timeout");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error<S, E> {
    /// The caller's: a parameter cannot be sent. Nothing was.
    Params(ParamError),
    /// The transport's.
    Transport(TransportError<E>),
    /// The gateway's or the business's refusal ([`Fault::owner`] tells).
    Refused(Fault<S>),
    /// An answer that holds no reply: the request may have been executed.
    Unreadable(Unreadable),
}

impl<S, E> Error<S, E> {
    /// Whether asking again is safe.
    ///
    /// ```
    /// use gatekit_core::{Error, reply::Repeat, transport::TransportError};
    /// let error: Error<&str, &str> = Error::Transport(TransportError::NotSent("no route"));
    /// assert_eq!(error.repeat(), Repeat::Later);
    /// ```
    #[must_use]
    pub const fn repeat(&self) -> Repeat {
        match self {
            Self::Params(_) => Repeat::No,
            Self::Transport(TransportError::NotSent(_)) => Repeat::Later,
            Self::Transport(_) | Self::Unreadable(_) => Repeat::AskFirst,
            Self::Refused(fault) => fault.repeat(),
        }
    }

    /// A stable number for the kind of error: 1 parameters, 2 nothing sent, 3 unclear, 4 the
    /// gateway refused (caller's fault), 5 the gateway refused (its own), 6 the business refused,
    /// 7 unreadable.
    ///
    /// ```
    /// use gatekit_core::{Error, transport::TransportError};
    /// assert_eq!(Error::<&str, _>::Transport(TransportError::NotSent("no route")).code(), 2);
    /// ```
    #[must_use]
    pub const fn code(&self) -> u8 {
        match self {
            Self::Params(_) => 1,
            Self::Transport(TransportError::NotSent(_)) => 2,
            Self::Transport(
                TransportError::Unclear(_)
                | TransportError::Unreadable(_)
                | TransportError::AnswerTooLarge { .. },
            ) => 3,
            Self::Refused(fault) => match (fault.reason, fault.owner()) {
                (Reason::BusinessRefused, _) => 6,
                (_, Owner::Gateway) => 5,
                _ => 4,
            },
            Self::Unreadable(_) => 7,
        }
    }
}

impl<S, E> Error<S, E> {
    /// The same with texts of another type: `error.map(String::from)` detaches it from the
    /// buffer, so that `?` can carry it further.
    ///
    /// ```
    /// use gatekit_core::{Error, transport::TransportError};
    /// let error: Error<&str, &str> = Error::Transport(TransportError::NotSent("no route"));
    /// let owned: Error<String, &str> = error.map(String::from);
    /// ```
    #[must_use]
    pub fn map<T>(self, text: impl FnMut(S) -> T) -> Error<T, E> {
        match self {
            Self::Params(error) => Error::Params(error),
            Self::Transport(error) => Error::Transport(error),
            Self::Refused(fault) => Error::Refused(fault.map(text)),
            Self::Unreadable(unreadable) => Error::Unreadable(unreadable),
        }
    }
}

impl<S, E> From<ReadError<S>> for Error<S, E> {
    fn from(error: ReadError<S>) -> Self {
        match error {
            ReadError::Refused(fault) => Self::Refused(fault),
            ReadError::Unreadable(unreadable) => Self::Unreadable(unreadable),
        }
    }
}

impl<S: fmt::Display, E: fmt::Display> fmt::Display for Error<S, E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Params(error) => error.fmt(formatter),
            Self::Transport(error) => error.fmt(formatter),
            Self::Refused(fault) => fault.fmt(formatter),
            Self::Unreadable(unreadable) => unreadable.fmt(formatter),
        }
    }
}

impl<S, E> core::error::Error for Error<S, E>
where
    S: fmt::Debug + fmt::Display,
    E: core::error::Error + 'static,
{
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Transport(error) => error.source(),
            _ => None,
        }
    }
}
