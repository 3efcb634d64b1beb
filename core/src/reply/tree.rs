//! Finding values by name in a checked document, without storing anything of it.

mod children;
mod scanner;

pub use self::children::{Children, Name};
pub use super::text::{Characters, Format, Leniency, MAX_DEPTH};

pub(crate) use self::{children::Child, scanner::Scanner};

use core::{fmt, ops::Range};

use super::{
    error::SyntaxError,
    text::{self, Level, Notes, Outline, integer, signed},
};

/// What a value is.
///
/// ```
/// use gatekit_core::reply::{Format, Kind, Leniency, Node};
///
/// let document = Node::document(Format::Json, Leniency::default(), b"[1,null]")?;
/// assert_eq!(document.kind(), Kind::List);
/// assert!(document.children().map(|(_, item)| item.kind()).eq([Kind::Number, Kind::Null]));
/// # Ok::<(), gatekit_core::reply::SyntaxError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Named values. In XML: there are elements in the element.
    Object,
    /// A JSON list. XML has none: there, elements of one name repeat.
    List,
    /// A JSON string, or an XML element without elements in it.
    Text,
    /// A JSON number.
    Number,
    /// `true` or `false` in JSON.
    Boolean,
    /// JSON's `null`.
    Null,
}

/// A value in a checked document.
///
/// Nothing is stored but where the value stands; every look-up reads the document anew from
/// there. That suits the few values that an envelope is recognised by. Whoever wants the payload
/// decodes it with [`from_slice`](super::from_slice).
///
/// ```
/// use gatekit_core::reply::{Format, Leniency, Node};
///
/// let json = br#"{"trades_sold_get_response":{"trades":{"trade":[{"tid":7091800003790954036}]}}}"#;
/// let xml = b"<trades_sold_get_response><trades><trade><tid>7091800003790954036</tid></trade>\
///     </trades></trades_sold_get_response><!--top010179031191.s.et2-->";
/// for (format, bytes) in [(Format::Json, &json[..]), (Format::Xml, &xml[..])] {
///     let document = Node::document(format, Leniency::default(), bytes)?;
///     let tid = document.at("trades_sold_get_response.trades.trade[0].tid").unwrap();
///     assert_eq!(tid.number(), Some(7_091_800_003_790_954_036));
/// }
/// # Ok::<(), gatekit_core::reply::SyntaxError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Node<'a> {
    format: Format,
    kind: Kind,
    /// Where its children stand.
    level: Level,
    start: usize,
    /// The document, as far as the value goes.
    document: &'a [u8],
    outline: Outline,
}

impl<'a> Node<'a> {
    /// Checks all of the document: that it is UTF-8, its grammar, that it is not nested deeper than
    /// [`MAX_DEPTH`] (64), and that nothing follows it but white space (and, in XML,
    /// comments). A byte order mark before it is passed over.
    ///
    /// The value of a JSON document is the document's value. The value of an XML document is an
    /// object whose only member is the root element, so that `<a><b>1</b></a>` and `{"a":{"b":1}}`
    /// are the same tree.
    ///
    /// ```
    /// use gatekit_core::reply::{Format, Kind, Leniency, Node, SyntaxError};
    /// let xml = Node::document(Format::Xml, Leniency::default(), b"<a><b>1</b></a>")?;
    /// assert_eq!(xml.kind(), Kind::Object);
    /// assert!(xml.at("a.b").is_some_and(|b| b.text_is("1")));
    /// let two = Node::document(Format::Json, Leniency::default(), b"{} {}");
    /// assert_eq!(two.unwrap_err(), SyntaxError::TrailingBytes { at: 3 });
    /// # Ok::<(), SyntaxError>(())
    /// ```
    pub fn document(
        format: Format,
        leniency: Leniency,
        bytes: &'a [u8],
    ) -> Result<Self, SyntaxError> {
        let mut scanner = Scanner::document(format, leniency);
        let mut at = 0;
        let first = scanner.next(bytes, &mut at)?;
        let mut notes = Notes::default();
        let kind = scanner.skip(bytes, &mut at, &first, &mut notes)?.1;
        let end = at;
        scanner.next(bytes, &mut at)?;
        let mut node = Self {
            format,
            kind: Kind::Object,
            level: Level::OUTERMOST,
            start: 0,
            document: bytes,
            outline: notes.outline(),
        };
        if format.is_json() {
            node.kind = kind;
            node.start = first.whole.start;
            node.document = bytes.get(..end).unwrap_or_default();
        }
        Ok(node)
    }

    /// A value that was found before, from its [`format`](Self::format), [`kind`](Self::kind) and
    /// [`raw`](Self::raw) bytes: for whoever keeps these three instead. The bytes are not checked
    /// again. In bytes that never were a checked value, look-ups find anything or nothing.
    ///
    /// ```
    /// use gatekit_core::reply::{Format, Leniency, Node};
    /// let bytes = br#"{"data":{"code":200}}"#;
    /// let data = Node::document(Format::Json, Leniency::default(), bytes)?.get("data").unwrap();
    /// let again = Node::from_raw(data.format(), data.kind(), data.raw());
    /// assert_eq!(again.get("code").and_then(Node::number), Some(200));
    /// # Ok::<(), gatekit_core::reply::SyntaxError>(())
    /// ```
    #[must_use]
    pub fn from_raw(format: Format, kind: Kind, raw: &'a [u8]) -> Self {
        Self {
            format,
            kind,
            level: Level::OUTERMOST,
            start: 0,
            document: raw,
            outline: Outline::UNKNOWN,
        }
    }

    /// How the document is written.
    ///
    /// ```
    /// use gatekit_core::reply::{Format, Leniency, Node};
    /// let node = Node::document(Format::Xml, Leniency::default(), b"<a/>")?;
    /// assert_eq!(node.format(), Format::Xml);
    /// # Ok::<(), gatekit_core::reply::SyntaxError>(())
    /// ```
    #[must_use]
    pub const fn format(self) -> Format {
        self.format
    }

    /// What the value is.
    ///
    /// ```
    /// # use gatekit_core::reply::{Format, Kind, Leniency, Node};
    /// let document = Node::document(Format::Json, Leniency::default(), br#"{"tid":7,"memo":null}"#)?;
    /// assert_eq!(document.kind(), Kind::Object);
    /// assert_eq!(document.get("memo").map(Node::kind), Some(Kind::Null));
    /// # Ok::<(), gatekit_core::reply::SyntaxError>(())
    /// ```
    #[must_use]
    pub const fn kind(self) -> Kind {
        self.kind
    }

    /// The members of an object, the elements of a list (with empty names), or nothing.
    ///
    /// ```
    /// use gatekit_core::reply::{Format, Leniency, Node};
    ///
    /// let document = Node::document(Format::Json, Leniency::default(), br#"{"code":15,"msg":""}"#)?;
    /// let mut children = document.children();
    /// assert!(children.next().is_some_and(|(name, value)| name.is("code") && value.text_is("15")));
    /// assert!(children.next().is_some_and(|(name, value)| name.is("msg") && value.is_blank()));
    /// assert!(children.next().is_none());
    /// # Ok::<(), gatekit_core::reply::SyntaxError>(())
    /// ```
    #[must_use]
    pub fn children(self) -> Children<'a> {
        Children::new(self)
    }

    /// The member of this name. Of several, the last in JSON, where it replaces those before it, and
    /// the first in XML, where they are a list and `at("name[1]")` is the next.
    ///
    /// ```
    /// use gatekit_core::reply::{Format, Leniency, Node};
    ///
    /// let json = Node::document(Format::Json, Leniency::default(), br#"{"a":1,"a":2}"#)?;
    /// assert!(json.get("a").is_some_and(|a| a.text_is("2")));
    /// let xml = Node::document(Format::Xml, Leniency::default(), b"<r><a>1</a><a>2</a></r>")?;
    /// assert!(xml.get("r").and_then(|r| r.get("a")).is_some_and(|a| a.text_is("1")));
    /// # Ok::<(), gatekit_core::reply::SyntaxError>(())
    /// ```
    #[must_use]
    pub fn get(self, name: &str) -> Option<Self> {
        let mut node = self;
        node.go_to_named(name.as_bytes())?;
        Some(node)
    }

    /// The value at the end of a path: names with dots between them, and indices in brackets, as in
    /// `trades.trade[0].tid`. Names in which there are dots or brackets cannot be reached.
    ///
    /// An index picks from a JSON list, or from XML elements of one name. Also from a list that has
    /// its items' name around it as TOP writes lists, so that `items[1]` finds the same in
    /// `{"items":[..]}`, `{"items":{"item":[..]}}` and `<items><item/><item/></items>`. In XML that
    /// takes the only element of its name, in it elements of one name, and this name to be `item`,
    /// `string`, `number`, `boolean` or the start of the list's. An object that is no such list is its
    /// own only item: `items[0]`.
    ///
    /// ```
    /// use gatekit_core::reply::{Format, Leniency, Node};
    ///
    /// let xml = b"<r><items><item>1</item><item>2</item></items></r>";
    /// let document = Node::document(Format::Xml, Leniency::default(), xml)?;
    /// assert_eq!(document.at("r.items.item[1]").and_then(Node::number), Some(2));
    /// assert_eq!(document.at("r.items[1]").and_then(Node::number), Some(2));
    /// assert!(document.at("r.items[2]").is_none());
    /// # Ok::<(), gatekit_core::reply::SyntaxError>(())
    /// ```
    #[must_use]
    pub fn at(self, path: &str) -> Option<Self> {
        let mut node = self;
        let mut rest = path.as_bytes();
        while !rest.is_empty() {
            let is_end = |byte: &u8| matches!(byte, b'.' | b'[');
            let length = rest.iter().position(is_end).unwrap_or(rest.len());
            let (name, mut after) = rest.split_at_checked(length)?;
            if let [b'[', ..] = after {
                node.go_to_item_of(name, index(&mut after)?)?;
            } else {
                node.go_to_named(name)?;
            }
            while let [b'[', ..] = after {
                node.go_to_item(b"", index(&mut after)?)?;
            }
            rest = match after {
                [] => after,
                [b'.', rest @ ..] => rest,
                _ => return None,
            };
            // Behind a dot there is a name, be it empty.
            if rest.is_empty() && !after.is_empty() {
                node.go_to_named(rest)?;
            }
        }
        Some(node)
    }

    /// The bytes of the value: in JSON all of it, a string with its quotes; in XML what stands
    /// between the tags. The value of an XML document is all of the document.
    ///
    /// ```
    /// # use gatekit_core::reply::{Format, Leniency, Node};
    /// let json = Node::document(Format::Json, Leniency::default(), br#"{"title":"A"}"#)?;
    /// assert_eq!(json.get("title").map(Node::raw), Some(&br#""A""#[..]));
    /// let xml = Node::document(Format::Xml, Leniency::default(), b"<r><title>A</title></r>")?;
    /// assert_eq!(xml.get("r").map(Node::raw), Some(&b"<title>A</title>"[..]));
    /// # Ok::<(), gatekit_core::reply::SyntaxError>(())
    /// ```
    #[must_use]
    pub fn raw(self) -> &'a [u8] {
        self.document.get(self.start..).unwrap_or_default()
    }

    /// Where [`raw`](Self::raw) stands in the document.
    ///
    /// ```
    /// use gatekit_core::reply::{Format, Leniency, Node};
    ///
    /// let bytes = br#"{"data": {"code":200} }"#;
    /// let data = Node::document(Format::Json, Leniency::default(), bytes)?.get("data").unwrap();
    /// assert_eq!(data.range(), 9..21);
    /// assert_eq!(data.raw(), br#"{"code":200}"#);
    /// # Ok::<(), gatekit_core::reply::SyntaxError>(())
    /// ```
    #[must_use]
    pub const fn range(self) -> Range<usize> {
        self.start..self.document.len()
    }

    /// Whether this is text, a number or a boolean, and reads like this once escapes are resolved.
    ///
    /// ```
    /// # use gatekit_core::reply::{Format, Leniency, Node};
    /// let document = Node::document(Format::Json, Leniency::default(), br#"["\u0041", 15, [15]]"#)?;
    /// assert!(document.at("[0]").is_some_and(|item| item.text_is("A")));
    /// assert!(document.at("[1]").is_some_and(|item| item.text_is("15")));
    /// assert!(document.at("[2]").is_some_and(|item| !item.text_is("15")));
    /// # Ok::<(), gatekit_core::reply::SyntaxError>(())
    /// ```
    #[must_use]
    pub fn text_is(self, text: &str) -> bool {
        matches!(self.kind, Kind::Text | Kind::Number | Kind::Boolean)
            && self
                .text_chars()
                .are(Characters::plain(self.format, text.as_bytes()))
    }

    /// Whether this is `null`, or text in which there is nothing but white space.
    ///
    /// ```
    /// # use gatekit_core::reply::{Format, Leniency, Node};
    /// let document = Node::document(Format::Json, Leniency::default(), br#"[null, " ", 0, {}]"#)?;
    /// let blank = document.children().map(|(_, item)| item.is_blank());
    /// assert!(blank.eq([true, true, false, false]));
    /// # Ok::<(), gatekit_core::reply::SyntaxError>(())
    /// ```
    #[must_use]
    pub fn is_blank(self) -> bool {
        self.kind == Kind::Null
            || (self.kind == Kind::Text && self.text_chars().all(char::is_whitespace))
    }

    /// The integer, if this is one that fits, or text that is one.
    ///
    /// ```
    /// use gatekit_core::reply::{Format, Leniency, Node};
    ///
    /// let bytes = br#"["7091800003790954036", 1.0]"#;
    /// let document = Node::document(Format::Json, Leniency::default(), bytes)?;
    /// assert_eq!(document.at("[0]").and_then(Node::number), Some(7_091_800_003_790_954_036));
    /// assert_eq!(document.at("[1]").and_then(Node::number), None);
    /// # Ok::<(), gatekit_core::reply::SyntaxError>(())
    /// ```
    #[must_use]
    pub fn number(self) -> Option<i64> {
        if !matches!(self.kind, Kind::Text | Kind::Number) {
            return None;
        }
        let (negative, magnitude) = integer(self.text_chars()).ok()?;
        signed(negative, magnitude).ok()
    }

    /// The boolean, if this is one, or the text `true` or `false` in whatever case.
    ///
    /// ```
    /// # use gatekit_core::reply::{Format, Leniency, Node};
    /// let document = Node::document(Format::Json, Leniency::default(), br#"[true, "False", 1]"#)?;
    /// let booleans = document.children().map(|(_, item)| item.boolean());
    /// assert!(booleans.eq([Some(true), Some(false), None]));
    /// # Ok::<(), gatekit_core::reply::SyntaxError>(())
    /// ```
    #[must_use]
    pub fn boolean(self) -> Option<bool> {
        if !matches!(self.kind, Kind::Text | Kind::Boolean) {
            return None;
        }
        text::boolean(&self.text_chars())
    }

    /// The characters of text, escapes resolved, or those of a number, a boolean or `null` as they
    /// are written. Objects and lists have none.
    ///
    /// ```
    /// use gatekit_core::reply::{Format, Leniency, Node};
    ///
    /// let document = Node::document(Format::Json, Leniency::default(), br#""\u53d6\u6d88""#)?;
    /// assert!(document.text_chars().eq("取消".chars()));
    /// # Ok::<(), gatekit_core::reply::SyntaxError>(())
    /// ```
    #[must_use]
    pub fn text_chars(self) -> Characters<'a> {
        let raw = match self.kind {
            Kind::Object | Kind::List => &[],
            _ => self.raw(),
        };
        let quoted = self.format.is_json() && self.kind == Kind::Text;
        let text = match raw {
            [_, text @ .., _] if quoted => text,
            _ => raw,
        };
        Characters::new(self.format, text)
    }

    /// Goes to what `name[index]` means here; without a name, `self` is the list.
    fn go_to_item_of(&mut self, name: &[u8], index: usize) -> Option<()> {
        if name.is_empty() {
            return self.go_to_item(name, index);
        }
        let mut other = *self;
        if self.format.is_xml() && other.go_to(Some(name), Some(1)).is_some() {
            return self.go_to(Some(name), Some(index));
        }
        self.go_to_named(name)?;
        let found = self.go_to_item(name, index);
        if index == 0 && (self.format.is_xml() || self.kind == Kind::Object) {
            // Without items it is itself the only one, if there is anything in it.
            let mut first = *self;
            let empty = match self.kind {
                Kind::Object => first.go_to(None, Some(0)).is_none(),
                _ => self
                    .text_chars()
                    .all(|character| character.is_ascii_whitespace()),
            };
            return (!empty).then_some(());
        }
        found
    }

    /// Goes to the item of this list, which may have its items' name around it.
    fn go_to_item(&mut self, list_name: &[u8], index: usize) -> Option<()> {
        self.go_to_list(list_name)?;
        self.go_to(None, Some(index))
    }

    /// Goes to the list around which there is its items' name, or stays if this is a list.
    #[inline(never)] // What it needs of the stack is free again when the item is looked for.
    fn go_to_list(&mut self, list_name: &[u8]) -> Option<()> {
        if self.kind != Kind::Object {
            return Some(());
        }
        let mut children = self.children();
        let (name, first) = children.next()?;
        let mut alone = true;
        let alike = children.all(|(other, _)| {
            alone = false;
            other.is_same_as(name)
        });
        if alone && first.kind == Kind::List {
            *self = first;
            return Some(());
        }
        (alike && name.is_for_items_of(list_name)).then_some(())
    }

    /// Whether there may be a child of this name.
    pub(crate) fn may_have(&self, name: &[u8]) -> bool {
        self.outline.may_hold(self.level, name)
    }

    fn go_to_named(&mut self, name: &[u8]) -> Option<()> {
        let index = if self.format.is_json() { None } else { Some(0) };
        self.go_to(Some(name), index)
    }

    /// Goes to one of the children, or of those of this name: to that with this index, or to the
    /// last. Stays if there is none.
    fn go_to(&mut self, wanted: Option<&[u8]>, index: Option<usize>) -> Option<()> {
        if wanted.is_some_and(|wanted| self.kind != Kind::Object || !self.may_have(wanted)) {
            return None;
        }
        let mut count = 0;
        for (name, node) in self.children() {
            if wanted.is_some_and(|wanted| !name.is_written(wanted)) {
                continue;
            }
            if index.is_none_or(|index| index == count) {
                *self = node;
            }
            if index == Some(count) {
                return Some(());
            }
            count += 1;
        }
        (index.is_none() && count > 0).then_some(())
    }
}

/// The index in the brackets with which the path goes on. Goes behind them.
fn index(path: &mut &[u8]) -> Option<usize> {
    let (_, mut rest) = path.split_first()?;
    let mut index = None;
    while let [digit @ b'0'..=b'9', after @ ..] = rest {
        let value = usize::from(digit - b'0');
        index = Some(
            index
                .unwrap_or(0_usize)
                .checked_mul(10)?
                .checked_add(value)?,
        );
        rest = after;
    }
    *path = rest.strip_prefix(b"]")?;
    index
}

/// Kind and place only: the text may be somebody's token.
impl fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Node")
            .field("kind", &self.kind)
            .field("range", &self.range())
            .finish()
    }
}

#[cfg(test)]
#[path = "tests_tree.rs"]
mod tests;
