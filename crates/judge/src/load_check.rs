//! A check that the programs which a problem names can be loaded: its checker, validator, generator and reference
//! solution.
//!
//! They are compiled, and their top levels run, where submissions run. None of their functions is called.

use std::{
    fs::File,
    io::{BufRead as _, BufReader, Read as _},
    ops::ControlFlow,
    path::Path,
};

use tribunal_core::{
    entry_point::EntryPoint,
    execution::{Location, Outcome},
    input::{Content, Input},
    realm::Realm,
    value::{Node, Object, Value},
};

use crate::setter::{self, Program};
use tribunal_exec::runner::{RunnerError, Session};
use tribunal_problem::{
    checker::{
        Checker,
        custom::{self, Custom},
    },
    problem::{Diagnostic, Problem, is_in_search_path},
    submission::SubmissionError,
};

/// Returns the faults of a problem's programs. Its libraries have to be prepared.
///
/// # Errors
/// If the judge cannot run them.
pub fn faults(problem: &Problem, session: &mut dyn Session) -> Result<Vec<Diagnostic>, RunnerError> {
    let mut faults = Vec::new();
    for (what, program) in Program::all_to_load(problem) {
        let fault = match program {
            Ok(program) => {
                let is_class = matches!(problem.entry, EntryPoint::Class(_)) && what == "reference";
                fault(what, &program, is_class, session)?
            }
            Err(SubmissionError::NotASubmission { path, problem }) => {
                Some(Diagnostic::of_file(&path, format!("this file {problem}"), None))
            }
            Err(error) => Some(Diagnostic::of_file(&problem.path, error.to_string(), None)),
        };
        faults.extend(fault.filter(|fault| !faults.contains(fault)));
    }
    if let Checker::Custom(Custom::Program(program)) = &problem.checker
        && let Some((message, hint)) = not_runnable(program)
    {
        faults.push(Diagnostic::of_file(&problem.path, message, Some(hint)));
    }
    Ok(faults)
}

fn fault(
    what: &str,
    program: &Program,
    is_class: bool,
    session: &mut dyn Session,
) -> Result<Option<Diagnostic>, RunnerError> {
    let input = match program.is_whole() {
        true => Content::from("").into(),
        false => no_arguments(),
    };
    let mut outcome = None;
    program.run(session, Realm::Fresh, &[&input], &mut |_, run| {
        outcome = Some(run.outcome);
        ControlFlow::Break(())
    })?;
    let is_whole = program.is_whole();
    let Some(outcome) = outcome else { return Ok(None) };
    let (message, hint) = match &outcome {
        Outcome::CompileError(error) => (format!("this {what} does not compile: {}", error.text), None),
        // It was run on nothing, and only to have it compiled.
        _ if is_whole => return Ok(None),
        Outcome::Returned(_) => return Ok(None),
        Outcome::Threw(error) | Outcome::ThrewOutsideCall(error) => {
            (format!("this {what} throws when it is loaded: {}", error.text), None)
        }
        Outcome::NoAnswer(reason) => {
            let reason = reason.replace("the submission", &format!("this {what}"));
            (if is_class { reason.replace("no function", "no class") } else { reason }, hint(what))
        }
        outcome => (format!("this {what} cannot be loaded: it {}", setter::fault(outcome).0), None),
    };
    let at = match &outcome {
        Outcome::Threw(error) | Outcome::ThrewOutsideCall(error) | Outcome::CompileError(error) => {
            error.location.as_ref()
        }
        outcome => setter::fault(outcome).1,
    };
    let at = at.map(|Location { line, column, .. }| (*line, *column));
    Ok(Some(Diagnostic::of_script(program.path(), program.source(), at, message, hint.map(str::to_owned))))
}

/// Returns advice on the functions that a program of this kind has to define.
fn hint(what: &str) -> Option<&'static str> {
    match what {
        "checker" => Some(
            "a checker script defines `check`, which is called with { args, expected, result } of a function, or \
             { input, answer, output } of a whole program",
        ),
        "validator" => Some("a validator defines `validate`, which is called with what a submission gets"),
        "generator" => {
            Some("a generator defines `generate`, which is called with random numbers and parameters")
        }
        _ => Some("a reference defines what a submission has to define"),
    }
}

fn no_arguments() -> Input {
    let mut arguments = Value::primitive(Node::Null);
    arguments.root = arguments.push(Object::Array(Vec::new()));
    arguments.into()
}

/// Returns the reason why a checker program cannot be run on this machine, with advice.
fn not_runnable(program: &custom::Program) -> Option<(String, String)> {
    let (name, arguments) = program.command.split_first()?;
    let not_installed = |name: &str| {
        let message = format!("the checker program {name:?} is not installed on this system");
        (message, "install it, or name another one in `command`".to_owned())
    };
    if !name.contains('/') {
        if !is_in_search_path(name) {
            return Some(not_installed(name));
        }
        // `python3 check.py`: an interpreter and its script.
        let script = arguments.first().filter(|script| !script.starts_with('-'))?;
        let is_missing = Path::new(script).extension().is_some() && !program.folder.join(script).exists();
        let hint = "write its path from the problem's folder on";
        return is_missing.then(|| (format!("there is no checker program {script:?}"), hint.to_owned()));
    }
    let interpreter = interpreter(&program.folder.join(name))?;
    let is_there = match interpreter.contains('/') {
        true => Path::new(&interpreter).exists(),
        false => is_in_search_path(&interpreter),
    };
    (!is_there).then(|| not_installed(&interpreter))
}

/// Returns the interpreter of a file that begins with `#!`.
fn interpreter(file: &Path) -> Option<String> {
    const LONGEST: u64 = 256;

    let mut line = Vec::new();
    BufReader::new(File::open(file).ok()?.take(LONGEST)).read_until(b'\n', &mut line).ok()?;
    let line = String::from_utf8(line).ok()?;
    let mut words = line.strip_prefix("#!")?.split_whitespace();
    let first = words.next()?;
    if first.ends_with("/env") {
        return words.find(|word| !word.starts_with('-') && !word.contains('=')).map(str::to_owned);
    }
    Some(first.to_owned())
}
