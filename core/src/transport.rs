//! What carries a request to a gateway and its answer back.

use crate::clock::Timestamp;
use crate::request::Request;
use core::fmt;

/// One exchange at a time: a request is sent, then its answer received.
///
/// ```
/// use gatekit_core::transport::{Answer, Transport, TransportError};
/// use gatekit_core::request::Request;
///
/// /// Answers every request with the same bytes.
/// struct Scripted(&'static [u8]);
///
/// impl Transport for Scripted {
///     type Error = core::convert::Infallible;
///
///     fn send(&mut self, _: &Request<'_>) -> Result<(), TransportError<Self::Error>> {
///         Ok(())
///     }
///
///     fn receive(&mut self, buffer: &mut [u8]) -> Result<Answer, TransportError<Self::Error>> {
///         let capacity = buffer.len();
///         let to = buffer.get_mut(..self.0.len()).ok_or(TransportError::AnswerTooLarge {
///             capacity,
///             needed: Some(self.0.len()),
///         })?;
///         to.copy_from_slice(self.0);
///         Ok(Answer::new(200, self.0.len()))
///     }
/// }
/// ```
pub trait Transport {
    /// What can go wrong on the way.
    type Error;

    /// Sends the whole request. An error says whether the gateway may have received it.
    fn send(&mut self, request: &Request<'_>) -> Result<(), TransportError<Self::Error>>;

    /// Reads the answer's body into the start of `buffer`, whatever its HTTP status: gateways
    /// explain refusals in the body.
    fn receive(&mut self, buffer: &mut [u8]) -> Result<Answer, TransportError<Self::Error>>;

    /// Whether a request can be sent, as far as is known without trying. A call is not repeated over
    /// what is not ready.
    fn is_ready(&self) -> bool {
        true
    }
}

/// The same over a connection that is awaited.
///
/// ```
/// use gatekit_core::transport::{Answer, AsyncTransport, TransportError};
/// use gatekit_core::request::Request;
///
/// /// Answers nothing.
/// struct Silent;
///
/// impl AsyncTransport for Silent {
///     type Error = &'static str;
///
///     async fn send(&mut self, _: &Request<'_>) -> Result<(), TransportError<Self::Error>> {
///         Ok(())
///     }
///
///     async fn receive(&mut self, _: &mut [u8]) -> Result<Answer, TransportError<Self::Error>> {
///         Err(TransportError::Unclear("timeout"))
///     }
/// }
/// ```
pub trait AsyncTransport {
    /// What can go wrong on the way.
    type Error;

    /// Sends the whole request, as [`Transport::send`] does.
    fn send(
        &mut self,
        request: &Request<'_>,
    ) -> impl Future<Output = Result<(), TransportError<Self::Error>>>;

    /// Reads the answer's body into the start of `buffer`, as [`Transport::receive`] does.
    fn receive(
        &mut self,
        buffer: &mut [u8],
    ) -> impl Future<Output = Result<Answer, TransportError<Self::Error>>>;

    /// Whether a request can be sent, as [`Transport::is_ready`] says.
    fn is_ready(&self) -> bool {
        true
    }
}

impl<T: Transport + ?Sized> Transport for &mut T {
    type Error = T::Error;

    fn send(&mut self, request: &Request<'_>) -> Result<(), TransportError<Self::Error>> {
        (**self).send(request)
    }

    fn receive(&mut self, buffer: &mut [u8]) -> Result<Answer, TransportError<Self::Error>> {
        (**self).receive(buffer)
    }

    fn is_ready(&self) -> bool {
        (**self).is_ready()
    }
}

impl<T: AsyncTransport + ?Sized> AsyncTransport for &mut T {
    type Error = T::Error;

    async fn send(&mut self, request: &Request<'_>) -> Result<(), TransportError<Self::Error>> {
        (**self).send(request).await
    }

    async fn receive(&mut self, buffer: &mut [u8]) -> Result<Answer, TransportError<Self::Error>> {
        (**self).receive(buffer).await
    }

    fn is_ready(&self) -> bool {
        (**self).is_ready()
    }
}

/// What is known of an answer beside its body.
///
/// ```
/// use gatekit_core::transport::{Answer, Media};
/// let answer = Answer::new(200, 17).with_media(Media::of("application/json;charset=utf-8"));
/// assert_eq!(answer.media, Media::Json);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answer {
    /// HTTP status code.
    pub status: u16,
    /// Bytes of the body, at the start of the buffer.
    pub length: usize,
    /// What the answer says its body is.
    pub media: Media,
    /// When the answer says it was made: the clock of whoever answered. Nothing but
    /// [`ClockOffset`](crate::ClockOffset) makes use of it.
    pub date: Option<Timestamp>,
}

impl Answer {
    /// An answer without content type.
    ///
    /// ```
    /// assert_eq!(gatekit_core::transport::Answer::new(502, 0).status, 502);
    /// ```
    #[must_use]
    pub const fn new(status: u16, length: usize) -> Self {
        Self {
            status,
            length,
            media: Media::Unknown,
            date: None,
        }
    }

    /// The same with what the `Content-Type` header says.
    ///
    /// ```
    /// use gatekit_core::transport::{Answer, Media};
    /// assert_eq!(Answer::new(200, 0).with_media(Media::Html).media, Media::Html);
    /// ```
    #[must_use]
    pub const fn with_media(mut self, media: Media) -> Self {
        self.media = media;
        self
    }

    /// The same with what the `Date` header says.
    ///
    /// ```
    /// use gatekit_core::{Timestamp, transport::Answer};
    /// let date = Timestamp::from_http_date(b"Fri, 01 Jan 2016 04:00:00 GMT");
    /// assert_eq!(Answer::new(200, 0).with_date(date).date.unwrap().unix(), 1_451_620_800);
    /// ```
    #[must_use]
    pub const fn with_date(mut self, date: Option<Timestamp>) -> Self {
        self.date = date;
        self
    }
}

/// What a `Content-Type` header announces. It explains a failure; it never decides how a body is
/// read, because the gateways announce `text/javascript`, `text/html` and the like for JSON.
///
/// ```
/// use gatekit_core::transport::Media;
/// assert_eq!(Media::of("text/html; charset=UTF-8"), Media::Html);
/// assert_eq!(Media::of("image/png"), Media::Other);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Media {
    /// No header was seen.
    Unknown,
    /// JSON or JavaScript.
    Json,
    /// XML.
    Xml,
    /// An HTML page.
    Html,
    /// Anything else.
    Other,
}

impl Media {
    /// Reads the header's value.
    ///
    /// ```
    /// use gatekit_core::transport::Media;
    /// assert_eq!(Media::of("TEXT/XML"), Media::Xml);
    /// ```
    #[must_use]
    pub fn of(content_type: &str) -> Self {
        let has = |word: &[u8]| {
            let mut windows = content_type.as_bytes().windows(word.len());
            windows.any(|window| window.eq_ignore_ascii_case(word))
        };
        if has(b"html") {
            Self::Html
        } else if has(b"json") || has(b"javascript") {
            Self::Json
        } else if has(b"xml") {
            Self::Xml
        } else if content_type.is_empty() {
            Self::Unknown
        } else {
            Self::Other
        }
    }
}

/// An exchange failed on the way.
///
/// ```
/// use gatekit_core::transport::TransportError;
/// let refused = TransportError::NotSent("connection refused");
/// assert_eq!(refused.to_string(), "nothing was sent: connection refused");
/// assert!(!refused.may_have_been_executed());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportError<E> {
    /// Nothing reached the gateway: repeating is safe.
    NotSent(E),
    /// The request may have been executed: ask the platform before repeating.
    Unclear(E),
    /// An answer came, but it is no HTTP or cannot be unpacked: the request may have been executed.
    Unreadable(E),
    /// The answer is larger than the buffer: the request may have been executed.
    AnswerTooLarge {
        /// Bytes of the buffer.
        capacity: usize,
        /// Bytes of the body, if announced.
        needed: Option<usize>,
    },
}

impl<E> TransportError<E> {
    /// Whether the gateway may have done what was asked.
    ///
    /// ```
    /// use gatekit_core::transport::TransportError;
    /// assert!(TransportError::Unclear("timeout").may_have_been_executed());
    /// ```
    #[must_use]
    pub const fn may_have_been_executed(&self) -> bool {
        !matches!(self, Self::NotSent(_))
    }
}

impl<E: fmt::Display> fmt::Display for TransportError<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSent(error) => write!(formatter, "nothing was sent: {error}"),
            Self::Unclear(error) => {
                write!(formatter, "the request may have been executed: {error}")
            }
            Self::Unreadable(error) => write!(formatter, "the answer cannot be read: {error}"),
            Self::AnswerTooLarge {
                capacity,
                needed: Some(needed),
            } => write!(
                formatter,
                "the answer has {needed} bytes, the buffer {capacity}"
            ),
            Self::AnswerTooLarge {
                capacity,
                needed: None,
            } => {
                write!(formatter, "the answer does not fit into {capacity} bytes")
            }
        }
    }
}

impl<E: core::error::Error + 'static> core::error::Error for TransportError<E> {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::NotSent(error) | Self::Unclear(error) | Self::Unreadable(error) => Some(error),
            Self::AnswerTooLarge { .. } => None,
        }
    }
}
