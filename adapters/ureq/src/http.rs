//! One exchange over a pooled ureq agent.

use crate::error::{HttpError, Route};
use crate::settings::{Settings, SettingsError};
use flate2::read::MultiGzDecoder;
use gatekit_core::Timestamp;
use gatekit_core::gateway::Dialect;
use gatekit_core::request::Request;
use gatekit_core::transport::{Answer, Media, Transport, TransportError};
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use std::convert::Infallible;
use std::env;
use std::fmt;
use std::io::{self, Read};
use std::net::IpAddr;
use std::time::Duration;
use ureq::http::{HeaderMap, Response, Uri};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Body, Proxy, ProxyBuilder, ProxyProtocol, SendBody};

/// ureq adds timeouts to the time of day, which has an end.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 3600);

/// Each call has room for its whole answer.
const LARGEST: usize = 1 << 30;

/// A transport over HTTP/1.1 and TLS. Clones share the connection pool.
///
/// ```
/// use gatekit_ureq::{Http, Settings};
/// let http = Http::new(&Settings::new("https://api.apiusb.com/api/app"))?;
/// # Ok::<(), gatekit_ureq::SettingsError>(())
/// ```
pub struct Http {
    agent: Agent,
    url: String,
    route: Route,
    /// Why the proxy in the environment cannot be used.
    proxy_problem: Option<HttpError>,
    answer_limit: usize,
    pending: Option<Response<Body>>,
    /// The last request may have reached the gateway.
    asked: bool,
}

impl Clone for Http {
    fn clone(&self) -> Self {
        Self {
            agent: self.agent.clone(),
            url: self.url.clone(),
            route: self.route,
            proxy_problem: self.proxy_problem.clone(),
            answer_limit: self.answer_limit,
            pending: None,
            asked: false,
        }
    }
}

/// Leaves out what a pending answer holds.
impl fmt::Debug for Http {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Http")
            .field("url", &self.url)
            .field("route", &self.route)
            .field("answer_limit", &self.answer_limit)
            .field("pending", &self.pending.is_some())
            .finish_non_exhaustive()
    }
}

impl Http {
    /// Prepares connections to an address; nothing is sent yet.
    ///
    /// ```
    /// use gatekit_ureq::{Http, Settings, now};
    /// # use gatekit_core::{Qianmi, api::d2p::TradeCancel};
    /// # use gatekit_sandbox::{Config, Gateway, Sandbox};
    /// # let config = Config::default();
    /// # let qianmi = Qianmi::new(config.app_key.clone(), &config.app_secret)?
    /// #     .with_access_token(config.session.clone());
    /// let sandbox = Sandbox::start(config)?;
    /// let http = Http::new(&Settings::new(sandbox.url(Gateway::Qianmi)))?;
    /// assert!(sandbox.requests().is_empty()); // nothing is sent yet
    /// let mut client = gatekit_core::Client::new(qianmi, http);
    /// let mut buffer = [0; 4096]; // the reply borrows from it
    /// let reply = client.call(&TradeCancel::order("T1"), now(), &mut buffer).unwrap();
    /// assert!(reply.trade.is_success);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(settings: &Settings) -> Result<Self, SettingsError> {
        let Some(uri) = usable(&settings.url) else {
            return Err(SettingsError::Url(settings.shown_url()));
        };
        let mut store = RootCertStore::empty();
        for der in &settings.root_certificates {
            let der = CertificateDer::from(der.as_slice());
            store.add(der).map_err(|_| SettingsError::Certificate)?;
        }
        Ok(Self::prepared(settings, &uri))
    }

    /// The production address of a gateway, with the default settings.
    pub(crate) fn production(dialect: &Dialect) -> Self {
        let uri = Uri::from_static(dialect.production);
        Self::prepared(&Settings::new(dialect.production), &uri)
    }

    fn prepared(settings: &Settings, uri: &Uri) -> Self {
        let mut tls = TlsConfig::builder();
        if !settings.root_certificates.is_empty() {
            let roots = settings
                .root_certificates
                .iter()
                .map(|der| Certificate::from_der(der));
            let roots: Vec<_> = roots.map(|root| root.to_owned()).collect();
            tls = tls.root_certs(RootCerts::new_with_certs(&roots));
        }
        let (proxy, proxy_problem) = match proxy(uri) {
            Ok(proxy) => (proxy, None),
            Err(problem) => (None, Some(problem)),
        };
        let route = Route {
            tls: uri.scheme_str() == Some("https"),
            proxied: proxy.is_some(),
        };
        let connect = settings.connect_timeout.min(LONGEST);
        let answer = settings.answer_timeout.min(LONGEST);
        let agent = Agent::config_builder()
            .tls_config(tls.build())
            .proxy(proxy)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(concat!("gatekit/", env!("CARGO_PKG_VERSION")))
            .accept("application/json, text/xml, text/javascript")
            .timeout_resolve(Some(connect))
            .timeout_connect(Some(connect))
            .timeout_send_request(Some(answer))
            .timeout_send_body(Some(answer))
            .timeout_recv_response(Some(answer))
            .timeout_recv_body(Some(answer))
            .build()
            .new_agent();
        Self {
            agent,
            url: settings.url.clone(),
            route,
            proxy_problem,
            answer_limit: settings.answer_limit.min(LARGEST),
            pending: None,
            asked: false,
        }
    }

    pub(crate) const fn answer_limit(&self) -> usize {
        self.answer_limit
    }
}

impl Transport for Http {
    type Error = HttpError;

    fn send(&mut self, request: &Request<'_>) -> Result<(), TransportError<HttpError>> {
        (self.pending, self.asked) = (None, false);
        if let Some(problem) = &self.proxy_problem {
            return Err(TransportError::NotSent(problem.clone()));
        }
        let mut url = self.url.clone();
        if request.query_length() > 0 {
            url.push('?');
            infallible(request.write_query(|chunk| {
                url.push_str(&String::from_utf8_lossy(chunk));
                Ok(())
            }));
        }
        let mut bytes = Vec::with_capacity(request.body_length());
        infallible(request.write_body(|chunk| {
            bytes.extend_from_slice(chunk);
            Ok(())
        }));
        let mut body = Watched {
            rest: &bytes,
            started: false,
        };
        let sent = self
            .agent
            .post(url)
            .content_type(request.content_type())
            .header("Content-Length", bytes.len())
            .send(SendBody::from_reader(&mut body));
        match sent {
            Ok(response) => {
                (self.pending, self.asked) = (Some(response), true);
                Ok(())
            }
            Err(error) => {
                let error = HttpError::from(error);
                // ureq takes the body's first byte when the head is written. Until then at most a
                // part of the head has arrived, which nobody executes. Of an empty body it takes
                // nothing: there only the kind of the error can tell.
                let connected = body.started || bytes.is_empty() && !error.is_before_sending();
                self.asked = connected;
                Err(if connected {
                    failed(error)
                } else {
                    TransportError::NotSent(error.while_connecting(self.route))
                })
            }
        }
    }

    fn receive(&mut self, buffer: &mut [u8]) -> Result<Answer, TransportError<HttpError>> {
        let Some(response) = self.pending.take() else {
            return Err(if self.asked {
                TransportError::Unclear(HttpError::NoAnswerLeft)
            } else {
                TransportError::NotSent(HttpError::NothingSent)
            });
        };
        let status = response.status().as_u16();
        let header = |name| response.headers().get(name);
        let media = header("content-type").and_then(|value| value.to_str().ok());
        let media = media.map_or(Media::Unknown, Media::of);
        let date = header("date").and_then(|value| Timestamp::from_http_date(value.as_bytes()));
        let length = response.body().content_length();
        // Of nothing there is no coding.
        let empty = header("content-length").is_some_and(|length| length == "0");
        let coding = if empty || matches!(status, 204 | 304) {
            Coding::Identity
        } else {
            Coding::of(response.headers())
        };
        let announced = match coding {
            Coding::Identity => length,
            Coding::Gzip => None,
            Coding::Other => return Err(failed(HttpError::Compression)),
        };
        let capacity = buffer.len();
        let too_large = |needed: Option<u64>| TransportError::AnswerTooLarge {
            capacity,
            needed: needed.and_then(|bytes| usize::try_from(bytes).ok()),
        };
        if announced.is_some_and(|bytes| bytes > capacity as u64) {
            return Err(too_large(announced));
        }
        let mut body = response
            .into_body()
            .into_with_config()
            .limit(u64::MAX)
            .reader();
        let filled = match coding {
            Coding::Gzip => fill(&mut MultiGzDecoder::new(body), buffer),
            _ => fill(&mut body, buffer),
        };
        match filled {
            Ok(Some(length)) => Ok(Answer::new(status, length)
                .with_media(media)
                .with_date(date)),
            Ok(None) => Err(too_large(None)),
            Err(error) => Err(failed(match ureq::Error::from(error) {
                ureq::Error::Io(error) if coding == Coding::Gzip => HttpError::from_decoder(&error),
                error => error.into(),
            })),
        }
    }
}

/// An exchange failed after the request was on its way.
fn failed(error: HttpError) -> TransportError<HttpError> {
    match error.while_connected() {
        error @ (HttpError::Protocol(_) | HttpError::Compression) => {
            TransportError::Unreadable(error)
        }
        error => TransportError::Unclear(error),
    }
}

/// The address if it is one: of HTTP, with a host, and without a query, a fragment or a password.
fn usable(url: &str) -> Option<Uri> {
    let uri = url.parse::<Uri>().ok()?;
    let authority = uri.authority()?.as_str();
    let host = uri.host()?;
    let without_port = authority.len() == host.len();
    let usable = matches!(uri.scheme_str(), Some("http" | "https"))
        && !host.is_empty()
        && !authority.contains('@')
        && (without_port || uri.port_u16().is_some())
        && uri.query().is_none()
        && !url.contains('#');
    usable.then_some(uri)
}

/// Whether it is this computer, to which no proxy leads.
fn is_loopback(uri: &Uri) -> bool {
    let host = uri.host().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || address
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback())
}

/// Where ureq looks for a proxy, in its order.
const PROXIES: [&str; 6] = [
    "ALL_PROXY",
    "all_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "HTTP_PROXY",
    "http_proxy",
];

/// The proxy that leads to this address, or why it cannot be used: ureq would go past it.
fn proxy(uri: &Uri) -> Result<Option<Proxy>, HttpError> {
    if is_loopback(uri) {
        return Ok(None);
    }
    let given = PROXIES.iter().find_map(|name| {
        let value = env::var_os(name)?;
        let is_blank = value.to_string_lossy().trim().is_empty();
        (!is_blank).then_some((name, value))
    });
    if let Some((name, value)) = given
        && value.to_str().is_none_or(|url| Proxy::new(url).is_err())
    {
        return if is_excepted(uri) {
            Ok(None)
        } else {
            Err(HttpError::Proxy(format!("the address in {name} is wrong")))
        };
    }
    let proxy = Proxy::try_from_env().filter(|proxy| !proxy.is_no_proxy(uri));
    match proxy.as_ref().map(Proxy::protocol) {
        None | Some(ProxyProtocol::Http | ProxyProtocol::Https) => Ok(proxy),
        Some(_) => Err(HttpError::Proxy("SOCKS is not supported".into())),
    }
}

/// Whether `NO_PROXY` names the host. ureq tells only of a proxy that it has.
fn is_excepted(uri: &Uri) -> bool {
    let hosts = env::var("NO_PROXY").or_else(|_| env::var("no_proxy"));
    let any = Proxy::builder(ProxyProtocol::Http);
    let any = hosts
        .unwrap_or_default()
        .split(',')
        .fold(any, ProxyBuilder::no_proxy);
    any.build().is_ok_and(|proxy| proxy.is_no_proxy(uri))
}

/// What ureq has left of an answer's coding: it knows `gzip`, but not `GZIP`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Coding {
    Identity,
    Gzip,
    Other,
}

impl Coding {
    fn of(headers: &HeaderMap) -> Self {
        let fields = headers.get_all("content-encoding").iter();
        let names = fields.flat_map(|field| field.as_bytes().split(|byte| *byte == b','));
        let mut names = names
            .map(<[u8]>::trim_ascii)
            .filter(|name| !name.is_empty() && !name.eq_ignore_ascii_case(b"identity"));
        match (names.next(), names.next()) {
            (None, _) => Self::Identity,
            (Some(name), None) if name.eq_ignore_ascii_case(b"gzip") => Self::Gzip,
            _ => Self::Other,
        }
    }
}

/// Reads to the end; `None` if there is more than fits.
fn fill(body: &mut impl Read, buffer: &mut [u8]) -> io::Result<Option<usize>> {
    let mut length = 0;
    loop {
        let mut beyond = [0];
        let (room, full) = match buffer.get_mut(length..) {
            Some(room) if !room.is_empty() => (room, false),
            _ => (&mut beyond[..], true),
        };
        match body.read(room) {
            Ok(0) => return Ok(Some(length)),
            Ok(_) if full => return Ok(None),
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// A body that knows whether anybody took a byte of it.
struct Watched<'b> {
    rest: &'b [u8],
    started: bool,
}

impl Read for Watched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.started = true;
        self.rest.read(buffer)
    }
}

fn infallible(result: Result<(), Infallible>) {
    match result {
        Ok(()) => {}
        Err(never) => match never {},
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_that_was_up_never_ends_as_not_sent() {
        // A kernel that gives up on a connection may report what a router told it long before.
        for error in [
            HttpError::Unreachable("host unreachable".into()),
            HttpError::ConnectionRefused,
            HttpError::ClosedEarly,
        ] {
            let failed = failed(error);
            assert_eq!(failed, TransportError::Unclear(HttpError::ClosedEarly));
            assert!(failed.may_have_been_executed());
        }
    }
}
