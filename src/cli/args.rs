//! The command line, and the arguments that several verbs share. Those of one verb are beside it.
//!
//! The text below the options has lines of at most 79 columns, so that no terminal of 80 wraps them; what an example or a
//! row is for stands in one column, as do the meanings of exit codes.

use std::path::PathBuf;

use anstream::ColorChoice;
use clap::{Args, Parser, Subcommand, ValueEnum, builder::PossibleValue};
use clap_complete::Shell;

use tribunal_core::realm::Realm;

use super::{
    check::CheckArgs, compare::CompareArgs, export::ExportArgs, generate::GenerateArgs, grade::GradeArgs,
    import::ImportArgs, list::ListArgs, new::NewArgs, stress::StressArgs, verify::VerifyArgs,
    watch::WatchArgs,
};

/// Most worker threads that can be asked for: far more than any machine has use for.
pub(super) const MAX_JOBS: u16 = 1024;

/// Exit codes of the verbs that judge submissions, for their help.
pub(super) const EXIT_CODES: &str = "\
Exit codes:
  0    every submission got the verdict expected of it
  1    some submission did not
  2    could not judge: wrong arguments, errors in a problem, an internal error
  130  interrupted; what was judged until then is reported";

/// The command line of `tribunal`.
#[derive(Debug, Parser)]
#[command(
    name = "tribunal",
    version,
    about = "Judges JavaScript submissions: hundreds of cases each, in fresh V8 contexts, in milliseconds",
    after_help = EXIT_CODES,
    subcommand_required = true,
    arg_required_else_help = true
)]
pub struct Cli {
    /// The verb.
    #[command(subcommand)]
    pub command: Command,
    /// When to use colour; NO_COLOR and the terminal decide unless you do
    #[arg(long, value_name = "WHEN", value_enum, default_value_t, global = true)]
    pub color: Color,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Judge submissions and compare their verdicts with those expected of them
    Grade(Box<GradeArgs>),
    /// Check the files of problems; every error has its line and column
    Check(CheckArgs),
    /// Verify problems: inputs, answers, submissions, time limit, and the worth of their cases
    Verify(VerifyArgs),
    /// Measure every technique side by side: node per case, isolates, sandboxed workers, bare V8
    Compare(Box<CompareArgs>),
    /// Generate a problem's cases: inputs from its generator, answers from its reference solution
    Generate(GenerateArgs),
    /// Search for an input on which a submission is wrong, and shrink it
    Stress(Box<StressArgs>),
    /// Judge submissions again whenever a file is saved
    Watch(WatchArgs),
    /// List problems
    List(ListArgs),
    /// Create a problem: a file with a comment for every key, cases, and a submission
    New(NewArgs),
    /// Import a package of another judge, and report what cannot be carried over
    Import(ImportArgs),
    /// Export a problem as a package for another judge, and report what cannot be carried over
    Export(ExportArgs),
    /// Check this machine and this build
    Doctor,
    /// Write shell completions to standard output
    Completions {
        /// The shell to complete in
        shell: Shell,
    },
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

/// Longest budget that can be asked for, in seconds: a day.
pub(super) const MAX_BUDGET: f64 = 86_400.0;

pub(super) fn seconds(text: &str) -> Result<f64, String> {
    let seconds = text.parse().ok().filter(|seconds| (0.0..=MAX_BUDGET).contains(seconds));
    seconds.ok_or_else(|| format!("it has to be a number of seconds, {MAX_BUDGET} at most"))
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

    use std::num::NonZeroU32;

    use super::*;
    use crate::{
        cli::grade::{Isolation, RunnerKind},
        report::{Format, Verbosity},
    };

    fn grade(arguments: &[&str]) -> Result<GradeArgs, clap::Error> {
        let arguments = ["tribunal", "grade"].iter().chain(arguments);
        match Cli::try_parse_from(arguments)?.command {
            Command::Grade(args) => Ok(*args),
            other => panic!("{other:?}"),
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
