//! What a value in JSON becomes, where Cedar knows more kinds of values than JSON.

use std::collections::BTreeMap;

use cedar_policy_core::ast::{EntityType, Name};
use cedar_policy_core::entities::SchemaType;

/// What the author says of a value and of what is in it: by the schema, or by `decimals`.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Hint {
    pub(crate) wanted: Option<Wanted>,
    members: BTreeMap<String, Hint>,
    /// Of elements, and of members that are not named.
    each: Option<Box<Hint>>,
}

/// What a value is to be.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Wanted {
    Long,
    Decimal,
    /// A text is the name of an entity of this type.
    Entity(EntityType),
    /// A text is what this function takes: an address, a time, a span of time.
    Extension(Name),
}

/// What is said of values of which nothing is said.
pub(crate) static NOTHING: Hint = Hint { wanted: None, members: BTreeMap::new(), each: None };

impl Hint {
    pub(crate) fn member(&self, name: &str) -> &Hint {
        self.members.get(name).or(self.each.as_deref()).unwrap_or(&NOTHING)
    }

    pub(crate) fn element(&self) -> &Hint {
        self.each.as_deref().unwrap_or(&NOTHING)
    }

    /// The names of members that something is said of.
    pub(crate) fn names(&self) -> impl Iterator<Item = &String> {
        self.members.keys()
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.members.contains_key(name)
    }

    /// What a schema says of a value.
    pub(crate) fn of(kind: &SchemaType) -> Self {
        let wanted = match kind {
            SchemaType::Long => Some(Wanted::Long),
            SchemaType::Entity { ty } => Some(Wanted::Entity(ty.clone())),
            SchemaType::Extension { name } if name.to_string() == "decimal" => Some(Wanted::Decimal),
            SchemaType::Extension { name } => Some(Wanted::Extension(constructor(name))),
            _ => None,
        };
        let (mut members, mut each) = (BTreeMap::new(), None);
        match kind {
            SchemaType::Set { element_ty } => each = Some(Box::new(Self::of(element_ty))),
            SchemaType::Record { attrs, .. } => {
                members = attrs.iter().map(|(name, kind)| (name.to_string(), Self::of(kind.schema_type()))).collect();
            }
            _ => {}
        }
        Self { wanted, members, each }
    }

    /// Says that what is at a path is a decimal. `*` is any member or element.
    pub(crate) fn decimal(&mut self, path: &[String]) {
        match path.split_first() {
            None => self.wanted = Some(Wanted::Decimal),
            Some((name, rest)) if name == "*" => self.each.get_or_insert_default().decimal(rest),
            Some((name, rest)) => {
                // What is said of any member is said of this one too.
                let any = self.each.as_deref().cloned().unwrap_or_default();
                self.members.entry(name.clone()).or_insert(any).decimal(rest);
            }
        }
    }

    /// Of a record whose members are all like this.
    pub(crate) fn of_each(self) -> Self {
        Self { each: Some(Box::new(self)), ..Self::default() }
    }

    /// Of a record with this one member.
    pub(crate) fn within(self, name: &str) -> Self {
        Self { members: BTreeMap::from([(name.to_owned(), self)]), ..Self::default() }
    }
}

/// The function that makes a value of an extension's type of a text. For addresses it has another name than the type.
fn constructor(kind: &Name) -> Name {
    match kind.to_string().as_str() {
        "ipaddr" => Name::parse_unqualified_name("ip").unwrap_or_else(|_| kind.clone()),
        _ => kind.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint(pointers: &[&str]) -> Hint {
        let mut hint = Hint::default();
        let mut paths: Vec<_> = pointers.iter().map(|pointer| crate::text::names(pointer).unwrap()).collect();
        paths.sort();
        paths.iter().for_each(|path| hint.decimal(path));
        hint
    }

    #[test]
    fn a_star_is_any_member_and_any_element() {
        let hint = hint(&["/items/*/price", "/items/x/tax", "/amount"]);
        let is_decimal = |hint: &Hint| hint.wanted == Some(Wanted::Decimal);
        assert!(is_decimal(hint.member("amount")) && !is_decimal(hint.member("Amount")));
        assert!(is_decimal(hint.member("items").element().member("price")));
        assert!(is_decimal(hint.member("items").member("any").member("price")));
        assert!(is_decimal(hint.member("items").member("x").member("tax")));
        assert!(is_decimal(hint.member("items").member("x").member("price")), "what holds of any holds of this one");
        assert!(!is_decimal(hint.member("items").element().member("tax")));
    }
}
