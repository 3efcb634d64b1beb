//! A socket, one request and one answer at a time.

use crate::exchange::Exchange;
use crate::head::Limits;
use crate::outgoing::{Decimal, Outgoing};
use crate::receiving::{Collect, Failure, PassOn, Receiving, Sink};
use crate::sending::Sending;
use crate::{HttpError, PieceError, Url, UrlError};
use embedded_io::{Read, Write};
use gatekit_core::request::Request;
use gatekit_core::transport::{Answer, Transport, TransportError};

/// A transport over HTTP/1.1 and a connected socket.
///
/// Over an `embedded_io` socket it is a [`Transport`], over an `embedded_io_async` one (feature `async`)
/// an [`AsyncTransport`](gatekit_core::transport::AsyncTransport). It takes the socket by value or as `&mut`, and keeps no memory but a few words; a request takes
/// 128 bytes of stack for a block on its way, and the answer goes into the caller's buffer, which must
/// hold its body. No redirect is followed, no cookie kept, no compression asked for.
///
/// Connections are kept, and gateways close those that are idle, which is seen only when the next call
/// has been sent: it ends unclear. A device that calls now and then takes a new socket for each call
/// ([`reconnect`](Self::reconnect)).
///
/// ```
/// use gatekit_core::gateway::top;
/// use gatekit_embedded_io::Http;
/// # #[derive(Default)]
/// # struct Modem;
/// # impl embedded_io::ErrorType for Modem { type Error = core::convert::Infallible; }
/// # impl embedded_io::Read for Modem {
/// #     fn read(&mut self, _: &mut [u8]) -> Result<usize, Self::Error> { Ok(0) }
/// # }
/// # impl embedded_io::Write for Modem {
/// #     fn write(&mut self, bytes: &[u8]) -> Result<usize, Self::Error> { Ok(bytes.len()) }
/// #     fn flush(&mut self) -> Result<(), Self::Error> { Ok(()) }
/// # }
/// let http = Http::new(Modem::default(), top::DIALECT.production)?;
/// assert_eq!(http.url().host(), "gw.api.taobao.com");
/// # Ok::<(), gatekit_embedded_io::UrlError>(())
/// ```
#[derive(Debug)]
pub struct Http<'u, S> {
    pub(crate) socket: S,
    url: Url<'u>,
    pub(crate) limits: Limits,
    pub(crate) exchange: Exchange,
}

impl<'u, S> Http<'u, S> {
    /// A client for an address, over a socket that is connected to its host.
    ///
    /// ```
    /// # use gatekit_embedded_io::{Http, UrlError};
    /// # struct Socket;
    /// let http = Http::new(Socket, "https://api.qianmi.com/api")?;
    /// assert!(http.is_ready());
    /// assert_eq!(Http::new(Socket, "api.qianmi.com/api").err(), Some(UrlError));
    /// # Ok::<(), gatekit_embedded_io::UrlError>(())
    /// ```
    pub fn new(socket: S, url: &'u str) -> Result<Self, UrlError> {
        Ok(Self {
            socket,
            url: Url::parse(url)?,
            limits: Limits::default(),
            exchange: Exchange::Ready,
        })
    }

    /// The same with other limits for an answer's head.
    ///
    /// ```
    /// # use gatekit_core::transport::TransportError;
    /// # use gatekit_embedded_io::{Http, HttpError, Limits, Malformed};
    /// # use gatekit_core::{Gateway, Params, PhalApi, Timestamp, Transport, call::Generic};
    /// # struct Modem(&'static [u8]);
    /// # impl embedded_io::ErrorType for Modem { type Error = core::convert::Infallible; }
    /// # impl embedded_io::Read for Modem {
    /// #     fn read(&mut self, to: &mut [u8]) -> Result<usize, Self::Error> { self.0.read(to) }
    /// # }
    /// # impl embedded_io::Write for Modem {
    /// #     fn write(&mut self, bytes: &[u8]) -> Result<usize, Self::Error> { Ok(bytes.len()) }
    /// #     fn flush(&mut self) -> Result<(), Self::Error> { Ok(()) }
    /// # }
    /// # let (apiusb, call) = (PhalApi::unsigned(), Generic::new("App.Site.Index", &[]));
    /// # let mut params = Params::<1>::new(&mut []);
    /// # let request = apiusb.sign(&call, Timestamp::from_unix(0).unwrap(), &mut params)?;
    /// let socket = Modem(b"HTTP/1.1 200 OK\r\nServer: x\r\nContent-Length: 0\r\n\r\n");
    /// let limits = Limits { fields: 1, ..Limits::default() };
    /// let mut http = Http::new(socket, "https://api.apiusb.com/api/app")?.with_limits(limits);
    /// http.send(&request)?;
    /// let too_many = HttpError::Malformed(Malformed::TooManyFields);
    /// assert_eq!(http.receive(&mut [0; 64]), Err(TransportError::Unreadable(too_many)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Where the requests go.
    ///
    /// ```
    /// # struct Socket;
    /// let http = gatekit_embedded_io::Http::new(Socket, "https://api.qianmi.com/api")?;
    /// assert_eq!((http.url().host(), http.url().path()), ("api.qianmi.com", "/api"));
    /// # Ok::<(), gatekit_embedded_io::UrlError>(())
    /// ```
    #[must_use]
    pub const fn url(&self) -> Url<'u> {
        self.url
    }

    /// Whether a request can be sent, as far as is known without asking the socket: false behind an
    /// answer that ended the connection, behind an error, and before an answer was received.
    ///
    /// ```
    /// # use gatekit_embedded_io::Http;
    /// # use gatekit_core::{Gateway, Params, PhalApi, Timestamp, Transport, call::Generic};
    /// # struct Modem(&'static [u8]);
    /// # impl embedded_io::ErrorType for Modem { type Error = core::convert::Infallible; }
    /// # impl embedded_io::Read for Modem {
    /// #     fn read(&mut self, to: &mut [u8]) -> Result<usize, Self::Error> { self.0.read(to) }
    /// # }
    /// # impl embedded_io::Write for Modem {
    /// #     fn write(&mut self, bytes: &[u8]) -> Result<usize, Self::Error> { Ok(bytes.len()) }
    /// #     fn flush(&mut self) -> Result<(), Self::Error> { Ok(()) }
    /// # }
    /// # let (apiusb, call) = (PhalApi::unsigned(), Generic::new("App.Site.Index", &[]));
    /// # let mut params = Params::<1>::new(&mut []);
    /// # let request = apiusb.sign(&call, Timestamp::from_unix(0).unwrap(), &mut params)?;
    /// let closes = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}";
    /// let mut http = Http::new(Modem(closes), "https://api.apiusb.com/api/app")?;
    /// http.send(&request)?;
    /// assert!(!http.is_ready()); // there is an answer to receive
    /// http.receive(&mut [0; 64])?;
    /// assert!(!http.is_ready()); // the gateway ended the connection
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.exchange == Exchange::Ready
    }

    /// Goes on over a new connection; returns the old socket.
    ///
    /// ```
    /// # use gatekit_embedded_io::Http;
    /// # use gatekit_core::{Gateway, Params, PhalApi, Timestamp, Transport, call::Generic};
    /// # struct Modem(&'static [u8]);
    /// # impl embedded_io::ErrorType for Modem { type Error = core::convert::Infallible; }
    /// # impl embedded_io::Read for Modem {
    /// #     fn read(&mut self, to: &mut [u8]) -> Result<usize, Self::Error> { self.0.read(to) }
    /// # }
    /// # impl embedded_io::Write for Modem {
    /// #     fn write(&mut self, bytes: &[u8]) -> Result<usize, Self::Error> { Ok(bytes.len()) }
    /// #     fn flush(&mut self) -> Result<(), Self::Error> { Ok(()) }
    /// # }
    /// # let (apiusb, call) = (PhalApi::unsigned(), Generic::new("App.Site.Index", &[]));
    /// # let mut params = Params::<1>::new(&mut []);
    /// # let request = apiusb.sign(&call, Timestamp::from_unix(0).unwrap(), &mut params)?;
    /// let closes = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}";
    /// let mut http = Http::new(Modem(closes), "https://api.apiusb.com/api/app")?;
    /// http.send(&request)?;
    /// http.receive(&mut [0; 64])?;
    /// assert!(http.send(&request).is_err()); // the connection has ended
    /// let _old = http.reconnect(Modem(closes));
    /// assert!(http.send(&request).is_ok());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn reconnect(&mut self, socket: S) -> S {
        self.exchange = Exchange::Ready;
        core::mem::replace(&mut self.socket, socket)
    }

    /// Goes on over the same socket, which was connected anew through [`socket_mut`](Self::socket_mut).
    ///
    /// ```
    /// # use gatekit_embedded_io::Http;
    /// # struct Modem;
    /// # impl Modem { fn dial(&mut self) -> bool { true } }
    /// fn make_ready(http: &mut Http<'_, Modem>) {
    ///     if !http.is_ready() && http.socket_mut().dial() {
    ///         http.restart();
    ///     }
    /// }
    /// # make_ready(&mut Http::new(Modem, "https://api.qianmi.com/api").unwrap());
    /// ```
    pub const fn restart(&mut self) {
        self.exchange = Exchange::Ready;
    }

    /// Gives the socket back.
    ///
    /// ```
    /// # #[derive(Debug, PartialEq)]
    /// # struct Socket;
    /// let http = gatekit_embedded_io::Http::new(Socket, "https://api.qianmi.com/api")?;
    /// assert_eq!(http.into_socket(), Socket);
    /// # Ok::<(), gatekit_embedded_io::UrlError>(())
    /// ```
    pub fn into_socket(self) -> S {
        self.socket
    }

    /// The socket.
    ///
    /// ```
    /// # use gatekit_embedded_io::Http;
    /// # struct Socket { timeout: u32 }
    /// let mut http = Http::new(Socket { timeout: 5 }, "https://api.qianmi.com/api")?;
    /// http.socket_mut().timeout = 30;
    /// assert_eq!(http.socket_mut().timeout, 30);
    /// # Ok::<(), gatekit_embedded_io::UrlError>(())
    /// ```
    pub const fn socket_mut(&mut self) -> &mut S {
        &mut self.socket
    }
}

impl<S: Read + Write> Http<'_, S> {
    /// Receives the answer piece by piece, for one that is larger than memory: `take` gets each piece
    /// of the body, of at most 128 bytes, as it comes.
    ///
    /// ```
    /// use embedded_io::{Read, Write};
    /// use gatekit_core::{Gateway, Params, Qianmi, Timestamp, Transport, api::d2p::TradeCancel};
    /// use gatekit_embedded_io::Http;
    ///
    /// fn cancel<S: Read + Write>(http: &mut Http<'_, S>, qianmi: &Qianmi, now: Timestamp) -> Option<bool> {
    ///     let call = TradeCancel::order("T20151104141013082");
    ///     let mut room = [0; 19];
    ///     let mut params = Params::<4>::new(&mut room);
    ///     http.send(&qianmi.sign(&call, now, &mut params).ok()?).ok()?;
    ///
    ///     let mut window = [0; 512]; // the answer may have megabytes
    ///     let mut excerpt = qianmi.excerpt(&[], &mut window).ok()?;
    ///     let answer = http.receive_pieces(|piece| excerpt.feed(piece)).ok()?;
    ///     let kept = excerpt.finish().ok()?;
    ///     let reply = qianmi.read_answer::<_, &str>(&call, &answer, kept).ok()?;
    ///     Some(reply.trade.is_success)
    /// }
    /// ```
    pub fn receive_pieces<T>(
        &mut self,
        take: impl FnMut(&[u8]) -> Result<(), T>,
    ) -> Result<Answer, PieceError<S::Error, T>> {
        self.receive_into(PassOn::new(take))
    }

    fn receive_into<K: Sink>(
        &mut self,
        sink: K,
    ) -> Result<Answer, PieceError<S::Error, K::Refusal>> {
        self.exchange = self.exchange.receive()?;
        let mut receiving = Receiving::new(self.limits, sink);
        loop {
            let count = self.socket.read(receiving.space());
            if receiving.take(count.map_err(Failure::Socket)?)? {
                break;
            }
        }
        self.exchange = receiving.exchange();
        Ok(receiving.answer())
    }
}

impl<S: Read + Write> Transport for Http<'_, S> {
    type Error = HttpError<S::Error>;

    fn send(&mut self, request: &Request<'_>) -> Result<(), TransportError<Self::Error>> {
        let length = Decimal::new(request.body_length());
        let mut outgoing = Outgoing::new(self.url(), request, &length);
        let mut sending = Sending::new();
        self.exchange = self.exchange.send()?;
        loop {
            let block = sending.block(&mut outgoing);
            if block.is_empty() {
                break;
            }
            let count = self.socket.write(block);
            sending.written(count)?;
        }
        sending.flushed(self.socket.flush())?;
        self.exchange = Exchange::Sent;
        Ok(())
    }

    fn receive(&mut self, buffer: &mut [u8]) -> Result<Answer, TransportError<Self::Error>> {
        self.receive_into(Collect::new(buffer))
            .map_err(PieceError::into_transport_error)
    }

    fn is_ready(&self) -> bool {
        Http::is_ready(self)
    }
}
