use std::{collections::BTreeMap, ops::Deref, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::canonical;

/// The limits in force, by name; the unit is in the name.
///
/// All records of a plugin have the same ones: cloning is cheap, and their canonical form is made once, with them.
///
/// ```
/// use std::collections::BTreeMap;
/// use portcullis_audit::LimitsRecord;
///
/// let limits = LimitsRecord::from(BTreeMap::from([("fuel".to_owned(), 50_000_000), ("deadline-ms".to_owned(), 500)]));
/// assert_eq!(limits.get("fuel"), Some(&50_000_000));
/// assert_eq!(serde_json::to_string(&limits)?, r#"{"deadline-ms":500,"fuel":50000000}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct LimitsRecord(Arc<Limits>);

#[derive(Debug)]
struct Limits {
    values: BTreeMap<String, u64>,
    /// None for limits that were read back: they are seldom written again.
    form: Option<Box<RawValue>>,
}

impl From<BTreeMap<String, u64>> for LimitsRecord {
    fn from(values: BTreeMap<String, u64>) -> Self {
        let mut form = Vec::new();
        let written = canonical::write(&values, &mut form);
        let form = written.ok().and_then(|()| RawValue::from_string(String::from_utf8(form).ok()?).ok());
        Self(Arc::new(Limits { values, form }))
    }
}

impl Deref for LimitsRecord {
    type Target = BTreeMap<String, u64>;

    fn deref(&self) -> &Self::Target {
        &self.0.values
    }
}

impl PartialEq for LimitsRecord {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for LimitsRecord {}

impl Serialize for LimitsRecord {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0.form {
            Some(form) => form.serialize(serializer),
            None => self.0.values.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for LimitsRecord {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let values = BTreeMap::deserialize(deserializer)?;
        Ok(Self(Arc::new(Limits { values, form: None })))
    }
}
