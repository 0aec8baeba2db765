//! Problems to the packages of other judges.

mod kattis;
mod leetcode;

use std::{
    cmp::Reverse,
    io,
    ops::Range,
    path::{Path, PathBuf},
};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};
use toml_edit::DocumentMut;

use super::error::Note;
use tribunal_problem::{
    problem::{Problem, file::read_text},
    submission::Submission,
};

/// The formats of packages that are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A problem package of Kattis and ICPC, 2025-09: a folder, of a problem for whole programs
    Kattis,
    /// A JSON file in the manner of LeetCode and of data sets, of a problem for functions
    Leetcode,
}

/// Why there is no package.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// Of what the problem is.
    #[error("{0}")]
    Problem(String),
    /// Something that must not be overwritten is in the way.
    #[error("{} is there already; remove it, or choose another folder with --out", .0.display())]
    Exists(PathBuf),
    /// The system refuses.
    #[error("cannot write {}: {source}", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl Target {
    /// Where a problem goes if nobody says where.
    pub fn default_path(self, id: &str) -> PathBuf {
        match self {
            Self::Kattis => package_name(id).into(),
            Self::Leetcode => format!("{id}.json").into(),
        }
    }
}

/// The name that a package of Kattis has to have: letters and digits.
fn package_name(id: &str) -> String {
    let name: String = id.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    if name.is_empty() { "problem".to_owned() } else { name }
}

/// What became of a problem.
#[derive(Debug)]
pub struct Exported {
    /// How many cases are in the package.
    pub cases: usize,
    /// How many submissions are in it.
    pub submissions: usize,
    /// What is not as it is in the problem.
    pub notes: Vec<Note>,
}

/// Writes a problem, with submissions to it, to where nothing is yet.
///
/// # Errors
/// If the problem's kind is not one of the format's, or the package cannot be written; then nothing of it is there.
pub fn export(
    target: Target,
    problem: &Problem,
    submissions: &[Submission],
    out: &Path,
) -> Result<Exported, ExportError> {
    match target {
        Target::Kattis => kattis::write(problem, submissions, out),
        Target::Leetcode => leetcode::write(problem, submissions, out),
    }
}

/// The problem's file, which has all that the format may have a place for.
fn document(problem: &Problem) -> Result<DocumentMut, ExportError> {
    let shown = problem.path.display();
    let text = read_text(&problem.path, u64::MAX)
        .map_err(|error| ExportError::Problem(format!("{shown}: this file {error}")))?;
    let mut text = text.trim_start_matches('\u{feff}').to_owned();
    // Values of cases may be integers that are beyond those of this parser, and are not looked at here.
    let mut great = Vec::new();
    let (entries, _) = DeTable::parse_recoverable(&text);
    entries.get_ref().values().for_each(|value| great_integers(value, &mut great));
    great.sort_by_key(|span| Reverse(span.start));
    for span in great {
        text.replace_range(span, "0");
    }
    text.parse().map_err(|error| ExportError::Problem(format!("{shown}: {error}")))
}

/// Where integers stand that have more than 64 bits.
fn great_integers(value: &Spanned<DeValue<'_>>, spans: &mut Vec<Range<usize>>) {
    match value.get_ref() {
        DeValue::Integer(integer) if i64::from_str_radix(integer.as_str(), integer.radix()).is_err() => {
            spans.push(value.span());
        }
        DeValue::Array(elements) => elements.iter().for_each(|value| great_integers(value, spans)),
        DeValue::Table(entries) => entries.values().for_each(|value| great_integers(value, spans)),
        _ => {}
    }
}
