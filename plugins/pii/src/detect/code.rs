//! Codes of letters and digits: IBANs, wallets, vehicles, and the national numbers that have letters.

use super::Scene;
use crate::check::national::{chinese_body, chinese_check};
use crate::check::{is_short_date, mod97, value, wallet};
use crate::kind::Certainty::{self, High, Low, Medium};
use crate::kind::Kind;
use crate::number::{Number, is_clean_after, is_clean_before};
use crate::text::Text;
use crate::words::Words;

/// The longest word that may be a code.
pub(crate) const LONGEST: usize = 72;

/// What the word at `start..end` is, which has letters and digits, and where that ends.
pub(crate) fn find(scene: &Scene<'_>, start: usize, end: usize) -> Option<(usize, Kind, Certainty)> {
    let text = scene.text;
    if !is_clean_before(text, start) {
        return None;
    }
    if let Some(end) = iban(text, start, end) {
        return Some((end, Kind::Iban, High));
    }
    if let Some(hit) = bracketed(text, start, end) {
        return Some(hit);
    }
    if !is_clean_after(text, end) {
        return None;
    }
    let word = text.bytes().get(start..end).filter(|word| word.is_ascii())?;
    if word.len() >= 25 {
        return is_wallet(word).then_some((end, Kind::Wallet, High));
    }
    // In small letters it would be a hash or a name.
    if word.iter().any(u8::is_ascii_lowercase) {
        return None;
    }
    if word.len() == 17 {
        return vehicle(word).filter(|sure| *sure || scene.context().has(Words::VIN)).map(|_| (end, Kind::Vin, High));
    }
    let certainty = national(word)?;
    let context = scene.context();
    let certainty = match certainty {
        _ if context.has(Words::ID | Words::SSN | Words::TAX | Words::HEALTH) => High,
        _ if context.is_other() => return None,
        certainty => certainty,
    };
    Some((end, Kind::NationalId, certainty)).filter(|_| certainty > Low)
}

/// The end of the IBAN that begins with the word at `start..end`.
fn iban(text: Text<'_>, start: usize, end: usize) -> Option<usize> {
    registered_iban(text, start, end).or_else(|| other_iban(text, start, end))
}

/// An IBAN of a country that has none, or another length: by its check digits, in capital letters, and in groups of
/// four where it has spaces.
fn other_iban(text: Text<'_>, start: usize, end: usize) -> Option<usize> {
    let word = text.bytes().get(start..end)?;
    if !has_shape(word.get(..4)?, b"AA99") {
        return None;
    }
    let mut iban = word.to_vec();
    let mut at = end;
    while iban.len() % 4 == 0 && iban.len() < 34 && text.byte(at) == b' ' {
        let group = text.word_end(at + 1, 5);
        let symbols = text.bytes().get(at + 1..group)?;
        let fits = (1..=4).contains(&symbols.len())
            && symbols.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        if !fits {
            break;
        }
        iban.extend(symbols);
        at = group;
    }
    let digits = iban.iter().filter(|byte| byte.is_ascii_digit()).count();
    ((14..=34).contains(&iban.len()) && digits >= 10 && is_clean_after(text, at) && mod97(&iban)).then_some(at)
}

/// An IBAN as its country has registered it.
fn registered_iban(text: Text<'_>, start: usize, end: usize) -> Option<usize> {
    let head = text.bytes().get(start..start + 4).filter(|_| end - start >= 4)?;
    // Nearly all words are told by that; what only looks like ASCII is read below.
    let begins = |[one, two, three, four]: &[u8; 4]| {
        one.is_ascii_alphabetic() && two.is_ascii_alphabetic() && three.is_ascii_digit() && four.is_ascii_digit()
    };
    if head.is_ascii() && !head.first_chunk().is_some_and(begins) {
        return None;
    }
    let (mut iban, mut count, mut at) = ([0_u8; 34], 0, start);
    let mut wanted = 4;
    while count < wanted {
        let (symbol, length) = text.symbol(at);
        let symbol = symbol.to_ascii_uppercase();
        if symbol.is_ascii_alphanumeric() {
            *iban.get_mut(count)? = symbol;
            count += 1;
        } else if !(count >= 4 && matches!(symbol, b' ' | b'-') && text.symbol(at + length).0.is_ascii_alphanumeric()) {
            return None;
        }
        at += length;
        if count == 4 && wanted == 4 {
            let [first, second, third, fourth, ..] = iban;
            if !third.is_ascii_digit() || !fourth.is_ascii_digit() {
                return None;
            }
            wanted = iban_length([first, second])?;
        }
    }
    let clean = is_clean_after(text, at) || text.byte(at) == b'-';
    (clean && mod97(iban.get(..count)?)).then_some(at)
}

#[rustfmt::skip]
fn iban_length(country: [u8; 2]) -> Option<usize> {
    const LENGTHS: &[(usize, &[u8])] = &[
        (15, b"NO"), (16, b"BE"), (18, b"DKFIFOGLNLSDFK"), (19, b"MKSI"), (20, b"ATBAEEKZLTLUXKMN"), (21, b"CHHRLILV"), (22, b"BGBHCRDEGBGEIEMERSVA"),
        (23, b"AEGIILIQTLOMSO"), (24, b"ADCZESMDPKROSASESKTNVGDZ"), (25, b"LYPTST"), (26, b"ISTR"), (27, b"BIDJFRGRITMCMRSMMG"),
        (28, b"ALAZBYCYDOGTHUKILBNIPLSVSNCIBJBFCMMLTG"), (29, b"BRPSQAUAEG"), (30, b"JOKWMUYE"), (31, b"MTSC"), (32, b"LC"), (33, b"RU"),
    ];
    // Jordan and Egypt are longer than their neighbours in the list.
    match &country {
        b"EG" => Some(29),
        b"MT" | b"SC" => Some(31),
        _ => LENGTHS.iter().find(|(_, countries)| countries.chunks(2).any(|code| code == country)).map(|(length, _)| *length),
    }
}

fn is_wallet(word: &[u8]) -> bool {
    match word {
        [b'0', b'x', rest @ ..] => rest.len() == 40 && rest.iter().all(u8::is_ascii_hexdigit),
        [b'b', b'c', b'1', ..] | [b'l', b't', b'c', b'1', ..] => {
            (26..=72).contains(&word.len()) && wallet::bech32(word)
        }
        [b'1' | b'3' | b'L' | b'M' | b'D' | b'T', ..] => (26..=35).contains(&word.len()) && wallet::base58(word),
        _ => false,
    }
}

/// Whether 17 characters may be a vehicle's number, and whether their check digit says so.
fn vehicle(word: &[u8]) -> Option<bool> {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let value = |byte: &u8| match byte {
        b'0'..=b'9' => Some(u32::from(byte - b'0')),
        b'A'..=b'H' => Some(u32::from(byte - b'A') + 1),
        b'J'..=b'N' => Some(u32::from(byte - b'J') + 1),
        b'P' => Some(7),
        b'R' => Some(9),
        b'S'..=b'Z' => Some(u32::from(byte - b'S') + 2),
        _ => None,
    };
    let values: Option<Vec<u32>> = word.iter().map(value).collect();
    let sum: u32 = values?.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
    let check = match sum % 11 {
        10 => b'X',
        rest => b'0' + u8::try_from(rest).unwrap_or(0),
    };
    Some(word.get(8) == Some(&check))
}

/// The shape of a word: `A` for a letter, `9` for a digit.
fn has_shape(word: &[u8], shape: &[u8]) -> bool {
    let fits = |(byte, sign): (&u8, &u8)| match sign {
        b'A' => byte.is_ascii_uppercase(),
        b'9' => byte.is_ascii_digit(),
        b'*' => true,
        sign => byte == sign,
    };
    word.len() == shape.len() && word.iter().zip(shape).all(fits)
}

/// The value of the digits among some bytes.
fn number(word: &[u8], from: usize, to: usize) -> u64 {
    let digits: Vec<u8> = word.iter().take(to).skip(from).map(|byte| byte.wrapping_sub(b'0') % 10).collect();
    value(&digits)
}

fn letter(word: &[u8], at: usize, table: &[u8], index: u64) -> bool {
    let expected = usize::try_from(index).ok().and_then(|index| table.get(index));
    expected.is_some() && expected == word.get(at)
}

/// How sure a word in capital letters is a national number.
fn national(word: &[u8]) -> Option<Certainty> {
    const SPANISH: &[u8] = b"TRWAGMYFPDXBNJZSQVHLCKE";
    let is = |shape: &[u8]| has_shape(word, shape);
    let found = |fits: bool, certainty: Certainty| fits.then_some(certainty);
    if is(b"99999999A") {
        // Spain, DNI
        return found(letter(word, 8, SPANISH, number(word, 0, 8) % 23), Medium);
    }
    if is(b"A9999999A") {
        return spanish_foreigner(word, SPANISH).or_else(|| singapore(word));
    }
    if is(b"AA999999A") {
        // Britain, NINO
        let prefix = word.get(..2).unwrap_or_default();
        let given = !prefix.iter().any(|byte| b"DFIQUV".contains(byte))
            && !matches!(prefix, b"BG" | b"GB" | b"NK" | b"KN" | b"TN" | b"NT" | b"ZZ");
        return Some(if given && matches!(word.last(), Some(b'A'..=b'D')) { High } else { Low });
    }
    if is(b"AAAAAA99A99A999A") || (word.len() == 16 && italian_shape(word)) {
        return found(italian(word), High);
    }
    if is(b"9999999A") || is(b"9999999AA") {
        // Ireland, PPS
        let extra = word.get(8).map_or(0, |byte| u64::from(byte - b'@') * 9);
        let sum: u64 = (0..7).map(|at| number(word, at, at + 1) * (8 - at as u64)).sum();
        return found(
            letter(word, 7, b"WABCDEFGHIJKLMNOPQRSTUV", (sum + extra) % 23),
            if word.len() == 9 { Medium } else { Low },
        );
    }
    if is(b"AAAA999999AAAAAA*9") {
        // Mexico, CURP
        return found(is_short_date(number(word, 6, 8), number(word, 8, 10)), High);
    }
    if is(b"AAAA999999***") || is(b"AAA999999***") {
        // Mexico, RFC
        let from = word.len() - 9;
        return found(is_short_date(number(word, from + 2, from + 4), number(word, from + 4, from + 6)), Medium);
    }
    if is(b"AAAAA9999A") {
        // India, PAN
        return found(word.get(3).is_some_and(|kind| b"PCHABGJLFT".contains(kind)), Medium);
    }
    if is(b"99999999999999999X") {
        let digits: Vec<u8> = word.iter().take(17).map(|byte| byte - b'0').collect();
        return found(chinese_body(&digits) && chinese_check(&digits) == 10, High);
    }
    if is(b"999999A999A") || is(b"999999A9999") {
        return found(finnish(number(word, 0, 6), word), High);
    }
    if is(b"A999999999") {
        return found(taiwanese(word), Medium);
    }
    if is(b"A9999999") || is(b"AA9999999") {
        return found(hong_kong(word), Low);
    }
    if word.len() == 16 && british_driver(word) {
        return Some(Medium);
    }
    None
}

fn spanish_foreigner(word: &[u8], table: &[u8]) -> Option<Certainty> {
    let first = match word.first() {
        Some(b'X') => 0,
        Some(b'Y') => 10_000_000,
        Some(b'Z') => 20_000_000,
        _ => return None,
    };
    letter(word, 8, table, (first + number(word, 1, 8)) % 23).then_some(High)
}

fn singapore(word: &[u8]) -> Option<Certainty> {
    let (table, offset): (&[u8], u64) = match word.first()? {
        b'S' => (b"JZIHGFEDCBA", 0),
        b'T' => (b"JZIHGFEDCBA", 4),
        b'F' => (b"XWUTRQPNMLK", 0),
        b'G' => (b"XWUTRQPNMLK", 4),
        b'M' => (b"KLJNPQRTUWX", 3),
        _ => return None,
    };
    let sum: u64 = [2, 7, 6, 5, 4, 3, 2].iter().zip(1..).map(|(weight, at)| weight * number(word, at, at + 1)).sum();
    let index = (sum + offset) % 11;
    letter(word, 8, table, if word.first() == Some(&b'M') { 10 - index } else { index }).then_some(High)
}

/// Digits may be letters where two people would have the same code.
fn italian_shape(word: &[u8]) -> bool {
    let digit = |byte: &u8| byte.is_ascii_digit() || b"LMNPQRSTUV".contains(byte);
    word.iter()
        .zip(b"AAAAAA99A99A999A")
        .all(|(byte, sign)| if *sign == b'A' { byte.is_ascii_uppercase() } else { digit(byte) })
        && word.iter().any(u8::is_ascii_digit)
}

fn italian(word: &[u8]) -> bool {
    const ODD: [u32; 26] =
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
    let place = |byte: &u8| usize::from(if byte.is_ascii_digit() { byte - b'0' } else { byte.wrapping_sub(b'A') });
    let value = |(at, byte): (usize, &u8)| {
        let place = place(byte);
        if at % 2 == 0 { ODD.get(place).copied().unwrap_or(0) } else { u32::try_from(place).unwrap_or(0) }
    };
    let sum: u32 = word.iter().take(15).enumerate().map(value).sum();
    word.last().is_some_and(|last| u32::from(last.wrapping_sub(b'A')) == sum % 26)
}

fn finnish(date: u64, word: &[u8]) -> bool {
    let sign = word.get(6).copied().unwrap_or(0);
    let number = date * 1000 + number(word, 7, 10);
    matches!(sign, b'+' | b'-' | b'A'..=b'F' | b'U'..=b'Y')
        && is_short_date(date / 100 % 100, date / 10_000)
        && letter(word, 10, b"0123456789ABCDEFHJKLMNPRSTUVWXY", number % 31)
}

fn taiwanese(word: &[u8]) -> bool {
    const ORDER: &[u8] = b"ABCDEFGHJKLMNPQRSTUVXYWZIO";
    let Some(area) = word.first().and_then(|first| ORDER.iter().position(|letter| letter == first)) else {
        return false;
    };
    let area = area as u64 + 10;
    let weighted: u64 = (1..9).map(|at| number(word, at, at + 1) * (9 - at as u64)).sum();
    matches!(word.get(1), Some(b'1' | b'2' | b'8' | b'9'))
        && (area / 10 + area % 10 * 9 + weighted + number(word, 9, 10)).is_multiple_of(10)
}

fn hong_kong(word: &[u8]) -> bool {
    let letters = word.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
    let value = |byte: &u8| u64::from(if byte.is_ascii_digit() { byte - b'0' } else { byte - b'A' + 10 });
    let start = if letters == 1 { 36 * 9 } else { 0 };
    let weights = if letters == 1 { 8 } else { 9 };
    let body = word.split_last().map_or(&[][..], |(_, body)| body);
    let sum: u64 = start + body.iter().enumerate().map(|(at, byte)| value(byte) * (weights - at as u64)).sum::<u64>();
    word.last().is_some_and(|last| (sum + value(last)).is_multiple_of(11))
}

/// `MORGA657054SM9IJ`
fn british_driver(word: &[u8]) -> bool {
    let (name, rest) = word.split_at(5);
    name.first().is_some_and(u8::is_ascii_uppercase)
        && name.iter().all(|byte| byte.is_ascii_uppercase() || *byte == b'9')
        && has_shape(rest, b"999999A****")
        && (1..=12).contains(&(number(word, 6, 8) % 50))
        && (1..=31).contains(&number(word, 8, 10))
        && rest.iter().skip(6).any(|byte| byte.is_ascii_uppercase())
}

/// Hong Kong, with the check digit in brackets: `A123456(7)`.
fn bracketed(text: Text<'_>, start: usize, end: usize) -> Option<(usize, Kind, Certainty)> {
    let [b'(', check, b')'] = *text.bytes().get(end..end + 3)? else { return None };
    let mut word = text.bytes().get(start..end)?.to_vec();
    word.push(check);
    let shaped = has_shape(&word, b"A999999*") || has_shape(&word, b"AA999999*");
    let checked = || check == b'A' || (check.is_ascii_digit() && hong_kong(&word));
    (shaped && checked()).then_some((end + 3, Kind::NationalId, High))
}

/// National numbers of digits with a letter behind them or before them, apart: `12345678-Z`, `131052-308T`,
/// `12.345.678-K`, `AB 12 34 56 C`, `X-1234567-L`.
pub(crate) fn around(scene: &Scene<'_>, number: &Number<'_>, floor: usize) -> Option<(usize, usize, Certainty)> {
    let text = scene.text;
    let start = number.group(0).start;
    let digits = number.digits(0, number.groups().len());
    let (sign, length) = text.symbol(number.end);
    if matches!(sign, b'-' | b'+') {
        let tail = text.word_end(number.end + length, 6);
        if matches!(number.groups(), [group] if group.len == 6) && tail == number.end + length + 4 {
            let word: Vec<u8> = digits
                .iter()
                .map(|digit| digit + b'0')
                .chain(text.bytes().get(number.end..tail)?.iter().copied())
                .collect();
            let clean = number.is_clean_before(0) && is_clean_after(text, tail);
            return (clean && finnish(value(digits), &word)).then_some((start, tail, High));
        }
        let (next, next_length) = text.symbol(number.end + length);
        let single = tail == number.end + length + next_length && is_clean_after(text, tail);
        if single && sign == b'-' && number.is_clean_before(0) {
            let spanish = digits.len() == 8
                && number.groups().len() == 1
                && letter(&[next], 0, b"TRWAGMYFPDXBNJZSQVHLCKE", value(digits) % 23);
            let chilean = next.eq_ignore_ascii_case(&b'k') && is_chilean(digits, 10);
            if spanish || chilean {
                return Some((start, tail, High));
            }
        }
    }
    if let [.., last] = number.groups()
        && last.len == 1
        && last.separator == b'-'
        && matches!(number.groups().len(), 2 | 4)
        && number.is_clean_before(0)
        && number.is_clean_after(number.groups().len())
        && let Some((check, body)) = digits.split_last()
        && is_chilean(body, u64::from(*check))
    {
        return Some((start, number.end, High));
    }
    british(scene, number, floor)
}

fn is_chilean(body: &[u8], check: u64) -> bool {
    let sum: u64 = body
        .iter()
        .rev()
        .zip([2, 3, 4, 5, 6, 7].iter().cycle())
        .map(|(digit, weight)| u64::from(*digit) * weight)
        .sum();
    (7..=8).contains(&body.len()) && (11 - sum % 11) % 11 == check
}

/// `AB 12 34 56 C`
fn british(scene: &Scene<'_>, number: &Number<'_>, floor: usize) -> Option<(usize, usize, Certainty)> {
    let text = scene.text;
    let (symbol, length) = text.before(number.start);
    let spaced = symbol == b' ' && (number.has_lengths(0, &[2, 2, 2]) || number.has_lengths(0, &[6]));
    if !spaced || number.digits(0, number.groups().len()).len() != 6 {
        return None;
    }
    let before = text.word_start(number.start - length, floor, 3);
    let gap = usize::from(text.byte(number.end) == b' ');
    let end = text.word_end(number.end + gap, 2);
    let mut word = text.bytes().get(before..number.start - length)?.to_vec();
    word.extend(number.digits(0, number.groups().len()).iter().map(|digit| digit + b'0'));
    word.extend(text.bytes().get(number.end + gap..end)?);
    let certainty = if has_shape(&word, b"AA999999A") { national(&word)? } else { return None };
    let clean = is_clean_before(text, before) && is_clean_after(text, end);
    let said = scene.context().has(Words::ID | Words::SSN | Words::HEALTH);
    (clean && (certainty == High || said)).then_some((before, end, High))
}
