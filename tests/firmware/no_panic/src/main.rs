//! Every public road of the core on bytes that the compiler cannot know.

#![no_std]
#![no_main]

mod shown;

use core::hint::black_box;
use core::time::Duration;
use gatekit_core::api::{auth, d2p, damai, logistics, qianniu};
use gatekit_core::call::Generic;
use gatekit_core::callback::{Check, Cidr, Received, ReplayGuard, ReplayGuardView, Verifier};
use gatekit_core::gateway::phalapi::{self, PairsMd5, ValuesMd5, ValuesMd5Secret};
use gatekit_core::gateway::qianmi;
use gatekit_core::reply::{
    Excerpt, Format, Leniency, Node, Progress, Stream, document_from_slice, from_slice,
};
use gatekit_core::client::{Host, Repeating};
use gatekit_core::repeat::Policy;
use gatekit_core::request::sign::{Canonical, HmacMd5, Sha1, SignMethod};
use gatekit_core::request::{RawBody, Request, form};
use gatekit_core::transport::{Answer, TransportError};
use gatekit_core::{
    Call, Client, ClockOffset, Gateway, Transport, Params, PhalApi, Qianmi, Qimen, Timestamp, Top, request::ParamsView,
};
use serde::{Deserialize, Serialize};

/// The linker's entry; nothing is run, the image is only looked at.
#[no_mangle]
pub extern "C" fn entry(bytes: &'static mut [u8; 4096], seconds: i64) -> usize {
    let Some(now) = Timestamp::from_unix(seconds) else {
        return Timestamp::parse(bytes).map_or(0, |moment| moment.unix() as usize);
    };
    let (head, body) = bytes.split_at_mut(2048);
    let text = core::str::from_utf8(head).unwrap_or_default();
    let mut count = signed(text, now) + read(text, body);
    count += callbacks(text, body, now) + documents(body) + repeated(text, body, now);
    count += shown::shown(text, body, now);
    count + streams(text, body)
}

/// A gateway of which nothing is known, called until enough was tried.
fn repeated(text: &'static str, body: &mut [u8], now: Timestamp) -> usize {
    let Ok(qianmi) = Qianmi::new(text, text) else {
        return 0;
    };
    let clock = ClockOffset::between(black_box(now), black_box(now));
    let policy = black_box(Policy::new());
    let mut repeating = Repeating::new(policy, clock, black_box(1), Board(now));
    let mut client = Client::new(qianmi, Line);
    let call = Generic::new(text, &[]);
    let idempotent = client.call_repeating(&call.idempotent(), &mut repeating, body);
    let mut count = usize::from(idempotent.is_ok());
    let cancelled = client.call_repeating(&d2p::TradeCancel::order(text), &mut repeating, body);
    count += usize::from(cancelled.is_ok());
    count + repeating.clock.seconds() as usize
}

struct Board(Timestamp);

impl<C> Host<C> for Board {
    fn now(&mut self) -> Timestamp {
        black_box(self.0)
    }

    fn wait(&mut self, pause: Duration) {
        black_box(pause);
    }
}

struct Line;

impl Transport for Line {
    type Error = ();

    fn send(&mut self, request: &Request<'_>) -> Result<(), TransportError<()>> {
        black_box(request.body_length());
        black_box(Ok(()))
    }

    fn receive(&mut self, buffer: &mut [u8]) -> Result<Answer, TransportError<()>> {
        let date = Timestamp::from_http_date(black_box(&*buffer));
        let answer = Answer::new(black_box(200), black_box(buffer.len())).with_date(date);
        black_box(Ok(answer))
    }
}

fn streams(text: &'static str, body: &mut [u8]) -> usize {
    let paths = [text, text];
    let (window, document) = body.split_at_mut(1024);
    let mut count = 0;
    for format in [Format::Json, Format::Xml] {
        let mut input = &*document;
        if let Ok(mut stream) = Stream::new(format, Leniency::default(), &paths, window) {
            while let Ok(Progress::Found(found)) = stream.feed(&mut input) {
                count += found.path() + found.number().map_or(0, |number| number as usize);
                count += found.text().map_or(0, str::len);
            }
            count += usize::from(stream.finish().is_ok());
        }
        if let Ok(mut excerpt) = Excerpt::new(format, Leniency::default(), &paths, window) {
            count += usize::from(excerpt.feed(document).is_ok());
            count += excerpt.finish().map_or(0, |kept| kept.len());
        }
    }
    count
}

fn callbacks(text: &'static str, body: &[u8], now: Timestamp) -> usize {
    let mut guard = black_box(ReplayGuard::<8>::since(now));
    let mut count = guard.capacity();
    if let Ok(verifier) = Verifier::spi(text) {
        count += verified(&verifier, text, body, now, &mut guard);
        count += verified(&verifier.without_window(), text, body, now, &mut guard);
    }
    if let Ok(method) = Sha1::new(text) {
        let verifier = Verifier::new(&qianmi::DIALECT, method).with_window(text.len() as u32);
        count += verified(&verifier, text, body, now, &mut guard);
    }
    if let Ok(method) = ValuesMd5Secret::new(text) {
        let verifier = Verifier::new(&phalapi::PRO, method).with_max_size(text.len());
        count += verified(&verifier, text, body, now, &mut guard);
    }
    if let (Ok(block), Some(octets)) = (text.parse::<Cidr>(), body.first_chunk::<16>()) {
        count += usize::from(Cidr::any_contains(&[block], (*octets).into()));
        count += usize::from(Cidr::new((*octets).into(), octets[0]).is_some());
    }
    count
}

fn verified<C: Check>(
    verifier: &Verifier<C>,
    text: &str,
    body: &[u8],
    now: Timestamp,
    guard: &mut ReplayGuardView,
) -> usize {
    let headers = [(text, body), ("top-sign-list", text.as_bytes())];
    let received = Received::new(black_box(text), black_box(body))
        .with_content_type(text)
        .with_headers(&headers);
    let mut room = [0; 256];
    let mut params = Params::<8>::new(&mut room);
    match verifier.verify(&received, now, &mut params, Some(guard)) {
        Err(error) => error.side() as usize,
        Ok(verified) => {
            let mut count = verified.params().len() + verified.body().len();
            count += verified.text(text).map_or(0, str::len);
            count += verified.timestamp().map_or(0, |moment| moment.unix() as usize);
            count + verified.document().map_or(0, |node| node.range().len())
        }
    }
}

fn signed(text: &'static str, now: Timestamp) -> usize {
    let lock = damai::CancelLockStock {
        order_id: Some(text),
        head: Some(damai::RequestHead { msg_id: Some(text), ..damai::RequestHead::default() }),
    };
    let parts = [text, text];
    let intercept = qianniu::SelfIntercept {
        seller_nick: text,
        buyer_nick: text,
        biz_order: qianniu::BizOrder { tid: text, sub_order_ids: &parts },
        call_type: qianniu::CallType::Asynchronous,
        buyer_open_uid: Some(text),
    };
    let cancel = logistics::CancelOrder { order_id: text, task_id: text, cancel_msg: text };
    let token = auth::ApplyToken { app_key: text, app_secret: text };
    let pairs = [(text, text), ("a", text)];
    let raw = RawBody { content_type: "text/xml", bytes: text.as_bytes() };
    let generic = Generic::new(text, &pairs).with_body(raw);
    let mut count = 0;
    if let Ok(top) = Top::md5(text, text) {
        count += request(&top, &lock, now) + request(&top.with_session(text), &generic, now);
    }
    if let Ok(top) = Top::new(text, text) {
        count += request(&top.with_xml().with_partner_id(text), &Fields { text, number: now.unix() }, now);
    }
    if let Ok(Ok(top)) = HmacMd5::new(text).map(|method| Top::with_sign_method(text, method)) {
        count += request(&top.with_simplify(), &lock, now);
    }
    if let Ok(qimen) = Qimen::new(text, text, text) {
        count += request(&qimen, &intercept, now);
    }
    if let Ok(qimen) = Qimen::standard(text, text, text) {
        count += request(&qimen, &generic, now);
    }
    if let Ok(qianmi) = Qianmi::new(text, text) {
        count += request(&qianmi.with_access_token(text), &d2p::TradeCancel::order(text), now);
    }
    if let Ok(site) = PhalApi::pro(text, text) {
        count += request(&site.with_user_id(text), &cancel, now);
    }
    count += request(&PhalApi::unsigned(), &token, now);
    count += request(&PhalApi::<&str, _>::with_sign_method(PairsMd5::new("=")), &cancel, now);
    let filter: ValuesMd5 = ValuesMd5::new();
    count + filter.sign(&Canonical::new(&[], text.as_bytes())).map_or(0, |sign| sign.as_str().len())
}

/// Nested fields, a list, numbers.
#[derive(Serialize)]
struct Fields {
    text: &'static str,
    number: i64,
}

impl Call for Fields {
    type Reply<S> = serde::de::IgnoredAny;

    fn method(&self) -> &str {
        self.text
    }

    fn params<'a>(&'a self, params: &mut ParamsView<'a>) -> Result<(), gatekit_core::ParamError> {
        params.fields(self)?;
        params.integer("n", self.number)?;
        params.json("j", &[self, self])
    }
}

fn request<G: Gateway, C: Call>(gateway: &G, call: &C, now: Timestamp) -> usize {
    let mut room = [0; 512];
    let mut params = Params::<16>::new(&mut room);
    let Ok(request) = gateway.sign(call, now, &mut params) else {
        return 0;
    };
    let mut out = [0; 512];
    let mut count = request.encode_query(&mut out).map_or(0, str::len);
    count += request.encode_body(&mut out).map_or(0, <[u8]>::len);
    count += request.query_length() + request.body_length();
    count += usize::from(request.write_query(|bytes| black_box(Err(bytes.len()))).is_err());
    count += usize::from(request.write_body(|bytes| black_box(Err(bytes.len()))).is_err());
    count + form::encoded_length(black_box(&out))
}

fn read(text: &'static str, body: &mut [u8]) -> usize {
    let mut count = 0;
    if let Ok(top) = Top::md5(text, text) {
        let call = damai::CancelLockStock::order(text);
        count += usize::from(top.read(&call, black_box(body)).is_ok());
        count += usize::from(top.with_xml().read(&call, black_box(body)).is_err());
    }
    if let Ok(qimen) = Qimen::new(text, text, text) {
        let call = Generic::<Trades<'_>>::reading(text, &[]);
        count += usize::from(qimen.read(&call, black_box(body)).is_ok());
    }
    if let Ok(qianmi) = Qianmi::new(text, text) {
        count += usize::from(qianmi.read(&d2p::TradeCancel::order(text), black_box(body)).is_ok());
    }
    let call = logistics::CancelOrder { order_id: text, task_id: text, cancel_msg: text };
    count + usize::from(PhalApi::unsigned().read(&call, black_box(body)).is_ok())
}

/// A payload with what real ones hold.
#[derive(Deserialize)]
struct Trades<'b> {
    #[serde(borrow)]
    trade: heapless::Vec<Trade<'b>, 4>,
}

#[derive(Deserialize)]
struct Trade<'b> {
    tid: u64,
    count: i32,
    status: Option<&'b str>,
    post: bool,
}

fn documents(body: &mut [u8]) -> usize {
    let mut count = 0;
    for format in [Format::Json, Format::Xml] {
        if let Ok(node) = Node::document(format, Leniency::default(), black_box(body)) {
            let found = node.at("trades.trade[0].tid").or(node.get("a"));
            count += found.map_or(0, |node| node.range().len() + usize::from(node.is_blank()));
            count += node.number().map_or(0, |number| number as usize);
            count += usize::from(node.boolean() == Some(true)) + node.text_chars().count();
            count += node.children().filter(|(name, _)| name.ends_with("_response")).count();
        }
        let trades: Result<Trades<'_>, _> = from_slice(format, Leniency::default(), black_box(body));
        count += trades.map_or(0, |trades| {
            let first = trades.trade.first();
            first.map_or(0, |trade| {
                trade.tid as usize + trade.count as usize + trade.status.map_or(0, str::len)
                    + usize::from(trade.post)
            })
        });
        let text: Result<&str, _> = document_from_slice(format, Leniency::default(), black_box(body));
        count += text.map_or(0, str::len);
    }
    count
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}
