//! The members of objects, and enums that are written as objects.

use serde::{
    de::{
        DeserializeSeed, Deserializer, EnumAccess, MapAccess, VariantAccess, Visitor,
        value::BorrowedStrDeserializer,
    },
    forward_to_deserialize_any,
};

use super::{
    super::{
        error::DecodeError,
        text::{self, NotInteger, SMALL},
    },
    Value,
    reader::Reader,
};

/// The members of an object.
pub(super) struct Members<'r, 'b> {
    reader: &'r mut Reader<'b>,
    /// The name of the member whose value comes next.
    name: &'b str,
    ended: bool,
}

impl<'r, 'b> Members<'r, 'b> {
    pub(super) fn new(reader: &'r mut Reader<'b>) -> Self {
        Self {
            reader,
            name: "",
            ended: false,
        }
    }

    #[cfg_attr(
        target_pointer_width = "64",
        expect(
            clippy::inline_always,
            reason = "a third of what finding a member costs"
        ),
        inline(always)
    )]
    fn next_name(&mut self) -> Result<Option<Key<'b>>, DecodeError> {
        if self.ended {
            return Ok(None);
        }
        if let Some(name) = self.reader.short_member() {
            self.name = name;
            let at = self.reader.place();
            return Ok(Some(Key { name, at }));
        }
        if !SMALL && self.reader.short_end() {
            self.ended = true;
            return Ok(None);
        }
        self.next_long_name()
    }

    #[inline(never)]
    fn next_long_name(&mut self) -> Result<Option<Key<'b>>, DecodeError> {
        let name = self.reader.next_member()?;
        self.ended = name.is_none();
        self.name = name.unwrap_or_default();
        let at = self.reader.place();
        Ok(name.map(|name| Key { name, at }))
    }

    fn value<T: DeserializeSeed<'b>>(&mut self, seed: T) -> Result<T::Value, DecodeError> {
        let value = seed.deserialize(Value::new(self.reader))?;
        self.reader.end_member(self.name)?;
        Ok(value)
    }

    /// The visitor has what it wants: the other members are passed over.
    #[inline]
    pub(super) fn finish(self) -> Result<(), DecodeError> {
        if self.ended { Ok(()) } else { self.skip_rest() }
    }

    #[inline(never)]
    fn skip_rest(mut self) -> Result<(), DecodeError> {
        while self.next_name()?.is_some() {
            self.reader.skip()?;
            self.reader.end_member(self.name)?;
        }
        Ok(())
    }

    /// The enum's variant was its object's only member.
    pub(super) fn finish_variant(mut self, at: usize) -> Result<(), DecodeError> {
        match self.next_name()? {
            None => Ok(()),
            Some(_) => Err(DecodeError::WrongType {
                expected: "a single variant",
                at,
            }),
        }
    }
}

impl<'b> MapAccess<'b> for &mut Members<'_, 'b> {
    type Error = DecodeError;

    fn next_key_seed<K: DeserializeSeed<'b>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, DecodeError> {
        self.next_name()?
            .map(|key| seed.deserialize(key))
            .transpose()
    }

    fn next_value_seed<T: DeserializeSeed<'b>>(
        &mut self,
        seed: T,
    ) -> Result<T::Value, DecodeError> {
        self.value(seed)
    }
}

/// The name of a member, as the key of a map or the field of a struct.
struct Key<'b> {
    name: &'b str,
    at: usize,
}

impl Key<'_> {
    fn integer(&self) -> Result<(bool, u64), DecodeError> {
        text::integer(self.name.chars()).map_err(|why| self.is_no_integer(why))
    }

    fn is_no_integer(&self, why: NotInteger) -> DecodeError {
        match why {
            NotInteger::Form => DecodeError::WrongType {
                expected: "an integer",
                at: self.at,
            },
            NotInteger::Range => DecodeError::NumberOutOfRange { at: self.at },
        }
    }
}

macro_rules! signed_keys {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'b>>(self, visitor: V) -> Result<V::Value, DecodeError> {
            let (negative, magnitude) = self.integer()?;
            let value = text::signed(negative, magnitude).map_err(|why| self.is_no_integer(why))?;
            visitor.visit_i64(value).map_err(|error: DecodeError| error.placed(self.at))
        }
    )*};
}

macro_rules! unsigned_keys {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'b>>(self, visitor: V) -> Result<V::Value, DecodeError> {
            match self.integer()? {
                (true, 1..) => Err(self.is_no_integer(NotInteger::Range)),
                (_, value) => visitor
                    .visit_u64(value)
                    .map_err(|error: DecodeError| error.placed(self.at)),
            }
        }
    )*};
}

impl<'b> Deserializer<'b> for Key<'b> {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'b>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let visited = visitor.visit_borrowed_str(self.name);
        visited.map_err(|error: DecodeError| error.placed(self.at))
    }

    signed_keys! { deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 }
    unsigned_keys! { deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 }

    fn deserialize_option<V: Visitor<'b>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'b>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'b>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        visitor.visit_enum(BorrowedStrDeserializer::new(self.name))
    }

    forward_to_deserialize_any! {
        <W: Visitor<'b>>
        bool i128 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}

/// The variant of an enum that is written `{"Variant":value}`.
pub(super) struct Variant<'m, 'r, 'b>(pub(super) &'m mut Members<'r, 'b>);

impl<'b> EnumAccess<'b> for Variant<'_, '_, 'b> {
    type Error = DecodeError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'b>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Self), DecodeError> {
        let at = self.0.reader.offset()?;
        let none = DecodeError::WrongType {
            expected: "the name of a variant",
            at,
        };
        let name = self.0.next_name()?.ok_or(none)?;
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'b> VariantAccess<'b> for Variant<'_, '_, 'b> {
    type Error = DecodeError;

    fn unit_variant(self) -> Result<(), DecodeError> {
        self.0.value(core::marker::PhantomData::<()>)
    }

    fn newtype_variant_seed<T: DeserializeSeed<'b>>(
        self,
        seed: T,
    ) -> Result<T::Value, DecodeError> {
        self.0.value(seed)
    }

    fn tuple_variant<V: Visitor<'b>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        let value = Value::new(self.0.reader).deserialize_tuple(length, visitor)?;
        self.0.reader.end_member(self.0.name)?;
        Ok(value)
    }

    fn struct_variant<V: Visitor<'b>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        let value = Value::new(self.0.reader).deserialize_struct("", fields, visitor)?;
        self.0.reader.end_member(self.0.name)?;
        Ok(value)
    }
}
