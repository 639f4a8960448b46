//! The gateway as a process: told to stop, or killed.

use std::{
    collections::BTreeSet,
    fs,
    io::{BufRead, BufReader},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
};

use portcullis_audit::{Body, Digest, Reader, verify_file};
use portcullis_identity::{ClientKey, signing::PublicKey};
use portcullis_tests::{
    certificate::Certificate,
    pack,
    upstream::{Upstream, http},
};
use tokio::sync::Semaphore;

const ANSWER: &str = r#"{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"ok"},"finish_reason":"stop"}]}"#;

/// A gateway of its own process, over the pack `sanitisers`.
#[cfg(test)]
struct Served {
    child: Child,
    url: String,
}

#[cfg(test)]
fn configuration(folder: &Path, upstream: &Upstream, key: &ClientKey, more: &str) -> PathBuf {
    let text = format!(
        "listen = \"127.0.0.1:0\"\napp = \"app\"\npack = {:?}\naudit = \"audit.jsonl\"\ncache = {:?}\n{more}\n[upstream]\nbase-url = \"{}\"\nkey-variable = \"\"\n\
         [[client]]\nname = \"alice\"\nkey-hash = \"{}\"\n",
        pack("sanitisers"),
        portcullis_tests::compiled(),
        upstream.base(),
        key.hash(),
    );
    let file = folder.join("gateway.toml");
    fs::write(&file, text).unwrap();
    file
}

#[cfg(test)]
impl Served {
    fn start(config: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portcullis"));
        let mut child = command.args(["serve", config.to_str().unwrap()]).stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let url = lines.map_while(Result::ok).find_map(|line| Some(line.split_once("SDKs: ")?.1.to_owned()));
        Self { child, url: url.unwrap() }
    }
}

#[cfg(test)]
impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_is_killed_under_load_has_sent_nothing_without_a_record() {
    let folder = tempfile::tempdir().unwrap();
    let seen = Arc::new(Semaphore::new(0));
    let counted = Arc::clone(&seen);
    let upstream = Upstream::start(move |_| {
        counted.add_permits(1);
        portcullis_tests::upstream::json_answer(ANSWER)
    })
    .await;
    let key = ClientKey::generate().unwrap();
    let config = configuration(folder.path(), &upstream, &key, "");
    let mut served = Served::start(&config);
    let (url, client) = (format!("{}/chat/completions", served.url), http());
    let clients: Vec<_> = (0..8)
        .map(|number| {
            let (url, http, key) = (url.clone(), client.clone(), key.clone());
            tokio::spawn(async move {
                for turn in 0.. {
                    let body = format!(r#"{{"model":"m","messages":[{{"role":"user","content":"{number}-{turn}"}}]}}"#);
                    if http.post(&url).bearer_auth(key.reveal()).body(body).send().await.is_err() {
                        return;
                    }
                }
            })
        })
        .collect();
    // In the middle of it, whatever is under way.
    drop(seen.acquire_many(100).await.unwrap());
    served.child.kill().unwrap();
    served.child.wait().unwrap();
    for client in clients {
        client.await.unwrap();
    }

    let log = folder.path().join("audit.jsonl");
    assert!(verify_file(&log).is_ok(), "what was written holds; a record that was being written is a torn end");
    let recorded: BTreeSet<String> = Reader::open(&log)
        .unwrap()
        .map_while(Result::ok)
        .filter_map(|record| match record.body {
            Body::Decision(decision) if decision.event.phase == "model-request" => decision.payload.after,
            _ => None,
        })
        .map(|digest| digest.to_string())
        .collect();
    let asked = upstream.asked();
    assert!(asked.len() >= 100);
    for asked in asked {
        assert!(recorded.contains(&Digest::of(&asked.body).to_string()), "`{}` was sent unrecorded", asked.text());
    }

    // It begins where it was killed.
    let again = Served::start(&config);
    let body = r#"{"model":"m","messages":[]}"#;
    let answer = client.post(format!("{}/chat/completions", again.url)).bearer_auth(key.reveal()).body(body);
    assert_eq!(answer.send().await.unwrap().status(), 200);
    drop(again);
    assert!(verify_file(&log).is_ok());
}

#[cfg(test)]
fn portcullis(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_portcullis")).args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_configuration_is_checked_without_listening() {
    let folder = tempfile::tempdir().unwrap();
    let upstream = Upstream::answering(ANSWER).await;
    let config = configuration(folder.path(), &upstream, &ClientKey::generate().unwrap(), "");
    let config = config.to_str().unwrap();
    let (code, _, said) = portcullis(&["serve", "--check", config]);
    assert_eq!(code, Some(0), "{said}");
    let text = fs::read_to_string(config).unwrap();
    for (broken, says) in [
        (text.replace("app = \"app\"", "app = \"a/b\""), "a/b"),
        (text.replace("app = \"app\"", "app = \"app\"\nlisen = 1"), "lisen"),
        (text.replace("sanitisers", "no-such-pack"), "no-such-pack"),
        (text.replace("sha256:", "sha1:"), "sha256"),
    ] {
        fs::write(config, broken).unwrap();
        let (code, _, said) = portcullis(&["serve", "--check", config]);
        assert_eq!(code, Some(3));
        assert!(said.contains(says), "`{says}` is missing in:\n{said}");
    }
}

/// A Redis server that speaks TLS alone.
#[cfg(test)]
struct Redis {
    child: Child,
    address: String,
}

#[cfg(test)]
impl Redis {
    fn start(folder: &Path, certificate: &Certificate) -> Self {
        // Nobody else is given it so soon: ports of listeners that are gone are taken in turn.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
        let mut command = Command::new("redis-server");
        command.args(["--bind", "127.0.0.1", "--port", "0", "--save", "", "--tls-port", &port]);
        command.args(["--tls-auth-clients", "no", "--tls-cert-file"]).arg(&certificate.file);
        command.args(["--tls-ca-cert-file"]).arg(&certificate.file).arg("--tls-key-file").arg(&certificate.key);
        let started = command.current_dir(folder).stdout(Stdio::piped()).spawn();
        let mut child = started.expect("`redis-server` can't be started: run `cargo xtask setup`");
        let mut lines = BufReader::new(child.stdout.as_mut().unwrap()).lines().map_while(Result::ok);
        assert!(lines.any(|line| line.contains("Ready to accept connections")), "the server does not start");
        Self { child, address: format!("rediss://localhost:{port}") }
    }
}

#[cfg(test)]
impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_server_is_reached_by_tls_where_its_certificate_is_trusted() {
    let folder = tempfile::tempdir().unwrap();
    let certificate = Certificate::in_folder(folder.path());
    let redis = Redis::start(folder.path(), &certificate);
    let upstream = Upstream::answering(ANSWER).await;
    let more = "[state.redis]\nurl-variable = \"STATE_URL\"";
    let config = configuration(folder.path(), &upstream, &ClientKey::generate().unwrap(), more);
    let check = |trusted: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portcullis"));
        command.args(["serve", "--check"]).arg(&config).env("STATE_URL", &redis.address).env("SSL_CERT_FILE", trusted);
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, said) = check(&certificate.file);
    assert_eq!(code, Some(0), "{said}");
    let (other, said) = (tempfile::tempdir().unwrap(), "the Redis server that `STATE_URL` names can't be used");
    let refused = check(&Certificate::in_folder(other.path()).file);
    assert!(refused.0 == Some(3) && refused.1.contains(said), "{}", refused.1);
}

#[tokio::test(flavor = "multi_thread")]
async fn signatures_in_a_log_are_checked_by_the_keys_that_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (code, public, said) = portcullis(&["keys", "generate", &file("gateway.pem")]);
    assert_eq!(code, Some(0), "{said}");
    let public = public.trim();
    assert!(public.parse::<PublicKey>().is_ok());
    assert!(!said.contains("PRIVATE"));
    assert_eq!(portcullis(&["keys", "generate", &file("gateway.pem")]).0, Some(3), "a key is never overwritten");
    let (_, stranger, _) = portcullis(&["keys", "generate", &file("stranger.pem")]);

    let upstream = Upstream::answering(ANSWER).await;
    let key = ClientKey::generate().unwrap();
    let signing = "[signing]\nkey = { file = \"gateway.pem\" }";
    let served = Served::start(&configuration(folder.path(), &upstream, &key, signing));
    let ask = http().post(format!("{}/chat/completions", served.url)).bearer_auth(key.reveal());
    assert_eq!(ask.body(r#"{"model":"m","messages":[]}"#).send().await.unwrap().status(), 200);
    drop(served);

    let log = file("audit.jsonl");
    let (code, said, _) = portcullis(&["audit", "verify", &log, "--key", public]);
    assert_eq!(code, Some(0));
    assert!(said.contains("1 requests to models, each signed"), "{said}");
    let (code, _, said) = portcullis(&["audit", "verify", &log, "--key", stranger.trim()]);
    assert_eq!(code, Some(3));
    assert!(said.contains("record 0") && said.contains("not trusted"), "{said}");
}
