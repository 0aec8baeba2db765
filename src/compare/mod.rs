//! The comparison of techniques: the same cases of the same submission, run in all ways, side by side.
//!
//! All rows are measured in one run, in rounds: a round gives each row a short while in turn, so that a slow moment of
//! the machine affects all alike. Every result is checked against the problem's expected one; a wrong result would make
//! its time worthless.

mod bare;
mod curves;
mod export;
mod gains;
mod lanes;
pub mod many_submissions;
mod memory;
mod page;
pub mod statistics;
mod summary;
mod table;
mod technique;

use std::{
    num::NonZeroUsize,
    ops::Range,
    thread::Scope,
    time::{Duration, Instant},
};

pub use curves::{Curve, Curves};
pub use export::{csv, json, markdown};
pub use gains::{COMPUTING_LIBRARY, Gain, GainWay, LARGE_SCRIPT_FUNCTION, NotGained, large_script};
pub use memory::MemoryCourse;
pub use page::page;
pub use summary::words;
pub use table::{gains_table, table};
pub use technique::{TECHNIQUES, Technique, by_names};

use tribunal_core::{execution::Outcome, input::Input, realm::Realm};

use curves::Subject;
use lanes::Lanes;
use statistics::{Spread, paired_ratio};
use technique::Machine;
use tribunal_exec::prepared::Prepared;
use tribunal_exec::runner::{Job, Runner, RunnerError};
use tribunal_judge::batch::{StopSignal, job};
use tribunal_problem::{problem::Problem, submission::Submission, verdict::Verdict};

/// Number of rounds that a budget is planned for: enough for quartiles.
const ROUNDS: u32 = 15;

/// Number of rounds that are measured even if the budget is spent.
const MIN_ROUNDS: u32 = 5;

/// The part of the budget that warming up may take, over all rows: one divided by this.
const WARM_UP: u32 = 4;

/// Options of a comparison.
#[derive(Clone, Debug)]
pub struct Options {
    /// The rows, the first of which the others are compared with.
    pub techniques: Vec<&'static Technique>,
    /// Greatest number of cases that a row runs in a round.
    pub cases: NonZeroUsize,
    /// Wall-clock time of the whole comparison, kept to as well as five rounds of at least one case each allow.
    pub budget: Duration,
    /// Number of threads of a row on all cores.
    pub threads: NonZeroUsize,
    /// Whether to measure curves too, for a part of the budget.
    pub curves: bool,
    /// Whether to measure the gains of single techniques and an isolate's memory too, for a part of the budget.
    pub gains: bool,
}

/// The result of a comparison.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// Id of the problem.
    pub problem: String,
    /// Name of the submission.
    pub submission: String,
    /// Number of threads of the rows on all cores.
    pub threads: usize,
    /// The version of the V8 that is linked in.
    pub v8: String,
    /// The version of `node`, if some row needed it and there is one.
    pub node: Option<String>,
    /// The rows, in the order of the options.
    pub rows: Vec<Row>,
    /// The rows that could not be measured.
    pub left_out: Vec<SkippedRow>,
    /// The curves, empty unless they were asked for.
    pub curves: Curves,
    /// The gains of single techniques, empty unless they were asked for.
    pub gains: Vec<Gain>,
    /// The techniques whose gain could not be measured.
    pub not_gained: Vec<NotGained>,
    /// The memory of an isolate, if it was asked for.
    pub memory: Option<MemoryCourse>,
    /// Whether it was stopped before its end.
    pub interrupted: bool,
}

/// A row that was measured.
#[derive(Clone, Debug)]
pub struct Row {
    /// The measured technique.
    pub technique: &'static Technique,
    /// Number of cases that it ran in each round.
    pub cases: usize,
    /// Wall-clock time until each of its threads had run a first case, with everything included, in microseconds.
    pub start: f64,
    /// Wall-clock time per case in each round, in microseconds.
    pub rounds: Vec<f64>,
    /// The spread of the rounds, in microseconds.
    pub spread: Spread,
    /// The speedup over the first row: the median of the rounds' ratios.
    pub speedup: f64,
}

/// A row that could not be measured.
#[derive(Clone, Debug)]
pub struct SkippedRow {
    /// The technique.
    pub technique: &'static Technique,
    /// The reason.
    pub reason: String,
}

impl SkippedRow {
    /// Returns the row of a technique that cannot be measured because of this error.
    ///
    /// # Errors
    /// The error itself, where it is one of the whole comparison.
    fn after(technique: &'static Technique, error: CompareError) -> Result<Self, CompareError> {
        let reason = match error {
            CompareError::Runner(error) => error.to_string(),
            // Without isolation, no submission is at fault: other rows have shown that this one is right.
            CompareError::Disagrees { case, .. } if !technique.is_isolated() => {
                format!("one case has changed another: `{case}` gives something else than alone")
            }
            error => return Err(error),
        };
        Ok(Self { technique, reason })
    }
}

/// An error in a comparison.
#[derive(Debug, thiserror::Error)]
pub enum CompareError {
    /// A result is not the expected one.
    #[error("{row} disagrees: case `{case}` is {verdict}{message}", verdict = .verdict.code(), message = .message.as_ref().map_or(String::new(), |message| format!(": {message}")))]
    Disagrees {
        /// The row's name, or the name of the other runner of the case.
        row: String,
        /// The case's name.
        case: String,
        /// The verdict of the problem's checker on the result.
        verdict: Verdict,
        /// The message of the checker.
        message: Option<String>,
    },
    /// The judge failed.
    #[error(transparent)]
    Runner(#[from] RunnerError),
    /// The system gives no threads.
    #[error("cannot start a thread: {0}")]
    Thread(#[from] std::io::Error),
    /// No row could be measured.
    #[error("no row could be measured{}", .0.first().map_or(String::new(), |first| format!("; {}: {}", first.technique.name, first.reason)))]
    Nothing(Vec<SkippedRow>),
}

/// The end of a row's turn, in the warm-up or in a round.
#[derive(Clone, Copy, Debug)]
pub struct Turn<'a> {
    /// The row's name.
    pub row: &'a str,
    /// The part of the comparison that is done, from 0 to 1.
    pub part_done: f64,
}

/// Measures every technique of `options` on the cases of a problem with a submission that answers them all.
///
/// The submission first runs in a sandboxed worker process, where it has to be accepted in every case: some rows have
/// no limits. After a request to stop, no further round begins.
///
/// # Errors
/// If some result is not the expected one, or no row can be measured.
pub fn run(
    problem: &Problem,
    submission: &Submission,
    options: &Options,
    stop: &StopSignal,
    listener: &mut dyn FnMut(Turn<'_>),
) -> Result<Comparison, CompareError> {
    let cases = Cases { problem, count: options.cases.get(), threads: options.threads.get() };
    let inputs = cases.inputs();
    let prepared = Prepared::default();
    let job = job(problem, submission, &inputs, &prepared);
    cases.try_out(&job)?;

    let machine = Machine::default();
    let mut left_out = Vec::new();
    let mut runners: Vec<(&'static Technique, Box<dyn Runner>)> = Vec::new();
    for technique in &options.techniques {
        match technique.runner(&machine) {
            Ok(runner) => runners.push((technique, runner)),
            Err(error) => left_out.push(SkippedRow { technique, reason: error.to_string() }),
        }
    }
    let wanted = [
        (Stage::Rows, true),
        (Stage::Curves, options.curves),
        (Stage::Gains, options.gains),
        (Stage::Memory, options.gains),
    ];
    let wanted = wanted.into_iter().filter_map(|(part, is_wanted)| is_wanted.then_some(part));
    let mut parts = Stages::new(options.budget, wanted, stop, listener);
    let (measured, mut interrupted) = std::thread::scope(|scope| {
        let options = Options { budget: parts.begin(Stage::Rows), ..options.clone() };
        measure(scope, &runners, &cases, job, &options, &mut left_out, &mut parts)
    })?;
    let mut curves = Curves::default();
    if options.curves && !interrupted {
        let cases = Cases { count: curves::MAX_CASES, ..cases };
        let inputs = cases.inputs();
        runners.retain(|(technique, _)| left_out.iter().all(|row| row.technique.name != technique.name));
        let subject = Subject { runners: &runners, cases: &cases, job: Job { inputs: &inputs, ..job } };
        let budget = parts.begin(Stage::Curves);
        curves = subject.curves(options.threads.get(), budget, &mut left_out, &mut parts)?;
        interrupted = parts.is_stopped();
    }
    let (mut gains, mut not_gained, mut memory) = Default::default();
    if options.gains && !interrupted {
        let budget = parts.begin(Stage::Gains);
        (gains, not_gained) = gains::measure(&job, budget, &mut parts)?;
        let budget = parts.begin(Stage::Memory);
        memory = Some(memory::measure(&job, &cases, budget, &mut parts)?);
        interrupted = parts.is_stopped();
    }
    let rows = rows(measured);
    if rows.is_empty() && !interrupted {
        return Err(CompareError::Nothing(left_out));
    }
    Ok(Comparison {
        problem: problem.id.clone(),
        submission: submission.name.clone(),
        threads: options.threads.get(),
        v8: tribunal_engine::v8_version().to_owned(),
        node: machine.node_version().map(str::to_owned),
        rows,
        left_out,
        curves,
        gains,
        not_gained,
        memory,
        interrupted,
    })
}

/// The parts of a comparison, one after the other.
#[derive(Clone, Copy)]
enum Stage {
    Rows,
    Curves,
    Gains,
    Memory,
}

impl Stage {
    /// Returns its share of the budget, relative to the other stages of the run.
    fn share(self) -> u32 {
        match self {
            Self::Rows => 10,
            Self::Curves => 6,
            Self::Gains => 3,
            Self::Memory => 1,
        }
    }
}

/// The budget, divided among the stages, and the progress of all of them.
struct Stages<'a> {
    budget: Duration,
    stop: &'a StopSignal,
    listener: &'a mut dyn FnMut(Turn<'_>),
    /// Shares of all stages, of those before the present one, and of the present one.
    all: u32,
    before: u32,
    now: u32,
}

impl<'a> Stages<'a> {
    fn new(
        budget: Duration,
        wanted: impl Iterator<Item = Stage>,
        stop: &'a StopSignal,
        listener: &'a mut dyn FnMut(Turn<'_>),
    ) -> Self {
        Self { budget, stop, listener, all: wanted.map(Stage::share).sum::<u32>().max(1), before: 0, now: 0 }
    }

    /// Begins a stage, and returns its time.
    fn begin(&mut self, part: Stage) -> Duration {
        self.before += self.now;
        self.now = part.share();
        self.budget * self.now / self.all
    }

    /// Reports the end of a row's turn, and the part of the stage that is done.
    fn turn_done(&mut self, row: &str, part_done: f64) {
        let done = f64::from(self.before) + f64::from(self.now) * part_done.min(1.0);
        (self.listener)(Turn { row, part_done: done / f64::from(self.all) });
    }

    /// Whether to stop after this round.
    fn is_stopped(&self) -> bool {
        self.stop.is_requested()
    }
}

/// Warms all rows up and measures them round by round; returns the measurements, and whether they were interrupted.
fn measure<'scope>(
    scope: &'scope Scope<'scope, '_>,
    runners: &'scope [(&'static Technique, Box<dyn Runner>)],
    cases: &Cases<'_>,
    job: Job<'scope>,
    options: &Options,
    left_out: &mut Vec<SkippedRow>,
    parts: &mut Stages<'_>,
) -> Result<(Vec<Measured>, bool), CompareError> {
    let start = Instant::now();
    let part_done = || (start.elapsed().as_secs_f64() / options.budget.as_secs_f64()).min(1.0);
    let turn = options.budget / u32::try_from(runners.len().max(1)).unwrap_or(u32::MAX);
    let mut rows = Vec::new();
    for (technique, runner) in runners {
        if parts.is_stopped() {
            return Ok((Vec::new(), true));
        }
        let threads = if technique.is_parallel { options.threads.get() } else { 1 };
        let job = Job { realm: technique.realm(), ..job };
        let lanes = Lanes::start(scope, threads, technique, runner.as_ref(), job)?;
        match warm_up(&lanes, cases, technique, threads, turn) {
            Ok((per_round, start)) => {
                rows.push(Turns { technique, lanes, per_round, start, rounds: Vec::new() });
            }
            Err(error) => left_out.push(SkippedRow::after(technique, error)?),
        }
        parts.turn_done(technique.name, part_done());
    }
    let mut interrupted = false;
    let mut round = 0;
    while !rows.is_empty() && (round < MIN_ROUNDS || start.elapsed() < options.budget) {
        if parts.is_stopped() {
            interrupted = true;
            break;
        }
        let mut failed = Vec::new();
        for row in &mut rows {
            if let Err(error) = row.measure(cases, round) {
                failed.push(SkippedRow::after(row.technique, error)?);
            }
            parts.turn_done(row.technique.name, part_done());
        }
        // The remaining rows have had the same rounds.
        rows.retain(|row| failed.iter().all(|failed| failed.technique.name != row.technique.name));
        left_out.append(&mut failed);
        round += 1;
    }
    let measured = rows.into_iter().map(|row| (row.technique, row.per_round, row.start, row.rounds));
    Ok((measured.collect(), interrupted))
}

/// Technique, cases per round, microseconds to start, and microseconds per case of each round.
type Measured = (&'static Technique, usize, f64, Vec<f64>);

/// Returns the rows of the measurements.
fn rows(measured: Vec<Measured>) -> Vec<Row> {
    let first = measured.first().map(|(.., rounds)| rounds.clone()).unwrap_or_default();
    let row = |(technique, cases, start, rounds): Measured| {
        let spread = Spread::of(&rounds)?;
        let speedup = paired_ratio(&first, &rounds)?;
        Some(Row { technique, cases, start, rounds, spread, speedup })
    };
    measured.into_iter().filter_map(row).collect()
}

/// Runs the first cases of a row, more and more, until they are checked and the row is warm; returns the number of
/// cases for a round, and the microseconds of its start.
fn warm_up(
    lanes: &Lanes,
    cases: &Cases<'_>,
    technique: &Technique,
    threads: usize,
    turn: Duration,
) -> Result<(usize, f64), CompareError> {
    let start = Instant::now();
    let mut count = threads;
    let mut first = None;
    loop {
        let at = Instant::now();
        let (time, ran) = lanes.run(0..count)?;
        // By this clock: a start takes longer than the time that any process reports for its cases.
        let first = *first.get_or_insert(at.elapsed().as_secs_f64() * 1e6);
        if technique.realm() == Realm::Hardened {
            is_answered(&ran)?;
        }
        cases.check(technique.name, &ran)?;
        let is_cold = count < cases.count && start.elapsed() < turn / WARM_UP / 2;
        if !is_cold {
            let per_case = time.as_secs_f64() / count as f64;
            let affordable = (turn.as_secs_f64() / f64::from(ROUNDS) / per_case) as usize;
            // As many for each thread, so that none is idle at the end.
            let whole = affordable / threads * threads;
            return Ok((whole.clamp(threads, cases.count.max(threads)), first));
        }
        count = (count * 4).min(cases.count);
    }
}

/// Checks that a hardened realm was conclusive for every case, which it need not be.
fn is_answered(ran: &[(usize, Outcome)]) -> Result<(), RunnerError> {
    match ran.iter().find(|(_, outcome)| !matches!(outcome, Outcome::Returned(_))) {
        Some((_, Outcome::NoAnswer(reason))) => Err(RunnerError::Other(reason.clone().into())),
        Some(_) => Err(RunnerError::Other("some case is for a fresh realm".into())),
        None => Ok(()),
    }
}

/// A row while it is measured.
struct Turns {
    technique: &'static Technique,
    lanes: Lanes,
    per_round: usize,
    /// Microseconds.
    start: f64,
    /// Microseconds per case.
    rounds: Vec<f64>,
}

impl Turns {
    fn measure(&mut self, cases: &Cases<'_>, round: u32) -> Result<(), CompareError> {
        let (time, ran) = self.lanes.run(cases.of_round(round, self.per_round))?;
        cases.check(self.technique.name, &ran)?;
        self.rounds.push(time.as_secs_f64() * 1e6 / self.per_round as f64);
        Ok(())
    }
}

/// The cases to run: those of the problem, from its first on, over and over if it has too few.
struct Cases<'a> {
    problem: &'a Problem,
    /// Greatest number of cases in a round, except for rows with more threads than that.
    count: usize,
    /// Greatest number of threads of a row.
    threads: usize,
}

impl<'a> Cases<'a> {
    fn get(&self, index: usize) -> &'a tribunal_problem::problem::Case {
        &self.problem.cases[index % self.count % self.problem.cases.len()]
    }

    /// Returns the inputs of all cases that a round could ask for, which may begin anywhere.
    fn inputs(&self) -> Vec<&'a Input> {
        (0..self.count + self.count.max(self.threads)).map(|index| &self.get(index).input).collect()
    }

    /// Returns the indices of the cases of a round: a row that can afford only a few has others in each.
    fn of_round(&self, round: u32, count: usize) -> Range<usize> {
        let start = (round as usize * count) % self.count;
        start..start + count
    }

    /// Runs each case once in a sandboxed worker process.
    fn try_out(&self, job: &Job<'_>) -> Result<(), CompareError> {
        let runner = technique::worker()?;
        let different = self.count.min(self.problem.cases.len());
        let job = Job { inputs: &job.inputs[..different], ..*job };
        let mut ran = Vec::new();
        runner.session()?.run(&job, &mut |index, run| {
            ran.push((index, run.outcome));
            std::ops::ControlFlow::Continue(())
        })?;
        self.check("the submission in a sandboxed worker", &ran)
    }

    /// Checks that all of these outcomes are the problem's expected ones.
    fn check(&self, row: &str, ran: &[(usize, Outcome)]) -> Result<(), CompareError> {
        for (index, outcome) in ran {
            let case = self.get(*index);
            let judgement = self.problem.checker.check(&case.expected, outcome);
            if judgement.verdict != Verdict::Accepted {
                return Err(CompareError::Disagrees {
                    row: row.to_owned(),
                    case: case.name.clone(),
                    verdict: judgement.verdict,
                    message: judgement.message,
                });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns a comparison with these rounds, in microseconds per case.
    pub(super) fn comparison(rounds: &[(&str, &[f64])]) -> Comparison {
        let technique = |name: &str| TECHNIQUES.iter().find(|technique| technique.name == name).unwrap();
        Comparison {
            problem: "sum".to_owned(),
            submission: "accepted/reduce.js".to_owned(),
            threads: 4,
            v8: "15.2".to_owned(),
            node: None,
            rows: rows(
                rounds.iter().map(|(name, rounds)| (technique(name), 10, 1000.0, rounds.to_vec())).collect(),
            ),
            left_out: vec![SkippedRow {
                technique: technique("bare"),
                reason: "it is an ES module".to_owned(),
            }],
            curves: Curves::default(),
            gains: Vec::new(),
            not_gained: Vec::new(),
            memory: None,
            interrupted: false,
        }
    }

    /// Returns the gain of a technique.
    pub(super) fn gain() -> Gain {
        let way = |name, label, rounds: &[f64], speedup| GainWay {
            name,
            label,
            rounds: rounds.to_vec(),
            spread: Spread::of(rounds).unwrap(),
            speedup,
        };
        Gain {
            name: "code-cache",
            label: "Code cache",
            counted: "of the CPU until it is compiled",
            words: "A code cache is 4.00 times as fast.".to_owned(),
            ways: vec![
                way("compiled", "compiled", &[8000.0, 9000.0], 1.0),
                way("from-disk", "from disk", &[2000.0, 2250.0], 4.0),
            ],
        }
    }

    #[test]
    fn parts_share_one_budget() {
        let mut notes = Vec::new();
        let mut listener = |turn: Turn<'_>| notes.push(turn.part_done);
        let stop = StopSignal::default();
        let all = [Stage::Rows, Stage::Curves, Stage::Gains, Stage::Memory];
        let mut parts = Stages::new(Duration::from_secs(20), all.into_iter(), &stop, &mut listener);
        let mut sum = Duration::ZERO;
        for part in all {
            sum += parts.begin(part);
            parts.turn_done("", 0.5);
            parts.turn_done("", 7.0);
        }
        assert_eq!(sum, Duration::from_secs(20));
        assert!(notes.is_sorted(), "{notes:?}");
        assert_eq!((notes[0], notes[7]), (0.25, 1.0));
        let mut listener = |_: Turn<'_>| {};
        let mut parts = Stages::new(Duration::from_secs(20), [Stage::Rows].into_iter(), &stop, &mut listener);
        assert_eq!(parts.begin(Stage::Rows), Duration::from_secs(20));
    }

    #[test]
    fn rows_are_compared_with_the_first() {
        let rows = comparison(&[("isolate", &[2.0, 4.0, 6.0]), ("bare", &[1.0, 2.0, 2.0])]).rows;
        assert_eq!(rows[0].speedup, 1.0);
        assert_eq!(rows[1].speedup, 2.0);
        assert_eq!(rows[1].spread.median, 2.0);
    }
}
