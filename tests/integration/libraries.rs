//! Libraries of problems, through the real binary.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
};

use crate::common::{World, parse, submissions, verdicts, wait};

const LIMITS: &str = "time_limit = 1.0\nmemory = 64";

const CASES: &str = "
[[case]]
args = [1]
expected = 2
[[case]]
args = [2]
expected = 3
[[case]]
args = [3]
expected = 4
";

/// Ways to run submissions to a problem with libraries.
const WAYS: [&str; 4] = ["", "--isolation strict", "--isolation thread", "--runner node"];

/// Returns a world whose problem `p` has these libraries; the problem calls `solve`, which has to add one.
fn world(libraries: &[(&str, &str)]) -> World {
    let world = World::new(LIMITS, CASES);
    problem(&world, "p", libraries);
    world
}

fn problem(world: &World, id: &str, libraries: &[(&str, &str)]) {
    let files: Vec<String> = libraries.iter().map(|(file, _)| format!("{file:?}")).collect();
    let head = "format = 1\ntitle = \"P\"\nkind = \"function\"\n[function]\nname = \"solve\"\n";
    let libraries_key = format!("[problem]\nlibraries = [{}]\n", files.join(", "));
    let text = format!("{head}{libraries_key}[limits]\n{LIMITS}\n{CASES}");
    world.write(&format!("problems/{id}/problem.toml"), &text);
    for (file, source) in libraries {
        world.write(&format!("problems/{id}/{file}"), source);
    }
}

/// Grades with a code cache in the world; returns the report.
fn grade(world: &World, line: &str) -> serde_json::Value {
    let mut command = world.command(&format!("grade --format json --no-progress {line}"));
    command.env("TRIBUNAL_CACHE", world.path().join("cache"));
    parse(&wait(command))
}

/// Asserts that all cases of a report are accepted.
#[track_caller]
fn assert_accepted(report: &serde_json::Value, way: &str) {
    for submission in submissions(report) {
        assert!(verdicts(submission).iter().all(|verdict| *verdict == "AC"), "{way}: {submission:#}");
    }
    assert!(!submissions(report).is_empty());
}

/// Returns the error that `check` and `grade` report, which has to be the same and to come before any grading.
fn complaint(world: &World) -> String {
    let check = world.run("check");
    assert_eq!(check.code, Some(2));
    let grade = world.run("grade --no-cache");
    assert_eq!(grade.code, Some(2), "{}", grade.stderr);
    assert!(grade.stdout.is_empty());
    assert_eq!(check.stderr, grade.stderr);
    check.stderr
}

#[test]
fn what_a_library_defines_and_exports_is_there_in_each_case() {
    let world = world(&[
        (
            "plain.js",
            "var one = 1; let two = 2; class Adder { add(x) { return x + one } }\nfunction three() { return 3 }",
        ),
        (
            "lib/common.js",
            "const local = 1; function helper() { return local } const add = (a, b) => a + b * helper(); exports.add = add; exports.Adder = Adder;",
        ),
        (
            "umd.min.js",
            "(function (root, factory) { typeof module === 'object' && module.exports ? module.exports = factory(require('common')) : root.umd = factory() })(this, (common) => ({ inc: (x) => common.add(x, 1) }));",
        ),
    ]);
    // The names of its top level are a module's own.
    world.submit("same-names.js", "const { add } = require('common'), add_ = 1, common = 2, local = 3; function helper() {} const solve = (x) => add(x, 1);");
    world.submit("globals.js", "const solve = (x) => two + three() - 5 + new Adder().add(x);");
    world.submit("exports.js", "const { add } = require('common'); const solve = (x) => add(x, one);");
    world.submit("names.js", "const names = ['umd', './umd.min.js', 'umd.min', 'umd.min.js', './umd.min'];
        const solve = (x) => names.reduce((sum, name) => sum + require(name).inc(x) - x, x - names.length + 1);");
    world.submit("common.cjs", "module.exports = { solve: (x) => require('./lib/common').add(x, 1) };");
    world.submit("module.mjs", "export const solve = (x) => two - 1 + x;");
    world.submit("own.js", "if (Object.keys(module.exports).length > 0 || module.exports !== exports) throw 1; exports.solve = (x) => x + 1;");
    world.submit(
        "missing.js",
        "let message; try { require('nothing') } catch (error) { message = error.code }
        const solve = (x) => message === 'MODULE_NOT_FOUND' ? x + 1 : message;",
    );
    for way in WAYS {
        assert_accepted(&grade(&world, way), way);
    }
}

#[test]
fn a_case_finds_the_library_as_the_first_one_did() {
    let world = world(&[
        (
            "lib.js",
            "let count = 0; const list = []; const table = new Map();
        function increment(x) { count++; list.push(x); table.set(x, x); return x + count; }
        function size() { return [count, list.length, table.size].join() }",
        ),
        (
            "module.js",
            "const table = new Map(); exports.increment = (x) => x + table.set(x, x).size; exports.state = { used: false };",
        ),
    ]);
    // The state that a case leaves is seen by none after it, in whichever process.
    world.submit("mutates.js", "const { increment: other, state } = require('module');
        function solve(x) { if (size() !== '0,0,0' || state.used) return 'dirty'; state.used = true; other(9); return increment(x); }");
    // What a hostile submission makes of the library and of everything else is gone with its case.
    world.submit(
        "a-hostile.js",
        "const lib = require('module');
        function solve(x) {
          const before = increment(x);
          globalThis.increment = increment = size = () => 42;
          lib.increment = () => 42; lib.state.used = 1;
          require = () => ({ increment: () => 42 });
          Object.prototype.used = true; Array.prototype.join = () => 'x'; Map.prototype.set = () => 0;
          return before;
        }",
    );
    world.submit("z-canary.js", "function solve(x) { return size() === '0,0,0' && !require('./module.js').state.used ? require('module').increment(increment(x)) - 1 : 'dirty' }");
    for way in WAYS {
        for jobs in ["-j 1", "-j 2"] {
            assert_accepted(&grade(&world, &format!("{way} {jobs}")), way);
        }
    }
}

#[test]
fn no_other_problem_has_its_libraries() {
    let world = world(&[("lib.js", "const inc = (x) => x + 1; const only_p = true;")]);
    problem(&world, "q", &[("lib.js", "var inc = (x) => [x].map((x) => x + 1)[0], only_q = true;")]);
    problem(&world, "none", &[]);
    let submission = |this: &str, others: [&str; 2]| {
        let [one, other] = others;
        format!(
            "const solve = (x) => typeof {one} + typeof {other} !== 'undefinedundefined' ? 'mixed'
               : typeof inc === 'undefined' ? {this} + x : {this} && inc(x)"
        )
    };
    world.submit("all.js", &submission("only_p", ["only_q", "only_none"]));
    world.write("submissions/q/all.js", &submission("only_q", ["only_p", "only_none"]));
    world.write("submissions/none/all.js", &submission("1", ["only_p", "only_q"]));
    for way in WAYS {
        for jobs in ["-j 1", "-j 2"] {
            assert_accepted(&grade(&world, &format!("{way} {jobs}")), way);
        }
    }
    // In the other order of the problems.
    fs::rename(world.path().join("problems/p"), world.path().join("problems/z")).expect("a folder");
    fs::rename(world.path().join("submissions/p"), world.path().join("submissions/z")).expect("a folder");
    for way in WAYS {
        assert_accepted(&grade(&world, &format!("{way} -j 1")), way);
    }
}

#[test]
fn problems_with_libraries_are_judged_in_fresh_contexts() {
    let world = world(&[("lib.js", "let count = 0; const inc = (x) => { count++; return x + count; };")]);
    world.submit("a.js", "const solve = inc;");
    for way in &WAYS[..3] {
        let report = grade(&world, &format!("--realm hardened {way}"));
        assert_accepted(&report, way);
        assert!(!report.to_string().contains("hardened"), "{report:#}");
    }
}

#[test]
fn what_a_library_defines_is_no_answer() {
    let world = world(&[("lib.js", "function solve(x) { return x + 1 }")]);
    world.submit("empty.js", "");
    world.submit("own.js", "function solve(x) { return x + 1 }");
    for way in WAYS {
        let report = grade(&world, way);
        let [empty, own] = submissions(&report) else { panic!("two submissions") };
        assert_eq!(verdicts(empty), ["RTE"; 3], "{way}");
        assert_eq!(verdicts(own), ["AC"; 3], "{way}");
    }
}

#[test]
fn what_a_library_prints_is_no_output_of_a_submission() {
    let world =
        world(&[("lib.js", "console.log('loaded'); Promise.resolve().then(() => { globalThis.late = 1 });")]);
    world.submit("a.js", "function solve(x) { console.log('mine'); return 'wrong' }");
    world.submit("b.js", "function solve(x) { return x + late }");
    for way in WAYS {
        let report = grade(&world, way);
        let [a, b] = submissions(&report) else { panic!("two submissions") };
        assert_eq!(a["cases"][0]["failure"]["stdout"], "mine\n", "{way}");
        assert_eq!(verdicts(b), ["AC"; 3], "{way}");
    }
    // Nor is the console indented, or a timer started.
    world.write("problems/p/lib.js", "var late = 1; console.group('a'); console.count(); console.time('x');");
    world.submit("a.js", "function solve(x) { console.count(); console.timeEnd('x'); return 'wrong' }");
    let report = grade(&world, "");
    assert_eq!(submissions(&report)[0]["cases"][0]["failure"]["stdout"], "default: 1\n");
}

/// Returns the files of the code cache, with their sizes.
fn entries(world: &World) -> Vec<(PathBuf, u64)> {
    let entries = fs::read_dir(world.path().join("cache/tribunal-code-v1")).expect("a cache");
    let mut entries: Vec<_> = entries
        .map(|entry| entry.expect("an entry"))
        .map(|entry| (entry.path(), entry.metadata().expect("an entry").len()))
        .collect();
    entries.sort();
    entries
}

#[test]
fn a_snapshot_is_kept_and_made_anew_when_it_has_to_be() {
    let world = World::new(LIMITS, CASES);
    world.submit("a.js", "const solve = (x) => x + one;");
    grade(&world, "");
    // The judge's own.
    let [(own, _)] = entries(&world).try_into().expect("one entry");
    problem(&world, "p", &[("lib.js", "const one = 1;")]);
    let inode = |path: &Path| std::os::unix::fs::MetadataExt::ino(&fs::metadata(path).expect("an entry"));
    let first = grade(&world, "--no-times");
    assert_accepted(&first, "first");
    // That of the judge and that of the library.
    let before = entries(&world);
    assert_eq!(before.len(), 2, "{before:?}");
    let inodes: Vec<_> = before.iter().map(|(path, _)| inode(path)).collect();
    assert_eq!(grade(&world, "--no-times"), first);
    assert_eq!(entries(&world), before);
    assert_eq!(before.iter().map(|(path, _)| inode(path)).collect::<Vec<_>>(), inodes, "used as it is");

    let (path, _) = before.iter().find(|(path, _)| *path != own).expect("that of the library");
    let whole = fs::read(path).expect("an entry");
    let mut damaged = whole.clone();
    damaged[whole.len() / 2] ^= 1;
    let foreign = fs::read(&own).expect("an entry");
    for bytes in [damaged.clone(), whole[..whole.len() / 2].to_vec(), Vec::new(), foreign] {
        fs::write(path, &bytes).expect("an entry");
        assert_eq!(grade(&world, "--no-times"), first);
        assert!(fs::read(path).expect("made anew") != bytes);
        assert_eq!(entries(&world).len(), 2);
    }
    // It is made upon the judge's own, and goes with it.
    fs::write(&own, &damaged).expect("an entry");
    assert_eq!(grade(&world, "--no-times"), first);

    // A library that is changed is another one, and the kept one is not mistaken for it.
    world.write("problems/p/lib.js", "const one = 2;");
    let changed = grade(&world, "--no-times");
    assert_eq!(verdicts(&submissions(&changed)[0]), ["WA"; 3]);
    world.write("problems/p/lib.js", "const one = 1;");
    assert_eq!(grade(&world, "--no-times"), first);

    fs::remove_dir_all(world.path().join("cache")).expect("a cache");
    assert_eq!(grade(&world, "--no-times --no-cache"), first);
    assert!(!world.path().join("cache").exists());
}

#[test]
fn a_code_cache_belongs_to_the_libraries_that_it_was_compiled_upon() {
    let world = world(&[("lib.js", "const one = 1;")]);
    problem(&world, "q", &[("lib.js", "const one = (() => 1)();")]);
    let large = format!("const solve = (x) => x + one;\n{}", "// more\n".repeat(8 << 10));
    world.submit("a.js", &large);
    world.write("submissions/q/a.js", &large);
    for (ways, way) in [(1, ""), (2, "--isolation thread")] {
        for _ in 0..2 {
            assert_accepted(&grade(&world, way), way);
        }
        // Two snapshots of libraries, the judge's own, and the text upon each; V8 has other flags in a thread.
        assert_eq!(entries(&world).len(), 5 * ways, "{way}");
    }
}

#[test]
fn a_wrong_library_is_an_error_of_the_problem_with_its_place() {
    let says = |libraries: &[(&str, &str)]| {
        let world = world(libraries);
        world.submit("a.js", "const solve = (x) => x + 1;");
        complaint(&world)
    };
    let fine = ("fine.js", "var fine = 1;");
    let text = says(&[fine, ("lib.js", "let a = 1;\n\nlet b = (a;\n")]);
    assert!(text.contains("SyntaxError") && text.contains("p/lib.js:3:11"), "{text}");
    let text = says(&[fine, ("lib.js", "function f() {\n  null.x;\n}\nf();")]);
    assert!(text.contains("throws when it is loaded: TypeError") && text.contains("p/lib.js:2:8"), "{text}");
    let text = says(&[("lib.js", "queueMicrotask(() => {\n  throw new Error('late') });")]);
    assert!(text.contains("Error: late") && text.contains("p/lib.js"), "{text}");
    let text = says(&[fine, ("lib.js", "let i = 0;\nfor (;;) i++;")]);
    assert!(text.contains("takes more than 5 s to load") && text.contains("p/lib.js:2:"), "{text}");
    assert!(text.contains("help: its top level runs once"), "{text}");
    let text = says(&[("lib.js", "export const a = 1;")]);
    assert!(text.contains("SyntaxError") && text.contains("a library is a script"), "{text}");
    let text = says(&[("lib.js", "module.exports = () => 0;\n  null.x;")]);
    assert!(text.contains("TypeError") && text.contains("p/lib.js:2:8"), "{text}");
    let text = says(&[("lib.js", "setTimeout(() => 0, 10);")]);
    assert!(text.contains("timers") && text.contains("p/lib.js"), "{text}");
    let text = says(&[("lib.js", "const a = []; for (;;) a.push(new Array(1e5).fill(a.length));")]);
    assert!(text.contains("needs more than 512 MiB"), "{text}");
    let text = says(&[("lib.js", "const text = 'x'.repeat(1 << 20); for (;;) console.log(text);")]);
    assert!(text.contains("writes too much"), "{text}");
    let text = says(&[("lib.js", "var fine = require('nothing');")]);
    assert!(text.contains("Cannot find module 'nothing'"), "{text}");
    // One that depends on the one after it.
    let text = says(&[("b.js", "later + 1"), ("a.js", "var later = 1;")]);
    assert!(text.contains("later is not defined") && text.contains("p/b.js:1:1"), "{text}");
}

#[test]
fn what_no_snapshot_can_keep_is_laid_to_the_library_that_leaves_it() {
    let fine = ("fine.js", "var fine = 1;");
    let last = ("last.js", "var last = 1;");
    let world = world(&[fine, ("lib.js", "const collator = new Intl.Collator('sv');"), last]);
    world.submit("a.js", "const solve = (x) => x + 1;");
    let text = complaint(&world);
    assert!(text.contains("p/lib.js") && text.contains("startup snapshot"), "{text}");
    assert!(!text.contains("fine.js") && !text.contains("last.js"), "{text}");
    world.write("problems/p/lib.js", "var memory = new WebAssembly.Memory({ initial: 1 });");
    let text = complaint(&world);
    assert!(text.contains("p/lib.js:1:14") && text.contains("help: WebAssembly"), "{text}");
    // What is garbage by the end need not be kept.
    world.write(
        "problems/p/lib.js",
        "var less = new Intl.Collator('sv').compare('a', 'b') + 'a'.localeCompare('b');",
    );
    assert_accepted(&grade(&world, ""), "");
}

#[test]
fn what_a_snapshot_can_keep_works_as_before() {
    let world = world(&[(
        "lib.js",
        "const buffer = new ArrayBuffer(8, { maxByteLength: 16 }), bytes = new Uint8Array([1, 2, 3]), floats = new Float64Array(1e4).fill(0.5);
        const map = new Map([[{}, 1], ['a', 2]]), weak = new WeakMap(), key = {}; weak.set(key, 1);
        const ref = new WeakRef(key), registry = new FinalizationRegistry(() => 0), symbol = Symbol('s'), registered = Symbol.for('r');
        function* numbers() { yield 1; yield 2 } const generator = numbers(); generator.next();
        const promise = Promise.resolve(1), pending = new Promise(() => 0), asynchronous = (async () => { await 0; return 1 })();
        const proxy = new Proxy({ one: 1 }, {}), bound = Math.max.bind(null, 1), regexp = /b+/g; regexp.exec('abba');
        const date = new Date(1e12), big = 10n ** 100n, error = new Error('x'), lazily = () => new Intl.Collator('sv');
        class Private { #one = 1; static #two = 2; one() { return this.#one + Private.#two - 2 } } const object = new Private();
        let text = ''; for (let i = 0; i < 1000; i++) text += i;
        const now = Date.now, rounded = Math.round(Math.random()); const encoder = new TextEncoder();",
    )]);
    world.submit(
        "a.js",
        "async function solve(x) {
          const checks = [buffer.resizable, bytes[2] === 3, floats[9999] === 0.5, map.get('a') === 2, weak.get(key) === 1,
            ref.deref() === key, registered === Symbol.for('r'), generator.next().value === 2, await promise === 1,
            await asynchronous === 1, proxy.one === 1, bound(0) === 1, regexp.lastIndex === 3, +date === 1e12,
            big === 10n ** 100n, error.message === 'x', lazily().compare('a', 'b') < 0, object.one() === 1,
            text.length === 2890, typeof now() === 'number', encoder.encode('a')[0] === 97, structuredClone({ a: 1 }).a === 1];
          const wrong = checks.findIndex((check) => !check);
          return wrong < 0 ? x + 1 : wrong;
        }",
    );
    for way in &WAYS[..3] {
        assert_accepted(&grade(&world, way), way);
    }
}

#[test]
fn numbers_at_random_are_not_those_of_the_snapshot() {
    let world = world(&[("lib.js", "const first = Math.random();")]);
    world.submit("a.js", "function solve(x) { return [first, Math.random()] }");
    let report = grade(&world, "");
    let cases = submissions(&report)[0]["cases"].as_array().expect("cases");
    let actual = |case: &serde_json::Value| {
        let text =
            case["failure"]["actual"].as_str().expect("two numbers").trim_matches(['[', ']']).to_owned();
        text.split_once(", ")
            .map(|(first, second)| (first.to_owned(), second.to_owned()))
            .expect("two numbers")
    };
    let (firsts, seconds): (HashSet<_>, HashSet<_>) = cases.iter().map(actual).unzip();
    assert_eq!((firsts.len(), seconds.len()), (1, 3), "{firsts:?} {seconds:?}");
}

#[test]
fn a_file_that_is_no_library_is_an_error_with_its_place() {
    let world = world(&[("lib.js", "")]);
    world.submit("a.js", "const solve = (x) => x + 1;");
    let names = |names: &str| {
        let text = fs::read_to_string(world.path().join("problems/p/problem.toml")).expect("a problem");
        let text: Vec<_> =
            text.lines()
                .map(|line| {
                    if line.starts_with("libraries") {
                        format!("libraries = {names}")
                    } else {
                        line.to_owned()
                    }
                })
                .collect();
        world.write("problems/p/problem.toml", &text.join("\n"));
        complaint(&world)
    };
    for (list, message) in [
        ("[\"../x.js\"]", "has to be in the problem's folder"),
        ("[\"/etc/passwd.js\"]", "has to be in the problem's folder"),
        ("[\"lib.mjs\"]", "a library is a script"),
        ("[\"lib.js\", \"lib.js\"]", "this library is there twice"),
        ("\"lib.js\"", "array"),
        ("[1]", "array of texts"),
    ] {
        let text = names(list);
        assert!(text.contains(message) && text.contains("problem.toml:7:"), "{list}: {text}");
    }
    let text = names("[\"none.js\"]");
    assert!(text.contains("this library cannot be read") && text.contains("p/none.js"), "{text}");
    fs::write(world.path().join("problems/p/bytes.js"), b"a\n\xff").expect("a file");
    let text = names("[\"bytes.js\"]");
    assert!(text.contains("is not UTF-8: line 2") && text.contains("p/bytes.js"), "{text}");
    let big = fs::File::create(world.path().join("problems/p/big.js")).expect("a file");
    big.set_len(17 << 20).expect("a long file");
    let text = names("[\"big.js\"]");
    assert!(text.contains("is longer than") && text.contains("p/big.js"), "{text}");
    std::os::unix::fs::symlink("/etc/passwd", world.path().join("problems/p/link.js")).expect("a link");
    let text = names("[\"link.js\"]");
    assert!(text.contains("leads out of the problem's folder"), "{text}");
}
