//! Report: everything that a run of the judge found, as data.

use std::{sync::Arc, time::Duration};

use tribunal_core::{engine_info::EngineInfo, realm::Realm};
use tribunal_problem::{
    expectation::{Expectation, Judged},
    scoring::{Credit, Score},
    verdict::Verdict,
};

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

/// What was found of one submission.
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
    /// What was expected of it.
    pub expected: Expectation,
    /// CPU time of compiling it once; `None` where the runner does not know.
    pub compile: Option<Duration>,
    /// What there is to say of the submission as a whole, such as the error it does not compile with.
    pub message: Option<String>,
    /// Its score, where the problem gives any.
    pub score: Option<Score>,
    /// The problem's test groups, in its order.
    pub groups: Vec<GroupReport>,
    /// Its cases, in the problem's order.
    pub cases: Vec<CaseReport>,
}

/// What was found of a test group of one submission.
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
    /// How many submissions got a verdict that was expected of them.
    pub fn as_expected(&self) -> usize {
        self.submissions.iter().filter(|submission| submission.as_expected()).count()
    }

    /// How many cases there are, judged or not.
    pub fn cases(&self) -> usize {
        self.submissions.iter().map(|submission| submission.cases.len()).sum()
    }
}

impl SubmissionReport {
    /// Whether it got what was expected of it.
    pub fn as_expected(&self) -> bool {
        self.surprise().is_none()
    }

    /// What is not as expected, for people; `None` if all is.
    pub fn surprise(&self) -> Option<String> {
        let cases = self.cases.iter().map(|case| Judged {
            name: &case.name,
            verdict: case.verdict,
            message: case.message.as_deref(),
        });
        let score = |group: Option<usize>| match group {
            Some(group) => self.groups.get(group).and_then(|group| group.score),
            None => self.score,
        };
        self.expected.surprise(self.verdict, |group| score(group).map(|score| score.points), cases)
    }

    /// Its cases that were judged.
    pub fn judged(&self) -> impl Iterator<Item = &CaseReport> {
        self.cases.iter().filter(|case| case.verdict != Verdict::Skip)
    }

    /// The first of its cases that failed to run in the same way as this one, where that is an earlier one: the cause
    /// is one and is told once.
    pub fn same_as<'a>(&'a self, case: &CaseReport) -> Option<&'a CaseReport> {
        let fails = matches!(case.verdict, Verdict::RunTimeError | Verdict::InternalError);
        let same = |other: &&CaseReport| other.verdict == case.verdict && other.message == case.message;
        let first = self.cases.iter().find(same).filter(|_| fails && case.message.is_some())?;
        (!std::ptr::eq(first, case)).then_some(first)
    }

    /// CPU times of its cases that ran, in ascending order.
    pub fn cpu_times(&self) -> Vec<Duration> {
        let mut times: Vec<Duration> = self.ran().map(|case| case.cpu).collect();
        times.sort_unstable();
        times
    }

    /// Peak memory of its cases that ran, in bytes.
    pub fn memory_bytes(&self) -> Option<u64> {
        self.ran().map(|case| case.memory_bytes).max()
    }

    /// Its cases that ran: what does not compile has not.
    pub fn ran(&self) -> impl Iterator<Item = &CaseReport> {
        self.judged().filter(|case| case.verdict != Verdict::CompileError)
    }

    /// How many of its cases were accepted.
    pub fn passed(&self) -> usize {
        self.cases.iter().filter(|case| case.verdict == Verdict::Accepted).count()
    }
}

/// The middle of durations in ascending order.
pub fn median(sorted: &[Duration]) -> Option<Duration> {
    let upper = *sorted.get(sorted.len() / 2)?;
    let lower = sorted[(sorted.len() - 1) / 2];
    Some((lower + upper) / 2)
}

/// What was found of one case of a submission.
#[derive(Clone, Debug)]
pub struct CaseReport {
    /// The case's name.
    pub name: String,
    /// What the judge says.
    pub verdict: Verdict,
    /// The realm that it was judged in; `None` where it was not run.
    pub realm: Option<Realm>,
    /// CPU time of the submission in this case, compiling left out.
    pub cpu: Duration,
    /// Wall-clock time of the same.
    pub wall: Duration,
    /// Wall-clock time of comparing its result with what was expected.
    pub check: Duration,
    /// Whether it ended so close to its time limit that it was run again, alone, and the two runs disagreed;
    /// the second one counts.
    pub flaky: bool,
    /// Peak memory of the case in bytes.
    pub memory_bytes: u64,
    /// What its checker gave besides the verdict.
    pub credit: Option<Credit>,
    /// What it is worth, where it is scored by itself.
    pub score: Option<Score>,
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
