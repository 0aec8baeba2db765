//! Problems, and the reading of their files. `docs/problems.md` describes the files.

mod case_file;
mod case_shape;
mod case_yaml;
mod checker_table;
mod data_folder;
mod diagnostics;
mod entry_tables;
pub mod file;
mod group;
mod group_table;
mod libraries;
mod load;
mod problem_file;
mod setter_tables;
mod table;
mod time_multipliers;
mod toml_value;

#[cfg(test)]
mod tests;

use std::{path::PathBuf, sync::Arc};

pub use checker_table::is_in_search_path;
pub use data_folder::answers_alone;
pub use diagnostics::{Diagnostic, Diagnostics, Place};
pub use group::{Aggregation, Group, MAX_POINTS, Requirement, lineage};
pub use load::{FILE_NAME, is_id};
pub use load::{ids, load, load_unfinished};
pub use problem_file::limit_range;
pub use setter_tables::{GenerateTable, Setter, StressTable};
pub use time_multipliers::TimeMultipliers;

use tribunal_core::{
    entry_point::EntryPoint,
    execution::Limits,
    input::{Content, Input},
    libraries::Libraries,
    value::Value,
};

use crate::checker::Checker;

/// Name of the list of a problem's generated files, beside the problem file.
pub const GENERATED_FILE: &str = "generated.json";

/// A problem with all of its cases.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Id: the name of its folder, or of its file without `.toml`.
    pub id: String,
    /// Path of the problem file.
    pub path: PathBuf,
    /// Title, for people.
    pub title: String,
    /// Task statement, for people; empty where the file has none.
    pub description: String,
    /// Topics, for filters and lists.
    pub keywords: Vec<String>,
    /// Entry point of a submission: the function or class that it has to define, or a whole program.
    pub entry: EntryPoint,
    /// Libraries: scripts whose top level runs before a submission does.
    pub libraries: Arc<Libraries>,
    /// Limits of one case.
    pub limits: Limits,
    /// Greatest length of a submission's source, in bytes.
    pub code_bytes: u64,
    /// Checker of the results.
    pub checker: Checker,
    /// Groups, each after its parent.
    pub groups: Vec<Group>,
    /// Cases in the order of the file: inline ones first, then those of the case files or the data folder.
    pub cases: Vec<Case>,
    /// Programs and tables of the setter, to make and to check the cases.
    pub setter: Setter,
}

impl Problem {
    /// Returns the checker of a case.
    pub fn checker_of<'a>(&'a self, case: &'a Case) -> &'a Checker {
        case.checker.as_deref().unwrap_or(&self.checker)
    }
}

/// A case of a problem.
#[derive(Clone, Debug)]
pub struct Case {
    /// Name of the case, unique in the problem.
    pub name: String,
    /// Whether contestants see it.
    pub sample: bool,
    /// Index of the innermost group that it belongs to.
    pub group: Option<usize>,
    /// Checker of this case alone; `None` if it is the problem's.
    pub checker: Option<Box<Checker>>,
    /// Input to a submission, of the kind that the problem's entry point takes.
    pub input: Input,
    /// Expected result.
    pub expected: Expected,
}

/// The expected result of a case.
#[derive(Clone, Debug, PartialEq)]
pub enum Expected {
    /// This value, as compared by the problem's checker.
    Returns(Value),
    /// Any of these values, as compared by the problem's checker; there is at least one.
    OneOf(Vec<Value>),
    /// An error; with a text, an error whose type and message contain it.
    Throws(Option<String>),
    /// This output, as compared by the problem's checker.
    Writes(Content),
}
