//! How a character is compared: a reader, and a model, do not see the difference.

use unicode_normalization::char::decompose_compatible;

/// What a character is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    /// Part of a word.
    Letter,
    /// A word may end anywhere in it: scripts without spaces.
    Ideograph,
    /// Not drawn.
    Nothing,
    /// Not drawn, and it carries a character of ASCII.
    Tag(char),
    /// Not drawn, and it may carry a byte.
    Selector(u8),
    Space,
    /// The end of a sentence.
    Stop,
    Other,
}

/// What a character outside ASCII is.
pub(super) fn seen(character: char) -> Seen {
    match character {
        '\u{e0020}'..='\u{e007e}' => char::from_u32(u32::from(character) - 0xe0000).map_or(Seen::Nothing, Seen::Tag),
        '\u{fe00}'..='\u{fe0f}' => Seen::Selector(low_byte(u32::from(character) - 0xfe00)),
        '\u{e0100}'..='\u{e01ef}' => Seen::Selector(low_byte(u32::from(character) - 0xe0100 + 16)),
        // Soft hyphen, combining marks, joiners and other characters without width, bidi controls.
        '\u{ad}'
        | '\u{300}'..='\u{36f}'
        | '\u{610}'..='\u{61c}'
        | '\u{640}'
        | '\u{64b}'..='\u{65f}'
        | '\u{115f}'..='\u{1160}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{feff}'
        | '\u{e0000}'..='\u{e007f}' => Seen::Nothing,
        '。' | '！' | '？' | '।' | '؟' | '\u{2028}' | '\u{2029}' => Seen::Stop,
        '\u{e00}'..='\u{eff}'
        | '\u{3005}'..='\u{3007}'
        | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}' => Seen::Ideograph,
        // The commonest letters outside ASCII, without a search in Unicode's tables.
        '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2af}' | '\u{400}'..='\u{481}' => Seen::Letter,
        // Vowel signs are not all letters to Unicode.
        '\u{900}'..='\u{dff}' => Seen::Letter,
        // Letters of dots, in squares, in circles.
        '\u{2801}'..='\u{283f}' | '\u{249c}'..='\u{24e9}' | '\u{1f130}'..='\u{1f189}' | '\u{1f1e6}'..='\u{1f1ff}' => {
            Seen::Letter
        }
        _ if character.is_alphanumeric() => Seen::Letter,
        _ if character.is_whitespace() => Seen::Space,
        _ => Seen::Other,
    }
}

fn low_byte(number: u32) -> u8 {
    u8::try_from(number & 0xff).unwrap_or(0)
}

/// Adds a letter as it is compared: without marks, without a typeface, in lower case.
pub(super) fn push_folded(word: &mut String, letter: char) {
    if letter.is_ascii() {
        word.push(letter.to_ascii_lowercase());
        return;
    }
    match letter {
        // These are no composition of others.
        'а'..='и' | 'к'..='я' => return word.push(letter),
        'А'..='И' | 'К'..='Я' => return word.extend(letter.to_lowercase()),
        'à'..='ä' => return word.push('a'),
        'ç' => return word.push('c'),
        'è'..='ë' => return word.push('e'),
        'ì'..='ï' => return word.push('i'),
        'ñ' => return word.push('n'),
        'ò'..='ö' => return word.push('o'),
        'ù'..='ü' => return word.push('u'),
        _ => {}
    }
    if let Some(plain) = typeface(letter) {
        word.push(plain);
        return;
    }
    // Phonetic letters are no composition of others, either, and have no other case.
    if matches!(letter, '\u{250}'..='\u{2af}' | 'ǝ') {
        return word.push(letter);
    }
    match seen(letter) {
        // Hangul would fall apart into its strokes, and kana lose their voice.
        Seen::Ideograph => word.push(letter),
        _ => decompose_compatible(letter, |part| {
            if !matches!(seen(part), Seen::Nothing | Seen::Other) || part.is_ascii() {
                word.extend(part.to_lowercase().map(plain));
            }
        }),
    }
}

/// A word or a text as it is compared.
pub(crate) fn folded(text: &str) -> String {
    let mut word = String::with_capacity(text.len());
    text.chars().for_each(|letter| push_folded(&mut word, letter));
    word
}

/// Letters that stand for plain ones and that Unicode does not decompose so.
fn typeface(letter: char) -> Option<char> {
    const SMALL: &str = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡxʏᴢ";
    const DOTS: &str = "⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚⠅⠇⠍⠝⠕⠏⠟⠗⠎⠞⠥⠧⠺⠭⠽⠵";
    const A: u32 = 'a' as u32;
    let code = u32::from(letter);
    let at = match code {
        0x249c..=0x24b5 => code - 0x249c,
        0x24b6..=0x24e9 => (code - 0x24b6) % 26,
        0x1f130..=0x1f149 => code - 0x1f130,
        0x1f150..=0x1f169 => code - 0x1f150,
        0x1f170..=0x1f189 => code - 0x1f170,
        0x1f1e6..=0x1f1ff => code - 0x1f1e6,
        0x1d00..=0x1d22 | 0x262 | 0x26a | 0x274 | 0x280 | 0x28f | 0x299 | 0x29c | 0x29f | 0xa730..=0xa7af => {
            u32::try_from(SMALL.chars().position(|small| small == letter)?).ok()?
        }
        0x2801..=0x283f => u32::try_from(DOTS.chars().position(|dots| dots == letter)?).ok()?,
        _ => return None,
    };
    char::from_u32(A + at)
}

/// Letters that have a plain form in every language that uses them.
fn plain(letter: char) -> char {
    match letter {
        'ı' => 'i',
        'ł' => 'l',
        'đ' | 'ð' => 'd',
        'ø' => 'o',
        'ß' => 's',
        other => other,
    }
}

/// The Latin letter that a letter in lower case of another alphabet looks like.
pub(super) fn look_alike(letter: char) -> char {
    match letter {
        'а' | 'α' | 'ɑ' => 'a',
        'в' | 'β' | 'ь' | 'ƅ' => 'b',
        'с' | 'ϲ' | 'ς' => 'c',
        'ԁ' | 'ɗ' => 'd',
        'е' | 'ε' | 'є' | 'ҽ' | 'э' => 'e',
        'ғ' | 'ƒ' | 'ϝ' => 'f',
        'ɡ' | 'ց' | 'ԍ' => 'g',
        'н' | 'һ' | 'η' | 'հ' => 'h',
        'і' | 'ι' | 'ɩ' | 'ӏ' => 'i',
        'ј' | 'ϳ' => 'j',
        'к' | 'κ' => 'k',
        'ⅼ' | 'ʟ' | 'ɭ' => 'l',
        'м' | 'μ' => 'm',
        'п' | 'ո' | 'и' | 'ń' => 'n',
        'о' | 'ο' | 'σ' | 'օ' | 'ө' => 'o',
        'р' | 'ρ' | 'þ' => 'p',
        'ԛ' | 'զ' => 'q',
        'г' | 'я' => 'r',
        'ѕ' | 'ş' | 'ʂ' => 's',
        'т' | 'τ' => 't',
        'υ' | 'ս' | 'ʋ' | 'ц' => 'u',
        'ν' | 'ѵ' => 'v',
        'ԝ' | 'ω' | 'ш' | 'ѡ' | 'щ' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'γ' | 'ү' => 'y',
        'ζ' | 'ʐ' => 'z',
        other => other,
    }
}
