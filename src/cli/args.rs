//! Command-line arguments. Every flag has its help here and nowhere else.
//!
//! The text below the options has lines of at most 79 columns, so that no terminal of 80 wraps them; what an example or a
//! row is for stands in one column, as do the meanings of exit codes.

use std::{
    num::{NonZeroU32, NonZeroUsize},
    path::PathBuf,
};

use anstream::ColorChoice;
use clap::{Args, Parser, Subcommand, ValueEnum, builder::PossibleValue};
use clap_complete::Shell;

use tribunal_core::realm::Realm;

use crate::report::{Format, Verbosity};
use tribunal_package::{Format as PackageFormat, export::Target, template::NewKind};

/// Most worker threads that can be asked for: far more than any machine has use for.
const MAX_JOBS: u16 = 1024;

macro_rules! exit_codes {
    () => {
        "\
Exit codes:
  0    every submission got the verdict expected of it
  1    some submission did not
  2    could not judge: wrong arguments, errors in a problem, an internal error
  130  interrupted; what was judged until then is reported"
    };
}

/// The command line of `tribunal`.
#[derive(Debug, Parser)]
#[command(
    name = "tribunal",
    version,
    about = "Judges JavaScript submissions: hundreds of tests each, in fresh V8 contexts, in milliseconds",
    after_help = exit_codes!(),
    subcommand_required = true,
    arg_required_else_help = true
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// When to use colour; NO_COLOR and the terminal decide unless you do
    #[arg(long, value_name = "WHEN", value_enum, default_value_t, global = true)]
    pub color: Color,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Judge submissions and tell whether each got the verdict expected of it
    Grade(Box<GradeArgs>),
    /// Check problems: report every error in their files, with line and column
    Check(CheckArgs),
    /// Verify problems: inputs, answers, submissions, time limit, and what the tests are worth
    Verify(VerifyArgs),
    /// Measure every technique side by side: node per case, isolates, sandboxed workers, bare V8
    Compare(Box<CompareArgs>),
    /// Make a problem's cases: inputs from its generator, answers from its reference
    Generate(GenerateArgs),
    /// Hunt for an input on which a submission is wrong, and shrink it
    Stress(Box<StressArgs>),
    /// Judge again whenever a file is saved
    Watch(WatchArgs),
    /// List the problems there are
    List(ListArgs),
    /// Begin a problem: a file with a comment for every key, cases, and a submission
    New(NewArgs),
    /// Make a problem of a package of another judge, and tell what cannot be carried over
    Import(ImportArgs),
    /// Make a package for another judge of a problem, and tell what cannot be carried over
    Export(ExportArgs),
    /// Tell what this machine and this build can do
    Doctor,
    /// Write shell completions to standard output
    Completions {
        /// The shell to complete in
        shell: Shell,
    },
}

const GRADE_HELP: &str = concat!(
    "\
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
it is expected to be accepted.

",
    exit_codes!()
);

/// What `grade` takes.
#[derive(Debug, Args)]
#[command(after_help = GRADE_HELP)]
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
    /// What runs the submissions
    #[arg(long, value_enum, default_value_t, help_heading = "Running")]
    pub runner: RunnerKind,
    /// What keeps submissions apart from the judge and from one another
    #[arg(long, value_enum, default_value_t, help_heading = "Running")]
    pub isolation: Isolation,
    /// The surroundings in which the isolate runner runs a case
    #[arg(long, value_enum, default_value_t, help_heading = "Running")]
    pub realm: RealmKind,
    /// Refuse to run unless every layer of the worker processes' sandbox holds (see `tribunal doctor`)
    #[arg(long, help_heading = "Running")]
    pub require_sandbox: bool,
    /// Neither use nor keep on disk the startup snapshot and what large submissions compile to
    #[arg(long, help_heading = "Running")]
    pub no_cache: bool,
    /// The folder for these, which nobody else may be able to write to; by default `tribunal/code` in your folder
    /// for caches
    #[arg(
        long,
        value_name = "DIR",
        env = "TRIBUNAL_CACHE",
        hide_env_values = true,
        help_heading = "Running"
    )]
    pub cache_dir: Option<PathBuf>,
    /// Skip the rest of a submission's cases after the first that is not accepted
    #[arg(long, help_heading = "Running")]
    pub fail_fast: bool,
    /// Skip the rest of a submission's cases after this many in a row that exceeded their time; 0 judges
    /// them all
    #[arg(long, value_name = "N", default_value_t = 5, help_heading = "Running")]
    pub max_tles: u32,
    /// What random numbers of submissions depend on, besides what each case gives them
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = "Running")]
    pub seed: u64,

    /// How to report
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub format: Format,
    /// Besides, write a report as a page for a browser: one file, which loads nothing
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub report: Option<PathBuf>,
    /// Show no progress bar. There is none anyway where standard error is no terminal
    #[arg(long, help_heading = "Output")]
    pub no_progress: bool,
    /// Leave out times and memory, so that equal results give equal reports
    #[arg(long, help_heading = "Output")]
    pub no_times: bool,
    /// Tell only of submissions that did not get the verdict expected of them; no progress bar
    #[arg(short, long, conflicts_with = "verbose", help_heading = "Output")]
    pub quiet: bool,
    /// Tell of all failing cases, also of those that were expected to fail, with nothing cut short
    #[arg(short, long, help_heading = "Output")]
    pub verbose: bool,
}

impl GradeArgs {
    /// After how many exceeded times in a row the rest of a submission is skipped; `None` for never.
    pub fn max_tles(&self) -> Option<NonZeroU32> {
        NonZeroU32::new(self.max_tles)
    }

    /// How much the table tells.
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

/// Where problems and submissions are.
#[derive(Debug, Args)]
pub struct Folders {
    /// The folder of problems
    #[arg(
        long,
        value_name = "DIR",
        default_value = "problems",
        env = "TRIBUNAL_PROBLEMS",
        hide_env_values = true
    )]
    pub problems: PathBuf,
    /// The folder of submissions, with a folder for each problem
    #[arg(
        long,
        value_name = "DIR",
        default_value = "submissions",
        env = "TRIBUNAL_SUBMISSIONS",
        hide_env_values = true
    )]
    pub submissions: PathBuf,
}

/// What `check` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tribunal check                             every problem
  tribunal check sum                         one problem
  tribunal check problems/sum                the same
  tribunal check problems/sum/problem.toml   the same

Exit codes:
  0  no problem has errors
  2  some problem has, or there is none")]
pub struct CheckArgs {
    /// Problems by id or path, or folders of them; the folder of problems if there is none
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The folder of problems
    #[arg(
        long,
        value_name = "DIR",
        default_value = "problems",
        env = "TRIBUNAL_PROBLEMS",
        hide_env_values = true
    )]
    pub problems: PathBuf,
}

/// What `verify` takes.
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
    /// How to report
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub format: VerifyFormat,
    /// Besides, write how the submissions were judged as a page for a browser: one file, which loads nothing
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub report: Option<PathBuf>,
    /// Show no progress bar. There is none anyway where standard error is no terminal
    #[arg(long, help_heading = "Output")]
    pub no_progress: bool,
    /// Leave out times
    #[arg(long, help_heading = "Output")]
    pub no_times: bool,
    /// Tell of all that was found, with nothing cut short
    #[arg(short, long, help_heading = "Output")]
    pub verbose: bool,
}

/// The realms that cases may be judged in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum RealmKind {
    /// A new context for each case
    #[default]
    Fresh,
    /// One context for many cases in which nothing can be left behind, a hundred times faster for small ones; what
    /// is not accepted there is judged again in a new context (docs/hardened-realm.md)
    Hardened,
}

impl From<RealmKind> for Realm {
    fn from(kind: RealmKind) -> Self {
        match kind {
            RealmKind::Fresh => Self::Fresh,
            RealmKind::Hardened => Self::Hardened,
        }
    }
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

/// What `compare` takes.
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
    /// Write a report as a page for a browser: one file, which loads nothing. Besides the rows it has what
    /// --techniques measures, and the cost of a case against the number of cases and of threads; all of these share
    /// the budget
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub report: Option<PathBuf>,
    /// Write a table and the summary for a document
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub export_markdown: Option<PathBuf>,
    /// Show no progress bar. There is none anyway where standard error is no terminal
    #[arg(long, help_heading = "Output")]
    pub no_progress: bool,
}

/// Most cases of a round that can be asked for.
const MAX_CASES: usize = 100_000;

/// Longest budget that can be asked for, in seconds: a day.
const MAX_BUDGET: f64 = 86_400.0;

fn cases(text: &str) -> Result<NonZeroUsize, String> {
    let count = text.parse().ok().filter(|count: &NonZeroUsize| count.get() <= MAX_CASES);
    count.ok_or_else(|| format!("it has to be a number in 1..={MAX_CASES}"))
}

fn seconds(text: &str) -> Result<f64, String> {
    let seconds = text.parse().ok().filter(|seconds| (0.0..=MAX_BUDGET).contains(seconds));
    seconds.ok_or_else(|| format!("it has to be a number of seconds, {MAX_BUDGET} at most"))
}

/// What `generate` takes.
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

/// What `stress` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tribunal stress sum wrong_answer/int32.js   until it is wrong, for 10 seconds
  tribunal stress sum mine.js --seconds 60    for longer
  tribunal stress sum mine.js --seed 7        the same inputs again
  tribunal stress sum mine.js --keep          what is found becomes a case
  tribunal stress graph mine.js --param n=4   with another parameter

Inputs come from the problem's generator; a problem for functions that has
none gets changed inputs of its own cases. Answers come from its reference, or
else from its first accepted submission.

Exit codes:
  0    the submission was right on every input
  1    it was wrong on one, which is shown
  2    could not be tried: wrong arguments, or the generator, the validator or
       the reference has an error
  130  interrupted before anything was found")]
pub struct StressArgs {
    /// The problem
    #[arg(value_name = "PROBLEM")]
    pub problem: String,
    /// The submission: a file, or a name or a part of one as `grade` reports it
    #[arg(value_name = "SUBMISSION")]
    pub submission: String,
    /// Where problems and submissions are.
    #[command(flatten)]
    pub folders: Folders,

    /// Most inputs to try; as many as there is time for if not given
    #[arg(short = 'n', long, value_name = "N", help_heading = "Inputs")]
    pub cases: Option<u64>,
    /// Most seconds to try for; 10 if neither this nor --cases is given
    #[arg(long, value_name = "SECONDS", value_parser = seconds, help_heading = "Inputs")]
    pub seconds: Option<f64>,
    /// What the inputs depend on; another one each time if not given
    #[arg(long, value_name = "N", help_heading = "Inputs")]
    pub seed: Option<u64>,
    /// A parameter for the generator in place of the problem's own: JSON, or else text; may be repeated
    #[arg(long = "param", value_name = "KEY=VALUE", value_parser = parameter, help_heading = "Inputs")]
    pub params: Vec<(String, serde_json::Value)>,

    /// Threads; as many as there are cores if not given
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=i64::from(MAX_JOBS)), help_heading = "Running")]
    pub jobs: Option<u16>,
    /// Show the input as it was found, without looking for a smaller one
    #[arg(long, help_heading = "Running")]
    pub no_shrink: bool,

    /// Add what is found to the problem's cases: to cases/stress.jsonl, or to data/secret/stress
    #[arg(long, help_heading = "Output")]
    pub keep: bool,
    /// How to report
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub format: StressFormat,
    /// Show no progress. There is none anyway where standard error is no terminal
    #[arg(long, help_heading = "Output")]
    pub no_progress: bool,
}

/// The forms of what `stress` finds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum StressFormat {
    /// For people
    #[default]
    Text,
    /// One JSON document
    Json,
}

fn parameter(text: &str) -> Result<(String, serde_json::Value), String> {
    let (key, value) = text.split_once('=').ok_or("it has to be KEY=VALUE")?;
    let value = serde_json::from_str(value).unwrap_or_else(|_| value.into());
    Ok((key.to_owned(), value))
}

/// What `watch` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tribunal watch              every submission, when it or its problem is saved
  tribunal watch sum          those to one problem
  tribunal watch sum mine.js  one of them

`q` and Enter, or Ctrl-C, end it.

Exit codes:
  0  ended
  2  could not watch: wrong arguments, or folders that cannot be watched")]
pub struct WatchArgs {
    /// Watch only this problem and its submissions
    #[arg(value_name = "PROBLEM")]
    pub problem: Option<String>,
    /// Judge only this submission: a file, or a name or a part of one as `grade` reports it
    #[arg(value_name = "SUBMISSION", requires = "problem")]
    pub submission: Option<String>,
    /// Where problems and submissions are.
    #[command(flatten)]
    pub folders: Folders,
    /// Worker threads; as many as there are cores if not given
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=i64::from(MAX_JOBS)))]
    pub jobs: Option<u16>,
    /// The surroundings in which a case is run
    #[arg(long, value_enum, default_value_t = RealmKind::Hardened)]
    pub realm: RealmKind,
    /// What random numbers of submissions depend on, besides what each case gives them
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u64,
    /// Keep what was shown before instead of clearing the terminal
    #[arg(long)]
    pub no_clear: bool,
    /// Tell of all failing cases, with nothing cut short
    #[arg(short, long)]
    pub verbose: bool,
}

/// What `new` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tribunal new two-sum                                a problem for functions
  tribunal new a-plus-b --kind stdio --title 'A + B'  one for whole programs

Nothing is overwritten. What is written passes `tribunal check` and `grade`.

Exit codes:
  0  the problem is there
  2  nothing was written")]
pub struct NewArgs {
    /// The problem's id: letters, digits, `-`, `_` and `.`
    #[arg(value_name = "ID")]
    pub id: String,
    /// What its submissions are
    #[arg(long, value_enum, default_value_t)]
    pub kind: NewKind,
    /// Its title; the id if not given
    #[arg(long)]
    pub title: Option<String>,
    /// Where problems and submissions are.
    #[command(flatten)]
    pub folders: Folders,
}

/// What `import` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tribunal import packages/different       a folder of Kattis, DMOJ, Exercism
  tribunal import different.zip --id diff  an archive, with another id
  tribunal import two-sum.json             a problem as LeetCode has it

Submissions in JavaScript and TypeScript come along. What cannot be carried
over is told on standard error, with its place. Nothing is overwritten; if
something fails, nothing is written.

Exit codes:
  0  the problem is there, and has no errors
  2  nothing was imported")]
pub struct ImportArgs {
    /// The package: a folder, a .zip, a .kpp, or a JSON file
    #[arg(value_name = "PATH")]
    pub path: PathBuf,
    /// Its format; found out if not given
    #[arg(long, value_name = "FORMAT", value_enum)]
    pub from: Option<PackageFormat>,
    /// The id of the problem; the package's name if not given
    #[arg(long)]
    pub id: Option<String>,
    /// Of an exercise of Exercism, import the cases of this property only; without it, each property becomes a problem
    #[arg(long)]
    pub property: Option<String>,
    /// Where problems and submissions are.
    #[command(flatten)]
    pub folders: Folders,
}

/// What `export` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tribunal export a-plus-b --to kattis                    a folder `aplusb`
  tribunal export a-plus-b --to kattis --out packages/ab  another folder
  tribunal export two-sum --to leetcode                   a file `two-sum.json`

What cannot be carried over is told on standard error. Nothing is overwritten.
`tribunal import` reads what this writes.

Exit codes:
  0  the package is there
  2  it is not")]
pub struct ExportArgs {
    /// The problem
    #[arg(value_name = "PROBLEM")]
    pub problem: String,
    /// The format of the package
    #[arg(long, value_name = "FORMAT", value_enum)]
    pub to: Target,
    /// The folder or file to make; in this folder, named for the problem, if not given
    #[arg(long, value_name = "PATH")]
    pub out: Option<PathBuf>,
    /// Where problems and submissions are.
    #[command(flatten)]
    pub folders: Folders,
}

/// What `list` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tribunal list                the problems there are
  tribunal list --format json  for programs

Exit codes:
  0  listed
  2  some problem has errors, or there is none")]
pub struct ListArgs {
    /// Where problems and submissions are.
    #[command(flatten)]
    pub folders: Folders,
    /// How to list
    #[arg(long, value_enum, default_value_t)]
    pub format: ListFormat,
}

/// The forms of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// For people
    #[default]
    Table,
    /// One JSON document
    Json,
}

/// What runs submissions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum RunnerKind {
    /// A V8 isolate for each worker thread, a fresh context for each case
    #[default]
    Isolate,
    /// A `node` process for each case: the baseline, with all that node offers, no sandbox
    Node,
}

/// What keeps submissions apart.
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

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Color(pub ColorChoice);

impl ValueEnum for Color {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self(ColorChoice::Auto), Self(ColorChoice::Always), Self(ColorChoice::Never)]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self.0 {
            ColorChoice::Auto => PossibleValue::new("auto").help("On a terminal"),
            ColorChoice::Always | ColorChoice::AlwaysAnsi => PossibleValue::new("always").help("Everywhere"),
            ColorChoice::Never => PossibleValue::new("never").help("Nowhere"),
        })
    }
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory as _, error::ErrorKind};

    use super::*;

    fn grade(arguments: &[&str]) -> Result<GradeArgs, clap::Error> {
        let arguments = ["tribunal", "grade"].iter().chain(arguments);
        match Cli::try_parse_from(arguments)?.command {
            Command::Grade(args) => Ok(*args),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_format_of_packages_goes_by_one_name() {
        for format in PackageFormat::value_variants() {
            let value = format.to_possible_value().unwrap();
            assert_eq!(value.get_name(), format.name());
        }
    }

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_flag_of_the_contract_is_understood() {
        let line = "a.js dir -p sum -p two -s acc --problems P --submissions S -j 3 --runner node --isolation strict --realm hardened \
            --fail-fast --report R --format jsonl --color never --no-progress --no-times -q --max-tles 2 --seed 7";
        let args = grade(&line.split_whitespace().collect::<Vec<_>>()).expect("a valid line");
        assert_eq!(args.paths, [PathBuf::from("a.js"), PathBuf::from("dir")]);
        assert_eq!(args.problem, ["sum", "two"]);
        assert_eq!(args.submission, ["acc"]);
        assert_eq!(args.folders.problems, PathBuf::from("P"));
        assert_eq!(args.folders.submissions, PathBuf::from("S"));
        assert_eq!(args.jobs, Some(3));
        assert_eq!((args.runner, args.isolation), (RunnerKind::Node, Isolation::Strict));
        assert_eq!(args.realm, RealmKind::Hardened);
        assert_eq!(args.format, Format::Jsonl);
        assert_eq!(args.report, Some(PathBuf::from("R")));
        assert!(args.fail_fast && args.no_times && !args.progress());
        assert_eq!(args.verbosity(), Verbosity::Quiet);
        assert_eq!(args.max_tles(), NonZeroU32::new(2));
        assert_eq!(args.seed, 7);
        assert_eq!(grade(&["--max-tles", "0"]).expect("a valid line").max_tles(), None);
        for line in [
            "check problems/sum",
            "list --format json",
            "compare sum loop -n 5 --budget 0.5 --rows bare,isolate -j 2 --export-json a --export-csv b",
            "compare --export-markdown c --report d --no-progress",
            "new x --kind stdio --title X --problems P --submissions S",
            "import x --from exercism --id y --property z --problems P --submissions S",
            "export x --to kattis --out y --problems P --submissions S",
            "generate sum --check -j 2",
            "generate sum --force",
            "stress sum loop -n 5 --seconds 0.5 --seed 7 --param n=3 --param s=x -j 2 --keep --format json --no-progress",
            "watch",
            "watch sum mine.js -j 2 --realm hardened --no-clear -v",
            "doctor",
            "completions fish",
            "--color always doctor",
        ] {
            let line = format!("tribunal {line}");
            Cli::try_parse_from(line.split(' ')).unwrap_or_else(|error| panic!("{line}: {error}"));
        }
    }

    #[test]
    fn nonsense_is_refused_with_what_would_be_right() {
        for jobs in ["0", "-1", "1025", "99999999999", "many"] {
            let error = grade(&[&format!("--jobs={jobs}")]).expect_err(jobs).to_string();
            assert!(error.contains(jobs) && error.contains("--jobs <N>"), "{error}");
        }
        assert!(grade(&["-j", "0"]).expect_err("no threads").to_string().contains("1..=1024"));
        let error = grade(&["--fromat", "json"]).expect_err("a slip").to_string();
        assert!(error.contains("--format"), "{error}");
        assert_eq!(grade(&["-q", "-v"]).expect_err("both").kind(), ErrorKind::ArgumentConflict);
    }

    /// No line of an epilogue is so long that a terminal wraps it, and what the lines are about stands in columns.
    #[test]
    fn epilogues_are_as_they_are_written_on_every_terminal() {
        const WIDEST: usize = 79;

        let command = Cli::command();
        for verb in std::iter::once(&command).chain(command.get_subcommands()) {
            let Some(epilogue) = verb.get_after_help().map(ToString::to_string) else {
                assert!(["doctor", "completions"].contains(&verb.get_name()), "{}", verb.get_name());
                continue;
            };
            for width in [80, 100] {
                let help = verb.clone().term_width(width).render_long_help().to_string();
                assert!(help.contains(&epilogue), "{} at {width}: {help}", verb.get_name());
            }
            assert!(epilogue.contains("Exit codes:\n  0  "), "{epilogue}");
            let longest = epilogue.lines().map(|line| line.chars().count()).max();
            assert!(longest <= Some(WIDEST), "{longest:?} columns: {epilogue}");
            for block in epilogue.split("\n\n") {
                let column = |line: &str| {
                    let text = line.trim_start();
                    let gap =
                        text.find("  ").map(|gap| text[gap..].len() - text[gap..].trim_start().len() + gap);
                    line.len() - text.len() + gap.unwrap_or(0)
                };
                let columns: Vec<usize> =
                    block.lines().filter(|line| line.starts_with("  ")).map(column).collect();
                assert!(columns.windows(2).all(|pair| pair[0] == pair[1]), "{columns:?}: {block}");
            }
        }
    }

    #[test]
    fn help_tells_examples_and_exit_codes() {
        // As wide on every terminal.
        let mut command = Cli::command().term_width(100);
        command.build();
        insta::assert_snapshot!("help", command.render_long_help());
        let grade = command.find_subcommand_mut("grade").expect("a verb");
        insta::assert_snapshot!("help_grade", grade.clone().term_width(100).render_long_help());
        let compare = command.find_subcommand_mut("compare").expect("a verb");
        insta::assert_snapshot!("help_compare", compare.clone().term_width(100).render_long_help());
        for verb in ["new", "import", "export"] {
            let command = command.find_subcommand_mut(verb).expect("a verb");
            insta::assert_snapshot!(
                format!("help_{verb}"),
                command.clone().term_width(100).render_long_help()
            );
        }
    }
}
