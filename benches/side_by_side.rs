//! The engine beside bare V8 and beside `node`, in one interleaved run: `cargo bench --bench side_by_side`.
//!
//! This machine may be busy, so what counts are medians and ratios of what was measured side by side.
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
use tribunal::{
    engine::{CodeCache, Isolate, Program, floor::BareV8},
    problem::{self, Case, Expected, Problem},
    raw_run::{Outcome, RawRun},
    runner::{Job, Runner, process::ProcessRunner},
    submission::Submission,
    value::{Value, json},
};

const ROUNDS: usize = 15;
const CASES: usize = 300;
const MEMORY_ROUNDS: usize = 10;
const MEMORY_CASES: usize = 10_000;

/// One way to judge the cases; returns the time per case.
type Way<'a> = Box<dyn FnMut() -> Duration + 'a>;

fn main() {
    let sum = problem::load(Path::new("problems"), &["sum".into()]).expect("the bundled problems").remove(0);
    let path = "submissions/sum/accepted/reduce.js";
    let source: Arc<str> = std::fs::read_to_string(path).expect("a bundled submission").into();
    let cache = CodeCache::default();
    let program = Program { source: &source, is_module: false, function: &sum.function, cache: &cache };
    let texts: Vec<String> = sum.cases.iter().take(CASES).map(|case| json::to_json(&case.args)).collect();
    let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);

    let node = node_starts();
    let workers = ProcessRunner::new(env!("CARGO_BIN_EXE_tribunal").into(), false);
    let submission = submission(path, &source);
    let mut in_worker = in_worker(&workers, &submission, &sum);
    let mut ways: Vec<(String, Way<'_>)> = vec![
        ("bare V8, fresh context".into(), Box::new(|| alone(|| bare(&source, &texts)))),
        ("engine, one thread".into(), Box::new(|| all_cores(1, &program, &sum))),
        (format!("engine, {cores} threads"), Box::new(|| all_cores(cores, &program, &sum))),
        ("engine in a worker process".into(), Box::new(&mut in_worker)),
        (
            "start of a worker process".into(),
            Box::new(|| time(|| drop(workers.start(sum.limits.memory_bytes)))),
        ),
        ("grade 300 cases, whole process".into(), Box::new(grade)),
    ];
    if node {
        ways.push((
            "node -e 0, whole process".into(),
            Box::new(|| time(|| assert!(spawn("node", &["-e", "0"]).success()))),
        ));
        ways.push(("node, one process a case".into(), Box::new(node_case)));
    } else {
        println!("node is not installed: its rows are missing");
    }

    // Warm-up, then all ways in turn, so that a slow moment of the machine touches all alike.
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); ways.len()];
    for round in 0..=ROUNDS {
        for ((_, way), times) in ways.iter_mut().zip(&mut times) {
            let time = way();
            if round > 0 {
                times.push(time);
            }
        }
    }
    let names: Vec<String> = ways.iter().map(|(name, _)| name.clone()).collect();
    drop(ways);
    print_table(&names, &times);
    print_memory(&program, &sum);
}

fn submission(path: &str, source: &Arc<str>) -> Submission {
    Submission {
        problem: "sum".into(),
        name: path.into(),
        path: path.into(),
        source: Arc::clone(source),
        fault: None,
        expected: Vec::new(),
    }
}

/// Time per case in a sandboxed worker process, warm.
fn in_worker<'a>(
    runner: &'a ProcessRunner,
    submission: &'a Submission,
    sum: &'a Problem,
) -> impl FnMut() -> Duration + 'a {
    let mut session = runner.session().expect("a worker");
    let arguments: Vec<&Value> = sum.cases.iter().take(CASES).map(|case| &case.args).collect();
    let cache = CodeCache::default();
    let mut run = move || {
        let job =
            Job { submission, function: &sum.function, limits: sum.limits, args: &arguments, cache: &cache };
        let ended = session.run(&job, &mut |index, run| {
            check(run, &sum.cases[index]);
            ControlFlow::Continue(())
        });
        ended.expect("a worker that runs");
    };
    run();
    move || per_case(&mut run)
}

/// A wrong result would make its time worthless.
fn check(run: RawRun, case: &Case) {
    let Outcome::Returned(value) = run.outcome else { panic!("{}: {:?}", case.name, run.outcome) };
    assert_eq!(Expected::Returns(value), case.expected, "{}", case.name);
}

fn run_all(isolate: &mut Isolate, program: &Program<'_>, sum: &Problem) {
    for case in sum.cases.iter().take(CASES) {
        check(isolate.run(program, &case.args, &sum.limits), case);
    }
}

/// Wall-clock time per case with an isolate for each core, all at once.
fn all_cores(cores: usize, program: &Program<'_>, sum: &Problem) -> Duration {
    let ready = std::sync::Barrier::new(cores + 1);
    let done = std::sync::Barrier::new(cores + 1);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            let worker = std::thread::Builder::new().stack_size(8 << 20);
            worker
                .spawn_scoped(scope, || {
                    let mut isolate = Isolate::new(sum.limits.memory_bytes);
                    run_all(&mut isolate, program, sum);
                    ready.wait();
                    run_all(&mut isolate, program, sum);
                    done.wait();
                })
                .expect("a thread");
        }
        ready.wait();
        let start = Instant::now();
        done.wait();
        start.elapsed() / u32::try_from(CASES * cores).expect("a small number")
    })
}

/// Time per case of bare V8, warm.
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
    // What the environment has node do at its start, such as reading certificates, is none of its own cost.
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

/// `tribunal grade` of one small submission with 300 cases, as a user calls it.
fn grade() -> Duration {
    let arguments = ["grade", "-p", "sum", "-s", "accepted/reduce.js", "--no-progress", "--format", "json"];
    time(|| assert!(spawn(env!("CARGO_BIN_EXE_tribunal"), &arguments).success()))
}

/// One case the way that everybody does it: a process, the program, its input, its output.
fn node_case() -> Duration {
    let program = "const f = (a, b, c) => a.reduce((c, acc) => acc + c, b) + c.length; \
        console.log(JSON.stringify(f(...JSON.parse(process.argv[1]))))";
    time(|| assert!(spawn("node", &["-e", program, r#"[[1,2,3],4,"abc"]"#]).success()))
}

fn print_table(names: &[String], times: &[Vec<Duration>]) {
    let mut table = Table::new();
    table.load_style(TableStyle::new());
    table.set_header(["", "median", "fastest", "slowest", "x bare V8"]);
    let medians: Vec<Duration> = times.iter().map(|times| median(times)).collect();
    for ((name, times), median) in names.iter().zip(times).zip(&medians) {
        let ratio = median.as_secs_f64() / medians[0].as_secs_f64();
        table.add_row([
            name.clone(),
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

    let paired = |over: usize, under: usize| {
        let mut ratios: Vec<f64> = times[over]
            .iter()
            .zip(&times[under])
            .map(|(over, under)| over.as_secs_f64() / under.as_secs_f64())
            .collect();
        ratios.sort_by(f64::total_cmp);
        ratios[ratios.len() / 2]
    };
    println!("medians of the ratios within a round:");
    println!("  engine over bare V8                 {:.2}", paired(1, 0));
    println!("  one thread over all cores           {:.2}", paired(1, 2));
    println!("  worker process over the same thread {:.2}", paired(3, 1));
    if times.len() > 6 {
        println!("  node a case over engine a case      {:.0}", paired(7, 1));
        println!("  grade 300 cases over node -e 0      {:.2}", paired(5, 6));
    }
}

fn median(times: &[Duration]) -> Duration {
    let mut times = times.to_vec();
    times.sort();
    times[times.len() / 2]
}

/// Resident memory over many cases in one isolate.
fn print_memory(program: &Program<'_>, sum: &Problem) {
    let mut isolate = Isolate::new(sum.limits.memory_bytes);
    print!("\nresident memory in MiB over {} cases:", MEMORY_ROUNDS * MEMORY_CASES);
    for _ in 0..MEMORY_ROUNDS {
        for case in sum.cases.iter().cycle().take(MEMORY_CASES) {
            isolate.run(program, &case.args, &sum.limits);
        }
        match resident_mib() {
            Some(mib) => print!(" {mib}"),
            None => print!(" ?"),
        }
    }
    let (contexts, detached) = isolate.contexts_after_collection();
    println!("\ncontexts alive after a collection: {contexts}, detached ones: {detached}");
}

fn resident_mib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    Some(line.split_ascii_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}
