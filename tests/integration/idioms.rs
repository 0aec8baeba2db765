//! Idioms: programs as people write them for node and for other judges. Each is run here and under `node`, with the
//! same output and the same exit code.
//!
//! A program is a file of `tests/idioms`. Beside it may be its input (`.in`), and, where it was not written for node,
//! its output (`.out`).

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
    time::Duration,
};

use tribunal_core::{
    entry_point::EntryPoint,
    execution::{Execution, IsolateLimits, Limits, Outcome},
    input::LoadedInput,
};
use tribunal_engine::{CodeCache, Isolate, IsolateSlot, Program};

const LIMITS: Limits = Limits {
    cpu: Duration::from_secs(20),
    wall: Duration::from_secs(60),
    memory_bytes: 256 << 20,
    output_bytes: 32 << 20,
    stack_bytes: 1 << 20,
    first_stack_bytes: 1 << 20,
};

/// The output and exit code of a program.
type Ended = (Vec<u8>, i32);

fn programs() -> Vec<PathBuf> {
    let mut programs: Vec<_> = fs::read_dir("tests/idioms")
        .expect("the folder of idioms")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            path.extension().is_some_and(|extension| ["js", "mjs", "cjs"].iter().any(|js| extension == *js))
        })
        .collect();
    programs.sort();
    programs
}

fn beside(program: &Path, extension: &str) -> Option<Vec<u8>> {
    fs::read(program.with_extension(extension)).ok()
}

fn run(isolate: &mut Isolate, source: &str, is_module: bool, input: &[u8]) -> Execution {
    let (source, cache): (Arc<str>, _) = (source.into(), CodeCache::default());
    let program = Program { source: &source, is_module, entry: &EntryPoint::Program, cache: &cache };
    isolate.run(&program, &LoadedInput::from(input), &LIMITS)
}

fn ended(run: &Execution) -> Ended {
    let code = match &run.outcome {
        Outcome::Exited(code) => *code,
        Outcome::Threw(_) => 1,
        other => panic!("{other:?}"),
    };
    (run.stdout.clone(), code)
}

/// Returns the result under node; `None` where there is no node.
fn under_node(program: &Path, input: &[u8]) -> Option<Ended> {
    let mut node = Command::new("node")
        .arg(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut stdin = node.stdin.take().expect("a pipe");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        // A program need not read all of it.
        let _ = stdin.write_all(&input);
    });
    let output = node.wait_with_output().expect("node's output");
    writer.join().expect("the writer");
    Some((output.stdout, output.status.code().unwrap_or(-1)))
}

/// Returns a text from a little before the place where it differs from another one.
fn around<'a>(text: &'a [u8], other: &[u8]) -> std::borrow::Cow<'a, str> {
    let same = text.iter().zip(other).take_while(|(a, b)| a == b).count();
    String::from_utf8_lossy(&text[same.saturating_sub(200)..text.len().min(same + 600)])
}

#[test]
fn programs_do_here_what_they_do_under_node() {
    let only = std::env::var("IDIOM").unwrap_or_default();
    let mut slot = IsolateSlot::default();
    let mut failures = Vec::new();
    let programs = programs();
    for path in programs.iter().filter(|path| path.to_string_lossy().contains(&only)) {
        let isolate = slot.isolate(IsolateLimits::from(LIMITS.memory_bytes));
        let source = fs::read_to_string(path).expect("a program");
        let input = beside(path, "in").unwrap_or_default();
        let is_module = path.extension().is_some_and(|extension| extension == "mjs");
        let run = run(isolate, &source, is_module, &input);
        let expected = match beside(path, "out") {
            Some(output) => Some((output, 0)),
            None => under_node(path, &input),
        };
        let Some(expected) = expected else { continue };
        let here = ended(&run);
        if here != expected {
            failures.push(format!(
                "{}: exit code {} and not {}; {:?}\n--- expected\n{}\n--- here\n{}",
                path.display(),
                here.1,
                expected.1,
                run.outcome,
                around(&expected.0, &here.0),
                around(&here.0, &expected.0),
            ));
        }
    }
    assert!(failures.is_empty(), "{} of {}:\n{}", failures.len(), programs.len(), failures.join("\n\n"));
    assert!(!only.is_empty() || programs.len() >= 60, "the table has lost its programs");
}
