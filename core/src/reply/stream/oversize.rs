//! What the window cannot hold, though it has to be read whole: it passes by to see how long it is.

use crate::reply::text::is_name_byte;

/// The part of a tag, declaration or reference that has passed by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Oversize {
    what: What,
    /// How many bytes have passed by.
    count: usize,
    /// The bytes of a start tag's name, so far.
    name: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    /// Nothing has passed by, or the first byte of markup.
    Unknown,
    /// `&...;`
    Reference,
    /// A start tag's name.
    Name,
    /// The rest of a tag, or of the XML declaration.
    Tag { last: u8 },
    /// A value in quotes in it.
    Quoted { quote: u8 },
    /// The name of an instruction.
    Target,
    /// The `?` behind it.
    TargetEnd,
}

impl Oversize {
    /// A declaration starts as an instruction does.
    pub(super) const fn new(declaration: bool) -> Self {
        let what = if declaration {
            What::Tag { last: 0 }
        } else {
            What::Unknown
        };
        Self {
            what,
            count: 0,
            name: 0,
        }
    }

    pub(super) const fn count(&self) -> usize {
        self.count
    }

    /// Takes the next byte. At the end: how many bytes it is long, and by how many the names
    /// of the open elements grow with it.
    pub(super) fn pass(&mut self, byte: u8) -> Option<(usize, usize)> {
        self.count = self.count.saturating_add(1);
        let mut grows = 0;
        let ended = match self.what {
            What::Unknown => {
                self.what = match byte {
                    b'<' => What::Unknown,
                    b'&' => What::Reference,
                    b'/' => What::Tag { last: 0 },
                    b'?' => What::Target,
                    _ => What::Name,
                };
                self.name = usize::from(self.what == What::Name);
                false
            }
            What::Reference => !byte.is_ascii_alphanumeric() && byte != b'#',
            What::Name if is_name_byte(byte) => {
                self.name = self.name.saturating_add(1);
                false
            }
            What::Name | What::Tag { .. } => {
                let closed = What::Tag { last: b'/' };
                if self.name > 0 && self.what != closed {
                    grows = self.name.saturating_add(1);
                }
                self.what = match byte {
                    b'"' | b'\'' => What::Quoted { quote: byte },
                    last => What::Tag { last },
                };
                byte == b'>'
            }
            What::Quoted { quote } => {
                if byte == quote {
                    self.what = What::Tag { last: byte };
                }
                false
            }
            What::Target if byte == b'?' => {
                self.what = What::TargetEnd;
                false
            }
            What::Target => !is_name_byte(byte),
            What::TargetEnd => true,
        };
        ended.then_some((self.count, grows))
    }
}
