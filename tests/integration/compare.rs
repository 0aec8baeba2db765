//! `tribunal compare`, through the real binary.

use std::{fs, ops::ControlFlow, path::Path};

use crate::common::{Output, tribunal, wait};
use tribunal_core::execution::Execution;
use tribunal_core::source::Language;
use tribunal_exec::prepared::Prepared;
use tribunal_exec::runner::{
    Job, Runner,
    node::baseline::{BaselineMode, BaselineRunner},
};
use tribunal_judge::batch::job;
use tribunal_problem::{problem, submission, verdict::Verdict};

fn compare(line: &str) -> Output {
    wait(tribunal(&format!("compare --budget 0 {line}")))
}

fn names_in(table: &str) -> Vec<&str> {
    let rows = table.lines().skip(3).take_while(|line| !line.is_empty());
    rows.filter_map(|line| line.split_whitespace().next()).collect()
}

#[test]
fn every_row_is_measured() {
    let ran = compare("-n 2 -j 2");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let names: Vec<&str> = tribunal::compare::TECHNIQUES.iter().map(|technique| technique.name).collect();
    assert_eq!(names_in(&ran.stdout), names, "{}", ran.stdout);
    assert!(ran.stdout.contains(" times as fast as a node process per case."), "{}", ran.stdout);
    assert_eq!(ran.stderr, "");
}

#[test]
fn rows_come_in_the_order_that_was_asked_for_and_are_exported() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    fs::write(path("c.csv"), "x".repeat(9999)).expect("a file that is there already");
    let ran = compare(&format!(
        "sum reduce.js -n 3 --rows bare,isolate,worker --export-json {} --export-csv {} --export-markdown {} --report {}",
        path("c.json"),
        path("c.csv"),
        path("c.md"),
        path("c.html")
    ));
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(names_in(&ran.stdout), ["bare", "isolate", "worker"]);
    assert!(ran.stderr.contains("only for code that you trust"), "{}", ran.stderr);
    let read = |name: &str| fs::read_to_string(path(name)).expect("an export");
    let json: serde_json::Value = serde_json::from_str(&read("c.json")).expect("JSON");
    assert_eq!(json["submission"], "accepted/reduce.js");
    assert_eq!(json["rows"][1]["name"], "isolate");
    assert!(json["rows"][1]["rounds_us"].as_array().expect("rounds").len() >= 5);
    assert_eq!(json["node"], serde_json::Value::Null, "no row needed it");
    let csv = read("c.csv");
    let names: Vec<&str> = csv.lines().filter_map(|line| line.split(',').next()).collect();
    assert_eq!(names[..4], ["name", "bare", "isolate", "worker"]);
    assert!(names[4..].iter().all(|name| name.contains('/')) && names.len() > 4, "{names:?}");
    assert_eq!(read("c.html").matches("<svg").count(), 2 + gains(&json) + 2);
    assert!(read("c.md").starts_with("| technique"), "{}", read("c.md"));
}

/// Returns the number of techniques in an export whose gain was measured.
fn gains(json: &serde_json::Value) -> usize {
    json["gains"].as_array().expect("gains").len()
}

#[test]
fn techniques_are_measured_without_and_with() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("c.json");
    let export = || -> serde_json::Value {
        serde_json::from_str(&fs::read_to_string(&file).expect("an export")).expect("JSON")
    };
    let ran = compare(&format!("sum -n 2 --rows isolate --techniques --export-json {}", file.display()));
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{}", ran.stderr);
    assert!(ran.stdout.contains("Code cache, a script of 512 KiB"), "{}", ran.stdout);
    assert!(ran.stdout.contains(" times as fast from memory as compiling it"), "{}", ran.stdout);
    let json = export();
    assert!(gains(&json) >= 9, "{json}");
    for gain in json["gains"].as_array().expect("gains") {
        let ways = gain["ways"].as_array().expect("ways");
        assert!(
            ways.len() > 1 && ways.iter().all(|way| way["rounds_us"].as_array().expect("rounds").len() >= 5)
        );
    }
    let points = json["memory"]["points"].as_array().expect("points");
    assert!(points.len() > 1 && points.iter().all(|point| point["used_bytes"].as_u64() > Some(0)), "{json}");
    assert_eq!(json["memory"]["collected"]["contexts"], 0);

    // What cannot be kept apart from its context is said, and the rest is measured.
    let line =
        format!("sum export_function.mjs -n 2 --rows isolate --techniques --export-json {}", file.display());
    let ran = compare(&line);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("Code cache, this submission is not measured: it is an ES module"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("Hardened realm is not measured: the program is not one"), "{}", ran.stderr);
    assert_eq!(gains(&export()), gains(&json) - 3);

    let ran = compare(&format!("sum -n 2 --rows isolate --export-json {}", file.display()));
    assert_eq!((ran.code, gains(&export())), (Some(0), 0), "only where it is asked for");
    assert_eq!(export()["memory"], serde_json::Value::Null);
}

#[test]
fn whole_programs_are_no_functions_to_compare() {
    let ran = compare("range-sums read_all.js -n 2");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{}", ran.stderr);
    assert!(ran.stderr.contains("`range-sums` is for whole programs"), "{}", ran.stderr);
}

#[test]
fn a_wrong_result_is_an_error_that_names_the_case() {
    let ran = compare("sum wrong_answer/forgets_base.js -n 2 --rows isolate");
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    assert!(ran.stderr.contains("case `") && ran.stderr.contains("WA"), "{}", ran.stderr);
    assert_eq!(ran.stdout, "");
}

#[test]
fn a_row_that_cannot_be_had_is_said() {
    // Nothing of node's in reach.
    let without_node = |rows: &[&str]| {
        let mut command = tribunal("compare --budget 0 -n 2 -j 2");
        command.args(rows).env("PATH", "");
        wait(command)
    };
    let ran = without_node(&[]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(ran.stderr.contains("node-pipelined is left out: cannot start node"), "{}", ran.stderr);
    assert!(names_in(&ran.stdout).starts_with(&["isolate"]), "{}", ran.stdout);
    // Asked for by name, it is an error.
    let ran = without_node(&["--rows", "node,isolate"]);
    assert_eq!((ran.code, names_in(&ran.stdout)), (Some(2), vec!["isolate"]), "{}", ran.stderr);
    let ran = without_node(&["--rows", "node"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{}", ran.stderr);

    let ran = compare("sum export_function.mjs -n 2 --rows isolate,bare");
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr.contains("bare is left out: bare V8 cannot run this: it is an ES module"),
        "{}",
        ran.stderr
    );
    assert_eq!(names_in(&ran.stdout), ["isolate"]);
}

#[test]
fn a_row_without_isolation_is_left_out_where_that_shows() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("keeps.js");
    let source =
        "let calls = 0; function f(a, b, c) { return calls++ + a.reduce((x, y) => x + y, b) + c.length }";
    fs::write(&file, source).expect("a file");
    let ran = compare(&format!("sum {} -n 3 --rows bare,bare-same-context", file.display()));
    assert!(
        ran.stderr.contains("bare-same-context is left out: one case has changed another"),
        "{}",
        ran.stderr
    );
    assert_eq!(names_in(&ran.stdout), ["bare"]);
}

#[test]
fn a_slip_is_corrected() {
    for (line, hint) in [
        ("--rows isolat", "did you mean `isolate`?"),
        ("smu", "did you mean `sum`?"),
        ("sum accepted/redcue.js", "did you mean `accepted/reduce.js`?"),
        ("sum accepted/", "may be any of"),
        ("--export-json /no/such/folder/c.json", "cannot write /no/such/folder/c.json"),
        ("-n 0", "1..=100000"),
    ] {
        let ran = compare(line);
        assert_eq!(ran.code, Some(2), "{line}: {}", ran.stderr);
        assert!(ran.stderr.contains(hint), "{line}: {}", ran.stderr);
        assert_eq!(ran.stdout, "", "{line}");
    }
}

/// A process that gets several turns returns the right answers in each, with the time of each.
#[test]
fn node_in_process_runs_turn_after_turn() {
    let node = BaselineRunner::new("node".into()).expect("node").fed(BaselineMode::InProcess);
    let problem = &problem::load(Path::new("problems"), &["sum".to_owned()]).expect("a problem")[0];
    let submission = &submission::discover(Path::new("submissions"), problem).expect("submissions")[0];
    let inputs: Vec<_> = problem.cases.iter().map(|case| &case.input).collect();
    let prepared = Prepared::default();
    let mut session = node.session().expect("a session");
    for turn in [0..1, 1..40, 40..40, 40..41] {
        let job = job(problem, submission, &inputs[turn.clone()], &prepared);
        let mut ran = Vec::new();
        let mut each = |index: usize, run: Execution| {
            ran.push(
                problem.checker.check(&problem.cases[turn.start + index].expected, &run.outcome).verdict,
            );
            ControlFlow::Continue(())
        };
        session.run(&job, &mut each).expect("answers");
        assert_eq!(ran, vec![Verdict::Accepted; turn.len()]);
    }
}

/// The program that `compare` measures against must be right, too: it judges the bundled problems as the engine does.
#[test]
fn node_gives_the_results_of_the_engine() {
    let node = BaselineRunner::new("node".into()).expect("node");
    let problems = problem::load(Path::new("problems"), &[]).expect("the bundled problems");
    let mut submissions = 0;
    // It knows no libraries, and `compare` refuses problems that have some; nor does it run whole programs.
    let is_known =
        |problem: &&problem::Problem| problem.libraries.is_empty() && problem.entry.function().is_some();
    for problem in problems.iter().filter(is_known) {
        let found = submission::discover(Path::new("submissions"), problem).expect("submissions");
        let accepted = found.iter().filter(|submission| {
            submission.expected.is_accepted()
                && !submission.is_module()
                && submission.language() == Language::JavaScript
                // It has node's own stack.
                && submission.name != "accepted/deep_recursion.js"
        });
        for submission in accepted.take(2) {
            submissions += 1;
            let inputs: Vec<_> = problem.cases.iter().take(40).map(|case| &case.input).collect();
            let prepared = Prepared::default();
            let job = job(problem, submission, &inputs, &prepared);
            // A process for each of all of them would take its time.
            let feeds = [
                (BaselineMode::Persistent { ahead: 8 }, inputs.len()),
                (BaselineMode::InProcess, inputs.len()),
                (BaselineMode::ProcessPerCase, 1),
            ];
            for (feed, count) in feeds {
                let job = Job { inputs: &inputs[..count], ..job };
                let mut ran = 0;
                let mut each = |index: usize, run: Execution| {
                    assert_eq!(index, ran);
                    ran += 1;
                    let case = &problem.cases[index];
                    let judgement = problem.checker.check(&case.expected, &run.outcome);
                    let name = (&problem.id, &submission.name, &case.name, feed);
                    assert_eq!(judgement.verdict, Verdict::Accepted, "{name:?}: {judgement:?}");
                    assert_eq!(
                        run.wall.is_zero(),
                        feed != BaselineMode::InProcess,
                        "{name:?}: who has the clock"
                    );
                    ControlFlow::Continue(())
                };
                let result = node.fed(feed).session().expect("a session").run(&job, &mut each);
                result.unwrap_or_else(|error| panic!("{} {feed:?}: {error}", submission.name));
                assert_eq!(ran, count);
            }
        }
    }
    assert!(submissions > 40, "{submissions}");
}
