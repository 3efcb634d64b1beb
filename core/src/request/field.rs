//! One field of a struct as the value of a parameter.

use super::json::{Compound, Json, WriteError, Writer};
use super::scalar::Scalar;
use core::fmt;
use serde::ser::{self, Serialize};

/// One field: a scalar as text, a list of scalars comma-joined, everything else as JSON.
pub(super) struct Field<'x, 'w> {
    pub(super) writer: &'x mut Writer<'w>,
    /// Set for `None` and unit.
    pub(super) absent: &'x mut bool,
}

macro_rules! as_scalar {
    ($($method:ident $type:ty),*) => {
        $(fn $method(self, value: $type) -> Result<(), WriteError> {
            Scalar(self.writer).$method(value)
        })*
    };
}

impl<'x, 'w> ser::Serializer for Field<'x, 'w> {
    type Ok = ();
    type Error = WriteError;
    type SerializeSeq = List<'x, 'w>;
    type SerializeTuple = List<'x, 'w>;
    type SerializeTupleStruct = List<'x, 'w>;
    type SerializeTupleVariant = Compound<'x, 'w>;
    type SerializeMap = Compound<'x, 'w>;
    type SerializeStruct = Compound<'x, 'w>;
    type SerializeStructVariant = Compound<'x, 'w>;

    as_scalar!(serialize_bool bool, serialize_i8 i8, serialize_i16 i16, serialize_i32 i32,
        serialize_i64 i64, serialize_i128 i128, serialize_u8 u8, serialize_u16 u16,
        serialize_u32 u32, serialize_u64 u64, serialize_u128 u128, serialize_f32 f32,
        serialize_f64 f64, serialize_char char, serialize_str &str, serialize_bytes &[u8]);

    fn serialize_none(self) -> Result<(), WriteError> {
        *self.absent = true;
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), WriteError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), WriteError> {
        self.serialize_none()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), WriteError> {
        self.serialize_none()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), WriteError> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), WriteError> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), WriteError> {
        Json(self.writer).serialize_newtype_variant(name, index, variant, value)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<List<'x, 'w>, WriteError> {
        Ok(List {
            writer: self.writer,
            form: Form::Undecided,
        })
    }

    fn serialize_tuple(self, _: usize) -> Result<List<'x, 'w>, WriteError> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<List<'x, 'w>, WriteError> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Compound<'x, 'w>, WriteError> {
        Json(self.writer).serialize_tuple_variant(name, index, variant, length)
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Compound<'x, 'w>, WriteError> {
        Json(self.writer).serialize_map(length)
    }

    fn serialize_struct(
        self,
        name: &'static str,
        length: usize,
    ) -> Result<Compound<'x, 'w>, WriteError> {
        Json(self.writer).serialize_struct(name, length)
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Compound<'x, 'w>, WriteError> {
        Json(self.writer).serialize_struct_variant(name, index, variant, length)
    }

    fn collect_str<T: fmt::Display + ?Sized>(self, value: &T) -> Result<(), WriteError> {
        Scalar(self.writer).collect_str(value)
    }
}

/// A list whose first element decides: scalars are comma-joined, anything else is JSON.
pub(super) struct List<'x, 'w> {
    writer: &'x mut Writer<'w>,
    form: Form,
}

enum Form {
    Undecided,
    Joined,
    Json,
}

impl List<'_, '_> {
    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        match self.form {
            Form::Undecided => {
                let start = self.writer.length;
                match self.joined(value) {
                    Err(WriteError::NotScalar) => {
                        self.writer.length = start;
                        self.form = Form::Json;
                        self.writer.push(b"[");
                        value.serialize(Json(self.writer))
                    }
                    other => {
                        self.form = Form::Joined;
                        other
                    }
                }
            }
            Form::Joined => {
                self.writer.push(b",");
                self.joined(value)
            }
            Form::Json => {
                self.writer.push(b",");
                value.serialize(Json(self.writer))
            }
        }
    }

    fn joined<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        let start = self.writer.length;
        value.serialize(Scalar(self.writer))?;
        if self.writer.has_comma_since(start) {
            return Err(WriteError::CommaInList);
        }
        Ok(())
    }
}

macro_rules! list {
    ($($trait:ident $method:ident),*) => {
        $(impl ser::$trait for List<'_, '_> {
            type Ok = ();
            type Error = WriteError;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
                self.element(value)
            }

            fn end(self) -> Result<(), WriteError> {
                if matches!(self.form, Form::Json) {
                    self.writer.push(b"]");
                }
                Ok(())
            }
        })*
    };
}
list!(SerializeSeq serialize_element, SerializeTuple serialize_element,
    SerializeTupleStruct serialize_field);
