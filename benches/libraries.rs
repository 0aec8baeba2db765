//! What a problem's library costs as part of the startup snapshot, and evaluated in each context:
//! `cargo bench --bench libraries`, or with `-- FILE..` for scripts of your own, which leave globals.
#![allow(clippy::print_stdout, reason = "a benchmark tells what it measured")]

use std::{fmt::Write as _, path::Path, time::Duration};

use comfy_table::{Table, TableStyle};
use tribunal::compare::{COMPUTING_LIBRARY, statistics::Spread};
use tribunal_core::text::{bytes, microseconds};
use tribunal_exec::library_snapshot::measure::measure;

const ROUNDS: usize = 7;

fn main() {
    // Cargo says `--bench`.
    let files: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let mut libraries: Vec<(String, String)> = files
        .into_iter()
        .map(|file| {
            let text = std::fs::read_to_string(&file).expect("a script");
            (file, text)
        })
        .collect();
    if libraries.is_empty() {
        libraries = vec![
            ("computes for 5 ms".to_owned(), COMPUTING_LIBRARY.to_owned()),
            ("computes for 5 ms, leaves 1.6 MB".to_owned(), leaves_all()),
            ("100 functions".to_owned(), functions(100)),
            ("1000 functions".to_owned(), functions(1000)),
            ("100 classes".to_owned(), classes(100)),
            ("10,000 objects".to_owned(), objects(10_000)),
            ("30,000 objects".to_owned(), objects(30_000)),
            ("10,000 objects as text".to_owned(), objects_as_text(10_000)),
        ];
    }
    let mut table = Table::new();
    table.load_style(TableStyle::new());
    table.set_header([
        "library",
        "case without it",
        "evaluated in each",
        "from the snapshot",
        "it costs",
        "instead of",
        "isolate",
        "with it",
        "snapshot grows by",
        "made in",
    ]);
    for (name, library) in &libraries {
        let figures = measure(library, Path::new(env!("CARGO_BIN_EXE_tribunal")), ROUNDS).expect("a library");
        let [without, evaluated, with, start, start_with] = [
            &figures.without,
            &figures.evaluated,
            &figures.from_snapshot,
            &figures.start_without,
            &figures.start_from_snapshot,
        ]
        .map(|times| median(times));
        table.add_row([
            name.clone(),
            microseconds(without),
            microseconds(evaluated),
            microseconds(with),
            microseconds((with - without).max(0.0)),
            microseconds((evaluated - without).max(0.0)),
            microseconds(start),
            microseconds(start_with),
            bytes((figures.bytes[1] - figures.bytes[0].min(figures.bytes[1])) as u64),
            microseconds(figures.build.as_secs_f64() * 1e6),
        ]);
    }
    println!("{table}");
}

/// The median in microseconds.
fn median(times: &[Duration]) -> f64 {
    let times: Vec<f64> = times.iter().map(|time| time.as_secs_f64() * 1e6).collect();
    Spread::of(&times).expect("rounds").median
}

/// The same, but it leaves all that it has computed.
fn leaves_all() -> String {
    COMPUTING_LIBRARY.replace("slice(0, 1000)", "slice()")
}

fn functions(count: usize) -> String {
    let mut text = String::from("const library = {};\n");
    for index in 0..count {
        let _ = writeln!(
            text,
            "library.f{index} = function (a, b) {{ return [a, b, {index}].map((x) => x + 1) }};"
        );
    }
    text
}

fn classes(count: usize) -> String {
    let mut text = String::new();
    for index in 0..count {
        let _ = writeln!(
            text,
            "class C{index} {{ #a = 1; get a() {{ return this.#a }} b() {{ return 2 }} c(x) {{ return x }} static d() {{ return 4 }} }}"
        );
    }
    text
}

fn objects(count: usize) -> String {
    format!(
        "const table = Array.from({{ length: {count} }}, (_, index) => ({{ index, square: index * index, name: 'n' + index }}));\n"
    )
}

/// The same, made when it is first asked for.
fn objects_as_text(count: usize) -> String {
    format!(
        "const text = JSON.stringify(Array.from({{ length: {count} }}, (_, index) => ({{ index, square: index * index, name: 'n' + index }})));
let made; const table = () => made ??= JSON.parse(text);\n"
    )
}
