//! `tribunal import`: problems from the packages of other judges.

use anstream::ColorChoice;
use anyhow::bail;
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use tribunal_core::{text::count, text::printable};

use super::{args::Folders, complain, print, show, warn};
use crate::exit_code::ExitCode;
use tribunal_package::{Format, Import, WriteError};

/// Command-line arguments of `import`.
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

/// A format of packages that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PackageFormat {
    /// A problem package of Kattis or ICPC, legacy or 2025-09: a folder or an archive
    Kattis,
    /// A problem of DMOJ: a folder or an archive with init.yml and its data
    Dmoj,
    /// An exercise of Exercism: canonical-data.json
    Exercism,
    /// A problem of LeetCode, or of a data set like it, as JSON
    Leetcode,
}

impl From<PackageFormat> for Format {
    fn from(format: PackageFormat) -> Self {
        match format {
            PackageFormat::Kattis => Self::Kattis,
            PackageFormat::Dmoj => Self::Dmoj,
            PackageFormat::Exercism => Self::Exercism,
            PackageFormat::Leetcode => Self::Leetcode,
        }
    }
}

pub(super) fn run(args: &ImportArgs, color: ColorChoice) -> anyhow::Result<ExitCode> {
    let imported = match tribunal_package::import(&Import {
        path: &args.path,
        format: args.from.map(Format::from),
        id: args.id.as_deref(),
        property: args.property.as_deref(),
        problems: &args.folders.problems,
        submissions: &args.folders.submissions,
    }) {
        Ok(imported) => imported,
        Err(WriteError::InvalidProblem(errors)) => {
            complain(color, "the problem that this makes has errors, so nothing was written");
            show(&errors, color);
            return Ok(ExitCode::CannotJudge);
        }
        // Much of the text comes from the package.
        Err(error) => bail!("{}", printable(&error.to_string())),
    };
    for note in &imported.notes {
        warn(color, &printable(&note.to_string()));
    }
    let mut text = String::new();
    for (problem, submissions) in &imported.problems {
        let folder = args.folders.problems.join(&problem.id);
        let folder = folder.display().to_string();
        let cases = count(problem.cases.len(), "case");
        let submissions = count(*submissions, "submission");
        text += &format!("{}: {cases}, {submissions}\n", printable(&folder));
    }
    text += &match imported.notes.len() {
        0 => "everything was carried over\n".to_owned(),
        notes => format!("{} not as in the package; see the warnings\n", is_or_are(notes)),
    };
    print(&text)?;
    Ok(ExitCode::AsExpected)
}

/// Returns "1 thing is", "2 things are" and so on.
pub(super) fn is_or_are(number: usize) -> String {
    format!("{} {}", count(number, "thing"), if number == 1 { "is" } else { "are" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_of_packages_goes_by_one_name() {
        for format in PackageFormat::value_variants() {
            let value = format.to_possible_value().unwrap();
            assert_eq!(value.get_name(), Format::from(*format).name());
        }
    }
}
