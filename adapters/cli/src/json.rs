//! A value of an answer as JSON text.

use gatekit_core::reply::{Format, Kind, Node};
use std::collections::HashMap;

/// Compact JSON: numbers as they were written, text unescaped. Of a name that occurs twice in
/// JSON the last value counts; XML elements of one name become a list.
pub(crate) fn write(format: Format, node: Node<'_>) -> String {
    let mut out = String::new();
    // Not by recursion: how deep an answer is nested is for its sender to decide.
    let mut steps = vec![Step::Value(node)];
    while let Some(step) = steps.pop() {
        match step {
            Step::Mark(mark) => out.push_str(mark),
            Step::Name(name) => {
                text(&mut out, &name);
                out.push(':');
            }
            Step::Value(node) => match node.kind() {
                Kind::Object => object(&mut steps, members(format, node)),
                Kind::List => list(&mut steps, node.children().map(|(_, item)| item).collect()),
                Kind::Text => text(&mut out, &node.text_chars().collect::<String>()),
                Kind::Number | Kind::Boolean | Kind::Null => out.extend(node.text_chars()),
            },
            Step::Values(nodes) => list(&mut steps, nodes),
        }
    }
    out
}

/// What is still to be written; the last comes first.
enum Step<'d> {
    Mark(&'static str),
    Name(String),
    Value(Node<'d>),
    Values(Vec<Node<'d>>),
}

fn object<'d>(steps: &mut Vec<Step<'d>>, members: Vec<(String, Vec<Node<'d>>)>) {
    steps.push(Step::Mark("}"));
    for (index, (name, mut values)) in members.into_iter().enumerate().rev() {
        let value = match (values.len(), values.pop()) {
            (1, Some(value)) => Step::Value(value),
            (_, last) => {
                values.extend(last);
                Step::Values(values)
            }
        };
        steps.extend([value, Step::Name(name)]);
        if index > 0 {
            steps.push(Step::Mark(","));
        }
    }
    steps.push(Step::Mark("{"));
}

fn list<'d>(steps: &mut Vec<Step<'d>>, items: Vec<Node<'d>>) {
    steps.push(Step::Mark("]"));
    for (index, item) in items.into_iter().enumerate().rev() {
        steps.push(Step::Value(item));
        if index > 0 {
            steps.push(Step::Mark(","));
        }
    }
    steps.push(Step::Mark("["));
}

/// Names in the order of their first occurrence, each with its values.
fn members(format: Format, node: Node<'_>) -> Vec<(String, Vec<Node<'_>>)> {
    let mut members: Vec<(String, Vec<Node<'_>>)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (name, value) in node.children() {
        let name: String = name.chars().collect();
        let place = places.get(&name).and_then(|place| members.get_mut(*place));
        match place {
            Some((_, values)) if format == Format::Xml => values.push(value),
            Some((_, values)) => *values = vec![value],
            None => {
                places.insert(name.clone(), members.len());
                members.push((name, vec![value]));
            }
        }
    }
    members
}

fn text(out: &mut String, text: &str) {
    // Writing text into memory cannot fail.
    out.push_str(&serde_json::to_string(text).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;
    use gatekit_core::reply::Leniency;

    fn written(format: Format, document: &str) -> String {
        let leniency = Leniency {
            control_characters: true,
        };
        write(
            format,
            Node::document(format, leniency, document.as_bytes()).unwrap(),
        )
    }

    #[test]
    fn numbers_keep_their_digits() {
        let json = r#"{"id":9007199254740993,"price":1.10,"big":1e400,"list":[-0.0,true,null]}"#;
        assert_eq!(written(Format::Json, json), json);
    }

    #[test]
    fn text_is_unescaped_and_stays_json() {
        let json = r#"{"a\u0062": "\u53d6\u6d88 \ud83d\ude00 \"\\\/", "c": "#.to_owned()
            + "\"x\u{1}\ny\"}";
        let expected = "{\"ab\":\"取消 😀 \\\"\\\\/\",\"c\":\"x\\u0001\\ny\"}";
        assert_eq!(written(Format::Json, &json), expected);
    }

    #[test]
    fn the_last_of_two_equal_names_counts() {
        assert_eq!(
            written(Format::Json, r#"{"a":1,"b":2,"a":{"c":3}}"#),
            r#"{"a":{"c":3},"b":2}"#
        );
    }

    #[test]
    fn empty_containers_stay_empty() {
        assert_eq!(
            written(Format::Json, r#" { "a" : { } , "b" : [ ] } "#),
            r#"{"a":{},"b":[]}"#
        );
    }

    #[test]
    fn repeated_elements_become_a_list() {
        let xml =
            "<r><items><item><id>1</id></item><x/><item>2 &amp; 3</item></items><t>1.10</t></r>";
        let json = r#"{"r":{"items":{"item":[{"id":"1"},"2 & 3"],"x":""},"t":"1.10"}}"#;
        assert_eq!(written(Format::Xml, xml), json);
    }

    #[test]
    fn the_deepest_document_is_written() {
        let json = "[".repeat(64) + &"]".repeat(64);
        assert_eq!(written(Format::Json, &json), json);
    }
}
