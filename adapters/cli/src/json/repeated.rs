//! Names that occur twice, of which nobody knows which one counts.

use gatekit_core::reply::{Format, Kind, Leniency, Node};
use std::collections::HashSet;

/// A name that an object of this JSON has twice, at whatever depth.
pub(crate) fn repeated(json: &str) -> Option<String> {
    let document = Node::document(Format::Json, Leniency::default(), json.as_bytes());
    let mut open = vec![document.ok()?];
    while let Some(node) = open.pop() {
        let is_object = node.kind() == Kind::Object;
        let mut names = HashSet::new();
        for (name, value) in node.children() {
            let name: String = name.chars().collect();
            if is_object && names.contains(&name) {
                return Some(name);
            }
            names.insert(name);
            open.push(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::repeated;

    #[test]
    fn a_name_that_occurs_twice_is_found_at_any_depth() {
        for (json, name) in [
            (r#"{"a":1,"b":[{"c":{"d":1,"e":2,"d":[]}}]}"#, Some("d")),
            (r#"{"a":1,"\u0061":2}"#, Some("a")),
            (r#"{"a":{"a":1},"b":{"a":1}}"#, None),
            ("[1,1,[1]]", None),
            ("{", None),
        ] {
            assert_eq!(repeated(json).as_deref(), name, "{json}");
        }
    }
}
