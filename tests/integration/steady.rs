//! Steady verdicts: the same submission gets the same verdict for every case, in any order, at any load, on any number
//! of workers.
//!
//! Submissions are judged again and again while processes of the test keep every processor busy. Every verdict that
//! differs from that of the first run is named. The short form always runs. The long one adds the bundled submissions
//! and the hostile programs, and runs the made-up ones twenty times with 1, 2 and 8 workers: `cargo test --release
//! --test integration steady -- --ignored --nocapture`. `STEADY_RUNS`, `STEADY_WORKERS` (`1,2,8`), `STEADY_MADE_UP`
//! (their number) and `STEADY_SETS` (`bundled,hostile,made-up`) change the run.
#![cfg(target_os = "linux")]
#![allow(clippy::print_stdout, reason = "the figures are what --nocapture is asked for")]

use std::{
    collections::BTreeMap,
    env,
    fmt::Write as _,
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    time::Instant,
};

use crate::common::{Output, World, hostile_programs, parse, submissions};

/// A loop that ends with the shell's parent.
const SPIN: &str = "while kill -0 $PPID; do :; done 2>/dev/null";

/// Processes that keep the machine busy as long as this value lives.
struct Busy(Vec<Child>);

impl Busy {
    /// Starts so many processes for each processor.
    fn begin(each: usize) -> Self {
        let cores = std::thread::available_parallelism().expect("a number of processors").get();
        let spin = || Command::new("sh").args(["-c", SPIN]).stdin(Stdio::null()).spawn().expect("a shell");
        Self((0..each * cores).map(|_| spin()).collect())
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        for child in &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// A set of submissions that are judged together.
struct Set {
    name: &'static str,
    /// Worlds that differ only in the order of their contents, which the runs take in turn.
    worlds: Vec<World>,
    options: &'static str,
}

/// The verdicts of a case, with the number of times that it got each.
type Counts = BTreeMap<String, usize>;

/// Judges each set so often with each number of workers, and fails where a verdict differs.
fn judge(sets: &[Set], runs: usize, workers: &[usize], busy: usize) {
    let _busy = Busy::begin(busy);
    let mut differing = Vec::new();
    println!("set         workers    runs    cases    verdicts    differing    seconds");
    for Set { name, worlds, options } in sets {
        // Of all runs, with whatever number of workers.
        let mut first = BTreeMap::new();
        let mut seen = BTreeMap::<String, Counts>::new();
        for (turn, workers) in workers.iter().enumerate() {
            let start = Instant::now();
            let mut verdicts = 0;
            for run in 0..runs {
                let world = &worlds[(run + turn) % worlds.len()];
                let line = format!("grade --format json --no-progress --jobs {workers} {options}");
                // It takes as long as it takes.
                for (case, verdict) in by_case(&world.command(&line).output().expect("the judge").into()) {
                    verdicts += 1;
                    let before = first.entry(case.clone()).or_insert_with(|| verdict.clone());
                    if *before != verdict {
                        // At once, since a long run may not get to its end.
                        println!("{case}: {before} at first, {verdict} in run {run} with {workers} workers");
                    }
                    *seen.entry(case).or_default().entry(verdict).or_default() += 1;
                }
            }
            let differ = seen.values().filter(|counts| counts.len() > 1).count();
            let seconds = start.elapsed().as_secs_f64();
            println!(
                "{name:<10}  {workers:>7}  {runs:>6}  {:>7}  {verdicts:>10}  {differ:>11}  {seconds:>9.1}",
                seen.len()
            );
        }
        let all: Counts = first.values().fold(Counts::new(), |mut all, verdict: &String| {
            *all.entry(verdict.clone()).or_default() += 1;
            all
        });
        println!("{name}: {all:?} the first time");
        let times = runs * workers.len();
        for (case, counts) in seen {
            if counts.len() > 1 || counts.values().sum::<usize>() != times {
                differing.push(format!("{case}: {counts:?} in {times} runs"));
            }
        }
    }
    for case in &differing {
        println!("differs: {case}");
    }
    assert_eq!(differing, [""; 0]);
}

/// Returns the verdict of each case of a report.
fn by_case(output: &Output) -> Vec<(String, String)> {
    let report = parse(output);
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    // Of the made-up ones, the folder is where they stand in the order.
    let name = |name: String| match name.split_once('/') {
        Some((folder, name)) if folder.parse::<u32>().is_ok() => name.to_owned(),
        _ => name,
    };
    let mut verdicts = Vec::new();
    for submission in submissions(&report) {
        let of = format!("{} {}", text(&submission["problem"]), name(text(&submission["submission"])));
        for case in submission["cases"].as_array().expect("cases") {
            verdicts.push((format!("{of} {}", text(&case["name"])), text(&case["verdict"])));
        }
    }
    verdicts
}

const CANARY_CASES: [(&str, u8, &str); 3] = [("before", 0, "ok"), ("attack", 1, "right"), ("after", 0, "ok")];

/// Returns the hostile programs, with about the limits that they have in their own test.
fn hostile() -> Set {
    let world = World::new("", "");
    fs::remove_dir_all(world.path().join("problems")).expect("a folder");
    // Where one limit is meant, the other one is far away: which of two is reached first may be luck.
    for (problem, time, memory) in
        [("hostile_time", 0.5, 512), ("hostile_memory", 20.0, 64), ("hostile", 5.0, 64)]
    {
        let mut text = format!(
            "format = 1\ntitle = \"P\"\n[function]\nname = \"solve\"\n[limits]\ntime_limit = {time:?}\nmemory = {memory}\noutput = 1\n"
        );
        for (name, attack, expected) in CANARY_CASES {
            writeln!(
                text,
                "[[case]]\nname = \"{name}\"\nargs = [{attack}, [3, 1, 2]]\nexpected = \"{expected}\""
            )
            .expect("a text");
        }
        world.write(&format!("problems/{problem}/problem.toml"), &text);
    }
    for (name, path) in hostile_programs() {
        let problem = match name.split('/').next() {
            Some("time_limit_exceeded") => "hostile_time",
            Some("memory_limit_exceeded") => "hostile_memory",
            _ => "hostile",
        };
        world.write(&format!("submissions/{problem}/{name}"), &fs::read_to_string(path).expect("a program"));
    }
    Set { name: "hostile", worlds: vec![world], options: "--max-tles 0" }
}

/// Returns the submissions of this repository.
fn bundled() -> Set {
    let world = World::new("", "");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["problems", "submissions"] {
        fs::remove_dir_all(world.path().join(folder)).expect("a folder");
        let status = Command::new("cp").arg("-r").arg(root.join(folder)).arg(world.path()).status();
        assert!(status.expect("cp").success());
    }
    Set { name: "bundled", worlds: vec![world], options: "" }
}

/// Returns made-up submissions: recursion near the limits, random numbers, clocks, allocation near the limit.
fn made_up(count: u64, arguments: &[u32]) -> Set {
    let worlds = [false, true].map(|is_reversed| {
        let case =
            |argument: &u32| format!("[[case]]\nname = \"{argument}\"\nargs = [{argument}]\nexpected = 0\n");
        let mut cases: Vec<_> = arguments.iter().map(case).collect();
        if is_reversed {
            cases.reverse();
        }
        // A time limit that no case comes near to, however busy the machine is.
        let world = World::new("time_limit = 20\nmemory = 8\nstack = 4\n", &cases.concat());
        for index in 0..count {
            // In the other order, too.
            let order = if is_reversed { count - index } else { index };
            world.write(
                &format!("submissions/p/{order:05}/{index}.js"),
                &program(&mut fastrand::Rng::with_seed(index), index),
            );
        }
        world
    });
    Set { name: "made-up", worlds: worlds.into(), options: "--max-tles 0" }
}

/// Returns a program whose verdicts differ if anything in it is left to chance. `solve` is called with a small number;
/// 0 is right.
fn program(random: &mut fastrand::Rng, index: u64) -> String {
    let locals = random.usize(0..8);
    let names: Vec<_> = (0..locals).map(|local| format!("v{local}")).collect();
    let define: String = names.iter().map(|name| format!("const {name} = n * 2 + x;")).collect();
    let used = names.iter().map(|name| format!(" + {name} * 0")).collect::<String>();
    // What fits into a MiB of stack, to what does not fit into four.
    let depth = (3_000.0 * 40_f64.powf(random.f64())) as u64;
    let kib = random.u32(5 << 10..11 << 10);
    match index % 10 {
        0 => format!(
            "function depth(n, x) {{ {define} return n === 0 ? 0 : 1 + depth(n - 1, x){used} }}
             function solve(x) {{ return depth({depth} + x, x) - {depth} - x }}"
        ),
        1 => format!(
            "function depth(n, x) {{ {define} return n === 0 ? 0 : 1 + depth(n - 1, x){used} }}
             function solve(x) {{ try {{ depth({depth}, x); return 0 }} catch {{ return 1 }} }}"
        ),
        2 => format!(
            "let calls = 0;
             const even = (n, x) => {{ {define} calls++; return n === 0 ? 0 : odd(n - 1, x){used} }};
             const odd = (n, x) => n === 0 ? 1 : even(n - 1, x);
             function solve(x) {{ try {{ even(Infinity, x) }} catch {{ return (calls + x) % {} }} }}",
            random.u32(2..5)
        ),
        3 => format!(
            "function solve(x) {{
               let list = null;
               for (let i = 0; i < {depth} / 4; i++) list = {{ list, x }};
               const size = (list) => list ? 1 + size(list.list) : 0;
               try {{ return JSON.stringify(list).length > 0 && size(list) > 0 ? 0 : 1 }} catch (e) {{ throw new Error('too deep') }}
             }}"
        ),
        4 => format!("function solve(x) {{ return Math.floor(Math.random() * {}) }}", random.u32(2..5)),
        5 => format!(
            "const shuffled = (array) => array.sort(() => Math.random() - 0.5);
             function solve(x) {{
               const array = Array.from({{ length: {} + x }}, (_, i) => i);
               return shuffled(array)[0] % 2 + (new Set(array).size - array.length);
             }}",
            random.u32(2..50)
        ),
        6 => format!(
            "async function solve(x) {{
               const start = performance.now(), date = Date.now(), order = [];
               const wait = (ms) => new Promise((resolve) => setTimeout(() => {{ order.push(ms); resolve() }}, ms));
               await Promise.all([{}, {}, x].map(wait));
               let sum = 0;
               for (let i = 0; i < 1e4; i++) sum += i;
               const [one, two] = [performance.now() - start, Date.now() - date];
               return (order[0] + Math.round(one) + two) % 2;
             }}",
            random.u32(0..20),
            random.u32(0..20)
        ),
        7 => format!(
            "function solve(x) {{
               const kept = [];
               for (let kib = 0; kib < {kib}; kib += 16) kept.push(new Uint8Array(16 << 10).fill(x));
               return kept[0][0] - x;
             }}"
        ),
        8 => format!(
            "function solve(x) {{
               const kept = [];
               for (let kib = 0; kib < {kib}; kib += 64) kept.push(Array.from({{ length: 8 << 10 }}, (_, i) => i + 0.5));
               return kept.length > 0 ? 0 : x;
             }}"
        ),
        _ => format!(
            "function solve(x) {{
               let kept = null;
               for (let bytes = 0; bytes < {kib} * 1024; bytes += 32) kept = {{ kept, x, y: bytes }};
               return kept.x - x;
             }}"
        ),
    }
}

#[test]
fn a_verdict_is_no_luck() {
    judge(&[made_up(10, &[3, 15])], 1, &[1, 2, 8], 1);
}

#[test]
#[ignore = "takes long: cargo test --release --test integration steady -- --ignored --nocapture"]
fn no_verdict_of_many_is_luck() {
    let number = |name: &str, usual: u64| -> u64 {
        env::var(name).map_or(usual, |number| number.parse().unwrap_or_else(|_| panic!("{name}: no number")))
    };
    let list = |name: &str, usual: &str| -> Vec<String> {
        env::var(name).unwrap_or_else(|_| usual.to_owned()).split(',').map(str::to_owned).collect()
    };
    let sets = list("STEADY_SETS", "bundled,hostile,made-up");
    let sets: Vec<_> = sets
        .iter()
        .map(|set| match &**set {
            "bundled" => bundled(),
            "hostile" => hostile(),
            "made-up" => made_up(number("STEADY_MADE_UP", 500), &[3, 1, 4, 15]),
            other => panic!("{other}: no set"),
        })
        .collect();
    let workers: Vec<usize> =
        list("STEADY_WORKERS", "1,2,8").iter().map(|count| count.parse().expect("a number")).collect();
    judge(&sets, usize::try_from(number("STEADY_RUNS", 20)).expect("a number"), &workers, 2);
}
