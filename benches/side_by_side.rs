//! Comparison of the engine with bare V8 and `node`, in one interleaved run: `cargo bench --bench side_by_side`.
//!
//! The machine may be busy, so medians and ratios of interleaved measurements count.
#![allow(clippy::print_stdout, reason = "a benchmark tells what it measured")]

use std::{
    num::NonZeroUsize,
    ops::ControlFlow,
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use comfy_table::{CellAlignment, Table, TableStyle};
use tribunal_core::{
    execution::{Execution, Outcome},
    realm::Realm,
    value::json,
};
use tribunal_engine::{CodeCache, Isolate, Program, floor::BareV8};
use tribunal_exec::prepared::Prepared;
use tribunal_exec::runner::{Job, Runner as _, process::ProcessRunner};
use tribunal_judge::batch::job;
use tribunal_problem::{
    problem::{self, Expected, Problem},
    submission,
};

const ROUNDS: usize = 15;
const CASES: usize = 300;
const MEMORY_ROUNDS: usize = 10;
const MEMORY_CASES: usize = 10_000;
const MANY_ROUNDS: usize = 10;
const MANY_CASES: u32 = 50_000;

/// A way to judge the cases; returns the time per case.
type Way<'a> = Box<dyn FnMut() -> Duration + 'a>;

fn main() {
    let sum = problem::load(Path::new("problems"), &["sum".into()]).expect("the bundled problems").remove(0);
    let path = "submissions/sum/accepted/reduce.js";
    let source: Arc<str> = std::fs::read_to_string(path).expect("a bundled submission").into();
    let cache = CodeCache::default();
    let program = Program { source: &source, is_module: false, entry: &sum.entry, cache: &cache };
    let texts: Vec<String> = sum
        .cases
        .iter()
        .take(CASES)
        .map(|case| json::to_json(case.input.arguments().expect("arguments")))
        .collect();
    let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);

    let heavy = Heavy::load();
    let large = large_problem(&sum);

    let workers = workers();
    let node = node_starts();
    let mut ways: Vec<(&str, Way<'_>)> = vec![
        (BARE, Box::new(|| alone(|| bare(&source, &texts)))),
        (ENGINE, Box::new(|| on_cores(1, Realm::Fresh, &program, &sum))),
        (ENGINE_ALL, Box::new(|| on_cores(cores, Realm::Fresh, &program, &sum))),
        (HARDENED, Box::new(|| on_cores(1, Realm::Hardened, &program, &sum))),
        (HARDENED_ALL, Box::new(|| on_cores(cores, Realm::Hardened, &program, &sum))),
        (ENGINE_WORKER, Box::new(|| in_worker(Realm::Fresh, &sum))),
        (WORKER, Box::new(|| in_worker(Realm::Hardened, &sum))),
        (
            START,
            Box::new(|| {
                time(|| drop(workers.start(sum.limits.memory_bytes, &sum.libraries).expect("a worker")))
            }),
        ),
        (HEAVY, Box::new(|| alone(|| heavy.run(Realm::Fresh)))),
        (HEAVY_HARDENED, Box::new(|| alone(|| heavy.run(Realm::Hardened)))),
        (GRADE, Box::new(grade)),
        (GRADE_HARDENED, Box::new(|| grade_hardened(large.path()))),
    ];
    if node {
        ways.push((NODE, Box::new(|| time(|| assert!(spawn("node", &["-e", "0"]).success())))));
        ways.push((NODE_CASE, Box::new(node_case)));
    } else {
        println!("node is not installed: its rows are missing");
    }

    // Warm-up, then all ways in turn, so that a slow moment of the machine affects all alike.
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); ways.len()];
    for round in 0..=ROUNDS {
        for ((_, way), times) in ways.iter_mut().zip(&mut times) {
            let time = way();
            if round > 0 {
                times.push(time);
            }
        }
    }
    let names: Vec<&str> = ways.iter().map(|(name, _)| *name).collect();
    drop(ways);
    print_table(&names, &times);
    print_memory(&program, &sum);
    print_many(&sum);
}

/// Names of the ways in the table.
const BARE: &str = "bare V8, fresh context";
const ENGINE: &str = "engine, one thread";
const ENGINE_ALL: &str = "engine, all cores";
const HARDENED: &str = "hardened realm, one thread";
const HARDENED_ALL: &str = "hardened realm, all cores";
const ENGINE_WORKER: &str = "engine, worker process";
const WORKER: &str = "hardened realm, worker process";
const START: &str = "start of a worker process";
const HEAVY: &str = "CPU-heavy submission, fresh contexts";
const HEAVY_HARDENED: &str = "CPU-heavy submission, hardened realm";
const GRADE: &str = "grade 300 cases, whole process";
const GRADE_HARDENED: &str = "grade 10,000 cases --realm hardened, whole process";
const NODE: &str = "node -e 0, whole process";
const NODE_CASE: &str = "node, one process a case";

/// Number of times that a hardened realm goes through the cases, so that it is measured for as long as the others.
const TURNS: usize = 30;

fn run_all(isolate: &mut Isolate, realm: Realm, program: &Program<'_>, sum: &Problem) {
    for case in (0..turns(realm)).flat_map(|_| sum.cases.iter().take(CASES)) {
        let run = match realm {
            Realm::Fresh => isolate.run(program, &case.input.load().expect("arguments"), &sum.limits),
            Realm::Hardened => {
                isolate.run_hardened(program, &case.input.load().expect("arguments"), &sum.limits)
            }
        };
        // A wrong result would make its time worthless.
        let Outcome::Returned(value) = run.outcome else { panic!("{}: {:?}", case.name, run.outcome) };
        assert_eq!(Expected::Returns(value), case.expected, "{}", case.name);
    }
}

/// Returns the wall-clock time per case with an isolate for each core, all at once.
fn on_cores(cores: usize, realm: Realm, program: &Program<'_>, sum: &Problem) -> Duration {
    let turns = if realm == Realm::Hardened { TURNS } else { 1 };
    let ready = std::sync::Barrier::new(cores + 1);
    let done = std::sync::Barrier::new(cores + 1);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            let worker = std::thread::Builder::new().stack_size(8 << 20);
            worker
                .spawn_scoped(scope, || {
                    let mut isolate = Isolate::new(sum.limits.memory_bytes);
                    run_all(&mut isolate, realm, program, sum);
                    ready.wait();
                    run_all(&mut isolate, realm, program, sum);
                    done.wait();
                })
                .expect("a thread");
        }
        ready.wait();
        let start = Instant::now();
        done.wait();
        start.elapsed() / u32::try_from(CASES * turns * cores).expect("a small number")
    })
}

/// Returns the time per case in the hardened realm of a sandboxed worker, including all work of the supervisor.
fn in_worker(realm: Realm, sum: &Problem) -> Duration {
    let runner = workers();
    let mut session = runner.session().expect("a session");
    let submissions = submission::discover(Path::new("submissions"), sum).expect("the bundled submissions");
    let submission =
        submissions.iter().find(|submission| submission.name == "accepted/reduce.js").expect("one of them");
    let inputs: Vec<_> =
        (0..turns(realm)).flat_map(|_| sum.cases.iter().take(CASES).map(|case| &case.input)).collect();
    let prepared = Prepared::default();
    let job = Job { realm, ..job(sum, submission, &inputs, &prepared) };
    let mut run = || {
        let each = &mut |_, run: Execution| {
            assert!(matches!(run.outcome, Outcome::Returned(_)), "{run:?}");
            ControlFlow::Continue(())
        };
        session.run(&job, each).expect("a worker");
    };
    run();
    time(run) / u32::try_from(inputs.len()).expect("a small number")
}

fn workers() -> ProcessRunner {
    ProcessRunner::new(env!("CARGO_BIN_EXE_tribunal").into())
}

fn turns(realm: Realm) -> usize {
    if realm == Realm::Hardened { TURNS } else { 1 }
}

/// A bundled submission that computes for some hundred microseconds per case.
struct Heavy {
    problem: Problem,
    source: Arc<str>,
}

impl Heavy {
    fn load() -> Self {
        let problem = problem::load(Path::new("problems"), &["merge-intervals".into()])
            .expect("the bundled problems")
            .remove(0);
        let source = std::fs::read_to_string("submissions/merge-intervals/accepted/sort_and_extend.js");
        Self { problem, source: source.expect("a bundled submission").into() }
    }

    /// Returns the time per case, all cases once, warm.
    fn run(&self, realm: Realm) -> Duration {
        let cache = CodeCache::default();
        let Self { problem, source } = self;
        let program = Program { source, is_module: false, entry: &problem.entry, cache: &cache };
        let mut isolate = Isolate::new(problem.limits.memory_bytes);
        let mut run = || {
            for case in &problem.cases {
                let run = match realm {
                    Realm::Fresh => {
                        isolate.run(&program, &case.input.load().expect("arguments"), &problem.limits)
                    }
                    Realm::Hardened => isolate.run_hardened(
                        &program,
                        &case.input.load().expect("arguments"),
                        &problem.limits,
                    ),
                };
                assert!(matches!(run.outcome, Outcome::Returned(_)), "{run:?}");
            }
        };
        run();
        time(run) / u32::try_from(problem.cases.len()).expect("a small number")
    }
}

/// Writes the bundled `sum` with 10,000 cases and one submission to a folder of its own.
fn large_problem(sum: &Problem) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    let cases: String = (0..MEMORY_CASES)
        .map(|index| {
            let case = &sum.cases[index % sum.cases.len()];
            let Expected::Returns(expected) = &case.expected else { panic!("{}", case.name) };
            let (args, expected) =
                (json::to_json(case.input.arguments().expect("arguments")), json::to_json(expected));
            format!("{{\"name\":\"{index}\",\"args\":{args},\"expected\":{expected}}}\n")
        })
        .collect();
    write("problems/sum/cases.jsonl", &cases);
    let toml = "format = 1\ntitle = \"Sum\"\nkind = \"function\"\n[function]\nname = \"f\"\n[cases]\nfiles = [\"cases.jsonl\"]\n";
    write("problems/sum/problem.toml", toml);
    let source = std::fs::read_to_string("submissions/sum/accepted/reduce.js").expect("a bundled submission");
    write("submissions/sum/reduce.js", &source);
    folder
}

/// Returns the time of `tribunal grade --realm hardened` on that folder.
fn grade_hardened(folder: &Path) -> Duration {
    let [problems, submissions] =
        ["problems", "submissions"].map(|name| folder.join(name).display().to_string());
    let arguments = [
        "grade",
        "--realm",
        "hardened",
        "--problems",
        &problems,
        "--submissions",
        &submissions,
        "--no-progress",
        "--format",
        "json",
    ];
    time(|| assert!(spawn(env!("CARGO_BIN_EXE_tribunal"), &arguments).success()))
}

/// Returns the time per case of bare V8, warm.
fn bare(source: &str, texts: &[String]) -> Duration {
    let mut bare = BareV8::new(source, "f").expect("a sound script");
    let mut run = || texts.iter().for_each(|text| assert!(bare.call(text).is_ok()));
    run();
    per_case(run)
}

/// Runs on a thread of its own: an isolate belongs to the thread that made it, and a thread enters one.
fn alone(work: impl FnOnce() -> Duration + Send) -> Duration {
    std::thread::scope(|scope| scope.spawn(work).join().expect("no panic"))
}

fn per_case(work: impl FnOnce()) -> Duration {
    time(work) / u32::try_from(CASES).expect("a small number")
}

fn time(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn spawn(program: &str, arguments: &[&str]) -> std::process::ExitStatus {
    // Work that the environment has node do at its start, such as reading certificates, is not its own cost.
    Command::new(program)
        .args(arguments)
        .env_remove("NODE_EXTRA_CA_CERTS")
        .env_remove("NODE_OPTIONS")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("a program that starts")
}

fn node_starts() -> bool {
    Command::new("node").arg("--version").output().is_ok_and(|output| output.status.success())
}

/// Returns the time of `tribunal grade` of one small submission with 300 cases, as a user calls it.
fn grade() -> Duration {
    let arguments = ["grade", "-p", "sum", "-s", "accepted/reduce.js", "--no-progress", "--format", "json"];
    time(|| assert!(spawn(env!("CARGO_BIN_EXE_tribunal"), &arguments).success()))
}

/// Returns the time of one case in the usual way: a process, the program, its input, its output.
fn node_case() -> Duration {
    let program = "const f = (a, b, c) => a.reduce((c, acc) => acc + c, b) + c.length; \
        console.log(JSON.stringify(f(...JSON.parse(process.argv[1]))))";
    time(|| assert!(spawn("node", &["-e", program, r#"[[1,2,3],4,"abc"]"#]).success()))
}

fn print_table(names: &[&str], times: &[Vec<Duration>]) {
    let mut table = Table::new();
    table.load_style(TableStyle::new());
    table.set_header(["", "median", "fastest", "slowest", "x bare V8"]);
    let medians: Vec<Duration> = times.iter().map(|times| median(times)).collect();
    for ((name, times), median) in names.iter().zip(times).zip(&medians) {
        let ratio = median.as_secs_f64() / medians[0].as_secs_f64();
        table.add_row([
            (*name).to_owned(),
            format!("{median:.1?}"),
            format!("{:.1?}", times.iter().min().expect("some rounds")),
            format!("{:.1?}", times.iter().max().expect("some rounds")),
            format!("{ratio:.2}"),
        ]);
    }
    for column in 1..=4 {
        table.column_mut(column).expect("a column").set_cell_alignment(CellAlignment::Right);
    }
    println!("{table}\n");

    let of = |way: &str| names.iter().position(|name| *name == way).map(|index| &times[index]);
    let paired = |over: &str, under: &str| {
        let (over, under) = of(over).zip(of(under))?;
        let mut ratios: Vec<f64> =
            over.iter().zip(under).map(|(over, under)| over.as_secs_f64() / under.as_secs_f64()).collect();
        ratios.sort_by(f64::total_cmp);
        Some(ratios[ratios.len() / 2])
    };
    println!("medians of the ratios within a round:");
    let ratios = [
        ("engine over bare V8", ENGINE, BARE),
        ("engine, one thread over all cores", ENGINE, ENGINE_ALL),
        ("engine over hardened realm", ENGINE, HARDENED),
        ("hardened realm, one thread over all cores", HARDENED, HARDENED_ALL),
        ("CPU-heavy submission, fresh over hardened", HEAVY, HEAVY_HARDENED),
        ("node a case over engine a case", NODE_CASE, ENGINE),
        ("grade 300 cases over node -e 0", GRADE, NODE),
        ("grade 10,000 cases hardened over node -e 0", GRADE_HARDENED, NODE),
    ];
    for (name, over, under) in ratios {
        if let Some(ratio) = paired(over, under) {
            println!("  {name:44} {ratio:8.2}");
        }
    }
}

fn median(times: &[Duration]) -> Duration {
    let mut times = times.to_vec();
    times.sort();
    times[times.len() / 2]
}

/// Prints the resident memory over many cases in one isolate.
fn print_memory(program: &Program<'_>, sum: &Problem) {
    let mut isolate = Isolate::new(sum.limits.memory_bytes);
    print!("\nresident memory in MiB over {} cases:", MEMORY_ROUNDS * MEMORY_CASES);
    for _ in 0..MEMORY_ROUNDS {
        for case in sum.cases.iter().cycle().take(MEMORY_CASES) {
            isolate.run(program, &case.input.load().expect("arguments"), &sum.limits);
        }
        match resident_mib() {
            Some(mib) => print!(" {mib}"),
            None => print!(" ?"),
        }
    }
    let (contexts, detached) = isolate.contexts_after_collection();
    println!("\ncontexts alive after a collection: {contexts}, detached ones: {detached}");
}

/// Prints the time per case of the hardened realm over many cases in one isolate: it must not grow with their number.
fn print_many(sum: &Problem) {
    for (kind, source) in [
        ("function", "function f(a, b, c) { return a.length }"),
        ("async function", "async function f(a, b, c) { return a.length }"),
    ] {
        let (source, cache): (Arc<str>, _) = (source.into(), CodeCache::default());
        let program = Program { source: &source, is_module: false, entry: &sum.entry, cache: &cache };
        let mut isolate = Isolate::new(sum.limits.memory_bytes);
        let input = sum.cases[0].input.load().expect("arguments");
        print!("hardened realm, {kind}, us per case of each {MANY_CASES} in one isolate:");
        for _ in 0..MANY_ROUNDS {
            let time = time(|| {
                for _ in 0..MANY_CASES {
                    isolate.run_hardened(&program, &input, &sum.limits);
                }
            });
            print!(" {:.1}", time.as_secs_f64() * 1e6 / f64::from(MANY_CASES));
        }
        println!();
    }
}

fn resident_mib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    Some(line.split_ascii_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}
