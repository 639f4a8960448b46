//! What is measured side by side: each group becomes a table.

use std::{
    fs::File,
    future::Future,
    hint::black_box,
    io::Write,
    pin::pin,
    task::{Context, Poll, Waker},
    time::Duration,
};

use anyhow::{Result, bail};
use portcullis::{
    audit::{DecisionRecord, Log},
    document::Document,
    event::Event,
    gate::Gate,
    plugin::{Image, Runtime},
};
use portcullis_bench::{
    bare::Bare,
    desk,
    measure::{Case, Times, side_by_side},
    refund,
};

use crate::{load, page::Table, stock, threads};

/// A group's name, and what runs it.
type Group = (&'static str, fn(&Workbench) -> Result<Table>);

/// All groups, in the order of the page.
pub(crate) const ALL: &[Group] = &[
    ("decision", Workbench::decision),
    ("plugins", Workbench::plugins),
    ("audit", Workbench::audit),
    ("payload", Workbench::payload),
    ("threads", threads::table),
    ("load", load::table),
    ("languages", Workbench::languages),
    ("stock", stock::table),
    #[cfg(feature = "peers")]
    ("peers", crate::peers::table),
    #[cfg(feature = "peers")]
    ("gateway", crate::gateway::table),
];

/// The languages of the conformance kit, each with the name of its folder.
const LANGUAGES: &[(&str, &str)] = &[
    ("Rust", "rust"),
    ("C", "c"),
    ("C++", "cpp"),
    ("Zig", "zig"),
    ("Go", "go"),
    ("JavaScript", "javascript"),
    ("TypeScript", "typescript"),
    ("JavaScript (StarlingMonkey)", "starlingmonkey"),
    ("Python", "python"),
];

/// What the groups share.
pub(crate) struct Workbench {
    pub(crate) runtime: Runtime,
    pub(crate) bare: Bare,
    pub(crate) each: Duration,
}

impl Workbench {
    pub(crate) fn new(each: Duration) -> Result<Self> {
        Ok(Self { runtime: desk::runtime()?, bare: Bare::new().map_err(error)?, each })
    }

    /// A gate with the one rule, in so many plugins.
    pub(crate) fn gate(&self, log: Log, plugins: usize) -> Result<Gate> {
        desk::gate(&self.runtime, log, "refund_limits", desk::ONE_RULE, plugins)
    }

    pub(crate) fn times(&self, cases: Vec<Case<'_>>) -> Vec<Times> {
        side_by_side(cases, self.each)
    }

    fn decision(&self) -> Result<Table> {
        let mut reused = self.bare.reused().map_err(error)?;
        let gate = self.gate(Log::in_memory(), 1)?;
        let event = desk::event(refund::ARGUMENTS)?;
        let record = gate.record(&event, &gate.decide_blocking(&event));
        let own = Log::in_memory();
        let cases = vec![
            native(),
            Case::new("bare wasmtime, one instance reused", move || check(reused.ask().ok())),
            Case::new("bare wasmtime, a fresh instance from the snapshot", || check(self.bare.fresh().ok())),
            Case::new("bare wasmtime as before, and the gate's record appended to a log in memory", || {
                check(self.bare.fresh().ok());
                append(&own, &record);
            }),
            Case::new("`Gate::decide`, one plugin, audit in memory", || decide(&gate, &event)),
            Case::new("the same, once in 100 µs: an instance waits, and is cleared away afterwards", || {
                decide(&gate, &event)
            })
            .every(Duration::from_micros(100)),
        ];
        Ok(Table::new("One decision")
            .note(
                "One policy, the 100-byte arguments of a refund, answer: allow. Bare wasmtime has the gate's settings and \
                 limits (pool, fuel, epoch, memory), calls synchronously, and does nothing around the call. The budget of the gate is 1.2 \
                 times the row before it, which writes the same record.",
            )
            .times(self.times(cases), 3))
    }

    fn plugins(&self) -> Result<Table> {
        let gates = [1, 3, 10].map(|plugins| self.gate(Log::in_memory(), plugins).map(|gate| (plugins, gate)));
        let gates = gates.into_iter().collect::<Result<Vec<_>>>()?;
        let event = desk::event(refund::ARGUMENTS)?;
        let case = |(plugins, gate): &(usize, Gate)| {
            let (gate, event) = (gate.clone(), event.clone());
            Case::new(format!("{plugins} plugin{}", if *plugins == 1 { "" } else { "s" }), move || {
                decide(&gate, &event)
            })
        };
        Ok(Table::new("Plugins in a pack")
            .note("All of them allow; each has a config, a snapshot and compiled code of its own. Audit in memory.")
            .times(self.times(gates.iter().map(case).collect()), 0))
    }

    fn audit(&self) -> Result<Table> {
        // Beside the other things that are built: `/tmp` may be memory, where a sync is nothing.
        let folder = tempfile::tempdir_in(desk::built(""))?;
        let (file, _) = Log::open(folder.path().join("gate.jsonl"))?;
        let (memory, synced) = (self.gate(Log::in_memory(), 1)?, self.gate(file, 1)?);
        let event = desk::event(refund::ARGUMENTS)?;
        let record = memory.record(&event, &memory.decide_blocking(&event));
        let log = Log::in_memory();
        let mut plain = File::create(folder.path().join("plain"))?;
        let line = vec![b'x'; 1500];
        let cases = vec![
            Case::new("`Gate::decide`, audit in memory", || decide(&memory, &event)),
            Case::new("of that, `Log::append` to memory", || append(&log, &record)),
            Case::new("`Gate::decide`, audit synced to disk", || decide(&synced, &event)),
            Case::new("the disk alone: 1500 bytes appended to a file, `fdatasync`", move || {
                check(plain.write_all(&line).and_then(|()| plain.sync_data()).ok().map(|()| true));
            }),
        ];
        Ok(Table::new("The audit log")
            .note("One plugin; every decision waits for its record.")
            .times(self.times(cases), 0))
    }

    fn payload(&self) -> Result<Table> {
        let gate = desk::gate(&self.runtime, Log::in_memory(), "refund_limits", desk::TWO_FIELDS, 1)?;
        let mut cases = Vec::new();
        for (name, bytes) in [("100 B", 100), ("64 KiB", 64 << 10), ("1 MiB", 1 << 20)] {
            let text = desk::payload(bytes)?;
            let (event, gate) = (desk::event(&text)?, gate.clone());
            cases.push(Case::new(format!("{name}: `Gate::decide`"), move || decide(&gate, &event)));
            cases.push(Case::new(format!("{name}: `Document::parse`, before that"), move || {
                check(Document::parse(black_box(text.as_str())).ok().map(|_| true));
            }));
        }
        Ok(Table::new("Size of the payload")
            .note("A policy that reads two fields, behind all the rest. The host parses a payload once, whoever is asked.")
            .times(self.times(cases), 0))
    }

    fn languages(&self) -> Result<Table> {
        let event = desk::event(r#"{"do": "allow", "notes": ["a", "b"]}"#)?;
        let mut cases = Vec::new();
        for (language, folder) in LANGUAGES {
            let gate = desk::kit(&self.runtime, folder)?;
            let [entry] = gate.pack().entries() else { bail!("the pack should have one plugin") };
            let image = match entry.plugin().image() {
                Image::Snapshot { .. } => "from its snapshot",
                Image::Configured { .. } => "configured at each call",
            };
            let event = event.clone();
            cases.push(Case::new(format!("{language}, {image}"), move || decide(&gate, &event)));
        }
        Ok(Table::new("Languages of guests")
            .note(
                "The policy of the conformance kit in each language, asked the same (one plugin, audit in memory). [The languages' own \
                 page](languages.md) has what else they cost.",
            )
            .times(self.times(cases), 0))
    }
}

/// Appends a record to a log in memory, where nothing waits.
fn append(log: &Log, record: &DecisionRecord) {
    let mut appending = pin!(log.append(record.clone()));
    let polled = appending.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    check(matches!(polled, Poll::Ready(Ok(_))).then_some(true));
}

/// The rule as a native function.
pub(crate) fn native() -> Case<'static> {
    Case::new("the rule as a native Rust function", || {
        check(Some(refund::native(refund::ACTION, &[refund::ROLE], &refund::SCOPES, black_box(refund::ARGUMENTS))));
    })
}

pub(crate) fn decide(gate: &Gate, event: &Event) {
    check(Some(gate.decide_blocking(black_box(event)).is_allowed()));
}

/// What was measured must have done its work: a call that fails is quick.
pub(crate) fn check(allowed: Option<bool>) {
    if allowed != Some(true) {
        eprintln!("error: a measured call failed, or denied what it should allow; its time means nothing");
        std::process::exit(1);
    }
}

/// An error of wasmtime's own kind.
fn error(error: wasmtime::Error) -> anyhow::Error {
    anyhow::anyhow!("{error:?}")
}
