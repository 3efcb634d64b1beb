//! Lists, in all the ways in which gateways lay them out.

extern crate std;

use std::{collections::BTreeMap, format, string::String, vec, vec::Vec};

use proptest::prelude::*;
use serde::Deserialize;

use super::super::{
    from_slice,
    tests::{Order, json, syntax, wrong, xml},
};
use crate::reply::{DecodeError, Format, Leniency, SyntaxError};

#[derive(Debug, Deserialize, PartialEq)]
struct Trade<'b> {
    tid: u64,
    #[serde(borrow)]
    memo: Option<&'b str>,
    #[serde(default)]
    paid: bool,
    #[serde(default)]
    orders: Vec<Order>,
}

#[test]
fn one_type_reads_both_formats_and_every_layout_of_a_list() {
    #[derive(Debug, Deserialize, PartialEq)]
    struct Reply<'b> {
        #[serde(borrow)]
        trades: heapless::Vec<Trade<'b>, 4>,
        total: i32,
    }
    let order = |oid| Order {
        oid,
        title: String::from("A&B"),
    };
    let trade = |tid, orders| Trade {
        tid,
        memo: Some("取\"消"),
        paid: true,
        orders,
    };
    let expected = [
        trade(7_091_800_003_790_954_036, vec![order(1), order(2)]),
        trade(2, vec![order(3)]),
    ];
    for (format, document) in [
        (
            Format::Json,
            r#"{"unknown":[{"x":[1.5e3]}],"trades":{"trade":[
                {"tid":7091800003790954036,"memo":"\u53d6\"\u6d88","paid":true,"orders":{"order":[
                    {"oid":1,"title":"A\u0026B"},{"oid":2,"title":"A&B"}]}},
                {"tid":"2","memo":"取\"消","paid":"True","orders":{"order":{"oid":3,"title":"A&B"}}}
            ]},"total":"2"}"#,
        ),
        (
            Format::Json,
            r#"{"trades":[
                {"tid":"7091800003790954036","memo":"取\"消","paid":true,"orders":[
                    {"oid":1,"title":"A&B"},{"oid":2,"title":"A&B"}]},
                {"tid":2,"memo":"取\"消","paid":true,"orders":{"oid":3,"title":"A&B"}}
            ],"total":2}"#,
        ),
        (
            Format::Xml,
            "<trades><trade><tid>7091800003790954036</tid><memo>取&quot;消</memo><paid>true</paid>
                <orders><order><oid>1</oid><title>A&amp;B</title></order>
                <order><oid>2</oid><title><![CDATA[A&B]]></title></order></orders></trade>
            <trade><tid>2</tid><memo>&#x53d6;\"消</memo><paid>true</paid>
                <orders><order><oid>3</oid><title>A&#38;B</title></order></orders></trade>
            </trades><unknown><x/><y>1</y></unknown><total>2</total>",
        ),
        (
            Format::Xml,
            "<trades><tid>7091800003790954036</tid><memo>取\"消</memo><paid>true</paid>
                <orders><oid>1</oid><title>A&amp;B</title></orders><!-- x -->
                <orders><oid>2</oid><title>A&amp;B</title></orders></trades>
            <trades><tid>2</tid><memo>取\"消</memo><paid>TRUE</paid>
                <orders><oid>3</oid><title>A&amp;B</title></orders></trades><total>2</total>",
        ),
    ] {
        let mut bytes = document.as_bytes().to_vec();
        let reply: Reply<'_> = from_slice(format, Leniency::default(), &mut bytes).unwrap();
        assert_eq!(reply.trades, expected);
        assert_eq!(reply.total, 2);
    }
}

#[test]
fn lists() {
    for empty in ["[]", "{}", "\"\"", "{\"item\":[]}", " [ ] "] {
        assert_eq!(json(empty), Ok(Vec::<u8>::new()), "{empty}");
        assert_eq!(json(empty), Ok(Vec::<Order>::new()), "{empty}");
    }
    for empty in ["", " \n", "<!-- x -->"] {
        assert_eq!(xml(empty), Ok(Vec::<u8>::new()), "{empty}");
        assert_eq!(xml(empty), Ok(Vec::<Order>::new()), "{empty}");
    }
    assert_eq!(json("{\"number\":[1,\"2\"]}"), Ok(vec![1, 2]));
    assert_eq!(json("{\"number\":1}"), Ok(vec![1]));
    assert_eq!(xml("<number>1</number> <number>2</number>"), Ok(vec![1, 2]));
    assert_eq!(xml("<number>1</number>"), Ok(vec![1]));
    assert_eq!(
        json("[[1],[],{\"x\":[2,3]}]"),
        Ok(vec![vec![1], vec![], vec![2, 3]])
    );
    assert_eq!(
        xml("<r><c>1</c></r><r/><r><c>2</c><c>3</c></r>"),
        Ok(vec![vec![1], vec![], vec![2, 3]])
    );
    for none in ["1", "\"1\"", "true", "null"] {
        assert_eq!(json::<Vec<u8>>(none), wrong("a list", 0), "{none}");
    }
    // An object that is neither a list of its only member nor an item.
    assert_eq!(json::<Vec<u8>>("{\"a\":[1],\"b\":2}"), wrong("a list", 9));
    assert_eq!(json::<Vec<u8>>("{\"a\":1,\"b\":2}"), wrong("an integer", 0));
    assert_eq!(xml::<Vec<u8>>("<a>1</a><b>2</b>"), wrong("an integer", 0));

    let orders = |oids: &[u64]| {
        Ok(oids
            .iter()
            .map(|&oid| Order {
                oid,
                ..Order::default()
            })
            .collect::<Vec<_>>())
    };
    assert_eq!(json("{\"oid\":1}"), orders(&[1]));
    assert_eq!(json("{\"o\\u0069d\":1}"), orders(&[1]));
    assert_eq!(json("{\"order\":{\"oid\":1}}"), orders(&[1]));
    assert_eq!(json("{\"new\":0,\"oid\":1}"), orders(&[1]));
    assert_eq!(xml("<oid>1</oid>"), orders(&[1]));
    assert_eq!(xml("<new/><oid>1</oid>"), orders(&[1]));
    assert_eq!(xml("<order><oid>1</oid></order>"), orders(&[1]));
    assert_eq!(
        xml("<order><new/><oid>1</oid></order><order><oid>2</oid><new/></order>"),
        orders(&[1, 2])
    );
    assert_eq!(xml("mixed <order/> text <order/>"), orders(&[0, 0]));
    assert_eq!(
        json("{\"order\":{\"oid\":1}}"),
        Ok(vec![BTreeMap::from([(String::from("oid"), 1)])])
    );
    assert_eq!(
        xml("<a>1</a><b>2</b>"),
        Ok(vec![BTreeMap::from([
            (String::from("a"), 1),
            (String::from("b"), 2)
        ])])
    );
}

#[derive(Debug, Deserialize, PartialEq)]
struct Goods {
    skus: Vec<u8>,
}

/// A member that is a list may be around the items, or the first of the only item.
#[test]
fn an_item_that_starts_with_a_list_is_the_only_one() {
    let one = Trade {
        tid: 0,
        memo: None,
        paid: false,
        orders: vec![Order {
            oid: 1,
            ..Order::default()
        }],
    };
    let orders = "\"orders\":[{\"oid\":1}]";
    let wrapped = format!("{{\"tid\":0,{orders}}}");
    for document in [
        format!("{{{orders},\"tid\":0}}"),
        format!("{{{orders}, \"tid\":0,\"x\":[]}}"),
        format!("{{\"trade\":{{{orders},\"tid\":0}}}}"),
        format!("{{\"trade\":[{wrapped}]}}"),
        format!("{{\"trade\" : [ {{{orders},\"tid\":0}} ] }}"),
    ] {
        let mut bytes = document.as_bytes().to_vec();
        let list = from_slice::<Vec<Trade<'_>>>(Format::Json, Leniency::default(), &mut bytes);
        assert_eq!(
            list.as_deref(),
            Ok(core::slice::from_ref(&one)),
            "{document}"
        );
    }
    let goods = |skus: &[u8]| {
        Ok(vec![Goods {
            skus: skus.to_vec(),
        }])
    };
    assert_eq!(json("{\"skus\":[1,2]}"), goods(&[1, 2]));
    assert_eq!(json("{\"s\\u006bus\":[1]}"), goods(&[1]));
    assert_eq!(json("{\"goods\":[{\"skus\":[1]}]}"), goods(&[1]));
    assert_eq!(json("{\"skus\":[]}"), Ok(Vec::<Goods>::new()));
    assert_eq!(xml("<skus>1</skus><skus>2</skus>"), goods(&[1, 2]));
    // Around the items stands nothing else.
    assert_eq!(
        json::<Vec<Goods>>("{\"x\":[{\"skus\":[1]}],\"y\":1}"),
        wrong("a list", 20)
    );
    for (cut, at) in [
        ("{\"skus\":[", 9),
        ("{\"skus\":[1", 10),
        ("{\"skus\":[1]", 11),
    ] {
        let ends = json::<Vec<Goods>>(cut);
        assert_eq!(ends, syntax(SyntaxError::Truncated { at }), "{cut}");
    }
}

#[test]
fn repeated_elements_are_gathered_if_they_stand_together() {
    #[derive(Debug, Deserialize, PartialEq)]
    struct Reply {
        #[serde(default)]
        order: Vec<Order>,
        #[serde(default)]
        id: Vec<u8>,
        code: Option<u8>,
    }
    let order = |oid| Order {
        oid,
        ..Order::default()
    };
    assert_eq!(
        xml(
            "<order><oid>1</oid></order> <!-- x --><order><oid>2</oid></order><id>3</id><code>4</code>"
        ),
        Ok(Reply {
            order: vec![order(1), order(2)],
            id: vec![3],
            code: Some(4)
        })
    );
    assert_eq!(
        xml("<id>3</id><id>4</id><order><oid>1</oid></order><code>4</code>"),
        Ok(Reply {
            order: vec![order(1)],
            id: vec![3, 4],
            code: Some(4)
        })
    );
    assert_eq!(
        xml("<order/><order/><order/><id/>"),
        Ok(Reply {
            order: vec![order(0), order(0), order(0)],
            id: vec![],
            code: None
        })
    );
    let apart = xml::<Reply>("<id>1</id><code>2</code><id>3</id>");
    assert_eq!(apart, Err(DecodeError::DuplicateField("id")));
    let twice = xml::<Reply>("<code>1</code><code>2</code>");
    assert_eq!(twice, Err(DecodeError::DuplicateField("code")));
    let ends = xml::<Reply>("<id>1</id><id>2");
    assert_eq!(ends, syntax(SyntaxError::Truncated { at: 15 }));
}

#[test]
fn capacities() {
    assert_eq!(
        json::<heapless::Vec<u8, 2>>("[1,2,3]"),
        Err(DecodeError::TooLong)
    );
    assert_eq!(
        xml::<heapless::Vec<u8, 1>>("<a>1</a><a>2</a>"),
        Err(DecodeError::TooLong)
    );
    assert_eq!(
        json::<heapless::String<2>>("\"abc\""),
        Err(DecodeError::TooLong)
    );
    assert_eq!(json::<heapless::String<3>>("\"abc\"").as_deref(), Ok("abc"));
    assert_eq!(json::<[u8; 2]>("[1,2,3]"), Err(DecodeError::TooLong));
    assert_eq!(json::<[u8; 2]>("[1]"), wrong("a longer list", 0));
    assert_eq!(json::<(u8, (u8, u8))>("[1,[2]]"), wrong("a longer list", 3));
    assert_eq!(
        xml::<(u8, u8)>("<a>1</a><a>2</a><a>3</a>"),
        Err(DecodeError::TooLong)
    );
    assert_eq!(xml::<(u8, u8)>("<a>1</a>"), wrong("a longer list", 0));
    assert_eq!(json::<[u8; 0]>("[]"), Ok([]));
}

#[test]
fn a_list_that_is_named_for_its_items_holds_nothing_else() {
    let document = "<orders><order><oid>1</oid></order><x/></orders>";
    let at = document.find("<x/>").unwrap();
    let orders = xml::<BTreeMap<String, Vec<Order>>>(document);
    assert_eq!(orders, wrong("a list", at));
}

proptest! {
    #[test]
    fn every_layout_of_a_list_is_the_same_list(oids in prop::collection::vec(any::<u64>(), 2..5)) {
        let orders: Vec<_> =
            oids.iter().map(|&oid| Order { oid, title: String::from("]") }).collect();
        let items: Vec<_> = oids.iter().map(|oid| format!("{{\"oid\":{oid},\"title\":\"]\"}}")).collect();
        let items = items.join(",");
        prop_assert_eq!(json(&format!("[{items}]")), Ok(orders.clone()));
        prop_assert_eq!(json(&format!("{{\"o\":[{items}]}}")), Ok(orders.clone()));
        let items: Vec<_> =
            oids.iter().map(|oid| format!("<o><oid>{oid}</oid><title>]</title></o>")).collect();
        let items = items.concat();
        prop_assert_eq!(xml(&items), Ok(orders.clone()));
        let map = xml::<BTreeMap<String, Vec<Order>>>(&items);
        prop_assert_eq!(map.as_ref().ok().and_then(|map| map.get("o")), Some(&orders));
    }
}

/// Holds lists of itself.
#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "only whether it ends is of interest")]
struct Endless(Vec<Endless>);

#[test]
fn a_list_of_one_does_not_hold_itself() {
    for (format, text) in [
        (Format::Json, "{\"a\":1,\"b\":2}"),
        (Format::Json, "{\"a\":1}"),
        (Format::Json, "{\"a\":{\"b\":{\"c\":1,\"d\":2}}}"),
        (Format::Xml, "y"),
        (Format::Xml, "<a>y</a>"),
        (Format::Xml, "<a/><b/>"),
        (Format::Xml, "<a>y</a><a>y</a>"),
    ] {
        let mut bytes = Vec::from(text);
        let list = from_slice::<Endless>(format, Leniency::default(), &mut bytes);
        assert!(list.is_err(), "{text}: {list:?}");
    }
}
