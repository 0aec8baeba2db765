//! The command line: one module for each subcommand.

pub mod args;
mod check;
mod compare;
mod doctor;
mod export;
mod generate;
mod grade;
mod import;
mod interrupt;
mod list;
mod named_file;
mod new;
mod resources;
mod selection;
mod stress;
mod verify;
mod watch;
mod workers;

use std::{
    io::{self, Write as _},
    num::NonZeroUsize,
    path::Path,
};
use tribunal_core::text::printable;

use anstream::ColorChoice;
use clap::{CommandFactory as _, Parser as _};

use crate::{exit_code::ExitCode, report::has_color};
use args::{Cli, Command};
use tribunal_exec::code_store::CodeStore;
use tribunal_judge::batch::{LibrariesError, prepare_libraries};
use tribunal_problem::problem::{self, Diagnostics, Problem};

/// Runs the program with the arguments of this process.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // The user asked for help and version, so they go to standard output; a reader that is gone is no error.
            let _ = error.print();
            return if error.use_stderr() { ExitCode::CannotJudge } else { ExitCode::AsExpected };
        }
    };
    let color = cli.color.0;
    if let Some(jobs) = resources::jobs(&cli.command) {
        let asked = jobs.and_then(|jobs| NonZeroUsize::new(jobs.into())).unwrap_or_else(cores);
        if let Err(lack) = resources::check(threads(jobs)) {
            complain(color, &lack);
            return ExitCode::CannotJudge;
        }
        if let Some(lack) = resources::too_few_files(asked) {
            warn(color, &lack);
        }
    }
    let result = match cli.command {
        Command::Grade(args) => grade::run(&args, color),
        Command::Check(args) => check::run(&args, color),
        Command::Verify(args) => verify::run(&args, color),
        Command::Compare(args) => compare::run(&args, color),
        Command::Generate(args) => generate::run(&args, color),
        Command::Stress(args) => stress::run(&args, color),
        Command::Watch(args) => watch::run(&args, color),
        Command::List(args) => list::run(&args, color),
        Command::New(args) => new::run(&args),
        Command::Import(args) => import::run(&args, color),
        Command::Export(args) => export::run(&args, color),
        Command::Doctor => doctor::run(color),
        Command::Completions { shell } => completions(shell),
    };
    result.unwrap_or_else(|error| {
        complain(color, &error_text(&error));
        ExitCode::CannotJudge
    })
}

fn completions(shell: clap_complete::Shell) -> anyhow::Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "tribunal", &mut script);
    print(&String::from_utf8_lossy(&script))?;
    Ok(ExitCode::AsExpected)
}

/// Loads the problems of a folder, only those with these ids if there are any; `None` after their errors have been
/// shown.
fn problems_or_complaint(folder: &Path, ids: &[String], color: ColorChoice) -> Option<Vec<Problem>> {
    problem::load(folder, ids).map_err(|errors| show(&errors, color)).ok()
}

/// Builds the startup snapshots of the problems' libraries; `false` after their errors have been shown.
///
/// # Errors
/// If no worker process can be started.
fn libraries_or_complaint(
    problems: &mut [Problem],
    store: Option<&CodeStore>,
    color: ColorChoice,
) -> anyhow::Result<bool> {
    if problems.iter().all(|problem| problem.libraries.is_empty()) {
        return Ok(true);
    }
    let program = tribunal_exec::runner::process::this_program()?;
    match prepare_libraries(problems, &program, store) {
        Ok(()) => Ok(true),
        Err(LibrariesError::Faulty(errors)) => {
            show(&errors, color);
            Ok(false)
        }
        Err(error) => Err(error.into()),
    }
}

/// Loads the problem of this id, whose cases may still have to be generated, with its libraries; `None` after its
/// errors have been shown.
///
/// # Errors
/// If no worker process can be started for the libraries.
fn unfinished_or_complaint(folder: &Path, id: &str, color: ColorChoice) -> anyhow::Result<Option<Problem>> {
    match problem::load_unfinished(folder, &[id.to_owned()]) {
        Ok(mut problems) => {
            let are_ready = libraries_or_complaint(&mut problems, None, color)?;
            Ok(problems.pop().filter(|_| are_ready))
        }
        Err(errors) => {
            show(&errors, color);
            Ok(None)
        }
    }
}

fn show(errors: &Diagnostics, color: ColorChoice) {
    let text = errors.render(has_color(color, &io::stderr()));
    // Where standard error is gone, the errors cannot be shown.
    let _ = io::stderr().write_all(text.as_bytes());
}

/// Writes to standard output. A reader that closes it early is no error.
fn print(text: &str) -> io::Result<()> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// Returns the number of worker threads: as many as were asked for, else as there are cores, if the system allows
/// enough open files.
fn threads(jobs: Option<u16>) -> NonZeroUsize {
    let asked = jobs.and_then(|jobs| NonZeroUsize::new(jobs.into())).unwrap_or_else(cores);
    asked.min(resources::most_workers())
}

fn cores() -> NonZeroUsize {
    std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

/// Returns the text of an error and its causes, each once: many errors repeat their cause in their own text.
fn error_text(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if text.is_empty() {
            text = cause;
        } else if !text.contains(&cause) {
            text = format!("{text}: {cause}");
        }
    }
    let lines: Vec<_> = text.lines().map(printable).collect();
    lines.join("\n")
}

/// Writes an error message to standard error.
fn complain(color: ColorChoice, text: &str) {
    say(color, anstyle::AnsiColor::Red, "error", text);
}

/// Writes a warning to standard error.
fn warn(color: ColorChoice, text: &str) {
    say(color, anstyle::AnsiColor::Yellow, "warning", text);
}

fn say(color: ColorChoice, tone: anstyle::AnsiColor, word: &str, text: &str) {
    let style = tone.on_default().bold();
    let mut stderr = anstream::AutoStream::new(io::stderr(), color);
    // Where standard error is gone, the message cannot be shown.
    let _ = writeln!(stderr, "{style}{word}{style:#}: {text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_says_its_cause_once() {
        let cause = || io::Error::new(io::ErrorKind::NotFound, "no such file");
        let path = || Path::new("a\u{1b}[31m").to_owned();
        let says_it = tribunal_problem::submission::SubmissionError::Io { path: path(), source: cause() };
        assert_eq!(error_text(&says_it.into()), "cannot read a\\x1b[31m: no such file");
        let does_not = anyhow::Error::from(cause()).context("cannot read a");
        assert_eq!(error_text(&does_not), "cannot read a: no such file");
        let twice = does_not.context("cannot read a: no such file");
        assert_eq!(error_text(&twice), "cannot read a: no such file");
    }
}
