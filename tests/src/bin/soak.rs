//! Makes very many decisions, and fails where memory grows or an answer is wrong.
//!
//! ```sh
//! cargo run --release --bin soak -- 10000000
//! ```
//!
//! Two threads share a gate over three plugins; one event in a hundred has one of them trap, one has one of them run out
//! of fuel, one is edited. Every 100,000 decisions pack and log are exchanged for new ones. What the first tenth of the
//! decisions has left is the mark.

use std::{
    fs,
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
    time::Instant,
};

use portcullis::{
    audit::{Log, verify_file},
    decision::{Answer, Effect},
    gate::Gate,
    pack::Pack,
    plugin::{Failure, Limit, Runtime, RuntimeOptions},
};
use portcullis_tests::{PackFolder, compiled, tool_call};

const THREADS: u64 = 2;
const CHUNK: u64 = 100_000;
/// More than this beyond the mark is a leak: one byte in a decision would be 9 MB after ten million.
const MAY_GROW: u64 = 8 << 20;

const MANIFEST: &str = r#"
name = "soak"
version = "0"
[[plugin]]
id = "edits"
component = "scripted.wasm"
config = { rules = [{ when = ["/do", "edit"], then = { edit = [["/do", "edited"]] } }] }
[[plugin]]
id = "traps"
component = "scripted.wasm"
config = { rules = [{ when = ["/do", "trap"], then = "panic" }] }
[[plugin]]
id = "spins"
component = "scripted.wasm"
config = { rules = [{ when = ["/do", "spin"], then = "spin" }] }
limits = { fuel = 200000, fuel-per-byte = 0 }
"#;

fn main() {
    let decisions = std::env::args().nth(1).map_or(1_000_000, |number| number.parse().expect("a number of decisions"));
    let folder = PackFolder::new(MANIFEST, &["scripted"]);
    let runtime = Runtime::new(&RuntimeOptions { cache: Some(compiled()), ..RuntimeOptions::default() });
    let runtime = runtime.expect("an engine");
    // In memory where the system has such a folder: it is not the disk that is tried here.
    let logs = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a folder for logs");
    let (began, mut mark, mut done) = (Instant::now(), 0, 0);
    while done < decisions {
        let count = CHUNK.min(decisions - done);
        chunk(&runtime, folder.path(), &logs.path().join("audit.jsonl"), count);
        done += count;
        let now = resident();
        if done <= decisions / 10 || mark == 0 {
            mark = now;
        }
        let rate = done as f64 / began.elapsed().as_secs_f64();
        println!("{done:>10} decisions, {:>6} KiB resident, {rate:.0} a second", now >> 10);
        assert!(now <= mark + MAY_GROW, "memory grew by {} bytes since the first tenth", now - mark);
    }
}

/// So many decisions through a gate of their own.
fn chunk(runtime: &Runtime, pack: &Path, path: &Path, count: u64) {
    let pack = Pack::load_blocking(runtime, pack).unwrap_or_else(|error| panic!("{error}"));
    let (log, _) = Log::open(path).expect("a log");
    let gate = Gate::new(pack, log);
    let next = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while next.fetch_add(1, Ordering::Relaxed) < count {
                    decide(&gate, next.load(Ordering::Relaxed) % 100);
                }
            });
        }
    });
    drop(gate);
    assert_eq!(verify_file(path).expect("a log that verifies").records, count);
    fs::remove_file(path).expect("a log that can be removed");
}

fn decide(gate: &Gate, kind: u64) {
    let action = ["edit", "trap", "spin"].get(kind as usize).copied().unwrap_or("nothing");
    let decision = gate.decide_blocking(&tool_call(&format!(r#"{{"do":"{action}","amount":25,"order":17}}"#)));
    let failure = decision.answers.iter().find_map(|answer| match &answer.answer {
        Answer::Failed(failure) => Some(failure),
        _ => None,
    });
    let right = match (action, &decision.effect, failure) {
        ("nothing", Effect::Allow(_), None) | ("edit", Effect::Modify(_), None) => true,
        ("trap", Effect::Deny(_), Some(Failure::Trap(_))) => true,
        ("spin", Effect::Deny(_), Some(Failure::Limit(exceeded))) => exceeded.limit == Limit::Fuel,
        _ => false,
    };
    assert!(right, "`{action}` became {:?}, {failure:?}", decision.effect);
}

/// Memory of this process that is in RAM, in bytes, without the logs in shared memory.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).expect("RssAnon");
    line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") << 10
}
