//! What a validator says of an input.

use std::{io, time::Duration};

use crate::{
    entry_point::EntryPoint,
    input::{Input, LoadedInput},
    problem::Problem,
    raw_run::{Limit, Limits, Location, Outcome, RawRun, ScriptError},
    value::{Node, Object, Value},
};

/// The function that a validator has to define.
const FUNCTION: &str = "validate";

/// What a validator may take for one input, at least: it is the author's, and an input of many megabytes takes its
/// time; but it has to end.
const LEAST_CPU: Duration = Duration::from_secs(2);
const LEAST_MEMORY: u64 = 512 << 20;

/// How a validator is run.
pub(super) fn entry() -> EntryPoint {
    EntryPoint::from(FUNCTION)
}

/// What it may take for one input to this problem.
pub(super) fn limits(problem: &Problem) -> Limits {
    let limits = problem.limits;
    let cpu = limits.cpu.max(LEAST_CPU);
    Limits {
        cpu,
        wall: limits.wall.max(cpu * 5),
        memory_bytes: limits.memory_bytes.max(LEAST_MEMORY),
        ..limits
    }
}

/// What a validator is called with: the arguments of a case as they are, or a program's input as one string.
///
/// # Errors
/// If the input's file cannot be read.
pub(super) fn arguments(input: &Input) -> io::Result<Input> {
    Ok(match input.load()? {
        LoadedInput::Arguments(arguments) => Input::Arguments(arguments.into_owned()),
        LoadedInput::Program { stdin: bytes, .. } => {
            let text = Node::String(String::from_utf8_lossy(&bytes).into_owned().into());
            let mut arguments = Value::primitive(Node::Undefined);
            arguments.root = arguments.push(Object::Array(vec![text]));
            Input::Arguments(arguments)
        }
    })
}

/// What a validator says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Validity {
    /// The input is one.
    Valid,
    /// It is not, for this reason, which the validator gives at this place.
    Invalid(String, Option<Location>),
    /// Nothing: the validator itself is at fault.
    Fault(String, Option<Location>),
}

/// What a run of a validator says.
pub(super) fn validity(run: RawRun) -> Validity {
    match run.outcome {
        Outcome::Returned(Value { root: Node::Bool(false), .. }) => {
            Validity::Invalid("validate() returned false".into(), None)
        }
        Outcome::Returned(_) | Outcome::Exited(_) => Validity::Valid,
        Outcome::Threw(ScriptError { text, location }) => Validity::Invalid(text, location),
        Outcome::CompileError(ScriptError { text, location }) => {
            Validity::Fault(format!("does not compile: {text}"), location)
        }
        Outcome::NoAnswer(reason) => Validity::Fault(reason.replace("the submission", "it"), None),
        Outcome::Stopped { limit, at } => Validity::Fault(
            match limit {
                Limit::CpuTime | Limit::WallTime => "takes too long".into(),
                Limit::Memory => "takes too much memory".into(),
                Limit::Output => "writes too much".into(),
            },
            at,
        ),
        Outcome::Crashed(reason) => Validity::Fault(reason, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(outcome: Outcome) -> Validity {
        validity(RawRun::ended(outcome))
    }

    #[test]
    fn only_false_and_errors_are_against_an_input() {
        for node in [Node::Undefined, Node::Bool(true), Node::Null, Node::Number(0.0)] {
            assert_eq!(says(Outcome::Returned(Value::primitive(node))), Validity::Valid);
        }
        let no = says(Outcome::Returned(Value::primitive(Node::Bool(false))));
        assert!(matches!(no, Validity::Invalid(..)));
        let error = ScriptError { text: "RangeError: n".into(), location: None };
        assert_eq!(says(Outcome::Threw(error.clone())), Validity::Invalid("RangeError: n".into(), None));
        assert!(matches!(says(Outcome::CompileError(error)), Validity::Fault(..)));
        for limit in [Limit::CpuTime, Limit::Memory, Limit::Output] {
            assert!(matches!(says(Outcome::Stopped { limit, at: None }), Validity::Fault(..)));
        }
        assert!(matches!(says(Outcome::Crashed("x".into())), Validity::Fault(..)));
    }
}
