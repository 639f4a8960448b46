//! From text to a flat list of nodes, in the order of the text. A node says where its value stands and how many nodes
//! it covers, so that a look-up steps over what it doesn't need, and nothing is copied.

use std::collections::HashSet;

use jiter::{Jiter, Peek};

use super::{
    MAX_DEPTH,
    error::{DocumentError, Problem},
    value::{self, Kind},
};

/// One value, or the name of a member, which stands right before the member's value.
#[derive(Clone, Copy)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    /// For strings and names: the text has escapes, so that it must be decoded before it can be compared.
    pub(crate) escaped: bool,
    /// Byte range in the text, with quotes where there are any.
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// How many nodes this one and everything within it take.
    pub(crate) size: u32,
}

impl Node {
    pub(crate) const NULL: Self = Self { kind: Kind::Null, escaped: false, start: 0, end: 0, size: 1 };
}

/// Objects with more members than this are checked for duplicates with a set.
const FEW_MEMBERS: usize = 8;

pub(super) fn parse(text: &str) -> Result<Vec<Node>, DocumentError> {
    if u32::try_from(text.len()).is_err() {
        return Err(DocumentError::new(Problem::TooLong, 0));
    }
    let mut parser = Parser { text, jiter: Jiter::new(text.as_bytes()), nodes: Vec::new(), open: Vec::new() };
    parser.run()?;
    Ok(parser.nodes)
}

struct Parser<'t> {
    text: &'t str,
    jiter: Jiter<'t>,
    nodes: Vec<Node>,
    /// Indices of the lists and objects that have not ended yet.
    open: Vec<usize>,
}

impl Parser<'_> {
    fn run(&mut self) -> Result<(), DocumentError> {
        let first = self.jiter.peek()?;
        self.value(first)?;
        while let Some(&container) = self.open.last() {
            match self.kind_of(container) {
                Kind::List => match self.jiter.array_step()? {
                    Some(peek) => self.value(peek)?,
                    None => self.close(container)?,
                },
                _ => {
                    let name = self.jiter.next_key()?.map(|name| in_text(self.text, name));
                    self.member(container, name)?;
                }
            }
        }
        Ok(self.jiter.finish()?)
    }

    /// Takes one value; a list or object is opened, with its first element.
    fn value(&mut self, mut peek: Peek) -> Result<(), DocumentError> {
        loop {
            let start = self.jiter.current_index();
            match peek {
                Peek::Array => {
                    let container = self.open(Kind::List, start)?;
                    match self.jiter.known_array()? {
                        // The first element may open a list itself: go round instead of recursing.
                        Some(first) => peek = first,
                        None => return self.close(container),
                    }
                }
                Peek::Object => {
                    let container = self.open(Kind::Object, start)?;
                    let name = self.jiter.known_object()?.map(|name| in_text(self.text, name));
                    return self.member(container, name);
                }
                Peek::String => {
                    let place = in_text(self.text, self.jiter.known_str()?);
                    self.leaf(Kind::String, place.is_none(), start);
                    return Ok(());
                }
                Peek::Null => {
                    self.jiter.known_null()?;
                    self.leaf(Kind::Null, false, start);
                    return Ok(());
                }
                Peek::True | Peek::False => {
                    self.jiter.known_bool(peek)?;
                    self.leaf(Kind::Bool, false, start);
                    return Ok(());
                }
                number => {
                    self.jiter.known_number_bytes(number)?;
                    self.leaf(Kind::Number, false, start);
                    return Ok(());
                }
            }
        }
    }

    /// A member's name has just been read, and its colon: notes the name and takes the value. No name: the object ends.
    fn member(&mut self, container: usize, name: Option<Option<(usize, usize)>>) -> Result<(), DocumentError> {
        let Some(place) = name else { return self.close(container) };
        let (start, end) = match place {
            Some(place) => place,
            None => self.escaped_name(),
        };
        self.nodes.push(Node {
            kind: Kind::Name,
            escaped: place.is_none(),
            start: small(start),
            end: small(end),
            size: 1,
        });
        let peek = self.jiter.peek()?;
        self.value(peek)
    }

    /// Where the name with escapes stands that ends right before the colon that was just read: back over the colon and
    /// white space to its last quote, then to the first quote that no backslash precedes.
    fn escaped_name(&self) -> (usize, usize) {
        let upto = self.text.as_bytes().get(..self.jiter.current_index()).unwrap_or_default();
        let end = upto.iter().rposition(|&byte| byte == b'"').map_or(0, |last| last + 1);
        let mut start = end.saturating_sub(1);
        while let Some(quote) = upto.get(..start).and_then(|before| before.iter().rposition(|&byte| byte == b'"')) {
            start = quote;
            let backslashes =
                upto.get(..quote).unwrap_or_default().iter().rev().take_while(|&&byte| byte == b'\\').count();
            if backslashes % 2 == 0 {
                break;
            }
        }
        (start, end)
    }

    fn open(&mut self, kind: Kind, start: usize) -> Result<usize, DocumentError> {
        if self.open.len() >= MAX_DEPTH {
            return Err(DocumentError::new(Problem::TooDeep, start));
        }
        let index = self.nodes.len();
        self.nodes.push(Node { kind, escaped: false, start: small(start), end: 0, size: 1 });
        self.open.push(index);
        Ok(index)
    }

    fn close(&mut self, container: usize) -> Result<(), DocumentError> {
        self.open.pop();
        let (end, size) = (small(self.jiter.current_index()), small(self.nodes.len() - container));
        if let Some(node) = self.nodes.get_mut(container) {
            node.end = end;
            node.size = size;
        }
        match self.kind_of(container) {
            Kind::Object => self.refuse_duplicates(container),
            _ => Ok(()),
        }
    }

    fn leaf(&mut self, kind: Kind, escaped: bool, start: usize) {
        let end = small(self.jiter.current_index());
        self.nodes.push(Node { kind, escaped, start: small(start), end, size: 1 });
    }

    fn kind_of(&self, index: usize) -> Kind {
        self.nodes.get(index).map_or(Kind::Null, |node| node.kind)
    }

    fn refuse_duplicates(&self, object: usize) -> Result<(), DocumentError> {
        let mut names = Vec::new();
        let mut index = object + 1;
        while let (Some(name), Some(value)) = (self.nodes.get(index), self.nodes.get(index + 1)) {
            names.push((value::decode(self.text, *name), name.start));
            index += 1 + value.size as usize;
        }
        let duplicate = if names.len() <= FEW_MEMBERS {
            names.iter().enumerate().find(|(at, (name, _))| names.iter().take(*at).any(|(earlier, _)| earlier == name))
        } else {
            let mut seen = HashSet::with_capacity(names.len());
            names.iter().enumerate().find(|(_, (name, _))| !seen.insert(name))
        };
        match duplicate {
            Some((_, (name, offset))) => {
                Err(DocumentError::new(Problem::DuplicateName(name.to_string()), *offset as usize))
            }
            None => Ok(()),
        }
    }
}

/// Where a decoded string stands in the text, quotes included; none where it was decoded elsewhere, having escapes.
fn in_text(text: &str, decoded: &str) -> Option<(usize, usize)> {
    let offset = (decoded.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    let end = offset.checked_add(decoded.len())?;
    // An empty string that was decoded elsewhere may happen to lie behind the text: the quotes tell.
    let quoted =
        offset > 0 && text.as_bytes().get(offset - 1) == Some(&b'"') && text.as_bytes().get(end) == Some(&b'"');
    quoted.then(|| (offset - 1, end + 1))
}

/// Offsets and counts fit: the text is shorter than 4 GiB, and a node takes at least one byte of it.
fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
