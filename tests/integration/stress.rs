//! `tribunal stress`, through the real binary.

use std::fs;

use crate::common::{Output, World, parse};
use serde_json::{Value, json};

const CASES: &str = "[[case]]\nargs = [[3, -1, 4, 1, 5]]\nexpected = 5\n\
    [[case]]\nargs = [[7]]\nexpected = 7\n\
    [[case]]\nargs = [[-90, 90, 0, 0, 2, 6, 5, 3, 5]]\nexpected = 90\n\
    [cases]\nfiles = [\"cases/*.jsonl\"]\n[reference]\nfile = \"reference.js\"\n";

const REFERENCE: &str = "const solve = (numbers) => Math.max(...numbers);\n";

/// A submission that is wrong where all numbers are negative.
const FROM_ZERO: &str =
    "function solve(numbers) { let most = 0; for (const n of numbers) if (n > most) most = n; return most; }";

/// Returns a problem for functions with these tables, whose reference solution finds the greatest number.
fn world(tables: &str) -> World {
    let world = World::new("", &format!("{CASES}{tables}"));
    world.write("problems/p/reference.js", REFERENCE);
    world.write("problems/p/cases/a.jsonl", "{\"name\":\"a\",\"args\":[[1,2]],\"expected\":2}\n");
    world.submit("from_zero.js", FROM_ZERO);
    world.submit("right.js", REFERENCE);
    world
}

/// Returns the document of a run.
fn found(world: &World, line: &str) -> Value {
    let output = world.run(&format!("stress p {line} --format json"));
    let document = parse(&output);
    let code = if document["counterexample"].is_null() { 0 } else { 1 };
    assert_eq!(output.code, Some(code), "{}", output.stderr);
    document
}

fn fails(output: &Output, parts: &[&str]) {
    let said = &output.stderr;
    assert_eq!(output.code, Some(2), "{said}{}", output.stdout);
    for part in parts {
        assert!(said.contains(part), "{part} is not in {said}");
    }
}

const GENERATOR: &str = "[generator]\nfile = \"generate.js\"\n[stress]\nparams = { n = 6 }\ngrow = [\"n\"]\n";

#[test]
fn changed_cases_find_what_is_wrong_and_shrink_to_the_least() {
    let world = world("");
    let document = found(&world, "from_zero.js --seed 5 --cases 20000");
    let counterexample = &document["counterexample"];
    assert_eq!(counterexample["verdict"], "WA");
    assert_eq!(counterexample["args"], json!([[-1]]));
    assert_eq!((&counterexample["expected"], &counterexample["actual"]), (&json!(-1), &json!("0")));
    assert_eq!(counterexample["differs_at"], "result");
    assert_eq!(document["seed"], 5);
    // The same again, whatever the threads.
    let alone = found(&world, "from_zero.js --seed 5 --cases 20000 -j 1");
    assert_eq!(alone["counterexample"], *counterexample);
    let unshrunk = found(&world, "from_zero.js --seed 5 --cases 20000 -j 3 --no-shrink");
    if counterexample["found_as"].is_null() {
        assert_eq!(unshrunk["counterexample"]["args"], counterexample["args"]);
    } else {
        assert_eq!(unshrunk["counterexample"]["args"], counterexample["found_as"]);
    }
}

#[test]
fn what_is_right_is_tried_to_the_end() {
    let world = world("");
    let document = found(&world, "right.js --cases 3000 --seed 1");
    assert_eq!(document["inputs"].as_u64(), Some(3000 - document["refused"].as_u64().expect("a number")));
    assert_eq!(document["not_shown_again"], 0);
    let output = world.run("stress p right.js --cases 600 --seed 9");
    let said = output.stdout;
    assert!(said.contains("no disagreement in 600 inputs") && said.contains("--seed 9"), "{said}");
    assert!(output.stderr.contains("no [generator]"));
}

#[test]
fn a_generator_makes_the_inputs_and_a_validator_bounds_what_they_shrink_to() {
    let tables = format!("{GENERATOR}[validator]\nfile = \"validate.js\"\n");
    let world = world(&tables);
    world.write(
        "problems/p/generate.js",
        "const generate = (random, { n }) => [random.array(n + 1, () => -1)];",
    );
    let validator =
        "const validate = (numbers) => numbers.length > 1 && numbers.every((n) => n < -1 || n > 1);";
    world.write("problems/p/validate.js", validator);
    // What the generator makes is not always allowed: that is found out with the first counterexample.
    fails(
        &world.run("stress p from_zero.js --seed 1 --cases 9999"),
        &["the generator fails", "validate` returned false"],
    );
    world.write(
        "problems/p/generate.js",
        "const generate = (random, { n }) => [random.array(n + 1, () => random.int(2, 9) * random.pick([1, -1]))];",
    );
    let document = found(&world, "from_zero.js --seed 1 --cases 9999");
    assert_eq!(document["counterexample"]["args"], json!([[-2, -2]]));
    // A parameter of the command line takes the place of the problem's.
    let document = found(&world, "from_zero.js --seed 1 --cases 9999 --no-shrink --param n=8");
    assert_eq!(document["counterexample"]["args"][0].as_array().map(Vec::len), Some(9));
}

#[test]
fn errors_and_loops_are_found_like_wrong_answers() {
    let world = world("");
    world.write(
        "problems/p/problem.toml",
        &fs::read_to_string(world.path().join("problems/p/problem.toml"))
            .expect("a file")
            .replace("[limits]\n", "[limits]\ntime_limit = 0.1\nwall_time_limit = 20\n"),
    );
    world.submit("throws.js", "const solve = (numbers) => {\n  if (numbers.length > 2) throw new Error('long');\n  return Math.max(...numbers); };");
    world.submit(
        "hangs.js",
        "const solve = (numbers) => { while (numbers.length === 1); return Math.max(...numbers); };",
    );
    world.submit("broken.js", "const solve = (numbers => 1;");
    world.submit("chance.js", "let n = 0; const solve = (numbers) => Math.max(...numbers);");
    let counterexample = &found(&world, "throws.js --seed 1 --cases 9999")["counterexample"];
    assert_eq!(counterexample["verdict"], "RTE");
    assert_eq!(counterexample["args"], json!([[0, 0, 0]]));
    assert!(counterexample["message"].as_str().is_some_and(|message| message.contains("throws.js:2:")));
    let counterexample = &found(&world, "hangs.js --seed 1 --cases 9999")["counterexample"];
    assert_eq!((&counterexample["verdict"], &counterexample["args"]), (&json!("TLE"), &json!([[0]])));
    // The input does not matter: it is no case.
    let document = found(&world, "broken.js --seed 1 --keep");
    assert_eq!((&document["counterexample"]["verdict"], &document["kept"]), (&json!("CE"), &Value::Null));
    let said = world.run("stress p broken.js --seed 1").stdout;
    let has_input = said.lines().any(|line| line.split_whitespace().next() == Some("input"));
    assert!(said.contains("broken.js:1:") && !has_input, "{said}");
    assert!(found(&world, "chance.js --cases 600")["counterexample"].is_null());
}

#[test]
fn what_outlasts_the_time_is_found_all_the_same() {
    // Whichever program the time runs out in, a trial that has begun counts, and so do those before it in its batch.
    let world = world("[generator]\nfile = \"generate.js\"\n");
    world.write("problems/p/generate.js", "const generate = (random) => [[random.int(1, 4)]];");
    let toml = fs::read_to_string(world.path().join("problems/p/problem.toml")).expect("a file");
    world.write(
        "problems/p/problem.toml",
        &toml.replace("[limits]\n", "[limits]\ntime_limit = 1\nwall_time_limit = 100\n"),
    );
    let submissions = [
        ("loops.js", "while (numbers[0] === 3);", "TLE", ""),
        ("wrong_late.js", "if (numbers[0] === 3) { for (let i = 0; i < 3e8; i++); return 0; }", "WA", ""),
        ("wrong.js", "return 0;", "WA", "for (let i = 0; i < 3e8; i++);"),
    ];
    for (name, body, verdict, reference) in submissions {
        world.write(
            "problems/p/reference.js",
            &format!("const solve = (numbers) => {{ {reference} return Math.max(...numbers); }};"),
        );
        world.submit(name, &format!("const solve = (numbers) => {{ {body} return Math.max(...numbers); }};"));
        let document = found(&world, &format!("{name} --seed 1 --seconds 0.5 -j 1 --no-shrink"));
        assert_eq!(document["counterexample"]["verdict"], verdict, "{name}: {document}");
    }
}

#[test]
fn what_is_found_is_kept_as_a_test_once() {
    let world = world("");
    assert_eq!(world.run("grade -q -s right").code, Some(0));
    let document = found(&world, "from_zero.js --seed 5 --cases 20000 --keep");
    assert_eq!(document["kept"], "cases/stress.jsonl");
    let kept = || fs::read_to_string(world.path().join("problems/p/cases/stress.jsonl")).expect("a file");
    assert_eq!(kept(), "{\"name\":\"stress 1\",\"args\":[[-1]],\"expected\":-1}\n");
    assert!(
        found(&world, "from_zero.js --seed 6 --cases 20000 --keep")["kept"].is_null(),
        "it is there already"
    );
    world.submit("other.js", "const solve = (numbers) => numbers[0];");
    assert_eq!(found(&world, "other.js --seed 6 --cases 20000 --keep")["kept"], "cases/stress.jsonl");
    assert!(
        kept().lines().nth(1).is_some_and(|line| line.starts_with("{\"name\":\"stress 2\"")),
        "{}",
        kept()
    );
    let said = world.run("stress p from_zero.js --seed 5 --cases 20000 --keep").stdout;
    assert!(said.contains("not kept: the case stress 1 has this input"), "{said}");
    // They are cases now.
    let report = world.report("-s from_zero");
    assert!(crate::common::verdicts(&crate::common::submissions(&report)[0]).contains(&"WA"));
    assert_eq!(world.run("grade -q -s right").code, Some(0));
    // Where the problem does not name the file, that is said.
    let toml = fs::read_to_string(world.path().join("problems/p/problem.toml")).expect("a file");
    world.write("problems/p/problem.toml", &toml.replace("cases/*.jsonl", "cases/a.jsonl"));
    fs::remove_file(world.path().join("problems/p/cases/stress.jsonl")).expect("a file");
    let output = world.run("stress p from_zero.js --seed 5 --cases 20000 --keep");
    assert!(output.stderr.contains("add \"cases/stress.jsonl\""), "{}", output.stderr);
}

#[test]
fn what_cannot_be_tried_is_said() {
    let world = world("");
    fails(&world.run("stress p nobody.js"), &["there is no submission `nobody.js`"]);
    fails(&world.run("stress q right.js"), &["there is no problem `q`"]);
    fails(&world.run("stress p right.js --param n=3"), &["no generator that the parameter `n`"]);
    world.write("problems/p/reference.js", "const solve = (");
    fails(&world.run("stress p right.js --cases 9"), &["the reference fails", "reference.js:1:"]);
    world.write("problems/p/reference.js", "const solve = () => { throw new Error('never'); };");
    fails(&world.run("stress p right.js --cases 600"), &["refuses them all"]);
    let toml = fs::read_to_string(world.path().join("problems/p/problem.toml")).expect("a file");
    world.write("problems/p/problem.toml", &format!("{toml}{GENERATOR}"));
    world.write("problems/p/generate.js", "const generate = () => {\n  x; };");
    world.write("problems/p/reference.js", REFERENCE);
    fails(
        &world.run("stress p right.js --cases 9"),
        &["the generator fails with {n: 6} or less", "generate.js:2:"],
    );
}

/// Returns a problem for whole programs: the greatest of some numbers, whose count comes first.
fn programs() -> World {
    let world = World::new("", "");
    world.write(
        "problems/p/problem.toml",
        "format = 1\ntitle = \"Greatest\"\nkind = \"stdio\"\n[limits]\ntime_limit = 0.3\nwall_time_limit = 20\nmemory = 32\n\
         [generator]\nfile = \"generate.ts\"\n[reference]\nfile = \"reference.js\"\n[validator]\nfile = \"validate.js\"\n\
         [stress]\nparams = { n = 8 }\ngrow = [\"n\"]\n[[case]]\ninput = \"1\\n5\\n\"\nanswer = \"5\\n\"\n",
    );
    world.write(
        "problems/p/generate.ts",
        "async function generate(random: any, { n }: { n: number }): Promise<string> {\n  \
         return `${n}\\n${random.array(n, () => random.int(-50, 50)).join(' ')}\\n`;\n}\n",
    );
    world.write(
        "problems/p/validate.js",
        "function validate(input) {\n  if (!/^\\d+\\n-?\\d+( -?\\d+)*\\n$/.test(input)) throw new Error('form');\n  \
         const [count, numbers] = input.split('\\n');\n  return Number(count) === numbers.split(' ').length;\n}\n",
    );
    world.write("problems/p/reference.js", &program(""));
    world
}

/// Returns a program that is right, except for what it does with its `numbers`.
fn program(wrong: &str) -> String {
    format!(
        "const [, ...numbers] = require('fs').readFileSync(0, 'utf8').trim().split(/\\s+/).map(Number);\n\
         {wrong}\nconsole.log(Math.max(...numbers));\n"
    )
}

#[test]
fn whole_programs_are_tried_shrunk_and_kept() {
    let world = programs();
    let table = [
        ("zero.js", "numbers.push(0);", "WA", "1\n-1\n"),
        ("throws.js", "if (numbers.length > 2) throw new Error('three');", "RTE", "3\n0 0 0\n"),
        ("exits.js", "if (numbers.length > 1) process.exit(3);", "RTE", "2\n0 0\n"),
        ("hangs.js", "while (numbers.length > 2);", "TLE", "3\n0 0 0\n"),
        ("prints.js", "while (numbers.length > 1) console.log('x'.repeat(1e5));", "OLE", "2\n0 0\n"),
        (
            "fills.js",
            "const all = []; while (numbers.length > 1) all.push(new Array(1e5).fill(1.5));",
            "MLE",
            "2\n0 0\n",
        ),
    ];
    for (name, wrong, verdict, least) in table {
        world.submit(name, &program(wrong));
        let document = found(&world, &format!("{name} --seed 1 --cases 999"));
        let counterexample = &document["counterexample"];
        assert_eq!(counterexample["verdict"], verdict, "{name}: {document:#}");
        assert_eq!(counterexample["input"], least, "{name}: {document:#}");
    }
    let alone = found(&world, "zero.js --seed 1 -j 1 --keep");
    assert_eq!(alone["kept"], "data/secret/stress/1.in");
    assert_eq!(alone["counterexample"]["answer"], "-1\n");
    assert!(found(&world, "zero.js --seed 2 --keep")["kept"].is_null(), "it is there already");
    // It is a case now.
    let report = world.report("-s zero.js -s exits.js");
    let verdicts: Vec<Vec<&str>> =
        crate::common::submissions(&report).iter().map(crate::common::verdicts).collect();
    assert_eq!(verdicts, [["AC", "AC"], ["AC", "WA"]]);
}

#[test]
fn a_reference_that_disagrees_with_itself_is_alone_to_blame() {
    let world = programs();
    world.write("problems/p/reference.js", "console.log(Math.random());\n");
    world.submit("right.js", &program(""));
    fails(&world.run("stress p right.js --cases 9"), &["the reference fails", "something else each time"]);
}

#[test]
fn a_problem_of_one_file_has_no_place_for_tests() {
    let world = world("");
    let toml = fs::read_to_string(world.path().join("problems/p/problem.toml")).expect("a file");
    world.write("problems/q.toml", &toml.replace("[cases]\nfiles = [\"cases/*.jsonl\"]\n", ""));
    world.write("problems/reference.js", REFERENCE);
    world.write("submissions/q/from_zero.js", FROM_ZERO);
    fails(&world.run("stress q from_zero.js --seed 1 --keep"), &["move q.toml to q/problem.toml"]);
}

#[test]
fn calls_of_a_class_keep_their_arguments() {
    let world = World::new("", "");
    world.write(
        "problems/p/problem.toml",
        "format = 1\ntitle = \"Stack\"\n[class]\nname = \"Stack\"\n[generator]\nfile = \"generate.js\"\n\
         [reference]\nfile = \"reference.js\"\n[stress]\nparams = { n = 8 }\ngrow = [\"n\"]\n\
         [[case]]\ncalls = [[\"push\", 7], [\"top\"]]\nexpected_json = '[null, 7]'\n",
    );
    world.write(
        "problems/p/generate.js",
        "const generate = (random, { n }) => [[], random.array(n, (index) =>\n  \
         index > 0 && random.bool() ? ['top'] : ['push', random.int(5, 9)])];\n",
    );
    let stack = |top: &str| {
        format!("class Stack {{ #all = []; push(x) {{ this.#all.push(x); }} top() {{ return {top}; }} }}\n")
    };
    world.write("problems/p/reference.js", &stack("this.#all.at(-1)"));
    world.submit("first.js", &stack("this.#all[0]"));
    let counterexample = &found(&world, "first.js --seed 1 --cases 999")["counterexample"];
    let calls = counterexample["args"][1].as_array().expect("calls");
    assert_eq!(calls.len(), 3, "{counterexample:#}");
    assert!(calls[..2].iter().all(|call| call[0] == "push" && call[1].is_number()), "{counterexample:#}");
    assert_eq!(calls[2], json!(["top"]));
}
