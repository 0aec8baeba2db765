//! Packages of other judges, through the real binary: imported, graded, exported, imported again.

mod common;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use common::{TRIBUNAL, parse, submissions, verdicts, wait};
use serde_json::Value;
use tempfile::TempDir;
use tribunal::{
    input::{Content, Input},
    problem::{self, Expected, Problem},
};

/// A folder to import to.
struct Shelf(TempDir);

struct Ran {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Shelf {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn run(&self, line: &str) -> Ran {
        let mut command = std::process::Command::new(TRIBUNAL);
        command
            .args(line.split_whitespace())
            .current_dir(self.0.path())
            .stdin(std::process::Stdio::null())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped());
        let output = wait(command);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ran { code: output.status.code(), stdout: text(&output.stdout), stderr: text(&output.stderr) }
    }

    fn import(&self, line: &str) -> Ran {
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

    /// Verdicts of the cases of each submission to a problem, which all are as expected.
    fn graded(&self, id: &str) -> BTreeMap<String, Vec<String>> {
        let mut command = std::process::Command::new(TRIBUNAL);
        command
            .args(["grade", "--format", "json", "--no-progress", "-p", id])
            .current_dir(self.0.path())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped());
        let report: Value = parse(&wait(command));
        let graded = submissions(&report).iter().map(|submission| {
            let name = submission["submission"].as_str().expect("a name").to_owned();
            assert_eq!(submission["as_expected"], true, "{submission:#}");
            (name, verdicts(submission).into_iter().map(str::to_owned).collect())
        });
        graded.collect()
    }
}

/// Every file below a folder, with what is in it.
fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                files.insert(path.clone(), Vec::new());
                folders.push(path);
            } else {
                files.insert(path.clone(), fs::read(&path).expect("a file"));
            }
        }
    }
    files
}

fn package(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packages").join(path)
}

fn text(content: &Content) -> String {
    match content {
        Content::Inline(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Content::File(path, _) => fs::read_to_string(path).expect("a file"),
    }
}

/// All of a problem but where it lies.
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
            Input::Stdin(content) => text(content),
        };
        let expected = match &case.expected {
            Expected::Writes(content) => text(content),
            other => format!("{other:?}"),
        };
        facts += &format!("\n{:?} {} {:?} {input:?} {expected:?}", case.name, case.sample, case.group);
    }
    facts
}

/// Imports a package, exports what came of it, and imports that: it has to be the same.
fn there_and_back(path: &str, id: &str) {
    let first = Shelf::new();
    first.import(&format!("{} --id {id}", package(path).display()));
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
        // A package says the time limit even where it is the default.
        if let Some(limits) = settings.get_mut("limits").and_then(toml::Value::as_table_mut) {
            limits.remove("time_limit");
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

#[test]
fn a_package_says_what_it_is_and_what_is_left_behind() {
    let shelf = Shelf::new();
    let ran = shelf.import(&package("kattis/distance").display().to_string());
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
    let ran = shelf.import(&package("kattis/legacycircle").display().to_string());
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
    shelf.import(&package("kattis/sumscore").display().to_string());
    assert_eq!(
        groups("sumscore"),
        [
            "secret Some(100.0) Sum 0",
            "secret/group1 Some(40.0) PassFail 1",
            "secret/group2 Some(60.0) Sum 2",
            "sample None PassFail 0"
        ]
    );
    let ran = shelf.import(&package("kattis/legacyscore").display().to_string());
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
    fs::copy(package("dmoj/batched/init.yml"), folder.path("batched/init.yml")).expect("a file");
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
            Input::Stdin(content) => (&*case.name, text(content)),
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
    let ran = shelf.import(&package("dmoj/discovered").display().to_string());
    assert!(ran.stderr.contains("test.10.in: has no output"), "{}", ran.stderr);
    let problem = shelf.problem("discovered");
    let names: Vec<&str> = problem.cases.iter().map(|case| &*case.name).collect();
    assert_eq!(names, ["secret/01/01", "secret/02/01", "secret/02/02"]);
    let scores: Vec<Option<f64>> = problem.groups.iter().map(|group| group.max_score).collect();
    assert_eq!(scores, [Some(100.0), Some(5.0), Some(95.0)]);
    shelf.import(&package("dmoj/plain").display().to_string());
    let toml = fs::read_to_string(shelf.path("problems/plain/problem.toml")).expect("a file");
    assert!(toml.contains("name = \"floats\"\nfloat_absolute_tolerance = 0.0001\n"), "{toml}");
    assert!(toml.contains("time_limit = 2.5\nmemory = 64\n"), "{toml}");
}

#[test]
fn exercises_become_functions() {
    let shelf = Shelf::new();
    let ran = shelf.import(&package("exercism/darts").display().to_string());
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
    let ran = shelf.import(&package("exercism/wheat/canonical-data.json").display().to_string());
    assert!(ran.stderr.contains("the property \"is wrong\" cannot be the name"), "{}", ran.stderr);
    assert!(ran.stdout.contains("problems/wheat-grains-square: 2 cases"), "{}", ran.stdout);
    assert!(ran.stdout.contains("problems/wheat-grains-total: 1 case,"), "{}", ran.stdout);
    shelf.import(&format!("{} --property total --id total", package("exercism/wheat").display()));
    assert_eq!(shelf.problem("total").cases.len(), 1);
    let refused = shelf.refuse(&format!("{} --property none", package("exercism/wheat").display()));
    assert!(refused.contains("there are square, total, is wrong"), "{refused}");
}

#[test]
fn problems_like_leetcodes_become_functions_and_programs() {
    let shelf = Shelf::new();
    let ran = shelf.import(&package("leetcode/two-sum.json").display().to_string());
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
    let ran = shelf.import(&package("leetcode/apps.jsonl").display().to_string());
    assert!(ran.stdout.contains("problems/4000: 2 cases"), "{}", ran.stdout);
    assert!(ran.stdout.contains("problems/4001: 2 cases"), "{}", ran.stdout);
    assert!(
        ran.stderr.contains("apps.jsonl:3: is not carried over: there is nothing to call"),
        "{}",
        ran.stderr
    );
    assert_eq!(fs::read_to_string(shelf.path("problems/4001/data/secret/02.in")).expect("a file"), "2\n\n");
    shelf.import(&package("leetcode/contest.json").display().to_string());
    let contest = shelf.problem("1_A.-Half");
    let names: Vec<(&str, bool)> = contest.cases.iter().map(|case| (&*case.name, case.sample)).collect();
    assert_eq!(names, [("sample/01", true), ("secret/private/01", false)]);
    assert_eq!(contest.limits.cpu.as_secs_f64(), 2.5);
}

#[test]
fn what_cannot_be_imported_leaves_nothing_behind() {
    let shelf = Shelf::new();
    let refused = shelf.refuse(&package("kattis/guess").display().to_string());
    assert!(refused.contains("problem.yaml:2: Tribunal judges no interactive problems"), "{refused}");
    let refused = shelf.refuse("no/such/package");
    assert!(refused.contains("no/such/package: cannot be read"), "{refused}");
    let refused = shelf.refuse(&package("exercism").display().to_string());
    assert!(refused.contains("there is no problem.yaml"), "{refused}");
    let refused = shelf.refuse(&format!("{} --id ../x", package("kattis/distance").display()));
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
    shelf.import(&package("kattis/distance").display().to_string());
    let refused = shelf.refuse(&package("kattis/distance").display().to_string());
    assert!(refused.contains("problems/distance is there already"), "{refused}");
    fs::remove_dir_all(shelf.path("problems/distance")).expect("a folder");
    let refused = shelf.refuse(&package("kattis/distance").display().to_string());
    assert!(refused.contains("submissions/distance is there already"), "{refused}");
}

#[test]
fn functions_cannot_be_exported_to_kattis() {
    let shelf = Shelf::new();
    shelf.import(&package("exercism/darts").display().to_string());
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
    let ran = shelf.run("new sums");
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("problems/sums is there already"), "{}", ran.stderr);
}
