//! Numbers that a few bytes tell to be nobody's, and those that look alike and are somebody's.

use super::*;

#[test]
fn what_makes_a_short_number_somebodys_is_seen_on_either_side() {
    for (text, expected) in [
        ("cvv: 123, thanks", "cvv: [card-code], thanks"),
        ("{\"cvv\":123,\"ok\":1}", "{\"cvv\":[card-code],\"ok\":1}"),
        ("{\"exp\":\"12/29\"}", "{\"exp\":\"[card-expiry]\"}"),
        ("born 3 March 1985, in May", "born [date-of-birth], in May"),
        ("born on March 3, 1985.", "born on [date-of-birth]."),
        ("licence plate: AB 12 CD", "licence plate: [licence-plate]"),
        ("from 8.8.4.4, port 53", "from [ip-address], port 53"),
        ("mac 00-1A-2B-3C-4D-50, up", "mac [mac-address], up"),
    ] {
        assert_eq!(clean(text), expected);
    }
}

#[test]
fn numbers_of_programs_are_left_alone() {
    for text in [
        "{\"status\":200,\"ms\":12.5,\"port\":8080,\"node\":\"web-12\",\"path\":\"/v1/items/81234\"}",
        "took 12 ms at 10:20:30, 3 of 99 failed (0.3)",
        "version 1.2, step 4 of 12, [1, 2, 3, 40000]",
        "a::1::b::22",
    ] {
        assert_eq!(clean(text), text);
    }
}
