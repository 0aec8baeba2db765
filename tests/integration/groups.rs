//! Groups through the real binary: the cases that are judged, and the scores of submissions.

use crate::common::{World, submissions};
use serde_json::Value;

/// Returns a case of a group: the function has to return its argument.
fn case(group: &str, number: u32) -> String {
    format!(
        "[[case]]\nname = \"{group} {number}\"\ngroup = \"{group}\"\nargs = [{number}]\nexpected = {number}\n"
    )
}

fn world(groups: &str, cases: &[(&str, u32)]) -> World {
    let cases: String = cases.iter().map(|(group, number)| case(group, *number)).collect();
    World::new("", &format!("{groups}\n{cases}"))
}

fn verdicts(report: &Value, submission: usize) -> String {
    crate::common::verdicts(&submissions(report)[submission]).join(" ")
}

const SCORED: &str = r#"
[[group]]
name = "secret"
[[group]]
name = "secret/easy"
max_score = 40
require_pass = ["sample"]
on_reject = "break"
[[group]]
name = "secret/hard"
max_score = 60
score_aggregation = "sum"
require_pass = ["secret/easy", "sample 1"]
[[group]]
name = "sample"
"#;

#[test]
fn groups_are_skipped_and_scored_by_their_rules() {
    let cases = [
        ("sample", 1),
        ("secret/easy", 2),
        ("secret/easy", 3),
        ("secret/easy", 4),
        ("secret/hard", 5),
        ("secret/hard", 6),
    ];
    let world = world(SCORED, &cases);
    let wrong_at = |numbers: &str| format!("function solve(x) {{ return [{numbers}].includes(x) ? 0 : x; }}");
    for (name, numbers) in [("a", ""), ("b", "6"), ("c", "3"), ("d", "1")] {
        world.submit(&format!("{name}.js"), &wrong_at(numbers));
    }
    let expected = [
        ("AC AC AC AC AC AC", 100.0),
        ("AC AC AC AC AC WA", 70.0),
        ("AC AC WA SKIP SKIP SKIP", 0.0),
        ("WA SKIP SKIP SKIP SKIP SKIP", 0.0),
    ];
    for threads in [1, 2, 7] {
        let report = world.report(&format!("-j {threads}"));
        for (index, (cases, score)) in expected.iter().enumerate() {
            let submission = &submissions(&report)[index];
            assert_eq!(verdicts(&report, index), *cases, "{threads} threads");
            assert_eq!((&submission["score"], &submission["max_score"]), (&(*score).into(), &100.0.into()));
        }
        let groups = submissions(&report)[1]["groups"].as_array().expect("groups");
        let names: Vec<_> = groups.iter().map(|group| group["name"].as_str().expect("a name")).collect();
        assert_eq!(names, ["sample", "secret", "secret/easy", "secret/hard"]);
        assert_eq!((&groups[3]["verdict"], &groups[3]["score"]), (&"WA".into(), &30.0.into()));
        assert_eq!(groups[0]["score"], Value::Null);
    }
    let shown = |line: &str| world.run(line).stdout;
    let table = shown("grade --no-progress --no-times --report page.html");
    assert!(table.contains("Score") && table.contains("70/100"), "{table}");
    let junit = shown("grade --no-progress --format junit");
    assert!(junit.contains(r#"<property name="score" value="70/100"/>"#), "{junit}");
    let page = std::fs::read_to_string(world.path().join("page.html")).expect("a page");
    assert!(page.contains("<dd>70/100</dd>") && page.contains("secret/hard"), "{page}");
}

#[test]
fn mistakes_in_groups_are_told_with_their_place() {
    let groups = r#"
[[group]]
name = "a"
score_aggregation = "median"
require_pass = ["b", "c", "a"]
[[group]]
name = "b"
max_score = -1
[[group]]
name = "d"
"#;
    let world = world(groups, &[("a", 1), ("x", 2), ("d", 3)]);
    let output = world.run("check");
    assert_eq!(output.code, Some(2));
    let text = output.stderr;
    for message in [
        "scores are not aggregated in such a way",
        "there are pass-fail, sum, min",
        "there is no group or case \"c\"",
        "cases of \"a\" come after the first case of this group",
        "`max_score` has to be a number",
        "there is no group \"x\"",
        "problems/p/problem.toml:11:21",
    ] {
        assert!(text.contains(message), "{message}: {text}");
    }
}

#[test]
fn what_would_score_otherwise_than_it_looks_is_an_error() {
    for (groups, cases, message) in [
        // A misspelt name would be points for nothing.
        (
            "name = \"a\"\nmax_score = 10\n[[group]]\nname = \"b\"\nmax_score = 20",
            &[("a", 1)][..],
            "no case belongs to the group \"b\"",
        ),
        (
            "name = \"a\"\n[[group]]\nname = \"a/x\"\nmax_score = 5",
            &[("a/x", 1)],
            "the score of \"a/x\" counts for nothing: \"a\" has none",
        ),
        (
            "name = \"a\"\nmax_score = 1e300",
            &[("a", 1)],
            "`max_score` has to be a number from 0 to 1000000000000",
        ),
        ("name = \"a\"\nmax_score = nan", &[("a", 1)], "`max_score` has to be a number from 0"),
        ("name = \"a\"\nrequire_pass = [\"a\"]", &[("a", 1)], "come after the first case of this group"),
        (
            "name = \"a\"\nrequire_pass = [\"b\"]\n[[group]]\nname = \"b\"\nrequire_pass = [\"a\"]",
            &[("a", 1), ("b", 2)],
            "come after the first case of this group",
        ),
        (
            "name = \"a\"\n[[group]]\nname = \"a/b\"\nrequire_pass = [\"a\"]",
            &[("a", 1), ("a/b", 2)],
            "come after the first case of this group",
        ),
        ("name = \"a//b\"", &[], "this cannot be the name of a group"),
        ("name = \"../b\"", &[], "this cannot be the name of a group"),
    ] {
        let world = world(&format!("[[group]]\n{groups}"), cases);
        let output = world.run("check");
        let text = output.stderr;
        assert_eq!(output.code, Some(2), "{groups}");
        assert!(text.contains(message) && text.contains("problems/p/problem.toml:"), "{message}: {text}");
    }
}

#[test]
fn odd_nestings_score_alike_on_any_number_of_threads() {
    let groups = "[[group]]\nname = \"a\"\nmax_score = 50\nscore_aggregation = \"sum\"\n\
                  [[group]]\nname = \"a/b/c\"\nmax_score = 5\n\
                  [[group]]\nname = \"m\"\nmax_score = 40\nscore_aggregation = \"min\"\n\
                  [[group]]\nname = \"m/n\"\nmax_score = 7\nscore_aggregation = \"sum\"\non_reject = \"break\"\n";
    let cases = [("a/b/c", 1), ("a", 3), ("a", 4), ("m/n", 5), ("m/n", 6), ("m/n", 7), ("m", 8)];
    let world = world(groups, &cases);
    world.submit("all.js", "function solve(x) { return x; }");
    world.submit("odd.js", "function solve(x) { return x % 2 ? x : 0; }");
    let shown = |options: &str| -> Vec<(String, Option<f64>)> {
        let report = world.report(options);
        (0..2)
            .map(|index| (verdicts(&report, index), submissions(&report)[index]["score"].as_f64()))
            .collect()
    };
    let expected =
        [("AC AC AC AC AC AC AC".to_owned(), Some(57.0)), ("AC AC WA AC WA SKIP WA".to_owned(), Some(27.5))];
    for options in ["-j 1", "-j 2", "-j 2 --isolation thread", "-j 1 --runner node"] {
        assert_eq!(shown(options), expected, "{options}");
    }
}
