//! Reports: what a run of the judge found, as data. How it is shown is one module a format.

use std::time::Duration;

use crate::verdict::Verdict;

/// Everything that a run of the judge found, in the order of the plan.
#[derive(Clone, Debug)]
pub struct RunReport {
    /// What ran the submissions.
    pub engine: EngineInfo,
    /// Whether the run was stopped before its end; what was not judged is [`Verdict::Skip`].
    pub interrupted: bool,
    /// The submissions, by problem and then by path.
    pub submissions: Vec<SubmissionReport>,
    /// Wall-clock time of the whole run.
    pub wall: Duration,
}

/// What ran the submissions.
#[derive(Clone, Debug)]
pub struct EngineInfo {
    /// `isolate` or `node`.
    pub name: &'static str,
    /// Version of its V8, empty where it is not known.
    pub v8: String,
}

/// What was found of one submission.
#[derive(Clone, Debug)]
pub struct SubmissionReport {
    /// Id of the problem.
    pub problem: String,
    /// Path of the submission below the problem's folder of submissions, with `/` between the parts.
    pub submission: String,
    /// The worst verdict of its cases.
    pub verdict: Verdict,
    /// The verdicts of which it was expected to get one.
    pub expected: Vec<Verdict>,
    /// CPU time of compiling it once; `None` where the runner does not know.
    pub compile: Option<Duration>,
    /// What there is to say of the submission as a whole, such as the error it does not compile with.
    pub message: Option<String>,
    /// Its cases, in the problem's order.
    pub cases: Vec<CaseReport>,
}

impl SubmissionReport {
    /// Whether it got a verdict that was expected of it.
    pub fn as_expected(&self) -> bool {
        self.expected.contains(&self.verdict)
    }

    /// How many of its cases were accepted.
    pub fn passed(&self) -> usize {
        self.cases.iter().filter(|case| case.verdict == Verdict::Accepted).count()
    }
}

/// What was found of one case of a submission.
#[derive(Clone, Debug)]
pub struct CaseReport {
    /// The case's name.
    pub name: String,
    /// What the judge says.
    pub verdict: Verdict,
    /// CPU time of the submission in this case, compiling left out.
    pub cpu: Duration,
    /// Wall-clock time of the same.
    pub wall: Duration,
    /// Peak memory of the case in bytes.
    pub memory_bytes: u64,
    /// Why it is not accepted; `None` where it is.
    pub message: Option<String>,
    /// What a person needs to see why it failed; `None` where it did not.
    pub failure: Option<Failure>,
}

/// A failed case, shortened for people.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The call, such as `f([1, 2], 3)`.
    pub input: String,
    /// What was expected.
    pub expected: String,
    /// What came instead, where anything came.
    pub actual: Option<String>,
    /// Path of the first difference, such as `result.edges[3].w`.
    pub path: Option<String>,
    /// The end of what the submission wrote to its console, empty where it wrote nothing.
    pub stdout: String,
}
