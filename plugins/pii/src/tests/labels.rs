//! What only a label makes personal.

use super::values::Random;
use super::*;

#[test]
fn passports_licences_and_plates_need_a_label() {
    let mut random = Random(21);
    labelled("passport number: ", &random.digits(9), "passport");
    labelled("Reisepass ", &format!("C{}", random.digits(8)), "passport");
    labelled("\"passportNo\": \"", &format!("AB{}", random.digits(7)), "passport");
    labelled("driver's license: ", &format!("D{}", random.digits(7)), "driving-licence");
    labelled("Führerschein ", &format!("B{}", random.digits(9)), "driving-licence");
    labelled("license plate ", "ABC-1234", "licence-plate");
    labelled("Kennzeichen: ", "B-AB 1234", "licence-plate");
    labelled("immatriculation ", "AB-123-CD", "licence-plate");
    harmless("software license A1234567");
    harmless("ABC-1234");
}

#[test]
fn the_name_of_the_member_is_a_label() {
    let pii = pii(&json!({}));
    for (pointer, text, kind) in [
        ("/customer/phone", "61234567", "pii/phone"),
        ("/passport_number", "C12345678", "pii/passport"),
        ("/rows/0/dob", "1985-03-12", "pii/date-of-birth"),
    ] {
        let findings = pii.scan(text, &ScanContext::new(Phase::ToolResult).at(pointer)).unwrap();
        assert_eq!(findings.iter().map(|finding| finding.kind.as_str()).collect::<Vec<_>>(), [kind], "{pointer}");
        assert_eq!(findings[0].range, 0..text.len());
        assert!(pii.scan(text, &ScanContext::new(Phase::ToolResult).at("/value")).unwrap().is_empty());
    }
}

#[test]
fn a_label_does_not_reach_across_another_value() {
    harmless("phone none\n\n61234567");
    harmless("ssn\n61234567");
    assert_eq!(clean("phone:\n61234567"), "phone:\n[phone]");
}
