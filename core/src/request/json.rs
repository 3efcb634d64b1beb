//! Writes nested parameter values as compact JSON into memory of the caller.
//!
//! The writer keeps counting when the memory is full, so that the error can say how many bytes are
//! needed. Text is written as UTF-8; only `"`, `\` and control characters are escaped, as in the
//! Java SDK's `JSONWriter` (which also escapes `/`: both are valid, and what is signed is what is
//! sent).

use core::fmt::{self, Write as _};
use serde::ser::{self, Serialize};

/// Writes `value` and returns its length, which may exceed `out`: then `out` holds the start.
/// `None` for `null`.
pub(super) fn write<T: Serialize + ?Sized>(
    out: &mut [u8],
    value: &T,
) -> Result<Option<usize>, WriteError> {
    let mut writer = Writer::new(out);
    value.serialize(Json(&mut writer))?;
    Ok((!writer.null).then_some(writer.length))
}

/// Bytes into a slice, counted beyond its end.
pub(super) struct Writer<'w> {
    out: &'w mut [u8],
    pub(super) length: usize,
    /// All that was written is `null`.
    null: bool,
}

impl<'w> Writer<'w> {
    pub(super) const fn new(out: &'w mut [u8]) -> Self {
        Self {
            out,
            length: 0,
            null: false,
        }
    }

    pub(super) fn push(&mut self, bytes: &[u8]) {
        if let Some(room) = self.out.get_mut(self.length..) {
            for (to, from) in room.iter_mut().zip(bytes) {
                *to = *from;
            }
        }
        self.length = self.length.saturating_add(bytes.len());
    }

    /// Whether a comma was written from `start` on, as far as it can still be seen.
    pub(super) fn has_comma_since(&self, start: usize) -> bool {
        self.out
            .get(start..)
            .unwrap_or_default()
            .iter()
            .take(self.length.saturating_sub(start))
            .any(|byte| *byte == b',')
    }

    fn escaped(&mut self, text: &str) {
        for part in text.as_bytes().split_inclusive(|byte| needs_escape(*byte)) {
            match part.split_last() {
                Some((last, plain)) if needs_escape(*last) => {
                    self.push(plain);
                    self.escape(*last);
                }
                _ => self.push(part),
            }
        }
    }

    fn escape(&mut self, byte: u8) {
        let short = match byte {
            b'"' | b'\\' => byte,
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            0x08 => b'b',
            0x0c => b'f',
            _ => {
                let digit = |value: u8| {
                    if value < 10 {
                        b'0' + value
                    } else {
                        b'a' - 10 + value
                    }
                };
                self.push(&[b'\\', b'u', b'0', b'0', digit(byte >> 4), digit(byte & 15)]);
                return;
            }
        };
        self.push(&[b'\\', short]);
    }
}

const fn needs_escape(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

impl fmt::Write for Writer<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.push(text.as_bytes());
        Ok(())
    }
}

/// The same with JSON escapes, for values that write themselves.
struct Escaping<'x, 'w>(&'x mut Writer<'w>);

impl fmt::Write for Escaping<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.escaped(text);
        Ok(())
    }
}

/// Why a value cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WriteError {
    /// The value has no such form.
    NotRepresentable,
    /// An element of a comma-joined list holds a comma.
    CommaInList,
    /// A list or object where a scalar was tried.
    NotScalar,
}

impl fmt::Display for WriteError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the value cannot be written as a parameter")
    }
}

impl core::error::Error for WriteError {}

impl ser::Error for WriteError {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::NotRepresentable
    }
}

impl From<fmt::Error> for WriteError {
    fn from(_: fmt::Error) -> Self {
        Self::NotRepresentable
    }
}

pub(super) struct Json<'x, 'w>(pub(super) &'x mut Writer<'w>);

macro_rules! displayed {
    ($($method:ident $type:ty),*) => {
        $(fn $method(self, value: $type) -> Result<(), WriteError> {
            Ok(write!(self.0, "{value}")?)
        })*
    };
}

impl<'x, 'w> ser::Serializer for Json<'x, 'w> {
    type Ok = ();
    type Error = WriteError;
    type SerializeSeq = Compound<'x, 'w>;
    type SerializeTuple = Compound<'x, 'w>;
    type SerializeTupleStruct = Compound<'x, 'w>;
    type SerializeTupleVariant = Compound<'x, 'w>;
    type SerializeMap = Compound<'x, 'w>;
    type SerializeStruct = Compound<'x, 'w>;
    type SerializeStructVariant = Compound<'x, 'w>;

    displayed!(serialize_bool bool, serialize_i8 i8, serialize_i16 i16, serialize_i32 i32,
        serialize_i64 i64, serialize_i128 i128, serialize_u8 u8, serialize_u16 u16,
        serialize_u32 u32, serialize_u64 u64, serialize_u128 u128);

    fn serialize_f32(self, value: f32) -> Result<(), WriteError> {
        if !value.is_finite() {
            return Err(WriteError::NotRepresentable);
        }
        Ok(write!(self.0, "{value}")?)
    }

    fn serialize_f64(self, value: f64) -> Result<(), WriteError> {
        if !value.is_finite() {
            return Err(WriteError::NotRepresentable);
        }
        Ok(write!(self.0, "{value}")?)
    }

    fn serialize_char(self, value: char) -> Result<(), WriteError> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), WriteError> {
        self.0.push(b"\"");
        self.0.escaped(value);
        self.0.push(b"\"");
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), WriteError> {
        Err(WriteError::NotRepresentable)
    }

    fn serialize_none(self) -> Result<(), WriteError> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), WriteError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), WriteError> {
        self.0.null = self.0.length == 0;
        self.0.push(b"null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), WriteError> {
        self.serialize_unit()
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
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), WriteError> {
        let object = Compound::variant(self.0, variant, b"", b"}")?;
        value.serialize(Json(object.writer))?;
        object.close();
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Compound<'x, 'w>, WriteError> {
        Ok(Compound::open(self.0, b"[", b"]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Compound<'x, 'w>, WriteError> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Compound<'x, 'w>, WriteError> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Compound<'x, 'w>, WriteError> {
        Compound::variant(self.0, variant, b"[", b"]}")
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Compound<'x, 'w>, WriteError> {
        Ok(Compound::open(self.0, b"{", b"}"))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Compound<'x, 'w>, WriteError> {
        self.serialize_map(None)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Compound<'x, 'w>, WriteError> {
        Compound::variant(self.0, variant, b"{", b"}}")
    }

    fn collect_str<T: fmt::Display + ?Sized>(self, value: &T) -> Result<(), WriteError> {
        self.0.push(b"\"");
        write!(Escaping(self.0), "{value}")?;
        self.0.push(b"\"");
        Ok(())
    }
}

/// An open list or object.
pub(super) struct Compound<'x, 'w> {
    writer: &'x mut Writer<'w>,
    end: &'static [u8],
    empty: bool,
}

impl<'x, 'w> Compound<'x, 'w> {
    fn open(writer: &'x mut Writer<'w>, start: &[u8], end: &'static [u8]) -> Self {
        writer.push(start);
        Self {
            writer,
            end,
            empty: true,
        }
    }

    /// `{"variant":` and the start of what it holds.
    fn variant(
        writer: &'x mut Writer<'w>,
        variant: &str,
        start: &[u8],
        end: &'static [u8],
    ) -> Result<Self, WriteError> {
        writer.push(b"{");
        variant.serialize(Json(writer))?;
        writer.push(b":");
        Ok(Self::open(writer, start, end))
    }

    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        if !self.empty {
            self.writer.push(b",");
        }
        self.empty = false;
        value.serialize(Json(self.writer))
    }

    fn key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), WriteError> {
        let start = self.writer.length.saturating_add(usize::from(!self.empty));
        self.element(key)?;
        // A key is a text: quoted, if it can still be seen.
        match self.writer.out.get(start) {
            Some(b'"') | None => Ok(()),
            Some(_) => Err(WriteError::NotRepresentable),
        }
    }

    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        self.writer.push(b":");
        value.serialize(Json(self.writer))
    }

    fn close(self) {
        self.writer.push(self.end);
    }
}

macro_rules! sequence {
    ($($trait:ident $method:ident),*) => {
        $(impl ser::$trait for Compound<'_, '_> {
            type Ok = ();
            type Error = WriteError;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
                self.element(value)
            }

            fn end(self) -> Result<(), WriteError> {
                self.close();
                Ok(())
            }
        })*
    };
}
sequence!(SerializeSeq serialize_element, SerializeTuple serialize_element,
    SerializeTupleStruct serialize_field, SerializeTupleVariant serialize_field);

macro_rules! structure {
    ($($trait:ident),*) => {
        $(impl ser::$trait for Compound<'_, '_> {
            type Ok = ();
            type Error = WriteError;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), WriteError> {
                self.element(name)?;
                self.value(value)
            }

            fn end(self) -> Result<(), WriteError> {
                self.close();
                Ok(())
            }
        })*
    };
}
structure!(SerializeStruct, SerializeStructVariant);

impl ser::SerializeMap for Compound<'_, '_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), WriteError> {
        self.key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        self.value(value)
    }

    fn end(self) -> Result<(), WriteError> {
        self.close();
        Ok(())
    }
}
