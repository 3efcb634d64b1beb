//! What arrived, kept for those who want to look at it afterwards.

use std::collections::VecDeque;
use std::fmt;

use crate::fault::Fault;
use crate::gateway::Gateway;

/// More than any test sends, and still bounded: requests, and bytes of them all.
const KEPT: usize = 10_000;
const KEPT_BYTES: usize = 64 << 20;

/// One request as it arrived, and what became of it.
///
/// `Debug` leaves out the query, the header values and the body: they carry tokens.
///
/// ```
/// # use std::io::{Read, Write};
/// # use gatekit_sandbox::{Config, Sandbox};
/// # let sandbox = Sandbox::start(Config::default())?;
/// # let mut socket = std::net::TcpStream::connect(sandbox.address())?;
/// # socket.write_all(b"GET /api/app?s=Logistics.CCancelOrder&orderId=E0204&taskId=1&cancelMsg=late\
/// #     &access_token=sandbox-token HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\n\r\n")?;
/// # socket.read_to_end(&mut Vec::new())?;
/// // A client cancelled order E0204, and got an empty answer.
/// let requests = sandbox.requests();
/// assert_eq!(requests[0].order.as_deref(), Some("E0204"));
/// assert!(requests[0].executed);
/// assert!(requests[0].request_line.contains("access_token=sandbox-token"));
/// assert!(!format!("{requests:?}").contains("sandbox-token"));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The gateway at the path of the request, if there is one.
    pub gateway: Option<Gateway>,
    /// Method, target and version. Of a request that is not HTTP: its first line as far as it came.
    pub request_line: String,
    /// Header names and values in the order of arrival.
    pub headers: Vec<(String, String)>,
    /// The body without its transfer coding.
    pub body: Vec<u8>,
    /// HTTP status of the answer; 0 if the connection was closed without one.
    pub status: u16,
    /// The order that it names, if it got so far that this was asked.
    pub order: Option<String>,
    /// What it met on the way.
    pub fault: Option<Fault>,
    /// Whether this request really cancelled the order, whatever the answer said.
    pub executed: bool,
}

impl Recorded {
    /// Bytes that arrived.
    fn bytes(&self) -> usize {
        let headers = self.headers.iter();
        let headers: usize = headers.map(|(name, value)| name.len() + value.len()).sum();
        self.request_line.len() + headers + self.body.len()
    }
}

impl fmt::Debug for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let target = self
            .request_line
            .split(['?', '\r'])
            .next()
            .unwrap_or_default();
        f.debug_struct("Recorded")
            .field("gateway", &self.gateway)
            .field("request_line", &target)
            .field("headers", &self.headers.len())
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("status", &self.status)
            .field("order", &self.order)
            .field("fault", &self.fault)
            .field("executed", &self.executed)
            .finish()
    }
}

/// The last requests, oldest first.
#[derive(Default)]
pub(crate) struct Log {
    requests: VecDeque<Recorded>,
    bytes: usize,
}

impl Log {
    pub(crate) fn push(&mut self, recorded: Recorded) {
        self.bytes += recorded.bytes();
        self.requests.push_back(recorded);
        while self.requests.len() > KEPT || self.bytes > KEPT_BYTES {
            let Some(oldest) = self.requests.pop_front() else {
                break;
            };
            self.bytes -= oldest.bytes();
        }
    }

    pub(crate) fn to_vec(&self) -> Vec<Recorded> {
        self.requests.iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recorded(status: u16) -> Recorded {
        Recorded {
            gateway: None,
            request_line: "GET /api?access_token=hidden HTTP/1.1".to_owned(),
            headers: Vec::new(),
            body: b"session=hidden".to_vec(),
            status,
            order: None,
            fault: None,
            executed: false,
        }
    }

    #[test]
    fn the_log_forgets_the_oldest() {
        let mut log = Log::default();
        for index in 0..=KEPT {
            log.push(recorded(u16::try_from(index).unwrap_or(u16::MAX)));
        }
        let kept = log.to_vec();
        assert_eq!(kept.len(), KEPT);
        assert_eq!(kept[0].status, 1);
    }

    #[test]
    fn the_log_keeps_so_many_bytes_and_no_more() {
        let mut log = Log::default();
        let large = |status| Recorded {
            body: vec![0; 1 << 20],
            ..recorded(status)
        };
        for status in 0..200 {
            log.push(large(status));
        }
        let kept = log.to_vec();
        let bytes: usize = kept.iter().map(Recorded::bytes).sum();
        assert_eq!(kept.len(), 63);
        assert!(bytes <= KEPT_BYTES && bytes + large(0).bytes() > KEPT_BYTES);
        assert_eq!(kept[62].status, 199);
        assert_eq!(log.bytes, bytes);
    }

    #[test]
    fn debug_shows_no_parameters() {
        assert!(!format!("{:?}", recorded(200)).contains("hidden"));
    }
}
