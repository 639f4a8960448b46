//! Payment cards and bank accounts.

use super::values::{Random, card, grouped, iban, values};
use super::*;

#[test]
fn cards_of_every_issuer_are_found_bare_and_in_groups() {
    let mut random = Random(11);
    for (prefix, length, groups) in [
        ("4", 16, &[4, 4, 4, 4][..]),
        ("4", 19, &[4, 4, 4, 4, 3]),
        ("51", 16, &[4, 4, 4, 4]),
        ("2221", 16, &[4, 4, 4, 4]),
        ("34", 15, &[4, 6, 5]),
        ("6011", 16, &[4, 4, 4, 4]),
        ("3600", 14, &[4, 6, 4]),
        ("3530", 16, &[4, 4, 4, 4]),
        ("6200", 17, &[4, 4, 4, 4, 1]),
        ("5018", 12, &[4, 4, 4]),
    ] {
        for _ in 0..20 {
            let number = card(&mut random, prefix, length);
            labelled("card ", &number, "payment-card");
            labelled("Visa: ", &grouped(&number, groups, " "), "payment-card");
            labelled("card=", &grouped(&number, groups, "-"), "payment-card");
        }
    }
    let number = card(&mut random, "4", 16);
    found(&number, "payment-card");
}

#[test]
fn a_wrong_check_digit_or_issuer_is_no_card() {
    let mut random = Random(12);
    for _ in 0..50 {
        let number = card(&mut random, "4", 16);
        let last = u32::from(*values(&number).last().unwrap());
        harmless(&format!("{}{}", number.split_at(15).0, (last + 1) % 10));
        harmless(&format!("paid {}", card(&mut random, "94", 16)));
        harmless(&format!("AB-{number}"));
    }
}

#[test]
fn codes_and_dates_of_cards_need_a_label() {
    labelled("CVV: ", "123", "card-code");
    labelled("security code cvc ", "1234", "card-code");
    labelled("exp ", "04/31", "card-expiry");
    labelled("Expires: ", "12/2031", "card-expiry");
    harmless("room 123, 04/31");
}

#[test]
fn ibans_are_found_by_check_digits_and_length() {
    let mut random = Random(13);
    for (country, bank, digits) in [
        ("DE", "", 18),
        ("GB", "WEST", 14),
        ("FR", "", 23),
        ("NL", "ABNA", 10),
        ("CH", "", 17),
        ("NO", "", 11),
        ("BE", "", 12),
        ("MT", "MALT", 23),
        ("EG", "", 25),
        ("SC", "SSCB", 23),
    ] {
        for _ in 0..20 {
            let iban = iban(country, &format!("{bank}{}", random.digits(digits)));
            found(&iban, "iban");
            found(&grouped(&iban, &[4; 9], " "), "iban");
            found(&iban.to_lowercase(), "iban");
            let wrong =
                format!("{country}{:02}{}", (values(&iban)[0] * 10 + values(&iban)[1] + 1) % 100, iban.split_at(4).1);
            harmless(&wrong);
        }
    }
}

#[test]
fn accounts_routing_numbers_and_bics_need_a_label() {
    let mut random = Random(14);
    labelled("account number: ", &random.digits(10), "bank-account");
    labelled("Konto ", &random.digits(8), "bank-account");
    labelled("sort code ", "20-00-00", "routing-number");
    let routing = super::values::checked(&mut random, 9, |digits| {
        digits
            .iter()
            .zip([3, 7, 1].iter().cycle())
            .map(|(digit, weight)| u32::from(*digit) * weight)
            .sum::<u32>()
            .is_multiple_of(10)
    });
    labelled("Routing: ", &routing, "routing-number");
    labelled("BIC ", "DEUTDEFF", "bic");
    labelled("SWIFT: ", "BNPAFRPPXXX", "bic");
    harmless("MEASURED BY STANDARD 12345678901234");
}
