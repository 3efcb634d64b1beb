//! What has to hold of any bytes that are read as a document, in either format: the tree, the
//! deserializer and a second run agree with each other.

use std::collections::BTreeMap;

use gatekit_core::reply::{
    DecodeError, Format, Kind, Leniency, Node, SyntaxError, document_from_slice, from_slice,
};
use serde::{
    Deserialize,
    de::{DeserializeOwned, IgnoredAny},
};
use serde_json::{Map, Value};

use crate::guard::guarded;

/// Paths that are asked for in every document; most of them lead nowhere.
const PATHS: [&str; 17] = [
    "",
    ".",
    "..",
    "[",
    "]",
    "[]",
    "a",
    "a.b",
    "a[0]",
    "a[0][1]",
    "[0]",
    "[0][0].a",
    "[1",
    "a[-1]",
    "items[1].item",
    "result.trades.trade[0].tid",
    "[99999999999999999999]",
];

/// A type with one member of most shapes that a reply can have.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Record<'b> {
    a: Option<&'b str>,
    b: Option<i64>,
    c: bool,
    #[serde(borrow)]
    d: Vec<&'b str>,
    e: f64,
    f: heapless::Vec<u16, 3>,
    g: Option<Box<Record<'b>>>,
    h: Option<Choice<'b>>,
    i: BTreeMap<i32, u128>,
    j: (u8, i8),
    k: char,
    l: Vec<Record<'b>>,
    m: (),
    n: Vec<Vec<f32>>,
    o: Option<heapless::String<4>>,
    p: Vec<Option<bool>>,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "what is in it is seen by `Debug`")]
enum Choice<'b> {
    Unit,
    Text(&'b str),
    Pair(u8, i128),
    Fields { x: u32 },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "what is in it is seen by `Debug`")]
struct Closed<'b> {
    a: &'b str,
}

/// A list of lists of lists.
#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "what is in it is seen by `Debug`")]
struct Nest(Vec<Nest>);

/// Checks everything that is promised of these bytes as a document.
///
/// # Panics
///
/// If a promise is broken.
pub fn check(format: Format, leniency: Leniency, bytes: &[u8]) {
    let verdict = Node::document(format, leniency, bytes);
    let again = Node::document(format, leniency, bytes);
    assert_eq!(summary(&verdict), summary(&again));

    let as_document = Reading {
        format,
        leniency,
        bytes,
        decode: Whole::Document,
    };
    let ignored = as_document.owned::<IgnoredAny>();
    let wanted = verdict.map(|_| ()).map_err(DecodeError::from);
    assert_eq!(ignored.map(|_| ()), wanted, "the deserializer's verdict");
    as_document.any_type(verdict.is_ok());

    let as_value = Reading {
        decode: Whole::Value,
        ..as_document
    };
    let ignored = as_value.owned::<IgnoredAny>();
    if format == Format::Json {
        let wanted = !bytes.starts_with(b"\xef\xbb\xbf") && verdict.is_ok();
        assert_eq!(
            ignored.is_ok(),
            wanted,
            "a value is a document without byte order mark"
        );
    }
    as_value.any_type(ignored.is_ok());

    match verdict {
        Ok(document) => {
            assert_eq!(as_document.owned::<Value>().ok(), value(document));
            walk(document, leniency, bytes);
            cut(document, leniency, bytes);
        }
        Err(error) => {
            assert!(error.at() <= bytes.len());
            assert!(!error.to_string().is_empty());
            let decoded = as_document.owned::<Value>();
            if format == Format::Json
                && !matches!(decoded, Err(DecodeError::NumberOutOfRange { .. }))
            {
                assert_eq!(decoded, Err(DecodeError::from(error)));
            }
        }
    }
}

fn summary(verdict: &Result<Node<'_>, SyntaxError>) -> String {
    format!("{verdict:?}")
}

/// Whether bytes are decoded as a document, or as a value in one.
#[derive(Clone, Copy)]
enum Whole {
    Document,
    Value,
}

#[derive(Clone, Copy)]
struct Reading<'d> {
    format: Format,
    leniency: Leniency,
    bytes: &'d [u8],
    decode: Whole,
}

impl Reading<'_> {
    fn value<'b, T: Deserialize<'b>>(self, copy: &'b mut [u8]) -> Result<T, DecodeError> {
        match self.decode {
            Whole::Document => document_from_slice(self.format, self.leniency, copy),
            Whole::Value => from_slice(self.format, self.leniency, copy),
        }
    }

    fn owned<T: DeserializeOwned>(self) -> Result<T, DecodeError> {
        guarded(self.bytes, |copy| self.value(copy))
    }

    /// Only well-formed bytes become values, well-formed bytes are never called ill-formed, and
    /// a second run comes to the same result.
    fn shown<R>(self, well_formed: bool, show: impl Fn(&mut [u8]) -> Result<R, DecodeError>)
    where
        R: std::fmt::Debug,
    {
        let [first, second] = [(); 2].map(|()| guarded(self.bytes, &show));
        assert_eq!(format!("{first:?}"), format!("{second:?}"));
        match first {
            Ok(value) => assert!(well_formed, "{value:?} from no document"),
            Err(DecodeError::Syntax(error)) => {
                assert!(!well_formed, "{error:?} in a document");
                assert!(error.at() <= self.bytes.len());
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }

    fn any_type(self, well_formed: bool) {
        macro_rules! shown {
            ($($type:ty),* $(,)?) => {$(
                self.shown(well_formed, |copy| {
                    self.value::<$type>(copy).map(|value| format!("{value:?}"))
                });
            )*};
        }
        shown!(
            Record<'_>,
            Vec<Record<'_>>,
            BTreeMap<&str, Vec<Value>>,
            Choice<'_>,
            Closed<'_>,
            Vec<Closed<'_>>,
            Nest,
            Option<&str>,
            i64,
            heapless::Vec<Vec<u8>, 2>,
            (Option<&str>, Option<f64>),
        );
    }
}

/// Visits every value of the document, with a stack of its own.
fn walk(document: Node<'_>, leniency: Leniency, bytes: &[u8]) {
    for path in PATHS {
        if let Some(found) = document.at(path) {
            assert!(found.range().end <= bytes.len(), "{path}");
        }
    }
    let mut stack = vec![document];
    while let Some(node) = stack.pop() {
        assert_eq!(node.format(), document.format());
        assert_eq!(Some(node.raw()), bytes.get(node.range()));
        assert!(!format!("{node:?}").is_empty());
        let is_document = node.format() == Format::Xml && node.range() == (0..bytes.len());
        match node.kind() {
            Kind::Object | Kind::List => {
                assert_eq!(node.text_chars().next(), None);
                assert!(!node.is_blank());
                let children = children(node);
                look_up(node, &children);
                stack.extend(children.into_iter().map(|(_, child)| child));
            }
            _ => assert_eq!(node.children().count(), 0),
        }
        if !is_document {
            scalars(node, leniency);
        }
    }
}

/// The children, which stand inside of their parent one behind the other.
fn children(node: Node<'_>) -> Vec<(String, Node<'_>)> {
    let mut from = node.range().start;
    let named = node.children().map(|(name, child)| {
        assert!(from <= child.range().start && child.range().end <= node.range().end);
        from = child.range().end;
        let text = name.to_string();
        assert!(name.is(&text) && name.ends_with(&text) && name.ends_with(""));
        assert!(name.chars().eq(text.chars()) && format!("{name:?}") == text);
        (text, child)
    });
    named.collect()
}

/// The first children are found by their names, and by their places.
fn look_up(node: Node<'_>, children: &[(String, Node<'_>)]) {
    let same = |found: Option<Node<'_>>, child: Option<&Node<'_>>| {
        assert_eq!(found.map(Node::range), child.map(|child| child.range()));
        assert_eq!(found.map(Node::kind), child.map(|child| child.kind()));
    };
    for (place, (name, child)) in children.iter().enumerate().take(3) {
        if node.kind() == Kind::List {
            assert!(name.is_empty() && node.get("").is_none());
            same(node.at(&format!("[{place}]")), Some(child));
            continue;
        }
        let mut named = children.iter().filter(|other| other.0 == *name);
        let found = match node.format() {
            Format::Json => named.next_back(),
            Format::Xml => named.next(),
        };
        same(node.get(name), found.map(|(_, child)| child));
        if !name.is_empty() && !name.contains(['.', '[']) {
            same(node.at(name), found.map(|(_, child)| child));
        }
    }
    if node.kind() == Kind::List {
        assert!(node.at(&format!("[{}]", children.len())).is_none());
    }
}

/// What a value says when asked in the tree is what it is decoded to.
fn scalars(node: Node<'_>, leniency: Leniency) {
    let text: String = node.text_chars().collect();
    let is_scalar = matches!(node.kind(), Kind::Text | Kind::Number | Kind::Boolean);
    let reading = Reading {
        format: node.format(),
        leniency,
        bytes: node.raw(),
        decode: Whole::Value,
    };
    let decoded = guarded(node.raw(), |copy| {
        let start = copy.as_ptr().addr();
        let inside = start..=start + copy.len();
        let text = reading.value::<Option<&str>>(copy);
        text.map(|text| {
            text.map(|text| {
                assert!(inside.contains(&text.as_ptr().addr()));
                assert!(inside.contains(&(text.as_ptr().addr() + text.len())));
                text.to_owned()
            })
        })
    });
    match node.kind() {
        Kind::Object | Kind::List => assert!(decoded.is_err()),
        Kind::Null => assert_eq!(decoded, Ok(None)),
        _ => assert_eq!(decoded, Ok(Some(text.clone()))),
    }
    assert_eq!(node.text_is(&text), is_scalar);
    let blank = node.kind() == Kind::Null || text.chars().all(char::is_whitespace);
    assert_eq!(
        node.is_blank(),
        blank && !matches!(node.kind(), Kind::Object | Kind::List)
    );
    assert_eq!(reading.owned::<i64>().ok(), node.number());
    assert_eq!(reading.owned::<bool>().ok(), node.boolean());
    assert_eq!(
        reading.owned::<u64>().ok().map(i64::try_from),
        unsigned(node, &text)
    );
    assert!(reading.owned::<IgnoredAny>().is_ok());
    if let Ok(float) = reading.owned::<f64>() {
        assert!(float.is_finite());
        assert_eq!(Ok(float.to_bits()), text.parse().map(f64::to_bits));
    }
}

/// What an unsigned integer decodes to, as the standard library reads it.
fn unsigned(node: Node<'_>, text: &str) -> Option<Result<i64, std::num::TryFromIntError>> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !plain || !matches!(node.kind(), Kind::Text | Kind::Number) {
        return None;
    }
    let magnitude = digits.parse::<u64>().ok()?;
    (magnitude == 0 || digits.len() == text.len()).then(|| i64::try_from(magnitude))
}

/// The tree as an untyped value, in which of several members of one name the last counts; `None`
/// if a number is too large for a float.
fn value(node: Node<'_>) -> Option<Value> {
    let text = || node.text_chars().collect::<String>();
    Some(match node.kind() {
        Kind::Object => {
            let members = node
                .children()
                .map(|(name, child)| Some((name.to_string(), value(child)?)));
            Value::Object(members.collect::<Option<Map<_, _>>>()?)
        }
        Kind::List => {
            let items = node.children().map(|(_, child)| value(child));
            Value::Array(items.collect::<Option<_>>()?)
        }
        Kind::Text => Value::String(text()),
        Kind::Number => serde_json::from_str(&text()).ok()?,
        Kind::Boolean => Value::Bool(text() == "true"),
        Kind::Null => Value::Null,
    })
}

/// A document that is cut off is called that, wherever it is cut.
fn cut(document: Node<'_>, leniency: Leniency, bytes: &[u8]) {
    let end = match (document.format(), document.kind()) {
        (Format::Json, Kind::Object | Kind::List) => document.range().end,
        (Format::Json, _) => return,
        (Format::Xml, _) => {
            let root = document.children().next();
            root.map_or(0, |(_, root)| root.range().end)
        }
    };
    let mut seed = bytes.iter().fold(1_usize, |sum, &byte| {
        sum.wrapping_mul(31) + usize::from(byte)
    });
    for _ in 0..4 {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let at = (seed >> 16) % end.max(1);
        let error = Node::document(document.format(), leniency, &bytes[..at]).map(|_| ());
        let is_cut = matches!(
            error,
            Err(SyntaxError::Truncated { .. } | SyntaxError::Empty)
        );
        assert!(is_cut, "{error:?} when cut at {at}");
    }
}
