//! Arguments whose names look like those that a document limits. A tool that reads names without regard to case would take
//! them for those.

use std::borrow::Cow;
use std::fmt;

use portcullis_guest::{Document, Violation};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};

use crate::object::escape;
use crate::text::canonical;

/// Looks at the names of a tool's arguments. `limited`: the pointers of the parameters that documents speak of.
pub(super) fn check<'p>(payload: &Document, limited: impl Iterator<Item = &'p str>) -> Vec<Violation> {
    let text = payload.json();
    let Ok(Names(names)) = serde_json::from_str(&text) else {
        return vec![Violation::new("payload-not-object", "").allowed("an object")];
    };
    let limited: Vec<String> = limited.filter_map(first_name).collect();
    let mut violations = Vec::new();
    for name in names {
        if limited.iter().any(|limited| name == *limited) {
            continue;
        }
        let folded = canonical::name(&name);
        let twin = limited.iter().find(|limited| match (&folded, canonical::name(limited)) {
            (Some(folded), Some(limited)) => *folded == limited,
            // Encoded without end: it may stand for anything.
            _ => true,
        });
        if let Some(twin) = twin {
            let violation = Violation::new("parameter-look-alike", format!("/{}", escape(&name)));
            violations.push(violation.found(&name).allowed(twin));
        }
    }
    violations
}

/// The argument that a pointer leads into.
fn first_name(pointer: &str) -> Option<String> {
    pointer.split('/').nth(1).map(|name| name.replace("~1", "/").replace("~0", "~"))
}

/// The names of an object, without its values.
struct Names<'t>(Vec<Cow<'t, str>>);

impl<'de> Deserialize<'de> for Names<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Names<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Names<'de>, A::Error> {
                let mut names = Vec::new();
                while let Some(name) = members.next_key::<Cow<'de, str>>()? {
                    members.next_value::<IgnoredAny>()?;
                    names.push(name);
                }
                Ok(Names(names))
            }
        }
        deserializer.deserialize_map(Reader)
    }
}
