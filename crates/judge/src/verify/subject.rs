//! A problem with everything that is verified of it.

use std::{path::Path, sync::Arc};

use super::finding::{Check, Finding, Level};
use crate::setter::Program;
use tribunal_problem::{
    expectation::Expectations,
    problem::{Diagnostics, Problem},
    submission::{self, Submission, SubmissionError},
    verdict::Verdict,
};

/// A problem with its submissions and its setter's programs.
#[derive(Debug)]
pub struct Subject {
    /// The problem.
    pub(super) problem: Arc<Problem>,
    /// The same problem without the rules of its groups, which leave cases out.
    all_cases: Arc<Problem>,
    /// The problem's own reference solution, with the name of its file.
    pub(super) reference: Option<Submission>,
    /// The submissions, by name.
    pub(super) submissions: Vec<Submission>,
    /// The program that tells whether inputs are valid.
    pub(super) validator: Option<Program>,
    /// Findings from reading all of this.
    pub(super) findings: Vec<Finding>,
}

/// A problem whose files are wrong, so that nothing else can be checked.
#[derive(Debug, thiserror::Error)]
#[error("the files of the problem `{problem}` are wrong")]
pub struct InvalidProblem {
    /// Its id.
    pub problem: String,
    /// The errors in its files.
    pub findings: Vec<Finding>,
}

/// An error in reading a problem to verify.
#[derive(Debug, thiserror::Error)]
pub enum SubjectError {
    /// Its files are wrong.
    #[error(transparent)]
    InvalidProblem(#[from] InvalidProblem),
    /// A submission or program cannot be read.
    #[error(transparent)]
    Submission(#[from] SubmissionError),
}

impl Subject {
    /// Reads the files of a problem, with its submissions in `<submissions>/<id>`.
    ///
    /// # Errors
    /// If a file cannot be read, or is unsound.
    pub fn read(problem: Problem, submissions: &Path) -> Result<Self, SubjectError> {
        let found = match submission::discover(submissions, &problem) {
            Ok(found) => found,
            Err(SubmissionError::Expectations(error)) => {
                let place = error.line.map(|line| (line, 1));
                let finding = Finding::new(Level::Error, Check::Files, error.message)
                    .at(&error.path.to_string_lossy(), place);
                return Err(InvalidProblem { problem: problem.id, findings: vec![finding] }.into());
            }
            Err(error) => return Err(error.into()),
        };
        let mut findings = Vec::new();
        let expectations =
            Expectations::read(&submissions.join(&problem.id)).map_err(SubmissionError::from)?;
        let file = expectations.path().to_string_lossy().into_owned();
        for (line, what) in expectations.unused(found.iter().map(|found| &*found.name), &problem) {
            let message = format!("this pattern matches {what}");
            findings.push(Finding::new(Level::Warning, Check::Files, message).at(&file, Some((line, 1))));
        }
        for found in submission::mistakable_of(submissions, &problem) {
            let path = found.path.to_string_lossy().into_owned();
            findings.push(Finding::new(Level::Warning, Check::Files, found.text()).at(&path, None));
        }
        let own = |path: &Option<std::path::PathBuf>| -> Result<Option<Submission>, SubmissionError> {
            let Some(path) = path else { return Ok(None) };
            let mut program = submission::read_setter_program(path, &problem)?;
            program.name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            // Independent of the folder that holds it.
            program.expected = Verdict::Accepted.into();
            Ok(Some(program))
        };
        let read = own(&problem.setter.reference)
            .and_then(|reference| Ok((reference, Program::validator(&problem)?)));
        let (reference, validator) = match read {
            Ok(read) => read,
            Err(SubmissionError::NotASubmission { path, problem: wrong }) => {
                let finding = Finding::new(Level::Error, Check::Files, format!("this file {wrong}"));
                let findings = vec![finding.at(&path.to_string_lossy(), None)];
                return Err(InvalidProblem { problem: problem.id, findings }.into());
            }
            Err(error) => return Err(error.into()),
        };
        let mut all_cases = problem.clone();
        for group in &mut all_cases.groups {
            group.stops = false;
            group.require_pass.clear();
        }
        Ok(Self {
            problem: Arc::new(problem),
            all_cases: Arc::new(all_cases),
            reference,
            submissions: found,
            validator,
            findings,
        })
    }

    /// Returns the problem.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// Returns the submissions to judge, the reference solution first.
    pub(super) fn plan(&self) -> impl Iterator<Item = (Arc<Problem>, Submission)> {
        let programs = self.reference.iter().chain(&self.submissions);
        programs.map(|program| (Arc::clone(&self.all_cases), program.clone()))
    }

    /// Returns the number of submissions in the plan.
    pub(super) fn planned(&self) -> usize {
        usize::from(self.reference.is_some()) + self.submissions.len()
    }
}

impl InvalidProblem {
    /// Returns a problem whose own files are wrong.
    pub fn new(problem: &str, errors: &Diagnostics) -> Self {
        let finding = |error: &tribunal_problem::problem::Diagnostic| {
            let message = match &error.hint {
                Some(hint) => format!("{}; {hint}", error.message),
                None => error.message.clone(),
            };
            let place = error.place.as_ref().map(|place| (place.line, place.column));
            Finding::new(Level::Error, Check::Files, message).at(&error.path.to_string_lossy(), place)
        };
        Self { problem: problem.to_owned(), findings: errors.iter().map(finding).collect() }
    }
}

impl From<InvalidProblem> for super::Verification {
    fn from(unsound: InvalidProblem) -> Self {
        Self { problem: unsound.problem, findings: unsound.findings, ..Self::default() }
    }
}
