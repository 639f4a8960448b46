//! JSON as Rego's values.

use std::collections::BTreeMap;
use std::fmt;

use portcullis_guest::Error;
use regorus::Value;
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// JSON, read as it stands. What regorus itself reads knows a name that turns an object into a number: with it, a payload
/// would look otherwise to the rules than to the tool.
#[derive(Debug, Clone, PartialEq)]
pub struct Json(pub(crate) Value);

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader).map(Self)
    }
}

/// The value of a JSON text.
pub(crate) fn read(json: &str) -> Result<Value, Error> {
    let Json(value) = serde_json::from_str(json)?;
    Ok(value)
}

/// An object of these members.
pub(crate) fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    Value::from(members.map(|(name, value)| (name.into(), value)).into_iter().collect::<BTreeMap<Value, Value>>())
}

/// A list of texts.
pub(crate) fn list<T: AsRef<str>>(texts: &[T]) -> Value {
    Value::from(texts.iter().map(|text| text.as_ref().into()).collect::<Vec<Value>>())
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Json(element)) = elements.next_element()? {
            list.push(element);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = BTreeMap::new();
        while let Some(name) = members.next_key::<String>()? {
            let Json(value) = members.next_value()?;
            object.insert(Value::from(name), value);
        }
        Ok(object.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_stays_one_whatever_its_member_is_called() {
        let text = r#"{"amount":{"$serde_json::private::Number":"5"}}"#;
        assert_eq!(read(text).unwrap().to_json_str().unwrap().replace([' ', '\n'], ""), text);
    }

    #[test]
    fn integers_of_64_bits_are_kept() {
        let value = read("[9007199254740993,18446744073709551615,-9223372036854775808]").unwrap();
        assert_eq!(
            value.to_json_str().unwrap().replace([' ', '\n'], ""),
            "[9007199254740993,18446744073709551615,-9223372036854775808]"
        );
    }
}
