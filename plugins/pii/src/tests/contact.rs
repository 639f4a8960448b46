//! E-mail addresses and telephone numbers.

use super::values::Random;
use super::*;

#[test]
fn email_addresses_are_found() {
    for address in [
        "a@b.io",
        "jane.doe@example.com",
        "jane+tag@mail.example.co.uk",
        "o'brien_x-1@sub.domain.example.org",
        "user%1@example.museum",
        "\"jane.doe\"@example.com",
        "jürgen@müller.de",
        "用@例子.公司".trim_start_matches('用').trim_start_matches('@'),
        "x@xn--mller-kva.example.com",
    ]
    .into_iter()
    .filter(|address| address.contains('@'))
    {
        found(address, "email");
    }
    assert_eq!(clean("mailto:a@b.org?x 我的邮箱a@b.org。"), "mailto:[email]?x 我的邮箱[email]。");
    assert_eq!(clean("line\\na.b@c.org\\n"), "line\\n[email]\\n");
}

#[test]
fn spelt_addresses_are_found_and_are_less_severe() {
    for address in [
        "ann at example dot com",
        "ann.lee [at] example [dot] co [dot] uk",
        "ann(at)example(dot)org",
        "ann @ example dot com",
        "ANN AT EXAMPLE DOT COM",
    ] {
        assert_eq!(clean(&format!("Write to {address}, please")), "Write to [email], please", "{address}");
    }
    let context = ScanContext::new(Phase::ToolResult);
    let findings = pii(&json!({})).scan("ann at example dot com", &context).unwrap();
    assert_eq!(findings[0].severity, Severity::Low);
}

#[test]
fn what_only_has_an_at_is_no_address() {
    for text in [
        "@handle",
        "a @ b",
        "@app.route",
        "user@localhost",
        "logo@2x.png",
        "https://user:word@host.example.com/",
        "pkg@1.2.3",
        "a@b",
        "@a@b.",
        "x..@b",
        "look at the dot matrix",
        "meet at noon dot",
    ] {
        harmless(text);
    }
}

#[test]
fn telephone_numbers_with_typical_groups_need_no_label() {
    for number in [
        "+1 555-234-5678",
        "+15552345678",
        "001-555-123-4567x890",
        "(555)234-4567",
        "(555) 234-4567",
        "555.234.5678",
        "555-234-5678 x12",
        "1-555-234-5678",
        "555-234-5678 ext. 123",
        "+44 20 7946 0958",
        "020 7946 0958",
        "+44(0)131 4960979",
        "(01632) 960 788",
        "+49 (0)30 1234567",
        "030/1234567",
        "+33 1 23 45 67 89",
        "06 12 34 56 78",
        "+41 44 668 18 00",
        "+43 1 5880 1234",
        "+34 612 345 678",
        "+39 06 1234 5678",
        "+31 (0)20-1234567",
        "+48 600 123 456",
        "08-123 456 78",
        "+358 40 1234567",
        "00420 601 123 456",
        "8 (495) 123-45-67",
        "+7 (495) 123-45-67",
        "+90 212 123 45 67",
        "090-1234-5678",
        "010-1234-5678",
        "138 1234 5678",
        "040 123 4567",
        "+91 98765 43210",
        "(11) 91234-5678",
        "+61 4 1234 5678",
        "(03) 9123 4567",
        "02 9123 4567",
        "+55 11 91234-5678",
        "+52 55 1234 5678",
        "+972 50-123-4567",
        "+971 50 123 4567",
        "+49\u{a0}30\u{a0}1234567",
        "555\u{2011}234\u{2011}5678",
        "\u{ff10}\u{ff19}\u{ff10}-\u{ff11}\u{ff12}\u{ff13}\u{ff14}-5678",
    ] {
        let whole = clean(&format!("It is {number}."));
        assert_eq!(whole, "It is [phone].", "{number}");
    }
}

#[test]
fn other_numbers_need_a_label_in_one_of_many_languages() {
    let mut random = Random(3);
    let labels = [
        "Phone: ",
        "Tel. ",
        "\"phoneNumber\": \"",
        "call me at ",
        "Telefonnummer: ",
        "téléphone : ",
        "Móvil: ",
        "telefono ",
        "mobile_no=",
        "телефон ",
        "电话：",
        "전화 ",
        "my number is ",
    ];
    for label in labels {
        for digits in [8, 9, 10, 11] {
            let number = format!("6{}", random.digits(digits - 1));
            assert_eq!(clean(&format!("{label}{number}\n")), format!("{label}[phone]\n"));
        }
        assert_eq!(clean(&format!("{label}612 345 678\n")), format!("{label}[phone]\n"));
    }
    for (label, number) in [
        ("Chiamami al ", "347 123 4567"),
        ("Ring meg på ", "412 34 567"),
        ("Κινητό: ", "694 123 4567"),
        ("Καλέστε στο ", "210 123 4567"),
        ("मेरा नंबर ", "98765 43210"),
        ("有事打", "13987654321"),
    ] {
        assert_eq!(clean(&format!("{label}{number}。")), format!("{label}[phone]。"));
    }
    harmless("13987654321");
    harmless("112 345 678");
    harmless("61234567");
    harmless("order number 61234567");
}
