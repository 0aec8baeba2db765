//! Lists, trees, classes, arguments changed in place and several accepted answers, through the real binary.

use crate::common::{World, submissions, verdicts};
use serde_json::Value;

/// Every way to run a submission.
const WAYS: [&str; 4] =
    ["--isolation process", "--isolation thread", "--isolation process --realm hardened", "--runner node"];

/// Returns a world whose problem has this entry point and these cases.
fn world(entry: &str, cases: &str, programs: &[(&str, &str)]) -> World {
    let world = World::new("", "");
    let limits = "[limits]\ntime_limit = 2.0\nmemory = 128\n";
    world.write(
        "problems/p/problem.toml",
        &format!("format = 1\ntitle = \"P\"\nkind = \"function\"\n{entry}\n{limits}{cases}"),
    );
    for (name, text) in programs {
        world.submit(name, text);
    }
    world
}

/// Returns the verdict, path and message of each case that failed.
fn failures(submission: &Value) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let cases = submission["cases"].as_array().expect("cases").iter();
    cases
        .filter(|case| case["verdict"] != "AC")
        .map(|case| (text(&case["verdict"]), text(&case["failure"]["path"]), text(&case["message"])))
        .collect()
}

/// The verdict, the path and a part of the message of a failed case.
type Failed<'a> = (&'a str, &'a str, &'a str);

/// Judges in every way. Each program fails exactly the cases listed for it, each as listed.
fn judge(world: &World, expected: &[(&str, &[Failed<'_>])]) {
    for way in WAYS {
        let report = world.report(way);
        assert_eq!(submissions(&report).len(), expected.len());
        for (name, expected) in expected {
            let submission = submissions(&report).iter().find(|it| it["submission"] == *name).expect(name);
            let failures = failures(submission);
            assert_eq!(failures.len(), expected.len(), "{way} {name}: {submission}");
            for ((verdict, path, message), expected) in failures.iter().zip(*expected) {
                let as_expected = (verdict.as_str(), path.as_str()) == (expected.0, expected.1);
                assert!(as_expected && message.contains(expected.2), "{way} {name}: {failures:?}");
            }
        }
    }
}

#[test]
fn lists_come_and_go_as_nodes_and_what_is_no_list_is_told() {
    let world = world(
        "[function]\nname = \"f\"\nparams = [\"ListNode\", \"any\"]\nreturns = \"ListNode\"",
        "[[case]]\nargs = [[1, 2, 3], 0]\nexpected = [1, 2, 3]\n[[case]]\nargs = [[], 0]\nexpected = []\n",
        &[
            ("same.js", "const f = (list) => list;"),
            (
                "instance.js",
                "function f(list) { if (list && !(list instanceof ListNode)) throw 1; return list }",
            ),
            (
                "commented.js",
                "/**\n * function ListNode(val, next) {}\n */\nvar f = function (list) { return list };",
            ),
            (
                "own_class.js",
                "class ListNode { constructor(a, b) { this.val = a; this.next = b } }\nfunction f(a) { return a && new ListNode(a.val, f(a.next)) }",
            ),
            (
                "own_function.js",
                "function ListNode(val, next) { this.val = val; this.next = next }\nfunction f(a) { return a && new ListNode(a.val, f(a.next)) }",
            ),
            (
                "own_var.js",
                "var ListNode = class { constructor(a, b) { this.val = a; this.next = b } };\nfunction f(a) { return a && new ListNode(a.val, f(a.next)) }",
            ),
            (
                "extends.js",
                "ListNode.prototype.copy = function () { return new ListNode(this.val, this.next && this.next.copy()) };\nconst f = (a) => a && a.copy();",
            ),
            ("module.mjs", "export const f = (a) => (a === null ? a : new ListNode(a.val, a.next));"),
            (
                "defaults.js",
                "const f = (a) => { const b = new ListNode(); if (b.val !== 0 || b.next !== null) throw 1; return a };",
            ),
            ("promise.js", "const f = async (a) => a;"),
            (
                "no_prototype.js",
                "const f = (a) => a && { __proto__: null, seen: 1, next: f(a.next), val: a.val };",
            ),
            ("second.js", "const f = (a) => { if (a) a.next.val = 7; return a };"),
            ("cyclic.js", "const f = (a) => { if (a) a.next.next.next = a; return a };"),
            ("array.js", "const f = (a) => [1, 2, 3];"),
            ("number.js", "const f = (a) => { if (a) a.next = 5; return a };"),
            ("nothing.js", "const f = () => {};"),
            (
                "endless.js",
                "const f = () => ({ val: 1, get next() { return { val: 1, get next() { for (;;); } } } });",
            ),
            ("proxy.js", "const f = (a) => new Proxy({}, { get: () => 1 });"),
        ],
    );
    let nothing: &[Failed<'_>] = &[];
    let array = ("RTE", "", "the result is no node but [1, 2, 3]");
    let missing = ("WA", "result", "is a `return` missing?");
    judge(
        &world,
        &[
            ("same.js", nothing),
            ("instance.js", nothing),
            ("commented.js", nothing),
            ("own_class.js", nothing),
            ("own_function.js", nothing),
            ("own_var.js", nothing),
            ("extends.js", nothing),
            ("module.mjs", nothing),
            ("defaults.js", nothing),
            ("promise.js", nothing),
            ("no_prototype.js", nothing),
            ("second.js", &[("WA", "result[1]", "expected 2, got 7")]),
            ("cyclic.js", &[("RTE", "", "the list is cyclic: after 3 nodes")]),
            ("array.js", &[array, array]),
            ("number.js", &[("RTE", "", "the `next` of a node is no node but 5")]),
            ("nothing.js", &[missing, missing]),
            ("endless.js", &[("TLE", "", ""), ("TLE", "", "")]),
            ("proxy.js", &[("RTE", "", "no node"), ("RTE", "", "no node")]),
        ],
    );
}

#[test]
fn trees_and_arrays_of_lists_are_as_on_leetcode() {
    let tree = "[[case]]\nargs_json = '[[5,4,7,3,null,2,null,-1,null,9]]'\nexpected_json = '[5,4,7,3,null,2,null,-1,null,9,null,null]'\n";
    let walk = "let seen = []; (function walk(n) { if (n) { walk(n.left); seen.push(n.val); walk(n.right) } })(root); if (`${seen}` !== '-1,3,4,5,9,2,7') throw new Error(seen);";
    let walks = format!("function f(root) {{ {walk} return root }}");
    let trees = world(
        "[function]\nname = \"f\"\nparams = [\"TreeNode\"]\nreturns = \"TreeNode\"",
        tree,
        &[
            ("walks.js", &walks),
            ("copies.js", "const f = (n) => n && new TreeNode(n.val, f(n.left), f(n.right));"),
            ("shares.js", "const f = (n) => { n.right = n.left; return n };"),
            ("cyclic.js", "const f = (n) => { n.left.right = n; return n };"),
            ("deepest.js", "const f = (n) => { n.left.left.left.val = 0; return n };"),
        ],
    );
    judge(
        &trees,
        &[
            ("walks.js", &[]),
            ("copies.js", &[]),
            ("shares.js", &[("RTE", "", "the tree has a node at two places")]),
            ("cyclic.js", &[("RTE", "", "the tree has a node at two places")]),
            ("deepest.js", &[("WA", "result[7]", "expected -1, got 0")]),
        ],
    );
    let lists = world(
        "[function]\nname = \"f\"\nparams = [\"ListNode[]\"]\nreturns = \"ListNode[]\"",
        "[[case]]\nargs = [[[1, 4], [], [2]]]\nexpected = [[1, 4], [], [2]]\n",
        &[
            (
                "same.js",
                "const f = (lists) => { if (lists[0].next.val !== 4 || lists[1] !== null) throw 1; return lists };",
            ),
            ("common.js", "const f = ([a]) => [a, a.next];"),
            ("one.js", "const f = ([a]) => a;"),
        ],
    );
    judge(
        &lists,
        &[
            ("same.js", &[]),
            ("common.js", &[("RTE", "", "two lists have a node in common")]),
            ("one.js", &[("RTE", "", "the result is no array")]),
        ],
    );
}

#[test]
fn an_argument_that_is_changed_is_the_result() {
    let world = world(
        "[function]\nname = \"f\"\nparams = [\"any\", \"ListNode\"]\nresult = 1",
        "[[case]]\nargs = [2, [1, 2, 3]]\nexpected = [3, 2, 3]\n",
        &[
            ("changes.js", "function f(a, list) { list.val += a; return [9] }"),
            ("returns.js", "function f(a, list) { return new ListNode(3, list.next) }"),
            ("later.js", "async function f(a, list) { await null; list.val += a }"),
        ],
    );
    judge(
        &world,
        &[
            ("changes.js", &[]),
            ("returns.js", &[("WA", "args[1][0]", "expected 3, got 1")]),
            ("later.js", &[]),
        ],
    );
}

#[test]
fn methods_of_a_class_are_called_one_after_the_other() {
    let world = world(
        "[class]\nname = \"Box\"\nparams = [\"ListNode\"]\n[class.methods]\nadd = { returns = \"void\" }\nlist = { returns = \"ListNode\" }\nfirst = { params = [\"TreeNode\"] }",
        "[[case]]\nargs = [[1, 2]]\ncalls_json = '[[\"add\", 3], [\"list\"], [\"first\", [5, null, 6]], [\"all\"], [\"all\"], [\"none\"]]'\nexpected_json = '[null, [3, 1, 2], 6, [3], [3, 3], null]'\n\
         [[case]]\nargs = [[7]]\ncalls = []\nexpected = []\n",
        &[
            (
                "class.js",
                "class Box { seen = []; constructor(list) { this.l = list } add(x) { this.l = new ListNode(x, this.l); return this } list() { return this.l }\n\
                 first(t) { return t.right.val } all() { this.seen.push(this.l.val); return this.seen } none() {} }",
            ),
            (
                "function.js",
                "var Box = function (list) { this.l = list; this.seen = [] };\nBox.prototype.add = function (x) { this.l = { val: x, next: this.l } };\n\
                 Box.prototype.list = async function () { return this.l };\nBox.prototype.first = (t) => t.right.val;\n\
                 Box.prototype.all = function () { this.seen.push(this.l.val); return this.seen };\nBox.prototype.none = () => null;\nmodule.exports = Box;",
            ),
            (
                "cyclic.js",
                "class Box { constructor(l) { this.l = l } add() {} list() { this.l.next.next = this.l; return this.l } }",
            ),
            (
                "wrong.js",
                "class Box { add() {} list() { return new ListNode(3, new ListNode(1, new ListNode(2))) } first(t) { return t.val } }",
            ),
            ("missing.js", "class Box { add() {} }"),
            ("throws.js", "class Box { add() { throw new RangeError('full') } }"),
            ("none.js", "class Bax {}"),
            ("arrow.js", "const Box = () => ({ add() {} });"),
        ],
    );
    judge(
        &world,
        &[
            ("class.js", &[]),
            ("function.js", &[]),
            ("cyclic.js", &[("RTE", "", "")]),
            ("wrong.js", &[("RTE", "", "`Box` has no method `all`")]),
            ("missing.js", &[("RTE", "", "`Box` has no method `list`")]),
            ("throws.js", &[("RTE", "", "RangeError: full")]),
            ("none.js", &[("RTE", "", "defines no class `Box`"), ("RTE", "", "defines no class `Box`")]),
            ("arrow.js", &[("RTE", "", "not a constructor"), ("RTE", "", "not a constructor")]),
        ],
    );
}

#[test]
fn a_difference_in_a_call_is_at_that_call() {
    let world = world(
        "[class]\nname = \"Sum\"",
        "[[case]]\nargs = [10]\ncalls = [[\"add\", 1], [\"add\", 2]]\nexpected = [{ sum = 11 }, { sum = 13 }]\n",
        &[
            (
                "right.js",
                "class Sum { constructor(x) { this.x = x } add(y) { this.x += y; return { sum: this.x } } }",
            ),
            ("wrong.js", "class Sum { constructor(x) { this.x = x } add(y) { return { sum: this.x + y } } }"),
        ],
    );
    judge(
        &world,
        &[("right.js", &[]), ("wrong.js", &[("WA", "calls[1] add(2).sum", "expected 13, got 12")])],
    );
}

#[test]
fn any_of_several_answers_is_right() {
    let cases =
        "[[case]]\nargs = [1]\nexpected_any = [[0, 1], [1, 0]]\n[cases]\nfiles = [\"cases/*.jsonl\"]\n";
    let world = world(
        "[function]\nname = \"f\"",
        cases,
        &[
            ("one.js", "const f = () => [0, 1];"),
            ("other.js", "const f = (x) => (x === 1 ? [1, 0] : null);"),
            ("neither.js", "const f = () => [0, 2];"),
        ],
    );
    world.write(
        "problems/p/cases/x.jsonl",
        "{\"args\":[2],\"expected_any\":[[0,1],null,{\"$undefined\":true}]}\n",
    );
    judge(
        &world,
        &[
            ("one.js", &[]),
            ("other.js", &[]),
            (
                "neither.js",
                &[
                    ("WA", "result[1]", "none of 2 accepted answers; expected 1, got 2"),
                    ("WA", "result[1]", "none of 3 accepted answers"),
                ],
            ),
        ],
    );
}

#[test]
fn long_lists_and_deep_trees_take_no_stack() {
    const NODES: usize = 100_000;
    let world = world(
        "[function]\nname = \"f\"\nparams = [\"ListNode\", \"TreeNode\"]\nreturns = \"ListNode\"",
        "[cases]\nfiles = [\"cases/*.jsonl\"]\n",
        &[(
            "a.js",
            "const f = (list, tree) => { let n = 0; for (; tree; tree = tree.right) n++; if (n !== 100000) throw n; return list };",
        )],
    );
    let file = world.path().join("problems/p/problem.toml");
    let text = std::fs::read_to_string(&file).expect("the problem");
    std::fs::write(&file, text.replace("time_limit = 2.0", "time_limit = 60.0")).expect("the problem");
    let list: Vec<String> = (0..NODES).map(|value| value.to_string()).collect();
    let (list, tree) = (list.join(","), list.join(",null,"));
    world.write(
        "problems/p/cases/x.jsonl",
        &format!("{{\"args\":[[{list}],[{tree}]],\"expected\":[{list}]}}\n"),
    );
    for way in WAYS {
        let report = world.report(way);
        assert_eq!(
            verdicts(&submissions(&report)[0]),
            ["AC"],
            "{way}: {}",
            failures(&submissions(&report)[0])[0].2
        );
    }
}

#[test]
fn what_does_not_fit_is_an_error_in_the_problem() {
    let list = "[function]\nname = \"f\"\nparams = [\"ListNode\"]\n";
    let class = "[class]\nname = \"C\"\n";
    let table: &[(&str, &str, &str)] = &[
        ("[function]\nname = \"f\"\nparams = [\"ListNod\"]\n", "", "there is no such shape"),
        ("[function]\nname = \"f\"\nparams = \"ListNode\"\n", "", "`params` has to be an array of shapes"),
        ("[function]\nname = \"f\"\nresult = -1\n", "", "`result` has to be the index of an argument"),
        (
            "[function]\nname = \"f\"\nresult = 1\n",
            "[[case]]\nargs = [1]\nexpected = 1\n",
            "`result` names argument 1",
        ),
        ("[function]\nname = \"f\"\n[class]\nname = \"C\"\n", "", "either `[function]` or `[class]`"),
        (list, "[[case]]\nargs = [1]\nexpected = 1\n", "argument 0: a ListNode is written as an array"),
        (
            "[function]\nname = \"f\"\nreturns = \"TreeNode\"\n",
            "[[case]]\nargs = [1]\nexpected_json = '[1, null, null, 2]'\n",
            "the tree's value at index 3 is below no node",
        ),
        (list, "[[case]]\nargs = [[]]\ncalls = []\nexpected = 1\n", "unknown key `calls`"),
        (
            list,
            "[[case]]\nargs = [[]]\nexpected_any = []\n",
            "accepted answers have to be an array of 1 to 1000",
        ),
        (list, "[[case]]\nargs = [[]]\nexpected = 1\nexpected_any = [1]\n", "`expected` is there, too"),
        (class, "[[case]]\nargs = []\nexpected = []\n", "`calls` or `calls_json` is missing"),
        (class, "[[case]]\ncalls = [[1]]\nexpected = [1]\n", "`calls` has to be an array of calls"),
        (class, "[[case]]\ncalls = [[\"a\"]]\nexpected = []\n", "1 calls, but 0 expected values"),
        (
            "[class]\nname = \"C\"\n[class.methods]\na = { returns = \"void\" }\n",
            "[[case]]\ncalls = [[\"a\"]]\nexpected = [1]\n",
            "expect null of it",
        ),
        ("[class]\nname = \"C\"\n[class.methods]\na = { return = \"void\" }\n", "", "unknown key `return`"),
    ];
    for (entry, cases, message) in table {
        let cases = if cases.is_empty() { "[[case]]\nargs = []\nexpected = 1\n" } else { cases };
        let world = world(entry, cases, &[]);
        let output = world.run("check --color never");
        let text = output.stderr + &output.stdout;
        assert!(text.contains(message) && output.code == Some(2), "{entry}{cases}: {text}");
    }
    let lines = [
        (list, "{\"args\":[3],\"expected\":1}", "argument 0: a ListNode is written as an array"),
        (list, "{\"args\":[[]],\"calls\":[],\"expected\":1}", "`calls` is for classes"),
        (class, "{\"expected\":[]}", "`calls` is missing in this case"),
        (class, "{\"calls\":[[\"a\"]],\"expected\":[]}", "1 calls, but 0 expected values"),
        (class, "{\"calls\":[],\"expected_any\":3}", "accepted answers have to be an array of 1 to 1000"),
    ];
    for (entry, line, message) in lines {
        let world = world(entry, "[cases]\nfiles = [\"x.jsonl\"]\n", &[]);
        world.write("problems/p/x.jsonl", line);
        let output = world.run("check --color never");
        let text = output.stderr + &output.stdout;
        assert!(text.contains(message) && text.contains("x.jsonl:1"), "{entry}{line}: {text}");
    }
}
