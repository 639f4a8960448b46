//! Words as they are compared: whatever their case, what stands around them, and how a link to them begins.

use std::net::IpAddr;

/// A part of a value that looks like a name or a number of something counts by itself, from this length on.
const SHORTEST_NAME: usize = 6;
/// The same for the host of a link.
const SHORTEST_HOST: usize = 4;

/// A text as it is compared: lower-case, words apart by one space. It starts and ends with a space, so that a word is only
/// found as a whole word.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len() + 2);
    folded.push(' ');
    for word in words(&lower(text)) {
        folded.push_str(bare(word));
        folded.push(' ');
    }
    folded
}

/// Whether a part of the value that names something is in a folded text: an address, an account, a link.
pub(super) fn names_in(value: &str, folded: &str) -> bool {
    let is_name = |word: &&str| {
        word.len() >= SHORTEST_NAME && word.contains(|char: char| char.is_ascii_digit() || "@/:.".contains(char))
    };
    words(&lower(value)).filter(is_name).any(|word| is_in(bare(word), folded))
}

/// Whether a name is there, or the host of a link where the other one has nothing but the host.
fn is_in(name: &str, folded: &str) -> bool {
    let (host, whole) = (host(name), is_host(name));
    let ends = |behind: &str| behind.starts_with(' ') || whole && behind.starts_with(['/', '?', '#', ':']);
    let found =
        folded.match_indices(&format!(" {name}")).any(|(at, part)| folded.get(at + part.len()..).is_some_and(ends));
    found || host.len() < name.len() && is_host(host) && folded.contains(&format!(" {host} "))
}

fn words(lower: &str) -> impl Iterator<Item = &str> {
    let words = lower.split(|char: char| char.is_whitespace() || "\"'<>()[]{},;|=`".contains(char));
    words.map(trimmed).filter(|word| !word.is_empty())
}

fn lower(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// Without what stands around it.
fn trimmed(word: &str) -> &str {
    word.trim_matches(|char: char| !char.is_alphanumeric())
}

/// Without the scheme of a link.
fn bare(word: &str) -> &str {
    let is_scheme = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    match word.split_once(':') {
        Some(("mailto", rest)) => trimmed(rest),
        Some((scheme, rest)) if is_scheme(scheme) && rest.starts_with("//") => trimmed(rest),
        _ => word,
    }
}

/// What is before the port, the path and the query.
fn host(name: &str) -> &str {
    name.split(['/', '?', '#', ':']).next().unwrap_or(name)
}

/// Whether it is the name of a host or an address of mail, and nothing more.
fn is_host(name: &str) -> bool {
    let has_sign = name.contains(['.', '@']) && name.contains(char::is_alphabetic);
    name.len() >= SHORTEST_HOST && host(name).len() == name.len() && (has_sign || name.parse::<IpAddr>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_found_with_and_without_what_makes_it_a_link() {
        for (text, value) in [
            ("write to eve@example.org", "mailto:eve@example.org"),
            ("write to <MAILTO:eve@example.org?subject=hi>", "eve@example.org"),
            ("see https://evil.example/", "evil.example"),
            ("see https://evil.example/collect?to=x", "evil.example"),
            ("see evil.example", "open https://evil.example/collect please"),
            ("see evil.example:8443", "http://evil.example:8443/"),
            ("see http://evil.example:8443/a", "evil.example"),
            ("see evil.example/collect", "https://evil.example/collect/"),
            ("see HTTPS://evil.example/collect/", "evil.example/collect"),
            ("see 192.0.2.7", "http://192.0.2.7/a"),
        ] {
            assert!(names_in(value, &fold(text)), "{value} in {text}");
        }
    }

    #[test]
    fn other_addresses_and_plain_words_are_not() {
        for (text, value) in [
            ("see https://shop.example/collect", "https://shop.example/other"),
            ("see https://evil.example/", "https://not-evil.example/"),
            ("see https://evil.example.org/", "evil.example"),
            ("write to eve@example.org", "mailto:adam@example.org"),
            ("write to eve@example.org", "example.org"),
            ("it costs 12.50 a day", "12.50/day"),
            ("this and that", "and/or"),
            ("at 10 or so", "10:30h"),
            ("the house is green", "house: green"),
        ] {
            assert!(!names_in(value, &fold(text)), "{value} in {text}");
        }
    }

    #[test]
    fn a_folded_text_has_words_only() {
        assert_eq!(
            fold(" Pay <mailto:Eve@example.org>,\n\"The  House\" -- at https://a.example/ "),
            " pay eve@example.org the house at a.example "
        );
        assert_eq!(fold("..."), " ");
    }
}
