//! The firmware client on a desktop: cancels an order on all four gateways of `gatekit sandbox`.
//!
//! ```text
//! gatekit sandbox --listen 127.0.0.1:8717
//! cargo run -p gatekit-embedded-io --example cancel_order -- 127.0.0.1:8717 T20151104141013082
//! ```

use embedded_io::{ErrorKind, ErrorType, Read, Write};
use gatekit_core::api::auth::ApplyToken;
use gatekit_core::api::d2p::TradeCancel;
use gatekit_core::api::damai::CancelLockStock;
use gatekit_core::api::logistics::CancelOrder;
use gatekit_core::api::qianniu::{BizOrder, CallType, SelfIntercept};
use gatekit_core::{Client, PhalApi, Qianmi, Qimen, Timestamp, Top};
use gatekit_embedded_io::Http;
use std::error::Error;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, SystemTime};

const APP_KEY: &str = "12345678";
const SECRET: &str = "sandbox-secret";
const SESSION: &str = "sandbox-session";

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(host), Some(order)) = (arguments.next(), arguments.next()) else {
        return Err("usage: cancel_order HOST:PORT ORDER".into());
    };
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    let now = Timestamp::from_unix(i64::try_from(now.as_secs())?).ok_or("the clock is wrong")?;
    // All that the calls write, and all that is answered, goes here.
    let mut buffer = [0; 1024];

    let url = format!("http://{host}/router/rest");
    let top = Top::new(APP_KEY, SECRET)?.with_session(SESSION);
    let mut client = Client::new(top, Http::new(Socket::connect(&host)?, &url)?);
    let call = CancelLockStock::order(&order);
    println!("top      {:?}", client.call(&call, now, &mut buffer));

    let url = format!("http://{host}/router/qm");
    let qimen = Qimen::new(APP_KEY, SECRET, "23300032")?.with_session(SESSION);
    let mut client = Client::new(qimen, Http::new(Socket::connect(&host)?, &url)?);
    let call = SelfIntercept {
        seller_nick: "seller",
        buyer_nick: "buyer",
        biz_order: BizOrder {
            tid: &order,
            sub_order_ids: &[&order],
        },
        call_type: CallType::Synchronous,
        buyer_open_uid: None,
    };
    println!("qimen    {:?}", client.call(&call, now, &mut buffer));

    let url = format!("http://{host}/api");
    let qianmi = Qianmi::new(APP_KEY, SECRET)?.with_access_token(SESSION);
    let mut client = Client::new(qianmi, Http::new(Socket::connect(&host)?, &url)?);
    let call = TradeCancel::order(&order);
    println!("qianmi   {:?}", client.call(&call, now, &mut buffer));

    // A PhalApi site gives a token for the secret first; the connection is used again.
    let url = format!("http://{host}/api/app");
    let http = Http::new(Socket::connect(&host)?, &url)?;
    let mut client = Client::new(PhalApi::unsigned(), http);
    let ask = ApplyToken {
        app_key: APP_KEY,
        app_secret: SECRET,
    };
    let given = client.call(&ask, now, &mut buffer);
    let given = given.map_err(|error| error.to_string())?;
    let token = given.access_token.to_owned();
    *client.gateway_mut() = PhalApi::token(&token);
    let call = CancelOrder {
        order_id: &order,
        task_id: "1",
        cancel_msg: "customer changed their mind",
    };
    println!("phalapi  {:?}", client.call(&call, now, &mut buffer));
    Ok(())
}

/// A TCP connection as firmware sees its sockets. Its timeouts are the client's.
struct Socket(TcpStream);

impl Socket {
    fn connect(host: &str) -> std::io::Result<Self> {
        let stream = TcpStream::connect(host)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        stream.set_write_timeout(Some(Duration::from_secs(10)))?;
        Ok(Self(stream))
    }
}

impl ErrorType for Socket {
    type Error = ErrorKind;
}

impl Read for Socket {
    fn read(&mut self, to: &mut [u8]) -> Result<usize, ErrorKind> {
        self.0.read(to).map_err(|error| error.kind().into())
    }
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> {
        self.0.write(bytes).map_err(|error| error.kind().into())
    }

    fn flush(&mut self) -> Result<(), ErrorKind> {
        self.0.flush().map_err(|error| error.kind().into())
    }
}
