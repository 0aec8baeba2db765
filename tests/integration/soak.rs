//! Long runs with hostile cases mixed in: verdicts stay the same, memory stays flat.
//!
//! Each test has a short form, which always runs, and one of 200,000 cases:
//! `cargo test --release --test integration soak -- --ignored --nocapture`. SECURITY.md has its figures.
#![cfg(target_os = "linux")]
#![allow(clippy::print_stdout, reason = "the figures are what --nocapture is asked for")]

use std::{
    env,
    fmt::Write as _,
    fs,
    process::Command,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

use crate::common::{Output, World, comes_true, submissions, verdicts, workers_of};
use tribunal_core::{
    execution::{IsolateLimits, Limit, Limits, Outcome},
    value::{Node, Object, Value},
};
use tribunal_engine::{CodeCache, IsolateSlot, Program};

/// Lock for one test at a time: each measures the memory of its own process.
static ALONE: Mutex<()> = Mutex::new(());

const LONG: usize = 200_000;
const SHORT: usize = 6_000;

/// Returns the action that a case asks of [`PROGRAM`], and the verdict that it must get. Most are honest.
fn attack(case: usize) -> (&'static str, &'static str) {
    match case % 3000 {
        500 => ("spin", "TLE"),
        1000 => ("native", "TLE"),
        1500 => ("memory", "MLE"),
        2000 => ("buffers", "MLE"),
        2500 => ("output", "OLE"),
        n if n % 50 == 1 => ("throw", "RTE"),
        n if n % 50 == 2 => ("leak", "AC"),
        n if n % 50 == 3 => ("recursion", "AC"),
        n if n % 50 == 4 => ("pollute", "AC"),
        n if n % 50 == 5 => ("wrong", "WA"),
        _ => ("", "AC"),
    }
}

const PROGRAM: &str = r#"
function solve(kind, x) {
  switch (kind) {
    case 'spin': for (;;);
    case 'native': [].includes.call({ length: 2 ** 53 - 1 }, 1); break;
    case 'memory': for (const kept = []; ;) kept.push({});
    case 'buffers': for (const kept = []; ;) kept.push(new Uint8Array(1 << 20).fill(1));
    case 'output': for (;;) console.log('x'.repeat(1000));
    case 'throw': throw new RangeError('as asked');
    case 'leak':
      globalThis.kept = new Array(1000).fill(x);
      setTimeout(() => kept, 1e9);
      Promise.resolve().then(() => new Promise(() => {}));
      globalThis.registry = new FinalizationRegistry(() => {});
      registry.register({}, 0);
      break;
    case 'recursion': try { (function f() { f(); })(); } catch {} break;
    case 'pollute':
      Array.prototype.reduce = () => 0;
      Object.defineProperty(Object.prototype, 'x', { get() { for (;;); } });
      break;
    case 'wrong': return -x;
    default: if (typeof kept !== 'undefined' || [3].reduce((a, b) => a + b, x) !== x + 3) return 'a trace';
  }
  return x + 1;
}
"#;

/// Returns the bytes of physical memory of a process.
fn resident(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or_default() * 1024
}

/// Fails where the last third of some samples is not where the first third was, and prints both.
fn is_flat(what: &str, samples: &[u64]) {
    let peak = |part: &[u64]| *part.iter().max().expect("samples");
    let third = samples.len() / 3;
    assert!(third > 0, "{what}: only {} samples", samples.len());
    let (first, last) = (peak(&samples[..third]), peak(&samples[samples.len() - third..]));
    println!("{what}: at most {} MiB in the first third, {} MiB in the last", first >> 20, last >> 20);
    assert!(last <= first + first / 4 + (16 << 20), "{what} grew from {first} to {last} bytes");
}

/// Judges that many cases in worker processes, through the real binary.
fn judge(cases: usize) {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let world =
        World::new("time_limit = 0.5\nmemory = 32\noutput = 0.5\n[cases]\nfiles = [\"*.jsonl\"]\n", "");
    let mut lines = String::new();
    for case in 0..cases {
        let (kind, _) = attack(case);
        writeln!(lines, "{{\"args\":[\"{kind}\",{case}],\"expected\":{}}}", case + 1).expect("a text");
    }
    world.write("problems/p/cases.jsonl", &lines);
    world.submit("mixed.js", PROGRAM);

    let start = Instant::now();
    let mut child = world
        .command("grade --format json --no-progress --jobs 2 --max-tles 0")
        .stdout(fs::File::create(world.path().join("report.json")).expect("a file"))
        .spawn()
        .expect("the judge");
    let (judge, ended) = (child.id(), AtomicBool::new(false));
    let samples = Mutex::new(Vec::new());
    thread::scope(|scope| {
        scope.spawn(|| {
            while !ended.load(Relaxed) {
                let workers = workers_of(judge);
                if workers.len() == 2 {
                    let used = workers.into_iter().map(resident).sum();
                    samples.lock().expect("no panic").push(used);
                }
                thread::sleep(Duration::from_millis(20));
            }
        });
        child.wait().expect("its end");
        ended.store(true, Relaxed);
    });
    println!("{cases} cases in worker processes: {:.0} s", start.elapsed().as_secs_f64());
    is_flat("the workers", &samples.into_inner().expect("no panic"));

    let report = fs::read_to_string(world.path().join("report.json")).expect("the report");
    let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
    let wrong: Vec<_> = verdicts(&submissions(&report)[0])
        .into_iter()
        .enumerate()
        .filter(|(case, verdict)| *verdict != attack(*case).1)
        .map(|(case, verdict)| format!("{case}: {verdict}, not {:?}", attack(case)))
        .collect();
    assert_eq!(wrong, [""; 0]);
}

/// Runs that many cases in one isolate after the other on this thread. A new isolate is made only when the last one is
/// condemned.
fn run(cases: usize) {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let source: Arc<str> = PROGRAM.into();
    let cache = CodeCache::default();
    let program = Program { source: &source, is_module: false, entry: &"solve".into(), cache: &cache };
    let limits = Limits {
        cpu: Duration::from_millis(500),
        wall: Duration::from_secs(10),
        memory_bytes: 32 << 20,
        output_bytes: 1 << 19,
        stack_bytes: 1 << 20,
        first_stack_bytes: 1 << 20,
    };
    let start = Instant::now();
    let mut slot = IsolateSlot::default();
    let mut samples = Vec::new();
    for case in 0..cases {
        let kind = attack(case).0;
        // Nothing but the end of the process ends this one; the judge's workers are for that.
        let kind = if kind == "native" { "spin" } else { kind };
        let text = Node::String(kind.into());
        let mut arguments = Value { root: Node::Null, objects: Vec::new() };
        arguments.root = arguments.push(Object::Array(vec![text, Node::Number(case as f64)]));
        let isolate = slot.isolate(IsolateLimits::from(limits.memory_bytes));
        let outcome = isolate.run(&program, &(&arguments).into(), &limits).outcome;
        let fits = match (kind, &outcome) {
            ("spin", Outcome::Stopped { limit, .. }) => *limit == Limit::CpuTime,
            ("memory" | "buffers", Outcome::Stopped { limit, .. }) => *limit == Limit::Memory,
            ("output", Outcome::Stopped { limit, .. }) => *limit == Limit::Output,
            ("throw", Outcome::Threw(_)) => true,
            ("wrong", Outcome::Returned(value)) => value.root == Node::Number(-(case as f64)),
            (_, Outcome::Returned(value)) => value.root == Node::Number(case as f64 + 1.0),
            _ => false,
        };
        assert!(fits, "case {case}, {kind:?}: {outcome:?}");
        if case % 1000 == 999 {
            // V8 does not wait for its compiler in the background, which may hold the context that it compiles for.
            assert!(
                comes_true(|| isolate.contexts_after_collection() == (0, 0)),
                "contexts after {case} cases"
            );
            samples.push(resident(std::process::id()));
        }
    }
    println!("{cases} cases in this thread: {:.0} s", start.elapsed().as_secs_f64());
    is_flat("this process", &samples);
}

#[test]
fn some_thousand_cases_leave_nothing_behind_in_workers() {
    judge(SHORT);
}

#[test]
fn some_thousand_cases_leave_nothing_behind_in_isolates() {
    run_alone(SHORT);
}

#[test]
#[ignore = "takes minutes: cargo test --release --test integration soak -- --ignored --nocapture"]
fn many_cases_leave_nothing_behind_in_workers() {
    judge(LONG);
}

#[test]
#[ignore = "takes minutes: with the other long run"]
fn many_cases_leave_nothing_behind_in_isolates() {
    run_alone(LONG);
}

/// Environment variable with the number of cases in the process that [`run_alone`] starts.
const CASES: &str = "TRIBUNAL_SOAK_CASES";

/// Runs that many cases in a process of their own, because other tests in this process need memory, too.
fn run_alone(cases: usize) {
    let output = Command::new(env::current_exe().expect("this program"))
        .args(["--exact", "soak::cases_in_this_process", "--ignored", "--nocapture"])
        .env(CASES, cases.to_string())
        .output()
        .expect("this program");
    let Output { code, stdout: said, stderr } = output.into();
    println!("{said}");
    assert_eq!(code, Some(0), "{said}{stderr}");
    assert!(said.contains("this process"), "it has run: {said}");
}

#[test]
#[ignore = "a part of the tests of isolates"]
fn cases_in_this_process() {
    if let Ok(cases) = env::var(CASES) {
        run(cases.parse().expect("a number"));
    }
}
