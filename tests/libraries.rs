//! Libraries of problems, through the real binary.

use std::{fs, path::PathBuf};

use common::{World, parse, submissions, verdicts, wait};

mod common;

const LIMITS: &str = "time_limit = 1.0\nmemory = 64";

const CASES: &str = "
[[case]]
args = [1]
expected = 2
[[case]]
args = [2]
expected = 3
[[case]]
args = [3]
expected = 4
";

/// The ways to run submissions on a problem with libraries.
const WAYS: [&str; 4] = ["", "--isolation strict", "--isolation thread", "--runner node"];

/// A world whose problem `p` has these libraries; the problem calls `solve`, which has to add one.
fn world(libraries: &[(&str, &str)]) -> World {
    let world = World::new(LIMITS, CASES);
    problem(&world, "p", libraries);
    world
}

fn problem(world: &World, id: &str, libraries: &[(&str, &str)]) {
    let files: Vec<String> = libraries.iter().map(|(file, _)| format!("{file:?}")).collect();
    let head = "format = 1\ntitle = \"P\"\nkind = \"function\"\n[function]\nname = \"solve\"\n";
    let libraries_key = format!("[problem]\nlibraries = [{}]\n", files.join(", "));
    let text = format!("{head}{libraries_key}[limits]\n{LIMITS}\n{CASES}");
    world.write(&format!("problems/{id}/problem.toml"), &text);
    for (file, source) in libraries {
        world.write(&format!("problems/{id}/{file}"), source);
    }
}

/// Grades with a code cache in the world; gives the report.
fn grade(world: &World, line: &str) -> serde_json::Value {
    let mut command = world.command(&format!("grade --format json --no-progress {line}"));
    command.env("TRIBUNAL_CACHE", world.path().join("cache"));
    parse(&wait(command))
}

/// The names of the submissions and their verdicts.
fn all_verdicts(report: &serde_json::Value) -> Vec<(String, Vec<String>)> {
    let one = |submission: &serde_json::Value| {
        let name = format!(
            "{}/{}",
            submission["problem"].as_str().expect("a problem"),
            submission["submission"].as_str().expect("a name")
        );
        (name, verdicts(submission).into_iter().map(str::to_owned).collect())
    };
    submissions(report).iter().map(one).collect()
}

/// All of a report's cases are accepted.
#[track_caller]
fn assert_accepted(report: &serde_json::Value, way: &str) {
    for submission in submissions(report) {
        assert!(verdicts(submission).iter().all(|verdict| *verdict == "AC"), "{way}: {submission:#}");
    }
    assert!(!submissions(report).is_empty());
}

/// What `check` and `grade` say of what is wrong, which has to be the same and to come before any grading.
fn complaint(world: &World) -> String {
    let check = world.run("check");
    assert_eq!(check.status.code(), Some(2));
    let grade = world.run("grade --no-cache");
    assert_eq!(grade.status.code(), Some(2), "{}", String::from_utf8_lossy(&grade.stderr));
    assert!(grade.stdout.is_empty());
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    let (check, grade) = (text(check.stderr), text(grade.stderr));
    assert_eq!(check, grade);
    check
}

#[test]
fn what_a_library_defines_and_exports_is_there_in_each_case() {
    let world = world(&[
        ("plain.js", "var one = 1; let two = 2; class Adder { add(x) { return x + one } }\nfunction three() { return 3 }"),
        ("lib/common.js", "exports.add = (a, b) => a + b; exports.Adder = Adder;"),
        ("umd.min.js", "(function (root, factory) { typeof module === 'object' && module.exports ? module.exports = factory(require('common')) : root.umd = factory() })(this, (common) => ({ inc: (x) => common.add(x, 1) }));"),
    ]);
    world.submit("globals.js", "const solve = (x) => two + three() - 5 + new Adder().add(x);");
    world.submit("exports.js", "const { add } = require('common'); const solve = (x) => add(x, one);");
    world.submit("names.js", "const names = ['umd', './umd.min.js', 'umd.min', 'umd.min.js', './umd.min'];
        const solve = (x) => names.reduce((sum, name) => sum + require(name).inc(x) - x, x - names.length + 1);");
    world.submit("common.cjs", "module.exports = { solve: (x) => require('./lib/common').add(x, 1) };");
    world.submit("module.mjs", "export const solve = (x) => two - 1 + x;");
    world.submit("own.js", "if (Object.keys(module.exports).length > 0 || module.exports !== exports) throw 1; exports.solve = (x) => x + 1;");
    world.submit("missing.js", "let message; try { require('nothing') } catch (error) { message = error.code }
        const solve = (x) => message === 'MODULE_NOT_FOUND' ? x + 1 : message;");
    for way in WAYS {
        assert_accepted(&grade(&world, way), way);
    }
}
