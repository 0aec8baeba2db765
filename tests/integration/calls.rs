//! Calls of functions and classes, through the real binary and in every way to run them: where the function is looked
//! up, what counts as thrown by a call, what is awaited, and the messages where no function is found.

use crate::common::{World, submissions, verdicts};
use serde_json::Value;

/// Ways to run a submission.
const WAYS: [&str; 4] =
    ["--isolation process", "--isolation thread", "--isolation thread --realm hardened", "--runner node"];

/// Returns a world whose problem has this entry point and these cases.
fn world(entry: &str, cases: &str) -> World {
    let world = World::new("", "");
    let head = "format = 1\ntitle = \"P\"\nkind = \"function\"\n";
    world.write(
        "problems/p/problem.toml",
        &format!("{head}{entry}\n[limits]\ntime_limit = 5.0\nwall_time_limit = 100.0\nmemory = 128\n{cases}"),
    );
    world
}

const FUNCTION: &str = "[function]\nname = \"f\"";

/// Judges programs, each a file extension and a text, in every way; each gets these verdicts.
fn judge(world: &World, programs: &[(&str, String)], expected: &[&str]) {
    for (index, (ending, text)) in programs.iter().enumerate() {
        world.submit(&format!("{index:03}.{ending}"), text);
    }
    for way in WAYS {
        let report = world.report(way);
        assert_eq!(submissions(&report).len(), programs.len());
        for (submission, (_, text)) in submissions(&report).iter().zip(programs) {
            assert_eq!(verdicts(submission), expected, "{way}: {text}\n{submission}");
        }
    }
}

/// Returns programs in JavaScript with these texts.
fn js(texts: &[&str]) -> Vec<(&'static str, String)> {
    texts.iter().map(|text| ("js", (*text).to_owned())).collect()
}

#[test]
fn every_spelling_of_the_function_is_found_in_every_kind_of_file() {
    let scripts = [
        "function f(a) { return a + 1 }",
        "const f = (a) => a + 1",
        "globalThis.f = (a) => a + 1",
        "module.exports = (a) => a + 1",
        "module.exports = { f(a) { return this.g(a) }, g: (a) => a + 1 }",
        "module.exports = function main() {}; module.exports.f = (a) => a + 1",
        "exports.f = (a) => a + 1",
        "exports.default = { f: (a) => a + 1 }",
        "class Solution { f(a) { return this.g(a) } g(a) { return a + 1 } }",
        "class Solution { static f(a) { return a + 1 } }",
        "class Solution { f = (a) => a + this.one; one = 1 }",
        "class Base { f(a) { return a + 1 } } var Solution = class extends Base {}",
        "function Solution() { this.one = 1 } Solution.prototype.f = function (a) { return a + this.one }",
        "const Solution = { f: (a) => a + 1 }",
        "class Solution { f(a) { return a + 1 } } module.exports = Solution",
        "class Solution { f(a) { return a + 1 } } module.exports = { Solution }",
        "class Solution { f(a) { return a + 1 } } module.exports = new Solution()",
        "exports.Solution = class { static f(a) { return a + 1 } }",
    ];
    let modules = [
        "export function f(a) { return a + 1 }",
        "const g = (a) => a + 1; export { g as f }",
        "export default (a) => a + 1",
        "export default { f(a) { return this.g(a) }, g: (a) => a + 1 }",
        "export default class { f(a) { return a + 1 } }",
        "export default class { f = (a) => a + 1 }",
        "export default new (class { f(a) { return a + 1 } })()",
        "export class Solution { f(a) { return a + 1 } }",
        "class Solution { f(a) { return a + 1 } } export { Solution }",
        "class S { static f(a) { return a + 1 } } export { S as Solution }",
        "class Solution { f(a) { return a + 1 } } export { Solution as default }",
        "export class Solution { f = (a) => a + 1 } export default () => 0",
        "export {}; globalThis.f = (a) => a + 1",
        "export const then = (r) => r({}); export const f = (a) => a + 1",
    ];
    let mut programs = Vec::new();
    for (texts, endings) in [(&scripts[..], ["js", "cjs", "ts"]), (&modules[..], ["js", "mjs", "mts"])] {
        for (index, text) in texts.iter().enumerate() {
            // Each in two of the three: a process of node's for each takes its time.
            for offset in 0..2 {
                programs.push((endings[(index + offset) % 3], (*text).to_owned()));
            }
        }
    }
    judge(&world(FUNCTION, "[[case]]\nargs = [1]\nexpected = 2\n"), &programs, &["AC"]);
}

#[test]
fn only_what_the_call_throws_meets_throws() {
    let throws = "[[case]]\nargs = []\nthrows = true\n";
    let called = js(&[
        "function f() { throw new Error('x') }",
        "const f = async () => { throw 1 }",
        "const f = () => ({ then(_, no) { no(1) } })",
        "const f = () => ({ get then() { throw 1 } })",
        "const f = () => require('lodash')",
        "function f() { return f() + 1 }",
    ]);
    judge(&world(FUNCTION, throws), &called, &["AC"]);
    let mut outside = js(&[
        "const _ = require('lodash'); const f = () => 1",
        "tpyo(); const f = () => { throw 1 }",
        "const y = x; let x; const f = () => { throw 1 }",
        "class Solution { constructor() { throw 1 } f() {} }",
        "Object.defineProperty(exports, 'f', { get() { throw 1 } })",
        "const f = () => ({ get x() { throw 1 } })",
        "const f = () => new Promise(() => setTimeout(() => { throw 1 }))",
        "const f = async () => { queueMicrotask(() => { throw 1 }); await null }",
        "queueMicrotask(() => { throw 1 }); const f = () => { throw 1 }",
    ]);
    outside.push(("mjs", "import _ from 'lodash'; export const f = () => { throw 1 }".into()));
    outside.push(("mjs", "await Promise.reject(1); export const f = () => { throw 1 }".into()));
    outside.push(("ts", "import { a } from 'a'; export const f = (): void => { throw a }".into()));
    judge(&world(FUNCTION, throws), &outside, &["RTE"]);
}

#[test]
fn of_a_class_its_constructor_and_its_methods_are_what_is_called() {
    let cases = "[[case]]\ncalls = [[\"a\"]]\nthrows = \"E: bad\"\n";
    let error = "class E extends Error { get name() { return 'E' } }\n";
    let called = js(&[
        "class C { constructor() { throw new E('bad') } }",
        "class C { a() { throw new E('bad') } }",
        "class C { async a() { throw { name: 'E', message: 'bad' } } }",
        "class C { a() { return { then(_, no) { no('E: bad') } } } }",
    ]);
    let called: Vec<_> =
        called.into_iter().map(|(ending, text)| (ending, format!("{error}{text}"))).collect();
    judge(&world("[class]\nname = \"C\"", cases), &called, &["AC"]);
    let outside = js(&[
        "class C { a() {} }; throw 'E: bad'",
        "class C { get a() { throw 'E: bad' } }",
        "class C { a() { return { get x() { throw 'E: bad' } } } }",
    ]);
    judge(&world("[class]\nname = \"C\"", cases), &outside, &["RTE"]);
}

#[test]
fn what_was_thrown_has_the_same_text_in_every_way() {
    let table = [
        ("new (class E extends Error { get name() { return 'E' } })('bad')", "E: bad"),
        ("{ message: 'bad' }", "bad"),
        ("{ name: 'E', message: 'bad' }", "E: bad"),
        ("Object.assign(Object.create(Error.prototype), { name: 'E', message: 'bad' })", "E: bad"),
        ("new (class E extends Error { get message() { throw 1 } })", "Error"),
        ("new Proxy({}, { get: (_, key) => String(key) })", "name: message"),
        ("new Error('\\ud800bad')", "Error: \u{fffd}bad"),
        ("{ code: 5, a: [1] }", "{code: 5, a: [1]}"),
        ("'Uncaught bad'", "Uncaught bad"),
        ("5n", "5"),
        ("Symbol('bad')", "Symbol(bad)"),
        ("undefined", "undefined"),
        ("() => 1", "<a function>"),
    ];
    // Each case asks for the text of one of them, which is no part of what it was thrown for.
    let cases: Vec<_> = table
        .iter()
        .enumerate()
        .map(|(index, (_, text))| {
            format!("[[case]]\nargs = [{index}]\nthrows = {}\n", serde_json::json!(text))
        })
        .collect();
    let thrown: Vec<_> = table.iter().map(|(thrown, _)| format!("() => {{ throw {thrown} }}")).collect();
    let program = format!("const all = [{}];\nconst f = (index) => all[index]();", thrown.join(",\n"));
    judge(&world(FUNCTION, &cases.join("")), &[("js", program)], &["AC"; 13]);
}

#[test]
fn what_has_a_then_is_awaited_in_every_way() {
    let programs = js(&[
        "const f = () => ({ then(r) { r(5) } })",
        "const f = () => ({ then(r) { setTimeout(r, 1, { then(r) { r(5) } }) } })",
        "let n = 4; const f = () => ({ get then() { n++; return (r) => r(n) } })",
        "const f = () => Object.assign(() => {}, { then(r) { r(5) } })",
        "const f = async () => ({ then(r) { r(5) } })",
        "const f = () => ({ then(r) { r(5); throw 1 } })",
    ]);
    judge(&world(FUNCTION, "[[case]]\nargs = []\nexpected = 5\n"), &programs, &["AC"]);
    let never = js(&["const f = () => ({ then() {} })"]);
    judge(&world(FUNCTION, "[[case]]\nargs = []\nexpected = 5\n"), &never, &["RTE"]);
    let class =
        js(&["class C { a() { this.n = 0; return { then: (r) => r(++this.n) } } b() { return this.n } }"]);
    let cases = "[[case]]\ncalls = [[\"a\"], [\"b\"]]\nexpected = [1, 1]\n";
    judge(&world("[class]\nname = \"C\"", cases), &class, &["AC"]);
    let list = js(&["const f = (list) => ({ then(r) { r(list.next) } })"]);
    let entry = "[function]\nname = \"f\"\nparams = [\"ListNode\"]\nreturns = \"ListNode\"";
    judge(&world(entry, "[[case]]\nargs = [[1, 2]]\nexpected = [2]\n"), &list, &["AC"]);
}

#[test]
fn imports_that_only_types_need_are_left_out() {
    let programs: Vec<_> = [
        "import { Y } from 'y'; export const f = (a: Y): Y => a",
        "import { type Y } from 'y'; export const f = (a: Y) => a",
        "import D, { type Y } from 'y'; export const f = (a: Y): D => a",
        "import * as Y from 'y'; enum E { A } export const f = (a: Y.Z) => a + E.A",
        "interface T {} export { T }; export const f = (a: T) => a",
        "interface T {} export default T; export const f = (a: T) => a",
    ]
    .iter()
    .flat_map(|text| [("ts", (*text).to_owned()), ("mts", (*text).to_owned())])
    .collect();
    judge(&world(FUNCTION, "[[case]]\nargs = [3]\nexpected = 3\n"), &programs, &["AC"]);
}

#[test]
fn a_node_without_a_value_is_a_node() {
    let entry = "[function]\nname = \"f\"\nparams = [\"TreeNode\"]\nreturns = \"TreeNode\"";
    let cases = "[[case]]\nargs = [[1, 2]]\nexpected = [1]\n";
    let wrong = js(&[
        "const f = (root) => { root.left.val = null; return root }",
        "const f = (root) => { delete root.left.val; return root }",
        "const f = (root) => { root.left = {}; return root }",
    ]);
    judge(&world(entry, cases), &wrong, &["WA"]);
    judge(&world(entry, cases), &js(&["const f = (root) => { root.left = 0; return root }"]), &["RTE"]);
    judge(
        &world(entry, cases),
        &js(&["const f = (root) => { root.left = undefined; return root }"]),
        &["AC"],
    );
}

/// Returns the messages of a submission's cases.
fn messages(submission: &Value) -> Vec<&str> {
    let cases = submission["cases"].as_array().expect("cases");
    cases.iter().map(|case| case["message"].as_str().unwrap_or_default()).collect()
}

#[test]
fn a_missing_function_is_told_once_with_what_may_be_meant() {
    let cases = "[[case]]\nargs = [1]\nexpected = 1\n".repeat(5);
    let world = world("[function]\nname = \"secondLargest\"", &cases);
    world.submit("a.js", "function secondlargest(a) { return a }");
    world.submit("b.mjs", "const secondLargest = (a) => a");
    world.submit("c.ts", "export function secondLargst(a: number) { return a }");
    let nothing = "the submission defines no function `secondLargest`";
    for way in WAYS {
        let report = world.report(way);
        let expected = [
            format!("{nothing}; did you mean `secondlargest`?"),
            format!("{nothing}; a module has to export it"),
            format!("{nothing}; did you mean `secondLargst`?"),
        ];
        for (submission, expected) in submissions(&report).iter().zip(expected) {
            assert_eq!(messages(submission), [expected.as_str(); 5], "{way}");
        }
    }
    for options in ["", "-v"] {
        let table = world.run(&format!("grade --no-progress {options}")).stdout;
        assert_eq!(table.matches(nothing).count(), 3, "{table}");
        let rest = if options.is_empty() {
            "… and 4 more that failed in the same way"
        } else {
            "the same as in case 1"
        };
        assert!(table.contains(rest), "{table}");
    }
}

#[test]
fn a_return_is_missed_only_where_none_returns_anything() {
    let world = world(FUNCTION, "[[case]]\nargs = [1]\nexpected = 1\n");
    world.submit("a.js", "const f = (a) => { a + 1 }");
    world.submit("b.js", "function f(a) { if (a > 1) return a; return undefined }");
    for way in WAYS {
        let report = world.report(way);
        let messages: Vec<_> = submissions(&report).iter().flat_map(messages).collect();
        let plain = "expected 1, got undefined";
        assert_eq!(messages, [&format!("{plain}: is a `return` missing?"), plain], "{way}");
    }
}

#[test]
fn a_program_that_opens_a_file_is_told_of_its_standard_input() {
    let world = World::new("", "");
    let problem = "format = 1\ntitle = \"P\"\nkind = \"stdio\"\n[limits]\nwall_time_limit = 60.0\n[[case]]\ninput = \"1\\n\"\nanswer = \"1\\n\"\n";
    world.write("problems/p/problem.toml", problem);
    world.submit("a.js", "console.log(require('fs').readFileSync('input.txt', 'utf8'))");
    for way in ["--isolation process", "--runner node"] {
        let report = world.report(way);
        let [message] = messages(&submissions(&report)[0])[..] else { panic!("{report}") };
        assert!(
            message.contains("ENOENT") && message.contains("reads its standard input"),
            "{way}: {message}"
        );
    }
}

#[test]
fn calls_go_as_deep_as_the_stack_and_no_luck_decides_whether_they_do() {
    // What fits into V8's own stack, by luck or not at all, but into the one of contests; and what fits nowhere.
    let depths = [9_000, 10_000, 12_000, 14_000, 17_000, -1, 40_000, -1, 100_000, -1, -1, 200_000, 12_000];
    let case = |depth: &i32| format!("[[case]]\nargs = [{depth}]\nexpected = 1\n");
    let world = world(FUNCTION, &depths.iter().map(case).collect::<String>());
    let verdicts = depths.map(|depth| if depth < 0 { "RTE" } else { "AC" });
    judge(
        &world,
        &js(&["const down = (n) => n === 0 ? 1 : down(n - 1) * 1; const f = (n) => down(n)"]),
        &verdicts,
    );
}
