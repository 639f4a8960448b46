//! The canonical form of JSON, RFC 8785, for what records hold: objects with sorted names, and no fractions.
//!
//! Objects are written as they come, and those whose names were not in order are put in order where they stand: records
//! are short, and the members of most are declared in order.

mod text;
mod writer;

use std::cmp::Ordering;
use std::ops::Range;

use serde::Serialize;

pub(crate) use text::number;

/// Appends the canonical form of `value`.
///
/// # Errors
///
/// What no record holds: fractions, for one, whose form is the hard part of the RFC.
pub(crate) fn write(value: &impl Serialize, out: &mut Vec<u8>) -> serde_json::Result<()> {
    value.serialize(&mut writer::Writer::new(out))
}

/// A member of an object: where it was written.
#[derive(Clone)]
struct Member {
    /// The name, without its quotes.
    name: Range<usize>,
    /// Name and value.
    whole: Range<usize>,
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
