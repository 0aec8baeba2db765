use std::{fs, os::unix::fs::PermissionsExt as _, path::Path, time::Duration};

use proptest::{collection::vec, prelude::*, sample::Index};
use tempfile::TempDir;

use super::*;
use tribunal_core::value::json::{Source, parse, to_json};

/// The smallest problem file, without cases.
const HEAD: &str = "format = 1\ntitle = \"T\"\n[function]\nname = \"f\"\n";

/// Returns a folder of problems with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// Returns the only problem of a file.
fn problem(text: &str) -> Problem {
    let folder = folder(&[("x.toml", text)]);
    load(folder.path(), &[]).unwrap_or_else(|errors| panic!("{errors}")).remove(0)
}

/// Returns the error text for some files, with the folder called `problems`.
fn errors(files: &[(&str, &str)], filter: &[&str]) -> String {
    let folder = folder(files);
    let filter: Vec<String> = filter.iter().map(|id| id.to_string()).collect();
    let errors = load(folder.path(), &filter).expect_err("no errors");
    errors.to_string().replace(folder.path().to_str().unwrap(), "problems")
}

/// Returns the errors in lines below [`HEAD`]: message, line, column and hint each.
fn said(lines: &str) -> Vec<(String, usize, usize, String)> {
    let folder = folder(&[("x.toml", &format!("{HEAD}{lines}"))]);
    let errors = load(folder.path(), &[]).expect_err(lines);
    errors
        .iter()
        .map(|error| {
            let (line, column) = error.place.as_ref().map_or((0, 0), |place| (place.line, place.column));
            // Counted from the first line below the head.
            let line = (line as isize - 4).max(0) as usize;
            (error.message.clone(), line, column, error.hint.clone().unwrap_or_default())
        })
        .collect()
}

fn only_case(lines: &str) -> Case {
    let mut cases = problem(&format!("{HEAD}[[case]]\n{lines}")).cases;
    assert_eq!(cases.len(), 1);
    cases.remove(0)
}

fn returns(json: &str) -> Expected {
    Expected::Returns(parse(json, Source::Problem).unwrap())
}

#[test]
fn a_full_problem_is_read() {
    let text = r#"
format = 1
title = "Sum with a base"
kind = "function"
description = """
Adds."""
author = "A"
license = "CC0"
source = "S"
keywords = ["arrays", "easy"]
[function]
name = "f"
[limits]
time_limit = 2
wall_time_limit = 2.5
memory = 64
output = 0.5
code = 1
[checker]
name = "floats"
float_absolute_tolerance = 1e-9
[[case]]
name = "sample"
sample = true
args = [[1, 2, 3], 4, "abc"]
expected = 13
[[case]]
args_json = '[{"$undefined":true}]'
throws = "no"
[cases]
files = ["cases/*.jsonl", "more.jsonl", "cases/b.jsonl"]
"#;
    let folder = folder(&[
        ("sum/problem.toml", text),
        ("sum/cases/b.jsonl", "{\"args\":[1],\"expected\":1}\r\n\r\n{\"args\":[2],\"expected\":2}"),
        ("sum/cases/a.jsonl", "\u{feff}{\"name\":\"a\",\"sample\":true,\"args\":[],\"throws\":true}\n"),
        ("sum/cases/.#a.jsonl", "an editor's"),
        ("sum/more.jsonl", "\n  {\"expected\":{\"$set\":[]},\"args\":[]}  \n"),
        ("notes/readme.md", ""),
        (".git/problem.toml", ""),
        ("README.md", ""),
    ]);
    let mut problems = load(folder.path(), &[]).unwrap();
    assert_eq!(problems.len(), 1);
    let sum = problems.remove(0);
    assert_eq!((&*sum.id, &*sum.title, &*sum.description), ("sum", "Sum with a base", "Adds."));
    assert_eq!((&sum.entry, &sum.keywords[..]), (&"f".into(), &["arrays".to_owned(), "easy".to_owned()][..]));
    assert_eq!(sum.path, folder.path().join("sum/problem.toml"));
    assert_eq!(sum.checker, Checker::Floats { absolute: Some(1e-9), relative: None });
    assert_eq!(sum.code_bytes, 1024);
    assert_eq!(
        sum.limits,
        Limits {
            cpu: Duration::from_secs(2),
            wall: Duration::from_millis(2500),
            memory_bytes: 64 << 20,
            output_bytes: 512 << 10,
            stack_bytes: 64 << 20,
            first_stack_bytes: 1 << 20,
        }
    );
    let cases: Vec<(&str, bool, String, &Expected)> = sum
        .cases
        .iter()
        .map(|case| (&*case.name, case.sample, to_json(case.input.arguments().unwrap()), &case.expected))
        .collect();
    let expected = [
        ("sample", true, "[[1,2,3],4,\"abc\"]", returns("13")),
        ("case 2", false, "[{\"$undefined\":true}]", Expected::Throws(Some("no".into()))),
        ("a", true, "[]", Expected::Throws(None)),
        ("case 4", false, "[1]", returns("1")),
        ("case 5", false, "[2]", returns("2")),
        ("case 6", false, "[]", returns("{\"$set\":[]}")),
    ];
    assert_eq!(cases.len(), expected.len());
    for (case, (name, sample, args, expected)) in cases.iter().zip(&expected) {
        assert_eq!(case, &(*name, *sample, args.to_string(), expected));
    }
}

#[test]
fn defaults_are_those_of_the_documentation() {
    let x = problem(&format!("{HEAD}[[case]]\nargs = []\nexpected = 1\n"));
    assert_eq!(x.id, "x");
    assert_eq!(x.checker, Checker::Exact);
    assert_eq!(x.code_bytes, 128 << 10);
    assert_eq!(
        x.limits,
        Limits {
            cpu: Duration::from_secs(1),
            wall: Duration::from_secs(5),
            memory_bytes: 256 << 20,
            output_bytes: 8 << 20,
            stack_bytes: 64 << 20,
            first_stack_bytes: 1 << 20,
        }
    );
    assert!(x.description.is_empty() && x.keywords.is_empty() && !x.cases[0].sample);
    assert_eq!(x.cases[0].name, "case 1");
}

#[test]
fn time_multipliers_are_kattis_own_unless_given() {
    let head = "format = 1\ntitle = \"t\"\n[function]\nname = \"f\"\n[[case]]\nargs = []\nexpected = 1\n";
    let multipliers = |limits: &str| problem(&format!("{head}[limits]\n{limits}")).setter.time_multipliers;
    assert_eq!(multipliers(""), TimeMultipliers { ac_to_time_limit: 2.0, time_limit_to_tle: 1.5 });
    let found = multipliers("time_multipliers = { ac_to_time_limit = 3 }");
    assert_eq!(found, TimeMultipliers { ac_to_time_limit: 3.0, time_limit_to_tle: 1.5 });
    for (wrong, message) in [
        ("time_multipliers = 2", "`time_multipliers` has to be a table"),
        ("time_multipliers = { ac_to_time_limit = 0.5 }", "has to be a number from 1 to 1000"),
        ("time_multipliers = { ac_to_timelimit = 2 }", "did you mean `ac_to_time_limit`?"),
    ] {
        let said = errors(&[("p.toml", &format!("{head}[limits]\n{wrong}"))], &[]);
        assert!(said.contains(message), "{said}");
    }
}

#[test]
fn the_tolerances_of_floats_combine() {
    for (lines, absolute, relative) in [
        ("", Some(1e-6), Some(1e-6)),
        ("float_tolerance = 0.5", Some(0.5), Some(0.5)),
        ("float_relative_tolerance = 0", None, Some(0.0)),
        ("float_absolute_tolerance = 1\nfloat_relative_tolerance = 1e-3", Some(1.0), Some(1e-3)),
    ] {
        let text =
            format!("{HEAD}[checker]\nname = \"floats\"\n{lines}\n[[case]]\nargs = []\nexpected = 1\n");
        assert_eq!(problem(&text).checker, Checker::Floats { absolute, relative }, "{lines}");
    }
    for (lines, nested, signed_zero) in [
        ("", false, true),
        ("nested = false", false, true),
        ("nested = true", true, true),
        ("nested = true\nsigned_zero = false", true, false),
    ] {
        let text =
            format!("{HEAD}[checker]\nname = \"unordered\"\n{lines}\n[[case]]\nargs = []\nexpected = 1\n");
        assert_eq!(problem(&text).checker, Checker::Unordered { nested, signed_zero }, "{lines}");
    }
}

#[test]
fn values_may_be_toml_or_json() {
    for (lines, json) in [
        ("expected = [1, -2.5, 0x1F, 1_000, true, 'a', []]", "[1,-2.5,31,1000,true,\"a\",[]]"),
        ("expected = {z = 1, a = {}, 'b-c' = [{}]}", r#"{"z":1,"a":{},"b-c":[{}]}"#),
        ("expected = -0", r#"{"$number":"-0"}"#),
        (
            "expected = [-0.0, inf, -inf, nan, 1e300]",
            r#"[-0,{"$number":"Infinity"},{"$number":"-Infinity"},{"$number":"NaN"},1e300]"#,
        ),
        ("expected = {'$bigint' = '12'}", r#"{"$bigint":"12"}"#),
        (
            "expected = [{'$undefined' = true}, {'$map' = [[1, {'$set' = []}]]}]",
            r#"[{"$undefined":true},{"$map":[[1,{"$set":[]}]]}]"#,
        ),
        ("expected = {next = {'$ref' = '#'}}", r##"{"next":{"$ref":"#"}}"##),
        ("expected = {a.b = 1, a.c = 2}", r#"{"a":{"b":1,"c":2}}"#),
        ("expected_json = 'null'", "null"),
        ("expected_json = \"{\\\"$date\\\":null}\"", r#"{"$date":null}"#),
        ("expected_json = '''\n[1,\n null]'''", "[1,null]"),
        ("expected = 9007199254740992", "9007199254740992"),
        ("[case.expected]\na = 1\n[case.expected.b]\nc = [2]", r#"{"a":1,"b":{"c":[2]}}"#),
    ] {
        let case = only_case(&format!("args = []\n{lines}\n"));
        let Expected::Returns(value) = case.expected else { panic!("{lines}") };
        let wanted = parse(json, Source::Problem).unwrap();
        assert_eq!(to_json(&value), to_json(&wanted), "{lines}");
    }
}

#[test]
fn throws_is_true_or_a_text() {
    assert_eq!(only_case("args = []\nthrows = true\n").expected, Expected::Throws(None));
    assert_eq!(only_case("args = []\nthrows = \"a\"\n").expected, Expected::Throws(Some("a".into())));
    for wrong in ["false", "''", "1"] {
        let said = said(&format!("[[case]]\nargs = []\nthrows = {wrong}\n"));
        assert_eq!((&*said[0].0, said[0].1, said[0].2), ("`throws` has to be true or a text", 3, 10));
    }
}

#[test]
fn every_mistake_of_a_set_is_shown_at_once() {
    let text = r#"
format = 2
title = ""
kind = "stdin"
desription = "x"
keywords = ["a", 1]
[function]
name = "class"
[limits]
time_limit = "1"
memory = -1
output = inf
stacks = 3
wall_time_limit = 99999999
[checker]
name = "flaots"
[[case]]
args = [9007199254740993]
expectd = 1
[[case]]
args = 3
expected = 2020-01-01
sample = "yes"
[[case]]
args = []
expected = {"$bigin" = "1"}
throws = true
[[case]]
args_json = '''[1,
 nul]'''
expected_json = "[\"a\",]"
[cases]
files = ["../x", "/etc/*", "none/*.jsonl", "c[.jsonl", "c.jsonl"]
"#;
    let cases = r#"{"name":"a","args":[1],"expected":1}
{"name":"a","args":[1],"expectd":1}
{"name":"a","args":[1,2}
[]
{"name":"a\nb","args":1,"throws":false,"sample":true,"extra":{"$x":[1]}}
{"name":"","args_json":"[]","expected":{"$map":1},"throws":true,"name":"x"}
{"name":"a","args":[],"expected":{"$bigint":"x"}}
{"name":"a","args":[],"expected":2}
{}
"#;
    let shown = errors(
        &[
            ("a/problem.toml", text),
            ("a/c.jsonl", cases),
            ("b.toml", "format = 1\nformat = 2\n[x\ny\n"),
            ("c.toml", ""),
        ],
        &[],
    );
    insta::assert_snapshot!(shown);
}

/// Files with one mistake each, and the only error of each.
#[test]
fn one_mistake_is_one_error() {
    let head = "format = 1\ntitle = \"T\"\n";
    let function = format!("{head}[function]\nname = \"f\"\n");
    let case = "[[case]]\nargs = [1]\nexpected = 1\n";
    let program = "[[case]]\ninput = \"1\"\nanswer = \"1\"\n";
    let cases = |lines: &str| lines.repeat(3);
    let generator = "[generator]\nfile = \"x.js\"\n";
    let stdio = format!("{head}kind = \"stdio\"\n");
    let rows: Vec<(String, &str)> = vec![
        (
            format!("{head}kind = \"stdin\"\n{}", cases(program)),
            "there is no such kind | did you mean `stdio`?",
        ),
        (
            format!("{head}kind = \"stdoi\"\n[checker]\nname = \"wcmp\"\n{program}"),
            "there is no such kind | did you mean `stdio`?",
        ),
        (
            format!("{head}kind = \"zzz\"\n[limits]\nstack = 4\n{}", cases(program)),
            "there is no such kind | write `kind",
        ),
        (format!("{head}kind = 3\n{}", cases(program)), "`kind` has to be text in quotes, not a number"),
        (
            format!("{head}kidn = \"stdio\"\n{}", cases(program)),
            "unknown key `kidn` in a problem file | did you mean `kind`?",
        ),
        (format!("{head}{}", cases(program)), "`kind` is missing | write `kind = \"stdio\"`"),
        (
            format!("{head}kind = \"funktion\"\n[function]\nname = \"f\"\n{}", cases(case)),
            "there is no such kind | did you mean `function`?",
        ),
        (format!("{stdio}{}", cases(case)), "this case is one of a function | "),
        (format!("{function}{}", cases(program)), "this case is one of a whole program | "),
        (
            format!("{function}[[cases]]\nargs = [1]\nexpected = 2\n"),
            "`cases` is no list of tables | write `[[case]]` for a case",
        ),
        (format!("{function}[[case]]\nargs = [1]\nexpected = [null]\n"), "TOML has no `null` | write JSON"),
        (format!("{head}[fucntion]\nname = \"f\"\n{}", cases(case)), "unknown key `fucntion`"),
        (
            format!("{head}[clas]\nname = \"F\"\n{}", cases("[[case]]\ncalls = [[\"a\"]]\nexpected = [1]\n")),
            "unknown key `clas`",
        ),
        (
            format!(
                "{head}[class]\nnmae = \"F\"\n{}",
                cases("[[case]]\ncalls = [[\"a\"]]\nexpected = [1]\n")
            ),
            "unknown key `nmae`",
        ),
        (
            format!(
                "{head}[class]\nname = \"F\"\n[class.methods.a]\nreturns = \"TreeNod\"\n{}",
                cases("[[case]]\ncalls = [[\"a\"]]\nexpected = [1]\n")
            ),
            "there is no such shape | did you mean `TreeNode`?",
        ),
        (
            format!("{head}[function]\nname = \"f\"\nparams = [\"ListNod\"]\n{}", cases(case)),
            "there is no such shape | did you mean `ListNode`?",
        ),
        (
            format!("{head}[function]\nnaem = \"f\"\n{}", cases(case)),
            "unknown key `naem` in `[function]` | did you mean `name`?",
        ),
        (format!("fromat = 1\ntitle = \"T\"\n[function]\nname = \"f\"\n{case}"), "unknown key `fromat`"),
        (format!("format = 1\ntilte = \"T\"\n[function]\nname = \"f\"\n{case}"), "unknown key `tilte`"),
        (
            format!("{function}[limts]\ntime_limit = 2\n{case}"),
            "unknown key `limts` in a problem file | did you mean `limits`?",
        ),
        (format!("{function}[checkr]\nname = \"floats\"\n{case}"), "unknown key `checkr`"),
        (
            format!("{function}[checker]\nname = \"flaots\"\nfloat_tolerance = 1\n{case}"),
            "there is no such checker | did you mean `floats`?",
        ),
        (
            format!("{function}[checker]\nnmae = \"floats\"\nfloat_tolerance = 1\n{case}"),
            "unknown key `nmae` in `[checker]` | did you mean `name`?",
        ),
        (
            format!("{function}[checker]\nname = \"tokens\"\ncase_sensitive = true\n{case}"),
            "the checker `tokens` compares what programs write",
        ),
        (
            format!("{stdio}[checker]\nname = \"exact\"\n{program}"),
            "the checker `exact` compares what functions return",
        ),
        (
            format!(
                "{stdio}[checker]\nnaem = \"program\"\ncommand = [\"true\"]\nprotocol = \"kattis\"\n{program}"
            ),
            "unknown key `naem` in `[checker]`",
        ),
        (
            format!(
                "{stdio}[checker]\nname = \"program\"\ncomand = [\"true\"]\nprotocol = \"kattis\"\n{program}"
            ),
            "unknown key `comand`",
        ),
        (
            format!(
                "{stdio}[checker]\nname = \"program\"\ncommand = \"true\"\nprotocol = \"kattis\"\n{program}"
            ),
            "`command` has to be an array of texts, not text",
        ),
        (
            format!(
                "{stdio}[checker]\nname = \"program\"\ncommand = [\"true\"]\nprotocl = \"kattis\"\n{program}"
            ),
            "unknown key `protocl`",
        ),
        (format!("{stdio}[checker]\nname = \"script\"\nfiel = \"x.js\"\n{program}"), "unknown key `fiel`"),
        (
            format!("{stdio}[[case]]\ninptu = \"\"\nanswer = \"\"\n"),
            "unknown key `inptu` in `[[case]]` | did you mean `input`?",
        ),
        (
            format!(
                "{function}[[gruop]]\nname = \"a\"\n{}",
                cases("[[case]]\ngroup = \"a\"\nargs = []\nexpected = 1\n")
            ),
            "unknown key `gruop`",
        ),
        (
            format!(
                "{function}[[group]]\nnmae = \"a\"\n{}",
                cases("[[case]]\ngroup = \"a\"\nargs = []\nexpected = 1\n")
            ),
            "unknown key `nmae`",
        ),
        (
            format!(
                "{function}[[group]]\nname = \"a\"\nmax_score = -1\n{}",
                cases("[[case]]\ngroup = \"a\"\nargs = []\nexpected = 1\n")
            ),
            "`max_score` has to be",
        ),
        (
            format!(
                "{function}[[group]]\nname = \"a\"\nscore_aggregation = \"smu\"\nmax_score = \"unbounded\"\n[[group]]\nname = \"a/b\"\nmax_score = 3\n{}",
                cases("[[case]]\ngroup = \"a/b\"\nargs = []\nexpected = 1\n")
            ),
            "scores are not aggregated in such a way | did you mean `sum`?",
        ),
        (
            format!(
                "{function}[[group]]\nname = \"a\"\non_reject = \"brake\"\n{}",
                cases("[[case]]\ngroup = \"a\"\nargs = []\nexpected = 1\n")
            ),
            "`on_reject` has to be \"break\" or \"continue\" | did you mean `break`?",
        ),
        (format!("{function}[refrence]\nfile = \"x.js\"\n{case}"), "unknown key `refrence`"),
        (
            format!(
                "{function}[generater]\nfile = \"x.js\"\n[[generate]]\nname = \"a\"\n[stress]\nparams = {{ n = 1 }}\n{case}"
            ),
            "unknown key `generater`",
        ),
        (format!("{function}{generator}[[generate]]\nnaem = \"a\"\n{case}"), "unknown key `naem`"),
        (
            format!("{function}{generator}[stress]\nparms = {{ n = 5 }}\ngrow = [\"n\"]\n{case}"),
            "unknown key `parms`",
        ),
        (format!("{function}[validator]\nflie = \"x.js\"\n{case}"), "unknown key `flie`"),
        (
            format!("{function}[cases]\nfile = [\"c.jsonl\"]\n"),
            "unknown key `file` in `[cases]` | did you mean `files`?",
        ),
    ];
    let mut wrong = Vec::new();
    for (text, said) in rows {
        let folder = folder(&[
            ("p/problem.toml", &text),
            ("p/x.js", ""),
            ("p/c.jsonl", "{\"args\":[],\"expected\":1}\n"),
        ]);
        let found: Vec<String> = match load(folder.path(), &[]) {
            Ok(_) => Vec::new(),
            Err(errors) => errors
                .iter()
                .map(|error| format!("{} | {}", error.message, error.hint.clone().unwrap_or_default()))
                .collect(),
        };
        if found.len() != 1 || !found[0].starts_with(said) {
            wrong.push(format!("{text}\nfor {said:?}:\n{}", found.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n---\n"));
}

#[test]
fn hints_name_what_was_meant() {
    for (lines, hint) in [
        ("[[case]]\nargs = []\nexpected_jsn = ''\n", "did you mean `expected_json`?"),
        ("[checker]\nname = \"unorderd\"\n", "did you mean `unordered`?"),
        ("[checker]\nname = \"zzz\"\n", "there are exact, floats, unordered"),
        ("[checker]\nname = \"exact\"\nnested = true\n", "known are name"),
        ("[limits]\ntimelimit = 1\n", "did you mean `time_limit`?"),
        ("[limits]\ntime_limit = 2\nwall_time_limit = 1\n", "would always strike first"),
        ("[case]\nargs = []\n", "write `[[case]]` above each case"),
        ("[[case]]\nargs = []\nexpected = 9007199254740993\n", "{\"$bigint\" = \"9007199254740993\"}"),
        ("[[case]]\nargs = []\nexpected = 1979-05-27\n", "{ \"$date\" = \"2020-01-01T00:00:00.000Z\" }"),
        ("[[case]]\nargs = []\nexpected = {'$date' = 'x'}\n", "{\"$date\" = \"2020-01-01T00:00:00.000Z\"}"),
        ("[cases]\nfile = []\n", "did you mean `files`?"),
        ("", "add a [[case]]"),
    ] {
        let said = said(lines);
        assert!(said.iter().any(|(.., found)| found.contains(hint)), "{lines}: {said:#?}");
    }
}

#[test]
fn limits_have_bounds() {
    for (line, message) in [
        ("time_limit = 3601", "`time_limit` has to be a number of seconds from 0.001 to 3600"),
        ("time_limit = 0", "`time_limit` has to be a number of seconds from 0.001 to 3600"),
        ("memory = nan", "`memory` has to be a number of MiB from 0.001 to 65536"),
        ("output = -1", "`output` has to be a number of MiB from 0.001 to 1024"),
        ("code = '1'", "`code` has to be a number of KiB from 0.001 to 65536"),
        ("time_limit = 2\nwall_time_limit = 1", "`wall_time_limit` is less than `time_limit`, which is 2"),
    ] {
        let said = said(&format!("[[case]]\nargs = []\nexpected = 1\n[limits]\n{line}\n"));
        assert_eq!(said.len(), 1);
        assert_eq!(said[0].0, message);
    }
}

#[test]
fn json_in_a_string_is_pointed_at_where_it_can_be() {
    let in_literal = said("[[case]]\nargs_json = '[1, x]'\nexpected = 1\n");
    assert_eq!((&*in_literal[0].0, in_literal[0].1, in_literal[0].2), ("expected value", 2, 18));
    let with_escapes = said("[[case]]\nargs_json = \"[\\\"a\\\", x]\"\nexpected = 1\n");
    assert_eq!((with_escapes[0].1, with_escapes[0].2), (2, 13));
    assert_eq!(with_escapes[0].0, "expected value at line 1, column 7 of this JSON");
}

#[test]
fn names_of_functions_are_those_of_javascript() {
    for (name, good) in [
        ("größe", true),
        ("$", true),
        ("async", true),
        ("of", true),
        ("f2", true),
        ("", false),
        ("2f", false),
        ("a.b", false),
        ("await", false),
        ("let", false),
        ("undefined", false),
        ("a b", false),
    ] {
        let folder = folder(&[(
            "x.toml",
            &format!(
                "format = 1\ntitle = \"T\"\n[function]\nname = \"{name}\"\n[[case]]\nargs = []\nexpected = 1\n"
            ),
        )]);
        assert_eq!(load(folder.path(), &[]).is_ok(), good, "{name}");
    }
}

#[test]
fn only_the_problems_of_the_filter_are_read() {
    let good = format!("{HEAD}[[case]]\nargs = []\nexpected = 1\n");
    let files =
        [("sum/problem.toml", &*good), ("max.toml", &*good), ("broken.toml", "x"), ("bad id.toml", "x")];
    let folder = folder(&files);
    let ids = |filter: &[&str]| -> Vec<String> {
        let filter: Vec<String> = filter.iter().map(|id| id.to_string()).collect();
        load(folder.path(), &filter).unwrap().into_iter().map(|problem| problem.id).collect()
    };
    assert_eq!(ids(&["sum"]), ["sum"]);
    assert_eq!(ids(&["sum", "max", "sum"]), ["max", "sum"]);
    insta::assert_snapshot!(errors(&files, &["smu", "zzz", "broken"]), @r"
    error: there is no problem `smu`
    --> problems
     = help: did you mean `sum`?

    error: there is no problem `zzz`
    --> problems
     = help: there are broken, max, sum

    error: key with no value, expected `=`
     --> problems/broken.toml:1:2
      |
    1 | x
      |  ^
    ");
    insta::assert_snapshot!(errors(&files, &[]), @r#"
    error: "bad id" cannot be the id of a problem
    --> problems/bad id.toml
     = help: an id is made of letters, digits, `-`, `_` and `.`: rename it

    error: key with no value, expected `=`
     --> problems/broken.toml:1:2
      |
    1 | x
      |  ^
    "#);
}

#[test]
fn what_is_no_set_of_problems_is_said() {
    let nowhere = errors(&[], &["sum"]);
    assert!(nowhere.starts_with("error: there are no problems in this folder\n"), "{nowhere}");
    let missing = load(Path::new("no/such/folder"), &[]).unwrap_err().to_string();
    assert!(missing.contains("cannot list the problems") && missing.contains("--problems"), "{missing}");
    let itself = errors(&[("problem.toml", HEAD)], &["sum"]);
    assert!(itself.contains("name the folder that it lies in"), "{itself}");
    let twice = errors(&[("x.toml", HEAD), ("x/problem.toml", HEAD)], &["x"]);
    assert!(twice.contains("there are two problems `x`"), "{twice}");
}

#[test]
fn files_that_are_no_text_are_said_and_do_not_hang() {
    let folder = folder(&[("utf16/problem.toml", ""), ("folder/problem.toml/x", ""), ("link.toml", "")]);
    fs::write(folder.path().join("utf16/problem.toml"), b"\xff\xfef\0").unwrap();
    let good = format!("\u{feff}{HEAD}[cases]\nfiles = [\"*\"]\n");
    fs::create_dir(folder.path().join("fifo")).unwrap();
    fs::write(folder.path().join("fifo/problem.toml"), good).unwrap();
    #[cfg(unix)]
    {
        use rustix::fs::{CWD, Mode, mkfifoat};
        mkfifoat(CWD, folder.path().join("fifo/pipe"), Mode::RWXU).unwrap();
        fs::remove_file(folder.path().join("link.toml")).unwrap();
        std::os::unix::fs::symlink("nowhere", folder.path().join("link.toml")).unwrap();
    }
    let shown = load(folder.path(), &[]).unwrap_err().to_string();
    for part in [
        "this file is a folder, not a regular file",
        "this file is not UTF-8: line 1 has the byte 0xff",
        #[cfg(unix)]
        "this file is a device or FIFO, not a regular file",
        #[cfg(unix)]
        "this file cannot be read: No such file",
    ] {
        assert!(shown.contains(part), "{part}:\n{shown}");
    }
}

#[test]
fn ten_thousand_cases_are_read_and_two_of_a_name_found() {
    let mut lines: String = (0..10_000)
        .map(|n| format!("{{\"name\":\"n{n}\",\"args\":[[{n},2,3]],\"expected\":{n}}}\n"))
        .collect();
    let toml = format!("{HEAD}[cases]\nfiles = [\"c.jsonl\"]\n");
    let folder = folder(&[("x/problem.toml", &toml), ("x/c.jsonl", &lines)]);
    assert_eq!(load(folder.path(), &[]).unwrap()[0].cases.len(), 10_000);
    lines.push_str("{\"name\":\"n41\",\"args\":[],\"expected\":0}\n");
    fs::write(folder.path().join("x/c.jsonl"), lines).unwrap();
    let error = load(folder.path(), &[]).unwrap_err().to_string();
    assert!(error.contains("two cases are named \"n41\"") && error.contains("c.jsonl:42"), "{error}");
}

#[test]
fn the_examples_of_the_documentation_are_read() {
    let page = include_str!("../../../../docs/problems.md");
    let block = |kind: &str, number: usize| {
        page.split(&format!("```{kind}\n")).nth(number).unwrap().split("```").next().unwrap().to_owned()
    };
    let sum = folder(&[("sum/problem.toml", &block("toml", 1)), ("sum/cases/a.jsonl", &block("json", 1))]);
    assert_eq!(load(sum.path(), &[]).unwrap_or_else(|errors| panic!("{errors}"))[0].cases.len(), 5);
    let (_, cases) = page.split_once("## Cases\n").unwrap();
    let json_case = cases.split("```toml\n[[case]]\n").nth(1).unwrap().split("```").next().unwrap();
    let json_case = only_case(json_case);
    for start in ["[function]\nname = \"mergeTwoLists\"\n", "[class]\n"] {
        let example = page.split(&format!("```toml\n{start}")).nth(1).unwrap().split("```").next().unwrap();
        let problem = format!("format = 1\ntitle = \"T\"\n{start}{example}");
        let folder = folder(&[("x/problem.toml", &problem)]);
        assert_eq!(load(folder.path(), &[]).unwrap_or_else(|errors| panic!("{errors}"))[0].cases.len(), 1);
    }
    assert_eq!(json_case.expected, returns("null"));
    let (for_functions, for_programs) = page.split_once("### Checkers of text").unwrap();
    let stdio = "format = 1\ntitle = \"T\"\nkind = \"stdio\"\n";
    let mut checkers = 0;
    for (page, head, case) in [
        (for_functions, HEAD, "args = []\nexpected = 1\n"),
        (for_programs, stdio, "input = \"\"\nanswer = \"\"\n"),
    ] {
        for block in page.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap()) {
            if block.starts_with("[checker]") {
                let folder = folder(&[
                    ("x/problem.toml", &*format!("{head}{block}[[case]]\n{case}")),
                    ("x/check.js", ""),
                    ("x/check", ""),
                ]);
                fs::set_permissions(folder.path().join("x/check"), fs::Permissions::from_mode(0o755))
                    .unwrap();
                load(folder.path(), &[]).unwrap_or_else(|errors| panic!("{errors}"));
                checkers += 1;
            }
        }
    }
    assert_eq!(checkers, 5);
    let tags: Vec<&str> = page
        .lines()
        .filter(|line| line.starts_with('|'))
        .flat_map(|line| line.split('`').skip(1).step_by(2))
        .filter(|code| code.contains("\"$") && code.contains(": "))
        .collect();
    assert!(tags.len() > 20, "{tags:?}");
    for tag in tags {
        let read = parse(tag, Source::Problem);
        assert!(read.is_ok(), "{tag}: {read:?}");
    }
}

/// A problem file that uses every key.
const RICH: &str = r#"format = 1
title = "T"
kind = "function"
description = "d"
keywords = ["k"]
[function]
name = "f"
[limits]
time_limit = 1.5
memory = 64
output = 2
[checker]
name = "floats"
float_tolerance = 1e-6
[[case]]
name = "a"
sample = true
args = [[1, 2.5, -0.0, nan, inf], "é", { x = [true] }, { "$date" = "2020-01-01T00:00:00.000Z" }, { "$map" = [[1, 2]] }]
expected = { "$bigint" = "123" }
[[case]]
throws = "RangeError"
args = []
[cases]
files = ["cases/*.jsonl"]
"#;

const LINES: &str = r##"{"name":"l1","args":[{"$sparse":[3,{"1":2}]},{"$date":null}],"expected":[[],{"$ref":"#/0"}]}
{"args":["\ud83d\ude00",{"$typed":["Uint8Array",[1,2]]}],"throws":"x"}
"##;

/// A change of a file at one place.
#[derive(Debug, Clone)]
enum Change {
    Replace(u8),
    Insert(&'static str),
    Remove(u8),
    Cut,
}

fn changes() -> impl Strategy<Value = Vec<(Index, Change)>> {
    const PARTS: [&str; 14] = [
        "[",
        "]",
        "{",
        "}",
        "\"",
        "'''",
        "\n",
        "=",
        "9e999",
        "{\"$ref\":\"#/9\"}",
        "[[case]]\n",
        "\u{feff}",
        "\r",
        "\\u0000",
    ];
    let change = prop_oneof![
        4 => any::<u8>().prop_map(Change::Replace),
        4 => (0..PARTS.len()).prop_map(|part| Change::Insert(PARTS[part])),
        2 => (1..40u8).prop_map(Change::Remove),
        1 => Just(Change::Cut),
    ];
    vec((any::<Index>(), change), 0..4)
}

fn changed(text: &str, changes: &[(Index, Change)]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for (place, change) in changes {
        let at = place.index(bytes.len() + 1);
        match change {
            Change::Replace(byte) => bytes.iter_mut().skip(at).take(1).for_each(|old| *old = *byte),
            Change::Insert(part) => drop(bytes.splice(at..at, part.bytes())),
            Change::Remove(count) => drop(bytes.drain(at..(at + usize::from(*count)).min(bytes.len()))),
            Change::Cut => bytes.truncate(at),
        }
    }
    bytes
}

#[test]
fn the_files_that_are_changed_below_are_right_as_they_are() {
    let folder = folder(&[("x.toml", RICH), ("cases/1.jsonl", LINES)]);
    let problems = load(folder.path(), &[]).unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(problems[0].cases.len(), 4);
}

proptest! {
    /// Files that are almost right: some bytes are changed, or the file ends early.
    #[test]
    fn any_problem_is_read_or_refused_with_its_file(toml in changes(), lines in changes()) {
        let folder = folder(&[("cases/none", "")]);
        fs::write(folder.path().join("x.toml"), changed(RICH, &toml)).unwrap();
        fs::write(folder.path().join("cases/1.jsonl"), changed(LINES, &lines)).unwrap();
        match load(folder.path(), &[]) {
            Ok(problems) => prop_assert_eq!(problems.len(), 1),
            Err(errors) => {
                prop_assert!(errors.iter().len() > 0);
                // Rendering the errors cuts excerpts out of the lines.
                let text = errors.to_string();
                for error in errors.iter() {
                    prop_assert!(error.path.starts_with(folder.path()) && !error.message.is_empty(), "{}", text);
                }
            }
        }
    }
}
