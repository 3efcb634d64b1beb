//! Replies: checked, decoded and read, against `serde_json::from_slice` and quick-xml's events.

use gatekit_benches::replies::{self, Enveloped, Json, Xml, read_json, read_xml, weight};
use gatekit_benches::report::Report;
use gatekit_core::reply::{Format, Leniency, Node, document_from_slice};
use quick_xml::events::Event;

pub(crate) fn ratios(report: &mut Report) {
    for (size, trades) in [("s", 1), ("l", 36)] {
        json(report, size, trades);
        xml(report, size, trades);
    }
}

fn json(report: &mut Report, size: &str, trades: usize) {
    let json = replies::json(trades);
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
    let top = replies::application().unwrap();
    let mut read = || {
        copy.copy_from_slice(bytes);
        read_json(&top, &mut copy).unwrap()
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

fn xml(report: &mut Report, size: &str, trades: usize) {
    let xml = replies::xml(trades);
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
    let top = replies::application().unwrap().with_xml();
    let mut read = || {
        copy.copy_from_slice(bytes);
        read_xml(&top, &mut copy).unwrap()
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

/// Checks the whole document and takes one value out of it by its path.
fn value(format: Format, bytes: &[u8]) -> usize {
    let document = Node::document(format, Leniency::default(), bytes).unwrap();
    let path = "trades_sold_get_response.trades.trade[0].tid";
    let tid = document.at(path).and_then(Node::number);
    usize::try_from(tid.unwrap()).unwrap()
}
