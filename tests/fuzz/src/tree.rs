//! JSON as a plain tree, and two readers of it that know nothing of each other: ours, and serde_json's, which keeps what
//! ours refuses.

use std::fmt;

use portcullis::document::{Kind, Value};
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};

/// A value, with `L` for what is neither list nor object. Members stand in the order of the text, also where two have one name.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Tree<L> {
    Leaf(L),
    List(Vec<Tree<L>>),
    Object(Vec<(String, Tree<L>)>),
}

/// What a leaf says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Leaf {
    Null,
    Bool(bool),
    Number(f64),
    String(String),
}

impl<L> Tree<L> {
    pub(crate) fn of(value: Value<'_>, leaf: &impl Fn(Value<'_>) -> L) -> Self {
        match value.kind() {
            Kind::List => Self::List(value.elements().map(|element| Self::of(element, leaf)).collect()),
            Kind::Object => Self::Object(
                value.members().map(|(name, member)| (name.into_owned(), Self::of(member, leaf))).collect(),
            ),
            _ => Self::Leaf(leaf(value)),
        }
    }

    pub(crate) fn depth(&self) -> usize {
        match self {
            Self::Leaf(_) => 0,
            Self::List(elements) => 1 + elements.iter().map(Self::depth).max().unwrap_or(0),
            Self::Object(members) => 1 + members.iter().map(|(_, member)| member.depth()).max().unwrap_or(0),
        }
    }

    /// Whether some object in it has a name twice.
    pub(crate) fn has_duplicates(&self) -> bool {
        match self {
            Self::Leaf(_) => false,
            Self::List(elements) => elements.iter().any(Self::has_duplicates),
            Self::Object(members) => {
                let mut names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
                names.sort_unstable();
                names.windows(2).any(|pair| pair[0] == pair[1])
                    || members.iter().any(|(_, member)| member.has_duplicates())
            }
        }
    }

    /// The same value, with members in the order of their names.
    pub(crate) fn sorted(self) -> Self {
        match self {
            Self::Leaf(leaf) => Self::Leaf(leaf),
            Self::List(elements) => Self::List(elements.into_iter().map(Self::sorted).collect()),
            Self::Object(members) => {
                let mut members: Vec<_> = members.into_iter().map(|(name, member)| (name, member.sorted())).collect();
                members.sort_by(|one, other| one.0.cmp(&other.0));
                Self::Object(members)
            }
        }
    }
}

impl Tree<String> {
    /// Of a document's value, with leaves as they stand.
    pub(crate) fn raw(value: Value<'_>) -> Self {
        Self::of(value, &|leaf| leaf.raw().to_owned())
    }
}

impl Tree<Leaf> {
    /// Of a document's value, with leaves as they are meant.
    pub(crate) fn meant(value: Value<'_>) -> Self {
        Self::of(value, &|leaf| match leaf.kind() {
            Kind::Null => Leaf::Null,
            Kind::Bool => Leaf::Bool(leaf.raw() == "true"),
            Kind::Number => Leaf::Number(leaf.raw().parse().expect("a number of JSON is one of Rust")),
            _ => Leaf::String(leaf.as_str().expect("a string").into_owned()),
        })
    }

    /// Whether a number in it is beyond what a double can hold.
    pub(crate) fn has_infinity(&self) -> bool {
        match self {
            Self::Leaf(leaf) => matches!(leaf, Leaf::Number(number) if number.is_infinite()),
            Self::List(elements) => elements.iter().any(Self::has_infinity),
            Self::Object(members) => members.iter().any(|(_, member)| member.has_infinity()),
        }
    }

    /// Whether both say the same. serde_json may be off by the last bit of a fraction.
    pub(crate) fn agrees(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Leaf(Leaf::Number(one)), Self::Leaf(Leaf::Number(other))) => {
                one == other || (one - other).abs() <= one.abs() * 4.0 * f64::EPSILON + f64::MIN_POSITIVE
            }
            (Self::Leaf(one), Self::Leaf(other)) => one == other,
            (Self::List(one), Self::List(other)) => {
                one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.agrees(other))
            }
            (Self::Object(one), Self::Object(other)) => {
                let same =
                    |(one, other): (&(String, Self), &(String, Self))| one.0 == other.0 && one.1.agrees(&other.1);
                one.len() == other.len() && one.iter().zip(other).all(same)
            }
            _ => false,
        }
    }
}

impl<'de> Deserialize<'de> for Tree<Leaf> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Tree<Leaf>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Tree::Leaf(Leaf::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Tree::Leaf(Leaf::Bool(value)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Tree::Leaf(Leaf::Number(value as f64)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Tree::Leaf(Leaf::Number(value as f64)))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Tree::Leaf(Leaf::Number(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Tree::Leaf(Leaf::String(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = list.next_element()? {
            elements.push(element);
        }
        Ok(Tree::List(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = object.next_entry()? {
            members.push(member);
        }
        Ok(Tree::Object(members))
    }
}
