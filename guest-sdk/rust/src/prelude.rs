//! Everything that a plugin usually needs: `use portcullis_guest::prelude::*;`.

pub use crate::{
    Author, ConfigErrors, Decision, Denial, Document, Edits, Error, Escalation, Event, Finding, Phase, Policy,
    Sanitiser, ScanContext, Severity, SubjectKind, Verdict, Violation, export_plugin, export_policy, export_sanitiser,
    log,
};
/// The trait and the derive. The derive needs `serde` among the plugin's own dependencies.
pub use serde::Deserialize;
