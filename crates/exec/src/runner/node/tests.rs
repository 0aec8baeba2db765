//! Tests of the node runner with the real node.

use std::sync::Arc;

use super::*;
use tribunal_core::{execution::Limits, input::Input, libraries::Libraries};

use crate::prepared::Prepared;
use tribunal_problem::{submission::Submission, verdict::Verdict};

const LIMITS: Limits = Limits {
    cpu: Duration::from_secs(2),
    wall: Duration::from_secs(10),
    memory_bytes: 64 << 20,
    output_bytes: 1 << 20,
    stack_bytes: 1 << 20,
    first_stack_bytes: 1 << 20,
};

fn runner() -> NodeRunner {
    NodeRunner::new(PathBuf::from("node")).expect("Node.js for the tests")
}

/// Runs one case of a submission with the function `f`.
fn run_with(name: &str, source: &str, args: &str, limits: Limits) -> Execution {
    let submission = Submission {
        problem: "test".to_owned(),
        name: name.to_owned(),
        path: PathBuf::from(name),
        source: Arc::from(source),
        fault: None,
        expected: Verdict::Accepted.into(),
    };
    let args = json::parse(args, json::Source::Result).expect("arguments");
    let prepared = Prepared::default();
    let entry = EntryPoint::from("f");
    let input = Input::from(args);
    let inputs = [&input];
    let job = Job::new(submission.as_source(), &entry, Libraries::none(), limits, &inputs, &prepared);
    let mut runs = Vec::new();
    runner()
        .session()
        .expect("a session")
        .run(&job, &mut |_, run| {
            runs.push(run);
            ControlFlow::Continue(())
        })
        .expect("a judge that works");
    assert_eq!(runs.len(), 1);
    runs.remove(0)
}

fn run(source: &str) -> Execution {
    run_with("accepted/x.js", source, "[]", LIMITS)
}

/// Returns the submission's result, as JSON.
fn returned(run: Execution) -> String {
    match run.outcome {
        Outcome::Returned(value) => json::to_json(&value),
        other => panic!("{other:?}"),
    }
}

fn threw(run: Execution) -> ScriptError {
    match run.outcome {
        Outcome::Threw(error) | Outcome::ThrewOutsideCall(error) => error,
        other => panic!("{other:?}"),
    }
}

fn no_answer(run: Execution) -> String {
    match run.outcome {
        Outcome::NoAnswer(reason) => reason,
        other => panic!("{other:?}"),
    }
}

fn stopped(run: &Execution) -> Limit {
    match run.outcome {
        Outcome::Stopped { limit, .. } => limit,
        ref other => panic!("{other:?}"),
    }
}

/// Returns line and column, and the line's text.
fn place(error: &ScriptError) -> (u32, u32, &str) {
    let location = error.location.as_ref().expect("a place");
    (location.line, location.column, location.source_line.as_deref().expect("a line"))
}

#[test]
fn the_function_is_found_however_it_is_defined() {
    for source in [
        "function f(a, b) { return a - b; }",
        "const f = (a, b) => a - b;",
        "let f = (a, b) => a - b;",
        "var f = function (a, b) { return a - b; };",
        "globalThis.f = (a, b) => a - b;",
        "async function f(a, b) { return a - b; }",
        "module.exports = (a, b) => a - b;",
        "module.exports = { f: (a, b) => a - b };",
        "module.exports.f = (a, b) => a - b;",
        "exports.f = (a, b) => a - b;",
        "exports.default = (a, b) => a - b;",
        "exports.default = { f: (a, b) => a - b };",
        "const g = (a, b) => a - b; module.exports = { f: g }; if (g) return;",
        "export function f(a, b) { return a - b; }",
        "export default (a, b) => a - b;",
        "export default function g(a, b) { return a - b; }",
        "export default { base: 0, f(a, b) { return this.base + a - b; } };",
        "export default class Solution { sign = -1; f(a, b) { return this.sign * (b - a); } }",
        "const one = await Promise.resolve(1); export const f = (a, b) => one * (a - b);",
        "class Solution { sign = -1; f(a, b) { return this.sign * (b - a); } }",
        "class Solution { static f(a, b) { return a - b; } }",
        "'use strict'; function f(a, b) { return this === undefined ? a - b : 'a receiver'; }",
        "function f(a, b) { return arguments.length === 2 ? a - b : 'more arguments'; }",
        "#!/usr/bin/env node\nfunction f(a, b) { return a - b; }",
    ] {
        assert_eq!(returned(run_with("x.js", source, "[5,3]", LIMITS)), "2", "{source}");
    }
    let class = "class f { constructor(a, b) { this.difference = a - b; } }";
    assert_eq!(returned(run_with("x.js", class, "[5,3]", LIMITS)), r#"{"difference":2}"#);
    // Only a module by its name: strict, so `this` is undefined.
    let module = "export const f = () => this === undefined;";
    assert_eq!(returned(run_with("x.mjs", module, "[]", LIMITS)), "true");
}

#[test]
fn without_the_function_there_is_no_answer() {
    for source in
        ["const g = 1;", "const f = 5;", "export const g = () => 1;", "module.exports = { g() {} };", ""]
    {
        let reason = no_answer(run(source));
        assert!(reason.starts_with("the submission defines no function `f`"), "{reason}");
    }
}

#[test]
fn values_come_and_go_as_they_are() {
    let values = [
        "1",
        "1.5e300",
        "null",
        "true",
        r#""text \" \\ \u0007 漢 😀""#,
        r#"{"$undefined":true}"#,
        r#"{"$number":"NaN"}"#,
        r#"{"$number":"-0"}"#,
        r#"{"$number":"-Infinity"}"#,
        r#"{"$bigint":"-123456789012345678901234567890"}"#,
        r#"{"$utf16":[97,55296]}"#,
        r#"[1,[2,{"a":[]}],{"2":3,"b":{},"":0,"__proto__":1}]"#,
        r#"{"$sparse":[5,{"1":1,"3":{"$undefined":true}}]}"#,
        r#"{"$map":[]}"#,
        r#"{"$map":[[1,{"a":1}],[[],{"$set":["x",[1]]}]]}"#,
        r#"{"$date":"2020-02-29T12:34:56.789Z"}"#,
        r#"{"$date":null}"#,
        r#"{"$typed":["Uint8Array",[1,255]]}"#,
        r#"{"$typed":["Float64Array",["NaN",1.5,"-0","Infinity"]]}"#,
        r#"{"$typed":["BigInt64Array",["-1","9007199254740993"]]}"#,
        r#"{"$typed":["DataView",[1,2]]}"#,
        r#"{"$buffer":[0,255]}"#,
        r#"{"$regexp":["a\\/b","gi"]}"#,
        r#"{"$error":["TypeError","no"]}"#,
        r#"{"$error":["MyError","no"]}"#,
        r#"{"$boxed":1}"#,
        r#"{"$boxed":"a"}"#,
        r#"{"$object":{"$a":1}}"#,
        r#"{"$object":[[{"$utf16":[55296]},1],["b",[]]]}"#,
        r##"[{"next":{"$ref":"#/0"}},{"$ref":"#/0"},{"~/":[]},{"$ref":"#/2/~0~1"}]"##,
        r##"{"$map":[["self",{"$ref":"#"}],[{},{"$ref":"#/$map/1/0"}]]}"##,
    ];
    // All at once: the root here is nested there.
    let at = |path: String| {
        let values = values
            .iter()
            .enumerate()
            .map(|(index, value)| value.replace("\"#", &format!("\"#{path}/{index}")));
        format!("[{}]", values.collect::<Vec<_>>().join(","))
    };
    let args = format!("[{}]", at("/0".to_owned()));
    assert_eq!(
        returned(run_with("x.js", "function f(values) { return values; }", &args, LIMITS)),
        at(String::new())
    );
}

#[test]
fn results_without_a_form_as_data_are_told_by_what_they_are() {
    let source = "function f() {
        return [
            function g() {}, () => 1, Symbol('s'), Symbol(), new Proxy([], {}), new WeakMap(), Promise.resolve(),
            (function* () {})(), [].values(), new Map().keys(), new SharedArrayBuffer(1), Object(Symbol()),
            (() => arguments)(), Object.create({ inherited: 1 }, { hidden: { value: 1 }, shown: { value: 1, enumerable: true } }),
        ];
    }";
    let expected = [
        r#"{"$opaque":"function g"}"#,
        r#"{"$opaque":"a function"}"#,
        r#"{"$symbol":"s"}"#,
        r#"{"$symbol":""}"#,
        r#"{"$opaque":"a Proxy"}"#,
        r#"{"$opaque":"a WeakMap"}"#,
        r#"{"$opaque":"a Promise"}"#,
        r#"{"$opaque":"a generator"}"#,
        "{}",
        r#"{"$opaque":"an iterator"}"#,
        r#"{"$opaque":"a SharedArrayBuffer"}"#,
        r#"{"$opaque":"a boxed symbol"}"#,
        "{}",
        r#"{"shown":1}"#,
    ];
    assert_eq!(returned(run(source)), format!("[{}]", expected.join(",")));
}

#[test]
fn what_a_submission_does_to_the_prototypes_does_not_reach_the_judge() {
    let source = "
        const broken = () => { throw new Error('broken'); };
        const { ownKeys, getOwnPropertyDescriptor, defineProperty } = Reflect;
        const prototypes = [Array, Map, Set, String, RegExp, Date, Promise].map((Type) => Type.prototype);
        for (let i = 0; i < prototypes.length; i++) {
            const keys = ownKeys(prototypes[i]);
            for (let k = 0; k < keys.length; k++) {
                const { value, configurable } = getOwnPropertyDescriptor(prototypes[i], keys[k]);
                // Node itself needs this one.
                if (keys[k] === 'pop') continue;
                if (typeof value === 'function' && configurable) defineProperty(prototypes[i], keys[k], { value: broken });
            }
        }
        Object.prototype.toJSON = broken;
        JSON.stringify = broken;
        Object.keys = Array.isArray = Reflect.apply = broken;
        Map = Set = broken;
        process.exit = process.reallyExit = broken;
        function f() { return { a: [1, , 'x'], date: new Date(0), pattern: /x/g }; }";
    assert_eq!(
        returned(run(source)),
        r#"{"a":{"$sparse":[3,{"0":1,"2":"x"}]},"date":{"$date":"1970-01-01T00:00:00.000Z"},"pattern":{"$regexp":["x","g"]}}"#
    );
}

#[test]
fn a_thrown_error_has_its_place_in_the_submission() {
    let error = threw(run("function g() {\n  null.x;\n}\nfunction f() { g(); }"));
    assert_eq!(error.text, "TypeError: Cannot read properties of null (reading 'x')");
    assert_eq!(place(&error), (2, 8, "  null.x;"));

    let error = threw(run("// the top level\r\n\u{2028}throw new RangeError('漢');"));
    assert_eq!(error.text, "RangeError: 漢");
    assert_eq!(place(&error), (3, 7, "throw new RangeError('漢');"));

    let error = threw(run("async function f() {\n  await null;\n  throw new SyntaxError('late');\n}"));
    assert_eq!(error.text, "SyntaxError: late");
    assert_eq!(place(&error), (3, 9, "  throw new SyntaxError('late');"));

    let error = threw(run("let n = 0; function f() { n++;\n return f() + 1; }"));
    assert_eq!(error.text, "RangeError: Maximum call stack size exceeded");
    assert!(error.location.is_some());

    let error = threw(run("class Own extends Error { name = 'Own'; } function f() { throw new Own('x'); }"));
    assert_eq!(error.text, "Own: x");
}

#[test]
fn whatever_is_thrown_has_a_text() {
    for (thrown, text) in [
        ("null", "null"),
        ("undefined", "undefined"),
        ("'boom'", "boom"),
        ("42n", "42"),
        ("{ a: 1 }", "{a: 1}"),
        ("new Proxy(new Error('x'), { get() { throw 1; } })", "<a Proxy>"),
        ("{ get message() { throw 1; } }", "an object that cannot be shown"),
        ("Object.defineProperty(new Error('x'), 'name', { get() { throw 1; } })", "Error: x"),
    ] {
        let error = threw(run(&format!("function f() {{ throw {thrown}; }}")));
        assert!(error.text.starts_with(text), "{thrown}: {}", error.text);
    }
    let error = threw(run("function f() { throw 'x'.repeat(1e7); }"));
    assert_eq!(error.text, "an error with a text of 10000000 characters");
    let error = threw(run("function f() { throw 'x'.repeat(1e5); }"));
    assert!(error.text.len() <= ERROR_BYTES, "{}", error.text.len());
    assert_eq!(
        threw(run("function f() { return { get a() { throw new Error('getter'); } }; }")).text,
        "Error: getter"
    );
}

#[test]
fn a_compile_error_has_its_place() {
    for (name, source, text, at) in [
        ("x.js", "let a = 1;\n\tlet 漢 = '😀' + );", "SyntaxError: Unexpected token ')'", (2, 17)),
        ("x.mjs", "let a = 1;\n\tlet 漢 = '😀' + );", "SyntaxError: Unexpected token ')'", (2, 17)),
        ("x.js", "export let a = 1;\nlet b = );", "SyntaxError: Unexpected token ')'", (2, 9)),
        ("x.js", "function f() {", "SyntaxError: Unexpected end of input", (1, 15)),
        ("x.mjs", "function f() { await 1; }", "SyntaxError: Unexpected reserved word", (1, 16)),
        ("x.js", "let a; let a;", "SyntaxError: Identifier 'a' has already been declared", (1, 12)),
        ("a (weird): name:3:4\n.js", "\n\n )", "SyntaxError: Unexpected token ')'", (3, 2)),
    ] {
        let run = run_with(name, source, "[]", LIMITS);
        let Outcome::CompileError(error) = run.outcome else { panic!("{source}: {:?}", run.outcome) };
        assert!(error.text.starts_with(text), "{source}: {}", error.text);
        let (line, column, source_line) = place(&error);
        assert_eq!((line, column), at, "{source}");
        assert_eq!(source.lines().nth(line as usize - 1), Some(source_line));
    }
}

#[test]
fn timers_run_in_virtual_time_while_a_result_is_awaited() {
    let source = "const sleep = (ms, value) => new Promise((resolve) => setTimeout(resolve, ms, value));
        async function f() {
            const start = Date.now();
            const log = [];
            setImmediate(() => log.push('immediate'));
            const tick = setInterval(() => log.push('tick'), 1e6);
            await Promise.race([sleep(9e6, 'slow'), sleep(2.5e6, 'fast')]).then((winner) => log.push(winner));
            clearInterval(tick);
            log.push(Date.now() - start, performance.now() >= 2.5e6);
            return log;
        }";
    assert_eq!(returned(run(source)), r#"["immediate","tick","tick","fast",2500000,true]"#);
    let error = threw(run(
        "async function f() { setTimeout(() => { throw new Error('in a timer'); }, 5); await new Promise(() => {}); }",
    ));
    assert_eq!(error.text, "Error: in a timer");
    assert_eq!(
        threw(run("queueMicrotask(() => { throw new Error('micro'); }); function f() {}")).text,
        "Error: micro"
    );
    assert_eq!(returned(run("Promise.reject(new Error('nobody cares')); function f() { return 1; }")), "1");
    assert_eq!(
        returned(run("function f() { return { then: 1 }; }")),
        r#"{"then":1}"#,
        "only promises are awaited"
    );
}

#[test]
fn what_never_ends_is_no_answer() {
    assert_eq!(no_answer(run("function f() { return new Promise(() => {}); }")), "the promise never settles");
    let reason = no_answer(run("await new Promise(() => {}); export const f = 1;"));
    assert_eq!(reason, "the module's top-level `await` never ends");
    let reason = no_answer(run("function f() { process.exit(3); }"));
    assert!(reason.contains("exit code 3"), "{reason}");
    let reason = no_answer(run(
        "process.removeAllListeners('beforeExit'); function f() { return new Promise(() => {}); }",
    ));
    assert!(reason.contains("exit code"), "{reason}");
    let run = run("function f() { process.kill(process.pid, 'SIGSEGV'); for (;;); }");
    assert_eq!(run.outcome, Outcome::Crashed("node was killed by signal 11".to_owned()));
}

#[test]
fn other_modules_are_refused_in_clear_words() {
    for source in [
        "const fs = require('fs');",
        "import fs from 'fs';",
        "export async function f() { return import('fs'); }",
        "async function f() { return import('fs'); }",
    ] {
        let error = threw(run(source));
        assert_eq!(error.text, "Error: Cannot find module 'fs': submissions run without modules", "{source}");
    }
    // The names that `node -e` defines are like any other.
    assert_eq!(
        returned(run("const fs = 1, path = 2; let url = 3; function f() { return typeof os; }")),
        r#""undefined""#
    );
}

#[test]
fn the_console_is_kept_apart_from_the_answer() {
    let run = run(
        "console.log('top %d', 1); function f() { console.error({ a: 1 }); process.stdout.write('no end'); return 7; }",
    );
    assert_eq!(run.stdout, b"top 1\n{ a: 1 }\nno end");
    assert_eq!(returned(run), "7");
}

#[test]
fn a_case_that_runs_for_ever_is_stopped() {
    let limits = Limits { cpu: Duration::from_millis(200), ..LIMITS };
    for source in [
        "for (;;);",
        "function f() { for (;;); }",
        "async function f() { for (;;) await null; }",
        "function f() { return new Promise(() => setInterval(() => {}, 1)); }",
        // Only a kill ends this.
        "function f() { return [].includes.call({ length: 2 ** 53 - 1 }, 1); }",
        "const f = () => ({ get a() { for (;;); } });",
    ] {
        let run = run_with("x.js", source, "[]", limits);
        assert_eq!(stopped(&run), Limit::CpuTime, "{source}");
        assert!(run.cpu > limits.cpu, "{source}: {:?}", run.cpu);
    }
    let sleeps = "function f() { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); }";
    let limits = Limits { wall: Duration::from_millis(300), ..LIMITS };
    assert_eq!(stopped(&run_with("x.js", sleeps, "[]", limits)), Limit::WallTime);
}

#[test]
fn the_time_of_getters_counts() {
    let spend = "for (let t = process.cpuUsage().user + 200000; process.cpuUsage().user < t;);";
    for source in [
        format!("const f = () => ({{ get x() {{ {spend} }} }})"),
        format!(
            "function f() {{ throw Object.create(Error.prototype, {{ message: {{ get() {{ {spend} return 'm' }} }} }}) }}"
        ),
    ] {
        let run = run(&source);
        assert!(run.cpu >= Duration::from_millis(200), "{source}: {run:?}");
        let limits = Limits { cpu: Duration::from_millis(100), ..LIMITS };
        assert_eq!(stopped(&run_with("accepted/x.js", &source, "[]", limits)), Limit::CpuTime, "{source}");
    }
}

#[test]
fn memories_of_web_assembly_count() {
    let source =
        "function f() { new Uint8Array(new WebAssembly.Memory({ initial: 1600 }).buffer).fill(1); return 1 }";
    let run = run(source);
    assert_eq!(stopped(&run), Limit::Memory);
    assert!(run.memory_bytes >= 90 << 20, "{}", run.memory_bytes);
}

#[test]
fn a_case_that_eats_memory_is_stopped() {
    let limits = Limits {
        memory_bytes: 32 << 20,
        cpu: Duration::from_secs(30),
        wall: Duration::from_secs(60),
        ..LIMITS
    };
    for source in [
        "function f() { const a = []; for (;;) a.push([a.length]); }",
        "function f() { const a = []; for (;;) a.push('x'.repeat(1000) + a.length); }",
        "function f() { const a = []; for (;;) a.push(new Uint8Array(1 << 20).fill(1)); }",
        "function f() { const a = []; for (;;) a.push(new ArrayBuffer(1 << 24)); }",
        "let a; function f() { a = new Uint8Array(48 << 20); return 1; }",
        "function f() { return new Array(1 << 26).fill(0).length; }",
    ] {
        let run = run_with("x.js", source, "[]", limits);
        assert_eq!(stopped(&run), Limit::Memory, "{source}: {:?}", run.stdout);
        assert!(run.memory_bytes >= limits.memory_bytes, "{source}");
        assert_eq!(run.stdout, b"", "{source}");
    }
    let fits = "function f() { return Array.from({ length: 1e6 }, (_, i) => i).length; }";
    assert_eq!(returned(run_with("x.js", fits, "[]", limits)), "1000000");
}

#[test]
fn a_case_that_says_too_much_is_stopped() {
    let limits = Limits { output_bytes: 10_000, ..LIMITS };
    for source in [
        "function f() { for (;;) console.log('x'.repeat(100)); }",
        "function f() { console.log('x'.repeat(10_001)); return 1; }",
        "function f() { process.stderr.write('x'.repeat(1e7)); return 1; }",
        "function f() { return 'x'.repeat(10_001); }",
        "function f() { return new Array(2000).fill(1); }",
        "function f() { return new Float64Array(2000); }",
        "function f() { const a = []; a.push(a, ...new Array(2000).fill(a)); return a; }",
    ] {
        let run = run_with("x.js", source, "[]", limits);
        assert_eq!(stopped(&run), Limit::Output, "{source}");
        assert!(run.stdout.len() <= 10_000, "{source}");
    }
    let fits = run_with(
        "x.js",
        "function f() { console.log('x'.repeat(9_999)); return 'y'.repeat(9_900); }",
        "[]",
        limits,
    );
    assert_eq!((fits.stdout.len(), returned(fits).len()), (10_000, 9_902));
    assert_eq!(
        returned(run_with("x.js", "function f() { return new Array(1e9); }", "[]", limits)),
        r#"{"$sparse":[1000000000,{}]}"#
    );
}

#[test]
fn large_arguments_and_deep_ones_arrive() {
    let numbers = format!("[[{}]]", vec!["123456"; 300_000].join(","));
    let sum = "const f = (numbers) => numbers.reduce((sum, n) => sum + n, 0);";
    assert_eq!(returned(run_with("x.js", sum, &numbers, LIMITS)), "37036800000");
    let deep = format!("[{}1{}]", "[".repeat(5_000), "]".repeat(5_000));
    let depth = "function f(a) { let depth = 0; for (; Array.isArray(a); a = a[0]) depth++; return depth; }";
    assert_eq!(returned(run_with("x.js", depth, &deep, LIMITS)), "5000");
    let nest = "function f() { let a = []; for (let i = 1; i < 20000; i++) a = [a]; return a; }";
    assert_eq!(returned(run(nest)).len(), 40_000);
}

#[test]
fn random_numbers_are_those_of_the_case() {
    let random = |arg| {
        let run = run_with("accepted/x.js", "const f = () => Math.random()", arg, LIMITS);
        returned(run).parse::<f64>().expect("a number")
    };
    let first = random("[1]");
    assert!(first > 0.0 && first < 1.0);
    assert_eq!(random("[1]"), first);
    assert_ne!(random("[2]"), first);
}

#[test]
fn many_cases_run_until_the_caller_says_stop() {
    let submission = Submission {
        problem: "test".to_owned(),
        name: "x.js".to_owned(),
        path: PathBuf::from("x.js"),
        source: Arc::from("let calls = 0; function f(n) { return n + ++calls; }"),
        fault: None,
        expected: Default::default(),
    };
    let inputs: Vec<Input> =
        (0..5).map(|n| json::parse(&format!("[{n}]"), json::Source::Problem).expect("JSON").into()).collect();
    let inputs: Vec<&Input> = inputs.iter().collect();
    let prepared = Prepared::default();
    let entry = EntryPoint::from("f");
    let job = Job::new(submission.as_source(), &entry, Libraries::none(), LIMITS, &inputs, &prepared);
    let mut results = Vec::new();
    let node = runner();
    let mut session = node.session().expect("a session");
    session
        .run(&job, &mut |index, run| {
            results.push((index, returned(run)));
            if index == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .expect("a judge that works");
    assert_eq!(results, [(0, "1".to_owned()), (1, "2".to_owned()), (2, "3".to_owned())]);
}

#[test]
fn a_missing_or_wrong_node_is_told_with_what_to_do() {
    let missing = NodeRunner::new(PathBuf::from("/nowhere/node")).expect_err("no such program").to_string();
    assert!(missing.contains("cannot start /nowhere/node") && missing.contains("install"), "{missing}");
    let wrong = NodeRunner::new(PathBuf::from("/bin/echo")).expect_err("another program").to_string();
    assert!(wrong.contains("does not tell the version"), "{wrong}");
    let info = runner().info();
    assert_eq!(info.name, "node");
    assert!(info.v8.contains('.'), "{}", info.v8);
}
