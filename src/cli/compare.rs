//! `tribunal compare`: all techniques measured, side by side.

use std::{io, num::NonZeroUsize, path::PathBuf, time::Duration};
use tribunal_core::source::Language;
use tribunal_core::text::printable;

use anstream::ColorChoice;
use anyhow::{Context as _, bail, ensure};
use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{
    args::{Folders, MAX_JOBS, seconds},
    complain, interrupt,
    named_file::NamedFile,
    print, problems_or_complaint, selection, threads, warn,
};
use tribunal_core::entry_point::EntryPoint;

use crate::{
    compare::{self, CompareError, Comparison, Options, Turn},
    exit_code::ExitCode,
};
use tribunal_exec::runner::process::this_program;
use tribunal_exec::type_stripper::TypeStripper;
use tribunal_judge::batch::StopSignal;
use tribunal_problem::{
    problem::Problem,
    submission::{self, Submission},
};

/// Default budgets of a comparison: for rows alone, and with curves, gains and memory.
const BUDGET: Duration = Duration::from_secs(30);
const BUDGET_FOR_MORE: Duration = Duration::from_secs(60);

/// Steps of the progress bar.
const STEPS: u64 = 1000;

/// Command-line arguments of `compare`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tribunal compare                               the problem `sum`, all rows
  tribunal compare sum accepted/loop.js          with another submission
  tribunal compare --rows bare,isolate,worker    some rows, with the first
  tribunal compare --cases 20 --budget 5         quick
  tribunal compare --export-markdown compare.md  for a document
  tribunal compare --report compare.html         pictures, for a browser

Rows:
  node, node-all                  a node process per case; on all cores
  node-ping-pong, node-pipelined  one node for all cases, a vm context each
  node-pipelined-all              one of these for each core
  isolate, isolate-all            one isolate, a context per case; on all cores
  new-isolate, new-isolate-all    a new isolate per case; on all cores
  worker, worker-all              sandboxed processes, as `grade` has them
  bare, bare-same-context         V8 without the engine; in one context

The submission first has to be accepted in a sandboxed worker, since some rows
know no limits. They have no sandbox either: compare only code that you trust.

Exit codes:
  0    measured; every result was the expected one
  1    some result was not: the row and the case are named
  2    could not measure: wrong arguments, or a row that was named is not to
       be had
  130  interrupted; what was measured until then is reported")]
pub struct CompareArgs {
    /// The problem whose cases are run
    #[arg(value_name = "PROBLEM", default_value = "sum")]
    pub problem: String,
    /// The submission: a file, or a name or a part of one as `grade` reports it; the first one that is expected
    /// to be accepted if not given
    #[arg(value_name = "SUBMISSION")]
    pub submission: Option<String>,
    /// Where problems and submissions are.
    #[command(flatten)]
    pub folders: Folders,

    /// Most cases that a row runs in a round; a slow row runs fewer
    #[arg(short = 'n', long, value_name = "N", default_value = "300", value_parser = cases, help_heading = "Running")]
    pub cases: NonZeroUsize,
    /// Seconds for all of it, as far as five rounds with a case each allow; 30 if not given, 60 with --report or
    /// --techniques
    #[arg(long, value_name = "SECONDS", value_parser = seconds, help_heading = "Running")]
    pub budget: Option<f64>,
    /// Rows to measure, by name and separated by commas; all if not given
    #[arg(long, value_name = "NAME,..", value_delimiter = ',', help_heading = "Running")]
    pub rows: Vec<String>,
    /// Measure what single techniques of the engine gain, too: the same work without and with a code cache, a startup
    /// snapshot, a reused isolate; and where the memory of a reused isolate goes
    #[arg(long, help_heading = "Running")]
    pub techniques: bool,
    /// Worker threads of the rows on all cores; as many as there are cores if not given
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=i64::from(MAX_JOBS)), help_heading = "Running")]
    pub jobs: Option<u16>,

    /// Write a JSON document, see schema/compare.schema.json
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub export_json: Option<PathBuf>,
    /// Write a table with a line for each row, times in microseconds
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub export_csv: Option<PathBuf>,
    /// Write an HTML report: one file, which loads nothing. Besides the rows it has what
    /// --techniques measures, and the cost of a case against the number of cases and of threads; all of these share
    /// the budget
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub report: Option<PathBuf>,
    /// Write a table and the summary for a document
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub export_markdown: Option<PathBuf>,
    /// Show no progress bar; without a terminal on standard error there is none anyway
    #[arg(long, help_heading = "Output")]
    pub no_progress: bool,
}

/// Most cases of a round that can be asked for.
const MAX_CASES: usize = 100_000;

fn cases(text: &str) -> Result<NonZeroUsize, String> {
    let count = text.parse().ok().filter(|count: &NonZeroUsize| count.get() <= MAX_CASES);
    count.ok_or_else(|| format!("it has to be a number in 1..={MAX_CASES}"))
}

pub(super) fn run(args: &CompareArgs, color: ColorChoice) -> anyhow::Result<ExitCode> {
    let techniques = compare::by_names(&args.rows).map_err(anyhow::Error::msg)?;
    let ids = [args.problem.clone()];
    let Some(problems) = problems_or_complaint(&args.folders.problems, &ids, color) else {
        return Ok(ExitCode::CannotJudge);
    };
    let [problem] = problems.as_slice() else { bail!("there is no problem `{}`", args.problem) };
    ensure!(
        problem.entry != EntryPoint::Program,
        "the problem `{}` is for whole programs, and most rows can only call a function: compare a problem for functions",
        problem.id
    );
    ensure!(
        problem.libraries.is_empty(),
        "the problem `{}` has libraries, which most rows know nothing of: compare another one",
        problem.id
    );
    ensure!(!problem.cases.is_empty(), "the problem `{}` has no cases", problem.id);
    let mut submission = submission(args, problem)?;
    if let Some(fault) = &submission.fault {
        complain(color, &format!("{}: {fault}", printable(&submission.name)));
        return Ok(ExitCode::NotAsExpected);
    }
    if submission.language() == Language::TypeScript {
        // Every row runs the same JavaScript, and the time of stripping types counts for none.
        match TypeStripper::new(this_program()?).strip(submission.as_source())?.0 {
            Ok((javascript, _)) => submission.source = javascript,
            Err(error) => {
                complain(color, &printable(&format!("{}: {}", submission.name, error.text)));
                return Ok(ExitCode::NotAsExpected);
            }
        }
    }
    // Before anything that takes long.
    let exports = Exports::open(args)?;
    if args.submission.is_some() {
        warn(color, "some rows run the submission without a sandbox: only for code that you trust");
    }
    let more = args.techniques || args.report.is_some();
    let options = Options {
        techniques,
        cases: args.cases,
        budget: args.budget.map_or(if more { BUDGET_FOR_MORE } else { BUDGET }, Duration::from_secs_f64),
        threads: threads(args.jobs),
        curves: args.report.is_some(),
        gains: more,
    };
    let stop = StopSignal::default();
    interrupt::stop_on_interrupt(&stop)?;
    let bar = bar(args);
    let result = compare::run(problem, &submission, &options, &stop, &mut |turn: Turn<'_>| {
        bar.set_message(turn.row.to_owned());
        bar.set_position((turn.part_done * STEPS as f64) as u64);
    });
    bar.finish_and_clear();
    let comparison = match result {
        Ok(comparison) => comparison,
        Err(error @ CompareError::Disagrees { .. }) => {
            complain(color, &printable(&error.to_string()));
            return Ok(ExitCode::NotAsExpected);
        }
        Err(error) => return Err(error.into()),
    };
    for row in &comparison.left_out {
        warn(color, &format!("{} is left out: {}", row.technique.name, printable(&row.reason)));
    }
    for gain in &comparison.not_gained {
        warn(color, &format!("{} is not measured: {}", gain.label, printable(&gain.reason)));
    }
    print(&text(&comparison)).context("cannot write the comparison")?;
    exports.write(&comparison)?;
    Ok(match &comparison {
        comparison if comparison.interrupted => ExitCode::Interrupted,
        // A row that was named is missing.
        comparison if !args.rows.is_empty() && !comparison.left_out.is_empty() => ExitCode::CannotJudge,
        _ => ExitCode::AsExpected,
    })
}

/// Returns the submission named in the arguments; without one, the first that is expected to be accepted.
fn submission(args: &CompareArgs, problem: &Problem) -> anyhow::Result<Submission> {
    if let Some(name) = &args.submission {
        return selection::one(&args.folders.submissions, problem, name);
    }
    let mut found = submission::discover(&args.folders.submissions, problem)?;
    // A plain script suits every row.
    let is_suitable = |submission: &&Submission| {
        submission.expected.is_accepted()
            && !submission.is_module()
            && submission.language() == Language::JavaScript
    };
    let suitable = found.iter().position(|submission| is_suitable(&submission));
    let Some(index) = suitable else {
        bail!("there is no submission to `{}` that is expected to be accepted; name one", problem.id)
    };
    Ok(found.swap_remove(index))
}

fn text(comparison: &Comparison) -> String {
    let mut text = format!(
        "{} {}, V8 {}{}\n\n",
        printable(&comparison.problem),
        printable(&comparison.submission),
        comparison.v8,
        comparison.node.as_ref().map_or(String::new(), |node| format!(", node {node}"))
    );
    if comparison.interrupted {
        text.push_str("interrupted; this is what was measured until then\n\n");
    }
    let width = terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| width.0);
    let width = width.filter(|width| *width > 0);
    for table in [compare::table(comparison, width), compare::gains_table(comparison, width)] {
        if !table.is_empty() {
            text.push_str(&table);
            text.push('\n');
        }
    }
    for sentence in compare::words(comparison) {
        text.push_str(&sentence);
        text.push('\n');
    }
    text
}

/// The files to write, opened before the run.
struct Exports(Vec<(NamedFile, Export)>);

type Export = fn(&Comparison, &mut dyn io::Write) -> io::Result<()>;

impl Exports {
    fn open(args: &CompareArgs) -> anyhow::Result<Self> {
        let json: Export = |comparison, out| out.write_all(compare::json(comparison)?.as_bytes());
        let csv: Export = |comparison, out| out.write_all(&compare::csv(comparison)?);
        let markdown: Export = |comparison, out| out.write_all(compare::markdown(comparison).as_bytes());
        let page: Export = |comparison, out| compare::page(comparison, &command(), out);
        let wanted = [
            (&args.export_json, json),
            (&args.export_csv, csv),
            (&args.export_markdown, markdown),
            (&args.report, page),
        ];
        let asked = wanted.into_iter().filter_map(|(path, export)| Some((path.as_deref()?, export)));
        let open = |(path, export)| Ok((NamedFile::open(path)?, export));
        asked.map(open).collect::<anyhow::Result<_>>().map(Self)
    }

    fn write(self, comparison: &Comparison) -> anyhow::Result<()> {
        self.0.into_iter().try_for_each(|(file, export)| file.write(|out| export(comparison, out)))
    }
}

/// Returns the command line as typed.
fn command() -> String {
    let arguments = std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned());
    std::iter::once("tribunal".to_owned()).chain(arguments).collect::<Vec<_>>().join(" ")
}
fn bar(args: &CompareArgs) -> ProgressBar {
    let target = if args.no_progress { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
    let style = ProgressStyle::with_template("{spinner} {bar:24} {percent}% {msg}");
    ProgressBar::with_draw_target(Some(STEPS), target)
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("━╸ "))
}
