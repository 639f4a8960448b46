//! Loading each attack, asking it, and comparing what came of it.

use std::{
    fs, io,
    time::{Duration, Instant},
};

use portcullis::{
    audit::Log,
    decision::{Decision, Effect},
    document::Document,
    event::{Event, Phase, Subject, SubjectKind},
    gate::Gate,
    pack::{Pack, PackError},
    plugin::{Limit, LimitSet, Limits, Runtime},
};

use crate::{
    attack::{Attack, Payload},
    list::ATTACKS,
    made,
    outcome::Outcome,
    watch::{Gone, watch},
};

/// How long an attack may take beyond what limits of time allow it: compiling, and the host's own work.
const PATIENCE: Duration = Duration::from_secs(30);

/// What came of one attack.
#[derive(Debug, Clone)]
pub struct Report {
    /// The attack's name.
    pub attack: &'static str,
    /// What must come of it with the default limits.
    pub expected: Outcome,
    /// What came of it.
    pub observed: Outcome,
    /// Whether the host held: the event did not happen, a harmless plugin still answers, and the outcome is the expected
    /// one; or, on a slow machine, a deadline; or, where the operator has set limits, any that stopped it.
    pub held: bool,
    /// The engine's own words, and what else was wrong.
    pub detail: String,
    /// How long it took, with compiling.
    pub time: Duration,
}

/// Why the suite can't run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SuiteError {
    /// A folder for the packs can't be made.
    #[error("a pack can't be written to a temporary folder")]
    Folder(#[from] io::Error),
    /// The suite's own text is wrong.
    #[error("the plugin's text is no WebAssembly")]
    Text(#[from] wat::Error),
    /// Not even a harmless plugin can be loaded.
    #[error("a harmless plugin can't be loaded in this runtime")]
    Harmless(#[source] PackError),
    /// A harmless plugin is loaded, but can't answer.
    #[error("a harmless plugin can't answer in this runtime: {0}")]
    HarmlessFails(String),
}

/// Runs every attack against a runtime.
///
/// # Errors
/// Where not even a harmless plugin works, so that nothing could be learned.
pub fn run(runtime: &Runtime) -> Result<Vec<Report>, SuiteError> {
    let suite = Suite::new(runtime)?;
    ATTACKS.iter().map(|attack| suite.check(attack)).collect()
}

/// A runtime that is attacked, with a harmless plugin in it.
pub struct Suite {
    runtime: Runtime,
    harmless: Gate,
}

impl Suite {
    /// Loads the harmless plugin.
    ///
    /// # Errors
    /// Where it can't be loaded, or can't answer.
    pub fn new(runtime: &Runtime) -> Result<Self, SuiteError> {
        let pack = load(runtime, &made::harmless()?, "", "")?.map_err(SuiteError::Harmless)?;
        let suite = Self { runtime: runtime.clone(), harmless: Gate::new(pack, Log::in_memory()) };
        suite.survived().map_err(SuiteError::HarmlessFails)?;
        Ok(suite)
    }

    /// Runs one attack.
    ///
    /// # Errors
    /// Where the suite itself is broken.
    pub fn check(&self, attack: &Attack) -> Result<Report, SuiteError> {
        let bytes = attack.bytes()?;
        let event = event(attack.payload);
        let (runtime, limits, grants) = (self.runtime.clone(), attack.limits, attack.grants);
        let started = Instant::now();
        let attacked = watch(self.patience(), move || Ok(attacked(load(&runtime, &bytes, limits, grants)?, &event)));
        let time = started.elapsed();
        let (observed, mut detail) = match attacked {
            Ok(attacked) => attacked.map_err(SuiteError::Folder)?,
            Err(Gone::Panicked) => (Outcome::Panicked, String::new()),
            Err(Gone::Hung) => (Outcome::Hung, String::new()),
        };
        let defaults = *self.runtime.limits() == LimitSet::new();
        // A machine that is slow or busy may be out of time before the plugin is out of anything else; and under other
        // limits than the default ones a plugin may be stopped earlier, or later, where the next bound is.
        let mut held = observed == attack.expected || observed.is_deadline() || (!defaults && observed.is_closed());
        if let Some(control) = detail.chars().find(|letter| letter.is_control() && *letter != '\n') {
            held = false;
            detail = format!("a control character, {control:?}, is left in: {}", shortened(&detail).escape_debug());
        }
        if let Err(why) = self.survived() {
            held = false;
            detail = format!("{}; afterwards a harmless plugin fails: {why}", shortened(&detail));
        }
        let detail = shortened(&detail);
        Ok(Report { attack: attack.name, expected: attack.expected, observed, held, detail, time })
    }

    /// A harmless plugin still allows an event.
    fn survived(&self) -> Result<(), String> {
        let (gate, event) = (self.harmless.clone(), event(Payload::Short));
        match watch(self.patience(), move || gate.decide_blocking(&event)) {
            Ok(decision) if decision.is_allowed() => Ok(()),
            Ok(decision) => Err(words(&decision)),
            Err(Gone::Panicked) => Err("the host panics".into()),
            Err(Gone::Hung) => Err("the host hangs".into()),
        }
    }

    fn patience(&self) -> Duration {
        let limits = Limits::effective(self.runtime.limits(), &LimitSet::new(), &LimitSet::new());
        let ms = |limit: Limit| Duration::from_millis(limits.get(limit).value);
        // The gate asks at most eight times about its own edits; each time the plugin may be configured anew.
        let one = ms(Limit::ConfigureDeadline).saturating_add(ms(Limit::Deadline));
        PATIENCE.saturating_add(one.saturating_mul(8)).min(Duration::from_secs(3600))
    }
}

/// As much of it as anybody reads: an attack's own words may be half a MiB.
fn shortened(text: &str) -> String {
    const LENGTH: usize = 500;
    match text.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// Loads a pack of one plugin.
fn load(runtime: &Runtime, bytes: &[u8], limits: &str, grants: &str) -> io::Result<Result<Pack, PackError>> {
    let folder = tempfile::tempdir()?;
    let manifest = format!(
        "name = \"attack\"\nversion = \"0\"\n[[plugin]]\nid = \"attack\"\ncomponent = \"plugin.wasm\"\nlimits = {{ {limits} }}\ngrants = {{ {grants} }}\n"
    );
    fs::write(folder.path().join("pack.toml"), manifest)?;
    fs::write(folder.path().join("plugin.wasm"), bytes)?;
    Ok(Pack::load_blocking(runtime, folder.path()))
}

/// What comes of a pack that may have loaded, with the engine's words.
fn attacked(pack: Result<Pack, PackError>, event: &Event) -> (Outcome, String) {
    match pack {
        Ok(pack) => {
            let decision = Gate::new(pack, Log::in_memory()).decide_blocking(event);
            (Outcome::of_decision(&decision), words(&decision))
        }
        Err(error) => {
            // Without the place: the folder is gone.
            let problem = error.problems().first().map(|problem| &problem.fault as &dyn std::error::Error);
            let causes = std::iter::successors(problem, |error| error.source());
            let words: Vec<String> = causes.map(ToString::to_string).collect();
            (Outcome::of_load(&error), words.join(": "))
        }
    }
}

/// Every text of a decision that a plugin could have had a hand in.
fn words(decision: &Decision) -> String {
    let reason = match &decision.effect {
        Effect::Deny(denied) => {
            let denial = &denied.denial;
            format!("{}: {}{}", denial.code, denial.detail, denial.message.as_deref().unwrap_or_default())
        }
        other => other.name().to_owned(),
    };
    let texts = decision.answers.iter().flat_map(|answer| {
        answer.notes.iter().map(String::as_str).chain(answer.log.iter().map(|line| line.message.as_str()))
    });
    std::iter::once(reason.as_str()).chain(texts.take(3)).collect::<Vec<_>>().join("\n")
}

fn event(payload: Payload) -> Event {
    // The suite's own payloads are JSON.
    let payload = Document::parse(payload.text()).unwrap_or_else(|_| Document::empty_object());
    Event::new(Phase::ToolCall, Subject::new("alice", SubjectKind::User), "tool:support/approve_refund", payload)
}
