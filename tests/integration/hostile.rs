//! Hostile programs, each in a run of its own, between cases and submissions that must be accepted.
//!
//! A program lies in the folder of the verdict that its attack must get. It behaves for `solve(0)`, attacks for
//! `solve(1)`, and is judged on five cases: two before the attack, the attack, two after it. Programs in a folder
//! `top_level` attack when they are loaded, so all of their cases get the verdict. Before and after each program,
//! [`CANARY`] is judged in the same worker process.
//!
//! Where V8 may choose how an attack ends, lines `// or: RTE: why` of the program name the other verdicts.
#![allow(clippy::print_stdout, reason = "the time of each program is what --nocapture is asked for")]

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Instant,
};

use crate::common::{CANARY, World, hostile_programs, parse, submissions, verdicts};
use tribunal_problem::verdict::Verdict;

const CASES: &str = r#"
[[case]]
name = "before 1"
args = [0, [3, 1, 2]]
expected = "ok"
[[case]]
name = "before 2"
args = [0, [3, 1, 2]]
expected = "ok"
[[case]]
name = "attack"
args = [1, [3, 1, 2]]
expected = "right"
[[case]]
name = "after 1"
args = [0, [3, 1, 2]]
expected = "ok"
[[case]]
name = "after 2"
args = [0, [3, 1, 2]]
expected = "ok"
"#;

/// Returns the limits of a program. Only a program that is about time gets little of it, so that the speed of this
/// machine does not decide which limit comes first.
fn limits(folder: &str) -> String {
    let time = match folder {
        "time_limit_exceeded" => 0.5,
        "memory_limit_exceeded" => 20.0,
        _ => 5.0,
    };
    // The smallest stack, so that programs that are meant to exhaust it do.
    format!("time_limit = {time:?}\nmemory = 64\noutput = 1\nstack = 4\n")
}

/// Returns the verdicts that a program may get, the first of them that of its folder.
fn allowed(folder: &str, source: &str) -> Vec<&'static str> {
    let expected = Verdict::from_folder(folder).expect("the folder of a verdict").code();
    let others = source.lines().filter_map(|line| line.strip_prefix("// or: ")).map(|line| {
        let code = line.split(':').next().unwrap_or_default();
        let known = Verdict::ALL.iter().find(|(_, known, _)| *known == code);
        known.unwrap_or_else(|| panic!("{line}: no verdict")).1
    });
    std::iter::once(expected).chain(others).collect()
}

/// Runs a program and returns the attack's verdict.
///
/// # Errors
/// A description of everything that went wrong.
fn judge(name: &str, path: &Path, realm: &str) -> Result<String, String> {
    let (folder, file) = name.split_once('/').expect("a folder");
    let source = fs::read_to_string(path).expect("a program");
    let extension = path.extension().and_then(|extension| extension.to_str()).expect("an extension");
    let world = World::new(&limits(folder), CASES);
    world.submit("1_before.js", CANARY);
    world.submit(&format!("2_attack.{extension}"), &source);
    world.submit("3_after.js", CANARY);
    // One thread, so that the three share a worker as far as they can; no case is skipped, so that each is seen.
    let output =
        world.run(&format!("grade --format json --no-progress --jobs 1 --max-tles 0 --realm {realm}"));
    if !matches!(output.code, Some(0 | 1)) {
        return Err(format!("{output:?}"));
    }
    let report = parse(&output);
    let [before, attack, after] = submissions(&report) else { panic!("{report}") };
    for canary in [before, after] {
        if verdicts(canary) != ["AC"; 5] {
            return Err(format!("the neighbour {canary}"));
        }
    }
    let allowed = allowed(folder, &source);
    let got = verdicts(attack);
    let is_right = |verdict: &&str| allowed.contains(verdict);
    let fits = if file.starts_with("top_level/") {
        got.iter().all(is_right)
    } else {
        got.iter()
            .enumerate()
            .all(|(case, verdict)| if case == 2 { is_right(verdict) } else { *verdict == "AC" })
    };
    if fits { Ok(got[2].to_owned()) } else { Err(format!("not {allowed:?} but {attack}")) }
}

#[test]
fn every_program_gets_its_verdict_and_harms_no_other() {
    every_program("fresh");
}

#[test]
#[ignore = "takes minutes: cargo test --test integration hostile -- --ignored --nocapture"]
fn every_program_gets_its_verdict_and_harms_no_other_in_a_hardened_realm() {
    every_program("hardened");
}

/// Judges all programs, first in this realm.
fn every_program(realm: &str) {
    const THREADS: usize = 2;
    let programs = hostile_programs();
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    let counts = Mutex::new(BTreeMap::<String, usize>::new());
    let start = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while let Some((name, path)) = programs.get(next.fetch_add(1, Relaxed)) {
                    let start = Instant::now();
                    let result = judge(name, path, realm);
                    println!("{:7.2} s  {name}  {result:?}", start.elapsed().as_secs_f64());
                    match result {
                        Ok(verdict) => {
                            *counts.lock().expect("no panic").entry(verdict).or_default() += 1;
                        }
                        Err(error) => failures.lock().expect("no panic").push(format!("{name}: {error}")),
                    }
                }
            });
        }
    });
    println!("{:?} in {:.0} s", counts.into_inner().expect("no panic"), start.elapsed().as_secs_f64());
    assert!(programs.len() >= 300, "{} programs", programs.len());
    assert_eq!(failures.into_inner().expect("no panic"), [""; 0]);
}

#[test]
fn a_submission_that_always_hangs_costs_a_few_limits() {
    let case = |index| format!("[[case]]\nname = \"{index}\"\nargs = [0]\nexpected = 0\n");
    let cases: String = (0..300).map(case).collect();
    let world = World::new("time_limit = 0.1\n", &cases);
    world.submit("loop.js", "function solve() { for (;;); }");
    world.submit("native.js", "function solve() { [].includes.call({ length: 2 ** 53 - 1 }, 1); }");
    let report = world.report("--jobs 1");
    for submission in submissions(&report) {
        let verdicts = verdicts(submission);
        assert_eq!(verdicts[..5], ["TLE"; 5]);
        assert_eq!(verdicts[5..], ["SKIP"; 295]);
    }
}

#[test]
fn ending_close_to_the_limit_stops_no_other_case() {
    // Spins to within a millisecond of the limit, on either side, between cases that do nothing.
    let case = |index: usize| {
        let milliseconds = if index.is_multiple_of(2) { 0.0 } else { 19.0 + (index % 20) as f64 / 10.0 };
        format!("[[case]]\nname = \"{index}\"\nargs = [{milliseconds:?}]\nexpected = \"ok\"\n")
    };
    let cases: String = (0..200).map(case).collect();
    let world = World::new("time_limit = 0.02\n", &cases);
    world.submit(
        "spin.js",
        "function solve(ms) { const start = performance.now(); while (performance.now() - start < ms); return 'ok'; }",
    );
    let report = world.report("--max-tles 0");
    for (case, verdict) in verdicts(&submissions(&report)[0]).into_iter().enumerate() {
        let allowed: &[&str] = if case % 2 == 0 { &["AC"] } else { &["AC", "TLE"] };
        assert!(allowed.contains(&verdict), "{case}: {verdict}");
    }
}
