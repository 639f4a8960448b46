//! Writing what `serde` hands over.

use serde::ser::{self, Error as _, Impossible, Serialize};
use serde_json::{Error, Result};

use super::{Member, sort, text};

/// The name under which `serde_json` hands over a [`RawValue`](serde_json::value::RawValue): a structure of one text.
const RAW: &str = "$serde_json::private::RawValue";

/// Writes to the end of a buffer.
pub(super) struct Writer<'o> {
    out: &'o mut Vec<u8>,
    /// The members of every open object, the outermost first.
    members: Vec<Member>,
    /// The next text is canonical JSON by itself.
    is_raw: bool,
}

/// Members that are open at once, in most records.
const USUAL_MEMBERS: usize = 64;

impl<'o> Writer<'o> {
    pub(super) fn new(out: &'o mut Vec<u8>) -> Self {
        Self { out, members: Vec::with_capacity(USUAL_MEMBERS), is_raw: false }
    }
}

/// What no record has, so that nobody has to say how it is written.
fn never<T>(what: &str) -> Result<T> {
    Err(Error::custom(format!("a record holds no {what}")))
}

/// A list that is being written.
pub(super) struct List<'w, 'o> {
    writer: &'w mut Writer<'o>,
    is_empty: bool,
}

/// An object that is being written.
pub(super) struct Object<'w, 'o> {
    writer: &'w mut Writer<'o>,
    /// How many members the objects around it have so far.
    first: usize,
    /// The name of the last member, as long as every one came behind the one before it: then there is nothing to sort. None
    /// where nobody looked.
    last: Option<&'static str>,
    /// It is a text that was written before, and no object.
    is_raw: bool,
}

impl<'w, 'o> ser::Serializer for &'w mut Writer<'o> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = List<'w, 'o>;
    type SerializeTuple = Impossible<(), Error>;
    type SerializeTupleStruct = Impossible<(), Error>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeMap = Object<'w, 'o>;
    type SerializeStruct = Object<'w, 'o>;
    type SerializeStructVariant = Impossible<(), Error>;

    fn serialize_bool(self, value: bool) -> Result<()> {
        self.out.extend_from_slice(if value { b"true" } else { b"false" });
        Ok(())
    }

    fn serialize_u64(self, value: u64) -> Result<()> {
        text::number(value, self.out);
        Ok(())
    }

    fn serialize_u8(self, value: u8) -> Result<()> {
        self.serialize_u64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<()> {
        self.serialize_u64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<()> {
        self.serialize_u64(value.into())
    }

    fn serialize_i8(self, _: i8) -> Result<()> {
        never("signed numbers")
    }

    fn serialize_i16(self, _: i16) -> Result<()> {
        never("signed numbers")
    }

    fn serialize_i32(self, _: i32) -> Result<()> {
        never("signed numbers")
    }

    fn serialize_i64(self, _: i64) -> Result<()> {
        never("signed numbers")
    }

    fn serialize_f32(self, _: f32) -> Result<()> {
        never("fractions")
    }

    fn serialize_f64(self, _: f64) -> Result<()> {
        never("fractions")
    }

    fn serialize_char(self, value: char) -> Result<()> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<()> {
        match std::mem::take(&mut self.is_raw) {
            true => self.out.extend_from_slice(value.as_bytes()),
            false => text::string(value, self.out),
        }
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<()> {
        never("bytes")
    }

    fn serialize_none(self) -> Result<()> {
        self.serialize_unit()
    }

    fn serialize_some<T: ?Sized + Serialize>(self, value: &T) -> Result<()> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<()> {
        self.out.extend_from_slice(b"null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<()> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<()> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: ?Sized + Serialize>(self, _: &'static str, value: &T) -> Result<()> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<()> {
        never("variants with content")
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<List<'w, 'o>> {
        self.out.push(b'[');
        Ok(List { writer: self, is_empty: true })
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple> {
        never("tuples")
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct> {
        never("tuples")
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant> {
        never("tuples")
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Object<'w, 'o>> {
        self.out.push(b'{');
        let first = self.members.len();
        Ok(Object { writer: self, first, last: None, is_raw: false })
    }

    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Object<'w, 'o>> {
        if name == RAW {
            let first = self.members.len();
            return Ok(Object { writer: self, first, last: None, is_raw: true });
        }
        let object = self.serialize_map(None)?;
        Ok(Object { last: Some(""), ..object })
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant> {
        never("variants with content")
    }
}

impl ser::SerializeSeq for List<'_, '_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<()> {
        if !std::mem::take(&mut self.is_empty) {
            self.writer.out.push(b',');
        }
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Result<()> {
        self.writer.out.push(b']');
        Ok(())
    }
}

// Inlined into what writes a structure, whose names are known there: all about names is then done by the compiler.
impl Object<'_, '_> {
    /// Begins a member: its name comes next.
    #[inline(always)]
    fn begin(&mut self) -> usize {
        let writer = &mut *self.writer;
        if writer.members.len() > self.first {
            writer.out.push(b',');
        }
        writer.out.len()
    }

    /// A name was written, from here on.
    #[inline(always)]
    fn named(&mut self, start: usize) {
        let writer = &mut *self.writer;
        let end = writer.out.len();
        writer.out.push(b':');
        writer.members.push(Member { name: start + 1..end.saturating_sub(1), whole: start..end });
    }

    #[inline(always)]
    fn value<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<()> {
        let writer = &mut *self.writer;
        value.serialize(&mut *writer)?;
        let end = writer.out.len();
        if let Some(member) = writer.members.last_mut() {
            member.whole.end = end;
        }
        Ok(())
    }

    fn close(self) {
        let writer = self.writer;
        if self.last.is_none() {
            sort(writer.out, writer.members.get_mut(self.first..).unwrap_or_default());
        }
        writer.members.truncate(self.first);
        writer.out.push(b'}');
    }
}

impl ser::SerializeMap for Object<'_, '_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: ?Sized + Serialize>(&mut self, key: &T) -> Result<()> {
        let start = self.begin();
        key.serialize(&mut *self.writer)?;
        if self.writer.out.get(start) != Some(&b'"') {
            return never("names but strings");
        }
        self.named(start);
        Ok(())
    }

    fn serialize_value<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<()> {
        self.value(value)
    }

    fn end(self) -> Result<()> {
        self.close();
        Ok(())
    }
}

impl ser::SerializeStruct for Object<'_, '_> {
    type Ok = ();
    type Error = Error;

    #[inline(always)]
    fn serialize_field<T: ?Sized + Serialize>(&mut self, name: &'static str, value: &T) -> Result<()> {
        if self.is_raw {
            self.writer.is_raw = true;
            return value.serialize(&mut *self.writer);
        }
        // The order of bytes is that of the RFC where all of them are ASCII.
        self.last = self.last.filter(|last| *last < name).map(|_| name);
        let start = self.begin();
        text::name(name, self.writer.out);
        self.named(start);
        self.value(value)
    }

    fn end(self) -> Result<()> {
        if !self.is_raw {
            self.close();
        }
        Ok(())
    }
}
