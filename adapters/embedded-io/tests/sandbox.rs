//! The firmware's client and the desktop's, against the same gateways: they see the same.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use embedded_io::{ErrorKind, ErrorType, Read, Write};
use gatekit_core::api::d2p::TradeCancel;
use gatekit_core::api::damai::CancelLockStock;
use gatekit_core::api::logistics::CancelOrder;
use gatekit_core::api::qianniu::{BizOrder, CallType, SelfIntercept};
use gatekit_core::reply::Repeat;
use gatekit_core::{Call, Client, Error, Gateway, PhalApi, Qianmi, Qimen, Timestamp, Top};
use gatekit_embedded_io::Http;
use gatekit_sandbox::{Config, Gateway as At, Sandbox};
use gatekit_ureq::Settings;
use serde::de::DeserializeOwned;
use std::fmt::{Debug, Display};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

/// 2016-01-01 12:00:00 in GMT+8.
const NOON: i64 = 1_451_620_800;
/// For an answer that comes, and for one that does not.
const PATIENT: Duration = Duration::from_secs(20);
const HASTY: Duration = Duration::from_millis(300);
/// The order whose answer does not come in time.
const LATE: &str = "0408";

struct Socket(TcpStream);

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

/// What a call came to: a reply or a refusal in all detail, of other errors the kind.
#[derive(Debug, PartialEq)]
enum View {
    Reply(String),
    Refused(String),
    Failed { code: u8, repeat: Repeat },
}

fn view<R: Debug, S: Debug + Display, E: Debug>(outcome: Result<R, Error<S, E>>) -> View {
    match outcome {
        Ok(reply) => View::Reply(format!("{reply:?}")),
        Err(Error::Refused(fault)) => View::Refused(format!("{fault:?}")),
        Err(error) => View::Failed {
            code: error.code(),
            repeat: error.repeat(),
        },
    }
}

/// Both views of one call, after an identification that counts up was made the same.
fn same<G, C>(sandbox: &Sandbox, at: At, gateway: &G, call: &C, patience: Duration) -> View
where
    G: Gateway + Clone,
    C: Call,
    C::Reply<String>: DeserializeOwned + Debug,
{
    let now = Timestamp::from_unix(NOON).unwrap();
    let url = sandbox.url(at);
    let host = gatekit_embedded_io::Url::parse(&url).unwrap().host();
    let stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(patience)).unwrap();
    let http = Http::new(Socket(stream), &url).unwrap();
    let mut buffer = [0; 2048];
    let mut firmware = Client::<_, _, 16>::sized(gateway.clone(), http);
    let ours = view(firmware.call_as::<C, String>(call, now, &mut buffer));

    let settings = Settings::new(&url).with_answer_timeout(patience);
    let desktop = gatekit_ureq::Client::with_settings(gateway.clone(), &settings).unwrap();
    let theirs = view(desktop.call_at(call, now));
    assert_eq!(without_request_id(&ours), without_request_id(&theirs));
    ours
}

fn without_request_id(view: &View) -> String {
    let text = format!("{view:?}");
    match text.split_once("request_id: Some(") {
        Some((before, after)) => {
            format!(
                "{before}{}",
                after.split_once(')').map_or("", |(_, rest)| rest)
            )
        }
        None => text,
    }
}

#[test]
fn firmware_and_desktop_see_the_same_outcomes() {
    let config = Config {
        now: Some(NOON),
        slow: Duration::from_secs(600),
        ..Config::default()
    };
    let (key, secret) = (config.app_key.clone(), config.app_secret.clone());
    let session = config.session.clone();
    let sandbox = Sandbox::start(config).unwrap();
    let mut views = Vec::new();
    for suffix in [
        "", "0404", "0409", "0403", "0503", LATE, "0500", "0502", "0204", "0444",
    ] {
        let order = format!("T9{suffix}");
        let patience = if suffix == LATE { HASTY } else { PATIENT };
        for xml in [false, true] {
            let top = Top::new(key.clone(), &secret)
                .unwrap()
                .with_session(session.clone());
            let top = if xml { top.with_xml() } else { top };
            let call = CancelLockStock::order(&order);
            views.push((suffix, same(&sandbox, At::Top, &top, &call, patience)));
        }
        let qimen = Qimen::new(key.clone(), &secret, String::from("23300032")).unwrap();
        let qimen = qimen.with_session(session.clone());
        let biz_order = BizOrder {
            tid: &order,
            sub_order_ids: &[&order],
        };
        let call = SelfIntercept {
            seller_nick: "苏宁易购官方旗舰店",
            buyer_nick: "翔_ouyang",
            biz_order,
            call_type: CallType::Synchronous,
            buyer_open_uid: None,
        };
        views.push((suffix, same(&sandbox, At::Qimen, &qimen, &call, patience)));
        let qianmi = Qianmi::new(key.clone(), &secret).unwrap();
        let qianmi = qianmi.with_access_token(session.clone());
        let call = TradeCancel::order(&order);
        views.push((suffix, same(&sandbox, At::Qianmi, &qianmi, &call, patience)));
        let site = PhalApi::token(String::from("sandbox-token"));
        let call = CancelOrder {
            order_id: &order,
            task_id: "1",
            cancel_msg: "取消",
        };
        views.push((suffix, same(&sandbox, At::PhalApi, &site, &call, patience)));
    }
    for (suffix, view) in views {
        let expected = match suffix {
            "" => matches!(view, View::Reply(_)),
            "0404" | "0409" | "0403" | "0503" => matches!(view, View::Refused(_)),
            _ => matches!(
                view,
                View::Failed {
                    repeat: Repeat::AskFirst,
                    ..
                }
            ),
        };
        assert!(expected, "{suffix} {view:?}");
    }
}

#[test]
fn a_wrong_secret_is_refused_to_both() {
    let config = Config {
        now: Some(NOON),
        ..Config::default()
    };
    let key = config.app_key.clone();
    let sandbox = Sandbox::start(config).unwrap();
    let top = Top::new(key.clone(), "sandbox-secreT").unwrap();
    let call = CancelLockStock::order("T1");
    assert!(matches!(
        same(&sandbox, At::Top, &top, &call, PATIENT),
        View::Refused(_)
    ));
    let qianmi = Qianmi::new(key, "sandbox-secreT").unwrap();
    let call = TradeCancel::order("T1");
    assert!(matches!(
        same(&sandbox, At::Qianmi, &qianmi, &call, PATIENT),
        View::Refused(_)
    ));
}
