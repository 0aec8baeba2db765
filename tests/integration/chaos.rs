//! Faults around the judge: workers that are killed and stopped, a judge that is killed, full disks, closed pipes,
//! files that cannot be read.
#![cfg(target_os = "linux")]

use std::{
    fs::{self, File},
    process::Stdio,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    thread,
    time::Duration,
};

use crate::common::{
    Output, World, all_workers, comes_true, is_worker, parse, signal, submissions, verdicts, wait, workers_of,
};
use rustix::process::Signal;

/// Returns cases of which every seventh is wrong, every eleventh throws, and the others are right, each with some work.
fn many_cases() -> World {
    let case = |index: u32| {
        let (argument, expected) = if index.is_multiple_of(7) { (index, 0) } else { (index, index + 1) };
        format!("[[case]]\nname = \"{index}\"\nargs = [{argument}]\nexpected = {expected}\n")
    };
    let cases: String = (1..=1500).map(case).collect();
    let world = World::new("time_limit = 1.0\n", &cases);
    let work = "let sum = 0; for (let i = 0; i < 20000; i++) sum = (sum + i * i) % 1009;";
    let texts = [
        format!("function solve(x) {{ {work} return sum < 0 ? sum : x + 1; }}"),
        format!("function solve(x) {{ {work} if (x % 11 === 0) throw Error(x); return x + 1; }}"),
    ];
    for (index, text) in texts.iter().enumerate() {
        world.submit(&format!("{index}.js"), text);
    }
    world
}

/// Returns the part of a report that must be the same in two runs.
fn judged(output: &Output) -> Vec<(String, Vec<String>)> {
    let report = parse(output);
    let judged = submissions(&report).iter().map(|submission| {
        let cases = verdicts(submission).into_iter().map(str::to_owned).collect();
        (submission["submission"].to_string(), cases)
    });
    judged.collect()
}

/// Returns the next pseudo-random number of a sequence that is the same in every run.
fn random(state: &mut u64) -> u64 {
    // xorshift64, G. Marsaglia, "Xorshift RNGs", 2003.
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

/// Judges while workers get `signals` at random moments; returns the output and the number of workers that got one. The
/// signals come ever more slowly, so that on any machine a worker that starts anew has the time to do so before its
/// retries are used up.
fn disturbed(world: &World, signals: &[Signal]) -> (Output, usize) {
    let ended = AtomicBool::new(false);
    let sent = AtomicUsize::new(0);
    let child = world.command("grade --format json --no-progress --jobs 2").spawn().expect("the judge");
    let judge = child.id();
    let output = thread::scope(|scope| {
        scope.spawn(|| {
            let mut state = 0x9e37_79b9_7f4a_7c15;
            let mut pause = 1.0;
            while !ended.load(Relaxed) {
                let workers = workers_of(judge);
                if !workers.is_empty() {
                    let worker = workers[random(&mut state) as usize % workers.len()];
                    signal(worker, signals[random(&mut state) as usize % signals.len()]);
                    sent.fetch_add(1, Relaxed);
                    pause += 0.3;
                }
                thread::sleep(Duration::from_millis(20 + random(&mut state) % 150).mul_f64(pause));
            }
        });
        let output = child.wait_with_output().expect("the judge's output");
        ended.store(true, Relaxed);
        output
    });
    (output.into(), sent.into_inner())
}

#[test]
fn workers_that_others_kill_or_stop_change_no_verdict() {
    let world = many_cases();
    let calm = world.run("grade --format json --no-progress --jobs 2");
    let expected = judged(&calm);
    assert_eq!(expected.iter().map(|(_, cases)| cases.len()).sum::<usize>(), 3000);
    let is_wrong = |verdict: &&String| *verdict != "AC";
    assert!(expected.iter().all(|(_, cases)| cases.iter().filter(is_wrong).count() > 100));

    for signals in [&[Signal::KILL][..], &[Signal::STOP], &[Signal::KILL, Signal::STOP, Signal::TERM]] {
        let (output, sent) = disturbed(&world, signals);
        assert!(sent >= 2, "{signals:?}: only {sent} workers were hit");
        assert_eq!(judged(&output), expected, "{signals:?}");
        assert_eq!(output.code, calm.code);
    }
}

#[test]
fn no_worker_survives_a_judge_that_is_killed() {
    let world = World::new("time_limit = 60.0\n", "[[case]]\nname = \"a\"\nargs = [0]\nexpected = 0\n");
    // One in JavaScript, and one in a loop of V8's that nothing but a signal ends.
    world.submit("loop.js", "function solve() { for (;;); }");
    world.submit("native.js", "function solve() { [].includes.call({ length: 2 ** 53 - 1 }, 1); }");
    let mut judge = world.command("grade --jobs 2 --no-progress").spawn().expect("the judge");
    let mut workers = Vec::new();
    let started = comes_true(|| {
        workers = workers_of(judge.id());
        workers.len() == 2
    });
    signal(judge.id(), Signal::KILL);
    judge.wait().expect("its end");
    assert!(started, "no workers were seen");
    assert!(
        comes_true(|| !workers.iter().any(|worker| is_worker(*worker))),
        "{workers:?} of {:?}",
        all_workers()
    );
}

fn small_world() -> World {
    let world = World::new("", "[[case]]\nname = \"a\"\nargs = [1]\nexpected = 2\n");
    world.submit("right.js", "function solve(x) { return x + 1; }");
    world
}

#[test]
fn a_full_disk_is_said() {
    let world = small_world();
    for format in ["table", "json", "junit", "jsonl"] {
        let mut command = world.command(&format!("grade --no-progress --format {format}"));
        command.stdout(File::options().write(true).open("/dev/full").expect("/dev/full"));
        let output = wait(command);
        let said = output.stderr;
        assert_eq!(output.code, Some(2), "{format}: {said}");
        assert!(said.contains("No space left on device"), "{format}: {said}");
        assert!(!said.contains("panicked"), "{format}: {said}");
    }
}

#[test]
fn a_reader_that_has_gone_ends_the_run_quietly() {
    let world = small_world();
    for line in ["grade --no-progress", "grade --no-progress --format json", "list", "doctor", "--help"] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let mut command = world.command(line);
        command.stdout(Stdio::from(writer));
        let output = wait(command);
        assert!(output.code.is_some(), "{line}: {output:?}");
        assert!(!output.stderr.contains("panicked"), "{line}: {output:?}");
    }
}

#[test]
fn what_cannot_be_read_is_said_with_its_name() {
    let world = small_world();
    // A faulty problem is for the judge's user to mend; a faulty submission has its verdict.
    let table = [
        ("problems/p/problem.toml", 2, "problems/p/problem.toml"),
        ("submissions/p/right.js", 1, "leads nowhere"),
    ];
    for (path, code, text) in table {
        let file = world.path().join(path);
        let before = fs::read(&file).expect("a file");
        fs::remove_file(&file).expect("a file");
        // Not even the superuser can read a link to itself.
        std::os::unix::fs::symlink(&file, &file).expect("a link");
        let output = world.run("grade --no-progress");
        let said = output.stdout + &output.stderr;
        fs::remove_file(&file).expect("the link");
        fs::write(&file, before).expect("a file");
        assert_eq!(output.code, Some(code), "{path}: {said}");
        assert!(said.contains(text), "{path}: {said}");
        assert!(!said.contains("panicked"), "{path}: {said}");
    }
}
