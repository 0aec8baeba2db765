//! `tribunal stress`: random inputs for a submission, until its result differs from the reference solution's; then the
//! smallest input that shows it.
//!
//! Inputs are made in batches. The content of a batch depends on its number and on the seed alone, and of several
//! counterexamples the first by number counts: so the same seed finds the same one, on any number of threads.

mod inputs;
pub mod mutate;
pub mod shrink;
mod trial;

use std::{
    collections::HashSet,
    num::NonZeroUsize,
    ops::ControlFlow,
    path::Path,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use tribunal_core::{
    entry_point::{self, EntryPoint},
    input::{Content, Input},
    value::{Node, Object, Value},
};

use crate::{
    batch::StopSignal,
    custom_checker::ScriptRunner,
    event::{Event, Listener},
    report::CaseReport,
    setter::{Program, SetterError},
};
use inputs::Inputs;
use trial::{Trial, Tried};
use tribunal_exec::executor::Executor;
use tribunal_problem::{
    problem::{Case, Problem},
    submission::Submission,
    verdict::Verdict,
};

/// Number of candidates for a smaller input that are tried together.
const SHRINK_BATCH: usize = 64;

/// Budget of shrinking: each candidate costs one, and one that runs into its time limit costs this much per second of
/// it.
const SHRINK_BUDGET: u64 = 200_000;
const COST_OF_A_SECOND: u64 = 10_000;

/// Options of a search for a counterexample.
#[derive(Clone, Debug)]
pub struct Options {
    /// Number of threads.
    pub threads: NonZeroUsize,
    /// The seed of the inputs.
    pub seed: u64,
    /// Greatest number of inputs to try.
    pub cases: Option<u64>,
    /// Greatest time of the search.
    pub time: Option<Duration>,
    /// Parameters for the generator in place of the problem's own.
    pub params: Vec<(String, Value)>,
    /// Whether to shrink an input once one is found.
    pub shrink: bool,
}

/// The result of a search.
#[derive(Debug)]
pub struct Report {
    /// The seed.
    pub seed: u64,
    /// Number of inputs that were tried, up to the end of the search.
    pub tried: u64,
    /// Number of inputs that the validator or the reference solution refused.
    pub refused: u64,
    /// Number of disagreements that did not show again, run alone in fresh contexts: the submission is not
    /// deterministic, or no hardened realm suits it.
    pub not_again: u64,
    /// Time until the counterexample was found, or until the end.
    pub time: Duration,
    /// The counterexample, if one was found.
    pub found: Option<Counterexample>,
    /// Whether a stop was requested.
    pub interrupted: bool,
    /// Notes to the setter.
    pub notes: Vec<String>,
}

/// A counterexample.
#[derive(Debug)]
pub struct Counterexample {
    /// The input, and the expected result from the reference solution.
    pub case: Case,
    /// The report of the submission on it.
    pub report: CaseReport,
    /// The input as it was found; `None` if it could not be made smaller.
    pub original: Option<Input>,
    /// Number of smaller inputs that were tried.
    pub shrink_tries: u64,
    /// Number of times that the input became smaller.
    pub shrink_steps: u64,
}

impl Counterexample {
    /// Whether the failure depends on the input: a submission that does not compile fails on any.
    pub fn is_about_the_input(&self) -> bool {
        self.report.verdict != Verdict::CompileError
    }
}

/// An error in searching for a counterexample.
#[derive(Debug, thiserror::Error)]
pub enum StressError {
    /// One of the setter's programs is missing or fails.
    #[error(transparent)]
    Setter(#[from] SetterError),
    /// There is no source of inputs, or none of its inputs is valid.
    #[error("{0}")]
    NoInputs(String),
    /// The judge has failed at a case.
    #[error("{0}")]
    Judge(String),
}

/// Searches for a counterexample to a submission.
///
/// # Errors
/// If the setter's programs fail, or the judge.
pub fn run(
    problem: &Problem,
    submission: Submission,
    submissions: &Path,
    executor: &Executor,
    options: &Options,
    stop: &StopSignal,
    listener: &mut Listener<'_>,
) -> Result<Report, StressError> {
    let start = Instant::now();
    let inputs = Inputs::of(problem, &options.params, options.seed)?;
    let programs = Programs {
        problem,
        submission: Program::submission(problem, submission),
        reference: Program::reference(problem, submissions)?,
        validator: Program::validator(problem).map_err(SetterError::from)?,
        inputs,
        scripts: ScriptRunner::of_this_program(),
    };
    let search = Search {
        programs: &programs,
        options,
        stop,
        start,
        next: AtomicU64::new(0),
        end: AtomicU64::new(u64::MAX),
        outcome: Mutex::new(None),
        tried: AtomicU64::new(0),
        refused: AtomicU64::new(0),
        not_again: AtomicU64::new(0),
    };
    let shared = Mutex::new(&mut *listener);
    std::thread::scope(|scope| {
        for _ in 0..options.threads.get() {
            scope.spawn(|| search.work(executor, &shared));
        }
    });
    let time = start.elapsed();
    let (tried, refused) = (search.tried.load(Relaxed), search.refused.load(Relaxed));
    let mut report = Report {
        seed: options.seed,
        tried,
        refused,
        not_again: search.not_again.load(Relaxed),
        time,
        found: None,
        interrupted: stop.is_requested(),
        notes: programs.inputs.notes(problem),
    };
    let outcome = search.outcome.into_inner().unwrap_or_else(PoisonError::into_inner);
    let Some((_, outcome)) = outcome else {
        if tried == 0 && refused > 0 {
            let text =
                format!("none of {refused} inputs is one: the validator or the reference refuses them all");
            return Err(StressError::NoInputs(text));
        }
        return Ok(report);
    };
    let found = outcome?;
    // It was found before a stop was requested.
    report.interrupted = false;
    let mut found = Counterexample {
        report: found.report,
        case: found.case,
        original: None,
        shrink_tries: 0,
        shrink_steps: 0,
    };
    if options.shrink && found.is_about_the_input() && !stop.is_requested() {
        listener(Event::CounterexampleFound);
        let mut trial = Trial::new(&programs, executor).map_err(SetterError::from)?;
        generate_smaller(&programs, &mut trial, &mut found, stop)?;
        shrink(&programs, &mut trial, &mut found, stop)?;
    }
    report.found = Some(found);
    Ok(report)
}

/// The problem and all programs of a search.
struct Programs<'a> {
    problem: &'a Problem,
    submission: Program,
    reference: Program,
    validator: Option<Program>,
    inputs: Inputs,
    /// The runner of the problem's own checker, if that is a script.
    scripts: ScriptRunner,
}

/// A search, shared by its threads.
struct Search<'a> {
    programs: &'a Programs<'a>,
    options: &'a Options,
    stop: &'a StopSignal,
    start: Instant,
    /// The next batch that no thread has taken.
    next: AtomicU64,
    /// The first batch that need not be tried any more.
    end: AtomicU64,
    /// The end of the search with the number of its batch: the first one counts.
    outcome: Mutex<Option<(u64, Result<Tried, StressError>)>>,
    tried: AtomicU64,
    refused: AtomicU64,
    not_again: AtomicU64,
}

impl Search<'_> {
    /// Takes batches until the search ends.
    fn work(&self, executor: &Executor, listener: &Mutex<&mut Listener<'_>>) {
        let mut trial = match Trial::new(self.programs, executor) {
            Ok(trial) => trial,
            Err(error) => return self.ends(0, Err(SetterError::from(error).into())),
        };
        let size = self.programs.inputs.batch_size();
        loop {
            if self.is_over() {
                return;
            }
            let batch = self.next.fetch_add(1, Relaxed);
            let first = batch * size as u64;
            let left = self.options.cases.map_or(u64::MAX, |cases| cases.saturating_sub(first));
            if left == 0 || batch >= self.end.load(Relaxed) {
                return;
            }
            let count = size.min(usize::try_from(left).unwrap_or(usize::MAX));
            match self.batch(&mut trial, batch, count) {
                Ok(None) => {}
                Ok(Some(found)) => self.ends(batch, Ok(found)),
                Err(error) => self.ends(batch, Err(error)),
            }
            let mut listener = listener.lock().unwrap_or_else(PoisonError::into_inner);
            listener(Event::InputsTried(self.tried.load(Relaxed)));
        }
    }

    fn batch(&self, trial: &mut Trial<'_>, batch: u64, count: usize) -> Result<Option<Tried>, StressError> {
        let inputs = trial.inputs(batch, count)?;
        if self.stop.is_requested() {
            return Ok(None);
        }
        let mut found = None;
        // The rest of a batch is not run once it does not count any more.
        let may_start = || !self.is_over() && batch < self.end.load(Relaxed);
        let counts = trial.run(inputs, &may_start, |tried| {
            if tried.report.verdict != Verdict::Accepted {
                found = Some(tried);
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        })?;
        self.tried.fetch_add(counts.tried, Relaxed);
        self.refused.fetch_add(counts.refused, Relaxed);
        self.not_again.fetch_add(counts.not_again, Relaxed);
        Ok(found)
    }

    /// Whether there is no time left, or a stop was requested.
    fn is_over(&self) -> bool {
        self.stop.is_requested() || self.options.time.is_some_and(|time| self.start.elapsed() >= time)
    }

    /// Ends the search at a batch, unless it has ended before that one.
    fn ends(&self, batch: u64, how: Result<Tried, StressError>) {
        self.end.fetch_min(batch, Relaxed);
        let mut outcome = self.outcome.lock().unwrap_or_else(PoisonError::into_inner);
        if outcome.as_ref().is_none_or(|(first, _)| batch < *first) {
            *outcome = Some((batch, how));
        }
    }
}

/// Looks for a smaller counterexample among other inputs of the generator, for a whole program without a validator:
/// only inputs of the generator are known to be valid.
fn generate_smaller(
    programs: &Programs<'_>,
    trial: &mut Trial<'_>,
    found: &mut Counterexample,
    stop: &StopSignal,
) -> Result<(), StressError> {
    let Input::Program { stdin: content, .. } = &found.case.input else { return Ok(()) };
    if programs.validator.is_some() {
        return Ok(());
    }
    let (original, mut length) = (found.case.input.clone(), content.len());
    let verdict = found.report.verdict;
    // From the smallest parameters on, until one is found.
    for batch in inputs::other_batches() {
        if stop.is_requested() || verdict == Verdict::TimeLimitExceeded {
            break;
        }
        let mut smaller: Option<Tried> = None;
        let inputs = trial.inputs(batch, programs.inputs.batch_size())?;
        trial.run(inputs, &|| !stop.is_requested(), |tried| {
            found.shrink_tries += 1;
            if tried.report.verdict == verdict
                && let Input::Program { stdin: content, .. } = &tried.case.input
                && content.len() < length
            {
                length = content.len();
                smaller = Some(tried);
            }
            ControlFlow::Continue(())
        })?;
        if let Some(smaller) = smaller {
            (found.case, found.report) = (smaller.case, smaller.report);
            found.original = Some(original);
            found.shrink_steps = 1;
            break;
        }
    }
    Ok(())
}

/// Makes a counterexample smaller, as long as the submission gets the same verdict for it.
fn shrink(
    programs: &Programs<'_>,
    trial: &mut Trial<'_>,
    found: &mut Counterexample,
    stop: &StopSignal,
) -> Result<(), StressError> {
    let original = found.case.input.clone();
    let verdict = found.report.verdict;
    let second = programs.problem.limits.cpu.as_secs_f64();
    let cost_of_a_limit = (second * COST_OF_A_SECOND as f64) as u64;
    let mut budget = SHRINK_BUDGET;
    'smaller: loop {
        let mut candidates = candidates(programs, &found.case.input);
        loop {
            let some: Vec<Input> = candidates.by_ref().take(SHRINK_BATCH).collect();
            if some.is_empty() || budget == 0 || stop.is_requested() {
                break 'smaller;
            }
            let mut smaller = None;
            let counts = trial.run_unvouched(some, &|| !stop.is_requested(), |tried| {
                found.shrink_tries += 1;
                let is_limit = tried.report.verdict == Verdict::TimeLimitExceeded;
                budget = budget.saturating_sub(if is_limit { cost_of_a_limit } else { 1 });
                if tried.report.verdict == verdict {
                    smaller = Some(tried);
                }
                if smaller.is_some() || budget == 0 || stop.is_requested() {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            })?;
            budget = budget.saturating_sub(counts.refused);
            if let Some(smaller) = smaller {
                found.case = smaller.case;
                found.report = smaller.report;
                found.shrink_steps += 1;
                continue 'smaller;
            }
        }
    }
    if found.shrink_steps > 0 && found.original.is_none() {
        found.original = Some(original);
    }
    Ok(())
}

/// Returns inputs simpler than this one, as far as they can be inputs of the problem.
fn candidates<'a>(programs: &'a Programs<'_>, input: &Input) -> Box<dyn Iterator<Item = Input> + 'a> {
    let validated = programs.validator.is_some();
    match input {
        Input::Arguments(arguments) => {
            let arguments = arguments.part(&arguments.root);
            let edits = shrink::value::edits(&arguments);
            let bounds = programs.inputs.bounds(programs.problem);
            let calls = Calls::in_cases(programs.problem, &arguments);
            let simpler = edits.into_iter().filter_map(move |edit| shrink::value::apply(&arguments, &edit));
            // Without a validator, only the cases show which inputs are allowed.
            let is_known = move |value: &Value| mutate::is_within(value, &bounds) && calls.hold(value);
            Box::new(simpler.filter(move |value| validated || is_known(value)).map(Input::from))
        }
        Input::Program { stdin: content, .. } if validated => {
            match content.load().map(|bytes| String::from_utf8(bytes.into_owned())) {
                Ok(Ok(text)) => Box::new(
                    shrink::text::simpler(&text).map(|text| Input::from(Content::from(text.as_str()))),
                ),
                _ => Box::new(std::iter::empty()),
            }
        }
        // Without a validator, no shortened text is known to be an input.
        Input::Program { .. } => Box::new(std::iter::empty()),
    }
}

/// The calls of a class that are known: each method with the numbers of its arguments.
struct Calls(Option<HashSet<(String, usize)>>);

impl Calls {
    /// Returns the calls in the cases of a problem for a class, and in an input to it.
    fn in_cases(problem: &Problem, input: &Value) -> Self {
        if !matches!(problem.entry, EntryPoint::Class(_)) {
            return Self(None);
        }
        let all = problem.cases.iter().filter_map(|case| case.input.arguments()).chain([input]);
        let calls = all.filter_map(entry_point::calls).flat_map(|(_, calls)| calls);
        Self(Some(calls.map(|(method, arguments)| (method.to_owned(), arguments.len())).collect()))
    }

    /// Whether an input has only these calls.
    fn hold(&self, input: &Value) -> bool {
        let Some(known) = &self.0 else { return true };
        entry_point::calls(input).is_some_and(|(_, calls)| {
            calls.iter().all(|(method, arguments)| known.contains(&((*method).to_owned(), arguments.len())))
        })
    }
}

/// Returns an object of parameters with some of them replaced.
fn with_params(params: &Value, replaced: &[(String, Value)]) -> Value {
    let mut value = params.clone();
    for (key, new) in replaced {
        let offset = value.objects.len() as u32;
        let moved = |node: &mut Node| {
            if let Node::Object(id) = node {
                *id += offset;
            }
        };
        for object in &new.objects {
            let mut object = object.clone();
            object.for_each_node_mut(moved);
            value.objects.push(object);
        }
        let mut root = new.root.clone();
        moved(&mut root);
        if let Node::Object(id) = value.root
            && let Some(Object::Plain(properties)) = value.objects.get_mut(id as usize)
        {
            match properties.iter_mut().find(|(known, _)| known.as_str() == Some(key)) {
                Some((_, node)) => *node = root,
                None => properties.push((key.as_str().into(), root)),
            }
        }
    }
    value
}
