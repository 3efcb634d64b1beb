//! A serde deserializer that decodes a value where it stands: text is unescaped within the bytes,
//! and `&str` fields borrow from them.

#[cfg(feature = "json")]
mod json;
mod list;
mod object;
mod reader;
mod scalar;
mod source;
#[cfg(feature = "xml")]
mod xml;

use serde::de::{Deserialize, Deserializer, Visitor};

use self::{
    list::{Items, Layout},
    object::{Members, Variant},
    reader::Reader,
    scalar::Scalar,
};
use super::{
    error::DecodeError,
    text::{Format, Leniency, SMALL},
    tree::Kind,
};

/// Decodes a value in place: a JSON value, or the content of an XML element, as
/// [`Node::range`](super::Node::range) gives it.
///
/// Text is unescaped within the bytes, which are of no use afterwards but to the value that borrows
/// from them. One set of types reads both formats, and what the gateways' own libraries let pass:
///
/// - An integer is read from a number or from text, exactly; a float likewise. A fraction is no
///   integer.
/// - Text is read from text, or from a number or boolean as it is written.
/// - A boolean is read from `true` and `false` or from text that says so in whatever case, not
///   from `1` and `0`.
/// - `Option` is `None` for `null`; a member that is missing is `None` as well. XML knows no `null`:
///   an empty element is `Some` of empty text.
/// - A list is read from a JSON list; from an object whose one member is a list, or is the only
///   item, as TOP writes lists: `{"trade":[..]}`; from an XML element with elements of one name in
///   it; from XML elements that repeat side by side; and from an object that is itself the only
///   item, if it starts with a member that the item's struct knows. Empty text and empty objects
///   are empty lists.
/// - Members that the type does not know are passed over. One that it knows and that occurs twice
///   is an error, unlike in [`Node::get`](super::Node::get); so are elements of a list that stand
///   apart from each other.
///
/// The bytes need not have been checked: what is no JSON or XML is an error here as well.
///
/// ```
/// use gatekit_core::reply::{Format, Leniency, from_slice};
///
/// #[derive(serde::Deserialize)]
/// struct Trade<'b> {
///     tid: u64,
///     title: &'b str,
/// }
///
/// let mut json = *br#"{"tid":"7091800003790954036","title":"\u53d6\u6d88 \"A\""}"#;
/// let trade: Trade = from_slice(Format::Json, Leniency::default(), &mut json)?;
/// assert_eq!((trade.tid, trade.title), (7_091_800_003_790_954_036, "取消 \"A\""));
///
/// let mut xml = *b"<tid>7091800003790954036</tid><title>A &amp; B</title>";
/// let trade: Trade = from_slice(Format::Xml, Leniency::default(), &mut xml)?;
/// assert_eq!((trade.tid, trade.title), (7_091_800_003_790_954_036, "A & B"));
/// # Ok::<(), gatekit_core::reply::DecodeError>(())
/// ```
pub fn from_slice<'b, T: Deserialize<'b>>(
    format: Format,
    leniency: Leniency,
    value: &'b mut [u8],
) -> Result<T, DecodeError> {
    decode(format, leniency, false, value)
}

/// Decodes a whole document in place, as [`from_slice`] does a value.
///
/// It may start with a byte order mark. The value of an XML document is an object whose only
/// member is the root element, as with [`Node::document`](super::Node::document).
///
/// ```
/// use gatekit_core::reply::{Format, Leniency, document_from_slice};
///
/// #[derive(serde::Deserialize)]
/// struct Document<'b> {
///     #[serde(borrow)]
///     error_response: Error<'b>,
/// }
/// #[derive(serde::Deserialize)]
/// struct Error<'b> {
///     code: i32,
///     sub_code: Option<&'b str>,
/// }
///
/// let mut xml = *b"<?xml version='1.0'?><error_response><code>15</code></error_response>";
/// let document: Document = document_from_slice(Format::Xml, Leniency::default(), &mut xml)?;
/// assert_eq!((document.error_response.code, document.error_response.sub_code), (15, None));
/// # Ok::<(), gatekit_core::reply::DecodeError>(())
/// ```
pub fn document_from_slice<'b, T: Deserialize<'b>>(
    format: Format,
    leniency: Leniency,
    document: &'b mut [u8],
) -> Result<T, DecodeError> {
    decode(format, leniency, true, document)
}

fn decode<'b, T: Deserialize<'b>>(
    format: Format,
    leniency: Leniency,
    document: bool,
    bytes: &'b mut [u8],
) -> Result<T, DecodeError> {
    let mut reader = Reader::new(format, leniency, document, bytes)?;
    let value = T::deserialize(Value::new(&mut reader)).map_err(|error| error.placed(0))?;
    reader.finish()?;
    Ok(value)
}

/// The magnitude of the least `i64`.
const I64_MIN: u64 = i64::MIN.unsigned_abs();

/// The value at which the reader stands.
pub(super) struct Value<'r, 'b> {
    reader: &'r mut Reader<'b>,
    /// Set on the first item of a list of which it depends on the type of the item how the list is
    /// laid out.
    undecided: Option<&'r mut Layout<'b>>,
    /// The value stands for a list of one: it is no list of one once more, or a type that holds
    /// lists of itself would never end.
    alone: bool,
}

impl<'r, 'b> Value<'r, 'b> {
    fn new(reader: &'r mut Reader<'b>) -> Self {
        Self {
            reader,
            undecided: None,
            alone: false,
        }
    }

    /// Moves on to the item, which is a struct with these fields, or none.
    #[inline]
    fn settle(&mut self, fields: &[&str]) -> Result<(), DecodeError> {
        if let Some(layout) = self.undecided.take() {
            *layout = self.reader.settle(fields)?;
        }
        Ok(())
    }

    fn scalar(&mut self, expected: &'static str) -> Result<Scalar<'b>, DecodeError> {
        self.settle(&[])?;
        let scalar = self.reader.scalar(expected)?;
        if scalar.kind == Kind::Null {
            Err(scalar.is_not(expected))
        } else {
            Ok(scalar)
        }
    }

    fn members<V: Visitor<'b>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let at = self.reader.enter_object()?;
        let mut members = Members::new(self.reader);
        let value = visitor
            .visit_map(&mut members)
            .map_err(|error| error.placed(at))?;
        members.finish()?;
        Ok(value)
    }

    fn items<V: Visitor<'b>>(mut self, visitor: V, wanted: usize) -> Result<V::Value, DecodeError> {
        self.settle(&[])?;
        let at = self.reader.offset()?;
        let layout = self.reader.enter_list()?;
        if self.alone && matches!(layout, Layout::Alone) {
            let expected = "a list";
            return Err(DecodeError::WrongType { expected, at });
        }
        let mut items = Items::new(self.reader, layout, wanted, at);
        let value = visitor
            .visit_seq(&mut items)
            .map_err(|error| error.placed(at))?;
        items.finish()?;
        Ok(value)
    }
}

macro_rules! integers {
    ($($method:ident $visit:ident $read:ident $integer:ty,)*) => {$(
        fn $method<V: Visitor<'b>>(mut self, visitor: V) -> Result<V::Value, DecodeError> {
            if self.undecided.is_none()
                && let Some(value) = self.reader.short_integer()
            {
                let at = self.reader.place();
                let value = <$integer>::try_from(value);
                let value = value.map_err(|_| DecodeError::NumberOutOfRange { at })?;
                return visitor.$visit(value).map_err(|error: DecodeError| error.placed(at));
            }
            let scalar = self.scalar("an integer")?;
            let out_of_range = DecodeError::NumberOutOfRange { at: scalar.at };
            let value = <$integer>::try_from(scalar.$read()?).map_err(|_| out_of_range)?;
            visitor.$visit(value).map_err(|error: DecodeError| error.placed(scalar.at))
        }
    )*};
}

impl<'b> Deserializer<'b> for Value<'_, 'b> {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'b>>(mut self, visitor: V) -> Result<V::Value, DecodeError> {
        self.settle(&[])?;
        match self.reader.kind()? {
            Kind::Object => return self.members(visitor),
            Kind::List => return self.items(visitor, 0),
            _ => {}
        }
        let scalar = self.reader.scalar("a value")?;
        let visited = match scalar.kind {
            Kind::Null => visitor.visit_unit(),
            Kind::Boolean => visitor.visit_bool(scalar.text == "true"),
            Kind::Number => match scalar.integer() {
                Ok((false, value)) => visitor.visit_u64(value),
                // An integer has no minus zero.
                Ok((true, 1..=I64_MIN)) => visitor.visit_i64(scalar.signed()?),
                _ => visitor.visit_f64(scalar.float(|value: &f64| value.is_finite())?),
            },
            _ => visitor.visit_borrowed_str(scalar.text),
        };
        visited.map_err(|error: DecodeError| error.placed(scalar.at))
    }

    fn deserialize_bool<V: Visitor<'b>>(mut self, visitor: V) -> Result<V::Value, DecodeError> {
        if !SMALL
            && self.undecided.is_none()
            && let Some(value) = self.reader.short_boolean()
        {
            return visitor.visit_bool(value);
        }
        let expected = "a boolean";
        let scalar = self.scalar(expected)?;
        visitor.visit_bool(scalar.boolean().ok_or(scalar.is_not(expected))?)
    }

    integers! {
        deserialize_i8 visit_i8 signed i8,
        deserialize_i16 visit_i16 signed i16,
        deserialize_i32 visit_i32 signed i32,
        deserialize_i64 visit_i64 signed i64,
        deserialize_u8 visit_u8 unsigned u8,
        deserialize_u16 visit_u16 unsigned u16,
        deserialize_u32 visit_u32 unsigned u32,
        deserialize_u64 visit_u64 unsigned u64,
    }

    fn deserialize_i128<V: Visitor<'b>>(mut self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_i128(self.scalar("an integer")?.wide()?)
    }

    fn deserialize_u128<V: Visitor<'b>>(mut self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_u128(self.scalar("an integer")?.wide()?)
    }

    fn deserialize_f32<V: Visitor<'b>>(mut self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_f32(
            self.scalar("a number")?
                .float(|value: &f32| value.is_finite())?,
        )
    }

    fn deserialize_f64<V: Visitor<'b>>(mut self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_f64(
            self.scalar("a number")?
                .float(|value: &f64| value.is_finite())?,
        )
    }

    fn deserialize_char<V: Visitor<'b>>(mut self, visitor: V) -> Result<V::Value, DecodeError> {
        let expected = "a single character";
        let scalar = self.scalar(expected)?;
        let mut characters = scalar.text.chars();
        match (characters.next(), characters.next()) {
            (Some(character), None) => visitor.visit_char(character),
            _ => Err(scalar.is_not(expected)),
        }
    }

    fn deserialize_str<V: Visitor<'b>>(mut self, visitor: V) -> Result<V::Value, DecodeError> {
        self.settle(&[])?;
        let visited = visitor.visit_borrowed_str(self.reader.text_value("text")?);
        visited.map_err(|error: DecodeError| error.placed(self.reader.place()))
    }

    fn deserialize_string<V: Visitor<'b>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bytes<V: Visitor<'b>>(mut self, visitor: V) -> Result<V::Value, DecodeError> {
        let scalar = self.scalar("text")?;
        let visited = visitor.visit_borrowed_bytes(scalar.text.as_bytes());
        visited.map_err(|error: DecodeError| error.placed(scalar.at))
    }

    fn deserialize_byte_buf<V: Visitor<'b>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_option<V: Visitor<'b>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        if self.undecided.is_none() && self.reader.kind()? == Kind::Null {
            self.reader.scalar("null")?;
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_unit<V: Visitor<'b>>(mut self, visitor: V) -> Result<V::Value, DecodeError> {
        self.settle(&[])?;
        let scalar = self.reader.scalar("null")?;
        if scalar.kind != Kind::Null && !self.reader.is_blank_element(&scalar) {
            return Err(scalar.is_not("null"));
        }
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'b>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'b>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'b>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.items(visitor, 0)
    }

    fn deserialize_tuple<V: Visitor<'b>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.items(visitor, length)
    }

    fn deserialize_tuple_struct<V: Visitor<'b>>(
        self,
        _: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.items(visitor, length)
    }

    /// A visitor that takes other shapes too is shown them, scalars as their text: so a type can
    /// take whatever comes without the code that reads floating-point numbers.
    fn deserialize_map<V: Visitor<'b>>(mut self, visitor: V) -> Result<V::Value, DecodeError> {
        self.settle(&[])?;
        let expected = "an object";
        if self.reader.is_object()? {
            return self.members(visitor);
        }
        if self.reader.kind()? == Kind::List {
            let at = self.reader.offset()?;
            return self.items(visitor, 0).map_err(|error| match error {
                DecodeError::Syntax(_) => error,
                _ => DecodeError::WrongType { expected, at },
            });
        }
        let scalar = self.reader.scalar(expected)?;
        let visited = match scalar.kind {
            Kind::Null => visitor.visit_unit(),
            _ => visitor.visit_borrowed_str(scalar.text),
        };
        visited.map_err(|_: DecodeError| scalar.is_not(expected))
    }

    fn deserialize_struct<V: Visitor<'b>>(
        mut self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.settle(fields)?;
        self.members(visitor)
    }

    fn deserialize_enum<V: Visitor<'b>>(
        mut self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.settle(variants)?;
        if self.reader.kind()? != Kind::Object {
            let scalar = self.scalar("the name of a variant")?;
            let variant = serde::de::value::BorrowedStrDeserializer::new(scalar.text);
            return visitor.visit_enum(variant);
        }
        let at = self.reader.enter_object()?;
        let mut members = Members::new(self.reader);
        let value = visitor
            .visit_enum(Variant(&mut members))
            .map_err(|error| error.placed(at))?;
        members.finish_variant(at)?;
        Ok(value)
    }

    fn deserialize_identifier<V: Visitor<'b>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'b>>(
        mut self,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.settle(&[])?;
        self.reader.skip()?;
        visitor.visit_unit()
    }
}

#[cfg(test)]
#[path = "tests_de_refusals.rs"]
mod refusals;
#[cfg(test)]
#[path = "tests_de.rs"]
mod tests;
