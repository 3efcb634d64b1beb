//! RAM, stack and instructions, one figure a line: what it is, a tabulator, the number.
//!
//! `memory.s` paints the stack and reads the clock; it calls `measured` with the function that does.

#![no_std]
#![no_main]

use core::arch::global_asm;
use core::fmt::Display;
use core::hint::black_box;
use core::mem::size_of;
use cortex_m_rt as _;
use gatekit_core::api::damai::CancelLockStock;
use gatekit_core::call::Generic;
use gatekit_core::gateway::top;
use gatekit_core::request::sign::{HmacMd5, Md5, SignMethod};
use gatekit_core::request::Request;
use gatekit_core::{Client, Gateway, Params, PhalApi, Qianmi, Qimen, Timestamp, Top};
use gatekit_embedded_io::Http;
use semihosting::println;

#[path = "../interrupts.rs"]
mod interrupts;
#[path = "../socket.rs"]
mod socket;

use socket::Socket;

#[cfg(feature = "mem")]
global_asm!(include_str!("../mem.s"), options(raw));
global_asm!(include_str!("memory.s"), options(raw));

/// Calls its first argument with its second; stack in the upper half, ticks in the lower.
type Probe = extern "C" fn(extern "C" fn(&mut Operation<'_>), &mut Operation<'_>) -> u64;

struct Operation<'o>(&'o mut dyn FnMut());

extern "C" fn call(operation: &mut Operation<'_>) {
    (operation.0)();
}

struct Measure {
    probe: Probe,
    /// What an operation that does nothing takes.
    idle: u64,
}

impl Measure {
    fn new(probe: Probe) -> Self {
        let mut measure = Self { probe, idle: 0 };
        measure.idle = measure.probed(&mut || ());
        measure
    }

    fn probed(&self, operation: &mut dyn FnMut()) -> u64 {
        (self.probe)(call, &mut Operation(operation))
    }

    /// The operation says whether it did what it should.
    fn of(&self, what: &dyn Display, mut operation: impl FnMut() -> bool) {
        let mut done = false;
        let (probed, idle) = (self.probed(&mut || done = operation()), self.idle);
        assert!(done, "{what}");
        println!("stack {what}\t{}", (probed >> 32) - (idle >> 32));
        println!(
            "instructions {what}\t{}",
            (probed & 0xffff_ffff) - (idle & 0xffff_ffff)
        );
    }
}

/// Called by `memory.s`.
#[no_mangle]
extern "C" fn measured(probe: Probe) -> ! {
    sizes();
    let measure = Measure::new(probe);
    let done = operations(&measure).is_some();
    semihosting::process::exit(i32::from(!done))
}

fn sizes() {
    println!("ram `Params<16>`\t{}", size_of::<Params<'_, 16>>());
    println!("ram `Request`\t{}", size_of::<Request<'_>>());
    println!("ram `Top`, md5\t{}", size_of::<Top<&str, Md5>>());
    println!("ram `Top`, hmac\t{}", size_of::<Top<&str, HmacMd5>>());
    println!("ram `Top`, hmac-sha256\t{}", size_of::<Top>());
    println!("ram `Qimen`, hmac-sha256\t{}", size_of::<Qimen>());
    println!(
        "ram `Http`, apart from its socket\t{}",
        size_of::<Http<'_, ()>>()
    );
    println!(
        "ram `Client<Top, Http>`\t{}",
        size_of::<Client<Top, Http<'_, ()>>>()
    );
    println!("ram `Qianmi`\t{}", size_of::<Qianmi>());
    println!("ram `PhalApi`, token\t{}", size_of::<PhalApi>());
}

/// With the system parameters these are [`COUNT`], of [`BYTES`] with their names.
const BUSINESS: [(&str, &str); 4] = [
    ("fields", "tid,status,payment,orders,receiver"),
    ("nick", "苏宁易购官方旗舰店"),
    (
        "remark",
        "void: paid twice & shipped late, as told by telephone at midday",
    ),
    ("tid", "30753531820144197"),
];

const COUNT: usize = 10;
const BYTES: usize = 262;

fn operations(measure: &Measure) -> Option<()> {
    let now = Timestamp::from_unix(1_451_620_800)?;
    let call = Generic::new("taobao.trade.fullinfo.get", &BUSINESS);
    let md5 = Top::md5("12345678", "helloworld").ok()?;
    signed(measure, "md5", &md5, &call, now)?;
    let hmac = Top::with_sign_method("12345678", HmacMd5::new("helloworld").ok()?).ok()?;
    signed(measure, "hmac", &hmac, &call, now)?;
    let sha256 = Top::new("12345678", "helloworld").ok()?;
    signed(measure, "hmac-sha256", &sha256, &call, now)?;

    let mut room = [0; 32];
    let mut params = Params::<16>::new(&mut room);
    let request = md5.sign(&call, now, &mut params).ok()?;
    let params = request.canonical().params();
    let bytes = params
        .clone()
        .map(|param| param.name().len() + param.value().len());
    assert_eq!((params.count(), bytes.sum()), (COUNT, BYTES));
    measure.of(&"encode", || {
        black_box((request.query_length(), request.body_length()));
        request.write_query(written).is_ok() && request.write_body(written).is_ok()
    });

    let cancel = CancelLockStock::order("12345");
    let mut body = JSON;
    measure.of(&"decode, JSON", || {
        md5.read(&cancel, black_box(&mut body)).is_ok()
    });
    let top = Top::md5("12345678", "helloworld").ok()?.with_xml();
    let mut body = XML;
    measure.of(&"decode, XML", || {
        top.read(&cancel, black_box(&mut body)).is_ok()
    });
    let mut buffer = [0; 512];
    let http = Http::new(Socket(ANSWER), top::DIALECT.production).ok()?;
    let mut client = Client::<_, _>::new(&md5, http);
    measure.of(&"full call, md5", || {
        client.call(&cancel, now, black_box(&mut buffer)).is_ok()
    });
    let http = Http::new(Socket(ANSWER), top::DIALECT.production).ok()?;
    let mut client = Client::<_, _>::new(&sha256, http);
    measure.of(&"full call, hmac-sha256", || {
        client.call(&cancel, now, black_box(&mut buffer)).is_ok()
    });
    Some(())
}

fn signed<M: SignMethod>(
    measure: &Measure,
    name: &str,
    top: &Top<&str, M>,
    call: &Generic<'_>,
    now: Timestamp,
) -> Option<()> {
    let mut room = [0; 32];
    let mut params = Params::<16>::new(&mut room);
    let mut borrowed = Some(&mut params);
    measure.of(&format_args!("sign, {name}, the request included"), || {
        let params = borrowed.take();
        params.is_some_and(|params| black_box(&top.sign(black_box(call), now, params)).is_ok())
    });
    let mut room = [0; 32];
    let mut params = Params::<16>::new(&mut room);
    let request = top.sign(call, now, &mut params).ok()?;
    let canonical = request.canonical();
    measure.of(&format_args!("its signature alone, {name}"), || {
        black_box(&top.sign_method().sign(black_box(&canonical))).is_some()
    });
    Some(())
}

fn written(bytes: &[u8]) -> Result<(), usize> {
    black_box(bytes);
    Ok(())
}

const JSON: [u8; 148] = *br#"{"alibaba_damai_yuntoc_order_cancellockstock_response":{"result":{"cancel_stock_lock_result_body":{"order_id":"12345"},"head":{"return_code":"1"}}}}"#;
const XML: [u8; 254] = *b"<alibaba_damai_yuntoc_order_cancellockstock_response><result><cancel_stock_lock_result_body><order_id>12345</order_id></cancel_stock_lock_result_body><head><return_code>1</return_code></head></result></alibaba_damai_yuntoc_order_cancellockstock_response>";

/// The same over HTTP.
const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nServer: Tengine\r\n\
    Date: Fri, 01 Jan 2016 04:00:00 GMT\r\nContent-Type: application/json;charset=UTF-8\r\n\
    Content-Length: 148\r\nConnection: keep-alive\r\n\r\n{\"alibaba_damai_yuntoc_order_cancellockstock_response\":{\"result\":{\"cancel_stock_lock_result_body\":{\"order_id\":\"12345\"},\"head\":{\"return_code\":\"1\"}}}}";
