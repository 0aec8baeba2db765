//! `tribunal verify`, through the real binary: small problems, each with one fault.

use crate::common::{World, parse, tribunal, wait};
use serde_json::Value;

/// Returns a problem `p` whose function adds two numbers, without a fault: cases, a reference solution, a validator,
/// and submissions of several kinds.
fn sound() -> World {
    let world = World::new("time_limit = 0.3", "");
    world.write("problems/p/problem.toml", &problem(""));
    world.write(
        "problems/p/reference.js",
        "function solve(a, b) {\n  if (a > 100) {\n    return b + a;\n  }\n  return a + b;\n}\n",
    );
    world.write(
        "problems/p/validate.js",
        "function validate(a, b) {\n  if (!Number.isInteger(a)) {\n    throw new RangeError(`a is ${a}`);\n  }\n  \
         return Number.isInteger(b);\n}\n",
    );
    world.submit("accepted/plain.js", "const solve = (a, b) => a + b;\n");
    world.submit("wrong_answer/first.js", "const solve = (a, b) => a;\n");
    world.submit("wrong_answer/no_minus.js", "const solve = (a, b) => Math.abs(a + b);\n");
    world.submit("compile_error/half.js", "const solve = (a, b => a;\n");
    world.submit("time_limit_exceeded/loop.js", "function solve(a, b) { for (; a > 100;); return a + b; }\n");
    world
}

fn problem(more: &str) -> String {
    let case = |name: &str, a: &str, b: &str, sum: &str| {
        format!("[[case]]\nname = \"{name}\"\nargs = [{a}, {b}]\nexpected = {sum}\n")
    };
    let cases = [
        case("zero", "0", "0", "0"),
        case("small", "1", "2", "3"),
        case("minus", "-3", "1", "-2"),
        case("large", "1000", "-1", "999"),
    ];
    format!(
        "format = 1\ntitle = \"Sum\"\n[function]\nname = \"solve\"\n[limits]\ntime_limit = 0.3\n\
         [reference]\nfile = \"reference.js\"\n[validator]\nfile = \"validate.js\"\n{}{more}",
        cases.concat()
    )
}

/// Returns a problem for whole programs that echo a number, twice.
fn programs() -> World {
    let world = World::new("", "");
    world.write(
        "problems/p/problem.toml",
        "format = 1\ntitle = \"Twice\"\nkind = \"stdio\"\n[validator]\nfile = \"validate.js\"\n\
         [[case]]\nname = \"one\"\ninput = \"1\\n\"\nanswer = \"2\\n\"\n",
    );
    world.write("problems/p/data/secret/10.in", "10\n");
    world.write("problems/p/data/secret/10.ans", "20\n");
    world.write(
        "problems/p/validate.js",
        "function validate(input) {\n  return /^\\d+\\n$/.test(input);\n}\n",
    );
    world
}

/// Verifies; returns the exit code and the document, which fits the schema.
fn verify(world: &World, line: &str) -> (Option<i32>, Value) {
    let output = world.run(&format!("verify --format json {line}"));
    let document = parse(&output);
    let schema = serde_json::from_str(include_str!("../../schema/verify.schema.json")).expect("a schema");
    let errors: Vec<String> = jsonschema::validator_for(&schema)
        .expect("a schema")
        .iter_errors(&document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert_eq!(errors, [""; 0], "{document:#}");
    (output.code, document)
}

/// Returns the findings of a level about the problem `p`, each as a line.
fn findings(document: &Value, level: &str) -> Vec<String> {
    let findings = document["problems"][0]["findings"].as_array().expect("findings");
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    findings
        .iter()
        .filter(|finding| finding["level"] == level)
        .map(|finding| {
            let file = text(&finding["file"]);
            let file = file.rsplit('/').next().unwrap_or_default();
            let place = match (finding["line"].as_u64(), finding["column"].as_u64()) {
                (Some(line), Some(column)) => format!(" {file}:{line}:{column}"),
                _ if file == "-" => String::new(),
                _ => format!(" {file}"),
            };
            let (check, submission, case) =
                (text(&finding["check"]), text(&finding["submission"]), text(&finding["case"]));
            format!("{check} {submission} {case}{place}: {}", text(&finding["message"]))
        })
        .collect()
}

/// Returns the errors, which are the only findings.
fn errors(world: &World) -> Vec<String> {
    let (code, document) = verify(world, "");
    let errors = findings(&document, "error");
    assert_eq!(code, Some(if errors.is_empty() { 0 } else { 1 }), "{document:#}");
    assert_eq!(findings(&document, "fault"), [""; 0]);
    errors
}

#[test]
fn nothing_is_said_against_a_sound_problem() {
    let (code, document) = verify(&sound(), "");
    assert_eq!(code, Some(0), "{document:#}");
    for level in ["fault", "error", "warning"] {
        assert_eq!(findings(&document, level), [""; 0], "{level}");
    }
    let problem = &document["problems"][0];
    assert_eq!((&problem["reference"], &problem["validated"]), (&"reference.js".into(), &true.into()));
    assert_eq!(problem["coverage"]["unreached"], Value::Array(Vec::new()));
    assert_eq!(problem["coverage"]["lines"], 4);
    let matrix = &problem["matrix"];
    assert_eq!(matrix["kills"], serde_json::json!([0, 1, 2, 2]));
    assert_eq!(matrix["cover"], serde_json::json!(["minus", "large"]));
    assert_eq!(matrix["submissions"][0]["submission"], "time_limit_exceeded/loop.js");
    assert_eq!(matrix["submissions"][1]["verdicts"], serde_json::json!(["AC", "WA", "WA", "WA"]));
    let limit = &problem["time_limit"];
    assert_eq!((&limit["limit_us"], &limit["suggestion_us"]), (&300_000.into(), &Value::Null));
    assert_eq!(limit["fastest_beyond"]["submission"], "time_limit_exceeded/loop.js");
    assert!(limit["fastest_beyond"]["cpu_us"].as_u64() >= Some(450_000), "{limit}");
}

#[test]
fn people_see_the_same() {
    let output = sound().run("verify p --no-times -v");
    assert_eq!(output.code, Some(0));
    insta::assert_snapshot!(output.stdout, @r"
    ✓ p  Sum
      4 cases, 6 submissions, reference reference.js, 4 of its 4 lines reached, inputs validated
      ✓ tests: 1 of 4 tests fail no wrong submission; 2 tests would do to catch the 3 wrong submissions that all tests catch: minus, large
      wrong submissions by cases (minus and 1 more fail the most)
      time_limit_exceeded/loop.js  TLE      1 of 4  ...T
      wrong_answer/first.js        WA       3 of 4  .WWW
      wrong_answer/no_minus.js     WA       1 of 4  ..W.

    1 problem: nothing wrong
    ");
}

#[test]
fn errors_in_a_problem_file_are_its_own_and_the_others_are_verified() {
    let world = sound();
    world.write(
        "problems/a.toml",
        "format = 1\ntitle = 3\n[function]\nname = \"f\"\n[[case]]\nargs = []\nexpected = 1\n",
    );
    let (code, document) = verify(&world, "");
    assert_eq!(code, Some(1));
    let errors = findings(&document, "error");
    assert!(errors[0].starts_with("files - - a.toml:2:9: `title` has to be text"), "{errors:?}");
    assert_eq!(document["problems"][1]["problem"], "p");
    assert_eq!(document["problems"][1]["cases"], 4);
    assert_eq!(verify(&world, "p").0, Some(0), "nobody asked for the other one");
    let page = world.run("verify p a nowhere");
    assert_eq!(page.code, Some(2));
    assert!(page.stderr.contains("there is no problem `nowhere`"));
}

#[test]
fn inputs_that_the_validator_refuses_are_named() {
    let world = sound();
    let more = "[[case]]\nname = \"half\"\nargs = [0.5, 0]\nexpected = 0.5\n\
                [[case]]\nname = \"text\"\nargs = [1, \"2\"]\nexpected = \"12\"\n";
    world.write("problems/p/problem.toml", &problem(more));
    assert_eq!(
        errors(&world),
        [
            "inputs - half validate.js:3:5: this input is invalid: RangeError: a is 0.5",
            "inputs - text validate.js: this input is invalid: `validate` returned false",
        ]
    );
    let world = programs();
    world.write("problems/p/data/secret/11.in", "11");
    world.write("problems/p/data/secret/11.ans", "22\n");
    assert_eq!(
        errors(&world),
        ["inputs - secret/11 validate.js: this input is invalid: `validate` returned false",]
    );
}

#[test]
fn a_validator_that_fails_itself_is_at_fault_and_no_input() {
    let table = [
        ("function validate(a) { for (; a > 100;); }", "says nothing of large: takes too long"),
        ("function validat() {}", "this validator defines no function `validate`"),
        ("function validate( {}", "SyntaxError"),
    ];
    for (source, message) in table {
        let world = sound();
        world.write("problems/p/validate.js", source);
        let errors = errors(&world);
        assert!(matches!(&errors[..], [error] if error.contains(message)), "{source}: {errors:?}");
    }
}

#[test]
fn answers_that_the_reference_does_not_give_are_named() {
    let world = sound();
    world.write("problems/p/problem.toml", &problem("").replace("expected = 3", "expected = 4"));
    let errors = errors(&world);
    let reference = "answers reference.js small: the reference disagrees: WA, 3 instead of 4";
    assert!(errors[0].starts_with(reference), "{errors:?}");
    assert!(errors[1].starts_with("submissions accepted/plain.js -: WA, expected AC; small: 3 instead of 4"));
    assert_eq!(errors.len(), 2, "wrong submissions are wrong still: {errors:?}");
    // Without a reference, where several solutions agree.
    let no_reference = problem("").replace("[reference]\nfile = \"reference.js\"\n", "");
    world.write("problems/p/problem.toml", &no_reference.replace("expected = 3", "expected = 4"));
    world.submit("accepted/other.js", "function solve(a, b) { return b + a; }\n");
    let errors = self::errors(&world);
    assert!(
        errors[0].starts_with("answers - small: all of the 2 solutions disagree: 3 instead of 4"),
        "{errors:?}"
    );
}

#[test]
fn a_wrong_submission_that_no_test_fails_is_an_error() {
    let world = sound();
    world.submit("wrong_answer/large_only.js", "const solve = (a, b) => (a > 5000 ? 0 : a + b);\n");
    world.submit("accepted/wrong.js", "const solve = (a, b) => (a === 1 ? 0 : a + b);\n");
    let errors = errors(&world);
    assert!(errors[0].starts_with("submissions accepted/wrong.js -: WA, expected AC; small: 0 instead of 3"));
    assert_eq!(errors[1], "submissions wrong_answer/large_only.js -: no test fails it: AC, expected WA");
    assert_eq!(errors.len(), 2, "{errors:?}");
}

#[test]
fn lines_of_the_reference_that_no_test_reaches_are_shown() {
    let world = sound();
    world.write(
        "problems/p/reference.js",
        "function solve(a, b) {\n  if (a > 5000) {\n    // Never.\n    return twice(b);\n  }\n  \
         return a < -100 ? b : a + b;\n}\nfunction twice(b) {\n  return 2 * b;\n}\n",
    );
    let (code, document) = verify(&world, "");
    assert_eq!(code, Some(0), "{document:#}");
    assert_eq!(
        findings(&document, "warning"),
        [
            "coverage reference.js - reference.js:3:5: no test reaches lines 3 to 4:\n    // Never.\n    return twice(b);",
            "coverage reference.js - reference.js:6:19: no test reaches line 6, columns 19 to 21: ? b",
            "coverage reference.js - reference.js:8:1: no test reaches lines 8 to 9:\nfunction twice(b) {\n  return 2 * b;",
        ]
    );
}

#[test]
fn a_reference_in_typescript_is_covered_at_the_lines_that_were_written() {
    let world = sound();
    let table = problem("").replace("reference.js", "reference.ts").replace("validate.js", "validate.ts");
    world.write("problems/p/problem.toml", &table);
    let validator = "const validate = (a: number, b: number): boolean => Number.isInteger(a);\n";
    world.write("problems/p/validate.ts", validator);
    // With an `enum`, which moves everything that comes after it.
    for head in ["interface E { a: 1 }", "enum E {\n  A = 1,\n}"] {
        let reference = "\n/* 😀 */ class Adder {\n  constructor(private a: number) {}\n  never(): number {\n    return this.a;\n  }\n\
             \n  add(b: number): number { return this.a > 5000 ? twice(b) : this.a + b; }\n}\n\
             const twice = (b: number): number => 2 * b;\n\
             function solve(a: number, b: number): number { return new Adder(a).add(b); }\n";
        let reference = match head.contains("enum") {
            true => format!("{head}{reference}"),
            // Types that are only stripped need no parameter property.
            false => format!("{head}{reference}")
                .replace("constructor(private a: number) {}", "a; constructor(a: number) { this.a = a; }"),
        };
        world.write("problems/p/reference.ts", &reference);
        let (code, document) = verify(&world, "");
        assert_eq!(code, Some(0), "{document:#}");
        let (first, warnings) = (head.lines().count() + 3, findings(&document, "warning"));
        let place = |line: usize| format!("coverage reference.ts - reference.ts:{line}:");
        assert_eq!(warnings.len(), 3, "{warnings:#?}");
        assert!(warnings[0].starts_with(&place(first)), "{warnings:#?}");
        assert!(warnings[0].ends_with("never(): number {\n    return this.a;"), "{warnings:#?}");
        assert!(
            warnings[1].starts_with(&place(first + 4)) && warnings[1].contains("twice(b)"),
            "{warnings:#?}"
        );
        assert!(!warnings[1].contains("this.a"), "{warnings:#?}");
        assert!(warnings[2].starts_with(&place(first + 6)) && warnings[2].contains("2 * b"), "{warnings:#?}");
    }
}

#[test]
fn a_time_limit_near_to_the_times_is_a_warning() {
    let world = sound();
    let limits = "time_limit = 0.3\ntime_multipliers = { ac_to_time_limit = 1000, time_limit_to_tle = 3 }";
    world.write("problems/p/problem.toml", &problem("").replace("time_limit = 0.3", limits));
    let busy = "function solve(a, b) { const end = Date.now() + 0; let n = 0; for (let i = 0; i < 3e6; i++) n += i % 7; \
                return a + b + 0 * n; }\n";
    world.submit("accepted/busy.js", busy);
    let (code, document) = verify(&world, "");
    assert_eq!(code, Some(0), "{document:#}");
    let warnings = findings(&document, "warning");
    assert!(warnings[0].contains("is less than 1000 times what accepted/busy.js takes"), "{warnings:?}");
    let limit = &document["problems"][0]["time_limit"];
    assert!(limit["fastest_beyond"]["cpu_us"].as_u64() >= Some(900_000), "it was run on: {limit}");
    let suggestion = limit["suggestion_us"].as_u64();
    assert!(suggestion.is_none() || suggestion >= limit["at_least_us"].as_u64(), "{limit}");
}

#[test]
fn permitted_and_required_verdicts_are_those_of_the_file() {
    let world = sound();
    world.submit(
        "mixed/some.js",
        "const solve = (a, b) => { if (a < 0) throw a; return a > 100 ? 0 : a + b; };\n",
    );
    let yaml = |text: &str| world.write("submissions/p/submissions.yaml", text);
    yaml("mixed:\n  permitted: [AC, WA, RTE]\n  required: [RTE]\n  small:\n    permitted: [AC]\n");
    assert_eq!(errors(&world), [""; 0]);
    let report = world.report("");
    assert!(
        crate::common::submissions(&report).iter().all(|submission| submission["as_expected"] == true),
        "{report:#}"
    );
    assert_eq!(world.run("grade").code, Some(0));
    yaml("mixed:\n  permitted: [AC, RTE]\n");
    let refused = "WA on large, where `mixed` in submissions.yaml permits AC or RTE";
    assert!(matches!(&errors(&world)[..], [error] if error.contains(refused)));
    let output = world.run("grade");
    assert_eq!(output.code, Some(1));
    assert!(output.stdout.contains(refused));
    let report = world.report("");
    let mixed = crate::common::submissions(&report)
        .iter()
        .find(|submission| submission["submission"] == "mixed/some.js");
    assert_eq!(mixed.expect("it")["surprise"], refused);
    yaml("mixed:\n  required: [WA]\n  minus:\n    permitted: [AC]\n");
    assert!(matches!(&errors(&world)[..], [error] if error.contains("RTE on minus, where `mixed: minus`")));
}

#[test]
fn mistakes_in_the_file_of_expectations_have_their_line() {
    let world = sound();
    world.write("submissions/p/submissions.yaml", "accepted:\n  permited: [AC]\n");
    let wrong = "there is no key `permited` here; did you mean `permitted`?";
    assert_eq!(errors(&world), [format!("files - - submissions.yaml:2:1: {wrong}")]);
    let output = world.run("grade");
    assert_eq!(output.code, Some(2));
    let said = output.stderr;
    assert!(said.contains("submissions.yaml:2: ") && said.contains(wrong), "{said}");
    world.write("submissions/p/submissions.yaml", "acepted/*:\n  use_for_time_limit: false\n");
    let (code, document) = verify(&world, "");
    assert_eq!(code, Some(0));
    let unused = "files - - submissions.yaml:1:1: this pattern matches no submission";
    assert_eq!(findings(&document, "warning"), [unused]);
}

#[test]
fn rules_of_groups_leave_nothing_out_but_count_for_verdicts() {
    let world = sound();
    let grouped = problem("").replace("name = \"small\"", "name = \"small\"\ngroup = \"g\"");
    let grouped = grouped.replace("name = \"large\"", "name = \"large\"\ngroup = \"g\"");
    world.write(
        "problems/p/problem.toml",
        &format!("{grouped}[[group]]\nname = \"g\"\non_reject = \"break\"\n"),
    );
    // Fails `small`, so that `large`, on which it would hang, is not judged.
    world.submit(
        "wrong_answer/stops.js",
        "function solve(a, b) { for (; a > 100;); return a === 1 ? 0 : a + b; }\n",
    );
    let (code, document) = verify(&world, "");
    assert_eq!(code, Some(0), "{document:#}");
    let rows = document["problems"][0]["matrix"]["submissions"].as_array().expect("rows");
    let row = rows.iter().find(|row| row["submission"] == "wrong_answer/stops.js").expect("it");
    assert_eq!(row["verdicts"], serde_json::json!(["AC", "WA", "AC", "TLE"]), "every test is run");
}

#[test]
fn a_page_shows_the_whole_matrix() {
    let world = sound();
    let output = world.run("verify p --report page.html --no-progress");
    assert_eq!(output.code, Some(0));
    let page = std::fs::read_to_string(world.path().join("page.html")).expect("a page");
    assert!(page.contains("wrong_answer/no_minus.js") && page.contains("reference.js"));
    assert_eq!(world.run("verify p --report no/such/page.html").code, Some(2));
}

#[test]
fn bundled_problems_are_sound() {
    let output = wait(tribunal("verify sum roman-numerals zip --format json"));
    let document = parse(&output);
    for problem in document["problems"].as_array().expect("problems") {
        let grave = |finding: &&Value| finding["level"] != "note";
        let found: Vec<&Value> =
            problem["findings"].as_array().expect("findings").iter().filter(grave).collect();
        assert!(found.is_empty(), "{}: {found:#?}", problem["problem"]);
    }
    assert_eq!(output.code, Some(0));
}
