//! XML: `quick-xml` finds the same tree.

extern crate std;

use std::{
    fmt::Write as _,
    string::{String, ToString as _},
    vec,
    vec::Vec,
};

use proptest::prelude::*;
use quick_xml::events::Event;

use super::tests::{check, decode};
use crate::reply::{DecodeError, Format, Kind, Leniency, Node};

#[derive(Clone, Debug, Default, PartialEq)]
struct Element {
    name: String,
    text: String,
    children: Vec<Element>,
}

fn our_tree(name: String, node: Node<'_>) -> Element {
    match node.kind() {
        Kind::Object => {
            let children = node
                .children()
                .map(|(name, child)| our_tree(name.to_string(), child));
            Element {
                name,
                text: String::new(),
                children: children.collect(),
            }
        }
        _ => Element {
            name,
            text: node.text_chars().collect(),
            children: Vec::new(),
        },
    }
}

fn their_tree(document: &str) -> Element {
    let mut reader = quick_xml::Reader::from_str(document);
    let mut open = vec![Element::default()];
    loop {
        let event = reader.read_event().unwrap();
        let top = open.last_mut().unwrap();
        match event {
            Event::Start(tag) => {
                let name = tag.name().as_ref().to_string();
                open.push(Element {
                    name,
                    ..Element::default()
                });
            }
            Event::Empty(tag) => {
                let name = tag.name().as_ref().to_string();
                top.children.push(Element {
                    name,
                    ..Element::default()
                });
            }
            Event::End(_) => {
                let mut ended = open.pop().unwrap();
                if !ended.children.is_empty() {
                    ended.text.clear();
                }
                open.last_mut().unwrap().children.push(ended);
            }
            Event::Text(text) => top.text.push_str(&text.xml10_content()),
            Event::CData(text) => top.text.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                if let Some(character) = reference.resolve_char_ref().unwrap() {
                    top.text.push(character);
                } else {
                    let name: &str = &reference;
                    top.text
                        .push_str(quick_xml::escape::resolve_xml_entity(name).unwrap());
                }
            }
            Event::Eof => return open.pop().unwrap().children.pop().unwrap(),
            _ => {}
        }
    }
}

/// Writes an element with whatever white space, escapes and comments the choices say.
struct Writer {
    choices: Vec<u8>,
    next: usize,
    out: String,
}

impl Writer {
    fn choice(&mut self, of: u8) -> u8 {
        self.next += 1;
        self.choices
            .get(self.next % self.choices.len().max(1))
            .copied()
            .unwrap_or(0)
            % of
    }

    fn one_of(&mut self, options: &[&str]) {
        let choice = self.choice(u8::try_from(options.len()).unwrap());
        self.out.push_str(options[usize::from(choice)]);
    }

    fn text(&mut self, text: &str) {
        for character in text.chars() {
            let must = matches!(character, '<' | '&' | '>' | '\r');
            match self.choice(8) {
                0 => write!(self.out, "&#{};", u32::from(character)).unwrap(),
                1 => write!(self.out, "&#x{:x};", u32::from(character)).unwrap(),
                2 if character == '\n' => self.out.push_str("\r\n"),
                3 if character == '\n' => self.out.push('\r'),
                2 if character != '\r' => {
                    write!(self.out, "<![CDATA[{character}]]>").unwrap();
                }
                // Behind a raw carriage return it would be one line end.
                _ if character == '\n' && self.out.ends_with('\r') => self.out.push_str("&#10;"),
                _ if !must => self.out.push(character),
                _ => self.out.push_str(match character {
                    '<' => "&lt;",
                    '>' => "&gt;",
                    '&' => "&amp;",
                    _ => "&#13;",
                }),
            }
            if self.choice(16) == 15 {
                self.one_of(&["<!-- & -->", "<?x y?>", "<!-->-->"]);
            }
        }
    }

    fn element(&mut self, element: &Element) {
        self.out.push('<');
        self.out.push_str(&element.name);
        self.one_of(&["", "", " ", "\n", " b='&lt;>'", " c = \"'\" d=''"]);
        if element.text.is_empty() && element.children.is_empty() && self.choice(2) == 0 {
            self.out.push_str("/>");
            return;
        }
        self.out.push('>');
        if element.children.is_empty() {
            self.text(&element.text);
        }
        for child in &element.children {
            self.one_of(&["", "\n\t", "<!-- x -->", "mixed", "<?y?>"]);
            self.element(child);
        }
        self.out.push_str("</");
        self.out.push_str(&element.name);
        self.one_of(&["", "", " "]);
        self.out.push('>');
    }

    fn document(&mut self, root: &Element) {
        self.one_of(&[
            "",
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>",
            "<!-- x -->\n",
        ]);
        self.element(root);
        self.one_of(&["", "\n", "<!--top010179031191.s.et2-->"]);
    }
}

fn any_element() -> impl Strategy<Value = Element> {
    let name = "[a-c订:_][a-c0-9.-]{0,3}";
    let leaf =
        (name, "[ a-z<>&'\"\\]\n\r\t中，\u{1f639}]{0,10}").prop_map(|(name, text)| Element {
            name,
            text,
            children: Vec::new(),
        });
    leaf.prop_recursive(5, 30, 5, move |inner| {
        (name, prop::collection::vec(inner, 1..5)).prop_map(|(name, children)| Element {
            name,
            text: String::new(),
            children,
        })
    })
}

proptest! {
    #[test]
    #[cfg_attr(miri, ignore = "minutes under Miri: it makes values of any shape")]
    fn what_quick_xml_reads_is_read_the_same(root in any_element(), choices in any::<Vec<u8>>()) {
        let mut writer = Writer { choices, next: 0, out: String::new() };
        writer.document(&root);
        let document = writer.out;
        let node = Node::document(Format::Xml, Leniency::default(), document.as_bytes());
        let ours = our_tree(String::new(), node.unwrap()).children.pop().unwrap();
        prop_assert_eq!(&ours, &root, "{}", document);
        prop_assert_eq!(&ours, &their_tree(&document), "{}", document);
        prop_assert_eq!(decode(document.as_bytes()), Ok(()));
    }

    #[test]
    #[cfg_attr(miri, ignore = "minutes under Miri: it makes values of any shape")]
    fn check_and_decoding_agree_on_damaged_documents(
        root in any_element(),
        choices in any::<Vec<u8>>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0..4, any::<u8>()), 1..4),
    ) {
        let mut writer = Writer { choices, next: 0, out: String::new() };
        writer.document(&root);
        let mut document = writer.out.into_bytes();
        for (place, change, byte) in changes {
            let place = place.index(document.len() + 1);
            let grammar = b"<>/!?&;#x\"'[]-=ab \n";
            let byte = if change == 3 { byte } else { grammar[usize::from(byte) % grammar.len()] };
            match change {
                0 => document.truncate(place),
                1 if place < document.len() => { document.remove(place); }
                _ if place < document.len() => document[place] = byte,
                _ => document.push(byte),
            }
        }
        prop_assert_eq!(check(&document).map_err(DecodeError::from), decode(&document));
    }

    #[test]
    fn random_bytes_do_no_harm(bytes in any::<Vec<u8>>()) {
        prop_assert_eq!(check(&bytes).map_err(DecodeError::from), decode(&bytes));
    }

    #[test]
    fn words_of_the_grammar_in_any_order(
        words in prop::collection::vec(prop::sample::select(&[
            "<a>", "</a>", "<b>", "</b>", "<a/>", "<", ">", "/", "a", " ", "=", "'", "\"x\"", "&",
            "&amp;", "&#65;", ";", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "<!", "]", "-",
        ][..]), 0..12),
    ) {
        let document = words.concat();
        prop_assert_eq!(
            check(document.as_bytes()).map_err(DecodeError::from),
            decode(document.as_bytes())
        );
    }
}
