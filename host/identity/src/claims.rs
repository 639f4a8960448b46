//! From a provider's claims to ours.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A provider of tokens, whose names for things are known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Preset {
    /// The registered names: `sub`, `email`, `roles`, `scope`.
    #[default]
    Standard,
    /// Keycloak.
    Keycloak,
    /// Okta.
    Okta,
    /// Microsoft Entra ID, which was Azure AD.
    Entra,
    /// Google.
    Google,
    /// Auth0.
    Auth0,
}

/// Where in a token stands what. Each is a list of places, of which the first that is there counts: names, or JSON
/// pointers (RFC 6901), which begin with a slash. What is left out is the preset's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct ClaimMap {
    /// Whose names they are.
    pub preset: Preset,
    /// Identity of the user.
    pub user: Option<Vec<String>>,
    /// The user's roles: a list of texts, or one text with spaces.
    pub roles: Option<Vec<String>>,
    /// What roles are called here: `{ "FinTech-Managers" = "manager" }`, whatever the letter case of the former. Roles that
    /// are not named are left out. By default all are taken as they are.
    pub role_names: Option<BTreeMap<String, String>>,
    /// What the names of a provider's additional claims begin with, where they must: `https://id.example/` finds the team in
    /// `https://id.example/team`. What is not there is looked for by the preset's names.
    pub namespace: Option<String>,
    /// Scopes: a list of texts, or one text with spaces.
    pub scopes: Option<Vec<String>>,
    /// The company.
    pub company: Option<Vec<String>>,
    /// The business unit.
    pub business_unit: Option<Vec<String>>,
    /// The team.
    pub team: Option<Vec<String>>,
    /// The address for mail.
    pub email: Option<Vec<String>>,
}

impl ClaimMap {
    /// The names of a provider.
    #[must_use]
    pub fn of(preset: Preset) -> Self {
        Self { preset, ..Self::default() }
    }

    pub(crate) fn user(&self, claims: &Map<String, Value>) -> Option<String> {
        let preset: &[&str] = match self.preset {
            Preset::Standard => &["sub"],
            Preset::Keycloak => &["preferred_username", "email"],
            Preset::Okta | Preset::Google => &["email"],
            Preset::Entra => &["upn", "preferred_username"],
            Preset::Auth0 => &["email", "sub"],
        };
        text(claims, &self.places("user", self.user.as_ref(), preset))
    }

    pub(crate) fn roles(&self, claims: &Map<String, Value>) -> Vec<String> {
        let preset: &[&str] = match self.preset {
            Preset::Standard | Preset::Entra => &["roles"],
            Preset::Keycloak => &["/realm_access/roles"],
            Preset::Okta => &["groups"],
            Preset::Google => &[],
            Preset::Auth0 => &["permissions"],
        };
        let roles = texts(claims, &self.places("roles", self.roles.as_ref(), preset));
        let Some(names) = &self.role_names else { return roles };
        let called = |role: String| {
            let known = names.iter().find(|(theirs, _)| theirs.to_lowercase() == role.to_lowercase());
            known.map(|(_, ours)| ours.clone())
        };
        roles.into_iter().filter_map(called).collect()
    }

    pub(crate) fn scopes(&self, claims: &Map<String, Value>) -> Vec<String> {
        texts(claims, &self.places("scopes", self.scopes.as_ref(), &["scope", "scp"]))
    }

    /// `user`, `company`, `business_unit`, `team` and `email`, as far as they are there.
    pub(crate) fn others(&self, claims: &Map<String, Value>) -> Map<String, Value> {
        let (company, unit, team): (&[&str], &[&str], &[&str]) = match self.preset {
            Preset::Standard => (&["company"], &["business_unit"], &["team"]),
            Preset::Keycloak => (&["organization"], &["business_unit"], &["team"]),
            Preset::Okta => (&["org", "companyName"], &["department"], &["division", "groups"]),
            Preset::Entra => (&["tid", "companyName"], &["department"], &["jobTitle"]),
            Preset::Google => (&["hd"], &["ou", "department"], &["groups"]),
            Preset::Auth0 => (&["org_name", "org_id"], &["business_unit"], &["team"]),
        };
        let found = |name, own, preset| text(claims, &self.places(name, own, preset));
        let found = [
            ("user", self.user(claims)),
            ("company", found("company", self.company.as_ref(), company)),
            ("business_unit", found("business_unit", self.business_unit.as_ref(), unit)),
            ("team", found("team", self.team.as_ref(), team)),
            ("email", found("email", self.email.as_ref(), &["email"])),
        ];
        found.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.into()))).collect()
    }

    /// Where something is looked for, in this order.
    fn places(&self, name: &str, own: Option<&Vec<String>>, preset: &[&str]) -> Vec<String> {
        if let Some(own) = own {
            return own.clone();
        }
        let spaced = self.namespace.iter().map(|namespace| format!("{namespace}{name}"));
        spaced.chain(preset.iter().map(|place| (*place).to_owned())).collect()
    }
}

/// The first place that holds a text, or a list that begins with one.
fn text(claims: &Map<String, Value>, places: &[String]) -> Option<String> {
    let read = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(list) => list.first()?.as_str().map(ToOwned::to_owned),
        _ => None,
    };
    find(claims, places, read).filter(|text| !text.is_empty())
}

fn texts(claims: &Map<String, Value>, places: &[String]) -> Vec<String> {
    let read = |value: &Value| match value {
        Value::String(text) => Some(text.split_whitespace().map(ToOwned::to_owned).collect()),
        Value::Array(list) => Some(list.iter().filter_map(Value::as_str).map(ToOwned::to_owned).collect()),
        _ => None,
    };
    find(claims, places, read).unwrap_or_default()
}

fn find<T>(claims: &Map<String, Value>, places: &[String], read: impl Fn(&Value) -> Option<T>) -> Option<T> {
    let at = |place: &str| match place.strip_prefix('/') {
        None => claims.get(place),
        Some(rest) => {
            let (name, within) = rest.split_once('/').unwrap_or((rest, ""));
            let value = claims.get(&name.replace("~1", "/").replace("~0", "~"))?;
            if within.is_empty() { Some(value) } else { value.pointer(&format!("/{within}")) }
        }
    };
    places.iter().find_map(|place| read(at(place)?))
}
