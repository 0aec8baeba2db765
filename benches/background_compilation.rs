//! The gain of precompiling submissions, in a process that does nothing else: `cargo bench --bench
//! background_compilation`.
//!
//! Each figure is the median of rounds in which every way has its turn.
#![allow(clippy::print_stdout, reason = "a benchmark tells what it measured")]

use std::{num::NonZeroUsize, path::Path, time::Duration};

use comfy_table::{Table, TableStyle};
use tribunal::{
    compare::many_submissions::{Batch, BatchTimes},
    compare::statistics::Spread,
};
use tribunal_core::text::microseconds;
use tribunal_exec::runner::compiler::PrecompilePolicy;

const ROUNDS: usize = 3;

fn main() {
    let program = Path::new(env!("CARGO_BIN_EXE_tribunal"));
    let cores = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let ways = [
        ("when it is run", None),
        ("ahead, lazily", Some(PrecompilePolicy { from: 0, eager: false })),
        ("ahead, eagerly", Some(PrecompilePolicy { from: 0, eager: true })),
    ];
    let mut table = Table::new();
    table.load_style(TableStyle::new());
    table.set_header([
        "submissions",
        "workers",
        "compiled",
        "compile left",
        "cases",
        "both",
        "batch",
        "of first",
    ]);
    for (count, kib) in [(200, 5), (200, 16), (200, 64), (100, 256)] {
        let batch = Batch::new(count, kib, 5).expect("a batch");
        for threads in [NonZeroUsize::MIN, cores] {
            let mut rounds: Vec<[BatchTimes; 3]> = Vec::new();
            for _ in 0..ROUNDS {
                rounds.push(
                    ways.map(|(_, precompile)| batch.run(program, threads, precompile).expect("a run")),
                );
            }
            let mut first = None;
            for (way, (name, _)) in ways.iter().enumerate() {
                let each = |figure: fn(&BatchTimes) -> Duration| {
                    let of: Vec<f64> =
                        rounds.iter().map(|round| figure(&round[way]).as_secs_f64() * 1e6).collect();
                    Spread::of(&of).expect("rounds").median
                };
                let per_submission = |figure| each(figure) / count as f64;
                let wall = each(|figures| figures.wall);
                table.add_row([
                    format!("{count} of {kib} KiB"),
                    threads.to_string(),
                    (*name).to_owned(),
                    microseconds(per_submission(|figures| figures.compile)),
                    microseconds(per_submission(|figures| figures.run)),
                    microseconds(per_submission(|figures| figures.compile + figures.run)),
                    microseconds(wall),
                    format!("{:.2}", wall / *first.get_or_insert(wall)),
                ]);
            }
        }
    }
    println!("{table}");
}
