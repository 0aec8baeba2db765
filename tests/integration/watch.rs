//! `tribunal watch`, through the real binary. No test asserts a time: each waits for the report of a save.
#![allow(clippy::print_stdout, reason = "the figures are what --nocapture is asked for")]

use std::{
    fs,
    io::{BufRead as _, BufReader},
    process::{Child, ChildStdout, Stdio},
    sync::mpsc::{Receiver, channel},
    time::{Duration, Instant},
};

use crate::common::World;

/// Time after which a report is taken to be missing.
const PATIENCE: Duration = Duration::from_secs(120);

/// A running `tribunal watch`.
struct Watching {
    child: Child,
    lines: Receiver<String>,
}

impl Watching {
    fn new(world: &World, line: &str) -> Self {
        Self::with_stderr(world, line, Stdio::null())
    }

    fn with_stderr(world: &World, line: &str, stderr: impl Into<Stdio>) -> Self {
        let mut command = world.command(&format!("watch {line}"));
        command.stderr(stderr);
        let mut child = command.spawn().expect("the judge");
        let stdout: ChildStdout = child.stdout.take().expect("its output");
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Self { child, lines }
    }

    /// Returns the lines of the next report.
    fn report(&self) -> String {
        let mut report = String::new();
        loop {
            let line = self.lines.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("no report: {report}"));
            if line.starts_with("watching ") {
                return report;
            }
            report.push_str(&line);
            report.push('\n');
        }
    }

    /// Waits for a report that contains a text; saves come in several steps, and each may have a report of its own.
    fn until(&self, text: &str) -> String {
        loop {
            let report = self.report();
            if report.contains(text) {
                return report;
            }
        }
    }

    /// Ends it as Ctrl-C does; returns its exit code.
    fn interrupt(self) -> Option<i32> {
        crate::common::signal(self.child.id(), rustix::process::Signal::INT);
        self.ends()
    }

    fn ends(mut self) -> Option<i32> {
        let patience = Instant::now() + PATIENCE;
        loop {
            match self.child.try_wait().expect("a status") {
                Some(status) => return status.code(),
                None if Instant::now() > patience => panic!("it does not end"),
                None => std::thread::sleep(Duration::from_millis(10)),
            }
        }
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn world() -> World {
    let world = World::new("", "[[case]]\nname = \"only\"\nargs = [2]\nexpected = 4\n");
    world.submit("a.js", "const solve = (x) => x;");
    world.submit("b.js", "const solve = (x) => 2 * x;");
    world
}

#[test]
fn each_save_of_a_submission_is_judged() {
    let world = world();
    let watching = Watching::new(&world, "p");
    let first = watching.report();
    assert!(
        first.contains("a.js") && first.contains("b.js") && first.contains("1 as expected, 1 not"),
        "{first}"
    );
    for turn in 0..5 {
        let factor = if turn % 2 == 0 { 2 } else { 3 };
        world.submit("a.js", &format!("const solve = (x) => {factor} * x; // {turn}"));
        let report = watching.until(if factor == 2 { "1 submission: 1 as expected" } else { "got 6" });
        assert!(report.contains("a.js") && !report.contains("b.js"), "only what was saved: {report}");
    }
    // As editors do that write a new file and rename it.
    world.write("submissions/p/.a.js.tmp", "const solve = (x) => 7 * x;");
    let path = world.path().join("submissions/p");
    fs::rename(path.join(".a.js.tmp"), path.join("a.js")).expect("a file");
    assert!(watching.until("got 14").contains("a.js"));
    // A new file, and one in a new folder.
    world.submit("c.js", "const solve = (x) => 8 * x;");
    watching.until("got 16");
    world.submit("wrong_answer/d.js", "const solve = (x) => 9 * x;");
    watching.until("wrong_answer/d.js");
}

#[test]
fn a_change_of_the_problem_is_judged_with_all_and_errors_are_survived() {
    let world = world();
    let watching = Watching::new(&world, "p");
    watching.report();
    let toml = fs::read_to_string(world.path().join("problems/p/problem.toml")).expect("a file");
    world.write("problems/p/problem.toml", &toml.replace("expected = 4", "expected = 2"));
    let report = watching.until("expected 2, got 4");
    assert!(report.contains("a.js") && report.contains("b.js"), "{report}");
    world.write("problems/p/problem.toml", "format = ");
    assert_eq!(watching.report().trim(), "", "the error is on standard error");
    world.submit("b.js", "const solve = (x) => x;");
    world.write("problems/p/problem.toml", &toml);
    watching.until("expected 4, got 2");
}

#[test]
fn one_submission_may_lie_anywhere() {
    let world = world();
    world.write("mine/x.js", "const solve = (x) => x;");
    let watching = Watching::new(&world, "p mine/x.js");
    assert!(!watching.report().contains("b.js"));
    world.write("mine/x.js", "const solve = (x) => 5 * x;");
    watching.until("got 10");
}

#[test]
fn what_is_passed_over_is_told() {
    let world = world();
    world.write("submissions/p/c.JS", "const solve = (x) => x;");
    let stderr = world.path().join("stderr");
    let watching = Watching::with_stderr(&world, "p", fs::File::create(&stderr).expect("a file"));
    watching.report();
    assert_eq!(watching.interrupt(), Some(0));
    let told = fs::read_to_string(&stderr).expect("a text");
    assert!(told.contains("warning: ") && told.contains("c.JS"), "{told}");
}

#[test]
fn a_problem_that_is_not_there_is_told_and_waited_for() {
    let world = world();
    let stderr = world.path().join("stderr");
    let watching = Watching::with_stderr(&world, "nope", fs::File::create(&stderr).expect("a file"));
    watching.report();
    assert_eq!(watching.interrupt(), Some(0));
    let told = fs::read_to_string(&stderr).expect("a text");
    assert!(told.contains("there is no problem `nope`") && told.contains("there are p"), "{told}");
}

#[test]
fn it_ends_when_it_is_told_to() {
    let world = world();
    for line in ["p", ""] {
        let watching = Watching::new(&world, line);
        watching.report();
        assert_eq!(watching.interrupt(), Some(0), "{line}");
    }
    assert_eq!(Watching::new(&world, "--submissions nowhere").ends(), Some(2));
}

#[test]
fn a_save_ends_what_is_judged_no_more() {
    let world = world();
    let toml = fs::read_to_string(world.path().join("problems/p/problem.toml")).expect("a file");
    let more: String =
        (0..200).map(|n| format!("[[case]]\nname = \"{n}\"\nargs = [{n}]\nexpected = 0\n")).collect();
    world.write(
        "problems/p/problem.toml",
        &(toml.replace("[limits]\n", "[limits]\ntime_limit = 0.3\n") + &more),
    );
    world.submit("a.js", "const solve = (x) => { if (x % 2) for (;;); return 0; };");
    let watching = Watching::new(&world, "p a.js");
    // Until it runs, which nothing tells.
    std::thread::sleep(Duration::from_millis(500));
    world.submit("a.js", "const solve = (x) => 2 * x;");
    let report = watching.report();
    assert!(report.contains("WA") && !report.contains("TLE"), "{report}");
}

/// Measures the time from a save to its report, side by side with the time of judging alone: `cargo test --release
/// --test integration watch -- --ignored --nocapture`
#[test]
#[ignore = "a measurement"]
fn latency() {
    let world = World::new(
        "",
        &(0..100)
            .map(|n| format!("[[case]]\nname = \"{n}\"\nargs = [{n}]\nexpected = {}\n", 2 * n))
            .collect::<String>(),
    );
    world.submit("a.js", "const solve = (x) => 2 * x;");
    for realm in ["fresh", "hardened"] {
        let watching = Watching::new(&world, &format!("p --realm {realm}"));
        watching.report();
        let mut times: Vec<Duration> = (0..41)
            .map(|turn| {
                std::thread::sleep(Duration::from_millis(100));
                let start = Instant::now();
                world.submit("a.js", &format!("const solve = (x) => 2 * x; // {turn}"));
                watching.report();
                start.elapsed()
            })
            .collect();
        times.sort();
        println!(
            "{realm}: 100 cases, from a save to its report: median {:?}, fastest {:?}, slowest {:?}",
            times[20], times[0], times[40]
        );
    }
}
