//! Sources of random inputs: the problem's generator, or mutations of its cases.

use super::{
    StressError,
    mutate::{self, Bounds},
    with_params,
};
use tribunal_core::{
    entry_point::EntryPoint,
    input::Input,
    value::{Node, Object, Value, display::display},
};

use crate::setter::{self, Program, SetterError};
use tribunal_exec::runner::Session;
use tribunal_problem::problem::Problem;

/// Number of inputs in a batch: enough to hide the cost of starting one.
const BATCH: usize = 512;

/// The same for whole programs, each of which has a context of its own.
const PROGRAM_BATCH: usize = 64;

/// Number of inputs in which growing parameters reach their full size, before they start again.
const STEPS: u64 = 32;

/// Greatest number of cases that are mutated: the smallest ones.
const MAX_CASES: usize = 256;

/// Greatest size of a case that is mutated, in nodes and bytes.
const LARGEST_CASE: usize = 4_000;

/// The name in the seeds of inputs.
const NAME: &str = "stress";

/// Returns the numbers of batches that no search reaches, one for each step of growing parameters.
pub(super) fn other_batches() -> std::ops::Range<u64> {
    let first = STEPS << 32;
    first..first + STEPS
}

/// A source of inputs.
pub(super) struct Inputs {
    seed: u64,
    kind: InputSource,
    batch_size: usize,
}

enum InputSource {
    Generated { generator: Box<Program>, params: Value, grow: Vec<(String, f64)>, note: Option<String> },
    Changed { cases: Vec<Value>, bounds: Vec<Bounds> },
}

impl Inputs {
    /// Returns the source of inputs of a problem.
    ///
    /// # Errors
    /// If it has none.
    pub(super) fn of(
        problem: &Problem,
        replaced: &[(String, Value)],
        seed: u64,
    ) -> Result<Self, StressError> {
        let is_program = problem.entry == EntryPoint::Program;
        let batch_size = if is_program { PROGRAM_BATCH } else { BATCH };
        let kind = if problem.setter.generator.is_some() {
            generated(problem, replaced)?
        } else if let Some((key, _)) = replaced.first() {
            let text = format!("the problem has no generator that the parameter `{key}` could be for");
            return Err(StressError::NoInputs(text));
        } else if is_program {
            return Err(Program::generator(problem).err().map_or_else(
                || StressError::NoInputs("there is no generator".to_owned()),
                StressError::from,
            ));
        } else if matches!(problem.entry, EntryPoint::Class(_)) {
            // Random changes to a list of calls mostly give lists that are no calls any more.
            let text = "a problem for a class needs a [generator], which gives the constructor's arguments and the calls";
            return Err(StressError::NoInputs(text.to_owned()));
        } else {
            changed(problem)?
        };
        Ok(Self { seed, kind, batch_size })
    }

    /// Returns the greatest number of inputs in a batch.
    pub(super) fn batch_size(&self) -> usize {
        self.batch_size
    }

    /// Whether only a validator can tell that the inputs are valid.
    pub(super) fn need_validating(&self) -> bool {
        matches!(self.kind, InputSource::Changed { .. })
    }

    /// Returns the bounds of the arguments of the problem's function.
    pub(super) fn bounds(&self, problem: &Problem) -> Vec<Bounds> {
        match &self.kind {
            InputSource::Changed { bounds, .. } => bounds.clone(),
            InputSource::Generated { .. } => mutate::bounds(arguments(problem)),
        }
    }

    /// Returns notes to the setter.
    pub(super) fn notes(&self, problem: &Problem) -> Vec<String> {
        let mut notes = Vec::new();
        match &self.kind {
            InputSource::Generated { note, .. } => notes.extend(note.clone()),
            InputSource::Changed { .. } => notes
                .push("the problem has no [generator]: inputs are changed ones of its own cases".to_owned()),
        }
        if problem.setter.validator.is_none() {
            notes.push("the problem has no [validator]: nothing says whether an input is allowed".to_owned());
        }
        notes
    }

    /// Returns the inputs of a batch.
    ///
    /// # Errors
    /// If the generator fails.
    pub(super) fn batch(
        &self,
        problem: &Problem,
        session: &mut dyn Session,
        batch: u64,
        count: usize,
    ) -> Result<Vec<Input>, StressError> {
        let first = batch * self.batch_size as u64;
        match &self.kind {
            InputSource::Changed { cases, bounds } => {
                let [a, b, ..] = setter::seed_words(self.seed, NAME, batch);
                let mut random = fastrand::Rng::with_seed(u64::from(a) << 32 | u64::from(b));
                let made = (0..count).filter_map(|_| mutate::mutate(cases, bounds, &mut random));
                Ok(made.map(Input::from).collect())
            }
            InputSource::Generated { generator, params, grow, .. } => {
                // Every size from the first inputs on: for whole programs there may be time for these only.
                let steps = match batch.checked_sub(other_batches().start) {
                    Some(step) => step..step + 1,
                    None if grow.is_empty() => 0..1,
                    None => 0..STEPS,
                };
                let of_steps: Vec<Value> = steps.map(|step| grown(params, grow, step)).collect();
                let seeds: Vec<[u32; 4]> = (first..first + count as u64)
                    .map(|index| setter::seed_words(self.seed, NAME, index))
                    .collect();
                let run = generator
                    .run_one(session, &setter::generator_input(&seeds, &of_steps))
                    .map_err(SetterError::from)?;
                let fails = |message| SetterError::Fails {
                    what: "the generator",
                    at: format!(
                        " with {}{}",
                        display(params, 100),
                        if grow.is_empty() { "" } else { " or less" }
                    ),
                    message,
                };
                let inputs = setter::generated_inputs(generator, problem, &run).map_err(fails)?;
                let inputs: Result<Vec<Input>, String> = inputs.into_iter().collect();
                Ok(inputs.map_err(fails)?)
            }
        }
    }
}

/// Returns the parameters at a step of their growth.
fn grown(params: &Value, grow: &[(String, f64)], step: u64) -> Value {
    let part = step as f64 / (STEPS - 1) as f64;
    let grown: Vec<(String, Value)> = grow
        .iter()
        .map(|(key, most)| (key.clone(), Value::primitive(Node::Number(1.0 + ((most - 1.0) * part).round()))))
        .collect();
    with_params(params, &grown)
}

fn generated(problem: &Problem, replaced: &[(String, Value)]) -> Result<InputSource, StressError> {
    let generator = Program::generator(problem)?;
    let setter = &problem.setter;
    let mut note = None;
    let params = match (&setter.stress.params, setter.generate.first()) {
        (Some(params), _) => params.clone(),
        (None, Some(first)) => {
            if replaced.is_empty() {
                note = Some(format!(
                    "the problem has no [stress] params: these are those of [[generate]] {:?}, and smaller ones find more",
                    first.name
                ));
            }
            first.params.clone()
        }
        (None, None) => {
            let mut params = Value::primitive(Node::Null);
            params.root = params.push(Object::Plain(Vec::new()));
            params
        }
    };
    let params = with_params(&params, replaced);
    let whole = |key: &str| match params.object(&params.root) {
        Some(Object::Plain(properties)) => properties.iter().find_map(|(known, node)| match node {
            Node::Number(number) if known.as_str() == Some(key) && *number >= 1.0 => Some(*number),
            _ => None,
        }),
        _ => None,
    };
    // Parameters from the command line are meant as they are.
    let is_replaced = |key: &String| replaced.iter().any(|(other, _)| other == key);
    let grow = setter.stress.grow.iter().filter(|key| !is_replaced(key));
    let grow = grow.filter_map(|key| Some((key.clone(), whole(key)?))).collect();
    Ok(InputSource::Generated { generator: Box::new(generator), params, grow, note })
}

/// Returns the arguments of a problem's cases.
fn arguments(problem: &Problem) -> impl Iterator<Item = &Value> {
    problem.cases.iter().filter_map(|case| case.input.arguments())
}

fn changed(problem: &Problem) -> Result<InputSource, StressError> {
    let mut cases: Vec<(usize, Value)> = arguments(problem)
        .map(|arguments| (size(arguments), arguments))
        .filter(|(size, _)| *size <= LARGEST_CASE)
        .map(|(size, arguments)| (size, arguments.part(&arguments.root)))
        .collect();
    cases.sort_by_key(|(size, _)| *size);
    cases.truncate(MAX_CASES);
    if cases.is_empty() {
        let text = "the problem has neither a [generator] nor a case small enough to be changed".to_owned();
        return Err(StressError::NoInputs(text));
    }
    Ok(InputSource::Changed {
        cases: cases.into_iter().map(|(_, case)| case).collect(),
        bounds: mutate::bounds(arguments(problem)),
    })
}

/// Returns the size of a value, in nodes and bytes.
fn size(value: &Value) -> usize {
    let mut size = value.objects.len();
    for object in &value.objects {
        object.for_each_node(|node| {
            size += match node {
                Node::String(text) => 1 + text.size_bytes(),
                _ => 1,
            };
        });
        if let Object::Typed { bytes, .. } | Object::Buffer(bytes) = object {
            size += bytes.len();
        }
    }
    size
}
