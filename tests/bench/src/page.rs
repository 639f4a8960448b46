//! `docs/benchmarks.md`.

use std::time::Duration;

use portcullis_bench::measure::Times;

/// One group's results.
pub(crate) struct Table {
    title: &'static str,
    notes: Vec<String>,
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(title: &'static str) -> Self {
        Self { title, notes: Vec::new(), columns: Vec::new(), rows: Vec::new() }
    }

    pub(crate) fn note(mut self, note: &str) -> Self {
        self.notes.push(note.to_owned());
        self
    }

    pub(crate) fn columns(mut self, columns: &[&str], rows: Vec<Vec<String>>) -> Self {
        self.columns = columns.iter().map(|&column| column.to_owned()).collect();
        self.rows = rows;
        self
    }

    /// Rows of times, with the ratio of each one's median to that of the row number `base`.
    pub(crate) fn times(self, times: Vec<Times>, base: usize) -> Self {
        let of = times.get(base).map_or(1, |times| times.p50.max(1));
        let rows = times.iter().map(|times| {
            vec![
                if times.p50 == of { "1".to_owned() } else { ratio(times.p50, of) },
                times.name.clone(),
                micros(times.p50),
                micros(times.p99),
                ratio(times.p99, times.p50.max(1)),
            ]
        });
        let rows = rows.collect();
        self.columns(&["ratio", "what", "p50, µs", "p99, µs", "p99 / p50"], rows)
    }

    fn write(&self, page: &mut String) {
        page.push_str(&format!("\n## {}\n\n{}\n\n", self.title, self.notes.join(" ")));
        let mut row = |cells: &[String]| page.push_str(&format!("| {} |\n", cells.join(" | ")));
        row(&self.columns);
        let align = |column: &String| if column == "what" { "---" } else { "---:" }.to_owned();
        row(&self.columns.iter().map(align).collect::<Vec<_>>());
        self.rows.iter().for_each(|cells| row(cells));
    }
}

/// The whole page.
pub(crate) fn write(tables: &[Table], machine: &str, each: Duration) -> String {
    let mut page = format!(
        "# Benchmarks\n\n\
         Written by `cargo xtask bench`; don't edit it. All figures are of one run on one machine. Take the ratios: times \
         move by a fifth from run to run, and more where others use the machine.\n\n\
         {machine}\n\
         Each case ran for about {} ms, in twenty turns with the others of its table, each call timed on its own. p50: half \
         of the calls took no longer; p99: all but one in a hundred. `cargo xtask bench --check` holds CI to figures that no \
         clock touches; see [decision 14](decisions/0014-benchmarks.md).\n",
        each.as_millis()
    );
    tables.iter().for_each(|table| table.write(&mut page));
    page
}

pub(crate) fn ratio(value: u64, of: u64) -> String {
    let ratio = value as f64 / of as f64;
    if ratio < 10.0 { format!("{ratio:.2}") } else { format!("{ratio:.0}") }
}

pub(crate) fn micros(nanos: u64) -> String {
    let micros = nanos as f64 / 1000.0;
    match micros {
        ..10.0 => format!("{micros:.2}"),
        ..100.0 => format!("{micros:.1}"),
        _ => format!("{micros:.0}"),
    }
}

/// `86,200`: three digits are all that a shared machine can tell.
pub(crate) fn thousands(rate: f64) -> String {
    let text = format!("{:.0}", (rate / 100.0).round() * 100.0);
    let mut grouped = String::new();
    for (index, digit) in text.chars().enumerate() {
        if index > 0 && (text.len() - index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_read_well() {
        assert_eq!([86_243.0, 1_412_345.0, 99.0].map(thousands), ["86,200", "1,412,300", "100"]);
    }

    #[test]
    fn a_table_has_ratios_in_front() {
        let times = |name: &str, p50| Times { name: name.to_owned(), p50, p99: 2 * p50, calls: 9 };
        let table =
            Table::new("T").note("N.").times(vec![times("a", 750), times("b", 15_000), times("c", 1_500_000)], 1);
        let mut page = String::new();
        table.write(&mut page);
        assert_eq!(
            page,
            "\n## T\n\nN.\n\n\
             | ratio | what | p50, µs | p99, µs | p99 / p50 |\n\
             | ---: | --- | ---: | ---: | ---: |\n\
             | 0.05 | a | 0.75 | 1.50 | 2.00 |\n\
             | 1 | b | 15.0 | 30.0 | 2.00 |\n\
             | 100 | c | 1500 | 3000 | 2.00 |\n"
        );
    }
}
