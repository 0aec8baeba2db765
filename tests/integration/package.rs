//! Packages of other judges, through the real binary: imported, graded, exported, imported again.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use crate::common::{Output, World, submissions, verdicts, wait};
use serde_json::Value;
use tribunal_core::input::{Content, Input};
use tribunal_package::Import;
use tribunal_problem::problem::{self, Expected, Problem};

/// A folder into which packages are imported.
struct Shelf(World);

impl Shelf {
    fn new() -> Self {
        Self(World::empty())
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn run(&self, line: &str) -> Output {
        self.0.run(line)
    }

    fn write(&self, path: &str, text: &str) {
        self.0.write(path, text);
    }

    fn import(&self, line: &str) -> Output {
        let ran = self.run(&format!("import {line}"));
        assert_eq!(ran.code, Some(0), "{line}: {}", ran.stderr);
        ran
    }

    fn refuse(&self, line: &str) -> String {
        let before = tree(self.0.path());
        let ran = self.run(&format!("import {line}"));
        assert_eq!(ran.code, Some(2), "{line}: {}", ran.stdout);
        assert_eq!(ran.stdout, "");
        assert_eq!(tree(self.0.path()), before, "{line} leaves something behind");
        ran.stderr
    }

    fn problem(&self, id: &str) -> Problem {
        let problems = problem::load(&self.path("problems"), &[id.to_owned()]);
        problems.unwrap_or_else(|errors| panic!("{errors}")).remove(0)
    }

    /// Returns the verdicts of the cases of each submission to a problem, all of which are as expected.
    fn graded(&self, id: &str) -> BTreeMap<String, Vec<String>> {
        self.graded_by("isolate", id)
    }

    fn graded_by(&self, runner: &str, id: &str) -> BTreeMap<String, Vec<String>> {
        let report = self.0.report(&format!("--runner {runner} -p {id}"));
        let graded = submissions(&report).iter().map(|submission| {
            let name = submission["submission"].as_str().expect("a name").to_owned();
            assert_eq!(submission["as_expected"], true, "{submission:#}");
            (name, verdicts(submission).into_iter().map(str::to_owned).collect())
        });
        graded.collect()
    }
}

/// Returns every file below a folder, with its content.
fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() && !path.is_symlink() {
                files.insert(path.clone(), Vec::new());
                folders.push(path);
            } else {
                // Links may lead nowhere, and opening a FIFO blocks.
                let is_file = fs::symlink_metadata(&path).expect("a file").is_file();
                let bytes = if is_file { fs::read(&path).expect("a file") } else { Vec::new() };
                files.insert(path, bytes);
            }
        }
    }
    files
}

fn sample(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packages").join(path)
}

fn text(content: &Content) -> String {
    match content {
        Content::Inline(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Content::File(path, _) => fs::read_to_string(path).expect("a file"),
    }
}

/// Returns all facts about a problem except its place.
fn facts(problem: &Problem) -> String {
    let mut facts = format!(
        "{:?} {:?} {:?} {:?} {:?} {} {:?} {:#?}",
        problem.title,
        problem.description,
        problem.keywords,
        problem.entry,
        problem.limits,
        problem.code_bytes,
        problem.checker,
        problem.groups
    );
    for case in &problem.cases {
        let input = match &case.input {
            Input::Arguments(arguments) => format!("{arguments:?}"),
            Input::Program { stdin, args } => format!("{} {args:?}", text(stdin)),
        };
        let expected = match &case.expected {
            Expected::Writes(content) => text(content),
            other => format!("{other:?}"),
        };
        facts += &format!("\n{:?} {} {:?} {input:?} {expected:?}", case.name, case.sample, case.group);
    }
    let folder = problem.path.parent().expect("a folder").display().to_string();
    facts.replace(&folder, "")
}

/// Imports a package, exports the problem, and imports that package: it has to be the same.
fn there_and_back(path: &str, id: &str) {
    let first = Shelf::new();
    first.import(&format!("{} --id {id}", sample(path).display()));
    let exported = first.run(&format!("export {id} --to kattis --out out/package"));
    assert_eq!(exported.code, Some(0), "{}", exported.stderr);
    let second = Shelf::new();
    second.import(&format!("{} --id {id}", first.path("out/package").display()));
    assert_eq!(facts(&second.problem(id)), facts(&first.problem(id)), "{path}");
    let toml = |shelf: &Shelf| {
        let text = fs::read_to_string(shelf.path(&format!("problems/{id}/problem.toml"))).expect("a file");
        // But for the comment that says where it comes from.
        text.split_once('\n').expect("lines").1.to_owned()
    };
    let settings = |shelf: &Shelf| {
        let mut settings = toml(shelf).parse::<toml::Table>().expect("TOML");
        // A package says the time limit and the memory even where these are the default.
        if let Some(limits) = settings.get_mut("limits").and_then(toml::Value::as_table_mut) {
            limits.remove("time_limit");
            if limits.get("memory").and_then(toml::Value::as_integer) == Some(256) {
                limits.remove("memory");
            }
        }
        settings.retain(|_, value| value.as_table().is_none_or(|table| !table.is_empty()));
        settings
    };
    assert_eq!(settings(&second), settings(&first), "{path}");
    let programs = |shelf: &Shelf| {
        let root = shelf.path(&format!("submissions/{id}"));
        let files = if root.exists() { tree(&root) } else { BTreeMap::new() };
        let below = files
            .into_iter()
            .map(|(path, bytes)| (path.strip_prefix(&root).expect("below").to_owned(), bytes));
        below.collect::<BTreeMap<_, _>>()
    };
    assert_eq!(programs(&second), programs(&first), "{path}");
}

#[test]
fn kattis_packages_come_back_as_they_were() {
    for name in ["distance", "legacycircle", "sumscore", "legacyscore", "factors"] {
        there_and_back(&format!("kattis/{name}"), name);
    }
}

#[test]
fn dmoj_problems_come_back_as_they_were() {
    for name in ["plain", "discovered"] {
        there_and_back(&format!("dmoj/{name}"), name);
    }
}

/// Imports a file of problems, exports one of them as JSON, and imports that file: it has to be the same.
fn there_and_back_as_json(path: &str, id: &str) {
    let first = Shelf::new();
    first.import(&sample(path).display().to_string());
    let exported = first.run(&format!("export {id} --to leetcode --out out/{id}.json"));
    assert_eq!(exported.code, Some(0), "{}", exported.stderr);
    assert_eq!(exported.stderr, "");
    let again = first.run(&format!("export {id} --to leetcode --out out/{id}.json"));
    assert_eq!(again.code, Some(2), "{}", again.stdout);
    let second = Shelf::new();
    second.import(&first.path(&format!("out/{id}.json")).display().to_string());
    assert_eq!(facts(&second.problem(id)), facts(&first.problem(id)), "{path}");
}

#[test]
fn problems_for_functions_come_back_as_they_were() {
    there_and_back_as_json("exercism/darts", "darts");
    there_and_back_as_json("exercism/wheat", "wheat-grains-square");
    there_and_back_as_json("leetcode/two-sum.json", "two-sum");
    there_and_back_as_json("leetcode/apps.jsonl", "4000");
}

#[test]
fn what_json_cannot_hold_is_told() {
    let shelf = Shelf::new();
    let cases = "[[case]]\nargs_json = '[{\"$undefined\":true}]'\nexpected = 1\n[[case]]\nname = \"big\"\nargs_json = '[{\"$bigint\":\"5\"}]'\nexpected = 1\n[[case]]\nname = \"text\"\nargs = [{ \"$object\" = { \"$a\" = 1 } }]\nthrows = \"Type\"\n";
    let text = format!(
        "format = 1\ntitle = \"x\"\n[function]\nname = \"f\"\n[limits]\nmemory = 64\n[checker]\nname = \"floats\"\nfloat_absolute_tolerance = 0.5\n{cases}"
    );
    fs::create_dir_all(shelf.path("problems/x")).expect("a folder");
    fs::write(shelf.path("problems/x/problem.toml"), text).expect("a file");
    let ran = shelf.run("export x --to leetcode");
    assert!(
        ran.stderr.contains(
            "the case \"case 1\" is not carried over: it has a value that JSON has not ($undefined)"
        ),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("the case \"big\" is not carried over: it has a BigInt"), "{}", ran.stderr);
    let other = Shelf::new();
    other.import(&shelf.path("x.json").display().to_string());
    let toml = fs::read_to_string(other.path("problems/x/problem.toml")).expect("a file");
    assert!(
        toml.contains(
            "[limits]\nmemory = 64\n\n[checker]\nname = \"floats\"\nfloat_absolute_tolerance = 0.5\n"
        ),
        "{toml}"
    );
    assert!(
        toml.contains("name = \"text\"\nargs = [{ \"$object\" = { \"$a\" = 1 } }]\nthrows = \"Type\"\n"),
        "{toml}"
    );
}

#[test]
fn a_package_says_what_it_is_and_what_is_left_behind() {
    let shelf = Shelf::new();
    let ran = shelf.import(&sample("kattis/distance").display().to_string());
    assert!(ran.stdout.contains("problems/distance: 3 cases, 2 submissions\n"), "{}", ran.stdout);
    insta::assert_snapshot!("distance_notes", ran.stderr);
    insta::assert_snapshot!(
        "distance",
        fs::read_to_string(shelf.path("problems/distance/problem.toml")).expect("a file")
    );
    let problem = shelf.problem("distance");
    assert_eq!(problem.title, "The Distance");
    assert_eq!(problem.keywords, ["arithmetic", "big numbers"]);
    assert!(problem.description.contains("at most 1000000"));
    let names: Vec<&str> = problem.cases.iter().map(|case| &*case.name).collect();
    assert_eq!(names, ["sample/1", "secret/01-zero", "secret/02-order"]);
    let program = fs::read_to_string(shelf.path("submissions/distance/accepted/abs.js")).expect("a file");
    assert!(program.contains("const LIMIT = 1000000;"), "{program}");
}

#[test]
fn legacy_packages_are_read_with_their_flags_and_limits() {
    let shelf = Shelf::new();
    let ran = shelf.import(&sample("kattis/legacycircle").display().to_string());
    insta::assert_snapshot!("circle_notes", ran.stderr);
    insta::assert_snapshot!(
        "circle",
        fs::read_to_string(shelf.path("problems/legacycircle/problem.toml")).expect("a file")
    );
    let about = fs::read_to_string(shelf.path("problems/legacycircle/data/secret/a/1.yaml")).expect("a file");
    assert_eq!(about, "hint: \"Two is not one.\"\ndescription: \"A radius that is not 1.\"\n");
}

#[test]
fn scores_become_groups() {
    let shelf = Shelf::new();
    let groups = |id: &str| {
        let problem = shelf.problem(id);
        let groups = problem.groups.iter().map(|group| {
            let required = group.require_pass.len();
            format!("{} {:?} {:?} {required}", group.name, group.max_score, group.aggregation)
        });
        groups.collect::<Vec<_>>()
    };
    shelf.import(&sample("kattis/sumscore").display().to_string());
    assert_eq!(
        groups("sumscore"),
        [
            "secret Some(100.0) Sum 0",
            "secret/group1 Some(40.0) PassFail 1",
            "secret/group2 Some(60.0) Sum 2",
            "sample None PassFail 0"
        ]
    );
    let ran = shelf.import(&sample("kattis/legacyscore").display().to_string());
    assert!(ran.stderr.contains("testdata.yaml:4: the grader's `accept_if_any_accepted`"), "{}", ran.stderr);
    assert_eq!(
        groups("legacyscore"),
        ["secret Some(30.0) Sum 0", "secret/one Some(10.0) Min 0", "secret/two Some(20.0) Sum 0"]
    );
}

#[test]
fn dmoj_archives_batches_and_pretests_are_read() {
    let folder = Shelf::new();
    fs::create_dir(folder.path("batched")).expect("a folder");
    fs::copy(sample("dmoj/batched/init.yml"), folder.path("batched/init.yml")).expect("a file");
    let mut zip = zip::ZipWriter::new(fs::File::create(folder.path("batched/batched.zip")).expect("a file"));
    for name in ["p", "1", "z", "a/1", "a/2", "b/1"] {
        for extension in ["in", "out"] {
            zip.start_file(format!("{name}.{extension}"), zip::write::SimpleFileOptions::default())
                .expect("an entry");
            std::io::Write::write_all(&mut zip, format!("{name}\r\n").as_bytes()).expect("bytes");
        }
    }
    zip.finish().expect("an archive");
    let ran = folder.import("batched");
    assert!(
        ran.stderr.contains("init.yml:17: this case is not carried over: there is no file b/missing.in"),
        "{}",
        ran.stderr
    );
    let problem = folder.problem("batched");
    let names: Vec<(&str, String)> = problem
        .cases
        .iter()
        .map(|case| match &case.input {
            Input::Program { stdin, .. } => (&*case.name, text(stdin)),
            Input::Arguments(_) => panic!("a program"),
        })
        .collect();
    let expected = [
        ("secret/00-pretests/01", "p\n"),
        ("secret/01/01", "1\n"),
        ("secret/02/01", "z\n"),
        ("secret/03/01", "a/1\n"),
        ("secret/03/02", "a/2\n"),
        ("secret/04/01", "b/1\n"),
    ];
    assert_eq!(names, expected.map(|(name, text)| (name, text.to_owned())));
    insta::assert_snapshot!(
        "batched",
        fs::read_to_string(folder.path("problems/batched/problem.toml")).expect("a file")
    );
}

#[test]
fn dmoj_files_are_found_by_their_names() {
    let shelf = Shelf::new();
    let ran = shelf.import(&sample("dmoj/discovered").display().to_string());
    assert!(ran.stderr.contains("test.10.in: has no output"), "{}", ran.stderr);
    let problem = shelf.problem("discovered");
    let names: Vec<&str> = problem.cases.iter().map(|case| &*case.name).collect();
    assert_eq!(names, ["secret/01/01", "secret/02/01", "secret/02/02"]);
    let scores: Vec<Option<f64>> = problem.groups.iter().map(|group| group.max_score).collect();
    assert_eq!(scores, [Some(100.0), Some(5.0), Some(95.0)]);
    shelf.import(&sample("dmoj/plain").display().to_string());
    let toml = fs::read_to_string(shelf.path("problems/plain/problem.toml")).expect("a file");
    assert!(toml.contains("name = \"floats\"\nprecision = 4\nerror_mode = \"absolute\"\n"), "{toml}");
    assert!(toml.contains("time_limit = 2.5\nmemory = 64\n"), "{toml}");
}

#[test]
fn exercises_become_functions() {
    let shelf = Shelf::new();
    let ran = shelf.import(&sample("exercism/darts").display().to_string());
    assert_eq!(ran.stdout, "problems/darts: 3 cases, 0 submissions\neverything was carried over\n");
    insta::assert_snapshot!(
        "darts",
        fs::read_to_string(shelf.path("problems/darts/problem.toml")).expect("a file")
    );
    let program = "function score(x, y) { if (x === null) throw new Error('no'); return y > 9 ? 1 : RIGHT }";
    let write = |path: &str, right: &str| {
        let path = shelf.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, program.replace("RIGHT", right)).expect("a file");
    };
    write("submissions/darts/accepted/a.js", "0");
    write("submissions/darts/wrong_answer/a.js", "1");
    let graded = shelf.graded("darts");
    assert_eq!(graded["accepted/a.js"], ["AC", "AC", "AC"]);
    assert_eq!(graded["wrong_answer/a.js"], ["WA", "AC", "AC"]);
    let ran = shelf.import(&sample("exercism/wheat/canonical-data.json").display().to_string());
    assert!(ran.stderr.contains("the property \"is wrong\" cannot be the name"), "{}", ran.stderr);
    assert!(ran.stdout.contains("problems/wheat-grains-square: 2 cases"), "{}", ran.stdout);
    assert!(ran.stdout.contains("problems/wheat-grains-total: 1 case,"), "{}", ran.stdout);
    shelf.import(&format!("{} --property total --id total", sample("exercism/wheat").display()));
    assert_eq!(shelf.problem("total").cases.len(), 1);
    let refused = shelf.refuse(&format!("{} --property none", sample("exercism/wheat").display()));
    assert!(refused.contains("there are square, total, is wrong"), "{refused}");
}

#[test]
fn problems_like_leetcodes_become_functions_and_programs() {
    let shelf = Shelf::new();
    let ran = shelf.import(&sample("leetcode/two-sum.json").display().to_string());
    assert_eq!(ran.stderr, "");
    assert!(ran.stdout.contains("problems/two-sum: 2 cases, 1 submission\n"), "{}", ran.stdout);
    insta::assert_snapshot!(
        "two_sum",
        fs::read_to_string(shelf.path("problems/two-sum/problem.toml")).expect("a file")
    );
    fs::create_dir(shelf.path("submissions/two-sum/wrong_answer")).expect("a folder");
    fs::write(shelf.path("submissions/two-sum/wrong_answer/a.js"), "const twoSum = () => [0, 1];")
        .expect("a file");
    let graded = shelf.graded("two-sum");
    assert_eq!(graded["accepted/solution.js"], ["AC", "AC"]);
    assert_eq!(graded["wrong_answer/a.js"], ["AC", "WA"]);
    let ran = shelf.import(&sample("leetcode/apps.jsonl").display().to_string());
    assert!(ran.stdout.contains("problems/4000: 2 cases"), "{}", ran.stdout);
    assert!(ran.stdout.contains("problems/4001: 2 cases"), "{}", ran.stdout);
    assert!(
        ran.stderr.contains("apps.jsonl:3: is not carried over: there is nothing to call"),
        "{}",
        ran.stderr
    );
    assert_eq!(fs::read_to_string(shelf.path("problems/4001/data/secret/02.in")).expect("a file"), "2\n\n");
    shelf.import(&sample("leetcode/contest.json").display().to_string());
    let contest = shelf.problem("1_A.-Half");
    let names: Vec<(&str, bool)> = contest.cases.iter().map(|case| (&*case.name, case.sample)).collect();
    assert_eq!(names, [("sample/01", true), ("secret/private/01", false)]);
    assert_eq!(contest.limits.cpu.as_secs_f64(), 2.5);
}

/// The runners: with the engine and with node, an imported problem has to be judged alike.
const RUNNERS: [&str; 2] = ["isolate", "node"];

#[test]
fn imported_programs_are_judged_as_the_package_expects() {
    for (name, accepted, wrong, cases) in [
        ("distance", "abs", "minus", ["WA", "AC", "WA"].as_slice()),
        ("legacycircle", "area", "three", &["WA", "WA", "WA"]),
        ("legacyscore", "echo", "lower", &["AC", "AC", "WA", "WA", "WA", "WA"]),
        ("factors", "any", "two", &["AC", "WA"]),
    ] {
        let shelf = Shelf::new();
        shelf.import(&sample(&format!("kattis/{name}")).display().to_string());
        for runner in RUNNERS {
            let graded = shelf.graded_by(runner, name);
            assert!(
                graded[&format!("accepted/{accepted}.js")].iter().all(|verdict| verdict == "AC"),
                "{graded:?}"
            );
            assert_eq!(graded[&format!("wrong_answer/{wrong}.js")], cases, "{name}");
        }
    }
    let shelf = Shelf::new();
    shelf.import(&sample("dmoj/plain").display().to_string());
    let program =
        "const [a, b] = require('fs').readFileSync(0, 'utf8').split(' ').map(Number); console.log(a / b";
    for (path, end) in [("accepted/a.js", " + 0.00005);"), ("wrong_answer/a.js", " + 0.0002);")] {
        let path = shelf.path(&format!("submissions/plain/{path}"));
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, format!("{program}{end}")).expect("a file");
    }
    for runner in RUNNERS {
        let graded = shelf.graded_by(runner, "plain");
        assert_eq!(graded["accepted/a.js"], ["AC", "AC"]);
        assert_eq!(graded["wrong_answer/a.js"], ["WA", "WA"]);
    }
}

/// A program that writes its arguments.
const TELLS_ARGUMENTS: &str =
    "console.log(JSON.stringify(process.argv.slice(2)) + require('fs').readFileSync(0));";

#[test]
fn a_case_may_have_arguments_for_the_program() {
    let shelf = Shelf::new();
    shelf.write(
        "package/problem.yaml",
        "problem_format_version: 2025-09\nname: Arguments\nlimits: {time_limit: 2}\n",
    );
    shelf.write("package/data/secret/a/test_group.yaml", "args: [--inspect, -e, \"--\"]\n");
    shelf.write("package/data/secret/b/test_group.yaml", "args: [not, inherited]\n");
    for (case, yaml, answer) in [
        ("sample/1", "", "[]"),
        ("secret/a/1", "", r#"["--inspect","-e","--"]"#),
        ("secret/a/2", "args: []\n", "[]"),
        (
            "secret/a/3",
            "args: [\"a b\", \"\", \"\\u00e4\\n\", 3, '$HOME', '`x`', '*']\n",
            r#"["a b","","ä\n","3","$HOME","`x`","*"]"#,
        ),
        ("secret/b/1", "hint: none\nargs: [-h]\noutput_validator_args: [case_sensitive]\n", r#"["-h"]"#),
    ] {
        shelf.write(&format!("package/data/{case}.in"), "x\n");
        shelf.write(&format!("package/data/{case}.ans"), &format!("{answer}x\n").replace(' ', " "));
        if !yaml.is_empty() {
            shelf.write(&format!("package/data/{case}.yaml"), yaml);
        }
    }
    shelf.write("package/submissions/accepted/a.js", TELLS_ARGUMENTS);
    shelf.write(
        "package/submissions/accepted/b.mjs",
        &TELLS_ARGUMENTS.replace("require('fs')", "(await import('node:fs'))"),
    );
    shelf.write(
        "package/submissions/accepted/c.ts",
        &format!("const none: string[] = [];\n{TELLS_ARGUMENTS}"),
    );
    shelf.write("package/submissions/wrong_answer/none.js", "console.log('[]x');");
    let ran = shelf.import("package --id arguments");
    assert!(!ran.stderr.contains("args"), "{}", ran.stderr);
    for runner in RUNNERS {
        let graded = shelf.graded_by(runner, "arguments");
        for name in ["a.js", "b.mjs", "c.ts"] {
            assert_eq!(graded[&format!("accepted/{name}")], ["AC"; 5], "{runner} {name}");
        }
        assert_eq!(graded["wrong_answer/none.js"], ["AC", "WA", "AC", "WA", "WA"], "{runner}");
    }
    shelf.run("export arguments --to kattis --out again");
    shelf.import("again --id again");
    assert_eq!(facts(&shelf.problem("again")), facts(&shelf.problem("arguments")));
    // In the problem file, too.
    let toml = "format = 1\ntitle = \"x\"\nkind = \"stdio\"\n[[case]]\ninput = \"\"\nargs = [\"-v\", \"\"]\nanswer = '[\"-v\",\"\"]'\n";
    shelf.write("problems/inline/problem.toml", toml);
    shelf.write("submissions/inline/accepted/a.js", TELLS_ARGUMENTS);
    shelf.write("submissions/inline/wrong_answer/a.js", "console.log(1)");
    for runner in RUNNERS {
        assert_eq!(shelf.graded_by(runner, "inline")["accepted/a.js"], ["AC"], "{runner}");
    }
    let shown =
        shelf.run("grade -p inline --format json --no-progress submissions/inline/wrong_answer/a.js").stdout;
    assert!(shown.contains(r#""[\"-v\",\"\"] ""#), "{shown}");
    shelf.run("export inline --to kattis --out out");
    shelf.import("out --id back");
    for runner in RUNNERS {
        assert_eq!(shelf.graded_by(runner, "back")["accepted/a.js"], ["AC"], "{runner}");
    }
    // What cannot be given to any program.
    for (args, message) in [
        (
            "[\"a\\u0000\"]",
            "an argument cannot have a NUL character in it\n --> problems/inline/problem.toml:6:1",
        ),
        ("[1]", "problem.toml:6"),
        ("\"-v\"", "problem.toml:6"),
    ] {
        shelf.write("problems/inline/problem.toml", &toml.replace("[\"-v\", \"\"]", args));
        let ran = shelf.run("check problems/inline");
        assert!(
            ran.code != Some(0) && (ran.stdout.clone() + &ran.stderr).contains(message),
            "{} {}",
            ran.stdout,
            ran.stderr
        );
    }
    for (args, message) in [
        ("{a: b}", "b/1.yaml:1: `args` has to be a sequence"),
        ("[a, {}]", "has to be a sequence"),
        ("[\"\\0\"]", "NUL"),
    ] {
        shelf.write("package/data/secret/b/1.yaml", &format!("args: {args}\n"));
        let refused = shelf.refuse("package --id refused");
        assert!(refused.contains(message), "{refused}");
    }
}

/// A package of Kattis, DMOJ or Exercism: its files by their paths. Files that all Kattis packages have are left out.
type Files = &'static [(&'static str, &'static str)];

/// Packages as they are found; every feature of a format is in one of them.
const PACKAGES: &[(&str, &str, Files)] = &[
    ("minimal", "kattis", &[("problem.yaml", "name: A\n")]),
    (
        "crlf",
        "kattis",
        &[(
            "problem.yaml",
            "\u{feff}problem_format_version: 2025-09\r\nname: A\r\nlimits:\r\n  time_limit: 2\r\n",
        )],
    ),
    (
        "metadata",
        "kattis",
        &[
            (
                "problem.yaml",
                "problem_format_version: 2025-09\nname: {sv: Svenska, en: 'Eng \"lish\"'}\ncredits: {authors: [{name: A B, email: a@b}, C]}\nkeywords: [a, \"b c\"]\nlicense: cc by-sa\nsource: {name: NCPC, url: 'https://x.y'}\nconstants: {n: 5}\n",
            ),
            ("statement/problem.en.md", "N is {{n}}, {{unknown}}, ''' and \"\"\" and \\\n"),
        ],
    ),
    (
        "constants",
        "kattis",
        &[
            (
                "problem.yaml",
                "problem_format_version: 2025-09\ntype: scoring\nname: G\nconstants: {pts: 30, ok: 42}\n",
            ),
            ("data/secret/a/1.in", "2\n"),
            ("data/secret/a/1.ans", "2\n"),
            ("data/secret/1.in", ""),
            ("data/secret/1.ans", ""),
            ("data/secret/a/test_group.yaml", "max_score: {{pts}}\nrequire_pass: sample\n"),
            ("output_validator/validate.py", "import sys\nsys.exit({{ok}})\n"),
        ],
    ),
    (
        "tolerances",
        "kattis",
        &[
            ("problem.yaml", "name: L\nvalidator_flags: float_tolerance 1e-4 case_sensitive\n"),
            (
                "data/secret/testdata.yaml",
                "output_validator_flags: float_absolute_tolerance 1e-9 float_tolerance 1e-5 float_absolute_tolerance 2\n",
            ),
        ],
    ),
    (
        "legacy-scores",
        "kattis",
        &[
            ("problem.yaml", "name: L\ntype: scoring\ngrading: {objective: max}\n"),
            ("data/testdata.yaml", "on_reject: continue\ngrader_flags: ignore_sample\nrange: 0 100\n"),
            ("data/secret/testdata.yaml", "grader_flags: sum\nrange: 0 100\n"),
            ("data/secret/g1/1.in", "2\n"),
            ("data/secret/g1/1.ans", "2\n"),
            (
                "data/secret/g1/testdata.yaml",
                "on_reject: break\naccept_score: 40\nrange: 0 40\ngrader_flags: min\n",
            ),
            ("data/secret/g2/testdata.yaml", "accept_score: 60\n"),
        ],
    ),
    (
        "folders",
        "kattis",
        &[
            (
                "problem.yaml",
                "problem_format_version: 2025-09\nname: V\nlimits: {memory: 1000000, output: 5000}\n",
            ),
            ("data/secret/a/b/c/1.in", "1\n"),
            ("data/secret/a/b/c/1.ans", "1\n"),
            ("data/secret/\u{e4} \u{f6}/1.5.in", "1\n"),
            ("data/secret/\u{e4} \u{f6}/1.5.ans", "1\n"),
            ("data/secret/1.files/a.txt", "x"),
            (
                "data/secret/1.yaml",
                "hint: \"h: #x\"\ndescription: |\n  several\n  lines\noutput_validator_args: [space_change_sensitive]\nargs: [x]\n",
            ),
        ],
    ),
    (
        "run",
        "kattis",
        &[
            ("problem.yaml", "name: V\nvalidation: custom\nvalidator_flags: a 'b\n"),
            ("output_validators/v/run", "#!/bin/sh\ntest \"$4\" = a && exit 42\n"),
        ],
    ),
    (
        "points",
        "dmoj",
        &[(
            "init.yml",
            "test_cases:\n- {in: 1.in, out: 1.out, points: 10}\n- {in: 2.in, out: 2.out, points: 20}\nchecker: {name: linecount, args: {feedback: false}}\noutput_limit_length: 1000\n",
        )],
    ),
    (
        "line-points",
        "dmoj",
        &[
            (
                "init.yml",
                "test_cases:\n- {in: 3.in, out: 3.in, points: 10}\nchecker:\n  name: linematches\n  args: {point_distribution: [1, 2], filler_lines_required: false}\n",
            ),
            ("3.in", "a\nb\n"),
        ],
    ),
    (
        "batches",
        "dmoj",
        &[(
            "init.yml",
            "points: 5\npretest_test_cases:\n- {in: 1.in, out: 1.out}\ntest_cases:\n- batched:\n  - {in: 1.in, out: 1.out}\n  points: 7\n- batched:\n  - {in: 2.in, out: 2.out}\n  dependencies: [1]\nshort_circuit: yes\n",
        )],
    ),
    ("found", "dmoj", &[("init.yml", "checker: {name: sorted, args: {split_on: whitespace}}\n")]),
    (
        "patterns",
        "dmoj",
        &[
            (
                "init.yml",
                "test_cases:\n  input_format: ^(?P<batch>\\d)\\.(?P<case>in)$\n  output_format: ^(?P<batch>\\d)\\.(?P<case>in|out)$\n",
            ),
            ("1.out", "1\n"),
        ],
    ),
    (
        "generated",
        "dmoj",
        &[(
            "init.yml",
            "test_cases:\n- {generator_args: [1], points: 3}\n- {in: 2.in, out: 2.out, points: 20}\ngenerator: g.py\nchecker: check.py\n",
        )],
    ),
    (
        "bridged",
        "dmoj",
        &[
            ("init.yml", "checker: {name: bridged, args: {files: check.cpp, lang: CPP17, type: testlib}}\n"),
            ("check.cpp", "int main() { return 0; }\n"),
        ],
    ),
];

#[test]
fn packages_as_they_are_found_are_judged_and_come_back() {
    for (name, format, files) in PACKAGES {
        let shelf = Shelf::new();
        let common: Files = match *format {
            "kattis" => &[
                ("data/sample/1.in", "1\n"),
                ("data/sample/1.ans", "1\n"),
                ("data/secret/g2/1.in", "2 \n"),
                ("data/secret/g2/1.ans", "2 \n"),
            ],
            _ => &[("1.in", "1\r\n"), ("1.out", "1\n"), ("2.in", "2\n"), ("2.out", "2\n")],
        };
        for (path, text) in common.iter().chain(*files) {
            shelf.write(&format!("package/{path}"), text);
        }
        let echo = "process.stdout.write(require('fs').readFileSync(0));";
        shelf.write("package/submissions/accepted/echo.js", echo);
        let ran = shelf.import(&format!("package --id {name}"));
        let checked = shelf.run("check");
        assert_eq!(checked.code, Some(0), "{name}: {}", checked.stderr);
        shelf.write(&format!("submissions/{name}/accepted/echo.js"), echo);
        for runner in RUNNERS {
            let graded = shelf.graded_by(runner, name);
            assert!(
                graded["accepted/echo.js"].iter().all(|verdict| verdict == "AC"),
                "{name} {runner}: {graded:?}"
            );
        }
        let exported = shelf.run(&format!("export {name} --to kattis --out out"));
        assert_eq!(exported.code, Some(0), "{name}: {}", exported.stderr);
        shelf.import("out --id back");
        assert_eq!(facts(&shelf.problem("back")), facts(&shelf.problem(name)), "{name}");
        for runner in RUNNERS {
            assert_eq!(shelf.graded_by(runner, "back"), shelf.graded_by(runner, name), "{name} {runner}");
        }
        let told = match *name {
            "folders" => "1 in folders .files not carried over",
            "generated" => "the checker check.py is not carried over",
            "points" => "`output` of 0.00095367431640625 becomes 0.001",
            _ => continue,
        };
        assert!(ran.stderr.contains(told), "{name}: {}", ran.stderr);
    }
}

/// Groups of cases in the problem file have no folders until they are exported.
#[test]
fn cases_stay_in_their_groups_wherever_they_stand() {
    let shelf = Shelf::new();
    let group = |name: &str, more: &str| format!("[[group]]\nname = \"{name}\"\n{more}\n");
    let case =
        |more: &str, number: u32| format!("[[case]]\n{more}\ninput = \"{number}\"\nanswer = \"{number}\"\n");
    let toml = [
        "format = 1\ntitle = \"x\"\nkind = \"stdio\"\n".to_owned(),
        group("small", "max_score = 40\nrequire_pass = [\"first\"]"),
        // Later in the alphabet, and required by one that is earlier there.
        group("large", "max_score = 60\nscore_aggregation = \"sum\"\nrequire_pass = [\"small\"]"),
        group("large/huge", "max_score = 20"),
        case("name = \"first\"\nsample = true", 1),
        case("group = \"small\"", 2),
        case("group = \"large\"", 3),
        case("group = \"large/huge\"", 4),
    ];
    shelf.write("problems/own/problem.toml", &toml.concat());
    shelf.write("submissions/own/accepted/echo.js", "process.stdout.write(require('fs').readFileSync(0));");
    shelf.write(
        "submissions/own/wrong_answer/odd.js",
        "const s = require('fs').readFileSync(0, 'utf8'); console.log(s % 4 ? s : 0);",
    );
    shelf.run("export own --to kattis --out out");
    shelf.import("out --id back");
    let scores = |id: &str| -> Vec<String> {
        let report: Value =
            serde_json::from_str(&shelf.run(&format!("grade --format json --no-progress -p {id}")).stdout)
                .expect("JSON");
        submissions(&report).iter().map(|submission| submission["score"].to_string()).collect()
    };
    assert_eq!(scores("own"), ["100.0", "80.0"]);
    assert_eq!(scores("back"), ["100.0", "80.0"]);
    assert_eq!(shelf.graded("back"), shelf.graded("own"));
    shelf.run("export back --to kattis --out again");
    shelf.import("again --id second");
    assert_eq!(facts(&shelf.problem("second")), facts(&shelf.problem("back")));
}

#[test]
fn what_a_package_says_of_nothing_is_told() {
    let shelf = Shelf::new();
    shelf.write("package/problem.yaml", "problem_format_version: 2025-09\ntype: scoring\nname: G\n");
    shelf.write("package/data/secret/a/1.in", "");
    shelf.write("package/data/secret/a/1.ans", "");
    shelf.write("package/data/secret/b/test_group.yaml", "max_score: 50\n");
    let ran = shelf.import("package");
    let told = "data/secret/b/test_group.yaml: is not carried over: there is no case in data/secret/b";
    assert!(ran.stderr.contains(told), "{}", ran.stderr);
    // Of DMOJ's, bytes that are no text come along, too.
    shelf.write("bytes/init.yml", "test_cases:\n- {in: a.in, out: a.out}\n");
    for (file, bytes) in [("a.in", &b"\xff\r\n\r\xe4"[..]), ("a.out", b"\xff\n")] {
        fs::write(shelf.path(&format!("bytes/{file}")), bytes).expect("a file");
    }
    shelf.import("bytes");
    let data = tree(&shelf.path("problems/bytes/data"));
    assert!(data.values().any(|bytes| bytes == b"\xff\n\n\xe4"), "{data:?}");
}

/// A checker's program is exported regardless of how it is started.
#[test]
fn a_checkers_program_comes_back_wherever_it_lies() {
    for (command, protocol, files) in [
        (r#"["./check"]"#, "kattis", &[("check", "#!/bin/sh\nexit 42\n"), ("other.py", "exit(1)\n")][..]),
        (r#"["sh", "check.sh", "it's"]"#, "kattis", &[("check.sh", "test \"$1\" = \"it's\" && exit 42\n")]),
        (r#"["python3", "check.py"]"#, "kattis", &[("check.py", "exit(42)\n")]),
        (
            r#"["./deep/er/check", "x"]"#,
            "kattis",
            &[
                ("deep/er/check", "#!/bin/sh\n. \"$(dirname \"$0\")/code\"\n"),
                ("deep/er/code", "test $1 = x && exit 42\n"),
            ],
        ),
        (r#"["./check"]"#, "testlib", &[("check", "#!/bin/sh\ngrep -q 1 $2\n")]),
        (r#"["sh", "in/check.sh"]"#, "testlib", &[("in/check.sh", "exit 0\n")]),
    ] {
        let shelf = Shelf::new();
        let toml = format!(
            "format = 1\ntitle = \"x\"\nkind = \"stdio\"\n[checker]\nname = \"program\"\ncommand = {command}\nprotocol = \"{protocol}\"\n[[case]]\ninput = \"1\"\nanswer = \"1\"\n"
        );
        shelf.write("problems/own/problem.toml", &toml);
        for (file, text) in files {
            let path = shelf.path(&format!("problems/own/{file}"));
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            crate::common::write_program(&path, text);
        }
        shelf.write("submissions/own/accepted/a.js", "console.log(1);");
        shelf.run("export own --to kattis --out out");
        assert!(!shelf.path("out/output_validator/problem.toml").exists(), "{command}");
        assert!(!shelf.path("out/output_validator/other.py").exists(), "{command}");
        shelf.import("out --id back");
        assert_eq!(shelf.graded("back")["accepted/a.js"], ["AC"], "{command}");
        shelf.run("export back --to kattis --out again");
        shelf.import("again --id second");
        assert_eq!(facts(&shelf.problem("second")), facts(&shelf.problem("back")), "{command}");
        assert_eq!(shelf.graded("second")["accepted/a.js"], ["AC"], "{command}");
    }
}

#[test]
fn a_validator_in_c_is_compiled_when_it_is_needed() {
    let shelf = Shelf::new();
    for (path, bytes) in tree(&sample("kattis/factors")).iter().filter(|(path, _)| path.is_file()) {
        let below = path.strip_prefix(sample("kattis/factors")).expect("below");
        let target = shelf.path("package").join(below);
        fs::create_dir_all(target.parent().expect("a folder")).expect("a folder");
        fs::write(target, bytes).expect("a file");
    }
    fs::remove_file(shelf.path("package/output_validators/check.py")).expect("a file");
    let program = r#"
#include "factor.h"
int main(int argc, char** argv) {
    long number, factor;
    FILE* input = fopen(argv[1], "r");
    if (argc != 5 || fscanf(input, "%ld", &number) != 1) return 1;
    if (scanf("%ld", &factor) != 1) return 43;
    return is_factor(number, factor) ? 42 : 43;
}
"#;
    let header =
        "#include <cstdio>\nstatic bool is_factor(long n, long f) { return 1 < f && f < n && n % f == 0; }\n";
    fs::create_dir(shelf.path("package/output_validators/factor")).expect("a folder");
    fs::write(shelf.path("package/output_validators/factor/main.cpp"), program).expect("a file");
    fs::write(shelf.path("package/output_validators/factor/factor.h"), header).expect("a file");
    let ran = shelf.import("package --id factors");
    assert!(ran.stderr.contains("compiled when it is first used"), "{}", ran.stderr);
    for runner in RUNNERS {
        let graded = shelf.graded_by(runner, "factors");
        assert_eq!(graded["accepted/any.js"], ["AC", "AC"]);
        assert_eq!(graded["wrong_answer/two.js"], ["AC", "WA"]);
    }
    // The package that comes of it has the sources, and nothing that was built.
    shelf.run("export factors --to kattis --out again");
    let names: Vec<String> = tree(&shelf.path("again/output_validator"))
        .keys()
        .map(|path| path.file_name().expect("a name").to_string_lossy().into_owned())
        .collect();
    assert_eq!(names, ["factor.h", "main.cpp"]);
    shelf.import("again --id again");
    assert_eq!(facts(&shelf.problem("again")), facts(&shelf.problem("factors")));
}

#[test]
fn a_script_that_checks_comes_back_as_it_was() {
    let shelf = Shelf::new();
    shelf.run("new pairs --kind stdio");
    let file = shelf.path("problems/pairs/problem.toml");
    let text = fs::read_to_string(&file).expect("a file");
    let text = text.replace("name = \"tokens\"", "name = \"script\"\nfile = \"check.js\"");
    fs::write(&file, text).expect("a file");
    let check = "function check({ answer, output }) { return Number(answer) === Number(output); }";
    fs::write(shelf.path("problems/pairs/check.js"), check).expect("a file");
    let ran = shelf.run("export pairs --to kattis");
    assert!(ran.stderr.contains("check.js becomes an output validator that needs node"), "{}", ran.stderr);
    shelf.import("pairs --id again");
    let again = fs::read_to_string(shelf.path("problems/again/check.js")).expect("a file");
    assert_eq!(again, check);
    let toml = fs::read_to_string(shelf.path("problems/again/problem.toml")).expect("a file");
    assert!(toml.contains("[checker]\nname = \"script\"\nfile = \"check.js\"\n"), "{toml}");
    for runner in RUNNERS {
        assert_eq!(shelf.graded_by(runner, "again")["accepted/example.js"], ["AC", "AC", "AC", "AC"]);
    }
}

#[test]
fn archives_are_imported_as_folders_are() {
    let shelf = Shelf::new();
    let root = sample("kattis/distance");
    for (name, around) in [("a.zip", ""), ("b.kpp", "distance/")] {
        let mut zip = zip::ZipWriter::new(fs::File::create(shelf.path(name)).expect("a file"));
        for (path, bytes) in tree(&root).iter().filter(|(path, _)| path.is_file()) {
            let below = path.strip_prefix(&root).expect("below").display();
            let options = zip::write::SimpleFileOptions::default();
            zip.start_file(format!("{around}{below}"), options).expect("an entry");
            std::io::Write::write_all(&mut zip, bytes).expect("bytes");
        }
        zip.finish().expect("an archive");
        shelf.import(name);
    }
    shelf.import(&root.display().to_string());
    assert_eq!(facts(&shelf.problem("a")), facts(&shelf.problem("distance")));
    assert_eq!(facts(&shelf.problem("b")), facts(&shelf.problem("distance")));
    // In an archive nothing may lie outside.
    let mut zip = zip::ZipWriter::new(fs::File::create(shelf.path("c.zip")).expect("a file"));
    zip.start_file("../../problem.yaml", zip::write::SimpleFileOptions::default()).expect("an entry");
    zip.finish().expect("an archive");
    let refused = shelf.refuse("c.zip");
    assert!(refused.contains("would lie outside of it"), "{refused}");
}

#[test]
fn an_exported_package_is_what_the_format_says() {
    let shelf = Shelf::new();
    shelf.import(&sample("kattis/sumscore").display().to_string());
    shelf.run("export sumscore --to kattis --out again");
    let root = shelf.path("again");
    let text: String = tree(&root)
        .iter()
        .filter(|(path, _)| path.extension().is_some_and(|extension| extension == "yaml"))
        .map(|(path, bytes)| {
            let below = path.strip_prefix(&root).expect("below").display();
            format!("--- {below}\n{}", String::from_utf8_lossy(bytes))
        })
        .collect();
    insta::assert_snapshot!("exported", text);
    assert!(root.join("statement/problem.en.md").is_file());
    assert!(root.join("submissions/rejected/small.js").is_file());
}

#[test]
fn a_checker_becomes_an_output_validator() {
    let shelf = Shelf::new();
    let driver = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/package/src/export/driver.js");
    for (file, text) in [
        ("in", "5"),
        ("ans", "5"),
        (
            "plain.js",
            "function check({ input, answer, output }) { return Number(output) === Number(answer) && input === '5'; }",
        ),
        (
            "module.js",
            "module.exports = { check: ({ output }) => ({ verdict: output === '5' ? 'AC' : 'WA', score: 0.5, message: 'so' }) };",
        ),
        ("score.js", "const check = ({ output }) => Number(output) / 10;"),
        ("throws.js", "const check = () => { throw new Error('no') };"),
    ] {
        fs::write(shelf.path(file), text).expect("a file");
    }
    let run = |kind: &str, check: &str, output: &str| {
        let feedback = shelf.path("feedback");
        let _ = fs::remove_dir_all(&feedback);
        fs::create_dir(&feedback).expect("a folder");
        let mut command = std::process::Command::new("node");
        command.arg(&driver).arg(kind).arg(shelf.path(check)).arg(shelf.path("in")).arg(shelf.path("ans"));
        command.arg(format!("{}/", feedback.display()));
        fs::write(shelf.path("out"), output).expect("a file");
        command.stdin(fs::File::open(shelf.path("out")).expect("a file"));
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
        let code = wait(command).code.expect("a code");
        let told = |name: &str| fs::read_to_string(feedback.join(name)).unwrap_or_default();
        (code, told("judgemessage.txt"), told("score_multiplier.txt"))
    };
    let told = |code, message: &str, score: &str| (code, message.to_owned(), score.to_owned());
    assert_eq!(run("pass-fail", "plain.js", "5.0\n"), told(42, "", ""));
    assert_eq!(run("pass-fail", "plain.js", "6"), told(43, "", ""));
    assert_eq!(run("scoring", "module.js", "5"), told(42, "so\n", "0.5\n"));
    assert_eq!(run("pass-fail", "module.js", "5"), told(42, "so\n", ""));
    assert_eq!(run("pass-fail", "module.js", "6"), told(43, "so\n", ""));
    assert_eq!(run("scoring", "score.js", "10"), told(42, "", ""));
    assert_eq!(run("scoring", "score.js", "4"), told(42, "", "0.4\n"));
    assert_eq!(run("pass-fail", "score.js", "4"), told(43, "", ""));
    assert_eq!(run("scoring", "score.js", "0"), told(43, "", ""));
    // Its own failure is neither.
    assert_eq!(run("scoring", "throws.js", "5").0, 1);
}

/// Every text of a package with a change: the import ends without a panic, and a refused package leaves nothing behind.
#[test]
fn damaged_packages_are_imported_or_refused() {
    let mut random = fastrand::Rng::with_seed(7);
    let pieces = [
        "{", "}", "[", "]", ":", "- ", "\n", "\"", "'", "&a ", "*a", "!", "~", "0", "-1", "1e999", "\0",
        "\u{feff}", "null", "../", "\t", ",",
    ];
    for (path, file) in [
        ("kattis/distance", "problem.yaml"),
        ("kattis/distance", "data/secret/02-order.yaml"),
        ("kattis/sumscore", "data/secret/group2/test_group.yaml"),
        ("kattis/legacyscore", "data/secret/two/testdata.yaml"),
        ("kattis/legacyscore", "problem.yaml"),
        ("dmoj/plain", "init.yml"),
        ("dmoj/discovered", "init.yml"),
        ("exercism/darts", "canonical-data.json"),
        ("leetcode", "two-sum.json"),
        ("leetcode", "rotate.json"),
        ("leetcode", "apps.jsonl"),
        ("leetcode", "contest.json"),
    ] {
        let shelf = Shelf::new();
        let from = sample(path);
        for (source, bytes) in tree(&from).iter().filter(|(source, _)| source.is_file()) {
            let target = shelf.path("package").join(source.strip_prefix(&from).expect("below"));
            fs::create_dir_all(target.parent().expect("a folder")).expect("a folder");
            fs::write(target, bytes).expect("a file");
        }
        let changed = shelf.path("package").join(file);
        let text = fs::read_to_string(&changed).expect("a text");
        for _ in 0..60 {
            let mut damaged: Vec<char> = text.chars().collect();
            for _ in 0..random.usize(1..4) {
                let at = random.usize(0..damaged.len());
                let end = (at + random.usize(0..6)).min(damaged.len());
                damaged.splice(at..end, pieces[random.usize(0..pieces.len())].chars());
            }
            fs::write(&changed, damaged.iter().collect::<String>()).expect("a file");
            let (problems, submissions) = (shelf.path("problems"), shelf.path("submissions"));
            let path = if path == "leetcode" { changed.clone() } else { shelf.path("package") };
            let import = Import {
                path: &path,
                format: None,
                id: None,
                property: None,
                problems: &problems,
                submissions: &submissions,
            };
            match tribunal_package::import(&import) {
                Ok(imported) => {
                    for (problem, _) in &imported.problems {
                        assert!(problems.join(&problem.id).join("problem.toml").is_file());
                    }
                    fs::remove_dir_all(&problems).expect("a folder");
                    let _ = fs::remove_dir_all(&submissions);
                }
                Err(error) => {
                    assert!(!error.to_string().is_empty());
                    assert!(!problems.exists() && !submissions.exists(), "{error}");
                }
            }
        }
    }
}

#[test]
fn lists_classes_and_arguments_changed_in_place_are_judged() {
    let shelf = Shelf::new();
    for (file, id, right, wrong, verdicts) in [
        (
            "merge-lists",
            "merge-lists",
            "const mergeTwoLists = (a, b) => !a ? b : !b ? a : a.val <= b.val ? (a.next = mergeTwoLists(a.next, b), a) : mergeTwoLists(b, a);",
            "const mergeTwoLists = (a, b) => a;",
            ["WA", "WA", "AC"].as_slice(),
        ),
        (
            "min-stack",
            "min-stack",
            "class MinStack { s = []; push(x) { this.s.push(x); } getMin() { return Math.min(...this.s); } }",
            "class MinStack { push(x) {} getMin() { return 0; } }",
            &["WA"],
        ),
        (
            "rotate",
            "rotate",
            "const rotate = (nums, k) => { while (k--) nums.unshift(nums.pop()); };",
            "const rotate = (nums, k) => [3, 1, 2];",
            &["WA"],
        ),
    ] {
        shelf.import(&format!("{} --id {id}", sample(&format!("leetcode/{file}.json")).display()));
        for (path, text) in [("accepted/a.js", right), ("wrong_answer/a.js", wrong)] {
            let path = shelf.path(&format!("submissions/{id}/{path}"));
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        let graded = shelf.graded(id);
        assert!(graded["accepted/a.js"].iter().all(|verdict| verdict == "AC"), "{graded:?}");
        assert_eq!(graded["wrong_answer/a.js"], verdicts, "{id}");
    }
    there_and_back_as_json("leetcode/rotate.json", "Rotate");
    there_and_back_as_json("leetcode/min-stack.json", "Min-Stack");
}

#[test]
fn what_cannot_be_imported_leaves_nothing_behind() {
    let shelf = Shelf::new();
    let refused = shelf.refuse(&sample("kattis/guess").display().to_string());
    assert!(refused.contains("problem.yaml:2: Tribunal judges no interactive problems"), "{refused}");
    let refused = shelf.refuse("no/such/package");
    assert!(refused.contains("no/such/package: cannot be read"), "{refused}");
    let refused = shelf.refuse(&sample("exercism").display().to_string());
    assert!(refused.contains("there is no problem.yaml"), "{refused}");
    let refused = shelf.refuse(&format!("{} --id ../x", sample("kattis/distance").display()));
    assert!(refused.contains("cannot be the id"), "{refused}");
    for (file, text, message) in [
        ("a.json", "{\"cases\": 1}", "no problem that is known"),
        ("a.json", "{\"cases\": [", "a.json:1: EOF"),
        ("a.txt", "x", "no package that is known"),
        ("a.zip", "x", "no archive"),
        ("b/init.yml", "test_cases: {input_format: '(', output_format: x}", "init.yml:1: this is no pattern"),
        ("b/init.yml", "test_cases: 3", "has to be a sequence"),
        ("b/init.yml", "test_cases:\n- points: -1\n", "init.yml:2: `points` has to be a number"),
        ("b/init.yml", "archive: ../../etc/x.zip\n", "leads out of the package"),
        ("b/init.yml", "a: &a [*a]", "contains it"),
        (
            "c/problem.yaml",
            "problem_format_version: '1999'",
            "problem.yaml:1: the format `1999` is not known",
        ),
        ("c/problem.yaml", "name: x", "there are no test cases"),
        ("c/problem.yaml", "- x", "has to be a mapping"),
    ] {
        let path = shelf.path(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, text).expect("a file");
        let name = file.split('/').next().expect("a name");
        let refused = shelf.refuse(name);
        assert!(refused.contains(message), "{file}: {refused}");
    }
    // What is there stays as it is.
    shelf.import(&sample("kattis/distance").display().to_string());
    let refused = shelf.refuse(&sample("kattis/distance").display().to_string());
    assert!(refused.contains("problems/distance is there already"), "{refused}");
    fs::remove_dir_all(shelf.path("problems/distance")).expect("a folder");
    let refused = shelf.refuse(&sample("kattis/distance").display().to_string());
    assert!(refused.contains("submissions/distance is there already"), "{refused}");
}

#[test]
fn functions_cannot_be_exported_to_kattis() {
    let shelf = Shelf::new();
    shelf.import(&sample("exercism/darts").display().to_string());
    let ran = shelf.run("export darts --to kattis");
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("Kattis judges whole programs"), "{}", ran.stderr);
    assert!(!shelf.path("darts").exists());
}

#[test]
fn a_new_problem_can_be_checked_and_graded() {
    let shelf = Shelf::new();
    let ran = shelf.run("new sums");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    insta::assert_snapshot!("new", ran.stdout);
    assert_eq!(shelf.run("check").stdout, "1 problem with 4 cases, no errors\n");
    assert_eq!(shelf.graded("sums")["accepted/example.js"], ["AC", "AC", "AC", "AC"]);
    let ran = shelf.run("new whole --kind stdio");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(shelf.run("check problems/whole").stdout, "1 problem with 4 cases, no errors\n");
    for runner in RUNNERS {
        assert_eq!(shelf.graded_by(runner, "whole")["accepted/example.js"], ["AC", "AC", "AC", "AC"]);
    }
    let ran = shelf.run("new sums");
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("problems/sums is there already"), "{}", ran.stderr);
}

/// Returns the score of each submission to a problem, by the report.
fn scores(shelf: &Shelf, id: &str) -> BTreeMap<String, Option<f64>> {
    let ran = shelf.run(&format!("grade --format json --no-progress -p {id}"));
    let report: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{}", ran.stderr));
    let of_each = submissions(&report).iter().map(|submission| {
        let name = submission["submission"].as_str().expect("a name").to_owned();
        (name, submission["score"].as_f64())
    });
    of_each.collect()
}

/// A submission that echoes an input that begins with none of these letters.
const ECHO: &str =
    "const t = require('fs').readFileSync(0, 'utf8'); console.log('xyz'.includes(t[0]) ? '?' : t);";

/// Writes a legacy package with scores: its files, and cases that are right (`a`) and wrong (`x`) for the submission.
fn scoring(shelf: &Shelf, files: &[(&str, &str)], cases: &[(&str, &str)]) {
    let _ = fs::remove_dir_all(shelf.path("package"));
    for folder in ["problems", "submissions"] {
        let _ = fs::remove_dir_all(shelf.path(folder));
    }
    shelf.write("package/problem.yaml", "name: S\ntype: scoring\n");
    for (path, text) in files {
        shelf.write(&format!("package/{path}"), text);
    }
    for (path, letter) in cases {
        shelf.write(&format!("package/data/{path}.in"), letter);
        shelf.write(&format!("package/data/{path}.ans"), letter);
    }
    shelf.write("package/submissions/accepted/a.js", ECHO);
}

#[test]
fn legacy_scores_are_those_of_the_default_grader() {
    // What it is about; files; cases with a letter that says whether they are right; the score, if there is one.
    type Pairs<'a> = &'a [(&'a str, &'a str)];
    let table: &[(&str, Pairs<'_>, Pairs<'_>, Option<f64>)] = &[
        (
            "break is the default",
            &[],
            &[("secret/1", "a"), ("secret/2", "x"), ("secret/3", "a"), ("secret/4", "a")],
            Some(1.0),
        ),
        (
            "continue goes on",
            &[("data/testdata.yaml", "on_reject: continue\n")],
            &[("secret/1", "a"), ("secret/2", "x"), ("secret/3", "a"), ("secret/4", "a")],
            Some(3.0),
        ),
        (
            "the grader's flags are inherited",
            &[
                ("data/secret/testdata.yaml", "grader_flags: min\n"),
                ("data/secret/g/testdata.yaml", "accept_score: 30\n"),
            ],
            &[("secret/g/1", "a"), ("secret/g/2", "a")],
            Some(30.0),
        ),
        (
            "each key is inherited for itself, from wherever it is nearest",
            &[
                ("data/testdata.yaml", "on_reject: continue\naccept_score: 7\n"),
                ("data/secret/g/testdata.yaml", "grader_flags: max\n"),
                ("data/secret/h/testdata.yaml", "accept_score: 2.5\n"),
            ],
            &[
                ("secret/g/1", "x"),
                ("secret/g/2", "a"),
                ("secret/h/1", "a"),
                ("secret/h/2", "a"),
                ("secret/h/3", "x"),
            ],
            Some(12.0),
        ),
        (
            "the mean of what was judged",
            &[("data/secret/testdata.yaml", "grader_flags: avg\naccept_score: 10\n")],
            &[("secret/1", "a"), ("secret/2", "a"), ("secret/3", "x"), ("secret/4", "a"), ("secret/5", "a")],
            Some(20.0 / 3.0),
        ),
        (
            "the mean of all",
            &[("data/secret/testdata.yaml", "grader_flags: avg\naccept_score: 10\non_reject: continue\n")],
            &[("secret/1", "a"), ("secret/2", "a"), ("secret/3", "x"), ("secret/4", "a"), ("secret/5", "a")],
            Some(8.0),
        ),
        (
            "the sample counts",
            &[("data/sample/testdata.yaml", "accept_score: 4\n")],
            &[("sample/1", "a"), ("secret/1", "a")],
            Some(5.0),
        ),
        (
            "the sample does not count where it is ignored",
            &[("data/testdata.yaml", "grader_flags: ignore_sample\naccept_score: 4\n")],
            &[("sample/1", "a"), ("secret/1", "a")],
            Some(4.0),
        ),
        (
            "nothing is judged after a sample that is not accepted",
            &[],
            &[("sample/1", "x"), ("secret/1", "a")],
            Some(0.0),
        ),
        (
            "scores are decimal numbers",
            &[("data/testdata.yaml", "accept_score: 0.1\n")],
            &[("secret/1", "a"), ("secret/2", "a"), ("secret/3", "a")],
            Some(0.3),
        ),
        (
            "cases and groups in one group",
            &[("data/secret/g/testdata.yaml", "accept_score: 2\n")],
            &[("secret/1", "a"), ("secret/g/1", "a"), ("secret/g/2", "a")],
            Some(5.0),
        ),
        // What groups cannot do has no score, and never another one.
        (
            "the least of sample and secret",
            &[("data/testdata.yaml", "grader_flags: min\n")],
            &[("sample/1", "a"), ("secret/1", "a")],
            None,
        ),
        (
            "points for what is wrong",
            &[("data/testdata.yaml", "reject_score: 1\n")],
            &[("secret/1", "a"), ("secret/2", "x")],
            None,
        ),
        ("a grader of its own", &[("data/testdata.yaml", "grading: custom\n")], &[("secret/1", "a")], None),
    ];
    let shelf = Shelf::new();
    for (what, files, cases, expected) in table {
        scoring(&shelf, files, cases);
        let ran = shelf.import("package --id s");
        let score = scores(&shelf, "s")["accepted/a.js"];
        assert_eq!(score, *expected, "{what}: {}", ran.stderr);
        assert_eq!(
            ran.stderr.contains("the scores are not carried over"),
            expected.is_none(),
            "{what}: {}",
            ran.stderr
        );
        // It comes back from the newer format, too.
        let exported = shelf.run("export s --to kattis --out out");
        assert_eq!(exported.code, Some(0), "{what}: {}", exported.stderr);
        shelf.import("out --id back");
        assert_eq!(facts(&shelf.problem("back")), facts(&shelf.problem("s")), "{what}");
        fs::remove_dir_all(shelf.path("out")).expect("removed");
    }
}

#[test]
fn a_scorers_points_count_as_they_are() {
    let shelf = Shelf::new();
    let scorer = "#!/bin/sh\ncat > /dev/null\necho 50.5 > \"$3/score.txt\"\nexit 42\n";
    for (range, cases, expected) in [
        ("", 1, 50.5),
        ("", 2, 101.0),
        ("range: 0 100\n", 2, 101.0),
        ("range: 0 100\ngrader_flags: min\n", 2, 50.5),
    ] {
        let cases = &[("secret/1", "a"), ("secret/2", "a")][..cases];
        scoring(
            &shelf,
            &[
                ("problem.yaml", "name: S\ntype: scoring\nvalidation: custom score\n"),
                ("data/secret/testdata.yaml", range),
                ("output_validators/v/run", scorer),
            ],
            cases,
        );
        shelf.import("package --id s");
        assert_eq!(scores(&shelf, "s")["accepted/a.js"], Some(expected), "{range}");
    }
}

#[test]
fn flags_of_the_output_validator_are_inherited_key_by_key() {
    let shelf = Shelf::new();
    scoring(
        &shelf,
        &[
            ("data/testdata.yaml", "output_validator_flags: float_tolerance 1e-3\n"),
            ("data/secret/g1/testdata.yaml", "accept_score: 5\n"),
            ("data/secret/g1/1.in", "a"),
            ("data/secret/g1/1.ans", "1.0001\n"),
            ("submissions/accepted/a.js", "console.log(1)"),
        ],
        &[],
    );
    shelf.write("package/submissions/accepted/a.js", "console.log(1)");
    shelf.import("package --id s");
    assert_eq!(shelf.graded("s")["accepted/a.js"], ["AC"]);
    assert_eq!(scores(&shelf, "s")["accepted/a.js"], Some(5.0));
    let toml = fs::read_to_string(shelf.path("problems/s/problem.toml")).expect("a file");
    assert!(toml.contains("memory = 2048\n"), "a package without `limits.memory`: {toml}");
}

#[test]
fn points_of_groups_add_up_as_decimal_numbers() {
    let shelf = Shelf::new();
    let mut toml = "format = 1\ntitle = \"x\"\n[function]\nname = \"f\"\n[[group]]\nname = \"g\"\nmax_score = 6\nscore_aggregation = \"sum\"\n".to_owned();
    for _ in 0..20 {
        toml += "[[case]]\ngroup = \"g\"\nargs = []\nexpected = 1\n";
    }
    shelf.write("problems/x/problem.toml", &toml);
    shelf.write("submissions/x/accepted/a.js", "const f = () => 1;");
    assert_eq!(scores(&shelf, "x")["accepted/a.js"], Some(6.0));
    let ran = shelf.run("grade --no-progress");
    assert!(ran.stdout.contains("6/6"), "{}", ran.stdout);
}

#[test]
fn points_of_dmoj_are_one_where_nothing_is_said() {
    let shelf = Shelf::new();
    let groups = |init: &str, id: &str| {
        shelf.write("p/init.yml", init);
        for file in ["1.in", "1.out", "2.in", "2.OUT"] {
            shelf.write(&format!("p/{file}"), "1");
        }
        let ran = shelf.import(&format!("p --id {id}"));
        let groups = shelf.problem(id).groups.into_iter();
        (groups.map(|group| group.max_score).collect::<Vec<_>>(), ran.stderr)
    };
    let (scores, _) =
        groups("test_cases:\n- {in: 1.in, out: 1.out, points: 2}\n- {in: 1.in, out: 1.out}\n", "one");
    assert_eq!(scores, [Some(3.0), Some(2.0), Some(1.0)]);
    let (scores, notes) = groups(
        "test_cases:\n- batched: [{in: 1.in, out: 1.out, points: 9}]\n- {out: 1.out, points: 0.5}\n- {points: 3}\n",
        "two",
    );
    assert_eq!(scores, [Some(1.5), Some(1.0), Some(0.5)]);
    assert!(notes.contains("init.yml:2: `points` of a case in a batch is not carried over"), "{notes}");
    assert!(notes.contains("init.yml:4: this case is not carried over: it lacks `in` and `out`"), "{notes}");
    assert!(notes.contains("p: 2.in") || notes.contains("2.in: is not carried over"), "{notes}");
    let empty = &shelf.problem("two").cases[1];
    assert_eq!(empty.name, "secret/02/01");
    assert!(matches!(&empty.input, Input::Program { stdin, .. } if text(stdin).is_empty()));
    // Patterns do not look at the case of letters, and dependencies of what they find are told of.
    let (scores, notes) = groups(
        "points: 2\ntest_cases:\n  input_format: ^(?P<case>\\d)\\.in$\n  output_format: ^(?P<case>\\d)\\.out$\n  case_points: [5]\n  case_batch_dependencies: [[], [1]]\n",
        "three",
    );
    assert_eq!(scores, [Some(7.0), Some(5.0), Some(2.0)]);
    assert!(notes.contains("init.yml:6: `case_batch_dependencies` is not carried over"), "{notes}");
}

#[test]
fn what_leetcode_says_of_types_is_carried_over_or_told() {
    let shelf = Shelf::new();
    let import = |id: &str, meta: &str, case: &str| {
        shelf.write(
            &format!("{id}.json"),
            &format!("{{\"title\": \"{id}\", \"metaData\": {meta}, \"cases\": [{case}]}}"),
        );
        shelf.run(&format!("import {id}.json"))
    };
    let verdicts = |id: &str, program: &str| {
        let name = format!("{}.js", program.len());
        shelf.write(&format!("submissions/{id}/accepted/{name}"), program);
        let ran = shelf.run(&format!("grade --format json --no-progress -p {id} -s {name}"));
        let report: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{}", ran.stderr));
        submissions(&report)[0]["verdict"].as_str().expect("a verdict").to_owned()
    };
    // A constructor's tree, a method that returns nothing, one that returns a fraction.
    let ran = import(
        "Iterator",
        r#"{"classname": "Iterator", "constructor": {"params": [{"name": "root", "type": "TreeNode"}]},
            "methods": [{"name": "skip", "params": [], "return": {"type": "void"}},
                        {"name": "half", "params": [], "return": {"type": "double"}}], "systemdesign": true}"#,
        r#"{"input": [["Iterator", "skip", "half"], [[[7, 3]], [], []]], "output": [null, null, 1.5]}"#,
    );
    assert!(ran.stdout.ends_with("everything was carried over\n"), "{}{}", ran.stdout, ran.stderr);
    let class = "class Iterator { constructor(root) { this.n = root.left.val; } skip() { return 5; } half() { return this.n / 2 + 1e-7; } }";
    assert_eq!(verdicts("Iterator", class), "AC");
    // What changes an argument may return something.
    let ran = import(
        "sorted",
        r#"{"name": "sorted", "params": [{"name": "a", "type": "integer[]"}], "return": {"type": "integer"}, "output": {"paramindex": 0}}"#,
        r#"{"input": [[2, 1]], "output": [1, 2]}"#,
    );
    assert!(ran.stdout.ends_with("everything was carried over\n"), "{}{}", ran.stdout, ran.stderr);
    assert_eq!(verdicts("sorted", "const sorted = (a) => { a.sort(); return 3; };"), "AC");
    // Zero is zero.
    import(
        "zero",
        r#"{"name": "zero", "params": [], "return": {"type": "integer[]"}}"#,
        r#"{"input": [], "output": [0]}"#,
    );
    assert_eq!(verdicts("zero", "const zero = () => [-0];"), "AC");
    assert_eq!(verdicts("zero", "const zero = () => [0.001];"), "WA");
    shelf.write(
        "any.json",
        r#"{"title": "any", "content": "You may return it in any order.", "cases": [{"input": [], "output": [[1], [0]]}],
            "metaData": {"name": "any", "params": [], "return": {"type": "integer[][]"}}}"#,
    );
    shelf.run("import any.json");
    assert_eq!(verdicts("any", "const any = () => [[-0], [1]];"), "AC");
    assert_eq!(verdicts("any", "const any = () => [[0.001], [1]];"), "WA");
    let ran = import(
        "unique",
        r#"{"name": "unique", "params": [{"name": "a", "type": "integer[]"}], "return": {"type": "integer"}, "output": {"paramindex": 0, "size": "ret"}}"#,
        r#"{"input": [[1, 1]], "output": [1]}"#,
    );
    assert_eq!(ran.code, Some(2), "{}", ran.stdout);
    assert!(ran.stderr.contains("`output.size` \"ret\""), "{}", ran.stderr);
    for (id, meta, told) in [
        (
            "manual",
            r#"{"name": "f", "params": [], "return": {"type": "integer"}, "manual": true}"#,
            "`manual`: ",
        ),
        (
            "node",
            r#"{"name": "f", "params": [{"name": "head", "type": "Node"}], "return": {"type": "integer"}}"#,
            "the type `Node` of head is not known",
        ),
        (
            "returned",
            r#"{"name": "f", "params": [], "return": {"type": "list<NestedInteger>"}}"#,
            "the type `list<NestedInteger>` of what is returned",
        ),
        (
            "other",
            r#"{"name": "f", "params": [], "return": {"type": "integer"}, "dealloc": false}"#,
            "`metaData.dealloc` is not carried over",
        ),
    ] {
        let ran = import(id, meta, r#"{"input": [], "output": 1}"#);
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        assert!(ran.stderr.contains(told), "{id}: {}", ran.stderr);
        assert!(!ran.stdout.contains("everything was carried over"), "{id}");
    }
    let ran = import(
        "keys",
        r#"{"name": "f"}"#,
        r#"{"input": [], "output": 1, "explanation": "x"}, {"input": [], "output": 1, "explanation": "x", "public": true}"#,
    );
    assert!(
        ran.stderr.contains(
            "`cases.explanation` is not carried over: nobody here has use for it (it is there 2 times)"
        ),
        "{}",
        ran.stderr
    );
    let problem = shelf.problem("keys");
    assert_eq!(problem.cases.iter().map(|case| case.sample).collect::<Vec<_>>(), [false, true]);
    // All of it comes back.
    shelf.run("export Iterator --to leetcode --out back.json");
    shelf.import("back.json --id back");
    let entry = |id: &str| format!("{:?} {:?}", shelf.problem(id).entry, shelf.problem(id).checker);
    assert_eq!(entry("back"), entry("Iterator"));
}

#[test]
fn an_input_of_an_exercise_may_lack_a_key() {
    let shelf = Shelf::new();
    shelf.write(
        "canonical-data.json",
        r#"{"exercise": "e", "cases": [
            {"uuid": "1", "description": "all", "property": "f", "input": {"a": 1, "b": 2, "c": 3}, "expected": "number"},
            {"uuid": "2", "description": "some", "property": "f", "input": {"a": 1, "c": 3}, "expected": "undefined"},
            {"uuid": "3", "description": "end", "property": "f", "input": {"a": 1, "b": 2}, "expected": "number"},
            {"uuid": "4", "description": "function", "property": "f", "input": {"a": "(x) => x * x", "b": 1, "c": 1}, "expected": "number"},
            {"uuid": "5", "description": "tagged", "property": "f", "scenarios": ["big"], "input": {"a": 1, "b": 2, "c": 3}, "expected": "number"}
        ]}"#,
    );
    let ran = shelf.import("canonical-data.json");
    assert!(
        ran.stderr
            .contains("cases[3] is not carried over: its input has a function in a string, \"(x) => x * x\""),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("`cases.scenarios` is not carried over"), "{}", ran.stderr);
    shelf.write("submissions/e/accepted/a.js", "const f = (a, b, c) => typeof b;");
    assert_eq!(shelf.graded("e")["accepted/a.js"], ["AC"; 4]);
}

#[cfg(unix)]
#[test]
fn links_out_of_a_package_are_errors_or_stay_behind() {
    use std::os::unix::fs::symlink;
    let shelf = Shelf::new();
    let reset = || {
        let _ = fs::remove_dir_all(shelf.path("p"));
        shelf.write("p/problem.yaml", "name: P\n");
        shelf.write("p/data/secret/1.in", "1\n");
        shelf.write("p/data/secret/1.ans", "1\n");
        shelf.write("p/submissions/accepted/a.js", "1");
        shelf.write("outside/secret", "a secret");
        shelf.write("outside/data/2.in", "2");
    };
    for (link, target) in [
        ("submissions/accepted/b.js", "../../../outside/secret"),
        ("submissions/accepted/c.js", "/etc/passwd"),
        ("data/secret/2.in", "../../../outside/secret"),
        ("data/secret/testdata.yaml", "../../../outside/secret"),
        ("data/secret/2.in", "nowhere"),
        ("submissions/submissions.yaml", "../../outside/secret"),
        ("problem_statement/problem.en.tex", "../../outside/secret"),
        (".timelimit", "../outside/secret"),
        (".tribunal.toml", "../outside/secret"),
        ("data/secret/g", "../../../outside/data"),
    ] {
        reset();
        if link == "data/secret/2.in" {
            shelf.write("p/data/secret/2.ans", "2");
        }
        let path = shelf.path(&format!("p/{link}"));
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        symlink(target, path).expect("a link");
        let refused = shelf.refuse("p");
        assert!(refused.contains(link) && refused.contains("symbolic link"), "{link}: {refused}");
    }
    reset();
    for (link, target) in [
        ("input_validators/v/validation.h", "../../../outside/secret"),
        ("submissions/accepted/b.cpp", "/etc/passwd"),
        ("attachments/x", "nowhere"),
    ] {
        let path = shelf.path(&format!("p/{link}"));
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        symlink(target, path).expect("a link");
    }
    rustix::fs::mkfifoat(rustix::fs::CWD, shelf.path("p/attachments/fifo"), rustix::fs::Mode::RWXU)
        .expect("a FIFO");
    let ran = shelf.import("p");
    for told in [
        "input_validators/v/validation.h: is not carried over: it is a symbolic link that leads out of the package",
        "submissions/accepted: not carried over, for they are no JavaScript: 1 .cpp",
        "attachments/x: is not carried over: it is a symbolic link that leads nowhere",
        "attachments/fifo: is not carried over: it is no regular file",
    ] {
        assert!(ran.stderr.contains(told), "{told}: {}", ran.stderr);
    }
    // DMOJ's paths are texts.
    shelf.write("d/init.yml", "test_cases:\n- {in: ../outside/secret, out: 1.out}\n");
    shelf.write("d/1.out", "1");
    assert!(shelf.refuse("d").contains("../outside/secret: leads out of the package"));
    // The text beside an exercise.
    shelf.write(
        "e/canonical-data.json",
        r#"{"exercise": "e", "cases": [{"property": "f", "input": {}, "expected": 1}]}"#,
    );
    symlink("../outside/secret", shelf.path("e/description.md")).expect("a link");
    for package in ["e", "e/canonical-data.json"] {
        assert!(
            shelf.refuse(package).contains("description.md: is a symbolic link that leads out"),
            "{package}"
        );
    }
}

#[test]
fn nothing_of_a_package_is_left_out_in_silence() {
    let shelf = Shelf::new();
    shelf.write(
        "p/problem.yaml",
        "name: P\nlimits: {time_limit: 1, other: 3}\nfoo: {bar: 1}\nsource: {name: A, year: 3}\n",
    );
    for (file, text) in [
        ("data/secret/a.01.in", "1\n"),
        ("data/secret/a.01.ans", "1\n"),
        ("data/secret/lonely.ans", "1\n"),
        ("data/secret/1.png", ""),
        ("data/extra/1.in", ""),
        ("submissions/accepted/a.js", "1"),
        ("submissions/accepted/x.JS", "1"),
        ("submissions/accepted/x.jsx", "1"),
        ("submissions/accepted/x.txt", "1"),
        ("submissions/beside.js", "1"),
        ("submissions/mixed/e.js", "// @EXPECTED_RESULTS@: WRONG-ANSWER, TIMELIMIT\n"),
        ("submissions/mixed/f.js", "// @EXPECTED_RESULTS@: CHECK-MANUALLY\n// @EXPECTED_SCORE@: 30\n"),
        ("notes.txt", ""),
        ("folder/one", ""),
        ("folder/two", ""),
    ] {
        shelf.write(&format!("p/{file}"), text);
    }
    let ran = shelf.import("p");
    for told in [
        "data/secret/lonely.ans: is not carried over: it belongs to no case",
        "data/secret/1.png: is not carried over: it belongs to no case",
        "data/extra: its file is not carried over",
        "submissions/accepted/x.JS: is not carried over: submissions end with .js,",
        "submissions/accepted/x.jsx: is not carried over: submissions end with .js,",
        "submissions/accepted: not carried over, for they are no JavaScript: 1 .txt",
        "submissions/beside.js: is not carried over: a submission lies in a folder",
        "submissions/mixed/f.js: `@EXPECTED_RESULTS@: CHECK-MANUALLY` is not carried over",
        "submissions/mixed/f.js: `@EXPECTED_SCORE@:` is not carried over",
        "notes.txt: is not carried over",
        "folder: its 2 files are not carried over",
        "problem.yaml:2: `other` is not carried over: this key is not known",
        "problem.yaml:3: `foo` is not carried over: this key is not known",
        "problem.yaml:4: `year` is not carried over: this key is not known",
    ] {
        assert!(ran.stderr.contains(told), "{told}: {}", ran.stderr);
    }
    assert!(!ran.stderr.contains("a.01"), "{}", ran.stderr);
    assert!(!ran.stdout.contains("everything"), "{}", ran.stdout);
    let yaml = fs::read_to_string(shelf.path("submissions/p/submissions.yaml")).expect("a file");
    assert!(yaml.contains("\"mixed/e.js\":\n  permitted: [AC, WA, TLE]\n  required: [WA, TLE]\n"), "{yaml}");
    // What is told is all there was: without it, nothing is.
    for left in ["data/extra", "folder", "submissions/mixed"] {
        fs::remove_dir_all(shelf.path(&format!("p/{left}"))).expect("removed");
    }
    for left in [
        "data/secret/lonely.ans",
        "data/secret/1.png",
        "submissions/accepted/x.JS",
        "submissions/accepted/x.jsx",
        "submissions/accepted/x.txt",
        "submissions/beside.js",
        "notes.txt",
    ] {
        fs::remove_file(shelf.path(&format!("p/{left}"))).expect("removed");
    }
    shelf.write("p/problem.yaml", "name: P\nlimits: {time_limit: 1}\n");
    let ran = shelf.import("p --id q");
    assert!(ran.stdout.ends_with("everything was carried over\n"), "{}", ran.stderr);
}

#[test]
fn a_case_of_dmoj_whose_answer_is_missing_is_told_once() {
    let shelf = Shelf::new();
    shelf.write("p/init.yml", "test_cases:\n- {in: 1.in, out: 1.out}\n- {in: 2.in, out: 2.out}\n");
    for file in ["1.in", "1.out", "2.in"] {
        shelf.write(&format!("p/{file}"), "1\n");
    }
    let ran = shelf.import("p");
    assert!(
        ran.stderr.contains("init.yml:3: this case is not carried over: there is no file 2.out"),
        "{}",
        ran.stderr
    );
    assert!(!ran.stderr.contains("2.in"), "{}", ran.stderr);
}

#[test]
fn nothing_in_the_folder_of_submissions_is_passed_over_in_silence() {
    let shelf = Shelf::new();
    shelf.write(
        "problems/sum/problem.toml",
        "format = 1\ntitle = \"x\"\n[function]\nname = \"f\"\n[[case]]\nargs = []\nexpected = 1\n",
    );
    for file in [
        "sum/a.js",
        "sum/x.JS",
        "sum/x.jsx",
        "sum/deep/x.txt",
        "summ/a.js",
        "beside.js",
        "README.md",
        "sum/notes.md",
        "sum/wrong_answer/tle/a.js",
        "sum/wrong-anwser/a.js",
        ".git/x",
    ] {
        shelf.write(&format!("submissions/{file}"), "const f = () => 1;");
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink("deep", shelf.path("submissions/sum/link")).expect("a link");
    let ran = shelf.run("grade --no-progress");
    // The one in the folder of wrong answers is right.
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    for told in [
        "submissions/sum/x.JS is passed over: submissions end with .js,",
        "submissions/sum/x.jsx is passed over",
        "submissions/sum/deep/x.txt is passed over",
        "submissions/summ is passed over: there is no problem `summ`; did you mean `sum`",
        "submissions/beside.js is passed over: it lies beside the folders of problems",
        "submissions/sum/link is passed over: it is a symbolic link to a folder",
        "submissions/sum/wrong-anwser is no folder of a verdict: what lies in it is to be accepted; did you mean `wrong_answer`?",
    ] {
        assert!(ran.stderr.contains(told), "{told}: {}", ran.stderr);
    }
    assert_eq!(ran.stderr.matches("warning:").count(), 7, "{}", ran.stderr);
    let ran = shelf.run("grade --no-progress -p sum");
    assert!(!ran.stderr.contains("summ") && ran.stderr.contains("x.JS"), "{}", ran.stderr);
    for n in 0..50 {
        shelf.write(&format!("submissions/sum/many/{n}.txt"), "");
    }
    let ran = shelf.run("grade --no-progress -p sum");
    assert!(ran.stderr.contains("submissions/sum/many is passed over: 46 more files"), "{}", ran.stderr);
}

/// The bundled problems, exported to each format that has a place for them, and imported again.
#[test]
fn bundled_problems_come_back_as_they_were() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let problems = problem::load(&root.join("problems"), &[]).expect("the bundled problems");
    let shelf = Shelf::new();
    let folders = format!(
        "--problems {} --submissions {}",
        root.join("problems").display(),
        root.join("submissions").display()
    );
    for problem in &problems {
        let id = &problem.id;
        let is_program = matches!(problem.entry, tribunal_core::entry_point::EntryPoint::Program);
        let (to, out) = if is_program { ("kattis", id.clone()) } else { ("leetcode", format!("{id}.json")) };
        let exported = shelf.run(&format!("export {id} --to {to} --out {out} {folders}"));
        if exported.stderr.contains("none of the cases of") {
            assert_eq!(exported.code, Some(2), "{id}");
            continue;
        }
        assert_eq!(exported.code, Some(0), "{id}: {}", exported.stderr);
        // Where something has no place, that is said, and nothing else is lost.
        let lost = |what: &str| exported.stderr.contains(what);
        shelf.import(&format!("{out} --id {id}"));
        let back = shelf.problem(id);
        let settings = |problem: &Problem| {
            format!(
                "{:?} {:?} {:?} {:?} {:?} {} {}",
                problem.title,
                problem.description,
                problem.keywords,
                problem.entry,
                problem.limits,
                problem.code_bytes,
                problem.checker.name()
            )
        };
        if !lost("the checker's script is not carried over") {
            assert_eq!(settings(&back), settings(problem), "{id}");
        }
        let left = exported.stderr.matches("the case \"").count();
        assert_eq!(back.cases.len() + left, problem.cases.len(), "{id}: {}", exported.stderr);
        if is_program {
            let setter = |problem: &Problem| {
                let name = |path: &Option<PathBuf>| {
                    path.as_ref().map(|path| fs::read_to_string(path).expect("a file"))
                };
                let setter = &problem.setter;
                format!(
                    "{:?} {:?} {:?} {:?} {:?} {:?}",
                    name(&setter.reference),
                    name(&setter.validator),
                    name(&setter.generator),
                    setter.generate,
                    setter.stress,
                    setter.time_multipliers
                )
            };
            assert_eq!(setter(&back), setter(problem), "{id}");
            let checked = shelf.run(&format!("generate {id} --check"));
            assert_eq!(checked.code, Some(0), "{id}: {}{}", checked.stdout, checked.stderr);
        } else {
            for table in ["reference", "validator", "generator", "generate"] {
                let text = fs::read_to_string(&problem.path).expect("a file");
                let is_there = text.lines().any(|line| line.trim_matches(['[', ']']) == table);
                assert_eq!(is_there, lost(&format!("`{table}` is not carried over")), "{id} {table}");
            }
            // What goes is counted, not what there is.
            assert!(exported.stdout.contains(", 1 submission\n"), "{id}: {}", exported.stdout);
        }
        let cases: BTreeMap<_, _> = problem.cases.iter().map(|case| (&case.name, case)).collect();
        for case in back.cases.iter().filter(|_| !is_program) {
            let first = cases[&case.name];
            assert_eq!(
                (&case.input, &case.expected, case.sample),
                (&first.input, &first.expected, first.sample),
                "{id} {}",
                case.name
            );
        }
    }
}

#[test]
fn what_an_author_has_comes_back_from_a_package() {
    let first = Shelf::new();
    first.write(
        "problems/p/problem.toml",
        "format = 1\ntitle = \"P\"\nkind = \"stdio\"\n[problem]\nlibraries = [\"lib/a.js\"]\n[limits]\ntime_limit = 2\nstack = 32\ntime_multipliers = { ac_to_time_limit = 3, time_limit_to_tle = 1.25 }\n[checker]\nname = \"script\"\nfile = \"check.js\"\ntime_limit = 7\n[reference]\nfile = \"reference.js\"\n[validator]\nfile = \"./validate.mjs\"\n[generator]\nfile = \"deep/generate.js\"\n[[generate]]\nname = \"g\"\ncount = 3\nparams = { n = 5 }\nseed = 9\n[stress]\nparams = { n = 3 }\ngrow = [\"n\"]\n",
    );
    for (file, text) in [
        ("lib/a.js", "module.exports = 1;"),
        ("check.js", "function check() { return true; }"),
        ("reference.js", "console.log(require('fs').readFileSync(0, 'utf8').trim())"),
        ("validate.mjs", "export function validate() {}"),
        (
            "deep/generate.js",
            "function generate(random, params) { return String(random.int(0, params.n)) + '\\n'; }",
        ),
    ] {
        first.write(&format!("problems/p/{file}"), text);
    }
    let made = first.run("generate p");
    assert_eq!(made.code, Some(0), "{}{}", made.stdout, made.stderr);
    let exported = first.run("export p --to kattis --out out/p");
    assert_eq!(exported.code, Some(0), "{}", exported.stderr);
    let second = Shelf::new();
    second.import(&format!("{} --id p", first.path("out/p").display()));
    let kept = |shelf: &Shelf| {
        let problem = shelf.problem("p");
        let setter = format!("{:?} {:?}", problem.setter, problem.checker);
        let setter = setter.replace(&shelf.path("").display().to_string(), "").replace("./", "");
        (setter, facts(&problem), problem.libraries.scripts().len())
    };
    assert_eq!(kept(&second), kept(&first));
    let files = |shelf: &Shelf| {
        let root = shelf.path("problems/p");
        let files = tree(&root)
            .into_iter()
            .map(|(path, bytes)| (path.strip_prefix(&root).expect("below").to_owned(), bytes));
        files.filter(|(path, _)| path != Path::new("problem.toml")).collect::<BTreeMap<_, _>>()
    };
    assert_eq!(files(&second), files(&first));
    let checked = second.run("generate p --check");
    assert_eq!(checked.code, Some(0), "{}{}", checked.stdout, checked.stderr);
}

/// Writes an archive with entries of these names.
fn zipped(path: &Path, names: impl Iterator<Item = String>, bytes: &[u8]) {
    let mut zip = zip::ZipWriter::new(fs::File::create(path).expect("a file"));
    for name in names {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("an entry");
        std::io::Write::write_all(&mut zip, bytes).expect("bytes");
    }
    zip.finish().expect("an archive");
}

#[test]
fn archives_are_bounded() {
    let shelf = Shelf::new();
    let deep = |n: usize| (0..1000).map(|level| format!("{n}-{level}/")).collect::<String>();
    zipped(&shelf.path("deep.zip"), (0..3000).map(|n| deep(n) + "x"), b"");
    assert!(shelf.refuse("deep.zip").contains("lies in more than 32 folders"));
    let wide = |n: usize| (0..30).map(|level| format!("{n}-{level}/")).collect::<String>();
    zipped(&shelf.path("wide.zip"), (0..5000).map(|n| wide(n) + "x"), b"");
    assert!(shelf.refuse("wide.zip").contains("more than 100000 files and folders"));
    zipped(&shelf.path("one.zip"), std::iter::once("x".to_owned()), &vec![0; 1 << 20]);
    let one = fs::File::open(shelf.path("one.zip")).expect("a file");
    let mut one = zip::ZipArchive::new(one).expect("an archive");
    let mut bomb = zip::ZipWriter::new(fs::File::create(shelf.path("bomb.zip")).expect("a file"));
    for number in 0..300 {
        // The same compressed bytes again and again.
        let entry = one.by_index_raw(0).expect("an entry");
        bomb.raw_copy_file_rename(entry, format!("data/secret/{number}.in")).expect("an entry");
    }
    bomb.finish().expect("an archive");
    assert!(shelf.refuse("bomb.zip").contains("unpacks to more than 256 MiB"));
    zipped(&shelf.path("twice.zip"), ["a".to_owned(), "a/b".to_owned()].into_iter(), b"");
    assert!(shelf.refuse("twice.zip").contains("lies in a file"));
}

#[test]
fn a_killed_import_leaves_nothing_for_long() {
    let shelf = Shelf::new();
    // As if the judge had been killed: no process holds the lock.
    shelf.write("problems/.import-dead/p/problem.toml", "");
    shelf.write("submissions/.import-dead/p/a.js", "");
    let ran = shelf.import(&sample("kattis/distance").display().to_string());
    assert_eq!(ran.code, Some(0));
    for folder in ["problems", "submissions"] {
        let left =
            tree(&shelf.path(folder)).into_keys().any(|path| path.to_string_lossy().contains(".import-"));
        assert!(!left, "{folder}");
    }
}

#[test]
fn groups_of_data_folders_come_after_what_they_require() {
    let shelf = Shelf::new();
    let toml = "format = 1\ntitle = \"x\"\nkind = \"stdio\"\n[[group]]\nname = \"secret/small\"\nmax_score = 30\n[[group]]\nname = \"secret/large\"\nmax_score = 70\nscore_aggregation = \"min\"\nrequire_pass = [\"sample\", \"secret/small\"]\non_reject = \"break\"\n[[group]]\nname = \"secret\"\n[[group]]\nname = \"secret/all\"\nmax_score = 0\nrequire_pass = [\"secret/large\"]\n";
    for case in
        ["sample/1", "secret/large/1", "secret/large/2", "secret/small/1", "secret/small/2", "secret/all/1"]
    {
        shelf.write(&format!("problems/p/data/{case}.in"), "a");
        shelf.write(&format!("problems/p/data/{case}.ans"), "a");
    }
    shelf.write("problems/p/problem.toml", toml);
    let names: Vec<String> = shelf.problem("p").cases.into_iter().map(|case| case.name).collect();
    assert_eq!(
        names,
        ["sample/1", "secret/small/1", "secret/small/2", "secret/large/1", "secret/large/2", "secret/all/1"]
    );
    shelf.write("submissions/p/accepted/a.js", ECHO);
    assert_eq!(scores(&shelf, "p")["accepted/a.js"], Some(100.0));
    // An answer alone is no case, and not passed over in silence.
    shelf.write("problems/p/data/secret/small/9.ans", "a");
    let told = shelf.run("grade --no-progress").stderr;
    assert!(
        told.contains("problems/p/data/secret/small/9.ans is passed over: there is no .in beside it"),
        "{told}"
    );
    // A circle stays an error.
    shelf.write(
        "problems/p/problem.toml",
        &toml.replace("max_score = 30\n", "max_score = 30\nrequire_pass = [\"secret/large\"]\n"),
    );
    let ran = shelf.run("check");
    assert_eq!(ran.code, Some(2), "{}", ran.stdout);
    assert!(ran.stderr.contains("come after the first case of this group"), "{}", ran.stderr);
}

/// Each file that a problem may have, behind a link that leads out of its folder, is an error that names it.
#[cfg(unix)]
#[test]
fn no_file_of_a_problem_lies_outside_of_its_folder() {
    use std::os::unix::fs::symlink;
    const FUNCTION: &str =
        "format = 1\ntitle = \"x\"\n[function]\nname = \"f\"\n[[case]]\nargs = []\nexpected = 1\n";
    const PROGRAM: &str =
        "format = 1\ntitle = \"x\"\nkind = \"stdio\"\n[[case]]\ninput = \"\"\nanswer = \"\"\n";
    let shelf = Shelf::new();
    shelf.write("outside/problem.toml", FUNCTION);
    shelf.write("outside/a.js", "module.exports = 1; function check() {}");
    shelf.write("outside/cases.jsonl", "{\"args\":[],\"expected\":1}\n");
    shelf.write("outside/1.in", "1");
    shelf.write("outside/1.ans", "1");
    shelf.write("outside/1.yaml", "args: []\n");
    shelf.write("outside/run", "#!/bin/sh\n");
    let file = |table: &str| format!("[{table}]\nfile = \"x.js\"\n");
    for (link, target, toml) in [
        ("problem.toml", "../../outside/problem.toml", None),
        (
            "cases.jsonl",
            "../../outside/cases.jsonl",
            Some(format!("{FUNCTION}[cases]\nfiles = [\"*.jsonl\"]\n")),
        ),
        ("cases", "../../outside", Some(format!("{FUNCTION}[cases]\nfiles = [\"cases/*.jsonl\"]\n"))),
        ("x.js", "../../outside/a.js", Some(FUNCTION.to_owned() + &file("reference"))),
        ("x.js", "../../outside/a.js", Some(FUNCTION.to_owned() + &file("validator"))),
        ("x.js", "../../outside/a.js", Some(FUNCTION.to_owned() + &file("generator"))),
        ("x.js", "../../outside/a.js", Some(FUNCTION.to_owned() + "[problem]\nlibraries = [\"x.js\"]\n")),
        (
            "x.js",
            "../../outside/a.js",
            Some(FUNCTION.to_owned() + "[checker]\nname = \"script\"\nfile = \"x.js\"\n"),
        ),
        (
            "run",
            "../../outside/run",
            Some(
                PROGRAM.to_owned()
                    + "[checker]\nname = \"program\"\ncommand = [\"./run\"]\nprotocol = \"kattis\"\n",
            ),
        ),
        ("data/secret/1.in", "../../../../outside/1.in", Some(PROGRAM.to_owned())),
        ("data/secret/1.ans", "../../../../outside/1.ans", Some(PROGRAM.to_owned())),
        ("data/secret/1.yaml", "../../../../outside/1.yaml", Some(PROGRAM.to_owned())),
        ("data/secret/g", "../../../../outside", Some(PROGRAM.to_owned())),
        ("data/secret", "../../../outside", Some(PROGRAM.to_owned())),
        ("data", "../../outside", Some(PROGRAM.to_owned())),
    ] {
        let _ = fs::remove_dir_all(shelf.path("problems"));
        let place = shelf.path(&format!("problems/p/{link}"));
        fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
        if link.starts_with("data/secret/1.") {
            for extension in ["in", "ans"] {
                shelf.write(&format!("problems/p/data/secret/1.{extension}"), "1");
            }
            let _ = fs::remove_file(&place);
        }
        if link == "data" {
            fs::create_dir_all(shelf.path("outside/secret")).expect("a folder");
        }
        symlink(target, &place).expect("a link");
        if let Some(toml) = &toml {
            shelf.write("problems/p/problem.toml", toml);
        }
        shelf.write("submissions/p/a.js", "const f = () => 1;");
        for line in ["check", "grade --no-progress", "verify p", "export p --to leetcode --out out"] {
            let ran = shelf.run(line);
            // `verify` reports the error as a finding.
            let code = if line.starts_with("verify") { 1 } else { 2 };
            assert_eq!(ran.code, Some(code), "{line} {link}: {}", ran.stdout);
            let told = ran.stdout + &ran.stderr;
            // A program is pointed at where it is named.
            let is_named = told.contains(link) || told.contains("problem.toml");
            assert!(is_named && told.contains("symbolic link"), "{line} {link}: {told}");
        }
    }
    // A FIFO in place of any of them does not hang.
    for link in ["problem.toml", "cases.jsonl", "data/secret/1.in", "data/secret/1.yaml", "x.js"] {
        let _ = fs::remove_dir_all(shelf.path("problems"));
        for extension in ["in", "ans"] {
            shelf.write(&format!("problems/p/data/secret/1.{extension}"), "1");
        }
        let kind = if link.starts_with("data") { PROGRAM } else { FUNCTION };
        let rest = match link {
            "cases.jsonl" => "[cases]\nfiles = [\"*.jsonl\"]\n".to_owned(),
            "x.js" => file("reference"),
            _ => String::new(),
        };
        shelf.write("problems/p/problem.toml", &format!("{kind}{rest}"));
        let place = shelf.path(&format!("problems/p/{link}"));
        let _ = fs::remove_file(&place);
        rustix::fs::mkfifoat(rustix::fs::CWD, &place, rustix::fs::Mode::RWXU).expect("a FIFO");
        assert_eq!(shelf.run("check").code, Some(2), "{link}");
    }
    // Links within the folder are as good as files, and a folder may be a link itself.
    let _ = fs::remove_dir_all(shelf.path("problems"));
    shelf.write("bank/p/real.toml", FUNCTION);
    symlink("real.toml", shelf.path("bank/p/problem.toml")).expect("a link");
    fs::create_dir(shelf.path("problems")).expect("a folder");
    symlink("../bank/p", shelf.path("problems/p")).expect("a link");
    assert_eq!(shelf.run("check").code, Some(0));
}

#[test]
fn submissions_come_back_in_their_language_and_with_what_is_expected_of_them() {
    let shelf = Shelf::new();
    let write = |path: &str, text: &str| {
        let path = shelf.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    write(
        "problems/f/problem.toml",
        "format = 1\ntitle = \"F\"\n[function]\nname = \"f\"\n[[case]]\nargs = [1]\nexpected = 1\n",
    );
    write("submissions/f/accepted/a.ts", "const f = (x: number): number => x\n");
    write(
        "problems/p/problem.toml",
        "format = 1\ntitle = \"P\"\nkind = \"stdio\"\n[limits]\nmemory = 32\noutput = 1\n[[case]]\ninput = \"1\"\nanswer = \"1\"\n",
    );
    // Names that macOS and editors leave are no cases.
    write("problems/p/data/secret/1.in", "1\n");
    write("problems/p/data/secret/1.ans", "1\n");
    write("problems/p/data/secret/._1.in", "\0\u{5}");
    write("submissions/p/accepted/a.js", "console.log(1)");
    write(
        "submissions/p/memory_limit_exceeded/m.js",
        "const a = []; for (;;) a.push(new Array(1e5).fill(1.5))",
    );
    write("submissions/p/output_limit_exceeded/o.js", "for (;;) console.log('x'.repeat(1e5))");
    for (id, format, package) in [("f", "leetcode", "f.json"), ("p", "kattis", "p")] {
        let exported = shelf.run(&format!("export {id} --to {format} --out out/{package}"));
        assert_eq!(exported.code, Some(0), "{}", exported.stderr);
        shelf.import(&format!("{} --id again-{id}", shelf.path(&format!("out/{package}")).display()));
        let graded = shelf.run(&format!("grade -p again-{id} --no-progress"));
        assert_eq!(graded.code, Some(0), "{}{}", graded.stdout, graded.stderr);
    }
}

#[test]
fn what_a_batch_depends_on_is_carried_over_or_told() {
    for (dependencies, is_told) in
        [("[1]", false), ("[2]", true), ("[3]", true), ("[9]", true), ("[0]", true), ("[x]", true)]
    {
        let shelf = Shelf::new();
        let init = format!(
            "test_cases:\n- batched:\n  - {{in: 1.in, out: 1.out}}\n  points: 7\n- batched:\n  - {{in: 1.in, out: 1.out}}\n  points: 3\n  dependencies: {dependencies}\n"
        );
        for (name, text) in [("init.yml", &*init), ("1.in", "1\n"), ("1.out", "1\n")] {
            fs::create_dir_all(shelf.path("package")).expect("a folder");
            fs::write(shelf.path("package").join(name), text).expect("a file");
        }
        let ran = shelf.run("import package --id d");
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        let told = ran.stderr.contains("init.yml:8: `dependencies` is not carried over");
        assert_eq!(told, is_told, "{dependencies}: {}", ran.stderr);
        let text = fs::read_to_string(shelf.path("problems/d/problem.toml")).expect("a file");
        assert_eq!(text.contains("require_pass"), !is_told, "{dependencies}: {text}");
    }
}
