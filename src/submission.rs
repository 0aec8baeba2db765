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

/// TEMP
pub fn discover(dir: &std::path::Path, problem: &crate::problem::Problem) -> anyhow::Result<Vec<Submission>> {
    let root = dir.join(&problem.id);
    let mut found = Vec::new();
    let mut stack = vec![root.clone()];
    while let Some(d) = stack.pop() {
        let Ok(rd) = std::fs::read_dir(&d) else { continue };
        for e in rd {
            let p = e?.path();
            if p.is_dir() {
                stack.push(p)
            } else {
                let name = p.strip_prefix(&root)?.to_string_lossy().into_owned();
                let folder = p
                    .parent()
                    .and_then(|p| p.file_name())
                    .map(|n| n.to_string_lossy().into_owned())
                    .unwrap_or_default();
                found.push(Submission {
                    problem: problem.id.clone(),
                    name,
                    source: std::fs::read_to_string(&p)?.into(),
                    expected: vec![Verdict::from_folder(&folder).unwrap_or(Verdict::Accepted)],
                    path: p,
                });
            }
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}
