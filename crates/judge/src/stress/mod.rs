//! `tribunal stress`: random inputs for a submission, until it does something else than the reference; then the
//! smallest input that shows it.
//!
//! Inputs are made in batches. What is in a batch depends on its number and on the seed alone, and of several
//! counterexamples the first by number counts: so the same seed finds the same one, on however many threads.

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
    batch::Stop,
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

/// Candidates of a smaller input that are tried together.
const SHRINK_BATCH: usize = 64;

/// What shrinking may cost: each candidate costs one, and one that runs into its time limit this much per second of it.
const SHRINK_BUDGET: u64 = 200_000;
const COST_OF_A_SECOND: u64 = 10_000;

/// How to look for a counterexample.
#[derive(Clone, Debug)]
pub struct Options {
    /// Threads that try inputs.
    pub threads: NonZeroUsize,
    /// What the inputs depend on.
    pub seed: u64,
    /// Most inputs to try.
    pub cases: Option<u64>,
    /// Longest time to try.
    pub time: Option<Duration>,
    /// Parameters for the generator in place of the problem's own.
    pub params: Vec<(String, Value)>,
    /// Whether to look for a smaller input once one is found.
    pub shrink: bool,
}

/// What came of it.
#[derive(Debug)]
pub struct Report {
    /// The seed.
    pub seed: u64,
    /// Inputs that were tried, as far as what was found does not end them.
    pub tried: u64,
    /// Inputs that the validator or the reference refused.
    pub refused: u64,
    /// Disagreements that did not show again, run alone in fresh contexts: a submission that gives something else
    /// each time, or one that no hardened realm suits.
    pub not_again: u64,
    /// Time until the counterexample was found, or until the end.
    pub time: Duration,
    /// The counterexample, if one was found.
    pub found: Option<Found>,
    /// Whether someone asked to stop.
    pub interrupted: bool,
    /// What the setter should know.
    pub notes: Vec<String>,
}

/// A counterexample.
#[derive(Debug)]
pub struct Found {
    /// The input, and what the reference makes of it.
    pub case: Case,
    /// What the judge says of the submission.
    pub report: CaseReport,
    /// The input as it was found; `None` if it could not be made smaller.
    pub original: Option<Input>,
    /// How many smaller inputs were tried, and how often one was taken.
    pub shrink_tries: u64,
    /// How often the input became smaller.
    pub shrink_steps: u64,
}

impl Found {
    /// Whether the input has to do with it: a submission that does not compile fails on any.
    pub fn is_about_the_input(&self) -> bool {
        self.report.verdict != Verdict::CompileError
    }
}

/// Why there is nothing to try.
#[derive(Debug, thiserror::Error)]
pub enum StressError {
    /// The setter's programs do not do what they should.
    #[error(transparent)]
    Setter(#[from] SetterError),
    /// There is nothing to make inputs from, or none of them is one.
    #[error("{0}")]
    NoInputs(String),
    /// The judge has failed at a case.
    #[error("{0}")]
    Judge(String),
}

/// Tries a submission.
///
/// # Errors
/// If the setter's programs fail, or the judge.
pub fn run(
    problem: &Problem,
    submission: Submission,
    submissions: &Path,
    executor: &Executor,
    options: &Options,
    stop: &Stop,
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
    // It was found before anybody asked to stop.
    report.interrupted = false;
    let mut found =
        Found { report: found.report, case: found.case, original: None, shrink_tries: 0, shrink_steps: 0 };
    if options.shrink && found.is_about_the_input() && !stop.is_requested() {
        listener(Event::CounterexampleFound);
        let mut trial = Trial::new(&programs, executor).map_err(SetterError::from)?;
        generate_smaller(&programs, &mut trial, &mut found, stop)?;
        shrink(&programs, &mut trial, &mut found, stop)?;
    }
    report.found = Some(found);
    Ok(report)
}

/// All that takes part.
struct Programs<'a> {
    problem: &'a Problem,
    submission: Program,
    reference: Program,
    validator: Option<Program>,
    inputs: Inputs,
    /// What runs the problem's own checker, if that is a script.
    scripts: ScriptRunner,
}

/// A search that threads share.
struct Search<'a> {
    programs: &'a Programs<'a>,
    options: &'a Options,
    stop: &'a Stop,
    start: Instant,
    /// The next batch that nobody has taken.
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
    /// Takes batches until there is an end to it.
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

    /// Whether there is no time left, or someone has asked to stop.
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
/// of nothing else is it known that it is an input.
fn generate_smaller(
    programs: &Programs<'_>,
    trial: &mut Trial<'_>,
    found: &mut Found,
    stop: &Stop,
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
    found: &mut Found,
    stop: &Stop,
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

/// Simpler inputs than this one, as far as they can be inputs of the problem.
fn candidates<'a>(programs: &'a Programs<'_>, input: &Input) -> Box<dyn Iterator<Item = Input> + 'a> {
    let validated = programs.validator.is_some();
    match input {
        Input::Arguments(arguments) => {
            let arguments = arguments.part(&arguments.root);
            let edits = shrink::value::edits(&arguments);
            let bounds = programs.inputs.bounds(programs.problem);
            let calls = Calls::in_cases(programs.problem, &arguments);
            let simpler = edits.into_iter().filter_map(move |edit| shrink::value::apply(&arguments, &edit));
            // Without a validator, what the cases show is all that is known of what is allowed.
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
        // Nobody could tell whether what is left is an input.
        Input::Program { .. } => Box::new(std::iter::empty()),
    }
}

/// What is known of the calls of a class: each method with how many arguments it may get.
struct Calls(Option<HashSet<(String, usize)>>);

impl Calls {
    /// As the cases of a problem for a class, and an input to it, show it.
    fn in_cases(problem: &Problem, input: &Value) -> Self {
        if !matches!(problem.entry, EntryPoint::Class(_)) {
            return Self(None);
        }
        let all = problem.cases.iter().filter_map(|case| case.input.arguments()).chain([input]);
        let calls = all.filter_map(entry_point::calls).flat_map(|(_, calls)| calls);
        Self(Some(calls.map(|(method, arguments)| (method.to_owned(), arguments.len())).collect()))
    }

    /// Whether an input has no others.
    fn hold(&self, input: &Value) -> bool {
        let Some(known) = &self.0 else { return true };
        entry_point::calls(input).is_some_and(|(_, calls)| {
            calls.iter().all(|(method, arguments)| known.contains(&((*method).to_owned(), arguments.len())))
        })
    }
}

/// An object of parameters with some of them replaced.
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
