//! Problems: what they are, and how they are read. `docs/problems.md` describes their files.

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
pub use group::{Aggregation, Group, MAX_POINTS, Required, lineage};
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

/// The list of a problem's generated files, beside the problem file.
pub const GENERATED_FILE: &str = "generated.json";

/// A problem with all of its cases.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Name of its folder, or of its file without `.toml`.
    pub id: String,
    /// The file that it was read from.
    pub path: PathBuf,
    /// Its title, for people.
    pub title: String,
    /// The task, for people; empty where the file has none.
    pub description: String,
    /// What it is about, for filters and lists.
    pub keywords: Vec<String>,
    /// How a submission is run: the function that it has to define, or as a whole program.
    pub entry: EntryPoint,
    /// Scripts whose top level has run before a submission does.
    pub libraries: Arc<Libraries>,
    /// What one case may use.
    pub limits: Limits,
    /// The longest source that a submission may have, in bytes.
    pub code_bytes: u64,
    /// How results are compared with what is expected.
    pub checker: Checker,
    /// Its test groups, each after the one that it belongs to.
    pub groups: Vec<Group>,
    /// The cases in the order of the file, inline ones first, then those of the case files or the data folder.
    pub cases: Vec<Case>,
    /// What its setter has written to make and to check the cases.
    pub setter: Setter,
}

impl Problem {
    /// The checker of a case.
    pub fn checker_of<'a>(&'a self, case: &'a Case) -> &'a Checker {
        case.checker.as_deref().unwrap_or(&self.checker)
    }
}

/// One test of a problem.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its name, unique in the problem.
    pub name: String,
    /// Whether contestants see it.
    pub sample: bool,
    /// The index of the innermost group that it belongs to.
    pub group: Option<usize>,
    /// The checker of this case alone; `None` if it is the problem's.
    pub checker: Option<Box<Checker>>,
    /// What it gives to a submission, of the kind that the problem's entry point takes.
    pub input: Input,
    /// What must come of it.
    pub expected: Expected,
}

/// What must come of a case.
#[derive(Clone, Debug, PartialEq)]
pub enum Expected {
    /// This value, as the problem's checker sees it.
    Returns(Value),
    /// Any of these values, as the problem's checker sees it; there is at least one.
    OneOf(Vec<Value>),
    /// An error; with a text, one whose type and message contain it.
    Throws(Option<String>),
    /// This output, as the problem's checker sees it.
    Writes(Content),
}
