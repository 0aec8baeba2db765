//! What is found of a problem.

use serde::Serialize;

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How grave it is.
    pub level: Level,
    /// What was looked at.
    pub check: Check,
    /// The submission that it is about.
    pub submission: Option<String>,
    /// The case that it is about.
    pub case: Option<String>,
    /// The file that it is in.
    pub file: Option<String>,
    /// The line there, from 1.
    pub line: Option<usize>,
    /// The column there, from 1.
    pub column: Option<usize>,
    /// What it is, for people; may have several lines.
    pub message: String,
}

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// For those who want to know.
    Note,
    /// Something to look at, which may be as it is meant, or depend on the machine.
    Warning,
    /// Something is wrong with the problem.
    Error,
    /// The judge itself failed, which says nothing of the problem.
    Fault,
}

/// What was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// The problem's files.
    Files,
    /// The inputs, by the validator.
    Inputs,
    /// The answers, by the reference and the accepted submissions.
    Answers,
    /// The submissions, by what is expected of them.
    Submissions,
    /// The time limit, by the times of submissions.
    TimeLimit,
    /// The tests, by what they fail.
    Tests,
    /// The tests, by what they reach.
    Coverage,
}

impl Check {
    /// Its name for people.
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
    /// Something about a problem as a whole.
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
