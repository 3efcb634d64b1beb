//! The two clients on devices whose clock shows what a test says, and whose pauses take no time.
#![allow(dead_code, reason = "each test uses its part")]

use embedded_io::{ErrorKind, ErrorType, Read, Write};
use gatekit_core::api::qianniu::{BizOrder, CallType, SelfIntercept};
use gatekit_core::client::{GaveUp, Host, Repeating};
use gatekit_core::repeat::{Policy, Remedy};
use gatekit_core::{Call, Client, ClockOffset, Gateway, PhalApi, Qianmi, Qimen, Timestamp, Top};
use gatekit_embedded_io::{Http, HttpError};
use gatekit_sandbox::{Config, Gateway as At, Sandbox};
use gatekit_ureq::{Road, Settings};
use serde::de::DeserializeOwned;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// 2016-01-01 12:00:00 in GMT+8.
pub(crate) const NOON: i64 = 1_451_620_800;
/// How long a client waits for an answer where none is late.
pub(crate) const PATIENT: Duration = Duration::from_secs(10);

pub(crate) fn moment(unix: i64) -> Timestamp {
    Timestamp::from_unix(unix).unwrap()
}

/// What runs a client: a clock that stands still, and pauses that are counted.
pub(crate) struct Running {
    address: SocketAddr,
    patience: Duration,
    shows: i64,
    pub(crate) waits: u32,
    pub(crate) waited: Duration,
}

impl Running {
    /// Repeats by the gateway's rules; dates of ten years are believed.
    fn repeating(self) -> Repeating<'static, Self> {
        let policy = Policy::new();
        let clock = ClockOffset::between(moment(NOON), moment(NOON + 10 * 365 * 86_400));
        Repeating::new(policy, clock, 1, self)
    }

    fn wait(&mut self, pause: Duration) {
        self.waits += 1;
        self.waited += pause;
    }
}

/// The firmware's client.
pub(crate) struct Board<G> {
    client: Client<G, Http<'static, Socket>>,
    pub(crate) repeating: Repeating<'static, Running>,
}

impl<G: Gateway> Board<G> {
    pub(crate) fn new(
        sandbox: &Sandbox,
        at: At,
        gateway: G,
        shows: i64,
        patience: Duration,
    ) -> Self {
        let address = sandbox.address();
        let running = Running {
            address,
            patience,
            shows,
            waits: 0,
            waited: Duration::ZERO,
        };
        let repeating = running.repeating();
        let url = String::leak(sandbox.url(at));
        let http = Http::new(Socket::connect(address, patience), url).unwrap();
        let client = Client::new(gateway, http);
        Self { client, repeating }
    }

    pub(crate) fn call<C>(
        &mut self,
        call: &C,
    ) -> Result<C::Reply<String>, GaveUp<String, HttpError<ErrorKind>>>
    where
        C: Call,
        C::Reply<String>: DeserializeOwned,
    {
        let host = &mut self.repeating.host;
        host.prepare(&mut self.client, Remedy::Pause);
        let mut buffer = [0; 2048];
        self.client
            .call_repeating_as::<C, String, _>(call, &mut self.repeating, &mut buffer)
    }
}

impl<G> Host<Client<G, Http<'static, Socket>>> for Running {
    fn now(&mut self) -> Timestamp {
        moment(self.shows)
    }

    fn wait(&mut self, pause: Duration) {
        self.wait(pause);
    }

    fn prepare(&mut self, client: &mut Client<G, Http<'static, Socket>>, remedy: Remedy) -> bool {
        let http = client.transport_mut();
        if !http.is_ready() {
            http.reconnect(Socket::connect(self.address, self.patience));
        }
        remedy != Remedy::Token
    }
}

/// The desktop's client.
pub(crate) struct Desk<G> {
    client: gatekit_ureq::Client<G>,
    pub(crate) repeating: Repeating<'static, Running>,
}

impl<G: Gateway> Desk<G> {
    pub(crate) fn new(
        sandbox: &Sandbox,
        at: At,
        gateway: G,
        shows: i64,
        patience: Duration,
    ) -> Self {
        Self::at(
            sandbox.address(),
            &sandbox.url(at),
            gateway,
            shows,
            patience,
        )
    }

    pub(crate) fn at(
        address: SocketAddr,
        url: &str,
        gateway: G,
        shows: i64,
        patience: Duration,
    ) -> Self {
        let running = Running {
            address,
            patience,
            shows,
            waits: 0,
            waited: Duration::ZERO,
        };
        let repeating = running.repeating();
        let settings = Settings::new(url)
            .with_answer_timeout(patience)
            .with_answer_limit(4096);
        let client = gatekit_ureq::Client::with_settings(gateway, &settings).unwrap();
        Self { client, repeating }
    }

    pub(crate) fn call<C>(&mut self, call: &C) -> Result<C::Reply<String>, gatekit_ureq::GaveUp>
    where
        C: Call,
        C::Reply<String>: DeserializeOwned,
    {
        self.client.call_repeating(call, &mut self.repeating)
    }
}

impl<G> Host<Road<G>> for Running {
    fn now(&mut self) -> Timestamp {
        moment(self.shows)
    }

    fn wait(&mut self, pause: Duration) {
        self.wait(pause);
    }
}

pub(crate) struct Socket(TcpStream);

impl Socket {
    fn connect(address: SocketAddr, patience: Duration) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(patience)).unwrap();
        stream.set_nodelay(true).unwrap();
        Self(stream)
    }
}

impl ErrorType for Socket {
    type Error = ErrorKind;
}

impl Read for Socket {
    fn read(&mut self, to: &mut [u8]) -> Result<usize, ErrorKind> {
        self.0.read(to).map_err(|_| ErrorKind::Other)
    }
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> {
        self.0.write(bytes).map_err(|_| ErrorKind::Other)
    }

    fn flush(&mut self) -> Result<(), ErrorKind> {
        self.0.flush().map_err(|_| ErrorKind::Other)
    }
}

pub(crate) fn top(config: &Config) -> Top<String> {
    let top = Top::new(config.app_key.clone(), &config.app_secret).unwrap();
    top.with_session(config.session.clone())
}

pub(crate) fn qimen(config: &Config) -> Qimen<String> {
    let target = String::from("23300032");
    let qimen = Qimen::new(config.app_key.clone(), &config.app_secret, target).unwrap();
    qimen.with_session(config.session.clone())
}

pub(crate) fn qianmi(config: &Config) -> Qianmi<String> {
    let qianmi = Qianmi::new(config.app_key.clone(), &config.app_secret).unwrap();
    qianmi.with_access_token(config.session.clone())
}

pub(crate) fn phalapi() -> PhalApi<String> {
    PhalApi::token(String::from("sandbox-token"))
}

pub(crate) fn intercept(order: &str) -> SelfIntercept<'_> {
    SelfIntercept {
        seller_nick: "苏宁易购官方旗舰店",
        buyer_nick: "翔_ouyang",
        biz_order: BizOrder {
            tid: order,
            sub_order_ids: &[],
        },
        call_type: CallType::Synchronous,
        buyer_open_uid: None,
    }
}
