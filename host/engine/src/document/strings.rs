use std::borrow::Cow;

use super::{Document, DocumentError, Value, pointer::escape, quote, value::Kind};

/// One string of a document, or one long number, as sanitisers are shown it.
pub struct StringAt<'d> {
    /// Where it stands: the pointer of the value; for a name, of the member that it names.
    pub pointer: String,
    /// The decoded text.
    pub text: Cow<'d, str>,
    /// Whether it is a value or a name.
    pub place: StringPlace,
    /// Byte range in the document's text, quotes included.
    span: (usize, usize),
}

/// From so many digits on a number is shown: telephone, account and card numbers are that long.
const LONG_NUMBER: usize = 7;

/// What a string is within its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StringPlace {
    /// A value.
    Value,
    /// The name of a member: text that reaches the model as much as any value does.
    Name,
    /// A number that is long enough to say who somebody is: it reads the same without quotes.
    Number,
}

/// The document with some of its strings replaced, each given with what `strings` said of it, in the same order. All
/// else stays as it is, to the byte.
pub(super) fn replace(
    document: &Document,
    replacements: &[(&StringAt<'_>, String)],
) -> Result<Document, DocumentError> {
    let text = document.text();
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (string, replacement) in replacements {
        let (start, end) = string.span;
        out.push_str(text.get(done..start).unwrap_or_default());
        out.push_str(&quote(replacement));
        done = end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    Document::parse(out)
}

pub(super) fn collect(document: &Document) -> Vec<StringAt<'_>> {
    let mut found = Vec::new();
    visit(document.root(), &mut String::new(), &mut found);
    found
}

// Recursion is bounded by `MAX_DEPTH`.
fn visit<'d>(value: Value<'d>, pointer: &mut String, found: &mut Vec<StringAt<'d>>) {
    let base = pointer.len();
    match value.kind() {
        Kind::String => {
            let text = value.as_str().unwrap_or_default();
            found.push(StringAt { pointer: pointer.clone(), text, place: StringPlace::Value, span: value.span() });
        }
        Kind::List => {
            for (index, element) in value.elements().enumerate() {
                pointer.push_str(&format!("/{index}"));
                visit(element, pointer, found);
                pointer.truncate(base);
            }
        }
        Kind::Object => {
            for (name, member) in value.members() {
                let span = member.name_span();
                pointer.push('/');
                pointer.push_str(&escape(&name));
                found.push(StringAt { pointer: pointer.clone(), text: name, place: StringPlace::Name, span });
                visit(member, pointer, found);
                pointer.truncate(base);
            }
        }
        Kind::Number if value.raw().bytes().filter(u8::is_ascii_digit).count() >= LONG_NUMBER => {
            let text = Cow::Borrowed(value.raw());
            found.push(StringAt { pointer: pointer.clone(), text, place: StringPlace::Number, span: value.span() });
        }
        _ => {}
    }
}
