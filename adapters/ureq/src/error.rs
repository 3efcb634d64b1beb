//! What can go wrong on the way, in words. No message holds a URL's query: it carries tokens.

use std::fmt;
use std::io;
use ureq::Timeout;

/// An exchange over HTTP failed.
///
/// ```
/// use gatekit_ureq::HttpError;
/// assert_eq!(HttpError::ConnectionRefused.to_string(), "the connection was refused");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HttpError {
    /// The host's name has no address.
    HostNotFound,
    /// Nobody listens there.
    ConnectionRefused,
    /// The network or the host cannot be reached.
    Unreachable(String),
    /// No connection within the connect timeout.
    ConnectTimeout,
    /// No (whole) answer within the answer timeout.
    AnswerTimeout,
    /// The connection ended before the whole answer was there.
    ClosedEarly,
    /// The server's certificate is not trusted: self-signed, expired, or for another name.
    Certificate(String),
    /// The TLS handshake failed.
    Tls(String),
    /// The proxy cannot be used.
    Proxy(String),
    /// The answer breaks the rules of HTTP.
    Protocol(String),
    /// The answer's compression is broken, or not the one that was asked for.
    Compression,
    /// The request cannot be written as HTTP: its address is too long, its content type is none.
    Request(String),
    /// Another failure of the connection.
    Io(String),
    /// An answer was asked for before a request was sent.
    NothingSent,
    /// An answer was asked for again, or behind a failure.
    NoAnswerLeft,
}

impl HttpError {
    /// What to do about it, in one sentence.
    ///
    /// ```
    /// use gatekit_ureq::HttpError;
    /// assert!(HttpError::HostNotFound.hint().contains("spelling"));
    /// ```
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::HostNotFound => "Check the spelling of the host and the name server.",
            Self::ConnectionRefused => "Check the address and port, and that the server runs.",
            Self::Unreachable(_) => "Check the network and the firewall.",
            Self::Io(_) => {
                "Check the network and the firewall; if anything was sent, ask for the order's state before calling again."
            }
            Self::ConnectTimeout => "Check the network and the firewall, or allow more time.",
            Self::AnswerTimeout => {
                "Ask for the order's state before calling again, or allow more time."
            }
            Self::ClosedEarly => "Ask for the order's state before calling again.",
            Self::Certificate(_) => {
                "Check the address and this computer's clock; for a private authority, trust its certificate in the settings."
            }
            Self::Tls(_) => "Check that the server speaks TLS 1.2 or 1.3 at this port.",
            Self::Proxy(_) => {
                "Check ALL_PROXY, HTTPS_PROXY, HTTP_PROXY and NO_PROXY in the environment."
            }
            Self::Protocol(_) | Self::Compression => {
                "Check the address: the answer does not come from a gateway. Ask for the order's state before calling again."
            }
            Self::Request(_) => {
                "Check the content type, and send long parameters in the body instead of the address."
            }
            Self::NothingSent => "Send a request first.",
            Self::NoAnswerLeft => {
                "An answer is received once. Ask for the order's state before calling again."
            }
        }
    }

    /// Whether it happens only before a byte of the request is on its way. (A connection that was
    /// up may end as refused or unreachable too, but only after minutes without an answer.)
    pub(crate) const fn is_before_sending(&self) -> bool {
        matches!(
            self,
            Self::HostNotFound
                | Self::ConnectionRefused
                | Self::Unreachable(_)
                | Self::ConnectTimeout
                | Self::Certificate(_)
                | Self::Proxy(_)
                | Self::Request(_)
        )
    }

    /// The same in the words of somebody who is still connecting.
    pub(crate) fn while_connecting(self, route: Route) -> Self {
        match self {
            Self::HostNotFound if route.proxied => Self::Proxy("its host was not found".into()),
            Self::ConnectionRefused if route.proxied => {
                Self::Proxy("the connection was refused".into())
            }
            Self::Unreachable(_) if route.proxied => Self::Proxy("it cannot be reached".into()),
            Self::Protocol(_) if route.proxied => Self::Proxy("its answer is no HTTP".into()),
            Self::Protocol(detail) => Self::Request(detail),
            Self::ClosedEarly if route.tls => Self::Tls("the connection ended".into()),
            Self::ClosedEarly => Self::Io("it ended before the request was sent".into()),
            Self::AnswerTimeout => Self::Io("no byte could be sent within the time allowed".into()),
            other => other,
        }
    }

    /// The same in the words of somebody who had a connection.
    pub(crate) fn while_connected(self) -> Self {
        match self {
            Self::ConnectionRefused | Self::Unreachable(_) => Self::ClosedEarly,
            Self::Tls(detail) => Self::Io(detail),
            other => other,
        }
    }
}

/// What lies between this computer and the gateway.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Route {
    pub(crate) tls: bool,
    pub(crate) proxied: bool,
}

impl fmt::Display for HttpError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (text, detail) = match self {
            Self::HostNotFound => ("the host was not found", ""),
            Self::ConnectionRefused => ("the connection was refused", ""),
            Self::Unreachable(detail) => ("the host cannot be reached", detail.as_str()),
            Self::ConnectTimeout => ("no connection within the time allowed", ""),
            Self::AnswerTimeout => ("no answer within the time allowed", ""),
            Self::ClosedEarly => ("the connection ended before the whole answer was there", ""),
            Self::Certificate(detail) => {
                ("the server's certificate is not trusted", detail.as_str())
            }
            Self::Tls(detail) => ("the TLS handshake failed", detail.as_str()),
            Self::Proxy(detail) => ("the proxy cannot be used", detail.as_str()),
            Self::Protocol(detail) => ("the answer breaks the rules of HTTP", detail.as_str()),
            Self::Compression => (
                "the answer's compression is broken, or not the one that was asked for",
                "",
            ),
            Self::Request(detail) => ("the request cannot be written as HTTP", detail.as_str()),
            Self::Io(detail) => ("the connection failed", detail.as_str()),
            Self::NothingSent => ("no request was sent", ""),
            Self::NoAnswerLeft => ("the answer was received before, or never came", ""),
        };
        formatter.write_str(text)?;
        if detail.is_empty() {
            Ok(())
        } else {
            write!(formatter, " ({detail})")
        }
    }
}

impl std::error::Error for HttpError {}

impl From<ureq::Error> for HttpError {
    fn from(error: ureq::Error) -> Self {
        use ureq::Error as E;
        match error {
            E::HostNotFound => Self::HostNotFound,
            E::Timeout(Timeout::Resolve | Timeout::Connect) => Self::ConnectTimeout,
            E::Timeout(_) => Self::AnswerTimeout,
            E::ConnectionFailed => Self::Unreachable(String::new()),
            E::Io(error) => Self::from_io(&error),
            E::Rustls(error) => Self::from_tls(&error),
            E::Tls(detail) => Self::Tls(detail.into()),
            E::TlsRequired => Self::Tls("no secured connection".into()),
            E::ConnectProxyFailed(detail) => Self::Proxy(detail),
            E::InvalidProxyUrl => Self::Proxy("its address is wrong".into()),
            E::Decompress(_, error) => Self::from_decoder(&error),
            E::Http(error) => Self::Request(error.to_string()),
            E::BadUri(_) => Self::Request("its address is wrong".into()),
            E::Protocol(error) => Self::Protocol(error.to_string()),
            E::LargeResponseHeader(..) => Self::Protocol("its head is too large".into()),
            E::BodyStalled => Self::ClosedEarly,
            // What is left cannot name more than its kind: the text may hold the URL.
            _ => Self::Io("unexpected".into()),
        }
    }
}

impl HttpError {
    fn from_io(error: &io::Error) -> Self {
        use io::ErrorKind as K;
        let inner = error
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<rustls::Error>());
        if let Some(error) = inner {
            return Self::from_tls(error);
        }
        if is_lookup(error) {
            return Self::HostNotFound;
        }
        match error.kind() {
            K::ConnectionRefused => Self::ConnectionRefused,
            K::HostUnreachable | K::NetworkUnreachable | K::AddrNotAvailable => {
                Self::Unreachable(error.kind().to_string())
            }
            K::TimedOut | K::WouldBlock => Self::AnswerTimeout,
            K::UnexpectedEof | K::ConnectionReset | K::ConnectionAborted | K::BrokenPipe => {
                Self::ClosedEarly
            }
            kind => Self::Io(kind.to_string()),
        }
    }

    fn from_tls(error: &rustls::Error) -> Self {
        match error {
            rustls::Error::InvalidCertificate(reason) => Self::Certificate(in_words(reason)),
            other => Self::Tls(other.to_string()),
        }
    }

    /// A decoder's own complaints are of these kinds, all others come from the connection.
    pub(crate) fn from_decoder(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData | io::ErrorKind::Other => {
                Self::Compression
            }
            _ => Self::from_io(error),
        }
    }
}

fn in_words(reason: &rustls::CertificateError) -> String {
    use rustls::CertificateError as C;
    match reason {
        C::UnknownIssuer => "self-signed, or issued by an authority that is not known".into(),
        // A certificate that is its own authority: what most tools make as "self-signed".
        C::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => "self-signed".into(),
        other => other.to_string(),
    }
}

/// Whether the standard library's name resolution failed: it has no kind for that.
fn is_lookup(error: &io::Error) -> bool {
    // WSAHOST_NOT_FOUND, WSATRY_AGAIN, WSANO_RECOVERY, WSANO_DATA
    let on_windows = || matches!(error.raw_os_error(), Some(11_001..=11_004));
    let text = "failed to lookup address information";
    cfg!(windows) && on_windows() || error.to_string().starts_with(text)
}
