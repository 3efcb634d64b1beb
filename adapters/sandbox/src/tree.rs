//! The fields of an answer, written as JSON or as XML.

use std::fmt::Write as _;

#[derive(Clone, Debug)]
pub(crate) enum Tree {
    Null,
    Bool(bool),
    Number(i64),
    Text(String),
    List(Vec<Tree>),
    /// In the order in which the platform writes them.
    Object(Vec<(String, Tree)>),
}

/// How JSON strings are escaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Escape {
    /// Only what must be.
    Least,
    /// As PHP's `json_encode`: `\/`, and `\uXXXX` for all that is not ASCII.
    Php,
}

impl Tree {
    pub(crate) fn object<const N: usize>(members: [(&str, Self); N]) -> Self {
        let own = |(name, value): (&str, Self)| (name.to_owned(), value);
        Self::Object(members.into_iter().map(own).collect())
    }

    /// Adds a member, if there is something to add.
    pub(crate) fn push(&mut self, name: &str, value: Option<impl Into<Self>>) {
        if let (Self::Object(members), Some(value)) = (self, value) {
            members.push((name.to_owned(), value.into()));
        }
    }

    pub(crate) fn json(&self, escape: Escape) -> String {
        let mut out = String::new();
        self.write_json(&mut out, escape);
        out
    }

    /// One element for each member; what has no name has no element.
    pub(crate) fn xml(&self) -> String {
        let mut out = String::new();
        self.write_xml(&mut out);
        out
    }

    fn write_json(&self, out: &mut String, escape: Escape) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Number(value) => out.push_str(&value.to_string()),
            Self::Text(text) => write_string(out, text, escape),
            Self::List(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { "," });
                    item.write_json(out, escape);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (index, (name, value)) in members.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { "," });
                    write_string(out, name, escape);
                    out.push(':');
                    value.write_json(out, escape);
                }
                out.push('}');
            }
        }
    }

    fn write_xml(&self, out: &mut String) {
        match self {
            Self::Null => {}
            Self::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Number(value) => out.push_str(&value.to_string()),
            Self::Text(text) => write_text(out, text),
            Self::List(items) => items.iter().for_each(|item| item.write_xml(out)),
            Self::Object(members) => {
                for (name, value) in members {
                    // Writing to a String cannot fail.
                    let _ = write!(out, "<{name}>");
                    value.write_xml(out);
                    let _ = write!(out, "</{name}>");
                }
            }
        }
    }
}

impl From<&str> for Tree {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Tree {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

fn write_string(out: &mut String, text: &str, escape: Escape) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '/' if escape == Escape::Php => out.push_str("\\/"),
            _ if character < ' ' || (escape == Escape::Php && !character.is_ascii()) => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
            _ => out.push(character),
        }
    }
    out.push('"');
}

fn write_text(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // An order id may hold what XML cannot.
            _ if character < ' ' && !matches!(character, '\t' | '\n' | '\r') => out.push('?'),
            _ => out.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Tree {
        let mut tree = Tree::object([
            ("text", Tree::from("a/b \"不\" <&>\u{1f600}\u{1}\n")),
            (
                "list",
                Tree::List(vec![Tree::Number(-1), Tree::Null, Tree::Bool(true)]),
            ),
        ]);
        tree.push("empty", Some(Tree::object([])));
        tree.push("absent", None::<Tree>);
        tree
    }

    #[test]
    fn json_escapes_the_least_or_as_php_does() {
        assert_eq!(
            sample().json(Escape::Least),
            "{\"text\":\"a/b \\\"不\\\" <&>\u{1f600}\\u0001\\n\",\"list\":[-1,null,true],\"empty\":{}}"
        );
        assert_eq!(
            sample().json(Escape::Php),
            r#"{"text":"a\/b \"\u4e0d\" <&>\ud83d\ude00\u0001\n","list":[-1,null,true],"empty":{}}"#
        );
    }

    #[test]
    fn xml_escapes_markup() {
        assert_eq!(
            sample().xml(),
            "<text>a/b \"不\" &lt;&amp;&gt;\u{1f600}?\n</text><list>-1true</list><empty></empty>"
        );
    }
}
