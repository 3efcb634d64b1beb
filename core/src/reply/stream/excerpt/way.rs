//! What is kept on the way to wanted values.

use super::{Excerpt, Level, Mode};
use crate::reply::stream::trail::Paths;
use crate::reply::{
    text::{Characters, Format, Part, Span},
    tree::Kind,
};

/// A text on the way that is longer, in bytes as it is written, is replaced by three dots.
const LONG: usize = 64;

impl Excerpt<'_, '_> {
    pub(super) fn on_the_way(&mut self, part: Part) {
        match part {
            Part::Comma => {
                self.mark = self.cutter.window.kept();
                if self.here().filled {
                    self.cutter.window.keep();
                }
            }
            Part::NameStart => {
                self.trail.begin_name();
                self.cutter.window.keep();
            }
            Part::NameText(text) => self.name(text),
            Part::NameEnd => {
                self.trail.end_name();
                if self.mode == Mode::Way {
                    self.cutter.window.keep();
                }
                self.mode = Mode::Way;
            }
            Part::TextStart | Part::Scalar(_) | Part::Start(_) => self.value(part),
            Part::Element(name) => self.element(name),
            Part::End | Part::ElementEnd => self.leave(),
            Part::Passed if self.is_in_leaf() => self.keep_text(part),
            _ => {}
        }
    }

    /// Whether this may be an XML element without elements in it.
    fn is_in_leaf(&mut self) -> bool {
        self.cutter.format().is_xml() && self.trail.depth() > 0 && !self.here().filled
    }

    /// Keeps the part of a text on the way.
    pub(super) fn keep_text(&mut self, part: Part) {
        let ends = part == Part::TextEnd;
        let window = &mut self.cutter.window;
        let added = window.part().saturating_sub(usize::from(ends));
        let length = window.kept().saturating_sub(self.text);
        if !self.dotted && length.saturating_add(added) <= LONG {
            window.keep();
        } else {
            if !self.dotted {
                window.keep_instead(self.text, b"...");
                self.dotted = true;
            }
            if ends {
                window.keep_instead(window.kept(), b"\"");
            }
        }
        if ends {
            self.mode = Mode::Way;
            // The quote does not count.
            let text = self.cutter.window.kept_from(self.text);
            let text = text.strip_suffix(b"\"").unwrap_or(text);
            let blank = is_blank(self.cutter.format(), text);
            self.settle(self.mark, self.firm, blank);
        }
    }

    /// A part of a name, which is kept as long as a path may ask for it.
    fn name(&mut self, text: Span) {
        self.trail.extend_name(self.cutter.window.piece(text));
        if self.mode == Mode::Way {
            self.cutter.window.keep();
            if !self.trail.is_named() {
                self.cutter.window.keep_only(self.mark);
                self.mode = Mode::Name;
            }
        }
    }

    fn value(&mut self, part: Part) {
        // Of a list that is the document it counts whether it is empty.
        let first_item = self.trail.is_item() && self.trail.depth() == 1 && !self.here().filled;
        let paths = self.trail.value();
        let depth = u8::from(matches!(part, Part::Start(_)));
        let kind = match part {
            Part::Scalar(kind) | Part::Start(kind) => kind,
            _ => Kind::Text,
        };
        if self.trail.wanted(paths, kind).is_some() {
            self.cutter.window.keep();
            self.mode = Mode::Whole(depth);
            return;
        }
        if paths == 0 && self.trail.depth() > 0 && !first_item {
            self.cutter.window.keep_only(self.mark);
            self.mode = Mode::Skip(depth);
            return;
        }
        self.firm = self.trail.is_firm(paths);
        self.cutter.window.keep();
        match part {
            Part::Start(_) => self.enter(paths, kind),
            Part::TextStart => {
                self.begin_text();
                self.mode = Mode::Text;
            }
            part => {
                let blank = part == Part::Scalar(Kind::Null);
                self.settle(self.mark, self.firm, blank);
            }
        }
    }

    fn element(&mut self, name: Span) {
        let paths = self.trail.element(self.cutter.window.piece(name));
        let root = self.trail.depth() == 0;
        self.mark = self.cutter.window.kept();
        if self.trail.wanted(paths, Kind::Text).is_some() {
            self.mode = Mode::Whole(1);
        } else if paths == 0 && !root {
            // An element with elements in it is another kind than one without.
            let filled = self.here().filled;
            self.mode = if filled {
                Mode::Skip(1)
            } else {
                Mode::Hollow(1)
            };
            if filled {
                return;
            }
        } else {
            self.firm = self.trail.is_firm(paths);
            self.cutter.window.keep();
            self.enter(paths, Kind::Text);
            self.begin_text();
            return;
        }
        self.cutter.window.keep();
    }

    fn enter(&mut self, paths: Paths, kind: Kind) {
        let (mark, firm) = (self.mark, self.firm);
        self.trail.enter(paths, kind);
        *self.here() = Level {
            mark,
            firm,
            filled: false,
            solid: false,
        };
        self.mark = self.cutter.window.kept();
    }

    fn leave(&mut self) {
        let level = *self.here();
        let format = self.cutter.format();
        let text = self.cutter.window.kept_from(self.text);
        let blank = format.is_xml() && !level.filled && is_blank(format, text);
        self.cutter.window.keep();
        self.trail.leave();
        if level.filled {
            *self.here() = Level {
                filled: true,
                solid: true,
                ..*self.here()
            };
        } else {
            self.settle(level.mark, level.firm, blank);
        }
    }

    /// Decides about a value in which nothing wanted is. It remains if it is firm, or the first, or
    /// the first that is not blank.
    fn settle(&mut self, mark: usize, firm: bool, blank: bool) {
        let here = self.here();
        if !firm && (here.solid || blank && here.filled) {
            self.cutter.window.keep_only(mark);
        } else {
            here.filled = true;
            here.solid |= !blank;
        }
    }

    fn begin_text(&mut self) {
        self.text = self.cutter.window.kept();
        self.dotted = false;
    }
}

fn is_blank(format: Format, text: &[u8]) -> bool {
    Characters::new(format, text).all(char::is_whitespace)
}
