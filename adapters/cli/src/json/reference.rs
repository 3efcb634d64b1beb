//! The same by walking nodes: slow, because each looks for its end anew, but plain to see.

use gatekit_core::reply::{Format, Kind, Node};
use std::collections::HashMap;

pub(super) fn write(node: Node<'_>) -> String {
    let format = node.format();
    let mut out = String::new();
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
    out.push_str(&serde_json::to_string(text).unwrap_or_default());
}
