//! Times of the host's own parts: `cargo bench -p portcullis-bench`, or `cargo bench -p portcullis-bench -- document/parse`.

use criterion::{Criterion, criterion_group, criterion_main};
use portcullis_bench::parts;

fn parts(criterion: &mut Criterion) {
    for part in parts::ALL {
        match part.prepare() {
            Ok(mut run) => drop(criterion.bench_function(part.name, |bencher| bencher.iter(&mut run))),
            Err(error) => eprintln!("{}: {error:#}", part.name),
        }
    }
}

criterion_group!(benches, parts);
criterion_main!(benches);
