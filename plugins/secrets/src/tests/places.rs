//! Texts that are the value of a member.

use super::*;

fn at(pointer: &str, text: &str) -> usize {
    secrets().scan(text, &ScanContext::new(Phase::ToolResult).at(pointer)).unwrap().len()
}

#[test]
fn the_name_of_the_member_tells_that_its_text_is_secret() {
    let password = Random::new(41).base62(12) + "4x";
    for pointer in
        ["/password", "/db/DB_PASSWORD", "/users/0/passwords~1/password", "/password/3", "/login/userPassword"]
    {
        assert_eq!(at(pointer, &password), 1, "{pointer}");
    }
    for pointer in ["", "/id", "/user", "/password_hash", "/passwordPolicy", "/compass"] {
        assert_eq!(at(pointer, &password), 0, "{pointer}");
    }
}

#[test]
fn the_name_itself_is_no_secret() {
    for name in ["password", "api_key", "clientSecret", "AWS_SECRET_ACCESS_KEY"] {
        assert_eq!(at(&format!("/{name}"), name), 0, "{name}");
    }
}

#[test]
fn a_description_of_a_secret_is_none() {
    for text in ["The user's password, at least 8 characters", "string", "hunter", "********", "$PASSWORD"] {
        assert_eq!(at("/properties/password", text), 0, "{text}");
    }
}
