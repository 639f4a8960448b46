//! A runtime's threads end with it. Alone in this file, since it looks at all threads of the process.

use std::fs;

use portcullis::{
    audit::Log,
    gate::Gate,
    pack::Pack,
    plugin::{Runtime, RuntimeOptions},
};
use portcullis_tests::{PackFolder, compiled, tool_call};

/// Our own threads. Those of the compiler's pool live as long as the process; they bear the name, of which the system keeps 15
/// bytes, of the thread that compiled first.
fn threads() -> usize {
    let tasks = fs::read_dir("/proc/self/task").unwrap();
    let names = tasks.filter_map(|task| fs::read_to_string(task.unwrap().path().join("comm")).ok());
    names.filter(|name| name.starts_with("portcullis-") && !name.starts_with("portcullis-comp")).count()
}

#[test]
fn dropping_plugins_and_runtime_ends_all_threads() {
    let manifest = "name = \"test\"\nversion = \"0\"\n[[plugin]]\nid = \"p\"\ncomponent = \"scripted.wasm\"\n";
    let folder = PackFolder::new(manifest, &["scripted"]);
    for _ in 0..3 {
        let options = RuntimeOptions { instances: 4, cache: Some(compiled()), ..RuntimeOptions::default() };
        let runtime = Runtime::new(&options).unwrap();
        let gate = Gate::new(Pack::load_blocking(&runtime, folder.path()).unwrap(), Log::in_memory());
        drop(runtime);
        for _ in 0..50 {
            assert!(gate.decide_blocking(&tool_call("{}")).is_allowed());
        }
        assert_eq!(threads(), 2, "a ticker and a keeper; a log in memory has none");
        drop(gate);
        while threads() > 0 {
            std::thread::yield_now();
        }
    }
}
