//! The running server: accepting, the bound on connections, and stopping.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::clock;
use crate::config::Config;
use crate::connection;
use crate::fault::Fault;
use crate::gateway::Gateway;
use crate::record::{Log, Recorded};

/// Connections served at once; further ones wait in the listener's backlog.
const CONNECTIONS: usize = 512;

/// A running sandbox. Dropping it stops it.
///
/// ```
/// use gatekit_sandbox::{Config, Gateway, Sandbox};
///
/// let sandbox = Sandbox::start(Config::default())?;
/// assert!(sandbox.url(Gateway::Top).starts_with("http://127.0.0.1:"));
/// assert!(sandbox.requests().is_empty());
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct Sandbox {
    server: Arc<Server>,
    accepting: Option<JoinHandle<()>>,
}

impl Sandbox {
    /// Starts to listen. An address that is not loopback is refused with
    /// [`io::ErrorKind::InvalidInput`]: the sandbox's credentials protect nothing.
    ///
    /// ```
    /// use gatekit_sandbox::{Config, Sandbox};
    /// let everywhere = Config { listen: ([0, 0, 0, 0], 0).into(), ..Config::default() };
    /// let error = Sandbox::start(everywhere).unwrap_err();
    /// assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
    /// assert!(Sandbox::start(Config::default()).is_ok());
    /// ```
    pub fn start(config: Config) -> io::Result<Self> {
        if !config.listen.ip().is_loopback() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "the sandbox listens on loopback addresses only",
            ));
        }
        let listener = TcpListener::bind(config.listen)?;
        let server = Arc::new(Server {
            address: listener.local_addr()?,
            config,
            connections: Mutex::default(),
            changed: Condvar::new(),
            log: Mutex::default(),
            serial: AtomicU64::new(1),
            arrived: AtomicU64::new(0),
        });
        let accepting = thread::Builder::new().name("sandbox".to_owned()).spawn({
            let server = Arc::clone(&server);
            move || accept(&listener, &server)
        })?;
        Ok(Self {
            server,
            accepting: Some(accepting),
        })
    }

    /// The address it really listens on.
    ///
    /// ```
    /// use gatekit_sandbox::{Config, Sandbox};
    /// let config = Config::default();
    /// assert_eq!(config.listen.port(), 0); // any free port
    /// let sandbox = Sandbox::start(config)?;
    /// assert_ne!(sandbox.address().port(), 0); // this one
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.server.address
    }

    /// Where to send the calls of a gateway.
    ///
    /// ```
    /// use gatekit_sandbox::{Config, Gateway, Sandbox};
    /// let sandbox = Sandbox::start(Config::default())?;
    /// let port = sandbox.address().port();
    /// assert_eq!(sandbox.url(Gateway::Top), format!("http://127.0.0.1:{port}/router/rest"));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[must_use]
    pub fn url(&self, gateway: Gateway) -> String {
        format!("http://{}{}", self.server.address, gateway.path())
    }

    /// What arrived, oldest first; at most the last 10,000 requests and 64 MiB of them.
    ///
    /// A request is recorded before its answer is sent, a slow one too.
    ///
    /// ```
    /// # use std::io::{Read, Write};
    /// use gatekit_sandbox::{Config, Gateway, Sandbox};
    /// let sandbox = Sandbox::start(Config::default())?;
    /// # let mut socket = std::net::TcpStream::connect(sandbox.address())?;
    /// # socket.write_all(b"GET /router/rest HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\n\r\n")?;
    /// # socket.read_to_end(&mut Vec::new())?;
    /// // Here a client asks for /router/rest, without any parameters.
    /// let requests = sandbox.requests();
    /// assert_eq!(requests.len(), 1);
    /// assert_eq!(requests[0].gateway, Some(Gateway::Top));
    /// assert!(!requests[0].executed);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[must_use]
    pub fn requests(&self) -> Vec<Recorded> {
        self.server.log().to_vec()
    }

    /// Closes every connection and waits for every thread.
    ///
    /// ```
    /// use gatekit_sandbox::{Config, Sandbox};
    /// use std::io::Read;
    /// let sandbox = Sandbox::start(Config::default())?;
    /// let mut socket = std::net::TcpStream::connect(sandbox.address())?;
    /// sandbox.stop();
    /// assert_eq!(socket.read(&mut [0; 1]).unwrap_or(0), 0); // closed
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.server.close();
        if let Some(accepting) = self.accepting.take() {
            // A panic in there has been printed already; there is nobody to hand it to.
            let _ = accepting.join();
        }
        let threads = std::mem::take(&mut self.server.connections().threads);
        for thread in threads {
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox")
            .field("address", &self.server.address)
            .field("config", &self.server.config)
            .finish_non_exhaustive()
    }
}

/// What the threads share.
pub(crate) struct Server {
    address: SocketAddr,
    pub(crate) config: Config,
    connections: Mutex<Connections>,
    /// A connection ended, or the server stops.
    changed: Condvar,
    log: Mutex<Log>,
    serial: AtomicU64,
    /// Requests, for the faults that they meet.
    arrived: AtomicU64,
}

#[derive(Default)]
struct Connections {
    stopping: bool,
    /// Second handles of the open sockets: shutting them down wakes whoever reads or writes.
    sockets: HashMap<u64, TcpStream>,
    threads: Vec<JoinHandle<()>>,
}

impl Server {
    pub(crate) fn now(&self) -> i64 {
        self.config.now.unwrap_or_else(clock::system)
    }

    pub(crate) fn serial(&self) -> u64 {
        self.serial.fetch_add(1, Ordering::Relaxed)
    }

    /// What the next request meets.
    pub(crate) fn fault(&self) -> Option<Fault> {
        let nth = self.arrived.fetch_add(1, Ordering::Relaxed);
        Fault::met(self.config.faults?, nth)
    }

    /// The time for an answer's `Date`.
    pub(crate) fn date(&self) -> Option<i64> {
        self.config.date.then(|| self.now())
    }

    pub(crate) fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether other clients may be waiting for a place.
    pub(crate) fn is_full(&self) -> bool {
        self.connections().sockets.len() >= CONNECTIONS
    }

    /// Lets time pass; `false` if the server stops meanwhile.
    pub(crate) fn wait(&self, time: Duration) -> bool {
        let connections = self.connections();
        let (connections, _) = self
            .changed
            .wait_timeout_while(connections, time, |connections| !connections.stopping)
            .unwrap_or_else(PoisonError::into_inner);
        !connections.stopping
    }

    fn connections(&self) -> MutexGuard<'_, Connections> {
        self.connections
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn close(&self) {
        {
            let mut connections = self.connections();
            connections.stopping = true;
            for socket in connections.sockets.values() {
                let _ = socket.shutdown(Shutdown::Both);
            }
        }
        self.changed.notify_all();
        // `accept` has no timeout: a visitor wakes it.
        let _ = TcpStream::connect_timeout(&self.address, Duration::from_millis(100));
    }

    /// Serves the connection on a thread of its own, once there is a place; `false` if the server
    /// stops.
    fn admit(self: &Arc<Self>, stream: TcpStream) -> bool {
        let mut connections = self
            .changed
            .wait_while(self.connections(), |connections| {
                !connections.stopping && connections.sockets.len() >= CONNECTIONS
            })
            .unwrap_or_else(PoisonError::into_inner);
        if connections.stopping {
            return false;
        }
        let Ok(socket) = stream.try_clone() else {
            return true;
        };
        let place = Place {
            server: Arc::clone(self),
            id: self.serial(),
        };
        connections.sockets.insert(place.id, socket);
        connections.threads.retain(|thread| !thread.is_finished());
        // Released first: should the thread not start, its place is given back at once.
        drop(connections);
        let thread = thread::Builder::new()
            .name("sandbox connection".to_owned())
            .spawn(move || {
                let place = place;
                connection::serve(stream, &place.server);
            });
        if let Ok(thread) = thread {
            self.connections().threads.push(thread);
        }
        true
    }
}

/// A connection's entry in the table, given back when its thread ends.
struct Place {
    server: Arc<Server>,
    id: u64,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.server.connections().sockets.remove(&self.id);
        self.server.changed.notify_all();
    }
}

fn accept(listener: &TcpListener, server: &Arc<Server>) {
    loop {
        let open = match listener.accept() {
            Ok((stream, _)) => server.admit(stream),
            // Out of descriptors, or the client was gone already.
            Err(_) => server.wait(Duration::from_millis(10)),
        };
        if !open {
            return;
        }
    }
}
