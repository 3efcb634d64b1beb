//! Lists, in the ways in which gateways lay them out.

use serde::de::{DeserializeSeed, SeqAccess};

use super::{
    super::{
        error::DecodeError,
        text::{Format, Token},
    },
    Value,
    reader::{Ahead, Reader},
};

const A_LIST: &str = "a list";

/// How a list is laid out, and how far it was read.
#[derive(Clone, Copy)]
pub(super) enum Layout<'b> {
    /// JSON's `[..]`, which may be the only member of an object: `{"trade":[..]}`.
    List { wrapped: bool },
    /// An object whose members have one name: it may be around the items, or be the only item.
    /// That depends on what an item is, so it is for the first item to say.
    Undecided,
    /// What comes next is the only item.
    Alone,
    /// XML elements of this name side by side. The content of the first comes next.
    Siblings(&'b [u8]),
    /// The same, and the content of one of them was read.
    AfterSibling(&'b [u8]),
    /// The value of a member of this name was read, which is an item.
    AfterMember(&'b [u8]),
    /// There are no more items.
    Ended,
}

impl<'b> Reader<'b> {
    /// Goes into a list: finds out how it is laid out, and where it starts.
    pub(super) fn enter_list(&mut self) -> Result<(Layout<'b>, usize), DecodeError> {
        let at = self.offset()?;
        let layout = match self.format() {
            Format::Json => self.json_layout()?,
            Format::Xml => Some(self.xml_layout()?),
        };
        layout
            .map(|layout| (layout, at))
            .ok_or(DecodeError::WrongType {
                expected: A_LIST,
                at,
            })
    }

    fn json_layout(&mut self) -> Result<Option<Layout<'b>>, DecodeError> {
        let (first, mut ahead) = self.look_ahead()?;
        let (layout, tokens) = match first.token {
            Token::ListStart => (Layout::List { wrapped: false }, 1),
            Token::Text if first.inner.start == first.inner.end => (Layout::Ended, 1),
            Token::ObjectStart if ahead.next()?.token == Token::ObjectEnd => (Layout::Ended, 2),
            Token::ObjectStart => {
                let value = ahead.next()?;
                if value.token == Token::ListStart {
                    (Layout::List { wrapped: true }, 3)
                } else {
                    ahead.skip(&value)?;
                    let only_member = ahead.next()?.token == Token::ObjectEnd;
                    (
                        if only_member {
                            Layout::Undecided
                        } else {
                            Layout::Alone
                        },
                        0,
                    )
                }
            }
            _ => return Ok(None),
        };
        for _ in 0..tokens {
            self.take()?;
        }
        Ok(Some(layout))
    }

    fn xml_layout(&mut self) -> Result<Layout<'b>, DecodeError> {
        let element = self.element;
        let (first, mut ahead) = self.look_ahead()?;
        let mut lexeme = first;
        // The name of the elements in the element, while it is one.
        let mut name: Option<&[u8]> = None;
        let mut one_name = true;
        while let Token::Text | Token::ElementStart = lexeme.token {
            if lexeme.token == Token::ElementStart {
                let this = ahead.raw(&lexeme);
                one_name &= this == *name.get_or_insert(this);
                ahead.skip(&lexeme)?;
            }
            lexeme = ahead.next()?;
        }
        let (named, ended) = (name.is_some(), lexeme.token == Token::Finished);
        if let Some(element) = element
            && !ended
            && ahead.stands_before(element)?
        {
            return Ok(Layout::Siblings(element));
        }
        Ok(match first.token {
            Token::ElementEnd | Token::Finished => Layout::Ended,
            _ if named && one_name => Layout::Undecided,
            _ => Layout::Alone,
        })
    }

    /// Goes to the first item of a list whose layout was undecided: a struct with these fields, or
    /// none.
    pub(super) fn settle(&mut self, fields: &[&str]) -> Result<Layout<'b>, DecodeError> {
        if self.starts_with_one_of(fields)? {
            return Ok(Layout::Ended);
        }
        self.enter_object()?;
        let name = self.next_member()?;
        self.element = None;
        Ok(name.map_or(Layout::Ended, Layout::AfterMember))
    }

    /// Goes to the next item, if there is one, and otherwise out of the list.
    fn next_item(&mut self, layout: &mut Layout<'b>) -> Result<bool, DecodeError> {
        self.element = None;
        let (more, next) = match *layout {
            Layout::List { wrapped } => {
                if self.peek()? != Token::ListEnd {
                    return Ok(true);
                }
                self.take()?;
                if wrapped {
                    self.end_of_object()?;
                }
                (false, Layout::Ended)
            }
            Layout::Undecided => (true, Layout::Undecided),
            Layout::Alone => (true, Layout::Ended),
            Layout::Siblings(name) => (true, Layout::AfterSibling(name)),
            Layout::AfterSibling(name) => {
                let more = self.has_sibling(name)?;
                if more {
                    self.end_member(name)?;
                    self.next_member()?;
                    self.element = None;
                }
                (more, if more { *layout } else { Layout::Ended })
            }
            Layout::AfterMember(_) if self.format() == Format::Json => {
                self.end_of_object()?;
                (false, Layout::Ended)
            }
            Layout::AfterMember(name) => {
                self.end_member(name)?;
                let at = self.offset()?;
                let next = self.next_member()?;
                self.element = None;
                if next.is_some_and(|next| next != name) {
                    return Err(DecodeError::WrongType {
                        expected: A_LIST,
                        at,
                    });
                }
                (
                    next.is_some(),
                    if next.is_some() {
                        *layout
                    } else {
                        Layout::Ended
                    },
                )
            }
            Layout::Ended => (false, Layout::Ended),
        };
        *layout = next;
        Ok(more)
    }

    /// The list was the only member of its object.
    fn end_of_object(&mut self) -> Result<(), DecodeError> {
        let at = self.offset()?;
        match self.take()? {
            Token::ObjectEnd => Ok(()),
            _ => Err(DecodeError::WrongType {
                expected: A_LIST,
                at,
            }),
        }
    }
}

impl Ahead<'_> {
    /// Whether an element of this name comes next.
    pub(super) fn stands_before(&mut self, name: &[u8]) -> Result<bool, DecodeError> {
        let next = self.next()?;
        Ok(next.token == Token::ElementStart && self.raw(&next) == name)
    }
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
