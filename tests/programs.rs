//! Problems for whole programs, through the real binary.

mod common;

use std::{num::NonZeroUsize, sync::Arc};

use common::{World, submissions, verdicts};
use tribunal::{
    batch::{self, Observer, Options, Stop, StopRule},
    problem,
    realm::Realm,
    report::SubmissionReport,
    runner::process::ProcessRunner,
    submission,
};

fn world(toml: &str) -> World {
    let world = World::new("", "");
    world.write("problems/p/problem.toml", &format!("format = 1\ntitle = \"P\"\nkind = \"stdio\"\n{toml}"));
    world
}

#[test]
fn cases_lie_in_the_problem_or_in_files_as_kattis_has_them() {
    let world = world("[[case]]\nname = \"inline\"\ninput = \"1\\n\"\nanswer = \"1\\n\"\n");
    for (name, text) in [("sample/1", "2"), ("secret/b", "3"), ("secret/a/1", "4"), ("secret/a/.x", "5")] {
        world.write(&format!("problems/p/data/{name}.in"), text);
        world.write(&format!("problems/p/data/{name}.ans"), text);
    }
    world.submit("a.js", "console.log(1)");
    for runner in ["isolate", "node"] {
        let report = world.report(&format!("--runner {runner}"));
        let cases = submissions(&report)[0]["cases"].as_array().expect("cases");
        let names: Vec<_> = cases.iter().map(|case| case["name"].as_str().expect("a name")).collect();
        assert_eq!(names, ["inline", "sample/1", "secret/a/.x", "secret/a/1", "secret/b"]);
        assert_eq!(verdicts(&submissions(&report)[0]), ["AC", "WA", "WA", "WA", "WA"], "{runner}");
        assert_eq!(cases[1]["failure"]["expected"], "2");
        assert_eq!(cases[1]["failure"]["actual"], "1\n");
    }
}

#[test]
fn how_a_program_ends_decides_before_what_it_wrote() {
    let world = world("[limits]\ntime_limit = 0.3\n[[case]]\ninput = \"\"\nanswer = \"1\"\n");
    let programs = [
        ("ac", "console.log(1); setTimeout(() => console.log(), 1e6)", "AC"),
        ("ce", "console.log(1", "CE"),
        ("rte", "console.log(1); null.x", "RTE"),
        ("tle", "console.log(1); for (;;);", "TLE"),
        ("wa", "console.log(2)", "WA"),
    ];
    for (name, text, _) in programs {
        world.submit(&format!("{name}.js"), text);
    }
    for isolation in ["process", "thread", "strict"] {
        let report = world.report(&format!("--isolation {isolation}"));
        for (submission, (name, _, verdict)) in submissions(&report).iter().zip(programs) {
            assert_eq!(submission["verdict"], verdict, "{name}, {isolation}: {submission}");
        }
    }
}

#[test]
fn what_is_wrong_with_the_data_is_told_before_anything_runs() {
    let world = world("[limits]\nmemory = 0.01\n[function]\nname = \"f\"\n");
    world.write("problems/p/data/secret/1.in", "1");
    world.write("problems/p/data/secret/long.in", &"x".repeat(9000));
    world.write("problems/p/data/secret/long.ans", "");
    world.submit("a.js", "");
    let output = world.run("grade");
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8_lossy(&output.stderr);
    for message in ["`function` is for functions", "1.ans", "is missing", "longer than half of `memory`"] {
        assert!(text.contains(message), "{message}: {text}");
    }
}

#[test]
fn a_file_that_goes_is_our_fault_and_costs_its_case_alone() {
    struct Silent;
    impl Observer for Silent {
        fn plan(&mut self, _: usize) {}
        fn cases_done(&mut self, _: &str, _: &str, _: usize) {}
        fn submission_done(&mut self, _: &SubmissionReport) {}
    }

    let world = world("");
    for name in ["1", "2", "3", "4"] {
        world.write(&format!("problems/p/data/secret/{name}.in"), name);
        world.write(&format!("problems/p/data/secret/{name}.ans"), "1");
    }
    world.submit("a.js", "console.log(1)");
    let problem = Arc::new(problem::load(&world.path().join("problems"), &[]).expect("a problem").remove(0));
    let submission =
        submission::discover(&world.path().join("submissions"), &problem).expect("one").remove(0);
    for name in ["2.in", "3.ans"] {
        std::fs::remove_file(world.path().join("problems/p/data/secret").join(name)).expect("a file");
    }
    let options = Options { threads: NonZeroUsize::MIN, stop: StopRule::default(), realm: Realm::Fresh };
    let runner = ProcessRunner::new(common::TRIBUNAL.into(), false);
    let (report, failure) =
        batch::run(vec![(problem, submission)], &runner, &options, &Stop::default(), &mut Silent)
            .expect("threads");
    assert!(failure.is_none());
    let cases = &report.submissions[0].cases;
    let verdicts: Vec<_> = cases.iter().map(|case| case.verdict.code()).collect();
    assert_eq!(verdicts, ["AC", "IE", "IE", "AC"]);
    for (case, file) in [(1, "2.in"), (2, "3.ans")] {
        assert!(cases[case].message.as_ref().is_some_and(|text| text.contains(file)), "{:?}", cases[case]);
    }
}
