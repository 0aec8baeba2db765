//! Checkers through the real binary: checkers of text, scripts and programs of a problem.

use std::fs;

use crate::common::{World, comes_true, parse, signal, submissions, workers_of};
use serde_json::Value;

/// Returns a problem for functions with this script as its checker. Its submission returns its argument.
fn function_world(script: &str, more: &str, cases: &str) -> World {
    let checker = format!("[checker]\nname = \"script\"\nfile = \"check.js\"\n{more}\n");
    let world = World::new("", &format!("{checker}{cases}"));
    world.write("problems/p/check.js", script);
    world.submit("same.js", "function solve(...args) { return args[0]; }");
    world
}

/// Returns a problem for whole programs with these lines in `[checker]`. Its submission writes its input.
fn stdio_world(checker: &str, cases: &[(&str, &str)]) -> World {
    let world = World::new("", "");
    let cases: String = cases
        .iter()
        .map(|(input, answer)| format!("[[case]]\ninput = {input:?}\nanswer = {answer:?}\n"))
        .collect();
    let text = format!("format = 1\ntitle = \"P\"\nkind = \"stdio\"\n[checker]\n{checker}\n{cases}");
    world.write("problems/p/problem.toml", &text);
    world.submit("echo.js", "const fs = require('fs'); fs.writeSync(1, fs.readFileSync(0, 'utf8'));");
    world
}

/// Writes a program beside the problem file.
fn program(world: &World, name: &str, text: &str) {
    crate::common::write_program(&world.path().join("problems/p").join(name), text);
}

/// Returns verdict, message and credit of the only submission's cases.
fn judged(report: &Value) -> Vec<(String, String, Option<f64>)> {
    assert_eq!(submissions(report).len(), 1);
    let cases = submissions(report)[0]["cases"].as_array().expect("cases").iter();
    cases
        .map(|case| {
            let text = |key: &str| case[key].as_str().unwrap_or_default().to_owned();
            (text("verdict"), text("message"), case["score"].as_f64())
        })
        .collect()
}

/// Returns the same of whole programs, run by node.
fn judged_programs(world: &World) -> Vec<(String, String, Option<f64>)> {
    judged(&world.report("--runner node"))
}

fn case(args: &str, expected: &str) -> String {
    format!("[[case]]\nargs_json = '{args}'\nexpected_json = '{expected}'\n")
}

#[test]
fn a_script_judges_what_a_function_returns() {
    let script = r#"
        exports.check = ({ args, expected, result }) => {
            if (args[0] !== result) throw new Error("not the argument");
            switch (expected) {
                case "true": return true;
                case "false": return false;
                case "half": return 0.5;
                case "object": return { verdict: "WA", score: 0.25, message: `${result} is not it` };
                case "async": return Promise.resolve({ verdict: "AC", score: 1 });
                default: return expected;
            }
        };"#;
    let cases: String = [("1", "true"), ("2", "false"), ("3", "half"), ("4", "object"), ("5", "async")]
        .iter()
        .map(|(arg, expected)| case(&format!("[{arg}]"), &format!("\"{expected}\"")))
        .collect();
    let world = function_world(script, "", &cases);
    for arguments in ["", "--isolation thread", "--realm hardened"] {
        let judged = judged(&world.report(arguments));
        let expected = [
            ("AC", "", 1.0),
            ("WA", "the checker says that it is wrong", 0.0),
            ("WA", "the checker says that it is wrong", 0.5),
            ("WA", "4 is not it", 0.25),
            ("AC", "", 1.0),
        ];
        let expected: Vec<_> = expected
            .map(|(verdict, message, score)| (verdict.to_owned(), message.to_owned(), Some(score)))
            .into();
        assert_eq!(judged, expected, "{arguments}");
    }
}

#[test]
fn what_a_script_does_wrong_is_an_internal_error_that_says_where() {
    let cases = case("[1]", "1");
    for (script, said) in [
        (
            "function check() {\n  throw new TypeError('no');\n}",
            "check.js threw TypeError: no\n --> check.js:2:3",
        ),
        ("function check( {", "check.js does not compile: SyntaxError"),
        ("function chekc() {}", "check"),
        ("function check() {}", "check.js returned undefined; it has to return true, false"),
        ("const check = () => ({ verdict: 'OK' })", "check.js returned the verdict \"OK\"; it has to return"),
        ("const check = () => new Promise(() => {})", "check.js: "),
        (
            "function check() {\n  for (;;);\n}",
            "check.js took more than its time limit of 0.2 s, at check.js:2:",
        ),
        (
            "function check() { for (const a = [];;) a.push(new Array(1e6).fill(1)); }",
            "check.js used more than 1024 MiB",
        ),
        ("const check = () => 'x'.repeat(3 << 20)", "check.js wrote or returned more than 1 MiB"),
        (
            "const check = () => { for (;;) console.log('x'.repeat(1000)); }",
            "check.js wrote or returned more than 1 MiB",
        ),
    ] {
        let time_limit = if said.contains("0.2 s") { "time_limit = 0.2" } else { "" };
        let world = function_world(script, time_limit, &cases);
        let judged = judged(&world.report(""));
        let (verdict, message, _) = &judged[0];
        assert_eq!(verdict, "IE", "{script}: {judged:?}");
        let plain = message.replace("\n  |", "").replace("  --> ", " --> ");
        assert!(message.starts_with("the checker failed: "), "{script}: {message}");
        assert!(message.contains(said) || plain.contains(said), "{script}: {message}");
    }
}

#[test]
fn a_result_that_a_script_cannot_judge_is_wrong_and_no_fault_of_the_judge() {
    // The script is right about arrays of numbers, and nothing else.
    let script = "function check({ result, expected }) {\n  if (result.length > 9) for (;;);\n  const sum = (all) => all.reduce((a, b) => a + b);\n  return sum(result) / sum(expected);\n}";
    for (body, said) in [
        ("return null", "check.js threw TypeError: Cannot read properties of null"),
        ("return undefined", "check.js threw TypeError"),
        ("return [[1, 2]]", "check.js returned"),
        ("return []", "check.js threw TypeError: Reduce of empty array"),
        ("return [NaN]", "check.js returned the score NaN"),
        ("return Array(99).fill(1)", "check.js took more than its time limit of 0.2 s"),
    ] {
        let world = function_world(script, "time_limit = 0.2", &case("[[1, 2]]", "[2, 1]"));
        world.submit("same.js", &format!("function solve() {{ {body} }}"));
        let output = world.run("grade --format json --no-progress");
        let judged = judged(&parse(&output));
        let (verdict, message, _) = &judged[0];
        assert_eq!((verdict.as_str(), output.code), ("WA", Some(1)), "{body}: {message}");
        assert!(message.starts_with("the checker cannot judge it: ") && message.contains(said), "{message}");
    }
    // What it does not accept itself says nothing about the submission, and what it says of the case is believed.
    for script in [
        "function check({ result }) { if (result === null) throw 1; return false; }",
        "const check = ({ result }) => ({ verdict: result === null ? 'IE' : 'AC', message: 'the answer is too small' })",
    ] {
        let world = function_world(script, "", &case("[1]", "1"));
        world.submit("same.js", "const solve = () => null");
        assert_eq!(judged(&world.report(""))[0].0, "IE", "{script}");
    }
    // The same of whole programs.
    let script = "const check = ({ output, answer }) => JSON.parse(output) === JSON.parse(answer)";
    let world = stdio_world("name = \"script\"\nfile = \"check.js\"", &[("{", "7"), ("7", "7")]);
    world.write("problems/p/check.js", script);
    let judged = judged(&world.report(""));
    assert_eq!((judged[0].0.as_str(), judged[1].0.as_str()), ("WA", "AC"), "{judged:?}");
}

#[test]
fn a_script_keeps_nothing_from_case_to_case() {
    // What one call leaves behind is gone in the next.
    let script = r#"
        function check() {
            globalThis.calls = (globalThis.calls ?? 0) + 1;
            return calls === 1;
        }"#;
    let cases: String = (0..5).map(|number| case(&format!("[{number}]"), "0")).collect();
    let world = function_world(script, "", &cases);
    let judged = judged(&world.report("--jobs 1"));
    assert!(judged.iter().all(|(verdict, ..)| verdict == "AC"), "{judged:?}");
}

#[test]
fn a_script_has_a_process_of_its_own() {
    let script = "function check() { for (;;); }";
    let world = function_world(script, "time_limit = 20", &case("[1]", "1"));
    let judge = world.command("grade --jobs 1 --no-progress").spawn().expect("the judge");
    let has_both = comes_true(|| workers_of(judge.id()).len() == 2);
    signal(judge.id(), rustix::process::Signal::KILL);
    assert!(has_both);
    let status = judge.wait_with_output().expect("the judge's output").status;
    assert!(!status.success());
}

#[test]
fn a_script_does_not_see_what_needs_no_comparing() {
    let script = "function check() { throw new Error('called'); }";
    let cases = "[[case]]\nargs = [1]\nthrows = true\n[[case]]\nargs = [2]\nexpected = 2\n";
    let world = function_world(script, "", cases);
    world.submit("same.js", "function solve(x) { throw new RangeError('no'); }");
    let judged = judged(&world.report(""));
    assert_eq!((&*judged[0].0, &*judged[1].0), ("AC", "RTE"));
}

#[test]
fn a_result_that_is_no_data_is_the_scripts_to_judge() {
    let script = "function check({ result }) { return result.f === undefined && result.deep !== undefined; }";
    let world = function_world(script, "", &case("[1]", "1"));
    world.submit(
        "same.js",
        "function solve() { let deep = []; for (let i = 0; i < 50000; i++) deep = [deep]; return { deep, f() {} }; }",
    );
    assert_eq!(judged(&world.report(""))[0].0, "AC");
}

#[test]
fn a_script_judges_what_a_program_writes() {
    let script = r#"
        function check({ input, answer, output }) {
            const sum = text => text.trim().split(/\s+/).map(Number).reduce((a, b) => a + b, 0);
            if (sum(output) === Number(answer)) return true;
            return { verdict: "WA", message: `the sum is ${sum(output)}, input ${JSON.stringify(input)}` };
        }"#;
    let world =
        stdio_world("name = \"script\"\nfile = \"check.js\"", &[("1 2 3\n", "6\n"), ("1 2\n", "4\n")]);
    world.write("problems/p/check.js", script);
    let judged = judged_programs(&world);
    assert_eq!(judged[0].0, "AC", "{judged:?}");
    assert_eq!((&*judged[1].0, &*judged[1].1), ("WA", "the sum is 3, input \"1 2\\n\""));
}

#[test]
fn the_script_of_the_documentation_judges() {
    let page = include_str!("../../docs/problems.md");
    let script = page.split("```js\n").nth(1).expect("a script").split("```").next().expect("its end");
    let cases = [("1 2 3 4\n", "3\n"), ("1 2\n", "4\n"), ("5 5\n", "10\n")];
    let world = stdio_world("name = \"script\"\nfile = \"check.js\"", &cases);
    world.write("problems/p/check.js", script);
    let said = |submission: &str| {
        world.submit("echo.js", submission);
        judged_programs(&world)
            .into_iter()
            .map(|(verdict, message, _)| format!("{verdict} {message}"))
            .collect::<Vec<_>>()
    };
    let wrong = "WA the checker says that it is wrong";
    let echo = "process.stdout.write(require('fs').readFileSync(0))";
    assert_eq!(said(echo), ["AC ", wrong, "AC "]);
    assert_eq!(said("console.log('2 1')"), ["AC ", wrong, "WA 2 is not in the input"]);
}

#[test]
fn long_texts_reach_a_script_whole() {
    let script = "function check({ input, answer, output }) { return output.length === Number(answer) && output.endsWith('end') && input.length === 6; }";
    let world = stdio_world(
        "name = \"script\"\nfile = \"check.js\"",
        &[("start\n", &format!("{}\n", (20 << 20) + 3))],
    );
    world.write("problems/p/check.js", script);
    let text = fs::read_to_string(world.path().join("problems/p/problem.toml")).expect("a problem");
    world.write("problems/p/problem.toml", &text.replace("[checker]", "[limits]\noutput = 64\n[checker]"));
    world.submit("echo.js", "process.stdout.write('x'.repeat(20 << 20) + 'end');");
    let judged = judged_programs(&world);
    assert_eq!(judged[0].0, "AC", "{judged:?}");
}

#[test]
fn checkers_of_text_judge_what_a_program_writes() {
    for (checker, answer, output, verdict, message) in [
        ("", "Yes 1.0\n", "YES\n1.0", "AC", ""),
        (
            "case_sensitive = true",
            "Yes\n",
            "YES\n",
            "WA",
            "expected \"Yes\", got \"YES\" (right but for letter case)",
        ),
        (
            "float_tolerance = 1e-6",
            "3.14159\n",
            "3.1416\n",
            "WA",
            "expected \"3.14159\", got \"3.1416\", which is off by 1.0e-5 (right within 1e-5)",
        ),
        ("name = \"ncmp\"", "1 2\n", "1\n2\n", "AC", ""),
        (
            "name = \"ncmp\"",
            "1 x\n",
            "1 x\n",
            "IE",
            "the answer of this case is none for the checker `ncmp`: line 1 has \"x\" in place of a 64-bit integer",
        ),
        (
            "name = \"linecount\"",
            "1\n2\n",
            "1\n3\n",
            "WA",
            "expected \"2\", got \"3\"; 1 of 2 lines are right: ✓✗",
        ),
    ] {
        let world = stdio_world(checker, &[(output, answer)]);
        let judged = judged_programs(&world);
        assert_eq!((&*judged[0].0, &*judged[0].1), (verdict, message), "{checker} {answer:?} {output:?}");
        if checker.contains("linecount") {
            assert_eq!(judged[0].2, Some(0.5));
        }
    }
}

/// A shell script that is called as Kattis calls a validator. It runs each case's answer.
const KATTIS: &str = "#!/bin/sh\ninput=$1 answer=$2 feedback=$3 extra=$4\noutput=$(cat)\n. \"$answer\"\n";

#[test]
fn a_program_judges_by_the_protocol_of_kattis() {
    let cases = [
        ("a\n", "test \"$output\" = a && test \"$(cat $input)\" = a && exit 42\n", "AC", "", None),
        ("a\n", "test \"$extra\" = --strict && exit 42\n", "AC", "", None),
        ("a\n", "exit 43\n", "WA", "the checker says that it is wrong", None),
        ("a\n", "echo 'not so' > ${feedback}judgemessage.txt; exit 43\n", "WA", "not so", None),
        ("a\n", "echo 'try again' > ${feedback}teammessage.txt; exit 43\n", "WA", "try again", None),
        ("a\n", "echo 0.25 > ${feedback}score.txt; exit 42\n", "AC", "", Some(0.25)),
        ("a\n", "echo 0.5 > ${feedback}score_multiplier.txt; exit 42\n", "AC", "", Some(0.5)),
        (
            "a\n",
            "echo x > ${feedback}score.txt; exit 42\n",
            "IE",
            "./check wrote \"x\" to score.txt, which is no score",
            None,
        ),
        (
            "a\n",
            "echo -1 > ${feedback}score.txt; exit 42\n",
            "IE",
            "./check wrote \"-1\" to score.txt, which is no score",
            None,
        ),
        (
            "a\n",
            "echo 2 > ${feedback}score_multiplier.txt; exit 42\n",
            "IE",
            "./check wrote 2 to score_multiplier.txt, which is more than 1",
            None,
        ),
        (
            "a\n",
            "mkfifo ${feedback}judgemessage.txt; exit 43\n",
            "IE",
            "cannot read judgemessage.txt, which ./check wrote: it is no regular file",
            None,
        ),
        (
            "a\n",
            "echo 1 > ${feedback}nextpass.in; exit 42\n",
            "IE",
            "./check asks for another pass, which is not supported",
            None,
        ),
        (
            "a\n",
            ": > ${feedback}nextpass.in; exit 43\n",
            "IE",
            "./check asks for another pass, which is not supported",
            None,
        ),
        (
            "a\n",
            "echo 1e300 > ${feedback}score.txt; exit 42\n",
            "IE",
            "./check wrote \"1e300\" to score.txt, which is no score",
            None,
        ),
        ("a\n", "rm -r $feedback; exit 43\n", "WA", "the checker says that it is wrong", None),
        ("a\n", "exec <&-; exit 42\n", "AC", "", None),
        (
            "a\n",
            "echo oh no >&2; exit 0\n",
            "IE",
            "./check ended with exit code 0, which has to be 42 or 43: oh no",
            None,
        ),
        ("a\n", "kill -SEGV $$\n", "IE", "./check was ended by signal 11, which has to be 42 or 43", None),
        // On a busy machine the clock on the wall may be the first.
        ("a\n", "while :; do :; done\n", "IE", "./check took ", None),
        (
            "a\n",
            "sleep 100\n",
            "IE",
            "./check took much longer than its time limit of 0.5 s by the clock",
            None,
        ),
        ("a\n", "yes\n", "IE", "./check wrote more than 16 MiB", None),
        ("a\n", "sleep 1000 & exit 42\n", "AC", "", None),
    ];
    let world = stdio_world(
        "name = \"program\"\ncommand = [\"./check\"]\nargs = [\"--strict\"]\nprotocol = \"kattis\"\ntime_limit = 0.5",
        &cases.map(|(input, answer, ..)| (input, answer)),
    );
    program(&world, "check", KATTIS);
    let judged = judged_programs(&world);
    for ((_, answer, verdict, message, score), case) in cases.iter().zip(&judged) {
        let message =
            if *verdict == "IE" { format!("the checker failed: {message}") } else { (*message).to_owned() };
        assert_eq!(case.0, *verdict, "{answer}: {case:?}");
        let is_said = if message.ends_with(' ') { case.1.starts_with(&message) } else { case.1 == message };
        assert!(is_said, "{answer}: {case:?}");
        if score.is_some() {
            assert_eq!(case.2, *score, "{answer}");
        }
    }
    assert_eq!(judged.len(), cases.len());
}

/// A shell script that is called as testlib's checkers are. It runs each case's answer.
const TESTLIB: &str = "#!/bin/sh\ninput=$1 output=$2 answer=$3\n. \"$answer\"\n";

#[test]
fn a_program_judges_by_the_exit_codes_of_testlib() {
    let cases = [
        ("a\n", "test \"$(cat $output)\" = a && test \"$(cat $input)\" = a && exit 0\n", "AC", "", None),
        ("a\n", "echo 'wrong answer 1st differs' >&2; exit 1\n", "WA", "wrong answer 1st differs", None),
        ("a\n", "echo 'wrong output format' >&2; exit 2\n", "WA", "wrong output format", None),
        (
            "a\n",
            "echo 'FAIL bad answer' >&2; exit 3\n",
            "IE",
            "./check says that the judge's data are wrong: FAIL bad answer",
            None,
        ),
        ("a\n", "echo 'points 0.75 nearly' >&2; exit 7\n", "AC", "", Some(0.75)),
        ("a\n", "echo 'points 0' >&2; exit 7\n", "WA", "points 0", Some(0.0)),
        ("a\n", "echo 'some' >&2; exit 7\n", "IE", "./check gives points, but says not how many: some", None),
        ("a\n", "exit 42\n", "IE", "./check ended with exit code 42, which means nothing in testlib", None),
    ];
    let world = stdio_world(
        "name = \"program\"\ncommand = [\"./check\"]\nprotocol = \"testlib\"",
        &cases.map(|(input, answer, ..)| (input, answer)),
    );
    program(&world, "check", TESTLIB);
    let judged = judged_programs(&world);
    for ((_, answer, verdict, message, score), case) in cases.iter().zip(&judged) {
        let message =
            if *verdict == "IE" { format!("the checker failed: {message}") } else { (*message).to_owned() };
        assert_eq!((&*case.0, &*case.1), (*verdict, &*message), "{answer}");
        if score.is_some() {
            assert_eq!(case.2, *score, "{answer}");
        }
    }
    assert_eq!(judged.len(), cases.len());
}

#[test]
fn a_program_of_the_system_is_found_and_one_that_does_not_start_is_said() {
    let checker = "name = \"program\"\ncommand = [\"sh\", \"check.sh\"]\nprotocol = \"kattis\"";
    let world = stdio_world(checker, &[("a\n", "exit 42\n")]);
    world.write("problems/p/check.sh", KATTIS);
    assert_eq!(judged_programs(&world)[0].0, "AC");

    let world = stdio_world(
        "name = \"program\"\ncommand = [\"no-such-program\"]\nprotocol = \"kattis\"",
        &[("a", "a")],
    );
    let judged = judged_programs(&world);
    assert_eq!(judged[0].0, "IE");
    assert!(judged[0].1.starts_with("the checker failed: cannot start no-such-program: "), "{judged:?}");
}

#[test]
fn what_a_problem_file_says_wrong_of_its_checker_is_shown_at_its_place() {
    for (checker, place, said) in [
        ("name = \"script\"", "problem.toml:4:2", "`file` is missing in `[checker]`"),
        ("name = \"script\"\nfile = \"none.js\"", "problem.toml:6:8", "there is no such file"),
        (
            "name = \"script\"\nfile = \"../check.js\"",
            "problem.toml:6:8",
            "this file is not in the problem's folder",
        ),
        ("name = \"script\"\nfile = \"bytes.js\"", "problem.toml:6:8", "this file is not UTF-8"),
        (
            "name = \"script\"\nfile = \"check.js\"\ntime_limit = 0",
            "problem.toml:7:14",
            "`time_limit` has to be a number of seconds",
        ),
        (
            "name = \"script\"\nfile = \"check.js\"\nprotocol = \"kattis\"",
            "problem.toml:7:1",
            "unknown key `protocol`",
        ),
        ("name = \"program\"\nprotocol = \"kattis\"", "problem.toml:4:2", "`command` is missing"),
        (
            "name = \"program\"\ncommand = []\nprotocol = \"kattis\"",
            "problem.toml:6:1",
            "there is no program in `command`",
        ),
        (
            "name = \"program\"\ncommand = [\"./none\"]\nprotocol = \"kattis\"",
            "problem.toml:6:12",
            "there is no such program",
        ),
        (
            "name = \"program\"\ncommand = [\"./check.js\"]\nprotocol = \"kattis\"",
            "problem.toml:6:12",
            "this file is not executable",
        ),
        ("name = \"program\"\ncommand = [\"sh\"]", "problem.toml:4:2", "`protocol` is missing"),
        (
            "name = \"program\"\ncommand = [\"sh\"]\nprotocol = \"katis\"",
            "problem.toml:7:12",
            "did you mean `kattis`?",
        ),
        ("name = \"scirpt\"", "problem.toml:5:8", "did you mean `script`?"),
    ] {
        let world = stdio_world(checker, &[("a", "a")]);
        world.write("problems/p/check.js", "");
        fs::write(world.path().join("problems/p/bytes.js"), b"\xff").expect("a file");
        let output = world.run("check");
        let shown = output.stderr + &output.stdout;
        assert_eq!(output.code, Some(2), "{checker}: {shown}");
        assert!(shown.contains(place) && shown.contains(said), "{checker}: {shown}");
    }
    let world = World::new("", "[checker]\nname = \"program\"\n[[case]]\nargs = []\nexpected = 1\n");
    let output = world.run("check");
    let shown = output.stderr;
    assert!(shown.contains("a checker program is for `kind = \"stdio\"`"), "{shown}");
}

/// Arrays in a ring, each with further zeros, of which one differs. Refinement in rounds took minutes and gigabytes.
#[cfg(target_os = "linux")]
#[test]
fn a_ring_takes_little_of_the_judges_memory() {
    let ring = |arrays: u32, zeros: u32| {
        format!(
            "function solve() {{
                const ring = Array.from({{ length: {arrays} }}, () => [0, ...new Array({zeros}).fill(0)]);
                ring.forEach((array, i) => {{ array[0] = ring[(i + 1) % ring.length]; }});
                ring[0][1] = 1;
                return [ring[0], [2]];
            }}"
        )
    };
    let plain = "expected = [[1], [2]]";
    // The one that is expected is cyclic, too.
    let cyclic = r##"expected_json = '[[2], [{"$ref": "#/1"}, 1]]'"##;
    for (checker, expected, submission) in [
        ("exact", plain, ring(3000, 62)),
        ("unordered", plain, ring(2000, 400)),
        ("unordered", cyclic, ring(2000, 400)),
    ] {
        let cases = format!("[checker]\nname = \"{checker}\"\n[[case]]\nargs = []\n{expected}\n");
        let world = World::new("", &cases);
        world.submit("ring.js", &submission);
        let judge = world.command("grade --format json --no-progress -j 1").spawn().expect("the judge");
        let status = format!("/proc/{}/status", judge.id());
        let (sender, receiver) = std::sync::mpsc::channel();
        std::thread::spawn(move || sender.send(judge.wait_with_output()));
        let mut peak = 0;
        let output = loop {
            let status = fs::read_to_string(&status).unwrap_or_default();
            let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kib = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
            peak = peak.max(kib.unwrap_or(0) >> 10);
            if let Ok(output) = receiver.recv_timeout(std::time::Duration::from_millis(5)) {
                break output.expect("the judge's output");
            }
        };
        assert_eq!(judged(&parse(&output.into()))[0].0, "WA", "{checker} {expected}");
        assert!(peak > 0 && peak < 256, "{checker} {expected}: {peak} MiB");
    }
}
