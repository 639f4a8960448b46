//! The same event a thousand times: the same answer, the same fuel, the same memory. Nothing of one event is there at the
//! next.

use std::thread;

use portcullis::{audit::Digest, decision::PluginAnswer, event::Event, gate::Gate};

use super::{
    Kind, plugin,
    sanitiser::NOTE,
    vector::{Vector, read},
};

const RUNS: usize = 1000;
const THREADS: usize = 4;

/// Asks a plugin the first vector of some files again and again, over threads.
///
/// # Panics
/// Where an answer is another one.
pub fn over_threads(language: &str, kind: Kind) {
    let gate = gate(language, kind);
    for event in events(kind) {
        let first = told(&gate, &event);
        thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    for run in 0..RUNS / THREADS {
                        assert_eq!(told(&gate, &event), first, "run {run}");
                    }
                });
            }
        });
    }
}

/// The digest of what a plugin answers to them, and of what that took: for another process to compare.
#[must_use]
pub fn fingerprint(language: &str, kind: Kind) -> String {
    let gate = gate(language, kind);
    let told: Vec<_> = events(kind).iter().map(|event| told(&gate, event)).collect();
    Digest::of(told.join("\n").as_bytes()).to_string()
}

fn gate(language: &str, kind: Kind) -> Gate {
    plugin::gate(language, kind, if kind == Kind::Sanitiser { NOTE } else { "" })
}

fn events(kind: Kind) -> Vec<Event> {
    let files: &[&str] = if kind == Kind::Policy { &["documents", "edits"] } else { &["findings"] };
    files.iter().map(|file| read::<Vector>(kind, file)[0].event()).collect()
}

/// All that the plugin answered, and what it took.
fn told(gate: &Gate, event: &Event) -> String {
    let told = |PluginAnswer { answer, notes, log, fuel, memory, .. }: &PluginAnswer| {
        format!("{answer:?} {notes:?} {log:?} {fuel} {memory}")
    };
    gate.decide_blocking(event).answers.iter().map(told).collect::<Vec<_>>().join("\n")
}
