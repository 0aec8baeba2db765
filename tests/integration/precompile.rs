//! Precompiling of submissions: it happens, and changes no verdict.

use std::{
    num::NonZeroUsize,
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Duration,
};

use crate::common::{TRIBUNAL, World};
use tribunal_core::{engine_info::EngineInfo, execution::Execution, realm::Realm};
use tribunal_exec::runner::{
    Job, Runner, RunnerError, Session, compiler::PrecompilePolicy, process::ProcessRunner,
};
use tribunal_exec::{executor::Executor, prepared::Prepared};
use tribunal_judge::batch::{self, Options, Plan, StopRule, StopSignal, job};
use tribunal_judge::report::SubmissionReport;
use tribunal_problem::{problem, submission};

const CASES: &str = "[[case]]\nargs = [1]\nexpected = 2\n[[case]]\nargs = [2]\nexpected = 3\n";

/// A record of the submissions whose code was ready when they were first run.
struct Watched {
    inner: ProcessRunner,
    had_code: Mutex<Vec<String>>,
    /// Whether any submission was precompiled.
    has_compiled: AtomicBool,
}

impl Runner for Watched {
    fn info(&self) -> EngineInfo {
        self.inner.info()
    }

    fn precompile_from(&self) -> Option<usize> {
        self.inner.precompile_from()
    }

    fn compile(&self, job: &Job<'_>) -> Option<Vec<u8>> {
        let code = self.inner.compile(job);
        self.has_compiled.fetch_or(code.is_some(), Relaxed);
        code
    }

    fn session(&self) -> Result<Box<dyn Session + '_>, RunnerError> {
        Ok(Box::new(WatchedSession { runner: self, inner: self.inner.session()? }))
    }
}

struct WatchedSession<'a> {
    runner: &'a Watched,
    inner: Box<dyn Session + 'a>,
}

impl Session for WatchedSession<'_> {
    fn run(
        &mut self,
        job: &Job<'_>,
        each: &mut dyn FnMut(usize, Execution) -> ControlFlow<()>,
    ) -> Result<(), RunnerError> {
        // The first one takes as long as it takes to compile another one meanwhile.
        while job.source.name == "0.js"
            && self.runner.precompile_from().is_some()
            && !self.runner.has_compiled.load(Relaxed)
        {
            std::thread::sleep(Duration::from_millis(2));
        }
        let had_code = !job.prepared.code.is_empty();
        let mut each = |index, run: Execution| {
            if had_code && !run.compile.is_zero() {
                self.runner.had_code.lock().expect("no panic").push(job.source.name.to_owned());
            }
            each(index, run)
        };
        self.inner.run(job, &mut each)
    }
}

fn plan(world: &World) -> Plan {
    let problem = problem::load(&world.path().join("problems"), &[]).expect("a problem").remove(0);
    let problem = Arc::new(problem);
    let found = submission::discover(&world.path().join("submissions"), &problem).expect("submissions");
    found.into_iter().map(|found| (Arc::clone(&problem), found)).collect()
}

/// Returns the verdicts by submission, and the submissions whose code was ready.
fn run(world: &World, threads: usize, precompile: Option<PrecompilePolicy>) -> (Vec<String>, Vec<String>) {
    let inner = ProcessRunner::new(PathBuf::from(TRIBUNAL)).with_precompile(precompile);
    let runner = Arc::new(Watched { inner, had_code: Mutex::default(), has_compiled: AtomicBool::default() });
    let executor = Executor::new(Arc::clone(&runner), Path::new(TRIBUNAL));
    let threads = NonZeroUsize::new(threads).expect("threads");
    let options = Options { threads, stop: StopRule::default(), realm: Realm::Fresh, seed: 0 };
    let (report, failure) =
        batch::run(plan(world), &executor, &options, &StopSignal::default(), &mut |_| {}).expect("threads");
    assert!(failure.is_none(), "{failure:?}");
    let verdict = |submission: &SubmissionReport| {
        let cases: Vec<_> = submission.cases.iter().map(|case| format!("{:?}", case.verdict)).collect();
        format!("{} {:?} {}", submission.submission, submission.verdict, cases.join(" "))
    };
    let had_code = runner.had_code.lock().expect("no panic").clone();
    (report.submissions.iter().map(verdict).collect(), had_code)
}

#[test]
fn the_verdicts_are_the_same_and_code_waits_for_its_turn() {
    let world = World::new("time_limit = 0.5\nmemory = 64\ncode = 4096", CASES);
    world.submit("0.js", "function solve(x) { return x + 1 }");
    for index in 0..2 {
        let more = "function unused() { return [1, 2, 3].map((x) => x * 2) }\n".repeat(200);
        world.submit(
            &format!("1-right-{index}.js"),
            &format!("// {index}\nfunction solve(x) {{ return x + 1 }}\n{more}"),
        );
        world.submit(
            &format!("wrong-{index}.js"),
            &format!("// {index}\nfunction solve(x) {{ return x }}\n{more}"),
        );
    }
    world.submit("broken.js", "function solve(x) { return x + 1 ");
    world.submit("module.mjs", "export function solve(x) { return x + 1 }");
    world.submit("import.js", "export const solve = (x) => x + 1;");
    world.submit("return.js", "exports.solve = (x) => x + 1; return;");
    world.submit("loops.js", "for (;;);");
    world.submit("empty.js", "");
    // What takes the parser beyond its stack, and what takes long to compile.
    world.submit(
        "deep.js",
        &format!("function solve(x) {{ return {}x + 1{} }}", "(".repeat(100_000), ")".repeat(100_000)),
    );
    world.submit(
        "long.js",
        &format!("const solve = (x) => x + 1; const y = [{}];", "() => 1,".repeat(20_000)),
    );
    let (without, none) = run(&world, 1, None);
    // A worker that was lost leaves its code to the next one.
    assert!(none.iter().all(|name| name == "loops.js"), "{none:?}");
    for eager in [false, true] {
        let (with, had_code) = run(&world, 1, Some(PrecompilePolicy { from: 0, eager }));
        assert_eq!(with, without);
        assert!(had_code.iter().any(|name| name.starts_with("1-right")), "{had_code:?}");
        for name in ["broken.js", "module.mjs", "import.js", "return.js"] {
            assert!(!had_code.iter().any(|had| had == name), "{name} has no code of its own");
        }
    }
    // A compiler that is gone costs only what it would have saved.
    let nowhere = ProcessRunner::new(Path::new("/nowhere").to_owned())
        .with_precompile(Some(PrecompilePolicy { from: 0, eager: false }));
    let plan = plan(&world);
    let prepared = Prepared::default();
    let (problem, submission) = &plan[0];
    let job = job(problem, submission, &[], &prepared);
    Executor::new(nowhere, Path::new("/nowhere")).precompile(&job);
    assert!(prepared.code.is_empty());
}
