//! `tribunal grade`: judges submissions.

use std::{
    num::{NonZeroU32, NonZeroUsize},
    path::PathBuf,
    sync::Arc,
};
use tribunal_core::text::printable;

use anstream::ColorChoice;
use anyhow::Context as _;
use clap::{Args, ValueEnum};

use super::{
    args::{EXIT_CODES, Folders, MAX_JOBS, RealmKind},
    complain, interrupt,
    named_file::NamedFile,
    selection, threads, warn, workers,
};
use crate::{
    exit_code::ExitCode,
    report::{self, Format, Progress, Style, Verbosity},
};
use tribunal_exec::{
    code_store::{CodeStore, StoreError},
    executor::Executor,
    runner::{
        compiler::PrecompilePolicy,
        isolate::IsolateRunner,
        node::NodeRunner,
        process::{ProcessRunner, this_program},
    },
};
use tribunal_judge::batch::{self, Options, StopRule, StopSignal};
use tribunal_problem::problem::Problem;

const EXAMPLES: &str = "\
Examples:
  tribunal grade                             every submission to every problem
  tribunal grade -p sum                      every submission to one problem
  tribunal grade -p sum -s accepted          those with `accepted` in the name
  tribunal grade -s 'wrong_answer/*' -v      by a pattern, all failing cases
  tribunal grade submissions/sum/mine.js     one submission
  tribunal grade --format junit > junit.xml  for a CI service
  tribunal grade --report report.html        a page for a browser besides

The verdict expected of a submission is that of a folder above it: accepted,
wrong_answer, time_limit_exceeded, memory_limit_exceeded,
output_limit_exceeded, run_time_error or compile_error. Without such a folder,
it is expected to be accepted.";

/// Command-line arguments of `grade`.
#[derive(Debug, Args)]
#[command(after_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub struct GradeArgs {
    /// Submissions, or folders of them; all submissions if there is none
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Judge only submissions to this problem; may be repeated
    #[arg(short, long = "problem", value_name = "PROBLEM")]
    pub problem: Vec<String>,
    /// Judge only submissions whose name matches this pattern with * and ?, or contains this text; may be
    /// repeated, then one has to match. The name is the path below the problem's folder, such as
    /// accepted/loop.js
    #[arg(short, long = "submission", value_name = "PATTERN")]
    pub submission: Vec<String>,
    /// Where problems and submissions are.
    #[command(flatten)]
    pub folders: Folders,

    /// Worker threads; as many as there are cores if not given
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=i64::from(MAX_JOBS)), help_heading = "Running")]
    pub jobs: Option<u16>,
    /// Runner of the submissions
    #[arg(long, value_enum, default_value_t, help_heading = "Running")]
    pub runner: RunnerKind,
    /// Isolation of submissions from the judge and from one another
    #[arg(long, value_enum, default_value_t, help_heading = "Running")]
    pub isolation: Isolation,
    /// Realm in which the isolate runner runs a case
    #[arg(long, value_enum, default_value_t, help_heading = "Running")]
    pub realm: RealmKind,
    /// Refuse to run unless every layer of the worker processes' sandbox holds (see `tribunal doctor`)
    #[arg(long, help_heading = "Running")]
    pub require_sandbox: bool,
    /// Keep no startup snapshot and no code caches of large submissions on disk, and use none from there
    #[arg(long, help_heading = "Running")]
    pub no_cache: bool,
    /// Folder of these, writable for you alone; by default `tribunal/code` in your cache folder
    #[arg(
        long,
        value_name = "DIR",
        env = "TRIBUNAL_CACHE",
        hide_env_values = true,
        help_heading = "Running"
    )]
    pub cache_dir: Option<PathBuf>,
    /// Skip the remaining cases of a submission after the first that is not accepted
    #[arg(long, help_heading = "Running")]
    pub fail_fast: bool,
    /// Skip the remaining cases of a submission after this many time limits exceeded in a row; 0 for never
    #[arg(long, value_name = "N", default_value_t = 5, help_heading = "Running")]
    pub max_tles: u32,
    /// Seed of the random numbers of submissions, besides the input of each case
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = "Running")]
    pub seed: u64,

    /// Format of the report
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub format: Format,
    /// Write an HTML report besides: one file, which loads nothing
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub report: Option<PathBuf>,
    /// Show no progress bar; without a terminal on standard error there is none anyway
    #[arg(long, help_heading = "Output")]
    pub no_progress: bool,
    /// Leave out times and memory, so that equal results give equal reports
    #[arg(long, help_heading = "Output")]
    pub no_times: bool,
    /// Report only submissions that did not get the verdict expected of them; no progress bar
    #[arg(short, long, conflicts_with = "verbose", help_heading = "Output")]
    pub quiet: bool,
    /// Report all failing cases in full, those that were expected to fail among them
    #[arg(short, long, help_heading = "Output")]
    pub verbose: bool,
}

impl GradeArgs {
    /// After how many exceeded times in a row the rest of a submission is skipped; `None` for never.
    pub fn max_tles(&self) -> Option<NonZeroU32> {
        NonZeroU32::new(self.max_tles)
    }

    /// The amount of detail in the table.
    pub fn verbosity(&self) -> Verbosity {
        match (self.quiet, self.verbose) {
            (true, _) => Verbosity::Quiet,
            (_, true) => Verbosity::Verbose,
            _ => Verbosity::Normal,
        }
    }

    /// Whether a progress bar is wanted, if there is a terminal to show it.
    pub fn progress(&self) -> bool {
        !self.no_progress && !self.quiet
    }
}

/// A runner of submissions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum RunnerKind {
    /// A V8 isolate for each worker thread, a fresh context for each case
    #[default]
    Isolate,
    /// A `node` process for each case: the baseline, with all that node offers, no sandbox
    Node,
}

/// The isolation of submissions from one another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Isolation {
    /// Isolates in threads of the judge: for submissions that you trust, and for measuring
    Thread,
    /// Isolates in sandboxed worker processes, one for each worker thread
    #[default]
    Process,
    /// As `process`, and besides a new worker process for every submission
    Strict,
}

pub(super) fn run(args: &GradeArgs, color: ColorChoice) -> anyhow::Result<ExitCode> {
    let is_node = args.runner == RunnerKind::Node;
    if is_in_workers(args) {
        tribunal_engine::allow_process_kill();
    }
    // Before the first worker, which starts from a stored snapshot if there is one.
    let store = if is_node { None } else { store(args, color) };
    let Some(plan) = selection::plan(args, store.as_ref(), color)? else { return Ok(ExitCode::CannotJudge) };
    let page = args.report.as_deref().map(NamedFile::open).transpose()?;
    let first = plan.first().map(|(problem, _)| Arc::clone(problem));
    let executor = executor(args, first.as_deref(), store, color)?;
    let options = Options {
        threads: threads(args.jobs),
        realm: args.realm.into(),
        seed: args.seed,
        stop: StopRule {
            fail_fast: args.fail_fast,
            time_limits_in_a_row: args.max_tles().and_then(|tles| NonZeroUsize::try_from(tles).ok()),
            time_limits_confirmed: None,
        },
    };
    let stop = StopSignal::default();
    interrupt::stop_on_interrupt(&stop)?;
    let progress = if args.progress() { Progress::on_stderr(color) } else { Progress::hidden() };
    let (report, failure) = batch::run(plan, &executor, &options, &stop, &mut |event| progress.note(event))?;
    drop(progress);

    let style = Style::of_stdout(color, !args.no_times, args.verbosity());
    report::print(&report, args.format, &style).context("cannot write the report")?;
    if let Some(failure) = &failure {
        complain(color, &failure.to_string());
    }
    if let Some(page) = page {
        page.write(|out| report::html::write(&report, style.times, out))?;
    }
    Ok(if failure.is_some() { ExitCode::CannotJudge } else { ExitCode::from(&report) })
}

/// Whether submissions run in worker processes.
fn is_in_workers(args: &GradeArgs) -> bool {
    args.runner == RunnerKind::Isolate && args.isolation != Isolation::Thread
}

fn executor(
    args: &GradeArgs,
    first: Option<&Problem>,
    store: Option<CodeStore>,
    color: ColorChoice,
) -> anyhow::Result<Executor> {
    anyhow::ensure!(
        is_in_workers(args) || !args.require_sandbox,
        "--require-sandbox goes with worker processes only: --runner isolate with --isolation process or strict"
    );
    anyhow::ensure!(
        args.runner == RunnerKind::Isolate || args.realm == RealmKind::Fresh,
        "--realm hardened goes with --runner isolate only: node has a process, and so a realm, for each case"
    );
    let program = this_program()?;
    let executor = match (args.runner, args.isolation) {
        (RunnerKind::Node, _) => Executor::new(NodeRunner::new("node".into())?, &program),
        (RunnerKind::Isolate, Isolation::Thread) => {
            warn(color, "--isolation thread runs submissions inside the judge: only for code that you trust");
            Executor::new(IsolateRunner, &program)
        }
        (RunnerKind::Isolate, isolation) => {
            let runner = ProcessRunner::new(program.clone())
                .with_one_worker_per_submission(isolation == Isolation::Strict)
                .with_precompile(PrecompilePolicy::for_workers(threads(args.jobs)));
            workers::try_sandbox(&runner, first, args.require_sandbox, color)?;
            Executor::new(runner, &program)
        }
    };
    Ok(executor.with_store(store))
}

/// Opens the store of code caches, if one is used; warns where it cannot be opened.
fn store(args: &GradeArgs, color: ColorChoice) -> Option<CodeStore> {
    if args.no_cache {
        return None;
    }
    let folder = args.cache_dir.clone().or_else(CodeStore::default_folder)?;
    match CodeStore::open(&folder) {
        Ok(store) => {
            // A failure to store it costs the next run some time, and no more.
            let _ = store.share_snapshot();
            Some(store)
        }
        Err(error) => {
            // The default folder need not be there.
            if args.cache_dir.is_some() || matches!(error, StoreError::NotOurs(_)) {
                warn(color, &format!("nothing is kept on disk: {}", printable(&error.to_string())));
            }
            None
        }
    }
}
