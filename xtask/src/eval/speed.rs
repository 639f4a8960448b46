//! How long texts took, all sanitisers together.

use std::collections::BTreeMap;

use super::{Measured, table::table};

pub(super) fn section(measured: &Measured) -> String {
    let mut groups = BTreeMap::<&str, (Vec<u64>, u64)>::new();
    for (text, answer) in measured.of("") {
        let (times, bytes) = groups.entry(&text.corpus).or_default();
        times.push(answer.micros);
        *bytes += text.text.len() as u64;
    }
    let rows: Vec<_> = groups.into_iter().map(|(corpus, (times, bytes))| row(corpus, times, bytes)).collect();
    table(
        "Time, all three sanitisers together",
        &["corpus", "texts", "mean bytes", "median µs", "95 % within µs", "MB/s"],
        &rows,
    )
}

fn row(corpus: &str, mut times: Vec<u64>, bytes: u64) -> Vec<String> {
    times.sort_unstable();
    let count = times.len();
    let sum = times.iter().sum::<u64>().max(1);
    vec![
        corpus.to_owned(),
        count.to_string(),
        (bytes / count.max(1) as u64).to_string(),
        percentile(&times, 50).to_string(),
        percentile(&times, 95).to_string(),
        // Bytes per µs are megabytes per second.
        format!("{:.1}", bytes as f64 / sum as f64),
    ]
}

/// The least value that so many percent are not above.
fn percentile(sorted: &[u64], percent: usize) -> u64 {
    let at = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(at).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let times: Vec<u64> = (1..=100).collect();
        assert_eq!((percentile(&times, 50), percentile(&times, 95)), (50, 95));
        assert_eq!((percentile(&[7], 95), percentile(&[], 50)), (7, 0));
    }
}
