//! Reading HTTP/1.1 requests.

mod body;

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// Longest head.
const HEAD: usize = 16 * 1024;
/// Most header fields.
const FIELDS: usize = 64;
/// How long a kept connection may be silent.
const IDLE: Duration = Duration::from_secs(15);
/// How long a request may take from its first byte to its last.
const WHOLE: Duration = Duration::from_secs(10);

/// A request, complete.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) line: String,
    pub(crate) method: String,
    pub(crate) path: String,
    /// Without the question mark, still encoded.
    pub(crate) query: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) keep_alive: bool,
}

impl Request {
    /// The media type without its parameters, in lower case.
    pub(crate) fn content_type(&self) -> String {
        let value = values(&self.headers, "content-type")
            .next()
            .unwrap_or_default();
        let media_type = value.split(';').next().unwrap_or_default();
        media_type.trim().to_ascii_lowercase()
    }
}

/// Why there is no request.
pub(crate) enum Unreadable {
    /// The client closed, or was silent for too long, or the server stops.
    Gone,
    Refused(Refusal),
}

/// Bytes that are not an acceptable request, and as much of them as was understood.
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) reason: &'static str,
    pub(crate) line: String,
    pub(crate) headers: Vec<(String, String)>,
}

/// A status and its reason.
type Fault = (u16, &'static str);

enum Broken {
    Gone,
    Fault(Fault),
}

impl From<Fault> for Broken {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// The receiving side of a connection; keeps what came too early for the next request.
pub(crate) struct Reader {
    stream: TcpStream,
    pending: Vec<u8>,
    deadline: Instant,
}

impl Reader {
    pub(crate) fn new(stream: TcpStream) -> Self {
        Self {
            stream,
            pending: Vec::new(),
            deadline: Instant::now(),
        }
    }

    pub(crate) fn stream(&self) -> &TcpStream {
        &self.stream
    }

    pub(crate) fn send(&self, bytes: &[u8]) -> io::Result<()> {
        (&self.stream).write_all(bytes)
    }

    /// The next request on this connection.
    pub(crate) fn next(&mut self) -> Result<Request, Unreadable> {
        if self.pending.is_empty() {
            self.deadline = Instant::now() + IDLE;
            self.more().map_err(|_| Unreadable::Gone)?;
        }
        self.deadline = Instant::now() + WHOLE;
        let refused = |(status, reason), line, headers| {
            Unreadable::Refused(Refusal {
                status,
                reason,
                line,
                headers,
            })
        };
        let head = match self.head() {
            Ok(head) => head,
            Err(Broken::Gone) => return Err(Unreadable::Gone),
            Err(Broken::Fault(fault)) => {
                return Err(refused(fault, first_line(&self.pending), Vec::new()));
            }
        };
        match self.body(&head) {
            Ok(body) => Ok(head.with(body)),
            Err(Broken::Gone) => Err(Unreadable::Gone),
            Err(Broken::Fault(fault)) => Err(refused(fault, head.line, head.headers)),
        }
    }

    /// Throws away what still comes, so that the client can read the answer first.
    pub(crate) fn discard(&mut self, deadline: Instant) {
        self.deadline = deadline;
        while self.more().is_ok() {
            self.pending.clear();
        }
    }

    fn head(&mut self) -> Result<Head, Broken> {
        loop {
            let mut fields = [httparse::EMPTY_HEADER; FIELDS];
            let mut parsed = httparse::Request::new(&mut fields);
            match parsed.parse(&self.pending) {
                Ok(httparse::Status::Complete(length)) if length <= HEAD => {
                    let head = Head::of(&parsed, &self.pending)?;
                    self.pending.drain(..length);
                    return Ok(head);
                }
                Ok(httparse::Status::Partial) if self.pending.len() < HEAD => self.more()?,
                Ok(_) => return Err((431, "431 the head is longer than 16 KiB").into()),
                Err(httparse::Error::TooManyHeaders) => {
                    return Err((431, "431 more than 64 header fields").into());
                }
                Err(httparse::Error::Version) => {
                    return Err((505, "505 HTTP/1.0 and HTTP/1.1 only").into());
                }
                Err(_) => return Err((400, "400 malformed request").into()),
            }
        }
    }

    /// Waits for at least one more byte.
    fn more(&mut self) -> Result<(), Broken> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err((408, "408 the request did not arrive in time").into());
        }
        let mut chunk = [0; 8 * 1024];
        let read = self
            .stream
            .set_read_timeout(Some(left))
            .and_then(|()| self.stream.read(&mut chunk));
        match read {
            Ok(0) => Err(Broken::Gone),
            Ok(length) => {
                self.pending.extend_from_slice(&chunk[..length]);
                Ok(())
            }
            Err(error) => match error.kind() {
                io::ErrorKind::Interrupted => Ok(()),
                io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => {
                    Err((408, "408 the request did not arrive in time").into())
                }
                _ => Err(Broken::Gone),
            },
        }
    }
}

/// A request but for its body.
struct Head {
    line: String,
    method: String,
    target: String,
    is_http_1_1: bool,
    headers: Vec<(String, String)>,
}

impl Head {
    fn of(parsed: &httparse::Request<'_, '_>, bytes: &[u8]) -> Result<Self, Fault> {
        let headers: Vec<(String, String)> = parsed
            .headers
            .iter()
            .map(|field| {
                let value = String::from_utf8_lossy(field.value);
                (field.name.to_owned(), value.into_owned())
            })
            .collect();
        let head = Self {
            line: first_line(bytes),
            method: parsed.method.unwrap_or_default().to_owned(),
            target: parsed.path.unwrap_or_default().to_owned(),
            is_http_1_1: parsed.version == Some(1),
            headers,
        };
        let hosts = values(&head.headers, "host").count();
        if hosts > 1 || (head.is_http_1_1 && hosts == 0) {
            return Err((400, "400 HTTP/1.1 wants exactly one Host"));
        }
        Ok(head)
    }

    fn with(self, body: Vec<u8>) -> Request {
        let origin = origin_form(&self.target);
        let (path, query) = origin.split_once('?').unwrap_or((origin, ""));
        let keep_alive = if self.is_http_1_1 {
            !self.lists("connection", "close")
        } else {
            self.lists("connection", "keep-alive")
        };
        Request {
            path: path.to_owned(),
            query: query.to_owned(),
            keep_alive,
            line: self.line,
            method: self.method,
            headers: self.headers,
            body,
        }
    }

    /// Whether a comma-separated field names the word.
    fn lists(&self, field: &str, word: &str) -> bool {
        values(&self.headers, field)
            .flat_map(|value| value.split(','))
            .any(|item| item.trim().eq_ignore_ascii_case(word))
    }
}

/// Path and query; a client that believes in a proxy sends the whole URL.
fn origin_form(target: &str) -> &str {
    let Some((scheme, rest)) = target.split_once("://") else {
        return target;
    };
    if scheme.eq_ignore_ascii_case("http") {
        rest.find('/').map_or("/", |slash| &rest[slash..])
    } else {
        target
    }
}

fn values<'a>(headers: &'a [(String, String)], name: &str) -> impl Iterator<Item = &'a str> {
    headers
        .iter()
        .filter(move |(header, _)| header.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}

fn first_line(bytes: &[u8]) -> String {
    // Clients may send an empty line before the request.
    let start = bytes.iter().position(|byte| !matches!(byte, b'\r' | b'\n'));
    let line = bytes[start.unwrap_or(0)..]
        .split(|&byte| byte == b'\r' || byte == b'\n')
        .next();
    String::from_utf8_lossy(line.unwrap_or_default()).into_owned()
}
