//! `tribunal grade`: the main job.

use std::{num::NonZeroUsize, sync::Arc};
use tribunal_core::text::printable;

use anstream::ColorChoice;
use anyhow::Context as _;

use super::{
    args::{GradeArgs, Isolation, RealmKind, RunnerKind},
    complain, interrupt,
    named_file::NamedFile,
    selection, threads, warn,
};
use tribunal_core::{libraries::Libraries, raw_run::Room};

use crate::{
    exit_code::ExitCode,
    report::{self, Progress, Style},
};
use tribunal_exec::runner::typescript::{Eraser, TypeScriptRunner};
use tribunal_exec::{
    code_store::{CodeStore, StoreError},
    runner::{
        Runner,
        compiler::Ahead,
        isolate::IsolateRunner,
        node::NodeRunner,
        process::{ProcessRunner, this_program},
        stored::StoredRunner,
    },
};
use tribunal_judge::batch::{self, Observer, Options, Stop, StopRule};
use tribunal_judge::report::SubmissionReport;
use tribunal_problem::problem::Problem;

pub(super) fn run(args: &GradeArgs, color: ColorChoice) -> anyhow::Result<ExitCode> {
    let is_node = args.runner == RunnerKind::Node;
    if is_in_workers(args) {
        tribunal_engine::expendable();
    }
    // Before the first worker, which starts from the snapshot that may be there.
    let store = if is_node { None } else { store(args, color) };
    let Some(plan) = selection::plan(args, store.as_ref(), color)? else { return Ok(ExitCode::CannotJudge) };
    let page = args.report.as_deref().map(NamedFile::open).transpose()?;
    let first = plan.first().map(|(problem, _)| Arc::clone(problem));
    let runner = runner(args, first.as_deref(), store, color)?;
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
    let stop = Stop::default();
    interrupt::stop_on_interrupt(&stop)?;
    let progress = if args.progress() { Progress::on_stderr(color) } else { Progress::hidden() };
    let mut progress = Shown(progress);
    let (report, failure) = batch::run(plan, runner.as_ref(), &options, &stop, &mut progress)?;
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

fn runner(
    args: &GradeArgs,
    first: Option<&Problem>,
    store: Option<CodeStore>,
    color: ColorChoice,
) -> anyhow::Result<Box<dyn Runner>> {
    let is_sandboxed = is_in_workers(args);
    anyhow::ensure!(
        is_sandboxed || !args.require_sandbox,
        "--require-sandbox goes with worker processes only: --runner isolate with --isolation process or strict"
    );
    anyhow::ensure!(
        args.runner == RunnerKind::Isolate || args.realm == RealmKind::Fresh,
        "--realm hardened goes with --runner isolate only: node has a process, and so a realm, for each case"
    );
    let runner: Box<dyn Runner> = match (args.runner, args.isolation) {
        (RunnerKind::Node, _) => Box::new(NodeRunner::new("node".into())?),
        (RunnerKind::Isolate, Isolation::Thread) => {
            warn(color, "--isolation thread runs submissions inside the judge: only for code that you trust");
            match store {
                Some(store) => Box::new(StoredRunner::trusted(IsolateRunner, store)),
                None => Box::new(IsolateRunner),
            }
        }
        (RunnerKind::Isolate, isolation) => {
            process_runner(args, isolation == Isolation::Strict, first, store, color)?
        }
    };
    // Around them all: what they run, and what they keep on disk, is JavaScript.
    Ok(Box::new(TypeScriptRunner::new(runner, Eraser::new(ProcessRunner::new(this_program()?, false)))))
}

/// A runner of worker processes; says once which layers of their sandbox this system does not have.
fn process_runner(
    args: &GradeArgs,
    one_per_submission: bool,
    first: Option<&Problem>,
    store: Option<CodeStore>,
    color: ColorChoice,
) -> anyhow::Result<Box<dyn Runner>> {
    let ahead = Ahead::beside(threads(args.jobs));
    let runner = ProcessRunner::new(this_program()?, one_per_submission).with_ahead(ahead);
    let none = Libraries::default();
    let (room, libraries) =
        first.map_or((Room::from(0), &none), |first| (Room::from(&first.limits), &*first.libraries));
    let layers = runner.try_out(room, libraries)?;
    let off: Vec<String> = layers
        .iter()
        .filter_map(|layer| layer.state.as_ref().err().map(|reason| format!("{} ({reason})", layer.name)))
        .collect();
    if !off.is_empty() {
        let text = format!("the sandbox lacks {}", off.join(", "));
        anyhow::ensure!(!args.require_sandbox, "{text}; `tribunal doctor` shows more");
        warn(color, &text);
    }
    Ok(match store {
        Some(store) => Box::new(StoredRunner::untrusted(runner, store)),
        None => Box::new(runner),
    })
}

/// Where code caches are kept, if they are; says why where they cannot be.
fn store(args: &GradeArgs, color: ColorChoice) -> Option<CodeStore> {
    if args.no_cache {
        return None;
    }
    let folder = args.cache_dir.clone().or_else(CodeStore::default_folder)?;
    match CodeStore::open(&folder) {
        Ok(store) => {
            // That it cannot be kept costs the next run some time, and no more.
            let _ = store.share_snapshot();
            Some(store)
        }
        Err(error) => {
            // A folder that nobody has asked for need not be there.
            if args.cache_dir.is_some() || matches!(error, StoreError::NotOurs(_)) {
                warn(color, &format!("nothing is kept on disk: {}", printable(&error.to_string())));
            }
            None
        }
    }
}

/// Shows the progress of a batch.
pub(super) struct Shown(pub(super) Progress);

impl Observer for Shown {
    fn plan(&mut self, cases: usize) {
        self.0.plan(cases);
    }

    fn cases_done(&mut self, problem: &str, submission: &str, cases: usize) {
        self.0.cases_done(problem, submission, cases);
    }

    fn submission_done(&mut self, report: &SubmissionReport) {
        self.0.submission_done(report);
    }
}
