//! Figures for people: `cargo test --release -p pii -- --ignored --nocapture speed`.

use std::time::Instant;

use super::*;

#[test]
#[ignore = "prints figures"]
fn speed_of_generated_texts() {
    let prose = "It was a quiet morning, and nobody said a word about the weather or the news of the day. ";
    let code = "fn sum(values: &[u32]) -> Option<u64> {\n    values.iter().map(|v| u64::from(*v)).checked_sum()\n}\n";
    let log = "{\"ts\":\"2026-11-22T22:30:55.123Z\",\"level\":\"info\",\"status\":200,\"ms\":12,\"trace\":\"4bf92f3577b34da6a3ce929d0e0e4736\"}\n";
    let dense = "Write to ann@example.org or call +49 30 1234567, card 4111-1111-1111-1111.\n";
    let pii = pii(&json!({}));
    let context = ScanContext::new(Phase::ToolResult);
    for (name, part) in [
        ("prose", prose),
        ("code", code),
        ("JSON logs", log),
        ("dense", dense),
        ("digits", "1234567890"),
        ("labels", "card 12 "),
    ] {
        let text = part.repeat(4_000_000 / part.len());
        let best = (0..7).map(|_| {
            let start = Instant::now();
            std::hint::black_box(pii.scan(&text, &context).unwrap());
            start.elapsed()
        });
        let mebibytes = text.len() as f64 / 1_048_576.0;
        println!("{name}: {:.0} MiB/s", mebibytes / best.min().unwrap().as_secs_f64());
    }
}
