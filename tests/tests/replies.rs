//! Typed replies of the caller's own: texts, numbers and lists, in JSON, simplified JSON and XML.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must panic")]

use gatekit_core::call::Generic;
use gatekit_core::reply::{DecodeError, Problem, ReadError};
use gatekit_core::request::ParamsView;
use gatekit_core::{Call, Gateway, ParamError, Params, Top};
use serde::{Deserialize, Serialize};

/// A call of the caller's own.
struct TradesGet;

impl Call for TradesGet {
    type Reply<S> = TradesReply<S>;

    fn method(&self) -> &'static str {
        "taobao.trades.sold.get"
    }

    fn params<'a>(&'a self, params: &mut ParamsView<'a>) -> Result<(), ParamError> {
        params.text("fields", "tid,title")
    }
}

#[derive(Debug, PartialEq, Deserialize)]
struct TradesReply<S> {
    total_results: u32,
    has_next: Option<bool>,
    #[serde(bound(deserialize = "S: Deserialize<'de>"))]
    trades: heapless::Vec<Trade<S>, 3>,
    request_id: S,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Trade<S> {
    tid: u64,
    tid_str: S,
    title: Option<S>,
    #[serde(default)]
    price: f64,
    #[serde(default)]
    orders: heapless::Vec<u64, 4>,
}

fn top() -> Top {
    Top::new("12345678", "helloworld").unwrap()
}

const ID: u64 = 7_091_800_003_790_954_036;

fn assert_trades(gateway: &Top, body: &str) {
    let mut body = body.as_bytes().to_vec();
    let reply = gateway.read(&TradesGet, &mut body).unwrap();
    assert_eq!(
        (reply.total_results, reply.has_next, reply.request_id),
        (2, Some(false), "r1")
    );
    let [first, second] = reply.trades.as_slice() else {
        panic!("{:?}", reply.trades)
    };
    assert_eq!((first.tid, first.tid_str), (ID, "7091800003790954036"));
    assert_eq!(first.title, Some("取消 \"A\" & <B> 😀"));
    assert_eq!(first.price.to_bits(), 12.5_f64.to_bits());
    assert_eq!(
        first.orders,
        [30_753_531_820_144_191, 30_753_531_820_144_192]
    );
    assert_eq!(
        (second.tid, second.tid_str, second.title),
        (u64::MAX, "18446744073709551615", None)
    );
    assert!(second.orders.is_empty());
}

const FIRST: &str = r#""tid":7091800003790954036,"tid_str":7091800003790954036,"title":"\u53d6\u6d88 \"A\" & <B> \ud83d\ude00","price":"12.5""#;
const FIRST_TEXT: &str = r#""unknown":{"deep":[[{}]]},"tid":"7091800003790954036","tid_str":"7091800003790954036","title":"取消 \"A\" \u0026 \u003cB> 😀","price":12.50"#;
const SECOND: &str = r#"{"tid":"18446744073709551615","tid_str":"18446744073709551615"}"#;

#[test]
fn lists_are_read_in_both_forms_of_json() {
    let orders = "[30753531820144191,\"30753531820144192\"]";
    for first in [FIRST, FIRST_TEXT] {
        for (trades, around) in [
            (format!("[{{{first},\"orders\":{orders}}},{SECOND}]"), true),
            (
                format!("{{\"trade\":[{{{first},\"orders\":{{\"number\":{orders}}}}},{SECOND}]}}"),
                true,
            ),
            (format!("[{{{first},\"orders\":{orders}}},{SECOND}]"), false),
        ] {
            let fields = format!(
                r#""total_results":"2","has_next":"false","trades":{trades},"request_id":"r1""#
            );
            if around {
                assert_trades(
                    &top(),
                    &format!(r#"{{"trades_sold_get_response":{{{fields}}}}}"#),
                );
            } else {
                assert_trades(&top().with_simplify(), &format!("{{{fields}}}"));
            }
        }
    }
}

#[test]
fn lists_are_read_from_xml() {
    let body = "<?xml version=\"1.0\" encoding=\"utf-8\" ?><trades_sold_get_response>
        <total_results>2</total_results><has_next>False</has_next>
        <trades list=\"true\">
            <trade><tid>7091800003790954036</tid><tid_str>7091800003790954036</tid_str>
                <title>取消 &quot;A&quot; &amp; <![CDATA[<B>]]> &#x1F600;</title><price>12.5</price>
                <orders><number>30753531820144191</number><number>30753531820144192</number></orders>
            </trade>
            <trade><tid>18446744073709551615</tid><tid_str>18446744073709551615</tid_str></trade>
        </trades>
        <request_id>r1</request_id></trades_sold_get_response><!--top010179031191.s.et2-->";
    assert_trades(&top().with_xml(), body);
}

fn length(gateway: &Top, trades: &str) -> Result<usize, Problem> {
    let mut body = match gateway.format() {
        gatekit_core::reply::Format::Json => format!(
            r#"{{"trades_sold_get_response":{{"total_results":0,"trades":{trades},"request_id":1}}}}"#
        ),
        gatekit_core::reply::Format::Xml => format!(
            "<trades_sold_get_response><total_results>0</total_results>{trades}<request_id>1</request_id></trades_sold_get_response>"
        ),
    }
    .into_bytes();
    match gateway.read(&TradesGet, &mut body) {
        Ok(reply) => Ok(reply.trades.len()),
        Err(ReadError::Unreadable(unreadable)) => Err(unreadable.problem),
        Err(refused) => panic!("{refused}"),
    }
}

#[test]
fn lists_of_none_and_of_one_are_lists() {
    for (json, found) in [("[]", 0), ("{\"trade\":[]}", 0), ("{}", 0), ("\"\"", 0)] {
        assert_eq!(length(&top(), json), Ok(found), "{json}");
    }
    for json in [
        format!("[{SECOND}]"),
        format!("{{\"trade\":[{SECOND}]}}"),
        format!("{{\"trade\":{SECOND}}}"),
    ] {
        assert_eq!(length(&top(), &json), Ok(1), "{json}");
    }
    let one = "<trade><tid>1</tid><tid_str>1</tid_str></trade>";
    for (xml, found) in [
        ("<trades/>".to_owned(), 0),
        ("<trades></trades>".to_owned(), 0),
        ("<trades>\n</trades>".to_owned(), 0),
        (format!("<trades>{one}</trades>"), 1),
        (format!("<trades>\n{one}\n{one}{one}</trades>"), 3),
    ] {
        assert_eq!(length(&top().with_xml(), &xml), Ok(found), "{xml}");
    }
}

#[test]
fn a_list_that_is_too_long_is_an_error() {
    let four = [SECOND; 4].join(",");
    let too_long = Err(Problem::Decode(DecodeError::TooLong));
    assert_eq!(length(&top(), &format!("[{four}]")), too_long);
    assert_eq!(length(&top(), &format!("{{\"trade\":[{four}]}}")), too_long);
    let one = "<trade><tid>1</tid><tid_str>1</tid_str></trade>";
    assert_eq!(
        length(
            &top().with_xml(),
            &format!("<trades>{}</trades>", one.repeat(4))
        ),
        too_long
    );
}

/// Reads `{"value":...}` as a `T`.
fn value<'b, T: Deserialize<'b>>(body: &'b mut Vec<u8>, json: &str) -> Result<T, Problem> {
    #[derive(Deserialize)]
    struct One<T> {
        value: T,
    }
    *body = format!(r#"{{"x_response":{{"value":{json}}}}}"#).into_bytes();
    match top().read(&Generic::<One<T>>::reading("taobao.x", &[]), body) {
        Ok(one) => Ok(one.value),
        Err(ReadError::Unreadable(unreadable)) => Err(unreadable.problem),
        Err(refused) => panic!("{refused}"),
    }
}

#[test]
fn numbers_and_texts_stand_for_each_other() {
    let body = &mut Vec::new();
    for json in ["9007199254740993", "\"9007199254740993\""] {
        assert_eq!(value::<u64>(body, json), Ok(9_007_199_254_740_993));
        assert_eq!(value::<i64>(body, json), Ok(9_007_199_254_740_993));
        assert_eq!(value::<&str>(body, json), Ok("9007199254740993"));
        assert_eq!(
            value::<heapless::String<16>>(body, json).unwrap(),
            "9007199254740993"
        );
        assert_eq!(
            value::<Option<u64>>(body, json),
            Ok(Some(9_007_199_254_740_993))
        );
    }
    assert_eq!(
        value::<&str>(body, "12345678901234567890123"),
        Ok("12345678901234567890123")
    );
    assert_eq!(value::<&str>(body, "true"), Ok("true"));
    assert_eq!(value::<bool>(body, "\"TRUE\""), Ok(true));
    assert_eq!(value::<Option<&str>>(body, "null"), Ok(None));
    assert_eq!(value::<Option<&str>>(body, "\"\""), Ok(Some("")));
    assert_eq!(value::<f64>(body, "1"), Ok(1.0));
}

#[test]
fn what_does_not_fit_is_an_error() {
    let body = &mut Vec::new();
    assert!(value::<u8>(body, "256").is_err());
    assert!(value::<u32>(body, "-1").is_err());
    assert!(value::<i64>(body, "9223372036854775808").is_err());
    assert!(value::<u64>(body, "1.5").is_err());
    assert!(value::<u64>(body, "\"\"").is_err());
    assert!(value::<bool>(body, "1").is_err());
    assert!(value::<&str>(body, "{}").is_err());
    assert!(value::<&str>(body, "null").is_err());
    assert!(value::<heapless::String<3>>(body, "\"abcd\"").is_err());
}

#[test]
fn surrogate_pairs_are_characters_and_halves_are_errors() {
    let body = &mut Vec::new();
    assert_eq!(
        value::<&str>(body, r#""\ud83d\ude00\u0000\u00e9""#),
        Ok("😀\0é")
    );
    for half in [
        r#""\ud83d""#,
        r#""\ude00""#,
        r#""\ud83dx""#,
        r#""\ud83d\u0041""#,
        r#""\ud83d\ud83d""#,
    ] {
        assert!(
            matches!(value::<&str>(body, half), Err(Problem::Syntax(_))),
            "{half}"
        );
    }
}

#[test]
fn flattened_fields_become_parameters() {
    #[derive(Serialize)]
    struct Page {
        page_no: u8,
    }
    #[derive(Serialize)]
    struct Query {
        fields: [&'static str; 2],
        #[serde(flatten)]
        page: Page,
    }
    let mut room = [0; 64];
    let mut params = Params::<4>::new(&mut room);
    params
        .fields(&Query {
            fields: ["tid", "title"],
            page: Page { page_no: 2 },
        })
        .unwrap();
    let values: Vec<_> = params
        .as_slice()
        .iter()
        .map(|param| param.value())
        .collect();
    assert_eq!(values, [&b"tid,title"[..], b"2"]);
}
