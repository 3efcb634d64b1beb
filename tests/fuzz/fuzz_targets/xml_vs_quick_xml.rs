//! XML: `quick-xml` comes to the same verdicts and to the same tree.
//!
//! It reads on where XML does not allow it, so that what it leaves to its user is checked here,
//! on its events: names, attributes and references; `]]>` in text and `--` in comments; control
//! characters; that there is one root, and nothing but white space, comments and processing
//! instructions around it; that the declaration stands first.
//!
//! The documented differences, which are all that is let pass here:
//!
//! - We stop at a depth of 64 and at 32 attributes, and refuse every document type declaration and
//!   every encoding but UTF-8.
//! - The tree knows no text beside elements.
#![no_main]

use gatekit_core::reply::{Format, Kind, Leniency, MAX_DEPTH, Node, SyntaxError};
use libfuzzer_sys::fuzz_target;
use quick_xml::{
    Reader,
    escape::resolve_xml_entity,
    events::{BytesStart, Event},
};

fuzz_target!(|document: &[u8]| {
    let ours = Node::document(Format::Xml, Leniency::default(), document);
    let Ok(text) = std::str::from_utf8(document) else {
        assert!(ours.is_err());
        return;
    };
    match (ours, their_tree(text)) {
        (Ok(ours), Ok(theirs)) => assert_eq!(our_tree(String::new(), ours).children, [theirs]),
        (Err(SyntaxError::TooManyAttributes { .. }), _) => {}
        (Ok(_), Err(why)) => panic!("only we accept it: {why}"),
        (Err(why), Ok(_)) => panic!("only we refuse it: {why:?}"),
        (Err(_), Err(_)) => {}
    }
});

/// An element; the text is empty where there are elements in it.
#[derive(Debug, Default, PartialEq)]
struct Element {
    name: String,
    text: String,
    children: Vec<Element>,
}

fn our_tree(name: String, node: Node<'_>) -> Element {
    let children = node.children();
    let children = children.map(|(name, child)| our_tree(name.to_string(), child));
    let text = match node.kind() {
        Kind::Object => String::new(),
        _ => node.text_chars().collect(),
    };
    Element {
        name,
        text,
        children: children.collect(),
    }
}

fn their_tree(document: &str) -> Result<Element, String> {
    let is_wrong = |character: char| {
        character < ' ' && !is_white(character) || matches!(character, '\u{fffe}' | '\u{ffff}')
    };
    ensure(
        !document.contains(is_wrong),
        "a character that XML does not allow",
    )?;
    let mut reader = Reader::from_str(document);
    reader.config_mut().enable_all_checks(true);
    let mut open = vec![Element::default()];
    let mut first = true;
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        let (outside, has_root) = (open.len() == 1, !open[0].children.is_empty());
        let top = open.last_mut().ok_or("more ends than starts")?;
        match event {
            Event::Start(tag) => {
                ensure(!(outside && has_root), "a second root")?;
                let element = element(&tag)?;
                open.push(element);
                ensure(open.len() <= MAX_DEPTH + 1, "too deep")?;
            }
            Event::Empty(tag) => {
                ensure(!(outside && has_root), "a second root")?;
                top.children.push(element(&tag)?);
                ensure(open.len() <= MAX_DEPTH, "too deep")?;
            }
            Event::End(_) => {
                let mut ended = open.pop().ok_or("more ends than starts")?;
                if !ended.children.is_empty() {
                    ended.text.clear();
                }
                open.last_mut()
                    .ok_or("more ends than starts")?
                    .children
                    .push(ended);
            }
            Event::Text(text) => {
                ensure(
                    !outside || text.chars().all(is_white),
                    "text outside of the root",
                )?;
                ensure(!text.contains("]]>"), "]]> in text")?;
                top.text.push_str(&text.xml10_content());
            }
            Event::CData(text) => {
                ensure(!outside, "text outside of the root")?;
                top.text.push_str(&text.xml10_content());
            }
            Event::GeneralRef(name) => {
                ensure(!outside, "text outside of the root")?;
                top.text.push(referred(&name)?);
                let theirs = match name.resolve_char_ref().map_err(|error| error.to_string())? {
                    Some(character) => character.to_string(),
                    None => resolve_xml_entity(&name).unwrap_or_default().to_owned(),
                };
                assert!(top.text.ends_with(&theirs) && !theirs.is_empty());
            }
            Event::Comment(text) => {
                ensure(
                    !text.contains("--") && !text.ends_with('-'),
                    "-- in a comment",
                )?;
            }
            Event::Decl(declaration) => {
                ensure(first, "a declaration that is not first")?;
                let attributes = declaration.strip_prefix("xml").unwrap_or_default();
                announced(&well_formed_attributes(attributes)?)?;
            }
            Event::PI(instruction) => {
                let target = instruction.target();
                ensure(
                    is_name(target) && !target.eq_ignore_ascii_case("xml"),
                    "a target",
                )?;
            }
            Event::DocType(_) => return Err("a document type".into()),
            Event::Eof => {
                ensure(outside, "cut off")?;
                return open
                    .pop()
                    .and_then(|mut all| all.children.pop())
                    .ok_or("no root".into());
            }
        }
        first = false;
    }
}

fn ensure(holds: bool, otherwise: &str) -> Result<(), String> {
    if holds {
        Ok(())
    } else {
        Err(otherwise.to_owned())
    }
}

fn element(tag: &BytesStart<'_>) -> Result<Element, String> {
    let name = tag.name().as_ref().to_owned();
    ensure(is_name(&name), "a name")?;
    well_formed_attributes(tag.attributes_raw())?;
    for attribute in tag.attributes().with_checks(false) {
        attribute.map_err(|error| error.to_string())?;
    }
    Ok(Element {
        name,
        ..Element::default()
    })
}

fn is_white(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r')
}

fn is_name(name: &str) -> bool {
    name.starts_with(starts_a_name) && name.chars().all(is_in_a_name)
}

/// `NameStartChar` of XML 1.0, fifth edition.
fn starts_a_name(character: char) -> bool {
    let beyond_ascii: [(u32, u32); 12] = [
        (0xc0, 0xd6),
        (0xd8, 0xf6),
        (0xf8, 0x2ff),
        (0x370, 0x37d),
        (0x37f, 0x1fff),
        (0x200c, 0x200d),
        (0x2070, 0x218f),
        (0x2c00, 0x2fef),
        (0x3001, 0xd7ff),
        (0xf900, 0xfdcf),
        (0xfdf0, 0xfffd),
        (0x1_0000, 0xe_ffff),
    ];
    let code = u32::from(character);
    character.is_ascii_alphabetic()
        || matches!(character, '_' | ':')
        || beyond_ascii
            .iter()
            .any(|range| (range.0..=range.1).contains(&code))
}

/// `NameChar`.
fn is_in_a_name(character: char) -> bool {
    starts_a_name(character)
        || character.is_ascii_digit()
        || matches!(character, '-' | '.' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

/// `(S Name S? '=' S? ('"' .. '"' | "'" .. "'"))* S?`
fn well_formed_attributes(mut rest: &str) -> Result<Vec<(&str, &str)>, String> {
    let mut found: Vec<(&str, &str)> = Vec::new();
    loop {
        let trimmed = rest.trim_start_matches(is_white);
        if trimmed.is_empty() {
            return Ok(found);
        }
        ensure(trimmed.len() < rest.len(), "no space before an attribute")?;
        let (name, value) = trimmed
            .split_once('=')
            .ok_or("an attribute without value")?;
        let name = name.trim_end_matches(is_white);
        ensure(is_name(name), "an attribute's name")?;
        ensure(
            !found.iter().any(|(other, _)| *other == name),
            "an attribute twice",
        )?;
        let value = value.trim_start_matches(is_white);
        let quote = value
            .chars()
            .next()
            .filter(|quote| matches!(quote, '"' | '\''));
        let quote = quote.ok_or("a value without quotes")?;
        let (value, after) = value[1..].split_once(quote).ok_or("a value without end")?;
        ensure(!value.contains('<'), "< in a value")?;
        for reference in value.split('&').skip(1) {
            referred(
                reference
                    .split_once(';')
                    .ok_or("a reference without end")?
                    .0,
            )?;
        }
        found.push((name, value));
        rest = after;
    }
}

/// `version`, then perhaps `encoding`, then perhaps `standalone`.
fn announced(mut attributes: &[(&str, &str)]) -> Result<(), String> {
    let known: [(&str, fn(&str) -> bool); 3] = [
        ("version", |value| {
            let minor = value.strip_prefix("1.").unwrap_or_default();
            !minor.is_empty() && minor.chars().all(|digit| digit.is_ascii_digit())
        }),
        ("encoding", |value| {
            ["utf-8", "utf8", "us-ascii"].contains(&&*value.to_ascii_lowercase())
        }),
        ("standalone", |value| matches!(value, "yes" | "no")),
    ];
    ensure(
        attributes.first().is_some_and(|first| first.0 == "version"),
        "no version",
    )?;
    for (name, is_right) in known {
        if let [(found, value), rest @ ..] = attributes
            && *found == name
        {
            ensure(is_right(value), "a value in the declaration")?;
            attributes = rest;
        }
    }
    ensure(attributes.is_empty(), "something else in the declaration")
}

/// What stands for `&name;`.
fn referred(name: &str) -> Result<char, String> {
    let number = match name {
        "lt" => return Ok('<'),
        "gt" => return Ok('>'),
        "amp" => return Ok('&'),
        "quot" => return Ok('"'),
        "apos" => return Ok('\''),
        _ => name.strip_prefix('#').ok_or("an unknown entity")?,
    };
    let (digits, radix) = match number.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    ensure(digits.chars().all(|digit| digit.is_digit(radix)), "digits")?;
    let number = u32::from_str_radix(digits, radix).map_err(|error| error.to_string())?;
    let character = char::from_u32(number).ok_or("no character")?;
    let allowed =
        (character >= ' ' || is_white(character)) && !matches!(character, '\u{fffe}' | '\u{ffff}');
    ensure(allowed, "a character that XML does not allow")?;
    Ok(character)
}
