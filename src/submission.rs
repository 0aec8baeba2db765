//! Submissions: what they are, and how they are found in a folder.

use std::{path::PathBuf, sync::Arc};

use crate::verdict::Verdict;

/// One submission to one problem.
#[derive(Clone, Debug)]
pub struct Submission {
    /// Id of the problem that it answers.
    pub problem: String,
    /// Path below the problem's folder of submissions, with `/` between the parts; its name in reports.
    pub name: String,
    /// The file.
    pub path: PathBuf,
    /// The program's text.
    pub source: Arc<str>,
    /// The verdicts of which it is expected to get one.
    pub expected: Vec<Verdict>,
}

impl Submission {
    /// Whether it is an ES module whatever its text looks like.
    pub fn is_module(&self) -> bool {
        self.path.extension().is_some_and(|extension| extension == "mjs")
    }
}
