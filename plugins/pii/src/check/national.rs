//! National numbers that are digits only: which lengths and groups they have, and their check digits.

use super::{is_date, is_short_date, luhn, mod11_10, value, verhoeff, weighted};
use crate::words::{Mask, Words};

/// One country's number.
pub(crate) struct National {
    /// How it is written in groups. Without groups it has as many digits as these together.
    pub(crate) groups: &'static [usize],
    /// The separator between them that is typical; a space is always allowed.
    pub(crate) separator: u8,
    pub(crate) check: fn(&[u8]) -> bool,
    /// Whether a number in these groups needs no label.
    pub(crate) grouped: bool,
    /// Whether a number without groups needs no label: fewer than one in some hundred numbers pass the check.
    pub(crate) bare: bool,
    /// Which labels there are.
    pub(crate) labels: Mask,
}

const fn national(
    groups: &'static [usize],
    separator: u8,
    check: fn(&[u8]) -> bool,
    (grouped, bare): (bool, bool),
    labels: Mask,
) -> National {
    National { groups, separator, check, grouped, bare, labels }
}

/// No number of these has more digits.
const LONGEST: usize = 19;

/// For each length of a first group which of [`NATIONAL`] it may begin or be, as bits: a list of numbers asks for each of them.
#[expect(clippy::indexing_slicing, reason = "a constant: an index out of range does not compile")]
const BY_LENGTH: [u64; LONGEST + 1] = {
    let mut lengths = [0; LONGEST + 1];
    let mut row = 0;
    while row < NATIONAL.len() {
        let groups = NATIONAL[row].groups;
        let (mut all, mut group) = (0, 0);
        while group < groups.len() {
            all += groups[group];
            group += 1;
        }
        lengths[groups[0]] |= 1 << row;
        if all >= SHORTEST_BARE {
            lengths[all] |= 1 << row;
        }
        row += 1;
    }
    lengths
};

/// Without groups fewer digits are nothing.
pub(crate) const SHORTEST_BARE: usize = 8;

/// Those that a number may be whose first group has so many digits.
pub(crate) fn of_length(first: usize) -> impl Iterator<Item = &'static National> {
    let mut rows = BY_LENGTH.get(first).copied().unwrap_or(0);
    std::iter::from_fn(move || {
        let row = NATIONAL.get(rows.trailing_zeros() as usize)?;
        rows &= rows - 1;
        Some(row)
    })
}

const NEVER: (bool, bool) = (false, false);
const GROUPED: (bool, bool) = (true, false);
const ALWAYS: (bool, bool) = (true, true);

/// All of them.
pub(crate) const NATIONAL: &[National] = &[
    // Britain, NHS
    national(&[3, 3, 4], b' ', nhs, NEVER, Words::HEALTH),
    // Germany, Steuer-ID
    national(&[2, 3, 3, 3], b' ', german_tax, GROUPED, Words::ID),
    // France, NIR
    national(&[1, 2, 2, 2, 3, 3, 2], b' ', french, ALWAYS, Words::ID),
    national(&[13, 2], b' ', french, ALWAYS, Words::ID),
    // The Netherlands, BSN
    national(&[4, 2, 3], b'.', dutch, GROUPED, Words::ID),
    national(&[3, 3, 3], b'.', dutch, NEVER, Words::ID),
    // Belgium
    national(&[2, 2, 2, 3, 2], b'.', belgian, ALWAYS, Words::ID),
    // Poland, PESEL
    national(&[11], 0, polish, NEVER, Words::ID),
    // Sweden
    national(&[6, 4], b'-', swedish, GROUPED, Words::ID),
    national(&[8, 4], b'-', swedish, GROUPED, Words::ID),
    // Norway
    national(&[6, 5], b' ', norwegian, ALWAYS, Words::ID),
    // Denmark: no check digit since 2007
    national(&[6, 4], b'-', danish, GROUPED, Words::ID),
    // Portugal, NIF
    national(&[3, 3, 3], b' ', portuguese, NEVER, Words::TAX),
    // Switzerland, AHV
    national(&[3, 4, 4, 2], b'.', swiss, ALWAYS, Words::ID),
    // Austria, SVNR
    national(&[4, 6], b' ', austrian, GROUPED, Words::ID),
    // Brazil, CPF and CNPJ
    national(&[3, 3, 3, 2], b'.', cpf, GROUPED, Words::ID),
    national(&[2, 3, 3, 4, 2], b'.', cnpj, GROUPED, Words::ID),
    // Argentina, CUIT
    national(&[2, 8, 1], b'-', cuit, GROUPED, Words::ID),
    // India, Aadhaar
    national(&[4, 4, 4], b' ', aadhaar, NEVER, Words::ID),
    // China
    national(&[18], 0, chinese, ALWAYS, Words::ID),
    national(&[6, 8, 4], b' ', chinese, ALWAYS, Words::ID),
    // Japan
    national(&[4, 4, 4], b' ', japanese, NEVER, Words::ID),
    // Korea: no check digit since 2020
    national(&[6, 7], b'-', korean, GROUPED, Words::ID),
    // Australia: TFN, Medicare, ABN
    national(&[3, 3, 3], b' ', tfn, NEVER, Words::TAX),
    national(&[3, 3, 2], b' ', tfn8, NEVER, Words::TAX),
    national(&[4, 5, 1], b' ', medicare, GROUPED, Words::HEALTH),
    national(&[2, 3, 3, 3], b' ', abn, GROUPED, Words::TAX),
    // New Zealand, IRD
    national(&[3, 3, 3], b'-', ird, NEVER, Words::TAX),
    national(&[2, 3, 3], b'-', ird, NEVER, Words::TAX),
    // South Africa
    national(&[6, 4, 3], b' ', south_african, GROUPED, Words::ID),
    // Canada, SIN
    national(&[3, 3, 3], b'-', luhn, NEVER, Words::ID),
    // Turkey
    national(&[11], 0, turkish, NEVER, Words::ID),
    // Russia: INN, SNILS
    national(&[10], 0, inn10, NEVER, Words::ID),
    national(&[12], 0, inn12, NEVER, Words::ID),
    national(&[3, 3, 3, 2], b'-', snils, GROUPED, Words::ID),
    // Ukraine
    national(&[10], 0, ukrainian, NEVER, Words::ID),
    // Israel
    national(&[9], 0, luhn, NEVER, Words::ID),
    // Romania, Croatia, Greece, Bulgaria, Czechia, Thailand, Mexico's NSS
    national(&[13], 0, romanian, NEVER, Words::ID),
    national(&[11], 0, mod11_10, NEVER, Words::ID),
    national(&[11], 0, greek, NEVER, Words::ID),
    national(&[10], 0, bulgarian, NEVER, Words::ID),
    national(&[6, 4], b'/', czech, GROUPED, Words::ID),
    national(&[1, 4, 5, 2, 1], b'-', thai, GROUPED, Words::ID),
    national(&[2, 2, 2, 4, 1], b' ', luhn, NEVER, Words::ID),
];

fn digit(digits: &[u8], at: usize) -> u64 {
    digits.get(at).copied().map_or(0, u64::from)
}

/// The value of the digits `from..to`.
fn part(digits: &[u8], from: usize, to: usize) -> u64 {
    value(digits.get(from..to).unwrap_or_default())
}

fn ends_in(digits: &[u8], check: u32) -> bool {
    digits.last().is_some_and(|last| u32::from(*last) == check)
}

fn nhs(digits: &[u8]) -> bool {
    ends_in(digits, (11 - weighted(digits, &[10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 11)
}

fn german_tax(digits: &[u8]) -> bool {
    // Of the first ten digits one or two are missing, and no digit stands there more than three times.
    let mut times = [0_u8; 10];
    for digit in digits.iter().take(10) {
        times.get_mut(usize::from(*digit)).into_iter().for_each(|count| *count += 1);
    }
    let missing = times.iter().filter(|count| **count == 0).count();
    digits.first() != Some(&0)
        && (1..=2).contains(&missing)
        && times.iter().all(|count| *count <= 3)
        && mod11_10(digits)
}

fn french(digits: &[u8]) -> bool {
    let month = part(digits, 3, 5);
    matches!(digits.first(), Some(1 | 2 | 3 | 4 | 7 | 8))
        && (matches!(month, 1..=12 | 20 | 30..=42 | 50..=99))
        && 97 - part(digits, 0, 13) % 97 == part(digits, 13, 15)
}

fn dutch(digits: &[u8]) -> bool {
    let sum = weighted(digits, &[9, 8, 7, 6, 5, 4, 3, 2]) + 10 * 11 - u32::try_from(digit(digits, 8)).unwrap_or(0);
    value(digits) > 0 && sum.is_multiple_of(11)
}

fn belgian(digits: &[u8]) -> bool {
    let (body, check) = (part(digits, 0, 9), part(digits, 9, 11));
    let rest = |body: u64| 97 - body % 97;
    part(digits, 2, 4) <= 52 && part(digits, 4, 6) <= 31 && (rest(body) == check || rest(2_000_000_000 + body) == check)
}

fn polish(digits: &[u8]) -> bool {
    is_short_date(part(digits, 2, 4) % 20, part(digits, 4, 6))
        && weighted(digits, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]).is_multiple_of(10)
}

fn swedish(digits: &[u8]) -> bool {
    let short = digits.get(digits.len().saturating_sub(10)..).unwrap_or_default();
    let day = part(short, 4, 6);
    // Coordination numbers add 60 to the day.
    luhn(short) && is_short_date(part(short, 2, 4), if day > 60 { day - 60 } else { day })
}

fn norwegian(digits: &[u8]) -> bool {
    let day = part(digits, 0, 2);
    is_short_date(part(digits, 2, 4) % 40, if day > 40 { day - 40 } else { day })
        && weighted(digits, &[3, 7, 6, 1, 8, 9, 4, 5, 2, 1]).is_multiple_of(11)
        && weighted(digits, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

fn danish(digits: &[u8]) -> bool {
    is_short_date(part(digits, 2, 4), part(digits, 0, 2))
}

fn portuguese(digits: &[u8]) -> bool {
    let check = 11 - weighted(digits, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    matches!(digits.first(), Some(1 | 2 | 3 | 5 | 6 | 8 | 9)) && ends_in(digits, if check > 9 { 0 } else { check })
}

fn swiss(digits: &[u8]) -> bool {
    digits.starts_with(&[7, 5, 6]) && weighted(digits, &[1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]).is_multiple_of(10)
}

fn austrian(digits: &[u8]) -> bool {
    is_short_date(part(digits, 6, 8), part(digits, 4, 6))
        && u64::from(weighted(digits, &[3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11) == digit(digits, 3)
}

/// The check digit of many numbers: eleven less the rest, and 0 for two digits.
fn complement(digits: &[u8], weights: &[u32]) -> u64 {
    let check = 11 - weighted(digits, weights) % 11;
    u64::from(if check > 9 { 0 } else { check })
}

fn cpf(digits: &[u8]) -> bool {
    digits.iter().any(|digit| Some(digit) != digits.first())
        && complement(digits, &[10, 9, 8, 7, 6, 5, 4, 3, 2]) == digit(digits, 9)
        && complement(digits, &[11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) == digit(digits, 10)
}

fn cnpj(digits: &[u8]) -> bool {
    value(digits) > 0
        && complement(digits, &[5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) == digit(digits, 12)
        && complement(digits, &[6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) == digit(digits, 13)
}

fn cuit(digits: &[u8]) -> bool {
    matches!(part(digits, 0, 2), 20 | 23 | 24 | 27 | 30 | 33 | 34)
        && complement(digits, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) == digit(digits, 10)
}

fn aadhaar(digits: &[u8]) -> bool {
    digits.first() > Some(&1) && verhoeff(digits)
}

fn chinese(digits: &[u8]) -> bool {
    chinese_body(digits) && chinese_check(digits) == digit(digits, 17)
}

/// A region, and a day that exists.
pub(crate) fn chinese_body(digits: &[u8]) -> bool {
    matches!(digits.first(), Some(1..=8)) && is_date(part(digits, 6, 10), part(digits, 10, 12), part(digits, 12, 14))
}

/// What the last digit is; 10 stands for `X`.
pub(crate) fn chinese_check(digits: &[u8]) -> u64 {
    let sum = weighted(digits, &[7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]);
    u64::from((12 - sum % 11) % 11)
}

fn japanese(digits: &[u8]) -> bool {
    let rest = weighted(digits, &[6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
    ends_in(digits, if rest <= 1 { 0 } else { 11 - rest })
}

fn korean(digits: &[u8]) -> bool {
    is_short_date(part(digits, 2, 4), part(digits, 4, 6)) && (1..=8).contains(&digit(digits, 6))
}

fn tfn(digits: &[u8]) -> bool {
    weighted(digits, &[1, 4, 3, 7, 5, 8, 6, 9, 10]).is_multiple_of(11)
}

fn tfn8(digits: &[u8]) -> bool {
    weighted(digits, &[10, 7, 8, 4, 6, 3, 5, 1]).is_multiple_of(11)
}

fn medicare(digits: &[u8]) -> bool {
    (2..=6).contains(&digit(digits, 0))
        && u64::from(weighted(digits, &[1, 3, 7, 9, 1, 3, 7, 9]) % 10) == digit(digits, 8)
}

fn abn(digits: &[u8]) -> bool {
    let sum = weighted(digits, &[10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]);
    digits.first() > Some(&0) && (sum - 10).is_multiple_of(89)
}

fn ird(digits: &[u8]) -> bool {
    let mut padded = [0; 9];
    padded.iter_mut().rev().zip(digits.iter().rev()).for_each(|(to, from)| *to = *from);
    let first = weighted(&padded, &[3, 2, 7, 6, 5, 4, 3, 2]) % 11;
    let check = if first == 0 { 0 } else { 11 - first };
    if check < 10 {
        return ends_in(&padded, check);
    }
    let second = weighted(&padded, &[7, 4, 3, 2, 5, 2, 7, 6]) % 11;
    ends_in(&padded, if second == 0 { 0 } else { 11 - second })
}

fn south_african(digits: &[u8]) -> bool {
    is_short_date(part(digits, 2, 4), part(digits, 4, 6)) && digit(digits, 10) <= 2 && luhn(digits)
}

fn turkish(digits: &[u8]) -> bool {
    let odd = weighted(digits, &[1, 0, 1, 0, 1, 0, 1, 0, 1]);
    let even = weighted(digits, &[0, 1, 0, 1, 0, 1, 0, 1]);
    digits.first() > Some(&0)
        && u64::from((odd * 7 + 90 - even) % 10) == digit(digits, 9)
        && u64::from(weighted(digits, &[1; 10]) % 10) == digit(digits, 10)
}

fn inn10(digits: &[u8]) -> bool {
    ends_in(digits, weighted(digits, &[2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10)
}

fn inn12(digits: &[u8]) -> bool {
    u64::from(weighted(digits, &[7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10) == digit(digits, 10)
        && ends_in(digits, weighted(digits, &[3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10)
}

fn snils(digits: &[u8]) -> bool {
    let check = u64::from(weighted(digits, &[9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101) % 100;
    value(digits) > 0 && check == part(digits, 9, 11)
}

fn ukrainian(digits: &[u8]) -> bool {
    // The first weight is -1, and ten is as good modulo eleven.
    ends_in(digits, weighted(digits, &[10, 5, 7, 9, 4, 6, 10, 5, 7]) % 11 % 10)
}

fn romanian(digits: &[u8]) -> bool {
    let rest = weighted(digits, &[2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
    digit(digits, 0) > 0
        && is_short_date(part(digits, 3, 5), part(digits, 5, 7))
        && ends_in(digits, if rest == 10 { 1 } else { rest })
}

fn greek(digits: &[u8]) -> bool {
    is_short_date(part(digits, 2, 4), part(digits, 0, 2)) && luhn(digits)
}

fn bulgarian(digits: &[u8]) -> bool {
    is_short_date(part(digits, 2, 4) % 20, part(digits, 4, 6))
        && ends_in(digits, weighted(digits, &[2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10)
}

fn czech(digits: &[u8]) -> bool {
    is_short_date(part(digits, 2, 4) % 50 % 20, part(digits, 4, 6)) && value(digits).is_multiple_of(11)
}

fn thai(digits: &[u8]) -> bool {
    digit(digits, 0) > 0
        && ends_in(digits, (11 - weighted(digits, &[13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 10)
}
