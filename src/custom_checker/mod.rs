//! Runs the checkers that problems bring along: a script in a worker process that never runs a submission, or a
//! program as it is.
//!
//! Whatever goes wrong with a checker is an internal error that says what and where. It is never the submission's
//! fault, whose output or result the checker gets as data only.

mod program;
mod script;

use std::{io, path::PathBuf};

pub(crate) use script::{FUNCTION as CHECK, as_submission};

use crate::{
    checker::{
        Judgement, Texts,
        custom::{Custom, Script},
    },
    runner::{Session, process::ProcessRunner, process::this_program},
    value::Value,
    verdict::Verdict,
};

/// Starts the worker processes of scripts.
pub struct ScriptRunner(Result<ProcessRunner, String>);

impl ScriptRunner {
    /// A runner whose workers are this program.
    pub fn of_this_program() -> Self {
        Self::new(this_program())
    }

    fn new(program: io::Result<PathBuf>) -> Self {
        Self(program.map(|program| ProcessRunner::new(program, false)).map_err(|error| error.to_string()))
    }
}

/// One worker thread's custom checkers.
pub struct CustomCheckers<'a> {
    runner: &'a ScriptRunner,
    /// The process of scripts, once one was needed.
    session: Option<Box<dyn Session + 'a>>,
    /// The script that was run last.
    loaded: Option<script::Loaded>,
}

impl<'a> CustomCheckers<'a> {
    /// Checkers whose scripts run by this runner. Starts nothing yet.
    pub fn new(runner: &'a ScriptRunner) -> Self {
        Self { runner, session: None, loaded: None }
    }

    /// Judges what a program wrote.
    pub fn check_program(&mut self, custom: &Custom, texts: &Texts<'_>) -> Judgement {
        match custom {
            Custom::Script(script) => match script::of_texts(texts) {
                Ok(argument) => self.run_script(script, argument),
                Err(error) => failed(&error),
            },
            Custom::Program(program) => program::check(program, texts),
        }
    }

    /// Judges what a function returned.
    pub fn check_call(
        &mut self,
        custom: &Custom,
        args: &Value,
        expected: &Value,
        result: &Value,
    ) -> Judgement {
        match custom {
            Custom::Script(script) => self.run_script(script, script::of_call(args, expected, result)),
            Custom::Program(_) => failed("a checker program is for whole programs"),
        }
    }

    fn run_script(&mut self, script: &Script, argument: Value) -> Judgement {
        let runner = match &self.runner.0 {
            Ok(runner) => runner,
            Err(error) => return failed(&format!("no process to run {} in: {error}", script.name)),
        };
        script::check(script, argument, runner, &mut self.session, &mut self.loaded)
    }
}

/// A failure of the checker.
fn failed(what: &str) -> Judgement {
    Judgement::new(Verdict::InternalError, format!("the checker failed: {what}"))
}
