//! Figures for people: `cargo test --release -p pii -- --ignored --nocapture speed`.

use std::time::Instant;

use secrets::Secrets;

use super::values::Random;
use super::*;

const PROSE: &str = "It was a quiet morning, and nobody said a word about the weather or the news of the day. ";
const CODE: &str =
    "fn sum(values: &[u32]) -> Option<u64> {\n    values.iter().map(|v| u64::from(*v)).checked_sum()\n}\n";
const LOG: &str = "{\"ts\":\"2026-11-22T22:30:55.123Z\",\"level\":\"info\",\"status\":200,\"ms\":12,\"trace\":\"4bf92f3577b34da6a3ce929d0e0e4736\"}\n";
const DENSE: &str = "Write to ann@example.org or call +49 30 1234567, card 4111-1111-1111-1111.\n";

/// Lines of which no two are the same: identities, ports, durations, sizes.
fn mixed_logs() -> String {
    let mut random = Random(11);
    let line = |_| {
        format!(
            "{{\"time\":\"2026-11-22T10:{}:{}.{}Z\",\"level\":\"info\",\"msg\":\"request done\",\"path\":\"/v1/items/{}\",\"port\":{},\
             \"ms\":{}.{},\"bytes\":{},\"attempt\":{},\"node\":\"web-{}\"}}\n",
            10 + random.below(50),
            10 + random.below(50),
            random.digits(3),
            random.below(90_000),
            1_024 + random.below(60_000),
            random.below(900),
            random.below(10),
            random.below(90_000),
            random.below(4),
            random.below(40),
        )
    };
    (0..2_000).map(line).collect()
}

#[test]
#[ignore = "prints figures"]
fn speed_of_generated_texts() {
    let pii = pii(&json!({}));
    let secrets: Secrets = testing::sanitiser(&json!({})).unwrap();
    let context = ScanContext::new(Phase::ToolResult);
    println!("MiB/s of secrets, of pii, and of one after the other:");
    let texts = [
        ("prose", PROSE.to_owned()),
        ("code", CODE.to_owned()),
        ("JSON logs", LOG.to_owned()),
        ("mixed JSON logs", mixed_logs()),
        ("dense", DENSE.to_owned()),
        ("digits", "1234567890".to_owned()),
        ("labels", "card 12 ".to_owned()),
    ];
    for (name, part) in texts {
        let text = part.repeat(1_000_000 / part.len());
        let fastest = |scan: &dyn Fn()| {
            let times = (0..40).map(|_| {
                let start = Instant::now();
                scan();
                start.elapsed().as_secs_f64()
            });
            times.fold(f64::MAX, f64::min)
        };
        let one = fastest(&|| drop(std::hint::black_box(secrets.scan(&text, &context).unwrap())));
        let other = fastest(&|| drop(std::hint::black_box(pii.scan(&text, &context).unwrap())));
        let speed = |seconds: f64| text.len() as f64 / 1_048_576.0 / seconds;
        println!("{name:16} {:6.0} {:6.0} {:6.0} MiB/s", speed(one), speed(other), speed(one + other));
    }
}
