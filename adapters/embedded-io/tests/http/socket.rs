//! A socket that follows a script.

use embedded_io::{ErrorKind, ErrorType, Read, Write};
use gatekit_core::call::Generic;
use gatekit_core::request::Request;
use gatekit_core::transport::{Answer, Transport, TransportError};
use gatekit_core::{Gateway, Params, PhalApi, Timestamp};
use gatekit_embedded_io::{Http, HttpError};

/// Answers with these bytes, in pieces of at most `piece`, then ends or fails.
#[derive(Clone, Debug)]
pub(crate) struct Script {
    pub(crate) answer: Vec<u8>,
    pub(crate) piece: usize,
    /// After so many bytes reading fails.
    pub(crate) reading_fails_at: usize,
    /// After so many bytes writing fails.
    pub(crate) writing_fails_at: usize,
    /// Instead of failing, the socket takes no bytes any more.
    pub(crate) takes_none: bool,
    pub(crate) flushing_fails: bool,
    pub(crate) read: usize,
    pub(crate) written: Vec<u8>,
}

pub(crate) const TIMED_OUT: ErrorKind = ErrorKind::TimedOut;

impl Script {
    pub(crate) fn new(answer: impl Into<Vec<u8>>) -> Self {
        Self {
            answer: answer.into(),
            piece: usize::MAX,
            reading_fails_at: usize::MAX,
            writing_fails_at: usize::MAX,
            takes_none: false,
            flushing_fails: false,
            read: 0,
            written: Vec::new(),
        }
    }

    pub(crate) fn in_pieces(answer: impl Into<Vec<u8>>, piece: usize) -> Self {
        let script = Self::new(answer);
        Self { piece, ..script }
    }

    pub(crate) fn next_read(&mut self, to: &mut [u8]) -> Result<usize, ErrorKind> {
        assert!(!to.is_empty(), "nobody asks for nothing");
        if self.read == self.reading_fails_at {
            return Err(TIMED_OUT);
        }
        let end = self.answer.len().min(self.reading_fails_at);
        let rest = &self.answer[self.read.min(end)..end];
        let count = rest.len().min(self.piece).min(to.len());
        to[..count].copy_from_slice(&rest[..count]);
        self.read += count;
        Ok(count)
    }

    pub(crate) fn next_write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> {
        assert!(!bytes.is_empty(), "nobody writes nothing");
        let room = self.writing_fails_at - self.written.len();
        match room {
            0 if self.takes_none => return Ok(0),
            0 => return Err(TIMED_OUT),
            _ => {}
        }
        let count = bytes.len().min(self.piece).min(room);
        self.written.extend_from_slice(&bytes[..count]);
        Ok(count)
    }
}

impl ErrorType for Script {
    type Error = ErrorKind;
}

impl Read for Script {
    fn read(&mut self, to: &mut [u8]) -> Result<usize, ErrorKind> {
        self.next_read(to)
    }
}

impl Write for Script {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> {
        self.next_write(bytes)
    }

    fn flush(&mut self) -> Result<(), ErrorKind> {
        if self.flushing_fails {
            Err(TIMED_OUT)
        } else {
            Ok(())
        }
    }
}

pub(crate) type Failed = TransportError<HttpError<ErrorKind>>;

pub(crate) const URL: &str = "http://shop.example/api?v=1";

/// Does something with a small signed request.
pub(crate) fn with_request<T>(then: impl FnOnce(&Request<'_>) -> T) -> T {
    let pairs = [("id", "a b"), ("note", "取消")];
    let call = Generic::new("App.Order.Cancel", &pairs);
    let site = PhalApi::unsigned();
    let mut params = Params::<4>::new(&mut []);
    let now = Timestamp::from_unix(0).unwrap();
    then(&site.sign(&call, now, &mut params).unwrap())
}

/// Sends the request and receives the answer into a buffer of this size: what became of it, the body,
/// and whether the connection can go on.
pub(crate) fn exchange(script: Script, size: usize) -> (Result<(Answer, Vec<u8>), Failed>, bool) {
    let mut http = Http::new(script, URL).unwrap();
    let mut buffer = vec![0xa5; size + 16];
    let received =
        with_request(|request| http.send(request)).and_then(|()| http.receive(&mut buffer[..size]));
    assert!(buffer[size..].iter().all(|byte| *byte == 0xa5));
    let received = received.map(|answer| (answer, buffer[..answer.length].to_vec()));
    (received, http.is_ready())
}
