use std::borrow::Cow;

use super::{Document, parse::Node};

/// The kinds of JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// A number.
    Number,
    /// A string.
    String,
    /// A list of values.
    List,
    /// Members, each a name and a value.
    Object,
    /// The name of a member. It is no value of its own: nothing that hands out values answers it.
    #[doc(hidden)]
    Name,
}

/// One value within a [`Document`], borrowed from it.
#[derive(Clone, Copy)]
pub struct Value<'d> {
    document: &'d Document,
    index: usize,
    node: Node,
}

impl<'d> Value<'d> {
    pub(super) fn new(document: &'d Document, index: usize) -> Self {
        Self { document, index, node: document.node(index) }
    }

    /// What kind of value it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.node.kind
    }

    /// Its JSON text, exactly as it stands in the document.
    #[must_use]
    pub fn raw(&self) -> &'d str {
        slice(self.document.text(), self.node)
    }

    /// The decoded text, where it is a string.
    #[must_use]
    pub fn as_str(&self) -> Option<Cow<'d, str>> {
        (self.node.kind == Kind::String).then(|| decode(self.document.text(), self.node))
    }

    /// Its byte range in the document's text.
    pub(super) fn span(&self) -> (usize, usize) {
        (self.node.start as usize, self.node.end as usize)
    }

    /// The byte range of the name that stands before it; only for members.
    pub(super) fn name_span(&self) -> (usize, usize) {
        let name = self.document.node(self.index.saturating_sub(1));
        (name.start as usize, name.end as usize)
    }

    /// The members of an object: name and value, in the order of the text. Empty for any other kind.
    pub fn members(&self) -> impl Iterator<Item = (Cow<'d, str>, Value<'d>)> + use<'d> {
        let document = self.document;
        self.children(Kind::Object, 1)
            .map(move |index| (decode(document.text(), document.node(index)), Value::new(document, index + 1)))
    }

    /// The member of this name, where it is an object that has it.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Self> {
        self.members().find(|(found, _)| found == name).map(|(_, value)| value)
    }

    /// The elements of a list. Empty for any other kind.
    pub fn elements(&self) -> impl Iterator<Item = Value<'d>> + use<'d> {
        let document = self.document;
        self.children(Kind::List, 0).map(move |index| Value::new(document, index))
    }

    /// The members' nodes as they stand: raw name, with quotes, and value.
    pub(super) fn raw_members(&self) -> impl Iterator<Item = (&'d str, Value<'d>)> + use<'d> {
        let document = self.document;
        self.children(Kind::Object, 1)
            .map(move |index| (slice(document.text(), document.node(index)), Value::new(document, index + 1)))
    }

    /// The child that one token of a pointer names, counting each child that is passed.
    pub(super) fn child(&self, token: &str, steps: &mut u64) -> Option<Self> {
        match self.node.kind {
            Kind::Object => {
                self.members().inspect(|_| *steps += 1).find(|(name, _)| name == token).map(|(_, value)| value)
            }
            Kind::List => {
                let wanted = list_index(token)?;
                self.elements().inspect(|_| *steps += 1).nth(wanted)
            }
            _ => None,
        }
    }

    /// Indices of the nodes right below, where this is a value of `kind`: of the names for an object, with `name` nodes
    /// before each value.
    fn children(&self, kind: Kind, names: usize) -> impl Iterator<Item = usize> + use<'d> {
        let document = self.document;
        let end = self.index + self.node.size as usize;
        let mut next = if self.node.kind == kind { self.index + 1 } else { end };
        std::iter::from_fn(move || {
            let index = next;
            next = index + names + document.node(index + names).size as usize;
            (index < end).then_some(index)
        })
    }
}

/// A list index as RFC 6901 has it: digits without a leading zero.
pub(super) fn list_index(token: &str) -> Option<usize> {
    let digits = token.bytes().all(|byte| byte.is_ascii_digit());
    let leading_zero = token.len() > 1 && token.starts_with('0');
    if digits && !leading_zero { token.parse().ok() } else { None }
}

fn slice(text: &str, node: Node) -> &str {
    text.get(node.start as usize..node.end as usize).unwrap_or("null")
}

/// The decoded text of a string or name node.
pub(super) fn decode(text: &str, node: Node) -> Cow<'_, str> {
    let raw = slice(text, node);
    if node.escaped {
        // The parser has decoded it before without complaint.
        Cow::Owned(serde_json::from_str(raw).unwrap_or_default())
    } else {
        Cow::Borrowed(raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default())
    }
}
