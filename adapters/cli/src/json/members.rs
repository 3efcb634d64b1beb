//! The members of an object that is being written.

use super::text;
use gatekit_core::reply::Format;
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

/// They are written as they come; only an object in which a name occurs twice is written again.
pub(super) struct Members<'d> {
    /// Where the first stands in the output.
    start: usize,
    /// Names in the order of their first occurrence, each with the places of its values.
    named: Vec<(Cow<'d, str>, Vec<Range<usize>>)>,
    places: HashMap<Cow<'d, str>, usize>,
    /// The member whose value comes next or is being written, and where that starts.
    current: Option<(usize, usize)>,
    is_repeated: bool,
}

impl<'d> Members<'d> {
    /// Opens the object.
    pub(super) fn open(out: &mut String) -> Self {
        out.push('{');
        Self {
            start: out.len(),
            named: Vec::new(),
            places: HashMap::new(),
            current: None,
            is_repeated: false,
        }
    }

    /// Whether a name comes next, not its value.
    pub(super) const fn wants_name(&self) -> bool {
        self.current.is_none()
    }

    pub(super) fn name(&mut self, out: &mut String, name: Cow<'d, str>) {
        if out.len() > self.start {
            out.push(',');
        }
        text(out, &name);
        out.push(':');
        let place = if let Some(&place) = self.places.get(&name) {
            self.is_repeated = true;
            place
        } else {
            let place = self.named.len();
            self.places.insert(name.clone(), place);
            self.named.push((name, Vec::new()));
            place
        };
        self.current = Some((place, out.len()));
    }

    /// The value has been written.
    pub(super) fn end_value(&mut self, out: &str) {
        let Some((place, start)) = self.current.take() else {
            return;
        };
        if let Some((_, values)) = self.named.get_mut(place) {
            values.push(start..out.len());
        }
    }

    pub(super) fn close(mut self, out: &mut String, format: Format) {
        self.end_value(out);
        if self.is_repeated {
            let written = out.split_off(self.start);
            self.write_again(out, &written, format);
        }
        out.push('}');
    }

    fn write_again(&self, out: &mut String, written: &str, format: Format) {
        let value = |range: &Range<usize>| {
            let range = range.start - self.start..range.end - self.start;
            written.get(range).unwrap_or_default()
        };
        for (index, (name, values)) in self.named.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            text(out, name);
            out.push(':');
            match (format, values.as_slice()) {
                (Format::Xml, [_, _, ..]) => {
                    for (index, range) in values.iter().enumerate() {
                        out.push(if index > 0 { ',' } else { '[' });
                        out.push_str(value(range));
                    }
                    out.push(']');
                }
                (_, values) => out.push_str(values.last().map_or("null", value)),
            }
        }
    }
}
