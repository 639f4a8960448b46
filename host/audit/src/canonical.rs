//! The canonical form of JSON, RFC 8785, for what records hold: objects with sorted names, and no fractions.
//!
//! `serde_json` writes everything but the order of names as the RFC wants it. So objects are written as they come, and
//! those whose names were not in order are put in order where they stand: records are short, and most are.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::io;
use std::ops::Range;

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

/// Appends the canonical form of `value`.
///
/// # Errors
///
/// Fractions: the RFC wants them in a form that `serde_json` does not write.
pub(crate) fn write(value: &impl Serialize, out: &mut Vec<u8>) -> serde_json::Result<()> {
    let written = RefCell::new(std::mem::take(out));
    let result = value.serialize(&mut Serializer::with_formatter(Shared(&written), Sorting::new(&written)));
    *out = written.into_inner();
    result
}

/// What was written so far. Shared, since the formatter moves what the serialiser wrote.
struct Shared<'o>(&'o RefCell<Vec<u8>>);

impl io::Write for Shared<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Sorting<'o> {
    written: &'o RefCell<Vec<u8>>,
    /// The members of every open object, the outermost first.
    members: Vec<Member>,
    /// For every open object, how many members the ones around it have so far.
    objects: Vec<usize>,
}

/// A member of an object: where it was written.
#[derive(Clone)]
struct Member {
    /// The name, without its quotes.
    name: Range<usize>,
    /// Name and value.
    whole: Range<usize>,
}

impl<'o> Sorting<'o> {
    const fn new(written: &'o RefCell<Vec<u8>>) -> Self {
        Self { written, members: Vec::new(), objects: Vec::new() }
    }

    fn position(&self) -> usize {
        self.written.borrow().len()
    }
}

impl Formatter for Sorting<'_> {
    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.objects.push(self.members.len());
        writer.write_all(b"{")
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if !first {
            writer.write_all(b",")?;
        }
        let start = self.position();
        self.members.push(Member { name: start + 1..start, whole: start..start });
        Ok(())
    }

    fn end_object_key<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        let end = self.position();
        if let Some(member) = self.members.last_mut() {
            member.name.end = end.saturating_sub(1);
        }
        Ok(())
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        let end = self.position();
        if let Some(member) = self.members.last_mut() {
            member.whole.end = end;
        }
        Ok(())
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        let first = self.objects.pop().unwrap_or_default();
        sort(&mut self.written.borrow_mut(), self.members.get_mut(first..).unwrap_or_default());
        self.members.truncate(first);
        writer.write_all(b"}")
    }

    fn write_f32<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f32) -> io::Result<()> {
        self.write_f64(writer, value.into())
    }

    fn write_f64<W: ?Sized + io::Write>(&mut self, _: &mut W, _: f64) -> io::Result<()> {
        Err(io::Error::new(io::ErrorKind::Unsupported, "a record holds no fractions"))
    }
}

/// Puts the members of one object, the last thing that was written, in order.
fn sort(written: &mut Vec<u8>, members: &mut [Member]) {
    let by_name = |one: &Member, other: &Member| compare(text(written, &one.name), text(written, &other.name));
    if members.is_sorted_by(|one, other| by_name(one, other).is_le()) {
        return;
    }
    let Some(start) = members.first().map(|member| member.whole.start) else { return };
    members.sort_by(by_name);
    let sorted: Vec<&[u8]> = members.iter().map(|member| text(written, &member.whole)).collect();
    let sorted = sorted.join(&b',');
    written.truncate(start);
    written.extend_from_slice(&sorted);
}

fn text<'w>(written: &'w [u8], range: &Range<usize>) -> &'w [u8] {
    written.get(range.clone()).unwrap_or_default()
}

/// The order of two names, as they are written, by their UTF-16 units.
fn compare(one: &[u8], other: &[u8]) -> Ordering {
    let plain = |name: &[u8]| name.iter().all(|byte| byte.is_ascii() && *byte != b'\\');
    if plain(one) && plain(other) {
        return one.cmp(other);
    }
    let units = |name: &[u8]| {
        // Written just now, so it reads well.
        let name: String = serde_json::from_slice(&[b"\"", name, b"\""].concat()).unwrap_or_default();
        name.encode_utf16().collect::<Vec<_>>()
    };
    units(one).cmp(&units(other))
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn canonical(value: &impl Serialize) -> String {
        // Something stands before it, as in an envelope.
        let mut out = b"{".to_vec();
        write(value, &mut out).unwrap();
        String::from_utf8(out).unwrap().split_off(1)
    }

    fn values() -> impl Strategy<Value = Value> {
        let text =
            prop_oneof![any::<String>(), "[\u{0}-\u{20}\"\\\\/a-c\u{7f}é\u{d7ff}\u{e000}\u{fb33}\u{1f512}]{0,4}"];
        let number = 0..=crate::MAX_INTEGER;
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            number.prop_map(Value::from),
            text.clone().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 64, 8, move |inner| {
            let object = prop::collection::hash_map(text.clone(), inner.clone(), 0..8);
            prop_oneof![
                prop::collection::vec(inner, 0..8).prop_map(Value::from),
                object.prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn it_is_what_another_canonicaliser_makes_of_the_same(value in values()) {
            prop_assert_eq!(canonical(&value), serde_json_canonicalizer::to_string(&value).unwrap());
        }

        /// Names come in no order at all here.
        #[test]
        fn any_order_of_names_becomes_the_same(members in prop::collection::hash_map(any::<String>(), values(), 0..12)) {
            let members: HashMap<String, Value> = members;
            prop_assert_eq!(canonical(&members), serde_json_canonicalizer::to_string(&members).unwrap());
        }
    }

    #[test]
    fn a_fraction_is_refused() {
        assert!(write(&json!({ "a": [0.5] }), &mut Vec::new()).is_err());
    }
}
