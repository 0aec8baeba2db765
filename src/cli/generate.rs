//! `tribunal generate`: a problem's cases, from its generator and its reference solution.

use std::fmt::Write as _;
use tribunal_core::{text::count, text::printable};

use anstream::ColorChoice;
use clap::Args;

use super::{
    args::{Folders, MAX_JOBS},
    complain, interrupt, print, show, threads, unfinished_or_complaint, warn, workers,
};
use crate::exit_code::ExitCode;
use tribunal_judge::{
    batch::StopSignal,
    generate::{self, Change, GenerateError, Options, Report},
};
use tribunal_problem::problem::{self, Problem};

/// Command-line arguments of `generate`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tribunal generate graph           makes the cases of the problem `graph`
  tribunal generate graph --check   only looks whether they are up to date

A function's cases go into cases/generated.jsonl, a program's into
data/<group>/<name>.in and .ans. What is made is listed in generated.json
beside problem.toml; no other file is overwritten or removed.

Exit codes:
  0    made; with --check, all is as it would be made
  1    with --check: something is not
  2    nothing was made: wrong arguments, or the generator, the validator or
       the reference has an error
  130  interrupted; nothing was made")]
pub struct GenerateArgs {
    /// The problem
    #[arg(value_name = "PROBLEM")]
    pub problem: String,
    /// Make nothing; fail if the cases are not what would be made
    #[arg(long)]
    pub check: bool,
    /// Overwrite files that were not made by `generate`, or were changed since
    #[arg(long, conflicts_with = "check")]
    pub force: bool,
    /// Where problems and submissions are.
    #[command(flatten)]
    pub folders: Folders,
    /// Threads; as many as there are cores if not given
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=i64::from(MAX_JOBS)))]
    pub jobs: Option<u16>,
}

pub(super) fn run(args: &GenerateArgs, color: ColorChoice) -> anyhow::Result<ExitCode> {
    let Some(problem) = unfinished_or_complaint(&args.folders.problems, &args.problem, color)? else {
        return Ok(ExitCode::CannotJudge);
    };
    let problem = &problem;
    // Different processes, so that state that a program leaves in one cannot reach the other.
    let executors = [workers::executor()?, workers::executor()?];
    let options = Options { threads: threads(args.jobs), check: args.check, force: args.force };
    let stop = StopSignal::default();
    interrupt::stop_on_interrupt(&stop)?;
    let made =
        generate::run(problem, &args.folders.submissions, [&executors[0], &executors[1]], &options, &stop);
    let report = match made {
        Ok(report) => report,
        Err(GenerateError::Interrupted) => {
            complain(color, &GenerateError::Interrupted.to_string());
            return Ok(ExitCode::Interrupted);
        }
        Err(error) => return Err(error.into()),
    };
    print(&text(problem, &report, args.check))?;
    if args.check {
        let is_same = report.files.values().all(|change| *change == Change::None);
        return Ok(if is_same { ExitCode::AsExpected } else { ExitCode::NotAsExpected });
    }
    // The generated cases are of use only if the problem as a whole can be read.
    match problem::load(&args.folders.problems, std::slice::from_ref(&args.problem)) {
        Ok(problems) => {
            let cases = problems.iter().map(|problem| problem.cases.len()).sum::<usize>();
            if cases < report.cases {
                let text = "the problem does not name the generated cases: write `[cases]` with \
                            `files = [\"cases/*.jsonl\"]` in problem.toml";
                warn(color, text);
            }
            Ok(ExitCode::AsExpected)
        }
        Err(errors) => {
            show(&errors, color);
            Ok(ExitCode::CannotJudge)
        }
    }
}

/// Returns the changes that were, or would be, made, as text.
fn text(problem: &Problem, report: &Report, check: bool) -> String {
    let mut text = String::new();
    let mut unchanged = 0;
    for (path, change) in &report.files {
        let word = match (change, check) {
            (Change::None, _) => {
                unchanged += 1;
                continue;
            }
            (Change::New, true) => "missing",
            (Change::Changed, true) => "differs",
            (Change::Removed, true) => "not generated any more",
            (Change::New, false) => "new",
            (Change::Changed, false) => "changed",
            (Change::Removed, false) => "removed",
        };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}: {word}", printable(path));
    }
    let _ = writeln!(
        text,
        "{}: {} generated, {} unchanged of {}",
        printable(&problem.id),
        count(report.cases, "case"),
        unchanged,
        count(report.files.len(), "file"),
    );
    text
}
