use portcullis_audit::SubjectKind;

use crate::document::Document;

/// Who acts. Everything in it was verified by the host; nothing of it comes from a model.
#[derive(Debug, Clone)]
pub struct Subject {
    /// Stable identity.
    pub id: String,
    /// What kind of thing it is.
    pub kind: SubjectKind,
    /// Roles that it holds.
    pub roles: Vec<String>,
    /// Scopes that were granted to this session.
    pub scopes: Vec<String>,
    /// Verified claims: a JSON object; by default empty.
    pub claims: Document,
    /// The chain that it acts through, outermost first.
    pub via: Vec<String>,
}

impl Subject {
    /// A subject without any role, scope or claim.
    #[must_use]
    pub fn new(id: impl Into<String>, kind: SubjectKind) -> Self {
        Self {
            id: id.into(),
            kind,
            roles: Vec::new(),
            scopes: Vec::new(),
            claims: Document::empty_object(),
            via: Vec::new(),
        }
    }

    /// The same, with one more role.
    #[must_use]
    pub fn role(mut self, role: impl Into<String>) -> Self {
        self.roles.push(role.into());
        self
    }

    /// The same, with one more scope.
    #[must_use]
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scopes.push(scope.into());
        self
    }

    /// The same, acting through one more link, which is the innermost so far.
    #[must_use]
    pub fn via(mut self, link: impl Into<String>) -> Self {
        self.via.push(link.into());
        self
    }
}
