use crate::Document;

/// Who acts. The host has verified everything in here; nothing of it comes from the model.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Subject {
    /// Stable identity, unique for the host's operator.
    pub id: String,
    /// What kind of thing it is.
    pub kind: SubjectKind,
    /// Roles that the subject holds, as the host's identity provider spells them.
    pub roles: Vec<String>,
    /// Scopes that were granted to this session.
    pub scopes: Vec<String>,
    /// The chain that the subject acts through, outermost first: user, then app, then agents.
    pub via: Vec<String>,
    pub(crate) claims: Document,
}

/// What kind of thing acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SubjectKind {
    /// A person.
    User,
    /// A program that acts for itself.
    Service,
    /// A language-model agent.
    Agent,
}

impl Subject {
    /// Whether the subject holds exactly this role.
    pub fn has_role(&self, role: &str) -> bool {
        self.roles.iter().any(|held| held == role)
    }

    /// Whether exactly this scope was granted.
    pub fn has_scope(&self, scope: &str) -> bool {
        self.scopes.iter().any(|held| held == scope)
    }

    /// The verified claims, a JSON object.
    ///
    /// ```
    /// # use portcullis_guest::{json, prelude::*};
    /// let event = Event::new(Phase::ToolCall, "pay").with_claims(json!({ "tenant": "acme" }));
    /// assert_eq!(event.subject.claims().get::<String>("/tenant")?.as_deref(), Some("acme"));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn claims(&self) -> &Document {
        &self.claims
    }
}

#[cfg(test)]
mod tests {
    use crate::{Event, Phase};

    #[test]
    fn roles_and_scopes_are_held_exactly_or_not() {
        let subject =
            Event::new(Phase::ToolCall, "x").with_role("a").with_role("b").with_scope("c").with_scope("d").subject;
        assert!(subject.has_role("b") && !subject.has_role("c") && !subject.has_role("B") && !subject.has_role(""));
        assert!(subject.has_scope("d") && !subject.has_scope("a") && !subject.has_scope("d "));
    }
}
