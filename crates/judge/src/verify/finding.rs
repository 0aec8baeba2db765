//! Findings on a problem.

use serde::Serialize;

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Its severity.
    pub level: Level,
    /// The check that found it.
    pub check: Check,
    /// The submission that it concerns.
    pub submission: Option<String>,
    /// The case that it concerns.
    pub case: Option<String>,
    /// The file of the cause.
    pub file: Option<String>,
    /// The line in the file, from 1.
    pub line: Option<usize>,
    /// The column in the line, from 1.
    pub column: Option<usize>,
    /// The description for the setter; may have several lines.
    pub message: String,
}

/// The severity of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// For information.
    Note,
    /// A doubt, which may be intended, or depend on the machine.
    Warning,
    /// An error in the problem.
    Error,
    /// A failure of the judge itself, which is not conclusive about the problem.
    Fault,
}

/// A check of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// The problem's files.
    Files,
    /// The inputs, by the validator.
    Inputs,
    /// The answers, by the reference solution and the accepted submissions.
    Answers,
    /// The submissions, by their expected results.
    Submissions,
    /// The time limit, by the times of submissions.
    TimeLimit,
    /// The cases, by the submissions that they fail.
    Tests,
    /// The cases, by their coverage.
    Coverage,
}

impl Check {
    /// Returns its name for display.
    pub fn name(self) -> &'static str {
        match self {
            Self::Files => "files",
            Self::Inputs => "inputs",
            Self::Answers => "answers",
            Self::Submissions => "submissions",
            Self::TimeLimit => "time limit",
            Self::Tests => "tests",
            Self::Coverage => "coverage",
        }
    }
}

impl Finding {
    /// Returns a finding on a problem as a whole.
    pub(super) fn new(level: Level, check: Check, message: impl Into<String>) -> Self {
        Self {
            level,
            check,
            submission: None,
            case: None,
            file: None,
            line: None,
            column: None,
            message: message.into(),
        }
    }

    pub(super) fn of_submission(self, submission: &str) -> Self {
        Self { submission: Some(submission.to_owned()), ..self }
    }

    pub(super) fn of_case(self, case: &str) -> Self {
        Self { case: Some(case.to_owned()), ..self }
    }

    pub(super) fn at(self, file: &str, place: Option<(usize, usize)>) -> Self {
        let (line, column) = place.unzip();
        Self { file: Some(file.to_owned()), line, column, ..self }
    }
}
