//! Lists, in the ways in which gateways lay them out.

use serde::de::{DeserializeSeed, SeqAccess};

use super::{super::error::DecodeError, Value, reader::Reader};

pub(super) const A_LIST: &str = "a list";

/// How a list is laid out, and how far it was read.
#[derive(Clone, Copy)]
pub(super) enum Layout<'b> {
    /// JSON's `[..]`, which may be the only member of an object: `{"trade":[..]}`.
    List { wrapped: bool },
    /// An object whose members have one name, or whose first is a list: it may be around the items,
    /// or be the only item.
    /// That depends on what an item is, so it is for the first item to say.
    Undecided,
    /// What comes next is the only item.
    Alone,
    /// XML elements of this name side by side. The content of the first comes next.
    Siblings(&'b str),
    /// The same, and the content of one of them was read.
    AfterSibling(&'b str),
    /// The value of a member of this name was read, which is an item.
    AfterMember(&'b str),
    /// There are no more items.
    Ended,
}

/// The items of a list.
pub(super) struct Items<'r, 'b> {
    reader: &'r mut Reader<'b>,
    layout: Layout<'b>,
    /// How many items a tuple still needs.
    wanted: usize,
    at: usize,
}

impl<'r, 'b> Items<'r, 'b> {
    pub(super) fn new(
        reader: &'r mut Reader<'b>,
        layout: Layout<'b>,
        wanted: usize,
        at: usize,
    ) -> Self {
        Self {
            reader,
            layout,
            wanted,
            at,
        }
    }

    /// The visitor has what it wants: there must be no more.
    pub(super) fn finish(mut self) -> Result<(), DecodeError> {
        if self.reader.next_item(&mut self.layout)? {
            return Err(DecodeError::TooLong);
        }
        Ok(())
    }
}

impl<'b> SeqAccess<'b> for &mut Items<'_, 'b> {
    type Error = DecodeError;

    fn next_element_seed<T: DeserializeSeed<'b>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, DecodeError> {
        let alone = matches!(self.layout, Layout::Alone);
        if !self.reader.next_item(&mut self.layout)? {
            if self.wanted > 0 {
                return Err(DecodeError::WrongType {
                    expected: "a longer list",
                    at: self.at,
                });
            }
            return Ok(None);
        }
        self.wanted = self.wanted.saturating_sub(1);
        let mut item = Value::new(self.reader);
        item.alone = alone;
        if let Layout::Undecided = self.layout {
            item.undecided = Some(&mut self.layout);
        }
        seed.deserialize(item).map(Some)
    }
}

#[cfg(test)]
#[path = "../tests_lists.rs"]
mod tests;
