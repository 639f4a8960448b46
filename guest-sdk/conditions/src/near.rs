/// One of the known words that a misspelt one was probably meant to be.
///
/// ```
/// assert_eq!(portcullis_conditions::suggestion("amuont", &["order", "amount"]), Some("amount"));
/// assert_eq!(portcullis_conditions::suggestion("price", &["order", "amount"]), None);
/// ```
#[must_use]
pub fn suggestion<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let near = |known: &&&str| strsim::damerau_levenshtein(word, known) <= 1 + known.len() / 5;
    known.iter().filter(near).min_by_key(|known| strsim::damerau_levenshtein(word, known)).copied()
}

/// What follows a remark on a misspelt word.
pub(crate) fn meant(word: &str, known: &[&str]) -> String {
    suggestion(word, known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}
