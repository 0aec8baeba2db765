//! The sandbox of worker processes: operations that are refused, and workers that lie.
//!
//! Liars are shell scripts that speak the protocol's first words and then something else.
#![cfg(target_os = "linux")]

use std::{
    fs,
    ops::ControlFlow,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use crate::common::{TRIBUNAL, comes_true, is_worker};
use tribunal_core::{
    entry_point::EntryPoint,
    execution::{Execution, IsolateLimits, Limit, Limits, Location, Outcome, ScriptError},
    input::Input,
    libraries::Libraries,
    realm::Realm,
    value::{Node, Object, Value},
};
use tribunal_exec::prepared::Prepared;
use tribunal_exec::type_stripper::TypeStripper;
use tribunal_exec::{
    runner::{Job, Runner, process::ProcessRunner},
    worker::{
        ARGUMENT,
        process::WorkerProcess,
        protocol::{Reply, Request, Start, VERSION, WorkerMode, encode},
        vitals::peak_memory,
    },
};
use tribunal_problem::submission::Submission;
use tribunal_typescript::Stripped;

const MEMORY: u64 = 64 << 20;

const LIMITS: Limits = Limits {
    cpu: Duration::from_millis(500),
    wall: Duration::from_millis(200),
    memory_bytes: MEMORY,
    output_bytes: 1 << 20,
    stack_bytes: 1 << 20,
    first_stack_bytes: 1 << 20,
};

/// Returns a submission of the function `f`.
fn submission(source: &str) -> Submission {
    Submission {
        name: "f.js".to_owned(),
        path: PathBuf::new(),
        problem: "f".to_owned(),
        expected: Default::default(),
        source: source.into(),
        fault: None,
    }
}

#[test]
fn everything_forbidden_is_refused() {
    let mut worker =
        WorkerProcess::start(Path::new(TRIBUNAL), tribunal_engine::snapshot(), MEMORY, WorkerMode::Usual)
            .expect("a worker");
    let off: Vec<_> =
        worker.layers().iter().filter(|layer| !layer.is_on()).map(|layer| &layer.name).collect();
    // The one layer that not every kernel has.
    assert!(off.iter().all(|name| *name == "landlock"), "{:?}", worker.layers());

    let attempts = worker.probe().expect("a worker that has come through it");
    let let_through: Vec<_> = attempts.iter().filter(|(_, refused)| refused.is_ok()).collect();
    assert!(let_through.is_empty(), "{let_through:?}");
    assert!(attempts.len() >= 33, "{attempts:?}");
}

#[test]
fn this_process_may_do_what_a_worker_may_not() {
    // Otherwise the test above would hold on any machine that refuses these by itself.
    assert!(fs::File::open("/etc/passwd").is_ok());
    assert!(fs::read_dir("/").is_ok());
    assert!(std::net::TcpListener::bind("127.0.0.1:0").is_ok());
    assert!(std::process::Command::new("/bin/true").status().is_ok());
    assert!(std::thread::Builder::new().spawn(|| ()).is_ok());
}

/// A folder of programs that take a worker's place.
struct Liars(tempfile::TempDir);

impl Liars {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    /// Writes a program that says it is ready, then `lie`, and then nothing, regardless of its input.
    fn always(&self, name: &str, lie: &[u8]) -> PathBuf {
        self.program(name, lie, "")
    }

    /// Writes a program that does so only the first time it is started; from then on it is an honest worker.
    fn once(&self, name: &str, lie: &[u8]) -> PathBuf {
        let told = self.0.path().join(format!("{name}.told"));
        let honest = format!("if ! /bin/mkdir {told:?} 2>/dev/null; then exec {TRIBUNAL:?} {ARGUMENT}; fi\n");
        self.program(name, lie, &honest)
    }

    /// Writes a program that then does something else, in the shell's words. Each start of it is counted.
    fn script(&self, name: &str, lie: &[u8], then: &str) -> PathBuf {
        let program = self.program(name, lie, "");
        let text = fs::read_to_string(&program).expect("a program");
        let counted = format!("#!/bin/sh\necho >>{:?}\n", self.0.path().join(format!("{name}.starts")));
        let text = text.replace("#!/bin/sh\n", &counted).replace("exec /bin/cat >/dev/null", then);
        crate::common::write_program(&program, &text);
        program
    }

    /// Returns the number of starts of a script.
    fn starts(&self, name: &str) -> usize {
        let starts = fs::read(self.0.path().join(format!("{name}.starts"))).unwrap_or_default();
        starts.len()
    }

    fn program(&self, name: &str, lie: &[u8], before: &str) -> PathBuf {
        let mut words = Vec::new();
        encode(&Reply::Ready { version: VERSION, layers: Vec::new(), thread: 0 }, &mut words);
        words.extend_from_slice(lie);
        let said = self.0.path().join(format!("{name}.said"));
        fs::write(&said, words).expect("a file");
        let program = self.0.path().join(name);
        let text = format!("#!/bin/sh\n{before}/bin/cat {said:?}\nexec /bin/cat >/dev/null\n");
        crate::common::write_program(&program, &text);
        program
    }
}

/// Returns the executions of three cases, each of which returns its argument, with this program as the worker.
fn run(program: &Path) -> Vec<Execution> {
    run_cases(program, 3, LIMITS, "function echo(x) { return x; }")
}

/// Returns the executions of so many cases, with other limits and another submission.
fn run_cases(program: &Path, cases: u32, limits: Limits, source: &str) -> Vec<Execution> {
    let runner = ProcessRunner::new(program.to_owned());
    let submission = Submission {
        name: "echo.js".to_owned(),
        path: PathBuf::new(),
        problem: "echo".to_owned(),
        expected: Default::default(),
        source: source.into(),
        fault: None,
    };
    let inputs: Vec<Input> = (0..cases).map(|number| argument(number).into()).collect();
    let inputs: Vec<&Input> = inputs.iter().collect();
    let prepared = Prepared::default();
    let entry = EntryPoint::from("echo");
    let job = Job::new(submission.as_source(), &entry, Libraries::none(), limits, &inputs, &prepared);
    let mut runs = Vec::new();
    let mut session = runner.session().expect("a session");
    let ended = session.run(&job, &mut |index, run| {
        assert_eq!(index, runs.len());
        runs.push(run);
        ControlFlow::Continue(())
    });
    ended.expect("a liar is the case's fault, not the judge's");
    runs
}

fn argument(number: u32) -> Value {
    let mut value = Value { root: Node::Null, objects: Vec::new() };
    value.root = value.push(Object::Array(vec![Node::Number(number.into())]));
    value
}

fn frame(replies: &[Reply]) -> Vec<u8> {
    let mut bytes = Vec::new();
    replies.iter().for_each(|reply| encode(reply, &mut bytes));
    bytes
}

fn ran(run: Execution) -> Reply {
    Reply::Ran { run, cache: None }
}

/// Returns messages of a worker that are no honest answer.
fn lies() -> Vec<(&'static str, Vec<u8>)> {
    let returned = || Execution::ended(Outcome::Returned(Value::primitive(Node::Null)));
    let long = Duration::from_secs(u64::MAX / 4);
    vec![
        ("noise", (0..=255).cycle().take(10_000).collect()),
        ("a_frame_of_4_gib", vec![0xff; 64]),
        ("a_frame_beyond_the_limit", [&(64u32 << 20).to_le_bytes()[..], &[0; 1000]].concat()),
        ("an_unknown_reply", vec![1, 0, 0, 0, 200]),
        ("ready_again", frame(&[Reply::Ready { version: VERSION, layers: Vec::new(), thread: 0 }])),
        ("probed_unasked", frame(&[Reply::Probed(Vec::new())])),
        ("nulls", nulls(7 << 20)),
        (
            "time_beyond_reason",
            frame(&[ran(Execution { cpu: long, wall: long, compile: long, ..returned() })]),
        ),
    ]
}

/// Returns a result of so many nulls, of a byte each on the wire.
fn nulls(count: usize) -> Vec<u8> {
    let encoded = |nodes| {
        let value = Value { root: Node::Object(0), objects: vec![Object::Array(nodes)] };
        frame(&[ran(Execution::ended(Outcome::Returned(value)))])
    };
    let (none, one) = (encoded(Vec::new()), encoded(vec![Node::Null]));
    // Behind the header, the two differ first where the array's length is; then comes its element.
    let place = (4..none.len()).find(|index| none[*index] != one[*index]).expect("a length");
    let mut length = Vec::new();
    let mut rest = count;
    while rest >= 0x80 {
        length.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    length.push(rest as u8);
    let body = [&none[4..place], &length, &vec![one[place + 1]; count], &none[place + 1..]].concat();
    assert!(count > 1 || frame_of(&body) == one, "one null is as it should be");
    frame_of(&body)
}

fn frame_of(body: &[u8]) -> Vec<u8> {
    [&u32::try_from(body.len()).expect("a short body").to_le_bytes()[..], body].concat()
}

#[test]
fn what_a_reply_becomes_in_memory_is_bounded() {
    nulls(1);
    // Of 20 MiB on the wire, which would be 640 MiB. What is in memory of the frame itself is little beside that.
    let liars = Liars::new();
    let limits = Limits { output_bytes: 4 << 20, ..LIMITS };
    let lie = nulls(20 << 20);
    let before = peak_memory(std::process::id()).expect("/proc");
    let runs = run_cases(&liars.always("many", &lie), 1, limits, "");
    let growth = peak_memory(std::process::id()).expect("/proc") - before;
    assert!(
        matches!(&runs[0].outcome, Outcome::Crashed(reason) if reason.contains("bytes of memory")),
        "{runs:?}"
    );
    assert!(growth < 300 << 20, "{growth} bytes");
}

#[test]
fn the_largest_honest_results_are_below_the_bound() {
    let limits = Limits {
        cpu: Duration::from_secs(20),
        wall: Duration::from_secs(60),
        memory_bytes: 256 << 20,
        ..LIMITS
    };
    let program = Path::new(TRIBUNAL);
    // As many as the limit of output counts, of which each takes as much more as can be in memory or on the wire.
    for (what, count) in [
        ("[]", 130_000),
        ("{}", 130_000),
        ("null", 130_000),
        ("[0.1]", 65_000),
        ("{ a: 1n }", 30_000),
        ("[, 1]", 40_000),
        ("new Map([[1, new Set()]])", 30_000),
        ("new Date(NaN)", 130_000),
        ("String.fromCharCode(0xd800, i)", 100_000),
        ("'\u{20ac}'.repeat(100)", 9_500),
        ("new Uint8Array(90)", 10_000),
        ("() => 1", 55_000),
        ("Object.defineProperty(() => 1, 'name', { value: '\u{20ac}'.repeat(60) })", 5_000),
    ] {
        let source =
            format!("function echo() {{ return Array.from({{ length: {count} }}, (_, i) => ({what})); }}");
        let runs = run_cases(program, 1, limits, &source);
        assert!(matches!(runs[0].outcome, Outcome::Returned(_)), "{what}: {:?}", runs[0].outcome);
    }
    let nested = "function echo() { let a = []; for (let i = 0; i < 1.3e5; i++) a = [a]; return a; }";
    let runs = run_cases(program, 1, limits, nested);
    assert!(matches!(runs[0].outcome, Outcome::Returned(_)), "{nested}: {:?}", runs[0].outcome);
    // Whatever is larger is a limit that was reached, and no worker that lies.
    let functions = "Object.defineProperty(() => 1, 'name', { value: '\u{20ac}'.repeat(60) })";
    for what in [functions, "[]", "'a'.repeat(20)"] {
        let source =
            format!("function echo() {{ return Array.from({{ length: 200000 }}, () => ({what})); }}");
        let runs = run_cases(program, 1, limits, &source);
        let stopped = Outcome::Stopped { limit: Limit::Output, at: None };
        assert_eq!(runs[0].outcome, stopped, "{what}");
    }
}

#[test]
fn all_tries_of_a_case_take_three_times_its_wall_limit() {
    let liars = Liars::new();
    let limits = Limits { wall: Duration::from_millis(600), ..LIMITS };
    let begun = (1u32 << 20).to_le_bytes();
    // A busy judge sends the case late, so a worker begins to sleep only once it has the case.
    let mut start = Vec::new();
    let (version, supervisor) = (VERSION, std::process::id());
    let (isolate_limits, snapshot) = (IsolateLimits::from(&limits), tribunal_engine::snapshot().to_vec());
    encode(
        &Request::Start(Start { version, snapshot, isolate_limits, manner: WorkerMode::Usual, supervisor }),
        &mut start,
    );
    let sleep = format!("head -c {} >/dev/null; sleep 0.5", start.len() + 1);
    let (kill, abort) = (format!("{sleep}; kill -KILL $$"), format!("{sleep}; kill -ABRT $$"));
    // How often each is tried, at most and at least: those that a busy machine makes slower are tried less often.
    for (name, lie, then, most) in [
        ("silent", &[][..], "exec sleep 1000", 2),
        ("deaf", &[], "exec sleep 1000 <&-", 2),
        ("slow", &begun, "while echo x; do sleep 0.02; done", 2),
        ("sleeps_and_is_killed", &[], &*kill, 3),
        ("sleeps_and_aborts", &[], &*abort, 2),
        ("is_killed", &[], "kill -KILL $$", 11),
    ] {
        let program = liars.script(name, lie, then);
        let since = Instant::now();
        let runs = run_cases(&program, 1, limits, "");
        let is_bad =
            matches!(runs[0].outcome, Outcome::Crashed(_) | Outcome::Stopped { limit: Limit::WallTime, .. });
        assert!(is_bad, "{name}: {runs:?}");
        // It takes two seconds at most, and on a busy machine what it takes to start shells.
        assert!(since.elapsed() < Duration::from_secs(240), "{name}: {:?}", since.elapsed());
        let starts = liars.starts(name);
        assert!((1..=most).contains(&starts), "{name} was started {starts} times");
    }
}

#[test]
fn what_a_hardened_realm_has_taken_counts_as_a_try() {
    let liars = Liars::new();
    let runner = ProcessRunner::new(liars.script("silent", &[], "exec sleep 1000"));
    let submission = submission("");
    let input = Input::from(argument(0));
    let mut session = runner.session().expect("a session");
    let wall = Duration::from_millis(600);
    let (mut outcomes, mut spent) = (Vec::new(), Duration::ZERO);
    for realm in [Realm::Hardened, Realm::Fresh] {
        let entry = EntryPoint::from("f");
        let prepared = Prepared::default();
        let inputs = [&input];
        let job = Job {
            realm,
            spent,
            ..Job::new(
                submission.as_source(),
                &entry,
                Libraries::none(),
                Limits { wall, ..LIMITS },
                &inputs,
                &prepared,
            )
        };
        let ended = session.run(&job, &mut |_, run| {
            outcomes.push(run.outcome);
            spent = run.spent;
            ControlFlow::Continue(())
        });
        ended.expect("a verdict");
    }
    assert!(matches!(outcomes[0], Outcome::NoAnswer(_)), "{outcomes:?}");
    assert_eq!(outcomes[1], Outcome::Stopped { limit: Limit::WallTime, at: None });
    assert_eq!(spent, wall * 3, "what is beyond a limit is the supervisor's own");
    assert_eq!(
        liars.starts("silent"),
        3,
        "one in the hardened realm, and two in a fresh one of a limit each"
    );
}

#[test]
fn the_system_kills_a_worker_before_its_supervisor() {
    let before: Vec<u32> = crate::common::workers_of(std::process::id());
    let worker =
        WorkerProcess::start(Path::new(TRIBUNAL), tribunal_engine::snapshot(), MEMORY, WorkerMode::Usual)
            .expect("a worker");
    let score = |process| fs::read_to_string(format!("/proc/{process}/oom_score_adj")).unwrap_or_default();
    let new = crate::common::workers_of(std::process::id()).into_iter().filter(|id| !before.contains(id));
    // Other tests of this process start workers at the same time, which may not be as far.
    assert!(new.into_iter().any(|id| score(id).trim() == "1000"));
    assert_ne!(score(std::process::id()).trim(), "1000");
    drop(worker);
}

#[test]
fn a_worker_that_reads_typescript_and_says_too_much_costs_one_try() {
    let liars = Liars::new();
    let stripped = Stripped { text: "x".repeat(3 << 20), map: None };
    let long = frame(&[Reply::Stripped { stripped: Ok(stripped), cpu: Duration::ZERO }]);
    let program = liars.script("long", &long, "exec /bin/cat >/dev/null");
    let submission = Submission { name: "f.ts".into(), ..submission("let x: number = 1;") };
    let mut stripper = TypeStripper::new(program);
    let (javascript, _) = stripper.strip(submission.as_source()).expect("the text is to blame");
    let error = javascript.expect_err("no JavaScript");
    assert!(error.text.contains("too long"), "{}", error.text);
    assert_eq!(liars.starts("long"), 1);
}

#[test]
fn a_worker_that_lies_costs_its_own_case_an_engine_abort() {
    let liars = Liars::new();
    // Longer than it takes to say any of them on a busy machine: the lie is to be the reason, and not the time.
    let limits = Limits { wall: Duration::from_secs(20), ..LIMITS };
    for (name, lie) in lies() {
        let runs = run_cases(&liars.always(name, &lie), 3, limits, "");
        assert_eq!(runs.len(), 3, "{name}");
        for run in runs {
            let Outcome::Crashed(reason) = run.outcome else { panic!("{name}: {:?}", run.outcome) };
            assert!(reason.starts_with("engine abort: "), "{name}: {reason}");
        }
    }
}

#[test]
fn after_a_lie_an_honest_worker_judges_as_if_nothing_had_happened() {
    let liars = Liars::new();
    // One that begins an answer and then waits takes as long as one in an endless loop.
    let half_a_frame =
        ("half_a_frame", frame(&[ran(Execution::ended(Outcome::NoAnswer("x".to_owned())))])[..9].to_vec());
    for (name, lie) in lies().into_iter().chain([half_a_frame]) {
        for (index, run) in run(&liars.once(name, &lie)).into_iter().enumerate() {
            let returned = Outcome::Returned(Value::primitive(Node::Number(index as f64)));
            assert_eq!(run.outcome, returned, "{name}");
        }
    }
}

#[test]
fn results_that_were_not_asked_for_harm_no_later_submission() {
    // More results than cases: the rest lies in the pipe when the next submission comes.
    let liars = Liars::new();
    let returned = || ran(Execution::ended(Outcome::Returned(Value::primitive(Node::Bool(true)))));
    let program = liars.once("eager", &frame(&[returned(), returned(), returned(), returned(), returned()]));
    let runner = ProcessRunner::new(program);
    let mut session = runner.session().expect("a session");
    let mut outcomes = Vec::new();
    for text in ["function f() { return 1; }", "function f() { return 2; }"] {
        let submission = submission(text);
        let (value, prepared) = (argument(0), Prepared::default());
        let entry = EntryPoint::from("f");
        let input = Input::from(value);
        let inputs = [&input];
        let job = Job::new(submission.as_source(), &entry, Libraries::none(), LIMITS, &inputs, &prepared);
        let ended = session.run(&job, &mut |_, run| {
            outcomes.push(run.outcome);
            ControlFlow::Continue(())
        });
        ended.expect("a verdict");
    }
    // The liar may claim what it likes of its own submission; the next one has a worker that is idle.
    assert_eq!(outcomes[1], Outcome::Returned(Value::primitive(Node::Number(2.0))));
}

#[test]
fn late_results_are_not_taken_for_the_next_submissions() {
    let runner = ProcessRunner::new(TRIBUNAL.into());
    let mut session = runner.session().expect("a session");
    // The last case fills the memory, and is run again in another isolate before it is answered.
    let fills =
        "function f(n) { const all = []; while (n > 3) all.push(new Array(1000).fill(n + 0.5)); return n; }";
    let limits = Limits { memory_bytes: 8 << 20, wall: Duration::from_secs(20), ..LIMITS };
    let inputs: Vec<Input> = (0..5).map(|number| argument(number).into()).collect();
    let inputs: Vec<&Input> = inputs.iter().collect();
    // However far the worker is with that case when its result is no longer wanted.
    for pause in (0..15).map(|step| Duration::from_millis(5 * step)) {
        // Only the results of the first cases are wanted when the last case has already been sent.
        for (text, wanted) in [(fills, 4), ("function f(n) { return n; }", 5)] {
            let submission = submission(text);
            let entry = EntryPoint::from("f");
            let prepared = Prepared::default();
            let job = Job::new(submission.as_source(), &entry, Libraries::none(), limits, &inputs, &prepared);
            let ended = session.run(&job, &mut |index, run| {
                let number = Value::primitive(Node::Number(index as f64));
                assert_eq!(run.outcome, Outcome::Returned(number), "{index} of {text}");
                if index + 1 < wanted {
                    return ControlFlow::Continue(());
                }
                std::thread::sleep(pause);
                ControlFlow::Break(())
            });
            ended.expect("verdicts");
        }
    }
}

#[test]
fn claims_about_places_and_caches_are_taken_as_text() {
    let location = Location { line: u32::MAX, column: u32::MAX, source_line: Some("\u{1b}[2J".repeat(100)) };
    let threw = ScriptError { text: "\u{202e}".repeat(1000), location: Some(location) };
    let lie =
        Reply::Ran { run: Execution::ended(Outcome::Threw(threw.clone())), cache: Some(vec![0xff; 5000]) };
    let liars = Liars::new();
    let runs = run(&liars.once("cache", &frame(&[lie])));
    assert_eq!(runs[0].outcome, Outcome::Threw(threw));
    assert_eq!(runs.len(), 3);
}

#[test]
fn a_program_that_is_no_worker_is_an_error_and_not_a_verdict() {
    for program in ["/bin/true", "/bin/false", "/no/such/program"] {
        let runner = ProcessRunner::new(program.into());
        let error = runner.try_out(MEMORY, &Default::default()).expect_err(program).to_string();
        assert!(error.contains("--isolation thread"), "{error}");
    }
}

#[test]
fn dropping_a_worker_ends_its_process() {
    let before: Vec<u32> = crate::common::workers_of(std::process::id());
    let worker =
        WorkerProcess::start(Path::new(TRIBUNAL), tribunal_engine::snapshot(), MEMORY, WorkerMode::Usual)
            .expect("a worker");
    let new: Vec<u32> =
        crate::common::workers_of(std::process::id()).into_iter().filter(|id| !before.contains(id)).collect();
    assert!(!new.is_empty());
    drop(worker);
    // Other tests of this process start workers at the same time: those end by themselves.
    assert!(comes_true(|| new.iter().any(|id| !is_worker(*id))));
}
