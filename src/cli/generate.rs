//! `tribunal generate`: a problem's cases, from its generator and its reference solution.

use std::fmt::Write as _;
use tribunal_core::{text::count, text::printable};

use anstream::ColorChoice;

use super::{
    args::GenerateArgs, complain, interrupt, print, show, threads, unfinished_or_complaint, warn, workers,
};
use crate::exit_code::ExitCode;
use tribunal_judge::{
    batch::Stop,
    generate::{self, Change, GenerateError, Options, Report},
};
use tribunal_problem::problem::{self, Problem};

pub(super) fn run(args: &GenerateArgs, color: ColorChoice) -> anyhow::Result<ExitCode> {
    let Some(problem) = unfinished_or_complaint(&args.folders.problems, &args.problem, color)? else {
        return Ok(ExitCode::CannotJudge);
    };
    let problem = &problem;
    // Different processes, so that state that a program leaves in one cannot reach the other.
    let executors = [workers::executor()?, workers::executor()?];
    let options = Options { threads: threads(args.jobs), check: args.check, force: args.force };
    let stop = Stop::default();
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
