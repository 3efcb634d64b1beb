//! One reader for both formats: each step of a value's type goes to one of the two.

#[cfg(feature = "json")]
use super::json;
#[cfg(feature = "xml")]
use super::xml;
use super::{
    super::{
        error::DecodeError,
        text::{Format, Leniency},
        tree::Kind,
    },
    list::Layout,
    scalar::Scalar,
};

pub(super) enum Reader<'b> {
    #[cfg(feature = "json")]
    Json(json::Reader<'b>),
    #[cfg(feature = "xml")]
    Xml(xml::Reader<'b>),
}

macro_rules! each {
    ($self:ident, $reader:ident => $call:expr) => {
        each_format!($self, Self::Json($reader) => $call, Self::Xml($reader) => $call)
    };
}

impl<'b> Reader<'b> {
    /// For a whole document, or for a JSON value or the content of an XML element.
    pub(super) fn new(
        format: Format,
        leniency: Leniency,
        document: bool,
        bytes: &'b mut [u8],
    ) -> Result<Self, DecodeError> {
        each_format!(
            format,
            Format::Json => json::Reader::new(bytes, leniency, document).map(Self::Json),
            Format::Xml => xml::Reader::new(bytes, document).map(Self::Xml),
        )
    }

    /// The value was read: nothing can follow it.
    pub(super) fn finish(self) -> Result<(), DecodeError> {
        each!(self, reader => reader.finish())
    }

    /// Where the next token stands in the bytes that were handed in.
    #[inline]
    pub(super) fn offset(&mut self) -> Result<usize, DecodeError> {
        each!(self, reader => reader.offset())
    }

    /// What kind of value comes.
    #[inline]
    pub(super) fn kind(&mut self) -> Result<Kind, DecodeError> {
        each!(self, reader => reader.kind())
    }

    /// Reads a value as text, whatever scalar it is.
    #[inline]
    pub(super) fn text_value(&mut self, expected: &'static str) -> Result<&'b str, DecodeError> {
        each_format!(
            self,
            Self::Json(reader) => match reader.short_text() {
                Some(text) => Ok(text),
                None => reader.text_value(expected),
            },
            Self::Xml(reader) => match reader.short_text() {
                Some(text) => Ok(text),
                None => reader.scalar(expected).map(|scalar| scalar.text),
            },
        )
    }

    /// Reads an integer if it is written shortly; otherwise it is left.
    #[inline]
    pub(super) fn short_integer(&mut self) -> Option<u64> {
        each!(self, reader => reader.short_integer())
    }

    /// The same for a boolean.
    #[inline]
    pub(super) fn short_boolean(&mut self) -> Option<bool> {
        each!(self, reader => reader.short_boolean())
    }

    /// Reads a value that is neither an object nor a list.
    #[inline]
    pub(super) fn scalar(&mut self, expected: &'static str) -> Result<Scalar<'b>, DecodeError> {
        each!(self, reader => reader.scalar(expected))
    }

    /// Passes over a value, which is checked but not decoded.
    pub(super) fn skip(&mut self) -> Result<(), DecodeError> {
        each!(self, reader => reader.skip())
    }

    /// Whether the value can be read as an object.
    pub(super) fn is_object(&mut self) -> Result<bool, DecodeError> {
        each_format!(
            self,
            Self::Json(reader) => Ok(reader.kind()? == Kind::Object),
            Self::Xml(reader) => reader.is_object(),
        )
    }

    /// Goes into an object; returns where it starts.
    #[inline]
    pub(super) fn enter_object(&mut self) -> Result<usize, DecodeError> {
        each!(self, reader => reader.enter_object())
    }

    /// Goes to the next value of the object and returns its name, if that is written shortly.
    #[cfg_attr(
        target_pointer_width = "64",
        expect(
            clippy::inline_always,
            reason = "it is short in JSON, and called in XML"
        ),
        inline(always)
    )]
    pub(super) fn short_member(&mut self) -> Option<&'b str> {
        each!(self, reader => reader.short_member())
    }

    /// Goes out of the object if its end is written shortly.
    #[inline]
    pub(super) fn short_end(&mut self) -> bool {
        each_format!(self, Self::Json(reader) => reader.short_end(), Self::Xml(_) => false)
    }

    /// Goes to the next value of the object and returns its name, or goes out of the object.
    #[inline]
    pub(super) fn next_member(&mut self) -> Result<Option<&'b str>, DecodeError> {
        each!(self, reader => reader.next_member())
    }

    /// Where the name or scalar stands that was read last.
    #[inline]
    pub(super) const fn place(&self) -> usize {
        each!(self, reader => reader.place())
    }

    /// Ends the value of the member of this name.
    #[cfg_attr(
        target_pointer_width = "64",
        expect(clippy::inline_always, reason = "nothing to do in JSON"),
        inline(always)
    )]
    pub(super) fn end_member(&mut self, name: &str) -> Result<(), DecodeError> {
        each_format!(self, Self::Json(_) => Ok(()), Self::Xml(reader) => reader.end_member(name))
    }

    /// Goes into a list: finds out how it is laid out.
    pub(super) fn enter_list(&mut self) -> Result<Layout<'b>, DecodeError> {
        each!(self, reader => reader.enter_list())
    }

    /// Goes to the first item of a list whose layout was undecided: a struct with these fields, or
    /// none.
    pub(super) fn settle(&mut self, fields: &[&str]) -> Result<Layout<'b>, DecodeError> {
        each!(self, reader => reader.settle(fields))
    }

    /// Goes to the next item, if there is one, and otherwise out of the list.
    #[inline]
    pub(super) fn next_item(&mut self, layout: &mut Layout<'b>) -> Result<bool, DecodeError> {
        each!(self, reader => reader.next_item(layout))
    }

    /// Whether this is a value of nothing but white space in XML.
    pub(super) fn is_blank_element(&self, scalar: &Scalar<'_>) -> bool {
        each_format!(self, Self::Json(_) => false, Self::Xml(_) => xml::is_blank(scalar.text))
    }
}
