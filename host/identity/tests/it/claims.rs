use portcullis_identity::{ClaimMap, Identity, Preset};
use serde_json::{Value, json};

use crate::support::{NOW, Signer};

fn identity(map: ClaimMap, claims: Value) -> Identity {
    let signer = Signer::new();
    signer.verifier(map).verify(&signer.token(claims), NOW).unwrap()
}

/// Who it is, and what else is known of them, in the order of the table: company, business unit, team, roles.
fn known(identity: &Identity) -> (&str, [&str; 3], Vec<&str>) {
    let claim = |name| identity.claims.get(name).and_then(Value::as_str).unwrap_or_default();
    let roles = identity.roles.iter().map(String::as_str).collect();
    (&identity.id, [claim("company"), claim("business_unit"), claim("team")], roles)
}

#[test]
fn each_providers_names_are_known() {
    let all = [
        (
            Preset::Standard,
            json!({ "sub": "ada", "company": "FT", "business_unit": "A", "team": "R", "roles": "analyst lead" }),
            ("ada", ["FT", "A", "R"], vec!["analyst", "lead"]),
        ),
        (
            Preset::Keycloak,
            json!({ "sub": "0", "preferred_username": "ada", "email": "ada@ft.example", "organization": ["FT", "Other"],
                "business_unit": "A", "team": "R", "realm_access": { "roles": ["analyst"] } }),
            ("ada", ["FT", "A", "R"], vec!["analyst"]),
        ),
        (Preset::Keycloak, json!({ "sub": "0", "email": "ada@ft.example" }), ("ada@ft.example", ["", "", ""], vec![])),
        (
            Preset::Okta,
            json!({ "sub": "0", "email": "ada@ft.example", "companyName": "FT", "department": "A", "groups": ["R", "Staff"] }),
            ("ada@ft.example", ["FT", "A", "R"], vec!["R", "Staff"]),
        ),
        (
            Preset::Okta,
            json!({ "sub": "0", "email": "ada@ft.example", "org": "FT", "division": "D", "groups": ["Staff"] }),
            ("ada@ft.example", ["FT", "", "D"], vec!["Staff"]),
        ),
        (
            Preset::Entra,
            json!({ "sub": "0", "upn": "ada@ft.example", "tid": "t-1", "department": "A", "jobTitle": "R", "roles": ["analyst"] }),
            ("ada@ft.example", ["t-1", "A", "R"], vec!["analyst"]),
        ),
        (
            Preset::Google,
            json!({ "sub": "0", "email": "ada@ft.example", "hd": "ft.example", "ou": "A", "groups": "R" }),
            ("ada@ft.example", ["ft.example", "A", "R"], vec![]),
        ),
        (
            Preset::Auth0,
            json!({ "sub": "auth0|0", "org_id": "o-1", "permissions": ["read"] }),
            ("auth0|0", ["o-1", "", ""], vec!["read"]),
        ),
    ];
    for (preset, claims, expected) in all {
        let identity = identity(ClaimMap::of(preset), claims);
        assert_eq!(known(&identity), expected, "{preset:?}");
    }
}

#[test]
fn claims_below_a_namespace_come_before_the_presets() {
    let map = ClaimMap { namespace: Some("https://ft.example/".to_owned()), ..ClaimMap::of(Preset::Auth0) };
    let claims = json!({
        "sub": "auth0|0", "https://ft.example/user": "ada", "https://ft.example/company": "FT",
        "https://ft.example/team": "R", "https://ft.example/roles": ["analyst"], "permissions": ["read"],
    });
    assert_eq!(known(&identity(map, claims)), ("ada", ["FT", "", "R"], vec!["analyst"]));
}

#[test]
fn roles_are_filtered_and_named_as_the_operator_says() {
    let names = [("FinTech-Managers", "manager"), ("staff", "staff")];
    let names = names.map(|(theirs, ours)| (theirs.to_owned(), ours.to_owned()));
    let map = ClaimMap { role_names: Some(names.into()), ..ClaimMap::of(Preset::Okta) };
    let claims = json!({ "sub": "0", "email": "ada", "groups": ["FINTECH-managers", "everyone", "Staff"] });
    assert_eq!(identity(map, claims).roles, ["manager", "staff"]);
}

#[test]
fn places_that_the_operator_names_are_the_only_ones() {
    let map = ClaimMap { team: Some(vec!["/ext/team~1name".to_owned()]), ..ClaimMap::default() };
    let found = identity(map.clone(), json!({ "sub": "ada", "ext": { "team/name": "R" } }));
    assert_eq!(known(&found).1[2], "R");
    let found = identity(map, json!({ "sub": "ada", "team": "R" }));
    assert_eq!(known(&found).1[2], "");
}
