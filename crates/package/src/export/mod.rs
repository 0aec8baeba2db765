//! Export of problems to the packages of other judges.

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

/// The format of an exported package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A problem package of Kattis and ICPC, 2025-09: a folder, of a problem for whole programs
    Kattis,
    /// A JSON file in the manner of LeetCode and of data sets, of a problem for functions
    Leetcode,
}

/// The reason why there is no package.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// A problem that the format cannot represent.
    #[error("{0}")]
    Problem(String),
    /// A file or folder that must not be overwritten.
    #[error("{} is there already; remove it, or choose another folder with --out", .0.display())]
    Exists(PathBuf),
    /// An error of the system.
    #[error("cannot write {}: {source}", .path.display())]
    Io {
        /// Path of the file or folder.
        path: PathBuf,
        /// Error of the system.
        source: io::Error,
    },
}

impl Target {
    /// Returns the path of an exported problem where the user names none.
    pub fn default_path(self, id: &str) -> PathBuf {
        match self {
            Self::Kattis => package_name(id).into(),
            Self::Leetcode => format!("{id}.json").into(),
        }
    }
}

/// Returns the name of a Kattis package, which has letters and digits only.
fn package_name(id: &str) -> String {
    let name: String = id.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    if name.is_empty() { "problem".to_owned() } else { name }
}

/// The result of an export.
#[derive(Debug)]
pub struct Exported {
    /// Number of cases in the package.
    pub cases: usize,
    /// Number of submissions in the package.
    pub submissions: usize,
    /// Notes on parts that differ from the problem.
    pub notes: Vec<Note>,
}

/// Writes a problem, with submissions to it, to a path that does not exist yet.
///
/// # Errors
/// If the format does not have problems of this kind, or the package cannot be written; then nothing of it is there.
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

/// Returns the problem file's document, which has all that the format may have a place for.
fn document(problem: &Problem) -> Result<DocumentMut, ExportError> {
    let shown = problem.path.display();
    let text = read_text(&problem.path, u64::MAX)
        .map_err(|error| ExportError::Problem(format!("{shown}: this file {error}")))?;
    let mut text = text.trim_start_matches('\u{feff}').to_owned();
    // Values of cases may be integers beyond this parser's range, and are not needed here.
    let mut great = Vec::new();
    let (entries, _) = DeTable::parse_recoverable(&text);
    entries.get_ref().values().for_each(|value| great_integers(value, &mut great));
    great.sort_by_key(|span| Reverse(span.start));
    for span in great {
        text.replace_range(span, "0");
    }
    text.parse().map_err(|error| ExportError::Problem(format!("{shown}: {error}")))
}

/// Finds the places of integers with more than 64 bits.
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
