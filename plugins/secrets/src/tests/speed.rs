//! How fast it is, printed: `cargo test --release -p secrets -- --ignored --nocapture speed`.

use std::time::Instant;

use super::*;

#[test]
#[ignore = "measures"]
fn speed_of_clean_text() {
    let mut random = Random::new(61);
    let prose = "The committee met on Tuesday to discuss the proposal for the new library building, and after a long debate \
        it was agreed that the plans should be revised before the next session. Members asked about costs and time. ";
    let code = "fn next(&mut self) -> Option<Item> {\n    let entry = self.entries.get(self.index)?;\n    self.index += 1;\n    \
        if entry.is_empty() { return None; }\n    Some(Item::new(entry.name.clone(), entry.size))\n}\n";
    let logs: String = (0..20)
        .map(|second| {
            format!(
                "{{\"time\":\"2026-11-22T10:00:{:02}Z\",\"level\":\"info\",\"msg\":\"request done\",\"path\":\"/v1/orders/{}\",\"ms\":{},\"id\":\"{}\"}}\n",
                second, random.below(9000), random.below(900), random.uuid()
            )
        })
        .collect();
    let secrets = secrets();
    for (name, unit) in
        [("prose", prose.to_owned()), ("code", code.to_owned()), ("JSON logs", logs), ("base64", random.base64(4000))]
    {
        let text = unit.repeat((1 << 18) / unit.len());
        assert_eq!(secrets.search.run(&text).found, []);
        let best = (0..200)
            .map(|_| {
                let start = Instant::now();
                std::hint::black_box(secrets.search.run(std::hint::black_box(&text)));
                start.elapsed()
            })
            .min()
            .unwrap();
        println!("{name}: {:.0} MiB/s", text.len() as f64 / 1_048_576.0 / best.as_secs_f64());
        let start = Instant::now();
        for _ in 0..1000 {
            std::hint::black_box(secrets.search.run(std::hint::black_box(text.get(..2048).unwrap())));
        }
        println!("{name}: 2 KiB in {:.2} µs", start.elapsed().as_secs_f64() * 1000.0);
    }
}
