//! `tribunal verify`: all checks of problems at once.

use std::{
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use anstream::{AutoStream, ColorChoice};
use anyhow::Context as _;
use clap::{Args, ValueEnum};

use super::{
    args::{Folders, MAX_JOBS},
    check, interrupt,
    named_file::NamedFile,
    problems_or_complaint, show, threads, workers,
};
use crate::{
    exit_code::ExitCode,
    report::{self, Progress, verification},
};
use tribunal_exec::runner::process::this_program;
use tribunal_judge::report::RunReport;
use tribunal_judge::{
    batch::{LibrariesError, StopSignal, prepare_libraries},
    load_check,
    verify::{self, InvalidProblem, Level, Subject, SubjectError, Verification, VerifyReport},
};
use tribunal_problem::problem::{self, Diagnostics};

/// Command-line arguments of `verify`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tribunal verify                            every problem
  tribunal verify sum                        one problem
  tribunal verify problems/sum               the same
  tribunal verify sum -v                     with all that was found
  tribunal verify sum --report sum.html      and the matrix of cases as a page

Looks at the problem's files, its inputs by its validator, its answers by its
reference and accepted submissions, every submission by what is expected of
it, the time limit by the times that submissions take, and at the tests by
what they fail and what of the reference they reach. docs/verify-a-problem.md
says more.

Exit codes:
  0    nothing is wrong; there may be warnings
  1    something is wrong with a problem
  2    could not judge: wrong arguments, an internal error
  130  interrupted; what was found until then is reported")]
pub struct VerifyArgs {
    /// Problems, by id or path; all problems if there is none
    #[arg(value_name = "PROBLEM")]
    pub problem: Vec<String>,
    /// Where problems and submissions are.
    #[command(flatten)]
    pub folders: Folders,
    /// Worker threads; as many as there are cores if not given
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=i64::from(MAX_JOBS)), help_heading = "Running")]
    pub jobs: Option<u16>,
    /// Format of the report
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub format: VerifyFormat,
    /// Write an HTML report of how the submissions were judged besides: one file, which loads nothing
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub report: Option<PathBuf>,
    /// Show no progress bar; without a terminal on standard error there is none anyway
    #[arg(long, help_heading = "Output")]
    pub no_progress: bool,
    /// Leave out times
    #[arg(long, help_heading = "Output")]
    pub no_times: bool,
    /// Report all findings in full
    #[arg(short, long, help_heading = "Output")]
    pub verbose: bool,
}

/// The forms in which what was found is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum VerifyFormat {
    /// For people
    #[default]
    Table,
    /// One JSON document, see schema/verify.schema.json
    Json,
}

pub(super) fn run(args: &VerifyArgs, color: ColorChoice) -> anyhow::Result<ExitCode> {
    let Some(read) = read(args, color)? else { return Ok(ExitCode::CannotJudge) };
    let page = args.report.as_deref().map(NamedFile::open).transpose()?;
    // Each problem in its place, whether it can be judged or not.
    let mut subjects = Vec::new();
    let mut unsound = Vec::new();
    for (place, read) in read.into_iter().enumerate() {
        match read {
            Ok(subject) => subjects.push(subject),
            Err(found) => unsound.push((place, found)),
        }
    }
    let stop = StopSignal::default();
    interrupt::stop_on_interrupt(&stop)?;
    let (mut verified, judged) = judge(args, subjects, &stop, color)?;
    for (place, found) in unsound {
        verified.problems.insert(place, found.into());
    }
    print(args, &verified, color).context("cannot write what was found")?;
    if let Some(page) = page {
        page.write(|out| report::html::write(&judged, !args.no_times, out))?;
    }
    let is_any = |level| verified.problems.iter().any(|problem: &Verification| problem.count(level) > 0);
    Ok(match () {
        () if verified.interrupted => ExitCode::Interrupted,
        () if is_any(Level::Fault) => ExitCode::CannotJudge,
        () if is_any(Level::Error) => ExitCode::NotAsExpected,
        () => ExitCode::AsExpected,
    })
}

fn judge(
    args: &VerifyArgs,
    subjects: Vec<Subject>,
    stop: &StopSignal,
    color: ColorChoice,
) -> anyhow::Result<(VerifyReport, RunReport)> {
    let executor = match subjects.first() {
        Some(subject) => workers::executor_for(subject.problem(), color)?,
        None => workers::executor()?,
    };
    let is_shown = !args.no_progress && matches!(args.format, VerifyFormat::Table);
    let progress = if is_shown { Progress::on_stderr(color) } else { Progress::hidden() };
    Ok(verify::verify(subjects, &executor, threads(args.jobs), stop, &mut |event| progress.note(event))?)
}

/// Reads the selected problems, in order; `None` after the reason has been shown why there are none.
fn read(
    args: &VerifyArgs,
    color: ColorChoice,
) -> anyhow::Result<Option<Vec<Result<Subject, InvalidProblem>>>> {
    let mut read = Vec::new();
    let executor = workers::executor()?;
    let mut session = executor.session()?;
    for (folder, ids) in places(args)? {
        let known = match problem::ids(&folder) {
            Ok(known) => known,
            Err(errors) => {
                show(&errors, color);
                return Ok(None);
            }
        };
        if let Some(unknown) = ids.iter().find(|id| !known.contains(id)) {
            // Shows the ids that there are.
            problems_or_complaint(&folder, std::slice::from_ref(unknown), color);
            return Ok(None);
        }
        for id in if ids.is_empty() { known } else { ids } {
            read.push(match problem::load(&folder, std::slice::from_ref(&id)) {
                Ok(mut problems) => match prepare_libraries(&mut problems, &this_program()?, None) {
                    Ok(()) => {
                        let problem = problems.into_iter().next().context("a problem without an error")?;
                        let faults = load_check::faults(&problem, session.as_mut())?;
                        if faults.is_empty() {
                            match Subject::read(problem, &args.folders.submissions) {
                                Ok(subject) => Ok(subject),
                                Err(SubjectError::InvalidProblem(unsound)) => Err(unsound),
                                Err(error) => return Err(error.into()),
                            }
                        } else {
                            Err(InvalidProblem::new(&id, &Diagnostics::new(faults)))
                        }
                    }
                    Err(LibrariesError::Faulty(errors)) => Err(InvalidProblem::new(&id, &errors)),
                    Err(error) => return Err(error.into()),
                },
                Err(errors) => Err(InvalidProblem::new(&id, &errors)),
            });
        }
    }
    Ok(Some(read))
}

/// Returns the folders of problems, with the ids of the selected problems; none for all of them.
fn places(args: &VerifyArgs) -> anyhow::Result<Vec<(PathBuf, Vec<String>)>> {
    let folder = &args.folders.problems;
    let (mut places, mut ids) = (Vec::new(), Vec::new());
    for problem in &args.problem {
        let is_path = problem.contains('/') || problem.ends_with(".toml");
        if is_path {
            places.push(check::place(Path::new(problem))?);
        } else {
            ids.push(problem.clone());
        }
    }
    if !ids.is_empty() || places.is_empty() {
        places.insert(0, (folder.clone(), ids));
    }
    Ok(places)
}

/// Shows the findings. A reader that closes standard output early is no error.
fn print(args: &VerifyArgs, verified: &VerifyReport, color: ColorChoice) -> io::Result<()> {
    let mut text = Vec::new();
    match args.format {
        VerifyFormat::Table => {
            let style = verification::Style { times: !args.no_times, verbose: args.verbose };
            verification::write_table(verified, style, &mut text)?;
        }
        VerifyFormat::Json => verification::write_json(verified, !args.no_times, &mut text)?,
    }
    let mut out = AutoStream::new(io::stdout(), color);
    match out.write_all(&text).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}
