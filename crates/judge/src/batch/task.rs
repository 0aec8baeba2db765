//! One submission of a batch, with the cases that are taken, done, or need not run any more.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use super::{StopRule, group_rules, job};
use tribunal_core::{entry_point::EntryPoint, input::Input, realm::Realm};

use crate::report::{CaseReport, GroupReport, SubmissionReport};
use tribunal_exec::prepared::Prepared;
use tribunal_exec::runner::Job;
use tribunal_problem::{
    problem::{Problem, lineage},
    scoring::{self, Score, Scored},
    submission::Submission,
    verdict::Verdict,
};

/// Greatest number of cases that a worker thread takes at once: of cases with a fresh context each, and of those in a
/// hardened realm.
const CHUNK: usize = 64;
const HARDENED_CHUNK: usize = 1024;

/// A submission and the state of its cases, shared by the worker threads.
pub(super) struct Task {
    pub(super) problem: Arc<Problem>,
    pub(super) submission: Submission,
    pub(super) prepared: Prepared,
    /// The seed of the submission's random numbers, besides the input of each case.
    seed: u64,
    /// The first case that no worker thread has taken.
    next: AtomicUsize,
    /// The first case that need not run, as far as is known.
    end: AtomicUsize,
    /// The first case for which a hardened realm was not conclusive: it and all later cases are judged in fresh ones.
    fresh_from: AtomicUsize,
    /// Whether a rule of its group skips a case, as far as is known; empty where groups have no rules.
    is_skipped: Vec<AtomicBool>,
    /// The verdicts for the stop rule and the rules of groups, by case.
    verdicts: Mutex<Vec<Option<Verdict>>>,
}

/// Cases of a task that one worker thread runs, by index.
pub(super) type Chunk = std::ops::Range<usize>;

impl Task {
    pub(super) fn new(problem: Arc<Problem>, submission: Submission, realm: Realm) -> Self {
        let cases = problem.cases.len();
        // A submission that cannot be run has its verdict without running.
        let has_rules = group_rules::has_rules(&problem.groups);
        // A hardened realm takes functions of plain values only: `ListNode` is an object that programs extend, and the
        // objects that libraries leave are not known to be safe to freeze.
        let is_plain = matches!(problem.entry, EntryPoint::Function(_)) && problem.libraries.is_empty();
        let is_hardened = realm == Realm::Hardened && is_plain;
        let end = if submission.fault.is_some() { 0 } else { cases };
        Self {
            problem,
            submission,
            prepared: Prepared::default(),
            seed: 0,
            next: AtomicUsize::new(0),
            end: AtomicUsize::new(end),
            fresh_from: AtomicUsize::new(if is_hardened { usize::MAX } else { 0 }),
            is_skipped: if has_rules {
                (0..cases).map(|_| AtomicBool::new(false)).collect()
            } else {
                Vec::new()
            },
            verdicts: Mutex::new(vec![None; cases]),
        }
    }

    /// Returns the same task in a run of this seed.
    pub(super) fn seeded(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// Returns the number of its cases.
    pub(super) fn cases(&self) -> usize {
        self.problem.cases.len()
    }

    /// Returns the job of running cases with these inputs.
    pub(super) fn job<'a>(&'a self, realm: Realm, inputs: &'a [&'a Input]) -> Job<'a> {
        Job { seed: self.seed, realm, ..job(&self.problem, &self.submission, inputs, &self.prepared) }
    }

    /// Returns the realm to run a case in. It depends on the cases before it in the problem's order, not on those that
    /// happen to be known: a program that detects its realm may answer by it.
    pub(super) fn realm(&self, case: usize) -> Realm {
        if case < self.fresh_from.load(Relaxed) { Realm::Hardened } else { Realm::Fresh }
    }

    /// Lets all cases from this one on be judged in fresh realms.
    pub(super) fn use_fresh_realms_from(&self, case: usize) {
        self.fresh_from.fetch_min(case, Relaxed);
    }

    /// Whether it has its verdict without being run.
    pub(super) fn has_fault(&self) -> bool {
        self.submission.fault.is_some()
    }

    /// Whether none of its cases is taken.
    pub(super) fn is_untouched(&self) -> bool {
        self.next.load(Relaxed) == 0
    }

    /// Whether no worker thread has begun it, and one will.
    pub(super) fn is_waiting(&self) -> bool {
        self.is_untouched() && self.remaining() > 0
    }

    /// Returns the number of cases that are not taken and may still have to run.
    pub(super) fn remaining(&self) -> usize {
        self.end.load(Relaxed).saturating_sub(self.next.load(Relaxed))
    }

    /// Takes the next cases for one of `workers` worker threads: many while many remain, few towards the end, so that
    /// all finish at the same time.
    pub(super) fn take_chunk(&self, workers: usize) -> Option<Chunk> {
        let end = self.end.load(Relaxed);
        let most = match self.realm(self.next.load(Relaxed)) {
            Realm::Fresh => CHUNK,
            Realm::Hardened => HARDENED_CHUNK,
        };
        let taken = self.next.fetch_update(Relaxed, Relaxed, |next| {
            (next < end).then(|| next + chunk_size(end - next, workers, most))
        });
        let start = taken.ok()?;
        Some(start..start + chunk_size(end - start, workers, most))
    }

    /// Whether a case need not run any more.
    pub(super) fn is_needless(&self, case: usize) -> bool {
        let is_skipped = self.is_skipped.get(case).is_some_and(|skipped| skipped.load(Relaxed));
        is_skipped || case >= self.end.load(Relaxed)
    }

    /// Records a verdict. Where the stop rule then ends the submission, returns the cases that will not be taken any
    /// more.
    pub(super) fn note(&self, case: usize, verdict: Verdict, rule: StopRule) -> Chunk {
        if verdict == Verdict::Accepted {
            return 0..0;
        }
        let mut verdicts = self.verdicts.lock().unwrap_or_else(PoisonError::into_inner);
        verdicts[case] = Some(verdict);
        if !self.is_skipped.is_empty() {
            let skipped = group_rules::skipped(&self.problem.groups, &self.problem.cases, |case| {
                verdicts[case].is_some()
            });
            for (flag, reason) in self.is_skipped.iter().zip(skipped) {
                flag.fetch_or(reason.is_some(), Relaxed);
            }
        }
        match end_by_rule(&verdicts, rule) {
            Some(end) => {
                self.end.fetch_min(end, Relaxed);
                self.next.swap(self.cases(), Relaxed)..self.cases()
            }
            None => 0..0,
        }
    }

    /// Keeps all further cases from being taken.
    pub(super) fn abandon(&self) {
        self.end.store(0, Relaxed);
    }

    /// Returns the report of the submission. `cases` holds the case reports; a missing one was skipped, for the reason
    /// in `interrupted` if it is not the stop rule's.
    pub(super) fn report(
        &self,
        cases: Vec<Option<CaseReport>>,
        compile: Option<Duration>,
        rule: StopRule,
        interrupted: Option<&str>,
    ) -> SubmissionReport {
        let verdicts: Vec<_> = cases
            .iter()
            .map(|case| {
                case.as_ref().map(|case| case.verdict).filter(|verdict| *verdict != Verdict::Accepted)
            })
            .collect();
        // The rule counts in the problem's order, whatever the order in which the cases were run: a case ran beyond the
        // end only because the earlier verdicts were not known yet.
        let end = end_by_rule(&verdicts, rule).unwrap_or(usize::MAX);
        let skipped = group_rules::skipped(&self.problem.groups, &self.problem.cases, |case| {
            verdicts.get(case).is_some_and(Option::is_some)
        });
        let reason =
            if rule.fail_fast { "an earlier case failed" } else { "too many cases in a row timed out" };
        let compile_error = self.submission.fault.clone().or_else(|| {
            let case = cases.iter().flatten().find(|case| case.verdict == Verdict::CompileError)?;
            Some(case.message.clone().unwrap_or_default())
        });
        let mut cases: Vec<_> = cases
            .into_iter()
            .enumerate()
            .map(|(index, case)| {
                let name = &self.problem.cases[index].name;
                if compile_error.is_some() {
                    return CaseReport::not_run(name, Verdict::CompileError, None);
                }
                if let Some(reason) = skipped[index].filter(|_| index < end) {
                    return CaseReport::not_run(name, Verdict::Skip, Some(reason.text()));
                }
                match case {
                    Some(case) if index < end => case,
                    _ if index >= end => CaseReport::not_run(name, Verdict::Skip, Some(reason)),
                    _ => CaseReport::not_run(name, Verdict::Skip, interrupted),
                }
            })
            .collect();
        let (score, groups) = self.scores(&mut cases);
        SubmissionReport {
            problem: self.problem.id.clone(),
            submission: self.submission.name.clone(),
            source: Arc::clone(&self.submission.source),
            verdict: cases.iter().map(|case| case.verdict).max().unwrap_or(Verdict::Skip),
            expected: self.submission.expected.clone(),
            compile,
            message: compile_error,
            score,
            groups,
            cases,
        }
    }
}

impl Task {
    /// Scores the cases; returns the score of the submission and the reports of the problem's groups.
    fn scores(&self, cases: &mut [CaseReport]) -> (Option<Score>, Vec<GroupReport>) {
        let groups = &self.problem.groups;
        let scored: Vec<Scored> = cases
            .iter()
            .zip(&self.problem.cases)
            .map(|(report, case)| Scored {
                group: case.group,
                verdict: report.verdict,
                credit: report.credit,
            })
            .collect();
        let scores = scoring::score(groups, &scored);
        for (case, score) in cases.iter_mut().zip(scores.cases) {
            case.score = score;
        }
        let mut verdicts = vec![None; groups.len()];
        for case in &scored {
            for group in lineage(groups, case.group) {
                verdicts[group] = verdicts[group].max(Some(case.verdict));
            }
        }
        let reports = groups.iter().zip(verdicts).zip(scores.groups).map(|((group, verdict), score)| {
            GroupReport { name: group.name.clone(), verdict: verdict.unwrap_or(Verdict::Skip), score }
        });
        (scores.total, reports.collect())
    }
}

/// Returns the number of cases, out of `remaining`, that one of `workers` worker threads takes, at most `most`.
fn chunk_size(remaining: usize, workers: usize, most: usize) -> usize {
    remaining.div_ceil(workers * 4).clamp(1, most)
}

/// Returns the first case that need not run, given the verdicts of those that are known and not accepted.
fn end_by_rule(verdicts: &[Option<Verdict>], rule: StopRule) -> Option<usize> {
    if verdicts.contains(&Some(Verdict::CompileError)) {
        return Some(0);
    }
    let first_failure =
        rule.fail_fast.then(|| verdicts.iter().position(Option::is_some).map(|case| case + 1)).flatten();
    let time_limits = rule.time_limits_in_a_row.and_then(|row| {
        verdicts
            .windows(row.get())
            .position(|window| window.iter().all(|verdict| *verdict == Some(Verdict::TimeLimitExceeded)))
            .map(|case| case + row.get())
    });
    first_failure.into_iter().chain(time_limits).min()
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;

    use tribunal_core::{
        entry_point::Class,
        libraries::{Libraries, Library},
    };

    use super::*;
    use crate::batch::test_plan::plan;
    use Verdict::{TimeLimitExceeded as Tle, WrongAnswer as Wa};

    #[test]
    fn the_stop_rule_counts_in_the_order_of_the_cases() {
        let none = StopRule::default();
        let fail_fast = StopRule { fail_fast: true, ..none };
        let three = StopRule { time_limits_in_a_row: NonZeroUsize::new(3), ..none };
        type Row<'a> = (StopRule, &'a [Option<Verdict>], Option<usize>);
        let table: [Row<'_>; 7] = [
            (none, &[Some(Wa), Some(Tle), Some(Tle), Some(Tle)], None),
            (fail_fast, &[None, Some(Wa), Some(Tle)], Some(2)),
            (fail_fast, &[None, None], None),
            (three, &[Some(Tle), Some(Tle), None, Some(Tle), Some(Tle), Some(Tle), None], Some(6)),
            (three, &[Some(Tle), Some(Tle), Some(Wa), Some(Tle)], None),
            (three, &[], None),
            (none, &[Some(Verdict::CompileError), None], Some(0)),
        ];
        for (rule, verdicts, end) in table {
            assert_eq!(end_by_rule(verdicts, rule), end, "{rule:?} {verdicts:?}");
        }
    }

    #[test]
    fn only_functions_of_plain_values_are_judged_in_a_hardened_realm() {
        let script = Library { file: "l.js".to_owned(), source: String::new() };
        let function = || EntryPoint::Function("f".to_owned());
        let class = Class { name: "C".to_owned(), params: Vec::new(), methods: Default::default() };
        let table = [
            (function(), Libraries::default(), Realm::Hardened),
            (function(), Libraries::new(vec![script]), Realm::Fresh),
            (EntryPoint::Class(class), Libraries::default(), Realm::Fresh),
            (EntryPoint::Program, Libraries::default(), Realm::Fresh),
        ];
        for (entry, libraries, realm) in table {
            let (mut problem, submission) = plan(1, 2).remove(0);
            let name = format!("{entry:?} {libraries:?}");
            let plain = Arc::get_mut(&mut problem).expect("the only owner");
            (plain.entry, plain.libraries) = (entry, libraries.into());
            let task = Task::new(problem, submission, Realm::Hardened);
            assert_eq!([task.realm(0), task.realm(1)], [realm; 2], "{name}");
        }
    }

    #[test]
    fn chunks_shrink_towards_the_end_and_are_never_empty() {
        assert_eq!(chunk_size(100_000, 2, CHUNK), CHUNK);
        assert_eq!(chunk_size(80, 2, CHUNK), 10);
        assert_eq!(chunk_size(1, 64, CHUNK), 1);
    }
}
