//! How a character is compared: a reader, and a model, do not see the difference.

/// The character as it is compared, but for its case; none where it cannot be seen.
pub(crate) fn fold(character: char) -> Option<char> {
    match character {
        // Nearly all text.
        '\0'..='\u{7f}' => Some(character),
        // Soft hyphen, combining marks, joiners and other characters without width, bidi controls, variation selectors.
        '\u{ad}'
        | '\u{300}'..='\u{36f}'
        | '\u{61c}'
        | '\u{115f}'..='\u{1160}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{e0100}'..='\u{e01ef}' => None,
        // Tag characters.
        _ if is_hidden(character) => char::from_u32(u32::from(character) - 0xe0000),
        '\u{e0000}'..='\u{e007f}' => None,
        // Full-width forms.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0),
        _ => Some(look_alike(character)),
    }
}

/// Whether only a model reads the character: tag characters mirror ASCII and are not drawn.
pub(crate) fn is_hidden(character: char) -> bool {
    matches!(character, '\u{e0020}'..='\u{e007e}')
}

/// The Latin letter that a Cyrillic or Greek one looks like.
fn look_alike(character: char) -> char {
    match character {
        'а' | 'А' | 'α' | 'Α' => 'a',
        'В' | 'Β' => 'b',
        'с' | 'С' | 'ϲ' => 'c',
        'ԁ' => 'd',
        'е' | 'Е' | 'ё' | 'Ε' => 'e',
        'Н' | 'Η' | 'һ' => 'h',
        'і' | 'І' | 'ι' | 'Ι' | 'ї' => 'i',
        'ј' | 'Ј' => 'j',
        'К' | 'κ' | 'Κ' => 'k',
        'М' | 'Μ' => 'm',
        'Ν' => 'n',
        'о' | 'О' | 'ο' | 'Ο' => 'o',
        'р' | 'Р' | 'ρ' | 'Ρ' => 'p',
        'ԛ' => 'q',
        'ѕ' | 'Ѕ' => 's',
        'Т' | 'Τ' | 'τ' => 't',
        'υ' => 'u',
        'ν' | 'ѵ' => 'v',
        'ԝ' => 'w',
        'х' | 'Х' | 'χ' | 'Χ' => 'x',
        'у' | 'У' | 'Υ' => 'y',
        'Ζ' => 'z',
        other => other,
    }
}
