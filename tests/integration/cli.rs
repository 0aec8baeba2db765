//! The command line, through the real binary.

use std::fs;

use crate::common::{Output, TRIBUNAL, World, parse};
use insta::assert_snapshot;

const PROBLEM: &str = r#"
format = 1
title = "Double"
kind = "function"
[function]
name = "double"
[limits]
time_limit = 0.5
memory = 64
output = 1
[[case]]
name = "two"
args = [2]
expected = 4
[[case]]
name = "minus one"
args = [-1]
expected = -2
[[case]]
name = "nested"
args = [{ a = [1, 2] }]
throws = "not a number"
"#;

const RIGHT: &str =
    "const double = (x) => { if (typeof x !== 'number') throw new TypeError('not a number'); return 2 * x }";

fn world() -> World {
    World::with_problem("double", PROBLEM)
}

#[test]
fn a_report_shows_what_was_wrong_and_where() {
    let world = world();
    world.submit("accepted/right.js", RIGHT);
    world.submit(
        "wrong_answer/adds.js",
        "function double(x) {\n  console.log('got', x);\n  return x + 2;\n}\n",
    );
    world.submit("broken.js", "const double = (x => 2 * x;\n");
    world.submit("nothing.mjs", "export const triple = (x) => 3 * x;\n");
    world.submit("throws.js", "const double = (x) => {\n  return x.value.deep;\n};\n");
    let ran = world.run("grade --no-times -v");
    assert_eq!(ran.code, Some(1));
    assert_eq!(ran.stderr, "");
    assert_snapshot!("report", ran.stdout);
}

#[test]
fn every_format_is_the_same_twice() {
    let world = world();
    world.submit("right.js", RIGHT);
    world.submit("wrong.js", "const double = (x) => x");
    for format in ["table", "json", "jsonl", "junit"] {
        let line = format!("grade --no-times --format {format}");
        let first = world.run(&line);
        assert_eq!(first.code, Some(1), "{first:?}");
        assert_eq!(first.stdout, world.run(&line).stdout, "{format}");
        assert_eq!(first.stdout, world.run(&format!("{line} -j 1 --isolation thread")).stdout, "{format}");
    }
}

#[test]
fn the_exit_code_tells_whether_verdicts_are_as_expected() {
    let world = world();
    world.submit("accepted/right.js", RIGHT);
    world.submit("wrong_answer/wrong.js", "const double = (x) => x");
    assert_eq!(world.run("grade -q").code, Some(0));
    assert_eq!(world.run("grade -q").stdout.lines().count(), 1);
    world.submit("wrong_answer/right.js", RIGHT);
    assert_eq!(world.run("grade").code, Some(1));
}

#[test]
fn submissions_are_meant_by_path_pattern_and_problem() {
    let world = world();
    world.submit("accepted/right.js", RIGHT);
    world.submit("accepted/other.js", RIGHT);
    world.write("elsewhere/mine.js", RIGHT);
    let graded = |line: &str| {
        let ran = world.run(&format!("grade --no-times --format json {line}"));
        assert_eq!(ran.code, Some(0), "{line}: {ran:?}");
        let report: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
        let names = report["submissions"].as_array().expect("submissions").iter();
        names.map(|found| found["submission"].as_str().expect("a name").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(graded(""), ["accepted/other.js", "accepted/right.js"]);
    assert_eq!(graded("-p double -s right"), ["accepted/right.js"]);
    assert_eq!(graded("-s */r*.js"), ["accepted/right.js"]);
    assert_eq!(graded("submissions/double/accepted/other.js"), ["accepted/other.js"]);
    assert_eq!(
        graded("submissions/double submissions/double/accepted"),
        ["accepted/other.js", "accepted/right.js"]
    );
    assert_eq!(graded("-p double elsewhere/mine.js"), ["elsewhere/mine.js"]);
    assert_eq!(graded("-p double elsewhere"), ["mine.js"]);
}

#[test]
fn what_means_nothing_is_an_error_that_says_what_to_do() {
    let world = world();
    world.write("mine.js", RIGHT);
    for (line, said) in [
        ("grade", "there are no submissions in submissions to judge"),
        ("grade -p dubble", "did you mean `double`?"),
        ("grade mine.js", "Say it with -p PROBLEM"),
        ("grade -p double none.js", "cannot read none.js"),
        ("grade -p double mine.js -s x", "no submission matches x"),
        ("grade --problems nowhere", "name the folder of problems with --problems"),
        ("grade -j 0", "0 is not in 1..=1024"),
        ("grade --format xml", "invalid value 'xml'"),
        ("grade --isolation thread --require-sandbox -p double mine.js", "--require-sandbox goes with"),
        ("check nowhere", "cannot read nowhere"),
        ("", "Usage: tribunal"),
    ] {
        let ran = world.run(line);
        assert_eq!(ran.code, Some(2), "{line}: {ran:?}");
        assert!(ran.stderr.contains(said), "{line}: {ran:?}");
        assert_eq!(ran.stdout, "", "{line}");
    }
}

#[test]
fn check_tells_every_error_with_its_place() {
    let world = world();
    assert_eq!(world.run("check").stdout, "1 problem with 3 cases, no errors\n");
    world.write(
        "problems/broken/problem.toml",
        "format = 1\ntitel = \"Broken\"\nkind = \"function\"\n[function]\nname = \"2x\"\n[limits]\ntime_limit = -1\n\
         [[case]]\nargs = [1]\nexpectd = 2\n[cases]\nfiles = [\"cases/*.jsonl\"]\n",
    );
    world.write(
        "problems/broken/cases/a.jsonl",
        "{\"name\":\"a\",\"args\":[1],\"expected\":2}\n{\"name\":\"a\",\"args\":[1],\"expected\":}\n",
    );
    let ran = world.run("check --color never");
    assert_eq!(ran.code, Some(2));
    assert_snapshot!("check", ran.stderr);
    // Errors of other problems do not matter when one problem is graded.
    world.submit("accepted/right.js", RIGHT);
    assert_eq!(world.run("grade -p double").code, Some(0));
    assert_eq!(world.run("grade").code, Some(2));
}

#[test]
fn list_shows_problems_for_people_and_for_programs() {
    let world = world();
    world.submit("accepted/right.js", RIGHT);
    assert_snapshot!("list", world.run("list").stdout);
    let list: serde_json::Value =
        serde_json::from_str(&world.run("list --format json").stdout).expect("JSON");
    assert_eq!(list["problems"][0]["id"], "double");
    assert_eq!(list["problems"][0]["submissions"], 1);
}

#[test]
fn fail_fast_skips_what_comes_after_the_first_failure() {
    let world = world();
    world.submit("half.js", "const double = (x) => x === 2 ? 4 : 0");
    let ran = world.run("grade --no-times --fail-fast --format json");
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let verdicts: Vec<_> = report["submissions"][0]["cases"]
        .as_array()
        .expect("cases")
        .iter()
        .map(|case| case["verdict"].as_str().expect("a verdict"))
        .collect();
    assert_eq!(verdicts, ["AC", "WA", "SKIP"]);
    assert_eq!(report["submissions"][0]["verdict"], "WA");
}

#[test]
fn time_limits_in_a_row_end_a_submission() {
    let world = world();
    world.submit("hangs.js", "for (;;);");
    let ran = world.run("grade --no-times --max-tles 2 --format json");
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let cases = report["submissions"][0]["cases"].as_array().expect("cases");
    assert_eq!(cases[1]["verdict"], "TLE");
    assert_eq!(cases[2]["verdict"], "SKIP");
    assert_eq!(cases[2]["message"], "too many cases in a row timed out");
    assert!(cases[0]["message"].as_str().expect("a message").contains("hangs.js:1:"), "{}", cases[0]);
}

#[test]
fn a_submission_that_is_no_text_or_too_long_does_not_compile() {
    let world = world();
    world.submit("compile_error/long.js", &format!("//{}\n{RIGHT}", "x".repeat(200 << 10)));
    let path = world.path().join("submissions/double/compile_error/bytes.js");
    fs::write(path, [0xff, 0xfe, 0x00]).expect("a file");
    let ran = world.run("grade");
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

#[test]
fn every_isolation_and_runner_gives_the_same_report() {
    let world = world();
    world.submit("right.js", RIGHT);
    world.submit("wrong.js", "const double = (x) => ({ x })");
    world.submit("throws.js", "function double(x) {\n  throw new RangeError(String(x));\n}\n");
    let report = |line: &str| {
        let ran = world.run(&format!("grade --no-times --format json {line}"));
        let mut report: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
        report.as_object_mut().expect("an object").remove("engine");
        report["submissions"].clone()
    };
    let process = report("--isolation process");
    assert_eq!(process, report("--isolation strict"));
    assert_eq!(process, report("--isolation thread"));

    // For an error that was thrown, node knows the place of its making, the engine that of the throw.
    let without_places = |report: serde_json::Value| {
        let mut report = report;
        for submission in report.as_array_mut().expect("submissions") {
            for case in submission["cases"].as_array_mut().expect("cases") {
                if let Some(message) = case["message"].as_str() {
                    case["message"] = message.lines().next().into();
                }
            }
        }
        report
    };
    assert_eq!(without_places(process), without_places(report("--runner node")));
}

#[test]
fn a_page_is_written_besides_the_report() {
    let world = world();
    world.submit("accepted/right.js", RIGHT);
    world.submit("wrong.js", "const double = (x) => x;\n// </script>\n");
    let plain = world.run("grade --no-times");
    let ran = world.run("grade --no-times --report out.html");
    assert_eq!((ran.code, &ran.stdout, &ran.stderr), (Some(1), &plain.stdout, &plain.stderr));
    let page = || fs::read_to_string(world.path().join("out.html")).expect("a page");
    let first = page();
    assert!(first.starts_with("<!doctype html>") && first.trim_end().ends_with("</html>"));
    assert_eq!(first.matches("<article").count(), 2);
    assert_eq!(first.matches("<td class=ac>").count(), 3);
    assert_eq!(first.matches("<td class=wa>").count(), 3);
    for shown in
        ["<title>1 of 2 as expected", "<bdi>wrong.js</bdi>", "const double = (x) =&#62; x;", "minus one"]
    {
        assert!(first.contains(shown), "{shown}");
    }
    assert_eq!(first.matches("</script>").count(), 1);
    assert!(!first.contains("<svg"), "no times, no pictures of them");
    // Written anew, and the same.
    world.run("grade --no-times --report out.html -j 1 --format json");
    assert_eq!(first, page());
    world.run("grade --report out.html");
    assert_eq!(page().matches("<svg").count(), 4);
}

#[test]
fn a_page_that_cannot_be_written_is_an_error_before_anything_is_judged() {
    let world = world();
    world.submit("right.js", RIGHT);
    for path in ["no/such/folder/out.html", "submissions"] {
        let ran = world.run(&format!("grade --report {path}"));
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{ran:?}");
        assert!(ran.stderr.contains(&format!("cannot write {path}: ")), "{ran:?}");
    }
    // What is known only afterwards costs nothing but the page.
    #[cfg(target_os = "linux")]
    {
        let ran = world.run("grade --no-times --report /dev/full");
        assert_eq!((ran.code, ran.stdout), (Some(2), world.run("grade --no-times").stdout));
        assert!(ran.stderr.contains("cannot write /dev/full: "), "{}", ran.stderr);
    }
}

#[test]
fn completions_are_written_for_a_shell() {
    let ran = world().run("completions bash");
    assert_eq!(ran.code, Some(0));
    assert!(ran.stdout.contains("--isolation"), "{}", ran.stdout);
}

#[test]
fn an_interrupted_run_reports_what_is_done() {
    let world = world();
    world.submit("accepted/right.js", RIGHT);
    for index in 0..40 {
        world.submit(&format!("time_limit_exceeded/hangs{index:02}.js"), "for (;;);");
    }
    let child = world.command("grade --no-times --max-tles 0 --format json").spawn().expect("a run");
    std::thread::sleep(std::time::Duration::from_secs(3));
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).expect("a signal");
    let output = Output::from(child.wait_with_output().expect("an end"));
    assert_eq!(output.code, Some(130));
    let report = parse(&output);
    assert_eq!(report["interrupted"], true);
    assert_eq!(report["submissions"][0]["verdict"], "AC");
    let last = report["submissions"].as_array().expect("submissions").last().expect("a submission").clone();
    assert_eq!(last["verdict"], "SKIP");
    assert_eq!(last["cases"][0]["message"], "the run was interrupted");
}

/// Typical mistakes with every verb: each is reported once, with a remedy, and ends with exit code 2 and a whole line.
#[test]
fn mistakes_are_told_once() {
    let world = world();
    world.submit("right.js", RIGHT);
    world.write("problems/broken/problem.toml", "format = 1\ntitle = \n[function\n");
    world.write("odd/x/problem.toml/file", "");
    world.write("binary/x.toml", "format = 1\ntitle = \"\u{1}\"\n");
    fs::write(world.path().join("binary/x.toml"), b"format = 1\ntitle = \"\xff\"\n").expect("a file");
    world.write("submissions/double/folder.js/x", "");
    world.write("notes.txt", "x");
    world.write("yaml/double/submissions.yaml", "a.js:\n  permitted: [AX]\n");
    fs::create_dir(world.path().join("empty")).expect("a folder");
    let lines = "
        grade nope.js
        grade notes.txt
        grade notes.txt -p double
        grade submissions/double/folder.js
        grade -p doubel
        grade -p double -s nope
        grade -p double --report nope/x.html
        grade -p double --submissions nope
        grade -p double --submissions notes.txt
        grade -p double --submissions empty
        grade -p double --submissions yaml
        grade -p double --runner node --realm hardened
        grade -p broken
        grade --problems nope
        grade --problems empty
        grade --problems notes.txt
        grade --problems problems/double
        grade --problems odd
        grade --problems binary
        grade --format jnuit
        grade -j 0
        grade --max-tles x
        check nope
        check nope/nope
        check notes.txt
        check empty
        check problems/broken
        check problems/broken/problem.toml
        list --problems nope
        list --problems empty
        list --format xml
        new double
        new Two/Sum
        new x --problems notes.txt
        new x --kind program
        import nope
        import empty
        import notes.txt
        import empty --from nope
        export nope --to kattis
        export double --to kattis --out problems
        export double --to kattis --out nope/x/y
        export double
        generate nope
        generate double
        verify nope
        verify problems/nope
        verify --problems empty
        verify double --submissions nope
        stress nope x
        stress double nope
        stress double right.js --param x
        stress double right.js --seconds x
        watch --submissions nope
        watch --problems nope
        compare nope
        compare double nope
        compare double --submissions nope
        compare double --rows nope
        compare double --export-json nope/x.json
        doctor x
        completions nope
        gradee
        grade --fromat json
    ";
    let mut shown = String::new();
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let Output { code, stdout, stderr } = world.run(line);
        shown += &format!("$ tribunal {line}\n{stdout}{stderr}");
        // Some of it comes from clap, which shows the usage.
        let ends = stderr.ends_with('\n') && !stderr.ends_with("\n\n");
        assert!(ends || stderr.is_empty() && stdout.ends_with('\n'), "no whole line: {line}: {stderr:?}");
        for said in stderr.lines() {
            let parts: Vec<&str> =
                said.split([':', ';']).map(str::trim).filter(|part| part.len() > 8).collect();
            let twice = parts.iter().find(|part| parts.iter().filter(|other| other == part).count() > 1);
            assert_eq!(twice, None, "said twice: {line}: {stderr}");
        }
        shown += &format!("[exit code {}]\n\n", code.map_or("none".to_owned(), |code| code.to_string()));
    }
    assert_snapshot!("mistakes", shown);
    let spaces = Output::from(world.command("new").arg("Two Sum").output().expect("a run"));
    assert_eq!(
        spaces.stderr,
        "error: \"Two Sum\" cannot be the id of a problem; an id is made of letters, digits, `-`, `_` and `.`, \
         such as `two-sum`; a title is given with --title\n"
    );
    assert_eq!(spaces.code, Some(2));
    // Problems can be listed before there are submissions.
    let listed = world.run("list --problems problems --submissions nope");
    assert_eq!(listed.code, Some(2), "a broken problem is still one");
    fs::remove_dir_all(world.path().join("problems/broken")).expect("a folder");
    let listed = world.run("list --submissions nope");
    assert_eq!((listed.code, listed.stderr.as_str()), (Some(0), ""));
    assert!(listed.stdout.ends_with("0\n"), "{}", listed.stdout);
}

/// Returns the end of a run of the judge under limits of the shell.
#[cfg(target_os = "linux")]
fn grade_under(world: &World, limits: &str, arguments: &str) -> Output {
    let line = format!("{limits} && exec {TRIBUNAL} grade --no-cache {arguments}");
    let mut shell = std::process::Command::new("/bin/sh");
    shell.args(["-c", &line]).current_dir(world.path()).output().expect("a shell").into()
}

#[test]
#[cfg(target_os = "linux")]
fn few_open_files_cost_workers_and_no_case() {
    let world = world();
    world.submit("accepted.js", RIGHT);
    for files in [40, 24] {
        let limits = format!("ulimit -n {files}");
        let Output { code, stdout: report, stderr: said } =
            grade_under(&world, &limits, "--format json --no-progress -j16");
        assert_eq!(code, Some(0), "{files}: {said}");
        assert_eq!(report.matches(r#""verdict":"AC""#).count(), 4, "{files}: {report}");
        assert!(said.contains("ulimit -n"), "{files}: {said}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn too_little_address_space_is_said_before_v8_starts() {
    let world = world();
    world.submit("accepted.js", RIGHT);
    for kib in [3_000_000, 30_000_000] {
        let Output { code, stderr: said, .. } = grade_under(&world, &format!("ulimit -v {kib}"), "");
        assert_eq!(code, Some(2), "{kib}: {said}");
        assert!(said.contains("ulimit -v") && !said.contains("Fatal"), "{kib}: {said}");
    }
}

/// All errors in the programs that a problem names, with their places; each program is loaded, none is called.
#[test]
fn check_loads_the_programs_of_problems() {
    let world = world();
    let head = "format = 1\ntitle = \"P\"\n";
    let function = format!("{head}[function]\nname = \"f\"\n[[case]]\nargs = [1]\nexpected = 1\n");
    let stdio = format!("{head}kind = \"stdio\"\n[[case]]\ninput = \"\"\nanswer = \"\"\n");
    let all = |endings: [&str; 4]| {
        let [checker, validator, generator, reference] = endings;
        format!(
            "[checker]\nname = \"script\"\nfile = \"check{checker}\"\n[validator]\nfile = \"validate{validator}\"\n\
             [generator]\nfile = \"generate{generator}\"\n[reference]\nfile = \"reference{reference}\"\n"
        )
    };
    let problem = |id: &str, text: &str, files: &[(&str, &str)]| {
        world.write(&format!("problems/{id}/problem.toml"), text);
        for (name, text) in files {
            world.write(&format!("problems/{id}/{name}"), text);
        }
    };
    problem(
        "syntax",
        &(function.clone() + &all([".js", ".ts", ".mjs", ".cts"])),
        &[
            ("check.js", "function check({ result }) {\n  return (result === 1;\n}\n"),
            ("validate.ts", "export function validate(n: number): void {\n  const x: = 3;\n}\n"),
            ("generate.mjs", "export function generate() {\n  const a = 1;\n  const a = 2;\n}\n"),
            ("reference.cts", "interface I { a: number }\nconst f = (x: number) => x +;\n"),
        ],
    );
    problem(
        "names",
        &(function.clone() + &all([".js", ".js", ".js", ".js"])),
        &[
            ("check.js", "function chek() {}\n"),
            ("validate.js", "const valid = () => true;\n"),
            ("generate.js", "exports.make = () => [];\n"),
            ("reference.js", "function g() {}\n"),
        ],
    );
    problem(
        "loading",
        &(function.clone() + &all([".cjs", ".js", ".mts", ".js"])),
        &[
            ("check.cjs", "const lodash = require('lodash');\nfunction check() {}\n"),
            ("validate.js", "\n  undefinedThing();\nfunction validate() {}\n"),
            ("generate.mts", "import x from 'lodash';\nexport function generate(): number { return x; }\n"),
            ("reference.js", "throw 'up';\n"),
        ],
    );
    // What is right, however it is defined, and throws when it is called only.
    problem(
        "right",
        &(function.clone() + &all([".mjs", ".ts", ".js", ".js"])),
        &[
            ("check.mjs", "export default () => { throw 1 };\n"),
            ("validate.ts", "enum A { B }\nexport const validate = (x: number) => { throw A.B };\n"),
            ("generate.js", "module.exports = { generate() { throw 1 } };\n"),
            ("reference.js", "class Solution { f() { throw 1 } }\n"),
        ],
    );
    let reference = "[reference]\nfile = \"r.js\"\n";
    let class = "[class]\nname = \"C\"\n[[case]]\ncalls = [[\"a\"]]\nexpected = [1]\n";
    problem("class", &format!("{head}{class}{reference}"), &[("r.js", "class D {}\n")]);
    problem("program", &(stdio.clone() + reference), &[("r.js", "if (1) {\n")]);
    problem("runs", &(stdio.clone() + reference), &[("r.js", "throw 1;\n")]);
    let checker = |command: &str| {
        format!("{stdio}[checker]\nname = \"program\"\nprotocol = \"kattis\"\ncommand = {command}\n")
    };
    problem("interpreter", &checker("[\"no-such-python\", \"c.py\"]"), &[("c.py", "")]);
    problem("script", &checker("[\"sh\", \"d.sh\"]"), &[("c.sh", "")]);
    problem("shebang", &checker("[\"./c\"]"), &[("c", "#!/usr/bin/env no-such-python\n")]);
    problem("bash", &checker("[\"./c\"]"), &[("c", "#!/bin/sh\n")]);
    for id in ["shebang", "bash"] {
        let path = world.path().join(format!("problems/{id}/c"));
        let text = fs::read_to_string(&path).expect("a file");
        crate::common::write_program(&path, &text);
    }
    let ran = world.run("check");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{}", ran.stderr);
    assert_snapshot!("check_programs", ran.stderr);
    for id in ["right", "runs", "bash"] {
        let ran = world.run(&format!("check {id}"));
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    }
    // `verify` finds the same, once for the problem.
    world.write("submissions/syntax/a.js", "const f = (x) => x;\n");
    world.write("submissions/syntax/b.js", "const f = (x) => x;\n");
    let ran = world.run("verify syntax --no-times");
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert_eq!(ran.stdout.matches("this checker does not compile").count(), 1, "{}", ran.stdout);
    assert!(!ran.stdout.contains("the checker failed"), "{}", ran.stdout);
    // `grade` reports the error once, and every verdict is the judge's.
    let ran = world.run("grade -p syntax --no-times");
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert_eq!(ran.stdout.matches("check.js does not compile").count(), 1, "{}", ran.stdout);
    assert_eq!(ran.stdout.matches("✗ IE").count(), 2, "{}", ran.stdout);
    assert!(ran.stdout.contains("1 case with a fault that is told above"), "{}", ran.stdout);
    let ran = world.run("grade -p syntax --format json");
    assert_eq!(ran.stdout.matches("check.js does not compile").count(), 2, "each case is data of its own");
}

/// Integers beyond 2^53 are an error that names the key to accept them, and the nearest numbers with that key.
#[test]
fn integers_beyond_2_to_the_53_may_be_the_nearest_numbers() {
    let world = world();
    let text = |option: &str| {
        format!(
            "format = 1\ntitle = \"P\"\n{option}[function]\nname = \"f\"\n[generator]\nfile = \"g.js\"\n\
             [reference]\nfile = \"r.js\"\n[[generate]]\nname = \"g\"\nparams = {{ n = 9007199254740995 }}\n\
             [stress]\nparams = {{ n = 0x20000000000001 }}\n[cases]\nfiles = [\"cases/*.jsonl\"]\n\
             [[case]]\nargs = [9007199254740993, [-123456789012345678901234567890]]\nexpected = {{ a = 9007199254740993 }}\n\
             [[case]]\nargs_json = '[9007199254740993, 1]'\nexpected_any_json = '[18446744073709551616, 9007199254740993]'\n"
        )
    };
    let path = "problems/large/problem.toml";
    world.write(
        "problems/large/cases/a.jsonl",
        "{\"args\":[9007199254740993],\"expected\":[9007199254740993]}\n",
    );
    world.write("problems/large/g.js", "const generate = (random, { n }) => [n];\n");
    world.write("problems/large/r.js", "const f = (x) => [x];\n");
    world.write(path, &text(""));
    let ran = world.run("check large");
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
    let named = ran.stderr.matches("`large_integers = \"nearest\"` in `[problem]`").count();
    assert_eq!(named, 10, "each of them: {}", ran.stderr);
    world.write(path, &text("[problem]\nlarge_integers = \"nearst\"\n"));
    let ran = world.run("check large");
    assert_eq!(ran.stderr.matches("error: ").count(), 1, "{}", ran.stderr);
    assert!(ran.stderr.contains("did you mean `nearest`?"), "{}", ran.stderr);

    world.write(path, &text("[problem]\nlarge_integers = \"nearest\"\n"));
    let f = "const f = (x, y) => {
        if (!(x >= 2 ** 53)) throw x;
        if (y === undefined) return [x];
        if (y === 1) return 2 ** 64;
        if (y[0] !== -123456789012345678901234567890) throw y;
        return { a: x };
    };";
    world.write("submissions/large/accepted/a.js", f);
    for options in ["", "--realm hardened", "--runner node"] {
        let ran = world.run(&format!("grade -p large {options}"));
        assert_eq!(ran.code, Some(0), "{options}: {}{}", ran.stdout, ran.stderr);
    }
    // What is generated can be read without the option, and is the same number.
    let ran = world.run("generate large");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let made = fs::read_to_string(world.path().join("problems/large/cases/generated.jsonl")).expect("a file");
    assert!(made.contains("9.007199254740996e15"), "{made}");
    assert_eq!(world.run("check large").code, Some(0));
    let ran = world.run("stress large a.js --param n=9007199254740993 -n 3");
    assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
    let ran = world.run("export large --to leetcode --out large.json");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let ran = world.run("import large.json --id again");
    assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
    assert!(!ran.stderr.contains("BigInt"), "{}", ran.stderr);
    let ran = world.run("grade submissions/large/accepted/a.js --submissions nope -p again");
    assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
    // No number at all is still an error.
    world.write(
        path,
        &text("[problem]\nlarge_integers = \"nearest\"\n")
            .replace("[-123456789012345678901234567890]", &"9".repeat(400)),
    );
    let ran = world.run("check large");
    assert!(ran.stderr.contains("this number is beyond all numbers"), "{}", ran.stderr);
}
