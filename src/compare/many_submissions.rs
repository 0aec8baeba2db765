//! The gain of precompiling: batches of many submissions, run with it and without.

use std::{
    fmt::Write as _,
    fs, io,
    num::NonZeroUsize,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use tribunal_core::realm::Realm;
use tribunal_judge::batch::{Options, Plan, StopRule, StopSignal, run};

use tribunal_exec::{
    executor::Executor,
    runner::{compiler::PrecompilePolicy, process::ProcessRunner},
};
use tribunal_problem::{
    problem::{self, Problem},
    submission,
};

/// Generated submissions, all different, of whose functions the top level calls one in ten.
#[derive(Debug)]
pub struct Batch {
    problem: Arc<Problem>,
    submissions: tempfile::TempDir,
}

/// The measurements of a run of a batch.
#[derive(Clone, Copy, Debug)]
pub struct BatchTimes {
    /// Wall-clock time of the whole batch.
    pub wall: Duration,
    /// CPU time of compiling, or of taking over code that was compiled before, in the workers that run submissions; of
    /// each submission once.
    pub compile: Duration,
    /// CPU time of the cases in these workers, with the functions that are compiled when they are first called.
    pub run: Duration,
}

impl Batch {
    /// Makes a batch of `count` submissions of about `kib` KiB, with this many cases each.
    ///
    /// # Errors
    /// If they cannot be written to disk.
    ///
    /// # Panics
    /// If the generated files are no problem: a bug of this program.
    pub fn new(count: usize, kib: usize, cases: usize) -> io::Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut text = String::from(
            "format = 1\ntitle = \"P\"\n[function]\nname = \"tribunalBench\"\n[limits]\ntime_limit = 10\ncode = 65536\n",
        );
        (0..cases).for_each(|_| text.push_str("[[case]]\nargs = []\nexpected_json = 'null'\n"));
        let problems = folder.path().join("problems");
        fs::create_dir(&problems)?;
        fs::write(problems.join("p.toml"), text)?;
        let place = folder.path().join("submissions/p");
        fs::create_dir_all(&place)?;
        for index in 0..count {
            fs::write(place.join(format!("s{index:04}.js")), source(kib, index))?;
        }
        let problem = problem::load(&problems, &[]).expect("a problem").remove(0);
        Ok(Self { problem: Arc::new(problem), submissions: folder })
    }

    /// Returns its submissions, with their problem.
    fn plan(&self) -> io::Result<Plan> {
        let found = submission::discover(&self.submissions.path().join("submissions"), &self.problem)
            .map_err(io::Error::other)?;
        Ok(found.into_iter().map(|found| (Arc::clone(&self.problem), found)).collect())
    }

    /// Judges the batch with worker processes of `program`, which has to be this program.
    ///
    /// # Errors
    /// If the submissions cannot be read or the threads cannot be started.
    ///
    /// # Panics
    /// If a submission is not accepted.
    pub fn run(
        &self,
        program: &Path,
        threads: NonZeroUsize,
        precompile: Option<PrecompilePolicy>,
    ) -> io::Result<BatchTimes> {
        let plan = self.plan()?;
        let executor =
            Executor::new(ProcessRunner::new(program.to_owned()).with_precompile(precompile), program);
        let options = Options { threads, stop: StopRule::default(), realm: Realm::Fresh, seed: 0 };
        let start = Instant::now();
        let (report, failure) =
            run(plan, &executor, &options, &StopSignal::default(), &mut |_| {}).map_err(io::Error::other)?;
        let wall = start.elapsed();
        if let Some(failure) = failure {
            return Err(io::Error::other(failure));
        }
        let mut figures = BatchTimes { wall, compile: Duration::ZERO, run: Duration::ZERO };
        for submission in &report.submissions {
            assert_eq!(submission.verdict, tribunal_problem::verdict::Verdict::Accepted, "{submission:?}");
            figures.compile += submission.compile.unwrap_or_default();
            figures.run += submission.cases.iter().map(|case| case.cpu).sum::<Duration>();
        }
        Ok(figures)
    }
}

/// Returns a script of about this size, different for every number.
fn source(kib: usize, number: usize) -> String {
    let mut text = format!("// Submission {number}\nfunction tribunalBench() {{ return null }}\n");
    let mut parts = 0;
    while text.len() < kib << 10 {
        let _ = write!(
            text,
            "function part{parts}(a, b) {{
  const total = a.reduce((sum, x) => sum + x * {parts}, b + {number});
  for (let i = 0; i < a.length; i++) {{ if (a[i] % 2 === 0) a[i] += total; else a[i] -= {parts}; }}
  const names = a.map((x) => `name-${{x}}-{parts}`).filter(Boolean);
  return {{ total, names, first: a[0] ?? null }};
}}
"
        );
        parts += 1;
    }
    let _ = writeln!(text, "for (let i = 0; i < {parts}; i += 10) globalThis['part' + i]([1, 2, 3], 1);");
    text
}
