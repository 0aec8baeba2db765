//! The trial of inputs on one thread: the validator, the reference solution and the submission run on them, and the
//! judge compares the results.
//!
//! Functions are first run in the hardened realm, which makes tens of thousands of inputs a second possible. Its result
//! counts where a function returned; all other inputs are run again in a fresh context, and a disagreement counts only
//! if it shows there.

use std::{ops::ControlFlow, time::Duration};

use super::{Programs, StressError};
use tribunal_core::{
    execution::{Execution, Outcome},
    input::Input,
    realm::Realm,
};

use crate::{
    batch::judge_case,
    custom_checker::CustomCheckers,
    report::CaseReport,
    setter::{self, Program, SetterError, Validity},
    snippet::snippet,
};
use tribunal_exec::{
    executor::Executor,
    runner::{RunnerError, Session},
};
use tribunal_problem::{problem::Case, verdict::Verdict};

/// Number of first inputs of a batch. If the hardened realm is not conclusive for most of them, it is not used for the
/// rest.
const TRIED_FIRST: usize = 32;

/// Running time after which the results so far are looked at before more inputs run.
const SLICE: Duration = Duration::from_millis(200);

/// The sessions of one thread. Each program has a session of its own, and so a worker that keeps it.
pub(super) struct Trial<'a> {
    programs: &'a Programs<'a>,
    setter: Box<dyn Session + 'a>,
    validator: Box<dyn Session + 'a>,
    reference: Box<dyn Session + 'a>,
    submission: Box<dyn Session + 'a>,
    checkers: CustomCheckers<'a>,
}

/// An input that was tried.
#[derive(Debug)]
pub(super) struct Tried {
    /// The input, and the expected result from the reference solution.
    pub(super) case: Case,
    /// The report of the submission; confirmed by a second run, unless it is accepted.
    pub(super) report: CaseReport,
}

/// The numbers of inputs by their result.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub(super) tried: u64,
    pub(super) refused: u64,
    pub(super) not_again: u64,
}

impl<'a> Trial<'a> {
    pub(super) fn new(programs: &'a Programs<'a>, executor: &'a Executor) -> Result<Self, RunnerError> {
        Ok(Self {
            programs,
            setter: executor.session()?,
            validator: executor.session()?,
            reference: executor.session()?,
            submission: executor.session()?,
            checkers: CustomCheckers::new(&programs.scripts),
        })
    }

    /// Returns the inputs of a batch.
    pub(super) fn inputs(&mut self, batch: u64, count: usize) -> Result<Vec<Input>, StressError> {
        self.programs.inputs.batch(self.programs.problem, self.setter.as_mut(), batch, count)
    }

    /// Tries inputs in their order and passes each result to `each`, until it breaks or `may_start` is false.
    ///
    /// Inputs begun by then are still waited for and passed on: an input that takes longer than there is time may be
    /// the counterexample.
    pub(super) fn run(
        &mut self,
        inputs: Vec<Input>,
        may_start: &dyn Fn() -> bool,
        each: impl FnMut(Tried) -> ControlFlow<()>,
    ) -> Result<Counts, StressError> {
        let validate = self.programs.inputs.need_validating();
        let mut counts = Counts::default();
        let mut each = each;
        let mut invalid = None;
        self.try_all(inputs, validate, may_start, &mut counts, |trial, tried| {
            // A generator has to make valid inputs: an invalid one is an error for its setter.
            if !validate
                && tried.report.verdict != Verdict::Accepted
                && let Some(reason) = trial.refusal(&tried.case.input)?
            {
                invalid = Some(reason);
                return Ok(ControlFlow::Break(()));
            }
            Ok(each(tried))
        })?;
        match invalid {
            None => Ok(counts),
            Some(reason) => {
                let message = format!("it makes an input that the validator refuses: {reason}");
                Err(SetterError::Fails { what: "the generator", at: String::new(), message }.into())
            }
        }
    }

    /// Does the same for inputs that may be invalid.
    pub(super) fn run_unvouched(
        &mut self,
        inputs: Vec<Input>,
        may_start: &dyn Fn() -> bool,
        mut each: impl FnMut(Tried) -> ControlFlow<()>,
    ) -> Result<Counts, StressError> {
        let mut counts = Counts::default();
        self.try_all(inputs, true, may_start, &mut counts, |_, tried| Ok(each(tried)))?;
        Ok(counts)
    }

    fn try_all(
        &mut self,
        mut inputs: Vec<Input>,
        validate: bool,
        may_start: &dyn Fn() -> bool,
        counts: &mut Counts,
        mut each: impl FnMut(&mut Self, Tried) -> Result<ControlFlow<()>, StressError>,
    ) -> Result<(), StressError> {
        let programs = self.programs;
        if validate {
            let before = inputs.len();
            inputs = self.valid(inputs)?;
            counts.refused += (before - inputs.len()) as u64;
        }
        let mut inputs = inputs.into_iter();
        let mut is_first = true;
        loop {
            let rest: Vec<Input> = inputs.by_ref().collect();
            if rest.is_empty() || !is_first && !may_start() {
                return Ok(());
            }
            is_first = false;
            // As many as there are until one takes long: the results of the next ones may not be needed.
            let asked: Vec<&Input> = rest.iter().collect();
            let (answers, _) = run_in_order(&programs.reference, self.reference.as_mut(), &asked)?;
            let mut cases = Vec::with_capacity(answers.len());
            let done = answers.len();
            let mut rest = rest.into_iter();
            for (run, input) in answers.iter().zip(rest.by_ref().take(done)) {
                match setter::answer(programs.problem, &programs.reference, run) {
                    Ok(expected) => {
                        cases.push(Case {
                            name: "stress".to_owned(),
                            sample: false,
                            group: None,
                            checker: None,
                            input,
                            expected,
                        });
                    }
                    // To throw is the reference solution's way to refuse an input that may be invalid.
                    Err(_) if validate && refuses(&run.outcome) => counts.refused += 1,
                    Err(message) => {
                        let at = String::new();
                        return Err(SetterError::Fails { what: "the reference", at, message }.into());
                    }
                }
            }
            let mut cases = cases.into_iter();
            // Number of the next cases that have begun: the first one has, since the reference solution was run on it.
            let mut begun = 1;
            loop {
                let some: Vec<Case> = cases.by_ref().collect();
                if some.is_empty() {
                    break;
                }
                let is_over = !may_start();
                if begun == 0 && is_over {
                    return Ok(());
                }
                let asked: Vec<&Input> = some.iter().map(|case| &case.input).collect();
                let (runs, seen) = run_in_order(&programs.submission, self.submission.as_mut(), &asked)?;
                let done = runs.len();
                begun = if is_over { begun } else { seen }.saturating_sub(done);
                let mut some = some.into_iter();
                for (run, case) in runs.iter().zip(some.by_ref().take(done)) {
                    counts.tried += 1;
                    let name = programs.submission.name();
                    let report =
                        judge_case(programs.problem, &case, name, Realm::Fresh, run, &mut self.checkers);
                    let tried = if report.verdict == Verdict::Accepted {
                        Tried { case, report }
                    } else {
                        // An input that a limit has stopped ran in a fresh context, and one wait is enough.
                        let stopped = matches!(run.outcome, Outcome::Stopped { .. }).then_some(run);
                        match self.confirmed(case, stopped)? {
                            Some(tried) => tried,
                            None => {
                                counts.not_again += 1;
                                continue;
                            }
                        }
                    };
                    if each(self, tried)?.is_break() {
                        return Ok(());
                    }
                }
                cases = some.collect::<Vec<_>>().into_iter();
            }
            inputs = rest.collect::<Vec<_>>().into_iter();
        }
    }

    /// Returns the disagreement on a case, if it shows again where nothing else has run.
    fn confirmed(&mut self, case: Case, known: Option<&Execution>) -> Result<Option<Tried>, StressError> {
        let programs = self.programs;
        let run =
            programs.reference.run_one(self.reference.as_mut(), &case.input).map_err(SetterError::from)?;
        let Ok(expected) = setter::answer(programs.problem, &programs.reference, &run) else {
            return Ok(None);
        };
        let case = Case { expected, ..case };
        let run = match known {
            Some(run) => Ok(run.clone()),
            None => programs.submission.run_one(self.submission.as_mut(), &case.input),
        };
        let run = run.map_err(SetterError::from)?;
        let name = programs.submission.name();
        let report = judge_case(programs.problem, &case, name, Realm::Fresh, &run, &mut self.checkers);
        if report.verdict == Verdict::InternalError {
            return Err(StressError::Judge(report.message.unwrap_or_default()));
        }
        if report.verdict == Verdict::Accepted {
            return Ok(None);
        }
        // A reference solution that is not deterministic would disagree with every submission.
        let reference = &programs.reference;
        let again = reference.run_again(self.reference.as_mut(), &case.input).map_err(SetterError::from)?;
        let its_own =
            judge_case(programs.problem, &case, reference.name(), Realm::Fresh, &again, &mut self.checkers);
        if its_own.verdict == Verdict::WrongAnswer {
            let message =
                "it gives something else each time it is asked: an answer must depend on the input alone";
            let (at, message) = (String::new(), message.to_owned());
            return Err(SetterError::Fails { what: "the reference", at, message }.into());
        }
        Ok(Some(Tried { case, report }))
    }

    /// Returns the inputs that the validator accepts.
    fn valid(&mut self, inputs: Vec<Input>) -> Result<Vec<Input>, StressError> {
        let Some(validator) = &self.programs.validator else { return Ok(inputs) };
        let mut asked = Vec::with_capacity(inputs.len());
        let mut found = Vec::with_capacity(inputs.len());
        for input in inputs {
            if let Ok(argument) = setter::validator_input(&input) {
                asked.push(argument);
                found.push(input);
            }
        }
        let mut valid = Vec::with_capacity(found.len());
        let mut next = 0;
        while next < asked.len() {
            let rest: Vec<&Input> = asked[next..].iter().collect();
            let (runs, _) = run_in_order(validator, self.validator.as_mut(), &rest)?;
            next += runs.len();
            for run in runs {
                valid.push(validity(validator, run)? == Validity::Valid);
            }
        }
        let mut valid = valid.into_iter();
        found.retain(|_| valid.next() == Some(true));
        Ok(found)
    }

    /// Returns the reason why the validator refuses an input; `None` if it does not.
    fn refusal(&mut self, input: &Input) -> Result<Option<String>, StressError> {
        let Some(validator) = &self.programs.validator else { return Ok(None) };
        let argument = match setter::validator_input(input) {
            Ok(argument) => argument,
            Err(reason) => return Ok(Some(reason)),
        };
        let run = validator.run_one(self.validator.as_mut(), &argument).map_err(SetterError::from)?;
        match validity(validator, run)? {
            Validity::Valid => Ok(None),
            Validity::Invalid(error) => Ok(Some(snippet(&error, validator.name()))),
        }
    }
}

/// Returns the result of a validator from its run.
fn validity(validator: &Program, run: Execution) -> Result<Validity, SetterError> {
    setter::validity(run).map_err(|how| {
        let message = validator.failure(&how);
        SetterError::Fails { what: "the validator", at: String::new(), message }
    })
}

/// Whether a reference solution may end like this because of the input.
fn refuses(outcome: &Outcome) -> bool {
    matches!(
        outcome,
        Outcome::Threw(_)
            | Outcome::ThrewOutsideCall(_)
            | Outcome::Stopped { .. }
            | Outcome::Exited(_)
            | Outcome::NoAnswer(_)
    )
}

/// Runs a program on the inputs in their order, until one runs into a limit or they have taken a while; returns at
/// least one run, if there is an input, and the number of inputs that the program has begun. These may be more than
/// there are runs: an input for which the hardened realm was not conclusive is run again, and a session begins the next
/// input before it passes on a run.
fn run_in_order(
    program: &Program,
    session: &mut dyn Session,
    inputs: &[&Input],
) -> Result<(Vec<Execution>, usize), SetterError> {
    let mut runs: Vec<Option<Execution>> = Vec::with_capacity(inputs.len());
    // By the runs' own clocks: the start of a worker must not decide how many inputs belong together.
    let is_long = |run: &Execution, spent: &mut Duration| {
        *spent += run.compile + run.wall;
        matches!(run.outcome, Outcome::Stopped { .. }) || *spent > SLICE
    };
    let mut begun = 0;
    if program.has_hardened_realm() {
        let mut spent = Duration::ZERO;
        let mut answered = 0;
        let mut suits = true;
        program.run(session, Realm::Hardened, inputs, &mut |_, run| {
            let is_long = is_long(&run, &mut spent);
            let is_answer = matches!(run.outcome, Outcome::Returned(_));
            answered += usize::from(is_answer);
            begun = runs.len() + 2;
            runs.push(is_answer.then_some(run));
            suits = runs.len() != TRIED_FIRST || answered > TRIED_FIRST / 2;
            if is_long || !suits { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        if !suits {
            runs.resize(inputs.len(), None);
        }
    }
    // The others in fresh contexts. Inputs behind one that took long are not run: their results may not be needed.
    let missing: Vec<usize> = match runs.is_empty() {
        true => (0..inputs.len()).collect(),
        false => (0..runs.len()).filter(|index| runs[*index].is_none()).collect(),
    };
    runs.resize(runs.len().max(missing.len()), None);
    let asked: Vec<&Input> = missing.iter().map(|index| inputs[*index]).collect();
    let mut end = runs.len();
    if !asked.is_empty() {
        let mut spent = Duration::ZERO;
        program.run(session, Realm::Fresh, &asked, &mut |index, run| {
            let is_long = is_long(&run, &mut spent);
            begun = begun.max(missing[index] + 2);
            runs[missing[index]] = Some(run);
            if is_long {
                end = missing[index] + 1;
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        })?;
    }
    runs.truncate(end);
    Ok((runs.into_iter().flatten().collect(), begun))
}
