//! The report: all results of a run of the judge, as data.

use std::{sync::Arc, time::Duration};

use tribunal_core::{engine_info::EngineInfo, realm::Realm};
use tribunal_problem::{
    expectation::{Expectation, Judged},
    scoring::{Credit, Score},
    verdict::Verdict,
};

/// All results of a run of the judge, in the order of the plan.
#[derive(Clone, Debug)]
pub struct RunReport {
    /// The engine that ran the submissions.
    pub engine: EngineInfo,
    /// Whether the run was stopped before its end; cases not judged are [`Verdict::Skip`].
    pub interrupted: bool,
    /// The submissions, by problem and then by path.
    pub submissions: Vec<SubmissionReport>,
    /// Wall-clock time of the whole run.
    pub wall: Duration,
}

/// The result of one submission.
#[derive(Clone, Debug)]
pub struct SubmissionReport {
    /// Id of the problem.
    pub problem: String,
    /// Path of the submission below the problem's folder of submissions, with `/` between the parts.
    pub submission: String,
    /// Its text, empty where it could not be read as one.
    pub source: Arc<str>,
    /// The worst verdict of its cases.
    pub verdict: Verdict,
    /// Its expected result.
    pub expected: Expectation,
    /// CPU time of compiling it once; `None` where the runner does not know.
    pub compile: Option<Duration>,
    /// A message on the submission as a whole, such as its compile error.
    pub message: Option<String>,
    /// Its score, where the problem has scores.
    pub score: Option<Score>,
    /// The problem's groups, in its order.
    pub groups: Vec<GroupReport>,
    /// Its cases, in the problem's order.
    pub cases: Vec<CaseReport>,
}

/// The result of a group of one submission.
#[derive(Clone, Debug)]
pub struct GroupReport {
    /// The group's name.
    pub name: String,
    /// The worst verdict of its cases.
    pub verdict: Verdict,
    /// Its score, where it has one.
    pub score: Option<Score>,
}

impl RunReport {
    /// Returns the number of submissions with an expected result.
    pub fn as_expected(&self) -> usize {
        self.submissions.iter().filter(|submission| submission.as_expected()).count()
    }

    /// Returns the number of cases, judged or not.
    pub fn cases(&self) -> usize {
        self.submissions.iter().map(|submission| submission.cases.len()).sum()
    }
}

impl SubmissionReport {
    /// Whether its result is the expected one.
    pub fn as_expected(&self) -> bool {
        self.mismatch().is_none()
    }

    /// Returns a description of the difference from the expected result; `None` if there is none.
    pub fn mismatch(&self) -> Option<String> {
        let cases = self.cases.iter().map(|case| Judged {
            name: &case.name,
            verdict: case.verdict,
            message: case.message.as_deref(),
        });
        let score = |group: Option<usize>| match group {
            Some(group) => self.groups.get(group).and_then(|group| group.score),
            None => self.score,
        };
        self.expected.mismatch(self.verdict, |group| score(group).map(|score| score.points), cases)
    }

    /// Returns its cases that were judged.
    pub fn judged(&self) -> impl Iterator<Item = &CaseReport> {
        self.cases.iter().filter(|case| case.verdict != Verdict::Skip)
    }

    /// Returns the first of its cases that failed to run in the same way as this one, if that is an earlier one: a
    /// common cause is reported once.
    pub fn same_failure_as<'a>(&'a self, case: &CaseReport) -> Option<&'a CaseReport> {
        let fails = matches!(case.verdict, Verdict::RunTimeError | Verdict::InternalError);
        let same = |other: &&CaseReport| other.verdict == case.verdict && other.message == case.message;
        let first = self.cases.iter().find(same).filter(|_| fails && case.message.is_some())?;
        (!std::ptr::eq(first, case)).then_some(first)
    }

    /// Returns the CPU times of its cases that ran, in ascending order.
    pub fn cpu_times(&self) -> Vec<Duration> {
        let mut times: Vec<Duration> = self.ran().map(|case| case.cpu).collect();
        times.sort_unstable();
        times
    }

    /// Returns the peak memory of its cases that ran, in bytes.
    pub fn memory_bytes(&self) -> Option<u64> {
        self.ran().map(|case| case.memory_bytes).max()
    }

    /// Returns its cases that ran: none of a submission that does not compile.
    pub fn ran(&self) -> impl Iterator<Item = &CaseReport> {
        self.judged().filter(|case| case.verdict != Verdict::CompileError)
    }

    /// Returns the number of its accepted cases.
    pub fn passed(&self) -> usize {
        self.cases.iter().filter(|case| case.verdict == Verdict::Accepted).count()
    }
}

/// Returns the median of durations in ascending order.
pub fn median(sorted: &[Duration]) -> Option<Duration> {
    let upper = *sorted.get(sorted.len() / 2)?;
    let lower = sorted[(sorted.len() - 1) / 2];
    Some((lower + upper) / 2)
}

/// The result of one case of a submission.
#[derive(Clone, Debug)]
pub struct CaseReport {
    /// The case's name.
    pub name: String,
    /// The verdict of the judge.
    pub verdict: Verdict,
    /// The realm in which it was judged; `None` where it was not run.
    pub realm: Option<Realm>,
    /// CPU time of the submission in this case, without compiling.
    pub cpu: Duration,
    /// Wall-clock time of the submission in this case, without compiling.
    pub wall: Duration,
    /// Wall-clock time of comparing its result with the expected one.
    pub check: Duration,
    /// Whether it ended so close to its time limit that it was run again, alone, and the two runs disagreed; the second
    /// one counts.
    pub flaky: bool,
    /// Peak memory of the case in bytes.
    pub memory_bytes: u64,
    /// The credit from its checker, besides the verdict.
    pub credit: Option<Credit>,
    /// Its score, where it is scored by itself.
    pub score: Option<Score>,
    /// The reason why it is not accepted; `None` where it is.
    pub message: Option<String>,
    /// The details of the failure; `None` where it did not fail.
    pub failure: Option<Failure>,
}

/// The details of a failed case, shortened for display.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The call, such as `f([1, 2], 3)`.
    pub input: String,
    /// The expected result.
    pub expected: String,
    /// The actual result, where there is one.
    pub actual: Option<String>,
    /// Path of the first difference, such as `result.edges[3].w`.
    pub path: Option<String>,
    /// The end of the submission's console output, empty where there is none.
    pub stdout: String,
}
