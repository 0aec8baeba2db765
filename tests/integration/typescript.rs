//! TypeScript submissions, through the real binary: in every isolation and realm, with node, and hostile ones.

use crate::common::{World, submissions, verdicts};
use serde_json::Value;

const LIMITS: &str = "time_limit = 2.0\nmemory = 64\n";

const CASES: &str = r#"
[[case]]
args = [20]
expected = 42
[[case]]
args = [0]
throws = "no number"
"#;

/// Every way to run a submission.
const WAYS: [&str; 6] = [
    "--isolation process",
    "--isolation strict",
    "--isolation thread",
    "--isolation process --realm hardened",
    "--isolation thread --realm hardened",
    "--runner node",
];

/// Returns a program with this head that throws for 0, and otherwise adds 22.
fn program(typed: &str) -> String {
    format!("{typed}\nif (!x) throw new Error('no number');\nreturn x + 22; }}\n")
}

fn world(programs: &[(&str, String)]) -> World {
    let world = World::new(LIMITS, CASES);
    for (name, text) in programs {
        world.submit(name, text);
    }
    world
}

#[test]
fn typescript_is_judged_like_javascript_in_every_way_to_run_it() {
    let world = world(&[
        ("generic.ts", program("function solve<T extends number = number>(x?: T): number {")),
        ("assertions.ts", program("const solve = function (n: unknown): number { const x = n! as any satisfies any;")),
        ("interfaces.ts", program("interface A { a: B }\ntype B = A | (new () => B)[];\ndeclare const c: A;\nfunction solve(x: number): number {")),
        ("enum.ts", program("enum E { A = 1, B }\nconst enum F { C = 'c' }\nfunction solve(x: number): number { E[E.A] + F.C;")),
        ("namespace.ts", program("namespace N { export const zero = 0 }\nfunction solve(n: number): number { const x = <number>n + N.zero;")),
        ("class.ts", "abstract class A<T> { protected constructor(protected readonly x: T) {}\n abstract solve(x: T): T }\n\
            class Solution extends A<number> { constructor() { super(22) }\n override solve(x: number): number { if (!x) throw Error('no number'); return x + this.x } }".into()),
        ("module.mts", program("export type { A };\ninterface A {}\nexport function solve(x: number): number {")),
        ("esm.ts", program("export default function (x: number): number {")),
        ("common.cts", "function solve(x: number): number { if (!x) throw new Error('no number'); return x + 22 }\nexport = { solve };".into()),
        ("async.ts", program("async function solve(x: number): Promise<number> {")),
        ("overloads.ts", program("function solve(x: number): number;\nfunction solve(x: string): string;\nfunction solve(x: any): any {")),
        ("plain.ts", program("function solve(x) {")),
    ]);
    for way in WAYS {
        let report = world.report(way);
        assert_eq!(submissions(&report).len(), 12);
        for submission in submissions(&report) {
            assert_eq!(verdicts(submission), ["AC"; 2], "{way}: {submission}");
        }
    }
}

/// Returns the text of a submission's first failing case and the place in it, as reports have them.
fn message(submission: &Value) -> String {
    let cases = submission["cases"].as_array().expect("cases").iter();
    let mut messages = std::iter::once(submission).chain(cases).filter_map(|of| of["message"].as_str());
    messages.next().unwrap_or_else(|| panic!("no message: {submission}")).to_owned()
}

#[test]
fn every_error_is_told_at_its_place_in_the_text_that_was_written() {
    let table = [
        (
            "kept.ts",
            "interface A {\n  a: number;\n}\nfunction solve(x: number): A {\n  const a: A = { a: x }; return a.b.c;\n}",
            "RTE",
            "5:37",
        ),
        (
            "moved.ts",
            "enum A {\n  B,\n}\n\n\nfunction solve(x: number): number {\n  return (null as any as A[])[0];\n}",
            "RTE",
            "7:30",
        ),
        (
            "top.mts",
            "type A = 1;\nthrow new Error('漢' as string);\nexport function solve(x: A) {}",
            "RTE",
            "2:7",
        ),
        ("syntax.ts", "let a: number = 1;\nfunction solve(x: ) {}", "CE", "2:19"),
        ("v8.ts", "type A = 1;\nlet b: A; let b: A;\nfunction solve() {}", "CE", "2:15"),
        ("decorator.ts", "class A { @b c: number = 1 }\nfunction solve() {}", "CE", "1:11"),
    ];
    let programs: Vec<_> = table.iter().map(|(name, text, ..)| (*name, (*text).to_owned())).collect();
    let world = world(&programs);
    for way in WAYS {
        let report = world.report(way);
        for (name, text, verdict, place) in table {
            let submission = submissions(&report).iter().find(|it| it["submission"] == name).expect(name);
            assert_eq!(submission["verdict"], verdict, "{way} {name}: {submission}");
            let message = message(submission);
            assert!(message.starts_with("SyntaxError: ") == (verdict == "CE"), "{way} {name}: {message}");
            assert!(message.contains(place), "{way} {name}: {message}");
            // The line is that of the source, not of the stripped text.
            let line: usize = place.split(':').next().expect("a line").parse().expect("a number");
            let line = text.lines().nth(line - 1).expect("a line");
            assert!(message.contains(line), "{way} {name}: {message}");
        }
    }
}

#[test]
fn what_would_bring_the_parser_down_is_a_compile_error_and_harms_no_other() {
    let hostile = [
        "(".repeat(100_000),
        "let a: ".to_owned() + &"(".repeat(100_000),
        "let a: ".to_owned() + &"(a: ".repeat(30_000),
        "<".repeat(128 << 10),
        "a<".repeat(64 << 10),
        "[".repeat(128 << 10),
        "{".repeat(128 << 10),
        "`${".repeat(40_000),
        "a => ".repeat(25_000),
        "a!".to_owned() + &"!".repeat(100_000) + "(",
        "\u{0}\u{feff}\u{ffff}".repeat(1000),
    ];
    let good = program("function solve(x: number): number {");
    let mut programs: Vec<(String, String)> = hostile
        .into_iter()
        .enumerate()
        .map(|(index, text)| (format!("hostile_{index:02}.ts"), text))
        .collect();
    programs.push(("a_good.ts".into(), good.clone()));
    programs.push(("z_good.ts".into(), good));
    let world = World::new(LIMITS, CASES);
    for (name, text) in &programs {
        world.submit(name, text);
    }
    for way in ["--isolation process", "--isolation thread", "--runner node"] {
        let report = world.report(way);
        assert_eq!(submissions(&report).len(), programs.len());
        for submission in submissions(&report) {
            let name = submission["submission"].as_str().expect("a name");
            let verdict = if name.starts_with("hostile") { "CE" } else { "AC" };
            assert_eq!(submission["verdict"], verdict, "{way} {name}: {submission}");
            if verdict == "CE" {
                assert!(message(submission).starts_with("SyntaxError: "), "{way} {name}: {submission}");
            }
        }
    }
}

#[test]
fn javascript_and_typescript_of_the_same_text_are_kept_apart_on_disk() {
    // A comparison in one language, a call with a type argument in the other.
    let head = format!("/*{}*/", "x".repeat(40_000));
    let text = format!(
        "{head}\nvar f = (a) => a, number = 1;\nfunction solve(x) {{ if (!x) throw Error('no number'); return f<number>(x + 22) }}"
    );
    let world = world(&[("typed.ts", text.clone()), ("wrong_answer/plain.js", text)]);
    let cache = world.path().join("cache");
    for _ in 0..2 {
        let report = world.report(&format!("--cache-dir {}", cache.display()));
        let got: Vec<_> =
            submissions(&report).iter().map(|it| it["verdict"].as_str().expect("a verdict")).collect();
        assert_eq!(got, ["AC", "WA"], "{report}");
    }
}

#[test]
fn a_program_of_megabytes_is_judged() {
    let world = World::new(
        "code = 65536\n",
        "[[case]]\nargs = [1]\nexpected = 2\n[[case]]\nargs = [2]\nexpected = 3\n",
    );
    let padded = |program: &str| format!("{program}\n// {}", "x".repeat(5 << 20));
    world.submit("long.js", &padded("const solve = (n) => n + 1;"));
    world.submit("long.ts", &padded("const solve = (n: number): number => n + 1;"));
    let report = world.report("--no-cache");
    for submission in submissions(&report) {
        assert_eq!(verdicts(submission), ["AC", "AC"], "{submission}");
    }
    assert_eq!(submissions(&report).len(), 2);
}
