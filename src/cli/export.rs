//! `tribunal export`: a problem as a package for other judges.

use anstream::ColorChoice;
use anyhow::Context as _;
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use tribunal_core::{text::count, text::printable};

use super::{args::Folders, import::is_or_are, print, problems_or_complaint, warn};
use crate::exit_code::ExitCode;
use tribunal_package::export::{self, Target};
use tribunal_problem::submission::{self, Taken};

/// Command-line arguments of `export`.
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
    pub to: ExportFormat,
    /// The folder or file to make; in this folder, named for the problem, if not given
    #[arg(long, value_name = "PATH")]
    pub out: Option<PathBuf>,
    /// Where problems and submissions are.
    #[command(flatten)]
    pub folders: Folders,
}

/// A format of packages that are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// A problem package of Kattis and ICPC, 2025-09: a folder, of a problem for whole programs
    Kattis,
    /// A JSON file in the manner of LeetCode and of data sets, of a problem for functions
    Leetcode,
}

impl From<ExportFormat> for Target {
    fn from(format: ExportFormat) -> Self {
        match format {
            ExportFormat::Kattis => Self::Kattis,
            ExportFormat::Leetcode => Self::Leetcode,
        }
    }
}

pub(super) fn run(args: &ExportArgs, color: ColorChoice) -> anyhow::Result<ExitCode> {
    let ids = std::slice::from_ref(&args.problem);
    let Some(problems) = problems_or_complaint(&args.folders.problems, ids, color) else {
        return Ok(ExitCode::CannotJudge);
    };
    let problem = problems.first().context("there is no such problem")?;
    // A problem may be exported before it has a submission.
    let submissions = match args.folders.submissions.is_dir() {
        true => submission::discover(&args.folders.submissions, problem)?,
        false => Vec::new(),
    };
    let target = Target::from(args.to);
    let out = args.out.clone().unwrap_or_else(|| target.default_path(&problem.id));
    let exported = export::export(target, problem, &submissions, &out)?;
    let mistakable = submission::mistakable_of(&args.folders.submissions, problem);
    let passed_over = mistakable.iter().filter(|found| found.taken == Taken::PassedOver);
    let notes: Vec<String> = exported
        .notes
        .iter()
        .map(ToString::to_string)
        .chain(passed_over.map(|found| format!("{found}: it is not carried over")))
        .collect();
    for note in &notes {
        warn(color, &printable(note));
    }
    let mut text = format!(
        "{}: {}, {}\n",
        printable(&out.display().to_string()),
        count(exported.cases, "case"),
        count(exported.submissions, "submission")
    );
    if !notes.is_empty() {
        text += &format!("{} not as in the problem; see the warnings\n", is_or_are(notes.len()));
    }
    print(&text)?;
    Ok(ExitCode::AsExpected)
}
