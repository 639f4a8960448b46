use super::values::{Random, checked, grouped};
use super::*;
use crate::check::national::NATIONAL;

#[test]
fn american_numbers_are_found_by_area_and_form() {
    found("123-45-6789", "us-ssn");
    labelled("SSN ", "123456789", "us-ssn");
    labelled("social security: ", "123 45 6789", "us-ssn");
    found("912-70-1234", "us-tax-id");
    labelled("EIN tax id ", "12-3456789", "us-tax-id");
    for number in [
        "000-45-6789",
        "666-45-6789",
        "123-00-6789",
        "123-45-0000",
        "912-10-1234",
        "123456789",
        "123-45-6789-0",
        "X-123-45-6789",
    ] {
        harmless(&format!("It is {number}."));
    }
}

/// Every number of the table: made so that its check holds, found behind its label, in its groups too.
#[test]
fn national_numbers_are_found_by_check_digit() {
    let mut random = Random(31);
    for (index, national) in NATIONAL.iter().enumerate() {
        let length = national.groups.iter().sum();
        let label = if national.labels & crate::words::Words::HEALTH != 0 { "NHS " } else { "tax id " };
        let mut found = 0;
        for _ in 0..20 {
            let Some(number) = (0..100_000)
                .map(|_| random.digits(length))
                .find(|number| (national.check)(&super::values::values(number)))
            else {
                continue;
            };
            let separator = char::from(national.separator).to_string();
            let written =
                if national.groups.len() > 1 { grouped(&number, national.groups, &separator) } else { number.clone() };
            for text in [format!("{label}{number}"), format!("{label}{written}")] {
                let cleaned = clean(&text);
                // A few are numbers of two countries, or cards.
                found += usize::from(cleaned.ends_with(']') && cleaned.starts_with(label));
            }
        }
        assert!(found >= 36 || length == 18 || length == 15, "{index}: {found}");
    }
}

#[test]
fn a_wrong_check_digit_needs_a_label_right_before_it() {
    let mut random = Random(32);
    for national in NATIONAL.iter().filter(|national| national.bare || national.grouped) {
        let length = national.groups.iter().sum();
        let wrong = checked(&mut random, length, |digits| NATIONAL.iter().all(|national| !(national.check)(digits)));
        if length != 15 && length != 18 && length < 14 {
            let text = format!("value {wrong} end");
            assert!(!clean(&text).contains("national"), "{text}");
        }
    }
}

#[test]
fn numbers_with_letters_are_found() {
    let spanish = |number: u32| char::from(b"TRWAGMYFPDXBNJZSQVHLCKE"[usize::try_from(number % 23).unwrap()]);
    found(&format!("12345678{}", spanish(12_345_678)), "national-id");
    found(&format!("12345678-{}", spanish(12_345_678)), "national-id");
    found(&format!("X1234567{}", spanish(1_234_567)), "national-id");
    found("AB123456C", "national-id");
    found("AB 12 34 56 C", "national-id");
    found("131052-308T", "national-id");
    found("RSSMRA85T10A562S", "national-id");
    found("S1234567D", "national-id");
    found("A123456(3)", "national-id");
    found("A123456789", "national-id");
    found("12.345.678-5", "national-id");
    labelled("PAN ", "ABCPE1234F", "national-id");
    labelled("CURP: ", "GODE561231HDFRRN09", "national-id");
    for number in
        ["12345678A", "X1234567A", "131052-308U", "RSSMRA85T10A562T", "S1234567E", "A123456(4)", "12.345.678-6"]
    {
        harmless(number);
    }
}
