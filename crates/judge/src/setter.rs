//! The programs of a problem's setter, and how they are run: the generator of inputs, the validator, the reference.
//!
//! They run where submissions run, by the same runners. What they do wrong is not a verdict but an error for the
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

/// CPU time of a validator for an input, at least. It has to end sooner than a generator, since it is asked about every
/// input there is.
const MIN_TIME: Duration = Duration::from_secs(2);

/// CPU time of any of them to be loaded.
const LOAD_TIME: Duration = Duration::from_secs(5);

/// How much more time a reference has than a submission: whether it keeps the limit is not asked here.
const REFERENCE_FACTOR: u32 = 10;

/// Memory of the setter's programs, unless the problem allows more: one limit for all of them, so that they can share
/// a worker. In bytes.
const MEMORY: u64 = 1 << 30;

/// Longest input or answer that can be made, in bytes.
const OUTPUT: u64 = 256 << 20;

/// A program and what it needs to run.
#[derive(Debug)]
pub struct Program {
    submission: Submission,
    entry: EntryPoint,
    /// All of them run with the problem's libraries, so that they can share a worker.
    libraries: Arc<Libraries>,
    limits: Limits,
    /// Whether its runs tell what they have not reached.
    coverage: bool,
    prepared: Prepared,
}

/// Why there is nothing to go on with. The text says what the setter has to mend.
#[derive(Debug, thiserror::Error)]
pub enum SetterError {
    /// A file is not there or is no program.
    #[error(transparent)]
    File(#[from] SubmissionError),
    /// The problem has no such program.
    #[error("the problem `{problem}` has no {what}; {hint}")]
    Missing {
        /// The problem.
        problem: String,
        /// What it lacks.
        what: &'static str,
        /// What to do.
        hint: &'static str,
    },
    /// A program failed.
    #[error("{what} fails{at}: {message}")]
    Fails {
        /// Which one.
        what: &'static str,
        /// At which case or input, with a space before it; empty where it is at any.
        at: String,
        /// How it ended, with the line.
        message: String,
    },
    /// The problem is a single file, and what would be written beside it could be another problem's.
    #[error("files of cases need a folder of the problem's own: move {0}.toml to {0}/problem.toml")]
    NoFolder(String),
    /// Running it failed through no fault of the setter's.
    #[error(transparent)]
    Runner(#[from] RunnerError),
}

/// What a validator says of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Validity {
    /// It is one.
    Valid,
    /// It is none, for this reason, which the validator gives at this place.
    Invalid(ScriptError),
}

impl Program {
    /// The problem's generator.
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

    /// The problem's validator, if it has one.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn validator(problem: &Problem) -> Result<Option<Self>, SubmissionError> {
        let Some(path) = &problem.setter.validator else { return Ok(None) };
        let time = problem.limits.cpu.max(MIN_TIME);
        Self::of_setter(path, problem, EntryPoint::from(VALIDATE), time).map(Some)
    }

    /// The problem's reference; without one, the first submission in the folder of submissions that is expected to be
    /// accepted.
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

    /// The programs that the problem names, each to be loaded and not called, with what it is for people: its checker
    /// script, validator, generator and reference, as far as there are any.
    pub(crate) fn all_to_load(problem: &Problem) -> Vec<(&'static str, Result<Self, SubmissionError>)> {
        let Setter { reference, validator, generator, .. } = &problem.setter;
        let defined = |name: &str| EntryPoint::Defined(name.to_owned());
        // A whole program has nothing that could be found without running it.
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
            // It runs without the problem's libraries.
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

    /// Its text.
    pub(crate) fn source(&self) -> &str {
        &self.submission.source
    }

    /// Whether it is run as a whole program.
    pub(crate) fn is_whole(&self) -> bool {
        self.entry == EntryPoint::Program
    }

    /// A submission to the problem, with the limits that it has there.
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

    /// Its name for people.
    pub fn name(&self) -> &str {
        &self.submission.name
    }

    /// Its file.
    pub fn path(&self) -> &Path {
        &self.submission.path
    }

    /// The memory that a worker for it has to have, in bytes.
    pub fn memory_bytes(&self) -> u64 {
        self.limits.memory_bytes
    }

    /// Whether a hardened realm may be tried.
    pub fn has_hardened_realm(&self) -> bool {
        matches!(self.entry, EntryPoint::Function(_)) && !self.submission.is_module()
    }

    /// Runs it on inputs, one after the other, until `each` says to break.
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

    /// Runs it once more on an input, with other random numbers: what it gives must not depend on them.
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
            source: self.submission.as_source(),
            seed,
            spent: Duration::ZERO,
            entry: &self.entry,
            libraries: &self.libraries,
            realm,
            limits: self.limits,
            inputs,
            coverage: self.coverage,
            prepared: &self.prepared,
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

    /// The same with other limits.
    pub fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// The same, whose runs tell which parts of the program they have not reached.
    pub fn with_coverage(self) -> Self {
        Self { coverage: true, ..self }
    }

    /// How it failed, for people: with the line, where that is known.
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

/// How a setter's program failed, without its name, and where, if that is known.
pub fn fault(outcome: &Outcome) -> (String, Option<&Location>) {
    match outcome {
        Outcome::Threw(ScriptError { text, location })
        | Outcome::ThrewOutsideCall(ScriptError { text, location }) => (text.clone(), location.as_ref()),
        Outcome::CompileError(ScriptError { text, location }) => {
            (format!("does not compile: {text}"), location.as_ref())
        }
        // Runners know submissions only.
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

/// The folder of a problem, for files that are its own.
///
/// # Errors
/// If it is a single file among others.
pub fn folder(problem: &Problem) -> Result<&Path, SetterError> {
    match problem.path.parent() {
        Some(folder) if problem.path.ends_with("problem.toml") => Ok(folder),
        _ => Err(SetterError::NoFolder(problem.id.clone())),
    }
}

/// The seed of a generator's random numbers: of one input, which is the `index`-th of this name.
///
/// The first 16 bytes of the SHA-256 of `seed`, `name` and `index` with line ends between them, as little-endian
/// words. Part of the format of problems.
pub fn seed_words(seed: u64, name: &str, index: u64) -> [u32; 4] {
    let digest = Sha256::digest(format!("{seed}\n{name}\n{index}"));
    let mut words = [0; 4];
    for (word, bytes) in words.iter_mut().zip(digest.chunks_exact(4)) {
        *word = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    }
    // With nothing but zeros there would be nothing but zeros for ever.
    if words == [0; 4] { [1, 0, 0, 0] } else { words }
}

/// The input that makes a generator run once for each of these seeds, with these parameters in turn, of which there has
/// to be one.
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

/// The inputs that a generator's runs gave, each an input or why it is none.
///
/// # Errors
/// How the generator failed.
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

/// A part of a value, as much of it as a message has room for.
fn shown(all: &Value, node: &Node) -> String {
    const LONGEST: usize = 60;
    display(&all.part(node), LONGEST)
}

/// What a reference's run says has to come of the input; `None` if it says that the input is none.
///
/// # Errors
/// How the reference failed.
pub fn answer(problem: &Problem, reference: &Program, run: &Execution) -> Result<Expected, String> {
    match &run.outcome {
        Outcome::Returned(value) => Ok(Expected::Returns(value.clone())),
        Outcome::Exited(0) => Ok(Expected::Writes(Content::Inline(run.stdout.clone().into()))),
        Outcome::Threw(_) if throws_belong(problem) => Ok(Expected::Throws(None)),
        outcome => Err(reference.failure(outcome)),
    }
}

/// Whether to throw is a right answer to some input: some case of the problem asks for it.
fn throws_belong(problem: &Problem) -> bool {
    problem.cases.iter().any(|case| matches!(case.expected, Expected::Throws(_)))
}

/// What a validator gets for an input: the arguments of a case as they are, or a program's input as one string.
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

/// What a validator's run says.
///
/// # Errors
/// How the validator failed; to throw is how it refuses an input.
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

/// The line of a case file that holds a case.
///
/// # Errors
/// If a value can be in no problem, such as a function.
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
