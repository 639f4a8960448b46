//! What the commands answer.

use portcullis_guest::{Value, prelude::*};

/// The elements of a list of the payload, as pointers. The list is not parsed as a whole: there a `null` would be taken for
/// a member that is missing.
fn elements(payload: &Document, list: &str) -> impl Iterator<Item = String> {
    (0..).map(move |index| format!("{list}/{index}")).take_while(|pointer| payload.has(pointer))
}

pub(crate) fn denial(payload: &Document) -> Result<Verdict, Error> {
    let mut denial = Denial::new(payload.require::<String>("/code")?, payload.require::<String>("/detail")?);
    denial.message = payload.get("/message")?;
    for at in elements(payload, "/violations") {
        let text = |name: &str| payload.require::<String>(&format!("{at}/{name}"));
        let mut violation = Violation::new(text("code")?, text("pointer")?)
            .found_json(payload.raw(&format!("{at}/found")))
            .allowed_json(payload.raw(&format!("{at}/allowed")));
        violation.rule = payload.get(&format!("{at}/rule"))?;
        denial.violations.push(violation);
    }
    Ok(denial.into())
}

pub(crate) fn escalation(payload: &Document) -> Result<Verdict, Error> {
    let mut escalation = Escalation::new(payload.require::<String>("/code")?, payload.require::<String>("/detail")?);
    escalation.message = payload.get("/message")?;
    escalation.approvers = payload.get("/approvers")?.unwrap_or_default();
    Ok(escalation.into())
}

pub(crate) fn edits(payload: &Document) -> Result<Edits, Error> {
    let mut edits = Edits::new();
    for at in elements(payload, "/edits") {
        let pointer = payload.require::<String>(&format!("{at}/pointer"))?;
        edits = match payload.get::<Value>(&format!("{at}/value"))? {
            Some(value) => edits.set(pointer, value)?,
            None => edits.remove(pointer),
        };
    }
    Ok(edits)
}

pub(crate) fn many(of: &str, count: u32) -> Result<Verdict, Error> {
    Ok(match of {
        "edits" => {
            let edits = (0..count).try_fold(Edits::new(), |edits, i| edits.set(format!("/n{i}"), i))?;
            Verdict::modify(edits.set("/do", "allow")?)
        }
        "violations" => {
            let violation = |i: u32| Violation::new(format!("v{i}"), format!("/{i}")).found(i).rule(format!("r{i}"));
            (0..count).map(violation).fold(Verdict::deny("many", count.to_string()), Verdict::violation)
        }
        "notes" => (0..count).fold(Verdict::allow(), |verdict, i| verdict.note(i.to_string())),
        "approvers" => {
            let asked = Verdict::escalate("many", count.to_string());
            (0..count).fold(asked, |verdict, i| verdict.approver(format!("user:{i}")))
        }
        other => return Err(Error::new(format!("`{other}` is nothing that there can be many of"))),
    })
}

pub(crate) fn told(event: &Event) -> Verdict {
    let subject = &event.subject;
    let kind = match subject.kind {
        SubjectKind::User => "user",
        SubjectKind::Service => "service",
        SubjectKind::Agent => "agent",
    };
    let notes = [
        format!("id={}", event.id),
        format!("session={}", event.session),
        format!("phase={}", event.phase),
        format!("subject.id={}", subject.id),
        format!("subject.kind={kind}"),
        format!("subject.roles={}", subject.roles.join(",")),
        format!("subject.scopes={}", subject.scopes.join(",")),
        format!("subject.via={}", subject.via.join(",")),
        format!("subject.claims={}", subject.claims().json()),
        format!("target={}", event.target),
        format!("action={}", event.action),
        format!("context={}", event.context().json()),
        format!("time={}", event.time_ms),
    ];
    notes.into_iter().fold(Verdict::allow(), Verdict::note)
}

#[derive(Deserialize)]
struct Look {
    part: String,
    op: String,
    #[serde(default)]
    pointer: String,
}

pub(crate) fn looked(event: &Event, payload: &Document) -> Result<Verdict, Error> {
    let mut verdict = Verdict::allow();
    for Look { part, op, pointer } in payload.require::<Vec<Look>>("/look")? {
        let document = match part.as_str() {
            "payload" => payload,
            "context" => event.context(),
            "claims" => event.subject.claims(),
            other => return Err(Error::new(format!("`{other}` is no part"))),
        };
        verdict = verdict.note(match op.as_str() {
            "get" => document.raw(&pointer).unwrap_or_else(|| "none".to_owned()),
            "json" => document.json(),
            "size" => document.size().to_string(),
            "characters" => document.json().chars().count().to_string(),
            other => return Err(Error::new(format!("`{other}` is nothing to look with"))),
        });
    }
    Ok(verdict)
}
