use portcullis::document::{Document, Edit, Kind, MAX_DEPTH};

use crate::{lines, tree::Tree};

const MAX_EDITS: usize = 64;
/// Edits that are taken back one by one, each with a parse of the whole.
const TAKEN_BACK: usize = 8;

/// The first line is a document. Each further one is an edit: a pointer, and behind a tab the value that it sets, or none,
/// which removes. Edits come to what a naive implementation of them makes of a plain tree, to the text of each leaf;
/// applying them one by one is the same; and taking them back brings the value back.
pub fn edits(data: &[u8]) {
    let lines = lines(data);
    let Ok(document) = Document::parse(lines[0].as_str()) else { return };
    let edit = |line: &String| match line.split_once('\t') {
        Some((pointer, value)) => Edit::set(pointer, value),
        None => Edit::remove(line),
    };
    let edits: Vec<Edit> = lines[1..].iter().take(MAX_EDITS).map(edit).collect();

    let mut tree = Tree::raw(document.root());
    let applied = edits.iter().try_for_each(|edit| apply(&mut tree, edit));
    let expected = applied.filter(|()| tree.depth() <= MAX_DEPTH).map(|()| tree);
    let edited = document.edited(&edits).ok();
    assert_eq!(edited.as_ref().map(|edited| Tree::raw(edited.root())), expected);
    if let Some(edited) = edited {
        assert!(!edits.is_empty() || edited.root().raw() == document.root().raw(), "nothing was edited");
        take_back(&document, &edits, &edited);
    }
}

fn take_back(document: &Document, edits: &[Edit], edited: &Document) {
    if edits.len() > TAKEN_BACK {
        return;
    }
    let (mut now, mut inverses) = (document.clone(), Vec::new());
    for edit in edits {
        inverses.push(inverse(&now, edit));
        // Too deep in between, though not at the end.
        let Ok(next) = now.edited(std::slice::from_ref(edit)) else { return };
        now = next;
    }
    assert_eq!(Tree::raw(now.root()), Tree::raw(edited.root()), "one by one is all at once");
    inverses.reverse();
    let back = edited.edited(&inverses).expect("what was done can be undone");
    assert_eq!(Tree::raw(back.root()).sorted(), Tree::raw(document.root()).sorted());
}

/// The edit that takes back what `edit` does to a document.
fn inverse(document: &Document, edit: &Edit) -> Edit {
    let pointer = edit.pointer.as_str();
    let (parent, _) = pointer.rsplit_once('/').unwrap_or_default();
    let parent_value = document.get(parent);
    let in_list = parent_value.is_some_and(|parent| parent.kind() == Kind::List) && !pointer.is_empty();
    match (document.get(pointer), parent_value) {
        (Some(_), Some(list)) if in_list && edit.value.is_none() => Edit::set(parent, list.raw()),
        (Some(before), _) => Edit::set(pointer, before.raw()),
        (None, Some(list)) if in_list => Edit::remove(format!("{parent}/{}", list.elements().count())),
        (None, _) => Edit::remove(pointer),
    }
}

fn apply(root: &mut Tree<String>, edit: &Edit) -> Option<()> {
    let tokens = tokens(&edit.pointer)?;
    let value = match &edit.value {
        Some(text) => Some(Tree::raw(Document::parse(text.as_str()).ok()?.root())),
        None => None,
    };
    let Some((last, parents)) = tokens.split_last() else {
        *root = value?;
        return Some(());
    };
    if tokens.len() > MAX_DEPTH {
        return None;
    }
    let mut place = root;
    for token in parents {
        place = match place {
            Tree::Leaf(_) => return None,
            Tree::List(elements) => elements.get_mut(index(token)?)?,
            Tree::Object(members) => members.iter_mut().find(|(name, _)| name == token).map(|(_, member)| member)?,
        };
    }
    match (place, value) {
        (Tree::Leaf(_), _) => return None,
        (Tree::List(elements), Some(value)) => {
            let end = elements.len();
            let at = if last == "-" { end } else { index(last)? };
            match elements.get_mut(at) {
                Some(element) => *element = value,
                None if at == end => elements.push(value),
                None => return None,
            }
        }
        (Tree::List(elements), None) => {
            let at = index(last).filter(|at| *at < elements.len())?;
            elements.remove(at);
        }
        (Tree::Object(members), value) => {
            let at = members.iter().position(|(name, _)| name == last);
            match (at, value) {
                (Some(at), Some(value)) => members[at].1 = value,
                (Some(at), None) => {
                    members.remove(at);
                }
                (None, value) => members.push((last.clone(), value?)),
            }
        }
    }
    Some(())
}

fn tokens(pointer: &str) -> Option<Vec<String>> {
    if pointer.is_empty() {
        return Some(Vec::new());
    }
    pointer.strip_prefix('/')?.split('/').map(token).collect()
}

fn token(escaped: &str) -> Option<String> {
    let mut decoded = String::new();
    let mut chars = escaped.chars();
    while let Some(char) = chars.next() {
        decoded.push(match char {
            '~' => match chars.next()? {
                '0' => '~',
                '1' => '/',
                _ => return None,
            },
            other => other,
        });
    }
    Some(decoded)
}

fn index(token: &str) -> Option<usize> {
    let number: usize = token.parse().ok()?;
    (number.to_string() == token).then_some(number)
}
