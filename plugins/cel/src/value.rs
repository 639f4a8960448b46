//! JSON as CEL's values, and back.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use cel::Value;
use cel::objects::{Key, Map};
use portcullis_guest::Error;
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// JSON, read as it stands: integers of 64 bits are `int`, or `uint` where they are too large for that; what has a point
/// or an exponent is a `double`.
pub(crate) struct Json(pub(crate) Value);

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

/// A text.
pub(crate) fn text(text: &str) -> Value {
    Value::String(Arc::new(text.to_owned()))
}

/// A list of texts.
pub(crate) fn texts(values: &[String]) -> Value {
    Value::List(Arc::new(values.iter().map(|value| text(value)).collect()))
}

/// A map of these members.
pub(crate) fn map(members: impl IntoIterator<Item = (String, Value)>) -> Value {
    let members: HashMap<Key, Value> =
        members.into_iter().map(|(name, value)| (Key::String(Arc::new(name)), value)).collect();
    Value::Map(Map { map: Arc::new(members) })
}

/// A value as JSON; an error for what JSON doesn't have.
pub(crate) fn write(value: &Value) -> Result<serde_json::Value, String> {
    match value {
        Value::Float(number) if !number.is_finite() => Err(format!("{number} is no number of JSON")),
        Value::List(elements) => elements.iter().map(write).collect(),
        Value::Map(members) => {
            let member = |(name, value): (&Key, &Value)| match name {
                Key::String(name) => Ok((name.to_string(), write(value)?)),
                other => Err(format!("`{other}` is no name of JSON")),
            };
            members.map.iter().map(member).collect()
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::UInt(_) | Value::Float(_) | Value::String(_) => {
            value.json().map_err(|error| error.to_string())
        }
        other => Err(format!("a {} has no form in JSON", other.type_of())),
    }
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
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Int(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
        Ok(i64::try_from(value).map_or(Value::UInt(value), Value::Int))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Float(value))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Value, E> {
        Ok(text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Json(element)) = elements.next_element()? {
            list.push(element);
        }
        Ok(Value::List(Arc::new(list)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut read = Vec::new();
        while let Some(name) = members.next_key::<String>()? {
            let Json(value) = members.next_value()?;
            read.push((name, value));
        }
        Ok(map(read))
    }
}
