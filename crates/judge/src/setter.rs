//! The programs of a problem's setter, and their runs: the generator of inputs, the validator, the reference solution.
//!
//! They run where submissions run, with the same runners. A failure of theirs is not a verdict but an error for the
//! setter, with the line of the program.

use std::{ops::ControlFlow, path::Path, sync::Arc, time::Duration};

use sha2::{Digest as _, Sha256};

use tribunal_core::{
    entry_point::EntryPoint,
    execution::{Execution, Limit, Limits, Location, Outcome, ScriptError},
    input::{Content, Input},
    libraries::Libraries,
    realm::Realm,
    value::{
        Node, Object, Value,
        display::display,
        json::{self, Source},
    },
};

use crate::{custom_checker, snippet::snippet};
use tribunal_exec::prepared::Prepared;
use tribunal_exec::runner::{Job, RunnerError, Session};
use tribunal_problem::{
    checker::{Checker, custom::Custom},
    problem::{Case, Expected, Problem, Setter},
    submission::{self, Submission, SubmissionError},
};

/// The function that a validator has to define.
const VALIDATE: &str = "validate";

/// CPU time of a generator for a case: long enough for the largest inputs, short enough to wait for.
const TIME: Duration = Duration::from_secs(60);

/// Least CPU time limit of a validator for an input. It has to end sooner than a generator, since it runs on every
/// input.
const MIN_TIME: Duration = Duration::from_secs(2);

/// CPU time of loading any of them.
const LOAD_TIME: Duration = Duration::from_secs(5);

/// Time limit of a reference solution, as a multiple of a submission's: whether it keeps the limit is not checked here.
const REFERENCE_FACTOR: u32 = 10;

/// Memory limit of the setter's programs, in bytes, unless the problem allows more: one limit for all of them, so that
/// they can share a worker.
const MEMORY: u64 = 1 << 30;

/// Greatest length of an input or answer that they can make, in bytes.
const OUTPUT: u64 = 256 << 20;

/// A program with its entry point, libraries and limits.
#[derive(Debug)]
pub struct Program {
    submission: Submission,
    entry: EntryPoint,
    /// All of the programs run with the problem's libraries, so that they can share a worker.
    libraries: Arc<Libraries>,
    limits: Limits,
    /// Whether its runs report the parts of the source that they have not reached.
    coverage: bool,
    prepared: Prepared,
}

/// An error in the setter's programs. The text tells what the setter has to correct.
#[derive(Debug, thiserror::Error)]
pub enum SetterError {
    /// A file is missing or is no program.
    #[error(transparent)]
    File(#[from] SubmissionError),
    /// The problem has no such program.
    #[error("the problem `{problem}` has no {what}; {hint}")]
    Missing {
        /// The problem.
        problem: String,
        /// The missing program.
        what: &'static str,
        /// Advice to the setter.
        hint: &'static str,
    },
    /// A program failed.
    #[error("{what} fails{at}: {message}")]
    Fails {
        /// The program.
        what: &'static str,
        /// The case or input at which it fails, with a space before it; empty where it fails at any.
        at: String,
        /// The failure, with the line.
        message: String,
    },
    /// The problem is a single file, and files written beside it could belong to another problem.
    #[error("files of cases need a folder of the problem's own: move {0}.toml to {0}/problem.toml")]
    NoFolder(String),
    /// The runner failed through no fault of the setter's.
    #[error(transparent)]
    Runner(#[from] RunnerError),
}

/// The result of a validator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Validity {
    /// The input is valid.
    Valid,
    /// The input is invalid, for this reason, which the validator gives at this place.
    Invalid(ScriptError),
}

impl Program {
    /// Reads the problem's generator.
    ///
    /// # Errors
    /// If there is none, or it cannot be read.
    pub fn generator(problem: &Problem) -> Result<Self, SetterError> {
        let Some(path) = &problem.setter.generator else {
            return Err(SetterError::Missing {
                problem: problem.id.clone(),
                what: "generator",
                hint: "name one in problem.toml: `[generator]` with `file = \"generate.js\"`",
            });
        };
        Ok(Self::of_setter(path, problem, EntryPoint::Generator, TIME)?)
    }

    /// Reads the problem's validator, if it has one.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn validator(problem: &Problem) -> Result<Option<Self>, SubmissionError> {
        let Some(path) = &problem.setter.validator else { return Ok(None) };
        let time = problem.limits.cpu.max(MIN_TIME);
        Self::of_setter(path, problem, EntryPoint::from(VALIDATE), time).map(Some)
    }

    /// Reads the problem's reference solution; without one, the first submission in the folder of submissions that is
    /// expected to be accepted.
    ///
    /// # Errors
    /// If there is neither, or it cannot be read.
    pub fn reference(problem: &Problem, submissions: &Path) -> Result<Self, SetterError> {
        let reference = match &problem.setter.reference {
            Some(path) => submission::read_setter_program(path, problem)?,
            None => {
                let found = submission::discover(submissions, problem)?;
                let is_right = |one: &Submission| one.expected.is_accepted() && one.fault.is_none();
                found.into_iter().find(is_right).ok_or_else(|| SetterError::Missing {
                    problem: problem.id.clone(),
                    what: "reference",
                    hint: "name one in problem.toml (`[reference]` with `file = \"reference.js\"`), or add a \
                           submission to the folder accepted/",
                })?
            }
        };
        let limits = Limits {
            cpu: problem.limits.cpu.saturating_mul(REFERENCE_FACTOR),
            wall: problem.limits.wall.saturating_mul(REFERENCE_FACTOR),
            memory_bytes: memory(problem),
            ..problem.limits
        };
        Ok(Self::new(problem, reference, problem.entry.clone(), limits))
    }

    /// Reads the programs that the problem names, each to be loaded and not called, with its role for messages: its
    /// checker script, validator, generator and reference solution, as far as there are any.
    pub(crate) fn all_to_load(problem: &Problem) -> Vec<(&'static str, Result<Self, SubmissionError>)> {
        let Setter { reference, validator, generator, .. } = &problem.setter;
        let defined = |name: &str| EntryPoint::Defined(name.to_owned());
        // A whole program defines nothing that could be found without running it.
        let of_submissions = problem.entry.name().map_or(EntryPoint::Program, defined);
        let named = [
            ("validator", validator, defined(VALIDATE)),
            ("generator", generator, defined(EntryPoint::Generator.name().unwrap_or_default())),
            ("reference", reference, of_submissions),
        ];
        let mut programs: Vec<_> = named
            .into_iter()
            .filter_map(|(what, path, entry)| {
                Some((what, Self::of_setter(path.as_deref()?, problem, entry, LOAD_TIME)))
            })
            .collect();
        if let Checker::Custom(Custom::Script(script)) = &problem.checker {
            let limits = Limits { cpu: LOAD_TIME, wall: 4 * LOAD_TIME, ..problem.limits };
            // A checker runs without the problem's libraries.
            let program = Self {
                submission: custom_checker::as_submission(script),
                entry: defined(custom_checker::CHECK),
                libraries: Arc::default(),
                limits: Limits { memory_bytes: memory(problem), output_bytes: OUTPUT, ..limits },
                coverage: false,
                prepared: Prepared::default(),
            };
            programs.insert(0, ("checker", Ok(program)));
        }
        programs
    }

    /// Returns its text.
    pub(crate) fn source(&self) -> &str {
        &self.submission.source
    }

    /// Whether it is run as a whole program.
    pub(crate) fn is_whole(&self) -> bool {
        self.entry == EntryPoint::Program
    }

    /// Returns a submission to the problem, with the problem's limits.
    pub fn submission(problem: &Problem, submission: Submission) -> Self {
        Self::new(problem, submission, problem.entry.clone(), problem.limits)
    }

    fn of_setter(
        path: &Path,
        problem: &Problem,
        entry: EntryPoint,
        time: Duration,
    ) -> Result<Self, SubmissionError> {
        let limits = Limits {
            cpu: time,
            wall: problem.limits.wall.max(4 * time),
            memory_bytes: memory(problem),
            output_bytes: OUTPUT,
            ..problem.limits
        };
        let submission = submission::read_setter_program(path, problem)?;
        Ok(Self::new(problem, submission, entry, limits))
    }

    fn new(problem: &Problem, submission: Submission, entry: EntryPoint, limits: Limits) -> Self {
        let libraries = Arc::clone(&problem.libraries);
        Self { submission, entry, libraries, limits, coverage: false, prepared: Prepared::default() }
    }

    /// Returns its name for messages.
    pub fn name(&self) -> &str {
        &self.submission.name
    }

    /// Returns its file.
    pub fn path(&self) -> &Path {
        &self.submission.path
    }

    /// Returns the memory that a worker for it needs, in bytes.
    pub fn memory_bytes(&self) -> u64 {
        self.limits.memory_bytes
    }

    /// Whether a hardened realm may be tried.
    pub fn has_hardened_realm(&self) -> bool {
        matches!(self.entry, EntryPoint::Function(_)) && !self.submission.is_module()
    }

    /// Runs it on inputs, one after the other, until `each` breaks.
    ///
    /// # Errors
    /// If the judge cannot run it.
    pub fn run(
        &self,
        session: &mut dyn Session,
        realm: Realm,
        inputs: &[&Input],
        each: &mut dyn FnMut(usize, Execution) -> ControlFlow<()>,
    ) -> Result<(), RunnerError> {
        self.run_seeded(session, realm, inputs, 0, each)
    }

    /// Runs it once more on an input, with other random numbers: its result must not depend on them.
    ///
    /// # Errors
    /// If the judge cannot run it.
    pub fn run_again(&self, session: &mut dyn Session, input: &Input) -> Result<Execution, RunnerError> {
        let mut only = None;
        self.run_seeded(session, Realm::Fresh, &[input], 1, &mut |_, run| {
            only = Some(run);
            ControlFlow::Break(())
        })?;
        only.ok_or_else(|| RunnerError::NotRun)
    }

    fn run_seeded(
        &self,
        session: &mut dyn Session,
        realm: Realm,
        inputs: &[&Input],
        seed: u64,
        each: &mut dyn FnMut(usize, Execution) -> ControlFlow<()>,
    ) -> Result<(), RunnerError> {
        let job = Job {
            seed,
            realm,
            coverage: self.coverage,
            ..Job::new(
                self.submission.as_source(),
                &self.entry,
                &self.libraries,
                self.limits,
                inputs,
                &self.prepared,
            )
        };
        session.run(&job, each)
    }

    /// Runs it on one input.
    ///
    /// # Errors
    /// If the judge cannot run it.
    pub fn run_one(&self, session: &mut dyn Session, input: &Input) -> Result<Execution, RunnerError> {
        let mut only = None;
        self.run(session, Realm::Fresh, &[input], &mut |_, run| {
            only = Some(run);
            ControlFlow::Break(())
        })?;
        only.ok_or_else(|| RunnerError::NotRun)
    }

    /// Returns the same program with other limits.
    pub fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// Returns the same program, whose runs report the parts of it that they have not reached.
    pub fn with_coverage(self) -> Self {
        Self { coverage: true, ..self }
    }

    /// Returns a description of its failure: with the line, where that is known.
    pub fn failure(&self, outcome: &Outcome) -> String {
        let name = self.name();
        match outcome {
            Outcome::Threw(error) | Outcome::ThrewOutsideCall(error) | Outcome::CompileError(error) => {
                snippet(error, name)
            }
            Outcome::NoAnswer(_) | Outcome::Crashed(_) => format!("{name}: {}", fault(outcome).0),
            Outcome::Exited(_) | Outcome::Returned(_) | Outcome::Stopped { .. } => {
                let (what, at) = fault(outcome);
                let at = at.map_or(String::new(), |at| format!(", at line {}", at.line));
                format!("{name} {what}{at}")
            }
        }
    }
}

/// Returns the failure of a setter's program, without its name, and the place, if that is known.
pub fn fault(outcome: &Outcome) -> (String, Option<&Location>) {
    match outcome {
        Outcome::Threw(ScriptError { text, location })
        | Outcome::ThrewOutsideCall(ScriptError { text, location }) => (text.clone(), location.as_ref()),
        Outcome::CompileError(ScriptError { text, location }) => {
            (format!("does not compile: {text}"), location.as_ref())
        }
        // Runners call every source a submission.
        Outcome::NoAnswer(reason) => (reason.replace("the submission", "it"), None),
        Outcome::Crashed(reason) => (reason.clone(), None),
        Outcome::Exited(code) => (format!("ended with exit code {code}"), None),
        Outcome::Returned(_) => ("returned what it must not".to_owned(), None),
        Outcome::Stopped { limit, at } => {
            let limit = match limit {
                Limit::CpuTime | Limit::WallTime => "takes too long",
                Limit::Memory => "takes too much memory",
                Limit::Output => "writes or returns too much",
            };
            (limit.to_owned(), at.as_ref())
        }
    }
}

fn memory(problem: &Problem) -> u64 {
    problem.limits.memory_bytes.max(MEMORY)
}

/// Returns the folder of a problem, for files of its own.
///
/// # Errors
/// If it is a single file among others.
pub fn folder(problem: &Problem) -> Result<&Path, SetterError> {
    match problem.path.parent() {
        Some(folder) if problem.path.ends_with("problem.toml") => Ok(folder),
        _ => Err(SetterError::NoFolder(problem.id.clone())),
    }
}

/// Returns the seed of a generator's random numbers for one input, the `index`-th of this name.
///
/// It is the first 16 bytes of the SHA-256 of `seed`, `name` and `index` with line ends between them, as little-endian
/// words. It is a part of the format of problems.
pub fn seed_words(seed: u64, name: &str, index: u64) -> [u32; 4] {
    let digest = Sha256::digest(format!("{seed}\n{name}\n{index}"));
    let mut words = [0; 4];
    for (word, bytes) in words.iter_mut().zip(digest.chunks_exact(4)) {
        *word = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    }
    // From zeros alone, the generator would give zeros for ever.
    if words == [0; 4] { [1, 0, 0, 0] } else { words }
}

/// Returns the input that makes a generator run once for each of these seeds, with these parameters in turn. There has
/// to be at least one.
pub fn generator_input(seeds: &[[u32; 4]], params: &[Value]) -> Input {
    let mut input = Value::primitive(Node::Null);
    let params: Vec<Node> = params.iter().map(|params| input.append(params.clone())).collect();
    let runs: Vec<Node> = seeds
        .iter()
        .zip(params.iter().cycle())
        .map(|(seed, params)| {
            let words = seed.iter().map(|word| Node::Number(f64::from(*word)));
            let run = words.chain([params.clone()]).collect();
            input.push(Object::Array(run))
        })
        .collect();
    input.root = input.push(Object::Array(runs));
    input.into()
}

/// Returns the inputs from a generator's runs, or for each the reason why it is no input.
///
/// # Errors
/// The failure of the generator.
pub fn generated_inputs(
    generator: &Program,
    problem: &Problem,
    run: &Execution,
) -> Result<Vec<Result<Input, String>>, String> {
    let Outcome::Returned(value) = &run.outcome else { return Err(generator.failure(&run.outcome)) };
    let Some(Object::Array(inputs)) = value.object(&value.root) else {
        return Err(generator.failure(&run.outcome));
    };
    Ok(inputs.iter().map(|node| one_input(problem, value, node)).collect())
}

fn one_input(problem: &Problem, all: &Value, node: &Node) -> Result<Input, String> {
    if problem.entry == EntryPoint::Program {
        return match node {
            Node::String(text) => match text.as_str() {
                Some(text) => Ok(Content::from(text).into()),
                None => Err("the text that it returns has a lone surrogate, which is no UTF-8".to_owned()),
            },
            _ => Err(format!("it has to return the input as a string, and returns {}", shown(all, node))),
        };
    }
    match all.object(node) {
        Some(Object::Array(_)) => Ok(all.part(node).into()),
        _ => {
            let shown = shown(all, node);
            Err(format!("it has to return an array with the arguments of a call, and returns {shown}"))
        }
    }
}

/// Returns a part of a value, as much of it as a message has room for.
fn shown(all: &Value, node: &Node) -> String {
    const LONGEST: usize = 60;
    display(&all.part(node), LONGEST)
}

/// Returns the expected result of an input, from the run of a reference solution on it.
///
/// # Errors
/// The failure of the reference solution.
pub fn answer(problem: &Problem, reference: &Program, run: &Execution) -> Result<Expected, String> {
    match &run.outcome {
        Outcome::Returned(value) => Ok(Expected::Returns(value.clone())),
        Outcome::Exited(0) => Ok(Expected::Writes(Content::Inline(run.stdout.clone().into()))),
        Outcome::Threw(_) if throws_belong(problem) => Ok(Expected::Throws(None)),
        outcome => Err(reference.failure(outcome)),
    }
}

/// Whether throwing is a right answer to some input: some case of the problem expects it.
fn throws_belong(problem: &Problem) -> bool {
    problem.cases.iter().any(|case| matches!(case.expected, Expected::Throws(_)))
}

/// Returns the input of a validator: the arguments of a case as they are, or a program's input as one string.
///
/// # Errors
/// If the input's file cannot be read.
pub fn validator_input(input: &Input) -> Result<Input, String> {
    let Input::Program { stdin, .. } = input else { return Ok(input.clone()) };
    let bytes = stdin.load().map_err(|error| format!("cannot read the case's input: {error}"))?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let mut arguments = Value::primitive(Node::Null);
    arguments.root = arguments.push(Object::Array(vec![Node::String(text.into())]));
    Ok(arguments.into())
}

/// Returns the result of a validator from its run.
///
/// # Errors
/// The failure of the validator; to throw is its way to refuse an input, and no failure.
pub fn validity(run: Execution) -> Result<Validity, Outcome> {
    match run.outcome {
        Outcome::Returned(Value { root: Node::Bool(false), .. }) => {
            let text = "`validate` returned false".to_owned();
            Ok(Validity::Invalid(ScriptError { text, location: None }))
        }
        Outcome::Returned(_) => Ok(Validity::Valid),
        Outcome::Threw(error) => Ok(Validity::Invalid(error)),
        outcome => Err(outcome),
    }
}

/// Returns the line of a case file that holds a case.
///
/// # Errors
/// If a value cannot be part of a problem, such as a function.
pub fn case_line(problem: &Problem, case: &Case, group: Option<&str>) -> Result<String, String> {
    let is_class = matches!(problem.entry, EntryPoint::Class(_));
    let arguments = case.input.arguments().ok_or("the input is no array of arguments")?;
    let mut line = format!("{{\"name\":{}", serde_json::Value::from(case.name.as_str()));
    if let Some(group) = group {
        line.push_str(&format!(",\"group\":{}", serde_json::Value::from(group)));
    }
    match tribunal_core::entry_point::calls(arguments).filter(|_| is_class) {
        Some(_) => {
            let part = |index: usize| match arguments.object(&arguments.root) {
                Some(Object::Array(parts)) => parts.get(index).map(|node| arguments.part(node)),
                _ => None,
            };
            let (constructor, calls) = part(0).zip(part(1)).ok_or("the input is no array of arguments")?;
            line.push_str(&format!(",\"args\":{}", storable(&constructor, "an argument")?));
            line.push_str(&format!(",\"calls\":{}", storable(&calls, "a call")?));
        }
        None => line.push_str(&format!(",\"args\":{}", storable(arguments, "an argument")?)),
    }
    match &case.expected {
        Expected::Returns(value) => {
            line.push_str(&format!(",\"expected\":{}", storable(value, "what the reference returns")?));
        }
        Expected::Throws(None) => line.push_str(",\"throws\":true"),
        Expected::Throws(Some(text)) => {
            line.push_str(&format!(",\"throws\":{}", serde_json::Value::from(text.as_str())));
        }
        Expected::Writes(_) | Expected::OneOf(_) => return Err("a reference gives one value".to_owned()),
    }
    line.push_str("}\n");
    Ok(line)
}

fn storable(value: &Value, what: &str) -> Result<String, String> {
    let json = json::to_json(value);
    match json::parse(&json, Source::Problem) {
        Ok(_) => Ok(json),
        Err(error) => Err(format!("{what} can be in no case file: {}", error.message)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_false_and_errors_are_against_an_input() {
        let says = |outcome| validity(Execution::ended(outcome));
        for node in [Node::Undefined, Node::Bool(true), Node::Null, Node::Number(0.0)] {
            assert_eq!(says(Outcome::Returned(Value::primitive(node))), Ok(Validity::Valid));
        }
        let no = says(Outcome::Returned(Value::primitive(Node::Bool(false))));
        assert!(matches!(no, Ok(Validity::Invalid(_))));
        let error = ScriptError { text: "RangeError: n".into(), location: None };
        assert_eq!(says(Outcome::Threw(error.clone())), Ok(Validity::Invalid(error.clone())));
        for limit in [Limit::CpuTime, Limit::Memory, Limit::Output] {
            assert!(says(Outcome::Stopped { limit, at: None }).is_err());
        }
        assert!(says(Outcome::CompileError(error)).is_err());
        assert!(says(Outcome::Crashed("x".into())).is_err());
    }
}
