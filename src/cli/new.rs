//! `tribunal new`: a problem from a template.

use anyhow::anyhow;
use clap::{Args, ValueEnum};
use tribunal_core::text::printable;

use super::{args::Folders, print};
use crate::exit_code::ExitCode;
use tribunal_package::{
    WriteError,
    template::{self, NewKind},
};
use tribunal_problem::problem::is_id;

/// Command-line arguments of `new`.
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
    /// Kind of its submissions
    #[arg(long, value_enum, default_value_t)]
    pub kind: ProblemKind,
    /// Its title; the id if not given
    #[arg(long)]
    pub title: Option<String>,
    /// Where problems and submissions are.
    #[command(flatten)]
    pub folders: Folders,
}

/// A kind of problem.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ProblemKind {
    /// Submissions define a function, which is called
    #[default]
    Function,
    /// Submissions are programs, which read standard input and write standard output
    Stdio,
}

impl From<ProblemKind> for NewKind {
    fn from(kind: ProblemKind) -> Self {
        match kind {
            ProblemKind::Function => Self::Function,
            ProblemKind::Stdio => Self::Stdio,
        }
    }
}

pub(super) fn run(args: &NewArgs) -> anyhow::Result<ExitCode> {
    let folders = &args.folders;
    let title = args.title.as_deref();
    let created =
        template::create(args.kind.into(), &args.id, title, &folders.problems, &folders.submissions);
    let problem = created.map_err(|error| match error {
        // The hint of an import names an option that this command does not have.
        WriteError::Exists(path) => {
            anyhow!("{} is there already; remove it, or choose another id", path.display())
        }
        error => match proposed_id(&args.id) {
            Some(id) => anyhow!("{error}, such as `{id}`; a title is given with --title"),
            None => error.into(),
        },
    })?;
    let (id, problems, submissions) =
        (&problem.id, folders.problems.display(), folders.submissions.display());
    let cases = match args.kind {
        ProblemKind::Function => format!("{problems}/{id}/cases/more.jsonl"),
        ProblemKind::Stdio => format!("{problems}/{id}/data/"),
    };
    let text = format!(
        "{problems}/{id}/problem.toml         the task, the limits, the first cases\n{cases}  more cases\n{submissions}/{id}/accepted/example.js  a submission\n"
    );
    let mut lines: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        let (path, what) = line.split_once("  ").unwrap_or((line, ""));
        lines.push((printable(path.trim()).into_owned(), what.trim().to_owned()));
    }
    let width = lines.iter().map(|(path, _)| path.chars().count()).max().unwrap_or(0);
    let lines: Vec<String> = lines.iter().map(|(path, what)| format!("{path:width$}  {what}\n")).collect();
    print(&lines.concat())?;
    Ok(ExitCode::AsExpected)
}

/// Returns an id made of a text that is none, such as a title; `None` for an id, or where nothing is left.
fn proposed_id(wrong: &str) -> Option<String> {
    if is_id(wrong) {
        return None;
    }
    let is_plain = |char: char| char.is_ascii_alphanumeric();
    let words = wrong.split(|char| !is_plain(char)).filter(|word| !word.is_empty());
    let id = words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-");
    Some(id).filter(|id| !id.is_empty())
}
