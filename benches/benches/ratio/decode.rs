//! Replies: checked, decoded and read, against `serde_json::from_slice` and quick-xml's events.

use gatekit_benches::report::Report;
use gatekit_core::call::Generic;
use gatekit_core::reply::{Format, Leniency, Node, document_from_slice};
use gatekit_core::request::sign::Md5;
use gatekit_core::{Gateway, Top};
use quick_xml::events::Event;
use serde::Deserialize;

pub(crate) fn ratios(report: &mut Report) {
    for (size, trades) in [("s", 1), ("l", 36)] {
        json(report, size, trades);
        xml(report, size, trades);
    }
}

/// A reply under its envelope.
#[derive(Deserialize)]
struct Enveloped<T> {
    trades_sold_get_response: T,
}

#[derive(Deserialize)]
struct Json<S> {
    trades: List<S>,
}

#[derive(Deserialize)]
struct Xml<S> {
    trades: Vec<Trade<S>>,
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

/// Depends on every field.
fn weight<S: AsRef<str>>(trades: &[Trade<S>]) -> usize {
    trades
        .iter()
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

fn json(report: &mut Report, size: &str, trades: usize) {
    let trade = r#"{"tid":30753531820144197,"status":"WAIT_SELLER_SEND_GOODS","payment":"25.10","buyer_nick":"翔_ouyang","title":"夏季新款女鞋平底凉鞋","receiver_zip":"210000","post":true,"orders":{"order":[{"oid":1}]}}"#;
    let list = vec![trade; trades].join(",");
    let json = format!(r#"{{"trades_sold_get_response":{{"trades":{{"trade":[{list}]}}}}}}"#);
    let bytes = json.as_bytes();
    let theirs = || {
        let reply: Enveloped<Json<&str>> = serde_json::from_slice(bytes).unwrap();
        weight(&reply.trades_sold_get_response.trades.trade)
    };
    let (mut body, mut copy) = (bytes.to_vec(), bytes.to_vec());
    let mut decode = || {
        body.copy_from_slice(bytes);
        decoded_json(&mut body)
    };
    assert_eq!(decode(), theirs());
    let top = Top::md5("12345678", "helloworld").unwrap();
    let mut read = || {
        copy.copy_from_slice(bytes);
        read_json(&top, &mut copy)
    };
    assert_eq!(read(), theirs());
    let check = || value(Format::Json, bytes);

    report.ratios(
        [
            (format!("check_json_{size}"), Box::new(check)),
            (format!("decode_json_{size}"), Box::new(decode)),
            (format!("read_json_{size}"), Box::new(read)),
        ],
        Box::new(theirs),
    );
}

fn decoded_json(body: &mut [u8]) -> usize {
    let reply: Enveloped<Json<&str>> =
        document_from_slice(Format::Json, Leniency::default(), body).unwrap();
    weight(&reply.trades_sold_get_response.trades.trade)
}

fn read_json<'b>(top: &Top<&'static str, Md5>, body: &'b mut [u8]) -> usize {
    let call = Generic::<Json<&'b str>>::reading("taobao.trades.sold.get", &[]);
    weight(&top.read(&call, body).unwrap().trades.trade)
}

fn xml(report: &mut Report, size: &str, trades: usize) {
    let trade = "<trade><tid>30753531820144197</tid><status>WAIT_SELLER_SEND_GOODS</status><payment>25.10</payment><buyer_nick>翔_ouyang</buyer_nick><title>夏季新款女鞋平底凉鞋</title><receiver_zip>210000</receiver_zip><post>true</post><orders><order><oid>1</oid></order></orders></trade>";
    let list = trade.repeat(trades);
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\" ?><trades_sold_get_response><trades>{list}</trades></trades_sold_get_response><!--top010179031191.s.et2-->"
    );
    let bytes = xml.as_bytes();
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
    let (mut body, mut copy) = (bytes.to_vec(), bytes.to_vec());
    let mut decode = || {
        body.copy_from_slice(bytes);
        decoded_xml(&mut body)
    };
    let top = Top::md5("12345678", "helloworld").unwrap().with_xml();
    let mut read = || {
        copy.copy_from_slice(bytes);
        read_xml(&top, &mut copy)
    };
    assert_eq!(decode(), read());
    let check = || value(Format::Xml, bytes);

    report.ratios(
        [
            (format!("check_xml_{size}"), Box::new(check)),
            (format!("decode_xml_{size}"), Box::new(decode)),
            (format!("read_xml_{size}"), Box::new(read)),
        ],
        Box::new(theirs),
    );
}

fn decoded_xml(body: &mut [u8]) -> usize {
    let reply: Enveloped<Xml<&str>> =
        document_from_slice(Format::Xml, Leniency::default(), body).unwrap();
    weight(&reply.trades_sold_get_response.trades)
}

fn read_xml<'b>(top: &Top<&'static str, Md5>, body: &'b mut [u8]) -> usize {
    let call = Generic::<Xml<&'b str>>::reading("taobao.trades.sold.get", &[]);
    weight(&top.read(&call, body).unwrap().trades)
}

/// Checks the whole document and takes one value out of it by its path.
fn value(format: Format, bytes: &[u8]) -> usize {
    let document = Node::document(format, Leniency::default(), bytes).unwrap();
    let path = "trades_sold_get_response.trades.trade[0].tid";
    let tid = document.at(path).and_then(Node::number);
    usize::try_from(tid.unwrap()).unwrap()
}
