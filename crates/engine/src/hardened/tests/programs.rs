//! Programs to run in the realm: bundled, hostile and random ones.

use std::{fs, path::Path, sync::Arc};

use super::depth::{PRELUDE, STEPS};
use tribunal_core::source::Language;
use tribunal_problem::{
    problem::{self, Problem},
    submission::{self, Submission},
};

/// Returns all bundled submissions with their problems, except those for problems with libraries and whole programs,
/// which do not run in this realm.
pub(super) fn bundled() -> Vec<(Arc<Problem>, Submission)> {
    let mut all = Vec::new();
    let problems = problem::load(Path::new("../../problems"), &[]).unwrap();
    let is_for_it = |problem: &Problem| problem.libraries.is_empty() && problem.entry.name().is_some();
    for problem in problems.into_iter().filter(is_for_it) {
        let problem = Arc::new(problem);
        let submissions = submission::discover(Path::new("../../submissions"), &problem).unwrap();
        for mut submission in submissions {
            if submission.language() == Language::TypeScript {
                let stripped =
                    tribunal_typescript::strip_types(&submission.source, submission.is_module()).unwrap();
                submission.source = stripped.text.into();
            }
            all.push((Arc::clone(&problem), submission));
        }
    }
    assert!(all.len() > 200, "{} submissions", all.len());
    all
}

/// Returns the hostile programs whose attacks end by themselves: a native loop without end would hang this test itself.
/// `tests/integration/hostile.rs` runs all of them in worker processes.
pub(super) fn hostile() -> Vec<(String, Arc<str>)> {
    let mut all = Vec::new();
    for folder in ["accepted", "wrong_answer", "output_limit_exceeded"] {
        for file in fs::read_dir(Path::new("../../tests/hostile").join(folder)).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "js") {
                all.push((path.display().to_string(), fs::read_to_string(path).unwrap().into()));
            }
        }
    }
    assert!(all.len() > 80, "{} programs", all.len());
    all.sort();
    all
}

/// Returns a random program: expressions and statements of many kinds, on its own state and on the realm's. Its errors
/// are caught and reported, except for those that a hardened realm causes.
pub(super) fn made_up(seed: u64) -> String {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut pick = |from: &[&'static str]| from[random.usize(..from.len())];
    let mut body = String::new();
    for _ in 0..8 {
        let line = pick(STATEMENTS).replace("$E", pick(EXPRESSIONS)).replace("$F", pick(EXPRESSIONS));
        body.push_str(&format!("  try {{ {line} }} catch (e) {{ out.push(`${{e.name}}`) }}\n"));
    }
    if seed.is_multiple_of(3) {
        body.push_str(&format!("  {}\n", pick(MEDDLING).replace("$E", pick(EXPRESSIONS))));
    }
    let head = pick(HEADS);
    format!("{head}\nlet top = 0, seen = [];\nfunction f(x) {{\n  const out = [];\n{body}  return out;\n}}\n")
}

/// Returns a random program that probes the stack, in cold and hot code and in different ways, does something at the
/// greatest depth, and returns its observations.
pub(super) fn stack_probing(seed: u64) -> String {
    let random = &mut fastrand::Rng::with_seed(seed);
    let ways = [("g", "h"), ("h", "g")].map(|(name, other)| {
        let step = pick(random, STEPS).replace("g(n - 1", &format!("{other}(n - 1"));
        let step = step.replace("g.", &format!("{other}.")).replace("apply(g", &format!("apply({other}"));
        let end = pick(random, PRELUDE);
        format!("const {name} = (n) => {{ if (n > 0) return {step}; {end}; bottom++; return 0 }};")
    });
    // Only as deep as a fresh context has room: runs that reach the end of the stack do not count in a hardened realm.
    let depth = |random: &mut fastrand::Rng| (2.0 * 500_f64.powf(random.f64())) as u32;
    let probes = [(); 3].map(|()| {
        let (times, depth) = (random.u32(1..40), depth(random));
        let probe = format!("for (let i = 0; i < {times}; i++) g({depth});");
        if random.u8(..4) == 0 { format!("try {{ {probe} }} catch {{ bottom += 1000 }}") } else { probe }
    });
    let what = pick(random, &["bottom", "[bottom, id]", "[id]", "[g(1), bottom]", "Promise.resolve(bottom)"]);
    format!(
        "let bottom = 0;\n{}\n{}\nfunction f(x) {{\n  {}\n  const id = setTimeout(() => {{}}); clearTimeout(id);\n  return {what};\n}}\n",
        ways[0],
        ways[1],
        probes.join("\n  ")
    )
}

fn pick(random: &mut fastrand::Rng, from: &[&'static str]) -> &'static str {
    from[random.usize(..from.len())]
}

const HEADS: &[&str] = &[
    "",
    "'use strict';",
    "#!/usr/bin/env node",
    "const shared = new Map();",
    "class Base { #n = 0; get n() { return this.#n++ } static s = 1 }",
    "var later; Promise.resolve().then(() => { later = 1 });",
    "module.exports.other = 1;",
    "Symbol.for('x'); const re = /a(b)?/g;",
];

const STATEMENTS: &[&str] = &[
    "out.push($E)",
    "out.push($E, $F)",
    "top += 1; out.push(top)",
    "seen.push($E); out.push(seen.length)",
    "out.push([$E, $F].map((y) => typeof y))",
    "out.push(String($E))",
    "for (const y of [$E, $F]) out.push(y)",
    "const o = { a: $E, get b() { return $F } }; out.push(Object.keys(o), o.b)",
    "const { a = $E } = Object(x); out.push(a)",
    "class C { v = $E; m() { return this.v } } out.push(new C().m())",
    "class C extends Array {} out.push(C.from([$E]).length)",
    "class E2 extends Error { constructor() { super('m'); this.name = 'E2' } } throw new E2()",
    "function P() {} P.prototype.toString = () => 'P'; out.push(`${new P()}`)",
    "const o = {}; o.hasOwnProperty = 5; o.valueOf = () => 1; out.push(o + 1, o.hasOwnProperty)",
    "const r = /a/g; out.push(r.test('aa'), r.lastIndex)",
    "out.push([3, 1, 2].sort(), [3, 1, 2].toSorted((a, b) => b - a))",
    "out.push('a-b'.replace(/-(b)/, (m, g) => g.toUpperCase()), [...'añ😀'].length)",
    "function* g() { yield $E; yield* [$F] } out.push([...g()])",
    "const t = (s) => s; out.push(t`a` === t`a`, t`a${1}b`.raw)",
    "const s = new Set([$E, $F]); s.extra = 1; out.push(s.size, s)",
    "const m = new Map([[$E, $F]]); out.push(m, [...m.keys()])",
    "const w = new WeakMap(); const k = {}; w.set(k, $E); out.push(w.get(k))",
    "label: for (let i = 0; i < 3; i++) { for (;;) { if (i === 1) break label; continue label } }",
    "out.push(Reflect.ownKeys(class { static a = 1 }).length)",
    "out.push(structuredClone({ a: $E }))",
    "console.log($E); out.push(1)",
    "const p = new Proxy({}, { get: (t, k) => String(k) }); out.push(p.abc)",
    "const a = new Uint8Array([1, 2, 300]); a.fill(7, 1); out.push(a)",
    "out.push(new Intl.NumberFormat('en').format(1234.5), (1234.5).toLocaleString())",
    "const d = new Date(86400000); out.push(d.toISOString(), typeof Date.now())",
    "out.push(typeof Math.random(), Math.hypot(3, 4), 0.1 + 0.2)",
    "out.push(10n ** 20n, BigInt.asUintN(8, 257n))",
    "let y = 0; try { null.x } catch { y = 1 } finally { y++ } out.push(y)",
    "out.push([1, [2, [3]]].flat(Infinity), Object.groupBy([1, 2, 3], (v) => v % 2 ? 'odd' : 'even'))",
    "new Promise(() => {}); out.push(1)",
    "setTimeout(() => out.push('late'), 1)",
];

/// Statements that a hardened realm prevents. A program that catches the error can notice that.
const MEDDLING: &[&str] = &[
    "function P() {} P.prototype = Object.create(Array.prototype); P.prototype.constructor = P; out.push(new P() instanceof P)",
    "Array.prototype.extra = $E; out.push([].extra)",
    "Object.prototype.polluted = 1; out.push({}.polluted)",
    "globalThis.g = $E; out.push(globalThis.g)",
    "implicit = $E; out.push(implicit)",
    "Math.max = () => 5; out.push(Math.max(1, 2))",
    "delete Array.prototype.map; out.push(typeof [].map)",
    "Error.stackTraceLimit = 1; out.push(Error.stackTraceLimit)",
    "JSON.stringify.seen = 1; out.push(JSON.stringify.seen)",
    "out.push(typeof arguments.callee)",
    "out.push(eval('1 + 1'))",
    "out.push(new Function('return 1')())",
    "out.push(RegExp.$1, 'ab'.match(/(b)/)?.[1], RegExp.$1)",
];

const EXPRESSIONS: &[&str] = &[
    "x",
    "1",
    "-0",
    "NaN",
    "'text'",
    "`t${x}`",
    "null",
    "undefined",
    "true",
    "[1, 2]",
    "{}.x",
    "[]",
    "[,1]",
    "12n",
    "Symbol('s')",
    "/re/g",
    "new Date(5)",
    "() => 1",
    "new Error('m')",
    "Object.create(null)",
    "x?.length",
    "x + 1",
    "[...'ab']",
    "typeof x",
    "new Set([1])",
    "{ a: 1 }['a']",
    "new (class { k = 1 })()",
    "Math.PI",
    "parseInt('12px')",
    "'abc'.at(-1)",
    "Array.from({ length: 2 }, (_, i) => i)",
    "Object.entries({ a: 1 })",
    "isNaN('x')",
    "globalThis.zz",
];

/// Returns the arguments of a case of a bundled problem.
pub(super) fn arguments(case: &tribunal_problem::problem::Case) -> &tribunal_core::value::Value {
    case.input.arguments().expect("a function's case")
}
