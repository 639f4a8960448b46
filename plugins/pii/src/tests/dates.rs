use super::*;

#[test]
fn a_date_behind_a_label_is_of_birth() {
    for date in [
        "1985-03-12",
        "12.03.1985",
        "3/12/1985",
        "12/3/85",
        "12 March 1985",
        "12th of March 1985",
        "March 12, 1985",
        "12-Mar-1985",
        "19850312",
        "12 mars 1985",
        "12. März 1985",
        "12 de marzo de 1985",
        "1985年3月12日",
    ] {
        for label in [
            "DOB: ",
            "D.O.B. ",
            "d.o.b: ",
            "born on ",
            "\"date_of_birth\": \"",
            "birthDate=",
            "Geburtsdatum: ",
            "né le ",
            "nacido el ",
            "生年月日：",
        ] {
            assert_eq!(clean(&format!("{label}{date}\n")), format!("{label}[date-of-birth]\n"));
        }
    }
}

#[test]
fn another_date_is_nobodys() {
    for text in [
        "1985-03-12",
        "on 12 March 1985",
        "created: 2024-01-31T10:00:00Z",
        "due 31.01.2024",
        "DOB: none\n\nshipped 2024-01-31",
        "born 99/99/9999",
    ] {
        harmless(text);
    }
}
