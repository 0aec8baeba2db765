//! Whole programs through the real binary: the same verdicts in worker processes and in threads.

use crate::common::{World, submissions, verdicts};

/// Returns a world with one problem for whole programs.
fn world(limits: &str, cases: &str) -> World {
    let world = World::new("", "");
    let head = "format = 1\ntitle = \"P\"\nkind = \"stdio\"\n";
    world.write("problems/p/problem.toml", &format!("{head}[limits]\n{limits}\n{cases}"));
    world
}

const CASES: &str = "[[case]]\nname = \"a\"\ninput = \"1 2\\n\"\nanswer = \"3\\n\"\n\
                     [[case]]\nname = \"b\"\ninput = \"20 22\"\nanswer = \"42\"\n";

/// Returns the verdicts of each submission under an isolation.
fn judge(world: &World, isolation: &str) -> Vec<(String, Vec<String>, String)> {
    let report = world.report(&format!("--isolation {isolation}"));
    submissions(&report)
        .iter()
        .map(|submission| {
            let name = submission["submission"].as_str().expect("a name").to_owned();
            let message = submission["cases"][0]["message"].as_str().unwrap_or_default().to_owned();
            (name, verdicts(submission).into_iter().map(str::to_owned).collect(), message)
        })
        .collect()
}

#[test]
fn verdicts_are_the_same_in_processes_and_threads() {
    let world = world("time_limit = 1.0\nmemory = 64\noutput = 1\n", CASES);
    let table = [
        (
            "ac.js",
            "const [a, b] = require('fs').readFileSync(0, 'utf8').split(' ').map(Number); console.log(a + b)",
            "AC",
            "",
        ),
        (
            "ac_module.mjs",
            "import fs from 'fs'; const t = fs.readFileSync(0, 'utf8'); console.log(t.split(' ').reduce((x, y) => +x + +y))",
            "AC",
            "",
        ),
        ("ac_codeforces.js", "print(readInt() + readInt())", "AC", ""),
        ("wa.js", "console.log(1)", "WA", ""),
        ("rte.js", "null.x", "RTE", "TypeError: Cannot read properties of null (reading 'x')"),
        ("rte_exit.js", "process.exit(3)", "RTE", "3"),
        ("tle.js", "for (;;);", "TLE", ""),
        ("mle.js", "const a = []; for (;;) a.push(new Array(1e5).fill(a.length))", "MLE", ""),
        ("ole.js", "for (;;) console.log('much too much')", "OLE", ""),
        ("ce.js", "const a = ;", "CE", ""),
    ];
    for (name, source, ..) in table {
        world.submit(name, source);
    }
    let processes = judge(&world, "process");
    assert_eq!(processes.len(), table.len());
    for (name, found, message) in &processes {
        let (.., verdict, part) = table.iter().find(|(file, ..)| name.ends_with(file)).expect("a row");
        assert!(found.iter().all(|found| found == verdict), "{name}: {found:?}");
        assert!(message.contains(part), "{name}: {message}");
    }
    // Messages may differ: which clock runs out first depends on what else the machine does.
    let verdicts = |judged: Vec<(String, Vec<String>, String)>| -> Vec<_> {
        judged.into_iter().map(|(name, verdicts, _)| (name, verdicts)).collect()
    };
    assert_eq!(verdicts(judge(&world, "thread")), verdicts(processes));
}

#[test]
fn recursion_goes_as_deep_as_the_problem_allows() {
    let cases = "[[case]]\nname = \"deep\"\ninput = \"400000\"\nanswer = \"400000\"\n";
    let source = "const d = (n) => n === 0 ? 0 : 1 + d(n - 1); console.log(d(readInt()))";
    for (stack, verdict) in [("stack = 128\n", "AC"), ("stack = 1\n", "RTE")] {
        let world = world(&format!("time_limit = 5.0\nmemory = 256\n{stack}"), cases);
        world.submit("deep.js", source);
        world.submit(
            "endless.js",
            "const f = () => f() + 1; try { f() } catch (e) { console.log(readInt()) }",
        );
        for isolation in ["process", "thread"] {
            let judged = judge(&world, isolation);
            assert_eq!(judged[0].1, [verdict], "{stack} {isolation}: {judged:?}");
            // What overflows the stack is told so, and goes on.
            assert_eq!(judged[1].1, ["AC"], "{stack} {isolation}: {judged:?}");
        }
    }
}

#[test]
fn long_input_arrives() {
    let world = world("time_limit = 10.0\nmemory = 512\n", "");
    let lines: String = (0..300_000).map(|i| format!("{i} {}\n", i * 7)).collect();
    world.write("problems/p/data/secret/long.in", &lines);
    let sum: u64 = (0..300_000_u64).map(|i| i + i * 7).sum();
    world.write("problems/p/data/secret/long.ans", &format!("{sum}\n"));
    for (name, source) in [
        (
            "all.js",
            "console.log(require('fs').readFileSync(0, 'utf8').split(/\\s+/).reduce((s, x) => s + +x, 0))",
        ),
        (
            "lines.js",
            "let s = 0; require('readline').createInterface({ input: process.stdin }).on('line', (l) => { for (const x of l.split(' ')) s += +x }).on('close', () => console.log(s))",
        ),
        ("numbers.js", "let s = 0; for (let i = 0; i < 600000; i++) s += readInt(); print(s)"),
        (
            "chunks.js",
            "let t = ''; process.stdin.setEncoding('utf8').on('data', (c) => { t += c }).on('end', () => console.log(t.split(/\\s+/).reduce((s, x) => s + +x, 0)))",
        ),
    ] {
        world.submit(name, source);
    }
    for (name, found, message) in judge(&world, "process") {
        assert_eq!(found, ["AC"], "{name}: {message}");
    }
}
