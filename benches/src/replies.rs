//! Lists of trades as a gateway sends them, and readers that look at every field.

use gatekit_core::call::Generic;
use gatekit_core::request::sign::Md5;
use gatekit_core::{Gateway, Top};
use serde::Deserialize;

/// Trades in a reply, in three sizes.
pub const TRADES: [(&str, usize); 3] = [("S", 1), ("M", 4), ("L", 36)];

/// So many trades as JSON: 263 bytes for one.
///
/// ```
/// assert_eq!(gatekit_benches::replies::json(1).len(), 263);
/// ```
#[must_use]
pub fn json(trades: usize) -> String {
    let trade = r#"{"tid":30753531820144197,"status":"WAIT_SELLER_SEND_GOODS","payment":"25.10","buyer_nick":"翔_ouyang","title":"夏季新款女鞋平底凉鞋","receiver_zip":"210000","post":true,"orders":{"order":[{"oid":1}]}}"#;
    let list = vec![trade; trades].join(",");
    format!(r#"{{"trades_sold_get_response":{{"trades":{{"trade":[{list}]}}}}}}"#)
}

/// The same as XML: 419 bytes for one.
///
/// ```
/// assert_eq!(gatekit_benches::replies::xml(1).len(), 419);
/// ```
#[must_use]
pub fn xml(trades: usize) -> String {
    let trade = "<trade><tid>30753531820144197</tid><status>WAIT_SELLER_SEND_GOODS</status><payment>25.10</payment><buyer_nick>翔_ouyang</buyer_nick><title>夏季新款女鞋平底凉鞋</title><receiver_zip>210000</receiver_zip><post>true</post><orders><order><oid>1</oid></order></orders></trade>";
    let list = trade.repeat(trades);
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\" ?><trades_sold_get_response><trades>{list}</trades></trades_sold_get_response><!--top010179031191.s.et2-->"
    )
}

/// A reply under its envelope.
#[derive(Debug, Deserialize)]
pub struct Enveloped<T> {
    /// What is under it.
    pub trades_sold_get_response: T,
}

/// The payload in JSON.
#[derive(Debug, Deserialize)]
pub struct Json<S> {
    /// Under a name of their own.
    pub trades: List<S>,
}

/// The payload in XML.
#[derive(Debug, Deserialize)]
pub struct Xml<S> {
    /// One element each.
    pub trades: Vec<Trade<S>>,
}

/// A list as JSON has it.
#[derive(Debug, Deserialize)]
pub struct List<S> {
    /// Its items.
    pub trade: Vec<Trade<S>>,
}

/// What is read of a trade; its zip code and its orders are passed over.
#[derive(Debug, Deserialize)]
pub struct Trade<S> {
    tid: u64,
    status: S,
    payment: S,
    buyer_nick: S,
    title: S,
    post: bool,
}

/// Depends on every field.
///
/// ```
/// use gatekit_benches::replies::{Enveloped, Json, json, weight};
/// let reply: Enveloped<Json<String>> = serde_json::from_str(&json(3))?;
/// assert_ne!(weight(&reply.trades_sold_get_response.trades.trade), 0);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub fn weight<S: AsRef<str>>(trades: &[Trade<S>]) -> usize {
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

/// The application that reads them.
pub fn application() -> Result<Top<&'static str, Md5>, gatekit_core::gateway::CredentialError> {
    Top::md5("12345678", crate::SECRET)
}

/// Reads an answer in place; returns the [`weight`] of its trades.
///
/// ```
/// use gatekit_benches::replies::{application, json, read_json};
/// let mut body = json(1).into_bytes();
/// assert_eq!(read_json(&application()?, &mut body), Some(7));
/// assert_eq!(read_json(&application()?, &mut b"{}".to_vec()), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_json<'b>(top: &Top<&'static str, Md5>, body: &'b mut [u8]) -> Option<usize> {
    let call = Generic::<Json<&'b str>>::reading("taobao.trades.sold.get", &[]);
    let reply = top.read(&call, body).ok()?;
    Some(weight(&reply.trades.trade))
}

/// The same for an answer in XML, to an application that asked for it.
///
/// ```
/// use gatekit_benches::replies::{application, json, read_json, read_xml, xml};
/// let (json, xml) = (&mut json(4).into_bytes(), &mut xml(4).into_bytes());
/// let top = application()?;
/// assert_eq!(read_xml(&top.clone().with_xml(), xml), read_json(&top, json));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_xml<'b>(top: &Top<&'static str, Md5>, body: &'b mut [u8]) -> Option<usize> {
    let call = Generic::<Xml<&'b str>>::reading("taobao.trades.sold.get", &[]);
    let reply = top.read(&call, body).ok()?;
    Some(weight(&reply.trades))
}
