//! The smallest program that does what its features say. Nothing is run, the image is measured.

#![no_std]
#![no_main]

use core::hint::black_box;
use cortex_m_rt::entry;

#[path = "../interrupts.rs"]
mod interrupts;

#[cfg(feature = "socket")]
#[path = "../socket.rs"]
mod socket;

#[cfg(feature = "mem")]
core::arch::global_asm!(include_str!("../mem.s"), options(raw));

#[entry]
fn main() -> ! {
    #[cfg(feature = "md5")]
    black_box(signing::all());
    #[cfg(feature = "json")]
    black_box(reading::value(gatekit_core::reply::Format::Json));
    #[cfg(feature = "xml")]
    black_box(reading::value(gatekit_core::reply::Format::Xml));
    #[cfg(feature = "call")]
    black_box(calling::one());
    #[cfg(feature = "calls")]
    black_box(calling::all());
    loop {
        black_box(());
    }
}

/// A request is signed and written.
#[cfg(feature = "md5")]
mod signing {
    use core::hint::black_box;
    use gatekit_core::call::Generic;
    use gatekit_core::request::Request;
    use gatekit_core::{Gateway, Params, Timestamp, Top};

    pub fn all() -> Option<()> {
        let (text, secret) = (black_box("text"), black_box("secret"));
        #[cfg(not(feature = "hmac"))]
        sign(&Top::md5(text, secret).ok()?);
        #[cfg(feature = "hmac")]
        {
            use gatekit_core::gateway::top::TopSign;
            let method = TopSign::named(black_box("hmac"), secret).ok()??;
            sign(&Top::with_sign_method(text, method).ok()?);
        }
        #[cfg(feature = "sha1")]
        sign(&gatekit_core::Qianmi::new(text, secret).ok()?);
        Some(())
    }

    fn sign(gateway: &impl Gateway) -> Option<()> {
        let text = black_box("text");
        let pairs = [(text, text); 4];
        let call = Generic::new(text, &pairs);
        let now = Timestamp::from_unix(black_box(1_451_620_800))?;
        let mut room = [0; 19];
        let mut params = Params::<4>::new(&mut room);
        let request = gateway.sign(&call, now, &mut params).ok()?;
        sent(&request)
    }

    #[cfg(not(feature = "http"))]
    fn sent(request: &Request<'_>) -> Option<()> {
        black_box(request.body_length());
        request.write_query(super::written).ok()?;
        request.write_body(super::written).ok()
    }

    #[cfg(feature = "http")]
    fn sent(request: &Request<'_>) -> Option<()> {
        use gatekit_core::Transport as _;
        let url = black_box("https://gw.api.taobao.com/router/rest");
        let mut http = gatekit_embedded_io::Http::new(crate::socket::Socket(&[]), url).ok()?;
        http.send(request).ok()?;
        black_box(http.receive(black_box(&mut [0; 512])).ok()?);
        Some(())
    }
}

/// A reply is checked and one value taken by its path.
#[cfg(any(feature = "json", feature = "xml"))]
mod reading {
    use core::hint::black_box;
    use gatekit_core::reply::{Format, Leniency, Node};

    pub fn value(format: Format) -> Option<i64> {
        let reply: &'static [u8] = black_box(&[]);
        let document = Node::document(format, Leniency::default(), reply).ok()?;
        black_box(
            document
                .at(black_box("trades_sold_get_response.trades.trade[0].tid"))?
                .number(),
        )
    }
}

/// Documented calls with `Client`: signed, sent, answered, and the reply decoded to its type.
#[cfg(any(feature = "call", feature = "calls"))]
mod calling {
    use crate::socket::Socket;
    use core::hint::black_box;
    use gatekit_core::api::damai;
    use gatekit_core::{Client, Timestamp, Top};
    use gatekit_embedded_io::Http;

    fn line() -> Option<Http<'static, Socket>> {
        Http::new(
            Socket(&[]),
            black_box("https://gw.api.taobao.com/router/rest"),
        )
        .ok()
    }

    #[cfg(feature = "call")]
    pub fn one() -> Option<()> {
        let now = Timestamp::from_unix(black_box(1_451_620_800))?;
        let (mut memory, text) = ([0; 512], black_box("text"));
        let cancel = damai::CancelLockStock::order(text);
        let mut client = Client::<_, _>::new(Top::md5(text, text).ok()?, line()?);
        let reply = client.call(&cancel, now, &mut memory).ok()?;
        Some(drop(black_box(reply)))
    }

    #[cfg(feature = "calls")]
    pub fn all() -> Option<()> {
        use gatekit_core::api::{d2p, logistics, qianniu};
        use gatekit_core::gateway::top::TopSign;
        use gatekit_core::{PhalApi, Qianmi, Qimen};

        let now = Timestamp::from_unix(black_box(1_451_620_800))?;
        let (mut memory, text) = ([0; 512], black_box("text"));
        let sign = || TopSign::named(black_box("md5"), text).ok().flatten();

        let cancel = damai::CancelLockStock::order(text);
        let top = Top::with_sign_method(text, sign()?).ok()?.with_xml();
        let mut client = Client::<_, _>::new(top, line()?);
        black_box(client.call(&cancel, now, &mut memory).ok()?);

        let parts = black_box([text; 2]);
        let intercept = qianniu::SelfIntercept {
            seller_nick: text,
            buyer_nick: text,
            biz_order: qianniu::BizOrder {
                tid: text,
                sub_order_ids: &parts,
            },
            call_type: qianniu::CallType::Synchronous,
            buyer_open_uid: Some(text),
        };
        let qimen = Qimen::with_sign_method(text, sign()?)
            .ok()?
            .with_target_app_key(text);
        let mut client = Client::<_, _>::new(qimen, line()?);
        black_box(client.call(&intercept, now, &mut memory).ok()?);

        let cancel = d2p::TradeCancel::order(text);
        let qianmi = Qianmi::new(text, text).ok()?.with_access_token(text);
        let mut client = Client::<_, _>::new(qianmi, line()?);
        black_box(client.call(&cancel, now, &mut memory).ok()?);

        let cancel = logistics::CancelOrder {
            order_id: text,
            task_id: text,
            cancel_msg: text,
        };
        let mut client = Client::<_, _>::new(PhalApi::token(text), line()?);
        black_box(client.call(&cancel, now, &mut memory).ok()?);
        Some(())
    }
}

/// Where bytes go: the compiler cannot see that nothing becomes of them.
#[cfg(all(feature = "md5", not(feature = "http")))]
fn written(bytes: &[u8]) -> Result<(), usize> {
    black_box(Err(bytes.len()))
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}
