//! A struct that derives `Serialize` becomes parameters, one a field.

use super::field::Field;
use super::json::Writer;
use super::param_error::{ParamError, ParamProblem};
use super::params::ParamsView;
use super::scalar::{Scalar, refuse};
use core::fmt;
use serde::ser::{self, Impossible, Serialize};

pub(super) fn write<T: Serialize + ?Sized>(
    params: &mut ParamsView<'_>,
    value: &T,
) -> Result<(), ParamError> {
    value
        .serialize(Fields { params, key: b"" })
        .map_err(|error| match error {
            FieldsError::Param(error) => error,
            FieldsError::NotFields => ParamError::new(b"", ParamProblem::NotRepresentable),
        })
}

/// The top: takes a struct or a map and nothing else.
struct Fields<'p, 'a> {
    params: &'p mut ParamsView<'a>,
    /// The key of the map entry that is being written.
    key: &'a [u8],
}

impl<'a> Fields<'_, 'a> {
    fn field<T: Serialize + ?Sized>(
        &mut self,
        name: &'a [u8],
        value: &T,
    ) -> Result<(), FieldsError> {
        let mut writer = Writer::new(self.params.room());
        let mut absent = false;
        let written = value
            .serialize(Field {
                writer: &mut writer,
                absent: &mut absent,
            })
            .map(|()| writer.length);
        let label = core::str::from_utf8(name).unwrap_or_default();
        if absent && written.is_ok() {
            return Ok(());
        }
        let value = self.params.take_room(label, written)?;
        Ok(self.params.bytes(name, value)?)
    }
}

enum FieldsError {
    Param(ParamError),
    /// The value is no struct or map, or a key is no scalar.
    NotFields,
}

impl From<ParamError> for FieldsError {
    fn from(error: ParamError) -> Self {
        Self::Param(error)
    }
}

impl fmt::Debug for FieldsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl fmt::Display for FieldsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Param(error) => error.fmt(formatter),
            Self::NotFields => formatter.write_str("only a struct or a map becomes parameters"),
        }
    }
}

impl core::error::Error for FieldsError {}

impl ser::Error for FieldsError {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::NotFields
    }
}

impl ser::Serializer for Fields<'_, '_> {
    type Ok = ();
    type Error = FieldsError;
    type SerializeSeq = Impossible<(), FieldsError>;
    type SerializeTuple = Impossible<(), FieldsError>;
    type SerializeTupleStruct = Impossible<(), FieldsError>;
    type SerializeTupleVariant = Impossible<(), FieldsError>;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Impossible<(), FieldsError>;

    refuse!(FieldsError, FieldsError::NotFields; serialize_bool bool, serialize_i8 i8,
        serialize_i16 i16, serialize_i32 i32, serialize_i64 i64, serialize_u8 u8,
        serialize_u16 u16, serialize_u32 u32, serialize_u64 u64, serialize_f32 f32,
        serialize_f64 f64, serialize_char char, serialize_str &str, serialize_bytes &[u8],
        serialize_unit_struct &'static str);

    fn serialize_none(self) -> Result<(), FieldsError> {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), FieldsError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), FieldsError> {
        Ok(())
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
    ) -> Result<(), FieldsError> {
        Err(FieldsError::NotFields)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), FieldsError> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), FieldsError> {
        Err(FieldsError::NotFields)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, FieldsError> {
        Err(FieldsError::NotFields)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, FieldsError> {
        Err(FieldsError::NotFields)
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, FieldsError> {
        Err(FieldsError::NotFields)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, FieldsError> {
        Err(FieldsError::NotFields)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self, FieldsError> {
        Ok(self)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, FieldsError> {
        Ok(self)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, FieldsError> {
        Err(FieldsError::NotFields)
    }

    fn collect_str<T: fmt::Display + ?Sized>(self, _: &T) -> Result<(), FieldsError> {
        Err(FieldsError::NotFields)
    }
}

impl ser::SerializeStruct for Fields<'_, '_> {
    type Ok = ();
    type Error = FieldsError;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), FieldsError> {
        self.field(name.as_bytes(), value)
    }

    fn end(self) -> Result<(), FieldsError> {
        Ok(())
    }
}

impl ser::SerializeMap for Fields<'_, '_> {
    type Ok = ();
    type Error = FieldsError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), FieldsError> {
        let mut writer = Writer::new(self.params.room());
        let written = key.serialize(Scalar(&mut writer)).map(|()| writer.length);
        self.key = self.params.take_room("(map key)", written)?;
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), FieldsError> {
        self.field(self.key, value)
    }

    fn end(self) -> Result<(), FieldsError> {
        Ok(())
    }
}
