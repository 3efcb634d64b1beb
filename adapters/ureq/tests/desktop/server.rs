//! A server that does what a script says, over plain TCP or TLS, and remembers what arrived.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// Longer than any test; then a forgotten connection ends.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server. Dropping it ends the accepting.
pub(crate) struct Server {
    address: SocketAddr,
    log: Arc<Log>,
    stopping: Arc<AtomicBool>,
    accepting: Option<JoinHandle<()>>,
}

impl Server {
    /// A plain server; each connection walks the script once.
    pub(crate) fn plain(script: impl Fn(&mut Visit) + Send + Sync + 'static) -> Self {
        Self::start(None, script)
    }

    /// A server behind TLS. The script begins with the first bytes after the handshake.
    pub(crate) fn tls(
        config: Arc<ServerConfig>,
        script: impl Fn(&mut Visit) + Send + Sync + 'static,
    ) -> Self {
        Self::start(Some(config), script)
    }

    /// A plain server that gives one answer and hangs up.
    pub(crate) fn once(answer: impl Into<Vec<u8>>) -> Self {
        let answer = answer.into();
        Self::plain(move |visit| {
            if visit.request() {
                visit.send(&answer);
            }
        })
    }

    /// A plain server that gives the same answer to every request on a connection.
    pub(crate) fn always(answer: impl Into<Vec<u8>>) -> Self {
        let answer = answer.into();
        Self::plain(move |visit| {
            while visit.request() {
                visit.send(&answer);
            }
        })
    }

    fn start(
        tls: Option<Arc<ServerConfig>>,
        script: impl Fn(&mut Visit) + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = listener.local_addr().expect("an address");
        let log = Arc::new(Log::default());
        let stopping = Arc::new(AtomicBool::new(false));
        let script = Arc::new(script);
        let accepting = thread::spawn({
            let (log, stopping) = (Arc::clone(&log), Arc::clone(&stopping));
            move || {
                for socket in listener.incoming() {
                    if stopping.load(Ordering::SeqCst) {
                        break;
                    }
                    let Ok(socket) = socket else { continue };
                    log.connections.fetch_add(1, Ordering::SeqCst);
                    let (log, script, tls) = (Arc::clone(&log), Arc::clone(&script), tls.clone());
                    thread::spawn(move || {
                        if let Some(mut visit) = Visit::new(socket, tls, Arc::clone(&log)) {
                            script(&mut visit);
                        }
                        log.ended.fetch_add(1, Ordering::SeqCst);
                    });
                }
            }
        });
        Self {
            address,
            log,
            stopping,
            accepting: Some(accepting),
        }
    }

    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/router/rest", self.address)
    }

    pub(crate) fn https_url(&self, host: &str) -> String {
        format!("https://{host}:{}/router/rest", self.address.port())
    }

    /// Connections that were made.
    pub(crate) fn connections(&self) -> usize {
        self.log.connections.load(Ordering::SeqCst)
    }

    /// Waits until every connection so far is closed by this side.
    pub(crate) fn wait_for_ends(&self) {
        for _ in 0..1000 {
            if self.log.ended.load(Ordering::SeqCst) == self.connections() {
                return;
            }
            thread::sleep(Duration::from_millis(2));
        }
        panic!("the script goes on");
    }

    /// The whole requests that arrived, in their order.
    pub(crate) fn requests(&self) -> Vec<Received> {
        lock(&self.log.requests).clone()
    }

    /// Every byte that arrived, before decryption.
    pub(crate) fn wire(&self) -> Vec<u8> {
        lock(&self.log.wire).clone()
    }

    /// Every byte that the script could read.
    pub(crate) fn readable(&self) -> Vec<u8> {
        lock(&self.log.readable).clone()
    }
}

impl Server {
    /// From here on nobody listens.
    pub(crate) fn close(&mut self) {
        self.stopping.store(true, Ordering::SeqCst);
        // Wakes the accepting thread; the listener may be gone already.
        let _ = TcpStream::connect(self.address);
        if let Some(accepting) = self.accepting.take() {
            let _ = accepting.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.close();
    }
}

#[derive(Default)]
struct Log {
    connections: AtomicUsize,
    /// Of these, closed by this side.
    ended: AtomicUsize,
    requests: Mutex<Vec<Received>>,
    wire: Mutex<Vec<u8>>,
    readable: Mutex<Vec<u8>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Received {
    /// The values of a header.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        let fields = self.head.lines().skip(1);
        let fields = fields.filter_map(|line| line.split_once(':'));
        let fields = fields.filter(|(its, _)| its.eq_ignore_ascii_case(name));
        fields.map(|(_, value)| value.trim()).collect()
    }

    pub(crate) fn request_line(&self) -> &str {
        self.head.lines().next().unwrap_or_default()
    }
}

trait Wire: Read + Write + Send {}
impl<W: Read + Write + Send> Wire for W {}

/// A connection, in the hands of a script.
pub(crate) struct Visit {
    /// The body of the last request.
    pub(crate) body: String,
    socket: TcpStream,
    wire: Box<dyn Wire>,
    /// Read from the wire, but not yet part of a request.
    waiting: Vec<u8>,
    log: Arc<Log>,
}

impl Visit {
    fn new(socket: TcpStream, tls: Option<Arc<ServerConfig>>, log: Arc<Log>) -> Option<Self> {
        socket.set_read_timeout(Some(PATIENCE)).ok()?;
        socket.set_nodelay(true).ok()?;
        let mut tapped = Tapped {
            socket: socket.try_clone().ok()?,
            log: Arc::clone(&log),
        };
        let wire: Box<dyn Wire> = match tls {
            None => Box::new(tapped),
            Some(config) => {
                let mut connection = ServerConnection::new(config).ok()?;
                while connection.is_handshaking() {
                    if connection.complete_io(&mut tapped).is_err() {
                        // Says why before it leaves.
                        let _ = connection.write_tls(&mut tapped);
                        return None;
                    }
                }
                Box::new(StreamOwned::new(connection, tapped))
            }
        };
        let waiting = Vec::new();
        Some(Self {
            body: String::new(),
            socket,
            wire,
            waiting,
            log,
        })
    }

    /// Reads one whole request; `false` if the client left before.
    pub(crate) fn request(&mut self) -> bool {
        let Some(head) = self.head() else {
            return false;
        };
        let received = Received {
            head,
            body: String::new(),
        };
        let length = received.all("content-length").first().copied();
        let length = length.and_then(|length| length.parse().ok()).unwrap_or(0);
        while self.waiting.len() < length {
            if !self.more() {
                return false;
            }
        }
        let body: Vec<u8> = self.waiting.drain(..length).collect();
        self.body = String::from_utf8_lossy(&body).into_owned();
        let body = self.body.clone();
        lock(&self.log.requests).push(Received { body, ..received });
        true
    }

    /// Reads a request's head and leaves its body alone.
    pub(crate) fn head(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.waiting.windows(4).position(|four| four == b"\r\n\r\n") {
                let head: Vec<u8> = self.waiting.drain(..end + 4).collect();
                return Some(String::from_utf8_lossy(&head).into_owned());
            }
            if !self.more() {
                return None;
            }
        }
    }

    fn more(&mut self) -> bool {
        let mut chunk = [0; 4096];
        match self.wire.read(&mut chunk) {
            Ok(read @ 1..) => {
                lock(&self.log.readable).extend_from_slice(&chunk[..read]);
                self.waiting.extend_from_slice(&chunk[..read]);
                true
            }
            Err(error) => error.kind() == io::ErrorKind::Interrupted,
            Ok(0) => false,
        }
    }

    /// Sends; a client that has left is not this server's business.
    pub(crate) fn send(&mut self, bytes: &[u8]) {
        let _ = self.wire.write_all(bytes).and_then(|()| self.wire.flush());
    }

    /// Sends byte by byte, each in a packet of its own.
    pub(crate) fn drip(&mut self, bytes: &[u8], pause: Duration) {
        for byte in bytes {
            if self.wire.write_all(&[*byte]).is_err() {
                return;
            }
            thread::sleep(pause);
        }
    }

    /// Says nothing until the client leaves.
    pub(crate) fn hold(&mut self) {
        while self.more() {}
    }

    /// Leaves while the client's bytes are still unread: the kernel sends a reset.
    pub(crate) fn reset(&mut self) {
        let mut some = [0];
        let _ = self.socket.peek(&mut some);
    }

    /// Carries bytes between the client and another server, as a proxy does.
    pub(crate) fn relay(&mut self, to: SocketAddr) {
        let upstream = TcpStream::connect(to).expect("the other server listens");
        let mut back = upstream.try_clone().expect("a second handle");
        let mut client = self.socket.try_clone().expect("a second handle");
        let returning = thread::spawn(move || {
            let _ = io::copy(&mut back, &mut client);
            let _ = client.shutdown(Shutdown::Write);
        });
        let mut upstream = upstream;
        let _ = upstream.write_all(&std::mem::take(&mut self.waiting));
        let _ = io::copy(&mut self.wire, &mut upstream);
        let _ = upstream.shutdown(Shutdown::Write);
        let _ = returning.join();
    }
}

/// A socket whose every byte is noted.
struct Tapped {
    socket: TcpStream,
    log: Arc<Log>,
}

impl Read for Tapped {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.socket.read(buffer)?;
        lock(&self.log.wire).extend_from_slice(&buffer[..read]);
        Ok(read)
    }
}

impl Write for Tapped {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.socket.write(buffer)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.socket.flush()
    }
}
