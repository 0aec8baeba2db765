//! The examination of a problem: from the reports of its submissions to the findings.

use std::{
    borrow::Cow, collections::HashMap, num::NonZeroUsize, ops::ControlFlow, sync::Arc, time::Duration,
};
use tribunal_core::{text::count, text::duration};

use serde_bytes::Bytes;
use sha2::{Digest as _, Sha256};

use super::{
    Verification,
    coverage::{Coverage, Union},
    finding::{Check, Finding, Level},
    kill_matrix::{KillMatrix, Row},
    subject::Subject,
    sweep::{Sweep, Swept},
    time_limit::{Slowest, TimeLimit},
};
use tribunal_core::{
    execution::{Limits, Location, ScriptError},
    input::LoadedInput,
};

use crate::{
    batch::{self, StopSignal, job},
    report::{CaseReport, SubmissionReport},
    setter::{self, Program, Validity},
};
use tribunal_exec::prepared::Prepared;
use tribunal_exec::{
    executor::Executor,
    runner::{Job, RunnerError},
};
use tribunal_problem::{expectation::Bound, problem::Problem, submission::Submission, verdict::Verdict};

/// Factor of the limits of a case in a run with coverage.
const COUNTING_COSTS: u32 = 10;

/// Greatest number of cases that are run again with more time, to measure how far beyond the limit a submission goes
/// that is meant to exceed it.
const MAX_SLOW_CASES: usize = 10;

/// Greatest number of cases that a message names.
const NAMED: usize = 5;

/// A problem whose submissions were judged.
pub(super) struct Examination<'a> {
    pub(super) subject: &'a Subject,
    /// The reports of its submissions, in the order of the plan.
    pub(super) reports: &'a [SubmissionReport],
    pub(super) executor: &'a Executor,
    pub(super) threads: NonZeroUsize,
    pub(super) stop: &'a StopSignal,
}

/// A submission with its report on every case.
struct Judged<'a> {
    submission: &'a Submission,
    report: &'a SubmissionReport,
    /// Whether it is the problem's own reference solution.
    is_reference: bool,
}

impl Judged<'_> {
    fn is_expected_to_be_accepted(&self) -> bool {
        self.submission.expected.is_accepted()
    }
}

impl<'a> Examination<'a> {
    /// Returns the findings and the measurements.
    ///
    /// # Errors
    /// If programs cannot be run at all.
    pub(super) fn run(&self) -> Result<Verification, RunnerError> {
        let Subject { problem, reference, submissions, validator, findings, .. } = self.subject;
        let programs = reference.iter().chain(submissions);
        let judged: Vec<Judged<'_>> = programs
            .zip(self.reports)
            .enumerate()
            .map(|(index, (submission, report))| Judged {
                submission,
                report,
                is_reference: index == 0 && reference.is_some(),
            })
            .collect();
        let model = judged.iter().find(|judged| judged.is_reference).or_else(|| {
            judged.iter().find(|judged| {
                judged.is_expected_to_be_accepted() && judged.report.verdict == Verdict::Accepted
            })
        });
        let mut verification = Verification {
            problem: problem.id.clone(),
            title: problem.title.clone(),
            cases: problem.cases.len(),
            submissions: judged.len(),
            reference: model.map(|model| model.submission.name.clone()),
            has_validator: validator.is_some(),
            findings: findings.clone(),
            ..Verification::default()
        };
        let found = &mut verification.findings;
        // After a stop, cases not judged are not conclusive, and no further programs are run.
        if !self.stop.is_requested() {
            faults(&judged, found);
            self.inputs(found)?;
            duplicates(problem, found);
            answers(problem, &judged, found);
            self.submissions(&judged, found);
            verification.matrix = matrix(problem, &judged);
            tests(&verification.matrix, found);
            let time_limit = self.time_limit(&judged)?;
            time_limit_findings(&time_limit, &judged, found);
            verification.time_limit = Some(time_limit);
            if let Some(model) = model.filter(|model| model.report.verdict != Verdict::CompileError) {
                verification.coverage = self.coverage(model)?;
                coverage_findings(verification.coverage.as_ref(), model, found);
            }
        }
        verification.findings.sort_by_key(|finding| (std::cmp::Reverse(finding.level), finding.check));
        Ok(verification)
    }

    fn sweep(&self, program: &'a Program, stop_on_timeout: bool) -> Sweep<'a> {
        let (executor, threads, stop) = (self.executor, self.threads.get(), self.stop);
        Sweep { executor, threads, stop, program, stop_on_timeout }
    }

    /// Checks inputs with the validator.
    fn inputs(&self, found: &mut Vec<Finding>) -> Result<(), RunnerError> {
        let problem = &self.subject.problem;
        let Some(validator) = &self.subject.validator else { return Ok(()) };
        let path = validator.path().to_string_lossy();
        let error = |message: String, at: Option<Location>| {
            let place = at.map(|at| (at.line as usize, at.column as usize));
            Finding::new(Level::Error, Check::Inputs, message).at(&path, place)
        };
        let input = |index: usize| setter::validator_input(&problem.cases[index].input);
        let sweep = self.sweep(validator, true);
        let verdicts = sweep.run(problem.cases.len(), input, setter::validity)?;
        // A fault of the validator itself is mostly the same for every case.
        let mut faults: Vec<(String, Option<Location>, Vec<&str>)> = Vec::new();
        for (case, verdict) in problem.cases.iter().zip(verdicts) {
            match verdict {
                Swept::NotRun | Swept::Ran(Ok(Validity::Valid)) => {}
                Swept::Ran(Ok(Validity::Invalid(ScriptError { text, location }))) => {
                    found.push(error(format!("this input is invalid: {text}"), location).of_case(&case.name));
                }
                Swept::Ran(Err(outcome)) => {
                    let (reason, at) = setter::fault(&outcome);
                    match faults.iter_mut().find(|(known, ..)| *known == reason) {
                        Some((.., cases)) => cases.push(&case.name),
                        None => faults.push((reason, at.cloned(), vec![&case.name])),
                    }
                }
                Swept::Failed(reason) => {
                    found.push(Finding::new(Level::Fault, Check::Inputs, reason).of_case(&case.name));
                }
            }
        }
        for (reason, at, cases) in faults {
            let which = match cases.len() {
                all if all == problem.cases.len() => "every input".to_owned(),
                _ => named(cases.iter().copied()),
            };
            found.push(error(
                format!("the validator fails itself, and says nothing of {which}: {reason}"),
                at,
            ));
        }
        Ok(())
    }

    /// Checks submissions against their expected results.
    fn submissions(&self, judged: &[Judged<'_>], found: &mut Vec<Finding>) {
        let problem = &self.subject.problem;
        let accepted = judged.iter().filter(|judged| judged.is_expected_to_be_accepted()).count();
        if accepted == 0 {
            let message =
                "there is no solution that has to be accepted, so that nothing vouches for the answers";
            found.push(Finding::new(Level::Warning, Check::Submissions, message));
        }
        for Judged { submission, report, is_reference } in judged {
            // With the groups' rules applied: a case that they skip has no expected result.
            let graded = if batch::has_group_rules(problem) {
                Cow::Owned(batch::reported(Arc::clone(problem), (*submission).clone(), report.cases.clone()))
            } else {
                Cow::Borrowed(*report)
            };
            if *is_reference || graded.verdict == Verdict::InternalError {
                continue;
            }
            let Some(mismatch) = graded.mismatch() else { continue };
            let is_uncaught = submission.expected.is_failing() && graded.verdict == Verdict::Accepted;
            let message = match (is_uncaught, worst(&graded)) {
                (true, _) => format!("no test fails it: {mismatch}"),
                (false, Some((case, reason))) => format!("{mismatch}; {case}: {reason}"),
                (false, None) => mismatch,
            };
            // A case at the time limit may depend on the machine.
            let is_flaky = graded.cases.iter().any(|case| case.flaky);
            let level = if is_flaky { Level::Warning } else { Level::Error };
            found.push(Finding::new(level, Check::Submissions, message).of_submission(&submission.name));
        }
    }

    /// Returns the time limit beside the times of the submissions that bound it.
    fn time_limit(&self, judged: &[Judged<'_>]) -> Result<TimeLimit, RunnerError> {
        let problem = &self.subject.problem;
        let multipliers = problem.setter.time_multipliers;
        let (mut within, mut beyond) = (Vec::new(), Vec::new());
        for Judged { submission, report, .. } in judged {
            if report.verdict == Verdict::CompileError {
                continue;
            }
            for (bound, mask) in submission.expected.bounds() {
                let is_meant = |index: usize| mask.is_none_or(|mask| mask.get(index) == Some(&true));
                let cases = report.cases.iter().enumerate();
                let mut times: Vec<(usize, Duration)> = cases
                    .filter(|(index, case)| is_meant(*index) && case.realm.is_some())
                    .map(|(index, case)| (index, case.cpu))
                    .collect();
                times.sort_by_key(|(_, cpu)| std::cmp::Reverse(*cpu));
                if bound == Bound::Upper {
                    self.go_beyond(submission, &mut times)?;
                }
                let Some((index, cpu)) = times.into_iter().max_by_key(|(_, cpu)| *cpu) else { continue };
                let case = problem.cases[index].name.clone();
                let slowest = Slowest { submission: submission.name.clone(), case, cpu };
                match bound {
                    Bound::Lower => within.push(slowest),
                    Bound::Upper => beyond.push(slowest),
                }
            }
        }
        Ok(TimeLimit::new(problem.limits.cpu, multipliers, within, beyond))
    }

    /// Runs the slowest cases of a submission that was stopped at the limit again with more time, to measure whether it
    /// goes as far beyond as it has to.
    fn go_beyond(&self, submission: &Submission, times: &mut [(usize, Duration)]) -> Result<(), RunnerError> {
        let problem = &self.subject.problem;
        let factor = problem.setter.time_multipliers.time_limit_to_tle;
        let enough = problem.limits.cpu.mul_f64(factor);
        let limits = Limits { cpu: enough, wall: problem.limits.wall.mul_f64(factor), ..problem.limits };
        let prepared = Prepared::default();
        let mut session = self.executor.session()?;
        for (index, cpu) in times.iter_mut().take(MAX_SLOW_CASES) {
            if *cpu < problem.limits.cpu || self.stop.is_requested() {
                break;
            }
            let inputs = [&problem.cases[*index].input];
            let job = Job { limits, ..job(problem, submission, &inputs, &prepared) };
            // A case that cannot be run again keeps its time.
            let _ = session.run(&job, &mut |_, run| {
                *cpu = (*cpu).max(run.cpu);
                ControlFlow::Continue(())
            });
            if *cpu >= enough {
                break;
            }
        }
        Ok(())
    }

    /// Returns the coverage of a solution by the cases.
    fn coverage(&self, model: &Judged<'_>) -> Result<Option<Coverage>, RunnerError> {
        let problem = &self.subject.problem;
        let limits = problem.limits;
        let program = self.programs().find(|program| program.name == model.submission.name);
        let Some(program) = program else { return Ok(None) };
        let limits =
            Limits { cpu: limits.cpu * COUNTING_COSTS, wall: limits.wall * COUNTING_COSTS, ..limits };
        let counted = Program::submission(problem, program.clone()).with_limits(limits).with_coverage();
        let input = |index: usize| Ok(problem.cases[index].input.clone());
        let sweep = self.sweep(&counted, false);
        let unreached = sweep.run(problem.cases.len(), input, |run| run.unreached)?;
        let mut union = Union::default();
        for unreached in unreached {
            match unreached {
                Swept::Ran(Some(unreached)) => union.add(unreached),
                // A case without coverage might have reached any part.
                _ => return Ok(None),
            }
        }
        Ok(union.into_coverage(&program.name, &program.source))
    }

    fn programs(&self) -> impl Iterator<Item = &'a Submission> {
        self.subject.reference.iter().chain(&self.subject.submissions)
    }
}

/// Finds failures of the judge itself.
fn faults(judged: &[Judged<'_>], found: &mut Vec<Finding>) {
    for Judged { submission, report, .. } in judged {
        let faulty = report.cases.iter().find(|case| case.verdict == Verdict::InternalError);
        if let Some(case) = faulty {
            let message = case.message.clone().unwrap_or_else(|| "the judge failed".into());
            let finding = Finding::new(Level::Fault, Check::Submissions, message);
            found.push(finding.of_submission(&submission.name).of_case(&case.name));
        }
    }
}

/// Finds cases with the same input.
fn duplicates(problem: &Problem, found: &mut Vec<Finding>) {
    let mut seen: HashMap<[u8; 32], &str> = HashMap::with_capacity(problem.cases.len());
    let mut repeated = Vec::new();
    for case in &problem.cases {
        // An input that cannot be read is reported where it is run.
        let Ok(input) = case.input.load() else { continue };
        let bytes = match input {
            LoadedInput::Arguments(arguments) => postcard::to_allocvec(&arguments),
            LoadedInput::Program { stdin, args } => postcard::to_allocvec(&(Bytes::new(&stdin), args)),
        };
        let Ok(bytes) = bytes else { continue };
        match seen.entry(Sha256::digest(&bytes).into()) {
            std::collections::hash_map::Entry::Occupied(first) => {
                repeated.push(format!("{} (as {})", case.name, first.get()));
            }
            std::collections::hash_map::Entry::Vacant(place) => {
                place.insert(&case.name);
            }
        }
    }
    if !repeated.is_empty() {
        let (tests, names) = (count(repeated.len(), "test"), named(repeated.iter().map(String::as_str)));
        let verb = if repeated.len() == 1 { "has" } else { "have" };
        let message = format!("{tests} {verb} the input of an earlier one: {names}");
        found.push(Finding::new(Level::Note, Check::Tests, message));
    }
}

/// Checks answers against the solutions that have to be right.
fn answers(problem: &Problem, judged: &[Judged<'_>], found: &mut Vec<Finding>) {
    let error = |message: String| Finding::new(Level::Error, Check::Answers, message);
    if let Some(Judged { submission, report, .. }) = judged.iter().find(|judged| judged.is_reference) {
        let name = &submission.name;
        if let Some(message) = report.message.as_ref().filter(|_| report.verdict == Verdict::CompileError) {
            found.push(error(format!("the reference does not compile: {message}")).of_submission(name));
            return;
        }
        for case in &report.cases {
            if !matches!(case.verdict, Verdict::Accepted | Verdict::Skip | Verdict::InternalError) {
                let message = format!("the reference disagrees: {}, {}", case.verdict, difference(case));
                found.push(error(message).of_submission(name).of_case(&case.name));
            }
        }
        return;
    }
    // Without a reference solution, the answer is in doubt where all solutions get a wrong answer.
    let vouching: Vec<&SubmissionReport> = judged
        .iter()
        .filter(|judged| judged.is_expected_to_be_accepted())
        .map(|judged| judged.report)
        .filter(|report| report.verdict != Verdict::CompileError)
        .collect();
    for (index, case) in problem.cases.iter().enumerate() {
        let of_case = || vouching.iter().filter_map(|report| report.cases.get(index));
        if vouching.len() > 1 && of_case().all(|case| case.verdict == Verdict::WrongAnswer) {
            let shown = of_case().next().map(difference).unwrap_or_default();
            let message = format!("all of the {} solutions disagree: {shown}", vouching.len());
            found.push(error(message).of_case(&case.name));
        }
    }
}

/// Returns the difference between the actual and the expected result.
fn difference(case: &CaseReport) -> String {
    let message = case.message.as_deref().unwrap_or_default();
    let Some(failure) = case.failure.as_ref().filter(|_| case.verdict == Verdict::WrongAnswer) else {
        return message.lines().next().unwrap_or_default().to_owned();
    };
    let Some(actual) = failure.actual.as_ref().filter(|actual| actual.trim() != failure.expected.trim())
    else {
        return message.to_owned();
    };
    let at = failure.path.as_ref().map(|path| format!(" (differs at {path})")).unwrap_or_default();
    format!("{} instead of {}{at}", short(actual), short(&failure.expected))
}

/// Returns a value on one line, as much of it as a message has room for.
fn short(text: &str) -> String {
    const LONGEST: usize = 80;
    let text = text.trim_end().replace('\n', "⏎");
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Returns the worst case of a submission, with a description of its failure.
fn worst(report: &SubmissionReport) -> Option<(&str, String)> {
    if report.verdict == Verdict::CompileError {
        return None;
    }
    let is_worst = |case: &&CaseReport| case.verdict == report.verdict && case.verdict != Verdict::Accepted;
    let case = report.cases.iter().find(is_worst)?;
    Some((&case.name, difference(case)))
}

/// Returns the matrix of the cases and the submissions that have to fail.
fn matrix(problem: &Problem, judged: &[Judged<'_>]) -> KillMatrix {
    let wrong = judged.iter().filter(|judged| {
        judged.submission.expected.is_failing() && judged.report.verdict != Verdict::CompileError
    });
    let rows = wrong.map(|Judged { submission, report, .. }| Row {
        submission: submission.name.clone(),
        verdict: report.verdict,
        verdicts: report.cases.iter().map(|case| case.verdict).collect(),
    });
    KillMatrix { cases: problem.cases.iter().map(|case| case.name.clone()).collect(), rows: rows.collect() }
}

/// Finds out which cases are of use.
fn tests(matrix: &KillMatrix, found: &mut Vec<Finding>) {
    if matrix.rows.is_empty() {
        let message =
            "there is no wrong submission that compiles, so that nothing shows what the tests are worth";
        found.push(Finding::new(Level::Note, Check::Tests, message));
        return;
    }
    let idle = matrix.kills().iter().filter(|kills| **kills == 0).count();
    let cover = matrix.cover();
    if !cover.is_empty() {
        let names = named(cover.iter().map(|case| &*matrix.cases[*case]));
        let caught = matrix.rows.iter().filter(|row| row.failed_by().next().is_some()).count();
        let all = count(matrix.cases.len(), "test");
        let fail = match idle {
            0 => "every test fails some wrong submission".to_owned(),
            _ => format!("{idle} of {all} fail no wrong submission"),
        };
        let (few, caught) = (count(cover.len(), "test"), count(caught, "wrong submission"));
        let message = format!("{fail}; {few} would do to catch the {caught} that all tests catch: {names}");
        found.push(Finding::new(Level::Note, Check::Tests, message));
    }
}

fn time_limit_findings(time_limit: &TimeLimit, judged: &[Judged<'_>], found: &mut Vec<Finding>) {
    let warnings = time_limit.warnings();
    let suggestion = time_limit.suggestion();
    let last = warnings.len().saturating_sub(1);
    for (index, warning) in warnings.into_iter().enumerate() {
        let message = match suggestion.filter(|_| index == last) {
            Some(suggestion) => format!("{warning}; {} would do", duration(suggestion)),
            None => warning,
        };
        found.push(Finding::new(Level::Warning, Check::TimeLimit, message));
    }
    for Judged { submission, report, .. } in judged {
        let flaky: Vec<&str> =
            report.cases.iter().filter(|case| case.flaky).map(|case| case.name.as_str()).collect();
        if !flaky.is_empty() {
            let cases = named(flaky.into_iter());
            let message = format!("it runs so close to the limit that its verdict changes on {cases}");
            found.push(
                Finding::new(Level::Warning, Check::TimeLimit, message).of_submission(&submission.name),
            );
        }
    }
}

fn coverage_findings(coverage: Option<&Coverage>, model: &Judged<'_>, found: &mut Vec<Finding>) {
    let path = model.submission.path.to_string_lossy();
    let name = &model.submission.name;
    let Some(coverage) = coverage else {
        let message = "what the tests reach of it could not be counted";
        found.push(Finding::new(Level::Note, Check::Coverage, message).of_submission(name));
        return;
    };
    for part in &coverage.unreached {
        let message = match (part.is_lines, part.line == part.end_line) {
            (true, true) => format!("no test reaches line {}:\n{}", part.line, part.text),
            (true, false) => {
                format!("no test reaches lines {} to {}:\n{}", part.line, part.end_line, part.text)
            }
            (false, true) => format!(
                "no test reaches line {}, columns {} to {}: {}",
                part.line, part.column, part.end_column, part.text
            ),
            (false, false) => format!(
                "no test reaches line {}, column {}, to line {}, column {}:\n{}",
                part.line, part.column, part.end_line, part.end_column, part.text
            ),
        };
        let finding = Finding::new(Level::Warning, Check::Coverage, message).of_submission(name);
        found.push(finding.at(&path, Some((part.line, part.column))));
    }
}

/// Returns "a, b, c and 3 more".
fn named<'n>(names: impl ExactSizeIterator<Item = &'n str>) -> String {
    let all = names.len();
    let names: Vec<&str> = names.take(NAMED).collect();
    match all - names.len() {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}
