//! Tests of whole programs, ordinary and hostile, and of the two forms of natives.

use std::{sync::Arc, time::Duration};

use super::fast::Calls;
use tribunal_core::{
    entry_point::EntryPoint,
    execution::{Execution, IsolateLimits, Limit, Limits, Outcome},
    input::LoadedInput,
    value::{Node, Value},
};

use crate::{CodeCache, Isolate, IsolateSlot, Program, host};

const MIB: u64 = 1 << 20;

fn limits() -> Limits {
    Limits {
        // Only tests of a limit come near it, however slow the machine is.
        cpu: Duration::from_secs(60),
        wall: Duration::from_secs(600),
        memory_bytes: 128 * MIB,
        output_bytes: MIB,
        stack_bytes: IsolateLimits::STACK_BYTES,
        first_stack_bytes: IsolateLimits::STACK_BYTES,
    }
}

/// The isolate of a test.
struct Bench(IsolateSlot);

impl Bench {
    fn new() -> Self {
        Self(IsolateSlot::default())
    }

    fn isolate(&mut self, limits: &Limits) -> &mut Isolate {
        self.0.isolate(IsolateLimits::from(limits))
    }

    fn run_within(&mut self, source: &str, input: &[u8], limits: &Limits) -> Execution {
        let (source, cache): (Arc<str>, _) = (source.into(), CodeCache::default());
        let program =
            Program { source: &source, is_module: false, entry: &EntryPoint::Program, cache: &cache };
        self.isolate(limits).run(&program, &LoadedInput::from(input), limits)
    }

    fn run(&mut self, source: &str, input: &str) -> Execution {
        self.run_within(source, input.as_bytes(), &limits())
    }

    /// Returns the output of a program that ends normally.
    fn output(&mut self, source: &str, input: &str) -> String {
        let run = self.run(source, input);
        assert_eq!(run.outcome, Outcome::Exited(0), "{source}: {run:?}");
        String::from_utf8(run.stdout).unwrap()
    }

    fn output_with(&mut self, source: &str, args: &[&str]) -> String {
        let (source, cache): (Arc<str>, _) = (source.into(), CodeCache::default());
        let program =
            Program { source: &source, is_module: false, entry: &EntryPoint::Program, cache: &cache };
        let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
        let input = LoadedInput::Program { stdin: b"".into(), args: (&args).into() };
        let run = self.isolate(&limits()).run(&program, &input, &limits());
        assert_eq!(run.outcome, Outcome::Exited(0), "{source}: {run:?}");
        String::from_utf8(run.stdout).unwrap()
    }

    fn calls(&mut self) -> Calls {
        host::state(self.0.isolate.as_mut().unwrap().raw()).last_calls
    }
}

#[test]
fn arguments_are_those_of_the_case_alone() {
    let mut bench = Bench::new();
    let tell = "console.log(JSON.stringify(process.argv)); process.argv.push('left');";
    let own = "[\"/usr/bin/node\",\"/tribunal/submission.js\"";
    for args in [&["-x", "", "a b", "\u{1f600}\n\"", "\u{1}"][..], &[], &["y"]] {
        let rest: String = args.iter().map(|arg| format!(",{}", serde_json::Value::from(*arg))).collect();
        assert_eq!(bench.output_with(tell, args), format!("{own}{rest}]\n"));
    }
    // It is made when a program asks for it, even if the program has changed arrays by then.
    let hostile = "Array.prototype.push = null; Object.prototype[2] = 'z';\n\
                   Object.defineProperty(Array.prototype, '0', { set() { throw 1; } });\n\
                   const { argv } = process; console.log(argv.length + argv[2]);";
    assert_eq!(bench.output_with(hostile, &["x"]), "3x\n");
    assert_eq!(bench.output(tell, ""), format!("{own}]\n"));
}

fn stopped_by(run: &Execution) -> Option<Limit> {
    match run.outcome {
        Outcome::Stopped { limit, .. } => Some(limit),
        _ => None,
    }
}

/// Runs a program with ever more calls until most of them take the fast form. Returns that run and the number of calls.
/// V8 optimises on another thread, so optimised code appears after some time, not after a number of calls.
fn run_hot(bench: &mut Bench, program: impl Fn(u64) -> (String, String, Limits)) -> (Execution, Calls, u64) {
    const FEWEST: u64 = 100_000;
    for n in (0..8).map(|doublings| FEWEST << doublings) {
        let (source, input, limits) = program(n);
        let run = bench.run_within(&source, input.as_bytes(), &limits);
        let calls = bench.calls();
        if calls.fast > n / 2 {
            return (run, calls, n);
        }
    }
    panic!("the fast form is hardly taken: {:?} in the last run of {}", bench.calls(), program(0).0);
}

/// Limits for many calls.
fn wide_limits() -> Limits {
    Limits {
        cpu: Duration::from_secs(60),
        wall: Duration::from_secs(600),
        output_bytes: 64 * MIB,
        ..limits()
    }
}

#[test]
fn hot_calls_take_the_fast_form() {
    let mut bench = Bench::new();
    for (call, input, per_round) in [
        ("readInt()", "12 ", 1),
        ("readNumber()", "1.5 ", 1),
        ("readline().length", "a line\n", 2),
        ("write('ab')", "", 1),
        ("print('ab')", "", 1),
        ("console.log('ab')", "", 1),
        ("performance.now()", "", 1),
    ] {
        let (run, Calls { fast, slow }, n) = run_hot(&mut bench, |n| {
            // In a function, which is optimised as a whole.
            let source = format!("(() => {{ for (let i = 0; i < {n}; i++) {call} }})()");
            (source, input.repeat(n as usize), wide_limits())
        });
        assert_eq!(run.outcome, Outcome::Exited(0), "{call}");
        let expected = n * per_round;
        assert!((expected..=expected + 10).contains(&(fast + slow)), "{call}: {n} times, {fast} and {slow}");
    }
}

#[test]
fn an_error_takes_the_slow_form_once_and_nothing_happens_twice() {
    let mut bench = Bench::new();
    // A word that is not a number is reported once, and stays for the next read.
    for (input, error, rest) in [
        ("x7 8", "Error: readInt: 'x7' is not an integer up to 2^53", "x7 8"),
        ("", "RangeError: readInt: the input has ended", "null null"),
    ] {
        let (run, Calls { fast, slow }, n) = run_hot(&mut bench, |n| {
            let source = format!(
                "const f = () => readInt(); for (let i = 0; i < {n}; i++) f(); before(); \
                 try {{ f() }} catch (e) {{ print(String(e)); }} print(readWord(), readWord()); function before() {{}}"
            );
            (source, "1 ".repeat(n as usize) + input, wide_limits())
        });
        assert_eq!(String::from_utf8_lossy(&run.stdout), format!("{error}\n{rest}\n"));
        // The fast form has declined, and the slow one was called once for that: one additional call.
        let prints = 2;
        assert!((n + 1..=n + 2 + prints).contains(&(fast + slow)), "{n} times, {fast} and {slow}");
    }
    // Output beyond its limit: the text before it is there once, and the text beyond it not at all.
    let (run, Calls { fast, slow }, n) = run_hot(&mut bench, |n| {
        let limits = Limits { output_bytes: n * 10 + 6, ..wide_limits() };
        ("(() => { for (let i = 0; ; i++) write('0123456789') })()".into(), String::new(), limits)
    });
    assert_eq!(stopped_by(&run), Some(Limit::Output));
    assert_eq!(run.stdout.len() as u64, n * 10);
    assert_eq!(fast + slow, n + 2, "the call that was too much, in both forms");
    // V8 itself rejects an argument of another kind.
    assert_eq!(
        bench.output("(() => { for (let i = 0; i < 100000; i++) write(i % 50000 ? '' : 'é日' + i) })()", ""),
        "é日0é日50000"
    );
}

#[test]
fn output_has_a_limit_however_it_is_written() {
    let mut bench = Bench::new();
    for source in [
        "for (;;) console.log('x'.repeat(1000))",
        "for (;;) process.stdout.write(new Uint8Array(5000))",
        "console.log('x'.repeat(1 << 22))",
        "console.log('é'.repeat(1 << 19) + '日')",
        "for (;;) require('fs').writeSync(1, 'abc')",
        "for (;;) print(1)",
        "try { for (;;) write('abcdefgh') } catch {} finally { for (;;) write('abcdefgh') }",
        "process.on('exit', () => { for (;;) console.log('bye') })",
        "require('fs').writeFileSync('/dev/stdout', Buffer.alloc(1 << 21))",
    ] {
        let run = bench.run(source, "");
        assert_eq!(stopped_by(&run), Some(Limit::Output), "{source}: {:?}", run.outcome);
        assert!(run.stdout.len() as u64 <= 3 * MIB, "{source}");
    }
    // The error output is not compared, and is cut.
    let run = bench.run("for (let i = 0; i < 5000; i++) console.error('x'.repeat(1000)); console.log(1)", "");
    assert_eq!((run.outcome, run.stdout.as_slice()), (Outcome::Exited(0), b"1\n".as_slice()));
    assert!(run.stderr.len() as u64 <= MIB);
}

#[test]
fn hostile_programs_end_within_their_limits_and_leave_the_next_one_alone() {
    let mut bench = Bench::new();
    let short = Limits { cpu: Duration::from_millis(300), ..limits() };
    // Enough time to fill memory on any machine.
    let long = Limits { cpu: Duration::from_secs(60), wall: Duration::from_secs(600), ..limits() };
    for (source, limit) in [
        ("for (;;);", Limit::CpuTime),
        ("process.stdin.on('data', () => { for (;;); })", Limit::CpuTime),
        ("(function f() { process.nextTick(f) })()", Limit::CpuTime),
        ("(function f() { setImmediate(f) })()", Limit::CpuTime),
        ("(function f() { Promise.resolve().then(f) })()", Limit::CpuTime),
        ("setInterval(() => {})", Limit::CpuTime),
        ("process.on('exit', () => { for (;;); })", Limit::CpuTime),
        ("process.on('exit', () => { for (;;); }); process.exit(0)", Limit::CpuTime),
        ("process.on('beforeExit', () => setTimeout(() => {}))", Limit::CpuTime),
        (
            "process.on('uncaughtException', () => { throw 1 }); process.on('exit', () => { for (;;); }); throw 2",
            Limit::CpuTime,
        ),
        ("console.log({ get [Symbol.toStringTag]() { for (;;); } })", Limit::CpuTime),
        ("console.log({ [Symbol.for('nodejs.util.inspect.custom')]() { for (;;); } })", Limit::CpuTime),
        ("const a = []; for (;;) a.push(new Array(1e5).fill(a.length))", Limit::Memory),
        ("const a = []; for (;;) a.push(Buffer.alloc(1e6, 1))", Limit::Memory),
    ] {
        let limits = if limit == Limit::Memory { &long } else { &short };
        let run = bench.run_within(source, b"input\n", limits);
        let is_stopped = stopped_by(&run) == Some(limit);
        // An error in the error handler ends a program, too.
        assert!(is_stopped || matches!(run.outcome, Outcome::Threw(_)), "{source}: {:?}", run.outcome);
        assert_eq!(
            bench.output("console.log(require('fs').readFileSync(0, 'utf8'))", "canary"),
            "canary\n",
            "{source}"
        );
    }
}

#[test]
fn programs_share_nothing() {
    let mut bench = Bench::new();
    for source in [
        "globalThis.n = (globalThis.n ?? 0) + 1; print(n)",
        "process.n = (process.n ?? 0) + 1; print(process.n)",
        "const fs = require('fs'); fs.n = (fs.n ?? 0) + 1; print(fs.n)",
        "Buffer.prototype.n = (Buffer.prototype.n ?? 0) + 1; print(Buffer.alloc(1).n)",
        "process.env.n = (process.env.n ?? '') + 1; print(process.env.n)",
        "const u = require('util'); u.inspect.defaultOptions.depth++; print(u.inspect.defaultOptions.depth - 2)",
        "process.exitCode ??= 0; process.on('exit', () => {}); print(process.listenerCount('exit'))",
        "process.nextTick(() => process.exit(0)); setTimeout(() => print('left')); setImmediate(() => print('left')); print(1)",
        "Promise.reject(1).catch(() => {}); process.stdin.on('data', () => {}); print(1)",
    ] {
        for _ in 0..3 {
            assert_eq!(bench.output(source, "some input"), "1\n", "{source}");
        }
    }
    // Nor with submissions whose function is called, which see none of this.
    let source: Arc<str> =
        "const f = () => typeof process + typeof Buffer + typeof readline + typeof print + typeof readInt"
            .into();
    let (cache, entry) = (CodeCache::default(), EntryPoint::from("f"));
    let program = Program { source: &source, is_module: false, entry: &entry, cache: &cache };
    let mut arguments = Value::primitive(Node::Undefined);
    arguments.root = arguments.push(tribunal_core::value::Object::Array(Vec::new()));
    let run = bench.isolate(&limits()).run(&program, &(&arguments).into(), &limits());
    let Outcome::Returned(Value { root: Node::String(text), .. }) = run.outcome else { panic!("{run:?}") };
    assert_eq!(text.to_string_lossy(), "undefined".repeat(5));
}

#[test]
fn an_end_is_an_end() {
    let mut bench = Bench::new();
    for (source, code, output) in [
        ("process.exit(3); print('never')", 3, ""),
        ("print(1); process.exit(); write('never')", 0, "1\n"),
        ("try { process.exit(2) } catch { print('no') } finally { print('no') }", 2, ""),
        ("process.on('exit', () => { print('bye'); process.exit(5); })", 5, "bye\n"),
        ("process.exitCode = 4", 4, ""),
        ("setTimeout(() => process.exit(6), 1e6)", 6, ""),
        ("Promise.resolve().then(() => process.exit(7)).finally(() => print('no'))", 7, ""),
        ("process.nextTick(() => { process.exit(8) }); process.nextTick(() => print('no'))", 8, ""),
        ("[3, 2, 1].sort(() => process.exit(9))", 9, ""),
        ("new Proxy({}, { get() { process.exit(10) } }).x", 10, ""),
        ("console.log({ get [Symbol.toStringTag]() { process.exit(11) } })", 11, ""),
        ("quit(12)", 12, ""),
        ("process.exit(-1)", 255, ""),
        ("await new Promise(() => {})", 13, ""),
    ] {
        let run = bench.run(source, "");
        assert_eq!(run.outcome, Outcome::Exited(code), "{source}");
        assert_eq!(String::from_utf8_lossy(&run.stdout), output, "{source}");
    }
}

#[test]
fn errors_carry_message_and_line() {
    let mut bench = Bench::new();
    for (source, text, line) in [
        ("let a;\nnull.x", "TypeError: Cannot read properties of null (reading 'x')", Some(2)),
        ("setTimeout(() => {\n  throw new Error('late');\n})", "Error: late", Some(2)),
        ("Promise.reject(new Error('lost'))", "Error: lost", None),
        ("process.nextTick(() => { throw new RangeError('tick') })", "RangeError: tick", Some(1)),
        ("queueMicrotask(() => { throw new Error('micro') })", "Error: micro", None),
        ("process.stdin.on('data', () => { throw new Error('data') })", "Error: data", None),
        ("(function f() { f() })()", "RangeError: Maximum call stack size exceeded", None),
        (
            "require('fs').readFileSync('nowhere')",
            "Error: ENOENT: no such file or directory, open 'nowhere'",
            None,
        ),
        (
            "require('child_process').execSync('ls')",
            "Error [ERR_FEATURE_UNAVAILABLE]: child_process.execSync is not available in Tribunal: submissions run without processes and threads",
            None,
        ),
        (
            "require('assert').strictEqual(1, 2)",
            "AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:\n\n1 !== 2\n",
            None,
        ),
        ("throw null", "null", None),
        (
            "import { execSync } from 'child_process'; execSync('ls')",
            "Error [ERR_FEATURE_UNAVAILABLE]: child_process.execSync is not available in Tribunal: submissions run without processes and threads",
            None,
        ),
        (
            "import { nothing } from 'fs'",
            "SyntaxError: The requested module 'fs' does not provide an export named 'nothing'",
            None,
        ),
        ("await null; throw new Error('module')", "Error: module", None),
    ] {
        let run = bench.run(source, "x");
        let Outcome::Threw(error) = run.outcome else { panic!("{source}: {run:?}") };
        assert!(
            error.text.starts_with(text)
                || error
                    .text
                    .replace(" [ERR_ASSERTION]", "")
                    .starts_with(&text.replace(" [ERR_ASSERTION]", ""))
                || error.text.contains(text.split("]: ").last().unwrap()),
            "{source}: {}",
            error.text
        );
        if let Some(line) = line {
            assert_eq!(error.location.map(|location| location.line), Some(line), "{source}");
        }
    }
    for source in ["const a = ;", "import x from", "let a; let a;", "}{"] {
        let run = bench.run(source, "");
        assert!(matches!(run.outcome, Outcome::CompileError(_)), "{source}: {run:?}");
    }
}

#[test]
fn recursion_is_as_deep_as_the_stack_that_is_allowed() {
    let depth_within = |stack_bytes: u64| {
        let limits = Limits {
            first_stack_bytes: stack_bytes,
            memory_bytes: 512 * MIB,
            cpu: Duration::from_secs(30),
            ..limits()
        };
        // In a thread with such a stack, as in a batch.
        let bytes = usize::try_from(stack_bytes).unwrap() + (8 << 20);
        let thread = std::thread::Builder::new().stack_size(bytes).spawn(move || {
            let source = "let n = 0; const f = () => { n++; f() }; try { f() } catch (e) { print(e instanceof RangeError) } print(n)";
            let run = Bench::new().run_within(source, b"", &limits);
            assert_eq!(run.outcome, Outcome::Exited(0));
            let output = String::from_utf8(run.stdout).unwrap();
            let (thrown, depth) = output.trim().split_once('\n').unwrap();
            assert_eq!(thrown, "true");
            // Natives, too, notice the end of the stack before the process fails.
            for source in [
                "JSON.parse('['.repeat(3e6))",
                "let a = []; for (let i = 0; i < 1e6; i++) a = [a]; JSON.stringify(a)",
                "let a = []; for (let i = 0; i < 1e5; i++) a = [a]; require('util').inspect(a, { depth: Infinity })",
                "eval('('.repeat(1e6))",
                "const f = (x) => [1].map(() => f(x)); f(1)",
                "const r = () => 'a'.replace(/a/, r); r()",
                "new RegExp('('.repeat(1e6))",
            ] {
                let run = Bench::new().run_within(source, b"", &limits);
                assert!(!matches!(run.outcome, Outcome::Crashed(_) | Outcome::NoAnswer(_)), "{source}: {run:?}");
            }
            depth.parse::<u64>().unwrap()
        });
        thread.unwrap().join().unwrap()
    };
    let (usual, deep) = (depth_within(IsolateLimits::STACK_BYTES), depth_within(128 * MIB));
    // The number of calls varies, as frames of optimised code are smaller. But no frame takes as much as 200 bytes, or
    // as little as 16.
    let fits = |depth: u64, bytes: u64| (bytes / 200..bytes / 16).contains(&depth);
    assert!(fits(usual, IsolateLimits::STACK_BYTES) && fits(deep, 128 * MIB), "{usual} and {deep} calls");
}

#[test]
fn input_comes_whole_and_in_order_however_it_is_read() {
    let mut bench = Bench::new();
    // A part by lines, a part by numbers, a part as bytes, and the rest as a stream.
    let source = "
        const fs = require('fs');
        print(readline(), readInt(), readWord());
        const two = Buffer.alloc(2);
        print(fs.readSync(0, two), JSON.stringify(two.toString()));
        print(readline());
        let rest = '';
        process.stdin.on('data', (c) => { rest += c }).on('end', () => print(JSON.stringify(rest), fs.readFileSync(0).length, readline()));
    ";
    let input = "first\n 42 word xyz\nlast é\nend";
    assert_eq!(bench.output(source, input), "first 42 word\n2 \" x\"\nyz\n\"last é\\nend\" 0 null\n");
    for input in ["", "\n", "a", "a\n", "\n\n", "a\r\nb\r\n", "\r", "é\n日"] {
        let lines = bench.output("let l; const all = []; while ((l = readline()) !== null) all.push(l); print(JSON.stringify(all))", input);
        let expected: Vec<&str> = input.lines().map(|line| line.strip_suffix('\r').unwrap_or(line)).collect();
        assert_eq!(lines.trim(), serde_json::to_string(&expected).unwrap(), "{input:?}");
    }
}

#[test]
fn what_programs_are_told_of_memory_says_nothing_of_other_cases() {
    let tell = "const v8 = require('v8'), os = require('os'), { inspect } = require('util');
        const set = new WeakSet(); for (let i = 0; i < 100; i++) set.add({ i });
        console.log(JSON.stringify([process.memoryUsage(), process.memoryUsage.rss(), process.resourceUsage().maxRSS,
            v8.getHeapStatistics(), os.freemem(), os.totalmem(), process.constrainedMemory?.(), process.availableMemory?.(),
            performance.memory, inspect(set, { showHidden: true })]));";
    let mut bench = Bench::new();
    let first = bench.output(tell, "");
    bench.output("globalThis.kept = Array.from({ length: 1e5 }, () => [1]); new Array(1e6).fill(1)", "");
    assert_eq!(
        bench.output(&format!("const kept = Array.from({{ length: 1e5 }}, () => [1]); {tell}"), ""),
        first
    );
}

#[test]
fn modules_have_every_name_that_they_have_under_node() {
    let exports = include_str!("../prelude/node/exports.txt");
    let mut source = String::from("const missing = [];\n");
    for line in exports.lines() {
        let (name, exports) = line.split_once(' ').unwrap();
        source += &format!(
            "{{ const home = require('node:{name}'), {{ functions = '', objects = '', values = {{}} }} = {exports};\n\
             for (const key of [...functions.split(' '), ...objects.split(' '), ...Object.keys(values)])\n\
             if (key !== '' && !Object.keys(home).includes(key)) missing.push('{name}.' + key); }}\n"
        );
    }
    source += "console.log(missing.join(' '));";
    assert_eq!(Bench::new().output(&source, ""), "\n");
}
