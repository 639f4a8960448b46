use serde_json::Value;

/// A word of a condition, and the byte where it begins.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Name(String),
    Literal(Value),
    Sign(&'static str),
}

const SIGNS: [&str; 13] = [">=", "<=", "==", "!=", ">", "<", "(", ")", "[", "]", ",", "{", "}"];

/// The words of a condition. The error says what is wrong, and where.
pub(super) fn tokens(text: &str) -> Result<Vec<(Token, usize)>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let at = text.len() - rest.len();
        let (token, length) = if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            (Token::Sign(sign), sign.len())
        } else if first == '\'' || first == '"' {
            let inner = rest.get(1..).and_then(|rest| rest.split_once(first)).map(|(inner, _)| inner);
            let inner = inner.ok_or_else(|| format!("the text that begins at {at} has no end"))?;
            if inner.contains('\\') {
                return Err(format!("the text that begins at {at} has a backslash: there are no escapes"));
            }
            (Token::Literal(inner.into()), inner.len() + 2)
        } else if first == '-' || first.is_ascii_digit() {
            let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c)).unwrap_or(rest.len());
            let number = rest.get(..length).unwrap_or_default();
            let value =
                serde_json::from_str(number).map_err(|_| format!("`{}` is not a number", number.escape_debug()))?;
            (Token::Literal(value), length)
        } else if first.is_alphabetic() || first == '_' {
            let length = rest.find(|c: char| !c.is_alphanumeric() && !"_.-".contains(c)).unwrap_or(rest.len());
            (Token::Name(rest.get(..length).unwrap_or_default().to_owned()), length)
        } else {
            return Err(format!("`{}` at {at} has no meaning here", first.escape_debug()));
        };
        tokens.push((token, at));
        rest = rest.get(length..).unwrap_or_default().trim_start();
    }
    Ok(tokens)
}
