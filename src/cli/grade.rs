//! `tribunal grade`: judges submissions.

use std::{num::NonZeroUsize, sync::Arc};
use tribunal_core::text::printable;

use anstream::ColorChoice;
use anyhow::Context as _;

use super::{
    args::{GradeArgs, Isolation, RealmKind, RunnerKind},
    complain, interrupt,
    named_file::NamedFile,
    selection, threads, warn, workers,
};
use crate::{
    exit_code::ExitCode,
    report::{self, Progress, Style},
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
use tribunal_judge::batch::{self, Options, Stop, StopRule};
use tribunal_problem::problem::Problem;

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
    let stop = Stop::default();
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
