//! Numbers of accounts, cards and telephones, without what their groups are written apart with.

/// A shorter one may be anything.
const SHORTEST: usize = 7;
/// The longest IBAN.
const LONGEST: usize = 34;
/// No number is written in more groups.
const MOST_GROUPS: usize = 12;

/// Whether `fits` holds for one of the numbers in a text, told in small letters. Which groups in a row are one number
/// is not known: each choice of neighbours is tried, and each begins and ends where a group does.
pub(super) fn any(text: &str, mut fits: impl FnMut(&str) -> bool) -> bool {
    let mut rows = text.split(|char: char| !char.is_ascii_alphanumeric() && !is_gap(char));
    rows.any(|row| has_digit(row) && any_in(row, &mut fits))
}

fn any_in(row: &str, fits: &mut impl FnMut(&str) -> bool) -> bool {
    let groups: Vec<&str> = row.split(is_gap).filter(|group| !group.is_empty()).collect();
    let mut number = String::with_capacity(LONGEST);
    for first in 0..groups.len() {
        number.clear();
        for group in groups.iter().skip(first).take(MOST_GROUPS) {
            // It begins and ends with a group that has a digit, as IBANs do.
            if number.is_empty() && !has_digit(group) || number.len() + group.len() > LONGEST {
                break;
            }
            number.extend(group.bytes().map(|byte| char::from(byte.to_ascii_lowercase())));
            if has_digit(group) && is_number(&number) && fits(&number) {
                return true;
            }
        }
    }
    false
}

/// Whether the character stands between groups of one number.
fn is_gap(char: char) -> bool {
    let is_unseen = matches!(char, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}');
    let is_dash = matches!(char, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}');
    char.is_whitespace() || is_dash || is_unseen || matches!(char, '.' | '/' | '(' | ')')
}

fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

/// Words with a year behind them are none.
fn is_number(text: &str) -> bool {
    text.len() >= SHORTEST && text.bytes().filter(u8::is_ascii_digit).count() * 2 >= text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<String> {
        let mut numbers = Vec::new();
        any(text, |number| {
            numbers.push(number.to_owned());
            false
        });
        numbers
    }

    #[test]
    fn a_number_is_the_same_however_its_groups_are_written() {
        for text in
            ["4111111111111111", "4111 1111 1111 1111", "4111-1111\u{2011}1111\u{a0}1111", "<4111.1111.1111.1111>"]
        {
            assert!(numbers(text).contains(&"4111111111111111".to_owned()), "{text}");
        }
        assert_eq!(numbers("(030) 123-45"), ["03012345"]);
        assert!(numbers("to GB29 nwbk 6016 1331 9268 19 today").contains(&"gb29nwbk60161331926819".to_owned()));
    }

    #[test]
    fn groups_that_are_no_number_together_are_none() {
        for text in ["12, 34, 56, 78, 90", "the year 2026 was dry", "room 12 at 9", "1 2 3", "green house", ""] {
            assert_eq!(numbers(text), [""; 0], "{text}");
        }
        assert_eq!(numbers(&"1234567890".repeat(4)), [""; 0], "longer than a number is");
    }

    #[test]
    fn a_long_row_costs_a_few_numbers_for_each_group() {
        assert!(numbers(&"1 ".repeat(1_000)).len() <= 1_000 * MOST_GROUPS);
    }

    #[test]
    fn who_has_found_one_is_asked_no_more() {
        let mut asked = 0;
        assert!(any("1234567 8901234", |_| {
            asked += 1;
            true
        }));
        assert_eq!(asked, 1);
    }
}
