//! Ratios inside one run, one `name value` a line: `cargo bench -p gatekit-benches --bench ratio`.

#![allow(clippy::unwrap_used)] // A bench that cannot start should stop.

use gatekit_benches::interleaved::{Candidate, measure, quartile, ratio};
use gatekit_core::call::Generic;
use gatekit_core::{Gateway, Top};
use quick_xml::events::Event;
use serde::Deserialize;

fn main() {
    // Cargo asks for a list of tests when it runs benches as tests.
    if std::env::args().any(|argument| argument == "--list") {
        return;
    }
    println!("{:<24} ratio        ns / ns", "# name");
    for (size, trades) in [("s", 1), ("l", 36)] {
        decode_json(size, trades);
        decode_xml(size, trades);
    }
}

#[derive(Deserialize)]
struct Trades<S> {
    trades: List<S>,
}

#[derive(Deserialize)]
struct List<S> {
    trade: Vec<Trade<S>>,
}

#[derive(Deserialize)]
struct Trade<S> {
    tid: u64,
    status: S,
    payment: S,
    buyer_nick: S,
    title: S,
    post: bool,
}

/// The same under its envelope, for `serde_json`.
#[derive(Deserialize)]
struct Enveloped<S> {
    trades_sold_get_response: Trades<S>,
}

impl<S: AsRef<str>> Trades<S> {
    fn weight(&self) -> usize {
        let trades = self.trades.trade.iter();
        trades
            .map(|trade| {
                usize::from(trade.tid > 0)
                    ^ trade.status.as_ref().len()
                    ^ trade.payment.as_ref().len()
                    ^ trade.buyer_nick.as_ref().len()
                    ^ trade.title.as_ref().len()
                    ^ usize::from(trade.post)
            })
            .sum()
    }
}

fn decode_json(size: &str, trades: usize) {
    let trade = r#"{"tid":30753531820144197,"status":"WAIT_SELLER_SEND_GOODS","payment":"25.10","buyer_nick":"翔_ouyang","title":"夏季新款女鞋平底凉鞋","receiver_zip":"210000","post":true,"orders":{"order":[{"oid":1}]}}"#;
    let list = vec![trade; trades].join(",");
    let json = format!(r#"{{"trades_sold_get_response":{{"trades":{{"trade":[{list}]}}}}}}"#);
    let mut body = json.clone().into_bytes();
    let top = Top::md5("12345678", "helloworld").unwrap();
    let call = Generic::<Trades<&str>>::reading("taobao.trades.sold.get", &[]);
    let expected = serde_json::from_str::<Enveloped<&str>>(&json)
        .unwrap()
        .trades_sold_get_response
        .weight();
    let mut ours = || {
        body.copy_from_slice(json.as_bytes());
        read(&top, &call, &mut body)
    };
    assert_eq!(ours(), expected);
    let theirs = || {
        let reply: Enveloped<&str> = serde_json::from_slice(json.as_bytes()).unwrap();
        reply.trades_sold_get_response.weight()
    };
    report(
        &format!("decode_json_{size}"),
        json.len(),
        Box::new(ours),
        Box::new(theirs),
    );
}

fn read<'b>(
    top: &Top<&'static str, gatekit_core::request::sign::Md5>,
    call: &Generic<'_, Trades<&'b str>>,
    body: &'b mut [u8],
) -> usize {
    top.read(call, body).unwrap().weight()
}

fn decode_xml(size: &str, trades: usize) {
    let trade = "<trade><tid>30753531820144197</tid><status>WAIT_SELLER_SEND_GOODS</status><payment>25.10</payment><buyer_nick>翔_ouyang</buyer_nick><title>夏季新款女鞋平底凉鞋</title><receiver_zip>210000</receiver_zip><post>true</post><orders><order><oid>1</oid></order></orders></trade>";
    let list = trade.repeat(trades);
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\" ?><trades_sold_get_response><trades>{list}</trades></trades_sold_get_response><!--top010179031191.s.et2-->"
    );
    let mut body = xml.clone().into_bytes();
    let top = Top::md5("12345678", "helloworld").unwrap().with_xml();
    let call = Generic::<XmlTrades<&str>>::reading("taobao.trades.sold.get", &[]);
    let ours = || {
        body.copy_from_slice(xml.as_bytes());
        read_xml(&top, &call, &mut body)
    };
    let theirs = || {
        let mut reader = quick_xml::Reader::from_str(&xml);
        let mut weight = 0;
        loop {
            match reader.read_event().unwrap() {
                Event::Text(text) => weight += text.len(),
                Event::Start(tag) => weight += tag.name().as_ref().len(),
                Event::Eof => return weight,
                _ => {}
            }
        }
    };
    report(
        &format!("decode_xml_{size}"),
        xml.len(),
        Box::new(ours),
        Box::new(theirs),
    );
}

#[derive(Deserialize)]
struct XmlTrades<S> {
    trades: Vec<Trade<S>>,
}

fn read_xml<'b>(
    top: &Top<&'static str, gatekit_core::request::sign::Md5>,
    call: &Generic<'_, XmlTrades<&'b str>>,
    body: &'b mut [u8],
) -> usize {
    let reply = top.read(call, body).unwrap();
    Trades {
        trades: List {
            trade: reply.trades,
        },
    }
    .weight()
}

fn report(name: &str, bytes: usize, ours: Candidate<'_>, theirs: Candidate<'_>) {
    let rounds = measure(&mut [ours, theirs]);
    println!(
        "{name:<24} {:.3}   {:.0} / {:.0}  ({bytes} bytes)",
        ratio(&rounds, 0, 1),
        quartile(&rounds, 0),
        quartile(&rounds, 1)
    );
}
