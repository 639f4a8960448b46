//! State in a real Redis server, which each test starts for itself, behind a socket in a folder of its own.

use std::{
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use portcullis::{
    audit::Log,
    decision::Effect,
    gate::Gate,
    pack::Pack,
    plugin::{Runtime, RuntimeOptions},
    state::{StateAnswer, StateCall},
};
use portcullis_redis::RedisState;
use portcullis_tests::{
    PackFolder,
    state::{Hands, MINUTE, ask, counts, never_overshoots, reserve, settle},
    tool_call,
};

/// A server, killed when it is dropped.
struct Server {
    process: Child,
    folder: tempfile::TempDir,
}

impl Server {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let process = Command::new("redis-server")
            .args(["--port", "0", "--save", "", "--appendonly", "no", "--unixsocket"])
            .arg(folder.path().join("socket"))
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .spawn()
            .expect("`redis-server` can't be started: run `cargo xtask setup`");
        let server = Self { process, folder };
        let until = Instant::now() + Duration::from_secs(60);
        while RedisState::connect(&server.url(), "").await.is_err() {
            assert!(Instant::now() < until, "the server does not answer");
            tokio::task::yield_now().await;
        }
        server
    }

    fn url(&self) -> String {
        format!("redis+unix://{}", self.folder.path().join("socket").display())
    }

    async fn state(&self, prefix: &str) -> RedisState {
        RedisState::connect(&self.url(), prefix).await.unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[tokio::test]
async fn redis_counts_as_the_contract_says() {
    let server = Server::start().await;
    let clock = Hands::new();
    let shown = clock.clone();
    counts(&server.state("").await.with_clock(move || shown.now()), &clock).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_reservations_at_once_get_no_more_than_there_is() {
    let server = Server::start().await;
    never_overshoots(Arc::new(server.state("").await)).await;
}

#[tokio::test]
async fn gateways_share_what_has_the_same_prefix_and_nothing_else() {
    let server = Server::start().await;
    let (one, other, stranger) = (server.state("p:").await, server.state("p:").await, server.state("q:").await);
    let get = || StateCall::Get { key: "v".into() };
    let set = StateCall::Set { key: "v".into(), value: "1".into(), ttl_ms: 600_000 };
    assert_eq!(ask(&one, set).await, StateAnswer::Kept);
    assert_eq!(ask(&other, get()).await, StateAnswer::Value { value: Some("1".into()) });
    assert_eq!(ask(&stranger, get()).await, StateAnswer::Value { value: None });
    assert_eq!(ask(&other, StateCall::Remove { key: "v".into() }).await, StateAnswer::Removed { found: true });
    assert_eq!(ask(&one, get()).await, StateAnswer::Value { value: None });
    assert_eq!(ask(&one, reserve("n", "1", 5, 5, MINUTE)).await, granted(5));
    assert!(matches!(ask(&other, reserve("n", "2", 1, 5, MINUTE)).await, StateAnswer::Reserved { granted: false, .. }));
    assert_eq!(ask(&stranger, reserve("n", "2", 5, 5, MINUTE)).await, granted(5));
    // What one reserved, the other may settle.
    assert_eq!(ask(&other, settle("n", "1", 2, MINUTE)).await, StateAnswer::Held { held: true });
    assert_eq!(ask(&one, reserve("n", "2", 3, 5, MINUTE)).await, granted(5));
}

#[tokio::test]
async fn what_a_gateway_reserved_before_it_died_is_free_when_its_lease_is_over() {
    let server = Server::start().await;
    let clock = Hands::new();
    let (shown, too) = (clock.clone(), clock.clone());
    let dying = server.state("").await.with_clock(move || shown.now());
    assert_eq!(ask(&dying, reserve("n", "1", 5, 5, MINUTE)).await, granted(5));
    drop(dying);
    let living = server.state("").await.with_clock(move || too.now());
    assert!(matches!(
        ask(&living, reserve("n", "2", 1, 5, MINUTE)).await,
        StateAnswer::Reserved { granted: false, retry_ms: Some(10_000), .. }
    ));
    clock.turn(10_000);
    assert_eq!(ask(&living, reserve("n", "2", 5, 5, MINUTE)).await, granted(5));
}

#[tokio::test]
async fn values_end_by_the_servers_clock() {
    let server = Server::start().await;
    let state = server.state("").await;
    ask(&state, StateCall::Set { key: "v".into(), value: "1".into(), ttl_ms: 0 }).await;
    let until = Instant::now() + Duration::from_secs(60);
    while ask(&state, StateCall::Get { key: "v".into() }).await != (StateAnswer::Value { value: None }) {
        assert!(Instant::now() < until, "the value does not end");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_gone_denies() {
    let mut server = Server::start().await;
    let options = RuntimeOptions {
        instances: 4,
        waiting: 0,
        cache: Some(portcullis_tests::compiled()),
        state: Arc::new(server.state("").await),
        ..RuntimeOptions::default()
    };
    let manifest = "name = \"test\"\nversion = \"0\"\n[[plugin]]\nid = \"a\"\ncomponent = \"stateful.wasm\"\n\
                    grants = { state = [\"a/\"] }\n";
    let folder = PackFolder::new(manifest, &["stateful"]);
    let pack = Pack::load(&Runtime::new(&options).unwrap(), folder.path()).await.unwrap();
    let gate = Gate::new(pack, Log::in_memory());
    let event = tool_call(r#"{"calls":[{"reserve":["a/n","1",1,1,60000,60000]}]}"#);
    assert!(gate.decide(&event).await.is_allowed());
    // From any executor, or none.
    let (same, again) = (gate.clone(), event.clone());
    let allowed = std::thread::spawn(move || same.decide_blocking(&again).is_allowed()).join().unwrap();
    assert!(allowed);

    server.process.kill().unwrap();
    server.process.wait().unwrap();
    let decision = gate.decide(&event).await;
    let Effect::Deny(denied) = &decision.effect else { unreachable!("{decision:?}") };
    assert!(["state-unavailable", "deadline-exceeded"].contains(&denied.denial.code.as_str()), "{decision:?}");
}

fn granted(used: u64) -> StateAnswer {
    StateAnswer::Reserved { granted: true, used, retry_ms: None }
}
